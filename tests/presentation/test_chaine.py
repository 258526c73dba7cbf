"""From a priority, what it rests on and became; from a finding, what answers it. Each link leads somewhere."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from quartiers import PROJECT_ROOT
from quartiers.analyse.chaine import follow_findings
from quartiers.donnees import Contrat, load_contrat
from quartiers.donnees.modele import Retrait
from quartiers.presentation import RapportQuartier
from quartiers.presentation.blocs import Bloc
from quartiers.presentation.quartier.chaine import RIEN
from quartiers.presentation.quartier.forums import MAX_OF_A_SUITE
from quartiers.presentation.quartier.soutiens import support_text

EXEMPLE = PROJECT_ROOT / "exemples" / "suivi"
_HREF = re.compile(r'href="#([^"]*)"')
_ID = re.compile(r'\bid="([^"]*)"')


@pytest.fixture(scope="module")
def contract() -> Contrat:
    return load_contrat(EXEMPLE)


def text_of(bloc: Bloc) -> str:
    return re.sub("[\u202f\xa0]", " ", bloc.to_text()).replace("’", "'")


def sections(report: RapportQuartier) -> list[Bloc]:
    return [
        report.concertation(),
        report.suites_donnees(),
        report.constats_de_terrain(),
        report.priorites_retenues(),
        report.chaine(),
        report.sources(),
        report.actions(),
    ]


def row_of(bloc: Bloc, title: str) -> str:
    [row] = [line for line in text_of(bloc).splitlines() if f" {title}" in line.split("|")[0] + " "]
    return row


def test_a_priority_shows_what_was_said_done_and_decided_of_it(contract: Contrat) -> None:
    report = RapportQuartier("tilleuls", contrat=contract)
    row = row_of(report.chaine(), "Rapprocher de l'emploi")
    for told in (
        "À rapprocher de : ",
        "constat C1 (Porteur de paroles de la place)",
        "Parole, même thème : « Sans voiture",
        "Forum : Les ateliers de Passerelle refusent du monde (retenue)",
        "Action : Navette du soir",
        "en retard",
        "Résultat : Sorties vers un emploi ou une formation : 17 personnes",
        "Renforcer : Doubler les ateliers de Passerelle – Comité Territorial du 12 mars 2026 ; en cours",
    ):
        assert told in row
    advised = row_of(report.chaine(), "Faciliter l'accès aux soins")
    assert "Avis : Demande une permanence de soins dans le quartier (sans réponse à ce jour)" in advised
    assert "Fermer la place" not in advised  # said of another priority


def test_a_finding_says_which_priority_answers_it_and_how_many_actions_are_done(contract: Contrat) -> None:
    text = text_of(RapportQuartier("tilleuls", contrat=contract).constats_de_terrain())
    [jobs] = [line for line in text.splitlines() if line.startswith("C1 ")]
    assert "P1 ; 2 actions" in jobs


def test_the_chain_says_of_a_support_what_the_list_of_priorities_says(contract: Contrat) -> None:
    """« Chiffres : » and « Constats : » held what supports a priority and what only is of its theme."""
    for quartier in contract.quartiers:
        report = RapportQuartier(quartier, contrat=contract)
        chain = text_of(report.chaine())
        for old in ("Chiffres : ", "Constats : ", "même thème seulement", "thème lié", "évoqué seulement"):
            assert old not in chain + text_of(report.constats_de_terrain()), quartier
        for p in report.lu.priorites:
            rows = [x for x in chain.splitlines() if f" {p.intitule} |" in x.replace("\xa0", " ")]
            for row in rows:
                for head in ("Appuyée par : ", "Appuyée en partie par : "):
                    assert (head in row) is (head.lower() in support_text(report.lu, p)), (quartier, p.intitule)
                assert ("Rien de relevé sur" in row) is ("rien de relevé sur" in support_text(report.lu, p)), quartier
        assert chain == RIEN or "rapprocher de" in chain or "ppuyée" in chain, quartier


def test_a_finding_that_no_priority_answers_says_so(contract: Contrat) -> None:
    others = tuple(p for p in contract.priorites if p.priorite != "tilleuls-i2")
    less = replace(
        contract,
        priorites=others,
        actions_priorites=(),
        decisions={},
        contributions={},
        avis={},
    )
    text = text_of(RapportQuartier("tilleuls", contrat=less).constats_de_terrain())
    [care] = [line for line in text.splitlines() if line.startswith("C2 ")]
    assert "aucune priorité" in care


def test_a_strength_asks_for_no_priority(contract: Contrat) -> None:
    findings = tuple(replace(c, nature="atout") for c in contract.constats)
    report = RapportQuartier("tilleuls", contrat=replace(contract, constats=findings))
    became = follow_findings(report.contrat, report.lu.correspondance, report.suivi)
    assert {d.attendu for d in became.values()} == {False}
    assert "n'appelle pas de priorité" in text_of(report.constats_de_terrain())


def test_where_nothing_is_linked_one_line_says_so() -> None:
    assert text_of(RapportQuartier("anzin-verrerie").chaine()) == RIEN


def test_priorities_without_anything_are_told_in_one_line(contract: Contrat) -> None:
    bare = replace(contract, paroles={}, avis={}, contributions={}, demarches={}, reponses=(), validations={})
    assert "n'est relié à" not in text_of(RapportQuartier("grand-large", contrat=bare).chaine())
    links = tuple(x for x in bare.actions_priorites if x.action != "2026-energie")
    text = text_of(RapportQuartier("grand-large", contrat=replace(bare, actions_priorites=links)).chaine())
    assert "Ni parole, ni forum, ni action, ni décision n'est relié à P2." in text


@pytest.mark.parametrize(
    ("donnees", "quartier"), [(EXEMPLE, "tilleuls"), (EXEMPLE, "grand-large"), (None, "anzin-verrerie")]
)
def test_each_link_leads_to_one_place_of_the_report(donnees: Path | None, quartier: str) -> None:
    page = "".join(b.to_html() for b in sections(RapportQuartier(quartier, donnees)))
    places = _ID.findall(page)
    assert len(places) == len(set(places))
    assert set(_HREF.findall(page)) - set(places) == set()


def test_what_is_not_shown_is_not_linked(contract: Contrat) -> None:
    model = contract.contributions["2026-forum-valrive-1"]
    many = {f"c{n}": replace(model, contribution=f"c{n}") for n in range(MAX_OF_A_SUITE + 2)}
    page = "".join(
        b.to_html() for b in sections(RapportQuartier("tilleuls", contrat=replace(contract, contributions=many)))
    )
    assert set(_HREF.findall(page)) - set(_ID.findall(page)) == set()


def test_an_address_is_made_of_the_permanent_identifier(contract: Contrat) -> None:
    page = "".join(b.to_html() for b in sections(RapportQuartier("tilleuls", contrat=contract)))
    for place in (
        "priorite-tilleuls-i1",
        "constat-tilleuls-c1",
        "contribution-2026-forum-valrive-1",
        "action-2026-navette",
    ):
        assert f'id="{place}"' in page


# -- what is withdrawn ------------------------------------------------------------------------------------


@pytest.fixture
def withdrawn(contract: Contrat) -> Contrat:
    """The example, its first priority and its first démarche withdrawn since."""
    day = date(2026, 11, 20)
    rows = (
        Retrait(
            "priorites",
            "tilleuls-i2",
            "Faciliter l'accès aux soins",
            ("tilleuls",),
            None,
            day,
            "Confiée à l'agglomération",
            ("2026-permanence",),
        ),
        Retrait(
            "demarches",
            "2026-porteur-tilleuls",
            "Porteur de paroles",
            ("tilleuls",),
            "Valrive",
            day,
            "Saisie deux fois",
        ),
    )
    return replace(
        contract,
        priorites=tuple(p for p in contract.priorites if p.priorite != "tilleuls-i2"),
        demarches={n: d for n, d in contract.demarches.items() if n != "2026-porteur-tilleuls"},
        actions_priorites=tuple(
            replace(x, priorite=None) if x.priorite == "tilleuls-i2" else x for x in contract.actions_priorites
        ),
        paroles={},
        retraits=rows,
    )


def test_what_is_withdrawn_says_so_where_it_was_cited(withdrawn: Contrat) -> None:
    report = RapportQuartier("tilleuls", contrat=withdrawn)
    why = "Faciliter l'accès aux soins (retirée le 20 novembre 2026 : Confiée à l'agglomération)"
    assert f"Priorité : {why}" in text_of(report.concertation())  # an advice
    assert f"Priorité : {why}" in text_of(report.suites_donnees())
    finding = next(x for x in text_of(report.constats_de_terrain()).splitlines() if x.startswith("C1 "))
    assert "Porteur de paroles (retirée le 20 novembre 2026 : Saisie deux fois)" in finding


def test_what_is_withdrawn_is_listed_with_what_still_cites_it(withdrawn: Contrat) -> None:
    report = RapportQuartier("tilleuls", contrat=withdrawn)
    text = text_of(report.retraits())
    assert "Priorité « Faciliter l'accès aux soins », retirée le 20 novembre 2026 : Confiée à l'agglomération." in text
    assert (
        "actions qui lui étaient reliées : Permanence médicale mensuelle ; 1 décision ; 1 avis ; 1 contribution" in text
    )
    assert "2 constats en viennent" in text
    assert 'id="priorite-tilleuls-i2"' in report.retraits().to_html()  # an address that was kept still leads somewhere
    assert RapportQuartier("grand-large", contrat=withdrawn).retraits().to_text() == ""


def test_the_example_tells_its_withdrawals(contract: Contrat) -> None:
    text = text_of(RapportQuartier("tilleuls", contrat=contract).retraits())
    assert "Constat « Trop peu d'offres d'emploi sans voiture », retiré le 2 avril 2026 : Saisi deux fois" in text
    assert len(contract.priorites_de("tilleuls")) == 3

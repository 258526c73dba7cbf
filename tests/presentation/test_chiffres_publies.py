"""Published figures in a quartier report: origin, references, secrecy, and the notes that they call."""

import functools
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from quartiers.donnees import Contrat
from quartiers.donnees.modele import Affirmation, Mesure
from quartiers.presentation import RapportQuartier, RapportSynthese
from quartiers.presentation.blocs import inline_html
from quartiers.typographie import format_value

TEXTS = ("essentiel", "diagnostic", "diagnostic_et_priorites", "fiabilite_des_chiffres", "sources")


@functools.cache
def text_of(rapport: RapportQuartier, section: str) -> str:
    text: str = getattr(rapport, section)().to_text()
    return text.replace("\u202f", " ")


def row(rapport: RapportQuartier, label: str) -> list[str]:
    """Cells of the only row whose indicator starts with that label: value, references, trend, reading."""
    [found] = [line for line in text_of(rapport, "diagnostic").splitlines() if line.startswith(f"{label} | ")]
    return found.split(" | ")[1:]


@pytest.fixture(scope="module")
def pages(reports: dict[str, RapportQuartier]) -> dict[str, BeautifulSoup]:
    """What calls notes and what holds them, without charts, which are slow to draw."""

    def read(rapport: RapportQuartier) -> BeautifulSoup:
        identity = "".join(inline_html(value) for _, value in rapport._counts())
        html = identity + "".join(getattr(rapport, section)().to_html() for section in TEXTS)
        return BeautifulSoup(html, "html.parser")

    return {identifier: read(rapport) for identifier, rapport in reports.items()}


# -- what a row says ------------------------------------------------------------------------------------


def test_a_row_says_value_edition_references_trend_and_reading(reports: dict[str, RapportQuartier]) -> None:
    """La Pépinière, from INSEE's files: 42,4 % (IPRO_2022), 52,4 % in 2010; sixth of 15; median QPV 44,6 %."""
    value, references, trend, reading = row(reports["saint-saulve-pepiniere"], "Taux d’emploi des 15-64 ans")
    assert re.fullmatch(r"42,4 % \[\d+\] diffusion 2022 l’énoncé concorde", value)
    assert references == "6e sur 15 44,6 % France (médiane)"
    assert trend == "−10 points se dégrade 2010 – diffusion 2022"
    assert reading == "plus fragile −2,2 points"


def test_an_average_names_the_contract_and_the_country(reports: dict[str, RapportQuartier]) -> None:
    # Job seekers of two years and more: 31,5 % for the 15 QPV (sum of ABC_DUR4 / sum of ABC, IPRO_2022).
    label = "Part des demandeurs d’emploi inscrits depuis deux ans ou plus"
    _, references, _, _ = row(reports["saint-saulve-pepiniere"], label)
    assert re.fullmatch(r"31,5 % contrat (30|29,99) % France", references)


def test_an_average_that_lacks_qpv_says_how_many_it_has(reports: dict[str, RapportQuartier]) -> None:
    _, references, _, _ = row(reports["conde-centre"], "Part des plus de 60 ans dans la population")
    assert "contrat (13 QPV)" in references


def test_a_stated_figure_that_differs_is_beside_the_published_one(reports: dict[str, RapportQuartier]) -> None:
    value = row(reports["saint-saulve-pepiniere"], "Revenu mensuel maximal du quart d’habitants le plus pauvre")[0]
    assert re.fullmatch(r"827 € \[\d+\] 2018 énoncé : 895 € \(année non précisée\)", value)


def test_a_shared_qpv_is_said_beside_each_published_figure(
    contrat: Contrat, reports: dict[str, RapportQuartier]
) -> None:
    for identifier, rapport in reports.items():
        text = text_of(rapport, "diagnostic") + text_of(rapport, "essentiel")
        assert ("QPV entier" in text) is (contrat.quartiers[identifier].couverture == "partie")


def test_former_qpv_that_cannot_be_taken_together_are_shown_apart(reports: dict[str, RapportQuartier]) -> None:
    value, references, trend, reading = row(reports["bruay-cite-thiers"], "Taux d’emploi des femmes")
    assert "par ancien QPV" in value
    assert "QP059022 : 32,5 % (diffusion 2022)" in value
    assert "QP059056 : 26,6 % (diffusion 2022)" in value
    assert (references, reading) == ("—", "non comparé")
    assert "%" not in trend


def test_why_there_is_no_trend_is_said(reports: dict[str, RapportQuartier]) -> None:
    pepiniere = reports["saint-saulve-pepiniere"]
    assert row(pepiniere, "Part des plus de 60 ans dans la population")[2] == "valeur non diffusée"
    menages = row(reports["conde-chaussiette-macou"], "Part des ménages de six personnes ou plus")
    assert "moins de 5 ans d’écart" in menages[2]
    broken = next(
        line
        for line in text_of(reports["onnaing-quatre-chasses"], "diagnostic").splitlines()
        if line.startswith("Part des 75 ans et plus parmi les personnes seules")
    )
    assert "le départ a une autre définition" in broken


def test_figures_that_find_the_same_priorities_share_a_row(
    reports: dict[str, RapportQuartier], pages: dict[str, BeautifulSoup]
) -> None:
    for identifier, rapport in reports.items():
        tables = pages[identifier].find_all("table")
        for table in [t for t in tables if "priorités qui y répondent" in t.caption.get_text()]:
            answers = [tuple(cell.get_text() for cell in r.find_all("td")) for r in table.select("tbody tr")]
            assert len(answers) == len(set(answers))
        fragile = [f for f in rapport.chiffres if f.fragile]
        [table] = [t for t in tables if t.caption.get_text().startswith("Chiffres fragiles")] or [None]
        shown = [cell for r in table.select("tbody tr") for cell in (r.th.find_all("li") or [r.th])] if table else []
        assert len(shown) == len(fragile)


def test_a_stated_count_is_not_lost(contrat: Contrat) -> None:
    """Counts are in the identity box, not in the tables: one that only the document states must be in either."""
    blank = dict.fromkeys(Affirmation.__dataclass_fields__)
    basis = {**blank, "affirmation": "centre-d1", "quartier": "bruay-centre", "precision": "exacte"}
    stated = Affirmation(**{**basis, "indicateur": "population_nb", "annee": 2021, "valeur": 1500.0})  # type: ignore[arg-type]
    rapport = RapportQuartier("bruay-centre", contrat=replace(contrat, affirmations=(*contrat.affirmations, stated)))
    assert "1 500" in text_of(rapport, "identite") + text_of(rapport, "diagnostic")


# -- secrecy --------------------------------------------------------------------------------------------


def test_what_is_not_published_is_said_so_and_is_never_zero(reports: dict[str, RapportQuartier]) -> None:
    seen = 0
    for rapport in reports.values():
        for f in rapport.chiffres:
            if f.publie and f.valeur is None:
                value, references, _, reading = row(rapport, f.indicateur.libelle.replace("'", "’"))
                assert value.startswith("non diffusé [")
                assert (references, reading) == ("—", "non comparé")
                seen += 1
    assert seen >= 5


def suppress(contrat: Contrat, territoire: str, indicateur: str) -> Contrat:
    def hidden(m: Mesure) -> Mesure:
        if (m.territoire, m.indicateur) != (territoire, indicateur):
            return m
        return replace(m, valeur=None, statut="non diffusé")

    return replace(contrat, mesures=tuple(map(hidden, contrat.mesures)))


def everything(contrat: Contrat, quartier: str) -> str:
    rapport, synthese = RapportQuartier(quartier, contrat=contrat), RapportSynthese(contrat=contrat)
    parts = [text_of(rapport, section) for section in (*TEXTS, "identite", "graphique_comparaisons")]
    sections = ("essentiel", "graphique_indicateurs", "tableaux_publies", "fiabilite_des_chiffres", "sources")
    return "\n".join([*parts, *(getattr(synthese, s)().to_text().replace("\u202f", " ") for s in sections)])


def test_one_suppressed_part_leaves_no_total_from_which_to_find_it(contrat: Contrat) -> None:
    """Bruay: 385 and 205 job seekers. Without the second, neither 590 nor 385 as if it were the whole."""
    assert "Demandeurs d’emploi : 590" in everything(contrat, "bruay-cite-thiers")
    text = everything(suppress(contrat, "QP059056", "demandeurs_emploi_nb"), "bruay-cite-thiers")
    assert "Demandeurs d’emploi : non diffusé" in text
    assert not re.search(r"\b(590|385|205)\b", text)


@pytest.mark.parametrize(
    ("indicateur", "label"),
    [
        ("demandeurs_2_ans_pct", "Part des demandeurs d’emploi inscrits depuis deux ans ou plus"),
        ("population_0_24_pct", "Part des moins de 25 ans dans la population"),
    ],
)
def test_a_rate_with_a_suppressed_part_is_not_published_as_a_whole(
    contrat: Contrat, indicateur: str, label: str
) -> None:
    hidden = RapportQuartier("bruay-cite-thiers", contrat=suppress(contrat, "QP059056", indicateur))
    value, references, trend, reading = row(hidden, label)
    assert value.startswith("non diffusé [")
    assert (references, trend, reading) == ("—", "valeur non diffusée", "non comparé")


def test_a_suppressed_value_is_left_out_of_the_average_that_is_printed(contrat: Contrat) -> None:
    """What is printed elsewhere is an average of what is published: it says over how many, and holds nothing else."""
    label = "Part des demandeurs d’emploi inscrits depuis deux ans ou plus"
    seen = suppress(contrat, "QP059030", "demandeurs_2_ans_pct")
    without = replace(
        contrat,
        mesures=tuple(
            m for m in contrat.mesures if (m.territoire, m.indicateur) != ("QP059030", "demandeurs_2_ans_pct")
        ),
    )
    cells = [row(RapportQuartier("anzin-verrerie", contrat=c), label)[1] for c in (seen, without)]
    assert cells[0] == cells[1]
    assert "contrat (14 QPV)" in cells[0]


# -- notes ----------------------------------------------------------------------------------------------


def test_every_call_leads_to_a_note_and_every_note_is_called(pages: dict[str, BeautifulSoup]) -> None:
    for soup in pages.values():
        calls = {a["href"].removeprefix("#") for a in soup.select("sup.renvoi a")}
        notes = [li["id"] for li in soup.select("ol.notes li")]
        assert len(notes) == len(set(notes))
        assert calls == set(notes)
        assert [int(li["value"]) for li in soup.select("ol.notes li")] == list(range(1, len(notes) + 1))


def test_every_published_figure_has_a_note_that_names_its_edition(
    reports: dict[str, RapportQuartier], pages: dict[str, BeautifulSoup]
) -> None:
    for identifier, rapport in reports.items():
        notes = {int(li["value"]): li.get_text() for li in pages[identifier].select("ol.notes li")}
        published = [f for f in rapport.chiffres if f.publication is not None]
        for f in published:
            assert f.publication is not None
            note = notes[rapport.notes[f.indicateur.indicateur]]
            d = f.publication.diffusion
            assert f"thème {d.theme}, diffusion {d.edition}" in note
            assert "Insee" in note
            assert note.startswith(f.indicateur.libelle.replace("'", "’"))


def test_every_figure_of_the_tables_calls_its_own_note(
    reports: dict[str, RapportQuartier], pages: dict[str, BeautifulSoup]
) -> None:
    for identifier, rapport in reports.items():
        for r in pages[identifier].select("table tbody tr"):
            calls = r.select("td:nth-of-type(1) sup.renvoi a")
            if not calls:
                continue
            label = r.th.get_text(" ")
            name = next(n for n, number in rapport.notes.items() if f"#note-{number}" == calls[0]["href"])
            assert label.startswith(rapport.contrat.indicateurs[name].libelle.replace("'", "’"))


def test_notes_name_the_weights_and_why_there_is_no_average(reports: dict[str, RapportQuartier]) -> None:
    notes = text_of(reports["saint-saulve-pepiniere"], "sources")
    assert "moyenne pondérée par « demandeurs d’emploi », 15 QPV sur 15" in notes
    assert "moyenne pondérée par « population »" in notes
    assert "une médiane ne se moyenne pas" in notes
    # Both the publication and the line of the document, where both have the figure.
    [employment] = [line for line in notes.splitlines() if "Taux d’emploi des 15-64 ans." in line]
    assert "diffusion 2022" in employment
    assert ", l. 428" in employment


def test_a_figure_of_the_document_alone_has_a_note_that_says_so(reports: dict[str, RapportQuartier]) -> None:
    notes = text_of(reports["saint-saulve-pepiniere"], "sources")
    [neet] = [line for line in notes.splitlines() if "Part des jeunes ni en emploi ni en formation." in line]
    assert "Producteur selon le document" in neet
    assert "diffusion" not in neet.replace("Aucune diffusion", "")


def test_counts_of_the_identity_box_call_notes_too(reports: dict[str, RapportQuartier]) -> None:
    assert re.search(r"Population : 837 \[\d+\] diffusion 2022", text_of(reports["saint-saulve-pepiniere"], "identite"))


def test_every_published_value_is_printed_in_the_tables(reports: dict[str, RapportQuartier]) -> None:
    for rapport in reports.values():
        for f in rapport.chiffres:
            if f.publie and f.valeur is not None and f.indicateur.unite != "nombre":
                value = row(rapport, f.indicateur.libelle.replace("'", "’"))[0]
                assert value.startswith(format_value(f.valeur, f.indicateur.unite).replace("\u202f", " "))

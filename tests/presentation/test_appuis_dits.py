"""What page 1 says of what supports a priority: who compares a figure, what is only evoked, what has no support."""

import re
from dataclasses import replace

import pytest

from quartiers.donnees import Contrat
from quartiers.donnees.tables.appuis import PROCHE
from quartiers.donnees.tables.suivi import CONFIRME
from quartiers.presentation import RapportQuartier
from quartiers.presentation.quartier.a_justifier import TO_JUSTIFY, to_settle
from quartiers.presentation.quartier.soutiens import support_text, who_links


@pytest.fixture(scope="module")
def lus(reports: dict[str, RapportQuartier]) -> dict[str, RapportQuartier]:
    return reports


def said(rapport: RapportQuartier, start: str, *, short: bool = False) -> str:
    """What is said to support the priority of that title."""
    [p] = [p for p in rapport.lu.priorites if p.intitule.startswith(start)]
    return support_text(rapport.lu, p, short=short)


def test_a_figure_is_told_by_its_value_and_who_gives_it(lus: dict[str, RapportQuartier]) -> None:
    """Verrerie: 41 % (l. 27) and 45 % (l. 28). Solitude: 22,4 % (l. 670). No comparison that the sentence does not
    make: « plus fragile, par rapprochement » was read by nobody."""
    told = said(lus["anzin-verrerie"], "Soutenir l'insertion").replace("\u202f", " ").replace("\xa0", " ")
    assert "formation (41 %) et scolarisation des femmes de 15-24 ans (45 %), selon le document" in told
    mono = said(lus["vieux-conde-solitude"], "Épauler les parents").replace("\u202f", " ").replace("\xa0", " ")
    assert "familles monoparentales (22,4 % selon le document)" in mono
    for rapport in lus.values():
        for p in rapport.lu.priorites:
            told = support_text(rapport.lu, p)
            assert not re.search("par rapprochement|référence|non concluant|déclinaison|voisin :", told), told


def test_what_no_priority_answers_is_not_said_to_have_no_theme_of_theirs(lus: dict[str, RapportQuartier]) -> None:
    """Briquette: the image of the quartier is of the theme of two priorities, and of the subject of none."""
    told = lus["marly-briquette"].diagnostic_et_priorites().to_text()
    assert "même d’un thème lié" not in told
    assert "Constats et chiffres sans priorité qui leur réponde" in told


def test_what_the_document_judges_is_a_support_by_the_document(lus: dict[str, RapportQuartier]) -> None:
    """Briquette: the situation of women « reste dégradée », 37,4 % (l. 599). Onnaing: « reste complexe », 36,1 %
    (l. 367). What is published allows no conclusion; the document concludes."""
    for name, value in (("marly-briquette", "37,4"), ("onnaing-quatre-chasses", "36,1")):
        told = said(lus[name], "Soutenir l'insertion")
        assert told.startswith("appuyée par : ")
        assert re.search(rf"emploi des femmes \({value}\W%", told), told
        assert told.endswith("selon le document") or "selon le document)" in told


def test_what_has_the_word_of_the_title_is_not_the_one_that_is_counted(lus: dict[str, RapportQuartier]) -> None:
    """Condé: the low employment of women (l. 234), for « l'emploi des femmes »."""
    told = said(lus["conde-centre"], "Renforcer l'insertion", short=True)
    assert told.startswith("appuyée par : faible emploi des femmes")


def test_what_is_in_doubt_is_named_beside_what_is_confirmed_even_where_room_lacks(
    lus: dict[str, RapportQuartier],
) -> None:
    """Beuvrages: « près de 4 jeunes sur 10 » (l. 103). The 40 % of l. 104 is published of all from 15 to 64."""
    told = said(lus["beuvrages-rives-escaut"], "Soutenir l'insertion", short=True)
    assert re.search(r" ; à rapprocher de : jeunes ni en emploi ni en formation \(environ 40\W%, à vérifier\)$", told)
    for name in ("beuvrages-rives-escaut", "anzin-rives-escaut", "anzin-verrerie"):
        assert "emploi des 15-24 ans" not in said(lus[name], "Soutenir l'insertion")


@pytest.mark.parametrize(
    ("name", "start", "lacking"),
    [
        ("anzin-verrerie", "Aider au recours", "les soins"),
        ("beuvrages-rives-escaut", "Réduire les freins", "les modes doux"),
        ("fresnes-le-trieu", "Soutenir l'insertion", "les femmes"),
        ("vieux-conde-jard", "Sensibiliser à la gestion des déchets", "les déchets"),
        ("vieux-conde-solitude", "Continuer à améliorer", "les générations"),
        ("valenciennes-rives-escaut", "Poursuivre l'appropriation", "le projet urbain"),
    ],
)
def test_a_part_of_a_title_on_which_the_section_has_nothing_is_said(
    lus: dict[str, RapportQuartier], name: str, start: str, lacking: str
) -> None:
    for short in (False, True):
        told = said(lus[name], start, short=short)
        assert told.startswith("appuyée en partie par : ")
        assert told.endswith(f" ; rien de relevé sur {lacking}")


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("vieux-conde-jard", "Épauler les parents"),  # women and lone parents are in its forms only
        ("onnaing-quatre-chasses", "Agir en prévention"),  # « surtout chez les plus jeunes »
        ("fresnes-centre", "Agir en prévention"),
        ("valenciennes-faubourg-cambrai", "Continuer à améliorer"),  # « le collège étant mal relié » (l. 566)
    ],
)
def test_what_the_title_does_not_name_is_not_said_to_lack(
    lus: dict[str, RapportQuartier], name: str, start: str
) -> None:
    told = said(lus[name], start)
    assert told.startswith("appuyée par : ")
    assert "rien de relevé" not in told


@pytest.mark.parametrize("name", ["conde-centre", "conde-chaussiette-macou", "saint-saulve-pepiniere"])
def test_a_public_that_no_support_is_about_is_told_by_what_the_section_has(
    lus: dict[str, RapportQuartier], name: str
) -> None:
    """« Épauler les jeunes et les parents »: a support that is of parents only, and a figure of the young elsewhere in
    the section. It is neither whole, nor without anything."""
    told = said(lus[name], "Épauler les jeunes et les parents")
    assert re.match(r"appuyée par : [^;]+ ; à rapprocher de : jeunes ni en emploi ni en formation \(", told), told


def test_of_a_text_whose_beginning_lacks_the_other_half_is_not_denied(contrat: Contrat) -> None:
    """Quiévrechain, whose diagnostic begins in its middle, were a finding on the young alone read to support it."""
    appuis = [a for a in contrat.appuis if a.priorite != "quievrechain-centre-i1"]
    read = replace(appuis[0], priorite="quievrechain-centre-i1", constat="quievrechain-centre-c2", affirmation=None)
    read = replace(read, lien=CONFIRME, en_court="jeunes difficiles à mobiliser")
    told = said(
        RapportQuartier("quievrechain-centre", contrat=replace(contrat, appuis=(*appuis, read))),
        "Épauler les jeunes et les parents",
    )
    assert told == "appuyée en partie par : jeunes difficiles à mobiliser ; le début du diagnostic manque"


def test_a_part_that_only_a_doubt_would_support_is_not_said_to_have_nothing(lus: dict[str, RapportQuartier]) -> None:
    """Le Trieu: the old who live alone, in doubt, for « rapprocher les générations »."""
    told = said(lus["fresnes-le-trieu"], "Rapprocher les générations", short=True)
    assert told.startswith("appuyée par : publics difficiles à mobiliser ; à rapprocher de : 75 ans et plus")
    assert "rien de relevé" not in told


def test_one_priority_word_for_word_has_one_verdict(lus: dict[str, RapportQuartier]) -> None:
    """« Éviter la paupérisation », which no finding of the two quartiers of Fresnes is about; the old who live alone,
    in both of Rives de l'Escaut: a bare count, that is near and no more."""
    for name in ("fresnes-le-trieu", "fresnes-centre"):
        assert "appuyée" not in said(lus[name], "Éviter la paupérisation"), name
    for name in ("anzin-rives-escaut", "beuvrages-rives-escaut"):
        assert said(lus[name], "Rompre l'isolement").startswith("à rapprocher de : "), name


def test_a_figure_that_a_reading_says_to_come_near_is_named(contrat: Contrat) -> None:
    """Le Trieu: long unemployment, 40 % (l. 329), were it read to come near « éviter la paupérisation » (l. 353), of
    which no figure has the theme; it is not, for it would be a lever at most."""
    ours = [a for a in contrat.appuis if a.priorite == "fresnes-le-trieu-p4" and a.affirmation]
    near = [replace(a, lien=PROCHE) for a in ours]
    others = [a for a in contrat.appuis if a not in ours]
    told = said(
        RapportQuartier("fresnes-le-trieu", contrat=replace(contrat, appuis=(*others, *near))),
        "Éviter la paupérisation",
    )
    assert "demandeurs d'emploi" in told
    assert not told.startswith("appuyée")
    as_read = said(RapportQuartier("fresnes-le-trieu", contrat=contrat), "Éviter la paupérisation")
    assert as_read == "aucun constat ni chiffre n'en est rapproché"


def test_nothing_is_near_where_nothing_is_and_only_then_to_justify(lus: dict[str, RapportQuartier]) -> None:
    """Fresnes: shops, filed with employment, of which a reading says that no figure speaks."""
    assert said(lus["fresnes-centre"], "Poursuivre la revitalisation") == "aucun constat ni chiffre n'en est rapproché"
    for name, rapport in lus.items():
        asked = {head: [a.priorite for a in group] for head, group in to_settle(rapport.lu)}
        alone = [
            p
            for p in rapport.lu.priorites
            if re.match("aucun constat ni chiffre|le diagnostic n'en parle pas", support_text(rapport.lu, p))
        ]
        assert asked.get(TO_JUSTIFY, []) == alone, name


def test_what_comes_near_under_another_theme_is_told_the_public_of_the_priority_first(
    lus: dict[str, RapportQuartier],
) -> None:
    """Dutemple: parents and illicit products (l. 490), beside the health of adolescents (l. 480)."""
    told = said(lus["valenciennes-dutemple"], "Poursuivre le soutien", short=True)
    assert told == "à rapprocher de : santé des adolescents et des tout-petits"


def test_who_links_is_said_under_the_list(contrat: Contrat, lus: dict[str, RapportQuartier]) -> None:
    by = f"« Appuyée par » : lien fait à la relecture du document ({contrat.document.relecture})."
    assert who_links(lus["anzin-verrerie"].lu) == by
    assert who_links(lus["anzin-rives-escaut"].lu).startswith(f"{by} « À rapprocher de » : ")
    bare = replace(contrat, appuis=(), document=replace(contrat.document, relecture=None))
    assert "Appuyée" not in who_links(RapportQuartier("anzin-verrerie", contrat=bare).lu)


def test_what_was_confirmed_and_is_about_nothing_of_the_title_only_comes_near(contrat: Contrat) -> None:
    """The same, had its reading been that it supports."""
    read = [a for a in contrat.appuis if (a.priorite, a.lien) == ("saint-saulve-pepiniere-i4", "proche")]
    appuis = tuple(replace(a, lien="confirmé") if a in read else a for a in contrat.appuis)
    rapport = RapportQuartier("saint-saulve-pepiniere", contrat=replace(contrat, appuis=appuis))
    assert said(rapport, "Agir sur les troubles").startswith("à rapprocher de : problèmes de santé")
    assert "À rapprocher de : constat" in rapport.priorites_retenues().to_text().replace("\u202f", " ")


def test_a_favourable_figure_is_told_as_such_beside_a_priority(lus: dict[str, RapportQuartier]) -> None:
    """La Pépinière: women at work, 44,4 % (l. 428), the best of the 15 QPV and over the median one (39,6 %)."""
    told = said(lus["saint-saulve-pepiniere"], "Favoriser l'insertion").replace("\u202f", " ")
    assert "emploi des femmes (44,4 % selon le document, écart au QPV médian dans la marge)" in told

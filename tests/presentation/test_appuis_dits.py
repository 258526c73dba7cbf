"""What page 1 says of what supports a priority: who compares a figure, what is only evoked, what has no support."""

from dataclasses import replace

import pytest

from quartiers.donnees import Contrat
from quartiers.presentation import RapportQuartier
from quartiers.presentation.quartier.a_justifier import to_settle
from quartiers.presentation.quartier.soutiens import support_text


@pytest.fixture(scope="module")
def lus(reports: dict[str, RapportQuartier]) -> dict[str, RapportQuartier]:
    return reports


def said(rapport: RapportQuartier, start: str, *, short: bool = False) -> str:
    """What is said to support the priority of that title."""
    [p] = [p for p in rapport.lu.priorites if p.intitule.startswith(start)]
    return support_text(rapport.lu, p, short=short)


def test_who_compares_a_figure_is_said_figure_by_figure(lus: dict[str, RapportQuartier]) -> None:
    """Verrerie: 41 % (l. 27) is beside no mean, which the document states in other sections; schooling (l. 28) is.
    La Solitude: single parents are said to be above the mean, with no number of it (l. 670)."""
    told = said(lus["anzin-verrerie"], "Soutenir l'insertion")
    assert "jeunes ni en emploi ni en formation (selon le document ; plus fragile, par rapprochement)" in told
    assert "scolarisation des femmes de 15-24 ans (selon le document, plus fragile)" in told
    voiture = said(lus["conde-chaussiette-macou"], "Faire de la mobilité")
    assert "disposant d'une voiture (selon le document ; plus fragile, par rapprochement)" in voiture
    assert "jeunes ni en emploi ni en formation (selon le document, plus fragile)" in said(
        lus["onnaing-quatre-chasses"], "Soutenir l'insertion"
    )
    assert "familles monoparentales (selon le document, au-dessus de la référence)" in said(
        lus["vieux-conde-solitude"], "Épauler les parents"
    )


def test_what_no_priority_answers_is_not_said_to_have_no_theme_of_theirs(lus: dict[str, RapportQuartier]) -> None:
    """Briquette: the image of the quartier is of the theme of two priorities, and of the subject of none."""
    told = lus["marly-briquette"].diagnostic_et_priorites().to_text()
    assert "même d’un thème lié" not in told
    assert "Constats et chiffres sans priorité qui leur réponde" in told


def test_what_allows_no_conclusion_is_evoked_and_supports_nothing(lus: dict[str, RapportQuartier]) -> None:
    """Condé: 15 to 64 year olds at work, whose gap is « trop petit pour conclure » on the very page. Onnaing: women."""
    conde = said(lus["conde-centre"], "Renforcer l'insertion", short=True)
    assert "emploi des 15-64" not in conde
    onnaing = said(lus["onnaing-quatre-chasses"], "Soutenir l'insertion")
    assert onnaing.startswith("appuyée en partie par : ")
    assert "non concluant" not in onnaing.split(" ; évoqué : ")[0]
    assert " ; évoqué : emploi des femmes (écart publié non concluant)" in onnaing


def test_what_has_the_word_of_the_title_is_not_the_one_that_is_counted(lus: dict[str, RapportQuartier]) -> None:
    """Condé: the low employment of women (l. 234), for « l'emploi des femmes »."""
    told = said(lus["conde-centre"], "Renforcer l'insertion", short=True)
    assert told.startswith("appuyée par : faible emploi des femmes")


def test_what_is_in_doubt_is_named_beside_what_is_confirmed_even_where_room_lacks(
    lus: dict[str, RapportQuartier],
) -> None:
    """Beuvrages: « près de 4 jeunes sur 10 » (l. 103). The 40 % of l. 104 is published of all from 15 to 64."""
    told = said(lus["beuvrages-rives-escaut"], "Soutenir l'insertion", short=True)
    assert told.endswith(" ; appui à vérifier : jeunes ni en emploi ni en formation")
    for name in ("beuvrages-rives-escaut", "anzin-rives-escaut", "anzin-verrerie"):
        assert "emploi des 15-24 ans" not in said(lus[name], "Soutenir l'insertion")


@pytest.mark.parametrize(
    ("name", "start", "lacking"),
    [
        ("anzin-verrerie", "Aider au recours", "soins"),
        ("anzin-verrerie", "Vivre mieux", "vivre ensemble"),
        ("beuvrages-rives-escaut", "Réduire les freins", "modes doux"),
        ("fresnes-le-trieu", "Soutenir l'insertion", "jeunes et femmes"),
        ("vieux-conde-jard", "Épauler les parents", "femmes et familles monoparentales"),
        ("vieux-conde-solitude", "Continuer à améliorer", "générations"),
        ("onnaing-quatre-chasses", "Agir en prévention", "jeunes"),
    ],
)
def test_each_thing_that_a_title_names_and_nothing_supports_is_said(
    lus: dict[str, RapportQuartier], name: str, start: str, lacking: str
) -> None:
    for short in (False, True):
        told = said(lus[name], start, short=short)
        assert told.startswith("appuyée en partie par : ")
        assert told.endswith(f" ; sans appui : {lacking}")


def test_a_part_that_only_a_doubt_would_support_is_not_said_to_have_nothing(lus: dict[str, RapportQuartier]) -> None:
    """Le Trieu: the old who live alone, in doubt, for « rapprocher les générations »."""
    told = said(lus["fresnes-le-trieu"], "Rapprocher les générations", short=True)
    assert told.startswith("appuyée en partie par : publics difficiles à mobiliser ; appui à vérifier : 75 ans et plus")
    assert "sans appui" not in told


def test_the_same_text_is_supported_alike_in_two_quartiers(lus: dict[str, RapportQuartier]) -> None:
    """« Prévenir la paupérisation », word for word the same (l. 319, 353): no diagnostic of the two speaks of it, and a
    figure of employment is only of what it would be done by."""
    for name in ("fresnes-centre", "fresnes-le-trieu"):
        assert "appuyée" not in said(lus[name], "Éviter la paupérisation")
        asked = [a.priorite.intitule for _, group in to_settle(lus[name].lu) for a in group]
        assert "Éviter la paupérisation des ménages modestes" in asked


def test_a_figure_that_a_reading_says_to_come_near_is_named(lus: dict[str, RapportQuartier]) -> None:
    """Le Trieu: long unemployment, 40 % (l. 329), beside poverty « en travaillant également autour des leviers de
    l'insertion » (l. 353), of which no figure has the theme."""
    told = said(lus["fresnes-le-trieu"], "Éviter la paupérisation")
    assert "demandeurs d'emploi" in told
    assert not told.startswith("appuyée")


def test_what_is_of_another_theme_is_a_neighbour_the_nearest_first(lus: dict[str, RapportQuartier]) -> None:
    """Dutemple: parents and what their children risk (l. 490), beside the health of adolescents (l. 480), not beside
    the delinquency of some places (l. 481)."""
    told = said(lus["valenciennes-dutemple"], "Poursuivre le soutien")
    assert told.endswith(" : santé des adolescents et des tout-petits")


def test_a_priority_none_of_whose_title_is_supported_is_to_justify(lus: dict[str, RapportQuartier]) -> None:
    """La Pépinière: alcohol that hinders parenting, for mental health and access to rights and care."""
    rapport, start = lus["saint-saulve-pepiniere"], "Agir sur les troubles"
    assert "appuyée" not in said(rapport, start)
    assert start in " ".join(a.priorite.intitule for head, group in to_settle(rapport.lu) for a in group)


def test_what_was_confirmed_and_is_about_nothing_of_the_title_only_comes_near(contrat: Contrat) -> None:
    """The same, had its reading been that it supports."""
    read = [a for a in contrat.appuis if (a.priorite, a.lien) == ("saint-saulve-pepiniere-i4", "proche")]
    appuis = tuple(replace(a, lien="confirmé") if a in read else a for a in contrat.appuis)
    rapport = RapportQuartier("saint-saulve-pepiniere", contrat=replace(contrat, appuis=appuis))
    assert said(rapport, "Agir sur les troubles").startswith("sans appui direct ; s'en approche : problèmes de santé")
    assert "Sans appui direct, s’en approche : constat" in rapport.priorites_retenues().to_text().replace("\u202f", " ")

"""What page 1 says of what supports a priority: who compares a figure, what is only evoked, what has no support."""

import pytest

from quartiers.donnees import Contrat
from quartiers.presentation import RapportQuartier
from quartiers.presentation.quartier.soutiens import support_text


@pytest.fixture(scope="module")
def lus(contrat: Contrat) -> dict[str, RapportQuartier]:
    return {name: RapportQuartier(name, contrat=contrat) for name in contrat.quartiers}


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

"""What the opening of a report says that the project does about its figures, on tables made for it."""

from dataclasses import replace

import pytest

from quartiers.donnees import Contrat
from quartiers.donnees.modele import Priorite
from quartiers.presentation import RapportQuartier

SOLITUDE = "vieux-conde-solitude"  # opens with one figure: job seekers of two years or more, of « insertion »


def opened(contrat: Contrat, *priorities: Priorite, name: str = SOLITUDE) -> str:
    """The opening where the quartier has these priorities only."""
    others = tuple(p for p in contrat.priorites if p.quartier != name)
    given = replace(contrat, priorites=(*others, *priorities))
    return RapportQuartier(name, contrat=given).essentiel().to_text().splitlines()[0].replace("\u202f", " ")


@pytest.fixture(scope="module")
def any_priority(contrat: Contrat) -> Priorite:
    found = next(p for p in contrat.priorites if p.quartier == SOLITUDE)
    return replace(found, intitule="Agir", declinaisons=(), lignes=None)


@pytest.mark.parametrize(
    ("theme", "publics", "expected"),
    [
        ("insertion", (), "Le projet a une priorité sur « Insertion sociale et professionnelle »."),
        ("insertion", ("demandeurs d'emploi",), "», pour les demandeurs d’emploi."),
        ("insertion", ("jeunes",), "», pour les jeunes ; aucune ne nomme les demandeurs d’emploi."),
        ("mobilite", (), "Aucune priorité ne porte sur « Insertion sociale et professionnelle »."),
    ],
    ids=["for all", "for them", "for others", "another theme"],
)
def test_whom_a_priority_names_is_compared_with_whom_the_figure_counts(
    contrat: Contrat, any_priority: Priorite, theme: str, publics: tuple[str, ...], expected: str
) -> None:
    assert opened(contrat, replace(any_priority, thematique=theme, publics=publics)).endswith(expected)


def test_a_linked_theme_answers_and_is_not_the_theme(contrat: Contrat, any_priority: Priorite) -> None:
    """Le Jard opens with a figure of incomes, which the table of indicators links to « insertion »."""
    name = "vieux-conde-jard"
    linked = replace(any_priority, quartier=name, thematique="insertion", publics=("jeunes",))
    told = opened(contrat, linked, name=name)
    assert "Le projet y répond par une priorité sur « Insertion sociale et professionnelle », pour les jeunes, " in told
    assert told.endswith("sans priorité propre à « Revenus et pauvreté ».")
    own = replace(linked, thematique="revenus", publics=())
    assert opened(contrat, own, name=name).endswith("Le projet a une priorité sur « Revenus et pauvreté ».")

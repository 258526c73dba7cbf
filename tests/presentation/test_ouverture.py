"""What page 1 opens with, on tables made for it: the gravest band that is sure, short, and no more than is known."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from quartiers.analyse.paliers import Palier, Place
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Mesure
from quartiers.presentation import RapportQuartier, mots
from quartiers.presentation.quartier.ouverture import MOTS, headline, heaviest, published, words_of

TRIEU = "fresnes-le-trieu"
Change = Callable[[Mesure], Mesure]


def with_measures(contrat: Contrat, change: Change) -> RapportQuartier:
    """The report of Le Trieu (QP059026) where its published figures are others."""
    changed = tuple(change(m) if m.territoire == "QP059026" else m for m in contrat.mesures)
    return RapportQuartier(TRIEU, contrat=replace(contrat, mesures=changed))


def opened(rapport: RapportQuartier) -> str:
    return "".join(part if isinstance(part, str) else "" for part in headline(rapport.lu))


def poor(value: float) -> Change:
    """As poor in every edition: neither a jump nor a slope."""
    return lambda m: replace(m, valeur=value) if m.indicateur == "taux_pauvrete_pct" else m


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (
            75.0,
            "Le QPV était parmi le 1 % le plus fragile de France, sûrement dans les 10 %, pour le taux de pauvreté",
        ),
        (62.0, "Le QPV était parmi les 10 % les plus fragiles de France pour le taux de pauvreté (62 %, 2018"),
        (54.0, "Le QPV était dans le quart le plus fragile de France pour le taux de pauvreté (54 %, 2018"),
    ],
)
def test_the_band_is_that_of_the_published_value(contrat: Contrat, rate: float, expected: str) -> None:
    """Centiles of poverty, edition 2022: 75th 50,2; 90th 56,2; 99th 66,4."""
    assert opened(with_measures(contrat, poor(rate))).replace("\u202f", " ").startswith(expected)


def test_a_figure_that_nothing_sets_apart_does_not_open_it(contrat: Contrat) -> None:
    told = opened(with_measures(contrat, poor(45.0)))
    assert "taux de pauvreté" not in told


def test_every_opening_of_the_contract_is_short_and_whole(reports: dict[str, RapportQuartier]) -> None:
    for name, rapport in reports.items():
        assert words_of(headline(rapport.lu)) <= MOTS, name
        assert opened(rapport).rstrip().endswith("."), name
        assert "diffusion" not in opened(rapport), name  # heard as « en 2022 »


def test_words_are_counted_as_they_are_printed() -> None:
    assert words_of(["Le taux (54,1 %, 2018) ; « Santé » : 3 €."]) == 8


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place(Palier.DIXIEME_FRAGILE, 99.2, 1), "1 % le plus fragile, sûrement dans les 10 %"),
        (Place(Palier.DIXIEME_FRAGILE, 95, 10), "10 % les plus fragiles"),
        (Place(Palier.QUART_FRAGILE, 95, 10), "10 % les plus fragiles, sûrement dans le quart"),
        (Place(Palier.QUART_FRAGILE, 80, 25), "quart le plus fragile"),
        (Place(Palier.MILIEU, 80, 25), "quart le plus fragile, à l'incertitude près"),
        (Place(Palier.MILIEU, 60), ""),
        (Place(Palier.QUART_FAVORABLE, 20), "quart le moins fragile"),
    ],
)
def test_a_place_says_the_rank_and_what_its_uncertainty_leaves_of_it(place: Place, expected: str) -> None:
    assert mots.place_text(place) == expected


def test_a_rank_is_said_in_the_opening_as_in_the_cards(reports: dict[str, RapportQuartier]) -> None:
    """Quiévrechain: 33,3 % of employment, in the tenth by its value, surely in the quarter only."""
    hedged = 0
    for name, rapport in reports.items():
        text = opened(rapport)
        for figure in heaviest(rapport.lu):
            value, place = mots.value_text(figure), figure.comparaison.place
            caution = mots.place_caution(place) if place is not None else ""
            if caution and f"({value}, {published(figure)}" in text:
                hedged += 1
                assert caution in text, name
    assert hedged


def test_less_fragile_than_the_median_is_no_good_news_beside_a_town_that_is_better_off(
    reports: dict[str, RapportQuartier],
) -> None:
    """Rives de l'Escaut, 41 %: under the median QPV (43,9 %), and over Anzin (32 %)."""
    told = reports["anzin-rives-escaut"].essentiel().to_html()
    assert "moins fragile que le QPV médian" in told.replace("\u202f", " ")
    assert "(plus que la commune)" in told
    for rapport in reports.values():
        card = rapport.essentiel().to_html()
        if "plus que la commune" in card:
            assert "▲ moins fragile que" not in card

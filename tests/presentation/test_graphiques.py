"""Charts: reproducible, in the reports' typeface, with an alternative that says the numbers."""

import re
import warnings
from itertools import pairwise

import matplotlib as mpl
import pytest

from quartiers.presentation.graphiques import (
    Lieu,
    PointCompare,
    PointEvolution,
    _rows_figure,
    _settings,
    _wrap,
    chart_comparisons,
    chart_map,
    chart_shared_themes,
    chart_trends,
)

POINTS = [
    PointCompare("Emplois précaires", 33.8, 26.9, "fragile", "plus fragile"),
    PointCompare("Jeunes ni en emploi ni en formation", 34.2, 36.4, "favorable", "plus favorable"),
]
CHANGES = [PointEvolution("Emploi des femmes", 6.1, "2011-2019", "favorable", "s'améliore")]
PLACES = [
    Lieu("Centre", ("Nord",), 3.50, 50.45, "QN1"),
    Lieu("Gare", ("Sud", "Est"), 3.52, 50.35, "QN2"),
]


def charts() -> dict[str, str]:
    made = {
        "comparisons": chart_comparisons(POINTS, "Où ?", "QPV", "Source"),
        "trends": chart_trends(CHANGES, "Quoi ?", "Source"),
        "themes": chart_shared_themes([("Santé", 15), ("Mobilité", 9)], 18, "Combien ?", "Source"),
        "map": chart_map(PLACES, PLACES[0], "Où ?", "Source"),
        "all": chart_map(PLACES, None, "Où ?", "Source"),
    }
    return {name: chart.svg for name, chart in made.items()}


def test_same_data_same_bytes_and_no_date() -> None:
    first, second = charts(), charts()
    assert first == second
    for svg in first.values():
        assert not re.search(r"<dc:date>|\d{4}-\d{2}-\d{2}T", svg)


def test_svg_stands_alone() -> None:
    for svg in charts().values():
        assert svg.startswith("<svg")
        # Letters are outlines: no font to find; and nothing is fetched (the namespaces are only names).
        assert "<text" not in svg
        assert not re.search(r'href="(?!#)', svg)


def test_every_character_is_in_the_typeface() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a missing glyph
        charts()


def test_alternative_says_each_number_and_reading() -> None:
    text = chart_comparisons(POINTS, "Où ?", "QPV", "Source").alternative.replace("\u202f", " ")
    assert "Emplois précaires : 33,8 % contre 26,9 %, plus fragile" in text
    assert "Jeunes ni en emploi ni en formation : 34,2 % contre 36,4 %, plus favorable" in text
    assert "Emploi des femmes : +6,1 points (2011-2019), s'améliore" in chart_trends(CHANGES, "?", "S").alternative


@pytest.mark.parametrize(("place", "direction"), [(PLACES[0], "nord"), (PLACES[1], "sud")])
def test_map_says_in_words_where_the_quartier_lies(place: Lieu, direction: str) -> None:
    assert direction in chart_map(PLACES, place, "Où ?", "Source").alternative


def test_one_place_and_equal_values_still_draw() -> None:
    assert chart_map(PLACES[:1], PLACES[0], "Où ?", "Source").svg
    same = [PointCompare("X", 50, 50, "neutre", "comparable")]
    assert chart_comparisons(same, "Où ?", "QPV", "Source").svg
    assert chart_trends([PointEvolution("X", -3, "", "fragile", "se dégrade")], "?", "S").svg


def test_labels_of_neighbouring_rows_do_not_overlap() -> None:
    """The longest labels of the catalogue, wrapped on two lines, with the reading under them."""
    labels = ["75 ans et plus parmi les personnes seules", "Demandeurs d'emploi depuis 2 ans ou plus"]
    for count in (1, 2, 6):
        names = [f"{_wrap(labels[n % 2])}\nse dégrade" for n in range(count)]
        with mpl.rc_context(_settings()):
            figure, axes = _rows_figure(names, 1.0)
            axes.set_xlabel("Évolution en points")
            figure.draw_without_rendering()
        boxes = [label.get_window_extent() for label in axes.get_yticklabels()]
        assert all(upper.y0 >= lower.y1 for upper, lower in pairwise(boxes))

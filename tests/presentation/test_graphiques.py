"""Charts: reproducible, in the reports' typeface, with an alternative that says the numbers."""

import re
import warnings
from itertools import pairwise

import matplotlib as mpl

from quartiers.presentation.graphiques.comparaisons import PointCompare, chart_comparisons
from quartiers.presentation.graphiques.dessin import rows_figure, settings, wrap
from quartiers.presentation.graphiques.evolutions import Serie, chart_series
from quartiers.presentation.graphiques.positions import Position, _share, chart_positions

POINTS = [
    PointCompare("Emplois précaires", 33.8, 26.9, "fragile", "plus fragile"),
    PointCompare("Jeunes ni en emploi ni en formation", 34.2, 36.4, "favorable", "plus favorable"),
]
AMONG = [
    Position("Taux de pauvreté", 54.1, (54.1, 31.8, 40), None, 43.9, True, (1, 3), "fragile", "plus fragile"),
    Position("RSA socle", 26.4, (25.6, 26.4, 32.6), 29.5, 26.4, False, (2, 3), "favorable", "plus favorable"),
]
LINES = [Serie("Emploi des femmes", (2011, 2019), (("2011", 38), ("2019", 44.1)), 6.1, "favorable", "s'améliore")]


def charts() -> dict[str, str]:
    made = {
        "comparisons": chart_comparisons(POINTS, "Où ?", "QPV", "Source"),
        "positions": chart_positions(AMONG, "Où ?", "Source"),
        "series": chart_series(LINES, "Quoi ?", "Source"),
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
    text = chart_series(LINES, "?", "S").alternative.replace("\u202f", " ")
    assert "Emploi des femmes : 38 % (2011), 44,1 % (2019), +6,1 points, s'améliore" in text
    text = chart_positions(AMONG, "?", "S").alternative.replace("\u202f", " ")
    assert (
        "Taux de pauvreté : 54,1 %, 1er sur 3, plus fragile ; les QPV du contrat vont de 31,8 % à 54,1 %, "
        "QPV médian de France 43,9 %" in text
    )
    assert "RSA socle : 26,4 %, 2e sur 3, plus favorable" in text
    assert "moyenne 29,5 %, QPV de France 26,4 %" in text


def test_equal_values_still_draw() -> None:
    same = [PointCompare("X", 50, 50, "neutre", "comparable")]
    assert chart_comparisons(same, "Où ?", "QPV", "Source").svg
    assert chart_series([Serie("X", (2011, 2011), (("a", 5), ("b", 5)), 0, "neutre", "stable")], "?", "S").svg
    assert chart_positions([Position("X", 5, (5, 5, 5), 5, None, False, None, "neutre", "comparable")], "?", "S").svg


def test_a_reference_outside_the_contract_stays_in_the_frame() -> None:
    """France may be below the lowest or above the highest of the contract's QPV: marked, not cut."""
    row = Position("X", 30, (20, 30, 40), None, 90, False, (2, 3), "neutre", "comparable")
    assert _share(row, 90) == 1
    assert 0 <= _share(row, 20) < _share(row, 40) < 1


def test_labels_of_neighbouring_rows_do_not_overlap() -> None:
    """The longest labels of the catalogue, wrapped on two lines, with the reading under them."""
    labels = ["75 ans et plus parmi les personnes seules", "Demandeurs d'emploi depuis 2 ans ou plus"]
    for count in (1, 2, 6):
        names = [f"{wrap(labels[n % 2])}\nse dégrade" for n in range(count)]
        with mpl.rc_context(settings()):
            figure, axes = rows_figure(names, 1.0)
            axes.set_xlabel("Évolution en points")
            figure.draw_without_rendering()
        boxes = [label.get_window_extent() for label in axes.get_yticklabels()]
        assert all(upper.y0 >= lower.y1 for upper, lower in pairwise(boxes))

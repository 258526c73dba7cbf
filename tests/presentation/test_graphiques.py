"""Charts: reproducible, in the reports' typeface, with an alternative that says the numbers."""

import dataclasses
import io
import re
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from itertools import combinations, pairwise

import matplotlib as mpl
import pytest
from bs4 import BeautifulSoup
from hostile import GIANT, PAYLOADS
from matplotlib import font_manager
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from quartiers import polices
from quartiers.analyse.publications import Rang
from quartiers.donnees import Contrat
from quartiers.presentation.blocs import Graphique
from quartiers.presentation.graphiques import bandes, dessin, evolutions, positions
from quartiers.presentation.graphiques.bandes import Bande, chart_strips
from quartiers.presentation.graphiques.classement import Barre, Trait, chart_ranking
from quartiers.presentation.graphiques.comparaisons import PointCompare, chart_comparisons
from quartiers.presentation.graphiques.dessin import drawing, new_sheet, rows_figure, text_width, wrap, write_centred
from quartiers.presentation.graphiques.evolutions import Serie, chart_series
from quartiers.presentation.graphiques.positions import Position, _others_name, _scale, chart_positions
from quartiers.presentation.rapport_quartier import RapportQuartier
from quartiers.style import COLORS

POINTS = [
    PointCompare("Emplois précaires", 33.8, 26.9, "fragile", "plus fragile"),
    PointCompare("Jeunes ni en emploi ni en formation", 34.2, 36.4, "favorable", "moins fragile"),
]
AMONG = [
    Position("Taux de pauvreté", 54.1, (54.1, 31.8, 40), None, 43.9, True, Rang(1, 3), "fragile", "plus fragile"),
    Position("RSA socle", 26.4, (25.6, 26.4, 32.6), 29.5, 26.4, False, Rang(2, 3), "favorable", "moins fragile"),
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


def test_the_user_s_own_settings_change_nothing() -> None:
    theirs = {"font.size": 77, "lines.linewidth": 9, "axes.facecolor": "red", "savefig.facecolor": "green"}
    first = charts()
    with mpl.rc_context(theirs):
        assert charts() == first
        assert {name: mpl.rcParams[name] for name in theirs} == theirs


def test_no_installed_font_is_taken_for_the_charts_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even one that bears its name, in the list that matplotlib keeps of the machine's."""
    first = charts()
    serif = next(f for f in font_manager.fontManager.ttflist if f.name == "DejaVu Serif")
    known = [
        dataclasses.replace(serif, name=polices.FAMILY, style="normal", weight=400),
        *font_manager.fontManager.ttflist,
    ]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", known)
    dessin._add_fonts.cache_clear()
    try:
        assert charts() == first
    finally:
        dessin._add_fonts.cache_clear()


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


@pytest.mark.parametrize("texts", [[*PAYLOADS, r"$\frac$ 10 $ $x^2$"], [GIANT]], ids=["hostile", "giant"])
def test_any_text_is_drawn_as_it_is(texts: list[str]) -> None:
    """Two dollars start no formula (a wrong one would stop the report), and what no font has makes no warning.

    A warning would be kept in the executed notebook, with the path of the machine.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        line = Serie("", (2011, 2019), (("2011", 38), ("2019", 44.1)), 6.1, "favorable", "x")
        points = [PointCompare(text, 33.8, 26.9, "fragile", "plus fragile") for text in texts]
        chart_comparisons(points, "Où ?", "QPV", "Source")
        chart_series([dataclasses.replace(line, libelle=text) for text in texts], "?", "S")
        chart_positions([dataclasses.replace(AMONG[0], libelle=text) for text in texts], "Où ?", "Source")
        chart_strips([Bande(text, ((text, 50.0), ("B", 60.0)), contrat=50.0) for text in texts], "Où ?", "Source")


def test_a_dollar_is_written_as_a_dollar() -> None:
    """A formula draws its letters in italics, of another typeface, and no dollar."""
    with drawing():
        figure, axes = rows_figure([wrap("$x$")], 1)
        figure.draw_without_rendering()
        [label] = axes.get_yticklabels()
        assert label.get_text() == "$x$"
        assert not label.get_parse_math()


def squash(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_folded_data_say_each_number_and_reading() -> None:
    def told(chart: Graphique) -> str:
        assert chart.donnees is not None
        return squash(chart.donnees.to_text())

    text = told(chart_comparisons(POINTS, "Où ?", "QPV", "Source"))
    assert "Emplois précaires | 33,8 % | 26,9 % | plus fragile" in text
    assert "Jeunes ni en emploi ni en formation | 34,2 % | 36,4 % | moins fragile" in text
    text = told(chart_series(LINES, "?", "S"))
    assert "Emploi des femmes | 2011 | 38 % | +6,1 points" in text
    assert "Emploi des femmes | 2019 | 44,1 % | +6,1 points" in text
    text = told(chart_positions(AMONG, "?", "S"))
    assert "Taux de pauvreté | 54,1 % | 1er sur 3 | 31,8 % | 54,1 % | — | 43,9 % (médian) | plus fragile" in text
    assert "RSA socle | 26,4 % | 2e sur 3" in text


def test_alternative_is_the_message_in_two_sentences() -> None:
    """The title, then what matters most, with its numbers, and where the others are; of curves, that an outline cannot
    say on paper, each one's ends."""
    points = [dataclasses.replace(POINTS[0], libelle=f"Indicateur {n}") for n in range(9)]
    among = [dataclasses.replace(AMONG[0], libelle=f"Indicateur {n}") for n in range(9)]
    lines = [dataclasses.replace(LINES[0], libelle=f"Indicateur {n}", variation=9.0 - n) for n in range(9)]
    bands = [Bande(f"Indicateur {n}", (("A", 54.1), ("B", 31.8)), france=43.9) for n in range(9)]
    ranked = [Barre(f"Indicateur {n}", 54.1 - n, "fragile", "plus fragile") for n in range(9)]
    charts = (
        chart_comparisons(points, "Pauvreté la plus forte", "QPV", "Source"),
        chart_positions(among, "Pauvreté la plus forte", "S"),
        chart_series(lines, "Pauvreté la plus forte", "S"),
        *chart_strips(bands, "Pauvreté la plus forte", "S"),
        chart_ranking(ranked, Trait("QPV médian de France", 43.9), "%", "Pauvreté la plus forte", "S"),
    )
    for chart in charts:
        first, second = squash(chart.alternative).split(". ")
        assert first == "Pauvreté la plus forte"
        assert second.endswith(" ; données dans le tableau suivant.")
        assert re.findall(r"Indicateur (\d)", second) == (["0"] if "courbe" not in second else [*"012345678"])
        assert chart.donnees is not None
        assert all(f"Indicateur {n}" in chart.donnees.to_text() for n in range(9))
    said = [squash(chart.alternative) for chart in charts]
    assert "Indicateur 0, 33,8 % contre 26,9 %, plus fragile" in said[0]
    assert "Indicateur 0, 54,1 %, 1er sur 3, QPV médian de France 43,9 %, plus fragile" in said[1]
    assert "de 38 % (2011) à 44,1 % (2019)" in said[2]
    assert "Indicateur 0, de 31,8 % à 54,1 % (A), France 43,9 %" in said[3]
    assert "9 QPV face à QPV médian de France (43,9 %), d'abord Indicateur 0, 54,1 %, plus fragile ;" in said[4]


def test_what_gets_worse_is_said_before_what_gets_better() -> None:
    better = Serie("Emploi", (2011, 2019), (("2011", 30), ("2019", 44)), 14, "favorable", "amélioration")
    worse = Serie("Pauvreté", (2011, 2019), (("2011", 40), ("2019", 43)), 3, "fragile", "dégradation")
    said = chart_series([better, worse], "?", "S").alternative
    assert said.index("Pauvreté") < said.index("Emploi")


def test_equal_values_still_draw() -> None:
    same = [PointCompare("X", 50, 50, "neutre", "comparable")]
    assert chart_comparisons(same, "Où ?", "QPV", "Source").svg
    assert chart_series([Serie("X", (2011, 2011), (("a", 5), ("b", 5)), 0, "neutre", "stable")], "?", "S").svg
    assert chart_positions([Position("X", 5, (5, 5, 5), 5, None, False, None, "neutre", "comparable")], "?", "S").svg


def test_a_reference_outside_the_contract_stays_in_the_frame() -> None:
    """France may be below the lowest or above the highest of the contract's QPV: marked, not cut."""
    row = Position("X", 30, (20, 30, 40), None, 90, False, Rang(2, 3), "neutre", "comparable")
    share = _scale(row)
    assert share(90) == 1
    assert 0 <= share(20) < share(40) < 1


def test_fragile_is_on_the_right_of_a_row_that_runs_backwards_too() -> None:
    """The lowest employment rate is the most fragile: the row is reversed, and says so."""
    row = Position("Emploi", 30, (20, 30, 40), None, None, False, None, "neutre", "comparable", inverse=True)
    share = _scale(row)
    assert (share(40), share(20)) == (0, 1)
    drawn = chart_positions([row], "?", "S").svg
    assert drawn != chart_positions([dataclasses.replace(row, inverse=False)], "?", "S").svg


def test_texts_of_a_row_are_centred_on_their_mark_whatever_hangs_below() -> None:
    """A word with a "p" was higher than a figure, beside the same mark."""
    with drawing():
        _, axes = new_sheet(100)
        for x, text in ((10, "RSA"), (200, "Appui")):
            write_centred(axes, x, 50, text)
        heads = [t.get_position()[1] for t in axes.texts]
        assert heads[0] == heads[1]
        whole = extent(axes.texts[0])  # capitals alone: its box is what is seen
        assert abs((whole.y0 + whole.y1) / 2 - 50) < 0.8


def test_the_median_of_france_is_drawn_beside_a_change_and_said() -> None:
    line = Serie("Emploi", (2011, 2019), (("2011", 38), ("2019", 44.1)), 6.1, "favorable", "amélioration")
    told = chart_series([dataclasses.replace(line, reperes=(46.0, 44.6))], "?", "S")
    plain = chart_series([line], "?", "S")
    written = re.findall(r"<!-- (.*?) -->", told.svg)
    assert written[written.index("QPV médian") + 1] == "44,6\u202f%", "the dashes have their name and their last value"
    assert "QPV médian" not in plain.svg
    assert told.svg.count("stroke-dasharray") == plain.svg.count("stroke-dasharray") + 1
    partly = chart_series([dataclasses.replace(line, reperes=(None, 44.6))], "?", "S")
    assert partly.svg.count("stroke-dasharray") == plain.svg.count("stroke-dasharray"), "one date makes no line"


def test_labels_of_neighbouring_rows_do_not_overlap() -> None:
    """The longest labels of the catalogue, wrapped on two lines, with the reading under them."""
    labels = ["75 ans et plus parmi les personnes seules", "Demandeurs d'emploi depuis 2 ans ou plus"]
    for count in (1, 2, 6):
        names = [f"{wrap(labels[n % 2])}\nse dégrade" for n in range(count)]
        with drawing():
            figure, axes = rows_figure(names, 1.0, "Évolution en points, d'une date à une autre, comparables " * 3)
            figure.draw_without_rendering()  # puts the axis's label under its numbers
            boxes = [extent(label) for label in axes.get_yticklabels()]
            inside(figure, [*axes.get_yticklabels(), *axes.get_xticklabels(), axes.xaxis.label])
        assert all(upper.y0 >= lower.y1 for upper, lower in pairwise(boxes))


LONG = "Part des ménages dont la personne de référence est anticonstitutionnellement éloignée de l'emploi durable"
WIDE = " ".join(["W" * 20, "M" * 30, "WWWWW MMMMMM" * 3])


def extent(text: Text) -> Bbox:
    """Where a text is, in points, as the SVG has it: other renderers fit letters to their pixels."""
    figure = text.get_figure(root=True)
    assert figure is not None
    figure.dpi = 72
    return text.get_window_extent(RendererSVG(*figure.bbox.size, io.StringIO()))


def inside(figure: Figure, texts: Sequence[Text]) -> None:
    """Each text is drawn whole."""
    frame = figure.bbox
    boxes = [extent(t) for t in texts if t.get_text()]
    assert boxes
    for box in boxes:
        assert frame.x0 <= box.x0 <= box.x1 <= frame.x1
        assert frame.y0 - 1 <= box.y0 <= box.y1 <= frame.y1 + 1


def apart(texts: Sequence[Text]) -> None:
    """No text is over another; a descender may come into the space above the next line."""
    shown = [(t.get_text(), extent(t).padded(0, -1.5)) for t in texts if t.get_text()]
    together = [(a, b) for (a, one), (b, other) in combinations(shown, 2) if one.overlaps(other)]
    assert together == []


POSITIONS = {
    "one row": [Position("Chômage", 100, (0, 100), None, None, False, None, "fragile", "plus fragile")],
    "twelve rows": [
        Position(
            f"{LONG[: 20 * (n % 3 + 1)]} {n}",
            n * 9,
            (*range(0, 101, 7),),
            50,
            60,
            bool(n % 2),
            Rang(n + 1, 18),
            nature,
            "",
        )
        for n, nature in enumerate(("fragile", "favorable", "neutre") * 4)
    ],
    "long labels": [
        Position(WIDE, 0, (0, 100), 50, 0, True, Rang(18, 18), "favorable", ""),
        Position(LONG, 100, (0, 100), 50, 33.333, False, Rang(1, 18), "fragile", ""),
    ],
    "centiles": [
        Position("A", 3, (1, 2, 3), 2, 2, mediane, Rang(1, 300), "neutre", "comparable", centiles=mediane)
        for mediane in (False, True)
    ],
    "long figures": [Position("A", 99.999, (0.001, 108.999), 50.123, 3.333, False, Rang(1000, 1300), "fragile", "")],
}
SERIES = {
    "one": [Serie("Chômage", (2011, 2016, 2021), (("a", 0), ("b", 50), ("c", 100)), 100, "fragile", "se dégrade")],
    "seven": [
        Serie(
            LONG[: 15 * n + 5],
            (2011, 2021),
            (("recensement 2011", 9), ("recensement 2021", 9 + n)),
            n,
            "neutre",
            "en hausse",
        )
        for n in range(7)
    ],
    "long titles": [
        Serie(WIDE, (2011, 2021), (("2011", 5), ("2021", 6)), 1, "fragile", LONG),
        Serie("b", (2011, 2021), (("2011", 100), ("2021", 0)), -100, "neutre", "en baisse"),
        Serie(WIDE, (2011, 2021), (("2011", 5), ("2021", 5)), 0, "favorable", "stable"),
    ],
    **{
        f"beside a median {place}": [
            Serie(
                "Emploi",
                (2010, 2020, 2022),
                (("2010", first), ("2020", 40.6), ("diffusion 2022", 37.5)),
                14,
                "favorable",
                "amélioration",
                reperes=medians,
            )
            for first in (23.7, 37.5, 54.4)
        ]
        for place, medians in {
            "under": (28.0, 26.1, 24.9),
            "near, under": (36.1, 38.0, 36.9),
            "near, over": (37.9, 36.0, 38.2),
            "the same": (37.5, 40.6, 37.5),
            "late": (None, 39.0, 39.6),
            "early": (39.0, 39.6, None),
        }.items()
    },
}
BANDS = {
    "long": [
        Bande(LONG, ((WIDE, 1), (LONG, 2)), sens="favorable", contrat=1.5, france=1.2, nom_france="France (médiane)"),
        Bande(WIDE, (("A-B " * 8, 1), (WIDE, 100)), sens="defavorable"),
        Bande("X", (("A", 1),)),
    ],
    "two, near what they are set against": [
        Bande(
            "Emplois précaires",
            (("Les Tilleuls (inventé)", 25.1), ("Le Grand Large (inventé)", 45.8)),
            sens="defavorable",
            contrat=45.7,
            france=45.6,
            nom_france="QPV médian de France",
            numeros=("1", "2"),
        ),
    ],
}


def off_the_lines(figure: Figure) -> None:
    """No line crosses a text."""
    axes = figure.axes[0]
    for line in axes.lines:
        path = line.get_path().transformed(line.get_transform())
        if len(path.vertices) > 1:
            crossed = [
                t.get_text() for t in axes.texts if path.intersects_bbox(extent(t).padded(0, -1.5), filled=False)
            ]
            assert crossed == []


@pytest.mark.parametrize("case", [*POSITIONS, *SERIES, *BANDS])
def test_no_text_is_cut_nor_over_another(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    drawn: list[Figure] = []

    def keep(figure: Figure) -> str:
        apart(figure.axes[0].texts)
        inside(figure, figure.axes[0].texts)
        if case in SERIES:
            off_the_lines(figure)
        drawn.append(figure)
        return "<svg/>"

    for module in (positions, evolutions, bandes):
        monkeypatch.setattr(module, "save_svg", keep)
    if case in POSITIONS:
        chart_positions(POSITIONS[case], "?", "S")
    elif case in SERIES:
        chart_series(SERIES[case], "?", "S")
    else:
        bandes.chart_strips(BANDS[case], "?", "S")
    assert len(drawn) == 1


def test_widths_are_those_that_matplotlib_draws() -> None:
    """Without kerning, which brings letters closer: never less, and little more."""
    for text in ("Demandeurs d’emploi depuis 2 ans ou plus", "47,5\u202f%, 18e sur 18", "AVATaYo", "deux\nlignes"):
        for weight, name in ((400, "normal"), (700, "bold")):
            with drawing():
                _, axes = new_sheet(100)
                drawn = extent(axes.text(0, 50, text, fontsize=20, fontweight=name)).width
            assert drawn <= text_width([text], 20, weight) + 0.1 <= drawn * 1.08


def test_every_mark_of_a_row_is_drawn() -> None:
    """One dot for each QPV of each row, and a mark for the quartier, the contract and France where they are known."""
    root = ET.fromstring(chart_positions(AMONG, "?", "S").svg)
    uses = [e.attrib["style"] for e in root.iter() if e.tag.endswith("}use") and "style" in e.attrib]
    grey, white = COLORS["gris"], "#ffffff"
    assert sum(f"fill: {grey}" in s for s in uses) == 3 + 3 + 1, "six values, and the key's"
    assert sum(f"fill: {white}" in s for s in uses) == 2 + 1
    assert [sum(f"fill: {COLORS[n]}" in s for s in uses) for n in ("fragile", "favorable")] == [1, 1]


def test_a_dollar_is_a_dollar() -> None:
    """Labels come from the tables: no formula is read in them."""
    row = Position(r"$\frac{1}{$ et $x^2$", 5, (5, 6, 7), None, None, False, None, "neutre", "comparable")
    assert chart_positions([row], "?", "S").svg


def test_a_chart_of_centiles_says_so() -> None:
    """In the legend, whose letters are outlines, and in the alternative."""
    rows = [
        Position("A", 3, (1, 2, 3), None, None, False, Rang(1, 300), "neutre", "comparable", centiles=centiles)
        for centiles in (False, True)
    ]
    said = [_others_name({row.centiles for row in shown}) for shown in (rows[:1], rows[1:], rows)]
    assert said == [
        "un autre QPV du contrat", "un centile des QPV du contrat", "un autre QPV du contrat, ou un centile",
    ]  # fmt: skip
    assert "centiles" not in chart_positions(rows[:1], "?", "S").alternative
    assert "les points sont les centiles" in chart_positions(rows, "?", "S").alternative


def test_each_other_mark_of_a_row_says_of_which_qpv_it_is() -> None:
    """Two QPV of one value are both named; the figure's own is said once, first."""
    row = Position(
        "Emploi", 30, (20, 30, 30), None, None, False, None, "neutre", "comparable", noms=("Centre", "", "Jard")
    )
    said = [mark.texte for mark in chart_positions([row], "?", "S").reperes]
    assert said[0].startswith("ce quartier : 30")
    assert [text.partition(" : ")[0] for text in said[1:]] == ["Centre", "Jard"]


def test_in_a_report_every_value_beside_the_quartier_s_has_a_name(
    contrat: Contrat, reports: dict[str, RapportQuartier]
) -> None:
    quartier = "valenciennes-dutemple"
    page = BeautifulSoup(reports[quartier].graphique_positions().to_html(), "html.parser")
    rows = [[title.get_text() for title in row.find_all("title")] for row in page.select(".reperes [data-ligne]")]
    own = contrat.quartiers[quartier].libelles_qpv_2015
    names = {name.replace(" - ", " – ") for q in contrat.quartiers.values() for name in q.libelles_qpv_2015}
    names -= {name.replace(" - ", " – ") for name in own}
    references = ("moyenne des QPV du contrat", "QPV médian de France", "QPV de France")
    assert len(rows) > 5
    for first, *others in rows:
        assert first.startswith("ce quartier")
        told = [text.partition("\u202f: ")[0] for text in others]
        told = [name.replace("’", "'") for name in told if name not in references]
        assert len(told) >= 2
        assert len(set(told)) == len(told), "three are « Centre Ville »: their communes tell them apart"
        assert {name.partition(" (")[0] for name in told} <= names

"""A chart is drawn once of the same things, whatever the folder holds; of anything else, it is drawn."""

import json
import os
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from quartiers.analyse.publications import Rang
from quartiers.donnees.modele import Contour
from quartiers.presentation import cartes
from quartiers.presentation.blocs import Graphique
from quartiers.presentation.cartes import chart_map
from quartiers.presentation.cartes.lieux import Lieu, Terrain
from quartiers.presentation.graphiques import bandes, classement, comparaisons, deja_dessine, evolutions, positions
from quartiers.presentation.graphiques.bandes import Bande, chart_strips
from quartiers.presentation.graphiques.classement import Barre, Trait, chart_ranking
from quartiers.presentation.graphiques.comparaisons import PointCompare, chart_comparisons
from quartiers.presentation.graphiques.deja_dessine import Dessin, draw_once
from quartiers.presentation.graphiques.evolutions import Serie, chart_series
from quartiers.presentation.graphiques.positions import Position, chart_positions

DRAWN: Dessin = ('<svg viewBox="0 0 1 1"/>', ((3,), ("Emploi", 1.5, 2.0, "40 %"), ("é", 0.1, None, "« 1 »")))
ROW = Position("Emploi", 40.0, (40.0, 50.0), 45.0, 48.0, True, Rang(1, 2), "fragile", "plus fragile")
# Another value of each field, of which the drawing is another, or may be.
OTHER_ROW: dict[str, object] = {
    "libelle": "Pauvreté", "valeur": 41.0, "autres": (40.0, 51.0), "contrat": None, "france": 47.0, "rang": Rang(2, 2),
    "france_mediane": False, "nature": "neutre", "mention": "comparable", "centiles": True, "inverse": True,
    "noms": ("", "Le Jard"),
}  # fmt: skip
BAND = Bande("Emploi", (("Un", 40.0), ("Deux", 50.0)), "%", "favorable", 45.0, 48.0, "France", "contrat", ("1", "2"))
OTHER_BAND: dict[str, object] = {
    "libelle": "Pauvreté", "valeurs": (("Un", 40.0), ("Deux", 51.0)), "unite": "€", "sens": "defavorable",
    "contrat": 44.0, "france": None, "nom_france": "QPV médian", "nom_contrat": "agglomération",
    "numeros": ("1", "3"), "lectures": ("fragile", None),
}  # fmt: skip
LINE = Serie("Emploi", (2018, 2021), (("2018", 40.0), ("2021", 44.0)), 4.0, "fragile", "en hausse")
OTHER_LINE: dict[str, object] = {
    "libelle": "Pauvreté", "annees": (2017, 2021), "points": (("2018", 40.0), ("2021", 45.0)),
    "variation": 5.0, "nature": "neutre", "mention": "stable", "dite": "stable, dit-on", "reperes": (41.0, 42.0),
}  # fmt: skip
POINT = PointCompare("Emploi", 40.0, 50.0, "fragile", "plus fragile")
OTHER_POINT: dict[str, object] = {
    "libelle": "Pauvreté", "valeur": 41.0, "reference": 51.0, "nature": "neutre", "mention": "comparable",
    "inverse": True,
}  # fmt: skip
BAR, MEAN = Barre("Un", 40.0, "fragile", "plus fragile"), Trait("la moyenne", 45.0)
OTHER_BAR: dict[str, object] = {"nom": "Deux", "valeur": 41.0, "nature": "neutre", "lecture": "comparable"}
OTHER_MEAN: dict[str, object] = {"nom": "la médiane", "valeur": 46.0}
TRIANGLE = ((3.50, 50.45), (3.52, 50.45), (3.51, 50.46), (3.50, 50.45))
PLACE = Lieu("Centre", ("Nord",), 3.50, 50.45, "1")
OTHER_PLACE: dict[str, object] = {
    "nom": "Ouest", "communes": ("Sud",), "longitude": 3.51, "latitude": 50.46, "numero": "7", "code": "QN05901M",
    "qpv": "Le Centre", "sur": ("Anzin",),
    "nature": "quartier de veille active", "contour": Contour("QN05901M", "2024", ((TRIANGLE,),)),
}  # fmt: skip


def shifted(east: float) -> tuple[tuple[float, float], ...]:
    """A square about a place of these tests, so far east of it (degrees)."""
    ring = ((3.495, 50.447), (3.505, 50.447), (3.505, 50.453), (3.495, 50.453), (3.495, 50.447))
    return tuple((x + east, y) for x, y in ring)


SQUARE = Contour("QN1", "2024", ((shifted(0.0),),))
OTHERS: dict[type, dict[str, object]] = {
    Position: OTHER_ROW,
    Bande: OTHER_BAND,
    Lieu: OTHER_PLACE,
    Serie: OTHER_LINE,
    PointCompare: OTHER_POINT,
    Barre: OTHER_BAR,
    Trait: OTHER_MEAN,
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(deja_dessine.VARIABLE, str(tmp_path))
    return tmp_path


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each chart that is drawn."""
    found: list[str] = []

    def spy(module: object, name: str) -> None:
        save = getattr(module, name)

        def told(figure: object) -> object:
            found.append(name)
            return save(figure)

        monkeypatch.setattr(module, name, told)

    for module in (positions, bandes, cartes, evolutions, comparaisons, classement):
        spy(module, "save_svg")
    return found


def counted(made: list[int]) -> Callable[[], Dessin]:
    def draw() -> Dessin:
        made.append(1)
        return DRAWN

    return draw


@pytest.mark.usefixtures("folder")
def test_the_same_is_drawn_once() -> None:
    made: list[int] = []
    for content, times in ((("a", "b"), 1), (("a", "b"), 1), (("ab",), 2), (("a", "b", ""), 3)):
        assert draw_once(content, counted(made)) == DRAWN
        assert len(made) == times


def test_out_of_a_run_it_is_drawn_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(deja_dessine.VARIABLE, raising=False)
    made: list[int] = []
    assert [draw_once(("a",), counted(made)) for _ in range(2)] == [DRAWN] * 2
    assert len(made) == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: kept[:-5],
        lambda _: b"",
        lambda _: b"{}",
        lambda _: b"[1, 2, 3]",
        lambda _: b"[" * 100_000,
        lambda kept: kept.replace(b"viewBox", b"viewbox"),
        lambda kept: kept.replace(b"40 %", b"41 %"),
        lambda kept: json.dumps([json.loads(kept)[0], "<svg/>", []]).encode(),
    ],
    ids=["cut short", "empty", "other JSON", "numbers", "deep", "another drawing", "another mark", "nothing of it"],
)
def test_what_is_not_whole_is_drawn_again(spoil: Callable[[bytes], bytes], folder: Path) -> None:
    made: list[int] = []
    draw_once(("a",), counted(made))
    [path] = folder.iterdir()
    path.write_bytes(spoil(path.read_bytes()))
    for _ in range(2):
        assert draw_once(("a",), counted(made)) == DRAWN
        assert len(made) == 2, "it was put right"


def test_a_drawing_under_the_name_of_another_is_none_of_it(folder: Path) -> None:
    made: list[int] = []
    draw_once(("a",), counted(made))
    [path] = folder.iterdir()
    draw_once(("b",), lambda: ("<svg/>", ()))
    [other] = {*folder.iterdir()} - {path}
    other.replace(path)
    assert draw_once(("a",), counted(made)) == DRAWN
    assert len(made) == 2


def test_where_nothing_can_be_kept_it_is_drawn(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "file").write_text("where the folder would be")
    monkeypatch.setenv(deja_dessine.VARIABLE, str(folder / "file"))
    made: list[int] = []
    assert [draw_once(("a",), counted(made)) for _ in range(2)] == [DRAWN] * 2
    assert len(made) == 2


# -- the charts that ask for it ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "chart"),
    [
        (ROW, lambda row: chart_positions([row], "Titre", "Source")),
        (BAND, lambda band: chart_strips([band], "Titre", "Source")[0]),
        (LINE, lambda line: chart_series([line], "Titre", "Source")),
        (POINT, lambda point: chart_comparisons([point], "Titre", "la France", "Source")),
        (BAR, lambda bar: chart_ranking([bar], MEAN, "%", "Titre", "Source")),
        (MEAN, lambda mean: chart_ranking([BAR], mean, "%", "Titre", "Source")),
        (PLACE, lambda place: chart_map([place], None, "Titre", "Source")),
        (PLACE, lambda place: chart_map([PLACE, place], place, "Titre", "Source")),
    ],
    ids=["positions", "strips", "series", "comparisons", "ranking", "its reference", "map of all", "map of one"],
)
def test_each_thing_that_a_chart_shows_counts(
    of: Any, chart: Callable[[Any], Graphique], drawn: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever field changes, the chart is that which is drawn of it from nothing; of the same, it is not drawn."""
    others = OTHERS[type(of)]
    assert {f.name for f in fields(of)} == others.keys()
    shown = [of, *(replace(of, **{name: other}) for name, other in others.items())]
    made = [chart(one) for one in shown]
    assert len(drawn) == len(made) == len([*folder.iterdir()])
    kept = [chart(one) for one in shown]
    assert len(drawn) == len(made)
    monkeypatch.delenv(deja_dessine.VARIABLE)
    assert kept == made == [chart(one) for one in shown]


@pytest.mark.parametrize(
    "charts",
    [
        [
            lambda: chart_comparisons([POINT], "Titre", "la France", "Source"),
            lambda: chart_comparisons([POINT], "Titre", "la région", "Source"),
            lambda: chart_comparisons([POINT], "Titre", "la France", "Source", dense=True),
        ],
        [
            lambda: chart_ranking([BAR], MEAN, "%", "Titre", "Source"),
            lambda: chart_ranking([BAR], None, "%", "Titre", "Source"),
            lambda: chart_ranking([BAR], MEAN, "€", "Titre", "Source"),
            lambda: chart_ranking([BAR], MEAN, "%", "Titre", "Source", inverse=True),
        ],
    ],
    ids=["comparisons", "ranking"],
)
def test_so_does_what_a_chart_is_asked_besides(
    charts: list[Callable[[], Graphique]], drawn: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [chart() for chart in charts]
    assert len(drawn) == len(made) == len([*folder.iterdir()])
    kept = [chart() for chart in charts]
    assert len(drawn) == len(made)
    monkeypatch.delenv(deja_dessine.VARIABLE)
    assert kept == made == [chart() for chart in charts]


def test_so_does_each_of_a_perimeter_and_its_legend_is_the_same(
    drawn: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The map of a quartier, beside a QPV that is named and one that a letter stands for, if there is any."""
    own = replace(PLACE, contour=SQUARE)
    near = Lieu("Est", ("Est",), 3.52, 50.45, "2", contour=Contour("QN2", "2024", ((shifted(0.016),),)), qpv="L’Est")
    far = Lieu("Loin", ("Sud",), 3.60, 50.45, "3")
    own_ones = [replace(own, **{name: other}) for name, other in OTHER_PLACE.items()]
    others = [replace(near, **{name: other}) for name, other in OTHER_PLACE.items() if name != "numero"]
    cases = [
        ([own, near, far], own, [SQUARE], [], 6.0),
        *(([own, near, far], one, [SQUARE], [], 6.0) for one in own_ones),
        *(([own, other, far], own, [SQUARE], [], 6.0) for other in others),
        ([own, near], own, [SQUARE], [], 6.0),
        ([own, near, far], own, [replace(SQUARE, polygones=((shifted(0.001),),))], [], 6.0),
        ([own, near, far], own, [SQUARE], [replace(SQUARE, qpv="QP1", geographie="2015")], 6.0),
        ([own, near, far], own, [SQUARE], [], 5.0),
    ]

    def draw_all() -> list[object]:
        return [cartes._draw_perimeter(Terrain(places), *rest) for places, *rest in cases]

    made = draw_all()
    assert len(drawn) == len(cases) == len([*folder.iterdir()])
    kept = draw_all()
    assert len(drawn) == len(cases)
    monkeypatch.delenv(deja_dessine.VARIABLE)
    assert kept == made == draw_all()
    assert any(legend.nommes for _, legend in made)  # type: ignore[attr-defined]


def test_what_the_map_of_one_of_many_does_not_show_is_no_part_of_it(drawn: list[str], folder: Path) -> None:
    """Of 70 places in a row, that of the 11th shows the first 41: as no map of 41 places in all is."""
    row = [
        Lieu(
            f"Q{n}",
            (f"C{n}",),
            3.0 + 0.02 * n,
            50.45,
            str(n),
            contour=Contour("", "2024", ((shifted(0.02 * n - 0.5),),)),
        )
        for n in range(70)
    ]
    own, far = row[10], replace(row[-1], nom="Autre", longitude=5.0, contour=None)

    def draw(places: list[Lieu]) -> object:
        terrain = Terrain(places).around(own)
        assert {place.numero for place in terrain.lieux} == {str(n) for n in range(41)}
        return cartes._draw_perimeter(terrain, own, [SQUARE], [], 6.0)

    first = draw(row)
    assert draw([*row[:-1], far]) == first
    assert len(drawn) == 1
    assert draw(row[:41]) != first
    assert len(drawn) == len([*folder.iterdir()]) == 2


def test_a_drawing_that_serves_is_younger_than_one_that_does_not(folder: Path) -> None:
    """What was used longest ago is what goes (:mod:`quartiers.execution.dessins`)."""
    for name in ("a", "b"):
        draw_once((name,), counted([]))
    for path in folder.iterdir():
        os.utime(path, (1, 1))
    made: list[int] = []
    draw_once(("a",), counted(made))
    assert not made
    assert sorted(path.stat().st_mtime > 1 for path in folder.iterdir()) == [False, True]

"""Contours as part of the contract: read when they are there, said in French when they are spoilt."""

import json
from collections.abc import Callable
from math import cos, radians, sin
from pathlib import Path
from typing import Any

import pytest
from formes_geojson import (
    CENTRE,
    ELSEWHERE,
    PLACES,
    RIVES,
    RIVES_2015,
    Feature,
    collection,
    feature,
    multipolygon,
    polygon,
    square,
)
from hypothesis import given
from hypothesis import strategies as st

from quartiers.donnees import Anomalie, load_contrat
from quartiers.donnees.importation.perimetres import import_perimetres
from quartiers.donnees.lieux.contours import find_faults, load_contours, polygons_of
from quartiers.donnees.lieux.fichier_des_contours import CHEMIN, FICHIER

RING = square(*PLACES[RIVES])
HOLE = square(*PLACES[RIVES], side=0.002)
OTHER = square(PLACES[RIVES][0], PLACES[RIVES][1] + 0.008)
Spoil = Callable[[str | bytes], None]
OneFault = Callable[[], Anomalie]


@pytest.fixture
def dossier(dossier: Path) -> Path:
    """The copied data folder, without the contours that it comes with."""
    (dossier / CHEMIN).unlink(missing_ok=True)
    return dossier


@pytest.fixture
def spoil(dossier: Path) -> Spoil:
    def write(content: str | bytes) -> None:
        (dossier / FICHIER).write_bytes(content if isinstance(content, bytes) else content.encode())

    return write


def test_without_the_file_there_are_no_contours(dossier: Path) -> None:
    assert load_contrat(dossier).contours == {}


def test_the_contract_s_own_contours_of_both_geographies(dossier: Path, spoil: Spoil) -> None:
    spoil(collection(feature(RIVES, multipolygon([RING, HOLE], [OTHER])), feature(RIVES_2015), feature(ELSEWHERE)))
    contours = load_contrat(dossier).contours
    assert set(contours) == {RIVES, RIVES_2015}
    assert (contours[RIVES].geographie, contours[RIVES_2015].geographie) == ("2024", "2015")
    ring, hole, other = (tuple(map(tuple, positions)) for positions in (RING, HOLE, OTHER))
    assert contours[RIVES].polygones == ((ring, hole), (other,))


def test_what_is_no_contour_of_the_contract_is_not_its_business(dossier: Path, spoil: Spoil) -> None:
    spoil(collection(feature(RIVES, None), feature(ELSEWHERE, {"type": "Point", "coordinates": [3, 50]})))
    assert load_contrat(dossier).contours == {}


def altered(geometry: Any, **more: Any) -> str:
    return collection(feature(RIVES, geometry), **more)


ALTITUDES = [[*position, height] for position, height in zip(RING, (12, 15.5, 20, 18, 13), strict=True)]


@pytest.mark.parametrize(
    "content",
    [
        collection(feature(RIVES)).encode("utf-8-sig"),
        collection(feature(RIVES)).encode("utf-16"),
        collection(feature(RIVES)).encode("utf-16-le"),
        altered(polygon(ALTITUDES)),  # of which the last is not as high as the first
        altered(polygon([RING[0], RING[0], *RING[1:]])),
        altered(multipolygon([RING], [])),
        altered(polygon(RING), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}),
        altered(polygon(RING), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4326"}}),
        altered(polygon(RING), crs={"type": "EPSG", "properties": {"code": 4171}}),
        altered(polygon(RING), crs=None),
        collection({**feature(RIVES), "properties": {" Code_QP ": RIVES, "LIB_QP": "Rives"}}),
        collection({**feature(RIVES), "properties": {"code_qp": RIVES}}),  # the maps need no name
    ],
    ids=[
        "mark",
        "UTF-16",
        "no mark",
        "altitudes",
        "repeat",
        "empty part",
        "CRS84",
        "4326",
        "RGF93",
        "null",
        "case",
        "bare",
    ],
)
def test_other_ways_of_writing_a_contour_are_read(dossier: Path, spoil: Spoil, content: str | bytes) -> None:
    spoil(content)
    [contour] = load_contrat(dossier).contours.values()
    assert contour.polygones == ((tuple(map(tuple, RING)),),)


UNCLOSED = "La dernière position d'un anneau doit être la première"
NO_NUMBER = "Une position est une liste de nombres"
NO_LIST = "des listes d'anneaux de positions"
DRAWN = "un contour que l'on puisse dessiner"
DEGREES = "des coordonnées en degrés (WGS84)"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "un fichier GeoJSON entier"),
        (collection(feature(RIVES, lib_qp="Cité")).encode("cp1252"), "un fichier GeoJSON entier, en UTF-8"),
        (b"PK\x03\x04", "et non l'archive qui le contient"),
        ("\ufeff <html>", "et non une page web"),
        ("[]", "FeatureCollection"),
        ('{"a":' * 100_000, "un fichier GeoJSON entier"),
        (collection(feature(RIVES), feature(RIVES)), "un QPV une seule fois"),
        (altered({"type": "Point", "coordinates": [3, 50]}), "trouvé « Point » ; attendu : un polygone"),
        (altered({"type": "GeometryCollection", "geometries": [polygon(RING)]}), "trouvé « GeometryCollection »"),
        (altered({}), f"bien formé, pour {RIVES}"),
        (altered([]), f"bien formé, pour {RIVES}"),
        (altered(0), f"bien formé, pour {RIVES}"),
        (altered({"type": "Polygon"}), NO_LIST),
        (altered({"type": "MultiPolygon", "coordinates": {}}), NO_LIST),
        (altered(polygon("RING")), NO_LIST),
        (altered(polygon([RING])), NO_NUMBER),
        (altered(polygon([])), UNCLOSED),
        (altered(polygon(RING[:-1])), UNCLOSED),
        (altered({"type": "Polygon", "coordinates": []}), DRAWN),
        (altered({"type": "MultiPolygon", "coordinates": []}), DRAWN),
        (altered(polygon([[3.5, 50.3], [3.500001, 50.3], [3.5, 50.300001], [3.5, 50.3]])), DRAWN),
        (altered(polygon([["3.5", "50.3"], *RING[1:-1], ["3.5", "50.3"]])), "trouvé « 3.5 ; 50.3 »"),
        (altered(polygon([[None, 50.3]] * 4)), NO_NUMBER),
        (altered(polygon([[True, False]] * 4)), NO_NUMBER),
        (altered(polygon([[float("nan"), 50.3]] * 4)), NO_NUMBER),
        (altered(polygon([[3.5, float("inf")]] * 4)), NO_NUMBER),
        (altered(polygon([[3.5]] * 4)), NO_NUMBER),
        (altered(polygon([[[[[[[3.5]]]]]]] * 4)), NO_NUMBER),
        (altered(polygon([[7e5, 7e6]] * 4)), DEGREES),
        (altered(polygon([[503737, 35008]] * 4)), DEGREES),
        (altered(polygon([[10**400, 1]] * 4)), DEGREES),
        (
            altered(polygon(RING), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}),
            "« urn:ogc:def:crs:EPSG::2154 »",
        ),
        (altered(polygon(RING), crs={"type": "link"}), DEGREES),
        (altered(polygon(RING), crs="EPSG:2154"), DEGREES),
        (altered(polygon([RING[0]] * 4)), "Un anneau n'en a que 1"),
        (altered(polygon([RING[0], RING[1], RING[0], RING[1], RING[0]])), "Un anneau n'en a que 2"),
        (altered(multipolygon([RING], [[OTHER[0]] * 3])), f"trois points distincts au moins, pour {RIVES}"),
    ],
)
def test_a_spoilt_file_is_said(only_anomaly: OneFault, spoil: Spoil, content: str | bytes, message: str) -> None:
    spoil(content)
    anomaly = only_anomaly()
    assert anomaly.fichier == FICHIER
    assert message in str(anomaly)


def test_a_geometry_nested_without_end_is_said(only_anomaly: OneFault, spoil: Spoil) -> None:
    spoil(altered(polygon("NEST")).replace('"NEST"', "[" * 800 + "]" * 800))
    assert "bien formé" in str(only_anomaly())


def test_a_damaged_file_says_how_to_mend_it(only_anomaly: OneFault, spoil: Spoil) -> None:
    spoil(collection(feature(RIVES))[:-9])
    assert "« importer perimetres »" in str(only_anomaly())


def test_a_contour_that_cannot_be_is_said_once(only_anomaly: OneFault, spoil: Spoil) -> None:
    """Neither its surface nor its distance from the other table comes on top of its place."""
    spoil(altered(polygon([position[::-1] for position in RING])))
    anomaly = only_anomaly()
    assert (anomaly.fichier, anomaly.trouve) == (FICHIER, "50,3762 ; 3,5103")
    assert str(anomaly).endswith(f"pour {RIVES}. La longitude et la latitude sont sans doute échangées.")


def test_a_fault_of_many_contours_is_one_message(only_anomaly: OneFault, spoil: Spoil) -> None:
    codes = [code for code in PLACES if code.startswith("QN059")]
    spoil(collection(*(feature(code, polygon([p[::-1] for p in square(*PLACES[code])])) for code in codes)))
    assert len(codes) == 15
    assert f"De même pour 14 autres contours : {', '.join(codes[1:6])} et 9 de plus." in str(only_anomaly())


@pytest.mark.parametrize(
    ("file", "name", "simplified"),
    [("qpv.geojson", "qpv2024", False), ("qpv_simplifie.geojson", "x", True), ("qpv.geojson", "QPV SIMPLIFIÉS", True)],
)
def test_a_simplified_file_is_known_to_be_so_once_imported(
    dossier: Path, tmp_path: Path, file: str, name: str, simplified: bool
) -> None:
    """Its contours are not fit for measuring: the reports say so. The next import leaves that as it is."""
    (tmp_path / file).write_text(collection(feature(RIVES), name=name))
    import_perimetres(tmp_path / file, dossier)
    (tmp_path / "former.geojson").write_text(collection(feature(RIVES_2015)))
    import_perimetres(tmp_path / "former.geojson", dossier)
    contours = load_contrat(dossier).contours
    assert (contours[RIVES].simplifie, contours[RIVES_2015].simplifie) == (simplified, False)


# -- any contour ------------------------------------------------------------------------------------------


@st.composite
def rings(draw: st.DrawFn) -> list[list[float]]:
    """A closed ring of twelve points about a QPV of the contract, none of whose sides cross."""
    longitude, latitude = PLACES[CENTRE]
    sizes = draw(st.lists(st.floats(0.001, 0.004), min_size=12, max_size=12))
    points = [
        [longitude + size * cos(radians(30 * n)), latitude + size * sin(radians(30 * n))]
        for n, size in enumerate(sizes)
    ]
    return [*points, points[0]]


def faults(geometry: Any) -> list[str]:
    """Sorts of faults of a contour of CENTRE."""
    read: Feature = {"properties": {"code_qp": CENTRE}, "geometry": {"coordinates": polygons_of(geometry, strict=True)}}
    return [fault.genre for fault in find_faults([read])]


@given(rings(), st.integers(0, 11), st.booleans())
def test_a_ring_may_start_anywhere_and_turn_either_way(ring: list[list[float]], start: int, backwards: bool) -> None:
    turned = [*ring[start:-1], *ring[:start], ring[start]]
    assert faults(polygon(turned[::-1] if backwards else turned)) == []


@given(rings())
def test_exchanged_axes_are_always_seen(ring: list[list[float]]) -> None:
    assert faults(polygon([[y, x] for x, y in ring])) == ["axes"]


def paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where each value of a JSON tree is."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(inner for key, value in items for inner in paths(value, (*path, key)))]


WHOLE = json.loads(
    collection(feature(RIVES, multipolygon([RING, HOLE], [OTHER])), crs={"properties": {"name": "CRS84"}})
)
NUMBERS = st.integers() | st.floats() | st.sampled_from([0, 10**400, 1e300, -1e-300])
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "name", "properties"]), inner),
    max_leaves=6,
)


@given(st.sampled_from(paths(WHOLE)[1:]), ANYTHING)
def test_whatever_stands_for_a_value_is_read_or_said(
    tmp_path_factory: pytest.TempPathFactory, path: tuple[Any, ...], value: Any
) -> None:
    """Never a traceback, and never a contour that is gone without a word."""
    spoilt = json.loads(json.dumps(WHOLE))
    *way, last = path
    node = spoilt
    for key in way:
        node = node[key]
    node[last] = value
    folder = tmp_path_factory.mktemp("contours")
    (folder / FICHIER).write_text(json.dumps(spoilt))
    anomalies: list[Anomalie] = []
    contours = load_contours(folder, {RIVES}, anomalies, "245901160")
    is_null = value is None and last == "geometry"
    assert all(str(anomaly) for anomaly in anomalies)
    assert set(contours) == {RIVES} or anomalies or is_null


def test_half_a_character_in_a_name_is_dropped(dossier: Path, tmp_path: Path) -> None:
    """JSON may hold it, no file can: it would end the import."""
    content = collection(feature(RIVES, lib_qp="NAME")).replace('"NAME"', '"Rives \\ud800"')
    (tmp_path / "qpv.geojson").write_text(content)
    import_perimetres(tmp_path / "qpv.geojson", dossier)
    [written] = json.loads((dossier / "importees" / FICHIER).read_text(encoding="utf-8"))["features"]
    assert written["properties"]["lib_qp"] == "Rives"

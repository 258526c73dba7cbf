"""Import of the ANCT's contours: the contract's QPV, few decimals, nothing that is no contour in degrees."""

import copy
import itertools
import json
import math
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import shapely
from formes_geojson import (
    BRUNEHAUT_2015,
    CENTRE,
    ELSEWHERE,
    PLACES,
    RIVES,
    RIVES_2015,
    THIERS_2015,
    VERRERIE,
    Feature,
    collection,
    feature,
    multipolygon,
    polygon,
    square,
)
from hypothesis import given
from hypothesis import strategies as st
from lignes import read_rows

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.donnees import DonneesInvalides, load_contrat
from quartiers.donnees.importation.perimetres import BilanPerimetres, import_perimetres
from quartiers.donnees.lieux.contours import DECIMALES, polygons_of
from quartiers.donnees.lieux.surfaces import simplify_polygons
from quartiers.geometrie import area_ha

SHARED = PROJECT_ROOT.parent / "shared" / "perimetres"
SQUARE = square(*PLACES[RIVES])


@pytest.fixture
def vierge(dossier: Path) -> Path:
    """The copied data folder, before any import."""
    (dossier / "importees/qpv.csv").unlink(missing_ok=True)
    (dossier / "importees/perimetres.geojson").unlink(missing_ok=True)
    return dossier


Import = Callable[..., BilanPerimetres]


@pytest.fixture
def importer(vierge: Path, tmp_path: Path) -> Import:
    def run(content: str | bytes, **options: Any) -> BilanPerimetres:
        path = tmp_path / "qpv.geojson"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return import_perimetres(path, vierge, **options)

    return run


@pytest.fixture
def contours(vierge: Path) -> Callable[[], dict[str, Feature]]:
    """Contours of the folder by code."""

    def read() -> dict[str, Feature]:
        content = json.loads((vierge / "importees/perimetres.geojson").read_text(encoding="utf-8"))
        assert content["type"] == "FeatureCollection"
        assert content["source"].startswith(
            "ANCT, contours des quartiers prioritaires de la politique de la ville, géo"
        )
        assert content["licence"] == "Licence Ouverte"
        codes = [f["properties"]["code_qp"] for f in content["features"]]
        assert codes == sorted(set(codes))
        return dict(zip(codes, content["features"], strict=True))

    return read


@pytest.fixture
def names(vierge: Path) -> Callable[[], dict[str, dict[str, str]]]:
    def read() -> dict[str, dict[str, str]]:
        return {row["qpv"]: row for row in read_rows(vierge / "importees/qpv.csv")}

    return read


Contours = Callable[[], dict[str, Feature]]
Names = Callable[[], dict[str, dict[str, str]]]


def refused(importer: Import, folder: Path, content: str | bytes) -> str:
    """The message of an import that must be refused, without a trace in the folder."""
    before = {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    with pytest.raises(DonneesInvalides) as caught:
        importer(content)
    assert {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    return str(caught.value)


def test_the_contract_s_contours_are_kept(importer: Import, contours: Contours, names: Names) -> None:
    bilan = importer(collection(feature(RIVES), feature(ELSEWHERE)))
    assert (bilan.lus, bilan.gardes, bilan.contours, bilan.geographie) == (2, 1, 1, "2024")
    assert contours() == {
        RIVES: {
            "type": "Feature",
            "properties": {
                "code_qp": RIVES,
                "lib_qp": "Les Rives",
                "insee_com": "59014, 59491",
                "lib_com": "Anzin, Raismes",
                "siren_epci": "200042190, 245901160",
            },
            "geometry": {"type": "MultiPolygon", "coordinates": [[SQUARE]]},
        }
    }
    assert names() == {
        RIVES: {
            "qpv": RIVES,
            "geographie": "2024",
            "libelle": "Les Rives",
            "communes": "Anzin | Raismes",
            "source": "ANCT, contours des quartiers prioritaires de la politique de la ville, géographie 2024",
        }
    }


def test_the_contract_s_qpv_that_the_file_lacks_are_said(importer: Import) -> None:
    bilan = importer(collection(feature(RIVES), feature(CENTRE)))
    assert len(bilan.absents) == 13
    assert not {RIVES, CENTRE} & set(bilan.absents)
    assert not [code for code in bilan.absents if code.startswith("QP")]  # of the other geography: not its business


def test_every_qpv_of_the_country_on_demand(importer: Import, contours: Contours, vierge: Path) -> None:
    importer(collection(feature(RIVES), feature(ELSEWHERE)), territoire="france")
    assert set(contours()) == {RIVES, ELSEWHERE}
    assert load_contrat(vierge)


def test_twice_is_once_and_a_newer_file_replaces(
    importer: Import, vierge: Path, contours: Contours, written: Any
) -> None:
    importer(collection(feature(RIVES), feature(CENTRE)))
    before = written(vierge, "importees/perimetres.geojson", "importees/qpv.csv")
    importer(collection(feature(CENTRE), feature(RIVES)))
    assert written(vierge, *before) == before
    moved = [[round(x + 0.001, 5), y] for x, y in SQUARE]
    importer(collection(feature(RIVES, polygon(moved), lib_qp="Rives")))
    assert contours()[RIVES]["geometry"] == {"type": "MultiPolygon", "coordinates": [[moved]]}
    assert set(contours()) == {RIVES, CENTRE}


def test_the_former_geography_adds_to_the_new_one(importer: Import, contours: Contours, names: Names) -> None:
    """Its file has other names for the same properties, in capitals in some copies."""
    importer(collection(feature(RIVES)))
    former = feature(RIVES_2015)
    former["properties"] = {"CODE_QP": RIVES_2015, "NOM_QP": "Rives de 2015", "COMMUNE_QP": "Anzin"}
    bilan = importer(collection(former))
    assert bilan.geographie == "2015"
    assert set(contours()) == {RIVES, RIVES_2015}
    assert (names()[RIVES_2015]["libelle"], names()[RIVES_2015]["communes"]) == ("Rives de 2015", "Anzin")


def test_the_name_that_insee_gave_stays(importer: Import, vierge: Path, names: Names) -> None:
    (vierge / "importees/qpv.csv").write_text(
        "qpv;geographie;libelle;communes;source\nQP059021;2015;Nom de l'Insee;Anzin;Insee, diffusion 2022\n"
    )
    importer(collection(feature(RIVES_2015)))
    assert names()[RIVES_2015]["libelle"] == "Nom de l'Insee"


NAMELESS = {"lib_qp": None, "lib_com": "Anzin"}


def test_a_qpv_without_a_name_keeps_that_of_qpv(importer: Import, contours: Contours, names: Names) -> None:
    importer(collection(feature(RIVES, lib_qp="Rives de l'Escaut", lib_com="Anzin, Raismes")))
    before = names()
    bilan = importer(collection(feature(RIVES, **NAMELESS)))
    assert names() == before
    assert set(contours()) == {RIVES}
    assert bilan.sans_nom == ()


@pytest.mark.parametrize("unknown", [None, "", "  ", "NA", "null", {"a": 1}, False])
def test_else_that_of_the_contract_s_own_table(importer: Import, names: Names, unknown: Any) -> None:
    importer(collection(feature(RIVES, lib_qp=unknown, lib_com="Anzin, Raismes"), feature(CENTRE, lib_qp="Le Centre")))
    assert names()[RIVES] == {
        "qpv": RIVES,
        "geographie": "2024",
        "libelle": "Zone Intercommunale Rives De L'Escaut",
        "communes": "Anzin | Raismes",
        "source": "quartiers.csv",
    }
    assert names()[CENTRE]["libelle"] == "Le Centre"


def test_a_former_qpv_has_the_name_of_its_rank(importer: Import, names: Names) -> None:
    importer(collection(feature(THIERS_2015, **NAMELESS), feature(BRUNEHAUT_2015, None, **NAMELESS)))
    found = {code: row["libelle"] for code, row in names().items()}
    assert found == {THIERS_2015: "Cité Thiers - Cité Du Rivage", BRUNEHAUT_2015: "Brunehaut"}


def test_a_qpv_that_nobody_names_is_said_and_drawn(importer: Import, contours: Contours, names: Names) -> None:
    bilan = importer(collection(feature(RIVES), feature(ELSEWHERE, **NAMELESS)), territoire="france")
    assert bilan.sans_nom == (ELSEWHERE,)
    assert set(contours()) == {RIVES, ELSEWHERE}
    assert set(names()) == {RIVES}


def test_a_file_of_before_the_number_of_the_epci_was_kept_is_added_to(
    importer: Import, vierge: Path, contours: Contours
) -> None:
    old = feature(RIVES)
    old["properties"] = {key: old["properties"][key] for key in ("code_qp", "lib_qp", "insee_com", "lib_com")}
    (vierge / "importees/perimetres.geojson").write_text(collection(old), encoding="utf-8")
    assert load_contrat(vierge).contours.keys() == {RIVES}
    importer(collection(feature(RIVES_2015)))
    assert set(contours()) == {RIVES, RIVES_2015}


REUNION = multipolygon([square(55.45, -21.1)])


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        (polygon([[y, x] for x, y in SQUARE]), "La longitude et la latitude sont sans doute échangées."),
        (REUNION, "dans un autre département (La Réunion)"),
        (polygon(square(*PLACES[RIVES], side=0.0001)), "une superficie de 0,1 à 10\u202f000 ha"),
        (polygon([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]), "qui ne se croise"),
    ],
)
def test_what_is_no_place_of_the_qpv_is_refused(importer: Import, vierge: Path, geometry: Any, message: str) -> None:
    assert message in refused(importer, vierge, collection(feature(RIVES, geometry), feature(CENTRE)))


def test_places_of_qpv_that_are_not_kept_are_not_judged(importer: Import, contours: Contours) -> None:
    content = collection(feature(RIVES), feature(ELSEWHERE, REUNION))
    importer(content)
    assert set(contours()) == {RIVES}
    with pytest.raises(DonneesInvalides, match=f"001 \\(Ain.*{ELSEWHERE}"):
        importer(content, territoire="france")


@pytest.mark.parametrize("left", ["a folder", "a dangling link"])
def test_what_has_the_file_s_name_is_not_written_over(importer: Import, vierge: Path, left: str) -> None:
    own = vierge / "perimetres.geojson"
    if left == "a folder":
        own.mkdir()
    else:
        own.symlink_to(vierge / "nulle-part.geojson")
    with pytest.raises(DonneesInvalides, match=r"perimetres\.geojson : attendu : un fichier de contours"):
        importer(collection(feature(RIVES)))
    assert os.path.lexists(own) and not own.is_file()


def test_two_geographies_in_one_file_are_refused(importer: Import, vierge: Path) -> None:
    assert "d'une seule géographie" in refused(importer, vierge, collection(feature(RIVES), feature(RIVES_2015)))


def test_a_contour_down_to_a_point_is_said(importer: Import, contours: Contours, names: Names) -> None:
    """Simplified copies have some; the QPV has a name all the same."""
    pinched = polygon([SQUARE[0], SQUARE[1], SQUARE[0], SQUARE[1], SQUARE[0]])
    point, nothing = multipolygon([[SQUARE[0]] * 3]), None
    bilan = importer(
        collection(feature(RIVES, point), feature(CENTRE), feature(VERRERIE, nothing), feature("QN05929M", pinched))
    )
    assert bilan.sans_contour == (VERRERIE, RIVES, "QN05929M")
    assert set(contours()) == {CENTRE}
    assert set(names()) == {RIVES, CENTRE, VERRERIE, "QN05929M"}


LAMBERT = [[735000.1, 7027000.2], [735100.0, 7027000.2], [735100.0, 7027100.0], [735000.1, 7027000.2]]
NAN = [[3.5, 50.3], [float("nan"), 50.3], [3.51, 50.31], [3.5, 50.3]]


BAD: Mapping[str, tuple[str | bytes, str]] = {
    "an error page": ("<!DOCTYPE html><html></html>", "et non une page web"),
    "cut": (collection(feature(RIVES))[:-30], "un fichier GeoJSON entier"),
    "another encoding": (collection(feature(RIVES, lib_qp="Cité")).encode("cp1252"), "GeoJSON entier, en UTF-8"),
    "empty": ("", "un fichier GeoJSON entier"),
    "a mere object": ('{"type": "Feature"}', "FeatureCollection"),
    "a list": ("[1, 2]", "FeatureCollection"),
    "features that are none": ('{"type": "FeatureCollection", "features": 3}', "FeatureCollection"),
    "no feature": (collection(), "au moins un contour"),
    "a feature that is none": ('{"type": "FeatureCollection", "features": [null]}', "du contour 1"),
    "another code": (collection(feature("59606")), "trouvé « 59606 » ; attendu : un code de QPV"),
    "a garbled name": (collection(feature(RIVES, lib_qp="CitÃ© Thiers")), f"« lib_qp » de {RIVES}"),
    "twice": (collection(feature(RIVES), feature(RIVES)), "Il y est 2 fois"),
    "not the contract's": (collection(feature(ELSEWHERE)), "Aucun QPV du contrat n'y est"),
    "projected": (collection(feature(RIVES, polygon(LAMBERT))), "des coordonnées en degrés (WGS84)"),
    "a point": (collection(feature(RIVES, {"type": "Point", "coordinates": [3.5, 50.3]})), "bien formé"),
    "not closed": (collection(feature(RIVES, polygon(SQUARE[:-1]))), "bien formé"),
    "texts": (collection(feature(RIVES, polygon([["a", "b"]] * 4))), "bien formé"),
    "not finite": (collection(feature(RIVES, polygon(NAN))), "bien formé"),
    "a depth too many": (collection(feature(RIVES, polygon([SQUARE]))), "bien formé"),
    "no coordinates": (collection(feature(RIVES, {"type": "Polygon"})), "bien formé"),
    "nested without end": ('{"a":' * 100_000, "un fichier GeoJSON entier"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_contour_is_refused(importer: Import, vierge: Path, kind: str) -> None:
    content, message = BAD[kind]
    said = refused(importer, vierge, content)
    assert "qpv.geojson" in said
    assert message in said


def test_every_mistake_is_said_at_once(importer: Import, vierge: Path) -> None:
    said = refused(
        importer, vierge, collection(feature("x"), feature(RIVES, polygon(LAMBERT)), feature(CENTRE, polygon("x")))
    )
    assert "3 anomalies" in said


def test_a_huge_file_is_refused_before_it_is_read(vierge: Path, tmp_path: Path) -> None:
    path = tmp_path / "qpv.geojson"
    path.touch()
    os.truncate(path, 500 * 1024**2)
    with pytest.raises(DonneesInvalides, match="Celui-ci pèse 500 Mo"):
        import_perimetres(path, vierge)


def test_a_spoilt_file_in_the_folder_is_said(importer: Import, vierge: Path) -> None:
    (vierge / "importees/perimetres.geojson").write_text("{")
    assert "perimetres.geojson" in refused(importer, vierge, collection(feature(RIVES)))


DEGREES = st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(list)


@given(st.lists(DEGREES, min_size=3, max_size=30).map(lambda points: [*points, copy.copy(points[0])]))
def test_a_rounded_ring_stays_near_and_closed(ring: list[list[float]]) -> None:
    for (rounded,) in polygons_of(polygon(ring)):
        assert rounded[0] == rounded[-1]
        assert len(rounded) >= 4
        assert all(first != second for first, second in itertools.pairwise(rounded))
        for x, y in rounded:
            assert (x, y) == (round(x, DECIMALES), round(y, DECIMALES))
            assert any(abs(x - a) <= 1e-5 and abs(y - b) <= 1e-5 for a, b in ring)


# -- vertices that no map shows -------------------------------------------------------------------------

M = 1 / 111_230  # degrees of latitude


def wavy(height_m: float) -> list[list[float]]:
    """The square, each side of which goes in and out by that much, every tenth of it."""
    x0, y0, x1, y1 = SQUARE[0][0], SQUARE[0][1], SQUARE[2][0], SQUARE[2][1]
    shares = [n / 10 for n in range(11)]
    out = [height_m * M * (n % 2) for n in range(11)]
    south = [[x0 + s * (x1 - x0), y0 - o] for s, o in zip(shares, out, strict=True)]
    north = [[x1 - s * (x1 - x0), y1 + o] for s, o in zip(shares, out, strict=True)]
    return [*south, *north, south[0]]


@pytest.mark.parametrize(("height_m", "vertices"), [(1.5, 5), (12, 23)])
def test_a_vertex_is_gone_where_it_is_within_five_metres_of_the_line(
    importer: Import, contours: Contours, height_m: float, vertices: int
) -> None:
    importer(collection(feature(RIVES, polygon(wavy(height_m)))))
    [[ring]] = contours()[RIVES]["geometry"]["coordinates"]
    assert len(ring) == vertices
    assert all(position in ring for position in SQUARE)


def test_a_hole_stays_and_so_does_a_contour_that_would_lose_area(importer: Import, contours: Contours) -> None:
    """A strip 60 m wide whose edges bulge by 4.5 m: without them, a tenth of it."""
    hole = square(*PLACES[RIVES], side=0.002)
    x, y = PLACES[CENTRE]
    xs = [x + n * 1e-3 for n in range(11)]
    north = [[x, round(y + (60 + 4.5 * (0 < n < 10)) * M, 5)] for n, x in enumerate(xs)]
    strip = [[round(a, 5), b] for a, b in ([xs[0], y], [xs[-1], y], *north[::-1], [xs[0], y])]
    importer(collection(feature(RIVES, polygon(SQUARE, hole)), feature(CENTRE, polygon(strip))))
    assert contours()[RIVES]["geometry"]["coordinates"] == [[SQUARE, hole]]
    assert contours()[CENTRE]["geometry"]["coordinates"] == [[strip]]


@given(st.lists(st.floats(0.6, 1.4), min_size=8, max_size=60), st.floats(1, 20))
def test_what_is_left_is_near_what_was_there_and_as_large(radii: list[float], tolerance: float) -> None:
    """Any star about a QPV: vertices are some of its own, none of it is farther than that from the line left."""
    x, y = PLACES[RIVES]
    angles = [2 * math.pi * n / len(radii) for n in range(len(radii))]
    ring = [[x + 0.006 * r * math.cos(a), y + 0.004 * r * math.sin(a)] for r, a in zip(radii, angles, strict=True)]
    ring.append(ring[0])
    [[left]] = simplify_polygons([[ring]], tolerance)
    assert left[0] == pytest.approx(left[-1]) and len(left) >= 4
    assert all(min(math.dist(p, q) for q in ring) < 1e-9 for p in left)
    assert area_ha([[left]]) == pytest.approx(area_ha([[ring]]), rel=0.0051)
    scale = 111_300  # a degree is no longer than that
    line = shapely.LineString(left)
    assert all(line.distance(shapely.Point(p)) * scale * 0.64 <= tolerance for p in ring)


# -- those that the repository has ----------------------------------------------------------------------


def test_the_repository_has_the_contours_of_the_contract() -> None:
    """All its QPV of 2024 and no other, from a file that a clone holds without noticing, and that says whose it is."""
    path = DEFAULT_DATA / "importees/perimetres.geojson"
    assert path.stat().st_size < 40_000
    content = json.loads(path.read_text(encoding="utf-8"))
    assert (content["source"].split(",")[0], content["licence"]) == ("ANCT", "Licence Ouverte")
    assert content["source"].endswith("géographie 2024")
    contrat = load_contrat()
    assert set(contrat.contours) == {q.code_qpv_2024 for q in contrat.quartiers.values()}
    assert all(contour.simplifie for contour in contrat.contours.values())


def test_the_invented_contract_has_no_real_contours() -> None:
    """It borrows the codes and the figures of real QPV: their perimeters are not those of its quartiers."""
    assert not list((PROJECT_ROOT / "exemples").rglob("*.geojson"))
    assert not load_contrat(PROJECT_ROOT / "exemples" / "suivi").contours


@pytest.mark.skipif(not SHARED.is_dir(), reason="the ANCT's files (../shared/perimetres) are not on this machine")
def test_they_are_what_the_import_writes(vierge: Path) -> None:
    import_perimetres(SHARED / "qpv2024_valenciennes.geojson", vierge)
    name = "importees/perimetres.geojson"
    assert (vierge / name).read_bytes() == (DEFAULT_DATA / name).read_bytes()


@pytest.mark.skipif(not SHARED.is_dir(), reason="the ANCT's files (../shared/perimetres) are not on this machine")
def test_the_real_files_give_the_fifteen_qpv(vierge: Path, contours: Contours, names: Names) -> None:
    """The file of the country gives what that of the agglomeration gives."""
    bilan = import_perimetres(SHARED / "qpv2024_valenciennes.geojson", vierge)
    assert (bilan.lus, bilan.gardes, bilan.absents, bilan.sans_contour) == (15, 15, (), ())
    assert names()["QN05992N"]["libelle"] == "Bruay Centre - Pont de Bruay"
    first = (vierge / "importees/perimetres.geojson").read_bytes()
    bilan = import_perimetres(SHARED / "qpv2024_france_simplifie.geojson", vierge)
    assert (bilan.lus, bilan.gardes, bilan.absents) == (1609, 15, ())
    assert (vierge / "importees/perimetres.geojson").read_bytes() == first
    quartiers = load_contrat(vierge).quartiers.values()
    assert set(contours()) == {q.code_qpv_2024 for q in quartiers}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the ANCT's files (../shared/perimetres) are not on this machine")
def test_no_real_contour_of_the_country_is_refused(vierge: Path) -> None:
    """Three are down to a point in that simplified file; no place, no surface, no pair of the others is an anomaly."""
    bilan = import_perimetres(SHARED / "qpv2024_france_simplifie.geojson", vierge, territoire="france")
    assert (bilan.lus, bilan.contours, bilan.sans_nom) == (1609, 1606, ())
    assert bilan.sans_contour == ("QN09105I", "QN09113I", "QN09503I")
    assert len(load_contrat(vierge).contours) == 15

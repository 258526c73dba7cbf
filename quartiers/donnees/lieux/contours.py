"""Contours of the QPV: GeoJSON as the ANCT publishes it and as the importer writes it, checked and typed.

One reader serves both: whoever puts the ANCT's own file in the data folder gets the same maps.
"""

import json
import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fautes import Faute, gather
from quartiers.donnees.fichiers.lecture import is_garbled
from quartiers.donnees.fichiers.recus import FichierRefuse, read_bytes
from quartiers.donnees.fichiers.textes import clean_text, fold
from quartiers.donnees.formes import QPV_CODE
from quartiers.donnees.importation.siren import check_siren
from quartiers.donnees.lieux.controle import check_positions
from quartiers.donnees.lieux.fichier_des_contours import FICHIER, check_names, find_contours
from quartiers.donnees.lieux.surfaces import check_surfaces
from quartiers.donnees.modele import Contour
from quartiers.donnees.vus import check_once

# Properties kept, and their names in the ANCT's file of 2024, in that of 2015 (in capitals: CODE_QP, NOM_QP,
# COMMUNE_QP) and in copies of it on open data portals.
PROPRIETES: Final = {
    "code_qp": ("code_qp", "code_quartier"),
    "lib_qp": ("lib_qp", "nom_qp"),
    "insee_com": ("insee_com", "code_insee"),
    "lib_com": ("lib_com", "commune_qp"),
    "siren_epci": ("siren_epci",),
}
SIMPLIFIE: Final = "simplifie"  # property of a contour that comes from a simplified file
DECIMALES: Final = 5  # about one metre
LICENCE: Final = "Licence Ouverte"  # that of the ANCT's file

Ring: TypeAlias = list[list[float]]
Feature: TypeAlias = dict[str, Any]

# What statistical software writes for nothing.
_NOTHING: Final = frozenset({"na", "n/a", "nan", "null", "none"})
# Degrees that are those of WGS84 within a metre: the public systems of metropolitan France and overseas, by EPSG code.
_DEGREES: Final = ("4326", "4979", "4258", "4171", "4463", "4470", "4624", "4627", "4687", "4749", "5489", "9777")

DOWNLOAD_AGAIN: Final = "Le télécharger de nouveau."
IMPORT_AGAIN: Final = (
    "Le refaire par « importer perimetres », ou le retirer de data : les cartes se font aussi sans lui."
)


def load_contours(
    dossier: Path, codes: Collection[str], anomalies: list[Anomalie], siren: str | None = None
) -> Mapping[str, Contour]:
    """Contours of the QPV ``codes`` by code, from the folder's ``perimetres.geojson``: empty without that file.

    Other QPV of the file are not even checked: it may hold those of the country. What is wrong with the others, or
    with ``siren`` (the contract's EPCI) beside the one that they name, goes to ``anomalies``.
    """
    anomalies += check_names(dossier)
    path = find_contours(dossier, anomalies)
    if path is None:
        return MappingProxyType({})
    try:
        features = read_features(path, IMPORT_AGAIN, codes)
    except FichierRefuse as refusal:
        anomalies += refusal.anomalies
        return MappingProxyType({})
    found = _by_code(features, anomalies)
    faults = check_once(("contours", found), lambda: find_faults(found.values()))
    anomalies += gather(FICHIER, faults)
    if siren is not None:
        anomalies += check_siren(siren, (feature["properties"]["siren_epci"] for feature in found.values()))
    wrong = {code for fault in faults for code in QPV_CODE.findall(fault.objet)}
    return MappingProxyType({c: _contour(f) for c, f in found.items() if f["geometry"] and c not in wrong})


def _by_code(features: Iterable[Feature], anomalies: list[Anomalie]) -> dict[str, Feature]:
    found: dict[str, Feature] = {}
    for feature in features:
        code = feature["properties"]["code_qp"]
        if code in found:
            anomalies.append(Anomalie(FICHIER, "un QPV une seule fois", trouve=code, remede=IMPORT_AGAIN))
        found[code] = feature
    return found


def find_faults(features: Iterable[Feature]) -> list[Faute]:
    """What is wrong with the places and surfaces of contours that were read."""
    contours = {f["properties"]["code_qp"]: f["geometry"]["coordinates"] for f in features if f["geometry"]}
    misplaced = check_positions(contours)
    wrong = {fault.objet for fault in misplaced}
    return misplaced + check_surfaces({code: p for code, p in contours.items() if code not in wrong})


def _contour(feature: Feature) -> Contour:
    properties = feature["properties"]
    polygons = tuple(
        tuple(tuple((longitude, latitude) for longitude, latitude in ring) for ring in polygon)
        for polygon in feature["geometry"]["coordinates"]
    )
    code = properties["code_qp"]
    return Contour(code, geography_of(code), polygons, bool(properties.get(SIMPLIFIE)))


def geography_of(code: str) -> str:
    """Geography of a QPV code: QP… is of 2015, QN… of 2024."""
    return "2015" if code.startswith("QP") else "2024"


# -- the file ---------------------------------------------------------------------------------------------


def read_features(path: Path, remede: str = DOWNLOAD_AGAIN, codes: Collection[str] | None = None) -> list[Feature]:
    """Features of a GeoJSON file, with the properties kept (empty where absent) and rounded positions.

    ``codes`` limits them to those of the contract, and a ring of two points is then refused: the import leaves it out.
    Raises FichierRefuse with every reason why the file is not one of contours; ``remede`` ends that of a file that is
    not whole.
    """
    content = _read_collection(path, remede)
    faults: list[Faute] = []
    kept = [_feature(number, feature, faults, codes) for number, feature in enumerate(content["features"], start=1)]
    if faults:
        raise FichierRefuse(gather(path.name, faults))
    found = [feature for feature in kept if feature is not None]
    if "simplif" in fold(f"{path.name} {_text(content.get('name'))}"):
        for feature in found:
            feature["properties"][SIMPLIFIE] = True
    return found


def _read_collection(path: Path, remedy: str) -> dict[str, Any]:
    """The collection of a file: a dict with features, in degrees; raises FichierRefuse if it is none."""
    data = read_bytes(path, "un fichier GeoJSON de contours")
    try:
        content = json.loads(data)  # UTF-8 or UTF-16, with or without a mark
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise FichierRefuse([Anomalie(path.name, _expected_file(data, error), line, remede=remedy)]) from error
    features = content.get("features") if isinstance(content, dict) else None
    expected = None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        expected = "une collection de contours (FeatureCollection)"
    elif not features:
        expected = "au moins un contour"
    if expected:
        raise FichierRefuse([Anomalie(path.name, expected, remede=remedy)])
    _check_system(path.name, content.get("crs"))
    return dict(content)


def _expected_file(data: bytes, error: Exception) -> str:
    if data.startswith(b"PK"):
        return "un fichier GeoJSON, et non l'archive qui le contient"
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "un fichier GeoJSON, et non une page web"
    return "un fichier GeoJSON entier" + (", en UTF-8" if isinstance(error, UnicodeDecodeError) else "")


def _check_system(nom: str, crs: Any) -> None:
    """Raise FichierRefuse if the file says that its numbers are not degrees of WGS84, whatever they look like."""
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = _text(properties.get("name", properties.get("code"))) if isinstance(properties, dict) else ""
    number = re.search(r"\d+$", name)
    if "CRS84" in name.upper() or (number is not None and number[0] in _DEGREES):
        return
    remedy = "Télécharger la version WGS84, ou l'exporter ainsi (EPSG:4326) d'un logiciel de cartes."
    raise FichierRefuse([Anomalie(nom, "des coordonnées en degrés (WGS84)", None, "crs", name or None, remedy)])


# -- a contour --------------------------------------------------------------------------------------------


def _feature(number: int, feature: Any, faults: list[Faute], codes: Collection[str] | None) -> Feature | None:
    """The feature with the properties kept and rounded positions; None, with why in ``faults``, if it is not right.

    None too if it is right, and none of ``codes``.
    """
    properties = feature.get("properties") if isinstance(feature, dict) else None
    found = {str(k).strip().lower(): v for k, v in properties.items()} if isinstance(properties, dict) else {}
    texts = {
        name: next((text for n in names if (text := _text(found.get(n)))), "") for name, names in PROPRIETES.items()
    }
    code = texts["code_qp"]
    if not QPV_CODE.fullmatch(code):
        expected = f"un code de QPV, comme QN05921M, dans la propriété « code_qp » du contour {number}"
        faults.append(Faute("code", f"contour {number}", expected, code or None))
        return None
    if codes is not None and code not in codes:
        return None
    if garbled := next((name for name, text in texts.items() if is_garbled(text)), None):
        expected = f"un nom lisible, dans la propriété « {garbled} » de {code}"
        remedy = "Le fichier a été ouvert dans un autre codage, puis enregistré : reprendre celui de l'ANCT."
        faults.append(Faute("nom", code, expected, texts[garbled], remedy))
        return None
    try:
        polygons = polygons_of(feature.get("geometry"), strict=codes is not None)
    except Malforme as error:
        faults.append(Faute(error.genre, code, f"{error.attendu}, pour {code}", error.trouve, error.remede))
        return None
    geometry = {"type": "MultiPolygon", "coordinates": polygons} if polygons else None
    marks = {SIMPLIFIE: True} if found.get(SIMPLIFIE) is True else {}
    return {"type": "Feature", "properties": {**texts, **marks}, "geometry": geometry}


def _text(value: Any) -> str:
    """The text of a property, on one line; empty for what is no text nor number."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    is_text = isinstance(value, str | int) and not isinstance(value, bool)
    text = " ".join(clean_text(str(value)).split()) if is_text else ""
    return "" if text.casefold() in _NOTHING else text


class Malforme(Exception):
    """A geometry that is none of polygons in degrees; what is said of it is as in a Faute."""

    def __init__(self, genre: str, attendu: str, trouve: str | None = None, remede: str | None = None):
        self.genre, self.attendu, self.trouve, self.remede = genre, attendu, trouve, remede
        super().__init__(genre)


_POLYGON: Final = "un polygone (Polygon ou MultiPolygon) bien formé"


def polygons_of(geometry: Any, *, strict: bool = False) -> list[list[Ring]]:
    """Polygons of a geometry, rounded; none of no geometry.

    Rings that are smaller than the rounding are gone, and so are those of less than three points. Raises Malforme if
    it is no geometry of polygons in degrees; if ``strict``, if it has a ring of less than three points or nothing is
    left of it.
    """
    if geometry is None:
        return []
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise Malforme("type", _POLYGON, _text(kind) or None)
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else _list(coordinates)
    rings = [[_ring(positions, strict) for positions in _list(polygon)] for polygon in polygons]
    kept = [[ring for ring in polygon if ring] for polygon in rings if polygon and polygon[0]]
    if strict and not kept:
        raise Malforme("vide", "un contour que l'on puisse dessiner", remede=IMPORT_AGAIN)
    return kept


def _list(value: Any) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise Malforme("forme GeoJSON", _POLYGON, remede="Ses coordonnées sont des listes d'anneaux de positions.")
    return value


def _ring(positions: Any, strict: bool) -> Ring:
    """Rounded positions without repeats, the last being the first; none where the ring is down to a line or a point."""
    points = [_position(position) for position in _list(positions)]
    if not points or points[0] != points[-1]:
        raise Malforme("anneau", _POLYGON, remede="La dernière position d'un anneau doit être la première.")
    if len(set(points)) < 3:
        if strict:
            remedy = f"Un anneau n'en a que {len(set(points))}. {IMPORT_AGAIN}"
            raise Malforme("points", "trois points distincts au moins", remede=remedy)
        return []
    return _round(points)


def round_polygons(polygons: Iterable[Iterable[Iterable[Sequence[float]]]]) -> list[list[Ring]]:
    """Polygons whose positions are rounded, without the holes and the polygons that are then nothing."""
    rounded = [[_round(ring) for ring in polygon] for polygon in polygons]
    return [[ring for ring in polygon if ring] for polygon in rounded if polygon and polygon[0]]


def _round(points: Iterable[Sequence[float]]) -> Ring:
    ring: Ring = []
    for longitude, latitude in points:
        point = [round(longitude, DECIMALES), round(latitude, DECIMALES)]
        if not ring or point != ring[-1]:
            ring.append(point)
    return ring if len({tuple(point) for point in ring}) >= 3 else []


def _position(position: Any) -> tuple[float, float]:
    """Longitude and latitude of a position, which may have an altitude too."""
    match position:  # hundreds of thousands of them in the files of the country, nearly all as they should be
        case [float() as longitude, float() as latitude, *_] if abs(longitude) <= 180 and abs(latitude) <= 90:
            return longitude, latitude
    return _checked_position(position)


def _checked_position(position: Any) -> tuple[float, float]:
    numbers = _list(position)[:2]
    if len(numbers) < 2 or not all(map(_is_number, numbers)):
        remedy = "Une position est une liste de nombres : longitude, latitude."
        raise Malforme("position", _POLYGON, " ; ".join(map(_text, numbers)) or None, remedy)
    longitude, latitude = numbers
    if abs(longitude) > 180 or abs(latitude) > 90:
        remedy = "Le fichier est projeté (Lambert-93 ?) : télécharger la version WGS84."
        raise Malforme("projeté", "des coordonnées en degrés (WGS84)", ", ".join(str(n)[:20] for n in numbers), remedy)
    return float(longitude), float(latitude)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < math.inf

"""Contours of the QPV: GeoJSON as the ANCT publishes it and as the importer writes it, checked and typed.

One reader serves both: whoever puts the ANCT's own file in the data folder gets the same maps.
"""

import json
import math
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from quartiers.donnees.description import Lieu
from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.formes import QPV_CODE
from quartiers.donnees.insee_lecture import FichierRefuse, read_bytes
from quartiers.donnees.lecture import is_garbled
from quartiers.donnees.modele import Contour, fold
from quartiers.donnees.textes import clean_text

FICHIER: Final = "perimetres.geojson"
# Properties kept, and their names in the ANCT's file of 2024, in that of 2015 (in capitals: CODE_QP, NOM_QP,
# COMMUNE_QP) and in copies of it on open data portals.
PROPRIETES: Final = {
    "code_qp": ("code_qp", "code_quartier"),
    "lib_qp": ("lib_qp", "nom_qp"),
    "insee_com": ("insee_com", "code_insee"),
    "lib_com": ("lib_com", "commune_qp"),
}
SIMPLIFIE: Final = "simplifie"  # property of a contour that comes from a simplified file
DECIMALES: Final = 5  # about one metre
MAX_SHOWN: Final = 5

Ring: TypeAlias = list[list[float]]

_DOWNLOAD_AGAIN = "Le télécharger de nouveau."
_IMPORT_AGAIN = "Le refaire par « importer perimetres », ou le retirer de data : les cartes se font aussi sans lui."


def load_contours(dossier: Path, codes: Collection[str], anomalies: list[Anomalie]) -> Mapping[str, Contour]:
    """Contours of the QPV ``codes`` by code, from the folder's ``perimetres.geojson``: empty without that file.

    Other QPV of the file are not even checked: it may hold those of the country. What is wrong with the
    others goes to ``anomalies``.
    """
    path = contours_file(dossier)
    if not path.exists():
        return MappingProxyType({})
    try:
        features = read_features(path, _IMPORT_AGAIN, codes)
    except FichierRefuse as refusal:
        anomalies += refusal.anomalies
        return MappingProxyType({})
    found: dict[str, Contour] = {}
    for feature in features:
        code = feature["properties"]["code_qp"]
        if code in found:
            anomalies.append(Anomalie(FICHIER, "un QPV une seule fois", trouve=code, remede=_IMPORT_AGAIN))
        if feature["geometry"]:
            found[code] = _contour(feature)
    return MappingProxyType(found)


def contours_file(dossier: Path) -> Path:
    """The file of contours of a data folder: where folders had it before importers had a place, else in that place."""
    former = dossier / FICHIER
    return former if former.exists() else dossier / Lieu.IMPORTEES / FICHIER


def _contour(feature: Mapping[str, Any]) -> Contour:
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


def read_features(
    path: Path, remede: str = _DOWNLOAD_AGAIN, codes: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Features of a GeoJSON file, with the properties kept and rounded positions; ``codes`` limits them.

    Raises FichierRefuse with every reason why the file is not one of contours; ``remede`` ends that of a
    file that is not whole.
    """
    nom = path.name
    data = read_bytes(path, "un fichier GeoJSON de contours")
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        web = data.lstrip().startswith(b"<")
        expected = "un fichier GeoJSON, et non une page web" if web else "un fichier GeoJSON entier"
        raise FichierRefuse([Anomalie(nom, expected, getattr(error, "lineno", None), remede=remede)]) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        raise FichierRefuse([Anomalie(nom, "une collection de contours (FeatureCollection)", remede=remede)])
    if not features:
        raise FichierRefuse([Anomalie(nom, "au moins un contour", remede=remede)])
    simplified = "simplif" in fold(f"{nom} {content.get('name')}")
    wrong: list[Anomalie] = []
    kept = [_feature(nom, number, feature, wrong, codes) for number, feature in enumerate(features, start=1)]
    if wrong:
        raise FichierRefuse(wrong[:MAX_SHOWN])
    found = [feature for feature in kept if feature is not None]
    if simplified:
        for feature in found:
            feature["properties"][SIMPLIFIE] = True
    return found


def _feature(
    nom: str, number: int, feature: Any, wrong: list[Anomalie], codes: Collection[str] | None
) -> dict[str, Any] | None:
    """The feature with the properties kept and rounded positions; None, with why in ``wrong``, if it is not right.

    None too if it is right, and none of ``codes``.
    """
    properties = feature.get("properties") if isinstance(feature, dict) else None
    found = {str(k).lower(): v for k, v in properties.items()} if isinstance(properties, dict) else {}
    texts = {
        name: " ".join(clean_text(str(next((found[n] for n in names if found.get(n)), ""))).split())
        for name, names in PROPRIETES.items()
    }
    if not QPV_CODE.fullmatch(texts["code_qp"]):
        expected = f"un code de QPV, comme QN05921M, dans la propriété « code_qp » du contour {number}"
        wrong.append(Anomalie(nom, expected, trouve=texts["code_qp"] or None))
        return None
    if codes is not None and texts["code_qp"] not in codes:
        return None
    if not texts["lib_qp"] or any(is_garbled(text) for text in texts.values()):
        expected = f"un nom lisible, dans la propriété « lib_qp » de {texts['code_qp']}"
        wrong.append(Anomalie(nom, expected, trouve=texts["lib_qp"]))
        return None
    try:
        polygons = polygons_of(feature["geometry"]) if feature.get("geometry") else []
    except _Projected as error:
        expected = f"des coordonnées en degrés (WGS84), pour {texts['code_qp']}"
        remedy = "Le fichier est projeté (Lambert-93 ?) : télécharger la version WGS84."
        wrong.append(Anomalie(nom, expected, trouve=str(error), remede=remedy))
        return None
    except (KeyError, TypeError, ValueError):
        wrong.append(Anomalie(nom, f"un polygone (Polygon ou MultiPolygon) bien formé, pour {texts['code_qp']}"))
        return None
    geometry = {"type": "MultiPolygon", "coordinates": polygons} if polygons else None
    marks = {SIMPLIFIE: True} if found.get(SIMPLIFIE) is True else {}
    return {"type": "Feature", "properties": {**texts, **marks}, "geometry": geometry}


class _Projected(Exception):
    """A position out of the range of longitudes and latitudes."""


def polygons_of(geometry: Any) -> list[list[Ring]]:
    """Polygons of a geometry, rounded; those that are smaller than the rounding are gone.

    ValueError, KeyError, TypeError or _Projected if it is no geometry of polygons in degrees.
    """
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"not polygons: {kind}")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    rings = [[_ring(positions) for positions in polygon] for polygon in polygons]
    return [[ring for ring in polygon if ring] for polygon in rings if polygon and polygon[0]]


def _ring(positions: Any) -> Ring:
    """Rounded positions without repeats, the last being the first; none where the ring is down to a line or a point."""
    if len(positions) < 3 or positions[0] != positions[-1]:
        raise ValueError("not a closed ring")
    ring: Ring = []
    for longitude, latitude, *_ in positions:
        if not (math.isfinite(longitude) and math.isfinite(latitude)):
            raise ValueError("not finite")
        if abs(longitude) > 180 or abs(latitude) > 90:
            raise _Projected(f"{longitude:.10g}, {latitude:.10g}")
        point = [round(longitude, DECIMALES), round(latitude, DECIMALES)]
        if not ring or point != ring[-1]:
            ring.append(point)
    return ring if len(ring) >= 4 else []

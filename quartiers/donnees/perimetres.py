"""Import of the perimeters of the QPV: from the ANCT's GeoJSON to ``perimetres.geojson`` and ``qpv``.

The file of the country weighs tens of megabytes; the one written holds the contract's QPV only, in few
decimals, so that maps can be drawn from it.
"""

import json
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import pandas as pd

from quartiers.donnees.erreurs import Anomalie, DonneesInvalides
from quartiers.donnees.insee import Territoire, contract_codes
from quartiers.donnees.insee_lecture import FichierRefuse, read_bytes
from quartiers.donnees.lecture import Dossier, is_garbled
from quartiers.donnees.schemas import QPV_CODE, SCHEMAS
from quartiers.donnees.tables_importees import BilanTable, read_written, write_tables

FICHIER: Final = "perimetres.geojson"
SOURCE: Final = "ANCT, contours des quartiers prioritaires de la politique de la ville"
# Properties kept, and their names in the files of 2024 then of 2015 (in capitals in some).
PROPRIETES: Final = {
    "code_qp": ("code_qp",),
    "lib_qp": ("lib_qp", "nom_qp"),
    "insee_com": ("insee_com",),
    "lib_com": ("lib_com", "commune_qp"),
}
DECIMALES: Final = 5  # about one metre

_MAX_SHOWN = 5

Ring: TypeAlias = list[list[float]]
Contours: TypeAlias = dict[str, dict[str, Any]]  # features by QPV code; the geometry is None where it is unusable


@dataclass(frozen=True)
class BilanPerimetres:
    """What an import of perimeters read and kept, the contract's QPV that the file lacks, what was written.

    ``sans_contour``: QPV kept whose contour cannot be drawn; ``contours``: those of the file once written.
    """

    nom: str
    geographie: str
    lus: int
    gardes: int
    absents: tuple[str, ...]
    sans_contour: tuple[str, ...]
    contours: int
    tables: tuple[BilanTable, ...]


def import_perimetres(fichier: Path, dossier: Path, *, territoire: Territoire = "contrat") -> BilanPerimetres:
    """Import the ANCT's contours into ``perimetres.geojson`` and the table ``qpv`` of a data folder.

    QPV of the file replace those of the same code; others, as those of the other geography, stay. A QPV of
    2015 that ``qpv`` names already, from INSEE, keeps its name there. Raises DonneesInvalides with every
    reason found; nothing is written then.
    """
    folder = Dossier(dossier)
    contract = contract_codes(folder)
    names = read_written(folder, "qpv")
    written = _read_written(folder)
    if folder.anomalies or contract is None or names is None:
        raise DonneesInvalides(folder.anomalies)
    try:
        found, geography = _read(fichier)
    except FichierRefuse as refusal:
        raise DonneesInvalides(refusal.anomalies) from refusal
    expected = {code for code in contract if _geography(code) == geography}
    kept = {code: feature for code, feature in found.items() if territoire == "france" or code in expected}
    if not kept:
        remedy = "Aucun QPV du contrat n'y est : vérifier le fichier, et les codes de quartiers.csv."
        raise DonneesInvalides([Anomalie(fichier.name, "des QPV du contrat", remede=remedy)])
    contours = {**written, **{code: feature for code, feature in kept.items() if feature["geometry"]}}
    tables = write_tables(
        dossier, {"qpv": names}, {"qpv": _merge_names(names, kept, geography)}, {FICHIER: _collection(contours)}
    )
    missing = tuple(sorted(expected - set(found)))
    unusable = tuple(sorted(code for code, feature in kept.items() if not feature["geometry"]))
    return BilanPerimetres(fichier.name, geography, len(found), len(kept), missing, unusable, len(contours), tables)


# -- reading --------------------------------------------------------------------------------------------


def _read_written(folder: Dossier) -> Contours:
    path = folder.chemin / FICHIER
    if not path.exists():
        return {}
    try:
        features = _features(FICHIER, path)
    except FichierRefuse as refusal:
        folder.anomalies += refusal.anomalies
        return {}
    return {feature["properties"]["code_qp"]: feature for feature in features}


def _read(path: Path) -> tuple[Contours, str]:
    """Features of a file by code, simplified, and the geography of the codes; raises FichierRefuse."""
    features = _features(path.name, path)
    codes = [feature["properties"]["code_qp"] for feature in features]
    wrong = [
        Anomalie(path.name, "un QPV une seule fois", trouve=code, remede=f"Il y est {times} fois.")
        for code, times in Counter(codes).items()
        if times > 1
    ]
    geographies = set(map(_geography, codes))
    if len(geographies) > 1:
        wrong.append(Anomalie(path.name, "des QPV d'une seule géographie : QP… (2015) ou QN… (2024)"))
    if wrong:
        raise FichierRefuse(wrong[:_MAX_SHOWN])
    return dict(zip(codes, features, strict=True)), geographies.pop()


def _features(nom: str, path: Path) -> list[dict[str, Any]]:
    """Simplified features of a GeoJSON file; raises FichierRefuse with every reason why it is not one."""
    data = read_bytes(path, "un fichier GeoJSON de contours")
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        web = data.lstrip().startswith(b"<")
        expected = "un fichier GeoJSON, et non une page web" if web else "un fichier GeoJSON entier"
        line = getattr(error, "lineno", None)
        raise FichierRefuse([Anomalie(nom, expected, line, remede="Le télécharger de nouveau.")]) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        raise FichierRefuse([Anomalie(nom, "une collection de contours (FeatureCollection)")])
    if not features:
        raise FichierRefuse([Anomalie(nom, "au moins un contour")])
    wrong: list[Anomalie] = []
    kept = [_feature(nom, number, feature, wrong) for number, feature in enumerate(features, start=1)]
    if wrong:
        raise FichierRefuse(wrong[:_MAX_SHOWN])
    return [feature for feature in kept if feature is not None]


def _feature(nom: str, number: int, feature: Any, wrong: list[Anomalie]) -> dict[str, Any] | None:
    """The feature with the properties kept and rounded positions; None, with why in ``wrong``, if it is not right."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    found = {str(k).lower(): v for k, v in properties.items()} if isinstance(properties, dict) else {}
    texts = {
        name: " ".join(str(next((found[n] for n in names if found.get(n)), "")).split())
        for name, names in PROPRIETES.items()
    }
    if not QPV_CODE.fullmatch(texts["code_qp"]):
        expected = f"un code de QPV, comme QN05921M, dans la propriété « code_qp » du contour {number}"
        wrong.append(Anomalie(nom, expected, trouve=texts["code_qp"] or None))
        return None
    if not texts["lib_qp"] or any(is_garbled(text) for text in texts.values()):
        expected = f"un nom lisible, dans la propriété « lib_qp » de {texts['code_qp']}"
        wrong.append(Anomalie(nom, expected, trouve=texts["lib_qp"]))
        return None
    try:
        polygons = _polygons(feature["geometry"]) if feature.get("geometry") else []
    except _Projected as error:
        expected = f"des coordonnées en degrés (WGS84), pour {texts['code_qp']}"
        remedy = "Le fichier est projeté (Lambert-93 ?) : télécharger la version WGS84."
        wrong.append(Anomalie(nom, expected, trouve=str(error), remede=remedy))
        return None
    except (KeyError, TypeError, ValueError):
        wrong.append(Anomalie(nom, f"un polygone (Polygon ou MultiPolygon) bien formé, pour {texts['code_qp']}"))
        return None
    geometry = {"type": "MultiPolygon", "coordinates": polygons} if polygons else None
    return {"type": "Feature", "properties": texts, "geometry": geometry}


class _Projected(Exception):
    """A position out of the range of longitudes and latitudes."""


def _polygons(geometry: Any) -> list[list[Ring]]:
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


# -- writing --------------------------------------------------------------------------------------------


def _collection(contours: Contours) -> str:
    """The file's text: one feature a line, in the order of codes."""
    lines = ",\n".join(_compact(contours[code]) for code in sorted(contours))
    return f'{{"type":"FeatureCollection","source":{_compact(SOURCE)},"features":[\n{lines}\n]}}\n'


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _merge_names(old: pd.DataFrame, kept: Contours, geography: str) -> pd.DataFrame:
    rows = pd.DataFrame(_named(kept, geography), columns=list(SCHEMAS["qpv"].columns), dtype=object)
    # INSEE's names of 2015 come with their edition: the contours only add what it does not have.
    parts = [rows, old] if geography == "2015" else [old, rows]
    return pd.concat([part.astype(object) for part in parts], ignore_index=True).drop_duplicates("qpv", keep="last")


def _named(kept: Contours, geography: str) -> Iterator[dict[str, str]]:
    for code, feature in kept.items():
        properties = feature["properties"]
        communes = " | ".join(part.strip() for part in properties["lib_com"].split(",") if part.strip())
        yield {
            "qpv": code,
            "geographie": geography,
            "libelle": properties["lib_qp"],
            "communes": communes,
            "source": f"{SOURCE}, géographie {geography}",
        }


def _geography(code: str) -> str:
    return "2015" if code.startswith("QP") else "2024"

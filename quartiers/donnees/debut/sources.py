"""The QPV that public files name: the ANCT's contours, which say where each is, and its list, which names the EPCI."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from quartiers.donnees.erreurs import Anomalie, DonneesInvalides
from quartiers.donnees.fichiers.recus import FichierRefuse
from quartiers.donnees.importation.liste_qpv import Nomme, QpvListe
from quartiers.donnees.lieux.contours import Feature, geography_of, read_features
from quartiers.geometrie import Position

_BETWEEN: Final = re.compile(r"\s*[,;]\s*")
_SIREN: Final = re.compile(r"\d{9}")


@dataclass(frozen=True)
class Qpv:
    """A QPV of 2024; ``position`` is None where its contour cannot be drawn."""

    code: str
    nom: str
    communes: tuple[Nomme, ...]
    epci: tuple[Nomme, ...]
    position: Position | None


def read_contours(paths: Sequence[Path]) -> dict[str, dict[str, tuple[Path, Feature]]]:
    """Contours of each geography by code, with the file that each is in; raises DonneesInvalides."""
    found: dict[str, dict[str, tuple[Path, Feature]]] = {"2024": {}, "2015": {}}
    wrong: list[Anomalie] = []
    for path in paths:
        try:
            for feature in read_features(path):
                code = feature["properties"]["code_qp"]
                found[geography_of(code)].setdefault(code, (path, feature))
        except FichierRefuse as refusal:
            wrong += refusal.anomalies
    if not wrong and not found["2024"]:
        remedy = "Les codes de 2015 commencent par QP : donner aussi le fichier de 2024."
        wrong.append(Anomalie(" et ".join(p.name for p in paths), "des contours de QPV de 2024 (QN…)", remede=remedy))
    if wrong:
        raise DonneesInvalides(wrong)
    return found


def qpv_of(features: Iterable[Feature], liste: Mapping[str, QpvListe]) -> tuple[Qpv, ...]:
    """The QPV of contours, in the order of codes; the list gives what they lack, and the names of EPCI."""
    named = {epci.code: epci.nom for qpv in liste.values() for epci in qpv.epci if epci.nom}
    return tuple(_qpv(f, liste, named) for f in sorted(features, key=lambda f: str(f["properties"]["code_qp"])))


def _qpv(feature: Feature, liste: Mapping[str, QpvListe], named: Mapping[str, str]) -> Qpv:
    said = feature["properties"]
    code = said["code_qp"]
    listed = liste.get(code)
    communes = _communes(said["insee_com"], said["lib_com"]) or (listed.communes if listed else ())
    epci = tuple(Nomme(siren, named.get(siren, "")) for siren in _SIREN.findall(said["siren_epci"]))
    return Qpv(
        code,
        _plain(said["lib_qp"]) or (_plain(listed.nom) if listed else "") or code,
        tuple(Nomme(c.code, _plain(c.nom)) for c in communes),
        epci or (listed.epci if listed else ()),
        centroid(feature["geometry"]["coordinates"]) if feature["geometry"] else None,
    )


def _communes(codes: str, names: str) -> tuple[Nomme, ...]:
    """Each commune with its code; none where nothing tells which is whose.

    >>> _communes("97120, 97101", "Pointe-à-Pitre, Les Abymes")[0]
    Nomme(code='97120', nom='Pointe-à-Pitre')
    """
    found = [code.zfill(5) for code in _BETWEEN.split(codes) if code]
    called = [names] if len(found) == 1 and names else [name for name in _BETWEEN.split(names) if name]
    return tuple(map(Nomme, found, called)) if len(found) == len(called) else ()


def _plain(name: str) -> str:
    """A name that a cell may hold: ``|`` separates names there, and a sign in front would begin a formula."""
    return " ".join(name.replace("|", "/").lstrip("=+-@ ").split())


def centroid(polygons: Sequence[Sequence[Sequence[Sequence[float]]]]) -> Position:
    """Centroid of polygons (holes left aside), longitude and latitude as plane coordinates: for a place on a map.

    >>> centroid([[[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]], [[[10, 0], [10, 2], [12, 2], [12, 0], [10, 0]]]])
    (6.0, 1.0)
    """
    area = x = y = 0.0
    for outer, *_holes in polygons:
        x0, y0 = outer[0]  # near it, so that small polygons far from the origin keep their digits
        ring_area = ring_x = ring_y = 0.0
        for (ax, ay), (bx, by) in pairwise(outer):
            cross = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
            ring_area += cross
            ring_x += (ax + bx - 2 * x0) * cross
            ring_y += (ay + by - 2 * y0) * cross
        sign = -1 if ring_area < 0 else 1
        area += sign * ring_area
        x += sign * (ring_x / 3 + x0 * ring_area)
        y += sign * (ring_y / 3 + y0 * ring_area)
    return x / area, y / area

"""Whether contours are surfaces that QPV may have: no line, no bow tie, no hole elsewhere, no contour of another.

The limits are set by the ANCT's contours of 2024 (1,606 that can be drawn, simplified): what those are is said beside
each. A ring that crosses itself by a hair's breadth is let through: one contour in twenty does, as simplified lines do.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from quartiers.donnees.fautes import Faute
from quartiers.geometrie import Polygone, area_ha, metres_per_degree, positions_of
from quartiers.typographie import format_number

Polygones: TypeAlias = Sequence[Polygone]
Surface: TypeAlias = Any  # a shapely geometry, in degrees: the library has no types

MIN_HA: Final = 0.1  # the smallest is of 0.9 ha
MAX_HA: Final = 10_000  # the largest, in Guyane, of 3,089 ha
MAX_KM: Final = 30  # across: the longest, in Guyane too, is of 18.6 km
MAX_FAUX: Final = 0.05  # part of a contour that may be counted twice, or not at all: 1.4 % at most
MAX_COMMUN: Final = 0.1  # part of the smaller of two QPV that may be in the other: 1.1 % at most
MAX_PERDU: Final = 0.005  # part of an area that fewer vertices may take or give: less than what is shown of it

_REPAIR: Final = (
    "Le réparer dans un logiciel de cartes (QGIS : « Réparer les géométries »), ou reprendre celui de l'ANCT."
)
_NO_QPV: Final = "Ce n'est pas le contour d'un QPV : reprendre celui de l'ANCT."


def surface_of(polygones: Polygones) -> Surface:
    """What polygons cover."""
    return _Trace(polygones).surface


def simplify_polygons(polygones: Polygones, tolerance_m: float) -> Polygones:
    """Polygons without the vertices that are nearer than that to their line; as they are if their area would change.

    Each ring keeps four positions at least, and crosses nothing that it did not cross: holes stay in their polygon.
    """
    import numpy as np
    import shapely

    x_degree, y_degree = metres_per_degree(positions_of(polygones)[0][1])
    scale = np.array([x_degree, y_degree])
    shapes = [
        shapely.Polygon(np.array(outer) * scale, [np.array(h) * scale for h in holes]) for outer, *holes in polygones
    ]
    thinned = shapely.simplify(shapes, tolerance_m, preserve_topology=True)
    found = [[(shapely.get_coordinates(ring) / scale).tolist() for ring in shapely.get_rings(s)] for s in thinned]
    before, after = area_ha(polygones), area_ha(found)
    return found if abs(after - before) <= MAX_PERDU * before else polygones


def check_surfaces(contours: Mapping[str, Polygones]) -> list[Faute]:
    """Faults of contours by QPV code: of each, then of those that cover one another."""
    traces = {code: _Trace(polygones) for code, polygones in contours.items()}
    faults = [fault for code, trace in traces.items() if (fault := _check_trace(code, trace))]
    wrong = {fault.objet for fault in faults}
    for geography in ("QP", "QN"):  # a QPV of 2024 often is where one of 2015 was
        sound = {c: t.surface for c, t in traces.items() if c.startswith(geography) and c not in wrong}
        faults += _check_overlaps(sound)
    return faults


class _Trace:
    """Polygons as they are drawn, and what they cover."""

    def __init__(self, polygones: Polygones):
        import numpy as np
        import shapely

        self.polygones = polygones
        self._shapes = [shapely.Polygon(np.array(outer), list(map(np.array, holes))) for outer, *holes in polygones]
        # What the rings of each polygon surround, of those that cross too.
        self._parts = [shape if shape.is_valid else shapely.make_valid(shape) for shape in self._shapes]
        self.surface: Surface = self._parts[0] if len(self._parts) == 1 else shapely.union_all(self._parts)

    def across_km(self) -> float:
        west, south, east, north = self.surface.bounds
        x_degree, y_degree = metres_per_degree((south + north) / 2)
        return math.hypot((east - west) * x_degree, (north - south) * y_degree) / 1000

    def is_tangled(self) -> bool:
        """Whether areas that rings add up to are not those that they surround, or are surrounded twice."""
        wrong = sum(abs(part.area - shape.area) for part, shape in zip(self._parts, self._shapes, strict=True))
        twice = sum(part.area for part in self._parts) - self.surface.area
        return bool(wrong + twice > MAX_FAUX * self.surface.area) or any(map(_has_stray_hole, self.polygones))


def _has_stray_hole(polygone: Polygone) -> bool:
    import shapely

    outer, *holes = polygone
    if not holes:
        return False
    shell = shapely.make_valid(shapely.Polygon(outer))
    return any(not shell.contains(shapely.point_on_surface(shapely.Polygon(hole))) for hole in holes)


def _check_trace(code: str, trace: _Trace) -> Faute | None:
    if (km := trace.across_km()) > MAX_KM:
        expected = f"un contour de {MAX_KM} km au plus d'un bout à l'autre, pour {code}"
        return Faute("étendue", code, expected, f"{format_number(km, 0)} km", "Une position est loin des autres.")
    if trace.is_tangled():
        expected = f"un contour qui ne se croise ni ne se recouvre, et dont les trous sont dedans, pour {code}"
        return Faute("forme", code, expected, remede=_REPAIR)
    area = area_ha(trace.polygones)
    if not MIN_HA <= area <= MAX_HA:
        expected = f"une superficie de {format_number(MIN_HA)} à {format_number(MAX_HA)} ha, pour {code}"
        return Faute("superficie", code, expected, f"{format_number(area, 2 if area < 10 else 0)} ha", _NO_QPV)
    return None


def _check_overlaps(surfaces: Mapping[str, Surface]) -> Iterator[Faute]:
    import numpy as np
    import shapely

    codes, found = list(surfaces), np.array(list(surfaces.values()), dtype=object)
    for first, second in shapely.STRtree(found).query(found, predicate="intersects").T:
        if first >= second:
            continue
        common = shapely.intersection(found[first], found[second]).area
        part = common / min(found[first].area, found[second].area)
        if part > MAX_COMMUN:
            one, other = codes[first], codes[second]
            remedy = "L'un des deux a le contour de l'autre : reprendre ceux de l'ANCT."
            expected = f"deux QPV qui ne se recouvrent pas, {one} et {other}"
            yield Faute("recouvrement", f"{one} et {other}", expected, f"{format_number(100 * part, 0)} %", remedy)

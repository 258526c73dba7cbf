"""The two tables that say where a QPV is: the positions of ``quartiers.csv`` beside the contours."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Any, Final, TypeAlias

from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.lecture import split_list
from quartiers.donnees.lieux.fichier_des_contours import FICHIER
from quartiers.donnees.lieux.surfaces import MAX_KM, Surface, surface_of
from quartiers.donnees.modele import Contour
from quartiers.donnees.natures import NATURES
from quartiers.geometrie import Position, Projection, distance_m, write_position
from quartiers.typographie import format_number, join_words

# In the ANCT's contours of 2024 a centroid is 216 m off its contour at most, and those of the project's own table are
# within 6 m of it: five times as much is another place.
MAX_ECART_M: Final = 1000
MAX_ECART_ANCIEN_M: Final = 5000  # without a contour of 2024: the centre of a QPV made of several is far from each
Ligne: TypeAlias = tuple[int, Mapping[str, Any]]  # a row of ``quartiers`` and its line; what is missing is None
_PLUS_LOIN: Final = 2.0  # times as far from the rest of the contract as the other place: the likely mistake


@dataclass(frozen=True)
class Repere:
    """A QPV and its position in ``quartiers.csv``: the lines that say so, the codes that it had in 2015."""

    code: str
    position: Position
    anciens: tuple[str, ...]
    lignes: tuple[int, ...]

    def anomaly(self, source: str, expected: str, remedy: str) -> Anomalie:
        """That its position is not as ``expected``; its other lines have the same to mend."""
        if len(self.lignes) > 1:
            others = [str(line) for line in self.lignes[1:]]
            remedy = f"{remedy} De même {'à la ligne' if len(others) == 1 else 'aux lignes'} {join_words(others)}."
        return Anomalie(source, expected, self.lignes[0], "longitude", write_position(self.position), remedy)


def read_places(quartiers: Iterable[Ligne]) -> list[Repere]:
    """Places of the rows whose code and position are there; rows that share all of it are one."""
    lines: dict[tuple[Any, ...], list[int]] = {}
    for line, row in quartiers:
        if None not in (row["code_qpv_2024"], row["longitude"], row["latitude"]):
            place = (row["code_qpv_2024"], (row["longitude"], row["latitude"]), split_list(row["code_qpv_2015"]))
            lines.setdefault(place, []).append(line)
    return [Repere(code, position, former, tuple(found)) for (code, position, former), found in lines.items()]


def read_other_places(quartiers: Iterable[Ligne]) -> list[Repere]:
    """Places of the rows that are no QPV: each by the code of its commune, beside which no contour can be."""
    return [
        Repere(codes[0], (row["longitude"], row["latitude"]), (), (line,))
        for line, row in quartiers
        if row.get("nature") in NATURES[1:]
        and None not in (row["longitude"], row["latitude"])
        and (codes := split_list(row["code_insee"]))
    ]


def compare_places(places: Sequence[Repere], source: str, contours: Mapping[str, Contour]) -> list[Anomalie]:
    """What positions, of the table ``source``, and contours deny of the same QPV."""
    return list(Comparaison(places, source, contours).anomalies())


class Comparaison:
    """Positions, the contours of their QPV, and how far they are from one another."""

    def __init__(self, places: Sequence[Repere], source: str, contours: Mapping[str, Contour]):
        self._places, self._source = places, source
        self._first = {place.code: place for place in reversed(places)}
        codes = {code for place in places for code in (place.code, *place.anciens)} & contours.keys()
        self._surfaces: dict[str, Surface] = {code: surface_of(contours[code].polygones) for code in sorted(codes)}

    def anomalies(self) -> Iterator[Anomalie]:
        for place in self._places:
            new = self._surfaces.get(place.code)
            wrong = self._check_same(place) if new is None else self._check_position(place, new)
            yield from wrong
            for code in place.anciens:
                if code in self._surfaces:
                    yield from self._check_former(place, code, None if wrong else new)

    def _check_position(self, place: Repere, contour: Surface) -> list[Anomalie]:
        where = f"le contour de {place.code} ({FICHIER})"
        if other := self._swaps.get(place):
            remedy = f"Elle est dans celui de {other}, qui n'y est pas : des contours sont sans doute échangés."
            return [place.anomaly(self._source, f"une position dans {where}", remedy)]
        gap = _gap_m(place.position, contour)
        if gap <= MAX_ECART_M:
            return []
        expected = f"une position dans {where}, ou à {_distance(MAX_ECART_M)} au plus"
        remedy = f"Elle en est à {_distance(gap)}. {self._suspect(place, contour.centroid)}"
        return [place.anomaly(self._source, expected, remedy)]

    def _suspect(self, place: Repere, centre: Any) -> str:
        """Which of a position and a contour is likely wrong: the one that is far from the rest of the contract."""
        others = [p.position for p in self._places if p.code != place.code]
        of_position = of_contour = 0.0
        if len(others) > 1:
            middle = tuple(median(axis) for axis in zip(*others, strict=True))
            of_position, of_contour = distance_m(middle, place.position), distance_m(middle, (centre.x, centre.y))
        mend = f"corriger {self._source}", f"reprendre le contour de l'ANCT dans {FICHIER}"
        if of_contour > _PLUS_LOIN * of_position:
            return f"Le contour est sans doute faux, loin des autres quartiers : {mend[1]}."
        if of_position > _PLUS_LOIN * of_contour:
            return f"La position est sans doute fausse, loin des autres quartiers : {mend[0]}."
        return f"L'un des deux est faux : {mend[0]}, ou {mend[1]}."

    def _check_same(self, place: Repere) -> list[Anomalie]:
        """Two rows of the same QPV may be of two parts of it, no more."""
        first = self._first[place.code]
        gap = distance_m(place.position, first.position)
        if gap <= MAX_KM * 1000:
            return []
        expected = f"une position près de l'autre du même QPV {place.code} (ligne {first.lignes[0]})"
        return [place.anomaly(self._source, expected, f"Elles sont à {_distance(gap)} l'une de l'autre.")]

    def _check_former(self, place: Repere, code: str, new: Surface | None) -> Iterator[Anomalie]:
        """A contour of 2015 is near that of 2024 or, without it or if it is wrong, not far from the position."""
        limit = MAX_ECART_ANCIEN_M if new is None else MAX_ECART_M
        gap = _gap_m(place.position, self._surfaces[code], new)
        if gap <= limit:
            return
        what = f"la position de {place.code}" if new is None else f"celui de {place.code}"
        expected = f"un QPV de 2015 dont le contour ({FICHIER}) est à {_distance(limit)} au plus de {what}"
        remedy = f"Il en est à {_distance(gap)} : le code, ou l'un des deux lieux, est faux."
        yield Anomalie(self._source, expected, place.lignes[0], "code_qpv_2015", code, remedy)

    @cached_property
    def _swaps(self) -> Mapping[Repere, str]:
        """Places that are outside of their own contour, and in that of one that is outside of its own too.

        The centre of a QPV that goes round another may be in that one, whose centre is in its own.
        """
        within = self._within()
        lost = [p for p in self._places if p.code in self._surfaces and p.code not in within[p]]
        return {place: other.code for place in lost for other in lost if other.code in within[place]}

    def _within(self) -> dict[Repere, set[str]]:
        """The QPV whose contours hold each place."""
        import numpy as np
        import shapely

        codes, surfaces = list(self._surfaces), np.array(list(self._surfaces.values()), dtype=object)
        found: dict[Repere, set[str]] = {place: set() for place in self._places}
        points = np.array([shapely.Point(*place.position) for place in self._places], dtype=object)
        for point, surface in shapely.STRtree(surfaces).query(points, predicate="within").T:
            found[self._places[point]].add(codes[surface])
        return found


def _gap_m(origin: Position, surface: Surface, other: Surface | None = None) -> float:
    """Metres between a surface and another one, or the origin of the plane: 0 if they touch."""
    import shapely

    plane = Projection(*origin)
    start = shapely.Point(0, 0) if other is None else shapely.transform(other, plane.project)
    return float(start.distance(shapely.transform(surface, plane.project)))


def _distance(metres: float) -> str:
    """A distance as a message says it: 850 m, 7,7 km, 12 km."""
    km = metres / 1000
    return f"{format_number(metres, 0)} m" if km < 1 else f"{format_number(round(km, 1 if km < 10 else 0))} km"

"""Whether places can be: each where the code of its QPV says, contours and ``quartiers.csv`` at the same place."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Final

from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fautes import Faute
from quartiers.donnees.lieux.concordance import Ligne, compare_places, read_other_places, read_places
from quartiers.donnees.lieux.departements import DEPARTEMENTS, departement_of, number_of
from quartiers.donnees.lieux.surfaces import Polygones
from quartiers.donnees.modele import Contour
from quartiers.donnees.vus import check_once
from quartiers.geometrie import Position, positions_of, write_position
from quartiers.typographie import count, format_number


def check_positions(contours: Mapping[str, Polygones]) -> list[Faute]:
    """Contours, by QPV code, of which a position is not in the département that the code names."""
    return [fault for code, polygones in contours.items() if (fault := _check_contour(code, positions_of(polygones)))]


def check_places(
    quartiers: Iterable[Ligne], source: str, contours: Mapping[str, Contour], anomalies: list[Anomalie]
) -> None:
    """Add to ``anomalies`` the positions of ``quartiers`` that cannot be, or that contours deny.

    A cell that is already known to be wrong is left to the message that says so. ``contours``: sound ones, by code.
    """
    columns = ("code_qpv_2024", "longitude", "latitude")
    reported = {a.ligne for a in anomalies if a.fichier == source and a.colonne in columns}
    known = [(line, row) for line, row in quartiers if line not in reported]
    places = read_places(known)
    for place in (*places, *read_other_places(known)):
        if not is_in_place(place.code, *place.position):
            _, remedy = explain(place.code, *place.position)
            anomalies.append(place.anomaly(source, _expected(place.code), remedy))
    placed = [place for place in places if is_in_place(place.code, *place.position)]
    anomalies += check_once(("lieux", placed, dict(contours)), lambda: compare_places(placed, source, contours))


def _check_contour(code: str, positions: Sequence[Position]) -> Faute | None:
    wrong = [position for position in positions if not is_in_place(code, *position)]
    if not wrong:
        return None
    kind, remedy = explain(code, *wrong[0])
    if len(wrong) < len(positions):
        remedy += f" C'est le cas de {count(len(wrong), 'position')} du contour sur {len(positions)}."
    return Faute(kind, code, _expected(code), write_position(wrong[0]), remedy)


def is_in_place(code: str, longitude: float, latitude: float) -> bool:
    """Whether a position may be that of a QPV: anywhere in France for a code of no known département.

    >>> is_in_place("QN05920M", 3.5008, 50.3737), is_in_place("QN97412M", 3.5008, 50.3737)
    (True, False)
    """
    own = departement_of(code)
    return any(d.contains(longitude, latitude) for d in ([own] if own else DEPARTEMENTS.values()))


def explain(code: str, longitude: float, latitude: float) -> tuple[str, str]:
    """What likely happened to a position that is not in place: in a word, and as a French sentence.

    >>> explain("QN05920M", 50.3737, 3.5008)
    ('axes', 'La longitude et la latitude sont sans doute échangées.')
    """
    for kind, meant, sentence in _SLIPS:
        if any(is_in_place(code, *position) for position in meant(longitude, latitude)):
            return kind, sentence
    others = [d.nom for d in DEPARTEMENTS.values() if d.contains(longitude, latitude)]
    if not others:
        return "ailleurs", "Cette position n'est pas en France."
    name = f" ({others[0]})" if len(others) == 1 else ""
    return "département", f"Cette position est dans un autre département{name} : elle est fausse, ou le code."


def _shifted(longitude: float, latitude: float) -> Iterator[Position]:
    shifts = [10.0**power for power in range(-6, 4)]
    return ((longitude * x, latitude * y) for x, y in product(shifts, shifts))


# Slips of the keyboard or of a conversion, and the positions that may have been meant.
_SLIPS: Final[Sequence[tuple[str, Callable[[float, float], Iterator[Position]], str]]] = (
    ("axes", lambda x, y: iter([(y, x)]), "La longitude et la latitude sont sans doute échangées."),
    ("signe", lambda x, y: iter([(-x, y), (x, -y), (-x, -y)]), "Un signe − manque sans doute, ou est de trop."),
    ("virgule", _shifted, "Une virgule n'est sans doute pas à sa place."),
)


def _expected(code: str) -> str:
    own = departement_of(code)
    if own is None:
        return f"une position en France, pour {code}"
    west, south, east, north = map(format_number, own[1:])
    bounds = f"longitude de {west} à {east}, latitude de {south} à {north}"
    return f"une position du département {number_of(code)} ({own.nom} : {bounds}), pour {code}"

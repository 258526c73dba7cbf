"""The places of a map: one for each QPV or other territory of the contract, their communes, where they lie."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from quartiers.analyse.socle import once_for_all
from quartiers.brefs import Bref
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Contour, Quartier
from quartiers.donnees.natures import NOMS, QPV, count_natures, noun_of_all
from quartiers.geometrie import Points, Projection, origin_of, positions_of
from quartiers.presentation.cartes.etiquettes import Boite
from quartiers.typographie import join_words

MAX_LIEUX: Final = 60  # more QPV than that are not told apart on the map of one of them
PROCHES: Final = 40  # it then shows the nearest ones, that many
MAX_NUMEROS: Final = 150  # on a map: beyond, there is room for none
HEIGHTS_CM: Final = (4.6, 5.6)  # of the map of one of them, at least and at most
_CENTRAL = 0.08  # of the diagonal of all places: nearer than that to the middle, a place is in it


@dataclass(frozen=True)
class Lieu(Bref):
    """A QPV, or a territory that is none, on a map: where it is (degrees, WGS84), its contour where it was imported.

    ``nom`` and ``communes`` are those of its projects, ``qpv`` the name that its publisher gives it, if that is known,
    and ``sur`` the communes that it lies on, whether they have a project or not.
    """

    nom: str
    communes: tuple[str, ...]
    longitude: float
    latitude: float
    numero: str
    code: str = ""
    contour: Contour | None = None
    qpv: str = ""
    nature: str = QPV
    sur: tuple[str, ...] = ()


def full_name(place: Lieu, own: Lieu) -> str:
    """``Centre Ville (Fresnes-sur-Escaut)``: the name of a QPV, with its commune where that is another than those of
    ``own``, as many a QPV is a Centre."""
    there = place.sur or place.communes
    if len(there) != 1 or there[0] in (own.sur or own.communes) or there[0] in place.qpv:
        return place.qpv
    return f"{place.qpv} ({there[0]})"


def places_of(contrat: Contrat) -> tuple[Lieu, ...]:
    """The contract's QPV, each once, numbered in the order of its projects."""
    groups: dict[str, list[Quartier]] = {}
    for q in contrat.quartiers.values():
        groups.setdefault(q.territoire, []).append(q)
    return tuple(
        Lieu(
            join_words([q.nom_court for q in group]),
            tuple(dict.fromkeys(name for q in group for name in q.communes)),
            group[0].longitude,
            group[0].latitude,
            str(number),
            code,
            contrat.contours.get(code),
            contrat.qpv[code].libelle if code in contrat.qpv else "",
            group[0].nature or QPV,
            tuple(commune.split(" ", 1)[1] for commune in group[0].communes_qpv),
        )
        for number, (code, group) in enumerate(groups.items(), start=1)
    )


@once_for_all
def ground_of(contrat: Contrat) -> "Terrain":
    """The contract's QPV on one plane; the names of their projects are not known there."""
    return Terrain(places_of(contrat))


class Terrain:
    """Places on one plane, in metres; there is one at least. ``ensemble`` is the whole that they are a part of."""

    def __init__(self, lieux: Sequence[Lieu], ensemble: "Terrain | None" = None):
        self.lieux = tuple(lieux)
        self.ensemble = ensemble
        degrees = [(p.longitude, p.latitude) for p in lieux]
        self.projection: Projection = origin_of(degrees)
        self.positions: Points = self.projection.project(degrees)

    @property
    def nom(self) -> str:
        """What the places are called together: QPV, or quartiers where some are none."""
        return noun_of_all(place.nature for place in self.lieux)

    @property
    def compte(self) -> str:
        """``15 QPV``, ``15 QPV et 1 poche de pauvreté``."""
        return count_natures(place.nature for place in self.lieux)

    def view(self, smallest: float) -> Boite:
        """What holds every place and contour, ``smallest`` metres wide and high at least."""
        outlines = [positions_of(p.contour.polygones) for p in self.lieux if p.contour is not None]
        points = [self.positions, *(self.projection.project(outline) for outline in outlines)]
        return widen(Boite.around(np.concatenate(points)), smallest)

    def communes(self, *, seules: bool = False) -> Mapping[str, Points]:
        """Positions of the places of each commune: no boundary of communes is known, only their QPV.

        ``seules``: without the QPV that several share, of which nobody says what part is whose.
        """
        found: dict[str, list[int]] = {}
        for index, place in enumerate(self.lieux):
            for commune in place.communes if len(place.communes) == 1 or not seules else ():
                found.setdefault(commune, []).append(index)
        return {commune: self.positions[indexes] for commune, indexes in found.items()}

    def around(self, lieu: Lieu) -> "Terrain":
        """What the map of a place shows: all of them, or where they are many the nearest, on a plane of their own."""
        if len(self.lieux) <= MAX_LIEUX:
            return self
        about = Projection(lieu.longitude, lieu.latitude).project((p.longitude, p.latitude) for p in self.lieux)
        order = np.argsort(np.hypot(*about.T), kind="stable")
        others = [index for index in order if self.lieux[index].numero != lieu.numero]
        shown = {lieu.numero, *(self.lieux[index].numero for index in others[:PROCHES])}
        return Terrain([p for p in self.lieux if p.numero in shown], self)

    def apart(self, lieu: Lieu, points: Points) -> Iterator[Points]:
        """The points of the other places, to draw: one by one, or all at once where they are many."""
        others = [index for index, p in enumerate(self.lieux) if p.numero != lieu.numero]
        yield from (points[chosen] for chosen in ([others] if self.ensemble else [[index] for index in others]))

    def bearing(self, lieu: Lieu) -> str:
        """Where a place lies among the others, in words: the map's alternative for who cannot see it.

        Among all those of the contract, be they on the map or not.
        """
        if self.ensemble is not None:
            return self.ensemble.bearing(lieu)
        if len(self.lieux) == 1:
            return f"{NOMS[lieu.nature].accord('seul')} {NOMS[lieu.nature].nom} du contrat"
        whole = f"de l'ensemble des {self.compte} du contrat"
        box = Boite.around(self.positions)
        dx, dy = self.projection.project([(lieu.longitude, lieu.latitude)])[0] - self.positions.mean(axis=0)
        if math.hypot(dx, dy) <= _CENTRAL * math.hypot(box.width, box.height):
            return f"au centre {whole}"
        names = ("l'est", "le nord-est", "le nord", "le nord-ouest", "l'ouest", "le sud-ouest", "le sud", "le sud-est")
        return f"vers {names[round(math.atan2(dy, dx) / (math.pi / 4)) % 8]} {whole}"


def widen(box: Boite, smallest: float) -> Boite:
    """The box, ``smallest`` wide and high at least, about its centre."""
    return Boite.centred(*box.centre, max(box.width, smallest), max(box.height, smallest))

"""Perimeters of a quartier: its contours in each geography, how large they are, and what changed between the two."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

from quartiers.analyse.socle import once_for_all
from quartiers.donnees import Contrat
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.lieux.communes import without_arrondissement
from quartiers.donnees.lieux.surfaces import surface_of
from quartiers.donnees.modele import Contour, Quartier
from quartiers.geometrie import area_ha
from quartiers.typographie import join_words

# A contour drawn again follows the same streets: that much in common is the same perimeter.
SAME_SHARE: Final = 0.98


@dataclass(frozen=True)
class Superficie:
    """Area of a quartier's QPV in each geography, in hectares; None where a contour is missing.

    ``simplifie``: computed, at least in part, from contours that are not fit for measuring.
    """

    ha_2024: float | None
    ha_2015: float | None
    simplifie: bool


def measure_perimeter(contrat: Contrat, quartier: Quartier) -> Superficie:
    """Areas of the quartier's QPV of 2024 and of the QPV of 2015 it comes from, all of them or none."""
    new, former = (contours_of(contrat, quartier, geographie) for geographie in ("2024", "2015"))
    return Superficie(_total_ha(new), _total_ha(former), any(c.simplifie for c in (*new, *former)))


def contours_of(contrat: Contrat, quartier: Quartier, geographie: str) -> tuple[Contour, ...]:
    """Contours of the quartier's QPV in that geography: all of them, or none if one is missing."""
    found = [contrat.contours.get(code) for code in quartier.codes(geographie)]
    return tuple(c for c in found if c) if all(found) else ()


def _total_ha(contours: Sequence[Contour]) -> float | None:
    return sum(area_ha(c.polygones) for c in contours) if contours else None


@dataclass(frozen=True)
class Changement:
    """What shows that a QPV of 2024 is not that of 2015, in words.

    ``brefs`` say the same in a few words, each after "the perimeter of 2024".
    ``certain``: the contours, the codes or the tables say so; else the communes that its publishers list, or its name,
    which show nothing of its limits: two publishers do not list the same slivers.
    """

    signes: tuple[str, ...]
    brefs: tuple[str, ...]
    certain: bool

    @property
    def verbe(self) -> str:
        """That it is another, or may be: page 1 and the head of the figures say the same."""
        return "diffère" if self.certain else "peut différer"


def perimeter_change(contrat: Contrat, quartier: Quartier) -> Changement | None:
    """What changed between the two geographies, from all that tells; None where nothing does, or for what is of one
    of them only."""
    q = quartier
    if not (q.codes_qpv_2015 and q.est_qpv):
        return None
    signs = [(f"il a été {q.perimetre}", str(q.perimetre))] if q.perimetre in ("étendu", "réduit") else []
    if (former := len(q.codes_qpv_2015)) > 1:
        joined = f"réunit {former} anciens QPV"
        signs.append((f"il {joined} ({join_words(q.libelles_qpv_2015)})", joined))
    share = common_share(contrat, q)
    if share is not None and share < SAME_SHARE:
        told = f"{share:.0%} de sa superficie était dans l'ancien".replace("%", " %")
        signs.append((told, told))
    certain = bool(signs)
    signs += _communes(contrat, q)
    renamed = [name for name in q.libelles_qpv_2015 if fold(name) != fold(q.libelle_qpv_2024 or "")]
    if former == 1 and renamed and (certain or (q.perimetre != "inchangé" and share is None)):
        signs.append((f"il s'appelle « {q.libelle_qpv_2024} », celui de 2015 « {renamed[0]} »", "a changé de nom"))
    if not signs:
        return None
    return Changement(tuple(long for long, _ in signs), tuple(short for _, short in signs), certain)


def _communes(contrat: Contrat, q: Quartier) -> list[tuple[str, str]]:
    """The communes that the QPV reached, or left, where both geographies name theirs."""
    former = [contrat.qpv.get(code) for code in q.codes_qpv_2015]
    new = contrat.qpv.get(q.territoire)
    if new is None or not new.communes or any(qpv is None or not qpv.communes for qpv in former):
        return []
    before = {fold(n): n for qpv in former if qpv is not None for n in map(without_arrondissement, qpv.communes)}
    after = {fold(name): name for name in map(without_arrondissement, new.communes)}
    added = [name for key, name in after.items() if key not in before]
    left = [name for key, name in before.items() if key not in after]
    # Figures are of the former: whom they do not count is said where it is short.
    then = " ; les chiffres, dans les limites de 2015, n'en comptent pas les habitants"
    told = [(f"s'étend aussi sur {join_words(added)}", then)] if added else []
    told += [(f"n'est plus sur {join_words(left)}", "")] if left else []
    return [(f"il {text}", f"{text}{more}") for text, more in told]


def communes_by_side(contrat: Contrat, quartier: Quartier) -> tuple[list[str], list[str]]:
    """The communes of the QPV that have a project of the contract, and those that have none: outside the contract."""
    own = {fold(name) for q in contrat.quartiers.values() for name in q.communes}
    names = [commune.split(" ", 1)[1] for commune in quartier.communes_qpv]
    return [n for n in names if fold(n) in own], [n for n in names if fold(n) not in own]


def communes_outside(contrat: Contrat, codes: Iterable[str]) -> list[str]:
    """The communes of some QPV, as their publisher lists them, that have no project of the contract."""
    own = _communes_of_projects(contrat)
    known = [contrat.qpv[code] for code in codes if code in contrat.qpv]
    listed = dict.fromkeys(name for qpv in known for name in map(without_arrondissement, qpv.communes))
    return [name for name in listed if fold(name) not in own]


@once_for_all
def _communes_of_projects(contrat: Contrat) -> frozenset[str]:
    """Folded: each report asks several times, and the communes are as many as the contract has."""
    return frozenset(fold(without_arrondissement(name)) for q in contrat.quartiers.values() for name in q.communes)


def common_share(contrat: Contrat, quartier: Quartier) -> float | None:
    """The share of the area of the QPV of 2024 that was in those of 2015; None where a contour is missing."""
    new, former = (contours_of(contrat, quartier, geographie) for geographie in ("2024", "2015"))
    if not new or not former:
        return None
    now, before = (reduce(lambda a, b: a.union(b), (surface_of(c.polygones) for c in found)) for found in (new, former))
    return float(now.intersection(before).area / now.area) if now.area else None

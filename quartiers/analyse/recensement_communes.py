"""How the census counts the communes of a QPV: whole once in five years, or by a survey every year.

It decides what a jump of a QPV's figures may come from. Under 10,000 inhabitants, everyone is counted the same year:
the figures of a QPV are then those of that year's count until the next. From 10,000 on, a survey is made every year,
and two near editions share most of theirs: the quartier cannot have changed by much in between.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from quartiers.analyse.incertitude import RECENSEMENT
from quartiers.donnees.modele import Contrat, Indicateur, Quartier
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.typographie import format_value, join_words
from quartiers.unites import COUNT

# From so many inhabitants, the census is a survey; below, it counts everyone every fifth year.
EXHAUSTIF: Final = 10_000


class Comptage(Enum):
    """All the communes counted whole, all by survey, one that went over the limit; not all the same, or not known."""

    ENTIER = auto()
    SONDAGE = auto()
    PASSE = auto()
    INCONNU = auto()


@dataclass(frozen=True)
class Communes:
    """How the communes of a QPV are counted; ``habitants``: each one's, the oldest then the newest that is known."""

    comptage: Comptage
    habitants: tuple[tuple[str, float, float], ...] = ()

    @property
    def told(self) -> str:
        """``Condé-sur-l'Escaut (9 586 habitants)``."""
        return join_words([f"{name} ({format_value(last, COUNT)} habitants)" for name, _, last in self.habitants])

    @property
    def counted_whole(self) -> str:
        """``Condé-sur-l'Escaut a moins de 10 000 habitants (9 586) : …``; empty where it is not so of all."""
        if self.comptage is not Comptage.ENTIER:
            return ""
        limit = format_value(EXHAUSTIF, COUNT)
        if len(self.habitants) == 1:
            [(name, _, last)] = self.habitants
            has = f"{name} a moins de {limit} habitants ({format_value(last, COUNT)})"
        else:
            has = f"{self.told} ont moins de {limit} habitants"
        return f"{has} : tout le monde y est recensé la même année, une fois en cinq ans"

    @property
    def went_over(self) -> str:
        """``Vieux-Condé a dépassé 10 000 habitants (de 9 877 à 10 374) : …``; empty where none did."""
        if self.comptage is not Comptage.PASSE:
            return ""
        [(name, first, last), *_] = [h for h in self.habitants if (h[1] < EXHAUSTIF) is not (h[2] < EXHAUSTIF)]
        went = "a dépassé" if last >= EXHAUSTIF else "est descendue sous"
        return (
            f"{name} {went} {format_value(EXHAUSTIF, COUNT)} habitants (de {format_value(first, COUNT)} à "
            f"{format_value(last, COUNT)}), seuil où le recensement change de méthode"
        )


def communes_of(contrat: Contrat, q: Quartier, codes: Iterable[str] = ()) -> Communes:
    """How the communes of a project's QPV are counted: of its former QPV ``codes``, where their communes are known,
    since it is theirs that figures are of; else of the QPV."""
    named = {name: code for code, _, name in (item.partition(" ") for item in q.communes_qpv) if name}
    former = [contrat.qpv[code].communes for code in codes if code in contrat.qpv and contrat.qpv[code].communes]
    names = list(dict.fromkeys(name for communes in former for name in communes)) or list(named)
    people = []
    for name in names:
        known = [m for m in contrat.mesures_de(named.get(name, ""), contrat.lecture.population) if m.valeur is not None]
        if not known:
            return Communes(Comptage.INCONNU)
        ordered = sorted(known, key=lambda m: m.edition)
        people.append((name, ordered[0].valeur or 0.0, ordered[-1].valeur or 0.0))
    return Communes(_counted(people), tuple(people))


def are_counted_whole(contrat: Contrat, i: Indicateur, codes: tuple[str, ...]) -> bool:
    """Whether a figure of the census is of QPV whose communes are all counted whole: no survey has a margin there."""
    if i.evolution != RECENSEMENT:
        return False
    owner = next((q for q in contrat.quartiers.values() if set(codes) & set(q.codes(ANCIENNE))), None)
    return owner is not None and communes_of(contrat, owner, codes).comptage is Comptage.ENTIER


def _counted(people: list[tuple[str, float, float]]) -> Comptage:
    if not people:
        return Comptage.INCONNU
    if any((first < EXHAUSTIF) is not (last < EXHAUSTIF) for _, first, last in people):
        return Comptage.PASSE
    under = {last < EXHAUSTIF for _, _, last in people}
    if len(under) > 1:
        return Comptage.INCONNU
    return Comptage.ENTIER if under.pop() else Comptage.SONDAGE


def why_a_jump(communes: Communes) -> str:
    """What may have made a figure of the census jump between two near editions, by how its communes are counted."""
    if whole := communes.counted_whole:
        return f"{whole}. Le saut vient sans doute d'un nouveau recensement : le changement a pu se faire en cinq ans."
    if over := communes.went_over:
        return f"{over} : le saut peut n'être que celui de la méthode."
    if communes.comptage is Comptage.SONDAGE:
        return "C'est sans doute une rupture de la série, plus qu'un changement du quartier."
    return "Ce peut être une rupture de la série : rien ne dit ici que le quartier ait changé d'autant."

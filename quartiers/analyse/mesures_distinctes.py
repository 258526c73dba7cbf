"""Editions that publish one measure again: INSEE gave the census of 2010 of the QPV in two editions of one theme.

Counted twice, it would make a gap look more often confirmed than it is. The data tell it, and not a list of editions:
every QPV has the same value in both, and so have the centiles of the QPV of France; where these are not known, five QPV
at least, as one or two may well not move.
"""

from collections.abc import Iterable
from typing import Final

from quartiers.analyse.publications import Diffusion, Publication, references_of
from quartiers.analyse.socle import once_for_all
from quartiers.donnees.modele import Contrat, Repartition

MIN_QPV: Final = 5

_Cle = tuple[str, Diffusion, Diffusion]


def distinct_measures(contrat: Contrat, published: Iterable[Publication]) -> tuple[Publication, ...]:
    """The publications of a series, oldest first, without those that repeat the measure of the one before."""
    kept: list[Publication] = []
    for p in published:
        if not kept or not is_repeated(contrat, kept[-1], p):
            kept.append(p)
    return tuple(kept)


def is_repeated(contrat: Contrat, one: Publication, two: Publication) -> bool:
    """Whether two publications of one series are of one measure."""
    known, key = _known(contrat), (two.indicateur, one.diffusion, two.diffusion)
    if key not in known:
        known[key] = _is_same(contrat, one, two)
    return known[key]


@once_for_all
def _known(_: Contrat) -> dict[_Cle, bool]:
    """What :func:`is_repeated` has found, each pair of editions once for all the QPV."""
    return {}


def _is_same(contrat: Contrat, one: Publication, two: Publication) -> bool:
    before, after = (contrat.mesures_publiees((two.indicateur, *p.diffusion.cle)) for p in (one, two))
    pairs = [(before[code].valeur, after[code].valeur) for code in before.keys() & after.keys()]
    values = [(start, end) for start, end in pairs if start is not None and end is not None]
    if not values or any(start != end for start, end in values):
        return False
    spreads = [references_of(contrat, p).repartition for p in (one, two)]
    if None in spreads:
        return len(values) >= MIN_QPV
    return len({_centiles(spread) for spread in spreads if spread is not None}) == 1


def _centiles(r: Repartition) -> tuple[float, ...]:
    return r.effectif, r.c01, r.c10, r.c25, r.c50, r.c75, r.c90, r.c99

"""How many of the contract's QPV are on the unfavourable side of the median QPV of France, and how many surely.

The mean of the contract is known of a few indicators only, those whose denominators are published: poverty, incomes and
employment have none. What each QPV is beside the median is known of them all. QPV are those of the figures: former ones
that a QPV joins count each for one. Every count of QPV in the synthesis is this one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import Final

from quartiers.analyse.anciens import split_former
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.publications import Publication, age_of
from quartiers.analyse.synthese import LigneComparee, newest_publication
from quartiers.donnees.modele import QPV_FRANCE_MEDIAN, Contrat, Indicateur
from quartiers.unites import COUNT

# Under this probability, so many QPV on one side of a median are not there by chance.
HASARD: Final = 0.05


@dataclass(frozen=True)
class FaceMediane:
    """Of ``connus`` QPV, those whose figure is the less favourable, and the names of those that surely are; then those
    whose figure is the more favourable, alike: one that is the median's is of neither. ``publication`` dates them.
    Names are in the order of the gaps, the widest first: the most fragile, and the least; ``valeurs_sures`` are the
    figures of ``noms_surs``, ``mediane`` what they are beside.

    ``comparables`` surely are near the median; what is left of them all is read as nothing. ``lignes`` are them all,
    the most fragile first.
    """

    indicateur: Indicateur
    publication: Publication
    connus: int
    defavorables: int
    noms_surs: tuple[str, ...]
    favorables: int = 0
    noms_favorables: tuple[str, ...] = ()
    comparables: int = 0
    valeurs_sures: tuple[float, ...] = ()
    mediane: float | None = None
    lignes: tuple[LigneComparee, ...] = ()

    @property
    def surs(self) -> int:
        return len(self.noms_surs)

    @property
    def egaux(self) -> int:
        """Those whose figure is the median's, to the decimal that INSEE publishes."""
        return self.connus - self.defavorables - self.favorables

    @property
    def imprecis(self) -> int:
        """Those whose gap is not read: it is within the uncertainty."""
        return self.connus - self.surs - len(self.noms_favorables) - self.comparables

    @property
    def hasard(self) -> float:
        """How often as many QPV of France drawn at random would be so many on one side, be it the other: half are."""
        beside = self.defavorables + self.favorables
        most = max(self.defavorables, self.favorables)
        beyond = sum(comb(beside, k) for k in range(most, beside + 1))
        return min(1.0, 2 * beyond / float(2**beside))

    @property
    def par_hasard(self) -> bool:
        """Whether chance would often do it."""
        return self.hasard > HASARD


def count_against_median(
    contrat: Contrat, indicateur: Indicateur, lines: Sequence[LigneComparee]
) -> FaceMediane | None:
    """The count for an indicator, in its newest edition; None for what is neither good nor bad, or has no median."""
    newest = newest_publication(lines)
    if newest is None or indicateur.sens == "contexte" or indicateur.unite == COUNT:
        return None
    read = [line for line in split_former(contrat, indicateur, lines) if _is_beside_median(line, newest)]
    if not read:
        return None
    worse = sum(_is_worse(line, indicateur) for line in read)
    better = sum(bool(line.chiffre.comparaison.ecart) for line in read) - worse
    by_gap = sorted(read, key=lambda line: -abs(line.chiffre.comparaison.ecart or 0.0))
    surely = {
        s: [line for line in by_gap if line.chiffre.comparaison.situation is s]
        for s in (Situation.FRAGILE, Situation.FAVORABLE, Situation.COMPARABLE)
    }
    names = {s: tuple(line.nom for line in lines) for s, lines in surely.items()}
    return FaceMediane(
        indicateur,
        newest,
        len(read),
        worse,
        names[Situation.FRAGILE],
        better,
        names[Situation.FAVORABLE],
        len(names[Situation.COMPARABLE]),
        tuple(line.chiffre.valeur for line in surely[Situation.FRAGILE] if line.chiffre.valeur is not None),
        read[0].chiffre.comparaison.valeur_reference,
        tuple(sorted(read, key=lambda line: _towards_fragile(line, indicateur), reverse=True)),
    )


def count_each(contrat: Contrat, indicateurs: Mapping[Indicateur, Sequence[LigneComparee]]) -> dict[str, FaceMediane]:
    """:func:`count_against_median` of each indicator that has one, by its identifier."""
    counts = {i.indicateur: count_against_median(contrat, i, lines) for i, lines in indicateurs.items()}
    return {name: read for name, read in counts.items() if read is not None}


def most_often_worse(counts: Mapping[str, FaceMediane]) -> tuple[FaceMediane, ...]:
    """The two for which most QPV surely are more fragile than the median QPV of France."""
    return tuple(sorted((read for read in counts.values() if read.surs), key=lambda read: -read.surs)[:2])


def most_one_sided(counts: Mapping[str, FaceMediane]) -> tuple[FaceMediane, ...]:
    """Those for which most QPV are on one side of the median, more than chance would often put there: the rarest by
    chance first, then the surest."""
    found = (read for read in counts.values() if not read.par_hasard)
    return tuple(sorted(found, key=lambda read: (read.hasard, -read.surs)))


def _is_beside_median(line: LigneComparee, newest: Publication) -> bool:
    p = line.chiffre.publication
    return (
        p is not None
        and p.valeur is not None
        and age_of(p) == age_of(newest)
        and line.chiffre.comparaison.territoire == QPV_FRANCE_MEDIAN
    )


def _is_worse(line: LigneComparee, indicateur: Indicateur) -> bool:
    return _towards_fragile(line, indicateur) > 0


def _towards_fragile(line: LigneComparee, indicateur: Indicateur) -> float:
    """The gap to the median, above zero on the unfavourable side."""
    gap = line.chiffre.comparaison.ecart or 0.0
    return gap if indicateur.sens == "defavorable" else -gap

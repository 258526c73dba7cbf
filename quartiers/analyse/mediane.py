"""How many of the contract's QPV are on the unfavourable side of the median QPV of France, and how many surely.

The mean of the contract is known of a few indicators only, those whose denominators are published: poverty, incomes and
employment have none. What each QPV is beside the median is known of them all. QPV are those of the figures: former ones
that a QPV joins count each for one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quartiers.analyse.comparaisons import Comparaison, Situation
from quartiers.analyse.publications import Publication, age_of, compare_published, latest_of_parts
from quartiers.analyse.synthese import LigneComparee, newest_publication, quartiers_by_qpv
from quartiers.donnees.modele import QPV_FRANCE_MEDIAN, Contrat, Indicateur


@dataclass(frozen=True)
class FaceMediane:
    """Of ``connus`` QPV, those whose figure is the less favourable, and those that surely are; ``publication`` dates
    them."""

    indicateur: Indicateur
    publication: Publication
    connus: int
    defavorables: int
    surs: int


def count_against_median(
    contrat: Contrat, indicateur: Indicateur, lines: Sequence[LigneComparee]
) -> FaceMediane | None:
    """The count for an indicator, in its newest edition; None for what is neither good nor bad, or has no median."""
    newest = newest_publication(lines)
    if newest is None or indicateur.sens == "contexte":
        return None
    newest_parts = [p for p in _published(contrat, indicateur, lines) if age_of(p) == age_of(newest)]
    read = [c for c in (compare_published(contrat, p) for p in newest_parts) if c.territoire == QPV_FRANCE_MEDIAN]
    if not read:
        return None
    worse = sum(_is_worse(c, indicateur) for c in read)
    return FaceMediane(indicateur, newest, len(read), worse, sum(c.situation is Situation.FRAGILE for c in read))


def _published(contrat: Contrat, indicateur: Indicateur, lines: Sequence[LigneComparee]) -> Iterator[Publication]:
    """One publication a QPV: the former ones that nothing allows to take together, each its own."""
    together = set()
    for line in lines:
        publication = line.chiffre.publication
        if publication is not None and publication.valeur is not None:
            together.add(line.quartiers[0].territoire)
            yield publication
    for code, group in quartiers_by_qpv(contrat).items():
        if code not in together:
            yield from (p for p in latest_of_parts(contrat, group[0], indicateur.indicateur) if p.valeur is not None)


def _is_worse(c: Comparaison, indicateur: Indicateur) -> bool:
    return bool(c.ecart) and ((c.ecart or 0.0) > 0) == (indicateur.sens == "defavorable")

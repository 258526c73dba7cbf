"""How many of the contract's QPV are on the unfavourable side of the median QPV of France, and how many surely.

The mean of the contract is known of a few indicators only, those whose denominators are published: poverty, incomes and
employment have none. What each QPV is beside the median is known of them all. QPV are those of the figures: former ones
that a QPV joins count each for one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb
from typing import Final

from quartiers.analyse.comparaisons import Comparaison, Situation
from quartiers.analyse.publications import Publication, age_of, compare_published, latest_of_parts
from quartiers.analyse.synthese import LigneComparee, newest_publication, quartiers_by_qpv
from quartiers.donnees.modele import QPV_FRANCE_MEDIAN, Contrat, Indicateur

# Under this probability, so many QPV on one side of a median are not there by chance.
HASARD: Final = 0.05


@dataclass(frozen=True)
class FaceMediane:
    """Of ``connus`` QPV, those whose figure is the less favourable, and the names of those that surely are; then those
    whose figure is the more favourable, alike: one that is the median's is of neither. ``publication`` dates them."""

    indicateur: Indicateur
    publication: Publication
    connus: int
    defavorables: int
    noms_surs: tuple[str, ...]
    favorables: int = 0
    noms_favorables: tuple[str, ...] = ()

    @property
    def surs(self) -> int:
        return len(self.noms_surs)

    @property
    def par_hasard(self) -> bool:
        """Whether as many QPV of France drawn at random would often be so many on one side: half of them are."""
        most = max(self.defavorables, self.connus - self.defavorables)
        beyond = sum(comb(self.connus, k) for k in range(most, self.connus + 1))
        return bool(2 * beyond > HASARD * 2**self.connus)


def count_against_median(
    contrat: Contrat, indicateur: Indicateur, lines: Sequence[LigneComparee]
) -> FaceMediane | None:
    """The count for an indicator, in its newest edition; None for what is neither good nor bad, or has no median."""
    newest = newest_publication(lines)
    if newest is None or indicateur.sens == "contexte":
        return None
    newest_parts = [(n, p) for n, p in _published(contrat, indicateur, lines) if age_of(p) == age_of(newest)]
    compared = ((name, compare_published(contrat, p)) for name, p in newest_parts)
    read = [(name, c) for name, c in compared if c.territoire == QPV_FRANCE_MEDIAN]
    if not read:
        return None
    worse = sum(_is_worse(c, indicateur) for _, c in read)
    better = sum(bool(c.ecart) for _, c in read) - worse
    surely, sound = (
        tuple(name for name, c in read if c.situation is s) for s in (Situation.FRAGILE, Situation.FAVORABLE)
    )
    return FaceMediane(indicateur, newest, len(read), worse, surely, better, sound)


def _published(
    contrat: Contrat, indicateur: Indicateur, lines: Sequence[LigneComparee]
) -> Iterator[tuple[str, Publication]]:
    """One publication a QPV, with its name: the former ones that nothing allows to take together, each its own."""
    together = set()
    for line in lines:
        publication = line.chiffre.publication
        if publication is not None and publication.valeur is not None:
            together.add(line.quartiers[0].territoire)
            yield line.nom, publication
    for code, group in quartiers_by_qpv(contrat).items():
        if code not in together:
            names = dict(zip(group[0].codes_qpv_2015, group[0].libelles_qpv_2015, strict=False))
            for p in latest_of_parts(contrat, group[0], indicateur.indicateur):
                if p.valeur is not None:
                    yield names.get(p.territoires[0], p.territoires[0]), p


def _is_worse(c: Comparaison, indicateur: Indicateur) -> bool:
    return bool(c.ecart) and ((c.ecart or 0.0) > 0) == (indicateur.sens == "defavorable")

"""The figures of the former QPV that one of 2024 joins, each apart: what is published, in the geography it is of.

A count or a rank of the contract's QPV is of those that the figures are of. A QPV that joins two former ones would
else stand for both, with a value that nobody publishes, or be left out.
"""

import math
from collections.abc import Iterator, Sequence

from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.publications import is_recent, series
from quartiers.analyse.repetitions import compare_series
from quartiers.analyse.synthese import LigneComparee, quartiers_by_qpv
from quartiers.donnees.modele import Contrat, Indicateur, Quartier
from quartiers.donnees.tables.importees import ANCIENNE


def split_former(contrat: Contrat, indicateur: Indicateur, lines: Sequence[LigneComparee]) -> tuple[LigneComparee, ...]:
    """Published lines, one a QPV of the perimeter of its figure, from high to low: those of former QPV in the place of
    that of the QPV which joins them. Stated lines are as they were."""
    if any(not line.chiffre.publie for line in lines):
        return tuple(lines)
    known: dict[tuple[Quartier, ...], list[LigneComparee]] = {}
    for line in lines:
        known.setdefault(line.quartiers, []).append(line)
    split: list[LigneComparee] = []
    for group in quartiers_by_qpv(contrat).values():
        own = known.get(group, [])
        is_whole = all(line.ancien is None and _is_former(line) for line in own)
        parts = list(_parts(contrat, group, indicateur)) if is_whole else []
        split += parts or own
    return tuple(sorted(split, key=lambda line: math.inf if line.chiffre.valeur is None else -line.chiffre.valeur))


def _is_former(line: LigneComparee) -> bool:
    p = line.chiffre.publication
    return p is not None and p.diffusion.geographie == ANCIENNE


def _parts(contrat: Contrat, group: tuple[Quartier, ...], indicateur: Indicateur) -> Iterator[LigneComparee]:
    """What is published of each, withheld or not; nothing where the QPV joins none."""
    names = name_former(group)
    for code, name in names.items() if len(names) > 1 else ():
        published = series(contrat, (code,), indicateur.indicateur)
        if published and is_recent(contrat, published[-1]):
            read = compare_series(contrat, published)
            yield LigneComparee(group, ChiffreLu(indicateur, read, None, publication=published[-1]), name)


def name_former(group: tuple[Quartier, ...]) -> dict[str, str]:
    """The names of the former QPV that the QPV of these quartiers was, by code; the code where none is known."""
    known = dict(zip(group[0].codes_qpv_2015, group[0].libelles_qpv_2015, strict=False))
    return {code: (known.get(code) or code).replace(" - ", " – ") for code in group[0].codes_qpv_2015}

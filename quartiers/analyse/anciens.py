"""The figures of the former QPV that one of 2024 joins, each apart: what is published, in the geography it is of.

A count or a rank of the contract's QPV is of those that the figures are of. A QPV that joins two former ones would
else stand for both, with a value that nobody publishes, or be left out; one that has another name since would be taken
for what it is now, which may be several times as large.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.publications import Publication, is_recent, series
from quartiers.analyse.repetitions import compare_series
from quartiers.analyse.socle import once_for_each
from quartiers.analyse.synthese import LigneComparee, name_group, quartiers_by_qpv
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Contrat, Indicateur, Quartier
from quartiers.donnees.tables.importees import ANCIENNE, NOUVELLE


def split_former(contrat: Contrat, indicateur: Indicateur, lines: Sequence[LigneComparee]) -> tuple[LigneComparee, ...]:
    """Published lines, one a QPV of the perimeter of its figure, from high to low: those of former QPV in the place of
    that of the QPV which joins them, under the name it had where it has another since (:func:`name_before`). Stated
    lines are as they were."""
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
        split += parts or [_under_its_name(line) for line in own]
    return tuple(sorted(split, key=lambda line: math.inf if line.chiffre.valeur is None else -line.chiffre.valeur))


def _is_former(line: LigneComparee) -> bool:
    return _is_of_former(line.chiffre.publication)


def _is_of_former(p: Publication | None) -> bool:
    return p is not None and p.diffusion.geographie == ANCIENNE


def _under_its_name(line: LigneComparee) -> LigneComparee:
    if line.ancien is not None or not _is_former(line):
        return line
    return replace(line, ancien=name_before(line.quartiers))


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


@once_for_each
def names_by_code(contrat: Contrat, geographie: str) -> Mapping[str, str]:
    """The official names of the contract's QPV in a geography, with the commune where several have one name; the code
    where none is known."""
    found: dict[str, tuple[str, str]] = {}
    for q in contrat.quartiers.values():
        current = {code: (q.libelle_qpv_2024 or code).replace(" - ", " – ") for code in q.codes(NOUVELLE)}
        own = current if geographie == NOUVELLE else name_former((q,))
        found |= {code: (name, q.commune) for code, name in own.items()}
    shared = Counter(name for name, _ in found.values())
    return {code: f"{name} ({commune})" if shared[name] > 1 else name for code, (name, commune) in found.items()}


def name_before(group: tuple[Quartier, ...]) -> str | None:
    """The name of the only former QPV of these quartiers, where theirs does not bear it; None otherwise.

    « Centre Ville » is not said beside « Centre-ville – Condé ».
    """
    q = group[0]
    if len(q.codes_qpv_2015) != 1 or len(q.libelles_qpv_2015) != 1:
        return None
    [label], [name] = q.libelles_qpv_2015, name_former(group).values()
    if _spelt(label) == _spelt(q.libelle_qpv_2024 or "") or _words(label) <= _words(name_group(group)):
        return None
    return name


def name_of_figure(group: tuple[Quartier, ...], publication: Publication | None) -> str:
    """The name of a QPV beside a figure: with that of the former one, where the figure is of it."""
    before = name_before(group) if _is_of_former(publication) else None
    return f"{before} ({name_group(group)})" if before else name_group(group)


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", _spelt(name)))


def _spelt(name: str) -> str:
    """As two producers may both write it: « Coeur » is « Cœur »."""
    return fold(name).replace("œ", "oe").replace("æ", "ae")

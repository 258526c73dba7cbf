"""One fact that several sections of the document state of one QPV: one doubt, that names them all.

Projects that share a QPV share its figures: what is wrong with one of them is said once, not in each of their sections.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from quartiers.analyse.doutes import Doute, join_lines
from quartiers.donnees.modele import Contrat

_OF_A_FIGURE: Final = 1  # statement: a doubt that lists several figures of a section is that section's


def join_sections(contrat: Contrat, doubts: Iterable[Doute]) -> list[Doute]:
    """Doubts of one rule that say the same, word for word, of one figure of several sections of a QPV, as one."""
    joined: dict[tuple[object, ...], Doute] = {}
    for number, doubt in enumerate(doubts):
        key = _key(contrat, doubt) or (number,)
        before = joined.get(key)
        joined[key] = doubt if before is None else _both(contrat, before, doubt)
    return list(joined.values())


def _key(contrat: Contrat, d: Doute) -> tuple[object, ...] | None:
    if len(d.affirmations) != _OF_A_FIGURE or len(d.quartiers) != 1:
        return None
    qpv = contrat.quartiers[d.quartiers[0]].territoire
    return d.regle, d.gravite, d.objet, d.phrase, d.proposition, qpv


def _both(contrat: Contrat, one: Doute, other: Doute) -> Doute:
    return replace(
        one,
        quartiers=contrat.in_order((*one.quartiers, *other.quartiers)),
        affirmations=tuple(dict.fromkeys((*one.affirmations, *other.affirmations))),
        publications=tuple(dict.fromkeys((*one.publications, *other.publications))),
        lignes=join_lines((one.lignes, other.lignes)),
    )

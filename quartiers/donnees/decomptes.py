"""Counts of those who answered a question, by group: what two of them leave, and whether it may be shown."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.tables.concertation import Reponse

Part: TypeAlias = tuple[str, str]  # criterion and group
Groupe: TypeAlias = Part | None  # None: everybody who answered


@dataclass(frozen=True)
class Decompte:
    """How many people of a group answered a question, and what: ``choix`` by answer."""

    base: int
    choix: Mapping[str, int]

    def minus(self, others: Iterable["Decompte"]) -> "Decompte":
        """Those who are in none of ``others``."""
        base, left = self.base, dict(self.choix)
        for other in others:
            base -= other.base
            for answer, number in other.choix.items():
                left[answer] = left.get(answer, 0) - number
        return Decompte(base, left)

    @property
    def is_nobody(self) -> bool:
        return self.base == 0 and not any(self.choix.values())

    @property
    def is_alike(self) -> bool:
        """Whether all of them gave one same answer, or none that is listed."""
        numbers = self.choix.values()
        return any(number >= self.base for number in numbers) or not any(numbers)

    def is_told(self, seuil: int) -> bool:
        """Whether it may be shown: nobody, or enough people who do not answer alike."""
        return self.is_nobody or (self.base >= seuil and min(self.choix.values(), default=0) >= 0 and not self.is_alike)


Decomptes: TypeAlias = Mapping[Groupe, Decompte]
Questions: TypeAlias = Mapping[str, Decomptes]


def group_of(row: Reponse) -> Groupe:
    """The group that a row is about."""
    return None if row.critere is None or row.groupe is None else (row.critere, row.groupe)


def count_answers(rows: Iterable[Reponse]) -> Questions:
    """The counts of one démarche, by question then by group."""
    found: defaultdict[str, defaultdict[Groupe, list[Reponse]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row.question][group_of(row)].append(row)
    return {q: {group: _count(own) for group, own in groups.items()} for q, groups in found.items()}


def _count(rows: Sequence[Reponse]) -> Decompte:
    choices = {row.reponse: row.effectif or 0 for row in rows}
    told = [row.repondants for row in rows if row.repondants is not None]
    return Decompte(max(told) if told else sum(choices.values()), choices)


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same but for signs, spaces, case and accents."""
    return fold_words(one) == fold_words(other)


def fold_words(text: str) -> str:
    """The words of a text alone."""
    return re.sub(r"\W", "", fold(text))

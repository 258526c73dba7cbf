"""What may be shown of those who were heard: the one gate, which every contract that is read goes through.

What the contract holds (:func:`protect`) is what reports, index, workbook and notebooks may print; no number that is
withheld gets past the reading of the tables. Withheld are, of the answers of one démarche:

- a question that fewer people than the threshold answered, or that they all answered alike;
- a group of fewer people than the threshold, for any question: it is then withheld for all of them;
- a group that answered a question alike: what each of its members said would be known;
- what would give one of these back: what is left of the whole once the groups that are shown are taken off is itself
  a group that can be computed. It is nobody, or at least the threshold, does not answer alike, and is never one group
  alone: the smallest of the groups that were to be shown is withheld too, until it is so.

One criterion is taken at a time, since no table crosses two: marginal counts of two criteria say nothing of each
other, but for what both say of the whole (:mod:`quartiers.donnees.coherences_concertation` refuses a group that two
criteria have). A verbatim is kept when somebody has read it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

import pandas as pd

from quartiers.donnees.schemas import TableTypee
from quartiers.donnees.tables.concertation import OUI, Demarche, Parole, Reponse

Groupe: TypeAlias = tuple[str, str] | None  # criterion and group; None: everybody who answered


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
    def is_alike(self) -> bool:
        """Whether all of them gave one same answer."""
        return self.base > 0 and any(number >= self.base for number in self.choix.values())

    def is_told(self, seuil: int) -> bool:
        """Whether it may be shown: nobody, or enough people who do not answer alike."""
        return self.base == 0 or (self.base >= seuil and not self.is_alike)


Questions: TypeAlias = Mapping[str, Mapping[Groupe, Decompte]]


def protect_answers(rows: Sequence[Reponse], seuil: int) -> list[Reponse | None]:
    """Each row as it may be shown: those that are withheld have no number.

    Of a question that is withheld as a whole, the rows of groups are None.
    """
    by_demarche: defaultdict[str, list[Reponse]] = defaultdict(list)
    for row in rows:
        by_demarche[row.demarche].append(row)
    shown = {name: shown_groups(count_answers(own), seuil) for name, own in by_demarche.items()}
    kept: list[Reponse | None] = []
    for row in rows:
        groups = shown[row.demarche].get(row.question, frozenset())
        group = group_of(row)
        if group in groups:
            kept.append(row)
        elif None in groups or group is None:
            kept.append(replace(row, effectif=None, repondants=None))
        else:
            kept.append(None)
    return kept


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


def shown_groups(questions: Questions, seuil: int) -> dict[str, frozenset[Groupe]]:
    """The groups that may be shown of each question; a question that may not has none."""
    open_ones = {q: groups for q, groups in questions.items() if None in groups and _is_open(groups[None], seuil)}
    small = {
        group
        for groups in open_ones.values()
        for group, counted in groups.items()
        if group is not None and 0 < counted.base < seuil
    }
    return {q: _shown_of(groups, small, seuil) for q, groups in open_ones.items()}


def _is_open(whole: Decompte, seuil: int) -> bool:
    return whole.base > 0 and whole.is_told(seuil)


def _shown_of(groups: Mapping[Groupe, Decompte], small: set[tuple[str, str]], seuil: int) -> frozenset[Groupe]:
    """The groups of one question that may be shown, one criterion after the other."""
    shown: set[Groupe] = {None}
    for criterion in dict.fromkeys(group[0] for group in groups if group is not None):
        own = {group: counted for group, counted in groups.items() if group is not None and group[0] == criterion}
        told = {group: n for group, n in own.items() if group not in small and n.is_told(seuil)}
        while told and not _is_safe(groups[None], told, own, seuil):
            del told[min(told, key=lambda group: (told[group].base, group))]
        shown |= told.keys()
    return frozenset(shown)


def _is_safe(
    whole: Decompte, told: Mapping[tuple[str, str], Decompte], own: Mapping[tuple[str, str], Decompte], seuil: int
) -> bool:
    """Whether taking what is told off the whole gives nothing that may not be."""
    withheld = [group for group, counted in own.items() if group not in told and counted.base > 0]
    return len(withheld) != 1 and whole.minus(told.values()).is_told(seuil)


def protect_demarche(row: Demarche, seuil: int) -> Demarche:
    """A démarche, without the number of those who took part where it is under the threshold."""
    if row.participants is None or row.participants == 0 or row.participants >= seuil:
        return row
    return replace(row, participants=None, sous_seuil=True)


def protect_verbatim(row: Parole) -> Parole | None:
    """A verbatim, if somebody has read it."""
    return row if row.relue == OUI else None


def protect_tables(tables: Mapping[str, TableTypee], seuil: int) -> dict[str, TableTypee]:
    """The tables of a contract as they may be shown, rows and frames."""
    gates: Mapping[str, Callable[[list[Any]], list[Any]]] = {
        "demarches": lambda rows: [protect_demarche(row, seuil) for row in rows],
        "reponses": lambda rows: protect_answers(rows, seuil),
        "paroles": lambda rows: [protect_verbatim(row) for row in rows],
    }
    return {**tables, **{nom: _gated(tables[nom], gate) for nom, gate in gates.items() if nom in tables}}


# The numbers that the gate withholds, by table.
_NUMBERS: Final = {"demarches": ("participants",), "reponses": ("effectif", "repondants"), "paroles": ()}


def _gated(table: TableTypee, gate: Callable[[list[Any]], list[Any]]) -> TableTypee:
    rows = gate(table.objets)
    frame = table.cadre.copy()
    for column in _NUMBERS[table.nom]:
        values = [None if row is None else getattr(row, column) for row in rows]
        frame[column] = pd.array(values, dtype="Int64")
    kept = TableTypee(table.nom, frame[[row is not None for row in rows]])
    kept.__dict__["objets"] = [row for row in rows if row is not None]  # as they are, with what no column tells
    return kept

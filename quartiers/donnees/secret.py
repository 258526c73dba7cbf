"""What may be shown of those who were heard: the one gate, which every contract that is read goes through.

What the contract holds is what reports, index, workbook and notebooks may print; a number that is withheld does not get
past the reading of the tables. Withheld are, of the answers of one démarche:

- a question that fewer people than the threshold answered, or that they all answered alike;
- a group of fewer people than the threshold for any question, or that answered any question alike: what each of its
  members said would be known;
- what would give one of these back: what is left of the whole once the groups that are shown are taken off is itself
  a group that can be computed. It is nobody, or at least the threshold, does not answer alike, and is never one group
  alone: the smallest of the groups that were to be shown is withheld too, until it is so.

The same groups are withheld for all the questions of a démarche: were they not, a group that one question shows and
another does not would tell why. A row that is withheld says no answer either, and rows come in an order of ours: that
of a file may be the order of its numbers. A question that two démarches ask is shown once, where one of them may be a
part of the other and their difference may not be shown.

One criterion is taken at a time, since no table crosses two; groups that contain each other under two criteria, or two
questionnaires of the same people, are refused as far as they can be told
(:mod:`quartiers.donnees.coherences_concertation`), and not seen otherwise.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any, Final, TypeAlias

import pandas as pd

from quartiers.donnees.description import Nature
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.schemas import TableTypee
from quartiers.donnees.tables import TABLES
from quartiers.donnees.tables.concertation import NON, Demarche, Parole, Reponse
from quartiers.donnees.tables.forums import Contribution

Part: TypeAlias = tuple[str, str]  # criterion and group
Groupe: TypeAlias = Part | None  # None: everybody who answered
TU: Final = ""  # the answer of a row that is withheld


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


def protect_answers(rows: Sequence[Reponse], seuil: int) -> list[Reponse]:
    """The answers as they may be shown; a group, or a question, that is withheld is one row without answer or number.

    ``rows`` are those of the whole table.
    """
    by_demarche: defaultdict[str, list[Reponse]] = defaultdict(list)
    for row in rows:
        by_demarche[row.demarche].append(row)
    counted = {name: count_answers(own) for name, own in by_demarche.items()}
    closed = _closed_questions(counted, seuil)
    kept = []
    for name, questions in counted.items():
        open_ones = {q: groups for q, groups in questions.items() if (name, q) not in closed}
        shown = shown_groups(questions, open_ones, seuil)
        kept += _rows_of(name, by_demarche[name], open_ones, shown)
    return kept


def _rows_of(demarche: str, rows: Sequence[Reponse], open_ones: Questions, shown: Collection[Part]) -> list[Reponse]:
    """The rows of a démarche, in our order."""
    criteria = list(dict.fromkeys(row.critere for row in rows if row.critere is not None))
    parts = {part for row in rows if (part := group_of(row)) is not None}
    ordered = sorted(parts, key=lambda part: (criteria.index(part[0]), _natural(part[1])))
    found = []
    for question in dict.fromkeys(row.question for row in rows):
        if question not in open_ones:
            found.append(Reponse(demarche, question, None, None, TU, None, None))
            continue
        own = {(group_of(row), row.reponse): row for row in rows if row.question == question}
        answers = [answer for group, answer in own if group is None]
        for group in (None, *ordered):
            if group is None or group in shown:
                found += [own[group, answer] for answer in answers if (group, answer) in own]
            else:
                found.append(Reponse(demarche, question, *group, TU, None, None))
    return found


def _natural(name: str) -> list[tuple[int, str]]:
    """A name so that « 15 à 24 ans » comes before « 105 »."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"([0-9]+)", fold(name)) if part]


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


def _closed_questions(counted: Mapping[str, Questions], seuil: int) -> set[tuple[str, str]]:
    """The questions, each with its démarche, of which nothing may be shown."""
    wholes = {
        (name, q): groups.get(None, Decompte(0, {})) for name, own in counted.items() for q, groups in own.items()
    }
    closed = {key for key, whole in wholes.items() if whole.is_nobody or not whole.is_told(seuil)}
    for one, other in permutations(sorted(wholes.keys() - closed), 2):
        if one[0] != other[0] and same_words(one[1], other[1]) and not closed & {one, other}:
            rest = wholes[one].minus([wholes[other]])
            may_hold = rest.base > 0 and all(number >= 0 for number in rest.choix.values())
            if may_hold and not rest.is_told(seuil):
                closed.add(other)
    return closed


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same but for signs, spaces, case and accents."""
    return re.sub(r"\W", "", fold(one)) == re.sub(r"\W", "", fold(other))


def shown_groups(questions: Questions, open_ones: Questions, seuil: int) -> frozenset[Part]:
    """The groups that may be shown, the same for all the open questions of a démarche."""
    parts = dict.fromkeys(part for groups in questions.values() for part in groups if part is not None)
    shown: set[Part] = set()
    for criterion in dict.fromkeys(part[0] for part in parts):
        own = [part for part in parts if part[0] == criterion]
        told = {part for part in own if _may_be_told(part, questions, open_ones, seuil)}
        while told and not _is_safe(own, told, open_ones, seuil):
            told.remove(min(told, key=lambda part: (_size(part, open_ones), part)))
        shown |= told
    return frozenset(shown)


def _may_be_told(part: Part, questions: Questions, open_ones: Questions, seuil: int) -> bool:
    """Whether a group is large enough for every question, and does not answer alike any that is shown."""
    large = all(not 0 < groups[part].base < seuil for groups in questions.values() if part in groups)
    return large and all(groups[part].is_told(seuil) for groups in open_ones.values() if part in groups)


def _size(part: Part, open_ones: Questions) -> int:
    return min((groups[part].base for groups in open_ones.values() if part in groups), default=0)


def _is_safe(own: Collection[Part], told: Collection[Part], open_ones: Questions, seuil: int) -> bool:
    """Whether taking what is told off the whole gives nothing that may not be shown."""
    for groups in open_ones.values():
        withheld = [part for part in own if part not in told and part in groups and not groups[part].is_nobody]
        rest = groups[None].minus(groups[part] for part in told if part in groups)
        if len(withheld) == 1 or not rest.is_told(seuil):
            return False
    return True


def protect_demarche(row: Demarche, seuil: int) -> Demarche:
    """A démarche, without the number of those who took part where it is under the threshold."""
    if row.participants is None or row.participants == 0 or row.participants >= seuil:
        return row
    return replace(row, participants=None, sous_seuil=True)


def protect_verbatim(row: Parole) -> Parole | None:
    """A verbatim, if somebody has read it."""
    return row if row.relue != NON else None


def protect_contribution(row: Contribution, seuil: int) -> Contribution | None:
    """What was said in a forum, if somebody has read it; how many supported it, if they are enough to be told."""
    if row.relue == NON:
        return None
    if row.soutiens is None or row.soutiens == 0 or row.soutiens >= seuil:
        return row
    return replace(row, soutiens=None, peu_de_soutiens=True)


def protect_tables(tables: Mapping[str, TableTypee], seuil: int) -> dict[str, TableTypee]:
    """The tables of a contract as they may be shown, rows and frames."""
    found = dict(tables)
    if "demarches" in tables:
        found["demarches"] = _table("demarches", [protect_demarche(row, seuil) for row in tables["demarches"].objets])
    if "reponses" in tables:
        found["reponses"] = _table("reponses", protect_answers(tables["reponses"].objets, seuil))
    if "paroles" in tables:
        read = [row for row in map(protect_verbatim, tables["paroles"].objets) if row is not None]
        found["paroles"] = _table("paroles", read)
    if "contributions" in tables:
        said = (protect_contribution(row, seuil) for row in tables["contributions"].objets)
        found["contributions"] = _table("contributions", [row for row in said if row is not None])
    return found


def _table(nom: str, rows: Sequence[Any]) -> TableTypee:
    """A table of these rows; of their frame, lists are texts again."""
    columns: dict[str, Any] = {}
    for champ in TABLES[nom].champs.values():
        values: list[Any] = [getattr(row, champ.attribut) for row in rows]
        texts = [" | ".join(value) or None for value in values] if champ.plusieurs else values
        columns[champ.nom] = pd.Series(texts, dtype="Int64" if champ.nature is Nature.ENTIER else "object")
    table = TableTypee(nom, pd.DataFrame(columns, columns=list(TABLES[nom].colonnes)))
    table.__dict__["objets"] = list(rows)  # as they are, with what no column tells
    return table

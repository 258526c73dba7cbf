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
of a file may be the order of its numbers. What several démarches, or an edition that is kept, would give back of a
question by subtraction is withheld too (:mod:`quartiers.donnees.secret_croise`).

One criterion is taken at a time, since no table crosses two; groups that contain each other under two criteria, or two
questionnaires of the same people, are refused as far as they can be told
(:mod:`quartiers.donnees.coherences_concertation`), and not seen otherwise.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from quartiers.donnees.decomptes import Decompte, Decomptes, Part, Questions, count_answers, group_of
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.schemas import TableTypee
from quartiers.donnees.secret_croise import Cle, Lieux, given_back, moved_since
from quartiers.donnees.tables import TABLES
from quartiers.donnees.tables.concertation import NON, Demarche, Parole, Reponse
from quartiers.donnees.tables.forums import Contribution

TU: Final = ""  # the answer of a row that is withheld


def protect_answers(
    rows: Sequence[Reponse],
    seuil: int,
    told_before: Sequence[Sequence[Reponse]] = (),
    lieux: Lieux = MappingProxyType({}),
) -> list[Reponse]:
    """The answers as they may be shown; a group, or a question, that is withheld is one row without answer or number.

    ``rows`` are those of the whole table, ``told_before`` what each edition that is kept had shown of it,
    ``lieux`` the quartiers of each démarche.
    """
    by_demarche: defaultdict[str, list[Reponse]] = defaultdict(list)
    for row in rows:
        by_demarche[row.demarche].append(row)
    counted = {name: count_answers(own) for name, own in by_demarche.items()}
    asked = {(name, q): groups for name, own in counted.items() for q, groups in own.items()}
    closed = _closed_questions(asked, seuil, told_before, lieux)
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


def _closed_questions(
    asked: Mapping[Cle, Decomptes], seuil: int, told_before: Sequence[Sequence[Reponse]], lieux: Lieux
) -> set[Cle]:
    """The questions, each with its démarche, of which nothing may be shown."""
    wholes = {key: groups.get(None, Decompte(0, {})) for key, groups in asked.items()}
    closed = {key for key, whole in wholes.items() if whole.is_nobody or not whole.is_told(seuil)}
    for rows in told_before:
        closed |= moved_since({key: groups for key, groups in asked.items() if key not in closed}, rows, seuil)
    return closed | given_back({key: groups for key, groups in asked.items() if key not in closed}, seuil, lieux)


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


def protect_tables(
    tables: Mapping[str, TableTypee],
    seuil: int,
    told_before: Sequence[Sequence[Reponse]] = (),
    lieux: Lieux = MappingProxyType({}),
) -> dict[str, TableTypee]:
    """The tables of a contract as they may be shown, rows and frames; for the rest, see :func:`protect_answers`."""
    found = dict(tables)
    if "demarches" in tables:
        found["demarches"] = _table("demarches", [protect_demarche(row, seuil) for row in tables["demarches"].objets])
    if "reponses" in tables:
        found["reponses"] = _table("reponses", protect_answers(tables["reponses"].objets, seuil, told_before, lieux))
    if "paroles" in tables:
        read = [row for row in map(protect_verbatim, tables["paroles"].objets) if row is not None]
        found["paroles"] = _table("paroles", read)
    if "contributions" in tables:
        said = (protect_contribution(row, seuil) for row in tables["contributions"].objets)
        found["contributions"] = _table("contributions", [row for row in said if row is not None])
    return found


def _table(nom: str, rows: Sequence[Any]) -> TableTypee:
    """A table of these rows, numbered; of their columns, lists are texts again."""
    columns: dict[str, Any] = {}
    for champ in TABLES[nom].champs.values():
        values: list[Any] = [getattr(row, champ.attribut) for row in rows]
        columns[champ.nom] = [" | ".join(value) or None for value in values] if champ.plusieurs else values
    table = TableTypee(nom, range(len(rows)), columns)
    table.__dict__["objets"] = list(rows)  # as they are, with what no column tells
    return table

"""Import of a questionnaire: the rows of people become counts by question, group and answer, and are not kept.

What the columns of the file mean is written once, in the table ``questions``; where it is not, rows to put there are
proposed, and nothing is written. The counts of an import take the place of those that the table had of that démarche.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from quartiers.donnees.coherences_concertation import check_consultation
from quartiers.donnees.erreurs import Anomalie, DonneesInvalides
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.lecture import split_list
from quartiers.donnees.fichiers.recus import FichierRefuse
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.importation.questionnaire_lecture import Fichier, Proposition, propose_roles, read_people
from quartiers.donnees.importation.tables_importees import BilanTable
from quartiers.donnees.importation.tables_saisies import TableSaisie, as_cell, read_typed, write_typed
from quartiers.donnees.tables.concertation import CHOIX, GROUPE, QUESTION, SEPARATEURS

# What a cell of a column that is one choice says where the person has ticked it; else nothing, or no.
_TICKED: Final = frozenset({"oui", "yes", "y", "o", "1", "x", "true", "vrai", "coche", "selected", "checked"})
_NUMBERS: Final = re.compile(r"\s*([0-9]+)\s*-\s*([0-9]+)\s*")

Groupe: TypeAlias = tuple[str, str] | None


@dataclass(frozen=True)
class BilanQuestionnaire:
    """What an import counted: people of the file, those who answered, and each question with how many did.

    ``sans_groupe`` are, by criterion, the people whose cell is in none of the groups; ``laissees`` the columns that
    are not counted. ``propositions`` are rows to put in ``questions`` first: nothing was written.
    """

    lignes: int
    participants: int
    questions: tuple[tuple[str, int], ...] = ()
    groupes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sans_groupe: tuple[tuple[str, int], ...] = ()
    laissees: tuple[str, ...] = ()
    tables: tuple[BilanTable, ...] = ()
    propositions: tuple[Proposition, ...] = ()


@dataclass(frozen=True)
class Sens:
    """What a column of the file is."""

    position: int
    role: str
    intitule: str
    reponse: str
    separateur: str
    regroupe: tuple[tuple[str, str], ...]

    def values(self, cell: str) -> list[str]:
        """What a person says in this column; several values where choices are separated."""
        pieces = cell.split(self.separateur) if self.separateur else [cell]
        return list(dict.fromkeys(filter(None, (self._renamed(piece.strip()) for piece in pieces))))

    def _renamed(self, piece: str) -> str:
        if not piece:
            return ""
        for before, after in self.regroupe:
            span = _NUMBERS.fullmatch(before)
            number = re.fullmatch(r"([0-9]+)(?:[.,]0+)?", piece)
            if fold(before) == fold(piece) or (span and number and int(span[1]) <= int(number[1]) <= int(span[2])):
                return after
        ranged = any(_NUMBERS.fullmatch(before) for before, _ in self.regroupe)
        return "" if ranged and piece[:1].isdigit() else as_cell(piece)


def import_questionnaire(path: Path, dossier: Path, demarche: str) -> BilanQuestionnaire:
    """Count a file into ``reponses``, for a démarche of ``demarches``.

    Raises DonneesInvalides with every reason found, in the file or in the folder; nothing is written then.
    """
    folder = Dossier(dossier)
    demarches, answers, questions = (read_typed(folder, nom) for nom in ("demarches", "reponses", "questions"))
    if folder.anomalies or demarches is None or answers is None or questions is None:
        raise DonneesInvalides(folder.anomalies)
    own = demarches.find({"demarche": demarche})
    if own is None:
        remedy = "L'ajouter à la table demarches : sa nature, son nom, comment on a touché les gens."
        raise DonneesInvalides([Anomalie("demarches", "une démarche de cette table", trouve=demarche, remede=remedy)])
    try:
        fichier = read_people(path)
    except FichierRefuse as refusal:
        raise DonneesInvalides(refusal.anomalies) from refusal
    described = [row for row in questions.rangees if row["demarche"] == demarche]
    if not described:
        return BilanQuestionnaire(len(fichier.personnes), 0, propositions=tuple(propose_roles(fichier)))
    meanings, left = read_meanings(fichier, described, questions)
    counted = _Comptes(fichier, meanings)
    _put(answers, demarche, counted)
    if not own.get("participants"):
        own["participants"] = str(counted.participants)
    anomalies: list[Anomalie] = []
    check_consultation({"demarches": demarches.typed(anomalies), "reponses": answers.typed(anomalies)})
    if anomalies:
        raise DonneesInvalides(anomalies)
    written = write_typed(folder, (demarches, answers))
    return BilanQuestionnaire(
        len(fichier.personnes),
        counted.participants,
        tuple((question, counted.bases[question, None]) for question in counted.questions),
        tuple((criterion, tuple(groups)) for criterion, groups in counted.criteres.items()),
        tuple(counted.sans_groupe.items()),
        tuple(left),
        written,
    )


def read_meanings(
    fichier: Fichier, rows: Sequence[Mapping[str, str]], table: TableSaisie
) -> tuple[list[Sens], list[str]]:
    """What each column is, and the headings of those that nothing describes; raises DonneesInvalides."""
    positions = {fold(name): rank for rank, name in enumerate(fichier.entetes) if name}
    found, anomalies = [], []
    for row in rows:
        rank = positions.get(fold(row["colonne"]))
        if rank is None:
            remedy = "Elle est décrite dans la table questions : corriger l'en-tête, ou retirer la ligne."
            anomalies.append(Anomalie(fichier.source, "une colonne de ce nom", trouve=row["colonne"], remede=remedy))
            continue
        pairs = []
        for text in split_list(row.get("regroupe", "")):
            before, sign, after = text.partition("=")
            if not sign or not before.strip() or not after.strip():
                expected = "des regroupements « avant = après »"
                anomalies.append(Anomalie(table.place, expected, None, "regroupe", text))
            pairs.append((before.strip(), after.strip()))
        if row["role"] == CHOIX and not row.get("reponse"):
            anomalies.append(
                Anomalie(
                    table.place, "le choix que la colonne est", None, "reponse", remede=f"Colonne {row['colonne']}."
                )
            )
        title = row.get("intitule") or row["colonne"]
        meaning = Sens(
            rank,
            row["role"],
            title,
            row.get("reponse", ""),
            SEPARATEURS.get(row.get("separateur", ""), ""),
            tuple(pairs),
        )
        found.append(meaning)
    if anomalies:
        raise DonneesInvalides(anomalies)
    taken = {meaning.position for meaning in found if meaning.role in (QUESTION, CHOIX, GROUPE)}
    left = [name for rank, name in enumerate(fichier.entetes) if name and rank not in taken]
    return found, left


class _Comptes:
    """The counts of a file: by question, group and answer; ``bases``: how many answered, by question and group."""

    def __init__(self, fichier: Fichier, meanings: Sequence[Sens]):
        self.counts: Counter[tuple[str, Groupe, str]] = Counter()
        self.bases: Counter[tuple[str, Groupe]] = Counter()
        self.questions = list(dict.fromkeys(m.intitule for m in meanings if m.role in (QUESTION, CHOIX)))
        self.several = {m.intitule for m in meanings if m.role == CHOIX or m.separateur}
        self.criteres: dict[str, list[str]] = {m.intitule: [] for m in meanings if m.role == GROUPE}
        self.sans_groupe: Counter[str] = Counter()
        self.participants = 0
        self._ordered = {m.intitule: [after for _, after in m.regroupe] for m in meanings}
        for row in fichier.personnes:
            self._add(row, meanings)
        for criterion, groups in self.criteres.items():
            groups.sort(key=lambda group: (self._rank(criterion, group), fold(group)))

    def _rank(self, title: str, value: str) -> int:
        order = self._ordered.get(title, [])
        return order.index(value) if value in order else len(order)

    def _add(self, row: Sequence[str], meanings: Sequence[Sens]) -> None:
        said: defaultdict[str, list[str]] = defaultdict(list)
        groups: list[Groupe] = [None]
        for m in meanings:
            cell = row[m.position] if m.position < len(row) else ""
            if m.role == QUESTION:
                said[m.intitule] += m.values(cell)
            elif m.role == CHOIX and (fold(cell) in _TICKED or fold(cell) == fold(m.reponse)):
                said[m.intitule].append(m.reponse)
            elif m.role == GROUPE:
                self._join(m, cell, groups)
        said_something = {question: answers for question, answers in said.items() if answers}
        self.participants += bool(said_something)
        for question, answers in said_something.items():
            for group in groups:
                self.bases[question, group] += 1
                self.counts.update((question, group, answer) for answer in dict.fromkeys(answers))

    def _join(self, meaning: Sens, cell: str, groups: list[Groupe]) -> None:
        [*values] = meaning.values(cell)
        if len(values) != 1:
            self.sans_groupe[meaning.intitule] += 1
            return
        if values[0] not in self.criteres[meaning.intitule]:
            self.criteres[meaning.intitule].append(values[0])
        groups.append((meaning.intitule, values[0]))

    def answers_of(self, question: str) -> list[str]:
        """The answers to a question: in the order of the regrouping, then the most given first."""
        own = {answer: n for (q, group, answer), n in self.counts.items() if q == question and group is None}
        return sorted(own, key=lambda answer: (self._rank(question, answer), -own[answer], fold(answer)))

    def rows(self) -> Iterator[dict[str, str]]:
        """Rows of ``reponses``, of everybody then of each group, with the answers that nobody gave."""
        groups: list[Groupe] = [None, *((c, group) for c, own in self.criteres.items() for group in own)]
        for question in self.questions:
            for group in groups:
                base = self.bases[question, group]
                for answer in self.answers_of(question):
                    yield {
                        "question": question,
                        "critere": group[0] if group else "",
                        "groupe": group[1] if group else "",
                        "reponse": answer,
                        "effectif": str(self.counts[question, group, answer]),
                        "repondants": str(base) if question in self.several else "",
                    }


def _put(table: TableSaisie, demarche: str, counted: _Comptes) -> None:
    """The counts in the table, in the place of those that it has of that démarche; raises DonneesInvalides."""
    rows = [{"demarche": demarche, **row} for row in counted.rows()]
    if not rows:
        remedy = "Dire dans la table questions quelles colonnes du fichier sont des questions."
        raise DonneesInvalides(
            [Anomalie("questions", "une question au moins, et quelqu'un qui y répond", remede=remedy)]
        )
    lost = [row for row in table.rangees if row["demarche"] == demarche and not _is_among(row, rows)]
    if lost:
        remedy = "Ce fichier ne les compte pas : les retirer de la table reponses, puis relancer."
        shown = f"« {lost[0]['question']} »"
        expected = f"aucune autre réponse de la démarche {demarche} dans la table reponses"
        raise DonneesInvalides([Anomalie(table.place, expected, trouve=shown, remede=remedy)])
    for row in rows:
        table.put(row, lambda _: True)


def _is_among(row: Mapping[str, str], rows: Iterable[Mapping[str, str]]) -> bool:
    keys = ("question", "critere", "groupe", "reponse")
    return any(all(fold(row.get(k, "")) == fold(other[k]) for k in keys) for other in rows)

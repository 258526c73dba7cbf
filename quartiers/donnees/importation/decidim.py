"""Import of the open data of a Decidim platform: its proposals, as contributions that nobody has read yet; its comments
and meetings (:mod:`quartiers.donnees.importation.decidim_autres`).

What the columns mean is written once, in the table ``questions``, as for a questionnaire; it is proposed first. Of who
wrote a proposal nothing is read: neither name, nor address, nor place. Supports stay the count that they are. A text
that looks like it names somebody is not written: whoever reads the proposal on the platform says it in words of our
own. A proposal that somebody has read since (``relue``) stays as it is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from quartiers.donnees.coherences_concertation import check_consultation
from quartiers.donnees.coherences_forums import check_forums
from quartiers.donnees.erreurs import Anomalie, DonneesInvalides
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.recus import FichierRefuse
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.importation.decidim_autres import (
    SUFFIXE,
    BilanAutres,
    Nature,
    nature_of,
    put_comments,
    put_meetings,
)
from quartiers.donnees.importation.decidim_textes import plain_text
from quartiers.donnees.importation.questionnaire import Sens, read_meanings
from quartiers.donnees.importation.questionnaire_lecture import Fichier, Proposition, read_people
from quartiers.donnees.importation.tables_importees import BilanTable
from quartiers.donnees.importation.tables_saisies import TableSaisie, as_cell, read_typed, write_typed
from quartiers.donnees.noms_cites import check_keys
from quartiers.donnees.personnes import what_leads_to_someone
from quartiers.donnees.tables.concertation import (
    IDENTIFIE,
    IGNORER,
    NON,
    QUARTIER,
    REPONDU,
    ROLES_DE_PROPOSITION,
    SOUTIENS,
    SUITE,
    TEXTE,
    THEME,
    TITRE,
)
from quartiers.donnees.tables.forums import A_L_ETUDE, ECARTEE, RETENUE

EXPECTED: Final = "les propositions, commentaires ou réunions d'une plateforme Decidim (données ouvertes, CSV)"
A_COMPLETER: Final = "(à compléter)"
MAX_TEXT: Final = 300  # characters of what was written: it is to be said shorter, by a person
_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    IDENTIFIE: ("id",),
    TITRE: ("title/fr", "title"),
    TEXTE: ("body/fr", "body"),
    SOUTIENS: ("supports", "votes", "proposal_votes_count"),
    THEME: ("category/name/fr", "category/name", "category"),
    QUARTIER: ("scope/name/fr", "scope/name", "scope"),
    SUITE: ("state",),
    REPONDU: ("answer/fr", "answer"),
}
_STATES: Final[Mapping[str, str]] = {"accepted": RETENUE, "rejected": ECARTEE, "evaluating": A_L_ETUDE}
_NO_ANSWER: Final = frozenset({"", "not_answered", "published", "sans reponse"})
_WITHDRAWN: Final = frozenset({"withdrawn", "retiree", "retire"})
_TABLES: Final = ("demarches", "contributions", "paroles", "questions", "thematiques", "quartiers", "priorites")


@dataclass
class BilanDecidim:
    """What became of the proposals of a file.

    ``relues`` were read by somebody and stay as they are; ``retirees`` were taken back by who wrote them; of ``tues``
    the words were not kept; ``sans_raison`` are rejected without an answer. ``hors_liste`` are, by column, the values
    that ``questions`` does not regroup; ``inconnues`` the columns that it does not describe. ``propositions`` are rows
    to put there first: nothing was written.
    """

    lignes: int
    relues: int = 0
    retirees: int = 0
    tues: int = 0
    sans_raison: int = 0
    hors_liste: dict[str, list[str]] = field(default_factory=dict)
    inconnues: tuple[str, ...] = ()
    tables: tuple[BilanTable, ...] = ()
    propositions: tuple[Proposition, ...] = ()


def import_platform(path: Path, dossier: Path, demarche: str, today: date | None = None) -> BilanDecidim | BilanAutres:
    """Put into the tables what a file of the platform holds, which its headings tell, for a démarche of ``demarches``:
    proposals into ``contributions``, comments into ``paroles``, meetings held until ``today`` into ``demarches``.

    Raises DonneesInvalides with every reason found, in the file or in the folder; nothing is written then.
    """
    folder, tables, fichier = _read(path, dossier, demarche)
    nature = nature_of(fichier)
    if nature is Nature.PROPOSITIONS:
        return _import_proposals(fichier, folder, tables, demarche)
    if nature is Nature.COMMENTAIRES:
        filled, bilan = tables["paroles"], put_comments(fichier, demarche, tables["paroles"])
    else:
        filled = tables["demarches"]
        bilan = put_meetings(fichier, demarche, filled, tables["quartiers"], today or date.today())
    _check(tables)
    bilan.tables = write_typed(folder, (filled,))
    return bilan


def _read(path: Path, dossier: Path, demarche: str) -> tuple[Dossier, Mapping[str, TableSaisie], Fichier]:
    folder = Dossier(dossier)
    read = {nom: read_typed(folder, nom) for nom in _TABLES}
    tables = {nom: table for nom, table in read.items() if table is not None}
    if folder.anomalies or len(tables) < len(_TABLES):
        raise DonneesInvalides(folder.anomalies)
    if tables["demarches"].find({"demarche": demarche}) is None:
        remedy = "L'ajouter à la table demarches : sa nature, son nom, ses dates."
        raise DonneesInvalides([Anomalie("demarches", "une démarche de cette table", trouve=demarche, remede=remedy)])
    try:
        return folder, tables, read_people(path, EXPECTED)
    except FichierRefuse as refusal:
        raise DonneesInvalides(refusal.anomalies) from refusal


def _import_proposals(
    fichier: Fichier, folder: Dossier, tables: Mapping[str, TableSaisie], demarche: str
) -> BilanDecidim:
    described = [row for row in tables["questions"].rangees if row["demarche"] == demarche]
    if not described:
        return BilanDecidim(len(fichier.personnes), propositions=tuple(propose_columns(fichier, tables)))
    meanings, _ = read_meanings(fichier, described, tables["questions"])
    bilan = BilanDecidim(len(fichier.personnes), inconnues=_undescribed(fichier, described))
    _Reprise(fichier, meanings, demarche, bilan).put_into(tables["contributions"])
    _check(tables)
    bilan.tables = write_typed(folder, (tables["contributions"],))
    return bilan


def _check(tables: Mapping[str, TableSaisie]) -> None:
    """Raises DonneesInvalides where the tables are not sound with what was put in."""
    anomalies: list[Anomalie] = []
    controles = {nom: table.typed(anomalies) for nom, table in tables.items() if table.rangees}
    check_keys(controles, {})
    check_consultation(controles)
    check_forums(controles)
    if anomalies:
        raise DonneesInvalides(anomalies)


def _undescribed(fichier: Fichier, described: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    known = {fold(row["colonne"]) for row in described}
    return tuple(name for name in fichier.entetes if name and fold(name) not in known)


class _Reprise:
    """The proposals of a file, by the meaning of its columns."""

    def __init__(self, fichier: Fichier, meanings: Sequence[Sens], demarche: str, bilan: BilanDecidim):
        self._fichier, self._demarche, self._bilan = fichier, demarche, bilan
        self._by_role = {m.role: m for m in meanings if m.role in ROLES_DE_PROPOSITION}
        if missing := [role for role in (IDENTIFIE, TITRE) if role not in self._by_role]:
            remedy = "Dire dans la table questions quelle colonne l'est."
            raise DonneesInvalides(
                [Anomalie("questions", f"une colonne de rôle « {role} »", remede=remedy) for role in missing]
            )

    def put_into(self, table: TableSaisie) -> None:
        """Each proposal as a row, in the order of the file; raises DonneesInvalides for one without a number."""
        anomalies = []
        for number, row in enumerate(self._fichier.personnes, start=2):
            name = self._cell(row, IDENTIFIE)
            if re.fullmatch(r"[0-9]{1,12}", name) is None:
                column = self._fichier.entetes[self._by_role[IDENTIFIE].position]
                anomalies.append(Anomalie(self._fichier.source, "le numéro de la proposition", number, column, name))
            elif fold(self._cell(row, SUITE)) in _WITHDRAWN:
                self._bilan.retirees += 1
            else:
                self._put(table, f"{self._demarche}-{SUFFIXE}-{name}", row)
        if anomalies:
            raise DonneesInvalides(anomalies)

    def _put(self, table: TableSaisie, name: str, row: Sequence[str]) -> None:
        found = table.find({"contribution": name})
        if found is not None and found.get("relue") != NON:
            self._bilan.relues += 1
            return
        suite, answer = self._suite(row)
        supports = self._cell(row, SOUTIENS)
        cells = {
            "contribution": name,
            "demarche": self._demarche,
            "quartiers": self._regrouped(row, QUARTIER),
            "thematique": self._regrouped(row, THEME),
            "texte": self._text(row),
            "soutiens": supports if supports.isdecimal() else "",
            "suite": suite,
            "reponse": answer,
            "relue": NON,
        }
        table.put(cells, lambda _: True)

    def _cell(self, row: Sequence[str], role: str) -> str:
        meaning = self._by_role.get(role)
        cell = row[meaning.position] if meaning is not None and meaning.position < len(row) else ""
        return plain_text(cell)

    def _text(self, row: Sequence[str]) -> str:
        """The title and, where they are short, the words; neither where they look like they name somebody."""
        title, words = self._cell(row, TITRE), self._cell(row, TEXTE)
        number = self._cell(row, IDENTIFIE)
        if not title or what_leads_to_someone(title) is not None:
            self._bilan.tues += bool(title)
            return f"Proposition {number} : à lire sur la plateforme, et à résumer dans nos mots"
        if not words or fold(words) == fold(title) or len(title) + len(words) > MAX_TEXT:
            return as_cell(title)
        whole = f"{title.rstrip('.')}. {words}"
        if what_leads_to_someone(whole) is not None:
            self._bilan.tues += 1
            return as_cell(title)
        return as_cell(whole)

    def _regrouped(self, row: Sequence[str], role: str) -> str:
        """What the table ``questions`` makes of a cell; nothing of a value that it does not regroup."""
        meaning, cell = self._by_role.get(role), self._cell(row, role)
        if meaning is None or not cell:
            return ""
        after = next((new for old, new in meaning.regroupe if fold(old) == fold(cell)), "")
        if after == A_COMPLETER:
            return ""
        if not after:
            own = self._bilan.hors_liste.setdefault(self._fichier.entetes[meaning.position], [])
            own += [cell] if cell not in own else []
        return after

    def _suite(self, row: Sequence[str]) -> tuple[str, str]:
        """What was done of it, and what was answered; what is set aside without a reason has no suite yet."""
        if fold(self._cell(row, SUITE)) in _NO_ANSWER:
            return "", ""
        suite, answer = self._regrouped(row, SUITE), as_cell(self._cell(row, REPONDU))
        if answer and what_leads_to_someone(answer) is not None:
            self._bilan.tues += 1
            answer = ""
        if suite == ECARTEE and not answer:
            self._bilan.sans_raison += 1
            return "", ""
        return (suite, answer) if suite else ("", "")


# -- what the columns may be ------------------------------------------------------------------------------


def propose_columns(fichier: Fichier, tables: Mapping[str, TableSaisie]) -> list[Proposition]:
    """What each column may be, by its heading: to be read, and mended, by a person."""
    headings = {fold(name): name for name in fichier.entetes if name}
    chosen: dict[str, str] = {}
    for role, names in _HEADINGS.items():
        found = next((headings[name] for name in names if name in headings), None)
        if found is not None:
            chosen[found] = role
    return [
        Proposition(name, role, regroupe=_regroup(role, fichier.cells(rank), tables))
        for rank, name in enumerate(fichier.entetes)
        if name and (role := chosen.get(name, IGNORER))
    ]


def _regroup(role: str, cells: Sequence[str], tables: Mapping[str, TableSaisie]) -> str:
    """What the values of a column may become, each once; those that nothing is near to are to be completed."""
    if role not in (THEME, QUARTIER, SUITE):
        return ""
    values = list(dict.fromkeys(text for cell in cells if (text := plain_text(cell))))
    if role == SUITE:
        told = [v for v in values if fold(v) not in _NO_ANSWER | _WITHDRAWN]
        return " | ".join(f"{v} = {_STATES.get(fold(v), A_COMPLETER)}" for v in told)
    table, names = ("thematiques", ("libelle",)) if role == THEME else ("quartiers", ("nom", "nom_court"))
    rows = tables[table].rangees
    known = {fold(row.get(name, "")): row[str(tables[table].table.identifiant)] for row in rows for name in names}
    return " | ".join(f"{v} = {known.get(fold(v), A_COMPLETER)}" for v in values if "|" not in v and "=" not in v)

"""What a Decidim platform exports besides proposals: its comments become verbatims to read, its meetings démarches.

Their columns are the platform's own and mean one thing, so that nothing is asked first. Of who wrote a comment nothing
is read; one that looks like it names somebody, or is longer than a verbatim, is left on the platform. Of a meeting its
place is kept where it is no address, its attendance where it is counted. What staff have read or completed stays.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from quartiers.donnees.erreurs import Anomalie, DonneesInvalides
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.importation.decidim_textes import plain_text
from quartiers.donnees.importation.questionnaire_lecture import Fichier
from quartiers.donnees.importation.tables_importees import BilanTable
from quartiers.donnees.importation.tables_saisies import TableSaisie, as_cell
from quartiers.donnees.personnes import what_leads_to_someone
from quartiers.donnees.tables.concertation import NON

SUFFIXE: Final = "decidim"  # staff number what they type: an import never meets an identifier of theirs
MAX_PAROLE: Final = 600  # characters: what is longer is to be read on the platform, and quoted by a person
REUNION: Final = "réunion publique"
_NO: Final = frozenset({"false", "0", "non", "no"})
_YES: Final = frozenset({"true", "1", "oui", "yes"})


class Nature(StrEnum):
    """What a file of a platform holds."""

    PROPOSITIONS = "propositions"
    COMMENTAIRES = "commentaires"
    REUNIONS = "réunions"


# The headings of the platform's serializers, flattened as it writes them, in the languages that it may have.
_COLUMNS: Final[Mapping[Nature, Mapping[str, tuple[str, ...]]]] = {
    Nature.COMMENTAIRES: {"numéro": ("id",), "texte": ("body/fr", "body")},
    Nature.REUNIONS: {
        "numéro": ("id",),
        "titre": ("title/fr", "title"),
        "début": ("start_time",),
        "fin": ("end_time",),
        "lieu": ("location/fr", "location"),
        "participants": ("attendees",),
        "secteur": ("scope/name/fr", "scope/name", "scope"),
        "publiée": ("published",),
        "retirée": ("withdrawn",),
    },
}
_NEEDED: Final = {Nature.COMMENTAIRES: ("numéro", "texte"), Nature.REUNIONS: ("numéro", "titre", "début")}


@dataclass
class BilanAutres:
    """What became of the comments, or meetings, of a file.

    ``connues`` were there and stay as they are; ``retirees`` are no more on the platform, or not yet; ``tues`` look
    like they name somebody; ``longues`` are too long to be a verbatim.
    """

    nature: Nature
    lignes: int
    connues: int = 0
    retirees: int = 0
    tues: int = 0
    longues: int = 0
    tables: tuple[BilanTable, ...] = ()


def nature_of(fichier: Fichier) -> Nature:
    """What a file holds, by the headings that only such a file has."""
    headings = {fold(name) for name in fichier.entetes}
    if "commentable_type" in headings or "root_commentable_url" in headings:
        return Nature.COMMENTAIRES
    return Nature.REUNIONS if {"start_time", "end_time"} <= headings else Nature.PROPOSITIONS


class _Lecture:
    """The cells of a file by what they are; a column that is needed and absent is refused."""

    def __init__(self, fichier: Fichier, nature: Nature):
        self._fichier = fichier
        places = {fold(name): rank for rank, name in reversed(list(enumerate(fichier.entetes)))}
        self._ranks = {
            what: next(places[name] for name in names if name in places)
            for what, names in _COLUMNS[nature].items()
            if any(name in places for name in names)
        }
        missing = [what for what in _NEEDED[nature] if what not in self._ranks]
        if missing:
            found = ", ".join(filter(None, fichier.entetes[:8]))
            raise DonneesInvalides(
                [
                    Anomalie(fichier.source, f"une colonne « {_COLUMNS[nature][what][0]} » ({what})", 1, trouve=found)
                    for what in missing
                ]
            )

    def rows(self) -> list[tuple[str, Sequence[str]]]:
        """The number of each row on the platform, and its cells; raises for a row that has none, or has another's."""
        anomalies: list[Anomalie] = []
        found: list[tuple[str, Sequence[str]]] = []
        seen: set[str] = set()
        for line, row in enumerate(self._fichier.personnes, start=2):
            number = self.cell(row, "numéro")
            if re.fullmatch(r"[0-9]{1,12}", number) is None or number in seen:
                wanted = "le numéro de la ligne sur la plateforme, une seule fois"
                anomalies.append(Anomalie(self._fichier.source, wanted, line, "id", number))
            seen.add(number)
            found.append((number, row))
        if anomalies:
            raise DonneesInvalides(anomalies)
        return found

    def cell(self, row: Sequence[str], what: str) -> str:
        rank = self._ranks.get(what)
        return plain_text(row[rank]) if rank is not None and rank < len(row) else ""


def put_comments(fichier: Fichier, demarche: str, paroles: TableSaisie) -> BilanAutres:
    """Each comment as a verbatim that nobody has read."""
    bilan, lecture = BilanAutres(Nature.COMMENTAIRES, len(fichier.personnes)), _Lecture(fichier, Nature.COMMENTAIRES)
    for number, row in lecture.rows():
        name, text = f"{demarche}-{SUFFIXE}-{number}", as_cell(lecture.cell(row, "texte"))
        if paroles.find({"parole": name}) is not None:
            bilan.connues += 1
        elif not text:
            bilan.retirees += 1
        elif what_leads_to_someone(text) is not None:
            bilan.tues += 1
        elif len(text) > MAX_PAROLE:
            bilan.longues += 1
        else:
            paroles.put({"parole": name, "demarche": demarche, "texte": text, "relue": NON}, lambda _: True)
    return bilan


def put_meetings(
    fichier: Fichier, demarche: str, demarches: TableSaisie, quartiers: TableSaisie, today: date
) -> BilanAutres:
    """Each meeting that was held as a démarche, in the commune and the quartiers of the platform's own."""
    bilan, lecture = BilanAutres(Nature.REUNIONS, len(fichier.personnes)), _Lecture(fichier, Nature.REUNIONS)
    parent = demarches.find({"demarche": demarche}) or {}
    known = {
        fold(row.get(n, "")): row["quartier"] for row in quartiers.rangees for n in ("nom", "nom_court", "quartier")
    }
    for number, row in lecture.rows():
        name, title = f"{demarche}-{SUFFIXE}-{number}", as_cell(lecture.cell(row, "titre"))
        start, end = (_day(lecture.cell(row, what)) for what in ("début", "fin"))
        gone = fold(lecture.cell(row, "publiée")) in _NO or fold(lecture.cell(row, "retirée")) in _YES
        if demarches.find({"demarche": name}) is not None:
            bilan.connues += 1
        elif gone or start is None or start > today or not title:
            bilan.retirees += 1
        elif what_leads_to_someone(title) is not None:
            bilan.tues += 1
        else:
            own = known.get(fold(lecture.cell(row, "secteur")), "")
            cells = {
                "demarche": name,
                "nature": REUNION,
                "intitule": title,
                "commune": parent.get("commune", ""),
                "quartiers": own or parent.get("quartiers", ""),
                "lieu": _place(lecture.cell(row, "lieu")),
                "debut": start.isoformat(),
                "fin": end.isoformat() if end is not None and end > start else "",
                "participants": _attendance(lecture.cell(row, "participants")),
            }
            demarches.put(cells, lambda _: True)
    return bilan


def _day(cell: str) -> date | None:
    """The day of ``2026-09-01 18:00:00 UTC``, or of ``2026-09-01T18:00:00+02:00``."""
    found = re.match(r"\d{4}-\d{2}-\d{2}", cell)
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def _place(cell: str) -> str:
    """Where it was, if it is no address: a meeting may be at somebody's."""
    return as_cell(cell) if cell and what_leads_to_someone(cell) is None else ""


def _attendance(cell: str) -> str:
    """How many came; the platform writes 0 where nobody has counted."""
    return cell if cell.isdecimal() and int(cell) else ""

"""Reading the file of a questionnaire, a row a person: an export of Google Forms, Framaforms, LimeSurvey, or a table.

What is read stays in memory for the time of the import: no row of it is ever written.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.classeurs import SUFFIXES as WORKBOOKS
from quartiers.donnees.fichiers.classeurs import ClasseurIllisible
from quartiers.donnees.fichiers.classeurs.nature import read_bytes as read_workbook
from quartiers.donnees.fichiers.codages import decode
from quartiers.donnees.fichiers.lecture import Rangee
from quartiers.donnees.fichiers.lecture_csv import RangeeMalFormee, read_rows
from quartiers.donnees.fichiers.recus import FichierRefuse, read_bytes
from quartiers.donnees.fichiers.textes import clean_text, fold
from quartiers.donnees.tables.concertation import CHOIX, GROUPE, IGNORER, QUESTION, SEPARATEURS

EXPECTED: Final = "le fichier d'un questionnaire, CSV ou classeur, une ligne par personne"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MAX_CHOICES: Final = 12  # different answers of a question that proposes some
_PARTS: Final = re.compile(r"(?P<question>.*\S)\s*\[(?P<answer>[^\]]+)\]\s*")
_GROUPS: Final = re.compile(r"\b(?:sexe|genre|age|tranche|quartier|commune|statut|situation|csp|profession)\b")
_PEOPLE: Final = re.compile(
    r"\b(?:horodateur|timestamp|date|heure|id|identifiant|mail|courriel|adresse|nom|prenom|ip|telephone|tel|commentaires?|"
    r"remarques?|precisez|token|langue|derniere page|graine|seed)\b"
)
_ASKS_WHO: Final = re.compile(r"(?:dans )?quel(?:le)?s? |votre |vos |vous (?:etes|habitez|avez) ")
_SEX: Final = re.compile(r"\b(?:femmes?|hommes?|f|h|feminin|masculin|non binaire)\b")
_NO_ANSWER: Final = frozenset({"autre", "ne souhaite pas repondre", "je ne souhaite pas repondre", "sans reponse"})
_SHORT: Final = 4  # words of a heading
_AGES: Final = "15-24 = 15 à 24 ans | 25-59 = 25 à 59 ans | 60-110 = 60 ans et plus"


@dataclass(frozen=True)
class Fichier:
    """The rows of people, by columns in the order of the file; ``source`` is what messages call it."""

    source: str
    entetes: tuple[str, ...]
    personnes: tuple[tuple[str, ...], ...]

    def cells(self, position: int) -> list[str]:
        """The cells of a column, one a person."""
        return [row[position] if position < len(row) else "" for row in self.personnes]


@dataclass(frozen=True)
class Proposition:
    """What a column may be, as a row of ``questions``."""

    colonne: str
    role: str
    intitule: str = ""
    reponse: str = ""
    separateur: str = ""
    regroupe: str = ""


def read_people(path: Path, attendu: str = EXPECTED) -> Fichier:
    """The rows of a file. Raises :class:`FichierRefuse` for one that is not what ``attendu`` says."""
    data = read_bytes(path, attendu)
    if data.startswith((_ZIP, _OLE)) or path.suffix.lower() in WORKBOOKS:
        rows = _workbook_rows(path, data)
    else:
        rows = _csv_rows(path.name, data)
    if len(rows) < 2 or sum(map(bool, rows[0][1])) < 2:
        raise FichierRefuse(
            [Anomalie(path.name, attendu, remede="Sa première ligne a les en-têtes ; les autres, une ligne chacune.")]
        )
    head = tuple(rows[0][1])
    twice = next((name for name in head if name and [fold(h) for h in head].count(fold(name)) > 1), None)
    if twice:
        remedy = "Deux colonnes ont cet en-tête : en renommer une, on ne saurait laquelle compter."
        raise FichierRefuse([Anomalie(path.name, "des en-têtes différents", rows[0][0], None, twice, remedy)])
    return Fichier(path.name, head, tuple(tuple(cells) for _, cells in rows[1:] if any(cells)))


def _workbook_rows(path: Path, data: bytes) -> list[Rangee]:
    try:
        sheets = [sheet for sheet in read_workbook(data) if sheet.lignes]
    except ClasseurIllisible as error:
        raise FichierRefuse([Anomalie(path.name, "un classeur lisible", remede=str(error))]) from error
    if len(sheets) != 1:
        remedy = "Garder une seule feuille : celle qui est à importer."
        raise FichierRefuse([Anomalie(path.name, "un classeur d'une seule feuille remplie", remede=remedy)])
    return [(number, [clean_text(cell) for cell in cells]) for number, cells in sheets[0].lignes if any(cells)]


def _csv_rows(nom: str, data: bytes) -> list[Rangee]:
    try:
        text = decode(data)
    except UnicodeError as error:
        remedy = "Ses accents ne disent pas leur codage : l'enregistrer en « CSV UTF-8 » depuis un tableur."
        raise FichierRefuse([Anomalie(nom, "un fichier texte CSV lisible", remede=remedy)]) from error
    try:
        return read_rows(text, frozenset())
    except RangeeMalFormee as error:
        raise FichierRefuse(
            [Anomalie(nom, "une ligne de CSV bien formée", error.ligne, remede=error.remede)]
        ) from error


def propose_roles(fichier: Fichier) -> list[Proposition]:
    """What each column may be, by its heading and its cells: to be read, and mended, by a person."""
    return [_propose(name, fichier.cells(rank)) for rank, name in enumerate(fichier.entetes) if name]


def _propose(heading: str, cells: Sequence[str]) -> Proposition:
    words, filled = fold(heading), [cell for cell in cells if cell]
    kinds = {fold(cell) for cell in filled}
    parts = _PARTS.fullmatch(heading)
    if not filled or (_PEOPLE.search(words) and not parts):
        return Proposition(heading, IGNORER)
    if parts is not None and len(kinds) <= 3:
        return Proposition(heading, CHOIX, parts["question"], parts["answer"])
    if _is_of_groups(words, kinds):
        ages = len(kinds) > MAX_CHOICES and all(re.fullmatch(r"[0-9]{1,3}", cell) for cell in filled)
        return Proposition(heading, GROUPE, _criterion(words), regroupe=_AGES if ages else "")
    for name, separator in SEPARATEURS.items():
        pieces = {fold(piece) for cell in filled for piece in cell.split(separator)}
        # Choices that are ticked together make more different cells than there are choices.
        if len(pieces) <= MAX_CHOICES and len(pieces) < len(kinds):
            return Proposition(heading, QUESTION, separateur=name)
    if len(kinds) <= MAX_CHOICES:
        return Proposition(heading, QUESTION)
    return Proposition(heading, IGNORER)  # what people wrote: it is read, and goes to paroles


def _is_of_groups(words: str, kinds: set[str]) -> bool:
    """Whether a column says who people are: by its cells, or by a heading that asks for no more than that."""
    if kinds and all(_SEX.search(kind) for kind in kinds - _NO_ANSWER):
        return True
    is_short = len(words.split()) <= _SHORT or _ASKS_WHO.match(words) is not None
    return is_short and _GROUPS.search(words) is not None


def _criterion(words: str) -> str:
    found = _GROUPS.search(words)
    return {"age": "âge", "tranche": "âge", "genre": "sexe"}.get(found[0], found[0]) if found else "sexe"

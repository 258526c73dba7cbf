"""Reading the ANCT's files of posts paid by the State: which posts of which year, and those of a contract.

A file says what it is twice, by its name and by what it holds. Only rows of the contract are read whole: what may be
wrong elsewhere in the country is nobody's business here.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from quartiers.donnees.cellules import is_placeholder
from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.codages import decode
from quartiers.donnees.fichiers.lecture import is_garbled, parse_amount
from quartiers.donnees.fichiers.recus import FichierRefuse, read_bytes
from quartiers.donnees.fichiers.textes import clean_text, fold
from quartiers.donnees.importation.laisses import FichierInconnu
from quartiers.donnees.importation.siret import SiretLu, read_siret
from quartiers.donnees.importation.tables_saisies import POSTES
from quartiers.typographie import join_words

_EXPECTED: Final = "un fichier JSON des adultes-relais, ou des postes Fonjep"
_CODE: Final = re.compile(r"CV[0-9]{3}")
_MOST_SHOWN: Final = 5


@dataclass(frozen=True)
class Sorte:
    """A sort of posts: how its files and its numbers are known, and what is written of it.

    ``avenant`` is how many digits of a number count the renewals of a post: it keeps the others from year to year.
    """

    nom: str
    prefixe: str
    mots: tuple[str, ...]
    numero: re.Pattern[str]
    avenant: int
    intitule: str

    def identifier_of(self, numero: str) -> str:
        """The permanent identifier of a post.

        >>> SORTES[0].identifier_of("59V18R000800") == SORTES[0].identifier_of("59V18R000801")
        True
        """
        is_usual = self.numero.fullmatch(numero) is not None
        kept = numero[: len(numero) - self.avenant] if is_usual else numero
        return f"{self.prefixe}-{kept.lower()}"

    def source_of(self, annee: int) -> str:
        return f"ANCT, {self.nom} {annee}"

    def year_in(self, source: str) -> int | None:
        """The year of a source of this sort; None for another one.

        >>> SORTES[0].year_in("ANCT, adultes-relais 2023 : montant théorique"), SORTES[0].year_in("Délibération")
        (2023, None)
        """
        found = re.match(rf"ANCT, {re.escape(self.nom)} (20[0-9]{{2}})\b", source)
        return int(found[1]) if found else None


SORTES: Final = (
    # « 59V18R0008 » is the post, « 00 » then « 01 » its conventions one after the other: in the files of 2020 to 2023,
    # the number without them is that of one post, with one holder, to a few transfers.
    Sorte(
        "adultes-relais",
        POSTES[0],
        ("adulte", "relais"),
        re.compile(r"[0-9]{2}[0-9A-Z][0-9]{2}RT?[0-9]{5,6}"),
        2,
        "Poste d'adulte-relais",
    ),
    Sorte("postes Fonjep", POSTES[1], ("fonjep",), re.compile(r"[A-Z]{1,2}[0-9]{4,5}"), 0, "Poste Fonjep"),
)


@dataclass(frozen=True)
class Poste:
    """A post of the contract, for a year; ``autres`` are the other contracts that it is shared with."""

    rang: int
    numero: str
    titulaire: str
    siret: SiretLu
    montant: Decimal
    autres: tuple[str, ...]


@dataclass(frozen=True)
class FichierPostes:
    """A file: its sort and year, its posts of the contract, and how many rows it has of what is left."""

    nom: str
    sorte: Sorte
    annee: int
    postes: tuple[Poste, ...]
    lignes: int
    ailleurs: int
    sans_code: int

    @property
    def cle(self) -> tuple[str, int]:
        return self.sorte.nom, self.annee


def read_posts(path: Path, code_cv: str) -> FichierPostes:
    """Read a file, and keep the posts of a contract.

    Raises :class:`FichierRefuse` with every reason; :class:`FichierInconnu` for what neither its name nor what it holds
    says to be such a file.
    """
    rows = _read_rows(path)
    faults: list[Anomalie] = []
    sorte = _sort_of(path.name, rows, faults)
    year = _year_of(path.name, rows, faults)
    codes = [_codes_of(row) for row in rows]
    kept = []
    for rank, (row, found) in enumerate(zip(rows, codes, strict=True), start=1):
        if code_cv in found:
            kept.append(_post(path.name, rank, row, tuple(c for c in found if c != code_cv), faults))
    if faults or sorte is None or year is None:
        raise FichierRefuse(faults)
    without = sum(not found for found in codes)
    posts = tuple(post for post in kept if post is not None)
    return FichierPostes(path.name, sorte, year, posts, len(rows), len(rows) - without - len(kept), without)


def _read_rows(path: Path) -> list[Mapping[str, Any]]:
    data = read_bytes(path, _EXPECTED)
    try:
        text = decode(data)
    except UnicodeError as error:
        raise _refusal(path, "Le fichier est abîmé : le télécharger de nouveau.") from error
    if text.lstrip().startswith("<"):
        raise _refusal(path, "C'est une page web, sans doute un message d'erreur du site : le télécharger de nouveau.")
    try:
        content = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:  # too long a number is a ValueError too
        line = f"ligne {error.lineno} : " if isinstance(error, json.JSONDecodeError) else ""
        raise _refusal(
            path, f"{line}ce n'est pas du JSON, ou le fichier est coupé : le télécharger de nouveau."
        ) from error
    if not _named_in(path.name) and not _holds_posts(content):
        raise FichierInconnu("ni son nom ni son contenu ne sont d'un fichier de postes")
    if not isinstance(content, list) or not content:
        raise _refusal(path, "Il ne contient pas une liste de postes : vérifier que c'est le bon fichier.")
    wrong = [rank for rank, row in enumerate(content, start=1) if not isinstance(row, dict)]
    if wrong:
        raise _refusal(path, f"L'enregistrement {wrong[0]} n'est pas celui d'un poste.")
    if not _holds_posts(content):
        raise _refusal(path, "Aucun enregistrement n'a de numéro de poste (id_poste) : est-ce le bon fichier ?")
    return content


def _holds_posts(content: object) -> bool:
    return isinstance(content, list) and any(isinstance(row, dict) and "id_poste" in row for row in content)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"not a number of JSON: {name}")


def _refusal(path: Path, remedy: str) -> FichierRefuse:
    return FichierRefuse([Anomalie(path.name, _EXPECTED, remede=remedy[:1].upper() + remedy[1:])])


# -- what a file is -------------------------------------------------------------------------------------------


def _sort_of(nom: str, rows: Sequence[Mapping[str, Any]], faults: list[Anomalie]) -> Sorte | None:
    """The sort that the name and the numbers say; None, with why in ``faults``, if they do not agree."""
    named = _named_in(nom)
    numbers = [_text(row, "id_poste").upper() for row in rows]
    held = [sorte for sorte in SORTES if 2 * sum(map(bool, map(sorte.numero.fullmatch, numbers))) > len(numbers)]
    if len(held) == 1 and (not named or named == held):
        return held[0]
    expected = _EXPECTED
    if len(named) == 1 and held:
        expected = f"des {named[0].nom}, comme son nom le dit"
        remedy = f"Ses numéros de poste sont ceux des {held[0].nom} : donner au fichier le nom de ce qu'il contient."
    else:
        remedy = f"Ses numéros de poste ne sont pas de cette forme ; le premier est « {next(iter(numbers))[:30]} »."
    faults.append(Anomalie(nom, expected, remede=remedy))
    return None


def _named_in(nom: str) -> list[Sorte]:
    return [sorte for sorte in SORTES if all(word in fold(nom) for word in sorte.mots)]


def _year_of(nom: str, rows: Sequence[Mapping[str, Any]], faults: list[Anomalie]) -> int | None:
    """The year that the name and the rows say; None, with why in ``faults``, if they do not agree."""
    held = Counter(re.sub(r"[.,]0+$", "", _text(row, "annee")) for row in rows)
    named = set(re.findall(r"(?<![0-9])20[0-9]{2}(?![0-9])", nom))
    years = {year for year in held if re.fullmatch(r"20[0-9]{2}", year)}
    if len(held) == 1 and len(years) == 1 and named <= years:
        return int(years.pop())
    if len(held) == 1 and len(years) == 1:
        expected = f"des postes de {join_words(sorted(named), 'ou')}, comme son nom le dit"
        remedy = f"Ils sont de {years.pop()} : donner au fichier le nom de ce qu'il contient."
    else:
        expected = "des postes d'une seule année (annee), sur quatre chiffres"
        shown = [f"« {year[:20]} »" if year else "rien" for year in sorted(held)[:_MOST_SHOWN]]
        remedy = f"Il y a {join_words(shown)} : reprendre le fichier tel que téléchargé."
    faults.append(Anomalie(nom, expected, remede=remedy))
    return None


def _codes_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Codes of the contracts of a row, which may be glued together: « CV380CV384 »."""
    text = re.sub(r"\s", "", _text(row, "code_cv")).upper()
    found = tuple(dict.fromkeys(_CODE.findall(text)))
    return found if not re.search(r"[A-Z0-9]", _CODE.sub("", text)) else ()


# -- a post ---------------------------------------------------------------------------------------------------


def _post(nom: str, rank: int, row: Mapping[str, Any], others: tuple[str, ...], faults: list[Anomalie]) -> Poste | None:
    where = f"{nom}, enregistrement {rank}"
    number, holder = _text(row, "id_poste").upper(), _text(row, "raison_sociale")
    before = len(faults)
    if not re.fullmatch(r"[A-Z0-9]{3,40}", number):
        expected = "un numéro de poste, en lettres et en chiffres"
        faults.append(Anomalie(where, expected, None, "id_poste", number))
    if is_placeholder(holder):
        faults.append(Anomalie(where, "le nom du titulaire", None, "raison_sociale", holder))
    elif is_garbled(holder):
        faults.append(Anomalie(where, "des accents intacts", None, "raison_sociale", holder))
    amount = _amount(_text(row, "montant"))
    if amount is None:
        faults.append(Anomalie(where, "un montant en euros, positif ou nul", None, "montant", _text(row, "montant")))
    if len(faults) > before or amount is None:
        return None
    return Poste(rank, number, holder, read_siret(_text(row, "code_tiers")), amount, others)


def _text(row: Mapping[str, Any], name: str) -> str:
    """What a record holds under a name, as a text; "" for nothing, and for what is no single value."""
    value = row.get(name)
    if isinstance(value, Decimal):
        return f"{value:f}" if value.is_finite() and abs(value.adjusted()) < 30 else str(value)
    return clean_text(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _amount(text: str) -> Decimal | None:
    try:
        amount = parse_amount(text)
    except ValueError:
        return None
    rounded = amount.quantize(Decimal("0.01")) if amount < 10**12 else None
    return rounded if rounded is not None and rounded >= 0 and abs(rounded - amount) < Decimal("0.0001") else None


def holders_without_siret(posts: Iterable[Poste]) -> list[str]:
    """Holders whose number is none, each once: the file has something else in its place, or nothing."""
    return sorted({post.titulaire for post in posts if post.siret.siret is None})

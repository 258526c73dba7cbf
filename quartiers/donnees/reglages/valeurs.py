"""A value of ``contrat.toml`` read as its description says, or refused with every reason why."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from quartiers.donnees.fichiers.lecture import is_garbled
from quartiers.donnees.fichiers.textes import clean_text, fold
from quartiers.donnees.formes import IDENTIFIANT, QPV_CODE, is_identifier
from quartiers.donnees.reglages.forme import Faute, Refus, Reglage
from quartiers.donnees.reglages.remedes import rewrite

MAX_TEXT: Final = 300  # characters of a name or a title: more is a pasted document
_MAX_FAULTS: Final = 20  # of one list: the others are of the same


@dataclass(frozen=True)
class Cle:
    """A key of a section: its type (``str``, ``int``, ``float``, ``date``, or ``tuple`` for a list of texts), and
    what there is to know of it."""

    section: str
    nom: str
    type: type
    reglage: Reglage

    @property
    def chemin(self) -> str:
        return f"{self.section}.{self.nom}"

    @property
    def attendu(self) -> str:
        """The key and what is expected of its value, in words."""
        return f"{self.chemin}, {_expected(self.type, self.reglage)}"

    @property
    def valeur(self) -> str:
        """What its value is, for the dictionary of the tables, in Markdown."""
        r = self.reglage
        words = [_SORTS[self.type]]
        if r.vide:
            words.append("`\"\"` s'il n'y en a pas")
        if r.minimum is not None and r.maximum is not None:
            words.append(f"de {r.minimum:g} à {r.maximum:g}")
        words += [r.unite] if r.unite else []
        words += [f"au moins `{r.au_moins}`"] if r.au_moins else []
        return ", ".join(words)

    def lire(self, value: Any, source: str) -> Any:
        """The value to keep; ``source`` is it as it was typed. Raises :class:`Refus`."""
        if not _is_of_type(value, self.type):
            raise Refus(Faute(rewrite(self.type, source), trouve=source))
        return _READERS[self.type](value, self.reglage)


_SORTS: Final[Mapping[type, str]] = {
    str: "texte",
    int: "nombre entier",
    float: "nombre",
    date: "date",
    tuple: "liste de textes",
}


def _expected(kind: type, reglage: Reglage) -> str:
    if reglage.forme is not None:
        return reglage.forme.attendu
    if kind is tuple:
        number = f" de {reglage.minimum:g} à {reglage.maximum:g}" if reglage.minimum is not None else ""
        return f"une liste{number} textes entre guillemets" if number else "une liste de textes entre guillemets"
    if kind is str:
        return "un texte entre guillemets" + (", vide au besoin" if reglage.vide else "")
    what = f"une date comme {reglage.exemple}," if kind is date else f"un {_SORTS[kind]}"
    return f"{what} entre {reglage.minimum:g} et {reglage.maximum:g}"


def _is_of_type(value: object, kind: type) -> bool:
    if kind is float:
        return type(value) in (int, float)  # exactly: true is no number
    if kind is tuple:
        return type(value) is list and all(type(item) is str for item in value)
    return type(value) is kind  # exactly: a date has no hour


def _read_text(value: str, reglage: Reglage) -> str:
    text = read_text(value, vide=reglage.vide)
    return reglage.forme.lire(text) if reglage.forme else text


def read_text(value: str, *, vide: bool = False) -> str:
    """A text as a cell's is read; raises :class:`Refus` for one that is empty, endless or garbled."""
    text = clean_text(value)
    if not any(map(str.isalnum, text)) and not (vide and not text):
        raise Refus(Faute("Il n'y a ni lettre ni chiffre."))
    if len(text) > MAX_TEXT:
        raise Refus(Faute(f"Il y en a {len(text)}.", f"un texte de {MAX_TEXT} caractères au plus"))
    if is_garbled(text):
        remedy = "Le fichier a été ouvert avec un mauvais encodage puis enregistré : reprendre la version d'avant."
        raise Refus(Faute(remedy, "des accents intacts"))
    return text


def read_name(value: Any, source: str) -> str:
    """The displayed name of a territory; raises :class:`Refus`."""
    if isinstance(value, dict):
        raise Refus(Faute("Un identifiant n'a pas de point, et son nom est un texte.", trouve=source))
    if not isinstance(value, str):
        raise Refus(Faute(rewrite(str, source), trouve=source))
    return read_text(value)


def _read_number(value: float, reglage: Reglage) -> float:
    _check_bounds(value, reglage)
    return value


def _read_date(value: date, reglage: Reglage) -> date:
    _check_bounds(value.year, reglage)
    return value


def _check_bounds(size: float, reglage: Reglage) -> None:
    """Nan is within no bounds, and a whole number may be too long for a float: it is compared as it is."""
    assert reglage.minimum is not None
    assert reglage.maximum is not None
    if not reglage.minimum <= size <= reglage.maximum:
        raise Refus(Faute())


def _read_list(value: list[str], reglage: Reglage) -> tuple[str, ...]:
    faults: list[Faute] = []
    if reglage.minimum is not None:
        bounds = f"{reglage.minimum:g} à {reglage.maximum:g}"
        if not reglage.minimum <= len(value) <= (reglage.maximum or len(value)):
            faults.append(Faute(f"Il y en a {len(value)}.", f"de {bounds} textes", f"{len(value)} textes"))
    known: dict[str, str] = {}
    for item in value:
        if len(faults) >= _MAX_FAULTS:
            break
        try:
            text = read_text(item)
        except Refus as refusal:
            faults += [Faute(f.remede, f.attendu, item) for f in refusal.fautes]
            continue
        faults += _faults_of_item(text, item, known)
        known.setdefault(fold(text), text)
    if faults:
        raise Refus(*faults)
    return tuple(known.values())


def _faults_of_item(text: str, item: str, known: Mapping[str, str]) -> Iterator[Faute]:
    if "|" in text:
        yield Faute("Elle sépare les publics d'une cellule.", "un texte sans barre |", item)
    if fold(text) in known:
        yield Faute(f"« {known[fold(text)]} » est déjà dans la liste.", "un texte qui n'y est qu'une fois", item)


_READERS: Final[Mapping[type, Callable[[Any, Reglage], Any]]] = {
    str: _read_text,
    int: _read_number,
    float: lambda value, reglage: abs(float(_read_number(value, reglage))),  # -0.0 is within bounds too
    date: _read_date,
    tuple: _read_list,
}


def check_identifier(name: str) -> None:
    """Raise :class:`Refus` for what cannot name a territory: the tables cite it, beside codes of QPV."""
    if not is_identifier(name):
        raise Refus(Faute("Le nom affiché vient à droite du signe =.", IDENTIFIANT.attendu, name))
    if QPV_CODE.fullmatch(name.upper()):
        raise Refus(Faute(None, "un identifiant qui n'est pas le code d'un QPV", name))

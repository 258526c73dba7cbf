"""Columns that the catalogue does not have: what they are likely to be, and the row to add for each.

INSEE's names change from one file to the next, not much: ``TP60`` of a theme is ``DISP_TP60_A21`` in a source. A column
is likely to be what the one of nearest name is, once the vintage and what a file writes before all its names are off;
what its description says (``meta_….csv``, beside it in the archive) comes first. It is a person who decides: nothing is
taken.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Final

from quartiers.donnees.fichiers.codages import decode
from quartiers.donnees.fichiers.textes import clean_text
from quartiers.donnees.importation.insee_catalogue import YEAR, Catalogue, Formule
from quartiers.donnees.tables import TABLES

_VINTAGE: Final = re.compile(r"_A(\d\d)$")
_PREFIXE: Final = "DISP_"  # of every column of the files on disposable income
_PROCHE: Final = 0.8  # under that, names are near by chance
_DEBUT: Final = 1000  # bytes: the first row of a description
_COURT: Final = 4  # characters: shorter names are near too many others


@dataclass(frozen=True)
class Suggestion:
    """An unknown column: what it is likely to be, in French, and the row of ``catalogue_insee`` to add, as CSV."""

    colonne: str
    sens: str
    ligne: str


@dataclass(frozen=True)
class Entete:
    """A file that has columns that the catalogue lacks; ``theme`` is None where it is not known either."""

    nom: str
    theme: str | None
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True)
class EnteteLu:
    """The columns of a file, of a theme and an edition where they are known."""

    nom: str
    theme: str | None
    edition: int | None
    noms: tuple[str, ...]


def read_labels_of_columns(octets: bytes) -> dict[str, str]:
    """What a file of INSEE that describes columns says of each: ``COD_VAR;LIB_VAR;…``; empty for another file."""
    if b"COD_VAR" not in octets[:_DEBUT]:
        return {}
    try:
        text = decode(octets, ("cp1252",))
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
        if not {"COD_VAR", "LIB_VAR"} <= set(rows.fieldnames or ()):
            return {}
        found = ((clean_text(row["COD_VAR"] or ""), clean_text(row["LIB_VAR"] or "")) for row in rows)
        return {code.strip(): label.strip() for code, label in found if code.strip() and label.strip()}
    except (UnicodeError, csv.Error):
        return {}


def describe_columns(fichier: EnteteLu, catalogue: Catalogue, labels: Mapping[str, str]) -> Entete:
    """What the columns that the catalogue lacks are likely to be; ``labels`` is what a description says of them."""
    unknown = catalogue.sort_columns(fichier.theme or "", fichier.edition or 0, fichier.noms).inconnues
    taken = {f.indicateur for f in catalogue.formulas(fichier.theme or "", fichier.edition or 0, fichier.noms)}
    rows = []
    for column in unknown:
        model = _nearest(column, fichier, catalogue)
        if model is not None and model.indicateur in taken:
            model = None  # the file has it under another name: this one is something else
        if model is not None:
            taken.add(model.indicateur)
        rows.append(_suggestion(column, fichier, catalogue, labels.get(column, ""), model))
    return Entete(fichier.nom, fichier.theme, tuple(rows))


def _suggestion(column: str, fichier: EnteteLu, catalogue: Catalogue, label: str, model: Formule | None) -> Suggestion:
    told = [f"« {label} », dit la description jointe"] if label else []
    cells = dict.fromkeys(TABLES["catalogue_insee"].colonnes, "")
    cells |= {"theme": fichier.theme or "", "colonne": _of_any_edition(column, fichier.edition), "note": label}
    bottom = _bottom(model, fichier) if model is not None else None
    if model is not None and bottom is not None:
        near = f"comme {model.colonnes[0]} de {model.theme}"
        told.append(f"sans doute « {catalogue.libelles.get(model.indicateur, model.indicateur)} », {near}")
        cells |= {"theme": fichier.theme or model.theme, "volet": model.volet or "", "indicateur": model.indicateur}
        cells |= {"denominateur": bottom, "diviseur": f"{model.diviseur:g}" if model.diviseur else ""}
        if former := [f for f in catalogue.formules if (f.theme, f.indicateur) == (fichier.theme, model.indicateur)]:
            told.append(f"la ligne remplace celle de {' | '.join(former[0].colonnes)}, que ce fichier n'a pas")
    elif known := next((c for c in catalogue.connues if c.note and _is_like(column, c.motif, fichier.edition)), None):
        told.append(f"sans doute à laisser, comme {known.motif} de {known.theme} ({known.note})")
        cells["note"] = label or known.note
    if not told:
        told.append("sens inconnu : le chercher dans la description du fichier")
    return Suggestion(column, " ; ".join(told), _as_csv(cells))


def _nearest(column: str, fichier: EnteteLu, catalogue: Catalogue) -> Formule | None:
    """The formula of one column whose name is the nearest; of the same theme, where several are as near."""
    stem = _stem(column, fichier.edition)
    own = sorted((f for f in catalogue.formules if len(f.colonnes) == 1), key=lambda f: f.theme != fichier.theme)
    by_stem: dict[str, Formule] = {}
    for formula in own:
        by_stem.setdefault(_stem(formula.colonnes[0], None), formula)
    if stem in by_stem:
        return by_stem[stem]
    long = [name for name in by_stem if len(name) >= _COURT]
    near = get_close_matches(stem, long, n=1, cutoff=_PROCHE) if len(stem) >= _COURT else []
    return by_stem[near[0]] if near else None


def _stem(column: str, edition: int | None) -> str:
    """A name without its vintage, nor what all the names of its file begin with.

    >>> _stem("DISP_TP60_A21", 2021), _stem("ABC_25", 2021), _stem("MED{aa}", None)
    ('TP60', 'ABC_25', 'MED')
    """
    return _of_any_edition(column, edition).replace(YEAR, "").upper().removeprefix(_PREFIXE)


def _of_any_edition(column: str, edition: int | None) -> str:
    """A name as the catalogue writes it, for every edition.

    >>> _of_any_edition("DISP_TP60_A21", None), _of_any_edition("MED21", 2021), _of_any_edition("ABC_25", 2021)
    ('DISP_TP60{aa}', 'MED{aa}', 'ABC_25')
    """
    digits = f"{edition % 100:02d}" if edition else None
    if (found := _VINTAGE.search(column)) and digits in (None, found[1]):
        return _VINTAGE.sub(YEAR, column)
    return column.removesuffix(digits) + YEAR if digits and re.search(rf"[A-Za-z0]{digits}$", column) else column


def _bottom(model: Formule, fichier: EnteteLu) -> str | None:
    """The column of the file by which to divide, as the catalogue writes it; None where it has none such."""
    if model.denominateur is None:
        return ""
    wanted = _stem(model.denominateur, None)
    found = (name for name in fichier.noms if _stem(name, fichier.edition) == wanted)
    return next((_of_any_edition(name, fichier.edition) for name in found), None)


def _is_like(column: str, pattern: str, edition: int | None) -> bool:
    return len(pattern.strip("*")) > 1 and fnmatchcase(_stem(column, edition), _stem(pattern, None))


def _as_csv(cells: Mapping[str, str]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="").writerow(cells.values())
    return line.getvalue()

"""Workbooks of Excel (.xlsx, .xlsm), whoever wrote them: openpyxl knows the links between parts and what a cell holds.

Sheets stream through it cell by cell (:mod:`flux`) rather than whole: its own readers keep a sheet in memory, or trust
the size that it claims and leave the rest of its rows.
"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, NamedTuple

from openpyxl.packaging.relationship import RelationshipList, get_dependents, get_rels_path
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.xml.constants import REL_NS
from openpyxl.xml.functions import fromstring

from quartiers.donnees.fichiers.classeurs.archive import Archive
from quartiers.donnees.fichiers.classeurs.codes import read_code
from quartiers.donnees.fichiers.classeurs.commun import DAMAGED, ClasseurIllisible, FeuilleLue
from quartiers.donnees.fichiers.classeurs.dates import DEPUIS_1900, DEPUIS_1904, Calendrier
from quartiers.donnees.fichiers.classeurs.flux import DEBUT, Compte, Evenement, read_events
from quartiers.donnees.fichiers.classeurs.formats import Format
from quartiers.donnees.fichiers.classeurs.rangees import Demesure, Grille, Reste
from quartiers.donnees.fichiers.classeurs.xlsx_feuille import (
    CELL,
    MAIN,
    MARKS,
    Contexte,
    Feuille,
    is_true,
    text_of,
    unescape,
)

_STRICT: Final = {"http://purl.oclc.org/ooxml/spreadsheetml/main": MAIN}
# Formats that each country's Excel writes its own way; these say what they have in common.
_BUILTIN: Final = BUILTIN_FORMATS | dict.fromkeys((5, 6, 7, 8, 37, 38, 39, 40), "0")
_BUILTIN.update(dict.fromkeys((41, 42, 43, 44), '0;-0;"-"'))
_MAX_TABLES: Final = 100


class _Lien(NamedTuple):
    """A sheet in the list of the workbook, and the part that holds its cells: none if it is a chart."""

    nom: str
    masquee: bool
    partie: str | None


class Xlsx:
    """A workbook; raises ClasseurIllisible."""

    def __init__(self, archive: Archive):
        self._archive = archive
        self._count, self._rest = Compte(), Reste()
        with _damages():
            package = get_dependents(archive, "_rels/.rels")
            part = next((link.target for link in package.find(f"{REL_NS}/officeDocument")), "xl/workbook.xml")
            root = fromstring(archive.read(part))
            self._links = self._dependents(part)
            self._context = _read_context(root)
            self._sheets = list(self._find_sheets(root))
        if not self._sheets:
            raise ClasseurIllisible(DAMAGED)

    @property
    def calendrier(self) -> Calendrier:
        """How its days are counted."""
        return self._context.calendrier

    def part_of(self, nom: str) -> str | None:
        """The part that holds the cells of a sheet; None where there is none."""
        return next((sheet.partie for sheet in self._sheets if sheet.nom == nom), None)

    def read(self, garder: Callable[[str], bool]) -> Iterator[FeuilleLue]:
        """The sheets whose names are kept, in their order."""
        kept = [sheet for sheet in self._sheets if garder(sheet.nom)]
        if kept:
            with _damages():
                self._context.formats = self._read_formats()
                self._context.textes = self._read_texts()
        for sheet in kept:
            grille = Grille(sheet.nom, self._rest, sheet.masquee)
            with _damages(), suppress(Demesure):  # which the last refusal of the sheet says
                if sheet.partie is not None:
                    events = self._events(sheet.partie, MARKS, (CELL,))
                    Feuille(self._context, grille).read(events, self._filtered_tables(sheet.partie))
            yield grille.finish()

    def _events(self, part: str, reperes: tuple[str, ...], entiers: tuple[str, ...]) -> Iterator[Evenement]:
        """Elements of a part, of those names."""
        marks, whole = ([MAIN + name for name in names] for names in (reperes, entiers))
        with self._archive.stream(part) as source:
            yield from read_events(source, _STRICT, reperes=marks, entiers=whole, situe_par="r", compte=self._count)

    def _filtered_tables(self, part: str) -> Iterator[str]:
        """Ranges of the tables of a sheet among whose rows a filter hides some."""
        tables = list(self._dependents(part).find(f"{REL_NS}/table"))
        for link in tables[:_MAX_TABLES]:
            if self._archive.has(link.target):
                filters = fromstring(self._archive.read(link.target)).find(f"{MAIN}autoFilter")
                if filters is not None and filters.find(f"{MAIN}filterColumn") is not None:
                    yield filters.get("ref") or ""

    def _dependents(self, part: str) -> RelationshipList:
        links = get_rels_path(part)
        return get_dependents(self._archive, links) if self._archive.has(links) else RelationshipList()

    def _find_sheets(self, root: Any) -> Iterator[_Lien]:
        parts = self._links.to_dict()
        for sheet in root.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
            link = parts.get(sheet.get(f"{{{REL_NS}}}id"))
            hidden = sheet.get("state", "visible") != "visible"
            if link is None:
                raise ClasseurIllisible(DAMAGED)
            has_cells = link.Type == f"{REL_NS}/worksheet"
            yield _Lien(unescape(sheet.get("name", "")), hidden, link.target if has_cells else None)

    def _read_formats(self) -> list[Format]:
        """Formats by the number of the style that cells cite."""
        codes: dict[int, str] = dict(_BUILTIN)
        formats: list[Format] = []
        for link in self._links.find(f"{REL_NS}/styles"):
            for event in self._events(link.target, ("numFmt",), ("cellXfs",)):
                if event.sorte == DEBUT and event.profondeur == 3:  # others are those of conditional formats
                    codes[int(event.attributs["numFmtId"])] = event.attributs["formatCode"]
                elif event.arbre is not None:
                    formats += [read_code(codes.get(int(xf.get("numFmtId", 0)), "")) for xf in event.arbre]
        return formats

    def _read_texts(self) -> list[str]:
        texts: list[str] = []
        for link in self._links.find(f"{REL_NS}/sharedStrings"):
            texts += [text_of(event.arbre) for event in self._events(link.target, (), ("si",))]
        return texts


def _read_context(root: Any) -> Contexte:
    properties, calculation = root.find(f"{MAIN}workbookPr"), root.find(f"{MAIN}calcPr")
    from_1904 = properties is not None and is_true(properties.get("date1904"))
    # Programs that write formulas without computing them ask the spreadsheet to do it when it opens the file.
    never_computed = calculation is not None and is_true(calculation.get("fullCalcOnLoad"))
    return Contexte(DEPUIS_1904 if from_1904 else DEPUIS_1900, never_computed)


@contextmanager
def _damages() -> Iterator[None]:
    """What the library says, or does not expect, of a part that is missing or malformed is a ClasseurIllisible."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            yield
    except (LookupError, ValueError, SyntaxError, UserWarning) as error:
        raise ClasseurIllisible(DAMAGED) from error

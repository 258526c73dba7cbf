"""Workbooks of LibreOffice (.ods), from their XML: the well-kept readers of this format do not tell what is shown.

calamine gives a percentage as a number and an error as an empty cell; odfpy and odfdo keep every cell in memory, ten
times the file, and leave to the caller what is read here: repeats, styles, notes, what is hidden.
"""

import datetime
import io
from collections.abc import Callable, Iterator
from typing import IO, Final
from xml.etree.ElementTree import Element

from quartiers.donnees.fichiers.classeurs.archive import Archive
from quartiers.donnees.fichiers.classeurs.commun import DAMAGED, PROTECTED, ClasseurIllisible, FeuilleLue
from quartiers.donnees.fichiers.classeurs.dates import Calendrier
from quartiers.donnees.fichiers.classeurs.flux import DEBUT, ENTIER, FIN, Compte, Evenement, read_events
from quartiers.donnees.fichiers.classeurs.ods_feuille import CELLS, MARKS, Feuille
from quartiers.donnees.fichiers.classeurs.ods_styles import DATA_STYLES, Styles
from quartiers.donnees.fichiers.classeurs.rangees import Grille, Reste

_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_PREFIXES: Final = {
    **{f"{_OASIS}{name}:1.0": f"{name}:" for name in ("office", "style", "table", "text", "config", "manifest")},
    f"{_OASIS}datastyle:1.0": "number:",
    f"{_OASIS}drawing:1.0": "draw:",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext:",
}
_MARKS: Final = ("office:spreadsheet", "table:table", "table:null-date", *MARKS)
_STYLES: Final = ("style:style", *DATA_STYLES)
_WHOLE: Final = (*CELLS, *_STYLES, "config:config-item-set", "manifest:encryption-data")
_OTHER_FILE: Final = "#$"  # in the name of a sheet of another workbook, of which LibreOffice keeps a copy


def read_ods(archive: Archive, garder: Callable[[str], bool]) -> Iterator[FeuilleLue]:
    """The sheets whose names are kept, in their order; raises ClasseurIllisible."""
    book = _Classeur(garder)
    for part in ("META-INF/manifest.xml", "settings.xml", "styles.xml", "content.xml"):
        if archive.has(part):
            with archive.stream(part) as source:
                yield from book.read(source)
    book.check()


def read_flat(data: bytes, garder: Callable[[str], bool]) -> Iterator[FeuilleLue]:
    """The same, of a workbook in one XML text."""
    book = _Classeur(garder)
    yield from book.read(io.BytesIO(data))
    book.check()


class _Classeur:
    """What is known of the workbook as its parts are read."""

    def __init__(self, garder: Callable[[str], bool]):
        self._keep = garder
        self._count, self._reste = Compte(), Reste()
        self._styles = Styles()
        self._calendar = Calendrier(datetime.datetime(1899, 12, 30), premier=float("-inf"))
        self._without_zeros: set[str] = set()  # sheets whose zeros are not shown; "" stands for all of them
        self._within: list[int] = []  # depths of the tables that are open: one in another is no sheet
        self._sheets_at = -1
        self._sheet: Feuille | None = None

    def read(self, source: IO[bytes]) -> Iterator[FeuilleLue]:
        """The sheets that are kept of a part."""
        for event in read_events(source, _PREFIXES, reperes=_MARKS, entiers=_WHOLE, compte=self._count):
            try:
                finished = self._take(event)
            except (KeyError, ValueError) as error:
                raise ClasseurIllisible(DAMAGED) from error
            if finished:
                yield finished.grille.finish()

    def check(self) -> None:
        """Raise ClasseurIllisible where no sheet was met: it is another document."""
        if self._sheets_at < 0:
            raise ClasseurIllisible("C'est un document de LibreOffice qui n'a pas de feuille de calcul.")

    def _take(self, event: Evenement) -> Feuille | None:
        if event.nom == "table:table":
            if event.sorte == FIN:
                return self._close_table()
            self._open_table(event)
        elif len(self._within) == 1 and self._sheet is not None:
            self._sheet.take(event)
        elif not self._within:
            self._take_setting(event)
        return None

    def _open_table(self, event: Evenement) -> None:
        self._within.append(event.profondeur)
        name = event.attributs.get("table:name", "")
        is_sheet = len(self._within) == 1 and event.profondeur == self._sheets_at + 1 and _OTHER_FILE not in name
        if is_sheet and self._keep(name):
            grille = Grille(name, self._reste, self._styles.hides(event.attributs.get("table:style-name", "")))
            self._sheet = Feuille(grille, self._styles, self._calendar, zeros=not self._without_zeros & {"", name})

    def _close_table(self) -> Feuille | None:
        self._within.pop()
        if self._within:
            return None
        finished, self._sheet = self._sheet, None
        return finished

    def _take_setting(self, event: Evenement) -> None:
        if event.nom == "office:spreadsheet" and event.sorte == DEBUT:
            self._sheets_at = event.profondeur
        elif event.nom == "manifest:encryption-data":
            raise ClasseurIllisible(PROTECTED)
        elif event.nom == "table:null-date" and "table:date-value" in event.attributs:
            zero = datetime.datetime.fromisoformat(event.attributs["table:date-value"])
            self._calendar = Calendrier(zero.replace(tzinfo=None), premier=float("-inf"))
        elif event.nom == "config:config-item-set" and event.arbre is not None:
            self._without_zeros |= set(_sheets_without_zeros(event.arbre))
        elif event.sorte == ENTIER and event.nom in _STYLES:
            self._styles.add(Element(event.nom, dict(event.attributs)) if event.arbre is None else event.arbre)


def _sheets_without_zeros(settings: Element) -> Iterator[str]:
    """Names of the sheets whose zeros are not shown; "" for all of them."""
    entries = {id(item): entry for entry in settings.iter("config:config-item-map-entry") for item in entry}
    for item in settings.iter("config:config-item"):
        if item.get("config:name") == "ShowZeroValues" and (item.text or "").strip() == "false":
            entry = entries.get(id(item))
            yield "" if entry is None else entry.get("config:name", "")

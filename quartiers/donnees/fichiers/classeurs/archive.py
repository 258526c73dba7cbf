"""The ZIP archive that an .xlsx or .ods file is, bounded before anything of it is unfolded."""

import io
import zipfile
import zlib
from collections import Counter
from typing import IO, Final

from quartiers.donnees.fichiers.classeurs.commun import DAMAGED, MAX_UNFOLDED, PROTECTED, ClasseurIllisible

MAX_PARTS: Final = 20_000
MAX_SMALL_PART: Final = 8 * 1024 * 1024  # bytes of a part that is read whole: the list of sheets, the links

# What the library raises of a damaged archive, or of one that it does not read.
ZIP_DAMAGES: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)

_ENTRY: Final = b"PK\x01\x02"  # how each entry of the archive's list begins
# "Strict" Office files differ by the names of their namespaces: the library knows the others.
_TRANSITIONAL: Final = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}


class Archive(zipfile.ZipFile):
    """The archive of a workbook. Parts are found whatever the case of their names and the strokes between them.

    Raises ClasseurIllisible where it is damaged, or would unfold to more than any workbook.
    """

    def __init__(self, data: bytes):
        if data.count(_ENTRY) > MAX_PARTS:
            raise ClasseurIllisible(f"C'est une archive de plus de {MAX_PARTS} fichiers, et non un classeur.")
        try:
            super().__init__(io.BytesIO(data))
        except ZIP_DAMAGES as error:
            raise ClasseurIllisible(DAMAGED) from error
        entries = self.infolist()
        if sum(entry.file_size for entry in entries) > MAX_UNFOLDED:
            raise ClasseurIllisible(
                f"Déplié, il pèse plus de {MAX_UNFOLDED // 1024**2} Mo : supprimer les lignes et les colonnes mises en "
                "forme après les tableaux, les images, puis l'enregistrer."
            )
        self._parts = {_folded(entry.filename): entry for entry in entries}
        if any(count > 1 for count in Counter(_folded(entry.filename) for entry in entries).values()):
            raise ClasseurIllisible(DAMAGED)

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return _folded(name) in self._parts

    def getinfo(self, name: str) -> zipfile.ZipInfo:
        """The entry of a part; KeyError where there is none."""
        return self._parts[_folded(name)]

    def read(self, name: str | zipfile.ZipInfo, _pwd: bytes | None = None) -> bytes:
        """A small part whole, of a "strict" file as of the others."""
        entry = self.getinfo(name) if isinstance(name, str) else name
        if entry.file_size > MAX_SMALL_PART:
            raise ClasseurIllisible(DAMAGED)
        try:
            with self.stream(entry) as source:
                data = source.read()
        except ZIP_DAMAGES as error:
            raise ClasseurIllisible(DAMAGED) from error
        for strict, usual in _TRANSITIONAL.items():
            data = data.replace(strict, usual)
        return data

    def stream(self, name: str | zipfile.ZipInfo) -> IO[bytes]:
        """A part to read as it unfolds."""
        entry = self.getinfo(name) if isinstance(name, str) else name
        if entry.flag_bits & 0x1:
            raise ClasseurIllisible(PROTECTED)
        try:
            return self.open(entry)
        except ZIP_DAMAGES as error:
            raise ClasseurIllisible(DAMAGED) from error


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()

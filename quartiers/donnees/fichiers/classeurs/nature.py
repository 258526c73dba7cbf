"""Which kind of workbook a file is: its content says, better than its suffix."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from quartiers.donnees.erreurs import reason_of
from quartiers.donnees.fichiers.classeurs.commun import DAMAGED, MAX_BYTES, ClasseurIllisible, FeuilleLue

# Those that are not read are opened too, so that they are said to be what they are.
SUFFIXES: Final = (
    *(".xlsx", ".ods", ".xlsm", ".xls", ".xltx", ".xltm", ".xlt", ".ots", ".fods"),
    *(".xlsb", ".numbers", ".sxc"),
)

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF: Final = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")  # sheets of Excel 2 to 5, without a container
_SAVE_AS: Final = "l'ouvrir dans Excel ou LibreOffice et l'enregistrer en .xlsx ou .ods."
_OTHER_ARCHIVES: Final = {
    "xl/workbook.bin": f"C'est un classeur binaire (.xlsb) : {_SAVE_AS}",
    "word/document.xml": "C'est un document Word, et non un classeur.",
    "ppt/presentation.xml": "C'est un diaporama, et non un classeur.",
    "index/document.iwa": "C'est un document d'Apple : l'exporter en .xlsx depuis Numbers.",
}


def keep_all(_nom: str) -> bool:
    """Keep every sheet."""
    return True


def read_workbook(path: Path, garder: Callable[[str], bool] = keep_all) -> tuple[FeuilleLue, ...]:
    """The sheets of a workbook whose names ``garder`` takes, in their order.

    ``garder`` is asked once for each sheet, so that it may note the names of the others; nothing else is read of these,
    nor refused. Raises ClasseurIllisible.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ClasseurIllisible(
                f"Il pèse plus de {MAX_BYTES // 1024**2} Mo : ce n'est sans doute pas le bon fichier."
            )
        data = path.read_bytes()
    except OSError as error:
        reason = "un dossier porte ce nom" if path.is_dir() else reason_of(error)
        raise ClasseurIllisible(f"Il ne se lit pas ({reason}) : le fermer ailleurs, ou vérifier les droits.") from error
    return read_bytes(data, garder)


def read_bytes(data: bytes, garder: Callable[[str], bool] = keep_all) -> tuple[FeuilleLue, ...]:
    """The same, of the content of a file."""
    if data.startswith(_ZIP):
        return _read_archive(data, garder)
    if data.startswith((_OLE, *_OLD_BIFF)):
        from quartiers.donnees.fichiers.classeurs.xls import read_xls

        return tuple(read_xls(data, garder))
    if _is_flat(data):
        from quartiers.donnees.fichiers.classeurs.ods import read_flat

        return tuple(read_flat(data, garder))
    raise ClasseurIllisible(_other(data))


def _read_archive(data: bytes, garder: Callable[[str], bool]) -> tuple[FeuilleLue, ...]:
    from quartiers.donnees.fichiers.classeurs.archive import Archive

    archive = Archive(data)
    for part, sentence in _OTHER_ARCHIVES.items():
        if archive.has(part):
            raise ClasseurIllisible(sentence)
    if archive.has("content.xml"):
        from quartiers.donnees.fichiers.classeurs.ods import read_ods

        return tuple(read_ods(archive, garder))
    if archive.has("[Content_Types].xml") or archive.has("_rels/.rels"):
        from quartiers.donnees.fichiers.classeurs.xlsx import Xlsx

        return tuple(Xlsx(archive).read(garder))
    raise ClasseurIllisible("C'est une archive .zip, et non un classeur : en extraire le fichier.")


def _is_flat(data: bytes) -> bool:
    return b"urn:oasis:names:tc:opendocument:xmlns:office:1.0" in data[:4096] and b"document" in data[:4096]


def _other(data: bytes) -> str:
    """What a file that is no workbook is, and what to do with it."""
    start = data[:4096].decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1", "replace")
    start = start.removeprefix("ï»¿").lstrip().lower()
    if not start:
        return "Il est vide."
    if "schemas-microsoft-com:office:spreadsheet" in start:
        return f"C'est un classeur Excel 2003 au format XML : {_SAVE_AS}"
    if start.startswith(("<!doctype html", "<html", "<head", "<body", "<table", "<meta", "mime-version:")):
        return f"C'est une page web sous un nom de classeur : {_SAVE_AS}"
    if start.startswith("%pdf"):
        return "C'est un PDF, et non un classeur."
    if "\0" not in start and any(mark in start for mark in ";,\t"):
        return "C'est un texte CSV sous un nom de classeur : lui donner le nom de la table, suivi de .csv."
    return DAMAGED

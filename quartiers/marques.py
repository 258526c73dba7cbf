"""Marks by which the program knows, whatever happened since, that a file is one that it made.

A file that it gives to readers says so in its own properties, the same in all of them. A file being written has a name
that nothing else gives. Where the system says whose files are, those of another user are never the program's.
"""

import os
import stat
from hashlib import blake2b
from pathlib import Path
from typing import IO, Final
from uuid import uuid4

PROGRAMME: Final = "quartiers (pipeline.py)"
GENERATEUR: Final = "generator"  # the key, in a notebook's metadata

# How it stands in a file of each kind, where a text of the data cannot: it would be escaped there.
_SIGNATURES: Final = {
    ".html": f'<meta name="generator" content="{PROGRAMME}">',
    ".pdf": f"<pdf:Keywords>{PROGRAMME}</pdf:Keywords>",
    ".ipynb": f'"{GENERATEUR}": "{PROGRAMME}"',
    ".xlsx": f"<cp:keywords>{PROGRAMME}</cp:keywords>",
    ".txt": f"Fichier de {PROGRAMME}, refait ou retiré à chaque fabrication.",
}
_PROPERTIES: Final = "docProps/core.xml"  # the part of a workbook that has its properties
_MAX_PROPERTIES: Final = 100_000  # bytes: ours are a thousand
_MAX_FILE: Final = 100_000_000  # bytes: ours are a few millions
_TYPST: Final = b"<xmp:CreatorTool>Typst "
_PAGE: Final = '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'  # ours, before their mark


def signature(suffix: str) -> str:
    """The text that marks a file of that kind as the program's."""
    return _SIGNATURES[suffix]


def bears_mark(path: Path) -> bool:
    """Whether the file says that this program made it; no if it cannot be read, or is of a kind that it never makes."""
    expected = _SIGNATURES.get(path.suffix)
    try:
        if expected is None or not path.is_file():
            return False
        with path.open("rb") as file:
            return expected.encode() in (_properties(file) if path.suffix == ".xlsx" else file.read(_MAX_FILE))
    except (OSError, ValueError):
        return False


def _properties(file: IO[bytes]) -> bytes:
    from zipfile import ZipFile

    try:
        with ZipFile(file) as archive, archive.open(_PROPERTIES) as part:
            return part.read(_MAX_PROPERTIES)
    except Exception:  # no workbook, damaged, encrypted, packed otherwise: each has its own error, and none is ours
        return b""


def is_typst_pdf(path: Path) -> bool:
    """Whether a PDF was made by Typst, as all that earlier versions of the program made were, without its mark."""
    try:
        return path.suffix == ".pdf" and path.is_file() and _TYPST in _beginning(path)
    except (OSError, ValueError):
        return False


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MAX_FILE)


def is_remnant(path: Path) -> bool:
    """Whether a file is what a crash, or a full disk, leaves of one of its kind: nothing, or a beginning without end.

    Nobody can open that, whoever made it. The marks of all but pages are near their ends, and are lost with them.
    """
    try:
        if not path.is_file():
            return False
        content = _beginning(path).rstrip(b"\0")  # blocks that a disk has not written are full of these
        if not content:
            return True
        if path.suffix == ".html":
            return f"{_PAGE}{signature('.html')}".encode().startswith(content)
        if path.suffix == ".pdf":
            return content.startswith(b"%PDF-") and b"%%EOF" not in content[-1024:]
        if path.suffix == ".ipynb":
            return content.startswith(b"{") and not _is_json(content)
        return path.suffix == ".xlsx" and content.startswith(b"PK\x03\x04") and not _is_archive(path)
    except (OSError, ValueError):
        return False


def _is_json(content: bytes) -> bool:
    import json

    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True


def _is_archive(path: Path) -> bool:
    from zipfile import is_zipfile

    return is_zipfile(path)


# -- files being written ---------------------------------------------------------------------------------


def temporary_name(token: str | None = None) -> str:
    """A hidden name for a file being written: of this token, or of one that nobody has."""
    token = token or uuid4().hex[:16]
    return f".en-cours-{token}-{_seal(token)}.tmp"


def is_temporary(name: str) -> bool:
    """Whether :func:`temporary_name` gave that name.

    >>> is_temporary(temporary_name()), is_temporary(".en-cours-abc.tmp")
    (True, False)
    """
    return name == temporary_name(name.removeprefix(".en-cours-").rpartition("-")[0] or None)


def _seal(token: str) -> str:
    return blake2b(f"{PROGRAMME} {token}".encode(errors="surrogatepass"), digest_size=4).hexdigest()


# -- whose it is -----------------------------------------------------------------------------------------


def user() -> str:
    """Who runs the program, as files say whose they are; empty where they do not (Windows)."""
    return str(os.geteuid()) if hasattr(os, "geteuid") else ""


def is_mine(status: os.stat_result) -> bool:
    """Whether a file belongs to who runs the program, as far as the system says."""
    return user() in ("", str(status.st_uid))


def is_link(path: object) -> bool:
    """Whether that name, itself, leads elsewhere: a symbolic link, or a junction of Windows.

    No name does in a folder that is not on this machine.
    """
    if not isinstance(path, os.PathLike):
        return False
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return False
    junction = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
    return stat.S_ISLNK(status.st_mode) or (junction is not None and getattr(status, "st_reparse_tag", 0) == junction)

"""The files that were dragged onto the window, typed or pasted: every way that systems write them there."""

import os
import re
import shlex
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from quartiers.lanceur.console import is_there

_CURLED: Final = str.maketrans({"“": '"', "”": '"', "„": '"'})
_GUILLEMETS: Final = re.compile(r"«\s*([^»]*?)\s*»")
_WORDS: Final = re.compile(r"""&?\s*(?:"([^"]*)"|'([^']*)'(?=\s|$)|(\S+))""")  # PowerShell puts « & » before
_URL: Final = re.compile(r"(?i)file:(?://(?P<machine>[^/]*))?(?P<chemin>/.*)")
_DRIVE: Final = re.compile(r"/[A-Za-z]:(?:/|$)")


def read_paths(typed: str, *, windows: bool) -> list[Path]:
    """The files that a line names: Windows quotes them, others also escape, browsers and mails give addresses.

    >>> [p.name for p in read_paths('"C:/à moi/a b.csv" C:/c.csv ', windows=True)]
    ['a b.csv', 'c.csv']
    >>> [p.name for p in read_paths("/à\\\\ moi/a\\\\ b.csv '/c d.csv'", windows=False)]
    ['a b.csv', 'c d.csv']
    >>> [p.as_posix() for p in read_paths("file:///C:/%C3%A0%20moi/a%20b.csv", windows=True)]
    ['C:/à moi/a b.csv']
    >>> [p.name for p in read_paths("/l'essai.csv", windows=False)]
    ["l'essai.csv"]
    """
    text = typed.strip()
    is_one = text and is_there(text)  # with its spaces, typed by hand
    words = [text] if is_one else _split(_straight(text), windows=windows)
    return [_path(word, windows=windows) for word in words if word.strip()]


def _straight(text: str) -> str:
    """With straight quotes where a text processor has put others."""
    return _GUILLEMETS.sub(r'"\1"', text).translate(_CURLED)


def _split(text: str, *, windows: bool) -> list[str]:
    if windows:
        if '"' in text or "file:" in text.lower() or text.startswith(("'", "&")):
            return [double or single or bare for double, single, bare in _WORDS.findall(text)]
        return [text]  # several are quoted: a space is of a name
    try:
        return shlex.split(text)
    except ValueError:  # an apostrophe, typed by hand
        return [text]


def _path(word: str, *, windows: bool) -> Path:
    """A path, or what an address of a file names; ``~`` is the home of who types."""
    found = _URL.fullmatch(word)
    if found is None:
        return Path(os.path.expanduser(word))  # noqa: PTH111 – of no home, it gives the word back
    path, machine = unquote(found["chemin"]), unquote(found["machine"] or "")
    if windows and _DRIVE.match(path):
        path = path[1:]
    if windows and machine not in ("", "localhost"):
        path = f"//{machine}{path}"
    return Path(path)

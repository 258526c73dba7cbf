"""The folders of tables that the menu offers: ``data/``, and those that stand in the project or beside it."""

import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CONTRACT: Final = "contrat.toml"


@dataclass(frozen=True)
class Tables:
    """A folder of tables, where its reports go and where its workbook is filled."""

    nom: str
    dossier: Path
    rapports: Path
    classeur: Path


def find_tables(root: Path) -> list[Tables]:
    """Those of the project first, its examples last."""
    places = [root / "data", *_folders(root), *_folders(root.parent), *_folders(root / "exemples")]
    found = dict.fromkeys(folder for folder in places if folder != root and (folder / CONTRACT).is_file())
    return [describe_tables(root, folder) for folder in found]


def describe_tables(root: Path, folder: Path) -> Tables:
    """``data/`` has the usual places, any other folder its own beside it: two contracts are never mixed."""
    if folder == root / "data":
        return Tables(_read_name(folder), folder, root / "reports", root / "saisie.xlsx")
    beside = folder.parent
    return Tables(_read_name(folder), folder, beside / f"{folder.name}-rapports", beside / f"{folder.name}-saisie.xlsx")


def _folders(place: Path) -> Iterator[Path]:
    try:
        names = sorted(entry.name for entry in os.scandir(place) if not entry.name.startswith(".") and entry.is_dir())
    except OSError:  # nobody may look in
        return
    yield from (place / name for name in names)


def _read_name(folder: Path) -> str:
    """The contract's name; the folder's, where it cannot be read: checking the tables is not the menu's business."""
    try:
        settings = tomllib.loads((folder / CONTRACT).read_text(encoding="utf-8-sig"))
        name = settings["contrat"]["nom"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return folder.name
    clean = " ".join("".join(c for c in str(name) if c.isprintable()).split())
    return clean[:120] or folder.name

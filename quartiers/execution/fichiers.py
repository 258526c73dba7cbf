"""What an output folder holds, as links: formats, weights and dates read from the disk."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote

from quartiers.execution.sorties import BILANS, DOSSIERS, EVALUATIONS, FORMATS
from quartiers.export.sommaire import Lien
from quartiers.typographie import NARROW_SPACE, format_date, format_number, join_words

_BILAN = re.compile(r"bilan-([0-9]{4})")
_DOSSIER = re.compile(r"dossier-(?P<sujet>.+?)(?:-(?P<jour>\d{4}-\d{2}-\d{2}))?")


@dataclass(frozen=True)
class Fichier:
    """A file of the output folder, and the day it was last written (local time)."""

    lien: Lien
    jour: date


@dataclass(frozen=True)
class Dossier:
    """A committee's file; ``sujet`` and ``seance`` are None where its name does not say them."""

    fichier: Fichier
    nom: str
    sujet: str | None
    seance: date | None


def find_file(output: Path, nom: str, libelle: str) -> Fichier | None:
    """The file of that relative name, if it is there."""
    path = output / nom
    if not path.is_file():
        return None
    status = path.stat()
    return Fichier(Lien(libelle, quote(nom), format_weight(status.st_size)), date.fromtimestamp(status.st_mtime))


def find_report(output: Path, nom: str) -> tuple[Fichier, ...]:
    """The files of a report, in the order of :data:`FORMATS`; those that are not there are left out."""
    found = (find_file(output, nom + suffix, label) for suffix, label in FORMATS.items())
    return tuple(f for f in found if f is not None)


def find_dossiers(output: Path) -> tuple[Dossier, ...]:
    """The committees' files, latest session first."""
    dossiers = []
    for path in sorted((output / DOSSIERS).glob("*.pdf")):
        fichier = None if path.name.startswith(".") else find_file(output, f"{DOSSIERS}/{path.name}", "PDF")
        if fichier is None:
            continue
        named = _DOSSIER.fullmatch(path.stem)
        seance = _day(named["jour"]) if named and named["jour"] else None
        known = named is not None and (seance is not None or named["jour"] is None)
        dossiers.append(Dossier(fichier, path.stem, named["sujet"] if named and known else None, seance))
    return tuple(sorted(dossiers, key=lambda d: d.seance or date.min, reverse=True))


def find_bilans(output: Path) -> tuple[tuple[int, tuple[Fichier, ...]], ...]:
    """The yearly reports, each with its year, the latest first."""
    names = {path.stem for path in (output / BILANS).glob("bilan-*.*")}
    years = sorted((int(named[1]) for name in names if (named := _BILAN.fullmatch(name))), reverse=True)
    found = ((year, find_report(output, f"{BILANS}/bilan-{year}")) for year in years)
    return tuple((year, fichiers) for year, fichiers in found if fichiers)


def find_evaluations(output: Path) -> tuple[tuple[str, tuple[Fichier, ...]], ...]:
    """The mid-term files, each with its name in their folder: that of the contract first."""
    names = sorted({path.stem for path in (output / EVALUATIONS).glob("[!.]*.*") if path.suffix in FORMATS})
    own = [name for name in names if name.startswith(("evaluation", "commune-"))]
    found = (
        (name, find_report(output, f"{EVALUATIONS}/{name}")) for name in sorted(own, key=lambda n: n != "evaluation")
    )
    return tuple((name, fichiers) for name, fichiers in found if fichiers)


def made_on(fichiers: Sequence[Fichier]) -> str:
    """``fabriqué le 23 novembre 2026``; the day of each where they differ; nothing without a file."""
    days: dict[date, list[str]] = {}
    for f in fichiers:
        days.setdefault(f.jour, []).append(f.lien.libelle)
    if len(days) < 2:
        return "".join(f"fabriqué le {format_date(day)}" for day in days)
    return "fabriqué" + " ; ".join(f" le {format_date(day)} ({join_words(labels)})" for day, labels in days.items())


def format_weight(octets: int) -> str:
    """A weight that a person may judge a download by.

    >>> format_weight(325556).replace(NARROW_SPACE, " "), format_weight(1_260_000).replace(NARROW_SPACE, " ")
    ('326 Ko', '1,3 Mo')
    """
    if octets < 999_500:
        return f"{format_number(max(1, round(octets / 1000)))}{NARROW_SPACE}Ko"
    return f"{format_number(octets / 1_000_000, 1)}{NARROW_SPACE}Mo"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

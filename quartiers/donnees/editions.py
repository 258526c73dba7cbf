"""Editions: what a data folder was when it was presented to a committee, kept beside its tables.

An edition is a data folder itself, ``editions/2026-12-10/`` in the one that it is the past of: whoever opens it finds
the tables that they know, and reports can be made of it. What weighs, and does not tell what has changed since, is left
out: the perimeters, what the columns of public files mean, the published figures of other territories.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from quartiers import DEFAULT_DATA, EDITIONS
from quartiers.chemins import data_files, edition_folders, is_local
from quartiers.donnees.description import Lieu
from quartiers.donnees.erreurs import Anomalie, DonneesInvalides, Introuvable, reason_of
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.lecture import TableBrute, is_folder
from quartiers.donnees.modele import Contrat
from quartiers.donnees.portees import PARTIES
from quartiers.donnees.reglages.texte import CONTRACT_FILE
from quartiers.donnees.tables import TABLES
from quartiers.donnees.tables.concertation import PROTEGEES
from quartiers.ecriture import write_folder

AUCUNE: Final = "aucune"  # said in place of a day: reports then say nothing of what has changed
_NOT_KEPT: Final = ("tables", "contours", "editions")  # parts of a contract that its editions do not have
_AGAIN: Final = f"Ou la déplacer hors de {EDITIONS}/ ; « --depuis {AUCUNE} » fait les rapports sans elle."


def list_editions(dossier: Path | str | None = None) -> tuple[date, ...]:
    """The days of the editions that a data folder keeps, oldest first."""
    return tuple(day for path in edition_folders(_folder(dossier)) if (day := _day_of(path)) is not None)


def strays(dossier: Path) -> tuple[str, ...]:
    """What is no edition in the folder of the editions, in French sentences: nothing of it is read."""
    folder = dossier / EDITIONS
    known = {path for path in edition_folders(dossier) if _day_of(path) is not None}
    others = sorted(folder.iterdir()) if is_folder(folder) else []
    return tuple(
        f"« {EDITIONS}/{path.name} » : laissé, une édition est un dossier nommé comme 2026-12-10"
        for path in others
        if path not in known and not path.name.startswith((".", "~$"))
    )


def choose_edition(dossier: Path | str | None, depuis: str | None, avant: date) -> date | None:
    """The edition that ``depuis`` asks for: a day (ISO), ``aucune``, or None for the last one before ``avant``.

    Raises :class:`Introuvable` for a day of which none is kept.
    """
    if depuis == AUCUNE:
        return None
    days = list_editions(dossier)
    if depuis is None:
        return max((day for day in days if day < avant), default=None)
    asked = next((day for day in days if day.isoformat() == depuis), None)
    if asked is None:
        kept = ", ".join(map(str, days)) if days else "aucune, voir la commande « clore »"
        raise Introuvable(f"édition inconnue (gardées : {kept})", depuis, ())
    return asked


def with_edition(
    contrat: Contrat, dossier: Path | str | None, depuis: str | None = None, avant: date | None = None
) -> Contrat:
    """The contract, with the edition that its reports are to say what has changed since (:func:`choose_edition`).

    Without any, the very object. ``avant`` is by default the day of the data.
    """
    day = choose_edition(dossier, depuis, avant or contrat.edition)
    if day is None:
        return replace(contrat, editions=MappingProxyType({})) if contrat.editions else contrat
    return attach_edition(contrat, day, load_edition(dossier, day))


def attach_edition(contrat: Contrat, day: date, edition: Contrat) -> Contrat:
    """The contract with that edition, and no other."""
    return replace(contrat, editions=MappingProxyType({day.isoformat(): edition}))


def load_edition(dossier: Path | str | None, day: date) -> Contrat:
    """The contract as that edition has it, without the tables' frames.

    Raises :class:`DonneesInvalides`, files named from the data folder, when it can no more be read.
    """
    path = _folder(dossier) / EDITIONS / day.isoformat()
    files = [(file, file.stat()) for file in data_files(path)] if is_local(path) else []
    return _load(path, tuple((str(file), s.st_mtime_ns, s.st_size, s.st_ino) for file, s in files))


@lru_cache(maxsize=2)
def _load(path: Path, _state: tuple[Any, ...]) -> Contrat:
    """Read once by a process that stays (``--suivre``), for as long as no file of it changes."""
    from quartiers.donnees.chargement import load_contrat  # it brings pandas along

    place = f"{EDITIONS}/{path.name}"
    try:
        contrat = load_contrat(path)
    except DonneesInvalides as error:
        whole = Anomalie(
            place, "une édition telle que « clore » l'a gardée", remede=f"La reprendre d'une copie. {_AGAIN}"
        )
        found = [
            replace(a, fichier=place if a.fichier == str(path) else f"{place}/{a.fichier}") for a in error.anomalies
        ]
        raise DonneesInvalides([whole, *found]) from None
    return replace(contrat, tables=MappingProxyType({}), contours=MappingProxyType({}))


# -- keeping one ------------------------------------------------------------------------------------------


def keep_edition(dossier: Path, day: date, check: Callable[[Contrat], None]) -> tuple[Path, bool]:
    """Keep the tables of a data folder as its edition of a day: its folder, and False if it was there, the same.

    ``check`` may refuse the contract before anything is written. Raises :class:`DonneesInvalides` when the data are
    wrong, or are not those of the edition that is there; :class:`OSError` when it cannot be written.
    """
    from quartiers.donnees.chargement import load_contrat

    before = _state(dossier)
    contrat = load_contrat(dossier)
    check(contrat)
    path = dossier / EDITIONS / day.isoformat()
    if day in list_editions(dossier):
        different = differing_files(contrat, load_edition(dossier, day))
        _refuse_other(path, tuple(dict.fromkeys((*different, *_differing_unseen(dossier, path)))))
        return path, False
    files = collect_files(dossier, contrat)
    if _state(dossier) != before:
        remedy = "Attendre que le tableur ait fini, puis relancer."
        raise DonneesInvalides([Anomalie(str(dossier), "des tables que personne n'enregistre", remede=remedy)])
    try:
        write_folder(path, files)
    except FileExistsError as error:
        remedy = "Le déplacer, puis relancer."
        place = f"{EDITIONS}/{path.name}" if Path(error.filename or "").name == path.name else EDITIONS
        raise DonneesInvalides([Anomalie(place, "un nom libre pour l'édition", remede=remedy)]) from error
    return path, True


def collect_files(dossier: Path, contrat: Contrat) -> dict[str, bytes]:
    """The files of an edition by relative name: those of the folder as they are, sheets of its workbook as CSV."""
    folder = Dossier(dossier)
    files = {CONTRACT_FILE: _read(dossier / CONTRACT_FILE)}
    for nom, table in TABLES.items():
        raw = folder.read(nom, optional=True) if table.lieu is not Lieu.CORRESPONDANCES else None
        is_file = raw is not None and raw.source in table.places
        if raw is None or not (is_file or raw.rangees):  # a sheet that waits to be filled is no table yet
            continue
        kept = _own_rows(raw, contrat)
        if is_file and len(kept) == len(raw.rangees):
            files[raw.source] = _read(dossier / raw.source)
        else:
            files[raw.source if is_file else table.chemin] = _csv(raw, kept)
    return files


def _own_rows(raw: TableBrute, contrat: Contrat) -> list[tuple[str, ...]]:
    """Rows but those of other territories: the published figures may be those of the whole country."""
    rows = [tuple(row) for row in raw.rangees]
    column = {"mesures": "territoire", "qpv": "qpv"}.get(raw.nom)
    if column is None:
        return rows
    quartiers = contrat.quartiers.values()
    codes = {code for q in quartiers for code in q.tous_les_codes}
    own = codes | {m.territoire for m in contrat.mesures}
    position = raw.colonnes.index(column)
    return [row for row in rows if row[position] in own]


def _csv(raw: TableBrute, rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows([raw.colonnes, *rows])
    return text.getvalue().encode("utf-8-sig")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        remedy = f"Le fermer dans les autres logiciels, puis relancer ({reason_of(error)})."
        raise DonneesInvalides([Anomalie(path.name, "un fichier que l'on peut lire", remede=remedy)]) from error


def _differing_unseen(one: Path, other: Path) -> tuple[str, ...]:
    """The files in which two folders differ, of the tables that a contract holds a part of only."""
    from quartiers.donnees.schemas import validate  # it brings pandas along

    def rows(folder: Path, nom: str) -> Counter[Any]:
        raw = Dossier(folder).read(nom, optional=True)
        return Counter(validate(raw, []).objets) if raw is not None else Counter()

    found = [TABLES[nom].fichier for nom in PROTEGEES if rows(one, nom) != rows(other, nom)]
    return tuple(found)


def _refuse_other(path: Path, different: tuple[str, ...]) -> None:
    if different:
        remedy = (
            f"Une édition gardée ne change plus. Si c'est elle qui était fausse : déplacer le dossier {path}, puis "
            "relancer. Sinon, donner le jour d'un autre comité."
        )
        place, expected = f"{EDITIONS}/{path.name}", "les mêmes tables, puisque cette édition est déjà gardée"
        raise DonneesInvalides([Anomalie(place, expected, trouve=f"autre : {', '.join(different)}", remede=remedy)])


def differing_files(one: Contrat, other: Contrat) -> tuple[str, ...]:
    """The files in which two contracts differ, whatever the order of their rows."""
    parts = (p for p in PARTIES.values() if p.nom not in (*_NOT_KEPT, "retraits"))
    different = [
        p.table.fichier if p.table is not None else CONTRACT_FILE
        for p in parts
        if _rows(getattr(one, p.nom)) != _rows(getattr(other, p.nom))
    ]
    withdrawn = sorted({TABLES[r.table].fichier for r in {*one.retraits} ^ {*other.retraits}})
    return tuple(dict.fromkeys((*different, *withdrawn)))


def _rows(part: Any) -> Any:
    match part:
        case Mapping():
            return dict(part)
        case tuple():
            return Counter(part)
        case _:
            return part


def _state(dossier: Path) -> dict[Path, tuple[int, int]]:
    """Date and size of each file, but for those of the editions."""
    files = (path for path in data_files(dossier) if EDITIONS not in path.relative_to(dossier).parts[:1])
    try:
        return {path: (s.st_mtime_ns, s.st_size) for path in files if (s := path.stat())}
    except OSError:  # one has just gone, or is a link to nothing: reading them says so
        return {}


def _folder(dossier: Path | str | None) -> Path:
    return DEFAULT_DATA if dossier is None else Path(dossier) if isinstance(dossier, str) else dossier


def _day_of(path: Path) -> date | None:
    """The day of an edition's folder; None for what is none."""
    try:
        return date.fromisoformat(path.name) if is_folder(path) else None
    except ValueError:
        return None

"""The workbook that staff fill: made of a data folder, and never over something that would be lost."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from quartiers.chemins import CheminInvalide
from quartiers.donnees.erreurs import DonneesInvalides
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.lecture import TableBrute
from quartiers.donnees.importation.classeur import is_mirrored, is_to_fill
from quartiers.donnees.reglages.lecture import read_contract
from quartiers.ecriture import write_atomic
from quartiers.execution.echecs import EcritureImpossible, describe_error
from quartiers.execution.manifeste import MANIFESTE
from quartiers.export.saisie import render_entry_workbook
from quartiers.presentation.tableur.saisie import build_entry_workbook, typed_tables

SUFFIX = ".xlsx"
DU_DOSSIER = "donnees.xlsx"  # that in which a new folder has its tables


@dataclass(frozen=True)
class BilanSaisie:
    """What a workbook was filled with; ``classeur`` is the one that the folder has its tables in."""

    feuilles: int
    lignes: int
    classeur: str | None


def write_entry_workbook(dossier: Path, path: Path, *, remplacer: bool = False) -> BilanSaisie:
    """Write the workbook of a folder's tables; ``remplacer``: also over one of ours that somebody has filled.

    Raises :class:`DonneesInvalides` when a table cannot be read whole, :class:`CheminInvalide` when the file may not be
    written there, :class:`EcritureImpossible` when it cannot.
    """
    _check_place(dossier, path)
    folder = Dossier(dossier)
    settings, noms, brutes = _read_tables(folder)
    _check_former(dossier, path, remplacer=remplacer)
    content = _make(settings, noms, brutes, sur_place=folder.classeur is not None)
    try:
        write_atomic(path, content)
    except OSError as error:
        raise EcritureImpossible(f"le classeur {path}", describe_error(error)) from error
    return BilanSaisie(len(typed_tables()), sum(len(brute.rangees) for brute in brutes.values()), folder.classeur)


def gather_tables(dossier: Path) -> None:
    """Put the tables that staff write of a data folder in one workbook, in the place of their files.

    For a folder that is being made: what its files have of their own, the order of columns, is not kept.
    """
    folder = Dossier(dossier)
    settings, noms, brutes = _read_tables(folder)
    content = _make(settings, noms, brutes, sur_place=True)
    for table in typed_tables():
        folder.place(table.nom).unlink(missing_ok=True)
    (dossier / DU_DOSSIER).write_bytes(content)


def _read_tables(folder: Dossier) -> tuple[Mapping[str, Any], Mapping[str, Any], dict[str, TableBrute]]:
    contenu = read_contract(folder.chemin, folder.anomalies)
    read = {table.nom: folder.read(table.nom, optional=True) for table in typed_tables()}
    if folder.anomalies or contenu.reglages is None:
        raise DonneesInvalides(folder.anomalies)
    return contenu.reglages["contrat"], contenu.noms, {nom: brute for nom, brute in read.items() if brute is not None}


def _make(
    contrat: Mapping[str, Any], noms: Mapping[str, Any], brutes: Mapping[str, TableBrute], *, sur_place: bool
) -> bytes:
    """The bytes of the workbook of these tables, those that are not there empty."""
    creation: date = contrat["edition"]
    title = f"{contrat['nom']} : les tables"
    return render_entry_workbook(build_entry_workbook(title, creation, brutes, noms, sur_place=sur_place))


def _check_place(dossier: Path, path: Path) -> None:
    if path.suffix.lower() != SUFFIX:
        raise CheminInvalide(f"« {path} » : le nom du classeur doit finir par {SUFFIX}.")
    if path.absolute().parent.resolve().is_relative_to(dossier.resolve()):
        raise CheminInvalide(
            f"« {path} » est dans le dossier des tables : chaque table y serait deux fois. Choisir un autre dossier."
        )

    if os.path.lexists(path.absolute().parent / MANIFESTE):
        raise CheminInvalide(
            f"« {path} » est dans un dossier de rapports, qui se diffuse : ce classeur a ce que les rapports taisent. "
            "Choisir un autre dossier.\nRien n'a été écrit."
        )


def _check_former(dossier: Path, path: Path, *, remplacer: bool) -> None:
    """Raise :class:`CheminInvalide` if what is there is somebody's, or holds what the tables have not."""
    if not os.path.lexists(path):
        return
    if not is_to_fill(path):
        raise CheminInvalide(
            f"« {path} » n'est pas un classeur à remplir que ce programme a fait, il reste. Le déplacer, ou choisir un "
            "autre nom.\nRien n'a été écrit."
        )
    if not (remplacer or is_mirrored(path, dossier)):
        raise CheminInvalide(
            f"« {path} » a été rempli depuis, et les tables n'ont pas tout ce qu'il dit. Le reprendre d'abord "
            "(« importer classeur »), choisir un autre nom, ou donner --remplacer pour le perdre.\nRien n'a été écrit."
        )

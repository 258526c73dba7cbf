"""The workbook that staff fill: made of a data folder, and never over something that would be lost."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from quartiers.chemins import CheminInvalide
from quartiers.donnees.erreurs import DonneesInvalides
from quartiers.donnees.fichiers.dossier import Dossier
from quartiers.donnees.fichiers.lecture import TableBrute
from quartiers.donnees.importation.classeur import is_mirrored, is_to_fill
from quartiers.donnees.reglages.lecture import read_contract
from quartiers.ecriture import write_atomic
from quartiers.execution.echecs import EcritureImpossible, describe_error
from quartiers.export.saisie import render_entry_workbook
from quartiers.presentation.tableur.saisie import build_entry_workbook, typed_tables

SUFFIX = ".xlsx"


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
    contenu = read_contract(dossier, folder.anomalies)
    read = {table.nom: folder.read(table.nom, optional=True) for table in typed_tables()}
    brutes = {nom: brute for nom, brute in read.items() if brute is not None}
    if folder.anomalies or contenu.reglages is None:
        raise DonneesInvalides(folder.anomalies)
    _check_former(dossier, path, remplacer=remplacer)
    content = make_entry_workbook(contenu.reglages["contrat"], contenu.noms, brutes)
    try:
        write_atomic(path, content)
    except OSError as error:
        raise EcritureImpossible(f"le classeur {path}", describe_error(error)) from error
    return BilanSaisie(len(read), sum(len(brute.rangees) for brute in brutes.values()), folder.classeur)


def make_entry_workbook(contrat: Mapping[str, Any], noms: Mapping[str, Any], brutes: Mapping[str, TableBrute]) -> bytes:
    """The bytes of the workbook of these tables, those that are not there empty."""
    creation: date = contrat["edition"]
    return render_entry_workbook(build_entry_workbook(f"{contrat['nom']} : les tables", creation, brutes, noms))


def _check_place(dossier: Path, path: Path) -> None:
    if path.suffix.lower() != SUFFIX:
        raise CheminInvalide(f"« {path} » : le nom du classeur doit finir par {SUFFIX}.")
    if path.absolute().parent.resolve().is_relative_to(dossier.resolve()):
        raise CheminInvalide(
            f"« {path} » est dans le dossier des tables : chaque table y serait deux fois. Choisir un autre dossier."
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

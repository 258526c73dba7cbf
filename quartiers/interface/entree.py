"""The entry point: finds the data folder, reads it as reports do, says in French what is wrong."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quartiers.interface.contrat import ContratOuvert


def ouvrir(donnees: "str | Path | None" = None) -> "ContratOuvert":
    """Lit et vérifie les tables, et donne le contrat.

    `donnees` est le dossier des tables. Sans lui : le dossier qui contient `contrat.toml`, ou dont `data` le contient,
    en remontant depuis le carnet ; sinon `data`, dans le projet. Si les tables sont à corriger, dit où et comment.

    >>> from quartiers import ouvrir
    >>> ouvrir()
    <Contrat « Contrat Quartiers 2030 de Valenciennes Métropole » : 18 quartiers, 42 indicateurs, 109 priorités>
    """
    from quartiers.donnees.acces import load_contrat
    from quartiers.donnees.erreurs import DonneesInvalides
    from quartiers.donnees.situer import find_folder
    from quartiers.interface.contrat import ContratOuvert
    from quartiers.interface.jupyter import show_blocks

    try:
        contrat = load_contrat(find_folder(donnees))
    except DonneesInvalides as error:
        raise error.with_traceback(None) from None  # where our code was when it found a wrong cell helps nobody
    show_blocks()
    return ContratOuvert(contrat)

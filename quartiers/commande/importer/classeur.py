"""``importer classeur``: the workbook of the tables, once filled."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from quartiers.commande.forme import DONE, Source

if TYPE_CHECKING:
    from rich.console import Console

DESCRIPTION = """\
Reprend dans les tables le classeur que « pipeline.py classeur » a écrit, une fois rempli.

FICHIER : le classeur, .xlsx ou enregistré en .ods. Tout est vérifié comme le dossier : s'il y a
une faute, elle est dite avec sa feuille et sa ligne, et rien n'est écrit. Une table qui dit la même
chose reste telle quelle, à l'octet près. Une feuille absente laisse sa table ; une feuille vidée
est refusée, sauf avec --vider."""


def _add_options(source: ArgumentParser) -> None:
    source.add_argument(
        "--vider",
        action="append",
        default=[],
        metavar="TABLE",
        help="accepte que la feuille de cette table soit vide, et vide la table (option répétable)",
    )


def _run(options: Namespace, out: "Console") -> int:
    from quartiers.donnees.importation.classeur import import_workbook
    from quartiers.presentation.console.importation import show_workbook

    show_workbook(out, import_workbook(options.fichier, options.donnees, options.vider))
    return DONE


SOURCE = Source("classeur", "le classeur à remplir, une fois rempli", DESCRIPTION, _run, add_options=_add_options)

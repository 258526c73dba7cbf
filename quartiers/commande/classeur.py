"""``classeur``: writes the tables as a workbook to fill."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Final

from quartiers.commande import valeurs
from quartiers.commande.etapes import show_file
from quartiers.commande.forme import DONE, Commande
from quartiers.commande.options import add_data, add_opening

ENTRY: Final = "saisie.xlsx"

DESCRIPTION = """\
Écrit un classeur à remplir : une feuille par table que vous écrivez, ses listes, ses explications.

Une table qui n'existe pas encore y est une feuille vide. « importer classeur » le reprend ensuite
dans les tables. Un classeur rempli et pas encore repris n'est jamais remplacé, sauf avec
--remplacer ; un fichier qui n'est pas un tel classeur, jamais. reports/donnees.xlsx est autre chose :
il se lit, il ne se reprend pas."""


def _add_options(command: ArgumentParser) -> None:
    add_data(command)
    command.add_argument_group("fichiers").add_argument(
        "fichier",
        type=valeurs.path,
        nargs="?",
        default=Path(ENTRY),
        metavar="FICHIER",
        help=f"le classeur à écrire (par défaut : {ENTRY}, dans le dossier courant)",
    )
    command.add_argument(
        "--remplacer", action="store_true", help="remplace aussi un classeur rempli et pas encore repris : il est perdu"
    )
    add_opening(command)


def _run(options: Namespace) -> int:
    from quartiers.execution.saisie import write_entry_workbook
    from quartiers.presentation.console.ecran import make_console
    from quartiers.typographie import count

    bilan = write_entry_workbook(options.donnees, options.fichier, remplacer=options.remplacer)
    out = make_console()
    what = f"{count(bilan.feuilles, 'table')}, {count(bilan.lignes, 'ligne')}"
    out.print(f"Classeur écrit : {options.fichier} ({what}).", markup=False)
    if bilan.classeur is not None:
        out.print(
            f"Ce dossier tient ses tables dans {bilan.classeur} : pour se servir de celui-ci, le mettre à sa place.",
            markup=False,
        )
    else:
        out.print(f"Une fois rempli : pipeline.py importer classeur {options.fichier}", markup=False)
    if options.ouvrir:
        show_file(options.fichier)
    return DONE


COMMANDE = Commande(
    "classeur",
    "écrit un classeur où remplir les tables",
    _add_options,
    _run,
    DESCRIPTION,
    exemples=(("classeur", "les tables à remplir, dans un classeur"),),
)

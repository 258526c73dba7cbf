"""``importer insee``: INSEE's figures."""

from argparse import Namespace
from typing import TYPE_CHECKING

from quartiers.commande.forme import DONE, USAGE, Source
from quartiers.commande.options import add_territory

if TYPE_CHECKING:
    from rich.console import Console

DESCRIPTION = """\
Reprend les chiffres de l'Insee sur les QPV dans mesures.csv, repartitions.csv et qpv.csv.

FICHIER : un fichier DEMO, IPRO ou REVN (DEMO_2022.csv, tel que téléchargé : le thème et l'année
de diffusion sont dans son nom), le classeur du recensement 2010, une archive .zip telle que
téléchargée (QPV de 2024 : revenus, population…), un dossier qui les contient, ou un motif comme
"*.csv". Les fichiers et les colonnes inconnus sont dits et laissés, avec la ligne à ajouter à
correspondances/catalogue_insee.csv pour chaque colonne."""


def _run(options: Namespace, out: "Console") -> int:
    from quartiers.donnees.importation.insee import import_insee
    from quartiers.donnees.importation.insee_archives import DOWNLOADED
    from quartiers.donnees.importation.insee_lecture import find_files
    from quartiers.presentation.console.importation import show_import

    figures = import_insee(find_files(options.fichier, DOWNLOADED), options.donnees, territoire=options.territoire)
    show_import(out, figures)
    return DONE if figures.fichiers else USAGE


SOURCE = Source(
    "insee",
    "chiffres de l'Insee sur les QPV (CSV, archives, classeur de 2010)",
    DESCRIPTION,
    _run,
    plusieurs=True,
    add_options=add_territory,
)

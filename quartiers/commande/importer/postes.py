"""``importer postes``: the posts of *adultes-relais* and Fonjep."""

from argparse import Namespace
from typing import TYPE_CHECKING

from quartiers.commande.forme import DONE, Source

if TYPE_CHECKING:
    from rich.console import Console

DESCRIPTION = """\
Reprend les postes d'adultes-relais et Fonjep du contrat dans les tables actions et financements.

FICHIER : un fichier JSON de l'ANCT (data.gouv.fr), comme adulte-relais-2023.json ou
postes-fonjep-2023.json, un dossier qui en contient, ou un motif comme "*.json". Les postes gardés
sont ceux du code de contrat que donne contrat.toml (code_cv). Ce que vous avez saisi à côté reste ;
aucun poste n'est rattaché à un quartier ni à une priorité."""


def _run(options: Namespace, out: "Console") -> int:
    from quartiers.donnees.importation.insee_lecture import find_files
    from quartiers.donnees.importation.postes import import_posts
    from quartiers.presentation.console.importation import show_posts

    show_posts(out, import_posts(find_files(options.fichier, (".json",)), options.donnees))
    return DONE


SOURCE = Source("postes", "postes d'adultes-relais et Fonjep (JSON de l'ANCT)", DESCRIPTION, _run, plusieurs=True)

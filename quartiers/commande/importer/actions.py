"""``importer actions``: actions and subsidies."""

from argparse import Namespace
from typing import TYPE_CHECKING

from quartiers.commande.forme import DONE, Source

if TYPE_CHECKING:
    from rich.console import Console

DESCRIPTION = """\
Reprend des actions et leurs financements dans les tables actions et financements.

FICHIER : subventions publiées (SCDL, en CSV ou en classeur), export « suivi et évaluation »
de l'État, export de la plateforme nationale, ou un tableau à vous ; un dossier, ou un motif.
Ce que veut dire chaque en-tête est dans correspondances/catalogue_actions.csv, à compléter.
Ce que vous avez saisi à côté reste ; ce qui ne se lit pas, ou se contredit, est dit."""


def _run(options: Namespace, out: "Console") -> int:
    from quartiers.donnees.importation.actions import import_actions
    from quartiers.donnees.importation.actions_lecture import SUFFIXES
    from quartiers.donnees.importation.insee_lecture import find_files
    from quartiers.presentation.console.importation import show_actions

    show_actions(out, import_actions(find_files(options.fichier, SUFFIXES), options.donnees))
    return DONE


SOURCE = Source(
    "actions", "actions et subventions (SCDL, exports de l'État, tableaux)", DESCRIPTION, _run, plusieurs=True
)

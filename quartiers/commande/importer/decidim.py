"""``importer decidim``: the proposals, comments and meetings of a Decidim platform."""

from argparse import Namespace
from typing import TYPE_CHECKING

from quartiers.commande.forme import DONE, USAGE, Source
from quartiers.commande.options import add_consultation

if TYPE_CHECKING:
    from rich.console import Console

DESCRIPTION = """\
Reprend les données ouvertes d'une plateforme Decidim, pour une démarche : les propositions dans la table
contributions, les commentaires dans paroles, les réunions qui ont eu lieu dans demarches.

FICHIER : tel que la plateforme le donne (CSV, une ligne chacun) ; ses en-têtes disent ce qu'il est.
Ce que sont les colonnes des propositions est dans la table questions ; si elle n'en dit rien, une
proposition est affichée, et rien n'est écrit. Rien n'est gardé de qui a écrit. Ni proposition ni
commentaire n'est imprimé tant qu'une personne ne l'a pas lu (relue)."""


def _run(options: Namespace, out: "Console") -> int:
    from quartiers.donnees.importation.decidim import import_platform
    from quartiers.donnees.importation.decidim_autres import BilanAutres
    from quartiers.presentation.console.decidim import show_decidim, show_others

    found = import_platform(options.fichier, options.donnees, options.demarche)
    if isinstance(found, BilanAutres):
        show_others(out, found)
        return DONE
    show_decidim(out, found, options.demarche)
    return USAGE if found.propositions else DONE


SOURCE = Source(
    "decidim",
    "propositions, commentaires et réunions d'une plateforme Decidim (données ouvertes)",
    DESCRIPTION,
    _run,
    add_options=add_consultation,
)

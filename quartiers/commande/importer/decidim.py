"""``importer decidim``: the proposals of a Decidim platform."""

from argparse import Namespace
from typing import TYPE_CHECKING

from quartiers.commande.forme import DONE, USAGE, Source
from quartiers.commande.options import add_consultation

if TYPE_CHECKING:
    from rich.console import Console

DESCRIPTION = """\
Reprend les propositions d'une plateforme Decidim dans la table contributions, pour une démarche.

FICHIER : les propositions, telles que les données ouvertes de la plateforme les donnent (CSV, une
ligne chacune). Ce que sont ses colonnes est dans la table questions ; si elle n'en dit rien, une
proposition est affichée, et rien n'est écrit. Rien n'est gardé de qui a écrit. Aucune n'est imprimée
tant qu'une personne ne l'a pas lue (relue)."""


def _run(options: Namespace, out: "Console") -> int:
    from quartiers.donnees.importation.decidim import import_decidim
    from quartiers.execution.affichage_decidim import show_decidim

    proposals = import_decidim(options.fichier, options.donnees, options.demarche)
    show_decidim(out, proposals, options.demarche)
    return USAGE if proposals.propositions else DONE


SOURCE = Source(
    "decidim",
    "propositions d'une plateforme Decidim (données ouvertes)",
    DESCRIPTION,
    _run,
    add_options=add_consultation,
)

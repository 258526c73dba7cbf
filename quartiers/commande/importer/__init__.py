"""``importer``: takes files into the tables; a module a source."""

from argparse import ArgumentParser, Namespace
from functools import cache
from importlib import import_module
from typing import Final

from quartiers.commande import valeurs
from quartiers.commande.forme import Commande, Source
from quartiers.commande.francais import FrenchHelp
from quartiers.commande.options import add_data

# A module of this package each, with a SOURCE, in the order of the help: to add a source is to add its line.
MODULES: Final = (
    "insee",
    "perimetres",
    "postes",
    "actions",
    "questionnaire",
    "decidim",
    "classeur",
)

DESCRIPTION = """\
Reprend des fichiers publics, ou le classeur rempli, dans le dossier des tables (data/ par défaut).

Ce qui est repris remplace ce que le dossier avait déjà du même fichier : importer deux fois
ne change rien. Si un fichier est abîmé, tout est refusé et rien n'est écrit."""


@cache
def _sources() -> dict[str, Source]:
    """The sources by name, in the order of the help."""
    found = [import_module(f"{__name__}.{name}").SOURCE for name in MODULES]
    return {source.nom: source for source in found}


def _add_options(command: ArgumentParser) -> None:
    several = command.add_subparsers(dest="source", required=True, metavar="SOURCE")
    for source in _sources().values():
        own = several.add_parser(
            source.nom,
            help=source.aide,
            description=source.description,
            formatter_class=FrenchHelp,
            allow_abbrev=False,
        )
        add_data(own)
        own.add_argument_group("fichiers").add_argument(
            "fichier",
            type=valeurs.path,
            nargs="+" if source.plusieurs else None,
            metavar="FICHIER",
            help="ce qui est à importer",
        )
        if source.add_options is not None:
            source.add_options(own)


def _run(options: Namespace) -> int:
    from quartiers.execution.verrou import importing_in
    from quartiers.presentation.console.ecran import make_console

    with importing_in(options.donnees):
        return _sources()[options.source].run(options, make_console())


COMMANDE = Commande(
    "importer",
    "reprend des fichiers publics (chiffres de l'Insee, contours, postes, actions), ou le classeur rempli",
    _add_options,
    _run,
    DESCRIPTION,
    exemples=(
        ("importer insee DOSSIER", "les chiffres publiés par l'Insee"),
        ("importer actions FICHIER", "des actions et leurs financements"),
        ("importer classeur FICHIER", "le classeur rempli, dans les tables"),
    ),
    interrompue="les tables en place sont entières",
)

"""``commencer``: makes the data folder of another contract, from public files."""

from argparse import ArgumentParser, Namespace
from datetime import date
from typing import Any

from quartiers.commande import valeurs
from quartiers.commande.forme import DONE, Commande

DESCRIPTION = """\
Fait un dossier de tables pour un contrat de ville, des fichiers publics que vous avez téléchargés.

DOSSIER : un dossier nouveau. Dire ce qu'il couvre : --communes, --epci, --qpv ou --france. Il faut les contours de
2024 de l'ANCT, qui disent où sont les quartiers ; la liste de l'ANCT donne en plus le nom des
intercommunalités. Les QPV de 2015, dont viennent les chiffres d'avant 2024, sont ceux que dit la table de
correspondance, sinon les contours de 2015, sinon le même nom dans les fichiers de l'Insee ; à défaut,
ils restent inconnus, et les rapports le disent. Où trouver ces fichiers : docs/autre-contrat.md.
Les tables que vous écrivez y sont un seul classeur, donnees.xlsx : on le modifie là où il est.
Le dossier est fait en entier, ou pas du tout ; rien n'est jamais remplacé."""


def _add_options(command: ArgumentParser) -> None:
    command.add_argument_group("dossier").add_argument(
        "dossier", type=valeurs.folder, metavar="DOSSIER", help="le dossier à faire : nouveau, ou vide"
    )
    _add_extent(command)
    _add_files(command)
    command.add_argument(
        "--csv", action="store_true", help="un fichier CSV par table, plutôt qu'un classeur (donnees.xlsx)"
    )


def _add_extent(command: ArgumentParser) -> None:
    what = command.add_argument_group("ce qu'il couvre (un des quatre)").add_mutually_exclusive_group(required=True)
    for option, metavar, help_line in (
        ("--communes", "NOMS", "ces communes, par leur nom ou leur code Insee (virgules, ou option répétée)"),
        ("--epci", "SIREN", "cette intercommunalité, par son SIREN, ou par son nom avec --liste-qpv"),
        ("--qpv", "CODES", "ces QPV de 2024, comme QN05921M (virgules, ou option répétée)"),
    ):
        what.add_argument(option, action="append", type=valeurs.names, default=[], metavar=metavar, help=help_line)
    what.add_argument("--france", action="store_true", help="tous les QPV du fichier des contours (docs/france.md)")


def _add_files(command: ArgumentParser) -> None:
    files = command.add_argument_group("fichiers téléchargés")
    for option, metavar, help_line in (
        ("--contours", "FICHIER", "contours des QPV de 2024 (GeoJSON de l'ANCT), et ceux de 2015 (option répétable)"),
        ("--liste-qpv", "FICHIER", "liste des QPV de 2024 de l'ANCT (CSV)"),
        ("--parents", "FICHIER", "table de correspondance des QPV de 2024 et de 2015 (CSV)"),
        ("--insee", "DOSSIER", "dossier, ou fichier, des chiffres de l'Insee sur les QPV (option répétable)"),
    ):
        several = option in ("--contours", "--insee")
        shape: dict[str, Any] = {"action": "append", "default": []} if several else {"default": None}
        files.add_argument(option, type=valeurs.path, metavar=metavar, help=help_line, **shape)


def _run(options: Namespace) -> int:
    from quartiers.donnees.debut.mise_en_place import Fichiers, begin_folder
    from quartiers.execution.echecs import EcritureImpossible, describe_error
    from quartiers.execution.saisie import DU_DOSSIER, gather_tables
    from quartiers.presentation.console.debut import show_beginning
    from quartiers.presentation.console.ecran import make_console

    option = next(f"--{name}" for name in ("communes", "epci", "qpv", "france") if getattr(options, name))
    wanted = [] if options.france else [name for names in getattr(options, option[2:]) for name in names]
    files = Fichiers(tuple(options.contours), options.liste_qpv, options.parents, tuple(options.insee))
    try:
        bilan = begin_folder(
            options.dossier, option, wanted, files, date.today(), arrange=None if options.csv else gather_tables
        )
    except OSError as error:
        raise EcritureImpossible(f"le dossier {options.dossier}", describe_error(error)) from error
    show_beginning(make_console(), bilan, options.dossier, None if options.csv else DU_DOSSIER)
    return DONE


COMMANDE = Commande(
    "commencer",
    "fait le dossier d'un autre contrat de ville, de fichiers publics",
    _add_options,
    _run,
    DESCRIPTION,
    exemples=(
        (
            'commencer DOSSIER --communes "NOM" --contours FICHIER --insee DOSSIER_INSEE',
            "un dossier pour un autre contrat de ville",
        ),
    ),
    interrompue="un dossier est entier, ou n'est pas",
)

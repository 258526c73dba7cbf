"""The options that several commands have."""

from argparse import ArgumentParser

from quartiers import DEFAULT_DATA, DEFAULT_REPORTS
from quartiers.commande import valeurs


def add_data(command: ArgumentParser) -> None:
    """Where the tables are."""
    command.add_argument(
        "--donnees",
        type=valeurs.folder,
        default=DEFAULT_DATA,
        metavar="DOSSIER",
        help="dossier des tables (par défaut : data/)",
    )


def add_quartiers(command: ArgumentParser) -> None:
    """Which quartiers, one by one."""
    command.add_argument(
        "--quartier", action="append", default=[], metavar="ID", help="seulement ce quartier (option répétable)"
    )


def add_choice(command: ArgumentParser) -> None:
    """Which quartiers, one by one or by commune."""
    add_quartiers(command)
    command.add_argument(
        "--commune",
        action="append",
        default=[],
        metavar="NOM",
        help="seulement les quartiers de cette commune (répétable)",
    )


def add_since(command: ArgumentParser, default: str) -> None:
    """The edition that reports say what has changed since; ``default`` is it in words."""
    command.add_argument(
        "--depuis",
        type=valeurs.since,
        default=None,
        metavar="DATE",
        help=f"dit ce qui a changé depuis cette édition, gardée par « clore » (par défaut : {default} ; aucune : rien)",
    )


def add_output(command: ArgumentParser, *, several: bool = True) -> None:
    """Where to write, how many reports at once where there are ``several``, and for how long."""
    command.add_argument(
        "--sortie",
        type=valeurs.folder,
        default=DEFAULT_REPORTS,
        metavar="DOSSIER",
        help="dossier des rapports (par défaut : reports/)",
    )
    if several:
        command.add_argument(
            "--jobs",
            type=valeurs.jobs,
            default=None,
            metavar="N",
            help="rapports fabriqués à la fois (par défaut : un de plus que de cœurs)",
        )
    else:
        command.set_defaults(jobs=1)
    command.add_argument(
        "--delai",
        type=valeurs.seconds,
        default=600.0,
        metavar="SECONDES",
        help="temps laissé à chaque rapport (par défaut : 600 ; 0 : sans limite)",
    )
    add_opening(command)


def add_opening(command: ArgumentParser) -> None:
    """Whether to show what was made."""
    command.add_argument(
        "--ouvrir", action="store_true", help="ouvre ce qui a été fait, comme le ferait un double-clic"
    )


def add_territory(source: ArgumentParser) -> None:
    """Of which QPV the figures or contours are kept."""
    source.add_argument(
        "--territoire",
        choices=("contrat", "france"),
        default="contrat",
        help="contrat : les QPV de quartiers.csv (par défaut) ; france : tous ceux du pays",
    )


def add_consultation(source: ArgumentParser) -> None:
    """Of which consultation answers or proposals are."""
    source.add_argument(
        "--demarche", required=True, metavar="IDENTIFIANT", help="la démarche, telle que demarches l'écrit"
    )

"""``rapports``, the default command: every report, or those that are chosen."""

from argparse import ArgumentParser, Namespace

from quartiers.commande import valeurs
from quartiers.commande.etapes import resolve
from quartiers.commande.forme import Commande
from quartiers.commande.options import add_choice, add_data, add_output, add_since


def _add_options(command: ArgumentParser) -> None:
    add_data(command)
    add_choice(command)
    command.add_argument("--sans-synthese", action="store_true", help="ne fabrique pas la synthèse intercommunale")
    command.add_argument(
        "--formats",
        type=valeurs.formats,
        default=("html", "pdf"),
        metavar="LISTE",
        help="html, pdf ou html,pdf (par défaut)",
    )
    command.add_argument(
        "--forcer", action="store_true", help="refait tout, même ce qui n'a pas changé depuis la dernière fois"
    )
    _add_how(command)
    add_since(command, "la dernière gardée avant la date des données")
    add_output(command)


def _add_how(command: ArgumentParser) -> None:
    how = command.add_mutually_exclusive_group()
    how.add_argument(
        "--suivre",
        action="store_true",
        help="reste là, et refait ce qu'il faut chaque fois qu'une table est enregistrée (Ctrl-C pour finir)",
    )
    how.add_argument(
        "--dask",
        default=None,
        metavar="ADRESSE",
        help="confie les rapports à cette grappe Dask, comme tcp://machine:8786 ; elle décide combien à la fois "
        "(--jobs ne sert plus), et les dossiers peuvent être ceux qu'elle partage, comme s3://… (docs/france.md)",
    )


def _run(options: Namespace) -> int:
    from quartiers.commande.rapports_passage import make_run
    from quartiers.execution.passage import Demande

    demande = Demande(
        options.donnees.absolute(),  # not resolved: a link may lead elsewhere one day
        resolve(options.sortie),
        tuple(options.quartier),
        tuple(options.commune),
        not options.sans_synthese,
        options.formats,
        options.jobs,
        options.delai,
        options.forcer,
        options.dask,
        options.depuis,
    )
    if options.suivre:
        from quartiers.commande.rapports_veille import watch_tables

        return watch_tables(demande, ouvrir=options.ouvrir)
    return make_run(demande, ouvrir=options.ouvrir)


COMMANDE = Commande(
    "rapports",
    "fabrique les rapports (commande par défaut)",
    _add_options,
    _run,
    exemples=(
        ("", "tous les rapports"),
        ("--quartier IDENTIFIANT --sans-synthese", ""),
        ('--commune "NOM DE LA COMMUNE" --formats pdf', ""),
        ("--suivre", "refait ce qu'il faut à chaque enregistrement"),
    ),
    interrompue="les rapports déjà écrits sont complets",
    ailleurs=True,
)

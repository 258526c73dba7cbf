"""``dossier``: the file of a committee."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from quartiers.commande import valeurs
from quartiers.commande.fabrique import Paroles, make
from quartiers.commande.forme import Commande
from quartiers.commande.options import add_data, add_output, add_since

if TYPE_CHECKING:
    from quartiers.donnees import Contrat
    from quartiers.execution.ouvrages import Ouvrage

DESCRIPTION = """\
Fabrique le dossier d'un Comité Territorial : un seul PDF accessible, dans reports/dossiers/.

Il s'ouvre sur ce que ce comité a décidé la dernière fois, ce qui a changé et ce qui est à décider ;
puis un sommaire, la commune en un coup d'œil, le rapport de chacun de ses quartiers. Si l'un échoue,
rien n'est écrit."""


def _add_options(command: ArgumentParser) -> None:
    add_data(command)
    command.add_argument("--commune", required=True, metavar="NOM", help="la commune du Comité")
    command.add_argument(
        "--date", type=valeurs.day, default=None, metavar="DATE", help="jour du Comité : 2026-12-10 ou 10/12/2026"
    )
    add_since(command, "la dernière gardée avant ce Comité")
    add_output(command)


def _run(options: Namespace) -> int:
    def plan(contrat: "Contrat") -> "Ouvrage":
        from quartiers.donnees.editions import with_edition
        from quartiers.execution.ouvrages import of_dossier

        since = with_edition(contrat, options.donnees, options.depuis, options.date)
        return of_dossier(since, options.commune, options.date)

    return make(options, plan, Paroles("Dossier écrit", "le dossier n'a pas été écrit", etape="prêt"))


COMMANDE = Commande(
    "dossier",
    "fabrique le dossier d'un Comité Territorial : un PDF par commune",
    _add_options,
    _run,
    DESCRIPTION,
    exemples=(('dossier --commune "NOM" --date 2026-12-10', ""),),
    interrompue="le dossier n'a pas été écrit",
)

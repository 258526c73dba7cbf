"""``bilan``: the yearly report."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from quartiers.commande import valeurs
from quartiers.commande.fabrique import Paroles, make
from quartiers.commande.forme import Commande
from quartiers.commande.options import add_data, add_output

if TYPE_CHECKING:
    from quartiers.donnees import Contrat
    from quartiers.execution.ouvrages import Ouvrage

DESCRIPTION = """\
Fabrique le rapport annuel « politique de la ville » dans reports/bilans/ : HTML, PDF accessible.

Il dit les actions de l'année et leurs montants (par thème, financeur, quartier), leurs résultats,
les décisions des comités, ce qui reste sans réponse, et ce qui n'est pas connu."""


def _add_options(command: ArgumentParser) -> None:
    add_data(command)
    command.add_argument(
        "--annee",
        type=valeurs.year,
        default=None,
        metavar="ANNÉE",
        help="l'année du rapport (par défaut : la dernière commencée qui a des financements ou des actions)",
    )
    add_output(command, several=False)


def _run(options: Namespace) -> int:
    def plan(contrat: "Contrat") -> "Ouvrage":
        from quartiers.execution.ouvrages import of_report
        from quartiers.execution.plan import plan_bilan

        return of_report(contrat, plan_bilan(contrat, options.annee))

    return make(options, plan, Paroles("Rapport annuel écrit", "le rapport annuel n'a pas été écrit"))


COMMANDE = Commande(
    "bilan",
    "fabrique le rapport annuel : actions, moyens, résultats, décisions",
    _add_options,
    _run,
    DESCRIPTION,
    exemples=(("bilan --annee 2026", "le rapport annuel"),),
)

"""``evaluer``: the file of the mid-term evaluation."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from quartiers.commande.fabrique import Paroles, make
from quartiers.commande.forme import Commande
from quartiers.commande.options import add_data, add_output

if TYPE_CHECKING:
    from quartiers.donnees import Contrat
    from quartiers.execution.ouvrages import Ouvrage

DESCRIPTION = """\
Fabrique le dossier de l'évaluation à mi-parcours dans reports/evaluations/ : HTML, PDF accessible.

D'un quartier, d'une commune, ou de tout le contrat sans option. Il dit d'abord ce à quoi les tables ne
permettent pas de répondre, et quoi noter pour cela ; puis les écarts, les actions, les résultats, les
questions évaluatives, une page par priorité suivie. Ses propositions viennent de règles écrites ; la
décision est lue dans la table decisions."""


def _add_options(command: ArgumentParser) -> None:
    add_data(command)
    of = command.add_mutually_exclusive_group()
    of.add_argument("--quartier", default=None, metavar="ID", help="le dossier de ce quartier")
    of.add_argument("--commune", default=None, metavar="NOM", help="celui des quartiers de cette commune")
    add_output(command, several=False)


def _run(options: Namespace) -> int:
    def plan(contrat: "Contrat") -> "Ouvrage":
        from quartiers.execution.ouvrages import of_report
        from quartiers.execution.plan import plan_evaluation

        return of_report(contrat, plan_evaluation(contrat, options.quartier, options.commune))

    return make(options, plan, Paroles("Dossier d'évaluation écrit", "le dossier d'évaluation n'a pas été écrit"))


COMMANDE = Commande(
    "evaluer",
    "fabrique le dossier de l'évaluation à mi-parcours : ce qui peut être dit, ce qui manque",
    _add_options,
    _run,
    DESCRIPTION,
    exemples=(("evaluer --quartier IDENTIFIANT", "le dossier d'évaluation d'un quartier"),),
)

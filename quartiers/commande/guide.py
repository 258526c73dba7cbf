"""``guide``: what is given to local actors and to residents."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from quartiers.commande.fabrique import Paroles, make
from quartiers.commande.forme import Commande
from quartiers.commande.options import add_choice, add_data, add_output

if TYPE_CHECKING:
    from quartiers.donnees import Contrat
    from quartiers.execution.ouvrages import Ouvrage

DESCRIPTION = """\
Fabrique, dans reports/guides/, ce qui se donne aux acteurs locaux et aux habitants.

Pour chaque quartier : un guide (chiffres à citer, priorités, ce qui existe, ce qui manque) et une page en
français facile, en HTML et PDF accessible. Pour tous : guide.html, où décrire une action avec ses mots et
trouver les priorités auxquelles elle répond."""


def _add_options(command: ArgumentParser) -> None:
    add_data(command)
    add_choice(command)
    add_output(command)


def _run(options: Namespace) -> int:
    def plan(contrat: "Contrat") -> "Ouvrage":
        from quartiers.execution.ouvrages import of_guides
        from quartiers.execution.plan import select_quartiers

        return of_guides(contrat, select_quartiers(contrat, options.quartier, options.commune))

    return make(options, plan, Paroles("Guides écrits", "le reste est écrit"))


COMMANDE = Commande(
    "guide",
    "fabrique les guides des acteurs locaux, leur recherche et les pages des habitants",
    _add_options,
    _run,
    DESCRIPTION,
    exemples=(("guide", "les guides des acteurs et des habitants"),),
)

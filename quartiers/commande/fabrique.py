"""Making what a run of the reports does not (a committee's file, a yearly report, guides), with what is said of it."""

import time
from argparse import Namespace
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quartiers.commande.etapes import is_writable, resolve, show_file
from quartiers.commande.forme import DONE, FAILED, USAGE

if TYPE_CHECKING:
    from quartiers.donnees import Contrat
    from quartiers.execution.affichage import Follower
    from quartiers.execution.ouvrages import Ouvrage


@dataclass(frozen=True)
class Paroles:
    """What is said of what is made: that all of it is, what became of the rest where some failed, that a report is."""

    fait: str
    reste: str
    etape: str = "écrit"


def make(options: Namespace, plan: Callable[["Contrat"], "Ouvrage"], paroles: Paroles) -> int:
    """Make what ``plan`` wants of the contract, again each time; gives the exit code."""
    start = time.perf_counter()
    output = resolve(options.sortie)
    if not is_writable(output):
        return USAGE

    from quartiers.execution.ouvrages import make_ouvrage

    def show_progress(ouvrage: "Ouvrage") -> "AbstractContextManager[Follower]":
        from quartiers.execution.affichage import follow
        from quartiers.presentation.console.ecran import make_console

        out = make_console()
        out.print(f"{ouvrage.annonce}, dans {output}", markup=False)
        return follow(out, ouvrage.etapes, paroles.etape)

    fait = make_ouvrage(options.donnees, output, plan, show_progress, jobs=options.jobs, delai=options.delai)

    from quartiers.execution.affichage import seconds
    from quartiers.presentation.console.ecran import make_console

    out = make_console()
    for name, reason in fait.echecs.items():
        out.print(f"{name} : ÉCHEC {reason}", markup=False)
    if fait.echecs:
        between = " ;" if fait.partiel else " :"
        out.print(f"{len(fait.echecs)} en échec{between} {paroles.reste}.", markup=False)
        return FAILED
    took = seconds(time.perf_counter() - start)
    out.print(f"{paroles.fait} en {took}. À ouvrir : {fait.page}", markup=False)
    if options.ouvrir:
        show_file(fait.page)
    return DONE

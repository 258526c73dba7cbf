"""One run of the reports, with what it says."""

import time
from typing import TYPE_CHECKING

from quartiers.commande.etapes import is_writable, show_file
from quartiers.commande.forme import DONE, FAILED, USAGE

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from quartiers.execution.affichage import Follower
    from quartiers.execution.noyaux.atelier import Atelier
    from quartiers.execution.passage import AFaire, Demande, Read


def make_run(
    demande: "Demande", atelier: "Atelier | None" = None, read: "Read | None" = None, *, ouvrir: bool = False
) -> int:
    """One run, with what it says; its exit code. ``ouvrir``: the index is shown, also when a report has failed."""
    from quartiers.execution.passage import find_unchanged, run

    start = time.perf_counter()

    def show_progress(todo: "AFaire") -> "AbstractContextManager[Follower]":
        from quartiers.execution.affichage import count_reports, follow
        from quartiers.presentation.console.ecran import make_console

        out = make_console()
        since = f", depuis l'édition du {todo.depuis}" if todo.depuis is not None else ""
        out.print(f"{todo.contrat} : {count_reports(todo)} dans {demande.sortie}{since}", markup=False)
        return follow(out, len(todo.perimes))

    bilan = find_unchanged(demande)
    if bilan is None:
        if not is_writable(demande.sortie):
            return USAGE
        bilan = run(demande, show_progress, atelier, read)

    from quartiers.execution.a_refaire import describe_outdated
    from quartiers.execution.affichage import closing_table, describe_run, seconds, show_others
    from quartiers.presentation.console.ecran import make_console

    out = make_console()
    if bilan.faits:
        out.print(closing_table(bilan.faits))
    show_others(out, bilan)
    took, index = seconds(time.perf_counter() - start), demande.sortie / "index.html"
    opening = f" À ouvrir : {index}" if index.exists() else ""
    out.print(f"{describe_run(bilan)} en {took}.{opening}", markup=False)
    for line in describe_outdated(bilan.a_refaire, {"--donnees": demande.donnees, "--sortie": demande.sortie}):
        out.print(line, markup=False)
    if bilan.echecs:
        out.print(f"{len(bilan.echecs)} en échec : {', '.join(bilan.echecs)}", markup=False)
    if ouvrir and opening:
        show_file(index)
    return FAILED if bilan.echecs else DONE

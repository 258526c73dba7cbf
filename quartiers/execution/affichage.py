"""What the terminal shows of a run: progress while it lasts, a closing table, what is watched."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from quartiers.echappement import printable
from quartiers.execution.sorties import COMPARER, SOMMAIRE
from quartiers.typographie import count

if TYPE_CHECKING:  # papermill comes with a report, and rich's bars and tables take long: a run may have nothing to make
    from rich.console import Console
    from rich.table import Table

    from quartiers.execution.passage import AFaire, Bilan
    from quartiers.execution.rapports import ReportResult


class Follower(Protocol):
    def __call__(self, result: "ReportResult") -> None: ...


@contextlib.contextmanager
def follow(console: "Console", total: int, fait: str = "écrit") -> Iterator[Follower]:
    """A progress bar in a terminal; elsewhere (a log, a pipe) one line per finished report, which is ``fait``."""
    if not console.is_terminal:
        done = 0

        def say(result: "ReportResult") -> None:
            nonlocal done
            done += 1
            console.print(
                f"[{done}/{total}] {result.task.nom} : {fait if result.ok else 'échec'} ({seconds(result.seconds)})",
                markup=False,
            )

        yield say
        return
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("Rapports"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("démarrage…", total=total)
        yield lambda result: progress.update(bar, advance=1, description=escape(result.task.titre))


def closing_table(results: "Sequence[ReportResult]") -> "Table":
    """Report, time and state of each."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(show_edge=False, pad_edge=False)
    table.add_column("Rapport", overflow="fold")
    table.add_column("Durée", justify="right", no_wrap=True)
    table.add_column("État", overflow="fold", min_width=10)
    for result in results:
        state = "[green]écrit[/]" if result.ok else f"[red]ÉCHEC[/] {escape(result.error or '')}"
        table.add_row(escape(result.task.nom), seconds(result.seconds), state)
    return table


def count_reports(todo: "AFaire") -> str:
    """``2 rapports à fabriquer, 17 à jour``."""
    current = len(todo.rapports) - len(todo.perimes)
    wanted = f"{count(len(todo.perimes), 'rapport')} à fabriquer"
    return f"{wanted}, {current} à jour," if current else wanted


def describe_run(bilan: "Bilan") -> str:
    """``2 rapports écrits, 17 déjà à jour``."""
    done = sum(r.ok for r in bilan.faits)
    current = count(bilan.a_jour, "rapport déjà à jour", "rapports déjà à jour")
    if not bilan.faits:
        return f"Rien à refaire : {current}," if not bilan.ecrits else current
    written = count(done, "rapport écrit", "rapports écrits")
    return f"{written}, {bilan.a_jour} déjà à jour," if bilan.a_jour else written


def show_watch(console: "Console", changed: "Sequence[str]") -> None:
    """What has changed in the tables; without any name, that they are watched."""
    if changed:
        names = ", ".join(printable(name) for name in changed)
        console.print(f"\n{names} : {'modifiés' if len(changed) > 1 else 'modifié'}", markup=False)
    else:
        console.print("En attente : enregistrer une table refait ce qui en dépend. Ctrl-C pour finir.", markup=False)


def show_others(console: "Console", bilan: "Bilan") -> None:
    """The workbook and the like: those written, and why the others could not be."""
    for name, reason in bilan.troubles.items():
        console.print(f"{name} : ÉCHEC, {reason}", markup=False)
    others = [name for name in bilan.ecrits if name not in (SOMMAIRE, COMPARER)]
    if others:
        console.print(f"{', '.join(others)} : écrit", markup=False)


def seconds(duration: float) -> str:
    return f"{duration:.1f} s".replace(".", ",")

"""What the terminal shows: progress while it runs, a closing table, errors."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:  # it brings papermill along, which checking and listing can do without
    from quartiers.execution.rapports import ReportResult


class Follower(Protocol):
    def __call__(self, result: "ReportResult") -> None: ...


def consoles() -> tuple[Console, Console]:
    """Consoles for standard output and standard error."""
    return Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)


@contextlib.contextmanager
def follow(console: Console, total: int) -> Iterator[Follower]:
    """A progress bar in a terminal; elsewhere (a log, a pipe) one line per finished report."""
    if not console.is_terminal:
        done = 0

        def say(result: "ReportResult") -> None:
            nonlocal done
            done += 1
            console.print(
                f"[{done}/{total}] {result.task.nom} : {'écrit' if result.ok else 'échec'} ({seconds(result.seconds)})",
                markup=False,
            )

        yield say
        return
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


def closing_table(results: "Sequence[ReportResult]") -> Table:
    """Report, time and state of each."""
    table = Table(show_edge=False, pad_edge=False)
    table.add_column("Rapport", no_wrap=True)
    table.add_column("Durée", justify="right")
    table.add_column("État", overflow="fold")
    for result in results:
        state = "[green]écrit[/]" if result.ok else f"[red]ÉCHEC[/] {escape(result.error or '')}"
        table.add_row(escape(result.task.nom), seconds(result.seconds), state)
    return table


def seconds(duration: float) -> str:
    return f"{duration:.1f} s".replace(".", ",")

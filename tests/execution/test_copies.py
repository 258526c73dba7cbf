"""Copies of the nursery that are no kernels: one piece of work each, killed with the run."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.analyse.vues import view_of
from quartiers.donnees import Contrat, load_contrat
from quartiers.donnees.instantane import read_snapshot
from quartiers.execution.classeur import make_workbook
from quartiers.execution.comparer import make_comparison
from quartiers.execution.index import make_index
from quartiers.execution.noyaux.atelier import Atelier
from quartiers.execution.noyaux.copies import can_fork
from quartiers.execution.passage.demande import Demande
from quartiers.execution.passage.fabrication import WRITE_COMPARISON, WRITE_INDEX, WRITE_WORKBOOK
from quartiers.execution.passage.perimes import Perimes
from quartiers.execution.plan import plan_reports
from quartiers.presentation import RapportQuartier

HERE = "tests.execution.test_copies"

forked = pytest.mark.skipif(not can_fork(), reason="kernels are forked on Linux")


def write_degree(_snapshot: str, output: str) -> None:
    """Work: says how much it gives way."""
    Path(output).write_text(str(os.nice(0)))


def count_quartiers(snapshot: str, output: str) -> None:
    """Work: says how many quartiers the contract has that it is given."""
    Path(output).write_text(str(len(read_snapshot(Path(snapshot)).quartiers)))


def say_whether_it_draws(_snapshot: str, output: str) -> None:
    """Work: says whether what draws is imported."""
    Path(output).write_text(str("matplotlib" in sys.modules))


def say_what_a_chart_imports(snapshot: str, output: str) -> None:
    """Work: says which modules a chart and its page import, of the program or of what draws."""
    before = set(sys.modules)
    contrat = read_snapshot(Path(snapshot))
    rapport = RapportQuartier(next(iter(contrat.quartiers)), contrat=contrat)
    for bloc in (rapport.graphique_positions(), rapport.identite()):
        bloc.to_html()
    imported = {name for name in set(sys.modules) - before if name.startswith(("quartiers", "matplotlib", "fontTools"))}
    Path(output).write_text(" ".join(sorted(imported)))


def sleep_long(_snapshot: str, _output: str) -> None:
    """Work that never ends."""
    time.sleep(600)


@pytest.fixture
def published(contrat: Contrat) -> Iterator[Atelier]:
    with Atelier(fork=True) as atelier:
        atelier.publish(contrat)
        yield atelier


def test_the_nursery_is_started_before_anything_that_takes_long_to_import() -> None:
    """It imports what the kernels need while its owner imports the rest: either first, both would wait."""
    heavy = "{'pandas', 'papermill', 'jupyter_client', 'nbconvert', 'matplotlib'}"
    code = f"import sys; import quartiers.execution.noyaux.atelier; sys.exit(str({heavy} & set(sys.modules) or ''))"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""


@forked
def test_the_workbook_of_a_copy_is_that_of_this_process(published: Atelier, contrat: Contrat) -> None:
    assert published.have_made(WRITE_WORKBOOK, "donnees.xlsx") == make_workbook(contrat)
    assert published.running == 0


@forked
def test_the_comparison_and_the_index_of_copies_are_those_of_this_process(
    published: Atelier, contrat: Contrat, tmp_path: Path
) -> None:
    page = f"quartiers/{next(iter(contrat.quartiers))}.html"
    compared = published.have_made(WRITE_COMPARISON, "comparer.html", page)
    assert compared == make_comparison(contrat, [page])
    assert compared != make_comparison(contrat, []), "it leads to that page"
    (tmp_path / "quartiers").mkdir()
    (tmp_path / page).write_text("x")
    listed = published.have_made(WRITE_INDEX, "index.html", str(tmp_path), cede=False)
    assert listed == make_index(contrat, tmp_path)
    assert page.encode() in (listed or b"")


def test_what_a_run_publishes_is_not_checked_again(
    contrat: Contrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To know what is stale, the process of the command has checked it all."""
    own = replace(contrat)
    tasks = plan_reports(own, tuple(own.quartiers), with_synthese=True)
    Perimes(Demande(DEFAULT_DATA, tmp_path), "", own, tasks)
    with Atelier(fork=False) as atelier:
        atelier.publish(own)
        [snapshot] = atelier.dossier.glob("*.pickle")
        copy = read_snapshot(snapshot)
    first, expected = next(iter(contrat.quartiers)), view_of(contrat, next(iter(contrat.quartiers)))

    def refuse(*_: object) -> None:
        raise AssertionError("computed again")

    for name in ("check_statement", "rules"):
        monkeypatch.setattr(f"quartiers.analyse.fiabilite.{name}", refuse)
    assert view_of(copy, first).fiabilite == expected.fiabilite


@forked
def test_what_draws_is_imported_once_it_is_asked_for(contrat: Contrat) -> None:
    """Before, of the same contract, or later; a copy that draws all the same imports it by itself."""
    work = f"{HERE}:say_whether_it_draws"
    with Atelier(fork=True, dessine=False) as atelier:
        atelier.publish(contrat)
        [snapshot] = atelier.dossier.glob("*.pickle")
        assert atelier.have_made(work, "dessine") == b"False"
        atelier.publish(contrat, dessine=True)
        assert [*atelier.dossier.glob("*.pickle")] == [snapshot], "it was there"
        assert atelier.have_made(work, "dessine") == b"True"
    with Atelier(fork=True) as atelier:
        atelier.publish(contrat)
        assert atelier.have_made(work, "dessine") == b"True"


@forked
def test_a_report_imports_nothing_that_the_others_do(published: Atelier) -> None:
    """Each would import it again: what they all take is in the nursery."""
    assert published.have_made(f"{HERE}:say_what_a_chart_imports", "modules") == b""


@forked
def test_work_gives_way_to_the_reports_unless_they_are_done(published: Atelier) -> None:
    assert int(published.have_made(f"{HERE}:write_degree", "degre") or b"") > os.nice(0)
    assert int(published.have_made(f"{HERE}:write_degree", "degre", cede=False) or b"") == os.nice(0)


@forked
def test_a_contract_that_is_published_again_is_the_new_one(
    tmp_path: Path, published: Atelier, contrat: Contrat
) -> None:
    """As long as one lives, it serves one run after the other: none may see the tables of an earlier one."""
    from copie import make_small_data  # here: the nursery, which imports this module too, does not find that one

    work = f"{HERE}:count_quartiers"
    assert published.have_made(work, "nombre") == str(len(contrat.quartiers)).encode()
    small = load_contrat(make_small_data(tmp_path / "petit"))
    published.publish(small)
    assert published.have_made(work, "nombre") == b"3"
    published.rest()
    assert published.have_made(work, "nombre") is None
    published.publish(contrat)
    assert published.have_made(work, "nombre") == str(len(contrat.quartiers)).encode()
    assert published.sound


@forked
def test_work_that_fails_gives_nothing(published: Atelier) -> None:
    assert published.have_made(f"{HERE}:nowhere", "rien") is None


@forked
def test_stopping_the_run_kills_the_work_that_is_under_way(published: Atelier) -> None:
    given: list[bytes | None] = []
    thread = threading.Thread(target=lambda: given.append(published.have_made(f"{HERE}:sleep_long", "rien")))
    thread.start()
    end = time.monotonic() + 60
    while not published.running and time.monotonic() < end:
        time.sleep(0.01)
    published.stop()
    thread.join(timeout=30)
    assert given == [None]
    assert published.have_made(WRITE_WORKBOOK, "donnees.xlsx") is None, "no other begins"


def test_without_a_nursery_nothing_is_made_there(contrat: Contrat) -> None:
    with Atelier(fork=False) as atelier:
        atelier.publish(contrat)
        assert atelier.have_made(WRITE_WORKBOOK, "donnees.xlsx") is None

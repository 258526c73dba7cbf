"""Kernels of reports: this interpreter, this checkout, and nothing left behind."""

import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from quartiers import NOTEBOOKS, PROJECT_ROOT
from quartiers.execution.noyaux import gestionnaire
from quartiers.execution.noyaux.atelier import Atelier, Interrupted
from quartiers.execution.noyaux.carnets import NotebookFailure
from quartiers.execution.plan import ReportTask
from tests.execution.conftest import FORK, ORDINARY

MakeTask = Callable[..., ReportTask]

ASK = """\
import json, os, sys
import quartiers
from ipykernel.connect import get_connection_info
connection = get_connection_info(unpack=True)
print(json.dumps({
    "executable": sys.executable,
    "package": quartiers.__file__,
    "folder": os.getcwd(),
    "transport": connection["transport"],
    "address": connection["ip"],
    "profile": os.environ["IPYTHONDIR"],
}))
"""


def printed(notebook: NotebookNode) -> str:
    return "".join(o.text for cell in notebook.cells for o in cell.get("outputs", ()) if o.output_type == "stream")


@pytest.fixture(scope="module", params=[FORK, ORDINARY])
def answers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a kernel says of itself, in an environment made to mislead it."""
    folder = tmp_path_factory.mktemp("noyau")
    decoy = folder / "ailleurs" / "quartiers"
    decoy.mkdir(parents=True)
    (decoy / "__init__.py").write_text("raise ImportError('the wrong package')")
    # A user's own kernelspec of the same name, and a startup file of a user's profile.
    spec = folder / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(
        json.dumps({"argv": ["/nowhere/python"], "display_name": "x", "language": "python"})
    )
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("raise SystemExit('a user profile was read')")
    path = folder / "demande.ipynb"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=[new_code_cell(ASK)], metadata={"kernelspec": kernel}), path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(decoy.parent))
        patch.setenv("JUPYTER_PATH", str(folder / "jupyter"))
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        with Atelier(fork=request.param) as atelier:
            notebook = atelier.execute(ReportTask("demande", "Demande", path, {})).carnet
    return json.loads(printed(notebook))


def test_it_is_this_interpreter(answers: dict[str, str]) -> None:
    assert answers["executable"] == sys.executable


def test_it_imports_this_checkout(answers: dict[str, str]) -> None:
    """Another version of the package may be installed, or first on PYTHONPATH."""
    assert Path(answers["package"]) == PROJECT_ROOT / "quartiers" / "__init__.py"


def test_it_runs_beside_the_notebooks(answers: dict[str, str]) -> None:
    assert Path(answers["folder"]) == NOTEBOOKS


@pytest.mark.skipif(os.name != "posix", reason="Unix sockets")
def test_it_listens_to_this_machine_only(answers: dict[str, str]) -> None:
    assert answers["transport"] == "ipc"
    assert Path(answers["address"]).is_absolute()


def test_its_folder_goes_with_it(answers: dict[str, str]) -> None:
    assert not Path(answers["profile"]).exists()


# After this cell the kernel, which has replied, does nothing for longer than Jupyter waits for what a cell shows.
SHOW_LATE = """\
import time
kernel = get_ipython().kernel
def late(after=kernel.post_handler_hook):
    kernel.post_handler_hook = after
    time.sleep(4.5)
    after()
kernel.post_handler_hook = late
print("tard", end="")
"""


def test_what_a_cell_shows_may_come_long_after_its_reply(atelier: Atelier, make_task: MakeTask) -> None:
    """As on a machine that has much else to do: it is no failure."""
    assert "tard" in printed(atelier.execute(make_task(SHOW_LATE)).carnet)


@pytest.mark.parametrize("code", ["1 / 0", "import os; os._exit(9)"], ids=["failed cell", "dead kernel"])
def test_its_folder_goes_after_a_failure_too(
    make_task: MakeTask, atelier: Atelier, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    folders: list[Path] = []
    make = gestionnaire.ReportKernelManager.__init__

    def spy(self: gestionnaire.ReportKernelManager, *args: Any, **kwargs: Any) -> None:
        make(self, *args, **kwargs)
        folders.append(self._folder)

    monkeypatch.setattr(gestionnaire.ReportKernelManager, "__init__", spy)
    with pytest.raises(NotebookFailure):
        atelier.execute(make_task(code))
    assert len(folders) == 1
    assert not folders[0].exists()


@pytest.mark.skipif(os.name != "posix", reason="Unix sockets")
@pytest.mark.parametrize("fork", [FORK, ORDINARY])
def test_a_temporary_folder_with_a_long_path_still_works(
    fork: bool, make_task: MakeTask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A socket's path holds a hundred bytes: macOS and CI runners have temporary folders longer than that."""
    long = tmp_path / ("x" * 80)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    with Atelier(fork=fork) as atelier:
        assert printed(atelier.execute(make_task("print('fait')")).carnet) == "fait\n"
    assert list(long.iterdir()) == []


def test_a_kernel_that_starts_during_an_interruption_does_not_outlive_it(
    make_task: MakeTask, monkeypatch: pytest.MonkeyPatch, any_atelier: Atelier
) -> None:
    """It has no process yet when the others are killed."""
    started = []
    launch = gestionnaire.ReportKernelManager._async_launch_kernel

    async def interrupted_launch(self: gestionnaire.ReportKernelManager, *args: Any, **kwargs: Any) -> None:
        any_atelier.stop()
        await launch(self, *args, **kwargs)
        started.append(self.provisioner.process)

    monkeypatch.setattr(gestionnaire.ReportKernelManager, "_async_launch_kernel", interrupted_launch)
    with pytest.raises(Interrupted):
        any_atelier.execute(make_task("import time; time.sleep(600)"))
    [process] = started
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert process.poll() not in (None, 0)
    assert any_atelier.running == 0


def test_a_kernel_that_cannot_start_leaves_nothing_behind(
    make_task: MakeTask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporaire"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python-absent"))
    with Atelier(fork=False) as atelier, pytest.raises(FileNotFoundError, match="python-absent"):
        atelier.execute(make_task("pass"))
    assert atelier.running == 0
    assert list(folder.iterdir()) == []


def open_loops() -> list[asyncio.AbstractEventLoop]:
    gc.collect()
    return [o for o in gc.get_objects() if isinstance(o, asyncio.AbstractEventLoop) and not o.is_closed()]


def test_no_event_loop_outlives_a_report(any_atelier: Atelier, make_task: MakeTask) -> None:
    """One that is left to be collected may say so on the terminal, much later."""
    before = open_loops()
    with ThreadPoolExecutor(max_workers=1) as thread:  # as a run does
        for code in ("1", "1 / 0"):
            thread.submit(any_atelier.execute, make_task(code)).exception()
        assert [loop for loop in open_loops() if loop not in before] == []

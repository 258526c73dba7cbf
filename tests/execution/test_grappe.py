"""A real Dask cluster of two worker processes on this machine, one of which is killed."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.analyse.empreintes import digest_contrat
from quartiers.commande import programme as command_line
from quartiers.donnees import Contrat
from quartiers.execution import grappe as module
from quartiers.execution.empreintes import describe_code
from quartiers.execution.grappe import Envoi, Grappe, GrappeIndisponible
from quartiers.execution.manifeste import digest_file
from quartiers.execution.ouvrier import Commande, build_there
from quartiers.execution.plan import ReportTask
from quartiers.execution.rapports import ReportResult
from tests.conftest import REPORTS, SYNTHESE, Built, Run
from tests.execution.conftest import MakeTask

pytest.importorskip("distributed", reason="distributed (requirements-dask.txt) is not installed")


# Of what Dask does many times a second in each of its processes, whether or not there is something to do: less.
CALM = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "500 ms",
    "distributed.admin.system-monitor.interval": "5 s",
}


@pytest.fixture(scope="module", autouse=True)
def calm() -> Iterator[None]:
    import dask

    with dask.config.set(CALM):
        yield


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as made:
        yield made


@pytest.fixture
def grappe(cluster: Any) -> Iterator[Grappe]:
    with Grappe(cluster.scheduler_address) as connected:
        yield connected


@pytest.fixture
def envoi(contrat: Contrat, tmp_path: Path) -> Envoi:
    output = tmp_path / "sortie partagée"
    output.mkdir()
    return Envoi(DEFAULT_DATA, output, digest_contrat(contrat), ("html",), 60.0)


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_the_reports_of_a_killed_worker_are_done_by_another(
    cluster: Any, grappe: Grappe, envoi: Envoi, make_task: MakeTask, tmp_path: Path
) -> None:
    begun, go = tmp_path / "commencés", tmp_path / "continuer"
    begun.touch()
    code = f"""
        import pathlib, time
        with pathlib.Path({str(begun)!r}).open("a") as file:
            file.write(f"{{nom}}\\n")
        while not pathlib.Path({str(go)!r}).exists():
            time.sleep(0.05)
    """
    names = [f"quartiers/q{number}" for number in range(6)]
    tasks = [make_task(f"nom = {nom!r}", _dedent(code), nom=nom) for nom in names]
    heard: list[ReportResult] = []
    results: list[ReportResult] = []
    thread = threading.Thread(target=lambda: results.extend(grappe.build_all(tasks, envoi, heard.append)))
    thread.start()
    wait_until(lambda: len(begun.read_text().split()) == 2)  # both workers are at work
    pids = _worker_pids(cluster)
    os.kill(pids[0], signal.SIGKILL)
    wait_until(lambda: not is_alive(pids[0]))
    go.touch()
    thread.join(60)
    assert [(r.task, r.error) for r in results] == [(task, None) for task in tasks]
    assert sorted(r.task.nom for r in heard) == names
    assert all((envoi.sortie / f"{nom}.html").is_file() for nom in names)
    started = begun.read_text().split()
    assert set(started) == set(names)
    assert len(started) == 7  # the one that was lost began twice
    assert sorted(p.name for p in envoi.sortie.iterdir()) == ["quartiers"]


def _dedent(code: str) -> str:
    import textwrap

    return textwrap.dedent(code).strip()


def _worker_pids(cluster: Any) -> list[int]:
    from distributed import Client

    with Client(cluster.scheduler_address, set_as_default=False) as client:
        return list(client.run(os.getpid).values())


def test_a_failure_is_its_reports_and_an_interruption_ends_the_others(
    grappe: Grappe, envoi: Envoi, make_task: MakeTask, tmp_path: Path
) -> None:
    running = tmp_path / "en cours"
    endless = f"import os, pathlib, time; pathlib.Path({str(running)!r}).write_text(str(os.getpid())); time.sleep(600)"
    tasks = [make_task("1 / 0", nom="faux"), make_task(endless, nom="sans-fin")]
    heard: list[ReportResult] = []

    def interrupt(result: ReportResult) -> None:
        heard.append(result)
        wait_until(lambda: running.exists() and running.read_text() != "")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grappe.build_all(tasks, envoi, interrupt)
    assert [(r.task.nom, r.error) for r in heard] == [
        ("faux", "ZeroDivisionError : division by zero (conservé : echecs/faux.ipynb)")
    ]
    wait_until(lambda: not is_alive(int(running.read_text())))
    assert sorted(p.relative_to(envoi.sortie).as_posix() for p in envoi.sortie.rglob("*")) == [
        "echecs",
        "echecs/faux.ipynb",
    ]


def test_the_command_writes_on_a_shared_folder_what_one_machine_writes(
    cluster: Any, built: Built, tmp_path: Path, pipeline: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = tmp_path / "partage é"
    asked = [f"--quartier={nom.removeprefix('quartiers/')}" for nom in REPORTS if nom != SYNTHESE]
    where = ["--donnees", DEFAULT_DATA.as_uri(), "--sortie", f"file://{shared}", "--dask", cluster.scheduler_address]
    result = pipeline(*asked, *where)
    assert (result.returncode, result.stderr) == (0, "")
    assert f"file://{shared}/index.html" in result.stdout
    assert _contents(shared) == _contents(built.folder)
    assert command_line.main([*asked, "--sortie", f"file://{shared}"]) == 0  # by one machine, on the same folder
    assert "Rien à refaire : 4 rapports déjà à jour" in capsys.readouterr().out


def _contents(folder: Path) -> dict[str, bytes]:
    files = (p for p in folder.rglob("*") if p.is_file() and p.name != ".verrou")
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def test_without_any_worker_left_the_run_ends_and_names_what_is_not_done(
    envoi: Envoi, make_task: MakeTask, tmp_path: Path
) -> None:
    from distributed import LocalCluster

    running = tmp_path / "en cours"
    tasks = [make_task(f"import pathlib, time; pathlib.Path({str(running)!r}).touch(); time.sleep(600)", nom="a")]
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0") as alone:
        results: list[ReportResult] = []
        with Grappe(alone.scheduler_address, attente=30) as grappe:
            grappe._wait = 1.0
            run = threading.Thread(target=lambda: results.extend(grappe.build_all(tasks, envoi, lambda _: None)))
            run.start()
            wait_until(running.exists)
            alone.scale(0)
            run.join(60)
            assert [r.error for r in results] == [
                f"la grappe {alone.scheduler_address} n'a plus d'ouvrier, ou ne répond plus"
            ]
        with pytest.raises(GrappeIndisponible, match="n'a aucun ouvrier"):
            Grappe(alone.scheduler_address, attente=0.2)


# -- what is refused before anything is done ----------------------------------------------------------------


@pytest.mark.usefixtures("no_nursery")
def test_a_cluster_that_does_not_answer_is_said_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "CONNECTION_S", 1.0)
    output = tmp_path / "sortie"
    code = command_line.main(["--sortie", str(output), "--dask", "tcp://127.0.0.1:1"])
    assert code == 2
    assert "Aucune grappe Dask ne répond à tcp://127.0.0.1:1" in capsys.readouterr().err
    assert not output.exists()


@pytest.mark.parametrize("address", ["machine", "http://machine:8786", "", "tcp://"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(GrappeIndisponible, match="n'est pas l'adresse d'une grappe"):
        Grappe(address)


def test_an_encrypted_cluster_needs_its_certificates() -> None:
    with pytest.raises(GrappeIndisponible, match="demande les certificats"):
        Grappe("tls://127.0.0.1:8786")


def test_without_dask_the_message_says_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(GrappeIndisponible, match=r"pip install -r requirements-dask\.txt"):
        Grappe("tcp://127.0.0.1:8786")


@pytest.fixture
def task(make_task: MakeTask) -> ReportTask:
    return make_task("1", nom="a")


@pytest.fixture
def commande(envoi: Envoi, task: ReportTask) -> Commande:
    """An order that this very process, taken for a worker, could serve."""
    notebook = task.notebook
    made = Commande(
        passage="essai",
        racine=str(PROJECT_ROOT),
        programme=describe_code(),
        carnets={str(notebook): digest_file(notebook)},
        contrat=envoi.contrat,
        donnees=str(envoi.donnees),
        sortie=str(envoi.sortie),
        formats=("html",),
        delai=60.0,
    )
    made.witness(envoi.sortie).touch()
    return made


@pytest.mark.usefixtures("no_nursery")
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (lambda c: {"programme": {**c.programme, "paquet": "autre"}}, "le programme y est d'une autre version"),
        (lambda c: {"programme": {**c.programme, "python": "3.9"}}, "Python y est"),
        (
            lambda c: {"programme": {**c.programme, "bibliotheques": ["pandas-1.0.dist-info"]}},
            "les bibliothèques n'y sont pas les mêmes",
        ),
        (lambda c: {"carnets": dict.fromkeys(c.carnets, "autre")}, "les carnets n'y sont pas les mêmes"),
        (lambda _: {"contrat": "autre"}, "n'y sont pas les mêmes, ou viennent de changer"),
        (lambda _: {"donnees": "/nulle/part"}, "ne s'y lisent pas"),
        (lambda _: {"passage": "un autre dossier de sortie"}, "n'y est pas celui de la commande"),
    ],
)
def test_a_worker_that_would_make_another_report_refuses(
    commande: Commande, task: ReportTask, changed: Callable[[Commande], dict[str, Any]], said: str
) -> None:
    result = build_there(task, replace(commande, **changed(commande)))
    assert not result.ok
    assert said in (result.error or "")
    assert not (Path(commande.sortie) / "a.html").exists()


def test_a_notebook_of_the_project_is_found_where_the_project_is(commande: Commande) -> None:
    elsewhere = replace(commande, racine="/srv/quartiers")
    assert elsewhere.notebook("/srv/quartiers/notebooks/quartier.ipynb") == PROJECT_ROOT / "notebooks/quartier.ipynb"
    assert elsewhere.notebook("/ailleurs/a.ipynb") == Path("/ailleurs/a.ipynb")

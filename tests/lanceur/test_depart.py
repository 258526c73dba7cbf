"""From the double-click to the menu: what is announced, what is asked, what leaves the window open."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from quartiers import PROJECT_ROOT
from quartiers.lanceur import console, depart
from quartiers.lanceur.console import Fini, run_in_turn
from quartiers.lanceur.echec import Cause, Echec
from quartiers.lanceur.environnement import Environnement, Etat
from quartiers.lanceur.seul import alone_with


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed, question by question; then nobody types any more."""
    answers: list[str] = []

    def answer(question: str) -> str:
        print(question)
        if not answers:
            raise Fini
        return answers.pop(0)

    monkeypatch.setattr(console, "ask", answer)
    return answers


Found = Callable[[Environnement], None]


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Found:
    def find(environment: Environnement) -> None:
        monkeypatch.setattr(depart, "choose", lambda *_, **__: environment)

    return find


def test_a_ready_environment_costs_nothing(project: Path, found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither pip nor the lock: the folder may be read-only, and the internet far."""
    ready = Environnement(project / ".venv", Etat.PRET)
    found(ready)
    monkeypatch.setattr(depart, "install", None)
    assert depart.prepare(project) is ready
    assert not (project / depart.LOCK).exists()


def test_the_first_time_it_says_how_long_and_how_to_stop(
    project: Path, found: Found, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found(Environnement(project / ".venv", Etat.ABSENT))
    monkeypatch.setattr(depart, "install", lambda *_, **__: None)
    depart.prepare(project)
    said = capsys.readouterr().out
    assert "Première ouverture sur cet ordinateur" in said
    assert "deux minutes" in said
    assert "Pour arrêter : Ctrl+C" in said
    assert max(map(len, said.splitlines())) <= 100


def test_why_it_is_made_again_is_said(
    project: Path, found: Found, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found(Environnement(project / ".venv", Etat.A_REFAIRE, "il est vieux"))
    monkeypatch.setattr(depart, "install", lambda *_, **__: None)
    depart.prepare(project)
    assert "L'environnement Python (.venv) est à refaire : il est vieux." in capsys.readouterr().out


def test_without_internet_the_proxy_is_asked_then_used(
    project: Path, found: Found, typed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def install(*_: object, relais: str) -> None:
        tried.append(relais)
        if not relais:
            raise Echec(Cause.RESEAU, "Internet n'a pas répondu.", "Vérifier.")

    found(Environnement(project / ".venv", Etat.ABSENT))
    monkeypatch.setattr(depart, "install", install)
    typed.append("http://relais:3128")
    depart.prepare(project)
    assert tried == ["", "http://relais:3128"]


@pytest.mark.usefixtures("typed")
def test_a_failure_is_said_and_waits_to_be_read(
    project: Path, found: Found, capsys: pytest.CaptureFixture[str]
) -> None:
    found(Environnement(project / ".venv", Etat.ETRANGER))
    assert depart.main(project) == 1
    said = capsys.readouterr().out
    assert "n'est pas un environnement Python" in said
    assert said.rstrip().endswith("Entrée pour fermer la fenêtre.")


@pytest.mark.usefixtures("typed")
def test_a_read_only_folder_is_said(
    project: Path, found: Found, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    found(Environnement(project / ".venv", Etat.ABSENT))
    monkeypatch.setattr(depart, "alone_with", refuse)
    assert depart.main(project) == 1
    assert "lecture seule" in capsys.readouterr().out


@pytest.mark.usefixtures("typed")
def test_an_error_that_nobody_foresaw_is_kept(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(depart, "choose", None)
    assert depart.main(project) == 1
    said = capsys.readouterr().out
    assert "Traceback" not in said
    assert "Erreur du programme, et non de votre fait (TypeError)" in said
    assert "Traceback" in (project / depart.ERROR).read_text(encoding="utf-8")


@pytest.mark.usefixtures("typed")
def test_ctrl_c_during_the_installation_says_that_it_will_go_on(
    project: Path, found: Found, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    found(Environnement(project / ".venv", Etat.ABSENT))
    monkeypatch.setattr(depart, "install", interrupt)
    assert depart.main(project) == 0
    assert "Relancer reprend" in capsys.readouterr().out


@pytest.mark.usefixtures("typed")
def test_a_project_without_tables_says_so(project: Path, found: Found, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "data" / "contrat.toml").unlink()
    found(Environnement(project / ".venv", Etat.PRET))
    assert depart.main(project) == 1
    assert "Il n'y a pas de tables" in capsys.readouterr().out


# -- two people, one folder ----------------------------------------------------------------------------------


def test_the_second_waits_for_the_first(tmp_path: Path) -> None:
    """Another process holds the lock, and lets go of it as it ends."""
    lock = tmp_path / "verrou"
    program = (
        "import sys; from pathlib import Path; from quartiers.lanceur.seul import alone_with\n"
        "with alone_with(Path(sys.argv[1]), lambda: None): print('tenu', flush=True); sys.stdin.read()"
    )
    first = subprocess.Popen(
        [sys.executable, "-c", program, lock],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT_ROOT,
    )
    assert first.stdout is not None
    assert first.stdout.readline() == "tenu\n"
    waited: list[bool] = []

    def wait() -> None:
        waited.append(True)
        first.kill()  # however it ends
        first.communicate()

    with alone_with(lock, wait):
        assert waited == [True]


def test_a_share_without_locks_does_not_prevent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with alone_with(tmp_path / "verrou", lambda: pytest.fail("waited")):
        pass


# -- the console -------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
def test_ctrl_c_stops_what_runs_and_not_the_menu(tmp_path: Path) -> None:
    """As the terminal does, it is sent to both: the command ends by it, and its exit code comes back."""
    program = (
        "import sys, time\ntry:\n    open('pret', 'w').close(); time.sleep(60)\nexcept KeyboardInterrupt: sys.exit(130)"
    )

    def interrupt() -> None:
        while not (tmp_path / "pret").exists():
            time.sleep(0.02)
        import psutil

        os.kill(os.getpid(), signal.SIGINT)
        for child in psutil.Process().children():
            child.send_signal(signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    former = signal.getsignal(signal.SIGINT)
    assert run_in_turn([sys.executable, "-c", program], tmp_path) == console.INTERRUPTED
    assert signal.getsignal(signal.SIGINT) is former


def test_another_python_is_not_led_to_this_ones_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"):
        monkeypatch.setenv(name, "ailleurs")
    program = "import os; print(*(n for n in ('PYTHONHOME', 'PYTHONPATH', 'VIRTUAL_ENV') if n in os.environ))"
    assert console.read_lines([sys.executable, "-c", program], tmp_path) == (0, [])

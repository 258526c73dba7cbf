"""The two scripts that are double-clicked. That of Windows cannot be run here: its text is held to what cmd needs."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from quartiers import PROJECT_ROOT

CMD = PROJECT_ROOT / "Ouvrir les rapports.cmd"
COMMAND = PROJECT_ROOT / "Ouvrir les rapports.command"
LANCEUR = PROJECT_ROOT / "quartiers" / "lanceur"

posix = pytest.mark.skipif(sys.platform == "win32", reason="a script of the shell")


# -- Windows -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """What cmd runs: without the remarks."""
    text = CMD.read_bytes().decode("ascii")  # cmd reads it in the code page of the machine, whichever
    return [line for line in text.splitlines() if line and not line.startswith("rem")]


def test_cmd_lines_end_as_cmd_wants() -> None:
    content = CMD.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")


def test_git_keeps_the_ends_of_lines_and_the_right_to_run() -> None:
    def ask(*command: str) -> str:
        return subprocess.run(["git", *command], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False).stdout

    if not ask("ls-files", CMD.name):
        pytest.skip("not a checkout of git's")
    assert ask("check-attr", "eol", CMD.name).endswith("eol: crlf\n")
    assert ask("check-attr", "eol", COMMAND.name).endswith("eol: lf\n")
    assert ask("ls-files", "-s", COMMAND.name).startswith("100755")


def test_paths_are_always_between_quotes(lines: list[str]) -> None:
    """What cmd does with ``&``, parentheses and ``^`` between quotes: nothing. ``set`` takes its own around all."""
    for line in lines:
        bare = re.sub(r'"[^"]*"', "", line)
        assert line.count('"') % 2 == 0
        for variable in ("%LANCEUR%", "%~dp0", "%LOCALAPPDATA%", "%ProgramFiles%"):
            assert variable not in bare, line
    assert 'set "LANCEUR=%~dp0quartiers\\lanceur\\"' in lines


def test_no_path_is_read_twice(lines: list[str]) -> None:
    """``call`` and delayed expansion would look into it for ``%`` and ``!``; a share is no current folder."""
    text = "\n".join(lines).lower()
    assert lines[1] == "setlocal EnableExtensions DisableDelayedExpansion"
    assert "enabledelayedexpansion" not in text
    assert not re.search(r"\b(call|cd|chdir|pushd)\b", text)
    assert "!" not in text
    # Of « 50 %Valenciennes », a loop over %%V would make something else: its variable is one that no name can hold.
    assert set(re.findall(r"%%(.)", text)) == {"?"}


def test_labels_are_there_and_errors_leave_the_window_open(lines: list[str]) -> None:
    wanted = set(re.findall(r"goto (\w+)", "\n".join(lines)))
    assert wanted == {line[1:] for line in lines if line.startswith(":")} == {"seul", "fin"}
    endings = [lines[i - 1] for i, line in enumerate(lines) if line.startswith("exit")]
    assert endings == ["pause", "pause"]
    assert lines[-1] == "if errorlevel 1 pause"


def test_every_python_is_asked_whether_it_suits_before_it_is_used(lines: list[str]) -> None:
    calls = [line for line in lines if "convient.py" in line]
    for line in calls:
        asked, used = re.findall(r'([^(&]*?) "%LANCEUR%(?:convient|depart)\.py"', line)
        assert asked.split(" do ")[-1].strip() == used.strip()
        assert '"%LANCEUR%convient.py" >nul 2>nul && (' in line
        assert line.endswith('"%LANCEUR%depart.py" & goto fin)')
    assert {re.split(r" do ", line)[-1].split()[0] for line in calls} >= {"py.exe", "python.exe", "python3.exe"}


@pytest.mark.parametrize("name", ["sans-python-windows.txt", "sans-python.txt"])
def test_what_is_said_without_python_is_there_and_true(name: str) -> None:
    text = (LANCEUR / name).read_text(encoding="utf-8")
    assert name in (CMD if "windows" in name else COMMAND).read_text(encoding="utf-8")
    assert all(version in text for version in ("3.11", "3.14", "python.org"))
    assert max(map(len, text.splitlines())) <= 110
    assert ("Add python.exe to PATH" in text) is ("windows" in name)


# -- macOS and Linux ---------------------------------------------------------------------------------------


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A project of which the launcher only says who runs it, in a folder that the shell minds."""
    root = tmp_path / "-Été & $HOME `x` (100 %) ! l'essai"
    (root / "quartiers" / "lanceur").mkdir(parents=True)
    shutil.copy(COMMAND, root)
    for name in ("convient.py", "sans-python.txt"):
        shutil.copy(LANCEUR / name, root / "quartiers" / "lanceur")
    (root / "quartiers" / "lanceur" / "depart.py").write_text(
        "import sys\nprint('parti', sys.argv[0], sys.version_info[0])\n"
    )
    return root


def write_python(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def launch(root: Path, path: Path, typed: str = "\n") -> "subprocess.CompletedProcess[str]":
    """As a double-click does: by its whole name, from elsewhere. The PATH holds what the script itself calls."""
    for tool in ("dirname", "uname", "cat", "sh"):
        if not (path / tool).exists():
            (path / tool).symlink_to(str(shutil.which(tool)))
    return subprocess.run(
        [str(root / COMMAND.name)],
        input=typed,
        capture_output=True,
        encoding="utf-8",
        cwd="/",
        env={**os.environ, "PATH": str(path)},
        timeout=60,
        check=False,
    )


REAL = f'exec "{sys.executable}" "$@"'
STORE = 'echo "Python was not found; run without arguments to install from the Microsoft Store" >&2; exit 49'


@posix
def test_it_runs_the_launcher_of_its_own_folder(top: Path, tmp_path: Path) -> None:
    write_python(tmp_path / "bin", "python3", REAL)
    done = launch(top, tmp_path / "bin")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"parti {top}/quartiers/lanceur/depart.py 3\n"


@posix
@pytest.mark.parametrize("fake", [STORE, "exit 1", "echo bonjour; exit 127"], ids=["store", "old", "broken"])
def test_a_python_that_does_not_suit_is_passed_over(top: Path, tmp_path: Path, fake: str) -> None:
    write_python(tmp_path / "bin", "python3", fake)
    write_python(tmp_path / "bin", "python3.12", REAL)
    done = launch(top, tmp_path / "bin")
    assert (done.returncode, done.stdout[:6]) == (0, "parti ")


@posix
def test_without_python_it_says_what_to_do_and_waits(top: Path, tmp_path: Path) -> None:
    write_python(tmp_path / "bin", "python3", STORE)
    done = launch(top, tmp_path / "bin")
    assert done.returncode == 1
    assert (LANCEUR / "sans-python.txt").read_text(encoding="utf-8") in done.stdout
    assert done.stdout.endswith("Entrée pour fermer la fenêtre. ")
    assert done.stderr == ""


@posix
def test_away_from_its_project_it_says_so(tmp_path: Path) -> None:
    alone = Path(shutil.copy(COMMAND, tmp_path))
    write_python(tmp_path / "bin", "python3", REAL)
    done = launch(alone.parent, tmp_path / "bin")
    assert done.returncode == 1
    assert "n'est pas autour de ce fichier" in done.stdout


def test_older_pythons_do_not_suit() -> None:
    """Those that are at hand: they read the file, or fail to, which is the same answer."""

    def run(*command: str | Path) -> int:
        return subprocess.run(command, capture_output=True, check=False).returncode

    names = ("python2", "python2.7", "python3.6", "python3.8", "python3.9", "python3.10")
    found = [path for name in names if (path := shutil.which(name)) and run(path, "-c", "") == 0]
    if not found:
        pytest.skip("no older Python here")
    assert 0 not in [run(path, LANCEUR / "convient.py") for path in found]


def test_this_python_suits() -> None:
    assert subprocess.run([sys.executable, LANCEUR / "convient.py"], check=False).returncode == 0


# -- before anything is installed --------------------------------------------------------------------------


def test_the_launcher_needs_no_library(tmp_path: Path) -> None:
    """By a Python without its libraries, of a project without tables: it says so, and waits to be read."""
    project = tmp_path / "seul"  # beside a project, any folder of tables is offered: those of other tests too
    shutil.copytree(PROJECT_ROOT / "quartiers", project / "quartiers", ignore=shutil.ignore_patterns("__pycache__"))
    program = (
        "import runpy, sys; sys.path[0] = sys.argv.pop(1)\n"
        "import quartiers.lanceur.depart as d, quartiers.lanceur.environnement as e, quartiers.execution.terminal\n"
        "d.prepare = lambda root: e.Environnement(root, e.Etat.PRET)\n"
        "import pathlib\n"
        "sys.exit(d.main(pathlib.Path(sys.path[0])))\n"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", program, project],
        input="\n",
        capture_output=True,
        encoding="utf-8",
        env={**{k: v for k, v in os.environ.items() if k != "PYTHONPATH"}, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "Il n'y a pas de tables" in done.stdout
    assert done.stdout.endswith("Entrée pour fermer la fenêtre. ")

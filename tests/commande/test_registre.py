"""The commands: a module each, which says all that is said of it; the names by which the program is called."""

import os
import subprocess
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from quartiers import PROJECT_ROOT, commande
from quartiers.commande import importer, programme
from quartiers.commande.registre import MODULES, find_command, make_parser


def described(package: str, folders: list[str], name: str) -> set[str]:
    """The modules of a package that describe a command, or a source."""
    found = {m.name: import_module(f"{package}.{m.name}") for m in iter_modules(folders)}
    return {module for module, content in found.items() if hasattr(content, name)}


def test_every_module_that_describes_a_command_is_listed_and_bears_its_name() -> None:
    assert described("quartiers.commande", list(commande.__path__), "COMMANDE") == set(MODULES)
    assert [find_command(name).nom for name in MODULES] == list(MODULES)


def test_every_module_that_describes_a_source_is_listed() -> None:
    assert described("quartiers.commande.importer", list(importer.__path__), "SOURCE") == set(importer.MODULES)


@pytest.mark.parametrize("typed", ["lister", "lister --help", "rapports --quartier", "lister --jobs 2", "bilan x"])
def test_a_command_is_understood_alike_without_the_others(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A line that names one is read by its parser alone: options, help and errors are as if all were there."""

    def answer(names: Iterable[str]) -> object:
        try:
            return make_parser(names=names).parse_args(typed.split())
        except SystemExit:
            return capsys.readouterr()

    assert answer([typed.split(maxsplit=1)[0]]) == answer(MODULES)


def run(line: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(line, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize(
    ("start", "name", "call"),
    [
        ([str(PROJECT_ROOT / "pipeline.py")], "pipeline.py", "python pipeline.py"),
        (["-m", "quartiers"], "python -m quartiers", "python -m quartiers"),
    ],
)
def test_the_program_has_the_name_by_which_it_is_called(start: list[str], name: str, call: str, tmp_path: Path) -> None:
    shown = run([sys.executable, *start, "--help"], tmp_path).stdout
    assert shown.startswith(f"utilisation : {name} [-h]")
    assert f"« {call} » fabrique tous les rapports" in shown
    assert f"  {call} clore --comite 2026-12-10" in shown
    refused = run([sys.executable, *start, "--formats", "txt"], tmp_path)
    assert refused.returncode == 2
    assert f"{name} rapports : erreur : --formats" in refused.stderr


def test_what_pip_installs_is_the_same_program(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def main(program: str) -> int:
        print(program)
        return 7

    monkeypatch.setattr(programme, "main", main)
    monkeypatch.setattr(programme, "run_command", lambda started: started())
    assert programme.start_installed() == 7
    assert capfd.readouterr().out == "quartiers\n"

"""Which environment is used, and when it is made again: a moved folder, another Python, another computer, a share."""

import json
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from quartiers.lanceur import environnement
from quartiers.lanceur.convient import suits
from quartiers.lanceur.environnement import (
    COMPLETE,
    INSTALLING,
    MAKING,
    STAMP,
    Ask,
    Etat,
    Vu,
    ask_python,
    choose,
    digest_requirements,
    judge,
    python_of,
    write_stamp,
)

Make = Callable[..., Path]


def stamp(folder: Path, ordinateur: str) -> None:
    """As the launcher of another computer has left it."""
    path = folder / STAMP
    path.write_text(json.dumps({**json.loads(path.read_text()), "ordinateur": ordinateur}))


@pytest.fixture
def complete(project: Path, make_environment: Make) -> Path:
    folder = make_environment(project / ".venv")
    write_stamp(folder, COMPLETE, exigences=digest_requirements(project), plateforme="win-amd64")
    return folder


def test_a_complete_environment_is_ready(project: Path, complete: Path, answers: Ask) -> None:
    assert judge(complete, digest_requirements(project), answers).etat is Etat.PRET


def test_it_is_ready_after_the_project_was_moved(project: Path, complete: Path, answers: Ask) -> None:
    moved = project.rename(project.parent / "ailleurs")
    assert judge(moved / complete.name, digest_requirements(moved), answers).etat is Etat.PRET


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.txt", "constraints.txt"])
def test_other_requirements_are_noticed(project: Path, complete: Path, answers: Ask, name: str) -> None:
    with (project / name).open("a") as file:
        file.write("une-autre==1.0\n")
    assert judge(complete, digest_requirements(project), answers).etat is Etat.A_COMPLETER


def test_ends_of_lines_are_no_other_requirements(project: Path) -> None:
    before = digest_requirements(project)
    path = project / "requirements.txt"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert digest_requirements(project) == before


def test_an_interrupted_installation_is_not_ready(project: Path, complete: Path, answers: Ask) -> None:
    write_stamp(complete, INSTALLING)
    found = judge(complete, digest_requirements(project), answers)
    assert (found.etat, found.interrompu) == (Etat.A_COMPLETER, True)


def test_that_of_the_readme_is_to_be_looked_at(project: Path, make_environment: Make, answers: Ask) -> None:
    found = judge(make_environment(project / ".venv"), digest_requirements(project), answers)
    assert (found.etat, found.interrompu) == (Etat.A_COMPLETER, False)


def test_nothing_there_or_an_empty_folder_is_absent(project: Path, answers: Ask) -> None:
    assert judge(project / ".venv", "", answers).etat is Etat.ABSENT
    (project / ".venv").mkdir()
    assert judge(project / ".venv", "", answers).etat is Etat.ABSENT


def test_what_is_no_environment_is_left_alone(project: Path, answers: Ask) -> None:
    (project / ".venv").mkdir()
    (project / ".venv" / "notes.txt").write_text("à moi")
    assert judge(project / ".venv", "", answers).etat is Etat.ETRANGER
    (project / "fichier").write_text("à moi")
    assert judge(project / "fichier", "", answers).etat is Etat.ETRANGER


def test_one_whose_making_was_interrupted_is_made_again(project: Path, answers: Ask) -> None:
    """Killed before ``pyvenv.cfg``, or after: nothing of it is asked to start."""
    folder = project / ".venv"
    folder.mkdir()
    write_stamp(folder, MAKING)
    assert "interrompue" in judge(folder, "", answers).raison
    (folder / "pyvenv.cfg").write_text("version = 3.12.4\n")
    found = judge(folder, "", answers)
    assert found.etat is Etat.A_REFAIRE
    assert "interrompue" in found.raison


def test_one_whose_python_was_removed_is_made_again(project: Path, complete: Path, silent: Ask) -> None:
    found = judge(complete, digest_requirements(project), silent)
    assert found.etat is Etat.A_REFAIRE
    assert "n'est plus là" in found.raison


@pytest.mark.parametrize("key", ["version", "version_info"])
def test_one_whose_python_was_replaced_is_made_again(
    project: Path, make_environment: Make, answers: Ask, key: str
) -> None:
    """The same path runs another version: its libraries are those of the one before (``version_info``: made by uv)."""
    found = judge(make_environment(project / ".venv", "3.11.9", key), "", answers)
    assert found.etat is Etat.A_REFAIRE
    assert "de la version 3.11 à la version 3.12" in found.raison


def test_one_for_another_system_is_made_again(project: Path, complete: Path) -> None:
    found = judge(complete, digest_requirements(project), lambda _: Vu((3, 12), "win-arm64", True, project))
    assert found.etat is Etat.A_REFAIRE
    assert "win-amd64" in found.raison


def test_one_of_a_python_that_does_not_suit_is_made_again(project: Path, make_environment: Make) -> None:
    folder = make_environment(project / ".venv", "3.10.1")
    found = judge(folder, "", lambda _: Vu((3, 10), "win-amd64", True, project))
    assert found.etat is Etat.A_REFAIRE
    assert "Python 3.10" in found.raison


def test_one_without_pip_is_made_again_unless_complete(project: Path, complete: Path) -> None:
    def ask(_: Path) -> Vu:
        return Vu((3, 12), "win-amd64", False, project)

    assert judge(complete, digest_requirements(project), ask).etat is Etat.PRET
    assert judge(complete, "autre", ask).etat is Etat.A_REFAIRE


# -- a share ---------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environnement.platform, "node", lambda: "POSTE 12.ville.fr")


def test_on_a_share_that_of_another_computer_is_left_to_it(project: Path, complete: Path, silent: Ask) -> None:
    stamp(complete, "AUTRE")
    found = choose(project, digest_requirements(project), silent, own_disk=False)
    assert (found.dossier.name, found.etat) == (".venv-POSTE-12-ville-fr", Etat.ABSENT)


def test_on_a_share_that_of_this_computer_is_made_again(project: Path, complete: Path, silent: Ask) -> None:
    found = choose(project, digest_requirements(project), silent, own_disk=False)
    assert (found.dossier, found.etat) == (complete, Etat.A_REFAIRE)


def test_on_a_share_one_that_works_here_is_shared(project: Path, complete: Path, answers: Ask) -> None:
    stamp(complete, "AUTRE")
    found = choose(project, digest_requirements(project), answers, own_disk=False)
    assert (found.dossier, found.etat) == (complete, Etat.PRET)


def test_a_copy_from_another_computer_is_made_again(project: Path, complete: Path, silent: Ask) -> None:
    stamp(complete, "AUTRE")
    found = choose(project, digest_requirements(project), silent, own_disk=True)
    assert (found.dossier, found.etat) == (complete, Etat.A_REFAIRE)


def test_the_one_of_this_computer_is_found_again(project: Path, complete: Path, make_environment: Make) -> None:
    stamp(complete, "AUTRE")
    own = make_environment(project / ".venv-POSTE-12-ville-fr")
    write_stamp(own, COMPLETE, exigences=digest_requirements(project), plateforme="win-amd64")

    def ask(python: Path) -> Vu | None:
        return Vu((3, 12), "win-amd64", True, project) if python.is_relative_to(own) else None

    found = choose(project, digest_requirements(project), ask, own_disk=False)
    assert (found.dossier, found.etat) == (own, Etat.PRET)


# -- real Pythons ------------------------------------------------------------------------------------------


def test_a_real_environment_says_what_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "un environnement d'été"
    venv.create(folder, with_pip=False)
    seen = ask_python(python_of(folder))
    assert seen is not None
    assert (seen.version, seen.plateforme, seen.pip) == (sys.version_info[:2], sysconfig.get_platform(), False)
    assert seen.bibliotheques.is_relative_to(folder)


def test_what_does_not_start_says_nothing(tmp_path: Path) -> None:
    assert ask_python(tmp_path / "python") is None
    (tmp_path / "python").write_text("#!/bin/sh\necho bonjour\n")
    (tmp_path / "python").chmod(0o755)
    assert ask_python(tmp_path / "python") is None


@pytest.mark.parametrize(
    ("version", "maxsize", "platform", "fits"),
    [
        ((3, 11), 2**63 - 1, "win-amd64", True),
        ((3, 14), 2**63 - 1, "macosx-13.0-arm64", True),
        ((3, 10), 2**63 - 1, "win-amd64", False),
        ((3, 15), 2**63 - 1, "linux-x86_64", False),
        ((3, 13), 2**31 - 1, "win32", False),
        ((3, 13), 2**63 - 1, "win-arm64", False),
    ],
)
def test_which_python_suits(version: tuple[int, int], maxsize: int, platform: str, fits: bool) -> None:
    assert suits(version, maxsize, platform) is fits

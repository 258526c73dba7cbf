"""What the menu offers, asks and has done, with answers that are typed beforehand and commands that are noted."""

import os
import shutil
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from quartiers import PROJECT_ROOT
from quartiers.lanceur.console import Fini
from quartiers.lanceur.contrats import describe_tables, find_tables
from quartiers.lanceur.copie import copy_folder
from quartiers.lanceur.menu import Menu
from quartiers.marques import temporary_name

SUIVI = PROJECT_ROOT / "exemples" / "suivi"
NOW = datetime(2026, 11, 29, 15, 12)


class Seance:
    """A menu of a project, what it said, and the commands that it ran: each gives the next of ``codes``, then 0."""

    def __init__(
        self,
        root: Path,
        *typed: str,
        codes: Sequence[int] = (),
        communes: Sequence[str] = ("Anzin", "Condé"),
        lines: Sequence[str] = ("atelier  Atelier",),
    ):
        self.said: list[str] = []
        self.commands: list[list[str]] = []
        self._typed, self._codes = [*typed], [*codes]
        self._listed = {"--communes": [*communes], "--demarches": [*lines]}
        self.menu = Menu(
            root,
            root / "python",
            find_tables(root)[0],
            self.said.append,
            self._answer,
            self._run,
            self._list,
            lambda: NOW,
        )

    def _answer(self, question: str) -> str:
        self.said.append(question)
        if question.startswith("\nEntrée pour revenir"):
            return ""
        if not self._typed:
            raise Fini
        return self._typed.pop(0)

    def _run(self, command: Sequence[str | Path], folder: Path) -> int:
        assert folder == self.menu.racine
        self.commands.append([str(word) for word in command])
        return self._codes.pop(0) if self._codes else 0

    def _list(self, command: Sequence[str | Path], _: Path) -> tuple[int, list[str]]:
        asked, which = [str(word) for word in command][2:4]
        assert asked == "lister"
        return (0, self._listed[which]) if self._listed[which] or which == "--demarches" else (2, [])

    def run(self) -> list[list[str]]:
        """What followed ``python pipeline.py``, for each command; the menu ends when nothing more is typed."""
        with pytest.raises(Fini):
            self.menu.run()
        start = [str(self.menu.python), str(self.menu.racine / "pipeline.py")]
        assert all(command[:2] == start for command in self.commands)
        return [command[2:] for command in self.commands]

    @property
    def text(self) -> str:
        return "\n".join(self.said)


def test_enter_builds_shows_and_follows(project: Path) -> None:
    seance = Seance(project, "")
    assert seance.run() == [
        ["rapports", "--suivre", "--ouvrir", f"--donnees={project / 'data'}", f"--sortie={project / 'reports'}"]
    ]
    assert "Ctrl+C" in seance.text


def test_every_choice_is_shown_and_zero_leaves(project: Path) -> None:
    seance = Seance(project, "0")
    seance.menu.run()
    shown = [line.split()[0] for line in seance.said if line.startswith(" ")]
    assert shown == [*map(str, range(1, 13)), "0"]
    assert seance.text.startswith("\nContrat Quartiers 2030 de Valenciennes Métropole")


def test_what_is_not_in_the_list_is_asked_again(project: Path) -> None:
    seance = Seance(project, "13", "x" * 200, "3")
    assert [words[0] for words in seance.run()] == ["verifier"]
    assert "« 13 » n'est pas dans la liste" in seance.text


@pytest.mark.parametrize("typed", ["2", "conde", " CONDÉ "])
def test_the_file_of_a_committee_asks_which_and_when(project: Path, typed: str) -> None:
    seance = Seance(project, "2", "Lille", typed, "32/12/2026", "10/12/2026")
    [words] = seance.run()
    assert words[:4] == ["dossier", "--commune=Condé", "--date=2026-12-10", "--ouvrir"]
    assert "« Lille » n'est pas une commune" in seance.text
    assert "« 32/12/2026 » n'est pas une date" in seance.text


def test_the_file_of_a_committee_can_do_without_a_day(project: Path) -> None:
    [words] = Seance(project, "2", "1", "").run()
    assert words[:3] == ["dossier", "--commune=Anzin", "--ouvrir"]


def test_nothing_is_run_when_nothing_is_chosen_or_tables_are_wrong(project: Path) -> None:
    assert Seance(project, "2", "").run() == []
    assert Seance(project, "2", communes=()).run() == []


def test_the_workbook_is_written_or_taken_back(project: Path) -> None:
    file = project / "saisie.xlsx"
    [words] = Seance(project, "4", "1").run()
    assert words[:3] == ["classeur", str(file), "--ouvrir"]
    assert Seance(project, "4", "2").run() == []  # it is not there yet
    file.write_bytes(b"")
    [words] = Seance(project, "4", "2").run()
    assert words[:3] == ["importer", "classeur", str(file)]


def test_a_sheet_that_was_emptied_can_be_said_to_be(project: Path) -> None:
    (project / "saisie.xlsx").write_bytes(b"")
    first, second = Seance(project, "4", "2", "actions", codes=(2, 0)).run()
    assert "--vider=actions" not in first
    assert "--vider=actions" in second
    assert len(Seance(project, "4", "2", "", codes=(2,)).run()) == 1


def test_a_filled_workbook_is_not_lost(project: Path) -> None:
    (project / "saisie.xlsx").write_bytes(b"")
    seance = Seance(project, "4", "1", codes=(2,))
    [words] = seance.run()
    assert "--remplacer" not in words
    assert "le reprendre d'abord" in seance.text


def test_year_and_edition(project: Path) -> None:
    first, second, third = Seance(project, "7", "", "7", "2026", "7", "vingt", "8", "10/12/2026", "8", "").run()
    assert first[:2] == ["bilan", "--ouvrir"]
    assert second[:2] == ["bilan", "--annee=2026"]
    assert third[:2] == ["clore", "--comite=2026-12-10"]


# -- what others publish, or send ------------------------------------------------------------------------------


@pytest.fixture
def received(tmp_path: Path) -> tuple[Path, Path]:
    """Two files in a folder whose name has a space, an accent and an apostrophe."""
    folder = tmp_path / "reçu de l'État"
    folder.mkdir()
    for name in ("DEMO 2026.csv", "-IPRO_2026.csv"):
        (folder / name).write_text("")
    return folder / "DEMO 2026.csv", folder / "-IPRO_2026.csv"


@pytest.mark.parametrize(("number", "source"), [("1", "insee"), ("3", "postes"), ("4", "actions")])
def test_files_are_imported_together(project: Path, received: tuple[Path, Path], number: str, source: str) -> None:
    first, second = received
    seance = Seance(project, "10", number, f'"{first}" "{second}" ')
    assert seance.run() == [["importer", source, str(first), str(second), f"--donnees={project / 'data'}"]]
    assert "choix 1 refait" in seance.text
    failed = Seance(project, "10", number, f'"{first}"', codes=(2,))
    failed.run()
    assert "choix 1 refait" not in failed.text
    assert "Le message ci-dessus dit ce qui l'empêche" in failed.text


def test_each_file_of_contours_is_a_command_and_the_first_that_fails_the_last(
    project: Path, received: tuple[Path, Path]
) -> None:
    both = " ".join(path.as_uri() for path in received)
    assert [words[:3] for words in Seance(project, "10", "2", both).run()] == [
        ["importer", "perimetres", str(path)] for path in received
    ]
    assert len(Seance(project, "10", "2", both, codes=(2,)).run()) == 1


def test_a_questionnaire_is_of_a_demarche_chosen_by_number_or_name(project: Path, received: tuple[Path, Path]) -> None:
    listed = ["enquete-2026  Enquête à la sortie de l'école", "atelier  Atelier"]
    for typed in ("1", "ENQUETE-2026"):
        seance = Seance(project, "10", "5", "zzz", typed, str(received[0]), lines=listed)
        [words] = seance.run()
        assert words[:4] == ["importer", "questionnaire", "--demarche=enquete-2026", str(received[0])]
        assert "« zzz » n'est pas une démarche" in seance.text
    empty = Seance(project, "10", "5", lines=[])
    assert empty.run() == []
    assert "La table demarches n'a pas de ligne" in empty.text


def test_a_workbook_that_was_sent_is_taken_back_from_where_it_is(project: Path, received: tuple[Path, Path]) -> None:
    seance = Seance(project, "10", "6", "absent.xlsx", f"« {received[0]} »", "actions", codes=(2, 0))
    first, second = seance.run()
    assert first[:3] == second[:3] == ["importer", "classeur", str(received[0])]
    assert "--vider=actions" in second


@pytest.mark.parametrize("typed", [[""], ["7"], ["1", ""], ["5", ""]])
def test_nothing_is_imported_when_nothing_is_chosen(project: Path, typed: list[str]) -> None:
    assert Seance(project, "10", *typed).run() == []


def test_guides(project: Path) -> None:
    [words] = Seance(project, "11").run()
    assert words[:2] == ["guide", "--ouvrir"]
    assert any(word.startswith("--sortie=") for word in words)


@pytest.mark.parametrize(
    ("typed", "which"),
    [
        ([""], []),
        (["1"], []),
        (["2", "conde"], ["--commune=Condé"]),
        (["3", "anzin-verrerie"], ["--quartier=anzin-verrerie"]),
    ],
)
def test_the_evaluation_asks_of_whom(project: Path, typed: list[str], which: list[str]) -> None:
    [words] = Seance(project, "12", *typed).run()
    assert words[: len(which) + 2] == ["evaluer", *which, "--ouvrir"]
    assert any(word.startswith("--sortie=") for word in words)


@pytest.mark.parametrize("typed", [["4"], ["2", ""], ["3", ""]])
def test_no_evaluation_is_made_when_none_is_chosen(project: Path, typed: list[str]) -> None:
    assert Seance(project, "12", *typed).run() == []


# -- another contract ----------------------------------------------------------------------------------------


@pytest.fixture
def other(project: Path) -> Path:
    """Beside the project, a folder of tables; another that is none."""
    (project.parent / "photos").mkdir()
    return Path(shutil.copytree(SUIVI, project.parent / "valrive"))


def test_folders_of_tables_nearby_are_offered_by_name(project: Path, other: Path) -> None:
    shutil.copytree(SUIVI, project / "exemples" / "suivi")
    assert [t.dossier for t in find_tables(project)] == [project / "data", other, project / "exemples" / "suivi"]
    seance = Seance(project, "9", "1", "")
    [words] = seance.run()
    assert words[-2:] == [f"--donnees={other}", f"--sortie={other.parent / 'valrive-rapports'}"]
    assert f"  1  Contrat de ville de Valrive (exemple inventé) ({other})" in seance.said


def test_a_contract_that_cannot_be_read_has_the_name_of_its_folder(project: Path, other: Path) -> None:
    (other / "contrat.toml").write_bytes("[contrat]\nnom = « à refaire »".encode("utf-16"))
    assert describe_tables(project, other).nom == "valrive"
    (other / "contrat.toml").write_text(f"[contrat]\nnom = {'[' * 5000}")
    assert describe_tables(project, other).nom == "valrive"
    (other / "contrat.toml").write_text('[contrat]\nnom = "Un\\u001b[31m\\u202e nom"\n')
    assert describe_tables(project, other).nom == "Un[31m nom"


def test_another_contract_is_begun_from_files_dropped_on_the_window(project: Path, tmp_path: Path) -> None:
    contours = tmp_path / "contours de l'ANCT.geojson"
    contours.write_text("")
    dropped = f'"{contours}"'
    seance = Seance(project, "6", "lunel", "Lunel, Mauguio", "absent.geojson", dropped, "")
    [words] = seance.run()
    assert words == ["commencer", str(project / "lunel"), "--communes=Lunel, Mauguio", f"--contours={contours}"]
    assert "Introuvable : absent.geojson" in seance.text
    assert seance.menu.tables.dossier == project / "data"  # nothing was made: the command is a fake


@pytest.mark.parametrize("name", ["data", "../ailleurs", "-x", ".cache", "/tmp", "a/b"])
def test_a_new_folder_takes_the_place_of_nothing(project: Path, name: str) -> None:
    seance = Seance(project, "6", name)
    assert seance.run() == []
    assert "choisir un nom simple" in seance.text


# -- a copy ------------------------------------------------------------------------------------------------


def test_a_copy_holds_every_file_and_replaces_none(project: Path) -> None:
    shutil.rmtree(project / "data")
    shutil.copytree(SUIVI, project / "data")
    for name in (".verrou", "~$actions.csv", ".~lock.actions.csv#"):
        (project / "data" / name).write_text("")
    seance = Seance(project, "5", "5")
    assert seance.run() == []
    first, second = sorted(project.glob("*.zip"))
    assert {first.name, second.name} == {"data-copie-2026-11-29-15h12.zip", "data-copie-2026-11-29-15h12-2.zip"}
    with zipfile.ZipFile(first) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert found == {f"data/{p.relative_to(SUIVI).as_posix()}": p.read_bytes() for p in SUIVI.rglob("*") if p.is_file()}
    assert f"({len(found)} fichiers)" in seance.text
    assert not [path for path in project.iterdir() if path.name.startswith(".en-cours")]


def test_what_a_closed_window_left_is_removed(project: Path) -> None:
    left, mine = project / temporary_name(), project / ".en-cours-a-moi.tmp"
    for path in (left, mine):
        path.write_text("")
    copy_folder(project / "data", NOW)
    assert (left.exists(), mine.exists()) == (False, True)


def test_a_copy_follows_links_and_is_not_led_round(project: Path, link: Callable[[Path, Path], None]) -> None:
    elsewhere = project.parent / "tables"
    elsewhere.mkdir()
    (elsewhere / "mesures.csv").write_text("a")
    link(project / "data" / "importees", elsewhere)
    link(elsewhere / "rond", project / "data")
    path, count = copy_folder(project / "data", NOW)
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == ["data/contrat.toml", "data/importees/mesures.csv"]
    assert count == 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_what_cannot_be_read_is_named(project: Path) -> None:
    (project / "data" / "actions.csv").write_text("a")
    (project / "data" / "actions.csv").chmod(0)
    check_refused(project, "actions.csv")


def test_what_goes_away_meanwhile_leaves_no_copy(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_archive: zipfile.ZipFile, path: Path, _name: Path) -> None:
        raise PermissionError(13, "in use", str(path))

    monkeypatch.setattr(zipfile.ZipFile, "write", refuse)
    check_refused(project, "contrat.toml")


def check_refused(project: Path, name: str) -> None:
    seance = Seance(project, "5")
    assert seance.run() == []
    assert f"En cause : {project / 'data' / name}" in seance.text
    assert [path.name for path in project.iterdir() if "copie" in path.name or "en-cours" in path.name] == []

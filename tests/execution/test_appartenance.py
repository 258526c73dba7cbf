"""A run touches only what it made: an output folder may be full of other people's files."""

import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from copie import QUARTIERS, Copie

from quartiers.chemins import parse_folder
from quartiers.execution.appartenance import Appartenance, FichiersDAutrui, refuse_foreign
from quartiers.execution.manifeste import MANIFESTE, Manifeste, digest
from quartiers.execution.sorties import SOMMAIRE
from quartiers.marques import signature, temporary_name
from tests.conftest import Link

CENTRE, PEPINIERE, _ = QUARTIERS
PAGE = f"quartiers/{CENTRE}.html"
COMITE = "dossiers/dossier-anzin.pdf"
NAMES = (SOMMAIRE, "donnees.xlsx", PAGE, f"quartiers/{CENTRE}.pdf", f"quartiers/{CENTRE}.ipynb", COMITE)
HTML = ("--formats", "html")
ONE = (*HTML, "--quartier", CENTRE, "--sans-synthese")

OURS = signature(".html")
TYPST = "%PDF-1.7 <xmp:CreatorTool>Typst 0.15.1</xmp:CreatorTool>"


def put(folder: Path, name: str, content: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content, encoding="utf-8")


def state(folder: Path) -> dict[str, object]:
    """What a folder holds, by name: kind and mode, date, content or target."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else None
        date = None if path.is_dir() and not path.is_symlink() else status.st_mtime_ns  # ours are made beside them
        found[path.relative_to(folder).as_posix()] = (status.st_mode, date, content)
    return found


# -- whose a file is ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_somebodys_file_is_not_replaced(tmp_path: Path, name: str) -> None:
    put(tmp_path, name, "précieux")
    with pytest.raises(FichiersDAutrui) as refusal:
        refuse_foreign(tmp_path, NAMES)
    said = str(refusal.value)
    assert str(tmp_path) in said
    assert [line.strip() for line in said.splitlines()[1:-2]] == [name]
    assert "--sortie" in said
    assert said.endswith("Rien n'a été écrit.")


def test_all_of_them_are_named_or_counted(tmp_path: Path) -> None:
    names = [f"quartiers/{number}.html" for number in range(15)]
    for name in names:
        put(tmp_path, name, "précieux")
    with pytest.raises(FichiersDAutrui) as refusal:
        refuse_foreign(tmp_path, names)
    said = str(refusal.value)
    assert sum(name in said for name in names) == 10
    assert "et 5 de plus" in said


@pytest.mark.parametrize("sortie", ["", "absent"])
def test_a_new_folder_is_nobodys(tmp_path: Path, sortie: str) -> None:
    refuse_foreign(tmp_path / sortie, NAMES)


def test_what_bears_the_mark_is_replaced_without_a_manifest(tmp_path: Path) -> None:
    """Someone deleted it, or copied the reports without it."""
    put(tmp_path, SOMMAIRE, OURS)
    put(tmp_path, PAGE, OURS)
    refuse_foreign(tmp_path, NAMES)
    put(tmp_path, PAGE, "précieux")
    with pytest.raises(FichiersDAutrui, match=CENTRE):
        refuse_foreign(tmp_path, NAMES)


def test_what_the_manifest_names_and_describes_is_replaced_without_a_mark(tmp_path: Path) -> None:
    """Of an earlier version, which marked nothing."""
    manifest = Manifeste(tmp_path)
    for name in NAMES[:-1]:
        put(tmp_path, name, "hier")
        manifest.record("E", {name: digest("hier")})
    refuse_foreign(tmp_path, NAMES)
    put(tmp_path, f"quartiers/{PEPINIERE}.html", "précieux")
    with pytest.raises(FichiersDAutrui, match=PEPINIERE):
        refuse_foreign(tmp_path, [*NAMES, f"quartiers/{PEPINIERE}.html"])


def put_workbook(path: Path, properties: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("docProps/core.xml", properties)


def test_a_file_that_took_the_place_of_one_of_ours_is_somebodys(tmp_path: Path) -> None:
    """Saved over it, under its name: the manifest names it, but it is not what the manifest describes."""
    manifest = Manifeste(tmp_path)
    for name in NAMES:
        manifest.record("E", {name: digest("hier")})
    contents = {
        SOMMAIRE: "<!DOCTYPE html>\n<title>Mon site",
        PAGE: "mes notes",
        f"quartiers/{CENTRE}.pdf": f"{TYPST} mon rapport\n%%EOF\n",
        f"quartiers/{CENTRE}.ipynb": '{"cells": [], "metadata": {}}',
    }
    for name, content in contents.items():
        put(tmp_path, name, content)
    put_workbook(tmp_path / "donnees.xlsx", "<cp:keywords>mes comptes</cp:keywords>")
    assert Appartenance(tmp_path).find_foreign(NAMES) == [*NAMES[:-1]]
    put_workbook(tmp_path / "donnees.xlsx", signature(".xlsx"))  # ours, edited by hand: a spreadsheet keeps the mark
    put(tmp_path, PAGE, f"{OURS} édité")
    assert Appartenance(tmp_path).find_foreign(["donnees.xlsx", PAGE]) == []


@pytest.mark.parametrize("left", ["", "\0" * 5000, "half"])
def test_what_a_crash_left_of_ours_is_made_again(tmp_path: Path, left: str) -> None:
    manifest = Manifeste(tmp_path)
    put_workbook(tmp_path / "entier.xlsx", signature(".xlsx"))
    halves = {
        ".html": b'<!DOCTYPE html>\n<html lang="fr">\n<he',
        ".pdf": b"%PDF-1.7\n1 0 obj",
        ".ipynb": b'{\n "cells": [',
        ".xlsx": (tmp_path / "entier.xlsx").read_bytes()[:-30],
    }
    for name in NAMES:
        put(tmp_path, name, "")
        (tmp_path / name).write_bytes(halves[Path(name).suffix] if left == "half" else left.encode())
        manifest.record("E", {name: digest("hier")})
    refuse_foreign(tmp_path, NAMES)


@pytest.mark.parametrize("damaged", ["", '{"version": 1, "empr', "\0" * 5000])
def test_what_a_damaged_manifest_does_not_name_is_not_replaced(tmp_path: Path, damaged: str) -> None:
    """Somebody's, as far as anyone can tell; what bears the mark, and what a line names that can be read, are ours."""
    put(tmp_path, SOMMAIRE, OURS)
    Manifeste(tmp_path).record("E", {f"quartiers/{CENTRE}.ipynb": digest("hier")})
    put(tmp_path, f"quartiers/{CENTRE}.ipynb", "hier")
    with (tmp_path / MANIFESTE).open("a", encoding="utf-8") as file:
        file.write(damaged)
    put(tmp_path, PAGE, "précieux")
    put(tmp_path, COMITE, TYPST)
    with pytest.raises(FichiersDAutrui, match="effacer, si c'est un rapport abîmé") as refusal:
        refuse_foreign(tmp_path, NAMES)
    named = [line.strip() for line in str(refusal.value).splitlines()[1:-2]]
    assert named == [PAGE, COMITE] if damaged else [PAGE]
    (tmp_path / PAGE).unlink()
    (tmp_path / COMITE).unlink()
    refuse_foreign(tmp_path, NAMES)


def test_a_manifest_of_another_program_is_not_replaced(tmp_path: Path) -> None:
    put(tmp_path, MANIFESTE, '{"fichier": "précieux"}\n')
    with pytest.raises(FichiersDAutrui, match=r"\.manifeste\.jsonl"):
        refuse_foreign(tmp_path, NAMES)


def test_the_files_of_committees_of_earlier_versions_are_replaced(tmp_path: Path) -> None:
    """No manifest named them, and they bear no mark; but Typst made them, and the folder is the program's."""
    put(tmp_path, COMITE, TYPST)
    with pytest.raises(FichiersDAutrui):
        refuse_foreign(tmp_path, [COMITE])
    Manifeste(tmp_path).record("E", {SOMMAIRE: digest("hier")})
    refuse_foreign(tmp_path, [COMITE])
    put(tmp_path, COMITE, "%PDF-1.7 d'un autre")
    with pytest.raises(FichiersDAutrui, match="dossier-anzin"):
        refuse_foreign(tmp_path, [COMITE])


def test_an_index_is_made_again_where_it_is_the_programs(tmp_path: Path, link: Link) -> None:
    assert not Appartenance(tmp_path).holds(SOMMAIRE)
    put(tmp_path, SOMMAIRE, "précieux")
    assert not Appartenance(tmp_path).holds(SOMMAIRE)
    put(tmp_path, SOMMAIRE, OURS)
    assert Appartenance(tmp_path).holds(SOMMAIRE)
    (tmp_path / SOMMAIRE).rename(tmp_path / "ailleurs")
    link(tmp_path / SOMMAIRE, "ailleurs")
    assert not Appartenance(tmp_path).holds(SOMMAIRE)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe with a name, of Unix")
@pytest.mark.parametrize("name", [SOMMAIRE, PAGE, MANIFESTE])
def test_a_pipe_is_somebodys_and_is_not_opened(tmp_path: Path, name: str) -> None:
    if name != MANIFESTE:
        Manifeste(tmp_path).record("E", {name: digest("hier")})
    (tmp_path / "quartiers").mkdir()
    os.mkfifo(tmp_path / name)
    with pytest.raises(FichiersDAutrui, match=re.escape(name)):
        refuse_foreign(tmp_path, NAMES)
    manifest = Manifeste.read(tmp_path)
    assert not manifest.is_current(name, "E")
    manifest.record("E", {SOMMAIRE: digest("hier")})


def test_a_folder_elsewhere_is_looked_at_too() -> None:
    pytest.importorskip("upath", reason="universal_pathlib is not installed")
    folder: Any = parse_folder("memory://partage/rapports")
    try:
        refuse_foreign(folder, NAMES)
        (folder / "quartiers").mkdir(parents=True)
        (folder / PAGE).write_bytes(OURS.encode())
        refuse_foreign(folder, NAMES)
        (folder / SOMMAIRE).write_bytes(b"precieux")
        with pytest.raises(FichiersDAutrui, match=r"index\.html"):
            refuse_foreign(folder, NAMES)
    finally:
        folder.fs.store.clear()


# -- the command, as a process -----------------------------------------------------------------------------


def full_of_others(folder: Path) -> None:
    """Files of each sort that a run may meet, under names that it does not write."""
    for name in (
        "notes.txt",
        "style.css",
        "donnees.csv",
        ".verrou",
        ".en-cours-abc.tmp",
        f"{temporary_name()}.bak",
        "quartiers/notes.html",
        "quartiers/carte.pdf",
        "quartiers/.en-cours-abc.tmp",
        "quartiers/quartiers/index.html",
        f"quartiers/anciens/{CENTRE}.html",
        "dossiers/compte-rendu.pdf",
        "dossiers/dossier-anzin.pdf",
        "dossiers/index.html",
        "echecs/notes.txt",
        f"echecs/quartiers-{CENTRE}.txt",
        f"echecs/quartiers-{PEPINIERE}.ipynb",
        "echecs/donnees.txt",
        "photos/.en-cours-abc.tmp",
        f"photos/{temporary_name()}",
        "photos/index.html",
    ):
        put(folder, name, f"précieux : {name}")
    (folder / "vide").mkdir()


def test_a_folder_full_of_other_peoples_files_keeps_them_all(copie: Copie) -> None:
    """Whether reports succeed, fail, or are made again."""
    full_of_others(copie.sortie)
    before = state(copie.sortie)
    failing = {CENTRE: "1 / 0", PEPINIERE: "1 / 0"}
    assert copie.run(*HTML, fautes=failing).returncode == 1
    assert before.items() <= state(copie.sortie).items()
    for options in ((), ("--forcer",), ()):
        done = copie.run(*HTML, *options)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        assert before.items() <= state(copie.sortie).items()
    written = state(copie.sortie).keys() - before.keys()
    assert {SOMMAIRE, "donnees.xlsx", PAGE, MANIFESTE} <= written
    assert not [name for name in written if ".en-cours-" in name or name.startswith("echecs/")]


def test_a_run_that_would_replace_somebodys_file_writes_nothing(copie: Copie) -> None:
    full_of_others(copie.sortie)
    put(copie.sortie, SOMMAIRE, "mon site")
    put(copie.sortie, "donnees.xlsx", "mes comptes")
    put(copie.sortie, PAGE, "ma page")
    before = state(copie.sortie)
    for options in (ONE, (*ONE, "--forcer")):
        done = copie.run(*options)
        assert done.returncode == 2
        assert [line.strip() for line in done.stderr.splitlines()[1:4]] == [SOMMAIRE, "donnees.xlsx", PAGE]
        assert done.stderr.endswith("Rien n'a été écrit.\n")
        assert "Traceback" not in done.stderr
    assert state(copie.sortie) == before
    assert list(copie.temporaire.iterdir()) == []
    for name in (SOMMAIRE, "donnees.xlsx", PAGE):
        (copie.sortie / name).rename(copie.sortie / f"{name}.garde")
    assert copie.run(*ONE).returncode == 0


def test_a_file_that_comes_later_is_not_replaced_either(copie: Copie) -> None:
    """A quartier that the folder has no report of yet, and whose name somebody has used meanwhile."""
    assert copie.run(*ONE).returncode == 0
    put(copie.sortie, f"quartiers/{PEPINIERE}.html", "ma page")
    before = state(copie.sortie)
    done = copie.run(*HTML)
    assert (done.returncode, done.stderr.count(".html")) == (2, 1)
    assert state(copie.sortie) == before
    assert copie.run(*ONE).returncode == 0  # what is not asked for is nobody's business


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder that links of the output folder lead to; it is as it was at the end."""
    folder = tmp_path / "ailleurs"
    put(folder, "page.html", "précieux")
    put(folder, "manifeste.jsonl", '{"version": 1, "empreinte": "x", "fichiers": {"a": "b"}}\n')
    put(folder, f"quartiers-{CENTRE}.ipynb", f'{{"metadata": {{{signature(".ipynb")}}}}}')
    put(folder, temporary_name(), "la moitié d'un rap")
    before = state(folder)
    yield folder
    assert state(folder) == before


def test_what_links_lead_to_stays_as_it_is(copie: Copie, elsewhere: Path, link: Link) -> None:
    (copie.sortie / "quartiers").mkdir(parents=True)
    for name in (SOMMAIRE, PAGE, "donnees.xlsx"):
        link(copie.sortie / name, elsewhere / "page.html")
    link(copie.sortie / f"quartiers/{CENTRE}.ipynb", elsewhere / "absent")
    link(copie.sortie / MANIFESTE, elsewhere / "manifeste.jsonl")
    link(copie.sortie / ".verrou", elsewhere / "page.html")
    link(copie.sortie / "echecs", elsewhere)
    link(copie.sortie / ".en-cours-abc.tmp", elsewhere / "page.html")
    done = copie.run(*ONE)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    for name in (SOMMAIRE, PAGE, "donnees.xlsx", MANIFESTE):
        assert (copie.sortie / name).is_file()
        assert not (copie.sortie / name).is_symlink()
    failed = copie.run(*ONE, "--forcer", fautes={CENTRE: "1 / 0"})
    assert failed.returncode == 1
    assert "conservé" not in failed.stdout  # the explanation would be elsewhere
    assert copie.run(*ONE).returncode == 0
    assert all((copie.sortie / name).is_symlink() for name in ("echecs", ".en-cours-abc.tmp"))


@pytest.mark.parametrize("inside", ["", "quartiers"], ids=["the output folder", "a folder in it"])
def test_a_folder_that_is_a_link_is_where_reports_are_wanted(
    copie: Copie, tmp_path: Path, link: Link, inside: str
) -> None:
    shared = tmp_path / "partage"
    put(shared, "notes.txt", "précieux")
    if inside:
        copie.sortie.mkdir()
    link(copie.sortie / inside, shared)
    done = copie.run(*ONE)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert (copie.sortie / inside).is_symlink()
    assert (shared / "notes.txt").read_text(encoding="utf-8") == "précieux"
    assert (shared / (f"{CENTRE}.html" if inside else PAGE)).is_file()
    assert "1 rapport déjà à jour" in copie.run(*ONE).stdout


def test_a_copy_of_the_folder_made_of_links_is_not_changed(copie: Copie, tmp_path: Path) -> None:
    """``cp -al``, as backups are made: each file is the same under both names."""
    assert copie.run(*ONE).returncode == 0
    backup = tmp_path / "sauvegarde"
    shutil.copytree(copie.sortie, backup, copy_function=os.link)
    before = state(backup)
    assert copie.run(*ONE, "--forcer").returncode == 0
    assert copie.run(*HTML).returncode == 0
    assert state(backup) == before

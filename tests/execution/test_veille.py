"""The watch (``--suivre``): what a save makes again, what a mistake does, how it ends."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest
from copie import QUARTIERS, Copie, all_gone, family, make_project
from ecran import Ecran
from lignes import read_rows, write_rows

from quartiers.donnees import DonneesInvalides
from quartiers.execution.echecs import say_unexpected
from quartiers.execution.veille import Remuees, Veille

CENTRE, PEPINIERE, JARD = QUARTIERS
HTML = ("--formats", "html")
WAITING = "En attente"
# A report that says the first finding of its quartier, from the contract of its run.
SAY_FINDING = (
    "from quartiers.donnees import load_contrat\n"
    "constats = load_contrat(donnees).tables['constats']\n"
    "print(constats[constats['quartier'] == quartier]['constat'].iloc[0])"
)
FAUTES = {CENTRE: SAY_FINDING}


# -- what is watched -------------------------------------------------------------------------------------


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    for name in ("constats.csv", "qpv.csv"):
        (tmp_path / name).write_text("avant")
    return tmp_path


class Pauses:
    """The watch's clock: its pauses pass at once, and a spreadsheet saves one step of a table, or none, in each."""

    def __init__(self, path: Path, *steps: str | None):
        self._path, self._steps, self._now = path, [*steps], 0.0

    def monotonic(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += seconds
        if self._steps and (text := self._steps.pop(0)) is not None:
            self._path.write_text(text)


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What each reading finds in a table; half of it is refused, and while it is read the rest is written."""
    found: list[str] = []

    def load(folder: Path) -> str:
        table = folder / "constats.csv"
        found.append(table.read_text())
        if found[-1] == "apr":
            table.write_text("après")
        if found[-1] != "après":
            raise DonneesInvalides([])
        return found[-1]

    monkeypatch.setattr("quartiers.donnees.load_contrat", load)
    return found


def test_a_table_is_read_at_once_and_again_if_it_was_not_whole(tables: Path, loaded: list[str]) -> None:
    """No error is said of half a table: what was read of it is forgotten."""
    veille = Veille(tables)
    (tables / "constats.csv").write_text("apr")
    assert veille.wait() == ("constats.csv",)
    veille.note_reading()
    with pytest.raises(Remuees):
        veille.read(tables)
    assert veille.wait_until_quiet() == ("constats.csv",)
    veille.note_reading()
    assert veille.read(tables) == "après"
    assert loaded == ["apr", "après"]


@pytest.mark.usefixtures("loaded")
def test_a_mistake_that_stays_is_an_error(tables: Path) -> None:
    veille = Veille(tables)
    with pytest.raises(DonneesInvalides):
        veille.read(tables)


@pytest.mark.usefixtures("loaded")
def test_what_changes_while_it_is_read_is_not_kept(tables: Path) -> None:
    """Even a table that reads well, and even when nothing had been seen to change before."""
    veille = Veille(tables)
    (tables / "constats.csv").write_text("après")
    with pytest.raises(Remuees):
        veille.read(tables)
    assert veille.wait_until_quiet() == ("constats.csv",)


@pytest.mark.parametrize("error", [KeyError("constat"), RecursionError(), MemoryError(), FileNotFoundError(2, "")])
def test_no_error_of_half_a_table_is_spoken_of(tables: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Whatever a reader makes of it; the same error of tables that stay is one."""
    whole = False

    def load(folder: Path) -> str:
        if not whole:
            (folder / "constats.csv").write_text("la suite")
        raise error

    monkeypatch.setattr("quartiers.donnees.load_contrat", load)
    veille = Veille(tables)
    with pytest.raises(Remuees):
        veille.read(tables)
    veille.note_reading()
    whole = True
    with pytest.raises(type(error)):
        veille.read(tables)


def test_of_a_workbook_that_is_being_written_nothing_is_said(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its end may come a second after its beginning; one that stays without an end is said to be damaged."""
    book = tables / "donnees.xlsx"
    book.write_bytes(b"PK\x03\x04 avant")
    veille = Veille(tables)
    clock = Pauses(book, *[None] * 40, "PK\x03\x04 la suite")
    monkeypatch.setattr("quartiers.execution.veille.time", clock)
    monkeypatch.setattr("quartiers.donnees.load_contrat", Mock(side_effect=DonneesInvalides([])))
    book.write_bytes(b"PK\x03\x04")
    assert veille.wait() == ("donnees.xlsx",)
    veille.note_reading()
    with pytest.raises(Remuees):
        veille.read(tables)
    veille.wait_until_quiet()
    veille.note_reading()
    with pytest.raises(DonneesInvalides):
        veille.read(tables)


def take_away(tables: Path) -> None:
    tables.rename(tables.with_name("ailleurs"))


def replace_by_a_file(tables: Path) -> None:
    take_away(tables)
    tables.write_text("")


def replace_by_a_link(tables: Path) -> None:
    take_away(tables)
    (tables.with_name("ailleurs") / "qpv.csv").write_text("d'ailleurs")
    tables.symlink_to(tables.with_name("ailleurs"), target_is_directory=True)


def replace_a_table_by_a_folder(tables: Path) -> None:
    (tables / "qpv.csv").unlink()
    (tables / "qpv.csv").mkdir()


def replace_a_table_by_a_dangling_link(tables: Path) -> None:
    (tables / "qpv.csv").unlink()
    (tables / "qpv.csv").symlink_to(tables / "nulle-part.csv")


def refuse_a_table(tables: Path) -> None:
    (tables / "qpv.csv").chmod(0)


CHANGES = [
    take_away,
    replace_by_a_file,
    replace_by_a_link,
    replace_a_table_by_a_folder,
    replace_a_table_by_a_dangling_link,
    refuse_a_table,
]


@pytest.mark.skipif(sys.platform == "win32", reason="links and permissions")
@pytest.mark.parametrize("change", CHANGES)
def test_whatever_becomes_of_the_folder_is_seen_and_so_is_its_return(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    for name in ("constats.csv", "qpv.csv"):
        (tables / name).write_text("avant")
    veille = Veille(tables)
    change(tables)
    assert "qpv.csv" in veille.wait()
    veille.note_reading()
    if tables.is_symlink() or tables.is_file():
        tables.unlink()
    else:
        shutil.rmtree(tables, ignore_errors=True)
    tables.mkdir()
    for name in ("constats.csv", "qpv.csv"):
        (tables / name).write_text("de retour")
    assert "qpv.csv" in veille.wait()


def test_a_table_that_may_be_read_again_is_read_again(tables: Path) -> None:
    """Neither its date nor its size has changed."""
    (tables / "qpv.csv").chmod(0o400)
    veille = Veille(tables)
    (tables / "qpv.csv").chmod(0o600)
    assert veille.wait() == ("qpv.csv",)


def test_what_was_saved_during_the_run_is_seen_after_it(tables: Path) -> None:
    veille = Veille(tables)
    veille.note_reading()
    (tables / "qpv.csv").write_text("pendant le passage")
    (tables / "nouvelle.csv").write_text("")
    (tables / "constats.csv").unlink()
    assert veille.wait() == ("constats.csv", "nouvelle.csv", "qpv.csv")


def test_opening_a_table_is_no_change(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A spreadsheet then writes a file of its own beside it."""
    veille = Veille(tables)
    (tables / "~$qpv.csv").write_text("verrou")
    (tables / ".~lock.qpv.csv#").write_text("verrou")
    monkeypatch.setattr("quartiers.execution.veille.time", Pauses(tables / "qpv.csv", "a", "ab", "abc", "abcd"))
    assert veille.wait() == ("qpv.csv",)
    assert veille.wait_until_quiet() == ("qpv.csv",)
    assert (tables / "qpv.csv").read_text() == "abcd"


# -- the command, as a process ---------------------------------------------------------------------------

linux = pytest.mark.skipif(sys.platform != "linux", reason="signals and processes of Linux")


@pytest.fixture
def copie(tmp_path: Path, project: Path) -> Copie:
    """Tables that the test may change."""
    return Copie(tmp_path / "essai", project, Path(shutil.copytree(project / "data", tmp_path / "tables")))


class Suivi:
    """``pipeline.py --suivre``, and what it says until it waits."""

    def __init__(self, copie: Copie, *options: str):
        self.tables = copie.donnees
        self.constats = self.tables / "constats.csv"
        before = signal.signal(signal.SIGINT, signal.default_int_handler)  # the tests may run in a deaf job of a shell
        self.process = copie.start(*HTML, "--suivre", *options, fautes=FAUTES)
        signal.signal(signal.SIGINT, before)
        self._limit = threading.Timer(100, self.process.kill)
        self._limit.start()

    def until_it_waits(self) -> str:
        assert self.process.stdout is not None
        said = []
        for line in iter(self.process.stdout.readline, ""):
            said.append(line)
            if WAITING in line:
                return "".join(said)
        raise AssertionError("".join(said))

    def reword(self, constat: str) -> None:
        rows = read_rows(self.constats)
        next(row for row in rows if row["quartier"] == CENTRE)["constat"] = constat
        write_rows(self.constats, rows)

    def save(self, text: str) -> None:
        """At once: a busy machine may leave a table that is written in steps empty for as long as a saved one stays."""
        whole = self.constats.with_name("constats.enregistre")
        whole.write_text(text, encoding="utf-8")
        whole.replace(self.constats)

    def stop(self, number: signal.Signals) -> tuple[int, str, str]:
        os.killpg(self.process.pid, number)
        stdout, stderr = self.process.communicate(timeout=60)
        return self.process.returncode, stdout, stderr

    def close(self) -> None:
        self._limit.cancel()
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


@pytest.fixture
def suivi(copie: Copie) -> Iterator[Suivi]:
    suivi = Suivi(copie)
    yield suivi
    suivi.close()


def dates(copie: Copie) -> dict[str, int]:
    return {p.stem: p.stat().st_mtime_ns for p in (copie.sortie / "quartiers").glob("*.html")}


def without_index(files: dict[str, bytes]) -> dict[str, bytes]:
    """It says when each file was written."""
    return {name: content for name, content in files.items() if name != "index.html"}


@linux
def test_each_save_makes_what_depends_on_it(tmp_path: Path, copie: Copie, suivi: Suivi) -> None:
    """That report and the synthesis, from the tables as they are now; in the end, what one run would have made."""
    suivi.until_it_waits()
    for constat in ("Un premier constat de la veille.", "Un second.", "Un troisième, enfin."):
        before = dates(copie)
        suivi.reword(constat)
        said = suivi.until_it_waits()
        assert "constats.csv : modifié" in said
        assert "2 rapports écrits, 2 déjà à jour" in said
        assert constat in (copie.sortie / f"quartiers/{CENTRE}.ipynb").read_text(encoding="utf-8")
        after = dates(copie)
        assert {q for q in QUARTIERS if after[q] != before[q]} == {CENTRE}

    started = family(suivi.process.pid)
    assert suivi.stop(signal.SIGINT) == (130, "", "Interrompu : les rapports déjà écrits sont complets.\n")
    assert all_gone(started), [p for p in started if p.is_running()]
    assert copie.leftovers() == []
    once = Copie(tmp_path / "une-fois", copie.folder, copie.donnees)
    assert once.run(*HTML, fautes=FAUTES).returncode == 0
    assert without_index(copie.contents()) == without_index(once.contents())


@linux
def test_a_wrong_table_is_said_and_waited_for(copie: Copie, suivi: Suivi) -> None:
    suivi.until_it_waits()
    before, right = copie.contents(), suivi.constats.read_text(encoding="utf-8")
    suivi.save(right.replace("constat;", "constats;", 1))
    said = suivi.until_it_waits()
    assert "écrit" not in said.replace("écrire", ""), said
    assert copie.contents() == before
    suivi.save(right)
    suivi.until_it_waits()
    suivi.reword("Réparé.")
    suivi.until_it_waits()
    assert "Réparé." in (copie.sortie / f"quartiers/{CENTRE}.ipynb").read_text(encoding="utf-8")
    code, _, stderr = suivi.stop(signal.SIGTERM)
    assert code == 143
    assert "constats.csv" in stderr
    assert stderr.count("Rien n'a été écrit.") == 1
    assert "Traceback" not in stderr


@linux
def test_the_index_is_opened_once_it_is_there_and_once(
    tmp_path: Path, copie: Copie, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not before the tables are right; also when a report has failed, which is named; not again at the next save."""
    ecran = Ecran(tmp_path / "ecran")
    for name, value in ecran.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setitem(FAUTES, JARD, "raise ValueError('exprès')")
    constats = copie.donnees / "constats.csv"
    right = constats.read_text(encoding="utf-8")
    constats.write_text(right.replace("constat;", "constats;", 1), encoding="utf-8")
    suivi = Suivi(copie, "--ouvrir")
    try:
        suivi.until_it_waits()
        assert not (copie.sortie / "index.html").exists()
        constats.write_text(right, encoding="utf-8")
        assert f"1 en échec : quartiers/{JARD}" in suivi.until_it_waits()
        suivi.reword("Un autre constat.")
        suivi.until_it_waits()
        suivi.stop(signal.SIGINT)
    finally:
        suivi.close()
    assert ecran.shown() == [str(copie.sortie / "index.html")]


@linux
def test_half_a_table_is_not_spoken_of(copie: Copie, suivi: Suivi) -> None:
    suivi.until_it_waits()
    suivi.reword("Écrit en plusieurs fois.")
    suivi.until_it_waits()
    whole = suivi.constats.read_bytes().replace("Écrit en".encode(), "Enregistré en".encode())
    # Cut in the first cell of a row: a table that ends with a row is a whole one, to who looks at that moment.
    third, half = (whole.index(b"\n", len(whole) // part) + 4 for part in (3, 2))
    for size in (0, third, half, len(whole)):
        suivi.constats.write_bytes(whole[:size])
        time.sleep(0.02)
    said = suivi.until_it_waits()
    assert said.count("constats.csv : modifié") == 1
    assert "2 rapports écrits" in said
    assert "Enregistré en" in (copie.sortie / f"quartiers/{CENTRE}.ipynb").read_text(encoding="utf-8")
    assert suivi.stop(signal.SIGINT) == (130, "", "Interrompu : les rapports déjà écrits sont complets.\n")


@linux
def test_losing_the_warm_process_does_not_end_it(copie: Copie, suivi: Suivi) -> None:
    suivi.until_it_waits()
    for process in family(suivi.process.pid):
        if process.pid != suivi.process.pid:
            process.kill()
    for constat in ("Sans elle.", "Avec une autre."):
        suivi.reword(constat)
        assert "2 rapports écrits" in suivi.until_it_waits()
        assert constat in (copie.sortie / f"quartiers/{CENTRE}.ipynb").read_text(encoding="utf-8")
    assert suivi.stop(signal.SIGINT)[0] == 130


# Raises, while it reads, the error that a file names: a fault of the program's that some table brings to light.
FAULTY = """
_load = load_contrat


def load_contrat(dossier=None):
    fault = PROJECT_ROOT / "faute"
    if fault.is_file():
        raise getattr(builtins, fault.read_text())("la faute")
    return _load(dossier)
"""


@linux
def test_a_fault_of_the_program_is_said_and_kept_and_waited_for(tmp_path: Path) -> None:
    """With its traceback in a file, until a run goes through."""
    project = make_project(tmp_path / "projet")
    loading = project / "quartiers/donnees/chargement.py"
    code = loading.read_text(encoding="utf-8") + FAULTY
    loading.write_text(
        code.replace("from collections", "import builtins\nfrom quartiers import PROJECT_ROOT\nfrom collections", 1)
    )
    copie = Copie(tmp_path / "essai", project)
    suivi = Suivi(copie)
    try:
        suivi.until_it_waits()
        before, kept = copie.contents(), copie.sortie / "echecs/suivi.txt"
        for error in ("KeyError", "RecursionError", "MemoryError", "AssertionError", "OSError"):
            (project / "faute").write_text(error)
            suivi.reword(f"Avec {error}.")
            suivi.until_it_waits()
            assert f"{error}: " in kept.read_text(encoding="utf-8")
            assert copie.contents().items() - before.items() == {("echecs/suivi.txt", kept.read_bytes())}
        (project / "faute").unlink()
        suivi.reword("Réparé.")
        assert "2 rapports écrits" in suivi.until_it_waits()
        assert not kept.parent.exists()
        code_, _, stderr = suivi.stop(signal.SIGINT)
    finally:
        suivi.close()
    assert code_ == 130
    assert stderr.count("Erreur du programme, et non des tables") == 4
    assert stderr.count("Refus du système") == 1
    assert stderr.count(str(kept)) == 5
    assert "Traceback" not in stderr


@linux
def test_a_fault_that_cannot_be_kept_is_shown(tmp_path: Path) -> None:
    error = ValueError("la faute")
    (tmp_path / "echecs").write_text("un fichier, là où serait le dossier")
    said = say_unexpected(tmp_path, error)
    assert said.startswith("Erreur du programme, et non des tables (ValueError : la faute)")
    assert "ValueError: la faute" in said.splitlines()[-1]


@linux
def test_a_link_to_the_tables_may_lead_elsewhere(tmp_path: Path, copie: Copie) -> None:
    before, link = copie.donnees, tmp_path / "lien"
    after = shutil.copytree(before, tmp_path / "ailleurs")
    link.symlink_to(before, target_is_directory=True)
    suivi = Suivi(copie, "--donnees", str(link))
    suivi.constats = after / "constats.csv"
    try:
        suivi.until_it_waits()
        suivi.reword("Lu par le lien.")
        link.unlink()
        link.symlink_to(after, target_is_directory=True)
        assert "2 rapports écrits" in suivi.until_it_waits()
        assert "Lu par le lien." in (copie.sortie / f"quartiers/{CENTRE}.ipynb").read_text(encoding="utf-8")
        assert suivi.stop(signal.SIGINT)[0] == 130
    finally:
        suivi.close()


def nest(tables: Path) -> None:
    (tables / "contrat.toml").write_text("x = " + "[" * 100_000)


def save_half_a_workbook(tables: Path) -> None:
    (tables / "constats.csv").unlink()
    (tables / "constats.xlsx").write_bytes(b"PK\x03\x04" + bytes(300))


def fill_with_bytes(tables: Path) -> None:
    (tables / "constats.csv").write_bytes(bytes(range(256)) * 100)


def empty(tables: Path) -> None:
    for path in [p for p in tables.rglob("*") if p.is_file()]:
        path.unlink()


def remove_the_quartier(tables: Path) -> None:
    for path in tables.glob("*.csv"):
        head, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text(head + "".join(row for row in rows if CENTRE not in row), encoding="utf-8")


def replace_the_folder_by_a_link(tables: Path) -> None:
    other = tables.with_name("autre")
    tables.rename(other)
    (other / "constats.csv").write_text("rien")
    tables.symlink_to(other, target_is_directory=True)


CONTENTS = [
    nest,
    save_half_a_workbook,
    fill_with_bytes,
    empty,
    take_away,
    replace_by_a_file,
    replace_the_folder_by_a_link,
    remove_the_quartier,
]


@linux
def test_whatever_the_tables_become_is_said_and_waited_for(tmp_path: Path, copie: Copie) -> None:
    """And when they are as they were, so is all that was made of them."""
    suivi = Suivi(copie, "--quartier", CENTRE)
    kept = shutil.copytree(suivi.tables, tmp_path / "garde")
    try:
        suivi.until_it_waits()
        before = copie.contents()
        for change in CONTENTS:
            change(suivi.tables)
            said = suivi.until_it_waits()
            assert suivi.process.poll() is None
            assert "rapport écrit" not in said, change
            if suivi.tables.is_symlink() or suivi.tables.is_file():
                suivi.tables.unlink()
            elif suivi.tables.exists():
                shutil.rmtree(suivi.tables)
            for name in ("ailleurs", "autre"):
                shutil.rmtree(suivi.tables.with_name(name), ignore_errors=True)
            shutil.copytree(kept, suivi.tables)
            suivi.until_it_waits()
            assert copie.contents() == before, change
        code, _, stderr = suivi.stop(signal.SIGINT)
    finally:
        suivi.close()
    assert code == 130
    assert f"quartier inconnu : « {CENTRE} »" in stderr
    assert "Traceback" not in stderr


@linux
def test_a_wrong_option_is_said_at_once(copie: Copie) -> None:
    """No table will mend it."""
    done = copie.run("--suivre", "--quartier", "nulle-part")
    assert done.returncode == 2
    assert "quartier inconnu : « nulle-part »" in done.stderr
    assert not copie.sortie.exists()


@linux
def test_it_outlives_its_temporary_folder(copie: Copie, suivi: Suivi) -> None:
    """Which systems sweep, after some days."""
    suivi.until_it_waits()
    for folder in copie.temporaire.iterdir():
        shutil.rmtree(folder)
    suivi.reword("Sans dossier temporaire.")
    assert "2 rapports écrits" in suivi.until_it_waits()
    code, _, stderr = suivi.stop(signal.SIGINT)
    assert (code, stderr) == (130, "Interrompu : les rapports déjà écrits sont complets.\n")


@linux
def test_what_is_forced_is_until_it_was_made(copie: Copie) -> None:
    assert copie.run(*HTML, fautes=FAUTES).returncode == 0
    right = (copie.donnees / "constats.csv").read_text(encoding="utf-8")
    (copie.donnees / "constats.csv").write_text(right.replace("constat;", "constats;", 1), encoding="utf-8")
    suivi = Suivi(copie, "--forcer")
    try:
        suivi.until_it_waits()
        suivi.constats.write_text(right, encoding="utf-8")
        assert "4 rapports écrits" in suivi.until_it_waits()
        assert suivi.stop(signal.SIGINT)[0] == 130
    finally:
        suivi.close()


@linux
def test_a_new_program_ends_it(tmp_path: Path) -> None:
    """It would make reports that the new one finds out of date."""
    copie = Copie(tmp_path / "essai", make_project(tmp_path / "projet"))
    suivi = Suivi(copie)
    try:
        suivi.until_it_waits()
        with (copie.folder / "quartiers/__init__.py").open("a", encoding="utf-8") as file:
            file.write("\n# autre version\n")
        before = copie.contents()
        suivi.reword("Avec l'ancien programme.")
        _, stderr = suivi.process.communicate(timeout=60)
    finally:
        suivi.close()
    assert suivi.process.returncode == 2
    assert stderr == "Le programme a été mis à jour : relancer la commande pour continuer avec le nouveau.\n"
    assert copie.contents() == before


REFUSED = {
    "a cluster": (("--dask", "tcp://127.0.0.1:1"), "--dask"),
    "a remote folder": (
        ("--donnees", "memory://tables"),
        "--suivre ne travaille que sur les dossiers de cette machine.",
    ),
    "tables that are no folder": (("--donnees", "/dev/null"), "attendu : un dossier de données"),
    "a path that no system takes": (("--donnees", "x" * 5000), "attendu : un dossier de données"),
}


@pytest.mark.parametrize(("options", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_watched_is_refused(copie: Copie, options: tuple[str, ...], said: str) -> None:
    done: subprocess.CompletedProcess[str] = copie.run("--suivre", *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert not copie.sortie.exists()

"""Faults of a run, as a process: what is said in French, what is left, and that the next run completes."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import chaud
import nbformat
import psutil
import pytest
from copie import (
    QUARTIERS,
    REPORTS,
    Completed,
    Copie,
    all_gone,
    contents,
    family,
    make_project,
    wait_for,
)

from quartiers.marques import signature, temporary_name

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="signals, limits and mounts of Linux"),
    pytest.mark.usefixtures("children_hear_ctrl_c"),
]

CENTRE, PEPINIERE, JARD = QUARTIERS
HTML = ("--formats", "html")
ONE = (*HTML, "--quartier", CENTRE, "--sans-synthese")

ENGLISH = re.compile(
    r"\b(Traceback|error|errno|kernel|died|failed|file|not|no such|directory|permission|denied|space|left|warning"
    r"|exception|ignored|process|killed|task)\b",
    re.IGNORECASE,
)


def assert_french(completed: Completed, copie: Copie) -> None:
    """Nothing in English and no traceback, on either stream."""
    said = (completed.stdout + completed.stderr).replace(str(copie.sortie.parent), "")
    assert not ENGLISH.search(said), said


@pytest.fixture(scope="module")
def reference(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Copie:
    """A run that nothing disturbs, pages only."""
    copie = Copie(tmp_path_factory.mktemp("reference"), project)
    done = copie.run(*HTML)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert copie.leftovers() == []
    return copie


def without_index(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files but the index, which says the day."""
    return {name: content for name, content in files.items() if name != "index.html"}


def without_synthesis(content: bytes) -> bytes:
    """A page but for its link to the synthesis: a run that is not to make it has pages without."""
    return content.replace('<li><a href="../synthese.html">Synthèse</a></li>\n'.encode(), b"")


KINDS = pytest.mark.parametrize("kind", ["", "ordinaires"], ids=["forked", "ordinary"])


# -- bad notebooks ---------------------------------------------------------------------------------------


@KINDS
def test_three_faults_at_once_stay_with_their_reports(copie: Copie, reference: Copie, kind: str) -> None:
    """A kernel that is killed, a cell that never ends, a cell that raises; the synthesis is made all the same."""
    shutil.copytree(reference.sortie, copie.sortie)
    before = copie.contents()
    fautes = {
        CENTRE: "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        PEPINIERE: "import time; time.sleep(600)",
        JARD: "1 / 0",
    }
    done = copie.run(*HTML, "--forcer", "--delai", "3", fautes=fautes, QUARTIERS_NOYAUX=kind)
    assert done.returncode == 1
    assert_french(done, copie)
    states = dict(re.findall(r"^(\S+) +│ +[0-9,]+ s │ (.*?) *$", done.stdout, re.MULTILINE))
    assert states.keys() == set(REPORTS)
    assert states["synthese"] == "écrit"
    for quartier, reason in ((CENTRE, "le noyau s'est arrêté"), (PEPINIERE, "délai de 3 s"), (JARD, "ZeroDivision")):
        said = states[f"quartiers/{quartier}"]
        assert said.startswith("ÉCHEC ")
        assert reason in said
        [where] = re.findall(r"conservé : (\S+)\)", said)
        kept = nbformat.read(copie.sortie / where, as_version=4)
        wrong = [c.source for c in kept.cells if any(o.output_type == "error" for o in c.get("outputs", ()))]
        assert len(wrong) == 1
        assert "exec(" in wrong[0]
    failed = [f"quartiers/{q}" for q in QUARTIERS]
    assert done.stdout.splitlines()[-1] == f"3 en échec : {', '.join(failed)}"
    assert without_index(before).items() <= copie.contents().items()
    assert copie.leftovers() == []

    if not kind:
        again = copie.run(*HTML)
        assert again.returncode == 0
        assert_french(again, copie)
        assert without_index(copie.contents()) == without_index(before)  # no more echecs/ either


def test_a_notebook_that_is_missing_stops_its_reports_only(tmp_path: Path, project: Path, reference: Copie) -> None:
    mine = tmp_path / "projet"
    shutil.copytree(project, mine)
    copie = Copie(tmp_path, mine)
    shutil.copytree(reference.sortie, copie.sortie)
    (mine / "notebooks" / "quartier.ipynb").unlink()
    done = copie.run(*HTML)
    assert done.returncode == 1
    assert_french(done, copie)
    assert done.stdout.count("quartier.ipynb introuvable") == 3
    assert done.stdout.splitlines()[-1].startswith("3 en échec")
    assert without_index(reference.contents()).items() <= copie.contents().items()


# -- the disk --------------------------------------------------------------------------------------------

LIMITED = """\
import os, resource, sys
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
os.execv(sys.argv[2], sys.argv[2:])
"""


@pytest.mark.parametrize("limit", [0, 20_000, 100_000])
def test_files_that_are_refused_for_their_size(copie: Copie, reference: Copie, limit: int) -> None:
    """What a full disk says, at whichever file it happens: the first of the run, or the last."""
    shutil.copytree(reference.sortie, copie.sortie)
    before = copie.contents()
    prefix = (sys.executable, "-c", LIMITED, str(limit))
    done = copie.run_cold(*HTML, "--forcer", prefix=prefix)
    assert done.returncode == 1, done.stdout + done.stderr
    assert_french(done, copie)
    assert "plus de place sur le disque" in done.stdout + done.stderr
    assert copie.leftovers() == []
    after = copie.contents()
    assert after.keys() == before.keys()
    assert without_index(after) == without_index(before)
    if limit:
        again = copie.run(*HTML)
        assert (again.returncode, again.stderr) == (0, "")
        assert without_index(copie.contents()) == without_index(before)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB."""
    folder = tmp_path / "disque"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if not mount or os.getuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a file system can only be mounted by root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(copie: Copie, reference: Copie, small_disk: Path) -> None:
    """The reports of yesterday fill it: those of today do not replace them; with room again, they do."""
    copie.sortie = small_disk / "sortie"
    shutil.copytree(reference.sortie / "quartiers", copie.sortie / "quartiers")
    page = copie.sortie / "quartiers" / f"{CENTRE}.html"
    page.write_text(f"{signature('.html')}hier")
    with (small_disk / "remplissage").open("wb", buffering=0) as file, pytest.raises(OSError, match="28"):
        while True:
            file.write(b"x" * 4096)
    before = copie.contents()
    done = copie.run(*HTML, "--forcer")
    assert done.returncode in (1, 2)
    assert_french(done, copie)
    assert copie.contents() == before
    assert copie.leftovers() == []
    (small_disk / "remplissage").unlink()
    again = copie.run(*ONE)
    assert again.returncode == 0, again.stdout + again.stderr
    assert page.read_bytes() == without_synthesis(reference.contents()[f"quartiers/{CENTRE}.html"])


def test_a_temporary_folder_that_is_full(copie: Copie, small_disk: Path) -> None:
    with (small_disk / "remplissage").open("wb", buffering=0) as file, pytest.raises(OSError, match="28"):
        while True:
            file.write(b"x" * 4096)
    copie.temporaire = small_disk
    done = copie.run(*ONE, TMPDIR=str(small_disk))
    assert done.returncode in (0, 1)  # Python goes to another temporary folder where it can
    assert_french(done, copie)
    assert [p.name for p in small_disk.iterdir()] == ["remplissage"]


@pytest.fixture
def lock_folder() -> Iterator[Callable[[Path], None]]:
    """Make a folder read-only, for root too, who goes round permissions: it is then mounted so."""
    mounted, locked = [], []

    def lock(folder: Path) -> None:
        if os.getuid() != 0:
            folder.chmod(0o555)
            locked.append(folder)
            return
        if subprocess.run(["mount", "--bind", folder, folder], capture_output=True, check=False).returncode:
            pytest.skip("root goes round permissions, and may not mount here")
        mounted.append(folder)
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)

    yield lock
    for folder in mounted:
        subprocess.run(["umount", folder], check=True)
    for folder in locked:
        folder.chmod(0o755)


@pytest.mark.parametrize("locked", ["", "quartiers"], ids=["whole", "a folder in it"])
def test_an_output_folder_that_is_read_only(
    copie: Copie, reference: Copie, lock_folder: Callable[[Path], None], locked: str
) -> None:
    shutil.copytree(reference.sortie, copie.sortie)
    before = copie.contents()
    lock_folder(copie.sortie / locked)
    done = copie.run(*HTML, "--forcer")
    assert_french(done, copie)
    assert without_index(copie.contents()) == without_index(before)
    assert copie.leftovers() == []
    if locked:
        assert done.returncode == 1, done.stdout + done.stderr
        assert done.stdout.count("écriture refusée") == 3
        assert done.stdout.splitlines()[-1].startswith("3 en échec")
    else:
        assert done.returncode == 2, done.stdout + done.stderr
        assert "Impossible d'écrire dans le dossier de sortie" in done.stderr


def test_folders_where_files_should_be(copie: Copie, reference: Copie) -> None:
    """A report, the workbook, the index: each is named, none of its files changes, the others are made."""
    shutil.copytree(reference.sortie, copie.sortie)
    names = (f"quartiers/{CENTRE}.html", "donnees.xlsx", "index.html")
    for name in names:
        (copie.sortie / name).unlink()
        (copie.sortie / name).mkdir()
    hier = f"hier, {signature('.ipynb')}"  # it bears the mark
    (copie.sortie / f"quartiers/{CENTRE}.ipynb").write_text(hier)
    done = copie.run(*HTML, "--forcer")
    assert done.returncode == 1
    assert_french(done, copie)
    assert "un dossier est là où il ne devrait pas" in done.stdout
    said = done.stdout.splitlines()[-1]
    assert all(name in said for name in (f"quartiers/{CENTRE}", "donnees.xlsx", "index.html"))
    assert (copie.sortie / f"quartiers/{CENTRE}.ipynb").read_text() == hier
    assert (copie.sortie / "synthese.html").is_file()
    assert copie.leftovers() == []


# -- signals ---------------------------------------------------------------------------------------------

SLEEP = "import pathlib, time; pathlib.Path({mark!r}).touch(); time.sleep(600)"
# A slow export, for there to be time to interrupt one: the exporters themselves take tenths of a second.
SLOW_EXPORT = """
_export = export

def export(nb, suffix, voisins=None):
    if mark := os.environ.get("ESSAI_EXPORT"):
        Path(mark).touch()
        time.sleep(1)
    return _export(nb, suffix, voisins)
"""


@pytest.fixture(scope="module")
def slow_project(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    mine = tmp_path_factory.mktemp("lent") / "projet"
    shutil.copytree(project, mine)
    with (mine / "quartiers/execution/rapports.py").open("a", encoding="utf-8") as file:
        file.write(SLOW_EXPORT)
    chaud.prepare(mine)
    return mine


def begin(copie: Copie, moment: str, kind: str) -> "subprocess.Popen[str]":
    """A run, stopped at that moment of its life, and all that it has started."""
    mark = copie.temporaire.parent / "marque"
    fautes = {CENTRE: SLEEP.format(mark=str(mark)), PEPINIERE: "import time; time.sleep(600)"}
    variables = {"QUARTIERS_NOYAUX": kind}
    if moment == "exporting":
        fautes, variables = {}, {**variables, "ESSAI_EXPORT": str(mark)}
    cold = moment == "importing"
    process = copie.start(*HTML, "--sans-synthese", "--jobs", "2", fautes=fautes, cold=cold, **variables)
    if moment == "importing":
        wait_for(lambda: any("pipeline.py" in a for a in psutil.Process(process.pid).cmdline()))
        # What the command itself imports first among what takes its time: numpy to check contours, or, where it knows
        # that they are sound, what speaks to kernels. All the others are still to come.
        wait_for(lambda: re.search("/numpy/|/zmq/", Path(f"/proc/{process.pid}/maps").read_text()))
    else:
        wait_for(mark.exists)
    return process


STOPS = {
    "Ctrl-C importing": (signal.SIGINT, "importing", "", 130),
    "Ctrl-C running": (signal.SIGINT, "running", "", 130),
    "Ctrl-C exporting": (signal.SIGINT, "exporting", "", 130),
    "SIGTERM importing": (signal.SIGTERM, "importing", "", 143),
    "SIGTERM running, ordinary": (signal.SIGTERM, "running", "ordinaires", 143),
    "SIGTERM exporting": (signal.SIGTERM, "exporting", "", 143),
}


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
def test_a_run_that_is_stopped(
    tmp_path: Path, slow_project: Path, reference: Copie, stop: tuple[signal.Signals, str, str, int]
) -> None:
    number, moment, kind, code = stop
    copie = Copie(tmp_path, slow_project)
    copie.sortie.mkdir()
    process = begin(copie, moment, kind)
    started = family(process.pid)
    os.killpg(process.pid, number)
    stdout, stderr = process.communicate(timeout=60)
    completed = Completed([], process.returncode, stdout, stderr)
    assert process.returncode == code, stdout + stderr
    assert stderr == "Interrompu : les rapports déjà écrits sont complets.\n"
    assert_french(completed, copie)
    assert all_gone(started), [p for p in started if p.is_running()]
    assert copie.leftovers() == []
    whole = without_index(reference.contents())
    pages = {name: without_synthesis(content) for name, content in whole.items()}
    assert contents(copie.sortie).items() <= pages.items()
    if moment == "running":
        again = copie.run(*HTML)
        assert (again.returncode, again.stderr) == (0, "")
        assert without_index(copie.contents()) == whole


def test_ctrl_c_by_an_impatient_hand(copie: Copie) -> None:
    """Twice, three times: it ends all the same, and leaves nothing that runs."""
    copie.sortie.mkdir()
    process = begin(copie, "running", "")
    started = family(process.pid)
    for _ in range(3):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.1)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode in (130, -signal.SIGINT), stdout + stderr
    assert "Traceback" not in stderr
    assert all_gone(started)
    assert copie.leftovers() == []


@KINDS
def test_a_run_that_is_killed(copie: Copie, reference: Copie, kind: str) -> None:
    """By SIGKILL, which it cannot hear: its kernels end by themselves, the next run removes what it left."""
    mark = copie.temporaire.parent / "marque"
    fautes = {CENTRE: SLEEP.format(mark=str(mark))}
    process = copie.start(*HTML, "--jobs", "2", fautes=fautes, QUARTIERS_NOYAUX=kind)
    done = copie.sortie / "quartiers" / f"{JARD}.html"
    wait_for(lambda: mark.exists() and done.exists())
    started = family(process.pid)
    assert len(started) > 1
    process.kill()
    process.communicate()
    assert all_gone(started)
    (copie.sortie / "quartiers" / temporary_name()).write_text("la moitié d'un rap")
    yesterday = time.time() - 86_400
    for path in copie.temporaire.rglob("*"):
        os.utime(path, (yesterday, yesterday))

    made = done.stat().st_mtime_ns
    again = copie.run(*HTML)
    assert (again.returncode, again.stderr) == (0, ""), again.stdout
    assert_french(again, copie)
    assert without_index(copie.contents()) == without_index(reference.contents())
    assert copie.leftovers() == []
    assert done.stat().st_mtime_ns == made  # what the killed run had done is kept
    assert "déjà à jour" in again.stdout


# -- two runs at once ------------------------------------------------------------------------------------


def test_a_second_run_in_the_same_folder_says_so(copie: Copie) -> None:
    """It writes nothing, and does not disturb the first, which ends as if it had been alone."""
    mark, gate = copie.temporaire.parent / "marque", copie.temporaire.parent / "barriere"
    wait = f"import pathlib, time\npathlib.Path({str(mark)!r}).touch()\nwhile not pathlib.Path({str(gate)!r}).exists():"
    first = copie.start(*ONE, fautes={CENTRE: f"{wait} time.sleep(0.02)"})
    wait_for(mark.exists)
    files = {p: p.stat().st_mtime_ns for p in copie.sortie.rglob("*") if p.is_file()}
    second = copie.run(*HTML)
    assert second.returncode == 2
    assert "Une autre fabrication est en cours" in second.stderr
    assert_french(second, copie)
    assert {p: p.stat().st_mtime_ns for p in copie.sortie.rglob("*") if p.is_file()} == files
    gate.touch()
    stdout, stderr = first.communicate(timeout=60)
    assert (first.returncode, stderr) == (0, ""), stdout
    assert (copie.sortie / f"quartiers/{CENTRE}.html").is_file()
    assert copie.leftovers() == []


# -- the machine -----------------------------------------------------------------------------------------


def test_a_hostile_environment_changes_nothing(tmp_path: Path, project: Path, reference: Copie) -> None:
    """A long temporary folder with spaces and accents, a profile with startup files, a locale of another language."""
    copie = Copie(tmp_path, project)
    copie.sortie = tmp_path / "sortie à nous" / ("x" * 100)
    copie.temporaire = tmp_path / "fichiers temporaires été" / ("y" * 150)
    copie.temporaire.mkdir(parents=True)
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("raise SystemExit('un profil a été lu')")
    (startup.parent / "ipython_config.py").write_text("raise SystemExit('un profil a été lu')")
    for kind in ("", "ordinaires"):
        done = copie.run(
            *ONE,
            "--forcer",
            IPYTHONDIR=str(tmp_path / "ipython"),
            JUPYTER_CONFIG_DIR=str(tmp_path / "ipython"),
            LC_ALL="C",
            QUARTIERS_NOYAUX=kind,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        name = f"quartiers/{CENTRE}.html"
        assert copie.contents()[name] == without_synthesis(reference.contents()[name])
        assert copie.leftovers() == []


TEMPORARY = {
    "odd bytes": b"\xff\xfe t\nx",
    "signs": " été  œ 🎈 '\"`$(x)#?&\x1b[31m ".encode(),
    "formats": b"{0}{x}%s{connection_file}",
    "long": b"/".join([b"l" * 200] * 4),
}
TEMPORARY["any"] = b"/".join(TEMPORARY[name] for name in ("odd bytes", "signs", "formats"))  # one in the other
NAMED = [("any", ""), ("long", ""), ("any", "ordinaires")]


@pytest.mark.parametrize(("name", "kind"), NAMED)
def test_a_temporary_folder_may_have_any_name(copie: Copie, reference: Copie, name: str, kind: str) -> None:
    """Bytes that are no text, what libraries fill in, more than a socket's name can hold."""
    copie.temporaire = Path(os.fsdecode(os.fsencode(copie.temporaire) + b"/" + TEMPORARY[name]))
    copie.temporaire.mkdir(parents=True)
    done = copie.run(*ONE, QUARTIERS_NOYAUX=kind)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    page = f"quartiers/{CENTRE}.html"
    assert copie.contents()[page] == without_synthesis(reference.contents()[page])
    assert copie.leftovers() == []


ONE_CORE = """\
import os, sys
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
os.execv(sys.argv[1], sys.argv[1:])
"""


def test_however_they_are_made_reports_have_the_same_bytes(tmp_path: Path) -> None:
    """Real notebooks: forked kernels, two at once; ordinary ones, on one core and one at a time."""
    project = make_project(tmp_path / "projet", real_notebooks=True)
    ways = {
        "forked": ((), ("--jobs", "2"), ""),
        "ordinary, one core": ((sys.executable, "-c", ONE_CORE), (), "ordinaires"),
    }
    made: dict[str, dict[str, bytes]] = {}
    for way, (prefix, options, kind) in ways.items():
        copie = Copie(tmp_path / way, project)
        done = copie.run_cold(f"--quartier={CENTRE}", *options, prefix=prefix, QUARTIERS_NOYAUX=kind)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        made[way] = without_index(copie.contents())
    assert {name for name in made["forked"] if name.endswith(".pdf")} == {
        f"{nom}.pdf" for nom in (f"quartiers/{CENTRE}", "synthese")
    }
    [one, other] = made.values()
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []

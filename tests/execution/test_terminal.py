"""What a command speaks through and runs in: one French sentence at most, the right exit code, the work done."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import chaud
import pytest
from copie import QUARTIERS, Completed, Copie, make_project
from hypothesis import given
from hypothesis import strategies as st

from quartiers import NOTEBOOKS
from quartiers.execution import terminal

fcntl, pty = pytest.importorskip("fcntl"), pytest.importorskip("pty")  # Unix's
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes, descriptors and devices of Linux")

ENGLISH = re.compile(r"Traceback|\b(error|errno|file|not found|no such|directory|warning|ignored)\b", re.IGNORECASE)
JARD = QUARTIERS[2]
REPORT = f"quartiers/{JARD}.html"
ONE = ("--quartier", JARD, "--sans-synthese", "--formats", "html")
LOST = (
    "Ce qui devait s'afficher n'a pas pu être écrit en entier : "
    "plus de place sur le disque ; en libérer, puis relancer.\n"
)
DEMO = "CODGEO;LIBGEO;POP_MUN;LIB_COM;TX_F;;\r\nQP059032;Jard;10\u202f744;Vieux-Condé;51,5;;"
PERIMETER = """{"type": "FeatureCollection", "features": [{"type": "Feature",
"properties": {"code_qp": "QN05932M", "lib_qp": "Jard", "insee_com": "59616", "lib_com": "Vieux-Condé"},
"geometry": {"type": "Polygon", "coordinates": [[[3.5, 50.3], [3.51, 50.3], [3.51, 50.31], [3.5, 50.3]]]}}]}"""

COMMANDS = {
    "help": ("--help",),
    "lister": ("lister",),
    "verifier": ("verifier", "--tout"),
    "rapports": ("rapports", "--forcer", *ONE, "--sortie", "{sortie}"),
    "dossier": ("dossier", "--commune", "vieux-conde", "--sortie", "{sortie}"),
    "importer insee": ("importer", "insee", "{tables}/../DEMO_2022.csv", "--donnees", "{tables}"),
    "importer perimetres": ("importer", "perimetres", "{tables}/../qpv.geojson", "--donnees", "{tables}"),
}
COLD = ("help", "lister")  # which import next to nothing: a Python of their own starts, as the shell has it
MADE = {
    "rapports": f"{{sortie}}/{REPORT}",
    "dossier": "{sortie}/dossiers/dossier-vieux-conde.pdf",
    "importer insee": "{tables}/importees/mesures.csv",
    "importer perimetres": "{tables}/importees/perimetres.geojson",
}


def pairs(names: tuple[str, ...], everywhere: tuple[str, ...], kinds: Iterable[str]) -> pytest.MarkDecorator:
    """Each of these commands with each kind, and the others with those kinds that are for all."""
    every = [(name, kind) for kind in kinds for name in COMMANDS if name in names or kind in everywhere]
    return pytest.mark.parametrize(("name", "kind"), every, ids=[f"{name}, {kind}" for name, kind in every])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_project(tmp_path_factory.mktemp("projet") / "projet")
    (folder / "notebooks/dossier.ipynb").write_bytes((NOTEBOOKS / "dossier.ipynb").read_bytes())
    chaud.prepare(folder)
    return folder


class Essai(Copie):
    """A command, its outputs plugged into anything."""

    def __init__(self, folder: Path, project: Path):
        super().__init__(folder, project)
        self.tables = folder / "tables"

    def prepare(self, name: str) -> list[str]:
        """The command's line, what it reads being there, and what it writes not."""
        if name.startswith("importer"):
            subprocess.run(["cp", "-r", str(self.folder / "data"), str(self.tables)], check=True)
            for table in ("mesures.csv", "repartitions.csv", "qpv.csv", "perimetres.geojson"):
                (self.tables / "importees" / table).unlink(missing_ok=True)
            (self.tables.parent / "DEMO_2022.csv").write_text(DEMO, encoding="utf-8-sig")
            (self.tables.parent / "qpv.geojson").write_text(PERIMETER, encoding="utf-8")
        arguments = [self._fill(argument) for argument in COMMANDS[name]]
        return [sys.executable, str(self.folder / "pipeline.py"), *arguments]

    def through(self, shell: str, name: str, **variables: str | None) -> Completed:
        """The command as ``"$@"`` of a line of shell; a variable that is None is not set."""
        line, inherited = self.prepare(name), []
        environment = {k: v for k, v in self.environment().items() if k not in variables}
        environment |= {k: v for k, v in variables.items() if v is not None}
        if name not in COLD:
            line, inherited = chaud.in_shell(line, environment)
        return subprocess.run(
            ["bash", "-c", shell, "bash", *line],
            capture_output=True,
            encoding=(variables.get("PYTHONIOENCODING") or "utf-8").partition(":")[0],
            env=environment,
            timeout=120,
            check=False,
            pass_fds=inherited,
        )

    def assert_made(self, name: str) -> None:
        if name in MADE:
            assert Path(self._fill(MADE[name])).stat().st_size > 0
        assert list(self.temporaire.iterdir()) == []

    def _fill(self, text: str) -> str:
        return text.format(sortie=self.sortie, tables=self.tables)


@pytest.fixture
def essai(tmp_path: Path, project: Path) -> Essai:
    return Essai(tmp_path, project)


# -- outputs ---------------------------------------------------------------------------------------------

GONE = 'exec {fd}> >(true); wait $!; "$@" >&$fd'  # whoever was to read has ended before the first word
GONE_OF_BOTH = 'exec {fd}> >(true); wait $!; "$@" >&$fd 2>&$fd'
SILENT = {
    "its reader has gone": GONE,
    "the reader of both has gone": GONE_OF_BOTH,
    "its reader goes after a line": '"$@" | head -n 1 > /dev/null; exit ${PIPESTATUS[0]}',
    "it is closed": '"$@" >&-',
    "errors are closed": '"$@" 2>&-',
    "all are closed": '"$@" <&- >&- 2>&-',
}


@pairs(("help", "lister"), ("its reader has gone",), SILENT)
def test_an_output_that_nobody_reads_changes_nothing(essai: Essai, name: str, kind: str) -> None:
    """The work is done, and the exit code is its own."""
    done = essai.through(SILENT[kind], name)
    assert (done.returncode, done.stderr) == (0, "")
    essai.assert_made(name)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_text_that_could_not_be_written_is_said(essai: Essai, name: str) -> None:
    """On the other output, once; what was to be made is, but the command did not do all that was asked."""
    done = essai.through('"$@" > /dev/full', name)
    assert (done.returncode, done.stderr) == (1, LOST)
    essai.assert_made(name)


def test_nowhere_to_say_it(essai: Essai) -> None:
    done = essai.through('"$@" > /dev/full 2>&1', "lister")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


FAULTS = {
    "an unknown option": ("--nulle-part",),
    "no folder": ("lister", "--donnees", "/nulle/part"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("shell", [*SILENT.values(), '"$@" > /dev/full', '"$@" 2> /dev/full'])
def test_a_mistake_keeps_its_exit_code(essai: Essai, shell: str, fault: tuple[str, ...]) -> None:
    """Even where nothing can be said of it; and on a closed output, errors do not go to the other one."""
    line = [sys.executable, str(essai.folder / "pipeline.py"), *fault]
    done = subprocess.run(
        ["bash", "-c", shell, "bash", *line],
        capture_output=True,
        encoding="utf-8",
        env=essai.environment(),
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert not ENGLISH.search(done.stderr), done.stderr


def test_what_a_closed_output_leaves_free_is_not_written_into(essai: Essai) -> None:
    """The first file that a process opens takes the number of an output that is closed."""
    done = essai.through('"$@" <&- >&- 2>&-', "rapports")
    assert done.returncode == 0
    page = (essai.sortie / REPORT).read_bytes()
    assert essai.through('"$@"', "rapports").returncode == 0
    assert (essai.sortie / REPORT).read_bytes() == page


def test_a_reader_that_is_slow_to_read_gets_everything(essai: Essai) -> None:
    """Even where somebody has set its pipe not to block."""
    line = essai.prepare("verifier")
    whole = chaud.run(line, env=essai.environment()).stdout
    assert len(whole) > 4096
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    os.set_blocking(writing, False)
    with chaud.start(line, stdout=writing, stderr=subprocess.PIPE, env=essai.environment()) as process:
        os.close(writing)
        assert process.stderr is not None
        time.sleep(2)
        with os.fdopen(reading, "rb") as pipe:
            assert pipe.read() == whole
        assert process.stderr.read() == b""
    assert process.returncode == 0


# -- the terminal itself ---------------------------------------------------------------------------------

SIZES = {text[:5]: text for text in ("0", "-5", "abc", "", "²", "1", "00", "1" * 5000, "1e3", " 80")}


@pytest.mark.parametrize("kind", sorted(SIZES.keys() - {"1"}))
def test_a_size_that_is_none_is_not_said(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setenv("COLUMNS", SIZES[kind])
    monkeypatch.setenv("LINES", "40")
    terminal._mend_environment()
    assert ("COLUMNS" in os.environ, os.environ["LINES"]) == (False, "40")


@pairs(("verifier",), ("0",), ("0", "1"))
def test_a_size_that_is_none_is_as_if_it_were_not_said(essai: Essai, name: str, kind: str) -> None:
    done = essai.through('"$@"', name, COLUMNS=SIZES[kind], LINES=SIZES[kind])
    assert (done.returncode, done.stderr) == (0, "")
    if name == "verifier":  # a sentence has several words a line
        said = [line for line in done.stdout.splitlines() if line.startswith(" " * 6)]
        assert sum(map(len, said)) / len(said) > 30, done.stdout[:500]
    essai.assert_made(name)


class Terminal:
    """A pseudo-terminal without a size, and what is shown on it."""

    def __init__(self, line: list[str], environment: dict[str, str]):
        own, end = pty.openpty()
        self._shown: list[bytes] = []
        with chaud.start(line, stdin=end, stdout=end, stderr=end, env=environment) as process:
            os.close(end)
            reader = threading.Thread(target=self._read, args=(own,))
            reader.start()
            self.code = process.wait(timeout=120)
        reader.join()
        os.close(own)

    def _read(self, own: int) -> None:
        try:
            while data := os.read(own, 4096):
                self._shown.append(data)
        except OSError:  # Linux's word for: nobody holds the other end any more
            pass

    @property
    def text(self) -> str:
        return b"".join(self._shown).decode(errors="replace")


TERMINALS = {
    "plain": {"TERM": "xterm"},
    "dumb": {"TERM": "dumb"},
    "unknown": {"TERM": "nulle-part"},
    "no name": {"TERM": ""},
    "no colour": {"TERM": "xterm", "NO_COLOR": "1"},
    "no size": {"TERM": "xterm", "COLUMNS": "0", "LINES": "0"},
    "ascii": {"TERM": "xterm", "PYTHONIOENCODING": "ascii"},
}


@pytest.mark.parametrize("kind", TERMINALS.values(), ids=TERMINALS)
def test_any_terminal_will_do(essai: Essai, kind: dict[str, str]) -> None:
    name = "verifier" if kind["TERM"] in ("", "nulle-part") else "rapports"
    environment = {k: v for k, v in essai.environment(**kind).items() if k != "COLUMNS" or "COLUMNS" in kind}
    terminal = Terminal(essai.prepare(name), environment)
    assert terminal.code == 0, terminal.text
    assert not ENGLISH.search(terminal.text), terminal.text
    if kind["TERM"] == "dumb" or "NO_COLOR" in kind:
        assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", terminal.text)
    essai.assert_made(name)


# -- characters ------------------------------------------------------------------------------------------

CONSOLES: dict[str, dict[str, str | None]] = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "ascii, strictly": {"PYTHONIOENCODING": "ascii:strict"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "cp850": {"PYTHONIOENCODING": "cp850"},
    "C": {"PYTHONIOENCODING": None, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "POSIX": {"PYTHONIOENCODING": None, "LANG": "POSIX", "LC_ALL": None, "LC_CTYPE": None},
}


@pairs(("lister",), ("ascii",), CONSOLES)
def test_what_a_console_cannot_show_is_shown_otherwise(essai: Essai, name: str, kind: str) -> None:
    done = essai.through('"$@"', name, **CONSOLES[kind])
    assert (done.returncode, done.stderr) == (0, "")
    assert "?" not in done.stdout
    essai.assert_made(name)


def test_the_nearest_of_a_letter_and_of_a_sign(essai: Essai) -> None:
    done = essai.through('"$@"', "lister", PYTHONIOENCODING="ascii")
    assert "La Pepiniere - De Gaulle (Saint-Saulve)" in done.stdout
    done = essai.through('"$@"', "lister", PYTHONIOENCODING="cp1252")
    assert "La Pépinière – De Gaulle (Saint-Saulve)" in done.stdout


@given(st.text(), st.sampled_from(["ascii", "cp1252", "cp850", "iso8859-15", "utf-8"]))
def test_any_text_is_shown_and_what_can_be_is_kept(text: str, encoding: str) -> None:
    shown = text.encode(encoding, errors=terminal._NEAREST).decode(encoding)
    kept = [c for c in text if c.encode(encoding, errors="ignore")]
    remaining = iter(shown)
    assert all(c in remaining for c in kept), "in their order"


# -- where it runs ---------------------------------------------------------------------------------------

HOMES: dict[str, str | None] = {
    "not said": None,
    "relative": "nulle-part",
    "odd bytes": os.fsdecode(b"/nulle/\xff\xfe part"),
}


@pytest.mark.parametrize("home", HOMES.values(), ids=HOMES)
def test_any_home_will_do(essai: Essai, home: str | None) -> None:
    name = "rapports"
    done = essai.through(f'cd "{essai.temporaire.parent}"; "$@"', name, HOME=home, XDG_CACHE_HOME=None)
    assert (done.returncode, done.stderr) == (0, "")
    essai.assert_made(name)
    assert not (essai.temporaire.parent / "nulle-part").exists()
    assert not (essai.folder / "notebooks/nulle-part").exists()


def test_nobody_knows_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a container's user, say: it then is a place where nothing can be kept."""

    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobody)
    monkeypatch.setenv("HOME", "~")
    terminal._mend_environment()
    assert Path(os.environ["HOME"]).is_file()


LEAVE = 'mkdir "$PLACE"; cd "$PLACE"; rmdir "$PLACE"; "$@"'


@pytest.mark.parametrize("name", ["help", "lister", "verifier", "rapports", "importer insee"])
def test_a_current_folder_that_is_no_more(essai: Essai, name: str) -> None:
    """Nothing of the command begins there."""
    done = essai.through(LEAVE, name, PLACE=str(essai.temporaire.parent / "quitte"))
    assert (done.returncode, done.stderr) == (0, "")
    essai.assert_made(name)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--sortie", "ici"),
        ("lister", "--donnees", "ici"),
        ("importer", "insee", "ici"),
        ("importer", "perimetres", "."),
    ],
)
def test_a_path_from_a_folder_that_is_no_more(essai: Essai, arguments: tuple[str, ...]) -> None:
    line = [sys.executable, str(essai.folder / "pipeline.py"), *arguments]
    environment = essai.environment(PLACE=str(essai.temporaire.parent / "quitte"))
    done = subprocess.run(
        ["bash", "-c", LEAVE, "bash", *line], capture_output=True, encoding="utf-8", env=environment, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    said = f"« {arguments[-1]} » part du dossier courant, qui n'existe plus ; donner un chemin entier"
    assert done.stderr.splitlines()[-1].endswith(said)
    assert not ENGLISH.search(done.stderr)


ODD = os.fsdecode(b"\xff\xfe x\ny \x1b[31m " + "é".encode())  # no text, a line end, an order to the terminal
PLACES = {
    "quartier": ("--quartier={}",),
    "commune": ("dossier", "--commune={}"),
    "donnees": ("lister", "--donnees={}"),
    "fichier": ("importer", "insee", "{}"),
    "formats": ("--formats={}",),
    "jobs": ("--jobs={}",),
    "date": ("dossier", "--commune=x", "--date={}"),
    "commande": ("{}",),
    "option": ("--{}",),
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_odd_bytes_are_a_mistake_like_another(essai: Essai, place: tuple[str, ...]) -> None:
    arguments = [argument.format(ODD) for argument in place]
    done = chaud.run([sys.executable, str(essai.folder / "pipeline.py"), *arguments], env=essai.environment())
    said = done.stderr.decode()  # whatever was typed, it is text
    assert (done.returncode, done.stdout) == (2, b"")
    assert not ENGLISH.search(said)
    assert "\x1b" not in said


def test_odd_bytes_may_name_the_folders(essai: Essai) -> None:
    tables = essai.temporaire.parent / f"tables {ODD}"
    subprocess.run(["cp", "-r", str(essai.folder / "data"), str(tables)], check=True)
    essai.sortie = essai.temporaire.parent / f"sortie {ODD}"
    done = essai.run(*ONE, "--donnees", tables)
    assert (done.returncode, done.stderr) == (0, "")
    assert (essai.sortie / REPORT).is_file()

"""A Python that has imported the libraries, and is forked into the commands that tests run as processes.

Starting Python and importing pandas and Jupyter's libraries takes a command longer than its work, and tests
run hundreds of them. This process does it once (:data:`LIBRARIES`, nothing of the product's), then each request makes a
copy of it, which takes the arguments, environment, folder and descriptors that it is given, and imports and runs the
program as ``python pipeline.py`` does: a process of its own, with its signals, its exit code, and its own children. The
nursery that a command starts is forked of it in the same way, as its child. For a project whose program no test
changes, it makes another process that has imported the program too (:data:`PROGRAM`), and answers in the same way.

What differs from a process that starts cold is what happens before the program's first line, and the seed of hashes.
Tests of those ask for a cold one (:mod:`chaud`, which speaks to this, and chooses).
"""

import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import random
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from types import ModuleType
from typing import Any, Final, NoReturn, TextIO

# Of the product's dependencies, what its commands and its kernels import.
LIBRARIES: Final = (
    "pandas",
    "papermill.engines",
    "nbconvert.exporters.templateexporter",
    "nbconvert.filters.markdown_mistune",
    "jupyter_client.manager",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "matplotlib.style",
    "fontTools.ttLib",
    "fontTools.pens.recordingPen",
    "fontTools.pens.transformPen",
    "shapely",
    "typst",
    "jinja2.ext",
    "pylopdf",
    "xlsxwriter",
    "openpyxl",
    "odf.opendocument",
    "babel.numbers",
    "babel.dates",
    "rich.console",
    "rich.progress",
    "rich.table",
    "filelock",
    "platformdirs",
)
# Of the product, what most commands and all kernels import: of a project whose program does not change.
# (It has also read and checked that project's tables once.)
PROGRAM: Final = (
    "quartiers.donnees.chargement",
    "quartiers.donnees.editions",
    "quartiers.donnees.instantane",
    "quartiers.analyse.empreintes",
    "quartiers.presentation.rapport_quartier",
    "quartiers.presentation.rapport_synthese",
    "quartiers.export.html",
    "quartiers.export.typst",
    "quartiers.execution.affichage",
    "quartiers.execution.noyaux.carnets",
    "quartiers.execution.classeur",
    "quartiers.execution.grappe",
    "quartiers.execution.index",
    "quartiers.execution.passage",
    "quartiers.execution.rapports",
)
NURSERY: Final = ("-m", "quartiers.execution.noyaux.pepiniere")
ALONE: Final = "noyau"  # a kernel, where there is no nursery
PREPARE: Final = b"prepare "  # a folder, and the socket of another process that has its program
MAX_REQUEST: Final = 1 << 20


@dataclass(frozen=True)
class Process:
    """A Python to be: what follows its name on the line, and what it inherits.

    ``descripteurs`` are the numbers that those sent with it have in the process; ``groupe`` and ``session`` are those
    of :class:`subprocess.Popen`, ``sourd`` says that it does not hear Ctrl-C.
    """

    ligne: tuple[str, ...]
    environnement: dict[str, str]
    dossier: str
    descripteurs: tuple[int, ...]
    groupe: int = -1
    session: bool = False
    sourd: bool = False

    def encode(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, data: bytes) -> "Process":
        said = json.loads(data)
        return cls(**said | {"ligne": tuple(said["ligne"]), "descripteurs": tuple(said["descripteurs"])})


# -- in the copy -----------------------------------------------------------------------------------------


def become(process: Process, descriptors: list[int]) -> None:
    """Take what that process inherits, instead of what this one has."""
    if process.session:
        os.setsid()
    elif process.groupe >= 0:
        os.setpgid(0, process.groupe)
    _take_descriptors(dict(zip(process.descripteurs, descriptors, strict=True)))
    os.chdir(process.dossier)
    os.environ.clear()
    os.environ.update(process.environnement)
    tempfile.tempdir = None
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN if process.sourd else signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    sys.unraisablehook = sys.__unraisablehook__
    atexit._clear()
    random.seed()
    if numbers := sys.modules.get("numpy.random"):
        numbers.seed()
    _forget_program(process)
    sys.argv = list(process.ligne[1:] if process.ligne[0] == "-m" else process.ligne)
    opened = process.descripteurs
    sys.stdin = sys.__stdin__ = _open(0, "<stdin>") if 0 in opened else None  # type: ignore[assignment,misc]
    sys.stdout = sys.__stdout__ = _open(1, "<stdout>") if 1 in opened else None  # type: ignore[assignment,misc]
    sys.stderr = sys.__stderr__ = _open(2, "<stderr>") if 2 in opened else None  # type: ignore[assignment,misc]
    subprocess.Popen = _Popen  # type: ignore[misc]


def _take_descriptors(given: dict[int, int]) -> None:
    """Have these numbers, and no other."""
    import fcntl  # Unix's

    high = max((2, *given, *given.values())) + 1
    aside = {number: fcntl.fcntl(own, fcntl.F_DUPFD_CLOEXEC, high) for number, own in given.items()}
    for number, copy in aside.items():
        os.dup2(copy, number, inheritable=True)
    for number in map(int, os.listdir("/proc/self/fd")):  # noqa: PTH208
        if number not in given:
            with contextlib.suppress(OSError):  # that of the list is closed already
                os.close(number)


def _open(number: int, name: str) -> TextIO:
    """A standard stream, as Python opens it."""
    mode = "r" if number == 0 else "w"
    at_once = mode == "w" and bool(os.environ.get("PYTHONUNBUFFERED"))
    buffered: Any = open(number, mode + "b", buffering=0 if at_once else -1, closefd=False)  # noqa: SIM115
    (buffered if at_once else buffered.raw).name = name
    encoding, _, errors = os.environ.get("PYTHONIOENCODING", "").partition(":")
    errors = "backslashreplace" if number == 2 else errors or "strict"
    by_line = not at_once and (number == 2 or os.isatty(number))
    text = io.TextIOWrapper(buffered, encoding or "utf-8", errors, line_buffering=by_line, write_through=at_once)
    text.mode = mode  # type: ignore[misc]
    return text


def _forget_program(process: Process) -> None:
    """No module of the product's, unless they are those that this process would import, as new."""
    if _ready is not None and _ready == _folder_of(process):
        sys.modules.pop(NURSERY[1], None)  # which is to be run
    else:
        for name in [name for name in sys.modules if name.partition(".")[0] == "quartiers"]:
            del sys.modules[name]
    importlib.invalidate_caches()


_ready: str | None = None  # the folder of the program that was imported, and has done nothing yet


def _forget_readiness() -> None:
    global _ready  # noqa: PLW0603
    _ready = None


def _folder_of(process: Process) -> str:
    """Where a process finds the program."""
    if process.ligne[0] == "-m":
        return process.environnement.get("PYTHONPATH", "").partition(os.pathsep)[0]
    return os.path.dirname(os.path.realpath(process.ligne[0]))  # noqa: PTH120


def run_program(process: Process) -> None:
    """What follows Python's name on the line, as Python runs it."""
    where = [p for p in process.environnement.get("PYTHONPATH", "").split(os.pathsep) if p]
    if process.ligne[0] == "-m":
        sys.path[:] = [process.dossier, *where, *_LIBRARY_PATH]
        runpy.run_module(process.ligne[1], run_name="__main__", alter_sys=True)
        return
    script = process.ligne[0]
    sys.path[:] = [_folder_of(process), *where, *_LIBRARY_PATH]
    main = ModuleType("__main__")
    main.__dict__.update(__file__=script, __builtins__=__builtins__)
    sys.modules["__main__"] = main
    with open(script, "rb") as file:  # noqa: PTH123
        code = compile(file.read(), script, "exec")
    exec(code, main.__dict__)


_LIBRARY_PATH: Final = [p for p in sys.path[1:] if p not in os.environ.get("PYTHONPATH", "").split(os.pathsep)]


def describe_call(args: Sequence[Any], others: tuple[Any, ...]) -> tuple[Process, list[int], tuple[int, ...]]:
    """What :class:`subprocess.Popen` is to start, from the arguments of its ``_execute_child``.

    Gives the process, its descriptors as they are numbered here, and the six ends of pipes that were made for it.
    """
    pass_fds, cwd, env, pipes, session, groupe = *others[3:6], others[9:15], *others[20:22]
    plugged = {number: end if end >= 0 else number for number, end in enumerate((pipes[0], pipes[3], pipes[5]))}
    given = {number: end for number, end in plugged.items() if is_open(end)} | {end: end for end in pass_fds}
    process = Process(
        tuple(os.fspath(word) for word in args[1:]),
        dict(os.environ if env is None else env),
        os.getcwd() if cwd is None else os.fspath(cwd),  # noqa: PTH109
        tuple(given),
        groupe,
        session,
        signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
    )
    return process, list(given.values()), pipes


def is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


class _Popen(subprocess.Popen[Any]):
    """Forks the nursery of this process, whose libraries are there; starts anything else as it is asked."""

    def _execute_child(self, args: Any, *others: Any) -> None:
        if not isinstance(args, list) or args[:3] != [sys.executable, *NURSERY] or args[3] == ALONE:
            super()._execute_child(args, *others)  # type: ignore[misc]
            return
        process, descriptors, pipes = describe_call(args, others)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a thread of this process waits for interruptions
            self.pid = os.fork()
        if self.pid == 0:
            try:
                become(process, descriptors)
                run_program(process)
            finally:
                os._exit(1)  # a nursery does so itself
        _forget_readiness()
        self._child_created = True
        self._close_pipe_fds(*pipes)  # type: ignore[attr-defined]


# -- in the process that is forked -----------------------------------------------------------------------


def serve(control: socket.socket) -> tuple[Process, list[int]]:
    """Answer until nobody asks any more; returns in each copy, with what it is to be."""
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, MAX_REQUEST, 64)
        if not data:
            os._exit(0)
        if data.isdigit():  # the number of a copy
            control.send(json.dumps(_state(json.loads(data))).encode())
            continue
        if data.startswith(PREPARE):
            if os.fork() == 0:
                control = socket.socket(fileno=descriptors[0])
                import_program(data.removeprefix(PREPARE).decode())
                continue
            os.close(descriptors[0])
            continue
        pid = os.fork()
        if pid == 0:
            return Process.decode(data), descriptors
        for number in descriptors:
            os.close(number)
        control.send(json.dumps(pid).encode())


def _state(pid: int) -> int | None:
    """How a copy has ended, as :func:`os.waitpid` says it; None while it lives."""
    found, status = os.waitpid(pid, os.WNOHANG)
    return status if found else None


def import_libraries() -> None:
    """Import them, and use once those that import more when they are used."""
    sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type]  # as where it is not installed
    gc.disable()
    for name in LIBRARIES:
        importlib.import_module(name)
    import nbformat
    from matplotlib.figure import Figure

    Figure().savefig(io.BytesIO(), format="svg")
    nbformat.validate(nbformat.v4.new_notebook())  # which compiles the schema of notebooks
    gc.collect()
    gc.freeze()
    gc.enable()


def import_program(folder: str) -> None:
    """Import that of a folder."""
    global _ready  # noqa: PLW0603
    sys.path[:] = [folder, *_LIBRARY_PATH]
    for name in PROGRAM:
        importlib.import_module(name)
    use_program(folder)
    gc.collect()
    gc.freeze()
    _ready = os.path.realpath(folder)


def use_program(folder: str) -> None:
    """Read and check its tables once: schemas, patterns, folded texts and styles are kept by what they are made of."""
    with contextlib.suppress(Exception):  # of tables that are not there, or wrong: the commands say it
        contrat = sys.modules["quartiers.donnees.chargement"].load_contrat(os.path.join(folder, "data"))  # noqa: PTH118
        sys.modules["quartiers.analyse.fiabilite"].check_contract(contrat)
    sys.modules["quartiers.export.html"].stylesheet()


def main() -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import_libraries()
    process, descriptors = serve(socket.socket(fileno=int(sys.argv[1])))
    become(process, descriptors)
    run_program(process)
    sys.exit()

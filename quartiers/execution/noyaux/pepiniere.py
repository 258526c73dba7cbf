"""The nursery: a process that has imported what reports need, and is forked into a kernel for each of them.

Importing these libraries takes a kernel longer than the report itself. The nursery does it once, runs nothing
else (one thread, no event loop, so that forking it is safe), and each kernel is a copy of it, made in milliseconds,
that shares its memory and sees no other kernel.

It speaks over a socket that it inherits. It is told of the contract that its copies will hold (:class:`Snapshot`);
then each :class:`Request` comes with a socket of its own, the copy's *lease*: the nursery answers on it with the
process number, then with the exit code. When the other end of a lease is closed, or says ``kill``, that copy is killed
with what it started; when the nursery's own socket is closed (its owner has ended, even by SIGKILL), all are, and it
ends. A copy is a kernel, or does one piece of work and ends.
"""

import contextlib
import ctypes
import faulthandler
import gc
import importlib
import json
import logging
import os
import random
import selectors
import signal
import socket
import sys
import traceback
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, NoReturn

from quartiers import PROJECT_ROOT, polices
from quartiers.execution.noyaux.temporaire import remove

MAX_REQUEST: Final = 65_536
_PR_SET_PDEATHSIG: Final = 1  # of Linux's prctl
# Of the 19 degrees of Unix's ``nice``: a third of a report's share. At 15, a busy machine made the workbook last.
_GIVEN_WAY: Final = 5
KILL: Final = b"kill\n"
DRAWS: Final = "dessins"  # said to a nursery whose copies will draw
KERNEL: Final = "quartiers.execution.noyaux.pepiniere:run_kernel"
_KERNEL_OPTIONS: Final = (  # no history to write for each report
    "--HistoryManager.enabled=False",
    "--IPKernelApp.quiet=True",
)

_LIBRARIES: Final = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "quartiers.presentation.rapport_quartier",
    "quartiers.presentation.rapport_synthese",
    "quartiers.presentation.graphiques.lisible",
    "quartiers.execution.classeur",
    "quartiers.execution.comparer",
    "quartiers.execution.index",
)


@dataclass(frozen=True)
class Request:
    """What a copy is to do: a function (``module:name``) and its arguments, in a folder.

    ``environnement`` is what its environment adds to the nursery's; ``cede`` has it give way to the other copies;
    ``mots`` is the file where it says why, should it die.
    """

    travail: str
    arguments: tuple[str, ...]
    dossier: str
    environnement: dict[str, str]
    cede: bool = False
    mots: str | None = None

    def encode(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, data: bytes) -> "Request":
        said = json.loads(data)
        return cls(**said | {"arguments": tuple(said["arguments"])})


@dataclass(frozen=True)
class Snapshot:
    """The file of the contract (:mod:`quartiers.donnees.instantane`) that kernels will hold from now on; None: none.

    ``dessins``: enough of them will draw for the nursery to import, once for all, what it takes.
    """

    fichier: str | None
    dessins: bool = False

    def encode(self) -> bytes:
        return json.dumps(asdict(self)).encode()


def main(descriptor: int, folder: str, *, dessins: bool) -> None:
    """Serve the socket of that descriptor until its other end is closed, then remove the folder of the run.

    ``dessins``: its copies will draw (:class:`Snapshot`), which is known from the start.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the owner, who closes the socket
    with socket.socket(fileno=descriptor) as control:
        import_libraries()
        if dessins:
            import_drawing()
        _Nursery(control).serve()
    remove(Path(folder))  # the owner is gone: it does so too, unless it was killed
    os._exit(0)  # at once: the interpreter would free, one by one, all that was imported


def import_libraries() -> None:
    """Import what every report does."""
    do_without_debugger()
    gc.disable()  # what is imported stays: looking again and again for what could go is a tenth of the time
    for name in _LIBRARIES:
        importlib.import_module(name)
    for weight in (polices.REGULAR, polices.BOLD):  # the page measures its charts' texts, drawn or kept
        polices.advances(weight)
    gc.enable()


@cache
def import_drawing() -> None:
    """Import what draws, and draw once: fonts and the like are then loaded before any kernel is made.

    It takes as long as all the rest, and charts that were drawn before are read, not drawn.
    """
    from quartiers.presentation.cartes import perimetre, situation  # noqa: F401
    from quartiers.presentation.graphiques.evolutions import Serie, chart_series

    gc.disable()
    chart_series([Serie("Essai", (2020, 2021), (("2020", 1.0), ("2021", 2.0)), 1.0, "neutre", "")], "", "")
    gc.enable()


def do_without_debugger() -> None:
    """Have ipykernel do as where debugpy is not installed: it takes long to import, and nobody debugs these kernels."""
    sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type]


def hold_contract(snapshot: Path) -> None:
    """Read the contract, and compute what all its reports share."""
    from quartiers.donnees.instantane import read_snapshot
    from quartiers.presentation.rapport_quartier import prepare

    prepare(read_snapshot(snapshot))
    gc.freeze()  # a collection in a kernel would write to, and so copy, all that it shares


def forget_contract() -> None:
    """Between two runs, while nobody waits: free the contract that is held."""
    from quartiers.donnees.instantane import read_snapshot

    read_snapshot.cache_clear()
    gc.unfreeze()
    gc.collect()


class _Nursery:
    """The kernels that live, by process number and by lease."""

    def __init__(self, control: socket.socket):
        self._control = control
        self._leases: dict[int, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._wakeup, wakeup = socket.socketpair()
        for end in (self._wakeup, wakeup):
            end.setblocking(False)
        self._wakeup_end = wakeup  # kept: closing it would end the notices
        self._selector.register(self._wakeup, selectors.EVENT_READ)
        signal.set_wakeup_fd(wakeup.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)  # it only has to wake the selector

    def serve(self) -> None:
        try:
            while True:
                for key, _ in self._selector.select():
                    if key.fileobj is self._control:
                        if not self._answer():
                            return
                    elif key.fileobj is self._wakeup:
                        with contextlib.suppress(BlockingIOError):
                            self._wakeup.recv(4096)
                    elif isinstance(key.data, int):
                        self._heed(key.data)
                self._reap()
        finally:
            for pid in list(self._leases):
                _kill(pid)

    def _answer(self) -> bool:
        """Make the kernel that is asked for; False when nobody asks any more."""
        data, descriptors, _, _ = socket.recv_fds(self._control, MAX_REQUEST, 1)
        if not data:
            return False
        if not descriptors:
            snapshot = Snapshot(**json.loads(data))
            if snapshot.dessins:
                import_drawing()
            if snapshot.fichier is None:
                forget_contract()
            else:
                hold_contract(Path(snapshot.fichier))
            return True
        lease = socket.socket(fileno=descriptors[0])
        request = Request.decode(data)
        nursery, pid = os.getpid(), os.fork()
        if pid == 0:
            _work(request, nursery)
        self._leases[pid] = lease
        self._selector.register(lease, selectors.EVENT_READ, pid)
        _say(lease, {"pid": pid})
        return True

    def _heed(self, pid: int) -> None:
        """The holder of a lease wants the kernel dead, or is no more."""
        lease = self._leases.get(pid)
        if lease is None:
            return
        with contextlib.suppress(ConnectionError):
            if lease.recv(len(KILL)):
                _kill(pid)
                return
        self._selector.unregister(lease)  # closed: it would be ready for ever
        _kill(pid)

    def _reap(self) -> None:
        """Tell the holders of leases which kernels have ended."""
        while self._leases:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended is None:
                return
            _kill(ended.si_pid)  # what it started, while its number is still its own
            pid, status = os.waitpid(ended.si_pid, 0)
            lease = self._leases.pop(pid)
            _say(lease, {"exit": os.waitstatus_to_exitcode(status)})
            with contextlib.suppress(KeyError):
                self._selector.unregister(lease)
            lease.close()


def _say(lease: socket.socket, message: dict[str, int]) -> None:
    with contextlib.suppress(OSError):  # the holder is no more: its kernel ends at the next turn
        lease.sendall(json.dumps(message).encode() + b"\n")


def _kill(pid: int) -> None:
    """Kill a kernel and what it started: each leads a group of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):  # it was killed before it led its group
        os.kill(pid, signal.SIGKILL)


def _work(request: Request, nursery: int) -> NoReturn:
    """In the copy: forget what is the nursery's, do the work, end."""
    status = 1
    try:
        _end_with(nursery)
        if request.mots is not None:
            _say_why_to(request.mots)
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _close_sockets()
        random.seed()  # as a new process has it: the copies would all draw the same numbers
        if request.cede:
            _give_way()
        os.environ.update(request.environnement)
        os.chdir(request.dossier)
        module, _, name = request.travail.partition(":")
        getattr(importlib.import_module(module), name)(*request.arguments)
        status = 0
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else int(bool(stop.code))
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)  # not through what the nursery would do at its own end


def _end_with(parent: int) -> None:
    """Have the system kill this process when its parent ends, even by SIGKILL, whatever a cell is doing."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it has ended already
        os._exit(1)


def _say_why_to(path: str) -> None:
    """Have errors of this process, and where it was when a fault of memory ends it, written to that file."""
    errors = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(errors, 2)
    faulthandler.enable(errors)  # not to 2, which ipykernel takes for the notebook


def _give_way() -> None:
    """Use only what the others leave of the cores."""
    os.nice(_GIVEN_WAY)
    with contextlib.suppress(OSError):  # where Linux shares the cores among sessions first, and this one leads its own
        Path("/proc/self/autogroup").write_text(str(_GIVEN_WAY))


def _close_sockets() -> None:
    """Close the copies of the nursery's sockets: a lease must end with its holder, not with another kernel."""
    for link in list(Path("/proc/self/fd").iterdir()):
        with contextlib.suppress(OSError):
            if int(link.name) > 2 and str(link.readlink()).startswith(("socket:", "anon_inode:")):
                os.close(int(link.name))


def run_kernel(connection_file: str) -> None:
    """Be a Jupyter kernel until it is shut down, or until the process that made it ends."""
    from ipykernel.kernelapp import IPKernelApp

    from quartiers.donnees.lectures import watch_files

    do_without_debugger()
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # what a machine has or lacks is no part of a report
    app: Any = IPKernelApp.instance(parent_handle=os.getppid())
    watch_files(PROJECT_ROOT / "quartiers", Path(connection_file).parent.parent)
    app.initialize(["-f", connection_file, *_KERNEL_OPTIONS])
    app.start()


if __name__ == "__main__":
    if sys.argv[1] == "noyau":  # a kernel by itself, where there is no nursery
        faulthandler.enable(os.dup(2))
        run_kernel(sys.argv[2])
    else:
        main(int(sys.argv[1]), sys.argv[2], dessins=DRAWS in sys.argv[3:])

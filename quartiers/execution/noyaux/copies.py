"""Copies of a warm process, seen from who asks for them: the nursery's owner, and the lease of each copy.

Nothing of Jupyter's is imported here: a run starts its nursery before anything else, so that it imports what the
kernels need (:mod:`quartiers.execution.noyaux.pepiniere`) while its owner reads the data.
"""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Final

import platformdirs

from quartiers import PROJECT_ROOT
from quartiers.execution.noyaux.pepiniere import DRAWS, KILL, Request, Snapshot

ORDINARY_VARIABLE: Final = "QUARTIERS_NOYAUX"  # "ordinaires": do not fork, even where it can be done


def can_fork() -> bool:
    """Whether kernels may be forked here: on Linux, unless they are wanted ordinary (macOS forks, but not safely)."""
    return sys.platform == "linux" and os.environ.get(ORDINARY_VARIABLE) != "ordinaires"


class NurseryGone(Exception):
    """The nursery has ended, and its kernels with it: what they were doing is to be done without it."""


class CopyFailed(Exception):
    """A copy has crashed, or ended before it ran anything: what it was doing may not be to blame.

    It is to be done by a process that is no copy. Its text is what the copy said as it died.
    """


class Nursery:
    """The process that is forked into kernels (:mod:`quartiers.execution.noyaux.pepiniere`), seen from its owner."""

    def __init__(self, folder: Path, *, dessins: bool = True):
        """Start it, without waiting for it: it imports what it needs while its owner does something else.

        ``dessins``: what it takes to draw too; else once it is asked to (:meth:`publish`).
        """
        self._control, end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._lock = threading.Lock()
        self.gone = threading.Event()
        self.environment = kernel_environment(folder)
        with end:
            command = [sys.executable, "-m", "quartiers.execution.noyaux.pepiniere", str(end.fileno()), str(folder)]
            self._process = subprocess.Popen(
                [*command, *[DRAWS] * dessins],
                pass_fds=[end.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env=self.environment,
                start_new_session=True,  # a Ctrl-C in the terminal is its owner's business
            )

    def publish(self, snapshot: Path | None, *, dessins: bool = False) -> None:
        """Have every kernel made from now on hold the contract of that snapshot; None: no more the last one.

        ``dessins``: and have, each of them, what it takes to draw.
        """
        with self._lock:
            self._control.sendall(Snapshot(None if snapshot is None else str(snapshot), dessins).encode())

    def start(self, request: Request) -> "Lease":
        """Have a copy do that, without waiting for it; :class:`NurseryGone` when the nursery is no more."""
        own, end = socket.socketpair()
        try:
            with end, self._lock:
                socket.send_fds(self._control, [request.encode()], [end.fileno()])
        except OSError:
            own.close()
            self.gone.set()
            raise NurseryGone from None
        return Lease(own, self.gone)

    def close(self) -> None:
        """End it, and with it every kernel that it made."""
        self._control.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:  # it is importing still
            self._process.kill()
            self._process.wait()


class Lease:
    """A copy of the nursery, with what :class:`~jupyter_client.provisioning.LocalProvisioner` uses of a Popen."""

    stdin = stdout = stderr = None

    def __init__(self, channel: socket.socket, orphaned: threading.Event):
        """``orphaned`` is to be set when the nursery has ended before the copy."""
        self._channel = channel
        self._orphaned = orphaned
        self._channel.setblocking(False)
        self._lock = threading.Lock()
        self._unread = b""
        self.pid: int | None = None
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, None while the copy lives; killed, when the nursery itself is no more."""
        with self._lock:
            while self.returncode is None:
                try:
                    data = self._channel.recv(4096)
                except BlockingIOError:
                    return None
                except ConnectionError:
                    data = b""
                except OSError:  # closed here: whoever asks again knows that it has ended
                    self.returncode = -signal.SIGKILL
                    break
                if not data:
                    self.returncode = -signal.SIGKILL
                    self._orphaned.set()
                self._read(data)
            return self.returncode

    def _read(self, data: bytes) -> None:
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            said = json.loads(line)
            self.pid = said.get("pid", self.pid)
            self.returncode = said.get("exit", self.returncode)

    def wait(self) -> int | None:
        return self.poll()

    def wait_for_end(self) -> int | None:
        """The exit code, once there is one."""
        while self.poll() is None:
            select.select([self._channel], [], [])
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Kill it, unless it is only to be interrupted: a report that is stopped has nothing to do after that."""
        if number != signal.SIGINT:
            self.kill()

    def kill_now(self) -> None:
        self.kill()

    def kill(self) -> None:
        with contextlib.suppress(OSError):  # it has ended by itself
            self._channel.send(KILL)

    def close(self) -> None:
        self._channel.close()


def kernel_environment(run_folder: Path) -> dict[str, str]:
    """The environment of a kernel: the package of the checkout that runs, and nothing of the user's own matplotlib."""
    path = os.pathsep.join(filter(None, (str(PROJECT_ROOT), os.environ.get("PYTHONPATH"))))
    return {
        **os.environ,
        "PYTHONPATH": path,
        # ipykernel chooses this as it starts: in the nursery, matplotlib is imported, and reads it, before that.
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": str(_font_list_folder(run_folder)),
    }


def _font_list_folder(run_folder: Path) -> Path:
    """Where matplotlib keeps its list of the machine's fonts: the user's cache, or the run's folder.

    It would else make itself a temporary folder, that outlives a kernel, and say so on the page.
    """
    try:
        kept = Path(platformdirs.user_cache_dir("quartiers", appauthor=False)) / "matplotlib"
        kept.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=kept):
            return kept
    except (OSError, RuntimeError):  # nobody's home, or one that cannot be written
        return run_folder / "matplotlib"

"""Kernels for reports: this interpreter, this checkout, local sockets, nothing left behind.

Jupyter's own extension points are used: a kernel manager, a provisioner that forks the nursery, and a papermill
engine that asks for them. Where there is no nursery (Windows), the same kernels start by themselves, more slowly.
"""

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from queue import Empty
from typing import Any, Final, Protocol

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from papermill.log import logger
from traitlets import default

from quartiers import NOTEBOOKS
from quartiers.execution.noyaux.copies import CopyFailed, Nursery, NurseryGone, kernel_environment
from quartiers.execution.noyaux.pepiniere import KERNEL, Request

ENGINE: Final = "quartiers"
START_SECONDS: Final = 120  # a machine under load may take long to start an ordinary kernel
SHOW_SECONDS: Final = 120  # or to show what a cell gives, once it has replied: Jupyter's own are 4

_LAST_WORDS: Final = "mots"  # the file, beside that of the connection, where a kernel says why it dies

# By name, or number: Windows has not all of them.
_CRASHES: Final = {s for s in signal.Signals if s.name in {"SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE"}}
_SIGKILL: Final = 9

# A Unix socket's path holds at most 103 bytes (macOS); 16 are for the file and its "-ipc-N".
_MAX_SOCKET_FOLDER = 87


def _can_hold_sockets(folder: Path) -> bool:
    """Whether ZeroMQ can name a socket there, which it does in UTF-8: a name may be any bytes."""
    name = os.fsencode(folder)
    return len(name) <= _MAX_SOCKET_FOLDER and name.decode(errors="ignore") == str(folder)


class ForkProvisioner(LocalProvisioner):
    """Kernels that are forked from a nursery rather than started."""

    def __init__(self, nursery: Nursery, **kwargs: Any):
        super().__init__(**kwargs)
        self._nursery = nursery

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Ask for the fork; the command is only read for its connection file."""
        environment = {k: v for k, v in kwargs["env"].items() if self._nursery.environment.get(k) != v}
        connection = cmd[cmd.index("noyau") + 1]
        words = str(Path(connection).with_name(_LAST_WORDS))
        request = Request(KERNEL, (connection,), str(kwargs["cwd"]), environment, mots=words)
        self.process: Any = self._nursery.start(request)
        self.cwd = kwargs["cwd"]
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart=restart)
        if self.process is not None:
            self.process.close()


class ReportKernelClient(AsyncKernelClient):
    """A client that begins as soon as the kernel answers."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers, and until what it publishes arrives.

        Jupyter's own then waits for a silence of 0.2 s, for clients that do not look whose answer a message is.
        """
        end = time.monotonic() + (timeout or START_SECONDS)
        while time.monotonic() < end:
            self.kernel_info()
            with contextlib.suppress(Empty):
                answer = await self.get_shell_msg(timeout=1)
                await self.get_iopub_msg(timeout=0.05)
                self._handle_kernel_info_reply(answer)
                return
            if not await self._async_is_alive():
                raise DeadKernelError("Kernel died before replying to kernel_info")
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


class ReportKernelManager(AsyncKernelManager):
    """A kernel of this interpreter whose files live in a folder of its own, in that of the run, and go with it.

    On Unix it speaks through sockets in that folder (IPC) rather than TCP ports: no port to race for, no
    one else on the machine to listen. A kernelspec or an IPython profile of the user's does not matter.
    """

    def __init__(self, run_folder: Path, nursery: Nursery | None = None, **kwargs: Any):
        self._run_folder = run_folder
        self._folder = Path(tempfile.mkdtemp(prefix="k-", dir=run_folder))
        self._doomed = threading.Event()
        self._process: Any = None
        self.last_words = ""
        super().__init__(**kwargs)
        self.client_factory = ReportKernelClient
        if nursery is not None:
            self.provisioner = ForkProvisioner(nursery, kernel_spec=self.kernel_spec, parent=self)

    @default("transport")
    def _transport_default(self) -> str:
        return "ipc" if os.name == "posix" and _can_hold_sockets(self._folder) else "tcp"

    @default("connection_file")
    def _connection_file_default(self) -> str:
        return str(self._folder / "k.json")

    @property
    def kernel_spec(self) -> KernelSpec:
        argv = [sys.executable, "-m", "quartiers.execution.noyaux.pepiniere", "noyau", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")

    async def start_kernel(self, **kw: Any) -> None:  # type: ignore[override]
        kw["env"] = {**kernel_environment(self._run_folder), **kw.get("env", {}), "IPYTHONDIR": str(self._folder)}
        try:
            with (self._folder / _LAST_WORDS).open("wb") as errors:  # its own warnings, in English, for no terminal
                await super().start_kernel(**kw | {"stdout": subprocess.DEVNULL, "stderr": errors})
            self._process = getattr(self.provisioner, "process", None)
            if self._doomed.is_set():  # it had no process yet when it was to be killed
                raise DeadKernelError("Kernel killed as it started")
        except BaseException:  # nbclient cleans up after kernels that have started, not after this one
            if self.has_kernel:
                await self.shutdown_kernel(now=True)
            await self.cleanup_resources()
            raise

    async def _async_wait(self, pollinterval: float = 0.005) -> None:
        await super()._async_wait(pollinterval=min(pollinterval, 0.005))

    def kill_now(self) -> None:
        """Kill the kernel, from any thread: a cell that never ends, an interruption."""
        self._doomed.set()
        process = getattr(self.provisioner, "process", None)
        if process is not None and process.poll() is None:
            self._kill_group()
            process.kill()

    def _kill_group(self) -> None:
        """Kill what an ordinary kernel has started, and itself; the nursery does so of its own."""
        if group := getattr(self.provisioner, "pgid", None):
            with contextlib.suppress(OSError):  # nothing of it is left
                os.killpg(group, signal.SIGKILL)

    async def cleanup_resources(self, restart: bool = False) -> None:  # type: ignore[override]
        if not restart:
            self._kill_group()
        await super().cleanup_resources(restart=restart)
        if not restart:
            with contextlib.suppress(OSError):
                self.last_words = (self._folder / _LAST_WORDS).read_text(encoding="utf-8", errors="replace")
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _code(self) -> int | None:
        """How the kernel has ended: its own code, or the number of a signal, negative; None: not known."""
        return None if self._process is None else self._process.returncode

    @property
    def crashed(self) -> bool:
        """Whether a signal has ended it that nobody sends: a fault of memory, of a library."""
        return -(self._code or 0) in _CRASHES

    def describe_death(self) -> str:
        """How the kernel has ended, in French."""
        code = self._code
        if code in (None, 0, -_SIGKILL):  # what a system that is short of memory sends
            return "le noyau s'est arrêté (tué, ou mémoire ?)"
        said = f"code {code}" if code > 0 else f"signal {-code}"
        return f"le noyau s'est arrêté ({said})"


class Kernels(Protocol):
    """Who must know which kernels run, to kill them; it may refuse one that is to start."""

    def add(self, manager: ReportKernelManager) -> None: ...

    def discard(self, manager: ReportKernelManager) -> None: ...


class ReportEngine(Engine):
    """papermill's engine for reports: kernels of this module, and an end to cells that have none.

    A kernel that dies, or is killed for its time, leaves an error in the cell that it was running: the notebook then
    says so like any other failure, with what came before.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        _kernel_name: str,
        *,
        folder: Path,
        nursery: Nursery | None = None,
        environment: dict[str, str] | None = None,
        seconds: float | None = None,
        kernels: "Kernels",
        **_options: Any,
    ) -> Any:
        """``seconds`` is what the cells may take in all; ``kernels`` knows the kernel while it lives.

        ``folder`` is that of the run; ``environment`` is what the kernel's adds to this process's.
        """
        manager = ReportKernelManager(folder, nursery)
        kernels.add(manager)
        clock = _Clock(seconds, manager)
        client = PapermillNotebookClient(
            nb_man,
            km=manager,
            startup_timeout=START_SECONDS,
            iopub_timeout=SHOW_SECONDS,
            shutdown_kernel="immediate",  # nothing to save: a polite end costs time and messages
            resources={"metadata": {"path": str(NOTEBOOKS)}},
            log=logger,
            on_cell_start=clock.begin,
        )
        try:
            client.execute(cleanup_kc=True, env=environment or {})
        except DeadKernelError:
            if nursery is not None and nursery.gone.is_set():
                raise NurseryGone from None
            if nursery is not None and not clock.late and (manager.crashed or _last_begun(nb_man.nb) is None):
                raise CopyFailed(manager.last_words) from None
            name, reason = ("DelaiDepasse", clock.reason) if clock.late else ("NoyauMort", manager.describe_death())
            _blame_cell(nb_man.nb, name, reason, manager.last_words)
        finally:
            clock.cancel()
            kernels.discard(manager)
            _close_event_loop()
        return nb_man.nb


class _Clock:
    """Kills a kernel whose cells have taken too long; what it takes to start is not the notebook's."""

    def __init__(self, seconds: float | None, manager: ReportKernelManager):
        """``seconds``: None or 0, for ever."""
        self._seconds, self._manager = seconds, manager
        self._late = threading.Event()
        self._timer = threading.Timer(seconds or 0, self._end)
        self._timer.daemon = True

    @property
    def late(self) -> bool:
        return self._late.is_set()

    @property
    def reason(self) -> str:
        return f"délai de {self._seconds:g} s dépassé"

    def begin(self, **_cell: Any) -> None:
        """A cell begins: the first one sets it going."""
        if self._seconds and self._timer.ident is None:
            self._timer.start()

    def cancel(self) -> None:
        self._timer.cancel()

    def _end(self) -> None:
        self._late.set()
        self._manager.kill_now()


def _close_event_loop() -> None:
    """End the loop that Jupyter has made for this thread: left to be collected, it may then complain, in English."""
    with contextlib.suppress(RuntimeError):  # there is none, or it is at work for somebody else
        asyncio.get_event_loop().close()


def _last_begun(nb: Any) -> Any:
    """The cell of code that began last; None when none did."""
    begun = [c for c in nb.cells if c.cell_type == "code" and c.metadata.papermill.get("start_time")]
    return begun[-1] if begun else None


def _blame_cell(nb: Any, name: str, reason: str, words: str) -> None:
    """Put an error in the last cell that began, or in the first one that has code."""
    cell = _last_begun(nb) or next(cell for cell in nb.cells if cell.cell_type == "code")
    said = [reason, *words.splitlines()]
    cell.outputs = [*cell.get("outputs", ()), new_output("error", ename=name, evalue=reason, traceback=said)]


papermill_engines.register(ENGINE, ReportEngine)

# What goes wrong with a kernel is said, in French, by its report: not by Jupyter's logs on the terminal.
for _name in ("traitlets", "asyncio"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

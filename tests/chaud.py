"""Commands as processes that start warm: forked from one that has imported the libraries (:mod:`tiede`).

A test of what a command does uses this; one of how Python starts (its imports, its seed, what it does with closed
outputs or an odd locale) uses :mod:`subprocess`. With ``QUARTIERS_A_FROID`` in the environment, all start cold.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import tiede

from quartiers.execution.noyaux.copies import kernel_environment

COLD_VARIABLE: Final = "QUARTIERS_A_FROID"
# What the libraries do not read as they are imported, nor Python before a program but for what is done in its stead.
_FREE: Final = (
    *("PYTHONPATH", "PYTHONIOENCODING", "COLUMNS", "LINES", "TERM", "NO_COLOR", "FORCE_COLOR", "TMPDIR", "LU"),
    *("ESSAI_", "QUARTIERS_", "PYTEST_"),
)
_CUSTOM: Final = ("sitecustomize.py", "usercustomize.py")  # what Python runs before a program
_LAUNCHER: Final = str(Path(__file__).with_name("lanceur.py"))

Completed = subprocess.CompletedProcess[str]


class _Server:
    """A process that is forked; it ends when this one does.

    ``program`` is the folder of what it has imported besides the libraries, ``parent`` has these already.
    """

    def __init__(self, program: Path | None = None, parent: "_Server | None" = None) -> None:
        self.lock = threading.Lock()
        self.settings = read_settings(os.environ)
        self.control, end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with end:
            if parent is not None:
                with parent.lock:
                    socket.send_fds(parent.control, [tiede.PREPARE + os.fsencode(str(program))], [end.fileno()])
                return
            subprocess.Popen(
                [sys.executable, "-c", "import tiede; tiede.main()", str(end.fileno())],
                pass_fds=[end.fileno()],
                stdin=subprocess.DEVNULL,
                # As the nursery has it, which is forked of a copy.
                env={**kernel_environment(Path(tempfile.gettempdir())), "PYTHONPATH": str(Path(__file__).parent)},
            )

    def fork(self, process: tiede.Process, descriptors: list[int]) -> int:
        with self.lock:
            socket.send_fds(self.control, [process.encode()], descriptors)
            return int(self._answer())

    def state(self, pid: int) -> int | None:
        with self.lock:
            self.control.send(str(pid).encode())
            return self._answer()

    def _answer(self) -> Any:
        return json.loads(self.control.recv(tiede.MAX_REQUEST))


@cache
def _server() -> _Server:
    return _Server()


_PREPARED: dict[str, _Server] = {}


def prepare(project: Path) -> None:
    """Have the commands of a project, whose program no test changes, start with it imported."""
    if str(project) not in _PREPARED and can_start_warm(None):
        _PREPARED[str(project)] = _Server(project, _server())


def _server_of(line: list[str]) -> _Server:
    return _PREPARED.get(str(Path(line[1]).parent)) or _server()


def read_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """What of an environment matters before a program's first line."""
    return {k: v for k, v in environment.items() if not k.startswith(_FREE)}


def can_start_warm(environment: Mapping[str, str] | None) -> bool:
    if sys.platform != "linux" or os.environ.get(COLD_VARIABLE):
        return False
    if environment is None:
        environment = os.environ
    where = map(Path, filter(None, environment.get("PYTHONPATH", "").split(os.pathsep)))
    if any((folder / name).exists() for folder in where for name in _CUSTOM):
        return False
    return read_settings(environment) == _server().settings


class WarmPopen(subprocess.Popen[Any]):
    """A :class:`subprocess.Popen` of ``[sys.executable, …]`` whose process is a copy of the warm one."""

    def __init__(self, line: list[str], **options: Any) -> None:
        self._server = _server_of(line)
        super().__init__(line, **options)

    def _execute_child(self, args: Any, *others: Any) -> None:
        process, descriptors, pipes = tiede.describe_call(args, others)
        try:
            self.pid = self._server.fork(process, descriptors)
        finally:
            self._close_pipe_fds(*pipes)  # type: ignore[attr-defined]
        self._child_created = True

    def _internal_poll(self, *_: Any, **__: Any) -> int | None:
        with contextlib.suppress(OSError):  # as this process ends, the warm one has ended before it
            if self.returncode is None and (state := self._server.state(self.pid)) is not None:
                self._handle_exitstatus(state)  # type: ignore[attr-defined]
        return self.returncode

    def _try_wait(self, flags: int) -> tuple[int, int]:
        while (state := self._server.state(self.pid)) is None:
            if flags & os.WNOHANG:
                return 0, 0
            time.sleep(0.005)
        return self.pid, state


def start(line: list[str], *, env: Mapping[str, str] | None = None, **options: Any) -> "subprocess.Popen[Any]":
    """A process of ``[sys.executable, …]``, warm where its environment allows it; options are those of Popen."""
    kind = WarmPopen if line[0] == sys.executable and can_start_warm(env) else subprocess.Popen
    return kind(line, env=env, **options)


def run(
    line: list[str], *, env: Mapping[str, str] | None = None, timeout: float | None = None, **options: Any
) -> Completed:
    """The same, waited for, with what it said."""
    with start(line, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options) as process:
        try:
            said, wrong = process.communicate(timeout=timeout)
        except BaseException:
            process.kill()
            raise
        return subprocess.CompletedProcess(line, process.returncode, said, wrong)


def in_shell(line: list[str], env: Mapping[str, str]) -> tuple[list[str], list[int]]:
    """What stands for ``[sys.executable, …]`` on a line of shell, warm if it can be, and what it must inherit."""
    if not can_start_warm(env):
        return line, []
    control = _server_of(line).control.fileno()
    return [sys.executable, "-I", "-S", _LAUNCHER, str(control), *line[1:]], [control]

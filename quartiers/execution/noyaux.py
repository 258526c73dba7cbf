"""Kernels for reports: this interpreter, this checkout, local sockets, nothing left behind.

Jupyter's own extension points are used: a kernel manager, and a papermill engine that asks for it.
"""

import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from papermill.engines import NBClientEngine, papermill_engines
from traitlets import default

from quartiers import NOTEBOOKS, PROJECT_ROOT

ENGINE = "quartiers"

# A Unix socket's path holds at most 103 bytes (macOS); 16 are for the file and its "-ipc-N".
_MAX_SOCKET_FOLDER = 87

_running: set["ReportKernelManager"] = set()
_lock = threading.Lock()


class ReportKernelManager(AsyncKernelManager):
    """A kernel of this interpreter whose files live in a folder of its own, removed with it.

    On Unix it speaks through sockets in that folder (IPC) rather than TCP ports: no port to race for, no
    one else on the machine to listen. A kernelspec or an IPython profile of the user's does not matter.
    """

    def __init__(self, **kwargs: Any):
        self._folder = Path(tempfile.mkdtemp(prefix="q-"))
        super().__init__(**kwargs)

    @default("transport")
    def _transport_default(self) -> str:
        short = len(os.fsencode(self._folder)) <= _MAX_SOCKET_FOLDER
        return "ipc" if os.name == "posix" and short else "tcp"

    @default("connection_file")
    def _connection_file_default(self) -> str:
        return str(self._folder / "k.json")

    @property
    def kernel_spec(self) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")

    async def start_kernel(self, **kw: Any) -> None:  # type: ignore[override]
        path = os.pathsep.join(filter(None, (str(PROJECT_ROOT), os.environ.get("PYTHONPATH"))))
        kw["env"] = {
            **os.environ,
            "PYTHONPATH": path,  # the package of the checkout that runs, whichever is installed
            "IPYTHONDIR": str(self._folder),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        with _lock:
            _running.add(self)
        try:
            await super().start_kernel(**kw)
        except BaseException:  # nbclient cleans up after kernels that have started, not after this one
            if self.has_kernel:
                await self.shutdown_kernel(now=True)
            await self.cleanup_resources()
            raise

    async def cleanup_resources(self, restart: bool = False) -> None:  # type: ignore[override]
        await super().cleanup_resources(restart=restart)
        if not restart:
            with _lock:
                _running.discard(self)
            shutil.rmtree(self._folder, ignore_errors=True)


def kill_running() -> None:
    """Kill every kernel that runs: for an interruption, when nobody will wait for them."""
    with _lock:
        managers = list(_running)
    for manager in managers:
        process = getattr(manager.provisioner, "process", None)
        if process is not None and process.poll() is None:
            process.kill()
        shutil.rmtree(manager._folder, ignore_errors=True)


class ReportEngine(NBClientEngine):
    """papermill's engine, with the kernels of this module, started beside the notebooks."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
        kwargs["kernel_manager_class"] = ReportKernelManager
        kwargs["shutdown_kernel"] = "immediate"  # nothing to save: a polite end costs time and messages
        kwargs["resources"] = {"metadata": {"path": str(NOTEBOOKS)}}
        return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)


papermill_engines.register(ENGINE, ReportEngine)

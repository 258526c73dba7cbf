"""``python`` for a line of shell: has the warm process (:mod:`tiede`) be what follows, waits for it, ends as it does.

Its first argument is the descriptor of that process's socket; what is closed here is closed there. It imports nothing
that takes time: it stands for a Python that would take a second to start.
"""

import json
import os
import signal
import socket
import sys
import time


def main() -> None:
    opened = [number for number in range(3) if is_open(number)]
    control, line = socket.socket(fileno=int(sys.argv[1])), sys.argv[2:]
    try:
        folder = os.getcwd()  # noqa: PTH109 – pathlib takes time to import
    except OSError:  # it is no more: a cold one begins there too
        os.execv(sys.executable, [sys.executable, *line])
    process = {
        "ligne": line,
        "environnement": dict(os.environ),
        "dossier": folder,
        "descripteurs": opened,
        "sourd": signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
    }
    socket.send_fds(control, [json.dumps(process).encode()], opened)
    pid = json.loads(control.recv(4096))
    while (status := ask(control, pid)) is None:
        time.sleep(0.01)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        os.kill(os.getpid(), -code)
    os._exit(code)  # nothing of its own to write, in what may be closed


def is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def ask(control: socket.socket, pid: int) -> int | None:
    control.send(str(pid).encode())
    return json.loads(control.recv(4096))


if __name__ == "__main__":
    main()

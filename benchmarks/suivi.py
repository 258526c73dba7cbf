"""The watch, as a process: seconds from the saving of a table to the end of the run that it causes.

``python -m benchmarks.suivi DATA QUARTIER NUMBER COMMAND…`` starts the command, rewords a finding of the quartier in
the data several times, and prints the median as JSON. The first time is not counted: nothing is warm yet.
"""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from benchmarks.facons import reword_finding

EDITS: Final = 5
WAITING: Final = "En attente"
DONE: Final = "À ouvrir"


def main(data: Path, quartier: str, number: str, *command: str) -> None:
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None
    said = iter(process.stdout.readline, "")

    def wait_for(text: str) -> None:
        if not any(text in line for line in said):
            raise SystemExit(f"the watch ended, with code {process.wait()}")

    seconds = []
    try:
        wait_for(WAITING)
        for edit in range(1 + EDITS):
            time.sleep(1)  # what it does between two runs is done: nobody saves twice in a second
            start = time.perf_counter()
            reword_finding(data / "constats.csv", quartier, f"(mesure {number}.{edit})")
            wait_for(DONE)
            seconds.append(time.perf_counter() - start)
            wait_for(WAITING)
    finally:
        process.terminate()
        process.wait()
    print(json.dumps({"seconds": statistics.median(seconds[1:])}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])

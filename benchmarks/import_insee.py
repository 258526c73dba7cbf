"""Import of INSEE's files, measured: ``python -m benchmarks.import_insee ../shared/insee``.

For the contract and for the country: rows read and kept by theme and edition, columns left, time and peak
memory of a first import and of the same again, each in a process of its own, libraries included.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from quartiers import DEFAULT_DATA

WRITTEN = ("mesures.csv", "repartitions.csv", "qpv.csv")


def main(source: str) -> None:
    """Measure both territories and print."""
    for territory in ("contrat", "france"):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "donnees"
            shutil.copytree(DEFAULT_DATA, folder, ignore=shutil.ignore_patterns(*WRITTEN))
            first, again = (_in_a_process(source, folder, territory) for _ in range(2))
            size = (folder / "importees/mesures.csv").stat().st_size / 1e6
        print(f"\n--territoire {territory}")
        print(f"{'theme':<10}{'rows read':>10}{'QPV kept':>10}{'rows written':>14}  columns taken/left/unknown")
        for row in first["files"]:
            print("{:<10}{:>10}{:>10}{:>14}  {}/{}/{}".format(*row))
        print(f"first import: {first['seconds']:.1f} s, {first['megabytes']:.0f} MB; mesures.csv {size:.1f} MB")
        print(f"same again:   {again['seconds']:.1f} s, {again['megabytes']:.0f} MB")


def _in_a_process(source: str, folder: Path, territory: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.import_insee", source, str(folder), territory]
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {**json.loads(done.stdout), "seconds": time.perf_counter() - start}


def _measured(source: str, folder: str, territory: str) -> None:
    import pandas as pd

    from quartiers.donnees.importation.insee import import_insee
    from quartiers.donnees.importation.insee_lecture import find_files

    balance = import_insee(
        find_files([source]), Path(folder), territoire="france" if territory == "france" else "contrat"
    )
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    written = pd.read_csv(Path(folder) / "importees/mesures.csv", sep=";", dtype=str)
    rows = Counter(written["theme"] + " " + written["edition"])
    lines = [
        (
            name := f"{f.theme} {f.edition}",
            f.lignes,
            f.qpv_gardes,
            rows[name],
            f.colonnes_prises,
            f.colonnes_laissees,
            " ".join(f.colonnes_inconnues) or 0,
        )
        for f in balance.fichiers
    ]
    print(json.dumps({"files": lines, "megabytes": kilobytes / 1024}))


if __name__ == "__main__":
    _measured(*sys.argv[1:]) if len(sys.argv) == 4 else main(*sys.argv[1:])

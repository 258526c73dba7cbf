"""Put faults into modules of quartiers/analyse, one at a time, for some minutes; say how many the tests notice.

    .venv/bin/python .ci/mutate.py [--minutes 10] [--voir] MODULE...      # comparaisons, say

mutmut (on Linux) does it, as pyproject.toml says, in mutants/, which git ignores; it goes on where
it was stopped. What is left is a test to write, or a line that nothing needs: ``mutmut show NAME`` shows it.
"""

import argparse
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Of the modules asked for alone: writing the faults of all takes longer than trying these.
MUTMUT = """
import sys
from mutmut.configuration import config
from mutmut.__main__ import cli
config().only_mutate[:] = sys.argv.pop(1).split()
cli()
"""
NOTICED, UNNOTICED = ("killed", "timeout", "suspicious", "segfault"), ("survived", "no tests")


def score(results: str) -> tuple[Counter[str], list[str]]:
    """How many faults of each outcome, and the names of those that no test notices, from what mutmut tells."""
    told = [line.strip().rpartition(": ") for line in results.splitlines() if "__mutmut_" in line]
    return Counter(outcome for *_, outcome in told), [name for name, _, outcome in told if outcome in UNNOTICED]


def main() -> int:
    """Ends by itself after the minutes given: what was not tried yet is counted as such."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("modules", nargs="+", metavar="MODULE", help="of quartiers/analyse, without .py")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--voir", action="store_true", help="names the faults that no test notices")
    asked = parser.parse_args()
    patterns = [f"quartiers.analyse.{module}.*" for module in asked.modules]
    files = " ".join(f"quartiers/analyse/{module}.py" for module in asked.modules)
    mutmut = [sys.executable, "-c", MUTMUT, files]
    run = subprocess.Popen([*mutmut, "run", *patterns], cwd=ROOT)
    try:
        run.wait(asked.minutes * 60)
    except subprocess.TimeoutExpired:
        run.terminate()
        run.wait()
    told = subprocess.run([*mutmut, "results", "--all", "true"], cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [line for line in told.stdout.splitlines() if line.strip().startswith(tuple(p[:-1] for p in patterns))]
    outcomes, unnoticed = score("\n".join(lines))
    noticed = sum(outcomes[name] for name in NOTICED)
    tried = noticed + len(unnoticed)
    share = f" ({100 * noticed / tried:.0f} %)" if tried else ""
    print(f"{noticed} of {tried} faults noticed{share}; {outcomes.total() - tried} not tried")
    if asked.voir:
        print("\n".join(unnoticed))
    return 0


if __name__ == "__main__":
    sys.exit(main())

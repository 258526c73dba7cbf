"""Write constraints.txt: one exact version of all that pyproject.toml requires and brings, for every Python and system.

    .venv/bin/python .ci/write_constraints.py [--upgrade | --upgrade-package NAME]

Without an option, versions stay; what was added to pyproject.toml is added, and what nothing needs any more goes.
uv resolves, since pip only does for the machine it runs on. lock.txt is the same of what running needs, with the
digests of the files: for who wants pip to refuse any other (README.md, Two commands).
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PROJECT = "pyproject.toml"
EXTRAS = ("lab", "dask", "dev")
RUNNING = ""  # the name, beside the extras', of what running needs
CONSTRAINTS = "constraints.txt"
LOCK = "lock.txt"
SOURCE_ONLY = ("odfpy",)  # for tests only, and pure Python: pip builds it without a compiler

# Python 3.15 needs versions that 3.11 cannot have; up to 3.14, all take those that CI tests, on 3.11.
FOR_PYTHON_3_15 = {"numpy": "2.5", "scipy": "1.18", "contourpy": "1.4"}


def needs(extra: str = RUNNING) -> list[Requirement]:
    """What running requires, or what an extra adds to that, but for the extras of ours that it includes."""
    project = tomllib.loads((ROOT / PROJECT).read_text(encoding="utf-8"))["project"]
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return [need for need in map(Requirement, lines) if need.name != project["name"]]


def every_need() -> list[Requirement]:
    """What running and every extra require."""
    return [need for extra in (RUNNING, *EXTRAS) for need in needs(extra)]


def pins() -> list[Requirement]:
    """What constraints.txt holds."""
    lines = (ROOT / CONSTRAINTS).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in (re.sub(r"(^|\s)#.*", "", line).strip() for line in lines) if line]


def split(name: str, version: str) -> str:
    """What has a library at an older version than this one before Python 3.15."""
    return f"{name}<{version}; python_version < '3.15'\n{name}>={version}; python_version >= '3.15'"


def compile_pins(lines: Sequence[str], output: str, *options: str) -> None:
    """Have uv write a file of exact versions of what the lines require, for every Python and system."""
    uv = [sys.executable, "-m", "uv", "pip", "compile", "--quiet"]
    resolve = ["--universal", "--python-version=3.11", "--fork-strategy=fewest"]
    wheels = ["--only-binary=:all:", *(f"--no-binary={name}" for name in SOURCE_ONLY)]
    heading = f"--custom-compile-command=python .ci/{Path(__file__).name}"
    asked = [*uv, *resolve, *wheels, heading, f"--output-file={output}", *options, "-"]
    if code := subprocess.run(asked, input="\n".join(lines), text=True, check=False, cwd=ROOT).returncode:
        sys.exit(code)


def main() -> None:
    """Write both files; what is given on the command line goes to uv."""
    splits = [split(name, version) for name, version in FOR_PYTHON_3_15.items()]
    compile_pins([*map(str, every_need()), *splits], CONSTRAINTS, "--annotation-style=line", *sys.argv[1:])
    running = [*map(str, needs())]
    compile_pins(running, LOCK, f"--constraints={CONSTRAINTS}", "--generate-hashes", "--no-annotate", *sys.argv[1:])


if __name__ == "__main__":
    main()

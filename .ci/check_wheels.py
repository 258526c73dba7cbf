"""Fail unless pip finds a wheel of all that the requirements bring, wherever the README says that they install.

pip reads environment markers as those of the machine it runs on, so it is not left to resolve for another one. Of
constraints.txt, it is asked for what holds on that machine; then what these wheels say they need there, from the
requirements on, must be pinned too, and pinned to what they accept.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name
from write_constraints import CONSTRAINTS, SOURCE_ONLY, every_need, pins

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
WINDOWS = {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows"}
LINUX = {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux"}
MACOS = {"os_name": "posix", "sys_platform": "darwin", "platform_system": "Darwin"}
GLIBC = (*(f"manylinux_2_{minor}" for minor in range(28, 16, -1)), "manylinux2014")  # Debian 10, RHEL 8 and later
SYSTEMS = {  # pip takes a wheel made for an older macOS: what installs on 13 installs on 14 and 15
    "Windows": (WINDOWS, "AMD64", ["win_amd64"]),
    "Linux x86_64": (LINUX, "x86_64", [f"{name}_x86_64" for name in GLIBC]),
    "Linux aarch64": (LINUX, "aarch64", [f"{name}_aarch64" for name in GLIBC]),
    "macOS 13 Intel": (MACOS, "x86_64", ["macosx_13_0_x86_64"]),
    "macOS 13 Apple": (MACOS, "arm64", ["macosx_13_0_arm64"]),
}


@dataclass(frozen=True)
class Target:
    """A Python on a system."""

    python: str
    system: str

    def holds(self, requirement: Requirement, extra: str = "") -> bool:
        """Whether the requirement is one there."""
        markers, machine, _ = SYSTEMS[self.system]
        python = {"python_version": self.python, "python_full_version": f"{self.python}.0"}
        here = {**markers, **python, "platform_machine": machine, "extra": extra}
        return requirement.marker is None or requirement.marker.evaluate(here)

    def options(self) -> Iterator[str]:
        """What tells pip to look for this Python on this system."""
        yield from ("--implementation=cp", f"--python-version={self.python}")
        yield from (f"--abi={abi}" for abi in (f"cp{self.python.replace('.', '')}", "abi3", "none"))
        yield from (f"--platform={platform}" for platform in SYSTEMS[self.system][2])


@dataclass
class Answer:
    """What pip found for a target: its report of each wheel; what is missing; the names that something needs there."""

    target: Target
    wheels: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)


def ask_pip(pins: Iterable[str], target: Target) -> tuple[list[dict[str, Any]], str]:
    """What pip reports of the pins' wheels; or nothing, and its words."""
    with TemporaryDirectory() as folder:
        asked, report = Path(folder, "pins.txt"), Path(folder, "report.json")
        asked.write_text("\n".join(pins), encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--no-deps"]
        options = ["--only-binary=:all:", f"--report={report}", f"--requirement={asked}"]
        run = subprocess.run([*pip, *options, *target.options()], capture_output=True, text=True, check=False)
        if run.returncode:
            return [], run.stderr
        return json.loads(report.read_text(encoding="utf-8"))["install"], ""


def find_wheels(pins: Iterable[Requirement], answer: Answer) -> None:
    """Ask pip, again without those it has no wheel of, so that all of them are named."""
    wanted = {f"{pin.name}{pin.specifier}" for pin in pins}
    while wanted:
        found, words = ask_pip(sorted(wanted), answer.target)
        if not words:
            answer.wheels |= {canonicalize_name(wheel["metadata"]["name"]): wheel for wheel in found}
            return
        missing = wanted.intersection(re.findall(r"No matching distribution found for (\S+)", words))
        if not missing:
            sys.exit(words)
        answer.errors += [f"no wheel of {pin}" for pin in missing]
        wanted -= missing


def accepts(need: Requirement, pin: Requirement | None) -> bool:
    """Whether a need is met by a pin, if there is one."""
    return pin is not None and all(need.specifier.contains(exact.version, prereleases=True) for exact in pin.specifier)


def follow(needs: Iterable[Requirement], pins: Mapping[NormalizedName, Requirement], answer: Answer) -> None:
    """Go through what the requirements need on the target, and what these need: each must be pinned, and accept it."""
    todo = [("requirements", need, "") for need in needs]
    seen: set[tuple[str, str]] = set()
    while todo:
        whose, need, asked = todo.pop()
        if not answer.target.holds(need, asked):
            continue
        name = canonicalize_name(need.name)
        answer.reached.add(name)
        if not accepts(need, pins.get(name)):
            answer.errors.append(f"{whose}: {need} is not met by {pins.get(name, 'any pin')}")
        new = {(name, extra) for extra in ("", *need.extras)} - seen
        seen |= new
        metadata = answer.wheels[name]["metadata"] if name in answer.wheels else {}
        requires = map(Requirement, metadata.get("requires_dist", []))
        todo += [(name, required, extra) for required, (_, extra) in product(requires, new)]


def check(python: str) -> list[Answer]:
    """What pip answers for a Python, system by system; a wheel for any system is asked for once."""
    needs = every_need()
    answers: list[Answer] = []
    anywhere: dict[str, dict[str, Any]] = {}
    for system in SYSTEMS:
        answer = Answer(Target(python, system), anywhere.copy())
        held = {canonicalize_name(pin.name): pin for pin in pins() if answer.target.holds(pin)}
        find_wheels((pin for name, pin in held.items() if name not in {*SOURCE_ONLY, *anywhere}), answer)
        follow(needs, held, answer)
        anywhere |= {n: w for n, w in answer.wheels.items() if w["download_info"]["url"].endswith("-none-any.whl")}
        answers.append(answer)
    return answers


def main(pythons: Sequence[str] = PYTHONS) -> None:
    """Ask for each Python on every system; say what is missing where, and the pins that none needs."""
    with ThreadPoolExecutor(2) as threads:
        answers = [answer for answers in threads.map(check, pythons) for answer in answers]
    errors = [f"Python {a.target.python}, {a.target.system}: {error}" for a in answers for error in a.errors]
    needed = {name for answer in answers for name in answer.reached}
    pinned = {canonicalize_name(pin.name) for pin in pins() if any(a.target.holds(pin) for a in answers)}
    errors += [f"{CONSTRAINTS}: nothing needs {name}" for name in sorted(pinned - needed)]
    if errors:
        sys.exit("\n".join(errors))
    print(f"{len(pinned)} pins, each with a wheel for Python {', '.join(pythons)} on {', '.join(SYSTEMS)}")


if __name__ == "__main__":
    main(sys.argv[1:] or PYTHONS)

"""Whether an environment has what is required, asked of its own Python: exit code 0, else 1 with what is missing.

It is for one that pip filled without this launcher (the README's commands): pip itself would go to the internet again,
for the project that it installs as one of its libraries.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.requirements import Requirement


def find_missing(root: Path) -> list[str]:
    """What is required and not there, or not of the version that was tested; what that requires, too."""
    from packaging.utils import canonicalize_name

    # Of a library that is pinned twice, for two ranges of Python, one pin holds here.
    pins = {canonicalize_name(pin.name): pin.specifier for pin in _read_pins(root) if _holds(pin)}
    missing: dict[str, None] = {}
    seen: set[tuple[str, str]] = set()
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    todo = [(need, "") for need in _parse(project["dependencies"])]
    while todo:
        need, extra = todo.pop()
        wanted = {(canonicalize_name(need.name), asked) for asked in ("", *need.extras)}
        if not _holds(need, extra) or wanted <= seen:
            continue
        seen |= wanted
        try:
            found = distribution(need.name)
        except PackageNotFoundError:
            missing[need.name] = None
            continue
        for specifier in (need.specifier, pins.get(canonicalize_name(need.name), need.specifier)):
            if not specifier.contains(found.version, prereleases=True):
                missing[f"{need.name}{specifier}"] = None
        todo += [(other, asked) for other in _parse(found.requires or ()) for _, asked in wanted]
    return list(missing)


def _read_pins(root: Path) -> Iterator["Requirement"]:
    """The exact versions that were tested."""
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return _parse(line for line in (re.sub(r"(^|\s)#.*", "", line).strip() for line in lines) if line)


def _parse(texts: Iterable[str]) -> Iterator["Requirement"]:
    from packaging.requirements import Requirement

    return map(Requirement, texts)


def _holds(need: "Requirement", extra: str = "") -> bool:
    return need.marker is None or need.marker.evaluate({"extra": extra})


if __name__ == "__main__":
    try:
        absent = find_missing(Path(sys.argv[1]))
    except ImportError:  # nothing is installed yet, not even what reads requirements
        sys.exit(1)
    print(*absent, sep="\n")
    sys.exit(1 if absent else 0)

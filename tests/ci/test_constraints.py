"""What the README's commands install is what was tested: an exact version of each library, of those it brings too."""

from collections.abc import Iterator
from importlib.metadata import distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from write_constraints import CONSTRAINTS, REQUIREMENTS, ROOT, read

HERE = [pin for pin in read(CONSTRAINTS) if pin.marker is None or pin.marker.evaluate()]
PINS = {canonicalize_name(pin.name): str(pin.specifier) for pin in HERE}


def bring(needs: list[Requirement], extras: frozenset[str] = frozenset({""})) -> Iterator[str]:
    """The names of what requirements bring here, as the metadata of what is installed say."""
    seen = set()
    todo = [(need, extras) for need in needs]
    while todo:
        need, extras = todo.pop()
        if need.marker and not any(need.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        wanted = (canonicalize_name(need.name), frozenset({"", *need.extras}))
        if wanted not in seen:
            seen.add(wanted)
            yield wanted[0]
            todo += [(Requirement(text), wanted[1]) for text in distribution(need.name).requires or []]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_what_is_installed_is_of_the_version_that_was_tested(name: str) -> None:
    versions = {name: distribution(name).version for name in bring(read(name))}
    assert {name: v for name, v in versions.items() if PINS.get(name) != f"=={v}"} == {}


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_each_file_of_requirements_takes_the_constraints(name: str) -> None:
    """By itself or through the one that it includes."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    options = {line.split("#")[0].strip() for line in lines if line.startswith("-")}
    assert options & {f"-c {CONSTRAINTS}", "-r requirements.txt", "-r requirements-dask.txt"}


def test_a_library_that_is_required_is_pinned_once() -> None:
    assert len(PINS) == len(HERE)
    assert {canonicalize_name(need.name) for name in REQUIREMENTS for need in read(name)} <= PINS.keys()

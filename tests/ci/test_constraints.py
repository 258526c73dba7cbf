"""What the README's commands install is what was tested: an exact version of each library, of those it brings too."""

import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from write_constraints import CONSTRAINTS, EXTRAS, LOCK, PROJECT, ROOT, RUNNING, every_need, needs, pins

HERE = [pin for pin in pins() if pin.marker is None or pin.marker.evaluate()]
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


@pytest.mark.parametrize("extra", [RUNNING, "dask", "dev"])
def test_what_is_installed_is_of_the_version_that_was_tested(extra: str) -> None:
    versions = {name: distribution(name).version for name in bring(needs(extra))}
    assert {name: v for name, v in versions.items() if PINS.get(name) != f"=={v}"} == {}


@pytest.mark.parametrize("extra", [RUNNING, *EXTRAS])
def test_a_file_of_requirements_installs_each_of_them_as_it_was_tested(extra: str) -> None:
    """One that names what pyproject.toml says, so that a requirement is written once."""
    name, wanted = (f"requirements-{extra}.txt", f"-e .[{extra}]") if extra else ("requirements.txt", "-e .")
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [f"-c {CONSTRAINTS}", wanted]


def test_extras_are_those_of_the_project() -> None:
    assert (
        tuple(tomllib.loads((ROOT / PROJECT).read_text(encoding="utf-8"))["project"]["optional-dependencies"]) == EXTRAS
    )


def test_each_requirement_says_why_it_is_there() -> None:
    """On its line: who would remove one knows what it is for."""
    lines = (ROOT / PROJECT).read_text(encoding="utf-8").splitlines()
    for need in every_need():
        [line] = [text for text in lines if text.strip().replace("'", '"').startswith(f'"{need}",')]
        assert line.partition("#")[2].strip(), need.name


def test_a_library_that_is_required_is_pinned_once() -> None:
    assert len(PINS) == len(HERE)
    assert {canonicalize_name(need.name) for need in every_need()} <= PINS.keys()


def test_the_lock_has_the_same_versions_of_what_running_needs_with_digests() -> None:
    text = (ROOT / LOCK).read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [line.split("--hash=") for line in text.splitlines() if line and not line.startswith("#")]
    locked = [Requirement(requirement) for requirement, *_ in entries]
    versions = {
        canonicalize_name(pin.name): str(pin.specifier) for pin in locked if not pin.marker or pin.marker.evaluate()
    }
    assert versions.items() <= PINS.items()
    assert set(bring(needs())) <= versions.keys()
    assert all(digests and all(d.startswith("sha256:") for d in digests) for _, *digests in entries)

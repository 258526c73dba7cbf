"""The check of wheels asks for what another system needs, which pip alone, on this one, would not see."""

from collections.abc import Callable, Iterable
from typing import Any

import check_wheels
import pytest
from check_wheels import PYTHONS, SYSTEMS, Target, main
from packaging.requirements import Requirement

Published = dict[str, dict[str, Any]]
Check = Callable[[str, str, Published], str]

EVERYWHERE = {"url": "https://exemple.invalid/x-1-py3-none-any.whl"}


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> Check:
    """What the check says of requirements and constraints, pip finding only what is published."""

    def run(requirements: str, constraints: str, published: Published) -> str:
        monkeypatch.setattr(check_wheels, "every_need", lambda: [*map(Requirement, requirements.split("\n"))])
        monkeypatch.setattr(check_wheels, "pins", lambda: [*map(Requirement, constraints.split("\n"))])

        def pip(pins: Iterable[str], target: Target) -> tuple[list[dict[str, Any]], str]:
            for pin in pins:
                if target.system not in published[pin].get("systems", SYSTEMS):
                    return [], f"ERROR: No matching distribution found for {pin}"
            return [
                {
                    "metadata": {"name": pin.split("==")[0], "requires_dist": published[pin].get("requires", [])},
                    "download_info": EVERYWHERE if "systems" not in published[pin] else {"url": "x-1-cp311-win32.whl"},
                }
                for pin in pins
            ], ""

        monkeypatch.setattr(check_wheels, "ask_pip", pip)
        try:
            main()
        except SystemExit as stop:
            return str(stop.code)
        return ""

    return run


def test_nothing_is_said_of_what_installs_everywhere(check: Check, capsys: pytest.CaptureFixture[str]) -> None:
    published = {"a==1": {"requires": ["B>=1 ; sys_platform == 'win32'"]}, "b==2": {}}
    assert check("A>=1", "a==1\nb==2 ; sys_platform == 'win32'", published) == ""
    assert "2 pins, each with a wheel for Python 3.11, 3.12, 3.13, 3.14" in capsys.readouterr().out


def test_all_that_have_no_wheel_are_named_with_where(check: Check) -> None:
    others = [system for system in SYSTEMS if system != "macOS 13 Intel"]
    said = check("a\nb\nc", "a==1\nb==1\nc==1", {"a==1": {"systems": others}, "b==1": {}, "c==1": {"systems": []}})
    lines = said.split("\n")
    assert len(lines) == len(PYTHONS) * (1 + len(SYSTEMS))
    assert [line for line in lines if "a==1" in line] == [
        f"Python {p}, macOS 13 Intel: no wheel of a==1" for p in PYTHONS
    ]


@pytest.mark.parametrize(
    ("requires", "where"),
    [
        ("b ; sys_platform == 'win32'", ["3.11, Windows", "3.12, Windows", "3.13, Windows", "3.14, Windows"]),
        ("b ; python_version < '3.12'", [f"3.11, {system}" for system in SYSTEMS]),
        ("b ; platform_system == 'Darwin' and platform_machine == 'arm64'", [f"{p}, macOS 13 Apple" for p in PYTHONS]),
        ("b ; extra == 'plus'", []),
    ],
)
def test_a_need_of_another_system_that_is_not_pinned_is_said(check: Check, requires: str, where: list[str]) -> None:
    said = check("a", "a==1", {"a==1": {"requires": [requires]}})
    assert said.split("\n") == [
        f"Python {place}: a: {Requirement(requires)} is not met by any pin" for place in where
    ] or [""]


def test_extras_are_followed_in_turn(check: Check) -> None:
    published = {"a==1": {"requires": ["b[x] ; extra == 'plus'"]}, "b==1": {"requires": ["c ; extra == 'x'"]}}
    said = check("a[plus]", "a==1\nb==1", published)
    assert said.count('b: c; extra == "x" is not met by any pin') == len(PYTHONS) * len(SYSTEMS)


def test_a_pin_that_a_library_refuses_is_said(check: Check) -> None:
    said = check("a", "a==1\nb==1", {"a==1": {"requires": ["b>=2"]}, "b==1": {}})
    assert "a: b>=2 is not met by b==1" in said


def test_a_pin_that_nothing_needs_is_said(check: Check) -> None:
    assert check("a", "a==1\nb==1", {"a==1": {}, "b==1": {}}) == "constraints.txt: nothing needs b"


def test_pip_is_told_the_python_and_the_system() -> None:
    options = list(Target("3.13", "macOS 13 Apple").options())
    assert {"--python-version=3.13", "--abi=cp313", "--abi=abi3", "--abi=none", "--platform=macosx_13_0_arm64"} <= {
        *options
    }

"""The table and the JSON: ratios, targets, what was not measured."""

import json
from dataclasses import replace

import pytest

from benchmarks.echelle import Palier
from benchmarks.tableau import Cible, Ligne, as_json, table_lines, targets

LINES = [
    Ligne("usual", "usual way", (120.0, 240.0, 120.0), 200.0, 300.0, ("synthese",)),
    Ligne("full", "full build", (10.0, 20.0, 12.0), 250.0, 400.0, ("quartiers/a", "synthese")),
    Ligne("unchanged", "nothing changed", (1.4, 1.6, 1.4), 100.0, None, ()),
    Ligne("changed", "one row changed", (3.0, 6.0, 3.0), 100.0, 100.0, ("quartiers/a", "synthese")),
    Ligne("help", "--help", (0.5, 0.5, 0.5), 20.0, 20.0, None),
]
SCALE = [
    Palier(100, 70, 40.0, 5.0, 0.35, (100.0, 110.0, 112.0), 300.0, 900.0),
    Palier(400, 280, 150.0, 6.0, 0.42, (100.0, 120.0, 180.0), 300.0, 900.0),
]


def found(scale: list[Palier] | None = None) -> dict[str, Cible]:
    return {target.label: target for target in targets(LINES, scale or [])}


def test_targets_are_ratios_of_the_same_passes() -> None:
    usual = found()["full build / usual way"]
    assert usual.value == pytest.approx(1 / 12)  # 10/120, 20/240, 12/120
    assert usual.met is True
    changed = found()["one row changed / full build"]
    assert changed.value == pytest.approx(0.3)  # 3/10, 6/20, 3/12
    assert changed.met is False


def test_seconds_and_reports_are_held_to_what_was_asked() -> None:
    assert found()["nothing changed"].met is True
    assert found()["nothing changed, reports rebuilt"].value == 0
    assert found()["--help"].met is False


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    for name in ("full build / floor", "lister", "scale: reports a second"):
        assert found()[name].value is None
        assert found()[name].met is None


def test_the_scale_is_judged_on_its_largest_size() -> None:
    met = {name: target.met for name, target in found(SCALE).items() if name.startswith("scale")}
    values = [target.value for name, target in found(SCALE).items() if name.startswith("scale")]
    assert values[:2] == [None, None]  # processor seconds were not measured
    assert values[2:] == pytest.approx([20.0, 1 / 0.42, 50.0])  # 0.42 for 0.35; 180 MB for 120
    assert list(met.values()) == [None, None, False, True, False]


def test_processor_seconds_are_those_of_the_reports_added() -> None:
    """A run begins with 20 s; a report is 1 s, then 1.1 s."""
    sizes = [replace(SCALE[0], reports=n, cpu_seconds=cpu) for n, cpu in ((25, 45.0), (100, 120.0), (400, 450.0))]
    assert found(sizes)["scale: processor seconds a report added"].value == pytest.approx(1.1)
    assert found(sizes)["scale: change of these"].value == pytest.approx(10)
    assert found(sizes[:2])["scale: change of these"].value is None
    assert found(sizes[:2])["scale: processor seconds a report added"].met is False


def test_the_table_has_a_row_for_each_way_size_and_target() -> None:
    lines = list(table_lines(LINES, SCALE))
    full = next(line for line in lines if line.startswith("full build  "))
    assert full.split()[2:] == ["12.00", "10.00-20.00", "1.00", "250", "400", "2"]
    unknown = next(line for line in lines if line.startswith("nothing changed  "))
    assert unknown.split()[-2:] == ["–", "0"]
    assert sum("with published figures" in line for line in lines) == 2
    assert sum((line.endswith((" yes", " NO", " –")) and "≤" in line) or "≥" in line for line in lines) == 14


def test_the_json_says_the_same_and_can_be_read_back() -> None:
    read = json.loads(json.dumps(as_json(LINES, SCALE, {"cores": 2}, {"passes": 3})))
    assert read["machine"] == {"cores": 2}
    usual = read["ways"][0]
    assert usual["seconds"] == [120.0, 240.0, 120.0]
    assert usual["spread"] == {"median": 120.0, "least": 120.0, "most": 240.0}
    assert usual["ratio_to_full"] == 12.0
    assert [size["per_report"] for size in read["scale"]] == [0.35, 0.42]
    assert {target["met"] for target in read["targets"]} == {True, False, None}


def test_without_the_full_build_nothing_is_compared_to_it() -> None:
    [line] = as_json(LINES[:1], [], {}, {})["ways"]
    assert line["ratio_to_full"] is None
    assert any(text.startswith("usual way") and " – " in text for text in table_lines(LINES[:1], []))

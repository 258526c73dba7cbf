"""The labelled sample of the document: that it still speaks of the tables, and that the check is not worse on it."""

import re
from pathlib import Path

import pytest

from benchmarks.etiquettes import BOXES, LABELS, RULES, SOUND, lines_of, main, names_of, read_labels
from quartiers.donnees import Contrat


def test_every_label_is_of_a_known_kind_and_of_rows_that_are_there(contrat: Contrat) -> None:
    kinds = set(
        re.findall(r"^\| ([a-z0-9-]+) \|", Path(LABELS.with_name("GENRES.md")).read_text("utf-8"), re.MULTILINE)
    )
    known = {a.affirmation for a in contrat.affirmations} | {p.priorite for p in contrat.priorites}
    known |= {c.constat_id for c in contrat.constats}
    labels = read_labels()
    assert len(labels) == 420
    assert sum(label["gravite"] == SOUND for label in labels) == 93
    for label in labels:
        assert label["genre"] in kinds
        assert set(label["quartiers"].split(" | ")) <= set(contrat.quartiers)
        assert lines_of(label["lignes"])
        unknown = {name for name in names_of(label) if re.search(r"-[dcip]\d+$", name)} - known
        assert unknown == set(), label["etiquette"]
    assert {*RULES, *BOXES} <= kinds


def test_the_check_is_not_worse_on_what_its_rules_have_not_seen(capsys: pytest.CaptureFixture[str]) -> None:
    """Floors, under what was measured: 81 % found by a rule of the kind, 98 % told; every doubt is of a defect."""
    assert main() == 0
    text = capsys.readouterr().out
    found, told = map(int, re.findall(r"kinds with a rule.*found (\d+)%, told (\d+)%", text)[0])
    assert found >= 79
    assert told >= 96
    serious, known = map(int, re.findall(r"to verify: (\d+), of which about a labelled defect (\d+)", text)[0])
    assert known >= 0.95 * serious

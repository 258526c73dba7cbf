"""Rules are found by their names: to write one is enough."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from quartiers import analyse
from quartiers.analyse.doutes import Regle
from quartiers.analyse.regles import rules


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Another folder of modules of the package."""
    monkeypatch.setattr(analyse, "__path__", [*analyse.__path__, str(tmp_path)])
    rules.cache_clear()
    yield tmp_path
    rules.cache_clear()


def test_a_rule_that_is_written_is_applied(other: Path) -> None:
    before = {rule.__name__ for rule in rules()}
    (other / "regles_dessai.py").write_text(
        "from quartiers.analyse.regles_annees import *\n"
        "from quartiers.analyse.regles_libelles import rule_labels\n"
        "def rule_of_a_test(c): yield from ()\n"
        "def helper(c): yield from ()\n"
    )
    (other / "autre_dessai.py").write_text("def rule_of_no_module_of_rules(c): yield from ()\n")
    rules.cache_clear()
    assert {rule.__name__ for rule in rules()} - before == {"rule_of_a_test"}


def test_each_is_applied_once() -> None:
    assert set(Counter(rules()).values()) == {1}


def test_an_identifier_says_its_rule() -> None:
    assert Regle("R1") is Regle.MOTS
    assert f"{Regle.MOTS}" == "R1"
    assert Regle.MOTS.titre == "Les mots contredisent les nombres"
    assert [rule.value for rule in Regle] == [f"R{number}" for number in range(1, len(Regle) + 1)]

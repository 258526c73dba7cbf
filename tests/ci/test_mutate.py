"""What the faults put in say of the tests: from mutmut's list, which is all that the command reads."""

from mutate import score

TOLD = """
    quartiers.analyse.ward.x_tree__mutmut_1: killed
    quartiers.analyse.ward.x_tree__mutmut_2: survived
    quartiers.analyse.ward.x_tree__mutmut_3: not checked
    quartiers.analyse.ward.x_tree__mutmut_4: timeout
    quartiers.analyse.ward.x_other__mutmut_1: no tests
"""


def test_what_is_not_noticed_is_named_and_what_is_not_tried_is_neither() -> None:
    outcomes, unnoticed = score(TOLD)
    assert unnoticed == ["quartiers.analyse.ward.x_tree__mutmut_2", "quartiers.analyse.ward.x_other__mutmut_1"]
    assert outcomes == {"killed": 1, "survived": 1, "not checked": 1, "timeout": 1, "no tests": 1}


def test_what_mutmut_says_besides_is_no_fault() -> None:
    assert score("To apply a mutant on disk:\n    mutmut apply <id>\n") == ({}, [])

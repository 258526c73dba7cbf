"""The mean that a document gives of the same figure on another line."""

from typing import Any

import pytest

from quartiers.analyse.moyennes_ailleurs import mean_of_same_value, without_the_mean


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({}, True),
        ({"quartier": "c"}, False),  # of another QPV
        ({"valeur": 40.9}, False),
        ({"annee": 2021}, False),
        ({"indicateur": "apart"}, False),  # a label that nobody takes for the other
        ({"valeur_reference": None}, False),
        ({"reference": "france"}, False),
        ({"precision": "environ"}, False),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else str(value),
)
def test_the_same_value_of_the_same_qpv_has_a_mean_elsewhere(small: Any, other: dict[str, Any], found: bool) -> None:
    contract = small().indicator("x").indicator("young", confusions=("x",)).indicator("apart").quartier("c")
    contract.quartier("a").quartier("b", code_qpv_2024="QNa")
    contract.state("a", "x", 40.8, annee=2019, reference="agglo", position="comparable")
    row = {"quartier": "b", "indicateur": "young", "valeur": 40.8, "reference": "agglo", "valeur_reference": 40.1}
    row |= {"lignes": "68"} | other
    contract.state(row.pop("quartier"), row.pop("indicateur"), row.pop("valeur"), **row)
    built = contract.build()
    first = next(a for a in built.affirmations if a.affirmation == "a-d1")
    assert (mean_of_same_value(built, first) is not None) is found
    assert ("La moyenne est l. 68 : 40,1" in without_the_mean(built, first)) is found


def test_a_whole_number_under_another_label_may_be_any_figure(small: Any) -> None:
    contract = small().indicator("x").indicator("young", confusions=("x",))
    contract.state("a", "x", 40, reference="agglo", position="comparable")
    contract.state("a", "young", 40, reference="agglo", valeur_reference=41, position="comparable")
    built = contract.build()
    assert without_the_mean(built, built.affirmations[0]) == "sans la donner"

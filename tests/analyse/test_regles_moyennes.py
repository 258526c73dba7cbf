"""R5 and R16 on means, positions and directions that the figures of the contract's own QPV deny."""

from typing import Any

import pytest

LEVELS = (30.0, 32.0, 34.0, 36.0, 38.0)  # 34 on average


def text(found: list[Any]) -> str:
    return " ".join(d.phrase for d in found).replace("\u202f", " ").replace("\u00a0", " ")


def five(small: Any, levels: tuple[float, ...] = LEVELS, **measured: Any) -> Any:
    contract = small()
    for n, level in enumerate(levels):
        contract.quartier(f"q{n}").measure(f"QPq{n}", "x", 2022, level, **{"year": 2019, **measured})
    return contract


@pytest.mark.parametrize(("mean", "found"), [(39.0, True), (35.0, False), (31.5, True), (32.5, False)])
def test_r5_a_mean_far_from_that_of_the_published_figures(small: Any, mean: float, found: bool) -> None:
    """34 % on average; 2 points, and the rounding, are near."""
    contract = five(small).state("q4", "x", 38.0, annee=2019, reference="agglo", valeur_reference=mean, lignes="33")
    doubts = [d for d in contract.found("R5") if "moyenne énoncée" in d.phrase]
    assert [(d.affirmations, d.gravite.value) for d in doubts] == ([(("q4-d1",), "à vérifier")] if found else [])
    if mean == 39.0:
        assert "39 % (2019), n'est pas celle que donnent les chiffres publiés de ces QPV : 34 %" in text(doubts)


def test_r5_a_mean_weighted_by_inhabitants_is_one_too(small: Any) -> None:
    """9,000 inhabitants in the QPV at 38 %, 250 in each other: 37,6 % with weights."""
    contract = five(small)
    for n in range(5):
        contract.measure(f"QPq{n}", "population_nb", 2022, 9000 if n == 4 else 250)
    contract.state("q4", "x", 38.0, annee=2019, reference="agglo", valeur_reference=39.0)
    assert [d for d in contract.found("R5") if "moyenne énoncée" in d.phrase] == []


def test_r5_few_qpv_or_another_year_deny_no_mean(small: Any) -> None:
    stated = {"annee": 2019, "reference": "agglo", "valeur_reference": 45.0}
    assert five(small, LEVELS[:4]).state("q0", "x", 30.0, **stated).found("R5") == []
    [older] = five(small, year=2010).state("q0", "x", 30.0, **stated).found("R5")
    assert older.gravite.value == "à savoir"  # a reader asks why; a mean of 2010 denies none of 2019
    assert "ne peut pas être vérifiée" in older.phrase
    assert "que pour une année plus ancienne (2010)" in older.phrase
    stated["valeur_reference"] = 35.0
    assert five(small, year=2010).state("q0", "x", 30.0, **stated).found("R5") == []


def test_r5_the_mean_of_another_label_is_rule_6_s(small: Any) -> None:
    contract = small().indicator("y", confusions=("x",))
    for n, level in enumerate(LEVELS):
        contract.quartier(f"q{n}").measure(f"QPq{n}", "x", 2022, level, year=2019)
        contract.measure(f"QPq{n}", "y", 2022, level + 20, year=2019)
    contract.state("q4", "y", 58.0, annee=2019, reference="agglo", valeur_reference=34.0)
    assert [d for d in contract.found("R5") if "moyenne énoncée" in d.phrase] == []


@pytest.mark.parametrize(
    ("value", "position", "found"),
    [
        (30.0, "au-dessus", True),
        (38.0, "au-dessous", True),
        (38.0, "comparable", True),
        (38.0, "au-dessus", False),
        (34.0, "au-dessus", False),
    ],
)
def test_r16_a_position_that_the_published_figures_deny(small: Any, value: float, position: str, found: bool) -> None:
    name = f"q{LEVELS.index(value)}"
    contract = five(small).state(name, "x", value, annee=2019, reference="agglo", position=position)
    doubts = [d for d in contract.found("R16") if "donnent une moyenne" in d.phrase]
    assert bool(doubts) is found


@pytest.mark.parametrize(
    ("last", "tendance", "gravity"),
    [(35.1, "hausse", "à savoir"), (34.3, "hausse", "à vérifier"), (35.6, "hausse", None), (35.1, None, None)],
)
def test_r5_a_rise_that_hardly_moved(small: Any, last: float, tendance: str | None, gravity: str | None) -> None:
    """34,5 % in 2010; under a point is no rise, and a fall of 0,2 still less."""
    contract = small().measure("QPa", "x", 2015, 34.5, year=2010).measure("QPa", "x", 2022, last, year=2019)
    contract.state("a", "x", last, annee=2019, tendance=tendance)
    assert [d.gravite.value for d in contract.found("R5")] == ([gravity] if gravity else [])


def test_r5_a_mean_of_what_is_computed_here_is_not_said_to_be_published(small: Any) -> None:
    """19,7 % of 2021, of a share that INSEE does not publish, even for 2010; l. 631 implies the same mean."""
    contract = small().indicator("x", reserve="Calculé ici pour 2010 seulement, sur deux parts de ménages")
    for n in range(6):
        contract.quartier(f"q{n}")
        if n:
            contract.measure(f"QPq{n}", "x", 2017, 40.0 + n, year=2010)
    contract.state("q0", "x", 31.5, annee=2021, reference="agglo", valeur_reference=19.7, lignes="332")
    contract.state("q1", "x", 35.6, reference="agglo", ecart_reference=15.9, lignes="631")
    said = [d.phrase.replace("\u202f", " ") for d in contract.found("R5") if "(2021)" in d.phrase]
    assert len(said) == 1
    assert "les fichiers repris ne donnent pas cette part" in said[0], "others of INSEE's may: they were not read"
    assert "ce rapport ne la calcule que pour une année plus ancienne (2010)" in said[0]
    assert said[0].endswith("et pour 5 de ces 6 QPV. Le document la donne aussi l. 631.")

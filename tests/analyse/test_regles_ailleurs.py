"""R16 on figures stated without a mean, beside the mean that the document gives in another section."""

from typing import Any

import pytest

from quartiers.analyse.doutes import Doute


def told(small: Any, value: float, *, sens: str = "defavorable", mean: int | None = 2019, **fields: Any) -> list[Doute]:
    contract = small().indicator("x", sens=sens).reference("x", 26.9, mean)
    contract.state("a", "x", value, **{"annee": 2019, "lignes": "9", **fields})
    return [d for d in contract.found("R16") if "que le document donne ailleurs" in d.phrase]


@pytest.mark.parametrize(
    ("value", "sens", "found"),
    [
        (24.8, "defavorable", True),
        (25.8, "defavorable", True),
        (26.9, "defavorable", False),
        (27.5, "defavorable", False),
        (29.5, "favorable", True),
        (27.5, "favorable", True),
        (24.8, "favorable", False),
        (24.8, "contexte", False),
    ],
)
def test_r16_a_figure_that_is_no_worse_than_the_mean_of_another_section(
    small: Any, value: float, sens: str, found: bool
) -> None:
    doubts = told(small, value, sens=sens)
    assert [(d.gravite.value, d.lignes) for d in doubts] == ([("à savoir", "9")] if found else [])
    for doubt in doubts:
        phrase = doubt.phrase.replace("\u202f", " ")
        assert "ailleurs, 26,9 % (2019) : " in phrase
        near = "est proche de" in phrase
        assert ("ce niveau n'est ni haut ni bas à côté d'elle" in phrase) is near
        assert ("est proche de la moyenne" in phrase) is (abs(value - 26.9) < 2)  # which is no gap


@pytest.mark.parametrize(
    "fields",
    [
        {"annee": 2015},
        {"tendance": "baisse"},
        {"precision": "environ"},
        {"reference": "agglo", "valeur_reference": 26.9},
        {"reference": "agglo", "position": "au-dessous"},
        {"note": "Présenté comme légèrement inférieur à celui des femmes"},
        {"note": "Qualifié d'important"},
    ],
    ids=["another year", "it improves", "an order of magnitude", "its mean", "its place", "a comparison", "a word"],
)
def test_r16_nothing_is_added_to_a_figure_that_is_compared_or_said_to_improve(
    small: Any, fields: dict[str, Any]
) -> None:
    assert told(small, 24.8, **fields) == []


def test_r16_a_mean_that_published_figures_deny_tells_nothing(small: Any) -> None:
    contract = small().indicator("x").reference("x", 26.9, 2019)
    for n in range(5):
        contract.measure(f"QPq{n}", "x", 2017, 40.0, year=2010).quartier(f"q{n}")
    contract.state("a", "x", 24.8, annee=2019)
    assert [d for d in contract.found("R16") if "que le document donne ailleurs" in d.phrase] == []


@pytest.mark.parametrize(("published", "found"), [(24.8, True), (27.4, False)])
def test_r16_an_order_of_magnitude_is_read_by_the_published_value_that_it_agrees_with(
    small: Any, published: float, found: bool
) -> None:
    contract = small().reference("x", 26.9, 2019).measure("QPa", "x", 2022, published)
    contract.state("a", "x", 25.0, annee=2019, precision="environ", note="Énoncé : un sur quatre")
    doubts = [d for d in contract.found("R16") if "que le document donne ailleurs" in d.phrase]
    assert len(doubts) == found
    text = " ".join(d.phrase for d in doubts).replace("\u202f", " ")
    assert ("Environ 25 %, soit 24,8 % (diffusion 2022) selon l'Insee, est moins défavorable" in text) is found

"""The quartiers of a commune side by side: which indicators are kept, in what order, and who shares what."""

from typing import Any

from quartiers.analyse.communes import compared_indicators, count_projects, group_by_qpv, share_themes
from quartiers.analyse.fiabilite import check_contract

MEDIAN_40 = (10, 20, 30, 40, 50, 60, 70)


def names(contrat: Any, maximum: int = 9) -> list[str]:
    quartiers = tuple(contrat.quartiers.values())
    return [line.indicateur.indicateur for line in compared_indicators(contrat, quartiers, maximum)]


def published(small: Any, indicator: str, *values: float | None, median: float = 40) -> Any:
    """An indicator of 2022 with its value for ``a``, ``b``, ``c``… ; the median QPV has 40."""
    for name, value in zip("abcdef", values, strict=False):
        small.measure(f"QP{name}", indicator, 2022, value)
    return small.spread(indicator, 2022, median - 3, median - 2, median - 1, median, median + 1, median + 2, median + 3)


def test_the_farthest_from_the_middle_of_france_comes_first_and_the_list_is_cut(small: Any) -> None:
    """By the share of the QPV of France that are less fragile, not by points. The median is 40, c10 and c90 are at 2
    points of it, c01 and c99 at 3."""
    contract = small().quartier("a").quartier("b")
    published(contract, "petit", 42, 40)  # the 90th centile
    published(contract, "grand", 40, 30)  # far under the first, favourable
    published(contract, "moyen", 42.5, 40)  # between the 90th and the 99th
    assert names(contract.build()) == ["grand", "moyen", "petit"]
    assert names(contract.build(), 2) == ["grand", "moyen"]


def test_an_indicator_without_reading_is_left_out(small: Any) -> None:
    contract = small().quartier("a").quartier("b")
    contract.indicator("contexte", sens="contexte")
    contract.count("effectif")
    published(contract, "contexte", 60, 20)
    published(contract, "effectif", 900, 20)
    published(contract, "comparable", 41, 39)  # under the threshold of 2 points on both sides
    contract.measure("QPa", "sans_reference", 2022, 50).measure("QPb", "sans_reference", 2022, 10)
    published(contract, "lu", 43, 40)
    assert names(contract.build()) == ["lu"]


def test_most_qpv_must_have_a_level(small: Any) -> None:
    contract = small().quartier("a").quartier("b").quartier("c").quartier("d")
    published(contract, "trois", 50, 50, None, 50)
    published(contract, "deux", 60, 60, None, None)  # half is not most
    [line] = compared_indicators(contract.build(), tuple(contract.quartiers.values()), 9)
    assert line.indicateur.indicateur == "trois"
    secret = line.chiffres[contract.quartiers["c"],]
    assert secret is not None
    assert secret.valeur is None  # kept as not published, neither dropped nor zero


def test_two_quartiers_of_which_one_has_a_figure_are_not_compared(small: Any) -> None:
    contract = small().quartier("a").quartier("b")
    published(contract, "seul", 60)
    assert names(contract.build()) == []


def test_quartiers_of_one_qpv_count_once(small: Any) -> None:
    shared = {"code_qpv_2024": "QNx", "couverture": "partie"}
    contract = small().quartier("a", "QPa", **shared).quartier("b", "QPa", **shared)
    published(contract, "x", 60)
    everyone = tuple(contract.quartiers.values())
    assert group_by_qpv(everyone) == (everyone,)
    assert names(contract.build()) == []  # one QPV: nothing to set it beside
    contract.quartier("c")
    contract.measure("QPc", "x", 2022, 40)
    [line] = compared_indicators(contract.build(), tuple(contract.quartiers.values()), 9)
    assert [tuple(q.quartier for q in group) for group in line.chiffres] == [("a", "b"), ("c",)]


def test_the_line_is_dated_by_its_newest_edition(small: Any) -> None:
    contract = small().quartier("a").quartier("b")
    published(contract, "x", 50)
    contract.measure("QPb", "x", 2021, 45, year=2019)
    [line] = compared_indicators(contract.build(), tuple(contract.quartiers.values()), 9)
    assert line.recente.diffusion.edition == 2022


def test_themes_of_all_and_of_one_alone(small: Any) -> None:
    contract = small().quartier("a").quartier("b").quartier("c")
    for name in "abc":
        contract.priority(name, "insertion")
    contract.priority("a", "sante").priority("b", "sante").priority("c", "revenus").priority("c", "revenus")
    shared = share_themes(contract.build(), tuple(contract.quartiers.values()))
    assert [t.thematique for t in shared.communs] == ["insertion"]
    assert {q.quartier: [t.thematique for t in themes] for q, themes in shared.particuliers.items()} == {
        "c": ["revenus"]
    }


def test_counts_of_a_project(small: Any) -> None:
    # 31,5 against 19,7 is stated « au-dessous »: rule 1. A quartier without a row counts zero everywhere.
    contract = small().quartier("b").priority("a", "insertion").priority("a", "sante")
    contract.state("a", "x", 31.5, annee=2019, reference="agglo", valeur_reference=19.7, position="au-dessous")
    built = contract.build()
    counts = count_projects(built, check_contract(built), tuple(built.quartiers.values()))
    assert [(c.quartier.quartier, c.intercommunales, c.propres, c.a_corriger) for c in counts] == [
        ("b", 0, 0, 0),
        ("a", 0, 2, 1),
    ]

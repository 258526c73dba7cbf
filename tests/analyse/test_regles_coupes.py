"""The end of R14: series of the census that jump, and that no statement follows."""

from typing import Any

import pytest

from quartiers.analyse.doutes import Doute
from quartiers.analyse.regles_coupes import SERIES


def told(contract: Any) -> list[Doute]:
    return [d for d in contract.found("R14") if d.objet == SERIES]


def series_of(small: Any, *values: float, **fields: Any) -> Any:
    """The series of ``QPa`` from 2021 on, among six QPV whose values do not move."""
    contract = small().indicator("x", **fields).quartier("a").priority("a", "sante")
    for n, value in enumerate(values):
        contract.measure("QPa", "x", 2021 + n, value)
        for other in range(6):
            contract.measure(f"QPq{other}", "x", 2021 + n, 30.0)
    for other in range(6):
        contract.quartier(f"q{other}")
    return contract


def test_r14_a_published_series_that_jumps_alone_is_told(small: Any) -> None:
    [found] = told(series_of(small, 26.6, 32.3))
    text = found.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert (found.quartiers, found.gravite.value) == (("a",), "à savoir")
    assert "x, 26,6 % (diffusion 2021) puis 32,3 % (diffusion 2022), soit +5,7 points" in text
    assert found.proposition == "Ne pas en tirer d'évolution, et dire la dernière valeur à confirmer."


def test_r14_a_level_that_a_later_edition_has_too_is_not_to_be_confirmed(small: Any) -> None:
    [found] = told(series_of(small, 26.6, 32.3, 32.0))
    assert found.proposition == "Ne pas en tirer d'évolution."


@pytest.mark.parametrize(
    ("values", "evolution"),
    [
        ((26.6, 28.0), "recensement"),  # as figures of a small QPV move
        ((26.6, 32.3), "annuelle"),  # a register counts everyone: it happened
    ],
)
def test_r14_says_nothing_of_what_may_have_happened(small: Any, values: tuple[float, ...], evolution: str) -> None:
    assert told(series_of(small, *values, evolution=evolution)) == []


def test_r14_of_a_series_that_a_statement_follows_the_statement_tells(small: Any) -> None:
    contract = series_of(small, 26.6, 32.3).state("a", "x", 32.3, annee=2020)
    assert told(contract) == []
    assert len(contract.found("R14")) == 1


def test_r14_a_series_of_a_part_of_the_qpv_says_of_which(small: Any) -> None:
    contract = series_of(small, 26.6, 32.3).quartier("a", "QPa", "QPb")
    [found] = told(contract)
    assert "une partie du QPV, d'un coup" in found.phrase


def test_r14_a_qpv_that_moves_as_far_is_named_and_the_others_not_said_to_stay(small: Any) -> None:
    """Le Trieu, +6,9: Saint-Saulve moves by +6,4 between the same editions."""
    contract = series_of(small, 26.6, 33.5)
    [alone] = told(contract)
    assert "quand aucun autre QPV du contrat ne fait la moitié d'un tel saut : x" in alone.phrase
    contract.quartier("near").measure("QPnear", "x", 2021, 31.9).measure("QPnear", "x", 2022, 38.3)
    [found] = [d for d in told(contract) if "a" in d.quartiers]
    text = found.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert "soit +6,9 points, quand bouge aussi Quartier near (+6,4 points)." in text
    assert "aucun autre" not in text
    assert "Ce peut être une rupture" in text


def test_r14_recalls_that_a_series_changes_its_name_at_the_jump(small: Any) -> None:
    reserve = "Pas de moyenne ; « emplois à durée limitée » depuis la diffusion 2022"
    for values, is_told in (((26.6, 32.3), True), ((26.0, 26.6, 32.3), False)):
        [found] = told(series_of(small, *values, reserve=reserve))
        assert ("(« emplois à durée limitée » depuis la diffusion 2022)" in found.phrase) is is_told


@pytest.mark.parametrize(
    ("people", "says", "not_said"),
    [
        ((), "Ce peut être une rupture de la série", "sans doute"),
        (
            (9700, 9586),
            "tout le monde y est recensé la même année, une fois en cinq ans. Le saut vient sans doute",
            "rup",
        ),
        ((13092, 13303), "C'est sans doute une rupture de la série, plus qu'un changement du quartier.", "recens"),
        ((9877, 10374), "a dépassé 10 000 habitants (de 9 877 à 10 374), seuil où le recensement change", "rupture"),
    ],
    ids=["not known", "counted whole", "by survey", "went over"],
)
def test_r14_how_a_commune_is_counted_decides_what_a_jump_may_be(
    small: Any, people: tuple[int, ...], says: str, not_said: str
) -> None:
    """Fresnes, Saint-Saulve and Vieux-Condé: a reader was told of an exception, and not whether it was the case."""
    contract = series_of(small, 26.6, 32.3).indicator("population_nb", unite="nombre")
    contract.quartier("a", communes_qpv=("59001 Un",))
    for edition, inhabitants in zip((2019, 2022), people, strict=False):
        contract.measure("59001", "population_nb", edition, inhabitants, geography="commune")
    [found] = told(contract)
    text = found.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert says in text.split(" : x, ")[1]
    assert not_said not in text.split(" : x, ")[1]


@pytest.mark.parametrize(("other", "whole"), [(9000, True), (12000, False), (None, False)])
def test_r14_of_several_communes_all_are_to_be_counted_alike(small: Any, other: int | None, whole: bool) -> None:
    contract = series_of(small, 26.6, 32.3).indicator("population_nb", unite="nombre")
    contract.quartier("a", communes_qpv=("59001 Un", "59002 Deux"))
    contract.measure("59001", "population_nb", 2022, 9586, geography="commune")
    if other is not None:
        contract.measure("59002", "population_nb", 2022, other, geography="commune")
    [found] = told(contract)
    assert ("tout le monde y est recensé" in found.phrase) is whole
    assert ("Ce peut être une rupture" in found.phrase) is not whole

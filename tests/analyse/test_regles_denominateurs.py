"""R18: one indicator, several populations."""

from typing import Any

import pytest


def test_r18_one_indicator_related_to_several_populations(small: Any) -> None:
    contract = small().indicator("x", population="Actifs occupés")
    contract.state("a", "x", 25, population="travailleurs", lignes="30").state("b", "x", 36.5, lignes="428")
    contract.state("c", "x", 33.8, population="personnes en emploi", lignes="474")
    [found] = contract.found("R18")
    assert (found.quartiers, found.lignes, found.gravite.value) == (("a", "b", "c"), "30, 428, 474", "à savoir")
    assert found.phrase == (
        "Le document rapporte cet indicateur à : travailleurs (l. 30) et personnes en emploi (l. 474) ; ailleurs, il "
        "ne dit pas à quoi (l. 428). Il se rapporte en principe à : actifs occupés."
    )


@pytest.mark.parametrize("other", ["Travailleurs", None, "15-24 ans"])
def test_r18_one_population_or_ages_are_not_several(small: Any, other: str | None) -> None:
    contract = small().indicator("x", population="Actifs occupés").state("a", "x", 25, population="travailleurs")
    told = contract.state("b", "x", 36.5, population=other).found("R18")
    assert [d for d in told if "rapporte cet indicateur" in d.phrase] == []


@pytest.mark.parametrize(
    "names",
    [
        ("Personnes seules", "ménages d'une personne"),
        ("demandeurs d'emploi", "demandeurs d'emploi en fin de mois"),
        ("allocataires", "allocataires de la CAF"),
    ],
)
def test_r18_two_names_of_one_population_are_not_opposed(small: Any, names: tuple[str, str]) -> None:
    contract = small().indicator("x", population=names[1]).state("a", "x", 25, population=names[0])
    told = contract.state("b", "x", 36.5, population=names[1]).found("R18")
    assert [d for d in told if "rapporte cet indicateur" in d.phrase] == []
    told = contract.state("c", "x", 33.8, population="habitants").found("R18")
    assert len([d for d in told if "rapporte cet indicateur" in d.phrase]) == 1


def test_r18_the_unit_that_a_figure_is_counted_by_and_that_the_document_does_not_name(small: Any) -> None:
    def told(population: str | None, of: str = "Habitants (par unité de consommation)") -> list[Any]:
        contract = small().indicator("x", unite="€", population=of)
        return contract.state("a", "x", 861.0, population=population, lignes="102").found("R18")

    [found] = told("habitants")
    assert (found.gravite.value, found.lignes) == ("à savoir", "102")
    assert found.proposition == "Écrire « par unité de consommation » à côté du chiffre."
    assert told("habitants, par unité de consommation") == []
    assert told(None) == []
    assert told("habitants", "Habitants (ménages ou familles)") == []

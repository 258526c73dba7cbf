"""R9 on QPV that are not their project's: shared, larger than the commune, or new in 2024."""

from typing import Any

import pytest


def shared(small: Any) -> Any:
    """A QPV of two projects, in communes of their own."""
    fields = {"code_qpv_2024": "QN", "couverture": "partie", "communes_qpv": ("59001 Un", "59002 Deux")}
    return small().quartier("a", "QP", communes=("Un",), **fields).quartier("b", "QP", communes=("Deux",), **fields)


def test_r9_the_figures_of_a_shared_qpv_are_those_of_the_whole(small: Any) -> None:
    contract = shared(small).measure("QP", "x", 2022, 40.8, year=2019)
    contract.state("a", "x", 40.8, annee=2019, lignes="12").state("a", "y", 10.0, annee=2019, lignes="13")
    first, second = contract.found("R9")
    assert (first.quartiers, first.affirmations, first.lignes, first.gravite.value) == (
        ("a",), ("a-d1",), "12", "à savoir",
    )  # fmt: skip
    assert "que se partagent Quartier a et Quartier b ; le QPV s'étend aussi sur Deux" in first.phrase
    assert "et 1 chiffre énoncé ici l'est aussi" in first.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert (second.quartiers, second.affirmations) == (("b",), ())


def test_r9_without_a_document_there_is_no_diagnostic_to_read_otherwise(small: Any) -> None:
    assert shared(small).measure("QP", "x", 2022, 40.8, year=2019).found("R9") == []


def test_r9_a_whole_qpv_in_its_own_commune_has_nothing_to_tell(small: Any) -> None:
    assert small().state("a", "x", 30.0, annee=2019).found("R9") == []


@pytest.mark.parametrize("with_document", [True, False])
def test_r9_communes_that_the_project_is_not_of(small: Any, with_document: bool) -> None:
    contract = small().quartier("a", communes=("Un",), communes_qpv=("59001 Un", "59002 La Sentinelle"))
    if with_document:
        contract.priority("a", "sante")
    found = contract.found("R9")
    assert len(found) == with_document
    assert all("s'étend aussi sur La Sentinelle ; le projet, lui, est rattaché à Un" in d.phrase for d in found)


def test_r9_a_qpv_new_in_2024_has_no_series(small: Any) -> None:
    contract = small().quartier("a", codes_qpv_2015=(), libelles_qpv_2015=()).priority("a", "sante")
    [found] = contract.found("R9")
    assert "nouveau en 2024" in found.phrase
    assert "et le document n'en énonce aucun" in found.phrase
    assert small().quartier("a", codes_qpv_2015=(), libelles_qpv_2015=()).found("R9") == []

"""Readings of published figures, kept with what all quartiers share: the same for all, and of no other contract."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from quartiers.analyse.publications import (
    Publication,
    compare_published,
    references_of,
    series,
    trend_published,
)
from quartiers.analyse.vues import view_of
from quartiers.donnees import Contrat
from quartiers.donnees.tables.importees import ANCIENNE


def published(contrat: Contrat) -> Iterator[tuple[str, tuple[Publication, ...]]]:
    """Series of the contract's QPV, with a quartier that each is of."""
    for name, quartier in contrat.quartiers.items():
        for indicateur in contrat.indicateurs:
            if found := series(contrat, quartier.codes(ANCIENNE), indicateur):
                yield name, found


def read(contrat: Contrat, found: tuple[Publication, ...]) -> list[Any]:
    told = [(references_of(contrat, p), compare_published(contrat, p)) for p in found]
    return [*told, trend_published(contrat, found)]


def test_a_view_reads_what_the_whole_does_whoever_asks_first(contrat: Contrat) -> None:
    known = list(published(contrat))
    assert len(known) > 100
    first, second = replace(contrat), replace(contrat)
    for name, found in known:
        assert read(view_of(contrat, name).contrat, found) == read(first, found)
    for name, found in reversed(known):
        assert read(second, found) == read(view_of(first, name).contrat, found)


@pytest.mark.parametrize("part", ["repartitions", "fluctuations", "evolutions"])
def test_a_contract_that_differs_is_read_by_itself(part: str, contrat: Contrat) -> None:
    """Also once another was read, of which it was made."""
    known = [found for _, found in published(contrat)]
    before = [read(contrat, found) for found in known]
    changed = replace(contrat, **{part: ()})
    after = [read(changed, found) for found in known]
    assert after != before
    assert [read(replace(contrat), found) for found in known] == before

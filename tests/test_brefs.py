"""What a console or a failed test prints of what holds much: a line, never the data."""

import dataclasses
from collections.abc import Iterator

import pytest

from quartiers import PROJECT_ROOT
from quartiers.analyse.appuis import match_priorities
from quartiers.analyse.fiabilite import check_contract
from quartiers.analyse.suivi import follow
from quartiers.analyse.tableau import wide_table
from quartiers.analyse.vues import view_of
from quartiers.donnees import Contrat
from quartiers.donnees.editions import with_edition
from quartiers.presentation import RapportQuartier, RapportSynthese
from quartiers.presentation.blocs import Bloc
from quartiers.presentation.tableur import build_workbook

SHORT = 400


def big_things(contrat: Contrat) -> Iterator[object]:
    name = next(iter(contrat.quartiers))
    rapport, synthese = RapportQuartier(name, contrat=contrat), RapportSynthese(contrat=contrat)
    yield from (contrat, view_of(contrat, name), check_contract(contrat), follow(contrat, name), wide_table(contrat))
    yield from (match_priorities(contrat, name), rapport, rapport.lu, synthese, build_workbook(contrat))
    yield from (rapport.essentiel(), rapport.diagnostic(), rapport.carte(), rapport.sources(), synthese.matrice())
    yield from rapport.lu.chiffres


def test_a_repr_is_short_and_names_its_class(contrat: Contrat) -> None:
    for thing in big_things(contrat):
        told = repr(thing)
        assert len(told) <= SHORT and "\n" not in told, type(thing)
        assert type(thing).__name__ in told
    assert repr(contrat).startswith("<Contrat « Contrat Quartiers 2030")
    assert f"{len(contrat.quartiers)} quartiers" in repr(contrat)


def test_an_edition_kept_with_a_contract_does_not_lengthen_it(suivi: Contrat) -> None:
    with_one = with_edition(suivi, PROJECT_ROOT / "exemples" / "suivi")
    assert with_one.editions and len(repr(with_one)) <= SHORT


def every_block(kind: type[Bloc] = Bloc) -> Iterator[type[Bloc]]:
    for sub in kind.__subclasses__():
        yield sub
        yield from every_block(sub)


@pytest.mark.parametrize("kind", sorted(set(every_block()), key=lambda k: k.__name__), ids=lambda k: k.__name__)
def test_no_block_writes_its_whole_content(kind: type[Bloc]) -> None:
    """Blocks hold other blocks: one that wrote itself whole would write the report."""
    if not dataclasses.is_dataclass(kind):
        return
    fields = {f.name: "x" * 10_000 for f in dataclasses.fields(kind)}
    made = object.__new__(kind)
    made.__dict__.update(fields)
    assert len(repr(made)) <= SHORT

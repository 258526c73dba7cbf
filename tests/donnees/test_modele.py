"""The contract as an object: it travels between processes whole, with what was computed of it."""

import pickle
from dataclasses import replace
from types import MappingProxyType

import pandas as pd
import pytest

from quartiers.analyse.empreintes import digest_contrat, digest_quartier
from quartiers.analyse.fiabilite import check_contract
from quartiers.donnees import Contrat
from quartiers.presentation import RapportQuartier
from quartiers.presentation.rapport_quartier import prepare


def test_a_contract_travels_whole(contrat: Contrat) -> None:
    copy = pickle.loads(pickle.dumps(contrat))
    assert copy == contrat
    assert list(copy.tables) == list(contrat.tables)
    for name, table in contrat.tables.items():
        pd.testing.assert_frame_equal(copy.tables[name], table)
    assert digest_contrat(copy) == digest_contrat(contrat)
    first = next(iter(contrat.quartiers))
    assert digest_quartier(copy, first) == digest_quartier(contrat, first)
    with pytest.raises(TypeError):
        copy.quartiers["autre"] = copy.quartiers[first]


def test_what_was_prepared_is_not_computed_again(contrat: Contrat, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = replace(contrat)
    prepare(prepared)
    copy = pickle.loads(pickle.dumps(prepared))
    expected = RapportQuartier(next(iter(contrat.quartiers)), contrat=contrat).fiabilite_des_chiffres()

    def refuse(*_: object) -> None:
        raise AssertionError("computed again")

    for name in ("check_statement", "rules"):
        monkeypatch.setattr(f"quartiers.analyse.fiabilite.{name}", refuse)
    monkeypatch.setattr("quartiers.presentation.cartes.lieux.places_of", refuse)
    report = RapportQuartier(next(iter(copy.quartiers)), contrat=copy)
    assert report.fiabilite_des_chiffres() == expected
    assert report.carte().svg
    assert check_contract(copy) == check_contract(contrat)


def test_a_changed_copy_has_its_own_measures(contrat: Contrat) -> None:
    measure = contrat.mesures[0]
    assert measure in contrat.mesures_de(measure.territoire, measure.indicateur)
    bare = replace(contrat, mesures=contrat.mesures[1:])
    assert measure not in bare.mesures_de(measure.territoire, measure.indicateur)
    assert replace(contrat, mesures=()).derniere_edition == 0
    assert isinstance(contrat.quartiers, MappingProxyType)

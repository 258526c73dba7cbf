"""The communes of the contract's projects, against which those of a QPV are held: found once for all its reports."""

from dataclasses import replace
from types import MappingProxyType

from quartiers.analyse import perimetres
from quartiers.analyse.perimetres import communes_outside
from quartiers.analyse.vues import view_of
from quartiers.donnees import Contrat


def test_views_say_what_the_contract_says_and_look_once(contrat: Contrat) -> None:
    codes = {name: (*q.codes_qpv_2015, q.territoire) for name, q in contrat.quartiers.items()}
    told = {name: communes_outside(contrat, own) for name, own in codes.items()}
    assert any(told.values()) and not all(told.values())
    for name, own in codes.items():
        view = view_of(contrat, name).contrat
        assert communes_outside(view, own) == told[name]
        assert perimetres._communes_of_projects(view) is perimetres._communes_of_projects(contrat)


def test_another_contract_has_its_own(contrat: Contrat) -> None:
    name, q = next(iter(contrat.quartiers.items()))
    communes_outside(contrat, (q.territoire,))
    alone = replace(contrat, quartiers=MappingProxyType({name: replace(q, communes=("Ailleurs",))}))
    assert set(communes_outside(alone, (q.territoire,))) > set(communes_outside(contrat, (q.territoire,)))

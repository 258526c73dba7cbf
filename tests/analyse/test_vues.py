"""What a quartier report is given: enough for its own analysis, nothing of the others, and results that are lent."""

import gc
import pickle
import weakref
from dataclasses import replace
from typing import Any

import pytest

from quartiers.analyse.appuis import match_priorities
from quartiers.analyse.diagnostic import retained_figures
from quartiers.analyse.fiabilite import check_contract
from quartiers.analyse.publications import contract_centiles, contract_values, references_of, series
from quartiers.analyse.socle import once, once_each, socle_of
from quartiers.analyse.synthese import quartiers_of_theme
from quartiers.analyse.vues import share_out, view_of
from quartiers.donnees import Contrat, Introuvable
from quartiers.presentation import RapportQuartier


def test_a_view_gives_the_analysis_that_the_contract_gives(contrat: Contrat) -> None:
    check = check_contract(contrat)
    for q in contrat.quartiers:
        view = view_of(contrat, q)
        assert retained_figures(view.contrat, q) == retained_figures(contrat, q)
        assert match_priorities(view.contrat, q) == match_priorities(contrat, q)
        assert view.fiabilite.doutes == check.doutes_de(q)
        assert view.fiabilite.verifications_de({q}) == check.verifications_de({q})
        others = [o.nom_court for o in contrat.projets_du_meme_qpv(contrat.quartiers[q])]
        assert [o.nom_court for o in view.contrat.projets_du_meme_qpv(view.quartier)] == others
        for p in contrat.priorites_de(q):
            assert view.avec_priorites
            assert view.quartiers_par_theme[p.thematique] == len(quartiers_of_theme(contrat, p.thematique))


def test_what_is_lent_is_what_the_view_itself_would_give(contrat: Contrat) -> None:
    """A copy has none of the results that all views share: it computes them of what the view holds."""
    for q in contrat.quartiers:
        view = view_of(contrat, q).contrat
        assert retained_figures(replace(view), q) == retained_figures(view, q)
        for figure in retained_figures(view, q):
            if figure.publication is not None:
                assert contract_values(replace(view), figure.publication) == contract_values(view, figure.publication)
                assert references_of(replace(view), figure.publication) == references_of(view, figure.publication)


def test_nothing_of_the_other_quartiers_is_left(contrat: Contrat) -> None:
    for q in contrat.quartiers:
        view = view_of(contrat, q).contrat
        rows = (*view.affirmations, *view.constats, *view.priorites)
        assert {row.quartier for row in rows} <= {q}
        assert not view.synthese_publiee
        assert not view.tables
        own = contrat.quartiers[q]
        shared = {o.nom_court for o in contrat.projets_du_meme_qpv(own)}
        others = [o for o in view.quartiers.values() if o.quartier != q]
        assert view.quartiers[q] == own
        assert {o.nom_court for o in others} - {""} == shared
        assert {o.nom + (o.note or "") + (o.lignes or "") for o in others} == {""}
        assert all(o.libelles_qpv_2015 == contrat.quartiers[o.quartier].libelles_qpv_2015 for o in others), (
            "the QPV that a figure is beside are named"
        )
        assert [o.code_qpv_2024 for o in view.quartiers.values()] == [
            o.code_qpv_2024 for o in contrat.quartiers.values()
        ]


def test_a_report_keeps_no_reference_to_the_contract(contrat: Contrat) -> None:
    whole = replace(contrat)
    gone = weakref.ref(whole)
    report = RapportQuartier(next(iter(contrat.quartiers)), contrat=whole)
    del whole
    gc.collect()
    assert gone() is None
    assert report.priorites_retenues().to_text()


def test_an_unknown_quartier_is_named_with_its_neighbours(contrat: Contrat) -> None:
    known = next(iter(contrat.quartiers))
    with pytest.raises(Introuvable, match=known):
        view_of(contrat, known[:-1])


def test_what_is_computed_once_stays_with_its_contract(contrat: Contrat) -> None:
    calls: list[str] = []

    @once
    def name(c: Contrat) -> str:
        calls.append(c.nom)
        return c.nom

    whole = replace(contrat)
    renamed = replace(whole, nom="Autre")
    assert [name(whole), name(whole), name(renamed), name(replace(renamed, nom="Tiers"))] == [
        contrat.nom, contrat.nom, "Autre", "Tiers",
    ]  # fmt: skip
    assert calls == [contrat.nom, "Autre", "Tiers"]


def test_what_is_computed_once_for_each_name_stays_with_its_contract(contrat: Contrat) -> None:
    calls: list[tuple[str, str]] = []

    @once_each
    def call(c: Contrat, name: str) -> str:
        calls.append((c.nom, name))
        if name == "personne":
            raise KeyError(name)
        return f"{name} de {c.nom}"

    whole = replace(contrat, nom="A")
    renamed = replace(whole, nom="B")
    asked = [(whole, "x"), (whole, "y"), (whole, "x"), (renamed, "x"), (renamed, "x")]
    assert [call(*pair) for pair in asked] == ["x de A", "y de A", "x de A", "x de B", "x de B"]
    assert calls == [("A", "x"), ("A", "y"), ("B", "x")]
    for _ in range(2):  # a failure is no result
        with pytest.raises(KeyError):
            call(whole, "personne")
    assert calls[3:] == [("A", "personne")] * 2


def test_the_check_of_a_contract_is_done_once_and_its_views_share_one_socle(contrat: Contrat) -> None:
    whole = replace(contrat)
    assert check_contract(whole) is check_contract(whole)
    views = [view_of(whole, q).contrat for q in whole.quartiers]
    assert {id(socle_of(v)) for v in (whole, *views)} == {id(socle_of(whole))}


def test_centiles_are_values_of_qpv_from_the_lowest_to_the_highest(small: Any) -> None:
    """Of 201 values, every other one; of 70, each value once."""
    contract = small()
    for n in range(201):
        contract.quartier(f"q{n}").measure(f"QPq{n}", "x", 2022, 0.1 * ((n * 7) % 201))
    built = contract.build()
    publication = series(built, ("QPq0",), "x")[0]
    assert contract_centiles(built, publication) == pytest.approx([0.2 * n for n in range(101)])
    assert references_of(built, series(built, ("QPq1",), "x")[0]).rang == (
        194,
        201,
        False,
    )  # 0,7: seven values are lower

    seventy = small()
    for n in range(70):
        seventy.quartier(f"q{n}").measure(f"QPq{n}", "x", 2022, float(n))
    built = seventy.build()
    found = contract_centiles(built, series(built, ("QPq0",), "x")[0])
    assert found == tuple(map(float, range(70)))


def test_what_is_shared_out_goes_through_a_pickle_with_its_contract(suivi: Contrat) -> None:
    """The kernels of a run are given the contract so."""
    whole = replace(suivi)
    share_out(whole)
    again = pickle.loads(pickle.dumps(whole))
    for q in suivi.quartiers:
        assert view_of(again, q) == view_of(whole, q)

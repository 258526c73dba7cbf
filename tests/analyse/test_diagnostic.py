"""Figures of the project's own data, read; expected readings worked out from the document by hand."""

from typing import Any

import pytest

from quartiers.analyse.comparaisons import Evolution, Fondement, Situation
from quartiers.analyse.diagnostic import (
    ChiffreLu,
    by_theme,
    count_situations,
    key_figures,
    main_territory,
    most_favorable,
    most_fragile,
    moving,
    read_figures,
    retained_figures,
)
from quartiers.donnees import Contrat


def figure(contrat: Contrat, quartier: str, indicateur: str) -> ChiffreLu:
    [found] = [f for f in read_figures(contrat, quartier) if f.indicateur.indicateur == indicateur]
    return found


def test_every_stated_figure_is_read_once(contrat: Contrat) -> None:
    read = [f.affirmation.affirmation for q in contrat.quartiers for f in read_figures(contrat, q)]
    assert sorted(read) == sorted(a.affirmation for a in contrat.affirmations)


def test_le_trieu_says_below_for_a_figure_that_is_above(contrat: Contrat) -> None:
    found = figure(contrat, "fresnes-le-trieu", "personnes_seules_75_plus_pct")
    assert found.comparaison.ecart == 11.8
    assert found.comparaison.situation is Situation.AU_DESSUS  # an age is neither good nor bad
    assert found.douteux


def test_neet_of_le_centre_is_compared_with_the_reference_stated_elsewhere(contrat: Contrat) -> None:
    found = figure(contrat, "fresnes-centre", "jeunes_neet_pct").comparaison
    assert (found.fondement, found.ecart) == (Fondement.REFERENCE_DU_DOCUMENT, -4.0)
    assert found.situation is Situation.FAVORABLE


def test_a_stated_figure_is_fragile_by_its_level_not_by_the_change_it_states(contrat: Contrat) -> None:
    assert figure(contrat, "valenciennes-dutemple", "temps_partiel_pct").fragile  # 29,5 against 24,3
    assert not figure(contrat, "saint-saulve-pepiniere", "emploi_15_64_pct").fragile  # 52,4 → 42,4, only stated
    assert not figure(contrat, "bruay-cite-thiers", "emploi_15_64_pct").fragile  # the same, but INSEE denies it
    assert not figure(contrat, "fresnes-centre", "emploi_15_64_pct").fragile  # falls, but is above the others
    assert not figure(contrat, "marly-briquette", "emploi_15_64_pct").fragile  # +9,8 points
    assert not figure(contrat, "anzin-verrerie", "personnes_seules_pct").fragile  # context only


def test_rankings(contrat: Contrat) -> None:
    figures = read_figures(contrat, "valenciennes-dutemple")
    assert [f.comparaison.ecart for f in most_fragile(figures)] == [6.9, 5.2]
    assert [f.indicateur.indicateur for f in most_favorable(figures)] == ["jeunes_neet_pct"]
    improving = [f.tendance.variation for f in moving(figures, Evolution.AMELIORATION) if f.tendance]
    assert improving == [6.1]  # -2,8 is of the job seekers of two years and more, under another label


def test_key_figures_are_the_core_of_every_report_then_what_sets_a_quartier_apart(contrat: Contrat) -> None:
    for quartier in contrat.quartiers:
        figures = retained_figures(contrat, quartier)
        chosen = [f.indicateur.indicateur for f in key_figures(contrat, figures, 2)]
        assert len(chosen) == len(set(chosen)) <= len(contrat.essentiel) + 2
        core = [name for name in contrat.essentiel if name in chosen]
        assert chosen[: len(core)] == core
        published = {f.indicateur.indicateur for f in figures if f.publie and f.valeur is not None}
        assert set(core) >= published & set(contrat.essentiel)
        for f in key_figures(contrat, figures, 2)[len(core) :]:
            assert f.comparaison.situation is Situation.FRAGILE
            assert not f.douteux


def test_what_sets_apart_is_chosen_by_its_place_in_france_not_by_its_points(small: Any) -> None:
    """5 points above a median that few exceed by 4 are graver than 12 above one that a quarter exceed by 10."""
    contract = small().quartier("a")
    contract.measure("QPa", "serre", 2022, 45).spread("serre", 2022, 37, 38, 39, 40, 41, 42, 44)
    contract.measure("QPa", "large", 2022, 52).spread("large", 2022, 10, 20, 30, 40, 50, 60, 70)
    contract.measure("QPa", "coeur", 2022, 40).spread("coeur", 2022, 10, 20, 30, 40, 50, 60, 70)
    contract.essentiel = ("coeur", "absent")
    figures = retained_figures(contract.build(), "a")
    chosen = [f.indicateur.indicateur for f in key_figures(contract.build(), figures, 2)]
    assert chosen == ["coeur", "serre", "large"]
    assert [f.indicateur.indicateur for f in key_figures(contract.build(), figures, 1)] == ["coeur", "serre"]


def test_what_worsens_among_the_least_fragile_of_france_is_no_fragility(small: Any) -> None:
    contract = small().quartier("a").spread("x", 2022, 10, 20, 30, 40, 50, 60, 70)
    for value, fragile in ((29.0, False), (40.0, True)):
        contract.mesures.clear()
        contract.measure("QPa", "x", 2010, value - 9, year=2010).measure("QPa", "x", 2022, value)
        [figure] = retained_figures(contract.build(), "a")
        assert figure.tendance is not None
        assert figure.tendance.evolution is Evolution.DEGRADATION
        assert figure.fragile is fragile


def test_published_figures_describe_the_quartier_before_stated_ones(contrat: Contrat) -> None:
    for quartier in contrat.quartiers:
        for f in retained_figures(contrat, quartier):
            if f.publie:
                assert f.affirmation is None
                assert all(e.affirmation is not None and e.affirmation.quartier == quartier for e in f.enonces)
    # 827 € in 2018 (INSEE), beside the 895 € that the document states without a year.
    [income] = [
        f
        for f in retained_figures(contrat, "saint-saulve-pepiniere")
        if f.indicateur.indicateur == "revenu_q1_mensuel_eur"
    ]
    assert income.valeur == pytest.approx(9920 / 12, abs=0.05)
    assert (income.annee, [e.valeur for e in income.enonces]) == (2018, [895])


def test_no_stated_figure_is_lost_where_a_published_one_is_kept(contrat: Contrat) -> None:
    for quartier in contrat.quartiers:
        kept = [
            read.affirmation.affirmation
            for f in retained_figures(contrat, quartier)
            for read in (f, *f.enonces)
            if read.affirmation is not None
        ]
        assert sorted(kept) == sorted(a.affirmation for a in contrat.affirmations_de(quartier))


def test_figures_are_grouped_by_theme_in_the_order_of_themes(contrat: Contrat) -> None:
    figures = read_figures(contrat, "onnaing-quatre-chasses")
    grouped = by_theme(contrat, figures)
    assert [t.thematique for t in grouped] == ["population", "insertion", "parentalite", "revenus"]
    assert sum(map(len, grouped.values())) == len(figures)


def test_main_territory_is_the_one_most_figures_refer_to(contrat: Contrat) -> None:
    figures = read_figures(contrat, "saint-saulve-pepiniere")  # two of the Nord, three of the agglomération
    assert main_territory(figures) == "qpv-agglo"
    north = tuple(f for f in figures if f.comparaison.territoire == "qpv-nord")
    assert main_territory(north) == "qpv-nord"
    assert main_territory(()) is None


def test_readings_of_le_trieu_are_counted(contrat: Contrat) -> None:
    # 31,5 > 19,7 above, of an age; 40 > 31,3 fragile; 79,3 > 64,2 favourable; 13,9 said below, of who lives there;
    # 35,3, of « jeunes » without an age, is near the mean of 36,4 that line 366 gives of « jeunes » too.
    counted = count_situations(read_figures(contrat, "fresnes-le-trieu"))
    assert counted == {
        Situation.FRAGILE: 1,
        Situation.FAVORABLE: 1,
        Situation.AU_DESSUS: 1,
        Situation.AU_DESSOUS: 1,
        Situation.COMPARABLE: 1,
    }

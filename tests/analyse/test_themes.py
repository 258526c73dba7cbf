"""The sheet of a theme: counts by hand from the sections, and from small contracts."""

from dataclasses import replace
from typing import Any

from quartiers.analyse.synthese import shared_indicators
from quartiers.analyse.themes import FicheTheme, theme_sheets
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Declinaison, Priorite


def sheets(contrat: Contrat) -> dict[str, FicheTheme]:
    return {s.thematique.thematique: s for s in theme_sheets(contrat, shared_indicators(contrat))}


def contract_of(small: Any, rows: list[tuple[str, str, str, list[str]]]) -> Contrat:
    """Priorities of the theme ``sante``: quartier, scale, title, forms."""
    contract = small()
    for quartier, *_ in rows:
        if quartier not in contract.quartiers:
            contract.quartier(quartier)
    priorites = tuple(
        Priorite(
            f"p{n}",
            q,
            scale,
            "sante",
            title,
            (),
            None,
            tuple(Declinaison(f"p{n}", rank, f, f) for rank, f in enumerate(forms)),
        )
        for n, (q, scale, title, forms) in enumerate(rows)
    )
    return replace(contract.build(), priorites=priorites)


def test_every_priority_and_every_form_is_on_one_sheet(contrat: Contrat) -> None:
    found = sheets(contrat)
    assert sum(s.intercommunales + s.propres for s in found.values()) == len(contrat.priorites)
    for p in contrat.priorites:
        sheet = found[p.thematique]
        assert any(
            (r.intitule, r.echelle) == (p.intitule, p.echelle) and contrat.quartiers[p.quartier] in r.quartiers
            for r in sheet.priorites
        )
        own = {form for _, forms in sheet.seules for form in forms}
        shared = {form.nom for form in sheet.partagees}
        assert not own & shared
        assert {d.forme or d.declinaison for d in p.declinaisons} <= own | shared


def test_violence_prevention_is_one_title_and_one_form_of_five_quartiers(contrat: Contrat) -> None:
    sheet = sheets(contrat)["violences"]
    assert [(p.echelle, len(p.quartiers)) for p in sheet.priorites] == [("intercommunale", 5)]
    assert [len(f.quartiers) for f in sheet.partagees] == [5]
    assert (sheet.seules, sheet.particulieres) == ((), frozenset())


def test_titles_are_grouped_by_scale_and_quartiers_counted_once(small: Any) -> None:
    rows = [
        ("a", "propre", "Soigner", ["x"]),
        ("a", "propre", "Soigner", ["y"]),
        ("b", "intercommunale", "Soigner", ["x"]),
        ("c", "propre", "Prévenir", ["z"]),
        ("d", "propre", "Prévenir", []),
    ]
    [sheet] = sheets(contract_of(small, rows)).values()
    assert [(p.intitule, p.echelle, [q.quartier for q in p.quartiers]) for p in sheet.priorites] == [
        ("Prévenir", "propre", ["c", "d"]),
        ("Soigner", "propre", ["a"]),
        ("Soigner", "intercommunale", ["b"]),
    ]
    assert (sheet.intercommunales, sheet.propres) == (1, 4)
    assert [(f.nom, [q.quartier for q in f.quartiers]) for f in sheet.partagees] == [("x", ["a", "b"])]
    assert [(q.quartier, forms) for q, forms in sheet.seules] == [("a", ("y",)), ("c", ("z",))]


def test_fragilities_are_counted_among_the_qpv_that_have_a_figure(small: Any) -> None:
    contract = small().count("n").indicator("linked", thematique="revenus", thematiques_liees=("sante",), poids="n")
    contract.indicator("other", thematique="revenus", poids="n").indicator(
        "context", thematique="sante", sens="contexte", poids="n"
    )
    contract.indicator("own", thematique="sante", poids="n").indicator("unplaced", thematique="sante", poids="n")
    values = {"a": 60.0, "b": 40.0, "c": 20.0, "d": None}  # above the median, at it, below, not published
    for indicator in ("linked", "other", "context", "own"):
        contract.spread(indicator, 2022, 10, 20, 30, 40, 50, 60, 70)
    for quartier, value in values.items():
        contract.quartier(quartier).priority(quartier, "sante")
        for indicator in ("linked", "other", "context", "own", "unplaced"):
            contract.measure(f"QP{quartier}", indicator, 2022, value)
        contract.measure(f"QP{quartier}", "n", 2022, 100.0)
    # A territory that is no QPV is published in no edition: it is not one that lacks.
    outside = {"code_qpv_2024": None, "codes_qpv_2015": (), "nature": "quartier de veille active"}
    contract.quartier("e", **outside).priority("e", "sante")
    [sheet] = sheets(contract.build()).values()
    # The theme's own, then those linked to it; one that has no median is beside none.
    assert [r.indicateur.indicateur for r in sheet.fragilites] == ["own"]
    [found] = sheet.liees
    assert (found.indicateur.indicateur, found.surs, found.connus) == ("linked", 1, 3)
    assert (len(found.noms_favorables), found.comparables, found.imprecis) == (1, 1, 0)


def test_the_core_comes_first_then_what_most_qpv_are_fragile_for(contrat: Contrat) -> None:
    """All of the theme: poverty and the median income define the QPV."""
    sheet = sheets(contrat)["revenus"]
    names = [r.indicateur.indicateur for r in sheet.fragilites]
    assert names[:2] == ["taux_pauvrete_pct", "revenu_median_mensuel_eur"]
    read = {i.indicateur for i in contrat.indicateurs.values() if i.thematique == "revenus" and i.sens != "contexte"}
    assert set(names) == {name for name in read if any(r.indicateur == name for r in contrat.repartitions)}
    numbers = [r.surs for r in sheet.fragilites[2:]]
    assert numbers == sorted(numbers, reverse=True)


def test_no_priority_is_no_sheet(contrat: Contrat) -> None:
    assert theme_sheets(replace(contrat, priorites=()), {}) == ()


def test_what_others_have_under_another_theme_is_particular_to_nobody(small: Any) -> None:
    """``x`` is of one quartier in each of two themes, ``y`` of one in both, ``z`` of one in one."""
    rows = [
        ("a", "propre", "Soigner", ["x", "y"]),
        ("b", "propre", "Prévenir", ["z"]),
        ("b", "propre", "Loger", ["x"]),
        ("a", "propre", "Habiter", ["y"]),
    ]
    contrat = contract_of(small, rows)
    theme = replace(contrat.thematiques["sante"], thematique="logement", ordre=99)
    priorites = tuple(
        replace(p, thematique="logement") if p.intitule in ("Loger", "Habiter") else p for p in contrat.priorites
    )
    found = sheets(replace(contrat, priorites=priorites, thematiques={**contrat.thematiques, "logement": theme}))
    assert [(q.quartier, forms) for q, forms in found["sante"].seules] == [("a", ("x", "y")), ("b", ("z",))]
    assert found["sante"].particulieres == {"y", "z"}
    assert [(q.quartier, forms) for q, forms in found["logement"].seules] == [("a", ("y",)), ("b", ("x",))]
    assert found["logement"].particulieres == {"y"}

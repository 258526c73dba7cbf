"""The rebuilt synthesis: counts by hand from the sections, differences found by reading both."""

from dataclasses import replace
from typing import Any

from quartiers.analyse.synthese import (
    TypeEcart,
    carried_apart,
    contract_and_france,
    differences_with_published,
    forms_of,
    grouped_by_commune,
    matrix,
    publics_named,
    quartiers_of_theme,
    shared_indicators,
)
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Declinaison, Priorite


def test_matrix_counts_every_priority_once(contrat: Contrat) -> None:
    cells = matrix(contrat)
    assert list(cells) == list(contrat.quartiers.values())
    total = sum(case.intercommunales + case.propres for row in cells.values() for case in row.values())
    assert total == len(contrat.priorites)


def test_violence_prevention_is_a_priority_of_five_quartiers(contrat: Contrat) -> None:
    # Sections of Bruay centre, Condé centre, both Fresnes and Quiévrechain; the published table adds Dutemple.
    assert [q.quartier for q in quartiers_of_theme(contrat, "violences")] == [
        "bruay-centre",
        "conde-centre",
        "fresnes-centre",
        "fresnes-le-trieu",
        "quievrechain-centre",
    ]


def test_recurrences_count_quartiers_and_not_rows(contrat: Contrat) -> None:
    for found in (*forms_of(contrat), *publics_named(contrat)):
        ids = [q.quartier for q in found.quartiers]
        assert len(ids) == len(set(ids))
    sizes = [len(r.quartiers) for r in forms_of(contrat)]
    assert sizes == sorted(sizes, reverse=True)


def test_dental_health_is_the_form_of_one_quartier_only(contrat: Contrat) -> None:
    [form] = [r for r in forms_of(contrat) if r.nom == "Santé bucco-dentaire"]
    assert [q.quartier for q in form.quartiers] == ["bruay-cite-thiers"]
    [who] = {p.quartier for p in contrat.priorites for d in p.declinaisons if d.forme == "Santé bucco-dentaire"}
    assert who == "bruay-cite-thiers"


def test_shared_indicators_have_three_quartiers_and_are_sorted(contrat: Contrat) -> None:
    shared = shared_indicators(contrat)
    for indicateur, lines in shared.items():
        known = [line.chiffre.valeur for line in lines if line.chiffre.valeur is not None]
        assert len({line.quartiers for line in lines if line.chiffre.valeur is not None}) >= 3, indicateur.indicateur
        assert known == sorted(known, reverse=True)
        # What is not published comes last.
        assert [line.chiffre.valeur for line in lines[: len(known)]] == known
    assert "temps_partiel_pct" not in {i.indicateur for i in shared}  # Dutemple alone states it


def test_published_figures_are_compared_qpv_by_qpv_and_stated_ones_are_not_mixed_with_them(contrat: Contrat) -> None:
    for lines in shared_indicators(contrat).values():
        assert len({line.chiffre.publie for line in lines}) == 1
        if lines[0].chiffre.publie:
            qpv = [line.quartiers[0].code_qpv_2024 for line in lines]
            assert len(qpv) == len(set(qpv))
    employment = next(lines for i, lines in shared_indicators(contrat).items() if i.indicateur == "emploi_15_64_pct")
    # La Solitude 47,5 % first, Chaussiette 27,8 % last (IPRO_2022); the three projects of a QPV on one line.
    assert (employment[0].nom, employment[-1].nom) == ("La Solitude – Vieux-Condé", "Chaussiette – Macou – Condé")
    shared = next(line for line in employment if line.quartiers[0].quartier == "anzin-rives-escaut")
    assert [q.commune for q in shared.quartiers] == ["Anzin", "Beuvrages", "Valenciennes"]


def test_without_measures_the_stated_figures_are_compared(contrat: Contrat) -> None:
    shared = shared_indicators(replace(contrat, mesures=(), repartitions=()))
    assert "emploi_15_64_pct" in {i.indicateur for i in shared}
    assert not any(line.chiffre.publie for lines in shared.values() for line in lines)


def test_differences_with_the_published_tables(contrat: Contrat) -> None:
    found: dict[TypeEcart, set[str]] = {kind: set() for kind in TypeEcart}
    for difference in differences_with_published(contrat):
        assert difference.priorite is not None
        found[difference.type].add(difference.priorite.priorite)
    # Read by hand: sections against lines 704-820 of the document.
    assert found[TypeEcart.MANQUANTE] == {
        "anzin-rives-escaut-p1",  # new forms of mobilisation: no Anzin-Rives row in the block
        "beuvrages-rives-escaut-i3",  # school drop-out: no Beuvrages row in the block
        "valenciennes-dutemple-p3",  # the Pôle éducatif
        "valenciennes-rives-escaut-p2",  # partnership on education
    }
    assert found[TypeEcart.DOUBLON] == {
        "valenciennes-dutemple-i4",  # under violence, and under delinquency
        "valenciennes-rives-escaut-p4",  # under living environment, and under delinquency
    }
    assert found[TypeEcart.AILLEURS] == {
        "onnaing-quatre-chasses-p2",  # living environment under mobilisation
        "saint-saulve-pepiniere-i4",  # mental health under parenting
        "valenciennes-faubourg-cambrai-i3",  # access to care under employment
    }
    assert not found[TypeEcart.SANS_PRIORITE]


def test_a_published_row_that_repeats_nothing_is_a_difference(contrat: Contrat) -> None:
    first = contrat.synthese_publiee[0]
    changed = replace(contrat, synthese_publiee=(*contrat.synthese_publiee, replace(first, priorites=())))
    kinds = [d.type for d in differences_with_published(changed)]
    assert kinds.count(TypeEcart.SANS_PRIORITE) == 1


def test_no_published_synthesis_is_no_difference(contrat: Contrat) -> None:
    assert differences_with_published(replace(contrat, synthese_publiee=())) == ()


def with_forms(contrat: Contrat, rows: dict[str, tuple[str, list[str]]]) -> Contrat:
    """The contract with one priority a quartier: its scale, and its forms."""
    priorites = tuple(
        Priorite(
            f"{q}-p1",
            q,
            scale,
            "sante",
            "Agir",
            (),
            None,
            tuple(Declinaison(f"{q}-p1", n, f, f) for n, f in enumerate(forms)),
        )
        for q, (scale, forms) in rows.items()
    )
    return replace(contrat, priorites=priorites)


def test_forms_carried_apart_are_of_several_communes_and_never_intercommunal(small: Any) -> None:
    contract = small()
    for name, communes in {"a": ("X",), "b": ("X",), "c": ("Y",), "d": ("Y", "Z")}.items():
        contract.quartier(name, communes=communes)
    apart = carried_apart(
        with_forms(
            contract.build(),
            {
                "a": ("propre", ["same commune", "joint elsewhere", "three communes"]),
                "b": ("propre", ["same commune"]),
                "c": ("intercommunale", ["joint elsewhere"]),
                "d": ("propre", ["three communes", "alone but of two communes"]),
            },
        )
    )
    # A single quartier, be it of two communes, carries its own alone: nothing is to be put together.
    assert [(r.nom, r.communes, r.porteurs) for r in apart] == [("three communes", ("X", "Y", "Z"), 2)]


def test_the_same_words_of_the_document_have_the_same_form(contrat: Contrat) -> None:
    """Counted by hand in its sections: the same phrase in the title of a priority or under it, of either scale."""
    found = {r.nom: {q.quartier for q in r.quartiers} for r in forms_of(contrat)}
    living = {"onnaing-quatre-chasses", "valenciennes-faubourg-cambrai", "vieux-conde-solitude"}  # l. 384, 581, 698
    assert found["Qualité du cadre de vie"] == living | {"bruay-cite-thiers", "saint-saulve-pepiniere"}
    together = {"onnaing-quatre-chasses", "bruay-cite-thiers", "anzin-verrerie"}  # « convivialité », l. 385, 174, 56
    assert together < found["Espaces de sociabilité"]
    assert len(found["Espaces de sociabilité"]) == 10
    minds = {"anzin-rives-escaut", "beuvrages-rives-escaut", "valenciennes-dutemple", "conde-centre"}
    assert found["Mobilité psychologique"] == minds  # l. 92, 137, 497; and l. 244, for an axis of the contract
    apart = {r.nom: len(r.communes) for r in carried_apart(contrat)}
    assert "Mobilité psychologique" not in apart
    assert (apart["Qualité du cadre de vie"], apart["Espaces de sociabilité"]) == (6, 8)


def test_quartiers_of_a_commune_are_next_to_each_other(small: Any) -> None:
    contract = small()
    for name, communes in {"a": ("X",), "b": ("Y",), "c": ("X",), "d": ("X", "Y"), "e": ("Y",)}.items():
        contract.quartier(name, communes=communes)
    assert "".join(q.quartier for q in grouped_by_commune(contract.build())) == "acbed"


def test_the_contract_is_read_against_france_where_both_are_known(small: Any) -> None:
    contract = small().count("n").indicator("weighted", poids="n").indicator("context", poids="n", sens="contexte")
    for quartier, value in (("a", 40.0), ("b", 50.0)):
        contract.quartier(quartier)
        for indicator in ("weighted", "context", "alone"):
            contract.measure(f"QP{quartier}", indicator, 2022, value)
        contract.measure(f"QP{quartier}", "n", 2022, 100.0)
    contract.quartier("c").measure("QPc", "weighted", 2022, None)
    for indicator in ("weighted", "context", "alone"):
        contract.measure("qpv-france", indicator, 2022, 43.0)
    built = contract.build()
    # Mean of 40 and 50, equal weights: 45 against 43, two points, the threshold; unfavourable when high.
    read = contract_and_france(built, shared_indicators(built, minimum=2))
    assert [i.indicateur for i in read.fragiles] == ["weighted"]
    assert [p.indicateur for p in read.toutes] == ["weighted"]


def test_an_average_that_its_uncertainty_keeps_near_france_is_not_called_comparable(small: Any) -> None:
    contract = small().count("n").indicator("weighted", poids="n")
    for quartier, value in (("a", 40.0), ("b", 50.0)):
        contract.quartier(quartier).measure(f"QP{quartier}", "weighted", 2022, value)
        contract.measure(f"QP{quartier}", "n", 2022, 100.0)
    contract.measure("qpv-france", "weighted", 2022, 42.0).fluctuation("weighted", 3.0, "n")
    built = contract.build()
    read = contract_and_france(built, shared_indicators(built, minimum=2))
    assert [p.indicateur for p in read.imprecis] == ["weighted"]  # 3 points, of two hundred people
    assert not read.comparables

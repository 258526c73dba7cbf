"""Which reports are asked for, and with what parameters."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from quartiers import NOTEBOOKS
from quartiers.donnees import Contrat, Introuvable
from quartiers.execution.plan import (
    commune_slug,
    lead_to_others,
    plan_dossier,
    plan_evaluation,
    plan_guides,
    plan_reports,
    select_quartiers,
)


def test_nothing_asked_is_everything(contrat: Contrat) -> None:
    assert select_quartiers(contrat, (), ()) == tuple(contrat.quartiers)


def test_quartiers_come_in_the_contracts_order_and_once(contrat: Contrat) -> None:
    asked = ["vieux-conde-jard", "anzin-verrerie", "vieux-conde-jard"]
    assert select_quartiers(contrat, asked, ()) == ("anzin-verrerie", "vieux-conde-jard")


@pytest.mark.parametrize(
    ("commune", "expected"),
    [
        ("Condé-sur-l'Escaut", ("conde-centre", "conde-chaussiette-macou")),
        ("condé-sur-l'escaut", ("conde-centre", "conde-chaussiette-macou")),
        # The project of Onnaing is that of Vicq too.
        ("Vicq", ("onnaing-quatre-chasses",)),
        ("Onnaing", ("onnaing-quatre-chasses",)),
        # The QPV of Marly covers Valenciennes too, but its project does not.
        ("Marly", ("marly-briquette",)),
    ],
)
def test_a_commune_stands_for_its_projects(contrat: Contrat, commune: str, expected: tuple[str, ...]) -> None:
    assert select_quartiers(contrat, (), (commune,)) == expected


def test_quartiers_and_communes_add_up(contrat: Contrat) -> None:
    assert select_quartiers(contrat, ("marly-briquette",), ("Vicq", "Onnaing")) == (
        "onnaing-quatre-chasses",
        "marly-briquette",
    )


@pytest.mark.parametrize(
    ("quartiers", "communes", "near"),
    [
        (("saint-saulve-pepinere",), (), "saint-saulve-pepiniere"),
        (("Anzin-Verrerie",), (), "anzin-verrerie"),
        ((), ("Conde",), "Condé-sur-l'Escaut"),  # without the accent, it is nearer to Vieux-Condé by its letters
        ((), ("Quievrechin",), "Quiévrechain"),
    ],
)
def test_a_mistyped_name_is_refused_with_the_nearest(
    contrat: Contrat, quartiers: tuple[str, ...], communes: tuple[str, ...], near: str
) -> None:
    with pytest.raises(Introuvable) as caught:
        select_quartiers(contrat, quartiers, communes)
    assert near in caught.value.proches
    assert near in str(caught.value)


def test_one_task_a_quartier_then_the_synthesis(contrat: Contrat) -> None:
    tasks = plan_reports(contrat, ("marly-briquette", "bruay-centre"), with_synthese=True)
    assert [t.nom for t in tasks] == ["quartiers/marly-briquette", "quartiers/bruay-centre", "synthese"]
    assert [t.titre for t in tasks][:1] == ["La Briquette – Marly"]
    assert {t.notebook.parent for t in tasks} == {NOTEBOOKS}


def test_the_synthesis_can_be_left_out(contrat: Contrat) -> None:
    tasks = plan_reports(contrat, ("marly-briquette",), with_synthese=False)
    assert [t.nom for t in tasks] == ["quartiers/marly-briquette"]


def test_one_quartier_has_no_synthesis(contrat: Contrat) -> None:
    alone = replace(contrat, quartiers={"marly-briquette": contrat.quartiers["marly-briquette"]})
    assert [t.nom for t in plan_reports(alone, ("marly-briquette",), with_synthese=True)] == [
        "quartiers/marly-briquette"
    ]


def test_no_task_names_a_folder(contrat: Contrat) -> None:
    """A report published with a path in it would tell whose machine made it."""
    tasks = plan_reports(contrat, ("marly-briquette",), with_synthese=True)
    assert [t.parameters for t in tasks] == [{"quartier": "marly-briquette"}, {}]


# -- the file of a committee ------------------------------------------------------------------------------


def renamed(contrat: Contrat, *names: str) -> Contrat:
    """The contract with other communes for its first quartiers, one each."""
    quartiers = list(contrat.quartiers.values())
    for n, name in enumerate(names):
        quartiers[n] = replace(quartiers[n], communes=(name,), codes_insee=(f"5900{n}",))
    return replace(contrat, quartiers={q.quartier: q for q in quartiers})


def test_a_file_has_its_opening_then_the_reports_of_the_commune(contrat: Contrat) -> None:
    plan = plan_dossier(contrat, "conde sur l'escaut", date(2026, 12, 10))
    assert plan.ouverture.nom == "dossiers/dossier-conde-sur-l-escaut-2026-12-10"
    assert plan.ouverture.parameters == {"commune": "Condé-sur-l'Escaut", "date": "2026-12-10"}
    assert [(q, t.parameters) for q, _, t in plan.rapports] == [
        (q, {"quartier": q}) for q in ("conde-centre", "conde-chaussiette-macou")
    ]
    assert plan_dossier(contrat, "Vicq", None).ouverture.parameters == {"commune": "Vicq"}


def test_a_joined_project_is_in_the_files_of_both_communes(contrat: Contrat) -> None:
    for commune in ("Onnaing", "Vicq"):
        plan = plan_dossier(contrat, commune, None)
        assert [q for q, _, _ in plan.rapports] == ["onnaing-quatre-chasses"]


def test_every_commune_has_a_file_of_its_own(contrat: Contrat) -> None:
    hostile = [
        "../../etc",
        "CON",
        "a/b\\c:d*?",
        "Saint-Éloi",
        "Saint/Eloi",
        "東京",
        "…",
        "x" * 300,
        "Œuf d'Or",
        "\u202egnp.",
    ]
    changed = renamed(contrat, *hostile)
    slugs = {name: commune_slug(changed, name) for q in changed.quartiers.values() for name in q.communes}
    assert len(set(slugs.values())) == len(slugs)
    for slug in slugs.values():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
        assert len(slug) <= 66
    assert slugs["Œuf d'Or"] == "oeuf-d-or"
    assert slugs["東京"] == "59005"
    assert (slugs["Saint-Éloi"], slugs["Saint/Eloi"]) == ("saint-eloi-59003", "saint-eloi-59004")


def led(contrat: Contrat, quartier: str, pages: Collection[str]) -> dict[str, Any]:
    [task] = lead_to_others(contrat, plan_reports(contrat, [quartier], with_synthese=False), pages)
    return task.neighbours(("html",))


def test_a_report_leads_to_the_others_that_are_there(contrat: Contrat) -> None:
    """The next quartiers of the commune, and the first after the last; nothing to what is not built."""
    first, second, third = (q.quartier for q in contrat.quartiers_de("Valenciennes"))
    pages = [f"quartiers/{q}.html" for q in contrat.quartiers]
    names = {q: contrat.quartiers[q].nom_court.replace("'", "’") for q in (first, second, third)}
    found = led(contrat, second, [*pages, "synthese.html"])
    assert found["suivants"] == [[names[third], f"{third}.html"], [names[first], f"{first}.html"]]
    assert found["synthese"] == "../synthese.html"
    assert led(contrat, second, [f"quartiers/{first}.html"])["suivants"] == [[names[first], f"{first}.html"]]
    assert not {"suivants", "synthese"} & led(contrat, second, [f"quartiers/{second}.html"]).keys()


def test_of_many_quartiers_a_report_leads_to_the_next_ones(contrat: Contrat) -> None:
    own = contrat.quartiers["bruay-centre"]
    many = replace(contrat, quartiers={f"q{n}": replace(own, quartier=f"q{n}") for n in range(30)})
    found = led(many, "q28", [f"quartiers/{q}.html" for q in many.quartiers])
    assert [address for _, address in found["suivants"]] == ["q29.html", "q0.html", "q1.html"]


def test_a_contract_of_one_quartier_leads_to_no_synthesis(contrat: Contrat) -> None:
    """One of the folder was made when the contract had others."""
    name, own = next(iter(contrat.quartiers.items()))
    assert "synthese" not in led(replace(contrat, quartiers={name: own}), name, ["synthese.html"])


def test_a_task_without_a_quartier_stays_as_it_is(contrat: Contrat) -> None:
    [*_, synthese] = plan_reports(contrat, ["bruay-centre"], with_synthese=True)
    assert lead_to_others(contrat, [synthese], ["synthese.html"]) == (synthese,)


def test_what_is_made_apart_leads_to_the_index_where_there_is_one(contrat: Contrat) -> None:
    """A guide that is made before the reports leads nowhere, rather than to nothing."""
    tasks = [*plan_guides(contrat, ["bruay-centre"]), plan_evaluation(contrat, None, None)]
    for task in tasks:
        assert task.neighbours(("html", "pdf")) == {}
        assert replace(task, indexe=True).neighbours(("html", "pdf")) == {"sommaire": "../index.html"}

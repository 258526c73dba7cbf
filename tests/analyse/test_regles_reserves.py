"""R14 on changes that no publication shows, of an indicator whose reserve asks for caution."""

from typing import Any

import pytest

from quartiers.analyse.doutes import Doute

CAUTION = "Pas de moyenne : rien n'est publié ; évolution d'une année à l'autre à lire avec prudence"


def told(small: Any, reserve: str | None = CAUTION, **fields: Any) -> list[Doute]:
    contract = small().indicator("x", reserve=reserve, evolution="annuelle")
    contract.measure("QPa", "x", 2022, 39.1, year=2018).measure("QPb", "x", 2022, 45.0, year=2018)
    for n, name in enumerate("ab"):
        basis = {"annee": 2020, "variation": -1.9, "annee_initiale": 2018, "tendance": "baisse", "lignes": f"{5 + n}"}
        contract.state(name, "x", 37.2, **{**basis, **fields})
    return [d for d in contract.found("R14") if "à lire avec prudence" in d.phrase]


def test_r14_a_quartier_is_told_its_own_change_and_no_other(small: Any) -> None:
    """Condé, 53,6 % in 2018, was told 39,1 % and 45,9 %: two other quartiers', by their lines alone."""
    one, other = told(small)
    assert "Évolution d'une année à l'autre à lire avec prudence." in one.phrase
    assert [(d.gravite.value, d.lignes, d.quartiers) for d in (one, other)] == [
        ("à savoir", "5", ("a",)),
        ("à savoir", "6", ("b",)),
    ]
    first, second = (d.phrase.replace("\u202f", " ") for d in (one, other))
    assert "énonce −1,9 point de 2018 à 2020" in first
    assert "Son départ, déduit, est bien la valeur publiée, 39,1 % (2018) ; son arrivée (2020) n'est dans" in first
    assert "La dernière valeur reprise ici pour ce QPV est 45 % (2018)." in second and "39,1" not in second


@pytest.mark.parametrize(
    ("reserve", "fields"),
    [
        (None, {}),
        ("Pas d'évolution : en euros courants", {}),
        (CAUTION, {"variation": None, "tendance": None, "annee_initiale": None}),
        (CAUTION, {"annee": 2018, "variation": None, "annee_initiale": None, "tendance": None}),
    ],
    ids=["no reserve", "another reserve", "a level", "a published level"],
)
def test_r14_a_level_or_an_indicator_without_such_a_reserve_asks_for_nothing(
    small: Any, reserve: str | None, fields: dict[str, Any]
) -> None:
    assert told(small, reserve, **fields) == []

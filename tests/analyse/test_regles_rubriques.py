"""The end of R11: a kind of action that the synthesis has under another heading than for most quartiers."""

from typing import Any

import pytest

from quartiers.donnees.modele import Declinaison


def contract_of(small: Any, *, usual: int = 3, note: str | None = None, scale: str = "propre") -> Any:
    """``usual`` quartiers whose form of one kind is under « Sante », and a quartier ``z`` that has it elsewhere."""
    contract, form = small(), (Declinaison("p", 1, "Réunir les âges", "Lien"),)
    for n in range(usual):
        contract.quartier(f"q{n}").priority(f"q{n}", "sante", declinaisons=form)
        contract.published_row(f"q{n}", "sante", f"q{n}-p1")
    contract.quartier("z").priority("z", "jeunesse", declinaisons=form, lignes="351", echelle=scale)
    return contract.published_row("z", "jeunesse", "z-p1", note=note)


def told(contract: Any) -> list[Any]:
    return [d for d in contract.found("R11") if "range ici" in d.phrase]


def test_r11_a_form_under_another_heading_than_those_of_its_kind(small: Any) -> None:
    [found] = told(contract_of(small))
    assert (found.quartiers, found.lignes, found.gravite.value) == (("z",), "351", "à savoir")
    assert "Réunir les âges, sous « Jeunesse », quand « Lien », dans notre classement, est sous « Sante »" in (
        found.phrase
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"usual": 2},  # too few to make a usage
        {"note": "ne reprend pas le lien"},  # the row may not have the form
        {"scale": "intercommunale"},  # the synthesis keeps the two scales apart
    ],
)
def test_r11_says_nothing_of_a_form_where_no_usage_shows_that_it_was_moved(small: Any, fields: Any) -> None:
    assert told(contract_of(small, **fields)) == []


def test_r11_a_quartier_that_has_the_form_under_the_usual_heading_too_lost_nothing(small: Any) -> None:
    contract = contract_of(small).priority("z", "sante", declinaisons=(Declinaison("p", 1, "Réunir", "Lien"),))
    assert told(contract.published_row("z", "sante", "z-p2")) == []


def test_r11_a_way_of_working_that_is_under_every_heading_has_none_of_its_own(small: Any) -> None:
    contract = contract_of(small)
    for theme in ("insertion", "revenus"):
        form = (Declinaison("p", 1, "Réunir", "Lien"),)
        contract.quartier(theme).priority(theme, theme, declinaisons=form).published_row(theme, theme, f"{theme}-p1")
    assert told(contract) == []

"""Actions and money by group of quartiers: once in each group, whole in each of several."""

from dataclasses import replace
from decimal import Decimal

from quartiers.analyse.bilan import whole_contract
from quartiers.analyse.suivi import by_quartier
from quartiers.analyse.synthese import by_group
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Action, ActionPriorite, Financement

SHARED, ALONE = ("partagee", 1000), ("sans-lieu", 300)


def with_actions(contrat: Contrat, quartiers: tuple[str, ...]) -> Contrat:
    """Two actions only: one led for these quartiers, one linked to none."""
    model = next(iter(contrat.actions.values()))
    actions: dict[str, Action] = {
        name: replace(model, action=name, debut=None, fin=None, communes=()) for name, _ in (SHARED, ALONE)
    }
    link = ActionPriorite(action=SHARED[0], quartier="", priorite=None, lien="confirmé", note=None)
    paid = replace(contrat.financements[0], annee=contrat.premiere_annee, accorde=None)
    money: tuple[Financement, ...] = tuple(
        replace(paid, action=name, accorde=Decimal(amount)) for name, amount in (SHARED, ALONE)
    )
    links = tuple(replace(link, quartier=q) for q in quartiers)
    return replace(contrat, actions=actions, actions_priorites=links, financements=money, resultats=(), decisions={})


def test_an_action_of_two_quartiers_of_a_group_counts_once_in_it(contrat: Contrat) -> None:
    first, second, third = list(contrat.quartiers.values())[:3]
    led = with_actions(contrat, (first.quartier, second.quartier, third.quartier))
    whole = whole_contract(led)
    rest = tuple(q for q in led.quartiers.values() if q not in (first, second, third))
    parts = by_group({"A": (first, second), "B": (third,), "C": rest}, whole)
    told = {p.nom: (p.actions, p.montants.accorde) for p in parts}
    assert told == {
        "A": (1, Decimal(SHARED[1])),
        "B": (1, Decimal(SHARED[1])),
        "Sans quartier renseigné": (1, Decimal(ALONE[1])),
    }


def test_groups_of_one_quartier_are_what_quartiers_are(contrat: Contrat) -> None:
    led = with_actions(contrat, tuple(list(contrat.quartiers)[:2]))
    whole = whole_contract(led)
    groups = {q.nom_court: (q,) for q in led.quartiers.values()}
    assert by_group(groups, whole) == by_quartier(led, whole)

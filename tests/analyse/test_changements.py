"""What has changed since an edition: nothing between a contract and itself; each change once, for whom it is about."""

import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiers.analyse.changements import Changements, Diffusion, Genre, compare
from quartiers.analyse.empreintes import digest_quartier
from quartiers.analyse.vues import view_of
from quartiers.donnees import Contrat
from quartiers.donnees.editions import attach_edition
from quartiers.donnees.modele import Affirmation, Comite

DAY = date(2026, 3, 20)
Change = Callable[[Contrat], Contrat]


def set_row(part: str, key: str, **values: Any) -> Change:
    """Change a row, by its identifier or its rank."""

    def change(c: Contrat) -> Contrat:
        rows = getattr(c, part)
        if isinstance(rows, tuple):
            found = [r for r in rows if key in (getattr(r, "priorite", None), getattr(r, "constat_id", None))]
            row = found[0] if found else rows[int(key)]
            return replace(c, **{part: tuple(replace(r, **values) if r is row else r for r in rows)})
        return replace(c, **{part: {**rows, key: replace(rows[key], **values)}})

    return change


def drop(part: str, key: str) -> Change:
    def change(c: Contrat) -> Contrat:
        rows = getattr(c, part)
        if isinstance(rows, tuple):
            return replace(c, **{part: tuple(r for n, r in enumerate(rows) if str(n) != key)})
        return replace(c, **{part: {name: row for name, row in rows.items() if name != key}})

    return change


def add(part: str, like: str, **values: Any) -> Change:
    """A row like another, but for these."""

    def change(c: Contrat) -> Contrat:
        rows = getattr(c, part)
        if isinstance(rows, tuple):
            return replace(c, **{part: (*rows, replace(rows[int(like)], **values))})
        return replace(c, **{part: {**rows, next(iter(values.values())): replace(rows[like], **values)}})

    return change


STATED = Affirmation(**{**dict.fromkeys(Affirmation.__dataclass_fields__), "affirmation": "tilleuls-d1",
                        "quartier": "tilleuls", "indicateur": "taux_pauvrete_pct", "valeur": 40.0,
                        "precision": "exacte"})  # fmt: skip


def start(suivi: Contrat) -> Contrat:
    """The example, with a stated figure."""
    return replace(suivi, affirmations=(STATED,), editions={})


CHANGED, ADDED, GONE = Genre.CHANGEMENT, Genre.AJOUT, Genre.RETRAIT
TILLEULS, LARGE = {"tilleuls"}, {"grand-large"}
# What is done, where it shows, as what, and for which quartiers.
KINDS: dict[str, tuple[Change, str, Genre | Diffusion, set[str]]] = {
    "quartier renamed": (set_row("quartiers", "tilleuls", nom="Les Tilleuls neufs"), "quartiers", CHANGED, TILLEULS),
    "stated figure corrected": (set_row("affirmations", "0", valeur=41.0), "enonces", CHANGED, TILLEULS),
    "stated figure added": (
        add("affirmations", "0", affirmation="d2", quartier="grand-large"),
        "enonces",
        ADDED,
        LARGE,
    ),
    "finding added": (add("constats", "0", constat_id="tilleuls-c9"), "constats", ADDED, TILLEULS),
    "finding changed": (set_row("constats", "grand-large-c2", origine="acteurs"), "constats", CHANGED, LARGE),
    "priority renamed": (set_row("priorites", "tilleuls-i2", intitule="Autre"), "priorites", CHANGED, TILLEULS),
    "priority closed": (set_row("priorites", "tilleuls-p1", etat="close"), "priorites", CHANGED, TILLEULS),
    "priority added": (add("priorites", "0", priorite="tilleuls-i9"), "priorites", ADDED, TILLEULS),
    "action added": (add("actions", "2026-place", action="2027-bal"), "actions", ADDED, set()),
    "action in another state": (set_row("actions", "2026-visites", etat="suspendue"), "actions", CHANGED, LARGE),
    "action of another public": (
        set_row("actions", "2026-fresque", publics=("enfants",)),
        "actions",
        CHANGED,
        TILLEULS,
    ),
    "action gone": (drop("actions", "2026-energie"), "actions", GONE, LARGE | TILLEULS),
    "link confirmed": (set_row("actions_priorites", "9", lien="confirmé"), "liens", CHANGED, LARGE),
    "more money": (set_row("financements", "3", accorde=Decimal("6000.10")), "financements", CHANGED, TILLEULS),
    "result added": (add("resultats", "4", date=date(2026, 12, 31)), "resultats", ADDED, TILLEULS),
    "result of a priority": (set_row("resultats", "7", valeur=4.0), "resultats", CHANGED, TILLEULS),
    "decision taken": (add("decisions", "ct-valrive-2026-1", decision="d-9"), "decisions", ADDED, TILLEULS),
    "decision done": (set_row("decisions", "ct-valrive-2026-2", suivi="fait"), "decisions", CHANGED, TILLEULS),
    "newer figure": (add("mesures", "0", edition=2031), "chiffres", Diffusion.NOUVELLE, TILLEULS),
    "older figure": (add("mesures", "0", edition=1999), "chiffres", Diffusion.AUTRE, TILLEULS),
    "figure corrected": (set_row("mesures", "1", valeur=1.25), "chiffres", Diffusion.CORRIGEE, TILLEULS),
    "figure gone": (drop("mesures", "2"), "chiffres", Diffusion.RETIREE, TILLEULS),
}


def shown(changes: Changements) -> list[tuple[str, Genre | Diffusion]]:
    """Where each change of the whole is, and as what."""
    parts = {name: value for name, value in vars(changes.contrat).items() if name != "suites"}
    return sorted((name, getattr(c, "genre", None) or c.diffusion) for name, found in parts.items() for c in found)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_change_shows_once_and_for_whom_it_is_about(suivi: Contrat, kind: str) -> None:
    change, where, what, quartiers = KINDS[kind]
    before = start(suivi)
    found = compare(before, change(before), DAY)
    assert shown(found) == [(where, what)]
    assert {name for name, lot in found.quartiers.items() if lot.nombre} == quartiers
    communes = {c for q in quartiers for c in suivi.quartiers[q].communes}
    assert {name for name, lot in found.communes.items() if lot.nombre} >= communes


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(sorted(KINDS)), unique=True), st.integers(0, 99))
def test_changes_made_together_show_once_each_whatever_the_order_of_rows(
    suivi: Contrat, kinds: list[str], seed: int
) -> None:
    chance = Random(seed)
    before = after = start(suivi)
    for kind in sorted(kinds, key=lambda k: " gone" in k):  # which moves the ranks of the others
        after = KINDS[kind][0](after)
    shuffled = {}
    for part in ("affirmations", "constats", "priorites", "actions_priorites", "financements", "resultats", "mesures"):
        rows = list(getattr(after, part))
        chance.shuffle(rows)
        shuffled[part] = tuple(rows)
    found = compare(before, replace(after, **shuffled), DAY)
    expected = sorted(KINDS[kind][1:3] for kind in kinds)
    assert shown(found) == expected
    assert found.contrat.nombre == len(expected)


def test_nothing_has_changed_between_a_contract_and_itself(suivi: Contrat, contrat: Contrat) -> None:
    for whole in (suivi, contrat):
        found = compare(whole, replace(whole), DAY)
        assert (found.contrat.nombre, sum(lot.nombre for lot in found.quartiers.values())) == (0, 0)
    words = set_row("actions", "2025-passerelle", publics=("femmes", "jeunes"))  # they were the other way round
    seen = set_row("actions", "2026-place", etat_au=date(2026, 11, 1))
    assert compare(suivi, seen(words(suivi)), DAY).contrat.nombre == 0


def test_what_changed_says_what(suivi: Contrat) -> None:
    done = set_row("actions", "2025-passerelle", etat="réalisée", fin=date(2026, 11, 30))
    closed = set_row("priorites", "tilleuls-i2", etat="close", publics=("jeunes",))
    lot = compare(suivi, closed(done(suivi)), DAY).quartiers["tilleuls"]
    assert [(c.champs, c.etat_change, c.terminee, c.disparue) for c in lot.actions] == [
        (("fin", "etat"), True, True, False)
    ]
    assert [(c.champs, c.close) for c in lot.priorites] == [(("publics", "etat"), True)]


def test_money_is_the_exact_difference(suivi: Contrat) -> None:
    spent = set_row("financements", "2", depense=Decimal("0.10"))
    more = add("financements", "2", annee=2027, accorde=Decimal("0.20"), depense=None)
    less = drop("financements", "3")
    lot = compare(suivi, less(more(spent(suivi))), DAY).contrat
    assert (lot.accorde, lot.depense) == (Decimal("0.20") - 6000, Decimal("0.10"))


def test_money_of_an_action_of_two_quartiers_counts_once_for_the_contract(suivi: Contrat) -> None:
    more = set_row("financements", "10", depense=Decimal("100"))
    found = compare(suivi, more(suivi), DAY)
    assert {name: lot.depense for name, lot in found.quartiers.items()} == {"grand-large": 100, "tilleuls": 100}
    assert found.contrat.depense == 100


def test_what_became_of_decisions(suivi: Contrat) -> None:
    """A decision that was settled is told no more; one that is late is, though nothing has changed."""
    before = set_row("decisions", "ct-montigny-2026-1", suivi="en cours")(suivi)
    late = replace(suivi, edition=date(2026, 12, 1))
    suites = {s.decision.decision: s for s in compare(before, late, DAY).contrat.suites}
    assert set(suites) == {"ct-valrive-2026-1", "ct-valrive-2026-2", "ct-valrive-2026-3", "ct-montigny-2026-1"}
    assert {name for name, s in suites.items() if s.change} == {"ct-montigny-2026-1"}
    assert {name for name, s in suites.items() if s.en_retard} == {f"ct-valrive-2026-{n}" for n in (1, 2, 3)}
    other = add("decisions", "ct-valrive-2026-1", decision="d-9", remplace="ct-valrive-2026-2", echeance=None)
    suite = next(s for s in compare(before, other(late), DAY).contrat.suites if s.remplacee_par)
    assert (suite.decision.decision, suite.remplacee_par, suite.en_retard) == ("ct-valrive-2026-2", "d-9", False)
    on_the_day = replace(suivi, edition=date(2026, 11, 30))  # its own term
    assert not next(s for s in compare(before, on_the_day, DAY).contrat.suites if "-3" in s.decision.decision).en_retard


def test_whether_a_committee_met_on_that_day(suivi: Contrat) -> None:
    def met(c: Contrat, day: date) -> bool:
        return compare(c, c, day).comite

    assert (met(suivi, date(2026, 3, 12)), met(suivi, DAY)) == (True, False)
    assert met(replace(suivi, comites={}), DAY)  # nobody keeps that table: the day is the one that was given
    other = {**suivi.comites, "x": Comite("x", DAY, "Comité", None, None)}
    assert compare(suivi, replace(suivi, comites=other), DAY).comite


# -- quartiers that are others -------------------------------------------------------------------------------


def rename(c: Contrat, old: str, *new: str) -> Contrat:
    """The quartier under other identifiers, the rows that it has under the first of them."""
    first, own = new[0], c.quartiers[old]
    others = {name: q for name, q in c.quartiers.items() if name != old}
    moved = {
        part: tuple(replace(r, quartier=first) if r.quartier == old else r for r in getattr(c, part))
        for part in ("affirmations", "constats", "priorites", "actions_priorites")
    }
    decisions = {k: replace(d, quartier=first) if d.quartier == old else d for k, d in c.decisions.items()}
    named = {name: replace(own, quartier=name, anciens=(old,)) for name in new}
    return replace(c, quartiers={**others, **named}, decisions=decisions, **moved)


def test_a_quartier_of_another_identifier_is_followed(suivi: Contrat) -> None:
    before = start(suivi)
    after = rename(before, "tilleuls", "tilleuls-bas")
    assert compare(before, after, DAY).contrat.nombre == 0
    found = compare(before, drop("constats", "0")(after), DAY)
    assert [name for name, lot in found.quartiers.items() if lot.nombre] == ["tilleuls-bas"]


def test_a_quartier_that_was_split_is_followed_by_its_parts(suivi: Contrat) -> None:
    before = start(suivi)
    after = rename(before, "tilleuls", "tilleuls-bas", "tilleuls-haut")
    found = compare(before, set_row("priorites", "tilleuls-i2", etat="close")(after), DAY)
    assert shown(found) == [("priorites", Genre.CHANGEMENT), ("quartiers", Genre.AJOUT), ("quartiers", Genre.AJOUT)]
    assert {name for name, lot in found.quartiers.items() if lot.priorites} == {"tilleuls-bas"}
    gone = compare(before, drop("constats", "0")(after), DAY)  # nobody knows in which part it was
    assert {name for name, lot in gone.quartiers.items() if lot.constats} == {"tilleuls-bas", "tilleuls-haut"}


def test_quartiers_that_were_joined_are_followed(suivi: Contrat) -> None:
    before = start(suivi)
    after = rename(rename(before, "tilleuls", "ville"), "grand-large", "ville")
    whole = replace(after.quartiers["ville"], anciens=("tilleuls", "grand-large"))
    found = compare(before, replace(after, quartiers={"ville": whole}), DAY)
    assert shown(found) == [("quartiers", Genre.AJOUT)]


# -- the view ------------------------------------------------------------------------------------------------


def test_a_view_has_the_changes_of_its_quartier_and_its_fingerprint_has_them(suivi: Contrat) -> None:
    edition = set_row("actions", "2026-place", etat="à venir")(start(suivi))
    alone, since = start(suivi), attach_edition(start(suivi), DAY, edition)
    assert view_of(alone, "tilleuls").depuis is None
    for whole in (since, pickle.loads(pickle.dumps(since))):
        depuis = view_of(whole, "tilleuls").depuis
        assert depuis is not None
        assert [c.ligne.action for c in depuis.lot.actions] == ["2026-place"]
        assert not view_of(whole, "tilleuls").contrat.editions
        assert digest_quartier(whole, "tilleuls") == digest_quartier(since, "tilleuls")
    other = attach_edition(start(suivi), DAY, set_row("actions", "2026-place", etat="en cours")(start(suivi)))
    assert (
        digest_quartier(other, "tilleuls") != digest_quartier(since, "tilleuls") != digest_quartier(alone, "tilleuls")
    )
    assert digest_quartier(other, "grand-large") == digest_quartier(since, "grand-large")

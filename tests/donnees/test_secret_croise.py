"""Several démarches, or several editions, of one question: who reads all of them finds nobody back by subtraction."""

import shutil
from collections.abc import Mapping, Sequence
from itertools import chain, combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiers import PROJECT_ROOT
from quartiers.donnees import load_contrat
from quartiers.donnees.decomptes import Decompte, count_answers
from quartiers.donnees.modele import Reponse
from quartiers.donnees.secret import protect_answers
from quartiers.donnees.secret_editions import shown_in_editions

SEUIL = 11
Counts = tuple[int, int]
PLACES = {"commune": frozenset("abcd"), **{q: frozenset(q) for q in "abcd"}}


def answers(demarche: str, yes_and_no: Counts, question: str = "Bien ici ?", group: str | None = None) -> list[Reponse]:
    rows = zip(("oui", "non"), yes_and_no, strict=True)
    return [Reponse(demarche, question, group and "sexe", group, said, number, None) for said, number in rows]


def table(asked: Mapping[str, Counts]) -> list[Reponse]:
    return [row for demarche, own in asked.items() for row in answers(demarche, own)]


def shown(rows: Sequence[Reponse], before: Sequence[Sequence[Reponse]] = ()) -> dict[str, Decompte]:
    """Everybody who answered, by démarche, as far as it is shown."""
    kept = protect_answers(rows, SEUIL, before, PLACES)
    return {
        name: next(iter(count_answers(r for r in kept if r.demarche == name).values()))[None]
        for name in {r.demarche for r in kept if r.effectif is not None}
    }


def test_a_commune_less_two_of_its_quartiers_is_no_third_one() -> None:
    """60 less 30 less 25: neither pair tells it, the three do."""
    told = shown(table({"commune": (35, 25), "a": (17, 13), "b": (14, 11), "c": (4, 1)}))
    assert set(told) == {"commune", "a"}


def test_a_commune_less_its_quartier_has_no_small_group() -> None:
    """40 women less 35: five, in a rest of twenty-three that may be shown."""
    counts: dict[str, tuple[Counts, Counts]] = {"commune": ((20, 20), (25, 25)), "a": ((18, 17), (14, 16))}
    rows = []
    for name, (women, men) in counts.items():
        rows += answers(name, (women[0] + men[0], women[1] + men[1]))
        rows += [*answers(name, women, group="femmes"), *answers(name, men, group="hommes")]
    assert set(shown(rows)) == {"commune"}


def test_questionnaires_of_other_quartiers_withhold_nothing() -> None:
    """Nobody is in both: their difference is of nobody."""
    asked: dict[str, Counts] = {"a": (40, 30), "b": (39, 29), "c": (22, 13), "d": (20, 12)}
    assert set(shown(table(asked))) == set("abcd")


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=4),
    st.tuples(st.integers(0, 12), st.integers(0, 12)),
)
@settings(max_examples=150, deadline=None)
def test_no_sum_of_what_is_shown_leaves_a_few_people(parts: list[Counts], rest: Counts) -> None:
    """Every set of démarches that are shown is taken off every other one that is."""
    whole = (sum(p[0] for p in parts) + rest[0], sum(p[1] for p in parts) + rest[1])
    told = shown(table({"commune": whole, **dict(zip("abcd", parts, strict=False))}))
    if "commune" not in told:
        return
    others = [told[name] for name in told if name != "commune"]
    for chosen in chain.from_iterable(combinations(others, size) for size in range(1, len(others) + 1)):
        left = told["commune"].minus(chosen)
        if min(left.base, *left.choix.values()) >= 0:
            assert left.is_told(SEUIL), (told, chosen)


@pytest.mark.parametrize(("left", "is_shown"), [((90, 70), True), ((0, 0), True), ((3, 2), False)])
def test_a_questionnaire_of_the_whole_contract_is_not_withheld_for_being_large(left: Counts, *, is_shown: bool) -> None:
    """Twenty quartiers make a million sums: those that leave enough people are not looked for."""
    quartiers = {f"q{n}": (60 + n, 45 + n) for n in range(20)}
    whole = (sum(p[0] for p in quartiers.values()) + left[0], sum(p[1] for p in quartiers.values()) + left[1])
    lieux = {"tout": frozenset(quartiers), **{q: frozenset([q]) for q in quartiers}}
    kept = protect_answers(table({"tout": whole, **quartiers}), SEUIL, lieux=lieux)
    shown_here = {r.demarche for r in kept if r.effectif is not None}
    assert "tout" in shown_here
    closed = quartiers.keys() - shown_here
    assert bool(closed) is not is_shown


# -- editions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "is_shown"),
    [
        ((50, 37), True),  # nothing has moved
        ((51, 37), False),  # one more person, who said yes
        ((52, 40), False),  # five more
        ((49, 38), False),  # one person answers otherwise
        ((45, 36), False),  # six were taken off
        ((60, 45), True),  # eighteen more, who do not answer alike
        ((65, 37), False),  # fifteen more, who all said yes
    ],
)
def test_who_answered_since_an_edition_is_not_found_by_subtraction(now: Counts, *, is_shown: bool) -> None:
    before = answers("a", (50, 37))
    assert ("a" in shown(answers("a", now), [before])) is is_shown


def test_a_group_that_moved_since_an_edition_withholds_the_question_too() -> None:
    def of(women: Counts) -> list[Reponse]:
        return [
            *answers("a", (45, 45)),
            *answers("a", women, group="femmes"),
            *answers("a", (45 - women[0], 45 - women[1]), group="hommes"),
        ]

    assert shown(of((20, 20)), [of((20, 20))])
    assert not shown(of((21, 20)), [of((20, 20))])


def test_the_editions_of_a_folder_are_read(tmp_path: Path) -> None:
    """One person more since the last committee: the report of then and that of now would tell what they said."""
    folder = tmp_path / "tables"
    shutil.copytree(PROJECT_ROOT / "exemples" / "suivi", folder)
    kept = folder / "editions" / "2026-07-02"
    shutil.copytree(PROJECT_ROOT / "exemples" / "suivi", kept, ignore=shutil.ignore_patterns("editions"))
    assert len(shown_in_editions(folder, SEUIL)) == 1  # that of March has no answers
    question = "Vous sentez-vous bien dans le quartier ?"
    assert any(r.effectif for r in load_contrat(folder).reponses if r.question == question)
    path = folder / "reponses.csv"
    text = path.read_text(encoding="utf-8-sig")
    assert ";;;Oui;21;" in text
    path.write_text(text.replace(";;;Oui;21;", ";;;Oui;22;"), encoding="utf-8-sig")
    counted = folder / "demarches.csv"
    counted.write_text(counted.read_text(encoding="utf-8-sig").replace(";87;;", ";88;;"), encoding="utf-8-sig")
    now = load_contrat(folder)
    assert not any(r.effectif for r in now.reponses if r.question == question)
    assert any(r.effectif for r in now.reponses if r.question != question)

"""Nobody is found again in what is shown of a questionnaire: the equations that its readers may write are solved."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from quartiers.donnees.decomptes import Decompte, count_answers
from quartiers.donnees.modele import Demarche, Parole, Reponse
from quartiers.donnees.secret import protect_answers, protect_demarche, protect_verbatim

SEUIL = 11
CRITERIA = ("sexe", "âge")
Person = tuple[tuple[int | None, ...], tuple[int | None, ...]]  # its group by criterion, its answer by question


class Survey(NamedTuple):
    people: list[Person]
    groups: tuple[int, ...]
    answers: tuple[int, ...]

    def rows(self) -> list[Reponse]:
        """The table as an import counts it: everybody, then each group, each answer, zeros included."""
        found = []
        for question, number in enumerate(self.answers):
            whole: tuple[tuple[str, int] | None, ...] = (None,)
            for group in whole + tuple(
                (c, g) for c, size in zip(CRITERIA, self.groups, strict=True) for g in range(size)
            ):
                own = [p for p in self.people if group is None or p[0][CRITERIA.index(group[0])] == group[1]]
                counts = Counter(p[1][question] for p in own)
                for answer in range(number):
                    found.append(
                        Reponse(
                            "d", f"q{question}", group and group[0], group and f"{group[0]} {group[1]}",
                            f"r{answer}", counts[answer], None,
                        )
                    )  # fmt: skip
        return found


@st.composite
def surveys(draw: Any) -> Survey:
    """Up to 60 people, so that groups are about the threshold; some do not answer, some do not say who they are."""
    groups = draw(st.tuples(st.integers(2, 4), st.integers(2, 5)))
    answers = tuple(draw(st.lists(st.integers(2, 3), min_size=1, max_size=3)))
    own = st.tuples(*(st.one_of(st.none(), st.integers(0, size - 1), st.just(0)) for size in groups))
    said = st.tuples(*(st.one_of(st.none(), st.just(0), st.integers(0, number - 1)) for number in answers))
    # The same person many times: groups that answer alike come up.
    people = draw(st.lists(st.tuples(st.tuples(own, said), st.integers(1, 14)), max_size=12))
    return Survey([person for person, times in people for _ in range(times)], groups, answers)


def told(rows: list[Reponse]) -> Mapping[str, Mapping[Any, Decompte]]:
    """What a reader has: counts of everybody and of groups, by question."""
    return count_answers(row for row in rows if row.effectif is not None)


@given(surveys())
@settings(max_examples=120, deadline=None)
def test_every_group_that_is_shown_is_large_enough_and_mixed(survey: Survey) -> None:
    for groups in told(protect_answers(survey.rows(), SEUIL)).values():
        for shown in groups.values():
            assert shown.base == 0 or (shown.base >= SEUIL and max(shown.choix.values()) < shown.base)


@given(surveys())
@settings(max_examples=40, deadline=None)
def test_no_group_that_is_withheld_can_be_computed(survey: Survey) -> None:
    """Whoever adds and subtracts all that is printed, of both criteria together, does not find it."""
    truth, seen = count_answers(survey.rows()), told(protect_answers(survey.rows(), SEUIL))
    for question, groups in seen.items():
        lost = [g for g, n in truth[question].items() if g is not None and g not in groups and n.base > 0]
        if not lost:
            continue
        system = Equations(truth[question], groups)
        for group in lost:
            low, high = system.bounds([group])
            assert high - low > 0.5, (question, group)
        for criterion in CRITERIA:  # what is left of the whole is a group that anybody computes
            rest = truth[question][None].minus(n for g, n in groups.items() if g is not None and g[0] == criterion)
            assert rest.base == 0 or (rest.base >= SEUIL and max(rest.choix.values()) < rest.base)


class Equations:
    """What a reader knows of one question: people by group of each criterion and by answer, none negative.

    The reader even knows whether some have not said their group.
    """

    def __init__(self, truth: Mapping[Any, Decompte], seen: Mapping[Any, Decompte]):
        whole = truth[None]
        self.answers = list(whole.choix)
        sides = []
        for criterion in CRITERIA:
            own = [g for g in truth if g is not None and g[0] == criterion]
            unknown = whole.minus(truth[g] for g in own).base > 0
            sides.append([*own, *([(criterion, None)] if unknown else [])])
        self.cells = list(product(*sides, self.answers))
        equations, values = [], []
        for answer in self.answers:
            equations.append([cell[-1] == answer for cell in self.cells])
            values.append(whole.choix[answer])
            for group, counted in seen.items():
                if group is not None:
                    equations.append([group in cell and cell[-1] == answer for cell in self.cells])
                    values.append(counted.choix[answer])
        self.left, self.right = np.array(equations, dtype=float), np.array(values, dtype=float)

    def bounds(self, groups: list[Any]) -> tuple[float, float]:
        """The fewest and the most people that these groups may have together."""
        wanted = np.array([any(g in cell for g in groups) for cell in self.cells], dtype=float)
        ends = [linprog(sign * wanted, A_eq=self.left, b_eq=self.right, method="highs") for sign in (1, -1)]
        assert all(end.success for end in ends)
        return float(ends[0].fun), float(-ends[1].fun)


def survey_of(**counts: tuple[int, int]) -> list[Reponse]:
    """A yes or no question, by group of one criterion."""
    whole = [sum(n) for n in zip(*counts.values(), strict=True)]
    return [
        Reponse("d", "q", group and "âge", group, answer, number, None)
        for group, numbers in ((None, whole), *counts.items())
        for answer, number in zip(("oui", "non"), numbers, strict=True)
    ]


def groups_shown(rows: list[Reponse]) -> list[str | None]:
    kept = protect_answers(rows, SEUIL)
    return list(dict.fromkeys(row.groupe for row in kept if row.effectif is not None))


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": (20, 20), "b": (30, 5)}, [None, "a", "b"]),
        ({"a": (5, 5), "b": (6, 5)}, [None]),  # ten people, whom the rest of the whole would give back
        ({"a": (5, 5), "b": (6, 6), "c": (40, 9)}, [None, "c"]),
        ({"a": (2, 1), "b": (3, 1), "c": (40, 9)}, [None]),  # two small groups of seven people together
        ({"a": (12, 0), "b": (20, 20), "c": (40, 9)}, [None, "c"]),  # twelve who all said yes
        ({"a": (12, 12), "b": (0, 20), "c": (40, 9)}, [None, "c"]),  # twenty who all said no
        ({"a": (7, 3)}, []),  # ten people in all
        ({"a": (30, 0), "b": (20, 0)}, []),  # everybody said yes
        ({"a": (0, 0), "b": (20, 20)}, [None, "a", "b"]),  # nobody is no group
    ],
)
def test_what_is_shown_of_a_question(counts: dict[str, tuple[int, int]], shown: list[str | None]) -> None:
    assert groups_shown(survey_of(**counts)) == shown


def test_those_who_did_not_say_their_group_are_one_too() -> None:
    """Three people without an age: what is left of the whole once both groups are taken off."""
    rows = [*survey_of(a=(20, 20), b=(30, 5))]
    rows[0], rows[1] = (Reponse("d", "q", None, None, r, n, None) for r, n in (("oui", 52), ("non", 26)))
    assert groups_shown(rows) == [None]


def test_a_group_that_is_small_for_one_question_is_withheld_for_all() -> None:
    first = survey_of(a=(20, 20), b=(30, 5), c=(9, 9), d=(9, 9))
    second = [
        Reponse("d", "q2", r.critere, r.groupe, r.reponse, 5 if r.groupe == "c" else r.effectif, None) for r in first
    ]
    assert groups_shown([*first, *second]) == [None, "a", "b"]


def questions_of(**asked: list[Reponse]) -> list[Reponse]:
    """Several questions of one démarche."""
    return [replace(row, question=question) for question, rows in asked.items() for row in rows]


def test_what_one_question_shows_tells_nothing_of_another() -> None:
    """All of b say yes to the second: were b shown for the first, and c for the second, a would be what is left."""
    first = survey_of(a=(2, 6), b=(25, 25), c=(18, 11))
    second = survey_of(a=(2, 6), b=(50, 0), c=(18, 11))
    kept = protect_answers(questions_of(q1=first, q2=second), SEUIL)
    assert {(r.question, r.groupe) for r in kept if r.effectif is None} == {(q, g) for q in ("q1", "q2") for g in "ab"}


def test_what_is_withheld_says_no_answer_and_comes_in_no_order_of_the_file() -> None:
    """A file may list the answers that were given only, the largest first: neither is repeated."""
    whole = [Reponse("d", "q", None, None, r, n, None) for r, n in (("non", 30), ("oui", 40))]
    groups = [("z", "non", 20), ("z", "oui", 20), ("b", "oui", 12), ("a", "non", 4), ("c", "non", 6), ("c", "oui", 8)]
    rows = [*whole, *(Reponse("d", "q", "âge", g, r, n, None) for g, r, n in groups)]
    kept = protect_answers(rows, SEUIL)
    assert [(r.groupe, r.reponse, r.effectif) for r in kept] == [
        (None, "non", 30), (None, "oui", 40),
        ("a", "", None), ("b", "", None), ("c", "non", 6), ("c", "oui", 8), ("z", "non", 20), ("z", "oui", 20),
    ]  # fmt: skip
    closed = protect_answers([Reponse("d", "q", None, None, "oui", 40, None)], SEUIL)
    assert [(r.reponse, r.effectif) for r in closed] == [("", None)]


def test_a_question_that_is_not_shown_tells_of_its_groups_too() -> None:
    """Five people for a question that is withheld are five people."""
    open_one = survey_of(a=(12, 12), b=(20, 15), c=(14, 20))
    closed = survey_of(a=(5, 0), b=(2, 0), c=(2, 0))
    assert groups_shown(questions_of(q1=open_one, q2=closed)) == [None]


def test_a_base_of_nobody_has_no_answer() -> None:
    """The number of all the respondents, copied on every group: what is left is no group of nobody."""
    rows = [Reponse("d", "q", None, None, r, n, 87) for r, n in (("oui", 40), ("non", 47))]
    rows += [
        Reponse("d", "q", "âge", g, r, n, 87)
        for g, own in (("a", (20, 20)), ("b", (18, 21)), ("c", (2, 6)))
        for r, n in zip(("oui", "non"), own, strict=True)
    ]
    assert groups_shown(rows) == [None]


def test_two_questionnaires_are_not_shown_where_one_less_the_other_is_a_few_people() -> None:
    asked = (("d1", "Bien ici ?", (45, 42)), ("d2", "bien ici", (43, 36)))
    rows = [
        Reponse(d, q, None, None, r, n, None) for d, q, own in asked for r, n in zip(("oui", "non"), own, strict=True)
    ]
    kept = protect_answers(rows, SEUIL)
    assert {r.demarche for r in kept if r.effectif is not None} == {"d1"}


def test_several_choices_are_counted_of_those_who_answered() -> None:
    """Twenty people chose 30 things: none was chosen by all."""
    rows = [Reponse("d", "q", None, None, answer, number, 20) for answer, number in (("bus", 19), ("vélo", 11))]
    assert [row.effectif for row in protect_answers(rows, SEUIL)] == [19, 11]
    alike = [Reponse("d", "q", None, None, answer, number, 20) for answer, number in (("bus", 20), ("vélo", 10))]
    assert [row.effectif for row in protect_answers(alike, SEUIL)] == [None]


def test_few_people_are_not_counted() -> None:
    for number, shown in (
        (0, (0, False)),
        (1, (None, True)),
        (10, (None, True)),
        (11, (11, False)),
        (None, (None, False)),
    ):
        row = protect_demarche(Demarche("d", "atelier", "x", None, (), *[None] * 6, number, (), None), SEUIL)  # type: ignore[arg-type]
        assert (row.participants, row.sous_seuil) == shown


def test_a_verbatim_is_kept_once_it_is_read() -> None:
    kept = [protect_verbatim(Parole("p", "d", None, None, "texte", relue)) for relue in ("oui", "non")]
    assert [row is not None for row in kept] == [True, False]


def test_an_answer_that_nobody_gave_tells_what_all_of_them_gave() -> None:
    """Twenty people, of whom none ticked the only choice that is listed."""
    assert not Decompte(20, {"oui": 0}).is_told(SEUIL)
    rows = [Reponse("d", "q", None, None, "oui", 0, 20)]
    assert [(r.reponse, r.effectif) for r in protect_answers(rows, SEUIL)] == [("", None)]

"""The rules of the proposals: each has a case, one always applies, and what they may never say they never say."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiers import PROJECT_ROOT
from quartiers.analyse.evaluation_propositions import REGLES, Besoin, Faits, Mot, propose

METHODE = (PROJECT_ROOT / "docs" / "methode.md").read_text(encoding="utf-8")
SOME = st.integers(0, 4)


@st.composite
def facts(draw: st.DrawFn) -> Faits:
    """Facts that may be gathered: what is a part of something is not more than it."""
    actions, reached, missed, made = draw(SOME), draw(SOME), draw(SOME), draw(SOME)
    return Faits(
        close=draw(st.booleans()),
        actions=actions,
        ouvertes=draw(st.integers(0, actions)),
        resultats_atteints=reached,
        propres_atteints=draw(st.integers(0, reached)),
        resultats_manques=missed,
        a_mi_chemin=draw(st.integers(0, missed)),
        realisations_atteintes=made,
        realisations_depassees=draw(st.integers(0, made)),
        realisations_manquees=draw(SOME),
        resultats_sans_cible=draw(SOME),
        besoin=draw(st.sampled_from(Besoin)),
        demande_non_couverte=draw(st.booleans()),
        avis_sans_reponse=draw(st.integers(0, 2)),
    )


@pytest.mark.parametrize(
    ("known", "code", "word"),
    [
        (Faits(close=True, actions=2, resultats_atteints=3), "E1", None),
        (Faits(), "E2", None),
        (Faits(resultats_sans_cible=1), "E3", None),  # something is followed, and nobody said what was aimed at
        (Faits(actions=1, realisations_atteintes=4, resultats_sans_cible=2), "E3", None),
        (Faits(actions=1, resultats_atteints=1, resultats_manques=1), "E4", None),
        (Faits(actions=1, resultats_atteints=1, propres_atteints=1, besoin=Besoin.ABSENT), "E5", Mot.CLORE),
        (Faits(actions=1, resultats_atteints=1, propres_atteints=1), "E5", Mot.CLORE),
        # Something is still under way, or the target is an action's and not the priority's: nothing is closed.
        (Faits(actions=1, ouvertes=1, resultats_atteints=1, propres_atteints=1), "E7", Mot.MAINTENIR),
        (Faits(actions=1, resultats_atteints=1, besoin=Besoin.ABSENT), "E7", Mot.MAINTENIR),
        # Nor while residents wait for an answer.
        (Faits(actions=1, resultats_atteints=1, propres_atteints=1, avis_sans_reponse=1), "E7", Mot.MAINTENIR),
        (
            Faits(actions=1, ouvertes=1, resultats_atteints=1, besoin=Besoin.PRESENT, demande_non_couverte=True),
            "E6",
            Mot.RENFORCER,
        ),
        (
            Faits(
                actions=1,
                resultats_atteints=2,
                realisations_atteintes=1,
                realisations_depassees=1,
                besoin=Besoin.PRESENT,
            ),
            "E6",
            Mot.RENFORCER,
        ),
        (Faits(actions=1, ouvertes=1, resultats_atteints=1, besoin=Besoin.PRESENT), "E7", Mot.MAINTENIR),
        (Faits(actions=1, resultats_manques=2, a_mi_chemin=2, realisations_manquees=1), "E8", Mot.MAINTENIR),
        (Faits(actions=1, resultats_manques=2, a_mi_chemin=1, realisations_atteintes=1), "E9", Mot.REORIENTER),
        (Faits(actions=1, resultats_manques=1, realisations_atteintes=1, realisations_manquees=1), "E10", None),
        (Faits(actions=1, resultats_manques=1), "E11", None),
    ],
)
def test_each_rule_has_its_case(known: Faits, code: str, word: Mot | None) -> None:
    found = propose(known)
    assert (found.regle.code, found.mot) == (code, word)


@given(facts())
def test_one_rule_always_applies_and_always_the_same(known: Faits) -> None:
    found = propose(known)
    assert found.regle in REGLES
    assert propose(replace(known)) == found
    assert found.motif


@given(facts())
def test_nothing_is_proposed_without_a_result_and_its_target(known: Faits) -> None:
    if propose(known).mot is not None:
        assert known.resultats_lus > 0
        assert not known.close


@given(facts())
def test_what_still_is_needed_or_under_way_is_not_to_be_closed(known: Faits) -> None:
    if propose(known).mot is Mot.CLORE:
        assert known.besoin is not Besoin.PRESENT
        assert not known.ouvertes
        assert not known.resultats_manques
        assert not known.avis_sans_reponse


@given(facts(), st.sampled_from(Besoin))
def test_the_context_never_makes_a_failure_nor_unmakes_one(known: Faits, other: Besoin) -> None:
    """Whether a target is reached is the actions' own: the need only tells what to do of what has worked."""
    one, two = propose(known), propose(replace(known, besoin=other))
    assert (one.mot is Mot.REORIENTER) == (two.mot is Mot.REORIENTER)
    assert (one.mot is None) == (two.mot is None)


def test_the_method_says_every_rule() -> None:
    """The table of ``docs/methode.md``: a row a rule, in their order, with its word."""
    rows = [line.split("|") for line in METHODE.splitlines() if line.startswith("| E")]
    assert [cells[1].strip() for cells in rows] == [regle.code for regle in REGLES]
    words = [cells[2].strip() for cells in rows]
    assert words == [regle.mot.value if regle.mot is not None else "aucune proposition" for regle in REGLES]

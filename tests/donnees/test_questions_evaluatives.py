"""The evaluative questions of ``contrat.toml``: what is read of them, and what is refused, in French."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quartiers import PROJECT_ROOT
from quartiers.donnees import Anomalie, Contrat, DonneesInvalides, load_contrat
from quartiers.donnees.modele import QuestionEvaluative
from quartiers.donnees.reglages.questions import split_question

Spoil = Callable[[str, str], tuple[Anomalie, ...]]


@pytest.fixture
def spoiled(folder: Path) -> Spoil:
    """Replace a text of the example's ``contrat.toml``, which must then be refused."""

    def spoil(before: str, after: str) -> tuple[Anomalie, ...]:
        path = folder / "contrat.toml"
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
        with pytest.raises(DonneesInvalides) as caught:
            load_contrat(folder)
        assert {a.fichier for a in caught.value.anomalies} == {"contrat.toml"}
        return caught.value.anomalies

    return spoil


def test_a_question_names_what_it_is_answered_with(suivi: Contrat) -> None:
    assert suivi.questions_evaluatives[0] == QuestionEvaluative(
        "Les jeunes et les femmes accèdent-ils davantage à l'emploi et à la formation ?",
        ("insertion",),
        ("emploi_15_64_pct",),
        ("resultats",),
    )
    assert suivi.agglomeration == "agglo"


def test_questions_are_adopted_by_a_day_or_by_nobody(suivi: Contrat, contrat: Contrat, folder: Path) -> None:
    assert contrat.questions_adoptees_le is None  # a proposal, that no committee has seen
    assert suivi.questions_adoptees_le is None
    path = folder / "contrat.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[evaluation]", "[evaluation]\nadoptees_le = 2026-03-12 #", 1), encoding="utf-8")
    assert load_contrat(folder).questions_adoptees_le == date(2026, 3, 12)


def test_a_day_of_adoption_is_a_day(spoiled: Spoil) -> None:
    [fault] = spoiled('agglomeration = "agglo"', 'adoptees_le = "mars 2026"\nagglomeration = "agglo"')
    assert "evaluation.adoptees_le" in str(fault)


def test_the_contract_s_own_questions_are_three_to_five(contrat: Contrat) -> None:
    assert 3 <= len(contrat.questions_evaluatives) <= 5
    assert all(q.thematiques or q.indicateurs or q.tables for q in contrat.questions_evaluatives)
    assert contrat.agglomeration == ""  # no value of it is in the tables yet


@example("Deux lignes,\nune question ?", [])
@given(st.text(st.characters(exclude_characters="[]"), min_size=1), st.lists(st.from_regex(r"[a-z_]+", fullmatch=True)))
def test_brackets_at_the_end_are_names(question: str, names: list[str]) -> None:
    text = question.strip() or "?"
    assert split_question(text) == (text, ())
    assert split_question(f"{text} [{', '.join(names)}]") == (text, tuple(dict.fromkeys(names)))


def test_a_name_that_is_nothing_s_is_refused_with_the_nearest(spoiled: Spoil) -> None:
    [fault] = spoiled("[parentalite, resultats]", "[parentalite, resultat]")
    assert "un thème, un indicateur ou une table" in str(fault)
    assert "resultat" in str(fault)
    assert "Sans doute « resultats »." in str(fault)
    assert fault.ligne is not None


def test_every_fault_is_said_at_once(spoiled: Spoil) -> None:
    faults = spoiled(
        '"Les parents de collégiens sont-ils mieux épaulés ? [parentalite, resultats]"',
        '"Des parents mieux épaulés [zzz]", "La place centrale vit-elle davantage le soir ?"',
    )
    said = " ".join(map(str, faults))
    assert "finit par un point d'interrogation" in said
    assert "« zzz »" in said or "zzz" in said
    assert "une question qui n'y est qu'une fois" in said


@pytest.mark.parametrize("number", [0, 1, 2, 6])
def test_there_are_three_to_five(spoiled: Spoil, number: int) -> None:
    text = (PROJECT_ROOT / "exemples" / "suivi" / "contrat.toml").read_text(encoding="utf-8")
    start = text.index("questions = [")
    some = ", ".join(f'"Question {n} ?"' for n in range(number))
    [fault] = spoiled(text[start:], f"questions = [{some}]\n")
    assert "de 3 à 5" in str(fault)


def test_the_agglomeration_is_a_territory_of_the_contract(spoiled: Spoil) -> None:
    [fault] = spoiled('agglomeration = "agglo"', 'agglomeration = "aglo"')
    assert "un identifiant de [territoires]" in str(fault)
    assert "Sans doute « agglo »." in str(fault)

"""R16 on findings that tell how much in a word: high, many, a small share, and no number."""

from typing import Any

import pytest

from quartiers.analyse.doutes import Doute
from quartiers.analyse.regles_grandeurs import EVOLUTIONS, GRANDEURS


def told(contract: Any) -> list[Doute]:
    return [d for d in contract.found("R16") if d.objet == GRANDEURS]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Cambriolages très élevés", True),
        ("Un absentéisme élevé", True),
        ("De nombreux départs", True),
        ("Départs trop nombreux", True),
        ("Coupures de courant fréquentes", True),
        ("Forte proportion de retraités", True),
        ("Taux faible de vaccination", True),
        ("Retraités surreprésentés", True),
        ("Élèves sans stage", False),
        ("Manque de bus vers de nombreux services", False),
        ("Besoin fort de transports", False),
        ("Faible envie de participer", False),
        ("Absentéisme élevé, de 12 %", False),
    ],
)
def test_r16_a_level_in_a_word_without_any_number(small: Any, text: str, found: bool) -> None:
    doubts = told(small().finding("a", "sante", text, lignes="12"))
    assert [(d.gravite.value, d.lignes) for d in doubts] == ([("à savoir", "12")] if found else [])
    assert all(text in d.phrase for d in doubts)


def test_r16_the_words_of_a_quartier_are_one_doubt_and_a_strength_is_none(small: Any) -> None:
    contract = small().finding("a", "sante", "Départs trop nombreux", lignes="12", nature="contexte")
    contract.finding("a", "sante", "Absentéisme élevé", lignes="15")
    contract.finding("a", "sante", "Entraide élevée", lignes="18", nature="atout")
    [doubt] = told(contract)
    assert doubt.lignes == "12, 15"
    assert doubt.phrase.startswith("2 constats disent un niveau ou une fréquence")


def test_r16_what_is_published_of_the_same_thing_stands_beside(small: Any) -> None:
    contract = small().indicator("x", libelle="Taux de chômage des ouvriers")
    for n, level in enumerate((9.0, 10.0, 11.0, 12.0, 13.0)):
        contract.quartier(f"q{n}").measure(f"QPq{n}", "x", 2022, level, year=2019)
    contract.quartier("a").measure("QPa", "x", 2022, 11.0, year=2019)
    [doubt] = told(contract.finding("a", "insertion", "Chômage élevé parmi les ouvriers"))
    text = doubt.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert text.endswith("taux de chômage des ouvriers, 11 % (2019), et 11 % en moyenne dans les QPV du contrat.")
    [other] = told(small().indicator("x").finding("a", "insertion", "Chômage élevé parmi les ouvriers"))
    assert "l'Insee publie" not in other.phrase


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Décrochage de plus en plus fréquent", True),
        ("Repli toujours plus marqué", True),
        ("Absences en recul", True),
        ("Isolement renforcé avec la crise", True),
        ("Absences en hausse, 12 % en 2019", False),  # a number
        ("Isolement renforcé par la distance", False),  # a cause, no change
        ("Enjeux de santé toujours forts", True),  # it lasts: since when, and what was it
        ("Enjeu fort : la santé", False),
    ],
)
def test_r16_a_change_in_a_word_without_any_number_or_date(small: Any, text: str, found: bool) -> None:
    contract = (
        small().finding("a", "sante", text, lignes="12").finding("a", "sante", "Entraide en hausse", nature="atout")
    )
    doubts = [d for d in contract.found("R16") if d.objet == EVOLUTIONS]
    assert [(d.gravite.value, d.lignes) for d in doubts] == ([("à savoir", "12")] if found else [])

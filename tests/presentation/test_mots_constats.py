"""A finding in a few words: its own, cut where a clause ends, and said to go on."""

from dataclasses import replace

import pytest

from quartiers.donnees import Contrat
from quartiers.donnees.modele import Constat
from quartiers.presentation.mots_constats import LONG, SERRE, close_sentence, in_few_words, list_findings


def said(contrat: Contrat, *texts: str) -> tuple[Constat, ...]:
    return tuple(replace(contrat.constats[0], constat_id=f"a-c{n}", constat=text) for n, text in enumerate(texts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Accès aux soins difficile", "accès aux soins difficile"),
        ("Mobilité entravée des habitants, les freins étant un obstacle", "mobilité entravée des habitants…"),
        ("Enjeu fort : l'engagement des parents", "enjeu fort : l'engagement des parents"),
        ("Publics difficiles à mobiliser, dont une partie refuse", "publics difficiles à mobiliser…"),
        ("Trop peu de lieux, ce qui pèse", "trop peu de lieux, ce qui pèse"),
    ],
    ids=["short", "a clause", "a head that says nothing", "dont", "too short to be cut"],
)
def test_a_finding_is_cut_where_a_clause_ends(contrat: Contrat, text: str, expected: str) -> None:
    [told] = said(contrat, text)
    assert in_few_words(contrat, told) == expected


def test_a_name_keeps_its_capital(contrat: Contrat) -> None:
    found = said(contrat, "Jaurès isolé", "Peur à Jaurès")
    assert in_few_words(replace(contrat, constats=found), found[0]) == "Jaurès isolé"
    assert in_few_words(replace(contrat, constats=found[:1]), found[0]) == "jaurès isolé"


def test_no_finding_is_longer_than_it_may_be_nor_ends_with_a_word_that_calls_for_another(contrat: Contrat) -> None:
    for long in (LONG, SERRE):
        for c in contrat.constats:
            told = in_few_words(contrat, c, long)
            assert len(told) <= long + 1
            begun = told.rstrip("…")
            assert c.constat[1:].startswith(begun[1:])
            assert told.endswith("…") is (begun[1:] != c.constat[1:])
            assert begun.split(" ")[-1] not in ("de", "et", "des", "la", "le", "les", "sur", "par", "aux", "à"), told


def test_those_that_are_not_named_are_counted(contrat: Contrat) -> None:
    found = said(contrat, "Bruit", "Boue", "Froid")
    assert list_findings(contrat, found, 2) == "bruit ; boue ; et 1 autre"
    assert list_findings(contrat, found, 0) == "3 constats"
    assert list_findings(contrat, found, 3) == "bruit ; boue ; froid"


def test_what_goes_on_has_no_full_stop() -> None:
    assert close_sentence("bruit") == "bruit."
    assert close_sentence("bruit…") == "bruit…"

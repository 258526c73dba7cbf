"""A finding in a few words: a reading's, else its own, cut where a clause ends, and said to go on."""

import re
from dataclasses import replace

import pytest

from quartiers.donnees import Contrat
from quartiers.donnees.modele import AppuiLu, Constat
from quartiers.presentation.mots_constats import close_sentence, in_few_words, list_findings


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
        (
            "Incivilités (vitesse, appropriation d'espaces) et bruit la nuit, dont",
            "incivilités (vitesse, appropriation d'espaces) et bruit la nuit…",
        ),
        (
            "Violences conjugales particulièrement élevées sur le territoire",
            "violences conjugales particulièrement élevées sur le territoire",
        ),
    ],
    ids=["short", "a clause", "a head that says nothing", "dont", "too short to be cut", "marks", "its place"],
)
def test_a_finding_is_cut_where_a_clause_ends(contrat: Contrat, text: str, expected: str) -> None:
    [told] = said(contrat, text)
    assert in_few_words(contrat, told) == expected


def test_a_name_keeps_its_capital(contrat: Contrat) -> None:
    found = said(contrat, "Jaurès isolé", "Peur à Jaurès")
    assert in_few_words(replace(contrat, constats=found), found[0]) == "Jaurès isolé"
    assert in_few_words(replace(contrat, constats=found[:1]), found[0]) == "jaurès isolé"


def test_a_finding_that_is_cut_is_its_beginning_and_ends_where_a_clause_does(contrat: Contrat) -> None:
    for c in contrat.constats:
        told = in_few_words(replace(contrat, appuis=()), c)
        begun = told.rstrip("…")
        assert c.constat[1:].startswith(begun[1:])
        assert told.endswith("…") is (begun[1:] != c.constat[1:])
        assert begun.count("(") == begun.count(")")
        left = c.constat[len(begun) :]
        assert re.match(r"$|[:;,.]|\s(qui|dont|d'où|où|ce qui|que|quand|et,|\(|:|;)", left), told


def test_what_a_reading_wrote_is_told_instead_for_its_priority_and_for_all_where_it_leaves_nothing_out(
    contrat: Contrat,
) -> None:
    [told] = said(contrat, "Contexte complexe : le renouvellement urbain, qui dure")
    first, second = contrat.priorites[:2]

    def written(*rows: tuple[str, str, str | None]) -> Contrat:
        read = (AppuiLu(p, told.constat_id, None, "confirmé", None, words, left) for p, words, left in rows)
        return replace(contrat, constats=(told,), appuis=tuple(read))

    alone = written((first.priorite, "travaux qui durent", None))
    assert in_few_words(alone, told) == in_few_words(alone, told, second) == "travaux qui durent"
    partial = written((first.priorite, "travaux qui durent", "le complexe"))
    assert in_few_words(partial, told, first) == "travaux qui durent"
    assert in_few_words(partial, told).startswith("contexte complexe")
    two = written((first.priorite, "travaux", None), (second.priorite, "durée", None))
    assert [in_few_words(two, told, p) for p in (first, second)] == ["travaux", "durée"]
    assert in_few_words(two, told).startswith("contexte complexe")


def test_those_that_are_not_named_are_counted(contrat: Contrat) -> None:
    found = said(contrat, "Bruit", "Boue", "Froid")
    assert list_findings(contrat, found, 2) == "bruit ; boue ; et 1 autre"
    assert list_findings(contrat, found, 0) == "3 constats"
    assert list_findings(contrat, found, 3) == "bruit ; boue ; froid"


def test_what_goes_on_has_no_full_stop() -> None:
    assert close_sentence("bruit") == "bruit."
    assert close_sentence("bruit…") == "bruit…"

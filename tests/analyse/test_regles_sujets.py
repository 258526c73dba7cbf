"""R12 and R23 by subject: difficulties that no priority speaks of, forms that the diagnostic does not announce."""

import pickle
import re
from dataclasses import replace
from typing import Any

import pytest

from quartiers.analyse.doutes import Doute
from quartiers.analyse.fiabilite import check_contract
from quartiers.analyse.sujets import first_subjects, subjects_of
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Contrat, Declinaison, Sujet
from quartiers.donnees.tables.cadre import INCOMPLET

SUJETS = (Sujet("Déchets", ("déchet", "encombrant")), Sujet("Cancers", ("dépist", "cancer")))


def told(contract: Any, rule: str, *others: Sujet) -> list[Doute]:
    contrat = replace(contract.build(), sujets=(*SUJETS, *others))
    return [d for d in check_contract(contrat).doutes if d.regle.value == rule]


def forms(*texts: str) -> tuple[Declinaison, ...]:
    return tuple(Declinaison("p", n, text, None) for n, text in enumerate(texts, start=1))


def test_a_subject_is_known_by_how_its_words_begin(small: Any) -> None:
    contrat = replace(small().build(), sujets=SUJETS)
    assert subjects_of(contrat, ["Des ENCOMBRANTS, et le dépistage", None]) == {"Déchets", "Cancers"}
    assert subjects_of(contrat, ["Un surencombrant"]) == frozenset()


def test_subjects_are_those_whose_words_begin_a_word_of_the_text(contrat: Contrat) -> None:
    """Of every text of the contract, and read again of a contract that went to another process."""
    sent = pickle.loads(pickle.dumps(contrat))
    texts = [k.constat for k in contrat.constats] + [i.libelle for i in contrat.indicateurs.values()]
    met = set()
    for text in texts:
        plain = [(s.sujet, rf"\b(?:{'|'.join(re.escape(fold(w)) for w in s.mots)})") for s in contrat.sujets]
        begun = {sujet for sujet, pattern in plain if re.search(pattern, fold(text))}
        assert subjects_of(contrat, [text]) == subjects_of(sent, [text]) == begun
        met |= begun
    assert len(met) > 10


def test_another_contract_has_its_own_subjects(small: Any) -> None:
    """What was read for one is not kept for another."""
    one, other = (replace(small().build(), sujets=(s,)) for s in SUJETS)
    text = ["Déchets et cancers"]
    assert (subjects_of(one, text), subjects_of(other, text)) == ({"Déchets"}, {"Cancers"})


def test_r12_a_difficulty_whose_subject_no_priority_of_its_theme_takes_up(small: Any) -> None:
    contract = small().priority("a", "sante").finding("a", "sante", "Trop de déchets", lignes="12")
    [found] = told(contract, "R12")
    assert (found.quartiers, found.lignes, found.gravite.value) == (("a",), "12", "à savoir")
    assert "Trop de déchets (recueilli auprès d'habitants) – déchets." in found.phrase


def test_r12_a_form_of_another_theme_answers_a_subject(small: Any) -> None:
    contract = small().priority("a", "sante").finding("a", "sante", "Trop de déchets")
    assert told(contract.priority("a", "jeunesse", declinaisons=forms("Trier les déchets")), "R12") == []


def test_r12_a_strength_and_a_finding_of_no_subject_ask_for_nothing(small: Any) -> None:
    contract = small().priority("a", "sante").finding("a", "sante", "Peu de bus")
    assert told(contract.finding("a", "sante", "Peu de déchets", nature="atout"), "R12") == []


def test_r23_a_form_on_a_subject_that_the_diagnostic_does_not_speak_of(small: Any) -> None:
    contract = small().finding("a", "sante", "Peu de médecins")
    contract.priority("a", "sante", lignes="20-22", declinaisons=forms("Dépister les cancers", "Aller vers"))
    [found] = told(contract, "R23")
    assert (found.objet, found.lignes) == ("Déclinaisons", "20-22")
    assert found.phrase.endswith(" : Dépister les cancers (l. 20-22).")
    assert told(contract.finding("a", "jeunesse", "Des cancers en hausse", nature="contexte"), "R23") == []


def test_r23_the_label_of_a_stated_figure_speaks(small: Any) -> None:
    contract = small().finding("a", "sante", "Peu de médecins").indicator("x", libelle="Part des femmes non dépistées")
    contract.priority("a", "sante", declinaisons=forms("Dépister les cancers"))
    assert len(told(contract, "R23")) == 1
    words = Sujet("Femmes", ("femmes", "dépister"))
    assert told(contract.state("a", "x", 12.0), "R23", words) == []


def test_r23_a_form_that_says_what_it_finds_needs_no_finding(small: Any) -> None:
    contract = small().finding("a", "sante", "Peu de médecins")
    contract.priority("a", "sante", declinaisons=forms("Répondre à la hausse des cancers"))
    assert told(contract, "R23") == []


def test_r23_draws_nothing_from_a_diagnostic_that_is_not_whole(small: Any) -> None:
    contract = small().quartier("a", texte=INCOMPLET).finding("a", "sante", "Peu de médecins")
    contract.priority("a", "sante", declinaisons=forms("Dépister les cancers"))
    assert told(contract, "R23") == []


def test_r23_a_priority_whose_subject_or_public_is_found_under_another_theme_is_supported(small: Any) -> None:
    contract = small().priority("a", "revenus", "jeunes", declinaisons=forms("Trier les déchets"))
    assert len(told(contract.finding("a", "sante", "Peu de médecins"), "R23")) == 1
    assert told(contract.finding("a", "jeunesse", "Trop d'encombrants"), "R23") == []
    other = small().priority("a", "revenus", "jeunes").finding("a", "sante", "Peu de médecins")
    assert len(told(other, "R23")) == 1
    assert told(other.finding("a", "sante", "Des jeunes mal soignés"), "R23") == []


def test_a_text_is_first_about_what_it_begins_with(small: Any) -> None:
    contrat = replace(small().build(), sujets=SUJETS)
    assert first_subjects(contrat, "Des encombrants, malgré le dépistage") == {"Déchets"}
    assert first_subjects(contrat, "Cancers dus aux déchets") == {"Cancers"}
    assert first_subjects(contrat, "Santé : cancers et déchets") == frozenset()  # a list is about all of it
    assert first_subjects(contrat, "Peu de bus") == frozenset()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Cancers dus aux déchets", "cancers (seul est abordé ce qui s'y rattache : déchets)."),
        ("Déchets, d'où des cancers", None),
        ("Santé : cancers, déchets", "cancers (seul est abordé ce qui s'y rattache : déchets)."),  # all of a list
    ],
)
def test_r12_what_a_difficulty_is_about_first_is_not_answered_by_what_goes_with_it(
    small: Any, text: str, left: str | None
) -> None:
    contract = small().priority("a", "sante", declinaisons=forms("Trier les déchets")).finding("a", "sante", text)
    found = told(contract, "R12")
    assert len(found) == (left is not None)
    assert all(d.phrase.endswith(left or "") for d in found)


@pytest.mark.parametrize(
    ("text", "kind", "told_of"),
    [
        ("Dépister, avec ceux qui trient les déchets", None, True),  # with whom is no reason for it
        ("Trier les déchets, puis dépister", None, False),
        ("Dépister, avec ceux qui trient les déchets", "Tri des déchets", False),  # the kind of action says what it is
    ],
)
def test_r23_a_form_is_supported_by_what_it_is_about_first(
    small: Any, text: str, kind: str | None, told_of: bool
) -> None:
    form = Declinaison("p", 1, text, kind)
    contract = small().finding("a", "sante", "Trop de déchets").priority("a", "sante", declinaisons=(form,))
    assert bool([d for d in told(contract, "R23") if d.objet == "Déclinaisons"]) is told_of


def test_r12_what_is_brought_up_as_context_and_that_no_priority_speaks_of(small: Any) -> None:
    contract = small().priority("a", "sante", declinaisons=forms("Dépister"))
    contract.finding("a", "insertion", "Beaucoup de déchets ménagers", nature="contexte", lignes="12")
    contract.finding("a", "sante", "Dépistage peu connu", nature="contexte", lignes="14")
    [found] = told(contract, "R12")
    assert (found.lignes, found.gravite.value) == ("12", "à savoir")
    assert "sans en faire une difficulté" in found.phrase
    assert "Dépistage" not in found.phrase


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Cadre de vie : peu de dépistage, encombrants par endroits", "déchets"),
        ("Peu de dépistage et, plus largement, des déchets partout", "déchets"),
        ("Cadre de vie : dépistage insuffisant, accru par le bruit et les déchets", None),  # where it comes from
        ("Cadre de vie : peu de dépistage, notamment chez ceux qui trient les déchets", None),  # whom it is about
        ("Peu de dépistage pour qui trie ses déchets", None),  # no list
    ],
)
def test_r12_of_the_things_that_a_difficulty_lists_those_that_no_priority_speaks_of(
    small: Any, text: str, left: str | None
) -> None:
    contract = small().finding("a", "sante", text, lignes="37").priority("a", "sante", declinaisons=forms("Dépister"))
    found = told(contract, "R12")
    assert [f"– {left} (seul est abordé ce qui s'y rattache : cancers)" in d.phrase for d in found] == (
        [True] if left else []
    )


def test_r12_asks_nothing_of_a_quartier_whose_priorities_were_not_entered(small: Any) -> None:
    contract = small().priority_elsewhere().finding("a", "sante", "Beaucoup de déchets", nature="contexte")
    assert told(contract, "R12") == []

"""R9: what stands in a section and is not about its quartier; and the note that says whom all figures are about."""

from typing import Any

import pytest

from quartiers.analyse.doutes import Doute


def of(contract: Any, objet: str) -> list[Doute]:
    return [d for d in contract.found("R9") if d.objet == objet]


def test_findings_about_the_commune_are_told_once_a_quartier(small: Any) -> None:
    contract = small().finding("a", "sante", "Violences élevées sur le territoire", lignes="12")
    newcomers = "Part élevée de primo-arrivants dans la commune"
    contract.finding("a", "sante", newcomers, nature="contexte", lignes="14", origine="non précisée")
    contract.finding("b", "sante", "Mobilité difficile dans le quartier et, plus largement, dans la commune")
    contract.finding("b", "sante", "Un bus dessert le territoire").finding("b", "sante", "Relégué du reste de la ville")
    [found] = of(contract, "Constats")
    assert (found.quartiers, found.lignes, found.gravite.value) == (("a",), "12, 14", "à savoir")
    assert found.phrase.startswith("2 constats décrivent la commune ou le territoire, non le quartier seul : Violences")
    assert f"{newcomers} (le document ne dit pas qui le constate)." in found.phrase, (
        "« origine » is that of people here"
    )


def test_a_figure_stated_in_the_section_of_another_quartier(small: Any) -> None:
    contract = (
        small().quartier("a", lignes="619-658").state("a", "x", 59, lignes="669").state("a", "x", 63, lignes="632")
    )
    [found] = [d for d in contract.found("R9") if "hors de sa section" in d.phrase]
    assert (found.affirmations, found.lignes) == (("a-d1",), "669")
    assert small().state("a", "x", 59, lignes="669").found("R9") == []  # where no section is noted, nothing is outside


def test_a_mean_of_other_territories_than_the_usual_one(small: Any) -> None:
    contract = small().state("a", "x", 8.6, reference="nord", valeur_reference=16)
    contract.state("b", "x", 13.9, reference="agglo", position="au-dessous",
                   note="Référence énoncée : moyenne des autres quartiers")  # fmt: skip
    told = of(contract, "Moyenne citée")
    assert [d.affirmations for d in told] == [("a-d1",), ("b-d1",)]
    assert "le document compare à un autre ensemble (« nord »)" in told[0].phrase
    assert "compare à un ensemble qu'il nomme autrement (« moyenne des autres quartiers »)" in told[1].phrase
    assert told[1].phrase.endswith(" Il compare en général à la moyenne des QPV de l'agglomération.")
    assert of(small().state("a", "x", 8.6, reference="nord", valeur_reference=16), "Moyenne citée") == []


def test_the_note_that_says_all_figures_to_be_of_the_whole_is_believed(small: Any) -> None:
    def told(note: str | None) -> Doute:
        contract = small().quartier("a", couverture="partie", note=note).measure("QPa", "x", 2022, 42.6, year=2019)
        contract.state("a", "x", 42.6, annee=2019, lignes="594").state("a", "y", 20.5, annee=2021, lignes="593")
        [found] = of(contract, "Périmètre du QPV")
        return found

    some, all_of_them = told(None), told("Les chiffres du diagnostic portent sur l'ensemble du quartier intercommunal.")
    assert some.affirmations == all_of_them.affirmations == ("a-d1", "a-d2")
    text = some.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert "1 chiffre énoncé ici en a la valeur, ou son arrondi (l. 594)" in text
    assert "Pour l'autre (l. 593)" in text
    assert "le document dit en note que tous les siens le sont aussi" in all_of_them.phrase


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("Fénelon et Chardonnerets se sentent relégués", "Insécurité à Fénelon, Chardonnerets et Ailleurs"), 2),
        (("Mobiliser les habitants de la Résidence Dampierre",), 1),
        (("Ouvrir des lieux, notamment à Dutemple",), 0),  # an instance, not a limit
        (("Une partie du quartier, la place Taffin, est en travaux",), 0),  # it says so
        (("Difficultés à Commune", "Poursuivre avec la Cité éducative", "Accès à l'emploi"), 0),
    ],
)
def test_findings_that_name_a_place_are_about_a_part_of_the_quartier(
    small: Any, texts: tuple[str, ...], found: int
) -> None:
    contract = small().quartier("a")
    for n, words in enumerate(texts):
        contract.finding("a", "sante", words, lignes=str(10 + n))
    doubts = of(contract, "Parties du quartier")
    assert len(doubts) == bool(found)
    if doubts:
        assert (doubts[0].gravite.value, len((doubts[0].lignes or "").split(", "))) == ("à savoir", found)


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("Présentée comme la plus élevée de l'agglomération", True),
        ("Présentée comme la plus élevée des QPV de l'agglomération", False),
        ("Présentée comme la plus élevée", False),
    ],
)
def test_a_superlative_among_another_set_than_the_means(small: Any, note: str, found: bool) -> None:
    contract = small().state("a", "x", 24.7, annee=2021, note=note, lignes="424")
    doubts = of(contract, "Ensemble comparé")
    assert [(d.lignes, "« l'agglomération »" in d.phrase) for d in doubts] == ([("424", True)] if found else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Vaste quartier, où les besoins diffèrent d'un bout à l'autre", True),
        ("Trois sous-quartiers qui s'ignorent", True),
        ("Sous quartiers aux profils contrastés", True),
        ("Besoins de garde des familles", False),
        ("Tarifs différents d'une piscine à l'autre", False),
    ],
)
def test_r9_a_quartier_that_is_said_to_be_several(small: Any, text: str, found: bool) -> None:
    contract = small().finding("a", "sante", text, lignes="12", nature="contexte")
    doubts = [d for d in contract.found("R9") if d.objet == "Composition du quartier"]
    assert [(d.gravite.value, d.lignes) for d in doubts] == ([("à savoir", "12")] if found else [])
    assert all(text in d.phrase for d in doubts)


def test_r9_what_only_a_priority_says_is_said_to_be_its_own(small: Any) -> None:
    """Fresnes, l. 313: the text of a priority was told as a finding of the diagnostic."""
    contract = small().finding("a", "sante", "Violences élevées sur le territoire", lignes="313")
    contract.priority("a", "sante", lignes="313")
    [found] = [d for d in contract.found("R9") if "territoire" in d.phrase]
    assert found.phrase.startswith("Le texte d'une priorité, non le diagnostic, parle de la commune ou du territoire")
    assert found.proposition == "Citer la source, et dire si elle porte sur le quartier."
    assert "Citer" not in found.phrase, "reports print the remedy of what is to know"


@pytest.mark.parametrize(("lines", "found"), [("592", False), ("593", True)])
def test_a_mean_named_in_short_in_the_sentence_that_names_it_is_no_other_one(
    small: Any, lines: str, found: bool
) -> None:
    """Marly, l. 592: « la moyenne des quartiers prioritaires de l'agglomération […], la moyenne des quartiers »."""
    contract = small().state("a", "x", 19.8, annee=2018, reference="agglo", position="au-dessus", lignes="592")
    note = "Référence énoncée : moyenne des quartiers"
    contract.state("a", "y", 23.5, annee=2018, reference="agglo", position="au-dessus", note=note, lignes=lines)
    assert any("un ensemble qu'il nomme autrement" in d.phrase for d in contract.found("R9")) is found

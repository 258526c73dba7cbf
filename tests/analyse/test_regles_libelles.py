"""R13: two labels that differ by a letter are told, and counted apart until somebody has decided."""

from dataclasses import replace
from typing import Any

import pytest

from quartiers.analyse.doutes import Doute, Gravite, Regle
from quartiers.analyse.fiabilite import check_contract
from quartiers.analyse.regles_libelles import almost_same
from quartiers.donnees import Contrat
from quartiers.donnees.tables.cadre import INCOMPLET


def with_forms(contrat: Contrat, *forms: str) -> Contrat:
    """The contract with these forms in its first priorities, one each, and no other form."""
    priorities = []
    for number, priority in enumerate(contrat.priorites):
        form = forms[number] if number < len(forms) else None
        priorities.append(
            replace(priority, declinaisons=tuple(replace(d, forme=form) for d in priority.declinaisons[:1]))
        )
    return replace(contrat, priorites=tuple(priorities))


def on_forms(contrat: Contrat) -> list[Doute]:
    return [d for d in check_contract(contrat).doutes if d.objet == "Formes d'action"]


def test_our_own_labels_are_apart(contrat: Contrat) -> None:
    assert not on_forms(contrat)


def test_the_rarer_one_is_proposed_to_be_the_usual_one(contrat: Contrat) -> None:
    owners = [p.quartier for p in contrat.priorites]
    usual, rare = "Accès aux droits", "Accès au droits"
    spoilt = with_forms(contrat, *[usual if q == owners[0] else rare if q == owners[-1] else "" for q in owners])
    two = with_forms(contrat, *(usual if n < 12 else rare if n == 12 else "" for n in range(13)))
    assert [d.regle for d in on_forms(spoilt)] == [Regle.LIBELLE]
    [found] = on_forms(two)
    assert found.gravite is Gravite.DOUTE
    assert found.phrase.startswith(f"« {rare} » et « {usual} »")
    assert f"écrire partout « {usual} »" in found.proposition
    assert owners[12] in found.quartiers


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Démarches d'aller vers", "démarches d'aller-vers", True),
        ("Démarches", "Démarche", True),
        ("Santé mentale", "Sante mentale", True),
        ("Lien social", "Lien socual", True),
        ("Liens sociaux", "Lien social", False),
        ("Cadre de vie", "Cadre de ville", False),
        ("Étape 1", "Étape 2", False),
        ("Étape 1", "Étape 12", False),
    ],
)
def test_a_letter_makes_the_difference(one: str, other: str, same: bool) -> None:
    assert almost_same(one, other) is almost_same(other, one) is same


# -- names, and what a page cuts --------------------------------------------------------------------------


def with_findings(contrat: Contrat, *texts: str) -> list[Doute]:
    """The doubts that these texts raise, as the first findings of the contract."""
    findings = [
        replace(constat, constat=texts[n]) if n < len(texts) else constat for n, constat in enumerate(contrat.constats)
    ]
    known = check_contract(contrat).doutes
    read = check_contract(replace(contrat, constats=tuple(findings))).doutes
    return [d for d in read if d.objet in ("Noms propres", "Constat de terrain") and d not in known]


@pytest.mark.parametrize(
    ("one", "other", "two_ways"),
    [
        ("Insécurité à Saint-Waast", "Bruit à Saint Waast", True),
        ("Une image liée aux Chardonnerets", "Une image liée aux Chardonerets", True),
        ("Insécurité à Kranishfeld", "Bruit à Kranishfeld", False),
        ("Insécurité à Kranishfeld", "Bruit à Chasse Royale", False),
    ],
)
def test_r13_one_name_in_two_ways(contrat: Contrat, one: str, other: str, two_ways: bool) -> None:
    assert bool(with_findings(contrat, one, other)) is two_ways


def test_r13_the_official_name_of_a_qpv_may_be_written_otherwise(contrat: Contrat) -> None:
    found = [d for d in check_contract(contrat).doutes if d.objet == "Nom du quartier"]
    [names] = [d for d in found if d.quartiers == ("onnaing-quatre-chasses",)]
    assert "« Chasse » et « Chasses »" in names.phrase
    assert names.gravite is Gravite.INFORMATION


def test_r13_the_published_synthesis_writes_a_quartier_in_several_ways(contrat: Contrat) -> None:
    row = contrat.synthese_publiee[0]
    for notes, ways in ((("Verrerie", "La Verrerie"), 1), (("Verrerie", "Verrerie"), 0)):
        rows = tuple(replace(row, note=f"quartier écrit « {name} »") for name in notes)
        found = check_contract(replace(contrat, synthese_publiee=rows)).doutes
        assert len([d for d in found if "de 2 façons" in d.phrase]) == ways


def test_r13_a_row_on_two_pages_has_its_name_on_the_first_line_only(contrat: Contrat) -> None:
    row = contrat.synthese_publiee[0]
    rows = (
        replace(row, note="quartier écrit « Verrerie »", lignes="774, 776"),
        replace(row, note="quartier écrit « La Verrerie »", lignes="791"),
    )
    found = check_contract(replace(contrat, synthese_publiee=rows)).doutes
    assert [d.lignes for d in found if "de 2 façons" in d.phrase] == ["774, 791"]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Les femmes représentent une forte proportion,", True),
        ("Un accès difficile aux", True),
        ("Un accès difficile aux soins", False),
        ("Un quartier « pas comme les autres »", False),
    ],
)
def test_r20_a_text_that_stops_in_the_middle(contrat: Contrat, text: str, cut: bool) -> None:
    assert bool([d for d in with_findings(contrat, text) if d.regle is Regle.COUPURE]) is cut


def test_r20_what_staff_say_is_cut_or_misprinted(contrat: Contrat, small: Any) -> None:
    assert [d.regle for d in with_findings(contrat, "Une forte proportion (phrase coupée)")] == [Regle.COUPURE]
    [found] = small().state("a", "x", 42.2, annee=2019, note="Énoncé ; imprimé « 42,2% % »").found("R20")
    assert "dans le document : « 42,2% % »" in found.phrase


def test_r20_a_row_on_two_pages(contrat: Contrat) -> None:
    rows = (replace(contrat.synthese_publiee[0], lignes="719, 721"), replace(contrat.synthese_publiee[1], lignes="7-8"))
    found = check_contract(replace(contrat, synthese_publiee=rows)).doutes
    cut = [d for d in found if d.regle is Regle.COUPURE and d.objet == "Synthèse publiée"]
    assert [d.lignes for d in cut] == ["719, 721"]


def test_r20_several_slips_of_a_quartier_are_one_doubt(small: Any) -> None:
    contract = small().state("a", "x", 42.2, note="Imprimé « 42,2% % »", lignes="9")
    contract.state("a", "y", 5.0, note="Année non énoncée ; imprimé « entre 16 et 25 ne sont »", lignes="12")
    [found] = contract.found("R20")
    assert "« 42,2% % » (l. 9) et « entre 16 et 25 ne sont » (l. 12)" in found.phrase
    assert found.affirmations == ("a-d1", "a-d2")


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("Accès aux aux soins", "aux aux"),
        ("Un bruit ; ; le soir", "; ;"),
        ("Des « paroles", "« paroles"),
        ("Bus (le soir)", ""),
    ],
)
def test_r20_doubled_words_and_what_is_not_closed(small: Any, text: str, slip: str) -> None:
    found = small().finding("a", "sante", text).found("R20")
    assert [slip in d.phrase for d in found] == ([True] if slip else [])


def test_r20_a_section_that_is_not_whole(small: Any) -> None:
    [found] = small().quartier("a", texte=INCOMPLET, lignes="389-416").priority("a", "sante").found("R20")
    assert (found.quartiers, found.lignes, found.gravite.value) == (("a",), "389", "à vérifier")


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ("Le Trieu – Fresnes-sur-l'Escaut", "La commune s'appelle officiellement Fresnes-sur-Escaut."),
        ("Le Trieu – Fresnes sur Escaut", "Le nom officiel de la commune s'écrit Fresnes-sur-Escaut."),
        ("Le Trieu-Fresnes-sur-Escaut", "(seuls changent tirets, espaces ou majuscules)."),
    ],
)
def test_r13_a_printed_name_beside_the_official_one_of_the_commune(small: Any, other: str, told: str) -> None:
    contract = small().quartier("a", communes=("Fresnes-sur-Escaut",)).priority("a", "sante")
    for name in ("Le Trieu – Fresnes-sur-Escaut", other):
        contract.published_row("a", "sante", "a-p1", note=f"quartier écrit « {name} »")
    [found] = [d for d in contract.found("R13") if d.objet == "Nom du quartier"]
    assert found.phrase.endswith(told)


def test_r13_an_abbreviated_saint_is_the_same_name(small: Any) -> None:
    contract = small().finding("a", "sante", "Bruit au Faubourg Ste Catherine")
    [found] = contract.finding("b", "sante", "Insécurité au Faubourg Sainte-Catherine").found("R13")
    assert found.quartiers == ("a", "b")

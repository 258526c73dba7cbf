"""R13: two labels that differ by a letter are told, and counted apart until somebody has decided."""

from dataclasses import replace

import pytest

from quartiers.analyse.doutes import Gravite, Regle
from quartiers.analyse.fiabilite import check_contract
from quartiers.analyse.regles_libelles import almost_same
from quartiers.donnees import Contrat


def with_forms(contrat: Contrat, *forms: str) -> Contrat:
    """The contract with these forms in its first priorities, one each, and no other form."""
    priorities = []
    for number, priority in enumerate(contrat.priorites):
        form = forms[number] if number < len(forms) else None
        priorities.append(
            replace(priority, declinaisons=tuple(replace(d, forme=form) for d in priority.declinaisons[:1]))
        )
    return replace(contrat, priorites=tuple(priorities))


def test_our_own_labels_are_apart(contrat: Contrat) -> None:
    assert not [d for d in check_contract(contrat).doutes if d.regle is Regle.LIBELLE]


def test_the_rarer_one_is_proposed_to_be_the_usual_one(contrat: Contrat) -> None:
    owners = [p.quartier for p in contrat.priorites]
    usual, rare = "Accès aux droits", "Accès au droits"
    spoilt = with_forms(contrat, *[usual if q == owners[0] else rare if q == owners[-1] else "" for q in owners])
    two = with_forms(contrat, *(usual if n < 12 else rare if n == 12 else "" for n in range(13)))
    assert [d.regle for d in check_contract(spoilt).doutes if d.regle is Regle.LIBELLE] == [Regle.LIBELLE]
    [found] = [d for d in check_contract(two).doutes if d.regle is Regle.LIBELLE]
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

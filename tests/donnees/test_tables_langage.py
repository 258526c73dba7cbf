"""Easy words and synonyms: about one thing each, with room for the number, and known things only."""

from pathlib import Path

import pytest

from quartiers.donnees import DonneesInvalides, load_contrat
from quartiers.execution.guide import load_synonyms

HEADER = "indicateur;priorite;public;texte;explication\n"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (";;;Aider les jeunes.;", "une seule des colonnes indicateur, priorite et public"),
        (";anzin-verrerie-i1;jeunes;Aider les jeunes.;", "priorite et public"),
        ("taux_pauvrete_pct;;;Des personnes sont pauvres.;", "{n} tient lieu du nombre, une fois"),
        ("taux_pauvrete_pct;;;{n} sur {n}.;", "{n} tient lieu du nombre, une fois"),
        (";anzin-verrerie-i99;;Aider.;", "anzin-verrerie-i99"),
        (";;martiens;les Martiens;", "martiens"),
    ],
)
def test_a_row_about_none_or_several_or_without_its_number_is_refused(dossier: Path, row: str, expected: str) -> None:
    (dossier / "mots_faciles.csv").write_text(f"{HEADER}{row}\n", encoding="utf-8")
    with pytest.raises(DonneesInvalides) as found:
        load_contrat(dossier)
    said = str(found.value)
    assert "mots_faciles.csv, ligne 2" in said
    assert expected in said


def test_a_contract_without_the_table_has_no_easy_words(dossier: Path) -> None:
    (dossier / "mots_faciles.csv").unlink()
    assert load_contrat(dossier).mots_faciles == ()


def test_a_contract_has_its_own_synonyms_or_those_of_the_project(dossier: Path) -> None:
    ours = load_synonyms(load_contrat(dossier))
    assert ours["ado"] == ("jeunes",)
    path = dossier / "correspondances" / "synonymes.csv"
    path.write_text("expression;mots;note\nminots;enfants | jeunes;\n", encoding="utf-8")
    assert load_synonyms(load_contrat(dossier)) == {"minots": ("enfants", "jeunes")}
    path.unlink()
    assert load_synonyms(load_contrat(dossier)) == ours

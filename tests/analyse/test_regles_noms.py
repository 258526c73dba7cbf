"""R13: the quartier that does not have its QPV's name."""

from typing import Any

from quartiers.donnees.modele import LignePubliee


def told(small: Any, nom: str, official: str, *former: str, communes: tuple[str, ...] = ("Marly",)) -> list[str]:
    codes = tuple(f"QP{n}" for n in range(len(former)))
    contract = small().quartier(
        "a", *codes, nom=nom, communes=communes, libelle_qpv_2024=official, libelles_qpv_2015=former or ("Quartier a",)
    )
    found = [d for d in contract.state("a", "x", 12).found("R13") if d.objet == "Nom du QPV"]
    assert all((d.quartiers, d.gravite.value) == (("a",), "à savoir") for d in found)
    return [d.phrase for d in found]


def test_r13_what_the_official_name_has_more(small: Any) -> None:
    name = "Zone Intercommunale Faubourg De Cambrai - La Briquette"
    [found] = told(small, "La Briquette – Marly", name, name)
    assert found == (
        "Le document nomme ce quartier « La Briquette – Marly » ; le QPV de 2024 s'appelle officiellement "
        f"« {name} » (« Faubourg » et « Cambrai » en plus)."
    )


def test_r13_what_the_document_adds_and_the_name_of_2015(small: Any) -> None:
    [found] = told(small, "Chaussiette, Cuvinot", "Chaussiette - Macou", "Lecocq")
    assert "(« Macou » en plus, « Cuvinot » en moins)" in found
    assert found.endswith("; celui de 2015, dont viennent les chiffres publiés, s'appelait « Lecocq ».")


def test_r13_case_hyphens_communes_and_kinds_make_no_other_name(small: Any) -> None:
    assert told(small, "Zone intercommunale des Rives – Marly", "ZONE INTERCOMMUNALE RIVES", "Rives") == []
    assert told(small, "Quatre-Chasse", "Quatre Chasses", "Quatre Chasses") == []  # one spelling, told elsewhere


def test_r13_is_about_the_document(small: Any) -> None:
    contract = small().quartier("a", nom="Le Jard", libelle_qpv_2024="Le Pont")
    assert contract.found("R13") == []


def test_r13_points_at_the_head_of_the_section_and_at_the_rows_of_the_synthesis(small: Any) -> None:
    contract = small().quartier("a", nom="Le Jard", libelle_qpv_2024="Le Pont", lignes="40-72").state("a", "x", 12)
    contract.publiees += [LignePubliee("sante", "a", lines, (), None) for lines in ("310", "325, 327")]
    [found] = [d for d in contract.found("R13") if d.objet == "Nom du QPV"]
    assert found.lignes == "40, 310, 325"  # the name is on the first line of a row that a page cuts


def beyond(small: Any, nom: str, official: str, **fields: Any) -> list[Any]:
    contract = small().quartier("a", nom=nom, communes=("Marly",), libelle_qpv_2024=official, lignes="9-12", **fields)
    return [d for d in contract.state("a", "x", 12).found("R9") if d.objet == "Lieu nommé"]


def test_r9_a_place_that_the_project_names_and_its_qpv_does_not(small: Any) -> None:
    [found] = beyond(small, "Les Tilleuls, Moulinet – Marly", "Les Tilleuls")
    assert "Le nom du projet ajoute « Moulinet » à celui du QPV (« Les Tilleuls »)." in found.phrase
    assert (found.gravite.value, found.lignes) == ("à savoir", "9")


def test_r9_a_place_of_the_former_qpv_a_commune_or_a_spelling_adds_none(small: Any) -> None:
    assert beyond(small, "Les Tilleuls, Moulinet", "Les Tilleuls", libelles_qpv_2015=("Moulinet",)) == []
    assert beyond(small, "Les Tilleuls – Marly", "Les Tilleuls") == []
    assert beyond(small, "Le Tilleul", "Les Tilleuls") == []


def test_r9_a_territory_that_is_no_qpv_has_no_official_name(small: Any) -> None:
    assert beyond(small, "Les Tilleuls, Moulinet", "Les Tilleuls", nature="quartier de veille active") == []

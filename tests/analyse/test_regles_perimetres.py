"""R9 on QPV that are not their project's: shared, larger than the commune, or new in 2024."""

from dataclasses import replace
from typing import Any

import pytest

from quartiers.analyse.doutes import AUTRES_LIMITES, PERIMETRE_DU_QPV
from quartiers.analyse.fiabilite import check_contract
from quartiers.donnees.modele import Defaut
from quartiers.donnees.tables.relecture import INTERCALE


def shared(small: Any) -> Any:
    """A QPV of two projects, in communes of their own."""
    fields = {"code_qpv_2024": "QN", "couverture": "partie", "communes_qpv": ("59001 Un", "59002 Deux")}
    return small().quartier("a", "QP", communes=("Un",), **fields).quartier("b", "QP", communes=("Deux",), **fields)


def test_r9_the_figures_of_a_shared_qpv_are_those_of_the_whole(small: Any) -> None:
    contract = shared(small).measure("QP", "x", 2022, 40.8, year=2019)
    contract.state("a", "x", 40.8, annee=2019, lignes="12").state("a", "y", 10.0, annee=2019, lignes="13")
    first, second = contract.found("R9")
    assert (first.quartiers, first.affirmations, first.lignes, first.gravite.value) == (
        ("a",), ("a-d1", "a-d2"), "12, 13", "à savoir",
    )  # fmt: skip
    assert "(Un et Deux). Les chiffres" in first.phrase, "each commune once"
    text = first.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert "et 1 chiffre énoncé ici en a la valeur, ou son arrondi (l. 12)" in text
    assert "Pour l'autre (l. 13), le document ne le dit pas." in text
    assert (second.quartiers, second.affirmations) == (("b",), ())


def test_r9_a_line_with_a_figure_of_each_kind_names_them(small: Any) -> None:
    """The same line of the document on both sides would say the contrary of itself."""
    contract = small().quartier("a", "QP", code_qpv_2024="QN", couverture="partie").measure("QP", "x", 2022, 35.1)
    contract.state("a", "x", 35.1, annee=2019, lignes="106").state("a", "y", 18, annee=2019, lignes="106")
    [found] = [d for d in contract.state("a", "z", 5, lignes="102").found("R9") if "qu'une partie" in d.phrase]
    assert "ici en a la valeur, ou son arrondi (x, l. 106)" in found.phrase
    assert "Pour les autres (l. 102 ; y, l. 106)" in found.phrase


def test_r9_a_start_that_is_published_tells_nothing_of_the_value(small: Any) -> None:
    """Rives de l'Escaut: 6,4 % of 2010 is of the whole QPV; 18 %, of 2019, nobody knows of whom."""
    contract = shared(small).measure("QP", "x", 2017, 6.4, year=2010)
    contract.state("a", "x", 18, annee=2019, valeur_initiale=6.4, annee_initiale=2010, lignes="67")
    [found] = [d for d in contract.found("R9") if "qu'une partie" in d.phrase and "a" in d.quartiers]
    assert "en a la valeur" not in found.phrase


def test_r9_of_a_qpv_that_joins_two_each_figure_is_to_be_given_to_one(small: Any) -> None:
    contract = small().quartier("a", "QP1", "QP2").state("a", "x", 30, annee=2019)
    [found] = [d for d in contract.found("R9") if "périmètre de 2015" in d.phrase]
    assert "écrire de quel ancien QPV il est : Ancien QP1, Ancien QP2 ou les deux." in found.proposition


def test_r9_figures_that_nothing_published_confirms_are_of_nobody_knows_whom(small: Any) -> None:
    [first, _] = shared(small).state("a", "y", 10.0, annee=2019, lignes="13").found("R9")
    assert (first.affirmations, first.lignes) == (("a-d1",), "13")
    assert "Le document ne dit pas de qui sont les siens (l. 13)." in first.phrase


def test_r9_on_the_perimeter_is_where_the_section_begins(small: Any) -> None:
    """A QPV of which the document states no figure has a place all the same."""
    contract = small().quartier("a", communes=("Un",), communes_qpv=("59001 Un", "59002 Deux"), lignes="177-213")
    [found] = contract.priority("a", "sante").found("R9")
    assert found.lignes == "177"


def test_r9_the_change_of_a_part_beside_that_of_the_whole(small: Any) -> None:
    """Cité Thiers: 46,8 and +4,2 are those of one former QPV; the whole one gained 1,8."""
    contract = small().count("n").indicator("x", poids="n", evolution="annuelle").quartier("a", "QP1", "QP2")
    for code, first, last in (("QP1", 42.6, 46.8), ("QP2", 44.0, 43.4)):
        for edition, year, level in ((2017, 2015, first), (2019, 2017, last)):
            contract.measure(code, "n", edition, 100, year=year).measure(code, "x", edition, level, year=year)
    contract.state("a", "x", 46.8, annee=2017, variation=4.2, annee_initiale=2015)
    found = next(d for d in contract.found("R9") if d.objet == "x")
    text = found.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Pour l'ensemble du QPV : 45,1 %, soit +1,8 point depuis 43,3 % (2015)" in text
    assert "; +4,2 points n'est vrai que de cette partie." in text


def test_r9_without_a_document_there_is_no_diagnostic_to_read_otherwise(small: Any) -> None:
    assert shared(small).measure("QP", "x", 2022, 40.8, year=2019).found("R9") == []


def test_r9_a_whole_qpv_in_its_own_commune_has_nothing_to_tell(small: Any) -> None:
    assert small().state("a", "x", 30.0, annee=2019).found("R9") == []


@pytest.mark.parametrize("with_document", [True, False])
def test_r9_communes_that_the_project_is_not_of(small: Any, with_document: bool) -> None:
    contract = small().quartier("a", communes=("Un",), communes_qpv=("59001 Un", "59002 La Sentinelle"))
    if with_document:
        contract.priority("a", "sante")
    found = contract.found("R9")
    assert len(found) == with_document
    assert all("s'étend aussi sur La Sentinelle ; le projet, lui, est rattaché à Un" in d.phrase for d in found)


def test_r9_a_qpv_new_in_2024_has_no_series(small: Any) -> None:
    contract = small().quartier("a", codes_qpv_2015=(), libelles_qpv_2015=()).priority("a", "sante")
    [found] = contract.found("R9")
    assert "nouveau en 2024" in found.phrase
    assert "et le document n'en énonce aucun" in found.phrase
    assert small().quartier("a", codes_qpv_2015=(), libelles_qpv_2015=()).found("R9") == []


@pytest.mark.parametrize(
    ("printed", "lines"),
    [("³ Chiffres de l'ensemble", "9, 14"), ("(1) Chiffres de l'ensemble", "9, 14"), ("Chapitre premier", "9")],
    ids=["a mark", "a number", "a running title"],
)
def test_r9_points_at_the_footnote_that_tells_of_which_perimeter_the_figures_are(
    small: Any, printed: str, lines: str
) -> None:
    note = "Les chiffres du diagnostic sont dans le périmètre de 2015 ; celui de 2024 est plus grand."
    made = small().quartier("a", lignes="9-40", note=note, perimetre="étendu").state("a", "x", 12).build()
    rows = (Defaut("a", INTERCALE, "14", printed, None, None), Defaut("a", INTERCALE, "20", "Annexe", None, None))
    [found] = [d for d in check_contract(replace(made, relecture=rows)).doutes if d.objet == PERIMETRE_DU_QPV]
    assert found.lignes == lines
    assert ("comme le document le dit en note (l. 14)" in found.phrase) is ("14" in lines)


def test_r9_a_start_that_is_of_the_whole_qpv_says_nothing_of_the_value(small: Any) -> None:
    """Rives de l'Escaut – Anzin: 6,4 % at the start is published of the whole QPV; 18 % is of nobody known."""
    contract = small().quartier("a", "QPa", code_qpv_2024="QNa").quartier("b", "QPa", code_qpv_2024="QNa")
    contract.measure("QPa", "x", 2012, 6.4, year=2010).measure("QPa", "y", 2022, 40.8)
    contract.state("a", "x", 18, annee=2019, valeur_initiale=6.4, annee_initiale=2010, lignes="67")
    contract.state("a", "y", 40.8, annee=2021, lignes="68")
    [found] = [d for d in contract.found("R9") if d.quartiers == ("a",) and "ne couvre qu'une partie" in d.phrase]
    told = found.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert "en a la valeur, ou son arrondi (l. 68) ; d'un autre, le départ seul (l. 67) : ils" in told
    assert "le document ne le dit pas" not in told, "no figure is left of which nothing is known"


def test_r9_tells_the_population_of_each_qpv_that_a_sum_is_of(small: Any) -> None:
    """Cité Thiers: no QPV of 2015 has 3 373 inhabitants; one has 2 170, the other 1 203."""
    contract = small().quartier("a", codes_qpv_2015=("QP1", "QP2"), libelles_qpv_2015=("Thiers", "Brunehaut"))
    contract.measure("QP1", "population_nb", 2022, 2170).measure("QP2", "population_nb", 2022, 1203).state("a", "x", 12)
    contract.count("population_nb")
    [found] = [d for d in contract.found("R9") if d.objet == PERIMETRE_DU_QPV]
    told = found.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Périmètre de 2015 : 2 170 pour Thiers et 1 203 pour Brunehaut, à eux deux 3 373 habitants" in told


@pytest.mark.parametrize(("perimetre", "head"), [("étendu", True), (None, False)])
def test_r9_heads_surely_different_limits_otherwise_than_those_that_may_be(
    small: Any, perimetre: str | None, head: bool
) -> None:
    note = "Les chiffres du diagnostic sont dans le périmètre de 2015 ; celui de 2024 ajoute Macou."
    contract = small().quartier("a", note=note, perimetre=perimetre, libelles_qpv_2015=("Lecocq",)).state("a", "x", 12)
    [found] = [d for d in contract.found("R9") if d.objet == PERIMETRE_DU_QPV]
    assert (found.titre == AUTRES_LIMITES) is head
    assert "il ajoute Macou, dont ces chiffres ne disent rien" in found.phrase
    assert "celui de 2015 « Lecocq »" in found.phrase

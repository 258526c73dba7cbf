"""Rules 5 to 10 on small contracts: what each finds, and what it must leave alone."""

from dataclasses import replace
from typing import Any

import pytest

from quartiers.analyse.doutes import RIEN


def sentences(found: list[Any]) -> str:
    return " ".join(d.phrase for d in found).replace("\u202f", " ")


# -- R5: the published value differs --------------------------------------------------------------------


@pytest.mark.parametrize(("year", "gravity"), [(None, "à vérifier"), (2019, "à corriger")])
def test_r5_a_value_that_is_not_the_published_one(small: Any, year: int | None, gravity: str) -> None:
    """It is an error only where the year of the publication is known."""
    contract = small().measure("QPa", "x", 2022, 38.9, year=year).state("a", "x", 42.4, annee=2019)
    [found] = contract.found("R5")
    assert (found.gravite.value, found.affirmations, len(found.publications)) == (gravity, ("a-d1",), 1)
    text = sentences([found])
    assert "42,4 % (2019)" in text
    assert f"38,9 % ({'2019' if year else 'diffusion 2022'})" in text
    assert ("n'est pas la valeur publiée" in text) is (year is not None)


def test_r5_a_start_that_is_not_the_published_one(small: Any) -> None:
    contract = small().measure("QPa", "x", 2017, 20.0, year=2010).measure("QPa", "x", 2022, 38.9)
    contract.state("a", "x", 38.9, annee=2019, valeur_initiale=30.0, annee_initiale=2010)
    assert "Le point de départ énoncé, 30 % (2010)" in sentences(contract.found("R5"))


@pytest.mark.parametrize(
    ("stated", "published", "annee"),
    [(47.2, 47.0, 2019), (37.9, 37.7, 2018), (43, 42.5, 2019), (49.1, 51.9, 2020), (40, 59, None)],
    ids=["tolerance", "roundings of parts", "rounding", "a later year", "undated, no series"],
)
def test_r5_is_silent_for_what_may_be_the_same_figure_or_another_date(
    small: Any, stated: float, published: float, annee: int | None
) -> None:
    known = 2018 if annee == 2020 else None
    contract = small().measure("QPa", "x", 2022, published, year=known).state("a", "x", stated, annee=annee)
    assert contract.found("R5") == []


def test_r5_an_undated_amount_older_than_the_newest(small: Any) -> None:
    contract = small().indicator("q1", unite="€", sens="favorable", evolution="annuelle")
    contract.measure("QPa", "q1", 2017, 834.5, year=2013).measure("QPa", "q1", 2022, 931.7, year=2018)
    [found] = contract.state("a", "q1", 861).found("R5")
    assert (found.gravite.value, found.affirmations) == ("à vérifier", ("a-d1",))
    assert "La dernière donne 932 € (2018)" in sentences([found])
    assert "tombe entre 835 € (2013) et 932 € (2018), et peut être d'une année intermédiaire" in sentences([found])
    assert "932 € (2018)" in found.proposition.replace("\u202f", " ")


# -- R6: another label ----------------------------------------------------------------------------------


def test_r6_a_value_of_another_label_proposes_it(small: Any) -> None:
    contract = small().indicator("jeunes", confusions=("tous",)).measure("QPa", "tous", 2022, 40.8)
    [found] = contract.state("a", "jeunes", 40.8, annee=2019).found("R6")
    assert "C'est ce qui est publié sous « Part tous » : 40,8 % (diffusion 2022)" in sentences([found])
    assert "« Part tous »" in found.proposition


def test_r6_a_whole_number_is_said_with_care(small: Any) -> None:
    contract = small().indicator("jeunes", confusions=("tous",)).measure("QPa", "tous", 2022, 40.4)
    assert "Ce serait" in sentences(contract.state("a", "jeunes", 40).found("R6"))


def test_r6_both_ends_under_another_label(small: Any) -> None:
    """La Solitude: 29,4 then 30,8 are the one-person households. It is a wrong label, not a broken trend."""
    contract = small().indicator("agees", confusions=("seules",))
    contract.measure("QPa", "seules", 2017, 29.4, year=2010).measure("QPa", "seules", 2022, 30.9)
    contract.state("a", "agees", 30.8, annee=2019, variation=1.4, annee_initiale=2011)
    assert "29,4 % (2010) et 30,9 % (diffusion 2022)" in sentences(contract.found("R6"))
    assert contract.found("R7") == []


def test_r6_is_an_error_where_it_is_proven_and_else_to_verify(small: Any) -> None:
    """One value that agrees may be chance; two dates are none, nor is a document that names it rightly elsewhere. What
    is proven once is of the other sections too."""
    contract = small().indicator("jeunes", confusions=("tous",)).measure("QPa", "tous", 2022, 40.8)
    contract.measure("QPb", "tous", 2022, 33.3).state("b", "jeunes", 33.3, annee=2019)
    contract.state("a", "jeunes", 40.8, annee=2019, lignes="68")
    assert [d.gravite.value for d in contract.found("R6")] == ["à vérifier", "à vérifier"]
    contract.state("a", "tous", 40.8, annee=2019, lignes="515")
    proven = contract.found("R6")
    assert [d.gravite.value for d in proven] == ["à corriger", "à corriger"]
    assert "Le document donne lui-même cette valeur sous cet intitulé l. 515." in sentences(proven)
    assert proven[0].proposition == "Corriger l'intitulé en « Part tous »."


def test_r6_two_dates_a_tenth_apart_are_said_to_be_so(small: Any) -> None:
    contract = small().indicator("agees", confusions=("seules",))
    contract.measure("QPa", "seules", 2017, 29.4, year=2010).measure("QPa", "seules", 2022, 30.9)
    contract.state("a", "agees", 30.8, annee=2019, variation=1.4, annee_initiale=2011)
    [found] = contract.found("R6")
    assert found.gravite.value == "à corriger"
    assert "C'est, à 0,1 point près, ce qui est publié" in found.phrase
    remedy = found.proposition.replace("\u202f", " ").replace("\u00a0", " ")
    assert remedy == "Corriger l'intitulé en « Part seules » et écrire 30,9 % (diffusion 2022)."
    assert "c'est, à 0,1 point près, le chiffre publié" in found.bref
    assert "(30,9" in found.bref


@pytest.mark.parametrize(
    ("editions", "says", "asks"),
    [
        # Le Jard: 34,8 % two editions before the 21,4 % that the document starts from.
        (
            (34.8, 28.0, 21.4, 33.9),
            "La hausse est exacte, mais part d'un creux, 21,4 % (2019), après 34,8 % (2017).",
            " et ne pas faire de cette hausse une tendance.",
        ),
        # Dutemple: what a year does to a QPV of that size.
        (
            (31.0, 33.0, 34.0, 31.2),
            "Une baisse de 2,8 points est courante d'une diffusion à l'autre dans un QPV de cette taille.",
            " et ne pas commenter la baisse.",
        ),
        ((10.0, 15.0, 21.4, 33.9), "", ""),
    ],
    ids=["a trough", "a year", "a rise"],
)
def test_r6_says_what_a_right_label_does_not_make_right(
    small: Any, editions: tuple[float, ...], says: str, asks: str
) -> None:
    """The fact where facts are; what to do is one instruction."""
    contract = small().indicator("longue", confusions=("deux_ans",)).indicator("deux_ans", evolution="annuelle")
    for year, value in zip((2017, 2018, 2019, 2021), editions, strict=True):
        contract.measure("QPa", "deux_ans", year, value, year=year)
    contract.measure("QPa", "n", 2021, 1000).count("n").fluctuation("deux_ans", 4.0, "n", "2019-2021")
    contract.state("a", "longue", editions[3], annee=2021, valeur_initiale=editions[2], annee_initiale=2019)
    [found] = contract.found("R6")
    assert found.proposition == f"Corriger l'intitulé en « Part deux_ans »{asks or '.'}"
    told = sentences([found])
    assert (says in told) if says else not any(word in told for word in ("sûre", "courante", "creux"))


def test_r6_quotes_the_document_s_own_word_on_a_change_and_no_other(small: Any) -> None:
    """Le Trieu writes « bondit »: a « hausse » between quotation marks would be a word that it does not have."""
    contract = small().indicator("longue", confusions=("deux_ans",)).indicator("deux_ans", evolution="annuelle")
    for year, value in ((2017, 34.8), (2019, 21.4), (2021, 33.9)):
        contract.measure("QPa", "deux_ans", year, value, year=year)
    stated = {"annee": 2021, "valeur_initiale": 21.4, "annee_initiale": 2019}
    contract.state("a", "longue", 33.9, note="Évolution dite « bondit »", **stated)
    [found] = contract.found("R6")
    assert found.proposition == "Corriger l'intitulé en « Part deux_ans » et ne pas écrire « bondit »."


@pytest.mark.parametrize(
    ("way", "before", "says"),
    [
        ("hausse", 34.5, "La hausse ne se lit pas : l'Insee publie 34,5 % (2020) puis 34,2 % (2021)."),
        ("baisse", 60.0, ""),
    ],
)
def test_r6_judges_a_direction_that_is_stated_without_a_start(small: Any, way: str, before: float, says: str) -> None:
    """Verrerie: long-term job seekers « rise » to 34,2 %, which is published under another label, after 34,5 %."""
    contract = small().indicator("longue", confusions=("deux_ans",)).indicator("deux_ans", evolution="annuelle")
    contract.measure("QPa", "deux_ans", 2020, before, year=2020).measure("QPa", "deux_ans", 2021, 34.2, year=2021)
    contract.measure("QPa", "longue", 2021, 53.8, year=2021).measure("QPa", "n", 2021, 1000).count("n")
    contract.fluctuation("deux_ans", 1.0, "n", "2020-2021")
    contract.state("a", "longue", 34.2, annee=2021, tendance=way)
    [found] = contract.found("R6")
    assert found.proposition == f"Corriger l'intitulé en « Part deux_ans »{' et retirer la hausse' if says else ''}."
    told = sentences([found])
    assert (says in told) if says else not any(word in told for word in ("ne se lit pas", "sûre", "régulière"))


def test_r6_a_change_alone_of_another_label(small: Any) -> None:
    contract = small().indicator("jeunes", confusions=("tous",))
    contract.measure("QPa", "tous", 2017, 45.4, year=2010).measure("QPa", "tous", 2022, 40.0)
    contract.state("a", "jeunes", variation=-5.4, annee_initiale=2011, annee=2019)
    assert "L'évolution de −5,4 points" in sentences(contract.found("R6"))


def test_r6_another_population(small: Any) -> None:
    """La Briquette: a rate of poverty is of persons, said to be of households."""
    contract = small().indicator("x", population="Personnes").measure("QPa", "x", 2022, 45.9, year=2018)
    contract.state("a", "x", 45.9, annee=2018, population="ménages")
    [found] = contract.found("R6")
    assert found.proposition == "Écrire que c'est une part des personnes, et non des ménages."


def test_r6_a_start_that_is_not_printed_is_not_said_to_be(small: Any) -> None:
    """La Briquette: 42,6 % after −3,3 points; 45,9 % is published, and the document prints it nowhere."""
    contract = small().indicator("x", population="Personnes").measure("QPa", "x", 2022, 45.9, year=2018)
    contract.state("a", "x", 42.6, annee=2020, variation=-3.3, annee_initiale=2018, population="ménages")
    text = sentences(contract.found("R6"))
    assert "Le document donne 42,6 % (2020) comme une part des ménages. Avec l'évolution énoncée (−3,3 points)" in text
    assert "de 45,9 % en 2018 : c'est la valeur publiée (2018), qui est une part des personnes." in text


def test_r6_a_whole_number_is_dated_by_the_document_s_own_decimal(small: Any) -> None:
    """Rives de l'Escaut: « 40 % » is nearest to an older edition; elsewhere the document writes 40,8."""
    contract = small().indicator("jeunes", confusions=("tous",))
    contract.measure("QPa", "tous", 2021, 40.3).measure("QPa", "tous", 2022, 40.8)
    contract.state("a", "jeunes", 40, lignes="104").state("a", "tous", 40.8, annee=2019, lignes="515")
    text = sentences(contract.found("R6"))
    assert "écrit ailleurs 40,8 %, l. 515 (diffusion 2022)" in text
    assert "Ce peut être l'arrondi de ce qui est publié sous « Part tous » (40,3 %, diffusion 2021)" in text
    assert "n'en est pas l'arrondi" not in text, "an edition is looked for before a value is said to be wrong"
    [found] = contract.found("R6")
    remedy = found.proposition.replace("\u202f", " ").replace("\u00a0", " ")
    source = "citer la source de 40 % sous l'intitulé énoncé"
    assert remedy == f"Écrire 40,8 % (diffusion 2022) sous « Part tous », ou {source}."
    assert "40 % peut être l'arrondi du chiffre publié" in found.bref.replace("\u202f", " ")


def test_r6_a_whole_number_that_no_edition_rounds_to_is_to_be_replaced(small: Any) -> None:
    contract = small().indicator("jeunes", confusions=("tous",))
    contract.measure("QPa", "tous", 2021, 40.6).measure("QPa", "tous", 2022, 40.8)
    contract.state("a", "jeunes", 40, lignes="104").state("a", "tous", 40.8, annee=2019, lignes="515")
    [found] = contract.found("R6")
    remedy = found.proposition.replace("\u202f", " ").replace("\u00a0", " ")
    assert remedy.startswith("Écrire 40,8 % (l. 515 ; diffusion 2022) sous « Part tous », ou citer la source")
    assert "sans doute" in found.bref, "40 is no rounding of 40,8"


@pytest.mark.parametrize(
    ("stated", "real"),
    [
        ("population", "Habitants"),
        ("personnes", "Habitants"),
        ("ménages du quartier", "Ménages"),
        ("ménages d'une personne", "Habitants"),  # another population altogether: not judged
        ("jeunes de 16 à 25 ans", "Ménages"),
        (None, "Ménages"),
    ],
)
def test_r6_is_silent_for_the_same_population_in_other_words(small: Any, stated: str | None, real: str) -> None:
    contract = small().indicator("x", population=real).measure("QPa", "x", 2022, 45.9)
    assert contract.state("a", "x", 45.9, annee=2019, population=stated).found("R6") == []


def test_r6_is_silent_where_nothing_says_the_labels_are_confused(small: Any) -> None:
    """Single parents: 20,5 % of families at Onnaing is by chance the share among the allocataires."""
    contract = small().measure("QPa", "allocataires", 2022, 20.5).state("a", "familles", 20.5, annee=2019)
    assert contract.found("R6") == []


def test_r6_a_reference_of_another_label(small: Any) -> None:
    """31,3 % is the contract's average of the job seekers of two years and more."""
    contract = small().count("n").indicator("longue", poids="n", confusions=("deux",)).indicator("deux", poids="n")
    for name, one, two in (("a", 50, 30), ("b", 60, 40)):
        contract.quartier(name)
        contract.measure(f"QP{name}", "n", 2022, 100, year=2021)
        contract.measure(f"QP{name}", "longue", 2022, one, year=2021)
        contract.measure(f"QP{name}", "deux", 2022, two, year=2021)
    contract.reference("longue", 35.0, 2021)
    contract.state("a", "longue", 44, annee=2021, reference="agglo")
    contract.state("b", "longue", 44, annee=2019, reference="agglo")
    [found] = [d for d in contract.found("R6") if "moyenne énoncée" in d.phrase]
    assert (found.quartiers, found.affirmations) == (("a",), ("a-d1",))
    contract.references[:] = []
    contract.reference("longue", 55.0, 2021)  # the right average
    assert [d for d in contract.found("R6") if "moyenne énoncée" in d.phrase] == []


# -- R7: start and end ----------------------------------------------------------------------------------


@pytest.fixture
def broken_start(small: Any) -> Any:
    """Onnaing: of all households in 2010 (9,4 %; of those alone: 35,2 %), of persons alone in 2019."""
    contract = small().indicator("agees", confusions=("menages",))
    contract.measure("QPa", "menages", 2010, 9.4, year=2010, theme="RP")
    return contract.measure("QPa", "agees", 2010, 35.21, year=2010, theme="RP")


def test_r7_a_start_of_another_definition_and_what_is_known_of_that_of_its_end(broken_start: Any) -> None:
    contract = broken_start.state("a", "agees", 23, annee=2019, valeur_initiale=9.4, annee_initiale=2011)
    [found] = contract.found("R7")
    assert found.gravite.value == "à corriger"
    assert "la hausse énoncée n'est pas démontrée. À définition égale, la part était de 35,2 % en 2010." in sentences(
        [found]
    )
    from quartiers.analyse.diagnostic import read_figures

    [figure] = read_figures(contract.build(), "a")
    assert figure.tendance is None, "the change between two definitions is shown"


@pytest.mark.parametrize("end", [23, 35, 41.2])
def test_r7_stops_after_its_conclusion(broken_start: Any, end: float) -> None:
    """Whatever the end: two measures show no change, and an end that nothing checks makes none of one either."""
    contract = broken_start.state("a", "agees", end, annee=2019, valeur_initiale=9.4, annee_initiale=2011)
    [found] = contract.found("R7")
    assert sentences([found]).endswith(
        "Ce sont deux mesures différentes : la hausse énoncée n'est pas démontrée. À définition égale, la part était "
        "de 35,2 % en 2010."
    )


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (40.6, "la part était de 35,2 % à 40,6 %, selon la partie du QPV, en 2010."),
        (35.21, "la part était de 35,2 % en 2010."),
        (None, "la part était de 35,2 %, pour Ancien QPa (QPa), une partie seulement du QPV, en 2010."),
    ],
    ids=["two values", "one value", "one withheld"],
)
def test_r7_gives_both_parts_of_a_qpv_that_joins_several(broken_start: Any, second: float | None, told: str) -> None:
    """Bruay: seven numbers and two former QPV, of which a reader made nothing."""
    broken_start.quartier("a", "QPa", "QPz")
    broken_start.measure("QPz", "agees", 2010, second, year=2010, theme="RP")
    contract = broken_start.state("a", "agees", 27.1, annee=2019, valeur_initiale=9.4, annee_initiale=2011)
    said = sentences(contract.found("R7"))
    assert said.endswith(told)
    assert ", pour Ancien QPa (QPa), une partie seulement du QPV. L'arrivée" in said, "the start is of one part"


def test_r7_says_that_the_value_under_the_label_of_the_end_is_of_this_report(broken_start: Any) -> None:
    """It is worked out of two published shares: « la même publication donne » would send one to look for it."""
    broken_start.mesures[-1] = replace(broken_start.mesures[-1], statut="calculé")
    contract = broken_start.state("a", "agees", 23, annee=2019, valeur_initiale=9.4, annee_initiale=2011)
    assert "la part était de 35,2 % en 2010 (calculée ici, d'après l'Insee)." in sentences(contract.found("R7"))


def test_r7_is_silent_where_the_start_has_the_same_definition(broken_start: Any) -> None:
    contract = broken_start.state("a", "agees", 23, annee=2019, valeur_initiale=35.2, annee_initiale=2011)
    assert contract.found("R7") == []


def test_r7_is_silent_where_no_start_is_stated(broken_start: Any) -> None:
    assert broken_start.state("a", "agees", 9.4, annee=2019, tendance="hausse").found("R7") == []


def test_r7_says_of_which_year_the_start_is_and_r8_does_not_ask_to_keep_it(broken_start: Any) -> None:
    """Le Trieu: a start of 2010 and of another definition, dated 2019. « Écrire 2010 » would contradict rule 7."""
    contract = broken_start.state("a", "agees", 31.5, annee=2021, valeur_initiale=9.4, annee_initiale=2019)
    assert "ce que l'Insee publie pour 2010, et non pour 2019, sous" in sentences(contract.found("R7"))
    assert contract.found("R8") == []


# -- R8: years ------------------------------------------------------------------------------------------


def years(contract: Any) -> list[tuple[str, tuple[str, ...]]]:
    return [(d.gravite.value, d.affirmations) for d in contract.found("R8")]


def test_r8_figures_without_a_year_are_listed_once_a_quartier(small: Any) -> None:
    contract = small().state("a", "x", 30).state("a", "y", 31).state("a", "z", 32, annee=2019).state("b", "x", 30)
    assert years(contract) == [("à savoir", ("a-d1", "a-d2")), ("à savoir", ("b-d1",))]
    assert "2 chiffres sont énoncés sans année : x et y" in contract.found("R8")[0].phrase


def test_r8_a_bullet_whose_year_is_noted_not_to_be_that_of_a_figure_does_not_date_it(small: Any) -> None:
    contract = small().state("a", "x", 12, annee=2020, lignes="7").indicator("y", unite="€")
    contract.state("a", "y", 879, lignes="7", note="Présenté comme préoccupant ; année non énoncée")
    [found] = [d for d in contract.found("R8") if "sans année" in d.phrase]
    assert (found.affirmations, found.lignes) == (("a-d2",), "7")


def test_r8_a_bullet_that_dates_one_figure_dates_the_others(small: Any) -> None:
    contract = small().state("a", "x", 43, annee=2019, lignes="367").state("a", "y", 36.1, lignes="367")
    assert years(contract.state("a", "z", 12, lignes="368")) == [("à savoir", ("a-d3",))]


def test_r8_an_undated_value_that_is_published_for_one_year_is_given_it(small: Any) -> None:
    contract = small().measure("QPa", "x", 2019, 29.1, year=2017).state("a", "x", 29.1).state("a", "y", 12)
    assert "L'Insee publie la même valeur : x, 29,1 % (2017)." in sentences(contract.found("R8"))


@pytest.mark.parametrize(("said", "gravity"), [(2011, "à savoir"), (2013, "à vérifier")])
def test_r8_a_year_that_is_not_the_source_s(small: Any, said: int, gravity: str) -> None:
    contract = small().measure("QPa", "x", 2017, 52.4, year=2010).measure("QPa", "x", 2022, 42.4)
    contract.state("a", "x", 42.4, annee=2019, valeur_initiale=52.4, annee_initiale=said)
    assert years(contract) == [(gravity, ("a-d1",))]
    assert f"date de {said} ce que l'Insee publie pour 2010" in contract.found("R8")[0].phrase


def test_r8_the_same_shift_of_several_figures_is_one_doubt(small: Any) -> None:
    contract = small()
    for name in ("x", "y"):
        contract.measure("QPa", name, 2017, 52.4, year=2010).measure("QPa", name, 2022, 42.4)
        contract.state("a", name, 42.4, annee=2019, valeur_initiale=52.4, annee_initiale=2011)
    assert years(contract) == [("à savoir", ("a-d1", "a-d2"))]


@pytest.mark.parametrize(
    ("fields", "first", "impossible"),
    [
        ({"annee": 2030}, None, True),
        ({"annee": 2019, "valeur_initiale": 20.0, "annee_initiale": 1999}, 2006, True),
        ({"annee": 2019, "valeur_initiale": 20.0, "annee_initiale": 2006}, 2006, False),
        ({"annee": 1999}, None, False),
        ({"annee": 2026}, 2006, False),  # the contract's own year
        ({"annee": 2027}, 2006, True),  # and the very next
        ({"annee": 2005}, 2006, True),
    ],
)
def test_r8_a_year_that_the_source_cannot_have(
    small: Any, fields: dict[str, Any], first: int | None, impossible: bool
) -> None:
    contract = small().indicator("x", premiere_annee=first).state("a", "x", 30, **fields)
    assert years(contract) == ([("à corriger", ("a-d1",))] if impossible else [])


def test_r8_is_silent_for_a_rounding_of_another_year(small: Any) -> None:
    """Onnaing: 43 (2019) is 42,5; that 43,1 was true in 2010 makes no error of date."""
    contract = small().measure("QPa", "x", 2017, 43.1, year=2010).measure("QPa", "x", 2022, 42.5)
    assert years(contract.state("a", "x", 43, annee=2019)) == []


# -- R9: perimeters -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "gravity"),
    [
        ({"perimetre": "étendu"}, "à vérifier"),
        ({"perimetre": "réduit"}, "à vérifier"),
        ({"libelles_qpv_2015": ("Lecocq",)}, "à savoir"),  # only the name has changed
        ({"libelles_qpv_2015": ("Lecocq",), "perimetre": "inchangé"}, None),
        ({"libelles_qpv_2015": ("quartier A",)}, None),  # case is no change
        ({}, None),
    ],
)
def test_r9_a_perimeter_that_changed_or_may_have(small: Any, fields: dict[str, Any], gravity: str | None) -> None:
    contract = small().quartier("a", **fields).state("a", "x", 30, annee=2019)
    assert [d.gravite.value for d in contract.found("R9")] == ([gravity] if gravity else [])


def test_r9_gives_both_populations(small: Any) -> None:
    contract = small().quartier("a", perimetre="étendu", population_2024=1580).count("population_nb")
    contract.measure("QPa", "population_nb", 2022, 1051).state("a", "x", 30, annee=2019)
    text = sentences(contract.found("R9"))
    assert "1 051 habitants (diffusion 2022)" in text
    assert "1 580 habitants" in text


def test_r9_is_silent_for_a_quartier_without_figures(small: Any) -> None:
    assert small().quartier("a", perimetre="étendu").found("R9") == []


def test_r9_two_former_qpv_and_a_figure_of_one_of_them(small: Any) -> None:
    contract = small().quartier("a", "QP1", "QP2").count("n").indicator("x", poids="n", evolution="annuelle")
    for code, rate, people in (("QP1", 46.81, 596), ("QP2", 42.27, 362)):
        contract.measure(code, "x", 2019, rate, year=2017).measure(code, "n", 2019, people, year=2017)
    partial, whole = contract.state("a", "x", 46.8, annee=2017).found("R9")
    # (46,81 × 596 + 42,27 × 362) / 958 = 45,09
    text = sentences([partial])
    assert "Ancien QP1 (QP1), où la valeur publiée est 46,8 % (2017). Pour l'ensemble du QPV : 45,1 %" in text
    assert "il réunit 2 anciens QPV (Ancien QP1 et Ancien QP2)" in whole.phrase


@pytest.mark.parametrize("imported", [False, True])
def test_r9_says_that_the_figures_of_2024_exist(small: Any, imported: bool) -> None:
    contract = small().quartier("a", perimetre="étendu").state("a", "x", 30, annee=2019)
    if imported:
        contract.measure("QNa", "y", 2024, 30, year=2021, geography="2024")
    [found] = contract.found("R9")
    assert ("Ajouter la population et les revenus de 2021" in found.proposition) is not imported
    assert "sera publiée" not in found.proposition


def test_r9_a_suppressed_whole_is_said_not_to_be_published(small: Any) -> None:
    """What secrecy hides is « non diffusé » everywhere; « non renseigné » is for what the document lacks."""
    contract = small().quartier("a", "QP1", "QP2").count("n").indicator("x", poids="n", evolution="annuelle")
    contract.measure("QP1", "x", 2019, 46.81, year=2017).measure("QP2", "x", 2019, None, year=2017)
    found = [d for d in contract.state("a", "x", 46.8, annee=2017).found("R9") if d.affirmations and d.publications]
    assert "non renseigné" not in sentences(found)


# -- R10: magnitude -------------------------------------------------------------------------------------

SPREAD = (9.7, 11, 13, 15, 17, 20, 25)


@pytest.mark.parametrize(
    ("value", "found"),
    [(8.6, True), (9.6, True), (9.7, False), (15, False), (25, False), (25.2, True), (26, True)],
)
def test_r10_a_value_beyond_98_percent_of_the_qpv(small: Any, value: float, found: bool) -> None:
    contract = small().spread("x", 2022, *SPREAD).state("a", "x", value, annee=2019)
    doubts = contract.found("R10")
    assert [d.gravite.value for d in doubts] == (["à vérifier"] if found else [])
    if value < 9.7:
        assert "99 % des 1 295 QPV de France avaient plus de 9,7 %" in sentences(doubts)


def test_r10_a_rough_value_is_judged_by_its_whole_interval(small: Any) -> None:
    contract = small().spread("x", 2022, *SPREAD).state("a", "x", 26, annee=2019, precision="environ")
    assert contract.found("R10") == []
    assert small().spread("x", 2022, *SPREAD).state("a", "x", 26, precision="plus de").found("R10") != []


def test_r10_what_insee_confirms_is_only_to_be_known(small: Any) -> None:
    """59 % of women at La Pépinière: exceptional, and true."""
    contract = small().spread("x", 2022, *SPREAD).measure("QPa", "x", 2022, 26).state("a", "x", 26, annee=2019)
    [found] = contract.found("R10")
    assert found.gravite.value == "à savoir"
    assert "publie bien" in found.phrase
    assert found.proposition == RIEN  # which reports do not tell of


@pytest.mark.parametrize(("past", "gravity"), [(13.9, "à vérifier"), (9.3, "à savoir")])
def test_r10_the_quartier_s_own_past_is_looked_at_first(small: Any, past: float, gravity: str) -> None:
    """La Pépinière: 8,6 % of 15-24 is less than nearly everywhere, and much less than it had itself."""
    contract = small().spread("x", 2010, *SPREAD, year=2010).measure("QPa", "x", 2010, past, year=2010)
    [found] = contract.state("a", "x", 8.6, annee=2019).found("R10")
    assert found.gravite.value == gravity
    assert f"{str(past).replace('.', ',')} % (2010)" in sentences([found])


def test_r10_a_wrong_label_is_not_judged_by_the_spread_of_the_label(small: Any) -> None:
    contract = small().indicator("x", confusions=("y",)).spread("x", 2022, *SPREAD).measure("QPa", "y", 2022, 40.8)
    assert contract.state("a", "x", 40.8, annee=2019).found("R10") == []


@pytest.mark.parametrize(("variation", "found"), [(15.9, True), (-15.0, True), (14.9, False), (9.8, False)])
def test_r10_a_change_that_is_unusual_for_a_share(small: Any, variation: float, found: bool) -> None:
    contract = small().state("a", "x", 50, annee=2019, variation=variation, annee_initiale=2011)
    assert bool(contract.found("R10")) is found


def test_r10_a_change_in_euros_is_no_share(small: Any) -> None:
    contract = small().indicator("q1", unite="€").state("a", "q1", 900, annee=2019, variation=80, annee_initiale=2011)
    assert contract.found("R10") == []


def test_r10_a_broken_trend_is_said_once(broken_start: Any) -> None:
    """The start has another definition (R7): that the change is large is its consequence."""
    contract = broken_start.state("a", "agees", 31.5, annee=2019, valeur_initiale=9.4, annee_initiale=2011)
    assert (len(contract.found("R7")), contract.found("R10")) == (1, [])


def test_r5_the_nearest_published_value_is_said_to_be_of_a_part(small: Any) -> None:
    contract = small().quartier("a", "QP1", "QP2").state("a", "x", 52.4, annee=2019)
    contract.measure("QP1", "x", 2022, 38.9).measure("QP2", "x", 2022, 34.3)
    found = contract.found("R5")
    assert found
    assert all("une partie seulement du QPV" in d.phrase for d in found)
    assert all("Remplacer" not in d.proposition for d in found)


def test_r8_each_undated_figure_has_its_line_and_the_known_year_is_proposed(small: Any) -> None:
    contract = small().measure("QPa", "x", 2019, 29.1, year=2017).state("a", "x", 29.1, lignes="627")
    contract.state("a", "y", 35.6, lignes="631")
    found = contract.found("R8")[0]
    assert "x (l. 627) et y (l. 631)" in found.phrase
    assert found.proposition.replace("\u202f", " ") == (
        "Écrire 2017 pour 29,1 %. Pour le reste, retrouver l'année à la source : sans elle, rien ne dit à "
        "quelle publication comparer ce chiffre."
    )


def test_r6_a_value_stated_in_words_is_told_in_these_words(small: Any) -> None:
    contract = small().indicator("x", population="ménages").measure("QPa", "x", 2022, 35.1)
    contract.state("a", "x", 33.3, population="population", precision="plus de", note="Énoncé : plus d'un tiers")
    [found] = contract.found("R6")
    assert found.phrase.startswith("Le document donne plus d'un tiers (sans année) comme une part de la population.")


def test_r9_a_perimeter_that_the_document_says_in_a_note_is_told_not_found(small: Any) -> None:
    note = "Les chiffres du diagnostic sont dans le périmètre de 2015-2023 ; celui de 2024 ajoute Macou."
    known, unknown = (
        small().quartier("a", "QP1", "QP2", note=text).state("a", "x", 38.9, annee=2019).found("R9")[0]
        for text in (note, None)
    )
    assert (known.gravite.value, unknown.gravite.value) == ("à savoir", "à vérifier")
    assert "périmètre de 2015, comme le document le dit en note ; celui de 2024" in known.phrase
    assert "en note" not in unknown.phrase


@pytest.mark.parametrize(("mean", "found"), [(34.0, True), (40.0, False)])
def test_r6_a_mean_of_another_label_where_none_is_published_under_its_own(small: Any, mean: float, found: bool) -> None:
    """40,1 % « of the 15-24 »: the mean of the QPV in the employment rate of the 15-64."""
    contract = small().indicator("jeunes", confusions=("tous",))
    for n, level in enumerate((30.0, 32.0, 34.0, 36.0, 38.0)):
        contract.quartier(f"q{n}").measure(f"QPq{n}", "tous", 2022, level, year=2019)
    contract.reference("jeunes", mean + 0.1, 2019).state("q0", "jeunes", 50.3, annee=2019, reference="agglo")
    doubts = [d for d in contract.found("R6") if "moyenne énoncée" in d.phrase]
    assert len(doubts) == found
    if found:
        assert (
            "publiés sous « Part tous » (34 %) ; les fichiers repris ne donnent rien par QPV sous « Part jeunes »"
            in sentences(doubts)
        )


def test_r6_a_mean_of_another_label_stands_beside_that_of_its_own(small: Any) -> None:
    contract = small().indicator("jeunes", confusions=("tous",), poids="n").count("n").indicator("tous", poids="n")
    for n, level in enumerate((30.0, 32.0, 34.0, 36.0, 38.0)):
        contract.quartier(f"q{n}").measure(f"QPq{n}", "tous", 2022, level, year=2019)
        contract.measure(f"QPq{n}", "jeunes", 2022, level + 20, year=2019).measure(f"QPq{n}", "n", 2022, 100, year=2019)
    contract.reference("jeunes", 34.0, 2019).state("q0", "jeunes", 50.0, annee=2019, reference="agglo")
    [found] = [d for d in contract.found("R6") if "moyenne énoncée" in d.phrase]
    assert "Ceux publiés sous « Part jeunes » donnent une moyenne de 54 % (2019)." in sentences([found])


def test_r6_and_r14_tell_how_many_people_a_small_share_is(small: Any) -> None:
    contract = small().count("n").indicator("n", unite="nombre", libelle_court="Demandeurs d'emploi")
    contract.indicator("longue", confusions=("deux",)).indicator("deux", poids="n", evolution="annuelle")
    for edition, year, base, level in ((2020, 2019, 124, 22.6), (2022, 2021, 135, 40.0)):
        contract.measure("QPa", "n", edition, base, year=year).measure("QPa", "deux", edition, level, year=year)
    contract.state("a", "longue", 40.0, annee=2021, variation=17.4, annee_initiale=2019)
    text = sentences(contract.found("R6"))
    assert "22,6 % (2019) et 40 % (2021), soit environ 28 puis 54 demandeurs d'emploi, sur 124 puis 135" in text


def test_r8_undated_values_stand_beside_the_newest_published(small: Any) -> None:
    contract = small().indicator("q1", unite="€", sens="favorable", evolution="annuelle")
    contract.measure("QPa", "q1", 2022, 848.3, year=2018).state("a", "q1", 890)
    [found] = contract.found("R8")
    assert "La dernière valeur reprise ici est autre : q1, 848 € (2018), pour 890 € dans le document." in sentences(
        [found]
    )
    assert contract.found("R5") == []  # it may be of a later year


@pytest.mark.parametrize(("under_25", "gravity"), [(29.9, "à savoir"), (40.0, "à vérifier"), (None, "à vérifier")])
def test_r10_a_share_of_an_age_is_set_beside_the_wider_one_that_is_published(
    small: Any, under_25: float | None, gravity: str
) -> None:
    """La Pépinière: 8,6 % of 15-24 is rare; 29,9 % are under 25, which leaves 21,3 % under 15, as in 2010."""
    contract = small().indicator("x", libelle="Part des 15-24 ans").indicator("y", libelle="Part des moins de 25 ans")
    contract.spread("x", 2017, 9.7, 11, 13, 14, 16, 18, 22, year=2010)
    contract.measure("QPa", "x", 2017, 13.9, year=2010).measure("QPa", "y", 2017, 35.9, year=2010)
    if under_25 is not None:
        contract.measure("QPa", "y", 2022, under_25)
    [found] = contract.state("a", "x", 8.6, annee=2019).found("R10")
    assert found.gravite.value == gravity
    assert ("laisserait 21,3 % aux autres âges, pour 22 % en 2010" in sentences([found])) is (under_25 == 29.9)

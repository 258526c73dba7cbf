"""R18 on what is measured: one series under two labels, a share of one whole where that of another is published."""

from typing import Any

import pytest

from quartiers.analyse.doutes import Doute


def two_labels(small: Any, slips: int, *, rightly: bool = True) -> list[Doute]:
    """QPV whose published share is stated under another label, but for the last, which names it as its source does."""
    contract = small().indicator("recent", confusions=("ancien",)).indicator("ancien")
    for n in range(slips + 1):
        contract.measure(f"QPq{n}", "ancien", 2022, 20.3 + n, year=2021)
        stated = "ancien" if rightly and n == slips else "recent"
        contract.state(f"q{n}", stated, 20.3 + n, annee=2021, lignes=str(10 + n))
    return [d for d in contract.found("R18") if "sous deux intitulés" in d.phrase]


def test_r18_one_measure_that_the_document_names_in_two_ways(small: Any) -> None:
    [found] = two_labels(small, 3)
    assert found.phrase.startswith(
        "Le document donne une même mesure sous deux intitulés : « Part ancien » (l. 13) et « Part recent » "
        "(l. 10, 11, 12)."
    )
    assert (found.gravite.value, found.lignes) == ("à savoir", "10, 11, 12, 13")


def test_r18_slips_are_no_usage_and_one_label_is_no_other(small: Any) -> None:
    assert two_labels(small, 2) == []
    assert two_labels(small, 3, rightly=False) == []


def other_whole(small: Any, stated: float, published: float, **fields: Any) -> list[Doute]:
    contract = small().indicator("aides", publics=("aidés",), population="Foyers", confusions=("inscrits",))
    contract.indicator("inscrits", publics=("aidés",), population="Inscrits à la caisse", libelle="Part des inscrits")
    contract.measure("QPa", "inscrits", 2022, published, year=2021)
    basis = {"annee": 2021, "population": "foyers", "lignes": "7"}
    contract.state("a", "aides", stated, **{**basis, **fields})
    return [d for d in contract.found("R18") if "que rapportée à" in d.phrase]


def test_r18_a_share_of_a_whole_that_is_near_the_published_share_of_another(small: Any) -> None:
    [found] = other_whole(small, 14.8, 16.4)
    text = found.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Le document rapporte cette part à : foyers (l. 7). L'Insee ne la publie que rapportée à : inscrits" in text
    assert "14,8 % (l. 7), pour 16,4 % (2021)" in text
    assert (found.gravite.value, found.affirmations) == ("à savoir", ("a-d1",))


@pytest.mark.parametrize(
    ("published", "fields"),
    [
        (16.8, {}),  # two points away: another share, as it should be
        (16.4, {"population": None}),
        (16.4, {"population": "inscrits à la caisse"}),
        (16.4, {"precision": "environ"}),
    ],
    ids=["far", "no whole is stated", "the whole of the source", "an order of magnitude"],
)
def test_r18_nothing_is_asked_of_a_share_of_another_size_or_of_the_source_s_whole(
    small: Any, published: float, fields: dict[str, Any]
) -> None:
    assert other_whole(small, 14.8, published, **fields) == []


def test_r18_a_share_that_is_published_of_its_own_whole_is_checked_there(small: Any) -> None:
    contract = small().indicator("aides", publics=("aidés",), population="Foyers", confusions=("inscrits",))
    contract.indicator("inscrits", publics=("aidés",), population="Inscrits").measure("QPa", "inscrits", 2022, 16.4)
    contract.measure("QPa", "aides", 2022, 14.8).state("a", "aides", 14.8, population="foyers")
    assert [d for d in contract.found("R18") if "que rapportée à" in d.phrase] == []


def test_r18_a_name_that_the_producer_left_before_the_edition_of_the_value(small: Any) -> None:
    def told(edition: int) -> list[Any]:
        contract = small().indicator("x", reserve="Pas de moyenne ; « autre nom » depuis la diffusion 2021")
        contract.quartier("a").measure("QPa", "x", edition, 36.5, year=2019)
        contract.state("a", "x", 36.5, annee=2019, lignes="428")
        return [d for d in contract.found("R18") if "autre nom" in d.phrase]

    [found] = told(2022)
    assert (found.lignes, found.gravite.value) == ("428", "à savoir")
    assert "Depuis la diffusion 2021, l'Insee publie ce chiffre sous un autre nom, « autre nom »" in found.phrase
    assert told(2020) == []

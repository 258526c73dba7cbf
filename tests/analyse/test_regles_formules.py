"""R15 on one phrase for a figure of several QPV."""

from typing import Any

import pytest

from quartiers.analyse.doutes import Doute


def told(small: Any, *words: str, **fields: Any) -> list[Doute]:
    contract = small()
    for n, said in enumerate(words):
        basis: dict[str, Any] = {"precision": "environ", "note": f"Énoncé : {said}", "lignes": str(10 + n)}
        contract.state(f"q{n}", "x", 33.3, **{**basis, **fields})
    return [d for d in contract.found("R15") if "arrondit ce chiffre" in d.phrase]


def test_r15_one_phrase_for_three_qpv(small: Any) -> None:
    [found] = told(small, "un ménage sur trois", "Un ménage sur trois", "un ménage sur trois")
    assert "« un ménage sur trois » (l. 10, 11, 12) pour 3 QPV : une valeur arrondie ne permet ni de comparer" in (
        found.phrase.replace("\u202f", " ").replace("\u00a0", " ")
    )
    assert (found.gravite.value, found.lignes) == ("à savoir", "10, 11, 12")
    assert found.proposition == "Demander le chiffre exact de chaque quartier, et son année."
    told_of_it = f"{found.titre} {found.phrase} {found.proposition}".casefold()
    assert not any(word in told_of_it for word in ("hasard", "même valeur", "mesuré")), "no copy is hinted at"


@pytest.mark.parametrize(
    "words",
    [("un ménage sur trois",) * 2, ("un ménage sur trois", "un tiers des ménages", "près d'un tiers")],
    ids=["two QPV", "three phrases"],
)
def test_r15_two_qpv_or_other_words_are_no_phrase(small: Any, words: tuple[str, ...]) -> None:
    assert told(small, *words) == []


def test_r15_one_qpv_is_said_alike_in_its_sections(small: Any) -> None:
    contract = small()
    for name in "abc":
        contract.quartier(name, "QP", code_qpv_2024="QN")
        contract.state(name, "x", 33.3, precision="environ", note="Énoncé : un ménage sur trois")
    assert [d for d in contract.found("R15") if "arrondit ce chiffre" in d.phrase] == []

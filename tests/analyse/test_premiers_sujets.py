"""What a text is about first: the subjects of its shortest beginning that has any, told without trying each."""

from quartiers.analyse.sujets import first_subjects, subjects_of
from quartiers.donnees import Contrat


def tried(contrat: Contrat, text: str) -> frozenset[str]:
    words = text.split()
    beginnings = (" ".join(words[:n]) for n in range(1, len(words) + 1))
    return next((found for b in beginnings if (found := subjects_of(contrat, (b,)))), frozenset())


def test_the_first_subjects_are_those_of_the_shortest_beginning_that_has_some(contrat: Contrat) -> None:
    """Of every text of the contract, with no-break spaces, and cut so that most have none."""
    texts = {c.constat for c in contrat.constats}
    texts |= {p.intitule for p in contrat.priorites}
    texts |= {d.declinaison for p in contrat.priorites for d in p.declinaisons}
    texts |= {text.replace(" ", "\u00a0", 2) for text in texts} | {text[: len(text) // 3] for text in texts}
    plain = [text for text in sorted(texts) if " : " not in text]
    found = [first_subjects(contrat, text) for text in plain]
    assert found == [tried(contrat, text) for text in plain]
    assert {bool(f) for f in found} == {True, False}


def test_a_text_that_announces_a_list_begins_with_nothing(contrat: Contrat) -> None:
    assert first_subjects(contrat, "Santé : le logement, l'emploi") == frozenset()
    assert first_subjects(contrat, "") == frozenset()

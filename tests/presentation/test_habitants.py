"""What a report says of those who were heard."""

from dataclasses import replace

import pytest

from quartiers import PROJECT_ROOT
from quartiers.donnees import Contrat, load_contrat
from quartiers.donnees.modele import Demarche, Reponse
from quartiers.presentation import RapportQuartier
from quartiers.presentation.quartier.concertation import show_consultation


@pytest.fixture(scope="module")
def contract() -> Contrat:
    return load_contrat(PROJECT_ROOT / "exemples" / "suivi")


def text_of(contrat: Contrat) -> str:
    return show_consultation(contrat).to_text().replace("\u202f", " ").replace("\xa0", " ")


def test_each_number_stands_beside_those_who_answered_and_how_they_were_reached() -> None:
    report = RapportQuartier("tilleuls", PROJECT_ROOT / "exemples" / "suivi")
    text = report.concertation().to_text().replace("\u202f", " ").replace("\xa0", " ")
    for question in ("Vous sentez-vous bien dans le quartier ?", "Que faudrait-il améliorer en premier ?"):
        [caption] = [line for line in text.splitlines() if line.startswith(question)]
        assert "87 répondants, touchés par : boîtes aux lettres" in caption
    assert "ne sont pas un échantillon" in text
    assert "15 à 24 ans (âge) et 60 ans et plus (âge) : ne sont pas diffusés" in text
    assert "moins de 11 personnes" in text
    assert "Forum des partenaires" not in text  # of the other commune


def test_a_report_without_any_says_nothing() -> None:
    other = RapportQuartier("anzin-verrerie")
    assert other.concertation().to_text() == ""


def test_a_share_is_told_of_a_hundred_people_and_never_of_fewer(contract: Contrat) -> None:
    for people, share in ((99, False), (100, True)):
        rows = [Reponse("d", "Bien ici ?", None, None, r, n, None) for r, n in (("oui", 40), ("non", people - 40))]
        demarche = Demarche(
            "d", "questionnaire", "Enquête", None, (), None, None, None, None, None, None, people, (), None
        )
        text = text_of(replace(contract, demarches={"d": demarche}, reponses=tuple(rows), paroles={}, avis={}))
        assert ("40 (40 %)" in text) is share
        assert ("%" in text) is share


def test_a_porteur_de_paroles_is_said_to_be_no_sample_where_it_has_counts(contract: Contrat) -> None:
    rows = tuple(Reponse("d", "Et ici ?", None, None, r, n, None) for r, n in (("oui", 80), ("non", 60)))
    names = ("porteur de paroles", "Porteur", None, (), None, None, None, None, None, None, 35, (), None)
    demarche = Demarche("d", *names)  # type: ignore[arg-type]
    text = text_of(replace(contract, demarches={"d": demarche}, reponses=rows, paroles={}, avis={}))
    assert "porteur de paroles, non un échantillon" in text
    assert "%" not in text


def test_a_question_that_is_withheld_is_said_to_be(contract: Contrat) -> None:
    rows = (
        Reponse("d", "Et ici ?", None, None, "oui", None, None),
        Reponse("d", "Et ici ?", None, None, "non", None, None),
    )
    demarche = Demarche("d", "atelier", "Atelier", None, (), None, None, None, None, None, None, None, (), None, True)
    text = text_of(replace(contract, demarches={"d": demarche}, reponses=rows, paroles={}, avis={}))
    assert "« Et ici ? » : les réponses ne sont pas diffusées (moins de 11 personnes ont répondu" in text

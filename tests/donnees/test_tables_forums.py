"""What is refused of the tables of forums and votes, and what of them is never shown."""

from collections.abc import Callable
from pathlib import Path

import pytest

from quartiers.donnees import Anomalie, load_contrat
from quartiers.donnees.secret import protect_contribution
from quartiers.donnees.tables.forums import Contribution

Spoil = Callable[[str, str, str], tuple[Anomalie, ...]]


def test_what_nobody_has_read_is_not_in_the_contract(folder: Path) -> None:
    contract = load_contrat(folder)
    assert "2026-forum-valrive-6" not in contract.contributions
    assert "2026-forum-valrive-6" not in set(contract.tables["contributions"]["contribution"])
    assert not contract.tables["contributions"]["texte"].str.contains("personne n'a relue").any()


@pytest.mark.parametrize(
    ("counted", "told", "few"), [(None, None, False), (0, 0, False), (1, None, True), (10, None, True), (11, 11, False)]
)
def test_few_supports_are_not_counted(counted: int | None, told: int | None, few: bool) -> None:
    row = Contribution("c", "d", (), None, None, "t", counted, None, None, None, None, "oui")
    kept = protect_contribution(row, 11)
    assert kept is not None
    assert (kept.soutiens, kept.peu_de_soutiens) == (told, few)


def test_few_supports_are_in_no_frame_either(folder: Path) -> None:
    frame = load_contrat(folder).tables["contributions"].set_index("contribution")["soutiens"]
    assert frame["2026-forum-valrive-4"] == 14
    assert frame.isna()["2026-forum-valrive-5"]


def test_what_is_set_aside_says_why(spoiled: Spoil) -> None:
    [anomaly] = spoiled(
        "contributions", "Les secours et le marché y passent : la fermeture est limitée aux soirées d'été", ""
    )
    assert (anomaly.fichier, anomaly.ligne, anomaly.colonne) == ("contributions.csv", 5, "reponse")
    assert "la raison, puisque la contribution est écartée" in anomaly.attendu


def test_an_answer_has_a_suite(spoiled: Spoil) -> None:
    [anomaly] = spoiled("contributions", ";retenue;Ateliers", ";;Ateliers")
    assert (anomaly.ligne, anomaly.colonne) == (2, "suite")


def test_an_answer_does_not_come_before_the_forum(spoiled: Spoil) -> None:
    [anomaly] = spoiled("contributions", "est cherchée;2026-03-12", "est cherchée;2026-01-12")
    assert anomaly.colonne == "suite_le"
    assert "5 février 2026" in anomaly.attendu


def test_a_priority_is_of_the_quartiers_beside_it(spoiled: Spoil) -> None:
    [anomaly] = spoiled("contributions", ";14;tilleuls-p1;", ";14;grand-large-p1;")
    assert (anomaly.ligne, anomaly.colonne) == (5, "priorite")
    assert anomaly.attendu == "une priorité des quartiers de la ligne"


def test_a_contribution_of_an_unknown_demarche_is_refused(spoiled: Spoil) -> None:
    [anomaly] = spoiled(
        "contributions", "2026-forum-valrive-1;2026-forum-valrive;", "2026-forum-valrive-1;2026-forum-valriv;"
    )
    assert anomaly.colonne == "demarche"
    assert "2026-forum-valrive" in str(anomaly.remede)


@pytest.mark.parametrize(
    ("before", "after", "column"),
    [
        ("Fermer la place aux voitures", "Mme Durand veut fermer la place", "texte"),
        ("Ateliers doublés", "Appeler le 06 12 34 56 78", "reponse"),
    ],
)
def test_a_contribution_that_names_someone_is_refused_and_not_repeated(
    spoiled: Spoil, before: str, after: str, column: str
) -> None:
    [anomaly] = spoiled("contributions", before, after)
    assert anomaly.colonne == column
    assert "Durand" not in str(anomaly)
    assert "06 12" not in str(anomaly)


def test_a_wrong_word_is_refused_without_repeating_it(spoiled: Spoil) -> None:
    """What a shifted column would put there may be what somebody said."""
    [anomaly] = spoiled("contributions", ";écartée;", ";Ma voisine Hakima;")
    assert anomaly.colonne == "suite"
    assert "Hakima" not in str(anomaly)
    assert "écartée" in str(anomaly)


def test_a_version_that_was_not_adopted_is_not_in_force(spoiled: Spoil) -> None:
    [anomaly] = spoiled("validations", "ajourné;;", "ajourné;2026-11-01;")
    assert (anomaly.ligne, anomaly.colonne) == (6, "en_vigueur_le")


def test_a_version_is_not_in_force_before_its_vote(spoiled: Spoil) -> None:
    [anomaly] = spoiled("validations", "adopté;2026-07-06", "adopté;2026-06-06")
    assert "29 juin 2026" in anomaly.attendu


def test_a_vote_does_not_come_before_the_forum_that_it_takes_into_account(spoiled: Spoil) -> None:
    [anomaly] = spoiled("validations", "2026-04-20", "2026-01-20")
    assert (anomaly.ligne, anomaly.colonne) == (4, "date")
    assert "5 février 2026" in anomaly.attendu


def test_two_versions_are_not_in_force_from_one_day_on(spoiled: Spoil) -> None:
    before = "2024-06-24;Valrive;tilleuls;adopté;2024-07-01;"
    [anomaly] = spoiled("validations", before, before.replace("2024-07-01", "2026-07-06"))
    assert (anomaly.ligne, anomaly.colonne) == (5, "en_vigueur_le")
    assert "la version « 2024 », ou un autre jour" in anomaly.attendu
    assert "tilleuls" in str(anomaly.remede)


def test_a_document_is_written_in_one_way(spoiled: Spoil) -> None:
    [anomaly] = spoiled(
        "validations",
        "Projet de quartier des Tilleuls (inventé);2026",
        "Projet de Quartier des tilleuls (invente);2026",
    )
    assert anomaly.colonne == "document"
    assert "« Projet de quartier des Tilleuls (inventé) »" in anomaly.attendu

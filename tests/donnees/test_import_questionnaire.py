"""A questionnaire, a row a person, becomes counts: what is counted, what is refused, and that nothing else is kept."""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lignes import read_rows

from quartiers.donnees import DonneesInvalides, load_contrat
from quartiers.donnees.importation.questionnaire import BilanQuestionnaire, import_questionnaire
from quartiers.donnees.importation.questionnaire_lecture import Fichier, propose_roles

DEMARCHE = "2026-enquete"
HEADS = ("Horodateur", "Bien ici ?", "Que changer ?", "Votre âge", "Sexe", "Un commentaire ?")
QUESTIONS = (
    f"{DEMARCHE};Bien ici ?;question;;;;Oui = Oui | Plutôt oui = Oui | Non = Non",
    f"{DEMARCHE};Que changer ?;question;Que faut-il changer ?;;virgule;",
    f"{DEMARCHE};Votre âge;groupe;âge;;;15-24 = 15 à 24 ans | 25-110 = 25 ans et plus",
    f"{DEMARCHE};Sexe;groupe;sexe;;;F = femmes | H = hommes",
)
Run = Callable[..., BilanQuestionnaire]


@pytest.fixture
def folder(folder: Path) -> Path:
    """The invented contract, with a démarche that has no answer yet."""
    (folder / "questions.csv").unlink()
    append(folder / "demarches.csv", f"{DEMARCHE};questionnaire;Enquête;Valrive;tilleuls;;;;;;Accueils;;;")
    return folder


def append(path: Path, *lines: str) -> None:
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    path.write_text(text + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def describe(folder: Path, *lines: str) -> None:
    append(folder / "questions.csv", "demarche;colonne;role;intitule;reponse;separateur;regroupe", *lines)


def write_people(path: Path, rows: list[tuple[str, ...]], heads: tuple[str, ...] = HEADS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads, *rows])
    return path


def people() -> list[tuple[str, ...]]:
    """Four hundred people; one in ten says nothing of the age, one in twenty answers nothing."""
    rows = []
    for n in range(400):
        feeling = "" if n % 20 == 0 else ("Oui", "Plutôt oui", "Non")[n % 3]
        wish = ("le bus", "le bus, la place", "la place", "")[n % 4] if n % 20 else ""
        age = "" if n % 10 == 5 else str(15 + n % 70)
        rows.append((f"2026-06-{n % 28 + 1:02}", feeling, wish, age, "FH"[n % 2], f"SECRET-{n}"))
    return rows


def counts_of(folder: Path) -> dict[tuple[str, str, str, str], tuple[str, str]]:
    rows = [row for row in read_rows(folder / "reponses.csv") if row["demarche"] == DEMARCHE]
    return {(r["question"], r["critere"], r["groupe"], r["reponse"]): (r["effectif"], r["repondants"]) for r in rows}


def test_four_hundred_people_become_counts(folder: Path, tmp_path: Path) -> None:
    describe(folder, *QUESTIONS)
    rows = people()
    bilan = import_questionnaire(write_people(tmp_path / "reponses.csv", rows), folder, DEMARCHE)
    assert (bilan.lignes, bilan.participants) == (400, 380)
    assert bilan.laissees == ("Horodateur", "Un commentaire ?")
    assert dict(bilan.groupes) == {"âge": ("15 à 24 ans", "25 ans et plus"), "sexe": ("femmes", "hommes")}
    assert dict(bilan.sans_groupe) == {"âge": 40}
    found = counts_of(folder)
    whole = Counter("Non" if r[1] == "Non" else "Oui" for r in rows if r[1])
    for answer in ("Oui", "Non"):
        assert found["Bien ici ?", "", "", answer] == (str(whole[answer]), "")
        women = sum(r[4] == "F" and bool(r[1]) and ("Non" if r[1] == "Non" else "Oui") == answer for r in rows)
        assert found["Bien ici ?", "sexe", "femmes", answer] == (str(women), "")
    wishes = [r[2].split(", ") for r in rows if r[2]]
    for answer in ("le bus", "la place"):
        told = sum(answer in own for own in wishes)
        assert found["Que faut-il changer ?", "", "", answer] == (str(told), str(len(wishes)))
    contract = load_contrat(folder)  # what was written passes every check
    assert contract.demarches[DEMARCHE].participants == 380
    kept = "".join(path.read_text("utf-8-sig") for path in folder.rglob("*.csv"))
    assert "SECRET" not in kept
    assert not (folder / "reponses.csv").with_name("reponses.csv.bak").exists()


def test_the_same_file_twice_changes_nothing_and_a_newer_one_corrects(folder: Path, tmp_path: Path) -> None:
    describe(folder, *QUESTIONS)
    path = write_people(tmp_path / "reponses.csv", people())
    import_questionnaire(path, folder, DEMARCHE)
    before = (folder / "reponses.csv").read_bytes()
    again = import_questionnaire(path, folder, DEMARCHE)
    assert (folder / "reponses.csv").read_bytes() == before
    assert not any(t.ajoutees or t.modifiees for t in again.tables)
    write_people(path, people()[:390])
    import_questionnaire(path, folder, DEMARCHE)
    assert counts_of(folder)["Bien ici ?", "", "", "Oui"] != ("", "")
    assert (folder / "reponses.csv").read_bytes() != before


def test_without_a_word_on_its_columns_nothing_is_written_and_some_is_proposed(folder: Path, tmp_path: Path) -> None:
    before = (folder / "reponses.csv").read_bytes()
    bilan = import_questionnaire(write_people(tmp_path / "reponses.csv", people()), folder, DEMARCHE)
    assert (folder / "reponses.csv").read_bytes() == before
    assert [(p.colonne, p.role) for p in bilan.propositions] == [
        ("Horodateur", "ignorer"), ("Bien ici ?", "question"), ("Que changer ?", "question"),
        ("Votre âge", "groupe"), ("Sexe", "groupe"), ("Un commentaire ?", "ignorer"),
    ]  # fmt: skip
    assert bilan.propositions[3].regroupe.startswith("15-24 = ")


@pytest.mark.parametrize(
    ("heading", "cells", "role", "more"),
    [
        ("Vous sentez-vous bien dans le quartier ?", ("Oui", "Non"), "question", ""),
        ("Quel est votre quartier ?", ("Nord", "Sud"), "groupe", "quartier"),
        ("Vous êtes", ("Une femme", "Un homme"), "groupe", "sexe"),
        ("Tranche d'âge", ("15-24", "25-59"), "groupe", "âge"),
        ("Que changer ?", ("Le bus", "Le bus, La place", "La place", "La place, Le parc", "Le parc"), "question", ""),
        ("Êtes-vous d'accord ?", ("Oui, tout à fait", "Non, pas du tout"), "question", ""),
        ("Adresse mail", ("a@b.fr",), "ignorer", ""),
        ("Dites-nous tout", tuple(f"phrase {n}" for n in range(40)), "ignorer", ""),
    ],
)
def test_what_is_proposed_of_a_column(heading: str, cells: tuple[str, ...], role: str, more: str) -> None:
    file = Fichier("f.csv", (heading, "b"), tuple((cell, "x") for cell in cells))
    found = propose_roles(file)[0]
    assert (found.role, found.intitule) == (role, more)
    assert (found.separateur == "virgule") is (heading == "Que changer ?")


def test_a_column_a_choice_is_read_as_limesurvey_writes_it(folder: Path, tmp_path: Path) -> None:
    heads = ("id", "Que changer ? [Le bus]", "Que changer ? [La place]", "Genre")
    rows = [(str(n), "Oui" if n % 2 else "Non", "Y" if n % 3 else "", "Femme" if n % 2 else "Homme") for n in range(60)]
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (heads, *rows):
        book.active.append(row)
    book.save(tmp_path / "resultats.xlsx")
    proposed = import_questionnaire(tmp_path / "resultats.xlsx", folder, DEMARCHE).propositions
    assert [(p.role, p.intitule, p.reponse) for p in proposed] == [
        ("ignorer", "", ""), ("choix", "Que changer ?", "Le bus"), ("choix", "Que changer ?", "La place"),
        ("groupe", "sexe", ""),
    ]  # fmt: skip
    describe(folder, *(f"{DEMARCHE};{p.colonne};{p.role};{p.intitule};{p.reponse};;" for p in proposed))
    import_questionnaire(tmp_path / "resultats.xlsx", folder, DEMARCHE)
    found = counts_of(folder)
    answered = sum(r[1] == "Oui" or r[2] == "Y" for r in rows)
    assert found["Que changer ?", "", "", "Le bus"] == ("30", str(answered))
    assert found["Que changer ?", "", "", "La place"] == ("40", str(answered))
    load_contrat(folder)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((f"{DEMARCHE};Bien là ?;question;;;;",), "une colonne de ce nom"),
        ((f"{DEMARCHE};Bien ici ?;question;;;;Oui",), "des regroupements « avant = après »"),
        ((f"{DEMARCHE};Bien ici ?;choix;;;;",), "le choix que la colonne est"),
        ((f"{DEMARCHE};Sexe;groupe;;;;",), "une question au moins"),
        ((f"{DEMARCHE};Un commentaire ?;question;;;;",), "une réponse proposée à tous"),
        ((f"{DEMARCHE};Bien ici ?;reponse;;;;",), "question"),
    ],
)
def test_what_cannot_be_counted_is_refused_and_nothing_is_written(
    folder: Path, tmp_path: Path, lines: tuple[str, ...], expected: str
) -> None:
    describe(folder, *lines)
    before = {path: path.read_bytes() for path in folder.rglob("*.csv")}
    with pytest.raises(DonneesInvalides) as caught:
        import_questionnaire(write_people(tmp_path / "reponses.csv", people()), folder, DEMARCHE)
    assert any(expected in a.attendu for a in caught.value.anomalies), caught.value
    assert "SECRET" not in str(caught.value)
    assert {path: path.read_bytes() for path in folder.rglob("*.csv")} == before


@pytest.mark.parametrize("content", [b"", b"une seule colonne\nx\n", b"<html>", b"PK\x03\x04 coupe", b"a;a\n1;2\n"])
def test_what_is_no_table_of_people_is_refused(folder: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "reponses.csv"
    path.write_bytes(content)
    with pytest.raises(DonneesInvalides):
        import_questionnaire(path, folder, DEMARCHE)


def test_an_unknown_demarche_is_said(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DonneesInvalides, match="une démarche de cette table"):
        import_questionnaire(write_people(tmp_path / "r.csv", people()), folder, "2026-autre")


@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_a_proposal_is_made_of_any_column(rows: list[list[str]]) -> None:
    file = Fichier("f.csv", ("Question 1", "Âge", "Que changer ? [Le bus]"), tuple(map(tuple, rows)))
    assert [p.colonne for p in propose_roles(file)] == list(file.entetes)

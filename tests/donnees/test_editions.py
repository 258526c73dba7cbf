"""Editions: tables kept as a committee saw them, whole or not at all, and what the tables may not do to them."""

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from quartiers import PROJECT_ROOT, ecriture
from quartiers.chemins import data_files
from quartiers.donnees import Contrat, DonneesInvalides, Introuvable, load_contrat
from quartiers.donnees.coherences_editions import check_editions
from quartiers.donnees.editions import (
    choose_edition,
    differing_files,
    keep_edition,
    list_editions,
    load_edition,
    strays,
    with_edition,
)
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.tables import TABLES
from quartiers.marques import temporary_name

DAY = date(2026, 12, 10)
EXEMPLE = PROJECT_ROOT / "exemples" / "suivi"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The invented contract, without the editions that it has."""
    return Path(shutil.copytree(EXEMPLE, tmp_path / "suivi", ignore=shutil.ignore_patterns("editions")))


Edit = Callable[[str, str, str], None]


@pytest.fixture
def change(folder: Path) -> Edit:
    def replace(name: str, old: str, new: str) -> None:
        text = (folder / name).read_text(encoding="utf-8-sig")
        assert old in text, (name, old)
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8-sig" if ".csv" in name else "utf-8")

    return replace


def keep(folder: Path, day: date = DAY) -> tuple[Path, bool]:
    def check(contrat: Contrat) -> None:
        check_editions(folder, contrat)

    return keep_edition(folder, day, check)


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def refusals(folder: Path) -> list[str]:
    with pytest.raises(DonneesInvalides) as caught:
        check_editions(folder, load_contrat(folder))
    return [str(a) for a in caught.value.anomalies]


# -- keeping ----------------------------------------------------------------------------------------------


def test_an_edition_has_the_tables_as_they_are_and_leaves_the_rest(folder: Path) -> None:
    (folder / "notes.txt").write_text("à moi")
    before = contents(folder)
    path, is_new = keep(folder)
    assert (path, is_new) == (folder / "editions" / "2026-12-10", True)
    kept = contents(path)
    assert kept == {name: content for name, content in before.items() if name not in ("LISEZMOI.md", "notes.txt")}
    assert {n: c for n, c in contents(folder).items() if not n.startswith("editions/")} == before
    assert list_editions(folder) == (DAY,)
    assert differing_files(load_contrat(folder), load_contrat(path)) == ()


def test_the_same_tables_are_not_kept_twice_whatever_the_order_of_their_rows(folder: Path) -> None:
    path, _ = keep(folder)
    before = contents(path)
    head, *rows = (folder / "financements.csv").read_text(encoding="utf-8-sig").splitlines()
    (folder / "financements.csv").write_text("\n".join([head, *reversed(rows)]).replace("14880,40", "14 880,4 €"))
    assert keep(folder) == (path, False)
    assert contents(path) == before


def test_an_edition_that_is_kept_does_not_change(folder: Path, change: Edit) -> None:
    path, _ = keep(folder)
    before = contents(path)
    change("constats.csv", "Peu d'offres", "Trop peu d'offres")
    change("contrat.toml", "2026-11-27", "2026-11-28")
    with pytest.raises(DonneesInvalides) as caught:
        keep(folder)
    said = str(caught.value)
    assert all(word in said for word in ("editions/2026-12-10", "contrat.toml, constats.csv", "déplacer le dossier"))
    assert contents(path) == before
    assert keep(folder, date(2027, 3, 1))[1]


def test_sheets_of_a_workbook_are_kept_as_csv(folder: Path) -> None:
    expected = load_contrat(folder)
    book = openpyxl.Workbook()
    book.remove(book["Sheet"])
    for name in ("actions", "decisions", "financements", "mesures"):
        path = folder / TABLES[name].chemin
        sheet = book.create_sheet(name)
        for line in path.read_text(encoding="utf-8-sig").splitlines():
            sheet.append(line.split(";"))
        path.unlink()
    book.save(folder / "suivi.xlsx")
    path, _ = keep(folder)
    assert not list(path.rglob("*.xlsx"))
    assert (path / "importees" / "mesures.csv").is_file()
    assert differing_files(expected, load_contrat(path)) == ()
    assert keep(folder) == (path, False)


def test_published_figures_of_other_territories_are_left_out(folder: Path) -> None:
    measures = folder / "importees" / "mesures.csv"
    text = measures.read_text(encoding="utf-8-sig")
    row = next(line for line in text.splitlines() if line.startswith("QP059027"))
    measures.write_text(text + row.replace("QP059027", "QP013001") + "\n", encoding="utf-8-sig")
    path, _ = keep(folder)
    assert "QP013001" not in (path / "importees" / "mesures.csv").read_text(encoding="utf-8")
    assert differing_files(load_contrat(folder), load_contrat(path)) == ()


def test_wrong_data_are_not_kept(folder: Path, change: Edit) -> None:
    change("actions.csv", "en cours", "presque fini")
    with pytest.raises(DonneesInvalides, match="presque fini"):
        keep(folder)
    assert not (folder / "editions").exists()


def test_an_edition_is_whole_or_is_not(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []

    def full(descriptor: int) -> None:
        written.append(descriptor)
        if len(written) == 5:
            raise OSError(28, "plus de place")

    monkeypatch.setattr(ecriture.os, "fsync", full)
    before = contents(folder)
    with pytest.raises(OSError, match="plus de place"):
        keep(folder)
    assert contents(folder) == before
    assert not (folder / "editions").exists()


def test_what_a_killed_command_left_goes_and_what_somebody_put_there_stays(folder: Path) -> None:
    left, other = folder / "editions" / temporary_name(), folder / "editions" / "brouillon"
    for path in (left, other):
        path.mkdir(parents=True)
        (path / "actions.csv").write_text("x")
    keep(folder)
    assert (left.exists(), other.exists()) == (False, True)
    assert strays(folder) == ("« editions/brouillon » : laissé, une édition est un dossier nommé comme 2026-12-10",)


@pytest.mark.parametrize("taken", ["editions", "editions/2026-12-10"])
def test_a_file_in_the_place_is_said_and_stays(folder: Path, taken: str) -> None:
    (folder / taken).parent.mkdir(exist_ok=True)
    (folder / taken).write_text("à moi")
    with pytest.raises(DonneesInvalides, match=f"^1 anomalie dans les données :\n- {taken} : attendu : un nom libre"):
        keep(folder)
    assert (folder / taken).read_text() == "à moi"


# -- reading ----------------------------------------------------------------------------------------------


def test_editions_are_known_and_are_no_tables(folder: Path) -> None:
    keep(folder)
    assert Dossier(folder).laisses() == ()
    (folder / "actions.csv").unlink()
    without = Dossier(folder)
    assert (without.read("actions"), without.anomalies) == (None, [])  # that of the edition is not taken for it
    (folder / "editions").rename(folder / "Éditions")
    assert "les éditions gardées se lisent dans editions/" in Dossier(folder).laisses()[0]


def test_files_of_editions_are_among_those_that_a_run_reads(folder: Path) -> None:
    path, _ = keep(folder)
    assert {path / "actions.csv", path / "importees" / "mesures.csv"} <= set(data_files(folder))


def test_the_edition_is_the_last_one_before_a_day_or_the_one_asked_for(folder: Path) -> None:
    for day in (date(2026, 3, 20), DAY):
        keep(folder, day)
    assert choose_edition(folder, None, DAY) == date(2026, 3, 20)
    assert choose_edition(folder, None, date(2027, 1, 1)) == DAY
    assert choose_edition(folder, None, date(2026, 1, 1)) is None
    assert choose_edition(folder, "2026-12-10", date(2026, 1, 1)) == DAY
    assert choose_edition(folder, "aucune", DAY) is None
    with pytest.raises(Introuvable, match="gardées : 2026-03-20, 2026-12-10"):
        choose_edition(folder, "2026-12-11", DAY)
    contrat = load_contrat(folder)
    assert list(with_edition(contrat, folder).editions) == ["2026-03-20"]
    assert with_edition(contrat, folder, "aucune") is contrat


def test_an_edition_that_was_spoilt_is_named(folder: Path) -> None:
    path, _ = keep(folder)
    assert load_edition(folder, DAY).financements[0].depense == Decimal("14880.40")
    actions = path / "actions.csv"
    actions.write_text(actions.read_text(encoding="utf-8-sig").replace("en cours", "presque fini", 1))
    with pytest.raises(DonneesInvalides) as caught:
        load_edition(folder, DAY)
    said = str(caught.value)
    assert "editions/2026-12-10/actions.csv, ligne 2" in said
    assert "--depuis aucune" in said


# -- the journal ------------------------------------------------------------------------------------------


def test_what_was_decided_is_not_corrected(folder: Path, change: Edit) -> None:
    keep(folder)
    change("decisions.csv", "Doubler les ateliers de Passerelle", "Tripler les ateliers de Passerelle")
    change("decisions.csv", "demander;Chiffrer", "valider;Chiffrer")
    text = (folder / "decisions.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    (folder / "decisions.csv").write_text("".join(line for line in text if "montigny-2026-2;" not in line))
    vanished, text, sense = refusals(folder)
    assert text.startswith(
        "decisions.csv, ligne 2, colonne « objet » : trouvé « Tripler les ateliers de Passerelle » ; attendu : "
        "« Doubler les ateliers de Passerelle », comme dans l'édition du 10 décembre 2026."
    )
    assert "« remplace » vaut ct-valrive-2026-1" in text
    assert sense.startswith("decisions.csv, ligne 4, colonne « sens » : trouvé « valider »")
    assert "la décision ct-montigny-2026-2 de l'édition du 10 décembre 2026 (elle manque)" in vanished


def test_what_becomes_of_a_decision_is_kept_up_and_others_are_added(folder: Path, change: Edit) -> None:
    keep(folder)
    change(
        "decisions.csv", "Service emploi;2026-09-30;en cours;2026-11-10", "Service formation;2026-09-30;fait;2026-11-20"
    )
    # What was left empty is filled: a reason, what is to follow and by when.
    change(
        "decisions.csv",
        "Chiffrer une permanence d'un spécialiste;;",
        "Chiffrer une permanence d'un spécialiste;Délais;",
    )
    change(
        "decisions.csv",
        "café des parents;Fréquentation;;;;",
        "café des parents;Fréquentation;Prévenir;Service;2026-12-01;",
    )
    with (folder / "decisions.csv").open("a", encoding="utf-8") as file:
        file.write("ct-valrive-2026-9;ct-valrive-2026;tilleuls;tilleuls-i1;;renforcer;Encore;;;;;;;ct-valrive-2026-1\n")
    assert check_editions(folder, load_contrat(folder)) == (DAY,)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            ";Liste d'attente de six mois;",
            ";Autre motif;",
            "« motif » : trouvé « Autre motif » ; attendu : « Liste d'atte",
        ),
        (";Nouveau projet pour la rentrée;", ";Rien;", "ligne 5, colonne « suite » : trouvé « Rien »"),
        (";Nouveau projet pour la rentrée;", ";;", "colonne « suite » : cellule vide ; attendu : « Nouveau"),
        (";2026-09-01;fait", ";2026-12-01;fait", "« echeance » : trouvé « 01/12/2026 » ; attendu : « 01/09/2026 »"),
        (";2026-09-30;en cours", ";2027-09-30;en cours", "colonne « echeance » : trouvé « 30/09/2027 »"),
    ],
)
def test_why_what_follows_and_by_when_are_not_rewritten_be_it_done_or_not(
    folder: Path, change: Edit, old: str, new: str, told: str
) -> None:
    """A term that is put off without a word would hide that the decision is late."""
    keep(folder)
    change("decisions.csv", old, new)
    [said] = refusals(folder)
    assert told in said
    assert "comme dans l'édition du 10 décembre 2026. Une décision prise ne se corrige pas" in said


def test_an_identifier_never_serves_twice(folder: Path, change: Edit) -> None:
    keep(folder)
    change("actions.csv", "Fresque participative", "Grande fresque")  # another title alone
    assert check_editions(folder, load_contrat(folder))
    change("actions.csv", "Collectif Couleurs (inventé)", "Collectif Formes (inventé)")
    (said,) = refusals(folder)
    assert said.startswith("actions.csv, ligne 9, colonne « intitule » : trouvé « Grande fresque »")
    assert "en donner un autre" in said


@pytest.mark.parametrize(
    ("table", "states", "subject"),
    [
        ("actions", ("09-15;annuelle;réalisée", "09-15;annuelle;en cours"), "ct-valrive-2026;;;2026-place"),
        ("priorites", (";;close", ";;maintenue"), "ct-montigny-2026;grand-large;grand-large-p2;"),
    ],
)
def test_what_had_ended_goes_on_if_somebody_decides_so(
    folder: Path, change: Edit, table: str, states: tuple[str, str], subject: str
) -> None:
    keep(folder)
    change(f"{table}.csv", *states)
    (said,) = refusals(folder)
    assert said.startswith(f"{table}.csv, ligne ")
    assert "colonne « etat »" in said
    assert "la décision qui relance" in said
    with (folder / "decisions.csv").open("a", encoding="utf-8") as file:
        file.write(f"d-9;{subject};maintenir;Reprendre;;;;;;;\n")
    assert check_editions(folder, load_contrat(folder)) == (DAY,)


def test_an_altered_journal_is_not_kept_either(folder: Path, change: Edit) -> None:
    keep(folder)
    change("decisions.csv", "Doubler les ateliers", "Tripler les ateliers")
    with pytest.raises(DonneesInvalides, match="comme dans l'édition"):
        keep(folder, date(2027, 3, 1))
    assert list_editions(folder) == (DAY,)


def test_what_no_report_shows_is_compared_too(tmp_path: Path) -> None:
    """A number that is withheld, words that nobody has read: an edition that is kept does not lose them silently."""
    folder = Path(shutil.copytree(PROJECT_ROOT / "exemples" / "suivi", tmp_path / "donnees"))
    day = date(2026, 11, 20)
    keep_edition(folder, day, lambda _: None)
    assert keep_edition(folder, day, lambda _: None)[1] is False
    for table, before, after in (
        ("reponses", "15 à 24 ans;Non;2", "15 à 24 ans;Non;1"),
        ("paroles", "que personne n'a relue", "que personne n'a encore relue"),
    ):
        path = folder / f"{table}.csv"
        text = path.read_text(encoding="utf-8-sig")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")
        with pytest.raises(DonneesInvalides, match=f"{table}.csv"):
            keep_edition(folder, day, lambda _: None)
        path.write_text(text, encoding="utf-8")

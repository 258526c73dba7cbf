"""A folder whose tables are one workbook, made empty to be filled: what waits, what imports write, what is kept."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from test_import_actions import scdl
from test_import_postes import relais

from quartiers.chemins import data_files
from quartiers.donnees import DonneesInvalides, load_contrat
from quartiers.donnees.a_remplir import next_tables
from quartiers.donnees.description import Lieu
from quartiers.donnees.editions import differing_files, keep_edition, load_edition
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.importation.actions import import_actions
from quartiers.donnees.importation.classeur import is_mirrored
from quartiers.donnees.importation.postes import import_posts
from quartiers.donnees.tables import TABLES
from quartiers.execution.saisie import DU_DOSSIER, gather_tables, write_entry_workbook

TYPED = [table for table in TABLES.values() if table.lieu is Lieu.SAISIE]
OPTIONAL = [table for table in TYPED if table.facultative]


@pytest.fixture
def files(sans_actions: Path) -> Path:
    """A small contract in files, without what is optional."""
    for table in OPTIONAL:
        (sans_actions / table.fichier).unlink(missing_ok=True)
    shutil.rmtree(sans_actions / "editions")
    return sans_actions


@pytest.fixture
def folder(files: Path, tmp_path: Path) -> Path:
    """The same, its tables in one workbook."""
    copy = Path(shutil.copytree(files, tmp_path / "classeur"))
    gather_tables(copy)
    return copy


def edit(folder: Path, change: Callable[[Any], object]) -> None:
    book = openpyxl.load_workbook(folder / DU_DOSSIER)
    change(book)
    book.save(folder / DU_DOSSIER)


def sheet_rows(folder: Path, name: str) -> list[dict[str, Any]]:
    head, *rows = openpyxl.load_workbook(folder / DU_DOSSIER)[name].iter_rows(values_only=True)
    return [{k: v for k, v in zip(head, row, strict=True) if v is not None} for row in rows if any(row)]


def refusal(run: Callable[[], object], folder: Path) -> str:
    before = (folder / DU_DOSSIER).read_bytes()
    with pytest.raises(DonneesInvalides) as caught:
        run()
    assert (folder / DU_DOSSIER).read_bytes() == before
    return str(caught.value)


# -- what waits to be filled --------------------------------------------------------------------------------


def test_headings_alone_say_no_more_than_nothing(files: Path, folder: Path, tmp_path: Path) -> None:
    """In files and in sheets: the contract is the same, and none of it is said to be there."""
    headed = Path(shutil.copytree(files, tmp_path / "titres"))
    for table in OPTIONAL:
        (headed / table.fichier).write_text(";".join(table.colonnes) + "\n", encoding="utf-8")
    found = [load_contrat(place) for place in (files, headed, folder)]
    assert not {table.nom for table in OPTIONAL} & found[0].tables.keys()
    for contrat in found[1:]:
        assert differing_files(found[0], contrat) == ()
        assert contrat.tables.keys() == found[0].tables.keys()
        assert not contrat.a_un_document
    assert [table.nom for table in next_tables(found[2].tables)][:2] == ["diagnostic", "references"]


def test_what_is_cited_from_headings_alone_is_not_there(folder: Path) -> None:
    edit(folder, lambda book: book["financements"].append(["a", "Ville", 2026, None, None, 10]))
    with pytest.raises(DonneesInvalides) as caught:
        load_contrat(folder)
    [said] = map(str, caught.value.anomalies)
    assert "donnees.xlsx, feuille financements, ligne 2, colonne « action »" in said
    assert "attendu : une action de la feuille « actions »" in said


def test_what_comes_next_is_what_nothing_has_to_come_before() -> None:
    first = {table.nom for table in next_tables([])}
    assert first == {"demarches", "avis", "validations", "actions", "comites", "sujets"}
    assert "resultats" in {table.nom for table in next_tables(["actions"])}
    assert "decisions" in {table.nom for table in next_tables(["comites"])}
    assert next_tables([table.nom for table in TYPED]) == []
    assert all(table.apport for table in OPTIONAL)


# -- one place for each table -------------------------------------------------------------------------------


def test_its_help_is_no_table_and_is_not_said_to_be_left(folder: Path) -> None:
    edit(folder, lambda book: book.create_sheet("Mes calculs"))
    read = Dossier(folder)
    assert set(read.autres_feuilles) == {"Lisez-moi", "listes", "origine", "Mes calculs"}
    assert [said for said in read.laisses() if "Lisez-moi" in said or "listes" in said or "origine" in said] == []
    assert any("« Mes calculs » : laissée" in said for said in read.laisses())


@pytest.mark.parametrize("name", ["actions", "quartiers"])
def test_a_file_beside_its_sheet_is_an_error(name: str, folder: Path) -> None:
    """Though the sheet has no row: somebody will type in it."""
    text = ";".join(TABLES[name].colonnes) + "\n"
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DonneesInvalides) as caught:
        load_contrat(folder)
    expected = f"la table {name} une seule fois (elle est dans {name}.csv et la feuille « {name} » de donnees.xlsx)"
    assert expected in str(caught.value)


def test_a_spreadsheet_that_has_it_open_is_known(folder: Path) -> None:
    watched = set(data_files(folder))
    assert not Dossier(folder).est_ouvert
    for lock in (f"~${DU_DOSSIER}", f".~lock.{DU_DOSSIER}#"):
        (folder / lock).write_bytes(b"moi")
        assert Dossier(folder).est_ouvert
        assert set(data_files(folder)) == watched  # it is no save
        assert Dossier(folder).laisses() == ()
        assert load_contrat(folder)
        (folder / lock).unlink()


# -- what imports write -------------------------------------------------------------------------------------


@pytest.fixture
def posts(tmp_path: Path) -> list[Path]:
    path = tmp_path / "adulte-relais-2023.json"
    path.write_text(json.dumps([relais()]), encoding="utf-8")
    return [path]


@pytest.fixture
def subsidies(tmp_path: Path) -> list[Path]:
    path = tmp_path / "scdl.csv"
    path.write_text(scdl({"objet": "=Fête _x0041_", "montant": "1500.50"}, {"nom": "Un autre"}), encoding="utf-8")
    return [path]


def test_imports_write_in_the_sheets_what_they_write_in_files(
    files: Path, folder: Path, posts: list[Path], subsidies: list[Path]
) -> None:
    """And leave the rest of the workbook; a second import changes nothing, not a byte."""
    edit(folder, lambda book: book.create_sheet("Mes calculs").append([1, "=A1+1"]))
    before = openpyxl.load_workbook(folder / DU_DOSSIER)
    for place in (files, folder):
        bilan = import_posts(posts, place)
        import_actions(subsidies, place)
    assert [table.place for table in bilan.tables] == ["feuille actions", "feuille financements"]
    assert sorted(path.name for path in folder.glob("*.csv")) == []
    assert differing_files(load_contrat(files), load_contrat(folder)) == ()
    assert len(load_contrat(folder).actions) == 3
    after = openpyxl.load_workbook(folder / DU_DOSSIER)
    assert after.sheetnames == before.sheetnames
    assert after["Mes calculs"]["B1"].value == "=A1+1"
    for name in ("actions", "financements"):
        old, new = (
            {str(v.sqref): v.formula1 for v in b[name].data_validations.dataValidation} for b in (before, after)
        )
        assert old == new
    assert 1500.5 in {cell.value for cell in after["financements"]["F"]}
    assert after["actions"]["D2"].number_format == "@"  # a code that begins with a zero stays whole
    written = (folder / DU_DOSSIER).read_bytes()
    import_posts(posts, folder)
    import_actions(subsidies, folder)
    assert (folder / DU_DOSSIER).read_bytes() == written


def test_what_staff_typed_in_a_sheet_stays(folder: Path, posts: list[Path]) -> None:
    def fill(book: Any) -> None:
        book["actions"].append(["bus-sante", "Bus santé", "Ville"])
        book["actions"].append(["adulte-relais-59v18r0008", "À moi"])

    edit(folder, fill)
    [file] = import_posts(posts, folder).fichiers
    assert file.laisses == [
        "poste 59V18R000800 : feuille actions en a un, saisi à la main (adulte-relais-59v18r0008), qui reste"
    ]
    assert [row["intitule"] for row in sheet_rows(folder, "actions")] == ["Bus santé", "À moi"]
    assert sheet_rows(folder, "financements") == []


def test_a_cell_that_an_import_had_written_is_mended_in_its_place(folder: Path, posts: list[Path]) -> None:
    import_posts(posts, folder)
    edit(folder, lambda book: book["actions"].append(["bus-sante", "Bus santé"]))
    posts[0].write_text(json.dumps([relais(montant=30000, raison_sociale="AUTRE MAISON")]), encoding="utf-8")
    bilan = import_posts(posts, folder)
    assert {(c.place, c.colonne, c.apres) for c in bilan.changements} == {
        ("feuille actions", "porteur", "AUTRE MAISON"),
        ("feuille financements", "accorde", "30000"),
    }
    assert [row.get("porteur") for row in sheet_rows(folder, "actions")] == ["AUTRE MAISON", None]
    assert [row["accorde"] for row in sheet_rows(folder, "financements")] == [30000]


def test_without_a_sheet_for_it_a_table_is_a_file(folder: Path, posts: list[Path]) -> None:
    def remove(book: Any) -> None:
        del book["financements"]

    edit(folder, remove)
    import_posts(posts, folder)
    assert sorted(path.name for path in folder.glob("*.csv")) == ["financements.csv"]
    contrat = load_contrat(folder)
    assert (len(contrat.actions), len(contrat.financements)) == (1, 1)


@pytest.mark.parametrize("lock", [f"~${DU_DOSSIER}", f".~lock.{DU_DOSSIER}#"])
def test_nothing_is_written_in_a_workbook_that_is_open(lock: str, folder: Path, posts: list[Path]) -> None:
    (folder / lock).write_bytes(b"")
    said = refusal(lambda: import_posts(posts, folder), folder)
    assert said.count("un classeur fermé : l'import y écrit") == 1
    assert "L'enregistrer, le fermer, puis relancer" in said


def test_a_format_in_which_nothing_is_written_is_said(folder: Path, posts: list[Path]) -> None:
    (folder / DU_DOSSIER).rename(folder / "tables.xltx")
    with pytest.raises(DonneesInvalides, match=r"un classeur où l'import peut écrire, \.xlsx"):
        import_posts(posts, folder)


def test_a_column_that_hides_what_would_be_written_is_refused(folder: Path, subsidies: list[Path]) -> None:
    def hide(book: Any) -> None:
        sheet = book["financements"]
        for row in range(2, 6):
            sheet.cell(row, 6).number_format = ";;;"

    edit(folder, hide)
    said = refusal(lambda: import_actions(subsidies, folder), folder)
    assert "donnees.xlsx, feuille financements, ligne 2, colonne « accorde »" in said
    assert "une cellule qui montre ce qui y est écrit" in said


def test_a_column_that_a_sheet_lacks_is_asked_for(folder: Path, posts: list[Path]) -> None:
    edit(folder, lambda book: book["actions"].delete_cols(15))
    said = refusal(lambda: import_posts(posts, folder), folder)
    assert "feuille actions : attendu : une colonne « source » (elle manque)" in said


def test_a_workbook_that_is_saved_meanwhile_is_not_overwritten(
    folder: Path, posts: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from quartiers.donnees.importation import postes

    def save(read: list[Path], code: str) -> Any:
        edit(folder, lambda book: book["actions"].append(["bus-sante", "Bus santé"]))
        return real(read, code)

    real = postes._read_all
    monkeypatch.setattr(postes, "_read_all", save)
    with pytest.raises(DonneesInvalides, match="un classeur que personne n'enregistre"):
        import_posts(posts, folder)
    assert [row["action"] for row in sheet_rows(folder, "actions")] == ["bus-sante"]


# -- what is kept of it -------------------------------------------------------------------------------------


def test_an_edition_has_the_tables_that_have_rows(folder: Path) -> None:
    edit(folder, lambda book: book["comites"].append(["ct-1", date(2026, 12, 10), "Comité Territorial"]))
    path, is_new = keep_edition(folder, date(2026, 12, 10), lambda _: None)
    kept = {table.nom for table in TYPED if (path / table.fichier).exists()}
    assert is_new and kept == {"thematiques", "quartiers", "indicateurs", "comites"}
    assert differing_files(load_contrat(folder), load_edition(folder, date(2026, 12, 10))) == ()
    assert keep_edition(folder, date(2026, 12, 10), lambda _: None) == (path, False)


def test_a_workbook_made_of_it_is_as_it_was_made_until_it_is_filled(folder: Path, tmp_path: Path) -> None:
    """So that making it again is refused only where something would be lost."""
    path = tmp_path / "saisie.xlsx"
    write_entry_workbook(folder, path)
    assert is_mirrored(path, folder)
    write_entry_workbook(folder, path)
    book = openpyxl.load_workbook(path)
    book["comites"].append(["ct-1", date(2026, 12, 10), "Comité Territorial"])
    book.save(path)
    assert not is_mirrored(path, folder)
    shutil.copy(path, folder / DU_DOSSIER)  # it is put in its place
    assert is_mirrored(path, folder)

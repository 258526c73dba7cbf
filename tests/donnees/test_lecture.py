"""Tables are read as spreadsheets really save them; whatever the form, the contract is the same."""

import codecs
import contextlib
import csv
import datetime
import io
import math
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiers import DEFAULT_DATA
from quartiers.donnees import Anomalie, Contrat, load_contrat
from quartiers.donnees.fichiers.codages import decode
from quartiers.donnees.fichiers.lecture import MAX_CELL, parse_number, split_list
from quartiers.donnees.tables import TABLES as DESCRIBED

# The tables that a folder holds, written here so that a table dropped by the code would be missed.
TABLES = (
    "thematiques",
    "quartiers",
    "indicateurs",
    "sujets",
    "diagnostic",
    "references",
    "constats",
    "priorites",
    "declinaisons",
    "synthese_publiee",
    "relecture",
    "actions",
    "financements",
    "catalogue_insee",
    "millesimes_insee",
    "catalogue_actions",
    "appuis",
    "mots_faciles",
    "synonymes",
)
# Written by the importers, always as files.
IMPORTED = ("mesures", "repartitions", "fluctuations", "evolutions", "qpv")
# Whatever a spreadsheet would take for a number when it opens our files: a year, a code, a value, a line.
LOOKS_LIKE_A_NUMBER = re.compile(r"-?\d+(,\d+)?")
# A table small enough to be written in full by each test.
SMALL = "references"
HEADER = ["territoire", "indicateur", "annee", "valeur", "source", "lignes"]
ROWS = [
    ["qpv-agglo", "personnes_seules_pct", "2019", "39", "Projets de quartier", "33"],
    ["qpv-nord", "population_femmes_pct", "", "52,5", "Étude de l'Œuvre – « 2e volet »", "427, 428"],
]

# Words and signs that every old encoding has, as French puts them; and the encodings that spreadsheets save.
FRENCH = (
    *("santé", "Écoles", "à", "où", "l'été", "là", "çà et là", "«\u00a0près de\u00a0»", "naïf", "ÉTÉ", "août", "maïs"),
    *("âgées", "île", "forêt", "difficulté", "12\u00a0000", "50\u00a0%", "25°", "Évaluation", "où ?", "hôpital"),
)
OLD_ENCODINGS = ("cp1252", "cp850", "mac_roman")

Faults = Callable[[], tuple[Anomalie, ...]]
OneFault = Callable[[], Anomalie]
RowsOf = Callable[[str], list[list[str]]]
Write = Callable[[str, list[list[str]]], None]


def write_small(folder: Path, text: str, encoding: str = "utf-8") -> None:
    (folder / f"{SMALL}.csv").write_bytes(text.encode(encoding))


def as_csv(rows: list[list[str]], delimiter: str = ";", newline: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator=newline, quoting=quoting).writerows(rows)
    return buffer.getvalue()


def check_small(folder: Path) -> None:
    """The folder loads, and its small table says what ROWS say."""
    first, second = load_contrat(folder).references
    assert (first.territoire, first.indicateur, first.source) == (ROWS[0][0], ROWS[0][1], ROWS[0][4])
    assert (first.annee, first.valeur) == (2019, 39.0)
    assert (second.annee, second.valeur, second.source, second.lignes) == (None, 52.5, ROWS[1][4], "427, 428")


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("delimiter", [";", ",", "\t"])
    def test_encodings_and_delimiters(self, dossier: Path, encoding: str, delimiter: str) -> None:
        write_small(dossier, as_csv([HEADER, *ROWS], delimiter), encoding)
        check_small(dossier)

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
    def test_utf_16_is_recognised_by_its_mark_in_either_order(self, dossier: Path, encoding: str) -> None:
        write_small(dossier, "\ufeff" + as_csv([HEADER, *ROWS], "\t"), encoding)
        check_small(dossier)

    @pytest.mark.parametrize("newline", ["\r\n", "\r"], ids=["Windows", "old Mac"])
    def test_line_ends(self, dossier: Path, newline: str) -> None:
        write_small(dossier, as_csv([HEADER, *ROWS], newline=newline))
        check_small(dossier)

    def test_every_cell_quoted(self, dossier: Path) -> None:
        write_small(dossier, as_csv([HEADER, *ROWS], ",", quoting=csv.QUOTE_ALL))
        check_small(dossier)

    @pytest.mark.parametrize("value", ["52,5", "52.5", "52,50", " 52,5 ", "+52,5", "52,5 %", "52,5\u202f%", "52.5%"])
    def test_ways_of_writing_a_decimal(self, dossier: Path, value: str) -> None:
        write_small(dossier, as_csv([HEADER, ROWS[0], [*ROWS[1][:3], value, *ROWS[1][4:]]]))
        check_small(dossier)

    @pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
    def test_thousands(self, dossier: Path, space: str) -> None:
        amount = ["qpv-agglo", "revenu_q1_mensuel_eur", "2020", f"1{space}234,5{space}€", "Projets de quartier", ""]
        write_small(dossier, as_csv([HEADER, amount]))
        assert load_contrat(dossier).references[0].valeur == 1234.5

    def test_stray_spaces_blank_lines_and_empty_columns(self, dossier: Path) -> None:
        header = [f" {name.upper()}\u00a0" for name in HEADER]
        rows = [[f"  {cell}\u00a0 " for cell in row] for row in ROWS]
        blank = [[""] * 9, ["  "], []]
        padded = [[*row, "", " ", ""] for row in (header, *rows)]
        write_small(dossier, "\n \n" + as_csv([padded[0], *blank, padded[1], *blank, padded[2], *blank]))
        check_small(dossier)

    def test_rows_cut_short_are_completed_with_empty_cells(self, dossier: Path) -> None:
        # Some tools drop the separators after the last filled cell.
        write_small(dossier, as_csv([HEADER, ROWS[0][:5], ROWS[1]]))
        references = load_contrat(dossier).references
        assert references[0].lignes is None
        assert references[1].lignes == ROWS[1][5]

    def test_columns_in_another_order(self, dossier: Path) -> None:
        write_small(dossier, as_csv([row[::-1] for row in (HEADER, *ROWS)]))
        check_small(dossier)

    def test_line_break_in_a_cell_becomes_a_space(self, dossier: Path) -> None:
        broken = [*ROWS[1][:4], "Étude de l'Œuvre \n– « 2e\r\n\r\nvolet »", ROWS[1][5]]
        write_small(dossier, as_csv([HEADER, ROWS[0], broken]))
        check_small(dossier)

    def test_lines_stay_right_after_a_quoted_line_break(self, dossier: Path, only_anomaly: OneFault) -> None:
        broken = [*ROWS[0][:4], "Projets\nde\nquartier", ROWS[0][5]]
        wrong = [*ROWS[1][:3], "beaucoup", *ROWS[1][4:]]
        # Header on line 2, the broken row on lines 3 to 5, a blank line 6: the wrong row is on line 7.
        write_small(dossier, "\n" + as_csv([HEADER, broken, [], wrong]))
        assert (only_anomaly().ligne, only_anomaly().trouve) == (7, "beaucoup")

    def test_header_only_is_as_no_table(self, dossier: Path) -> None:
        write_small(dossier, as_csv([HEADER]))
        contrat = load_contrat(dossier)
        assert contrat.references == ()
        assert SMALL not in contrat.tables

    def test_optional_table_may_be_absent(self, dossier: Path, contrat: Contrat) -> None:
        (dossier / "synthese_publiee.csv").unlink()
        loaded = load_contrat(dossier)
        assert loaded.synthese_publiee == ()
        assert loaded.priorites == contrat.priorites


TypeIt = Callable[[str], None]


@pytest.fixture
def type_constat(rows_of: RowsOf, write: Write) -> TypeIt:
    """Type a text as the first finding of the copied table."""

    def type_it(text: str) -> None:
        header, *rows = rows_of("constats")
        rows[0][header.index("constat")] = text
        write("constats", [header, *rows])

    return type_it


class TestRefusedCsv:
    """A file that is no table says so, in one message, on its line."""

    def test_too_many_cells(self, dossier: Path, only_anomaly: OneFault) -> None:
        # A comma typed in a comma-separated file without quotes: cells would silently shift.
        rows = [",".join(HEADER), "qpv-agglo,personnes_seules_pct,2019,39,Étude, deuxième volet,33"]
        write_small(dossier, "\n".join(rows))
        found = only_anomaly()
        assert (found.fichier, found.ligne, found.trouve) == (f"{SMALL}.csv", 2, "33")
        assert "6 cellules au plus" in str(found)
        assert "guillemets" in str(found)

    def test_nul_byte(self, dossier: Path, only_anomaly: OneFault) -> None:
        write_small(dossier, as_csv([HEADER, ROWS[0], [*ROWS[1][:4], "a\0b", ""]]))
        assert (only_anomaly().fichier, only_anomaly().ligne) == (f"{SMALL}.csv", 3)
        assert "caractère nul" in str(only_anomaly())

    def test_what_acts_on_a_terminal_or_turns_the_text_is_dropped(self, dossier: Path) -> None:
        """Pasted text brings them, and nobody sees them: the words stay, and an identifier is still found."""
        source = "avant\x1b[31m \u202emilieu\u2066\x07\u200e\u061c\ufeff\x85apres\x0b fin" + "\u0301" * 99
        write_small(dossier, as_csv([HEADER, ["qpv-agglo\u200e", *ROWS[0][1:4], source, ""]]))
        [reference] = load_contrat(dossier).references
        assert reference.territoire == "qpv-agglo"
        assert reference.source == "avant[31m milieu apres fi\u0144" + "\u0301" * 2  # one letter, three marks

    def test_unclosed_quote_names_the_line_where_its_row_starts(self, dossier: Path, only_anomaly: OneFault) -> None:
        text = as_csv([HEADER, ROWS[0]]) + '"qpv-nord;population_femmes_pct\n' + as_csv([ROWS[1]] * 3)
        write_small(dossier, text)
        assert (only_anomaly().fichier, only_anomaly().ligne) == (f"{SMALL}.csv", 3)
        assert "guillemet" in str(only_anomaly())

    @pytest.mark.parametrize("giant", ["x" * (MAX_CELL + 1), "x " * MAX_CELL + "x", "1" * 500_000])
    def test_giant_cell(self, dossier: Path, only_anomaly: OneFault, giant: str) -> None:
        # 500 000 is past the csv reader's own limit: still a message, never its exception.
        write_small(dossier, as_csv([HEADER, ROWS[0], [*ROWS[1][:4], giant, ""]]))
        assert (only_anomaly().fichier, only_anomaly().ligne) == (f"{SMALL}.csv", 3)
        assert len(str(only_anomaly())) < 400

    def test_a_long_blank_in_a_cell_is_no_matter(self, dossier: Path) -> None:
        # Trimming must not take a time that grows as the square of the blank: minutes for this one.
        row = [*ROWS[1][:4], " " * 100_000 + ROWS[1][4], ROWS[1][5]]
        write_small(dossier, as_csv([HEADER, ROWS[0], row]))
        check_small(dossier)

    def test_duplicate_column(self, dossier: Path, only_anomaly: OneFault) -> None:
        write_small(dossier, as_csv([[*HEADER, "Annee "], [*ROWS[0], "2018"]]))
        found = only_anomaly()
        assert (found.fichier, found.ligne, found.trouve) == (f"{SMALL}.csv", 1, "annee")
        assert "une seule fois" in str(found)

    def test_html_page_saved_as_csv(self, dossier: Path, only_anomaly: OneFault) -> None:
        page = '<!DOCTYPE html>\n<html lang="fr"><head><title>Connexion; requise</title></head>\n<body></body></html>\n'
        write_small(dossier, page)
        found = only_anomaly()
        assert (found.fichier, found.ligne, found.trouve) == (f"{SMALL}.csv", 1, "<!DOCTYPE html>")
        assert ", ".join(HEADER) in str(found)

    @pytest.mark.parametrize("title", ["Références du contrat, 2026", "Références ; au 3 mars ; 2026", "sep=;\nTitre"])
    def test_a_title_above_the_table_is_one_message(self, dossier: Path, only_anomaly: OneFault, title: str) -> None:
        write_small(dossier, f"{title}\n\n" + as_csv([HEADER, *ROWS]))
        found, lines = only_anomaly(), title.count("\n") + 1
        assert (found.fichier, found.ligne) == (f"{SMALL}.csv", lines)
        assert f"Les noms des colonnes sont à la ligne {lines + 2} : supprimer ce qui est au-dessus." in str(found)

    def test_a_table_without_its_header_is_one_message(self, dossier: Path, only_anomaly: OneFault) -> None:
        write_small(dossier, as_csv(ROWS * 20))
        assert (only_anomaly().fichier, only_anomaly().ligne) == (f"{SMALL}.csv", 1)
        assert ", ".join(HEADER) in str(only_anomaly())

    @pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n;;\n \n", b"\xff\xfe"])
    def test_empty_file(self, dossier: Path, only_anomaly: OneFault, content: bytes) -> None:
        (dossier / f"{SMALL}.csv").write_bytes(content)
        assert only_anomaly().fichier == f"{SMALL}.csv"
        assert "une première ligne avec le nom des colonnes" in str(only_anomaly())

    @pytest.mark.parametrize("content", [b"territoire;\x81\x8d\xe9", b"\xff\xfet\x00e\x00r"])
    def test_bytes_that_are_no_text(self, dossier: Path, only_anomaly: OneFault, content: bytes) -> None:
        (dossier / f"{SMALL}.csv").write_bytes(content)
        assert only_anomaly().fichier == f"{SMALL}.csv"
        assert "CSV UTF-8" in str(only_anomaly())

    def test_a_workbook_renamed_csv(self, dossier: Path, anomalies: Faults) -> None:
        buffer = io.BytesIO()
        openpyxl.Workbook().save(buffer)
        (dossier / f"{SMALL}.csv").write_bytes(buffer.getvalue())
        assert {a.fichier for a in anomalies()} == {f"{SMALL}.csv"}

    @pytest.mark.parametrize(
        ("encoding", "text"),
        [
            *(("cp1252", t) for t in ("santé", "Accès à la santé", "Voilà", "l’œuvre", "12 € et «\u00a0où\u00a0»")),
            *(("latin-1", t) for t in ("É", "À côté", "l’œuvre", "château")),
            *(("iso8859-15", t) for t in ("santé", "À côté")),
            *(("mac_roman", t) for t in ("santé", "l’été", "âge", "à côté")),
            *(("cp850", t) for t in ("santé", "âge", "où")),
            *(("cp1250", t) for t in ("santé", "âgées", "même")),
        ],
    )
    def test_a_text_read_in_a_wrong_encoding_and_saved_is_refused(
        self, type_constat: TypeIt, only_anomaly: OneFault, encoding: str, text: str
    ) -> None:
        type_constat(text.encode().decode(encoding))
        assert (only_anomaly().ligne, only_anomaly().attendu) == (2, "des accents intacts")

    def test_a_lost_letter_is_refused(self, type_constat: TypeIt, only_anomaly: OneFault) -> None:
        type_constat("Sant\ufffd mentale")
        assert (only_anomaly().ligne, only_anomaly().colonne) == (2, "constat")

    @pytest.mark.parametrize(
        "text",
        [
            *("SANTÉ… DES HABITANTS", "SANTÉ–SOCIAL", "CITÉ—GARE", "CAFÉ® associatif", "La « CITÉ» dit", "PROPRETÉ€"),
            *("LIBERTÉ°", "THÉÂTRE", "JOÃO", "SÃO PAULO", "CHÂTEAU À PÂQUES", "ÎLE", "Œuvre", "ÇA ET LÀ", "l'été à la"),
        ],
    )
    def test_french_in_capitals_is_not_taken_for_spoiled(self, dossier: Path, type_constat: TypeIt, text: str) -> None:
        type_constat(text)
        assert load_contrat(dossier).constats[0].constat == text.replace("\u2019", "'")

    @pytest.mark.parametrize("text", ["#REF!", "#N/A", "#DIV/0!", "#NOM?", "#VALEUR !", "Err:502", "########"])
    def test_an_error_of_the_spreadsheet_is_refused(
        self, type_constat: TypeIt, only_anomaly: OneFault, text: str
    ) -> None:
        type_constat(text)
        assert only_anomaly().attendu == "une valeur, et non une erreur du tableur"

    @pytest.mark.parametrize("text", ["-", "?", "…", "nc", "N.C.", "néant", "\u3164", "\u2800"])
    def test_what_says_that_there_is_nothing_is_no_text(
        self, type_constat: TypeIt, only_anomaly: OneFault, text: str
    ) -> None:
        type_constat(text)
        assert (only_anomaly().ligne, only_anomaly().colonne) == (2, "constat")

    def test_more_lines_than_anybody_types_are_refused_at_once(self, dossier: Path, only_anomaly: OneFault) -> None:
        with (dossier / "constats.csv").open("a", encoding="utf-8") as file:
            file.write("x;y;z\n" * 100_001)
        assert only_anomaly().attendu == "un tableau de 100 000 lignes au plus"

    def test_a_quote_that_swallows_rows_is_refused(self, dossier: Path, only_anomaly: OneFault) -> None:
        path = dossier / "constats.csv"
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        head, tail = lines[2].rsplit(";", 2)[:1], lines[2].rsplit(";", 2)[1:]
        lines[2] = f'{head[0]};"{tail[0]};{tail[1]}'
        head, tail = lines[5].rsplit(";", 2)[:1], lines[5].rsplit(";", 2)[1:]
        lines[5] = f'{head[0]};{tail[0]}";{tail[1]}'
        path.write_text("\n".join(lines), encoding="utf-8")
        assert only_anomaly().ligne == 3
        assert "Un guillemet reste ouvert sur plusieurs lignes" in str(only_anomaly())

    def test_a_quoted_word_at_the_head_of_a_cell_says_how_to_write_it(
        self, dossier: Path, only_anomaly: OneFault
    ) -> None:
        path = dossier / "constats.csv"
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        head, _, last = lines[1].rsplit(";", 2)
        lines[1] = f'{head};"Le parc" est sale;{last}'
        path.write_text("\n".join(lines), encoding="utf-8")
        assert only_anomaly().ligne == 2
        assert '"""Le parc"" est sale"' in str(only_anomaly())

    @pytest.mark.parametrize("code", ["QP0590٢0", "QP05902０", "QP0590२0"])
    def test_digits_of_other_scripts_make_no_code(
        self, anomalies: Faults, rows_of: RowsOf, write: Write, code: str
    ) -> None:
        header, *rows = rows_of("quartiers")
        rows[0][header.index("code_qpv_2015")] = code
        write("quartiers", [header, *rows])
        assert (2, "code_qpv_2015") in {(a.ligne, a.colonne) for a in anomalies()}


class TestResavedFolder:
    """Opening each file in a spreadsheet and saving it again changes nothing to the contract."""

    def test_excel_in_france(self, dossier: Path, rows_of: RowsOf, contrat: Contrat) -> None:
        encodings = set()
        for table in TABLES:
            text = as_csv(rows_of(table), ";", "\r\n")
            try:
                data = text.encode("cp1252")
                encodings.add("cp1252")
            except UnicodeEncodeError:
                data = text.encode("utf-8-sig")
            (dossier / DESCRIBED[table].chemin).write_bytes(data)
        assert "cp1252" in encodings, "no table was written as Windows-1252: the test would say nothing of it"
        assert load_contrat(dossier) == contrat

    def test_libreoffice_in_english(self, dossier: Path, rows_of: RowsOf, contrat: Contrat) -> None:
        pointed = 0
        for table in TABLES:
            rows = rows_of(table)
            points = [[c.replace(",", ".") if LOOKS_LIKE_A_NUMBER.fullmatch(c) else c for c in row] for row in rows]
            pointed += sum(points[i] != rows[i] for i in range(len(rows)))
            (dossier / DESCRIBED[table].chemin).write_text(as_csv(points, ","), encoding="utf-8")
        assert pointed, "no decimal point was written: the test would say nothing of it"
        assert load_contrat(dossier) == contrat

    def test_unicode_text_with_tabs(self, dossier: Path, rows_of: RowsOf, contrat: Contrat) -> None:
        for table in TABLES:
            (dossier / DESCRIBED[table].chemin).write_bytes(as_csv(rows_of(table), "\t", "\r\n").encode("utf-16"))
        assert load_contrat(dossier) == contrat


def typed(text: str) -> object:
    """A cell as a spreadsheet stores it when it opens our CSV files."""
    if not LOOKS_LIKE_A_NUMBER.fullmatch(text):
        return text
    return float(text.replace(",", ".")) if "," in text else int(text)


def write_workbook(path: Path, sheets: dict[str, list[list[object]]]) -> None:
    engine = "odf" if path.suffix == ".ods" else "openpyxl"
    with pd.ExcelWriter(path, engine=engine) as writer:
        for title, rows in sheets.items():
            pd.DataFrame(rows, dtype=object).to_excel(writer, sheet_name=title, header=False, index=False)


class TestWorkbook:
    @pytest.mark.parametrize("name", ["contrat.xlsx", "contrat.ods"])
    @pytest.mark.parametrize("as_stored", [str, typed], ids=["texts", "numbers"])
    def test_all_tables_in_one_workbook(
        self, dossier: Path, rows_of: RowsOf, contrat: Contrat, name: str, as_stored: Callable[[str], object]
    ) -> None:
        sheets = {table: [[as_stored(cell) for cell in row] for row in rows_of(table)] for table in TABLES}
        for table in TABLES:
            (dossier / DESCRIBED[table].chemin).unlink()
        write_workbook(dossier / name, sheets)
        left = {path.stem for path in dossier.rglob("*.csv")}
        assert left == set(IMPORTED), "a table was left out of the workbook"
        assert load_contrat(dossier) == contrat

    @pytest.mark.parametrize("name", ["Mes tables.xlsx", "Mes tables.ods"])
    def test_one_table_in_a_workbook_beside_other_sheets(
        self, dossier: Path, rows_of: RowsOf, contrat: Contrat, name: str
    ) -> None:
        rows = rows_of(SMALL)
        (dossier / f"{SMALL}.csv").unlink()
        write_workbook(dossier / name, {"Brouillon": [["n'importe", "quoi"]], " References ": [*rows]})
        assert load_contrat(dossier) == contrat

    @pytest.mark.parametrize("name", ["contrat.xlsx", "contrat.ods"])
    def test_message_names_workbook_sheet_and_row(self, dossier: Path, only_anomaly: OneFault, name: str) -> None:
        (dossier / f"{SMALL}.csv").unlink()
        blank: list[object] = [None] * len(HEADER)
        wrong = [*ROWS[1][:3], "beaucoup", *ROWS[1][4:]]
        # Empty rows left on top and after the header still count in what the spreadsheet shows.
        write_workbook(dossier / name, {SMALL: [blank, blank, [*HEADER], blank, [*ROWS[0]], wrong]})
        found = only_anomaly()
        assert (found.fichier, found.ligne, found.colonne) == (f"{name}, feuille {SMALL}", 6, "valeur")
        assert str(found).startswith(f"{name}, feuille {SMALL}, ligne 6, colonne « valeur » : trouvé « beaucoup »")

    @pytest.mark.parametrize("name", ["contrat.xlsx", "contrat.ods"])
    def test_a_text_that_pandas_takes_for_missing_stays_a_text(self, dossier: Path, name: str) -> None:
        texts = ["NA", "N/A", "null", "None", "nan"]
        (dossier / f"{SMALL}.csv").unlink()
        rows: list[list[object]] = [[*ROWS[0][:3], value, text, ""] for value, text in enumerate(texts)]
        write_workbook(dossier / name, {SMALL: [[*HEADER], *rows]})
        assert [reference.source for reference in load_contrat(dossier).references] == texts

    def test_cells_typed_in_a_workbook(self, dossier: Path, only_anomaly: OneFault) -> None:
        (dossier / f"{SMALL}.csv").unlink()
        book = openpyxl.Workbook()
        book.active.title = SMALL
        book.active.append(HEADER)
        # A computed percentage carries binary noise, a year may be stored as a float, a line as a number.
        book.active.append(["qpv-agglo", "personnes_seules_pct", 2019.0, 39 + 1e-14, "Projets de quartier", 33])
        book.save(dossier / "contrat.xlsx")
        (reference,) = load_contrat(dossier).references
        assert (reference.annee, reference.valeur, reference.lignes) == (2019, 39.0, "33")
        book.active.append(["qpv-agglo", "personnes_seules_pct", True, 40, "Projets de quartier", 33])
        book.save(dossier / "contrat.xlsx")
        assert (only_anomaly().ligne, only_anomaly().colonne, only_anomaly().trouve) == (3, "annee", "vrai")

    def test_a_sheet_shows_what_its_cells_show(self, dossier: Path) -> None:
        book = openpyxl.Workbook()
        book.active.title = SMALL
        texts = ["<b>gras</b>", "'=1+1", "_x001B_[31m", datetime.date(2026, 1, 2), datetime.time(9, 30)]
        for row in [HEADER, *(["qpv-agglo", "personnes_seules_pct", None, n / 10, t, 33] for n, t in enumerate(texts))]:
            book.active.append(row)
        for percentage in book.active["D"][1:]:
            percentage.number_format = "0%"
        (dossier / f"{SMALL}.csv").unlink()
        book.save(dossier / "contrat.xlsx")
        references = load_contrat(dossier).references
        assert [r.source for r in references] == ["<b>gras</b>", "'=1+1", "[31m", "2026-01-02", "09:30:00"]
        assert [r.valeur for r in references] == [0, 10, 20, 30, 40]

    @pytest.mark.parametrize(
        ("column", "held", "expected"),
        [
            ("valeur", "=1+1", "une formule dont le résultat est enregistré"),
            ("source", '=HYPERLINK("x")', "une formule dont le résultat est enregistré"),
            ("valeur", "#REF!", "une valeur, et non une erreur du tableur"),
            ("annee", "#N/A", "une valeur, et non une erreur du tableur"),
            ("lignes", "#DIV/0!", "une valeur, et non une erreur du tableur"),
        ],
    )
    def test_a_cell_that_is_not_read_as_it_is_shown_is_named(
        self, dossier: Path, only_anomaly: OneFault, column: str, held: str, expected: str
    ) -> None:
        book = openpyxl.Workbook()
        book.active.title = SMALL
        row = [*ROWS[0]]
        row[HEADER.index(column)] = held
        for cells in (HEADER, row):
            book.active.append(cells)
        (dossier / f"{SMALL}.csv").unlink()
        book.save(dossier / "contrat.xlsx")
        found = only_anomaly()
        assert (found.fichier, found.ligne, found.colonne) == (f"contrat.xlsx, feuille {SMALL}", 2, column)
        assert (found.trouve, found.attendu) == (held, expected)
        assert found.remede and found.remede.startswith(f"Cellule {'ABCDEF'[HEADER.index(column)]}2 : ")

    def test_what_the_sheet_hides_is_named_with_its_range(self, dossier: Path, anomalies: Faults) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = SMALL
        for row in (HEADER, *ROWS, *ROWS):
            sheet.append(row)
        sheet.merge_cells("A4:A5")
        sheet.column_dimensions["E"].hidden = sheet.row_dimensions[3].hidden = True
        (dossier / f"{SMALL}.csv").unlink()
        book.save(dossier / "contrat.xlsx")
        said = {(a.ligne, a.colonne, a.attendu, (a.remede or "").split(" : ")[0]) for a in anomalies()}
        assert said == {
            (1, None, "une colonne visible", "Cellule E1:E5"),
            (3, "territoire", "une ligne visible", "Cellule A3:F3"),
            (4, "territoire", "une cellule par ligne et par colonne", "Cellule A4:A5"),
        }

    def test_a_far_cell_is_named(self, dossier: Path, only_anomaly: OneFault) -> None:
        book = openpyxl.Workbook()
        book.active.title = SMALL
        for row in (HEADER, *ROWS):
            book.active.append(row)
        book.active["XFD1048576"] = "x"
        (dossier / f"{SMALL}.csv").unlink()
        book.save(dossier / "contrat.xlsx")
        assert (only_anomaly().ligne, only_anomaly().trouve) == (1048576, "x")
        assert "Cellule XFD1048576 : " in str(only_anomaly())

    def test_other_sheets_are_nobody_s_business(self, dossier: Path, contrat: Contrat) -> None:
        book = openpyxl.Workbook()
        for name in ("Brouillon", "calculs", "Données 2026"):
            sheet = book.create_sheet(name)
            sheet["A1"], sheet["XFD1048576"] = "=1/0", "x"
            sheet.sheet_state = "hidden"
            sheet.merge_cells("A1:B2")
        book.save(dossier / "contrat.xlsx")
        assert load_contrat(dossier) == contrat

    def test_sheet_without_any_row(self, dossier: Path, only_anomaly: OneFault) -> None:
        (dossier / f"{SMALL}.csv").unlink()
        write_workbook(dossier / "contrat.xlsx", {SMALL: []})
        assert only_anomaly().fichier == f"contrat.xlsx, feuille {SMALL}"
        assert "une première ligne avec le nom des colonnes" in str(only_anomaly())

    def test_table_as_csv_and_as_sheet(self, dossier: Path, only_anomaly: OneFault) -> None:
        write_workbook(dossier / "contrat.xlsx", {SMALL: [[*HEADER], [*ROWS[0]]]})
        assert only_anomaly().fichier == f"{SMALL}.csv"
        assert f"elle est dans {SMALL}.csv et la feuille « {SMALL} » de contrat.xlsx" in str(only_anomaly())

    def test_two_workbooks(self, dossier: Path, only_anomaly: OneFault) -> None:
        # A table that is in either is not called missing as well: the one message is the one to act on.
        (dossier / f"{SMALL}.csv").unlink()
        write_workbook(dossier / "contrat.xlsx", {SMALL: [[*HEADER], [*ROWS[0]]]})
        write_workbook(dossier / "contrat (copie).ods", {SMALL: [[*HEADER], [*ROWS[0]]]})
        assert only_anomaly().fichier == "contrat (copie).ods, contrat.xlsx"
        assert "un seul classeur" in str(only_anomaly())

    @pytest.mark.parametrize(
        ("name", "content"),
        [("a.xlsx", b""), ("a.xlsx", b"not a workbook"), ("a.ods", b"PK\x03\x04 cut short"), ("a.xls", b"\xd0\xcf")],
    )
    def test_unreadable_workbook(self, dossier: Path, only_anomaly: OneFault, name: str, content: bytes) -> None:
        for table in TABLES:
            (dossier / DESCRIBED[table].chemin).unlink()
        (dossier / name).write_bytes(content)
        assert only_anomaly().fichier == name
        assert "un classeur Excel ou LibreOffice lisible" in str(only_anomaly())
        assert (only_anomaly().remede or "").endswith(".")

    @pytest.mark.parametrize("name", ["~$contrat.xlsx", ".~lock.contrat.ods#", "._contrat.xlsx"])
    def test_lock_files_of_an_open_workbook_are_ignored(self, dossier: Path, name: str) -> None:
        (dossier / f"{SMALL}.csv").unlink()
        write_workbook(dossier / "contrat.xlsx", {SMALL: [[*HEADER], [*ROWS[0]], [*ROWS[1]]]})
        (dossier / name).write_bytes(b"\x05whoever")
        check_small(dossier)


class TestParseNumber:
    @given(
        sign=st.sampled_from([("", 1), ("+", 1), ("-", -1), ("−", -1)]),
        figures=st.tuples(st.integers(0, 999_999_999), st.integers(0, 9_999)),
        marks=st.tuples(st.sampled_from(["", " ", "\u00a0", "\u202f", "'"]), st.sampled_from([",", "."])),
        around=st.sampled_from(["{}", " {} ", "{}%", "{} %", "{}\u202f%", "\u00a0{}\u00a0€", "{}€", "\t{}"]),
    )
    def test_french_and_english_writings(
        self, sign: tuple[str, int], figures: tuple[int, int], marks: tuple[str, str], around: str
    ) -> None:
        (symbol, factor), (whole, decimals), (space, mark) = sign, figures, marks
        grouped = symbol + f"{whole:,}".replace(",", space)
        assert parse_number(around.format(grouped)) == factor * whole
        decimal = around.format(f"{grouped}{mark}{decimals:04}")
        assert parse_number(decimal) == factor * float(f"{whole}.{decimals:04}")

    @given(st.text() | st.text("0123456789.,+-−eE' \u00a0\u202f%€_xna∞", max_size=12) | st.floats().map(str))
    def test_anything_else_is_a_value_error(self, text: str) -> None:
        try:
            number = parse_number(text)
        except ValueError:
            return
        assert math.isfinite(number)
        # What was accepted has the figures of that number, in that order, and only marks around them.
        figures = re.sub(r"[\s'+\-−%€]", "", text).replace(",", ".")
        assert re.fullmatch(r"[0-9]+(\.[0-9]+)?", figures)
        assert abs(number) == float(figures)

    NO_NUMBERS = (
        *("", " ", "-", ",", "%", "€", "abc", "n.d.", "1/3", "²", "½", "٣", "１２", "--1", "1-", "9" * 400),
        *("1,", ",5", "1,2,3", "1.234,5", "1,234.5", "5 % %", "5 €%"),
        *("12 34", "1 23", "1 2345", "1234 567", "1  234"),  # figures that are not groups of three
        *("1e3", "0x10", "1_000", "nan", "inf", "-inf", "Infinity"),  # what float() would take
    )

    @pytest.mark.parametrize("text", NO_NUMBERS)
    def test_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"not a number|too large"):
            parse_number(text)


class TestDecode:
    @given(st.text(st.characters(codec="utf-8")), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    def test_unicode_texts_come_back(self, text: str, encoding: str) -> None:
        # A mark that opens the text without being the encoding's is dropped: no table starts with one.
        expected = text.removeprefix("\ufeff") if encoding == "utf-8" else text
        assert decode(text.encode(encoding)) == re.sub("\r\n?", "\n", expected)

    @given(st.lists(st.sampled_from(FRENCH), min_size=1, max_size=30), st.sampled_from(OLD_ENCODINGS))
    def test_french_in_an_encoding_that_does_not_say_itself_is_right_or_refused(
        self, words: list[str], encoding: str
    ) -> None:
        text = "constat;thème\n" + "; ".join(words) + "\n"
        data = text.encode(encoding)
        with contextlib.suppress(UnicodeError):
            assert decode(data) == text

    @pytest.mark.parametrize("encoding", OLD_ENCODINGS)
    def test_a_real_table_is_read_whatever_its_encoding(self, encoding: str) -> None:
        for table in ("constats", "priorites", "thematiques", "quartiers"):
            text = (DEFAULT_DATA / f"{table}.csv").read_text(encoding="utf-8-sig")
            text = text.translate(str.maketrans({"–": "-", "’": "'", "œ": "e", "…": ".", "€": "E"}))
            assert decode(text.encode(encoding)) == text, table

    @pytest.mark.parametrize("doubtful", ["même;1", "Épaule;1"])
    def test_too_few_accents_to_tell_are_refused(self, doubtful: str) -> None:
        with pytest.raises(UnicodeError):
            decode(doubtful.encode("cp850"))

    def test_the_euro_of_ms_dos(self) -> None:
        assert decode("montant;é\n943 €;où".encode("cp858")) == "montant;é\n943 €;où"

    def test_a_damaged_text_that_says_it_is_utf_8_is_refused(self) -> None:
        with pytest.raises(UnicodeError):
            decode(codecs.BOM_UTF8 + "santé".encode("cp1252"))

    @given(st.binary())
    def test_any_bytes_are_a_text_or_a_unicode_error(self, data: bytes) -> None:
        with contextlib.suppress(UnicodeError):
            assert isinstance(decode(data), str)


class TestSplitList:
    @given(
        st.lists(st.text(st.characters(exclude_characters="|")).map(str.strip).filter(bool)),
        st.sampled_from(["|", " | ", "\u00a0|", "||", "| |"]),
    )
    def test_items_come_back_in_order(self, items: list[str], separator: str) -> None:
        assert split_list(separator.join(items)) == tuple(items)

    @given(st.none() | st.text("| \t\u00a0"))
    def test_nothing_is_no_item(self, text: str | None) -> None:
        assert split_list(text) == ()

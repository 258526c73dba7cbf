"""Whatever a file asks for, reading it takes seconds and megabytes, and says where to look."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from classeurs_faits import FICHIERS, MAIN, archive, ods_content, read_one, xlsx_parts

from quartiers.donnees.fichiers.classeurs import ClasseurIllisible, flux
from quartiers.donnees.fichiers.classeurs.commun import MAX_BYTES, MAX_UNFOLDED

SECONDS = 60  # of the processor, on a machine that others use: most take one, and start in one
MEGABYTES = 400
ROWS = 1_048_576

PROGRAM = """
import re, resource, sys
from pathlib import Path
seconds, megabytes = int(sys.argv[2]), int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
resource.setrlimit(resource.RLIMIT_AS, (8 * megabytes * 2**20,) * 2)  # libraries reserve more than they use
from quartiers.donnees.fichiers.classeurs import ClasseurIllisible, read_workbook
try:
    for sheet in read_workbook(Path(sys.argv[1])):
        print("lignes", len(sheet.lignes))
        for refus in sheet.refus:
            print("refus", refus.cellule, ":", refus.attendu)
except ClasseurIllisible as error:
    print("illisible", error)
status = Path("/proc/self/status")  # the process's own peak, where the other count has that of its parent too
if status.is_file():
    peak = int(re.search(r"VmHWM:\\s*(\\d+) kB", status.read_text())[1]) // 1024
    assert peak < megabytes, peak
"""


def read_apart(path: Path) -> str:
    """What a process of its own says of a workbook; a limit that it passes is a failure."""
    command = [sys.executable, "-c", PROGRAM, str(path), str(SECONDS), str(MEGABYTES)]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert result.returncode == 0, (result.returncode, result.stderr[-2000:])
    return result.stdout


def rows(content: str, last: int, first: int = 1) -> str:
    """Rows of a sheet, ``content`` having their number as ``{n}``."""
    return "".join(f'<row r="{n}">{content.replace("{n}", str(n))}</row>' for n in range(first, last + 1))


def with_part(name: str, content: str | bytes) -> dict[str, str | bytes]:
    return {**xlsx_parts(FAR), name: content}


def entities(part: str) -> str:
    """An entity that unfolds to gigabytes, cited in the part."""
    levels = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    return f'<!DOCTYPE x [<!ENTITY e0 "{"x" * 100}">{levels}]>' + part.replace(">", ">&e9;", 1)


def ods(table: str) -> dict[str, str | bytes]:
    return {"content.xml": ods_content(table)}


def ods_row(cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def ods_cell(attributes: str = "", inside: str = "<text:p>x</text:p>") -> str:
    return f"<table:table-cell {attributes}>{inside}</table:table-cell>"


FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
FULL = f"table:number-rows-repeated='{ROWS}'"
WIDE = "table:number-columns-repeated='16384'"
EMPTY_SHEET = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'

# How to make each file, and what is said of it.
HOSTILE: dict[str, tuple[Callable[[], dict[str, str | bytes]], str]] = {
    "far.xlsx": (lambda: dict(xlsx_parts(FAR)), "refus XFD1048576 "),
    "far, single quotes.xlsx": (lambda: dict(xlsx_parts(FAR.replace('"', "'"))), "refus XFD1048576 "),
    "far, prefixes.xlsx": (
        lambda: with_part(
            "xl/worksheets/sheet1.xml",
            f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>'
            + FAR.replace("<", "<x:").replace("<x:/", "</x:")
            + "</x:sheetData></x:worksheet>",
        ),
        "refus XFD1048576 ",
    ),
    "far, no place.xlsx": (lambda: dict(xlsx_parts("<row>" + "<c/>" * 16383 + "<c><v>1</v></c></row>")), "refus XFD1 "),
    "beyond the last row.xlsx": (lambda: dict(xlsx_parts('<row r="1048577"><c><v>1</v></c></row>')), "refus A1048577 "),
    "beyond all.xlsx": (lambda: dict(xlsx_parts(f'<row r="{10**30}"><c><v>1</v></c></row>')), "refus A1000000000000"),
    "wide rows.xlsx": (lambda: dict(xlsx_parts(rows('<c r="ALL{n}"><v>1</v></c>', 50_000))), "200 000 lignes"),
    "many rows.xlsx": (lambda: dict(xlsx_parts(rows("<c><v>1</v></c>", 250_000))), "refus A200001 "),
    "many errors.xlsx": (lambda: dict(xlsx_parts(rows('<c t="e"><v>#N/A</v></c><c/>' * 4, 15_000))), "refus A1:A"),
    "formatted to the last row.xlsx": (
        lambda: dict(xlsx_parts(rows('<c r="B{n}" s="1"/>', ROWS, first=ROWS - 300_000), codes=["0%"])),
        "lignes 0",
    ),
    "one row.xlsx": (lambda: dict(xlsx_parts("<row>" + "<c/>" * 500_000 + "</row>")), "lignes 0"),
    "inside a cell.xlsx": (lambda: dict(xlsx_parts("<row><c>" + "<f/>" * 1_000_000 + "</c></row>")), "illisible"),
    "deep.xlsx": (lambda: dict(xlsx_parts("<a>" * 1_000_000)), "illisible"),
    "deep in a cell.xlsx": (lambda: dict(xlsx_parts("<row><c>" + "<a>" * 100_000)), "illisible"),
    "entities.xlsx": (lambda: with_part("xl/worksheets/sheet1.xml", entities(EMPTY_SHEET)), "illisible"),
    "entities in the list.xlsx": (
        lambda: with_part("xl/workbook.xml", entities(xlsx_parts("")["xl/workbook.xml"])),
        "illisible",
    ),
    "long attribute.xlsx": (lambda: dict(xlsx_parts(f'<row a="{"x" * 50_000_000}"/>')), "illisible"),
    "names.xlsx": (lambda: dict(xlsx_parts("".join(f"<a{n}/>" for n in range(500_000)))), "illisible"),
    "long text.xlsx": (lambda: dict(xlsx_parts(f'<row><c t="str"><v>{"x" * 50_000_000}</v></c></row>')), "lignes 1"),
    "texts.xlsx": (lambda: dict(xlsx_parts(FAR, texts=["<t/>"] * 250_000)), "refus XFD1048576 "),
    "list of sheets.xlsx": (lambda: with_part("xl/workbook.xml", "<a>" + "<b/>" * 3_000_000 + "</a>"), "illisible"),
    "merges.xlsx": (
        lambda: dict(
            xlsx_parts(
                rows('<c r="B{n}"><v>1</v></c>', 20_000),
                after="<mergeCells>" + '<mergeCell ref="A1:A1048576"/>' * 50_000 + "</mergeCells>",
            )
        ),
        "refus A1:A1048576 ",
    ),
    "hidden columns.xlsx": (
        lambda: dict(xlsx_parts(FAR, before="<cols>" + '<col min="1" max="16384" hidden="1"/>' * 100_000 + "</cols>")),
        "refus XFD1048576 ",
    ),
    "bomb.xlsx": (lambda: with_part("xl/media/image.png", bytes(MAX_UNFOLDED)), "illisible Déplié"),
    "many parts.xlsx": (lambda: {f"{n}": "" for n in range(30_000)}, "illisible C'est une archive"),
    "repeated rows.ods": (lambda: ods(ods_row(ods_cell(), FULL)), f"refus A1:A{ROWS} "),
    "repeated cells.ods": (lambda: ods(ods_row(ods_cell(WIDE), FULL)), f"refus A1:XFD{ROWS} "),
    "a repeated column.ods": (
        lambda: ods(ods_row(ods_cell() + ods_cell("table:number-columns-repeated='1000000'")) * 1000),
        "refus B1:BDWGO1 ",
    ),
    "repeated beyond.ods": (
        lambda: ods(ods_row(ods_cell(), f"table:number-rows-repeated='{10**30}'")),
        "refus A1:A1000000000000",
    ),
    "rows of rows.ods": (
        lambda: ods(
            ods_row(ods_cell("table:number-columns-repeated='1000'"), "table:number-rows-repeated='1000'") * 10_000
        ),
        "200 000 lignes",
    ),
    "empty rows.ods": (lambda: ods(ods_row(f"<table:table-cell {WIDE}/>", FULL)), "lignes 0"),
    "spaces.ods": (
        lambda: ods(ods_row(ods_cell(inside="<text:p>a" + "<text:s text:c='1000000000'/>" * 10_000 + "</text:p>"))),
        "lignes 1",
    ),
    "entities.ods": (lambda: {"content.xml": entities(ods_content(""))}, "illisible"),
    "deep.ods": (lambda: ods("<table:table-row><table:table-cell><text:p>" + "<text:span>" * 500_000), "illisible"),
    "columns.ods": (
        lambda: ods(
            "<table:table-column table:number-columns-repeated='999999999' table:visibility='collapse'/>" * 9999
        ),
        "lignes 0",
    ),
    "bomb.ods": (lambda: {**ods(""), "Thumbnails/a.png": bytes(MAX_UNFOLDED)}, "illisible Déplié"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_seconds_and_megabytes(tmp_path: Path, name: str) -> None:
    pytest.importorskip("resource", reason="limits of a process are those of Unix")
    make, said = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(archive(make()))
    assert said in read_apart(path)


def test_a_container_that_goes_round(tmp_path: Path) -> None:
    """One byte makes a circle of the sectors of an .xls."""
    pytest.importorskip("resource", reason="limits of a process are those of Unix")
    content = bytearray((FICHIERS / "depuis_1904.xls").read_bytes())
    assert content[1636] == 26
    content[1636] = 9
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    assert read_apart(path)


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="limits of a process are those of Unix")
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(20 * MAX_BYTES)
    assert "illisible Il pèse plus de 100 Mo" in read_apart(path)


def test_more_cells_than_any_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flux, "MAX_ELEMENTS", 50_000)
    assert read_one(archive(xlsx_parts(rows('<c r="A{n}"/>', 20_000)))).lignes == ()
    with pytest.raises(ClasseurIllisible, match="bien au-delà du tableau"):
        read_one(archive(xlsx_parts(rows('<c r="A{n}"/>', 30_000))))

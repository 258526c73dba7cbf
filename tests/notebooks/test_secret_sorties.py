"""What may not be shown of those who were heard is in no file that a run writes."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from papier import read_texts

from tests.conftest import Built

UNREAD = "que personne n'a relue"  # of a verbatim of the example that nobody has read


def texts_of(folder: Path) -> Iterator[tuple[str, str]]:
    """The text of every file of a folder of reports, apostrophes as they are typed."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".pdf":
            text = "\n".join(read_texts(path))
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                text = "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
        else:
            text = path.read_text(encoding="utf-8", errors="replace")
        yield path.name, text.replace("’", "'").replace("\n", " ")


def test_no_output_holds_a_verbatim_that_nobody_has_read(exemple: Built) -> None:
    found = dict(texts_of(exemple.folder))
    assert {Path(name).suffix for name in found} >= {".html", ".pdf", ".ipynb", ".xlsx"}
    assert any("on presse le pas" in text for text in found.values())  # one that was is there
    assert not [name for name, text in found.items() if UNREAD in text]


def test_the_workbook_says_what_it_withholds(exemple: Built) -> None:
    book = openpyxl.load_workbook(exemple.folder / "donnees.xlsx", read_only=True)
    rows = [[cell.value for cell in row] for row in book["Réponses"].iter_rows()]
    head = next(row for row in rows if "Groupe" in row)
    answers = [dict(zip(head, row, strict=True)) for row in rows[rows.index(head) + 1 :]]
    withheld = [r for r in answers if r["Groupe"] in ("15 à 24 ans", "60 ans et plus")]
    assert len(withheld) == 4
    assert {(r["Réponse"], r["Nombre"], r["Répondants"]) for r in withheld} == {(None, "non diffusé", None)}
    assert all(isinstance(r["Nombre"], int) for r in answers if r not in withheld)

"""A file is what its content says, whatever its suffix; what is no workbook is said, with what to do."""

import shutil
from pathlib import Path

import pytest
from classeurs_faits import FICHIERS, archive, ods_content, texts_of, xlsx_parts
from hypothesis import given
from hypothesis import strategies as st

from quartiers.donnees.fichiers.classeurs import ClasseurIllisible, read_workbook
from quartiers.donnees.fichiers.classeurs.nature import read_bytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CELL = '<row><c t="inlineStr"><is><t>cle</t></is></c></row>'


@pytest.mark.parametrize("suffix", [".xls", ".xlsx", ".ods", ".xlsm"])
def test_the_content_decides(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"classeur{suffix}"
    path.write_bytes(archive(xlsx_parts(CELL)))
    assert [texts_of(s) for s in read_workbook(path)] == [[["cle"]]]
    path.write_bytes(archive({"content.xml": ods_content("")}))
    assert [texts_of(s) for s in read_workbook(path)] == [[]]
    shutil.copyfile(FICHIERS / "sans_zeros.xls", path)
    assert [texts_of(s)[0] for s in read_workbook(path)] == [["cle"]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b" \n", "vide"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "page web"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "page web"),
        (b"<table><tr><td>1</td></tr></table>", "page web"),
        ("<html>".encode("utf-16"), "page web"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "page web"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "Excel 2003"),
        (b"cle;valeur\na;1\n", "CSV"),
        ("clé\tvaleur\n".encode("cp1252"), "CSV"),
        (b"%PDF-1.7", "PDF"),
        (b"\0\1\2\3", "abîmé"),
        (b"n'importe quoi", "abîmé"),
        (b"PK\x03\x04 coupe", "abîmé"),
        (archive({"a.txt": "x"}), "archive .zip"),
        (archive({"data.xlsx": archive(xlsx_parts(CELL))}), "archive .zip"),
        (archive({"xl/workbook.bin": "x", "[Content_Types].xml": "x"}), "xlsb"),
        (archive({"word/document.xml": "x", "[Content_Types].xml": "x"}), "Word"),
        (archive({"Index/Document.iwa": "x"}), "Numbers"),
        (OLE + bytes(504), "abîmé"),
        (OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(480), "mot de passe"),
        (b"\x09\x08\x10\x00", "abîmé"),
        (archive(xlsx_parts(CELL))[:-40], "abîmé"),
        (archive(xlsx_parts(CELL))[:200], "abîmé"),
    ],
)
def test_what_is_no_workbook_is_said(content: bytes, said: str) -> None:
    with pytest.raises(ClasseurIllisible, match=said) as caught:
        read_bytes(content)
    assert str(caught.value).endswith(".")


def test_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "dossier.xlsx"
    folder.mkdir()
    with pytest.raises(ClasseurIllisible, match="un dossier porte ce nom"):
        read_workbook(folder)
    link = tmp_path / "lien.xlsx"
    try:
        link.symlink_to(tmp_path / "absent.xlsx")
    except OSError:
        pytest.skip("Windows asks for a right to make links")
    with pytest.raises(ClasseurIllisible, match="ne se lit pas"):
        read_workbook(link)


def test_two_parts_of_one_name() -> None:
    """Each program would read another of the two."""
    parts = xlsx_parts(CELL)
    with pytest.raises(ClasseurIllisible, match="abîmé"):
        read_bytes(archive({**parts, "XL/worksheets/SHEET1.xml": parts["xl/worksheets/sheet1.xml"]}))


XLSX = xlsx_parts(
    CELL + '<row><c s="1"><v>1</v></c></row>',
    codes=["0%"],
    texts=["<t>a</t>"],
    after='<mergeCells><mergeCell ref="B7:B9"/></mergeCells>',
)
ODS = {
    "content.xml": ods_content(
        '<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
    )
}


@given(st.sampled_from([XLSX, ODS]), st.data())
def test_damaged_parts_are_read_or_refused(parts: dict[str, str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(parts[name].encode())
    for _ in range(data.draw(st.integers(1, 6))):
        if not content:  # nothing is left to damage
            break
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 9))] = data.draw(
            st.binary(max_size=9) | st.sampled_from([b'"', b"-1", b"9" * 30])
        )
    try:
        read_bytes(archive({**parts, name: bytes(content)}))
    except ClasseurIllisible as error:
        assert str(error).endswith(".")


@given(st.data())
def test_a_damaged_archive_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(archive(XLSX))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_bytes(bytes(content))
    except ClasseurIllisible as error:
        assert str(error).endswith(".")

"""What a number format shows of a value, the same in the three kinds of workbooks."""

import math

import openpyxl
import pytest
from classeurs_faits import FICHIERS
from hypothesis import given
from hypothesis import strategies as st

from quartiers.donnees.fichiers.classeurs import FeuilleLue, read_workbook
from quartiers.donnees.fichiers.classeurs.codes import read_code
from quartiers.donnees.fichiers.classeurs.divergences import (
    ChiffreDuFormat,
    DateAvecMots,
    DatePartielle,
    Ecart,
    ErreurDeFormule,
    Fraction,
    NombreTropLong,
    SigneCache,
    ValeurCachee,
    ValeurIllisible,
)
from quartiers.donnees.fichiers.lecture import parse_number

CACHEE, SIGNE, PARTIELLE = ValeurCachee, SigneCache, DatePartielle
ACCOUNTING = '_-* #,##0.00 "€"_-;-* #,##0.00 "€"_-;_-* "-"?? "€"_-;_-@_-'
# Code, then values of a positive number (or a date), another, a third and a text, then what is shown of each.
SHOWN = {
    "General": ((41.26, -5, 0), ("41.26", "-5", "0", "texte")),
    "0%": ((0.41, -0.05, 0), ("41%", "-5%", "0%", "texte")),
    "0.0%": ((0.412, 1, 0), ("41.2%", "100%", "0%", "texte")),
    "0.00%;[Red]-0.00%": ((0.41, -0.05, 0), ("41%", "-5%", "0%", "texte")),
    '0" %"': ((41, -5, 0), ("41 %", "-5 %", "0 %", "texte")),  # a text: it does not multiply
    r"0\%": ((41, -5, 0), ("41%", "-5%", "0%", "texte")),
    "[Red]0%": ((0.41, -0.05, 0), ("41%", "-5%", "0%", "texte")),
    '#,##0.00 "€"': ((1234.5, -5, 0), ("1234.5 €", "-5 €", "0 €", "texte")),
    ACCOUNTING: ((1234.5, -5, 0), ("1234.5 €", "-5 €", "- €", " texte ")),
    "00000": ((1001, -5, 0), ("01001", "-00005", "00000", "texte")),
    "000 000 000": ((245901160, 5901160, 0), ("245 901 160", "005 901 160", "000 000 000", "texte")),
    "#,##0,": ((1234567, -5000, 0), ("1234.567", "-5", "0", "texte")),
    ";;;": ((5, -5, 0), (CACHEE, CACHEE, CACHEE, CACHEE)),
    "0;-0;;@": ((5, -5, 0), ("5", "-5", CACHEE, "texte")),
    "0;[Red]0": ((5, -5, 0), ("5", SIGNE, "0", "texte")),
    "#,##0_);(#,##0)": ((5, -5, 0), ("5", "-5", "0", "texte")),
    '0" ans"': ((41, -5, 0), ("41 ans", "-5 ans", "0 ans", "texte")),
    '"oui";;"non"': ((1, -1, 0), ("oui", CACHEE, "non", "texte")),
    "dd/mm/yyyy": ((46077, 46077.5, 46078), ("2026-02-24", "2026-02-24", "2026-02-25", "texte")),
    "dd/mm/yyyy hh:mm": (
        (46077.5, 46077, 46077.25),
        ("2026-02-24 12:00", "2026-02-24 00:00", "2026-02-24 06:00", "texte"),
    ),
    "d-mmm": ((46077, 46078, 46079), (PARTIELLE, PARTIELLE, PARTIELLE, "texte")),
    "mmm-yy": ((46077, 46078, 46079), (PARTIELLE, PARTIELLE, PARTIELLE, "texte")),
    "yyyy": ((46077, 43466, 43831), ("2026", "2019", "2020", "texte")),
    "h:mm": ((0.5, 0.25, 0.75), ("12:00", "06:00", "18:00", "texte")),
    "[h]:mm": ((1.5, 0.5, 2), ("36:00:00", "12:00:00", "48:00:00", "texte")),
    "# ?/?": ((0.5, 2, -1.5), (Fraction, "2", Fraction, "texte")),
    "0.00E+00": ((245901160, -5, 0), ("245901160", "-5", "0", "texte")),
    "@": ((41, -5, 0), ("41", "-5", "0", "texte")),
    '"Ville : "@': ((41, -5, 0), ("41", "-5", "0", "Ville : texte")),
}
# Of these, spreadsheets write other codes, or none.
MORE = [
    ("0.0", 41.26, "41.26"),  # rounding changes no fact
    ("0", 47.199999999999996, "47.2"),
    ("#,##0.0,,", 1234567890, "1234.56789"),
    ("0%%", 0.0041, "41%%"),
    ("General%", 0.41, "41%"),
    ("#", 0, CACHEE),
    ("#", 0.3, CACHEE),
    ("#.##", 0.5, "0.5"),
    (".00", 0.5, "0.5"),
    ('0#" "##" "##" "##" "##', 327123456, "03 27 12 34 56"),
    ('[=1]"oui";[=0]"non";0', 1, "oui"),
    ('[=1]"oui";[=0]"non";0', 0, "non"),
    ('[=1]"oui";[=0]"non";0', 2, "2"),
    ("[<1]0%;0", 0.4, "40%"),
    ("[<1]0%;0", 4, "4"),
    ("[>=100]0;0.0", -3, SIGNE),  # LibreOffice shows 3.0, Excel -3.0
    ("[>100]0", 5, CACHEE),
    ("0;0", -5, SIGNE),
    ("0;;", -5, CACHEE),
    ('#,##0;-#,##0;"-"', 0, "-"),
    ("[$$-409]#,##0.00", -3, "-$3"),
    ("#,##0.00 [$€-40C]", 12.5, "12.5 €"),
    ("# ??/16", 2.25, Fraction),
    ("mm-dd-yy", 46077, "2026-02-24"),
    ('[$-F800]dddd", "mmmm" "dd", "yyyy', 46077, "2026-02-24"),
    ("dddd", 46077, PARTIELLE),
    ("d/m h:mm", 46077.5, PARTIELLE),
    ("h:mm", 1.5, PARTIELLE),  # 12:00, of a day that is not shown
    ("mm:ss", 0.01, "00:14:24"),
    ("[mm]:ss", 0.01, "0:14:24"),
    ("h:mm AM/PM", 0.75, "18:00"),
    ("dd/mm/yyyy", 0, ErreurDeFormule),  # shown as ####
    ("dd/mm/yyyy", -1, ErreurDeFormule),
    ("dd/mm/yyyy", 1e9, ErreurDeFormule),
    ("dd/mm/yyyy", 60, "1900-02-28"),  # Excel's 29 February 1900
    ("dd/mm/yyyy", 1, "1900-01-01"),
    ("General", 24590116000012, "24590116000012"),  # shown as 2,45901E+13
    ("General", 123456789012345, "123456789012345"),
    ("General", 1e15, NombreTropLong),
    ("General", 1e-7, "0.0000001"),
    ("General", math.nan, ValeurIllisible),
    ("General", math.inf, ValeurIllisible),
    ("General", -0.0, "0"),
    ("x" * 5000, 5, "5"),  # no format at all
    ('yyyy"-2020"', 43521, DateAvecMots),
    ('"fin "yyyy', 43521, DateAvecMots),
    ('"T1 "yyyy', 43521, DateAvecMots),
    ('"avant le "dd/mm/yyyy', 43521, DateAvecMots),
    ('dd/mm/yyyy" à "hh"h"mm', 46077.5, "2026-02-24 12:00"),
    ('"le "dd/mm/yyyy', 46077, "2026-02-24"),
    ("hh:mm:ss.00", 0.01, "00:14:24"),
    ('yyyy"-00"', 43521, DateAvecMots),
    ('yyyy"0"', 43521, DateAvecMots),
    ('0.0"5"', 4, ChiffreDuFormat),
    ('0"0"', 4, ChiffreDuFormat),
    ('0" m²"', 4, "4 m²"),
]


def check(code: str, value: float | str, expected: str | type[Ecart]) -> None:
    shape = read_code(code)
    show = shape.show_text if isinstance(value, str) else shape.show_number
    if isinstance(expected, str):
        assert show(value) == expected  # type: ignore[arg-type]
    else:
        with pytest.raises(expected):
            show(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", SHOWN)
def test_codes(code: str) -> None:
    numbers, expected = SHOWN[code]
    for value, shown in zip((*numbers, "texte"), expected, strict=True):
        check(code, value, shown)


@pytest.mark.parametrize(("code", "value", "expected"), MORE)
def test_other_codes(code: str, value: float, expected: str | type[Ecart]) -> None:
    check(code, value, expected)


def check_sheet(sheet: FeuilleLue) -> None:
    """A sheet of the formats above, a row each: the code, the three numbers and the text."""
    rows = dict(sheet.lignes)
    assert [row[0] for row in rows.values()] == list(SHOWN)
    cells = {refus.cellule for refus in sheet.refus}
    for line, (_, expected) in enumerate(SHOWN.values(), start=1):
        for column, shown in enumerate(expected, start=1):
            if isinstance(shown, str):
                assert rows[line][column].strip() == shown.strip(), (line, column)
            else:
                assert any(covers(cell, line, column) for cell in cells), (line, column)
    assert sum(1 for _, expected in SHOWN.values() for shown in expected if not isinstance(shown, str)) == 15


def covers(reference: str, line: int, column: int) -> bool:
    first, _, last = reference.partition(":")
    last = last or first
    return "ABCDE"[column] == first[0] == last[0] and int(first[1:]) <= line <= int(last[1:])


@pytest.mark.parametrize("name", ["formats.ods", "formats.xls"])
def test_as_libreoffice_writes_them(name: str) -> None:
    (sheet,) = read_workbook(FICHIERS / name)
    check_sheet(sheet)


def test_as_excel_writes_them(tmp_path_factory: pytest.TempPathFactory) -> None:
    book = openpyxl.Workbook()
    for line, (code, (numbers, _)) in enumerate(SHOWN.items(), start=1):
        book.active.cell(line, 1, code)
        for column, value in enumerate((*numbers, "texte"), start=2):
            book.active.cell(line, column, value).number_format = code
    path = tmp_path_factory.mktemp("formats") / "formats.xlsx"
    book.save(path)
    (sheet,) = read_workbook(path)
    check_sheet(sheet)


def test_a_date_of_which_a_part_is_hidden_is_named_as_it_is_shown() -> None:
    for code, shown in {"d-mmm": "24-févr.", "mmm-yy": "févr.-26", "dddd d": "mar. 24", "mm/yyyy": "02/2026"}.items():
        with pytest.raises(DatePartielle) as caught:
            read_code(code).show_number(46077)
        assert caught.value.trouve == shown


NUMBERS = st.one_of(
    st.integers(-(10**14), 10**14), st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: float(f"{x:.10g}"))
)


@given(NUMBERS, st.sampled_from(["General", "0", "0.0", "#,##0.00", '0" %"', '#,##0 "€"', "00000", "0.00E+00"]))
def test_a_number_is_read_as_it_was_typed(value: float, code: str) -> None:
    """Whatever the decimals that are shown."""
    assert parse_number(read_code(code).show_number(value)) == pytest.approx(value, rel=1e-11, abs=1e-300)


@given(st.integers(-(10**6), 10**6), st.sampled_from(["0%", "0.00%", "0.0 %", "[Red]0%", "0%;-0%"]))
def test_a_percentage_is_read_as_it_is_shown(thousandths: int, code: str) -> None:
    assert parse_number(read_code(code).show_number(thousandths / 100_000)) == thousandths / 1000


@given(st.text(alphabet='0#?.,;%@"\\_*[]<>=-+/ ymdhsEGAPM€()', max_size=30), NUMBERS, st.text(max_size=5))
def test_any_code_shows_a_number_or_refuses_it(code: str, value: float, text: str) -> None:
    """Nothing else happens, and what is filled is not shown as empty."""
    shape = read_code(code)
    for show, shown in ((shape.show_number, value), (shape.show_text, text)):
        try:
            assert show(shown).strip() or not str(shown).strip()  # type: ignore[operator]
        except Ecart as ecart:
            assert ecart.trouve.strip() and ecart.attendu and ecart.remede

"""Texts that look the same are read as the same; those that differ stay apart."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiers.donnees.fichiers.textes import clean_text, fold, nearest

PLAIN = "Démarches d'aller-vers : l'été"


@pytest.mark.parametrize(
    "written",
    [
        unicodedata.normalize("NFD", PLAIN),
        PLAIN.replace("'", "’"),
        PLAIN.replace("'", "ʼ"),
        PLAIN.replace("'", "´"),
        PLAIN.replace("'", "`"),
        PLAIN.replace("'", "′"),
        *(PLAIN.replace(" ", space) for space in "\u00a0\u202f\u2007\u2009\u3000\u2002\t\n\u2028"),
        PLAIN.replace(" ", "  "),
        PLAIN.replace("-", "\u2010"),
        PLAIN.replace("-", "\u2011"),
        PLAIN.replace("vers", "ver\u00ads"),
        *(PLAIN.replace("aller", f"al{mark}ler") for mark in "\u200b\u200c\u200d\u2060\ufeff\ufe0f\u200e"),
        f"\u200b {PLAIN}\u00a0\ufeff",
    ],
)
def test_what_looks_the_same_is_the_same(written: str) -> None:
    assert clean_text(written) == PLAIN


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ﬁnancement oﬃciel", "financement officiel"),  # a PDF's ligatures
        ("à suivre...", "à suivre…"),
        ("cœur", "cœur"),
        ("Verrerie – République", "Verrerie – République"),  # a dash is no hyphen
        ("« entre guillemets »", "« entre guillemets »"),
        ("−5,4", "−5,4"),
        ("il dit ‘oui’", "il dit ‘oui'"),
        ("👨\u200d👩\u200d👧 ♥\ufe0f", "👨\u200d👩\u200d👧 ♥\ufe0f"),  # what joins an emoji shows
        ("می\u200cخواهم", "می\u200cخواهم"),  # a joiner that Persian writes
        ("1....5", "1....5"),
    ],
)
def test_what_differs_stays(written: str, read: str) -> None:
    assert clean_text(written) == read


@given(st.text())
def test_cleaning_again_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert once == once.strip()


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"])).filter(lambda t: "..." not in t))
def test_plain_text_stays(text: str) -> None:
    cleaned = clean_text(text)
    # A backtick between letters can only stand for an apostrophe.
    assert cleaned.replace("'", "`") == text.replace("'", "`")


def test_the_nearest_name_ignores_case_and_accents() -> None:
    assert nearest("JEUNES", ["jeunes", "femmes"]) == "jeunes"
    assert nearest("defavorable", ["défavorable"]) == "défavorable"
    assert nearest("xyz", ["jeunes"]) is None
    assert fold("Condé-sur-l'Escaut") == fold("conde sur l’escaut")

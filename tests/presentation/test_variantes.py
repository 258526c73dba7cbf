"""One thing said at several lengths: on paper the first that the rest of the page holds."""

from datetime import UTC, datetime

import pylopdf
import pytest

from quartiers.export.typst import compile_pdf, prelude
from quartiers.presentation.blocs import Paragraphe, Suite
from quartiers.presentation.blocs.ensembles import Variantes

WHEN = datetime(2026, 12, 1, tzinfo=UTC)
LONG = Suite(tuple(Paragraphe(f"long {n}") for n in range(30)))
SHORT = Paragraphe("court")


def pages_of(before: int, shown: Variantes) -> list[str]:
    body = Suite((*(Paragraphe(f"avant {n}") for n in range(before)), shown))
    source = f'{prelude()}\n#show: rapport.with(titre: "Essai", pied: "Essai")\n{body.to_typst()}'
    with pylopdf.open(stream=compile_pdf(source, WHEN)) as document:
        return [document[number].get_text() for number in range(document.page_count)]


@pytest.mark.parametrize(("before", "held"), [(5, "long 29"), (36, "court")])
def test_the_first_that_has_room_is_shown_alone(before: int, held: str) -> None:
    """Some 50 lines a page: thirty more have room after five, and not after thirty-six."""
    [page] = pages_of(before, Variantes((LONG, SHORT)))
    assert held in page
    assert ("long" in page) is not ("court" in page)


def test_what_follows_has_its_room_kept_and_is_not_shown() -> None:
    [page] = pages_of(20, Variantes((LONG, SHORT)))
    assert "long 29" in page
    [page] = pages_of(20, Variantes((LONG, SHORT), suite=LONG))
    assert "court" in page and "long" not in page


def test_the_last_is_shown_where_none_has_room() -> None:
    pages = pages_of(36, Variantes((LONG, LONG)))
    assert len(pages) == 2 and "long 29" in pages[1]


def test_a_screen_has_room_for_the_longest() -> None:
    shown = Variantes((LONG, SHORT))
    for text in (shown.to_html(), shown.to_text()):
        assert "long 29" in text and "court" not in text

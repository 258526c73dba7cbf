"""What laying out has freed is given back to the system: after a long document, and now and then."""

import pytest

from quartiers.export import typst
from quartiers.export.typst import GIVEN_BACK_EVERY, LONG_SOURCE, document_time

SOURCE = '#set document(title: "Essai")\n#set text(lang: "fr")\nEssai.'


def compiled(source: str, times: int) -> None:
    for _ in range(times):
        typst._compile(source, document_time("2026-12-01"))


def test_short_documents_give_back_now_and_then_and_a_long_one_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[bool] = []
    monkeypatch.setattr(typst, "_give_back", lambda: given.append(True))
    compiled(SOURCE, 3 * GIVEN_BACK_EVERY)
    assert len(given) == 3
    compiled(SOURCE + " " * LONG_SOURCE, 1)
    assert len(given) == 4

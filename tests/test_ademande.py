"""Libraries that are read once something of them is used."""

import sys

import pytest

from quartiers.ademande import import_later


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delitem(sys.modules, "this", raising=False)
    monkeypatch.setattr("builtins.print", lambda *_: None)  # it has much to say
    return "this"


def test_it_is_read_once_something_of_it_is_asked_for(unread: str) -> None:
    import_later(unread)
    import this

    assert "s" not in vars(this)
    assert "Gur Mra" in this.s
    assert vars(sys.modules[unread])["s"] == this.s, "who imports it from now on has the library itself"


def test_what_it_has_not_is_said_as_ever(unread: str) -> None:
    import_later(unread)
    import this

    with pytest.raises(AttributeError, match="rien"):
        _ = this.rien


def test_what_was_read_stays() -> None:
    import_later("sys")
    assert sys.modules["sys"] is sys

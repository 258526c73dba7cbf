"""What the examples of the interface's docstrings have at hand: read once for all of them."""

from functools import cache
from typing import Any

import pytest

from quartiers import PROJECT_ROOT, ouvrir

collect_ignore = ["conftest.py"]


@cache
def _open(donnees: str | None) -> Any:
    return ouvrir(PROJECT_ROOT / donnees if donnees else None)


@pytest.fixture(autouse=True)
def examples_of_the_interface(request: pytest.FixtureRequest) -> None:
    """``contrat`` is the project's own, ``exemple`` the invented one, which has actions, decisions and answers."""
    if isinstance(request.node, pytest.DoctestItem) and "interface" in request.node.path.parts:
        names = request.getfixturevalue("doctest_namespace")
        names |= {"contrat": _open(None), "exemple": _open("exemples/suivi")}

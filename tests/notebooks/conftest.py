"""The built reports, each in turn; the command, run in this process."""

import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from quartiers.commande import programme as command

collect_ignore = ["conftest.py"]  # --doctest-modules would import it again, under a name that others have

REPORTS = ("quartiers/saint-saulve-pepiniere", "quartiers/bruay-centre", "quartiers/marly-briquette", "synthese")


@pytest.fixture(scope="session", params=REPORTS)
def nom(request: pytest.FixtureRequest) -> str:
    """Each of the built reports in turn."""
    assert isinstance(request.param, str)
    return request.param


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """The command in this process: as ``pipeline``, quicker."""

    def call(*arguments: Any) -> "subprocess.CompletedProcess[str]":
        code = command.main([str(a) for a in arguments])
        said = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, said.out, said.err)

    return call

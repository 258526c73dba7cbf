"""The built reports, each in turn."""

import pytest

collect_ignore = ["conftest.py"]  # --doctest-modules would import it again, under a name that others have

REPORTS = ("quartiers/saint-saulve-pepiniere", "quartiers/bruay-centre", "quartiers/marly-briquette", "synthese")


@pytest.fixture(scope="session", params=REPORTS)
def nom(request: pytest.FixtureRequest) -> str:
    """Each of the built reports in turn."""
    assert isinstance(request.param, str)
    return request.param

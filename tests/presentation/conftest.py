"""Every quartier report, made once: their sections are read by several files."""

import pytest

from quartiers.donnees import Contrat
from quartiers.presentation import RapportQuartier

collect_ignore = ["conftest.py"]  # --doctest-modules would import it again, under a name that others have


@pytest.fixture(scope="session")
def reports(contrat: Contrat) -> dict[str, RapportQuartier]:
    """The report of each quartier, by identifier."""
    return {q: RapportQuartier(q, contrat=contrat) for q in contrat.quartiers}

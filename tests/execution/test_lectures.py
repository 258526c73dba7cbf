"""What a notebook reads besides what it is given: written down by its kernel, whichever kind it is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from quartiers.donnees import Contrat
from quartiers.donnees.lectures import QUARTIER, TOUT
from quartiers.execution.atelier import Atelier
from quartiers.execution.plan import ReportTask

MakeTask = Callable[..., ReportTask]


@pytest.fixture
def published(any_atelier: Atelier, contrat: Contrat) -> Atelier:
    any_atelier.publish(contrat)
    return any_atelier


def test_a_file_the_whole_contract_and_another_quartier(
    published: Atelier, make_task: MakeTask, tmp_path: Path
) -> None:
    table = tmp_path / "à part.csv"
    table.write_text("a;b\n1;2\n", encoding="utf-8")
    code = [
        f"import pandas as pd\npd.read_csv({str(table)!r}, sep=';')",
        "from quartiers.donnees import load_contrat\nload_contrat()",
        "from quartiers.presentation import RapportQuartier\nRapportQuartier('bruay-centre').entete()",
        f"open({str(tmp_path / 'ecrit.txt')!r}, 'w').close()",
    ]
    execution = published.execute(make_task(*code))
    assert execution.lectures == {str(table), TOUT, f"{QUARTIER}bruay-centre"}


def test_libraries_and_fonts_are_not_readings(published: Atelier, make_task: MakeTask) -> None:
    code = """
    from quartiers.presentation import RapportQuartier
    rapport = RapportQuartier('marly-briquette')
    rapport.essentiel(), rapport.graphique_positions(), rapport.sources()
    """
    execution = published.execute(make_task(code))
    assert execution.lectures == {f"{QUARTIER}marly-briquette"}

"""Frames of a contract's tables: made when they are asked for, and not needed before."""

import pickle
import subprocess
import sys

import pandas as pd

from quartiers import PROJECT_ROOT
from quartiers.donnees import load_contrat
from quartiers.donnees.trames import Trames, count_rows, frame_of, plain_columns, rows_of

CELLS = {
    "quartier": ["a-un", None],
    "ordre": [1, None],
    "longitude": [3.5, None],
}

ALL_OF_A_RUN = """
import sys
from quartiers.donnees import load_contrat
from quartiers.analyse.empreintes import digest_contrat, digest_quartier
contrat = load_contrat()
digest_contrat(contrat)
digest_quartier(contrat, next(iter(contrat.quartiers)))
import quartiers.execution.noyaux.pepiniere as nursery
nursery.import_libraries()
if "nbconvert" in sys.modules:
    sys.exit("nbconvert")  # long too, and no kernel needs it
import quartiers.execution.noyaux.carnets, quartiers.export.html, quartiers.export.typst
import quartiers.presentation.console.doutes, quartiers.presentation.console.debut
sys.exit(str({"pandas"} & set(sys.modules) or ""))
"""


def test_neither_a_check_nor_a_run_of_the_reports_imports_pandas() -> None:
    """It takes as long as all of the tables, in each of two processes."""
    code = [sys.executable, "-c", ALL_OF_A_RUN]
    done = subprocess.run(code, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""


def test_a_frame_has_the_types_of_its_table_and_gives_its_cells_back() -> None:
    frame = frame_of("quartiers", CELLS, lignes=[2, 5])
    assert frame.dtypes.astype(str).to_dict() == {"quartier": "object", "ordre": "Int64", "longitude": "float64"}
    assert (frame.index.name, frame.index.tolist()) == ("ligne", [2, 5])
    assert plain_columns(frame) == CELLS
    assert rows_of(CELLS)[1] == {"quartier": None, "ordre": None, "longitude": None}


def test_frames_are_made_once_and_do_not_travel() -> None:
    tables = Trames({"quartiers": CELLS})
    assert count_rows(tables) == {"quartiers": 2}
    frame = tables["quartiers"]
    assert tables["quartiers"] is frame
    size = len(pickle.dumps(Trames({"quartiers": CELLS})))
    assert len(pickle.dumps(tables)) == size
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(tables))["quartiers"], frame)


def test_rows_are_counted_without_frames_as_with_them() -> None:
    tables = load_contrat().tables
    assert count_rows(tables) == count_rows(dict(tables)) == {name: len(frame) for name, frame in tables.items()}

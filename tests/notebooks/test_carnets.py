"""The notebooks: as they are committed, and as they are kept beside the reports."""

import ast
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from quartiers import NOTEBOOKS, PROJECT_ROOT
from quartiers.execution.noyaux.atelier import Atelier
from quartiers.execution.plan import ReportTask

ALL = sorted(NOTEBOOKS.glob("*.ipynb"))
_STEMS = ("bilan", "dossier", "evaluation", "guide", "habitants", "quartier", "synthese")
REPORTS = [path for path in ALL if path.stem in _STEMS]


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def python(cell: NotebookNode) -> ast.Module:
    """The cell's code, without the lines that are IPython's own."""
    return ast.parse("\n".join(line for line in cell.source.splitlines() if not line.startswith("%")))


@pytest.fixture(params=ALL, ids=lambda path: path.stem)
def source(request: pytest.FixtureRequest) -> NotebookNode:
    return nbformat.read(request.param, as_version=4)


@pytest.fixture(params=REPORTS, ids=lambda path: path.stem)
def report_source(request: pytest.FixtureRequest) -> NotebookNode:
    return nbformat.read(request.param, as_version=4)


# -- as committed ---------------------------------------------------------------------------------------


def test_the_notebooks_are_there() -> None:
    assert [path.stem for path in ALL] == sorted([*_STEMS, "exploration"])


def test_source_notebook_is_valid_and_has_no_outputs(source: NotebookNode) -> None:
    """Outputs in git would be a report out of date, and a quartier's data in every change."""
    nbformat.validate(source)
    for cell in code_cells(source):
        assert cell.outputs == []
        assert cell.execution_count is None
    assert len({cell.id for cell in source.cells}) == len(source.cells)


def test_source_notebook_declares_its_parameters(source: NotebookNode) -> None:
    """papermill puts the values that it is given after that cell; without it, before everything."""
    tagged = [cell for cell in source.cells if "parameters" in cell.metadata.get("tags", ())]
    assert len(tagged) == 1
    names = {target.id for node in python(tagged[0]).body for target in node.targets}
    assert "donnees" in names
    assert code_cells(source)[0] is tagged[0]


def test_report_notebooks_hold_no_computation(report_source: NotebookNode) -> None:
    """A figure is computed in the package, where it is tested; a cell only says what comes next."""
    calls = (ast.Expr, ast.Call, ast.Attribute, ast.Name, ast.Constant, ast.keyword, ast.Assign, ast.ImportFrom)
    grammar = (ast.Module, ast.alias, ast.Load, ast.Store)
    for cell in code_cells(report_source):
        computing = [node for node in ast.walk(python(cell)) if not isinstance(node, calls + grammar)]
        assert computing == [], cell.source


def test_report_notebooks_have_short_cells(report_source: NotebookNode) -> None:
    """An analyst moves or removes a section by moving or removing a cell."""
    for cell in code_cells(report_source):
        lines = [line for line in cell.source.splitlines() if line.strip() and not line.startswith("#")]
        assert len(lines) <= 2 or "parameters" in cell.metadata.get("tags", ())
        assert sum(isinstance(node, ast.Call) for node in ast.walk(python(cell))) <= 1


def test_notebook_sections_are_second_level_headings(report_source: NotebookNode) -> None:
    """The main title comes from the data; a heading of another level would break the order of the page."""
    for cell in report_source.cells:
        if cell.cell_type == "markdown":
            assert re.match(r"## \S", cell.source), cell.source


def test_exploration_runs(tmp_path: Path) -> None:
    """The starting point of an ad hoc analysis must work on the day it is needed, and end in a chart that is kept."""
    with Atelier() as atelier:
        task = ReportTask("exploration", "Exploration", NOTEBOOKS / "exploration.ipynb", {"images": str(tmp_path)})
        executed = atelier.execute(task).carnet
    outputs = [output for cell in code_cells(executed) for output in cell.outputs]
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    shown = "".join(o.data["text/html"] for o in outputs if "text/html" in o.get("data", {}))
    assert "Verrerie – Anzin" in shown and "par ancien QPV" in shown, "the figures of each quartier"
    assert shown.count('<div class="quartiers-bloc">') >= 4, "blocks have the styles of the reports"
    assert all(len(o.data.get("text/plain", "")) < 20_000 for o in outputs if "data" in o)
    assert (tmp_path / "taux_pauvrete_pct.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "taux_pauvrete_pct.svg").read_text(encoding="utf-8")


# -- as kept beside the reports -------------------------------------------------------------------------


@pytest.fixture
def executed(nom: str, built: Any) -> NotebookNode:
    return built.notebook(nom)


def test_kept_notebook_is_valid_and_complete(executed: NotebookNode, nom: str) -> None:
    nbformat.validate(executed)
    name = "synthese" if nom == "synthese" else "quartier"
    original = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    own = [cell for cell in executed.cells if "injected-parameters" not in cell.metadata.get("tags", ())]
    assert [cell.source for cell in own] == [cell.source for cell in original.cells]
    silent = [cell for cell in code_cells(executed) if not cell.outputs]
    # The parameters, those injected if there are any, and the import.
    assert len(silent) == (2 if nom == "synthese" else 3)
    assert all(o.output_type == "execute_result" for cell in code_cells(executed) for o in cell.outputs)


def test_kept_notebook_says_its_parameters(executed: NotebookNode, nom: str) -> None:
    """Whoever opens it runs it again as it is: the cell with the values is there."""
    expected = {} if nom == "synthese" else {"quartier": nom.removeprefix("quartiers/")}
    assert executed.metadata.papermill.parameters == expected
    injected = [c for c in executed.cells if "injected-parameters" in c.metadata.get("tags", ())]
    assert [re.findall(r'quartier = "(.+)"', c.source) for c in injected] == [[v] for v in expected.values()]


def test_kept_notebook_tells_nothing_of_the_machine(nom: str, built: Any) -> None:
    """It is published beside the reports: no path, no name of a person, no time of a run."""
    text = (built.folder / f"{nom}.ipynb").read_text(encoding="utf-8")
    places = {
        str(PROJECT_ROOT),
        str(PROJECT_ROOT.parent),
        str(Path.home()),
        str(built.folder),
        "/tmp/",
        "site-packages",
    }
    assert [place for place in places if len(place) > 3 and place in text] == []
    assert not re.search(r'"(start_time|end_time|duration|iopub|shell)[\w.]*":', text)


def test_other_data_make_another_report(dossier: Path) -> None:
    """A figure that is corrected in the tables is corrected in the report: nothing is remembered."""
    path = dossier / "diagnostic.csv"
    text = path.read_text(encoding="utf-8")
    line = "saint-saulve-pepiniere-d1;saint-saulve-pepiniere;familles_monoparentales_pct;;2021;24,7;"
    assert text.count(line) == 1
    path.write_text(text.replace(line, line.replace("24,7", "31,4")), encoding="utf-8")
    parameters = {"quartier": "saint-saulve-pepiniere", "donnees": str(dossier)}
    with Atelier() as atelier:
        executed = atelier.execute(ReportTask("essai", "Essai", NOTEBOOKS / "quartier.ipynb", parameters)).carnet
    html = "".join(o.data["text/html"] for cell in code_cells(executed) for o in cell.outputs)
    assert "31,4\u202f%" in html
    assert "24,7" not in html

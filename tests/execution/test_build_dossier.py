"""Building a committee's file from tiny notebooks: all of it, or nothing, and what failed is named."""

from collections.abc import Callable
from pathlib import Path

import pytest
from papier import read_texts

from quartiers.execution.dossier import build_dossier
from quartiers.execution.noyaux.atelier import Atelier
from quartiers.execution.plan import DossierPlan, ReportTask
from quartiers.execution.rapports import ReportResult

MakeTask = Callable[..., ReportTask]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "rapports"


def plan(make_task: MakeTask, *codes: str, opening: str = "print('ouverture')") -> DossierPlan:
    reports = [(f"q{n}", f"Quartier {n}", make_task(code, nom=f"quartiers/q{n}")) for n, code in enumerate(codes)]
    return DossierPlan(make_task(opening, nom="dossiers/dossier-x"), tuple(reports))


def files_in(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_one_pdf_and_nothing_else_with_the_reports_in_the_plans_order(
    make_task: MakeTask, atelier: Atelier, output: Path
) -> None:
    heard: list[ReportResult] = []
    slow = "import time; time.sleep(0.5); print('premier')"
    result = build_dossier(plan(make_task, slow, "print('second')"), output, 3, heard.append, atelier)
    assert result.pdf == output / "dossiers/dossier-x.pdf"
    assert result.echecs == ()
    assert files_in(output) == {"dossiers/dossier-x.pdf"}
    texts = read_texts(result.pdf)
    words = ["ouverture", "premier", "second"]
    assert [word in text for word, text in zip(words, texts, strict=True)] == [True] * 3
    assert {r.task.nom for r in heard} == {"dossiers/dossier-x", "quartiers/q0", "quartiers/q1"}


@pytest.mark.parametrize(
    ("codes", "opening", "failed"),
    [
        (("print(1)", "1 / 0"), "print(0)", "quartiers/q1"),
        (("print(1)",), "1 / 0", "dossiers/dossier-x"),
        # It runs, but PDF/UA refuses an empty heading: the file as a whole fails.
        (("from IPython.display import Markdown\nMarkdown('## ')",), "print(0)", "dossiers/dossier-x"),
    ],
    ids=["report", "opening", "pdf"],
)
def test_one_failure_leaves_the_last_good_file(
    make_task: MakeTask, atelier: Atelier, output: Path, *, codes: tuple[str, ...], opening: str, failed: str
) -> None:
    (output / "dossiers").mkdir(parents=True)
    (output / "dossiers/dossier-x.pdf").write_text("le dossier d'hier")
    result = build_dossier(plan(make_task, *codes, opening=opening), output, 2, lambda _: None, atelier)
    assert result.pdf is None
    assert [r.task.nom for r in result.echecs] == [failed]
    assert "echecs/" in (result.echecs[0].error or "")
    assert (output / "dossiers/dossier-x.pdf").read_text() == "le dossier d'hier"
    kept = {name for name in files_in(output) if not name.startswith("dossiers/")}
    assert {Path(name).stem for name in kept} == {failed.replace("/", "-")}

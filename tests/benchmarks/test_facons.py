"""The ways: what they run, and the whole command in its smoke form."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lignes import read_rows
from nbformat.v4 import new_code_cell, new_notebook

import benchmarks.__main__ as command
from benchmarks import plancher, profil
from benchmarks.facons import GROUPS, Job, Way, all_ways, reword_finding, usual_commands
from benchmarks.mesure import CommandFailed
from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.donnees import Contrat, load_contrat
from quartiers.execution.noyaux.atelier import Atelier


def job(folder: Path, *, everything: bool = True) -> Job:
    return Job(folder, ("a", "b"), everything)


def test_every_group_has_ways_under_different_keys(tmp_path: Path) -> None:
    ways = all_ways(job(tmp_path))
    assert {way.group for way in ways} == set(GROUPS)
    assert len({way.key for way in ways}) == len(ways)
    builds = {way.output for way in ways if way.key != "unchanged" and way.output}
    assert len(builds) == sum(way.output is not None for way in ways) - 1, "no other two ways share a folder"


def test_the_usual_way_is_three_commands_a_report(tmp_path: Path) -> None:
    [run, page, document] = usual_commands("quartiers/a", tmp_path)
    assert Path(run[0]).stem == "papermill" and run[-3:] == ["-p", "quartier", "a"]
    assert page[1:4] == ["nbconvert", "--to", "quartiers.export.ReportHTMLExporter"]
    assert document[3] == "quartiers.export.ReportPDFExporter"
    assert run[2] == page[-1] == document[-1]
    assert "-p" not in usual_commands("synthese", tmp_path)[0]
    [usual] = (way for way in all_ways(job(tmp_path)) if way.key == "usual")
    assert len(usual.commands(0)) == 9


def test_a_full_build_starts_from_nothing(tmp_path: Path) -> None:
    full = next(way for way in all_ways(job(tmp_path)) if way.key == "full")
    assert full.output is not None
    full.output.mkdir()
    (full.output / "hier.pdf").write_text("x")
    full.prepare(0)
    assert not full.output.exists()
    assert full.commands(0)[0][-2:] == ["--sortie", str(full.output)]


def test_rewording_changes_one_cell_at_each_pass(tmp_path: Path, contrat: Contrat) -> None:
    folder = shutil.copytree(DEFAULT_DATA, tmp_path / "donnees")
    chosen = next(c for c in contrat.constats)
    texts = []
    for number in range(2):
        reword_finding(folder / "constats.csv", chosen.quartier, f"(mesure {number})")
        changed = [(a, b) for a, b in zip(contrat.constats, load_contrat(folder).constats, strict=True) if a != b]
        assert [a.constat_id for a, _ in changed] == [chosen.constat_id]
        texts.append(changed[0][1].constat)
    assert texts == [f"{chosen.constat} (mesure 0)", f"{chosen.constat} (mesure 1)"]


def test_a_finding_that_spans_lines_survives(tmp_path: Path) -> None:
    path = tmp_path / "constats.csv"
    path.write_text('constat_id;quartier;constat\nc1;b;"deux ; lignes\nici"\nc2;a;non\n', encoding="utf-8-sig")
    reword_finding(path, "b", "(mesure 1)")
    rows = read_rows(path)
    assert [row["constat"] for row in rows] == ["deux ; lignes\nici (mesure 1)", "non"]


def test_a_way_that_leaves_out_a_report_is_refused(tmp_path: Path) -> None:
    writes = f"import pathlib; pathlib.Path({str(tmp_path / 'a.pdf')!r}).write_text('x')"
    way = Way("w", "A way", "full", lambda _: [[sys.executable, "-c", writes]], output=tmp_path)
    assert command.measure_way(way, 0, ["a"])[2] == ("a",)
    with pytest.raises(CommandFailed, match="A way: no PDF of b"):
        command.measure_way(way, 0, ["a", "b"])


def test_reports_that_stay_are_not_counted_as_written(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("x")
    way = Way("w", "A way", "changes", lambda _: [[sys.executable, "-c", "pass"]], output=tmp_path)
    assert command.measure_way(way, 0, ["a"])[2] == ()


# -- the floor -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("report", ["synthese", "quartier"])
def test_the_floor_runs_every_cell_of_the_notebook(report: str, contrat: Contrat) -> None:
    name = report if report == "synthese" else list(contrat.quartiers)[1]
    notebook, parameters = plancher.read_notebook(name)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert plancher.run_cells(notebook, parameters) == len(code) - 2  # the parameters, and the report itself


def test_the_floor_runs_the_quartier_asked_for() -> None:
    default = new_code_cell('quartier = "default"', metadata={"tags": ["parameters"]})
    notebook = new_notebook(cells=[default, new_code_cell("assert quartier == 'b'")])
    plancher.run_cells(notebook, {"quartier": "b"})
    with pytest.raises(AssertionError):
        plancher.run_cells(notebook, {})


# -- the commands ----------------------------------------------------------------------------------------


def test_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.parse([]).groups == list(GROUPS)
    assert command.parse(["--rapide", "--passes", "9"]).passes == 1
    assert command.parse(["--echelle", "--insee", "i", "--perimetres", "p"]).groups == []
    for wrong in (["nothing"], ["--passes", "0"], ["--echelle"], ["--nombres", "1"]):
        with pytest.raises(SystemExit):
            command.parse(wrong)
    assert "unknown group: nothing" in capsys.readouterr().err


def test_the_smoke_form_prints_the_table_and_writes_the_json(tmp_path: Path) -> None:
    results = tmp_path / "r.json"
    arguments = ["floor", "commands", "--rapide", "--json", str(results)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=PROJECT_ROOT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    read = json.loads(results.read_text(encoding="utf-8"))
    ways = {way["key"]: way for way in read["ways"]}
    assert {"floor", "floor_shared", "help", "lister"} <= ways.keys()
    assert all(way["label"] in done.stdout and way["seconds"][0] > 0 for way in ways.values())
    assert read["machine"]["cores"] >= 1 and "asked" in done.stdout
    assert str(PROJECT_ROOT) not in results.read_text(encoding="utf-8"), "no path of the machine"


def test_the_profile_adds_up(tmp_path: Path, contrat: Contrat) -> None:
    with Atelier() as atelier:
        steps = profil.profile_report(next(iter(contrat.quartiers)), tmp_path, atelier, profil.Exporters())
    cells = [seconds for name, seconds in steps.items() if name.startswith(profil.CELLULE)]
    assert steps["cells, in the kernel"] == pytest.approx(sum(cells)) and len(cells) > 10
    assert all(seconds >= 0 for seconds in steps.values()), steps
    lines = list(profil.profile_lines([steps, steps]))
    assert len(lines) == len(steps) + 3

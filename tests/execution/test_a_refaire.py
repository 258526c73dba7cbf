"""What a run does not make again says so when the tables are no more those that it was made of."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from quartiers import DEFAULT_DATA, DEFAULT_REPORTS
from quartiers.donnees import Contrat
from quartiers.donnees.editions import attach_edition
from quartiers.execution.a_refaire import describe_outdated, digest_tables, find_outdated, note_made
from quartiers.execution.manifeste import Manifeste

NAMES = (
    "guides/guide.html",
    "guides/guide-tilleuls.pdf",
    "evaluations/evaluation.html",
    "evaluations/evaluation-tilleuls.html",
    "evaluations/commune-valrive.pdf",
    "bilans/bilan-2026.html",
)
FOLDERS = {"--donnees": DEFAULT_DATA, "--sortie": DEFAULT_REPORTS}


def fill(folder: Path) -> Path:
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def said(folder: Path, tables: str) -> list[str]:
    return describe_outdated(find_outdated(Manifeste.read(folder), tables), FOLDERS)


def test_what_was_made_of_the_tables_is_current_and_each_other_has_its_command(tmp_path: Path, suivi: Contrat) -> None:
    folder, tables = fill(tmp_path), digest_tables(suivi)
    note_made(folder, NAMES, tables)
    assert said(folder, tables) == []
    changed = digest_tables(replace(suivi, nom="Autre"))
    assert [line.partition(" : ")[2] for line in said(folder, changed)] == [
        "2 pages à donner, dans guides/ (pipeline.py guide)",
        "evaluations/commune-valrive (pipeline.py evaluer --commune NOM)",
        "evaluations/evaluation-tilleuls (pipeline.py evaluer --quartier tilleuls)",
        "evaluations/evaluation (pipeline.py evaluer)",
        "bilans/bilan-2026 (pipeline.py bilan --annee 2026)",
    ]


def test_what_nobody_noted_is_told_and_what_is_not_there_is_not(tmp_path: Path, suivi: Contrat) -> None:
    tables = digest_tables(suivi)
    assert said(tmp_path, tables) == []
    fill(tmp_path)
    note_made(tmp_path, [n for n in NAMES if n.startswith("guides")], tables)
    assert len(said(tmp_path, tables)) == 4


def test_an_edition_to_compare_with_is_no_change_of_the_tables(suivi: Contrat) -> None:
    assert digest_tables(attach_edition(suivi, date(2026, 3, 20), suivi)) == digest_tables(suivi)


def test_the_command_has_the_folders_that_are_not_the_usual_ones(tmp_path: Path, suivi: Contrat) -> None:
    fill(tmp_path)
    outdated = find_outdated(Manifeste.read(tmp_path), digest_tables(suivi))
    [line, *_] = describe_outdated(outdated, {"--donnees": tmp_path / "mes tables", "--sortie": DEFAULT_REPORTS})
    assert line.endswith(f"pipeline.py guide --donnees '{tmp_path / 'mes tables'}')")

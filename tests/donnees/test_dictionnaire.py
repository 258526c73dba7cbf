"""What others read of the description is up to date, and an independent tool judges our tables by it as we do."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from frictionless import Package, system

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.donnees.description import Table
from quartiers.donnees.dictionnaire import columns_of, documents, package_text
from quartiers.donnees.tables import TABLES


@pytest.mark.parametrize("name", ["LISEZMOI.md", "datapackage.json"])
def test_it_is_written_from_the_description(name: str) -> None:
    path = DEFAULT_DATA / name
    expected = documents(DEFAULT_DATA)[path]
    assert path.read_text(encoding="utf-8") == expected, "python -m quartiers.donnees.dictionnaire"


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.nom)
def test_every_table_and_column_is_in_the_dictionary(table: Table) -> None:
    text = (DEFAULT_DATA / "LISEZMOI.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {table.fichier}\n")[1].split("\n## ")[0]
    assert columns_of(table) in section
    assert all(f"| `{column}` |" in section for column in table.colonnes)


def verdict(folder: Path) -> dict[str, bool]:
    """Whether each table is valid, for a tool that knows nothing of ours."""
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    assert not report.errors, report.errors
    return {task.name: task.valid for task in report.tasks}


def test_an_independent_tool_finds_our_tables_valid() -> None:
    present = (name for name, table in TABLES.items() if (DEFAULT_DATA / table.chemin).exists())
    assert verdict(DEFAULT_DATA) == dict.fromkeys(present, True)


def test_it_finds_those_of_what_is_done_valid(tmp_path: Path) -> None:
    shutil.copytree(PROJECT_ROOT / "exemples" / "suivi", tmp_path / "suivi")
    package = package_text(tmp_path / "suivi")
    (tmp_path / "suivi" / "datapackage.json").write_text(package, encoding="utf-8")
    assert not [name for name, valid in verdict(tmp_path / "suivi").items() if not valid]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("constats.csv", ";difficulté;", ";ennui;"),
        ("constats.csv", "anzin-verrerie;", "ailleurs;"),
        ("diagnostic.csv", ";2019;41;", ";2019;quarante;"),
        ("thematiques.csv", ";1;;\n", ";;;\n"),
        ("quartiers.csv", "QN05920M", "QN5920M"),
    ],
)
def test_it_finds_what_we_refuse(
    dossier: Path, edit: Callable[[str, str, str], None], name: str, old: str, new: str
) -> None:
    assert json.loads((dossier / "datapackage.json").read_text(encoding="utf-8"))["name"] == "contrat-de-ville"
    edit(name, old, new)
    assert verdict(dossier)[name.removesuffix(".csv")] is False


def test_a_folder_describes_the_tables_that_it_has(dossier: Path) -> None:
    (dossier / "synthese_publiee.csv").unlink()
    shutil.rmtree(dossier / "importees")
    described = {r["name"] for r in json.loads(package_text(dossier))["resources"]}
    assert described == {name for name, table in TABLES.items() if (dossier / table.chemin).exists()}
    assert "synthese_publiee" not in described

"""What the tests of reading and checking share: spoil a folder, load it, read it independently."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lignes import read_rows
from territoires import give_figures, make_folder

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.donnees import Anomalie, DonneesInvalides, load_contrat
from quartiers.donnees.tables import TABLES

collect_ignore = ["conftest.py"]  # --doctest-modules would import it again, under a name that others have


@pytest.fixture
def anomalies(dossier: Path) -> Callable[[], tuple[Anomalie, ...]]:
    """Load the copied data, which must fail, and give every anomaly found."""

    def load() -> tuple[Anomalie, ...]:
        with pytest.raises(DonneesInvalides) as caught:
            load_contrat(dossier)
        return caught.value.anomalies

    return load


@pytest.fixture
def only_anomaly(anomalies: Callable[[], tuple[Anomalie, ...]]) -> Callable[[], Anomalie]:
    """Load the copied data, which must fail for one reason: one mistake, one message."""

    def load() -> Anomalie:
        found = anomalies()
        assert len(found) == 1, "\n".join(map(str, found))
        return found[0]

    return load


@pytest.fixture
def dossier(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A copy of ``data/`` that the test may change; of the example, for a test of a table that is only there."""
    table = getattr(request.node, "callspec", None) and request.node.callspec.params.get("table")
    name = getattr(table, "nom", table)
    if name == "chiffres_territoires":  # no folder of the project has a territory that is no QPV
        return give_figures(make_folder(tmp_path / "donnees"))
    ours = name not in TABLES or (DEFAULT_DATA / TABLES[name].chemin).exists()
    return Path(shutil.copytree(DEFAULT_DATA if ours else PROJECT_ROOT / "exemples" / "suivi", tmp_path / "donnees"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the invented contract, in which every table has something."""
    return Path(shutil.copytree(PROJECT_ROOT / "exemples" / "suivi", tmp_path / "donnees"))


@pytest.fixture
def spoiled(folder: Path) -> Callable[[str, str, str], tuple[Anomalie, ...]]:
    """Replace a text of a table of the example, which must then be refused."""

    def spoil(table: str, before: str, after: str) -> tuple[Anomalie, ...]:
        path = folder / f"{table}.csv"
        text = path.read_text(encoding="utf-8-sig")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
        with pytest.raises(DonneesInvalides) as caught:
            load_contrat(folder)
        return caught.value.anomalies

    return spoil


@pytest.fixture
def rows_of(dossier: Path) -> Callable[[str], list[list[str]]]:
    """Rows of a copied table as plain texts, header first, read without the code under test."""

    def read(table: str) -> list[list[str]]:
        with (dossier / TABLES[table].chemin).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file, delimiter=";"))

    return read


@pytest.fixture
def write(dossier: Path) -> Callable[[str, list[list[str]]], None]:
    """Write the rows of a copied table, header first: one row a line."""

    def write_rows(table: str, rows: list[list[str]]) -> None:
        with (dossier / TABLES[table].chemin).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";", lineterminator="\n").writerows(rows)

    return write_rows


@pytest.fixture
def written() -> Callable[..., dict[str, tuple[int, int]]]:
    """Which files these are and when they were last written; not when they were read, which a second import changes."""

    def look(folder: Path, *names: str) -> dict[str, tuple[int, int]]:
        status = {name: (folder / name).stat() for name in names}
        return {name: (s.st_ino, s.st_mtime_ns) for name, s in status.items()}

    return look


@pytest.fixture
def sans_actions(tmp_path: Path) -> Path:
    """A small folder, of a contract that tells its code, where nothing is said of what is done."""
    copy = Path(shutil.copytree(PROJECT_ROOT / "exemples" / "suivi", tmp_path / "suivi"))
    for name in ("actions", "actions_priorites", "financements", "resultats", "decisions", "comites"):
        (copy / f"{name}.csv").unlink()
    toml = copy / "contrat.toml"
    text = toml.read_text(encoding="utf-8").replace("\nsiren_epci", '\ncode_cv = "CV193"\nsiren_epci', 1)
    toml.write_text(text, encoding="utf-8")
    priorites = copy / "priorites.csv"
    lines = [line.split(";") for line in priorites.read_text(encoding="utf-8-sig").splitlines()]
    kept = [n for n, name in enumerate(lines[0]) if name not in ("etat", "etat_depuis", "decision")]
    priorites.write_text("\n".join(";".join(cells[n] for n in kept) for cells in lines), encoding="utf-8")
    return copy


@pytest.fixture
def rows(vierge: Path) -> Callable[..., list[dict[str, str]]]:
    """Rows of a table of the folder of the test, read without the code under test, those that hold ``values``."""

    def read(table: str = "mesures", **values: str) -> list[dict[str, str]]:
        path = vierge / TABLES[table].chemin
        if not path.exists():
            return []
        found = read_rows(path)
        return [row for row in found if all(row[k] == v for k, v in values.items())]

    return read

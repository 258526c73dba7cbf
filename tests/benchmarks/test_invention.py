"""Invented projects: tables that pass every check, the same each time, whatever other quartiers there are."""

import shutil
from pathlib import Path

import pytest

from benchmarks.invention import AFFIRMATIONS, CONSTATS, PRIORITES, invent_projects, read_rows
from quartiers import DEFAULT_DATA
from quartiers.donnees import load_contrat

KEPT = ("contrat.toml", "indicateurs.csv", "thematiques.csv", "quartiers.csv")


def begin(folder: Path, number: int) -> Path:
    """A folder as ``commencer --csv`` makes one: so many QPV, and no project."""
    folder.mkdir()
    for name in KEPT:
        shutil.copyfile(DEFAULT_DATA / name, folder / name)
    path = folder / "quartiers.csv"
    header, *lines = path.read_text(encoding="utf-8-sig").splitlines()
    place = header.split(";").index("code_qpv_2024")
    alone = {line.split(";")[place]: line for line in reversed(lines)}
    path.write_text("\n".join([header, *sorted(alone.values())[:number]]) + "\n", encoding="utf-8-sig")
    return folder


def test_what_is_invented_passes_the_checks_and_is_as_full_as_asked(tmp_path: Path) -> None:
    data = begin(tmp_path / "data", 6)
    numbers = invent_projects(data)
    contrat = load_contrat(data)
    assert len(contrat.quartiers) == 6
    assert len(contrat.priorites) == numbers["priorites"] and len(contrat.actions) == numbers["actions"] > 0
    for name in contrat.quartiers:
        assert CONSTATS[0] <= len(contrat.constats_de(name)) <= CONSTATS[1]
        assert PRIORITES[0] <= len(contrat.priorites_de(name)) <= PRIORITES[1]
        assert 0 < len(contrat.affirmations_de(name)) <= AFFIRMATIONS[1]
        assert all(p.declinaisons for p in contrat.priorites_de(name))


def test_two_runs_give_the_same_bytes_and_one_more_quartier_changes_no_other(tmp_path: Path) -> None:
    one, same, more = begin(tmp_path / "a", 4), begin(tmp_path / "b", 4), begin(tmp_path / "c", 5)
    for folder in (one, same, more):
        tables = invent_projects(folder)
    for name in tables:
        assert (one / f"{name}.csv").read_bytes() == (same / f"{name}.csv").read_bytes(), name
        kept, among = read_rows(one / f"{name}.csv"), read_rows(more / f"{name}.csv")
        assert len(among) > len(kept) and [row for row in among if row in kept] == kept, name


@pytest.mark.parametrize("name", ["constats", "priorites", "diagnostic"])
def test_quartiers_differ(tmp_path: Path, name: str) -> None:
    data = begin(tmp_path / "data", 6)
    invent_projects(data)
    own: dict[str, list[str]] = {}
    for row in read_rows(data / f"{name}.csv"):
        told = {"constats": "constat", "priorites": "intitule", "diagnostic": "indicateur"}[name]
        own.setdefault(row["quartier"], []).append(row[told])
    assert len({tuple(values) for values in own.values()}) == 6

"""The list of quartiers comes at once, and says the same as the contract, or what is wrong."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.donnees import Anomalie, Contrat, DonneesInvalides, list_quartiers, load_contrat

RowsOf = Callable[[str], list[list[str]]]
Write = Callable[[str, list[list[str]]], None]
HEAVY = {"pandas", "numpy", "rich", "matplotlib", "nbformat", "babel", "openpyxl", "xlrd"}


def loaded_by(*arguments: str, **variables: str) -> set[str]:
    """Which of the heavy libraries a command imports, in a process of its own."""
    program = (
        "import sys\nfrom quartiers.commande.programme import main\n"
        "try: code = main(sys.argv[1:])\n"
        "except SystemExit as left: code = left.code\n"
        "print('loaded', code, *{name.partition('.')[0] for name in sys.modules}, sep='|')"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        encoding="utf-8",
        cwd=PROJECT_ROOT,
        check=True,
        env={**os.environ, **variables},
    )
    label, code, *names = result.stdout.splitlines()[-1].split("|")
    assert (label, code) == ("loaded", "0")
    return HEAVY & set(names)


def as_listed(contrat: Contrat) -> list[tuple[str, str, str, str]]:
    return [(q.quartier, q.code_qpv_2024, q.nom, q.commune) for q in contrat.quartiers.values()]


def listed(folder: Path | None = None) -> list[tuple[str, str, str, str]]:
    return [(q.quartier, q.territoire, q.nom, q.commune) for q in list_quartiers(folder)]


@pytest.mark.parametrize("arguments", [["--help"], ["rapports", "--help"], ["lister"]], ids=" ".join)
def test_help_and_list_import_no_library_that_takes_time(arguments: list[str]) -> None:
    assert loaded_by(*arguments) == set()


@pytest.mark.skipif(sys.platform == "win32", reason="the cache of an account is where Windows says")
def test_heavy_libraries_would_be_seen_and_are_not_imported_to_say_it_again(tmp_path: Path) -> None:
    """Nothing is known of what was already said, in a cache of its own: the first time, the tables are checked.

    When they are again, for another answer, no contour is measured that was found sound.
    """
    one = ("--quartier", "anzin-verrerie")
    said = [loaded_by("verifier", *options, XDG_CACHE_HOME=str(tmp_path)) for options in (one, one, ["--tout"])]
    assert {"numpy", "rich"} <= said[0]
    assert "pandas" not in said[0]
    assert said[1:] == [{"rich"}, {"rich"}]


def test_list_is_that_of_the_contract(contrat: Contrat) -> None:
    assert listed() == as_listed(contrat)


def test_order_is_that_of_the_ranks_not_of_the_rows(dossier: Path, rows_of: RowsOf, write: Write) -> None:
    header, *rows = rows_of("quartiers")
    write("quartiers", [header, *rows[::-1]])
    assert listed(dossier) == listed(DEFAULT_DATA)
    assert len(rows) == 18


def test_a_quartier_of_two_communes_names_both(dossier: Path, rows_of: RowsOf, write: Write) -> None:
    header, *rows = rows_of("quartiers")
    rows[0][header.index("commune")] = "Anzin | Raismes"
    write("quartiers", [header, *rows])
    assert listed(dossier)[0][3] == "Anzin et Raismes"


@pytest.mark.parametrize("name", ["contrat.xlsx", "contrat.ods"])
def test_the_table_may_be_a_sheet(dossier: Path, rows_of: RowsOf, name: str) -> None:
    rows = rows_of("quartiers")
    (dossier / "quartiers.csv").unlink()
    engine = "odf" if name.endswith(".ods") else "openpyxl"
    with pd.ExcelWriter(dossier / name, engine=engine) as writer:
        pd.DataFrame(rows).to_excel(writer, sheet_name="quartiers", header=False, index=False)
    assert listed(dossier) == listed(DEFAULT_DATA)


def test_what_is_wrong_elsewhere_is_left_to_verifier(dossier: Path, contrat: Contrat) -> None:
    """Another table, another column, contrat.toml: the identifiers can be copied all the same."""
    (dossier / "contrat.toml").unlink()
    (dossier / "diagnostic.csv").write_text("abîmé", encoding="utf-8")
    text = (dossier / "quartiers.csv").read_text(encoding="utf-8-sig")
    assert text.count("3,5008;50,3737") == 1
    (dossier / "quartiers.csv").write_text(text.replace("3,5008;50,3737", "est;nord"), encoding="utf-8")
    assert listed(dossier) == as_listed(contrat)
    with pytest.raises(DonneesInvalides):
        load_contrat(dossier)


def spoil(column: str, value: str) -> Callable[[list[list[str]]], list[list[str]]]:
    """Change a cell of the second row."""

    def change(rows: list[list[str]]) -> list[list[str]]:
        position = rows[0].index(column)
        return [[*row[:position], value, *row[position + 1 :]] if n == 2 else row for n, row in enumerate(rows)]

    return change


def without(column: str) -> Callable[[list[list[str]]], list[list[str]]]:
    return lambda rows: [[cell for cell, name in zip(row, rows[0], strict=True) if name != column] for row in rows]


FAULTS = {
    "no rows": lambda rows: rows[:1],
    "a row too long": lambda rows: [*rows[:2], [*rows[2], "de trop"], *rows[3:]],
    "no identifier": spoil("quartier", ""),
    "not an identifier": spoil("quartier", "../Anzin"),
    "an identifier twice": spoil("quartier", "anzin-verrerie"),
    "a name twice": spoil("nom", "Verrerie – Square République"),
    "no name": spoil("nom", ""),
    "garbled": spoil("nom", "CitÃ©"),
    "no commune": spoil("commune", ""),
    "no code": spoil("code_qpv_2024", ""),
    "a code of 2015": spoil("code_qpv_2024", "QP059021"),
    "no rank": spoil("ordre", ""),
    "a rank in words": spoil("ordre", "deux"),
    "rank zero": spoil("ordre", "0"),
    "a rank and a half": spoil("ordre", "2,5"),
    "a rank twice": spoil("ordre", "1"),
    **{f"no column {name}": without(name) for name in ("quartier", "ordre", "nom", "commune", "code_qpv_2024")},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_what_is_shown_gets_every_message(
    dossier: Path, rows_of: RowsOf, write: Write, anomalies: Callable[[], tuple[Anomalie, ...]], fault: str
) -> None:
    write("quartiers", FAULTS[fault](rows_of("quartiers")))
    (dossier / "indicateurs.csv").unlink()  # another fault, which the full messages name too
    with pytest.raises(DonneesInvalides) as caught:
        list_quartiers(dossier)
    assert caught.value.anomalies == anomalies()
    assert {"quartiers.csv", "indicateurs.csv"} <= {a.fichier for a in caught.value.anomalies}


def test_no_folder_and_no_table(tmp_path: Path, dossier: Path) -> None:
    with pytest.raises(DonneesInvalides, match="un dossier de données"):
        list_quartiers(tmp_path / "ailleurs")
    (dossier / "quartiers.csv").unlink()
    with pytest.raises(DonneesInvalides, match=r"quartiers\.csv"):
        list_quartiers(dossier)


def test_a_folder_that_nobody_may_look_into(dossier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier.chmod(0)
    if os.access(dossier, os.R_OK):  # root may, and Windows has other rights
        monkeypatch.setattr(os, "access", lambda *_: False)
    try:
        with pytest.raises(DonneesInvalides) as caught:
            list_quartiers(dossier)
    finally:
        dossier.chmod(0o755)
    [anomaly] = caught.value.anomalies
    assert anomaly.fichier == str(dossier)
    assert anomaly.remede == "Vérifier le chemin donné, et le droit d'y lire."

"""What is typed for an identifier is often the name that one reads: the message then gives the identifier."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from lignes import read_rows, write_rows

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.donnees import Contrat, DonneesInvalides, load_contrat
from quartiers.donnees.codes_qpv import unknown_codes
from quartiers.donnees.tables import TABLES

EXAMPLE = PROJECT_ROOT / "exemples" / "suivi"
# A name of each cited table's rows, that no two share there.
NAMES = {
    "quartiers": "nom_court",
    "thematiques": "libelle",
    "indicateurs": "libelle",
    "priorites": "intitule",
    "actions": "intitule",
    "demarches": "intitule",
    "decisions": "objet",
    "comites": "lieu",
}
CITING = [
    (table.nom, champ.nom, champ.colonne.renvoi.table)
    for table in TABLES.values()
    for champ in table.champs.values()
    if champ.colonne.renvoi is not None and champ.colonne.renvoi.table in TABLES
]


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    path = folder / TABLES[table].chemin
    if not path.exists():
        return []
    return read_rows(path)


def write(folder: Path, table: str, rows: list[dict[str, str]]) -> None:
    write_rows(folder / TABLES[table].chemin, rows)


@pytest.mark.parametrize("citing", sorted({table for table, *_ in CITING}))
def test_a_name_typed_for_an_identifier_is_told_with_the_identifier(tmp_path: Path, citing: str) -> None:
    """Of every column of every table that cites another; capitals and accents set aside."""
    folder = Path(shutil.copytree(EXAMPLE if rows_of(EXAMPLE, citing) else DEFAULT_DATA, tmp_path / "d"))
    rows, meant = rows_of(folder, citing), {}
    for _, column, cited in (found for found in CITING if found[0] == citing):
        names = {
            row[TABLES[cited].identifiant or ""]: row.get(NAMES.get(cited, ""), "") for row in rows_of(folder, cited)
        }
        for row in rows:
            cell = row.get(column, "")
            if names.get(cell) and "|" not in names[cell] and list(names.values()).count(names[cell]) == 1:
                row[column], meant[column] = names[cell].upper(), cell
                break
    if not meant:
        pytest.skip(f"no row of the example cites another by {citing}")
    write(folder, citing, rows)
    with pytest.raises(DonneesInvalides) as caught:
        load_contrat(folder)
    told = {a.colonne: a.remede for a in caught.value.anomalies if a.fichier == TABLES[citing].chemin}
    assert {column: told.get(column) for column in meant} == {c: f"Sans doute « {i} »." for c, i in meant.items()}


def test_a_name_of_two_rows_gives_both(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(DEFAULT_DATA, tmp_path / "d"))
    by_commune: dict[str, list[str]] = {}
    for row in rows_of(folder, "quartiers"):
        by_commune.setdefault(row["commune"], []).append(row["quartier"])
    commune, same = next((c, found) for c, found in by_commune.items() if 1 < len(found) <= 5 and "|" not in c)
    findings = rows_of(folder, "constats")
    findings[0]["quartier"] = commune
    write(folder, "constats", findings)
    with pytest.raises(DonneesInvalides) as caught:
        load_contrat(folder)
    assert [a.remede for a in caught.value.anomalies] == [f"Plusieurs ont ce nom : {', '.join(same)}."]


def test_a_code_of_qpv_is_known_to_be_a_quartier(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "d"))
    own = next(row for row in rows_of(folder, "quartiers") if row["code_qpv_2024"])
    findings = rows_of(folder, "constats")
    findings[0]["quartier"] = own["code_qpv_2024"]
    write(folder, "constats", findings)
    with pytest.raises(DonneesInvalides) as caught:
        load_contrat(folder)
    assert caught.value.anomalies[0].remede == f"Sans doute « {own['quartier']} »."


# -- codes of QPV that do not exist --------------------------------------------------------------------------


def test_a_code_that_no_import_knows_is_told(contrat: Contrat) -> None:
    assert unknown_codes(contrat) == ()
    name, own = next((n, q) for n, q in contrat.quartiers.items() if len(q.codes_qpv_2015) == 1)
    mistyped = own.codes_qpv_2015[0][:-1] + "X"
    wrong = replace(contrat, quartiers={**contrat.quartiers, name: replace(own, codes_qpv_2015=(mistyped,))})
    [found] = unknown_codes(wrong)
    assert (found.code, found.colonne, found.geographie) == (mistyped, "code_qpv_2015", "2015")
    assert found.proche == own.codes_qpv_2015[0]  # what was imported under the right code is still there


def test_where_nothing_was_imported_nothing_is_told(contrat: Contrat) -> None:
    bare = replace(contrat, mesures=(), qpv={}, contours={})
    assert unknown_codes(bare) == ()
    of_2024 = replace(
        contrat, mesures=(), qpv={}, contours={c: k for c, k in contrat.contours.items() if c[:2] == "QN"}
    )
    assert unknown_codes(of_2024) == ()  # of 2015, nobody knows

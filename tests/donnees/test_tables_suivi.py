"""The tables of what is done: read as typed, told what is wrong with them, and folders without them are valid."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hostile import FOLLOWED, WRITTEN, read_rows, write_rows
from hypothesis import given
from hypothesis import strategies as st

from quartiers import PROJECT_ROOT
from quartiers.donnees import Contrat, DonneesInvalides, load_contrat
from quartiers.donnees.fichiers.lecture import parse_amount, parse_date
from quartiers.donnees.tables import TABLES

EXEMPLE = PROJECT_ROOT / "exemples" / "suivi"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXEMPLE, tmp_path / "suivi"))


def edit(folder: Path, table: str, old: str, new: str) -> None:
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8-sig")
    assert old in text, (table, old)
    path.write_text(text.replace(old, new, 1), encoding="utf-8-sig")


def anomalies(folder: Path) -> list[str]:
    with pytest.raises(DonneesInvalides) as caught:
        load_contrat(folder)
    return [str(a) for a in caught.value.anomalies]


# -- what is read -----------------------------------------------------------------------------------------


def test_amounts_are_exact_and_days_are_days(suivi: Contrat) -> None:
    spent = sum((f.depense for f in suivi.financements if f.depense is not None), Decimal(0))
    assert spent == Decimal("14880.40") + 10_000 + 9000 + Decimal("3412.75") + Decimal("4990.05") + 3950
    assert suivi.actions["2026-navette"].debut == date(2026, 9, 1)
    assert suivi.decisions["ct-valrive-2026-1"].echeance == date(2026, 9, 30)
    assert suivi.quartiers["tilleuls"].vote_le == date(2024, 6, 24)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_a_day_is_read_however_it_is_written(day: date) -> None:
    months = {1: "janvier", 2: "février", 3: "mars", 4: "avril", 5: "mai", 6: "juin", 7: "juillet", 8: "août"}
    months |= {9: "septembre", 10: "octobre", 11: "novembre", 12: "décembre"}
    written = (
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        f"{day.day} {months[day.month]} {day.year}",
        f"{day.isoformat()} 00:00:00",
    )
    assert [parse_date(text) for text in written] == [day] * len(written)


@given(st.decimals(0, 10**9, places=2))
def test_an_amount_is_read_however_it_is_written(amount: Decimal) -> None:
    whole, cents = f"{amount:.2f}".split(".")
    grouped = f"{int(whole):,}"
    for gap in (" ", "\u00a0", "\u202f", "'", ""):
        for end in ("", " €", "€"):
            assert parse_amount(f"{grouped.replace(',', gap)},{cents}{end}") == amount


@pytest.mark.parametrize("text", ["12/13/2026", "31/02/2026", "10/12/26", "2026", "46366", "hier", "12 brumaire 2026"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_date(text)


# -- what may be absent -----------------------------------------------------------------------------------


def test_every_table_may_be_absent(folder: Path) -> None:
    for name in ("actions", "actions_priorites", "financements", "resultats", "comites", "decisions"):
        assert TABLES[name].facultative
        (folder / f"{name}.csv").unlink()
    edit(folder, "priorites", ";renforcée;2026-03-12;ct-valrive-2026-1", ";renforcée;2026-03-12;")
    edit(folder, "priorites", ";réorientée;2026-03-19;ct-montigny-2026-1", ";;;")
    edit(folder, "priorites", ";close;2026-03-19;ct-montigny-2026-3", ";close;2026-03-19;")
    contrat = load_contrat(folder)
    assert (dict(contrat.actions), contrat.financements, dict(contrat.decisions)) == ({}, (), {})


def test_what_is_absent_cannot_be_cited(folder: Path) -> None:
    (folder / "decisions.csv").unlink()
    told = anomalies(folder)
    assert len(told) == 3
    assert all("priorites.csv" in text and "une décision de decisions.csv" in text for text in told)


def test_a_column_that_may_be_empty_may_be_absent(folder: Path) -> None:
    (folder / "actions.csv").write_text("action;intitule\nseule;Une action\n", encoding="utf-8")
    for name in ("actions_priorites", "financements", "resultats", "decisions"):
        (folder / f"{name}.csv").unlink()
    for old in (";ct-valrive-2026-1", ";ct-montigny-2026-1", ";ct-montigny-2026-3"):
        edit(folder, "priorites", old, ";")
    assert load_contrat(folder).actions["seule"].etat is None


def test_a_compulsory_column_may_not_be_absent(folder: Path) -> None:
    (folder / "actions.csv").write_text("action;porteur\nseule;Un centre\n", encoding="utf-8")
    assert any("une colonne « intitule » (elle manque)" in text for text in anomalies(folder))


# -- what is wrong ----------------------------------------------------------------------------------------

BAD = [
    ("actions", "2026-09-01;2026-12-31;ponctuelle", "2026-09-01;2026-08-31;ponctuelle", "ne précède pas le début"),
    ("actions", ";2025-01-06;", ";6/1/25;", "Écrire l'année en quatre chiffres : 6/1/2025."),
    ("actions", ";2025-01-06;", ";2025;", "01/01/2025"),
    ("actions", ";2025-01-06;", ";45663;", "le format « Date »"),
    ("actions", ";2025-01-06;", ";2205-01-06;", "une date entre 1990 et 2100"),
    ("actions", ";en cours;", ";encours;", "Sans doute « en cours »"),
    ("actions", "Service emploi", "Mme Durand", "non une personne"),
    ("actions", "Attend l'accord", "Appeler le 06 12 34 56 78", "sans adresse électronique ni téléphone"),
    ("actions", "Attend l'accord", "Voir a.b@ville.fr", "sans adresse électronique ni téléphone"),
    ("actions", ";;Valrive;", ";;Valrives;", "Sans doute « Valrive »"),
    ("actions", ";;Valrive;", ";;VALRIVE;", "Sans doute « Valrive »"),
    ("actions", "2026-fresque;", "2026-place;", "n'apparaît qu'une fois"),
    ("actions_priorites", "tilleuls;tilleuls-i2", "grand-large;tilleuls-i2", "une priorité de grand-large"),
    ("actions_priorites", "2026-navette;", "2026-navettes;", "Sans doute « 2026-navette »"),
    ("financements", ";20000;", ";-20000;", "positif ou nul"),
    ("financements", ";14880,40;", ";14880,405;", "au centime"),
    ("financements", "2025-passerelle;Agglomération", "2025-passerelle;TOTAL", "non un total"),
    ("financements", ";;9000;9000;", ";;;;", "un montant au moins"),
    ("financements", "2026-energie;Bailleur", "2027-energie;Bailleur", "une action de actions.csv"),
    ("resultats", ";tilleuls-p1;", ";;", "une action ou une priorité"),
    ("comites", ";Valrive;", ";Valriv;", "une commune de quartiers.csv"),
    ("decisions", "ct-valrive-2026;tilleuls;tilleuls-i2", "ct-valrive-2026;tilleuls;tilleuls-i9", "tilleuls-i9"),
    ("decisions", "ct-valrive-2026;tilleuls;tilleuls-i2", "ct-montigny-2026;tilleuls;tilleuls-i2", "est celui de Mont"),
    ("decisions", ";2026-09-30;en cours", ";2026-02-30;en cours", "une date"),
    ("decisions", ";2026-09-30;en cours", ";2026-02-28;en cours", "ne précède pas celle du comité"),
    ("decisions", "2026-11-30;;;", "2026-11-30;;;ct-valrive-2026-3", "une autre décision"),
    ("priorites", ";réorientée;2026-03-19", ";;2026-03-19", "un état, puisque"),
    ("priorites", "ct-valrive-2026-1", "ct-valrive-2026-3", "une décision sur cette priorité"),
]


@pytest.mark.parametrize(("table", "old", "new", "told"), BAD, ids=[f"{n}-{t}" for n, (t, *_) in enumerate(BAD)])
def test_what_is_wrong_is_told_with_its_place(folder: Path, table: str, old: str, new: str, told: str) -> None:
    edit(folder, table, old, new)
    found = [text for text in anomalies(folder) if told in text]
    assert found
    assert all(f"{table}.csv, ligne" in text for text in found)


@pytest.mark.parametrize("payload", ["mailto:x@exemple.invalid", "<a href=tel:0612345678>", "+33 6 12 34 56 78"])
def test_how_to_reach_somebody_is_refused_in_every_column_of_text(folder: Path, payload: str) -> None:
    """All at once, each at its place, and with what to write instead."""
    written = {name: WRITTEN[name] for name in FOLLOWED}
    for name, columns in written.items():
        rows = [{c: r.get(c, "") for c in TABLES[name].champs} for r in read_rows(folder, name)]
        for column in columns:
            rows[0][column] = f"Voir {payload}"
        write_rows(folder, name, rows, tuple(TABLES[name].champs))
    with pytest.raises(DonneesInvalides) as caught:
        load_contrat(folder)
    told = {(Path(a.fichier).stem, a.colonne) for a in caught.value.anomalies if "ni téléphone" in a.attendu}
    assert told == {(name, column) for name, columns in written.items() for column in columns}
    assert all(a.ligne == 2 and a.remede for a in caught.value.anomalies if "ni téléphone" in a.attendu)


def test_an_action_may_be_of_a_commune_without_a_project(folder: Path) -> None:
    edit(folder, "actions", ";;Valrive;", ";;Autreville;")
    assert load_contrat(folder).actions["2026-fresque"].communes == ("Autreville",)


def test_all_that_is_wrong_is_told_at_once(folder: Path) -> None:
    edit(folder, "actions", ";en cours;", ";encours;")
    edit(folder, "financements", ";20000;", ";beaucoup;")
    edit(folder, "decisions", ";renforcer;", ";gonfler;")
    assert len(anomalies(folder)) == 3

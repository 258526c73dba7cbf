"""What is withdrawn stays, keeps its identifier, and no more counts; an identifier that is gone is told."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from lignes import read_rows, write_rows

from quartiers import PROJECT_ROOT
from quartiers.analyse.suivi import follow
from quartiers.donnees import Contrat, DonneesInvalides, load_contrat
from quartiers.donnees.coherences_editions import check_editions
from quartiers.donnees.editions import keep_edition, load_edition

Change = Callable[[dict[str, str]], dict[str, str] | None]
DAY = date(2026, 12, 10)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example, without its editions nor what it withdraws itself."""
    ignored = shutil.ignore_patterns("editions")
    copy = Path(shutil.copytree(PROJECT_ROOT / "exemples" / "suivi", tmp_path / "donnees", ignore=ignored))
    rewrite(copy, "constats", "tilleuls-c4")
    rewrite(copy, "priorites", "tilleuls-p2")
    return copy


def rewrite(folder: Path, table: str, name: str, **cells: str | None) -> None:
    """Change cells of the row of that identifier (its first column); without any, remove it."""
    path = folder / f"{table}.csv"
    rows = read_rows(path)
    identifier = next(iter(rows[0]))
    assert name in {row[identifier] for row in rows}
    if cells:
        rows = [row | cells if row[identifier] == name else row for row in rows]
    else:
        rows = [row for row in rows if row[identifier] != name]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    write_rows(path, rows, columns)


def withdraw(folder: Path, table: str, name: str, motif: str = "Regroupée avec une autre") -> None:
    rewrite(folder, table, name, retire_le="2026-11-20", retire_motif=motif)


def refusals(folder: Path, contract: Contrat | None = None) -> list[str]:
    with pytest.raises(DonneesInvalides) as caught:
        if contract is None:
            load_contrat(folder)
        else:
            check_editions(folder, contract)
    return [str(a) for a in caught.value.anomalies]


# -- what no more counts ----------------------------------------------------------------------------------


def test_a_withdrawn_priority_no_more_counts_and_loses_nothing(folder: Path) -> None:
    withdraw(folder, "priorites", "tilleuls-i1")
    contract = load_contrat(folder)
    assert "tilleuls-i1" not in {p.priorite for p in contract.priorites}
    [gone] = contract.retraits
    assert (gone.table, gone.titre, gone.quartiers) == (
        "priorites", "Rapprocher de l'emploi les jeunes et les femmes", ("tilleuls",)
    )  # fmt: skip
    assert gone.actions == ("2025-passerelle", "2026-navette")
    followed = follow(contract, "tilleuls")
    # Its actions go on, of the quartier and of no priority: their money is still counted, once.
    assert {"2025-passerelle", "2026-navette"} <= {a.action.action for a in followed.sans_priorite}
    assert followed.montants == follow(load_contrat(PROJECT_ROOT / "exemples" / "suivi"), "tilleuls").montants
    assert "ct-valrive-2026-1" in {d.decision for d in followed.decisions}


def test_a_result_of_a_withdrawn_priority_alone_no_more_counts(folder: Path) -> None:
    before = load_contrat(folder)
    withdraw(folder, "priorites", "tilleuls-p1")
    contract = load_contrat(folder)
    assert len(contract.resultats) == len(before.resultats) - 1


def test_what_was_heard_in_a_withdrawn_demarche_goes_with_it(folder: Path) -> None:
    withdraw(folder, "demarches", "2026-porteur-tilleuls", "Saisie deux fois")
    contract = load_contrat(folder)
    assert "2026-porteur-tilleuls" not in contract.demarches
    assert set(contract.paroles) == {"2026-marche-tilleuls-1"}
    assert {c.constat_id for c in contract.constats} >= {"tilleuls-c1", "tilleuls-c2"}  # findings stay


@pytest.mark.parametrize(("table", "name"), [("constats", "tilleuls-c1"), ("contributions", "2026-forum-valrive-1")])
def test_a_withdrawn_row_stays_in_its_table(folder: Path, table: str, name: str) -> None:
    withdraw(folder, table, name)
    contract = load_contrat(folder)
    assert [(r.table, r.identifiant, r.motif) for r in contract.retraits] == [(table, name, "Regroupée avec une autre")]
    assert name in set(contract.tables[table].iloc[:, 0])
    counted = {getattr(c, "constat_id", None) for c in contract.constats} | set(contract.contributions)
    assert name not in counted


def test_what_nobody_has_read_is_not_told_by_its_withdrawal(folder: Path) -> None:
    withdraw(folder, "contributions", "2026-forum-valrive-6")
    assert load_contrat(folder).retraits == ()


def test_a_withdrawal_says_when_and_why(folder: Path) -> None:
    rewrite(folder, "priorites", "tilleuls-i1", retire_le="2026-11-20", retire_motif="")
    rewrite(folder, "constats", "tilleuls-c1", retire_le="", retire_motif="Saisi deux fois")
    found = refusals(folder)
    assert len(found) == 2
    assert "priorites.csv, ligne 2, colonne « retire_motif »" in " ".join(found)
    assert "constats.csv, ligne 2, colonne « retire_le »" in " ".join(found)


def test_a_reason_names_nobody(folder: Path) -> None:
    withdraw(folder, "demarches", "2026-forum-montigny", "À la demande de Mme Durand")
    [found] = refusals(folder)
    assert "retire_motif" in found and "Durand" not in found


# -- against the editions ---------------------------------------------------------------------------------


@pytest.fixture
def kept(folder: Path) -> Path:
    keep_edition(folder, DAY, lambda _: None)
    return folder


GONE = [
    ("demarches", "2026-forum-montigny"),
    ("constats", "tilleuls-c3"),
    ("priorites", "grand-large-p2"),
    ("contributions", "2026-forum-valrive-5"),
]


@pytest.mark.parametrize(("table", "name"), GONE)
def test_an_identifier_that_is_gone_is_told_with_its_remedy(kept: Path, table: str, name: str) -> None:
    if table == "demarches":
        for n in (1, 2):
            rewrite(kept, "contributions", f"2026-forum-montigny-{n}", demarche="2026-forum-valrive", priorite="")
        rewrite(kept, "validations", "2026-cm-montigny", demarches="")
    if name == "grand-large-p2":
        rewrite(kept, "decisions", "ct-montigny-2026-3", priorite="")
    rewrite(kept, table, name)
    found = [a for a in refusals(kept, load_contrat(kept)) if a.startswith(f"{table}.csv : ")]
    assert len(found) == 1 and f"« {name} »" in found[0]
    assert "comme dans l'édition du 10 décembre 2026 (la ligne manque)" in found[0]
    assert "« retire_le » et « retire_motif »" in found[0]


@pytest.mark.parametrize(("table", "name"), GONE)
def test_what_is_withdrawn_is_no_contradiction(kept: Path, table: str, name: str) -> None:
    withdraw(kept, table, name)
    assert check_editions(kept, load_contrat(kept)) == (DAY,)


def test_a_withdrawn_row_may_not_go_either(folder: Path) -> None:
    withdraw(folder, "constats", "tilleuls-c3")
    keep_edition(folder, DAY, lambda _: None)
    assert [r.identifiant for r in load_edition(folder, DAY).retraits] == ["tilleuls-c3"]
    rewrite(folder, "constats", "tilleuls-c3")
    [found] = refusals(folder, load_contrat(folder))
    assert "« tilleuls-c3 »" in found


def test_what_is_no_more_read_is_not_gone(kept: Path) -> None:
    rewrite(kept, "contributions", "2026-forum-valrive-5", relue="non")
    assert check_editions(kept, load_contrat(kept)) == (DAY,)


def test_a_vote_is_not_erased(kept: Path) -> None:
    rewrite(kept, "validations", "2024-cm-valrive")
    [found] = refusals(kept, load_contrat(kept))
    assert "Un vote ne s'efface pas" in found


@pytest.mark.parametrize(
    ("table", "name", "cells"),
    [
        ("constats", "tilleuls-c3", {"constat": "Façades abîmées", "thematique": "logement"}),
        ("priorites", "tilleuls-i2", {"intitule": "Rénover les façades", "thematique": "logement"}),
        ("demarches", "2026-marche-tilleuls", {"intitule": "Atelier cuisine", "nature": "atelier"}),
    ],
)
def test_an_identifier_that_names_something_else_is_told(
    kept: Path, table: str, name: str, cells: dict[str, str]
) -> None:
    rewrite(kept, table, name, **cells)
    [found] = refusals(kept, load_contrat(kept))
    assert "Un identifiant ne sert jamais à deux choses" in found
    assert next(iter(cells.values())) in found


@pytest.mark.parametrize(
    ("table", "name", "cells"),
    [
        ("constats", "tilleuls-c3", {"constat": "Des mois d'attente avant un premier rendez-vous"}),  # reworded
        ("priorites", "tilleuls-i2", {"thematique": "insertion"}),  # filed elsewhere
        ("priorites", "tilleuls-i2", {"intitule": "Ouvrir une maison médicale"}),
    ],
)
def test_what_is_reworded_or_filed_elsewhere_is_the_same(
    kept: Path, table: str, name: str, cells: dict[str, str]
) -> None:
    rewrite(kept, table, name, **cells)
    assert check_editions(kept, load_contrat(kept)) == (DAY,)


def test_what_somebody_said_is_not_repeated(kept: Path) -> None:
    cells = {"texte": "Repeindre la halle", "demarche": "2026-forum-montigny", "quartiers": ""}
    rewrite(kept, "contributions", "2026-forum-valrive-5", **cells)
    [found] = refusals(kept, load_contrat(kept))
    assert "Repeindre" not in found and "Prévenir" not in found

"""The tidy tables of the interface: their columns and types, what they hold, and what they must not."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import territoires
from lignes import read_rows

from quartiers import DEFAULT_DATA, PROJECT_ROOT, ouvrir
from quartiers import interface as public
from quartiers.donnees import Contrat
from quartiers.interface.contrat import TABLES_DITES, ContratOuvert
from quartiers.presentation import RapportQuartier

SUIVI = PROJECT_ROOT / "exemples" / "suivi"
COMMON = [name.removeprefix("TablesOuvertes.") for name in public.PUBLICS if name.startswith("TablesOuvertes.")]
OWN = ["quartiers", "indicateurs", "themes"]


@pytest.fixture(scope="module")
def ouvert(contrat: Contrat) -> ContratOuvert:
    return ContratOuvert(contrat)


@pytest.fixture(scope="module")
def exemple_ouvert(suivi: Contrat) -> ContratOuvert:
    return ContratOuvert(suivi)


def rows(name: str, folder: Path = DEFAULT_DATA) -> list[dict[str, str]]:
    [path] = [p for p in folder.rglob(f"{name}.csv") if "editions" not in p.parts]
    return read_rows(path)


def number(text: str) -> float | None:
    return float(text.replace(",", ".")) if text else None


# -- all of them --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*COMMON, *OWN])
def test_a_table_has_the_columns_that_are_described_of_their_types(
    ouvert: ContratOuvert, exemple_ouvert: ContratOuvert, name: str
) -> None:
    described = TABLES_DITES[name]
    for opened in (ouvert, exemple_ouvert):
        frame = getattr(opened, name)()
        assert isinstance(frame, pd.DataFrame)
        assert list(frame.columns) == [c.nom for c in described.colonnes]
        assert [str(t) for t in frame.dtypes] == [c.type.pandas for c in described.colonnes]
        assert list(frame.index) == list(range(len(frame)))
    assert len(getattr(exemple_ouvert, name)()) > 0 or name == "enonces", "the example says nothing of it"


def test_every_column_is_told_in_french_and_every_number_has_a_unit() -> None:
    for table in TABLES_DITES.values():
        assert table.ligne
        for c in table.colonnes:
            assert c.nom.isascii() and c.nom == c.nom.lower() and c.sens
            assert c.unite or c.type.value != "nombre", f"{table.nom}.{c.nom}"


def test_a_contract_that_says_nothing_has_the_same_columns(contrat: Contrat) -> None:
    bare = replace(contrat, affirmations=(), priorites=(), constats=(), mesures=(), actions={}, financements=())
    for name in COMMON:
        assert list(getattr(ContratOuvert(bare), name)().columns) == [c.nom for c in TABLES_DITES[name].colonnes]


@pytest.mark.parametrize("name", COMMON)
def test_a_quartier_has_rows_of_the_contract_and_no_other(exemple_ouvert: ContratOuvert, name: str) -> None:
    whole = getattr(exemple_ouvert, name)()
    lines = set(whole.to_csv(index=False).splitlines())
    for identifier in exemple_ouvert.quartiers()["quartier"]:
        own = getattr(exemple_ouvert.quartier(identifier), name)()
        assert list(own.columns) == list(whole.columns)
        assert len(own) <= len(whole)
        if name != "doutes":  # a point gathers there what is said of that quartier alone
            assert set(own.to_csv(index=False).splitlines()) <= lines
        if "quartier" in own and name != "paroles":
            assert set(own["quartier"]) <= {identifier}


def test_what_is_given_is_a_copy(ouvert: ContratOuvert) -> None:
    """An analysis that spoils a table spoils no other, nor a report."""
    taken = ouvert.table("quartiers")
    taken.loc[:, "nom"] = "gâché"
    assert "gâché" not in set(ouvert.table("quartiers")["nom"])


# -- against the files --------------------------------------------------------------------------------------


def test_counts_are_those_of_the_tables(ouvert: ContratOuvert) -> None:
    for name, table in {"enonces": "diagnostic", "priorites": "priorites", "constats": "constats"}.items():
        found = Counter(getattr(ouvert, name)()["quartier"])
        assert found == Counter(r["quartier"] for r in rows(table)), name
    assert len(ouvert.actions()) == len(rows("actions"))
    assert len(ouvert.financements()) == len(rows("financements"))
    known = [number(r["accorde"]) for r in rows("financements")]
    assert ouvert.financements()["accorde"].isna().sum() == known.count(None)
    assert ouvert.actions()["accorde"].sum() == pytest.approx(sum(v for v in known if v is not None))


def test_figures_are_those_of_the_reports(ouvert: ContratOuvert, reports: dict[str, RapportQuartier]) -> None:
    for identifier, report in reports.items():
        found = ouvert.quartier(identifier).chiffres()
        told = [(f.indicateur.indicateur, f.valeur) for f in report.lu.chiffres]
        assert [(r.indicateur, None if pd.isna(r.valeur) else r.valeur) for r in found.itertuples()] == told
        assert (found["unite"] == [f.indicateur.unite for f in report.lu.chiffres]).all()
        assert found["source"].notna().all()


def test_what_is_not_published_is_told_from_what_is_missing(ouvert: ContratOuvert) -> None:
    """Never zero, never the same word, and a sentence says what it means."""
    figures = ouvert.chiffres()
    empty = figures[figures["valeur"].isna()]
    assert set(empty["statut"]) == {"non diffusé", "non renseigné", "par ancien QPV"}
    assert set(figures.dropna(subset="valeur")["statut"]) == {"publié", "calculé", "énoncé"}
    assert empty.groupby("statut")["note"].nunique().eq(1).all() and empty["note"].nunique() == 3
    series = ouvert.serie()
    withheld = series[series["statut"] == "non diffusé"]
    codes = set(series["territoire"])
    assert len(withheld) == sum(m["statut"] == "non diffusé" and m["territoire"] in codes for m in rows("mesures")) > 0
    assert withheld["valeur"].isna().all()
    assert series.loc[series["statut"] != "non diffusé", "valeur"].notna().all()


def test_an_indicator_has_every_quartier_with_its_year_perimeter_and_source(ouvert: ContratOuvert) -> None:
    poverty = ouvert.indicateur("Taux de pauvreté")
    assert list(poverty["quartier"]) == [
        r["quartier"] for r in sorted(rows("quartiers"), key=lambda r: int(r["ordre"]))
    ]
    known = poverty.dropna(subset="valeur")
    assert set(known["perimetre"]) == {2015} and set(known["annee"]) == {2018} and set(known["unite"]) == {"%"}
    published = {
        m["territoire"]: number(m["valeur"])
        for m in rows("mesures")
        if (m["indicateur"], m["edition"], m["geographie"]) == ("taux_pauvrete_pct", "2022", "2015")
    }
    alone = [r for r in known.itertuples() if " + " not in r.territoires]
    assert len(alone) > 10
    assert all(r.valeur == pytest.approx(published[r.territoires], abs=0.051) for r in alone)


def test_what_was_typed_of_a_territory_that_is_no_qpv_is_there_and_compared_with_none(tmp_path: Path) -> None:
    folder = territoires.give_figures(territoires.make_folder(tmp_path / "donnees"))
    figures = ouvrir(folder).quartier(territoires.AUTRE).chiffres()
    typed = figures[figures["statut"] == "publié, saisi"]
    assert typed[["indicateur", "annee", "valeur"]].values.tolist() == [
        [p["indicateur"], int(p["annee"]), number(p["valeur"])] for p in territoires.PUBLIES
    ]
    assert set(typed["source"]) == {"Insee, données carroyées"}
    assert typed[["reference", "ecart", "lecture", "edition", "perimetre"]].isna().all(axis=None)


# -- what may not be shown ------------------------------------------------------------------------------------


def all_texts(opened: ContratOuvert) -> Iterator[str]:
    for name in [*COMMON, *OWN]:
        yield getattr(opened, name)().to_csv()
    for name in opened.tables()["table"]:
        yield opened.table(name).to_csv()


def test_nothing_unread_and_no_small_group_gets_out(exemple_ouvert: ContratOuvert, suivi: Contrat) -> None:
    said = "\n".join(all_texts(exemple_ouvert))
    unread = [r["texte"] for table in ("paroles", "contributions") for r in rows(table, SUIVI) if r["relue"] == "non"]
    assert unread and not [text for text in unread if text in said]
    answers = exemple_ouvert.reponses()
    small = {
        (r["question"], r["groupe"])
        for r in rows("reponses", SUIVI)
        if 0 < int(r["repondants"] or 99) < suivi.seuil_personnes
    }
    shown = answers[answers["statut"] == "connu"]
    assert small and not small & set(zip(shown["question"], shown["groupe"], strict=True))
    assert (answers["statut"] == "non diffusé").any()
    assert answers.loc[answers["statut"] == "non diffusé", ["effectif", "repondants"]].isna().all(axis=None)


def test_the_interface_computes_nothing() -> None:
    """A figure is computed where it is tested: the facade only names and hands over."""
    for path in Path(str(public.__file__)).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        computing = [
            n for n in ast.walk(tree) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Sub | ast.Mult | ast.Mod)
        ]
        called = [n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
        assert not computing and not {"sum", "round", "min", "max", "abs"} & set(called), path.name

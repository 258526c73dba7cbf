"""The data folder of the country: which QPV are linked, which are left out, and that it loads."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import france
from quartiers import PROJECT_ROOT
from quartiers.donnees import load_contrat
from quartiers.donnees.debut.filiations import AncienQpv
from quartiers.presentation import RapportQuartier

SHARED = PROJECT_ROOT.parent / "shared"
INSEE, CONTOURS = SHARED / "insee", SHARED / "perimetres" / "qpv2024_france_simplifie.geojson"


def feature(code: str, label: str, commune: str, insee: str) -> dict[str, Any]:
    square = [[[[2.0, 48.0], [2.2, 48.0], [2.2, 48.2], [2.0, 48.2], [2.0, 48.0]]]]
    properties = {"code_qp": code, "lib_qp": label, "lib_com": commune, "insee_com": insee, "siren_epci": ""}
    return {"properties": properties, "geometry": {"type": "MultiPolygon", "coordinates": square}}


def linked(features: list[dict[str, Any]], former: list[tuple[str, str, str]]) -> list[str]:
    old = [AncienQpv(code, label, tuple(communes.split(" | "))) for code, label, communes in former]
    return [row["code_qpv_2015"] for row in france._linked(france._rows(features), features, old)]


def test_a_qpv_is_linked_by_commune_and_name_not_by_number() -> None:
    found = linked(
        [
            feature("QN05901M", "Cœur de Ville", "Lille, Loos", "59350, 59360"),
            feature("QN05902M", "Sud", "Loos", "59360"),
        ],
        [("QP059077", "COEUR DE VILLE", "Loos | Lille"), ("QP059002", "Nord", "Loos"), ("QP062001", "Sud", "Loos")],
    )
    assert found == ["QP059077", ""]


def test_an_arrondissement_is_its_commune() -> None:
    found = linked(
        [feature("QN01301M", "La Rose", "Marseille", "13055")],
        [("QP013030", "La Rose", "Marseille 13e Arrondissement")],
    )
    assert found == ["QP013030"]


def test_what_could_be_two_is_linked_to_none() -> None:
    centre = [feature("QN05901M", "Centre", "Lille", "59350")]
    assert linked(centre, [("QP059001", "Centre", "Lille"), ("QP059002", "centre", "Lille")]) == [""]
    twice = [*centre, feature("QN05902M", "Centre", "Lille, Loos", "59350, 59360")]
    assert linked(twice, [("QP059001", "Centre", "Lille")]) == ["", ""]


def test_names_are_unique_and_short_enough() -> None:
    long = "Un nom bien trop long pour la colonne des noms courts"
    rows = france._rows([feature(f"QN0590{n}M", long, "Lille", "59350") for n in (1, 2)])
    assert [row["nom"] for row in rows] == [f"{long} – Lille – QN0590{n}M" for n in (1, 2)]
    assert len({row["nom_court"] for row in rows}) == 2 and all(len(row["nom_court"]) <= 40 for row in rows)
    assert (rows[0]["longitude"], rows[0]["latitude"]) == ("2,1000", "48,1000")


def test_a_few_are_taken_evenly() -> None:
    rows = [{"rang": str(n)} for n in range(10)]
    assert [row["rang"] for row in france.choose(rows, 3)] == ["0", "3", "6"]
    assert france.choose(rows, None) == france.choose(rows, 99) == rows


def test_a_folder_in_use_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("à garder")
    assert france.main(["insee", "contours.geojson", str(tmp_path)]) == 2
    assert "n'est pas un dossier vide" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.skipif(not (INSEE.is_dir() and CONTOURS.is_file()), reason="INSEE's files (../shared) are not at hand")
def test_a_folder_of_real_qpv_loads_and_its_reports_show_published_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "france"
    assert france.main([str(INSEE), str(CONTOURS), str(folder), "--nombre", "3"]) == 0
    assert json.loads(capsys.readouterr().out) == {"qpv": 3, "avec_chiffres": 3}
    contrat = load_contrat(folder)
    assert len(contrat.quartiers) == 3 and not (contrat.affirmations or contrat.constats or contrat.priorites)
    assert {m.territoire for m in contrat.mesures} >= {c for q in contrat.quartiers.values() for c in q.codes_qpv_2015}
    assert contrat.contours.keys() == {q.code_qpv_2024 for q in contrat.quartiers.values()}
    assert "%" in RapportQuartier(next(iter(contrat.quartiers)), contrat=contrat).diagnostic().to_text()

"""Files of the communes, and how much figures move from an edition to the next: what importers make of them."""

import math
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from quartiers import PROJECT_ROOT
from quartiers.donnees import DonneesInvalides, load_contrat
from quartiers.donnees.importation.insee import import_insee
from quartiers.donnees.tables import TABLES

SHARED = PROJECT_ROOT.parent / "shared"
ANZIN, ELSEWHERE = "59014", "75056"

Rows = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def importer(dossier: Path, tmp_path: Path) -> Callable[[Mapping[str, str]], Any]:
    """Write files, given as texts by name, and import them into a folder that has none of their tables."""
    for name in ("mesures", "repartitions", "fluctuations", "evolutions"):
        (dossier / TABLES[name].chemin).unlink()

    def run(files: Mapping[str, str]) -> Any:
        paths = []
        for name, text in files.items():
            paths.append(tmp_path / name)
            paths[-1].write_text(text, encoding="utf-8")
        return import_insee(paths, dossier)

    return run


@pytest.fixture
def rows(dossier: Path) -> Rows:
    def read(table: str) -> list[dict[str, Any]]:
        found = pd.read_csv(dossier / TABLES[table].chemin, sep=";", dtype=str, encoding="utf-8-sig")
        return found.fillna("").to_dict("records")

    return read


# -- communes -------------------------------------------------------------------------------------------------


def test_the_communes_of_the_contract_are_kept_with_secrecy_and_source(importer: Any, rows: Rows) -> None:
    text = f"CODGEO;MED21;TP6021;D121\n{ANZIN};16780;32;11000\n59613;23000;s;\n{ELSEWHERE};28790;15,9;\n"
    bilan = importer({"cc_filosofi_2021_COM.csv": text})
    found = {(r["territoire"], r["indicateur"]): (r["valeur"], r["statut"]) for r in rows("mesures")}
    assert found == {
        (ANZIN, "revenu_median_mensuel_eur"): ("1398,3", "publié"),  # 16 780 / 12
        (ANZIN, "taux_pauvrete_pct"): ("32", "publié"),
        ("59613", "revenu_median_mensuel_eur"): ("1916,7", "publié"),
        ("59613", "taux_pauvrete_pct"): ("", "non diffusé"),
    }
    assert {(r["theme"], r["edition"], r["annee"], r["geographie"], r["source"]) for r in rows("mesures")} == {
        ("COM", "2021", "2021", "commune", "Insee, Filosofi 2021, communes")
    }
    assert bilan.fichiers[0].colonnes_inconnues == ()
    assert not [r for r in rows("qpv") if r["qpv"] == ANZIN]


def test_the_columns_of_another_year_need_no_new_row_of_the_catalogue(importer: Any, rows: Rows) -> None:
    importer({"cc_filosofi_2023_COM.csv": f"CODGEO;MED23;TP6023\n{ANZIN};18000;30\n"})
    assert {(r["edition"], r["annee"], r["valeur"]) for r in rows("mesures")} == {
        ("2023", "", "1500"),
        ("2023", "", "30"),
    }


def test_another_file_of_the_communes_comes_by_the_catalogue(dossier: Path, importer: Any, rows: Rows) -> None:
    with (dossier / TABLES["catalogue_insee"].chemin).open("a", encoding="utf-8") as file:
        file.write("COM;recensement;P{aa}_ACTOCC1564;P{aa}_POP1564;;;;emploi_15_64_pct;\n")
    importer({"base-cc-emploi-pop-active-2021.csv": f"CODGEO;P21_POP1564;P21_ACTOCC1564\n{ANZIN};8000;3600\n"})
    [found] = rows("mesures")
    assert (found["territoire"], found["indicateur"], found["valeur"]) == (ANZIN, "emploi_15_64_pct", "45")


def test_a_zero_that_a_spreadsheet_took_from_a_code_is_given_back(importer: Any, rows: Rows) -> None:
    """01004 is saved as 1004; none of the contract, but the file is still one of the communes."""
    importer({"cc_filosofi_2021_COM.csv": f"CODGEO;MED21\n1004;20000\n{ANZIN};16780\n"})
    assert [r["territoire"] for r in rows("mesures")] == [ANZIN]


@pytest.mark.parametrize(("code", "found"), [("QP059020", "QP059020"), ("590140", "590140"), ("Anzin", "ANZIN")])
def test_what_is_no_code_of_a_commune_is_said(importer: Any, code: str, found: str) -> None:
    with pytest.raises(DonneesInvalides) as refusal:
        importer({"cc_filosofi_2021_COM.csv": f"CODGEO;MED21\n{ANZIN};16780\n{code};20000\n"})
    [anomaly] = refusal.value.anomalies
    assert (anomaly.ligne, anomaly.attendu, anomaly.trouve) == (3, "un code de commune, comme 59606", found)


def test_the_same_commune_twice_with_other_values_is_said(importer: Any) -> None:
    with pytest.raises(DonneesInvalides, match="les mêmes valeurs"):
        importer({"cc_filosofi_2021_COM.csv": f"CODGEO;MED21\n{ANZIN};16780\n{ANZIN};16781\n"})


def test_figures_of_communes_are_of_no_qpv(dossier: Path, importer: Any) -> None:
    """Neither what is recent among the QPV, nor a mean or a rank of the contract, takes them in."""
    importer({"cc_filosofi_2021_COM.csv": f"CODGEO;MED21;TP6021\n{ANZIN};16780;32\n"})
    contrat = load_contrat(dossier)
    assert [m.geographie for m in contrat.mesures] == ["commune", "commune"]
    assert contrat.derniere_edition == 0


# -- how much figures move --------------------------------------------------------------------------------------


def national(rates: Mapping[str, float], people: Mapping[str, float]) -> str:
    lines = [f"{code};{people[code]:.0f};{rate:.4f}".replace(".", ",") for code, rate in rates.items()]
    return "\n".join(["CODGEO;POP_MUN;TX_TOT_MEN1", *lines, ""])


def test_what_moves_by_chance_is_estimated_whatever_moves_them_all(importer: Any, rows: Rows) -> None:
    """1,200 QPV of 500 to 8,000 people, of standard deviation 3 points for 1,000 people, and 5 points more for all."""
    chance = random.Random(2026)
    codes = [f"QP{department:03d}{number:03d}" for department in range(1, 25) for number in range(1, 51)]
    people = {code: chance.uniform(500, 8000) for code in codes}
    rates = {code: chance.uniform(30, 50) for code in codes}
    later = {c: rate + 5 + chance.gauss(0, 3 * math.sqrt(1000 / people[c])) for c, rate in rates.items()}
    importer({"DEMO_2021.csv": national(rates, people), "DEMO_2022.csv": national(later, people)})
    [found] = [r for r in rows("fluctuations") if r["indicateur"] == "personnes_seules_pct"]
    assert float(found["ecart_type"].replace(",", ".")) == pytest.approx(3, rel=0.06)
    assert (found["base"], found["diffusions"], found["effectif"]) == ("population_nb", "2021-2022", "1200")
    assert not [r for r in rows("fluctuations") if r["indicateur"] == "population_nb"]  # a count is read by nobody


def test_the_people_of_another_perimeter_are_no_base(importer: Any, rows: Rows) -> None:
    """The populations of the QPV of 2024, newer, say nothing of how many live in those of 2015."""
    chance = random.Random(7)
    codes = [f"QP{department:03d}{number:03d}" for department in range(1, 25) for number in range(1, 51)]
    people = dict.fromkeys(codes, 2000.0)
    editions = {e: {c: chance.uniform(30, 50) for c in codes} for e in (2020, 2021)}
    newer = [f"QN{department:03d}{number:02d}M" for department in range(1, 25) for number in range(1, 51)]
    importer(
        {
            **{f"DEMO_{e}.csv": national(rates, people) for e, rates in editions.items()},
            "estimations-demographiques_2022_QPV2024.csv": "\n".join(
                ["codeQPV;popMuniQPV", *(f"{code};9000" for code in newer), ""]
            ),
        }
    )
    [found] = [r for r in rows("fluctuations") if r["indicateur"] == "personnes_seules_pct"]
    assert (found["base"], found["geographie"], found["effectif"]) == ("population_nb", "2015", "1200")


def test_two_editions_that_give_the_same_figures_are_no_pair(importer: Any, dossier: Path) -> None:
    codes = [f"QP{department:03d}{number:03d}" for department in range(1, 25) for number in range(1, 51)]
    text = national(dict.fromkeys(codes, 40.0), dict.fromkeys(codes, 1000.0))
    importer({"DEMO_2021.csv": text, "DEMO_2022.csv": text})
    assert not (dossier / TABLES["fluctuations"].chemin).exists()


def test_the_median_change_is_that_of_the_qpv_in_both_editions(importer: Any, rows: Rows) -> None:
    """A hundred poor QPV that the second edition alone publishes raise its median: nobody has changed by so much."""
    codes = [f"QP{department:03d}{number:03d}" for department in range(1, 25) for number in range(1, 51)]
    before = {code: 20.0 + rank % 30 for rank, code in enumerate(codes[:1100])}
    after = {**{code: value + 2 for code, value in before.items()}, **dict.fromkeys(codes[1100:], 90.0)}
    people = dict.fromkeys(codes, 1000.0)
    importer({"DEMO_2021.csv": national(before, people), "DEMO_2022.csv": national(after, people)})
    [found] = [r for r in rows("evolutions") if r["indicateur"] == "personnes_seules_pct"]
    assert (found["edition_debut"], found["edition"], found["effectif"], found["mediane"]) == (
        "2021",
        "2022",
        "1100",
        "2",
    )
    assert not [r for r in rows("evolutions") if r["indicateur"] == "population_nb"]  # a count has no national change


def test_an_edition_alone_leaves_what_was_estimated_before(importer: Any, rows: Rows) -> None:
    chance = random.Random(1)
    codes = [f"QP{department:03d}{number:03d}" for department in range(1, 25) for number in range(1, 51)]
    people = dict.fromkeys(codes, 2000.0)
    editions = {e: {c: chance.uniform(30, 50) for c in codes} for e in (2021, 2022, 2023)}
    importer({f"DEMO_{e}.csv": national(editions[e], people) for e in (2021, 2022)})
    before = rows("fluctuations"), rows("evolutions")
    importer({"DEMO_2023.csv": national(editions[2023], people)})
    assert (rows("fluctuations"), rows("evolutions")) == before


@pytest.mark.skipif(not (SHARED / "insee").is_dir(), reason="the real files of INSEE are not here")
def test_small_qpv_move_as_much_as_was_measured_by_hand() -> None:
    """Under 1,500 people, employment moves by 2,4 points from one edition to the next, living alone by 2,9."""
    table = pd.read_csv(
        PROJECT_ROOT / "data" / TABLES["fluctuations"].chemin, sep=";", decimal=",", encoding="utf-8-sig"
    ).set_index("indicateur")["ecart_type"]
    for indicator, measured in (("emploi_15_64_pct", 2.4), ("emploi_femmes_pct", 2.9), ("personnes_seules_pct", 2.9)):
        assert table[indicator] * math.sqrt(1000 / 1170) == pytest.approx(measured, rel=0.3)


# -- inhabitants of the communes, from the files of the QPV ---------------------------------------------------------


DEMO = (
    "CODGEO;LIBGEO;POP_MUN;POP_COM;LIB_COM;TX_F\n"
    "QP059020;Verrerie;1318;{anzin};Anzin;56,5\n"
    "QP059021;Rives;10744;87308;Anzin, Beuvrages;51\n"
    "QP075001;Ailleurs;900;5000;Vieux-Condé;52\n"
)


def _inhabitants(rows: Rows) -> dict[str, tuple[str, str]]:
    found = [r for r in rows("mesures") if r["geographie"] == "commune"]
    assert {(r["indicateur"], r["theme"], r["edition"], r["annee"]) for r in found} <= {
        ("population_nb", "DEMO", "2022", "")
    }
    return {r["territoire"]: (r["valeur"], r["source"]) for r in found}


def test_a_commune_that_a_qpv_lies_in_alone_has_its_inhabitants(importer: Any, rows: Rows) -> None:
    """Not those of two communes together, nor of one of the same name in another département."""
    importer({"DEMO_2022.csv": DEMO.format(anzin="13\u202f303")})
    assert _inhabitants(rows) == {ANZIN: ("13303", "Insee, données sur les QPV, thème DEMO, diffusion 2022")}


def test_a_corrected_file_corrects_the_inhabitants_of_a_commune(importer: Any, rows: Rows) -> None:
    importer({"DEMO_2022.csv": DEMO.format(anzin="13303")})
    importer({"DEMO_2022.csv": DEMO.format(anzin="13310")})
    assert _inhabitants(rows)[ANZIN][0] == "13310"
    importer({"DEMO_2022.csv": DEMO.format(anzin="13310")})
    assert len([r for r in rows("mesures") if r["territoire"] == ANZIN]) == 1


def test_a_number_of_inhabitants_that_is_none_is_refused(importer: Any) -> None:
    with pytest.raises(DonneesInvalides, match="POP_COM"):
        importer({"DEMO_2022.csv": DEMO.format(anzin="beaucoup")})

"""Import of INSEE's files: small ones in the same format, with every trap known, and the real ones where present."""

import csv
import functools
import itertools
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lignes import read_rows

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.donnees import DonneesInvalides, load_contrat
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.lecture import parse_number
from quartiers.donnees.fichiers.recus import FichierRefuse
from quartiers.donnees.importation.insee import BilanImport, import_insee
from quartiers.donnees.importation.insee_catalogue import Catalogue, load_catalogue
from quartiers.donnees.importation.insee_lecture import FichierInsee, _read_csv, find_files
from quartiers.donnees.importation.insee_mesures import _rounded, read_figures
from quartiers.donnees.importation.laisses import FichierInconnu
from quartiers.donnees.importation.perimetres import import_perimetres
from quartiers.donnees.tables import TABLES

SHARED = PROJECT_ROOT.parent / "shared"
WRITTEN = tuple(f"importees/{name}.csv" for name in ("mesures", "repartitions", "fluctuations", "evolutions", "qpv"))
ANZIN, RIVES = "QP059020", "QP059021"  # two QPV of the contract
ELSEWHERE = "QP001001"

Row = dict[str, str]
Table = Mapping[str, Mapping[str, str]]  # cells by column, by territory

# A DEMO file as small as can be; the last cells are as INSEE writes them.
DEMO: Table = {
    "Ensemble": {"POP_MUN": "5\u202f019\u202f573", "TX_F": "52,1", "TX_TOT_60ETPLUS": "", "A": "1\u202f537\u202f600"},
    ELSEWHERE: {"LIBGEO": "Là-bas", "LIB_COM": "Bourg", "POP_MUN": "6\u202f490", "TX_F": "54,2", "A": "1\u202f991"},
    ANZIN: {"LIBGEO": "Verrerie", "LIB_COM": "Anzin, Raismes", "POP_MUN": "1\u202f318", "TX_F": "56,5", "A": "567"}
    | {"AM": "105"},
    RIVES: {
        "LIBGEO": "Rives  de l'Escaut",
        "LIB_COM": "Anzin",
        "POP_MUN": "10\u202f744",
        "TX_F": "51",
        "A": "3\u202f527",
    }
    | {"TX_TOT_60ETPLUS": "18,7", "AM": "664"},
}
DEMO_COLUMNS = ("CODGEO", "LIBGEO", "POP_MUN", "LIB_COM", "TX_F", "TX_TOT_60ETPLUS", "A", "AM", "NOTE_CNAF")


def as_csv(
    table: Table,
    columns: Sequence[str] = DEMO_COLUMNS,
    *,
    delimiter: str = ";",
    newline: str = "\r\n",
    tail: int = 3,
    quoting: int = csv.QUOTE_MINIMAL,
) -> str:
    """The text of a file, with ``tail`` empty columns, without a line end after the last row, as INSEE's are."""
    rows = [[*columns, *[""] * tail]]
    for code, cells in table.items():
        rows.append([code if c == "CODGEO" else cells.get(c, "") for c in columns] + [""] * tail)
    lines = []
    for row in rows:
        quoted = [f'"{c}"' if quoting == csv.QUOTE_ALL or delimiter in c else c for c in row]
        lines.append(delimiter.join(quoted))
    return newline.join(lines)


@pytest.fixture
def vierge(dossier: Path) -> Path:
    """The copied data folder, before any import."""
    for name in WRITTEN:
        (dossier / name).unlink(missing_ok=True)
    return dossier


Import = Callable[..., BilanImport]


@pytest.fixture
def importer(vierge: Path, tmp_path: Path) -> Import:
    """Write files, given as texts or bytes by name, and import them in that order."""

    def run(files: Mapping[str, str | bytes], **options: Any) -> BilanImport:
        folder = tmp_path / "telecharge"
        folder.mkdir(exist_ok=True)
        paths = []
        for name, content in files.items():
            paths.append(folder / name)
            paths[-1].write_bytes(content if isinstance(content, bytes) else content.encode("utf-8-sig"))
        return import_insee(paths, vierge, **options)

    return run


@pytest.fixture
def value(rows: Callable[..., list[Row]]) -> Callable[..., tuple[str, str] | None]:
    """Value and status of the only row that holds ``values``, None where there is none."""

    def read(territoire: str, indicateur: str, **values: str) -> tuple[str, str] | None:
        found = rows(territoire=territoire, indicateur=indicateur, **values)
        assert len(found) <= 1
        return (found[0]["valeur"], found[0]["statut"]) if found else None

    return read


Value = Callable[..., tuple[str, str] | None]
Rows = Callable[..., list[Row]]


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def refused(importer: Import, folder: Path, files: Mapping[str, str | bytes], **options: Any) -> str:
    """The message of an import that must be refused, without a trace in the folder."""
    before = contents(folder)
    with pytest.raises(DonneesInvalides) as caught:
        importer(files, **options)
    assert contents(folder) == before
    return str(caught.value)


# -- what the files look like ---------------------------------------------------------------------------


def test_a_file_gives_the_contract_and_the_country(importer: Import, rows: Rows, value: Value) -> None:
    importer({"DEMO_2022.csv": as_csv(DEMO)})
    assert {row["territoire"] for row in rows()} == {ANZIN, RIVES, "qpv-france"}
    assert value(RIVES, "population_nb") == ("10744", "publié")
    assert value(RIVES, "population_femmes_pct") == ("51", "publié")
    assert value(ANZIN, "population_60_plus_pct") == ("", "non diffusé")
    assert value(RIVES, "allocataires_mono_pct") == ("18,83", "calculé")  # 664 / 3,527
    assert value("qpv-france", "population_femmes_pct") == ("52,1", "publié")
    assert rows(territoire=RIVES, indicateur="population_femmes_pct") == [
        {
            "territoire": RIVES,
            "indicateur": "population_femmes_pct",
            "theme": "DEMO",
            "edition": "2022",
            "annee": "",
            "geographie": "2015",
            "valeur": "51",
            "statut": "publié",
            "source": "Insee, données sur les QPV, thème DEMO, diffusion 2022 (recensement)",
        }
    ]


def recoded(old: str, new: str) -> str:
    return as_csv({code: {c: v.replace(old, new) for c, v in cells.items()} for code, cells in DEMO.items()})


FORMS: dict[str, str | bytes] = {
    "quoted": as_csv(DEMO, quoting=csv.QUOTE_ALL),
    "no mark": as_csv(DEMO).encode(),
    "Windows-1252": recoded("\u202f", "\u00a0").encode("cp1252"),
    "UTF-16": as_csv(DEMO).encode("utf-16"),
    "LF": as_csv(DEMO, newline="\n"),
    "a last line end, empty lines": "\r\n" + as_csv(DEMO) + "\r\n\r\n",
    "commas": as_csv(DEMO, delimiter=","),
    "no tail": as_csv(DEMO, tail=0),
    "a thousand empty columns": as_csv(DEMO, tail=1000),
    "rows of separators at the end": as_csv(DEMO) + "\r\n" + ";" * 11,
    "no-break spaces": recoded("\u202f", "\u00a0"),
    "plain spaces": recoded("\u202f", " "),
    "no thousands": recoded("\u202f", ""),
    "decimal point": recoded("52,1", "52.1").replace("54,2", "54.2").replace("56,5", "56.5").replace("18,7", "18.7"),
    "spaces in names": as_csv(DEMO).replace("TX_F;", " TX_F ;").replace("CODGEO", "CODGEO "),
    "spaces around codes": as_csv(DEMO).replace("QP059", " QP059"),
    "a repeated row": as_csv(DEMO) + "\r\n" + as_csv(DEMO).split("\r\n")[-1],
    "other columns first": as_csv(DEMO, (*DEMO_COLUMNS[4:], *DEMO_COLUMNS[:4])),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_form_of_the_file_changes_nothing(importer: Import, vierge: Path, form: str) -> None:
    importer({"DEMO_2022.csv": as_csv(DEMO)})
    expected = {name: (vierge / name).read_bytes() for name in ("importees/mesures.csv", "importees/qpv.csv")}
    for name in expected:
        (vierge / name).unlink()
    importer({"DEMO_2022.csv": FORMS[form]})
    assert {name: (vierge / name).read_bytes() for name in expected} == expected


def test_a_file_without_names_has_figures_all_the_same(importer: Import, rows: Rows, value: Value) -> None:
    importer({"DEMO_2022.csv": as_csv(DEMO, [c for c in DEMO_COLUMNS if not c.startswith("LIB")])})
    assert value(ANZIN, "population_femmes_pct") == ("56,5", "publié")
    assert rows("qpv") == []


@pytest.mark.parametrize("mark", ["", " ", "s", "S", "ns", "nd", "so", "c", " NS "])
def test_a_suppressed_cell_is_not_published_and_never_zero(importer: Import, value: Value, mark: str) -> None:
    importer({"DEMO_2022.csv": as_csv({**DEMO, ANZIN: {**DEMO[ANZIN], "TX_F": mark, "AM": mark}})})
    assert value(ANZIN, "population_femmes_pct") == ("", "non diffusé")
    assert value(ANZIN, "allocataires_mono_pct") == ("", "non diffusé")
    assert value(ANZIN, "allocataires_nb") == ("567", "publié")


def test_a_published_zero_is_a_zero(importer: Import, value: Value) -> None:
    importer({"DEMO_2022.csv": as_csv({**DEMO, ANZIN: {**DEMO[ANZIN], "TX_F": "0,0", "AM": "0"}})})
    assert value(ANZIN, "population_femmes_pct") == ("0", "publié")
    assert value(ANZIN, "allocataires_mono_pct") == ("0", "calculé")


@pytest.mark.parametrize(
    "name",
    [
        "DEMO_2022.csv",
        "data_DEMO_2022_(1).csv",
        "BTX_TD_DEMO-2022.CSV",
        "demo2022.csv",
        "quartiers 2022.csv",
        "DEMO_2022_vu_le_2024-05-01.csv",
    ],
)
def test_theme_and_edition_come_from_the_name_or_the_columns(importer: Import, name: str) -> None:
    (fichier,) = importer({name: as_csv(DEMO)}).fichiers
    assert (fichier.theme, fichier.edition, fichier.geographie) == ("DEMO", 2022, "2015")


@pytest.mark.parametrize("name", ["DEMO.csv", "DEMO_22.csv", "quartiers de 2021 à 2022.csv", "DEMO_120221.csv"])
def test_a_name_without_edition_is_to_be_changed(importer: Import, vierge: Path, name: str) -> None:
    assert "Le renommer comme DEMO_2022.csv" in refused(importer, vierge, {name: as_csv(DEMO)})


def test_the_other_geography_is_told_by_the_codes(importer: Import, rows: Rows) -> None:
    importer({"DEMO_2024.csv": as_csv({"QN05921M": DEMO[RIVES]})})
    assert {(row["territoire"], row["geographie"]) for row in rows()} == {("QN05921M", "2024")}
    assert [(row["qpv"], row["geographie"]) for row in rows("qpv")] == [("QN05921M", "2024")]


# -- what the columns mean ------------------------------------------------------------------------------

IPRO = ("CODGEO", "TX_TOT_EMPL", "TX_TOT_EPREC", "TX_TOT_EDLIM", "ABC", "A", "ABC_DUR3", "ABC_DUR4", "ABC_25")
IPRO_RIVES = {"TX_TOT_EMPL": "39", "TX_TOT_EPREC": "20", "TX_TOT_EDLIM": "30", "ABC": "465", "A": "393"} | {
    "ABC_DUR3": "102",
    "ABC_DUR4": "120",
}


def test_a_renamed_column_is_the_same_indicator_in_its_editions(importer: Import, value: Value) -> None:
    text = as_csv({RIVES: IPRO_RIVES}, IPRO)
    bilan = importer({"IPRO_2020.csv": text, "IPRO_2021.csv": text})
    assert value(RIVES, "emplois_precaires_pct", edition="2020") == ("20", "publié")
    assert value(RIVES, "emplois_precaires_pct", edition="2021") == ("30", "publié")
    # The name of another edition is unknown in this one.
    assert [f.colonnes_inconnues for f in bilan.fichiers] == [("TX_TOT_EDLIM",), ("TX_TOT_EPREC",)]


def test_a_is_what_the_theme_says(importer: Import, rows: Rows, value: Value) -> None:
    """Foyers allocataires in DEMO and REVN, job seekers of category A in IPRO: left there."""
    revn = {RIVES: {"DISP_Q1": "11\u202f180", "A": "3\u202f527"}}
    importer(
        {"IPRO_2022.csv": as_csv({RIVES: IPRO_RIVES}, IPRO), "REVN_2022.csv": as_csv(revn, ("CODGEO", "DISP_Q1", "A"))}
    )
    assert [(r["theme"], r["valeur"]) for r in rows(indicateur="allocataires_nb")] == [("REVN", "3527")]
    assert value(RIVES, "demandeurs_emploi_nb") == ("465", "publié")


def test_sums_ratios_and_divisors_are_computed(importer: Import, value: Value) -> None:
    revn = {RIVES: {"DISP_Q1": "11\u202f180", "A": "3\u202f263", "APRES50": "1\u202f482"}}
    importer(
        {
            "IPRO_2022.csv": as_csv({RIVES: IPRO_RIVES}, IPRO),
            "REVN_2019.csv": as_csv(revn, ("CODGEO", "DISP_Q1", "A", "APRES50")),
        }
    )
    assert value(RIVES, "demandeurs_longue_duree_pct") == ("47,74", "calculé")  # (102 + 120) / 465
    assert value(RIVES, "demandeurs_2_ans_pct") == ("25,81", "calculé")  # 120 / 465
    assert value(RIVES, "allocataires_dependants_50_pct") == ("45,42", "calculé")  # 1,482 / 3,263
    assert value(RIVES, "revenu_q1_mensuel_eur") == ("931,7", "publié")  # 11,180 / 12


@pytest.mark.parametrize("suppressed", ["ABC", "ABC_DUR3", "ABC_DUR4"])
def test_a_ratio_needs_all_its_parts(importer: Import, value: Value, suppressed: str) -> None:
    importer({"IPRO_2022.csv": as_csv({RIVES: {**IPRO_RIVES, suppressed: "s"}, ANZIN: IPRO_RIVES}, IPRO)})
    assert value(RIVES, "demandeurs_longue_duree_pct") == ("", "non diffusé")
    assert value(ANZIN, "demandeurs_longue_duree_pct") == ("47,74", "calculé")


def test_nothing_is_divided_by_zero(importer: Import, value: Value) -> None:
    importer({"IPRO_2022.csv": as_csv({RIVES: {**IPRO_RIVES, "ABC": "0"}, ANZIN: IPRO_RIVES}, IPRO)})
    assert value(RIVES, "demandeurs_2_ans_pct") == ("", "non diffusé")


def test_what_the_file_does_not_have_is_not_said_suppressed(importer: Import, rows: Rows) -> None:
    """A column that is absent, or empty for every territory, or of another edition: no row at all."""
    columns = [c for c in IPRO if c != "ABC_DUR4"]
    importer({"IPRO_2022.csv": as_csv({RIVES: IPRO_RIVES, ANZIN: {**IPRO_RIVES, "ABC": "s"}}, columns)})
    assert {row["indicateur"] for row in rows()} == {
        "emploi_15_64_pct",
        "emplois_precaires_pct",
        "demandeurs_emploi_nb",
    }


def test_unknown_columns_are_named_and_left(importer: Import) -> None:
    (fichier,) = importer({"DEMO_2022.csv": as_csv(DEMO, (*DEMO_COLUMNS, "TX_TOUT_NEUF", "AUTRE", "ENF_2"))}).fichiers
    assert fichier.colonnes_inconnues == ("TX_TOUT_NEUF", "AUTRE")
    assert fichier.colonnes_prises == 5
    assert fichier.colonnes_laissees == 4  # two of names, the note and the children
    assert (fichier.lignes, fichier.qpv_gardes, fichier.non_diffuses) == (4, 2, 1)


def test_the_catalogue_is_data(importer: Import, value: Value, edit: Callable[..., None]) -> None:
    """A renamed column is a cell to change."""
    edit("catalogue_insee.csv", ";TX_F;;;;;population_femmes_pct", ";PART_F;;;2021;;population_femmes_pct")
    importer({"DEMO_2022.csv": as_csv(DEMO).replace("TX_F", "PART_F")})
    assert value(RIVES, "population_femmes_pct") == ("51", "publié")


def test_a_folder_without_a_catalogue_uses_that_of_the_project(importer: Import, vierge: Path, value: Value) -> None:
    (vierge / "correspondances/catalogue_insee.csv").unlink()
    (vierge / "correspondances/millesimes_insee.csv").unlink()
    importer({"REVN_2022.csv": as_csv({RIVES: {"DISP_Q1": "12"}}, ("CODGEO", "DISP_Q1"))})
    assert value(RIVES, "revenu_q1_mensuel_eur", annee="2018") == ("1", "publié")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ((";population_femmes_pct", ";population_femme_pct"), "Sans doute « population_femmes_pct »"),
        (("TX_TOT_EDLIM;;;2021;", "TX_TOT_EDLIM;;;2020;"), "« emplois_precaires_pct » ; attendu : une seule façon"),
        (("DEMO;recensement;TX_F;", "DEM;recensement;TX_F;"), "DEMO, IPRO, REVN, RP, COM, FILO"),
    ],
)
def test_a_mistake_in_the_catalogue_is_said(
    importer: Import, vierge: Path, edit: Callable[..., None], change: tuple[str, str], message: str
) -> None:
    edit("catalogue_insee.csv", *change)
    said = refused(importer, vierge, {"DEMO_2022.csv": as_csv(DEMO)})
    assert "catalogue_insee.csv, ligne" in said
    assert message in said


def test_the_year_of_the_data_is_never_guessed(importer: Import, rows: Rows) -> None:
    text = as_csv({RIVES: {"DISP_Q1": "12", "A": "3", "ARSAS": "1"}}, ("CODGEO", "DISP_Q1", "A", "ARSAS"))
    importer({f"REVN_{edition}.csv": text for edition in (2017, 2019, 2023)})
    years = {(row["edition"], row["indicateur"]): row["annee"] for row in rows()}
    assert years == {
        ("2017", "revenu_q1_mensuel_eur"): "2013",
        ("2017", "allocataires_nb"): "",
        ("2017", "allocataires_rsa_socle_pct"): "",
        ("2019", "revenu_q1_mensuel_eur"): "2015",
        ("2019", "allocataires_nb"): "2017",
        ("2019", "allocataires_rsa_socle_pct"): "2017",
        ("2023", "revenu_q1_mensuel_eur"): "",
        ("2023", "allocataires_nb"): "",
        ("2023", "allocataires_rsa_socle_pct"): "",
    }


# -- numbers --------------------------------------------------------------------------------------------


def read_number(text: str) -> float:
    """A number as the import reads it."""
    cells = pd.DataFrame({"X": [text]}, index=[RIVES], dtype=object)
    fichier = FichierInsee("f", "DEMO", 2022, "2015", cells, pd.Series([2], index=[RIVES]))
    read = float(fichier.numbers("X").iloc[0])
    assert not fichier.anomalies
    return read


@given(
    whole=st.integers(0, 10**9),
    decimals=st.text("0123456789", max_size=3),
    thousands=st.sampled_from(["", " ", "\u00a0", "\u202f"]),
    mark=st.sampled_from(",."),
    around=st.sampled_from(["", " ", "\u00a0"]),
)
def test_a_number_is_read_however_it_is_written(
    whole: int, decimals: str, thousands: str, mark: str, around: str
) -> None:
    text = f"{whole:_}".replace("_", thousands) + (mark + decimals if decimals else "")
    assert read_number(around + text + around) == float(f"{whole}.{decimals or 0}")


@given(st.text(max_size=8) | st.from_regex(r"[0-9 \u202f.,snd-]{1,8}", fullmatch=True))
def test_a_text_is_a_number_a_secret_or_an_error(text: str) -> None:
    """Never a silent zero, never a number that the other tables would read otherwise."""
    cells = pd.DataFrame({"X": [text]}, index=[RIVES], dtype=object)
    fichier = FichierInsee("f", "DEMO", 2022, "2015", cells, pd.Series([7], index=[RIVES]))
    read = fichier.numbers("X").iloc[0]
    if text.strip().lower() in ("", "s", "ns", "nd", "so", "c"):
        assert pd.isna(read)
        assert not fichier.anomalies
        return
    try:
        expected = parse_number(text)
    except ValueError:
        (anomalie,) = fichier.anomalies
        assert (anomalie.ligne, anomalie.colonne, anomalie.trouve) == (7, "X", text)
    else:
        assert read == expected


@given(st.integers(0, 10**7), st.integers(0, 2))
def test_rounding_is_that_of_the_hand(thousandths: int, decimals: int) -> None:
    exact = Decimal(thousandths) / 1000
    expected = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert _rounded(pd.Series([float(exact)]), decimals, decimals).iloc[0] == float(expected)


@given(st.integers(0, 10**5), st.integers(1, 10**5))
@example(41945, 100000)
def test_what_is_kept_is_printed_as_the_exact_share_would_be(part: int, whole: int) -> None:
    """Rounded twice, 41.945 would be kept as 41.95, and printed 42.0."""
    share = Decimal(100 * part) / whole
    kept = _rounded(pd.Series([100 * part / whole]), 2, 1).iloc[0]
    assert Decimal(str(kept)).quantize(Decimal("0.1"), ROUND_HALF_UP) == share.quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert abs(Decimal(str(kept)) - share) <= Decimal("0.01")


def test_a_text_among_numbers_is_said_with_its_place(importer: Import, vierge: Path) -> None:
    wrong = {**DEMO, ANZIN: {**DEMO[ANZIN], "TX_F": "beaucoup", "AM": "1O5"}}
    said = refused(
        importer, vierge, {"DEMO_2022.csv": as_csv(wrong), "IPRO_2022.csv": as_csv({RIVES: {"ABC": "?"}}, IPRO)}
    )
    assert "3 anomalies" in said
    assert "DEMO_2022.csv, ligne 4, colonne « TX_F » : trouvé « beaucoup » ; attendu : un nombre" in said
    assert "DEMO_2022.csv, ligne 4, colonne « AM » : trouvé « 1O5 »" in said
    assert "IPRO_2022.csv, ligne 2, colonne « ABC » : trouvé « ? »" in said


def test_a_column_of_texts_is_said_briefly(importer: Import, vierge: Path) -> None:
    codes = national_codes()
    said = refused(
        importer, vierge, {"DEMO_2022.csv": as_csv({code: {"TX_F": "x"} for code in codes}, ("CODGEO", "TX_F"))}
    )
    assert "6 anomalies" in said
    assert f"de même dans {len(codes) - 5} autres lignes" in said


def test_what_no_figure_can_be_is_refused(importer: Import, vierge: Path) -> None:
    """A decimal comma lost on the way (521 for 52,1), a negative number of people."""
    lost = {code: {"TX_F": str(500 + rank), "POP_MUN": "-3"} for rank, code in enumerate((ANZIN, RIVES, ELSEWHERE))}
    said = refused(importer, vierge, {"DEMO_2022.csv": as_csv(lost, ("CODGEO", "TX_F", "POP_MUN"))})
    assert "trouvé « 501 » ; attendu : un pourcentage entre 0 et 100" in said
    assert "trouvé « -3 » ; attendu : un nombre positif" in said


def test_a_rate_above_100_that_insee_publishes_stays(importer: Import, rows: Rows, value: Value) -> None:
    """Its estimates of 2010 have one; but a ratio of ours whose part exceeds the whole says nothing."""
    importer({"DEMO_2022.csv": as_csv({**DEMO, ANZIN: {**DEMO[ANZIN], "TX_F": "108,9", "AM": "600"}})})
    assert value(ANZIN, "population_femmes_pct") == ("108,9", "publié")
    assert rows(territoire=ANZIN, indicateur="allocataires_mono_pct") == []


# -- all the QPV of the country -------------------------------------------------------------------------


def national_codes(count: int = 1001) -> list[str]:
    """Codes of 2015, the contract's two first."""
    others = (f"QP{department:03d}{number:03d}" for department in range(60, 90) for number in range(1, 51))
    return [ANZIN, RIVES, *itertools.islice(others, count - 2)]


def national(cells: Callable[[int], Mapping[str, str]], columns: Sequence[str], **first: Mapping[str, str]) -> str:
    return as_csv({**first, **{code: cells(i) for i, code in enumerate(national_codes())}}, ("CODGEO", *columns))


def test_centiles_are_over_every_qpv_that_has_a_value(importer: Import, rows: Rows) -> None:
    """1,001 rates 0 / 0,05 / 0,1 / … / 50: a centile is twice less, exactly."""
    text = national(lambda i: {"TX_F": f"{i / 20}".replace(".", ",")}, ["TX_F"], Ensemble={"TX_F": "99"})
    importer({"DEMO_2022.csv": text})
    (row,) = rows("repartitions")
    assert [row[c] for c in ("effectif", "c01", "c10", "c25", "c50", "c75", "c90", "c99")] == (
        ["1001", "0,5", "5", "12,5", "25", "37,5", "45", "49,5"]
    )
    assert {row["territoire"] for row in rows()} == {ANZIN, RIVES, "qpv-france"}


def test_few_values_and_extracts_have_no_centiles(importer: Import, rows: Rows) -> None:
    few = national(lambda i: {"TX_F": "50" if i < 99 else "s"}, ["TX_F"])
    extract = as_csv({code: {"TX_F": "50"} for code in national_codes()[:999]}, ("CODGEO", "TX_F"))
    importer({"DEMO_2021.csv": few, "DEMO_2022.csv": extract})
    assert rows("repartitions") == []
    assert rows(territoire="qpv-france") == []


def test_the_national_rate_is_a_mean_weighted_by_the_population(importer: Import, rows: Rows) -> None:
    """501 QPV of 300 inhabitants at 40 %, 500 of 100 at 60 %; those of unknown population or rate do not count."""

    def cells(i: int) -> Mapping[str, str]:
        if i >= 900:  # 51 without a rate, 50 without a population
            return {"POP_MUN": "9\u202f999"} if i < 951 else {"TX_F": "99"}
        return {"POP_MUN": "300", "TX_F": "40"} if i < 501 else {"POP_MUN": "100", "TX_F": "60"}

    importer({"DEMO_2022.csv": national(cells, ["POP_MUN", "TX_F"])})
    (row,) = rows(territoire="qpv-france")
    # (501 x 300 x 40 + 399 x 100 x 60) / (501 x 300 + 399 x 100) = 8,406,000 / 190,200
    assert (row["indicateur"], row["valeur"], row["statut"]) == ("population_femmes_pct", "44,2", "calculé")
    assert row["source"].endswith("diffusion 2022 (recensement), moyenne pondérée de 900 QPV")


def test_the_national_ratio_is_the_ratio_of_sums(importer: Import, value: Value, rows: Rows) -> None:
    """501 QPV with 1 of 3, 400 with 10 of 100, the others with a part suppressed: (501 + 4,000) / (1,503 + 40,000)."""

    def cells(i: int) -> Mapping[str, str]:
        if i >= 901:
            return {"A": "1000", "AM": "s"} if i % 2 else {"A": "", "AM": "500"}
        return {"A": "3", "AM": "1"} if i < 501 else {"A": "100", "AM": "10"}

    importer({"DEMO_2022.csv": national(cells, ["A", "AM", "TX_F"], Ensemble={"AM": "12"})})
    assert value("qpv-france", "allocataires_mono_pct") == ("10,84", "calculé")
    # Counts are never added up.
    assert {row["indicateur"] for row in rows(territoire="qpv-france")} == {"allocataires_mono_pct"}


def test_the_national_row_of_insee_comes_first(importer: Import, value: Value) -> None:
    text = national(
        lambda _: {"A": "100", "AM": "10", "TX_TOT_MEN1": "30", "POP_MUN": "9", "TX_F": "50"},
        ["A", "AM", "TX_TOT_MEN1", "POP_MUN", "TX_F"],
        Ensemble={"A": "1\u202f000\u202f000", "AM": "250\u202f000", "TX_F": ""},
    )
    importer({"DEMO_2022.csv": text})
    assert value("qpv-france", "allocataires_mono_pct") == ("25", "calculé")
    assert value("qpv-france", "allocataires_nb") == ("1000000", "publié")
    # An empty cell of it is filled where there is a weight (the population), and has no row where there is none.
    assert value("qpv-france", "population_femmes_pct") == ("50", "calculé")
    assert value("qpv-france", "personnes_seules_pct") is None


@functools.cache
def catalogue() -> Catalogue:
    """The project's own."""
    loaded = load_catalogue(Dossier(DEFAULT_DATA))
    assert loaded is not None
    return loaded


def test_a_secret_stays_one() -> None:
    """A computed value is there exactly where all its parts are published: every pair of them."""
    pairs = itertools.product(("", "s", "0", "40"), ("", "ns", "0", "10"))
    cells: Table = {f"QP0590{n:02}": {"A": a, "AM": am} for n, (a, am) in enumerate(pairs, start=1)}
    lot = read_figures(_read_csv("DEMO_2022.csv", as_csv(cells, ("CODGEO", "A", "AM")), catalogue()), catalogue())
    secret = ("", "s", "ns")
    for row in lot.mesures.to_dict("records"):
        a, am = cells[row["territoire"]]["A"], cells[row["territoire"]]["AM"]
        published = a not in secret and (row["indicateur"] == "allocataires_nb" or (am not in secret and a != "0"))
        assert (row["statut"] != "non diffusé") == published
        assert pd.isna(row["valeur"]) == (not published)
    assert {row["territoire"] for row in lot.mesures.to_dict("records")} == cells.keys()


def test_every_qpv_of_the_country_on_demand(importer: Import, vierge: Path, rows: Rows) -> None:
    (fichier,) = importer({"DEMO_2022.csv": as_csv(DEMO)}, territoire="france").fichiers
    assert fichier.qpv_gardes == 3
    assert {row["territoire"] for row in rows()} == {ANZIN, RIVES, ELSEWHERE, "qpv-france"}
    assert [row["qpv"] for row in rows("qpv")] == [ELSEWHERE, ANZIN, RIVES]
    assert load_contrat(vierge)


# -- names of the QPV -----------------------------------------------------------------------------------


def test_names_and_communes_come_from_the_latest_edition_that_has_them(importer: Import, rows: Rows) -> None:
    newer = {RIVES: {**DEMO[RIVES], "LIBGEO": "Les Rives", "LIB_COM": "Anzin, Beuvrages"}}
    silent = as_csv({RIVES: {**DEMO[RIVES], "LIBGEO": "Sans communes"}}, [c for c in DEMO_COLUMNS if c != "LIB_COM"])
    files = {"DEMO_2021.csv": as_csv(newer), "DEMO_2022.csv": silent, "DEMO_2019.csv": as_csv(DEMO)}
    importer(files)
    assert rows("qpv") == [
        {
            "qpv": ANZIN,
            "geographie": "2015",
            "libelle": "Verrerie",
            "communes": "Anzin | Raismes",
            "source": "Insee, données sur les QPV, thème DEMO, diffusion 2019",
        },
        {
            "qpv": RIVES,
            "geographie": "2015",
            "libelle": "Les Rives",
            "communes": "Anzin | Beuvrages",
            "source": "Insee, données sur les QPV, thème DEMO, diffusion 2021",
        },
    ]


def test_a_name_is_no_formula_in_the_spreadsheet(importer: Import, rows: Rows) -> None:
    """The tables are opened with a double click, and a name comes from a file found on the web."""
    named = {ANZIN: {**DEMO[ANZIN], "LIBGEO": "=@cmd|' /C calc'!A0"}}
    importer({"DEMO_2022.csv": as_csv({**DEMO, **named})})
    (row,) = rows("qpv", qpv=ANZIN)
    assert row["libelle"] == "cmd|' /C calc'!A0"


def test_garbled_names_are_refused(importer: Import, vierge: Path) -> None:
    """Read as Windows-1252 and saved so by whoever stored the file: no such name in our tables."""
    text = as_csv({**DEMO, ANZIN: {**DEMO[ANZIN], "LIBGEO": "CitÃ© Thiers"}})
    assert "ligne 4, colonne « LIBGEO »" in refused(importer, vierge, {"DEMO_2022.csv": text})


# -- merging --------------------------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing(importer: Import, vierge: Path, written: Any) -> None:
    importer({"DEMO_2022.csv": as_csv(DEMO)})
    before = written(vierge, "importees/mesures.csv", "importees/qpv.csv")
    bilan = importer({"DEMO_2022.csv": as_csv(DEMO)})
    assert written(vierge, *before) == before
    assert [(t.ajoutees, t.modifiees, t.retirees) for t in bilan.tables] == [(0, 0, 0)] * 5
    assert [t.inchangees for t in bilan.tables] == [10 + 3, 0, 0, 0, 2]


def test_a_newer_edition_adds(importer: Import, rows: Rows) -> None:
    importer({"DEMO_2021.csv": as_csv(DEMO)})
    before = rows()
    importer({"DEMO_2022.csv": as_csv(DEMO)})
    assert [row for row in rows() if row["edition"] == "2021"] == before
    assert len(rows()) == 2 * len(before)


def test_files_in_any_order_one_by_one_or_together_give_the_same_tables(importer: Import, vierge: Path) -> None:
    files = {
        "DEMO_2021.csv": national(lambda i: {"POP_MUN": "9", "TX_F": str(i % 90)}, ["POP_MUN", "TX_F"]),
        "DEMO_2022.csv": as_csv(DEMO),
        "IPRO_2022.csv": as_csv({RIVES: IPRO_RIVES}, IPRO),
    }
    importer(files)
    written = [name for name in WRITTEN if (vierge / name).exists()]  # fluctuations want two editions at once
    expected = {name: (vierge / name).read_bytes() for name in written}
    for order in (list(files)[::-1], ["DEMO_2022.csv", "IPRO_2022.csv", "DEMO_2021.csv"]):
        for name in written:
            (vierge / name).unlink()
        for name in order:
            importer({name: files[name]})
        assert {name: (vierge / name).read_bytes() for name in written} == expected


def test_a_corrected_file_replaces_what_the_first_said(importer: Import, rows: Rows, value: Value) -> None:
    """Also what it no longer says: a QPV, a column; other editions stay."""
    columns = ["POP_MUN", "TX_F", "TX_TOT_60ETPLUS"]
    first = national(lambda i: {"POP_MUN": "9", "TX_F": str(i % 90), "TX_TOT_60ETPLUS": "5"}, columns)
    corrected = as_csv(
        {code: {"POP_MUN": "9", "TX_F": "33"} for code in [*national_codes()[1:], "QP095001"]}, ("CODGEO", *columns[:2])
    )
    importer({"DEMO_2022.csv": first, "DEMO_2021.csv": first})
    assert value(RIVES, "population_femmes_pct", edition="2022") == ("1", "publié")
    bilan = importer({"DEMO_2022.csv": corrected})
    assert value(RIVES, "population_femmes_pct", edition="2022") == ("33", "publié")
    assert rows(edition="2022", indicateur="population_60_plus_pct") == []
    assert rows(edition="2022", territoire=ANZIN) == []
    assert len(rows(edition="2021", territoire=ANZIN)) == 3
    assert {row["indicateur"] for row in rows("repartitions", edition="2022")} == {
        "population_nb",
        "population_femmes_pct",
    }
    # Of 8 rows (3 indicators of 2 QPV, 2 rates of the country): 2 rates changed, 1 the same, 5 gone.
    table = bilan.tables[0]
    assert (table.ajoutees, table.modifiees, table.retirees, table.inchangees) == (0, 2, 5, 8 + 1)


def test_the_contract_after_the_country_keeps_the_country(importer: Import, rows: Rows) -> None:
    importer({"DEMO_2022.csv": as_csv(DEMO)}, territoire="france")
    before = rows()
    importer({"DEMO_2022.csv": as_csv(DEMO)})
    assert rows() == before


@pytest.mark.parametrize("territoire", ["contrat", "france"])
def test_an_extract_replaces_only_what_it_holds(importer: Import, rows: Rows, value: Value, territoire: str) -> None:
    """The QPV of a département, sent again: those of the others are not gone, nor what is said of the country."""
    whole = national(lambda _: {"POP_MUN": "9", "TX_F": "50"}, ["POP_MUN", "TX_F"])
    importer({"DEMO_2022.csv": whole}, territoire=territoire)
    before = rows()
    extract = as_csv({RIVES: {"POP_MUN": "9", "TX_F": "60"}}, ("CODGEO", "POP_MUN", "TX_F"))
    importer({"DEMO_2022.csv": extract}, territoire=territoire)
    assert value(RIVES, "population_femmes_pct") == ("60", "publié")
    assert len(rows()) == len(before)
    assert value(ANZIN, "population_femmes_pct") == ("50", "publié")
    assert value("qpv-france", "population_femmes_pct") == ("50", "calculé")
    assert len(rows("repartitions")) == 2


def test_two_files_of_one_edition_must_agree(importer: Import, vierge: Path) -> None:
    copy = as_csv(DEMO, quoting=csv.QUOTE_ALL)
    bilan = importer({"DEMO_2022.csv": as_csv(DEMO), "DEMO_2022_(1).csv": copy})
    assert bilan.ignores == (("DEMO_2022_(1).csv", "mêmes données que DEMO_2022.csv"),)
    other = as_csv({**DEMO, RIVES: {**DEMO[RIVES], "TX_F": "51,5"}})
    said = refused(importer, vierge, {"DEMO_2022.csv": as_csv(DEMO), "DEMO_2022_(1).csv": other})
    assert "un seul fichier DEMO de l'édition 2022" in said


def test_the_written_tables_load_and_are_written_like_the_others(importer: Import, vierge: Path) -> None:
    importer({"DEMO_2022.csv": as_csv(DEMO)})
    assert load_contrat(vierge)
    for name in WRITTEN:
        data = (vierge / name).read_bytes() if (vierge / name).exists() else b""
        assert b"\r" not in data
        assert not data or (data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\n"))


# -- what is in the folder ------------------------------------------------------------------------------


def test_a_contract_that_is_not_complete_can_import(importer: Import, vierge: Path, value: Value) -> None:
    for name in ("diagnostic", "constats", "priorites", "declinaisons", "references", "thematiques"):
        (vierge / f"{name}.csv").unlink()
    (vierge / "contrat.toml").unlink()
    importer({"DEMO_2022.csv": as_csv(DEMO)})
    assert value(RIVES, "population_nb") == ("10744", "publié")


@pytest.mark.parametrize("name", ["indicateurs", "quartiers"])
def test_a_table_that_the_import_needs_must_be_right(importer: Import, vierge: Path, name: str) -> None:
    (vierge / f"{name}.csv").write_text("a;b\n1;2\n")
    assert f"{name}.csv" in refused(importer, vierge, {"DEMO_2022.csv": as_csv(DEMO)})
    (vierge / f"{name}.csv").unlink()
    assert f"{name}.csv" in refused(importer, vierge, {"DEMO_2022.csv": as_csv(DEMO)})


def test_a_table_that_is_a_sheet_is_not_written_beside(importer: Import, vierge: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "mesures"
    sheet.append(["territoire", "indicateur", "theme", "edition", "annee", "geographie", "valeur", "statut", "source"])
    book.save(vierge / "suivi.xlsx")
    said = refused(importer, vierge, {"DEMO_2022.csv": as_csv(DEMO)})
    assert "suivi.xlsx, feuille mesures" in said
    assert "L'import ne peut pas écrire dans un classeur" in said


def test_a_spoilt_table_is_said_and_left(importer: Import, vierge: Path, edit: Callable[..., None]) -> None:
    importer({"DEMO_2022.csv": as_csv(DEMO)})
    edit("importees/mesures.csv", ";56,5;", ";cinquante;")
    assert "« cinquante »" in refused(importer, vierge, {"DEMO_2022.csv": as_csv(DEMO)})


def test_a_row_that_stands_twice_is_said(importer: Import, vierge: Path) -> None:
    importer({"DEMO_2022.csv": as_csv(DEMO)})
    path = vierge / "importees/mesures.csv"
    path.write_text(path.read_text(encoding="utf-8") + path.read_text(encoding="utf-8").splitlines()[-1] + "\n")
    said = refused(importer, vierge, {"DEMO_2022.csv": as_csv(DEMO)})
    assert "une mesure par territoire, indicateur, thème et diffusion. Voir aussi la ligne 14" in said


def test_a_table_that_cannot_be_written_is_said(
    importer: Import, vierge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Open in Excel: Windows refuses to replace it, and the others must not be replaced either."""
    importer({"DEMO_2022.csv": as_csv(DEMO)})
    real = Path.open

    def locked(self: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if self.name == "qpv.csv" and "+" in mode:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", locked)
    other = as_csv({**DEMO, RIVES: {**DEMO[RIVES], "TX_F": "1", "LIBGEO": "Autre"}})
    said = refused(importer, vierge, {"DEMO_2022.csv": other})
    assert "qpv.csv : attendu : un fichier que l'on peut écrire" in said
    assert "Le fermer dans le tableur" in said


# -- bad files ------------------------------------------------------------------------------------------

GOOD = as_csv(DEMO)
BAD: dict[str, tuple[str | bytes, str]] = {
    "an error page": ("\n<!DOCTYPE html>\n<html><body>404</body></html>", "une page web"),
    "cut in a row": (GOOD[: GOOD.rindex("Rives") + 3], "ligne 5 : attendu : une ligne entière"),
    "cut in the tail": (GOOD[:-2], "ligne 5 : attendu : une ligne entière"),
    "cut in quotes": (as_csv(DEMO, quoting=csv.QUOTE_ALL)[:-30], "une ligne de CSV bien formée"),
    "cut in the header": (GOOD[:20], "des colonnes du thème DEMO, que dit son nom"),
    "a short row in the middle": (
        as_csv(DEMO, tail=0).replace(f"{ANZIN};Verrerie;", f"{ANZIN};"),
        "ligne 4 : attendu : une ligne entière, de 9 cellules. Elle en a 8",
    ),
    "a cell too many": (GOOD.replace("Verrerie", "Ver;re;rie;;;"), "cellules au plus"),
    "a null character": (GOOD.replace("Verrerie", "Verr\0erie"), "ligne 4 : attendu : du texte, sans caractère nul"),
    "no encoding": (GOOD.encode("cp1252", "replace").replace(b"Verrerie", b"Verr\x81\xffrie"), "un texte en UTF-8"),
    "no codes": (GOOD.replace("CODGEO", "CODE"), "une colonne « CODGEO »"),
    "other places": (GOOD.replace("QP0", "5900").replace("Ensemble", "59000"), "au moins un code de QPV"),
    "one other place": (GOOD.replace(ELSEWHERE, "59606"), "ligne 3, colonne « CODGEO » : trouvé « 59606 »"),
    "two geographies": (GOOD.replace(ELSEWHERE, "QN05921M"), "d'une seule géographie"),
    "a column twice": (GOOD.replace("NOTE_CNAF", "TX_F"), "trouvé « TX_F » ; attendu : un nom de colonne présent une"),
    "columns of another theme": (as_csv({RIVES: IPRO_RIVES}, IPRO), "celles du thème IPRO"),
    "no known column": (as_csv(DEMO, ("CODGEO", "LIBGEO", "NOTE_CNAF")), "des colonnes du thème DEMO"),
    "a contradiction": (GOOD + "\r\n" + GOOD.split("\r\n")[-1].replace("51", "52"), "« 51 » et « 52 »"),
    "empty": ("", "qui n'est pas vide"),
    "blank": (" \r\n\r\n", "qui n'est pas vide"),
    "a workbook cut": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(700), "un classeur Excel lisible"),
    "an archive": (b"PK\x03\x04" + bytes(700), "la renommer en .zip"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_broken_file_is_refused_with_the_good_ones(importer: Import, vierge: Path, kind: str) -> None:
    content, message = BAD[kind]
    said = refused(importer, vierge, {"IPRO_2022.csv": as_csv({RIVES: IPRO_RIVES}, IPRO), "DEMO_2022.csv": content})
    assert "DEMO_2022.csv" in said
    assert "IPRO_2022.csv" not in said
    assert message in said


def test_a_huge_file_is_refused_before_it_is_read(vierge: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="memory is measured on Unix only")
    path = tmp_path / "DEMO_2022.csv"
    path.touch()
    os.truncate(path, 500 * 1024**2)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DonneesInvalides, match=r"200 Mo au plus\. Celui-ci pèse 500 Mo"):
        import_insee([path], vierge)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 50 * 1024 * (1024 if sys.platform == "darwin" else 1)


def test_a_file_that_is_not_there_is_said(vierge: Path, tmp_path: Path) -> None:
    with pytest.raises(DonneesInvalides, match=r"rien\.csv : .* Il n'existe pas"):
        import_insee([tmp_path / "rien.csv"], vierge)


@settings(max_examples=30)
@given(st.integers(0, len(GOOD) - 1))
def test_a_file_cut_anywhere_is_refused_or_has_whole_rows(length: int) -> None:
    """Never a number that lost its last digits."""
    whole = read_figures(_read_csv("DEMO_2022.csv", GOOD, catalogue()), catalogue()).mesures
    expected = set(zip(whole["territoire"], whole["indicateur"], whole["valeur"].astype(str), strict=True))
    try:
        cut = read_figures(_read_csv("DEMO_2022.csv", GOOD[:length] or " ", catalogue()), catalogue()).mesures
    except (FichierRefuse, FichierInconnu):
        return
    assert GOOD[length - 1 :][:3].startswith(("\r", "\n", ";\r"))
    assert expected.issuperset(zip(cut["territoire"], cut["indicateur"], cut["valeur"].astype(str), strict=True))


UNKNOWN: dict[str, str | bytes] = {
    "notes.csv": "date;note\n2022;rien\n",
    "LISEZMOI.md": "# Des fichiers\n\nà lire\n",
    "PMI_2022.csv": as_csv({"59606": {"TX_BAC": "80"}}, ("CODGEO", "TX_BAC")),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_unknown_file_is_said_and_left(importer: Import, vierge: Path, name: str) -> None:
    bilan = importer({name: UNKNOWN[name], "DEMO_2022.csv": as_csv(DEMO)})
    assert [f.nom for f in bilan.fichiers] == ["DEMO_2022.csv"]
    assert bilan.ignores == ((name, "ni son nom ni ses colonnes ne disent un thème connu"),)
    said = refused(importer, vierge, {name: UNKNOWN[name]})
    assert "au moins un fichier de l'Insee" in said
    assert name in said


def test_files_are_found_in_folders_and_patterns(tmp_path: Path) -> None:
    for name in ("b.csv", "A.CSV", "c.xls", "d.md", "~$c.xls", ".cache.csv"):
        (tmp_path / name).touch()
    (tmp_path / "e.csv").mkdir()

    def found(*arguments: Path) -> list[str]:
        return [p.name for p in find_files(arguments)]

    assert found(tmp_path) == ["A.CSV", "b.csv", "c.xls"]
    assert found(tmp_path / "*.csv") == ["b.csv"]
    assert found(tmp_path / "c.xls", tmp_path / "?.*", tmp_path / "c.xls") == ["c.xls", "A.CSV", "b.csv", "d.md"]
    assert found(tmp_path / "*.ods", tmp_path / "absent") == ["*.ods", "absent"]


# -- the census workbook --------------------------------------------------------------------------------

CENSUS_COLUMNS = ("tx_f", "tx_tot_men1", "tx_tot_men1_75etplus", "tx_tot_60a74", "tx_tot_75etplus")
CENSUS = {ANZIN: (54.3, 50.8, 8.7, 12, 6.7), RIVES: (52, 34.5, 6.4, 9.4, "")}


def census(folder: Path, *, year: int = 2010, sheet: str = "Quartiers") -> Path:
    """A workbook like that of 2010: titles, codes in row 6, labels in row 7."""
    book = openpyxl.Workbook()
    regions = book.active
    assert regions is not None
    regions.title = "Regions"
    quartiers = book.create_sheet(sheet)
    titles = ["Estimations", "Données", "Champ", f"Source : Recensement de la population {year}", ""]
    for title in titles:
        regions.append([title])
        quartiers.append([title])
    regions.append(["", "reg", *CENSUS_COLUMNS])
    regions.append(["Nom de la région", "", *["Libellé"] * len(CENSUS_COLUMNS)])
    regions.append(["Ensemble des QP de la France métropolitaine", "", 52.1, 36.7, 6.6, 10.1, 5.4])
    regions.append(["Ensemble des QP de la région Corse", "94", 53.7, 25.4, 7.3, 14.3, 8.6])
    quartiers.append(["NOM_QP", "qp", "listcom", *CENSUS_COLUMNS])
    quartiers.append(
        ["Nom du quartier", "Code du quartier", "Code commune", *(f"Libellé de {c}" for c in CENSUS_COLUMNS)]
    )
    for code, values in CENSUS.items():
        quartiers.append([f"Quartier {code}", code, "Anzin, Raismes", *values])
    path = folder / "demographie_qpv.xlsx"
    book.save(path)
    return path


def test_the_census_workbook_is_known_by_its_sheets(vierge: Path, tmp_path: Path, rows: Rows, value: Value) -> None:
    bilan = import_insee([census(tmp_path)], vierge)
    assert [(f.theme, f.edition, f.lignes, f.qpv_gardes) for f in bilan.fichiers] == [("RP", 2010, 3, 2)]
    assert value(ANZIN, "population_femmes_pct", annee="2010") == ("54,3", "publié")
    assert value(ANZIN, "population_60_plus_pct") == ("18,7", "calculé")  # 12 + 6.7
    assert value(RIVES, "population_60_plus_pct") == ("", "non diffusé")
    assert value(ANZIN, "personnes_seules_75_plus_pct") == ("17,13", "calculé")  # 8.7 / 50.8
    (national,) = rows(territoire="qpv-france", indicateur="population_femmes_pct")
    assert (national["valeur"], national["statut"]) == ("52,1", "publié")
    assert national["source"] == "Insee, recensement 2010, estimations sur les QPV, France métropolitaine"
    assert [row["source"] for row in rows("qpv")] == ["Insee, recensement 2010, estimations sur les QPV"] * 2
    assert [row["communes"] for row in rows("qpv")] == ["Anzin | Raismes"] * 2


def test_a_later_edition_names_the_qpv_that_the_workbook_named(
    vierge: Path, tmp_path: Path, importer: Import, rows: Rows
) -> None:
    import_insee([census(tmp_path)], vierge)
    importer({"DEMO_2017.csv": as_csv({RIVES: DEMO[RIVES]})})
    import_insee([census(tmp_path)], vierge)
    assert [row["libelle"] for row in rows("qpv")] == [f"Quartier {ANZIN}", "Rives de l'Escaut"]


def test_another_workbook_is_left(vierge: Path, tmp_path: Path) -> None:
    with pytest.raises(DonneesInvalides, match="ce classeur n'est pas celui du recensement"):
        import_insee([census(tmp_path, sheet="Feuil1")], vierge)


# -- the real files -------------------------------------------------------------------------------------

INSEE = SHARED / "insee"
real = pytest.mark.skipif(not INSEE.is_dir(), reason="INSEE's files (../shared/insee) are not on this machine")
WORKBOOK = INSEE / "demographie_2010_qpv.xls"


Country = dict[tuple[str, ...], Row]


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """Measures of every QPV of the country from the real files, by territory, indicator, theme and edition."""
    folder = tmp_path_factory.mktemp("france")
    for name in (
        "indicateurs",
        "quartiers",
        "catalogue_insee",
        "millesimes_insee",
    ):  # in one place, as folders were
        (folder / f"{name}.csv").write_bytes((DEFAULT_DATA / TABLES[name].chemin).read_bytes())
    import_insee(find_files([INSEE]), folder, territoire="france")
    found = read_rows(folder / "importees/mesures.csv")
    return {(r["territoire"], r["indicateur"], r["theme"], r["edition"]): r for r in found}


# Read in the raw files with grep and a calculator.
BY_HAND: Iterable[tuple[str, str, str, str, str, str]] = [
    (RIVES, "revenu_q1_mensuel_eur", "REVN", "2022", "931,7", "publié"),  # DISP_Q1 11 180 / 12
    (RIVES, "taux_pauvrete_pct", "REVN", "2022", "41", "publié"),
    (RIVES, "allocataires_rsa_socle_pct", "REVN", "2022", "30,14", "calculé"),  # 1 063 / 3 527
    (RIVES, "allocataires_dependants_50_pct", "REVN", "2019", "45,42", "calculé"),  # 1 482 / 3 263
    (RIVES, "allocataires_dependants_100_pct", "REVN", "2019", "28,5", "calculé"),  # 930 / 3 263
    (RIVES, "allocataires_mono_pct", "DEMO", "2022", "18,83", "calculé"),  # 664 / 3 527
    (ANZIN, "population_60_plus_pct", "DEMO", "2022", "", "non diffusé"),
    (ANZIN, "population_nb", "DEMO", "2022", "1318", "publié"),
    (ANZIN, "allocataires_mono_pct", "DEMO", "2022", "18,52", "calculé"),  # 105 / 567
    ("QP059031", "demandeurs_2_ans_pct", "IPRO", "2022", "25,81", "calculé"),  # 120 / 465
    ("QP059031", "demandeurs_longue_duree_pct", "IPRO", "2022", "47,74", "calculé"),  # (102 + 120) / 465
    ("QP059031", "demandeurs_moins_26_pct", "IPRO", "2022", "21,94", "calculé"),  # 102 / 465
    ("QP059031", "emplois_precaires_pct", "IPRO", "2022", "23,8", "publié"),  # TX_TOT_EDLIM
    ("QP059029", "personnes_seules_pct", "DEMO", "2022", "50,3", "publié"),
    ("qpv-france", "revenu_q1_mensuel_eur", "REVN", "2019", "822,4", "publié"),  # 9 869 / 12
    ("qpv-france", "allocataires_dependants_50_pct", "REVN", "2019", "42,68", "calculé"),  # 656 200 / 1 537 600
    ("qpv-france", "emploi_15_64_pct", "RP", "2010", "47,4", "publié"),
    (ANZIN, "personnes_seules_75_plus_pct", "RP", "2010", "17,13", "calculé"),  # 8.7 / 50.8
]


@real
@pytest.mark.parametrize("expected", BY_HAND, ids="-".join)
def test_real_figures_are_those_read_by_hand(country: Country, expected: tuple[str, str, str, str, str, str]) -> None:
    *key, value, status = expected
    row = country[tuple(key)]
    assert (row["valeur"], row["statut"]) == (value, status)


@real
def test_the_census_rates_of_three_editions_are_those_of_2010(country: Country) -> None:
    """The evidence behind the year that millesimes_insee gives to them: the same in every QPV that both have."""
    checked = 0
    for (place, indicator, theme, edition), row in country.items():
        if (theme, edition) not in (("DEMO", "2017"), ("IPRO", "2017"), ("IPRO", "2018")) or place == "qpv-france":
            continue
        former = country.get((place, indicator, "RP", "2010"))
        if former and row["valeur"] and former["valeur"]:
            assert row["valeur"] == former["valeur"], (place, indicator, theme, edition)
            checked += 1
    # 1,291 shares of women, then the other rates, in 1,292 QPV of metropolitan France
    assert checked > 10_000


@real
def test_the_allocataires_of_2019_are_the_same_in_two_themes(country: Country) -> None:
    """The evidence behind the year of the CAF's columns of DEMO 2019."""
    places = {place for place, indicator, theme, _ in country if (indicator, theme) == ("allocataires_nb", "DEMO")}
    pairs = [
        tuple(country[place, "allocataires_nb", theme, "2019"]["valeur"] for theme in ("DEMO", "REVN"))
        for place in places
        if (place, "allocataires_nb", "DEMO", "2019") in country
    ]
    assert len(pairs) == 1346
    assert [pair for pair in pairs if pair[0] != pair[1]] == []


@real
def test_populations_do_not_follow_the_census_rates(country: Country) -> None:
    """Why population_nb has no year: the same populations come with the rates of two editions."""
    for first, second in (("2017", "2019"), ("2021", "2022")):
        differences = {"population_nb": 0, "population_femmes_pct": 0}
        for (place, indicator, theme, edition), row in country.items():
            if indicator in differences and (theme, edition) == ("DEMO", first):
                differences[indicator] += row["valeur"] != country[place, indicator, theme, second]["valeur"]
                assert indicator != "population_nb" or row["annee"] == ""
        assert differences["population_nb"] == 0
        assert differences["population_femmes_pct"] > 1200


@real
def test_the_committed_tables_are_what_the_import_gives(vierge: Path) -> None:
    bilan = import_insee(find_files([INSEE, SHARED / "communes"]), vierge)
    import_perimetres(SHARED / "perimetres" / "qpv2024_valenciennes.geojson", vierge)
    for name in WRITTEN:
        assert (vierge / name).read_bytes() == (DEFAULT_DATA / name).read_bytes(), name
    assert {f.nom: f.colonnes_inconnues for f in bilan.fichiers if f.colonnes_inconnues} == {}
    assert [f.qpv_gardes for f in bilan.fichiers] == [15] * 15  # as many communes as former QPV


@real
def test_a_real_workbook_cut_short_is_refused(vierge: Path, tmp_path: Path) -> None:
    """Near its end, the library that reads workbooks would panic rather than raise."""
    path = tmp_path / WORKBOOK.name
    path.write_bytes(WORKBOOK.read_bytes()[:-100])
    with pytest.raises(DonneesInvalides, match="un classeur Excel lisible"):
        import_insee([path], vierge)

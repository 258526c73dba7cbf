"""INSEE's files by source (Filosofi 2021, in both geographies, and those of the geography of 2024), as downloaded.

None of these files is at hand: the small ones here have the shape that public uses of them show (names of files and of
columns, code ``00`` of the country, ``meta_….csv``), and figures that are invented.
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from quartiers.donnees import DonneesInvalides, load_contrat
from quartiers.donnees.importation import insee_archives
from quartiers.donnees.importation.insee import BilanImport, import_insee
from quartiers.donnees.importation.insee_archives import DOWNLOADED
from quartiers.donnees.importation.insee_lecture import find_files
from quartiers.donnees.tables import TABLES

OLD, NEW = "QP059020", "QN05920M"  # of the contract, the same project
OTHER = "QN05921M"
CATALOGUE = "correspondances/catalogue_insee.csv"

HEAD = "CODGEO;DISP_TP60_A21;DISP_MED_A21;DISP_PPSOC_A21;DISP_D1_A21;DISP_D9_A21;DISP_RD_A21"
QP15 = f"{HEAD}\r\n{OLD};45,1;13500;30,2;8000;23000;2,9\r\nQP059021;s;s;s;s;s;s\r\n"
ENS15 = f"{HEAD}\r\n00;44,4;14500;25;7900;24000;3\r\n"
QP24 = QP15.replace(OLD, NEW).replace("QP059021", OTHER).replace("45,1", "46,8").replace("13500", "13200")
META = (
    "COD_VAR;LIB_VAR;COD_MOD;LIB_MOD\r\nDISP_MED_A21;Médiane (€);;\r\nCODGEO;Code du quartier;QP059020;Verrerie\r\n"
    "PARLOC;Part des locataires;;\r\n"
)
NAME15, NAME24 = "revenu-disponible-qp15-2021_QP.csv", "revenu-disponible-qp24-2021_QP.csv"
ENSNAME = "revenu-disponible-qp15-2021_ENSQP.csv"

Import = Callable[..., BilanImport]
Rows = Callable[..., list[dict[str, str]]]


@pytest.fixture
def vierge(dossier: Path) -> Path:
    """The copied data folder, before any import."""
    for name in ("mesures", "repartitions", "fluctuations", "evolutions"):
        (dossier / TABLES[name].chemin).unlink()
    return dossier


@pytest.fixture
def importer(vierge: Path, tmp_path: Path) -> Import:
    """Write files, given as texts or bytes by name, and import the folder as the command does."""

    def run(files: Mapping[str, str | bytes], **options: Any) -> BilanImport:
        folder = tmp_path / "telecharge"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, content in files.items():
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8-sig"))
        return import_insee(find_files([folder], DOWNLOADED), vierge, **options)

    return run


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content if isinstance(content, bytes) else content.encode("utf-8-sig"))
    return data.getvalue()


def values(found: list[dict[str, str]]) -> dict[tuple[str, str], str]:
    return {(row["territoire"], row["indicateur"]): row["valeur"] for row in found}


# -- both geographies, one vintage ----------------------------------------------------------------------


def test_filosofi_comes_in_both_geographies_each_with_its_own(importer: Import, rows: Rows, vierge: Path) -> None:
    bilan = importer({NAME15: QP15, NAME24: QP24})
    assert [(f.theme, f.edition, f.geographie, f.qpv_gardes) for f in bilan.fichiers] == [
        ("FILO", 2021, "2015", 2),
        ("FILO", 2021, "2024", 2),
    ]
    assert bilan.entetes == ()
    assert values(rows(geographie="2015", territoire=OLD)) == {
        (OLD, "taux_pauvrete_pct"): "45,1",
        (OLD, "revenu_median_mensuel_eur"): "1125",
        (OLD, "prestations_sociales_pct"): "30,2",
    }
    assert values(rows(geographie="2024"))[NEW, "taux_pauvrete_pct"] == "46,8"
    assert {row["statut"] for row in rows(territoire=OTHER)} == {"non diffusé"}
    assert {(row["annee"], row["geographie"], row["source"]) for row in rows()} == {
        ("2021", "2015", "Insee, Filosofi 2021, QPV de 2015"),
        ("2021", "2024", "Insee, Filosofi 2021, QPV de 2024"),
    }
    assert {m.geographie for m in load_contrat(vierge).mesures} == {"2015", "2024"}


@pytest.mark.parametrize("name", ["DISP_TP60_A21", "DISP_TP6021"])
def test_a_vintage_is_written_in_two_ways(importer: Import, rows: Rows, name: str) -> None:
    """The CSV files and the workbooks of INSEE do not name the poverty rate alike."""
    importer({NAME24: QP24.replace("DISP_TP60_A21", name)})
    assert values(rows())[NEW, "taux_pauvrete_pct"] == "46,8"


def test_a_column_of_another_vintage_is_not_taken(importer: Import, rows: Rows) -> None:
    bilan = importer({NAME24: QP24.replace("DISP_MED_A21", "DISP_MED_A20")})
    assert bilan.fichiers[0].colonnes_inconnues == ("DISP_MED_A20",)
    assert "revenu_median_mensuel_eur" not in {row["indicateur"] for row in rows()}


def test_the_file_of_the_country_completes_that_of_the_qpv(importer: Import, rows: Rows) -> None:
    """Together, in any order, or one after the other."""
    importer({ENSNAME: ENS15, NAME15: QP15})
    together = rows()
    assert values(together)["qpv-france", "taux_pauvrete_pct"] == "44,4"
    assert {row["geographie"] for row in together} == {"2015"}
    for order in ((ENSNAME, NAME15), (NAME15, ENSNAME)):
        for name in order:
            importer({name: ENS15 if name == ENSNAME else QP15})
        assert rows() == together


NATION = [NEW, *(f"QN{department:03d}{number:02d}M" for department in range(60, 90) for number in range(1, 46))]


def test_a_file_of_all_the_qpv_leaves_what_that_of_the_country_said(importer: Import, rows: Rows) -> None:
    """It replaces what was known of the country, but for what another file says."""
    whole = "\n".join(["CODGEO;DISP_TP60_A21", *(f"{code};50" for code in NATION), ""])
    importer({NAME24: whole, ENSNAME.replace("qp15", "qp24"): ENS15})
    before = rows()
    assert values(before)["qpv-france", "taux_pauvrete_pct"] == "44,4"
    assert len(rows("repartitions")) == 1
    importer({NAME24: whole})
    assert rows() == before


def test_what_the_country_is_said_to_have_comes_before_a_mean(importer: Import, rows: Rows) -> None:
    """Shares of the population are averaged over the QPV where nothing is published of them all."""
    head, name = "codeQPV;popMuniQPV;partPop0_14;partPop15_24", "estimations-demographiques_2022_QPV2024.csv"
    whole = "\n".join([head, *(f"{code};1000;20;15" for code in NATION), ""])
    importer({name: whole})
    assert values(rows())["qpv-france", "population_0_24_pct"] == "35"
    country = f"{head}\n00;5300000;21;16\n"
    for files in ({name: whole, f"zz_{name}": country}, {f"0_{name}": country, name: whole}, {name: country}):
        importer(files)
        assert values(rows())["qpv-france", "population_0_24_pct"] == "37"
        assert len(rows(territoire="qpv-france", indicateur="population_0_24_pct")) == 1


def test_the_country_alone_must_say_its_geography(importer: Import) -> None:
    with pytest.raises(DonneesInvalides, match="au moins un code de QPV"):
        importer({"FILO_2021.csv": ENS15})


def test_codes_that_are_not_of_the_geography_of_the_name_are_refused(importer: Import, rows: Rows) -> None:
    with pytest.raises(DonneesInvalides, match=r"trouvé « QP059020 » ; attendu : des QPV de 2024, que dit son nom"):
        importer({NAME24: QP15})
    assert rows() == []


def test_demographic_estimates_have_their_own_names_of_columns(importer: Import, rows: Rows) -> None:
    text = (
        "codeQPV;libQPV;listeDepCom;popMuniQPV;partPop0_14;partPop15_24;partPop60_74;partPop75p;partMen1p;partMen2p\n"
        f"{NEW};Verrerie;59014;1300;20,5;14;10,2;5,1;40;25\n"
    )
    bilan = importer({"estimations-demographiques_2022_QPV2024.csv": text})
    assert bilan.fichiers[0].colonnes_inconnues == ()
    assert values(rows()) == {
        (NEW, "population_nb"): "1300",
        (NEW, "population_0_14_pct"): "20,5",
        (NEW, "population_15_24_pct"): "14",
        (NEW, "population_0_24_pct"): "34,5",
        (NEW, "population_60_plus_pct"): "15,3",
        (NEW, "personnes_seules_pct"): "40",
    }
    assert {(r["theme"], r["edition"], r["annee"], r["geographie"]) for r in rows()} == {
        ("POP", "2022", "2022", "2024")
    }


def test_a_name_without_a_year_is_to_be_changed(importer: Import, rows: Rows) -> None:
    """``pop_QPV24.csv`` says its geography, not the year of its populations."""
    text = f"codeQPV;popMuniQPV\n{NEW};1300\n"
    with pytest.raises(DonneesInvalides, match=r"pop_QPV24\.csv : .*l'année de diffusion dans le nom"):
        importer({"pop_QPV24.csv": text})
    importer({"pop_QPV24_2020.csv": text})
    assert [(r["valeur"], r["annee"], r["geographie"]) for r in rows()] == [("1300", "2020", "2024")]


# -- headers that are not known ---------------------------------------------------------------------------

DEFM = f"CODGEO;ABC;ABC_DUR4;ABC_H;NBX\n{NEW};200;50;90;1\n"


def test_an_unknown_header_gives_the_rows_that_make_it_known(importer: Import, rows: Rows, vierge: Path) -> None:
    bilan = importer({"DEFM2024_QP24.csv": DEFM})
    assert (bilan.fichiers, bilan.tables, rows()) == ((), (), [])
    [entete] = bilan.entetes
    lines = {s.colonne: s.ligne for s in entete.suggestions}
    assert lines == {
        "ABC": "DEFM;france travail;ABC;;;;;demandeurs_emploi_nb;",
        "ABC_DUR4": "DEFM;france travail;ABC_DUR4;ABC;;;;demandeurs_2_ans_pct;",
        "ABC_H": "DEFM;;ABC_H;;;;;;détail des demandeurs d'emploi, non repris",
        "NBX": "DEFM;;NBX;;;;;;",
    }
    assert "comme ABC de IPRO" in entete.suggestions[0].sens
    assert "sens inconnu" in entete.suggestions[3].sens
    with (vierge / CATALOGUE).open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines.values())
    bilan = importer({"DEFM2024_QP24.csv": DEFM})
    assert bilan.entetes == ()
    assert values(rows()) == {(NEW, "demandeurs_emploi_nb"): "200", (NEW, "demandeurs_2_ans_pct"): "25"}
    assert {(r["annee"], r["source"]) for r in rows()} == {("2024", "Insee, France Travail 2024, QPV de 2024")}


def test_a_row_that_is_pasted_is_of_the_next_vintage_too(importer: Import, rows: Rows) -> None:
    """A file by source says of which year its data are: no table has to."""
    importer({NAME24.replace("2021", "2023"): QP24.replace("_A21", "_A23")})
    assert {(r["edition"], r["annee"]) for r in rows()} == {("2023", "2023")}


def test_a_vintage_is_written_as_the_catalogue_does(importer: Import) -> None:
    """What a row says of 2021 holds for the next one; an amount is divided as that of its model is."""
    text = f"CODGEO;DISP_Q2_A21;TP60_A21\n{NEW};13200;46,8\n"
    [entete] = importer({NAME24: text}).entetes
    assert [s.ligne for s in entete.suggestions] == [
        "FILO;filosofi;DISP_Q2{aa};;12;;;revenu_median_mensuel_eur;",
        "FILO;filosofi;TP60{aa};;;;;taux_pauvrete_pct;",
    ]
    assert "la ligne remplace celle de DISP_TP60{aa}, que ce fichier n'a pas" in entete.suggestions[1].sens


def test_what_the_file_has_already_is_not_suggested_again(importer: Import) -> None:
    text = QP24.replace("DISP_RD_A21", "DISP_Q2_A21")
    [entete] = importer({NAME24: text}).entetes
    assert [s.ligne for s in entete.suggestions] == ["FILO;;DISP_Q2{aa};;;;;;"]


def test_known_files_are_imported_beside_unknown_ones(importer: Import, rows: Rows) -> None:
    bilan = importer({"DEFM2024_QP24.csv": DEFM, NAME24: QP24})
    assert [f.nom for f in bilan.fichiers] == [NAME24]
    assert [e.nom for e in bilan.entetes] == ["DEFM2024_QP24.csv"]
    assert {row["theme"] for row in rows()} == {"FILO"}


def test_a_file_on_the_qpv_of_no_known_theme_is_described_too(importer: Import) -> None:
    [entete] = importer({"side_2023_QPV2024.csv": f"CODGEO;NB_ETAB\n{NEW};12\n"}).entetes
    assert (entete.theme, [s.ligne for s in entete.suggestions]) == (None, [";;NB_ETAB;;;;;;"])


def test_columns_left_on_purpose_are_not_unknown(importer: Import) -> None:
    """The archive of Filosofi holds declared incomes too, of which nothing is taken."""
    bilan = importer({NAME24: QP24, "revenu-declare-qp24-2021_QP.csv": f"CODGEO;DEC_MED_A21\n{NEW};11000\n"})
    assert bilan.entetes == ()
    assert [nom for nom, _ in bilan.ignores] == ["revenu-declare-qp24-2021_QP.csv"]


# -- archives ---------------------------------------------------------------------------------------------


def test_an_archive_is_read_as_it_is_downloaded(importer: Import, rows: Rows, tmp_path: Path) -> None:
    """A folder in it, several files, the description of the columns, and what is none of ours."""
    archive = zipped(
        {
            f"revenus/{NAME15}": QP15.replace("DISP_RD_A21", "PARLOC"),
            f"revenus/{ENSNAME}": ENS15,
            f"revenus/meta_indic-{NAME15}": META,
            "revenus/documentation.pdf": b"%PDF",
            "__MACOSX/revenus/._x.csv": b"\0",
        }
    )
    before = {path.name for path in tmp_path.rglob("*")}
    bilan = importer({"revenus_pauvrete_2021_qp15_csv.zip": archive})
    assert {path.name for path in tmp_path.rglob("*")} - before == {
        "telecharge",
        "revenus_pauvrete_2021_qp15_csv.zip",
        "mesures.csv",
    }
    assert [f.nom for f in bilan.fichiers] == [
        f"revenus_pauvrete_2021_qp15_csv.zip, {name}" for name in (NAME15, ENSNAME)
    ]
    assert values(rows())[OLD, "taux_pauvrete_pct"] == "45,1"
    assert values(rows())["qpv-france", "taux_pauvrete_pct"] == "44,4"
    # The description says what the catalogue does not know.
    [entete] = bilan.entetes
    assert entete.suggestions[0].sens == "« Part des locataires », dit la description jointe"
    assert entete.suggestions[0].ligne == "FILO;;PARLOC;;;;;;Part des locataires"


def test_the_name_of_the_archive_says_what_that_of_the_file_does_not(importer: Import, rows: Rows) -> None:
    importer({"pop_2020_QPV24.zip": zipped({"pop_QPV24.csv": f"codeQPV;popMuniQPV\n{NEW};1300\n"})})
    assert [(r["edition"], r["geographie"]) for r in rows()] == [("2020", "2024")]


def test_names_of_an_archive_lead_nowhere(importer: Import, rows: Rows, tmp_path: Path) -> None:
    importer({"x.zip": zipped({f"../../{NAME24}": QP24, "..\\..\\evil.csv": "a;b\n1;2\n", "/etc/passwd.csv": "a\n"})})
    assert values(rows())[NEW, "taux_pauvrete_pct"] == "46,8"
    assert not list(tmp_path.rglob("evil.csv"))
    assert not list(tmp_path.parent.glob(NAME24))


def test_an_archive_that_swells_is_refused_before_it_is_read_whole(
    importer: Import, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insee_archives, "MAX_BYTES", 3 * 1024**2)
    read = 0
    stream = zipfile.ZipExtFile.read

    def count(self: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        nonlocal read
        found = stream(self, n)
        read += len(found)
        return found

    monkeypatch.setattr(zipfile.ZipExtFile, "read", count)
    bomb = zipped({"a_2021.csv": QP24, "b_2021.csv": "0" * (20 * 1024**2)})
    assert len(bomb) < 100_000
    with pytest.raises(DonneesInvalides, match="3 Mo au plus, une fois ouverte"):
        importer({"x.zip": bomb})
    assert read < 5 * 1024**2
    assert rows() == []


BROKEN: dict[str, tuple[bytes, str]] = {
    "cut": (zipped({NAME24: QP24})[:-40], "une archive .zip entière"),
    "no archive": (QP24.encode(), "une archive .zip entière"),
    "empty": (zipped({}), "une archive qui contient des fichiers CSV"),
    "of something else": (zipped({"notice.pdf": b"%PDF"}), "une archive qui contient des fichiers CSV"),
    "spoilt": (zipped({NAME24: QP24}).replace(b"revenu-disponible-qp24", b"revenu-disponible-qp2X", 1), "entière"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_archive_is_refused_with_the_good_files(importer: Import, rows: Rows, kind: str) -> None:
    content, message = BROKEN[kind]
    with pytest.raises(DonneesInvalides, match="x\\.zip : ") as caught:
        importer({"x.zip": content, NAME15: QP15})
    assert message in str(caught.value)
    assert rows() == []

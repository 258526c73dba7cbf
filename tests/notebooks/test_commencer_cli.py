"""``python pipeline.py commencer``, as a process: from the files that one downloads to reports that can be read."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from test_pipeline import ENGLISH, Completed, Run, assert_user_error

from quartiers import PROJECT_ROOT
from quartiers.donnees import Contrat, load_contrat

SHARED = PROJECT_ROOT.parent / "shared"
INSEE, CONTOURS = SHARED / "insee", SHARED / "perimetres" / "qpv2024_france_simplifie.geojson"
real = pytest.mark.skipif(not (INSEE.is_dir() and CONTOURS.is_file()), reason="../shared is not on this machine")

PERIMETER = """{"type": "FeatureCollection", "features": [{"type": "Feature",
"properties": {"code_qp": "QN03419M", "lib_qp": "Centre", "insee_com": "34145", "lib_com": "Lunel"},
"geometry": {"type": "Polygon", "coordinates": [[[4.13, 43.67], [4.14, 43.67], [4.14, 43.68], [4.13, 43.67]]]}}]}"""


def begin(pipeline: Run, folder: Path, *asked: str, insee: str = "*.csv") -> Completed:
    """A folder of real files, which ``verifier`` finds nothing against."""
    made = pipeline("commencer", folder, *asked, "--contours", CONTOURS, "--insee", INSEE / insee)
    assert (made.returncode, made.stderr) == (0, "")
    assert not ENGLISH.search(made.stdout)
    checked = pipeline("verifier", "--donnees", folder)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "aucune anomalie dans les tables" in checked.stdout
    return made


def text_of(path: Path) -> str:
    main = BeautifulSoup(path.read_bytes(), "html.parser", from_encoding="utf-8").main
    assert main is not None
    return " ".join(main.get_text(" ").split())


@real
def test_one_qpv_has_its_portrait(pipeline: Run, tmp_path: Path) -> None:
    said = begin(pipeline, tmp_path / "lunel", "--communes", "lunel").stdout
    assert "(1 QPV, 1 commune)" in said and "Pas de QPV de 2015" not in said
    assert "1 QPV relié à un QPV de 2015 par le nom et la commune seulement, à vérifier" in said
    # The command that is told is the one to type.
    told = re.search(r"pipeline\.py (--donnees \S+ --sortie \S+)", said)
    assert told is not None
    made = pipeline(*told[1].split(), "--formats", "html")
    assert made.returncode == 0, made.stdout + made.stderr
    text = text_of(tmp_path / "lunel-rapports" / "quartiers" / "lunel-centre-et-peripherie.html")
    assert "Portrait du quartier" in text and "QPV 2015 QP034021" in text and "Taux de pauvreté" in text


@real
def test_what_is_not_known_of_corsica_is_not_said_to_be_new(pipeline: Run, tmp_path: Path) -> None:
    folder = tmp_path / "corse"
    said = begin(pipeline, folder, "--communes", "Ajaccio, Bastia", "--communes", "2A247", insee="DEMO*").stdout
    assert "pas de chiffre d'avant 2024, pour 4 QPV : " in said
    assert load_contrat(folder).quartiers["porto-vecchio-pifano"].codes_qpv_2015
    chosen = ("--quartier", "ajaccio-nord-rocade", "--sans-synthese", "--formats", "html")
    made = pipeline("--donnees", folder, "--sortie", tmp_path / "rapports", *chosen)
    assert made.returncode == 0, made.stdout + made.stderr
    text = text_of(tmp_path / "rapports" / "quartiers" / "ajaccio-nord-rocade.html")
    assert "Portrait du quartier" in text and "QPV 2015 Non connu" in text
    assert "celui-ci vient n’est pas connu" in text
    assert "avant 2024" not in text and "entré dans la géographie" not in text


@real
@pytest.mark.parametrize(
    ("asked", "number", "some"),
    [
        (("--epci", "200018653"), 8, "les-abymes-grand-camp"),  # Cap Excellence
        (("--epci", "200093201"), 26, "roubaix-nouveau-roubaix"),  # Lille, over nineteen communes
        (("--epci", "200054807"), 66, "marseille-la-viste"),  # Aix-Marseille-Provence
        (("--communes", "Faaa"), 14, "faaa-heiri"),  # in no EPCI
        (("--qpv", "QN07501M,QN05920M"), 2, "intercommunal-verrerie-square-republique"),  # on the edge of two EPCI
    ],
)
def test_any_contract_of_france_can_begin(
    run: Run, tmp_path: Path, asked: tuple[str, ...], number: int, some: str
) -> None:
    folder = tmp_path / "contrat"
    begin(run, folder, *asked, insee="DEMO_202*")
    contrat = load_contrat(folder)
    assert len(contrat.quartiers) == len(contrat.contours) == number
    assert some in contrat.quartiers
    assert contrat.siren_epci == (asked[1] if asked[0] == "--epci" else "")


@real
def test_what_is_told_of_our_own_qpv_is_what_staff_wrote(run: Run, tmp_path: Path, contrat: Contrat) -> None:
    """Or is told to be unknown; one that joins two has another name."""
    begin(run, tmp_path / "contrat", "--epci", contrat.siren_epci, insee="DEMO_202*")
    ours = {q.code_qpv_2024: q for q in contrat.quartiers.values()}
    made = {q.code_qpv_2024: q for q in load_contrat(tmp_path / "contrat").quartiers.values()}
    assert made.keys() == ours.keys()
    assert sum(q.filiation is None for q in made.values()) >= 10
    for code, quartier in made.items():
        own = ours[code]
        assert quartier.codes_qpv_2015 == own.codes_qpv_2015 or quartier.filiation == "inconnue", code
        assert set(quartier.communes_qpv) == set(own.communes_qpv), code
        assert (quartier.longitude, quartier.latitude) == pytest.approx((own.longitude, own.latitude), abs=0.001), code


# -- on invented files, everywhere --------------------------------------------------------------------------


@pytest.fixture
def contours(tmp_path: Path) -> Path:
    path = tmp_path / "qpv.geojson"
    path.write_text(PERIMETER, encoding="utf-8")
    return path


def test_contours_alone_are_enough(pipeline: Run, run: Run, tmp_path: Path, contours: Path) -> None:
    folder = tmp_path / "l'été 2026"
    result = pipeline("commencer", folder, "--qpv", "QN03419M", "--contours", contours)
    assert (result.returncode, result.stderr) == (0, "")
    assert f"Les tables : {folder / 'donnees.xlsx'}, à ouvrir dans Excel ou LibreOffice" in result.stdout
    assert [path.name for path in folder.iterdir() if path.suffix in (".csv", ".xlsx")] == ["donnees.xlsx"]
    assert (
        "Pas de QPV de 2015 connu, donc pas de chiffre d'avant 2024, pour 1 QPV : Centre (QN03419M)." in result.stdout
    )
    assert "écrire la leur dans contrat.toml" in result.stdout
    checked = pipeline("verifier", "--donnees", folder)
    assert (checked.returncode, checked.stderr) == (0, "")
    [told] = [line for line in checked.stdout.splitlines() if line.startswith("Facultatives, et sans ligne : ")]
    assert "constats (ce que disent les habitants et les acteurs)" in told and "declinaisons" not in told
    assert "laissée" not in checked.stdout and "constats : 0" not in checked.stdout
    (folder / "~$donnees.xlsx").write_bytes(b"")
    assert "À savoir : donnees.xlsx semble ouvert dans un tableur" in run("verifier", "--donnees", folder).stdout
    again = pipeline("commencer", folder, "--qpv", "QN03419M", "--contours", contours)
    assert_user_error(again, "n'est pas vide", "Rien n'a été écrit.")


def test_files_instead_of_a_workbook_if_they_are_asked_for(run: Run, tmp_path: Path, contours: Path) -> None:
    folder = tmp_path / "lunel"
    result = run("commencer", folder, "--qpv", "QN03419M", "--contours", contours, "--csv")
    assert (result.returncode, result.stderr) == (0, "")
    assert "pipeline.py classeur --donnees" in result.stdout and "donnees.xlsx" not in result.stdout
    assert {path.name for path in folder.iterdir() if path.suffix in (".csv", ".xlsx")} == {
        "quartiers.csv", "thematiques.csv", "indicateurs.csv",
    }  # fmt: skip


def test_a_column_that_is_not_known_is_no_obstacle(pipeline: Run, tmp_path: Path, contours: Path) -> None:
    path = tmp_path / "DEFM2024_QP24.csv"
    path.write_text("CODGEO;ABC;NOUVELLE_24\nQN03419M;200;1\n")
    folder = tmp_path / "lunel"
    result = pipeline("commencer", folder, "--france", "--contours", contours, "--insee", path, "--csv")
    assert (result.returncode, result.stderr) == (0, "")
    assert "Quartiers prioritaires de France (Ensemble du pays)." in result.stdout
    assert "intercommunalité" not in result.stdout  # the country is in none
    assert "Des colonnes des fichiers de l'Insee ne sont pas connues" in result.stdout
    assert "Aucun chiffre" not in result.stdout  # it has been said that its past is not known
    filled = pipeline("classeur", tmp_path / "saisie.xlsx", "--donnees", folder)
    assert filled.returncode == 0
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    back = pipeline("importer", "classeur", tmp_path / "saisie.xlsx", "--donnees", folder)
    assert (back.returncode, back.stderr) == (0, "")
    assert {p: p.read_bytes() for p in folder.rglob("*") if p in before} == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["--communes", "Lunelle", "--contours", "{contours}"],
            ["« Lunelle »", "Lunel (34145)", "Rien n'a été écrit."],
        ),
        (["--communes", "Lunel"], ["--contours", "GeoJSON", "La liste seule ne dit pas où"]),
        (["--communes", "Lunel", "--contours", "{contours}x"], ["qpv.geojsonx", "n'existe pas"]),
        (["--communes", "Lunel", "--contours", "{contours}", "--insee", "{contours}x"], ["qpv.geojsonx"]),
        (["--communes", "Lunel", "--contours", "{contours}", "--parents", "{contours}"], ["table de correspondance"]),
        (["--contours", "{contours}"], ["--communes", "--epci", "--qpv", "--france"]),
        (["--communes", "Lunel", "--france", "--contours", "{contours}"], ["--france", "incompatible"]),
        (["--communes", " , ", "--contours", "{contours}"], ["--communes"]),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    pipeline: Run, tmp_path: Path, contours: Path, arguments: list[str], words: list[str]
) -> None:
    result = pipeline("commencer", tmp_path / "contrat", *(a.format(contours=contours) for a in arguments))
    assert_user_error(result, *words)
    assert [path.name for path in tmp_path.iterdir()] == ["qpv.geojson"]


def test_a_place_that_cannot_be_written_is_told(pipeline: Run, contours: Path) -> None:
    result = pipeline("commencer", contours / "contrat", "--qpv", "QN03419M", "--contours", contours)
    assert result.returncode in (1, 2) and result.stderr.startswith("Impossible d'écrire le dossier")
    assert "Traceback" not in result.stderr

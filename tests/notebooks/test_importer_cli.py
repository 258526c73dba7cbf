"""``python pipeline.py importer``, as a process: what the staff type, and what they read."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from test_pipeline import ENGLISH, Completed, Run, assert_user_error

from quartiers import PROJECT_ROOT
from quartiers.commande import programme as command
from tests.conftest import Link

SHARED = PROJECT_ROOT.parent / "shared"

DEMO = "CODGEO;LIBGEO;POP_MUN;LIB_COM;TX_F;NOUVELLE;;\r\nQP059021;Rives;10\u202f744;Anzin;51,5;1;;"
PERIMETER = """{"type": "FeatureCollection", "features": [{"type": "Feature",
"properties": {"code_qp": "QN05921M", "lib_qp": "Rives", "insee_com": "59014", "lib_com": "Anzin"},
"geometry": {"type": "Polygon", "coordinates": [[[3.5, 50.3], [3.51, 50.3], [3.51, 50.31], [3.5, 50.3]]]}}]}"""


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """A folder of downloads, with something else in it."""
    folder = tmp_path / "téléchargements"
    folder.mkdir()
    (folder / "DEMO_2022.csv").write_text(DEMO, encoding="utf-8-sig")
    (folder / "courses.csv").write_text("pain;lait\n1;2\n")
    (folder / "qpv.geojson").write_text(PERIMETER)
    return folder


@pytest.fixture
def vierge(dossier: Path) -> Path:
    for name in ("mesures.csv", "repartitions.csv", "qpv.csv", "perimetres.geojson"):
        (dossier / "importees" / name).unlink(missing_ok=True)
    return dossier


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_pattern_that_the_shell_left_is_expanded(pipeline: Run, downloads: Path, vierge: Path) -> None:
    """As in PowerShell; what was read, what was left and what was written is said, in French."""
    result = pipeline("importer", "insee", downloads / "*.csv", "--donnees", vierge)
    assert (result.returncode, result.stderr) == (0, "")
    assert not ENGLISH.search(result.stdout)
    assert "DEMO 2022" in result.stdout
    assert "DEMO_2022.csv : 1 colonne inconnue, laissée : NOUVELLE." in result.stdout
    assert "courses.csv : fichier laissé, ni son nom ni ses colonnes ne disent un thème connu." in result.stdout
    assert "mesures.csv : 2 lignes (2 ajoutées)." in result.stdout
    assert "repartitions.csv" not in result.stdout
    assert max(len(line) for line in result.stdout.splitlines() if "│" in line) <= 80
    again = pipeline("importer", "insee", downloads, "--donnees", vierge)
    assert "mesures.csv : 2 lignes (rien n'a changé)." in again.stdout


def test_an_unknown_header_is_told_with_the_rows_to_paste(run: Run, tmp_path: Path, vierge: Path) -> None:
    path = tmp_path / "DEFM2024_QP24.csv"
    path.write_text("CODGEO;ABC;ABC_DUR4;NOUVELLE_24\nQN05921M;200;50;1\n")
    before = contents(vierge)
    result = run("importer", "insee", path, "--donnees", vierge)
    assert (result.returncode, contents(vierge)) == (2, before)
    lines = result.stdout.splitlines()
    assert "DEFM;france travail;ABC_DUR4;ABC;;;;demandeurs_2_ans_pct;" in lines
    assert "DEFM;;NOUVELLE_24;;;;;;" in lines
    assert lines[-1] == "Aucun fichier n'a pu être repris : rien n'est écrit."
    assert not ENGLISH.search(result.stdout)


def test_a_table_that_is_a_link_is_neither_replaced_nor_followed(
    run: Run, downloads: Path, vierge: Path, link: Link
) -> None:
    """Tables kept on a shared disk: they are not in the folder that was named."""
    shared = vierge.parent / "partage.csv"
    assert run("importer", "insee", downloads / "DEMO_2022.csv", "--donnees", vierge).returncode == 0
    (vierge / "importees/mesures.csv").rename(shared)
    link(vierge / "importees/mesures.csv", shared)
    before = contents(vierge)
    assert run("importer", "insee", downloads / "DEMO_2022.csv", "--donnees", vierge).returncode == 0  # the same rows
    (downloads / "DEMO_2022.csv").write_text(DEMO.replace("51,5", "52,5"), encoding="utf-8-sig")
    result = run("importer", "insee", downloads / "DEMO_2022.csv", "--donnees", vierge)
    assert_user_error(result, "mesures.csv", "« un lien »", "--donnees", "Rien n'a été écrit")
    assert (vierge / "importees/mesures.csv").is_symlink()
    assert contents(vierge) == before


def test_the_other_names_of_a_table_keep_it(run: Run, downloads: Path, vierge: Path, tmp_path: Path) -> None:
    """A copy of the folder made of links, as backups are."""
    assert run("importer", "insee", downloads / "DEMO_2022.csv", "--donnees", vierge).returncode == 0
    (tmp_path / "sauvegarde.csv").hardlink_to(vierge / "importees/mesures.csv")
    before = (tmp_path / "sauvegarde.csv").read_bytes()
    (downloads / "DEMO_2022.csv").write_text(DEMO.replace("51,5", "52,5"), encoding="utf-8-sig")
    assert run("importer", "insee", downloads / "DEMO_2022.csv", "--donnees", vierge).returncode == 0
    assert b"52,5" in (vierge / "importees/mesures.csv").read_bytes()
    assert (tmp_path / "sauvegarde.csv").read_bytes() == before


def test_perimeters_are_imported(run: Run, downloads: Path, vierge: Path) -> None:
    result = run("importer", "perimetres", downloads / "qpv.geojson", "--donnees", vierge)
    assert (result.returncode, result.stderr) == (0, "")
    assert "qpv.geojson : 1 contour de la géographie 2024, 1 gardé." in result.stdout
    assert "QPV du contrat absents du fichier : QN05920M, QN05922M" in result.stdout
    assert "perimetres.geojson : 1 contour." in result.stdout
    assert (vierge / "importees/perimetres.geojson").is_file()


def test_posts_are_imported(pipeline: Run, downloads: Path, dossier: Path) -> None:
    """What was read, kept, left and why; the second time nothing changes."""
    posts = [
        {"id_poste": number, "code_tiers": "", "raison_sociale": name, "annee": 2024, "montant": 22000, "code_cv": code}
        for number, name, code in (
            ("59V24R000100", "LES AMIS", "CV193"),
            ("59V24R000200", "MME DURAND", "CV193"),
            ("01324R000300", "AILLEURS", "CV002"),
        )
    ]
    (downloads / "adulte-relais-2024.json").write_text(json.dumps(posts))
    result = pipeline("importer", "postes", downloads / "*.json", "--donnees", dossier)
    assert (result.returncode, result.stderr) == (0, "")
    assert not ENGLISH.search(result.stdout)
    assert "adulte-relais-2024.json : adultes-relais 2024 ; 1 ligne d'autres contrats, laissées." in result.stdout
    assert "laissé, poste 59V24R000200 (enregistrement 2) : son titulaire semble être une personne" in result.stdout
    assert "DURAND" not in result.stdout
    assert "financements.csv : 117 lignes (1 ajoutée)." in result.stdout
    assert max(len(line) for line in result.stdout.splitlines() if "│" in line) <= 80
    before = contents(dossier)
    assert "(rien n'a changé)" in pipeline("importer", "postes", downloads, "--donnees", dossier).stdout
    assert contents(dossier) == before


def test_actions_are_imported(pipeline: Run, downloads: Path, dossier: Path) -> None:
    """What was read of a file, what it has that is unknown, what cannot be read; the second time nothing changes."""
    made = "Action;Porteur;Financeur;Année;Accordé;Humeur\nJardin;Régie;Ville;2026;1 000,50;bonne\nTOTAL;;;;1000;\n"
    (downloads / "programmation.csv").write_text(made, encoding="utf-8")
    result = pipeline("importer", "actions", downloads, "--donnees", dossier)
    assert (result.returncode, result.stderr) == (0, "")
    assert not ENGLISH.search(result.stdout)
    assert "programmation.csv : 1 colonne inconnue, laissée : Humeur." in result.stdout
    assert "programmation.csv : laissé, ligne 3 : un total." in result.stdout
    assert "courses.csv : fichier laissé, ses en-têtes ne sont d'aucune sorte de catalogue_actions.csv" in result.stdout
    assert "actions.csv : 64 lignes (1 ajoutée)." in result.stdout
    assert max(len(line) for line in result.stdout.splitlines() if "│" in line) <= 80
    before = contents(dossier)
    assert "(rien n'a changé)" in pipeline("importer", "actions", downloads, "--donnees", dossier).stdout
    (downloads / "programmation.csv").write_text(made.replace("1 000,50", "mille"), encoding="utf-8")
    refused = pipeline("importer", "actions", downloads, "--donnees", dossier)
    assert_user_error(refused, "programmation.csv, ligne 2, colonne « Accordé » : trouvé « mille »", "Rien n'a été")
    assert contents(dossier) == before


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real files (../shared) are not on this machine")
def test_the_country_is_asked_for(run: Run, vierge: Path) -> None:
    """Every row of the file but those of the country as a whole."""
    path = SHARED / "insee" / "IPRO_2017.csv"
    result = run("importer", "insee", path, "--donnees", vierge, "--territoire", "france")
    assert result.returncode == 0
    assert "qpv.csv : 1\u202f345 lignes (1\u202f345 ajoutées)." in result.stdout


def test_bad_files_are_refused_and_nothing_is_written(pipeline: Run, downloads: Path, vierge: Path) -> None:
    (downloads / "IPRO_2022.csv").write_text("<!DOCTYPE html>\n<html><title>404</title></html>")
    (downloads / "REVN_2022.csv").write_text("CODGEO;DISP_Q1\nQP059021;beaucoup\n")
    before = contents(vierge)
    result = pipeline("importer", "insee", downloads, "--donnees", vierge)
    assert_user_error(result, "2 anomalies", "une page web", "REVN_2022.csv, ligne 2", "« beaucoup »")
    assert result.stderr.endswith("Rien n'a été écrit.\n")
    assert result.stdout == ""
    assert contents(vierge) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["insee", "absent.csv"],
        ["insee", "nulle-part/*.csv"],
        ["perimetres", "absent.geojson"],
        ["perimetres", "."],
        ["postes", "absent.json"],
        ["actions", "absent.csv"],
    ],
    ids=" ".join,
)
def test_a_file_that_is_not_there_is_said(run: Run, vierge: Path, arguments: list[str]) -> None:
    before = contents(vierge)
    assert_user_error(run("importer", *arguments, "--donnees", vierge), arguments[1], "Rien n'a été écrit")
    assert contents(vierge) == before


def test_a_data_folder_that_is_none_is_said(run: Run, downloads: Path, tmp_path: Path) -> None:
    assert_user_error(
        run("importer", "insee", downloads, "--donnees", tmp_path / "rien"), "rien", "un dossier de données"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["importer"], ["SOURCE"]),
        (["importer", "ailleurs"], ["ailleurs", "insee", "perimetres"]),
        (["importer", "insee"], ["FICHIER"]),
        (["importer", "insee", "x.csv", "--territoire", "europe"], ["europe", "contrat", "france"]),
        (["importer", "perimetres", "x", "y"], ["y"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_option_is_said_in_french(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: list[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(arguments)
    said = capsys.readouterr().err
    assert not ENGLISH.search(said)
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize(
    "arguments",
    [["importer"], *(["importer", name] for name in ("insee", "perimetres", "postes", "actions", "classeur"))],
    ids=" ".join,
)
def test_help_is_french(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        command.main([*arguments, "--help"])
    said = capsys.readouterr().out
    assert "utilisation" in said
    assert not ENGLISH.search(said)
    assert max(map(len, said.splitlines())) <= 100


def test_a_value_that_is_two_dashes_is_none(run: Callable[..., Completed]) -> None:
    """The library of options would take it for no value, of no type."""
    for words in (
        ["--quartier=--"],
        ["verifier", "--donnees=--"],
        ["dossier", "--commune", "Anzin", "--date=--"],
        ["bilan", "--annee=--"],
        ["--jobs=--"],
    ):
        with pytest.raises(SystemExit) as stopped:
            run(*words)
        assert stopped.value.code == 2


def test_an_output_that_leads_to_itself_is_said(run: Callable[..., Completed], tmp_path: Path, link: Link) -> None:
    link(tmp_path / "boucle", "boucle")
    for words in (["--quartier", "anzin-verrerie"], ["dossier", "--commune", "Anzin"], ["bilan"], ["guide"]):
        done = run(*words, "--sortie", tmp_path / "boucle")
        assert (done.returncode, done.stdout) == (2, "")
        assert "un lien qui tourne en rond" in done.stderr

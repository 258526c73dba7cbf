"""The command line, as a process: what the staff and a scheduled task rely on."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import chaud
import nbformat
import pytest
from bs4 import BeautifulSoup
from lignes import read_rows
from nbformat.v4 import new_code_cell, new_notebook

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.commande import programme as command
from quartiers.commande.registre import make_parser
from quartiers.execution import echecs, plan
from quartiers.execution.manifeste import Manifeste, digest
from quartiers.marques import signature

SUIVI = PROJECT_ROOT / "exemples" / "suivi"
Completed = subprocess.CompletedProcess[str]
Run = Callable[..., Completed]

ENGLISH = re.compile(
    r"\b(usage|error|invalid|argument|choose from|optional|positional|unrecognized|required|expected|exit|show this"
    r"|ambiguous|not allowed|No such|Not a|exists)\b",
    re.IGNORECASE,
)


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this very process, for what it says whatever it speaks through (as a process: ``pipeline``)."""

    def run(*arguments: str | Path) -> Completed:
        words = [str(argument) for argument in arguments]
        try:
            code: Any = command.main(words)
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        return Completed(words, code, said.out, said.err)

    return run


YESTERDAY = f"{signature('.html')}rapport d'hier"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """An output folder with a report of an earlier day in it."""
    folder = tmp_path / "sortie"
    (folder / "quartiers").mkdir(parents=True)
    (folder / "quartiers" / "bruay-centre.html").write_text(YESTERDAY)
    return folder


def untouched(folder: Path) -> bool:
    files = {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file()}
    return files == {"quartiers/bruay-centre.html": YESTERDAY}


def assert_user_error(result: Completed, *words: str) -> None:
    """Exit code 2, and a message on standard error that says what to mend, in French, without a traceback."""
    assert result.returncode == 2, result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr
    assert not ENGLISH.search(result.stderr), result.stderr
    for word in words:
        assert word in result.stderr


# -- help and options -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["-h"],
        ["rapports", "--help"],
        ["dossier", "-h"],
        ["clore", "-h"],
        ["bilan", "-h"],
        ["guide", "-h"],
        ["verifier", "-h"],
        ["lister", "-h"],
        ["classeur", "-h"],
        ["commencer", "-h"],
    ],
)
def test_help_is_french(here: Run, arguments: list[str]) -> None:
    result = here(*arguments)
    assert result.returncode == 0
    assert result.stderr == ""
    assert "utilisation" in result.stdout
    assert not ENGLISH.search(result.stdout)


def test_help_names_the_commands_the_options_and_the_exit_codes(pipeline: Run) -> None:
    text = pipeline("--help").stdout
    commands = (
        "rapports",
        "dossier",
        "bilan",
        "guide",
        "clore",
        "verifier",
        "lister",
        "classeur",
        "importer",
        "commencer",
    )
    assert [name for name in commands if name not in text] == []
    assert re.search(r"Codes de sortie : 0 .*1 .*2 ", text, re.DOTALL)
    options = pipeline("rapports", "--help").stdout
    for option in ("--donnees", "--quartier", "--commune", "--sans-synthese", "--formats", "--sortie", "--jobs"):
        assert option in options


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["inconnue"], ["inconnue", "verifier"]),
        (["--inconnue"], ["--inconnue"]),
        (["--jobs", "0"], ["--jobs", "« 0 »", "entre 1 et 64"]),
        (["--jobs", "-1"], ["--jobs", "« -1 »"]),
        (["--jobs", "deux"], ["--jobs", "« deux »"]),
        (["--jobs"], ["--jobs", "valeur"]),
        (["--formats", "docx"], ["--formats", "docx", "html,pdf"]),
        (["--formats", "html,docx"], ["--formats", "docx"]),
        (["--formats", ""], ["--formats"]),
        # An abbreviation is not guessed: --s may be --sortie, and --sans would leave the synthesis out.
        (["--s", "x"], ["--s"]),
        (["--sans"], ["--sans"]),
        (["--sans-synthese=oui"], ["--sans-synthese"]),
        (["verifier", "--jobs", "2"], ["--jobs"]),
        (["lister", "de trop"], ["de trop"]),
    ],
    ids=" ".join,
)
def test_a_wrong_option_is_said_in_french(here: Run, arguments: list[str], words: list[str]) -> None:
    assert_user_error(here(*arguments), "erreur", *words)


def test_the_default_command_makes_reports() -> None:
    """``python pipeline.py`` alone, and with options only, is ``python pipeline.py rapports``."""
    parsed = make_parser().parse_args(command.with_default_command([]))
    assert (parsed.commande, parsed.formats, parsed.sans_synthese) == ("rapports", ("html", "pdf"), False)
    assert (parsed.donnees, parsed.sortie) == (DEFAULT_DATA, PROJECT_ROOT / "reports")
    parsed = make_parser().parse_args(command.with_default_command(["--formats", " PDF, html,pdf"]))
    assert (parsed.commande, parsed.formats) == ("rapports", ("pdf", "html"))


# -- lister, verifier -----------------------------------------------------------------------------------


def test_lister_gives_every_quartier_with_what_the_options_want(pipeline: Run) -> None:
    result = pipeline("lister")
    expected = [row["quartier"] for row in read_rows(DEFAULT_DATA / "quartiers.csv")]
    assert result.returncode == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == expected
    assert len(expected) == 18


def test_lister_gives_every_commune_once(capsys: pytest.CaptureFixture[str]) -> None:
    """A project of two communes is in the file of each: « Anzin et Beuvrages » is no name of one."""
    assert command.main(["lister", "--communes"]) == 0
    cells = [row["commune"] for row in read_rows(DEFAULT_DATA / "quartiers.csv")]
    names = {name.strip() for cell in cells for name in cell.split("|")}
    listed = capsys.readouterr().out.splitlines()
    assert (set(listed), len(listed)) == (names, len(names))
    assert any("|" in cell for cell in cells)


def test_lister_gives_every_demarche_as_a_questionnaire_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    folder = PROJECT_ROOT / "exemples" / "suivi"
    assert command.main(["lister", "--demarches", f"--donnees={folder}"]) == 0
    expected = [f"{row['demarche']}  {row['intitule']}" for row in read_rows(folder / "demarches.csv")]
    assert capsys.readouterr().out.splitlines() == expected


def test_verifier_says_that_all_is_well(checked: Completed) -> None:
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "aucune anomalie" in checked.stdout
    assert "quartiers : 18 lignes" in checked.stdout


def headings(said: str) -> list[str]:
    """Names of quartiers, above the doubts about them: lines on their own, after an empty one."""
    lines = said.splitlines()
    return [
        line for before, line in pairwise(lines) if not before and line and not line.startswith(("Sur ", "Raisons"))
    ]


@pytest.fixture(scope="module")
def checked(pipeline: Run) -> Completed:
    return pipeline("verifier")


def test_verifier_shows_the_doubts_with_rule_gravity_line_and_remedy(checked: Completed) -> None:
    """Doubts are no fault of the tables: the exit code stays 0."""
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "R1, à corriger – 75 ans et plus parmi les personnes seules, l. 332" in checked.stdout
    text = " ".join(checked.stdout.split())
    assert (
        "Le document place ce chiffre au-dessous de sa référence, mais 31,5 % contre 19,7 % donne +11,8 points." in text
    )
    assert "→ Écrire « au-dessus » : l. 631, le document donne la même moyenne, 19,7 %" in text  # 35,6 less 15,9
    assert "Le Trieu – Fresnes" in headings(checked.stdout)
    assert "Cité Thiers – Bruay" in headings(checked.stdout)  # whose series is another's
    assert any(" · " in heading for heading in headings(checked.stdout))


def test_verifier_ends_with_a_count_by_rule_and_what_it_keeps_to_itself(checked: Completed) -> None:
    text = checked.stdout
    assert re.search(r"R4 Les mêmes chiffres pour deux QPV\s+\S\s+1\s", text)
    assert re.search(r"Sur 107 chiffres énoncés par le diagnostic : \d+ concordent", text)
    hidden = re.search(
        r"(\d+) points « à savoir » et les chiffres non vérifiables : ajouter --tout", text.splitlines()[-1]
    )
    assert hidden
    assert "à savoir –" not in text


def test_verifier_tout_shows_what_is_only_to_be_known(here: Run, checked: Completed) -> None:
    hidden = int(re.findall(r"(\d+) points « à savoir »", checked.stdout)[0])
    result = here("verifier", "--tout")
    assert result.returncode == 0
    assert result.stdout.count("à savoir –") == hidden
    assert "--tout" not in result.stdout
    unchecked = result.stdout.split("Chiffres énoncés qui n'ont pas pu être vérifiés")[1]
    assert "Familles monoparentales : le document ne dit pas à quoi cette part se rapporte" in " ".join(
        unchecked.split()
    )


def test_verifier_of_one_quartier_shows_its_doubts_only(here: Run) -> None:
    result = here("verifier", "--quartier", "saint-saulve-pepiniere")
    assert result.returncode == 0
    assert all("La Pépinière – Saint-Saulve" in heading for heading in headings(result.stdout))
    assert "La Pépinière – Saint-Saulve" in headings(result.stdout)
    assert "Sur 11 chiffres énoncés" in result.stdout
    assert "l. 332" not in result.stdout


def test_verifier_of_two_quartiers(here: Run) -> None:
    result = here("verifier", "--quartier=fresnes-le-trieu", "--quartier=onnaing-quatre-chasses")
    assert {"Le Trieu – Fresnes", "Quatre-Chasse – Onnaing-Vicq"} <= set(headings(result.stdout))
    assert "Sur 13 chiffres énoncés" in result.stdout  # 5 and 8


def test_verifier_of_a_quartier_without_figures_still_reads_its_priorities(here: Run) -> None:
    """No figure to check, and no priority missing: what the published synthesis shortens is only to be known."""
    assert not re.findall(r"^  (R\d+), ", here("verifier", "--quartier", "bruay-centre").stdout, re.MULTILINE)
    result = here("verifier", "--quartier", "bruay-centre", "--tout")
    assert result.returncode == 0
    assert "R11" in re.findall(r"^  (R\d+), à savoir", result.stdout, re.MULTILINE)
    assert "désert médical" in " ".join(result.stdout.split())


def test_verifier_of_an_unknown_quartier_names_the_nearest(here: Run) -> None:
    assert_user_error(here("verifier", "--quartier", "fresnes-le-trie"), "fresnes-le-trie", "fresnes-le-trieu")


def test_verifier_survives_a_terminal_of_windows(pipeline: Run) -> None:
    result = pipeline("verifier", PYTHONIOENCODING="cp1252")
    assert (result.returncode, result.stderr) == (0, "")
    assert "l. 332" in result.stdout


def test_verifier_breaks_no_line_before_what_must_not_begin_one(checked: Completed) -> None:
    """A narrow no-break space is no place for a line break: « 27,1 » at the end of a line, « % » on the next."""
    assert [line for line in checked.stdout.splitlines() if re.match(r"\s*[%€»;:!?]", line)] == []


def test_verifier_leaves_no_blanks_at_the_end_of_lines(checked: Completed) -> None:
    """A log that is compared or pasted."""
    sentences = [line for line in checked.stdout.splitlines() if line.startswith("      ")]
    assert [line for line in sentences if line != line.rstrip()] == []


@pytest.fixture
def spoilt(dossier: Path, edit: Callable[[str, str, str], None]) -> Path:
    """A figure that is not a number, and a quartier that nobody declared."""
    edit("diagnostic.csv", ";24,7;", ";vingt-quatre;")
    edit("priorites.csv", ";bruay-centre;", ";bruay-centree;")
    return dossier


def test_verifier_says_every_anomaly_and_where(here: Run, spoilt: Path) -> None:
    result = here("verifier", "--donnees", spoilt)
    assert_user_error(
        result, "2 anomalies", "diagnostic.csv, ligne", "vingt-quatre", "priorites.csv, ligne", "bruay-centree"
    )
    assert result.stdout == ""


def test_nothing_is_written_from_wrong_data(pipeline: Run, spoilt: Path, output: Path) -> None:
    """Reports of yesterday are right; half of today's would not be."""
    result = pipeline("--donnees", spoilt, "--sortie", output)
    assert_user_error(result, "vingt-quatre", "Rien n'a été écrit")
    assert untouched(output)


@pytest.mark.parametrize("what", ["absent", "file", "empty"])
def test_a_data_folder_that_is_none_is_said(here: Run, tmp_path: Path, output: Path, what: str) -> None:
    path = tmp_path / "donnees-essai"
    if what == "file":
        path.write_text("x")
    elif what == "empty":
        path.mkdir()
    assert_user_error(here("--donnees", path, "--sortie", output), "donnees-essai", "Rien n'a été écrit")
    assert untouched(output)


# -- choosing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "near"),
    [
        ("--quartier=saint-saulve-pepinere", "saint-saulve-pepiniere"),
        ("--commune=Conde-sur-Escot", "Condé-sur-l'Escaut"),
    ],
)
def test_a_mistyped_name_is_said_with_the_nearest(here: Run, output: Path, option: str, near: str) -> None:
    result = here(option, "--sortie", output)
    assert_user_error(result, option.split("=")[1], near, "Rien n'a été écrit")
    assert untouched(output)


def test_a_mistyped_name_stops_the_right_ones_too(here: Run, output: Path) -> None:
    assert_user_error(here("--quartier=bruay-centre", "--quartier=anzin", "--sortie", output), "anzin-verrerie")
    assert untouched(output)


@pytest.fixture(scope="module")
def commune(pipeline: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Completed]:
    """One commune, pages only, into a folder that does not exist yet; a terminal of Windows."""
    folder = tmp_path_factory.mktemp("commune") / "nouveau" / "dossier"
    arguments = ("--commune", "Condé-sur-l'Escaut", "--sans-synthese", "--formats", "html", "--sortie", folder)
    return folder, pipeline(*arguments, PYTHONIOENCODING="cp1252")


def test_a_commune_builds_its_quartiers_and_no_other(commune: tuple[Path, Completed]) -> None:
    folder, result = commune
    assert result.returncode == 0, result.stderr
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("[!.]*") if p.is_file()}
    names = ("conde-centre", "conde-chaussiette-macou")
    reports = {f"quartiers/{n}{s}" for n in names for s in (".html", ".ipynb")}
    assert files == {"index.html", "comparer.html", "donnees.xlsx"} | reports


def test_a_format_that_is_not_built_is_not_linked(commune: tuple[Path, Completed]) -> None:
    folder, _ = commune
    index = BeautifulSoup((folder / "index.html").read_bytes(), "html.parser")
    assert {Path(a["href"]).suffix for a in index.select(".liens a")} == {".html", ".ipynb", ".xlsx"}


def test_output_survives_an_encoding_that_lacks_characters(commune: tuple[Path, Completed]) -> None:
    """Piped on Windows, output is cp1252: a box-drawing character must not end the run."""
    _, result = commune
    assert result.stderr == ""
    assert "Métropole" in result.stdout
    assert "2 rapports écrits" in result.stdout


def test_help_survives_ascii(pipeline: Run) -> None:
    result = pipeline("--help", PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (0, "")
    result = pipeline("--jobs", "zéro", PYTHONIOENCODING="ascii")
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


# -- what is said ---------------------------------------------------------------------------------------


def test_progress_is_one_line_a_report_outside_a_terminal(built: Any) -> None:
    """A log that is kept must be readable: no bar that redraws itself."""
    lines = built.stdout.splitlines()
    steps = [re.match(r"\[(\d)/4\] (\S+) : écrit \(\d+,\d s\)$", line) for line in lines]
    assert [step[1] for step in steps if step] == ["1", "2", "3", "4"]
    assert {step[2] for step in steps if step} == {
        "quartiers/saint-saulve-pepiniere",
        "quartiers/bruay-centre",
        "quartiers/marly-briquette",
        "synthese",
    }
    assert "\x1b" not in built.stdout
    assert "\r" not in built.stdout


def test_the_end_says_what_was_done_and_what_to_open(built: Any) -> None:
    last = built.stdout.splitlines()[-1]
    assert last.startswith("4 rapports écrits en ")
    assert last.endswith(str(built.folder / "index.html"))


# -- the output folder ----------------------------------------------------------------------------------


@pytest.mark.parametrize("inside", ["", "dessous/encore"])
def test_an_output_folder_that_cannot_be_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], inside: str
) -> None:
    file = tmp_path / "fichier"
    file.write_text("précieux")
    assert command.main([f"--sortie={file / inside}", "--quartier=bruay-centre"]) == 2
    said = capsys.readouterr()
    assert str(file) in said.err
    assert "dossier de sortie" in said.err
    assert not ENGLISH.search(said.err.replace(str(file), ""))
    assert said.out == ""
    assert file.read_text() == "précieux"


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="a folder that even root cannot write")
def test_an_output_folder_that_cannot_be_written_is_said(pipeline: Run) -> None:
    """Before the reports are made, not once each of them has failed."""
    result = pipeline("--sortie", "/proc", "--quartier", "bruay-centre")
    assert_user_error(result, "/proc", "dossier de sortie")
    assert result.stdout == ""


def test_a_failing_report_is_named_and_the_others_are_written(
    tmp_path: Path, output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The notebook fails for one quartier only, as it would on data that nobody had foreseen."""
    notebooks = tmp_path / "carnets"
    notebooks.mkdir()
    cells = [
        new_code_cell("quartier = None\ndonnees = None", metadata={"tags": ["parameters"]}),
        new_code_cell("from IPython.display import Markdown\nassert quartier != 'bruay-centre', 'imprévu [bold]'"),
        new_code_cell("Markdown(f'# {quartier}')"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), notebooks / "quartier.ipynb")
    monkeypatch.setattr(plan, "NOTEBOOKS", notebooks)
    code = command.main(
        [
            "--quartier=bruay-centre",
            "--quartier=marly-briquette",
            "--sans-synthese",
            "--formats=html",
            f"--sortie={output}",
        ]
    )
    said = capsys.readouterr().out
    assert code == 1
    assert "[1/2]" in said
    assert "quartiers/bruay-centre : échec" in said
    assert "AssertionError : imprévu [bold]" in said
    assert said.splitlines()[-1] == "1 en échec : quartiers/bruay-centre"
    assert "1 rapport écrit en" in said
    assert (output / "quartiers/bruay-centre.html").read_text() == YESTERDAY
    assert (output / "quartiers/marly-briquette.html").is_file()
    assert (output / "echecs/quartiers-bruay-centre.ipynb").is_file()
    assert (output / "index.html").is_file()


def test_a_workbook_that_is_open_elsewhere_fails_alone(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Excel holds the workbook of yesterday: the reports and the index are written, and the run says so."""

    write = echecs.write_atomic

    def refuse(path: Path, content: bytes | str) -> None:
        if path.name == "donnees.xlsx":
            raise PermissionError(13, "refusé")
        write(path, content)

    monkeypatch.setattr(echecs, "write_atomic", refuse)
    (output / "donnees.xlsx").write_bytes(b"hier")
    Manifeste(output).record("hier", {"donnees.xlsx": digest(b"hier")})
    code = command.main(["--quartier=bruay-centre", "--sans-synthese", "--formats=html", f"--sortie={output}"])
    lines = capsys.readouterr().out.splitlines()
    assert code == 1
    (said,) = [line for line in lines if line.startswith("donnees.xlsx : ")]
    assert "ÉCHEC" in said
    assert "le fermer" in said
    assert lines[-1] == "1 en échec : donnees.xlsx"
    assert lines[-2].startswith("1 rapport écrit en")
    assert (output / "donnees.xlsx").read_bytes() == b"hier"
    assert "rapport d'hier" not in (output / "quartiers/bruay-centre.html").read_text(encoding="utf-8")
    assert (output / "index.html").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.usefixtures("children_hear_ctrl_c")
def test_ctrl_c_ends_with_whole_reports_only(tmp_path: Path) -> None:
    """An interruption half way: exit code 130, a word, no half file and no false failure."""
    arguments = [
        sys.executable,
        str(PROJECT_ROOT / "pipeline.py"),
        "--formats=html",
        "--jobs=2",
        "--sans-synthese",
        f"--sortie={tmp_path}",
    ]
    with chaud.start(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            if line.startswith("[1/18]"):
                process.send_signal(signal.SIGINT)
                break
        process.stdout.read()
        said = process.stderr.read()
    assert process.returncode == 130
    assert "Interrompu : les rapports déjà écrits sont complets." in said
    assert "Traceback" not in said
    files = [p for p in tmp_path.rglob("[!.]*") if p.is_file()]
    assert {p.suffix for p in files} == {".html", ".ipynb"}
    assert sorted(p.stem for p in files if p.suffix == ".html") == sorted(p.stem for p in files if p.suffix == ".ipynb")
    assert all(p.read_text(encoding="utf-8").rstrip().endswith(("</html>", "}")) for p in files)


def test_a_second_run_gives_the_same_files(pipeline: Run, built: Any, tmp_path: Path) -> None:
    """Same data, same bytes, from another process and in another folder: a difference is a change of the data."""
    result = pipeline("--quartier=marly-briquette", "--sans-synthese", "--jobs=1", "--sortie", tmp_path)
    assert result.returncode == 0, result.stderr
    for suffix in (".html", ".pdf", ".ipynb"):
        name = f"quartiers/marly-briquette{suffix}"
        # It has no synthesis to lead to.
        expected = (built.folder / name).read_bytes()
        expected = expected.replace('<li><a href="../synthese.html">Synthèse</a></li>\n'.encode(), b"")
        assert (tmp_path / name).read_bytes() == expected, name
    assert (tmp_path / "donnees.xlsx").read_bytes() == (built.folder / "donnees.xlsx").read_bytes()


# -- clore ----------------------------------------------------------------------------------------------


def test_clore_keeps_what_a_committee_saw_and_says_so(
    pipeline: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "suivi"
    shutil.copytree(SUIVI, folder, ignore=shutil.ignore_patterns("editions"))
    kept = pipeline("clore", "--comite", "12/03/2026", "--donnees", folder)
    assert (kept.returncode, kept.stderr) == (0, "")
    assert "Édition du 12 mars 2026 gardée" in kept.stdout
    assert "comites.csv" not in kept.stdout  # there was one on that day
    assert command.main(["clore", "--comite=2026-03-12", f"--donnees={folder}"]) == 0
    assert capsys.readouterr().out.startswith("Rien n'a changé")
    decisions = folder / "decisions.csv"
    decisions.write_text(decisions.read_text(encoding="utf-8").replace("Doubler", "Tripler"), encoding="utf-8")
    assert command.main(["clore", "--comite", "2026-12-10", f"--donnees={folder}"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.splitlines()[-1]) == ("", "Rien n'a été écrit.")
    assert [path.name for path in (folder / "editions").iterdir()] == ["2026-03-12"]
    assert command.main(["verifier", f"--donnees={folder}"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert all(word in said.err for word in ("decisions.csv, ligne 2", "« Doubler", "« remplace »"))
    assert not (folder / ".verrou").exists()


@pytest.mark.parametrize("words", [[], ["--comite", "31/02/2026"]], ids=" ".join)
def test_clore_wants_a_day(here: Run, words: list[str]) -> None:
    assert_user_error(here("clore", *words), "--comite")


@pytest.mark.parametrize(
    "arguments", [["--sans-synthese"], ["dossier", "--commune", "Valrive"]], ids=["rapports", "dossier"]
)
def test_an_edition_that_is_not_kept_is_said(
    output: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    code = command.main([*arguments, "--depuis", "12/03/2026", f"--donnees={SUIVI}", f"--sortie={output}"])
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert all(word in said.err for word in ("« 2026-03-12 »", "gardées : 2026-03-20", "Rien n'a été écrit"))
    assert untouched(output)

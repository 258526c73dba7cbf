"""``pipeline.py evaluer``, as the staff type it, and the mid-term file as they open it."""

import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import page as checker
import pypdf
import pytest
from bs4 import BeautifulSoup

import pipeline as command
from quartiers import PROJECT_ROOT
from quartiers.donnees import Contrat
from quartiers.execution.fichiers import find_evaluations
from quartiers.execution.plan import plan_evaluation
from quartiers.marques import bears_mark, signature

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SUIVI = PROJECT_ROOT / "exemples" / "suivi"
NAMES = [f"evaluations/evaluation-tilleuls.{suffix}" for suffix in ("html", "ipynb", "pdf")]


@pytest.fixture(scope="module")
def made(pipeline: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The file of a quartier of the invented contract, in a folder that has an index of ours."""
    folder = tmp_path_factory.mktemp("evaluation")
    (folder / "index.html").write_text(signature(".html"))
    result = pipeline("evaluer", "--quartier", "tilleuls", "--donnees", SUIVI, "--sortie", folder)
    assert (result.returncode, result.stderr) == (0, ""), result.stdout + result.stderr
    return folder, result.stdout


def plain(text: str) -> str:
    return " ".join(text.split())


def test_it_is_written_and_the_command_says_where(made: tuple[Path, str]) -> None:
    folder, said = made
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("[!.]*") if p.is_file())
    assert files == [*NAMES, "index.html"]
    assert all(bears_mark(folder / name) for name in NAMES)
    assert said.splitlines()[-1].startswith("Dossier d'évaluation écrit en ")
    assert said.splitlines()[-1].endswith(f"À ouvrir : {folder / NAMES[0]}")


def test_page_and_pdf_say_the_same(made: tuple[Path, str]) -> None:
    page = BeautifulSoup((made[0] / NAMES[0]).read_bytes(), "html.parser", from_encoding="utf-8")
    pdf = pypdf.PdfReader(made[0] / NAMES[2])
    assert page.title.get_text() == pdf.metadata.title
    html, printed = plain(page.main.get_text(" ")), plain("".join(p.extract_text() for p in pdf.pages))
    for text in (html, printed):
        for told in ("49 000 €", "+19,7 points", "règle E7", "Proposition : aucune proposition"):
            assert told in text
    first = page.find("h2").get_text()
    assert first.startswith("Ce à quoi on ne peut pas répondre")
    levels = [int(h.name[1]) for h in page.find_all(["h1", "h2", "h3", "h4"])]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_pdf_ua_says_an_independent_checker(made: tuple[Path, str]) -> None:
    verdict = checker.validate_pdf_bytes((made[0] / NAMES[2]).read_bytes(), profile="ua1")
    assert verdict.is_compliant, verdict.failures


def test_the_index_lists_it(made: tuple[Path, str]) -> None:
    index = BeautifulSoup((made[0] / "index.html").read_bytes(), "html.parser", from_encoding="utf-8")
    assert [a["href"] for a in index.select(".documents .liens a")] == [NAMES[0], NAMES[2], NAMES[1]]
    assert "Évaluation de 2027 – Les Tilleuls (exemple inventé)" in index.get_text().replace("\u202f", " ")


# -- names, and what is refused ---------------------------------------------------------------------------


def test_each_scope_has_its_name(contrat: Contrat) -> None:
    assert plan_evaluation(contrat, None, None).nom == "evaluations/evaluation"
    assert plan_evaluation(contrat, None, "anzin").nom == "evaluations/commune-anzin"
    task = plan_evaluation(contrat, "anzin-verrerie", None)
    assert (task.nom, task.parameters) == ("evaluations/evaluation-anzin-verrerie", {"quartier": "anzin-verrerie"})


def test_files_of_somebody_else_are_not_listed(tmp_path: Path) -> None:
    folder = tmp_path / "evaluations"
    folder.mkdir()
    for name in ("evaluation.pdf", "commune-anzin.html", "notes.pdf", "evaluation-x.docx"):
        (folder / name).write_text("x")
    assert [name for name, _ in find_evaluations(tmp_path)] == ["evaluation", "commune-anzin"]


class NoAtelier:
    """In the place of what makes the reports: nothing is to be made."""

    def __init__(self, _: object) -> None: ...

    def __enter__(self) -> "NoAtelier":
        return self

    def __exit__(self, *_: object) -> None: ...


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, suivi: Contrat) -> Callable[..., int]:
    """The command in this process, on a contract that is already read."""
    monkeypatch.setattr("quartiers.donnees.load_contrat", lambda _: suivi)
    monkeypatch.setattr("quartiers.execution.atelier.Atelier", NoAtelier)
    return lambda *arguments: command.main(["evaluer", *arguments])


@pytest.mark.parametrize(
    ("option", "said"), [("--quartier=tilleul", "quartier inconnu"), ("--commune=Valriv", "commune inconnue")]
)
def test_what_the_contract_lacks_is_refused_and_nothing_is_written(
    run: Callable[..., int], option: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(option, f"--sortie={tmp_path / 'sortie'}") == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.endswith("Rien n'a été écrit.\n")
    assert not (tmp_path / "sortie").exists()


def test_a_quartier_and_a_commune_are_not_asked_for_together(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main(["evaluer", "--quartier", "tilleuls", "--commune", "Valrive"])
    assert caught.value.code == 2
    assert "--commune" in capsys.readouterr().err

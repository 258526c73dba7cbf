"""``pipeline.py bilan``, as the staff type it, and the report of the year as they open it."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import page as checker
import pypdf
import pytest
from bs4 import BeautifulSoup
from ecran import Ecran
from papier import flatten, read_texts

from quartiers import PROJECT_ROOT
from quartiers.commande import programme as command
from quartiers.donnees import Contrat
from quartiers.execution.rapports import ReportResult
from quartiers.marques import bears_mark, signature

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SUIVI = PROJECT_ROOT / "exemples" / "suivi"
NAMES = ["bilans/bilan-2026.html", "bilans/bilan-2026.ipynb", "bilans/bilan-2026.pdf"]


@pytest.fixture(scope="module")
def made(pipeline: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The report of the invented contract, in a folder that has an index of ours, and what the command said."""
    folder = tmp_path_factory.mktemp("bilan")
    (folder / "index.html").write_text(signature(".html"))
    ecran = Ecran(tmp_path_factory.mktemp("ecran"))
    result = pipeline("bilan", "--ouvrir", "--donnees", SUIVI, "--sortie", folder, **ecran.environment)
    assert (result.returncode, result.stderr) == (0, ""), result.stdout + result.stderr
    assert ecran.shown() == [str(folder / NAMES[0])]
    return folder, result.stdout


def plain(text: str) -> str:
    return " ".join(text.split())


def test_the_last_year_is_written_and_the_command_says_where(made: tuple[Path, str]) -> None:
    folder, said = made
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("[!.]*") if p.is_file())
    assert files == [*NAMES, "index.html"]
    assert all(bears_mark(folder / name) for name in NAMES)
    assert said.splitlines()[-1].endswith(f"À ouvrir : {folder / NAMES[0]}")


def test_page_and_pdf_say_the_same_figures(made: tuple[Path, str]) -> None:
    page = BeautifulSoup((made[0] / NAMES[0]).read_bytes(), "html.parser", from_encoding="utf-8")
    pdf = pypdf.PdfReader(made[0] / NAMES[2])
    html, printed = plain(page.main.get_text(" ")), plain("".join(read_texts(pdf)))
    assert page.title.get_text() == pdf.metadata.title
    assert page.title.get_text().startswith("Rapport politique de la ville 2026 – Contrat de ville de Valrive")
    for text in (html, printed):
        for amount in ("52 500 €", "61 000 €", "17 402,80 €", "21 500 €", "31 000 €"):
            assert amount in text
        assert "aucun indicateur de l’Insee n’est attribué à une action" in text
    sections = [h.get_text() for h in page.find_all("h2")]
    assert sections == [b.title for b in flatten(pdf.outline) if b.title in sections]
    assert len(sections) == 9


def test_pdf_ua_says_an_independent_checker(made: tuple[Path, str]) -> None:
    verdict = checker.validate_pdf_bytes((made[0] / NAMES[2]).read_bytes(), profile="ua1")
    assert verdict.is_compliant, verdict.failures


def test_the_index_lists_it(made: tuple[Path, str]) -> None:
    index = BeautifulSoup((made[0] / "index.html").read_bytes(), "html.parser", from_encoding="utf-8")
    assert [a["href"] for a in index.select(".documents .liens a")] == [NAMES[0], NAMES[2], NAMES[1]]
    assert "Rapport politique de la ville 2026" in index.get_text()


# -- what the command refuses, and what it bears ----------------------------------------------------------


class NoAtelier:
    """In the place of what makes the reports: nothing is to be made."""

    def __init__(self, _: object):
        pass

    def __enter__(self) -> "NoAtelier":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def publish(self, _: Contrat) -> None:
        pass


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, suivi: Contrat) -> Callable[..., int]:
    """The command in this process, on a contract that is already read."""

    def run(*arguments: str, contrat: Contrat = suivi) -> int:
        monkeypatch.setattr("quartiers.donnees.load_contrat", lambda _: contrat)
        return command.main(["bilan", *arguments])

    monkeypatch.setattr("quartiers.execution.noyaux.atelier.Atelier", NoAtelier)
    return run


def test_a_contract_without_actions_has_no_year(
    run: Callable[..., int], contrat: Contrat, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = replace(contrat, actions={}, financements=())
    assert run(f"--sortie={tmp_path / 'sortie'}", contrat=bare) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert re.search(r"^Aucune action ni aucun financement n'est saisi .*\nRien n'a été écrit\.\n$", said.err)
    assert not (tmp_path / "sortie").exists()


def test_a_year_without_entries_is_refused_with_those_that_have_some(
    run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--annee", "2019", f"--sortie={tmp_path / 'sortie'}") == 2
    said = capsys.readouterr().err
    assert "Rien n'est saisi pour 2019" in said
    assert "Années renseignées : 2025, 2026 et 2027." in said
    assert not (tmp_path / "sortie").exists()


@pytest.mark.parametrize("year", ["", "26", "deux mille", "٢٠٢٦", "20261", "1-12", "3026"])
def test_what_is_no_year_is_refused(year: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main(["bilan", f"--annee={year}"])
    assert caught.value.code == 2
    assert "n'est pas une année" in capsys.readouterr().err


def test_somebodys_file_of_that_name_is_not_replaced(
    run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / NAMES[0]
    path.parent.mkdir()
    path.write_text("<title>Le mien</title>")
    assert run(f"--sortie={tmp_path}") == 2
    assert f"  {NAMES[0]}\n" in capsys.readouterr().err
    assert [p.name for p in path.parent.iterdir()] == ["bilan-2026.html"]


def test_a_failure_is_named_and_the_exit_code_says_so(
    run: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(tasks: Any, *_: Any, **__: Any) -> list[ReportResult]:
        return [ReportResult(tasks[0], 1.0, (), "ValueError : non")]

    monkeypatch.setattr("quartiers.execution.rapports.build_all", failing)
    assert run(f"--sortie={tmp_path}") == 1
    said = capsys.readouterr().out
    assert "bilans/bilan-2026 : ÉCHEC ValueError : non" in said
    assert "À ouvrir" not in said

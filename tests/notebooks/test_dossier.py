"""``pipeline.py dossier``, as the staff type it, and the PDF as they and a screen reader meet it."""

import re
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import page as checker
import pypdf
import pytest
from appels import CALL, lengthened, numbers_called
from ecran import Ecran
from papier import flatten, read_texts, set_calls_apart, texts_in

from quartiers.commande import programme as command
from quartiers.commande.registre import make_parser
from quartiers.donnees import load_contrat
from quartiers.execution.dossier import DossierResult, build_dossier
from quartiers.execution.noyaux.atelier import Atelier
from quartiers.execution.plan import DossierPlan, plan_dossier
from quartiers.execution.rapports import ReportResult
from quartiers.export.dossier import ANNEXE
from quartiers.marques import bears_mark, signature
from quartiers.typographie import typeset

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SOMEBODYS = "<title>Mon site</title>"
NAMES = ("Verrerie – Square République", "Zone intercommunale des Rives de l'Escaut – Anzin")


@pytest.fixture(scope="module")
def anzin(pipeline: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The file of a commune of two projects, in a folder that has somebody's page, and what the command said."""
    folder = tmp_path_factory.mktemp("dossier")
    (folder / "index.html").write_text(SOMEBODYS)
    ecran = Ecran(tmp_path_factory.mktemp("ecran"))
    typed = ("dossier", "--commune", "anzin", "--date", "10/12/2026", "--ouvrir", "--sortie", folder)
    result = pipeline(*typed, **ecran.environment)
    assert result.returncode == 0, result.stdout + result.stderr
    assert ecran.shown() == [str(folder / "dossiers/dossier-anzin-2026-12-10.pdf")]
    return folder, result.stdout


@pytest.fixture(scope="module")
def pdf(anzin: tuple[Path, str]) -> pypdf.PdfReader:
    return pypdf.PdfReader(anzin[0] / "dossiers/dossier-anzin-2026-12-10.pdf")


@pytest.fixture(scope="module")
def texts(pdf: pypdf.PdfReader) -> list[str]:
    return read_texts(pdf)


def starts(pdf: pypdf.PdfReader) -> list[int]:
    """Pages (from 0) where the reports and the annex start, by the bookmarks of the first level but the cover's."""
    return [pdf.get_destination_page_number(b) for b in pdf.outline if not isinstance(b, list)][1:]  # type: ignore[misc]


def test_one_file_is_written_and_the_command_says_where(anzin: tuple[Path, str]) -> None:
    folder, said = anzin
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("[!.]*") if p.is_file())
    assert files == ["dossiers/dossier-anzin-2026-12-10.pdf", "index.html"]
    lines = said.splitlines()
    assert [line[:5] for line in lines[1:-1]] == ["[1/3]", "[2/3]", "[3/3]"]
    assert "écrit" not in "".join(lines[1:-1])  # they are ready: the file alone is written
    assert lines[-1].endswith(f"À ouvrir : {folder / files[0]}")


def test_the_file_says_who_made_it_and_somebodys_page_is_not_made_again(anzin: tuple[Path, str]) -> None:
    folder, _ = anzin
    assert bears_mark(folder / "dossiers/dossier-anzin-2026-12-10.pdf")
    assert (folder / "index.html").read_text() == SOMEBODYS


@pytest.mark.usefixtures("no_nursery")
def test_somebodys_file_of_that_name_is_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "dossiers" / "dossier-anzin.pdf"
    path.parent.mkdir()
    path.write_bytes(b"%PDF-1.7 le mien")
    assert command.main(["dossier", "--commune", "anzin", f"--sortie={tmp_path}"]) == 2
    said = capsys.readouterr().err
    assert "  dossiers/dossier-anzin.pdf\n" in said
    assert said.endswith("Rien n'a été écrit.\n")
    assert path.read_bytes() == b"%PDF-1.7 le mien"
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["dossier-anzin.pdf", "dossiers"]


def test_the_cover_says_which_meeting(pdf: pypdf.PdfReader, texts: list[str]) -> None:
    cover = " ".join(texts[0].split())
    assert "Comité Territorial du 10 décembre 2026 Anzin" in cover
    assert re.search(
        r"chiffres des QPV de 2010 à 2021, diffusés jusqu.en 2022\s; informations arrêtées au 23/11/2026", cover
    )
    for name in NAMES:
        assert re.search(rf"{re.escape(typeset(name))}, page\s\d", cover)
    assert pdf.metadata.title == "Comité Territorial du 10 décembre 2026 – Anzin"
    assert pdf.metadata.creation_date.date() == date(2026, 12, 10)


def test_bookmarks_are_one_for_each_report_with_its_sections_inside(pdf: pypdf.PdfReader) -> None:
    [cover, opening, *reports] = pdf.outline
    assert cover.title == "Comité Territorial du 10 décembre 2026"
    sections = [b.title for b in opening if not isinstance(b, list)]
    assert sections == ["Sommaire", "La commune en un coup d’œil", "Questions à discuter", "Pour les services"]
    assert [r.title for r in reports[::2]] == [*map(typeset, NAMES), typeset(ANNEXE)]
    for sections in reports[1:4:2]:
        assert sections[0].title == "L’essentiel"
        assert sections[-1 if not isinstance(sections[-1], list) else -2].title == "Sources et définitions"
    pages = [pdf.get_destination_page_number(b) for b in flatten(pdf.outline)]
    assert pages == sorted(pages)


def test_pages_are_numbered_through_and_name_the_file_and_the_report(pdf: pypdf.PdfReader, texts: list[str]) -> None:
    first, second, annex = starts(pdf)
    for number, text in enumerate(texts):
        part = ""
        if number >= first:
            part = " · Verrerie – Anzin" if number < second else " · Rives de l’Escaut – Anzin"
            part = " · Annexe" if number >= annex else part
        assert text.splitlines()[-1] == f"Comité Territorial – Anzin{part} Page {number + 1} sur {len(texts)}"


def test_contents_lead_to_the_pages_that_they_say(pdf: pypdf.PdfReader, texts: list[str]) -> None:
    lines = re.findall(r"^(.*?)\s*(?:\. ){3,}.*?(\d+)$", texts[1], re.MULTILINE)
    expected = [
        (b.title, pdf.get_destination_page_number(b) + 1)
        for b in flatten([item if not isinstance(item, list) else [s for s in item if not isinstance(s, list)]
                       for item in pdf.outline])
        if b.title != "Sommaire"
    ][1:]  # fmt: skip
    assert [(title, int(number)) for title, number in lines] == expected
    assert [page for page, _ in targets(pdf, 1)][: len(expected)] == [number - 1 for _, number in expected]


def targets(pdf: pypdf.PdfReader, number: int) -> list[tuple[int, float]]:
    """Page (from 0) and height of what each link of a page leads to."""
    places = {p.indirect_reference.idnum: n for n, p in enumerate(pdf.pages) if p.indirect_reference is not None}
    found = [a.get_object() for a in pdf.pages[number].get("/Annots", [])]
    destinations = [a["/Dest"].get_object() for a in found if "/Dest" in a]
    return [(places[d[0].idnum], float(d[3])) for d in destinations]


def link_places(pdf: pypdf.PdfReader, number: int) -> list[list[float]]:
    return [list(a.get_object()["/Rect"]) for a in pdf.pages[number].get("/Annots", [])]


def test_calls_lead_to_the_annex_or_stay_in_their_report(pdf: pypdf.PdfReader) -> None:
    """Findings and priorities of the second must not be sought in the first; definitions are those of both."""
    first, second, annex = starts(pdf)
    for low, high in ((first, second), (second, annex)):
        calls = [target for number in range(low, high) for target in targets(pdf, number)]
        assert len(calls) > 20
        assert {low <= page < high or page >= annex for page, _ in calls} == {True}
    back = {page for number in range(annex, len(pdf.pages)) for page, _ in targets(pdf, number)}
    assert min(back) < second <= max(back) < annex


def test_no_figure_is_copied_with_the_number_of_its_note(pdf: pypdf.PdfReader, texts: list[str]) -> None:
    """Every call reads « [4] », and is a link; the annex has a note for each number, and no number twice."""
    pdf.stream.seek(0)
    content = pdf.stream.read()
    first, second, annex = starts(pdf)
    announced = numbers_called("\n".join(texts[annex:]))
    assert announced == Counter(range(1, len(announced) + 1))
    for low, high in ((first, second), (second, annex)):
        called = numbers_called("\n".join(texts[low:high]))
        linked = [text for number in range(low, high) for text in texts_in(content, number, link_places(pdf, number))]
        links = sum(CALL.fullmatch(text.strip()) is not None for text in linked)  # others lead to findings, priorities
        assert called.keys() <= announced.keys()
        assert called.total() == links
    assert lengthened(set_calls_apart("\n".join(texts))) == []


def test_the_opening_leads_to_the_reports(pdf: pypdf.PdfReader) -> None:
    first, second, _ = starts(pdf)
    assert [page for page, _ in targets(pdf, 0)] == [first, second]
    for number in range(2, first):
        assert {page for page, _ in targets(pdf, number)} <= {first, second}
    assert [page for page, _ in targets(pdf, 1)][-2:] == [first, second]  # the commune at a glance, under the contents


def test_the_comparison_is_on_one_page(texts: list[str]) -> None:
    page = " ".join(texts[1].split())
    assert "La commune en un coup d’œil" in page
    assert "Chiffres publiés (périmètre 2015) qui distinguent" in page
    assert "Thèmes communs à tous les projets" in page
    assert not [n for n, text in enumerate(texts) if "Thèmes communs à tous les projets" in text and n != 1]


def test_pdf_ua_says_an_independent_checker(anzin: tuple[Path, str]) -> None:
    data = (anzin[0] / "dossiers/dossier-anzin-2026-12-10.pdf").read_bytes()
    verdict = checker.validate_pdf_bytes(data, profile="ua1")
    assert verdict.is_compliant, verdict.failures


# -- what the command refuses, and what it bears -----------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--commune", "Valencienes"], ["commune inconnue", "Valencienes", "Valenciennes", "Rien n'a été écrit"]),
        (["--commune", "Anzin", "--date", "2026-02-30"], ["--date", "« 2026-02-30 »", "AAAA-MM-JJ", "JJ/MM/AAAA"]),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    pipeline: Run, tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    result = pipeline("dossier", *arguments, "--sortie", tmp_path / "sortie")
    assert result.returncode == 2, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    assert [word for word in words if word not in result.stderr] == []
    assert not (tmp_path / "sortie").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        *(
            ["--commune", "Anzin", "--date", day]
            for day in ("", "demain", "12/31/2026", "2026-12", "10-12-2026", "1/1/26")
        ),
        ["--commune", "Anzin", "--date", "٢٠٢٦-12-10"],
        ["--date", "2026-12-10"],
    ],
    ids=" ".join,
)
def test_a_wrong_or_missing_option_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main(["dossier", *arguments])
    assert caught.value.code == 2
    said = capsys.readouterr().err
    assert ("n'est pas une date" in said) or ("il manque : --commune" in said)


@pytest.mark.parametrize("written", ["2026-12-01", "01/12/2026", "1/12/2026", " 2026-12-1 "])
def test_a_date_is_written_either_way(written: str) -> None:
    options = make_parser().parse_args(["dossier", "--commune", "Anzin", "--date", written])
    assert options.date == date(2026, 12, 1)


def test_a_hostile_commune_of_a_joined_project_and_the_same_bytes_twice(
    pipeline: Run, dossier: Path, edit: Any, tmp_path: Path
) -> None:
    """The project is that of two communes; one has a name that no file may have, and no date is given."""
    name = "../Vicq <b>#panic()</b>: œ*?"
    edit("quartiers.csv", "Onnaing | Vicq", f"Onnaing | {name}")
    edit("quartiers.csv", "59613 Vicq", f"59613 {name}")
    result = pipeline("dossier", "--commune", name, "--donnees", dossier, "--sortie", tmp_path / "a")
    assert result.returncode == 0, result.stdout + result.stderr
    [first] = [p for p in (tmp_path / "a").rglob("[!.]*") if p.is_file()]
    assert first.relative_to(tmp_path / "a").as_posix() == "dossiers/dossier-vicq-b-panic-b-oe.pdf"
    contrat = load_contrat(dossier)
    with Atelier() as atelier:
        atelier.publish(contrat)
        plan = plan_dossier(contrat, name, None)
        again = build_dossier(plan, tmp_path / "b", 1, lambda _: None, atelier)
    assert again.pdf is not None
    assert again.pdf.read_bytes() == first.read_bytes()
    reader = pypdf.PdfReader(first)
    assert "#panic()</b>" in read_texts(reader)[0]
    assert re.search(r"Comité Territorial\n", read_texts(reader)[0])
    assert "un seul projet" in " ".join(read_texts(reader)[1].split())
    assert reader.metadata.creation_date.date() == date(2026, 11, 23)


@pytest.mark.usefixtures("no_nursery")
def test_a_failure_is_named_and_the_exit_code_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(plan: DossierPlan, *_: Any) -> DossierResult:
        return DossierResult(None, (ReportResult(plan.rapports[0][2], 1.0, (), "ValueError : non"),))

    monkeypatch.setattr("quartiers.execution.dossier.build_dossier", failing)
    assert command.main(["dossier", "--commune", "Anzin", "--sortie", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "quartiers/anzin-verrerie : ÉCHEC ValueError : non" in said
    assert "le dossier n'a pas été écrit" in said
    assert "À ouvrir" not in said


@pytest.mark.usefixtures("no_nursery")
def test_the_index_lists_it_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "index.html").write_text(signature(".html"))

    def made(plan: DossierPlan, output: Path, *_: Any) -> DossierResult:
        pdf = output / f"{plan.ouverture.nom}.pdf"
        pdf.parent.mkdir()
        pdf.write_bytes(b"%PDF")
        return DossierResult(pdf, ())

    monkeypatch.setattr("quartiers.execution.dossier.build_dossier", made)
    assert command.main(["dossier", "--commune", "Anzin", "--sortie", str(tmp_path)]) == 0
    assert 'href="dossiers/dossier-anzin.pdf"' in (tmp_path / "index.html").read_text(encoding="utf-8")

"""``pipeline.py evaluer``, as the staff type it, and the mid-term file as they open it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quartiers.commande import programme as command
from quartiers.donnees import Contrat
from quartiers.execution.fichiers import find_evaluations
from quartiers.execution.index import describe_folder
from quartiers.execution.plan import plan_evaluation
from quartiers.marques import bears_mark

NAMES = [f"evaluations/evaluation-tilleuls.{suffix}" for suffix in ("html", "ipynb", "pdf")]


def plain(text: str) -> str:
    return " ".join(text.split())


def test_it_is_written_and_the_command_says_where(exemple: Any) -> None:
    assert all(bears_mark(exemple.folder / name) for name in NAMES)
    last = exemple.stdout.splitlines()[-1]
    assert last.startswith("Dossier d'évaluation écrit en ")
    assert last.endswith(f"À ouvrir : {exemple.folder / NAMES[0]}")


def test_page_and_pdf_say_the_same(exemple: Any) -> None:
    page, pdf = exemple.html(NAMES[0].removesuffix(".html")), exemple.pdf(NAMES[0].removesuffix(".html"))
    assert page.title.get_text() == pdf.metadata.title
    html, printed = plain(page.main.get_text(" ")), plain("".join(p.extract_text() for p in pdf.pages))
    for text in (html, printed):
        for told in ("49 000 €", "+19,7 points", "règle E7", "Priorité 2, proposition : aucune"):
            assert told in text
    assert page.find("h2").get_text().startswith("Ce à quoi on ne peut pas répondre")


def test_the_index_has_it_with_its_quartier(exemple: Any) -> None:
    index = exemple.html("index")
    links = {a["href"]: a.get_text(" ") for a in index.select("#quartier-tilleuls .liens a")}
    assert "Évaluation, HTML" in plain(links[NAMES[0]])
    assert "Évaluation, PDF" in plain(links[NAMES[2]])
    assert not [a for a in index.select(".documents .liens a") if a["href"] in NAMES]
    assert not [a for a in index.select("#quartier-grand-large .liens a") if "evaluations/" in a["href"]]


def test_that_of_a_commune_and_of_the_contract_are_documents(suivi: Contrat, tmp_path: Path) -> None:
    folder = tmp_path / "evaluations"
    folder.mkdir()
    for name in ("evaluation.pdf", "commune-valrive.html", "evaluation-tilleuls.html"):
        (folder / name).write_text("x")
    index = describe_folder(suivi, tmp_path)
    titles = [d.titre.replace("\u202f", " ") for d in index.documents if "valuation" in d.titre]
    assert titles == ["Évaluation de 2027 – tout le contrat", "Évaluation de 2027 – Valrive"]
    tilleuls, other = index.entrees
    assert [lien.libelle for lien in tilleuls.liens] == ["Évaluation, HTML"]
    assert tilleuls.note == "rapport du quartier à fabriquer"
    assert (other.liens, other.note) == ((), "")


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
    monkeypatch.setattr("quartiers.execution.noyaux.atelier.Atelier", NoAtelier)
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

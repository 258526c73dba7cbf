"""What is done and heard, hostile: what staff write of actions, residents, forums and votes is text in every output."""

import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
import openpyxl
import pytest
from hostile import WRITTEN, infest_followed, read_rows
from test_donnees_hostiles import (
    ACTING,
    DRAWING,
    actions,
    drawn_of,
    missing,
    pdf_text,
    plain,
    read_page,
    shape,
    soup_of,
)

from quartiers import NOTEBOOKS
from quartiers.donnees.tables import TABLES

BILAN, SYNTHESE, TILLEULS, LARGE = "bilans/bilan-2026", "synthese", "quartiers/tilleuls", "quartiers/grand-large"
DOSSIER = "dossiers/dossier-valrive-2026-12-10"
EVALUATION, GUIDE, HABITANTS = "evaluations/evaluation-tilleuls", "guides/guide-tilleuls", "guides/habitants-tilleuls"
SEARCH = "guides/guide"
NOTEBOOK_OF = {
    BILAN: "bilan",
    SYNTHESE: "synthese",
    TILLEULS: "quartier",
    LARGE: "quartier",
    EVALUATION: "evaluation",
    GUIDE: "guide",
    HABITANTS: "habitants",
}
# What is short has fewer elements: each is counted all the same.
LEAST = {GUIDE: 130, HABITANTS: 55}
PAGES = ("index", SEARCH, *NOTEBOOK_OF)
PDFS = (DOSSIER, *NOTEBOOK_OF)


@pytest.fixture(scope="module")
def tables(followed: Path) -> Path:
    return followed.parent / "tables"


def build(pipeline: Any, folder: Path, *, hostile: bool) -> Path:
    """Everything that is made of the invented contract so infested: the folder of the outputs."""
    tables, output = folder / "tables", folder / "sortie"
    infest_followed(tables, hostile=hostile)
    both = ("--donnees", tables, "--sortie", output)
    file = ("dossier", "--commune", "Valrive", "--date", "2026-12-10")
    if not hostile:  # the index links to what is there; nobody reads this one
        (output / DOSSIER).parent.mkdir(parents=True)
        (output / f"{DOSSIER}.pdf").touch()
    others = (("bilan", "--annee", "2026"), ("guide",), ("evaluer", "--quartier", "tilleuls"))
    for run in (*others, ("rapports",), *((file,) if hostile else ())):
        result = pipeline(*run, *both)
        assert (result.returncode, result.stderr) == (0, ""), result.stdout + result.stderr
        assert ACTING.findall(result.stdout) == []
    return output


@pytest.fixture(scope="module")
def followed(pipeline: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(pipeline, tmp_path_factory.mktemp("suivi"), hostile=True)


@pytest.fixture(scope="module")
def twin(pipeline: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same outputs from the same rows, with harmless texts in place of the hostile ones."""
    return build(pipeline, tmp_path_factory.mktemp("suivi-anodin"), hostile=False)


def texts(tables: Path, *columns: str) -> dict[str, list[str]]:
    """Every text of these columns (``table.column``); each name of a list."""
    found = {}
    for place in columns:
        table, column = place.split(".")
        found[place] = [part.strip() for row in read_rows(tables, table) for part in row[column].split(" | ")]
    return found


def of_quartier(tables: Path, quartier: str) -> dict[str, list[str]]:
    """Of the actions that are confirmed there: what its report must say."""
    own = {r["action"] for r in read_rows(tables, "actions_priorites") if quartier == r["quartier"]}
    own -= {r["action"] for r in read_rows(tables, "actions_priorites") if r["lien"] != "confirmé"}
    rows = [r for r in read_rows(tables, "actions") if r["action"] in own]
    money = [r for r in read_rows(tables, "financements") if r["action"] in own]
    decided = [r for r in read_rows(tables, "decisions") if r["quartier"] == quartier]
    return {
        **{c: [r[c] for r in rows] for c in ("intitule", "porteur", "pilote")},
        "financeur": [r["financeur"] for r in money],
        "objet": [r["objet"] for r in decided],
    }


# -- pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nom", PAGES)
def test_no_text_of_what_is_done_makes_an_element_or_leads_anywhere(followed: Path, twin: Path, nom: str) -> None:
    pages = [read_page(f, nom) for f in (followed, twin)]
    for page in pages:
        assert drawn_of(page) <= DRAWING
        for part in page.select("svg[role=img] *"):
            part.decompose()
    found, usual = (Counter(map(shape, page.find_all())) for page in pages)
    assert sum(usual.values()) > LEAST.get(nom, 250)
    if nom == HABITANTS:  # a sentence is a paragraph: a text with a point in it makes two
        found = Counter({own: number for own, number in found.items() if own not in (("p",), ("li",))})
    assert found - usual == Counter()

    def targets(folder: Path) -> set[str]:
        tags = soup_of(folder, nom).select(":not(svg[role=img] *)")
        values = (tag.get(a) for tag in tags for a in ("href", "src", "action", "srcset"))
        return {v for v in values if v and not v.startswith("data:image/svg+xml;base64,")}

    assert {t for t in targets(followed) ^ targets(twin) if not t.startswith("#")} == set()
    scripts = [[s.string for s in soup_of(f, nom).find_all("script")] for f in (followed, twin)]
    assert scripts[0] == scripts[1]


@pytest.mark.parametrize("nom", PAGES)
def test_nothing_turns_or_hides_the_text_of_such_a_page(followed: Path, nom: str) -> None:
    assert ACTING.findall((followed / f"{nom}.html").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("nom", [TILLEULS, LARGE])
def test_texts_of_what_is_done_are_whole_in_a_quartier_s_report(followed: Path, tables: Path, nom: str) -> None:
    said = of_quartier(tables, nom.removeprefix("quartiers/"))
    assert missing(said, soup_of(followed, nom).main.get_text()) == []
    assert missing(said, pdf_text(followed / f"{nom}.pdf"), plain) == []


def test_they_are_whole_in_the_report_of_the_year(followed: Path, tables: Path) -> None:
    places = ("actions.intitule", "actions.porteur", "financements.financeur", "resultats.indicateur_suivi")
    said = texts(tables, *places, "resultats.unite", "decisions.objet", "decisions.motif", "decisions.suite")
    assert missing(said, soup_of(followed, BILAN).main.get_text()) == []
    assert missing(said, pdf_text(followed / f"{BILAN}.pdf"), plain) == []


def test_they_are_whole_in_the_file_of_a_committee(followed: Path, tables: Path) -> None:
    own = [r for r in read_rows(tables, "decisions") if r["comite"] == "ct-valrive-2026"]
    said = {c: [r[c] for r in own] for c in ("objet", "suite", "responsable")} | of_quartier(tables, "tilleuls")
    assert missing(said, pdf_text(followed / f"{DOSSIER}.pdf"), plain) == []


def heard_in(tables: Path) -> dict[str, list[str]]:
    """What was heard and voted about the tilleuls, that somebody has read: what their report must say."""
    demarches = {r["demarche"] for r in read_rows(tables, "demarches") if r["quartiers"] == "tilleuls"}
    said = [r for r in read_rows(tables, "contributions") if r["demarche"] in demarches and r["relue"] == "oui"]
    spoken = [r for r in read_rows(tables, "paroles") if r["demarche"] in demarches and r["relue"] == "oui"]
    votes = [r for r in read_rows(tables, "validations") if r["quartiers"] == "tilleuls"]
    given = [r for r in read_rows(tables, "avis") if r["quartiers"] == "tilleuls"]
    return {
        "intitule": [r["intitule"] for r in read_rows(tables, "demarches") if r["demarche"] in demarches],
        "question": [r["question"] for r in read_rows(tables, "reponses")],
        "parole": [r["texte"] for r in spoken],
        **{f"contribution.{c}": [r[c] for r in said] for c in ("texte", "reponse")},
        **{f"vote.{c}": [r[c] for r in votes] for c in ("document", "version", "instance", "reference", "note")},
        **{f"avis.{c}": [r[c] for r in given] for c in ("instance", "texte", "reponse")},
    }


def test_what_was_heard_and_voted_is_whole_in_a_quartier_s_report_and_the_workbook(
    followed: Path, tables: Path
) -> None:
    said = heard_in(tables)
    assert missing(said, soup_of(followed, TILLEULS).main.get_text()) == []
    assert missing(said, pdf_text(followed / f"{TILLEULS}.pdf"), plain) == []


def test_nothing_that_nobody_has_read_is_anywhere(followed: Path, tables: Path) -> None:
    unread = [r["texte"] for t in ("paroles", "contributions") for r in read_rows(tables, t) if r["relue"] == "non"]
    assert len(unread) == 2
    everything = "\n".join(p.read_text(encoding="utf-8") for p in followed.rglob("*.html"))
    everything += "\n".join(pdf_text(p) for p in followed.rglob("*.pdf"))
    numbers = [text.rpartition(" ")[2] for text in unread]  # each text ends with a number of its own
    assert [n for n, text in zip(numbers, unread, strict=True) if f"{plain(text)}" in plain(everything)] == []


def test_easy_words_are_whole_on_the_page_of_residents(followed: Path, tables: Path) -> None:
    rows = read_rows(tables, "mots_faciles")
    said = {"mots": [r["texte"] for r in rows if r["priorite"].startswith("tilleuls")]}
    page, paper = soup_of(followed, HABITANTS).main.get_text(), pdf_text(followed / f"{HABITANTS}.pdf")
    assert [t for t in said["mots"] if plain(t) not in plain(page) or plain(t) not in plain(paper)] == []


def test_actions_are_whole_in_the_guide_its_search_and_the_evaluation(followed: Path, tables: Path) -> None:
    own = {r["action"] for r in read_rows(tables, "actions_priorites") if r["priorite"].startswith("tilleuls-")}
    going = [r for r in read_rows(tables, "actions") if r["action"] in own and r["etat"] in ("en cours", "à venir")]
    said = {"intitule": [r["intitule"] for r in going]}
    assert said["intitule"]
    for nom in (GUIDE, SEARCH, EVALUATION):
        page = plain(soup_of(followed, nom).main.get_text())
        assert [t for t in said["intitule"] if plain(t) not in page] == [], nom


def test_they_are_whole_in_the_index(followed: Path, tables: Path) -> None:
    said = texts(tables, "actions.intitule", "actions.porteur")
    assert missing(said, soup_of(followed, "index").main.get_text()) == []


# -- paper, workbook, notebooks ---------------------------------------------------------------------------


@pytest.mark.parametrize("nom", PDFS)
def test_such_a_pdf_runs_opens_and_reads_nothing(followed: Path, nom: str) -> None:
    path = followed / f"{nom}.pdf"
    assert actions(path) == Counter()
    assert "root:" not in pdf_text(path)
    assert ACTING.findall(pdf_text(path)) == []


def test_the_payload_that_reads_a_file_is_on_paper(followed: Path) -> None:
    """Else the test above would prove nothing."""
    assert [nom for nom in (TILLEULS, DOSSIER, BILAN) if "/etc/passwd" not in pdf_text(followed / f"{nom}.pdf")] == []


def test_the_workbook_has_every_text_of_what_is_done_and_no_formula(followed: Path, tables: Path) -> None:
    path = followed / "donnees.xlsx"
    cells = [
        c for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for c in row if c.value is not None
    ]
    assert {c.data_type for c in cells} <= {"s", "n", "d"}
    with zipfile.ZipFile(path) as archive:
        xml = {name: archive.read(name).decode() for name in archive.namelist()}
    assert not [name for name, text in xml.items() if ACTING.search(text)]
    assert not [name for name, text in xml.items() if "<f>" in text or "TargetMode" in text]
    places = [
        f"{t}.{column}" for t, columns in WRITTEN.items() if (tables / TABLES[t].chemin).exists() for column in columns
    ]
    # Which nothing prints, which somebody has to have read, or which the search and the page of residents alone have.
    beside = {"actions_priorites.note", "comites.note", "paroles.texte", "contributions.texte", "contributions.reponse"}
    only_pages = ("mots_faciles.", "synonymes.", "reponses.critere", "reponses.groupe")
    said = texts(tables, *(place for place in places if place not in beside and not place.startswith(only_pages)))
    said |= {place: found for place, found in heard_in(tables).items() if place.startswith(("parole", "contribution"))}
    assert missing(said, "\n".join(c.value for c in cells if c.data_type == "s")) == []


@pytest.mark.parametrize("nom", NOTEBOOK_OF)
def test_such_a_notebook_keeps_its_own_code(followed: Path, nom: str) -> None:
    executed = nbformat.read(followed / f"{nom}.ipynb", as_version=4)
    nbformat.validate(executed)
    own = nbformat.read(NOTEBOOKS / f"{NOTEBOOK_OF[nom]}.ipynb", as_version=4)
    kept = [c.source for c in executed.cells if "injected-parameters" not in c.metadata.get("tags", ())]
    assert kept == [c.source for c in own.cells]
    assert {o.output_type for c in executed.cells for o in c.get("outputs", ())} == {"execute_result"}

"""Data from anywhere, through the real command: what it holds is shown as text or refused, and runs nothing."""

import io
import re
import unicodedata
import zipfile
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
import openpyxl
import pypdf
import pytest
from bs4 import BeautifulSoup, Tag
from hostile import CITES, PAYLOADS, QUARTIER, free_columns, infest, read_rows, text_columns, write_rows
from test_pipeline import assert_user_error

from quartiers import NOTEBOOKS
from quartiers.analyse.regles_libelles import almost_same
from quartiers.commande import programme as command
from quartiers.donnees import DonneesInvalides, load_contrat
from quartiers.presentation.blocs import SYMBOLS
from quartiers.presentation.console.ecran import make_console

REPORT = f"quartiers/{QUARTIER}"
PAGES = ("index", "synthese", "comparer", REPORT)
PDFS = ("synthese", REPORT)

# What must not reach a reader: it acts on a terminal, turns the text around it, or hides.
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufeff\U000e0000-\U000e007f]"
)


@pytest.fixture(scope="module")
def tables(infested: Any) -> Path:
    """The infested tables, wherever the build found them."""
    [folder] = {p.parent.resolve() for p in infested.folder.parent.glob("*/contrat.toml")}
    return folder


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory, pipeline: Any) -> Path:
    """The same reports from the same rows, with harmless texts in place of the hostile ones."""
    folder = tmp_path_factory.mktemp("anodin")
    infest(folder / "tables", hostile=False, giants=QUARTIER)
    (folder / "sortie" / "quartiers").mkdir(parents=True)
    for nom in PDFS:  # the index links to what is there; nobody reads these
        (folder / "sortie" / f"{nom}.pdf").touch()
    chosen = ("--quartier", QUARTIER, "--formats", "html")
    result = pipeline(*chosen, "--donnees", folder / "tables", "--sortie", folder / "sortie")
    assert result.returncode == 0, result.stdout + result.stderr
    return folder / "sortie"


@pytest.fixture(scope="module")
def texts(tables: Path) -> dict[str, list[str]]:
    """What the quartier's own report must say, by column."""
    own = {"quartiers": "quartier", "constats": "quartier", "priorites": "quartier"}
    rows = {name: [r for r in read_rows(tables, name) if r[key] == QUARTIER] for name, key in own.items()}
    priorities = {r["priorite"] for r in rows["priorites"]}
    forms = [r["declinaison"] for r in read_rows(tables, "declinaisons") if r["priorite"] in priorities]
    return {
        "nom": [r["nom"] for r in rows["quartiers"]],
        "note": [r["note"] for r in rows["quartiers"]],
        "constat": [r["constat"] for r in rows["constats"]],
        "intitule": [r["intitule"] for r in rows["priorites"]],
        "declinaison": forms,
    }


def bare(text: str) -> str:
    """A text without what typography or a page may change: spaces, invisible characters, piled marks, apostrophes."""
    letters = unicodedata.normalize("NFD", text)
    kept = (c for c in letters if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn", "Mn"))
    return "".join(kept).replace("’", "'").replace("…", "...")


def plain(text: str) -> str:
    """Its ASCII characters: those that any font draws and any reader extracts."""
    return "".join(c for c in bare(text) if c.isascii())


def missing(texts: dict[str, list[str]], found: str, read: Any = bare) -> list[str]:
    page = read(found)
    assert sum(map(len, texts.values())) > 10, "next to nothing is looked for"
    return [f"{column}: {text[:90]!r}" for column, said in texts.items() for text in said if read(text) not in page]


def read_page(folder: Path, nom: str) -> BeautifulSoup:
    """A page, for a test that takes parts of it away."""
    return BeautifulSoup((folder / f"{nom}.html").read_bytes(), "html.parser", from_encoding="utf-8")


@cache
def soup_of(folder: Path, nom: str) -> BeautifulSoup:
    """A page, which nobody changes."""
    return read_page(folder, nom)


# What a chart is made of, and nothing else: its texts are on as many lines as they need.
DRAWING = {"path", "use", "text", "g", "defs", "clippath", "rect", "circle", "title"}


def drawn_of(page: BeautifulSoup) -> set[str]:
    """Names of the elements of a page's charts; none of them refers to anything but its own drawing."""
    for chart in page.select("svg[role=img]"):
        own = {f"#{tag['id']}" for tag in chart.select("[id]")}
        assert {tag["href"] for tag in chart.select("[href]")} <= own
        assert not {name for tag in chart.find_all() for name in tag.attrs if name.startswith("on")}
    return {tag.name.lower() for tag in page.select("svg[role=img] *")}


def shape(tag: Tag) -> tuple[str, ...]:
    return (tag.name, *sorted(tag.attrs))


def test_payloads_raise_no_doubt_about_their_spelling() -> None:
    words = {word for text in PAYLOADS for word in re.findall(r"\w{5,}", text)}
    alike = [pair for pair in combinations(sorted(words), 2) if almost_same(*pair)]
    assert [pair for pair in alike if pair[0].casefold() != pair[1].casefold()] == []


# -- pages ------------------------------------------------------------------------------------------------


def known_lists(page: Any) -> list[Any]:
    """The lists under « À savoir », of which a report tells as much as it has room for."""
    heads = page.find_all(lambda tag: tag.name == "h3" and tag.get_text(strip=True) == "À savoir")
    return [found for head in heads if (found := head.find_next_sibling("ul")) is not None]


def findings_lists(page: Any) -> list[Any]:
    """The findings that page 1 tells whole, of which there are as many as it has lines for."""
    heads = page.find_all(lambda tag: tag.name == "p" and tag.get_text().startswith("Le projet de quartier rapporte"))
    return [found for head in heads if (found := head.find_next_sibling("ul")) is not None]


def varying_parts(page: Any) -> list[Any]:
    """Parts of which there are more or fewer as texts are long, or say something: all made of the same elements.

    Charts are as many as a page of paper takes of their rows; what is to decide follows from the words of the texts.
    """
    boxes = page.select('aside[aria-label="À décider"]')
    return [*known_lists(page), *findings_lists(page), *page.select("figure.graphique"), *boxes]


@pytest.mark.parametrize("nom", PAGES)
def test_no_text_makes_an_element_or_an_attribute(infested: Any, harmless: Path, nom: str) -> None:
    """The harmless twin has the same rows: whatever it lacks was made by a text."""
    pages = [read_page(folder, nom) for folder in (infested.folder, harmless)]
    for page in pages:
        assert drawn_of(page) <= DRAWING
        for part in [*page.select(".voisins"), *page.select("svg[role=img] *")]:
            part.decompose()
    assert len(pages[1].find_all()) > 900
    varying = [[tag for part in varying_parts(page) for tag in (part, *part.find_all())] for page in pages]
    known, usual = (set(map(shape, tags)) for tags in varying)
    assert known <= usual
    for page in pages:
        signs = [sign for sign in page.select("span[aria-hidden]") if sign.get_text() in SYMBOLS.values()]
        for part in [*varying_parts(page), *signs]:  # a priority whose words say nothing is marked as unsupported
            part.decompose()
    found, usual = (Counter(map(shape, page.find_all())) for page in pages)
    assert sum(usual.values()) > 800, "nearly all of the page is counted"
    # A map leaves out a name that has no room, and words that say nothing link a finding to no priority.
    assert found - usual == Counter()
    assert {name for name, *_ in usual - found} <= {"text", "title", "a"}


@pytest.mark.parametrize("nom", PAGES)
def test_no_text_leads_anywhere(infested: Any, harmless: Path, nom: str) -> None:
    def targets(folder: Path) -> set[str]:
        # Where the formats asked for lead; what a drawing refers to is in it (drawn_of).
        tags = soup_of(folder, nom).select(":not(.voisins a, svg[role=img], svg[role=img] *)")
        values = (tag.get(a) for tag in tags for a in ("href", "src", "action", "srcset", "formaction", "style"))
        # Pictures, and widths that follow from the longest of the texts, are as they are.
        widths = r"(?<=width:)[\d.]+|(?<=--gauche:)\d+(?=fr)|(?<=--droite:)\d+(?=fr)"
        return {re.sub(rf"{widths}|(?<=^data:image/svg\+xml;base64,).*", "", v) for v in values if v}

    # Words that no more say what a finding is of link it to no priority.
    assert targets(infested.folder) <= targets(harmless)
    assert len(targets(infested.folder)) > 20
    scripts = [[script.string for script in soup_of(f, nom).find_all("script")] for f in (infested.folder, harmless)]
    assert scripts[0] == scripts[1]
    assert len(scripts[0]) == 1


def test_texts_are_whole_in_the_report(infested: Any, texts: dict[str, list[str]]) -> None:
    assert missing(texts, soup_of(infested.folder, REPORT).main.get_text()) == []


def test_texts_are_whole_in_the_index(infested: Any, tables: Path) -> None:
    """Every name, priority and finding of the contract is in the list that the search reads."""
    said = {
        "nom": [r["nom"] for r in read_rows(tables, "quartiers")],
        "intitule": [r["intitule"] for r in read_rows(tables, "priorites")],
        "constat": [r["constat"] for r in read_rows(tables, "constats")],
        "declinaison": [r["declinaison"] for r in read_rows(tables, "declinaisons")],
    }
    assert missing(said, soup_of(infested.folder, "index").main.get_text()) == []


@pytest.mark.parametrize("nom", PAGES)
def test_nothing_turns_or_hides_the_text_of_a_page(infested: Any, nom: str) -> None:
    """A mark of direction is dropped: it would reverse the words around it, up to the end of the line."""
    assert ACTING.findall((infested.folder / f"{nom}.html").read_text(encoding="utf-8")) == []


def test_links_of_the_index_open(infested: Any) -> None:
    links = {a["href"] for a in soup_of(infested.folder, "index").select(".liens a")}
    assert len(links) == 8  # three formats for the report and for the synthesis, the comparison, and the workbook
    assert [link for link in links if not (infested.folder / unquote(link)).is_file()] == []


# -- paper ------------------------------------------------------------------------------------------------


@cache
def pdf_text(path: Path) -> str:
    """Text of the pages; a long cell goes on over the foot of a page."""
    reader = pypdf.PdfReader(path)
    pages = [page.extract_text().splitlines() for page in reader.pages]
    return "\n".join(line for lines in pages for line in (lines[:-1] if "Page " in lines[-1] else lines))


@cache
def pdf_objects(path: Path) -> list[pypdf.generic.PdfObject]:
    """All the objects of a PDF, those that lie in compressed streams too."""
    reader = pypdf.PdfReader(path)
    return [reader.get_object(number) for number in range(1, reader.trailer["/Size"])]


def actions(path: Path) -> Counter[str]:
    """What a PDF may do by itself, or lead to out of it."""
    keys = ("/JS", "/JavaScript", "/Launch", "/AA", "/OpenAction", "/EmbeddedFile", "/URI")
    kinds = ("/JavaScript", "/Launch", "/GoToR", "/SubmitForm", "/URI")
    found: Counter[str] = Counter()
    for o in pdf_objects(path):
        if isinstance(o, pypdf.generic.DictionaryObject):
            found.update(key for key in keys if key in o)
            found.update(kind for kind in kinds if o.get("/S") == kind)
    return found


@pytest.mark.parametrize("nom", PDFS)
def test_a_pdf_runs_and_opens_nothing(infested: Any, nom: str) -> None:
    assert actions(infested.folder / f"{nom}.pdf") == Counter()


def test_texts_are_whole_on_paper(infested: Any, texts: dict[str, list[str]]) -> None:
    found = pdf_text(infested.folder / f"{REPORT}.pdf")
    short = {column: [t for t in said if len(t) < 1000] for column, said in texts.items()}
    assert missing(short, found, plain) == []


@pytest.mark.parametrize("nom", PDFS)
def test_no_file_was_read_and_nothing_was_computed(infested: Any, nom: str) -> None:
    text = pdf_text(infested.folder / f"{nom}.pdf")
    assert "/etc/passwd" in text, "the payload that reads a file is not in this report"
    assert "root:" not in text
    assert ACTING.findall(text) == []


@pytest.mark.usefixtures("infested")
def test_the_file_of_a_committee_holds_the_same_texts(
    tables: Path, texts: dict[str, list[str]], pipeline: Any, tmp_path: Path
) -> None:
    [commune] = {r["commune"] for r in read_rows(tables, "quartiers") if r["quartier"] == QUARTIER}
    result = pipeline("dossier", "--commune", commune, "--donnees", tables, "--sortie", tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
    [path] = [p for p in tmp_path.rglob("[!.]*") if p.is_file()]
    assert re.fullmatch(r"dossiers/dossier-[a-z0-9-]{1,60}\.pdf", path.relative_to(tmp_path).as_posix())
    assert actions(path) == Counter()
    found = pdf_text(path)
    # By the word: a text may go on over the foot of a page.
    words = {column: [w for t in texts[column] for w in t.split()] for column in ("nom", "intitule", "constat")}
    assert missing(words, found, plain) == []
    assert "root:" not in found


# -- workbook and notebooks -------------------------------------------------------------------------------


def test_no_cell_of_the_workbook_is_a_formula(infested: Any, tables: Path) -> None:
    path = infested.folder / "donnees.xlsx"
    cells = [
        c for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for c in row if c.value is not None
    ]
    assert {c.data_type for c in cells} <= {"s", "n", "d"}
    assert [c.hyperlink.target for c in cells if c.hyperlink and c.hyperlink.target] == []
    with zipfile.ZipFile(path) as archive:
        xml = {name: archive.read(name).decode() for name in archive.namelist()}
    assert not [name for name, text in xml.items() if re.search(r"<f[ >]|TargetMode|<ddeLink|externalLink", text)]
    assert not [name for name, text in xml.items() if ACTING.search(text)]
    said = {
        table: [r[column] for r in read_rows(tables, table)]
        for table, column in (("constats", "constat"), ("priorites", "intitule"), ("declinaisons", "declinaison"))
    }
    assert missing(said, "\n".join(c.value for c in cells if c.data_type == "s")) == []


@pytest.mark.parametrize("nom", PDFS)
def test_an_executed_notebook_keeps_its_own_code(infested: Any, nom: str) -> None:
    """Texts are in outputs only; no warning, which would name a file of the machine, is kept with them."""
    executed = nbformat.read(infested.folder / f"{nom}.ipynb", as_version=4)
    nbformat.validate(executed)
    own = nbformat.read(NOTEBOOKS / ("synthese.ipynb" if nom == "synthese" else "quartier.ipynb"), as_version=4)
    added = [c for c in executed.cells if "injected-parameters" in c.metadata.get("tags", ())]
    assert len(added) == (nom != "synthese")  # which has no parameter
    assert [c.source for c in executed.cells if c not in added] == [c.source for c in own.cells]
    kinds = {o.output_type for c in executed.cells for o in c.get("outputs", ())}
    assert kinds == {"execute_result"}


# -- terminal ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["lister"], ["verifier", "--tout"]], ids=" ".join)
def test_a_terminal_shows_the_texts_and_obeys_none(pipeline: Any, tables: Path, arguments: list[str]) -> None:
    result = pipeline(*arguments, "--donnees", tables, FORCE_COLOR="")
    assert (result.returncode, result.stderr) == (0, "")
    assert ACTING.findall(result.stdout) == []
    column = "nom" if arguments == ["lister"] else "nom_court"
    names = [r[column] for r in read_rows(tables, "quartiers")]
    said = bare(result.stdout)
    assert len([name for name in names if bare(name) in said]) >= (18 if column == "nom" else 12)


def test_the_build_says_nothing_that_a_terminal_obeys(infested: Any) -> None:
    assert ACTING.findall(infested.stdout) == []


def test_a_terminal_draws_no_picture_for_a_word_between_colons(capsys: pytest.CaptureFixture[str]) -> None:
    make_console().print("horaires :100: :warning:", markup=False)
    assert capsys.readouterr().out == "horaires :100: :warning:\n"


# -- folders ----------------------------------------------------------------------------------------------


def contents(path: Path) -> bytes:
    """All that a file holds, out of the archives and streams that compress it."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            return b"".join(map(archive.read, archive.namelist()))
    if path.suffix == ".pdf":
        objects, written = pdf_objects(path), io.BytesIO()
        for o in objects:
            o.write_to_stream(written)
        streams = [o.get_data() for o in objects if isinstance(o, pypdf.generic.StreamObject)]
        return b"".join([*streams, written.getvalue(), path.read_bytes()])
    return path.read_bytes()


def assert_no_folder_in(paths: list[Path]) -> None:
    assert paths
    for path in paths:
        assert b"cachette" not in contents(path), path.name


def test_no_output_names_a_folder_of_the_machine(infested: Any) -> None:
    assert_no_folder_in([p for p in infested.folder.rglob("*") if p.is_file() and p.suffix != ".ipynb"])


def test_no_executed_notebook_names_a_folder_of_the_machine(infested: Any, tables: Path) -> None:
    paths = list(infested.folder.rglob("*.ipynb"))
    assert_no_folder_in(paths)
    assert not [p.name for p in paths if tables.parent.name.encode() in p.read_bytes()]


# -- what is refused --------------------------------------------------------------------------------------


def test_every_column_of_text_is_free_or_refuses_what_it_should(dossier: Path) -> None:
    """A column added to the schemas is infested by these tests, or refuses a text that means nothing there."""
    closed = [place for place in text_columns() if place not in free_columns()]
    assert len(closed) > 40
    assert set(closed) >= CITES
    for table in {table for table, _ in closed}:
        rows = read_rows(dossier, table)
        for name, column in closed:
            if name == table:
                rows[0][column] = f"../<b>#panic() {table}.{column}"
        write_rows(dossier, table, rows)
    with pytest.raises(DonneesInvalides) as caught:
        load_contrat(dossier)
    told = {(Path(a.fichier).stem, a.colonne) for a in caught.value.anomalies}
    assert set(closed) - told == set()


@pytest.mark.usefixtures("no_nursery")
@pytest.mark.parametrize("identifier", ["../../echappee", "/tmp/echappee", "con", "a\u202eb.", "x" * 61])
def test_an_identifier_that_is_no_file_name_stops_everything(
    dossier: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], identifier: str
) -> None:
    rows = read_rows(dossier, "quartiers")
    rows[0]["quartier"] = identifier
    write_rows(dossier, "quartiers", rows)
    before = sorted(tmp_path.rglob("*"))
    assert command.main(["--donnees", str(dossier), "--sortie", str(tmp_path / "sortie")]) == 2
    said = capsys.readouterr()
    assert "quartiers.csv, ligne 2, colonne « quartier »" in said.err
    assert "un identifiant : lettres minuscules sans accent" in said.err
    assert "Rien n'a été écrit" in said.err
    assert sorted(tmp_path.rglob("*")) == before


NASTY = {
    "markup": "[bold]x[/] [/red] [link=https://exemple.invalid] \"'`«»$(id)",
    "path": "../../../etc/passwd",
    "lines": "un\ndeux\r\ntrois \x1b[31mrouge\u202e \udcff\udcfe",
    "long": "x" * 5000,
}
PLACES: dict[str, list[str]] = {
    "--quartier": ["rapports", "--quartier"],
    "--commune": ["rapports", "--commune"],
    "dossier --commune": ["dossier", "--commune"],
    "--date": ["dossier", "--commune", "Anzin", "--date"],
    "--annee": ["bilan", "--annee"],
    "--donnees": ["lister", "--donnees"],
    "insee": ["importer", "insee"],
    "perimetres": ["importer", "perimetres"],
}


@pytest.mark.usefixtures("no_nursery")
@pytest.mark.parametrize("value", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize("arguments", PLACES.values(), ids=PLACES)
def test_a_hostile_option_gets_a_message(
    arguments: list[str], value: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        code = command.main([*arguments, value])
    except SystemExit as refused:  # argparse's own way
        code = refused.code
    said = capsys.readouterr()
    assert code == 2, said.out + said.err
    assert said.err.strip()
    assert "Traceback" not in said.err
    assert list(tmp_path.iterdir()) == []
    if arguments[-1] not in ("--date", "--annee"):  # argparse repeats what was typed by the one who reads it
        assert ACTING.findall(said.err) == []


def test_an_output_folder_that_cannot_be_is_said(pipeline: Any, tmp_path: Path) -> None:
    assert_user_error(pipeline("--sortie", tmp_path / ("x" * 5000)), "Impossible d'écrire dans le dossier de sortie")

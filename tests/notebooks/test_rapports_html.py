"""The built pages, as a browser and a screen reader meet them."""

import re
from collections import defaultdict
from copy import copy
from itertools import pairwise
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag
from lignes import read_rows

from quartiers import DEFAULT_DATA, NOTEBOOKS

PEPINIERE, CENTRE, BRIQUETTE = (
    f"quartiers/{name}" for name in ("saint-saulve-pepiniere", "bruay-centre", "marly-briquette")
)
ALLOWED_SCHEMES = ("data:", "#")


@pytest.fixture(scope="session", params=[PEPINIERE, CENTRE, BRIQUETTE, "synthese", "index"])
def chemin(request: pytest.FixtureRequest) -> str:
    """Each page of the output folder in turn, the index too."""
    assert isinstance(request.param, str)
    return request.param


@pytest.fixture(scope="session")
def page(chemin: str, built: Any) -> BeautifulSoup:
    return built.html(chemin)


@pytest.fixture(scope="session")
def report(nom: str, built: Any) -> BeautifulSoup:
    return built.html(nom)


def headings(soup: BeautifulSoup) -> list[Tag]:
    return list(soup.find_all(re.compile(r"^h[1-6]$")))


def normal(text: str) -> str:
    """Text with plain spaces: which kind of space is typography, not content."""
    return re.sub(r"\s+", " ", text).strip()


# -- structure ------------------------------------------------------------------------------------------


def test_page_is_french_and_named(page: BeautifulSoup) -> None:
    assert page.html["lang"] == "fr"
    assert page.title.get_text(strip=True)
    assert page.find("meta", attrs={"charset": "utf-8"})


def test_page_has_one_main_title_and_skips_no_level(page: BeautifulSoup) -> None:
    levels = [int(h.name[1]) for h in headings(page)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(h.get_text(strip=True) for h in headings(page))


@pytest.mark.parametrize(
    ("nom", "title"),
    [
        (PEPINIERE, "La Pépinière – De Gaulle"),
        (CENTRE, "Centre-ville – Bruay-sur-l’Escaut"),
        (BRIQUETTE, "La Briquette – Marly"),
        ("synthese", "Synthèse intercommunale"),
    ],
)
def test_titles_name_the_report(built: Any, nom: str, title: str) -> None:
    """A browser's tab and a screen reader's first words: which report is it?"""
    soup = built.html(nom)
    assert soup.h1.get_text().startswith(title)
    assert soup.title.get_text().startswith(title)


def test_ids_are_unique(page: BeautifulSoup) -> None:
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_links_inside_the_page_lead_somewhere(page: BeautifulSoup) -> None:
    targets = [a["href"].removeprefix("#") for a in page.find_all("a", href=re.compile("^#"))]
    assert "contenu" in targets, "no link to skip to the content"
    assert {*targets} - {tag["id"] for tag in page.find_all(id=True)} == set()
    assert page.find(id="contenu").name == "main"


def test_contents_list_the_sections(report: BeautifulSoup) -> None:
    listed = [a.get_text() for a in report.select(".sommaire a")]
    assert listed == [h.get_text() for h in report.main.find_all("h2")]
    assert len(listed) >= 5


def test_a_report_leads_to_the_index_the_synthesis_its_pdf_and_the_workbook(
    nom: str, report: BeautifulSoup, built: Any
) -> None:
    """A page that is no dead end: who was sent to it finds the others."""
    folder = (built.folder / f"{nom}.html").parent
    found = [(folder / a["href"].partition("#")[0]).resolve() for a in report.select(".voisins a")]
    synthese = [] if nom == "synthese" else ["synthese.html"]
    names = ("index.html", *synthese, f"{nom}.pdf", "donnees.xlsx", "comparer.html")
    assert found == [(built.folder / name).resolve() for name in names], "of a commune, no other report is built there"
    assert all(path.is_file() for path in found)


# -- nothing from elsewhere -----------------------------------------------------------------------------


def test_page_asks_nothing_of_anywhere(page: BeautifulSoup, chemin: str) -> None:
    """Read offline, from a network drive or in an e-mail, it must be whole, and tell nobody that it is read."""
    assert not page.find_all(["iframe", "object", "embed", "base"])
    assert not page.find_all("script", src=True) and not page.find_all("form", action=True)
    assert len(page.find_all("script")) == 1  # its own, in the page
    assert len(page.find_all("form")) == (chemin == "index")
    references = [
        tag[name]
        for tag in page.find_all()
        for name in ("src", "srcset", "href", "poster", "action", "data", "background")
        if tag.has_attr(name)
    ]
    if chemin == "index":
        references = [
            r for r in references if not r.startswith(("quartiers/", "synthese.", "comparer.html", "donnees.xlsx"))
        ]
    neighbours = {a["href"] for a in page.select(".voisins a")}
    references = [r for r in references if r not in neighbours]
    assert [r[:80] for r in references if not r.startswith(ALLOWED_SCHEMES)] == []
    styles = [tag.get_text() for tag in page.find_all("style")] + [tag["style"] for tag in page.find_all(style=True)]
    addresses = [u for style in styles for u in re.findall(r"url\(\s*['\"]?([^)'\"]{0,40})", style)]
    assert addresses, "the typeface is not embedded"
    assert [u for u in addresses if not u.startswith("data:")] == []
    assert not any("@import" in style for style in styles)


def test_embedded_charts_ask_nothing_either(report: BeautifulSoup) -> None:
    charts = report.select("svg[role=img]")
    assert charts
    for chart in charts:
        svg = str(chart)
        links = re.findall(r'(?:href|src)="([^"#][^"]*)"', svg) + re.findall(r"url\(([^#)][^)]*)\)", svg)
        assert links == []
        assert "<script" not in svg


def test_page_weighs_less_than_700_kb(nom: str, built: Any) -> None:
    """Reports are sent by e-mail and opened on a telephone."""
    assert (built.folder / f"{nom}.html").stat().st_size < 700_000


# -- accessibility --------------------------------------------------------------------------------------


def test_every_image_says_what_it_shows(report: BeautifulSoup) -> None:
    images = report.select("svg[role=img]")
    assert images
    for image in images:
        assert len(image["aria-label"]) > 30
        assert image["aria-label"] != "Graphique sans description"


def test_every_table_has_a_caption_and_headers(report: BeautifulSoup) -> None:
    tables = report.find_all("table")
    assert tables
    captions = [table.caption.get_text(strip=True) for table in tables]
    assert all(captions)
    assert len(set(captions)) == len(captions), "two tables with the same caption"
    for table in tables:
        groups, columns = table.thead.select("th[scope=colgroup]"), table.thead.select("th[scope=col]")
        assert len(groups) + len(columns) == len(table.thead.find_all("th"))
        assert not groups or sum(int(g["colspan"]) for g in groups) == len(columns) - 1
        assert not table.thead.find_all("td")
        for row in table.select("tbody tr"):
            first, *others = row.find_all(["th", "td"], recursive=False)
            if first.get("scope") == "rowgroup":
                assert (first["colspan"], others) == (str(len(table.thead.find_all("th"))), [])
                continue
            assert (first.name, first.get("scope")) == ("th", "row")
            assert len(others) + 1 == len(columns)


def test_what_can_be_focused_has_a_name(report: BeautifulSoup) -> None:
    """A region that scrolls is reached by keyboard: it must say what it is."""
    focusable = report.find_all(tabindex=True)
    assert focusable
    for region in focusable:
        assert (region["tabindex"], region["role"]) == ("0", "region")
        assert region["aria-label"].strip()


def test_readings_have_a_word_beside_their_symbol(report: BeautifulSoup) -> None:
    """Neither a colour nor a triangle is read aloud."""
    for signal in report.select(".signal"):
        [symbol] = signal.find_all(attrs={"aria-hidden": "true"})
        assert re.search(r"[a-zé]{3}", signal.get_text().replace(symbol.get_text(), ""))


# -- contents -------------------------------------------------------------------------------------------


def test_code_is_hidden(report: BeautifulSoup, nom: str) -> None:
    text = report.get_text()
    notebook = "synthese" if nom == "synthese" else "quartier"
    cells = nbformat.read(NOTEBOOKS / f"{notebook}.ipynb", as_version=4).cells
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    assert [source for source in sources if source in text] == []
    assert not re.search(r"\b(rapport|synthese)\.\w+\(|import |Traceback|<quartiers\.", text)
    assert not report.select('[class*="input"], [class*="prompt"], [class*="jp-"]')
    assert not report.find_all("pre")


def test_no_value_of_the_machine_shows(report: BeautifulSoup) -> None:
    text = re.sub(r"Licence\s+Ouverte\s+2\.0", "", report.get_text())  # a name, not a number
    assert not re.search(r"\b(nan|None|NaT|NaN|inf|True|False|Ellipsis)\b", text)
    assert not re.search(r"\{\w*\}|\[\]|\d\.\d", text), "a template's field, an empty list or a decimal point"


def cells_of(soup: BeautifulSoup, row: str) -> list[str]:
    """Value, references, trend and reading of the only row of the table of figures that begins so."""
    [found] = [copy(r) for r in figure_rows(soup) if normal(r.th.get_text(" ")).startswith(row)]
    for call in found.select("sup.renvoi"):
        call.extract()
    return [normal(cell.get_text(" ")) for cell in found.find_all("td")]


def figure_rows(soup: BeautifulSoup) -> list[Tag]:
    """Rows of the table of figures, without those that name a theme."""
    tables = [
        t
        for t in soup.find_all("table")
        if "Chiffres publiés (périmètre 2015) et chiffres énoncés" in t.caption.get_text()
    ]
    return [r for t in tables for r in t.select("tbody tr:not(.groupe)")]


@pytest.mark.parametrize(
    ("nom", "row", "value"),
    [
        # Read in data/diagnostic.csv and in INSEE's files (IPRO_2022, DEMO_2022, REVN_2022), one by one.
        (PEPINIERE, "Part des familles monoparentales", "24,7 % 2021, énoncé"),
        (
            PEPINIERE,  # the document gives it of the inhabitants, INSEE of the households
            "Part des personnes seules",
            "50,3 % diffusion 2022 ! énoncé : 50,3 % (2019), rapporté à : population du quartier",
        ),
        (PEPINIERE, "Taux d’emploi des 15-64 ans", "42,4 % diffusion 2022 l’énoncé concorde"),
        (PEPINIERE, "Part des plus de 60 ans", "non diffusé diffusion 2022"),
        (
            PEPINIERE,
            "Premier quartile du revenu mensuel (un quart des habitants a moins)",
            "827 € 2018 ! énoncé : 895 € (année non précisée)",
        ),
        (
            PEPINIERE,
            "Part des jeunes ni en emploi ni en formation",
            "environ 50 % année non précisée, énoncé",
        ),
        (BRIQUETTE, "Part des familles monoparentales", "20,5 % 2021, énoncé"),
        (
            BRIQUETTE,
            "Taux d’emploi des 15-64 ans",
            "45 % diffusion 2022, QPV entier énoncé : 44,9 %, concorde à 0,1 point près",
        ),
    ],
)
def test_known_figures_are_shown(built: Any, nom: str, row: str, value: str) -> None:
    assert cells_of(built.html(nom), row)[0] == value


@pytest.mark.parametrize(
    ("row", "references", "change", "reading"),
    [
        # 59,0 against the 52,5 of the median QPV (the 15 QPV have 52,6, weighted by POP_MUN); 58,7 in 2010.
        (
            "Part des femmes dans la population",
            ["52,5 %", "52,6 %", "1er / 15"],
            "● non concluante +0,3 point 2010 – diffusion 2022",
            "● au-dessus +6,5 points",
        ),
        # 8,6 % against 16 %, both stated; the fall that the document states is of persons, not of their share.
        (
            "Part des 15-24 ans dans la population",
            ["—", "16 % quartiers du Nord, énoncé", "—"],
            "—",
            "● au-dessous −7,4 points selon le document, face à : quartiers du Nord",
        ),
        # From 52,4 % in 2010; of 837 people, the gap is not beyond what chance may do, and the change jumps.
        (
            "Taux d’emploi des 15-64 ans",
            ["44,6 %", "—", "10e / 15"],
            "! saut entre deux diffusions 36,1 % puis 41,1 % (diffusions 2020 et 2021) ; −10 points depuis 2010",
            "● non concluant −2,2 points marge ± 10,1",
        ),
    ],
)
def test_known_comparisons_are_shown(built: Any, row: str, references: list[str], change: str, reading: str) -> None:
    """The gap is the value minus the reference; what is not known is a dash, not a zero."""
    assert cells_of(built.html(PEPINIERE), row)[1:] == [*references, change, reading]


def rows_of(table: str) -> list[dict[str, str]]:
    return read_rows(next(DEFAULT_DATA.rglob(f"{table}.csv")))


@pytest.mark.parametrize(("nom", "code"), [(PEPINIERE, "QP059029"), (BRIQUETTE, "QP059031")])
def test_every_figure_of_the_data_is_in_the_report(built: Any, nom: str, code: str) -> None:
    """The report is counted against the files, read here by other means than the program's own."""
    indicators = {r["indicateur"]: r for r in rows_of("indicateurs")}
    recent = {r["indicateur"] for r in rows_of("mesures") if r["territoire"] == code and int(r["edition"]) >= 2017}
    published = {i for i in recent if indicators[i]["unite"] != "nombre"}
    stated = [r for r in rows_of("diagnostic") if r["quartier"] == nom.removeprefix("quartiers/")]
    expected = {indicators[i]["libelle"].replace("'", "’") for i in published | {r["indicateur"] for r in stated}}
    texts = [normal(r.get_text(" ")) for r in figure_rows(built.html(nom))]
    assert len(texts) == len(expected)
    assert {label for label in expected if not any(text.startswith(label) for text in texts)} == set()
    for r in stated:
        label = indicators[r["indicateur"]]["libelle"].replace("'", "’")
        [own] = [text for text in texts if text.startswith(label + " ")]
        assert not r["valeur"] or f"{r['valeur']} " in own or "l’énoncé concorde" in own


def test_a_quartier_without_figures_says_so(built: Any) -> None:
    """Not an empty table, nor a zero: a sentence, and the findings."""
    soup = built.html(CENTRE)
    text = normal(soup.main.get_text(" "))
    assert "Ce rapport ne reprend aucun chiffre publié pour ce QPV, entré dans la géographie en 2024" in text
    assert not soup.select(".chiffres-cles, .renvoi, ol.notes")
    captions = [t.caption.get_text() for t in soup.find_all("table")]
    assert not any("chiffres" in caption.lower() for caption in captions)
    assert "Constats de terrain, par thème" in captions


# -- notes and reliability ------------------------------------------------------------------------------


def test_every_call_to_a_note_leads_to_it_and_every_note_is_called(report: BeautifulSoup) -> None:
    calls = {a["href"].removeprefix("#") for a in report.select("sup.renvoi a")}
    notes = {li["id"]: li for li in report.select("ol.notes li")}
    assert calls - notes.keys() == set()
    assert notes.keys() - calls == set(), "a note that nothing calls"
    for number, (identifier, note) in enumerate(notes.items(), start=1):
        assert (identifier, note["value"]) == (f"note-{number}", str(number))
    for call in report.select("sup.renvoi a"):
        note = notes[call["href"].removeprefix("#")]
        name = note.strong.get_text().removesuffix(".")
        assert call["aria-label"] == f"note {note['value']}\u202f: {name}"
        assert call.get_text() == f"[{note['value']}]"


def test_every_note_leads_back_to_each_of_its_calls_by_the_name_of_its_section(report: BeautifulSoup) -> None:
    calls_of = defaultdict(list)
    for call in report.select("sup.renvoi a"):
        calls_of[call["href"].removeprefix("#")].append(call)
    for note in report.select("ol.notes li"):
        calls = calls_of[note["id"]]
        back = note.select(".retours a")
        assert [a["href"].removeprefix("#") for a in back] == [call["id"] for call in calls]
        for link, call in zip(back, calls, strict=True):
            heading = call.find_previous("h2")
            section = heading.get_text() if heading else "En tête du document"
            assert link["aria-label"].startswith(f"Retour au texte, note {note['value']}\u202f: {section}")
        assert len({a["aria-label"] for a in back}) == len(back), "two links of one name that lead to two places"


def test_no_figure_is_copied_with_the_number_of_its_note(report: BeautifulSoup) -> None:
    """In the text that a browser copies, a call has brackets and follows a space that does not break."""
    for call in report.select("sup.renvoi"):
        assert str(call.previous_sibling).endswith("\u202f")
        assert re.fullmatch(r"\[\d+\]", call.get_text())
        before = normal(str(call.previous_sibling)) or normal(call.find_previous(string=True) or "")
        assert not re.search(r"[\d%€]$", before), "a note hangs on what a figure is, not on its value"
    assert not report.select(".valeur .renvoi, td.nombre .renvoi")


@pytest.mark.parametrize("nom", [PEPINIERE, BRIQUETTE])
def test_every_published_figure_leads_to_its_edition(built: Any, nom: str) -> None:
    """Theme and edition, or the document's line: no figure of the tables is without a source."""
    soup = built.html(nom)
    notes = {li["id"]: normal(li.get_text(" ")) for li in soup.select("ol.notes li")}
    rows = figure_rows(soup)
    assert any("est le thème" in p.get_text() and "de l’Insee" in normal(p.get_text()) for p in soup.find_all("p"))
    assert len(rows) > 20
    for row in rows:
        cell = row.td
        [call] = row.th.select("sup.renvoi a")
        note = notes[call["href"].removeprefix("#")]
        listed = re.findall(r"\b(?:DEMO|IPRO|REVN) (\d{4})\b", note)
        assert listed or "Producteur selon le document" in note
        if edition := re.search(r"diffusion (\d{4})", normal(cell.get_text(" "))):
            assert edition[1] in listed
        if "énoncé" in cell.get_text() and "concorde" not in cell.get_text():
            assert re.search(r"Énoncé l\. \d+", note)


@pytest.mark.parametrize("nom", [PEPINIERE, BRIQUETTE, "synthese"])
def test_reliability_has_its_section(built: Any, nom: str) -> None:
    soup = built.html(nom)
    [heading] = [h for h in soup.find_all("h2") if h.get_text() == "Fiabilité des chiffres"]
    assert re.match(r"Sur \d+ chiffres énoncés", normal(heading.find_next("p").get_text()))
    table = heading.find_next("table")
    assert re.search(r"R\d+", table.get_text())


def test_a_shared_qpv_is_said_before_the_figures(built: Any) -> None:
    soup = built.html(BRIQUETTE)
    note = soup.find("aside")
    assert "l’ensemble du quartier intercommunal Faubourg de Cambrai – La Briquette" in normal(note.get_text(" "))
    assert note.find_next("h2").get_text() == "L’essentiel"


def test_the_synthesis_covers_every_quartier_of_the_contract(built: Any) -> None:
    short_names = [r["nom_court"].replace("'", "’") for r in read_rows(DEFAULT_DATA / "quartiers.csv")]
    matrix = built.html("synthese").find("table", class_="matrice")
    rows = [normal(r.th.get_text()) for r in matrix.select("tbody tr")]
    assert rows[:-1] == short_names
    assert len(short_names) == 18


# -- index ----------------------------------------------------------------------------------------------


def test_index_lists_every_quartier_built_or_not(built: Any) -> None:
    entries = built.html("index").select(".entree")
    assert len(entries) == 18
    linked = {e.h3.get_text() for e in entries if e.find("a")}
    assert linked == {"La Pépinière – De Gaulle", "Centre-ville – Bruay-sur-l’Escaut", "La Briquette – Marly"}
    for entry in entries:
        assert ("non généré" in entry.get_text()) == (entry.find("a") is None)


def test_index_links_to_files_that_exist(built: Any) -> None:
    links = [a["href"] for a in built.html("index").main.find_all("a") if not a["href"].startswith("#")]
    # Three quartiers and the synthesis, as page, PDF and notebook; the comparison and the workbook.
    assert len(links) == 4 * 3 + 2
    assert [link for link in links if not (built.folder / link).is_file()] == []


def test_folder_holds_the_reports_and_nothing_else(built: Any) -> None:
    files = {p.relative_to(built.folder).as_posix() for p in built.folder.rglob("[!.]*") if p.is_file()}
    reports = {
        f"{nom}{suffix}" for nom in (PEPINIERE, CENTRE, BRIQUETTE, "synthese") for suffix in (".html", ".pdf", ".ipynb")
    }
    assert files == reports | {"index.html", "comparer.html", "donnees.xlsx"}

"""Tables sorted by their headers, with the keyboard alone. Orders are worked out from what the cells say."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from quartiers.export import ReportHTMLExporter
from quartiers.presentation.blocs import Discret, Entete, Fort, Renvoi, Signal, Tableau
from quartiers.presentation.matrice import Matrice, Rangee

COMPARABLE = Signal("neutre", "comparable")
ROWS = (
    (("Alpha", Renvoi(1)), (Fort("1 234,5 €"), Discret(" 2018")), "12 mars 2026", COMPARABLE, "Éclair"),
    ("Bravo", "non diffusé", "1er février 2026", Signal("fragile", "plus fragile"), "abri"),
    ("Charlie", "−3,2 €", "3 avril 2025", Signal("favorable", "moins fragile"), "zone"),
    ("Delta", "987 €", "—", Signal("fragile", "plus fragile"), "école"),
    ("Écho", "non renseigné", "28 mars 2026", (Signal("neutre", "trop imprécis"), " +4 points"), "Bois"),
    ("Total", "2 218,3 €", "", "", ""),
)  # fmt: skip


@pytest.fixture(scope="module")
def written(shown_page: Any) -> Path:
    heads = ("Nom", "Valeur", "Jour", "Lecture", "Mot")
    table = Tableau("Essai", heads, ROWS, (1,) * 5, numeriques=(1,), groupes=((0, "Un"), (3, "Deux")))
    matrix = Matrice(
        "Matrice",
        "Lieu",
        (("Pauvreté", Renvoi(2)), "Emploi"),
        (
            Rangee("A", ("44,5", "10")),
            Rangee("B", ("9,1", "non diffusé")),
            Rangee("C", ("120", "2")),
            Rangee("QPV du contrat", ("50", "5"), debut=True),
        ),
    )
    return shown_page(table, matrix)


@pytest.fixture(scope="module")
def shown_page(tmp_path_factory: pytest.TempPathFactory) -> Any:
    import nbformat

    def write(*blocks: Any) -> Path:
        nb = nbformat.v4.new_notebook()
        for block in (Entete("T", "S", "S", "T", "D", "2026-01-02", "P"), *blocks):
            data, metadata = block._repr_mimebundle_()
            cell = nbformat.v4.new_code_cell("x")
            cell.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=1, metadata=metadata)]
            nb.cells.append(cell)
        path = tmp_path_factory.mktemp("tableaux") / "page.html"
        path.write_text(ReportHTMLExporter().from_notebook_node(nb)[0], encoding="utf-8")
        return path

    return write


@pytest.fixture
def table(open_page: Any, written: Path) -> Locator:
    return open_page(written).locator("table:not(.matrice)")


def names(table: Locator) -> list[str]:
    """The first word of each row's header, those of themes left out."""
    heads = table.locator("tbody tr:not(.groupe) > th").all()
    return [re.split(r"\s|\[|Un$|Deux$", head.text_content() or "")[0] for head in heads]


def press(table: Locator, column: str) -> Locator:
    head = table.get_by_role("columnheader", name=re.compile(column))
    head.get_by_role("button").press("Enter")
    return head


@pytest.mark.parametrize(
    ("column", "ascending", "descending"),
    [
        ("Valeur", "Charlie Delta Alpha Bravo Écho Total", "Alpha Delta Charlie Bravo Écho Total"),
        ("Jour", "Charlie Bravo Alpha Écho Delta Total", "Écho Alpha Bravo Charlie Delta Total"),
        ("Lecture", "Bravo Delta Alpha Écho Charlie Total", "Charlie Écho Alpha Bravo Delta Total"),
        ("Mot", "Bravo Écho Alpha Delta Charlie Total", "Charlie Delta Alpha Écho Bravo Total"),
        ("Nom", "Alpha Bravo Charlie Delta Écho Total", "Écho Delta Charlie Bravo Alpha Total"),
    ],
)
def test_a_column_goes_up_then_down_then_back(table: Locator, column: str, ascending: str, descending: str) -> None:
    """What is not known comes last both ways, and what sums up stays under."""
    before = table.locator("tbody").all_inner_texts()
    head = press(table, column)
    assert (names(table), head.get_attribute("aria-sort")) == (ascending.split(), "ascending")
    press(table, column)
    assert (names(table), head.get_attribute("aria-sort")) == (descending.split(), "descending")
    press(table, column)
    assert (table.locator("tbody").all_inner_texts(), head.get_attribute("aria-sort")) == (before, None)
    expect(head.get_by_role("button")).to_be_focused()


def test_one_column_at_once_says_that_it_sorts(table: Locator) -> None:
    press(table, "Valeur")
    press(table, "Jour")
    assert table.locator("[aria-sort]").count() == 1


def test_a_sorted_row_still_says_its_theme(table: Locator) -> None:
    press(table, "Valeur")
    assert table.locator("tr.groupe").count() == 0
    themes = {name: row.locator(".theme").text_content() for name, row in zip(
        names(table), table.locator("tbody tr").all(), strict=True
    )}  # fmt: skip
    assert themes == {"Charlie": "Un", "Delta": "Deux", "Alpha": "Un", "Bravo": "Un", "Écho": "Deux", "Total": "Deux"}


def test_a_matrix_sorts_and_its_notes_stay_links(open_page: Any, written: Path) -> None:
    matrix = open_page(written).locator("table.matrice")
    press(matrix, "Pauvreté")
    assert [h.text_content() for h in matrix.locator("tbody th").all()] == ["B", "A", "C", "QPV du contrat"]
    press(matrix, "Emploi")
    assert [h.text_content() for h in matrix.locator("tbody th").all()] == ["C", "A", "B", "QPV du contrat"]
    assert matrix.locator("thead a").count() == 1
    assert matrix.locator("button a").count() == 0


def test_a_turned_header_is_one_word_after_the_other(open_page: Any, shown_page: Any) -> None:
    """« Demandeurs d’emploi » is no wider turned than written: an apostrophe parts nothing."""
    labels = ("Demandeurs d’emploi", "Revenus d’activité (%, 2018)", "Part de l’AAH – « jeunes »")
    page = open_page(shown_page(Matrice("M", "Lieu", labels, (Rangee("A", ("1", "2", "3")),))))
    gaps: list[float] = page.evaluate(
        """() => [...document.querySelectorAll('.tourne')].map(span => {
            const flat = span.cloneNode(true);
            flat.style.cssText = 'writing-mode:horizontal-tb;transform:none;max-height:none;white-space:nowrap';
            span.style.maxHeight = 'none';
            const turned = span.getBoundingClientRect().height;
            span.replaceWith(flat);
            return turned - flat.getBoundingClientRect().width;
        })"""
    )
    assert len(gaps) == 3
    assert all(abs(gap) < 1.5 for gap in gaps)


def test_without_scripts_headers_are_texts(open_page: Any, written: Path) -> None:
    page: Page = open_page(written, java_script_enabled=False)
    assert page.locator("button").count() == 0
    assert page.get_by_role("columnheader", name="Valeur").count() == 1


def test_the_first_column_stays_while_the_others_scroll(open_page: Any, rapport: Path) -> None:
    page: Page = open_page(rapport, width=390, height=844)
    frame = page.locator(".defilant:has(> table .groupe)").filter(has_text="Rang dans").first
    frame.evaluate("node => { node.scrollLeft = 200 }")
    head, cell = frame.locator("tbody tr:not(.groupe)").first.locator("th, td").all()[:2]
    assert (head.bounding_box() or {})["x"] == pytest.approx((frame.bounding_box() or {})["x"], abs=1)
    assert (cell.bounding_box() or {})["x"] < (head.bounding_box() or {})["x"] + (head.bounding_box() or {})["width"]
    theme = frame.locator(".groupe span").first.bounding_box() or {}
    assert 0 <= theme["x"] < 60

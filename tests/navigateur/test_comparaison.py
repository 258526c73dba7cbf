"""Quartiers side by side, as a person chooses them: by lists, by the address, on paper, without scripts."""

import dataclasses
import io
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Page, expect
from test_accessibilite import violations

from quartiers.donnees import Contrat
from quartiers.execution.comparer import write_comparison

# The texts of the cells of rows, the heading first.
TEXTS = (
    "rows => rows.map((row) => [...row.querySelectorAll('th'), ...row.querySelectorAll('td')].map((c) => c.innerText))"
)
CHOSEN = ("anzin-verrerie", "saint-saulve-pepiniere", "valenciennes-dutemple")


@pytest.fixture(scope="session")
def comparison(contrat: Contrat, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("comparer")
    (folder / "quartiers").mkdir()
    for name in CHOSEN:
        (folder / f"quartiers/{name}.html").write_text("x")
    return write_comparison(contrat, folder)


def names(contrat: Contrat, *chosen: str) -> list[str]:
    quartiers = (contrat.quartiers[name] for name in chosen)
    return [f"{q.nom} ({q.commune})".replace("'", "’") for q in quartiers]


DETAILS, DIFFERENT = "Évolutions, médianes et rangs", re.compile("Seulement l.* dont les lectures diffèrent")


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).press("Enter")


def heads(page: Page) -> list[str]:
    return [" ".join(h.split()) for h in page.locator(".comparees thead th:visible").all_inner_texts()][1:]


def test_the_address_chooses_and_keeps_its_order(open_page: Any, comparison: Path, contrat: Contrat) -> None:
    for chosen in (CHOSEN[:2], CHOSEN[:2][::-1], CHOSEN):
        page = open_page(comparison, "#" + ",".join(chosen))
        assert heads(page) == names(contrat, *chosen)
        for name in names(contrat, *chosen):
            expect(page.locator("#objet")).to_contain_text(name)
        links = [a.get_attribute("href") for a in page.locator(".rapports a:visible").all()]
        assert links == [f"quartiers/{name}.html" for name in chosen]


def test_the_lists_choose_by_the_keyboard_and_the_address_follows(
    open_page: Any, comparison: Path, contrat: Contrat
) -> None:
    page = open_page(comparison)
    expect(page.locator("#objet")).to_contain_text("Choisir deux ou trois quartiers")
    expect(page.locator(".comparees")).to_be_hidden()
    for label, name in zip(("Premier", "Deuxième", "Troisième"), CHOSEN, strict=True):
        page.get_by_label(f"{label} quartier").focus()
        page.keyboard.type(contrat.quartiers[name].nom[:12])
    page.wait_for_function("location.hash.split(',').length === 3")
    assert page.url.partition("#")[2] == ",".join(CHOSEN)
    assert heads(page) == names(contrat, *CHOSEN)
    page.get_by_label("Troisième quartier").select_option("")
    assert heads(page) == names(contrat, *CHOSEN[:2])
    assert page.url.partition("#")[2] == ",".join(CHOSEN[:2])


def test_each_column_keeps_its_own_figures(open_page: Any, comparison: Path, contrat: Contrat) -> None:
    """A cell is the one of the whole table, whatever the order chosen."""
    whole = open_page(comparison, java_script_enabled=False)
    row = "tbody tr:has(> th:text('Taux de pauvreté'))"
    every = whole.locator(f".comparees {row} td").all_inner_texts()
    expected = [every[list(contrat.quartiers).index(name)] for name in reversed(CHOSEN)]
    assert len(set(expected)) == 3
    page = open_page(comparison, "#" + ",".join(reversed(CHOSEN)))
    press(page, DETAILS)
    assert [text.strip() for text in page.locator(f".comparees {row} td:visible").all_inner_texts()] == expected


def test_a_row_that_none_has_is_not_shown(open_page: Any, comparison: Path) -> None:
    page = open_page(comparison, "#bruay-centre,anzin-verrerie")
    rows = page.locator(".comparees tbody tr:visible:not(.groupe)")
    assert rows.count() > 20
    assert not [texts for texts in rows.evaluate_all(TEXTS) if set(texts[1:]) == {"non renseigné"}]
    alone = open_page(comparison, "#bruay-centre")  # a quartier without any figure
    assert alone.locator(".comparees .groupe:visible").count() == 1
    expect(alone.locator("#objet")).to_contain_text("choisir un deuxième quartier")


@pytest.fixture(scope="session")
def comparison_of_many(contrat: Contrat, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same quartiers, under more names than a table has columns for: the first ones keep theirs."""
    others = list(contrat.quartiers.values()) * 6
    more = {f"q{n}": dataclasses.replace(q, quartier=f"q{n}", nom=f"{q.nom} {n}") for n, q in enumerate(others)}
    many = dataclasses.replace(contrat, quartiers={**contrat.quartiers, **more})
    return write_comparison(many, tmp_path_factory.mktemp("comparer"))


def test_of_many_the_same_columns_are_shown(
    open_page: Any, comparison: Path, comparison_of_many: Path, contrat: Contrat
) -> None:
    """What does not depend on how many quartiers there are: names, codes, values, readings and changes."""

    def shown(path: Path) -> list[list[str]]:
        page = open_page(path, "#" + ",".join(CHOSEN))
        assert heads(page) == names(contrat, *CHOSEN)
        press(page, DETAILS)
        rows: list[list[str]] = page.locator(".comparees tbody tr:visible:not(.groupe)").evaluate_all(TEXTS)
        return rows

    few, many = shown(comparison), shown(comparison_of_many)
    cut = [[cell.partition("rang dans le contrat")[0].partition("QPV médian")[0] for cell in row] for row in few]
    assert [
        [cell.partition("rang dans le contrat")[0].partition("QPV médian")[0] for cell in row] for row in many
    ] == cut
    assert any("évolution" in cell for row in many for cell in row)


def test_of_many_a_choice_replaces_another_and_without_scripts_it_is_said(
    open_page: Any, comparison_of_many: Path, contrat: Contrat, axe: str
) -> None:
    page = open_page(comparison_of_many)
    expect(page.locator(".comparees")).to_be_hidden()
    sources = page.get_by_role("heading", name="Source et définition de chaque chiffre")
    expect(sources).to_be_hidden()  # nothing is under it
    page.get_by_label("Premier quartier").select_option(CHOSEN[0])
    page.get_by_label("Deuxième quartier").select_option("q7")
    assert heads(page)[0] == names(contrat, CHOSEN[0])[0]
    page.get_by_label("Deuxième quartier").select_option(CHOSEN[1])
    assert heads(page) == names(contrat, *CHOSEN[:2])
    expect(sources).to_be_visible()
    assert violations(page, axe) == []
    still = open_page(comparison_of_many, java_script_enabled=False)
    expect(still.locator("#objet")).to_contain_text("dans le classeur des données")
    assert still.locator(".comparees:visible, form:visible").count() == 0


@pytest.mark.parametrize("fragment", ["#inconnu,anzin-verrerie", "#%E9,%3Cb%3E,anzin-verrerie", "#,,anzin-verrerie,"])
def test_a_broken_address_shows_what_it_knows(
    open_page: Any, comparison: Path, contrat: Contrat, fragment: str
) -> None:
    page = open_page(comparison, fragment)
    assert heads(page) == names(contrat, "anzin-verrerie")
    assert page.locator("b").count() == 0
    assert ("Inconnu" in page.locator("#objet").inner_text()) == ("inconnu" in fragment or "%" in fragment)


def test_a_note_is_shown_with_its_row_and_leads_back_to_it(open_page: Any, comparison: Path) -> None:
    page = open_page(comparison, "#bruay-centre,anzin-verrerie")
    called = {a.get_attribute("href") for a in page.locator(".comparees tr:visible .renvoi a").all()}
    shown = page.locator("ol.notes li:visible")
    assert {f"#{note.get_attribute('id')}" for note in shown.all()} == called
    assert page.locator("ol.notes li:not(:visible)").count() > 0
    for link in shown.locator(".retours a").all():
        expect(page.locator(link.get_attribute("href"))).to_be_visible()


def test_without_scripts_the_table_is_whole(open_page: Any, comparison: Path, contrat: Contrat) -> None:
    page = open_page(comparison, java_script_enabled=False)
    assert heads(page) == names(contrat, *contrat.quartiers)
    assert page.locator("form:visible").count() == 0
    expect(page.locator("#objet")).to_contain_text("Tous les quartiers")


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_axe_finds_nothing_and_the_page_scrolls_one_way(open_page: Any, comparison: Path, axe: str, width: int) -> None:
    for fragment in ("", "#" + ",".join(CHOSEN)):
        page = open_page(comparison, fragment, width=width)
        assert violations(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "chosen"), [(390, CHOSEN[:2]), (390, CHOSEN), (320, CHOSEN[:2]), (1280, CHOSEN)])
def test_names_stay_over_their_figures_and_nothing_is_beside_the_screen(
    open_page: Any, comparison: Path, contrat: Contrat, width: int, chosen: tuple[str, ...]
) -> None:
    """However far down the table: else nothing says whose figure it is."""
    page = open_page(comparison, "#" + ",".join(chosen), width=width, height=844)
    row = page.locator("tbody tr:has(> th:text('Taux de pauvreté'))")
    row.evaluate("node => scrollTo(0, node.getBoundingClientRect().top + scrollY - 400)")
    columns = zip(page.locator(".comparees thead th").all()[1:], row.locator("td").all(), strict=True)
    for name, (head, cell) in zip(names(contrat, *chosen), columns, strict=True):
        assert " ".join(head.inner_text().split()) == name
        over, under = head.bounding_box(), cell.bounding_box()
        assert over is not None and under is not None
        assert 0 <= over["y"] < under["y"] < 844
        assert over["x"] == pytest.approx(under["x"], abs=1)
        assert under["x"] + under["width"] <= width
    frame = page.locator(".comparees .defilant")
    assert frame.evaluate("node => node.scrollWidth - node.clientWidth") <= 1


def test_changes_and_ranks_are_folded_until_asked_for(open_page: Any, comparison: Path) -> None:
    page = open_page(comparison, "#" + ",".join(CHOSEN), width=1280)
    folded = page.locator(".comparees table").bounding_box()
    expect(page.locator(".comparees")).not_to_contain_text("rang dans le contrat", use_inner_text=True)
    press(page, DETAILS)
    expect(page.get_by_role("button", name=DETAILS)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".comparees")).to_contain_text("rang dans le contrat", use_inner_text=True)
    unfolded = page.locator(".comparees table").bounding_box()
    assert folded is not None and unfolded is not None
    assert folded["height"] < 0.85 * unfolded["height"]


READINGS = """rows => rows.map((row) => [row.querySelector('.differe') !== null,
  [...row.cells].slice(1).map((cell) => [...cell.querySelectorAll(':scope > .signal:not(.alerte)')][0]?.innerText)])"""


def test_rows_whose_readings_differ_are_marked_and_may_be_shown_alone(open_page: Any, comparison: Path) -> None:
    page = open_page(comparison, "#" + ",".join(CHOSEN))
    rows = page.locator(".comparees tbody tr:visible:not(.groupe)")
    told = rows.evaluate_all(READINGS)
    for marked, readings in told:
        assert marked == (len({reading for reading in readings if reading}) > 1)
    number = sum(marked for marked, _ in told)
    assert 3 < number < len(told)
    press(page, DIFFERENT)
    assert rows.count() == number
    assert all(marked for marked, _ in rows.evaluate_all(READINGS))
    called = {a.get_attribute("href") for a in page.locator(".comparees tr:visible .renvoi a").all()}
    assert {f"#{note.get_attribute('id')}" for note in page.locator("ol.notes li:visible").all()} == called
    press(page, DIFFERENT)
    assert rows.count() == len(told)
    alone = open_page(comparison, f"#{CHOSEN[0]}")
    expect(alone.get_by_role("button", name=DIFFERENT)).to_have_count(0)


# Of each row: what its cells begin with, and how wide their bars are.
BARS = """rows => rows.map((row) => [...row.cells].slice(1).map((cell) =>
  [cell.innerText.trim().split('\\n')[0], cell.querySelector('.barre')?.getBoundingClientRect().width ?? null]))"""
VALUE = re.compile(r"(\d[\d\s]*(?:,\d+)?)\s*(\D*?)\s*((?:diffusion )?\d{4}.*)")


def test_bars_are_as_long_as_values_of_one_date_and_perimeter(open_page: Any, comparison: Path) -> None:
    page = open_page(comparison, "#" + ",".join(CHOSEN), width=1280)
    drawn = 0
    for cells in page.locator(".comparees tbody tr:visible:not(.groupe)").evaluate_all(BARS):
        with_bar = [(VALUE.match(text), width) for text, width in cells if width is not None]
        if not with_bar:
            continue
        values = [(float(re.sub(r"\s", "", m[1]).replace(",", ".")), width) for m, width in with_bar if m is not None]
        assert len(values) == len(with_bar) >= 2
        assert len({m[2] for m, _ in with_bar if m is not None}) == 1
        assert len({m[3].replace(", QPV entier", "")[:14] for m, _ in with_bar if m is not None}) == 1
        most, widest = max(values)
        assert [width for _, width in values] == pytest.approx([widest * value / most for value, _ in values], abs=1.5)
        drawn += 1
    assert drawn > 8
    apart = page.locator("tr:has(> th:text('Part des 15-24 ans'))")
    assert apart.locator(".barre").count() == 0, "of 2018 and of 2019"


def test_it_is_presented_and_keeps_its_choice(open_page: Any, comparison: Path, contrat: Contrat, axe: str) -> None:
    page = open_page(comparison, "#" + ",".join(CHOSEN), width=1280)
    press(page, "Présenter")
    expect(page.locator("#choix")).to_be_hidden()
    assert heads(page) == names(contrat, *CHOSEN)
    assert page.url.partition("#")[2] == ",".join(CHOSEN)
    assert violations(page, axe) == []
    page.keyboard.press("Escape")
    expect(page.locator("#choix")).to_be_visible()
    assert heads(page) == names(contrat, *CHOSEN)


@pytest.mark.parametrize("unfolded", [False, True])
@pytest.mark.parametrize("chosen", [CHOSEN, CHOSEN[:2], ("marly-briquette", "anzin-verrerie", "vieux-conde-jard")])
def test_its_last_printed_page_is_more_than_a_few_lines(
    open_page: Any, comparison: Path, chosen: tuple[str, ...], unfolded: bool
) -> None:
    page = open_page(comparison, "#" + ",".join(chosen))
    if unfolded:
        press(page, DETAILS)
    reader = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(reader.pages) > 2
    assert len(reader.pages[-1].extract_text().splitlines()) > 8


def test_it_prints_as_it_is_shown(open_page: Any, comparison: Path, contrat: Contrat) -> None:
    page = open_page(comparison, "#" + ",".join(CHOSEN), width=718)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    assert heads(page) == names(contrat, *CHOSEN)
    for useless in page.locator("nav, form, .rapports").all():
        assert not useless.is_visible()


def test_long_names_do_not_widen_it(open_page: Any, contrat: Contrat, tmp_path: Path) -> None:
    long = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
    quartiers = {q: dataclasses.replace(v, nom=f"{long} {q}", communes=(long,)) for q, v in contrat.quartiers.items()}
    path = write_comparison(dataclasses.replace(contrat, quartiers=quartiers), tmp_path)
    page = open_page(path, "#" + ",".join(CHOSEN), width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

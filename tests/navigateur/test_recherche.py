"""The index as a person uses it: words, filters, map, keyboard. Answers are worked out from the tables."""

import re
import unicodedata
from typing import Any

import pytest
from lignes import read_rows
from playwright.sync_api import Page, expect

from quartiers import DEFAULT_DATA

SEARCH = "#q=sant%C3%A9+mentale&public=jeunes"


@pytest.fixture
def index(open_page: Any, built: Any) -> Page:
    return open_page(built.folder / "index.html")


# -- the expected answers, from the tables --------------------------------------------------------------


def rows_of(table: str) -> list[dict[str, str]]:
    return read_rows(DEFAULT_DATA / f"{table}.csv")


QUARTIERS = {r["quartier"]: r for r in rows_of("quartiers")}
THEMES = {r["thematique"]: r["libelle"] for r in rows_of("thematiques")}
PRIORITES = {r["priorite"]: r for r in rows_of("priorites")}


def bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def holds(text: str, *words: str) -> bool:
    """Whether every word begins a word of the text."""
    return all(re.search(rf"\b{word}", bare(text)) for word in words)


def forms_of(priorite: str) -> list[str]:
    return [f"{r['declinaison']} {r['forme']}" for r in rows_of("declinaisons") if r["priorite"] == priorite]


def text_of(row: dict[str, str]) -> str:
    own = (row["intitule"], THEMES[row["thematique"]], row["publics"], *forms_of(row["priorite"]))
    return " ".join((*own, QUARTIERS[row["quartier"]]["nom"], QUARTIERS[row["quartier"]]["commune"]))


def priorities(*words: str, theme: str = "", public: str = "") -> list[dict[str, str]]:
    return [
        r
        for r in PRIORITES.values()
        if holds(text_of(r), *words)
        and (not theme or r["thematique"] == theme)
        and (not public or public in r["publics"].split(" | "))
    ]


def typeset(text: str) -> str:
    return text.replace("'", "’")


# -- what is shown --------------------------------------------------------------------------------------


def shown_quartiers(page: Page) -> list[str]:
    entries: list[str] = page.locator(".entree:visible").evaluate_all("nodes => nodes.map((node) => node.id)")
    return [name.removeprefix("quartier-") for name in entries]


def shown_priorities(page: Page, quartier: str) -> list[str]:
    """Titles that a person sees; what follows a title (theme, public) is left out."""
    titles = page.locator(f"#quartier-{quartier} .groupe[data-principal] > ul > li:visible > .titre")
    texts: list[str] = titles.evaluate_all("nodes => nodes.map((node) => node.firstChild.data)")
    return [text.strip() for text in texts]


def check(page: Page, expected: list[dict[str, str]]) -> None:
    """These priorities and no other, each under its quartier, and counted."""
    quartiers = list(dict.fromkeys(r["quartier"] for r in expected))
    expect(page.locator("#resultat")).to_have_text(re.compile(rf"^{len(quartiers)} quartiers?, {len(expected)} prio"))
    assert shown_quartiers(page) == quartiers
    for quartier in quartiers:
        titles = [typeset(r["intitule"]) for r in expected if r["quartier"] == quartier]
        assert shown_priorities(page, quartier) == titles


def search(page: Page, words: str = "", **filters: str) -> None:
    page.get_by_label("Mots cherchés").fill(words)
    for name, value in filters.items():
        page.locator(f"select[name={name}]").select_option(value)


def test_everything_is_shown_and_counted_at_first(index: Page) -> None:
    total = f"{len(QUARTIERS)} quartiers, {len(PRIORITES)} priorités"
    expect(index.locator("#resultat")).to_have_text(total)
    assert shown_quartiers(index) == list(QUARTIERS)
    assert index.locator(".groupe:visible").count() == 0, "the details are open before anybody asks"


def test_mental_health_of_the_young(index: Page) -> None:
    """The example of the partner: who works on the mental health of the young?"""
    search(index, "santé mentale", public="jeunes")
    expected = priorities("sante", "mental", public="jeunes")
    assert len(expected) == 5, "the data changed: look again at what this test proves"
    check(index, expected)
    for row in expected:  # the forms that say it, and those alone
        forms = index.locator(f"#quartier-{row['quartier']} .formes > li:visible").all_inner_texts()
        assert forms == [typeset(f) for f in forms_of(row["priorite"]) if holds(f, "mental")]
    assert index.locator(".groupe:not([data-principal]):visible").count() == 0, "a finding names no public"


@pytest.mark.parametrize("words", ["mentale santé", "  SANTE   Mentales ", "de la santé mentale", "SANTÉ-MENTALE"])
def test_words_are_found_in_any_order_case_and_accent(index: Page, words: str) -> None:
    search(index, words, public="jeunes")
    check(index, priorities("sante", "mental", public="jeunes"))


def test_words_alone_find_findings_too(index: Page) -> None:
    search(index, "santé mentale")
    found = priorities("sante", "mental")
    findings = [r for r in rows_of("constats") if holds(f"{r['constat']} {THEMES[r['thematique']]}", "sante", "mental")]
    assert findings, "the data changed: look again at what this test proves"
    quartiers = {r["quartier"] for r in (*found, *findings)}
    text = f"{len(quartiers)} quartiers, {len(found)} priorités, {len(findings)} constats"
    expect(index.locator("#resultat")).to_have_text(text)
    assert set(shown_quartiers(index)) == quartiers
    shown = index.locator(".groupe:not([data-principal]) > ul > li:visible > .titre").all()
    titles = {str(s.evaluate("node => node.firstChild.data")).strip() for s in shown}
    assert titles == {typeset(r["constat"]) for r in findings}


@pytest.mark.parametrize(
    ("theme", "public"), [("logement", ""), ("", "personnes âgées"), ("sante", "jeunes"), ("mobilite", "jeunes")]
)
def test_theme_and_public_apply_to_priorities(index: Page, theme: str, public: str) -> None:
    """Both must hold of one priority: not one priority's theme and another's public."""
    search(index, theme=theme, public=public)
    expected = priorities(theme=theme, public=public)
    if expected:
        check(index, expected)
    else:
        expect(index.locator("#resultat")).to_have_text("Aucun quartier")
        expect(index.locator("#vide")).to_be_visible()
        assert shown_quartiers(index) == []


def test_a_commune_shows_its_quartiers_whole(index: Page) -> None:
    search(index, commune="Valenciennes")
    check_whole(index, [q for q, r in QUARTIERS.items() if "Valenciennes" in r["commune"].split(" | ")])


def test_the_name_of_a_quartier_shows_it_whole(index: Page) -> None:
    search(index, "pepiniere")
    expect(index.locator("#resultat")).to_contain_text("1 quartier,")
    check_whole(index, ["saint-saulve-pepiniere"])


def check_whole(page: Page, quartiers: list[str]) -> None:
    number = sum(1 for r in PRIORITES.values() if r["quartier"] in quartiers)
    expect(page.locator("#resultat")).to_contain_text(f"{number} priorités")
    assert shown_quartiers(page) == quartiers


def test_the_map_says_who_answers_without_colour(index: Page) -> None:
    """Filled or hollow and dashed; a mark that does not answer leads nowhere."""
    search(index, "santé mentale", public="jeunes")
    expected = {f"#quartier-{r['quartier']}" for r in priorities("sante", "mental", public="jeunes")}
    expect(index.locator(".marque:not(.exclu)")).to_have_count(len(expected))
    assert {m.get_attribute("href") for m in index.locator(".marque[href]").all()} == expected
    dashes = "node => getComputedStyle(node.querySelector('circle')).strokeDasharray"
    assert {m.evaluate(dashes) == "none" for m in index.locator(".marque:not(.exclu)").all()} == {True}
    assert {m.evaluate(dashes) == "none" for m in index.locator(".marque.exclu").all()} == {False}
    expect(index.locator("#legende-exclus")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_marks_are_targets_for_a_finger(open_page: Any, built: Any, width: int) -> None:
    page = open_page(built.folder / "index.html", width=width)
    marks = page.locator(".marque circle").all()
    assert len(marks) == len(QUARTIERS)
    for mark in marks:
        box = mark.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24
        # Nothing lies over its centre: projects of one QPV do not hide each other.
        assert mark.evaluate(
            """node => { node.scrollIntoView({block: 'center'}); const b = node.getBoundingClientRect();
            const hit = document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2);
            return node.parentNode.contains(hit) }"""
        )


def test_a_mark_leads_to_its_entry(index: Page) -> None:
    index.locator(".marque[href='#quartier-marly-briquette']").click()
    expect(index.locator("#quartier-marly-briquette")).to_be_focused()
    expect(index.locator("#quartier-marly-briquette")).to_be_in_viewport()


# -- the address ----------------------------------------------------------------------------------------


def test_the_address_keeps_the_search(index: Page, open_page: Any, built: Any) -> None:
    search(index, "santé mentale", theme="sante", public="jeunes")
    index.wait_for_function("location.hash.includes('q=')")
    fragment = "#" + index.url.partition("#")[2]
    sent = open_page(built.folder / "index.html", fragment)
    expect(sent.get_by_label("Mots cherchés")).to_have_value("santé mentale")
    expect(sent.locator("select[name=theme]")).to_have_value("sante")
    check(sent, priorities("sante", "mental", theme="sante", public="jeunes"))


@pytest.mark.parametrize("fragment", ["#theme=inconnu&public=<b>&x=1", "#contenu", "#%", "#q=%E9&commune="])
def test_a_broken_address_shows_everything_or_nothing_but_breaks_nothing(
    open_page: Any, built: Any, fragment: str
) -> None:
    page = open_page(built.folder / "index.html", fragment)
    search(page, "", theme="sante")
    check(page, priorities(theme="sante"))


def test_an_address_pasted_into_the_open_page_is_obeyed(index: Page) -> None:
    index.evaluate("fragment => { location.hash = fragment }", SEARCH)
    check(index, priorities("sante", "mental", public="jeunes"))


# -- the keyboard ---------------------------------------------------------------------------------------


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))


def focus_shows(page: Page) -> bool:
    return bool(
        page.evaluate(
            """() => { const s = getComputedStyle(document.activeElement);
            return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 }"""
        )
    )


def test_the_keyboard_alone_is_enough(index: Page) -> None:
    """From the first Tab to a report's link: reach, type, choose, reset, open."""
    index.keyboard.press("Tab")
    assert focused(index) == "Aller au contenu"
    expect(index.get_by_text("Aller au contenu")).to_be_in_viewport()
    for _ in range(12):  # past the links of the synthesis
        index.keyboard.press("Tab")
        assert focus_shows(index)
        if focused(index) == "q":
            break
    assert focused(index) == "q"
    index.keyboard.type("santé mentale")
    index.keyboard.press("Enter")  # must not reload, nor lose the words
    expect(index.locator("#resultat")).not_to_have_text(re.compile(f"^{len(QUARTIERS)} quartiers"))
    for name in ("commune", "theme", "public"):
        index.keyboard.press("Tab")
        assert focused(index) == name
        assert focus_shows(index)
    index.keyboard.type("Jeunes")  # a native list is chosen from by typing
    check(index, priorities("sante", "mental", public="jeunes"))
    index.keyboard.press("Tab")
    assert focused(index) == "Réinitialiser"
    assert focus_shows(index)
    index.keyboard.press("Space")
    expect(index.locator("#resultat")).to_have_text(f"{len(QUARTIERS)} quartiers, {len(PRIORITES)} priorités")
    expect(index.get_by_label("Mots cherchés")).to_have_value("")
    index.wait_for_function("!location.hash.includes('=')")
    index.keyboard.press("Tab")
    assert focused(index) == "Passer la carte"  # or eighteen marks to go through
    index.keyboard.press("Enter")
    index.keyboard.press("Tab")
    inside = "document.activeElement.closest('.entree') !== null"
    assert index.evaluate(inside)


def test_details_open_from_the_keyboard(index: Page) -> None:
    summary = index.locator("#quartier-marly-briquette summary")
    summary.focus()
    index.keyboard.press("Enter")
    number = sum(1 for r in PRIORITES.values() if r["quartier"] == "marly-briquette")
    assert len(shown_priorities(index, "marly-briquette")) == number
    index.keyboard.press("Space")
    expect(index.locator("#quartier-marly-briquette .groupe").first).to_be_hidden()


def test_the_count_is_announced(index: Page) -> None:
    """A region that is there from the start, polite, and whose text changes."""
    region = index.locator("#resultat")
    assert (region.get_attribute("role"), region.get_attribute("aria-live")) == ("status", "polite")
    before = region.inner_text()
    search(index, "logement")
    expect(region).not_to_have_text(before)


def test_without_javascript_the_list_is_whole(open_page: Any, built: Any) -> None:
    page = open_page(built.folder / "index.html", java_script_enabled=False)
    assert page.locator(".entree:visible").count() == len(QUARTIERS)
    assert page.locator("form:visible, select:visible").count() == 0
    page.locator("#quartier-marly-briquette summary").click()
    expect(page.locator("#quartier-marly-briquette .groupe").first).to_be_visible()

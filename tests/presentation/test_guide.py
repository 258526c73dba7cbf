"""The guide of local actors and the page of residents, read back as HTML and PDF from every quartier."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import page as checker
import pypdf
import pytest
from bs4 import BeautifulSoup
from hostile import PAYLOADS
from lignes import read_rows
from nbformat import NotebookNode
from papier import read_pages

from quartiers import DEFAULT_DATA
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Declinaison, MotFacile
from quartiers.export import ReportHTMLExporter, ReportPDFExporter
from quartiers.export.feuille import page_script
from quartiers.export.html import SCRIPTS
from quartiers.presentation import RapportGuide, RapportHabitants

Cahier = Callable[..., NotebookNode]
# Figures and a shared QPV; none at all; former QPV that nothing joins; the most priorities.
LOOKED_AT = ("anzin-rives-escaut", "bruay-centre", "bruay-cite-thiers", "valenciennes-dutemple")


@dataclass
class Feuille:
    """One page to share, in its two forms."""

    cahier: NotebookNode

    @cached_property
    def html(self) -> BeautifulSoup:
        return BeautifulSoup(ReportHTMLExporter().from_notebook_node(self.cahier)[0], "html.parser")

    @cached_property
    def pdf(self) -> bytes:
        content: bytes = ReportPDFExporter().from_notebook_node(self.cahier)[0]
        return content

    @property
    def lue(self) -> str:
        return plain(self.html.main.get_text(" "))

    @property
    def imprimee(self) -> str:
        return plain(" ".join(read_pages(self.pdf).textes))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'"))


@pytest.fixture(scope="module")
def guides(contrat: Contrat, run_cells: Cahier) -> Mapping[str, Feuille]:
    return {q: Feuille(run_cells(RapportGuide(q, contrat=contrat), "guide")) for q in contrat.quartiers}


@pytest.fixture(scope="module")
def pages(contrat: Contrat, run_cells: Cahier) -> Mapping[str, Feuille]:
    return {q: Feuille(run_cells(RapportHabitants(q, contrat=contrat), "habitants")) for q in contrat.quartiers}


def figures_of(guide: Feuille) -> list[list[str]]:
    """The rows of the table of figures, as they are read."""
    table = guide.html.find("table")
    if table is None or "Citer la valeur" not in table.caption.get_text():
        return []
    return [[plain(cell.get_text(" ")).strip() for cell in row.find_all(["th", "td"])] for row in table.tbody("tr")]


# -- the guide --------------------------------------------------------------------------------------------


def test_every_sheet_is_two_pages_at_most_and_within_its_edges(
    guides: Mapping[str, Feuille], pages: Mapping[str, Feuille]
) -> None:
    for sheet in (*guides.values(), *pages.values()):
        read = read_pages(sheet.pdf)
        assert len(read.textes) <= 2, read.textes[0][:60]
        assert read.dehors == []


@pytest.mark.parametrize("quartier", LOOKED_AT)
def test_pdf_ua_says_an_independent_checker(
    guides: Mapping[str, Feuille], pages: Mapping[str, Feuille], quartier: str
) -> None:
    for sheet in (guides[quartier], pages[quartier]):
        verdict = checker.validate_pdf_bytes(sheet.pdf, profile="ua1")
        assert verdict.is_compliant, verdict.failures


def published() -> dict[tuple[str, str, str], str]:
    """What INSEE's files give: the value by QPV, indicator's label and year."""
    labels = {r["indicateur"]: r["libelle"].replace("’", "'") for r in rows_of("indicateurs")}
    path = DEFAULT_DATA / "importees" / "mesures.csv"
    rows = read_rows(path)
    return {(r["territoire"], labels[r["indicateur"]], r["annee"]): r["valeur"] for r in rows if r["annee"]}


def rows_of(table: str) -> list[dict[str, str]]:
    return read_rows(DEFAULT_DATA / f"{table}.csv")


def test_a_figure_is_what_was_published_with_its_year_its_perimeter_and_its_source(
    guides: Mapping[str, Feuille],
) -> None:
    """Of the QPV that are one: the value of the import's file, rounded as it is printed."""
    known, checked = published(), 0
    for guide in guides.values():
        for label, value, year, area, source in figures_of(guide):
            assert re.fullmatch(r"20\d\d", year)
            assert re.search(r"périmètre 20(15|24)$", area)
            assert "Insee" in source
            codes = re.findall(r"Q[PN]\d\w+", area)
            if len(codes) > 1:
                continue
            number = float(known[codes[0], label, year].replace(",", "."))
            printed = float(value.replace(" ", "").rstrip("%€").replace(",", "."))
            assert printed == pytest.approx(number, abs=0.51 if "€" in value else 0.06), (label, codes)
            checked += 1
    assert checked > 60, "the data changed: look again at what this test proves"


def test_five_figures_at_most_and_why_where_there_are_fewer(guides: Mapping[str, Feuille]) -> None:
    numbers = {q: len(figures_of(guide)) for q, guide in guides.items()}
    assert max(numbers.values()) == 5
    few = {q for q, number in numbers.items() if number < 5}
    assert {"bruay-centre", "bruay-cite-thiers"} <= few
    assert "Aucun chiffre à citer : ce QPV n'existait pas avant 2024" in guides["bruay-centre"].lue
    assert "4 chiffres seulement peuvent être cités. Les autres sont publiés sans l'année" in (
        guides["bruay-cite-thiers"].lue
    )


def test_a_figure_that_jumps_is_never_quoted(contrat: Contrat) -> None:
    """Vieux-Condé – Solitude's share of young jobseekers jumps in one edition: everyone else's guide quotes it."""
    named = [f.indicateur.indicateur for f in RapportGuide("vieux-conde-solitude", contrat=contrat).chiffres]
    assert "demandeurs_moins_26_pct" not in named
    assert "demandeurs_moins_26_pct" in [
        f.indicateur.indicateur for f in RapportGuide("vieux-conde-jard", contrat=contrat).chiffres
    ]


def test_a_part_of_a_qpv_is_said_to_be_one(guides: Mapping[str, Feuille]) -> None:
    said = guides["anzin-rives-escaut"]
    assert all("QPV entier QP059021" in row[3] for row in figures_of(said))
    assert "Ne pas les citer pour ce quartier seul." in said.lue
    assert "Ne pas les citer" not in guides["anzin-verrerie"].lue


def test_every_priority_is_there_with_its_identifier_its_publics_and_its_forms(
    guides: Mapping[str, Feuille],
) -> None:
    forms = rows_of("declinaisons")
    for row in rows_of("priorites"):
        guide = guides[row["quartier"]]
        own = [f["declinaison"] for f in forms if f["priorite"] == row["priorite"]]
        for text in (row["intitule"], row["priorite"], *own):
            assert plain(text) in guide.lue
        assert row["priorite"] in guide.imprimee.replace(" ", "").replace("\u00ad", "")


def test_what_is_not_followed_is_not_said_to_be_missing(guides: Mapping[str, Feuille]) -> None:
    for guide in guides.values():
        assert "Les actions en cours ne sont pas renseignées pour ce quartier" in guide.lue
        assert "Manque" not in guide.lue


def states(guide: RapportGuide) -> dict[str, str]:
    """The last column of the table of priorities, by identifier."""
    table = BeautifulSoup(guide.priorites().to_html(), "html.parser").find("table")
    rows = [[plain(c.get_text(" ")) for c in row.find_all(["th", "td"])] for row in table.tbody.find_all("tr")]
    return {re.search(r"\S+-[ip]\d", cells[0])[0]: cells[-1].strip() for cells in rows}


def test_what_exists_and_what_is_missing_in_the_invented_contract(suivi: Contrat) -> None:
    told = states(RapportGuide("tilleuls", contrat=suivi))
    assert told["tilleuls-i1"].startswith("Existe : Passerelle vers l'emploi")
    assert "en retard" in told["tilleuls-i1"]
    assert "Manque" not in told["tilleuls-i1"], "its actions name the young and women"
    assert told["tilleuls-i2"].startswith("Terminé : Permanence médicale mensuelle")
    assert told["tilleuls-i2"].endswith("Manque : aucune action en cours ou prévue n'est reliée à cette priorité.")
    other = states(RapportGuide("grand-large", contrat=suivi))
    assert "grand-large-p2" not in other, "a closed priority asks for no action"


def test_a_public_that_no_action_names_is_missing_unless_publics_are_unknown(suivi: Contrat) -> None:
    def with_publics(publics: tuple[str, ...]) -> str:
        actions = {n: replace(a, publics=publics) if n == "2025-passerelle" else a for n, a in suivi.actions.items()}
        return states(RapportGuide("tilleuls", contrat=replace(suivi, actions=actions)))["tilleuls-i1"]

    assert with_publics(("jeunes",)).endswith("Manque : femmes, que ces actions ne nomment pas.")
    assert with_publics(()).endswith("Publics de ces actions : non renseignés.")


def test_only_confirmed_links_count(suivi: Contrat) -> None:
    doubted = tuple(replace(x, lien="suggéré") if x.priorite == "tilleuls-i1" else x for x in suivi.actions_priorites)
    told = states(RapportGuide("tilleuls", contrat=replace(suivi, actions_priorites=doubted)))["tilleuls-i1"]
    assert told == "Manque : aucune action en cours ou prévue n'est reliée à cette priorité."


def test_a_portrait_quotes_no_priority(contrat: Contrat, run_cells: Cahier) -> None:
    bare = replace(contrat, priorites=(), constats=(), affirmations=(), mots_faciles=())
    guide = Feuille(run_cells(RapportGuide("anzin-verrerie", contrat=bare), "guide"))
    assert "Aucune priorité n'est saisie pour ce quartier" in guide.lue
    assert "reformulées" not in guide.lue
    page = Feuille(run_cells(RapportHabitants("anzin-verrerie", contrat=bare), "habitants"))
    assert [h.get_text() for h in page.html.find_all("h2")] == ["Votre quartier"]
    assert len(read_pages(guide.pdf).textes) == len(read_pages(page.pdf).textes) == 1


def test_a_territory_that_is_no_qpv_has_its_noun(contrat: Contrat) -> None:
    q = contrat.quartiers["bruay-centre"]
    poche = replace(q, nature="poche de pauvreté", code_qpv_2024="", libelle_qpv_2024="")
    told = RapportGuide("bruay-centre", contrat=replace(contrat, quartiers={**contrat.quartiers, q.quartier: poche}))
    assert "cette poche de pauvreté" in told.chiffres_a_citer().to_text()


def test_hostile_texts_are_texts(contrat: Contrat, run_cells: Cahier) -> None:
    """Titles, forms, names, easy words, the place to say what one thinks: nothing of them is markup, in any form."""
    texts = [text for text in PAYLOADS if "\x00" not in text]
    forms = tuple(Declinaison("x", n, text, None) for n, text in enumerate(texts))
    own = contrat.priorites_de("anzin-verrerie")[: len(texts)]
    priorites = tuple(replace(p, intitule=texts[n], declinaisons=forms) for n, p in enumerate(own))
    words = tuple(MotFacile(None, p.priorite, None, texts[n], None) for n, p in enumerate(own))
    words += tuple(
        replace(m, texte=f"{{n}} {texts[4]}", explication=texts[0]) for m in contrat.mots_faciles if m.indicateur
    )
    q = replace(contrat.quartiers["anzin-verrerie"], nom=texts[3])
    hostile = replace(
        contrat,
        priorites=priorites,
        mots_faciles=words,
        contact=texts[2],
        quartiers={**contrat.quartiers, q.quartier: q},
    )
    for sheet in (
        Feuille(run_cells(RapportGuide(q.quartier, contrat=hostile), "guide")),
        Feuille(run_cells(RapportHabitants(q.quartier, contrat=hostile), "habitants")),
    ):
        assert [script.string for script in sheet.html.find_all("script")] == [page_script(*SCRIPTS)], "ours alone"
        assert sheet.html.find_all(["iframe", "svg", "b"]) == []
        assert [a for tag in sheet.html.find_all(True) for a in tag.attrs if a.startswith("on")] == []
        assert "window.pwned=4" in sheet.lue
        assert read_pages(sheet.pdf).dehors == []
        assert checker.validate_pdf_bytes(sheet.pdf, profile="ua1").is_compliant


# -- the page of residents --------------------------------------------------------------------------------


def test_a_share_is_so_many_of_ten_and_has_its_picture(pages: Mapping[str, Feuille]) -> None:
    drawn = 0
    for page in pages.values():
        assert "%" not in page.lue
        for sentence in page.html.find_all(string=re.compile(r" sur 10 ")):
            number = re.search(r"(\d+)\s+(\w|'| )+ sur 10", plain(sentence))[1]
            image = sentence.find_next("img")
            assert image["alt"] == f"Dessin de 10 personnes\u202f: {number} sont coloriées."
            drawn += 1
    assert drawn > 20


def test_the_picture_has_as_many_people_filled_as_it_says(pages: Mapping[str, Feuille]) -> None:
    import base64

    image = pages["anzin-verrerie"].html.find("img")
    svg = base64.b64decode(image["src"].partition("base64,")[2]).decode()
    filled = [c for c in re.findall(r'<circle[^>]*fill="(#\w+)"', svg) if c != "#ffffff"]
    assert (len(re.findall("<circle", svg)), len(filled)) == (10, 4)  # 44,5 %


def test_sentences_are_short(pages: Mapping[str, Feuille]) -> None:
    """Twenty words at most, the names of places among them: one idea each."""
    for page in pages.values():
        for node in page.html.main.find_all(["p", "li"]):
            for sentence in re.split(r"[.:] ", plain(node.get_text(" "))):
                assert len(sentence.split()) <= 20, sentence


def test_a_number_is_of_the_past_and_says_its_year_first(pages: Mapping[str, Feuille]) -> None:
    """« 4 personnes sur 10 sont pauvres » of 2018 would be read as of today."""
    told = 0
    for page in pages.values():
        for node in page.html.main.find_all("strong"):
            sentence = plain(node.get_text())
            if not re.search(r"\d", sentence):
                continue
            assert re.match(r"En 20\d\d, ", sentence), sentence
            assert re.search(r"\w+(ait|aient)\b", sentence), sentence
            told += 1
    assert told > 30
    assert "C'était" not in pages["anzin-verrerie"].lue


def test_a_half_has_its_picture_and_a_meaning_is_told_once(contrat: Contrat) -> None:
    medians = RapportHabitants("anzin-verrerie", contrat=contrat).nombres().to_text()
    assert "vivaient avec moins de 1\u202f153 euros par mois. [Dessin de 10 personnes\u202f: 5 sont" in medians
    told = RapportHabitants("bruay-cite-thiers", contrat=contrat).nombres().to_text()
    assert told.count("est une personne inscrite à France Travail") == 1


def test_old_numbers_are_said_to_be_perhaps_no_more_true(contrat: Contrat) -> None:
    def told(year: int) -> str:
        of = replace(contrat, edition=contrat.edition.replace(year=year))
        return RapportHabitants("anzin-verrerie", contrat=of).nombres().to_text()

    assert "ont peut-être changé" in told(2026)
    assert "peut-être" not in told(2018)


def test_an_easy_sentence_has_one_idea(contrat: Contrat) -> None:
    """Two verbs joined by « et » are two sentences."""
    joined = [
        m.texte for m in contrat.mots_faciles if re.search(r"\bet (à |de |se |pouvoir )*\w+(er|ir|re)\b", m.texte)
    ]
    assert joined == []


def test_the_type_is_large(pages: Mapping[str, Feuille]) -> None:
    sizes: list[float] = []

    def look(text: str, _: Any, matrix: Any, *rest: Any) -> None:
        if "pauvres" in text:
            sizes.append(abs(rest[-1] * matrix[0]) if rest[-1] != 1 else abs(matrix[0]))

    pypdf.PdfReader(io.BytesIO(pages["anzin-verrerie"].pdf)).pages[0].extract_text(visitor_text=look)
    assert sizes
    assert min(sizes) >= 14


def test_no_label_is_claimed(pages: Mapping[str, Feuille]) -> None:
    """The label asks that people concerned have read the text again: nobody has."""
    assert not any("FALC" in page.lue or "Facile à lire" in page.lue for page in pages.values())


def test_where_to_say_what_one_thinks_is_told_where_it_is_known(contrat: Contrat) -> None:
    assert RapportHabitants("anzin-verrerie", contrat=contrat).avis().to_text() == ""
    told = RapportHabitants("anzin-verrerie", contrat=replace(contrat, contact="Mairie, <b>bureau 3</b>")).avis()
    assert "Mairie, &lt;b&gt;bureau 3&lt;/b&gt;" in told.to_html()


def test_every_priority_and_public_of_our_tables_has_easy_words(contrat: Contrat) -> None:
    told = {m.priorite or m.public for m in contrat.mots_faciles}
    assert {p.priorite for p in contrat.priorites} | set(contrat.publics) <= told


def test_without_easy_words_a_priority_keeps_its_own_and_a_figure_is_not_told(contrat: Contrat) -> None:
    page = RapportHabitants("anzin-verrerie", contrat=replace(contrat, mots_faciles=()))
    assert page.nombres().to_text() == ""
    assert contrat.priorites_de("anzin-verrerie")[0].intitule.replace("'", "’") in page.priorites().to_text()

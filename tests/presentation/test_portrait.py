"""A contract of which nothing but published figures is known: portraits, that say nothing of a document."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from papier import read_texts

from quartiers import NOTEBOOKS
from quartiers.analyse.perimetres import perimeter_change
from quartiers.donnees import Contrat, load_contrat
from quartiers.donnees.modele import Qpv
from quartiers.execution.index import make_index
from quartiers.export import ReportHTMLExporter, ReportPDFExporter
from quartiers.presentation import RapportDossier, RapportQuartier, RapportSynthese
from quartiers.presentation.quartier.diagnostic import not_imported
from quartiers.presentation.tableur import build_workbook

OF_A_DOCUMENT = re.compile(r"document|énonc|diagnostic partagé|projet de quartier|constat|priorité", re.IGNORECASE)
# The figures' own section, which keeps its name; a heading of a legend, that may name several projets.
ALLOWED = re.compile(r"QPV 2024\s+Projets de quartier", re.IGNORECASE)


@pytest.fixture(scope="module")
def alone(suivi: Contrat) -> Contrat:
    """Quartiers and what is published of them, as the tables that are compulsory and an import give."""
    emptied = dict.fromkeys(("affirmations", "constats", "priorites", "references", "synthese_publiee"), ())
    followed = {
        "actions": {},
        "comites": {},
        "decisions": {},
        "editions": {},
        "demarches": {},
        "contributions": {},
        "validations": {},
        "paroles": {},
        "avis": {},
    }
    followed |= dict.fromkeys(("actions_priorites", "financements", "resultats", "reponses", "retraits"), ())
    return replace(suivi, **emptied, **followed)


def run(name: str, variable: str, report: RapportQuartier | RapportSynthese) -> BeautifulSoup:
    """The page of a notebook whose cells are run on a report."""
    nb = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    for cell in nb.cells:
        called = re.fullmatch(rf"{variable}\.(\w+)\(\)", cell.source) if cell.cell_type == "code" else None
        if called:
            cell.outputs = [_output(getattr(report, called[1])())]
    page, _ = ReportHTMLExporter().from_notebook_node(nb)
    return BeautifulSoup(page, "html.parser")


def _output(bloc: object) -> NotebookNode:
    data, metadata = bloc._repr_mimebundle_()  # type: ignore[attr-defined]
    return nbformat.v4.new_output("execute_result", data, execution_count=1, metadata=metadata)


def of_a_document(soup: BeautifulSoup) -> list[str]:
    """What the report itself says of a document; notes are the indicators' and the quartier's own texts."""
    for own in soup.main.select("ol.notes, .encadre, figure"):
        own.decompose()
    said = ALLOWED.sub("", soup.main.get_text(" "))
    return [said[max(0, m.start() - 60) : m.end() + 60] for m in OF_A_DOCUMENT.finditer(said)]


def headings(soup: BeautifulSoup) -> list[str]:
    return [h.get_text(" ", strip=True) for h in soup.main.find_all("h2")]


def test_three_tables_make_a_contract(tmp_path: Path) -> None:
    example = NOTEBOOKS.parent / "exemples" / "suivi"
    for name in ("contrat.toml", "quartiers.csv", "indicateurs.csv", "thematiques.csv"):
        (tmp_path / name).write_bytes((example / name).read_bytes())
    contrat = load_contrat(tmp_path)
    assert set(contrat.tables) == {"quartiers", "indicateurs", "thematiques"}
    assert not contrat.a_un_document
    for name in contrat.quartiers:
        text = RapportQuartier(name, contrat=contrat).essentiel().to_text()
        assert "Ce rapport ne reprend aucun chiffre publié pour ce QPV." in text


def test_a_portrait_speaks_of_no_document(alone: Contrat) -> None:
    for name in alone.quartiers:
        soup = run("quartier", "rapport", RapportQuartier(name, contrat=alone))
        assert headings(soup) == ["L’essentiel", "Diagnostic par thème", "Sources et définitions"]
        assert "Portrait du quartier" in soup.main.get_text()
        assert of_a_document(soup) == []


def test_the_synthesis_has_the_figures_of_two_quartiers_and_no_empty_section(alone: Contrat) -> None:
    soup = run("synthese", "synthese", RapportSynthese(contrat=alone))
    assert soup.h1.get_text() == "Synthèse intercommunale des quartiers"
    assert "Aucun" not in " ".join(p.get_text() for p in soup.main.find_all("p") if "famille" not in p.get_text())
    kept = headings(soup)
    assert "Chiffres publiés de tous les QPV" in kept
    assert not {"Quartiers et thèmes", "Synthèse rebâtie et synthèse publiée", "Fiabilité des chiffres"} & set(kept)
    assert of_a_document(soup) == []


@pytest.mark.parametrize(("filiation", "said"), [(None, "n’existait pas avant 2024"), ("inconnue", "n’est pas connu")])
def test_an_unknown_past_is_not_called_new(alone: Contrat, filiation: str | None, said: str) -> None:
    name, own = next(iter(alone.quartiers.items()))
    without = replace(own, codes_qpv_2015=(), libelles_qpv_2015=(), perimetre=None, filiation=filiation)
    soup = run("quartier", "rapport", RapportQuartier(name, contrat=replace(alone, quartiers={name: without})))
    text = soup.main.get_text(" ")
    assert said in text
    assert ("entré dans la géographie prioritaire" in text, "Non connu" in text) == (not filiation, bool(filiation))


def test_one_priority_makes_it_a_projet_again(alone: Contrat, suivi: Contrat) -> None:
    one = replace(alone, priorites=suivi.priorites[:1])
    other = next(name for name in one.quartiers if name != suivi.priorites[0].quartier)
    soup = run("quartier", "rapport", RapportQuartier(other, contrat=one))
    assert "Constats de terrain" in headings(soup)
    assert "Le document ne rapporte aucun constat de terrain" in soup.main.get_text()


def test_findings_alone_are_of_no_document(alone: Contrat, suivi: Contrat, tmp_path: Path) -> None:
    """What staff heard and typed: shown as such, and nothing anywhere says that a document has it."""
    flawed = replace(suivi.constats[0], constat="Les habitants parlent de de la rue Zola (le soir")
    one = replace(alone, constats=(flawed, *suivi.constats[1:4]))
    names = {c.quartier for c in one.constats}
    for name in one.quartiers:
        soup = run("quartier", "rapport", RapportQuartier(name, contrat=one))
        assert ("Constats de terrain" in headings(soup)) == (name in names)
        assert ("Sur le terrain, " in soup.main.get_text()) == (name in names)
        for note in soup.main.select("ol.notes"):  # definitions are the table's own texts
            note.decompose()
        assert document_or_project(soup.main.get_text(" ")) == []
    page = run("synthese", "synthese", RapportSynthese(contrat=one)).main
    for note in page.select("ol.notes"):
        note.decompose()
    assert document_or_project(page.get_text(" ")) == []
    commune = next(iter(one.quartiers.values())).communes[0]
    assert document_or_project(RapportDossier(commune, contrat=one).couverture().to_text()) == []
    assert document_or_project(BeautifulSoup(make_index(one, tmp_path), "html.parser").get_text(" ")) == []
    workbook = build_workbook(one)
    cover = [f"{label} {text}" for part in (*workbook.avant, workbook.apres[-1]) for label, text in part.lignes]
    assert (
        document_or_project("\n".join([*cover, *(f.description for f in workbook.feuilles if f.nom == "Constats")]))
        == []
    )


def document_or_project(text: str) -> list[str]:
    """What speaks of a document, or of a projet that one would be of."""
    said = re.sub(r"Projets de quartier|projets? de quartier du contrat", "", text)  # a heading of tables and sheets
    return re.findall(r".{0,60}\bdocuments?\b.{0,60}|.{0,60}reformulés.{0,60}|.{0,60}Projet de quartier.{0,60}", said)


# -- page 1 ---------------------------------------------------------------------------------------------------


def pages(report: RapportQuartier, run_cells: Callable[..., NotebookNode]) -> list[str]:
    data, _ = ReportPDFExporter().from_notebook_node(run_cells(report))
    return [" ".join(text.split()) for text in read_texts(data)]


def only(contrat: Contrat, *kept: str) -> Contrat:
    """The contract when nothing else is published than these indicators."""
    return replace(contrat, mesures=tuple(m for m in contrat.mesures if m.indicateur in kept))


CHART = "Les sources et les années sont dans les tableaux"
PARENTS, FEMMES = "allocataires_mono_pct", "population_femmes_pct"


def test_where_the_quartier_stands_is_on_page_1(alone: Contrat, run_cells: Callable[..., NotebookNode]) -> None:
    for name in alone.quartiers:
        first, second, *_ = found = pages(RapportQuartier(name, contrat=alone), run_cells)
        assert CHART in first
        assert second.startswith("Diagnostic par thème")
        assert sum(page.count(CHART) for page in found) == 1


def test_few_figures_leave_page_1_to_the_diagnostic(alone: Contrat, run_cells: Callable[..., NotebookNode]) -> None:
    name, own = next(iter(alone.quartiers.items()))
    few = replace(only(alone, PARENTS), quartiers={**alone.quartiers, name: replace(own, note=None)})
    first, *_ = found = pages(RapportQuartier(name, contrat=few), run_cells)
    assert "Diagnostic par thème" in first
    assert sum(page.count(CHART) for page in found) == 1


def test_that_little_could_be_compared_is_said(alone: Contrat) -> None:
    for name in alone.quartiers:
        report = RapportQuartier(name, contrat=only(alone, PARENTS, FEMMES))
        text = " ".join(report.essentiel().to_text().split())
        assert "1 chiffre publié se compare au QPV médian de France" in text
        assert "Les autres : 1 de contexte, qui ne se lit ni en bien ni en mal." in text
        fragile = (
            re.search(r"QPV de France les plus fragiles|plus fragile que le QPV médian de France pour", text)
            is not None
        )
        assert fragile is not ("Un seul chiffre publié se compare au QPV médian de France : il ne dit pas" in text)
        assert "Aucun chiffre publié ne dit" not in text


def test_without_figures_it_says_where_and_how_large(alone: Contrat) -> None:
    name = next(iter(alone.quartiers))
    report = RapportQuartier(name, contrat=replace(alone, mesures=(), repartitions=()))
    assert "Le QPV est vers " in report.essentiel().to_text()
    assert "Règle de lecture" not in report.sources().to_text()
    assert "Insee" not in report.sources().to_text()


def test_a_contract_of_one_qpv_has_neither_average_nor_rank(alone: Contrat) -> None:
    name, own = next(iter(alone.quartiers.items()))
    table = RapportQuartier(name, contrat=replace(alone, quartiers={name: own})).diagnostic().to_text()
    assert "QPV médian de France" in table
    assert "Rang dans le contrat" not in table and "1er / 1" not in table.replace("\u00a0", " ")
    assert "Rang dans le contrat" in RapportQuartier(name, contrat=alone).diagnostic().to_text()


def test_a_synthesis_of_one_quartier_says_that_there_is_nothing_to_share(suivi: Contrat) -> None:
    """It is not built; run by hand, it has neither average, rank, matrix nor family of one."""
    name, own = next(iter(suivi.quartiers.items()))
    emptied = {
        t: tuple(r for r in getattr(suivi, t) if r.quartier == name) for t in ("affirmations", "constats", "priorites")
    }
    one = replace(
        suivi,
        quartiers={name: own},
        editions={},
        actions={},
        actions_priorites=(),
        financements=(),
        resultats=(),
        **emptied,
    )
    soup = run("synthese", "synthese", RapportSynthese(contrat=one))
    text = soup.main.get_text(" ")
    assert "n’a qu’un quartier" in text
    assert not re.search(r"les 1\b|moyenne des QPV du contrat est|[Rr]ang du QPV|famille|1 quartier sur 1", text)
    assert not {"Quartiers et thèmes", "Carte des quartiers", "Familles de quartiers"} & set(headings(soup))


def test_overseas_no_income_is_promised(alone: Contrat) -> None:
    own = next(iter(alone.quartiers.values()))
    told = {c: not_imported(replace(own, code_qpv_2024=f"QN{c}01M")) for c in ("059", "974", "971", "987")}
    assert "Filosofi 2021" in told["059"] and told["974"] == told["059"]
    assert told["971"] == told["987"] == "Aucun chiffre du périmètre de 2024 n'est repris ici."


def test_an_arrondissement_is_no_other_commune(alone: Contrat) -> None:
    own = next(iter(alone.quartiers.values()))
    old = Qpv(own.codes_qpv_2015[0], "2015", "A", ("Marseille 10e Arrondissement", "Marseille 11e Arrondissement"), "s")
    new = replace(old, qpv=own.territoire, geographie="2024", communes=("Marseille",))
    told = perimeter_change(replace(alone, qpv={old.qpv: old, new.qpv: new}), replace(own, perimetre=None))
    assert told is None or "Marseille" not in " ".join(told.signes)
    left = replace(old, communes=("Marseille 10e Arrondissement", "Aubagne"))
    moved = perimeter_change(replace(alone, qpv={old.qpv: left, new.qpv: new}), replace(own, perimetre=None))
    assert moved is not None and "n'est plus sur Aubagne" in " ".join(moved.signes)


def test_a_core_figure_that_is_not_there_is_said_to_be_missing(alone: Contrat) -> None:
    """Overseas, neither income nor poverty is published: one card instead of four is not explained by itself."""
    name = next(iter(alone.quartiers))
    lacking = {"taux_pauvrete_pct", "revenu_median_mensuel_eur"}
    poorer = replace(alone, mesures=tuple(m for m in alone.mesures if m.indicateur not in lacking))
    text = RapportQuartier(name, contrat=poorer).essentiel().to_text().replace("\u202f", " ").replace("\xa0", " ")
    assert "Sans chiffre ici" in text
    assert "dans les fichiers repris : taux de pauvreté et revenu médian mensuel." in text
    assert "Sans chiffre ici" not in RapportQuartier(name, contrat=alone).essentiel().to_text()

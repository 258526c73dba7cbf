"""What is written of a territory that is no QPV: none of its outputs says that it is one."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from bs4 import BeautifulSoup
from papier import read_texts
from territoires import AUTRE, QPV, change, make_folder

from quartiers.donnees import Contrat, load_contrat
from quartiers.donnees.natures import NOMS, POCHE, VEILLE
from quartiers.execution.classeur import make_workbook
from quartiers.execution.index import write_index
from quartiers.export import ReportHTMLExporter, ReportPDFExporter
from quartiers.presentation import RapportDossier, RapportQuartier, RapportSynthese

# That QPV exist, and how others stand, may be said; of what the report is about, nothing of this.
CLAIMS = re.compile(
    r"\bce QPV|\bson QPV|\ble QPV\b|\bdu QPV\b(?! médian)|\bau QPV médian|QPV entier|QPV (?:de )?20\d\d|QN0\d|"
    r"périmètre (?:de )?2024|QPV du contrat|rang (?:dans|parmi|du)|n['’]existait pas|entré en 2024|"
    r"géographie prioritaire en 2024|chiffres? des QPV|[Pp]ubliés? : Insee",
)
ALLOWED = re.compile(r"au centroïde du périmètre de 2024 \(ANCT\)")  # of the others, on the map


@pytest.fixture(
    scope="module", params=[(VEILLE, True), (VEILLE, False), (POCHE, True)], ids=["veille", "muet", "poche"]
)
def contrat(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Contrat:
    nature, stated = request.param
    return load_contrat(make_folder(tmp_path_factory.mktemp("natures") / "d", nature, enonces=stated))


def claims(text: str) -> list[str]:
    text = ALLOWED.sub("", " ".join(text.split()))
    return [text[max(0, m.start() - 50) : m.end() + 50] for m in CLAIMS.finditer(text)]


def texts(soup: BeautifulSoup) -> str:
    """What is read on a page, and what its images say."""
    return " ".join([soup.get_text(" "), *(image["alt"] for image in soup.find_all("img", alt=True))])


def test_the_search_finds_what_a_qpv_is_told(contrat: Contrat, run_cells) -> None:  # type: ignore[no-untyped-def]
    """The same search, in the report of the QPV beside: else the tests below would prove nothing."""
    page, _ = ReportHTMLExporter().from_notebook_node(run_cells(RapportQuartier(QPV, contrat=contrat)))
    found = " ".join(claims(texts(BeautifulSoup(page, "html.parser"))))
    assert "QPV 2024" in found and "QN05927M" in found and "au QPV médian" in found


def test_its_report_is_of_no_qpv(contrat: Contrat, run_cells) -> None:  # type: ignore[no-untyped-def]
    nb = run_cells(RapportQuartier(AUTRE, contrat=contrat))
    page, _ = ReportHTMLExporter().from_notebook_node(nb)
    pdf, _ = ReportPDFExporter().from_notebook_node(nb)
    read = "\n".join(read_texts(pdf))
    noms = contrat.quartiers[AUTRE].noms
    for text in (texts(BeautifulSoup(page, "html.parser")), read):
        assert claims(text) == []
        assert f"{noms.nom}, hors de la géographie prioritaire de 2024" in " ".join(text.split())
        assert f"Aucun chiffre publié n’est repris pour {noms.ce}" in " ".join(text.split())


def test_its_figures_are_read_against_what_the_document_states(contrat: Contrat) -> None:
    report = RapportQuartier(AUTRE, contrat=contrat)
    told = " ".join(report.diagnostic().to_text().split())
    if not contrat.affirmations:
        assert "décrit par des constats de terrain seulement" in told
        return
    assert "2 chiffres que seul le diagnostic énonce ; par rapport à la référence énoncée : 1 plus fragile" in told
    assert "Référence énoncée" in told and "31,2 % QPV de l’agglomération, énoncé" in told
    assert "Selon le diagnostic partagé, en 2020, le quartier était plus fragile que les QPV de l’agglomération" in (
        " ".join(report.essentiel().to_text().split())
    )


def test_the_synthesis_counts_it_apart(contrat: Contrat) -> None:
    report, noms = RapportSynthese(contrat=contrat), contrat.quartiers[AUTRE].noms
    assert f"1 QPV et 1 {noms.nom}" in " ".join(report.essentiel().to_text().split())
    legend = " ".join(report.carte().to_text().split())
    assert "Les quartiers de la carte et leurs projets" in legend
    assert f"2 {noms.nom} Le Grand Large" in legend.replace("|", " ").replace("  ", " ") or f"| {noms.nom} |" in legend


def test_the_file_of_its_commune_compares_nothing(contrat: Contrat) -> None:
    report = RapportDossier("Montigny-le-Pré", contrat=contrat)
    told = [report.couverture().to_text(), report.chiffres_compares().to_text(), report.projets().to_text()]
    assert claims(" ".join(told)) == []
    assert f"celui {contrat.quartiers[AUTRE].noms.du}" in " ".join(told)


def test_the_index_and_the_workbook_name_it(contrat: Contrat, tmp_path: Path) -> None:
    noms = contrat.quartiers[AUTRE].noms
    card = BeautifulSoup(write_index(contrat, tmp_path).read_text("utf-8"), "html.parser").find(id=f"quartier-{AUTRE}")
    assert card is not None
    assert f"Montigny-le-Pré · {noms.nom}" in " ".join(card.get_text(" ").split())
    book = openpyxl.load_workbook(io.BytesIO(make_workbook(contrat)))
    rows = [row for row in _rows(book["Quartiers"]) if AUTRE in row]
    assert len(rows) == 1
    assert rows[0].count(noms.nom) == 2  # in place of a code, and in its own column
    assert f"{noms.nom} {noms.accord('entier')}" in rows[0]
    assert claims(" ; ".join(str(cell) for cell in rows[0] if cell)) == []


def _rows(sheet: "openpyxl.worksheet.worksheet.Worksheet") -> Iterator[tuple[object, ...]]:
    return sheet.iter_rows(values_only=True)


def test_one_that_left_the_geography_keeps_the_figures_of_2015(tmp_path: Path) -> None:
    """They are those of a QPV, of 2015, and nothing is said of a perimeter of 2024."""
    folder = make_folder(tmp_path / "d")
    change(folder, AUTRE, code_qpv_2015="QP059029", libelle_qpv_2015="Le Grand Large")
    report = RapportQuartier(AUTRE, contrat=load_contrat(folder))
    told = " ".join((report.identite().to_text() + report.diagnostic().to_text()).split())
    assert "Les chiffres publiés décrivent le QPV de 2015 : ce territoire n’est plus un QPV depuis 2024." in told
    assert "QP059029 – Le Grand Large" in told
    assert "périmètre de 2024" not in told and "périmètre 2024" not in told and "ne sont pas repris" not in told


def test_every_noun_has_its_words() -> None:
    assert [(n.le, n.du, n.ce, n.un, n.meme) for n in NOMS.values()] == [
        ("le QPV", "du QPV", "ce QPV", "un QPV", "le même QPV"),
        ("le quartier de veille active", "du quartier de veille active", "ce quartier de veille active",
         "un quartier de veille active", "le même quartier de veille active"),
        ("la poche de pauvreté", "de la poche de pauvreté", "cette poche de pauvreté", "une poche de pauvreté",
         "la même poche de pauvreté"),
    ]  # fmt: skip

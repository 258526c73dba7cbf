"""The entry point and the public names: what is promised, what is said when something is wrong, what notebooks show."""

import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

import quartiers
from quartiers import NOTEBOOKS, PROJECT_ROOT, enregistrer, ouvrir, paragraphe, tableau
from quartiers import interface as public
from quartiers.donnees import Contrat, DonneesInvalides, Introuvable
from quartiers.donnees.situer import find_folder
from quartiers.execution.noyaux.atelier import Atelier
from quartiers.execution.plan import ReportTask
from quartiers.export.feuille import font_faces
from quartiers.export.html import ReportHTMLExporter
from quartiers.export.typst import ReportPDFExporter
from quartiers.interface.contrat import ContratOuvert
from quartiers.interface.documentation import PAGE, page
from quartiers.interface.jupyter import show_blocks, styled
from quartiers.presentation.blocs import Paragraphe

CLASSES = ("ContratOuvert", "QuartierOuvert", "TablesOuvertes")


@pytest.fixture(scope="module")
def ouvert(contrat: Contrat) -> ContratOuvert:
    return ContratOuvert(contrat)


# -- what is promised -----------------------------------------------------------------------------------------


def of_name(name: str) -> Any:
    owner, _, member = name.rpartition(".")
    return inspect.getattr_static(getattr(public, owner), member) if owner else getattr(public, member)


@pytest.mark.parametrize("name", public.PUBLICS)
def test_a_public_name_is_documented_with_an_example_and_is_on_the_page(name: str) -> None:
    doc = inspect.getdoc(of_name(name)) or ""
    assert ">>> " in doc, "an example that the suite runs"
    assert doc[0].isupper() and doc.split("\n\n")[0].endswith("."), "a sentence first"
    written = PAGE.read_text(encoding="utf-8")
    member = name.rpartition(".")[2]
    assert re.search(rf"^### `(contrat\.|quartier\.)?{member}\b", written, flags=re.MULTILINE), (
        "not in docs/interface.md"
    )


def test_the_page_is_up_to_date() -> None:
    """Else: python -m quartiers.interface.documentation."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_what_can_be_called_is_public() -> None:
    listed = {tuple(name.split(".")) for name in public.PUBLICS if "." in name}
    for owner in CLASSES:
        own = {(owner, name) for name in vars(getattr(public, owner)) if not name.startswith("_")}
        assert own <= listed, f"{owner}: a name that the page does not have"
    assert set(quartiers.__all__) == {name for name in public.PUBLICS if "." not in name}


def test_the_page_has_each_column_of_each_table(ouvert: ContratOuvert) -> None:
    written = PAGE.read_text(encoding="utf-8")
    for table in ("chiffres", "serie", "enonces", "doutes", "priorites", "constats", "actions", "reponses"):
        part = written.split(f"### `contrat.{table}()`")[1].split("\n### ")[0]
        assert set(re.findall(r"^\| `(\w+)` \|", part, flags=re.MULTILINE)) == set(ouvert.colonnes(table)["colonne"])


def test_importing_it_is_light(tmp_path: Path) -> None:
    heavy = {"pandas", "matplotlib", "IPython", "nbconvert", "typst", "numpy"}
    code = f"import sys; from quartiers import ouvrir; sys.exit(', '.join({heavy} & set(sys.modules)) or None)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=tmp_path).returncode == 0


# -- finding the folder ---------------------------------------------------------------------------------------


def test_the_folder_is_found_from_the_place_of_the_notebook(
    dossier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = dossier / "analyses" / "mes carnets"
    work.mkdir(parents=True)
    assert find_folder(None, work) == dossier.resolve(), "in the data folder itself"
    (tmp_path / "projet" / "carnets").mkdir(parents=True)
    (tmp_path / "projet" / "data").mkdir()
    (tmp_path / "projet" / "data" / "contrat.toml").touch()
    assert find_folder(None, tmp_path / "projet" / "carnets") == tmp_path.resolve() / "projet" / "data"
    assert find_folder(None, tmp_path) == PROJECT_ROOT / "data", "else the project's"
    monkeypatch.chdir(tmp_path)
    assert find_folder("projet/data") == Path("projet/data")
    assert find_folder("exemples/suivi") == PROJECT_ROOT / "exemples" / "suivi"
    assert len(ouvrir(dossier).quartiers()) == 18


# -- what is said -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["anzin-verrerie", "ANZIN VERRERIE", "Verrerie – Anzin", "verrerie - anzin ", "Verrerie – Square République"],
)
def test_a_quartier_is_found_by_identifier_or_name(ouvert: ContratOuvert, typed: str) -> None:
    assert ouvert.quartier(typed).identifiant == "anzin-verrerie"


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("verrerie", "anzin-verrerie"),
        ("tirou", "fresnes-le-trieu"),
        ("dutenple", "Dutemple"),
        ("pépinières", "Pépinière"),
    ],
)
def test_an_unknown_quartier_suggests_near_ones(ouvert: ContratOuvert, typed: str, near: str) -> None:
    with pytest.raises(Introuvable, match=near):
        ouvert.quartier(typed)


def test_what_is_unknown_is_named_with_what_is_near(ouvert: ContratOuvert) -> None:
    for ask, near in (
        (lambda: ouvert.indicateur("pauvrete"), "taux_pauvrete_pct"),
        (lambda: ouvert.graphique("revenu median"), "revenu_median_mensuel_eur"),
        (lambda: ouvert.colonnes("chifres"), "chiffres"),
        (lambda: ouvert.table("priorite"), "priorites"),
        (lambda: tableau(ouvert.quartiers(), "Titre", {"nmo": "Nom"}), "nom"),
        (lambda: enregistrer(paragraphe("x"), "image.pgn"), ".png"),
    ):
        with pytest.raises(Introuvable, match=near):
            ask()


@pytest.fixture(scope="module")
def shell() -> Iterator[InteractiveShell]:
    yield InteractiveShell.instance(colors="NoColor")
    InteractiveShell.clear_instance()  # what other files open is not opened in a notebook


def shown(shell: InteractiveShell, code: str, capsys: pytest.CaptureFixture[str]) -> str:
    shell.run_cell(code)
    return capsys.readouterr().out


def test_wrong_tables_are_told_in_french_and_without_our_stack(
    dossier: Path, edit: Any, shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    edit("priorites.csv", "intercommunale", "intercomunale")
    told = shown(shell, f"from quartiers import ouvrir\nouvrir({str(dossier)!r})", capsys)
    assert "priorites.csv, ligne " in told and "intercomunale" in told and "attendu" in told
    assert "Traceback" not in told and ".py" not in told
    with pytest.raises(DonneesInvalides):
        ouvrir(dossier)


def test_a_great_many_faults_are_told_in_a_few_lines(
    dossier: Path, shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    path = dossier / "priorites.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(";intercommunale;", ";x;"), encoding="utf-8")
    told = shown(shell, f"from quartiers import ouvrir\nouvrir({str(dossier)!r})", capsys)
    assert 5 < len(told.strip().splitlines()) < 20
    assert "pipeline.py verifier" in told


@pytest.mark.parametrize(
    "code",
    [
        "from quartiers import ouvrir\nouvrir().quartier('verrerie')",
        "from quartiers.presentation import RapportQuartier\nRapportQuartier('anzin-verreries')",
    ],
    ids=["ouvrir", "a report's notebook"],
)
def test_an_unknown_name_is_told_without_our_stack(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    told = shown(shell, code, capsys)
    assert "quartier inconnu" in told and "anzin-verrerie" in told
    assert "Traceback" not in told and len(told.strip().splitlines()) == 1


# -- blocks ---------------------------------------------------------------------------------------------------


class HeardPublisher(DisplayPublisher):
    """What a notebook is sent."""

    def publish(self, data: Any, *_: Any, **__: Any) -> None:
        self.heard = data


def test_a_notebook_is_given_the_typeface_and_a_terminal_no_line(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    show_blocks()
    assert capsys.readouterr().out == ""
    notebook = HeardPublisher()
    monkeypatch.setattr(shell, "display_pub", notebook)
    show_blocks()
    assert "@font-face" in notebook.heard["text/html"]
    assert notebook.heard["text/plain"] == ""


def test_blocks_are_shown_with_the_styles_of_the_reports(shell: InteractiveShell, ouvert: ContratOuvert) -> None:
    show_blocks()
    bloc = ouvert.quartier("anzin-verrerie").essentiel()
    data, _ = shell.display_formatter.format(bloc)
    assert data == styled(bloc)[0]
    html = BeautifulSoup(data["text/html"], "html.parser")
    [frame] = html.select("div.quartiers-bloc")
    assert frame.select(".chiffres-cles .valeur"), "the block itself"
    css = frame.style.string
    assert "--accent:#" in css and ".chiffres-cles li" in css and "url(" not in css
    assert data["text/vnd.typst"] == bloc.to_typst(), "what the exporters take is untouched"


REPORTS = sorted(path for path in NOTEBOOKS.glob("*.ipynb") if path.stem != "exploration")


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_notebook_run_by_hand_shows_its_blocks_as_its_page_does(shell: InteractiveShell, path: Path) -> None:
    """Its import is enough: nobody has to open the contract for that."""
    shell.display_formatter.mimebundle_formatter.type_printers.clear()
    _, first = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"][:2]
    shell.run_cell(first.splitlines()[0]).raise_error()
    data, _ = shell.display_formatter.format(Paragraphe("texte"))
    frame = BeautifulSoup(data["text/html"], "html.parser").select_one("div.quartiers-bloc")
    assert frame is not None
    assert ".encadre" in frame.style.string


def test_a_report_is_shown_as_its_sections(ouvert: ContratOuvert, shell: InteractiveShell) -> None:
    """On one line in a console; in Jupyter, a list in the frame of the blocks. What it names can be called."""
    show_blocks()
    for report in (ouvert.quartier("anzin-verrerie").rapport(), ouvert.synthese()):
        told = repr(report)
        assert "\n" not in told
        assert " object at 0x" not in told
        named = re.findall(r"(\w+)\(\)", told)
        assert {"entete", "essentiel", "sources"} <= set(named)
        assert all(hasattr(getattr(report, name)(), "to_html") for name in ("entete", named[-1]))
        data, _ = shell.display_formatter.format(report)
        assert data["text/plain"] == told
        frame = BeautifulSoup(data["text/html"], "html.parser").select_one("div.quartiers-bloc")
        assert frame is not None
        assert [item.get_text() for item in frame.select("li")] == [f"{name}()" for name in named]


def test_every_section_that_a_notebook_calls_is_told(ouvert: ContratOuvert) -> None:
    told = {"quartier": ouvert.quartier("anzin-verrerie").rapport().sections, "synthese": ouvert.synthese().sections}
    for name, sections in told.items():
        cells = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells
        called = [found[1] for cell in cells if (found := re.fullmatch(r"\w+\.(\w+)\(\)", cell.source))]
        assert set(called) <= set(sections)


def test_what_jupyter_needed_is_not_in_the_page_of_a_notebook_run_by_hand() -> None:
    bare = Paragraphe("a < b & </div>")
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x"), nbformat.v4.new_code_cell("y")])
    fonts = {"text/html": f"<style>{font_faces()}</style>", "text/plain": ""}
    nb.cells[0].outputs = [nbformat.v4.new_output("display_data", fonts)]
    for given in (styled(bare)[0], bare._repr_mimebundle_()[0]):
        nb.cells[1].outputs = [nbformat.v4.new_output("execute_result", given, execution_count=1)]
        page = BeautifulSoup(ReportHTMLExporter().from_notebook_node(nb)[0], "html.parser")
        assert "".join(map(str, page.main.contents)).strip() == str(BeautifulSoup(bare.to_html(), "html.parser"))


@pytest.mark.parametrize(
    ("suffix", "start"), [(".png", b"\x89PNG"), (".svg", b"<svg"), (".pdf", b"%PDF"), (".PNG", b"\x89PNG")]
)
def test_a_block_is_kept_as_a_picture(ouvert: ContratOuvert, tmp_path: Path, suffix: str, start: bytes) -> None:
    path = enregistrer(ouvert.graphique("taux_pauvrete_pct"), tmp_path / f"été{suffix}")
    assert path.read_bytes().startswith(start)
    assert path.stat().st_size > 5000


def test_the_chart_tells_its_finding_its_source_and_who_is_not_there(ouvert: ContratOuvert) -> None:
    chart = ouvert.graphique("taux_pauvrete_pct")
    figures = ouvert.indicateur("taux_pauvrete_pct").drop_duplicates("qpv")
    worse = (figures["lecture"] == "plus fragile").sum()
    assert f"{worse} QPV sur 15 plus fragiles" in chart.titre  # 13 QPV, and the two of 2015 that Cité Thiers joins
    assert "Insee" in chart.source and "2018" in chart.source and "périmètre 2015" in chart.source
    assert "Centre-ville – Bruay (non publié)" in chart.source
    assert chart.donnees is not None
    values = [float(row[1].split("\u202f")[0].replace(",", ".")) for row in chart.donnees.lignes[:-1]]
    assert len(values) == 15 and values == sorted(values, reverse=True)
    said = [float(v.replace(",", ".")) for v in re.findall(r", ([\d,]+)\u202f%, ", chart.to_text())]
    assert said == values[:1], "its message is in words, not its table"


def test_nothing_published_is_a_sentence(ouvert: ContratOuvert) -> None:
    assert "rien de récent n’est publié" in ouvert.graphique("jeunes_neet_pct").to_text()


def test_a_table_of_ones_own_says_why_a_number_is_missing(ouvert: ContratOuvert) -> None:
    figures = ouvert.indicateur("taux_pauvrete_pct")
    block = tableau(figures, "Pauvreté <b>", {"nom": "Quartier", "valeur": "Taux (%)", "annee": "Année"})
    html = BeautifulSoup(block.to_html(), "html.parser")
    assert html.caption.string == "Pauvreté <b>"
    cells = {row.th.get_text(): [td.get_text() for td in row.select("td")] for row in html.select("tbody tr")}
    assert cells["Verrerie – Anzin"] == ["44,5", "2018"]
    assert cells["Cité Thiers – Bruay"] == ["par ancien QPV", "—"]
    assert cells["Rives de l’Escaut – Anzin"][0] == "41,0", "as many decimals down a column"


def test_a_section_is_added_to_a_report_by_two_cells(tmp_path: Path) -> None:
    """As exploration.ipynb says: on the page and in the PDF, under its own heading."""
    notebook = nbformat.read(NOTEBOOKS / "quartier.ipynb", as_version=4)
    code = (
        "from quartiers import ouvrir, tableau\n"
        "pauvrete = ouvrir().indicateur('taux_pauvrete_pct').dropna(subset='valeur').head(3)\n"
        "tableau(pauvrete, 'Trois quartiers', {'nom': 'Quartier', 'valeur': 'Taux (%)'})"
    )
    notebook.cells[-2:-2] = [nbformat.v4.new_markdown_cell("## Ma section"), nbformat.v4.new_code_cell(code)]
    path = tmp_path / "quartier.ipynb"
    nbformat.write(notebook, path)
    with Atelier() as atelier:
        executed = atelier.execute(ReportTask("essai", "Essai", path, {"quartier": "bruay-centre"})).carnet
    html = BeautifulSoup(ReportHTMLExporter().from_notebook_node(executed)[0], "html.parser")
    assert "Ma section" in [h.get_text() for h in html.select("h2")]
    assert "Trois quartiers" in [c.get_text() for c in html.select("caption")]
    pdf, _ = ReportPDFExporter().from_notebook_node(executed)
    assert pdf.startswith(b"%PDF")


# -- by hand ----------------------------------------------------------------------------------------------------


def papermill(folder: Path, quartier: str) -> "subprocess.CompletedProcess[str]":
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(NOTEBOOKS / "quartier.ipynb"),
        "out.ipynb",
        "-p",
        "quartier",
        quartier,
    ]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONUTF8": "1"}
    )


def test_papermill_by_hand_works_from_any_folder(tmp_path: Path) -> None:
    assert papermill(tmp_path, "bruay-centre").returncode == 0
    made = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert sum(bool(c.get("outputs")) for c in made.cells) > 15

"""The synthesis of very many QPV, and of few figures: pages that can be read, in a time that does not explode."""

import io
import re
import time
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pypdf
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from quartiers.donnees import Contrat
from quartiers.donnees.modele import Quartier
from quartiers.export.typst import compile_pdf, displayable, prelude
from quartiers.presentation import RapportSynthese
from quartiers.presentation.cartes.carroyage import Rangement, Semis
from quartiers.presentation.cartes.etiquettes import Boite
from quartiers.presentation.synthese.nombreux import MAX_LIGNES, MAX_PROJETS, NOMMES, group_many, name_places

PUBLISHED = "emploi_15_64_pct"


def many(contrat: Contrat, number: int, departements: int = 1, communes: int = 30) -> Contrat:
    """That many QPV, spread over communes of départements, with one published figure each that is fragile one time in
    two; none is linked to a document."""
    model = next(q for q in contrat.quartiers.values() if len(q.codes_qpv_2015) == 1)
    measure = max(
        (
            m
            for m in contrat.mesures
            if m.indicateur == PUBLISHED and m.territoire == model.codes_qpv_2015[0] and m.valeur
        ),
        key=lambda m: m.edition,
    )
    quartiers: dict[str, Quartier] = {}
    mesures = [m for m in contrat.mesures if not m.territoire.startswith("Q")]
    for n in range(number):
        departement = f"{n % departements + 1:02}"
        commune = f"Commune {n % communes}"
        code = f"QP0{departement}{n:04}"
        quartiers[f"q{n}"] = replace(
            model, quartier=f"q{n}", ordre=n + 1, nom=f"Q{n}", nom_court=f"Q{n}", communes=(commune,),
            codes_insee=(f"{departement}{n % communes:03}",), code_qpv_2024=f"QN0{departement}{n:04}M",
            codes_qpv_2015=(code,), libelles_qpv_2015=("A",), communes_qpv=(f"{departement}001 {commune}",),
            couverture="entier", longitude=3 + (n % 40) / 10, latitude=47 + (n // 40) / 10,
        )  # fmt: skip
        mesures.append(replace(measure, territoire=code, valeur=20.0 if n % 2 else 44.0))
    nothing = dict.fromkeys(("affirmations", "constats", "priorites", "references", "synthese_publiee"), ())
    return replace(contrat, quartiers=quartiers, mesures=tuple(mesures), contours={}, qpv={}, editions={}, **nothing)


@pytest.fixture(scope="module")
def lots(contrat: Contrat) -> RapportSynthese:
    return RapportSynthese(contrat=many(contrat, 300))


def soup_of(bloc: object) -> BeautifulSoup:
    return BeautifulSoup(bloc.to_html(), "html.parser")  # type: ignore[attr-defined]


def test_each_qpv_is_in_one_group(contrat: Contrat) -> None:
    for number, departements, communes, what, groups in ((300, 1, 30, "commune", 30), (300, 7, 100, "département", 7)):
        found, by_name = group_many(many(contrat, number, departements, communes))
        assert (found, len(by_name)) == (what, groups)
        members = [q.quartier for grouped in by_name.values() for group in grouped for q in group]
        assert len(members) == len(set(members)) == number


def test_beyond_so_many_they_are_counted_by_place_and_it_is_said(lots: RapportSynthese) -> None:
    carte, table = soup_of(lots.carte()), soup_of(lots.tableaux_publies())
    listed = {
        row.find(["th", "td"]).get_text(): int(row.find_all("td")[-1].get_text()) for row in carte.select("tbody tr")
    }
    assert sum(listed.values()) == 300 and len(listed) == 30
    assert f"au-delà de {MAX_LIGNES}" in carte.get_text()
    counts = [
        tuple(map(int, re.findall(r"\d+", c.get_text()))) for c in table.select("tbody td") if "/" in c.get_text()
    ]
    assert len(counts) == 31 and counts[-1] == (150, 300)
    assert [sum(column) for column in zip(*counts[:-1], strict=True)] == [150, 300]
    assert "leurs chiffres sont dans leurs rapports" in " ".join(table.get_text().split())
    assert "Aucune famille n’est cherchée" in lots.sources().to_text()
    assert not lots.annexe_familles().to_text()


def test_dots_that_fall_together_are_drawn_once(contrat: Contrat) -> None:
    few, lots = (RapportSynthese(contrat=many(contrat, n)).graphique_indicateurs().to_html() for n in (140, 300))
    assert len(lots) < len(few) - 1000


def test_few_keep_a_row_and_a_number_each(contrat: Contrat) -> None:
    report = RapportSynthese(contrat=many(contrat, 40))
    assert len(soup_of(report.carte()).select("tbody tr")) == 40
    assert "Q39" in soup_of(report.tableaux_publies()).get_text()


def test_the_map_of_many_is_drawn_in_a_time_that_hardly_grows(contrat: Contrat) -> None:
    def seconds(number: int) -> float:
        report = RapportSynthese.__new__(RapportSynthese)
        report.contrat, report.se_compare = many(contrat, number, 20, 200), True
        start = time.process_time()
        report.carte()
        return time.process_time() - start

    seconds(160)
    assert seconds(1600) < max(20 * seconds(160), 4.0)


def test_too_few_figures_to_compare_are_told_and_leave_no_heading(contrat: Contrat) -> None:
    whole = many(contrat, 8)
    kept = {q.codes_qpv_2015[0] for q in list(whole.quartiers.values())[:2]}
    few = replace(whole, mesures=tuple(m for m in whole.mesures if m.territoire in kept))
    report = RapportSynthese(contrat=few)
    assert "2 QPV sur 8 en ont, dans leurs rapports ; c’est trop peu" in report.essentiel().to_text().replace(
        "\u202f", " "
    )
    for section in ("graphique_indicateurs", "tableaux_publies", "familles", "tableaux_enonces"):
        assert getattr(report, section)().to_text().strip() == "", section
    none = RapportSynthese(contrat=replace(whole, mesures=()))
    assert "aucun n’est importé" in none.essentiel().to_text()


# -- what is found by squares is what looking at everything finds ----------------------------------------------

sizes = st.floats(0, 60)
boxes = st.builds(lambda x, y, w, h: Boite(x, y, x + w, y + h), *[st.floats(-80, 200)] * 2, sizes, sizes)


@given(st.lists(st.tuples(st.floats(-80, 200), st.floats(-80, 200)), max_size=40), st.lists(boxes, max_size=8), boxes)
def test_nothing_is_missed(points: list[tuple[float, float]], others: list[Boite], box: Boite) -> None:
    spots, rows, kept = np.array(points, dtype=float).reshape(-1, 2), Semis(), Rangement()
    for part in np.array_split(spots, 3):
        rows.add(part)
    for other in others:
        kept.add(other)
    assert rows.count_in(box) == box.count_in(spots)
    near = kept.near(box)
    assert [o for o in others if box.shared_area(o)] == [o for o in near if box.shared_area(o)]


@pytest.mark.parametrize("number", [24, 26, 28, 30])
def test_no_heading_is_alone_on_its_page(contrat: Contrat, number: int) -> None:
    """A matrix that fills a page by itself leaves no room for its heading: it is then on two."""
    blocks = RapportSynthese(contrat=many(contrat, number)).tableaux_publies().to_typst()
    source = f'{prelude()}\n#show: rapport.with(titre: "t", description: "d", pied: "p")\n#set page(flipped: true)\n'
    source += f'#heading(level: 1, "T")\n#pagebreak()\n#heading(level: 2, "Chiffres publiés")\n\n{blocks}'
    reader = pypdf.PdfReader(io.BytesIO(compile_pdf(displayable(source), datetime(2026, 1, 1, tzinfo=UTC))))
    pages = [page.extract_text() for page in reader.pages]
    [own] = [text for text in pages if "Chiffres publiés\n" in text or text.startswith("Chiffres publiés")]
    assert "Q0" in own


# -- of many, projects too -------------------------------------------------------------------------------------


def with_projects(contrat: Contrat, number: int, communes: int = 30) -> Contrat:
    """That many quartiers, each with the priorities, stated figures and findings of one of the contract's."""
    whole = many(contrat, number, departements=3, communes=communes)
    models = [q for q in contrat.quartiers if contrat.priorites_de(q) and contrat.affirmations_de(q)]
    priorites, affirmations = [], []
    for n, name in enumerate(whole.quartiers):
        model = models[n % len(models)]
        for p in contrat.priorites_de(model):
            priorites.append(replace(p, quartier=name, priorite=f"{name}-{p.priorite}"))
        for a in contrat.affirmations_de(model):
            affirmations.append(replace(a, quartier=name, affirmation=f"{name}-{a.affirmation}"))
    return replace(whole, priorites=tuple(priorites), affirmations=tuple(affirmations), actions={}, financements=())


@pytest.fixture(scope="module")
def projets(contrat: Contrat) -> RapportSynthese:
    return RapportSynthese(contrat=with_projects(contrat, 90))


def words(bloc: object) -> str:
    return " ".join(soup_of(bloc).get_text(" ").replace("\u202f", " ").replace("\u00a0", " ").split())


def test_priorities_of_many_quartiers_are_counted_by_place_and_add_up(projets: RapportSynthese) -> None:
    contrat = projets.contrat
    table = soup_of(projets.matrice())
    rows = [[cell.get_text() for cell in row.find_all("td")] for row in table.select("tbody tr")]
    assert len(rows) == 31  # thirty communes, and all of them
    columns = [[int(cell or 0) for cell in column] for column in zip(*rows, strict=True)]
    assert all(sum(column[:-1]) == column[-1] for column in columns)
    assert columns[-1][-1] == 90
    themes = [
        t for t in contrat.thematiques_de_priorite if any(p.thematique == t.thematique for p in contrat.priorites)
    ]
    expected = sorted(len({p.quartier for p in contrat.priorites if p.thematique == t.thematique}) for t in themes)
    assert sorted(column[-1] for column in columns[:-1]) == expected
    assert f"Au-delà de {MAX_PROJETS} quartiers (90 ici), ils sont comptés par commune" in words(projets.matrice())


def test_stated_figures_and_doubts_of_many_are_told_together(projets: RapportSynthese) -> None:
    stated, doubts = words(projets.tableaux_enonces()), words(projets.fiabilite_des_chiffres())
    assert "la moitié à" in stated and "feuille « Énoncés » de donnees.xlsx" in stated
    assert "par commune. Au-delà de" in doubts
    table = soup_of(projets.fiabilite_des_chiffres()).select("table")[-1]
    cells = [[cell.get_text() for cell in row.find_all("td")] for row in table.select("tbody tr")]
    counts = [int(next(text for text in row if text.isdecimal())) for row in cells]
    assert sum(counts) == len(projets.fiabilite.verifications)


def test_a_few_more_than_sixty_is_what_changes_it(contrat: Contrat) -> None:
    few = RapportSynthese(contrat=with_projects(contrat, MAX_PROJETS))
    assert "Au-delà" not in words(few.matrice())
    assert len(soup_of(few.matrice()).select("tbody tr")) == MAX_PROJETS + 1


def test_places_are_names_then_communes_then_departements(contrat: Contrat) -> None:
    few = tuple(many(contrat, 300, departements=20, communes=100).quartiers.values())
    assert name_places(few[:NOMMES]) == " · ".join(q.nom_court for q in few[:NOMMES])
    communes = name_places(
        [q for q in few if q.communes[0] in {"Commune 1", "Commune 2", "Commune 3", "Commune 4", "Commune 5"}]
    )
    assert communes.count("Commune") == 5 and "(3 quartiers)" in communes
    places = name_places(few)
    assert "01 Ain" in places.replace("1 Ain", "01 Ain") and f"dans {20 - NOMMES} autres" in places
    named = sum(int(n) for n in re.findall(r"\((\d+) quartiers\)", places))
    [left] = [int(n) for n in re.findall(r"et (\d+) dans", places)]
    assert named + left == 300


@pytest.mark.parametrize("number", [5, 60, 200])  # as many as places: beyond, these alone make pages
def test_a_synthesis_has_forty_pages_at_most(contrat: Contrat, number: int) -> None:
    report = RapportSynthese(contrat=with_projects(contrat, number, communes=200))
    sections = ("essentiel", "carte", "matrice", "portes_ensemble", "themes", "graphique_indicateurs")
    turned, after = ("tableaux_publies",), ("tableaux_enonces", "fiabilite_des_chiffres", "sources", "annexe_familles")
    source = f'{prelude()}\n#show: rapport.with(titre: "t", description: "d", pied: "p")\n#heading(level: 1, "T")\n'
    for names, page in ((sections, "false"), (turned, "true"), (after, "false")):
        source += f"#set page(flipped: {page})\n"
        for name in names:
            source += f'#heading(level: 2, "{name}")\n\n{getattr(report, name)().to_typst()}\n\n'
    pdf = compile_pdf(displayable(source), datetime(2026, 1, 1, tzinfo=UTC))
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) <= 40

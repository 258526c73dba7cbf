"""The opening of a committee's file: what it compares, what it asks, and what it says where there is nothing."""

import re
from dataclasses import replace
from typing import Any

import pypdf
import pytest
from papier import Pages, read_pages, read_texts

from benchmarks.actions import make_pdf
from quartiers.analyse.fiabilite import check_contract
from quartiers.analyse.questions_comite import raise_questions
from quartiers.donnees import Contrat, Introuvable
from quartiers.presentation import RapportDossier
from quartiers.typographie import typeset

# Six QPV, two projects of which share one, and the longest names.
SEVEN = (
    "anzin-verrerie", "anzin-rives-escaut", "beuvrages-rives-escaut", "bruay-cite-thiers", "onnaing-quatre-chasses",
    "saint-saulve-pepiniere", "valenciennes-faubourg-cambrai",
)  # fmt: skip


def together(contrat: Contrat, *names: str, commune: str = "Grande-Ville") -> Contrat:
    """The contract with these quartiers in one commune of their own."""
    return replace(
        contrat,
        quartiers={k: replace(q, communes=(commune,)) if k in names else q for k, q in contrat.quartiers.items()},
    )


def opening_pdf(dossier: RapportDossier) -> pypdf.PdfReader:
    """The opening alone."""
    return make_pdf(dossier, "dossier")


def opening_pages(dossier: RapportDossier) -> Pages:
    reader = opening_pdf(dossier)
    reader.stream.seek(0)
    return read_pages(reader.stream.read())


def test_the_comparison_of_seven_projects_holds_on_one_page(contrat: Contrat) -> None:
    dossier = RapportDossier("Grande-Ville", contrat=together(contrat, *SEVEN))
    pages = [" ".join(text.split()) for text in read_texts(opening_pdf(dossier))]
    [comparison] = [text for text in pages[1:] if "Chiffres publiés (périmètre 2015) qui distinguent" in text]
    rows = [line.split(" 20")[0].split(" |")[0] for line in dossier.chiffres_compares().to_text().splitlines()[2:]]
    assert len(rows) > 5
    assert [row for row in rows if " ".join(typeset(row).split())[:18] not in comparison] == []
    # Cover, contents and comparison; then the questions, three for each quartier, and what is for the services.
    services = next(number for number, text in enumerate(pages) if "Ce qui est à corriger" in text)
    assert services <= 3
    assert len(pages) <= services + 3


def test_no_page_of_the_opening_is_left_blank_but_where_a_report_begins(contrat: Contrat, suivi: Contrat) -> None:
    """What was decided, the contents, the commune and the questions follow one another."""
    for data, commune, day in ((contrat, "Valenciennes", None), (suivi, "Valrive", "2026-12-10")):
        filled = opening_pages(RapportDossier(commune, day, contrat=data)).remplies
        assert len(filled) == 2 + (data is contrat)
        assert filled[1] > 0.85, commune


def test_no_heading_of_the_opening_is_left_behind(contrat: Contrat, suivi: Contrat) -> None:
    for data, commune, day in ((contrat, "Valenciennes", None), (contrat, "Anzin", None), (suivi, "Valrive", None)):
        assert opening_pages(RapportDossier(commune, day, contrat=data)).delaisses == [], commune


def test_a_cell_holds_the_figure_its_reading_and_the_row_its_reference(contrat: Contrat) -> None:
    # INSEE, 2022: 34,9 % in Dutemple, 45 % in Faubourg de Cambrai, for 44,6 % in the median QPV.
    text = RapportDossier("Valenciennes", contrat=contrat).chiffres_compares().to_text()
    [row] = [line for line in text.splitlines() if line.startswith("Emploi des 15-64 ans")]
    assert [re.sub(r"\s+", " ", cell) for cell in row.split(" | ")] == [
        "Emploi des 15-64 ans diffusion 2022",
        "34,9 % plus fragile",
        "40,8 % plus fragile",
        "45 % écart non concluant",
        "44,6 % QPV médian de France",
    ]


def test_projects_of_one_qpv_are_one_column_and_it_is_said(contrat: Contrat) -> None:
    changed = together(contrat, "anzin-verrerie", "anzin-rives-escaut", "beuvrages-rives-escaut")
    dossier = RapportDossier("Grande-Ville", contrat=changed)
    text = dossier.chiffres_compares().to_text()
    assert "Indicateur | Verrerie – Anzin | Rives de l’Escaut | QPV" in text
    assert "Rives de l’Escaut – Anzin et Rives de l’Escaut – Beuvrages sont dans le même QPV" in text
    assert "partagé avec Rives de l’Escaut – Valenciennes" in text
    assert len(re.findall(r"^(Verrerie|Rives)", dossier.projets().to_text(), re.MULTILINE)) == 3


def test_one_qpv_is_not_compared_with_itself(contrat: Contrat) -> None:
    two = RapportDossier("Grande-Ville", contrat=together(contrat, "anzin-rives-escaut", "beuvrages-rives-escaut"))
    assert "sont dans le même QPV" in two.chiffres_compares().to_text()
    one = RapportDossier("Quiévrechain", contrat=contrat)
    assert "un seul projet" in one.chiffres_compares().to_text()
    assert one.themes().to_text() == ""


def test_many_qpv_take_several_tables(contrat: Contrat) -> None:
    dossier = RapportDossier("Grande-Ville", contrat=together(contrat, *contrat.quartiers))
    html = dossier.chiffres_compares().to_html()
    columns = [len(re.findall('scope="col"', table)) - 2 for table in html.split("<table")[1:]]
    assert sum(columns) == len({q.code_qpv_2024 for q in contrat.quartiers.values()})
    assert max(columns) == 6


def test_without_published_figures_the_page_says_so(contrat: Contrat) -> None:
    bare = replace(contrat, mesures=(), repartitions=())
    assert "Aucun chiffre publié" in RapportDossier("Valenciennes", contrat=bare).chiffres_compares().to_text()
    assert len(opening_pdf(RapportDossier("Valenciennes", contrat=bare)).pages) >= 3


def test_questions_are_numbered_through_and_none_is_lost(contrat: Contrat) -> None:
    """What is shown and what is counted as left out is all that the rules raise."""
    for commune in ("Valenciennes", "Grande-Ville"):
        changed = together(contrat, *SEVEN[:4]) if commune == "Grande-Ville" else contrat
        dossier = RapportDossier(commune, contrat=changed)
        raised = raise_questions(changed, check_contract(changed), dossier.quartiers)
        lines = dossier.questions().to_text().splitlines()
        numbers = [int(found[1]) for line in lines if (found := re.match(r"(\d+)\. ", line))]
        assert numbers == list(range(1, len(numbers) + 1))
        left = sum(int(n) for line in lines for n in re.findall(r"^Et (\d+) autres? ", line))
        asked = [q for found in raised.values() for q in found]
        assert len(numbers) + left == sum(not q.sujet.des_services for q in asked)
        services = dossier.pour_les_services().to_text().splitlines()
        told = sum(line.startswith("- ") for line in services)
        left = sum(int(n) for line in services for n in re.findall(r"^Et (\d+) autres? ", line))
        assert told + left == sum(q.sujet.des_services for q in asked)


def test_what_is_left_out_is_counted_by_subject(contrat: Contrat) -> None:
    text = RapportDossier("Valenciennes", contrat=contrat).questions().to_text()
    for line in (line for line in text.splitlines() if line.startswith("Et ")):
        total, *parts = [int(n) for n in re.findall(r"\d+", line)]
        assert total == sum(parts)


def test_a_question_says_why(contrat: Contrat) -> None:
    dossier = RapportDossier("Valenciennes", contrat=contrat)
    plain = re.sub(r"\s+", " ", dossier.questions().to_text())
    assert "Une priorité répond-elle aux fragilités sur le thème « Santé » ?" in plain
    assert "À corriger" not in plain
    plain = re.sub(r"\s+", " ", dossier.pour_les_services().to_text())
    assert "Quelle valeur retenir pour « Jeunes ni en emploi ni en formation » ?" in plain
    assert "À vérifier, règle R2." in plain
    assert "À corriger, règle R6." in plain


def test_what_is_followed_raises_questions_of_its_own(suivi: Contrat) -> None:
    """Les Tilleuls: the shuttle is late, and what was asked of it in March was due in July."""
    plain = re.sub(r"\s+", " ", RapportDossier("Valrive", contrat=suivi).questions().to_text())
    assert "Qu’est-ce qui retarde, et que décider ?" in plain
    assert "Navette du soir vers la zone d’activités (en retard" in plain
    assert "Lancer une navette du soir (décision attendue pour le 1er juillet 2026, à faire)" in plain
    services = RapportDossier("Valrive", contrat=suivi).pour_les_services().to_text()
    assert "À compléter avant le comité" in services


def headings(pages: pypdf.PdfReader) -> list[tuple[str, int]]:
    """The sections of an opening, and the page (from 1) of each."""
    found = [b for item in pages.outline[1:] for b in (item if isinstance(item, list) else [item])]
    return [(b.title, (pages.get_destination_page_number(b) or 0) + 1) for b in found if not isinstance(b, list)]


def test_the_file_opens_with_what_its_committee_decided_before_its_contents(suivi: Contrat) -> None:
    """No edition is needed for that: committees and decisions are in the tables."""
    pages = opening_pdf(RapportDossier("Valrive", "2026-12-10", contrat=suivi))
    assert headings(pages) == [
        ("Ce qui a été décidé le 12 mars 2026, et ce qu’il en est", 2),
        ("Ce qui est à décider", 2),
        ("Sommaire", 2),
        ("La commune en un coup d’œil", 2),
        ("Ce que nous avons fait de ce que vous avez dit", 2),
        ("Les votes, et le document en vigueur", 2),
        ("Pour les services", 2),
    ]


def test_without_a_last_time_the_file_opens_with_its_contents_and_asks_later(contrat: Contrat, suivi: Contrat) -> None:
    before, after = ["Sommaire", "La commune en un coup d’œil"], ["Questions à discuter", "Pour les services"]
    forums = ["Ce que nous avons fait de ce que vous avez dit", "Les votes, et le document en vigueur"]
    first = replace(suivi, comites={}, decisions={})
    for name, data, said in (("Anzin", contrat, []), ("Valrive", first, forums)):
        dossier = RapportDossier(name, contrat=data)
        assert dossier.ouverture().to_html() == ""
        found = headings(opening_pdf(dossier))
        assert [title for title, _ in found] == [*before, *said, *after]
        assert dict(found)["Sommaire"] == 2


def test_nothing_to_discuss_is_said(contrat: Contrat) -> None:
    quiet = replace(
        contrat, affirmations=(), constats=(), priorites=(), mesures=(), repartitions=(), synthese_publiee=()
    )
    assert "ne soulèvent aucune question" in RapportDossier("Anzin", contrat=quiet).questions().to_text()


def test_the_date_is_that_of_the_meeting_or_of_the_data(contrat: Contrat) -> None:
    dated = RapportDossier("Anzin", "2026-12-01", contrat=contrat).couverture()
    assert "Comité Territorial du 1er décembre 2026" in dated.to_text()
    assert dated.metadata()["rapport"]["date"] == "2026-12-01"
    undated = RapportDossier("Anzin", contrat=contrat).couverture()
    assert "Comité Territorial\n" in undated.to_text()
    assert undated.metadata()["rapport"]["date"] == contrat.edition.isoformat()


def test_the_commune_is_found_without_its_accents_and_refused_with_its_neighbours(contrat: Contrat) -> None:
    assert RapportDossier("quievrechain", contrat=contrat).commune == "Quiévrechain"
    with pytest.raises(Introuvable, match="Quiévrechain"):
        RapportDossier("Quievrechin", contrat=contrat)


def test_hostile_names_are_text_everywhere(contrat: Contrat) -> None:
    name = '<script>"] #panic("x")</script>'
    changed = together(contrat, "anzin-verrerie", "anzin-rives-escaut", commune=name)
    hostile = {k: replace(q, nom=f"{name} {k}", nom_court=f"{name[:20]} {k}") for k, q in changed.quartiers.items()}
    changed = replace(changed, quartiers=hostile)
    dossier: Any = RapportDossier(name, contrat=changed)
    for section in (
        "couverture",
        "sommaire",
        "chiffres_compares",
        "projets",
        "themes",
        "questions",
        "pour_les_services",
    ):
        assert "<script" not in getattr(dossier, section)().to_html()
    assert "#panic" in read_texts(opening_pdf(dossier))[0]

"""The mid-term file, read as a person reads it: what it says first, what it never says, its pages."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from nbformat import NotebookNode

from benchmarks.actions import invent_actions, make_pdf
from quartiers.analyse.comparaisons import Fondement
from quartiers.analyse.evaluation import perimeter_of
from quartiers.analyse.evaluation_ecarts import read_gaps
from quartiers.analyse.synthese import name_group
from quartiers.donnees import Contrat
from quartiers.presentation import RapportEvaluation
from quartiers.presentation.evaluation.ecarts import show_gaps

SECTIONS = (
    "entete", "lacunes", "ecarts", "contexte", "actions", "apport", "questions", "priorites", "pages", "methode",
)  # fmt: skip
Cahier = Callable[..., NotebookNode]


def plain(text: str) -> str:
    return re.sub(r"[ \u00a0\u202f]+", " ", text).replace("’", "'")


def section(rapport: RapportEvaluation, name: str) -> str:
    return plain(getattr(rapport, name)().to_text())


def row(text: str, first: str) -> list[str]:
    """The cells of the row whose first cell begins so; a cell may hold several lines."""
    lines = text.splitlines()
    [start] = [n for n, line in enumerate(lines) if line.startswith(first)]
    end = next((n for n, line in enumerate(lines[start + 1 :], start + 1) if line.count(" | ") >= 2), len(lines))
    return [cell.strip() for cell in "\n".join(lines[start:end]).split(" | ")]


@pytest.fixture(scope="module")
def tilleuls(suivi: Contrat) -> RapportEvaluation:
    return RapportEvaluation("tilleuls", contrat=suivi)


@pytest.fixture(scope="module")
def valenciennes(contrat: Contrat) -> RapportEvaluation:
    return RapportEvaluation(contrat=contrat)


# -- the first page ---------------------------------------------------------------------------------------


def test_what_cannot_be_answered_comes_first_with_what_to_fill_and_who(tilleuls: RapportEvaluation) -> None:
    text = section(tilleuls, "lacunes")
    assert text.startswith("10 questions restent sans réponse")
    assert "L'évaluation de 2027 aura ce qui aura été noté d'ici là. Deux resteront partielles" in text
    assert "État non renseigné pour 1 action sur 5" in text  # the fresco
    assert "porteur de l'action" in text


def test_the_gap_is_to_the_agglomeration_where_it_is_known_and_says_so_elsewhere(
    tilleuls: RapportEvaluation, valenciennes: RapportEvaluation
) -> None:
    text = section(tilleuls, "ecarts")
    assert "Agglomération de Valrive (inventée) : 19,4 %" in text
    assert "Quels quartiers avaient le plus fort écart, à l'agglomération ou, à défaut, au QPV médian" in text
    assert "+19,7 points" in text  # 39,1 - 19,4
    real = section(valenciennes, "ecarts")
    assert "L'agglomération n'est pas connue" in real
    assert "Faute de valeur de l'agglomération : quels QPV étaient les plus loin du QPV médian de France ?" in real
    assert "plus fort écart à l'agglomération" not in real
    assert "Tous ces chiffres précèdent 2024" in real


def test_a_change_is_named_only_where_it_is_one(valenciennes: RapportEvaluation, suivi: Contrat) -> None:
    text = section(valenciennes, "ecarts")
    assert (
        "S'étaient rapprochés : Dutemple – Valenciennes, taux de pauvreté : de 54,4 % (2013) à 47,6 % (2018), soit "
        "−6,8 points (évolution médiane des QPV de France : +2,1 points)."
    ) in text
    assert "de 43,2 % (2013) à 54,1 % (2018), soit +10,9 points" in text
    assert "évolution non concluante (26)" in text
    assert "évolution locale à lire avec prudence" in text  # as the catalogue has it of the poverty rate
    for present in ("rattrape", "décroche", "−8,9", "+12,2"):
        assert present not in text.lower()
    large = section(RapportEvaluation("grand-large", contrat=suivi), "ecarts")
    assert "S'étaient éloignés : Le Grand Large (inventé), taux de pauvreté : de 43,2 % (2013) à 54,1 % (2018)" in large


def test_a_change_of_one_step_is_told_as_a_step(valenciennes: RapportEvaluation) -> None:
    """Faubourg de Cambrai: 35.1 % in 2010, then 45.9, 46 and 45 % in the editions of 2020 to 2022."""
    [line] = [
        line for line in section(valenciennes, "ecarts").splitlines() if "d'un seul pas, ce qui ne montre" in line
    ]
    assert "Faubourg de Cambrai · La Briquette, emploi des 15-64 ans : de 35,1 % (2010) à 45 % (diffusion 2022)" in line
    assert "l'essentiel entre 2010 et la diffusion 2020" in line


def test_gaps_are_listed_in_their_order_with_those_that_are_too_rough(
    valenciennes: RapportEvaluation, contrat: Contrat
) -> None:
    text = section(valenciennes, "ecarts")
    [line] = [line for line in text.splitlines() if line.startswith("- Taux de pauvreté (2018")]
    names = (
        "La Pépinière",
        "Chaussiette",
        "Quiévrechain",
        "Centre-ville – Condé (+4,6 points, écart non concluant)",
        "Dutemple",
    )
    assert [line.index(name) for name in names] == sorted(line.index(name) for name in names)
    assert "Hors classement : Cité Thiers – Bruay, faute de valeur d'ensemble" in text
    assert "45,4 % et 45,3 %" in text  # its two former QPV
    own = section(RapportEvaluation(commune="Valenciennes", contrat=contrat), "ecarts")
    assert "Dutemple – Valenciennes (+3,7 points), 5e écart défavorable sur 13 QPV" in own
    assert "aussi sur La Sentinelle, sans projet de ce contrat" in own


def test_two_yardsticks_are_never_ranked_nor_read_as_one(contrat: Contrat) -> None:
    """A figure of another year, or against another territory, has its own order, and says so in its cell."""
    scope = perimeter_of(contrat, None, None)
    gaps = read_gaps(contrat, scope.quartiers)
    rates = (n for n, g in enumerate(gaps) if g.indicateur.indicateur == "taux_pauvrete_pct")
    place = next(n for n in rates if gaps[n].sur and gaps[n].retard > 5)
    other = replace(gaps[place].comparaison, fondement=Fondement.REFERENCE_DU_DOCUMENT)
    mixed = tuple(replace(g, comparaison=other) if n == place else g for n, g in enumerate(gaps))
    owned = replace(contrat, agglomeration=next(iter(contrat.territoires)))
    text = plain(show_gaps(owned, scope, mixed, mixed).to_text())
    lines = [line for line in text.splitlines() if line.startswith("- Taux de pauvreté (2018")]
    assert [("agglomération" in line, "QPV médian" in line) for line in lines] == [(False, True), (True, False)]
    name = name_group(mixed[place].groupe)
    assert [name in line for line in lines] == [False, True]
    assert f"2018 ; {contrat.territoires[owned.agglomeration]} : 43,9 %" in text


def test_a_newer_figure_that_the_document_states_is_told_and_not_compared(contrat: Contrat) -> None:
    text = section(RapportEvaluation("onnaing-quatre-chasses", contrat=contrat), "ecarts")
    assert "taux de pauvreté 37,2 % en 2020 (ici : 39,1 % en 2018)" in text
    assert "Plus récent" not in section(RapportEvaluation("anzin-verrerie", contrat=contrat), "ecarts")


def test_questions_that_nobody_adopted_are_said_to_be_proposed(contrat: Contrat) -> None:
    text = section(RapportEvaluation(contrat=contrat), "questions")
    assert text.startswith("Questions proposées, qu'aucun comité n'a adoptées")
    assert "questions du contrat" not in text
    adopted = replace(contrat, questions_adoptees_le=date(2026, 12, 10))
    text = section(RapportEvaluation(contrat=adopted), "questions")
    assert text.startswith("Questions adoptées le 10 décembre 2026.")
    assert "proposées" not in text


def test_a_fragile_figure_without_priority_is_told_with_its_question(contrat: Contrat) -> None:
    cells = row(section(RapportEvaluation("conde-chaussiette-macou", contrat=contrat), "questions"), "1. ")
    assert "27,8 %, plus fragile (face au QPV médian de France : 44,6 %)" in cells[1]
    assert "aucune priorité sur ce thème : à dire au comité" in cells[1]


def test_a_contract_of_which_nothing_is_followed_says_so_and_proposes_nothing(valenciennes: RapportEvaluation) -> None:
    assert "aucune action datée de 2024 ou d'après n'est saisie" in section(valenciennes, "actions")
    assert "Résultats : aucun indicateur suivi" in section(valenciennes, "apport")
    table = section(valenciennes, "priorites")
    assert "Pour les 109 priorités, ni action reliée, ni résultat, ni décision n'est saisi" in table
    assert "Ce n'est pas dire que rien n'est fait" in table
    assert not re.search(r"\b(maintenir|renforcer|réorienter|clore) \(", table)
    assert section(valenciennes, "pages") == ""


# -- the parts, by hand from the example ------------------------------------------------------------------


def test_realisations_and_results_are_never_counted_together(tilleuls: RapportEvaluation) -> None:
    assert "Réalisations : 2 cibles atteintes sur 3" in section(tilleuls, "actions")
    added = section(tilleuls, "apport")
    assert "Résultats : 1 cible atteinte sur 2" in added
    assert "66 500 € accordés, dont 36 500 € de crédits spécifiques et 30 000 € de droit commun" in added


def test_a_question_has_what_was_recorded_to_answer_it(tilleuls: RapportEvaluation) -> None:
    text = section(tilleuls, "questions")
    assert "1 priorité, 2 actions ; 49 000 € accordés, dont 33 000 € de crédits spécifiques" in text
    assert "réalisations : 1 cible atteinte sur 1 ; résultats : 1 cible atteinte sur 1" in text
    assert "4 lignes sur ce thème" in text
    assert (
        "Table financements (ce que coûtent les actions, et qui les paie) : 7 lignes." in text
    )  # not what is suggested
    assert "Aucune priorité ici sur ce thème" in text  # parents: of the other quartier
    assert "La réponse est à écrire par des personnes" in text


def test_without_questions_the_file_says_where_to_write_them(suivi: Contrat) -> None:
    text = section(RapportEvaluation("tilleuls", contrat=replace(suivi, questions_evaluatives=())), "questions")
    assert "trois à cinq, sous [evaluation], dans contrat.toml" in text


def test_a_proposal_stands_beside_the_decision_of_a_person(tilleuls: RapportEvaluation) -> None:
    cells = row(section(tilleuls, "priorites"), "Rapprocher de l'emploi")
    assert cells[1] == "maintenir"
    assert "règle E7" in cells[2]
    assert cells[3].startswith("renforcer – Doubler les ateliers de Passerelle")
    assert cells[3].endswith("Comité Territorial du 12 mars 2026, prise avant le dernier résultat")
    undecided = row(section(tilleuls, "priorites"), "Faire vivre la place")
    assert undecided[3].startswith("aucune n'est saisie, alors que la priorité est dite maintenue")


# -- a priority a page ------------------------------------------------------------------------------------


def page_of(rapport: RapportEvaluation, title: str) -> str:
    pages = section(rapport, "pages").split("### ")
    [found] = [page for page in pages if re.match(rf"\d+\. {title}", page)]
    return found


def test_a_page_has_everything_of_its_priority(tilleuls: RapportEvaluation) -> None:
    page = page_of(tilleuls, "Rapprocher de l'emploi")
    for told in (
        "Priorité 1, proposition : maintenir",
        "2 actions, aucune terminée ; réalisations : 1 cible atteinte sur 1, dont 1 dépassée",
        "résultats : 1 cible atteinte sur 1",
        "Limites : rien ne dit ce qui se serait passé sans ces actions",
        "Décision en vigueur : renforcer – Doubler",
        "Actions et argent : 2 actions ; 49 000 € accordés",
        "Habitants, avant le projet : ",
        "Habitants, depuis : Peu d'offres d'emploi accessibles sans voiture",
        "« Sans voiture, la zone où l'on embauche est trop loin »",
        "Ce qui n'est pas connu : ce qui a été dépensé, en tout ou partie",
    ):
        assert told in page


def test_realisations_results_and_context_are_lines_apart(tilleuls: RapportEvaluation) -> None:
    page = page_of(tilleuls, "Rapprocher de l'emploi")
    made, rest = page.split("Résultats : ce qui a été mesuré")
    changed, context = rest.split("Contexte : chiffres publiés, qui ne sont attribués à aucune action")
    assert "Personnes accompagnées" in made
    assert "Sorties vers un emploi" in changed
    assert "Emploi des femmes" in context
    for other in (made.split("Réalisations : ce qui a été fait")[1], changed):
        assert "Emploi des" not in other


def test_a_line_without_data_says_so_and_is_never_zero(suivi: Contrat) -> None:
    bare = replace(suivi, resultats=(), financements=())
    page = page_of(RapportEvaluation("tilleuls", contrat=bare), "Rapprocher de l'emploi")
    assert "aucun indicateur de réalisation saisi" in page
    assert "aucun résultat saisi" in page
    assert "aucun montant n'est renseigné" in page
    assert "0 €" not in page
    assert "proposition : aucune" in page


def test_priorities_of_which_nothing_is_known_are_rows_of_one_table(contrat: Contrat) -> None:
    rapport = RapportEvaluation("anzin-verrerie", contrat=contrat)
    text = section(rapport, "priorites")
    assert "5 priorités, dont aucune suivie" in text
    assert text.count("Faute d'action et de résultat saisis, aucune proposition n'en est faite (règle E2)") == 1
    assert section(rapport, "pages") == ""


# -- as a document ----------------------------------------------------------------------------------------


def test_a_quartier_has_three_pages_then_one_a_priority(tilleuls: RapportEvaluation, contrat: Contrat) -> None:
    pages = [plain(p.extract_text()) for p in make_pdf(tilleuls, "evaluation").pages]
    assert len(pages) == 6
    titles = ("Rapprocher de l'emploi les jeunes", "Faciliter l'accès aux soins", "Faire vivre la place centrale")
    for number, title in enumerate(titles, start=3):
        assert title in pages[number]
        assert f"Priorité {number - 2}, proposition :" in pages[number]
    assert len(make_pdf(RapportEvaluation("anzin-verrerie", contrat=contrat), "evaluation").pages) == 3


def test_every_real_quartier_has_three_pages_at_most(contrat: Contrat) -> None:
    longest = max(contrat.quartiers, key=lambda q: len(contrat.priorites_de(q)))
    assert len(make_pdf(RapportEvaluation(longest, contrat=contrat), "evaluation").pages) <= 3


def test_a_contract_without_anything_has_each_section_and_no_empty_table(contrat: Contrat) -> None:
    bare = replace(
        contrat, priorites=(), constats=(), mesures=(), actions={}, financements=(), questions_evaluatives=()
    )
    for of in ({}, {"quartier": "anzin-verrerie"}):
        rapport = RapportEvaluation(**of, contrat=bare)
        for part in SECTIONS:
            assert "<tbody></tbody>" not in getattr(rapport, part)().to_html()
        assert "Aucune priorité n'est saisie" in section(rapport, "priorites")
        assert "Aucun chiffre récent importé ne permet de répondre" in section(rapport, "ecarts")


def test_of_2000_actions_a_page_has_the_largest_and_counts_the_others(contrat: Contrat) -> None:
    crowded = invent_actions(contrat, 2_000)
    rapport = RapportEvaluation("anzin-verrerie", contrat=crowded)
    [e, *_] = [e for e in rapport.evaluees if len(e.suivi.actions) > 12]
    page = page_of(rapport, e.suivi.priorite.intitule)
    assert f"Et {len(e.suivi.actions) - 12} de plus : feuille « Actions » de donnees.xlsx." in page
    granted = sorted((a.montants.accorde or 0 for a in e.suivi.actions), reverse=True)
    assert plain(f"{granted[0]:,} € accordés".replace(",", " ")) in page
    assert len(make_pdf(rapport, "evaluation").pages) < 3 + 2 * len(rapport.evaluees)


def test_hostile_texts_are_text(suivi: Contrat) -> None:
    name = '<script>"] #panic("x")</script>'
    hostile = replace(
        suivi,
        actions={k: replace(a, intitule=name, porteur=name) for k, a in suivi.actions.items()},
        resultats=tuple(replace(r, indicateur_suivi=f"{name} {n}", unite=name) for n, r in enumerate(suivi.resultats)),
        decisions={k: replace(d, objet=name, motif=name) for k, d in suivi.decisions.items()},
        priorites=tuple(replace(p, intitule=name) for p in suivi.priorites),
        paroles={k: replace(p, texte=name) for k, p in suivi.paroles.items()},
        questions_evaluatives=tuple(replace(q, texte=name) for q in suivi.questions_evaluatives),
    )
    rapport = RapportEvaluation("tilleuls", contrat=hostile)
    for part in SECTIONS:
        assert "<script" not in getattr(rapport, part)().to_html()
    text = "".join(page.extract_text() for page in make_pdf(rapport, "evaluation").pages)
    assert "#panic" in text


@pytest.mark.parametrize("of", [{"quartier": "grand-large"}, {"commune": "Valrive"}, {}])
def test_each_scope_has_each_section(suivi: Contrat, of: dict[str, Any]) -> None:
    rapport = RapportEvaluation(**of, contrat=suivi)
    for part in SECTIONS:
        block = getattr(rapport, part)()
        assert "None" not in block.to_text()
        assert bool(block.to_text()) == bool(block.to_html())

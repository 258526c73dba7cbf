"""The report of a year: figures recomputed by hand from the invented contract, and what is not known."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from papier import read_texts

from benchmarks.actions import ANNEX, invent_actions, make_pdf, page_of
from quartiers.analyse.bilan import reaches_target, year_to_report
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Resultat
from quartiers.presentation import RapportBilan, RapportQuartier
from quartiers.presentation.suivi.bilan import MAX_IN_BODY, MAX_LISTED
from quartiers.presentation.tableur.commun import Analyse
from quartiers.presentation.tableur.suivi import actions_sheet, results_sheet

SECTIONS = (
    "entete", "essentiel", "par_theme", "par_financeur", "par_quartier", "resultats", "decisions", "sans_reponse",
    "methode", "actions", "resultats_en_annexe",
)  # fmt: skip


@pytest.fixture(scope="module")
def bilan(suivi: Contrat) -> RapportBilan:
    return RapportBilan(2026, contrat=suivi)


def plain(text: str) -> str:
    return re.sub(r"[ \u00a0\u202f]+", " ", text)


def section(bilan: RapportBilan, name: str) -> str:
    return plain(getattr(bilan, name)().to_text())


def row(text: str, first: str) -> list[str]:
    """The cells of the row of that name."""
    [found] = [line for line in text.splitlines() if line.startswith(f"{first} | ")]
    return found.split(" | ")[1:]


# -- the figures of 2026, by hand -------------------------------------------------------------------------
# Granted: 18 000 + 6 000 + 9 000 + 3 500 + 5 000 + 0 + 3 000 + 8 000 = 52 500, of which programme 147: 21 500.
# Asked, of 7 fundings out of 8 (the ARS's is not known): 61 000. Spent, of 3: 9 000 + 3 412,75 + 4 990,05.


def test_totals_are_exact_and_say_over_how_many_they_are(bilan: RapportBilan) -> None:
    total = row(section(bilan, "par_theme"), "Total, chaque action une fois")
    assert total == ["8", "61 000 € 7 sur 8", "52 500 €", "21 500 €", "31 000 €", "17 402,80 € 3 sur 8"]
    said = section(bilan, "essentiel")
    assert "8 actions (dont 2 sans financement saisi pour 2026)" in said
    assert "52 500 € accordés" in said
    assert "61 000 € demandés (7 financements sur 8)" in said
    assert "21 500 € de crédits spécifiques et 31 000 € de droit commun. 1 demande refusée" in said


def test_a_theme_has_its_actions_and_their_money(bilan: RapportBilan) -> None:
    themes = section(bilan, "par_theme")
    assert row(themes, "Insertion sociale et professionnelle")[:3] == ["2", "34 000 €", "24 000 €"]
    # The café has no funding of 2026; the visits were refused by the State and granted by the CAF.
    assert row(themes, "Parentalité et réussite éducative")[:5] == ["2", "9 000 €", "3 000 €", "0 €", "3 000 €"]
    assert row(themes, "Thème non renseigné") == ["1", "—", "—", "—", "—", "—"]


def test_funders_are_by_what_they_grant(bilan: RapportBilan) -> None:
    text = section(bilan, "par_financeur")
    names = re.findall(r"^(.+?) \| \d", text, re.MULTILINE)
    assert names[:3] == ["État (programme 147)", "ARS", "Bailleur"]
    assert row(text, "État (programme 147)")[:3] == ["3", "33 000 €", "21 500 €"]
    assert row(text, "Total, chaque action une fois")[0] == "6"  # that have money
    assert "2 actions ont plusieurs financeurs" in text


def test_a_suggested_link_is_said_and_not_counted(bilan: RapportBilan) -> None:
    text = section(bilan, "par_quartier")
    granted = {"Les Tilleuls (inventé)": "41 500 €", "Le Grand Large (inventé)": "11 000 €"}
    assert {name: row(text, name)[2] for name in granted} == granted
    assert "Aucune action n’est menée pour plusieurs quartiers" in text
    assert "1 rattachement à un quartier est seulement suggéré, et n’est pas compté" in text


def test_an_action_of_two_quartiers_is_whole_in_each_and_once_in_the_total(suivi: Contrat) -> None:
    """The workshops on energy, 8 000 €, once their link to the second quartier is confirmed."""
    links = tuple(replace(x, lien="confirmé") if x.lien == "suggéré" else x for x in suivi.actions_priorites)
    text = section(RapportBilan(2026, contrat=replace(suivi, actions_priorites=links)), "par_quartier")
    granted = {"Les Tilleuls (inventé)": "49 500 €", "Le Grand Large (inventé)": "11 000 €"}
    assert {name: row(text, name)[2] for name in granted} == granted
    assert row(text, "Total, chaque action une fois")[2] == "52 500 €"
    assert "1 action est menée pour plusieurs quartiers : elle est entière dans chacun" in text
    assert "dépasse donc le total de 8 000 € accordés" in text


def test_what_is_not_known_is_said_and_never_zero(bilan: RapportBilan, suivi: Contrat) -> None:
    said = section(bilan, "essentiel")
    assert "Sur 8 financements : montant demandé non renseigné pour 1 et montant dépensé non renseigné pour 5" in said
    assert "4 actions sur 8 n’ont aucun résultat saisi pour 2026" in said
    assert "L’année n’est pas finie" in said
    unknown = replace(suivi, financements=tuple(replace(f, accorde=None, depense=None) for f in suivi.financements))
    total = row(section(RapportBilan(2026, contrat=unknown), "par_theme"), "Total, chaque action une fois")
    assert total[2:] == ["non renseigné", "—", "—", "non renseigné"]
    said = section(RapportBilan(2026, contrat=unknown), "essentiel")
    assert "montant accordé non renseigné pour 8" in said
    assert not re.search(r"\b0 €", said)


def test_a_grant_of_an_unknown_kind_is_in_the_total_alone(suivi: Contrat) -> None:
    vague = replace(suivi, financements=tuple(replace(f, credits=None) for f in suivi.financements))
    text = section(RapportBilan(2026, contrat=vague), "par_theme")
    assert row(text, "Total, chaque action une fois")[2:5] == ["52 500 €", "—", "—"]
    assert "non précisé pour 52 500 € accordés" in text


def test_a_quartier_without_action_is_named(suivi: Contrat) -> None:
    links = tuple(x for x in suivi.actions_priorites if x.quartier == "tilleuls")
    said = section(RapportBilan(2026, contrat=replace(suivi, actions_priorites=links)), "essentiel")
    assert "1 quartier sans action (sur 2)" in said
    assert "Quartiers sans action : Le Grand Large (inventé)." in said


# -- results, decisions, needs ----------------------------------------------------------------------------


def test_results_are_what_was_made_then_what_it_changed_beside_their_target(bilan: RapportBilan) -> None:
    made, changed = section(bilan, "resultats").split("### Résultats")
    assert "4 indicateurs suivis ; 3 cibles atteintes sur 4" in made
    assert "3 indicateurs suivis ; 1 cible atteinte sur 3" in changed
    lines = {line.split(" | ")[0]: line.split(" | ")[1:] for line in (made + changed).splitlines() if " | " in line}
    [evenings] = [cells for head, cells in lines.items() if head.startswith("Soirées tenues")]
    assert evenings == ["—", "9 soirées 30 septembre 2026", "12", "non atteinte"]
    [shops] = [cells for head, cells in lines.items() if "(priorité, Les Tilleuls" in head]
    assert shops == ["1", "3 commerces 30 septembre 2026", "5", "non atteinte"]


@pytest.mark.parametrize(
    ("valeur", "cible", "depart", "reached"),
    [(5, 5, None, True), (4, 5, None, False), (4, None, 1, None), (6, 5, 9, False), (5, 5, 9, True), (3, 5, 9, True)],
)
def test_a_target_below_the_start_is_reached_from_above(
    suivi: Contrat, valeur: float, cible: float | None, depart: float | None, reached: bool | None
) -> None:
    result: Resultat = replace(suivi.resultats[0], valeur=valeur, cible=cible, depart=depart)
    assert reaches_target(result) is reached


def test_decisions_say_what_has_become_of_them(bilan: RapportBilan, suivi: Contrat) -> None:
    text = section(bilan, "decisions")
    assert "6 décisions en 2 comités, dont 3 faites, 1 en cours, 1 à faire et 1 sans suivi renseigné" in text
    assert "échéance passée pour 2" in text
    assert "Comité Territorial du 12 mars 2026, Valrive" in text
    decisions = dict(suivi.decisions)
    decisions["ct-valrive-2026-3"] = replace(decisions["ct-valrive-2026-3"], remplace="ct-valrive-2026-2")
    changed = RapportBilan(2026, contrat=replace(suivi, decisions=decisions))
    assert "remplacée par le Comité Territorial du 12 mars 2026" in section(changed, "decisions")


def test_needs_are_open_priorities_that_no_action_of_the_year_answers(bilan: RapportBilan, suivi: Contrat) -> None:
    text = section(bilan, "sans_reponse")
    assert "Chacune des 5 priorités ouvertes" in text  # the sixth is closed
    assert "1 action sur 8 ne répond à aucune priorité" in text
    assert "Fresque participative – Les Tilleuls (inventé)" in text
    without = tuple(x for x in suivi.actions_priorites if x.priorite not in ("grand-large-p1", "tilleuls-i2"))
    fewer = section(RapportBilan(2026, contrat=replace(suivi, actions_priorites=without)), "sans_reponse")
    assert "2 priorités ouvertes sur 5 n’ont aucune action confirmée en 2026" in fewer
    assert "Le Grand Large (inventé) : Alléger les charges de chauffage." in fewer
    # In 2025, the café and Passerelle alone: their priorities have an action, the others have one of another year.
    earlier = section(RapportBilan(2025, contrat=suivi), "sans_reponse")
    assert "Alléger les charges de chauffage (actions d’autres années seulement)" in earlier
    assert "Rapprocher de l’emploi" not in earlier


def test_a_quartier_of_which_nothing_is_followed_is_no_list_of_needs(suivi: Contrat) -> None:
    bare = tuple(replace(p, etat=None, etat_depuis=None, decision=None) for p in suivi.priorites)
    own = tuple(x for x in suivi.actions_priorites if x.quartier == "tilleuls")
    about = {k: d for k, d in suivi.decisions.items() if d.quartier == "tilleuls"}
    only = replace(suivi, priorites=bare, actions_priorites=own, decisions=about)
    text = section(RapportBilan(2026, contrat=only), "sans_reponse")
    assert "Rien n’est saisi du suivi de Le Grand Large (inventé) (3 priorités ouvertes, qui ne sont pas" in text
    assert "Épauler les parents" not in text


# -- years ------------------------------------------------------------------------------------------------


def test_a_year_without_entries_says_so_and_has_no_table(suivi: Contrat) -> None:
    empty = RapportBilan(2019, contrat=suivi)
    assert "Rien n’est saisi pour 2019" in section(empty, "essentiel")
    assert "Années renseignées : 2025, 2026 et 2027." in section(empty, "essentiel")
    for name in SECTIONS:
        html = getattr(empty, name)().to_html()
        assert "<table" not in html
        assert "<ul></ul>" not in html
    for name in ("par_theme", "par_financeur", "par_quartier", "resultats", "decisions", "sans_reponse", "actions"):
        assert "saisi" in section(empty, name)


def test_the_year_is_the_last_that_had_begun(suivi: Contrat, contrat: Contrat) -> None:
    """An action lasts until 2027, which has not begun on the date of the data."""
    assert year_to_report(suivi) == 2026
    assert year_to_report(replace(suivi, edition=date(2025, 12, 31))) == 2025
    assert year_to_report(replace(suivi, edition=date(2020, 1, 1))) == 2025
    assert year_to_report(contrat) == 2023
    assert year_to_report(replace(contrat, actions={}, financements=())) is None


def test_an_action_of_no_year_is_counted_apart(suivi: Contrat) -> None:
    actions = dict(suivi.actions)
    actions["2026-fresque"] = replace(actions["2026-fresque"], debut=None, fin=None)
    said = section(RapportBilan(2026, contrat=replace(suivi, actions=actions)), "essentiel")
    assert "7 actions" in said
    assert "1 action du contrat n’a ni date ni financement : elle n’est d’aucune année." in said


# -- as a document ----------------------------------------------------------------------------------------


def test_hostile_texts_are_text_and_many_results_are_an_annex(suivi: Contrat) -> None:
    name = '<script>"] #panic("x")</script>'
    hostile = replace(
        suivi,
        actions={k: replace(a, intitule=f"{name} {k}", porteur=name) for k, a in suivi.actions.items()},
        financements=tuple(replace(f, financeur=name, accorde=Decimal("12345678.90")) for f in suivi.financements),
        resultats=tuple(
            replace(suivi.resultats[2], indicateur_suivi=f"{name} {number}") for number in range(MAX_IN_BODY + 1)
        ),
        decisions={k: replace(d, objet=name, suite=name) for k, d in suivi.decisions.items()},
    )
    bilan = RapportBilan(2026, contrat=hostile)
    for section_name in SECTIONS:
        assert "<script" not in getattr(bilan, section_name)().to_html()
    assert "L’annexe les donne, chacun avec sa cible" in section(bilan, "resultats")
    assert " | " not in section(bilan, "resultats")
    text = "".join(read_texts(make_pdf(bilan, "bilan")))
    assert "#panic" in text
    assert text.count("#panic") >= MAX_IN_BODY
    assert "Annexe : les résultats de 2026" in plain(text)


# -- two thousand actions -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def crowded(contrat: Contrat) -> Contrat:
    return invent_actions(contrat, 2_000)


def test_a_year_of_2000_actions_is_read_on_a_few_pages_and_nothing_is_lost(crowded: Contrat) -> None:
    """80 actions are listed, and a row of each theme has the others: they are all counted, and so is their money."""
    bilan = RapportBilan(2026, contrat=crowded)
    assert len(make_pdf(bilan, "bilan").pages) < 20
    text = section(bilan, "actions")
    assert text.startswith("1 920 autres actions : voir la feuille « Actions » de donnees.xlsx.")
    rows = [line.split(" | ") for line in text.splitlines() if line.count(" | ") == 4][1:]
    others = [int(found[1]) for cells in rows if (found := re.fullmatch(r"(\d+) (?:autres )?actions?", cells[0]))]
    assert (len(rows) - len(others), sum(others)) == (MAX_LISTED, 1_920)
    granted = [Decimal(cells[-1].removesuffix(" €").replace(" ", "")) for cells in rows]
    total = sum(f.accorde or 0 for f in crowded.financements)
    assert sum(granted) == total
    largest = sorted((f.accorde or Decimal(0) for f in crowded.financements), reverse=True)[:MAX_LISTED]
    assert sum(a for a, cells in zip(granted, rows, strict=True) if "autres" not in cells[0]) == sum(largest)
    for name in ("par_theme", "par_financeur", "par_quartier"):  # totals are whole
        assert row(section(bilan, name), "Total, chaque action une fois")[2] == f"{total:,} €".replace(",", " ")


def test_of_1000_results_those_that_miss_their_target_are_listed_first(crowded: Contrat) -> None:
    bilan = RapportBilan(2026, contrat=crowded)
    text = section(bilan, "resultats_en_annexe")
    assert "920 autres résultats : voir la feuille « Résultats »" in text
    assert text.count("non atteinte") == MAX_LISTED
    assert "L’annexe les donne pour 80 d’entre eux" in section(bilan, "resultats")


def test_the_workbook_has_all_2000(crowded: Contrat) -> None:
    analyse = Analyse(crowded)
    assert [len(sheet(analyse).lignes) for sheet in (actions_sheet, results_sheet)] == [2_000, 1_000]


def test_of_2000_actions_a_quartier_s_report_has_six_pages_before_an_annex(crowded: Contrat) -> None:
    """127 of them are there. What is said of the projet is as long as its priorities are many."""
    rapport = RapportQuartier("anzin-verrerie", contrat=crowded)
    pdf = make_pdf(rapport, "quartier")
    assert page_of(pdf, ANNEX) == 7
    assert len(pdf.pages) < 20
    assert "de plus, en annexe" in rapport.ou_en_est_le_projet().to_text()

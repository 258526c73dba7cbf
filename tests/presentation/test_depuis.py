"""« Depuis le comité du… »: what is said of the example's edition, and nothing at all without one."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from quartiers import PROJECT_ROOT
from quartiers.analyse.changements import Genre, changes_since
from quartiers.donnees import Contrat
from quartiers.donnees.editions import attach_edition, with_edition
from quartiers.donnees.modele import Retrait
from quartiers.export import ReportHTMLExporter
from quartiers.feuilles import Feuille
from quartiers.presentation import RapportDossier, RapportQuartier, RapportSynthese
from quartiers.presentation.tableur.commun import Analyse
from quartiers.presentation.tableur.couverture import build_workbook
from quartiers.presentation.tableur.depuis import SHEET, changes_sheet

EXEMPLE = PROJECT_ROOT / "exemples" / "suivi"


@pytest.fixture(scope="module")
def since(suivi: Contrat) -> Contrat:
    """The example, with its edition of March 2026."""
    return with_edition(suivi, EXEMPLE)


def said(contrat: Contrat, quartier: str = "tilleuls") -> str:
    text = RapportQuartier(quartier, contrat=contrat).depuis_le_comite().to_text()
    return text.replace("\u202f", " ").replace("’", "'")


def test_a_quartier_s_section_has_something_of_each_kind(since: Contrat) -> None:
    text = said(since)
    assert text.startswith("## Depuis l'édition du 20 mars 2026")
    for words in (
        "« Lancer une navette du soir » : à faire au 10 novembre 2026, échéance du 1er juillet 2026 dépassée",
        "« Rapprocher de l'emploi les jeunes et les femmes » : renforcée",
        "modifiée (intitulé, « Améliorer l'accès aux soins » alors)",
        "« Soirées sur la place » : réalisée (à venir alors)",
        "« Fresque participative » : nouvelle",
        "« Aide au permis de conduire » : n'est plus dans les tables",
        "35 500 € accordés et 27 402,80 € dépensés de plus",
        "consultations : 212 consultations",
        "revenu médian mensuel 1 193 € (diffusion 2022 ; 1 174 € à celle de 2021)",
        "jeunes ni en emploi ni en formation : retiré",
    ):
        assert words in text
    other = said(since, "grand-large")
    assert "« Ne pas reconduire le café des parents » (clore, 19 mars 2026, saisie depuis)" in other
    assert "refusé : « Visites des classes par les parents » (État (programme 147))" in other
    assert "« Visites des classes par les parents » : rattachée" in other


def test_without_an_edition_a_report_is_the_one_that_it_was(suivi: Contrat, since: Contrat, run_cells: Any) -> None:
    """The section leaves no trace: the page is that of a notebook without its cell."""
    assert said(suivi) == ""
    executed = run_cells(RapportQuartier("tilleuls", contrat=suivi))
    page, _ = ReportHTMLExporter().from_notebook_node(executed)
    executed.cells = [cell for cell in executed.cells if cell["id"] != "depuis-le-comite"]
    assert page == ReportHTMLExporter().from_notebook_node(executed)[0]
    assert (
        "Depuis l’édition"
        in ReportHTMLExporter().from_notebook_node(run_cells(RapportQuartier("tilleuls", contrat=since)))[0]
    )
    assert RapportSynthese(contrat=suivi).depuis_le_comite().to_text() == ""
    assert "Ce qui a changé" not in RapportDossier("Valrive", contrat=suivi).ouverture().to_text()


def test_nothing_that_has_changed_is_said_too(suivi: Contrat) -> None:
    day = date(2026, 3, 12)
    text = said(attach_edition(suivi, day, replace(suivi)))
    assert text.startswith("## Depuis le comité du 12 mars 2026\n\nRien n'a changé pour ce quartier")
    assert "échéance du 30 septembre 2026 dépassée" in text
    synthesis = RapportSynthese(contrat=attach_edition(suivi, day, replace(suivi))).depuis_le_comite().to_text()
    assert "en retard" in synthesis


def test_a_committee_is_told_what_it_decided_last_then_what_changed(since: Contrat) -> None:
    text = RapportDossier("Montigny-le-Pré", "2026-12-10", contrat=since).ouverture().to_text().replace("’", "'")
    decided, rest = text.split("## Ce qui a changé depuis l'édition du 20 mars 2026")
    changed, asked = rest.split("## Ce qui est à décider")
    assert decided.strip().startswith("## Ce qui a été décidé le 19 mars 2026, et ce qu'il en est")
    assert "Aller vers les parents" in decided
    assert "navette" not in text  # another commune's
    assert "Le Grand Large (inventé)" in changed
    assert "1. Une priorité répond-elle" in asked
    assert "Renouveler le conseil citoyen" not in asked  # that priority is closed
    before = RapportDossier("Montigny-le-Pré", "2026-03-19", contrat=since).ouverture().to_text()
    assert "décidé le" not in before  # it had not met


def test_a_term_before_the_session_is_said_even_if_it_was_not_past_on_the_day_of_the_data(since: Contrat) -> None:
    """The permanence is due on 30 November; the data are of the 27th."""
    december = RapportDossier("Valrive", "2026-12-10", contrat=since).ouverture().to_text()
    assert december.count("échéance avant ce comité") == 1
    assert "avant ce comité" not in RapportDossier("Valrive", "2026-11-28", contrat=since).ouverture().to_text()


def test_the_synthesis_counts_each_change_once(since: Contrat) -> None:
    changes = changes_since(since)
    assert changes is not None
    both = [c for c in changes.contrat.actions if c.ligne.action == "2026-energie"]  # two quartiers have it together
    assert len(both) == 1
    assert all(both[0] in lot.actions for lot in changes.quartiers.values())
    text = RapportSynthese(contrat=since).depuis_le_comite().to_text().replace("\u202f", " ")
    assert "5 priorités revues, dont 1 close" in text
    assert "38 500 € accordés et 31 352,80 € dépensés de plus" in text


# -- the workbook -------------------------------------------------------------------------------------------


def sheet_of(contrat: Contrat) -> Feuille:
    return changes_sheet(Analyse(contrat))


def test_the_workbook_has_every_change_once_with_the_words_of_the_reports(since: Contrat) -> None:
    changes = changes_since(since)
    assert changes is not None
    lot, rows = changes.contrat, sheet_of(since).lignes
    known = {**dict.fromkeys(("liens", "actions"), "Actions"), "financements": "Argent", "chiffres": "Chiffres publiés",
             "suites": "Décisions d'alors", "resultats": "Résultats", "priorites": "Priorités", "constats": "Constats",
             "enonces": "Chiffres énoncés", "quartiers": "Le projet", "validations": "Votes",
             **dict.fromkeys(("demarches", "contributions", "avis", "retraits"), "Ce qui a été entendu")}  # fmt: skip
    expected = Counter({"Décisions prises": sum(c.genre is Genre.AJOUT for c in lot.decisions)})
    for part, kind in known.items():
        expected[kind] += len(getattr(lot, part))
    assert Counter(str(row[0]) for row in rows) == +expected
    assert len(rows) > 40
    for name in since.quartiers:
        own = " ".join(str(r[1]) for r in rows if since.quartiers[name].nom_court in str(r[3]))
        named = re.findall(r"« [^»]+ » : (?!refusé)[^;\n]+", said(since, name))
        assert len(named) > 7
        assert [told for told in named if told.strip() not in own.replace("’", "'")] == []
    assert sum("6 000 € accordés de plus" in str(r[1]) for r in rows) >= 1


def test_what_two_quartiers_share_is_one_row_that_names_both(since: Contrat) -> None:
    [row] = [
        r for r in sheet_of(since).lignes if "Ateliers économies d'énergie, deux quartiers » : nouvelle" in str(r[1])
    ]
    assert row[3] == "Les Tilleuls (inventé) · Le Grand Large (inventé)"


def test_a_result_and_a_figure_of_no_quartier_say_of_what(since: Contrat) -> None:
    rows = sheet_of(since).lignes
    assert [r[2] for r in rows if "consultations : 212" in str(r[1])] == ["Permanence médicale mensuelle"]
    assert [r[2] for r in rows if "commerces ouverts" in str(r[1])] == ["Faire vivre la place centrale"]
    assert all(r[2] for r in rows if r[3] is None)
    assert any(r[3] is None for r in rows)


def test_without_an_edition_there_is_no_such_sheet(suivi: Contrat, since: Contrat) -> None:
    assert sheet_of(suivi).lignes == ()
    assert SHEET in [f.nom for f in build_workbook(since).feuilles if f.lignes]


# -- what was heard, voted, withdrawn ---------------------------------------------------------------------


def heard(suivi: Contrat, day: str = "2026-03-20", edition: Contrat | None = None, **changed: Any) -> str:
    """What the tilleuls' report says since an edition that knew the same tables, or as ``edition`` was."""
    return said(attach_edition(replace(suivi, **changed), date.fromisoformat(day), edition or suivi))


def test_votes_and_answers_are_told_from_their_day_where_the_edition_is_older_than_their_tables(since: Contrat) -> None:
    text = said(since)
    assert "version 2026 » : adopté avec modifications (Conseil municipal de Valrive (inventé), 20 avril 2026)" in text
    assert "en vigueur le 6 juillet 2026" in text
    assert "Porteur de paroles de la place" in text
    assert "une réponse a été donnée le 8 septembre 2026" in text
    assert "24 juin 2024" not in text, "a vote of before the edition, that its tables did not have"
    assert "Les ateliers de Passerelle refusent du monde" not in text, "answered before the edition"
    numbers = RapportSynthese(contrat=since).depuis_le_comite().to_text()
    assert "3 votes" in numbers
    assert "2 contributions qui ont reçu une suite" in numbers
    assert "2 avis donnés" in numbers


def test_an_answer_given_since_is_told_with_or_without_its_day(suivi: Contrat) -> None:
    name = "2026-forum-valrive-5"
    row = suivi.contributions[name]
    for answered in (replace(row, suite="retenue", reponse="Oui"), replace(row, suite="écartée", reponse="Non")):
        text = heard(suivi, contributions={**suivi.contributions, name: answered})
        assert f"« {row.texte} » : {answered.suite}" in text
    late = replace(row, suite="retenue", suite_le=date(2026, 5, 4))
    without = replace(suivi, contributions={})
    assert "retenue (4 mai 2026)" in heard(suivi, edition=without, contributions={name: late})


def test_a_vote_corrected_or_written_down_late_is_told(suivi: Contrat) -> None:
    name = "2024-cm-valrive"
    row = suivi.validations[name]
    corrected = replace(row, issue="ajourné", en_vigueur_le=None)
    assert "24 juin 2024, corrigé)" in heard(suivi, validations={**suivi.validations, name: corrected})
    others = {n: v for n, v in suivi.validations.items() if n != name}
    assert "24 juin 2024)" in heard(suivi, edition=replace(suivi, validations=others))


def test_what_is_withdrawn_says_why_and_what_is_unread_again_says_nothing(suivi: Contrat) -> None:
    name = "2026-forum-valrive-5"
    row = suivi.contributions[name]
    kept = {n: c for n, c in suivi.contributions.items() if n != name}
    gone = Retrait("contributions", name, row.texte, ("tilleuls",), None, date(2026, 9, 2), "dite deux fois")
    told = heard(suivi, contributions=kept, retraits=(gone,))
    assert f"contribution « {row.texte} » : retirée le 2 septembre 2026 : dite deux fois" in told
    assert row.texte not in heard(suivi, contributions=kept)


def test_no_number_of_people_is_compared(suivi: Contrat) -> None:
    """From 14 supports to 15 is one person."""
    name = "2026-forum-valrive-4"
    more = replace(suivi.contributions[name], soutiens=15)
    assert "Rien n'a changé" in heard(suivi, contributions={**suivi.contributions, name: more})
    marche = next(n for n, d in suivi.demarches.items() if d.participants)
    other = replace(suivi.demarches[marche], participants=99)
    assert "Rien n'a changé" in heard(suivi, demarches={**suivi.demarches, marche: other})

"""What reports say of forums and votes."""

import re
from dataclasses import replace
from datetime import date

import pytest

from quartiers import PROJECT_ROOT
from quartiers.analyse.forums import in_force, votes_of
from quartiers.donnees import Contrat, load_contrat
from quartiers.donnees.modele import Contribution, Validation
from quartiers.presentation import RapportDossier, RapportQuartier, RapportSynthese
from quartiers.presentation.blocs import Bloc
from quartiers.presentation.quartier.forums import MAX_OF_A_SUITE, show_answers
from quartiers.presentation.tableur.couverture import build_workbook

EXEMPLE = PROJECT_ROOT / "exemples" / "suivi"


@pytest.fixture(scope="module")
def contract() -> Contrat:
    return load_contrat(EXEMPLE)


def text_of(bloc: Bloc) -> str:
    return re.sub("[\u202f\xa0]", " ", bloc.to_text()).replace("’", "'")


def contribution(name: str, suite: str | None, texte: str = "Dit", reponse: str | None = "Fait") -> Contribution:
    reponse = reponse if suite else None
    return Contribution(name, "2026-forum-valrive", (), None, None, texte, None, None, suite, reponse, None, "oui")


def test_a_quartier_s_report_says_what_was_kept_and_what_was_set_aside_and_why(contract: Contrat) -> None:
    text = text_of(RapportQuartier("tilleuls", contrat=contract).suites_donnees())
    assert "5 contributions : 1 retenue, 1 retenue en partie, 1 écartée, 1 à l'étude, 1 sans suite à ce jour" in text
    [aside] = [line for line in text.splitlines() if line.startswith("Fermer la place")]
    assert "des habitants ; 14 soutiens" in aside
    assert "Les secours et le marché y passent" in aside
    [waiting] = [line for line in text.splitlines() if line.startswith("Prévenir le centre social")]
    assert "un bailleur ; moins de 11 soutiens" in waiting
    assert waiting.endswith("sans suite à ce jour")
    assert "%" not in text
    assert "personne n'a relue" not in text  # nobody has read it
    assert "chaudières" not in text  # of the other quartier


def test_a_report_without_any_says_nothing() -> None:
    report = RapportQuartier("anzin-verrerie")
    assert (report.suites_donnees().to_text(), report.votes().to_text()) == ("", "")


def test_what_is_left_to_the_workbook_is_counted(contract: Contrat) -> None:
    many = {f"c{n}": contribution(f"c{n}", "retenue") for n in range(MAX_OF_A_SUITE + 3)}
    text = text_of(show_answers(replace(contract, contributions=many)))
    assert f"Retenu ({MAX_OF_A_SUITE + 3})" in text
    assert "3 autres contributions sont dans la feuille « Contributions »" in text


def test_what_was_kept_without_saying_what_changed_is_said_to_be(contract: Contrat) -> None:
    kept = {"c": contribution("c", "retenue", reponse=None)}
    assert "ce qui a changé n'est pas dit" in text_of(show_answers(replace(contract, contributions=kept)))


def test_hostile_words_stay_words(contract: Contrat) -> None:
    words = '<script>alert(1)</script> #panic("x") *gras*'
    bloc = show_answers(replace(contract, contributions={"c": contribution("c", "écartée", words, words)}))
    assert "<script>" not in bloc.to_html()
    assert '#panic(\\"x\\") *gras*"' in bloc.to_typst()  # inside a string


# -- votes ------------------------------------------------------------------------------------------------


def vote(name: str, version: str, jour: date, depuis: date | None, document: str = "Projet") -> Validation:
    return Validation(
        name, document, version, "autre", "Conseil", jour, None, ("tilleuls",), "adopté", depuis, (), None, None
    )


def test_the_version_in_force_is_the_last_that_a_vote_put_in_force(contract: Contrat) -> None:
    votes = [
        vote("a", "1", date(2024, 6, 24), date(2024, 7, 1)),
        vote("b", "2", date(2026, 4, 20), None),  # not enough by itself
        vote("c", "2", date(2026, 6, 29), date(2026, 7, 6)),
        vote("d", "A", date(2025, 1, 1), date(2025, 1, 2), "Contrat"),
    ]
    for order in (votes, votes[::-1]):
        c = replace(contract, validations={v.validation: v for v in order})

        def told(day: date, c: Contrat = c) -> set[tuple[str, str]]:
            return {(v.document, v.version) for v in in_force(c, "tilleuls", day)}

        assert told(date(2024, 6, 30)) == set()
        assert told(date(2024, 7, 1)) == {("Projet", "1")}
        assert told(date(2026, 7, 5)) == {("Projet", "1"), ("Contrat", "A")}
        assert told(date(2026, 7, 6)) == {("Projet", "2"), ("Contrat", "A")}
        assert in_force(c, "grand-large", date(2026, 12, 1)) == ()


def test_a_vote_of_a_commune_is_about_its_quartiers(contract: Contrat) -> None:
    own = replace(vote("a", "1", date(2024, 6, 24), None), quartiers=(), commune="Valrive")
    c = replace(contract, validations={"a": own})
    assert votes_of(c, ["tilleuls"]) == (own,)
    assert votes_of(c, ["grand-large"]) == ()


def test_a_report_says_what_is_in_force_and_which_votes_made_it_so(contract: Contrat) -> None:
    text = text_of(RapportQuartier("tilleuls", contrat=contract).votes())
    in_force_now = "En vigueur au 27 novembre 2026 : Projet de quartier des Tilleuls (inventé), version 2026"
    assert f"{in_force_now} (depuis le 6 juillet 2026)." in text
    assert "tient compte de : Forum de Valrive" in text
    assert "Montigny" not in text


def test_a_report_does_not_guess_what_is_in_force(contract: Contrat) -> None:
    c = replace(contract, validations={"a": vote("a", "1", date(2024, 6, 24), None)})
    text = text_of(RapportQuartier("tilleuls", contrat=c).votes())
    assert "Aucun vote saisi ne dit quelle version est en vigueur au 27 novembre 2026." in text


def test_the_file_of_a_committee_tells_its_commune_on_its_day(contract: Contrat) -> None:
    text = text_of(RapportDossier("Valrive", "2026-05-01", contrat=contract).suites_et_votes())
    assert "Le document en vigueur au 1er mai 2026" in text
    assert "version 2024 depuis le 1er juillet 2024" in text
    assert "20 avril 2026 : adopté avec modifications" in text
    assert "29 juin 2026" not in text  # not voted yet on that day
    assert "Montigny" not in text


def test_the_synthesis_counts_by_quartier(contract: Contrat) -> None:
    text = text_of(RapportSynthese(contrat=contract).suites_et_votes())
    assert "7 contributions : 2 retenues, 1 retenue en partie, 2 écartées" in text
    assert "Les Tilleuls (inventé) | 5 | 1 | 1 | 1 | 1 | 1" in text
    assert "Le Grand Large (inventé) | 2 | 1 | 0 | 1 | 0 | 0" in text
    assert text_of(RapportSynthese(PROJECT_ROOT / "data").suites_et_votes()).strip() == ""


def test_the_workbook_has_them_all(contract: Contrat) -> None:
    sheets = {s.nom: s for s in build_workbook(contract).feuilles}
    assert len(sheets["Contributions"].lignes) == 7
    assert len(sheets["Votes"].lignes) == 5
    assert [row[1] for row in sheets["Retraits"].lignes] == ["constat", "priorité"]

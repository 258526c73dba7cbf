"""What the opening of a report says that the project does about its figures, on tables made for it."""

from dataclasses import replace

import pytest

from quartiers.analyse.vues import frame_of
from quartiers.donnees import Contrat
from quartiers.donnees.modele import AppuiLu, Declinaison, Priorite
from quartiers.donnees.tables.suivi import CONFIRME
from quartiers.presentation import RapportQuartier

SOLITUDE = "vieux-conde-solitude"  # opens with one figure: job seekers of two years or more, of « insertion »


def opened(contrat: Contrat, *priorities: Priorite, name: str = SOLITUDE) -> str:
    """The opening where the quartier has these priorities only."""
    others = tuple(p for p in contrat.priorites if p.quartier != name)
    given = replace(contrat, priorites=(*others, *priorities))
    return RapportQuartier(name, contrat=given).essentiel().to_text().splitlines()[0].replace("\u202f", " ")


@pytest.fixture(scope="module")
def any_priority(contrat: Contrat) -> Priorite:
    found = next(p for p in contrat.priorites if p.quartier == SOLITUDE)
    return replace(found, intitule="Agir", declinaisons=(), lignes=None)


@pytest.mark.parametrize(
    ("theme", "publics", "expected"),
    [
        ("insertion", (), "Priorité du même thème : Agir"),
        ("insertion", ("demandeurs d'emploi",), "Priorité du même thème : Agir"),
        ("insertion", ("jeunes",), "Priorité du même thème : Agir"),
        ("mobilite", (), "Aucune priorité ne porte sur « Insertion sociale et professionnelle »"),
    ],
    ids=["for all", "for them", "for others", "another theme"],
)
def test_a_priority_of_the_theme_bears_on_it_whoever_it_names(
    contrat: Contrat, any_priority: Priorite, theme: str, publics: tuple[str, ...], expected: str
) -> None:
    """A priority is told by its title, which is no quotation, and no public is told that it does not name; job seekers,
    whom the theme itself is of, are not said to be forgotten."""
    told = opened(contrat, replace(any_priority, thematique=theme, publics=publics))
    assert expected in told
    assert "y répond" not in told


def test_what_a_person_read_goes_before_what_the_theme_tells(contrat: Contrat) -> None:
    """Le Trieu opens with job seekers of two years or more; a person who would read them to support the priority on
    modest households, filed under another theme than that of the figure, is believed."""
    read = [a for a in contrat.appuis if (a.priorite, a.affirmation) != ("fresnes-le-trieu-p4", "fresnes-le-trieu-d1")]
    person = AppuiLu("fresnes-le-trieu-p4", None, "fresnes-le-trieu-d1", CONFIRME, None)
    rapport = RapportQuartier("fresnes-le-trieu", contrat=replace(contrat, appuis=(*read, person)))
    told = rapport.essentiel().to_text().splitlines()[0].replace("\u202f", " ")
    assert told.endswith("Priorité qui s’y appuie : Éviter la paupérisation des ménages modestes.")


def test_that_no_priority_is_for_those_whom_the_figure_counts_is_said(contrat: Contrat, any_priority: Priorite) -> None:
    """Quiévrechain opens with the employment of women: a priority for young people is not for them."""
    name = "quievrechain-centre"
    young = replace(any_priority, quartier=name, thematique="insertion", publics=("jeunes",))
    titled = replace(young, intitule="Soutenir l'insertion des jeunes")
    told = opened(contrat, titled, name=name)
    assert "ucune priorité" in told
    assert "direct" in told
    for spoken in (
        replace(young, intitule="Agir pour l'emploi féminin et des femmes"),
        replace(young, publics=()),
        replace(titled, intitule="Soutenir l'insertion des femmes et des jeunes", publics=("jeunes", "femmes")),
    ):
        assert f"Priorité du même thème : {spoken.intitule}".replace("'", "’") in opened(contrat, spoken, name=name)


def test_a_priority_for_the_young_is_not_said_to_answer_a_figure_of_all(
    contrat: Contrat, any_priority: Priorite
) -> None:
    """Rives de l'Escaut opens with the RSA, which « insertion » is linked to, and which nobody has before 25."""
    name = "anzin-rives-escaut"
    young = replace(
        any_priority, quartier=name, thematique="insertion", publics=("jeunes",), intitule="Insérer les jeunes"
    )
    none = "Aucune priorité ne vise directement cette fragilité ; la plus proche"
    assert f"{none} (autre public) : Insérer les jeunes." in opened(contrat, young, name=name)
    for_all = replace(young, publics=(), intitule="Insérer")
    assert f"{none} : Insérer." in opened(contrat, for_all, name=name)


def test_a_title_without_room_is_told_after_fewer_words(reports: dict[str, RapportQuartier]) -> None:
    told = reports["anzin-rives-escaut"].essentiel().to_text().splitlines()[0].replace("\u202f", " ")
    assert (
        "Aucune priorité directe ; la plus proche (autre public) : Soutenir l’insertion sociale et professionnelle des "
        "jeunes." in told
    )


def test_a_theme_that_is_only_linked_is_said_to_be_the_nearest(reports: dict[str, RapportQuartier]) -> None:
    """Le Jard opens with benefits, filed under incomes, of which the contract has no theme."""
    told = reports["vieux-conde-jard"].essentiel().to_text().splitlines()[0].replace("\u202f", " ")
    assert "ni du thème le plus proche, « Insertion sociale et professionnelle »" in told


def test_a_second_figure_is_told_rather_than_a_title(reports: dict[str, RapportQuartier]) -> None:
    """La Pépinière: two priorities of « insertion », for women and young people, and for shops."""
    told = reports["saint-saulve-pepiniere"].essentiel().to_text().splitlines()[0].replace("\u202f", " ")
    assert "taux de pauvreté" in told
    assert told.endswith("Aucune priorité ne vise directement ces fragilités.")


def test_a_priority_that_says_for_whom_it_is_does_not_bear_on_a_figure_of_others(
    contrat: Contrat, any_priority: Priorite
) -> None:
    """La Solitude opens with job seekers: a priority for the young and women is said to be for these, whatever word its
    forms have of employment; one that is for job seekers too bears on the figure."""
    narrow = replace(
        any_priority,
        thematique="insertion",
        publics=("jeunes", "femmes"),
        intitule="Insérer les jeunes et les femmes",
        declinaisons=(Declinaison(any_priority.priorite, 1, "Accès à l'emploi", None),),
    )
    assert "cette fragilité ; la plus proche (autre public) : Insérer les jeunes et les femmes" in opened(
        contrat, narrow
    )
    wider = replace(narrow, publics=("jeunes", "femmes", "demandeurs d'emploi"))
    assert "Priorité du même thème : Insérer les jeunes et les femmes" in opened(contrat, wider)


def test_a_priority_on_another_subject_of_the_theme_does_not_bear_on_the_figure(
    contrat: Contrat, any_priority: Priorite
) -> None:
    """Empty shops are filed with employment: nothing of job seekers in them."""
    shops = replace(any_priority, thematique="insertion", publics=(), intitule="Faire revivre les commerces")
    assert "la plus proche : Faire revivre les commerces" in opened(contrat, shops)
    women = replace(
        any_priority, priorite="p2", thematique="insertion", publics=("femmes",), intitule="Insérer les femmes"
    )
    assert "la plus proche (autre public) : Insérer les femmes" in opened(contrat, shops, women)
    plain = replace(shops, intitule="Faire revivre les commerces et l'emploi")
    assert "Priorité du même thème : Faire revivre les commerces et l’emploi" in opened(contrat, plain)


def test_a_theme_that_only_the_tables_have_is_held_against_nobody(
    contrat: Contrat, reports: dict[str, RapportQuartier], any_priority: Priorite
) -> None:
    """Le Jard opens with a figure of « Revenus et pauvreté », under which the contract published no priority: those of
    « insertion », which the table of indicators links to it, bear on it, and are what lacks."""
    name = "vieux-conde-jard"
    linked = replace(any_priority, quartier=name, thematique="insertion", publics=("jeunes",))
    told = opened(contrat, linked, name=name)
    assert "cette fragilité ; la plus proche (autre public) : Agir" in told
    other = replace(any_priority, quartier=name, thematique="mobilite")
    told = opened(contrat, other, name=name)
    assert "ni du thème le plus proche, « Insertion sociale et professionnelle »" in told
    for report in reports.values():
        assert "« Revenus et pauvreté »" not in report.essentiel().to_text()


def test_the_frame_is_what_the_contract_published_and_else_its_priorities(contrat: Contrat) -> None:
    assert "revenus" not in frame_of(contrat)
    assert "revenus" in frame_of(replace(contrat, synthese_publiee=()))
    assert frame_of(replace(contrat, synthese_publiee=(), priorites=())) == ()

"""What the opening of a report says that the project does about its figures, on tables made for it."""

from dataclasses import replace

import pytest

from quartiers.analyse.vues import frame_of
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Priorite
from quartiers.presentation import RapportQuartier
from quartiers.presentation.quartier.reponses import is_for_others

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
        ("mobilite", (), "Aucune priorité ne porte sur l’emploi"),
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


def test_a_priority_of_the_theme_goes_before_what_a_reading_says(reports: dict[str, RapportQuartier]) -> None:
    """Le Trieu opens with job seekers of two years or more: whoever hears it waits for the priority on employment, not
    for the one on modest households, that readings link to it."""
    told = reports["fresnes-le-trieu"].essentiel().to_text().splitlines()[0].replace("\u202f", " ")
    assert told.endswith(
        "Priorité la plus proche : Soutenir l’insertion sociale et professionnelle des jeunes et des femmes."
    )


def test_no_theme_that_has_a_priority_is_said_to_have_none(contrat: Contrat, any_priority: Priorite) -> None:
    """Quiévrechain opens with the employment of women, Rives de l'Escaut with the RSA, which « insertion » is linked
    to: a priority for the young is the one that comes nearest, and « autre public » would be denied by who knows it."""
    for name, how in (
        ("quievrechain-centre", "Priorité la plus proche : Insérer les jeunes."),
        (
            "anzin-rives-escaut",
            "Aucune priorité ne vise tous ces habitants ; d'un thème voisin : Insérer les jeunes.",
        ),
    ):
        young = replace(
            any_priority, quartier=name, thematique="insertion", publics=("jeunes",), intitule="Insérer les jeunes"
        )
        told = opened(contrat, young, name=name)
        assert told.endswith(how)
        assert "ne porte sur" not in told


def test_no_opening_denies_a_priority_that_the_list_prints(reports: dict[str, RapportQuartier]) -> None:
    """Eighteen quartiers: « aucune priorité ne porte sur » a theme is said where no priority has it, nor a word of
    it."""
    for name, rapport in reports.items():
        told = rapport.essentiel().to_text().splitlines()[0].replace("’", "'")
        taken = {rapport.lu.contrat.thematiques[p.thematique].en_phrase for p in rapport.lu.priorites}
        _, _, denied = told.partition("ne porte sur ")
        assert not [label for label in taken if denied and label and label in denied], name
        assert "autre public" not in told, name
        assert "direct" not in told.rpartition(")")[2], name


def test_a_theme_that_a_priority_of_another_has_a_word_of_is_evoked(contrat: Contrat, any_priority: Priorite) -> None:
    """And not said to be of none; the verb agrees with how the table names the theme."""
    other = replace(any_priority, thematique="mobilite", intitule="Aller à l'emploi")
    assert "L’emploi n’est qu’évoqué, par : Aller à l’emploi" in opened(contrat, other)
    for named, told in (("la santé", "La santé n’est qu’évoquée, par : "), ("les revenus", "Les revenus ne sont qu’")):
        theme = replace(contrat.thematiques["insertion"], en_phrase=named)
        read = replace(contrat, thematiques={**contrat.thematiques, "insertion": theme})
        assert told in opened(read, other)
    bare = replace(contrat.thematiques["insertion"], en_phrase=None)
    read = replace(contrat, thematiques={**contrat.thematiques, "insertion": bare})
    assert "« Insertion sociale et professionnelle » n’est qu’évoqué, par" in opened(read, other)


def test_a_priority_is_told_by_its_title_before_a_second_figure(reports: dict[str, RapportQuartier]) -> None:
    """La Pépinière: two priorities of « insertion », for women and young people, and for shops, which are no answer."""
    told = reports["saint-saulve-pepiniere"].essentiel().to_text().splitlines()[0].replace("\u202f", " ")
    nearest = "La priorité la plus proche ne vise pas tous ces habitants"  # nor do those who are out of work for long
    assert told.endswith(f"{nearest} : Favoriser l’insertion professionnelle des femmes et des 15-24 ans.")


def test_the_priority_of_another_subject_of_the_theme_is_told_alone_or_not_at_all(
    contrat: Contrat, any_priority: Priorite
) -> None:
    """Empty shops are filed with employment: nothing of job seekers in them."""
    shops = replace(any_priority, thematique="insertion", publics=(), intitule="Faire revivre les commerces")
    women = replace(
        any_priority, priorite="p2", thematique="insertion", publics=("femmes",), intitule="Insérer les femmes"
    )
    told = opened(contrat, shops, women)
    assert (
        "La priorité la plus proche ne vise pas tous ces habitants : Insérer les femmes" in told
        and "commerces" not in told
    )
    assert "Priorité du même thème : Faire revivre les commerces" in opened(contrat, shops)


def test_a_figure_is_told_under_its_own_theme(contrat: Contrat, any_priority: Priorite) -> None:
    """Le Jard opens with a figure of « Revenus et pauvreté »: a priority of « insertion », which the table of
    indicators links to it, comes near it; where there is none, incomes are what lacks, and not employment."""
    name = "vieux-conde-jard"
    linked = replace(any_priority, quartier=name, thematique="insertion", publics=("jeunes",))
    assert "La priorité la plus proche : Agir." in opened(contrat, linked, name=name)
    other = replace(any_priority, quartier=name, thematique="mobilite")
    told = opened(contrat, other, name=name)
    assert "Aucune priorité ne porte sur les revenus" in told
    assert "l’emploi" not in told


def test_the_frame_is_what_the_contract_published_and_else_its_priorities(contrat: Contrat) -> None:
    assert "revenus" not in frame_of(contrat)
    assert "revenus" in frame_of(replace(contrat, synthese_publiee=()))
    assert frame_of(replace(contrat, synthese_publiee=(), priorites=())) == ()


def test_a_priority_for_parents_is_for_lone_parents_too(contrat: Contrat, any_priority: Priorite) -> None:
    """A public holds others: nobody says that a priority for parents is not for those who are alone."""
    alone = contrat.indicateurs["allocataires_mono_pct"]
    parents = replace(any_priority, publics=("parents",), intitule="Épauler les parents")
    assert not is_for_others(parents, alone)
    assert is_for_others(replace(parents, publics=("jeunes",), intitule="Épauler les jeunes"), alone)

"""Rule 11 on small contracts: the priorities against the published synthesis."""

from dataclasses import replace
from typing import Any

import pytest

from quartiers.analyse.fiabilite import check_contract
from quartiers.analyse.regles_priorites import is_public
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Declinaison, LignePubliee


def test_r11_what_the_published_rows_leave_out_is_told_once_a_quartier(small: Any) -> None:
    contract = small().quartier("a").priority("a", "sante").priority("a", "insertion")
    contract.published_row("a", "sante", "a-p1", note="ne reprend pas le désert médical ; quartier écrit « A »")
    contract.published_row("a", "insertion", "a-p2", note="ne précise pas les jeunes")
    [found] = contract.found("R11")
    assert "le désert médical (« Sante ») ; les jeunes (« Insertion »)" in found.phrase


def test_r11_says_when_a_whole_theme_is_lost(small: Any) -> None:
    contract = small().quartier("a").priority("a", "sante").published_row("a", "insertion")
    [missing] = [d for d in contract.found("R11") if "n'est pas dans" in d.phrase]
    assert missing.phrase.endswith("qui n'a aucune ligne « Sante » pour ce quartier : Priorité 1.")


def test_r11_a_theme_that_the_synthesis_has_nowhere_is_only_worth_knowing(small: Any) -> None:
    contract = small().quartier("a").priority("a", "revenus").published_row("a", "sante", "a-p1")
    [found] = contract.found("R11")
    assert found.gravite.value == "à savoir"
    assert "rangé sous « Sante » : le thème « Revenus » n'a pas de tableau" in found.phrase


def test_r11_a_priority_that_the_synthesis_lacks_misfiles_or_repeats(small: Any) -> None:
    contract = small().quartier("a")
    for theme in ("sante", "sante", "insertion", "revenus"):
        contract.priority("a", theme)
    contract.published_row("a", "sante", "a-p1")
    contract.published_row("a", "jeunesse", "a-p3")
    contract.published_row("a", "revenus", "a-p4").published_row("a", "sante", "a-p4")
    contract.published_row("a", "sante").quartier("b").priority("b", "insertion")
    contract.published_row("b", "insertion", "b-p1")
    found = {d.phrase: d.gravite.value for d in contract.found("R11")}
    missing = "Une priorité de la section n'est pas dans la synthèse publiée"
    assert found == {
        f"{missing} : Priorité 2.": "à vérifier",
        "Une priorité est publiée sous « Jeunesse », alors que son intitulé relève de « Insertion » : Priorité 3.": (
            "à vérifier"
        ),
        "Une priorité est publiée 2 fois, sous « Revenus » et sous « Sante » : Priorité 4. Son thème est "
        "« Revenus ».": "à vérifier",
        "La synthèse publiée a une ligne sous « Sante » qui ne reprend aucune priorité de la section.": "à vérifier",
    }


def test_r11_is_silent_without_a_published_synthesis_or_where_it_matches(small: Any) -> None:
    contract = small().quartier("a").priority("a", "sante")
    assert contract.found("R11") == []
    assert contract.published_row("a", "sante", "a-p1").found("R11") == []


def test_r11_one_row_of_the_shared_axes_for_two_priorities(small: Any) -> None:
    contract = small().quartier("a").priority("a", "sante", lignes="40").priority("a", "sante", lignes="41")
    contract.echelles["sante"] = "intercommunale"
    contract.priorites = [replace(p, echelle="intercommunale") for p in contract.priorites]
    [found] = contract.published_row("a", "sante", "a-p1", "a-p2").found("R11")
    assert "réunit 2 priorités de la section : Priorité 1 et Priorité 2" in found.phrase.replace("\u202f", " ")
    assert (found.gravite.value, found.lignes) == ("à savoir", "40, 41")


def test_r11_another_scale_than_that_of_the_section(small: Any) -> None:
    contract = small().quartier("a").priority("a", "sante", echelle="intercommunale", lignes="491")
    [found] = contract.published_row("a", "sante", "a-p1").found("R11")
    assert "de l'échelle intercommunale dans la section, est rangé parmi les priorités propres" in found.phrase


def test_r11_a_theme_that_a_title_names_has_no_row(small: Any) -> None:
    contract = small().quartier("a").priority("a", "sante", intitule="Soigner et développer le vélo", lignes="581")
    contract.mots["jeunesse"] = ("vélo",)
    contract.published_row("a", "sante", "a-p1")
    assert contract.found("R11") == []  # nobody has a row under that theme
    contract.quartier("b").priority("b", "jeunesse").published_row("b", "jeunesse", "b-p1")
    [found] = contract.found("R11")
    assert (found.quartiers, found.lignes, found.gravite.value) == (("a",), "581", "à savoir")
    assert "n'a pas de ligne de ce quartier sous « Jeunesse »" in found.phrase


def test_r11_a_shared_axis_that_only_a_form_of_another_theme_is_on(small: Any) -> None:
    """« Insertion » has rows of others and none of this quartier, whose priority for the young works on jobs."""

    def told(*forms: str, **fields: Any) -> list[Any]:
        left = fields.pop("note", "ne reprend pas l'école")
        contract = small().published_row("b", "insertion").quartier("b")
        contract.published_row("a", "jeunesse", "a-p1", note=left)
        contract.echelles["insertion"] = "intercommunale"
        contract.mots["insertion"] = ("emploi",)
        own = tuple(Declinaison("p", n, text, None) for n, text in enumerate(forms, start=1))
        contract.quartier("a").priority("a", "jeunesse", lignes="20", declinaisons=own, **fields)
        return [d for d in contract.found("R11") if "s'y rapporte" in d.phrase]

    [found] = told("Aller vers", "Relier l'école et l'emploi")
    assert (found.quartiers, found.lignes, found.gravite.value) == (("a",), "20", "à savoir")
    assert found.phrase.endswith(" : Relier l'école et l'emploi (l. 20).")
    assert told("Aller vers") == told("Relier l'école et l'emploi", intitule="Aller vers l'emploi") == []
    assert told("Relier l'école et l'emploi", note=None) == [], "published under its own theme, and whole: no mismatch"


def test_r11_a_priority_of_another_scale_says_where_else_it_is_published(small: Any) -> None:
    contract = small().quartier("a").priority("a", "sante", echelle="intercommunale")
    contract.echelles["sante"] = "propre"
    contract.published_row("a", "sante", "a-p1").published_row("a", "insertion", "a-p1")
    [found] = [d for d in contract.found("R11") if "range autrement" in d.phrase]
    assert "est rangé parmi les priorités propres, et publié aussi sous « Insertion »" in found.phrase
    assert found.proposition == "Le dire dans la synthèse."


@pytest.mark.parametrize(("following", "told"), [("sante", True), ("revenus", False)])
def test_r11_a_row_right_before_those_of_its_theme_may_be_the_extraction_s(
    small: Any, following: str, told: bool
) -> None:
    contract = small().quartier("a").quartier("b").priority("a", "sante").priority("b", following)
    contract.publiees.append(LignePubliee("insertion", "a", "723", ("a-p1",), None))
    contract.publiees.append(LignePubliee(following, "b", "724", ("b-p1",), None))
    contract.publiees.append(LignePubliee("sante", "b", "800", (), None))
    found = next(d for d in contract.found("R11") if "alors que son intitulé relève de" in d.phrase)
    assert ("le texte tiré du fichier" in found.phrase) is told
    assert found.proposition.startswith("Regarder d'abord le document lui-même" if told else "La publier sous")


def test_r11_an_own_theme_that_only_a_form_is_on(small: Any) -> None:
    """Housing is the subject of a form, not of the landlords that another is done with; publics are no theme."""

    def told(form: str, scale: str = "propre", kind: str | None = None) -> list[Any]:
        contract = small().published_row("b", "jeunesse").quartier("b")
        contract.published_row("a", "sante", "a-p1", note="ne reprend pas les façades")
        contract.mots["jeunesse"] = ("logement", "bailleur")
        own = (Declinaison("p", 1, form, kind),)
        contract.quartier("a").priority("a", "sante", lignes="20", declinaisons=own, echelle=scale)
        return [d for d in contract.found("R11") if "s'y rapporte" in d.phrase]

    assert len(told("Rénover les logements")) == 1
    assert told("Veiller avec les bailleurs") == []
    assert told("Rénover les logements", "intercommunale") == []  # the synthesis keeps the two scales apart
    assert len(told("Isoler les façades", kind="Amélioration des logements")) == 1  # the kind of action says it
    assert told("Isoler les façades", kind="Transition énergétique") == []


def test_r11_a_title_of_two_own_themes_that_is_published_under_one(small: Any) -> None:
    contract = (
        small().quartier("a").priority("a", "sante", intitule="Ouvrir des lieux et faciliter le vélo", lignes="350")
    )
    contract.priority("a", "jeunesse").published_row("a", "sante", "a-p1").published_row("a", "jeunesse", "a-p2")
    contract.mots["jeunesse"] = ("vélo",)
    [found] = contract.found("R11")
    assert (found.gravite.value, found.lignes) == ("à savoir", "350")
    assert found.phrase.endswith("publiée sous « Sante », et pas sous « Jeunesse ».")


def test_r11_what_a_published_row_adds(small: Any) -> None:
    contract = (
        small().quartier("a").priority("a", "sante").published_row("a", "sante", "a-p1", note="ajoute des dépistages")
    )
    [found] = contract.found("R11")
    assert found.phrase == "La synthèse publiée dit plus que la section : des dépistages (« Sante »)."


def test_r11_a_public_left_out_is_to_verify_and_a_detail_to_be_known(small: Any) -> None:
    """A table of synthesis shortens: what it must keep is whom a priority is for."""
    contract = small().quartier("a").priority("a", "sante", "jeunes")
    contract.published_row("a", "sante", "a-p1", note="ne reprend pas les plus jeunes ; ne reprend pas le suivi")
    known = replace(contract.build(), publics=("jeunes",))
    public, detail = (d for d in check_contract(known).doutes if d.regle.value == "R11")
    assert (public.gravite.value, public.bref) == ("à vérifier", "public omis (les plus jeunes)")
    assert "le suivi" not in public.phrase
    assert detail.gravite.value == "à savoir"
    assert "ne reprend pas : le suivi" in detail.phrase


@pytest.mark.parametrize(
    ("omitted", "gravity"),
    [
        ("les populations stigmatisées", "à savoir"),
        ("les jeunes", "à vérifier"),
        ("les jeunes et les femmes", "à vérifier"),
    ],
)
def test_r11_who_is_left_out_beside_those_who_are_named(small: Any, omitted: str, gravity: str) -> None:
    """Whom the title of the priority names must be in the row; of the others, the row still says whom it is for."""
    contract = small().quartier("a")
    contract.priority("a", "sante", "jeunes", "femmes", intitule="Soigner les jeunes et les femmes", lignes="310")
    contract.published_row("a", "sante", "a-p1", note=f"ne précise pas {omitted}")
    known = replace(contract.build(), publics=("jeunes", "femmes"))
    [found] = (d for d in check_contract(known).doutes if d.regle.value == "R11")
    assert (found.gravite.value, found.lignes) == (gravity, "310")
    named = {"les jeunes": ", quand elle ne nomme que les femmes", "les jeunes et les femmes": ""}.get(
        omitted, ", quand elle ne nomme que les jeunes et les femmes"
    )
    assert found.phrase.endswith(f": {omitted} (« Sante » ; section, l. 310){named}.")
    assert found.proposition.endswith(f" : {omitted}.")


def test_r11_of_a_priority_published_at_two_levels_one_is_to_be_chosen(small: Any) -> None:
    """Neither row is right: one has the level that the section gives, the other its theme."""
    contract = small().quartier("a").priority("a", "jeunesse", echelle="intercommunale")
    contract.published_row("a", "sante", "a-p1").published_row("a", "jeunesse", "a-p1")
    contract.echelles = {**contract.echelles, "sante": "intercommunale", "jeunesse": "propre"}
    [found] = [d for d in contract.found("R11") if "2 fois" in d.phrase]
    assert found.proposition == (  # what is sure, and then what is to be decided
        "La retirer de « Sante », qui n'est pas son thème. La laisser sous « Jeunesse », et décider si un axe de ce "
        "thème est à ajouter : la section la dit intercommunale."
    )


def test_r11_what_the_heading_says_is_not_called_absent(small: Any) -> None:
    contract = small().quartier("a").priority("a", "sante")
    contract.published_row("a", "sante", "a-p1", note="ne reprend pas la sante")
    [found] = contract.found("R11")
    assert "la sante, sauf dans le titre de la rubrique" in found.phrase


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("les jeunes", True),
        ("les jeunes et les femmes", True),
        ("les populations les plus stigmatisées", True),
        ("la garde d'enfants", False),
        ("l'accompagnement adapté des jeunes", False),
        ("le niveau élevé des violences", False),
    ],
)
def test_a_public_is_known_by_its_first_noun(contrat: Contrat, what: str, found: bool) -> None:
    assert is_public(contrat, what) is found


def test_r11_a_priority_that_is_about_publics_and_nothing_else_names_their_theme(small: Any) -> None:
    def told(title: str) -> list[str]:
        contract = small().quartier("b").published_row("b", "jeunesse")
        contract.quartier("a").priority("a", "sante", "jeunes", intitule=title).published_row("a", "sante", "a-p1")
        contract.mots["jeunesse"] = ("jeune",)
        built = replace(contract.build(), publics=("jeunes", "parents"))
        return [d.phrase for d in check_contract(built).doutes if "la section prévoit" in d.phrase]

    [found] = told("Épauler les jeunes et les parents")
    assert "sous « Jeunesse », alors que la section prévoit : Épauler les jeunes et les parents" in found
    assert told("Favoriser la santé des jeunes") == []  # they are whom it is for


def test_r11_a_form_of_the_kind_that_the_own_priorities_of_a_theme_have(small: Any) -> None:
    def told(kind: str) -> list[Any]:
        contract = small().quartier("b").published_row("b", "jeunesse", "b-p1").quartier("a")
        contract.mots["jeunesse"] = ("jeune",)
        kinds = ("Activités pour les jeunes", "Action conjointe")
        own = tuple(Declinaison("p", n, "Agir", kind) for n, kind in enumerate(kinds))
        contract.priority("b", "jeunesse", declinaisons=own)
        contract.published_row("a", "sante", "a-p1", note="ne reprend pas le gymnase")
        contract.priority("a", "sante", declinaisons=(Declinaison("p", 1, "Ouvrir le gymnase", kind),))
        built = replace(contract.build(), publics=("jeunes",))
        return [d for d in check_contract(built).doutes if "s'y rapporte" in d.phrase]

    assert len(told("Activités pour les jeunes")) == 1
    assert told("Action conjointe") == []  # of any theme
    assert told("Santé des jeunes") == []  # for them, on something else

"""R13 and R20, by what a reader noted of the document's text: the rows of ``relecture``."""

from dataclasses import replace

from quartiers.analyse.doutes import TEXTE_EXTRAIT, Doute, Point
from quartiers.analyse.fiabilite import check_contract
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Defaut


def doubts(contrat: Contrat, rule: str, *rows: Defaut) -> list[Doute]:
    """What these rows alone add, the rest of the contract being without any text."""
    bare = replace(contrat, affirmations=(), constats=(), priorites=(), synthese_publiee=(), relecture=())
    before = set(check_contract(bare).doutes)
    found = check_contract(replace(bare, relecture=rows)).doutes
    return [d for d in found if d not in before and d.regle.value == rule]


def test_misprints_of_a_quartier_are_one_doubt_that_says_what_was_meant(contrat: Contrat) -> None:
    one, other = list(contrat.quartiers)[:2]
    found = doubts(
        contrat,
        "R20",
        Defaut(one, "coquille", "12", "leurs sont dits", "leur sont dits", None),
        Defaut(one, "coquille", "14", "un un", None, None),
        Defaut(other, "coquille", "31", "des jeune", "des jeunes", None),
    )
    assert [(d.quartiers, d.lignes, d.gravite.value) for d in found] == [
        ((one,), "12, 14", "à savoir"),
        ((other,), "31", "à savoir"),
    ]
    assert "« leurs sont dits », pour « leur sont dits » (l. 12) et « un un » (l. 14)" in found[0].phrase


def test_a_misprint_noted_with_a_figure_and_one_noted_apart_are_told_together(contrat: Contrat) -> None:
    a = replace(contrat.affirmations[0], note="Imprimé « 12 % % »", lignes="7")
    row = Defaut(a.quartier, "coquille", "9", "des jeune", "des jeunes", None)
    read = check_contract(replace(contrat, affirmations=(a,), relecture=(row,))).doutes
    [found] = [d for d in read if d.objet == "Coquilles"]
    assert (found.affirmations, found.lignes) == ((a.affirmation,), "7, 9")


def test_a_title_a_note_and_a_broken_list_are_one_doubt_a_quartier(contrat: Contrat) -> None:
    name = next(iter(contrat.quartiers))
    [found] = doubts(
        contrat,
        "R20",
        Defaut(name, "liste rompue", "35, 37-40", None, None, None),
        Defaut(name, "titre absent", "21", None, None, None),
        Defaut(name, "intercalé", "30", "Projet", None, None),
    )
    assert found.lignes == "21, 30, 35, 37-40"
    assert "le titre de la section manque (l. 21) ; un titre courant" in found.phrase
    assert "une liste est rompue (l. 35, 37-40)" in found.phrase


def test_a_sentence_that_stops_is_to_be_verified(contrat: Contrat) -> None:
    name = next(iter(contrat.quartiers))
    [found] = doubts(contrat, "R20", Defaut(name, "phrase coupée", "107", "une part,", None, None))
    assert (found.gravite.value, found.lignes) == ("à vérifier", "107")
    assert found.phrase.endswith("sur « une part, ».")
    assert found.phrase.startswith("Dans le texte tiré du document, une phrase s'arrête")
    assert found.proposition.startswith("Regarder d'abord le document lui-même"), "its authors may have nothing to add"


def test_one_spelling_of_several_quartiers_is_one_doubt(contrat: Contrat) -> None:
    one, two, three = list(contrat.quartiers)[:3]
    first, second = doubts(
        contrat,
        "R13",
        Defaut(two, "graphie", "20", "sous quartiers", "sous-quartiers", "l. 40"),
        Defaut(one, "graphie", "10", "sous quartiers", "sous-quartiers", "l. 40"),
        Defaut(three, "graphie", "30", "Pole", None, None),
    )
    assert (first.quartiers, first.lignes) == ((one, two), "10, 20")
    assert (
        first.phrase == "Le document écrit « sous quartiers » (l. 10, 20) ; autre graphie : « sous-quartiers » (l. 40)."
    )
    assert (second.quartiers, second.phrase) == ((three,), "Le document écrit « Pole » (l. 30).")


def test_a_spelling_that_the_document_has_nowhere_is_not_told_as_its_other_one(contrat: Contrat) -> None:
    [found] = doubts(
        contrat, "R13", Defaut(next(iter(contrat.quartiers)), "graphie", "9", "pôle E", "Pôle é", "« Pole é » l. 5")
    )
    assert (
        found.phrase
        == "Le document écrit « pôle E » (l. 9), et ailleurs « Pole é » l. 5 ; la graphie attendue est « Pôle é »."
    )


def test_a_contract_without_such_rows_says_nothing_of_it(contrat: Contrat) -> None:
    assert doubts(contrat, "R13") == doubts(contrat, "R20") == []


def test_a_bullet_or_a_sign_rendered_otherwise_is_no_misprint_of_the_document(contrat: Contrat) -> None:
    """« o » is a bullet of the second level, as the extraction renders it: nothing to ask the authors of."""
    name = next(iter(contrat.quartiers))
    found = doubts(
        contrat,
        "R20",
        Defaut(name, "coquille", "519", "o Un besoin", "Un besoin", None),
        Defaut(name, "coquille", "132", "QUARTIER >>", "QUARTIER >>>", None),
        Defaut(name, "coquille", "114", "vis à vis", "vis-à-vis", None),
    )
    told = {d.objet: d for d in found}
    assert set(told) == {"Coquilles", TEXTE_EXTRAIT}
    assert "vis à vis" in told["Coquilles"].phrase
    assert "besoin" not in told["Coquilles"].phrase
    assert told[TEXTE_EXTRAIT].lignes == "132, 519"
    assert not Point((told[TEXTE_EXTRAIT],)).est_a_dire
    assert Point((told["Coquilles"],)).est_a_dire


def test_a_word_in_another_sense_and_a_passage_that_another_denies_are_worth_knowing(contrat: Contrat) -> None:
    name = next(iter(contrat.quartiers))
    sense = Defaut(name, "autre sens", "437", "vivent seuls", "vivent sans conjoint", "l. 426, sans enfant")
    denied = Defaut(name, "contredit", "268", "or", None, "l. 331, 64,2 %")
    [one] = doubts(contrat, "R18", sense, denied)
    [other] = doubts(contrat, "R16", sense, denied)
    assert {one.gravite.value, other.gravite.value} == {"à savoir"}
    assert one.phrase == (
        "« vivent seuls » (l. 437) prend un autre sens qu'ailleurs dans le document : l. 426, sans enfant."
    )
    assert one.proposition == "Écrire « vivent sans conjoint »."
    assert other.phrase == "« or » (l. 268) ne va pas avec un autre passage : l. 331, 64,2 %."
    assert other.proposition == "Dire lequel des deux est à garder."

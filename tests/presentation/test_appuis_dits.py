"""What page 1 says of what supports a priority: who compares a figure, what is only evoked, what has no support."""

import re
from dataclasses import replace

import pytest

from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.soutiens import read_support
from quartiers.donnees import Contrat
from quartiers.donnees.modele import AppuiLu
from quartiers.donnees.tables.appuis import PROCHE
from quartiers.donnees.tables.suivi import CONFIRME, INFIRME
from quartiers.presentation import RapportQuartier
from quartiers.presentation.quartier.a_justifier import TO_JUSTIFY, TO_TELL, TO_VERIFY, is_only_near, to_settle
from quartiers.presentation.quartier.chiffres_dits import name_figure
from quartiers.presentation.quartier.decisions import to_decide
from quartiers.presentation.quartier.soutiens import (
    APART,
    NAMED,
    SILENT,
    all_near,
    around,
    named_sources,
    nothing_of_theme,
    support_text,
    supporters_of,
    who_links,
)


@pytest.fixture(scope="module")
def lus(reports: dict[str, RapportQuartier]) -> dict[str, RapportQuartier]:
    return reports


def said(rapport: RapportQuartier, start: str) -> str:
    """What is said to support the priority of that title."""
    [p] = [p for p in rapport.lu.priorites if p.intitule.startswith(start)]
    return support_text(rapport.lu, p).replace("\u202f", " ").replace("\xa0", " ")


def test_a_figure_is_told_by_its_value_and_who_gives_it(lus: dict[str, RapportQuartier]) -> None:
    """Verrerie: 41 % (l. 27). Onnaing: 38,6 % (l. 366) and 36,1 % (l. 367). Solitude: 22,4 % (l. 670). No comparison
    that the sentence does not make: « plus fragile, par rapprochement » was read by nobody."""
    told = said(lus["anzin-verrerie"], "Soutenir l'insertion")
    assert "jeunes ni en emploi ni en formation (41 % selon le document)" in told
    both = said(lus["onnaing-quatre-chasses"], "Soutenir l'insertion")
    # 36,1 % is what Insee publishes too: nobody is told that the document alone says it.
    assert both.endswith("ni en formation (38,6 % selon le document) ; emploi des femmes (36,1 %, écart non concluant)")
    mono = said(lus["vieux-conde-solitude"], "Épauler les parents")
    assert "familles monoparentales (22,4 % selon le document)" in mono
    for rapport in lus.values():
        for p in rapport.lu.priorites:
            told = support_text(rapport.lu, p)
            assert not re.search("par rapprochement|référence|déclinaison|voisin :", told), told


def test_what_no_priority_answers_is_not_said_to_have_no_theme_of_theirs(lus: dict[str, RapportQuartier]) -> None:
    """Briquette: the image of the quartier is of the theme of two priorities, and of the subject of none."""
    told = lus["marly-briquette"].diagnostic_et_priorites().to_text()
    assert "même d’un thème lié" not in told
    assert "Constats et chiffres sans priorité qui leur réponde" in told


def test_what_the_document_judges_is_a_support_by_the_document(lus: dict[str, RapportQuartier]) -> None:
    """Onnaing: the situation of women « reste complexe », 36,1 % (l. 367). What is published allows no conclusion, as
    the table says; the document concludes. Briquette: « reste dégradée », 37,4 % (l. 599), that the section on the
    other half of the QPV says to be over the mean (l. 561): it comes near."""
    told = said(lus["onnaing-quatre-chasses"], "Soutenir l'insertion")
    assert re.match(r"appuyée par : .*emploi des femmes \(36,1 %, écart non concluant\)$", told), told
    near = said(lus["marly-briquette"], "Soutenir l'insertion")
    assert re.search(r" ; à rapprocher de : emploi des femmes \(37,5 %, écart non concluant\)", near), near


def test_a_figure_that_does_not_show_what_a_priority_answers_supports_none(lus: dict[str, RapportQuartier]) -> None:
    """A car, for moving about (l. 268); schooling, for work (l. 28, 366, 560); living alone, for links between
    generations (l. 332, 671): near, at most."""
    rows = (
        ("conde-chaussiette-macou", "Faire de la mobilité", "voiture"),
        *((name, "Soutenir l'insertion", "scolarisation") for name in ("anzin-verrerie", "onnaing-quatre-chasses")),
        ("valenciennes-faubourg-cambrai", "Soutenir l'insertion", "scolarisation"),
        ("fresnes-le-trieu", "Rapprocher les générations", "75 ans"),
        ("vieux-conde-solitude", "Continuer à améliorer", "75 ans"),
    )
    for name, start, word in rows:
        supported, _, _ = said(lus[name], start).partition("à rapprocher de")
        assert supported.startswith("appuyée"), name
        assert word not in supported, name


def test_what_a_table_names_and_cannot_be_relied_upon_is_said_to_be_so(lus: dict[str, RapportQuartier]) -> None:
    """Beuvrages: « près de 4 jeunes sur 10 » (l. 103), when the section of Anzin gives 34,5 % of the same QPV."""
    table = lus["beuvrages-rives-escaut"].priorites_retenues().to_text().replace("\xa0", " ")
    assert re.search(r"À rapprocher de\s: jeunes ni en emploi ni en formation\s\[\d+\] \(à\svérifier\)", table), table
    firm = lus["anzin-verrerie"].priorites_retenues().to_text()
    assert "à vérifier" not in firm


def test_a_finding_that_no_priority_names_is_told_which_one_it_comes_near(lus: dict[str, RapportQuartier]) -> None:
    """Bruay: residents feel some blocks insalubrious (l. 189), beside « s'approprier leur logement » (l. 213)."""
    rapport = lus["bruay-centre"]
    decide = to_decide(rapport.lu)
    assert decide is not None
    for block in (decide, rapport.diagnostic_et_priorites()):
        text = block.to_text().replace("\u202f", " ")
        assert re.search(
            r"nsalubrité ressentie[^;]*habitants ; à rapprocher de : Aider les habitants à s’approprier[^;]*\)", text
        ), text
    [row] = [line for line in rapport.constats_de_terrain().to_text().splitlines() if "Insalubrité" in line]
    assert "à rapprocher de P6" in row.replace("\xa0", " ")


def test_no_theme_of_a_priority_is_said_to_have_none(contrat: Contrat, lus: dict[str, RapportQuartier]) -> None:
    """Neither where a reading denies that the figures, or the findings, of its theme support it."""
    denied = tuple(
        AppuiLu(p.priorite, None, a.affirmation, INFIRME, None)
        for p in contrat.priorites
        for a in contrat.affirmations_de(p.quartier)
    )
    read = replace(contrat, appuis=denied)
    for every in (lus, {n: RapportQuartier(n, contrat=read) for n in contrat.quartiers}):
        for name, rapport in every.items():
            decide = to_decide(rapport.lu)
            text = decide.to_text().replace("\u202f", " ").replace("\xa0", " ") if decide is not None else ""
            for p in rapport.lu.priorites:
                label = contrat.thematiques[p.thematique].libelle
                assert f"Faut-il une priorité sur {contrat.thematiques[p.thematique].en_phrase} ?" not in text, (
                    name,
                    label,
                )


def test_where_nothing_is_near_what_is_published_of_the_theme_and_shows_no_need_is_said(
    lus: dict[str, RapportQuartier],
) -> None:
    """Le Trieu: poverty 36,7 %, and a median income over that of the median QPV, beside « éviter la paupérisation »."""
    told = said(lus["fresnes-le-trieu"], "Éviter la paupérisation")
    assert re.search(r"; sur ce thème : taux de pauvreté \(36,7 %, moins fragile\) ; revenu médian mensuel \(", told), (
        told
    )
    # Where nothing of the theme is published, or is more fragile, nothing is added.
    assert said(lus["conde-chaussiette-macou"], "Aider les habitants") == SILENT


def test_a_figure_of_another_quartier_is_told_after_the_published_one(lus: dict[str, RapportQuartier]) -> None:
    """Cité Thiers: 42,4 % (l. 149) is La Pépinière's; 38,9 % and 34,3 % are published (IPRO 2022)."""
    lu = lus["bruay-cite-thiers"].lu
    [p] = [p for p in lu.priorites if p.intitule.startswith("Favoriser l'insertion")]
    [figure] = read_support(lu, p).lus_en_doute
    told = name_figure(lu, figure, p).replace("\u202f", " ").replace("\xa0", " ")
    assert told == "emploi des 15-64 ans (publié 38,9 % et 34,3 %, énoncé 42,4 % à corriger)"


def test_why_a_figure_only_comes_near_is_said_in_the_words_of_the_reading(lus: dict[str, RapportQuartier]) -> None:
    """Rives de l'Escaut – Beuvrages: a fifth of those who live alone (l. 106); the mean is 19,7 % (l. 332)."""
    assert "autant que la moyenne énoncée" in said(lus["beuvrages-rives-escaut"], "Rompre l'isolement")


def test_no_question_is_not_said_where_a_part_of_a_priority_has_no_support(lus: dict[str, RapportQuartier]) -> None:
    """Verrerie: « rien de relevé sur les soins »."""
    decide = to_decide(lus["anzin-verrerie"].lu)
    assert decide is not None
    assert "Rendre les droits et les soins accessibles (rien de relevé sur les soins)" in decide.to_text()
    for rapport in lus.values():
        found = to_decide(rapport.lu)
        if found is not None and "Aucune question repérée" in found.to_text():
            assert not [p for p in rapport.lu.priorites if "rien de relevé" in support_text(rapport.lu, p)]


def test_a_part_of_a_title_that_only_denied_figures_are_about_has_no_support(lus: dict[str, RapportQuartier]) -> None:
    """La Pépinière: women at work, 44,4 % (l. 428), over the rate of all: it argues for nothing; it is there."""
    told = said(lus["saint-saulve-pepiniere"], "Favoriser l'insertion")
    assert told.startswith("appuyée en partie par : jeunes ni en emploi")
    assert told.endswith(" ; sur les femmes : emploi des femmes (44,4 %, à confirmer), sans l'appuyer")


def test_a_theme_of_which_all_was_denied_is_not_said_to_be_silent(lus: dict[str, RapportQuartier]) -> None:
    """Cité Thiers: speeding (l. 152), filed with public spaces, is a difficulty, and not theirs: a model's word, told
    as that nothing was found, with what there is."""
    [p] = [p for p in lus["bruay-cite-thiers"].lu.priorites if p.intitule.startswith("Continuer à améliorer")]
    told = said(lus["bruay-cite-thiers"], "Continuer à améliorer")
    assert "sur ce thème : incivilités routières" in told
    assert nothing_of_theme(lus["bruay-cite-thiers"].lu, p) == APART


def test_what_is_named_is_what_the_title_speaks_of_first(lus: dict[str, RapportQuartier]) -> None:
    """Condé: « l'insertion par la mobilité, les compétences et l'emploi des femmes »: mobility (l. 232), then women at
    work (l. 234). Rives de l'Escaut: « les droits et les soins », word for word (l. 72), before handicap."""
    told = said(lus["conde-centre"], "Renforcer l'insertion")
    assert re.match("appuyée par : manque de mobilité[^;]+ ; faible emploi des femmes[^;]+$", told), told
    care = said(lus["anzin-rives-escaut"], "Rendre les droits")
    assert care.startswith("appuyée par : accès difficile aux soins comme aux droits ; handicap")


def test_a_sure_link_of_a_figure_in_doubt_is_told_as_both(lus: dict[str, RapportQuartier]) -> None:
    """Rives de l'Escaut: 34,5 % (l. 66), that the document links to the employment of the young, and « près de 4 jeunes
    sur 10 » (l. 103), of one QPV. The 40 % of l. 104 is published of all from 15 to 64. Page 4 says the same."""
    alone = said(lus["anzin-rives-escaut"], "Soutenir l'insertion")
    assert alone.startswith(
        "appuyée par : jeunes ni en emploi ni en formation (34,5 %, à vérifier) ; à rapprocher de : "
    )
    told = said(lus["beuvrages-rives-escaut"], "Soutenir l'insertion")
    assert told.endswith(" ; jeunes ni en emploi ni en formation (environ 40 %, à vérifier)")
    for name in ("beuvrages-rives-escaut", "anzin-rives-escaut", "anzin-verrerie"):
        assert "emploi des 15-24 ans" not in said(lus[name], "Soutenir l'insertion")
    table = lus["anzin-rives-escaut"].priorites_retenues().to_text().replace("\u202f", " ").replace("\xa0", " ")
    assert re.search(r"Appuyée par : jeunes ni en emploi ni en formation\s\[\d+\] \(à\svérifier\)", table), table


def test_a_figure_in_doubt_is_not_named_of_what_something_sure_is_about(lus: dict[str, RapportQuartier]) -> None:
    """Cité Thiers: 42,4 % of another quartier (l. 177), beside what actors say of employment."""
    told = said(lus["bruay-cite-thiers"], "Favoriser l'insertion")
    assert told == "appuyée par : accès à l'emploi difficile pour les femmes et les jeunes"


@pytest.mark.parametrize(
    ("name", "start", "lacking"),
    [
        ("anzin-verrerie", "Rendre les droits et les soins", "les soins"),
        ("beuvrages-rives-escaut", "Réduire les freins", "les modes doux"),
        ("fresnes-le-trieu", "Soutenir l'insertion", "les femmes"),
        ("vieux-conde-jard", "Sensibiliser à la gestion des déchets", "les déchets"),
        ("vieux-conde-solitude", "Continuer à améliorer", "les liens entre générations"),
        ("saint-saulve-pepiniere", "Agir sur les troubles", "la santé mentale, les droits ni les soins"),
    ],
)
def test_a_part_of_a_title_on_which_the_section_has_nothing_is_said(
    lus: dict[str, RapportQuartier], name: str, start: str, lacking: str
) -> None:
    told = said(lus[name], start)
    assert told.startswith("appuyée en partie par : ")
    assert told.endswith(f" ; rien de relevé sur {lacking}")


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("vieux-conde-jard", "Épauler les parents"),  # women and lone parents are in its forms only
        ("valenciennes-rives-escaut", "Poursuivre l'appropriation"),  # a project under way is no need
        ("saint-saulve-pepiniere", "Redynamiser"),  # by « l'économie sociale », which is a means
        ("valenciennes-faubourg-cambrai", "Continuer à améliorer"),  # « le collège étant mal relié » (l. 566)
    ],
)
def test_what_the_title_does_not_name_is_not_said_to_lack(
    lus: dict[str, RapportQuartier], name: str, start: str
) -> None:
    told = said(lus[name], start)
    assert told.startswith("appuyée par : ")
    assert "rien de relevé" not in told


def test_a_wide_title_whose_forms_nothing_is_about_is_supported_in_part(lus: dict[str, RapportQuartier]) -> None:
    """Onnaing: health at stake and care hard to reach (l. 370), for a priority of screens, food, sleep, of the young
    above all (l. 378); Fresnes: the same paragraph (l. 312), beside the same sentence (l. 303). The same verdict."""
    lacking = {}
    for name in ("onnaing-quatre-chasses", "fresnes-centre"):
        told = said(lus[name], "Agir en prévention")
        assert told.startswith("appuyée en partie par : enjeux de santé")
        _, _, lacking[name] = told.partition(" ; rien de relevé sur ")
    assert lacking["onnaing-quatre-chasses"] == lacking["fresnes-centre"] != ""
    assert "la santé mentale" in lacking["fresnes-centre"]  # « repli sur soi », in Onnaing, which a reading denies


def test_a_title_that_mobilises_and_does_something_else_has_two_parts(lus: dict[str, RapportQuartier]) -> None:
    """Le Jard: too few places for the young (l. 636), for « mobiliser autrement les habitants et développer les
    activités pour les jeunes » (l. 658)."""
    told = said(lus["vieux-conde-jard"], "Mobiliser autrement")
    assert told.startswith("appuyée par : trop peu de structures de loisirs pour les jeunes ; à rapprocher de")
    for name in ("conde-chaussiette-macou", "anzin-rives-escaut", "anzin-verrerie", "onnaing-quatre-chasses"):
        assert said(lus[name], "Renouveler les façons").startswith("appuyée par : "), name


def test_a_level_that_a_jump_came_to_is_to_be_confirmed_wherever_it_weighs(lus: dict[str, RapportQuartier]) -> None:
    """Dutemple: 27,5 % of precarious jobs, then 33,7 % in one edition; the other figures of the list came by none."""
    rapport = lus["valenciennes-dutemple"]
    told = said(rapport, "Poursuivre l'accompagnement").replace("\u202f", " ")
    assert told == "appuyée par : emploi des femmes (31 %) ; emplois précaires (33,7 %, à confirmer)"
    page = rapport.essentiel().to_text().replace("\u202f", " ")
    assert "9 plus fragiles (dont 1 à confirmer : emplois précaires)" in page
    table = rapport.priorites_retenues().to_text().replace("\u202f", " ")
    assert re.search(r"emplois précaires ?\[\d+\] \(à confirmer\)", table)
    for name, other in lus.items():
        worse = [f for f in other.lu.chiffres if f.comparaison.situation is Situation.FRAGILE]
        jumped = [f for f in worse if f.niveau_a_confirmer and f.comparaison.place is not None]
        counted = re.search(r"(\d+) à confirmer : ", other.essentiel().to_text().replace("\u202f", " "))
        assert (int(counted[1]) if counted else 0) == len(jumped), name
    # La Pépinière: incomes from work broke from 2013 to 2015, and stayed there since.
    assert "à confirmer : revenus" not in lus["saint-saulve-pepiniere"].essentiel().to_text().replace("\u202f", " ")


def test_page_1_names_two_things_at_most_and_counts_none(lus: dict[str, RapportQuartier]) -> None:
    """What is named is in the table of priorities, under the same head; the rest is there alone."""
    kinds = set()
    for name, rapport in lus.items():
        lu = rapport.lu
        for p in lu.priorites:
            a, told = read_support(lu, p), said(rapport, p.intitule)
            assert not re.search(r"\b\d+ autres?\b|\bet 1\b", told), (name, told)
            supporters, near = named_sources(lu, a)
            assert len(supporters) + len(near) <= NAMED, (name, told)
            held, beside = {s for group in supporters_of(a) for s in group}, [s for g in all_near(lu, a) for s in g]
            assert set(supporters) <= held, (name, told)
            names = {getattr(s, "indicateur", s) for s in beside}
            assert {getattr(s, "indicateur", s) for s in near} <= names, (name, told)
            assert bool(supporters) is bool(held), (name, told)
            kinds.add((len(supporters), len(near)))
    assert {(2, 0), (1, 1), (0, 1), (1, 0), (0, 0)} <= kinds


@pytest.mark.parametrize("name", ["conde-centre", "conde-chaussiette-macou", "saint-saulve-pepiniere"])
def test_a_public_that_no_support_is_about_is_told_by_what_the_section_has(
    lus: dict[str, RapportQuartier], name: str
) -> None:
    """« Épauler les jeunes et les parents »: a support that is of parents only, and a figure of the young elsewhere in
    the section. It is neither whole, nor without anything; "in part" alone would not say of which."""
    told = said(lus[name], "Épauler les jeunes et les parents")
    start = r"appuyée par : [^;]+ ; à rapprocher de : jeunes ni en emploi ni en formation \("
    assert re.match(start, told), told


def test_of_a_text_whose_beginning_lacks_the_other_half_is_not_denied(contrat: Contrat) -> None:
    """Quiévrechain, whose diagnostic begins in its middle, were a finding on the young alone read to support it."""
    appuis = [a for a in contrat.appuis if a.priorite != "quievrechain-centre-i1"]
    read = replace(appuis[0], priorite="quievrechain-centre-i1", constat="quievrechain-centre-c2", affirmation=None)
    read = replace(read, lien=CONFIRME, en_court="jeunes difficiles à mobiliser")
    told = said(
        RapportQuartier("quievrechain-centre", contrat=replace(contrat, appuis=(*appuis, read))),
        "Épauler les jeunes et les parents",
    )
    assert told == "appuyée en partie par : jeunes difficiles à mobiliser ; début du diagnostic non lu par ce rapport"


def test_a_part_that_only_a_doubt_would_support_is_not_said_to_have_nothing(lus: dict[str, RapportQuartier]) -> None:
    """Le Trieu: the old who live alone, in doubt, for « rapprocher les générations »."""
    told = said(lus["fresnes-le-trieu"], "Rapprocher les générations")
    assert told.startswith("appuyée par : publics difficiles à mobiliser ; à rapprocher de : 75 ans et plus")
    assert "rien de relevé" not in told


def test_one_priority_word_for_word_has_one_verdict(lus: dict[str, RapportQuartier]) -> None:
    """« Éviter la paupérisation », which no finding of the two quartiers of Fresnes is about; the old who live alone,
    in both of Rives de l'Escaut: a bare count, that is near and no more."""
    for name in ("fresnes-le-trieu", "fresnes-centre"):
        assert "appuyée" not in said(lus[name], "Éviter la paupérisation"), name
    for name in ("anzin-rives-escaut", "beuvrages-rives-escaut"):
        assert said(lus[name], "Rompre l'isolement").startswith("à rapprocher de : "), name


def test_a_figure_that_a_reading_says_to_come_near_is_named(contrat: Contrat) -> None:
    """Le Trieu: long unemployment, 40 % (l. 329), were it read to come near « éviter la paupérisation » (l. 353), of
    which no figure has the theme; it is not, for it would be a lever at most."""
    ours = [a for a in contrat.appuis if a.priorite == "fresnes-le-trieu-p4" and a.affirmation]
    near = [replace(a, lien=PROCHE) for a in ours]
    others = [a for a in contrat.appuis if a not in ours]
    told = said(
        RapportQuartier("fresnes-le-trieu", contrat=replace(contrat, appuis=(*others, *near))),
        "Éviter la paupérisation",
    )
    assert "demandeurs d'emploi" in told
    assert not told.startswith("appuyée")
    as_read = said(RapportQuartier("fresnes-le-trieu", contrat=contrat), "Éviter la paupérisation")
    assert as_read.startswith("aucun appui repéré ; sur ce thème : ")


def test_nothing_is_near_where_nothing_is_and_only_then_to_justify(lus: dict[str, RapportQuartier]) -> None:
    """Fresnes: shops, filed with employment, of which nothing speaks; the insertion of the young and of women, when the
    document gives 32,4 % of its young without job nor training (l. 299) and a rate of employment (l. 300). The first is
    to justify, the second to tell more of, as where a reading only brings a thing near (La Pépinière)."""
    assert said(lus["fresnes-centre"], "Poursuivre la revitalisation") == SILENT
    young = said(lus["fresnes-centre"], "Soutenir l'insertion")
    assert young.startswith(
        "le diagnostic ne parle pas des femmes ; sur ce thème : jeunes ni en emploi ni en formation (32,4 %"
    )
    for name, rapport in lus.items():
        asked = {head: [a.priorite for a in group] for head, group in to_settle(rapport.lu)}
        told = {p: said(rapport, p.intitule) for p in rapport.lu.priorites if rapport.lu.complet}
        assert asked.get(TO_JUSTIFY, []) == [p for p, text in told.items() if text.startswith(SILENT)], name
        there = [p for p, text in told.items() if re.search("sur ce (thème|public) : ", text)]
        near = [
            p
            for p in told
            if is_only_near(rapport.lu, read_support(rapport.lu, p)) and p not in asked.get(TO_VERIFY, [])
        ]
        assert sorted(p.priorite for p in asked.get(TO_TELL, [])) == sorted(p.priorite for p in (*there, *near)), name
        assert all(told[p].startswith("à rapprocher de : ") for p in near), name
        assert all(around(rapport.lu, p) for p in there), name


def test_what_comes_near_under_another_theme_is_told_the_public_of_the_priority_first(
    lus: dict[str, RapportQuartier],
) -> None:
    """Dutemple: parents and illicit products (l. 490), beside the health of adolescents (l. 480)."""
    told = said(lus["valenciennes-dutemple"], "Poursuivre le soutien")
    assert told == "à rapprocher de : santé des adolescents et des tout-petits"


def without_near(contrat: Contrat) -> Contrat:
    """A contract whose readings only confirm, or deny."""
    return replace(contrat, appuis=tuple(replace(a, lien=INFIRME) if a.lien == PROCHE else a for a in contrat.appuis))


def test_who_links_is_said_under_the_list(contrat: Contrat, lus: dict[str, RapportQuartier]) -> None:
    by = f"« Appuyée par » : à la relecture du document ({contrat.document.relecture})."
    assert who_links(lus["conde-chaussiette-macou"].lu).startswith(by)
    plain = RapportQuartier("onnaing-quatre-chasses", contrat=without_near(contrat))
    assert who_links(plain.lu) == by
    # Named in what is to decide alone, it is explained on the page all the same; not where what is planned is told.
    assert who_links(lus["bruay-centre"].lu).startswith(f"{by} « À rapprocher de » : ")
    assert who_links(lus["onnaing-quatre-chasses"].lu) == by
    assert who_links(lus["anzin-rives-escaut"].lu).startswith(f"{by} « À rapprocher de » : ")
    bare = replace(contrat, appuis=(), document=replace(contrat.document, relecture=None))
    assert "Appuyée" not in who_links(RapportQuartier("anzin-verrerie", contrat=bare).lu)


def test_what_was_confirmed_is_told_so_even_where_it_is_about_nothing_that_the_title_names(
    lus: dict[str, RapportQuartier],
) -> None:
    """La Pépinière: problems of alcohol in families (l. 437), for « parcours de santé » (l. 450): page 1 said that it
    comes near, and page 4 that it supports."""
    told = said(lus["saint-saulve-pepiniere"], "Agir sur les troubles")
    assert told.startswith("appuyée en partie par : problèmes de santé, notamment d'alcool")
    assert told.endswith(" ; rien de relevé sur la santé mentale, les droits ni les soins")
    rows = lus["saint-saulve-pepiniere"].priorites_retenues().to_text().replace("\u202f", " ").splitlines()
    [row] = [line for line in rows if "Agir sur les troubles" in line]
    assert "Appuyée en partie par : constat" in row


def test_a_favourable_figure_is_told_as_such_beside_a_priority(contrat: Contrat) -> None:
    """La Pépinière: women at work, 44,4 % (l. 428), the best of the 15 QPV and over the median one (39,6 %); were it
    not denied."""
    read = tuple(a for a in contrat.appuis if a.affirmation != "saint-saulve-pepiniere-d6")
    rapport = RapportQuartier("saint-saulve-pepiniere", contrat=replace(contrat, appuis=read))
    lu = rapport.lu
    [p] = [p for p in lu.priorites if p.intitule.startswith("Favoriser l'insertion")]
    [figure] = [f for f in all_near(lu, read_support(lu, p))[0] if f.indicateur.indicateur == "emploi_femmes_pct"]
    told = name_figure(lu, figure, p).replace("\u202f", " ").replace("\xa0", " ")
    assert told == "emploi des femmes (44,4 %, à confirmer, écart non concluant)"

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
from quartiers.presentation.quartier.a_justifier import TO_JUSTIFY, to_settle
from quartiers.presentation.quartier.decisions import to_decide
from quartiers.presentation.quartier.soutiens import (
    APART,
    IN_LIST,
    OWN_REST,
    all_near,
    nothing_of_theme,
    support_text,
    who_links,
)
from quartiers.typographie import lower_first


@pytest.fixture(scope="module")
def lus(reports: dict[str, RapportQuartier]) -> dict[str, RapportQuartier]:
    return reports


def said(rapport: RapportQuartier, start: str, *, short: bool = False) -> str:
    """What is said to support the priority of that title."""
    [p] = [p for p in rapport.lu.priorites if p.intitule.startswith(start)]
    return support_text(rapport.lu, p, short=short)


def test_a_figure_is_told_by_its_value_and_who_gives_it(lus: dict[str, RapportQuartier]) -> None:
    """Verrerie: 41 % (l. 27). Onnaing: 38,6 % (l. 366) and 36,1 % (l. 367). Solitude: 22,4 % (l. 670). No comparison
    that the sentence does not make: « plus fragile, par rapprochement » was read by nobody."""
    told = said(lus["anzin-verrerie"], "Soutenir l'insertion").replace("\u202f", " ").replace("\xa0", " ")
    assert "jeunes ni en emploi ni en formation (41 % selon le document)" in told
    both = said(lus["onnaing-quatre-chasses"], "Soutenir l'insertion").replace("\u202f", " ").replace("\xa0", " ")
    assert "ni en formation (38,6 %) et emploi des femmes (36,1 %), selon le document" in both
    mono = said(lus["vieux-conde-solitude"], "Épauler les parents").replace("\u202f", " ").replace("\xa0", " ")
    assert "familles monoparentales (22,4 % selon le document)" in mono
    for rapport in lus.values():
        for p in rapport.lu.priorites:
            told = support_text(rapport.lu, p)
            assert not re.search("par rapprochement|référence|non concluant|déclinaison|voisin :", told), told


def test_what_no_priority_answers_is_not_said_to_have_no_theme_of_theirs(lus: dict[str, RapportQuartier]) -> None:
    """Briquette: the image of the quartier is of the theme of two priorities, and of the subject of none."""
    told = lus["marly-briquette"].diagnostic_et_priorites().to_text()
    assert "même d’un thème lié" not in told
    assert "Constats et chiffres sans priorité qui leur réponde" in told


def test_what_the_document_judges_is_a_support_by_the_document(lus: dict[str, RapportQuartier]) -> None:
    """Onnaing: the situation of women « reste complexe », 36,1 % (l. 367). What is published allows no conclusion; the
    document concludes. Briquette: « reste dégradée », 37,4 % (l. 599), that the section on the other half of the QPV
    says to be over the mean (l. 561): it comes near."""
    told = said(lus["onnaing-quatre-chasses"], "Soutenir l'insertion")
    assert re.match(r"appuyée par : .*emploi des femmes \(36,1\W%\), selon le document$", told), told
    near = said(lus["marly-briquette"], "Soutenir l'insertion")
    assert re.search(r" ; à rapprocher de : emploi des femmes \(37,4\W% selon le document, .*moyenne", near), near


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
            r"nsalubrité ressentie[^;]*habitants\), à rapprocher de : Aider les habitants à s’approprier", text
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
                assert f"Aucune n’a pour thème « {label} »" not in text, (name, label)


def test_where_nothing_is_near_what_is_published_of_the_theme_and_shows_no_need_is_said(
    lus: dict[str, RapportQuartier],
) -> None:
    """Le Trieu: poverty 36,7 %, and a median income over that of the median QPV, beside « éviter la paupérisation »."""
    told = said(lus["fresnes-le-trieu"], "Éviter la paupérisation")
    assert told.endswith(" ; moins fragiles que le QPV médian : taux de pauvreté et revenu médian mensuel")
    # Where nothing of the theme is published, or is more fragile, nothing is added.
    assert said(lus["conde-chaussiette-macou"], "Aider les habitants") == IN_LIST


def test_a_figure_of_another_quartier_is_told_after_the_published_one(lus: dict[str, RapportQuartier]) -> None:
    """Cité Thiers: 42,4 % (l. 149) is La Pépinière's; 38,9 % and 34,3 % are published (IPRO 2022)."""
    told = said(lus["bruay-cite-thiers"], "Favoriser l'insertion").replace("\u202f", " ").replace("\xa0", " ")
    assert "emploi des 15-64 ans (publié 38,9 % et 34,3 %, énoncé 42,4 % à corriger)" in told


def test_why_a_figure_only_comes_near_is_said_in_the_words_of_the_reading(lus: dict[str, RapportQuartier]) -> None:
    """Rives de l'Escaut: a fifth of those who live alone (l. 106), and 18 % (l. 67); the mean is 19,7 % (l. 332)."""
    for name, words in (("beuvrages", "autant que la moyenne énoncée"), ("anzin", "moins que la moyenne énoncée")):
        assert words in said(lus[f"{name}-rives-escaut"], "Rompre l'isolement")


def test_what_a_priority_affirms_and_nothing_shows_is_said_where_something_comes_near(
    lus: dict[str, RapportQuartier],
) -> None:
    """La Pépinière: a rise of mental troubles (l. 450), beside problems of alcohol in families (l. 437)."""
    assert said(lus["saint-saulve-pepiniere"], "Agir sur les troubles").endswith(f" ; {OWN_REST}")
    assert OWN_REST not in said(lus["saint-saulve-pepiniere"], "Agir avec les partenaires")


def test_no_question_is_not_said_where_a_part_of_a_priority_has_no_support(lus: dict[str, RapportQuartier]) -> None:
    """Verrerie: « rien de relevé sur les soins »."""
    decide = to_decide(lus["anzin-verrerie"].lu)
    assert decide is not None
    assert "Aider au recours aux droits et aux soins (rien de relevé sur les soins)" in decide.to_text()
    for rapport in lus.values():
        found = to_decide(rapport.lu)
        if found is not None and "Aucune question repérée" in found.to_text():
            assert not [p for p in rapport.lu.priorites if "rien de relevé" in support_text(rapport.lu, p)]


def test_a_part_of_a_title_that_only_denied_figures_are_about_has_no_support(lus: dict[str, RapportQuartier]) -> None:
    """La Pépinière: women at work, 44,4 % (l. 428), over the rate of all: it argues for nothing."""
    told = said(lus["saint-saulve-pepiniere"], "Favoriser l'insertion")
    assert told.startswith("appuyée en partie par : jeunes ni en emploi")
    assert told.endswith(" ; aucun appui sur les femmes")
    assert "emploi des femmes" not in told


def test_a_theme_of_which_all_was_denied_is_not_said_to_be_silent(lus: dict[str, RapportQuartier]) -> None:
    """Cité Thiers: speeding (l. 152), filed with public spaces, is a difficulty, and not theirs."""
    [p] = [p for p in lus["bruay-cite-thiers"].lu.priorites if p.intitule.startswith("Continuer à améliorer")]
    assert said(lus["bruay-cite-thiers"], "Continuer à améliorer") == IN_LIST
    assert nothing_of_theme(lus["bruay-cite-thiers"].lu, p) == APART


def test_what_has_the_word_of_the_title_is_not_the_one_that_is_counted(lus: dict[str, RapportQuartier]) -> None:
    """Condé: the low employment of women (l. 234), for « l'emploi des femmes »."""
    told = said(lus["conde-centre"], "Renforcer l'insertion", short=True)
    assert told.startswith("appuyée par : faible emploi des femmes")


def test_what_is_in_doubt_is_named_beside_what_is_confirmed_even_where_room_lacks(
    lus: dict[str, RapportQuartier],
) -> None:
    """Beuvrages: « près de 4 jeunes sur 10 » (l. 103), of the young of a title whose support is not of them. The 40 %
    of l. 104 is published of all from 15 to 64."""
    told = said(lus["beuvrages-rives-escaut"], "Soutenir l'insertion", short=True)
    assert re.search(r" ; à rapprocher de : jeunes ni en emploi ni en formation \(environ 40\W%, à vérifier\)", told)
    for name in ("beuvrages-rives-escaut", "anzin-rives-escaut", "anzin-verrerie"):
        assert "emploi des 15-24 ans" not in said(lus[name], "Soutenir l'insertion")


def test_what_would_support_what_is_supported_already_is_left_out_where_room_lacks(
    lus: dict[str, RapportQuartier],
) -> None:
    """Cité Thiers: 42,4 % of another quartier (l. 177), beside what actors say of employment."""
    thiers = lus["bruay-cite-thiers"]
    assert "à rapprocher de : emploi des 15-64 ans" in said(thiers, "Favoriser l'insertion")
    short = said(thiers, "Favoriser l'insertion", short=True)
    assert short.startswith("appuyée par : accès à l'emploi difficile") and "rapprocher" not in short


@pytest.mark.parametrize(
    ("name", "start", "lacking"),
    [
        ("anzin-verrerie", "Aider au recours", "les soins"),
        ("beuvrages-rives-escaut", "Réduire les freins", "les modes doux"),
        ("fresnes-le-trieu", "Soutenir l'insertion", "les femmes"),
        ("vieux-conde-jard", "Sensibiliser à la gestion des déchets", "les déchets"),
        ("vieux-conde-solitude", "Continuer à améliorer", "les générations"),
        ("valenciennes-rives-escaut", "Poursuivre l'appropriation", "le projet urbain"),
    ],
)
def test_a_part_of_a_title_on_which_the_section_has_nothing_is_said(
    lus: dict[str, RapportQuartier], name: str, start: str, lacking: str
) -> None:
    for short in (False, True):
        told = said(lus[name], start, short=short)
        assert told.startswith("appuyée en partie par : ")
        assert told.endswith(f" ; rien de relevé sur {lacking}")


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("vieux-conde-jard", "Épauler les parents"),  # women and lone parents are in its forms only
        ("fresnes-centre", "Agir en prévention"),  # « surtout chez les plus jeunes », of whom a finding is
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
    above all (l. 378)."""
    told = said(lus["onnaing-quatre-chasses"], "Agir en prévention")
    assert told.startswith("appuyée en partie par : enjeux de santé")
    assert " ; rien de relevé sur " in told
    assert "aucun appui sur la santé mentale" in told  # « repli sur soi », which a reading denies


def test_a_title_that_mobilises_and_does_something_else_has_two_parts(lus: dict[str, RapportQuartier]) -> None:
    """Le Jard: too few places for the young (l. 636), for « mobiliser autrement les habitants et développer les
    activités pour les jeunes » (l. 658)."""
    told = said(lus["vieux-conde-jard"], "Mobiliser autrement")
    assert told.startswith(
        "appuyée en partie par : trop peu de structures de loisirs pour les jeunes ; à rapprocher de"
    )
    for name in ("conde-chaussiette-macou", "anzin-rives-escaut", "anzin-verrerie", "onnaing-quatre-chasses"):
        assert said(lus[name], "Renouveler les façons").startswith("appuyée par : "), name


def test_a_level_that_a_jump_came_to_is_to_be_confirmed_wherever_it_weighs(lus: dict[str, RapportQuartier]) -> None:
    """Dutemple: 27,5 % of precarious jobs, then 33,7 % in one edition; the other figures of the list came by none."""
    rapport = lus["valenciennes-dutemple"]
    told = said(rapport, "Poursuivre l'accompagnement").replace("\u202f", " ")
    assert told == "appuyée par : emploi des femmes (31 %) et emplois précaires (33,7 %, à confirmer)"
    short = said(rapport, "Poursuivre l'accompagnement", short=True)
    assert short.endswith(" et 1 autre chiffre, à confirmer")
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


def test_page_1_counts_the_others_among_all_that_the_table_lists(lus: dict[str, RapportQuartier]) -> None:
    """Rives de l'Escaut – Anzin: page 1 had one other figure, and page 4 six."""
    seen = 0
    for rapport in lus.values():
        lu = rapport.lu
        for p in lu.priorites:
            a = read_support(lu, p)
            near = support_text(lu, p).partition("à rapprocher de : ")[2]
            if not (found := re.search(r"(\d+) autres? chiffres?", near)):
                continue
            listed = {f.indicateur.indicateur for f in all_near(lu, a)[0]}
            named = sum(lower_first(i.libelle_court) in near for i in {f.indicateur for f in all_near(lu, a)[0]})
            assert int(found[1]) + named == len(listed), (rapport.quartier.quartier, p.intitule, near)
            seen += 1
    assert seen > 5


@pytest.mark.parametrize("name", ["conde-centre", "conde-chaussiette-macou", "saint-saulve-pepiniere"])
def test_a_public_that_no_support_is_about_is_told_by_what_the_section_has(
    lus: dict[str, RapportQuartier], name: str
) -> None:
    """« Épauler les jeunes et les parents »: a support that is of parents only, and a figure of the young elsewhere in
    the section. It is neither whole, nor without anything."""
    told = said(lus[name], "Épauler les jeunes et les parents")
    start = r"appuyée en partie par : [^;]+ ; à rapprocher de : jeunes ni en emploi ni en formation \("
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
    assert told == "appuyée en partie par : jeunes difficiles à mobiliser ; le début du diagnostic manque"


def test_a_part_that_only_a_doubt_would_support_is_not_said_to_have_nothing(lus: dict[str, RapportQuartier]) -> None:
    """Le Trieu: the old who live alone, in doubt, for « rapprocher les générations »."""
    told = said(lus["fresnes-le-trieu"], "Rapprocher les générations", short=True)
    assert told.startswith("appuyée en partie par : publics difficiles à mobiliser ; à rapprocher de : 75 ans et plus")
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
    assert as_read.startswith("aucun constat ni chiffre n'en montre le besoin")


def test_nothing_is_near_where_nothing_is_and_only_then_to_justify(lus: dict[str, RapportQuartier]) -> None:
    """Fresnes: shops, filed with employment, of which a reading says that no figure speaks."""
    assert (
        said(lus["fresnes-centre"], "Poursuivre la revitalisation") == "aucun constat ni chiffre n'en montre le besoin"
    )
    for name, rapport in lus.items():
        asked = {head: [a.priorite for a in group] for head, group in to_settle(rapport.lu)}
        alone = [
            p
            for p in rapport.lu.priorites
            if re.match("aucun constat ni chiffre|le diagnostic n'en parle pas", support_text(rapport.lu, p))
        ]
        assert asked.get(TO_JUSTIFY, []) == alone, name


def test_what_comes_near_under_another_theme_is_told_the_public_of_the_priority_first(
    lus: dict[str, RapportQuartier],
) -> None:
    """Dutemple: parents and illicit products (l. 490), beside the health of adolescents (l. 480)."""
    told = said(lus["valenciennes-dutemple"], "Poursuivre le soutien", short=True)
    assert told == "à rapprocher de : santé des adolescents et des tout-petits"


def without_near(contrat: Contrat) -> Contrat:
    """A contract whose readings only confirm, or deny."""
    return replace(contrat, appuis=tuple(replace(a, lien=INFIRME) if a.lien == PROCHE else a for a in contrat.appuis))


def test_who_links_is_said_under_the_list(contrat: Contrat, lus: dict[str, RapportQuartier]) -> None:
    by = f"« Appuyée par » : lien fait à la relecture du document ({contrat.document.relecture})."
    assert who_links(lus["conde-chaussiette-macou"].lu).startswith(by)
    plain = RapportQuartier("onnaing-quatre-chasses", contrat=without_near(contrat))
    assert who_links(plain.lu) == by
    # Named in what is to decide alone, it is explained on the page all the same.
    assert who_links(lus["onnaing-quatre-chasses"].lu).startswith(f"{by} « À rapprocher de » : ")
    assert who_links(lus["anzin-rives-escaut"].lu).startswith(f"{by} « À rapprocher de » : ")
    bare = replace(contrat, appuis=(), document=replace(contrat.document, relecture=None))
    assert "Appuyée" not in who_links(RapportQuartier("anzin-verrerie", contrat=bare).lu)


def test_what_was_confirmed_and_is_about_nothing_of_the_title_only_comes_near(contrat: Contrat) -> None:
    """The same, had its reading been that it supports."""
    read = [a for a in contrat.appuis if (a.priorite, a.lien) == ("saint-saulve-pepiniere-i4", "proche")]
    appuis = tuple(replace(a, lien="confirmé") if a in read else a for a in contrat.appuis)
    rapport = RapportQuartier("saint-saulve-pepiniere", contrat=replace(contrat, appuis=appuis))
    assert said(rapport, "Agir sur les troubles").startswith("à rapprocher de : problèmes de santé")
    assert "À rapprocher de : constat" in rapport.priorites_retenues().to_text().replace("\u202f", " ")


def test_a_favourable_figure_is_told_as_such_beside_a_priority(contrat: Contrat) -> None:
    """La Pépinière: women at work, 44,4 % (l. 428), the best of the 15 QPV and over the median one (39,6 %); were it
    not denied."""
    read = tuple(a for a in contrat.appuis if a.affirmation != "saint-saulve-pepiniere-d6")
    rapport = RapportQuartier("saint-saulve-pepiniere", contrat=replace(contrat, appuis=read))
    told = said(rapport, "Favoriser l'insertion").replace("\u202f", " ")
    assert "emploi des femmes (44,4 % selon le document, écart au QPV médian dans la marge)" in told

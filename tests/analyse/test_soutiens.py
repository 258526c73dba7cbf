"""How a priority is supported, on small contracts: the best of what there is, and what takes its place in doubt."""

from dataclasses import replace
from typing import Any

import pytest

from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.etude import Etude, study
from quartiers.analyse.soutiens import (
    Appuyee,
    Etat,
    found_around,
    is_doubted,
    near_figures,
    near_found,
    read_support,
    silent_needs,
    stated_better,
)
from quartiers.analyse.volets import needs_of
from quartiers.analyse.vues import view_of
from quartiers.donnees.modele import AppuiLu, Constat, Contrat
from quartiers.donnees.tables.cadre import INCOMPLET
from quartiers.donnees.tables.suivi import INFIRME
from quartiers.donnees.tables.sujets import MOYEN, Sujet


def studied(contract: Any, *readings: tuple[str, str]) -> Etude:
    """Quartier ``a``, with what readings say of its findings, and of its statements, for its first priority."""
    rows = [
        AppuiLu("a-p1", name if "-c" in name else None, None if "-c" in name else name, link, None)
        for name, link in readings
    ]
    return study(view_of(replace(contract.build(), appuis=tuple(rows)), "a"))


def support(etude: Etude) -> Appuyee:
    return read_support(etude, etude.priorites[0])


def fragile(small: Any, **fields: Any) -> Any:
    """51,4 % against 36,4 %, fifteen points worse."""
    return small().state("a", "x", 51.4, annee=2019, reference="agglo", valeur_reference=36.4, **fields)


def test_what_a_reading_confirms_goes_before_what_a_rule_brings_near(small: Any) -> None:
    contract = small().priority("a", "sante", intitule="Accès aux soins")
    contract.finding("a", "sante", "Soins trop loin").finding("a", "sante", "Isolement")
    near = support(studied(contract))
    assert (near.etat, [c.constat for c in near.du_sujet]) == (Etat.RAPPROCHEE, ["Soins trop loin"])
    read = support(studied(contract, ("a-c2", "confirmé")))
    assert (read.etat, [c.constat for c in read.entendus]) == (Etat.CONFIRMEE, ["Isolement"])


def everything_beside(found: Appuyee) -> list[str]:
    """The findings and the statements that a priority is shown with, by any way."""
    figures = (*found.confirmes, *found.proches, *found.a_verifier, *found.publics, *found.de_theme, *found.indirects)
    findings = (*found.entendus, *found.du_sujet, *found.constats, *found.lies)
    rest = [s for s in found.pour_le_reste if not isinstance(s, Constat)]
    heard = [s for s in found.pour_le_reste if isinstance(s, Constat)]
    stated = [f.affirmation.affirmation for f in (*figures, *rest) if f.affirmation is not None]
    return [*stated, *(c.constat_id for c in (*findings, *heard))]


def test_what_a_reading_denies_is_beside_the_priority_nowhere(small: Any, contrat: Contrat) -> None:
    contract = small().priority("a", "sante", intitule="Accès aux soins").finding("a", "sante", "Soins trop loin")
    assert support(studied(contract, ("a-c1", "infirmé"))).etat is Etat.SANS
    contract.finding("a", "sante", "Soins trop chers")
    better = support(studied(contract, ("a-c1", "infirmé")))
    assert (better.etat, everything_beside(better)) == (Etat.RAPPROCHEE, ["a-c2"])
    for name in contrat.quartiers:
        etude = study(view_of(contrat, name))
        for p in etude.priorites:
            denied = {
                a.constat or a.affirmation for a in contrat.appuis if (a.priorite, a.lien) == (p.priorite, INFIRME)
            }
            assert not denied & {*everything_beside(read_support(etude, p))}, p.priorite
            assert not denied & {c.constat_id for c in near_found(etude, p)}, p.priorite
            assert not denied & {a.affirmation for a in near_figures(etude, p)}, p.priorite


def test_what_is_stated_of_the_public_and_denied_is_not_named_beside_it(small: Any) -> None:
    """Whether it shows a fragility, shows none or cannot be relied upon."""
    for value, fields in ((51.4, {}), (30.0, {}), (51.4, {"position": "au-dessous"})):
        contract = small().state("a", "x", value, annee=2019, reference="agglo", valeur_reference=36.4, **fields)
        contract.indicator("x", publics=("jeunes",)).priority("a", "insertion", "jeunes")
        found = support(studied(contract, ("a-d1", "infirmé")))
        assert (found.etat, everything_beside(found)) == (Etat.SANS, []), (value, fields)


def test_a_figure_of_the_public_comes_near_and_one_of_the_theme_does_not(small: Any) -> None:
    contract = fragile(small).priority("a", "insertion", "jeunes", intitule="Insérer")
    assert support(studied(contract)).etat is Etat.THEME
    contract.indicator("x", publics=("jeunes",))
    found = support(studied(contract))
    assert (found.etat, [f.indicateur.indicateur for f in found.proches]) == (Etat.RAPPROCHEE, ["x"])


@pytest.mark.parametrize("readings", [(), (("a-d1", "confirmé"),)], ids=["by the rule", "confirmed"])
def test_a_figure_in_doubt_supports_nothing_however_it_is_linked(small: Any, readings: Any) -> None:
    contract = fragile(small, position="au-dessous").indicator("x", publics=("jeunes",))
    etude = studied(contract.priority("a", "insertion", "jeunes"), *readings)
    found = support(etude)
    assert found.etat is (Etat.EN_DOUTE if readings else Etat.A_VERIFIER)
    assert len(found.lus_en_doute) == len(readings)  # a link that is sure, of a figure that is not
    assert [is_doubted(etude, f) for f in found.a_verifier] == [True]
    assert not (found.confirmes or found.proches or found.de_theme)


def test_what_is_confirmed_and_no_more_fragile_than_its_reference_supports_nothing(small: Any) -> None:
    contract = small().state("a", "x", 30.0, annee=2019, reference="agglo", valeur_reference=36.4)
    contract.indicator("x", publics=("jeunes",)).priority("a", "insertion", "jeunes")
    found = support(studied(contract, ("a-d1", "confirmé")))
    assert (found.etat, found.confirmes, len(found.publics)) == (Etat.ENONCEE, (), 1)


def test_only_figures_in_doubt_that_a_reading_says_to_come_near_are_to_verify(small: Any) -> None:
    """One that can be relied upon comes near; in doubt, the need is to be verified before anything is said of it."""
    contract = fragile(small).priority("a", "sante")
    assert support(studied(contract, ("a-d1", "proche"))).etat is Etat.VOISINE
    doubted = fragile(small, position="au-dessous").priority("a", "sante")
    found = support(studied(doubted, ("a-d1", "proche")))
    assert (found.etat, [f.indicateur.indicateur for f in found.a_verifier]) == (Etat.A_VERIFIER, ["x"])


def test_one_figure_of_a_qpv_has_one_reading_for_one_priority(contrat: Contrat) -> None:
    """Rives de l'Escaut has three projects, Faubourg de Cambrai – La Briquette two: what they state in the same words
    (indicator, value, year where both give one) of their one QPV says as much for priorities of the same title."""
    titles = {p.priorite: (p.intitule, contrat.quartiers[p.quartier].code_qpv_2024) for p in contrat.priorites}
    stated = {a.affirmation: a for a in contrat.affirmations}
    read: dict[tuple[Any, ...], set[str]] = {}
    sections: dict[tuple[Any, ...], set[str]] = {}
    for a in contrat.appuis:
        if a.affirmation is not None:
            s = stated[a.affirmation]
            key = (*titles[a.priorite], s.indicateur, s.valeur)
            read.setdefault(key, set()).add(a.lien)
            sections.setdefault(key, set()).add(s.quartier)
    assert any(len(found) > 1 for found in sections.values())
    assert not {key: links for key, links in read.items() if len(links) > 1}


def test_a_priority_whose_text_says_the_need_is_not_without_a_word_on_it(small: Any) -> None:
    contract = small().quartier("a").priority("a", "sante", affirme="oui")
    assert support(studied(contract)).etat is Etat.PROPRE


def test_what_is_stated_of_the_public_without_a_fragility_is_told_as_that(small: Any) -> None:
    contract = small().state("a", "x", 30.0, annee=2019, reference="agglo", valeur_reference=36.4)
    contract.indicator("x", publics=("jeunes",)).priority("a", "insertion", "jeunes")
    found = support(studied(contract))
    assert (found.etat, len(found.publics), found.a_verifier) == (Etat.ENONCEE, 1, ())


def test_something_of_another_theme_may_come_near_unless_a_reading_denies_it(small: Any) -> None:
    contract = small().priority("a", "insertion", intitule="Mobilité des habitants").finding("a", "sante", "Mobilité")
    etude = studied(contract)
    [finding] = near_found(etude, etude.priorites[0])
    assert (finding.constat_id, support(etude).etat) == ("a-c1", Etat.VOISINE)
    denied = studied(contract, ("a-c1", "infirmé"))
    assert near_found(denied, denied.priorites[0]) == ()
    assert support(denied).etat is Etat.SANS


def test_a_reading_says_what_comes_near_before_words_do(small: Any) -> None:
    """Conflicts between neighbours, filed with rubbish, come near a priority on crime and share no word with it."""
    contract = small().priority("a", "insertion", intitule="Mobilité des habitants").finding("a", "sante", "Mobilité")
    contract.finding("a", "sante", "Bruits la nuit")
    etude = studied(contract, ("a-c2", "proche"))
    found = support(etude)
    assert [c.constat_id for c in near_found(etude, etude.priorites[0])] == ["a-c2"]
    assert (found.etat, found.entendus) == (Etat.VOISINE, ())


def test_its_own_text_alone_supports_no_priority(small: Any) -> None:
    contract = small().priority("a", "sante", lignes="12").finding("a", "sante", lignes="12")
    assert support(studied(contract)).etat is Etat.PROPRE


def test_of_a_text_that_was_not_read_whole_nothing_is_said_to_be_lacking(small: Any) -> None:
    contract = small().quartier("a").priority("a", "sante")
    assert support(studied(contract)).etat is Etat.SANS
    assert support(studied(contract.quartier("a", texte=INCOMPLET))).etat is Etat.NON_LUE


def test_what_is_less_fragile_argues_for_nothing(contrat: Contrat) -> None:
    for name in contrat.quartiers:
        etude = study(view_of(contrat, name))
        sound = {
            f.affirmation
            for figure in etude.chiffres
            for f in (figure, *figure.enonces)
            if f.comparaison.situation is Situation.FAVORABLE
        }
        for p in etude.priorites:
            assert not sound & {*near_figures(etude, p)}, p.priorite


SUBJECTS = (Sujet("Déchets", ("déchet",)), Sujet("Commerces", ("commerc",)), Sujet("Projet urbain", ("projet urbain",)))


def with_subjects(contract: Any, *readings: tuple[str, str], subjects: tuple[Sujet, ...] = SUBJECTS) -> Etude:
    etude = studied(contract, *readings)
    return study(view_of(replace(etude.contrat, sujets=subjects), "a"))


def test_what_a_reading_confirms_supports_in_part_were_it_about_nothing_that_the_title_names(small: Any) -> None:
    """Page 1 said that it comes near, when the table of findings said that it supports."""
    contract = small().priority("a", "sante", intitule="Les commerces et les déchets").finding("a", "sante", "Bruit")
    found = support(with_subjects(contract, ("a-c1", "confirmé")))
    assert (found.etat, found.en_partie, found.sans_appui) == (Etat.CONFIRMEE, True, ("Commerces", "Déchets"))


def test_a_means_is_no_need_that_the_diagnostic_would_have_to_show(small: Any) -> None:
    contract = small().priority("a", "sante", intitule="Projet urbain et commerces").finding("a", "sante", "Bruit")
    needs = support(with_subjects(contract, ("a-c1", "confirmé"))).sans_appui
    assert needs == ("Projet urbain", "Commerces")  # as the title reads
    means = tuple(replace(s, nature=MOYEN) if s.sujet == "Projet urbain" else s for s in SUBJECTS)
    etude = with_subjects(contract, ("a-c1", "confirmé"), subjects=means)
    assert support(etude).sans_appui == ("Commerces",)
    assert needs_of(etude.contrat, etude.priorites[0]) == ("Commerces",)
    every = tuple(replace(s, nature=MOYEN) for s in SUBJECTS)
    found = support(with_subjects(contract, ("a-c1", "confirmé"), subjects=every))
    assert (found.en_partie, found.sans_appui) == (False, ())


def test_a_sure_link_of_a_figure_in_doubt_is_known_as_both(small: Any) -> None:
    contract = fragile(small, position="au-dessous").indicator("x", publics=("jeunes",))
    contract.priority("a", "insertion", "jeunes")
    confirmed, near = (support(studied(contract, ("a-d1", link))) for link in ("confirmé", "proche"))
    assert (confirmed.etat, len(confirmed.lus_en_doute)) == (Etat.EN_DOUTE, 1)
    assert (near.etat, near.lus_en_doute) == (Etat.A_VERIFIER, ())


def test_what_is_there_on_the_theme_is_found_whatever_readings_make_of_it(small: Any) -> None:
    """A difficulty that a reading denies; a figure of the theme, were it better than its mean."""
    contract = small().priority("a", "insertion", intitule="Les déchets").finding("a", "insertion", "Bruit")
    contract.state("a", "x", 30.0, annee=2019, reference="agglo", valeur_reference=36.4)
    etude = studied(contract, ("a-c1", "infirmé"), ("a-d1", "infirmé"))
    assert support(etude).etat is Etat.SANS
    figures, findings = found_around(etude, etude.priorites[0])
    assert ([f.valeur for f in figures], [c.constat for c in findings]) == ([30.0], ["Bruit"])
    # Of a title with its own subject, filed with what is of something else: nothing that is not on it.
    apart = with_subjects(contract, ("a-c1", "infirmé"), ("a-d1", "infirmé"))
    assert found_around(apart, apart.priorites[0]) == ([], [])


def test_what_is_of_the_people_of_a_priority_is_found_where_its_theme_has_nothing(small: Any) -> None:
    contract = small().priority("a", "sante", "jeunes", intitule="Agir").finding("a", "insertion", "Jeunes à orienter")
    etude = studied(contract, ("a-c1", "infirmé"))
    assert [c.constat for c in found_around(etude, etude.priorites[0])[1]] == ["Jeunes à orienter"]
    contract.finding("a", "sante", "Soins trop loin")
    both = studied(contract, ("a-c1", "infirmé"), ("a-c2", "infirmé"))
    assert [c.constat for c in found_around(both, both.priorites[0])[1]] == ["Soins trop loin"]


def test_a_need_that_a_denied_finding_is_about_is_not_one_of_which_nothing_is_said(small: Any) -> None:
    contract = (
        small().priority("a", "sante", intitule="Les commerces et les déchets").finding("a", "sante", "Commerces")
    )
    etude = with_subjects(contract, ("a-c1", "infirmé"))
    assert silent_needs(etude, etude.priorites[0]) == ("Déchets",)
    unread = with_subjects(contract.quartier("a", texte=INCOMPLET), ("a-c1", "infirmé"))
    assert silent_needs(unread, unread.priorites[0]) == ()


@pytest.mark.parametrize(("value", "told"), [(30.0, 1), (51.4, 0)])
def test_what_the_document_says_better_of_people_that_a_title_names_is_known(
    small: Any, value: float, told: int
) -> None:
    contract = small().state("a", "x", value, annee=2019, reference="agglo", valeur_reference=36.4)
    contract.indicator("x", publics=("jeunes",)).priority("a", "insertion", "jeunes", intitule="Insérer les jeunes")
    etude = studied(contract, ("a-d1", "infirmé"))
    assert len(stated_better(etude, etude.priorites[0])) == told
    contract.priorites[0] = replace(contract.priorites[0], intitule="Insérer")
    silent = studied(contract, ("a-d1", "infirmé"))
    assert stated_better(silent, silent.priorites[0]) == []

"""How a priority is supported, on small contracts: the best of what there is, and what takes its place in doubt."""

from dataclasses import replace
from typing import Any

import pytest

from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.etude import Etude, study
from quartiers.analyse.soutiens import Appuyee, Etat, is_doubted, near_figures, near_found, read_support
from quartiers.analyse.vues import view_of
from quartiers.donnees.modele import AppuiLu, Contrat
from quartiers.donnees.tables.cadre import INCOMPLET


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


def test_what_a_reading_denies_is_of_the_theme_still_where_there_is_nothing_better(small: Any) -> None:
    contract = small().priority("a", "sante", intitule="Accès aux soins").finding("a", "sante", "Soins trop loin")
    alone = support(studied(contract, ("a-c1", "infirmé")))
    assert (alone.etat, [c.constat_id for c in alone.constats]) == (Etat.THEME, ["a-c1"])
    contract.finding("a", "sante", "Soins trop chers")
    better = support(studied(contract, ("a-c1", "infirmé")))
    assert (better.etat, better.constats) == (Etat.RAPPROCHEE, ())


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
    assert found.etat is Etat.A_VERIFIER
    assert [is_doubted(etude, f) for f in found.a_verifier] == [True]
    assert not (found.confirmes or found.proches or found.de_theme)


def test_what_is_confirmed_and_no_more_fragile_than_its_reference_supports_nothing(small: Any) -> None:
    contract = small().state("a", "x", 30.0, annee=2019, reference="agglo", valeur_reference=36.4)
    contract.indicator("x", publics=("jeunes",)).priority("a", "insertion", "jeunes")
    found = support(studied(contract, ("a-d1", "confirmé")))
    assert (found.etat, found.confirmes, len(found.publics)) == (Etat.ENONCEE, (), 1)


def test_what_is_stated_of_the_theme_and_denied_is_told_where_there_is_nothing_better(small: Any) -> None:
    contract = fragile(small).priority("a", "insertion")
    found = support(studied(contract, ("a-d1", "infirmé")))
    assert (found.etat, len(found.de_theme)) == (Etat.THEME, 1)


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

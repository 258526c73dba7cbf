"""What page 1 opens with, on tables made for it: the gravest band that is sure, short, and no more than is known."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from quartiers.analyse.comparaisons import Date, Situation
from quartiers.analyse.paliers import Palier, Place
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Mesure
from quartiers.presentation import RapportQuartier, mots
from quartiers.presentation.blocs import Signal, fragments
from quartiers.presentation.quartier.essentiel import cards
from quartiers.presentation.quartier.evolutions import changes
from quartiers.presentation.quartier.ouverture import MOTS, ends_of_jump, headline, heaviest, words_of

TRIEU = "fresnes-le-trieu"
Change = Callable[[Mesure], Mesure]


def with_measures(contrat: Contrat, change: Change) -> RapportQuartier:
    """The report of Le Trieu (QP059026) where its published figures are others."""
    changed = tuple(change(m) if m.territoire == "QP059026" else m for m in contrat.mesures)
    return RapportQuartier(TRIEU, contrat=replace(contrat, mesures=changed))


def opened(rapport: RapportQuartier) -> str:
    return "".join(part if isinstance(part, str) else "" for part in headline(rapport.lu))


def poor(value: float) -> Change:
    """As poor in every edition: neither a jump nor a slope; and nothing else that would open the page."""
    values = {"taux_pauvrete_pct": value, "demandeurs_2_ans_pct": 29.8}
    return lambda m: replace(m, valeur=values[m.indicateur]) if m.indicateur in values else m


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (62.0, "Le QPV était parmi les 10 % des QPV de France les plus fragiles pour le taux de pauvreté (62 %, 2018"),
        (58.0, "Le QPV était dans le quart des QPV de France les plus fragiles pour le taux de pauvreté (58 %, 2018"),
        (
            51.0,
            "Un seul chiffre sur 13 dit le QPV nettement plus fragile que le QPV médian : le taux de pauvreté (51 %",
        ),
    ],
)
def test_the_part_is_the_one_that_the_figure_surely_is_in(contrat: Contrat, rate: float, expected: str) -> None:
    """Centiles of poverty, edition 2022: 75th 50,2; 90th 56,2. A value just past one of them may be under it."""
    assert opened(with_measures(contrat, poor(rate))).replace("\u202f", " ").startswith(expected)


def test_a_figure_that_nothing_sets_apart_does_not_open_it(contrat: Contrat) -> None:
    told = opened(with_measures(contrat, poor(45.0)))
    assert "taux de pauvreté" not in told


def test_every_opening_of_the_contract_is_short_and_whole(reports: dict[str, RapportQuartier]) -> None:
    for name, rapport in reports.items():
        former = "ancien QPV :" in opened(rapport).replace("\u202f", " ").replace(
            "\xa0", " "
        )  # named with the rest of its QPV
        assert words_of(headline(rapport.lu)) <= MOTS + (9 if former else 4), name
        assert opened(rapport).rstrip().endswith("."), name
        assert "diffusion" not in opened(rapport), name  # heard as « en 2022 »


def test_words_are_counted_as_they_are_printed() -> None:
    assert words_of(["Le taux (54,1 %, 2018) ; « Santé » : 3 €."]) == 8


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place(Palier.DIXIEME_FRAGILE, 99.2), "10 % les plus fragiles"),
        (Place(Palier.QUART_FRAGILE, 95), "quart le plus fragile"),
        (Place(Palier.MILIEU, 80), ""),
        (Place(Palier.QUART_FAVORABLE, 20), "quart le moins fragile"),
        (Place(Palier.DIXIEME_FAVORABLE, 5), "10 % les moins fragiles"),
    ],
)
def test_a_place_is_said_where_it_is_sure(place: Place, expected: str) -> None:
    assert mots.place_text(place) == expected


def test_a_part_is_said_in_the_opening_as_in_the_cards(reports: dict[str, RapportQuartier]) -> None:
    """Quiévrechain: 26,4 % of employment of women, in the tenth by its value, surely in the quarter only."""
    told = 0
    for name, rapport in reports.items():
        text, first = opened(rapport), next(iter(heaviest(rapport.lu)), None)
        place = first.comparaison.place if first is not None else None
        if place is None:
            continue
        part = mots.place_text(place).split(" l")[0]
        assert f"{part} des QPV de France" in text if part else "plus fragile que le QPV médian" in text, name
        told += 1
    assert told > 10
    assert "dans le quart des QPV de France" in opened(reports["quievrechain-centre"])


def test_no_opening_speaks_of_the_most_fragile_of_france_which_is_not_of_qpv_only(
    reports: dict[str, RapportQuartier],
) -> None:
    for name, rapport in reports.items():
        assert not re.search(r"fragiles? de France", opened(rapport)), name


def test_a_level_that_a_jump_came_to_is_told_once_a_later_edition_keeps_it(contrat: Contrat) -> None:
    """Le Trieu: 22,6 % of job seekers since two years or more, then 36,8 %, then 40 %."""
    told = opened(RapportQuartier(TRIEU, contrat=contrat))
    assert "pour les demandeurs d'emploi depuis 2 ans ou plus" in told
    assert "29,8 % ; 22,6 % en 2019, hausse brusque, à expliquer)" in told.replace("\u202f", " ")
    assert "À confirmer" not in told


def test_the_gravest_of_a_former_qpv_opens_with_its_name(reports: dict[str, RapportQuartier]) -> None:
    """Cité Thiers and Brunehaut: 28,9 % of RSA together is in no part of France; 26,6 % of women at work, in one."""
    told = opened(reports["bruay-cite-thiers"]).replace("\u202f", " ")
    assert told.replace("'", "’").startswith("L’ancien QPV Brunehaut (36 % des habitants) était dans le quart")


def test_less_fragile_than_the_median_is_no_good_news_beside_a_town_that_is_better_off(
    reports: dict[str, RapportQuartier],
) -> None:
    """Rives de l'Escaut, 41 %: under the median QPV (43,9 %), and over Anzin (32 %)."""
    told = reports["anzin-rives-escaut"].essentiel().to_text().replace("\u202f", " ")
    assert re.search(r"moins fragile \((?:[^)]*, )?mais au-dessus d.Anzin : 32 % en 2021\)", told)
    assert told.count("32 %") == 1  # not twice on one card
    # The sign is that of the median QPV on every card, whatever the commune is.
    for rapport in reports.values():
        for card in cards(rapport.lu):
            signs = [part for line in card.lectures for part in fragments(line) if isinstance(part, Signal)]
            assert all(s.nature == "favorable" for s in signs if s.texte.startswith("moins fragile"))


def test_the_rest_of_a_qpv_that_joins_former_ones_is_told_beside_the_gravest(
    reports: dict[str, RapportQuartier],
) -> None:
    """26,6 % in Brunehaut, a third of the residents: 32,5 % in the rest is no good news either."""
    told = opened(reports["bruay-cite-thiers"]).replace("\u202f", " ").replace("\xa0", " ").replace("’", "'")
    rapport = reports["bruay-cite-thiers"]
    read = next(
        f for f in rapport.lu.chiffres if f.indicateur.indicateur == heaviest(rapport.lu)[0].indicateur.indicateur
    )
    others = [p for p in read.parties if p != heaviest(rapport.lu)[0].publication]
    assert [p.valeur for p in others] == [32.5]
    assert "l'autre ancien QPV : 32,5 %" in told


def test_a_figure_that_no_edition_has_had_since_opens_after_those_of_the_newest(
    reports: dict[str, RapportQuartier],
) -> None:
    """Of one part of the QPV: incomes made of benefits are of 2017, and RSA of the edition of 2022."""
    seen = 0
    for name, rapport in reports.items():
        heavy = [f for f in heaviest(rapport.lu) if f.publication is not None and not f.indicateur.est_part_de_revenu]
        editions: dict[tuple[object, ...], list[int]] = {}
        for f in heavy:
            place = f.comparaison.place
            palier = (
                place.palier
                if place is not None and place.palier in (Palier.DIXIEME_FRAGILE, Palier.QUART_FRAGILE)
                else None
            )
            editions.setdefault((palier, len(f.publication.territoires)), []).append(f.publication.diffusion.edition)
        for told in editions.values():
            assert told == sorted(told, reverse=True), name
            seen += len(set(told)) > 1
    assert seen >= 4


def test_a_figure_that_alone_is_more_fragile_is_said_to_be_alone(reports: dict[str, RapportQuartier]) -> None:
    """Marly: RSA, one of thirteen. La Solitude's first is in the most fragile quarter, which is told as it is."""
    told = {name: opened(rapport) for name, rapport in reports.items()}
    alone = [name for name, text in told.items() if text.startswith("Un seul chiffre sur 13 dit le QPV")]
    for name in alone:
        lu = reports[name].lu
        worse = [f for f in lu.chiffres if f.publie and f.comparaison.situation is Situation.FRAGILE]
        assert len({f.indicateur.indicateur for f in worse if f.comparaison.place is not None}) == 1, name
        assert "dans le quart" not in told[name] and "parmi les 10" not in told[name], name
    assert "marly-briquette" in alone and "vieux-conde-solitude" not in alone


def test_a_change_of_what_others_are_read_with_is_left_to_the_table(reports: dict[str, RapportQuartier]) -> None:
    """Onnaing: pensions, from 27,2 to 25,1 % of incomes, beside more of AAH: neither good nor bad, both of them."""
    lu = reports["onnaing-quatre-chasses"].lu
    told = "".join(part if isinstance(part, str) else "" for part in changes(lu)).lower()
    assert "aah" in told and "pensions" not in told
    assert any(f.indicateur.indicateur == "pensions_pct" and f.publie for f in lu.chiffres)


def test_a_series_that_breaks_is_told_by_the_dates_of_its_break(reports: dict[str, RapportQuartier]) -> None:
    """Le Trieu: precarious jobs break in their series, and no figure keeps the jump itself."""
    figures = [f for f in reports[TRIEU].lu.chiffres if f.tendance is not None and f.tendance.rupture is not None]
    assert figures
    for figure in figures:
        ends = ends_of_jump(replace(figure, saut=None))
        assert figure.tendance is not None and figure.tendance.rupture is not None
        assert [value for value, _ in ends] == [value for _, value in figure.tendance.rupture]
        for (_, told), (date, _) in zip(ends, figure.tendance.rupture, strict=True):
            assert isinstance(date, Date)
            assert told in (str(date.annee), f"diffusion {date.edition}")


def test_a_share_of_people_out_of_work_says_of_how_many(reports: dict[str, RapportQuartier]) -> None:
    """La Solitude: « 40,4 % Demandeurs d'emploi depuis 2 ans ou plus » alone would be heard of its inhabitants. IPRO
    2022: 151 job seekers, of whom 61."""
    card = next(c for c in cards(reports["vieux-conde-solitude"].lu) if "2 ans" in c.libelle)
    assert card.detail.replace("\u202f", " ").startswith("environ 61 sur 151, 2021")
    for rapport in reports.values():
        for card in cards(rapport.lu):
            counted = bool(re.match(r"environ \S+ sur \S+,", card.detail))
            assert counted is card.libelle.startswith("Demandeurs d'emploi"), card
            assert ("anciens QPV" in card.detail) is (
                rapport.quartier.quartier == "bruay-cite-thiers" and " et " not in card.valeur
            )


def test_a_part_is_not_beside_what_it_is_a_part_of(reports: dict[str, RapportQuartier]) -> None:
    """La Pépinière: 61,2 % out of work for a year or more, of whom 38,8 points for two: not the two halves of 100."""
    pairs = (("depuis 2 ans", "longue durée"), ("entièrement de prestations", "au moins à moitié"))
    for name, rapport in reports.items():
        labels = [card.libelle for card in cards(rapport.lu)]
        for one, other in pairs:
            assert not (any(one in x for x in labels) and any(other in x for x in labels)), name
    assert any("longue durée" in card.libelle for card in cards(reports["saint-saulve-pepiniere"].lu))

"""A gap that is not read is told with its size and its margin, and on which side it keeps being."""

import re

import pytest

from quartiers.analyse.comparaisons import Situation, printed
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.presentation import RapportQuartier, mots
from quartiers.typographie import format_number


@pytest.fixture(scope="module")
def unsure(reports: dict[str, RapportQuartier]) -> list[tuple[RapportQuartier, ChiffreLu]]:
    return [
        (r, f)
        for r in reports.values()
        for f in r.lu.chiffres
        if f.comparaison.situation is Situation.IMPRECISE and f.comparaison.ecart is not None
    ]


def test_a_margin_that_is_printed_as_the_gap_is_said_to_be_at_its_limit(
    unsure: list[tuple[RapportQuartier, ChiffreLu]],
) -> None:
    """Condé: 4,6 points over the median, for a margin of 4,61, which no estimate is known to the hundredth to give."""
    seen = limits = 0
    for rapport, figure in unsure:
        if told := mots.margin_text(figure):
            number = re.search(r"± ([\d,]+)", told.replace("\u00a0", " ").replace("\u202f", ""))
            assert number is not None, told
            gap = printed(abs(figure.comparaison.ecart or 0.0), figure.indicateur.unite)
            above = float(number[1].replace(",", ".")) > gap
            assert above is not told.startswith("à la limite de la marge ("), rapport.quartier.quartier
            seen += 1
            limits += not above
    assert seen > 50
    assert limits


def test_a_margin_is_printed_as_it_is_and_never_rounded_up_past_what_it_is(
    unsure: list[tuple[RapportQuartier, ChiffreLu]],
) -> None:
    """To the digit of the gap beside it, and no more."""
    for rapport, figure in unsure:
        if told := mots.margin_text(figure):
            number = re.search(r"± ([\d,]+)", told.replace("\u00a0", " ").replace("\u202f", ""))
            assert number is not None, told
            decimals = len(number[1].partition(",")[2])
            assert abs(float(number[1].replace(",", ".")) - (figure.comparaison.marge or 0.0)) <= (
                0.5 * 10**-decimals + 1e-9
            ), rapport.quartier.quartier
            assert decimals <= (figure.indicateur.unite == "%")


def test_each_former_qpv_whose_gap_is_not_read_has_its_size_and_margin(reports: dict[str, RapportQuartier]) -> None:
    """Cité Thiers and Brunehaut: poverty of 45,4 % and 45,3 %, beside a median of 43,9 %."""
    text = reports["bruay-cite-thiers"].essentiel().to_text().replace("\u202f", " ").replace("\u00a0", " ")
    assert re.search(
        r"non concluant \(chacun\) : 1,5 point de plus, marge ± [\d,]+ ; 1,4 point de plus, marge ± [\d,]+", text
    )


def test_a_gap_is_told_by_its_size_and_its_way(unsure: list[tuple[RapportQuartier, ChiffreLu]]) -> None:
    for rapport, figure in unsure:
        gap = figure.comparaison.ecart or 0.0
        told = mots.unsure_text(figure, rapport.contrat).replace("\u202f", " ")
        assert ("de plus" in told) is (gap > 0)
        assert ("de moins" in told) is (gap < 0)
        assert not gap or format_number(abs(round(gap, 1))).replace("\u202f", " ") in told


def test_the_side_that_figures_keep_to_is_the_one_of_their_gap(reports: dict[str, RapportQuartier]) -> None:
    """Centre of Condé, poverty: 4,6 points over the median, and over it four times. Le Trieu, single parents: under.
    A side that figures keep to is a hint: the gap is not read for it."""
    for name, gap, way, side in (
        ("conde-centre", "4,6 points", "plus", "au-dessus"),
        ("fresnes-le-trieu", "2,7 points", "moins", "au-dessous"),
    ):
        text = reports[name].essentiel().to_text().replace("\u202f", " ")
        assert re.search(
            rf"écart non concluant : {gap} de {way}, (à la limite de la )?marge [^;]{{,12}} ; déjà {side} aux 3",
            text,
        )


def test_a_change_of_incomes_is_told_with_those_who_came_or_left(reports: dict[str, RapportQuartier]) -> None:
    """Centre of Fresnes: poverty falls while one inhabitant in nine has left (DEMO 2017 and 2022): no other change is
    told there, and the sentence says what it is about, and when."""
    fresnes = reports["fresnes-centre"].essentiel().to_text().replace("\u202f", " ")
    passed = r"passée de 1 935 \(diffusion 2017\) à 1 713 habitants \(diffusion 2022\)"
    assert re.search(rf"Pauvreté et revenus : .* avec la population publiée du QPV, {passed}", fresnes)
    assert "habitants" not in reports["saint-saulve-pepiniere"].essentiel().to_text().partition("Revenus :")[2][:120]

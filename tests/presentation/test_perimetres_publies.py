"""Reports where figures of both perimeters are imported: each says its own. The figures are invented."""

import functools
from collections.abc import Callable
from dataclasses import replace

import pytest

from quartiers.donnees import Contrat
from quartiers.donnees.modele import Mesure, Repartition
from quartiers.presentation import RapportQuartier, RapportSynthese

SAME = "Au même millésime (2021), dans le périmètre de 2015 puis dans celui de 2024 : "
PROJECT, OLD, NEW = "conde-centre", "QP059023", "QN05923M"


def filosofi(code: str, indicator: str, value: float | None) -> Mesure:
    geography = "2015" if code.startswith("QP") else "2024"
    status = "publié" if value is not None else "non diffusé"
    source = f"Insee, Filosofi 2021, QPV de {geography}"
    return Mesure(code, indicator, "FILO", 2021, 2021, geography, value, status, source)


Read = Callable[..., str]


@pytest.fixture(scope="module")
def read(contrat: Contrat) -> Read:
    """The diagnostic of the project once these measures are imported."""

    @functools.cache
    def text(*measures: Mesure) -> str:
        rapport = RapportQuartier(PROJECT, contrat=replace(contrat, mesures=(*contrat.mesures, *measures)))
        shown: str = rapport.essentiel().to_text() + rapport.diagnostic().to_text()
        return shown.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")

    return text


BOTH = (
    filosofi(OLD, "taux_pauvrete_pct", 45.1),
    filosofi(NEW, "taux_pauvrete_pct", 46.8),
    filosofi(OLD, "revenu_median_mensuel_eur", 1125.0),
    filosofi(NEW, "revenu_median_mensuel_eur", 1100.0),
    filosofi(OLD, "prestations_sociales_pct", 30.0),
    filosofi(NEW, "prestations_sociales_pct", None),
)


def test_without_figures_of_2024_nothing_is_said_of_it(read: Read) -> None:
    text = read()
    assert "Les chiffres publiés décrivent le QPV de 2015." in text
    assert "(périmètre 2015)" in text
    assert "périmètre 2024" not in text.replace(
        "Revenus de 2019 et 2020 (périmètre 2015) et de 2021 (périmètre 2024) parus depuis, non repris ici", ""
    )
    assert "Au même millésime" not in text


def test_at_one_vintage_the_effect_of_the_perimeter_is_told(read: Read) -> None:
    text = read(*BOTH)
    assert f"{SAME}taux de pauvreté, 45,1 % et 46,8 % ; revenu médian mensuel, 1 125 € et 1 100 €." in text
    assert "Seul le périmètre diffère : ce n'est pas une évolution." in text
    assert "prestations sociales, " not in text[text.index(SAME) :].splitlines()[0]  # withheld in one of them


def test_a_figure_of_2024_says_its_perimeter_wherever_it_is_dated(read: Read) -> None:
    text = read(*BOTH)
    assert "Les chiffres publiés décrivent le QPV de 2015, sauf ceux qui sont dits du périmètre 2024." in text
    [row] = [line for line in text.splitlines() if line.startswith("Taux de pauvreté [")]
    value, *_ = row.split(" | ")[1:]
    assert value.startswith("46,8 % 2021, périmètre 2024")
    assert "une seule diffusion" in row  # not compared with those of the former perimeter
    # The others stay of 2015, and no heading says one perimeter for all.
    [row] = [line for line in text.splitlines() if line.startswith("Taux d'emploi des 15-64 ans [")]
    assert "périmètre 2024" not in row
    assert "(périmètre 2015)" not in text.replace("Revenus de 2019 et 2020 (périmètre 2015)", "")
    assert "périmètre 2024, périmètre 2024" not in text


def test_on_the_former_perimeter_alone_the_newest_data_are_shown(read: Read) -> None:
    """Filosofi 2021, and not that of 2018, which came out in an edition of 2022."""
    text = read(filosofi(OLD, "taux_pauvrete_pct", 45.1))
    [row] = [line for line in text.splitlines() if line.startswith("Taux de pauvreté [")]
    assert row.split(" | ")[1].startswith("45,1 % 2021")
    assert "Au même millésime" not in text


def test_figures_of_the_new_perimeter_are_not_of_the_former_qpv(contrat: Contrat) -> None:
    """Cité Thiers joins two QPV: what is published of the new one is not « pour l'ensemble des anciens QPV »."""

    spread = Repartition(
        "taux_pauvrete_pct", "FILO", 2021, 2021, "2024", 1362, 30.0, 35.0, 38.0, 42.0, 47.0, 52.0, 60.0, "s"
    )

    def read_of(*measures: Mesure) -> str:
        spreads = (*contrat.repartitions, spread)
        given = replace(contrat, mesures=(*contrat.mesures, *measures), repartitions=spreads)
        return RapportQuartier("bruay-cite-thiers", contrat=given).essentiel().to_text().replace("’", "'")

    assert "chiffres, calculés ici pour l'ensemble des anciens QPV, se comparent au QPV médian de France" in read_of()
    counted = read_of(filosofi("QN05922M", "taux_pauvrete_pct", 61.0))
    assert "pour l'ensemble des anciens QPV" not in counted


def test_the_synthesis_does_not_rank_two_perimeters_together(contrat: Contrat) -> None:
    """One QPV has its rate of 2024: the others, of 2015, say so, without rank."""
    measures = (*contrat.mesures, filosofi(NEW, "taux_pauvrete_pct", 46.8))
    text = RapportSynthese(contrat=replace(contrat, mesures=measures)).tableaux_publies().to_text()
    text = text.replace("\u202f", " ").replace("\u00a0", " ")
    assert "2021, périmètre 2024" in text
    assert "2018, périmètre 2015" in text

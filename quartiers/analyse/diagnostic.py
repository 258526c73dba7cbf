"""The figures of a quartier, read: each with its comparison and its trend."""

from collections import Counter
from dataclasses import dataclass

from quartiers.analyse.comparaisons import Comparaison, Evolution, Situation, Tendance, compare, trend
from quartiers.donnees.modele import Affirmation, Contrat, Indicateur, Thematique


@dataclass(frozen=True)
class ChiffreLu:
    """A stated figure with its indicator, comparison and trend."""

    affirmation: Affirmation
    indicateur: Indicateur
    comparaison: Comparaison
    tendance: Tendance | None

    @property
    def fragile(self) -> bool:
        """Less favourable than its reference, or getting worse without being more favourable."""
        if self.comparaison.situation is Situation.FRAGILE:
            return True
        worsening = self.tendance is not None and self.tendance.evolution is Evolution.DEGRADATION
        return worsening and self.comparaison.situation is not Situation.FAVORABLE

    @property
    def douteux(self) -> bool:
        """The document's words do not agree with its own numbers."""
        return self.comparaison.contredite or (self.tendance is not None and self.tendance.contredite)

    @property
    def poids(self) -> float:
        """How far the figure is from its reference, to rank figures of one quartier: points, or % of euros."""
        gap, reference = self.comparaison.ecart, self.comparaison.valeur_reference
        if gap is None or reference is None:
            return 0.0
        return abs(gap) if self.indicateur.unite == "%" else abs(gap) / reference * 100


def read_figure(affirmation: Affirmation, contrat: Contrat) -> ChiffreLu:
    indicateur = contrat.indicateurs[affirmation.indicateur]
    return ChiffreLu(
        affirmation,
        indicateur,
        compare(affirmation, indicateur, contrat),
        trend(affirmation, indicateur, contrat.lecture),
    )


def read_figures(contrat: Contrat, quartier: str) -> tuple[ChiffreLu, ...]:
    """Every stated figure of the quartier, read, in the order of the indicator catalogue."""
    return tuple(read_figure(a, contrat) for a in contrat.affirmations_de(quartier))


def by_theme(contrat: Contrat, figures: tuple[ChiffreLu, ...]) -> dict[Thematique, tuple[ChiffreLu, ...]]:
    """Figures grouped by theme, themes in order, those without figures left out."""
    grouped = {
        theme: tuple(f for f in figures if f.indicateur.thematique == theme.thematique)
        for theme in contrat.thematiques.values()
    }
    return {theme: group for theme, group in grouped.items() if group}


def most_fragile(figures: tuple[ChiffreLu, ...]) -> tuple[ChiffreLu, ...]:
    """Figures less favourable than their reference, the widest gap first."""
    fragile = (f for f in figures if f.comparaison.situation is Situation.FRAGILE)
    return tuple(sorted(fragile, key=lambda f: -f.poids))


def most_favorable(figures: tuple[ChiffreLu, ...]) -> tuple[ChiffreLu, ...]:
    """Figures more favourable than their reference, the widest gap first."""
    favorable = (f for f in figures if f.comparaison.situation is Situation.FAVORABLE)
    return tuple(sorted(favorable, key=lambda f: -f.poids))


def count_situations(figures: tuple[ChiffreLu, ...]) -> Counter[Situation]:
    """How many figures have each reading."""
    return Counter(f.comparaison.situation for f in figures)


def main_territory(figures: tuple[ChiffreLu, ...]) -> str | None:
    """The territory that most figures have a reference value of; the first met if several, None if none."""
    territories = Counter(
        f.comparaison.territoire
        for f in figures
        if f.comparaison.territoire is not None and f.comparaison.valeur_reference is not None
    )
    return territories.most_common(1)[0][0] if territories else None


def moving(figures: tuple[ChiffreLu, ...], evolution: Evolution) -> tuple[ChiffreLu, ...]:
    """Figures that evolve that way, the largest stated change first."""
    concerned = (f for f in figures if f.tendance is not None and f.tendance.evolution is evolution)
    return tuple(sorted(concerned, key=lambda f: -abs((f.tendance and f.tendance.variation) or 0)))


def key_figures(figures: tuple[ChiffreLu, ...], count: int) -> tuple[ChiffreLu, ...]:
    """The ``count`` figures that say most: fragile ones first, then by gap, by change, exact before rough.

    One figure an indicator; figures without a level (only a change is stated) come last.
    """

    def rank(figure: ChiffreLu) -> tuple[bool, bool, float, float, bool]:
        change = (figure.tendance and figure.tendance.variation) or 0.0
        return (
            figure.affirmation.valeur is None,
            not figure.fragile,
            -figure.poids,
            -abs(change),
            figure.affirmation.precision != "exacte",
        )

    chosen: dict[str, ChiffreLu] = {}
    for figure in sorted(figures, key=rank):
        chosen.setdefault(figure.indicateur.indicateur, figure)
    return tuple(chosen.values())[:count]

"""The figures of a quartier, read: each with its comparison and its trend.

A figure is published by a producer or stated by the document. Where both exist for an indicator, the
report keeps the published one, and carries the stated ones beside it (:func:`retained_figures`).
"""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from quartiers.analyse.comparaisons import NON_COMPAREE, Comparaison, Evolution, Situation, Tendance, compare, trend
from quartiers.analyse.publications import (
    Publication,
    compare_published,
    latest,
    latest_of_parts,
    series_of,
    trend_published,
)
from quartiers.analyse.rapprochement import DEMENTIS, Verification, check_statement
from quartiers.analyse.socle import once_each
from quartiers.donnees.modele import Affirmation, Contrat, Indicateur, Quartier, Thematique

EXACTE: Final = "exacte"
PAR_THEME: Final = 2  # key figures of one theme, so that they do not all say the same


@dataclass(frozen=True)
class ChiffreLu:
    """A figure with its indicator, comparison and trend: a statement's, or a publication's.

    ``enonces`` are the document's own figures for the indicator, when this one is published;
    ``verification`` is what the publications say of a statement. ``parties`` are the figures of the former QPV
    that the quartier's QPV joins, where nothing allows to take them together; or, of a stated figure, the
    publication that says that it is not published (statistical secrecy).
    """

    indicateur: Indicateur
    comparaison: Comparaison
    tendance: Tendance | None
    affirmation: Affirmation | None = None
    publication: Publication | None = None
    enonces: tuple["ChiffreLu", ...] = ()
    verification: Verification | None = None
    parties: tuple[Publication, ...] = ()

    @property
    def valeur(self) -> float | None:
        """In the indicator's unit; None: not stated, or not published."""
        source = self.publication or self.affirmation
        return source.valeur if source else None

    @property
    def annee(self) -> int | None:
        """Year of the data, where it is known."""
        source = self.publication or self.affirmation
        return source.annee if source else None

    @property
    def precision(self) -> str:
        return self.affirmation.precision if self.affirmation else EXACTE

    @property
    def publie(self) -> bool:
        return self.publication is not None

    @property
    def fragile(self) -> bool:
        """Less favourable than its reference, or getting worse without being more favourable.

        A statement that the publications deny shows no fragility.
        """
        if self.dementi:
            return False
        if self.comparaison.situation is Situation.FRAGILE:
            return True
        worsening = self.tendance is not None and self.tendance.evolution is Evolution.DEGRADATION
        return worsening and self.comparaison.situation is not Situation.FAVORABLE

    @property
    def douteux(self) -> bool:
        """A statement whose words deny its own numbers, or whose numbers the publications deny."""
        if self.comparaison.contredite or (self.tendance is not None and self.tendance.contredite):
            return True
        return self.dementi

    @property
    def dementi(self) -> bool:
        """A statement that the publications deny."""
        return self.verification is not None and self.verification.accord in DEMENTIS

    @property
    def sans_date(self) -> bool:
        """Neither a year nor an edition says when the figure is from."""
        return self.publication is None and self.annee is None

    @property
    def poids(self) -> float:
        """How far the figure is from its reference, to rank figures of one quartier: points, or % of euros."""
        gap, reference = self.comparaison.ecart, self.comparaison.valeur_reference
        if gap is None or not reference:
            return 0.0
        return abs(gap) if self.indicateur.unite == "%" else abs(gap) / reference * 100


def read_figure(affirmation: Affirmation, contrat: Contrat) -> ChiffreLu:
    """A stated figure, read; a change whose start is denied is not kept as a trend."""
    indicateur = contrat.indicateurs[affirmation.indicateur]
    checked = check_statement(contrat, affirmation)
    return ChiffreLu(
        indicateur,
        compare(affirmation, indicateur, contrat),
        None if checked.evolution_contestee else trend(affirmation, indicateur, contrat.lecture),
        affirmation=affirmation,
        verification=checked,
    )


def read_figures(contrat: Contrat, quartier: str) -> tuple[ChiffreLu, ...]:
    """Every stated figure of the quartier, read, in the order of the indicator catalogue."""
    return tuple(read_figure(a, contrat) for a in contrat.affirmations_de(quartier))


def read_published(contrat: Contrat, quartier: Quartier, indicateur: Indicateur) -> ChiffreLu | None:
    """The newest published figure, read; None where nothing recent is published of the quartier's QPV."""
    publication = latest(contrat, quartier, indicateur.indicateur)
    if publication is None:
        return None
    return ChiffreLu(
        indicateur,
        compare_published(contrat, publication) if publication.valeur is not None else NON_COMPAREE,
        trend_published(contrat, series_of(contrat, quartier, indicateur.indicateur)),
        publication=publication,
    )


@once_each
def retained_figures(contrat: Contrat, quartier: str) -> tuple[ChiffreLu, ...]:
    """The figures that describe the quartier: for each indicator the published one, or else those stated.

    A figure that is not published (statistical secrecy) is kept without a value, or beside the stated ones.
    They are read once for a contract object: the checks, the synthesis and the workbook all want them.
    """
    stated = read_figures(contrat, quartier)
    retained: list[ChiffreLu] = []
    for indicateur in contrat.indicateurs.values():
        own = tuple(f for f in stated if f.indicateur == indicateur)
        published = read_published(contrat, contrat.quartiers[quartier], indicateur)
        if published is not None and (published.valeur is not None or not own):
            retained.append(replace(published, enonces=own))
            continue
        parts = latest_of_parts(contrat, contrat.quartiers[quartier], indicateur.indicateur)
        if published is not None and published.publication is not None:
            parts = (published.publication,)
        if parts and not own:
            own = (ChiffreLu(indicateur, NON_COMPAREE, None),)
        retained += [replace(f, parties=parts) for f in own]
    return tuple(retained)


def by_theme(contrat: Contrat, figures: tuple[ChiffreLu, ...]) -> dict[Thematique, tuple[ChiffreLu, ...]]:
    """Figures grouped by theme, themes in order, those without figures left out."""
    grouped = {
        theme: tuple(f for f in figures if f.indicateur.thematique == theme.thematique)
        for theme in contrat.thematiques.values()
    }
    return {theme: group for theme, group in grouped.items() if group}


def most_fragile(figures: tuple[ChiffreLu, ...]) -> tuple[ChiffreLu, ...]:
    """Figures less favourable than their reference, sure and dated ones first, then by gap; not those denied."""
    fragile = (f for f in figures if f.comparaison.situation is Situation.FRAGILE and not f.dementi)
    return tuple(sorted(fragile, key=lambda f: (f.douteux, f.sans_date, -f.poids)))


def most_favorable(figures: tuple[ChiffreLu, ...]) -> tuple[ChiffreLu, ...]:
    """Figures more favourable than their reference, sure and dated ones first, then by gap; not those denied."""
    favorable = (f for f in figures if f.comparaison.situation is Situation.FAVORABLE and not f.dementi)
    return tuple(sorted(favorable, key=lambda f: (f.douteux, f.sans_date, -f.poids)))


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
    """Figures that evolve that way, the largest change first; not those that the publications deny."""
    concerned = (f for f in figures if f.tendance is not None and f.tendance.evolution is evolution and not f.dementi)
    return tuple(sorted(concerned, key=lambda f: -abs((f.tendance and f.tendance.variation) or 0)))


def key_figures(figures: tuple[ChiffreLu, ...], count: int) -> tuple[ChiffreLu, ...]:
    """The ``count`` figures that say most: fragile, dated, then by gap, by change, exact before rough.

    One figure an indicator, and two a theme while other themes have some; figures without a level (only a
    change is stated) come last, after those that the publications deny.
    """

    def rank(figure: ChiffreLu) -> tuple[bool, bool, bool, bool, float, float, bool]:
        change = (figure.tendance and figure.tendance.variation) or 0.0
        return (
            figure.valeur is None,
            figure.douteux,
            not figure.fragile,
            figure.sans_date,
            -figure.poids,
            -abs(change),
            figure.precision != EXACTE,
        )

    ranked: dict[str, ChiffreLu] = {}
    for figure in sorted(figures, key=rank):
        ranked.setdefault(figure.indicateur.indicateur, figure)
    seen: Counter[str] = Counter()
    first: list[ChiffreLu] = []
    others: list[ChiffreLu] = []
    for figure in ranked.values():
        seen[figure.indicateur.thematique] += 1
        (first if seen[figure.indicateur.thematique] <= PAR_THEME else others).append(figure)
    return tuple([*first, *others][:count])

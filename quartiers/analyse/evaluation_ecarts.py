"""The two questions of the territory's own method: which quartiers are farthest from the agglomeration, and whether
they had come nearer or gone farther (:mod:`quartiers.analyse.evaluation_trajectoires`).

A gap is to the agglomeration where ``references`` has its value for the very year of the figure (``[evaluation]
agglomeration`` names it); else it is to the median QPV of France in the same edition, as everywhere in the reports,
and it is said to be so.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from quartiers.analyse.communes import Groupe, group_by_qpv
from quartiers.analyse.comparaisons import NON_COMPAREE, Comparaison, Fondement, Situation, difference
from quartiers.analyse.diagnostic import ChiffreLu, read_published
from quartiers.analyse.evaluation_trajectoires import Chemin, Trajectoire, against_agglomeration, against_france
from quartiers.analyse.incertitude import fluctuation, level_margin
from quartiers.analyse.perimetres import perimeter_change
from quartiers.analyse.publications import CONTEXTE, Publication, latest_of_parts, read_against
from quartiers.analyse.references_agglomeration import agglomeration_value
from quartiers.donnees.modele import Affirmation, Contrat, Indicateur, Quartier
from quartiers.donnees.tables.importees import ANCIENNE


@dataclass(frozen=True)
class Ecart:
    """A figure of a QPV against its yardstick. ``chiffre`` is None where nothing recent was imported; ``parties``
    are then the figures of the former QPV that it joins, which nothing allows to take together."""

    groupe: Groupe
    indicateur: Indicateur
    chiffre: ChiffreLu | None
    comparaison: Comparaison
    chemin: Chemin
    parties: tuple[Publication, ...] = ()

    @property
    def a_l_agglomeration(self) -> bool:
        return self.comparaison.fondement is Fondement.REFERENCE_DU_DOCUMENT

    @property
    def retard(self) -> float:
        """How far on the unfavourable side: negative on the other."""
        gap = self.comparaison.ecart or 0.0
        return gap if self.indicateur.sens == "defavorable" else -gap

    @property
    def sur(self) -> bool:
        """Whether the gap is read, and its level did not come by a jump."""
        saute = self.chiffre is not None and self.chiffre.saute
        return not saute and self.comparaison.situation not in (Situation.IMPRECISE, Situation.NON_COMPAREE)

    @property
    def fragile(self) -> bool:
        """Surely less favourable than its yardstick, and not by a jump that nobody has explained."""
        saute = self.chiffre is not None and self.chiffre.saute
        return self.comparaison.situation is Situation.FRAGILE and not saute


def read_gaps(
    contrat: Contrat, quartiers: Sequence[Quartier], indicateurs: Sequence[str] | None = None
) -> tuple[Ecart, ...]:
    """The gaps of some indicators, those of page 1 as a rule: by indicator, then by QPV."""
    groups = group_by_qpv(tuple(q for q in quartiers if q.est_qpv))
    indicators = (
        contrat.indicateurs[name] for name in (indicateurs or contrat.essentiel) if name in contrat.indicateurs
    )
    return tuple(_read_gap(contrat, group, i) for i in indicators for group in groups)


def _read_gap(contrat: Contrat, group: Groupe, indicateur: Indicateur) -> Ecart:
    figure = read_published(contrat, group[0], indicateur)
    if figure is None or figure.publication is None or figure.valeur is None:
        parts = latest_of_parts(contrat, group[0], indicateur.indicateur)
        return Ecart(group, indicateur, figure, NON_COMPAREE, Chemin(Trajectoire.SANS_DATES), parts)
    p = figure.publication
    value = agglomeration_value(contrat, indicateur.indicateur, p.annee)
    if value is None:
        return Ecart(group, indicateur, figure, figure.comparaison, against_france(contrat, group[0], figure))
    read = read_against(
        contrat,
        p,
        value,
        shown=figure.valeur,
        exact=p.exacte if p.exacte is not None else figure.valeur,
        codes=p.territoires,
    )
    read = replace(read, fondement=Fondement.REFERENCE_DU_DOCUMENT, territoire=contrat.agglomeration)
    return Ecart(group, indicateur, figure, read, against_agglomeration(contrat, group[0], p, read))


def rank_gaps(contrat: Contrat, gaps: Iterable[Ecart]) -> tuple[Ecart, ...]:
    """Of one indicator, the gaps on the unfavourable side that are more than what is said comparable, the widest first:
    in their true order, those that are too rough or came by a jump among the others."""
    found = [
        g
        for g in gaps
        if g.comparaison.ecart is not None and g.indicateur.sens != CONTEXTE and g.retard >= _threshold(contrat, g)
    ]
    return tuple(sorted(found, key=lambda g: -g.retard))


def _threshold(contrat: Contrat, g: Ecart) -> float:
    return contrat.lecture.ecart(g.comparaison.valeur_reference or 0.0, g.indicateur.unite)


def undivided(contrat: Contrat, ranked: Sequence[Ecart]) -> int:
    """How many of the first, in a row, the uncertainty does not set apart from the very first."""
    number = next((n for n, g in enumerate(ranked) if n and _apart(contrat, ranked[0], g)), len(ranked))
    return number if number > 1 else 0


def _apart(contrat: Contrat, one: Ecart, other: Ecart) -> bool:
    """Whether two gaps differ by more than the uncertainties of both levels."""
    gap = abs(difference(one.comparaison.ecart or 0.0, other.comparaison.ecart or 0.0))
    return gap > 0 and gap >= math.hypot(_margin(contrat, one), _margin(contrat, other))


def _margin(contrat: Contrat, g: Ecart) -> float:
    p = g.chiffre.publication if g.chiffre is not None else None
    if p is None or p.valeur is None:
        return 0.0
    sigma = fluctuation(contrat, g.indicateur, p.territoires, p.diffusion.cle, p.valeur)
    return level_margin(g.indicateur, sigma) if sigma is not None else 0.0


def all_before(contrat: Contrat, gaps: Iterable[Ecart]) -> bool:
    """Whether every figure describes a year before the contract's first, or comes from an edition before it."""
    found = [g.chiffre.publication for g in gaps if g.chiffre is not None and g.chiffre.publication is not None]
    return bool(found) and all((p.annee or p.diffusion.edition) < contrat.premiere_annee for p in found)


def changed_perimeters(contrat: Contrat, gaps: Iterable[Ecart]) -> tuple[list[Quartier], list[Quartier]]:
    """The quartiers whose figures are of a perimeter that is surely not theirs any more, then those that may be so."""
    sure: dict[str, Quartier] = {}
    unsure: dict[str, Quartier] = {}
    for g in gaps:
        p = g.chiffre.publication if g.chiffre is not None else None
        if p is None or p.diffusion.geographie != ANCIENNE:
            continue
        for q in g.groupe:
            change = perimeter_change(contrat, q)
            if change is not None:
                (sure if change.certain else unsure)[q.quartier] = q
    return list(sure.values()), list(unsure.values())


def newer_statements(contrat: Contrat, gaps: Iterable[Ecart]) -> tuple[tuple[Ecart, Affirmation], ...]:
    """What the document states of a year after that of the figure that a gap is read on: known, and not compared."""
    return tuple(
        (g, a)
        for g in gaps
        if g.chiffre is not None and (p := g.chiffre.publication) is not None and p.annee is not None
        for q in g.groupe
        for a in contrat.affirmations_de(q.quartier)
        if a.indicateur == g.indicateur.indicateur
        and a.valeur is not None
        and a.annee is not None
        and a.annee > p.annee
    )

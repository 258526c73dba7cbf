"""The figures of a quartier, read: each with its comparison and its trend.

A figure is published by a producer or stated by the document. Where both exist for an indicator, the
report keeps the published one, and carries the stated ones beside it (:func:`retained_figures`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from quartiers.analyse.comparaisons import NON_COMPAREE, Comparaison, Evolution, Situation, Tendance, compare, trend
from quartiers.analyse.paliers import Palier
from quartiers.analyse.publications import (
    LUES,
    Publication,
    broken_by,
    is_recent,
    latest_of_parts,
    series,
    series_of,
    trend_published,
)
from quartiers.analyse.rapprochement import EN_QUESTION, Verification, check_statement
from quartiers.analyse.repetitions import compare_series
from quartiers.analyse.sauts import Pas, first_jump, is_kept
from quartiers.analyse.socle import once_each, once_for_each
from quartiers.brefs import Bref
from quartiers.donnees.modele import Affirmation, Contrat, Indicateur, Quartier, Thematique
from quartiers.unites import COUNT

EXACTE: Final = "exacte"
PAR_THEME: Final = 1  # figures of one theme that set a quartier apart, while other themes have some


@dataclass(frozen=True)
class ChiffreLu(Bref):
    """A figure with its indicator, comparison and trend: a statement's, or a publication's.

    ``enonces`` are the document's own figures for the indicator, when this one is published;
    ``verification`` is what the publications say of a statement. ``parties`` are the figures of the former QPV
    that the quartier's QPV joins, where nothing allows to take them together; or, of a stated figure, the
    publication that says that it is not published (statistical secrecy). ``saut`` is the jump by which the published
    series came to its level (:mod:`quartiers.analyse.sauts`), ``saut_confirme`` that later editions keep to that level.
    """

    indicateur: Indicateur
    comparaison: Comparaison
    tendance: Tendance | None
    affirmation: Affirmation | None = None
    publication: Publication | None = None
    enonces: tuple["ChiffreLu", ...] = ()
    verification: Verification | None = None
    parties: tuple[Publication, ...] = ()
    saut: Pas | None = None
    saut_confirme: bool = False

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
        """More fragile than its reference, or getting worse without being less fragile than it.

        A statement that the publications deny shows no fragility, nor the mere change that one states, nor a figure
        that worsens in the least fragile quarter of the QPV of France.
        """
        if self.dementi:
            return False
        if self.comparaison.situation is Situation.FRAGILE:
            return True
        worsening = self.publie and self.tendance is not None and self.tendance.evolution is Evolution.DEGRADATION
        place = self.comparaison.place
        sound = place is not None and place.palier in (Palier.QUART_FAVORABLE, Palier.DIXIEME_FAVORABLE)
        return worsening and self.comparaison.situation is not Situation.FAVORABLE and not sound

    @property
    def douteux(self) -> bool:
        """A statement whose words deny its own numbers, or whose numbers the publications deny."""
        if self.comparaison.contredite or (self.tendance is not None and self.tendance.contredite):
            return True
        return self.dementi

    @property
    def dementi(self) -> bool:
        """A statement that the publications deny, or that is older than they are."""
        return self.verification is not None and self.verification.accord in EN_QUESTION

    @property
    def saute(self) -> bool:
        """The series jumps where no neighbour's does: its level is to be confirmed."""
        return self.saut is not None or (self.tendance is not None and self.tendance.rupture is not None)

    @property
    def a_confirmer(self) -> bool:
        """The level was come to by a jump, and no later edition has it too."""
        return self.saute and not self.saut_confirme

    @property
    def niveau_a_confirmer(self) -> bool:
        """It is published, and its last edition made the jump, or none keeps it: not a series that only broke earlier,
        and stayed since."""
        last, t = self.publication, self.tendance
        if last is None or not self.a_confirmer:
            return False
        broken = t.rupture if t is not None else None
        return self.saut is not None or (broken is not None and broken[1][0].edition == last.diffusion.edition)

    @property
    def sans_date(self) -> bool:
        """Neither a year nor an edition says when the figure is from."""
        return self.publication is None and self.annee is None

    @property
    def poids(self) -> float:
        """How far the figure is from its reference: points, or % of euros."""
        gap, reference = self.comparaison.ecart, self.comparaison.valeur_reference
        if gap is None or not reference:
            return 0.0
        return abs(gap) if self.indicateur.unite == "%" else abs(gap) / reference * 100

    @property
    def gravite(self) -> tuple[bool, float, float]:
        """To rank figures of one quartier, the gravest last: by their place among the QPV of France, whatever their
        units; those that have none come before, by their gap."""
        place = self.comparaison.place
        return place is not None, place.centile if place is not None else 0.0, self.poids

    @property
    def extreme(self) -> bool:
        """Among the tenth of the QPV of France that are the most fragile, and surely under the median."""
        place = self.comparaison.place
        fragile = self.comparaison.situation is Situation.FRAGILE
        return fragile and place is not None and place.palier is Palier.DIXIEME_FRAGILE


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
    published = series_of(contrat, quartier, indicateur.indicateur)
    if not published or not is_recent(contrat, published[-1]):
        return None
    return _read_series(contrat, (published[-1].territoires, indicateur.indicateur))


@once_for_each
def _read_series(contrat: Contrat, of: tuple[tuple[str, ...], str]) -> ChiffreLu:
    """The newest figure of some QPV taken together, of an indicator, read: it owes nothing to what a document says."""
    published = series(contrat, *of)
    jump = first_jump(contrat, published)
    return ChiffreLu(
        contrat.indicateurs[of[1]],
        compare_series(contrat, published),
        through_jump(jump, trend_published(contrat, published)),
        publication=published[-1],
        saut=jump,
        saut_confirme=is_kept(contrat, published, jump),
    )


def through_jump(jump: Pas | None, read: Tendance | None) -> Tendance | None:
    """A change that goes through a jump is none, whichever rule found the jump: the same in all parts of a report."""
    if jump is None or read is None or read.editions is None or read.rupture is not None:
        return read
    (one, two), (first, last) = jump, read.editions
    return broken_by(read, jump) if first <= one.diffusion.edition and two.diffusion.edition <= last else read


@once_each
def retained_figures(contrat: Contrat, quartier: str) -> tuple[ChiffreLu, ...]:
    """The figures that describe the quartier: for each indicator the published one, or else those stated.

    A figure that is not published (statistical secrecy) is kept without a value, or beside the stated ones.
    They are read once for a contract object: the checks, the synthesis and the workbook all want them.
    """
    stated = read_figures(contrat, quartier)
    retained: list[ChiffreLu] = []
    for indicateur in contrat.indicateurs.values():
        own = tuple(f for f in stated if f.indicateur.indicateur == indicateur.indicateur)
        published = read_published(contrat, contrat.quartiers[quartier], indicateur)
        if published is not None and (published.valeur is not None or not own):
            retained.append(replace(published, enonces=own) if own else published)
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
    """Figures less favourable than their reference, sure and dated ones first, then the gravest; not those denied."""
    fragile = (f for f in figures if f.comparaison.situation is Situation.FRAGILE and not f.dementi)
    return tuple(sorted(sorted(fragile, key=lambda f: f.gravite, reverse=True), key=lambda f: (f.douteux, f.sans_date)))


def most_favorable(figures: tuple[ChiffreLu, ...]) -> tuple[ChiffreLu, ...]:
    """Figures less fragile than their reference, sure and dated ones first, the least fragile of them first; not those
    denied."""
    favorable = (f for f in figures if f.comparaison.situation is Situation.FAVORABLE and not f.dementi)

    def rank(figure: ChiffreLu) -> tuple[bool, bool, bool, float, float]:
        placed, centile, gap = figure.gravite
        return figure.douteux, figure.sans_date, not placed, centile, -gap

    return tuple(sorted(favorable, key=rank))


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


def is_affirmed(figure: ChiffreLu) -> bool:
    """Whether a report says of a figure that it changed: all its parts ask it here, and none says it of another.

    Counts have no reading: they are told beside the shares. What is only stated is the document's to affirm; what
    jumped, or is not told from what the QPV of France did, or
    whose number does not follow, is told without being affirmed.
    """
    t = figure.tendance
    return figure.publie and figure.indicateur.unite != COUNT and t is not None and t.evolution in LUES


def affirmed_changes(figures: tuple[ChiffreLu, ...]) -> tuple[ChiffreLu, ...]:
    """The changes that a report affirms, the first figure of each indicator; in the order of the figures."""
    found: dict[str, ChiffreLu] = {}
    for figure in figures:
        if is_affirmed(figure):
            found.setdefault(figure.indicateur.indicateur, figure)
    return tuple(found.values())


def key_figures(contrat: Contrat, figures: tuple[ChiffreLu, ...], more: int) -> tuple[ChiffreLu, ...]:
    """The figures of page 1: the contract's core, the same in every report, then ``more`` at most that set this
    quartier apart.

    The latter are the gravest of those that are surely more fragile than their reference, in the most fragile quarter
    of the QPV of France where that is known, and of two themes while there are; none of them is in doubt, undated,
    stated by the document alone while others are published, a share of incomes that pensions make low, or a part of
    another one. Where
    nothing is published of the core, others take its place.
    """
    valued = [f for f in figures if f.valeur is not None and not f.dementi]
    first: dict[str, ChiffreLu] = {}
    for figure in map(_without_denied, figures):  # withheld, or known of former QPV only, it is still of the core
        told = figure.publie or bool(figure.parties) or figure.valeur is not None
        if told and not figure.dementi and figure.indicateur.indicateur in contrat.essentiel:
            first.setdefault(figure.indicateur.indicateur, figure)
    core = [first[name] for name in contrat.essentiel if name in first]
    rest = [f for f in valued if f.indicateur.indicateur not in first]
    told_of = any(f.publie or f.parties for f in core)
    wanted = more if told_of else more + len(contrat.essentiel) - len(core)
    apart: dict[str, ChiffreLu] = {}
    for figure in most_fragile(tuple(rest)):
        sure = not figure.douteux and not figure.saute and not figure.sans_date and (figure.publie or not told_of)
        if sure and _stands_out(figure) and not is_made_low(figure, figures):
            apart.setdefault(figure.indicateur.indicateur, figure)
    chosen: list[ChiffreLu] = []
    seen: Counter[str] = Counter()
    later: list[ChiffreLu] = []
    for figure in apart.values():
        theme = figure.indicateur.thematique
        if any(_is_taken_for(figure.indicateur, other.indicateur) for other in (*core, *chosen, *later)):
            continue
        (later if seen[theme] >= PAR_THEME else chosen).append(figure)
        seen[theme] += 1
    return (*core, *[*chosen, *later][:wanted])


def _is_taken_for(one: Indicateur, other: Indicateur) -> bool:
    """Whether both are shares of one whole, and easily mistaken for each other: side by side, « inscribed for a year »
    and « for two » would be heard as two halves."""
    mistaken = other.indicateur in one.confusions or one.indicateur in other.confusions
    return mistaken and one.poids is not None and one.poids == other.poids


def read_with(figure: ChiffreLu, figures: Sequence[ChiffreLu]) -> ChiffreLu | None:
    """The published figure that an indicator has to be read beside (``lire_avec``), of the same date; None for the
    indicator of most figures."""
    other = figure.indicateur.lire_avec
    found = (f for f in figures if f.indicateur.indicateur == other and f.publie)
    return next((f for f in found if figure.publie and f.annee == figure.annee), None)


def takes_from(figure: ChiffreLu, other: ChiffreLu) -> bool:
    """Whether both are shares of one income, and the other surely more of it than in the median QPV: as much is left
    for the first, and nobody is poorer for that."""
    shares = figure.indicateur.est_part_de_revenu and other.indicateur.est_part_de_revenu
    return shares and other.comparaison.situation is Situation.AU_DESSUS


def is_made_low(figure: ChiffreLu, figures: Sequence[ChiffreLu]) -> bool:
    """Whether what an indicator has to be read beside takes from it: it is low, and shows no need by that."""
    other = read_with(figure, figures)
    return other is not None and takes_from(figure, other)


def _without_denied(figure: ChiffreLu) -> ChiffreLu:
    """What is published of the former QPV, rather than a statement that it denies."""
    if figure.dementi and figure.parties:
        return ChiffreLu(figure.indicateur, NON_COMPAREE, None, parties=figure.parties)
    return figure


def _stands_out(figure: ChiffreLu) -> bool:
    """In the most fragile quarter of the QPV of France; any fragile figure where that is not known."""
    place = figure.comparaison.place
    return place is None or place.palier in (Palier.DIXIEME_FRAGILE, Palier.QUART_FRAGILE)

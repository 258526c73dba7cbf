"""Diagnostic ↔ priorities: which priority each fragility supports, and what stands alone.

How a priority answers is said in :mod:`quartiers.analyse.reponses`. What readings of the document say (table
``appuis``; ``data/LISEZMOI.md`` says whose) goes before what a rule of words makes of it, which serves for the rest.
Only fragile figures and findings that are difficulties ask for an answer, besides what a reading says to support a
priority. A figure in doubt supports nothing, were it confirmed; where only its label is wrong, the published figure
does under its own. A finding that the tables took from the priority's own lines is answered by it (*dit par la
priorité*), and does not support it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from quartiers.analyse.diagnostic import ChiffreLu, is_made_low, retained_figures
from quartiers.analyse.mots import word_finder
from quartiers.analyse.proches import shared_subjects
from quartiers.analyse.renommes import confirmed_under_another_label, named_rightly
from quartiers.analyse.reponses import (
    Reponse,
    answer_to_finding,
    answer_to_indicator,
    is_reserved,
    linked_themes,
)
from quartiers.analyse.socle import once
from quartiers.brefs import Bref
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Constat, Contrat, Indicateur, Priorite
from quartiers.donnees.tables.appuis import PROCHE
from quartiers.donnees.tables.projets import DIFFICULTE
from quartiers.donnees.tables.suivi import CONFIRME, INFIRME

__all__ = [
    "NO_SUPPORT",
    "Appui",
    "Correspondance",
    "Reponse",
    "Soutien",
    "answer_in",
    "answer_to_finding",
    "answer_to_indicator",
    "is_denied",
    "is_near",
    "is_reserved",
    "match_figures",
    "match_priorities",
    "mentions",
    "names_its_theme",
    "words_of_theme",
]

# What a reading makes of a pair.
_ANSWERS = {CONFIRME: Reponse.CONFIRMEE, PROCHE: Reponse.PROCHE, INFIRME: Reponse.AUCUNE}
UNANSWERED = (Reponse.AUCUNE, Reponse.EVOQUEE)
NO_SUPPORT = (Reponse.PROPRE, Reponse.PROCHE, *UNANSWERED)


@dataclass(frozen=True)
class Appui:
    """A fragility (figure or finding) and the priorities that answer it."""

    source: ChiffreLu | Constat
    reponses: tuple[tuple[Priorite, Reponse], ...]

    @property
    def reponse(self) -> Reponse:
        answers = {answer for _, answer in self.reponses}
        return next((answer for answer in Reponse if answer in answers), Reponse.AUCUNE)

    @property
    def priorites(self) -> tuple[Priorite, ...]:
        """The priorities of the best answer only."""
        return tuple(p for p, answer in self.reponses if answer is self.reponse)


@dataclass(frozen=True)
class Soutien:
    """What a priority rests on: fragile figures by how they are linked to it, and difficulties likewise.

    ``confirmes`` are the figures that a reading says to support it, ``entendus`` the findings; ``constats`` those that
    have its theme and nothing else of it, ``lies`` a linked theme. ``propres`` are the difficulties that its own text
    gives, ``du_meme_public`` what the document states of its publics without showing a fragility, ``en_doute`` what a
    reading says to support it and that the publications deny: none of these supports it, and none lets one say that
    nothing is there.
    """

    directs: tuple[ChiffreLu, ...]
    de_theme: tuple[ChiffreLu, ...]
    indirects: tuple[ChiffreLu, ...]
    constats: tuple[Constat, ...]
    propres: tuple[Constat, ...] = ()
    du_meme_public: tuple[ChiffreLu, ...] = ()
    confirmes: tuple[ChiffreLu, ...] = ()
    entendus: tuple[Constat, ...] = ()
    du_sujet: tuple[Constat, ...] = ()
    lies: tuple[Constat, ...] = ()
    en_doute: tuple[ChiffreLu, ...] = ()

    @property
    def chiffres(self) -> tuple[ChiffreLu, ...]:
        return (*self.confirmes, *self.directs, *self.de_theme, *self.indirects)

    @property
    def tous_constats(self) -> tuple[Constat, ...]:
        """The findings that support it, those that a reading says to first; not those of its own text."""
        return (*self.entendus, *self.du_sujet, *self.constats, *self.lies)

    def __bool__(self) -> bool:
        return bool(self.chiffres or self.tous_constats)


@dataclass(frozen=True)
class Correspondance(Bref):
    """Both sides of a quartier: what each fragility finds, and the priorities that none leads to.

    ``voisins`` are, by priority, the figures that the document states of its publics, and that show no fragility;
    ``en_doute`` those that a reading says to support it and that are denied.
    """

    chiffres: tuple[Appui, ...]
    constats: tuple[Appui, ...]
    priorites_sans_appui: tuple[Priorite, ...]
    voisins: Mapping[str, tuple[ChiffreLu, ...]] = field(default_factory=dict)
    en_doute: Mapping[str, tuple[ChiffreLu, ...]] = field(default_factory=dict)

    @property
    def sans_priorite(self) -> tuple[Appui, ...]:
        """The fragilities that no priority answers; a difficulty that a reading only says to come near one is among
        them: no priority names it."""
        return (
            *(a for a in self.chiffres if a.reponse in UNANSWERED),
            *(a for a in self.constats if a.reponse in (Reponse.PROCHE, *UNANSWERED)),
        )

    def soutien_de(self, priorite: Priorite) -> Soutien:
        """The other way round: what a priority answers."""

        def answered(answer: Reponse) -> tuple[ChiffreLu, ...]:
            figures = (a.source for a in self.chiffres if (priorite, answer) in a.reponses)
            return tuple(f for f in figures if isinstance(f, ChiffreLu))

        def heard(answer: Reponse) -> tuple[Constat, ...]:
            findings = (a.source for a in self.constats if (priorite, answer) in a.reponses)
            return tuple(c for c in findings if isinstance(c, Constat))

        return Soutien(
            answered(Reponse.DIRECTE),
            answered(Reponse.THEME),
            answered(Reponse.INDIRECTE),
            heard(Reponse.THEME),
            heard(Reponse.PROPRE),
            self.voisins.get(priorite.priorite, ()),
            answered(Reponse.CONFIRMEE),
            heard(Reponse.CONFIRMEE),
            heard(Reponse.SUJET),
            heard(Reponse.INDIRECTE),
            self.en_doute.get(priorite.priorite, ()),
        )


def answer_in(contrat: Contrat, priorite: Priorite, indicateur: Indicateur) -> Reponse:
    """As :func:`answer_to_indicator`, or that the priority has a word of the indicator's theme."""
    answer = answer_to_indicator(priorite, indicateur)
    if answer is Reponse.AUCUNE and any(mentions(contrat, priorite, t) for t in contrat.themes_of(indicateur)):
        return Reponse.EVOQUEE
    return answer


def _answer_to_finding(contrat: Contrat, priorite: Priorite, constat: Constat) -> Reponse:
    """By what they share, themes apart where it is a subject: a theme is where somebody filed them."""
    answer = answer_to_finding(priorite, constat)
    if answer is Reponse.PROPRE:
        return answer
    subjects = shared_subjects(contrat, priorite, constat)
    if subjects or (answer is Reponse.THEME and subjects is not None):
        return Reponse.SUJET
    if answer is Reponse.THEME:
        return answer
    if priorite.thematique in linked_themes(contrat).get(constat.thematique, ()):
        return Reponse.INDIRECTE
    return Reponse.EVOQUEE if mentions(contrat, priorite, constat.thematique) else Reponse.AUCUNE


def mentions(contrat: Contrat, priorite: Priorite, thematique: str) -> bool:
    """Whether the title of a priority, or one of its forms, has a word of a theme: the words that its row lists.

    A word stands for those that it begins (« jeune » for « jeunes »), capitals and accents set aside.
    """
    texts = (priorite.intitule, *(d.declinaison for d in priorite.declinaisons))
    return any(words_of_theme(contrat, thematique, text) for text in texts)


def words_of_theme(contrat: Contrat, thematique: str, text: str) -> bool:
    """Whether a text has a word of a theme, or one that begins as it does."""
    return word_finder(contrat.thematiques[thematique].mots)(fold(text))


def names_its_theme(contrat: Contrat, constat: Constat) -> bool:
    """Whether the text of a finding has a word of the theme that it is filed under; of a theme that lists no words,
    nothing can be told.

    The theme is what the tables say: a finding on the use of social rights filed under health is no evidence of a
    health problem by itself.
    """
    theme = contrat.thematiques[constat.thematique]
    return not theme.mots or words_of_theme(contrat, constat.thematique, constat.constat)


def match_priorities(contrat: Contrat, quartier: str) -> Correspondance:
    """The fragile figures and the difficulties found in a quartier, with the priorities that answer each."""
    return match_figures(contrat, quartier, retained_figures(contrat, quartier))


def match_figures(contrat: Contrat, quartier: str, retained: Iterable[ChiffreLu]) -> Correspondance:
    """As :func:`match_priorities`, for who has read the quartier's figures already."""
    priorites = contrat.priorites_de(quartier)
    retained = tuple(retained)
    read = _readings(contrat)
    renamed = confirmed_under_another_label(contrat, retained, priorites, read)
    figures = tuple(
        Appui(figure, _answers((p, _answer_to_figure(contrat, p, figure, renamed)) for p in priorites))
        for figure in _figures_that_ask(contrat, retained, priorites, renamed)
    )
    findings = tuple(
        Appui(constat, _answers((p, _answer_as_read(contrat, p, constat)) for p in priorites))
        for constat in contrat.constats_de(quartier)
        if constat.nature == DIFFICULTE or any(read.get((p.priorite, constat.constat_id)) for p in priorites)
    )
    pairs = (pair for appui in (*figures, *findings) for pair in appui.reponses)
    supported = {p.priorite for p, answer in pairs if answer not in NO_SUPPORT}
    near = {p.priorite: _stated_of_publics(contrat, p, retained) for p in priorites if p.publics}
    denied = {p.priorite: found for p in priorites if (found := _confirmed_in_doubt(contrat, p, retained))}
    alone = tuple(p for p in priorites if p.priorite not in supported)
    return Correspondance(figures, findings, alone, near, denied)


@once
def _readings(contrat: Contrat) -> Mapping[tuple[str, str], bool]:
    """Whether a finding or a statement supports a priority, of the pairs that were read."""
    return {(a.priorite, a.constat or a.affirmation or ""): a.lien == CONFIRME for a in contrat.appuis}


@once
def _verdicts(contrat: Contrat) -> Mapping[tuple[str, str], str]:
    return {(a.priorite, a.constat or a.affirmation or ""): a.lien for a in contrat.appuis}


def is_denied(contrat: Contrat, priorite: Priorite, source: str) -> bool:
    """Whether a reading says that a finding, or a statement, neither supports a priority nor comes near it."""
    return _verdicts(contrat).get((priorite.priorite, source)) == INFIRME


def is_near(contrat: Contrat, priorite: Priorite, source: str) -> bool:
    """Whether a reading says that a finding, or a statement, comes near a priority without supporting it."""
    return _verdicts(contrat).get((priorite.priorite, source)) == PROCHE


def _figures_that_ask(
    contrat: Contrat,
    retained: Sequence[ChiffreLu],
    priorites: Sequence[Priorite],
    renamed: Collection[tuple[str, str]],
) -> Iterator[ChiffreLu]:
    """The fragile figures, and the statements that a reading says to support a priority; none in doubt, and no share
    of incomes that pensions make low."""
    read = _readings(contrat)
    for figure in retained:
        carried = any((p.priorite, figure.indicateur.indicateur) in renamed for p in priorites) and figure.publie
        if carried or (figure.fragile and not figure.douteux and not is_made_low(figure, retained)):
            yield figure
            continue
        for stated in (figure, *figure.enonces):
            name = stated.affirmation.affirmation if stated.affirmation is not None else ""
            if not stated.douteux and any(read.get((p.priorite, name)) for p in priorites):
                yield stated


def _answer_to_figure(
    contrat: Contrat, priorite: Priorite, figure: ChiffreLu, renamed: Collection[tuple[str, str]]
) -> Reponse:
    """What a reading says of any statement of the indicator, else what the rule does; a statement that asks for no
    answer by itself has that of the reading alone. What was said against a statement that the publications deny is not
    said against the figure that they give instead."""
    read = _verdicts(contrat)
    verdicts = [
        _ANSWERS[read[priorite.priorite, f.affirmation.affirmation]]
        for f in (figure, *figure.enonces)
        if f.affirmation is not None and not f.douteux and (priorite.priorite, f.affirmation.affirmation) in read
    ]
    if verdicts:
        return next(answer for answer in Reponse if answer in verdicts)
    if figure.publie and (priorite.priorite, figure.indicateur.indicateur) in renamed:
        return Reponse.CONFIRMEE
    return answer_in(contrat, priorite, figure.indicateur) if figure.fragile else Reponse.AUCUNE


def _answer_as_read(contrat: Contrat, priorite: Priorite, constat: Constat) -> Reponse:
    """As for figures; what is no difficulty has the answer of the reading alone."""
    verdict = _verdicts(contrat).get((priorite.priorite, constat.constat_id))
    if verdict is not None:
        return _ANSWERS[verdict]
    return _answer_to_finding(contrat, priorite, constat) if constat.nature == DIFFICULTE else Reponse.AUCUNE


def _confirmed_in_doubt(contrat: Contrat, priorite: Priorite, retained: Sequence[ChiffreLu]) -> tuple[ChiffreLu, ...]:
    """The statements that a reading says to support a priority, and that cannot be relied upon; not where the figure
    that is published shows the fragility."""
    read = _readings(contrat)
    return tuple(
        stated
        for figure in retained
        if not (figure.fragile and not figure.douteux)
        for stated in (figure, *figure.enonces)
        if stated.affirmation is not None
        and stated.douteux
        and named_rightly(contrat, stated, retained) is None
        and read.get((priorite.priorite, stated.affirmation.affirmation))
    )


def _stated_of_publics(contrat: Contrat, priorite: Priorite, retained: Iterable[ChiffreLu]) -> tuple[ChiffreLu, ...]:
    """What the document states of the publics that a priority names, and that supports nothing: it is there, and how it
    stands is said; not where a reading denies the link."""
    known = _readings(contrat)
    return tuple(
        read
        for figure in retained
        if set(figure.indicateur.publics) & set(priorite.publics)
        for read in (figure, *figure.enonces)
        if read.affirmation is not None
        and (read.douteux or not read.fragile)
        and not known.get((priorite.priorite, read.affirmation.affirmation))
        and not is_denied(contrat, priorite, read.affirmation.affirmation)
    )


def _answers(pairs: Iterable[tuple[Priorite, Reponse]]) -> tuple[tuple[Priorite, Reponse], ...]:
    return tuple((p, answer) for p, answer in pairs if answer is not Reponse.AUCUNE)

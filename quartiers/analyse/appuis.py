"""Diagnostic ↔ priorities: which priority each fragility supports, and what stands alone.

What is known of a priority is its theme and its publics: how much a link says depends on what is shared.

- *directe*: the theme (the indicator's, or one that ``indicateurs.csv`` links to it) and a public;
- *par thème*: the indicator's very theme, and no public to tell more; so is every link of a finding, of which only
  the theme is known;
- *indirecte*: a linked theme, or the very theme while the priority names other publics;
- *évoquée*: another theme, but the priority or one of its forms has a word of this one (``mots`` of ``thematiques``):
  no answer, and one does not say that nothing is said.

The first is evidence, the others say where to look. Only fragile figures and findings that are difficulties ask for an
answer. A figure in doubt supports nothing. A finding that the tables took from the priority's own lines is answered by
it (*dit par la priorité*), and does not support it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from quartiers.analyse.diagnostic import ChiffreLu, retained_figures
from quartiers.analyse.mots import word_finder
from quartiers.brefs import Bref
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Constat, Contrat, Indicateur, Priorite


class Reponse(StrEnum):
    DIRECTE = "même thème et même public"
    THEME = "même thème"
    INDIRECTE = "thème lié"
    EVOQUEE = "évoqué par une priorité d'un autre thème"
    PROPRE = "dit par la priorité elle-même"
    AUCUNE = "sans priorité"


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
    """What a priority rests on: fragile figures by how they are linked to it, and difficulties found on its theme.

    ``propres`` are the difficulties that its own text gives, ``du_meme_public`` what the document states of its publics
    without showing a fragility: neither supports it, and neither lets one say that nothing is there.
    """

    directs: tuple[ChiffreLu, ...]
    de_theme: tuple[ChiffreLu, ...]
    indirects: tuple[ChiffreLu, ...]
    constats: tuple[Constat, ...]
    propres: tuple[Constat, ...] = ()
    du_meme_public: tuple[ChiffreLu, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.directs or self.de_theme or self.indirects or self.constats)


@dataclass(frozen=True)
class Correspondance(Bref):
    """Both sides of a quartier: what each fragility finds, and the priorities that none leads to.

    ``voisins`` are, by priority, the figures that the document states of its publics, and that show no fragility.
    """

    chiffres: tuple[Appui, ...]
    constats: tuple[Appui, ...]
    priorites_sans_appui: tuple[Priorite, ...]
    voisins: Mapping[str, tuple[ChiffreLu, ...]] = field(default_factory=dict)

    @property
    def sans_priorite(self) -> tuple[Appui, ...]:
        return tuple(a for a in (*self.chiffres, *self.constats) if a.reponse in (Reponse.AUCUNE, Reponse.EVOQUEE))

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
        )


def answer_to_indicator(priorite: Priorite, indicateur: Indicateur) -> Reponse:
    """How a priority answers an indicator, by the rule of this module."""
    same, linked = priorite.thematique == indicateur.thematique, priorite.thematique in indicateur.thematiques_liees
    if not same and not linked:
        return Reponse.AUCUNE
    if set(priorite.publics) & set(indicateur.publics):
        return Reponse.DIRECTE
    others = bool(indicateur.publics and priorite.publics)
    return Reponse.THEME if same and not others else Reponse.INDIRECTE


def answer_in(contrat: Contrat, priorite: Priorite, indicateur: Indicateur) -> Reponse:
    """As :func:`answer_to_indicator`, or that the priority has a word of the indicator's theme."""
    answer = answer_to_indicator(priorite, indicateur)
    if answer is Reponse.AUCUNE and any(mentions(contrat, priorite, t) for t in contrat.themes_of(indicateur)):
        return Reponse.EVOQUEE
    return answer


def _answer_to_finding(contrat: Contrat, priorite: Priorite, constat: Constat) -> Reponse:
    answer = answer_to_finding(priorite, constat)
    return Reponse.EVOQUEE if answer is Reponse.AUCUNE and mentions(contrat, priorite, constat.thematique) else answer


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


def answer_to_finding(priorite: Priorite, constat: Constat) -> Reponse:
    """How a priority answers a finding: by their theme, unless the finding was taken from the priority's own lines."""
    if priorite.thematique != constat.thematique:
        return Reponse.AUCUNE
    return Reponse.PROPRE if _lines(priorite.lignes) & _lines(constat.lignes) else Reponse.THEME


def _lines(text: str | None) -> set[int]:
    """Numbers of the lines that a cell names.

    >>> sorted(_lines("35, 40-42"))
    [35, 40, 41, 42]
    """
    parts = (part.strip().split("-") for part in (text or "").split(",") if part.strip())
    return {line for part in parts for line in range(int(part[0]), int(part[-1]) + 1)}


def match_priorities(contrat: Contrat, quartier: str) -> Correspondance:
    """The fragile figures and the difficulties found in a quartier, with the priorities that answer each."""
    return match_figures(contrat, quartier, retained_figures(contrat, quartier))


def match_figures(contrat: Contrat, quartier: str, retained: Iterable[ChiffreLu]) -> Correspondance:
    """As :func:`match_priorities`, for who has read the quartier's figures already."""
    priorites = contrat.priorites_de(quartier)
    retained = tuple(retained)
    figures = tuple(
        Appui(figure, _answers((p, answer_in(contrat, p, figure.indicateur)) for p in priorites))
        for figure in retained
        if figure.fragile and not figure.douteux
    )
    findings = tuple(
        Appui(constat, _answers((p, _answer_to_finding(contrat, p, constat)) for p in priorites))
        for constat in contrat.constats_de(quartier)
        if constat.nature == "difficulté"
    )
    pairs = (pair for appui in (*figures, *findings) for pair in appui.reponses)
    supported = {p.priorite for p, answer in pairs if answer not in (Reponse.PROPRE, Reponse.EVOQUEE)}
    near = {p.priorite: _stated_of_publics(p, retained) for p in priorites if p.publics}
    return Correspondance(figures, findings, tuple(p for p in priorites if p.priorite not in supported), near)


def _stated_of_publics(priorite: Priorite, retained: Iterable[ChiffreLu]) -> tuple[ChiffreLu, ...]:
    """What the document states of the publics that a priority names, and that supports nothing."""
    return tuple(
        read
        for figure in retained
        if set(figure.indicateur.publics) & set(priorite.publics)
        for read in (figure, *figure.enonces)
        if read.affirmation is not None and (read.douteux or not read.fragile)
    )


def _answers(pairs: Iterable[tuple[Priorite, Reponse]]) -> tuple[tuple[Priorite, Reponse], ...]:
    return tuple((p, answer) for p, answer in pairs if answer is not Reponse.AUCUNE)

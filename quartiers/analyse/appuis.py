"""Diagnostic ↔ priorities: which priority each fragility supports, and what stands alone.

What is known of a priority is its theme and its publics: how much a link says depends on what is shared.

- *directe*: the theme (the indicator's, or one that ``indicateurs.csv`` links to it) and a public;
- *par thème*: the indicator's very theme, and no public to tell more; so is every link of a finding, of which only
  the theme is known;
- *indirecte*: a linked theme, or the very theme while the priority names other publics.

The first is evidence, the others say where to look. Only fragile figures and findings that are difficulties ask for an
answer. A figure in doubt supports nothing. A finding that the tables took from the priority's own lines is answered by
it (*dit par la priorité*), and does not support it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from quartiers.analyse.diagnostic import ChiffreLu, retained_figures
from quartiers.donnees.modele import Constat, Contrat, Indicateur, Priorite


class Reponse(StrEnum):
    DIRECTE = "même thème et même public"
    THEME = "même thème"
    INDIRECTE = "thème lié"
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
        for answer in (Reponse.DIRECTE, Reponse.THEME, Reponse.INDIRECTE, Reponse.PROPRE):
            if answer in answers:
                return answer
        return Reponse.AUCUNE

    @property
    def priorites(self) -> tuple[Priorite, ...]:
        """The priorities of the best answer only."""
        return tuple(p for p, answer in self.reponses if answer is self.reponse)


@dataclass(frozen=True)
class Soutien:
    """What a priority rests on: fragile figures by how they are linked to it, and difficulties found on its theme."""

    directs: tuple[ChiffreLu, ...]
    de_theme: tuple[ChiffreLu, ...]
    indirects: tuple[ChiffreLu, ...]
    constats: tuple[Constat, ...]

    def __bool__(self) -> bool:
        return bool(self.directs or self.de_theme or self.indirects or self.constats)


@dataclass(frozen=True)
class Correspondance:
    """Both sides of a quartier: what each fragility finds, and the priorities that none leads to."""

    chiffres: tuple[Appui, ...]
    constats: tuple[Appui, ...]
    priorites_sans_appui: tuple[Priorite, ...]

    @property
    def sans_priorite(self) -> tuple[Appui, ...]:
        return tuple(a for a in (*self.chiffres, *self.constats) if a.reponse is Reponse.AUCUNE)

    def soutien_de(self, priorite: Priorite) -> Soutien:
        """The other way round: what a priority answers."""

        def answered(answer: Reponse) -> tuple[ChiffreLu, ...]:
            figures = (a.source for a in self.chiffres if (priorite, answer) in a.reponses)
            return tuple(f for f in figures if isinstance(f, ChiffreLu))

        heard = (a.source for a in self.constats if (priorite, Reponse.THEME) in a.reponses)
        findings = tuple(c for c in heard if isinstance(c, Constat))
        return Soutien(answered(Reponse.DIRECTE), answered(Reponse.THEME), answered(Reponse.INDIRECTE), findings)


def answer_to_indicator(priorite: Priorite, indicateur: Indicateur) -> Reponse:
    """How a priority answers an indicator, by the rule of this module."""
    same, linked = priorite.thematique == indicateur.thematique, priorite.thematique in indicateur.thematiques_liees
    if not same and not linked:
        return Reponse.AUCUNE
    if set(priorite.publics) & set(indicateur.publics):
        return Reponse.DIRECTE
    others = bool(indicateur.publics and priorite.publics)
    return Reponse.THEME if same and not others else Reponse.INDIRECTE


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
    figures = tuple(
        Appui(figure, _answers((p, answer_to_indicator(p, figure.indicateur)) for p in priorites))
        for figure in retained
        if figure.fragile and not figure.douteux
    )
    findings = tuple(
        Appui(constat, _answers((p, answer_to_finding(p, constat)) for p in priorites))
        for constat in contrat.constats_de(quartier)
        if constat.nature == "difficulté"
    )
    pairs = (pair for appui in (*figures, *findings) for pair in appui.reponses)
    supported = {p.priorite for p, answer in pairs if answer is not Reponse.PROPRE}
    return Correspondance(figures, findings, tuple(p for p in priorites if p.priorite not in supported))


def _answers(pairs: Iterable[tuple[Priorite, Reponse]]) -> tuple[tuple[Priorite, Reponse], ...]:
    return tuple((p, answer) for p, answer in pairs if answer is not Reponse.AUCUNE)

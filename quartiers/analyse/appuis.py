"""Diagnostic ↔ priorities: which priority each fragility supports, and what stands alone.

A priority answers a figure when it is filed under the indicator's theme, or under one of the themes
that ``indicateurs.csv`` links to it; the answer is *directe* if it is the very theme, or a linked one
with a public that the indicator concerns; otherwise *indirecte*. When the indicator concerns a public
that a priority of the very theme does not name, while the priority names others, the answer is
*indirecte* too. A priority answers a finding when both have the same theme;
only findings that are difficulties ask for an answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from quartiers.analyse.diagnostic import ChiffreLu, retained_figures
from quartiers.donnees.modele import Constat, Contrat, Indicateur, Priorite


class Reponse(StrEnum):
    DIRECTE = "réponse directe"
    INDIRECTE = "réponse indirecte"
    AUCUNE = "sans priorité"


@dataclass(frozen=True)
class Appui:
    """A fragility (figure or finding) and the priorities that answer it."""

    source: ChiffreLu | Constat
    reponses: tuple[tuple[Priorite, Reponse], ...]

    @property
    def reponse(self) -> Reponse:
        answers = {answer for _, answer in self.reponses}
        for answer in (Reponse.DIRECTE, Reponse.INDIRECTE):
            if answer in answers:
                return answer
        return Reponse.AUCUNE

    @property
    def priorites(self) -> tuple[Priorite, ...]:
        """The priorities of the best answer: the indirect ones only when there is no direct one."""
        return tuple(p for p, answer in self.reponses if answer is self.reponse)


@dataclass(frozen=True)
class Soutien:
    """What a priority rests on: fragile figures that it answers directly or not, and difficulties found."""

    directs: tuple[ChiffreLu, ...]
    indirects: tuple[ChiffreLu, ...]
    constats: tuple[Constat, ...]

    def __bool__(self) -> bool:
        return bool(self.directs or self.indirects or self.constats)


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

        findings = tuple(a.source for a in self.constats if priorite in a.priorites and isinstance(a.source, Constat))
        return Soutien(answered(Reponse.DIRECTE), answered(Reponse.INDIRECTE), findings)


def answer_to_indicator(priorite: Priorite, indicateur: Indicateur) -> Reponse:
    """How a priority answers an indicator, by the rule of this module."""
    shares_public = bool(set(priorite.publics) & set(indicateur.publics))
    if priorite.thematique == indicateur.thematique:
        other_public = bool(indicateur.publics and priorite.publics and not shares_public)
        return Reponse.INDIRECTE if other_public else Reponse.DIRECTE
    if priorite.thematique in indicateur.thematiques_liees:
        return Reponse.DIRECTE if shares_public else Reponse.INDIRECTE
    return Reponse.AUCUNE


def match_priorities(contrat: Contrat, quartier: str) -> Correspondance:
    """The fragile figures and the difficulties found in a quartier, with the priorities that answer each."""
    return match_figures(contrat, quartier, retained_figures(contrat, quartier))


def match_figures(contrat: Contrat, quartier: str, retained: Iterable[ChiffreLu]) -> Correspondance:
    """As :func:`match_priorities`, for who has read the quartier's figures already."""
    priorites = contrat.priorites_de(quartier)
    figures = tuple(
        Appui(figure, _answers((p, answer_to_indicator(p, figure.indicateur)) for p in priorites))
        for figure in retained
        if figure.fragile
    )
    findings = tuple(
        Appui(
            constat,
            _answers((p, Reponse.DIRECTE if p.thematique == constat.thematique else Reponse.AUCUNE) for p in priorites),
        )
        for constat in contrat.constats_de(quartier)
        if constat.nature == "difficulté"
    )
    supported = {p.priorite for appui in (*figures, *findings) for p, _ in appui.reponses}
    return Correspondance(figures, findings, tuple(p for p in priorites if p.priorite not in supported))


def _answers(pairs: Iterable[tuple[Priorite, Reponse]]) -> tuple[tuple[Priorite, Reponse], ...]:
    return tuple((p, answer) for p, answer in pairs if answer is not Reponse.AUCUNE)

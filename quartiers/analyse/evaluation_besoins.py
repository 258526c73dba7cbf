"""What published figures say of the need of a priority, and the figures that no priority of their quartier answers.

Only a figure of the very theme of the priority measures its need: not one of another theme that is linked to it, nor
one of who lives there (``composition``). One that came to its level by a jump is shown, and says nothing.
"""

from collections.abc import Iterable
from enum import StrEnum

from quartiers.analyse.appuis import Appui, Reponse, answer_to_indicator, match_priorities
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu, retained_figures
from quartiers.analyse.evaluation_propositions import Besoin
from quartiers.donnees.modele import Contrat, Priorite, Quartier

_READ = (Situation.FRAGILE, Situation.FAVORABLE, Situation.COMPARABLE)


class Lecture(StrEnum):
    """A need, and why it is not known where it is not."""

    PRESENT = "présent"
    MOINS_MARQUE = "moins marqué que dans le QPV médian, ou comparable"
    IMPRECIS = "écarts non concluants"
    SANS_CHIFFRE = "aucun chiffre"


def figures_of_need(contrat: Contrat, quartier: Quartier, priorite: Priorite) -> tuple[ChiffreLu, ...]:
    """The published figures of the priority's own theme that its publics do not set apart; none of mere context."""
    answers = (Reponse.DIRECTE, Reponse.THEME)
    return tuple(
        f
        for f in retained_figures(contrat, quartier.quartier)
        if f.publie
        and f.valeur is not None
        and f.indicateur.thematique == priorite.thematique
        and f.indicateur.sens != "contexte"
        and not f.indicateur.composition
        and answer_to_indicator(priorite, f.indicateur) in answers
    )


def need_of(figures: Iterable[ChiffreLu]) -> Besoin:
    """What the figures say of the need: one that is too rough to read, or came by a jump, says nothing."""
    known = [f for f in figures if f.comparaison.situation in _READ and not f.saute]
    if any(f.fragile for f in known):
        return Besoin.PRESENT
    return Besoin.ABSENT if known else Besoin.INCONNU


def read_need(figures: Iterable[ChiffreLu]) -> Lecture:
    """The same, and why nothing is known where nothing is."""
    figures = tuple(figures)
    if not figures:
        return Lecture.SANS_CHIFFRE
    return {
        Besoin.PRESENT: Lecture.PRESENT,
        Besoin.ABSENT: Lecture.MOINS_MARQUE,
        Besoin.INCONNU: Lecture.IMPRECIS,
    }[need_of(figures)]


def unanswered(contrat: Contrat, quartier: Quartier) -> tuple[Appui, ...]:
    """The published figures less favourable than the median QPV whose theme no priority of the quartier has, those of
    the first page first; nothing of a quartier without priorities, nor of a level that came by a jump."""
    if not contrat.priorites_de(quartier.quartier):
        return ()
    found = [
        a
        for a in match_priorities(contrat, quartier.quartier).sans_priorite
        if isinstance(a.source, ChiffreLu)
        and a.source.publie
        and not a.source.saute
        and a.source.comparaison.situation is Situation.FRAGILE
    ]
    return tuple(sorted(found, key=lambda a: not _is_essential(contrat, a)))


def _is_essential(contrat: Contrat, appui: Appui) -> bool:
    return isinstance(appui.source, ChiffreLu) and appui.source.indicateur.indicateur in contrat.essentiel

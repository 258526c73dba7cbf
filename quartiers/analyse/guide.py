"""What a local actor may quote of a quartier, and what of its priorities is still to be done."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quartiers.analyse.diagnostic import ChiffreLu, retained_figures
from quartiers.analyse.suivi import ActionSuivie, PrioriteSuivie, Suivi, follow, has_ended
from quartiers.donnees.modele import Contrat, Priorite
from quartiers.donnees.tables.suivi import ABANDONNEE

CITES: Final = 5


def is_quotable(figure: ChiffreLu) -> bool:
    """Whether a figure may leave the report alone: published, of a known year, with no doubt about its level."""
    p = figure.publication
    return p is not None and p.valeur is not None and p.annee is not None and not (figure.saute or figure.douteux)


def quotable_figures(contrat: Contrat, quartier: str) -> tuple[ChiffreLu, ...]:
    """:data:`CITES` figures at most: the contract's core first, then one theme after the other.

    No two that could be taken for each other (``confusions`` of the indicators), and the newest of each theme first.
    """
    figures = [f for f in retained_figures(contrat, quartier) if is_quotable(f)]
    core = {name: rank for rank, name in enumerate(contrat.essentiel)}
    catalogue = {name: rank for rank, name in enumerate(contrat.indicateurs)}

    def rank(figure: ChiffreLu) -> tuple[int, int, int]:
        name, year = figure.indicateur.indicateur, figure.annee or 0
        return core.get(name, len(core)), -year, catalogue[name]

    chosen: list[ChiffreLu] = []
    for figure in sorted(figures, key=rank):
        if not any(_confusable(figure, other) for other in chosen):
            chosen.append(figure)
    seen: Counter[str] = Counter()
    rounds: dict[int, tuple[bool, int, int]] = {}
    for number, figure in enumerate(chosen):
        theme = figure.indicateur.thematique
        rounds[number] = (figure.indicateur.indicateur not in core, seen[theme], number)
        seen[theme] += 1
    return tuple(chosen[number] for number in sorted(rounds, key=rounds.__getitem__)[:CITES])


def _confusable(one: ChiffreLu, other: ChiffreLu) -> bool:
    a, b = one.indicateur, other.indicateur
    return a.indicateur in b.confusions or b.indicateur in a.confusions


def left_out(contrat: Contrat, quartier: str) -> Counter[str]:
    """Why the other figures of a quartier are not quoted, counted: only what a reader could look for."""
    reasons: Counter[str] = Counter()
    for figure in retained_figures(contrat, quartier):
        p = figure.publication
        if p is None and figure.parties:
            reasons["publiés pour chacun des anciens QPV, pas pour leur ensemble"] += 1
        elif p is None:
            reasons["énoncés par le document, sans publication"] += 1
        elif p.valeur is None:
            reasons["non diffusés (secret statistique)"] += 1
        elif figure.saute or figure.douteux:
            reasons["publiés, mais à vérifier"] += 1
        elif p.annee is None:
            reasons["publiés sans l'année de leurs données"] += 1
    return reasons


@dataclass(frozen=True)
class Offre:
    """What answers a priority: actions that go on, those that have ended, and publics that none of the former names.

    ``publics_inconnus``: of some action that goes on nobody entered the publics, so that none is said to be missing.
    """

    priorite: Priorite
    actions: tuple[ActionSuivie, ...]
    terminees: tuple[ActionSuivie, ...]
    publics_sans_action: tuple[str, ...]
    publics_inconnus: bool


def offers(contrat: Contrat, quartier: str) -> tuple[Offre, ...]:
    """What answers each priority of a quartier, in order; those that are closed are left out."""
    return tuple(_offer(contrat, p) for p in follow(contrat, quartier).priorites if not p.close)


def is_followed(suivi: Suivi) -> bool:
    """Whether actions are entered for a quartier: else what is missing is not known."""
    return bool(suivi.actions)


def _offer(contrat: Contrat, suivie: PrioriteSuivie) -> Offre:
    kept = [a for a in suivie.actions if a.action.etat != ABANDONNEE]
    ended = tuple(a for a in kept if has_ended(a, contrat.edition))
    going = tuple(a for a in kept if a not in ended)
    unknown = any(not a.action.publics for a in going)
    return Offre(suivie.priorite, going, ended, _publics_left(suivie.priorite, going, unknown=unknown), unknown)


def _publics_left(priorite: Priorite, actions: Sequence[ActionSuivie], *, unknown: bool) -> tuple[str, ...]:
    if unknown:
        return ()
    named = {public for a in actions for public in a.action.publics}
    return tuple(public for public in priorite.publics if public not in named)

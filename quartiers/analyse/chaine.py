"""The chain that a priority is a link of: what was said and measured before it, what is done and decided after it.

Words without a priority of their own (findings, verbatims) are those of its theme, and told to be; contributions,
advice, actions, results and decisions are those that somebody linked to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from quartiers.analyse.appuis import Correspondance, Reponse, Soutien
from quartiers.analyse.suivi import PrioriteSuivie, Suivi
from quartiers.donnees.modele import Avis, Constat, Contrat, Contribution, Decision, Demarche, Parole, Priorite


@dataclass(frozen=True)
class Chaine:
    """A priority, and all that the tables link to it. ``demarches``: those that the words come from."""

    suivie: PrioriteSuivie
    soutien: Soutien
    paroles: tuple[Parole, ...]
    contributions: tuple[Contribution, ...]
    avis: tuple[Avis, ...]
    decisions: tuple[Decision, ...]
    demarches: tuple[Demarche, ...]

    @property
    def priorite(self) -> Priorite:
        return self.suivie.priorite

    @property
    def dite(self) -> bool:
        """Whether anything that was said is linked to it, beside what the document reports."""
        return bool(self.paroles or self.contributions or self.avis or self.demarches)

    @property
    def faite(self) -> bool:
        """Whether anything is done or decided of it."""
        return bool(self.suivie.actions or self.suivie.resultats or self.decisions)

    def __bool__(self) -> bool:
        return self.dite or self.faite


def trace_priorities(contrat: Contrat, correspondance: Correspondance, suivi: Suivi) -> tuple[Chaine, ...]:
    """The chain of each priority of a quartier; ``contrat`` is the quartier's view."""
    return tuple(_trace(contrat, p, correspondance.soutien_de(p.priorite)) for p in suivi.priorites)


def _trace(contrat: Contrat, suivie: PrioriteSuivie, soutien: Soutien) -> Chaine:
    p = suivie.priorite
    paroles = tuple(x for x in contrat.paroles.values() if x.thematique == p.thematique)
    contributions = tuple(c for c in contrat.contributions.values() if c.priorite == p.priorite)
    avis = tuple(a for a in contrat.avis.values() if a.priorite == p.priorite)
    decisions = sorted(
        (d for d in contrat.decisions.values() if d.priorite == p.priorite),
        key=lambda d: contrat.comites[d.comite].date,
    )
    cited = [
        *(c.demarche for c in (*soutien.propres, *soutien.tous_constats)),
        *(x.demarche for x in paroles),
        *(c.demarche for c in contributions),
    ]
    demarches = tuple(contrat.demarches[d] for d in dict.fromkeys(cited) if d is not None and d in contrat.demarches)
    return Chaine(suivie, soutien, paroles, contributions, avis, tuple(decisions), demarches)


@dataclass(frozen=True)
class Devenir:
    """What became of a finding: the priorities that answer it best, and how; what is done of them.

    ``attendu``: whether it asks for an answer; a strength, or mere context, does not.
    """

    attendu: bool
    reponse: Reponse
    priorites: tuple[Priorite, ...]
    actions: int


def follow_findings(contrat: Contrat, correspondance: Correspondance, suivi: Suivi) -> Mapping[Constat, Devenir]:
    """What became of each finding of a quartier; an action that answers two of its priorities is counted once."""
    actions = {s.priorite.priorite: {a.action.action for a in s.actions} for s in suivi.priorites}
    found: dict[Constat, Devenir] = {}
    for appui in correspondance.constats:
        if isinstance(appui.source, Constat):
            done = set[str]().union(*(actions.get(p.priorite, set()) for p in appui.priorites))
            found[appui.source] = Devenir(True, appui.reponse, appui.priorites, len(done))
    nothing = Devenir(False, Reponse.AUCUNE, (), 0)
    return {c: found.get(c, nothing) for c in contrat.constats}

"""What residents said on the subject of a priority: before the project, and since.

Before is until the council's vote of the project, else until the contract's first year. A finding that names no
démarche is of the diagnostic, so before. What has no day is neither: it is said to have none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from quartiers.analyse.liens import linked_rows
from quartiers.analyse.origines import OF_RESIDENTS
from quartiers.donnees.modele import Avis, Constat, Contrat, Contribution, Demarche, Parole, Priorite, Quartier
from quartiers.donnees.tables.forums import EN_PARTIE, RETENUE
from quartiers.donnees.tables.suivi import ABANDONNEE

if TYPE_CHECKING:
    from quartiers.analyse.evaluation import PrioriteEvaluee


@dataclass(frozen=True)
class Voix:
    """What was heard at one time: findings recorded from residents, words that somebody has read, advice, contributions
    of forums, which are of the priority that they name, else of its theme."""

    constats: tuple[Constat, ...] = ()
    paroles: tuple[Parole, ...] = ()
    avis: tuple[Avis, ...] = ()
    contributions: tuple[Contribution, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.constats or self.paroles or self.avis or self.contributions)


@dataclass(frozen=True)
class Ecoute:
    avant: Voix
    depuis: Voix
    sans_date: Voix

    def __bool__(self) -> bool:
        return bool(self.avant or self.depuis or self.sans_date)


def start_of_project(contrat: Contrat, quartier: Quartier) -> date:
    """The day from which what is said is said since the project."""
    return quartier.vote_le or date(contrat.premiere_annee, 1, 1)


def demarches_since(contrat: Contrat, quartier: Quartier) -> tuple[Demarche, ...]:
    """The démarches of a quartier that began since its project."""
    since = start_of_project(contrat, quartier)
    own = _rows(contrat, "demarches", quartier.quartier)
    return tuple(d for d in own if d.debut is not None and d.debut >= since)


def hear(contrat: Contrat, quartier: Quartier, priorite: Priorite) -> Ecoute:
    """What residents said of the theme of a priority in its quartier, and the advice given on the priority itself."""
    since, theme = start_of_project(contrat, quartier), priorite.thematique
    findings = tuple(
        c
        for c in contrat.constats_de(quartier.quartier)
        if c.thematique == theme and c.origine in OF_RESIDENTS and c.nature != "contexte"
    )
    words = tuple(p for p in _rows(contrat, "paroles", quartier.quartier) if p.thematique == theme)
    advice = tuple(a for a in _rows(contrat, "avis", quartier.quartier) if a.priorite == priorite.priorite)
    told = tuple(
        c
        for c in _rows(contrat, "contributions", quartier.quartier)
        if c.priorite == priorite.priorite or (c.priorite is None and c.thematique == theme)
    )

    def of(when: str) -> Voix:
        return Voix(
            tuple(
                c for c in findings if _when(_day_of(contrat, c.demarche), since, told=c.demarche is not None) == when
            ),
            tuple(p for p in words if _when(_day_of(contrat, p.demarche), since) == when),
            tuple(a for a in advice if _when(a.date, since) == when),
            tuple(c for c in told if _when(_day_of(contrat, c.demarche), since) == when),
        )

    return Ecoute(of("avant"), of("depuis"), of("sans date"))


def _rows(contrat: Contrat, part: str, quartier: str) -> Iterable[Any]:
    found = linked_rows(contrat)[part].get(quartier, ())
    return found.values() if isinstance(found, Mapping) else found


def _day_of(contrat: Contrat, demarche: str | None) -> date | None:
    found = contrat.demarches.get(demarche or "")
    return found.debut if found is not None else None


def _when(day: date | None, since: date, *, told: bool = True) -> str:
    if not told:
        return "avant"
    if day is None:
        return "sans date"
    return "depuis" if day >= since else "avant"


def promised_without_action(e: "PrioriteEvaluee") -> tuple[str, ...]:
    """What was asked for a priority, and retained or answered, while no action of it goes on since: an answer is no
    action yet."""
    voices = (e.ecoute.avant, e.ecoute.depuis, e.ecoute.sans_date)
    promised = [
        *((c.texte, c.suite_le) for v in voices for c in v.contributions if c.suite in (RETENUE, EN_PARTIE)),
        *((a.texte, a.reponse_le) for v in voices for a in v.avis if a.reponse),
    ]
    return tuple(text.rstrip(".") for text, day in promised if not _goes_on(e, day))


def _goes_on(e: "PrioriteEvaluee", day: date | None) -> bool:
    """Whether an action of the priority, not given up, had not ended on that day."""
    own = (a.action for a in e.suivi.actions if a.action.etat != ABANDONNEE)
    return any(a.fin is None or day is None or a.fin >= day for a in own)

"""What committees decided of a perimeter: each decision with what has become of it, and the terms that are past."""

from collections import Counter
from typing import Final

from quartiers.analyse.evaluation import Perimetre
from quartiers.analyse.suivi import decisions_of, is_overdue
from quartiers.donnees.modele import Contrat, Decision
from quartiers.donnees.tables.suivi import ABANDONNE, FAIT
from quartiers.presentation import mots_suivi
from quartiers.presentation.blocs import Contenu, Discret, Fort, Fragment
from quartiers.typographie import count, format_date

MAX_DECISIONS: Final = 6
# What has become of a decision, of one and of several.
_SUIVIS: Final = {
    FAIT: ("faite", "faites"),
    ABANDONNE: ("abandonnée", "abandonnées"),
    None: ("sans suivi saisi", "sans suivi saisi"),
}


def decision_items(contrat: Contrat, perimetre: Perimetre) -> list[Contenu]:
    """How many are in force, and followed how; then each of them, the overdue ones first."""
    found = {d.decision: d for q in perimetre.quartiers for d in decisions_of(contrat, q.quartier)}
    if not found:
        return [[Fort("Décisions des comités : "), "aucune n'est saisie."]]
    own = sorted(found.values(), key=lambda d: not is_overdue(contrat, d))
    late = sum(is_overdue(contrat, d) for d in own)
    numbers = Counter(d.suivi for d in own)
    told = [count(number, *_SUIVIS.get(state, (str(state), str(state)))) for state, number in numbers.items()]
    if late:
        told.append(f"échéance dépassée pour {late}")
    items: list[Contenu] = [
        [Fort("Décisions des comités : "), f"{count(len(own), 'décision')} en vigueur ({', '.join(told)})."]
    ]
    items += [_decision(contrat, d) for d in own[:MAX_DECISIONS]]
    if len(own) > MAX_DECISIONS:
        items.append(Discret(f"Et {len(own) - MAX_DECISIONS} de plus : feuille « Décisions » de donnees.xlsx."))
    return items


def _decision(contrat: Contrat, d: Decision) -> list[Fragment]:
    action = contrat.actions.get(d.action or "")
    about = f" (action : {action.intitule})" if action is not None else ""
    committee = mots_suivi.committee_name(contrat.comites[d.comite])
    return [Fort(d.sens), f" – {d.objet}{about}, {committee} : ", *followed(contrat, d), "."]


def followed(contrat: Contrat, d: Decision) -> list[Fragment]:
    """``en cours au 10 novembre 2026 ; échéance du 30 septembre 2026 dépassée ; Service emploi``."""
    parts: list[Fragment] = [mots_suivi.state_of(d)]
    if d.echeance is not None:
        past = is_overdue(contrat, d)
        parts.append(f" ; échéance {'du' if past else 'le'} {format_date(d.echeance)}{' dépassée' if past else ''}")
    if d.responsable:
        parts.append(f" ; {d.responsable}")
    return parts

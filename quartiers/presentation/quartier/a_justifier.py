"""What a committee is asked about: the priorities without a support, or whose support is in doubt, and what findings
say that no priority answers."""

from typing import Final

from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.origines import finding_heard
from quartiers.analyse.soutiens import Appuyee, Etat, read_support
from quartiers.analyse.volets import announced_subjects
from quartiers.presentation.quartier.chiffres_dits import state_of
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import join_words, lower_first

UNLINKED: Final = "Garder, justifier ou retirer, sans appui"
TO_JUSTIFY: Final = "À justifier"
TO_VERIFY: Final = "L'appui est à vérifier, n'étant fait que de chiffres en doute"
OWN_TEXT_ONLY: Final = "seul son texte affirme le besoin"
# What there is of those that nothing supports directly, the least first; the list of priorities says it.
_LITTLE: Final = (Etat.DECLINEE, Etat.INDIRECTE, Etat.VOISINE, Etat.THEME, Etat.ENONCEE, Etat.APPROCHEE)
SOUND: Final = "chiffre moins fragile que sa référence"
ALL_SOUND: Final = "chiffres énoncés tous moins fragiles que leur référence"


def to_settle(lu: QuartierLu) -> list[tuple[str, list[Appuyee]]]:
    """The priorities by what is asked of them, those of least support first; none of a text that was not read whole.

    Whether a priority is to be dropped is asked where nothing is there; where something is, only its reason.
    """
    read = [read_support(lu, p) for p in (lu.priorites if lu.complet else ())]
    little = [a for state in _LITTLE for a in read if a.etat is state]
    groups = (
        (UNLINKED, [a for a in read if a.etat in (Etat.SANS, Etat.PROPRE)]),
        (TO_JUSTIFY, little),
        (TO_VERIFY, [a for a in read if a.etat is Etat.A_VERIFIER]),
    )
    return [(head, group) for head, group in groups if group]


def settled_title(lu: QuartierLu, a: Appuyee) -> str:
    """A priority in what is to decide: its title, its themes where that only announces some, and what there is of it
    where that is against it, or is its own text."""
    told = [join_words([lower_first(s) for s in announced_subjects(lu.contrat, a.priorite)]), _why(lu, a)]
    kept = " ; ".join(text for text in told if text)
    return a.priorite.intitule + (f" ({kept})" if kept else "")


def _why(lu: QuartierLu, a: Appuyee) -> str:
    if a.etat is Etat.PROPRE:
        return OWN_TEXT_ONLY
    if a.etat is Etat.ENONCEE and {state_of(lu, f) for f in a.publics} == {Situation.FAVORABLE.value}:
        return ALL_SOUND if len(a.publics) > 1 else SOUND
    return ""


def unanswered_parts(lu: QuartierLu) -> list[str]:
    """``excès de vitesse (auprès d'habitants)``: what readings leave of findings that support a priority otherwise."""
    own = {c.constat_id: c for c in lu.constats}
    left = {a.reste: own[a.constat] for a in lu.contrat.appuis if a.reste and a.constat in own}
    return [f"{words} ({finding_heard(c)})" for words, c in left.items()]

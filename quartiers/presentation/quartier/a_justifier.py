"""What a committee is asked about: the priorities without a support, or whose support is in doubt, and what findings
say that no priority answers."""

from typing import Final

from quartiers.analyse.origines import finding_heard
from quartiers.analyse.soutiens import Appuyee, Etat, read_support
from quartiers.analyse.volets import announced_subjects
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import join_words, lower_first

TO_JUSTIFY: Final = "À étayer, rien dans le diagnostic n'en montrant le besoin"
TO_VERIFY: Final = "À étayer, seuls des chiffres à vérifier s'en approchant"
OWN_TEXT_ONLY: Final = "seul son texte affirme le besoin"


def to_settle(lu: QuartierLu) -> list[tuple[str, list[Appuyee]]]:
    """The priorities by what is asked of them, those of least support first; none of a text that was not read whole,
    nor of those that something is near: the list of priorities names it."""
    read = [read_support(lu, p) for p in (lu.priorites if lu.complet else ())]
    groups = (
        (TO_JUSTIFY, [a for a in read if a.etat in (Etat.SANS, Etat.PROPRE)]),
        (TO_VERIFY, [a for a in read if a.etat is Etat.A_VERIFIER]),
    )
    return [(head, group) for head, group in groups if group]


def settled_title(lu: QuartierLu, a: Appuyee) -> str:
    """A priority in what is to decide: its title, its themes where that only announces some, and that it is its own
    text that says the need."""
    told = [join_words([lower_first(s) for s in announced_subjects(lu.contrat, a.priorite)])]
    told += [OWN_TEXT_ONLY] if a.etat is Etat.PROPRE else []
    kept = " ; ".join(text for text in told if text)
    return a.priorite.intitule + (f" ({kept})" if kept else "")


def unanswered_parts(lu: QuartierLu) -> list[str]:
    """``excès de vitesse (auprès d'habitants)``: what readings leave of findings that support a priority otherwise."""
    own = {c.constat_id: c for c in lu.constats}
    left = {a.reste: own[a.constat] for a in lu.contrat.appuis if a.reste and a.constat in own}
    return [f"{words} ({finding_heard(c)})" for words, c in left.items()]

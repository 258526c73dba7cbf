"""What a committee is asked about: the priorities without a support, or whose support is in doubt, and what findings
say that no priority answers."""

from collections.abc import Sequence
from typing import Final

from quartiers.analyse.origines import finding_heard
from quartiers.analyse.soutiens import Appuyee, Etat, read_support
from quartiers.analyse.volets import announced_subjects
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.soutiens import around
from quartiers.typographie import join_words, lower_first

TO_JUSTIFY: Final = "À étayer, le diagnostic n'en parle pas"
TO_VERIFY: Final = "À étayer, son seul appui est à vérifier"
TO_TELL: Final = "À préciser, sans appui net"
OWN_TEXT_ONLY: Final = "seul son texte affirme le besoin"


def to_settle(lu: QuartierLu) -> list[tuple[str, list[Appuyee]]]:
    """The priorities by what is asked of them, those of least support first; none of a text that was not read whole.
    Of those that something is near, or whose theme, or people, the section speaks of, less is asked."""
    read = [read_support(lu, p) for p in (lu.priorites if lu.complet else ())]
    bare = [a for a in read if a.etat in (Etat.SANS, Etat.PROPRE)]
    doubted = [a for a in read if a.etat in (Etat.A_VERIFIER, Etat.EN_DOUTE) and not (a.proches or a.du_sujet)]
    groups = (
        (TO_JUSTIFY, [a for a in bare if not around(lu, a.priorite)]),
        (TO_VERIFY, doubted),
        (TO_TELL, [a for a in read if (a in bare and around(lu, a.priorite)) or _is_only_near(a, doubted)]),
    )
    return [(head, group) for head, group in groups if group]


def _is_only_near(a: Appuyee, doubted: Sequence[Appuyee]) -> bool:
    """Whether what there is only comes near a priority, and supports it by no reading."""
    told = (Etat.CONFIRMEE, Etat.EN_DOUTE, Etat.SANS, Etat.PROPRE, Etat.NON_LUE)
    return a.etat not in told and a not in doubted


def titled(lu: QuartierLu, a: Appuyee) -> str:
    """The title of a priority, with its themes where that only announces some."""
    announced = join_words([lower_first(s) for s in announced_subjects(lu.contrat, a.priorite)])
    return a.priorite.intitule + (f" ({announced})" if announced else "")


def settled_title(lu: QuartierLu, a: Appuyee) -> str:
    """A priority in what is to decide, and that it is its own text that says the need."""
    return titled(lu, a) + (f" ({OWN_TEXT_ONLY})" if a.etat is Etat.PROPRE else "")


def unanswered_parts(lu: QuartierLu) -> list[str]:
    """``excès de vitesse (auprès d'habitants)``: what readings leave of findings that support a priority otherwise."""
    own = {c.constat_id: c for c in lu.constats}
    left = {a.reste: own[a.constat] for a in lu.contrat.appuis if a.reste and a.constat in own}
    return [f"{words} ({finding_heard(c)})" for words, c in left.items()]

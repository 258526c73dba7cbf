"""The sentences of page 1 that follow its opening: how the figures stand, and what was found in the field."""

from collections import Counter
from typing import Final

from quartiers.analyse.decompte import Decompte, count_figures
from quartiers.analyse.diagnostic import key_figures
from quartiers.analyse.origines import finding_heard, origins_counted
from quartiers.donnees.modele import Constat
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.donnees.tables.projets import DIFFICULTE
from quartiers.presentation import mots
from quartiers.presentation.blocs import Contenu
from quartiers.presentation.mots_dates import in_few_words
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.ouverture import FEW
from quartiers.typographie import count, join_words

FINDINGS: Final = 4  # that page 1 gives whole, one a theme
ROOM: Final = 380  # characters that they take together
ROW: Final = 100  # fewer, for a second row of key figures, or a note at the head
CARDS: Final = 4  # key figures on a row
LONGEST_FINDING: Final = 130  # a longer one is left for its own section rather than cut
APART: Final = 2  # figures that set the quartier apart, after the core
INTERCOMMUNALE: Final = "intercommunale"


def count_readings(lu: QuartierLu) -> str | None:
    """``12 chiffres publiés se comparent au QPV médian de France (2021) : 10 plus fragiles · 2 comparables…``; None
    where nothing is read against it."""
    found = count_figures(lu.chiffres)
    read, situations = found.compares, found.situations
    parts = [
        count(situations[situation], singular, plural)
        for situation, singular, plural in mots.READINGS
        if situations[situation]
    ]
    if not parts:
        return None
    total = count(len(read), "chiffre publié se compare", "chiffres publiés se comparent")
    total += " au QPV médian de France"
    former = all(f.publication is not None and f.publication.diffusion.geographie == ANCIENNE for f in read)
    if former and len(lu.quartier.codes_qpv_2015) > 1:  # medians and rates without a denominator do not add up
        total += ", pour l'ensemble des anciens QPV"
    total += f" ({in_few_words(read)})"
    return f"{total} : {' · '.join(parts)}.{_not_compared(found) if len(read) <= FEW else ''}"


def _not_compared(found: Decompte) -> str:
    """Why the other published figures are not: `` Les autres : 3 non diffusés, 2 de contexte.``"""
    withheld, context, left = (len(part) for part in (found.non_diffuses, found.contexte, found.sans_mediane))
    told = [
        *([count(withheld, "non diffusé", "non diffusés")] if withheld else []),
        *(
            [f"{context} de contexte, qui ne se {'lit' if context == 1 else 'lisent'} ni en bien ni en mal"]
            if context
            else []
        ),
        *([f"{left} sans médiane publiée"] if left else []),
    ]
    return f" Les autres : {join_words(told)}." if told else ""


def findings(lu: QuartierLu) -> tuple[str, tuple[Contenu, ...]]:
    """How many findings there are and where they are from; then some of them whole, and of which themes the others are.

    That none is entered as heard from residents is not said here: one would hear that nobody asked them.
    """
    if not lu.constats:
        return "Le projet de quartier ne rapporte aucun constat de terrain." if lu.avec_document else "", ()
    own = sum(c.nature == DIFFICULTE and lu.est_propre(c) for c in lu.constats)
    counted = origins_counted(lu.constats, own)
    what = "Le projet de quartier rapporte" if lu.complet else "Sans le début du diagnostic, qui manque :"
    head = f"{what} {counted}." if lu.avec_document else f"Sur le terrain, {counted}."
    chosen = choose(lu)
    several = len({c.origine for c in lu.constats}) > 1  # else the sentence has said it of all
    told: list[Contenu] = [f"{c.constat} ({finding_heard(c)})" if several else c.constat for c in chosen]
    if rest := _others(lu, chosen):
        told.append(rest)
    return head, tuple(told)


def choose(lu: QuartierLu) -> list[Constat]:
    """Some difficulties, one a theme: of the themes that no priority bears on first, then of those that the contract
    holds in common, then of those with most findings; in each, the first that has room."""
    told = [c for c in lu.constats if c.nature == DIFFICULTE and len(c.constat) <= LONGEST_FINDING]
    sizes, taken = Counter(c.thematique for c in told), {p.thematique for p in lu.priorites}
    themes = lu.contrat.thematiques

    def weight(theme: str) -> tuple[bool, bool, int, int]:
        unanswered = theme in lu.cadre and theme not in taken
        return not unanswered, themes[theme].echelle != INTERCOMMUNALE, -sizes[theme], themes[theme].ordre

    chosen: list[Constat] = []
    for theme in sorted(sizes, key=weight):
        room = _room(lu) - sum(len(c.constat) for c in chosen)
        fitting = [c for c in told if c.thematique == theme and len(c.constat) <= room]
        if fitting and len(chosen) < FINDINGS:
            chosen.append(fitting[0])
    return chosen


def _room(lu: QuartierLu) -> int:
    """Characters that the findings of page 1 have: what it must have besides takes some of its room."""
    return ROOM - ROW * (has_two_rows(lu) + bool(lu.quartier.note))


def has_two_rows(lu: QuartierLu) -> bool:
    """Whether the key figures of page 1 take two rows: the rest is shorter then."""
    return len(key_figures(lu.contrat, lu.chiffres, APART)) > CARDS


def _others(lu: QuartierLu, chosen: list[Constat]) -> str:
    """``Autres difficultés : Logement (2), Mobilité (1)``: nothing is left out without a word."""
    left = Counter(c.thematique for c in lu.constats if c.nature == DIFFICULTE and c not in chosen)
    if not left:
        return ""
    themes = lu.contrat.thematiques
    told = (
        f"{themes[name].libelle} ({left[name]})" for name in sorted(left, key=lambda n: (-left[n], themes[n].ordre))
    )
    return f"{'Autres difficultés' if left.total() > 1 else 'Autre difficulté'} : {', '.join(told)}."

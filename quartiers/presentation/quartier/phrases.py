"""The sentences of page 1 that follow its opening: how the figures stand, and what was found in the field."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.decompte import Decompte, count_figures
from quartiers.analyse.diagnostic import ChiffreLu, key_figures
from quartiers.analyse.origines import OF_RESIDENTS, finding_heard, origins_counted
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Constat
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.donnees.tables.projets import DIFFICULTE
from quartiers.presentation import mots
from quartiers.presentation.blocs import Contenu, Renvoi
from quartiers.presentation.mots_constats import close_sentence, list_findings, without_colon
from quartiers.presentation.mots_dates import in_few_words
from quartiers.presentation.quartier import place
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.ouverture import APART, FEW, has_two_rows, headline, heaviest, published
from quartiers.typographie import count, join_words, lower_first

LEAST: Final = 2  # lines: one finding is whole on every page 1
REST: Final = 200  # characters that the others take, in a few words each
FEWER: Final = 110  # on a page that is full: the first, and how many others there are
FINDINGS: Final = 4  # that page 1 gives whole, one a theme
ROOM: Final = 380  # characters that they take together
ROW: Final = 100  # fewer, for a second row of key figures, or a note at the head
LONGEST_FINDING: Final = 130  # a longer one is left for its own section rather than cut
INTERCOMMUNALE: Final = "intercommunale"
NOT_TOLD: Final = "non précisée"  # the origin of a finding that the document gives none
_POIDS: Final = re.compile(r"\b(forte?s?|fortement|majeure?s?|importante?s?|croissante?s?|notables?|frein\w*)\b")


def count_readings(lu: QuartierLu) -> str | None:
    """``12 chiffres publiés se comparent au QPV médian de France (2021) : 10 plus fragiles · 2 comparables…``; None
    where nothing is read against it."""
    found = count_figures(lu.chiffres)
    read, situations = found.compares, found.situations
    parts = [
        count(situations[situation], singular, plural)
        + (_among_fragile(lu, read) if situation is Situation.FRAGILE else "")
        for situation, singular, plural in mots.READINGS
        if situations[situation]
    ]
    if not parts:
        return None
    former = all(f.publication is not None and f.publication.diffusion.geographie == ANCIENNE for f in read)
    if former and len(lu.quartier.codes_qpv_2015) > 1:  # medians and rates without a denominator do not add up
        total = count(len(read), "chiffre, calculé ici", "chiffres, calculés ici")
        total += " pour l'ensemble des anciens QPV, se compare" + "nt" * (len(read) > 1)
    else:
        total = count(len(read), "chiffre publié se compare", "chiffres publiés se comparent")
    total += " au QPV médian de France"
    total += f" ({in_few_words(read)})"
    apart = _of_former_qpv(lu)
    return f"{total} : {' · '.join(parts)}.{_not_compared(found) if len(read) <= FEW else ''}{apart}"


def _among_fragile(lu: QuartierLu, read: Iterable[ChiffreLu]) -> str:
    """`` (dont emploi des femmes : 33,8 % ; 1 à confirmer : emplois précaires)``: the gravest that nothing else tells,
    and those whose level a jump came to, which is not as sure as the others."""
    worse = [f for f in read if f.comparaison.situation is Situation.FRAGILE]
    jumped = [lower_first(f.indicateur.libelle_court) for f in worse if f.niveau_a_confirmer]
    unsure = f"{len(jumped)} {mots.TO_CONFIRM} : {join_words(jumped)}" if jumped else ""
    gravest = _gravest_untold(lu)
    if not gravest and not unsure:
        return ""
    alone = len(worse) == 1
    return f" ({'' if alone else 'dont '}{' ; '.join(filter(None, (gravest, unsure)))})"


def _gravest_untold(lu: QuartierLu) -> str:
    """``emploi des femmes : 33,8 %``: the gravest figure of the whole QPV that neither the headline nor a card
    tells, of those that are only counted; a second row of cards shows the gravest."""
    if has_two_rows(lu):
        return ""
    told = {f.publication for f in key_figures(lu.contrat, lu.chiffres, APART)}
    opened = {part.numero for part in headline(lu) if isinstance(part, Renvoi)}
    left = [
        f
        for f in heaviest(lu)
        if f in lu.chiffres and f.publication not in told and lu.notes[f.indicateur.indicateur] not in opened
    ]
    if not left:
        return ""
    return f"{lower_first(left[0].indicateur.libelle_court)} : {mots.value_text(left[0])}, {published(left[0])}"


def _of_former_qpv(lu: QuartierLu) -> str:
    """That the figures which are published of each former QPV only are not counted, for they are not of the whole; what
    the document states of one of them takes it out of no table."""
    parts = (f for f in lu.chiffres if f.publication is None and len(f.parties) > 1)
    apart = {f.indicateur.indicateur for f in parts if any(p.valeur is not None for p in f.parties)}
    if not apart:
        return ""
    if len(apart) == 1:
        return " 1 autre n'est publié que par ancien QPV."
    return f" {len(apart)} autres ne sont publiés que par ancien QPV."


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
    """How many findings there are and where they are from; then some of them whole, the others in a few words.

    That none is entered as heard from residents is not said here: one would hear that nobody asked them.
    """
    if not lu.constats:
        return "Le projet de quartier ne rapporte aucun constat de terrain." if lu.avec_document else "", ()
    own = [c for c in lu.constats if lu.est_propre(c)]
    counted = origins_counted(lu.constats, sum(c not in own for c in difficulties(lu)), own)
    unread = "Ce rapport n'a pas pu lire le début du diagnostic ; le reste rapporte"
    what = "Le projet de quartier rapporte" if lu.complet else unread
    head = f"{what} {counted}." if lu.avec_document else f"Sur le terrain, {counted}."
    chosen = choose(lu)
    several = len({c.origine for c in lu.constats}) > 1  # else the sentence has said it of all
    told: list[Contenu] = [f"{c.constat} ({finding_heard(c)})" if several else c.constat for c in chosen]
    if rest := _others(lu, chosen):
        told.append(rest)
    return head, tuple(told)


def _is_full(lu: QuartierLu) -> bool:
    """Whether page 1 has no room but for what nothing else tells."""
    return has_two_rows(lu) and place.lines_left(lu) < LEAST


def difficulties(lu: QuartierLu) -> list[Constat]:
    return [c for c in lu.constats if c.nature == DIFFICULTE]


def choose(lu: QuartierLu) -> list[Constat]:
    """Some difficulties of the diagnostic, one a theme: those that residents say first, then those that somebody known
    says or that the document gives a weight, then those of the themes that no priority bears on, of the themes that the
    contract holds in common, and of those with most findings; in each, the first that has room. What only the text of a
    priority says comes apart, last.

    What nobody is said to say, and nothing weighs, is not told alone for being rare where others are weightier.
    """
    told = [c for c in difficulties(lu) if len(c.constat) <= LONGEST_FINDING and not lu.est_propre(c)]
    sizes, taken = Counter(c.thematique for c in told), {p.thematique for p in lu.priorites}
    themes = lu.contrat.thematiques

    def weight(c: Constat) -> tuple[bool, bool, bool, bool, int, int]:
        unanswered = c.thematique in lu.cadre and c.thematique not in taken
        shared = themes[c.thematique].echelle == INTERCOMMUNALE
        order = themes[c.thematique].ordre
        return c.origine not in OF_RESIDENTS, not _weighs(c), not unanswered, not shared, -sizes[c.thematique], order

    chosen: list[Constat] = []
    lines = _lines_for_whole(lu)
    for c in sorted(told, key=weight):
        room = _room(lu) - sum(len(other.constat) for other in chosen)
        free = lines - sum(map(_lines_of, chosen))
        if c.thematique in {other.thematique for other in chosen} or len(chosen) == FINDINGS:
            continue
        if len(c.constat) <= room and _lines_of(c) <= free:
            chosen.append(c)
    weightier = any(_weighs(c) for c in difficulties(lu) if not lu.est_propre(c))
    return chosen if not weightier or any(map(_weighs, chosen)) else []


def _weighs(constat: Constat) -> bool:
    """Whether a finding has a known source, or a word that the document gives it weight by (« enjeu fort »)."""
    return constat.origine != NOT_TOLD or bool(_POIDS.search(fold(constat.constat)))


def _lines_for_whole(lu: QuartierLu) -> int:
    """The lines that whole findings may take, one of the others and those of the text of a priority being kept."""
    if not has_two_rows(lu):
        return 2 * LEAST if place.is_crowded(lu) else 2 * FINDINGS
    own = any(lu.est_propre(c) for c in difficulties(lu))
    return max(place.lines_left(lu) - 1 - 2 * own, LEAST)


def _lines_of(constat: Constat) -> int:
    return -(-len(f"{constat.constat} ({finding_heard(constat)})") // place.LINE)


def _room(lu: QuartierLu) -> int:
    """Characters that the findings of page 1 have: what it must have besides takes some of its room."""
    return ROOM - ROW * (has_two_rows(lu) + bool(lu.quartier.note))


def _others(lu: QuartierLu, chosen: list[Constat]) -> str:
    """``Autres difficultés : quartier fortement enclavé… ; freins à la mobilité``: all of them in a few words, those of
    residents first, then those that the document gives a weight; what there is no room for is counted."""
    left = [c for c in difficulties(lu) if c not in chosen and not lu.est_propre(c)]
    left.sort(key=lambda c: (c.origine not in OF_RESIDENTS, not _weighs(c)))
    shown = max(sum(c.origine in OF_RESIDENTS for c in left), min(1, len(left)))
    room = FEWER if _is_full(lu) else REST
    while shown < len(left) and len(list_findings(lu.contrat, left[: shown + 1], shown + 1)) <= room:
        shown += 1
    words = without_colon(list_findings(lu.contrat, left, shown))
    if not words:
        return ""
    head = f"{'autre ' if chosen else ''}difficulté" if len(left) == 1 else f"{'autres ' if chosen else ''}difficultés"
    return close_sentence(f"{head[:1].upper()}{head[1:]} : {words}")

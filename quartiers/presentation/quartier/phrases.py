"""The sentences of page 1, written by rules from the readings of ``quartiers.analyse``.

The first is the heaviest thing that is sure, with what the project does about it: where the QPV is among the most
fragile of France and no priority bears on it, that comes before all the rest.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from quartiers.analyse.appuis import Reponse
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu, count_situations, most_favorable, most_fragile
from quartiers.analyse.doutes import when as date_of
from quartiers.analyse.origines import (
    NO_RESIDENT,
    NO_RESIDENT_IN_DOCUMENT,
    OF_ACTORS,
    OF_RESIDENTS,
    attributed,
    origins_counted,
    told_by_residents,
)
from quartiers.analyse.paliers import Palier
from quartiers.donnees.modele import QPV_FRANCE_MEDIAN, Constat
from quartiers.donnees.tables.importees import ANCIENNE, NOUVELLE
from quartiers.donnees.tables.projets import DIFFICULTE, ORIGINES
from quartiers.presentation import mots
from quartiers.presentation.blocs import Contenu, Fragment
from quartiers.presentation.mots_dates import are_past, head_of, in_brief, in_few_words
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.reponses import answers, policy
from quartiers.typographie import (
    COUNT,
    count,
    format_value,
    in_letters,
    join_words,
    lower_first,
)

NAMED: Final = 2  # figures that a sentence names: the others are counted
STRENGTHS: Final = 2
FINDINGS: Final = 2
FEW: Final = 3  # figures that are compared: so few are said to be
SHORT_FINDING: Final = 90  # characters: told rather than a longer one
LONGEST_FINDING: Final = 130  # a longer one is left for its own section rather than cut
_ARTICLES: Final = {
    "part": "la",
    "population": "la",
    "taux": "le",
    "revenu": "le",
    "nombre": "le",
    "premier": "le",
}
_PLACES: Final = {
    Palier.DIXIEME_FRAGILE: "parmi les 10 % de QPV les plus fragiles de France",
    Palier.QUART_FRAGILE: "dans le quart des QPV les plus fragiles de France",
}


def headline(lu: QuartierLu) -> list[Fragment]:
    """The heaviest thing that is sure, then whether a priority bears on it: two short sentences."""
    if not lu.chiffres:
        stated = ", et le diagnostic partagé n'en énonce aucun" if lu.avec_document else ""
        return [f"{no_figure(lu)}{stated}."]
    known = [f for f in most_fragile(lu.chiffres) if not f.douteux]
    fragile = once(f for f in known if not f.saute)
    placed = [f for f in fragile if f.comparaison.place is not None]
    for band, words in _PLACES.items():
        if found := [f for f in placed if _band_of(f) is band]:
            told = [f for f in found if not answers(lu, f)] or found
            head, verb = _dated(lu, told, "comptait", "compte", source="d'après les valeurs publiées, ")
            return _told(lu, f"{head} {verb} {words} pour ", told)
    if placed:
        head, was = _dated(lu, placed, "était", "est")
        return _told(lu, f"{head} {was} plus fragile que le QPV médian de France pour ", placed)
    if jumped := [f for f in once(f for f in known if f.saute) if f.comparaison.place is not None]:
        return [*_to_confirm(lu, jumped[0]), _no_other(len(jumped) - 1)]
    if compared := [f for f in lu.chiffres if f.comparaison.place is not None]:
        return [_none_worse(lu, compared)]
    if fragile:
        territories = list(dict.fromkeys(f.comparaison.territoire for f in fragile if f.comparaison.territoire))
        whom = f" que les {lu.contrat.territoires[territories[0]]}" if len(territories) == 1 else ""
        was = "était" if are_past(fragile, lu.contrat.edition.year) else "est"
        when = lower_first(head_of(fragile)) if len({f.annee for f in fragile}) == 1 and fragile[0].annee else ""
        return _told(lu, f"Selon le diagnostic partagé, {when}le quartier {was} plus fragile{whom} pour ", fragile)
    return ["Aucun chiffre n'a de référence qui permette de situer le quartier."]


def _dated(
    lu: QuartierLu, figures: Sequence[ChiffreLu], past: str, present: str, *, source: str = ""
) -> tuple[str, str]:
    """``En 2018, le QPV`` and the verb: in the past for figures of years ago.

    Figures of several dates have each its own, beside its value: the head would say them twice.
    """
    head = head_of(figures, source=source) if _of_one_date(figures) else ""
    subject = _subject(lu, lower=bool(head))
    return f"{head}{subject}", past if are_past(figures, lu.contrat.edition.year) else present


def _of_one_date(figures: Iterable[ChiffreLu]) -> bool:
    """Whether the head of the sentence dates them all: what has no date says so beside its value."""
    dates = {mots.when(f) for f in figures}
    return len(dates) == 1 and mots.UNDATED not in dates


def _none_worse(lu: QuartierLu, compared: Sequence[ChiffreLu]) -> str:
    """That no figure says the QPV more fragile, and of which years they are; that little could be compared: a bare
    "none" would say more than is known."""
    whom = _subject(lu, lower=True)
    was = "était" if are_past(compared, lu.contrat.edition.year) else "est"
    when = f" (chiffres {in_brief(compared)})" if in_brief(compared) else ""
    if len(compared) > FEW:
        return f"Aucun chiffre publié ne dit que {whom} {was} nettement plus fragile que le QPV médian de France{when}."
    told = in_letters(len(compared))
    if len(compared) == 1:
        text = "Un seul chiffre publié se compare au QPV médian de France : il ne dit pas que"
    else:
        number = f"{told[:1].upper()}{told[1:]} chiffres publiés seulement se comparent"
        text = f"{number} au QPV médian de France : aucun ne dit que"
    return f"{text} {whom} {was} nettement plus fragile{when}."


def _to_confirm(lu: QuartierLu, figure: ChiffreLu) -> list[Fragment]:
    """A figure that is more fragile and came to its level by a jump: told with both values, and to be confirmed."""
    was = "était" if are_past([figure], lu.contrat.edition.year) else "est"
    label = with_article(figure.indicateur.libelle)
    beside = f", contre {reference}" if (reference := _reference(lu, figure)) else ""
    return [
        f"À confirmer : dans {_subject(lu, lower=True).rstrip(',')}, {label}",
        lu.renvoi(figure),
        f" {was} de {mots.value_text(figure)} ({mots.when(figure)}){beside} ; {_jump(figure)}. ",
    ]


def _reference(lu: QuartierLu, figure: ChiffreLu) -> str:
    c = figure.comparaison
    if c.territoire is None or c.valeur_reference is None:
        return ""
    value = format_value(c.valeur_reference, figure.indicateur.unite)
    return f"{value} {'dans' if c.territoire == QPV_FRANCE_MEDIAN else 'pour'} {mots.among(c.territoire, lu.contrat)}"


def _jump(figure: ChiffreLu) -> str:
    """``la série saute de 22,6 % (2019) à 36,8 % (diffusion 2021)``."""
    unit = figure.indicateur.unite
    if figure.saut is not None:
        ends = [(p.valeur, date_of(p)) for p in figure.saut]
    else:
        broken = figure.tendance.rupture if figure.tendance is not None else None
        ends = [(value, f"diffusion {edition}") for edition, value in broken or ()]
    return f"la série saute de {' à '.join(f'{format_value(value, unit)} ({date})' for value, date in ends)}"


def _no_other(others: int) -> str:
    """What the other figures say, after one that is to be confirmed."""
    if others:
        more = "Un autre chiffre est" if others == 1 else f"{in_letters(others).capitalize()} autres chiffres sont"
        return f"{more} dans le même cas ; aucun de sûr n'est nettement plus défavorable que le QPV médian."
    return "Aucun autre chiffre publié n'est nettement plus défavorable."


def no_figure(lu: QuartierLu) -> str:
    """That there is no published figure: of a QPV there may be, of another territory none is expected."""
    if lu.donnes:  # they are compared with nothing
        return f"Aucun chiffre ne situe {lu.quartier.noms.ce} parmi les QPV"
    what = "Aucun chiffre n'est importé" if lu.quartier.est_qpv else "Aucun chiffre publié n'est repris"
    return f"{what} pour {lu.quartier.noms.ce}"


def _subject(lu: QuartierLu, *, lower: bool = False) -> str:
    """What the published figures describe, at the head of a sentence or not: the QPV of their geography, by what tells
    it from today's. « QPV de 2015 » would read as a date."""
    known = {f.publication.diffusion.geographie for f in lu.chiffres if f.publication is not None}
    former, old = len(lu.quartier.codes_qpv_2015), known == {ANCIENNE}
    text = f"l'ensemble des {in_letters(former)} QPV" if former > 1 and old else "le QPV"
    if old:
        text += f" d'avant {NOUVELLE}"
    if lu.partage:
        text += ", dont ce projet ne couvre qu'une partie,"
    return text if lower else text[:1].upper() + text[1:]


def _told(lu: QuartierLu, head: str, figures: Sequence[ChiffreLu]) -> list[Fragment]:
    answer = policy(lu, figures)
    return [head, *_named(lu, figures, dated=not _of_one_date(figures)), f". {answer}" if answer else "."]


def _named(lu: QuartierLu, figures: Sequence[ChiffreLu], *, dated: bool = True) -> list[Fragment]:
    """``le taux d'emploi (27,8 %, 2021), la part… et 2 autres indicateurs``, with the calls to their notes; without
    the year where the sentence has said it of all."""
    parts: list[Fragment] = []
    shown = figures[:NAMED]
    rest = len(figures) - len(shown)
    for position, figure in enumerate(shown):
        if position:
            parts.append(" et " if position == len(shown) - 1 and not rest else ", ")
        told = [mots.value_text(figure), *([mots.when(figure)] if dated else [])]
        parts += [with_article(figure.indicateur.libelle), lu.renvoi(figure), f" ({', '.join(told)})"]
    if rest:
        parts.append(f" et {'un autre chiffre' if rest == 1 else f'{in_letters(rest)} autres chiffres'}")
    return parts


def with_article(libelle: str) -> str:
    """A label inside a sentence, with its article where the first word is of those that labels begin with.

    >>> with_article("Taux d'emploi des femmes"), with_article("Ménages de six personnes")
    ("le taux d'emploi des femmes", 'ménages de six personnes')
    """
    text = lower_first(libelle)
    article = _ARTICLES.get(text.split(" ", 1)[0])
    return f"{article} {text}" if article else text


def once(figures: Iterable[ChiffreLu]) -> list[ChiffreLu]:
    """The first figure of each indicator."""
    found: dict[str, ChiffreLu] = {}
    for figure in figures:
        found.setdefault(figure.indicateur.indicateur, figure)
    return list(found.values())


def _band_of(figure: ChiffreLu) -> Palier | None:
    return figure.comparaison.place.palier if figure.comparaison.place is not None else None


def count_readings(lu: QuartierLu) -> str | None:
    """``12 chiffres publiés se comparent au QPV médian de France (2021) : 10 plus fragiles · 2 comparables…``; None
    where nothing is read against it."""
    read = tuple(f for f in lu.chiffres if f.comparaison.place is not None)
    situations = count_situations(read)
    parts = [
        count(situations[situation], singular, plural)
        for situation, singular, plural in (
            (Situation.FRAGILE, "plus fragile", "plus fragiles"),
            (Situation.COMPARABLE, "comparable", "comparables"),
            (Situation.FAVORABLE, "moins fragile", "moins fragiles"),
            (Situation.IMPRECISE, "à écart non concluant", "à écart non concluant"),
        )
        if situations[situation]
    ]
    if not parts:
        return None
    # Page 2 counts all that is published: these are those that a median of France makes better or worse.
    total = count(len(read), "chiffre publié se compare", "chiffres publiés se comparent")
    total += " au QPV médian de France"
    former = all(f.publication is not None and f.publication.diffusion.geographie == ANCIENNE for f in read)
    if former and len(lu.quartier.codes_qpv_2015) > 1:  # medians and rates without a denominator do not add up
        total += ", pour l'ensemble des anciens QPV"
    total += f" ({in_few_words(read)})"
    return f"{total} : {' · '.join(parts)}.{_not_compared(lu) if len(read) <= FEW else ''}"


def _not_compared(lu: QuartierLu) -> str:
    """Why the other published figures are not: `` Les autres : 3 non diffusés, 2 de contexte.``"""
    others = [f for f in lu.chiffres if f.publie and f.indicateur.unite != COUNT and f.comparaison.place is None]
    withheld = sum(f.valeur is None for f in others)
    context = sum(f.valeur is not None and f.indicateur.sens == "contexte" for f in others)
    left = len(others) - withheld - context
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


def strengths(lu: QuartierLu) -> list[Fragment]:
    """Where the QPV is surely in the least fragile quarter of France; empty where it is not."""
    bands = (Palier.QUART_FAVORABLE, Palier.DIXIEME_FAVORABLE)
    found = [f for f in once(most_favorable(lu.chiffres)) if _band_of(f) in bands and not f.douteux and not f.saute]
    if not found:
        return []
    shown = found[:STRENGTHS]
    head, was = _dated(lu, shown, "était", "est")
    return [
        f"{head} {was} en revanche dans le quart le moins fragile des QPV de France pour ",
        *_named(lu, shown, dated=not _of_one_date(shown)),
        ".",
    ]


def findings(lu: QuartierLu) -> tuple[str, tuple[Contenu, ...]]:
    """How many findings there are and where they are from; then two of them whole."""
    if not lu.constats:
        return "Le document ne rapporte aucun constat de terrain." if lu.avec_document else "", ()
    none = NO_RESIDENT_IN_DOCUMENT.replace("le document ne", "il ne") if lu.avec_document else NO_RESIDENT
    nobody = "" if told_by_residents(lu.constats) else f" ; {none}"
    counted = origins_counted(lu.constats, len(_answered(lu, Reponse.PROPRE)))
    what = (
        "Le document rapporte"
        if lu.complet
        else "Le début du diagnostic manque dans le texte repris ; la suite rapporte"
    )
    head = f"{what} {counted}{nobody}." if lu.avec_document else f"Sur le terrain, {counted}{nobody}."
    several = len({c.origine for c in lu.constats}) > 1  # else the sentence has said it of all
    return head, tuple(attributed(c) if several else c.constat for c in _chosen(lu))


def _chosen(lu: QuartierLu) -> list[Constat]:
    """Two difficulties that are not in a priority's own text: one heard from residents and one from actors where there
    are, of two themes if it may be; those of a theme that a priority has first, then the short ones, then by theme.
    """
    own, linked = _answered(lu, Reponse.PROPRE), _answered(lu, Reponse.THEME)
    sizes = Counter(c.thematique for c in lu.constats)
    told = [c for c in lu.constats if c.nature == DIFFICULTE and c not in own and len(c.constat) <= LONGEST_FINDING]
    told.sort(key=lambda c: (c not in linked, len(c.constat) > SHORT_FINDING, -sizes[c.thematique]))
    chosen: list[Constat] = []
    for origins in (OF_RESIDENTS, OF_ACTORS, ORIGINES, ORIGINES):
        left = [c for c in told if c not in chosen and c.origine in origins]
        taken = {c.thematique for c in chosen}
        if left and len(chosen) < FINDINGS:
            chosen.append(next((c for c in left if c.thematique not in taken), left[0]))
    return chosen


def _answered(lu: QuartierLu, answer: Reponse) -> list[Constat]:
    """The difficulties that a priority answers in that way."""
    found = (a.source for a in lu.correspondance.constats if answer in {given for _, given in a.reponses})
    return [source for source in found if isinstance(source, Constat)]

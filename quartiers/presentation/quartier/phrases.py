"""The sentences of page 1, written by rules from the readings of ``quartiers.analyse``.

The first is the heaviest thing that is sure, with what the project does about it: where the QPV is among the most
fragile of France and no priority bears on it, that comes before all the rest.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from quartiers.analyse.appuis import Reponse
from quartiers.analyse.comparaisons import Evolution, Situation, Tendance
from quartiers.analyse.diagnostic import ChiffreLu, count_situations, most_favorable, most_fragile, moving
from quartiers.analyse.origines import (
    NO_RESIDENT,
    OF_ACTORS,
    OF_RESIDENTS,
    attributed,
    origins_counted,
    told_by_residents,
)
from quartiers.analyse.paliers import Palier
from quartiers.donnees.modele import Constat, Priorite
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.donnees.tables.projets import DIFFICULTE, ORIGINES
from quartiers.presentation import mots
from quartiers.presentation.blocs import Contenu, Fragment
from quartiers.presentation.mots_dates import are_past, head_of, in_brief, in_few_words, span_of, step_text
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import COUNT, count, format_number, in_letters, join_words, lower_first

NAMED: Final = 3  # figures that a sentence names: the others are counted
STRENGTHS: Final = 2
CHANGES: Final = 2
FINDINGS: Final = 2
FEW: Final = 3  # figures that are compared: so few are said to be
SHORT_FINDING: Final = 90  # characters: told rather than a longer one
LONGEST_FINDING: Final = 130  # a longer one is left for its own section rather than cut
# How a change is told, of one figure and of several, between its dates; what has no direction only goes up or down.
_VERBS: Final = {
    Evolution.DEGRADATION: ("a évolué défavorablement", "ont évolué défavorablement"),
    Evolution.AMELIORATION: ("a évolué favorablement", "ont évolué favorablement"),
    Evolution.HAUSSE: ("a augmenté", "ont augmenté"),
    Evolution.BAISSE: ("a baissé", "ont baissé"),
}
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
    """One sentence: the heaviest thing, and whether a priority bears on it."""
    if not lu.chiffres:
        stated = ", et le diagnostic partagé n'en énonce aucun" if lu.avec_document else ""
        return [f"{no_figure(lu)}{stated}."]
    known = [f for f in most_fragile(lu.chiffres) if not f.douteux]
    fragile = _once(f for f in known if not f.saute)
    placed = [f for f in fragile if f.comparaison.place is not None]
    for band, words in _PLACES.items():
        if found := [f for f in placed if _band_of(f) is band]:
            told = [f for f in found if not _answers(lu, f)] or found
            head, verb = _dated(lu, told, "se classait", "se classe", source="d'après les valeurs publiées, ")
            return _told(lu, f"{head} {verb} nettement {words} pour ", told)
    if placed:
        head, was = _dated(lu, placed, "était", "est")
        return _told(lu, f"{head} {was} plus fragile que le QPV médian de France pour ", placed)
    if compared := [f for f in lu.chiffres if f.comparaison.place is not None]:
        return [_none_worse(lu, compared, sum(f.saute for f in known))]
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
    """``En 2018, le QPV de 2015`` and the verb: in the past for figures of years ago."""
    head = head_of(figures, source=source)
    subject = _subject(lu, lower=bool(head))
    return f"{head}{subject}", past if are_past(figures, lu.contrat.edition.year) else present


def _none_worse(lu: QuartierLu, compared: Sequence[ChiffreLu], jumps: int) -> str:
    """That no figure says the QPV more fragile, and of which years they are; that little could be compared: a bare
    "none" would say more than is known."""
    whom = _subject(lu, lower=True)
    was = "était" if are_past(compared, lu.contrat.edition.year) else "est"
    when = f" (chiffres {in_brief(compared)})" if in_brief(compared) else ""
    if len(compared) > FEW or jumps:
        text = f"Aucun chiffre publié ne dit que {whom} {was} nettement plus fragile que le QPV médian de France"
        return f"{text}{when}{_but_for_jumps(jumps)}."
    told = in_letters(len(compared))
    if len(compared) == 1:
        text = "Un seul chiffre publié se compare au QPV médian de France : il ne dit pas que"
    else:
        number = f"{told[:1].upper()}{told[1:]} chiffres publiés seulement se comparent"
        text = f"{number} au QPV médian de France : aucun ne dit que"
    return f"{text} {whom} {was} nettement plus fragile{when}."


def no_figure(lu: QuartierLu) -> str:
    """That there is no published figure: of a QPV there may be, of another territory none is expected."""
    if lu.donnes:  # they are compared with nothing
        return f"Aucun chiffre ne situe {lu.quartier.noms.ce} parmi les QPV"
    what = "Aucun chiffre n'est importé" if lu.quartier.est_qpv else "Aucun chiffre publié n'est repris"
    return f"{what} pour {lu.quartier.noms.ce}"


def _but_for_jumps(number: int) -> str:
    """What would make a bare "none" untrue: figures that are more fragile, and whose level came by a jump."""
    if not number:
        return ""
    one = number == 1
    what = "le seul qui le dirait doit son" if one else f"les {in_letters(number)} qui le diraient doivent leur"
    return f" : {what} niveau à un saut entre deux diffusions"


def _subject(lu: QuartierLu, *, lower: bool = False) -> str:
    """What the published figures describe, at the head of a sentence or not: the QPV of their geography."""
    years = {f.publication.diffusion.geographie for f in lu.chiffres if f.publication is not None}
    year = f" de {years.pop()}" if len(years) == 1 else ""
    former = len(lu.quartier.codes_qpv_2015)
    text = f"l'ensemble des {in_letters(former)} QPV{year}" if former > 1 and year.endswith("2015") else f"le QPV{year}"
    if lu.partage:
        text += ", dont ce projet ne couvre qu'une partie,"
    return text if lower else text[:1].upper() + text[1:]


def _told(lu: QuartierLu, head: str, figures: Sequence[ChiffreLu]) -> list[Fragment]:
    return [head, *_named(lu, figures, dated=not head.startswith("En ")), _policy(lu, figures)]


def _named(lu: QuartierLu, figures: Sequence[ChiffreLu], *, dated: bool = True) -> list[Fragment]:
    """``le taux d'emploi (27,8 %, 2021), la part… et 2 autres indicateurs``, with the calls to their notes; without
    the year where the sentence has said it of all."""
    parts: list[Fragment] = []
    shown = figures if len(figures) <= NAMED + 1 else figures[:NAMED]
    rest = len(figures) - len(shown)
    for position, figure in enumerate(shown):
        if position:
            parts.append(" et " if position == len(shown) - 1 and not rest else ", ")
        told = [mots.value_text(figure), *([mots.when(figure)] if dated else [])]
        parts += [with_article(figure.indicateur.libelle), lu.renvoi(figure), f" ({', '.join(told)})"]
    if rest:
        parts.append(f" et {'un autre' if rest == 1 else f'{in_letters(rest)} autres'}")
    return parts


def _policy(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> str:
    """How the sentence ends: which of its themes have priorities, which have none, or on a linked theme only."""
    if not lu.avec_priorites:
        return "."
    on_theme: dict[str, set[str]] = {}
    linked: set[str] = set()
    for figure in figures:
        themes = lu.contrat.themes_of(figure.indicateur)
        priorities = on_theme.setdefault(_themes(lu, themes), set())
        for priority in _answers(lu, figure):
            (priorities if priority.thematique in themes else linked).add(priority.priorite)
        linked |= {p.priorite for p, answer in _responses(lu, figure) if answer is Reponse.EVOQUEE}
    without = join_words([name for name, found in on_theme.items() if not found], "ni sur")
    having = {name: found for name, found in on_theme.items() if found}
    if not having:
        return f", et aucune priorité ne porte {'directement ' if linked else ''}sur {without}."
    told = [f"{_counted(len(found))} sur {name}" for name, found in having.items()]
    return f" ; le projet a {join_words(told)}{f', aucune sur {without}' if without else ''}."


def _counted(number: int) -> str:
    """``une priorité``, ``trois priorités``."""
    return "une priorité" if number == 1 else f"{in_letters(number)} priorités"


def _answers(lu: QuartierLu, figure: ChiffreLu) -> tuple[Priorite, ...]:
    """The priorities that bear on the figure, were it only by a linked theme; not those that only have a word of it."""
    return tuple(p for p, answer in _responses(lu, figure) if answer is not Reponse.EVOQUEE)


def _responses(lu: QuartierLu, figure: ChiffreLu) -> tuple[tuple[Priorite, Reponse], ...]:
    return next((a.reponses for a in lu.correspondance.chiffres if a.source is figure), ())


def _themes(lu: QuartierLu, names: Sequence[str]) -> str:
    return join_words([f"« {lu.contrat.thematiques[name].libelle} »" for name in names], "ou")


def with_article(libelle: str) -> str:
    """A label inside a sentence, with its article where the first word is of those that labels begin with.

    >>> with_article("Taux d'emploi des femmes"), with_article("Ménages de six personnes")
    ("le taux d'emploi des femmes", 'ménages de six personnes')
    """
    text = lower_first(libelle)
    article = _ARTICLES.get(text.split(" ", 1)[0])
    return f"{article} {text}" if article else text


def _once(figures: Iterable[ChiffreLu]) -> list[ChiffreLu]:
    """The first figure of each indicator."""
    found: dict[str, ChiffreLu] = {}
    for figure in figures:
        found.setdefault(figure.indicateur.indicateur, figure)
    return list(found.values())


def _band_of(figure: ChiffreLu) -> Palier | None:
    return figure.comparaison.place.palier if figure.comparaison.place is not None else None


def count_readings(lu: QuartierLu) -> str | None:
    """``Face au QPV médian de France : 10 plus fragiles · 2 comparables…``; None where nothing is read against it."""
    read = tuple(f for f in lu.chiffres if f.comparaison.place is not None)
    situations = count_situations(read)
    parts = [
        count(situations[situation], singular, plural)
        for situation, singular, plural in (
            (Situation.FRAGILE, "plus fragile", "plus fragiles"),
            (Situation.COMPARABLE, "comparable", "comparables"),
            (Situation.FAVORABLE, "moins fragile", "moins fragiles"),
            (Situation.IMPRECISE, "trop imprécis pour conclure", "trop imprécis pour conclure"),
        )
        if situations[situation]
    ]
    if not parts:
        return None
    total = count(len(read), "indicateur publié", "indicateurs publiés")
    former = all(f.publication is not None and f.publication.diffusion.geographie == ANCIENNE for f in read)
    if former and len(lu.quartier.codes_qpv_2015) > 1:  # medians and rates without a denominator do not add up
        total += " pour l'ensemble des anciens QPV"
    total += f" ({in_few_words(read)})"
    return (
        f"Face au QPV médian de France, {total} : {' · '.join(parts)}.{_not_compared(lu) if len(read) <= FEW else ''}"
    )


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
    found = [f for f in _once(most_favorable(lu.chiffres)) if _band_of(f) in bands and not f.douteux and not f.saute]
    if not found:
        return []
    shown = found[:STRENGTHS]
    head, was = _dated(lu, shown, "était", "est")
    return [
        f"{head} {was} en revanche dans le quart le moins fragile des QPV de France pour ",
        *_named(lu, shown, dated=not head.startswith("En ")),
        ".",
    ]


def changes(lu: QuartierLu) -> list[Fragment]:
    """What improves or worsens beyond the uncertainty of the figures: both ways where there are both, and what is left
    counted. What went by fits and starts is told by its two ends: which way it goes cannot be said."""
    found = _clear_changes(lu)
    if not found:
        measured = [f.tendance for f in lu.chiffres if f.tendance is not None and f.publie]
        if measured:
            when = f" {span}" if (span := span_of(measured)) else ""
            none = (
                f"ien ne s'est amélioré ni dégradé{when} au-delà de l'incertitude et de ce qu'ont fait les QPV de "
                "France."
            )
            return [f"{_measured(len(measured))} : r{none}" if len(measured) <= FEW else f"R{none}"]
        return ["Aucune évolution ne se mesure : il n'y a pas deux dates comparables."]
    shown = _balanced(found)
    parts: list[Fragment] = []
    for evolution, verbs in _VERBS.items():
        if own := [f for f, t in shown if t.reguliere and t.evolution is evolution]:
            parts += [" "] if parts else []
            parts += [*_moved(lu, own, ""), f" {verbs[len(own) > 1]}."]
    if jerky := [f for f, t in shown if not t.reguliere]:
        parts += [" "] if parts else []
        head = "A changé, mais pas régulièrement" if len(jerky) == 1 else "Ont changé, mais pas régulièrement"
        parts += [*_moved(lu, jerky, f"{head} : "), "."]
    if rest := len(found) - len(shown):
        parts.append(f" {count(rest, 'autre évolution', 'autres évolutions')} : voir « Diagnostic par thème ».")
    return parts


def _measured(number: int) -> str:
    if number == 1:
        return "Une seule évolution se mesure"
    told = in_letters(number)
    return f"{told[:1].upper()}{told[1:]} évolutions seulement se mesurent"


def _clear_changes(lu: QuartierLu) -> list[tuple[ChiffreLu, Tendance]]:
    """The published changes that are read, the steady ones first, then the largest; what jumped has none."""
    read = _once(f for evolution in _VERBS for f in moving(lu.chiffres, evolution) if f.publie and not f.saute)
    told = [(f, f.tendance) for f in read if f.tendance is not None and is_told(f, f.tendance)]
    return sorted(told, key=lambda pair: (not pair[1].reguliere, -abs(pair[1].variation or 0.0)))


def is_told(figure: ChiffreLu, t: Tendance) -> bool:
    """Whether page 1 speaks of a change: for better or worse, or of what has a direction all the same."""
    directed = t.evolution in (Evolution.HAUSSE, Evolution.BAISSE) and figure.indicateur.sens != "contexte"
    return t.evolution in mots.NATURE_OF_EVOLUTION or directed


def _balanced(found: Sequence[tuple[ChiffreLu, Tendance]]) -> list[tuple[ChiffreLu, Tendance]]:
    """The first ones, of each way while there are several: what improves is not told without what worsens."""
    ways = [t.evolution for _, t in found]
    first = sorted(ways.index(evolution) for evolution in mots.NATURE_OF_EVOLUTION if evolution in ways)
    order = sorted(range(len(found)), key=lambda n: (n not in first, ways[n] not in mots.NATURE_OF_EVOLUTION, n))
    return [found[n] for n in sorted(order[:CHANGES])]


def _moved(lu: QuartierLu, figures: Sequence[ChiffreLu], head: str) -> list[Fragment]:
    """``Le taux de pauvreté [3] (de 43,2 % à 54,1 %, 2013-2018) et…``: the labels, each with its two ends."""
    parts: list[Fragment] = []
    for position, figure in enumerate(figures):
        label = with_article(figure.indicateur.libelle)
        start = f"{head}{label}" if position == 0 else label
        parts += [] if position == 0 else [" et " if position == len(figures) - 1 else ", "]
        parts += [
            start[:1].upper() + start[1:] if position == 0 else start,
            lu.renvoi(figure),
            f" ({_change(lu, figure)})",
        ]
    return parts


def _change(lu: QuartierLu, figure: ChiffreLu) -> str:
    """``de 41 % à 31,2 %, diffusions 2017-2022, soit 129 puis 99 foyers allocataires``."""
    t = figure.tendance
    assert t is not None
    start = mots.start_text(figure)
    told = f"de {start} à {mots.value_text(figure)}" if start is not None else t.sens.value
    if span := mots.period(t):
        told += f", {span}"
    if t.effectifs is not None:
        weight = lower_first(lu.contrat.indicateurs[figure.indicateur.poids or ""].libelle_court)
        told += f", soit {format_number(t.effectifs[0])} puis {format_number(t.effectifs[1])} {weight}"
    if (step := step_text(t)) is not None:
        told += f", {step}"
    return told


def findings(lu: QuartierLu) -> tuple[str, tuple[Contenu, ...]]:
    """How many findings there are and where they are from; then two of them whole."""
    if not lu.constats:
        return "Le document ne rapporte aucun constat de terrain." if lu.avec_document else "", ()
    nobody = "" if told_by_residents(lu.constats) else f" ; {NO_RESIDENT}"
    counted = origins_counted(lu.constats, len(_answered(lu, Reponse.PROPRE)))
    what = "Le document rapporte" if lu.complet else "Le texte du document, lu en partie seulement, rapporte"
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

"""The end of rule 14: stated changes that the published series does not let one read as a slope.

Rule 14 tells first of the change that is mostly a jump, in points. This only informs, of three things that a reader of
two numbers cannot see: a break that no other QPV shows (:mod:`quartiers.analyse.ruptures`), a series that went further
and came back, a change smaller than what chance does in a QPV of that size (:mod:`quartiers.analyse.incertitude`).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from quartiers.analyse.comparaisons import Evolution
from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines, stated_trend, when, whole_series
from quartiers.analyse.effectifs import headcount
from quartiers.analyse.incertitude import RECENSEMENT, change_margin, fluctuation, margin_of
from quartiers.analyse.lectures_publiees import A_ECRIRE, PAS_SURE_ECRIRE, conclusion, read_until
from quartiers.analyse.notes import change_word, is_strong
from quartiers.analyse.publications import Publication, comparable_before, series
from quartiers.analyse.rapprochement import CONFIRMES, Accord
from quartiers.analyse.recensement_communes import communes_of
from quartiers.analyse.regles_definitions import renamed_since
from quartiers.analyse.regles_moyennes import rule_published_stability
from quartiers.analyse.regles_qualificatifs import rule_word_of_change
from quartiers.analyse.regles_reserves import caution
from quartiers.analyse.regles_series import (
    PART_DU_SAUT,
    between,
    cause_of_jump,
    how_exact,
    stated_change,
    value_after_jump,
)
from quartiers.analyse.ruptures import breaks
from quartiers.analyse.sauts import step_change
from quartiers.donnees.modele import Affirmation, Indicateur, Quartier
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.typographie import count, format_gap, format_number, format_value, join_words
from quartiers.unites import COUNT

# Under so many inhabitants, a few households make points: the smallest class of the table of docs/methode.md.
PETIT_QPV: Final = 1500
PETITS_EFFECTIFS: Final = "Petits effectifs"
# A change of fewer people is not commented on.
PEU: Final = 30
# What is not here is out already: the tables are older than the editions that would tell.
DEPUIS: Final = "à confirmer sur les diffusions parues depuis, non reprises ici"
_AGREEING: Final = (*CONFIRMES, Accord.AUTRE_INTITULE)


@dataclass(frozen=True)
class _Parcours:
    """The published series that a stated change follows, from the edition of its start to that of its end."""

    debut: Publication | None
    fin: Publication
    diffusions: tuple[Publication, ...]

    @property
    def valeurs(self) -> list[float]:
        return [p.valeur or 0.0 for p in self.diffusions]


def rule_unreadable_change(c: Contexte) -> Iterator[Doute]:
    told = {
        name for rule in (rule_published_stability, rule_word_of_change) for d in rule(c) for name in d.affirmations
    }
    small: dict[str, list[Affirmation]] = {}
    for a in c.contrat.affirmations:
        if not (a.variation or a.valeur_initiale is not None or a.tendance in ("hausse", "baisse")):
            yield from value_after_jump(c, a)
            continue
        path = _path(c, a)
        if path is None:
            if _is_unseen(c, a):
                small.setdefault(a.quartier, []).append(a)
            yield from value_after_jump(c, a)
            continue
        found = _broken(c, a, path) or _turned(c, a, path)
        if found is None and a.affirmation not in told:  # rules 5 and 16 say of those that they hardly move
            found = _by_chance(c, a, path)
        if found is not None:
            yield found  # the whole series: a jump that it ends with is told there
        else:
            yield from value_after_jump(c, a)
    for quartier, rows in small.items():
        yield from _of_few_people(c, c.contrat.quartiers[quartier], rows)


def _is_unseen(c: Contexte, a: Affirmation) -> bool:
    """Whether a stated change of a share is one that nothing published checks, and that no other rule says so of: of a
    start of another definition rule 7 does, of an indicator to be read with caution the end of this rule."""
    i = c.indicateur(a)
    told = c.verifications[a.affirmation].sans_definition_commune or caution(i.reserve) is not None
    return i.unite == "%" and a.tendance != "stable" and not told


def _path(c: Contexte, a: Affirmation) -> _Parcours | None:
    """The editions between the ends of a stated change, where its value is published; None where it is not."""
    v = c.verifications[a.affirmation]
    if v.sans_definition_commune:
        return None
    start: Publication | None
    if v.evolution is not None and v.evolution.accord in (Accord.CONCORDE, Accord.AUTRE_INTITULE):
        start, end = v.evolution.publications[0], v.evolution.publications[-1]
    elif v.valeur is not None and v.valeur.accord in _AGREEING:
        end = v.valeur.publications[-1]
        known = v.depart is not None and v.depart.accord in _AGREEING
        start = v.depart.publications[-1] if known and v.depart is not None else None
    else:
        return None
    if start is not None and (start.indicateur != end.indicateur or start.territoires != end.territoires):
        return None
    published = [p for p in series(c.contrat, end.territoires, end.indicateur) if p.valeur is not None]
    first = 0 if start is None else start.diffusion.edition
    year = a.annee_initiale if start is None else None
    kept = tuple(
        p
        for p in published
        if first <= p.diffusion.edition <= end.diffusion.edition
        and p.diffusion.theme == end.diffusion.theme
        and (year is None or p.annee is None or p.annee >= year - 1)
    )
    if start is None:  # a direction alone: since the oldest edition that may be compared, or the year that is stated
        start = next((p for p in kept if p in comparable_before(c.contrat, kept, end)), None)
    return _Parcours(start, end, kept)


def _broken(c: Contexte, a: Affirmation, path: _Parcours) -> Doute | None:
    """A break of the series between the ends."""
    d, i = path.fin.diffusion, c.contrat.indicateurs[path.fin.indicateur]
    for code in path.fin.territoires:
        for before, after in breaks(c.contrat).get((code, path.fin.indicateur, d.theme, d.geographie), ()):
            if after[0] > d.edition or (path.debut is not None and before[0] < path.debut.diffusion.edition):
                continue
            gap = format_gap(round(after[1] - before[1], 1), i.unite)
            told, remedy = conclusion(c.contrat, path.fin)
            ends = format_value(round(before[1], 1), i.unite), format_value(round(after[1], 1), i.unite)
            if f"saut de {ends[0]} à {ends[1]} " in told:  # which has just been told
                told = "Ce saut empêche d'y lire une évolution sûre."
            return _doubt(
                c,
                a,
                f"{_stated(c, a, path)}La série publiée de ce QPV a un saut entre deux diffusions, plus grand que ce "
                f"qui est habituel d'une diffusion à la suivante : {ends[0]} (diffusion "
                f"{before[0]}), puis {ends[1]} (diffusion {after[0]}), soit {gap}. "
                f"{_by_the_jump(path, after[1] - before[1], i)}{_kept_after(path, after, i)}"
                f"{cause_of_jump(c, a, path.fin)} {told}",
                (path.fin,),
                _not_the_word(a) or remedy,
            )
    return None


def _by_the_jump(path: _Parcours, jump: float, i: Indicateur) -> str:
    """What a jump makes of a change: so many of its points, or a part only."""
    whole = step_change(path.debut, path.fin) if path.debut is not None else 0.0
    word = "hausse" if jump > 0 else "baisse"
    if i.unite == "%" and whole * jump > 0 and PART_DU_SAUT[0] <= jump / whole <= 1:
        part, all_of_it = (format_number(abs(round(x, 1))) for x in (jump, whole))
        return f"{part} des {all_of_it} points de {word} se font d'un coup, dans ce saut."
    if whole * jump > 0 and PART_DU_SAUT[0] <= jump / whole <= PART_DU_SAUT[1]:
        return f"La {word} énoncée se fait d'un coup, dans ce saut."
    return "L'évolution énoncée passe par ce saut : elle n'est pas régulière."


def _not_the_word(a: Affirmation) -> str:
    """A strong word is not for what a single edition shows."""
    word = change_word(a.note)
    if word is None or not is_strong(word):
        return ""
    return f"Ne pas écrire « {word} » tant qu'une diffusion parue depuis ne confirme pas ce niveau."


def _stated(c: Contexte, a: Affirmation, path: _Parcours) -> str:
    """What the document says of the change, first, in its own word where that is known; and that its number is right,
    where it gives one: what follows would be read as a denial of it."""
    v, i = c.verifications[a.affirmation], c.contrat.indicateurs[path.fin.indicateur]
    word = change_word(a.note)
    numbered = a.variation is not None or a.valeur_initiale is not None
    agrees = v.evolution is not None or (v.depart is not None and v.depart.accord in _AGREEING)
    if numbered and agrees and path.debut is not None:
        whole = step_change(path.debut, path.fin)
        said = format_gap(whole if (change := stated_change(a)) is None else change, i.unite)
        first = f"Le document écrit « {word} » ; l'évolution" if word is not None else "L'évolution"
        return f"{first} énoncée, {said}, {how_exact(a, whole, i)}. "
    return _stated_way(a)


def _stated_way(a: Affirmation) -> str:
    if (word := change_word(a.note)) is not None:
        return f"Le document écrit « {word} ». "
    way = a.tendance
    if way not in ("hausse", "baisse"):
        change = stated_change(a) or 0.0
        way = "hausse" if change > 0 else "baisse" if change < 0 else None
    return f"Le document dit ce chiffre en {way}. " if way else ""


def _kept_after(path: _Parcours, after: tuple[int, float], i: Indicateur) -> str:
    """Whether a later edition keeps what the jump came to: until one does, nothing says that it lasts."""
    later = [p for p in path.diffusions if p.diffusion.edition > after[0]]
    if not later:
        return f" Ce niveau est {DEPUIS}."
    return f" Ensuite, {format_value(later[-1].valeur, i.unite)} ({when(later[-1])})."


def _turned(c: Contexte, a: Affirmation, path: _Parcours) -> Doute | None:
    """A series that went beyond both ends, and came back: the two ends hide what happened."""
    if path.debut is None or len(path.diffusions) < 3:
        return None
    i = c.contrat.indicateurs[path.fin.indicateur]
    ends = sorted((path.debut.valeur or 0.0, path.fin.valeur or 0.0))
    furthest = max(path.diffusions, key=lambda p: max((p.valeur or 0.0) - ends[1], ends[0] - (p.valeur or 0.0)))
    beyond = max((furthest.valeur or 0.0) - ends[1], ends[0] - (furthest.valeur or 0.0))
    if beyond < c.contrat.lecture.ecart_publie(ends[1], i.unite):
        return None
    told, remedy = conclusion(c.contrat, path.fin)
    ends_shown = (path.debut, furthest, path.fin)
    right = _is_right(c, a, path)
    if right and remedy == A_ECRIRE:
        return _doubt(c, a, _right_but(c, a, path), ends_shown, remedy, titre="Une évolution juste, mais irrégulière")
    remedy = A_ECRIRE if right and remedy == PAS_SURE_ECRIRE else remedy  # a true sentence is not to be withdrawn
    return _doubt(c, a, f"{_how_true(c, a, path)} {told}", ends_shown, remedy)


def _is_right(c: Contexte, a: Affirmation, path: _Parcours) -> bool:
    """Whether a change is stated as it is published: under its label, in its direction, and by its number where the
    document gives one."""
    v, change = c.verifications[a.affirmation], stated_change(a)
    way = change if change is not None else {"hausse": 1, "baisse": -1}.get(a.tendance or "", 0)
    numbered = any(n is not None and n.accord in _AGREEING for n in (v.evolution, v.depart))
    own = path.fin.indicateur == a.indicateur and (change is None or numbered)
    return own and path.debut is not None and way * step_change(path.debut, path.fin) > 0


def _right_but(c: Contexte, a: Affirmation, path: _Parcours) -> str:
    """That a document is right, how far, and all that is published: a reader would take the series for a denial."""
    i, whole = c.contrat.indicateurs[path.fin.indicateur], step_change(path.debut or path.fin, path.fin)
    word, size, change = "hausse" if whole > 0 else "baisse", format_gap(whole, i.unite), stated_change(a)
    told = f"ce chiffre est en {word} ({size})"
    if change is not None:
        told = size if change == whole else f"{format_gap(change, i.unite)} énoncés, {size} publiés"
    return (
        f"Le document a raison : {told}. Mais la {word} n'est pas régulière : l'Insee publie "
        f"{whole_series(path.diffusions, i)}."
    )


def _how_true(c: Contexte, a: Affirmation, path: _Parcours) -> str:
    """The document's word, or its number, what is published, and how far that goes with it: what is true is said to be
    so first, or a reader would take the series for a denial."""
    i, start, end = c.contrat.indicateurs[path.fin.indicateur], path.debut or path.fin, path.fin
    whole, v = step_change(start, end), c.verifications[a.affirmation]
    published = whole_series(path.diffusions, i)
    if v.evolution is not None or (v.depart is not None and v.depart.accord in _AGREEING):
        said = format_gap(whole if (change := stated_change(a)) is None else change, i.unite)
        known = a.annee_initiale is not None and a.annee is not None
        dated = f" de {a.annee_initiale} à {a.annee}" if known else ""
        stated = f"L'évolution énoncée, {said}{dated}, {how_exact(a, whole, i)}"
        return f"{stated}, mais elle n'est pas régulière : l'Insee publie {published}."
    stated = f"Le document dit ce chiffre {stated_trend(a)}. L'Insee publie {published}"
    way = 1 if a.tendance == "hausse" else -1
    if whole * way > 0:
        return f"{stated} : la {a.tendance}, {format_gap(whole, i.unite)} entre les deux bouts, n'est pas régulière."
    return f"{stated}, soit {format_gap(whole, i.unite)} entre les deux bouts."


def _by_chance(c: Contexte, a: Affirmation, path: _Parcours) -> Doute | None:
    """A change that is not larger than what two editions of a QPV of that size differ by, without any cause."""
    if path.debut is None or path.debut == path.fin:
        return None
    i, end = c.contrat.indicateurs[path.fin.indicateur], path.fin
    sigma = fluctuation(c.contrat, i, end.territoires, end.diffusion.cle, end.valeur or 0.0)
    change = step_change(path.debut, end)
    margin = change_margin(i, sigma) if sigma is not None else 0.0
    if not change or abs(change) >= margin:
        return None
    limit = f"{format_number(round(margin, 1))} {'point' if margin < 2 else 'points'}"
    if i.evolution == RECENSEMENT and abs(change) < c.contrat.lecture.ecart(end.valeur or 0.0, i.unite):
        told, remedy = _small(c, a, path, f"{margin_of(i)}, {limit}")
    elif i.evolution == RECENSEMENT:
        return _within_the_margin(c, a, path, f"{margin_of(i)}, {limit}")
    elif _is_right(c, a, path):
        return _right_and_usual(c, a, path, f"{margin_of(i)}, {limit}")
    else:  # a register counts everyone: the change is what it is
        told = f"est exacte, mais plus petite que {margin_of(i)}, {limit} : une année suffit à la faire ou à la défaire"
        remedy = "Donner les nombres aux deux dates à côté de la part, ou ne pas commenter l'évolution."
    # What a register counts is said to be right below.
    first = _stated(c, a, path) if i.evolution == RECENSEMENT else _stated_way(a)
    return _doubt(
        c,
        a,
        f"{first}L'évolution publiée, {between(path.debut, end, i)}, {format_gap(change, i.unite)}"
        f"{_people(c, path.debut, end)}, {told}.",
        (path.debut, end),
        remedy,
    )


def _right_and_usual(c: Contexte, a: Affirmation, path: _Parcours, usual: str) -> Doute:
    """A change that a register counts, in the direction that is stated, and no larger than what a year does."""
    start, end = path.debut or path.fin, path.fin
    i, people, falls = c.contrat.indicateurs[end.indicateur], _people(c, start, end), step_change(start, end) < 0
    return _doubt(
        c,
        a,
        f"Le document a raison : {between(start, end, i)}, {format_gap(step_change(start, end), i.unite)}{people}. "
        f"C'est moins que {usual} : une année peut défaire cette {'baisse' if falls else 'hausse'}.",
        (start, end),
        "Donner les nombres aux deux dates à côté de la part." if people else "Donner les deux valeurs et leurs dates.",
        titre="Une évolution juste, mais faible",
    )


def _people(c: Contexte, start: Publication, end: Publication) -> str:
    """``, soit environ 130 puis 120 demandeurs d'emploi``; empty where the whole is not published."""
    before, after = headcount(c.contrat, start), headcount(c.contrat, end)
    return f", soit {before.then(after)}" if before is not None and after is not None else ""


def _small(c: Contexte, a: Affirmation, path: _Parcours, margin: str) -> tuple[str, str]:
    """What a change that is hardly one shows, as the tables read it: stability has to be shown too."""
    read = read_until(c.contrat, path.fin)
    if read is not None and read.evolution is Evolution.STABLE:
        return "est faible : le chiffre n'a guère bougé", "Écrire que le chiffre est stable."
    whole = communes_of(c.contrat, c.contrat.quartiers[a.quartier], path.fin.territoires).counted_whole
    why = "dans un QPV de cette taille" if whole else f"à côté de {margin}"
    return f"est faible : {why}, elle ne prouve ni mouvement ni stabilité", "Ne pas commenter cette évolution."


def _within_the_margin(c: Contexte, a: Affirmation, path: _Parcours, margin: str) -> Doute:
    """A change of the census within the margin: all that is published, so that a reader sees how it came about.

    The margin is that of a survey, and is not told where everyone is counted, every fifth year
    (:mod:`quartiers.analyse.recensement_communes`): the change may well be real there, and only a later edition, or its
    number of people, says what it is worth.
    """
    i, start, end = c.contrat.indicateurs[path.fin.indicateur], path.debut or path.fin, path.fin
    change, last = step_change(start, end), path.diffusions[-2:]
    people = _at_most(c, end, change)
    few = people is not None and people < PEU
    communes = communes_of(c.contrat, c.contrat.quartiers[a.quartier], end.territoires)
    published = f"Insee publie {whole_series(dict.fromkeys((start, *path.diffusions)), i)}."
    told = f"{_stated(c, a, path)}L'{published}"
    size = f"L'évolution, {format_gap(change, i.unite)}{_told_at_most(people)},"
    if told.startswith("L'évolution"):  # which has just given it
        size = "Elle"
    sudden = len(last) == 2 and last[0] != start and step_change(*last) / change >= PART_DU_SAUT[0]
    mostly = f"l'essentiel s'est fait {between(last[0], last[1], i, path.diffusions)}" if sudden else ""
    right = bool(communes.counted_whole) and not few and _is_right(c, a, path)
    if few:
        at_most = _told_at_most(people).removeprefix(", soit ")
        parts = [
            told,
            f"Cela fait {at_most} : quelques ménages peuvent y suffire."
            if size == "Elle"
            else f"{size} peut tenir à quelques ménages.",
        ]
    elif communes.counted_whole:
        parts = _counted_whole(c, a, path, published, sudden=sudden)
    else:
        parts = [told, f"{size} est plus petite que {margin} : elle n'est pas sûre."]
        parts += [f"{mostly[:1].upper()}{mostly[1:]}."] if sudden else []
        parts += [f"{communes.went_over}."] if communes.went_over else []
    return _doubt(
        c,
        a,
        " ".join(parts),
        (start, end),
        _of_a_few(c, end)
        if few
        else "Donner la série, avec ses dates, et la compléter par les diffusions parues depuis, non reprises ici."
        if right
        else "La confirmer sur les diffusions parues depuis, non reprises ici, ou ne pas la commenter.",
        titre="Une évolution juste, à confirmer" if right else "",
    )


def _counted_whole(c: Contexte, a: Affirmation, path: _Parcours, published: str, *, sudden: bool) -> list[str]:
    """What a change is worth where everyone is counted: it did happen; whether it lasts is not known."""
    change = step_change(path.debut or path.fin, path.fin)
    word, read = "hausse" if change > 0 else "baisse", read_until(c.contrat, path.fin)
    table = " : le tableau de son thème la dit « non concluante »"
    told = table if read and read.evolution is Evolution.INCERTAINE else ""
    first = "Le document a raison : l'" if _is_right(c, a, path) else f"{_stated(c, a, path)}L'"
    late = f"L'essentiel de la {word} n'apparaît qu'à la dernière diffusion, peut-être avec un nouveau recensement."
    rest = f"Elle peut encore se défaire{told}." if sudden else f"La {word} peut encore se défaire{told}."
    return [f"{first}{published}", *([late] if sudden else []), rest]


def _of_a_few(c: Contexte, end: Publication) -> str:
    """What to write of a change of a few people: how many, where the whole that they are a share of is published."""
    if headcount(c.contrat, end) is not None:
        return "Donner le nombre de personnes à côté de la part, ou ne pas la commenter."
    return "Ne pas la commenter."


def _at_most(c: Contexte, end: Publication, points: float) -> int | None:
    """How many people a change of a share may be at most: that of all the inhabitants."""
    published = series(c.contrat, end.territoires, c.contrat.lecture.population)
    known = [p.valeur for p in published if p.valeur is not None]
    return (
        math.ceil(abs(points) / 100 * known[-1])
        if known and c.contrat.indicateurs[end.indicateur].unite == "%"
        else None
    )


def _told_at_most(people: int | None) -> str:
    if people is None or people >= PEU:  # of many, the bound says nothing
        return ""
    return f", soit {count(people, 'personne', 'personnes')} au plus"


def _of_few_people(c: Contexte, q: Quartier, rows: Sequence[Affirmation]) -> Iterator[Doute]:
    """Changes that nothing published checks, in a QPV of few inhabitants: one doubt a quartier."""
    counted = [p for p in series(c.contrat, q.codes(ANCIENNE), c.contrat.lecture.population) if p.valeur is not None]
    if not counted or (counted[-1].valeur or 0.0) >= PETIT_QPV:
        return
    names = join_words(list(dict.fromkeys(c.indicateur(a).libelle_court for a in rows)))
    people = format_value(counted[-1].valeur, COUNT)
    what = "l'évolution énoncée" if len(rows) == 1 else f"les {len(rows)} évolutions énoncées"
    yield Doute(
        Regle.SAUT,
        Gravite.INFORMATION,
        (q.quartier,),
        PETITS_EFFECTIFS,
        f"Aucune publication reprise ici ne permet de vérifier {what} ({names}). Dans un QPV de {people} habitants "
        f"({when(counted[-1])}), quelques ménages suffisent à déplacer une part d'un point.",
        "Donner les nombres de personnes à côté des parts, ou ne pas commenter l'évolution.",
        tuple(a.affirmation for a in rows),
        (counted[-1],),
        join_lines(a.lignes for a in rows),
    )


def _doubt(
    c: Contexte,
    a: Affirmation,
    phrase: str,
    publications: tuple[Publication, ...],
    remedy: str,
    *,
    titre: str = "",
) -> Doute:
    return c.doubt(
        Regle.SAUT,
        Gravite.INFORMATION,
        (a,),
        f"{_other_label(c, a, publications[-1])}{phrase}{_renamed(c, publications)}",
        remedy,
        publications=publications,
        objet=c.contrat.indicateurs[publications[-1].indicateur].libelle_court,  # the stated label may be another's
        titre=titre,
    )


def _renamed(c: Contexte, publications: tuple[Publication, ...]) -> str:
    """That the producer changed the name of the figure between the editions that are compared."""
    i = c.contrat.indicateurs[publications[-1].indicateur]
    known, editions = renamed_since(i), [p.diffusion.edition for p in publications]
    if known is None or not min(editions) < known[1] <= max(editions):
        return ""
    return f" L'intitulé de l'Insee a changé à la diffusion {known[1]} (« {known[0]} »)."


def _other_label(c: Contexte, a: Affirmation, published: Publication) -> str:
    """That the series is published under another label than the statement's: the point is named after its own."""
    if published.indicateur == a.indicateur:
        return ""
    return f"Le document énonce ce chiffre sous « {c.indicateur(a).libelle_court} ». "

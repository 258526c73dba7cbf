"""The opening of page 1: the heaviest thing that is sure, and whether a priority bears on it, in 48 words or so.

The first figure is of the most fragile part of the QPV of France that it surely is in; those that no priority answers
come first among those of one part, then the one that the largest share of the QPV are less fragile than. The second is
of the contract's core, or of another theme: the gravest that has room. A figure is told with the median QPV's.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from quartiers.analyse.comparaisons import Position, Situation
from quartiers.analyse.decompte import count_figures
from quartiers.analyse.diagnostic import ChiffreLu, key_figures, most_favorable, most_fragile
from quartiers.analyse.doutes import when as date_of
from quartiers.analyse.mesures_distinctes import distinct_measures
from quartiers.analyse.paliers import Palier
from quartiers.analyse.perimetres import communes_outside, perimeter_change
from quartiers.analyse.publications import Publication, compare_published, series
from quartiers.analyse.sauts import first_jump, is_kept
from quartiers.donnees.modele import QPV_FRANCE_MEDIAN
from quartiers.donnees.tables.importees import ANCIENNE, NOUVELLE
from quartiers.presentation import mots
from quartiers.presentation.blocs import Fragment
from quartiers.presentation.mots_dates import are_past, date_text, head_of, in_brief
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.reponses import Forme, answers, policy, unanswered
from quartiers.typographie import format_number, format_value, in_letters, join_words, lower_first

MOTS: Final = 48  # of an opening, as a printed line separates them
NAMED: Final = 2  # figures that an opening names
APART: Final = 2  # figures that set the quartier apart: page 1 shows them after the core
CARDS: Final = 4  # key figures on a row
RECENT: Final = 2  # measures before the newest: a side that changed since is told
TOO_SUDDEN: Final = "brusque, à expliquer"  # of a jump, whose two ends are no slope
FEW: Final = 3  # figures that are compared: so few are said to be
_ARTICLES: Final = {
    **dict.fromkeys(("part", "population", "scolarisation"), "la "),
    **dict.fromkeys(("taux", "revenu", "nombre", "premier", "RSA"), "le "),
    **dict.fromkeys(("emploi",), "l'"),
    **dict.fromkeys(
        (
            *("demandeurs", "emplois", "familles", "femmes", "foyers", "jeunes", "locataires", "moins", "ménages"),
            *("parents", "personnes", "plus", "prestations", "revenus"),
        ),
        "les ",
    ),
}
_SOUND: Final = (Palier.QUART_FAVORABLE, Palier.DIXIEME_FAVORABLE)
_PARTS: Final = {
    Palier.DIXIEME_FRAGILE: "parmi les 10 % des QPV de France les plus fragiles",
    Palier.QUART_FRAGILE: "dans le quart des QPV de France les plus fragiles",
}
_BRIEF: Final = {Palier.DIXIEME_FRAGILE: "parmi les 10 %", Palier.QUART_FRAGILE: "dans le quart"}
_WORSE: Final = "plus fragile que le QPV médian de France"


def headline(lu: QuartierLu) -> list[Fragment]:
    """Two short sentences at most."""
    if not lu.chiffres:
        stated = ", et le diagnostic partagé n'en énonce aucun" if lu.avec_document else ""
        return [f"{no_figure(lu)}{stated}."]
    if heavy := heaviest(lu):
        return _first_that_fits(_openings(lu, heavy), MOTS + words_of([_elsewhere(lu, heavy[0])]))
    known = [f for f in most_fragile(lu.chiffres) if not f.douteux]
    if jumped := [f for f in once(known) if f.comparaison.place is not None]:
        return _first_that_fits(_to_confirm(lu, jumped))
    if compared := [f for f in lu.chiffres if f.comparaison.place is not None]:
        return _first_that_fits(_sound_openings(lu, compared))
    if known:
        return _stated(lu, once(known))
    return ["Aucun chiffre n'a de référence qui permette de situer le quartier."]


def heaviest(lu: QuartierLu) -> list[ChiffreLu]:
    """The figures that surely are more fragile than the median QPV of France, one an indicator, the gravest first; of a
    QPV that joins former ones, those of the whole first in each part of the QPV of France, then, of each other, that of
    the former one where it is gravest. Shares of incomes come last: where many are retired, work makes less of them,
    and nobody is poorer for it; before them, those that no edition has had since others were published. A level that a
    jump came to is one of them once a later edition has it too."""
    read = [f for figure in lu.chiffres for f in (figure, *read_parts(lu, figure))]
    sure = (f for f in most_fragile(tuple(read)) if not f.douteux and not f.a_confirmer and _place(f) is not None)

    def order(f: ChiffreLu) -> tuple[bool, int, bool, int, bool]:
        return _is_of_incomes(f), _part(f), bool(former_qpv(lu, f)), -_edition(f), bool(answers(lu, f))

    return once(sorted(sure, key=order))


def _edition(figure: ChiffreLu) -> int:
    return figure.publication.diffusion.edition if figure.publication is not None else 0


def _is_of_incomes(figure: ChiffreLu) -> bool:
    """Whether a figure is a share of incomes, that another one makes: of work, less where many are retired."""
    return figure.indicateur.est_part_de_revenu


def read_parts(lu: QuartierLu, figure: ChiffreLu) -> Iterator[ChiffreLu]:
    """What is published of each of the former QPV that nothing allows to take together, read as a figure."""
    for part in figure.parties if figure.affirmation is None else ():
        if part.valeur is not None:
            known = series(lu.contrat, part.territoires, part.indicateur)
            read, jump = compare_published(lu.contrat, part), first_jump(lu.contrat, known)
            kept = is_kept(lu.contrat, known, jump)
            yield replace(figure, comparaison=read, publication=part, parties=(), saut=jump, saut_confirme=kept)


def has_two_rows(lu: QuartierLu) -> bool:
    """Whether the key figures of page 1 take two rows: the rest is shorter then."""
    return len(key_figures(lu.contrat, lu.chiffres, APART)) > CARDS


def _has_a_card(lu: QuartierLu, figure: ChiffreLu) -> bool:
    """Whether page 1 shows the figure again, with what it is compared with."""
    return figure.publication in {f.publication for f in key_figures(lu.contrat, lu.chiffres, APART)}


def _place(figure: ChiffreLu) -> Palier | None:
    place = figure.comparaison.place
    return place.palier if place is not None else None


def _part(figure: ChiffreLu) -> int:
    """The order of the part that a figure surely is in, the most fragile first."""
    return [*_PARTS, None].index(palier if (palier := _place(figure)) in _PARTS else None)


def is_set_apart(figure: ChiffreLu) -> bool:
    """Whether a figure surely is in the most fragile quarter of the QPV of France."""
    return _place(figure) in _PARTS


def once(figures: Iterable[ChiffreLu]) -> list[ChiffreLu]:
    """The first figure of each indicator."""
    found: dict[str, ChiffreLu] = {}
    for figure in figures:
        found.setdefault(figure.indicateur.indicateur, figure)
    return list(found.values())


# -- what has room ------------------------------------------------------------------------------------------


def words_of(parts: Iterable[Fragment]) -> int:
    """How many words a sentence has as it is printed, without its calls to notes: « 54 % » are two."""
    return len(re.findall(r"\S*[\w%€]\S*", "".join(part for part in parts if isinstance(part, str))))


def _first_that_fits(openings: Iterable[list[Fragment]], most: int = MOTS) -> list[Fragment]:
    """The first of those of ``most`` words, the richest being first; else the last."""
    parts: list[Fragment] = []
    for parts in openings:
        if words_of(parts) <= most:
            break
    return parts


def _openings(lu: QuartierLu, heavy: Sequence[ChiffreLu]) -> Iterator[list[Fragment]]:
    """From the richest to the shortest: two figures rather than one with what it is compared with."""
    pairs = [[first, second] for first in _as_grave(lu, heavy) for second in _seconds(lu, first, heavy)]
    for label in (_label, _short_label):
        for chosen in (*pairs, heavy[:1]):
            for answer in _answers(lu, chosen):
                for beside in (True, False):
                    yield _opening(lu, chosen, beside=beside, label=label, answer=answer)


def _answers(lu: QuartierLu, chosen: Sequence[ChiffreLu]) -> list[str]:
    """From the richest to the shortest; the title of a priority is told rather than a second figure."""
    found = unanswered(lu)
    told = [
        policy(lu, chosen, themes, form)
        for form in (Forme.ENTIERE, Forme.SERREE)
        for themes in ([found, ()] if found else [()])
    ]
    return [*dict.fromkeys(told)]


def _as_grave(lu: QuartierLu, heavy: Sequence[ChiffreLu]) -> list[ChiffreLu]:
    """The gravest, then those in the same band, where that is a narrow one, and as much answered: two of them may be
    told shortly."""
    first = heavy[0]
    same = (_part(first), bool(answers(lu, first)))
    gravest = _place(first) is Palier.DIXIEME_FRAGILE
    others = [f for f in heavy[1:] if gravest and (_part(f), bool(answers(lu, f))) == same]
    return [first, *others]


def _seconds(lu: QuartierLu, first: ChiffreLu, heavy: Sequence[ChiffreLu]) -> list[ChiffreLu]:
    """Beside a figure: those of the contract's core, of another theme first, in its order within a band; then others of
    another theme; all in the most fragile quarter."""
    others = [f for f in heavy if f is not first and is_set_apart(f)]
    essential = lu.contrat.essentiel
    core = [f for f in others if f.indicateur.indicateur in essential]
    core.sort(key=lambda f: (_part(f), essential.index(f.indicateur.indicateur)))
    elsewhere = [f for f in others if f.indicateur.thematique != first.indicateur.thematique]
    return list(dict.fromkeys([*(f for f in core if f in elsewhere), *core, *elsewhere]))


def _opening(
    lu: QuartierLu,
    chosen: Sequence[ChiffreLu],
    *,
    beside: bool,
    label: Callable[[ChiffreLu], str],
    answer: str,
) -> list[Fragment]:
    past = are_past(chosen, lu.contrat.edition.year)
    parts: list[Fragment] = []
    for position, figure in enumerate(chosen):
        if not position:
            parts.append(_alone(lu, figure) or _head(lu, figure, past=past))
        else:
            same = _where(figure) == _where(chosen[0])
            parts.append(" et " if same else f" et {_where(figure, short=True)} pour ")
        told = beside or (not position and not _has_a_card(lu, figure))
        median = f" ; QPV médian : {_median(figure)}" if told else ""
        value = f"{mots.value_text(figure)}, {published(figure)}{_elsewhere(lu, figure)}"
        parts += [label(figure), lu.renvoi(figure), f" ({value}{median}{_caution(lu, figure)})"]
    return [*parts, f". {answer}" if answer else "."]


def _alone(lu: QuartierLu, figure: ChiffreLu) -> str:
    """``Un seul chiffre sur 13 dit le QPV nettement plus fragile que le QPV médian : ``, where the others do not and it
    is of no part of the QPV: opened with alone, it would be heard of the quartier as a whole. The sentence that follows
    tells the thirteen, and of what the median is."""
    counted = count_figures(lu.chiffres)
    worse = [f for f in counted.compares if f.comparaison.situation is Situation.FRAGILE]
    if [f.publication for f in worse] != [figure.publication] or is_set_apart(figure):
        return ""
    if len(counted.compares) <= FEW:
        return ""
    whom = subject(lu, lower=True)
    return f"Un seul chiffre sur {len(counted.compares)} dit {whom} nettement {_WORSE.removesuffix(' de France')} : "


def _caution(lu: QuartierLu, figure: ChiffreLu) -> str:
    """`` ; 22,6 % en 2019, hausse brusque, à expliquer``; `` ; 28 % en 2019, du bon côté du médian``: that a level
    is recent, which a headline would hide."""
    unit = figure.indicateur.unite
    if figure.saut is not None:
        before, after = figure.saut
        way = "hausse" if (after.valeur or 0.0) > (before.valeur or 0.0) else "baisse"
        return f" ; {format_value(before.valeur, unit)} {_in(before)}, {way} {TOO_SUDDEN}"
    other = _on_the_other_side(lu, figure)
    return f" ; {format_value(other.valeur, unit)} {_in(other)}, du bon côté du médian" if other is not None else ""


def _in(publication: Publication) -> str:
    """``en 2019``; ``publié en 2020`` where the year of the data is not known."""
    return dated(publication) if publication.annee is None else f"en {publication.annee}"


def _on_the_other_side(lu: QuartierLu, figure: ChiffreLu) -> Publication | None:
    """The newest of the two measures before a fragile figure that is better than the median QPV was, beyond the
    threshold; None where there is none."""
    last = figure.publication
    if last is None:
        return None
    source = (last.diffusion.theme, last.diffusion.geographie)
    known = series(lu.contrat, last.territoires, last.indicateur)
    own = [p for p in known if p.valeur is not None and (p.diffusion.theme, p.diffusion.geographie) == source]
    earlier = [p for p in distinct_measures(lu.contrat, own) if p.diffusion.edition < last.diffusion.edition]
    worse = figure.comparaison.position
    others = {Position.AU_DESSUS: Position.AU_DESSOUS, Position.AU_DESSOUS: Position.AU_DESSUS}
    read = ((p, compare_published(lu.contrat, p).position) for p in reversed(earlier[-RECENT:]))
    return next((p for p, position in read if worse in others and position is others[worse]), None)


def _head(lu: QuartierLu, figure: ChiffreLu, *, past: bool) -> str:
    was = "était" if past else "est"
    whom = subject(lu) if not (former := former_qpv(lu, figure)) else f"L'ancien QPV {former}{_share_of(lu, figure)}"
    return f"{whom} {was} {_where(figure)} pour "


def _where(figure: ChiffreLu, *, short: bool = False) -> str:
    """The part of the QPV that a figure surely is in."""
    palier = _place(figure)
    if palier is None or palier not in _PARTS:
        return _WORSE
    return (_BRIEF if short else _PARTS)[palier]


def published(figure: ChiffreLu) -> str:
    """As :func:`dated`, of a figure, which the document may have stated; with its perimeter where it is the new one."""
    p = figure.publication
    return dated(p) if p is not None and p.annee is None else mots.when(figure)


def dated(publication: Publication) -> str:
    """``2018``; ``publié en 2022`` where the year of the data is not known: « diffusion 2022 » is heard as of 2022."""
    return str(publication.annee) if publication.annee is not None else f"publié en {publication.diffusion.edition}"


def _median(figure: ChiffreLu) -> str:
    return format_value(figure.comparaison.valeur_reference, figure.indicateur.unite)


def former_qpv(lu: QuartierLu, figure: ChiffreLu) -> str:
    """Which former QPV a figure is of, where the quartier's joins several and has none of its own."""
    p, former = figure.publication, lu.quartier.codes_qpv_2015
    if p is None or len(former) < 2 or len(p.territoires) != 1:
        return ""
    names = dict(zip(former, lu.quartier.libelles_qpv_2015, strict=False))
    return names.get(p.territoires[0], p.territoires[0])


def _elsewhere(lu: QuartierLu, figure: ChiffreLu) -> str:
    """`` ; l'autre ancien QPV : 32,5 %``: the rest of a quartier whose gravest former QPV is told alone would be heard
    as doing well."""
    if not former_qpv(lu, figure):
        return ""
    read = next((f for f in lu.chiffres if f.parties and f.indicateur == figure.indicateur), None)
    others = [p for p in (read.parties if read is not None else ()) if p != figure.publication]
    known = [format_value(p.valeur, figure.indicateur.unite) for p in others if p.valeur is not None]
    if not known:
        return ""
    whom = "l'autre ancien QPV" if len(others) == 1 else "les autres anciens QPV"
    return f" ; {whom} : {join_words(known)}"


def _share_of(lu: QuartierLu, figure: ChiffreLu) -> str:
    """`` (36 % des habitants)``: how much of the quartier's QPV the former one is, from the newest counts; empty where
    one of them has none."""
    counted = {}
    for code in lu.quartier.codes_qpv_2015:
        known = [m for m in lu.contrat.mesures_de(code, lu.contrat.lecture.population) if m.valeur]
        if known:
            counted[code] = known[-1]
    editions = {m.edition for m in counted.values()}
    own = counted.get(figure.publication.territoires[0]) if figure.publication is not None else None
    if own is None or len(counted) < len(lu.quartier.codes_qpv_2015) or len(editions) > 1:
        return ""
    share_pct = (own.valeur or 0) / sum(m.valeur or 0 for m in counted.values()) * 100
    return f" ({format_number(share_pct, 0)} % des habitants)"


def subject(lu: QuartierLu, *, lower: bool = False) -> str:
    """What the published figures describe, at the head of a sentence or not: the QPV, whole where the project is of a
    part, in its former limits where they differ."""
    former, old = len(lu.quartier.codes_qpv_2015), _is_former(lu)
    text = "le QPV entier" if counts_more(lu) else "le QPV"
    if former > 1 and old:
        text = f"l'ensemble des {in_letters(former)} anciens QPV"
    elif old and (change := perimeter_change(lu.contrat, lu.quartier)) is not None and change.certain:
        text += " (limites de 2015)"
    return text if lower else text[:1].upper() + text[1:]


def counts_more(lu: QuartierLu) -> bool:
    """Whether the published figures are of more than the project: it covers a part, or communes outside the contract
    are counted."""
    q = lu.quartier
    return lu.partage or bool(communes_outside(lu.contrat, q.codes_qpv_2015 if _is_former(lu) else q.codes(NOUVELLE)))


def _is_former(lu: QuartierLu) -> bool:
    """Whether all that is published is of the QPV of 2015."""
    return {f.publication.diffusion.geographie for f in lu.chiffres if f.publication is not None} == {ANCIENNE}


def _label(figure: ChiffreLu) -> str:
    return with_article(figure.indicateur.libelle)


def _short_label(figure: ChiffreLu) -> str:
    return with_article(figure.indicateur.libelle_court)


def with_article(libelle: str) -> str:
    """A label inside a sentence, with its article where the first word is of those that labels begin with.

    >>> with_article("Taux d'emploi des femmes"), with_article("Emploi des femmes"), with_article("6 personnes ou plus")
    ("le taux d'emploi des femmes", "l'emploi des femmes", '6 personnes ou plus')
    """
    text = lower_first(libelle)
    return _ARTICLES.get(text.split(" ", 1)[0], "") + text


# -- no figure that surely is more fragile ------------------------------------------------------------------


def _to_confirm(lu: QuartierLu, jumped: Sequence[ChiffreLu]) -> Iterator[list[Fragment]]:
    """A figure that is more fragile and came to its level by a jump: told with both values, and to be confirmed."""
    figure, answer = jumped[0], policy(lu, jumped[:1])
    label = _label(figure)
    told = f" {_jump(figure)} (QPV médian : {_median(figure)}). "
    head: list[Fragment] = ["À confirmer : ", label, lu.renvoi(figure), told]
    yield [*head, *([f"{answer} "] if answer else []), _no_other(len(jumped) - 1)]
    yield [*head, answer or _no_other(len(jumped) - 1)]


def _jump(figure: ChiffreLu) -> str:
    """``a sauté de 22,6 % (2019) à 36,8 %, puis 40 % (2021)``: the date of what the jump came to, beside that of the
    newest value, would read as the same."""
    unit, newest = figure.indicateur.unite, (mots.value_text(figure), published(figure))
    ends = ends_of_jump(figure)
    told = [format_value(value, unit) for value, _ in ends]
    middle = f"{told[1]}, puis " if len(told) > 1 and told[1] != newest[0] else ""
    start = f"de {told[0]} ({ends[0][1]}) " if ends else ""
    return f"a sauté {start}à {middle}{newest[0]} ({newest[1]})"


def ends_of_jump(figure: ChiffreLu) -> list[tuple[float | None, str]]:
    """The value before a jump and the one after, each with its date; empty where only the document knows of it."""
    if figure.saut is not None:
        return [(p.valeur, date_of(p)) for p in figure.saut]
    broken = figure.tendance.rupture if figure.tendance is not None else None
    return [(value, date_text(date)) for date, value in broken or ()]


def _no_other(others: int) -> str:
    """What the other figures say, after one that is to be confirmed."""
    if others:
        more = "Un autre chiffre est" if others == 1 else f"{in_letters(others).capitalize()} autres chiffres sont"
        return f"{more} dans le même cas ; aucun n'est nettement plus fragile que le QPV médian."
    return "Aucun autre chiffre n'est nettement plus fragile que le QPV médian."


def _sound_openings(lu: QuartierLu, compared: Sequence[ChiffreLu]) -> Iterator[list[Fragment]]:
    """Where the QPV is surely among the least fragile, if it is; then that no figure surely says it more fragile."""
    sound = strengths(lu)
    if len(compared) > FEW and sound:
        past = are_past(sound, lu.contrat.edition.year)
        none = f"aucun des {len(compared)} chiffres comparés ne le dit nettement plus fragile que le QPV médian"
        head = f"{subject(lu)} {'était' if past else 'est'} dans le quart des QPV de France les moins fragiles pour "
        for shown in (sound[:NAMED], sound[:1]):
            for label in (_label, _short_label):
                yield [head, *_listed(lu, shown, label), f" ; {none}."]
    yield [_none_worse(lu, compared)]


def strengths(lu: QuartierLu) -> list[ChiffreLu]:
    """Where the QPV surely is in the least fragile quarter of France: the contract's core first."""
    read = (f for f in once(most_favorable(lu.chiffres)) if not f.douteux and not f.saute)
    found = [f for f in read if f.comparaison.place is not None and f.comparaison.place.palier in _SOUND]
    return sorted(found, key=lambda f: f.indicateur.indicateur not in lu.contrat.essentiel)


def _listed(lu: QuartierLu, figures: Sequence[ChiffreLu], label: Callable[[ChiffreLu], str]) -> list[Fragment]:
    parts: list[Fragment] = []
    for position, figure in enumerate(figures):
        parts += [" et "] if position else []
        parts += [label(figure), lu.renvoi(figure), f" ({mots.value_text(figure)}, {published(figure)})"]
    return parts


def strengths_sentence(lu: QuartierLu) -> list[Fragment]:
    """The strengths after a headline of something else; empty where there are none, or where they are the headline."""
    found = strengths(lu)[:NAMED]
    if not found or not heaviest(lu):
        return []
    was = "était" if are_past(found, lu.contrat.edition.year) else "est"
    return [f"Il {was} en revanche dans le quart des QPV les moins fragiles pour ", *_listed(lu, found, _label), "."]


def _none_worse(lu: QuartierLu, compared: Sequence[ChiffreLu]) -> str:
    """That no figure says the QPV more fragile, and of which years they are; that little could be compared: a bare
    "none" would say more than is known."""
    whom = subject(lu, lower=True)
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


def no_figure(lu: QuartierLu) -> str:
    """That there is no published figure: of a QPV there may be, of another territory none is expected."""
    if lu.donnes:  # they are compared with nothing
        return f"Aucun chiffre ne situe {lu.quartier.noms.ce} parmi les QPV"
    if lu.quartier.est_qpv and lu.quartier.est_nouveau:
        return (
            f"Ce rapport ne reprend aucun chiffre publié pour {lu.quartier.noms.ce}, entré dans la géographie en 2024"
        )
    what = "Ce rapport ne reprend aucun chiffre publié" if lu.quartier.est_qpv else "Aucun chiffre publié n'est repris"
    return f"{what} pour {lu.quartier.noms.ce}"


def _stated(lu: QuartierLu, fragile: Sequence[ChiffreLu]) -> list[Fragment]:
    """What the document alone states, and says more fragile than what it compares with."""
    territories = list(dict.fromkeys(f.comparaison.territoire for f in fragile if f.comparaison.territoire))
    whom = f" que les {lu.contrat.territoires[territories[0]]}" if len(territories) == 1 else ""
    if territories == [QPV_FRANCE_MEDIAN]:
        whom = " que le QPV médian de France"
    was = "était" if are_past(fragile, lu.contrat.edition.year) else "est"
    same = len({f.annee for f in fragile}) == 1 and fragile[0].annee is not None
    when = lower_first(head_of(fragile)) if same else ""
    head = f"Selon le diagnostic partagé, {when}le quartier {was} plus fragile{whom} pour "
    parts: list[Fragment] = []
    for position, figure in enumerate(fragile[:NAMED]):
        parts += [" et "] if position else []
        told = [mots.value_text(figure), *([] if same else [mots.when(figure)])]
        parts += [_label(figure), lu.renvoi(figure), f" ({', '.join(told)})"]
    answer = policy(lu, fragile[:NAMED])
    return [head, *parts, f". {answer}" if answer else "."]

"""What each priority rests on, in words: one short bracket, that one can read aloud.

What a reading of the document confirmed is said to support it (*appuyée par*, or *en partie* where nothing of the
section is about some of what its title names), were its figure to be verified, which is said; all the rest, whatever
brings it near, is *à rapprocher de*. Two things at most are named, those that the title speaks of first: the table of
priorities names them all. Where nothing is near, what the section has on the theme or of the people is said all the
same, for who hears that it says nothing would oppose it. Page 1, the table of priorities and what is to decide all say
what :func:`~quartiers.analyse.soutiens.read_support` reads.
"""

import re
from collections.abc import Sequence
from typing import Final

from quartiers.analyse.appuis import Reponse, is_denied
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.proches import shared_words
from quartiers.analyse.soutiens import (
    Appuyee,
    Etat,
    found_around,
    is_doubted,
    near_figures,
    near_found,
    of_forms,
    read_as_near,
    read_support,
    silent_needs,
    stated_better,
)
from quartiers.analyse.sujets import of_form, subjects_of
from quartiers.analyse.volets import is_about, named_in_order, words_of
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Constat, Priorite
from quartiers.donnees.tables.projets import DIFFICULTE
from quartiers.presentation.mots_constats import in_few_words, without_colon
from quartiers.presentation.quartier.chiffres_dits import name_figure, name_value
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.ouverture import heaviest
from quartiers.typographie import count, lower_first
from quartiers.unites import COUNT

Source = ChiffreLu | Constat

NAMED: Final = 2  # things that a bracket names
SILENT: Final = "le diagnostic n'en parle pas"
OWN_TEXT: Final = "la priorité elle-même affirme ce besoin"
OWN_TEXT_SAYS: Final = "seul le texte de la priorité affirme"
START_MISSING: Final = "début du diagnostic non lu par ce rapport"
OWN_TEXT_UNREAD: Final = f"son texte l'affirme ; {START_MISSING}"
UNREAD: Final = f"{START_MISSING} : appui inconnu"
# What is not there: nothing at all of the theme, or nothing that shows a fragility.
NOTHING: Final = "aucun constat ni chiffre de la même thématique"
NOTHING_FRAGILE: Final = "ni difficulté constatée ni chiffre fragile de la même thématique"
APART: Final = "ce qui est relevé de la même thématique porte sur autre chose, à la relecture du document"
NOT_FOUND: Final = "aucun appui repéré"
OF: Final = "sur"
OF_THEME: Final = "sur ce thème"
OF_PEOPLE: Final = "sur ce public"
CONFIRMED: Final = "appuyée par"
IN_PART: Final = "appuyée en partie par"
NEAR: Final = "à rapprocher de"
LACKING: Final = "rien de relevé sur"
BUT: Final = "mais"  # before what the document gives against a need
DENIED: Final = "sans l'appuyer"  # of figures on a part of a title, which a reading says to support nothing
STEM: Final = 5  # letters that two words of one family share
# The articles of what titles name, by their first word: those that end with s take « les », and a vowel « l' ».
_LE: Final = frozenset(
    (
        *("décrochage", "dépistage", "handicap", "harcèlement", "logement", "peuplement"),
        *("projet", "regroupement", "sommeil", "soutien", "vivre"),
    )
)
_INVARIABLES: Final = ("accès", "français", "temps")
_VOWELS: Final = "aeiouyéèêîôhâà"
_SUITE: Final = ("de ", "d'", "des ", "aux ", "à ")  # what goes on with the same noun
_OUTILS: Final = r"(?:et|ou|de|des|du|d|dans|à|au|aux|par|pour|en|sur|avec|entre)\b"


def who_links(lu: QuartierLu) -> str:
    """Who says that something supports a priority, which the document does not: once, under the list of priorities;
    empty where nothing is linked."""
    said = " ".join(support_text(lu, p) for p in lu.priorites)
    by = lu.contrat.document.relecture or "par qui n'est pas précisé"
    supported = CONFIRMED in said or IN_PART in said
    told = [f"« {capitalized(CONFIRMED)} » : à la relecture du document ({by})."] if supported else []
    asked = (a.source for a in lu.correspondance.constats if a.reponse is Reponse.PROCHE)  # in what is to decide
    beside = any(isinstance(c, Constat) and NEAR in near_titles(lu, c) for c in asked)
    told += [f"« {capitalized(NEAR)} » : moins sûr."] if NEAR in said or beside else []
    return " ".join(told)


def capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def support_text(lu: QuartierLu, priorite: Priorite) -> str:
    """``appuyée par : garde d'enfants difficile``; else ``à rapprocher de : emploi des femmes``; else what there is.
    All the rest is in the table of priorities."""
    a = read_support(lu, priorite)
    if a.etat is Etat.NON_LUE:
        return UNREAD
    if a.etat in (Etat.SANS, Etat.PROPRE):
        return _around(lu, a)
    supporters, near = named_sources(lu, a)
    parts = (
        f"{how_supported(lu, a)} : {_in_words(lu, a, supporters)}" if supporters else "",
        f"{NEAR} : {_in_words(lu, a, near)}" if near else "",
        lacking(lu, a),
        f"{BUT} : {_in_words(lu, a, against[:1])}" if (against := stated_better(lu, priorite)) else "",
        START_MISSING if _may_be_in_the_start(lu, a) else "",
    )
    return " ; ".join(part for part in parts if part)


def _around(lu: QuartierLu, a: Appuyee) -> str:
    """``le diagnostic ne parle pas des femmes ; sur ce thème : jeunes ni en emploi ni en formation (32,4 %…)``."""
    if not lu.complet:
        return OWN_TEXT_UNREAD
    found = around(lu, a.priorite)
    silent = silent_needs(lu, a.priorite) if found else ()
    head = f"le diagnostic ne parle pas {_neither(list(map(_of, _named_parts(a.priorite, silent))))}" if silent else ""
    parts = (
        head or (NOT_FOUND if found else SILENT),
        f"{_what_it_is(found, a.priorite)} : {without_colon(_in_words(lu, a, found[:NAMED]))}" if found else "",
        _own_text(lu, a) if a.etat is Etat.PROPRE else "",
    )
    return " ; ".join(part for part in parts if part)


def around(lu: QuartierLu, priorite: Priorite) -> list[Source]:
    """What the section has on the theme or the people of a priority that nothing supports nor comes near."""
    figures, findings = found_around(lu, priorite)
    return [*findings, *figures] if lu.complet else []


def _what_it_is(found: Sequence[Source], priorite: Priorite) -> str:
    themes = {s.thematique if isinstance(s, Constat) else s.indicateur.thematique for s in found}
    return OF_THEME if priorite.thematique in themes else OF_PEOPLE


def supporters_of(a: Appuyee) -> tuple[tuple[ChiffreLu, ...], tuple[Constat, ...]]:
    """The figures and the findings that a reading says to support a priority, those in doubt last."""
    return (*a.confirmes, *a.lus_en_doute), a.entendus


def named_sources(lu: QuartierLu, a: Appuyee) -> tuple[list[Source], list[Source]]:
    """What page 1 names of what supports a priority, and of what comes near it: two things in all. A figure in doubt is
    named, after the others, for what of the title nothing else is about."""
    if not any(supporters_of(a)):
        return [], _first_named(lu, a.priorite, _nearest(lu, a), NAMED)
    opened = _opened_with(lu, a.priorite, all_near(lu, a)[0])
    whole = [*beside(a), *opened] if beside(a) or a.en_partie else []
    near = _first_named(lu, a.priorite, whole, 1)
    doubted = [f for f in a.lus_en_doute if f in a.pour_le_reste or not (a.confirmes or a.entendus)]
    chosen = _first_named(lu, a.priorite, (*a.entendus, *a.confirmes, *doubted), NAMED - bool(near))
    return chosen, near


def _nearest(lu: QuartierLu, a: Appuyee) -> list[Source]:
    """What comes the nearest to a priority that nothing supports, and the figure that the page opens with, if it comes
    near it too, by its theme."""
    figures, findings = near_of(lu, a)
    return [*findings, *figures, *(f for f in _opened_with(lu, a.priorite, all_near(lu, a)[0]) if f not in figures)]


def _opened_with(lu: QuartierLu, priorite: Priorite, figures: Sequence[ChiffreLu]) -> list[ChiffreLu]:
    """The figure of some that the headline opens with, were it of the theme of a priority."""
    first = {f.indicateur for f in heaviest(lu)[:1] if f.indicateur.thematique == priorite.thematique}
    return [f for f in figures if f.indicateur in first]


def near_of(lu: QuartierLu, a: Appuyee) -> tuple[tuple[ChiffreLu, ...], tuple[Constat, ...]]:
    """The figures and the findings that come near a priority which nothing supports: the nearest alone."""
    if a.etat is Etat.VOISINE:
        stated = {f.affirmation: f for figure in lu.chiffres for f in (figure, *figure.enonces) if f.affirmation}
        found = near_found(lu, a.priorite)
        figures = () if found else tuple(stated[s] for s in near_figures(lu, a.priorite) if s in stated)
        return figures, found
    if a.etat is Etat.DECLINEE:
        figures_of, findings = of_forms(lu, a.priorite)
        return tuple(figures_of), tuple(findings)
    return {
        Etat.RAPPROCHEE: ((*a.a_verifier, *a.proches), a.du_sujet),
        Etat.ENONCEE: ((*a.publics, *a.a_verifier), ()),
        Etat.A_VERIFIER: (a.a_verifier, ()),
        Etat.THEME: (a.de_theme, a.constats),
        Etat.INDIRECTE: (a.indirects, a.lies),
    }.get(a.etat, ((), ()))


def beside(a: Appuyee) -> list[Source]:
    """What comes near the parts of a title that what supports it is not about; where it rests on figures in doubt
    alone, what comes the nearest to it."""
    if a.etat is Etat.EN_DOUTE:
        return [*a.du_sujet, *a.proches]
    figures, findings = supporters_of(a)
    return [s for s in a.pour_le_reste if s not in figures and s not in findings]


def _in_words(lu: QuartierLu, a: Appuyee, sources: Sequence[Source]) -> str:
    """Findings in a few words and figures by name, each once."""
    told = (
        in_few_words(lu.contrat, s, a.priorite) if isinstance(s, Constat) else name_figure(lu, s, a.priorite)
        for s in sources
    )
    return " ; ".join(dict.fromkeys(told))


def _first_named(lu: QuartierLu, priorite: Priorite, sources: Sequence[Source], most: int) -> list[Source]:
    """Those that a bracket names: the figure that the page opens with, then what is about the first thing that the
    title names, then about what of it nothing named before is; figures in doubt after all that are not."""
    parts = named_in_order(lu.contrat, priorite)
    opened = _opened_with(lu, priorite, [s for s in sources if isinstance(s, ChiffreLu)])
    covered = {s: _covered(lu, priorite, parts, s) for s in sources}
    left, chosen, known = [*sources], list[Source](), set[int]()
    told: set[str] = set()
    while left and len(chosen) < most:
        found = min(
            left,
            key=lambda s: (
                s not in opened,
                isinstance(s, ChiffreLu) and is_doubted(lu, s),
                min(covered[s] - known, default=len(parts)),
                -len(shared_words(priorite, _text_of(s))),
            ),
        )
        left.remove(found)
        name = found.constat_id if isinstance(found, Constat) else found.indicateur.indicateur
        if name not in told:  # published, or stated: once
            chosen.append(found)
        told.add(name)
        known |= covered[found]
    return chosen


def _covered(lu: QuartierLu, priorite: Priorite, parts: Sequence[str], source: Source) -> set[int]:
    return {n for n, part in enumerate(parts) if is_about(lu.contrat, priorite, part, source)}


def _text_of(source: Source) -> str:
    return source.constat if isinstance(source, Constat) else words_of(source)


def how_supported(lu: QuartierLu, a: Appuyee) -> str:
    """``appuyée par``; ``appuyée en partie par`` where what lacks follows: nobody knows what to make of a part that is
    not named."""
    return IN_PART if lacking(lu, a) or _may_be_in_the_start(lu, a) else CONFIRMED


def _may_be_in_the_start(lu: QuartierLu, a: Appuyee) -> bool:
    """Whether what a title names and nothing is about may be in what of the diagnostic could not be read."""
    return a.en_partie and not lu.complet and not a.pour_le_reste


def lacking(lu: QuartierLu, a: Appuyee) -> str:
    """``rien de relevé sur les addictions``: the needs that the title of a priority names and that nothing is about;
    ``sur les femmes : emploi des femmes (44,4 %), sans l'appuyer`` where figures are, which a
    reading says to support nothing."""
    parts = _named_parts(a.priorite, a.sans_appui)
    told = [f"{LACKING} {_neither(parts)}"] if parts else []
    for part, figures in a.infirmes:
        told.append(f"{OF} {_with_article(a.priorite, part)} : {name_value(lu, figures[0])}, {DENIED}")
    return " ; ".join(told)


def _own_text(lu: QuartierLu, a: Appuyee) -> str:
    """``seul le texte de la priorité affirme : violences particulièrement élevées``: what it says, where that is a
    finding of the tables."""
    said = without_colon(_in_words(lu, a, a.propres[:1]))
    return f"{OWN_TEXT_SAYS} : {said}" if said else OWN_TEXT


def _named_parts(priorite: Priorite, parts: Sequence[str]) -> list[str]:
    """The parts of a title, or of its forms, with their articles."""
    return [_with_article(priorite, p) for p in parts]


def _neither(words: Sequence[str]) -> str:
    """``le sommeil, les écrans ni la santé mentale``."""
    return " ni ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _of(words: str) -> str:
    """``des addictions``, ``du sommeil``, ``de la santé mentale``.

    >>> [_of(words) for words in ("les addictions", "le sommeil", "la santé mentale", "l'alimentation")]
    ['des addictions', 'du sommeil', 'de la santé mentale', "de l'alimentation"]
    """
    article, _, noun = words.partition(" ")
    return {"les": f"des {noun}", "le": f"du {noun}"}.get(article, f"de {words}")


def _with_article(priorite: Priorite, part: str) -> str:
    """``les addictions``, ``la santé mentale``; of what holds two things (« Projet et renouvellement urbains »), the
    one that the title names, in its words: ``le projet urbain``."""
    text = lower_first(part)
    halves = text.split(" et ")
    if len(halves) > 1 and not halves[1].startswith(_SUITE):
        title = fold(priorite.intitule)
        named = (h for h in halves if any(w[:STEM] in title for w in fold(h).split() if len(w) >= STEM))
        text = _in_title(priorite, next(named, text))
    head = text.split(" ", 1)[0]
    if head not in _INVARIABLES and head.endswith(("s", "x")):
        return f"les {text}"
    if head[0] in _VOWELS:
        return f"l'{text}"
    return f"{'le' if head in (*_LE, *_INVARIABLES) else 'la'} {text}"


def _in_title(priorite: Priorite, words: str) -> str:
    """The words of the title that begin as the first of some does, with the one that follows, if it qualifies it."""
    found = re.search(
        rf"\b{re.escape(words.split(' ', 1)[0])}\w*(?: (?!{_OUTILS})\w+)?", priorite.intitule, re.IGNORECASE
    )
    return lower_first(found[0]) if found else words


def all_near(lu: QuartierLu, a: Appuyee) -> tuple[list[ChiffreLu], list[Constat]]:
    """All that comes near a priority beside what supports it, the nearest first: what its table lists."""
    near = beside(a) if any(supporters_of(a)) else [source for group in near_of(lu, a) for source in group]
    figures = [f for f in near if isinstance(f, ChiffreLu)] + read_as_near(lu, a.priorite)[0]
    figures += [*a.a_verifier, *a.proches, *a.publics, *a.de_theme, *a.indirects]
    findings = [*near_findings(lu, a), *a.du_sujet, *a.constats, *a.lies]
    held, heard = supporters_of(a)
    supported = {f.indicateur.indicateur for f in held}  # published, or stated: a table names each once
    return (
        [f for f in dict.fromkeys(figures) if f.indicateur.indicateur not in supported],
        [c for c in dict.fromkeys(findings) if c not in heard],
    )


def nothing_of_theme(lu: QuartierLu, priorite: Priorite) -> str:
    """What the diagnostic lacks on the theme of a priority that nothing is linked to: that no figure of it shows a
    fragility is not that there is none, nor that a reading says a difficulty of it to be about something else. The
    priority's own text may well argue."""
    theme = priorite.thematique
    if any(is_denied(lu.contrat, priorite, c.constat_id) for c in lu.constats_sur(theme) if c.nature == DIFFICULTE):
        return APART
    figures = (f.indicateur for figure in lu.chiffres for f in (figure, *figure.enonces) if f.indicateur.unite != COUNT)
    spoken = lu.constats_sur(theme) or any(theme in (i.thematique, *i.thematiques_liees) for i in figures)
    return NOTHING_FRAGILE if spoken else NOTHING


def near_priorities(lu: QuartierLu, finding: Constat) -> tuple[Priorite, ...]:
    """The priorities that a finding is said to come near without supporting them."""
    return tuple(p for p in lu.priorites if finding in near_findings(lu, read_support(lu, p)))


def near_titles(lu: QuartierLu, finding: Constat) -> str:
    """`` ; Soutenir l'insertion prévoit : innover en matière de mobilité``, of a finding that no priority answers and
    that readings say to come near one: what that one plans on its subject; else `` ; à rapprocher de : Aider…``."""
    near = near_priorities(lu, finding)
    about = subjects_of(lu.contrat, (finding.constat,))
    for p in near:
        planned = [d.declinaison for d in p.declinaisons if about & of_form(lu.contrat, d)]
        if planned:
            return f" ; {p.intitule} prévoit : {lower_first(planned[0])}"
    return f" ; {NEAR} : {near[0].intitule}" if near else ""


def near_findings(lu: QuartierLu, a: Appuyee) -> list[Constat]:
    """The findings that come near a priority: what page 1 names, and those that readings say to."""
    named = beside(a) if any(supporters_of(a)) else near_of(lu, a)[1]
    heard = [c for c in named if isinstance(c, Constat)]
    return [c for c in dict.fromkeys((*heard, *read_as_near(lu, a.priorite)[1])) if c not in a.entendus]


def answered_sentence(lu: QuartierLu) -> str:
    """Whether every fragility finds a priority on its theme."""
    m = lu.correspondance
    if left := len(m.sans_priorite):
        return f"{count(left, 'fragilité relevée reste', 'fragilités relevées restent')} sans priorité sur son thème."
    if m.chiffres or m.constats:
        return "Chaque fragilité relevée trouve une priorité sur son thème, son sujet, ou un thème lié."
    return "Le document n'énonce ni chiffre fragile ni constat à rapprocher des priorités."

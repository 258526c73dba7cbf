"""What each priority rests on, in words.

What a reading of the document confirmed is said to support it (*appuyée par*, or *en partie* where nothing of the
section is about some of what its title names); all the rest, whatever brings it near, is *à rapprocher de*. That there
is nothing is said only where nothing is near. Page 1, the table of priorities and what is to decide all say what
:func:`~quartiers.analyse.soutiens.read_support` reads.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from quartiers.analyse.appuis import Reponse, is_denied
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.soutiens import Appuyee, Etat, near_figures, near_found, of_forms, read_as_near, read_support
from quartiers.analyse.volets import names_public_of
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Constat, Priorite
from quartiers.donnees.tables.projets import DIFFICULTE
from quartiers.presentation.mots_constats import list_findings
from quartiers.presentation.quartier.chiffres_dits import name_figures
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import count, join_words, lower_first
from quartiers.unites import COUNT

NAMED: Final = 2  # of a kind, that a list names
OWN_TEXT: Final = "le diagnostic n'en parle pas ; seul le texte de la priorité l'affirme"
OWN_TEXT_UNREAD: Final = "le texte de la priorité l'affirme ; le début du diagnostic manque"
OWN_REST: Final = "le reste n'est affirmé que par son texte"
START_MISSING: Final = "le début du diagnostic manque"
UNREAD: Final = f"{START_MISSING} : appui inconnu"
# What is not there: nothing at all of the theme, or nothing that shows a fragility.
NOTHING: Final = "aucun constat ni chiffre de la même thématique"
NOTHING_FRAGILE: Final = "ni difficulté constatée ni chiffre fragile de la même thématique"
APART: Final = "ce qui est relevé de la même thématique porte sur autre chose, à la relecture du document"
IN_LIST: Final = "aucun constat ni chiffre n'en montre le besoin"
CONFIRMED: Final = "appuyée par"
IN_PART: Final = "appuyée en partie par"
NEAR: Final = "à rapprocher de"
LACKING: Final = "rien de relevé sur"
UNSUPPORTED: Final = "aucun appui sur"  # something is, which a reading says to support nothing
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


def who_links(lu: QuartierLu, *, short: bool = False) -> str:
    """Who says that something supports a priority, which the document does not: once, under the list of priorities;
    empty where nothing is linked."""
    said = " ".join(support_text(lu, p, short=short) for p in lu.priorites)
    by = lu.contrat.document.relecture or "par qui n'est pas précisé"
    supported = CONFIRMED in said or IN_PART in said
    told = [f"« {capitalized(CONFIRMED)} » : lien fait à la relecture du document ({by})."] if supported else []
    near = NEAR in said or any(a.reponse is Reponse.PROCHE for a in lu.correspondance.constats)  # in what is to decide
    told += [f"« {capitalized(NEAR)} » : lien moins sûr, à confirmer."] if near else []
    return " ".join(told)


def capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


# What is only near a priority, by how.
_NEAR: Final = (
    Etat.APPROCHEE,
    Etat.RAPPROCHEE,
    Etat.ENONCEE,
    Etat.A_VERIFIER,
    Etat.THEME,
    Etat.VOISINE,
    Etat.INDIRECTE,
    Etat.DECLINEE,
)


def support_text(lu: QuartierLu, priorite: Priorite, *, short: bool = False) -> str:
    """``appuyée par : garde d'enfants difficile``; else ``à rapprocher de : emploi des femmes``; else what there is.
    What a rule adds to what was confirmed is in the table of priorities; so is what ``short`` leaves out: what would
    support it too, were it not in doubt, to begin with."""
    a, most = read_support(lu, priorite), 1 if short else NAMED
    if a.etat in _NEAR:
        own = f" ; {OWN_REST}" if priorite.affirme and lu.complet else ""
        return f"{NEAR} : {_nearest(lu, a, *near_of(lu, a), most)}{own}"
    return {
        Etat.CONFIRMEE: _confirmed(lu, a, most, short=short),
        Etat.PROPRE: OWN_TEXT if lu.complet else OWN_TEXT_UNREAD,
        Etat.SANS: IN_LIST + _sound_of_theme(lu, priorite),
    }.get(a.etat, UNREAD)


def _sound_of_theme(lu: QuartierLu, priorite: Priorite) -> str:
    """`` ; taux de pauvreté moins fragile que le QPV médian``, where nothing is near a priority and what is published
    on its theme is on that side only: figures there are, and they show no need."""
    own = [f for f in lu.chiffres if f.publie and f.indicateur.thematique == priorite.thematique]
    sound = [f for f in own if f.comparaison.situation is Situation.FAVORABLE]
    if not sound or any(f.comparaison.situation is Situation.FRAGILE for f in own):
        return ""
    sound.sort(key=lambda f: f.indicateur.indicateur not in lu.contrat.essentiel)
    names = [lower_first(f.indicateur.libelle_court) for f in sound[:NAMED]]
    names += [count(left, "autre chiffre", "autres chiffres")] if (left := len(sound) - NAMED) > 0 else []
    return f" ; moins fragile{'s' * (len(sound) > 1)} que le QPV médian : {join_words(names)}"


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
        Etat.APPROCHEE: (a.confirmes, a.entendus),
        Etat.RAPPROCHEE: ((*a.a_verifier, *a.proches), a.du_sujet),
        Etat.ENONCEE: ((*a.publics, *a.a_verifier), ()),
        Etat.A_VERIFIER: (a.a_verifier, ()),
        Etat.THEME: (a.de_theme, a.constats),
        Etat.INDIRECTE: (a.indirects, a.lies),
    }.get(a.etat, ((), ()))


def _confirmed(lu: QuartierLu, a: Appuyee, most: int, *, short: bool) -> str:
    """What supports a priority, what comes near the rest of its title, then what of it has nothing."""
    told = _supporters(lu, a.priorite, a.confirmes, a.entendus, most)
    figures, findings = beside(a)
    if short:
        figures = [f for f in figures if f in a.pour_le_reste]
    rest = _nearest(lu, a, figures, findings, 1)
    missing = START_MISSING if a.en_partie and not lu.complet and not a.pour_le_reste else ""
    parts = (
        f"{IN_PART if a.en_partie else CONFIRMED} : {told}",
        f"{NEAR} : {rest}" if rest else "",
        lacking(a),
        missing,
    )
    return " ; ".join(part for part in parts if part)


def beside(a: Appuyee) -> tuple[list[ChiffreLu], list[Constat]]:
    """What comes near the parts of a title that what supports it is not about; else, in doubt, what would support
    it."""
    figures = [f for f in (*a.pour_le_reste, *a.lus_en_doute) if isinstance(f, ChiffreLu)]
    findings = [c for c in a.pour_le_reste if isinstance(c, Constat)]
    return list(dict.fromkeys(figures)), [] if figures else findings


def lacking(a: Appuyee) -> str:
    """``rien de relevé sur les addictions``: what the title of a priority names and that nothing is about."""
    told = ((LACKING, a.sans_appui), (UNSUPPORTED, a.infirmes))
    return " ; ".join(f"{head} {join_words(_in_words(a.priorite, parts))}" for head, parts in told if parts)


def _in_words(priorite: Priorite, parts: Sequence[str]) -> list[str]:
    """The parts of a title, or of its forms, with their articles: the first ones, where they are many."""
    most = len(parts) if len(parts) <= NAMED + 1 else NAMED
    told = [_with_article(priorite, p) for p in parts[:most]]
    return told + ([f"{len(parts) - most} autres sujets"] if len(parts) > most else [])


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


def _supporters(
    lu: QuartierLu,
    priorite: Priorite,
    figures: Sequence[ChiffreLu],
    findings: Sequence[Constat],
    most: int = NAMED,
) -> str:
    """Findings in a few words, then figures by name: some of each, and how many others there are."""
    ranked = _first_named(lu, priorite, findings, most)
    told = [list_findings(lu.contrat, ranked, most, priorite)] if findings else []
    told += [name_figures(lu, figures, most, priorite)] if figures else []
    return " ; ".join(told)


def _nearest(lu: QuartierLu, a: Appuyee, figures: Sequence[ChiffreLu], findings: Sequence[Constat], most: int) -> str:
    """The nearest of what comes near a priority, by name; how many others there are, of all that its table lists."""
    all_figures, all_findings = all_near(lu, a)
    ranked = _first_named(lu, a.priorite, findings, most)
    told = []
    if findings:
        whole = [*dict.fromkeys((*ranked, *all_findings))]
        told.append(list_findings(lu.contrat, whole, min(most, len(findings)), a.priorite))
    if figures:
        known = {f.indicateur.indicateur: f for f in reversed((*figures, *all_figures))}  # the nearest says how it is
        names = {f.indicateur.indicateur for f in figures}
        whole_figures = [*dict.fromkeys(known[f.indicateur.indicateur] for f in (*figures, *all_figures))]
        told.append(name_figures(lu, whole_figures, min(most, len(names)), a.priorite))
    return " ; ".join(told)


def all_near(lu: QuartierLu, a: Appuyee) -> tuple[list[ChiffreLu], list[Constat]]:
    """All that comes near a priority beside what supports it, the nearest first: what its table lists, and what page 1
    counts the others among."""
    held = a.etat is Etat.CONFIRMEE
    figures = [*(beside(a)[0] if held else near_of(lu, a)[0]), *read_as_near(lu, a.priorite)[0]]
    figures += [*a.a_verifier, *a.proches, *a.publics, *a.de_theme, *a.indirects]
    findings = [*near_findings(lu, a), *a.du_sujet, *a.constats, *a.lies]
    known = (a.confirmes, a.entendus) if held else ((), ())
    supported = {f.indicateur.indicateur for f in known[0]}  # published, or stated: a table names each once
    return (
        [f for f in dict.fromkeys(figures) if f.indicateur.indicateur not in supported],
        [c for c in dict.fromkeys(findings) if c not in known[1]],
    )


def named_below(lu: QuartierLu, *, short: bool = False) -> frozenset[Constat]:
    """The findings that the list of priorities of page 1 names."""
    most = 1 if short else NAMED
    named: set[Constat] = set()
    for a in (read_support(lu, p) for p in lu.priorites):
        findings = a.entendus if a.etat is Etat.CONFIRMEE else near_of(lu, a)[1]
        named.update(_first_named(lu, a.priorite, findings, most)[:most])
    return frozenset(named)


def _first_named(lu: QuartierLu, priorite: Priorite, findings: Sequence[Constat], most: int) -> list[Constat]:
    """Where some are not named: what is of a public of the title first, then what supports no other priority, as others
    name the rest too: « et 1 autre » hides neither."""
    if len(findings) <= most:
        return [*findings]
    others = lu.priorites if len(findings) > NAMED else ()
    uses = Counter(c for p in others for c in lu.correspondance.soutien_de(p).entendus)
    return sorted(findings, key=lambda c: (not names_public_of(priorite, c.constat), uses[c]))


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
    """``, à rapprocher de : Aider les habitants…``, of a finding that no priority answers: that one comes near it is
    said wherever it is said to have none."""
    near = near_priorities(lu, finding)
    if not near:
        return ""
    others = f" (et {count(len(near) - 1, 'autre priorité', 'autres priorités')})" if len(near) > 1 else ""
    return f", {NEAR} : {near[0].intitule}{others}"


def near_findings(lu: QuartierLu, a: Appuyee) -> list[Constat]:
    """The findings that come near a priority: what page 1 names, and those that readings say to."""
    named = beside(a)[1] if a.etat is Etat.CONFIRMEE else near_of(lu, a)[1]
    known = a.entendus if a.etat is Etat.CONFIRMEE else ()
    return [c for c in dict.fromkeys((*named, *read_as_near(lu, a.priorite)[1])) if c not in known]


def answered_sentence(lu: QuartierLu) -> str:
    """Whether every fragility finds a priority on its theme."""
    m = lu.correspondance
    if left := len(m.sans_priorite):
        return f"{count(left, 'fragilité relevée reste', 'fragilités relevées restent')} sans priorité sur son thème."
    if m.chiffres or m.constats:
        return "Chaque fragilité relevée trouve une priorité sur son thème, son sujet, ou un thème lié."
    return "Le document n'énonce ni chiffre fragile ni constat à rapprocher des priorités."

"""What the title of a priority names, and which of it has no support: « addictions », « femmes ».

A title may be for publics, and about subjects: those of ``sujets``, and some that are finer (:data:`_PARTS`), as « les
droits et les soins » are two. One that only announces themes (« autour de trois thèmes ») is about those of its forms.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.mots import word_finder
from quartiers.analyse.sujets import of_form, of_priority, subjects_of
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Constat, Contrat, Priorite

_ANNONCE: Final = word_finder(("thèmes", "thématiques"))
# Who is called young here, a child there, by a priority that is for both.
_JEUNES: Final = ("jeunes", "enfants")
# How texts name a public, or what is only theirs.
_NAMES: Final = {
    "jeunes": ("jeune", "15-24 ans", "adolescen", "élève", "collégien"),
    "enfants": ("enfant", "élève", "scolaire", "scolarité", "collégien"),
    "parents": ("parent", "famille"),
    "femmes": ("femme", "garde d'enfants"),
    "personnes âgées": ("personnes âgées", "aînés", "75 ans", "60 ans"),
}
# Those that neither a figure nor a finding is ever said to be of.
_VAGUES: Final = frozenset({"populations fragiles", "ménages modestes"})
# Those whose needs are others than those of all parents, or of all the young.
_A_PART: Final = frozenset({"femmes", "familles monoparentales"})
# What a subject holds together and a title may name apart: its words there, and those of what supports it.
_PARTS: Final = (
    ("Accès aux droits et aux soins", "soins", ("soins",), ("soin", "médic", "médec", "professionnels de santé")),
    ("Accès aux droits et aux soins", "droits", ("droits",), ("droit",)),
    ("Mobilité et enclavement", "modes doux", ("modes doux",), ("modes doux", "mobilité douce", "vélo", "cyclable")),
    ("Mobilité et enclavement", "freins psychologiques", ("freins psycho",), ("psycho",)),
    ("", "vivre ensemble", ("vivre mieux ensemble",), ("vivre ensemble", "voisin", "isol", "conflit", "sous-quartier")),
    ("Isolement", "générations", ("génération",), ("génération", "75 ans", "60 ans", "personnes âgées", "aînés")),
)
_AUSSI: Final = " et "


def announced_subjects(contrat: Contrat, priorite: Priorite) -> tuple[str, ...]:
    """The subjects of the forms of a priority whose title only says that it has some."""
    if not _ANNONCE(fold(priorite.intitule)):
        return ()
    return _ordered(contrat, frozenset[str]().union(*(of_form(contrat, d) for d in priorite.declinaisons)))


def parts_without_support(
    contrat: Contrat, priorite: Priorite, figures: Sequence[ChiffreLu], findings: Sequence[Constat]
) -> tuple[str, ...]:
    """What the title names and that none of its supports is about; nothing where it names one thing only."""
    texts = [*(c.constat for c in findings), *map(_words_of, figures)]
    publics, parts = _named_publics(priorite), _parts_of(priorite)
    titled = (
        subjects_of(contrat, (priorite.intitule,)) - subjects_of(contrat, publics) - {subject for subject, *_ in parts}
    )
    about = announced_subjects(contrat, priorite) or _ordered(contrat, titled)
    lacking = [p for p in publics if not _speaks_of(priorite, p, figures, findings)]
    lacking += [s for s in about if s not in subjects_of(contrat, texts)]
    lacking += [part for _, part, _, words in parts if not any(map(word_finder(words), map(fold, texts)))]
    several = publics or len(about) + len(parts) > 1 or _AUSSI in priorite.intitule
    return tuple(lacking) if several else ()


def is_all_without(
    contrat: Contrat, priorite: Priorite, figures: Sequence[ChiffreLu], findings: Sequence[Constat]
) -> bool:
    """Whether what should support a priority is about nothing that its title names, each object of which is known, nor
    that its forms speak of."""
    texts = [*(c.constat for c in findings), *map(_words_of, figures)]
    if of_priority(contrat, priorite) & subjects_of(contrat, texts):
        return False
    lacking = parts_without_support(contrat, priorite, figures, findings)
    publics = set(_named_publics(priorite))
    return publics <= set(lacking) and len(set(lacking) - publics) > priorite.intitule.count(_AUSSI)


def names_public_of(priorite: Priorite, text: str) -> bool:
    """Whether a text names a public that the title of a priority does."""
    return any(_names(p, text) for p in _named_publics(priorite))


def _ordered(contrat: Contrat, found: Collection[str]) -> tuple[str, ...]:
    return tuple(s.sujet for s in contrat.sujets if s.sujet in found)


def _words_of(figure: ChiffreLu) -> str:
    i = figure.indicateur
    return " ".join((i.libelle, i.libelle_court, *i.publics))


def _parts_of(priorite: Priorite) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    title = fold(priorite.intitule)
    return [row for row in _PARTS if word_finder(row[2])(title)]


def _named_publics(priorite: Priorite) -> list[str]:
    """The publics of a priority that its title names, and those that one of its forms is apart for."""
    forms = " ".join(d.declinaison for d in priorite.declinaisons)
    return [
        p
        for p in priorite.publics
        if p not in _VAGUES and _is_titled(p, priorite.intitule + f" . {forms}" * (p in _A_PART))
    ]


def _is_titled(public: str, title: str) -> bool:
    """« La réussite éducative » is of children, and names none."""
    ages = ("15-24 ans",) if public == "jeunes" else ()
    return word_finder((public.removesuffix("s"), *ages))(fold(title))


def _names(public: str, text: str) -> bool:
    """Whether a text names a public, or what is named after it: « parentalité »."""
    return word_finder(_NAMES.get(public, (public.removesuffix("s"),)))(fold(text))


def _speaks_of(priorite: Priorite, public: str, figures: Iterable[ChiffreLu], findings: Iterable[Constat]) -> bool:
    """Whether a support is of a public."""
    young = public in _JEUNES and set(_JEUNES) <= set(priorite.publics)
    wanted = _JEUNES if young else (public,)
    told = (w for c in findings for w in wanted if _names(w, c.constat))
    return any(told) or any(set(wanted) & set(f.indicateur.publics) for f in figures)

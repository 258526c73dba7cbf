"""What the title of a priority names, and which of it has no support: « addictions », « femmes ».

A title may be for publics, and about subjects: those of ``sujets``, and some that are finer (:data:`_PARTS`), as « les
droits et les soins » are two. One that only announces themes (« sur quelques thèmes ») is about those of its forms.
A subject that is a means, or an operation under way (``nature`` of ``sujets``), is nothing that a diagnostic would have
to show: that it shows nothing of it is not said.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final

from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.mots import word_finder
from quartiers.analyse.reponses import title_without_emphasis
from quartiers.analyse.sujets import of_form, subjects_of
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Constat, Contrat, Priorite
from quartiers.donnees.tables.sujets import MOYEN

_ANNONCE: Final = word_finder(("thèmes", "thématiques"))
# Who is called young here, a child there, by a priority that is for both.
_JEUNES: Final = ("jeunes", "enfants")
# How texts name a public, or what is only theirs.
_NAMES: Final = {
    "jeunes": ("jeune", "15-24 ans", "adolescen", "élève", "collégien", "décroch"),
    "enfants": ("enfant", "élève", "scolaire", "scolarité", "collégien"),
    "parents": ("parent", "famille"),
    "femmes": ("femme", "garde d'enfants"),
    "personnes âgées": ("personnes âgées", "aînés", "75 ans", "60 ans"),
}
# Those that neither a figure nor a finding is ever said to be of.
_VAGUES: Final = frozenset({"populations fragiles", "ménages modestes"})
# Those that a public holds: a lone parent is a parent.
_AUSSI_DE: Final = {"parents": ("familles monoparentales", "familles")}
# A way that is ill linked is for who walks or rides it.
_MODES_DOUX: Final = ("modes doux", "mobilité douce", "vélo", "cyclable", "relié")
_ENSEMBLE: Final = ("vivre ensemble", "partage", "voisin", "isol", "conflit", "sous-quartier")
# Whom it is hard to reach: what a title that wants to mobilise answers.
_MOBILISER: Final = ("mobilis", "participa", "impliqu", "implica", "engage", "atteindre", "aller vers", "repli sur soi")
# What a subject holds together and a title may name apart: its words there, and those of what supports it.
_PARTS: Final = (
    ("Accès aux droits et aux soins", "soins", ("soins",), ("soin", "médic", "médec", "professionnels de santé")),
    ("Accès aux droits et aux soins", "droits", ("droits",), ("droit",)),
    ("Mobilité et enclavement", "modes doux", ("modes doux",), _MODES_DOUX),
    ("Mobilité et enclavement", "freins psychologiques", ("freins psycho",), ("psycho",)),
    ("", "vivre ensemble", ("vivre mieux ensemble",), _ENSEMBLE),
    ("", "mobilisation des habitants", ("mobiliser",), _MOBILISER),
    (
        "Isolement",
        "liens entre générations",
        ("génération",),
        ("génération", "75 ans", "60 ans", "personnes âgées", "aînés"),
    ),
)
_AUSSI: Final = " et "


def announced_subjects(contrat: Contrat, priorite: Priorite) -> tuple[str, ...]:
    """The subjects of the forms of a priority whose title only says that it has some."""
    if not _ANNONCE(fold(priorite.intitule)):
        return ()
    return _ordered(contrat, _of_forms(contrat, priorite))


def parts_without_support(
    contrat: Contrat, priorite: Priorite, figures: Sequence[ChiffreLu], findings: Sequence[Constat]
) -> tuple[str, ...]:
    """The needs that the title names and that none of its supports is about; nothing where it names one thing only. Of
    a title that names nothing but its theme (« promouvoir la santé »), those of its forms: were it for some people
    above all, that health is at stake for them says nothing of screens."""
    named = _named_by(contrat, priorite)
    publics, about, parts = named
    several = publics or len(about) + len(parts) > 1 or _AUSSI in priorite.intitule
    if any(named) and not several:
        return ()
    needs = needs_of(contrat, priorite)
    return tuple(p for p in needs if not _is_told(contrat, priorite, p, figures, findings))


def needs_of(contrat: Contrat, priorite: Priorite) -> tuple[str, ...]:
    """The needs that a title names, in its order; those of its forms, where it names nothing but its theme."""
    means = {s.sujet for s in contrat.sujets if s.nature == MOYEN}
    named = [part for part in named_in_order(contrat, priorite) if part not in means]
    if any(_named_by(contrat, priorite)):
        return tuple(named)
    return _finer(priorite, (s for s in _ordered(contrat, _of_forms(contrat, priorite)) if s not in means))


def named_in_order(contrat: Contrat, priorite: Priorite) -> tuple[str, ...]:
    """What a title names (publics, subjects, finer parts), as one reads it; what forms tell for it comes last."""
    publics, about, parts = _named_by(contrat, priorite)
    words = priorite.intitule.split()

    def place(part: str) -> int:
        beginnings = (replace(priorite, intitule=" ".join(words[:n])) for n in range(1, len(words)))
        return next(
            (n for n, p in enumerate(beginnings) if any(part in of for of in _named_by(contrat, p))), len(words)
        )

    return tuple(sorted((*publics, *about, *parts), key=place))


def _of_forms(contrat: Contrat, priorite: Priorite) -> frozenset[str]:
    return frozenset[str]().union(*(of_form(contrat, d) for d in priorite.declinaisons))


def is_about(contrat: Contrat, priorite: Priorite, part: str, source: ChiffreLu | Constat) -> bool:
    """Whether a figure, or a finding, is about a part of what the title names."""
    if isinstance(source, Constat):
        return _is_told(contrat, priorite, part, (), (source,))
    return _is_told(contrat, priorite, part, (source,), ())


def _named_by(contrat: Contrat, priorite: Priorite) -> tuple[list[str], tuple[str, ...], list[str]]:
    """The publics that a title names, its subjects, and the finer parts of some."""
    publics, parts = _named_publics(priorite), _parts_of(priorite)
    titled = (
        subjects_of(contrat, (priorite.intitule,)) - subjects_of(contrat, publics) - {subject for subject, *_ in parts}
    )
    about = _finer(priorite, announced_subjects(contrat, priorite)) or _ordered(contrat, titled)
    return publics, about, [part for _, part, *_ in parts]


def _is_told(
    contrat: Contrat, priorite: Priorite, part: str, figures: Sequence[ChiffreLu], findings: Sequence[Constat]
) -> bool:
    """Whether one of them is about a public, a subject, or a part of one."""
    texts = [*(c.constat for c in findings), *map(words_of, figures)]
    if part in _named_publics(priorite):
        return _speaks_of(priorite, part, figures, findings)
    for _, name, _, words in _PARTS:
        if name == part:
            return any(map(word_finder(words), map(fold, texts)))
    return part in subjects_of(contrat, texts)


def names_public_of(priorite: Priorite, text: str) -> bool:
    """Whether a text names a public of a priority."""
    return any(_names(p, text) for p in priorite.publics if p not in _VAGUES)


def _ordered(contrat: Contrat, found: Collection[str]) -> tuple[str, ...]:
    return tuple(s.sujet for s in contrat.sujets if s.sujet in found)


def words_of(figure: ChiffreLu) -> str:
    """The words that say what a figure is about, and of whom."""
    i = figure.indicateur
    return " ".join((i.libelle, i.libelle_court, *i.publics))


def _parts_of(priorite: Priorite) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    title = fold(priorite.intitule)
    return [row for row in _PARTS if word_finder(row[2])(title)]


def _finer(priorite: Priorite, subjects: Iterable[str]) -> tuple[str, ...]:
    """Subjects that forms speak of, each as the finer parts that these name, where they do: « l'accès aux soins » is no
    « accès aux droits et aux soins »."""
    forms = fold(" . ".join(d.declinaison for d in priorite.declinaisons))
    found: list[str] = []
    for subject in subjects:
        parts = [part for whole, part, words, _ in _PARTS if whole == subject and word_finder(words)(forms)]
        found += parts or [subject]
    return tuple(found)


def _named_publics(priorite: Priorite) -> list[str]:
    """The publics of a priority that its title names, as one of those it is for: nobody looks for those of one of its
    forms, nor for those that it is only for above all (« surtout chez les plus jeunes »)."""
    return [p for p in priorite.publics if p not in _VAGUES and _is_titled(p, title_without_emphasis(priorite))]


def _is_titled(public: str, title: str) -> bool:
    """« La réussite éducative » is of children, and names none."""
    ages = ("15-24 ans",) if public == "jeunes" else ()
    return word_finder((public.removesuffix("s"), *ages))(fold(title))


def _names(public: str, text: str) -> bool:
    """Whether a text names a public, or what is named after it: « parentalité »."""
    return word_finder(_NAMES.get(public, (public.removesuffix("s"),)))(fold(text))


def _speaks_of(priorite: Priorite, public: str, figures: Iterable[ChiffreLu], findings: Iterable[Constat]) -> bool:
    """Whether a support is of a public."""
    young = public in _JEUNES and set(_JEUNES) <= set(_named_publics(priorite))
    wanted = _JEUNES if young else (public, *_AUSSI_DE.get(public, ()))
    told = (w for c in findings for w in wanted if _names(w, c.constat))
    return any(told) or any(set(wanted) & set(f.indicateur.publics) for f in figures)

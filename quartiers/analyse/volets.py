"""What the title of a priority names, and which of it has no support: « addictions », « femmes ».

A title may be for several publics, or about several subjects (of ``sujets``); one that only announces themes (« autour
de trois thèmes ») is about those of its forms. A support that names none of the priority's publics is of all of them.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.mots import word_finder
from quartiers.analyse.sujets import of_form, subjects_of
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Constat, Contrat, Priorite

_ANNONCE: Final = word_finder(("thèmes", "thématiques"))
# Who is called young here, a child there.
_JEUNES: Final = frozenset({"jeunes", "enfants"})
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
    texts = [c.constat for c in findings] + [_words_of(f) for f in figures]
    publics = _named_publics(priorite)
    titled = subjects_of(contrat, (priorite.intitule,)) - subjects_of(contrat, publics)
    about = announced_subjects(contrat, priorite) or _ordered(contrat, titled)
    lacking = [p for p in publics if _lacks(priorite, p, figures, findings)]
    lacking += [s for s in about if s not in subjects_of(contrat, texts)]
    several = len(publics) + len(about) > 1 or _AUSSI in priorite.intitule
    return tuple(lacking) if several else ()


def _ordered(contrat: Contrat, found: Collection[str]) -> tuple[str, ...]:
    return tuple(s.sujet for s in contrat.sujets if s.sujet in found)


def _words_of(figure: ChiffreLu) -> str:
    i = figure.indicateur
    return " ".join((i.libelle, i.libelle_court, *i.publics))


def _named_publics(priorite: Priorite) -> list[str]:
    """Of a priority for several publics, those that its title names."""
    title = fold(priorite.intitule)
    return [p for p in priorite.publics if _finder(p)(title)] if len(priorite.publics) > 1 else []


def _finder(public: str) -> Callable[[str], object]:
    """What finds a public in a text, and what is named after it: « parentalité »."""
    return word_finder((public.removesuffix("s"),))


def _lacks(priorite: Priorite, public: str, figures: Iterable[ChiffreLu], findings: Iterable[Constat]) -> bool:
    """Whether each support is of other publics of the priority."""
    wanted = _JEUNES if public in _JEUNES else {public}
    own = set(priorite.publics)
    named = [own & set(f.indicateur.publics) for f in figures]
    named += [{p for p in own if _finder(p)(fold(c.constat))} for c in findings]
    return all(found and not found & wanted for found in named)

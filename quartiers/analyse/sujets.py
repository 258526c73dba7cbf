"""Which subjects texts, priorities and a quartier's diagnostic speak of: the words of ``sujets``, finer than themes.

A word stands for those that it begins, capitals and accents set aside; a public that the document names, or the label
of an indicator that it states, speaks too.
"""

from collections.abc import Iterable
from functools import lru_cache

from quartiers.analyse.mots import word_finder
from quartiers.analyse.reponses import Reponse, answer_to_finding
from quartiers.analyse.socle import once
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Affirmation, Constat, Contrat, Declinaison, Priorite
from quartiers.donnees.tables.sujets import Sujet


def subjects_of(contrat: Contrat, texts: Iterable[str | None]) -> frozenset[str]:
    """The subjects that any of some texts speaks of."""
    read = _reader_of(contrat)
    return frozenset[str]().union(*(read(text) for text in texts if text))


@once
def _reader_of(contrat: Contrat) -> "_Reader":
    return _reader(contrat.sujets)


@lru_cache(maxsize=8)
def _reader(sujets: tuple[Sujet, ...]) -> "_Reader":
    return _Reader(sujets)


class _Reader:
    """What reads a text for its subjects, once each: the same indicators, forms and priorities are compared again
    and again by several rules, of each contract that is made of another."""

    def __init__(self, sujets: tuple[Sujet, ...]):
        self._sujets = sujets
        self._finders = tuple((s.sujet, word_finder(s.mots)) for s in sujets)
        self._known: dict[str, frozenset[str]] = {}

    def __reduce__(self) -> tuple[object, ...]:
        return _reader, (self._sujets,)  # a contract's snapshot takes no text that was read

    def __call__(self, text: str) -> frozenset[str]:
        if text not in self._known:
            folded = fold(text)
            self._known[text] = frozenset(sujet for sujet, speaks in self._finders if speaks(folded))
        return self._known[text]


def first_subjects(contrat: Contrat, text: str) -> frozenset[str]:
    """What a text is about first, before what it comes from or leads to: the subjects of its beginning, up to the first
    word that has any. Empty where the text announces a list, all of which it is about.
    """
    if " : " in text:
        return frozenset()
    words = text.split()
    if not subjects_of(contrat, (" ".join(words),)):
        return frozenset()  # its beginnings have no more
    return next(
        (found for n in range(1, len(words) + 1) if (found := subjects_of(contrat, (" ".join(words[:n]),)))),
        frozenset(),
    )


def of_priority(contrat: Contrat, p: Priorite) -> frozenset[str]:
    """The subjects of a priority: its title, its publics, its forms."""
    forms = (text for d in p.declinaisons for text in (d.declinaison, d.forme))
    return subjects_of(contrat, (p.intitule, *p.publics, *forms))


def of_form(contrat: Contrat, d: Declinaison) -> frozenset[str]:
    return subjects_of(contrat, (d.declinaison, d.forme))


def of_statement(contrat: Contrat, a: Affirmation) -> frozenset[str]:
    """The subjects of a stated figure: its indicator, its publics, whom it is about."""
    i = contrat.indicateurs[a.indicateur]
    return subjects_of(contrat, (i.libelle, i.libelle_court, a.population, *i.publics))


def of_diagnostic(
    contrat: Contrat, p: Priorite, findings: Iterable[Constat], stated: Iterable[Affirmation]
) -> frozenset[str]:
    """The subjects that the diagnostic speaks of, but for findings that were taken from the priority's own lines."""
    texts = [f.constat for f in findings if answer_to_finding(p, f) is not Reponse.PROPRE]
    return subjects_of(contrat, texts).union(*(of_statement(contrat, a) for a in stated))

"""Which subjects texts, priorities and a quartier's diagnostic speak of: the words of ``sujets``, finer than themes.

A word stands for those that it begins, capitals and accents set aside; a public that the document names, or the label
of an indicator that it states, speaks too.
"""

import re
from collections.abc import Iterable

from quartiers.analyse.appuis import Reponse, answer_to_finding
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Affirmation, Constat, Contrat, Declinaison, Priorite


def subjects_of(contrat: Contrat, texts: Iterable[str | None]) -> frozenset[str]:
    """The subjects that any of some texts speaks of."""
    text = " . ".join(fold(t) for t in texts if t)
    return frozenset(s.sujet for s in contrat.sujets if re.search(_pattern(s.mots), text))


def _pattern(words: Iterable[str]) -> str:
    return rf"\b(?:{'|'.join(re.escape(fold(word)) for word in words)})"


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

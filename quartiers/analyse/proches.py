"""What comes near a priority under another theme: no support, and enough to forbid saying that nothing is there.

A finding has one theme in the tables. Where that is not the priority's, a word that both have (whatever its ending), or
a subject of ``sujets`` that both speak of, is what a reader of the page would see. That both are about young people, or
women, is not.
"""

import re

from quartiers.analyse.racines import shared, stems
from quartiers.analyse.reponses import Reponse, answer_to_finding
from quartiers.analyse.sujets import of_priority, of_statement, subjects_of
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Affirmation, Constat, Contrat, Priorite
from quartiers.donnees.tables.projets import ATOUT

# Letters that words of one family share, where they have so many: « mobiliser » is not « mobilité ».
FAMILLE = 7


def near_findings(contrat: Contrat, priorite: Priorite) -> tuple[Constat, ...]:
    """What was found in the quartier, strengths apart, and shares most with the title of a priority; not what answers
    it."""
    subjects = subjects_of(contrat, (priorite.intitule,))
    ranked = [
        (len(shared_words(priorite, c.constat)) + len(subjects & subjects_of(contrat, (c.constat,))), c)
        for c in contrat.constats_de(priorite.quartier)
        if c.nature != ATOUT and answer_to_finding(priorite, c) is Reponse.AUCUNE
    ]
    return tuple(c for weight, c in sorted(ranked, key=lambda found: -found[0]) if weight)


def shared_subjects(contrat: Contrat, priorite: Priorite, source: Constat | str) -> tuple[str, ...] | None:
    """The subjects that a text of the theme of a priority shares with it (title and forms), in order; none of them, and
    not None, where they only share a word."""
    text = source.constat if isinstance(source, Constat) else source
    found = of_priority(contrat, priorite) & subjects_of(contrat, (text,))
    if not found and not shared_words(priorite, text):
        return None
    return tuple(s.sujet for s in contrat.sujets if s.sujet in found)


def shared_words(priorite: Priorite, text: str) -> frozenset[str]:
    """The words of the title of a priority that a text has, by their beginnings; not those of its publics."""
    return shared(_families(priorite), [text])


def near_statements(contrat: Contrat, priorite: Priorite) -> tuple[Affirmation, ...]:
    """The figures that the document states on a subject of the title of a priority."""
    subjects = subjects_of(contrat, (priorite.intitule,))
    return tuple(a for a in contrat.affirmations_de(priorite.quartier) if subjects & of_statement(contrat, a))


def _families(priorite: Priorite) -> frozenset[str]:
    """The beginnings of the words of a title, but for those of its publics."""
    text = fold(priorite.intitule)
    kept = stems([priorite.intitule]) - stems(priorite.publics)
    return frozenset(word.removesuffix("s")[:FAMILLE] for word in re.findall(r"[a-z]+", text) if word[:5] in kept)

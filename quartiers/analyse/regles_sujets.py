"""Rules 12 and 23, subject by subject: difficulties that no priority speaks of, forms of action that the diagnostic
does not announce. A theme may be on both sides where its subjects are not the same.
"""

import re
from collections.abc import Collection, Iterator
from itertools import takewhile
from typing import Final

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines
from quartiers.analyse.origines import attributed_apart
from quartiers.analyse.sujets import first_subjects, of_diagnostic, of_form, of_priority, subjects_of
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Constat, Contrat, Declinaison, Priorite
from quartiers.donnees.tables.cadre import INCOMPLET
from quartiers.donnees.tables.projets import CONTEXTE, DIFFICULTE
from quartiers.typographie import count, join_words, lower_first

CONSTATS: Final = "Constats du document"
DECLINAISONS: Final = "Déclinaisons"
# A form that itself says what is found needs no other finding.
_ARGUED: Final = re.compile(r"\b(?:hausse|augment|eleve|insuffisan)")
# What stands between the things that a finding lists: after a colon, or in a sentence that widens its own subject.
_LISTED: Final = re.compile(r", | et | ou ")
_WIDENED: Final = " et, plus largement, "
# What only says whom a finding is about, what it comes from or what it leads to: the list ends there.
_NO_ITEM: Final = re.compile(r"(?:notamment (?!d[eu'’])|surtout|accrue?s? par|due?s? a|lie|source|d'ou)")


def findings_without_answer(c: Contexte) -> Iterator[Doute]:
    """One doubt a quartier: the difficulties of a theme that has priorities, on a subject that none speaks of."""
    for quartier in c.contrat.quartiers:
        priorities = c.contrat.priorites_de(quartier)
        themes = {p.thematique for p in priorities}
        answered = frozenset[str]().union(*(of_priority(c.contrat, p) for p in priorities))
        found: list[tuple[Constat, frozenset[str], frozenset[str]]] = []
        for k in c.contrat.constats_de(quartier):
            about = subjects_of(c.contrat, (k.constat,))
            if k.nature != DIFFICULTE or k.thematique not in themes or not about:
                continue
            if not about & answered:
                found.append((k, about, frozenset()))
            elif left := _left_aside(c.contrat, k.constat, answered):
                found.append((k, left, about & answered))
        if found:
            told = [
                f"{attributed_apart(k)} – {_named(c, own)}"
                + (f" (seul est abordé ce qui s'y rattache : {_named(c, beside, ', ')})" if beside else "")
                for k, own, beside in found
            ]
            what = "une difficulté" if len(found) == 1 else f"{len(found)} difficultés"
            yield Doute(
                Regle.SANS_PRIORITE,
                Gravite.INFORMATION,
                (quartier,),
                CONSTATS,
                f"Le document relève {what} sur un sujet qu'aucune priorité ni déclinaison n'aborde"
                f" : {' ; '.join(told)}.",
                "En parler au comité : déclinaison à ajouter, ou réponse apportée ailleurs.",
                lignes=join_lines(k.lignes for k, _, _ in found),
            )
        yield from _context_without_answer(c, quartier, answered)


def _left_aside(contrat: Contrat, text: str, answered: frozenset[str]) -> frozenset[str]:
    """The subjects that a finding is about, and that no priority speaks of, where one speaks of others: those of its
    first words, or of the things that it lists."""
    head = first_subjects(contrat, text)
    if head and not head & answered:
        return head
    each = (subjects_of(contrat, (item,)) for item in listed_in(text))
    return frozenset[str]().union(*(about for about in each if not about & answered))


def listed_in(text: str) -> list[str]:
    """The things that a finding lists, all of which it is about; none where it is a plain sentence.

    >>> listed_in("Espaces publics : bancs absents, squat et encombrants")
    ['bancs absents', 'squat', 'encombrants']
    >>> listed_in("Faible usage des bus et, plus largement, des trains"), listed_in("Peu de bus, et des trains rares")
    (['Faible usage des bus', 'des trains'], [])
    >>> listed_in("Parentalité : soutien des familles, accru par le bruit ou le décrochage")
    ['soutien des familles']
    """
    _, colon, items = text.partition(" : ")
    found = _LISTED.split(items) if colon else text.split(_WIDENED) if _WIDENED in text else []
    return list(takewhile(lambda item: not _NO_ITEM.match(fold(item)), found))


def _context_without_answer(c: Contexte, quartier: str, answered: frozenset[str]) -> Iterator[Doute]:
    """What the document brings up without calling it a difficulty, on a subject that no priority speaks of."""
    found = [
        k
        for k in c.contrat.constats_de(quartier)
        if k.nature == CONTEXTE and (about := subjects_of(c.contrat, (k.constat,))) and not about & answered
    ]
    if found and c.contrat.priorites_de(quartier):
        yield Doute(
            Regle.SANS_PRIORITE,
            Gravite.INFORMATION,
            (quartier,),
            CONSTATS,
            f"Le document relève aussi, sans en faire une difficulté, ce qu'aucune priorité ni déclinaison n'aborde : "
            f"{' ; '.join(map(attributed_apart, found))}.",
            "Dire si le projet doit en tenir compte, ou pourquoi il le relève.",
            lignes=join_lines(k.lignes for k in found),
        )


def _sought(contrat: Contrat, d: Declinaison) -> frozenset[str]:
    """The subjects that would support a form: what it is about first, and what its kind is; whom it is done for or with
    comes after, and is no reason for it."""
    first = first_subjects(contrat, d.declinaison)
    return first | subjects_of(contrat, (d.forme,)) if first else of_form(contrat, d)


def _named(c: Contexte, subjects: frozenset[str], between: str | None = None) -> str:
    """Subjects, in their order: joined as words are, or by what is put between them, as names may have an « et »."""
    names = [lower_first(s.sujet) for s in c.contrat.sujets if s.sujet in subjects]
    return between.join(names) if between else join_words(names)


def forms_without_support(c: Contexte, silent: Collection[str]) -> Iterator[Doute]:
    """One doubt a quartier: the forms of action on a subject that nothing in the document's diagnostic speaks of.

    ``silent`` are the priorities of which all is said already; nothing is drawn from a diagnostic that is not whole.
    """
    for q in c.contrat.quartiers.values():
        stated, findings = c.contrat.affirmations_de(q.quartier), c.contrat.constats_de(q.quartier)
        if q.texte == INCOMPLET or not (stated or findings):
            continue
        found: list[tuple[Priorite, Declinaison]] = []
        for p in c.contrat.priorites_de(q.quartier):
            known = of_diagnostic(c.contrat, p, findings, stated)
            for d in p.declinaisons if p.priorite not in silent else ():
                about = _sought(c.contrat, d)
                if about and not about & known and not _ARGUED.search(fold(d.declinaison)):
                    found.append((p, d))
        if found:
            told = " ; ".join(f"{d.declinaison}{f' (l. {p.lignes})' if p.lignes else ''}" for p, d in found)
            what = count(len(found), "déclinaison porte", "déclinaisons portent")
            yield Doute(
                Regle.SANS_APPUI,
                Gravite.INFORMATION,
                (q.quartier,),
                DECLINAISONS,
                f"{what} sur un sujet dont ne parle aucun constat ni chiffre du diagnostic du document : {told}.",
                "Dire d'où vient ce choix : un constat, un chiffre, une décision prise ailleurs.",
                lignes=join_lines(p.lignes for p, _ in found),
            )

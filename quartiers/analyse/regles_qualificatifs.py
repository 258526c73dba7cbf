"""The end of rule 16: a level that the document calls low, high or worrying, and that is near the mean that it gives.

Rule 16 says elsewhere when the mean is on the other side. Here nothing is contradicted: a reader is only told that the
word says more, or less, than the gap does.
"""

from collections.abc import Iterator
from typing import Final

from quartiers.analyse.comparaisons import Position, difference, position
from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines, year_text
from quartiers.analyse.notes import judgement, side_of, slight, told_judgement
from quartiers.analyse.regles_jugements import Moyenne, means_of_document
from quartiers.donnees.modele import Affirmation
from quartiers.typographie import format_gap, format_value

_NEAR: Final = Position.COMPARABLE


def rule_near_the_mean(c: Contexte) -> Iterator[Doute]:
    means = means_of_document(c)
    for a in c.contrat.affirmations:
        word = told_judgement(a.note) if side_of(judgement(a.note), c.indicateur(a)) is not None else None
        few = slight(a.note)
        known = [
            m
            for m in means.get((a.reference or c.contrat.lecture.reference, a.indicateur), ())
            if a.annee is None or m.annee is None or a.annee == m.annee
        ]
        if a.precision != "exacte" or not known or not (word or few) or _says_so(a):
            continue
        near = {_is_near(c, a, m) for m in known}
        if word and near == {True}:
            yield _told(c, a, known, word, "l'écart n'est que")
        elif few and near == {False}:
            yield _told(c, a, known, f"« {few} »", "l'écart est")


def _says_so(a: Affirmation) -> bool:
    """Whether the document itself says, beside the word, that the level is near the mean that it gives."""
    return a.position == "comparable" and a.valeur_reference is not None


def _is_near(c: Contexte, a: Affirmation, mean: Moyenne) -> bool | None:
    """Whether a stated level is within what is read as comparable; None without a level."""
    if a.valeur is None:
        return None
    return position(a.valeur, a.valeur, mean.valeur, c.indicateur(a).unite, c.contrat.lecture) is _NEAR


def _told(c: Contexte, a: Affirmation, known: list[Moyenne], word: str, gap: str) -> Doute:
    i, mean = c.indicateur(a), next((m for m in known if m.annee is not None), known[0])
    territory = c.contrat.territoires[a.reference or c.contrat.lecture.reference]
    lines = join_lines(m.lignes for m in known)
    how = ", déduite d'un écart énoncé" if mean.deduite else ""
    return c.doubt(
        Regle.JUGEMENT,
        Gravite.INFORMATION,
        (a,),
        f"{format_value(a.valeur, i.unite)} est dit {word}, alors que le document donne "
        f"{format_value(mean.valeur, i.unite)} pour les {territory} ({year_text(mean.annee)}{how}"
        f"{f', l. {lines}' if lines else ''}) : {gap} de "
        f"{format_gap(difference(a.valeur or 0.0, mean.valeur), i.unite)}.",
        "Dire à quoi le chiffre est comparé, ou changer le mot.",
    )

"""Rule 14 on changes whose indicator is known to be read with caution over time, and that no publication shows."""

import re
from collections.abc import Iterator
from typing import Final

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, when
from quartiers.analyse.publications import series_of
from quartiers.analyse.rapprochement import Accord
from quartiers.analyse.regles_series import stated_change
from quartiers.analyse.revenus_parus import where_to_look
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Affirmation, Indicateur
from quartiers.typographie import format_gap, format_value

# What a reserve says of changes, among what it says.
_CAUTION: Final = re.compile(r"[^;.]*\bevolutions?\b[^;.]*\bprudence\b[^;.]*")
_UNSEEN: Final = (Accord.NON_VERIFIABLE, Accord.NON_RETROUVE)


def rule_change_under_reserve(c: Contexte) -> Iterator[Doute]:
    """One doubt a statement: a reader of a quartier is told its own figures, and no other's."""
    for a in c.contrat.affirmations:
        v, i = c.verifications[a.affirmation], c.indicateur(a)
        number, changes = v.valeur or v.evolution, a.variation is not None or a.valeur_initiale is not None
        if changes and number is not None and number.accord in _UNSEEN and (told := caution(i.reserve)):
            yield c.doubt(
                Regle.SAUT,
                Gravite.INFORMATION,
                (a,),
                f"Le document énonce {_change(a, i)} : aucune publication reprise ne montre cette évolution. "
                f"{_what_is_published(c, a)}{_elsewhere(c, a)} {told[:1].upper()}{told[1:]}.",
                "Chercher cette valeur dans cette publication ; à défaut, ne pas commenter l'évolution."
                if _elsewhere(c, a)
                else "Retrouver la publication de la date énoncée ; à défaut, ne pas commenter cette évolution.",
            )


def _elsewhere(c: Contexte, a: Affirmation) -> str:
    """Where the end of a change can be checked, that is published and not at hand."""
    where = where_to_look(c.contrat, c.contrat.quartiers[a.quartier], c.indicateur(a), a.annee) if a.annee else ""
    return f" La valeur de {a.annee} est à chercher {where}." if where else ""


def _change(a: Affirmation, i: Indicateur) -> str:
    """``−1,9 point de 2018 à 2020``."""
    change = stated_change(a) or 0.0
    known = a.annee is not None and a.annee_initiale is not None
    return format_gap(change, i.unite) + (f" de {a.annee_initiale} à {a.annee}" if known else "")


def _what_is_published(c: Contexte, a: Affirmation) -> str:
    """Which end of the change is a published value, or what else is published of that quartier."""
    start, unit = c.verifications[a.affirmation].depart, c.indicateur(a).unite
    if start is not None and start.accord is Accord.CONCORDE:
        p = start.publications[-1]
        own = "Son départ, déduit," if a.valeur_initiale is None else "Son départ"
        arrival = f" ; son arrivée ({a.annee}) n'est dans aucun fichier repris" if a.annee is not None else ""
        return f"{own} est bien la valeur publiée, {format_value(p.valeur, unit)} ({when(p)}){arrival}."
    published = series_of(c.contrat, c.contrat.quartiers[a.quartier], a.indicateur)
    known = [p for p in published if p.valeur is not None]
    if not known:
        return f"Rien n'est repris ici pour {c.names(a).ce}."
    value = f"{format_value(known[-1].valeur, unit)} ({when(known[-1])})"
    return f"La dernière valeur reprise ici pour {c.names(a).ce} est {value}."


def caution(reserve: str | None) -> str | None:
    """What a reserve says of changes, as it says it; None where it says nothing of them.

    >>> caution("Pas de moyenne : rien n'est publié ; évolution locale à lire avec prudence")
    'évolution locale à lire avec prudence'
    >>> caution("Pas d'évolution : en euros courants")
    """
    parts = [part.strip() for part in re.split(r"[;.]", reserve or "")]
    return next((part for part in parts if _CAUTION.fullmatch(fold(part))), None)

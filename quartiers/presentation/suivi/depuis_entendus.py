"""What was voted, heard, answered and withdrawn since an edition, in words; never how many people said it."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from quartiers.analyse.changements import Lot
from quartiers.analyse.changements_entendus import Entendu
from quartiers.donnees.modele import Retrait
from quartiers.donnees.tables.forums import A_L_ETUDE
from quartiers.presentation.blocs import Discret, Fragment
from quartiers.presentation.mots_forums import version_of
from quartiers.presentation.mots_retraits import kind_of, since_and_why
from quartiers.typographie import NARROW_SPACE, count, format_date

VOTES: Final = "Votes"
ENTENDU: Final = "Ce qui a été entendu"
_Sorte: TypeAlias = tuple[str, Sequence[Any], Callable[[Any], list[Fragment]]]


def sorts_heard(lot: Lot) -> tuple[_Sorte, ...]:
    """What is said of each change by itself: its kind, the changes, the words."""
    answered, said = _split(lot.contributions)
    return (
        (VOTES, lot.validations, _vote),
        (ENTENDU, lot.demarches, _demarche),
        (ENTENDU, answered, _contribution),
        (ENTENDU, said, _contribution),
        (ENTENDU, lot.avis, _advice),
        (ENTENDU, lot.retraits, _withdrawal),
    )


def count_heard(lot: Lot) -> list[str]:
    """``2 votes``, ``1 contribution sans suite encore``…"""
    answered, said = _split(lot.contributions)
    advice = [e for e in lot.avis if e.nouveau]
    replied = len(lot.avis) - len(advice)
    counted = (
        (len(lot.validations), "vote", "votes"),
        (len(lot.demarches), "démarche d'écoute", "démarches d'écoute"),
        (len(answered), "contribution qui a reçu une suite", "contributions qui ont reçu une suite"),
        (len(said), "contribution nouvelle, sans suite encore", "contributions nouvelles, sans suite encore"),
        (len(advice), "avis donné", "avis donnés"),
        (replied, "réponse à un avis", "réponses à des avis"),
        (len(lot.retraits), "retrait de ce qui avait été entendu", "retraits de ce qui avait été entendu"),
    )
    return [count(number, one, several) for number, one, several in counted if number]


def _split(contributions: Sequence[Entendu]) -> tuple[list[Entendu], list[Entendu]]:
    """What was answered, then what was not: « à l'étude » is no answer yet."""
    answered = [e for e in contributions if getattr(e.ligne, "suite", None) not in (None, A_L_ETUDE)]
    return answered, [e for e in contributions if e not in answered]


def _vote(change: Entendu) -> list[Fragment]:
    vote: Any = change.ligne
    force = f", en vigueur le {format_date(vote.en_vigueur_le)}" if vote.en_vigueur_le is not None else ""
    corrected = "" if change.nouveau else ", corrigé"
    return [
        f"« {version_of(vote)} »{NARROW_SPACE}: {vote.issue}{force} ",
        Discret(f"({vote.instance}, {format_date(vote.date)}{corrected})"),
    ]


def _demarche(change: Entendu) -> list[Fragment]:
    row: Any = change.ligne
    day = f", {format_date(row.debut)}" if row.debut is not None else ""
    return [f"« {row.intitule} » ", Discret(f"({row.nature}{day})")]


def _contribution(change: Entendu) -> list[Fragment]:
    row: Any = change.ligne
    day = f" ({format_date(row.suite_le)})" if row.suite_le is not None else ""
    new = "nouvelle, " if change.nouveau else ""
    return [f"« {row.texte} »{NARROW_SPACE}: {new}{row.suite or 'sans suite encore'}", Discret(day)]


def _advice(change: Entendu) -> list[Fragment]:
    row: Any = change.ligne
    given = f"{row.instance}, {format_date(row.date)}" if row.date is not None else row.instance
    if row.reponse is None:
        said = "avis donné, sans réponse encore" if change.nouveau else "réponse retirée"
    elif row.reponse_le is None:
        said = "une réponse a été donnée"
    else:
        said = f"une réponse a été donnée le {format_date(row.reponse_le)}"
    return [f"« {row.texte} »{NARROW_SPACE}: {said} ", Discret(f"({given})")]


def _withdrawal(gone: Retrait) -> list[Fragment]:
    return [f"{kind_of(gone)} « {gone.titre} »{NARROW_SPACE}: {since_and_why(gone)}"]

"""Figures named in a sentence, with their values: what the document alone states is said to be so."""

from collections.abc import Sequence
from typing import Final

from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.doutes import Gravite
from quartiers.analyse.soutiens import is_doubted, is_on_the_good_side
from quartiers.donnees.modele import Priorite
from quartiers.presentation import mots
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import count, format_value, join_words, lower_first

NAMED: Final = 2  # that a list names
DOUBTED: Final = "à vérifier"
STATED: Final = "selon le document"


def name_figures(
    lu: QuartierLu, figures: Sequence[ChiffreLu], most: int = NAMED, priorite: Priorite | None = None
) -> str:
    """``jeunes ni en emploi ni en formation (41 % selon le document) et 1 autre chiffre``: each by its value and who
    gives it, and that it is less fragile, where it is; or, beside a priority, what a reading says of it in a few words.
    How else it stands is in the table of figures: a comparison that the document does not make, and that this report
    does with a mean of another section, is not told in two words."""
    told: dict[str, tuple[str, bool, str]] = {}
    unsure = set()
    for f in figures:
        how = _as_read(lu, priorite, f) or _argues_for_nothing(lu, f)
        name = lower_first(f.indicateur.libelle_court)
        told.setdefault(name, (*_as_told(lu, f), how))
        unsure |= {name} if f.niveau_a_confirmer else set()
    shown = [*told.items()][:most]
    alone = len(shown) == len(told)  # else who says the others would be told of them too
    together = len(shown) > 1 and alone and all(stated and not side for _, (_, stated, side) in shown)
    names = []
    for name, (value, stated, side) in shown:
        who = f"{value} {STATED}".strip() if stated and not together else value
        how = ", ".join(filter(None, (who, side)))
        names.append(f"{name} ({how})" if how else name)
    left = len(told) - len(names)
    if left > 0:
        doubt = f", {mots.TO_CONFIRM}" if unsure >= {*list(told)[most:]} else ""
        names.append(count(left, "autre chiffre", "autres chiffres") + doubt)
    return join_words(names) + (f", {STATED}" if together else "")


def _as_told(lu: QuartierLu, figure: ChiffreLu) -> tuple[str, bool]:
    """``41 %`` and that the document alone gives it; ``41 %, à vérifier``; of what is published, the value alone; of
    what the publications deny, theirs first: a reader would keep the other."""
    value = mots.value_text(figure) if figure.valeur is not None else ""
    if figure.publie:
        return (f"{value}, {mots.TO_CONFIRM}" if figure.niveau_a_confirmer else value), False
    if value and figure.dementi and (published := _published_instead(lu, figure)):
        return f"publié {published}, énoncé {value} {_what_to_do(lu, figure)}", False
    if is_doubted(lu, figure):
        return (f"{value}, {DOUBTED}" if value else DOUBTED), False
    return value, True


def _published_instead(lu: QuartierLu, figure: ChiffreLu) -> str:
    """``38,9 % et 34,3 %``: what is published of the indicator of a statement; empty where nothing is."""
    same = (f for f in lu.chiffres if f.indicateur == figure.indicateur)
    found = next((f for f in same if f.publie or any(p.valeur is not None for p in f.parties)), None)
    if found is None:
        return ""
    unit = figure.indicateur.unite
    values = [p.valeur for p in found.parties if p.valeur is not None] if found.parties else [found.valeur]
    return join_words([format_value(value, unit) for value in values])


def _what_to_do(lu: QuartierLu, figure: ChiffreLu) -> str:
    """``à corriger`` where a doubt of the report says so of the statement; else ``à vérifier``."""
    name = figure.affirmation.affirmation if figure.affirmation is not None else ""
    wrong = any(name in d.affirmations and d.gravite is Gravite.ERREUR for d in lu.doutes)
    return Gravite.ERREUR.value if wrong else DOUBTED


def _as_read(lu: QuartierLu, priorite: Priorite | None, figure: ChiffreLu) -> str:
    """What a reading says, in a few words, of a statement beside a priority: « autant que la moyenne énoncée »."""
    if priorite is None or figure.affirmation is None:
        return ""
    name = figure.affirmation.affirmation
    rows = (a for a in lu.contrat.appuis if (a.priorite, a.affirmation) == (priorite.priorite, name))
    return next((a.en_court for a in rows if a.en_court), "")


def _argues_for_nothing(lu: QuartierLu, figure: ChiffreLu) -> str:
    """``moins fragile``, ``écart au QPV médian dans la marge``, ``du bon côté du QPV médian``: beside a priority, it
    would be heard as a need."""
    if figure.comparaison.situation is Situation.FAVORABLE:
        return Situation.FAVORABLE.value
    published = next((known for known in lu.chiffres if figure in known.enonces and is_on_the_good_side(known)), None)
    if published is None:
        return ""
    if published.comparaison.situation is Situation.IMPRECISE:  # a better side within its margin is no better level
        return "écart au QPV médian dans la marge"
    return "du bon côté du QPV médian"

"""Figures named in a sentence, with their values: what the document alone states is said to be so."""

from typing import Final

from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.doutes import Gravite
from quartiers.analyse.rapprochement import Accord
from quartiers.analyse.soutiens import is_doubted, is_on_the_good_side
from quartiers.donnees.modele import Priorite
from quartiers.presentation import mots
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import format_value, join_words, lower_first

DOUBTED: Final = "à vérifier"
STATED: Final = "selon le document"
UNSURE: Final = "écart non concluant"  # with the median QPV, in the words of the cards


def name_figure(lu: QuartierLu, figure: ChiffreLu, priorite: Priorite | None = None) -> str:
    """``jeunes ni en emploi ni en formation (41 % selon le document)``: by its value and who gives it, and that it is
    less fragile, or better than the stated mean, where it is; or, beside a priority, what a reading says of it in a few
    words. How else it stands is in the table of figures."""
    name = lower_first(figure.indicateur.libelle_court)
    alike = _published_alike(lu, figure)
    how = [_as_told(lu, figure), _as_read(lu, priorite, figure) or _argues_for_nothing(lu, alike or figure)]
    told = ", ".join(filter(None, how))
    return f"{name} ({told})" if told else name


def name_value(lu: QuartierLu, figure: ChiffreLu) -> str:
    """``emploi des femmes (44,4 %)``: by its value and who gives it, and no more."""
    return f"{lower_first(figure.indicateur.libelle_court)} ({_as_told(lu, figure)})"


def _as_told(lu: QuartierLu, figure: ChiffreLu) -> str:
    """``41 % selon le document``; ``41 %, à vérifier``; of what is published, and of what the document states as it is
    published, the published value alone; of what the publications deny, theirs first: a reader would keep the other."""
    known = figure if figure.publie else _published_alike(lu, figure)
    if known is not None:
        value = mots.value_text(known) if known.valeur is not None else ""
        return f"{value}, {mots.TO_CONFIRM}" if known.niveau_a_confirmer else value
    value = mots.value_text(figure) if figure.valeur is not None else ""
    if value and figure.dementi and (published := _published_instead(lu, figure)):
        return f"publié {published}, énoncé {value} {_what_to_do(lu, figure)}"
    if is_doubted(lu, figure):
        return f"{value}, {DOUBTED}" if value else DOUBTED
    return f"{value} {STATED}".strip()


def _published_alike(lu: QuartierLu, figure: ChiffreLu) -> ChiffreLu | None:
    """The published figure that a statement gives the value of."""
    alike = figure.verification is not None and figure.verification.accord is Accord.CONCORDE
    if not alike or is_doubted(lu, figure):
        return None
    return next((f for f in lu.chiffres if f.publie and f.indicateur == figure.indicateur), None)


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
    """``moins fragile``; ``moins que la moyenne énoncée, 36,4 %`` of what is only stated, as the page compares all else
    with the median QPV; ``écart non concluant``, ``du bon côté du QPV médian``: beside a priority, it would be heard
    as a need."""
    c = figure.comparaison
    if c.situation is Situation.FAVORABLE:
        if figure.publie or c.ecart is None or c.valeur_reference is None:
            return Situation.FAVORABLE.value
        than = "plus" if c.ecart > 0 else "moins"
        return f"{than} que la moyenne énoncée, {format_value(c.valeur_reference, figure.indicateur.unite)}"
    if figure.publie and c.situation is Situation.IMPRECISE:
        return UNSURE
    same = (known for known in lu.chiffres if figure is known or figure in known.enonces)
    published = next((known for known in same if is_on_the_good_side(known)), None)
    if published is None:
        return ""
    if published.comparaison.situation is Situation.IMPRECISE:  # a better side within its margin is no better level
        return UNSURE
    return "du bon côté du QPV médian"

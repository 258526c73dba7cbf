"""Words shared by both reports: readings, comparisons and trends as fragments of a cell."""

from typing import Final

from quartiers.analyse.comparaisons import Comparaison, Evolution, Regle, Situation, Tendance
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.donnees.modele import Affirmation, Contrat, Priorite
from quartiers.presentation.blocs import Contenu, Discret, Fort, Fragment, Nature, Puces, Saut, Signal
from quartiers.typographie import NON_RENSEIGNE, format_gap, format_value

NATURE_OF_SITUATION: Final[dict[Situation, Nature]] = {
    Situation.FRAGILE: "fragile",
    Situation.FAVORABLE: "favorable",
}
NATURE_OF_EVOLUTION: Final[dict[Evolution, Nature]] = {
    Evolution.DEGRADATION: "fragile",
    Evolution.AMELIORATION: "favorable",
}
ORIGINES: Final = {
    "habitants": "Habitants",
    "acteurs": "Acteurs locaux",
    "habitants et acteurs": "Habitants et acteurs",
    "non précisée": "Non précisé",
}
UNDATED: Final = "année non précisée"


def year(annee: int | None) -> str:
    return str(annee) if annee is not None else UNDATED


def period(trend: Tendance) -> str:
    if trend.annee_initiale is None:
        return ""
    return f"{trend.annee_initiale}-{trend.annee}" if trend.annee else f"depuis {trend.annee_initiale}"


def value_cell(a: Affirmation, unite: str) -> Contenu:
    if a.valeur is None:
        return [NON_RENSEIGNE]
    return [Fort(format_value(a.valeur, unite, a.precision)), Saut(), Discret(year(a.annee))]


def reference_cell(c: Comparaison, unite: str, contrat: Contrat) -> Contenu:
    """The reference value and where the document gives it."""
    if c.territoire is None:
        return "—"
    name = contrat.territoires[c.territoire]
    if c.valeur_reference is None:
        return [NON_RENSEIGNE, Saut(), Discret(name)]
    origin = {
        Regle.ECART_ENONCE: ", déduite de l'écart énoncé",
        Regle.REFERENCE_DU_DOCUMENT: ", énoncée ailleurs",
    }.get(c.regle, "")
    return [format_value(c.valeur_reference, unite), Saut(), Discret(f"{name}{origin}")]


def gap_cell(c: Comparaison, unite: str) -> Contenu:
    return format_gap(c.ecart, unite) if c.ecart is not None else "—"


def trend_cell(t: Tendance | None, unite: str) -> Contenu:
    if t is None:
        return "—"
    parts: list[Fragment] = []
    if t.variation is not None:
        parts += [format_gap(t.variation, unite), Saut()]
    elif t.evolution.value != t.sens.value:
        parts += [t.sens.value, Saut()]
    parts.append(Signal(NATURE_OF_EVOLUTION.get(t.evolution, "neutre"), t.evolution.value))
    if span := period(t):
        parts += [Saut(), Discret(span)]
    return parts


def situation_signal(situation: Situation) -> Signal:
    return Signal(NATURE_OF_SITUATION.get(situation, "neutre"), situation.value)


def reading_cell(figure: ChiffreLu) -> Contenu:
    """The reading, the document's own words where they say otherwise."""
    c, a = figure.comparaison, figure.affirmation
    if c.situation is Situation.NON_COMPAREE:
        parts: list[Fragment] = [Discret(Situation.NON_COMPAREE.value)]
    else:
        parts = [situation_signal(c.situation)]
    if c.regle is Regle.POSITION_ENONCEE:
        parts += [Saut(), Discret(f"« {a.position} » selon le document, sans valeur")]
    if c.contredite:
        parts += [Saut(), Signal("alerte", f"le document écrit « {a.position} »")]
    if figure.tendance is not None and figure.tendance.contredite:
        parts += [Saut(), Signal("alerte", f"le document écrit « {stated_trend(a)} »")]
    return parts


def stated_trend(a: Affirmation) -> str:
    """The direction that the document states: ``en hausse``, ``en baisse``, ``stable``."""
    return f"en {a.tendance}" if a.tendance in ("hausse", "baisse") else str(a.tendance)


def comparison_sentence(figure: ChiffreLu, contrat: Contrat) -> str:
    """``Emplois précaires, 33,8 % contre 26,9 % pour les QPV… (+6,9 points)``."""
    a, c, i = figure.affirmation, figure.comparaison, figure.indicateur
    text = f"{i.libelle_court}, {format_value(a.valeur, i.unite, a.precision)}"
    if c.valeur_reference is not None and c.ecart is not None and c.territoire is not None:
        text += (
            f" contre {format_value(c.valeur_reference, i.unite)} pour les {contrat.territoires[c.territoire]}"
            f" ({format_gap(c.ecart, i.unite)})"
        )
    return f"{text}, à vérifier" if figure.douteux else text


def trend_sentence(figure: ChiffreLu) -> str:
    """``Emploi des femmes : +6,1 points (2011-2019)``."""
    t = figure.tendance
    assert t is not None
    change = format_gap(t.variation, figure.indicateur.unite) if t.variation is not None else t.sens.value
    span = f" ({period(t)})" if period(t) else ""
    return f"{figure.indicateur.libelle_court} : {change}{span}"


def forms_cell(priorites: tuple[Priorite, ...]) -> Contenu:
    """Titles of priorities, each with its forms."""
    parts: list[Fragment] = []
    for position, priorite in enumerate(priorites):
        if position and not isinstance(parts[-1], Puces):
            parts.append(Saut())
        parts.append(Fort(priorite.intitule))
        if priorite.declinaisons:
            parts.append(Puces(tuple(d.declinaison for d in priorite.declinaisons)))
    return parts


def scale_label(echelle: str) -> str:
    return "Intercommunale" if echelle == "intercommunale" else "Propre au quartier"

"""Rules 5 and 7: the value, or the start, that the document states against what is published under its label."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from quartiers.analyse.comparaisons import difference
from quartiers.analyse.doutes import (
    Contexte,
    Doute,
    Gravite,
    Regle,
    number_text,
    published_text,
    when,
)
from quartiers.analyse.publications import Publication, series
from quartiers.analyse.rapprochement import CONFIRMES, Accord, Rapprochement
from quartiers.analyse.regles_parties import beside_part, of_which_part, other_parts
from quartiers.donnees.modele import Affirmation
from quartiers.donnees.tables.importees import ANCIENNE, CALCULE
from quartiers.typographie import format_gap, format_value, join_words


def rule_published(c: Contexte) -> Iterator[Doute]:
    for a in c.contrat.affirmations:
        v, i = c.verifications[a.affirmation], c.indicateur(a)
        start = "Le point de départ énoncé"
        if v.depart is not None and is_deduced(c, a, v.depart):
            start = "Le point de départ, déduit de l'évolution énoncée"
        for number, what in ((v.valeur, "La valeur énoncée"), (v.depart, start)):
            if number is None or number.accord is not Accord.DIFFERE:
                continue
            said = f"{what}, {number_text(number.nombre, i)},"
            known = join_words([published_text(c, p) for p in number.publications])
            nearest = number.publications[0]  # of the perimeter of 2024, it denies no document of the former one
            part = of_which_part(c.contrat, a, nearest)
            sure = nearest.annee is not None and nearest.diffusion.geographie == ANCIENNE
            yield c.doubt(
                Regle.PUBLICATION,
                Gravite.ERREUR if sure else Gravite.DOUTE,
                (a,),
                f"{said} n'est pas la valeur publiée : {known}{part}."
                if sure
                else f"{said} s'écarte de ce qui est publié autour de cette date ; le plus proche est {known}{part}.",
                "Retirer cette valeur, ou citer la source qui la donne pour l'ensemble du QPV."
                if part
                else "Remplacer par la valeur publiée, ou citer la source qui donne l'autre.",
                publications=number.publications,
                bref=f"{format_value(number.nombre.valeur, i.unite)} énoncé, "
                f"{format_value(nearest.valeur, i.unite)} publié",
            )


def rule_outdated(c: Contexte) -> Iterator[Doute]:
    """Undated values that are older than the newest publication, since they lie among the older ones."""
    for a in c.contrat.affirmations:
        v, i = c.verifications[a.affirmation], c.indicateur(a)
        if v.valeur is None or v.valeur.accord is not Accord.DEPASSE:
            continue
        last = published_text(c, v.valeur.publications[-1])
        yield c.doubt(
            Regle.PUBLICATION,
            Gravite.DOUTE,
            (a,),
            f"{number_text(v.valeur.nombre, i)} n'est dans aucune des publications reprises pour {c.names(a).ce}. "
            f"La dernière donne {last}{between_editions(c, a, v.valeur.nombre.valeur)}.",
            f"Retrouver l'année et la source de ce chiffre ; à défaut, reprendre la dernière connue ici, {last}.",
            publications=v.valeur.publications,
            bref=f"{format_value(a.valeur, i.unite)} sans année ; publié : {last}",
            titre="Une valeur que les publications reprises ne donnent pas",
        )


def between_editions(c: Contexte, a: Affirmation, value: float) -> str:
    """Two editions that follow each other, of known years, between which the value lies: it may be of a year between.

    Those of two years in a row leave none.
    """
    codes = c.contrat.quartiers[a.quartier].codes(ANCIENNE)
    known = [p for p in series(c.contrat, codes, a.indicateur) if p.valeur is not None and p.annee is not None]
    for one, two in pairwise(known):
        low, high = sorted((one.valeur or 0.0, two.valeur or 0.0))
        if low < value < high:
            told = f" ; celle du document tombe entre {published_text(c, one)} et {published_text(c, two)}"
            gap = (two.annee or 0) - (one.annee or 0)
            return told + (", et peut être d'une année intermédiaire, ou d'un autre territoire" if gap > 1 else "")
    return " ; celle du document est plus ancienne, ou d'un autre territoire"


def rule_definition(c: Contexte) -> Iterator[Doute]:
    for a in c.contrat.affirmations:
        v, i = c.verifications[a.affirmation], c.indicateur(a)
        if v.depart is None or not v.sans_definition_commune:
            continue
        start = v.depart.publications[0]
        other = c.contrat.indicateurs[start.indicateur]
        comparable = [
            p
            for p in series(c.contrat, start.territoires, a.indicateur)
            if p.annee == start.annee and p.valeur is not None
        ]
        said = v.depart.nombre.annee
        misdated = said is not None and start.annee is not None and abs(said - start.annee) > 1
        change = a.variation if a.variation is not None else difference(a.valeur or 0, v.depart.nombre.valeur)
        sentence = (
            f"{_start_text(c, a, v.depart)} est ce que l'Insee publie pour "
            f"{f'{when(start)}, et non pour {said},' if misdated else when(start)} sous « {other.libelle} ». "
            f"L'arrivée, {format_value(a.valeur, i.unite)}, est énoncée sous « {i.libelle} ». Ce sont deux mesures : "
            f"la {'hausse' if change > 0 else 'baisse'} énoncée n'est pas démontrée."
        )
        if comparable:
            then = comparable[0]
            value = format_value(then.valeur, i.unite)
            made = " (calculée ici, d'après l'Insee)" if then.statut == CALCULE else ""
            sentence += f" Sous l'intitulé de l'arrivée, la valeur de {when(then)} est {value}{made}."
        sentence += beside_part(c.contrat, a, comparable[0] if comparable else start)
        if comparable:
            starts = [comparable[0], *other_parts(c.contrat, a, comparable[0])]
            sentence += _of_one_measure(c, a, change, starts)
        yield c.doubt(
            Regle.DEFINITION,
            Gravite.ERREUR,
            (a,),
            sentence,
            "Retirer cette évolution, ou demander à la source du chiffre les deux dates sous la même définition.",
            publications=(start, *comparable[:1]),
            bref="l'évolution compare deux définitions",
        )


_SENS_CHANGE: Final = "d'une définition à l'autre, le sens change, et il ne faut rien en conclure"


def _of_one_measure(c: Contexte, a: Affirmation, stated: float, starts: list[Publication]) -> str:
    """What the change would be under the label of its end, of the whole or of each part: of two measures set side by
    side, a reader is left to work it out. Empty where a part has no value."""
    known, i = [p.valeur for p in starts if p.valeur is not None], c.indicateur(a)
    if a.valeur is None or not known or len(known) < len(starts):
        return ""
    way = 1 if stated > 0 else -1
    changes = [round(difference(a.valeur, start), 1) for start in known]
    small = [c.contrat.lecture.tendance(start, i.unite) for start in known]
    # An end that nothing checks proves no direction, whatever the start: neither is affirmed.
    end = c.verifications[a.affirmation].valeur
    unsure = "" if end is not None and end.accord in CONFIRMES else ", si l'arrivée, non vérifiée, est juste"
    where = ", quelle que soit la partie" if len(known) > 1 else ""
    sizes = join_words(list(dict.fromkeys(format_gap(x, i.unite) for x in changes)), "ou")
    since, under = f"depuis {when(starts[0])}", "Sous ce seul intitulé,"
    if all(abs(x) < least for x, least in zip(changes, small, strict=True)):
        return f" {under} le chiffre n'aurait guère bougé {since}{where} ({sizes}){unsure}."
    if all(way * x <= -least for x, least in zip(changes, small, strict=True)):
        return f" {under} la différence {since} serait de {sizes}{where}{unsure} : {_SENS_CHANGE}."
    if all(way * x >= least for x, least in zip(changes, small, strict=True)):
        return f" {under} elle serait de {sizes} {since}{unsure}, et non de {format_gap(stated, i.unite)}."
    return f" {under} l'évolution {since} dépend de la partie ({sizes}) : rien ne permet de conclure."


def _start_text(c: Contexte, a: Affirmation, start: Rapprochement) -> str:
    """The start as the subject of a sentence; one that the document does not print is told to be worked out."""
    told = number_text(start.nombre, c.indicateur(a))
    return f"Le départ que suppose l'évolution énoncée, {told}," if is_deduced(c, a, start) else f"Le départ, {told},"


def is_deduced(c: Contexte, a: Affirmation, n: Rapprochement) -> bool:
    """Whether a start is no number of the document's: the value minus the change that it states."""
    return c.verifications[a.affirmation].depart is n and a.valeur_initiale is None

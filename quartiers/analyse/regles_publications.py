"""Rules 5 and 7: the value, or the start, that the document states against what is published under its label."""

from collections.abc import Iterator
from itertools import pairwise

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
from quartiers.analyse.rapprochement import Accord, Rapprochement
from quartiers.analyse.regles_parties import of_which_part, other_parts
from quartiers.donnees.modele import Affirmation
from quartiers.donnees.tables.importees import ANCIENNE, CALCULE
from quartiers.typographie import format_value, join_words


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
            f"{f'{when(start)}, et non pour {said},' if misdated else when(start)} sous « {other.libelle} »"
            f"{of_which_part(c.contrat, a, start)}. L'arrivée, {format_value(a.valeur, i.unite)}, est énoncée sous "
            f"« {i.libelle} ». Ce sont deux mesures différentes : la {'hausse' if change > 0 else 'baisse'} énoncée "
            "n'est pas démontrée."
            f"{_then(c, a, comparable[0]) if comparable else ''}"
        )
        yield c.doubt(
            Regle.DEFINITION,
            Gravite.ERREUR,
            (a,),
            sentence,
            "Retirer cette évolution, ou demander à la source du chiffre les deux dates sous la même définition.",
            publications=(start, *comparable[:1]),
            bref="l'évolution compare deux définitions",
        )


def _then(c: Contexte, a: Affirmation, p: Publication) -> str:
    """What the figure was at the start under the label of its end: of the whole, of each part, or of one alone."""
    i, parts = c.indicateur(a), (p, *other_parts(c.contrat, a, p))
    known = [q.valeur for q in parts if q.valeur is not None]
    low, high = (format_value(x, i.unite) for x in (min(known), max(known)))
    level = low if low == high else f"{low} à {high}, selon la partie du QPV,"
    if len(known) < len(parts):
        level += f"{of_which_part(c.contrat, a, p)},"
    made = " (calculée ici, d'après l'Insee)" if p.statut == CALCULE else ""
    return f" À définition égale, la {'part' if i.unite == '%' else 'valeur'} était de {level} en {when(p)}{made}."


def _start_text(c: Contexte, a: Affirmation, start: Rapprochement) -> str:
    """The start as the subject of a sentence; one that the document does not print is told to be worked out."""
    told = number_text(start.nombre, c.indicateur(a))
    return f"Le départ que suppose l'évolution énoncée, {told}," if is_deduced(c, a, start) else f"Le départ, {told},"


def is_deduced(c: Contexte, a: Affirmation, n: Rapprochement) -> bool:
    """Whether a start is no number of the document's: the value minus the change that it states."""
    return c.verifications[a.affirmation].depart is n and a.valeur_initiale is None

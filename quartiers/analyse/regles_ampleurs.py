"""Rule 10: levels that hardly any QPV of France has, and changes that no share makes between two dates."""

import re
from collections.abc import Iterator
from typing import Final

from quartiers.analyse.comparaisons import difference, trend
from quartiers.analyse.doutes import RIEN, Contexte, Doute, Gravite, Regle, number_text, when
from quartiers.analyse.publications import Publication, series_of
from quartiers.analyse.rapprochement import Accord, possible
from quartiers.analyse.regles_series import rule_jump
from quartiers.donnees.modele import Affirmation
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.typographie import format_gap, format_value, lower_first
from quartiers.unites import COUNT

# A share that changes by this much between two dates is unusual, whatever it measures.
AMPLEUR_POINTS: Final = 15.0


def rule_magnitude(c: Contexte) -> Iterator[Doute]:
    for a in c.contrat.affirmations:
        v, i = c.verifications[a.affirmation], c.indicateur(a)
        if v.valeur is None or v.valeur.accord is Accord.AUTRE_INTITULE:
            continue
        spreads = [r for r in c.contrat.repartitions if r.indicateur == a.indicateur]
        if not spreads or not c.contrat.quartiers[a.quartier].est_qpv:
            continue  # what QPV have says nothing of what is none
        # That of the perimeter that the statement is known to be of; documents are of that of 2015 as a rule.
        of = {p.diffusion.geographie for p in v.valeur.publications} or {ANCIENNE}
        spread = max(spreads, key=lambda r: (r.geographie in of, r.edition))
        number, qpv = v.valeur.nombre, f"{format_value(spread.effectif, COUNT)} QPV de France"
        if not (number.haut < spread.c01 or number.bas > spread.c99):
            continue
        side = "moins" if number.haut < spread.c01 else "plus"
        bound = spread.c01 if side == "moins" else spread.c99
        year = f"en {spread.annee}" if spread.annee else f"dans la diffusion {spread.edition}"
        confirmed = v.valeur.accord is Accord.CONCORDE
        past = None if confirmed else _own_past(c, a)
        usual = past is not None and number.distance(past.valeur or 0.0) <= c.contrat.lecture.ecart_publie(
            past.valeur or 0.0, i.unite
        )
        tail = " Pour ce quartier, l'Insee publie bien une telle valeur." if confirmed else ""
        if past is not None:
            level = format_value(past.valeur, i.unite)
            tail = (
                f" Le quartier était déjà proche de ce niveau : {level} ({when(past)})."
                if usual
                else f" Pour ce même quartier, l'Insee publiait {level} ({when(past)})."
            )
        within = "" if confirmed or usual else _within_a_wider_age(c, a)
        yield c.doubt(
            Regle.AMPLEUR,
            Gravite.INFORMATION if confirmed or usual or within else Gravite.DOUTE,
            (a,),
            f"{number_text(number, i)} est inhabituel : {year}, 99 % des {qpv} "
            f"avaient {'plus' if side == 'moins' else 'moins'} de {format_value(bound, i.unite)}.{tail}{within}",
            RIEN
            if confirmed
            else "Confirmer la valeur auprès de son producteur, sans la tenir pour fausse."
            if within
            else "Dire à quoi tient ce niveau."
            if usual
            else "Vérifier la valeur, son unité et la population à laquelle elle se rapporte.",
            publications=(past,) if past is not None else (),
            bref=f"{format_value(number.valeur, i.unite)} est inhabituel",
        )


def _within_a_wider_age(c: Contexte, a: Affirmation) -> str:
    """That an unusual share of an age fits the published share of a wider one: what is left for its other ages is about
    what it was when both were published. Empty where it does not, or nothing tells."""
    i, past = c.indicateur(a), _own_past(c, a)
    if past is None or a.valeur is None or i.unite != "%":
        return ""
    for wider in c.contrat.indicateurs.values():
        if not contains_age(wider.libelle, i.libelle) or wider.population != i.population:
            continue
        published = series_of(c.contrat, c.contrat.quartiers[a.quartier], wider.indicateur)
        known = [p for p in published if p.valeur is not None]
        before = next((p for p in known if p.annee is not None and p.annee == past.annee), None)
        now = [p for p in known if possible(p, a.annee)]
        if before is None or not now or before in now:
            continue
        rest, was = difference(now[-1].valeur or 0.0, a.valeur), difference(before.valeur or 0.0, past.valeur or 0.0)
        if rest >= 0 and abs(difference(rest, was)) <= c.contrat.lecture.ecart_publie(was, i.unite):
            share, left, then = (format_value(round(x, 1), i.unite) for x in (now[-1].valeur or 0.0, rest, was))
            age = lower_first(wider.libelle_court)
            return (
                f" C'est cohérent avec ce que l'Insee publie d'un âge plus large : {age}, {share} ({when(now[-1])}), "
                f"ce qui laisserait {left} aux autres âges, pour {then} en {before.annee}. À confirmer auprès du "
                "producteur, sans tenir la valeur pour fausse."
            )
    return ""


def contains_age(wider: str, age: str) -> bool:
    """Whether a label is of ages that hold all those of another, and more.

    >>> contains_age("Part des moins de 25 ans", "Part des 15-24 ans"), contains_age("15-64 ans", "15-24 ans")
    (True, True)
    >>> contains_age("Part des 15-24 ans", "Part des 15-24 ans"), contains_age("Part des femmes", "15-24 ans")
    (False, False)
    """
    one, other = _ages(wider), _ages(age)
    return one is not None and other is not None and one != other and one[0] <= other[0] and other[1] <= one[1]


def _ages(label: str) -> tuple[int, int] | None:
    if band := re.search(r"(\d+)-(\d+) ans", label):
        return int(band[1]), int(band[2])
    under = re.search(r"moins de (\d+) ans", label)
    return (0, int(under[1]) - 1) if under else None


def _own_past(c: Contexte, a: Affirmation) -> Publication | None:
    """The newest figure published of the quartier's own QPV, however old: its own past says more than the others'."""
    published = [p for p in series_of(c.contrat, c.contrat.quartiers[a.quartier], a.indicateur) if p.valeur is not None]
    earlier = [p for p in published if p.annee is None or a.annee is None or p.annee <= a.annee]
    return earlier[-1] if earlier else None


def rule_large_change(c: Contexte) -> Iterator[Doute]:
    jumps = {name for d in rule_jump(c) for name in d.affirmations}
    for a in c.contrat.affirmations:
        if a.affirmation in jumps:
            continue  # rule 14 says which jump the change is
        v, i = c.verifications[a.affirmation], c.indicateur(a)
        change = trend(a, i, c.contrat.lecture)
        if change is None or change.variation is None or i.unite != "%" or v.sans_definition_commune:
            continue
        if abs(change.variation) < AMPLEUR_POINTS:
            continue
        sure = (
            v.depart is not None
            and v.valeur is not None
            and v.valeur.accord in (Accord.CONCORDE, Accord.AUTRE_INTITULE)
        )
        tail = " Les valeurs publiées donnent bien cette évolution." if sure else ""
        yield c.doubt(
            Regle.AMPLEUR,
            Gravite.INFORMATION if sure else Gravite.DOUTE,
            (a,),
            f"Une évolution de {format_gap(change.variation, i.unite)} est inhabituelle pour une part.{tail}",
            RIEN if sure else "Vérifier les deux valeurs, et qu'elles mesurent la même chose.",
            bref=f"une évolution de {format_gap(change.variation, i.unite)} est inhabituelle",
        )

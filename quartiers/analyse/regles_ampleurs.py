"""Rule 10: levels that hardly any QPV of France has, and changes that no share makes between two dates."""

from collections.abc import Iterator
from typing import Final

from quartiers.analyse.comparaisons import trend
from quartiers.analyse.doutes import RIEN, Contexte, Doute, Gravite, Regle, number_text, when
from quartiers.analyse.publications import Publication, series_of
from quartiers.analyse.rapprochement import Accord
from quartiers.analyse.regles_series import rule_jump
from quartiers.donnees.modele import Affirmation
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.typographie import format_gap, format_value
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
        yield c.doubt(
            Regle.AMPLEUR,
            Gravite.INFORMATION if confirmed or usual else Gravite.DOUTE,
            (a,),
            f"{number_text(number, i)} est inhabituel : {year}, 99 % des {qpv} "
            f"avaient {'plus' if side == 'moins' else 'moins'} de {format_value(bound, i.unite)}.{tail}",
            RIEN
            if confirmed
            else "Dire à quoi tient ce niveau."
            if usual
            else "Vérifier la valeur, son unité et la population à laquelle elle se rapporte.",
            publications=(past,) if past is not None else (),
            bref=f"{format_value(number.valeur, i.unite)} est inhabituel",
        )


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

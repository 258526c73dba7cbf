"""Rule 16 on positions that nothing published can check, beside where a published neighbour of the figure is.

A document that says « over the mean » without giving the mean, of what INSEE does not publish, leaves a reader with
nothing to check. What INSEE publishes of the same people in another whole, or at nearly the same ages, tells on which
side of its own mean the QPV is: it proves nothing of the figure, and it is what one would ask about.
"""

from collections.abc import Iterator
from typing import Final

from quartiers.analyse.comparaisons import Fondement, compare
from quartiers.analyse.doutes import PLACES, Contexte, Doute, Gravite, Regle, when
from quartiers.analyse.moyennes_ailleurs import mean_of_same_value, without_the_mean
from quartiers.analyse.notes import slight
from quartiers.analyse.publications import Publication, series_of
from quartiers.analyse.rapprochement import Accord
from quartiers.analyse.regles_moyennes import Bornes, bounds_of_edition, mean_told
from quartiers.analyse.regles_sources import same_people
from quartiers.donnees.modele import Affirmation, Indicateur
from quartiers.typographie import format_value, join_words

_SIDES: Final = {"au-dessus": 1, "au-dessous": -1}


def rule_neighbour_position(c: Contexte) -> Iterator[Doute]:
    for a in c.contrat.affirmations:
        side, number = _SIDES.get(a.position or ""), c.verifications[a.affirmation].valeur
        if side is None or a.reference != c.contrat.lecture.reference or a.precision != "exacte":
            continue
        if number is None or number.accord is not Accord.NON_VERIFIABLE or c.indicateur(a).unite != "%":
            continue
        if compare(a, c.indicateur(a), c.contrat).fondement is not Fondement.POSITION_ENONCEE:
            continue
        near = min(_neighbours(c, a), key=lambda found: _years_apart(found[1], a.annee), default=None)
        if near is None:
            continue
        other, own, mean = near
        beyond = mean.beyond(own.valeur or 0.0)
        little = slight(a.note) is not None and abs(beyond) < c.contrat.lecture.ecart(own.valeur or 0.0, other.unite)
        if side * beyond <= 0 and not little:
            yield _told(c, a, other, [own, *_later(c, a, other, own)])


def _neighbours(c: Contexte, a: Affirmation) -> Iterator[tuple[Indicateur, Publication, Bornes]]:
    """What is published of the same people, here and on average in the QPV of the contract, edition by edition."""
    for other in same_people(c.contrat, c.indicateur(a)):
        for own in series_of(c.contrat, c.contrat.quartiers[a.quartier], other.indicateur):
            if own.valeur is not None and (mean := bounds_of_edition(c.contrat, own)) is not None:
                yield other, own, mean


def _years_apart(p: Publication, year: int | None) -> tuple[int, int]:
    """How far an edition is from a year, the newest first of two; of no year, the newest edition is the nearest. What
    is published without a year is of one before it."""
    newest = -p.diffusion.edition
    return (0 if year is None else abs((p.annee or p.diffusion.edition - 1) - year), newest)


def _later(c: Contexte, a: Affirmation, other: Indicateur, own: Publication) -> list[Publication]:
    """The last of the series, where it is not the edition that is nearest to the statement."""
    known = [p for o, p, _ in _neighbours(c, a) if o is other and p.diffusion.theme == own.diffusion.theme]
    last = max(known, key=lambda p: p.diffusion.edition)
    return [last] if last.diffusion.edition > own.diffusion.edition else []


def _told(c: Contexte, a: Affirmation, other: Indicateur, shown: list[Publication]) -> Doute:
    i, last = c.indicateur(a), shown[-1]
    placed = (
        f"{format_value(a.valeur, i.unite)} {PLACES[a.position or '']} la moyenne, {without_the_mean(c.contrat, a)}"
    )
    remedy = "Donner la moyenne à côté du chiffre : c'est elle qui dit si le mot est juste."
    given = mean_of_same_value(c.contrat, a) is not None
    if last.annee is not None and a.annee is not None and last.annee < a.annee:  # which says nothing of that year
        unknown = f" ; rien de ce qui est repris ici, pour {a.annee}, ne permet de la retrouver."
        return c.doubt(
            Regle.JUGEMENT,
            Gravite.INFORMATION,
            (a,),
            f"Le document place {placed}{'.' if given else unknown}",
            remedy,
        )
    territory = c.contrat.territoires[c.contrat.lecture.reference]
    places = [_where(c, other, p) for p in shown]
    sides = [place for place, _ in places]
    if len(set(sides)) == 1:
        where = f"Ce chiffre voisin est {sides[0]}."
    else:
        each = [f"{side} ({when(p)})" for side, p in zip(sides, shown, strict=True)]
        where = f"Ce chiffre voisin est {join_words(each, 'puis')}."
    return c.doubt(
        Regle.JUGEMENT,
        Gravite.INFORMATION,
        (a,),
        f"Le document place {placed}. {_not_published(c, a, other)}, mais un chiffre voisin, "
        f"« {other.libelle} », dans les {territory} : {' ; '.join(told for _, told in places)}. {where}",
        remedy,
        publications=tuple(shown),
    )


def _where(c: Contexte, other: Indicateur, p: Publication) -> tuple[str, str]:
    """On which side of the mean of its edition a published figure is, and both."""
    mean = bounds_of_edition(c.contrat, p)
    assert mean is not None  # who asks has one
    beyond = mean.beyond(p.valeur or 0.0)
    near = abs(beyond) < c.contrat.lecture.ecart(p.valeur or 0.0, other.unite)
    side = "à peu près à cette moyenne" if near else "au-dessus" if beyond > 0 else "au-dessous"
    return side, f"{format_value(p.valeur, other.unite)} ici ({when(p)}) et {mean_told(c.contrat, other, p, mean)}"


def _not_published(c: Contexte, a: Affirmation, told: Indicateur) -> str:
    """That the figure itself is not published, and of which older date alone it is as a share of another whole."""
    others = [
        (other, p)
        for other in same_people(c.contrat, c.indicateur(a))
        if other is not told
        for p in series_of(c.contrat, c.contrat.quartiers[a.quartier], other.indicateur)[-1:]
        if p.valeur is not None
    ]
    known = [f"{format_value(p.valeur, o.unite)} pour « {o.libelle} » ({when(p)})" for o, p in others]
    also = f" (seulement {join_words(known)})" if known else ""
    year = f" de {a.annee}" if a.annee is not None else ""
    return f"Les fichiers repris ne donnent pas ce chiffre{year}{also}"

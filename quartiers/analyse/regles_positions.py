"""Rule 16 on positions that nothing published can check, beside where a published neighbour of the figure is.

A document that says « over the mean » without giving the mean, of what INSEE does not publish, leaves a reader with
nothing to check. What INSEE publishes of the same people in another whole, or at nearly the same ages, tells on which
side of its own mean the QPV is: it proves nothing of the figure, and it is what one would ask about.
"""

from collections.abc import Iterator
from typing import Final

from quartiers.analyse.comparaisons import Fondement, compare
from quartiers.analyse.doutes import PLACES, Contexte, Doute, Gravite, Regle, when
from quartiers.analyse.notes import slight
from quartiers.analyse.publications import Publication, series_of
from quartiers.analyse.rapprochement import Accord
from quartiers.analyse.regles_moyennes import Bornes, newest_bounds
from quartiers.analyse.regles_sources import same_people
from quartiers.donnees.modele import Affirmation, Indicateur
from quartiers.typographie import format_value

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
        newest = max(_neighbours(c, a), key=lambda found: found[1].diffusion.edition, default=None)
        if newest is None:
            continue
        other, own, mean = newest
        beyond = mean.beyond(own.valeur or 0.0)
        little = slight(a.note) is not None and abs(beyond) < c.contrat.lecture.ecart(own.valeur or 0.0, other.unite)
        if side * beyond <= 0 and not little:
            yield _told(c, a, other, own, mean)


def _neighbours(c: Contexte, a: Affirmation) -> Iterator[tuple[Indicateur, Publication, Bornes]]:
    """What is published of the same people, here and on average in the QPV of the contract, in one edition."""
    for other in same_people(c.contrat, c.indicateur(a)):
        mean = newest_bounds(c.contrat, other)
        published = series_of(c.contrat, c.contrat.quartiers[a.quartier], other.indicateur)
        own = next((p for p in reversed(published) if p.valeur is not None), None)
        if mean is not None and own is not None and mean.diffusions == (f"diffusion {own.diffusion.edition}",):
            yield other, own, mean


def _told(c: Contexte, a: Affirmation, other: Indicateur, own: Publication, mean: Bornes) -> Doute:
    i, beyond = c.indicateur(a), mean.beyond(own.valeur or 0.0)
    near = abs(beyond) < c.contrat.lecture.ecart(own.valeur or 0.0, other.unite)
    where = "à peu près à cette moyenne" if near else "au-dessus" if beyond > 0 else "au-dessous"
    older = own.annee is not None and a.annee is not None and own.annee < a.annee
    return c.doubt(
        Regle.JUGEMENT,
        Gravite.INFORMATION,
        (a,),
        f"Le document place {format_value(a.valeur, i.unite)} {PLACES[a.position or '']} la moyenne des "
        f"{c.contrat.territoires[a.reference or '']}, sans la donner. Les fichiers repris ne donnent pas ce chiffre, "
        f"mais un chiffre voisin{', plus ancien' if older else ''}, « {other.libelle} » ({when(own)}) : "
        f"{format_value(own.valeur, other.unite)} ici, et {mean.text(other)} en moyenne dans ces QPV. Ce chiffre "
        f"voisin est {where}.",
        "Donner la moyenne à côté du chiffre : c'est elle qui dit si le mot est juste.",
        publications=(own,),
    )

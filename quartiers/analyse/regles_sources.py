"""The end of rule 5, which only informs: stated figures that the publications come near, or lead one to question.

Rule 5 tells first of the values that are not the published ones. This tells of the value that is near one without being
it; of the value without a year that no publication gives; of a direction that a published neighbour of the figure does
not take; of a mean that the only published figures, older ones, are far from. The document may be right each time.
"""

from collections.abc import Iterator
from typing import Final

from quartiers.analyse.comparaisons import difference
from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, number_text, published_text, whole_series
from quartiers.analyse.publications import Publication, series
from quartiers.analyse.rapprochement import Accord, dated_as, half_unit
from quartiers.analyse.regles_document import published_changes
from quartiers.analyse.regles_series import rule_same_edition
from quartiers.analyse.sauts import step_change
from quartiers.donnees.modele import Affirmation, Contrat, Indicateur
from quartiers.typographie import format_gap

# Two numbers to the decimal may differ by their roundings, and by those of the parts that one of them was added from.
ARRONDIS: Final = 0.2
_WAYS: Final = {"hausse": 1, "baisse": -1}


def rule_near_a_publication(c: Contexte) -> Iterator[Doute]:
    """Values to the decimal, out of all that is published of their date, by more than roundings make."""
    told = {name for d in rule_same_edition(c) for name in d.affirmations}
    for a in c.contrat.affirmations:
        number, i = c.verifications[a.affirmation].valeur, c.indicateur(a)
        if number is None or a.annee is None or a.precision != "exacte" or a.affirmation in told or i.unite != "%":
            continue
        if number.accord not in (Accord.CONCORDE, Accord.PROCHE) or half_unit(a.valeur or 0.0) >= half_unit(1.0):
            continue
        published = [p for p in series(c.contrat, number.publications[0].territoires, a.indicateur) if p.valeur]
        gaps = {p: difference(a.valeur or 0.0, round(p.valeur or 0.0, 1)) for p in dated_as(published, a.annee)}
        if not gaps or min(gaps.values()) <= 0 <= max(gaps.values()):
            continue  # between two editions that may be of its date, it may be of one that was not published
        nearest = min(gaps, key=lambda p: abs(gaps[p]))
        if abs(gaps[nearest]) > ARRONDIS + 1e-9:
            yield c.doubt(
                Regle.PUBLICATION,
                Gravite.INFORMATION,
                (a,),
                f"{number_text(number.nombre, i)} est proche de la valeur publiée, {published_text(c, nearest)}, sans "
                f"être la même : l'écart, {format_gap(gaps[nearest], i.unite)}, ne vient pas des arrondis.",
                "Citer la source du chiffre, ou reprendre la valeur publiée.",
                publications=(nearest,),
                titre="Une valeur proche de la publiée, sans être la même",
            )


# -- a published neighbour ------------------------------------------------------------------------------------


def rule_published_neighbour(c: Contexte) -> Iterator[Doute]:
    """Directions stated of what is not published, that what is published of the same people does not take."""
    for a in c.contrat.affirmations:
        number, i = c.verifications[a.affirmation].valeur, c.indicateur(a)
        if a.tendance not in _WAYS or number is None or number.accord is not Accord.NON_VERIFIABLE:
            continue
        for other in same_people(c.contrat, i):
            changes = published_changes(c.contrat, c.contrat.quartiers[a.quartier], other, a)
            if (found := _contrary(c.contrat, a, changes, other)) is not None:
                yield _of_neighbour(c, a, other, *found)
                break


def same_people(contrat: Contrat, i: Indicateur) -> Iterator[Indicateur]:
    """The indicators that one is mistaken for, and that count the same public in another whole."""
    for other in contrat.indicateurs.values():
        near = other.indicateur in i.confusions or i.indicateur in other.confusions
        if near and i.publics and set(i.publics) == set(other.publics) and other.unite == i.unite:
            yield other


def _contrary(
    contrat: Contrat, a: Affirmation, changes: list[tuple[Publication, Publication]], other: Indicateur
) -> tuple[Publication, Publication] | None:
    """The published change from one start, the same for all, where it goes the other way and none goes the stated way;
    or where the document states a large change, and none is read as one."""
    if not changes:
        return None
    way, rule = _WAYS[a.tendance or ""], contrat.lecture
    own = {pair: way * step_change(*pair) for pair in changes}
    told, high = _from_one_start(changes), max(changes, key=lambda pair: own[pair])
    threshold = rule.tendance(high[0].valeur or 0.0, other.unite)
    if own[high] >= threshold:
        return None
    if own[told] <= -threshold:
        return told
    stated = _stated_change(a)
    return told if stated is not None and abs(stated) >= rule.ecart(a.valeur or 0.0, other.unite) else None


def _from_one_start(changes: list[tuple[Publication, Publication]]) -> tuple[Publication, Publication]:
    """From the oldest start (of those of the stated year, if one is) to the newest end comparable with it: the largest
    contradiction is not sought, which would start from a low here and from a high there."""
    first = min(start.diffusion.edition for start, _ in changes)
    return max((pair for pair in changes if pair[0].diffusion.edition == first), key=lambda p: p[1].diffusion.edition)


def _stated_change(a: Affirmation) -> float | None:
    """The change that the document gives, or that its two values give."""
    if a.variation is None and a.valeur is not None and a.valeur_initiale is not None:
        return difference(a.valeur, a.valeur_initiale)
    return a.variation


def _dated_before(c: Contexte, start: Publication) -> list[Publication]:
    """The last value of a known year before a start of an unknown one: what that start comes after."""
    if start.annee is not None:
        return []
    earlier = [
        p
        for p in series(c.contrat, start.territoires, start.indicateur)
        if p.valeur is not None
        and p.annee is not None
        and (p.diffusion.theme, p.diffusion.geographie) == (start.diffusion.theme, start.diffusion.geographie)
        and p.diffusion.edition < start.diffusion.edition
    ]
    return earlier[-1:]


def _of_neighbour(c: Contexte, a: Affirmation, other: Indicateur, start: Publication, end: Publication) -> Doute:
    change = step_change(start, end)
    still = abs(change) < c.contrat.lecture.tendance(start.valeur or 0.0, other.unite)
    stated = "en hausse" if a.tendance == "hausse" else "en baisse"
    if a.variation is not None or a.valeur_initiale is not None:
        stated += f" de {format_gap(abs(_stated_change(a) or 0.0), other.unite).lstrip('+')}"
    since = "la plus ancienne diffusion comparable" if a.annee_initiale is None else "l'année énoncée"
    if a.annee_initiale is not None and start.annee is None:
        since = f"la diffusion {start.diffusion.edition}"
    verb = "ne bouge presque pas" if still else "monte" if change > 0 else "baisse"
    # All that is between: a start chosen among several editions may hide that the last of them goes the other way.
    between = [
        p
        for p in series(c.contrat, end.territoires, other.indicateur)
        if p.valeur is not None
        and p.diffusion.theme == end.diffusion.theme
        and start.diffusion.edition < p.diffusion.edition < end.diffusion.edition
    ]
    told = whole_series((start, *between, end), other)
    if before := _dated_before(c, start):
        told += f" ; auparavant, {whole_series(before, other)}"
    last = step_change(between[-1], end) if between else change
    turned = not still and last * change < 0
    but = f", mais {'monte' if last > 0 else 'baisse'} de nouveau à la dernière" if turned else ""
    return c.doubt(
        Regle.PUBLICATION,
        Gravite.INFORMATION,
        (a,),
        f"Le document dit ce chiffre {stated}. Les fichiers repris ne le donnent pas ; ils donnent "
        f"« {other.libelle} », qui {verb} depuis {since}{but} : {told}. Les deux parts ne se rapportent pas au "
        "même ensemble.",
        "Retrouver la source, et dire à quoi la part se rapporte, avant de commenter l'évolution.",
        publications=(start, end),
        titre="Un chiffre publié voisin n'évolue pas de même",
    )

"""Statements whose value is published, and whose label alone is wrong: what supports is the published figure."""

from collections.abc import Iterable, Mapping, Sequence

from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.rapprochement import Accord
from quartiers.donnees.modele import Contrat, Priorite


def named_rightly(contrat: Contrat, stated: ChiffreLu, retained: Sequence[ChiffreLu]) -> str | None:
    """The indicator under which a statement's value is published, which is all that is wrong of it; None where the
    right label no longer counts the people whom the statement speaks of (« 75 ans et plus », for « personnes seules »).
    """
    v = stated.verification
    if v is None or v.valeur is None or v.valeur.accord is not Accord.AUTRE_INTITULE or stated.comparaison.contredite:
        return None
    name = v.valeur.publications[-1].indicateur
    if set(stated.indicateur.publics) - set(contrat.indicateurs[name].publics):
        return None
    return name if any(f.publie and f.indicateur.indicateur == name for f in retained) else None


def is_of_others(contrat: Contrat, stated: ChiffreLu) -> bool:
    """Whether the value, or the change, that is stated of some people is the one published of others: it says nothing
    of those."""
    v = stated.verification
    if v is None:
        return False
    numbers = [n for n in (v.valeur, v.evolution) if n is not None and n.accord is Accord.AUTRE_INTITULE]
    published = [contrat.indicateurs[n.publications[-1].indicateur] for n in numbers if n.publications]
    return any(set(stated.indicateur.publics) - set(i.publics) for i in published)


def confirmed_under_another_label(
    contrat: Contrat,
    retained: Sequence[ChiffreLu],
    priorites: Iterable[Priorite],
    read: Mapping[tuple[str, str], bool],
) -> frozenset[tuple[str, str]]:
    """The priorities with the published indicators that a reading says to support them, by another name."""
    stated = [
        (f.affirmation.affirmation, name)
        for figure in retained
        for f in (figure, *figure.enonces)
        if f.affirmation is not None and (name := named_rightly(contrat, f, retained)) is not None
    ]
    return frozenset((p.priorite, name) for p in priorites for said, name in stated if read.get((p.priorite, said)))

"""Rule 16 on figures stated without a mean that are no worse than the mean that the document gives elsewhere.

Rule 21 says that the mean is missing. A reader of the section alone takes the figure for a weakness of the quartier;
the other section says that it is not one.
"""

from collections.abc import Iterator
from typing import Final

from quartiers.analyse.comparaisons import difference
from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines, published_text, year_text
from quartiers.analyse.notes import judgement
from quartiers.analyse.publications import Publication
from quartiers.analyse.rapprochement import Accord
from quartiers.analyse.regles_jugements import Moyenne, means_of_document
from quartiers.analyse.regles_moyennes import newest_bounds
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Affirmation, Indicateur
from quartiers.typographie import format_value

_WORSE: Final = {"defavorable": 1, "favorable": -1}
_WAYS: Final = {"hausse": 1, "baisse": -1}


def rule_no_worse_than_elsewhere(c: Contexte) -> Iterator[Doute]:
    means = means_of_document(c)
    for a in c.contrat.affirmations:
        i = c.indicateur(a)
        worse = _WORSE.get(i.sens)
        said = (a.reference, a.valeur_reference, a.ecart_reference, a.position, judgement(a.note), _compares(a))
        improves = worse is not None and _WAYS.get(a.tendance or "") == -worse
        value = _value(c, a)
        if worse is None or value is None or improves or any(said):
            continue
        known = [m for m in means.get((c.contrat.lecture.reference, a.indicateur), ()) if _of_its_year(a, m)]
        if (
            known
            and not any(_is_denied(c, i, m) for m in known)
            and all(worse * difference(value, m.valeur) < 0 for m in known)
        ):
            near = any(abs(difference(value, m.valeur)) < c.contrat.lecture.ecart(m.valeur, i.unite) for m in known)
            yield _told(c, a, known, near=near)


def _value(c: Contexte, a: Affirmation) -> float | None:
    """The stated level; of an order of magnitude, the published one that it agrees with: it is told beside."""
    if a.precision == "exacte":
        return a.valeur
    published = _published(c, a)
    return published.valeur if published is not None else None


def _published(c: Contexte, a: Affirmation) -> Publication | None:
    """What is published of an order of magnitude, under its label."""
    number = c.verifications[a.affirmation].valeur
    agrees = number is not None and number.accord is Accord.CONCORDE and a.precision != "exacte"
    return number.publications[-1] if agrees and number is not None else None


def _of_its_year(a: Affirmation, mean: Moyenne) -> bool:
    return a.annee is None or mean.annee is None or a.annee == mean.annee


def _compares(a: Affirmation) -> bool:
    """Whether the document compares the figure with another one, by what is noted of it."""
    return any(word in fold(a.note or "") for word in ("superieur", "inferieur", "compare"))


def _is_denied(c: Contexte, i: Indicateur, mean: Moyenne) -> bool:
    """Whether published figures of the same QPV are far from a mean: rule 5 asks where it comes from."""
    known = newest_bounds(c.contrat, i)
    return known is not None and abs(known.beyond(mean.valeur)) > c.contrat.lecture.ecart_publie(mean.valeur, i.unite)


def _told(c: Contexte, a: Affirmation, known: list[Moyenne], *, near: bool) -> Doute:
    i, mean = c.indicateur(a), next((m for m in known if m.annee is not None), known[0])
    same = [m for m in known if m.annee == mean.annee]
    lines, published = join_lines(m.lignes for m in same), _published(c, a)
    undated = join_lines(m.lignes for m in known if m not in same)
    undated = f" ; sans année, l. {undated}" if undated else ""
    stated = format_value(a.valeur, i.unite, a.precision)
    stated = f"{stated[:1].upper()}{stated[1:]}"
    there = f", l. {lines}" if lines else ""
    so = (
        "ce niveau n'est ni haut ni bas à côté d'elle"
        if near
        else f"sur ce point, {c.names(a).ce} n'est pas plus fragile que les autres"
    )
    if published is not None:
        stated = f"{stated}, soit {published_text(c, published)} selon l'Insee,"
    return c.doubt(
        Regle.JUGEMENT,
        Gravite.INFORMATION,
        (a,),
        f"{stated} est {'proche de' if near else 'moins défavorable que'} la moyenne que le document donne ailleurs, "
        f"{format_value(mean.valeur, i.unite)} ({year_text(mean.annee)}{there}{undated}) : "
        f"{so}.",
        "Citer la moyenne à côté du chiffre, ou dire pourquoi il est retenu.",
        titre="Un chiffre sans repère",
    )

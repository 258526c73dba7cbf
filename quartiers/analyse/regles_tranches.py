"""Shares of the population by age that are not published apart, and whose sum is.

Two bands that follow one another make a larger one: a document may give the share of the under-15s and that of the
15-24s where INSEE publishes that of the under-25s. That their sum is the published share does not prove each of them,
and it is what is known of both.
"""

import re
from typing import Final, NamedTuple

from quartiers.analyse.comparaisons import difference
from quartiers.analyse.doutes import when
from quartiers.analyse.publications import Publication, series_of
from quartiers.analyse.rapprochement import dated_as, half_unit
from quartiers.donnees.modele import Affirmation, Contrat, Indicateur
from quartiers.typographie import format_value, join_words, lower_first

_BAND: Final = re.compile(r"(\d+)\s?(?:-|à)\s?(\d+) ans")
_UNDER: Final = re.compile(r"moins de (\d+) ans")
# Two published shares, and their sum, are each rounded to the decimal.
DECIMALE: Final = 0.1


class Tranche(NamedTuple):
    """Ages from one to another, both in it."""

    de: int
    a: int


def band_of(i: Indicateur) -> Tranche | None:
    """The ages of a share of the whole population, by its label; None for another share, or an open end.

    « Moins de 14 ans » beside « 15-24 ans » can only be « 14 ans ou moins »: :func:`follow` takes it for that.
    """
    text = i.libelle.casefold()
    if i.unite != "%" or not text.startswith("part des ") or not text.endswith("dans la population"):
        return None
    if found := _BAND.search(text):
        return Tranche(int(found[1]), int(found[2]))
    if found := _UNDER.search(text):
        return Tranche(0, int(found[1]) - 1)
    return None


def follow(one: Tranche, two: Tranche) -> bool:
    """Whether a band begins where another ends, or a year later for « moins de 14 ans » said of the 0-14s.

    >>> follow(Tranche(0, 14), Tranche(15, 24)), follow(Tranche(0, 13), Tranche(15, 24))
    (True, True)
    >>> follow(Tranche(0, 13), Tranche(16, 24)), follow(Tranche(15, 24), Tranche(0, 14))
    (False, False)
    """
    return two.de - one.a == 1 or (one.de == 0 and two.de - one.a == 2)


def published_together(contrat: Contrat, a: Affirmation) -> str | None:
    """That a share and another of the same quartier and year add up to a published one; None where they do not."""
    own = band_of(contrat.indicateurs[a.indicateur])
    if own is None or a.valeur is None or a.annee is None or not _to_the_decimal(a):
        return None
    for b in contrat.affirmations_de(a.quartier):
        other = band_of(contrat.indicateurs[b.indicateur])
        if b is a or other is None or b.valeur is None or b.annee != a.annee or not _to_the_decimal(b):
            continue
        low, high = sorted((own, other))
        if (
            follow(low, high)
            and (p := _published(contrat, a, Tranche(low.de, high.a), a.valeur + b.valeur)) is not None
        ):
            i, rows = contrat.indicateurs[p.indicateur], (a, b) if low == own else (b, a)
            values = join_words([format_value(x.valeur, "%") for x in rows])
            label, last = lower_first(contrat.indicateurs[rows[0].indicateur].libelle_court), high.de - 1
            missing = f" ; écrire « {low.de}-{last} ans », car « {label} » comprend alors les {last} ans"
            write = missing if last > low.a else ""
            return (
                f"aucun des deux n'est publié seul pour {a.annee}, mais leur somme l'est : {values} font "
                f"{format_value(p.valeur, '%')}, la part publiée sous « {i.libelle_court} » ({when(p)}). Les deux sont "
                f"donc sans doute justes{write}"
            )
    return None


def _to_the_decimal(a: Affirmation) -> bool:
    return a.precision == "exacte" and half_unit(a.valeur or 0.0) < half_unit(1.0)


def _published(contrat: Contrat, a: Affirmation, whole: Tranche, total: float) -> Publication | None:
    """The share of the whole band, in an edition that may be of the year of the statement, that a sum is."""
    for i in contrat.indicateurs.values():
        if band_of(i) != whole or a.annee is None:
            continue
        known = [p for p in series_of(contrat, contrat.quartiers[a.quartier], i.indicateur) if p.valeur is not None]
        for p in reversed(dated_as(known, a.annee)):
            if abs(difference(round(total, 1), p.valeur or 0.0)) < DECIMALE / 2:
                return p
    return None

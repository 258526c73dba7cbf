"""The communes of a quartier beside it: what a figure of a QPV is set against by who does not know the QPV of France.

A commune's figure is of its own edition, often another than the QPV's: both years are shown.
"""

from dataclasses import dataclass
from typing import Final

from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.incertitude import fluctuation, level_margin
from quartiers.analyse.publications import Publication, series_of
from quartiers.donnees.modele import COMMUNE, Contrat, Mesure, Quartier

# Which way a difference is unfavourable.
SENS: Final = {"defavorable": 1, "favorable": -1}


@dataclass(frozen=True)
class Repere:
    """The newest published figure of a commune; ``valeur`` is None where it is withheld."""

    commune: str
    mesure: Mesure

    @property
    def valeur(self) -> float | None:
        return self.mesure.valeur

    @property
    def annee(self) -> int:
        """That of the data, or else of the edition."""
        return self.mesure.annee or self.mesure.edition


def reference_communes(contrat: Contrat, quartier: Quartier, indicateur: str) -> tuple[Repere, ...]:
    """The figures of the project's communes for an indicator, in the order of the table; those that are imported."""
    found = []
    for name, code in zip(quartier.communes, quartier.codes_insee, strict=False):
        measures = [m for m in contrat.mesures_de(code, indicateur) if m.geographie == COMMUNE]
        if measures:
            found.append(Repere(name, measures[-1]))
    return tuple(found)


def is_worse_than_communes(contrat: Contrat, quartier: Quartier, figure: ChiffreLu) -> bool:
    """Whether a figure is less favourable than that of each commune beside it, beyond what is read of it; not where
    none is known."""
    i, value = figure.indicateur, figure.valeur
    known = [r for r in reference_communes(contrat, quartier, i.indicateur) if r.valeur is not None]
    if value is None or i.sens not in SENS:
        return False
    gaps = [((value - (r.valeur or 0.0)) * SENS[i.sens], _least(contrat, quartier, figure, r)) for r in known]
    return bool(gaps) and all(gap >= least for gap, least in gaps)


def _least(contrat: Contrat, quartier: Quartier, figure: ChiffreLu, beside: Repere) -> float:
    """The gap that is read between a figure and that of a commune: the threshold of ``contrat.toml``, the margin of the
    figure and, as they are of two years, what the figure itself changed from an edition to the next."""
    i, last = figure.indicateur, figure.publication
    least = contrat.lecture.ecart(beside.valeur or 0.0, i.unite)
    if last is None or last.valeur is None:
        return least
    sigma = fluctuation(contrat, i, last.territoires, last.diffusion.cle, last.valeur)
    margin = level_margin(i, sigma) if sigma is not None else 0.0
    return max(least, margin, _last_change(contrat, quartier, last) if beside.annee != last.annee else 0.0)


def _last_change(contrat: Contrat, quartier: Quartier, last: Publication) -> float:
    """How much a figure changed since the edition before; 0 where there is none."""
    published = series_of(contrat, quartier, last.indicateur)
    before = [
        p.valeur
        for p in published
        if p.valeur is not None
        and p.diffusion.theme == last.diffusion.theme
        and p.diffusion.geographie == last.diffusion.geographie
        and p.diffusion.edition < last.diffusion.edition
    ]
    return abs((last.valeur or 0.0) - before[-1]) if before else 0.0

"""The communes of a quartier beside it: what a figure of a QPV is set against by who does not know the QPV of France.

A commune's figure is of its own edition, often another than the QPV's: both years are shown.
"""

from dataclasses import dataclass
from typing import Final

from quartiers.analyse.diagnostic import ChiffreLu
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


def reference_communes(contrat: Contrat, quartier: Quartier, indicateur: str) -> tuple[Repere, ...]:
    """The figures of the project's communes for an indicator, in the order of the table; those that are imported."""
    found = []
    for name, code in zip(quartier.communes, quartier.codes_insee, strict=False):
        measures = [m for m in contrat.mesures_de(code, indicateur) if m.geographie == COMMUNE]
        if measures:
            found.append(Repere(name, measures[-1]))
    return tuple(found)


def is_worse_than_communes(contrat: Contrat, quartier: Quartier, figure: ChiffreLu) -> bool:
    """Whether a figure is less favourable than that of each commune beside it, by the threshold of ``contrat.toml`` at
    least; not where none is known."""
    i, value = figure.indicateur, figure.valeur
    known = [r.valeur for r in reference_communes(contrat, quartier, i.indicateur) if r.valeur is not None]
    if value is None or i.sens not in SENS:
        return False
    return bool(known) and all((value - v) * SENS[i.sens] >= contrat.lecture.ecart(v, i.unite) for v in known)

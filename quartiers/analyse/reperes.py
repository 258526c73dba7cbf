"""The communes of a quartier beside it: what a figure of a QPV is set against by who does not know the QPV of France.

A commune's figure is of its own edition, often another than the QPV's: both years are shown.
"""

from dataclasses import dataclass

from quartiers.donnees.modele import COMMUNE, Contrat, Mesure, Quartier


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

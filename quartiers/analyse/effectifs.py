"""How many people, or households, a published share is of: what a reader of percentages in small QPV needs to see."""

from dataclasses import dataclass

from quartiers.analyse.incertitude import base_of
from quartiers.analyse.publications import Publication
from quartiers.donnees.modele import Contrat
from quartiers.typographie import format_value, lower_first
from quartiers.unites import COUNT


@dataclass(frozen=True)
class Effectif:
    """A share as a number of its whole: ``nombre`` of ``base``, who are called ``nom``."""

    nombre: float
    base: float
    nom: str

    @property
    def texte(self) -> str:
        """``environ 54 sur 135 demandeurs d'emploi``."""
        return f"environ {_written(self.nombre)} sur {_written(self.base)} {self.nom}"

    def then(self, other: "Effectif") -> str:
        """``environ 28 puis 50 demandeurs d'emploi, sur 124 puis 136``."""
        numbers = f"{_written(self.nombre)} puis {_written(other.nombre)}"
        return f"environ {numbers} {self.nom}, sur {_written(self.base)} puis {_written(other.base)}"


def _written(number: float) -> str:
    return format_value(round(number), COUNT)


def headcount(contrat: Contrat, p: Publication) -> Effectif | None:
    """The number that a published share is, by its published whole; None where either is not published."""
    i = contrat.indicateurs[p.indicateur]
    if i.poids is None or i.unite != "%" or p.valeur is None:
        return None
    base = base_of(contrat, i.poids, p.territoires, p.diffusion.edition)
    if not base:
        return None
    whole = contrat.indicateurs[i.poids]
    noun = "habitants" if i.poids == contrat.lecture.population else lower_first(whole.libelle_court)
    return Effectif(p.valeur / 100 * base, base, noun)

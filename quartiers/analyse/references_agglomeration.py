"""The value of the agglomeration, where ``references`` has it: ``[evaluation] agglomeration`` says which territory it
is."""

from quartiers.analyse.comparaisons import matching_references
from quartiers.donnees.modele import Contrat


def agglomeration_value(contrat: Contrat, indicateur: str, annee: int | None) -> float | None:
    """What ``references`` says of the agglomeration for that indicator and year; None where it does not, or twice."""
    if not contrat.agglomeration or annee is None:
        return None
    values = {r.valeur for r in matching_references(contrat, contrat.agglomeration, indicateur, annee)}
    return values.pop() if len(values) == 1 else None

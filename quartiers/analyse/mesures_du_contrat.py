"""What is published of the contract's own territories: every measure, with the name of its place and its projects."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quartiers.donnees.modele import Contrat, Mesure, Quartier


@dataclass(frozen=True)
class MesureDuContrat:
    """A published measure of a QPV or of a commune: its name, and the projects that are there."""

    mesure: Mesure
    nom: str
    quartiers: tuple[Quartier, ...]


def own_measures(contrat: Contrat) -> Iterator[MesureDuContrat]:
    """Every published measure of the contract's QPV and of their communes, those that are withheld too."""
    names, projects = _names(contrat), _projects(contrat)
    for m in contrat.mesures:
        if m.territoire in projects:
            yield MesureDuContrat(m, names.get(m.territoire, ""), projects[m.territoire])


def _projects(contrat: Contrat) -> Mapping[str, tuple[Quartier, ...]]:
    """The projects of each code, of QPV in both geographies, then of communes."""
    found: dict[str, tuple[Quartier, ...]] = {}
    for q in contrat.quartiers.values():
        for code in (*q.tous_les_codes, *q.codes_insee):
            found[code] = (*found.get(code, ()), q)
    return found


def _names(contrat: Contrat) -> Mapping[str, str]:
    quartiers = contrat.quartiers.values()
    names: dict[str, str] = {}
    for q in quartiers:
        names |= dict(zip(q.codes("2024"), [q.libelle_qpv_2024 or ""], strict=False))
        names |= dict(zip(q.codes_qpv_2015, q.libelles_qpv_2015, strict=False))
    own = {code for q in quartiers for code in q.tous_les_codes}
    names |= {code: qpv.libelle for code, qpv in contrat.qpv.items() if code in own}
    for q in quartiers:
        names |= dict(zip(q.codes_insee, q.communes, strict=False))
    return names

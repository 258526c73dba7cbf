"""The contract's QPV in order on one published indicator, the most fragile first, and those that cannot be placed."""

from collections.abc import Iterator
from dataclasses import dataclass

from quartiers.analyse.anciens import name_of_figure
from quartiers.analyse.comparaisons import Comparaison
from quartiers.analyse.publications import Publication, compare_published
from quartiers.analyse.synthese import name_group, quartiers_by_qpv
from quartiers.analyse.tableau import CaseLarge, ColonneLarge, cells_of, column_of
from quartiers.donnees.modele import NON_DIFFUSE, Contrat, Indicateur, Quartier

AUTRE_DATE = "autre diffusion"
NON_PUBLIE = "non publié"


@dataclass(frozen=True)
class Classe:
    """A QPV of the ranking: its figure, and how it reads."""

    nom: str
    publication: Publication
    comparaison: Comparaison


@dataclass(frozen=True)
class Classement:
    """``places`` are figures of one edition; ``absents`` says, by name, why a QPV is not among them."""

    colonne: ColonneLarge
    places: tuple[Classe, ...]
    absents: tuple[tuple[str, str], ...]


def rank_qpv(contrat: Contrat, indicateur: Indicateur) -> Classement | None:
    """None where nothing recent is published of the indicator. Former QPV that one joins each have their place."""
    cells = cells_of(contrat, indicateur)
    column = column_of(contrat, indicateur, cells)
    if column is None:
        return None
    placed: list[Classe] = []
    absent: list[tuple[str, str]] = []
    for group, cell in zip(quartiers_by_qpv(contrat).values(), cells, strict=True):
        for name, p in _figures(group, cell):
            if p is not None and p.valeur is not None and p.diffusion == column.datee.diffusion:
                placed.append(Classe(name, p, compare_published(contrat, p)))
            else:
                absent.append((name, NON_PUBLIE if p is None else NON_DIFFUSE if p.valeur is None else AUTRE_DATE))
    high_first = -1 if indicateur.sens != "favorable" else 1
    ranked = sorted(placed, key=lambda c: high_first * (c.publication.valeur or 0.0))
    return Classement(column, tuple(ranked), tuple(absent))


def _figures(group: tuple[Quartier, ...], cell: CaseLarge) -> Iterator[tuple[str, Publication | None]]:
    name = name_group(group)
    if not cell.parties:
        yield name_of_figure(group, cell.publication), cell.publication
    former = dict(zip(group[0].codes_qpv_2015, group[0].libelles_qpv_2015, strict=False))
    for part in cell.parties:
        yield f"{former.get(part.territoires[0], part.territoires[0])} ({name})", part

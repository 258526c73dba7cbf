"""The sheet of what is published of territories that are no QPV."""

from dataclasses import dataclass

from quartiers.donnees.tables.territoires import ChiffreTerritoire
from quartiers.feuilles import Champ, Colonne, Feuille, make_sheet
from quartiers.presentation.tableur.commun import QUARTIER, UNIT, Analyse, column, value_cell


@dataclass(frozen=True)
class _Chiffre:
    analyse: Analyse
    chiffre: ChiffreTerritoire


_CHIFFRES: tuple[Champ[_Chiffre], ...] = (
    Champ(QUARTIER, lambda r: r.analyse.quartier(r.chiffre.quartier).nom_court),
    Champ(Colonne("Indicateur", 44), lambda r: r.analyse.contrat.indicateurs[r.chiffre.indicateur].libelle),
    Champ(
        column(ChiffreTerritoire, "valeur", 12),
        lambda r: value_cell(r.chiffre.valeur, r.analyse.contrat.indicateurs[r.chiffre.indicateur].unite),
    ),
    Champ(UNIT, lambda r: r.analyse.contrat.indicateurs[r.chiffre.indicateur].unite),
    Champ(column(ChiffreTerritoire, "annee", 9), lambda r: r.chiffre.annee),
    Champ(column(ChiffreTerritoire, "source", 60), lambda r: r.chiffre.source),
)


def territories_sheet(analyse: Analyse) -> Feuille:
    return make_sheet(
        "Territoires hors QPV",
        "Les chiffres publiés des territoires qui ne sont pas des QPV, saisis avec leur source. Aucun n'est comparé à "
        "ceux des QPV.",
        _CHIFFRES,
        (_Chiffre(analyse, row) for row in analyse.contrat.chiffres_territoires),
    )

"""What the sheets share: the analysis of the whole contract, made once, and typed cells."""

from dataclasses import dataclass
from functools import cached_property

from quartiers.analyse.appuis import Appui, Correspondance, Reponse, match_figures
from quartiers.analyse.diagnostic import ChiffreLu, retained_figures
from quartiers.analyse.fiabilite import Fiabilite, check_contract
from quartiers.donnees.description import table_of
from quartiers.donnees.modele import NON_DIFFUSE, Contrat, Indicateur, Quartier, Thematique
from quartiers.feuilles import AS_IS, COUNTED, FULL_RATE, RATE, SIGNED, SIGNED_RATE, Cellule, Colonne
from quartiers.typographie import NON_RENSEIGNE

YES, NO = "oui", "non"


def column(
    modele: type, attribut: str, largeur: int = 40, motif: str | None = None, *, imprimee: bool = True
) -> Colonne:
    """A column of a sheet that shows a column of a table as it is, under the title that its description gives it."""
    table = table_of(modele)
    titles = {c.attribut: c.colonne.titre for c in table.champs.values()} if table is not None else {}
    return Colonne(titles[attribut].replace("'", "’"), largeur, motif, imprimee)


# Columns that several sheets have.
QUARTIER = column(Quartier, "nom_court", 26)
THEME = column(Thematique, "libelle", 24)
COMMUNE = column(Quartier, "communes", 24, imprimee=False)
UNIT = column(Indicateur, "unite", 9)


@dataclass(frozen=True)
class Analyse:
    """The contract, read once for all sheets; by identifier of quartier."""

    contrat: Contrat

    @cached_property
    def chiffres(self) -> dict[str, tuple[ChiffreLu, ...]]:
        return {q: retained_figures(self.contrat, q) for q in self.contrat.quartiers}

    @cached_property
    def fiabilite(self) -> Fiabilite:
        return check_contract(self.contrat)

    @cached_property
    def correspondances(self) -> dict[str, Correspondance]:
        return {q: match_figures(self.contrat, q, figures) for q, figures in self.chiffres.items()}

    @cached_property
    def appuis_par_constat(self) -> dict[str, Appui]:
        """What answers each finding that asks for an answer."""
        found = (appui for c in self.correspondances.values() for appui in c.constats)
        return {a.source.constat_id: a for a in found if not isinstance(a.source, ChiffreLu)}

    @cached_property
    def appuis_par_priorite(self) -> dict[str, list[tuple[Appui, Reponse]]]:
        """The fragilities that lead to each priority, figures first."""
        found: dict[str, list[tuple[Appui, Reponse]]] = {p.priorite: [] for p in self.contrat.priorites}
        for c in self.correspondances.values():
            for appui in (*c.chiffres, *c.constats):
                for priorite, answer in appui.reponses:
                    found[priorite.priorite].append((appui, answer))
        return found

    def theme(self, thematique: str) -> str:
        return self.contrat.thematiques[thematique].libelle

    def quartier(self, identifiant: str) -> Quartier:
        return self.contrat.quartiers[identifiant]


def value_cell(value: float | None, unite: str, *, full: bool = False) -> Cellule:
    """A published value: one decimal for a percentage (two where there are, if ``full``), none for an amount."""
    rate = FULL_RATE if full else RATE
    return Cellule(value, rate if unite == "%" else COUNTED)


def stated_cell(value: float | None, unite: str) -> Cellule:
    """A stated value, with the decimals that the document gives it: 41 is not 41,0."""
    return Cellule(value, AS_IS if unite == "%" else COUNTED)


def gap_cell(value: float | None, unite: str) -> Cellule:
    """A signed difference."""
    return Cellule(value, SIGNED_RATE if unite == "%" else SIGNED)


def gap_unit(indicateur: Indicateur) -> str:
    return "points" if indicateur.unite == "%" else indicateur.unite


def status_cell(statut: str) -> Cellule:
    """A status; those that say why there is no value are quiet."""
    return Cellule(statut, couleur="gris" if statut in (NON_DIFFUSE, NON_RENSEIGNE) else None)


def flag_cell(flag: bool) -> Cellule:
    """``oui`` or ``non``: a yes asks for attention."""
    return Cellule(YES, couleur="alerte", fond="fond_alerte") if flag else Cellule(NO)

"""Figures and priorities as they are to be quoted: the same words in the guide, in the search and in what is copied."""

from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.publications import Publication
from quartiers.donnees.modele import Contrat, Priorite, Quartier
from quartiers.donnees.tables.importees import CALCULE
from quartiers.presentation.mots import perimeter
from quartiers.typographie import format_value, join_words


def quote_priority(contrat: Contrat, priorite: Priorite) -> str:
    """The sentence that an application copies: our wording, the identifier, the projet, the contract."""
    return (
        f"Notre action répond à la priorité « {priorite.intitule} » (identifiant {priorite.priorite}) du "
        f"{name_project(contrat, contrat.quartiers[priorite.quartier])}."
    )


def name_project(contrat: Contrat, quartier: Quartier) -> str:
    """``projet de quartier Verrerie – Square République, à Anzin (Contrat Quartiers 2030 …, 2024-2030)``."""
    places = join_words(quartier.communes)
    return f"projet de quartier « {quartier.nom} » ({places}), {contrat.nom}, {contrat.periode}"


def publics_of(priorite: Priorite) -> str:
    """The publics that a priority names; all of them where it names none."""
    return join_words(priorite.publics) if priorite.publics else "tous publics"


def value_of(figure: ChiffreLu) -> str:
    return format_value(figure.valeur, figure.indicateur.unite)


def area_of(publication: Publication, quartier: Quartier, *, shared: bool) -> str:
    """``QPV QP059020, périmètre 2015``; that it is the whole of a QPV of which the projet is a part."""
    codes = join_words(publication.territoires)
    whole = " entier" if shared else ""
    return f"{quartier.noms.nom if quartier.est_qpv else 'QPV'}{whole} {codes}, {perimeter(publication)}"


def source_of(publication: Publication) -> str:
    """The producer's file; said where the figure is computed from what it publishes."""
    return f"calculé d'après : {publication.source}" if publication.statut == CALCULE else publication.source

"""The chart of one indicator: every QPV of the contract, from the most fragile, beside the median QPV of France."""

from typing import Final

from quartiers.analyse.classement import Classe, Classement, rank_qpv
from quartiers.analyse.comparaisons import Situation
from quartiers.donnees.modele import Contrat, Indicateur
from quartiers.presentation import mots, mots_references
from quartiers.presentation.blocs import Bloc, Nature, Paragraphe
from quartiers.presentation.graphiques.classement import Barre, Trait, chart_ranking
from quartiers.typographie import join_words

MOST: Final = 60  # rows: more do not fit a page, nor an eye


def rank_block(contrat: Contrat, indicateur: Indicateur) -> Bloc:
    """The chart; a sentence where nothing can be drawn."""
    found = rank_qpv(contrat, indicateur)
    if found is None or not found.places:
        return Paragraphe(
            f"{indicateur.libelle_court} : rien de récent n'est publié des QPV du contrat. Ce que le document énonce, "
            "année par année, ne se compare pas dans un graphique."
        )
    rows = [Barre(c.nom, c.publication.valeur or 0.0, _nature(c), c.comparaison.situation.value) for c in found.places]
    reference, inverse = _reference(contrat, found), indicateur.sens == "favorable"
    return chart_ranking(rows[:MOST], reference, indicateur.unite, _title(found), _source(found), inverse=inverse)


def _nature(place: Classe) -> Nature:
    return mots.NATURE_OF_SITUATION.get(place.comparaison.situation, "neutre")


def _reference(contrat: Contrat, found: Classement) -> Trait | None:
    """What all the figures are read against: they are of one edition."""
    c = found.places[0].comparaison
    if c.territoire is None or c.valeur_reference is None:
        return None
    return Trait(contrat.territoires[c.territoire], c.valeur_reference)


def _title(found: Classement) -> str:
    """The finding, where the figures are read; else what they are."""
    label = mots_references.label_of(found.colonne.indicateur, found.colonne.datee)
    read = [c for c in found.places if c.comparaison.situation is not Situation.NON_COMPAREE]
    if not read or found.colonne.indicateur.sens == "contexte":
        return f"{label} dans les QPV du contrat"
    worse = sum(c.comparaison.situation is Situation.FRAGILE for c in read)
    than = f"plus fragile{'s' if worse > 1 else ''} que "
    than += "le QPV médian de France" if found.colonne.references.repartition else "la référence"
    if not worse:
        return f"{label} : aucun des {len(read)} QPV n'est {than}"
    return f"{label} : {worse} QPV sur {len(read)} {than}"


def _source(found: Classement) -> str:
    """Who publishes, for which year and perimeter; then who is not there, and why."""
    p = found.colonne.datee
    year = f"données {p.annee}" if p.annee is not None else "année des données non précisée"
    told = f"{p.source} ; {year}, périmètre {p.diffusion.geographie}."
    reasons: dict[str, list[str]] = {}
    for name, why in found.absents:
        reasons.setdefault(why, []).append(name)
    absent = " ; ".join(f"{join_words(names)} ({why})" for why, names in reasons.items())
    more = len(found.places) - MOST
    left = f" Les {more} suivants ne sont pas dessinés." if more > 0 else ""
    return f"{told}{left} Absents : {absent}." if absent else f"{told}{left}"

"""Maps of the reports: the perimeter or the situation of a quartier, and all QPV of the contract.

No boundary of communes is at hand: their names stand near their QPV. What a map shows is also said in words,
in its alternative.
"""

from collections.abc import Sequence
from dataclasses import replace

from quartiers.analyse.perimetres import Superficie, contours_of, measure_perimeter
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Quartier
from quartiers.donnees.natures import QPV
from quartiers.presentation.blocs import Graphique
from quartiers.presentation.cartes.lieux import PROCHES, Lieu, Terrain, ground_of, places_of
from quartiers.presentation.cartes.perimetre import HEIGHTS_CM, draw_perimeter
from quartiers.presentation.cartes.situation import draw_situation
from quartiers.presentation.graphiques.dessin import drawing, save_svg
from quartiers.typographie import format_gap, format_value, join_words

_WHERE = "Où se trouve le quartier ?"
_CONTRACT_HEIGHTS_CM = (5.0, 12.0)


def map_of_quartier(contrat: Contrat, quartier: Quartier, *, largeur_cm: float = 6.4) -> Graphique:
    """The perimeter of the quartier's QPV where its contour was imported, else its situation among the others."""
    ground = ground_of(contrat)
    own = next(p for p in ground.lieux if p.code == quartier.territoire)
    own = replace(own, nom=quartier.nom, communes=quartier.communes)
    terrain = ground.around(own)
    new, former = (contours_of(contrat, quartier, geographie) for geographie in ("2024", "2015"))
    if not new or not quartier.est_qpv:
        others = f"des {PROCHES} {terrain.nom} les plus proches" if terrain.ensemble else "des autres"
        source = f"Une étoile sur {quartier.noms.le}"
        source += f", un point sur chacun {others}" if len(terrain.lieux) > 1 else ""
        source += f"{_placed(terrain)}."
        return _chart(terrain, own, _WHERE, source, largeur_cm)
    with drawing():
        svg = save_svg(draw_perimeter(terrain, own, new, former, largeur_cm))
    size = measure_perimeter(contrat, quartier)
    whole = " entier" if quartier.couverture == "partie" else ""
    alternative = (
        f"Carte du périmètre du QPV{whole} : {own.nom} ({join_words(own.communes)}), {terrain.bearing(own)}. "
        f"{_size_sentence(size)}"
    )
    return Graphique(_WHERE, svg, alternative, _legend(size, whole, terrain), largeur_cm)


def describe_place(contrat: Contrat, quartier: Quartier) -> str:
    """How large the territory is and where it lies in the contract: what is known of it without any figure."""
    ground = ground_of(contrat)
    own = next(p for p in ground.lieux if p.code == quartier.territoire)
    size = measure_perimeter(contrat, quartier)
    subject = quartier.noms.le
    subject = subject[:1].upper() + subject[1:]
    if size.ha_2024 is None:
        return f"{subject} est {_lies(ground, own)}."
    about = "environ " if size.simplifie else ""
    return f"{subject} s'étend sur {about}{_hectares(size.ha_2024)}. Il est {_lies(ground, own)}."


def _lies(ground: Terrain, own: Lieu) -> str:
    return ground.bearing(own) if len(ground.lieux) > 1 else f"le {ground.bearing(own)}"


def map_of_contract(contrat: Contrat, *, largeur_cm: float = 9.5) -> tuple[Graphique, tuple[Lieu, ...]]:
    """All QPV of the contract, numbered; and what the numbers stand for, in order."""
    places = places_of(contrat)
    drawn = [p.contour for p in places if p.contour is not None]
    whole = Terrain(places)
    what = "QPV 2024" if whole.nom == QPV else "quartier"
    source = f"Un numéro par {what}{_placed(whole)}"
    if drawn:
        simplified = ", simplifiés" if any(c.simplifie for c in drawn) else ""
        source += f" ; en teinte, les périmètres{simplified}"
    return chart_map(places, None, "Où sont les quartiers ?", f"{source}.", largeur_cm=largeur_cm), places


def chart_map(
    places: Sequence[Lieu], highlighted: Lieu | None, titre: str, source: str, *, largeur_cm: float = 7.5
) -> Graphique:
    """Situation map: relative positions, contours where they are known, a scale and the north.

    One place is highlighted by a star and the commune's name, or all are numbered.
    """
    return _chart(Terrain(places), highlighted, titre, source, largeur_cm)


def _chart(terrain: Terrain, highlighted: Lieu | None, titre: str, source: str, largeur_cm: float) -> Graphique:
    with drawing():
        heights = _CONTRACT_HEIGHTS_CM if highlighted is None else HEIGHTS_CM
        svg = save_svg(draw_situation(terrain, highlighted, largeur_cm, heights))
    if highlighted is None:
        listed = " ; ".join(f"{p.numero} {p.nom} ({join_words(p.communes)})" for p in terrain.lieux)
        alternative = f"Carte de situation de {terrain.compte}, numérotés. {listed}."
    else:
        alternative = (
            f"Carte de situation : {highlighted.nom} ({join_words(highlighted.communes)}), marqué d'une étoile, "
            f"{terrain.bearing(highlighted)}."
        )
    return Graphique(titre, svg, alternative, source, largeur_cm)


def _placed(terrain: Terrain) -> str:
    """Where the marks of a map are, and by whom."""
    others = "" if terrain.nom == QPV else ", ou à la position que donnent les tables"
    return f", au centroïde du périmètre de 2024 (ANCT){others}"


# -- words ----------------------------------------------------------------------------------------------


def _size_sentence(size: Superficie) -> str:
    about = "environ " if size.simplifie else ""
    caution = ", d'après des contours simplifiés" if size.simplifie else ""
    if size.ha_2024 is None:
        return ""
    text = f"Superficie : {about}{_hectares(size.ha_2024)} en 2024"
    if size.ha_2015 is not None:
        change = round(_rounded(size.ha_2024) - _rounded(size.ha_2015), 1)
        text += (
            f", {format_gap(change, 'ha')} par rapport à 2015 ({_hectares(size.ha_2015)})"
            if change
            else ", autant qu'en 2015"
        )
    return f"{text}{caution}."


def _legend(size: Superficie, whole: str, terrain: Terrain) -> str:
    about = "environ " if size.simplifie else ""
    parts = []
    if size.ha_2024 is not None:
        parts.append(f"Le QPV{whole} en 2024 : {about}{_hectares(size.ha_2024)}")
    if size.ha_2015 is not None:
        parts.append(f"en 2015 (tireté) : {about}{_hectares(size.ha_2015)}")
    simplified = " simplifiés" if size.simplifie else ""
    grey = f"En gris, les autres {terrain.nom}. " if len(terrain.lieux) > 1 else ""
    if terrain.ensemble:
        grey = f"En gris, les {PROCHES} {terrain.nom} les plus proches. "
    return f"{' ; '.join(parts)}. {grey}Contours{simplified} : ANCT."


def _rounded(hectares: float) -> float:
    return round(hectares, 0 if hectares >= 10 else 1)


def _hectares(hectares: float) -> str:
    return format_value(_rounded(hectares), "ha")

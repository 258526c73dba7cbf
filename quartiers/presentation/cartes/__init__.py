"""Maps of the reports: the perimeter or the situation of a quartier, and all QPV of the contract.

No boundary of communes is at hand: their names stand near their QPV. What a map shows is also said in words,
in its alternative. What draws them is imported then: it brings matplotlib along.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from quartiers.analyse.empreintes import canonical
from quartiers.analyse.perimetres import Superficie, contours_of, measure_perimeter
from quartiers.donnees import Contrat
from quartiers.donnees.lieux.departements import number_of
from quartiers.donnees.modele import Contour, Quartier
from quartiers.donnees.natures import QPV
from quartiers.presentation.blocs import Graphique
from quartiers.presentation.cartes.lieux import (
    HEIGHTS_CM,
    MAX_NUMEROS,
    PROCHES,
    Lieu,
    Terrain,
    full_name,
    ground_of,
    places_of,
)
from quartiers.presentation.graphiques.deja_dessine import Dessin, draw_once
from quartiers.presentation.graphiques.dessin import drawing, save_svg
from quartiers.presentation.sources import name_origin
from quartiers.typographie import count, format_gap, format_value, join_words

_WHERE = "Où se trouve le quartier ?"
_WHERE_WHOLE = "Où se trouve le QPV ?"  # which the project covers a part of
_CONTRACT_HEIGHTS_CM = (5.0, 12.0)
_OVERSEAS = ("97", "98")


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
    part = quartier.couverture == "partie"
    # Of a QPV that several projects share, nobody says which part is in which commune.
    unplaced = part or len(own.communes) > 1  # nor of one that its own communes share
    svg, legende = _draw_perimeter(terrain, replace(own, communes=()) if unplaced else own, new, former, largeur_cm)
    size = measure_perimeter(contrat, quartier)
    communes = [commune.split(" ", 1)[1] for commune in quartier.communes_qpv]
    return Graphique(
        _WHERE_WHOLE if part else _WHERE,
        svg,
        _describe(quartier, own, terrain, size, legende.nommes),
        " ".join(
            filter(
                None,
                [
                    _size_legend(size, part, communes if len(communes) > 1 else ()),
                    _marks_legend(legende, next(p for p in ground.lieux if p.code == quartier.territoire)),
                    name_origin((*new, *former)),
                ],
            )
        ),
        largeur_cm,
    )


@dataclass(frozen=True)
class _Legende:
    """Of a map of a perimeter: how many other QPV are seen, those that are named, those that a letter stands for."""

    vus: int
    nommes: tuple[Lieu, ...]
    lettres: Mapping[str, Lieu]


def _draw_perimeter(
    terrain: Terrain, own: Lieu, new: Sequence[Contour], former: Sequence[Contour], largeur_cm: float
) -> tuple[str, _Legende]:
    def draw() -> Dessin:
        from quartiers.presentation.cartes.perimetre import draw_perimeter

        with drawing():
            drawn = draw_perimeter(terrain, own, new, former, largeur_cm)
            svg = save_svg(drawn.figure)
        letters = {place.numero: letter for letter, place in drawn.lettres.items()}
        return svg, ((drawn.vus,), *((place.numero, letters.get(place.numero)) for place in drawn.nommes))

    svg, told = draw_once(("perimetre", repr(largeur_cm), *_told(terrain, (own,), new, former)), draw)
    places = {place.numero: place for place in terrain.lieux}
    (seen,), *named = told
    letters = {letter: places[number] for number, letter in named if letter is not None}
    return svg, _Legende(seen, tuple(places[number] for number, _ in named), letters)


def _told(terrain: Terrain, *shown: Sequence[object]) -> Iterator[str]:
    """All that a map may show of a terrain, and of what else it shows; of what is beyond, only that there is some."""
    yield repr(terrain.ensemble is not None)
    for several in (terrain.lieux, *shown):
        yield from canonical(several)


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
    if len(places) > MAX_NUMEROS:
        return _chart_dots(places, largeur_cm), places
    drawn = [p.contour for p in places if p.contour is not None]
    whole = Terrain(places)
    what = "QPV 2024" if whole.nom == QPV else "quartier"
    source = f"Un numéro par {what}{_placed(whole)}."
    if drawn:
        where = "sur le centroïde de son périmètre (en teinte), ou relié à lui"
        source = f"Un numéro par {what}, {where}. {name_origin(drawn)}"
    return chart_map(places, None, "Où sont les quartiers ?", source, largeur_cm=largeur_cm), places


def _chart_dots(places: Sequence[Lieu], largeur_cm: float) -> Graphique:
    """A dot each, where they are too many for numbers; of a country, the mainland: its islands are elsewhere."""
    near = [place for place in places if not number_of(place.code).startswith(_OVERSEAS)] if places[0].code else []
    shown = near if 2 * len(near) > len(places) else places
    terrain = Terrain(shown)
    from quartiers.presentation.cartes.situation import draw_situation

    with drawing():
        svg = save_svg(draw_situation(terrain, None, largeur_cm, _CONTRACT_HEIGHTS_CM, numeros=False))
    source = f"Un point par {'QPV 2024' if terrain.nom == QPV else 'quartier'}{_placed(terrain)}."
    if left := len(places) - len(shown):
        source += f" {count(left, 'QPV', 'QPV')} d'outre-mer {'n’est' if left == 1 else 'ne sont'} pas sur la carte."
    told = f"Carte de situation de {terrain.compte}, un point chacun. Le tableau les compte, lieu par lieu."
    return Graphique("Où sont les quartiers ?", svg, told, source, largeur_cm)


def chart_map(
    places: Sequence[Lieu], highlighted: Lieu | None, titre: str, source: str, *, largeur_cm: float = 7.5
) -> Graphique:
    """Situation map: relative positions, contours where they are known, a scale and the north.

    One place is highlighted by a star and the commune's name, or all are numbered.
    """
    return _chart(Terrain(places), highlighted, titre, source, largeur_cm)


def _chart(terrain: Terrain, highlighted: Lieu | None, titre: str, source: str, largeur_cm: float) -> Graphique:
    heights = _CONTRACT_HEIGHTS_CM if highlighted is None else HEIGHTS_CM

    def draw() -> Dessin:
        from quartiers.presentation.cartes.situation import draw_situation

        with drawing():
            return save_svg(draw_situation(terrain, highlighted, largeur_cm, heights)), ()

    chosen = () if highlighted is None else (highlighted,)
    svg, _ = draw_once(("situation", repr((largeur_cm, heights)), *_told(terrain, chosen)), draw)
    if highlighted is None:
        alternative = f"Carte de situation de {terrain.compte}, numérotés ; leurs noms sont dans le tableau suivant."
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


def _describe(q: Quartier, own: Lieu, terrain: Terrain, size: Superficie, named: Sequence[Lieu]) -> str:
    """What the map shows, in two sentences: of which QPV, where, beside which others; how large it is."""
    whole = " entier" if q.couverture == "partie" else ""
    communes = [commune.split(" ", 1)[1] for commune in q.communes_qpv]
    names = [place.qpv for place in named]
    beside = f" ; autour, {'le' if len(names) == 1 else 'les'} QPV {join_words(names)}" if names else ""
    return (
        f"Carte du périmètre du QPV{whole} : {own.qpv or own.nom} ({join_words(communes)}), {terrain.bearing(own)}"
        f"{beside}. {_size_sentence(size)}"
    )


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


def _size_legend(size: Superficie, part: bool, communes: Sequence[str]) -> str:
    """Of whom the perimeter is, and its area: a contour is the whole QPV's, whatever ``part`` of it the project covers;
    ``communes`` are those of the QPV, where it has several: the map has not their boundaries, nor all their names."""
    parts = []
    if size.ha_2024 is not None:
        which = f"Le QPV (2024) s'étend sur {join_words(list(communes))}" if communes else "Le QPV en 2024"
        # Simplified contours locate, and do not measure: the alternative gives their area with that caution.
        parts.append(which if size.simplifie else f"{which} : {_hectares(size.ha_2024)}")
        parts += ["le projet n'en couvre qu'une partie"] if part else []
    if size.ha_2015 is not None:
        parts.append("en 2015 (tireté)" if size.simplifie else f"en 2015 (tireté) : {_hectares(size.ha_2015)}")
    return f"{' ; '.join(parts)}."


def _marks_legend(legende: _Legende, own: Lieu) -> str:
    """What the grey and the letters of the map are, where it has some."""
    letters = ", ".join(f"{letter} : {full_name(place, own)}" for letter, place in legende.lettres.items())
    marks = [f"en gris, {'les QPV voisins' if legende.vus > 1 else 'le QPV voisin'}"] if legende.vus else []
    if letters:
        marks[0] += f" ({letters})"
    text = " ; ".join(marks)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _rounded(hectares: float) -> float:
    return round(hectares, 0 if hectares >= 10 else 1)


def _hectares(hectares: float) -> str:
    return format_value(_rounded(hectares), "ha")

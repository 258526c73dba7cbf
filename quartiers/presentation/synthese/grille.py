"""Which quartiers have which priority or form of action: a grid of marks, or a list where they are many."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from quartiers.donnees.modele import Quartier
from quartiers.polices import BOLD, drawable
from quartiers.presentation.blocs import Bloc, Contenu, Tableau
from quartiers.presentation.graphiques.dessin import text_width, wrap_within
from quartiers.presentation.matrice import Cellule, Marque, Matrice, Point, Rangee
from quartiers.presentation.synthese.nombreux import name_places
from quartiers.typographie import typeset

MAX_COLONNES: Final = 25  # quartiers that have a column each: more are listed, by commune
INSCRITE: Final = "inscrite dans le projet"
_INSCRIT: Final = Point(INSCRITE)
# Of a grid: fewer rows, or columns, are listed in less room than the turned names of its columns take.
_MIN_LIGNES: Final = 4
_MIN_COLONNES: Final = 3
_CHARACTERS: Final = 1.1  # of a list, in a hundredth of the page's width
PAGE_CM: Final = 17.5  # between the margins of a page
_CORPS_PT: Final = 8.2
_COLONNE_CM, _DEUX_LIGNES_CM = 0.66, 0.6  # a column; what keeps two lines of a turned name apart from the next name
_TITRE_CM: Final = (4.8, 10.0)  # of the rows' titles, at least and at most
_TETE_CM: Final = (1.6, 6.0)  # of the quartiers' names, turned


@dataclass(frozen=True)
class Ligne:
    """What some quartiers have; ``marque`` is shown for each of them, ``debut`` rules the row off from those above."""

    titre: str
    quartiers: tuple[Quartier, ...]
    marque: Marque | Point = _INSCRIT
    debut: bool = False


def show_who(legende: str, coin: str, lignes: Sequence[Ligne], *, communes: bool = False) -> Bloc:
    """A row a line, a column a quartier that has one of them, in the contract's order; a list of few lines, of two
    quartiers, or of more than 25. ``communes``: whether a grid says of how many communes they are."""
    if not is_grid(lignes):
        return _list(legende, coin, lignes)
    return _grid(legende, coin, lignes, _columns(lignes), communes=communes)


def is_grid(lignes: Sequence[Ligne]) -> bool:
    """Whether these lines are shown by marks: what a mark means is to be told then."""
    return _MIN_COLONNES <= len(_columns(lignes)) <= MAX_COLONNES and len(lignes) >= _MIN_LIGNES


def _columns(lignes: Sequence[Ligne]) -> list[Quartier]:
    return sorted({q for ligne in lignes for q in ligne.quartiers}, key=lambda q: q.ordre)


def _grid(legende: str, coin: str, lignes: Sequence[Ligne], columns: Sequence[Quartier], *, communes: bool) -> Matrice:
    counts = ("Quartiers", "Communes")[: 1 + communes]
    every = len(columns) + len(counts)
    width = min(_COLONNE_CM, (PAGE_CM - _TITRE_CM[0]) / every)
    return Matrice(
        legende,
        coin,
        (*counts, *(q.nom_court for q in columns)),
        tuple(_row(ligne, columns, len(counts)) for ligne in lignes),
        largeur_cm=PAGE_CM,
        titre_cm=round(min(PAGE_CM - width * every, _TITRE_CM[1]), 2),
        colonne_max_cm=width,
        entete_cm=_head_cm(["Quartiers", *(q.nom_court for q in columns)], width),
        corps_pt=_CORPS_PT,
        serree=True,
    )


def _row(ligne: Ligne, columns: Sequence[Quartier], counts: int) -> Rangee:
    numbers = str(len(ligne.quartiers)), str(_count_communes(ligne.quartiers))
    marks: list[Cellule] = [[ligne.marque] if q in ligne.quartiers else "" for q in columns]
    return Rangee(ligne.titre[:1].upper() + ligne.titre[1:], (*numbers[:counts], *marks), debut=ligne.debut)


def _count_communes(quartiers: Sequence[Quartier]) -> int:
    return len({name for q in quartiers for name in q.communes})


def _head_cm(noms: Sequence[str], width: float) -> float:
    """The least room in which the turned names take as many lines as a column is wide."""
    lines = 2 if width >= _DEUX_LIGNES_CM else 1
    least, most = _TETE_CM
    steps = [least + 0.2 * n for n in range(ceil((most - least) / 0.2) + 1)]
    return round(next((cm for cm in steps if all(_lines(name, cm) <= lines for name in noms)), most), 2)


def _lines(name: str, room_cm: float) -> int:
    points = (room_cm - 0.1) / 2.54 * 72
    if text_width([drawable(typeset(name))], _CORPS_PT, BOLD) <= points:
        return 1
    return wrap_within(name, 60, points, _CORPS_PT, BOLD).count("\n") + 1


def _list(legende: str, coin: str, lignes: Sequence[Ligne]) -> Tableau:
    """A table of two texts with numbers between them, as wide each as makes the fewest lines."""
    rows = [
        (
            _with_mark(ligne),
            f"{len(ligne.quartiers)} ({_count_communes(ligne.quartiers)})",
            name_places(ligne.quartiers),
        )
        for ligne in lignes
    ]
    middle = 12

    def lines(first: int) -> int:
        widths = first * _CHARACTERS, (100 - middle - first) * _CHARACTERS
        return sum(max(ceil(len(row[0]) / widths[0]), ceil(len(row[2]) / widths[1])) for row in rows)

    first = min(range(22, 62, 2), key=lines)
    heads = (coin, "Quartiers (communes)", "Lesquels")
    table: tuple[tuple[Contenu, ...], ...] = tuple(rows)
    return Tableau(legende, heads, table, (first, middle, 100 - middle - first), numeriques=(1,), dense=True)


def _with_mark(ligne: Ligne) -> str:
    title = ligne.titre[:1].upper() + ligne.titre[1:]
    return f"{title} ({ligne.marque.texte})" if isinstance(ligne.marque, Marque) else title

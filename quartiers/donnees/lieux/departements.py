"""Where each département is: what the code of a QPV says of its place.

Boxes hold every settlement of a thousand inhabitants that GeoNames (CC BY 4.0) gives to the département, and some
twenty kilometres more; overseas, the whole of the territory. They tell a slip of the keyboard from a place, no more:
all the QPV of 2024 are in theirs.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple


class Departement(NamedTuple):
    """A département or an overseas territory: its name, and the degrees between which it is."""

    nom: str
    ouest: float
    sud: float
    est: float
    nord: float

    def contains(self, longitude: float, latitude: float) -> bool:
        return self.ouest <= longitude <= self.est and self.sud <= latitude <= self.nord


def departement_of(code: str) -> Departement | None:
    """The département that the code of a QPV or of a commune names; None if there is none of that number.

    >>> departement_of("QN05921M").nom, departement_of("QP974012").nom, departement_of("QN09901M")
    ('Nord', 'La Réunion', None)
    >>> departement_of("59606").nom, departement_of("2A004").nom, departement_of("97411").nom
    ('Nord', 'Corse-du-Sud', 'La Réunion')
    """
    return DEPARTEMENTS.get(number_of(code))


def number_of(code: str) -> str:
    """The number of the département, as it is in the code of a QPV: ``059``, ``02A``, ``974``."""
    if not code[0].isdecimal():
        return code[2:5]
    return code[:3] if code.startswith(("97", "98")) else f"0{code[:2]}"


# As they are in the code of a QPV.
DEPARTEMENTS: Final[Mapping[str, Departement]] = MappingProxyType(
    {
        "001": Departement("Ain", 4.5, 45.5, 6.4, 46.7),
        "002": Departement("Aisne", 2.8, 48.7, 4.4, 50.3),
        "003": Departement("Allier", 2.2, 45.8, 4.2, 47.0),
        "004": Departement("Alpes-de-Haute-Provence", 5.3, 43.5, 7.0, 44.7),
        "005": Departement("Hautes-Alpes", 5.5, 44.1, 6.9, 45.2),
        "006": Departement("Alpes-Maritimes", 6.5, 43.3, 7.8, 44.5),
        "007": Departement("Ardèche", 3.9, 44.1, 5.1, 45.6),
        "008": Departement("Ardennes", 4.0, 49.1, 5.4, 50.4),
        "009": Departement("Ariège", 0.9, 42.5, 2.2, 43.5),
        "010": Departement("Aube", 3.3, 47.7, 5.0, 48.9),
        "011": Departement("Aude", 1.5, 42.6, 3.4, 43.6),
        "012": Departement("Aveyron", 1.8, 43.6, 3.4, 45.1),
        "013": Departement("Bouches-du-Rhône", 4.2, 42.9, 5.9, 44.1),
        "014": Departement("Calvados", -1.4, 48.6, 0.7, 49.7),
        "015": Departement("Cantal", 1.9, 44.5, 3.4, 45.7),
        "016": Departement("Charente", -0.6, 45.0, 1.1, 46.3),
        "017": Departement("Charente-Maritime", -1.8, 44.9, 0.2, 46.6),
        "018": Departement("Cher", 1.6, 46.3, 3.3, 47.8),
        "019": Departement("Corrèze", 1.1, 44.7, 2.7, 45.8),
        "02A": Departement("Corse-du-Sud", 8.3, 41.1, 9.6, 42.4),
        "02B": Departement("Haute-Corse", 8.5, 41.7, 9.8, 43.0),
        "021": Departement("Côte-d'Or", 4.0, 46.7, 5.7, 48.1),
        "022": Departement("Côtes-d'Armor", -3.9, 47.9, -1.7, 49.1),
        "023": Departement("Creuse", 1.2, 45.5, 2.8, 46.6),
        "024": Departement("Dordogne", -0.2, 44.4, 1.6, 45.9),
        "025": Departement("Doubs", 5.5, 46.5, 7.2, 47.8),
        "026": Departement("Drôme", 4.5, 44.0, 5.6, 45.6),
        "027": Departement("Eure", 0.1, 48.5, 2.0, 49.7),
        "028": Departement("Eure-et-Loir", 0.6, 47.7, 2.2, 49.1),
        "029": Departement("Finistère", -5.0, 47.5, -3.2, 49.0),
        "030": Departement("Gard", 3.4, 43.3, 5.0, 44.6),
        "031": Departement("Haute-Garonne", 0.3, 42.5, 2.3, 44.1),
        "032": Departement("Gers", -0.5, 43.2, 1.4, 44.2),
        "033": Departement("Gironde", -1.4, 44.0, 0.5, 45.8),
        "034": Departement("Hérault", 2.5, 43.0, 4.4, 44.2),
        "035": Departement("Ille-et-Vilaine", -2.5, 47.4, -0.8, 48.9),
        "036": Departement("Indre", 0.7, 46.2, 2.3, 47.5),
        "037": Departement("Indre-et-Loire", -0.1, 46.5, 1.3, 47.9),
        "038": Departement("Isère", 4.5, 44.6, 6.4, 46.1),
        "039": Departement("Jura", 5.1, 46.1, 6.4, 47.4),
        "040": Departement("Landes", -1.7, 43.3, 0.3, 44.7),
        "041": Departement("Loir-et-Cher", 0.6, 47.0, 2.4, 48.3),
        "042": Departement("Loire", 3.5, 45.0, 5.0, 46.4),
        "043": Departement("Haute-Loire", 3.0, 44.7, 4.7, 45.7),
        "044": Departement("Loire-Atlantique", -2.8, 46.6, -0.8, 48.0),
        "045": Departement("Loiret", 1.4, 47.3, 3.3, 48.5),
        "046": Departement("Lot", 0.9, 44.0, 2.4, 45.2),
        "047": Departement("Lot-et-Garonne", -0.2, 43.8, 1.2, 44.9),
        "048": Departement("Lozère", 3.0, 43.9, 4.1, 45.1),
        "049": Departement("Maine-et-Loire", -1.6, 46.8, 0.4, 48.0),
        "050": Departement("Manche", -2.1, 48.3, -0.6, 49.9),
        "051": Departement("Marne", 3.3, 48.3, 5.2, 49.6),
        "052": Departement("Haute-Marne", 4.5, 47.5, 6.0, 48.9),
        "053": Departement("Mayenne", -1.4, 47.5, 0.2, 48.7),
        "054": Departement("Meurthe-et-Moselle", 5.4, 48.2, 7.2, 49.8),
        "055": Departement("Meuse", 4.7, 48.3, 6.0, 49.8),
        "056": Departement("Morbihan", -3.9, 47.1, -1.9, 48.4),
        "057": Departement("Moselle", 5.7, 48.4, 7.7, 49.7),
        "058": Departement("Nièvre", 2.6, 46.5, 4.2, 47.8),
        "059": Departement("Nord", 1.9, 49.7, 4.4, 51.3),
        "060": Departement("Oise", 1.5, 48.8, 3.3, 49.9),
        "061": Departement("Orne", -1.0, 48.0, 1.1, 49.2),
        "062": Departement("Pas-de-Calais", 1.3, 49.9, 3.4, 51.2),
        "063": Departement("Puy-de-Dôme", 2.3, 45.2, 4.0, 46.4),
        "064": Departement("Pyrénées-Atlantiques", -2.0, 42.7, 0.2, 43.8),
        "065": Departement("Hautes-Pyrénées", -0.4, 42.6, 0.6, 43.7),
        "066": Departement("Pyrénées-Orientales", 1.7, 42.1, 3.4, 43.1),
        "067": Departement("Bas-Rhin", 6.8, 47.9, 8.4, 49.3),
        "068": Departement("Haut-Rhin", 6.7, 47.2, 7.8, 48.5),
        "069": Departement("Rhône", 4.0, 45.2, 5.3, 46.4),
        "070": Departement("Haute-Saône", 5.3, 47.0, 7.0, 48.2),
        "071": Departement("Saône-et-Loire", 3.5, 45.9, 5.6, 47.2),
        "072": Departement("Sarthe", -0.6, 47.4, 1.0, 48.7),
        "073": Departement("Savoie", 5.4, 44.9, 7.2, 46.1),
        "074": Departement("Haute-Savoie", 5.7, 45.5, 7.1, 46.7),
        "075": Departement("Paris", 2.1, 48.6, 2.7, 49.1),
        "076": Departement("Seine-Maritime", -0.2, 49.0, 2.0, 50.3),
        "077": Departement("Seine-et-Marne", 2.2, 47.9, 3.7, 49.3),
        "078": Departement("Yvelines", 1.3, 48.3, 2.4, 49.3),
        "079": Departement("Deux-Sèvres", -1.0, 45.9, 0.4, 47.3),
        "080": Departement("Somme", 1.1, 49.4, 3.4, 50.6),
        "081": Departement("Tarn", 1.4, 43.2, 2.9, 44.4),
        "082": Departement("Tarn-et-Garonne", 0.6, 43.6, 2.0, 44.6),
        "083": Departement("Var", 5.5, 42.8, 7.1, 44.0),
        "084": Departement("Vaucluse", 4.4, 43.4, 5.9, 44.6),
        "085": Departement("Vendée", -2.6, 46.1, -0.3, 47.3),
        "086": Departement("Vienne", -0.3, 45.9, 1.2, 47.3),
        "087": Departement("Haute-Vienne", 0.5, 45.3, 2.0, 46.6),
        "088": Departement("Vosges", 5.3, 47.6, 7.3, 48.7),
        "089": Departement("Yonne", 2.7, 47.2, 4.5, 48.6),
        "090": Departement("Territoire de Belfort", 6.6, 47.2, 7.3, 48.0),
        "091": Departement("Essonne", 1.7, 48.1, 2.8, 49.0),
        "092": Departement("Hauts-de-Seine", 1.9, 48.5, 2.6, 49.2),
        "093": Departement("Seine-Saint-Denis", 2.1, 48.6, 2.8, 49.2),
        "094": Departement("Val-de-Marne", 2.1, 48.4, 2.8, 49.1),
        "095": Departement("Val-d'Oise", 1.5, 48.7, 2.8, 49.4),
        "971": Departement("Guadeloupe", -61.9, 15.7, -60.9, 16.6),
        "972": Departement("Martinique", -61.3, 14.3, -60.7, 15.0),
        "973": Departement("Guyane", -54.7, 2.0, -51.5, 5.9),
        "974": Departement("La Réunion", 55.1, -21.5, 56.0, -20.7),
        "975": Departement("Saint-Pierre-et-Miquelon", -56.6, 46.6, -56.0, 47.2),
        "976": Departement("Mayotte", 44.9, -13.1, 45.4, -12.5),
        "977": Departement("Saint-Barthélemy", -63.1, 17.7, -62.7, 18.1),
        "978": Departement("Saint-Martin", -63.3, 17.9, -62.9, 18.3),
        "986": Departement("Wallis-et-Futana", -178.4, -14.5, -176.0, -13.1),
        "987": Departement("Polynésie française", -154.9, -28.0, -134.3, -7.7),
        "988": Departement("Nouvelle-Calédonie", 163.3, -23.0, 168.5, -19.3),
    }
)

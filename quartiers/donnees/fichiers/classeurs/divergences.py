"""The ways in which what a sheet shows and what it stores part company, and the words that say so."""

import re

from quartiers.donnees.fichiers.classeurs.commun import MAX_FILLED_ROWS

_ERROR = re.compile(
    r"#(?:DIV/0|N/A|N/D|NAME|NOM|NULL|NUL|NUM|NOMBRE|REF|VALUE|VALEUR|SPILL|PROPAGATION|EPARS|CALC|CALCUL|FIELD|CHAMP|"
    r"GETTING_DATA|BLOCKED|BLOQUE|CONNECT|BUSY|UNKNOWN|EXTERNAL|DATA)[ \u00a0\u202f]?[!?]?"
    r"|#{3,}|Err[ \u00a0\u202f]?:[ \u00a0\u202f]?[0-9]{3}"
)


class Ecart(Exception):
    """A cell, or a range, that cannot be read as it is shown: what was found, what is expected, how to mend it."""

    attendu: str
    remede: str

    def __init__(self, trouve: str):
        self.trouve = trouve
        super().__init__(trouve)


class ErreurDeFormule(Ecart):
    """The spreadsheet shows an error."""

    attendu = "une valeur, et non une erreur du tableur"
    remede = "Corriger la formule, ou vider la cellule si la valeur n'est pas connue."


class FormuleSansValeur(Ecart):
    """The file keeps no result of a formula, or one that was never computed."""

    attendu = "une formule dont le résultat est enregistré"
    remede = "Ouvrir le classeur dans Excel ou LibreOffice et l'enregistrer : il calcule alors la formule."


class ValeurCachee(Ecart):
    """A format, or an option of the sheet, shows nothing where there is a value."""

    attendu = "une valeur que la feuille montre"
    remede = (
        "Le format de la cellule, ou une option de la feuille, la cache : lui rendre le format Standard, "
        "ou vider la cellule."
    )


class ValeurIllisible(Ecart):
    """What is stored is no value."""

    attendu = "une valeur bien enregistrée"
    remede = "Retaper la cellule et enregistrer le classeur."


class SigneCache(Ecart):
    """The format shows a negative number without its sign, by a colour at most."""

    attendu = "un nombre négatif montré avec son signe"
    remede = "Donner à la cellule un format qui montre le signe moins."


class NombreTropLong(Ecart):
    """More digits than spreadsheets keep: the last ones were replaced by zeros as they were typed."""

    attendu = "un nombre de 15 chiffres au plus"
    remede = "Le tableur perd les chiffres suivants : mettre la cellule au format Texte et retaper le code."


class Fraction(Ecart):
    """A number shown as a fraction, which is rounded."""

    attendu = "un nombre décimal"
    remede = "La cellule est au format Fraction : lui donner le format Nombre."


class DatePartielle(Ecart):
    """A date of which a part is hidden, most often one that the spreadsheet saw where none was typed."""

    attendu = "un nombre, un texte ou une date entière"
    remede = "Le tableur y garde une date : mettre la cellule au format Texte, ou Nombre, et retaper la valeur."


class DateAvecMots(Ecart):
    """The format writes something else beside a date, "2019-2020" or "T1 2019"."""

    attendu = "une date seule, sans mot ni nombre ajouté par le format de la cellule"
    remede = "Mettre la cellule au format Texte, et retaper ce que la feuille montre."


class ChiffreDuFormat(Ecart):
    """The format writes digits beside those of the number."""

    attendu = "un nombre auquel le format de la cellule n'ajoute pas de chiffre"
    remede = "Donner à la cellule le format Standard, et retaper ce que la feuille montre."


class TexteDivergent(Ecart):
    """A text stored twice in a cell, in two versions."""

    attendu = "un seul texte dans la cellule"
    remede = "Le fichier en garde deux versions : retaper la cellule et enregistrer le classeur."


class PourcentageDouteux(Ecart):
    """A value said to be a percentage, shown without the sign."""

    attendu = "un pourcentage montré avec son signe %"
    remede = "Donner à la cellule le format Nombre, et retaper la valeur."


class CelluleDouble(Ecart):
    """A cell that the file holds twice."""

    attendu = "une cellule une seule fois dans le fichier"
    remede = "Ouvrir le classeur dans Excel ou LibreOffice, vérifier la cellule et l'enregistrer."


class CelluleFusionnee(Ecart):
    """A merged range: shown once, it may be meant for each of its cells."""

    attendu = "une cellule par ligne et par colonne"
    remede = "Défaire la fusion, et écrire la valeur dans chaque cellule qu'elle concerne."


class ColonneMasquee(Ecart):
    """A column with content that nothing on the sheet shows."""

    attendu = "une colonne visible"
    remede = "Sélectionner les colonnes voisines, clic droit, Afficher ; ou la supprimer si elle ne sert plus."


class LigneMasquee(Ecart):
    """Rows with content that nothing on the sheet shows."""

    attendu = "une ligne visible"
    remede = "Sélectionner les lignes voisines, clic droit, Afficher ; ou la supprimer si elle ne sert plus."


class FeuilleMasquee(Ecart):
    """A whole sheet that is hidden."""

    attendu = "une feuille visible"
    remede = "Clic droit sur un onglet, Afficher la feuille ; ou la supprimer si elle ne sert plus."


class CelluleLointaine(Ecart):
    """A cell filled far from any table."""

    attendu = "aucune cellule remplie si loin du tableau"
    remede = "La vider, ou supprimer les colonnes et les lignes qui suivent le tableau."


class FeuilleDemesuree(Ecart):
    """The cell at which a sheet has more than is read of a workbook."""

    attendu = f"un tableau de {MAX_FILLED_ROWS:_} lignes au plus, dans tout le classeur".replace("_", " ")
    remede = "Le classeur est rempli au-delà : supprimer les lignes qui suivent le tableau, et les copies."


def is_error(text: str) -> bool:
    """Whether a text is an error as spreadsheets write them, in English or in French, or a number that had no room."""
    return text.startswith(("#", "Err")) and _ERROR.fullmatch(text.strip()) is not None


def check_error(text: str) -> str:
    """The text, unless it is an error as spreadsheets write them, in English or in French.

    >>> check_error("#1 des ventes")
    '#1 des ventes'
    >>> check_error("#DIV/0 !")
    Traceback (most recent call last):
    quartiers.donnees.fichiers.classeurs.divergences.ErreurDeFormule: #DIV/0 !
    """
    if is_error(text):
        raise ErreurDeFormule(text.strip())
    return text

"""What in a text looks like it names somebody, or leads to them.

It helps whoever reads the words of residents, and does not replace them: « la dame du tabac » is somebody. What is sure
(a telephone, an address of the network, a plate, a social security number) is never kept; what is likely (a name, an
address, a dwelling) is, once somebody says that it is not one.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

# In what services write of their actions, an address or a number is never asked for, be it a service's own (08), and a
# civility is enough: the words of residents are read with more care, below.
REACHES_SOMEONE: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?:\+33|\b0)\s?[1-9](?:[ .\-]?[0-9]{2}){4}\b")
NAMES_SOMEONE: Final = re.compile(r"(?:\bM\.|\bMme|\bMlle|\bMonsieur|\bMadame)\s+[A-ZÀ-Ý]")

_GAP: Final = r"[\s.\-–_/,]{0,3}"  # between the digits of a telephone
# First names that are frequent in France, of several generations: a text that has one is to be read again.
_FIRST_NAMES: Final = re.findall(
    r"\w+",
    """
    Abdel Abdelkader Adam Adrien Ahmed Aïcha Alain Alexandre Ali Alice Aminata André Anthony Antoine Aurélie
    Bernadette Bernard Brandon Bruno Bryan Camille Catherine Céline Chloé Christelle Christophe Cindy Claude
    Damien Daniel David Denise Didier Dominique Dylan Emma Enzo Éric Fabien Farid Fatima Fatou Françoise
    François Frédéric Gérard Ginette Guillaume Hassan Hugo Ibrahim Inès Isabelle Jacqueline Jacques Jade Jean
    Jérôme Jessica Jordan José Josette Jules Julien Julie Karim Karima Kévin Kevin Khadija Laetitia Laurent Léa
    Leïla Léo Lina Louise Lucas Lucien Ludovic Malika Mamadou Manon Marcel Marie Maxime Mehdi Mélanie Mélissa
    Michel Mohamed Mohammed Monique Moussa Mustapha Nadia Nathalie Nathan Nicolas Olivier Omar Ousmane Pascal
    Patrick Paul Philippe Pierre Rachid Rachida Rayan René Romain Saïd Samir Samira Sandrine Sarah Sébastien
    Serge Simone Sofiane Sophie Stéphanie Sylvie Théo Thérèse Thierry Thomas Vanessa Vincent Virginie Yanis
    Youssef Yvette Zohra
    """,
)
# Places bear names: « rue Jean-Jaurès », « école Marie-Curie ».
_PLACES: Final = (
    r"rue|avenue|place|boulevard|allée|chemin|impasse|square|quai|école|collège|lycée|salle|parc|stade|médiathèque|"
    r"bibliothèque|centre|maison|résidence|cité|quartier|gymnase|hôpital|pont|métro|station|arrêt|église|saint|sainte|"
    r"espace|foyer|théâtre|piscine|crèche|tour|groupe scolaire|fosse"
)
_RELATIONS: Final = (
    r"voisine?|fils|fille|frère|s(?:œ|oe)ur|mari|femme|amie?|copain|copine|père|mère|cousine?|collègue|oncle|tante|neveu|"
    r"nièce|mamie|papi|gardienne?|concierge|direct(?:eur|rice)|anima(?:teur|trice)|éduca(?:teur|trice)|média(?:teur|trice)|"
    r"coach|imam|curé|prof(?:esseure?)?|maîtresse|famille|petit|petite"
)
_CAPITAL: Final = r"[A-ZÀ-ÖØ-Ý][a-zà-öø-ÿ]+"
# After « monsieur »: a function, or a word that goes on, and no name.
_NO_NAME: Final = (
    r"(?!(?:le|la|les|l|de\s+la|du|des|une?|est|a|ne|n|qui|que|et|ou|dit|dans|pour|avec|tout|maire|en|y|se|s|à|au|sur|"
    r"mais|était|je|on|il|elle|préfet|propre)\b)"
)

_SURE: Final[dict[str, re.Pattern[str]]] = {
    "un numéro de sécurité sociale": re.compile(
        r"\b[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]) ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3}(?: ?[0-9]{2})?\b"
    ),
    "une adresse électronique": re.compile(
        r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|[\[(]\s?(?:at|arobase)\s?[\])]|\barobase\b)\s?[\w-]+|(?<!\w)@\w{3,}",
        re.IGNORECASE,
    ),
    "un numéro de téléphone": re.compile(
        rf"(?<![\d,])(?![0-9]{{2}}[/.\-][0-9]{{2}}[/.\-](?:19|20)[0-9]{{2}})(?:(?:\+|00)33\s?(?:\(0\))?|[0oO])"
        rf"{_GAP}(?!8)[1-9](?:{_GAP}[0-9]){{8}}(?![0-9])|\bzéro\s+(?:un|deux|trois|quatre|cinq|six|sept|neuf)\b",
        re.IGNORECASE,
    ),
    "une plaque d'immatriculation": re.compile(
        r"\b[A-HJ-NP-TV-Z]{2}[ .–-]?[0-9]{3}[ .–-]?[A-HJ-NP-TV-Z]{2}\b"
        r"|\b[a-hj-np-tv-z]{2}[.–-][0-9]{3}[.–-][a-hj-np-tv-z]{2}\b"
        r"|\b[0-9]{2,4} ?(?!EUR|KM|CM|MN|DB|HLM|TTC|KG|KW|CV)[A-HJ-NP-TV-Z]{2,3} ?(?:0[1-9]|[1-8][0-9]|9[0-5])\b"
    ),
}
_LIKELY: Final[dict[str, tuple[re.Pattern[str], ...]]] = {
    "une adresse": (
        re.compile(
            r"(?<!bus )(?<!ligne )(?<!tram )\b(?!(?:19|20)[0-9]{2}\b)[0-9]{1,4}\s?"
            r"(?:bis|ter|quater|(?-i:[A-D])\b)?,?\s+"
            r"(?:de la\s+)?(?:rue|avenue|av\.?|boulevard|bl?d\.?|impasse|faubourg|passage|chaussée|quai)(?=[\s.])",
            re.IGNORECASE,
        ),
        re.compile(
            r"\b[0-9]{1,4}\s?(?:bis|ter|(?-i:[A-D])\b)?,?\s+(?:place|allée|chemin|square|route|cité|résidence)\s"
            r"(?:(?:de la|de|du|des|d['’])\s?)?(?-i:[A-ZÀ-Ý])",
            re.IGNORECASE,
        ),
        re.compile(
            r"\b(?:rue|avenue|boulevard|impasse|allée)\s[^.,;!?0-9]{2,40},?\s(?:au|n°|numéro)\s?[0-9]{1,4}\b"
            r"(?!\s?(?:h|e|fois|ans|%|€|m)\b)",
            re.IGNORECASE,
        ),
    ),
    "un logement": (
        re.compile(
            r"\b(?:appartement|appart|appt|apt|studio|porte)\b\.?\s?(?:n[°o]\s?|numéro\s)?(?![FT][1-6]\b)[A-Z]?[0-9]{1,4}\b"
            r"(?!\s?(?:mois|pièces?|fois|h\b|m²|€|euros|ans))|\bporte\s(?:gauche|droite|face)\b",
            re.IGNORECASE,
        ),
        re.compile(r"\bb[âa]t(?:iment)?\.?\s[A-Z0-9]{1,3}\b,?\s+[0-9]+\s?(?:er?|ème|eme)\s+étage", re.IGNORECASE),
    ),
    "le nom d'une personne": (
        re.compile(
            r"\b(?:M|MM|Mr|Mme|Mmes|Mlle|Dr)\b(?:\.\s*|\s+)(?!(?i:les?|la)\b|[A-ZÀ-Ý]{2,}\s+[A-ZÀ-Ý]{2,})"
            r"(?:(?i:de|du|des|d|el|ben|van)\b['’]?\s?)?[A-ZÀ-ÖØ-Ý](?:[\w'’-]+|\.)"
        ),
        re.compile(
            rf"\b(?:mme|mlle|mr|dr|docteur|monsieur|madame|mademoiselle|maître)\b\.?\s+{_NO_NAME}[\w'’-]{{3,}}",
            re.IGNORECASE,
        ),
        re.compile(r"\b(?:M|Mr|Mme|Mlle)\.?\s+(?:le|la)\s+(?!maire\b|préfet\b|président)[A-ZÀ-Ý]\w+"),
        re.compile(
            r"\b(?:je\s+m|s|l)['’]appelle\s+(?!encore|toujours|plus|pas|jamais|souvent|à|au|le|la|les|du|pour|une?\b)\w+",
            re.IGNORECASE,
        ),
        re.compile(r"\b(?i:moi,?\s+c['’]est|c['’]est\s+moi,?|nom\s*:)\s+[A-ZÀ-Ý]\w+"),
        re.compile(
            rf"\b(?i:{_RELATIONS})\b,?\s+(?:(?:à|de)\s+)?(?!\w+(?:aise?s?|iens?|iennes?|ains?|aines?|oise?s?)\b|Noël|Roms?\b|"
            rf"Lidl|Poste|Forêt){_CAPITAL}\b"
        ),
        re.compile(rf"(?<!^)(?<![.!?…»«] )\b{_CAPITAL} (?!(?:CAF|CCAS|HLM|PMI|QPV|RSA|SNCF|TER)\b)[A-ZÀ-Ý]{{3,}}\b"),
        re.compile(rf"\b[A-Z]\.\s?{_CAPITAL}\b|\b{_CAPITAL} [A-Z]\.(?=\s|$)"),
    ),
    "un prénom": (
        re.compile(
            rf"(?<!\w)(?<!-)(?i:{'|'.join(sorted(_FIRST_NAMES, key=len, reverse=True))})\b",
        ),
    ),
}
_BEFORE_A_NAME_OF_PLACE: Final = re.compile(
    rf"\b(?:{_PLACES})(?:[ -]+(?:de|du|d['’]))?[ -]*(?:{_CAPITAL}[ -])?$", re.IGNORECASE
)


@dataclass(frozen=True)
class Indice:
    """What is seen in a text, in French; ``sur``: it is that, whatever anybody says."""

    quoi: str
    sur: bool


def what_leads_to_someone(text: str) -> Indice | None:
    """What in a text looks like it names or finds somebody; None if nothing does.

    >>> what_leads_to_someone("Appelez-moi au 06 12 34 56 78")
    Indice(quoi='un numéro de téléphone', sur=True)
    >>> what_leads_to_someone("Il manque 12 places au marché de la place Verte, dit-on à Anzin")
    """
    plain = _plain(text)
    for what, pattern in _SURE.items():
        if pattern.search(plain):
            return Indice(what, sur=True)
    for what, patterns in _LIKELY.items():
        if any(_is_someone(what, plain, found) for pattern in patterns for found in pattern.finditer(plain)):
            return Indice(what, sur=False)
    return None


def _is_someone(what: str, text: str, found: re.Match[str]) -> bool:
    """A first name that is one of a place names nobody; in small letters, only those that are no common word."""
    if what not in ("un prénom", "le nom d'une personne"):
        return True
    return not _BEFORE_A_NAME_OF_PLACE.search(text[: found.start()])


def _plain(text: str) -> str:
    """The text with the letters and digits that it shows: full-width, soft hyphens and hidden spaces hide nothing."""
    shown = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    return re.sub(r"[\u200b-\u200f\u2060\ufeff]", " ", shown).replace("’", "'")

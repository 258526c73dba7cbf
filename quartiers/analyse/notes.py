"""What staff write in a note that rules can read: the document's words about a figure, what a published row leaves out.

The words are those that LISEZMOI.md lists under « Ce qu'une note peut dire ». A note of other words says nothing here:
it is only printed.
"""

import re
from enum import StrEnum
from typing import Final

from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Indicateur


class Jugement(StrEnum):
    """What the document makes of a level, beyond its numbers."""

    ELEVE = "élevé"
    BAS = "faible"
    BON = "favorable"
    MAUVAIS = "défavorable"


_WORDS: Final = {
    Jugement.ELEVE: ("eleve", "elevee", "haut", "haute", "fort", "forte", "important", "importante"),
    Jugement.BAS: ("faible", "bas", "basse", "modeste", "reduit", "reduite"),
    Jugement.BON: ("bon", "bonne", "favorable", "satisfaisant", "satisfaisante"),
    Jugement.MAUVAIS: (
        *("mauvais", "mauvaise", "defavorable", "degrade", "degradee", "complexe", "difficile", "preoccupant"),
        *("preoccupante", "critique", "alarmant", "alarmante"),
    ),
}
_JUDGED: Final = re.compile(r"qualifiee? (?:de |d')(?:(?:encore|tres|assez|plutot|particulierement) )*(\w+)")
# The judgement of a whole phrase of the document, in a word of ours.
_IN_SUBSTANCE: Final = re.compile(r"presentee? comme (\w+)")
_EXTREME: Final = re.compile(
    r"presentee? comme (?P<one>l'une? des |la |le )plus "
    r"(?P<what>elevee?s?|hautes?|forte?s?|importante?s?|bas(?:se)?s?|faibles?)"
)
_OMITS: Final = re.compile(r"^\s*(?:ne (?:reprend|precise) pas|ne cite (?:pas|ni))\s+", re.IGNORECASE)
_INSTEAD: Final = re.compile(r"^\s*parle (?:de |du |des |d').+?, non (?P<left>des .+)$", re.IGNORECASE)
_AS_PRINTED: Final = re.compile(r"imprimée? « ?([^»]+?) ?»", re.IGNORECASE)
_CUT: Final = "phrase coupee"
_PRINTED: Final = re.compile(r"quartier écrit « ?([^»]+?) ?»", re.IGNORECASE)


def named_in_document(producer: str) -> str:
    """Whom the document names as having collected a figure, without whom these tables add that it comes from.

    >>> named_in_document("COMPAS, d'après l'Insee (recensement)"), named_in_document("Partenaires locaux")
    ('COMPAS', 'Partenaires locaux')
    """
    return producer.split(", d'après ", 1)[0]


def judgement(note: str | None) -> Jugement | None:
    """The judgement that a note reports; None for none.

    >>> judgement("Qualifié d'encore faible"), judgement("Qualifiée de légèrement supérieure"), judgement(None)
    (<Jugement.BAS: 'faible'>, None, None)
    >>> judgement("Valeur présentée comme estimée ; présentée comme préoccupante")
    <Jugement.MAUVAIS: 'défavorable'>
    >>> judgement("Présentée comme la plus élevée")
    """
    text = fold(note or "")
    words = {word: judged for judged, them in _WORDS.items() for word in them}
    said = (found[1] for pattern in (_JUDGED, _IN_SUBSTANCE) for found in pattern.finditer(text))
    return next((words[word] for word in said if word in words), None)


def side_of(judged: Jugement | None, i: Indicateur) -> int | None:
    """1 for a level said to be high, −1 for a low one; None where the words do not tell."""
    match judged:
        case Jugement.ELEVE:
            return 1
        case Jugement.BAS:
            return -1
        case Jugement.BON | Jugement.MAUVAIS if i.sens != "contexte":
            return 1 if (i.sens == "favorable") is (judged is Jugement.BON) else -1
    return None


def told_judgement(note: str | None) -> str:
    """The judgement as a sentence says it: the document's own word; or which way its phrase goes, by who read it.

    A word that a note sums a phrase up with is not the document's: it is never told as if it were printed there.

    >>> told_judgement("Situation qualifiée de dégradée ; année non énoncée")
    '« dégradée »'
    >>> told_judgement("Présenté comme préoccupant")
    'comme défavorable'
    """
    own = re.search(r"qualifiée? (?:de |d['’])((?:\w+ ){0,2}?\w+)(?= ;|$|,|\.)", note or "", re.IGNORECASE)
    if own:
        return f"« {own[1]} »"
    words = {word: judged for judged, them in _WORDS.items() for word in them}
    said = (fold(found[1]) for found in re.finditer(r"présentée? comme (\w+)", note or "", re.IGNORECASE))
    found = next((words[word] for word in said if word in words), None)
    return f"comme {found.value}" if found is not None else ""


def is_own_word(told: str) -> bool:
    """Whether what :func:`told_judgement` gives is printed in the document."""
    return told.startswith("«")


def judges(told: str) -> str:
    """What the document does of a figure, by what :func:`told_judgement` gives: it says its own word, or presents the
    figure that way; no word is quoted that is not printed there.

    >>> judges("« dégradé »"), judges("comme défavorable")
    ('le dit « dégradé »', 'le présente comme défavorable')
    """
    return f"le {_verb(told)} {told}"


def _verb(told: str) -> str:
    return "dit" if is_own_word(told) else "présente"


def unmeasured(value: str, word: str) -> str:
    """That the document judges a value without saying against what: nothing denies it then.

    >>> unmeasured("42,6 %", "« important »")
    'Le document dit 42,6 % « important », sans dire par rapport à quoi'
    >>> unmeasured("34,5 %", "comme défavorable")
    'Le document présente 34,5 % comme défavorable, sans dire par rapport à quoi'
    """
    return f"Le document {_verb(word)} {value} {word}, sans dire par rapport à quoi"


# What is to be done of a judgement that is not measured: it may be right.
SAY_AGAINST_WHAT: Final = "Dire par rapport à quoi."


def qualified(told: str) -> str:
    """A share, after what :func:`told_judgement` gives of it.

    >>> qualified("« importante »"), qualified("comme défavorable")
    ("qualifiée d'« importante »", 'présentée comme défavorable')
    """
    return f"qualifiée {of_words(told)}" if is_own_word(told) else f"présentée {told}"


def of_words(said: str) -> str:
    """Words, after « de » or « d' ».

    >>> of_words("« importante »"), of_words("« dégradée »")
    ("d'« importante »", 'de « dégradée »')
    """
    first = next((letter for letter in fold(said) if letter.isalpha()), "")
    return f"d'{said}" if first in "aeiouy" and first else f"de {said}"


def slight(note: str | None) -> int | None:
    """1 for a figure that a note puts only slightly over its mean, −1 for one slightly under it; None for neither.

    The word is that of who read it: documents write « légèrement en deçà » as well, and no word of it is quoted.

    >>> slight("Qualifiée de légèrement inférieure ; valeur présentée comme estimée"), slight("Qualifié de faible")
    (-1, None)
    """
    found = re.search(r"qualifiée? de légèrement (supérieure?|inférieure?)", note or "", re.IGNORECASE)
    return (1 if found[1].lower().startswith("sup") else -1) if found else None


def change_word(note: str | None) -> str | None:
    """The document's words on how large a change is.

    >>> change_word("Évolution dite « en net recul » ; année non énoncée"), change_word("Qualifiée de très élevée")
    ('en net recul', None)
    """
    found = re.search(r"évolution dite « ?([^»]+?) ?»", note or "", re.IGNORECASE)
    return found[1] if found else None


def is_strong(words: str | None) -> bool:
    """Whether words on a change make it large; none do not.

    >>> is_strong("en net recul"), is_strong("baisse légèrement"), is_strong(None)
    (True, False, False)
    """
    return words is not None and "leger" not in fold(words)


def superlative(note: str | None) -> tuple[bool, bool] | None:
    """Whether a note reports that the figure is the extreme of all (or one of the extremes), and a high one.

    >>> superlative("Présentée comme la plus élevée de l'agglomération")
    (True, True)
    >>> superlative("Présenté comme l'un des plus faibles"), superlative("Qualifié de faible")
    ((False, False), None)
    """
    found = _EXTREME.search(fold(note or ""))
    if found is None:
        return None
    return not found["one"].startswith("l'un"), not found["what"].startswith(("bas", "faible"))


def superlative_among(note: str | None) -> str | None:
    """Among what a note reports that the figure is the extreme, where it says it.

    >>> superlative_among("Présentée comme l'une des plus élevées de l'agglomération ; année non énoncée")
    "l'agglomération"
    >>> superlative_among("Présentée comme la plus élevée"), superlative_among("Présenté comme le plus bas des QPV")
    (None, 'les QPV')
    """
    pattern = r"présentée? comme (?:l'une? des |la |le )plus \w+ (?P<of>de |du |des )(?P<what>[^;,.]+)"
    found = re.search(pattern, note or "", re.IGNORECASE)
    if found is None:
        return None
    return {"de ": "", "du ": "le ", "des ": "les "}[found["of"].lower()] + found["what"].strip()


def says_undated(note: str | None) -> bool:
    """Whether a note says that the document gives no year for the figure, be there one for its neighbour.

    >>> says_undated("Qualifié de faible ; année non énoncée"), says_undated("Année donnée par la phrase précédente")
    (True, False)
    """
    return "annee non enoncee" in fold(note or "")


def is_headcount(note: str | None) -> bool:
    """Whether a note says that the document speaks of a number of people where it gives a share.

    >>> is_headcount("Le document énonce une baisse du nombre de personnes, non de la part")
    True
    """
    return bool(re.search(r"\bnombre (?:de|d|des)\b.*\bnon (?:de|d'une|une|la)\b.*\bpart\b", fold(note or "")))


def headcount_trend(note: str | None) -> str | None:
    """Which way a note says that the document has the number of people go.

    >>> headcount_trend("Le document énonce une baisse du nombre de personnes, non de la part")
    'baisse'
    """
    found = re.search(r"\b(hausse|baisse) du nombre\b", fold(note or ""))
    return found[1] if found else None


def omissions(note: str | None) -> tuple[str, ...]:
    """What a published row leaves out of the section.

    >>> omissions("ne reprend pas la garde d'enfants ; ne précise pas les jeunes")
    ("la garde d'enfants", 'les jeunes')
    >>> omissions("parle des habitants, non des plus jeunes")
    ('les plus jeunes',)
    """
    found = []
    for part in (note or "").split(" ; "):
        if _OMITS.match(fold(part)):
            left = re.sub(r"^\s*ne (?:reprend|précise) pas\s+|^\s*ne cite (?:pas|ni)\s+", "", part, flags=re.IGNORECASE)
            found.append(re.sub(r" ni ", " et ", left.strip()))
        elif instead := _INSTEAD.match(part):
            found.append(re.sub(r"^des ", "les ", instead["left"].strip()))
    return tuple(found)


def additions(note: str | None) -> tuple[str, ...]:
    """What a published row says that the section does not.

    >>> additions("ajoute des actions de dépistage ; quartier écrit « Centre – Bruay »")
    ('des actions de dépistage',)
    """
    return tuple(
        part.strip()[len("ajoute ") :] for part in (note or "").split(" ; ") if fold(part).startswith("ajoute ")
    )


def as_printed(note: str | None) -> str | None:
    """The words that the document prints, where a note quotes them because something is wrong with them.

    >>> as_printed("Année non énoncée ; imprimé « inférieur ou 943 € »")
    'inférieur ou 943 €'
    """
    found = _AS_PRINTED.search(note or "")
    return found[1].strip() if found else None


def stated_words(note: str | None) -> str | None:
    """How the document words a value that it gives without figures.

    >>> stated_words("Énoncé : plus d'un tiers ; année non énoncée"), stated_words("Référence énoncée : moyenne")
    ("plus d'un tiers", None)
    """
    found = re.search(r"(?:^|; )énoncée? : ([^;,]+)", note or "", re.IGNORECASE)
    return found[1].strip() if found else None


def stated_bound(note: str | None) -> str | None:
    """The bound of an age as the document words it, where the note says it.

    >>> stated_bound("Énoncé : un cinquième ; borne énoncée : plus de 75 ans")
    'plus de 75 ans'
    """
    found = re.search(r"borne énoncée : ([^;]+)", note or "", re.IGNORECASE)
    return found[1].strip() if found else None


def is_of_the_whole(note: str | None) -> bool:
    """Whether the note of a quartier says that the document's figures are those of the whole QPV.

    >>> is_of_the_whole("Les chiffres du diagnostic portent sur l'ensemble du quartier intercommunal")
    True
    """
    return bool(re.search(r"chiffres du diagnostic portent sur l'ensemble", fold(note or "").replace("’", "'")))


def is_of_the_former_perimeter(note: str | None) -> bool:
    """Whether the note of a quartier says that the document's figures are those of the perimeter of 2015.

    >>> is_of_the_former_perimeter("Les chiffres du diagnostic sont dans le périmètre de 2015-2023 ; celui de 2024…")
    True
    >>> is_of_the_former_perimeter("Les chiffres du diagnostic sont anciens ; le périmètre de 2015 était plus petit")
    False
    """
    return bool(re.search(r"chiffres du diagnostic[^;.]*perimetre de 2015", fold(note or "")))


def added_since(note: str | None) -> str:
    """What the note of a quartier says that the perimeter of 2024 has, and the former had not.

    >>> added_since("Les chiffres sont du périmètre de 2015 ; celui de 2024 ajoute notamment Macou et le Gras Bœuf.")
    'notamment Macou et le Gras Bœuf'
    """
    found = re.search(r"celui de 2024 ajoute ([^;.]+)", note or "")
    return found[1].strip() if found else ""


def is_ceiling(note: str | None) -> bool:
    """Whether a note says that the document gives as people's income what is a ceiling that they are under.

    >>> is_ceiling("Énoncé comme le revenu de ce quart d'habitants, non comme un plafond")
    True
    """
    return "non comme un plafond" in fold(note or "")


def stated_reference(note: str | None) -> str | None:
    """What the document compares a figure to, in its words, where they are not those of the usual reference.

    >>> stated_reference("Référence énoncée : moyenne des autres quartiers ; imprimé « d'ici »")
    'moyenne des autres quartiers'
    """
    found = re.search(r"référence énoncée : ([^;]+)", note or "", re.IGNORECASE)
    return found[1].strip() if found else None


def is_cut(text: str | None) -> bool:
    """Whether a text says that the document's sentence is cut.

    >>> is_cut("Femmes fortement représentées (phrase coupée)"), is_cut("Bâtiment coupé du quartier")
    (True, False)
    """
    return _CUT in fold(text or "")


def printed_name(note: str | None) -> str | None:
    """How a published row writes its quartier, where the note says it.

    >>> printed_name("quartier écrit « Centre-Bruay »")
    'Centre-Bruay'
    """
    found = _PRINTED.search(note or "")
    return found[1].strip() if found else None


def stated_meaning(note: str | None) -> str | None:
    """What the document says that a figure is, where it is not what its label says.

    >>> stated_meaning("Année non énoncée ; énoncé comme le revenu de ce quart d'habitants, non comme un plafond")
    "le revenu de ce quart d'habitants"
    >>> stated_meaning("Qualifié de faible")
    """
    found = re.search(r"énoncée? comme ([^;]+), non comme ", note or "", re.IGNORECASE)
    return found[1].strip() if found else None

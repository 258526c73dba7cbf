"""Rule 16 on findings that tell how much, how often, or which way it goes, in a word and without any number.

« Violence is high », « many newcomers »: a reader cannot tell beside what, and no later edition can say whether it
changed. A strength is not asked for its number: nobody acts on it.
"""

import re
from collections.abc import Iterator
from typing import Final

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines, published_text
from quartiers.analyse.origines import attributed_apart
from quartiers.analyse.publications import latest
from quartiers.analyse.racines import shared, stems
from quartiers.analyse.regles_moyennes import newest_bounds
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.tables.projets import ATOUT
from quartiers.typographie import lower_first

GRANDEURS: Final = "Ordres de grandeur en mots"
EVOLUTIONS: Final = "Évolutions en mots"
IN_WORDS: Final = "Un niveau ou un changement dit en mots seulement"
_MEASURES: Final = "emplois?|parts?|taux|proportions?|nombres?|niveaux?|chomage|pauvrete|densite|scolarisation|recours"
# Words of a level, a share or a frequency; « strong » and « important » are so beside what is measured only, and
# « many » of what the text is about, not of what it bears on.
_HOW_MUCH: Final = re.compile(
    r"(?:^|[.;:] |\b(?:sont|plus|assez|trop|tres|si) )(?:de )?nombreu(?:x|se|ses)\b"
    rf"|\b(?:frequente?s?|massi(?:f|fs|ve|ves)"
    rf"|(?:forte?|faible|haute?|basse?)s? (?:{_MEASURES})"
    rf"|(?:{_MEASURES}) (?:importante?|forte?|faible|haute?|basse?)s?"
    r"|(?:sur|fortement |tres |peu )representee?s?)\b"
)
# With its accents: « élèves » are people.
_HIGH: Final = re.compile(r"\bélevée?s?\b", re.IGNORECASE)
# Words of a change over time, or of what lasts; what something else makes worse is no change.
_MOVING: Final = re.compile(
    r"\b(?:de plus en plus|de moins en moins|toujours (?:plus|moins|forte?s?|en jeu)|reste(?:nt)? en jeu|croissante?s?"
    r"|en (?:recul|hausse|baisse|progression)|degradation|augmentation|se degradent?|s'(?:aggrave|accentue|accroi)\w*"
    r"|(?:renforce|aggrave|accentue)e?s? (?:avec|depuis)|depuis)\b"
)
# So many words of the label of an indicator, and a text is about it.
_LABEL: Final = 2


def rule_magnitude_in_words(c: Contexte) -> Iterator[Doute]:
    """One doubt a quartier."""
    for quartier in c.contrat.quartiers:
        found = [k for k in c.contrat.constats_de(quartier) if k.nature != ATOUT and tells_how_much(k.constat)]
        if found:
            what = "1 constat dit" if len(found) == 1 else f"{len(found)} constats disent"
            known = " ; ".join(told for k in found for told in _published(c, quartier, k.constat))
            beside = f" Pour ce QPV, l'Insee publie : {known}." if known else ""
            yield Doute(
                Regle.JUGEMENT,
                Gravite.INFORMATION,
                (quartier,),
                GRANDEURS,
                f"{what} un niveau ou une fréquence en un mot, sans chiffre ni terme de comparaison : "
                f"{' ; '.join(map(attributed_apart, found))}.{beside}",
                "Donner le chiffre, son année, sa source et la moyenne ; à défaut, dire qui l'estime ainsi.",
                lignes=join_lines(k.lignes for k in found),
                titre=IN_WORDS,
            )


def rule_change_in_words(c: Contexte) -> Iterator[Doute]:
    """One doubt a quartier."""
    for quartier in c.contrat.quartiers:
        found = [k for k in c.contrat.constats_de(quartier) if k.nature != ATOUT and tells_a_change(k.constat)]
        if found:
            what = "1 constat dit" if len(found) == 1 else f"{len(found)} constats disent"
            yield Doute(
                Regle.JUGEMENT,
                Gravite.INFORMATION,
                (quartier,),
                EVOLUTIONS,
                f"{what} en mots que quelque chose change, ou dure, sans chiffre ni date de départ : "
                f"{' ; '.join(map(attributed_apart, found))}.",
                "Donner un chiffre à deux dates ; à défaut, dire depuis quand.",
                lignes=join_lines(k.lignes for k in found),
                titre=IN_WORDS,
            )


def tells_a_change(text: str) -> bool:
    """Whether a text tells that something changes, or lasts, and gives no number.

    >>> tells_a_change("Repli toujours plus marqué"), tells_a_change("Absentéisme croissant, de 12 %")
    (True, False)
    >>> tells_a_change("Difficultés aggravées par l'attente"), tells_a_change("Aller plus loin")
    (False, False)
    """
    return not re.search(r"\d{2}", text.replace("Covid-19", "")) and bool(_MOVING.search(fold(text)))


def tells_how_much(text: str) -> bool:
    """Whether a text tells a level, a share or a frequency by a word, and gives no number.

    >>> tells_how_much("Violences particulièrement élevées"), tells_how_much("Taux élevé, 41 %")
    (True, False)
    >>> tells_how_much("Nombreux départs"), tells_how_much("Utile dans de nombreux domaines")
    (True, False)
    >>> tells_how_much("Enjeu fort : la mobilité"), tells_how_much("Élèves absents")
    (False, False)
    >>> tells_how_much("Faible taux d'emploi"), tells_how_much("Faible envie de participer")
    (True, False)
    """
    return not re.search(r"\d", text) and bool(_HIGH.search(text) or _HOW_MUCH.search(fold(text)))


def _published(c: Contexte, quartier: str, text: str) -> Iterator[str]:
    """What is published of the indicators that a text is about, by the words of their labels."""
    for i in c.contrat.indicateurs.values():
        words = stems([i.libelle])
        if len(words) >= _LABEL and shared(words, [text]) == words:
            known = latest(c.contrat, c.contrat.quartiers[quartier], i.indicateur)
            if known is not None and known.valeur is not None:
                mean = newest_bounds(c.contrat, i)
                beside = f", et {mean.about(i)} dans les QPV du contrat" if mean is not None else ""
                yield f"{lower_first(i.libelle)}, {published_text(c, known)}{beside}"

"""The boxes of page 1, as long as the rest of the page leaves room for.

What is to decide sent overleaf is read by nobody: the page is counted, in lines, and the boxes name less before they
would not fit. Widths are those of the PDF, in characters; what a page holds was found on the reports of the contract.
"""

from typing import Final

from quartiers.analyse.socle import once
from quartiers.presentation.blocs import Bloc, ChiffreCle, Colonnes, Suite
from quartiers.presentation.quartier import essentiel, evolutions, ouverture, phrases
from quartiers.presentation.quartier.decisions import (
    LONGUEURS,
    height_of_both,
    share_width,
    to_correct,
    to_decide,
)
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.place import columns_of_priorities, is_crowded, lines_of

PAGE: Final = 56.0  # lines that page 1 holds under its head, where its lines are set closer if need be
CROWDED: Final = 54.0  # where the head or the notes under the cards are longer too
SHORT_HEAD: Final = 3.0  # lines more on a crowded page, and two on another
A_COMMUNE: Final = 1.75
MAP, SMALL_MAP = 18, 16  # lines that the map takes, with its legend, beside the sentences
LEGEND: Final = 3  # lines that a legend may have more, which names neighbours and communes
TEXT: Final = 72
COUNTED: Final = 86
VALUE: Final = 1.3  # lines of one that is printed larger
_CARDS: Final = {True: (3, 36), False: (4, 27)}  # on a row, and characters of a line, by whether there are two rows


def show_boxes(lu: QuartierLu) -> Bloc:
    """What is to be decided beside what is to be corrected, each as wide as it has to say, as rich as has room."""
    room = _lines_of_page(lu) - _taken(lu)
    for size in LONGUEURS:
        decide, correct = to_decide(lu, size), to_correct(lu, size)
        if height_of_both(decide, correct) <= room:
            break
    if decide is not None and correct is not None:
        return Colonnes(decide, correct, share_width(decide, correct))
    return decide or correct or Suite(())


def _lines_of_page(lu: QuartierLu) -> float:
    """The lines under the head: more where a QPV of one commune, without a note, makes it short; fewer where the head
    and the legend of the map name several communes, and those of their neighbours."""
    communes = len(lu.quartier.communes_qpv)
    short = communes == 1 and not lu.quartier.note
    if is_crowded(lu):
        return CROWDED + SHORT_HEAD * short
    return PAGE + 2 * short - A_COMMUNE * max(communes - 1, 0)


def has_small_map(lu: QuartierLu) -> bool:
    """Whether a smaller map makes page 1 shorter: names have less room on it, and the text beside may be higher."""
    return is_crowded(lu) and _height_of_text(lu) < MAP + LEGEND


def _taken(lu: QuartierLu) -> float:
    """The lines of the sentences, or of the map beside them, of the cards and of the priorities."""
    beside = max(_height_of_text(lu), SMALL_MAP if has_small_map(lu) else MAP)
    return beside + _height_of_cards(lu) + max(columns_of_priorities(lu).values(), default=0)


@once
def _height_of_text(lu: QuartierLu) -> int:
    head, told = phrases.findings(lu)
    said = (ouverture.strengths_sentence(lu), evolutions.changes(lu) if lu.chiffres else "", head, *told)
    text = lines_of(ouverture.headline(lu), TEXT) + lines_of(phrases.count_readings(lu) or "", COUNTED)
    return text + sum(lines_of(sentence, TEXT) for sentence in said)


def _height_of_cards(lu: QuartierLu) -> float:
    on_row, width = _CARDS[ouverture.has_two_rows(lu)]
    heights = [_height_of_card(card, width) for card in essentiel.cards(lu)]
    return sum(max(heights[start : start + on_row]) for start in range(0, len(heights), on_row))


def _height_of_card(card: ChiffreCle, width: int) -> float:
    small = lines_of(card.detail, width) + sum(lines_of(reading, width) for reading in card.lectures)
    return lines_of(f"{card.valeur} {card.libelle}", width - width // 4) * VALUE + small

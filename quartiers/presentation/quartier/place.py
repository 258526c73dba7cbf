"""How much room page 1 has for findings: what the rest of it takes is known before, in lines, roughly.

A page that overflows sends what is to decide overleaf, which nobody reads. Widths are those of the PDF, in characters.
"""

from typing import Final

from quartiers.analyse.socle import once
from quartiers.presentation.blocs import Contenu
from quartiers.presentation.quartier import evolutions, ouverture
from quartiers.presentation.quartier.decisions import (
    BREVE,
    height_of_both,
    length_of,
    to_correct,
    to_decide,
)
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.soutiens import support_text, who_links

LINE: Final = 74  # characters of a line beside the map
_HEADLINE: Final = 66
_PRIORITY: Final = 64
_NOTE: Final = 6
_FEW: Final = 3
_MANY: Final = 17  # lines of priorities and boxes, under one row of key figures
_MOVED: Final = 6  # lines of changes that are no more than usual
_LINES: Final = 30  # of sentences, findings, priorities and boxes, under two rows of key figures


@once
def lines_left(lu: QuartierLu) -> int:
    """The lines that findings may take under two rows of key figures, beside the sentence that counts them."""
    columns = columns_of_priorities(lu)
    high = max(_height_of_boxes(lu) - 1, 0)  # beside their titles
    sentences = (ouverture.strengths_sentence(lu), evolutions.changes(lu))
    taken = lines_of(ouverture.headline(lu), _HEADLINE) + sum(lines_of(text, LINE) for text in sentences)
    taken += max(columns.values(), default=0) + high + _NOTE * bool(lu.quartier.note)
    taken += bool(who_links(lu))
    return max(_LINES - taken, 0)


@once
def columns_of_priorities(lu: QuartierLu) -> dict[str, int]:
    """The lines of each of the two lists of priorities."""
    columns = {p.echelle: 0 for p in lu.priorites}
    for p in lu.priorites:
        columns[p.echelle] += lines_of(f"{p.intitule} ({support_text(lu, p)})", _PRIORITY)
    return columns


@once
def is_crowded(lu: QuartierLu) -> bool:
    """Whether even few findings leave no room: the map is then smaller."""
    if ouverture.has_two_rows(lu):
        return lines_left(lu) <= _FEW
    moved = lines_of(evolutions.changes(lu), LINE) if lu.chiffres else 0
    return max(columns_of_priorities(lu).values(), default=0) + _height_of_boxes(lu) + max(moved - _MOVED, 0) >= _MANY


@once
def _height_of_boxes(lu: QuartierLu) -> int:
    """The lines of the higher of the two boxes, where they name few things."""
    return height_of_both(to_decide(lu, BREVE), to_correct(lu, BREVE))


def lines_of(content: Contenu, width: int) -> int:
    return -(-length_of(content) // width)

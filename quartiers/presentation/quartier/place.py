"""How much room page 1 has for findings: what the rest of it takes is known before, in lines, roughly.

A page that overflows sends what is to decide overleaf, which nobody reads. Widths are those of the PDF, in characters.
"""

from typing import Final

from quartiers.presentation.blocs import Contenu
from quartiers.presentation.quartier import evolutions, ouverture
from quartiers.presentation.quartier.decisions import height_of, length_of, share_width, to_correct, to_decide
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.soutiens import support_text

LINE: Final = 74  # characters of a line beside the map
_HEADLINE: Final = 66
_PRIORITY: Final = 64
_NOTE: Final = 6
_FEW: Final = 4
_LINES: Final = 30  # of sentences, findings, priorities and boxes, under two rows of key figures


def lines_left(lu: QuartierLu) -> int:
    """The lines that findings may take under two rows of key figures, beside the sentence that counts them."""
    columns = {p.echelle: 0 for p in lu.priorites}
    for p in lu.priorites:
        columns[p.echelle] += _lines(f"{p.intitule} ({support_text(lu, p)})", _PRIORITY)
    decide, correct = to_decide(lu), to_correct(lu)
    shares = share_width(decide, correct) if decide is not None and correct is not None else (100, 100)
    boxes = [(box, share) for box, share in zip((decide, correct), shares, strict=True) if box is not None]
    high = max((height_of(box, share) - 1 for box, share in boxes), default=0)  # beside their titles
    sentences = (ouverture.strengths_sentence(lu), evolutions.changes(lu))
    taken = _lines(ouverture.headline(lu), _HEADLINE) + sum(_lines(text, LINE) for text in sentences)
    taken += max(columns.values(), default=0) + high + _NOTE * bool(lu.quartier.note)
    return max(_LINES - taken, 0)


def is_crowded(lu: QuartierLu) -> bool:
    """Whether even few findings leave no room: what supports priorities is then told shorter."""
    return lines_left(lu) <= _FEW


def _lines(content: Contenu, width: int) -> int:
    return -(-length_of(content) // width)

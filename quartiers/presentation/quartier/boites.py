"""The boxes of page 1, as long as the rest of the page leaves room for: what is to decide sent overleaf is read by
nobody."""

from typing import Final

from quartiers.analyse.socle import once
from quartiers.presentation.blocs import Bloc, Colonnes, Suite, Variantes
from quartiers.presentation.quartier import evolutions, ouverture, phrases
from quartiers.presentation.quartier.decisions import LONGUEURS, Longueur, share_width, to_correct, to_decide
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.place import is_crowded, lines_of

MAP: Final = 18  # lines that the map takes beside the sentences
LEGEND: Final = 3  # lines that its legend may have more, which names neighbours and communes
TEXT: Final = 72  # characters of a line
COUNTED: Final = 86


def show_boxes(lu: QuartierLu) -> Bloc:
    """What is to be decided beside what is to be corrected, each as wide as it has to say, as rich as has room."""
    longest = _boxes(lu, LONGUEURS[0])
    return Variantes((longest, *(_boxes(lu, size) for size in LONGUEURS[1:]))) if longest != Suite(()) else longest


def smallest_boxes(lu: QuartierLu) -> Bloc:
    """What page 1 has room for at least, under its priorities."""
    return _boxes(lu, LONGUEURS[-1])


def _boxes(lu: QuartierLu, size: Longueur) -> Bloc:
    decide, correct = to_decide(lu, size), to_correct(lu, size)
    if decide is not None and correct is not None:
        return Colonnes(decide, correct, share_width(decide, correct))
    return decide or correct or Suite(())


def has_small_map(lu: QuartierLu) -> bool:
    """Whether a smaller map makes page 1 shorter: names have less room on it, and the text beside may be higher."""
    return is_crowded(lu) and _height_of_text(lu) < MAP + LEGEND


@once
def _height_of_text(lu: QuartierLu) -> int:
    head, told = phrases.findings(lu)
    said = (ouverture.strengths_sentence(lu), evolutions.changes(lu) if lu.chiffres else "", head, *told)
    text = lines_of(ouverture.headline(lu), TEXT) + lines_of(phrases.count_readings(lu) or "", COUNTED)
    return text + sum(lines_of(sentence, TEXT) for sentence in said)

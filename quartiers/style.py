"""Design tokens: the one place from which charts, HTML, PDF and workbook take their look.

Colours are chosen for a contrast of at least 4.5:1 on white, and to stay apart for colour-blind
readers (orange against blue); no meaning is ever carried by colour alone: each reading has a symbol
and a word too. Sizes are one scale, in multiples of the body's: points on paper and in charts, rem on screen.
"""

from types import MappingProxyType
from typing import Final

FONT_FAMILY: Final = "Source Sans 3"

COLORS: Final = MappingProxyType(
    {
        "encre": "#1b2733",  # body text
        "gris": "#56616c",  # secondary text
        "filet": "#c9d1d9",  # rules
        "fond": "#f3f6f8",  # quiet backgrounds
        "accent": "#0b4f6c",  # titles, links
        "fragile": "#a63c06",  # less favourable than the reference
        "favorable": "#0a6b8a",  # more favourable than the reference
        "neutre": "#56616c",  # comparable, or no reading
        "alerte": "#8a5a00",  # notes and doubts
        "fond_alerte": "#fdf6e7",
    }
)

BODY_PT: Final = 9.5
SIZES: Final = MappingProxyType(
    {
        "couverture": 2.75,  # the title of a committee's file
        "titre": 1.85,  # the report's name
        "section": 1.45,
        "sous_titre": 1.16,
        "chiffre": 1.75,  # a key figure
        "corps": 1.0,
        "tableau": 0.9,  # tables, labels of charts
        "note": 0.843,  # notes, what is secondary: 8 points, and nothing on paper is smaller
    }
)


def size_pt(size: str) -> float:
    """A size of the scale on paper, in points.

    >>> size_pt("corps")
    9.5
    """
    return round(BODY_PT * SIZES[size], 1)

"""Which differences with the published synthesis may be of the text drawn from the file, and not of the document."""

import re
from collections.abc import Iterable
from itertools import pairwise

from quartiers.analyse.synthese import EcartPublication
from quartiers.donnees.modele import Contrat


def moved_row(contrat: Contrat, d: EcartPublication) -> str | None:
    """The lines of a row that may have been moved: the last of its theme, right before those of its priority's own."""
    if d.priorite is None or d.thematique is None:
        return None
    theme = d.thematique.thematique
    rows = sorted(contrat.synthese_publiee, key=lambda row: _first_line(row.lignes))
    for row, following in pairwise(rows):
        own = d.priorite.priorite in row.priorites and row.thematique != theme
        if own and row.lignes and following.thematique == theme:
            return row.lignes
    return None


def count_moved(contrat: Contrat, differences: Iterable[EcartPublication]) -> int:
    """How many of these differences may be so."""
    return sum(moved_row(contrat, d) is not None for d in differences)


def _first_line(lines: str | None) -> int:
    found = re.match(r"\d+", lines or "")
    return int(found[0]) if found else 0

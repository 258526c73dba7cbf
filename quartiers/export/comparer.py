"""The page that sets two or three columns of one table side by side; whole, it is the table.

Of very many columns, the table has its headings, and the columns are data, once, that the script shows.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import jinja2

from quartiers import marques
from quartiers.export.feuille import page_policy, page_script, stylesheet
from quartiers.export.gabarits import TEMPLATES
from quartiers.export.renvois import tie_notes

_BREAK: Final = "<br>"


@dataclass(frozen=True)
class Colonne:
    """A column to choose: ``cible`` is the address of what tells more of it, empty where there is nothing.

    ``groupe`` is under what it is to be found, of many.
    """

    identifiant: str
    titre: str
    cible: str
    groupe: str = ""


@dataclass(frozen=True)
class PageComparee:
    """``tableau`` and ``suite`` are HTML, whose texts are escaped; ``voisins`` the addresses that the page leads to.

    ``cellules`` are the columns that the table lacks, if it does: the HTML of the cells of each, in the rows' order.
    Columns of one group follow each other: the script knows them by their rank in the lists.
    """

    titre: str
    sous_titre: str
    voisins: Mapping[str, str]
    colonnes: tuple[Colonne, ...]
    tableau: str
    suite: str
    pied: str
    cellules: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        listed = [colonne for group in self.groupes.values() for colonne in group]
        if listed != list(self.colonnes) or (self.cellules and len(self.cellules) != len(self.colonnes)):
            raise ValueError("columns: not in the order of the lists, or without their cells")

    @property
    def groupes(self) -> dict[str, list[Colonne]]:
        """The columns by what they are found under, in order: one group without a name, of a few."""
        found: dict[str, list[Colonne]] = {}
        for colonne in self.colonnes:
            found.setdefault(colonne.groupe, []).append(colonne)
        return found


def render_comparison(page: PageComparee) -> str:
    """HTML of the page: one file that asks nothing of anywhere, and says so to the browser (CSP)."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    script = page_script("comparer.js", "presentation.js")
    whole = environment.get_template("comparer.html.j2").render(
        page=page,
        style=stylesheet("comparer.css"),
        script=script,
        politique=page_policy(None, script),
        marque=marques.signature(".html"),
        donnees=pack_cells(page.cellules),
    )
    return tie_notes(whole)


def pack_cells(cells: Sequence[Sequence[str]]) -> str:
    """The cells as JSON that may stand in a page, empty where there are none: each line of text once, and cells as the
    numbers of their lines. What is beside a figure is the same for hundreds of quartiers."""
    if not cells:
        return ""
    lines: dict[str, int] = {}
    packed = [[[lines.setdefault(line, len(lines)) for line in cell.split(_BREAK)] for cell in own] for own in cells]
    text = json.dumps({"lignes": list(lines), "colonnes": packed}, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")

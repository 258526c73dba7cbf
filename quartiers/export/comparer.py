"""The page that sets two or three columns of one table side by side; whole, it is the table."""

from collections.abc import Mapping
from dataclasses import dataclass

import jinja2

from quartiers import marques
from quartiers.export.feuille import page_policy, page_script, stylesheet
from quartiers.export.gabarits import TEMPLATES


@dataclass(frozen=True)
class Colonne:
    """A column to choose: ``cible`` is the address of what tells more of it, empty where there is nothing."""

    identifiant: str
    titre: str
    cible: str


@dataclass(frozen=True)
class PageComparee:
    """``tableau`` and ``suite`` are HTML, whose texts are escaped; ``voisins`` the addresses that the page leads to."""

    titre: str
    sous_titre: str
    voisins: Mapping[str, str]
    colonnes: tuple[Colonne, ...]
    tableau: str
    suite: str
    pied: str


def render_comparison(page: PageComparee) -> str:
    """HTML of the page: one file that asks nothing of anywhere, and says so to the browser (CSP)."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    script = page_script("comparer.js")
    return environment.get_template("comparer.html.j2").render(
        page=page,
        style=stylesheet("comparer.css"),
        script=script,
        politique=page_policy(None, script),
        marque=marques.signature(".html"),
    )

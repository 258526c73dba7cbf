"""The index page: links to every report, in the pages' own style."""

from collections.abc import Sequence
from dataclasses import dataclass

import jinja2

from quartiers.export.base import TEMPLATES
from quartiers.export.html import stylesheet


@dataclass(frozen=True)
class Entree:
    """A report of the index: where it leads (relative links, by label) and what it is."""

    titre: str
    detail: str
    liens: tuple[tuple[str, str], ...]


def render_index(titre: str, sous_titre: str, synthese: Entree, entrees: Sequence[Entree]) -> str:
    """HTML of the index; an entry without links is said not to be built."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.get_template("index.html.j2")
    return template.render(titre=titre, sous_titre=sous_titre, synthese=synthese, entrees=entrees, style=stylesheet())

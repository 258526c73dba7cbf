"""The index page: what there is, on a map and in a list that words and filters narrow down.

The page is whole without JavaScript; the script only hides what does not answer. It knows neither the
domain nor the network: what can be filtered, and what it is called, is in these dataclasses.
"""

import json
from dataclasses import dataclass
from typing import Final

import jinja2

from quartiers import marques
from quartiers.export.carte import RADIUS, Contours, Lieu, draw_map
from quartiers.export.feuille import page_policy, page_script, stylesheet
from quartiers.export.gabarits import TEMPLATES
from quartiers.repertoire import Facettes, Filtre, Groupe, Nom

MAX_MARKS: Final = 100  # numbered marks: more would cover the map, and be long in the placing


@dataclass(frozen=True)
class Lien:
    """A file: its format, where it is (relative address) and its weight."""

    libelle: str
    cible: str
    poids: str


@dataclass(frozen=True)
class Document:
    """Something to open that is not one of the entries; ``note`` says when it was made.

    ``liens`` is None for what is not to be made, which ``detail`` then explains; empty, for what is not made yet.
    """

    titre: str
    detail: str
    liens: tuple[Lien, ...] | None
    note: str = ""


@dataclass(frozen=True)
class Entree:
    """A place of the map and of the list, with its report's files; without any, it is said not to be built.

    ``contour``: the polygons that it covers, where they are known.
    """

    identifiant: str
    numero: str
    titre: str
    detail: str
    zone: str
    longitude: float
    latitude: float
    contenu: str
    liens: tuple[Lien, ...]
    note: str
    facettes: Facettes
    groupes: tuple[Groupe, ...]
    contour: Contours = ()


@dataclass(frozen=True)
class Sommaire:
    """``legende_carte``: what is on the map beside the numbers, where outlines are known, and where it comes from."""

    titre: str
    sous_titre: str
    provenance: tuple[tuple[str, str], ...]
    documents: tuple[Document, ...]
    nom: Nom
    filtres: tuple[Filtre, ...]
    entrees: tuple[Entree, ...]
    legende_carte: str = ""


def render_index(sommaire: Sommaire) -> str:
    """HTML of the index: one file that asks nothing of anywhere, and says so to the browser (CSP).

    It has a map for as many entries as one can tell apart on it.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["facettes"] = _facets
    style, script = stylesheet("index.css"), page_script("index.js")
    places = [
        Lieu(e.identifiant, e.numero, e.titre, e.zone, e.longitude, e.latitude, e.contour) for e in sommaire.entrees
    ]
    return environment.get_template("index.html.j2").render(
        sommaire=sommaire,
        carte=draw_map(places) if 0 < len(places) <= MAX_MARKS else None,
        rayon=RADIUS,
        style=style,
        script=script,
        politique=page_policy(style, script),
        marque=marques.signature(".html"),
    )


def _facets(facettes: Facettes) -> str:
    """JSON for an attribute, which the template escapes."""
    return json.dumps(facettes, ensure_ascii=False)

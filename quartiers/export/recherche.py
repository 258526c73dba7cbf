"""The search page of the guide: what there is to answer, ranked by what a person writes of an action.

The page is whole without JavaScript, as the index is; the script orders and hides. It knows neither the domain nor the
network: fields, filters and synonyms are in these dataclasses.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import jinja2

from quartiers import marques
from quartiers.export.feuille import page_policy, page_script, stylesheet
from quartiers.export.gabarits import TEMPLATES
from quartiers.export.sommaire import Lien
from quartiers.repertoire import Facettes, Filtre

# What is searched of a proposition, and how much a word found there weighs.
POIDS: Final[Mapping[str, float]] = {"intitulé": 3, "forme": 2.5, "public": 2, "thème": 1.5, "lieu": 1}


@dataclass(frozen=True)
class Proposition:
    """Something that an action may answer. ``champs`` are the texts searched, by the names of :data:`POIDS`.

    ``lignes`` are labels with what they say; ``citation`` is the text to copy.
    """

    identifiant: str
    titre: str
    lieu: str
    lignes: tuple[tuple[str, str], ...]
    formes: tuple[str, ...]
    citation: str
    liens: tuple[Lien, ...]
    facettes: Facettes
    champs: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Recherche:
    """The whole page. ``synonymes`` gives the words to search beside an expression, ``pages`` the files to open beside
    the propositions; ``sommaire`` is the address of the index, where there is one."""

    titre: str
    sous_titre: str
    filtres: tuple[Filtre, ...]
    propositions: tuple[Proposition, ...]
    pages: tuple[tuple[str, tuple[Lien, ...]], ...]
    synonymes: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]
    sommaire: str | None = None


def render_search(recherche: Recherche) -> str:
    """HTML of the page: one file that asks nothing of anywhere, and says so to the browser (CSP)."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["json"] = lambda value: json.dumps(value, ensure_ascii=False)
    style, script = stylesheet("index.css", "guide.css"), page_script("guide.js")
    return environment.get_template("guide.html.j2").render(
        recherche=recherche,
        poids=dict(POIDS),
        synonymes={name: list(words) for name, words in recherche.synonymes.items()},
        style=style,
        script=script,
        politique=page_policy(style, script),
        marque=marques.signature(".html"),
    )

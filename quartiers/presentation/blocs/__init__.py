"""Display objects: one thing to show, with an HTML and a Typst form side by side.

A block is what a notebook cell returns. Jupyter shows its HTML; the exporters take the form that they need from the
output's MIME bundle, as Jupyter itself does for LaTeX. What shows something imports its blocks from here; the
modules of the package know each other by their own names: ``contenu``, ``formes``, ``base``, then the blocks.
"""

from quartiers.presentation.blocs.base import Bloc, report_metadata
from quartiers.presentation.blocs.contenu import (
    SYMBOLS,
    Ancre,
    Contenu,
    Detail,
    Discret,
    Fort,
    Fragment,
    Lien,
    Nature,
    Pages,
    Puces,
    Renvoi,
    RenvoiPartie,
    Saut,
    Signal,
    fragments,
)
from quartiers.presentation.blocs.ensembles import Colonnes, Suite, Variantes
from quartiers.presentation.blocs.fiches import ChiffreCle, ChiffresCles, Fiche
from quartiers.presentation.blocs.formes import (
    escape_html,
    heading_html,
    inline_html,
    inline_text,
    inline_typst,
    typst_array,
    typst_text,
)
from quartiers.presentation.blocs.graphique import Graphique, Repere
from quartiers.presentation.blocs.tableau import Tableau
from quartiers.presentation.blocs.textes import Encadre, Entete, Liste, Paragraphe, Titre

__all__ = [
    "SYMBOLS",
    "Ancre",
    "Bloc",
    "ChiffreCle",
    "ChiffresCles",
    "Colonnes",
    "Contenu",
    "Detail",
    "Discret",
    "Encadre",
    "Entete",
    "Fiche",
    "Fort",
    "Fragment",
    "Graphique",
    "Lien",
    "Liste",
    "Nature",
    "Pages",
    "Paragraphe",
    "Puces",
    "Renvoi",
    "RenvoiPartie",
    "Repere",
    "Saut",
    "Signal",
    "Suite",
    "Tableau",
    "Titre",
    "Variantes",
    "escape_html",
    "fragments",
    "heading_html",
    "inline_html",
    "inline_text",
    "inline_typst",
    "report_metadata",
    "typst_array",
    "typst_text",
]

"""What an analyst adds to a report, and keeps of it: tables and texts as blocks, any block as a picture or a PDF."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from quartiers.donnees.erreurs import Introuvable

if TYPE_CHECKING:
    import pandas as pd

    from quartiers.export.image import Format
    from quartiers.presentation.blocs import Bloc

_STATUS: Final = "statut"
FORMATS: "Final[Mapping[str, Format]]" = {".png": "png", ".svg": "svg", ".pdf": "pdf"}


def tableau(frame: "pd.DataFrame", legende: str, colonnes: Mapping[str, str] | None = None) -> "Bloc":
    """Un tableau pour un rapport, page et PDF, à partir d'un DataFrame ; la première colonne nomme les lignes.

    `colonnes` choisit les colonnes et leur titre, dans l'ordre. Un nombre qui manque est remplacé par ce que dit la
    colonne `statut`, s'il y en a une.

    >>> from quartiers import tableau
    >>> pauvrete = contrat.indicateur("taux_pauvrete_pct").head(1)
    >>> print(tableau(pauvrete, "Pauvreté", {"nom": "Quartier", "valeur": "Taux (%)"}).to_text())
    Pauvreté
    Quartier | Taux (%)
    Verrerie – Anzin | 44,5
    """
    from quartiers.presentation.blocs_donnees import table_of_frame

    titles = dict(colonnes) if colonnes is not None else {str(c): str(c) for c in frame.columns}
    for name in titles:
        if name not in frame:
            raise Introuvable("colonne inconnue", str(name), map(str, frame.columns))
    return table_of_frame(frame, legende, titles, _STATUS)


def paragraphe(texte: str) -> "Bloc":
    """Un paragraphe pour un rapport.

    >>> from quartiers import paragraphe
    >>> paragraphe("Lu avec le conseil citoyen.").to_text()
    'Lu avec le conseil citoyen.'
    """
    from quartiers.presentation.blocs import Paragraphe

    return Paragraphe(texte)


def enregistrer(bloc: "Bloc", chemin: str | Path) -> Path:
    """Garde un bloc (graphique, tableau, carte) comme image `.png` ou `.svg`, ou en `.pdf`, avec sa source.

    >>> from quartiers import enregistrer
    >>> import tempfile
    >>> dossier = tempfile.mkdtemp()
    >>> enregistrer(contrat.graphique("taux_pauvrete_pct"), f"{dossier}/pauvrete.png").name
    'pauvrete.png'
    """
    from quartiers.export.image import render_picture

    path = Path(chemin)
    if path.suffix.lower() not in FORMATS:
        raise Introuvable("format d'image inconnu", path.suffix or path.name, FORMATS)
    path.write_bytes(render_picture(bloc.to_typst(), FORMATS[path.suffix.lower()]))
    return path

"""The index of an output folder: every report of the contract, with what is there of it."""

from pathlib import Path

from quartiers.donnees import Contrat
from quartiers.echappement import printable
from quartiers.ecriture import write_atomic
from quartiers.execution.plan import SYNTHESE
from quartiers.export.sommaire import Entree, render_index
from quartiers.typographie import count, typeset

LABELS = {".html": "HTML", ".pdf": "PDF", ".ipynb": "Carnet"}


def write_index(contrat: Contrat, output: Path) -> Path:
    """Write ``index.html``; reports that are not in the folder are listed as not built."""
    entries = [
        Entree(_text(q.nom), _text(q.commune), _links(output, f"quartiers/{q.quartier}"))
        for q in contrat.quartiers.values()
    ]
    synthese = Entree(
        "Synthèse intercommunale",
        "Ce que les quartiers partagent et ce qui leur est propre\u202f:",
        _links(output, SYNTHESE),
    )
    projects = count(len(entries), "projet de quartier", "projets de quartier")
    subtitle = f"{projects} ; chaque rapport porte la date de ses données"
    path = output / "index.html"
    write_atomic(path, render_index(_text(contrat.nom), _text(subtitle), synthese, entries))
    return path


def _text(text: str) -> str:
    return printable(typeset(text))


def _links(output: Path, nom: str) -> tuple[tuple[str, str], ...]:
    return tuple((label, nom + suffix) for suffix, label in LABELS.items() if (output / (nom + suffix)).is_file())

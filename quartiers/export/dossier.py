"""Several executed notebooks → one PDF: an opening, then parts, each a report as it is on its own.

The opening gives the document its title, its date and its running foot (metadata ``rapport``, as for a report), and
may call ``couverture``, ``sommaire`` and ``renvoi-partie`` of ``dossier.typ``. Each part starts a page, and its name is
at the foot of its pages; the notes of all are in one annex.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from quartiers.echappement import typst_string
from quartiers.export.typst import ReportTypstExporter, compile_pdf, displayable, document_time
from quartiers.typographie import typeset

ANNEXE = "Annexe : sources et définitions"


@dataclass(frozen=True)
class Partie:
    """An executed notebook of the document: the identifier that links name, the name at the foot of its pages."""

    identifiant: str
    nom: str
    carnet: NotebookNode


def dossier_typst(ouverture: NotebookNode, parties: Sequence[Partie]) -> tuple[str, str | None]:
    """Typst source of the whole document, and its date (ISO), None where the opening does not say it."""
    exporter = ReportTypstExporter()
    source, resources = exporter.from_notebook_node(ouverture)
    pieces = [source]
    for p in parties:
        start = f"#partie({typst_string(p.identifiant)}, {typst_string(typeset(p.nom))})"
        pieces += [displayable(start), exporter.from_notebook_node(p.carnet, {"partie": True})[0]]
    pieces.append(f"#annexe({typst_string(typeset(ANNEXE))})")
    return "\n\n".join(pieces), resources["rapport"]["date"]


def dossier_pdf(ouverture: NotebookNode, parties: Sequence[Partie]) -> bytes:
    """PDF/UA-1 of the whole document: numbered from one end to the other, a bookmark for each part."""
    source, day = dossier_typst(ouverture, parties)
    return compile_pdf(source, document_time(day))

"""The page that sets quartiers side by side: the contract's figures, and the reports of the folder that it leads to."""

from collections.abc import Collection
from pathlib import Path
from urllib.parse import quote

from quartiers.donnees import Contrat
from quartiers.donnees.instantane import read_snapshot
from quartiers.echappement import printable
from quartiers.ecriture import write_atomic
from quartiers.execution.sorties import CLASSEUR, COMPARER, QUARTIERS, SOMMAIRE, built_pages
from quartiers.export.comparer import Colonne, PageComparee, render_comparison
from quartiers.presentation.blocs import inline_html
from quartiers.presentation.comparer import compare_quartiers
from quartiers.typographie import typeset


def write_comparison(contrat: Contrat, output: Path) -> Path:
    """Write ``comparer.html``; it leads to the reports that are in the folder."""
    path = output / COMPARER
    write_atomic(path, make_comparison(contrat, built_pages(output)))
    return path


def write_of_snapshot(snapshot: str, path: str, *pages: str) -> None:
    """Write the comparison of a snapshot's contract, of an output folder that has these pages: the work of a copy."""
    Path(path).write_bytes(make_comparison(read_snapshot(Path(snapshot)), pages))


def make_comparison(contrat: Contrat, pages: Collection[str]) -> bytes:
    """The bytes of ``comparer.html``; ``pages`` are those of the output folder."""
    compared = compare_quartiers(contrat)
    cells = [tuple(map(inline_html, own)) for own in compared.a_la_demande]
    ranks = _by_commune(contrat) if cells else range(len(compared.colonnes))
    columns = []
    for name, title in (compared.colonnes[rank] for rank in ranks):
        page = f"{QUARTIERS}/{name}.html"
        commune = printable(typeset(contrat.quartiers[name].commune)) if cells else ""
        columns.append(Colonne(name, printable(typeset(title)), quote(page) if page in pages else "", commune))
    return render_comparison(
        PageComparee(
            "Comparer des quartiers",
            printable(typeset(compared.sous_titre)),
            {"Tous les rapports": SOMMAIRE, "Données (classeur)": CLASSEUR},
            tuple(columns),
            compared.tableau.to_html(),
            compared.suite.to_html(),
            printable(typeset(contrat.nom)),
            tuple(cells[rank] for rank in ranks) if cells else (),
        )
    ).encode()


def _by_commune(contrat: Contrat) -> list[int]:
    """The ranks of the quartiers, those of one commune next to each other, in the order of their first one."""
    communes = [q.commune for q in contrat.quartiers.values()]
    first = {commune: rank for rank, commune in reversed(list(enumerate(communes)))}
    return sorted(range(len(communes)), key=lambda rank: first[communes[rank]])

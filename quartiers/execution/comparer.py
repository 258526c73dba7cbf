"""The page that sets quartiers side by side: the contract's figures, and the reports of the folder that it leads to."""

from pathlib import Path
from urllib.parse import quote

from quartiers.donnees import Contrat
from quartiers.echappement import printable
from quartiers.ecriture import write_atomic
from quartiers.execution.sorties import CLASSEUR, COMPARER, QUARTIERS, SOMMAIRE, built_pages
from quartiers.export.comparer import Colonne, PageComparee, render_comparison
from quartiers.presentation.comparer import compare_quartiers
from quartiers.typographie import typeset


def write_comparison(contrat: Contrat, output: Path) -> Path:
    """Write ``comparer.html``; it leads to the reports that are in the folder."""
    path = output / COMPARER
    write_atomic(path, make_comparison(contrat, output))
    return path


def make_comparison(contrat: Contrat, output: Path) -> bytes:
    """The bytes of ``comparer.html``."""
    compared = compare_quartiers(contrat)
    built = set(built_pages(output))
    columns = tuple(
        Colonne(name, printable(typeset(title)), quote(page) if (page := f"{QUARTIERS}/{name}.html") in built else "")
        for name, title in compared.colonnes
    )
    return render_comparison(
        PageComparee(
            "Comparer des quartiers",
            printable(typeset(compared.sous_titre)),
            {"Tous les rapports": SOMMAIRE, "Données (classeur)": CLASSEUR},
            columns,
            compared.tableau.to_html(),
            compared.suite.to_html(),
            printable(typeset(contrat.nom)),
        )
    ).encode()

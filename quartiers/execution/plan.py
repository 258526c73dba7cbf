"""What to build: one task a report."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quartiers import DEFAULT_DATA, NOTEBOOKS
from quartiers.donnees import Contrat

FORMATS = ("html", "pdf")
SYNTHESE = "synthese"


@dataclass(frozen=True)
class ReportTask:
    """A report to build: ``nom`` is its path in the output folder, without suffix."""

    nom: str
    titre: str
    notebook: Path
    parameters: dict[str, Any] = field(hash=False)


def select_quartiers(contrat: Contrat, quartiers: Collection[str], communes: Collection[str]) -> tuple[str, ...]:
    """Identifiers asked for, in the contract's order; all of them when nothing is asked.

    Raises :class:`~quartiers.donnees.Introuvable` for a quartier or a commune that the contract lacks.
    """
    if not quartiers and not communes:
        return tuple(contrat.quartiers)
    wanted = {contrat.quartier(q).quartier for q in quartiers}
    wanted |= {q.quartier for commune in communes for q in contrat.quartiers_de(commune)}
    return tuple(q for q in contrat.quartiers if q in wanted)


def plan_reports(
    contrat: Contrat, donnees: Path, quartiers: Collection[str], *, with_synthese: bool
) -> tuple[ReportTask, ...]:
    """The tasks for these quartiers, and for the synthesis if it is wanted."""
    common: dict[str, Any] = {}
    if donnees.resolve() != DEFAULT_DATA.resolve():
        # The default folder is left unsaid, so that reports carry no path of the machine they come from.
        common["donnees"] = str(donnees.resolve())
    tasks = [
        ReportTask(f"quartiers/{q}", contrat.quartiers[q].nom, NOTEBOOKS / "quartier.ipynb", {"quartier": q, **common})
        for q in quartiers
    ]
    if with_synthese:
        tasks.append(ReportTask(SYNTHESE, "Synthèse intercommunale", NOTEBOOKS / "synthese.ipynb", common))
    return tuple(tasks)

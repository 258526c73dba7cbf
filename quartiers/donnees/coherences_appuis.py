"""What must agree in the table of supports: one thing that supports, of the priority's own quartier."""

from collections.abc import Mapping, Set
from typing import Any, Final

from quartiers.donnees.controles import Controle
from quartiers.donnees.lignes import lines_of
from quartiers.donnees.tables import TABLES
from quartiers.donnees.tables.suivi import CONFIRME

# What may support, and the table that it is a row of.
_SOURCES: Final = {"constat": "constats", "affirmation": "diagnostic"}

Rangees = Mapping[str, Mapping[str, Any]]  # rows by identifier


def check_supports(controles: Mapping[str, Controle]) -> None:
    """Add what the supports say of none or of two, of another quartier, or of a priority's own sentence."""
    if (controle := controles.get("appuis")) is None:
        return
    priorities = _rows(controles, "priorites")
    sources = {column: _rows(controles, table) for column, table in _SOURCES.items()}
    quartiers = _rows(controles, "quartiers").keys()
    for line, row in controle.rows:
        if any(controle.is_reported(line, column) for column in ("priorite", *_SOURCES)):
            continue
        told = [column for column in _SOURCES if row[column] is not None]
        if len(told) != 1:
            found = " et ".join(told) if told else "aucune n'est remplie"
            remedy = "Une ligne par appui : le constat, ou le chiffre énoncé." if told else None
            controle.report(line, "constat", "une seule des colonnes constat et affirmation", found, remedy)
            continue
        [column] = told
        priority, source = priorities.get(row["priorite"]), sources[column].get(row[column])
        if priority is not None and source is not None:
            expected, remedy = _why_not(row, row[column], priority, source, quartiers)
            if expected is not None:
                controle.report(line, column, expected, row[column], remedy)


def _why_not(
    row: Mapping[str, Any],
    named: str,
    priority: Mapping[str, Any],
    source: Mapping[str, Any],
    quartiers: Set[str],
) -> tuple[str | None, str]:
    """What is expected instead of the pair, and how to mend it; None where nothing is wrong."""
    both = {priority["quartier"], source["quartier"]}
    if len(both) > 1 and both <= quartiers:  # of one that nobody knows, its own table says it
        remedy = f"{named} est de {source['quartier']} : corriger l'un ou l'autre, ou supprimer la ligne."
        return f"un identifiant de {priority['quartier']}, comme la priorité", remedy
    own, found = lines_of(priority["lignes"]), lines_of(source["lignes"])
    if row["lien"] == CONFIRME and found and found <= own:
        remedy = "Supprimer la ligne, ou corriger les lignes du document que citent ces deux tables."
        return "un constat ou un chiffre du diagnostic, et non la phrase même de la priorité", remedy
    return None, ""


def _rows(controles: Mapping[str, Controle], name: str) -> Rangees:
    identifier = TABLES[name].identifiant
    rows = controles[name].rows if name in controles else []
    return {row[identifier]: row for _, row in rows if identifier and row[identifier] is not None}

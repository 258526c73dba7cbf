"""What is withdrawn: rows that stay in their table, keep their identifier for ever, and no more count.

The contract holds the others as if these were not there, and of these what a report says where they were cited: which
row, of which quartiers, since when and why. What cites a withdrawn row stays: an action is then one without priority, a
decision or an advice is about something that was withdrawn. What was heard in a withdrawn démarche goes with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from quartiers.donnees.tables.suivi import CONFIRME, ActionPriorite

# The tables whose rows may be withdrawn; of each, what names a row, and what it is in French.
TITRES: Final[Mapping[str, str]] = {
    "demarches": "intitule",
    "constats": "constat",
    "priorites": "intitule",
    "contributions": "texte",
}
_HEARD: Final = ("reponses", "paroles", "contributions")  # what goes with its démarche

Rangees = Mapping[str, Sequence[Any]]  # rows of the model, by table


@dataclass(frozen=True)
class Retrait:
    """A withdrawn row. ``quartiers`` are those that it names (none: those of ``commune``, or all).

    ``actions`` are those whose link to it was confirmed.
    """

    table: str
    identifiant: str
    titre: str
    quartiers: tuple[str, ...]
    commune: str | None
    le: date
    motif: str
    actions: tuple[str, ...] = ()


def set_aside(rows: Rangees) -> tuple[dict[str, Sequence[Any]], tuple[Retrait, ...]]:
    """The rows that count, and what is said of those that do not."""
    kept = dict(rows)
    found: list[Retrait] = []
    gone: dict[str, set[str]] = {}
    for table in TITRES:
        for row in rows.get(table, ()):
            if row.retire_le is not None:
                found.append(_withdrawn(table, row, rows))
                gone.setdefault(table, set()).add(found[-1].identifiant)
        kept[table] = [row for row in rows.get(table, ()) if row.retire_le is None]
    for table in _HEARD if "demarches" in gone else ():
        kept[table] = [row for row in kept.get(table, ()) if row.demarche not in gone["demarches"]]
    if "priorites" in gone:
        kept |= _without_priorities(kept, gone["priorites"])
    if gone.keys() & {"priorites", "constats"}:
        priorities, findings = gone.get("priorites", set()), gone.get("constats", set())
        supports = rows.get("appuis", ())
        kept["appuis"] = [a for a in supports if a.priorite not in priorities and a.constat not in findings]
    return kept, tuple(found)


def _withdrawn(table: str, row: Any, rows: Rangees) -> Retrait:
    identifier = {"demarches": "demarche", "constats": "constat_id", "priorites": "priorite"}.get(table, "contribution")
    name = getattr(row, identifier)
    own = (row.quartier,) if table in ("constats", "priorites") else row.quartiers
    commune = row.commune if table == "demarches" else None
    if table == "contributions" and not own:
        heard = next((d for d in rows.get("demarches", ()) if d.demarche == row.demarche), None)
        own, commune = (heard.quartiers, heard.commune) if heard is not None else ((), None)
    links = rows.get("actions_priorites", ()) if table == "priorites" else ()
    actions = dict.fromkeys(x.action for x in links if x.priorite == name and x.lien == CONFIRME)
    return Retrait(
        table,
        name,
        getattr(row, TITRES[table]),
        tuple(own),
        commune,
        row.retire_le,
        row.retire_motif or "",
        tuple(actions),
    )


def _without_priorities(rows: Rangees, gone: set[str]) -> dict[str, Sequence[Any]]:
    """The rows that count priorities, without these: a link to one is a link to its quartier alone."""
    links: dict[tuple[str, str, str | None], ActionPriorite] = {}
    for link in rows.get("actions_priorites", ()):
        own = replace(link, priorite=None) if link.priorite in gone else link
        links.setdefault((own.action, own.quartier, own.priorite), own)
    results = (
        replace(r, priorite=None) if r.priorite in gone else r
        for r in rows.get("resultats", ())
        if r.action is not None or r.priorite not in gone
    )
    published = (
        replace(row, priorites=tuple(p for p in row.priorites if p not in gone))
        for row in rows.get("synthese_publiee", ())
    )
    return {"actions_priorites": list(links.values()), "resultats": list(results), "synthese_publiee": list(published)}

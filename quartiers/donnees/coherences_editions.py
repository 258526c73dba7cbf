"""What the tables may not do to what was presented: the journal of decisions is only added to, identifiers are kept.

Each edition that the folder keeps is compared with its tables, and what differs where it may not is an anomaly, at its
line. What changes as it should is told by :mod:`quartiers.analyse.changements`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from quartiers.donnees.coherences_identifiants import Place, check_names, is_heir
from quartiers.donnees.editions import list_editions, load_edition
from quartiers.donnees.erreurs import Anomalie, DonneesInvalides
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Action, Contrat, Decision
from quartiers.donnees.tables import TABLES
from quartiers.donnees.tables.projets import CLOSE
from quartiers.donnees.tables.suivi import ETATS_FINIS
from quartiers.typographie import format_date

# Of a decision: who took it, what it is about, what it decides. What becomes of it, and who sees to it, is kept up.
_TAKEN: Final = ("comite", "quartier", "priorite", "action", "sens", "objet")
# Of which an empty cell may be filled afterwards: why, what is to follow, by when, in the place of what.
_COMPLETED: Final = ("motif", "suite", "echeance", "remplace")


def check_editions(dossier: Path, contrat: Contrat, lu: Dossier | None = None) -> tuple[date, ...]:
    """The editions of a data folder; :class:`DonneesInvalides` with all that its tables contradict of them.

    ``lu`` is what the contract was read from, where it is not the folder alone.
    """
    days = list_editions(dossier)
    place = _Places(lu or Dossier(dossier)) if days else None
    found: dict[tuple[str, int | None, str | None, str | None], Anomalie] = {}
    for day in days:
        assert place is not None
        for anomaly in find_contradictions(contrat, load_edition(dossier, day), day, place.of):
            key = (anomaly.fichier, anomaly.ligne, anomaly.colonne, None if anomaly.ligne else anomaly.attendu)
            found.setdefault(key, anomaly)  # once, for the first edition that it contradicts
    if found:
        raise DonneesInvalides(found.values())
    return days


def find_contradictions(contrat: Contrat, edition: Contrat, day: date, place: Place) -> Iterator[Anomalie]:
    """What the contract contradicts of an edition."""
    said = f"l'édition du {format_date(day)}"
    for decision in edition.decisions.values():
        yield from _check_decision(contrat, decision, said, place)
    for action in edition.actions.values():
        if (now := contrat.actions.get(action.action)) is not None and _is_another(action, now):
            file, line = place("actions", action.action)
            expected = f"l'action « {action.intitule} » de {said}"
            remedy = (
                "Un identifiant ne sert jamais à deux actions : en donner un autre à celle-ci, et remettre l'ancienne."
            )
            yield Anomalie(file, expected, line, "intitule", now.intitule, remedy)
    yield from _check_states(contrat, edition, said, place)
    yield from check_names(contrat, edition, said, place)


def _check_decision(contrat: Contrat, decision: Decision, said: str, place: Place) -> Iterator[Anomalie]:
    file, line = place("decisions", decision.decision)
    now = contrat.decisions.get(decision.decision)
    instead = f"ajouter une décision dont la colonne « remplace » vaut {decision.decision}"
    if now is None:
        remedy = f"Le journal ne s'efface pas : remettre sa ligne et, si elle ne vaut plus, {instead}."
        yield Anomalie(file, f"la décision {decision.decision} de {said} (elle manque)", remede=remedy)
        return
    for column in (*_TAKEN, *_COMPLETED):
        before, after = getattr(decision, column), getattr(now, column)
        if before == after or (column == "quartier" and is_heir(contrat, after, before)):
            continue
        if before is None and column in _COMPLETED:
            continue
        remedy = f"Une décision prise ne se corrige pas : la remettre comme elle était, et {instead}."
        was = f"« {_text(before)} »" if before is not None else "une cellule vide"
        found = _text(after) if after is not None else ""
        yield Anomalie(file, f"{was}, comme dans {said}", line, column, found, remedy)


def _text(value: str | date) -> str:
    return value if isinstance(value, str) else f"{value:%d/%m/%Y}"


def _is_another(before: Action, now: Action) -> bool:
    """Whether an identifier names another action: one that has another title, and another holder."""
    return (
        before.intitule != now.intitule and None not in (before.porteur, now.porteur) and before.porteur != now.porteur
    )


def _check_states(contrat: Contrat, edition: Contrat, said: str, place: Place) -> Iterator[Anomalie]:
    """What had ended and goes on, though nobody decided so."""
    since = [d for name, d in contrat.decisions.items() if name not in edition.decisions]
    ended: list[tuple[str, str, Mapping[str, Any], Mapping[str, Any], tuple[str, ...], set[str | None]]] = [
        ("actions", "cette action", edition.actions, contrat.actions, ETATS_FINIS, {d.action for d in since}),
        (
            "priorites",
            "cette priorité",
            {p.priorite: p for p in edition.priorites},
            {p.priorite: p for p in contrat.priorites},
            (CLOSE,),
            {d.priorite for d in since},
        ),
    ]
    for table, what, before, now, final, decided in ended:
        for name, row in before.items():
            after = now.get(name)
            if row.etat not in final or after is None or after.etat in final or name in decided:
                continue
            file, line = place(table, name)
            remedy = f"Remettre cet état, ou écrire dans decisions.csv la décision qui relance {what}."
            expected = f"« {row.etat} », comme dans {said}, ou une décision prise depuis sur {what}"
            yield Anomalie(file, expected, line, "etat", after.etat or "", remedy)


class _Places:
    """Where the rows of a data folder are."""

    def __init__(self, folder: Dossier):
        self._folder = folder
        self._lines = cache(self._read_lines)

    def of(self, table: str, identifier: str) -> tuple[str, int | None]:
        file, lines = self._lines(table)
        return file, lines.get(fold(identifier))

    def _read_lines(self, table: str) -> tuple[str, dict[str, int]]:
        raw = self._folder.read(table, optional=True)
        if raw is None:
            return TABLES[table].chemin, {}
        position = raw.colonnes.index(str(TABLES[table].identifiant))
        return raw.source, {fold(row[position]): line for row, line in zip(raw.rangees, raw.lignes, strict=True)}

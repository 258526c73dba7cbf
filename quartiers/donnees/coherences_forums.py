"""What must agree in the tables of forums and votes, and what no cell of them may hold."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from quartiers.donnees.coherences_concertation import Ligne, check_places, check_read_texts, check_texts
from quartiers.donnees.controles import Controle
from quartiers.donnees.fichiers.lecture import split_list
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.tables.forums import ECARTEE, ISSUES_ADOPTEES
from quartiers.typographie import format_date

_SUITE: Final = "une suite, puisque la ligne dit ce qui en a été fait"


def check_forums(controles: Mapping[str, Controle]) -> None:
    """Add what these tables say against themselves, or against those that they cite."""
    if "contributions" in controles:
        _check_contributions(controles["contributions"], controles)
    if "validations" in controles:
        _check_votes(controles["validations"], controles)


def _by_id(controles: Mapping[str, Controle], name: str, column: str) -> dict[str, dict[str, Any]]:
    rows = controles[name].rows if name in controles else []
    return {row[column]: row for _, row in rows if row[column] is not None}


# -- contributions ----------------------------------------------------------------------------------------


def _check_contributions(controle: Controle, controles: Mapping[str, Controle]) -> None:
    check_read_texts(controle, ("texte", "reponse"))
    demarches = _by_id(controles, "demarches", "demarche")
    priorities = _by_id(controles, "priorites", "priorite")
    for line, row in controle.rows:
        _check_answer(controle, line, row)
        demarche = demarches.get(row["demarche"] or "")
        if demarche is not None:
            _check_after(controle, line, row, "suite_le", demarche)
        _check_priority(controle, line, row, demarche, priorities)


def _check_answer(controle: Controle, line: Any, row: Mapping[str, Any]) -> None:
    """What is set aside says why; what is said of a suite has one."""
    if row["suite"] == ECARTEE and row["reponse"] is None and not controle.is_reported(line, "reponse"):
        remedy = "Ceux qui l'ont dite le liront : écrire pourquoi en une phrase."
        controle.report(line, "reponse", "la raison, puisque la contribution est écartée", None, remedy)
    told = row["reponse"] is not None or row["suite_le"] is not None
    if told and row["suite"] is None and not controle.is_reported(line, "suite"):
        controle.report(line, "suite", _SUITE, None)


def _last_day(demarche: Mapping[str, Any]) -> date | None:
    found: date | None = demarche["fin"] or demarche["debut"]
    return found


def _check_after(
    controle: Controle, line: Any, row: Mapping[str, Any], column: str, demarche: Mapping[str, Any]
) -> None:
    """A day comes once something of the démarche has been heard."""
    first = demarche["debut"]
    if None not in (row[column], first) and row[column] < first:
        expected = f"une date qui ne précède pas la démarche {demarche['demarche']} ({format_date(first)})"
        controle.report(line, column, expected, format_date(row[column]))


def _check_priority(
    controle: Controle,
    line: Any,
    row: Mapping[str, Any],
    demarche: Mapping[str, Any] | None,
    priorities: Mapping[str, Mapping[str, Any]],
) -> None:
    """A priority is one of the quartiers beside it, or of those of the démarche."""
    priority = priorities.get(row["priorite"] or "")
    if priority is None or priority["quartier"] is None:
        return
    named = split_list(row["quartiers"]) or (split_list(demarche["quartiers"]) if demarche is not None else ())
    if named and priority["quartier"] not in named:  # which are not repeated: no cell of a contribution is
        where = "des quartiers de la ligne" if row["quartiers"] else "des quartiers de la démarche"
        controle.report(line, "priorite", f"une priorité {where}", row["priorite"])


# -- votes ------------------------------------------------------------------------------------------------


def _check_votes(controle: Controle, controles: Mapping[str, Controle]) -> None:
    check_texts(controle, ("document", "version", "instance", "reference", "note"))
    check_places(controle, controles)
    demarches = _by_id(controles, "demarches", "demarche")
    for line, row in controle.rows:
        controle.check_order(line, row, "date", "en_vigueur_le", "le vote")
        if row["en_vigueur_le"] is not None and row["issue"] is not None and row["issue"] not in ISSUES_ADOPTEES:
            remedy = "Seule une version adoptée est en vigueur : vider cette cellule, ou corriger l'issue."
            expected = f"rien, puisque la version est « {row['issue']} »"
            controle.report(line, "en_vigueur_le", expected, format_date(row["en_vigueur_le"]), remedy)
        for name in split_list(row["demarches"]):
            _check_heard(controle, line, row, demarches.get(name))
    _check_names(controle)
    _check_in_force(controle, controles)


def _check_heard(controle: Controle, line: Any, row: Mapping[str, Any], demarche: Mapping[str, Any] | None) -> None:
    """A version that takes a démarche into account is voted once the démarche has ended."""
    last = _last_day(demarche) if demarche is not None else None
    if demarche is not None and None not in (row["date"], last) and row["date"] < last:
        remedy = f"Cette version ne peut pas tenir compte de {demarche['demarche']}, qui se termine après le vote."
        expected = f"un vote qui ne précède pas la fin de la démarche ({format_date(last)})" if last else ""
        controle.report(line, "date", expected, format_date(row["date"]), remedy)


def _check_names(controle: Controle) -> None:
    """A document is always written in one way: else it would be two, both in force."""
    known: list[str] = []
    for line, row in controle.rows:
        name = row["document"]
        if name is None or name in known:
            continue
        other = next((k for k in known if fold(k) == fold(name)), None)
        if other is not None:
            remedy = "Le même document s'écrit toujours de la même façon."
            controle.report(line, "document", f"« {other} », ou un autre document", name, remedy)
        known.append(name)


def _check_in_force(controle: Controle, controles: Mapping[str, Controle]) -> None:
    """Two versions of one document are not in force from one day on, for one quartier."""
    by_start: defaultdict[tuple[str, date], list[Ligne]] = defaultdict(list)
    for line, row in controle.rows:
        if None in (row["document"], row["version"], row["en_vigueur_le"]):
            continue
        own = by_start[row["document"], row["en_vigueur_le"]]
        for _, other in own:
            shared = _places(row, controles) & _places(other, controles)
            if shared and other["version"] != row["version"]:
                remedy = (
                    f"De {min(shared)}, une seule version est en vigueur à la fois : corriger l'une des deux dates."
                )
                expected = f"la version « {other['version']} », ou un autre jour"
                controle.report(line, "en_vigueur_le", expected, format_date(row["en_vigueur_le"]), remedy)
                break
        own.append((line, row))


def _places(row: Mapping[str, Any], controles: Mapping[str, Controle]) -> set[str]:
    """The quartiers that a vote is about."""
    named = set(split_list(row["quartiers"]))
    if named:
        return named
    rows = controles["quartiers"].rows if "quartiers" in controles else []
    commune = row["commune"]
    return {
        q["quartier"] for _, q in rows if q["quartier"] and (commune is None or commune in split_list(q["commune"]))
    }

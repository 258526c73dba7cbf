"""What must agree in the tables of what is done: actions, their money, results, committees and decisions."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from quartiers.donnees.controles import Controle
from quartiers.donnees.description import Nature
from quartiers.donnees.fichiers.lecture import split_list
from quartiers.donnees.fichiers.textes import fold, nearest
from quartiers.donnees.personnes import NAMES_SOMEONE, REACHES_SOMEONE
from quartiers.donnees.tables import TABLES
from quartiers.typographie import format_date

TOTALS: Final = frozenset({"total", "totaux", "total general", "sous-total", "ensemble", "cumul"})
_LIKENESS: Final = 0.9  # of two writings of one commune
# Columns where a service is expected, and somebody's name is often typed.
_SERVICES: Final = ("pilote", "responsable", "porteur")

Lignes = Mapping[str, tuple[Any, dict[str, Any]]]  # a line and a row, by identifier


def check_follow_up(controles: Mapping[str, Controle]) -> None:
    """Add what these tables say against themselves, or against those that they cite."""
    checks: dict[str, Callable[[Controle, Mapping[str, Controle]], None]] = {
        "priorites": _check_state,
        "actions": _check_actions,
        "actions_priorites": _check_links,
        "financements": _check_funding,
        "resultats": _check_results,
        "comites": _check_committees,
        "decisions": _check_decisions,
    }
    for name, check in checks.items():
        if name in controles:
            check(controles[name], controles)
            if name != "priorites":
                _check_people(controles[name])


def _rows(controles: Mapping[str, Controle], name: str) -> Lignes:
    identifier = TABLES[name].identifiant
    rows = controles[name].rows if name in controles else []
    return {row[identifier]: (line, row) for line, row in rows if identifier and row[identifier] is not None}


def _check_people(controle: Controle) -> None:
    """No table says how to reach somebody, nor names one where a service is meant."""
    champs = TABLES[controle.brute.nom].champs.values() if controle.brute else ()
    # An identifier, or a SIRET, may have the digits of a telephone number: what has a form says nothing else.
    texts = [
        c.nom
        for c in champs
        if c.nature is Nature.TEXTE and not (c.colonne.mots or c.colonne.renvoi or c.colonne.forme)
    ]
    for line, row in controle.rows:
        for column in texts:
            text = row[column] or ""
            if REACHES_SOMEONE.search(text):
                remedy = "Ces tables sont imprimées et diffusées : y nommer un organisme, un service ou une fonction."
                controle.report(line, column, "un texte sans adresse électronique ni téléphone", text, remedy)
            elif column in _SERVICES and NAMES_SOMEONE.search(text):
                remedy = "Ces tables sont imprimées et diffusées : y écrire le service, ou la fonction."
                controle.report(
                    line, column, "un organisme, un service ou une fonction, non une personne", text, remedy
                )


def _check_state(controle: Controle, controles: Mapping[str, Controle]) -> None:
    decisions = _rows(controles, "decisions")
    for line, row in controle.rows:
        for column in ("etat_depuis", "decision"):
            if row[column] is not None and row["etat"] is None and not controle.is_reported(line, "etat"):
                controle.report(line, "etat", "un état, puisque la ligne dit depuis quand ou par qui", None)
        _, decided = decisions.get(row["decision"] or "", (None, None))
        if decided is not None and decided["priorite"] not in (None, row["priorite"]):
            remedy = f"Cette décision porte sur {decided['priorite']}."
            controle.report(line, "decision", "une décision sur cette priorité", row["decision"], remedy)


def _check_actions(controle: Controle, controles: Mapping[str, Controle]) -> None:
    communes = known_communes(controles)
    for line, row in controle.rows:
        controle.check_order(line, row, "debut", "fin", "le début")
        # An action may be of a commune without a project; a name that is one of theirs but for a slip is none.
        for commune in split_list(row["commune"]):
            if any(_is_slip(commune, known) for known in communes.values()):
                check_commune(controle, line, commune, communes)


@lru_cache(maxsize=10_000)
def _is_slip(text: str, name: str) -> bool:
    from difflib import SequenceMatcher  # it takes time to import, and names are right as a rule

    return text != name and SequenceMatcher(None, fold(text), fold(name)).ratio() >= _LIKENESS


def known_communes(controles: Mapping[str, Controle]) -> dict[str, str]:
    """Communes of the projects and of their QPV, by folded name."""
    found: dict[str, str] = {}
    for _, row in controles["quartiers"].rows if "quartiers" in controles else []:
        qpv = (name.partition(" ")[2] for name in split_list(row["communes_qpv"]))
        found |= {fold(name): name for name in (*split_list(row["commune"]), *qpv)}
    return found


def check_commune(controle: Controle, line: Any, commune: str, known: Mapping[str, str]) -> None:
    if known and commune not in known.values():
        near = nearest(commune, list(known.values()))
        remedy = f"Sans doute « {near} »." if near else None
        controle.report(line, "commune", "une commune de quartiers.csv", commune, remedy)


def _check_links(controle: Controle, controles: Mapping[str, Controle]) -> None:
    priorities = _rows(controles, "priorites")
    for line, row in controle.rows:
        _check_owner(controle, line, row, priorities)


def _check_owner(controle: Controle, line: Any, row: Mapping[str, Any], priorities: Lignes) -> None:
    """A priority beside a quartier is one of its own."""
    _, priority = priorities.get(row["priorite"] or "", (None, None))
    owners = {row["quartier"], priority["quartier"]} - {None} if priority is not None else set()
    if len(owners) > 1:
        controle.report(line, "priorite", f"une priorité de {row['quartier']}", row["priorite"])


def _check_funding(controle: Controle, _: Mapping[str, Controle]) -> None:
    for line, row in controle.rows:
        if fold(row["financeur"] or "").strip(" :") in TOTALS:
            remedy = "Supprimer cette ligne : les rapports font les totaux."
            controle.report(line, "financeur", "un financeur, non un total", row["financeur"], remedy)
        amounts = ("demande", "accorde", "depense")
        if all(row[c] is None and not controle.is_reported(line, c) for c in amounts):
            controle.report(line, "accorde", "un montant au moins : demandé, accordé ou dépensé", None)


def _check_results(controle: Controle, _: Mapping[str, Controle]) -> None:
    for line, row in controle.rows:
        if row["action"] is None and row["priorite"] is None:
            controle.report(line, "action", "une action ou une priorité dont c'est le résultat", None)


def _check_committees(controle: Controle, controles: Mapping[str, Controle]) -> None:
    communes = known_communes(controles)
    for line, row in controle.rows:
        if row["commune"] is not None:
            check_commune(controle, line, row["commune"], communes)


def _check_decisions(controle: Controle, controles: Mapping[str, Controle]) -> None:
    priorities, committees, decisions = (_rows(controles, n) for n in ("priorites", "comites", "decisions"))
    quartiers = _rows(controles, "quartiers")
    for line, row in controle.rows:
        _check_owner(controle, line, row, priorities)
        _, committee = committees.get(row["comite"] or "", (None, None))
        if committee is not None:
            _check_meeting(controle, line, row, committee, quartiers)
        if row["remplace"] is not None:
            _check_replaced(controle, line, row, decisions, committees)


def _check_meeting(
    controle: Controle, line: Any, row: Mapping[str, Any], committee: Mapping[str, Any], quartiers: Lignes
) -> None:
    for column in ("echeance", "suivi_au"):
        if None not in (row[column], committee["date"]) and row[column] < committee["date"]:
            expected = f"une date qui ne précède pas celle du comité ({format_date(committee['date'])})"
            controle.report(line, column, expected, format_date(row[column]))
    _, quartier = quartiers.get(row["quartier"] or "", (None, None))
    commune = committee["commune"]
    if quartier is not None and commune is not None and commune not in split_list(quartier["commune"]):
        remedy = f"Ce comité est celui de {commune}."
        controle.report(line, "quartier", f"un quartier de {commune}", row["quartier"], remedy)


def _check_replaced(
    controle: Controle, line: Any, row: Mapping[str, Any], decisions: Lignes, committees: Lignes
) -> None:
    """A decision replaces an earlier one, and not itself, even through others."""
    if row["decision"] in _replaced(row["decision"], decisions):
        controle.report(line, "remplace", "une autre décision, prise avant", row["remplace"])
        return
    _, former = decisions.get(row["remplace"], (None, None))
    if former is None:
        return
    dates = [committees.get(r["comite"] or "", (None, {"date": None}))[1]["date"] for r in (former, row)]
    if None not in dates and dates[0] > dates[1]:
        expected = f"une décision qui n'est pas postérieure au {format_date(dates[1])}"
        controle.report(line, "remplace", expected, row["remplace"])


def _replaced(decision: str, decisions: Lignes) -> Iterator[str]:
    """What a decision replaces, and what that replaces in turn; it ends where it comes back."""
    seen: set[str] = set()
    current = decisions[decision][1]["remplace"] if decision in decisions else None
    while current is not None and current not in seen:
        seen.add(current)
        yield current
        current = decisions[current][1]["remplace"] if current in decisions else None

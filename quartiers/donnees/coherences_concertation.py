"""What must agree in the tables of what residents said, and what no cell of them may hold."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Final

from quartiers.donnees.controles import Controle
from quartiers.donnees.fichiers.lecture import split_list
from quartiers.donnees.fichiers.textes import fold
from quartiers.typographie import format_date

_REMEDE: Final = "Retirer ce qui désigne la personne : les rapports sont diffusés."
# What would lead to somebody, in the words of the message; a plate is that of a car since 2009, or before.
_LEADS_TO_SOMEONE: Final[Mapping[str, re.Pattern[str]]] = {
    "une adresse électronique": re.compile(r"[\w.+-]+\s?@\s?[\w-]+\.\w+"),
    "un numéro de téléphone": re.compile(r"(?:\+33|\b0)[ .\-/]?[1-9](?:[ .\-/]?[0-9]{2}){4}\b"),
    "une adresse": re.compile(
        r"\b[0-9]{1,4}\s?(?:bis|ter|quater)?,?\s+(?:de la\s+)?"
        r"(?:rue|avenue|av\.|boulevard|bd\.?|place|allée|chemin|impasse|square|cité|résidence|route|quai)\b",
        re.IGNORECASE,
    ),
    "un logement": re.compile(
        r"\b(?:appartement|appart|apt|logement|porte)\s?(?:n[°o]\s?)?[A-Z]?[0-9]{1,4}\b", re.IGNORECASE
    ),
    "une plaque d'immatriculation": re.compile(
        r"\b(?:[A-HJ-NP-TV-Z]{2}[ -]?[0-9]{3}[ -]?[A-HJ-NP-TV-Z]{2}|[0-9]{2,4} ?[A-Z]{2,3} ?[0-9]{2})\b"
    ),
    "un numéro de sécurité sociale": re.compile(r"\b[12] ?[0-9]{2} ?[01][0-9] ?[0-9AB]{2} ?[0-9]{3} ?[0-9]{3}\b"),
    "le nom d'une personne": re.compile(
        r"(?:\b(?:M|MM|Mr|Mme|Mmes|Mlle|Dr|Me)\b\.?"
        r"|(?i:\b(?:monsieur|madame|mademoiselle|docteur|maître)\b)"
        r"|(?i:\b(?:je m|s|il s|elle s)['’]appelle)"
        r"|(?i:\b(?:voisine?|fils|fille|frère|sœur|mari|femme|amie?|copain|copine|père|mère|cousine?|collègue"
        r"|oncle|tante|petite?|gardienne?|concierge|directeur|directrice|animateur|animatrice)\b))"
        r"\s*[A-ZÀ-ÖØ-Ý][\w'’-]+"
    ),
    "un prénom et un nom": re.compile(
        r"(?<![.!?…»«\"] )(?<!^)\b[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)? [A-ZÀ-Ý]{2,}\b"
    ),
}


def check_consultation(controles: Mapping[str, Controle]) -> None:
    """Add what these tables say against themselves, or against those that they cite."""
    checks: dict[str, Callable[[Controle, Mapping[str, Controle]], None]] = {
        "demarches": _check_demarches,
        "reponses": _check_answers,
        "paroles": _check_verbatims,
        "avis": _check_advice,
    }
    for name, check in checks.items():
        if name in controles:
            check(controles[name], controles)


def what_leads_to_someone(text: str) -> str | None:
    """What in a text looks like it names or finds somebody, in French; None if nothing does.

    >>> what_leads_to_someone("Appelez-moi au 06 12 34 56 78")
    'un numéro de téléphone'
    >>> what_leads_to_someone("Il manque 12 places au marché de la place Verte, dit-on à Anzin")
    """
    return next((what for what, pattern in _LEADS_TO_SOMEONE.items() if pattern.search(text)), None)


def _check_texts(controle: Controle, columns: tuple[str, ...]) -> None:
    for line, row in controle.rows:
        for column in columns:
            if (what := what_leads_to_someone(row[column] or "")) is not None:
                controle.report(
                    line, column, f"un texte qui ne désigne personne ({what} y est, semble-t-il)", None, _REMEDE
                )


def _check_demarches(controle: Controle, controles: Mapping[str, Controle]) -> None:
    _check_texts(controle, ("intitule", "question", "organisateur", "moyen", "note"))
    for line, row in controle.rows:
        if None not in (row["debut"], row["fin"]) and row["fin"] < row["debut"]:
            expected = f"une fin qui ne précède pas le début ({format_date(row['debut'])})"
            controle.report(line, "fin", expected, format_date(row["fin"]))
    _check_places(controle, controles)


def _check_places(controle: Controle, controles: Mapping[str, Controle]) -> None:
    """A commune is one of the projects', and the quartiers beside it are its own."""
    rows = [row for _, row in controles["quartiers"].rows] if "quartiers" in controles else []
    communes = {row["quartier"]: split_list(row["commune"]) for row in rows}
    known = {fold(name): name for names in communes.values() for name in names}
    for line, row in controle.rows:
        if row["commune"] is None or not known:
            continue
        if row["commune"] not in known.values():
            near = known.get(fold(row["commune"]))
            remedy = f"Sans doute « {near} »." if near else None
            controle.report(line, "commune", "une commune de quartiers.csv", row["commune"], remedy)
            continue
        for quartier in split_list(row["quartiers"]):
            if row["commune"] not in communes.get(quartier, [row["commune"]]):
                controle.report(line, "quartiers", f"des quartiers de {row['commune']}", quartier)


def _check_answers(controle: Controle, _: Mapping[str, Controle]) -> None:
    _check_texts(controle, ("question", "groupe", "reponse"))
    questions: defaultdict[tuple[Any, Any], list[tuple[Any, dict[str, Any]]]] = defaultdict(list)
    for line, row in controle.rows:
        if (row["critere"] is None) != (row["groupe"] is None) and not (
            controle.is_reported(line, "critere") or controle.is_reported(line, "groupe")
        ):
            empty = "critere" if row["critere"] is None else "groupe"
            remedy = "Un groupe va avec son critère ; les deux sont vides pour tous les répondants."
            controle.report(line, empty, "un groupe et son critère", None, remedy)
        if row["effectif"] is None and not controle.is_reported(line, "effectif"):
            controle.report(line, "effectif", "un nombre de personnes", None, "0 si personne n'a donné cette réponse.")
        questions[row["demarche"], row["question"]].append((line, row))
    for rows in questions.values():
        _check_question(controle, rows)


def _check_question(controle: Controle, rows: list[tuple[Any, dict[str, Any]]]) -> None:
    """The groups of a question are parts of those who answered it, and are of one criterion each."""
    whole = {row["reponse"]: row for _, row in rows if row["critere"] is None and row["groupe"] is None}
    criteria: dict[str, str] = {}
    sums: defaultdict[tuple[Any, Any], int] = defaultdict(int)
    for line, row in rows:
        _check_base(controle, line, row, rows)
        if row["groupe"] is None or row["critere"] is None or row["effectif"] is None:
            continue
        if criteria.setdefault(fold(row["groupe"]), row["critere"]) != row["critere"]:
            expected = f"un groupe d'un seul critère ({row['groupe']} est déjà de « {criteria[fold(row['groupe'])]} »)"
            controle.report(line, "groupe", expected, row["groupe"])
        total = whole.get(row["reponse"])
        if total is None:
            remedy = "Ajouter la même ligne sans critère ni groupe : tous les répondants."
            controle.report(
                line, "reponse", "une réponse comptée aussi pour tous les répondants", row["reponse"], remedy
            )
            continue
        sums[row["critere"], row["reponse"]] += row["effectif"]
        if total["effectif"] is not None and sums[row["critere"], row["reponse"]] > total["effectif"]:
            expected = "des groupes dont la somme ne dépasse pas l'ensemble"
            controle.report(line, "effectif", expected, row["effectif"], "Une personne est dans un groupe au plus.")


def _check_base(controle: Controle, line: Any, row: Mapping[str, Any], rows: list[tuple[Any, dict[str, Any]]]) -> None:
    """Those who answered are said once a group, and are at least as many as those who gave any one answer."""
    if row["repondants"] is None:
        return
    same = [r for _, r in rows if (r["critere"], r["groupe"]) == (row["critere"], row["groupe"])]
    if {r["repondants"] for r in same} != {row["repondants"]}:
        remedy = "Le répéter à chaque réponse de ce groupe, ou le laisser vide partout."
        controle.report(
            line, "repondants", "un même nombre de répondants pour tout le groupe", row["repondants"], remedy
        )
    elif row["effectif"] is not None and row["effectif"] > row["repondants"]:
        controle.report(line, "effectif", "au plus les répondants du groupe", row["effectif"])


def _check_verbatims(controle: Controle, _: Mapping[str, Controle]) -> None:
    _check_texts(controle, ("texte",))


def _check_advice(controle: Controle, controles: Mapping[str, Controle]) -> None:
    _check_texts(controle, ("instance", "texte", "reponse"))
    for line, row in controle.rows:
        if row["reponse_le"] is not None and row["reponse"] is None and not controle.is_reported(line, "reponse"):
            controle.report(line, "reponse", "une réponse, puisque sa date est donnée", None)
        if None not in (row["reponse_le"], row["date"]) and row["reponse_le"] < row["date"]:
            expected = f"une date qui ne précède pas celle de l'avis ({format_date(row['date'])})"
            controle.report(line, "reponse_le", expected, format_date(row["reponse_le"]))
    _check_places(controle, controles)

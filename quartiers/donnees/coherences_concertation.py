"""What must agree in the tables of what residents said, and what no cell of them may hold."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from quartiers.donnees.coherences_suivi import check_commune, known_communes
from quartiers.donnees.controles import Controle
from quartiers.donnees.decomptes import same_words
from quartiers.donnees.fichiers.lecture import split_list
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.personnes import what_leads_to_someone
from quartiers.donnees.tables.concertation import MALGRE

Ligne: TypeAlias = tuple[Any, dict[str, Any]]
_REMEDE: Final = "Retirer ce qui désigne la personne : les rapports sont diffusés."
# Words of criteria that say nothing of what is cut.
_HOLLOW: Final = frozenset(
    {"des", "les", "par", "selon", "tranche", "classe", "groupe", "categorie", "type", "situation", "niveau"}
)
MAX_ANSWERS: Final = 20  # of a question that proposes some; more are what people wrote


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


def check_texts(controle: Controle, columns: tuple[str, ...], but: tuple[str, ...] = ()) -> None:
    """No text leads to somebody; ``but`` are what the words of these columns may rightly be."""
    for line, row in controle.rows:
        for column in columns:
            found = what_leads_to_someone(row[column] or "")
            if found is not None and found.quoi not in but:
                expected = f"un texte qui ne désigne personne ({found.quoi} y est, semble-t-il)"
                controle.report(line, column, expected, None, _REMEDE)


def _check_demarches(controle: Controle, controles: Mapping[str, Controle]) -> None:
    check_texts(controle, ("intitule", "question", "organisateur", "moyen", "note"))
    check_texts(controle, ("lieu",), but=("une adresse",))
    for line, row in controle.rows:
        controle.check_order(line, row, "debut", "fin", "le début")
    check_places(controle, controles)


def check_places(controle: Controle, controles: Mapping[str, Controle]) -> None:
    """A commune is one of the projects', and the quartiers beside it are its own."""
    known = known_communes(controles)
    rows = controles["quartiers"].rows if "quartiers" in controles else []
    communes = {row["quartier"]: split_list(row["commune"]) for _, row in rows}
    for line, row in controle.rows:
        if row["commune"] is None:
            continue
        check_commune(controle, line, row["commune"], known)
        for quartier in split_list(row["quartiers"]) if row["commune"] in known.values() else ():
            if row["commune"] not in communes.get(quartier, [row["commune"]]):
                controle.report(line, "quartiers", f"des quartiers de {row['commune']}", quartier)


def _check_answers(controle: Controle, controles: Mapping[str, Controle]) -> None:
    check_texts(controle, ("question", "critere", "groupe", "reponse"))
    by_demarche: defaultdict[str, list[Ligne]] = defaultdict(list)
    for line, row in controle.rows:
        if (row["critere"] is None) != (row["groupe"] is None) and not (
            controle.is_reported(line, "critere") or controle.is_reported(line, "groupe")
        ):
            empty = "critere" if row["critere"] is None else "groupe"
            remedy = "Un groupe va avec son critère ; les deux sont vides pour tous les répondants."
            controle.report(line, empty, "un groupe et son critère", None, remedy)
        if row["effectif"] is None and not controle.is_reported(line, "effectif"):
            controle.report(line, "effectif", "un nombre de personnes", None, "0 si personne n'a donné cette réponse.")
        if row["demarche"] is not None:
            by_demarche[row["demarche"]].append((line, row))
    for demarche, rows in by_demarche.items():
        _check_criteria(controle, rows)
        _check_questions(controle, rows, _participants(controles, demarche))


def _participants(controles: Mapping[str, Controle], demarche: str) -> int | None:
    """How many took part in a démarche that answers were counted of, and that must say so; None if it does not."""
    if "demarches" not in controles:
        return None
    controle = controles["demarches"]
    for line, row in controle.rows:
        if row["demarche"] == demarche:
            if row["participants"] is None:
                remedy = "Ses réponses sont comptées : écrire combien de personnes y ont pris part."
                controle.report(line, "participants", "un nombre de personnes", None, remedy)
            number: int | None = row["participants"]
            return number
    return None


def _check_criteria(controle: Controle, rows: Sequence[Ligne]) -> None:
    """People are cut in one way a criterion, in groups that share nobody: else one group less another is a third."""
    named: dict[str, str] = {}
    for line, row in rows:
        criterion = row["critere"]
        if criterion is None or row["groupe"] is None:
            continue
        words = set(re.findall(r"[a-z0-9]{3,}", fold(criterion))) - _HOLLOW
        other = next((c for word, c in named.items() if word in words and c != criterion), None)
        if other is not None:
            remedy = "Un seul découpage de chaque chose, écrit d'une seule façon, et aucun croisement."
            controle.report(line, "critere", f"un critère qui n'est pas aussi « {other} »", criterion, remedy)
            return
        named |= dict.fromkeys(words, criterion)
    ranges: dict[tuple[str, str], tuple[float, float]] = {}
    for line, row in rows:
        if row["critere"] is None or row["groupe"] is None or (row["critere"], row["groupe"]) in ranges:
            continue
        span = age_range(row["groupe"])
        for (criterion, group), known in ranges.items():
            if criterion == row["critere"] and span is not None and span[0] <= known[1] and known[0] <= span[1]:
                remedy = "Deux groupes d'un critère n'ont personne en commun."
                controle.report(line, "groupe", f"un groupe qui ne recoupe pas « {group} »", row["groupe"], remedy)
                return
        if span is not None:
            ranges[row["critere"], row["groupe"]] = span


def age_range(text: str) -> tuple[float, float] | None:
    """The numbers that the name of a group goes from and to; None where it has none.

    >>> age_range("15 à 24 ans"), age_range("60 ans et plus"), age_range("moins de 18 ans"), age_range("femmes")
    ((15.0, 24.0), (60.0, inf), (-inf, 17.0), None)
    """
    numbers = [float(n) for n in re.findall(r"[0-9]+", text)]
    if len(numbers) == 2:
        return numbers[0], numbers[1]
    if len(numbers) != 1:
        return None
    words = fold(text)
    if "moins" in words:
        return -math.inf, numbers[0] - 1
    return (numbers[0], math.inf) if "plus" in words else (numbers[0], numbers[0])


def _check_questions(controle: Controle, rows: Sequence[Ligne], participants: int | None) -> None:
    by_question: defaultdict[str, list[Ligne]] = defaultdict(list)
    for line, row in rows:
        if row["question"] is not None:
            by_question[row["question"]].append((line, row))
    known: list[str] = []
    for question, own in by_question.items():
        if other := next((q for q in known if same_words(q, question)), None):
            remedy = "La même question s'écrit d'une seule façon."
            controle.report(own[0][0], "question", f"« {other} », ou une autre question", question, remedy)
        known.append(question)
        _check_parts(controle, own)
        _check_bases(controle, own, participants)
        _check_closed(controle, own)


def _check_parts(controle: Controle, rows: Sequence[Ligne]) -> None:
    """The groups of a question are parts of those who answered it, and are of one criterion each."""
    whole = {row["reponse"]: row for _, row in rows if row["critere"] is None and row["groupe"] is None}
    criteria: dict[str, str] = {}
    sums: defaultdict[tuple[Any, Any], int] = defaultdict(int)
    for line, row in rows:
        if row["groupe"] is None or row["critere"] is None or row["effectif"] is None:
            continue
        if criteria.setdefault(fold(row["groupe"]), row["critere"]) != row["critere"]:
            expected = f"un groupe d'un seul critère ({row['groupe']} est déjà de « {criteria[fold(row['groupe'])]} »)"
            controle.report(line, "groupe", expected, row["groupe"])
        total = whole.get(row["reponse"])
        if total is None:
            remedy = "Ajouter la même ligne sans critère ni groupe : tous les répondants."
            expected = "une réponse comptée aussi pour tous les répondants"
            controle.report(line, "reponse", expected, row["reponse"], remedy)
            continue
        sums[row["critere"], row["reponse"]] += row["effectif"]
        if total["effectif"] is not None and sums[row["critere"], row["reponse"]] > total["effectif"]:
            expected = "des groupes dont la somme ne dépasse pas l'ensemble"
            controle.report(line, "effectif", expected, row["effectif"], "Une personne est dans un groupe au plus.")


def _check_bases(controle: Controle, rows: Sequence[Ligne], participants: int | None) -> None:
    """Those who answered are told of every group, or of none; they are as many as their answers allow."""
    by_group: defaultdict[tuple[Any, Any], list[Ligne]] = defaultdict(list)
    for line, row in rows:
        by_group[row["critere"], row["groupe"]].append((line, row))
    several = any(row["repondants"] is not None for _, row in rows)
    if several and (blank := next((line for line, row in rows if row["repondants"] is None), None)) is not None:
        remedy = "Le remplir à chaque ligne de la question, ou à aucune."
        controle.report(blank, "repondants", "un nombre de répondants, comme aux autres lignes", None, remedy)
        return
    bases = {group: _check_base(controle, own) for group, own in by_group.items()}
    whole = bases.get((None, None))
    if whole is not None and participants is not None and whole > participants:
        remedy = "Quand plusieurs choix étaient permis, remplir « repondants » ; sinon, corriger les participants."
        line = by_group[None, None][0][0]
        controle.report(line, "effectif", "des réponses qui ne sont pas plus que les participants", None, remedy)
    for criterion in {criterion for criterion, _ in bases if criterion is not None}:
        known = [base or 0 for (c, _), base in bases.items() if c == criterion]
        if whole is not None and sum(known) > whole:
            line = next(line for (c, _), own in by_group.items() if c == criterion for line, _ in own)
            expected = "des groupes qui ne font pas plus que tous les répondants"
            controle.report(line, "repondants", expected, None, "Ce nombre est celui du groupe, non de l'ensemble.")


def _check_base(controle: Controle, rows: Sequence[Ligne]) -> int | None:
    """How many of a group answered; what is told of it is once the same, and agrees with what they answered."""
    told = {row["repondants"] for _, row in rows}
    line = rows[0][0]
    numbers = [row["effectif"] or 0 for _, row in rows]
    if told == {None}:
        return sum(numbers)
    if len(told) > 1:
        remedy = "Le répéter à chaque réponse de ce groupe."
        controle.report(line, "repondants", "un même nombre de répondants pour tout le groupe", None, remedy)
        return None
    base: int = told.pop()
    if base < max(numbers):
        controle.report(line, "repondants", "au moins autant de répondants que la réponse la plus donnée", None)
    elif base > sum(numbers):
        remedy = "Qui n'a rien choisi n'a pas répondu : ne pas le compter, ou ajouter la réponse « Sans réponse »."
        controle.report(line, "repondants", "au plus la somme des réponses", None, remedy)
    return base


def _check_closed(controle: Controle, rows: Sequence[Ligne]) -> None:
    """What people wrote is no answer to count: it is a verbatim, that somebody reads."""
    whole = [(line, row) for line, row in rows if row["critere"] is None and row["groupe"] is None]
    alone = [row for _, row in whole if row["effectif"] == 1]
    if len(whole) > MAX_ANSWERS or (len(whole) >= 4 and len(alone) * 2 > len(whole)):
        remedy = "Une question ouverte : regrouper ses réponses, et mettre les mots des gens dans paroles."
        controle.report(whole[0][0], "reponse", f"une réponse proposée à tous ({MAX_ANSWERS} au plus)", None, remedy)


def _check_verbatims(controle: Controle, _: Mapping[str, Controle]) -> None:
    check_read_texts(controle, ("texte",))


def check_read_texts(controle: Controle, columns: tuple[str, ...]) -> None:
    """No text leads to somebody, unless whoever read it (``relue``) says that what is likely one is nobody."""
    for line, row in controle.rows:
        for column in columns:
            found = what_leads_to_someone(row[column] or "")
            if found is None or (not found.sur and row["relue"] == MALGRE):
                continue
            remedy = _REMEDE if found.sur else f"{_REMEDE} Si ce n'est personne, écrire « {MALGRE} » dans « relue »."
            expected = f"un texte qui ne désigne personne ({found.quoi} y est, semble-t-il)"
            controle.report(line, column, expected, None, remedy)


def _check_advice(controle: Controle, controles: Mapping[str, Controle]) -> None:
    check_texts(controle, ("instance", "texte", "reponse"))
    for line, row in controle.rows:
        if row["reponse_le"] is not None and row["reponse"] is None and not controle.is_reported(line, "reponse"):
            controle.report(line, "reponse", "une réponse, puisque sa date est donnée", None)
        controle.check_order(line, row, "date", "reponse_le", "celle de l'avis")
    check_places(controle, controles)

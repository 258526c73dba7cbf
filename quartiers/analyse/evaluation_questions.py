"""What the data have to answer each evaluative question: by the themes, indicators and tables that it names.

A rule does not answer a question: it lists what was recorded, and says whether each source has something.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from quartiers.analyse.evaluation import Etendue, Perimetre, PrioriteEvaluee, actions_within
from quartiers.analyse.evaluation_ecarts import Ecart
from quartiers.analyse.liens import linked_rows
from quartiers.analyse.suivi import ActionSuivie, Montants, add_up
from quartiers.donnees.modele import Contrat, Indicateur, QuestionEvaluative, Resultat, Thematique
from quartiers.donnees.tables.suivi import CONFIRME


class Matiere(StrEnum):
    """How much there is to answer with."""

    TOUT = "chaque source a au moins une donnée, ce qui ne dit pas qu'elle suffit"
    PARTIE = "des sources n'ont rien encore"
    RIEN = "rien n'est saisi encore pour y répondre"
    HORS_SUJET = "aucune priorité ici sur ce thème"
    SANS_SOURCE = "aucune source n'est nommée : c'est à une personne d'y répondre"


@dataclass(frozen=True)
class SurTheme:
    """What was recorded on a theme: priorities, the actions that answer them, their money, the latest results."""

    thematique: Thematique
    priorites: int
    actions: tuple[ActionSuivie, ...]
    realisations: tuple[Resultat, ...]
    resultats: tuple[Resultat, ...]

    @property
    def montants(self) -> Montants:
        return add_up(f for a in self.actions for f in a.financements)

    def __bool__(self) -> bool:
        return bool(self.actions or self.realisations or self.resultats)


@dataclass(frozen=True)
class SurIndicateur:
    """The gaps of an indicator: context, that no action is credited with."""

    indicateur: Indicateur
    ecarts: tuple[Ecart, ...]

    def __bool__(self) -> bool:
        return any(e.chiffre is not None and e.chiffre.valeur is not None for e in self.ecarts)


@dataclass(frozen=True)
class SurTable:
    """How many rows a table has of the perimeter, on the themes of the question where it tells (``du_theme``)."""

    table: str
    lignes: int
    du_theme: bool = False

    def __bool__(self) -> bool:
        return bool(self.lignes)


@dataclass(frozen=True)
class ReponseALaQuestion:
    question: QuestionEvaluative
    sources: tuple[SurTheme | SurIndicateur | SurTable, ...]

    @property
    def matiere(self) -> Matiere:
        if not self.sources:
            return Matiere.SANS_SOURCE
        themes = [s for s in self.sources if isinstance(s, SurTheme)]
        if themes and not any(s.priorites for s in themes):
            return Matiere.HORS_SUJET
        if all(self.sources):
            return Matiere.TOUT
        return Matiere.PARTIE if any(self.sources) else Matiere.RIEN


def answer_questions(
    contrat: Contrat,
    perimetre: Perimetre,
    evaluees: Sequence[PrioriteEvaluee],
    gaps_of: Mapping[str, tuple[Ecart, ...]],
) -> tuple[ReponseALaQuestion, ...]:
    """What there is for each question; ``gaps_of`` are the gaps of each indicator that one of them names."""
    return tuple(
        ReponseALaQuestion(
            q,
            (
                *(_on_theme(contrat.thematiques[name], evaluees) for name in q.thematiques),
                *(SurIndicateur(contrat.indicateurs[name], gaps_of[name]) for name in q.indicateurs),
                *(_on_table(contrat, perimetre, name, q.thematiques, evaluees) for name in q.tables),
            ),
        )
        for q in contrat.questions_evaluatives
    )


def _on_theme(theme: Thematique, evaluees: Sequence[PrioriteEvaluee]) -> SurTheme:
    own = [e for e in evaluees if e.suivi.priorite.thematique == theme.thematique]
    actions = {a.action.action: a for e in own for a in e.suivi.actions}
    return SurTheme(
        theme,
        len(own),
        tuple(actions.values()),
        tuple(dict.fromkeys(r for e in own for r in e.realisations)),
        tuple(dict.fromkeys(r for e in own for r in e.resultats)),
    )


def _on_table(
    contrat: Contrat, perimetre: Perimetre, table: str, themes: Sequence[str], evaluees: Sequence[PrioriteEvaluee]
) -> SurTable:
    own = [e for e in evaluees if e.suivi.priorite.thematique in themes]
    priorities = {e.suivi.priorite.priorite for e in own}
    actions = {a.action.action: a for e in own for a in e.suivi.actions}
    found: int | None = None
    if table == "actions":
        found = len(actions)
    elif table == "financements":
        found = sum(len(a.financements) for a in actions.values())
    elif table == "resultats":
        rows = (r for e in own for r in (*e.suivi.resultats, *(r for a in e.suivi.actions for r in a.resultats)))
        found = len(dict.fromkeys(rows))
    elif table == "actions_priorites":
        found = sum(x.priorite in priorities and x.lien == CONFIRME for x in contrat.actions_priorites)
    elif table == "decisions":
        found = sum(d.priorite in priorities for d in contrat.decisions.values())
    elif table == "avis":
        found = sum(a.priorite in priorities for a in contrat.avis.values())
    elif table in ("constats", "paroles"):
        found = sum(row.thematique in themes for row in rows_of(contrat, perimetre, table))
    if themes and found is not None:
        return SurTable(table, found, du_theme=True)
    own_rows = rows_of(contrat, perimetre, table)
    if table == "actions_priorites":  # what is suggested, or says no priority, links nothing
        own_rows = tuple(x for x in own_rows if x.lien == CONFIRME and x.priorite is not None)
    return SurTable(table, len(own_rows))


def count_matter(contrat: Contrat, perimetre: Perimetre, figures: int) -> tuple[tuple[str, int], ...]:
    """What the file of a perimeter stands on: published figures, then each table that has rows of it."""
    found = [("figures", figures)]
    priorities = sum(len(contrat.priorites_de(q.quartier)) for q in perimetre.quartiers)
    tables = (
        "constats",
        "actions",
        "financements",
        "resultats",
        "decisions",
        "demarches",
        "paroles",
        "avis",
        "contributions",
    )
    found += [("priorites", priorities), *((table, len(rows_of(contrat, perimetre, table))) for table in tables)]
    return tuple((name, number) for name, number in found if number)


def rows_of(contrat: Contrat, perimetre: Perimetre, table: str) -> tuple[Any, ...]:
    """The rows of a table that are of the perimeter, each once; all of them, of the contract."""
    if table == "constats":
        return tuple(c for q in perimetre.quartiers for c in contrat.constats_de(q.quartier))
    if perimetre.etendue is Etendue.CONTRAT:
        return _rows(getattr(contrat, table))
    own = actions_within(contrat, perimetre)  # whose link is confirmed: what is suggested waits
    if table == "actions":
        return own
    if table == "financements":
        return tuple(f for a in own for f in a.financements)
    quartiers = {q.quartier for q in perimetre.quartiers}
    if table == "actions_priorites":
        return tuple(x for x in contrat.actions_priorites if x.quartier in quartiers)
    if table == "resultats":
        priorities = {p.priorite for name in quartiers for p in contrat.priorites_de(name)}
        named = {a.action.action for a in own}
        return tuple(r for r in contrat.resultats if r.action in named or r.priorite in priorities)
    shared = linked_rows(contrat)[table]
    return tuple(dict.fromkeys(row for q in perimetre.quartiers for row in _rows(shared.get(q.quartier, ()))))


def _rows(found: Any) -> tuple[Any, ...]:
    return tuple(found.values() if isinstance(found, Mapping) else found)

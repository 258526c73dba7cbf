"""What a committee may discuss of a quartier: questions that the data raise, the gravest first.

A question is asked when a rule finds its reason, and carries what was found:

1. a theme *sans priorité*: fragile figures or difficulties found in the field, and no priority answers them
   (:mod:`quartiers.analyse.appuis`); the gravest first, then the themes that only findings bear on;
2. where what is done is entered: open priorities without an action, which a fragile figure or a finding supports;
   actions that have ended with money and without a result; what is late, actions and decisions; open priorities that
   have neither action nor support; one question for each;
3. a marked worsening: the change of a figure is at least what ``contrat.toml`` calls very unfavourable of a
   gap (``tres_defavorable_*``: points, or % of the starting amount); one question for all of them;
4. the other priorities that neither a fragile figure nor a finding supports; one question for all of them;
5. a figure *à corriger*: the check of the stated figures shows an error; then one *à vérifier*. They are for the
   services that keep the document: elected officials are not asked to proofread it (:attr:`Sujet.des_services`).

Doubts on one figure of a quartier make one question. A doubt on several quartiers is asked once, for the first of
them. What is only *à savoir* raises no question.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quartiers.analyse.appuis import Correspondance, match_priorities
from quartiers.analyse.comparaisons import Evolution
from quartiers.analyse.diagnostic import ChiffreLu, moving, retained_figures
from quartiers.analyse.doutes import Doute, Gravite
from quartiers.analyse.fiabilite import Fiabilite
from quartiers.analyse.suivi import ActionSuivie, follow, has_ended, is_late, is_overdue
from quartiers.donnees.modele import Constat, Contrat, Decision, Lecture, Priorite, Quartier, Thematique
from quartiers.donnees.tables.cadre import INCOMPLET
from quartiers.donnees.tables.projets import CLOSE

_LIGHTEST = (False, -1.0, 0.0)  # of a theme that only findings bear on


class Sujet(StrEnum):
    """What a question is about, from the gravest to the least, in the words that count the questions left out."""

    SANS_PRIORITE = "thème sans priorité"
    SANS_ACTION = "priorité sans action"
    SANS_RESULTAT = "action financée sans résultat"
    RETARD = "retard"
    SANS_RIEN = "priorité sans action ni constat ni chiffre de sa thématique"
    DEGRADATION = "dégradation"
    SANS_APPUI = "priorité sans constat ni chiffre fragile de sa thématique"
    CORRIGER = "point à corriger"
    VERIFIER = "point à vérifier"

    @property
    def des_services(self) -> bool:
        """Whether it is about the document itself."""
        return self in (Sujet.CORRIGER, Sujet.VERIFIER)


@dataclass(frozen=True)
class Question:
    """A question and what raises it; the tuples that its subject does not concern are empty.

    ``aussi`` are the other quartiers, of those asked about, that it concerns.
    """

    sujet: Sujet
    quartier: Quartier
    doutes: tuple[Doute, ...] = ()
    thematique: Thematique | None = None
    chiffres: tuple[ChiffreLu, ...] = ()
    constats: tuple[Constat, ...] = ()
    priorites: tuple[Priorite, ...] = ()
    actions: tuple[ActionSuivie, ...] = ()
    decisions: tuple[Decision, ...] = ()
    aussi: tuple[Quartier, ...] = ()


@dataclass(frozen=True)
class Choix:
    """The questions of a quartier that are asked, and how many are left out, by subject."""

    posees: tuple[Question, ...]
    laissees: Counter[Sujet]


def raise_questions(
    contrat: Contrat, fiabilite: Fiabilite, quartiers: Sequence[Quartier]
) -> dict[Quartier, tuple[Question, ...]]:
    """Every question on each of these quartiers, by the rule of this module; an empty tuple where there is none."""
    asked: set[Doute] = set()
    found: dict[Quartier, tuple[Question, ...]] = {}
    for quartier in quartiers:
        doubts = [d for d in fiabilite.doutes_de(quartier.quartier) if d not in asked]
        asked.update(doubts)
        match = match_priorities(contrat, quartier.quartier)
        found[quartier] = (
            *_on_themes(contrat, quartier, match),
            *_on_follow_up(contrat, quartier, match),
            *_on_worsening(contrat, quartier),
            *_on_priorities(contrat, quartier, match),
            *_on_doubts(Sujet.CORRIGER, quartier, doubts, quartiers),
            *_on_doubts(Sujet.VERIFIER, quartier, doubts, quartiers),
        )
    return found


def choose_questions(questions: Sequence[Question], maximum: int) -> Choix:
    """The ``maximum`` gravest questions of a quartier, and how many others there are of each subject."""
    return Choix(tuple(questions[:maximum]), Counter(q.sujet for q in questions[maximum:]))


def _on_doubts(
    sujet: Sujet, quartier: Quartier, doubts: Sequence[Doute], quartiers: Sequence[Quartier]
) -> Iterator[Question]:
    """One question for each figure; its gravest doubt decides of the subject."""
    groups: defaultdict[str, list[Doute]] = defaultdict(list)
    for doubt in doubts:  # the gravest come first
        if doubt.gravite is not Gravite.INFORMATION:
            groups[doubt.objet].append(doubt)
    gravity = Gravite.ERREUR if sujet is Sujet.CORRIGER else Gravite.DOUTE
    for group in groups.values():
        if group[0].gravite is gravity:
            names = {name for d in group for name in d.quartiers}
            others = tuple(q for q in quartiers if q.quartier in names and q != quartier)
            yield Question(sujet, quartier, doutes=tuple(group), aussi=others)


def _on_themes(contrat: Contrat, quartier: Quartier, match: Correspondance) -> Iterator[Question]:
    """One question for each theme that has fragilities without priority; none if the contract has no priority."""
    if not contrat.priorites:
        return
    figures: defaultdict[str, list[ChiffreLu]] = defaultdict(list)
    findings: defaultdict[str, list[Constat]] = defaultdict(list)
    for support in match.sans_priorite:
        if isinstance(support.source, Constat):
            findings[support.source.thematique].append(support.source)
        else:
            figures[support.source.indicateur.thematique].append(support.source)
    questions = [
        Question(
            Sujet.SANS_PRIORITE,
            quartier,
            thematique=theme,
            chiffres=tuple(sorted(figures[name], key=lambda f: f.gravite, reverse=True)),
            constats=tuple(findings[name]),
        )
        for name, theme in contrat.thematiques.items()
        if name in figures or name in findings
    ]
    yield from sorted(questions, key=lambda q: q.chiffres[0].gravite if q.chiffres else _LIGHTEST, reverse=True)


def _on_follow_up(contrat: Contrat, quartier: Quartier, match: Correspondance) -> Iterator[Question]:
    """What is not done, or not told, of the priorities and their actions; nothing where none is entered."""
    suivi, day = follow(contrat, quartier.quartier), contrat.edition
    if not suivi:
        return
    bare = tuple(p for p in suivi.sans_action if p in _unsupported(quartier, match))
    if supported := tuple(p for p in suivi.sans_action if p not in bare):
        yield Question(Sujet.SANS_ACTION, quartier, priorites=supported)
    untold = tuple(a for a in suivi.actions if a.montants.accorde and not a.resultats and has_ended(a, day))
    if untold:
        yield Question(Sujet.SANS_RESULTAT, quartier, actions=untold)
    late = tuple(a for a in suivi.actions if is_late(a, day))
    overdue = tuple(d for d in suivi.decisions if is_overdue(contrat, d))
    if late or overdue:
        yield Question(Sujet.RETARD, quartier, actions=late, decisions=overdue)
    if bare:
        yield Question(Sujet.SANS_RIEN, quartier, priorites=bare)


def _unsupported(quartier: Quartier, match: Correspondance) -> tuple[Priorite, ...]:
    """The priorities that nothing supports; none of a text that is not whole, as the support may be in the rest."""
    return match.priorites_sans_appui if quartier.texte != INCOMPLET else ()


def _on_worsening(contrat: Contrat, quartier: Quartier) -> Iterator[Question]:
    figures = moving(retained_figures(contrat, quartier.quartier), Evolution.DEGRADATION)
    marked = tuple(f for f in figures if not f.douteux and _is_marked(f, contrat.lecture))
    if marked:
        yield Question(Sujet.DEGRADATION, quartier, chiffres=marked)


def _is_marked(figure: ChiffreLu, rule: Lecture) -> bool:
    """Whether a change is as large as a gap that is very unfavourable."""
    change = figure.tendance.variation if figure.tendance is not None else None
    if change is None:
        return False
    if figure.indicateur.unite == "%":
        return abs(change) >= rule.tres_defavorable_points
    start = figure.valeur - change if figure.valeur is not None else None
    return bool(start) and abs(change) >= abs(start or 0.0) * rule.tres_defavorable_relatif_pct / 100


def _on_priorities(contrat: Contrat, quartier: Quartier, match: Correspondance) -> Iterator[Question]:
    """Those that nothing supports, but for those that are closed, or of which it is asked that nothing is done."""
    idle = follow(contrat, quartier.quartier).sans_action
    if rest := tuple(p for p in _unsupported(quartier, match) if p not in idle and p.etat != CLOSE):
        yield Question(Sujet.SANS_APPUI, quartier, priorites=rest)

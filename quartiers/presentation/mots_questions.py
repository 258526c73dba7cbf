"""Questions for a committee, in words: what is asked, and why."""

from collections import Counter
from typing import Final

from quartiers.analyse.appuis import names_its_theme
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.doutes import Doute, Regle
from quartiers.analyse.origines import attributed
from quartiers.analyse.questions_comite import Question, Sujet
from quartiers.analyse.suivi import ActionSuivie
from quartiers.donnees.modele import Constat, Contrat, Decision
from quartiers.presentation import mots, mots_evolutions
from quartiers.presentation.blocs import Contenu, Discret, Fort, Fragment, Saut
from quartiers.presentation.mots_suivi import euros
from quartiers.typographie import NARROW_SPACE, count, format_date, join_words

MAX_REASONS: Final = 3  # more figures, findings or priorities than this are counted, not listed
NO_BREAK: Final = "\u00a0"

# What is asked of a figure in doubt, by the rule that says so; {} is the figure.
_ASKED: Final = {
    Regle.MOTS: "Que retenir pour {} : les mots du document, ou ses nombres ?",
    Regle.TERRITOIRE: "Quelle valeur retenir pour {} ?",
    Regle.REFERENCE: "À quelle référence comparer {} ?",
    Regle.COPIE: "Quel quartier décrivent les chiffres énoncés pour {} ?",
    Regle.PUBLICATION: "Quelle valeur retenir pour {} ?",
    Regle.INTITULE: "Que mesure le chiffre énoncé pour {} ?",
    Regle.DEFINITION: "Quelle évolution retenir pour {} ?",
    Regle.ANNEE: "De quelle année sont les chiffres énoncés ?",
    Regle.PERIMETRE: "Quel territoire ces chiffres décrivent-ils : {} ?",
    Regle.AMPLEUR: "Faut-il confirmer le chiffre énoncé pour {} ?",
    Regle.SYNTHESE: "Faut-il reprendre la synthèse publiée d'après la section du quartier ?",
    Regle.SANS_PRIORITE: "Une priorité répond-elle à {} ?",
    Regle.LIBELLE: "Quelle graphie retenir : {} ?",
    Regle.SAUT: "Qu'est-ce qui a changé entre deux diffusions, pour {} ?",
    Regle.REPETITION: "Quelle est la valeur propre à ce quartier, pour {} ?",
    Regle.JUGEMENT: "À quoi compare-t-on le chiffre énoncé pour {} ?",
    Regle.SUPERLATIF: "Le superlatif tient-il pour {} ?",
    Regle.POPULATION: "De qui parle le chiffre énoncé pour {} ?",
    Regle.EFFECTIF: "Le chiffre énoncé pour {} est-il une part ou un nombre ?",
    Regle.COUPURE: "Que dit la fin du texte coupé ({}) ?",
    Regle.NIVEAU: "Quel est le niveau atteint, pour {} ?",
    Regle.RECOPIE: "Le constat est-il propre à chaque quartier ?",
}


def question_item(question: Question, contrat: Contrat) -> Contenu:
    """An item of the list: the question, then its reason, and which other quartiers it concerns."""
    asked, reason = _words(question, contrat)
    parts: list[Fragment] = [Fort(asked), Saut(), reason]
    if question.doutes:
        parts += [" ", Discret(_origin(question.doutes))]
    if question.aussi:
        parts += [" ", Discret(f"Concerne aussi : {join_words([q.nom_court for q in question.aussi])}.")]
    return parts


def left_out_sentence(laissees: Counter[Sujet]) -> str:
    """``Et 3 autres questions… : 2 points à vérifier et 1 priorité sans appui.``; empty when none is left out."""
    total = sum(laissees.values())
    if not total:
        return ""
    counted = [count(laissees[s], s.value, _plural(s)) for s in Sujet if laissees[s]]
    others = count(total, "autre question", "autres questions")
    return f"Et {others}, à retrouver dans le rapport : {join_words(counted)}."


def _plural(sujet: Sujet) -> str:
    first, rest = sujet.value.split(" ", 1) if " " in sujet.value else (sujet.value, "")
    return f"{first}s {rest}".strip()


def _words(question: Question, contrat: Contrat) -> tuple[str, str]:
    match question.sujet:
        case Sujet.CORRIGER | Sujet.VERIFIER:
            return _doubt_words(question.doutes)
        case Sujet.SANS_PRIORITE:
            return _theme_words(question, contrat)
        case Sujet.DEGRADATION:
            return _worsening_words(question.chiffres)
        case Sujet.SANS_APPUI:
            return _priority_words([p.intitule for p in question.priorites])
        case Sujet.SANS_ACTION:
            return _idle_words([p.intitule for p in question.priorites])
        case Sujet.SANS_RIEN:
            return _bare_words([p.intitule for p in question.priorites])
        case Sujet.SANS_RESULTAT:
            return _untold_words(question.actions)
        case Sujet.RETARD:
            return _late_words(question.actions, question.decisions)


def _idle_words(titles: list[str]) -> tuple[str, str]:
    what = "cette priorité, qui n'a" if len(titles) == 1 else "ces priorités, qui n'ont"
    return f"Que faire de {what} aucune action ?", f"{_listed(titles, ' ; ', ' ; et {}')}."


def _bare_words(titles: list[str]) -> tuple[str, str]:
    what, theme = ("cette priorité", "sa") if len(titles) == 1 else ("ces priorités", "leur")
    asked = f"Faut-il garder {what}, sans action, ni constat ni chiffre fragile de {theme} thématique ?"
    return asked, f"{_listed(titles, ' ; ', ' ; et {}')}."


def _untold_words(actions: tuple[ActionSuivie, ...]) -> tuple[str, str]:
    told = [f"{a.action.intitule} ({euros(a.montants.accorde)} accordés)" for a in actions]
    what = "cette action terminée" if len(told) == 1 else "ces actions terminées"
    return f"Qu'a donné {what}, dont aucun résultat n'est renseigné ?", f"{_listed(told, ' ; ', ' ; et {}')}."


def _late_words(actions: tuple[ActionSuivie, ...], decisions: tuple[Decision, ...]) -> tuple[str, str]:
    told = [f"{a.action.intitule} ({a.action.etat}{_should_have_ended(a)})" for a in actions]
    for d in decisions:
        until = f" pour le {format_date(d.echeance)}" if d.echeance is not None else ""
        told.append(f"{d.objet} (décision attendue{until}, {d.suivi or 'suivi non renseigné'})")
    return "Qu'est-ce qui retarde, et que décider ?", f"{_listed(told, ' ; ', ' ; et {}')}."


def _should_have_ended(suivie: ActionSuivie) -> str:
    return f", fin prévue le {format_date(suivie.action.fin)}" if suivie.action.fin is not None else ""


def _doubt_words(doubts: tuple[Doute, ...]) -> tuple[str, str]:
    gravest = doubts[0]
    sentences = _listed([d.phrase for d in doubts if d.regle is gravest.regle], " ", "Et {} de même nature.")
    return _ASKED[gravest.regle].format(quoted(gravest.objet)), sentences


def _origin(doubts: tuple[Doute, ...]) -> str:
    """``À corriger, règle R4.``: the gravity and the rule of the first doubt, whose sentence is told, on one line."""
    gravity = doubts[0].gravite.value
    text = f"{gravity[:1].upper()}{gravity[1:]}, règle {doubts[0].regle.value}."
    return text.replace(" ", NO_BREAK)


def _theme_words(question: Question, contrat: Contrat) -> tuple[str, str]:
    assert question.thematique is not None
    reasons = [
        mots.comparison_sentence(f, contrat) if f.comparaison.situation is Situation.FRAGILE else _changed(f)
        for f in question.chiffres
    ]
    reasons += [attributed(c) + _filed(contrat, c) for c in question.constats]
    asked = f"Une priorité répond-elle aux fragilités sur le thème {quoted(question.thematique.libelle)} ?"
    return asked, f"{_listed(reasons, ' ; ', ' ; et {}')}. Aucune priorité du quartier ne porte sur ce thème."


def _filed(contrat: Contrat, finding: Constat) -> str:
    """That a finding is of the theme by its row alone: its text does not speak of it."""
    return "" if names_its_theme(contrat, finding) else ", classé sous ce thème sans que son texte en parle"


def _worsening_words(figures: tuple[ChiffreLu, ...]) -> tuple[str, str]:
    reasons = [_changed(f) for f in figures]
    if len(figures) == 1:
        return (
            f"Qu'est-ce qui explique la dégradation de {quoted(figures[0].indicateur.libelle_court)} ?",
            f"{reasons[0]}.",
        )
    return "Qu'est-ce qui explique les plus fortes dégradations ?", f"{_listed(reasons, ' ; ', ' ; et {}')}."


def _changed(figure: ChiffreLu) -> str:
    """``Emplois précaires : +9,6 points (2010 – diffusion 2022), à 33,7 %``."""
    if figure.tendance is None:
        return f"{figure.indicateur.libelle_court}, {mots.value_text(figure)}"
    level = f", à {mots.value_text(figure)}" if figure.valeur is not None else ""
    return f"{mots_evolutions.trend_sentence(figure)}{level}"


def _priority_words(titles: list[str]) -> tuple[str, str]:
    if len(titles) == 1:
        return (
            "Sur quel besoin cette priorité s'appuie-t-elle ?",
            f"{titles[0]} : ni constat de difficulté ni chiffre fragile de son thème ne lui a été relié.",
        )
    return (
        "Sur quels besoins ces priorités s'appuient-elles ?",
        f"{_listed(titles, ' ; ', ' ; et {}')} : ni constat de difficulté ni chiffre fragile de leur thème ne leur a "
        "été relié.",
    )


def _listed(texts: list[str], between: str, others: str) -> str:
    """The first texts, and how many more there are: one more is listed rather than counted."""
    shown = texts if len(texts) <= MAX_REASONS + 1 else texts[:MAX_REASONS]
    rest = len(texts) - len(shown)
    if not rest:
        return between.join(shown)
    tail = others.format(count(rest, "autre"))
    return between.join(shown) + (tail if tail.startswith(" ") else f" {tail}")


def quoted(text: str) -> str:
    return f"«{NARROW_SPACE}{text}{NARROW_SPACE}»"

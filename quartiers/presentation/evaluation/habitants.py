"""What residents were asked and said since the project: démarches, questionnaires, forums, and the project in force."""

from collections.abc import Iterator
from typing import Final

from quartiers.analyse.evaluation import Etendue, Perimetre
from quartiers.analyse.evaluation_habitants import demarches_since
from quartiers.analyse.forums import in_force, suites_by_quartier
from quartiers.donnees.decomptes import count_answers
from quartiers.donnees.modele import Contrat, Demarche
from quartiers.presentation.blocs import Contenu, Discret, Fort
from quartiers.presentation.mots_forums import SANS_SUITE, in_force_sentence
from quartiers.presentation.quartier.concertation import people_of
from quartiers.typographie import count, format_date, format_number, join_words, lower_first

MAX_QUESTIONS: Final = 3
MAX_CHOICES: Final = 4


def resident_items(contrat: Contrat, perimetre: Perimetre) -> list[Contenu]:
    """The démarches since the project, what a questionnaire answered, and the version of the project in force."""
    heard = {d.demarche: d for q in perimetre.quartiers for d in demarches_since(contrat, q)}
    if not heard:
        none = "aucune démarche n'est saisie" if not contrat.demarches else "aucune démarche datée d'après le projet"
        return [[Fort("Habitants, depuis le projet : "), f"{none}.", *_since_when(contrat, perimetre)]]
    listed = " ; ".join(_demarche(contrat, d) for d in heard.values())
    few = perimetre.etendue is not Etendue.CONTRAT
    told = listed if few else count(len(heard), "démarche datée", "démarches datées")
    items: list[Contenu] = [[Fort("Habitants, depuis le projet : "), f"{told}.", *_since_when(contrat, perimetre)]]
    if few:
        items += [item for d in heard.values() for item in _answers(contrat, d)]
        items += _beside_priorities(contrat, perimetre)
        items += [
            [Fort("Le document du projet : "), lower_first(in_force_sentence(found, format_date(contrat.edition)))]
            for q in perimetre.quartiers
            if (found := in_force(contrat, q.quartier, contrat.edition))
        ]
    return items


def _since_when(contrat: Contrat, perimetre: Perimetre) -> list[Discret]:
    days = {q.vote_le for q in perimetre.quartiers}
    if days == {None}:
        return [Discret(f" Le jour du vote du projet n'est pas saisi : « depuis » part de {contrat.premiere_annee}.")]
    known = [d for d in days if d is not None]
    return (
        [Discret(f" « Depuis » part du premier vote du projet, le {format_date(known[0])}.")] if len(days) == 1 else []
    )


def _demarche(contrat: Contrat, d: Demarche) -> str:
    day = f", {format_date(d.debut)}" if d.debut is not None else ""
    return f"{lower_first(d.intitule)} ({people_of(contrat, d)}{day})"


def _answers(contrat: Contrat, d: Demarche) -> Iterator[Contenu]:
    """The answers of everybody to the questions of a questionnaire: no theme is theirs, so they are told here."""
    questions = count_answers(r for r in contrat.reponses if r.demarche == d.demarche and r.effectif is not None)
    shown = [(question, groups[None]) for question, groups in questions.items() if None in groups]
    for question, everybody in shown[:MAX_QUESTIONS]:
        several = sum(everybody.choix.values()) > everybody.base  # else the answers have an order of their own
        ranked = sorted(everybody.choix.items(), key=lambda pair: -pair[1] if several else 0)[:MAX_CHOICES]
        told = join_words([f"{lower_first(answer)} {format_number(number)}" for answer, number in ranked])
        yield [Fort(f"{question} "), f"{told}, sur {count(everybody.base, 'répondant')}.", Discret(f" {d.intitule}.")]


def _beside_priorities(contrat: Contrat, perimetre: Perimetre) -> list[Contenu]:
    """The contributions that are on no priority nor theme: the others are with their priority."""
    own = {q.quartier for q in perimetre.quartiers}
    found = {
        c.contribution: c for s in suites_by_quartier(contrat) if s.quartier in own for c in s.contributions
    }.values()
    bare = [c for c in found if c.priorite is None and c.thematique is None]
    told = [Discret("Les paroles, avis et contributions sont avec chaque priorité")]
    if bare:
        named = " ; ".join(f"{c.texte.rstrip('.')} ({c.suite or SANS_SUITE})" for c in bare[:MAX_QUESTIONS])
        return [[*told, Discret(f" ; sans priorité ni thème : {named}.")]]
    return [[*told, Discret(".")]] if found else []

"""The evaluative questions of the contract, each with what was recorded to answer it."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from quartiers.analyse.bilan import reaches_target
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.evaluation_ecarts import Ecart
from quartiers.analyse.evaluation_questions import Matiere, ReponseALaQuestion, SurIndicateur, SurTable, SurTheme
from quartiers.analyse.evaluation_trajectoires import Trajectoire
from quartiers.donnees.modele import Contrat, Resultat
from quartiers.donnees.tables import TABLES
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Discret,
    Fort,
    Fragment,
    Paragraphe,
    Puces,
    Signal,
    Suite,
    Tableau,
)
from quartiers.presentation.evaluation.argent import money_in_words
from quartiers.typographie import NARROW_SPACE, count, format_date, format_value, join_words

NON_ADOPTEES: Final = "Questions proposées, qu'aucun comité n'a adoptées : à discuter. "


def show_questions(contrat: Contrat, answers: Sequence[ReponseALaQuestion]) -> Bloc:
    """A row a question: what was recorded to answer it, and whether each of its sources has something."""
    if not answers:
        return Paragraphe(
            "Aucune question évaluative n'est écrite : trois à cinq, sous [evaluation], dans contrat.toml (voir le "
            "guide)."
        )
    day = contrat.questions_adoptees_le
    status = f"Questions adoptées le {format_date(day)}. " if day is not None else NON_ADOPTEES
    note = (
        "Une règle ne répond pas à une question : elle réunit ce qui est saisi pour y répondre. La réponse est à "
        "écrire par des personnes, et rien ici ne dit ce qui est dû au contrat."
    )
    rows: tuple[tuple[Contenu, ...], ...] = tuple(
        (
            Fort(f"{number}. {answer.question.texte}"),
            [Puces(_sources(contrat, answer))] if answer.sources else "—",
            _matter(answer.matiere),
        )
        for number, answer in enumerate(answers, start=1)
    )
    table = Tableau(
        f"Les questions {'adoptées' if day is not None else 'proposées'}, et ce qui est saisi pour y répondre",
        ("Question", "Ce qui est saisi", "De quoi répondre ?"),
        rows,
        (26, 54, 20),
    )
    return Suite((Paragraphe([Fort(status), Discret(note)]), table))


def _matter(matiere: Matiere) -> Contenu:
    text = matiere.value[:1].upper() + matiere.value[1:]
    if matiere is Matiere.TOUT:
        return Fort(text)
    return Discret(text) if matiere is Matiere.HORS_SUJET else Signal("alerte", text)


def _sources(contrat: Contrat, answer: ReponseALaQuestion) -> tuple[Contenu, ...]:
    """Each source; the tables that have nothing together, and none where the question is of another quartier."""
    items: list[Contenu] = [_theme(contrat, s) for s in answer.sources if isinstance(s, SurTheme)]
    items += [_indicator(s) for s in answer.sources if isinstance(s, SurIndicateur)]
    if answer.matiere is Matiere.HORS_SUJET:
        if any(e.fragile for s in answer.sources if isinstance(s, SurIndicateur) for e in s.ecarts):
            items.append(Fort("Un chiffre plus fragile, et aucune priorité sur ce thème : à dire au comité."))
        return tuple(items)
    tables = [s for s in answer.sources if isinstance(s, SurTable)]
    items += [_table(s) for s in tables if s]
    if empty := [s.table for s in tables if not s]:
        told = join_words([f"{name}{_elsewhere(contrat, name)}" for name in empty])
        items.append([Fort(f"À remplir{NARROW_SPACE}: "), f"{told}."])
    return tuple(items)


def _elsewhere(contrat: Contrat, table: str) -> str:
    """Whether the table has rows that are linked to nothing here: it is not empty."""
    total = len(getattr(contrat, table))
    return f" (aucune ligne reliée ici, {total} dans le contrat)" if total else " (aucune ligne)"


def _table(s: SurTable) -> Contenu:
    name = TABLES[s.table]
    which = " sur ce thème" if s.du_theme else ""
    lines = count(s.lignes, "ligne")
    return [Fort(f"Table {s.table}"), f" ({name.apport or name.ligne}){NARROW_SPACE}: {lines}{which}."]


def _theme(contrat: Contrat, s: SurTheme) -> Contenu:
    head: list[Fragment] = [Fort(f"{s.thematique.libelle}{NARROW_SPACE}: ")]
    if not s.priorites:
        return [*head, "aucune priorité sur ce thème."]
    told = count(s.priorites, "priorité")
    if not s:
        return [*head, f"{told}, sans action ni résultat saisi."]
    money = money_in_words(contrat, tuple(f for a in s.actions for f in a.financements), granted_only=True)
    made, changed = targets("réalisations", s.realisations), targets("résultats", s.resultats)
    return [*head, f"{told}, {count(len(s.actions), 'action')} ; {money} ; {made} ; {changed}."]


def targets(name: str, results: Sequence[Resultat]) -> str:
    """``résultats : 1 cible atteinte sur 2``; realisations and results are never counted together."""
    read = [reached for r in results if (reached := reaches_target(r)) is not None]
    if not results:
        return f"{name} : aucun indicateur suivi"
    if not read:
        return f"{name} : {count(len(results), 'indicateur suivi', 'indicateurs suivis')}, sans cible"
    if not any(read):
        return f"{name} : aucune cible atteinte sur {len(read)}"
    return f"{name} : {count(sum(read), 'cible atteinte', 'cibles atteintes')} sur {len(read)}"


def _indicator(s: SurIndicateur) -> Contenu:
    known = [e for e in s.ecarts if e.chiffre is not None and e.chiffre.valeur is not None]
    head: list[Fragment] = [Fort(f"{s.indicateur.libelle_court}{NARROW_SPACE}: ")]
    if not known:
        return [*head, "aucun chiffre publié récent."]
    context = Discret(" Chiffre de contexte : il n'est attribué à aucune action.")
    if len(s.ecarts) == 1:
        return [*head, f"{_one_gap(known[0])}.", context]
    counted = Counter((e.comparaison.situation if e.sur else Situation.IMPRECISE).value for e in known)
    told = ", ".join(f"{number} {_plural(word, number)}" for word, number in counted.most_common())
    bare = len(s.ecarts) - len(known)
    without = f" ; {bare} sans valeur" if bare else ""
    ways = Counter(e.chemin.trajectoire for e in known)
    moved = [
        f"{ways[way]} {word if ways[way] > 1 else way.value}"
        for way, word in (
            (Trajectoire.RATTRAPE, "s'étaient rapprochés"),
            (Trajectoire.DECROCHE, "s'étaient éloignés"),
        )
        if ways[way]
    ]
    tail = f" ; {', '.join(moved)}" if moved else " ; aucun rapprochement ni éloignement ne peut être affirmé"
    return [*head, f"face {_yardstick(known)}, sur {len(known)} QPV : {told}{without}{tail}.", context]


def _one_gap(e: Ecart) -> str:
    assert e.chiffre is not None
    unit, reference = e.indicateur.unite, e.comparaison.valeur_reference
    told = (
        f"{format_value(e.chiffre.valeur, unit)}, {(e.comparaison.situation if e.sur else Situation.IMPRECISE).value}"
    )
    beside = f" (face {_yardstick([e])} : {format_value(reference, unit)})" if reference is not None else ""
    return told + beside


def _yardstick(known: Sequence[Ecart]) -> str:
    if all(e.a_l_agglomeration for e in known):
        return "à l'agglomération"
    return "à leur étalon" if any(e.a_l_agglomeration for e in known) else "au QPV médian de France"


def _plural(word: str, number: int) -> str:
    if number == 1 or word.startswith("au-"):
        return word
    return " ".join(w if w in ("plus", "moins", "non") else f"{w}s" for w in word.split())

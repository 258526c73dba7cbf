"""The evaluative questions of the contract, each with what was recorded to answer it."""

from collections.abc import Sequence

from quartiers.analyse.bilan import reaches_target
from quartiers.analyse.evaluation_ecarts import Trajectoire
from quartiers.analyse.evaluation_questions import Matiere, ReponseALaQuestion, SurIndicateur, SurTable, SurTheme
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
from quartiers.typographie import NARROW_SPACE, count, join_words


def show_questions(contrat: Contrat, answers: Sequence[ReponseALaQuestion]) -> Bloc:
    """A row a question: what was recorded to answer it, and whether each of its sources has something."""
    if not answers:
        return Paragraphe(
            "Aucune question évaluative n'est écrite : trois à cinq, sous [evaluation], dans contrat.toml (voir le "
            "guide)."
        )
    note = (
        "Une règle ne répond pas à une question : elle réunit ce qui est saisi pour y répondre. La réponse est à "
        "écrire par des personnes."
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
        "Les questions du contrat, et ce qui est saisi pour y répondre",
        ("Question", "Ce qui est saisi", "De quoi répondre ?"),
        rows,
        (26, 54, 20),
    )
    return Suite((Paragraphe(Discret(note)), table))


def _matter(matiere: Matiere) -> Contenu:
    text = matiere.value[:1].upper() + matiere.value[1:]
    if matiere is Matiere.TOUT:
        return Fort(text)
    return Discret(text) if matiere is Matiere.HORS_SUJET else Signal("alerte", text)


def _sources(contrat: Contrat, answer: ReponseALaQuestion) -> tuple[Contenu, ...]:
    """Each source; the tables that have nothing together, and none where the question is of another quartier."""
    items: list[Contenu] = [_theme(contrat, s) for s in answer.sources if isinstance(s, SurTheme)]
    if answer.matiere is Matiere.HORS_SUJET:
        return tuple(items)
    items += [_indicator(s) for s in answer.sources if isinstance(s, SurIndicateur)]
    tables = [s for s in answer.sources if isinstance(s, SurTable)]
    items += [_table(s) for s in tables if s]
    if empty := [s.table for s in tables if not s]:
        items.append([Fort(f"À remplir{NARROW_SPACE}: "), f"{join_words(empty)} (aucune ligne)."])
    return tuple(items)


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
    money = money_in_words(contrat, tuple(f for a in s.actions for f in a.financements))
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
    fragile = sum(e.fragile for e in known)
    if len(known) == 1:
        [one] = known
        told = f"{one.comparaison.situation.value} ; {one.chemin.trajectoire.value}."
        return [*head, told, Discret(" Chiffre de contexte : il n'est attribué à aucune action.")]
    up = sum(e.chemin.trajectoire is Trajectoire.RATTRAPE for e in known)
    down = sum(e.chemin.trajectoire is Trajectoire.DECROCHE for e in known)
    yardstick = "l'agglomération" if all(e.a_l_agglomeration for e in known) else "le QPV médian de France"
    if any(e.a_l_agglomeration for e in known) and not all(e.a_l_agglomeration for e in known):
        yardstick = "leur étalon"
    told = f"{fragile} QPV sur {len(known)} plus fragile{'s' if fragile > 1 else ''} que {yardstick} ; "
    told += f"{up} rattrape{'nt' if up > 1 else ''}, {down} décroche{'nt' if down > 1 else ''}."
    return [*head, told, Discret(" Chiffre de contexte : il n'est attribué à aucune action.")]

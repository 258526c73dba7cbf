"""Where a projet de quartier stands: a line a priority, then its actions."""

from quartiers.analyse.suivi import ActionSuivie, PrioriteSuivie, Suivi, to_complete
from quartiers.donnees.modele import Action
from quartiers.presentation import mots_suivi as mots
from quartiers.presentation.blocs import (
    Ancre,
    Bloc,
    Contenu,
    Discret,
    Encadre,
    Fort,
    Fragment,
    Paragraphe,
    Puces,
    Saut,
    Suite,
    Tableau,
    Titre,
)
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import count, format_date, join_words

OU_EN_EST = "Où en est le projet"
ACTIONS = "Annexe : les actions"
MAX_NAMED = 6  # actions without priority


def show_progress(lu: QuartierLu, suivi: Suivi) -> Bloc:
    """A line a priority: its state, its actions by state, their money, the latest result, the last decision."""
    if not suivi:
        return Suite(())
    blocks: list[Bloc] = [Titre(OU_EN_EST, niveau=2, ancre="avancement"), Paragraphe(_sentence(lu, suivi))]
    if suivi.priorites:
        blocks.append(
            Tableau(
                "Chaque priorité : ses actions, leur argent, leur dernier résultat, la dernière décision",
                ("Priorité", "Actions", "Argent", "Dernier résultat", "Dernière décision"),
                tuple(_row(lu, p) for p in suivi.priorites),
                (26, 15, 17, 20, 22),
            )
        )
    if suivi.sans_priorite:
        named = [a.action.intitule for a in suivi.sans_priorite[:MAX_NAMED]]
        more = len(suivi.sans_priorite) - len(named)
        titles = " ; ".join([*named, *([f"et {more} de plus, en annexe"] if more else [])])
        blocks.append(Paragraphe([Fort("Actions du quartier qui ne répondent à aucune priorité : "), f"{titles}."]))
    if missing := _missing(lu):
        blocks.append(missing)
    return Suite(tuple(blocks))


def _sentence(lu: QuartierLu, suivi: Suivi) -> Contenu:
    total = len(suivi.actions)
    told: list[Fragment] = []
    if lu.quartier.vote_le is not None:
        told.append(f"Projet voté par le conseil municipal le {format_date(lu.quartier.vote_le)}. ")
    if total:
        told += [Fort(count(total, "action")), f" : {mots.amounts_sentence(suivi.montants)}."]
        if shared := sum(a.partagee for a in suivi.actions):
            what = "L'une d'elles est partagée" if shared == 1 else f"{shared} sont partagées"
            told.append(f" {what} avec d'autres quartiers : ses montants sont comptés ici en entier.")
    else:
        told.append("Aucune action n'est rattachée à ce quartier.")
    told.append(
        Discret(" Une action qui répond à plusieurs priorités est entière à chacune, et une seule fois au total.")
    )
    return told


def _row(lu: QuartierLu, p: PrioriteSuivie) -> tuple[Contenu, ...]:
    head: list[Fragment] = [Fort(p.priorite.intitule)]
    if p.priorite.etat is not None:
        since = f" depuis le {format_date(p.priorite.etat_depuis)}" if p.priorite.etat_depuis is not None else ""
        head += [Saut(), Discret(f"{p.priorite.etat}{since}")]
    result = p.dernier_resultat
    return (
        head,
        mots.states_in_words(p.etats),
        mots.amounts_cell(p.montants) if p.actions else "—",
        mots.result_text(result) if result is not None else "—",
        mots.decision_cell(lu.contrat, p.decision),
    )


def _missing(lu: QuartierLu) -> Bloc | None:
    """What is to be completed, counted: the list itself is the services'."""
    missing = to_complete(lu.contrat, lu.quartier.quartier)
    if not missing:
        return None
    told = mots.missing_in_words(missing)
    return Encadre(
        "À compléter avant le comité",
        ([f"{told}. ", Discret("La liste est dans la feuille « À compléter » du classeur.")],),
    )


def anchor_of_action(action: Action) -> str:
    return f"action-{action.action}"


def list_actions(suivi: Suivi) -> Bloc:
    """The annex: every action of the quartier, with who leads it, when, with whose money and to what result."""
    if not suivi.actions:
        return Suite(())
    by_action = {
        a.action.action: [p.priorite.intitule for p in suivi.priorites if a in p.actions] for a in suivi.actions
    }
    table = Tableau(
        "Les actions du quartier",
        ("Action", "État et dates", "Financeurs", "Résultats"),
        tuple(_action_row(a, by_action[a.action.action]) for a in suivi.actions),
        (34, 20, 24, 22),
    )
    return Suite((Titre(ACTIONS, niveau=2, ancre="actions"), table))


def _action_row(suivie: ActionSuivie, priorites: list[str]) -> tuple[Contenu, ...]:
    a = suivie.action
    who = [a.porteur or "porteur non renseigné", *([f"pilote : {a.pilote}"] if a.pilote else [])]
    who += [f"avec {join_words(list(a.partenaires))}"] if a.partenaires else []
    head: list[Fragment] = [
        Ancre(anchor_of_action(a), f"Action : {a.intitule}"),
        Fort(a.intitule),
        Saut(),
        Discret(" ; ".join(who)),
    ]
    if priorites:
        head += [Saut(), f"Répond à : {' ; '.join(priorites)}"]
    for text in (mots.shared_text(suivie), a.note):
        head += [Saut(), Discret(text[:1].upper() + text[1:])] if text else []
    state: list[Fragment] = [mots.state_signal(a)]
    if a.etat_au is not None:
        state.append(Discret(f" (au {format_date(a.etat_au)})"))
    if period := mots.period_of(a):
        state += [Saut(), period]
    return head, state, _funders(suivie), _results(suivie)


def _funders(suivie: ActionSuivie) -> Contenu:
    if not suivie.financements:
        return Discret("aucun montant renseigné")
    items: list[Contenu] = []
    for f in suivie.financements:
        told = f"{mots.euros(f.accorde)} accordés" if f.accorde is not None else "accord non renseigné"
        if f.demande is not None and f.demande != f.accorde:
            told += f" sur {mots.euros(f.demande)} demandés"
        if f.depense is not None:
            told += f", {mots.euros(f.depense)} dépensés"
        kind = f", {f.credits}" if f.credits else ""
        items.append([f"{f.financeur}, {f.annee} : {told}", Discret(kind)])
    return [Puces(tuple(items))]


def _results(suivie: ActionSuivie) -> Contenu:
    results = suivie.derniers_resultats
    if not results:
        return "—"
    return [
        Puces(
            tuple(
                [f"{mots.result_text(r)}", Discret(f" – {r.nature}{f' ; {r.commentaire}' if r.commentaire else ''}")]
                for r in results
            )
        )
    ]

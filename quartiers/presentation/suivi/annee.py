"""The money and the actions of a year, in tables: by theme, by funder, by quartier."""

from decimal import Decimal

from quartiers.analyse.bilan import actions_with_several_funders, repeated_grants, suggested_links
from quartiers.analyse.suivi import Exercice, Montants, Part, shared_actions
from quartiers.donnees.modele import Contrat
from quartiers.presentation import mots_suivi as mots
from quartiers.presentation.blocs import Bloc, Contenu, Discret, Fort, Fragment, Paragraphe, Saut, Tableau
from quartiers.typographie import NON_RENSEIGNE, count, format_number

_NOTHING = "—"
WIDTHS = (25, 9, 13, 13, 13, 14, 13)


def parts_table(legende: str, entete: str, parts: tuple[Part, ...], actions: int, montants: Montants) -> Tableau:
    """A row for each part, then the total, in which each of the ``actions`` and each funding is once."""
    total = Part("Total, chaque action une fois", actions, montants)
    return Tableau(
        legende,
        (entete, "Actions", "Demandé", "Accordé", "dont crédits spécifiques", "dont droit commun", "Dépensé"),
        tuple(_row(p, total=p is total) for p in (*parts, total)),
        WIDTHS,
        numeriques=(1, 2, 3, 4, 5, 6),
    )


def _row(part: Part, *, total: bool) -> tuple[Contenu, ...]:
    m = part.montants
    return (
        Fort(part.nom) if total else part.nom,
        Fort(format_number(part.actions)) if total else format_number(part.actions),
        _amount(m.demande, m.sans_demande, m),
        _amount(m.accorde, m.sans_accord, m),
        mots.euros(m.specifiques) if m.specifiques is not None else _NOTHING,
        mots.euros(m.droit_commun) if m.droit_commun is not None else _NOTHING,
        _amount(m.depense, m.sans_depense, m),
    )


def _amount(amount: Decimal | None, unknown: int, m: Montants) -> Contenu:
    """An amount, and over how many fundings it is known where it is not over all."""
    if not m:
        return _NOTHING
    if amount is None:
        return Discret(NON_RENSEIGNE)
    if not unknown:
        return mots.euros(amount)
    return [mots.euros(amount), Saut(), Discret(f"{m.lignes - unknown} sur {m.lignes}")]


def legend(montants: Montants) -> Bloc:
    """How to read what is not known in these tables."""
    told = "« — » : aucun montant saisi. "
    if montants.sans_accord or montants.sans_demande or montants.sans_depense:
        told += (
            "« 2 sur 3 » : montant saisi pour 2 financements sur 3, et total de ces 2 ; un montant non renseigné n'est "
            "pas compté zéro. "
        )
    if montants.non_precises is not None:
        told += (
            f"Crédits spécifiques ou droit commun : non précisé pour {mots.euros(montants.non_precises)} accordés, "
            "comptés dans « Accordé » seulement."
        )
    return Paragraphe(Discret(told.strip()))


def shared_sentence(contrat: Contrat, exercice: Exercice) -> Bloc:
    """Why the rows by quartier may add up to more than the total, by how much, and what is not confirmed."""
    shared, told = shared_actions(exercice), list[Fragment]()
    if shared:
        one = len(shared) == 1
        told += [
            Fort(f"{count(len(shared), 'action')} {'est menée' if one else 'sont menées'} pour plusieurs quartiers"),
            f" : {'elle est entière dans chacun' if one else 'chacune est entière dans chaque quartier'}, et comptée "
            "une seule fois au total. La somme des lignes dépasse donc le total",
            f" de {mots.euros(extra)} accordés." if (extra := repeated_grants(exercice)) else ".",
        ]
    else:
        told.append("Aucune action n'est menée pour plusieurs quartiers.")
    if waiting := suggested_links(contrat, exercice):
        what = "est seulement suggéré, et n'est pas compté" if waiting == 1 else "sont suggérés, et ne sont pas comptés"
        told.append(f" {count(waiting, 'rattachement')} à un quartier {what} ici, en attendant qu'on décide.")
    return Paragraphe(told)


def funders_sentence(exercice: Exercice) -> Bloc | None:
    """That an action is counted for each of its funders."""
    several = actions_with_several_funders(exercice)
    if not several:
        return None
    verb = "a plusieurs financeurs : elle est comptée" if several == 1 else "ont plusieurs financeurs, et sont comptées"
    return Paragraphe(f"{count(several, 'action')} {verb} pour chacun, avec ce que chacun apporte.")

"""What was withdrawn of a quartier's project: since when, why, and what cited it."""

from typing import Final

from quartiers.donnees.modele import Contrat, Retrait
from quartiers.presentation.blocs import Ancre, Bloc, Contenu, Discret, Fort, Fragment, Liste, Suite, Titre
from quartiers.presentation.mots_retraits import kind_of, since_and_why
from quartiers.typographie import count, join_words

RETIRE: Final = "Ce qui a été retiré"
# As the places of rows that count are named: an address that somebody kept leads here.
_PLACES: Final = {
    "demarches": "demarche",
    "constats": "constat",
    "priorites": "priorite",
    "contributions": "contribution",
}


def anchor_of_withdrawal(retrait: Retrait) -> str:
    return f"{_PLACES[retrait.table]}-{retrait.identifiant}"


def show_withdrawals(contrat: Contrat) -> Bloc:
    """A line a withdrawn row; nothing where none is."""
    if not contrat.retraits:
        return Suite(())
    ordered = sorted(contrat.retraits, key=lambda r: r.le)
    return Suite((Titre(RETIRE, niveau=2, ancre="retraits"), Liste(tuple(_item(contrat, r) for r in ordered))))


def _item(contrat: Contrat, r: Retrait) -> Contenu:
    head = kind_of(r)
    told: list[Fragment] = [
        Ancre(anchor_of_withdrawal(r)),
        Fort(f"{head[:1].upper()}{head[1:]} "),
        f"« {r.titre} », {since_and_why(r)}.",
    ]
    cited = _cited(contrat, r)
    return [*told, Discret(f" {cited}")] if cited else told


def _cited(contrat: Contrat, r: Retrait) -> str:
    """What cited a priority: nothing of it is lost."""
    if r.table == "demarches":
        own = sum(c.demarche == r.identifiant for c in contrat.constats)
        return f"{count(own, 'constat en vient', 'constats en viennent')}." if own else ""
    if r.table != "priorites":
        return ""
    actions = [contrat.actions[a].intitule for a in r.actions if a in contrat.actions]
    told = [f"actions qui lui étaient reliées : {join_words(actions)}"] if actions else []
    for rows, one, several in (
        (contrat.decisions.values(), "décision", "décisions"),
        (contrat.avis.values(), "avis", "avis"),
        (contrat.contributions.values(), "contribution", "contributions"),
    ):
        number = sum(row.priorite == r.identifiant for row in rows)
        told += [count(number, one, several)] if number else []
    return f"La citent encore : {' ; '.join(told)}." if told else ""

"""The priorities of a quartier for who would answer one: as quoted, for whom, what exists, what is missing."""

from quartiers.analyse.guide import Offre
from quartiers.analyse.suivi import ActionSuivie
from quartiers.donnees.modele import Contrat
from quartiers.presentation.blocs import Bloc, Contenu, Discret, Fort, Fragment, Puces, Saut, Tableau
from quartiers.presentation.guide.citations import publics_of
from quartiers.presentation.mots_suivi import SANS_ETAT
from quartiers.typographie import join_words

ACTIONS_NOMMEES = 3  # of one priority: more are counted
NOT_FOLLOWED = (
    "Les actions en cours ne sont pas renseignées pour ce quartier : ce guide ne dit ni ce qui existe, "
    "ni ce qui manque."
)


def priorities_table(contrat: Contrat, found: tuple[Offre, ...], *, followed: bool) -> Bloc:
    """A row a priority; the last column only where actions are entered."""
    heads = ["Priorité, à citer avec son identifiant", "Publics", "Formes d'action attendues"]
    widths = [34.0, 16.0, 50.0]
    if followed:
        heads.append("Ce qui existe, ce qui manque")
        widths = [29.0, 13.0, 31.0, 27.0]
    rows = []
    for offer in found:
        p = offer.priorite
        theme = contrat.thematiques[p.thematique].libelle
        title: list[Fragment] = [Fort(p.intitule), Saut(), Discret(f"{p.priorite} · {theme}")]
        forms: Contenu = Puces(tuple(d.declinaison for d in p.declinaisons)) if p.declinaisons else "non précisées"
        rows.append((title, publics_of(p), forms, *([_state(offer)] if followed else [])))
    return Tableau("Priorités du quartier", tuple(heads), tuple(rows), tuple(widths), dense=True)


def _state(offer: Offre) -> list[Fragment]:
    parts: list[Fragment] = []
    for label, text in state_in_words(offer):
        parts += [Saut()] if parts else []
        parts += [Fort(label), text]
    return parts


def state_in_words(offer: Offre) -> list[tuple[str, str]]:
    """What exists, what has ended and what is missing of a priority, each under its label; what is not known is not
    said to be missing."""
    told = [
        (label, _names(actions))
        for label, actions in (("Existe : ", offer.actions), ("Terminé : ", offer.terminees))
        if actions
    ]
    if not offer.actions:
        told.append(("Manque : ", "aucune action en cours ou prévue n'est reliée à cette priorité."))
    elif offer.publics_sans_action:
        told.append(("Manque : ", f"{join_words(offer.publics_sans_action)}, que ces actions ne nomment pas."))
    elif offer.publics_inconnus and offer.priorite.publics:
        told.append(("Publics de ces actions : ", "non renseignés."))
    return told


def _names(actions: tuple[ActionSuivie, ...]) -> str:
    """``Café des parents (Centre social, en cours) ; et 2 autres``."""
    told = []
    for suivie in actions[:ACTIONS_NOMMEES]:
        a = suivie.action
        beside = [a.porteur, a.etat or SANS_ETAT]
        told.append(f"{a.intitule} ({', '.join(part for part in beside if part)})")
    if more := len(actions) - ACTIONS_NOMMEES:
        told += [f"et {more} autre{'s' if more > 1 else ''}"] if more > 0 else []
    return " ; ".join(told) + "."

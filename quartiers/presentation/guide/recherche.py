"""The words of the search page of the guide: what it lists of a priority, and by which words it is found."""

from collections.abc import Iterable, Mapping
from typing import Final

from quartiers.analyse.guide import Offre, is_followed, offers
from quartiers.analyse.suivi import follow
from quartiers.donnees.modele import Contrat, Priorite, Quartier, fold
from quartiers.presentation.guide.citations import publics_of
from quartiers.presentation.guide.priorites import state_in_words
from quartiers.presentation.sommaire.filtres import in_letters, make_filters, name_publics
from quartiers.repertoire import Filtre
from quartiers.typographie import count, format_date

TITRE: Final = "Votre action répond-elle à une priorité ?"


def count_priorities(contrat: Contrat, number: int) -> str:
    """The contract, and how many priorities are listed in how many quartiers."""
    return f"{contrat.nom} · {count(number, 'priorité')}, {count(len(contrat.quartiers), 'quartier')}"


def describe_priority(contrat: Contrat, offer: Offre, *, followed: bool) -> tuple[tuple[str, str], ...]:
    """Lines of a priority, a label and a text each; where actions are followed, what is done of it."""
    p = offer.priorite
    theme = contrat.thematiques[p.thematique]
    lines = [("Publics : ", publics_of(p)), ("Thème : ", theme.libelle), ("Identifiant : ", p.priorite)]
    if followed:
        lines += state_in_words(offer)
    return tuple((in_letters(label), in_letters(text)) for label, text in lines)


def searched_words(contrat: Contrat, quartier: Quartier, priorite: Priorite) -> Mapping[str, tuple[str, ...]]:
    """What a search reads of a priority, by the name under which it tells where it found a word."""
    theme = contrat.thematiques[priorite.thematique]
    labels = [d.forme for d in priorite.declinaisons if d.forme]
    fields = {
        "intitulé": [priorite.intitule],
        "forme": [*(d.declinaison for d in priorite.declinaisons), *labels],
        "public": [*priorite.publics],
        "thème": [theme.libelle, *theme.mots],
        "lieu": [quartier.nom, quartier.nom_court, *quartier.communes],
    }
    return {name: tuple(dict.fromkeys(map(in_letters, texts))) for name, texts in fields.items()}


def name_page(quartier: Quartier, *, residents: bool) -> str:
    """A guide in the list of guides, or the page for residents of a quartier."""
    return in_letters(f"{quartier.nom} ({quartier.commune}){' – page des habitants' if residents else ''}")


def offer_filters(contrat: Contrat) -> tuple[Filtre, ...]:
    """By theme, public and commune of the priorities that are open."""
    open_ones = [o.priorite for q in contrat.quartiers for o in offers(contrat, q)]
    themes, named = {p.thematique for p in open_ones}, {public for p in open_ones for public in p.publics}
    own = {p.quartier for p in open_ones}
    communes = sorted({c for q in contrat.quartiers.values() if q.quartier in own for c in q.communes}, key=fold)
    of_themes = [(t.thematique, t.libelle) for t in contrat.thematiques.values() if t.thematique in themes]
    return make_filters(
        (
            ("theme", "Thème", "Tous les thèmes", of_themes),
            ("public", "Public nommé", "Tous les publics", name_publics(contrat, named)),
            ("commune", "Commune", "Toutes les communes", [(c, c) for c in communes]),
        )
    )


def explain_search(contrat: Contrat) -> Iterable[str]:
    """Where the priorities come from, and whether the actions under way are known."""
    document = contrat.document
    yield (
        f"Priorités et formes d'action reformulées d'après « {document.titre} » ({document.auteur}) ; saisies arrêtées "
        f"au {format_date(contrat.edition)}. L'identifiant permet au service de retrouver la priorité."
    )
    followed = [q for q in contrat.quartiers if is_followed(follow(contrat, q))]
    if not followed:
        yield "Les actions en cours ne sont pas renseignées : cette page ne dit ni ce qui existe, ni ce qui manque."
    elif len(followed) < len(contrat.quartiers):
        yield f"Les actions en cours ne sont renseignées que pour {count(len(followed), 'quartier')}."

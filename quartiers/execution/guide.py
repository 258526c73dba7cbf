"""The search page of the guide, over every quartier: what it holds, from the contract and the folder."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from quartiers import DEFAULT_DATA
from quartiers.analyse.guide import Offre, is_followed, offers
from quartiers.analyse.suivi import follow
from quartiers.donnees import Contrat
from quartiers.donnees.fichiers.lecture import split_list
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Quartier
from quartiers.echappement import printable
from quartiers.ecriture import write_atomic
from quartiers.execution.fichiers import find_report
from quartiers.execution.sorties import GUIDE, GUIDES
from quartiers.export.recherche import Proposition, Recherche, render_search
from quartiers.export.sommaire import Filtre, Lien
from quartiers.presentation.guide.citations import publics_of, quote_priority
from quartiers.presentation.guide.priorites import state_in_words
from quartiers.typographie import count, format_date, typeset

_READERS: Final = ("html", "pdf")  # who is given a guide is given no notebook


def write_search(contrat: Contrat, output: Path) -> Path:
    """Write the search page; guides that are not in the folder are not listed."""
    path = output / GUIDE
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, make_search(contrat, output))
    return path


def make_search(contrat: Contrat, output: Path) -> bytes:
    return render_search(describe_search(contrat, output)).encode()


def describe_search(contrat: Contrat, output: Path) -> Recherche:
    """Every open priority, whatever its quartier, in the terms of the search page."""
    propositions = tuple(p for q in contrat.quartiers.values() for p in _propositions(contrat, q, output))
    return Recherche(
        _text("Votre action répond-elle à une priorité ?"),
        _text(f"{contrat.nom} · {count(len(propositions), 'priorité')}, {count(len(contrat.quartiers), 'quartier')}"),
        _filters(contrat),
        propositions,
        tuple(_pages(contrat, output)),
        load_synonyms(contrat),
        tuple(map(_text, _notes(contrat))),
    )


def load_synonyms(contrat: Contrat) -> Mapping[str, tuple[str, ...]]:
    """The words to search beside an expression: the contract's table, else the project's own, which is of French."""
    table = contrat.tables.get("synonymes")
    if table is None:
        from quartiers.donnees.fichiers.dossier import Dossier
        from quartiers.donnees.importation.insee_catalogue import read_table

        found = read_table(Dossier(DEFAULT_DATA), "synonymes")
        if found is None:
            return {}
        table = found[0]
    rows: Iterable[Any] = zip(table["expression"], table["mots"], strict=True)
    return {str(name): tuple(split_list(words)) for name, words in rows}


def _text(text: str) -> str:
    return printable(typeset(text))


def _propositions(contrat: Contrat, quartier: Quartier, output: Path) -> Iterable[Proposition]:
    followed = is_followed(follow(contrat, quartier.quartier))
    links = _links(output, f"guide-{quartier.quartier}")
    for offer in offers(contrat, quartier.quartier):
        yield _proposition(contrat, quartier, offer, links, followed=followed)


def _proposition(
    contrat: Contrat, quartier: Quartier, offer: Offre, links: tuple[Lien, ...], *, followed: bool
) -> Proposition:
    p, theme = offer.priorite, contrat.thematiques[offer.priorite.thematique]
    lines = [("Publics : ", publics_of(p)), ("Thème : ", theme.libelle), ("Identifiant : ", p.priorite)]
    if followed:
        lines += state_in_words(offer)
    forms = [d.declinaison for d in p.declinaisons]
    labels = [d.forme for d in p.declinaisons if d.forme]
    fields = {
        "intitulé": [p.intitule],
        "forme": [*forms, *labels],
        "public": [*p.publics],
        "thème": [theme.libelle, *theme.mots],
        "lieu": [quartier.nom, quartier.nom_court, *quartier.communes],
    }
    return Proposition(
        f"priorite-{p.priorite}",
        _text(p.intitule),
        _text(f"{quartier.nom} · {quartier.commune}"),
        tuple((_text(label), _text(text)) for label, text in lines),
        tuple(map(_text, forms)),
        _text(quote_priority(contrat, p)),
        links,
        {"commune": quartier.communes, "theme": (p.thematique,), "public": p.publics, "quartier": (p.quartier,)},
        {name: tuple(dict.fromkeys(map(_text, texts))) for name, texts in fields.items()},
    )


def _links(output: Path, stem: str) -> tuple[Lien, ...]:
    """Of a guide in the folder of the page itself: its address is its name."""
    found = find_report(output, f"{GUIDES}/{stem}")
    links = (f.lien for f in found)
    return tuple(
        Lien(
            f"Guide {link.libelle}" if stem.startswith("guide-") else link.libelle,
            link.cible.split("/", 1)[1],
            link.poids,
        )
        for link in links
        if link.cible.rpartition(".")[2] in _READERS
    )


def _pages(contrat: Contrat, output: Path) -> Iterable[tuple[str, tuple[Lien, ...]]]:
    for q in contrat.quartiers.values():
        for stem, what in ((f"guide-{q.quartier}", ""), (f"habitants-{q.quartier}", " – page des habitants")):
            if links := _links(output, stem):
                yield _text(f"{q.nom} ({q.commune}){what}"), links


def _filters(contrat: Contrat) -> tuple[Filtre, ...]:
    open_ones = [o.priorite for q in contrat.quartiers for o in offers(contrat, q)]
    themes, named = {p.thematique for p in open_ones}, {public for p in open_ones for public in p.publics}
    own = {p.quartier for p in open_ones}
    communes = sorted({c for q in contrat.quartiers.values() if q.quartier in own for c in q.communes}, key=fold)
    offered = (
        (
            "theme",
            "Thème",
            "Tous les thèmes",
            [(t.thematique, t.libelle) for t in contrat.thematiques.values() if t.thematique in themes],
        ),
        (
            "public",
            "Public nommé",
            "Tous les publics",
            [(p, p[:1].upper() + p[1:]) for p in contrat.publics if p in named],
        ),
        ("commune", "Commune", "Toutes les communes", [(c, c) for c in communes]),
    )
    return tuple(
        Filtre(key, _text(label), everything, tuple((value, _text(name)) for value, name in values))
        for key, label, everything, values in offered
        if values
    )


def _notes(contrat: Contrat) -> Iterable[str]:
    document = contrat.document
    yield (
        f"Priorités et formes d'action reformulées d'après « {document.titre} » ({document.auteur}) ; tables arrêtées "
        f"au {format_date(contrat.edition)}. L'identifiant permet au service de retrouver la priorité."
    )
    followed = [q for q in contrat.quartiers if is_followed(follow(contrat, q))]
    if not followed:
        yield "Les actions en cours ne sont pas renseignées : cette page ne dit ni ce qui existe, ni ce qui manque."
    elif len(followed) < len(contrat.quartiers):
        yield f"Les actions en cours ne sont renseignées que pour {count(len(followed), 'quartier')}."

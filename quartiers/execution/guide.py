"""The search page of the guide, over every quartier: what it holds, from the contract and the folder."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from quartiers import DEFAULT_DATA
from quartiers.analyse.guide import Offre, is_followed, offers
from quartiers.analyse.suivi import follow
from quartiers.donnees import Contrat
from quartiers.donnees.fichiers.lecture import split_list
from quartiers.donnees.modele import Quartier
from quartiers.ecriture import write_atomic
from quartiers.execution.appartenance import Appartenance
from quartiers.execution.fichiers import find_report
from quartiers.execution.sorties import GUIDE, GUIDES, SOMMAIRE
from quartiers.export.recherche import Proposition, Recherche, render_search
from quartiers.export.sommaire import Lien
from quartiers.presentation.guide.citations import quote_priority
from quartiers.presentation.guide.recherche import (
    TITRE,
    count_priorities,
    describe_priority,
    explain_search,
    name_page,
    offer_filters,
    searched_words,
)
from quartiers.presentation.sommaire.filtres import in_letters

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
        in_letters(TITRE),
        in_letters(count_priorities(contrat, len(propositions))),
        offer_filters(contrat),
        propositions,
        tuple(_pages(contrat, output)),
        load_synonyms(contrat),
        tuple(map(in_letters, explain_search(contrat))),
        f"{'../' * GUIDE.count('/')}{SOMMAIRE}" if Appartenance(output).holds(SOMMAIRE) else None,
    )


def load_synonyms(contrat: Contrat) -> Mapping[str, tuple[str, ...]]:
    """The words to search beside an expression: the contract's table, else the project's own, which is of French."""
    table = contrat.tables.get("synonymes")
    if table is None:
        from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
        from quartiers.donnees.importation.insee_catalogue import read_table

        found = read_table(Dossier(DEFAULT_DATA), "synonymes")
        if found is None:
            return {}
        table = found[0]
    rows: Iterable[Any] = zip(table["expression"], table["mots"], strict=True)
    return {str(name): tuple(split_list(words)) for name, words in rows}


def _propositions(contrat: Contrat, quartier: Quartier, output: Path) -> Iterable[Proposition]:
    followed = is_followed(follow(contrat, quartier.quartier))
    links = _links(output, f"guide-{quartier.quartier}")
    for offer in offers(contrat, quartier.quartier):
        yield _proposition(contrat, quartier, offer, links, followed=followed)


def _proposition(
    contrat: Contrat, quartier: Quartier, offer: Offre, links: tuple[Lien, ...], *, followed: bool
) -> Proposition:
    p = offer.priorite
    return Proposition(
        f"priorite-{p.priorite}",
        in_letters(p.intitule),
        in_letters(f"{quartier.nom} · {quartier.commune}"),
        describe_priority(contrat, offer, followed=followed),
        tuple(in_letters(d.declinaison) for d in p.declinaisons),
        in_letters(quote_priority(contrat, p)),
        links,
        {"commune": quartier.communes, "theme": (p.thematique,), "public": p.publics, "quartier": (p.quartier,)},
        searched_words(contrat, quartier, p),
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
        for stem, residents in ((f"guide-{q.quartier}", False), (f"habitants-{q.quartier}", True)):
            if links := _links(output, stem):
                yield name_page(q, residents=residents), links

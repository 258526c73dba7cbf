"""What is in doubt: the check of the stated figures, and the gaps with the published synthesis."""

from collections.abc import Mapping, Sequence

from quartiers.analyse.doutes import Doute, Gravite, Point, Regle, gather
from quartiers.analyse.fiabilite import Bilan, Fiabilite, summarize
from quartiers.analyse.synthese import EcartPublication, differences_with_published
from quartiers.donnees.modele import Contrat, Quartier
from quartiers.presentation import mots
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Discret,
    Fort,
    Fragment,
    Paragraphe,
    Saut,
    Signal,
    Suite,
    Tableau,
)
from quartiers.typographie import count, join_words


def reliability_block(fiabilite: Fiabilite, quartiers: Sequence[Quartier], bilan: Bilan) -> Bloc:
    """What the check of all stated figures found: by rule, then the gravest, then by quartier."""
    doubts = fiabilite.doutes
    if not doubts:
        return Paragraphe("Aucune des règles de vérification n'a rien relevé.")
    checked = (Paragraphe(mots.checking_sentence(bilan)),) if bilan.total else ()
    blocks: list[Bloc] = [*checked, _rules(doubts, len(quartiers))]
    if graver := [p for p in fiabilite.points if p.gravite is Gravite.ERREUR]:
        blocks.append(_gravest(graver, {q.quartier: q.nom_court for q in quartiers}))
    if bilan.total:
        blocks.append(_by_quartier(fiabilite, quartiers))
    return Suite(tuple(blocks))


def _rules(doubts: Sequence[Doute], total: int) -> Tableau:
    rows: list[tuple[Contenu, ...]] = []
    for regle in Regle:
        found = [d for d in doubts if d.regle is regle]
        if found:
            counts = [sum(d.gravite is g for d in found) for g in Gravite]
            concerned = len({q for d in found for q in d.quartiers})
            cells = [str(n) if n else "—" for n in counts]
            rows.append(([Fort(regle.value), f" {regle.titre}"], *cells, f"{concerned} sur {total}"))
    findings = sum(d.gravite is not Gravite.INFORMATION for d in doubts)
    points = sum(p.gravite is not Gravite.INFORMATION for p in gather(doubts))
    legend = "Ce que relèvent les règles de vérification"
    if findings != points:  # page 1 counts the points
        legend += (
            f" : {findings} relevés à corriger ou à vérifier, qui font {count(points, 'point', 'points')} (un point "
            "réunit ce qu'une même correction règle)"
        )
    return Tableau(
        legend,
        ("Règle", *(g.value[0].upper() + g.value[1:] for g in Gravite), "Quartiers"),
        tuple(rows),
        (52, 12, 12, 12, 12),
        numeriques=(1, 2, 3, 4),
        dense=True,
    )


def _gravest(points: Sequence[Point], names: Mapping[str, str]) -> Tableau:
    rows: list[tuple[Contenu, ...]] = []
    for p in points:
        where = f"{p.objet} (l. {p.lignes})" if p.lignes else p.objet
        told = Point(p.dits).raisons(names.__getitem__)
        rows.append((Fort(f"{p.regle.value} · {where}"), " ".join(told)))
    return Tableau(
        "Ce qui est à corriger d'abord (que faire : voir le rapport de chaque quartier)",
        ("Règle et chiffre", "Ce qui est constaté"),
        tuple(rows),
        (32, 68),
        dense=True,
    )


def _by_quartier(fiabilite: Fiabilite, quartiers: Sequence[Quartier]) -> Tableau:
    rows: list[tuple[Contenu, ...]] = []
    silent = []
    for q in quartiers:
        bilan = summarize(fiabilite.verifications_de({q.quartier}), fiabilite.autre_population)
        if not bilan.total:
            silent.append(q.nom_court)
            continue
        numbers = (bilan.total, bilan.concordent, bilan.autre_population, bilan.dementis, bilan.non_verifiables)
        rows.append((q.nom_court, *map(str, numbers)))
    return Tableau(
        "Les chiffres énoncés, quartier par quartier" + (f" (aucun pour {join_words(silent)})" if silent else ""),
        (
            "Quartier",
            "Énoncés",
            "Concordent",
            "Valeur publiée, d'une autre population",
            "Démentis, ou d'un autre intitulé",
            "Non vérifiables",
        ),
        tuple(rows),
        (32, 11, 12, 17, 15, 13),
        numeriques=(1, 2, 3, 4, 5),
        dense=True,
    )


def differences_block(contrat: Contrat) -> Bloc:
    """The gaps between the sections' priorities and the published synthesis, in one table."""
    differences = differences_with_published(contrat)
    if not contrat.synthese_publiee:
        return Paragraphe("Aucune synthèse publiée n'est saisie : il n'y a rien à comparer.")
    if not differences:
        return Paragraphe("La synthèse publiée correspond aux sections du document.")
    return Tableau(
        f"{count(len(differences), 'différence')} entre les priorités des sections et les tableaux publiés",
        ("Quartier et nature", "Priorité de la section", "Thème de la section", "Publiée sous"),
        tuple(_difference(d) for d in differences),
        (25, 29, 19, 27),
        dense=True,
    )


def _difference(d: EcartPublication) -> tuple[Contenu, ...]:
    published: list[Fragment] = [join_words([t.libelle for t in d.publiees])]
    if not d.publiees:
        published = [Signal("alerte", "absente")]
    published += [part for note in d.notes for part in (Saut(), Discret(note))]
    if d.lignes:
        published += [Saut(), Discret(f"lignes {d.lignes}")]
    return (
        [d.quartier.nom_court, Saut(), Discret(d.type.value)],
        d.priorite.intitule if d.priorite else "—",
        d.thematique.libelle if d.thematique else "—",
        published,
    )

"""What is in doubt: the check of the stated figures, and the gaps with the published synthesis."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from quartiers.analyse.doutes import Gravite, Point, Regle
from quartiers.analyse.extraction import count_moved, moved_row
from quartiers.analyse.fiabilite import Fiabilite
from quartiers.analyse.synthese import EcartPublication, differences_with_published
from quartiers.donnees.modele import Contrat, Quartier
from quartiers.donnees.tables.cadre import INCOMPLET
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
from quartiers.presentation.synthese.nombreux import are_projects_many, group_projects, say_grouped
from quartiers.typographie import count, format_number, in_letters, join_words

MAX_SILENT: Final = 12  # quartiers without a stated figure that a sentence names
MAX_NAMED: Final = 3  # quartiers that a point names
MAX_GRAVES: Final = 40  # points, or differences: beyond, they are counted
_MORE: Final = "Ils sont tous dans la feuille « Doutes » de donnees.xlsx, et dans le rapport de chaque quartier."


def reliability_block(fiabilite: Fiabilite, contrat: Contrat) -> Bloc:
    """What the check of all stated figures found: by rule, then the gravest, then by quartier, or by group of them."""
    quartiers = tuple(contrat.quartiers.values())
    if not fiabilite.doutes:
        return Paragraphe("Aucune des règles de vérification n'a rien relevé.")
    share = fiabilite.partage(contrat.quartiers)
    checked = (Paragraphe(mots.shared_out(share)),) if share.total else ()
    blocks: list[Bloc] = [*checked, _rules(fiabilite.points, len(quartiers)), *_caution(fiabilite.points, contrat)]
    if graver := [p for p in fiabilite.points if p.gravite is Gravite.ERREUR]:
        blocks.append(_gravest(graver[:MAX_GRAVES], {q.quartier: q.nom_court for q in quartiers}))
        if (more := len(graver) - MAX_GRAVES) > 0:
            told = count(more, "autre point est à corriger", "autres points sont à corriger")
            blocks.append(Paragraphe(Discret(f"{told}. {_MORE}")))
    if share.total:
        blocks.append(_by_quartier(fiabilite, contrat))
    return Suite(tuple(blocks))


def _rules(points: Sequence[Point], total: int) -> Tableau:
    """Points, as page 1 counts them and the list under it names them: each under the rule that leads."""
    rows: list[tuple[Contenu, ...]] = []
    for regle in Regle:
        found = [p for p in points if p.regle is regle]
        if found:
            counts = [sum(p.gravite is g for p in found) for g in Gravite]
            concerned = len({q for p in found for q in p.quartiers})
            cells = [str(n) if n else "—" for n in counts]
            rows.append(([Fort(regle.value), f" {regle.titre}"], *cells, f"{concerned} sur {total}"))
    return Tableau(
        "Ce que relèvent les règles de vérification, en points (un point réunit ce qu'une même correction règle)",
        ("Règle", *(g.value[0].upper() + g.value[1:] for g in Gravite), "Quartiers"),
        tuple(rows),
        (58, 10, 10, 10, 12),
        numeriques=(1, 2, 3, 4),
        dense=True,
    )


def _caution(points: Sequence[Point], contrat: Contrat) -> tuple[Bloc, ...]:
    """What « à savoir » is, and by whom it was read what supports a priority: nobody may have verified it."""
    if not any(p.gravite is Gravite.INFORMATION for p in points):
        return ()
    told = f"« À savoir » : rien à corriger{' dans le document' if contrat.a_un_document else ''}"
    debated = {p.regle for p in points if p.gravite is Gravite.INFORMATION and p.est_a_discuter}
    if named := [regle.value for regle in Regle if regle in debated]:
        told += f" ; {join_words(named)} {'est' if len(named) == 1 else 'sont'} à discuter en comité"
    told += "."
    if any(p.regle is Regle.SANS_APPUI for p in points):
        by = contrat.document.relecture or "par qui n'est pas précisé"
        told += f" {Regle.SANS_APPUI.value} : d'après une relecture du document ({by})."
    return (Paragraphe(Discret(told)),)


def _gravest(points: Sequence[Point], names: Mapping[str, str]) -> Tableau:
    rows: list[tuple[Contenu, ...]] = []
    for p in points:
        told = Point(p.dits).raisons(names.__getitem__)
        where = f"{p.regle.value}, l.\u00a0{p.lignes}" if p.lignes else p.regle.value
        what: list[Fragment] = [Fort(f"{_whose(p, names)} · {p.objet}"), " ", Discret(f"({where})")]
        rows.append((what, " ".join(told)))
    return Tableau(
        "Ce qui est à corriger d'abord (que faire : voir le rapport du quartier nommé)",
        ("Quartier et chiffre", "Ce qui est constaté"),
        tuple(rows),
        (35, 65),
        dense=True,
    )


def _whose(point: Point, names: Mapping[str, str]) -> str:
    """The quartiers of a point; of many, how many."""
    if len(point.quartiers) > MAX_NAMED:
        return count(len(point.quartiers), "quartier")
    return join_words([names[q] for q in point.quartiers])


def _by_quartier(fiabilite: Fiabilite, contrat: Contrat) -> Tableau:
    heading, legend = "Quartier", "Les chiffres énoncés, quartier par quartier"
    groups: Mapping[str, tuple[Quartier, ...]] = {q.nom_court: (q,) for q in contrat.quartiers.values()}
    if are_projects_many(contrat):
        what, groups = group_projects(contrat)
        told = say_grouped(contrat, what, "la feuille « Quartiers » de donnees.xlsx")
        legend = f"Les chiffres énoncés, par {what}. {told}"
        heading = what.capitalize()
    rows: list[tuple[Contenu, ...]] = []
    silent = []
    for name, members in groups.items():
        share = fiabilite.partage({q.quartier for q in members})
        if not share.total:
            silent.append(name)
            continue
        rows.append((name, *map(str, (share.total, share.concordent, share.a_revoir, share.non_verifiables))))
    return Tableau(
        f"{legend}.{_silent(contrat, silent)}",
        (
            heading,
            "Énoncés",
            "Concordent avec une publication, ou en sont proches",
            "À corriger ou à vérifier",
            "Non vérifiables ici",
        ),
        tuple(rows),
        (36, 13, 19, 16, 16),
        numeriques=(1, 2, 3, 4),
        dense=True,
    )


def _silent(contrat: Contrat, silent: list[str]) -> str:
    """Of a list of quartiers, why each is not there; of groups, which have none."""
    if not silent:
        return ""
    if are_projects_many(contrat):
        return f" Aucun pour {join_words(silent)}."
    return f" {told}" if (told := say_silent(tuple(contrat.quartiers.values()), contrat)) else ""


def say_silent(quartiers: Sequence[Quartier], contrat: Contrat) -> str:
    """Whose diagnostic states no figure, and of whom none is read because a part of the text is missing: two things."""
    without = [q for q in quartiers if not contrat.affirmations_de(q.quartier)]
    if len(without) == len(quartiers):
        return ""
    cut = _name([q for q in without if q.texte == INCOMPLET])
    none = _name([q for q in without if q.texte != INCOMPLET])
    why = f"n'est lu pour {cut}, dont le texte tiré du fichier est incomplet"
    if not none:
        return f"Aucun chiffre {why}." if cut else ""
    return f"Le diagnostic n'énonce aucun chiffre pour {none}{f' ; aucun {why}' if cut else ''}."


def _name(quartiers: Sequence[Quartier]) -> str:
    if len(quartiers) > MAX_SILENT:
        return f"{len(quartiers)} quartiers"
    return join_words([q.nom_court for q in quartiers])


def say_differences(contrat: Contrat) -> str:
    """How many there are, and how many of them may be the fault of nobody who wrote the document."""
    differences = differences_with_published(contrat)
    moved = count_moved(contrat, differences)
    verb = "peut" if moved == 1 else "peuvent"
    doubt = f", dont {moved} {verb} venir de l'extraction du texte" if moved else ""
    return f"{count(len(differences), 'différence')}{doubt}"


def differences_block(contrat: Contrat) -> Bloc:
    """The gaps between the sections' priorities and the published synthesis, in one table."""
    differences = differences_with_published(contrat)
    if not contrat.synthese_publiee:
        return Paragraphe("Aucune synthèse publiée n'est saisie : il n'y a rien à comparer.")
    if not differences:
        return Paragraphe("La synthèse publiée correspond aux sections du document.")
    if len(differences) > MAX_GRAVES:
        counted = Counter(d.type.value for d in differences)
        told = " ; ".join(f"{kind} ({format_number(n)})" for kind, n in counted.items())
        return Paragraphe(
            f"{count(len(differences), 'différence')} entre les priorités des sections et les tableaux publiés : {told}"
            ". La feuille « Écarts de publication » de donnees.xlsx les donne une à une."
        )
    return Tableau(
        f"{say_differences(contrat)}, entre les priorités des sections et les tableaux publiés",
        ("Quartier et nature", "Priorité de la section", "Thème de la section", "Publiée sous"),
        tuple(_difference(d, moved=moved_row(contrat, d) is not None) for d in differences),
        (25, 29, 19, 27),
        dense=True,
    )


def _difference(d: EcartPublication, *, moved: bool) -> tuple[Contenu, ...]:
    """``moved``: whether it may come of the text drawn from the file."""
    where = [
        f"{t.libelle} (l.\u00a0{at})" if at else t.libelle for t, at in zip(d.publiees, d.lignes_publiees, strict=True)
    ]
    published: list[Fragment] = [
        f"{in_letters(len(where)).capitalize()} fois : " if len(where) > 1 else "",
        " ; ".join(where),
    ]
    if not d.publiees:
        published = [Signal("alerte", "absente")]
    if d.priorite is None:  # else the priority beside says what the notes do
        published += [part for note in d.notes for part in (Saut(), Discret(note))]
    if moved:
        published += [Saut(), Discret("peut venir de l'extraction du texte")]
    return (
        [d.quartier.nom_court, Saut(), Discret(d.type.value)],
        d.priorite.intitule if d.priorite else "—",
        d.thematique.libelle if d.thematique else "—",
        published,
    )

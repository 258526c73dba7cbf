"""The workbook itself: its sheets in order, and the cover that says how to read them."""

from dataclasses import replace
from typing import Final

from quartiers.donnees.modele import Contrat
from quartiers.feuilles import Classeur, Contenu, Rubrique
from quartiers.presentation import mots
from quartiers.presentation.echelles import INTERCOMMUNALE, PROPRE
from quartiers.presentation.sources import reading_rule
from quartiers.presentation.tableur import concertation, forums, suivi
from quartiers.presentation.tableur.chiffres import figures_sheet, series_sheet, statements_sheet
from quartiers.presentation.tableur.commun import Analyse
from quartiers.presentation.tableur.depuis import changes_sheet
from quartiers.presentation.tableur.fiabilite import differences_sheet, doubts_sheet
from quartiers.presentation.tableur.large import wide_sheet
from quartiers.presentation.tableur.projets import (
    findings_sheet,
    forms_sheet,
    matrix_sheet,
    priorities_sheet,
    quartiers_sheet,
)
from quartiers.presentation.tableur.territoires import territories_sheet
from quartiers.typographie import count, format_date, join_words, typeset

# In the order of use: what one takes to a meeting, printed with the workbook; then what one looks things up in, on a
# screen: printed too, the whole took a hundred pages.
_ON_PAPER = (wide_sheet, quartiers_sheet, matrix_sheet)
_ON_PAPER_IF_FEW = (priorities_sheet, suivi.decisions_sheet, suivi.completeness_sheet)
FEW: Final = 150  # rows that one reads on paper: some seven pages of priorities
_ON_SCREEN = (
    figures_sheet,
    doubts_sheet,
    findings_sheet,
    forms_sheet,
    suivi.actions_sheet,
    suivi.fundings_sheet,
    suivi.results_sheet,
    suivi.suggestions_sheet,
    changes_sheet,
    *concertation.SHEETS,
    *forums.SHEETS,
    statements_sheet,
    series_sheet,
    differences_sheet,
)

_WORDS = (
    ("publié, calculé", "Un chiffre de l'Insee, tel quel ; ou tiré de ses chiffres (somme, moyenne, part)."),
    (
        "énoncé",
        "Ce que le diagnostic écrit, repris tel quel. Il n'est retenu que si rien de récent n'est publié pour "
        "l'indicateur.",
    ),
    (
        "non diffusé",
        "L'Insee ne publie pas la valeur (secret statistique). La cellule de la valeur est vide : ce n'est jamais "
        "zéro, et on ne la recalcule pas.",
    ),
    (
        "non renseigné",
        "Le document ne le dit pas. La cellule de la valeur est vide, comme toute cellule pour laquelle rien n'est "
        "connu : ce n'est jamais zéro.",
    ),
    (
        "par ancien QPV",
        "Le QPV réunit d'anciens QPV, et rien ne permet d'additionner leurs chiffres : ils sont donnés un à un, plus "
        "loin sur la ligne.",
    ),
    (
        "plus fragile, moins fragile",
        "Que la référence, selon le sens de l'indicateur : ni plus bas, ni plus haut. La référence d'un chiffre publié "
        "est le QPV médian de France.",
    ),
    (
        "écart non concluant, évolution non concluante",
        "L'écart, ou l'évolution, est de ceux qu'une année fait ou défait dans un QPV de cette taille, ou ne porte que "
        "sur quelques personnes : il ne se lit pas. Le chiffre, lui, est celui de son producteur.",
    ),
    (
        "concorde, démenti, autre population",
        "Ce que les publications disent d'un chiffre énoncé ; « autre population » : elles donnent cette valeur, mais "
        "d'autres personnes ou ménages ; « non vérifiable » : elles n'en disent rien.",
    ),
    (
        "à vérifier : oui",
        "Les mots du document contredisent ses propres nombres, ou une publication les dément : voir la feuille des "
        "doutes avant de citer le chiffre.",
    ),
    (
        "échelle",
        f"« {INTERCOMMUNALE.nom} » : axe commun à l'agglomération ; « {PROPRE.nom} » : décidé pour ce projet seul.",
    ),
)

_ADVICE = (
    (
        "Modifier",
        "Ce classeur est une copie : ce qu'on y change ne change ni les tables ni les rapports, et la prochaine "
        "fabrication le remplace. Les tables à modifier sont dans le dossier des données.",
    ),
    (
        "Filtrer",
        "Chaque feuille est un tableau : les flèches de la ligne de titres filtrent et trient. Les textes sont ceux "
        "des tables, sans espaces insécables : une recherche trouve ce qu'on tape.",
    ),
    (
        "Imprimer",
        "Imprimer tout le classeur ne sort que ce qu'on emporte en réunion : cette page et les feuilles dont la "
        "colonne « Sur papier » dit oui, premières colonnes seulement. Le reste se lit à l'écran ; pour en imprimer "
        "une partie, la sélectionner, puis imprimer la sélection.",
    ),
    (
        "Calculer",
        "Ne pas additionner ni moyenner les pourcentages de plusieurs quartiers ; ne pas retrouver par différence une "
        "valeur non diffusée. Deux projets d'un même QPV portent les mêmes chiffres publiés.",
    ),
)


def build_workbook(contrat: Contrat) -> Classeur:
    """The workbook of the whole contract."""
    analyse = Analyse(contrat)
    also = (territories_sheet,) if contrat.chiffres_territoires else ()
    feuilles = (
        *(make(analyse) for make in _ON_PAPER),
        *(replace(f, imprimee=len(f.lignes) <= FEW) for f in (make(analyse) for make in _ON_PAPER_IF_FEW)),
        *(replace(make(analyse), imprimee=False) for make in (*_ON_SCREEN, *also)),
    )
    projects = count(len(contrat.quartiers), "projet de quartier", "projets de quartier")
    return Classeur(
        titre="Classeur des projets de quartier",
        sous_titre=typeset(
            f"{contrat.nom} · {contrat.periode} · {projects} · {mots.dates(contrat, contrat.quartiers.values())}"
        ),
        auteur=contrat.epci,
        creation=contrat.edition,
        pied=typeset(f"{contrat.nom} – informations arrêtées au {format_date(contrat.edition)}"),
        avant=(_part("Le contrat", _identity(analyse)),),
        feuilles=tuple(replace(f, description=typeset(f.description)) for f in feuilles),
        apres=(
            _part("Se servir de ce classeur", _ADVICE),
            _part("Le sens des mots", _WORDS),
            _part("La règle de lecture", (("Écarts et évolutions", reading_rule(contrat.lecture).to_text()),)),
            _part("Sources et licences", _sources(contrat)),
        ),
    )


def _part(titre: str, lines: tuple[tuple[str, Contenu], ...]) -> Rubrique:
    return Rubrique(titre, tuple((typeset(label), typeset(s) if isinstance(s, str) else s) for label, s in lines))


def _identity(analyse: Analyse) -> tuple[tuple[str, Contenu], ...]:
    c = analyse.contrat
    doubtful = sum(f.douteux for figures in analyse.chiffres.values() for f in figures)
    nothing = "Le diagnostic n'énonce aucun chiffre." if c.a_un_document else "Aucun chiffre énoncé n'est saisi."
    share = analyse.fiabilite.partage(c.quartiers)
    caution = mots.shared_out(share) if share.total else nothing
    if doubtful:
        caution += f" {count(doubtful, 'chiffre retenu est', 'chiffres retenus sont')} à vérifier."
    return (
        ("Contrat", c.nom),
        ("Intercommunalité", f"{c.epci} (SIREN {c.siren_epci})" if c.siren_epci else c.epci),
        ("Période", f"{c.periode}, évaluation à mi-parcours en {c.horizon}"),
        ("Données au", c.edition),
        *((("Document source", f"{c.document.titre} ({c.document.auteur})"),) if c.a_un_document else ()),
        ("Éditions de l'Insee", _editions(c) or "aucune publication n'est reprise"),
        ("Chiffres en doute", caution),
    )


def _editions(contrat: Contrat) -> str:
    """``DEMO 2017, 2019 et 2022 ; IPRO 2022``: the editions of which something is published of the contract."""
    codes = ((*q.tous_les_codes, *q.codes_insee) for q in contrat.quartiers.values())
    own = {code for found in codes for code in found}
    found: dict[str, set[int]] = {}
    for m in contrat.mesures:
        if m.territoire in own:
            found.setdefault(m.theme, set()).add(m.edition)
    return " ; ".join(f"{theme} {join_words([str(e) for e in sorted(found[theme])])}" for theme in sorted(found))


def _sources(contrat: Contrat) -> tuple[tuple[str, Contenu], ...]:
    document = [
        (
            "Le document",
            f"{contrat.document.titre} ({contrat.document.auteur}). Ses constats et ses priorités sont reformulés, ses "
            "chiffres (« énoncés ») repris sans correction. « Lignes du document » renvoie au texte extrait.",
        )
    ]
    rows = document if contrat.a_un_document else []
    if contrat.mesures:
        rows.append(("L'Insee", "Chiffres publiés : données sur les quartiers prioritaires (Licence Ouverte 2.0)."))
    rows.append(("L'ANCT", "Codes, noms et centroïdes des QPV (Licence Ouverte 2.0)."))
    return tuple(rows)

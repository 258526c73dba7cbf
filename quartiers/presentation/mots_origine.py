"""What a retained figure is and where it comes from, in words: for the workbook and for who analyses."""

from typing import Final

from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.notes import named_in_document
from quartiers.donnees.modele import CALCULE, NON_DIFFUSE, PUBLIE, Contrat
from quartiers.typographie import NON_RENSEIGNE

PARTS: Final = "par ancien QPV"
STATED: Final = "énoncé"
UNPUBLISHED: Final = "non publié"
TYPED: Final = "publié, saisi"

# Of each status, what a reader must know before computing anything.
STATUS_NOTES: Final = {
    PUBLIE: "Un chiffre de l'Insee, tel quel.",
    CALCULE: "Tiré des chiffres de l'Insee (somme, moyenne, part).",
    STATED: "Ce que le diagnostic écrit, repris tel quel : rien de récent n'est publié pour l'indicateur.",
    TYPED: "Publié d'un territoire qui n'est pas un QPV, et saisi avec sa source : il n'est comparé à aucun QPV.",
    NON_DIFFUSE: "Secret statistique : l'Insee ne publie pas la valeur. Ce n'est jamais zéro, on ne la recalcule pas.",
    NON_RENSEIGNE: "Le document ne le dit pas, et rien de récent n'est publié. Ce n'est jamais zéro.",
    PARTS: "Le QPV réunit d'anciens QPV, et rien ne permet d'additionner leurs chiffres : ils sont donnés un à un.",
}


def status_of(figure: ChiffreLu) -> str:
    """Published, computed, withheld, stated, not stated, or known of former QPV only."""
    if figure.publication is not None:
        return figure.publication.statut
    if figure.affirmation is None:
        return PARTS
    return STATED if figure.affirmation.valeur is not None else NON_RENSEIGNE


def codes_of(figure: ChiffreLu) -> str:
    """The QPV that a published figure describes; the document does not say which one its own does."""
    if figure.publication is not None:
        return " + ".join(figure.publication.territoires)
    parts = figure.parties if figure.affirmation is None else ()
    return " + ".join(code for part in parts for code in part.territoires)


def source_of(contrat: Contrat, figure: ChiffreLu) -> str:
    """Where a figure comes from, and the lines of the document that state it: a line each."""
    if figure.affirmation is not None:
        found = [f"Producteur selon le document : {named_in_document(figure.indicateur.producteur)}"]
    elif figure.publication is not None:
        found = [figure.publication.source]
    else:
        found = list(dict.fromkeys(part.source for part in figure.parties))
    statements = [f.affirmation for f in (figure, *figure.enonces) if f.affirmation is not None]
    if lines := [a.lignes for a in statements if a.lignes]:
        found.append(f"Énoncé : {contrat.document.titre}, l. {', '.join(lines)}")
    return "\n".join(found)

"""What an import of a questionnaire says: what was counted, what was not, or what to write first."""

from typing import TYPE_CHECKING

from quartiers.donnees.importation.questionnaire_lecture import Proposition
from quartiers.echappement import printable
from quartiers.typographie import count, join_words

if TYPE_CHECKING:
    from rich.console import Console

    from quartiers.donnees.importation.questionnaire import BilanQuestionnaire

_COLUMNS = ("demarche", "colonne", "role", "intitule", "reponse", "separateur", "regroupe")


def show_questionnaire(console: "Console", bilan: "BilanQuestionnaire", demarche: str) -> None:
    """What a file of so many people has become; or the rows to put in ``questions``, when they are not there."""
    if bilan.propositions:
        _propose(console, bilan.propositions, demarche)
        return
    people = (
        f"{count(bilan.lignes, 'ligne lue', 'lignes lues')}, {count(bilan.participants, 'personne a', 'personnes ont')}"
    )
    console.print(f"{people} répondu à une question au moins.", markup=False)
    for question, base in bilan.questions:
        console.print(f"  {printable(question)} : {count(base, 'répondant')}", markup=False)
    for criterion, groups in bilan.groupes:
        console.print(
            f"  par {printable(criterion)} : {printable(join_words(list(groups)) or 'aucun groupe')}", markup=False
        )
    for criterion, number in bilan.sans_groupe:
        told = count(number, "personne n'est", "personnes ne sont")
        console.print(
            f"  {told} d'aucun groupe de « {printable(criterion)} » : comptées dans l'ensemble seul.", markup=False
        )
    if bilan.laissees:
        left = ", ".join(f"« {name[:40]} »" for name in bilan.laissees)
        console.print(f"Colonnes non comptées : {printable(left)}.", markup=False)
    for table in bilan.tables:
        if table.ajoutees or table.modifiees:
            what = f"{count(table.ajoutees, 'ligne ajoutée', 'lignes ajoutées')}, {table.modifiees} modifiées"
            console.print(f"{table.nom} : {what}.", markup=False)
    console.print(
        "Le fichier n'est pas gardé, seuls ces nombres le sont. Les petits groupes ne sont tus que dans les rapports.",
        markup=False,
    )


def _propose(console: "Console", propositions: tuple[Proposition, ...], demarche: str) -> None:
    propose_rows(console, propositions, demarche)
    console.print(
        "\nrole : question, choix (une colonne par choix), groupe (sexe, âge…) ou ignorer. Ce que les gens ont écrit "
        "(questions ouvertes) est ignoré : le lire, puis le mettre dans paroles.",
        markup=False,
    )


def propose_rows(console: "Console", propositions: tuple[Proposition, ...], demarche: str) -> None:
    """The rows to read, and to put in ``questions``, before a file is imported."""
    console.print(
        "Rien n'est encore repris : aucune ligne de la table questions ne dit ce que sont les colonnes de ce fichier.\n"
        "En voici une proposition, à relire et à mettre dans questions (une feuille du classeur, ou questions.csv), "
        "puis relancer :\n",
        markup=False,
    )
    lines = [";".join(_COLUMNS)]
    for p in propositions:
        cells = (demarche, p.colonne, p.role, p.intitule, p.reponse, p.separateur, p.regroupe)
        lines.append(";".join(_cell(cell) for cell in cells))
    console.print("\n".join(lines), markup=False, soft_wrap=True, highlight=False)


def _cell(text: str) -> str:
    shown = printable(text)
    return '"' + shown.replace('"', '""') + '"' if any(sign in shown for sign in ';"\n') else shown

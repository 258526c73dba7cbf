"""What an import of proposals says: what was put in, what was left, or what to write first."""

from typing import TYPE_CHECKING

from quartiers.echappement import printable
from quartiers.presentation.console.questionnaire import propose_rows
from quartiers.typographie import count

if TYPE_CHECKING:
    from rich.console import Console

    from quartiers.donnees.importation.decidim import BilanDecidim
    from quartiers.donnees.importation.decidim_autres import BilanAutres


def show_decidim(console: "Console", bilan: "BilanDecidim", demarche: str) -> None:
    """What the proposals of a file have become; or the rows to put in ``questions``, when they are not there."""

    def say(text: str) -> None:
        console.print(printable(text), markup=False, soft_wrap=True)

    if bilan.propositions:
        propose_rows(console, bilan.propositions, demarche)
        say(
            "\nrole : identifiant, titre, texte, soutiens, thème, quartier, suite, réponse, ou ignorer. "
            "« (à compléter) » est à remplacer par un identifiant de thematiques ou de quartiers, ou par une suite "
            "(retenue, retenue en partie, écartée, à l'étude). Rien n'est lu de qui a écrit."
        )
        return
    say(f"{count(bilan.lignes, 'proposition lue', 'propositions lues')}.")
    for table in bilan.tables:
        what = f"{count(table.ajoutees, 'ligne ajoutée', 'lignes ajoutées')}, {table.modifiees} modifiées"
        say(f"{table.nom} : {what}.")
    for number, one, several in (
        (bilan.relues, "déjà relue : laissée telle quelle", "déjà relues : laissées telles quelles"),
        (bilan.retirees, "retirée par qui l'a écrite : pas reprise", "retirées par qui les a écrites : pas reprises"),
        (bilan.tues, "texte semble désigner quelqu'un : pas repris", "textes semblent désigner quelqu'un : pas repris"),
        (bilan.sans_raison, "rejetée sans réponse : sans suite ici", "rejetées sans réponse : sans suite ici"),
    ):
        if number:
            say(f"  {count(number, one, several)}.")
    for column, values in bilan.hors_liste.items():
        say(f"  « {column} » : {', '.join(values)} : à ajouter au regroupement de cette colonne, dans questions.")
    if bilan.inconnues:
        say("Colonnes que questions ne décrit pas, à ignorer sans doute ; les lignes à y ajouter :")
        for name in bilan.inconnues:
            say(f"{demarche};{name};ignorer;;;;")
    say(
        "Aucune n'est imprimée encore : les lire, les dire en une phrase dans « texte », puis écrire « oui » dans "
        "« relue »."
    )


def show_others(console: "Console", bilan: "BilanAutres") -> None:
    """What the comments, or meetings, of a file have become, and what is to be done of them."""
    from quartiers.donnees.importation.decidim_autres import MAX_PAROLE, Nature

    def say(text: str) -> None:
        console.print(printable(text), markup=False, soft_wrap=True)

    comments = bilan.nature is Nature.COMMENTAIRES
    words = ("commentaire lu", "commentaires lus") if comments else ("réunion lue", "réunions lues")
    say(f"{count(bilan.lignes, *words)}.")
    for table in bilan.tables:
        say(f"{table.nom} : {count(table.ajoutees, 'ligne ajoutée', 'lignes ajoutées')}.")
    gone = "vides : pas repris" if comments else "retirées, pas publiées, sans date ou à venir : pas reprises"
    for number, what in (
        (
            bilan.connues,
            "déjà dans la table : laissés tels quels" if comments else "déjà dans la table : laissées telles quelles",
        ),
        (bilan.retirees, gone),
        (bilan.tues, "dont le texte semble désigner quelqu'un : à lire sur la plateforme"),
        (bilan.longues, f"de plus de {MAX_PAROLE} caractères : à lire sur la plateforme"),
    ):
        if number:
            say(f"  {number} {what}.")
    if comments:
        say(
            "Aucun n'est imprimé encore : les lire, puis écrire « oui » dans « relue » pour ceux qui ne désignent "
            "personne."
        )
    else:
        say("À compléter dans demarches : qui l'a menée, comment les personnes ont été touchées, les publics.")

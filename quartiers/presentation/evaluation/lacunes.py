"""What the evaluation cannot answer, and what to record now."""

from quartiers.analyse.evaluation_manques import Lacune, when_to_fill
from quartiers.donnees.modele import Contrat
from quartiers.presentation.blocs import Bloc, Contenu, Discret, Fort, Fragment, Paragraphe, Saut, Suite, Tableau
from quartiers.typographie import count, format_date, join_words

_MATTER = {
    "figures": ("chiffre publié de première page", "chiffres publiés de première page"),
    "priorites": ("priorité", "priorités"),
    "constats": ("constat du diagnostic", "constats du diagnostic"),
    "actions": ("action", "actions"),
    "financements": ("financement", "financements"),
    "resultats": ("valeur d'indicateurs de suivi", "valeurs d'indicateurs de suivi"),
    "decisions": ("décision", "décisions"),
    "demarches": ("démarche de concertation", "démarches de concertation"),
    "paroles": ("parole relue", "paroles relues"),
    "avis": ("avis", "avis"),
    "contributions": ("contribution de forums", "contributions de forums"),
}


def show_lacks(contrat: Contrat, lacks: tuple[Lacune, ...], matter: tuple[tuple[str, int], ...]) -> Bloc:
    """A row a question: why it has no answer, what to fill, who has it; then what the file stands on (``matter``)."""
    told = join_words([count(number, *_MATTER[name]) for name, number in matter]) or "rien de saisi"
    stands = Paragraphe([Fort("Ce dossier s'appuie sur : "), f"{told}."])
    return Suite((_lacks(contrat, lacks), stands))


def _lacks(contrat: Contrat, lacks: tuple[Lacune, ...]) -> Bloc:
    when = f"à la date des tables ({format_date(contrat.edition)})"
    if not lacks:
        return Paragraphe(f"Chaque question de l'évaluation a de quoi recevoir une réponse, {when}.")
    told = (
        f"{count(len(lacks), 'question reste', 'questions restent')} sans réponse, ou avec une réponse partielle, "
        f"{when}. L'évaluation de {contrat.horizon} aura ce qui aura été noté d'ici là. Deux resteront partielles : ce "
        f"qui a changé depuis {contrat.premiere_annee} (les chiffres paraissent des années après), et ce qui est dû au "
        "contrat."
    )
    rows: tuple[tuple[Contenu, ...], ...] = tuple(
        (
            Fort(lack.question),
            _sentence(lack.raison),
            _to_fill(lack),
            [lack.qui, Saut(), Discret(when_to_fill(lack, contrat.horizon, contrat.edition))],
        )
        for lack in lacks
    )
    table = Tableau(
        "Ce qu'il faut noter, dans quelle table, qui peut le dire, et avant quand",
        ("On ne peut pas dire…", "Parce que…", "À remplir", "Par qui, et quand"),
        rows,
        (23, 31, 22, 24),
    )
    return Suite((Paragraphe(told), table))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _to_fill(lack: Lacune) -> list[Fragment]:
    return [lack.table, Saut(), Discret(join_words(list(lack.colonnes)))]

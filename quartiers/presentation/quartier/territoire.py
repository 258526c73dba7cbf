"""The figures that were typed of a territory that is no QPV, each with its source: compared with nothing."""

from quartiers.presentation.blocs import Bloc, Contenu, Paragraphe, Suite, Tableau
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import count, format_value


def given_sentence(lu: QuartierLu) -> str:
    """How many there are, and that no QPV is beside them; empty where there is none."""
    if not lu.donnes:
        return ""
    figures = count(len(lu.donnes), "chiffre publié est repris", "chiffres publiés sont repris")
    each = "avec sa source : il n'est comparé" if len(lu.donnes) == 1 else "chacun avec sa source : aucun n'est comparé"
    return f"{figures} pour {lu.quartier.noms.ce}, {each} à ceux des QPV, dont {lu.quartier.noms.ce} n'est pas."


def show_given(lu: QuartierLu) -> Bloc:
    """A row a figure, in the order of the indicators, the newest first."""
    if not lu.donnes:
        return Suite(())
    rank = {name: n for n, name in enumerate(lu.contrat.indicateurs)}
    rows: list[tuple[Contenu, ...]] = []
    for row in sorted(lu.donnes, key=lambda r: (rank[r.indicateur], -r.annee, r.source)):
        indicator = lu.contrat.indicateurs[row.indicateur]
        rows.append((indicator.libelle, format_value(row.valeur, indicator.unite), str(row.annee), row.source))
    table = Tableau(
        f"Chiffres publiés {lu.quartier.noms.du}",
        ("Indicateur", "Valeur", "Année", "Source"),
        tuple(rows),
        (38, 14, 10, 38),
        numeriques=(1,),
    )
    return Suite((Paragraphe(given_sentence(lu)), table))

"""What the check of a contract says: its doubts, what it could not check, what is to be completed."""

from collections.abc import Sequence, Set

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from quartiers.analyse.doutes import Doute, Gravite, Point, Regle
from quartiers.analyse.fiabilite import Fiabilite, unchecked
from quartiers.analyse.suivi import to_complete
from quartiers.donnees import Contrat
from quartiers.presentation import mots
from quartiers.presentation.console.ecran import say
from quartiers.presentation.mots_suivi import missing_in_words
from quartiers.typographie import count, typeset


def show_doubts(
    console: Console, contrat: Contrat, fiabilite: Fiabilite, quartiers: Set[str], *, everything: bool
) -> None:
    """The doubts about ``quartiers``, grouped by the quartiers that they concern, then a count by rule.

    ``everything`` shows also what is only worth knowing, and what could not be checked.
    """
    doubts = [d for d in fiabilite.doutes if quartiers & set(d.quartiers) or not d.quartiers]
    points = [p for p in fiabilite.points if quartiers & set(p.quartiers) or not p.quartiers]
    shown = [p for p in points if everything or p.gravite is not Gravite.INFORMATION]
    groups: dict[tuple[str, ...], list[Point]] = {}
    for doubt in shown:
        groups.setdefault(doubt.quartiers, []).append(doubt)
    order = {name: rank for rank, name in enumerate(contrat.quartiers)}
    for names in sorted(groups, key=lambda names: (len(names) > 1, [order[n] for n in names])):
        title = " · ".join(contrat.quartiers[n].nom_court for n in names) or "Tout le contrat"
        console.print(f"\n[bold]{escape(typeset(title))}[/]")
        for d in groups[names]:
            lines = f", l. {d.lignes}" if d.lignes else ""
            others = f" (et {', '.join(r.value for r in d.regles[1:])})" if len(d.regles) > 1 else ""
            head = f"  {d.regle.value}, {d.gravite.value} – {typeset(d.objet)}{lines}{others}"
            console.print(head, markup=False)
            for phrase in d.raisons(lambda q: contrat.quartiers[q].nom_court):
                say(console, phrase)
            say(console, f"→ {' '.join(d.consignes(lambda q: contrat.quartiers[q].nom_court))}")
    if everything:
        _show_unchecked(console, contrat, fiabilite, quartiers)
    if doubts:
        console.print()
        console.print(rules_table(doubts))
    else:
        console.print("\nLes règles de vérification des chiffres ne relèvent rien.", markup=False)
    if (share := fiabilite.partage(quartiers)).total:
        console.print(f"\n{mots.shared_out(share)}", markup=False)
    if hidden := len(points) - len(shown):
        told = count(hidden, "point")
        console.print(f"{told} « à savoir » et les chiffres non vérifiables : ajouter --tout.", markup=False)


def show_missing(console: Console, contrat: Contrat, quartiers: Set[str], *, everything: bool) -> None:
    """What is to be completed of the follow-up of ``quartiers``, counted by kind; each thing, if ``everything``."""
    for name, quartier in contrat.quartiers.items():
        missing = to_complete(contrat, name) if name in quartiers else ()
        if not missing:
            continue
        console.print(f"\n[bold]{escape(typeset(quartier.nom_court))}[/] – à compléter avant le comité")
        if everything:
            for item in missing:
                say(console, f"{item.manque.value} : {item.titre} ({item.identifiant})")
        else:
            say(console, f"{missing_in_words(missing)}. La liste : --tout.")


def _show_unchecked(console: Console, contrat: Contrat, fiabilite: Fiabilite, quartiers: Set[str]) -> None:
    """The statements that could be neither confirmed nor denied, with the reason."""
    console.print("\n[bold]Chiffres énoncés qui n'ont pas pu être vérifiés[/]")
    for name, quartier in contrat.quartiers.items():
        missing = unchecked(contrat, fiabilite, name) if name in quartiers else ()
        if missing:
            console.print(f"  {typeset(quartier.nom_court)}", markup=False)
        for item in missing:
            say(console, f"{contrat.indicateurs[item.affirmation.indicateur].libelle_court} : {item.motif}")


def rules_table(doubts: Sequence[Doute]) -> Table:
    """How many reasons each rule gives, by gravity: a point may have several."""
    table = Table(show_edge=False, pad_edge=False)
    table.add_column("Raisons par règle (plusieurs par point)", overflow="fold")
    for g in Gravite:
        table.add_column(g.value, justify="right")
    for regle in Regle:
        numbers = [sum(d.regle is regle and d.gravite is g for d in doubts) for g in Gravite]
        if any(numbers):
            table.add_row(f"{regle.value} {regle.titre}", *(str(n) if n else "–" for n in numbers))
    return table

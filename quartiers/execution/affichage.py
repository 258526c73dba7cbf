"""What the terminal shows: progress while it runs, a closing table, errors."""

import contextlib
import textwrap
from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING, Final, Protocol

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from quartiers.donnees.description import NON_REPETE
from quartiers.donnees.erreurs import quoted
from quartiers.donnees.tables import TABLES
from quartiers.donnees.tables.importees import COMMUNE
from quartiers.echappement import printable
from quartiers.execution.sorties import COMPARER, SOMMAIRE
from quartiers.typographie import count, format_number, typeset

if TYPE_CHECKING:  # it brings papermill along, which checking and listing can do without
    from quartiers.analyse.doutes import Doute, Point
    from quartiers.analyse.fiabilite import Fiabilite
    from quartiers.donnees import Contrat
    from quartiers.donnees.importation.actions import BilanImportActions
    from quartiers.donnees.importation.classeur import BilanClasseur
    from quartiers.donnees.importation.insee import BilanImport
    from quartiers.donnees.importation.insee_entetes import Entete
    from quartiers.donnees.importation.perimetres import BilanPerimetres
    from quartiers.donnees.importation.postes import BilanImportPostes
    from quartiers.donnees.importation.tables_importees import BilanTable
    from quartiers.donnees.importation.tables_saisies import Changement
    from quartiers.execution.passage import AFaire, Bilan
    from quartiers.execution.rapports import ReportResult

MOST_SAID: Final = 20  # sentences of one sort: more are no reading
NARROWEST: Final = 40  # characters; in less, sentences and tables are columns of letters


class Follower(Protocol):
    def __call__(self, result: "ReportResult") -> None: ...


def make_console() -> Console:
    """Standard output: lines of any length, in which ``:smile:`` from a table stays what it is."""
    console = Console(highlight=False, soft_wrap=True, emoji=False)
    console.width = max(console.width, NARROWEST)
    return console


@contextlib.contextmanager
def follow(console: Console, total: int, fait: str = "écrit") -> Iterator[Follower]:
    """A progress bar in a terminal; elsewhere (a log, a pipe) one line per finished report, which is ``fait``."""
    if not console.is_terminal:
        done = 0

        def say(result: "ReportResult") -> None:
            nonlocal done
            done += 1
            console.print(
                f"[{done}/{total}] {result.task.nom} : {fait if result.ok else 'échec'} ({seconds(result.seconds)})",
                markup=False,
            )

        yield say
        return
    columns = (
        TextColumn("Rapports"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("démarrage…", total=total)
        yield lambda result: progress.update(bar, advance=1, description=escape(result.task.titre))


def show_doubts(
    console: Console, contrat: "Contrat", fiabilite: "Fiabilite", quartiers: Set[str], *, everything: bool
) -> None:
    """The doubts about ``quartiers``, grouped by the quartiers that they concern, then a count by rule.

    ``everything`` shows also what is only worth knowing, and what could not be checked.
    """
    from quartiers.analyse.doutes import Gravite
    from quartiers.analyse.fiabilite import summarize
    from quartiers.presentation import mots

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
                _say(console, phrase)
            _say(console, f"→ {' '.join(d.consignes(lambda q: contrat.quartiers[q].nom_court))}")
    if everything:
        _show_unchecked(console, contrat, fiabilite, quartiers)
    if doubts:
        console.print()
        console.print(_rules_table(doubts))
    else:
        console.print("\nLes règles de vérification des chiffres ne relèvent rien.", markup=False)
    if checked := fiabilite.verifications_de(quartiers):
        console.print(f"\n{mots.checking_sentence(summarize(checked, fiabilite.autre_population))}", markup=False)
    if hidden := len(points) - len(shown):
        told = count(hidden, "point")
        console.print(f"{told} « à savoir » et les chiffres non vérifiables : ajouter --tout.", markup=False)


def show_missing(console: Console, contrat: "Contrat", quartiers: Set[str], *, everything: bool) -> None:
    """What is to be completed of the follow-up of ``quartiers``, counted by kind; each thing, if ``everything``."""
    from quartiers.analyse.suivi import to_complete
    from quartiers.presentation.mots_suivi import missing_in_words

    for name, quartier in contrat.quartiers.items():
        missing = to_complete(contrat, name) if name in quartiers else ()
        if not missing:
            continue
        console.print(f"\n[bold]{escape(typeset(quartier.nom_court))}[/] – à compléter avant le comité")
        if everything:
            for item in missing:
                _say(console, f"{item.manque.value} : {item.titre} ({item.identifiant})")
        else:
            _say(console, f"{missing_in_words(missing)}. La liste : --tout.")


def _say(console: Console, text: str) -> None:
    """A sentence, set in from the margin; textwrap, unlike rich, breaks no line at a no-break space.

    Nor at a hyphen: of « Centre-ville » cut in two, a reader cannot tell whether the hyphen is written.
    """
    indent = " " * 6
    wrapped = textwrap.fill(
        typeset(text), console.width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
    console.print(wrapped, markup=False, soft_wrap=True)


def _show_unchecked(console: Console, contrat: "Contrat", fiabilite: "Fiabilite", quartiers: Set[str]) -> None:
    """The statements that could be neither confirmed nor denied, with the reason."""
    from quartiers.analyse.fiabilite import unchecked

    console.print("\n[bold]Chiffres énoncés qui n'ont pas pu être vérifiés[/]")
    for name, quartier in contrat.quartiers.items():
        missing = unchecked(contrat, fiabilite, name) if name in quartiers else ()
        if missing:
            console.print(f"  {typeset(quartier.nom_court)}", markup=False)
        for item in missing:
            _say(console, f"{contrat.indicateurs[item.affirmation.indicateur].libelle_court} : {item.motif}")


def _rules_table(doubts: "Sequence[Doute]") -> Table:
    """How many reasons each rule gives, by gravity: a point may have several."""
    from quartiers.analyse.doutes import Gravite, Regle

    table = Table(show_edge=False, pad_edge=False)
    table.add_column("Raisons par règle (plusieurs par point)", overflow="fold")
    for g in Gravite:
        table.add_column(g.value, justify="right")
    for regle in Regle:
        numbers = [sum(d.regle is regle and d.gravite is g for d in doubts) for g in Gravite]
        if any(numbers):
            table.add_row(f"{regle.value} {regle.titre}", *(str(n) if n else "–" for n in numbers))
    return table


def closing_table(results: "Sequence[ReportResult]") -> Table:
    """Report, time and state of each."""
    table = Table(show_edge=False, pad_edge=False)
    table.add_column("Rapport", overflow="fold")
    table.add_column("Durée", justify="right", no_wrap=True)
    table.add_column("État", overflow="fold", min_width=10)
    for result in results:
        state = "[green]écrit[/]" if result.ok else f"[red]ÉCHEC[/] {escape(result.error or '')}"
        table.add_row(escape(result.task.nom), seconds(result.seconds), state)
    return table


def count_reports(todo: "AFaire") -> str:
    """``2 rapports à fabriquer, 17 à jour``."""
    current = len(todo.rapports) - len(todo.perimes)
    wanted = f"{count(len(todo.perimes), 'rapport')} à fabriquer"
    return f"{wanted}, {current} à jour," if current else wanted


def describe_run(bilan: "Bilan") -> str:
    """``2 rapports écrits, 17 déjà à jour``."""
    done = sum(r.ok for r in bilan.faits)
    current = count(bilan.a_jour, "rapport déjà à jour", "rapports déjà à jour")
    if not bilan.faits:
        return f"Rien à refaire : {current}," if not bilan.ecrits else current
    written = count(done, "rapport écrit", "rapports écrits")
    return f"{written}, {bilan.a_jour} déjà à jour," if bilan.a_jour else written


def show_watch(console: Console, changed: "Sequence[str]") -> None:
    """What has changed in the tables; without any name, that they are watched."""
    if changed:
        names = ", ".join(printable(name) for name in changed)
        console.print(f"\n{names} : {'modifiés' if len(changed) > 1 else 'modifié'}", markup=False)
    else:
        console.print("En attente : enregistrer une table refait ce qui en dépend. Ctrl-C pour finir.", markup=False)


def show_others(console: Console, bilan: "Bilan") -> None:
    """The workbook and the like: those written, and why the others could not be."""
    for name, reason in bilan.troubles.items():
        console.print(f"{name} : ÉCHEC, {reason}", markup=False)
    others = [name for name in bilan.ecrits if name not in (SOMMAIRE, COMPARER)]
    if others:
        console.print(f"{', '.join(others)} : écrit", markup=False)


def seconds(duration: float) -> str:
    return f"{duration:.1f} s".replace(".", ",")


def show_import(console: Console, bilan: "BilanImport") -> None:
    """What was read of INSEE's files, what was left, what was written."""
    table = Table(show_edge=False, pad_edge=False, collapse_padding=True)
    table.add_column("Fichier", overflow="fold")
    table.add_column("Diffusion")
    for name in ("Lignes", "QPV\ngardés", "Indicateurs", "Non\ndiffusés", "Colonnes\nprises /\nlaissées"):
        table.add_column(name, justify="right")
    for f in bilan.fichiers:
        numbers = (f.lignes, f.qpv_gardes, len(f.indicateurs), f.non_diffuses)
        columns = f"{f.colonnes_prises} / {f.colonnes_laissees}"
        of = f"{f.theme} {f.edition}\nQPV {f.geographie}" if f.geographie != COMMUNE else f"{f.theme} {f.edition}"
        table.add_row(escape(f.nom), of, *map(format_number, numbers), columns)
    if bilan.fichiers:
        console.print(table)
    for f in bilan.fichiers:
        if f.colonnes_inconnues:
            unknown = count(len(f.colonnes_inconnues), "colonne inconnue, laissée", "colonnes inconnues, laissées")
            console.print(f"{f.nom} : {unknown} : {', '.join(f.colonnes_inconnues)}.", markup=False)
    for nom, reason in bilan.ignores:
        console.print(f"{nom} : fichier laissé, {reason}.", markup=False)
    for entete in bilan.entetes:
        _show_header(console, entete)
    if bilan.fichiers:
        _show_written(console, bilan.tables)
    else:
        console.print("Aucun fichier n'a pu être repris : rien n'est écrit.", markup=False)


def _show_header(console: Console, entete: "Entete") -> None:
    """The columns of a file that the catalogue lacks, and the rows to paste in it."""
    shown = entete.suggestions[:MOST_SAID]
    console.print(
        f"\n{printable(entete.nom)} : ce que ses colonnes inconnues sont sans doute, à vérifier.", markup=False
    )
    for s in shown:
        _say(console, printable(f"{s.colonne} : {s.sens}."))
    if entete.theme is None:
        _say(console, "Le thème n'est pas reconnu : écrire le sien au début de chaque ligne.")
    console.print("À ajouter à correspondances/catalogue_insee.csv, puis importer de nouveau :", markup=False)
    for s in shown:
        console.print(printable(s.ligne), markup=False, soft_wrap=True)
    if more := len(entete.suggestions) - len(shown):
        console.print(f"… et {count(more, 'autre colonne', 'autres colonnes')}.", markup=False)


def show_perimeters(console: Console, bilan: "BilanPerimetres") -> None:
    """What was read of a file of perimeters, what it lacks, what was written."""
    read, kept = _count(bilan.lus, "contour"), _count(bilan.gardes, "gardé")
    console.print(f"{bilan.nom} : {read} de la géographie {bilan.geographie}, {kept}.", markup=False)
    if bilan.absents:
        console.print(f"QPV du contrat absents du fichier : {', '.join(bilan.absents)}.", markup=False)
    if bilan.sans_contour:
        console.print(f"QPV dont le contour est inutilisable : {', '.join(bilan.sans_contour)}.", markup=False)
    if bilan.sans_nom:
        unnamed = f"QPV que ni le fichier, ni qpv.csv, ni quartiers.csv ne nomme : {', '.join(bilan.sans_nom)}."
        console.print(f"{unnamed} Leur contour est gardé.", markup=False)
    console.print(f"perimetres.geojson : {_count(bilan.contours, 'contour')}.", markup=False)
    _show_written(console, bilan.tables)


def show_posts(console: Console, bilan: "BilanImportPostes") -> None:
    """What was read of the files of posts, what was left and why, what was changed and written."""
    table = Table(show_edge=False, pad_edge=False, collapse_padding=True)
    table.add_column("Fichier", overflow="fold")
    for name in ("Lignes", f"Postes\n{bilan.code_cv}", "Montant", "Ajoutés /\nmodifiés /\ninchangés"):
        table.add_column(name, justify="right")
    for f in bilan.fichiers:
        became = f"{f.nouveaux} / {f.modifies} / {f.inchanges}"
        amount = f"{format_number(float(f.montant), 2)} €"
        table.add_row(escape(f.nom), format_number(f.lignes), str(f.gardes), amount, became)
    console.print(table)
    for f in bilan.fichiers:
        elsewhere = f"{_count(f.ailleurs, 'ligne')} d'autres contrats"
        without = f", {_count(f.sans_code, 'ligne')} sans code de contrat lisible" if f.sans_code else ""
        console.print(f"{f.nom} : {f.sorte} {f.annee} ; {elsewhere}{without}, laissées.", markup=False)
        _show_remarks(console, f.nom, f.laisses, f.remarques)
    for nom, reason in bilan.ignores:
        console.print(f"{nom} : fichier laissé, {reason}.", markup=False)
    _show_changes(console, bilan.changements)
    _show_written(console, bilan.tables)
    console.print(
        "Les montants sont théoriques. Aucun poste n'est rattaché à un quartier : le faire dans la table "
        "actions_priorites.",
        markup=False,
    )


def show_actions(console: Console, bilan: "BilanImportActions") -> None:
    """What was read of the files of actions, what was left and why, what was changed and written."""
    table = Table(show_edge=False, pad_edge=False, collapse_padding=True)
    table.add_column("Fichier", overflow="fold")
    table.add_column("Sorte")
    for name in ("Lignes", "Gardées", "Ajoutées /\nmodifiées /\ninchangées"):
        table.add_column(name, justify="right")
    for f in bilan.fichiers:
        became = f"{f.nouvelles} / {f.modifiees} / {f.inchangees}"
        table.add_row(escape(f.nom), escape(f.sorte), format_number(f.lignes), format_number(f.gardees), became)
    console.print(table)
    for f in bilan.fichiers:
        taken, left = _count(len(f.colonnes_prises), "colonne"), f.colonnes_laissees
        console.print(f"{f.nom} : {taken} ({', '.join(f.colonnes_prises)}), {left} connues et laissées.", markup=False)
        if f.colonnes_inconnues:
            unknown = count(len(f.colonnes_inconnues), "colonne inconnue, laissée", "colonnes inconnues, laissées")
            console.print(f"{f.nom} : {unknown} : {printable(', '.join(f.colonnes_inconnues))}.", markup=False)
        _show_remarks(console, f.nom, f.laisses, f.remarques)
    for nom, reason in bilan.ignores:
        console.print(f"{nom} : fichier laissé, {printable(reason)}.", markup=False)
    _show_changes(console, bilan.changements)
    _show_written(console, bilan.tables)
    console.print("Quels quartiers et quelles priorités : le dire dans la table actions_priorites.", markup=False)


def show_workbook(console: Console, bilan: "BilanClasseur") -> None:
    """What became of each table of a workbook, and what of it was left."""
    for name in bilan.autres:
        console.print(
            f"feuille « {printable(name)} » : laissée, aucune table que vous écrivez ne porte ce nom.", markup=False
        )
    if bilan.absentes:
        kept = "ces tables restent comme elles sont"
        console.print(f"{bilan.nom} : sans feuille, {kept} : {', '.join(bilan.absentes)}.", markup=False)
    for table in bilan.tables:
        nom = table.table.fichier
        for rows, became in (
            (table.retirees, "retiré"),
            (table.gardees, "gardé, le classeur ne dit pas l'avoir eu"),
            (table.laissees, "laissé, changé depuis dans la table et pas dans le classeur"),
        ):
            shown = ", ".join(printable(row) for row in rows[:MOST_SAID])
            more = f" et {len(rows) - MOST_SAID} de plus" if len(rows) > MOST_SAID else ""
            if rows:
                console.print(f"{nom} : {became} : {shown}{more}.", markup=False)
    _show_changes(console, [change for table in bilan.tables for change in table.changements])
    for table in bilan.tables:
        numbers = ((table.ajoutees, "ajoutée"), (table.modifiees, "modifiée"), (table.retirees, "retirée"))
        said = [_count(len(rows), word) for rows, word in numbers if rows]
        said += ["ordre changé"] if table.ordre_change else []
        if table.avant or table.apres:
            changed = ", ".join(said) or "rien n'a changé"
            console.print(f"{table.table.fichier} : {_count(len(table.apres), 'ligne')} ({changed}).", markup=False)
    if any(table.gardees or table.laissees for table in bilan.tables):
        console.print(
            f"{bilan.nom} date d'avant ce qui est gardé ou laissé : en refaire un (« classeur »).", markup=False
        )
    if bilan.ouvert:
        warning = "semble ouvert dans un tableur ; ce qui n'y est pas enregistré n'est pas repris"
        console.print(f"À savoir : {bilan.nom} {warning}.", markup=False)


def _show_remarks(console: Console, nom: str, left: "Sequence[str]", remarks: "Sequence[str]") -> None:
    """Rows that were left, each with its reason, and what is to be known of the others: the first ones of many."""
    for word, sentences in (("laissé", left), ("à savoir", remarks)):
        for sentence in sentences[:MOST_SAID]:
            console.print(f"{nom} : {word}, {printable(sentence)}.", markup=False)
        if (more := len(sentences) - MOST_SAID) > 0:
            console.print(f"{nom} : {word}, de même {_count(more, 'autre')}.", markup=False)


def _show_changes(console: Console, changes: "Sequence[Changement]") -> None:
    for c in changes[:MOST_SAID]:
        champ = TABLES[c.table].champs.get(c.colonne)
        secret = champ is not None and champ.colonne.confidentielle
        before, after = (NON_REPETE if secret and text else quoted(text) for text in (c.avant, c.apres))
        place = printable(c.place) or f"{c.table}.csv"
        console.print(f"{place}, {c.ligne}, {c.colonne} : « {before} » devient « {after} ».", markup=False)
    if (more := len(changes) - MOST_SAID) > 0:
        console.print(f"… et {count(more, 'autre cellule', 'autres cellules')}.", markup=False)


def _show_written(console: Console, tables: "Sequence[BilanTable]") -> None:
    for table in tables:
        changes = [(table.ajoutees, "ajoutée"), (table.modifiees, "modifiée"), (table.retirees, "retirée")]
        if not table.total and not table.retirees:
            continue
        said = ", ".join(_count(number, word) for number, word in changes if number) or "rien n'a changé"
        place = printable(table.place) or f"{table.nom}.csv"
        console.print(f"{place} : {_count(table.total, 'ligne')} ({said}).", markup=False)


def _count(number: int, noun: str) -> str:
    return f"{format_number(number)} {noun if number < 2 else noun + 's'}"

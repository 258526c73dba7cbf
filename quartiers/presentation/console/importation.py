"""What importers say of what they have read, left and written."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from quartiers.donnees.description import NON_REPETE
from quartiers.donnees.erreurs import quoted
from quartiers.donnees.tables import TABLES
from quartiers.donnees.tables.importees import COMMUNE
from quartiers.echappement import printable
from quartiers.presentation.console.ecran import MOST_SAID, say
from quartiers.typographie import count, format_number

if TYPE_CHECKING:
    from quartiers.donnees.importation.actions import BilanImportActions
    from quartiers.donnees.importation.classeur import BilanClasseur
    from quartiers.donnees.importation.insee import BilanImport
    from quartiers.donnees.importation.insee_entetes import Entete
    from quartiers.donnees.importation.perimetres import BilanPerimetres
    from quartiers.donnees.importation.postes import BilanImportPostes
    from quartiers.donnees.importation.tables_importees import BilanTable
    from quartiers.donnees.importation.tables_saisies import Changement


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
        say(console, printable(f"{s.colonne} : {s.sens}."))
    if entete.theme is None:
        say(console, "Le thème n'est pas reconnu : écrire le sien au début de chaque ligne.")
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

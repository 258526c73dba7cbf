"""The workbook that staff fill: a sheet for each table that they write, made from the description of the tables.

It serves a folder that has all its tables as one that has none yet: a table that is not there is an empty sheet.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Final

from quartiers.donnees.description import Champ, Lieu, Nature, Table
from quartiers.donnees.ecritures import as_stored
from quartiers.donnees.fichiers.lecture import TableBrute
from quartiers.donnees.memoire_classeur import LISTES, NOTICE, ORIGINE, marks_of, rows_of
from quartiers.donnees.noms_cites import citation
from quartiers.donnees.tables import TABLES
from quartiers.saisies import Alerte, Choix, Colonne, Contenu, Feuille, Saisie, Sorte
from quartiers.typographie import typeset

_SORTES: Final = {
    Nature.TEXTE: Sorte.TEXTE,
    Nature.ENTIER: Sorte.ENTIER,
    Nature.NOMBRE: Sorte.NOMBRE,
    Nature.MONTANT: Sorte.NOMBRE,
    Nature.DATE: Sorte.DATE,
}
_ATTENDUS: Final = {
    Nature.TEXTE: "un texte",
    Nature.ENTIER: "un nombre entier",
    Nature.NOMBRE: "un nombre, comme 12,5",
    Nature.MONTANT: "un montant en euros, comme 1250,50",
    Nature.DATE: "une date, comme 10/12/2026",
}
_FILLING: Final = (
    "Une feuille par table. La première ligne porte le nom des colonnes : ne pas la changer. Passer la souris sur un "
    "nom pour lire ce qu'on y écrit, et si c'est obligatoire (le fond est alors foncé).",
    "Une ligne par fait, sans ligne de total ni cellule fusionnée. Une cellule vide veut dire : non renseigné.",
    "Une liste s'ouvre dans les cellules qui se choisissent. Là où plusieurs valeurs vont, les séparer par une barre : "
    "jeunes | femmes.",
)
_TO_IMPORT: Final = (
    "Pour que les rapports en tiennent compte : enregistrer, fermer, puis « pipeline.py importer classeur » suivi du "
    "nom de ce fichier. Tout est vérifié d'abord ; s'il y a une faute, elle est dite avec sa feuille et sa ligne, et "
    "rien n'est écrit.",
    "Trier, filtrer, ajouter ou supprimer des lignes, ajouter des feuilles à soi : c'est permis. Une feuille supprimée "
    "laisse sa table comme elle est ; une feuille vidée est refusée.",
)
_IN_PLACE: Final = (
    "Ce classeur est celui du dossier : il n'y a rien à importer. L'enregistrer suffit : les rapports le relisent "
    "chaque fois qu'on les fabrique, et « pipeline.py verifier » dit ce qui ne va pas, avec la feuille et la ligne.",
    "Une feuille sans ligne est une table qui n'est pas encore là : rien n'oblige à la remplir. Par où commencer : "
    "constats, puis priorites ; leurs listes proposent les quartiers et les thèmes qui sont dans ce classeur.",
    "L'exemple donné pour chaque colonne est dans l'explication de son nom : ce n'est pas une donnée. Les publics et "
    "les territoires proposés sont ceux que contrat.toml avait quand ce classeur a été fait.",
    "Trier, filtrer, ajouter ou supprimer des lignes, changer les couleurs, ajouter des feuilles à soi : c'est permis. "
    "Ne pas renommer les feuilles des tables, et ne pas mettre à côté de ce classeur un fichier CSV de l'une d'elles.",
)
_KEPT_HERE: Final = (
    "Ne pas diffuser ce classeur : reponses, paroles et contributions y ont ce que les rapports taisent (petits "
    "groupes, paroles et contributions que personne n'a relues).",
)
_LONGEST_LIST: Final = 255  # characters that a workbook may hold of a list written with its column

Noms = Mapping[str, Collection[str]]  # what contrat.toml lists, by what cites it


def typed_tables() -> tuple[Table, ...]:
    """The tables that staff write, in order."""
    return tuple(table for table in TABLES.values() if table.lieu is Lieu.SAISIE)


def build_entry_workbook(
    titre: str,
    creation: date,
    brutes: Mapping[str, TableBrute],
    noms: Noms,
    tables: Iterable[Table] | None = None,
    *,
    sur_place: bool = False,
) -> Saisie:
    """The workbook to fill ``tables``, all those that staff write by default, with the rows of those that are there.

    ``sur_place``: it is to stand in the data folder itself, rather than to be taken back into its files.
    """
    described = typed_tables() if tables is None else tuple(tables)
    names = {table.nom for table in described}
    long = {
        _words_name(table, champ): champ.colonne.mots
        for table in described
        for champ in table.champs.values()
        if not _fits(champ.colonne.mots)
    }
    return Saisie(
        titre,
        tuple(map(typeset, (*_FILLING, *(_IN_PLACE if sur_place else _TO_IMPORT), *_KEPT_HERE))),
        creation,
        tuple(_sheet(table, brutes.get(table.nom), noms, names) for table in described),
        NOTICE,
        LISTES,
        ORIGINE,
        {**{_list_name(cited): tuple(found) for cited, found in noms.items()}, **long},
        {table.nom: marks_of(table, brutes.get(table.nom)) for table in described},
    )


def _sheet(table: Table, brute: TableBrute | None, noms: Noms, names: Collection[str]) -> Feuille:
    champs = table.champs.values()
    rows = tuple(tuple(_content(champ, row) for champ in champs) for row in rows_of(brute))
    optional = f" Facultative, pour dire {table.apport}." if table.facultative else ""
    return Feuille(
        table.nom,
        typeset(f"Une ligne décrit {table.ligne}.{optional}"),
        tuple(_column(table, c, noms, names) for c in champs),
        rows,
    )


def _content(champ: Champ, row: Mapping[str, str]) -> Contenu:
    return as_stored(champ, row.get(champ.nom, ""))


def _column(table: Table, champ: Champ, noms: Noms, names: Collection[str]) -> Colonne:
    c, form = champ.colonne, champ.colonne.forme
    choix = _choice(table, champ, noms, names)
    free = champ.plusieurs or (c.renvoi is not None and c.renvoi.ou is not None)
    is_checked = choix is not None or champ.nature is not Nature.TEXTE or (form and form.longueur)
    alert = Alerte.REFUS if c.mots else Alerte.AVIS
    return Colonne(
        champ.nom,
        _help(champ),
        _SORTES[champ.nature],
        champ.obligatoire,
        choix,
        Alerte.AUCUNE if free or not is_checked else alert,
        _expected(champ),
        None if form is None or c.mesure else form.minimum,
        None if form is None or c.mesure else form.maximum,
        None if form is None or champ.plusieurs else form.longueur,
        c.exemple,
    )


def _choice(table: Table, champ: Champ, noms: Noms, names: Collection[str]) -> Choix | None:
    c = champ.colonne
    if c.mots:
        return Choix(mots=c.mots) if _fits(c.mots) else Choix(liste=_words_name(table, champ))
    if c.renvoi is None:
        return None
    if c.renvoi.table in noms:
        return Choix(liste=_list_name(c.renvoi.table))
    return Choix(feuille=c.renvoi.table) if c.renvoi.table in names else None


def _expected(champ: Champ) -> str:
    c = champ.colonne
    if c.mots:
        return "l'une des valeurs de la liste"
    if c.renvoi is not None and c.renvoi.table in TABLES and c.renvoi.ou is None:
        return f"{TABLES[c.renvoi.table].un} de la feuille « {c.renvoi.table} »"
    if c.renvoi is not None:
        return citation(champ)
    return c.forme.attendu if c.forme is not None else _ATTENDUS[champ.nature]


def _help(champ: Champ) -> str:
    """What staff are told of a column, in Markdown: the same words as the dictionary's."""
    c = champ.colonne
    required = "obligatoire" if champ.obligatoire else "peut rester vide"
    parts = [f"{c.titre} : {c.aide}", c.condition or required]
    if c.exemple:
        parts.append(f"Exemple : {c.exemple}")
    return "\n\n".join(part[0].upper() + part[1:].rstrip(".") + "." for part in parts)


def _fits(words: Collection[str]) -> bool:
    """Whether words can be written with their column, where a comma stands between two; else they take a list."""
    return len(",".join(words)) <= _LONGEST_LIST and not any("," in word for word in words)


def _words_name(table: Table, champ: Champ) -> str:
    return f"{table.nom}.{champ.nom}"


def _list_name(cited: str) -> str:
    return cited.rpartition(".")[2]

"""Which of the tables that staff write could be filled next: those that nothing else has to come before."""

from collections.abc import Collection

from quartiers.donnees.description import Lieu, Table
from quartiers.donnees.tables import TABLES


def next_tables(present: Collection[str]) -> list[Table]:
    """The optional tables that have no row and whose rows may cite what there is; ``present`` are those that have some.

    >>> found = [table.nom for table in next_tables(["thematiques", "quartiers", "indicateurs"])]
    >>> found[:6]
    ['diagnostic', 'references', 'chiffres_territoires', 'constats', 'priorites', 'synthese_publiee']
    >>> found[6:]
    ['relecture', 'demarches', 'avis', 'validations', 'actions', 'comites', 'sujets', 'mots_faciles']
    """
    return [
        table
        for table in TABLES.values()
        if table.lieu is Lieu.SAISIE and table.facultative and table.nom not in present and _can_begin(table, present)
    ]


def _can_begin(table: Table, present: Collection[str]) -> bool:
    """Whether what its rows have to cite is there: all of it, and one where it is one or another."""
    cited = [
        (champ.obligatoire, champ.colonne.renvoi.table)
        for champ in table.champs.values()
        if champ.colonne.renvoi is not None
        and champ.colonne.renvoi.table in TABLES
        and (champ.obligatoire or champ.colonne.condition)
    ]
    alternatives = [nom for required, nom in cited if not required]
    return all(nom in present for required, nom in cited if required) and (
        not alternatives or any(nom in present for nom in alternatives)
    )

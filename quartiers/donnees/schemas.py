"""The tables' schemas: columns, types, ranges and closed lists, in pandera.

Each check carries as ``error`` the French sentence that says what is expected; what pandera checks by
itself is worded in :data:`_EXPECTED`. Texts are read by :mod:`quartiers.donnees.lecture`; here cells
become typed columns, and every failure becomes an :class:`~quartiers.donnees.erreurs.Anomalie`.
"""

import re
from difflib import get_close_matches
from typing import Any, Final

import pandas as pd
import pandera.pandas as pa

from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.formes import LINES, QPV_2015, QPV_2024, QPV_CODE, is_identifier
from quartiers.donnees.lecture import TableBrute, parse_number, split_list
from quartiers.donnees.modele import CALCULE, NON_DIFFUSE, PUBLIE
from quartiers.typographie import COUNT

INTEGER, NUMBER, TEXT = "Int64", "float64", "object"

ORIGINES: Final = ("habitants", "acteurs", "habitants et acteurs", "non précisée")
NATURES: Final = ("difficulté", "atout", "contexte")
ECHELLES: Final = ("intercommunale", "propre")
ECHELLES_THEMATIQUE: Final = (*ECHELLES, "diagnostic")
COUVERTURES: Final = ("entier", "partie")
VALIDATIONS: Final = ("validé", "sous réserve")
UNITES: Final = ("%", "€", COUNT)
SENS: Final = ("favorable", "defavorable", "contexte")
TENDANCES: Final = ("hausse", "baisse", "stable")
POSITIONS: Final = ("au-dessus", "au-dessous", "comparable")
PRECISIONS: Final = ("exacte", "environ", "plus de", "moins de")
EVOLUTIONS_PERMISES: Final = ("recensement", "annuelle", "non")
STATUTS: Final = (PUBLIE, CALCULE, NON_DIFFUSE)
GEOGRAPHIES: Final = ("2015", "2024")
THEMES_INSEE: Final = ("DEMO", "IPRO", "REVN", "RP")
VOLETS: Final = ("recensement", "caf", "france travail", "filosofi")
PERIMETRES: Final = ("inchangé", "étendu", "réduit", "regroupé")

CENTILES: Final = ("c01", "c10", "c25", "c50", "c75", "c90", "c99")

_EXPECTED: Final = {
    "not_nullable": ("une valeur", "La cellule est obligatoire."),
    "field_uniqueness": ("une valeur qui n'apparaît qu'une fois dans la colonne", "Elle est en double."),
}


def _elementwise(test: Any, error: str) -> pa.Check:
    return pa.Check(lambda value: bool(test(value)), element_wise=True, error=error)


_IS_IDENTIFIER = _elementwise(
    is_identifier,
    "un identifiant : lettres minuscules sans accent, chiffres, - et _ entre eux (60 caractères au plus)",
)
_IS_LINES = _elementwise(LINES.fullmatch, "des numéros de ligne du document (35, 35-40 ou 35, 40)")
_IS_YEAR = pa.Check.in_range(1990, 2100, error="une année sur quatre chiffres, entre 1990 et 2100")


def _text(*checks: pa.Check, required: bool = True, unique: bool = False) -> pa.Column:
    return pa.Column(TEXT, checks=list(checks), nullable=not required, unique=unique)


def _key() -> pa.Column:
    return _text(_IS_IDENTIFIER, unique=True)


def _foreign_key(*, required: bool = True) -> pa.Column:
    # No check of form: the check against the other table says more, with the nearest identifier.
    return _text(required=required)


def _choice(values: tuple[str, ...], *, required: bool = True) -> pa.Column:
    listed = ", ".join(values[:-1]) + f" ou {values[-1]}"
    return _text(pa.Check.isin(values, error=listed), required=required)


def _codes(pattern: re.Pattern[str], example: str, *, required: bool = True) -> pa.Column:
    return _text(
        _elementwise(
            lambda v: all(pattern.fullmatch(c) for c in split_list(v)),
            f"un code comme {example} (plusieurs séparés par |)",
        ),
        required=required,
    )


def _integer(*checks: pa.Check, required: bool = True, unique: bool = False) -> pa.Column:
    return pa.Column(INTEGER, checks=list(checks), nullable=not required, unique=unique)


def _number(*checks: pa.Check, required: bool = True) -> pa.Column:
    return pa.Column(NUMBER, checks=list(checks), nullable=not required)


_SHORT = pa.Check.str_length(max_value=40, error="un nom de 40 caractères au plus")
_IS_QPV = _elementwise(QPV_CODE.fullmatch, "un code de QPV, comme QP059021 (2015) ou QN05921M (2024)")
_RANK = pa.Check.ge(1, error="un rang : 1, 2, 3…")

SCHEMAS: Final = {
    "thematiques": pa.DataFrameSchema(
        {
            "thematique": _key(),
            "libelle": _text(unique=True),
            "echelle": _choice(ECHELLES_THEMATIQUE),
            "ordre": _integer(_RANK, unique=True),
        }
    ),
    "quartiers": pa.DataFrameSchema(
        {
            "quartier": _key(),
            "ordre": _integer(_RANK, unique=True),
            "nom": _text(unique=True),
            "nom_court": _text(_SHORT, unique=True),
            "commune": _text(),
            "code_insee": _codes(re.compile(r"\d[0-9AB]\d{3}"), "59606"),
            "code_qpv_2024": _codes(QPV_2024, "QN05921M"),
            "libelle_qpv_2024": _text(),
            "code_qpv_2015": _codes(QPV_2015, "QP059021", required=False),
            "libelle_qpv_2015": _text(required=False),
            "communes_qpv": _codes(re.compile(r"\d[0-9AB]\d{3} .+"), "59001 Abancourt"),
            "couverture": _choice(COUVERTURES),
            "validation": _choice(VALIDATIONS, required=False),
            "longitude": _number(pa.Check.in_range(-180, 180, error="une longitude en degrés, entre -180 et 180")),
            "latitude": _number(pa.Check.in_range(-90, 90, error="une latitude en degrés, entre -90 et 90")),
            "perimetre": _choice(PERIMETRES, required=False),
            "population_2024": _integer(pa.Check.ge(1, error="un nombre d'habitants"), required=False),
            "note": _text(required=False),
            "lignes": _text(_IS_LINES, required=False),
        }
    ),
    "indicateurs": pa.DataFrameSchema(
        {
            "indicateur": _key(),
            "libelle": _text(unique=True),
            "libelle_court": _text(unique=True),
            "thematique": _foreign_key(),
            "thematiques_liees": _text(required=False),
            "publics": _text(required=False),
            "unite": _choice(UNITES),
            "sens": _choice(SENS),
            "population": _text(),
            "definition": _text(),
            "producteur": _text(),
            "evolution": _choice(EVOLUTIONS_PERMISES),
            "poids": _foreign_key(required=False),
            "reserve": _text(required=False),
            "confusions": _text(required=False),
            "premiere_annee": _integer(_IS_YEAR, required=False),
        }
    ),
    "diagnostic": pa.DataFrameSchema(
        {
            "affirmation": _key(),
            "quartier": _foreign_key(),
            "indicateur": _foreign_key(),
            "population": _text(required=False),
            "annee": _integer(_IS_YEAR, required=False),
            "valeur": _number(required=False),
            "annee_initiale": _integer(_IS_YEAR, required=False),
            "valeur_initiale": _number(required=False),
            "variation": _number(required=False),
            "tendance": _choice(TENDANCES, required=False),
            "reference": _foreign_key(required=False),
            "valeur_reference": _number(required=False),
            "ecart_reference": _number(required=False),
            "position": _choice(POSITIONS, required=False),
            "precision": _choice(PRECISIONS),
            "note": _text(required=False),
            "lignes": _text(_IS_LINES, required=False),
        }
    ),
    "references": pa.DataFrameSchema(
        {
            "territoire": _foreign_key(),
            "indicateur": _foreign_key(),
            "annee": _integer(_IS_YEAR, required=False),
            "valeur": _number(),
            "source": _text(),
            "lignes": _text(_IS_LINES, required=False),
        }
    ),
    "qpv": pa.DataFrameSchema(
        {
            "qpv": _text(_IS_QPV, unique=True),
            "geographie": _choice(GEOGRAPHIES),
            "libelle": _text(),
            "communes": _text(required=False),
            "source": _text(),
        }
    ),
    "mesures": pa.DataFrameSchema(
        {
            "territoire": _text(),
            "indicateur": _foreign_key(),
            "theme": _choice(THEMES_INSEE),
            "edition": _integer(_IS_YEAR),
            "annee": _integer(_IS_YEAR, required=False),
            "geographie": _choice(GEOGRAPHIES),
            "valeur": _number(required=False),
            "statut": _choice(STATUTS),
            "source": _text(),
        }
    ),
    "repartitions": pa.DataFrameSchema(
        {
            "indicateur": _foreign_key(),
            "theme": _choice(THEMES_INSEE),
            "edition": _integer(_IS_YEAR),
            "annee": _integer(_IS_YEAR, required=False),
            "geographie": _choice(GEOGRAPHIES),
            "effectif": _integer(pa.Check.ge(1, error="un nombre de QPV")),
            **{centile: _number() for centile in CENTILES},
            "source": _text(),
        }
    ),
    "catalogue_insee": pa.DataFrameSchema(
        {
            "theme": _choice(THEMES_INSEE),
            "volet": _choice(VOLETS, required=False),
            "colonne": _text(),
            "denominateur": _text(required=False),
            "diviseur": _number(pa.Check.gt(0, error="un nombre positif"), required=False),
            "depuis": _integer(_IS_YEAR, required=False),
            "jusqu_a": _integer(_IS_YEAR, required=False),
            "indicateur": _foreign_key(required=False),
            "note": _text(required=False),
        }
    ),
    "millesimes_insee": pa.DataFrameSchema(
        {
            "theme": _choice(THEMES_INSEE),
            "volet": _choice(VOLETS),
            "edition": _integer(_IS_YEAR),
            "annee": _integer(_IS_YEAR),
            "preuve": _text(),
        }
    ),
    "constats": pa.DataFrameSchema(
        {
            "constat_id": _key(),
            "quartier": _foreign_key(),
            "thematique": _foreign_key(),
            "origine": _choice(ORIGINES),
            "nature": _choice(NATURES),
            "constat": _text(),
            "lignes": _text(_IS_LINES, required=False),
        }
    ),
    "priorites": pa.DataFrameSchema(
        {
            "priorite": _key(),
            "quartier": _foreign_key(),
            "echelle": _choice(ECHELLES),
            "thematique": _foreign_key(),
            "intitule": _text(),
            "publics": _text(required=False),
            "lignes": _text(_IS_LINES, required=False),
        }
    ),
    "declinaisons": pa.DataFrameSchema(
        {
            "priorite": _foreign_key(),
            "ordre": _integer(_RANK),
            "declinaison": _text(),
            "forme": _text(required=False),
        }
    ),
    "synthese_publiee": pa.DataFrameSchema(
        {
            "thematique": _foreign_key(),
            "quartier": _foreign_key(),
            "lignes": _text(_IS_LINES, required=False),
            "priorites": _text(required=False),
            "note": _text(required=False),
        }
    ),
}
OPTIONAL_TABLES: Final = frozenset(
    {"synthese_publiee", "qpv", "mesures", "repartitions", "catalogue_insee", "millesimes_insee"}
)


def validate(table: TableBrute, anomalies: list[Anomalie]) -> pd.DataFrame | None:
    """Typed rows of ``table``, indexed by line; what is wrong is added to ``anomalies``.

    Returns None when a column is missing or unknown, since rows cannot be judged then. Rows with a bad
    cell stay (an unreadable number as missing), so that the other checks can still speak of them.
    """
    schema = SCHEMAS[table.nom]
    if not _check_columns(table, schema, anomalies):
        return None
    typed, unreadable = _convert(table, schema, anomalies)
    try:
        return schema.validate(typed, lazy=True)
    except pa.errors.SchemaErrors as errors:
        for case in errors.failure_cases.to_dict("records"):
            line, column, check = case["index"], case["column"], case["check"]
            if line is None or pd.isna(line):
                raise  # a failure about no row is a mistake in the schema, not in the table
            if (line, column) in unreadable:
                continue
            expected, remedy = _EXPECTED.get(check, (check, None))
            found = str(table.cellules.loc[line, column])
            anomalies.append(Anomalie(table.source, expected, int(line), column, found, remedy))
        return typed


def typed_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a typed table as plain values, those that are missing as None."""
    columns = {
        str(name): [None if missing else value for value, missing in zip(cells.tolist(), cells.isna(), strict=True)]
        for name, cells in table.items()
    }
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _check_columns(table: TableBrute, schema: pa.DataFrameSchema, anomalies: list[Anomalie]) -> bool:
    expected, found = list(schema.columns), list(table.colonnes)
    missing = [c for c in expected if c not in found]
    unknown = [c for c in found if c not in expected]
    for column in unknown:
        near = get_close_matches(column, missing, n=1)
        remedy = f"Sans doute « {near[0]} »." if near else "Retirer la colonne, ou voir LISEZMOI.md."
        shown = column or "(sans nom)"
        anomalies.append(Anomalie(table.source, "une colonne connue", 1, None, shown, remedy))
        if near:
            missing.remove(near[0])
    for column in missing:
        anomalies.append(Anomalie(table.source, f"une colonne « {column} » (elle manque)", 1))
    return not unknown and set(expected) <= set(found)


def _convert(
    table: TableBrute, schema: pa.DataFrameSchema, anomalies: list[Anomalie]
) -> tuple[pd.DataFrame, set[tuple[int, str]]]:
    """Cells as typed values, empty cells as missing; and the cells that could not be converted."""
    unreadable: set[tuple[int, str]] = set()
    index = pd.Index(table.lignes, name="ligne", dtype="int64")
    columns = {}
    for name, column in schema.columns.items():
        position = table.colonnes.index(name)
        cells = [row[position] for row in table.rangees]
        kind = str(column.dtype)
        if kind == TEXT:
            columns[name] = pd.Series([cell or None for cell in cells], index=index, dtype=object)
            continue
        values: list[float | None] = []
        for line, cell in zip(table.lignes, cells, strict=True):
            try:
                number = parse_number(cell) if cell else None
                if number is not None and kind == INTEGER and not (number.is_integer() and abs(number) < 1e9):
                    raise ValueError(cell)
            except ValueError:
                number = None
                unreadable.add((line, name))
                expected = "un nombre entier" if kind == INTEGER else "un nombre (12,5)"
                anomalies.append(Anomalie(table.source, expected, line, name, cell))
            values.append(number)
        numbers = pd.Series(values, index=index, dtype="float64")
        columns[name] = numbers.astype("Int64") if kind == INTEGER else numbers
    return pd.DataFrame(columns, index=index), unreadable

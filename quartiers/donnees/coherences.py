"""What must agree within a row, or between rows and tables, one table after the other.

What cannot be is refused here. What a document may have said, though strange, is a doubt that reports show
(:mod:`quartiers.analyse.fiabilite`).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from quartiers.donnees.coherences_appuis import check_supports
from quartiers.donnees.coherences_concertation import check_consultation
from quartiers.donnees.coherences_forums import check_forums
from quartiers.donnees.coherences_langage import check_words
from quartiers.donnees.coherences_retraits import check_withdrawals
from quartiers.donnees.coherences_suivi import check_follow_up
from quartiers.donnees.controles import Controle, plain
from quartiers.donnees.fichiers.lecture import TableBrute, split_list
from quartiers.donnees.formes import COMMUNE_CODE, QPV_CODE
from quartiers.donnees.natures import NATURES, NOMS, QPV
from quartiers.donnees.schemas import UNIT_SIGNS, TableTypee
from quartiers.donnees.tables import TABLES
from quartiers.donnees.tables.importees import CENTILES, COMMUNE, NON_DIFFUSE, PUBLIE
from quartiers.unites import COUNT

# INSEE's own estimates hold a rate of 108.9: what is published stays as published, up to what no estimate gives.
MAX_PUBLISHED_PCT: Final = 200
_SCALE: Final = re.compile(r"-([ip])[0-9]+$")
_RANGE: Final = re.compile(r"(\d+)-(\d+)")

Tables = Mapping[str, TableTypee]


def check_coherence(controles: Mapping[str, Controle], annee: int | None) -> None:
    """Add what the tables say against themselves; ``annee`` is that of the contract's data, where it is known."""
    tables = {name: controle.typee for name, controle in controles.items()}
    units = _units(tables)
    for name, controle in controles.items():
        champs = TABLES[name].champs
        if "lignes" in champs:
            _check_lines(controle)
        if controle.brute is not None and "indicateur" in champs:
            _check_signs(controle, controle.brute, units)
        if {"quartier", TABLES[name].identifiant} <= champs.keys() and "quartiers" in tables and name != "quartiers":
            _check_owner(controle, str(TABLES[name].identifiant), set(tables["quartiers"].present("quartier")))
        for column in ("annee", "annee_initiale", "edition", "premiere_annee"):
            if column in champs and annee is not None and name != "financements":  # asked for next year's
                _check_not_after(controle, column, annee)
    checks = {
        "quartiers": _check_quartiers,
        "indicateurs": lambda c: _check_indicateurs(c, units),
        "diagnostic": lambda c: _check_diagnostic(c, units),
        "references": lambda c: _check_references(c, units),
        "qpv": _check_qpv,
        "chiffres_territoires": lambda c: _check_territories(c, units, tables),
        "mesures": lambda c: _check_mesures(c, units),
        "repartitions": lambda c: _check_repartitions(c, units),
        "priorites": lambda c: _check_priorites(c, tables),
        "synthese_publiee": lambda c: _check_synthese(c, tables),
    }
    for name, check in checks.items():
        if name in controles:
            check(controles[name])
    check_consultation(controles)
    check_forums(controles)
    check_withdrawals(controles)
    check_follow_up(controles)
    check_words(controles)
    check_supports(controles)


def _units(tables: Tables) -> dict[str, str]:
    if "indicateurs" not in tables:
        return {}
    columns = tables["indicateurs"].colonnes
    named = zip(columns["indicateur"], columns["unite"], strict=True)
    return {indicator: unit for indicator, unit in named if indicator is not None and unit is not None}


# -- any table -----------------------------------------------------------------------------------------------


def _check_lines(controle: Controle) -> None:
    for line, row in controle.rows:
        for found in _RANGE.finditer(row["lignes"] or ""):
            if int(found[1]) > int(found[2]):
                expected = f"des lignes dans l'ordre, comme {found[2]}-{found[1]}"
                controle.report(line, "lignes", expected, row["lignes"])


def _check_owner(controle: Controle, column: str, quartiers: set[str]) -> None:
    """An identifier that begins with that of a quartier is of one of its rows: a row was copied, and left as it was."""
    for line, row in controle.rows:
        owner = next((begun for begun in _beginnings(row[column] or "") if begun in quartiers), None)
        if owner is not None and row["quartier"] in quartiers and owner != row["quartier"]:
            remedy = "La ligne a sans doute été copiée d'un autre quartier."
            expected = f"un identifiant de {row['quartier']}, ou le quartier {owner}"
            controle.report(line, column, expected, row[column], remedy)


def _beginnings(identifier: str) -> Iterator[str]:
    """What an identifier begins with, before each of its hyphens, the longest first.

    >>> list(_beginnings("anzin-verrerie-p1"))
    ['anzin-verrerie', 'anzin']
    """
    while "-" in identifier:
        identifier = identifier.rpartition("-")[0]
        yield identifier


def _check_signs(controle: Controle, brute: TableBrute, units: Mapping[str, str]) -> None:
    """A sign typed after a number is that of the indicator's unit."""
    champs = TABLES[brute.nom].champs
    measured = [brute.colonnes.index(name) for name, champ in champs.items() if champ.colonne.mesure]
    indicator = brute.colonnes.index("indicateur")
    for line, cells in zip(brute.lignes, brute.rangees, strict=True):
        unit = units.get(cells[indicator])
        for position in measured if unit else ():
            sign = cells[position][-1:]
            if sign in UNIT_SIGNS and sign != unit:
                remedy = f"Retirer « {sign} », ou corriger l'indicateur."
                expected = f"un nombre dans l'unité de l'indicateur, « {unit} »"
                controle.report(line, brute.colonnes[position], expected, cells[position], remedy)


def _check_not_after(controle: Controle, column: str, year: int) -> None:
    for line, row in controle.rows:
        if row[column] is not None and row[column] > year:
            remedy = "Corriger l'année, ou la date « edition » de contrat.toml."
            controle.report(line, column, f"une année qui ne suit pas celle des données ({year})", row[column], remedy)


def _check_range(
    controle: Controle,
    line: Any,
    column: str,
    value: float | None,
    unit: str | None,
    *,
    most: float = 100,
    whole: bool = False,
) -> None:
    if value is None or unit is None:
        return
    if unit == "%" and not 0 <= value <= most:
        remedy = "Un pourcentage se saisit 47,2 (et non 0,472 ni 4720)."
        controle.report(line, column, f"un pourcentage entre 0 et {most:.0f}", plain(value), remedy)
    elif unit == "€" and value <= 0:
        controle.report(line, column, "un montant positif, en euros", plain(value))
    elif unit == COUNT and value < 0:
        controle.report(line, column, "un nombre positif ou nul", plain(value))
    elif unit == COUNT and whole and value % 1:
        remedy = "Les milliers s'écrivent sans point ni virgule : 1318, ou 1 318."
        controle.report(line, column, "un nombre entier, puisque l'indicateur est un effectif", plain(value), remedy)


# What is said of a QPV of 2024 only, and what to do where it was said of another territory.
_OF_A_QPV: Final[Mapping[str, str | None]] = {
    "code_qpv_2024": "Si c'est un QPV, vider la colonne nature.",
    "libelle_qpv_2024": None,
    "perimetre": None,
    "population_2024": "Une population que le document énonce se saisit dans diagnostic.",
    "filiation": None,
}

# -- quartiers -----------------------------------------------------------------------------------------------


def _check_quartiers(controle: Controle) -> None:
    shared = Counter(controle.typee.present("code_qpv_2024"))
    for line, row in controle.rows:
        _check_communes(controle, line, row)
        former, names_2015 = split_list(row["code_qpv_2015"]), split_list(row["libelle_qpv_2015"])
        if len(former) != len(names_2015) and not controle.is_reported(line, "code_qpv_2015"):
            expected = f"autant de noms que de codes de 2015 ({len(former)})"
            controle.report(line, "libelle_qpv_2015", expected, row["libelle_qpv_2015"] or "")
        _check_nature(controle, line, row)
        if former and row["filiation"] is not None:
            expected = "une cellule vide, puisque code_qpv_2015 dit d'où vient ce QPV"
            controle.report(line, "filiation", expected, row["filiation"])
        if row["couverture"] == "entier" and shared[row["code_qpv_2024"]] > 1:
            expected = "partie, puisque plusieurs projets ont ce code de QPV"
            controle.report(line, "couverture", expected, row["couverture"])
        _check_departement(controle, line, row)
        _check_perimetre(controle, line, row, len(former))
    _check_one_name_a_code(controle)
    _check_one_qpv(controle)


def _check_nature(controle: Controle, line: Any, row: Mapping[str, Any]) -> None:
    """A QPV has a code and a name; what is none has nothing that is said of a QPV of 2024."""
    if controle.is_reported(line, "nature"):
        return
    kind = row["nature"] or QPV
    if kind == QPV:
        for column in ("code_qpv_2024", "libelle_qpv_2024"):
            if row[column] is None and not controle.is_reported(line, column):
                others = " ou ".join(NATURES[1:])
                remedy = f"La cellule est obligatoire pour un QPV ; s'il n'en est pas un, écrire {others} dans nature."
                controle.report(line, column, "une valeur", "", remedy)
        return
    for column in _OF_A_QPV:
        if row[column] is not None and not controle.is_reported(line, column):
            expected = f"une cellule vide, puisque la colonne nature dit que c'est {NOMS[kind].un}"
            controle.report(line, column, expected, str(row[column]), _OF_A_QPV[column])
    if row["couverture"] == "partie":
        expected = f"entier, puisque le projet est celui {NOMS[kind].du}"
        controle.report(line, "couverture", expected, row["couverture"])


def _check_departement(controle: Controle, line: Any, row: Mapping[str, Any]) -> None:
    """The codes of a QPV name its département, where some of its communes are."""
    code = row["code_qpv_2024"]
    if code is None:
        return
    former = [other for other in split_list(row["code_qpv_2015"]) if other[2:5] != code[2:5]]
    communes = [item.split(" ", 1)[0] for item in split_list(row["communes_qpv"])]
    elsewhere = communes and not any(commune.zfill(6).startswith((code[2:5], f"0{code[2:5]}")) for commune in communes)
    if former and elsewhere:
        expected = "un code du même département que celui de 2015 et que les communes du QPV"
        controle.report(line, "code_qpv_2024", expected, code)
    elif former:
        controle.report(line, "code_qpv_2015", f"un code du même département que {code}", former[0])
    elif elsewhere and set(split_list(row["code_insee"])) & set(communes):
        controle.report(line, "communes_qpv", f"une commune du département que dit {code}", row["communes_qpv"])


def _check_perimetre(controle: Controle, line: Any, row: Mapping[str, Any], former: int) -> None:
    if row["perimetre"] == "regroupé" and former == 1:
        controle.report(
            line, "perimetre", "un autre mot que « regroupé », puisqu'il y a un seul code de 2015", "regroupé"
        )
    if row["perimetre"] is not None and former == 0 and not controle.is_reported(line, "code_qpv_2015"):
        expected = "une cellule vide, puisque ce QPV n'avait pas de code en 2015"
        controle.report(line, "perimetre", expected, row["perimetre"])


def _check_one_qpv(controle: Controle) -> None:
    """Projects of one QPV say the same of it."""
    of_qpv = ("code_qpv_2015", "communes_qpv", "perimetre", "population_2024", "filiation")
    first: dict[tuple[str, str], tuple[Any, Any]] = {}
    for line, row in controle.rows:
        for column in of_qpv if row["code_qpv_2024"] is not None else ():
            cell = row[column]
            value, where = first.setdefault((row["code_qpv_2024"], column), (cell, line))
            several = TABLES["quartiers"].champs[column].plusieurs  # in any order
            same = value == cell or (several and sorted(split_list(value)) == sorted(split_list(cell)))
            if not same and value is not None and cell is not None:
                expected = f"{value}, comme à la ligne {where}, puisque c'est le même QPV"
                controle.report(line, column, expected, row[column])


def _check_communes(controle: Controle, line: Any, row: Mapping[str, Any]) -> None:
    if not (row["commune"] and row["code_insee"] and row["communes_qpv"]):
        return
    names, codes = split_list(row["commune"]), split_list(row["code_insee"])
    if len(names) != len(codes):
        controle.report(line, "code_insee", f"autant de codes que de communes ({len(names)})", row["code_insee"])
    listed = {c.split(" ", 1)[0] for c in split_list(row["communes_qpv"])}
    for code in codes:
        if code not in listed:
            expected = f"la commune du projet ({code}) parmi celles du QPV"
            controle.report(line, "communes_qpv", expected, row["communes_qpv"])


def _check_one_name_a_code(controle: Controle) -> None:
    """A commune has one code, and a code one commune, in all rows and in both columns that say so."""
    name_of: dict[str, tuple[str, Any]] = {}
    code_of: dict[str, tuple[str, Any]] = {}
    for line, columns, code, name in _named_codes(controle):
        known, where = name_of.setdefault(code, (name, line))
        if known != name:
            expected = f"{known}, puisque c'est la commune du code {code}"
            controle.report(line, columns[1], expected, name, f"Voir aussi la ligne {where}.")
            continue
        other, where = code_of.setdefault(name, (code, line))
        if other != code:
            expected = f"{other}, puisque c'est le code de la commune {name}"
            controle.report(line, columns[0], expected, code, f"Voir aussi la ligne {where}.")


def _named_codes(controle: Controle) -> Iterator[tuple[Any, tuple[str, str], str, str]]:
    """Each code of a commune with its name: the line, and the columns where the one and the other are."""
    for line, row in controle.rows:
        for item in split_list(row["communes_qpv"]):
            code, _, name = item.partition(" ")
            yield line, ("communes_qpv", "communes_qpv"), code, name
    for line, row in controle.rows:
        names, codes = split_list(row["commune"]), split_list(row["code_insee"])
        if len(names) == len(codes):
            where = ("code_insee", "commune")
            yield from ((line, where, code, name) for code, name in zip(codes, names, strict=True))


# -- figures -------------------------------------------------------------------------------------------------


def _check_indicateurs(controle: Controle, units: dict[str, str]) -> None:
    for line, row in controle.rows:
        weight = row["poids"]
        if weight is None or weight not in units:  # an unknown one has its own message
            continue
        if row["unite"] is not None and row["unite"] != "%":
            remedy = "Une médiane, un quartile, un effectif ne se moyennent pas."
            controle.report(line, "poids", "une cellule vide, puisque l'unité n'est pas %", weight, remedy)
        elif units[weight] != COUNT:
            controle.report(line, "poids", "un indicateur d'unité « nombre », qui compte le dénominateur", weight)


def _check_diagnostic(controle: Controle, units: dict[str, str]) -> None:
    for line, row in controle.rows:
        unit = units.get(row["indicateur"])
        for column in ("valeur", "valeur_initiale", "valeur_reference"):
            _check_range(controle, line, column, row[column], unit, whole=True)
        for column in ("variation", "ecart_reference"):
            if unit == "%" and row[column] is not None and abs(row[column]) > 100:
                controle.report(line, column, "un nombre de points, entre -100 et 100", plain(row[column]))
            else:
                _check_other_end(controle, line, column, row, unit)
        _check_precision(controle, line, row, unit)
        statements = ("valeur", "variation", "tendance")
        if all(row[c] is None and not controle.is_reported(line, c) for c in statements):
            controle.report(line, "valeur", "une valeur, une variation ou une tendance", "")
        if row["valeur_initiale"] is not None and row["annee_initiale"] is None:
            controle.report(line, "annee_initiale", "l'année de la valeur initiale", "")
        if row["annee"] is not None and row["annee_initiale"] is not None and row["annee_initiale"] >= row["annee"]:
            controle.report(line, "annee_initiale", f"une année antérieure à {row['annee']}", row["annee_initiale"])
        compares = [c for c in ("valeur_reference", "ecart_reference", "position") if row[c] is not None]
        if compares and row["reference"] is None:
            controle.report(line, "reference", f"le territoire auquel « {compares[0]} » se rapporte", "")


def _check_other_end(controle: Controle, line: Any, column: str, row: Mapping[str, Any], unit: str | None) -> None:
    """The value that a difference starts from is a value too."""
    if unit is None or row[column] is None or row["valeur"] is None:
        return
    # Values are rounded: a difference may go a little beyond what they allow.
    start, margin = row["valeur"] - row[column], 1.0
    if start < -margin or (unit == "%" and start > 100 + margin):
        other = "la valeur de départ" if column == "variation" else "la valeur de la référence"
        expected = f"un écart possible : {other} serait {plain(start)} {'' if unit == COUNT else unit}".rstrip()
        controle.report(line, column, expected, plain(row[column]))


def _check_precision(controle: Controle, line: Any, row: Mapping[str, Any], unit: str | None) -> None:
    """There is nothing under zero, nor above a hundred per cent."""
    limits = {("moins de", 0.0): "au-dessous de 0"}
    if unit == "%":
        limits["plus de", 100.0] = "au-dessus de 100 %"
    if (where := limits.get((row["precision"], row["valeur"]))) is not None:
        controle.report(line, "precision", f"une autre précision : rien n'est {where}", row["precision"])


def _check_references(controle: Controle, units: dict[str, str]) -> None:
    for line, row in controle.rows:
        _check_range(controle, line, "valeur", row["valeur"], units.get(row["indicateur"]))


def _check_territories(controle: Controle, units: dict[str, str], tables: Tables) -> None:
    """Of a QPV, what is published is imported: a figure that is typed would be taken for it."""
    of_qpv: set[str] = set()
    if "quartiers" in tables:
        rows = tables["quartiers"].valeurs
        of_qpv = {row["quartier"] for row in rows if row["nature"] in (None, QPV) and row["quartier"] is not None}
    for line, row in controle.rows:
        _check_range(controle, line, "valeur", row["valeur"], units.get(row["indicateur"]))
        if row["quartier"] in of_qpv:
            remedy = (
                "Ce que l'Insee publie d'un QPV s'importe (importer insee) ; ce qu'un document en dit est à saisir "
            )
            remedy += "dans diagnostic."
            controle.report(
                line, "quartier", "un territoire qui n'est pas un QPV (colonne nature)", row["quartier"], remedy
            )


def _check_mesures(controle: Controle, units: dict[str, str]) -> None:
    for line, row in controle.rows:
        most = MAX_PUBLISHED_PCT if row["statut"] == PUBLIE else 100
        unit = units.get(row["indicateur"])
        if unit == "€" and row["statut"] == PUBLIE and row["valeur"] == 0:  # published so
            unit = COUNT
        _check_range(controle, line, "valeur", row["valeur"], unit, most=most)
        if row["statut"] is not None and (row["valeur"] is None) != (row["statut"] == NON_DIFFUSE):
            expected = "une valeur vide si, et seulement si, le statut est « non diffusé »"
            controle.report(line, "valeur", expected, "" if row["valeur"] is None else plain(row["valeur"]))
        if row["annee"] is not None and row["edition"] is not None and row["annee"] > row["edition"]:
            controle.report(line, "annee", f"une année qui ne suit pas la diffusion ({row['edition']})", row["annee"])
        _check_geography(controle, line, row["territoire"], row["geographie"])


def _check_qpv(controle: Controle) -> None:
    for line, row in controle.rows:
        _check_geography(controle, line, row["qpv"], row["geographie"])


def _check_geography(controle: Controle, line: Any, code: str | None, geography: str | None) -> None:
    """A code says of which geography it is: QP… of 2015, QN… of 2024, that of a commune of none."""
    if code is None or geography is None:
        return
    if QPV_CODE.fullmatch(code):
        expected = "2015" if code.startswith("QP") else "2024"
    elif COMMUNE_CODE.fullmatch(code):
        expected = COMMUNE
    else:
        return
    if geography != expected:
        controle.report(line, "geographie", f"{expected}, puisque le code est {code}", geography)


def _check_repartitions(controle: Controle, units: dict[str, str]) -> None:
    for line, row in controle.rows:
        for column in CENTILES:
            unit = units.get(row["indicateur"])
            _check_range(controle, line, column, row[column], unit, most=MAX_PUBLISHED_PCT)
        for lower, higher in pairwise(CENTILES):
            if row[lower] is not None and row[higher] is not None and row[lower] > row[higher]:
                expected = f"un centile qui n'est pas au-dessous de {lower} ({plain(row[lower])})"
                controle.report(line, higher, expected, plain(row[higher]))


# -- projects ------------------------------------------------------------------------------------------------


def _check_priorites(controle: Controle, tables: Tables) -> None:
    if "thematiques" not in tables:
        return
    for line, row in controle.rows:
        told = _SCALE.search(row["priorite"] or "")
        if told and row["echelle"] and not row["echelle"].startswith(told[1]):
            remedy = "-i est d'une priorité intercommunale, -p d'une priorité propre au quartier."
            controle.report(
                line, "priorite", f"un identifiant d'une priorité {row['echelle']}", row["priorite"], remedy
            )
    themes = tables["thematiques"].valeurs
    diagnostic_only = {row["thematique"] for row in themes if row["echelle"] == "diagnostic"} - {None}
    for line, row in controle.rows:
        if row["thematique"] in diagnostic_only:
            remedy = "Son échelle est « diagnostic » dans thematiques.csv."
            expected = "une thématique qui peut porter des priorités"
            controle.report(line, "thematique", expected, row["thematique"], remedy)


def _check_synthese(controle: Controle, tables: Tables) -> None:
    if "priorites" not in tables or "quartiers" not in tables:
        return
    known = set(tables["quartiers"].present("quartier"))
    owner = {row["priorite"]: row["quartier"] for row in tables["priorites"].valeurs}
    for line, row in controle.rows:
        for priorite in split_list(row["priorites"]):
            # An unknown quartier, here or in priorites.csv, has its own message.
            if {row["quartier"], owner.get(priorite)} <= known and owner[priorite] != row["quartier"]:
                controle.report(line, "priorites", f"une priorité de {row['quartier']}", priorite)

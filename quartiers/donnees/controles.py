"""Checks that need more than one column or more than one table.

Each function takes what is known of the contract, and adds an anomaly per row at fault. A cell that is
already known to be wrong is left to the message that says so.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

import pandas as pd

from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.formes import QPV_CODE
from quartiers.donnees.lecture import split_list
from quartiers.donnees.modele import NON_DIFFUSE, PUBLIE
from quartiers.donnees.schemas import typed_rows
from quartiers.typographie import COUNT


@dataclass(frozen=True)
class Controle:
    """One table to check: its typed rows, the source to name, where to report, the cells already reported."""

    table: pd.DataFrame
    source: str
    anomalies: list[Anomalie]
    reported: Collection[tuple[str, int | None, str | None]]

    def is_reported(self, line: Any, column: str) -> bool:
        return (self.source, int(line), column) in self.reported

    def report(self, line: Any, column: str, expected: str, found: Any, remedy: str | None = None) -> None:
        if self.is_reported(line, column):
            return
        shown = None if found is None else str(found)
        self.anomalies.append(Anomalie(self.source, expected, int(line), column, shown, remedy))

    @cached_property
    def rows(self) -> list[tuple[Any, dict[str, Any]]]:
        """Lines and rows; missing values, and cells already reported, as None."""
        rows = list(zip(self.table.index, typed_rows(self.table), strict=True))
        if any(source == self.source for source, _, _ in self.reported):
            for line, row in rows:
                row.update({column: None for column in row if self.is_reported(line, column)})
        return rows

    def check_known(self, column: str, known: Collection[str], where: str) -> None:
        """Each item of ``column`` (a list, or one value) is one of ``known``."""
        for line, row in self.rows:
            for item in split_list(row[column]):
                if item not in known:
                    near = get_close_matches(item, list(known), n=1)
                    remedy = f"Sans doute « {near[0]} »." if near else None
                    self.report(line, column, where, item, remedy)

    def check_unique(self, columns: list[str], expected: str) -> None:
        """No two rows hold the same ``columns``."""
        first_lines: dict[tuple[Any, ...], Any] = {}
        for line, row in self.rows:
            values = tuple(row[column] for column in columns)
            first = first_lines.setdefault(values, line)
            if values[0] is not None and first != line:
                found = " / ".join(_plain(v) if isinstance(v, float) else str(v) for v in values if v is not None)
                self.report(line, columns[0], expected, found, f"Voir aussi la ligne {first}.")


def check_tables(
    tables: dict[str, pd.DataFrame],
    sources: dict[str, str],
    territoires: Collection[str] | None,
    publics: Collection[str] | None,
    anomalies: list[Anomalie],
) -> None:
    """Add to ``anomalies`` what cross-checks find in the typed ``tables`` (those that could be read).

    ``territoires`` and ``publics`` are None when ``contrat.toml`` could not be read.
    """
    reported = frozenset((a.fichier, a.ligne, a.colonne) for a in anomalies)

    def keys(table: str, column: str) -> Collection[str] | None:
        return set(tables[table][column].dropna()) if table in tables else None

    quartiers = keys("quartiers", "quartier")
    themes = keys("thematiques", "thematique")
    indicators = keys("indicateurs", "indicateur")
    priorities = keys("priorites", "priorite")

    controles = {name: Controle(table, sources[name], anomalies, reported) for name, table in tables.items()}

    foreign_keys: list[tuple[str, str, Collection[str] | None, str]] = [
        ("indicateurs", "thematique", themes, "une thématique de thematiques.csv"),
        ("indicateurs", "thematiques_liees", themes, "des thématiques de thematiques.csv"),
        ("indicateurs", "publics", publics, "des publics de contrat.toml"),
        ("indicateurs", "poids", indicators, "un indicateur de indicateurs.csv"),
        ("indicateurs", "confusions", indicators, "des indicateurs de indicateurs.csv"),
        ("mesures", "indicateur", indicators, "un indicateur de indicateurs.csv"),
        ("repartitions", "indicateur", indicators, "un indicateur de indicateurs.csv"),
        ("catalogue_insee", "indicateur", indicators, "un indicateur de indicateurs.csv"),
        ("diagnostic", "quartier", quartiers, "un quartier de quartiers.csv"),
        ("diagnostic", "indicateur", indicators, "un indicateur de indicateurs.csv"),
        ("diagnostic", "reference", territoires, "un territoire de contrat.toml"),
        ("references", "territoire", territoires, "un territoire de contrat.toml"),
        ("references", "indicateur", indicators, "un indicateur de indicateurs.csv"),
        ("constats", "quartier", quartiers, "un quartier de quartiers.csv"),
        ("constats", "thematique", themes, "une thématique de thematiques.csv"),
        ("priorites", "quartier", quartiers, "un quartier de quartiers.csv"),
        ("priorites", "thematique", themes, "une thématique de thematiques.csv"),
        ("priorites", "publics", publics, "des publics de contrat.toml"),
        ("declinaisons", "priorite", priorities, "une priorité de priorites.csv"),
        ("synthese_publiee", "thematique", themes, "une thématique de thematiques.csv"),
        ("synthese_publiee", "quartier", quartiers, "un quartier de quartiers.csv"),
        ("synthese_publiee", "priorites", priorities, "des priorités de priorites.csv"),
    ]
    for table, column, known, where in foreign_keys:
        if table in controles and known is not None:
            controles[table].check_known(column, known, where)

    units = _units(tables)
    table_checks: dict[str, Callable[[Controle], None]] = {
        "quartiers": _check_quartiers,
        "indicateurs": lambda c: _check_indicateurs(c, units),
        "diagnostic": lambda c: _check_diagnostic(c, units),
        "references": lambda c: _check_references(c, units),
        "mesures": lambda c: _check_mesures(c, units, territoires),
        "repartitions": lambda c: c.check_unique(
            ["indicateur", "theme", "edition", "geographie"], "une répartition par indicateur et par diffusion"
        ),
        "millesimes_insee": lambda c: c.check_unique(
            ["theme", "volet", "edition"], "une année par thème, volet et diffusion"
        ),
        "priorites": lambda c: _check_priorites(c, tables),
        "declinaisons": lambda c: c.check_unique(["priorite", "ordre"], "un rang par déclinaison d'une priorité"),
        "synthese_publiee": lambda c: _check_synthese(c, tables),
        "constats": lambda c: c.check_unique(["quartier", "thematique", "constat"], "un constat saisi une seule fois"),
    }
    for name, check in table_checks.items():
        if name in controles:
            check(controles[name])


def _units(tables: dict[str, pd.DataFrame]) -> dict[str, str]:
    if "indicateurs" not in tables:
        return {}
    rows = tables["indicateurs"].dropna(subset=["indicateur", "unite"])
    return dict(zip(rows["indicateur"], rows["unite"], strict=True))


def _check_range(controle: Controle, line: Any, column: str, value: float | None, unit: str | None) -> None:
    if value is None or unit is None:
        return
    if unit == "%" and not 0 <= value <= 100:
        remedy = "Un pourcentage se saisit 47,2 (et non 0,472 ni 4720)."
        controle.report(line, column, "un pourcentage entre 0 et 100", _plain(value), remedy)
    elif unit == "€" and value <= 0:
        controle.report(line, column, "un montant positif, en euros", _plain(value))
    elif unit == COUNT and value < 0:
        controle.report(line, column, "un nombre positif ou nul", _plain(value))


def _check_quartiers(controle: Controle) -> None:
    shared = controle.table["code_qpv_2024"].value_counts()
    for line, row in controle.rows:
        if row["commune"] and row["code_insee"] and row["communes_qpv"]:
            names, codes = split_list(row["commune"]), split_list(row["code_insee"])
            if len(names) != len(codes):
                controle.report(
                    line, "code_insee", f"autant de codes que de communes ({len(names)})", row["code_insee"]
                )
            listed = {c.split(" ", 1)[0] for c in split_list(row["communes_qpv"])}
            for code in codes:
                if code not in listed:
                    controle.report(
                        line,
                        "communes_qpv",
                        f"la commune du projet ({code}) parmi celles du QPV",
                        row["communes_qpv"],
                    )
        former, names_2015 = split_list(row["code_qpv_2015"]), split_list(row["libelle_qpv_2015"])
        if len(former) != len(names_2015) and not controle.is_reported(line, "code_qpv_2015"):
            controle.report(
                line,
                "libelle_qpv_2015",
                f"autant de noms que de codes de 2015 ({len(former)})",
                row["libelle_qpv_2015"] or "",
            )
        if row["couverture"] == "entier" and shared.get(row["code_qpv_2024"], 0) > 1:
            controle.report(
                line, "couverture", "partie, puisque plusieurs projets ont ce code de QPV", row["couverture"]
            )


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
            _check_range(controle, line, column, row[column], unit)
        for column in ("variation", "ecart_reference"):
            if unit == "%" and row[column] is not None and abs(row[column]) > 100:
                controle.report(line, column, "un nombre de points, entre -100 et 100", _plain(row[column]))
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
    content = [c for c in controle.table.columns if c not in ("affirmation", "note", "lignes")]
    controle.check_unique(["quartier", *[c for c in content if c != "quartier"]], "un chiffre saisi une seule fois")


def _check_references(controle: Controle, units: dict[str, str]) -> None:
    for line, row in controle.rows:
        _check_range(controle, line, "valeur", row["valeur"], units.get(row["indicateur"]))
    controle.check_unique(["territoire", "indicateur", "annee", "valeur"], "une référence saisie une seule fois")


def _check_mesures(controle: Controle, units: dict[str, str], territoires: Collection[str] | None) -> None:
    for line, row in controle.rows:
        # INSEE's own estimates hold a rate of 108.9: what is published stays as published.
        unit = COUNT if row["statut"] == PUBLIE else units.get(row["indicateur"])
        _check_range(controle, line, "valeur", row["valeur"], unit)
        if row["statut"] is not None and (row["valeur"] is None) != (row["statut"] == NON_DIFFUSE):
            expected = "une valeur vide si, et seulement si, le statut est « non diffusé »"
            controle.report(line, "valeur", expected, "" if row["valeur"] is None else _plain(row["valeur"]))
        if row["annee"] is not None and row["edition"] is not None and row["annee"] > row["edition"]:
            controle.report(line, "annee", f"une année qui ne suit pas la diffusion ({row['edition']})", row["annee"])
        territory = row["territoire"]
        if territory and territoires is not None and not QPV_CODE.fullmatch(territory) and territory not in territoires:
            controle.report(line, "territoire", "un code de QPV, ou un territoire de contrat.toml", territory)
    key = ["territoire", "indicateur", "theme", "edition", "geographie"]
    controle.check_unique(key, "une mesure par territoire, indicateur, thème et diffusion")


def _check_priorites(controle: Controle, tables: dict[str, pd.DataFrame]) -> None:
    if "thematiques" not in tables:
        return
    themes = tables["thematiques"]
    diagnostic_only = set(themes.loc[themes["echelle"] == "diagnostic", "thematique"])
    for line, row in controle.rows:
        if row["thematique"] in diagnostic_only:
            controle.report(
                line,
                "thematique",
                "une thématique qui peut porter des priorités",
                row["thematique"],
                "Son échelle est « diagnostic » dans thematiques.csv.",
            )


def _check_synthese(controle: Controle, tables: dict[str, pd.DataFrame]) -> None:
    if "priorites" not in tables or "quartiers" not in tables:
        return
    known = set(tables["quartiers"]["quartier"].dropna())
    owner = dict(zip(tables["priorites"]["priorite"], tables["priorites"]["quartier"], strict=True))
    for line, row in controle.rows:
        for priorite in split_list(row["priorites"]):
            # An unknown quartier, here or in priorites.csv, has its own message.
            if {row["quartier"], owner.get(priorite)} <= known and owner[priorite] != row["quartier"]:
                controle.report(line, "priorites", f"une priorité de {row['quartier']}", priorite)


def _plain(number: float) -> str:
    return format(number, ".12g").replace(".", ",")

"""From a data folder to a :class:`~quartiers.donnees.modele.Contrat`, or to every reason why not."""

import math
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from quartiers import DEFAULT_DATA
from quartiers.donnees import modele
from quartiers.donnees.codages import decode
from quartiers.donnees.coherences import check_coherence
from quartiers.donnees.contours import load_contours
from quartiers.donnees.controles import Controle, check_keys
from quartiers.donnees.dossier import Dossier
from quartiers.donnees.erreurs import Anomalie, DonneesInvalides
from quartiers.donnees.lecture import is_folder, split_list
from quartiers.donnees.lieux import check_places
from quartiers.donnees.modele import Contrat
from quartiers.donnees.portees import PARTIES, Partie
from quartiers.donnees.schemas import model_rows, validate
from quartiers.donnees.tables import TABLES
from quartiers.donnees.textes import clean_text

CONTRACT_FILE = "contrat.toml"

# Sections and keys of contrat.toml, with the type of each value; float stands for any number.
_CONTRACT_KEYS: dict[str, dict[str, type]] = {
    "contrat": {"nom": str, "epci": str, "siren_epci": str, "periode": str, "horizon": int, "edition": date},
    "document": {"titre": str, "auteur": str},
    "publics": {"liste": list},
    "lecture": {
        "reference": str,
        "ecart_points": float,
        "ecart_relatif_pct": float,
        "tendance_points": float,
        "tendance_relative_pct": float,
        "marge_environ_points": float,
        "marge_environ_relative_pct": float,
        "tolerance_points": float,
        "tolerance_relative_pct": float,
        "ecart_publie_points": float,
        "ecart_publie_relatif_pct": float,
        "tres_defavorable_points": float,
        "tres_defavorable_relatif_pct": float,
        "ecart_recensement_ans": int,
        "population": str,
    },
}
_TYPE_NAMES: dict[type, str] = {
    str: "un texte entre guillemets",
    int: "un nombre entier",
    date: "une date comme 2026-11-23",
    list: "une liste de textes",
    float: "un nombre positif",
}


def load_contrat(dossier: Path | str | None = None) -> Contrat:
    """Read, check and assemble the tables of ``dossier`` (the project's ``data/`` by default).

    Raises :class:`~quartiers.donnees.erreurs.DonneesInvalides` with every anomaly found.
    """
    folder = Dossier(Path(dossier) if dossier else DEFAULT_DATA)
    anomalies = folder.anomalies
    settings = _read_settings(folder.chemin, anomalies) if is_folder(folder.chemin) else None
    noms = _names(settings)
    found = {name: raw for name in TABLES if (raw := folder.read(name)) is not None}
    tables = {name: validate(raw, anomalies, noms) for name, raw in found.items()}
    if "quartiers" in tables and tables["quartiers"].empty:
        anomalies.append(Anomalie(found["quartiers"].source, "au moins un quartier"))
    reported = frozenset((a.fichier, a.ligne, a.colonne) for a in anomalies)
    controles = {n: Controle(t, found[n].source, anomalies, reported, found[n]) for n, t in tables.items()}
    check_keys(controles, noms)
    check_coherence(controles, settings["contrat"]["edition"].year if settings else None)
    if settings and "indicateurs" in tables:
        population, known = settings["lecture"]["population"], set(tables["indicateurs"]["indicateur"])
        if population and population not in known:
            expected = "lecture.population, un indicateur de indicateurs.csv (ou un texte vide)"
            anomalies.append(Anomalie(CONTRACT_FILE, expected, trouve=population))
    contours: Mapping[str, modele.Contour] = {}
    if "quartiers" in tables:
        siren = settings["contrat"]["siren_epci"] if settings else None
        contours = load_contours(folder.chemin, _own_codes(tables["quartiers"]), anomalies, siren)
        check_places(tables["quartiers"], found["quartiers"].source, contours, anomalies)
    if anomalies or settings is None:
        raise DonneesInvalides(anomalies, [raw.source for raw in found.values()])
    return _assemble(settings, tables, contours)


def _names(settings: Mapping[str, Any] | None) -> Mapping[str, Collection[str]]:
    """What the tables may cite of contrat.toml; nothing is known of it when it cannot be read."""
    if settings is None:
        return {}
    return {"contrat.territoires": settings["territoires"], "contrat.publics": settings["publics"]["liste"]}


def _own_codes(quartiers: pd.DataFrame) -> set[str]:
    """Codes of the contract's QPV, of both geographies."""
    former = (code for cell in quartiers["code_qpv_2015"].dropna() for code in split_list(cell))
    return {*quartiers["code_qpv_2024"].dropna(), *former}


def _read_settings(folder: Path, anomalies: list[Anomalie]) -> dict[str, Any] | None:
    path = folder / CONTRACT_FILE
    try:
        settings = _cleaned(tomllib.loads(decode(path.read_bytes())))
    except FileNotFoundError:
        anomalies.append(
            Anomalie(CONTRACT_FILE, "le fichier qui décrit le contrat", remede=f"Il manque dans {folder}.")
        )
        return None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        anomalies.append(
            Anomalie(
                CONTRACT_FILE,
                "un fichier TOML bien formé",
                ligne=int(place[1]) if place else None,
                remede="Un guillemet, un crochet ou un signe = manque sans doute, ici ou juste avant.",
            )
        )
        return None
    except (UnicodeError, OSError) as error:
        remedy = f"L'enregistrer de nouveau en UTF-8 ({type(error).__name__})."
        anomalies.append(Anomalie(CONTRACT_FILE, "un fichier texte lisible", remede=remedy))
        return None
    before = len(anomalies)
    for section, keys in _CONTRACT_KEYS.items():
        found = settings.get(section)
        if not isinstance(found, dict):
            anomalies.append(Anomalie(CONTRACT_FILE, f"une section [{section}]"))
            continue
        for key, kind in keys.items():
            expected = f"{section}.{key}, {_TYPE_NAMES[kind]}"
            if key not in found:
                anomalies.append(Anomalie(CONTRACT_FILE, expected, remede="La clé manque."))
            elif not _is_of_kind(found[key], kind):
                anomalies.append(Anomalie(CONTRACT_FILE, expected, trouve=str(found[key])))
        for key in found:
            if key not in keys:
                remedy = f"Clés connues : {', '.join(keys)}."
                anomalies.append(Anomalie(CONTRACT_FILE, f"une clé connue de [{section}]", trouve=key, remede=remedy))
    territories = settings.get("territoires")
    if not isinstance(territories, dict) or not all(isinstance(v, str) for v in territories.values()):
        anomalies.append(Anomalie(CONTRACT_FILE, 'une section [territoires], de lignes identifiant = "nom"'))
        return None
    settings["territoires"] = territories = {**territories, **modele.TERRITOIRES_PUBLICS, **territories}
    if len(anomalies) == before and settings["lecture"]["reference"] not in territories:
        expected = "lecture.reference, un identifiant de [territoires]"
        remedy = f"Identifiants connus : {', '.join(territories)}."
        anomalies.append(Anomalie(CONTRACT_FILE, expected, trouve=settings["lecture"]["reference"], remede=remedy))
    return settings if len(anomalies) == before else None


def _cleaned(value: Any) -> Any:
    """The file's content with its texts, names of keys included, as cells of a table are read."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {clean_text(key): _cleaned(item) for key, item in value.items()}
    return value


def _is_of_kind(value: object, kind: type) -> bool:
    if kind is float:  # neither true nor false; nan and inf fail the comparison
        return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf
    if kind is list:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return type(value) is kind  # exactly: true is no whole number, a date has no hour


def _assemble(
    settings: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], contours: Mapping[str, modele.Contour]
) -> Contrat:
    kept = dict(tables)
    if "mesures" in kept:  # the table may hold every QPV of the country
        ours = _own_codes(tables["quartiers"]) | set(settings["territoires"])
        kept["mesures"] = kept["mesures"][kept["mesures"]["territoire"].isin(ours)]
    rows = {name: model_rows(TABLES[name], table) for name, table in kept.items()}
    rows["priorites"] = _with_forms(rows["priorites"], rows["declinaisons"])
    parts = {p.nom: _part(p, rows.get(p.table.nom, [])) for p in PARTIES.values() if p.table is not None}
    return Contrat(
        **settings["contrat"],
        document=modele.Document(**settings["document"]),
        territoires=MappingProxyType(settings["territoires"]),
        publics=tuple(settings["publics"]["liste"]),
        lecture=modele.Lecture(**settings["lecture"]),
        **parts,
        tables=MappingProxyType({name: table.reset_index(drop=True) for name, table in tables.items()}),
        contours=contours,
    )


def _with_forms(
    priorites: Iterable[modele.Priorite], declinaisons: Iterable[modele.Declinaison]
) -> list[modele.Priorite]:
    """Priorities with their forms, in the order of these."""
    forms: dict[str, list[modele.Declinaison]] = {}
    for form in sorted(declinaisons, key=lambda d: d.ordre):
        forms.setdefault(form.priorite, []).append(form)
    return [replace(p, declinaisons=tuple(forms.get(p.priorite, ()))) for p in priorites]


def _part(part: Partie, rows: list[Any]) -> Any:
    """Rows of a table as the contract has them: in a tuple, or by identifier, in their rank if they have one."""
    if not part.indexee:
        return tuple(rows)
    assert part.table is not None
    ranked = sorted(rows, key=lambda row: row.ordre) if "ordre" in part.table.champs else rows
    return MappingProxyType({getattr(row, str(part.table.identifiant)): row for row in ranked})

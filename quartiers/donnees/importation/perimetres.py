"""Import of the perimeters of the QPV: from the ANCT's GeoJSON to ``perimetres.geojson`` and ``qpv``.

The file of the country weighs tens of megabytes; the one written holds the contract's QPV only, in few
decimals and without the vertices that no map shows, so that it can be kept with the tables.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import pandas as pd

from quartiers.donnees.erreurs import Anomalie, DonneesInvalides
from quartiers.donnees.fautes import Faute, gather
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.lecture import split_list
from quartiers.donnees.fichiers.recus import FichierRefuse
from quartiers.donnees.importation.insee import Territoire, contract_codes
from quartiers.donnees.importation.insee_catalogue import read_table
from quartiers.donnees.importation.tables_importees import BilanTable, read_written, write_tables
from quartiers.donnees.lieux.contours import (
    IMPORT_AGAIN,
    LICENCE,
    Feature,
    find_faults,
    geography_of,
    read_features,
    round_polygons,
)
from quartiers.donnees.lieux.fichier_des_contours import find_contours, place_of_contours
from quartiers.donnees.lieux.surfaces import simplify_polygons
from quartiers.donnees.tables import TABLES

SOURCE: Final = "ANCT, contours des quartiers prioritaires de la politique de la ville"
TOLERANCE_M: Final = 5.0  # on the map of the smallest QPV, one point is two metres

Contours: TypeAlias = dict[str, Feature]  # features by QPV code; the geometry is None where it is unusable


@dataclass(frozen=True)
class BilanPerimetres:
    """What an import of perimeters read and kept, the contract's QPV that the file lacks, what was written.

    ``sans_contour``: QPV kept whose contour cannot be drawn; ``sans_nom``: those that neither the file nor the folder
    names, which ``qpv`` does not have; ``contours``: those of the file once written.
    """

    nom: str
    geographie: str
    lus: int
    gardes: int
    absents: tuple[str, ...]
    sans_contour: tuple[str, ...]
    contours: int
    tables: tuple[BilanTable, ...]
    sans_nom: tuple[str, ...] = ()


def import_perimetres(fichier: Path, dossier: Path, *, territoire: Territoire = "contrat") -> BilanPerimetres:
    """Import the ANCT's contours into ``perimetres.geojson`` and the table ``qpv`` of a data folder.

    QPV of the file replace those of the same code; others, as those of the other geography, stay. A QPV of
    2015 that ``qpv`` names already, from INSEE, keeps its name there, and so does one that the file does not name.
    Raises DonneesInvalides with every reason found; nothing is written then.
    """
    folder = Dossier(dossier)
    contract = contract_codes(folder)
    quartiers = read_table(folder, "quartiers")
    names = read_written(folder, "qpv")
    written = _read_written(folder)
    if folder.anomalies or contract is None or quartiers is None or names is None:
        raise DonneesInvalides(folder.anomalies)
    try:
        found, geography = _read(fichier)
    except FichierRefuse as refusal:
        raise DonneesInvalides(refusal.anomalies) from refusal
    expected = {code for code in contract if geography_of(code) == geography}
    kept = {code: feature for code, feature in found.items() if territoire == "france" or code in expected}
    if not kept:
        remedy = "Aucun QPV du contrat n'y est : vérifier le fichier, et les codes de quartiers.csv."
        raise DonneesInvalides([Anomalie(fichier.name, "des QPV du contrat", remede=remedy)])
    if faults := find_faults(kept.values()):
        raise DonneesInvalides(gather(fichier.name, faults))
    contours = {**written, **{code: _thinned(feature) for code, feature in kept.items() if feature["geometry"]}}
    unusable = tuple(sorted(code for code, feature in kept.items() if not feature["geometry"]))
    named = _merge_names(names, kept, geography, *quartiers)
    tables = write_tables(folder, {"qpv": names}, {"qpv": named}, {place_of_contours(dossier): _collection(contours)})
    return BilanPerimetres(
        fichier.name,
        geography,
        len(found),
        len(kept),
        tuple(sorted(expected - set(found))),
        unusable,
        len(contours),
        tables,
        tuple(sorted(set(kept) - set(named["qpv"]))),
    )


# -- reading --------------------------------------------------------------------------------------------


def _read_written(folder: Dossier) -> Contours:
    path = find_contours(folder.chemin, folder.anomalies)
    if path is None:
        return {}
    try:
        features = read_features(path, IMPORT_AGAIN)
    except FichierRefuse as refusal:
        folder.anomalies += refusal.anomalies
        return {}
    return {feature["properties"]["code_qp"]: feature for feature in features}


def _read(path: Path) -> tuple[Contours, str]:
    """Features of a file by code, simplified, and the geography of the codes; raises FichierRefuse."""
    features = read_features(path)
    codes = [feature["properties"]["code_qp"] for feature in features]
    doubles = [
        Faute("double", code, "un QPV une seule fois", code, f"Il y est {times} fois.")
        for code, times in Counter(codes).items()
        if times > 1
    ]
    wrong = gather(path.name, doubles)
    geographies = set(map(geography_of, codes))
    if len(geographies) > 1:
        wrong.append(Anomalie(path.name, "des QPV d'une seule géographie : QP… (2015) ou QN… (2024)"))
    if wrong:
        raise FichierRefuse(wrong)
    return dict(zip(codes, features, strict=True)), geographies.pop()


# -- writing --------------------------------------------------------------------------------------------


def _thinned(feature: Feature) -> Feature:
    """The feature without the vertices of its contour that no map would show."""
    polygons = round_polygons(simplify_polygons(feature["geometry"]["coordinates"], TOLERANCE_M))
    return {**feature, "geometry": {"type": "MultiPolygon", "coordinates": polygons}}


def _collection(contours: Contours) -> str:
    """The file's text: where it comes from, then one feature a line, in the order of codes."""
    lines = ",\n".join(_compact(contours[code]) for code in sorted(contours))
    years = " et ".join(sorted(set(map(geography_of, contours))))
    source = f'"source":{_compact(f"{SOURCE}, géographie {years}")},"licence":{_compact(LICENCE)}'
    return f'{{"type":"FeatureCollection",{source},"features":[\n{lines}\n]}}\n'


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _merge_names(
    old: pd.DataFrame, kept: Contours, geography: str, quartiers: pd.DataFrame, source: str
) -> pd.DataFrame:
    """The rows of ``qpv`` with those of the file, or of ``quartiers`` for QPV that neither names."""
    rows = pd.DataFrame(_named(kept, geography), columns=list(TABLES["qpv"].colonnes), dtype=object)
    # INSEE's names of 2015 come with their edition: the contours only add what it does not have.
    parts = [rows, old] if geography == "2015" else [old, rows]
    known = pd.DataFrame(_named_by(quartiers, source, kept, geography), columns=list(rows.columns), dtype=object)
    merged = pd.concat([part.astype(object) for part in (known, *parts)], ignore_index=True)
    return merged.drop_duplicates("qpv", keep="last")


def _named(kept: Contours, geography: str) -> Iterator[dict[str, str]]:
    for code, feature in kept.items():
        if name := feature["properties"]["lib_qp"]:
            yield _row(code, geography, name, feature, f"{SOURCE}, géographie {geography}")


def _named_by(quartiers: pd.DataFrame, source: str, kept: Contours, geography: str) -> Iterator[dict[str, str]]:
    """Rows of ``qpv`` for the contours kept that the contract's own table names."""
    code, name = f"code_qpv_{geography}", f"libelle_qpv_{geography}"
    for codes, names in quartiers[[code, name]].dropna().itertuples(index=False):
        for qpv, libelle in zip(split_list(codes), split_list(names), strict=False):
            if qpv in kept:
                yield _row(qpv, geography, libelle, kept[qpv], source)


def _row(code: str, geography: str, name: str, feature: Feature, source: str) -> dict[str, str]:
    communes = (part.strip() for part in feature["properties"]["lib_com"].split(","))
    return {
        "qpv": code,
        "geographie": geography,
        "libelle": name,
        "communes": " | ".join(filter(None, communes)),
        "source": source,
    }

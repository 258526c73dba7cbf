"""A data folder for QPV of the whole country.

``python -m benchmarks.france DOSSIER_INSEE GEOJSON SORTIE [--nombre N] [--tous]`` makes quartiers of the QPV of the
2024 geography (the ANCT's file), without findings, priorities nor statements: a report says what INSEE publishes, and
nothing else. The tables are written here for what a contract decides, and by the product's own importers for what is
published.

INSEE's figures are those of the QPV of 2015, and neither file says which of them became which of 2024: their numbers
do not follow. A QPV is linked to one of 2015 of the same département, commune and name, where each has only one such
other. The others are left out, since their reports would have no figure. ``--tous`` takes them too, to measure;
a table of passage would give them their figures.
"""

import argparse
import csv
import io
import json
import shutil
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from quartiers import DEFAULT_DATA
from quartiers.donnees import DonneesInvalides
from quartiers.donnees.debut.filiations import AncienQpv, by_names
from quartiers.donnees.debut.sources import centroid, qpv_of
from quartiers.donnees.description import Lieu
from quartiers.donnees.fichiers.lecture import split_list
from quartiers.donnees.importation.insee import import_insee
from quartiers.donnees.importation.insee_lecture import FichierRefuse, find_files
from quartiers.donnees.importation.liste_qpv import Nomme
from quartiers.donnees.importation.perimetres import import_perimetres
from quartiers.donnees.lieux.contours import Feature, read_features
from quartiers.donnees.modele import QPV_FRANCE
from quartiers.donnees.tables import TABLES
from quartiers.donnees.tables.cadre import INCONNUE

# What is the same for every contract, and tables that have to be there.
COPIEES: Final = ("thematiques", "indicateurs", "catalogue_insee", "millesimes_insee")
VIDES: Final = ("diagnostic", "references", "constats", "priorites", "declinaisons")
SIREN_ANCT: Final = "130026032"  # the country has none
CONTRAT: Final = {"nom": "Quartiers prioritaires de France", "epci": "Ensemble du pays", "siren_epci": SIREN_ANCT}
DOCUMENT: Final = {"titre": "Chiffres publiés des quartiers prioritaires", "auteur": "Insee et ANCT"}
NOTE: Final = "Chiffres publiés seuls : aucun projet de quartier n'est repris ici."
NOM_COURT: Final = 40

Row = dict[str, str]


def make_folder(
    insee: Path, contours: Path, target: Path, number: int | None = None, *, everything: bool = False
) -> tuple[int, int]:
    """Write a data folder of ``number`` QPV, taken evenly from those linked to one of 2015, or from ``everything``.

    ``target`` must not exist, or be empty. Returns the number of QPV, and of those linked to one with
    published figures. Raises DonneesInvalides, FichierRefuse or FileExistsError; ``target`` is then as it was.
    """
    if target.exists() and any(target.iterdir()):
        raise FileExistsError(target)
    features = read_features(contours)
    rows = _rows(features)
    files = find_files([str(insee)])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "donnees"
        folder.mkdir()
        _write_common(folder)
        _write_table(folder, "quartiers", rows)
        import_insee(files, folder, territoire="france")  # the names of all QPV of 2015
        linked = _linked(rows, features, _former(folder))
        kept = linked if everything else [row for row in linked if row["code_qpv_2015"]]
        rows = [{**row, "ordre": str(rank)} for rank, row in enumerate(choose(kept, number), start=1)]
        shutil.rmtree(folder / Lieu.IMPORTEES)
        _write_table(folder, "quartiers", rows)
        import_insee(files, folder)
        import_perimetres(contours, folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(folder, target, dirs_exist_ok=True)
    return len(rows), sum(bool(row["code_qpv_2015"]) for row in rows)


def choose(rows: Sequence[Row], number: int | None) -> list[Row]:
    """``number`` of the rows at even distances, so that a few are like all of them."""
    if number is None or number >= len(rows):
        return list(rows)
    return [rows[rank * len(rows) // number] for rank in range(number)]


# -- the QPV of 2024 --------------------------------------------------------------------------------------


def _rows(features: Iterable[Mapping[str, Any]]) -> list[Row]:
    """A row of ``quartiers`` for each contour that can be placed, by code, not linked to any QPV of 2015."""
    found = sorted((f for f in features if f["geometry"]), key=lambda f: str(f["properties"]["code_qp"]))
    names = Counter(_name(f["properties"]) for f in found)
    shorts = Counter(f["properties"]["lib_qp"] for f in found)
    return [_row(rank, feature, names, shorts) for rank, feature in enumerate(found, start=1)]


def _row(rank: int, feature: Mapping[str, Any], names: Mapping[str, int], shorts: Mapping[str, int]) -> Row:
    properties = feature["properties"]
    code, label = properties["code_qp"], properties["lib_qp"]
    communes, codes = properties["lib_com"].split(", "), properties["insee_com"].split(", ")
    longitude, latitude = centroid(feature["geometry"]["coordinates"])
    name = _name(properties)
    return {
        "quartier": code.lower(),
        "ordre": str(rank),
        "nom": name if names[name] == 1 else f"{name} – {code}",
        "nom_court": label if shorts[label] == 1 and len(label) <= NOM_COURT else _shorten(label, code),
        "commune": " | ".join(communes),
        "code_insee": " | ".join(codes),
        "code_qpv_2024": code,
        "libelle_qpv_2024": label,
        "code_qpv_2015": "",
        "libelle_qpv_2015": "",
        "communes_qpv": " | ".join(f"{c} {name}" for c, name in zip(codes, communes, strict=True)),
        "couverture": "entier",
        "validation": "",
        "longitude": f"{longitude:.4f}".replace(".", ","),
        "latitude": f"{latitude:.4f}".replace(".", ","),
        "perimetre": "",
        "population_2024": "",
        "note": NOTE,
        "lignes": "",
    }


def _name(properties: Mapping[str, str]) -> str:
    return f"{properties['lib_qp']} – {properties['lib_com']}"


def _shorten(label: str, code: str) -> str:
    """The label and the code, in the length of a short name."""
    room = NOM_COURT - len(code) - 1
    cut = label if len(label) <= room else label[: room - 1].rstrip(" -,") + "…"
    return f"{cut} {code}"


# -- those of 2015 ----------------------------------------------------------------------------------------


def _former(folder: Path) -> list[AncienQpv]:
    """QPV of 2015, as the import names them."""
    with (folder / TABLES["qpv"].chemin).open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if row["geographie"] == "2015"]
    return [AncienQpv(row["qpv"], row["libelle"], split_list(row["communes"])) for row in rows]


def _linked(rows: Sequence[Row], features: Iterable[Feature], former: Sequence[AncienQpv]) -> list[Row]:
    """The rows with their QPV of 2015, where one and only one has the same département, commune and name."""
    parents = by_names([qpv for qpv in qpv_of(features, {}) if qpv.position], former)
    return [_with_parent(row, parents.get(row["code_qpv_2024"])) for row in rows]


def _with_parent(row: Row, found: Sequence[Nomme] | None) -> Row:
    if not found:
        return {**row, "filiation": INCONNUE}
    return {**row, "code_qpv_2015": found[0].code, "libelle_qpv_2015": found[0].nom}


# -- the folder -------------------------------------------------------------------------------------------


def _write_common(folder: Path) -> None:
    for name in COPIEES:
        copied = folder / TABLES[name].chemin
        copied.parent.mkdir(exist_ok=True)
        shutil.copy(DEFAULT_DATA / TABLES[name].chemin, copied)
    for name in VIDES:
        _write_table(folder, name, [])
    settings = tomllib.loads((DEFAULT_DATA / "contrat.toml").read_text(encoding="utf-8"))
    settings["contrat"] |= CONTRAT
    settings["document"] |= DOCUMENT
    settings["territoires"] = {}
    settings["lecture"]["reference"] = QPV_FRANCE
    (folder / "contrat.toml").write_text(_toml(settings), encoding="utf-8")


def _toml(sections: Mapping[str, Mapping[str, Any]]) -> str:
    """Sections of texts, numbers, dates and lists of texts."""
    lines = []
    for section, values in sections.items():
        lines.append(f"[{section}]")
        for key, value in values.items():
            lines.append(f"{key} = {value if isinstance(value, date) else json.dumps(value, ensure_ascii=False)}")
    return "\n".join([*lines, ""])


def _write_table(folder: Path, name: str, rows: Iterable[Row]) -> None:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(TABLES[name].colonnes), delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (folder / f"{name}.csv").write_text(written.getvalue(), encoding="utf-8-sig")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the folder, and say as JSON what is in it."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.france", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("insee", type=Path, metavar="DOSSIER_INSEE")
    parser.add_argument("contours", type=Path, metavar="GEOJSON")
    parser.add_argument("sortie", type=Path, metavar="SORTIE")
    parser.add_argument("--nombre", type=int, default=None, metavar="N", help="QPV, taken evenly (default: all)")
    parser.add_argument("--tous", action="store_true", help="also the QPV linked to none of 2015, for measures only")
    options = parser.parse_args(arguments)
    if options.nombre is not None and options.nombre < 1:
        parser.error("--nombre: at least 1")
    try:
        number, linked = make_folder(
            options.insee, options.contours, options.sortie, options.nombre, everything=options.tous
        )
    except FileExistsError:
        print(f"{options.sortie} n'est pas un dossier vide : en donner un autre.", file=sys.stderr)
        return 2
    except (DonneesInvalides, FichierRefuse) as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps({"qpv": number, "avec_chiffres": linked}))
    return 0


if __name__ == "__main__":
    sys.exit(main())

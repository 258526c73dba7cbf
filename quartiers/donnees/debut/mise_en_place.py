"""The folder itself: made aside, checked as any folder is, then put in place whole, or not at all."""

import os
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from quartiers import DEFAULT_DATA
from quartiers.chemins import CheminInvalide
from quartiers.donnees.chargement import load_contrat
from quartiers.donnees.debut.choix import Choix, choose
from quartiers.donnees.debut.filiations import AncienQpv, Parents, by_contours, by_names, by_table
from quartiers.donnees.debut.lignes import Row, csv_text, rows_of
from quartiers.donnees.debut.neutre import neutralize
from quartiers.donnees.debut.reglages import Intercommunalite, contract_text, epci_of
from quartiers.donnees.debut.sources import Qpv, qpv_of, read_contours
from quartiers.donnees.description import Lieu
from quartiers.donnees.erreurs import Anomalie, DonneesInvalides, reason_of
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.lecture import split_list
from quartiers.donnees.importation.insee import BilanImport, FichiersLus, import_insee, read_insee
from quartiers.donnees.importation.insee_archives import DOWNLOADED
from quartiers.donnees.importation.insee_catalogue import load_catalogue
from quartiers.donnees.importation.insee_lecture import find_files
from quartiers.donnees.importation.liste_qpv import read_list, read_parents
from quartiers.donnees.importation.perimetres import import_perimetres
from quartiers.donnees.importation.tables_saisies import text_of
from quartiers.donnees.lieux.contours import Feature
from quartiers.donnees.memoire_classeur import rows_of as rows_in
from quartiers.donnees.modele import Contrat, Quartier
from quartiers.donnees.tables import TABLES
from quartiers.ecriture import write_folder
from quartiers.marques import is_link

_COPIEES: Final = ("indicateurs", "thematiques")
_CONTRAT: Final = "contrat.toml"
_Contours = Mapping[str, Mapping[str, tuple[Path, Feature]]]


@dataclass(frozen=True)
class Fichiers:
    """The public files at hand."""

    contours: tuple[Path, ...]
    liste: Path | None = None
    parents: Path | None = None
    insee: tuple[Path, ...] = ()


@dataclass(frozen=True)
class BilanDebut:
    """What a new folder has, and what the files did not tell: ``sans_place`` are the QPV that were left out.

    ``par_nom``: those of which nothing but a name says where they come from.
    """

    contrat: Contrat
    epci: Intercommunalite
    insee: BilanImport | None
    sans_place: tuple[Qpv, ...]
    par_nom: tuple[Quartier, ...]
    sans_filiation: tuple[Quartier, ...]
    nouveaux: tuple[Quartier, ...]
    sans_chiffre: tuple[Quartier, ...]


def begin_folder(
    target: Path,
    option: str,
    wanted: Sequence[str],
    files: Fichiers,
    today: date,
    *,
    arrange: Callable[[Path], None] | None = None,
) -> BilanDebut:
    """Make a data folder of the QPV that ``option`` asks for, from public files.

    Its tables are files, unless ``arrange`` gives them another form once they are all there.

    Raises CheminInvalide when ``target`` has something in it, DonneesInvalides with every reason found; nothing is then
    written. An OSError says that the folder could not be.
    """
    _check_target(target)
    if not files.contours:
        remedy = "La liste seule ne dit pas où sont les quartiers : longitude et latitude sont à remplir pour chacun."
        raise DonneesInvalides([Anomalie("--contours", "le GeoJSON des contours de 2024 de l'ANCT", remede=remedy)])
    contours = read_contours(files.contours)
    liste = read_list(files.liste) if files.liste else {}
    known = qpv_of((feature for _, feature in contours["2024"].values()), liste)
    choice = choose(known, option, wanted)
    placed = Choix(choice.option, choice.demandes, tuple(qpv for qpv in choice.qpv if qpv.position is not None))
    if not placed.qpv:
        raise DonneesInvalides(
            [Anomalie("--contours", "un contour que l'on puisse dessiner, pour l'un des QPV au moins")]
        )
    epci = epci_of(placed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "donnees"
        _copy_common(folder)
        (folder / _CONTRAT).write_text(contract_text(placed, epci, today, _model()), encoding="utf-8", newline="\n")
        read = _read_insee(files.insee, folder)
        told, named = _told(placed, contours, files.parents), _named(known, read)
        rows = rows_of(placed.qpv, {**named, **told}, named.keys() - told.keys())
        (folder / TABLES["quartiers"].chemin).write_text(csv_text(rows), encoding="utf-8", newline="\n")
        figures = import_insee(read, folder) if read else None
        for path in _useful(contours, rows):
            import_perimetres(path, folder)
        if arrange is not None:
            arrange(folder)
        contract = load_contrat(folder)
        _put_in_place(folder, target)
    unplaced = [qpv for qpv in choice.qpv if qpv.position is None]
    return _balance(contract, epci, figures, unplaced, named.keys() - told.keys())


def _check_target(target: Path) -> None:
    if not os.path.lexists(target):
        return
    if is_link(target) or not target.is_dir():
        raise CheminInvalide(f"« {target} » existe déjà : donner le nom d'un dossier nouveau.\nRien n'a été écrit.")
    try:
        is_empty = next(target.iterdir(), None) is None
    except OSError as error:
        raise CheminInvalide(f"« {target} » ne se lit pas ({reason_of(error)}).\nRien n'a été écrit.") from error
    if not is_empty:
        raise CheminInvalide(
            f"« {target} » n'est pas vide, et reste comme il est : donner le nom d'un dossier nouveau.\n"
            "Rien n'a été écrit."
        )


# -- what is the same for every contract --------------------------------------------------------------------


def _copy_common(folder: Path) -> None:
    correspondences = [nom for nom, table in TABLES.items() if table.lieu is Lieu.CORRESPONDANCES]
    folder.mkdir()
    for nom in (*_COPIEES, *correspondences):
        source = DEFAULT_DATA / TABLES[nom].chemin
        if nom in _COPIEES or source.exists():
            copy = folder / TABLES[nom].chemin
            copy.parent.mkdir(exist_ok=True)
            copy.write_bytes(_own_table(nom) if nom in _COPIEES else _read(source))


def _own_table(nom: str) -> bytes:
    """A table of the project's, be it a file or a sheet of its workbook; its indicators, of no document."""
    own = Dossier(DEFAULT_DATA)
    if own.sheet_of(nom) is None:
        _read(DEFAULT_DATA / TABLES[nom].chemin)  # it says how a table that is not there is missed
    raw = own.read(nom)
    if raw is None or own.anomalies:
        raise DonneesInvalides(own.anomalies)
    rows = rows_in(raw)
    return text_of(raw.colonnes, map(neutralize, rows) if nom == "indicateurs" else rows).encode()


def _model() -> str:
    try:
        return _read(DEFAULT_DATA / _CONTRAT).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DonneesInvalides([Anomalie(f"data/{_CONTRAT}", "un texte en UTF-8")]) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        remedy = f"Un nouveau dossier la reprend du projet ({reason_of(error)})."
        raise DonneesInvalides([Anomalie(f"data/{path.name}", "la table du projet", remede=remedy)]) from error


# -- what public files give ---------------------------------------------------------------------------------


def _read_insee(paths: Sequence[Path], folder: Path) -> FichiersLus | None:
    if not paths:
        return None
    own = Dossier(folder)
    catalogue = load_catalogue(own)
    if own.anomalies or catalogue is None:
        raise DonneesInvalides(own.anomalies)
    return read_insee(find_files(list(paths), DOWNLOADED), catalogue)


def _told(choice: Choix, contours: _Contours, parents: Path | None) -> Parents:
    """Of each QPV, what the official table says, else what contours show; those of which neither does are absent."""
    found: Parents = {}
    if contours["2015"]:
        new = (contours["2024"][qpv.code][1] for qpv in choice.qpv)
        found = by_contours(new, (feature for _, feature in contours["2015"].values()))
    return {**found, **by_table(read_parents(parents))} if parents else found


def _named(known: Sequence[Qpv], read: FichiersLus | None) -> Parents:
    """Of each QPV, the one of 2015 that INSEE's files call the same."""
    if read is None:
        return {}
    named = read.qpv()
    rows = named[named["geographie"] == "2015"][["qpv", "libelle", "communes"]].fillna("")
    return by_names(known, [AncienQpv(qpv, nom, split_list(cell)) for qpv, nom, cell in rows.itertuples(index=False)])


def _useful(contours: _Contours, rows: Sequence[Row]) -> list[Path]:
    """The files of contours that have QPV of the contract, each once."""
    own = {code for row in rows for code in (row["code_qpv_2024"], *split_list(row["code_qpv_2015"]))}
    paths = [path for found in contours.values() for code, (path, _) in found.items() if code in own]
    return list(dict.fromkeys(paths))


# -- the end ------------------------------------------------------------------------------------------------


def _put_in_place(folder: Path, target: Path) -> None:
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    with suppress(FileNotFoundError):
        target.rmdir()  # an empty folder, or what was put in it since, which is refused
    write_folder(target, files, alone=False)


def _balance(
    contract: Contrat,
    epci: Intercommunalite,
    figures: BilanImport | None,
    unplaced: Sequence[Qpv],
    by_name: Collection[str],
) -> BilanDebut:
    quartiers = contract.quartiers.values()
    measured = {m.territoire for m in contract.mesures}
    return BilanDebut(
        contract,
        epci,
        figures,
        tuple(unplaced),
        tuple(q for q in quartiers if q.code_qpv_2024 in by_name),
        tuple(q for q in quartiers if not q.codes_qpv_2015 and not q.est_nouveau),
        tuple(q for q in quartiers if q.est_nouveau),
        tuple(q for q in quartiers if not measured & {q.code_qpv_2024, *q.codes_qpv_2015}),
    )

"""Import of INSEE's figures on the QPV, and on their communes: from the files as they circulate to the tables.

A file replaces what the folder holds of its theme, edition and geography: the same file twice changes
nothing, a corrected one corrects, a newer edition adds. What is replaced is what the import speaks of:
the contract's QPV (or every QPV of the country, when asked) and the national aggregate; a file that does
not cover the country replaces only the territories that it holds.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

import pandas as pd

from quartiers.donnees.erreurs import Anomalie, DonneesInvalides
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.lecture import split_list
from quartiers.donnees.fichiers.recus import FichierRefuse
from quartiers.donnees.importation.communes_des_qpv import measures_of_communes
from quartiers.donnees.importation.fluctuations import describe_changes, estimate_fluctuations, merge_estimates
from quartiers.donnees.importation.insee_archives import Contenu, open_contents
from quartiers.donnees.importation.insee_catalogue import Catalogue, load_catalogue, read_table
from quartiers.donnees.importation.insee_entetes import Entete, EnteteLu, describe_columns, read_labels_of_columns
from quartiers.donnees.importation.insee_lecture import EnteteInconnu, read_content
from quartiers.donnees.importation.insee_mesures import Lot, read_figures, source_of
from quartiers.donnees.importation.laisses import FichierInconnu, nothing_read
from quartiers.donnees.importation.tables_importees import BilanTable, read_written, write_tables
from quartiers.donnees.lieux.communes import commune_codes, commune_names
from quartiers.donnees.modele import NON_DIFFUSE, QPV_FRANCE
from quartiers.donnees.reglages.lecture import read_settings
from quartiers.donnees.tables import TABLES
from quartiers.donnees.tables.importees import COMMUNE, THEMES_PAR_SOURCE

POPULATION: Final = "population_nb"  # what counts the inhabitants, where contrat.toml does not say
Territoire: TypeAlias = Literal["contrat", "france"]


@dataclass(frozen=True)
class BilanFichier:
    """What was taken from one file; counts of rows, columns and cells."""

    nom: str
    theme: str
    edition: int
    geographie: str
    lignes: int
    qpv_gardes: int
    indicateurs: tuple[str, ...]
    colonnes_prises: int
    colonnes_laissees: int
    colonnes_inconnues: tuple[str, ...]
    non_diffuses: int


@dataclass(frozen=True)
class BilanImport:
    """What an import read (files, in the order given), left (name and why) and wrote.

    ``entetes`` are the files that have columns to describe in the catalogue. Without any file read, nothing is written.
    """

    fichiers: tuple[BilanFichier, ...]
    ignores: tuple[tuple[str, str], ...]
    tables: tuple[BilanTable, ...]
    entetes: tuple[Entete, ...] = ()


@dataclass(frozen=True)
class FichiersLus:
    """What files give, whatever the folder that it is for: lots, files left with the reason, columns to describe."""

    lots: list[Lot]
    ignores: list[tuple[str, str]]
    entetes: list[Entete]

    def qpv(self) -> pd.DataFrame:
        """Names and communes of every QPV that the files name, as the table ``qpv`` has them."""
        return _merge_qpv(pd.DataFrame(columns=list(TABLES["qpv"].colonnes), dtype=object), self.lots, None)


def read_insee(fichiers: Sequence[Path], catalogue: Catalogue) -> FichiersLus:
    """Read INSEE's files; raises DonneesInvalides with every reason found."""
    return FichiersLus(*_read_all(fichiers, catalogue))


def import_insee(
    fichiers: Sequence[Path] | FichiersLus, dossier: Path, *, territoire: Territoire = "contrat"
) -> BilanImport:
    """Import INSEE's files into the tables of a folder that an importer writes.

    ``territoire`` says which QPV are kept: those of the contract (codes of ``quartiers``), or all. Of a file of the
    communes, those of the contract are kept.
    Raises DonneesInvalides with every reason found, in the files or in the folder; nothing is written then.
    """
    folder = Dossier(dossier)
    catalogue = load_catalogue(folder)
    contract = contract_codes(folder)
    communes = contract_communes(folder)
    before = {
        nom: read_written(folder, nom) for nom in ("mesures", "repartitions", "fluctuations", "evolutions", "qpv")
    }
    if folder.anomalies or catalogue is None or contract is None:
        raise DonneesInvalides(folder.anomalies)
    codes = contract if territoire == "contrat" else None
    tables = {nom: table for nom, table in before.items() if table is not None}

    read = fichiers if isinstance(fichiers, FichiersLus) else read_insee(fichiers, catalogue)
    lots, left, entetes = read.lots, read.ignores, read.entetes
    if not lots:
        return BilanImport((), tuple(left), (), tuple(entetes))
    settings = read_settings(dossier, [])  # what is wrong there is the tables' check's to say
    population = settings["lecture"]["population"] if settings else POPULATION
    estimates = {
        "fluctuations": estimate_fluctuations(lots, catalogue, population),
        "evolutions": describe_changes(lots, catalogue),
    }
    after = {
        "mesures": _merge_communes(
            _merge_measures(tables["mesures"], lots, codes, communes), lots, contract_commune_names(folder), population
        ),
        "repartitions": _merge_distributions(tables["repartitions"], lots),
        **{nom: merge_estimates(nom, tables[nom], rows) for nom, rows in estimates.items()},
        "qpv": _merge_qpv(tables["qpv"], lots, codes),
    }
    written = write_tables(folder, tables, after)
    balances = (_balance(lot, catalogue, _kept(lot, codes, communes)) for lot in lots)
    return BilanImport(tuple(balances), tuple(left), written, tuple(entetes))


def _kept(lot: Lot, codes: Collection[str] | None, communes: Collection[str]) -> Collection[str] | None:
    """Codes of the territories that are kept of a file; None: all of them."""
    return communes if lot.fichier.geographie == COMMUNE else codes


def contract_codes(folder: Dossier) -> frozenset[str] | None:
    """Codes of the contract's QPV, 2015 and 2024; None, with the reason in ``folder.anomalies``, if unknown."""
    found = read_table(folder, "quartiers")
    if found is None:
        return None
    table = found[0]
    cells = [*table["code_qpv_2024"].dropna(), *table["code_qpv_2015"].dropna()]
    return frozenset(code for cell in cells for code in split_list(cell))


def contract_communes(folder: Dossier) -> frozenset[str]:
    """Codes of the communes of the contract's projects, and of those that its QPV lie in."""
    found = read_table(folder, "quartiers")
    if found is None:
        return frozenset()
    return frozenset(commune_codes(*(found[0][column].dropna() for column in ("code_insee", "communes_qpv"))))


def contract_commune_names(folder: Dossier) -> dict[str, str]:
    """Names of the communes that the contract's QPV lie in, by code."""
    found = read_table(folder, "quartiers")
    return {} if found is None else commune_names(found[0]["communes_qpv"].dropna())


def _read_all(paths: Sequence[Path], catalogue: Catalogue) -> tuple[list[Lot], list[tuple[str, str]], list[Entete]]:
    """What each file gives, the files left with the reason, and the columns to describe; raises DonneesInvalides with
    every anomaly, or where there is nothing to read nor to describe."""
    lots: dict[tuple[tuple[str, int, str], bool], Lot] = {}
    left: list[tuple[str, str]] = []
    unknown: list[EnteteLu] = []
    contents, anomalies = _open_all(paths)
    labels = {name: label for c in contents for name, label in read_labels_of_columns(c.octets).items()}
    for content in contents:
        nom = content.affiche
        try:
            lot = read_figures(read_content(content.nom, content.octets, catalogue, content.archive), catalogue)
        except FichierInconnu as reason:
            left.append((nom, str(reason)))
            if isinstance(reason, EnteteInconnu):
                unknown.append(EnteteLu(nom, reason.theme, reason.edition, reason.colonnes))
        except FichierRefuse as refusal:
            anomalies += refusal.anomalies
        else:
            f = lot.fichier
            other = lots.setdefault((f.cle, f.du_pays_seul), lot)
            if not lot.mesures.equals(other.mesures):
                expected = f"un seul fichier {f.theme} de l'édition {f.edition}"
                remedy = f"{other.fichier.nom} en est un, avec d'autres valeurs : garder le bon."
                anomalies.append(Anomalie(nom, expected, remede=remedy))
            elif other is not lot:
                left.append((nom, f"mêmes données que {other.fichier.nom}"))
            else:
                unknown.append(EnteteLu(nom, f.theme, f.edition, tuple(f.cellules.columns)))
    entetes = [e for columns in unknown if (e := describe_columns(columns, catalogue, labels)).suggestions]
    if not lots and not anomalies and not entetes:
        anomalies.append(nothing_read("au moins un fichier de l'Insee sur les QPV", left))
    if anomalies:
        raise DonneesInvalides(anomalies, [path.name for path in paths])
    return list(lots.values()), left, entetes


def _open_all(paths: Sequence[Path]) -> tuple[list[Contenu], list[Anomalie]]:
    """The files, those of archives among them, and why others cannot be read."""
    contents: list[Contenu] = []
    anomalies: list[Anomalie] = []
    for path in paths:
        try:
            contents += open_contents(path)
        except FichierRefuse as refusal:
            anomalies += refusal.anomalies
    return contents, anomalies


# -- merging --------------------------------------------------------------------------------------------


def _merge_measures(
    old: pd.DataFrame, lots: Sequence[Lot], codes: Collection[str] | None, communes: Collection[str]
) -> pd.DataFrame:
    new = []
    for lot in sorted(lots, key=lambda lot: lot.fichier.du_pays_seul):
        kept = _kept(lot, codes, communes)
        old = old[~(_of_lot(old, lot) & _in_scope(old, lot, kept))]
        new.append(lot.mesures[_in_scope(lot.mesures, lot, kept)])
    rows = pd.concat([old.astype(object), *new], ignore_index=True)
    return rows.drop_duplicates(list(TABLES["mesures"].cle), keep="last")  # what a file of the country says comes last


def _merge_communes(
    table: pd.DataFrame, lots: Sequence[Lot], names: Mapping[str, str], population: str
) -> pd.DataFrame:
    """The inhabitants of the contract's communes, as the files on the QPV give them: those of a file replace what was
    there of its theme and edition, of the communes that it counts, or of all, where it covers the country."""
    for lot in lots:
        f = lot.fichier
        if lot.communes.empty:
            continue
        rows = measures_of_communes(lot.communes, f, names, population, source_of(f))
        old = (table["theme"] == f.theme) & (table["edition"] == f.edition) & (table["geographie"] == COMMUNE)
        said = pd.Series(True, index=table.index) if f.national else table["territoire"].isin(rows["territoire"])
        table = pd.concat([table[~(old & said)].astype(object), rows], ignore_index=True)
    return table


def _in_scope(table: pd.DataFrame, lot: Lot, codes: Collection[str] | None) -> "pd.Series[bool]":
    """Rows about the territories that an import of ``lot`` speaks of (``codes`` None: every QPV)."""
    places = table["territoire"]
    asked = places.notna() if codes is None else places.isin([*codes, QPV_FRANCE])
    if lot.fichier.theme in THEMES_PAR_SOURCE and not lot.fichier.du_pays:
        asked &= (places != QPV_FRANCE) | places.isin(
            lot.mesures["territoire"]
        )  # another file says that of the country
    return asked if lot.fichier.national else asked & places.isin(lot.fichier.cellules.index)


def _merge_distributions(old: pd.DataFrame, lots: Sequence[Lot]) -> pd.DataFrame:
    national = [lot for lot in lots if lot.fichier.national]
    for lot in national:
        old = old[~_of_lot(old, lot)]
    return pd.concat([old.astype(object), *(lot.repartitions for lot in national)], ignore_index=True)


def _of_lot(table: pd.DataFrame, lot: Lot) -> "pd.Series[bool]":
    theme, edition, geography = lot.fichier.cle
    return (table["theme"] == theme) & (table["edition"] == edition) & (table["geographie"] == geography)


def _merge_qpv(old: pd.DataFrame, lots: Sequence[Lot], codes: Collection[str] | None) -> pd.DataFrame:
    """Names and communes of each QPV from the latest edition that names its communes (else the latest)."""
    new = [lot.qpv if codes is None else lot.qpv[lot.qpv["qpv"].isin(codes)] for lot in lots]
    rows = pd.concat([old.astype(object), *new], ignore_index=True)
    edition = rows["source"].str.extract(r"(?:diffusion|recensement) (\d{4})", expand=False).fillna("0").astype(int)
    has_communes = rows["communes"].fillna("") != ""
    latest = rows.assign(rang=has_communes * 10_000 + edition).sort_values("rang", kind="stable")
    return latest.drop_duplicates("qpv", keep="last").drop(columns="rang")


# -- what is said ---------------------------------------------------------------------------------------


def _balance(lot: Lot, catalogue: Catalogue, codes: Collection[str] | None) -> BilanFichier:
    fichier = lot.fichier
    columns = catalogue.sort_columns(fichier.theme, fichier.edition, fichier.cellules.columns)
    kept = fichier.qpv if codes is None else fichier.qpv[fichier.qpv.isin(list(codes))]
    measures = lot.mesures[lot.mesures["territoire"].isin(kept)]
    return BilanFichier(
        fichier.nom,
        fichier.theme,
        fichier.edition,
        fichier.geographie,
        len(fichier.cellules),
        len(kept),
        lot.indicateurs,
        len(columns.prises),
        len(columns.laissees),
        columns.inconnues,
        int((measures["statut"] == NON_DIFFUSE).sum()),
    )

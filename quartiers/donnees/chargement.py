"""From a data folder to a :class:`~quartiers.donnees.modele.Contrat`, or to every reason why not."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from quartiers import DEFAULT_DATA
from quartiers.donnees import modele
from quartiers.donnees.coherences import check_coherence
from quartiers.donnees.controles import Controle
from quartiers.donnees.description import NON_REPETE
from quartiers.donnees.erreurs import Anomalie, DonneesInvalides
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.lecture import TableBrute, is_folder, split_list
from quartiers.donnees.lieux.communes import commune_codes
from quartiers.donnees.lieux.contours import load_contours
from quartiers.donnees.lieux.controle import check_places
from quartiers.donnees.modele import Contrat
from quartiers.donnees.noms_cites import check_keys
from quartiers.donnees.portees import PARTIES, Partie
from quartiers.donnees.reglages.evaluation import check_questions
from quartiers.donnees.reglages.lecture import Contenu, check_indicators, read_contract
from quartiers.donnees.reglages.questions import read_questions
from quartiers.donnees.reglages.texte import CONTRACT_FILE
from quartiers.donnees.retraits import set_aside
from quartiers.donnees.schemas import TableTypee, validate
from quartiers.donnees.secret import protect_tables
from quartiers.donnees.secret_editions import places_of, shown_in_editions
from quartiers.donnees.tables import TABLES
from quartiers.donnees.trames import Trames


def load_contrat(dossier: Path | str | None = None) -> Contrat:
    """Read, check and assemble the tables of ``dossier`` (the project's ``data/`` by default).

    Raises :class:`~quartiers.donnees.erreurs.DonneesInvalides` with every anomaly found.
    """
    folder = Dossier(Path(dossier) if dossier else DEFAULT_DATA)
    anomalies = folder.anomalies
    if not anomalies and folder.est_vide and not (folder.chemin / CONTRACT_FILE).exists():
        raise DonneesInvalides([_no_data(folder.chemin)])
    return check_tables(folder, *read_tables(folder))


def check_tables(folder: Dossier, found: Mapping[str, TableBrute], absent: Iterable[str]) -> Contrat:
    """The contract that the tables of a folder make, as :func:`read_tables` gives them.

    Raises :class:`~quartiers.donnees.erreurs.DonneesInvalides` with every anomaly found, those of ``folder`` included.
    """
    anomalies = folder.anomalies
    contenu = read_contract(folder.chemin, anomalies) if is_folder(folder.chemin) else Contenu(None, {})
    settings = contenu.reglages
    # One that has its headings and no row yet waits to be filled: it says no more than one that is not there.
    empty = {name for name, raw in found.items() if TABLES[name].facultative and not raw.rangees}
    found = {name: raw for name, raw in found.items() if name not in empty}
    absent = (*absent, *empty)
    noms: dict[str, Collection[str]] = {**contenu.noms, **dict.fromkeys(absent, ())}  # what is absent cannot be cited
    tables = {name: validate(raw, anomalies, noms) for name, raw in found.items()}
    if "quartiers" in tables and not tables["quartiers"].lignes:
        anomalies.append(Anomalie(found["quartiers"].source, "au moins un quartier"))
    reported = frozenset((a.fichier, a.ligne, a.colonne) for a in anomalies)
    controles = {n: Controle(t, found[n].source, anomalies, reported, found[n]) for n, t in tables.items()}
    check_keys(controles, noms)
    check_coherence(controles, settings["contrat"]["edition"].year if settings else None)
    if settings and "indicateurs" in tables:
        check_indicators(settings, set(tables["indicateurs"].present("indicateur")), anomalies)
    if settings and {"indicateurs", "thematiques"} <= set(tables):
        line = settings.lignes.get(("evaluation", "questions"))
        check_questions(settings, line, _names_of(tables), anomalies)
    contours: Mapping[str, modele.Contour] = {}
    if "quartiers" in tables:
        siren = settings["contrat"].get("siren_epci") if settings else None
        quartiers = tables["quartiers"]
        contours = load_contours(folder.chemin, _own_codes(quartiers), anomalies, siren)
        rows = zip(quartiers.lignes, quartiers.valeurs, strict=True)
        check_places(rows, found["quartiers"].source, contours, anomalies)
    if anomalies or settings is None:
        anomalies[:] = [_discreet(a, found) for a in anomalies]
        raise DonneesInvalides(anomalies, [raw.source for raw in found.values()])
    return _assemble(settings, tables, contours, folder.chemin)


def _names_of(tables: Mapping[str, TableTypee]) -> dict[str, list[str]]:
    """Identifiers of the themes and of the indicators."""
    columns = {"thematiques": "thematique", "indicateurs": "indicateur"}
    return {name: tables[name].present(column) for name, column in columns.items() if name in tables}


def _discreet(anomaly: Anomalie, found: Mapping[str, TableBrute]) -> Anomalie:
    """The anomaly, without what was found in a cell that no message repeats, or about a row that has one."""
    for name, raw in found.items():
        if raw.source != anomaly.fichier or anomaly.trouve is None:
            continue
        secret = [champ.nom for champ in TABLES[name].champs.values() if champ.colonne.confidentielle]
        if anomaly.colonne in secret or (secret and anomaly.colonne is None):
            return replace(anomaly, trouve=NON_REPETE)
    return anomaly


def read_tables(folder: Dossier) -> tuple[dict[str, TableBrute], list[str]]:
    """The tables that are there and can be read, and the names of those that are not there, as they may."""
    found: dict[str, TableBrute] = {}
    absent = []
    for name in TABLES:
        said = len(folder.anomalies)
        raw = folder.read(name)
        if raw is not None:
            found[name] = raw
        elif len(folder.anomalies) == said and folder.is_whole:
            absent.append(name)
    return found, absent


def _no_data(folder: Path) -> Anomalie:
    """What is said of a folder that holds none of what a data folder holds."""
    inner = next((path for path in sorted(folder.iterdir()) if (path / CONTRACT_FILE).is_file()), None)
    remedy = f"Sans doute {inner}." if inner else "Il n'y a ni contrat.toml ni table : vérifier le chemin donné."
    return Anomalie(str(folder), "un dossier de données", remede=remedy)


def _own_codes(quartiers: TableTypee) -> set[str]:
    """Codes of the contract's QPV, of both geographies."""
    former = (code for cell in quartiers.present("code_qpv_2015") for code in split_list(cell))
    return {*quartiers.present("code_qpv_2024"), *former}


def _assemble(
    settings: Mapping[str, Any], tables: Mapping[str, TableTypee], contours: Mapping[str, modele.Contour], folder: Path
) -> Contrat:
    seuil = settings["concertation"].get("seuil_personnes", modele.SEUIL_PERSONNES)
    if "reponses" in tables:
        tables = protect_tables(tables, seuil, shown_in_editions(folder, seuil), places_of(tables))
    else:
        tables = protect_tables(tables, seuil)
    kept = dict(tables)
    if "mesures" in kept:  # the table may hold every QPV of the country
        own = tables["quartiers"]
        communes = commune_codes(own.present("code_insee"), own.present("communes_qpv"))
        ours = _own_codes(own) | communes | set(settings["territoires"])
        kept["mesures"] = kept["mesures"].only([t in ours for t in kept["mesures"].colonnes["territoire"]])
    rows, withdrawn = set_aside({name: table.objets for name, table in kept.items()})
    rows["priorites"] = _with_forms(rows.get("priorites", ()), rows.get("declinaisons", ()))
    parts = {p.nom: _part(p, list(rows.get(p.table.nom, ()))) for p in PARTIES.values() if p.table is not None}
    return Contrat(
        **settings["contrat"],
        document=modele.Document(**settings["document"]),
        territoires=MappingProxyType(settings["territoires"]),
        publics=tuple(settings["publics"]["liste"]),
        lecture=modele.Lecture(**settings["lecture"]),
        essentiel=tuple(settings["essentiel"].get("indicateurs", modele.ESSENTIEL)),
        **parts,
        tables=Trames({name: table.colonnes for name, table in tables.items()}),
        contours=contours,
        seuil_personnes=seuil,
        contact=settings["concertation"].get("contact", ""),
        questions_evaluatives=read_questions(settings["evaluation"].get("questions", ()), *_names_of(tables).values()),
        questions_adoptees_le=settings["evaluation"].get("adoptees_le"),
        agglomeration=settings["evaluation"].get("agglomeration", ""),
        retraits=withdrawn,
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

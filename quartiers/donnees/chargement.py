"""From a data folder to a :class:`~quartiers.donnees.modele.Contrat`, or to every reason why not."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from quartiers import DEFAULT_DATA
from quartiers.donnees import modele
from quartiers.donnees.contours import load_contours
from quartiers.donnees.controles import check_tables
from quartiers.donnees.erreurs import Anomalie, DonneesInvalides
from quartiers.donnees.lecture import Dossier, is_folder, split_list
from quartiers.donnees.modele import Contrat
from quartiers.donnees.reglages import check_population, read_settings
from quartiers.donnees.schemas import OPTIONAL_TABLES, SCHEMAS, typed_rows, validate


def load_contrat(dossier: Path | str | None = None) -> Contrat:
    """Read, check and assemble the tables of ``dossier`` (the project's ``data/`` by default).

    Raises :class:`~quartiers.donnees.erreurs.DonneesInvalides` with every anomaly found.
    """
    folder = Dossier(Path(dossier) if dossier else DEFAULT_DATA)
    anomalies = folder.anomalies
    settings = read_settings(folder.chemin, anomalies) if is_folder(folder.chemin) else None
    tables: dict[str, pd.DataFrame] = {}
    sources: dict[str, str] = {}
    for name in SCHEMAS:
        raw = folder.read(name, optional=name in OPTIONAL_TABLES)
        if raw is None:
            continue
        sources[name] = raw.source
        typed = validate(raw, anomalies)
        if typed is not None:
            tables[name] = typed
    if "quartiers" in tables and tables["quartiers"].empty:
        anomalies.append(Anomalie(sources["quartiers"], "au moins un quartier"))
    territoires, publics = (settings["territoires"], settings["publics"]["liste"]) if settings else (None, None)
    check_tables(tables, sources, territoires, publics, anomalies)
    if settings and "indicateurs" in tables:
        check_population(settings, set(tables["indicateurs"]["indicateur"]), anomalies)
    contours = load_contours(folder.chemin, _own_codes(tables["quartiers"]), anomalies) if "quartiers" in tables else {}
    if anomalies or settings is None:
        raise DonneesInvalides(anomalies, list(sources.values()))
    return _assemble(settings, tables, contours)


def _own_codes(quartiers: pd.DataFrame) -> set[str]:
    """Codes of the contract's QPV, of both geographies."""
    former = (code for cell in quartiers["code_qpv_2015"].dropna() for code in split_list(cell))
    return {*quartiers["code_qpv_2024"].dropna(), *former}


def _assemble(
    settings: dict[str, Any], tables: dict[str, pd.DataFrame], contours: Mapping[str, modele.Contour]
) -> Contrat:
    def build(kind: type, table: str, **lists: str) -> list[Any]:
        """Objects of ``kind`` from the rows; ``lists`` renames columns that hold several items."""
        built: list[Any] = []
        if table not in tables:  # an optional one
            return built
        for row in typed_rows(tables[table]):
            for attribute, column in lists.items():
                row[attribute] = split_list(row.pop(column))
            built.append(kind(**row))
        return built

    forms: dict[str, list[modele.Declinaison]] = {}
    for row in typed_rows(tables["declinaisons"].sort_values(["priorite", "ordre"])):
        forms.setdefault(row["priorite"], []).append(modele.Declinaison(row["declinaison"], row["forme"]))
    priorities = [
        modele.Priorite(
            **{**row, "publics": split_list(row["publics"])}, declinaisons=tuple(forms.get(row["priorite"], ()))
        )
        for row in typed_rows(tables["priorites"])
    ]
    themes = build(modele.Thematique, "thematiques")
    quartiers = build(
        modele.Quartier,
        "quartiers",
        communes="commune",
        codes_insee="code_insee",
        codes_qpv_2015="code_qpv_2015",
        libelles_qpv_2015="libelle_qpv_2015",
        communes_qpv="communes_qpv",
    )
    indicators = build(
        modele.Indicateur,
        "indicateurs",
        thematiques_liees="thematiques_liees",
        publics="publics",
        confusions="confusions",
    )
    if "mesures" in tables:  # the table may hold every QPV of the country
        ours = tables["mesures"]["territoire"].isin(_own_codes(tables["quartiers"]) | set(settings["territoires"]))
        measures = [modele.Mesure(**row) for row in typed_rows(tables["mesures"][ours])]
    else:
        measures = []
    return Contrat(
        **settings["contrat"],
        document=modele.Document(**settings["document"]),
        territoires=MappingProxyType(settings["territoires"]),
        publics=tuple(settings["publics"]["liste"]),
        lecture=modele.Lecture(**settings["lecture"]),
        thematiques=MappingProxyType({t.thematique: t for t in sorted(themes, key=lambda t: t.ordre)}),
        quartiers=MappingProxyType({q.quartier: q for q in sorted(quartiers, key=lambda q: q.ordre)}),
        indicateurs=MappingProxyType({i.indicateur: i for i in indicators}),
        affirmations=tuple(build(modele.Affirmation, "diagnostic")),
        references=tuple(build(modele.Reference, "references")),
        mesures=tuple(measures),
        repartitions=tuple(build(modele.Repartition, "repartitions")),
        qpv=MappingProxyType({q.qpv: q for q in build(modele.Qpv, "qpv", communes="communes")}),
        constats=tuple(build(modele.Constat, "constats")),
        priorites=tuple(priorities),
        synthese_publiee=tuple(build(modele.LignePubliee, "synthese_publiee", priorites="priorites")),
        tables=MappingProxyType({name: table.reset_index(drop=True) for name, table in tables.items()}),
        contours=contours,
    )

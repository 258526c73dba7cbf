"""What the gate (:mod:`quartiers.donnees.secret`) has to know besides a table of answers: what was shown of it before,
and of which quartiers each démarche is."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from quartiers.chemins import edition_folders, is_local
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.lecture import split_list
from quartiers.donnees.schemas import TableTypee, validate
from quartiers.donnees.secret import protect_answers
from quartiers.donnees.tables.concertation import Reponse


def shown_in_editions(folder: Path, seuil: int) -> tuple[tuple[Reponse, ...], ...]:
    """The answers that the reports of each edition of a data folder have shown; nothing of one that has none, or that
    can no more be read: the check of the editions says so."""
    editions = edition_folders(folder) if is_local(folder) else []
    return tuple(rows for path in editions if (rows := tuple(_shown(path, seuil))))


def _shown(edition: Path, seuil: int) -> Iterator[Reponse]:
    dossier = Dossier(edition)
    raw = dossier.read("reponses")
    if raw is None:
        return
    table = validate(raw, dossier.anomalies)
    if not dossier.anomalies:
        yield from (row for row in protect_answers(table.objets, seuil) if row.effectif is not None)


def places_of(tables: Mapping[str, TableTypee]) -> dict[str, frozenset[str]]:
    """The quartiers of each démarche: those that it names, else those of its commune, else all."""
    if not {"demarches", "quartiers"} <= tables.keys():
        return {}
    communes = {str(row["quartier"]): frozenset(split_list(str(row["commune"]))) for row in tables["quartiers"].valeurs}
    return {
        d.demarche: frozenset(d.quartiers)
        or frozenset(q for q, own in communes.items() if d.commune is None or d.commune in own)
        for d in tables["demarches"].objets
    }

"""The index of an output folder: what is built of the contract, and where it is."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from quartiers.donnees import Contrat
from quartiers.donnees.instantane import read_snapshot
from quartiers.donnees.modele import Quartier
from quartiers.ecriture import write_atomic
from quartiers.execution.fichiers import (
    Dossier,
    Fichier,
    find_bilans,
    find_dossiers,
    find_evaluations,
    find_file,
    find_report,
    made_on,
)
from quartiers.execution.plan import are_comparable, commune_slug, has_synthese
from quartiers.execution.sorties import CLASSEUR, COMPARER, EVALUATIONS, GUIDE, GUIDES, SOMMAIRE, SYNTHESE
from quartiers.export.sommaire import Document, Entree, Lien, Sommaire, render_index
from quartiers.presentation.sommaire import ensemble
from quartiers.presentation.sommaire.entrees import group_rows, locate_quartier, summarize_quartier
from quartiers.presentation.sommaire.filtres import in_letters
from quartiers.repertoire import Nom


def write_index(contrat: Contrat, output: Path) -> Path:
    """Write ``index.html``; reports that are not in the folder are listed as not built."""
    path = output / SOMMAIRE
    write_atomic(path, make_index(contrat, output))
    return path


def write_of_snapshot(snapshot: str, path: str, output: str) -> None:
    """Write the index of an output folder, by a snapshot's contract, to another place: the work of a copy."""
    Path(path).write_bytes(make_index(read_snapshot(Path(snapshot)), Path(output)))


def make_index(contrat: Contrat, output: Path) -> bytes:
    """The bytes of ``index.html``."""
    return render_index(describe_folder(contrat, output)).encode()


def describe_folder(contrat: Contrat, output: Path) -> Sommaire:
    """The contract and the files of its output folder, in the terms of the index page."""
    files = {q: find_report(output, f"quartiers/{q}") for q in contrat.quartiers}
    return Sommaire(
        in_letters(contrat.nom),
        ensemble.count_quartiers(contrat),
        ensemble.describe_provenance(contrat, sum(1 for found in files.values() if found)),
        tuple(_documents(contrat, output)),
        Nom("quartier", "quartiers"),
        ensemble.offer_filters(contrat),
        tuple(_entry(contrat, q, files[q.quartier], output) for q in contrat.quartiers.values()),
        ensemble.caption_map(contrat),
    )


def _links(fichiers: Iterable[Fichier]) -> tuple[Lien, ...]:
    return tuple(f.lien for f in fichiers)


def _documents(contrat: Contrat, output: Path) -> Iterable[Document]:
    if has_synthese(contrat):
        synthese = find_report(output, SYNTHESE)
        yield Document(*ensemble.SYNTHESE, _links(synthese), made_on(synthese))
    else:  # one of the folder, if any, was made when the contract had others
        yield Document(ensemble.SYNTHESE[0], in_letters(ensemble.SANS_SYNTHESE), None)
    if are_comparable(contrat) and (page := find_file(output, COMPARER, "HTML")):
        yield Document(*ensemble.COMPARER, (page.lien,), made_on([page]))
    if classeur := find_file(output, CLASSEUR, "Classeur"):
        yield Document(*ensemble.CLASSEUR, (classeur.lien,), made_on([classeur]))
    if guide := find_file(output, GUIDE, "HTML"):
        yield Document(*ensemble.GUIDE, (guide.lien,), made_on([guide]))
    for year, bilan in find_bilans(output):
        yield Document(ensemble.name_bilan(year), in_letters(ensemble.BILAN), _links(bilan), made_on(bilan))
    for name, evaluation in find_evaluations(output):
        if name in {f"evaluation-{q}" for q in contrat.quartiers}:
            continue  # with its quartier
        title = ensemble.name_evaluation(contrat, _evaluated(contrat, name))
        yield Document(title, in_letters(ensemble.EVALUATION), _links(evaluation), made_on(evaluation))
    for dossier in find_dossiers(output):
        fichiers = (dossier.fichier,)
        session = ensemble.name_session(dossier.seance)
        yield Document(_name_dossier(contrat, dossier), session, _links(fichiers), made_on(fichiers))


def _evaluated(contrat: Contrat, name: str) -> str | None:
    """Of whom a mid-term file is, by the name that :func:`~quartiers.execution.plan.plan_evaluation` gives it."""
    if name == "evaluation":
        return None
    communes = {f"commune-{commune_slug(contrat, c)}": c for c in ensemble.list_communes(contrat)}
    return communes.get(name, name)


def _name_dossier(contrat: Contrat, dossier: Dossier) -> str:
    return in_letters(dossier.nom) if dossier.sujet is None else ensemble.name_dossier(contrat, dossier.sujet)


def _entry(contrat: Contrat, quartier: Quartier, fichiers: tuple[Fichier, ...], output: Path) -> Entree:
    evaluation = tuple(_other_links(output, quartier))
    return Entree(
        f"quartier-{quartier.quartier}",
        str(quartier.ordre),
        in_letters(quartier.nom),
        locate_quartier(quartier),
        in_letters(quartier.commune),
        quartier.longitude,
        quartier.latitude,
        summarize_quartier(contrat, quartier),
        (*_links(fichiers), *evaluation),
        made_on(fichiers) or (ensemble.EVALUATION_SEULE if evaluation else ""),
        {"commune": quartier.communes},
        group_rows(contrat, quartier),
        contour.polygones if (contour := contrat.contours.get(quartier.territoire)) is not None else (),
    )


def _other_links(output: Path, quartier: Quartier) -> Iterable[Lien]:
    """What else was made of the quartier: the page and the PDF of its mid-term file; of its guide and of its page for
    residents, the page alone, which leads to its PDF."""
    for fichier in find_report(output, f"{EVALUATIONS}/evaluation-{quartier.quartier}"):
        if fichier.lien.libelle in ("HTML", "PDF"):
            yield replace(fichier.lien, libelle=f"Évaluation, {fichier.lien.libelle}")
    for stem, label in (("guide", "Guide des acteurs"), ("habitants", "Page des habitants")):
        for fichier in find_report(output, f"{GUIDES}/{stem}-{quartier.quartier}")[:1]:
            yield replace(fichier.lien, libelle=f"{label}, {fichier.lien.libelle}")

"""A run: what is asked for, what of it is already there, the making of the rest.

An output is made again when its fingerprint is no more the one that the manifest gives it
(:mod:`quartiers.execution.empreintes`), or when its file is not as it was written. Two ways lead to that: if not one
byte that a run reads has changed since the last whole run, nothing is read at all (``inchange``); otherwise the data
are, each report is judged by the rows that it may read (``perimes``), and what is stale is made (``fabrication``).
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from quartiers.chemins import fetched
from quartiers.ecriture import sweep
from quartiers.execution.appartenance import refuse_foreign
from quartiers.execution.deja_vu import DejaVus
from quartiers.execution.manifeste import Manifeste
from quartiers.execution.passage.demande import AFaire, Bilan, Demande, Follow, Follower, Read
from quartiers.execution.passage.fabrication import Fabrication
from quartiers.execution.passage.inchange import find_unchanged
from quartiers.execution.passage.perimes import Perimes, digest_request
from quartiers.execution.plan import ReportTask, are_comparable, lead_to_others, plan_reports, select_quartiers
from quartiers.execution.sorties import CLASSEUR, COMPARER, SOMMAIRE, built_reports, own_folders
from quartiers.execution.verrou import alone_in

if TYPE_CHECKING:
    from quartiers.donnees import Contrat
    from quartiers.execution.grappe import Grappe
    from quartiers.execution.noyaux.atelier import Atelier

__all__ = ["AFaire", "Bilan", "Demande", "Follow", "Follower", "Read", "find_unchanged", "run"]

WRITE_VIEWS: Final = "quartiers.execution.empreintes:write_views"
_MOST_VIEWS: Final = 500  # whose names a request holds


def run(demande: Demande, follow: Follow, atelier: "Atelier | None" = None, read: Read | None = None) -> Bilan:
    """Make what is asked for and is not there yet; ``follow`` is told what there is to do, and hears of each report.

    ``atelier`` is where they are made, should it outlive the run; else one is made for it. ``read`` reads the data,
    if it is not :func:`~quartiers.donnees.load_contrat`: what it raises ends the run before anything is written.

    Raises :class:`~quartiers.donnees.DonneesInvalides`, :class:`~quartiers.donnees.Introuvable` or
    :class:`~quartiers.execution.appartenance.FichiersDAutrui` before anything is written,
    :class:`~quartiers.execution.verrou.DossierOccupe` when another run is at work there,
    :class:`~quartiers.execution.grappe.GrappeIndisponible` when the cluster cannot do it.
    """
    from quartiers.execution.noyaux.atelier import Atelier

    with ExitStack() as stack:
        is_first = demande.forcer or not Manifeste.read(demande.sortie).passage  # all is to be made, as nobody doubts
        atelier = atelier or stack.enter_context(Atelier(demande.delai, dessine=is_first))
        grappe = stack.enter_context(_connect(demande))
        donnees = stack.enter_context(fetched(demande.donnees, atelier.dossier))
        entrees = digest_request(demande, donnees)  # before reading: what changes meanwhile is read again next time
        from quartiers.donnees import load_contrat
        from quartiers.donnees.editions import with_edition
        from quartiers.donnees.vus import seen_before

        with seen_before(DejaVus()):
            contrat = with_edition((read or load_contrat)(donnees), donnees, demande.depuis)
        chosen = select_quartiers(contrat, demande.quartiers, demande.communes)
        tasks = plan_reports(contrat, chosen, with_synthese=demande.synthese)
        reports = (f"{task.nom}.{suffix}" for task in tasks for suffix in demande.suffixes)
        others = [SOMMAIRE, CLASSEUR, *([COMPARER] if are_comparable(contrat) else [])]
        refuse_foreign(demande.sortie, [*others, *reports])
        demande.sortie.mkdir(parents=True, exist_ok=True)
        with alone_in(demande.sortie):
            for folder in own_folders(demande.sortie):
                sweep(folder)
            expected = {f"{task.nom}.html" for task in tasks if "html" in demande.formats}
            tasks = lead_to_others(contrat, tasks, expected.union(built_reports(demande.sortie)))
            vues = {} if is_first or grappe else _digest_views(atelier, contrat, tasks)
            return Fabrication(Perimes(demande, entrees, contrat, tasks, vues), atelier, grappe).run(follow)


def _digest_views(atelier: "Atelier", contrat: "Contrat", tasks: Sequence[ReportTask]) -> Mapping[str, str]:
    """The fingerprints of the quartiers' views, computed where reports are made, which have the same to compute, while
    this process imports what runs and lays out notebooks; empty where they are to be computed here."""
    quartiers = [str(task.parameters["quartier"]) for task in tasks if "quartier" in task.parameters]
    if len(quartiers) > _MOST_VIEWS:
        return {}
    atelier.publish(contrat)
    written = cache(partial(atelier.have_made, WRITE_VIEWS, "vues.json", *quartiers, cede=False))
    with atelier.beside(written):
        from quartiers.execution.rapports import import_exporters

        import_exporters()
    found: dict[str, str] = json.loads(written() or "{}")
    return found


def _connect(demande: Demande) -> "AbstractContextManager[Grappe | None]":
    """The cluster that makes the reports; None where this machine does."""
    from quartiers.execution.grappe import Grappe

    return Grappe(demande.dask) if demande.dask is not None else nullcontext()

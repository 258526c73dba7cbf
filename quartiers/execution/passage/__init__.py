"""A run: what is asked for, what of it is already there, the making of the rest.

An output is made again when its fingerprint is no more the one that the manifest gives it
(:mod:`quartiers.execution.empreintes`), or when its file is not as it was written. Two ways lead to that: if not one
byte that a run reads has changed since the last whole run, nothing is read at all (``inchange``); otherwise the data
are, each report is judged by the rows that it may read (``perimes``), and what is stale is made (``fabrication``).
"""

from contextlib import AbstractContextManager, ExitStack, nullcontext
from typing import TYPE_CHECKING

from quartiers.chemins import fetched
from quartiers.ecriture import sweep
from quartiers.execution.appartenance import refuse_foreign
from quartiers.execution.deja_vu import DejaVus
from quartiers.execution.manifeste import Manifeste
from quartiers.execution.passage.demande import AFaire, Bilan, Demande, Follow, Follower, Read
from quartiers.execution.passage.fabrication import Fabrication
from quartiers.execution.passage.inchange import find_unchanged
from quartiers.execution.passage.perimes import Perimes, digest_request
from quartiers.execution.plan import are_comparable, lead_to_others, plan_reports, select_quartiers
from quartiers.execution.sorties import CLASSEUR, COMPARER, SOMMAIRE, built_reports, own_folders
from quartiers.execution.verrou import alone_in

if TYPE_CHECKING:
    from quartiers.execution.grappe import Grappe
    from quartiers.execution.noyaux.atelier import Atelier

__all__ = ["AFaire", "Bilan", "Demande", "Follow", "Follower", "Read", "find_unchanged", "run"]


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
            # The whole contract is checked here, while the nursery imports: its copies find that done in the snapshot.
            return Fabrication(Perimes(demande, entrees, contrat, tasks), atelier, grappe).run(follow)


def _connect(demande: Demande) -> "AbstractContextManager[Grappe | None]":
    """The cluster that makes the reports; None where this machine does."""
    from quartiers.execution.grappe import Grappe

    return Grappe(demande.dask) if demande.dask is not None else nullcontext()

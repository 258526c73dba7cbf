"""Where a report gets its contract: from the run that makes it, else from the tables."""

from pathlib import Path

from quartiers.donnees.instantane import current_snapshot
from quartiers.donnees.lectures import QUARTIER, TOUT, note
from quartiers.donnees.modele import Contrat


def load_contrat(dossier: Path | str | None = None) -> Contrat:
    """The contract of the tables of ``dossier``, read and checked.

    None is the project's ``data/``; in the kernel of a run, what the run has read of whichever folder it was given.
    Raises :class:`~quartiers.donnees.erreurs.DonneesInvalides` with every anomaly found.
    """
    note(TOUT)
    return _load(dossier)


def load_for_quartier(dossier: Path | str | None, quartier: str) -> Contrat:
    """The same, for who takes of it only what the report of that quartier may read."""
    note(QUARTIER + quartier)
    return _load(dossier)


def _load(dossier: Path | str | None) -> Contrat:
    if dossier is None and (snapshot := current_snapshot()) is not None:
        return snapshot
    from quartiers.donnees.chargement import load_contrat as read_and_check  # it brings pandera along

    return read_and_check(dossier)

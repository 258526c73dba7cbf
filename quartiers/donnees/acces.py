"""Where a report gets its contract: from the run that makes it, else from the tables."""

from datetime import date
from pathlib import Path

from quartiers.donnees.erreurs import Introuvable
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


def load_since(dossier: Path | str | None, depuis: str | None, avant: date | None = None) -> Contrat:
    """The same, with the edition that reports say what has changed since.

    ``depuis`` is its day (ISO), ``aucune``, or None for the last one before ``avant``, or else before the day of the
    data; in the kernel of a run, None is the one that the run has chosen. Raises
    :class:`~quartiers.donnees.Introuvable` for a day of which none is kept.
    """
    note(TOUT)
    return _load_since(dossier, depuis, avant)


def load_for_quartier(dossier: Path | str | None, quartier: str, depuis: str | None = None) -> Contrat:
    """The same, for who takes of it only what the report of that quartier may read."""
    note(QUARTIER + quartier)
    return _load_since(dossier, depuis, None)


def _load_since(dossier: Path | str | None, depuis: str | None, avant: date | None) -> Contrat:
    contrat = _load(dossier)
    is_of_run = dossier is None and current_snapshot() is not None
    if is_of_run and (depuis is None or depuis in contrat.editions):
        return contrat
    from quartiers.donnees.editions import AUCUNE, with_edition

    if is_of_run and depuis != AUCUNE:  # a run reads one edition: which others its folder has is not known here
        raise Introuvable("édition que cette fabrication n'a pas lue", str(depuis), contrat.editions)
    return with_edition(contrat, dossier, depuis, avant)


def _load(dossier: Path | str | None) -> Contrat:
    if dossier is None and (snapshot := current_snapshot()) is not None:
        return snapshot
    from quartiers.donnees.chargement import load_contrat as read_and_check  # long to import

    return read_and_check(dossier)

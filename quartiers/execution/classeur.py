"""The workbook of an output folder: the tables of the whole contract, whichever reports were asked for."""

import traceback
from pathlib import Path
from typing import Final

from quartiers.donnees import Contrat
from quartiers.ecriture import write_atomic
from quartiers.execution.fichiers import CLASSEUR
from quartiers.execution.rapports import FAILURES, keep_explanation
from quartiers.export.classeur import render_workbook
from quartiers.presentation.tableur import build_workbook

_STEM: Final = Path(CLASSEUR).stem


def write_workbook(contrat: Contrat, output: Path) -> str | None:
    """Write ``donnees.xlsx``; returns None, or why it could not be written (the older one is then as it was).

    Like a report's, a failure that is not the system's leaves its explanation in ``echecs/``.
    """
    reason, explanation = None, None
    try:
        write_atomic(output / CLASSEUR, render_workbook(build_workbook(contrat)))
    except PermissionError:
        reason = "le fichier est sans doute ouvert dans un tableur : le fermer, puis relancer"
    except OSError as error:
        reason = f"{type(error).__name__} : {error}"
    except Exception as error:  # ours: the reports are written all the same, and this says why
        reason, explanation = f"{type(error).__name__} : {error}", (".txt", traceback.format_exc())
    kept = keep_explanation(output / FAILURES, _STEM, explanation)
    return f"{reason} (conservé : {FAILURES}/{kept.name})" if kept else reason

"""``rapports --suivre``: a run each time a table is saved."""

import sys
from typing import TYPE_CHECKING

from quartiers.chemins import CheminInvalide, is_local
from quartiers.commande.etapes import is_writable, say_invalid
from quartiers.commande.forme import USAGE
from quartiers.commande.rapports_passage import make_run

if TYPE_CHECKING:
    from quartiers.execution.noyaux.atelier import Atelier
    from quartiers.execution.passage import Demande, Read


def watch_tables(demande: "Demande", *, ouvrir: bool) -> int:
    """A run each time a table is saved. What goes wrong with one is said, and waits for the next time.

    ``ouvrir``: the index is shown once, after the first that goes through.
    """
    from quartiers.donnees import load_contrat
    from quartiers.donnees.fichiers.lecture import is_folder
    from quartiers.execution.affichage import show_watch
    from quartiers.execution.veille import ProgrammeChange, follow_tables
    from quartiers.presentation.console.ecran import make_console

    if not (is_local(demande.donnees) and is_local(demande.sortie)):
        raise CheminInvalide("--suivre ne travaille que sur les dossiers de cette machine.")
    # What no saved table will mend is said at once, rather than waited for.
    if not is_writable(demande.sortie):
        return USAGE
    if not is_folder(demande.donnees):
        load_contrat(demande.donnees)

    begun = False

    def make(demande: "Demande", atelier: "Atelier", read: "Read") -> bool:
        nonlocal begun
        made = _make_or_say(demande, atelier, read, begun=begun, ouvrir=ouvrir and not begun)
        begun = begun or made
        return made

    out = make_console()
    try:
        follow_tables(demande, make, lambda changed: show_watch(out, changed))
    except ProgrammeChange as error:
        print(error, file=sys.stderr)
    return USAGE


def _make_or_say(demande: "Demande", atelier: "Atelier", read: "Read", *, begun: bool, ouvrir: bool) -> bool:
    """One run of a watch; False when it did not go through, which has been said to whoever has to mend it.

    What the options name and the tables do not have is a wrong option, until a run has ``begun`` with them.
    """
    from quartiers.donnees import DonneesInvalides, Introuvable
    from quartiers.execution.appartenance import FichiersDAutrui
    from quartiers.execution.echecs import EcritureImpossible, forget_unexpected, say_unexpected
    from quartiers.execution.veille import Remuees
    from quartiers.execution.verrou import DossierOccupe

    try:
        if make_run(demande, atelier, read, ouvrir=ouvrir) == USAGE:
            return False
    except Remuees:
        raise
    except (DonneesInvalides, Introuvable) as error:
        if isinstance(error, Introuvable) and not begun:
            raise
        say_invalid(error)
        return False
    except (DossierOccupe, EcritureImpossible, FichiersDAutrui) as error:
        print(error, file=sys.stderr)
        return False
    except Exception as error:
        print(say_unexpected(demande.sortie, error), file=sys.stderr)
        return False
    forget_unexpected(demande.sortie)
    return True

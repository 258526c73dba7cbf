"""What a withdrawn row must say: when, and why."""

from collections.abc import Mapping

from quartiers.donnees.coherences_concertation import check_texts
from quartiers.donnees.controles import Controle
from quartiers.donnees.retraits import TITRES


def check_withdrawals(controles: Mapping[str, Controle]) -> None:
    """Add the rows that are withdrawn without a day, or without a reason that everybody may read."""
    for name in TITRES:
        if name not in controles:
            continue
        controle = controles[name]
        check_texts(controle, ("retire_motif",))
        for line, row in controle.rows:
            day, why = row["retire_le"], row["retire_motif"]
            if day is not None and why is None and not controle.is_reported(line, "retire_motif"):
                remedy = "Il est imprimé là où la ligne était citée."
                controle.report(line, "retire_motif", "pourquoi la ligne est retirée", None, remedy)
            if why is not None and day is None and not controle.is_reported(line, "retire_le"):
                remedy = "Vider le motif si la ligne compte encore."
                controle.report(line, "retire_le", "le jour du retrait, puisque son motif est donné", None, remedy)

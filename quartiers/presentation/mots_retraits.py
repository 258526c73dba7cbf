"""The words of what is withdrawn."""

from typing import Final

from quartiers.donnees.modele import Contrat, Retrait
from quartiers.typographie import format_date

# What a row is, and how it agrees.
_KINDS: Final = {
    "demarches": ("démarche", "retirée"),
    "constats": ("constat", "retiré"),
    "priorites": ("priorité", "retirée"),
    "contributions": ("contribution", "retirée"),
}


def kind_of(retrait: Retrait) -> str:
    return _KINDS[retrait.table][0]


def since_and_why(retrait: Retrait) -> str:
    """``retirée le 3 mars 2026 : regroupée avec une autre``."""
    return f"{_KINDS[retrait.table][1]} le {format_date(retrait.le)} : {retrait.motif}"


def cited_withdrawn(contrat: Contrat, table: str, identifiant: str | None) -> str:
    """What stands where a withdrawn row is cited: its title, since when and why; empty for one that counts."""
    found = contrat.retrait_de(table, identifiant)
    return f"{found.titre} ({since_and_why(found)})" if found is not None else ""

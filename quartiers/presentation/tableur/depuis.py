"""The sheet of what has changed since the edition that the reports are compared with: each change, not the first few.

Without an edition it has no row, and is left out of the workbook.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from quartiers.analyse.changements import ChangementDeChiffre, Lot, changes_since
from quartiers.donnees.modele import Contrat, Resultat
from quartiers.feuilles import Champ, Colonne, Feuille, make_sheet
from quartiers.presentation.blocs import Discret, Fort, Fragment, Signal
from quartiers.presentation.suivi.depuis import MotsDepuis, title_since
from quartiers.presentation.tableur.commun import Analyse
from quartiers.typographie import lower_first

SHEET = "Ce qui a changé"


@dataclass(frozen=True)
class _Ligne:
    """A change: its kind, what is said of it and of what, the quartiers and communes that it is about."""

    genre: str
    texte: str
    sujet: str
    quartiers: str
    communes: str


_COLUMNS: tuple[Champ[_Ligne], ...] = (
    Champ(Colonne("De quoi", 18), lambda r: r.genre),
    Champ(Colonne("Ce qui a changé", 76), lambda r: r.texte),
    Champ(Colonne("À propos de", 36), lambda r: r.sujet or None),
    Champ(Colonne("Quartiers", 30), lambda r: r.quartiers or None),
    Champ(Colonne("Communes", 24, imprimee=False), lambda r: r.communes or None),
)


def changes_sheet(analyse: Analyse) -> Feuille:
    changes, rows = changes_since(analyse.contrat), list[_Ligne]()
    described = ""
    if changes is not None:
        since = lower_first(title_since(changes))
        described = (
            f"Ce qui a changé {since} : une ligne par changement, et par décision d'alors qui était à suivre. Les "
            "rapports en nomment les premiers."
        )
        names = {name: q.nom_court for name, q in analyse.contrat.quartiers.items()}
        quartiers, communes = _owners(changes.quartiers), _owners(changes.communes)
        rows = [
            _Ligne(
                kind,
                "".join(map(_plain, said)),
                _subject(analyse.contrat, change),
                " · ".join(names[q] for q in quartiers[id(change)]),
                " · ".join(communes[id(change)]),
            )
            for kind, change, said in MotsDepuis(analyse.contrat, changes.jour).rows(changes.contrat)
        ]
    return make_sheet(SHEET, described, _COLUMNS, rows)


def _subject(contrat: Contrat, change: Any) -> str:
    """What a result is of; which territory has a figure that is no quartier's."""
    if isinstance(change, ChangementDeChiffre):
        return contrat.territoires.get(change.mesure.territoire, "")
    row = getattr(change, "ligne", None)
    if not isinstance(row, Resultat):
        return ""
    if row.action is not None:
        return contrat.actions[row.action].intitule if row.action in contrat.actions else row.action
    return next((p.intitule for p in contrat.priorites if p.priorite == row.priorite), row.priorite or "")


def _plain(fragment: Fragment) -> str:
    """Text as the tables have it: a search finds what a hand types."""
    if isinstance(fragment, str):
        return fragment
    return fragment.texte if isinstance(fragment, Fort | Discret | Signal) else ""


def _owners(lots: Mapping[str, Lot]) -> defaultdict[int, list[str]]:
    """Who has each change: the same object is in the lot of the contract and in those of its owners."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for name, lot in lots.items():
        for part in fields(lot):
            for change in getattr(lot, part.name):
                found[id(change)].append(name)
    return found

"""Codes of QPV that quartiers have, and that nothing imported knows: mistyped, or typed since the import."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from quartiers.donnees.fichiers.textes import nearest
from quartiers.donnees.lieux.contours import geography_of
from quartiers.donnees.modele import QPV_FRANCE, Contrat
from quartiers.donnees.tables.importees import GEOGRAPHIES


@dataclass(frozen=True)
class CodeInconnu:
    """A code, the quartier and the column of ``quartiers`` that have it, and the code that it may stand for."""

    code: str
    quartier: str
    colonne: str
    geographie: str
    proche: str | None


def unknown_codes(contrat: Contrat) -> tuple[CodeInconnu, ...]:
    """Of each geography of which something was imported, the codes of the contract that nothing imported names.

    No list of all codes is kept: a folder has what was imported for its own. Hence a doubt, and no anomaly.
    """
    known = _known(contrat)
    taken = {code for q in contrat.quartiers.values() for code in q.tous_les_codes}
    return tuple(
        CodeInconnu(code, q.nom_court, column, geography, nearest(code, sorted(known[geography] - taken)))
        for q in contrat.quartiers.values()
        for column, codes in (
            ("code_qpv_2024", (q.code_qpv_2024,) if q.code_qpv_2024 else ()),
            ("code_qpv_2015", q.codes_qpv_2015),
        )
        for code in codes
        if (geography := geography_of(code)) in known and code not in known[geography]
    )


def _known(contrat: Contrat) -> Mapping[str, set[str]]:
    """The codes that imports have named, by geography; those of which nothing was imported are absent."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for code, qpv in contrat.qpv.items():
        found[qpv.geographie].add(code)
    for code in contrat.contours:
        found[geography_of(code)].add(code)
    for m in contrat.mesures:
        if m.territoire == QPV_FRANCE:  # a file of the whole country: who is not in it is in none
            found[m.geographie] |= set()
        elif m.geographie in GEOGRAPHIES:
            found[m.geographie].add(m.territoire)
    return found

"""The incomes of QPV that INSEE has published since those that are at hand: what they date can be checked there.

A figure of one of these years is no figure that nothing tells: its publication is named, and it is to be looked up.
"""

from collections.abc import Iterable
from typing import Final

from quartiers.analyse.publications import Publication
from quartiers.donnees.modele import Contrat, Indicateur, Quartier
from quartiers.donnees.tables.importees import ANCIENNE, NOUVELLE
from quartiers.typographie import join_words

# The years of the incomes of QPV (Filosofi) that INSEE has published, by perimeter: 2019 on 15/02/2022 and 2020 on
# 31/03/2023 (insee.fr/fr/statistiques/6049692 and 7231733), 2021 in August 2024. Those that a report has not are named.
REVENUS_PUBLIES: Final = {ANCIENNE: (2019, 2020), NOUVELLE: (2021,)}
FILOSOFI: Final = "Filosofi"  # how the producer of an indicator that this source gives is named
_FILOSOFI_OVERSEAS: Final = ("972", "974")  # of the départements beyond the sea, those that it covers


def has_incomes(q: Quartier) -> bool:
    """Whether the source covers where a QPV is."""
    number = (q.code_qpv_2024 or "")[2:5]
    return not number.startswith(("97", "98")) or number in _FILOSOFI_OVERSEAS


def published_since(contrat: Contrat, publications: Iterable[Publication]) -> dict[str, tuple[int, ...]]:
    """By perimeter, the years of the incomes of QPV published since the newest of these; empty where these have none,
    or where the source covers none of the QPV."""
    newest: dict[str, int] = {}
    for p in publications:
        if FILOSOFI in contrat.indicateurs[p.indicateur].producteur and p.annee is not None:
            newest[p.diffusion.geographie] = max(p.annee, newest.get(p.diffusion.geographie, 0))
    if not newest or not any(q.est_qpv and has_incomes(q) for q in contrat.quartiers.values()):
        return {}
    since = {g: tuple(y for y in years if y > newest.get(g, 0)) for g, years in REVENUS_PUBLIES.items()}
    return {geography: years for geography, years in since.items() if years}


def where_to_look(contrat: Contrat, q: Quartier, i: Indicateur, year: int | None) -> str:
    """``dans la publication Insee des revenus de 2020 (périmètre 2015), non reprise ici``: where an income can be
    checked, all the years for one without any; empty where there is no such publication, or it is at hand."""
    if FILOSOFI not in i.producteur or not q.codes(ANCIENNE) or not has_incomes(q):
        return ""
    known = {m.annee for code in q.codes(ANCIENNE) for m in contrat.mesures_de(code, i.indicateur)}
    missing = [y for y in REVENUS_PUBLIES[ANCIENNE] if y not in known and year in (None, y)]
    if not missing:
        return ""
    told = join_words([str(y) for y in missing])
    return f"dans la publication Insee des revenus de {told} (périmètre {ANCIENNE}), non reprise ici"

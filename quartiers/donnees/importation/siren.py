"""The contract's EPCI in ``contrat.toml``, beside those that the contours of its QPV name."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.lieux.fichier_des_contours import FICHIER
from quartiers.typographie import count

_SIREN: Final = re.compile(r"(?<!\d)\d{9}(?!\d)")


def check_siren(siren: str, named: Iterable[str]) -> Iterable[Anomalie]:
    """That ``siren`` is not of the EPCI of the QPV; ``named``: for each QPV, the text of its contour's ``siren_epci``.

    A QPV on the edge of an EPCI is of two. The contract's has to be of all of them if one EPCI is, and of one at least
    if most are of the same. Where they have none in common, nothing is said: a contract may go over several EPCI.
    """
    numbers = "".join(siren.split())
    found = [stated for text in named if (stated := set(_SIREN.findall(text)))]
    times = Counter(number for stated in found for number in stated)
    shared, most = (sorted(n for n in times if times[n] >= least) for least in (len(found), len(found) // 2 + 1))
    expected = shared or ([] if numbers in times else most)
    if _SIREN.fullmatch(numbers) and expected and numbers not in expected:
        known = f"{' ou '.join(expected)}, pour {count(times[expected[0]], 'contour')} de {FICHIER} sur {len(found)}"
        remedy = "Si l'EPCI a changé de numéro depuis, retirer des contours la propriété « siren_epci »."
        yield Anomalie("contrat.toml", f"contrat.siren_epci, l'EPCI des QPV : {known}", trouve=siren, remede=remedy)

"""Of which QPV of 2015 each one of 2024 comes: told by the official table, else by contours, else by names.

INSEE's figures of before 2024 are those of 2015, and the numbers of the codes do not follow.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quartiers.donnees.debut.sources import Qpv
from quartiers.donnees.importation.insee_lecture import MIN_QPV_FRANCE
from quartiers.donnees.importation.liste_qpv import Filiation, Nomme
from quartiers.donnees.lieux.communes import without_arrondissement
from quartiers.donnees.lieux.contours import Feature
from quartiers.donnees.lieux.surfaces import MAX_COMMUN, surface_of

Parents = Mapping[str, tuple[Nomme, ...]]  # by code of 2024: none for a QPV that is new; absent where nobody knows


@dataclass(frozen=True)
class AncienQpv:
    """A QPV of 2015 as INSEE names it."""

    code: str
    nom: str
    communes: tuple[str, ...]


def by_table(table: Mapping[str, Filiation]) -> Parents:
    """Parents as the official table has them."""
    return {code: tuple(Nomme(p.code, p.nom or p.code) for p in row.parents) for code, row in table.items()}


def by_contours(new: Iterable[Feature], old: Iterable[Feature]) -> Parents:
    """The QPV of 2015 that each of 2024 covers, or is in, by more than two QPV of one geography may.

    One that has none is new if the contours of 2015 are those of the country; else nothing is said of it.
    """
    import shapely

    former = [feature for feature in old if feature["geometry"]]
    surfaces = [surface_of(feature["geometry"]["coordinates"]) for feature in former]
    tree = shapely.STRtree(surfaces)
    found: dict[str, tuple[Nomme, ...]] = {}
    for feature in new:
        code = feature["properties"]["code_qp"]
        if feature["geometry"]:
            surface = surface_of(feature["geometry"]["coordinates"])
            near = sorted(int(n) for n in tree.query(surface, predicate="intersects"))
            said = [former[n]["properties"] for n in near if _share(surface, surfaces[n]) > MAX_COMMUN]
            parents = {p["code_qp"]: p["lib_qp"] or p["code_qp"] for p in said if p["code_qp"][2:5] == code[2:5]}
            if parents or len(former) >= MIN_QPV_FRANCE:
                found[code] = tuple(Nomme(*parent) for parent in sorted(parents.items()))
    return found


def _share(one: object, other: object) -> float:
    """The part of the smaller of two surfaces that is in the other."""
    import shapely

    common = shapely.intersection(one, other).area
    return float(common / min(shapely.area(one), shapely.area(other)))


def by_names(new: Sequence[Qpv], former: Sequence[AncienQpv]) -> Parents:
    """The only QPV of 2015 of the same département, commune and name, of which it is the only one too.

    ``new`` has to be all that are known, and not only those of a contract: another may have the same name.
    """
    with_name: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for old in former:
        for key in _keys(old.code, old.nom, old.communes):
            with_name[key].add(old.code)
    candidates = {}
    for qpv in new:
        keys = _keys(qpv.code, qpv.nom, [commune.nom for commune in qpv.communes])
        candidates[qpv.code] = set().union(*(with_name.get(key, ()) for key in keys))
    wanted = Counter(code for found in candidates.values() for code in found)
    names = {old.code: old.nom for old in former}
    sure = {code: next(iter(found)) for code, found in candidates.items() if len(found) == 1}
    return {code: (Nomme(old, names[old]),) for code, old in sure.items() if wanted[old] == 1}


def _keys(code: str, name: str, communes: Iterable[str]) -> set[tuple[str, str, str]]:
    """Département, commune and name, for each commune of the QPV, as they can be compared."""
    places = {_plain(without_arrondissement(commune)) for commune in communes if commune.strip()}
    return {(code[2:5], place, _plain(name)) for place in places}


def _plain(text: str) -> str:
    """Letters and digits only, without accents or case."""
    bare = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe")).lower()
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in bare if not unicodedata.combining(c))))

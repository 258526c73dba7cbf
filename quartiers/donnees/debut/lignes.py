"""The rows of ``quartiers.csv`` that public files give: identifiers and short names are made by rule."""

import csv
import io
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from quartiers.donnees.debut.filiations import Parents
from quartiers.donnees.debut.sources import Qpv
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.formes import COURT, IDENTIFIANT
from quartiers.donnees.importation.liste_qpv import Nomme
from quartiers.donnees.tables import TABLES
from quartiers.donnees.tables.cadre import INCONNUE

Row = dict[str, str]
_CUT: Final = "…"
_INTERCOMMUNAL: Final = re.compile(r"^\W*(?:quartiers? )?intercommuna(?:l|ux)\b\W*", re.IGNORECASE)


_PAR_NOM: Final = (
    "Ce QPV est relié à celui de 2015 par le nom et la commune seulement : rien ne dit s'il en réunit d'autres, ni si "
    "ses limites ont changé. À vérifier, puis effacer cette note."
)


def rows_of(chosen: Sequence[Qpv], parents: Parents, par_nom: Collection[str] = ()) -> list[Row]:
    """A row for each QPV, in their order: by commune, then by name; ``par_nom``: linked to 2015 by a name alone."""
    names = _commune_names(chosen)
    ordered = sorted(chosen, key=lambda qpv: (fold(names[qpv.communes[0].code]), fold(qpv.nom), qpv.code))
    identifiers = _identifiers(ordered, names)
    full = _unique(ordered, lambda q: q.nom, lambda q: f"{q.nom} – {names[q.communes[0].code]}")
    short = _unique(ordered, lambda q: shorten(full[q.code]))
    return [
        _row(rank, qpv, names, parents.get(qpv.code), by_name=qpv.code in par_nom)
        | {"quartier": identifiers[qpv.code], "nom": full[qpv.code], "nom_court": short[qpv.code]}
        for rank, qpv in enumerate(ordered, start=1)
    ]


def csv_text(rows: Sequence[Row]) -> str:
    """The table as the data folder has its own."""
    written = io.StringIO()
    writer = csv.DictWriter(written, list(TABLES["quartiers"].colonnes), delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + written.getvalue()


def shorten(name: str, suffix: str = "", room: int = COURT.longueur or 40) -> str:
    """A name, and what is to follow it, in the length of a short one: cut at a word where there is one to cut at.

    >>> shorten("Cité Thiers – Cité du Rivage – Brunehaut – Les Bas Prés")
    'Cité Thiers – Cité du Rivage…'
    """
    room -= len(suffix)
    if len(name) <= room:
        return name + suffix
    cut = name[:room]  # one more than what is kept, for the word that ends there
    kept = cut.rpartition(" ")[0] if cut.rpartition(" ")[0] else cut[:-1]
    return kept.rstrip(" -–,;:/('«") + _CUT + suffix


def slug(text: str) -> str:
    """Letters without accents, digits and hyphens, as an identifier has.

    >>> slug("Cœur d'agglo - Vieux Bourg")
    'coeur-d-agglo-vieux-bourg'
    """
    bare = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "-".join(re.findall(r"[a-z0-9]+", "".join(c for c in bare if not unicodedata.combining(c))))


def between_communes(name: str) -> str:
    """What a QPV of several communes is called, where others begin by their commune.

    >>> between_communes("Quartier intercommunal Hautchamps – Longchamp"), between_communes("Secteur Sud")
    ('intercommunal Hautchamps – Longchamp', 'intercommunal Secteur Sud')
    """
    return f"intercommunal {_INTERCOMMUNAL.sub('', name)}"


def _row(
    rank: int, qpv: Qpv, names: Mapping[str, str], parents: tuple[Nomme, ...] | None, *, by_name: bool = False
) -> Row:
    assert qpv.position is not None
    longitude, latitude = (f"{degrees:.4f}".replace(".", ",") for degrees in qpv.position)
    communes = [(commune.code, names[commune.code]) for commune in qpv.communes]
    return {
        **dict.fromkeys(TABLES["quartiers"].colonnes, ""),
        "ordre": str(rank),
        "commune": " | ".join(name for _, name in communes),
        "code_insee": " | ".join(code for code, _ in communes),
        "code_qpv_2024": qpv.code,
        "libelle_qpv_2024": qpv.nom,
        "code_qpv_2015": " | ".join(parent.code for parent in parents or ()),
        "libelle_qpv_2015": " | ".join(parent.nom.replace("|", "/") for parent in parents or ()),
        "communes_qpv": " | ".join(f"{code} {name}" for code, name in communes),
        "couverture": "entier",
        "longitude": longitude,
        "latitude": latitude,
        "filiation": INCONNUE if parents is None else "",
        "note": _PAR_NOM if by_name else "",
    }


def _commune_names(chosen: Sequence[Qpv]) -> dict[str, str]:
    """The name of each commune, the same for all QPV; those that two communes have tell their département too."""
    names: dict[str, str] = {}
    for qpv in chosen:
        for code, nom in qpv.communes:
            names[code] = names.get(code) or nom or code
    times = Counter(map(fold, names.values()))
    return {code: nom if times[fold(nom)] == 1 else f"{nom} ({_departement(code)})" for code, nom in names.items()}


def _departement(commune: str) -> str:
    return commune[: 3 if commune.startswith(("97", "98")) else 2]


def _identifiers(chosen: Sequence[Qpv], names: Mapping[str, str]) -> dict[str, str]:
    """Commune and name; of a QPV in several communes its name alone, that nothing lists in an order of weight.

    Two that would have the same have their codes after it; otherwise which other QPV are chosen changes nothing to it.
    """

    def made(qpv: Qpv, suffix: str = "") -> str:
        whole = slug(
            f"{names[qpv.communes[0].code]} {qpv.nom}" if len(qpv.communes) == 1 else between_communes(qpv.nom)
        )
        room = (IDENTIFIANT.longueur or 60) - len(suffix)
        cut = whole if len(whole) <= room else whole[: room + 1].rpartition("-")[0] or whole[:room]
        return cut.strip("-") + suffix

    times = Counter(map(made, chosen))
    found = {}
    for qpv in chosen:
        name = made(qpv)
        found[qpv.code] = name if times[name] == 1 and name else made(qpv, f"-{qpv.code.lower()}").strip("-")
    return found


def _unique(chosen: Sequence[Qpv], *ways: Callable[[Qpv], str]) -> dict[str, str]:
    """A text for each QPV by the first of the ways that makes it its own, else the last of them with its code."""
    found: dict[str, str] = {}
    left = list(chosen)
    for way in ways:
        by_text: defaultdict[str, list[Qpv]] = defaultdict(list)
        for qpv in left:
            by_text[fold(way(qpv))].append(qpv)
        taken = set(map(fold, found.values()))
        own = {same[0].code: way(same[0]) for text, same in by_text.items() if len(same) == 1 and text not in taken}
        found |= own
        left = [qpv for qpv in left if qpv.code not in own]
    for qpv in left:
        found[qpv.code] = shorten(ways[-1](qpv), f" {qpv.code}", 200 if len(ways) > 1 else COURT.longueur or 40)
    return found

"""The indicators of a new folder: those of the project's own, without what they say of the document of its contract."""

import re
from collections.abc import Mapping
from typing import Final

_DOCUMENT: Final = re.compile(r"\b(?:documents?|énonc\w*|diagnostics?)\b", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"\s+; ")
_AFTER: Final = re.compile(r".*?, d['’]après ")
_ARTICLE: Final = re.compile(r"\bl['’]|\b(?:la|le|les) ", re.IGNORECASE)
_OR_MORE: Final = re.compile(r"\b(\d+) ans (?:ou|et) plus\b")
_FREE: Final = ("population", "definition", "reserve")  # texts that may say how a document puts things
_NAMES: Final = ("libelle", "libelle_court")


def neutralize(row: Mapping[str, str]) -> dict[str, str]:
    """A row of ``indicateurs``: its producer is who publishes, not who quotes; no clause speaks of a document.

    >>> neutralize({"producteur": "COMPAS, d'après l'Insee ou la CNAF", "definition": "Ménages ; certains énoncés non"})
    {'producteur': 'Insee ou CNAF', 'definition': 'Ménages'}
    """
    kept = dict(row)
    if "producteur" in kept and (quoted := _AFTER.match(kept["producteur"])):
        kept["producteur"] = _ARTICLE.sub("", kept["producteur"][quoted.end() :])
    for column in _FREE:
        if column in kept:
            clauses = _CLAUSE.split(kept[column])
            kept[column] = " ; ".join(clause for clause in clauses if not _DOCUMENT.search(clause))
    for column in _NAMES:
        if column in kept:
            kept[column] = _as_counted(kept[column], kept.get("definition", ""))
    return kept


def _as_counted(label: str, definition: str) -> str:
    """A label whose bound is that of the definition: a document may write ``plus de 60`` of those who are 60 or more.

    >>> _as_counted("Part des plus de 60 ans", "Habitants de 60 ans ou plus rapportés à la population")
    'Part des 60 ans ou plus'
    """
    for age in _OR_MORE.findall(definition):
        label = re.sub(rf"\bplus de {age} ans\b", f"{age} ans ou plus", label, flags=re.IGNORECASE)
    return label

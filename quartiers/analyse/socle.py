"""What all quartiers of a contract share, and results that are computed once for a whole contract.

The *socle* of a contract is the contract without what belongs to one quartier only: no statement, finding or
priority, and of its quartiers what others show or compute with (codes, communes, places). Which part is whose is said
by the description of the tables and of the model (:class:`~quartiers.donnees.description.Portee`). What depends on the
socle alone (averages, ranks, the ground of the maps) is computed of it, once, and serves every view of a
quartier (:mod:`quartiers.analyse.vues`), whose fingerprint holds the socle's.
"""

import weakref
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, replace
from functools import wraps
from types import MappingProxyType
from typing import Any, Final, TypeVar

from quartiers.donnees.description import Portee
from quartiers.donnees.modele import Contour, Contrat, Quartier
from quartiers.donnees.portees import PARTIES
from quartiers.donnees.tables import TABLES

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
S = TypeVar("S")  # a contract, or what was made of one and is not changed: a quartier studied

_SOCLE: Final = "socle"


def once(function: Callable[[S], T]) -> Callable[[S], T]:
    """Keep the result of a function with the object that it is computed of, a contract mostly.

    It lies in the object's ``__dict__``, as that of a ``cached_property``: a contract made of another by
    ``dataclasses.replace`` computes its own.
    """
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def kept(source: S) -> T:
        results = vars(source)
        if name not in results:
            results[name] = function(source)
        found: T = results[name]
        return found

    return kept


def once_each(function: Callable[[S, K], T]) -> Callable[[S, K], T]:
    """As :func:`once`, for a function of an object and of something in it: a name, a row."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def kept(source: S, of: K) -> T:
        results: dict[K, T] = vars(source).setdefault(name, {})
        if of not in results:
            results[of] = function(source, of)
        return results[of]

    return kept


def once_for_all(function: Callable[[Contrat], T]) -> Callable[[Contrat], T]:
    """As :func:`once`, for what the socle is enough for: computed of it, whatever view of the contract asks."""
    kept = once(function)

    @wraps(function)
    def shared(contrat: Contrat) -> T:
        return kept(socle_of(contrat))

    return shared


def once_for_each(function: Callable[[Contrat, K], T]) -> Callable[[Contrat, K], T]:
    """As :func:`once_for_all`, for a function of the socle and of something in it: a figure, a series."""
    kept = once_each(function)

    @wraps(function)
    def shared(contrat: Contrat, of: K) -> T:
        return kept(socle_of(contrat), of)

    return shared


def socle_of(contrat: Contrat) -> Contrat:
    """The socle of a contract, or of a view of it; a socle is its own."""
    results = vars(contrat)
    if _SOCLE not in results:
        results[_SOCLE] = _common_part(contrat)
    found: Contrat = results[_SOCLE]
    return found


def set_socle(contrat: Contrat, socle: Contrat) -> Contrat:
    """The contract, as a view of the one whose socle is given."""
    vars(contrat)[_SOCLE] = socle
    return contrat


def _common_part(contrat: Contrat) -> Contrat:
    """The socle of a contract: that of another one, if it is made of the very same objects, whose results it has.

    A contract that differs from another by its statements, or its findings, is given the averages and ranks of it.
    """
    parts = tuple(getattr(contrat, name) for name in _PARTS_OF_SOCLE)
    key = tuple(map(id, parts))
    if (known := _socles.get(key)) is not None and (socle := known[0]()) is not None:
        return socle
    shared = {name: common(contrat) for name, common in COMMON_OF_MIXED.items()}
    socle = replace(contrat, **{part.nom: part.vide for part in _OWN}, **shared)
    _socles[key] = weakref.ref(socle, lambda _: _socles.pop(key, None)), parts
    return set_socle(socle, socle)


def _common_quartiers(contrat: Contrat) -> Mapping[str, Quartier]:
    return MappingProxyType({name: blank(q) for name, q in contrat.quartiers.items()})


def _common_contours(contrat: Contrat) -> Mapping[str, Contour]:
    current = {q.territoire for q in contrat.quartiers.values()}
    return MappingProxyType({code: c for code, c in contrat.contours.items() if code in current})


# What every report reads of the parts that are one quartier's for the rest.
COMMON_OF_MIXED: Final[Mapping[str, Callable[[Contrat], Any]]] = {
    "quartiers": _common_quartiers,
    "contours": _common_contours,
    "editions": lambda _: MappingProxyType({}),  # a view has what has changed of its quartier
}


_OWN: Final = tuple(p for p in PARTIES.values() if p.portee in (Portee.PROPRE, Portee.LIEE, Portee.CONTRAT))
# What a socle is made of; no contract has the editions of another in its socle.
_PARTS_OF_SOCLE: Final = tuple(
    f.name for f in fields(Contrat) if f.name not in ("editions", *(part.nom for part in _OWN))
)
# The socles in use, by the numbers of the objects that they are made of, which live as long as they do.
_socles: Final[dict[tuple[int, ...], tuple[weakref.ref[Contrat], tuple[object, ...]]]] = {}


def blank(quartier: Quartier) -> Quartier:
    """A quartier without what the reports of the others neither show nor compute with."""
    return replace(quartier, **_BLANKS)


_BLANKS: Final = {c.attribut: c.vide for c in TABLES["quartiers"].champs.values() if c.colonne.portee is Portee.PROPRE}

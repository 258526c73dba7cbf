"""What all quartiers of a contract share, and results that are computed once for a whole contract.

The *socle* of a contract is the contract without what belongs to one quartier only: no statement, finding or
priority, and of its quartiers what others show or compute with (codes, communes, places). What depends on the
socle alone (averages, ranks, the ground of the maps) is computed of it, once, and serves every view of a
quartier (:mod:`quartiers.analyse.vues`), whose fingerprint holds the socle's.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from types import MappingProxyType
from typing import Final, TypeVar

from quartiers.donnees.modele import Contrat, Quartier

T = TypeVar("T")

_SOCLE: Final = "socle"


def once(function: Callable[[Contrat], T]) -> Callable[[Contrat], T]:
    """Keep the result of a function with the contract object that it is computed of.

    It lies in the object's ``__dict__``, as that of a ``cached_property``: a contract made of another by
    ``dataclasses.replace`` computes its own.
    """
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def kept(contrat: Contrat) -> T:
        results = vars(contrat)
        if name not in results:
            results[name] = function(contrat)
        found: T = results[name]
        return found

    return kept


def once_each(function: Callable[[Contrat, str], T]) -> Callable[[Contrat, str], T]:
    """As :func:`once`, for a function of a contract and of a name in it."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def kept(contrat: Contrat, of: str) -> T:
        results: dict[str, T] = vars(contrat).setdefault(name, {})
        if of not in results:
            results[of] = function(contrat, of)
        return results[of]

    return kept


def once_for_all(function: Callable[[Contrat], T]) -> Callable[[Contrat], T]:
    """As :func:`once`, for what the socle is enough for: computed of it, whatever view of the contract asks."""
    kept = once(function)

    @wraps(function)
    def shared(contrat: Contrat) -> T:
        return kept(socle_of(contrat))

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
    current = {q.code_qpv_2024 for q in contrat.quartiers.values()}
    socle = replace(
        contrat,
        quartiers=MappingProxyType({name: blank(q) for name, q in contrat.quartiers.items()}),
        publics=(),
        affirmations=(),
        qpv=MappingProxyType({}),
        constats=(),
        priorites=(),
        synthese_publiee=(),
        tables=MappingProxyType({}),
        contours=MappingProxyType({code: c for code, c in contrat.contours.items() if code in current}),
    )
    return set_socle(socle, socle)


def blank(quartier: Quartier) -> Quartier:
    """A quartier without what the reports of the others neither show nor compute with."""
    return replace(
        quartier,
        ordre=0,
        nom="",
        nom_court="",
        codes_insee=(),
        libelle_qpv_2024="",
        libelles_qpv_2015=(),
        communes_qpv=(),
        couverture="",
        validation=None,
        perimetre=None,
        population_2024=None,
        note=None,
        lignes=None,
    )

"""Fingerprints of what reports are made of: two that are equal stand for the same data.

A quartier's is that of its view (:mod:`quartiers.analyse.vues`), the contract's that of everything in it. Both
start with the *socle*, whose fingerprint is made once for all quartiers; then comes, whole, whatever differs from
it: nothing that a report may read can be left out by mistake.

The canonical form is made of ``repr``: exact for numbers, the same in any process, and quoting texts so that no
two contents read alike. Sets, whose order changes from one process to the next, are refused.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from hashlib import blake2b
from operator import attrgetter
from typing import Final

from quartiers.analyse.socle import once, socle_of
from quartiers.analyse.vues import VueQuartier, view_of
from quartiers.donnees.modele import Contrat
from quartiers.donnees.trames import Colonnes, Trames, dtype_of, is_frame, plain_columns

_BYTES: Final = 16


def digest_contrat(contrat: Contrat) -> str:
    """The fingerprint of everything in a contract, in hexadecimal: tables and contours too."""
    return _digest(["contrat", *_beside_socle(contrat)], _digest_socle(contrat))


def digest_quartier(contrat: Contrat, quartier: str) -> str:
    """The fingerprint of what the report of a quartier may read, in hexadecimal.

    Raises :class:`~quartiers.donnees.Introuvable` for a quartier that the contract lacks.
    """
    return digest_view(view_of(contrat, quartier))


def digest_view(vue: VueQuartier) -> str:
    """The fingerprint of a view."""
    own = (part for f in fields(vue) if f.name != "contrat" for part in (f.name, *canonical(getattr(vue, f.name))))
    return _digest(["quartier", *_beside_socle(vue.contrat), *own], _digest_socle(vue.contrat))


@once
def _digest_of_socle(socle: Contrat) -> str:
    return _digest(part for f in fields(socle) for part in (f.name, *canonical(getattr(socle, f.name))))


def _digest_socle(contrat: Contrat) -> str:
    return _digest_of_socle(socle_of(contrat))


def _beside_socle(contrat: Contrat) -> Iterator[str]:
    """What a contract, or a view, has that its socle has not, or has otherwise."""
    socle = socle_of(contrat)
    for f in fields(contrat):
        own, common = getattr(contrat, f.name), getattr(socle, f.name)
        if _same(own, common):
            continue
        yield f.name
        if f.name in ("quartiers", "contours"):  # of many entries, few are a quartier's own
            own = {key: value for key, value in own.items() if not _same(value, common.get(key))}
        yield from canonical(own)


def _same(a: object, b: object) -> bool:
    return a is b or a == b  # the very object, as a rule: an equal one when both come from a pickle


def canonical(value: object) -> Iterator[str]:
    """A text, in parts, that only an equal content has: mappings in their order, tables cell by cell."""
    match value:
        case Trames():
            yield from _tables(value.colonnes)
        case Mapping() if value and all(map(is_frame, value.values())):
            yield from _tables({name: plain_columns(frame) for name, frame in value.items()})
        case Mapping():
            yield repr(list(value))
            yield from _items(list(value.values()))
        case tuple() | list():
            yield from _items(value)
        case _:
            yield from _items([value])


def _tables(tables: Mapping[str, Colonnes]) -> Iterator[str]:
    yield repr(list(tables))
    for nom, columns in tables.items():
        for name, cells in columns.items():
            yield f"{name!r} {dtype_of(nom, name)} {list(cells)!r}"


def _items(items: Sequence[object]) -> Iterator[str]:
    kinds = set(map(type, items))
    yield f"{len(items)} {sorted(kind.__name__ for kind in kinds)}"
    if len(kinds) == 1 and is_dataclass(kind := kinds.pop()):
        for f in fields(kind):  # by column: a hundred thousand rows are read in a moment
            yield f"{f.name} {list(map(attrgetter(f.name), items))!r}"
    elif any(isinstance(item, Mapping) for item in items):
        for item in items:
            yield from canonical(item)
    else:
        yield repr(list(items))


def _digest(parts: Iterable[str], *others: str) -> str:
    digest = blake2b(digest_size=_BYTES)
    for part in (*others, *parts):
        data = part.encode()
        digest.update(f"{len(data)} ".encode())
        digest.update(data)
    return digest.hexdigest()

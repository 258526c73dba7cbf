"""What rows cite exists: the names that no row has, and what each is likely to mean.

It follows from the description of the tables. A name that no row has may be that of a row whose identifier was erased:
it is then told there, once, and not where it is cited.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from quartiers.donnees.controles import Controle
from quartiers.donnees.description import BARRE, Champ
from quartiers.donnees.fichiers.lecture import split_list
from quartiers.donnees.fichiers.textes import fold, nearest
from quartiers.donnees.formes import is_identifier
from quartiers.donnees.tables import TABLES
from quartiers.typographie import count, join_words

# What contrat.toml lists, in French: one, several.
_LISTES: Final = {
    "contrat.territoires": ("un territoire", "des territoires"),
    "contrat.publics": ("un public", "des publics"),
}
_MOST: Final = 5  # identifiers of one name that a message gives
_LOST: Final = 3  # names, cited and nowhere, that the message of an erased identifier gives
_SEPARATORS: Final = re.compile(r"\s*(?:[,;/+&]|\bet\b|\bou\b)\s*")

Noms = Mapping[str, Collection[str]]  # identifiers that may be cited, by table; those of contrat.toml too


@dataclass(frozen=True)
class _Inconnu:
    """A name that a cell cites and that no row has."""

    controle: Controle
    champ: Champ
    ligne: Any
    nom: str


def check_keys(controles: Mapping[str, Controle], noms: Noms) -> None:
    """What rows cite exists, and what makes a row comes once, in every table that could be read."""
    known = {**{name: c.identifiants for name, c in controles.items()}, **noms}
    unknown: dict[str, list[_Inconnu]] = {}
    for name, controle in controles.items():
        for champ in TABLES[name].champs.values():
            renvoi = champ.colonne.renvoi
            if renvoi is not None and renvoi.table in known:
                found = _find_unknown(controle, champ, known[renvoi.table], controles.get(renvoi.table))
                unknown.setdefault(renvoi.table, []).extend(found)
        for cle in TABLES[name].cles:
            controle.check_unique(cle.colonnes, cle.attendu)
    for table, names in unknown.items():
        _tell(names, known[table], controles.get(table))


def check_cited(controle: Controle, champ: Champ, known: Collection[str]) -> None:
    """Each value of a column that cites others is one of ``known``."""
    _tell([*_find_unknown(controle, champ, known)], known)


def _find_unknown(
    controle: Controle, champ: Champ, known: Collection[str], cited: Controle | None = None
) -> Iterator[_Inconnu]:
    """The names that a column cites and that are not ``known``, which ``cited`` has if it is a table; but for those
    that were refused there: they have nothing to mend but that."""
    refused = cited.refuses if cited is not None else ()
    renvoi = champ.colonne.renvoi
    assert renvoi is not None
    names = controle.typee.cites(champ)
    sound = {i for i in names if i in known or (renvoi.ou is not None and renvoi.ou.accepts(i))}
    if len(sound) == len(names):  # as a rule: its rows need not be looked at
        return
    for line, row in controle.rows:
        cell = row[champ.nom]
        for item in split_list(cell) if champ.plusieurs else (cell,) if cell else ():
            if item not in sound and fold(item) not in refused:
                yield _Inconnu(controle, champ, line, item)


def _tell(unknown: Sequence[_Inconnu], known: Collection[str], cited: Controle | None = None) -> None:
    """Report names that no row has; where rows have lost their identifier, those that may be theirs, and are no more
    than they, are told there."""
    lost = [u for u in unknown if is_identifier(u.nom)] if cited is not None and cited.sans_identifiant else []
    if cited is not None and 0 < len({u.nom for u in lost}) <= len(cited.sans_identifiant):
        cited.explain_lost(_whose(lost))
        unknown = [u for u in unknown if u not in lost]
    remedies: dict[tuple[str, bool], str | None] = {}  # a column repeats a few
    for u in unknown:
        key = u.nom, u.champ.plusieurs
        if key not in remedies:
            called = cited.appellations if cited is not None else _labels(known)
            remedies[key] = _meant(u.nom, known, called, several=u.champ.plusieurs)
        u.controle.report(u.ligne, u.champ.nom, citation(u.champ, _place(u, cited)), u.nom, remedies[key])


def _whose(lost: Iterable[_Inconnu]) -> str:
    """What is said of an empty identifier that some names, cited and nowhere, may be."""
    places: dict[str, list[str]] = {}
    for u in lost:
        places.setdefault(u.nom, []).append(f"{u.controle.source}, ligne {u.ligne}")
    names = [f"« {name} » ({at[0]}{' et ailleurs' if len(at) > 1 else ''})" for name, at in places.items()]
    if len(names) > _LOST:  # the others are told once these are mended
        names = [*names[:_LOST], count(len(names) - _LOST, "autre", "autres")]
    if len(names) == 1:
        return f"{names[0]} est cité et n'est à aucune ligne : le remettre ici si c'est le sien, sinon le corriger là."
    return f"{join_words(names)} sont cités et ne sont à aucune ligne : remettre ici le sien, corriger là les autres."


def _place(unknown: _Inconnu, cited: Controle | None) -> str | None:
    """Where what should be cited is, if it is not the file of its table: what waits to be filled stands where what
    cites it does."""
    renvoi = unknown.champ.colonne.renvoi
    assert renvoi is not None
    is_sheet = (cited or unknown.controle).is_sheet and renvoi.table in TABLES
    return f"la feuille « {renvoi.table} »" if is_sheet else None


def citation(champ: Champ, place: str | None = None) -> str:
    """What a column cites, in French, and where: in the file of its table unless a ``place`` is given.

    >>> citation(TABLES["diagnostic"].champs["quartier"]), citation(TABLES["priorites"].champs["publics"])
    ('un quartier de quartiers.csv', 'des publics de contrat.toml')
    """
    renvoi = champ.colonne.renvoi
    assert renvoi is not None
    cited = TABLES.get(renvoi.table)
    one, several = (cited.un, cited.des) if cited else _LISTES[renvoi.table]
    where = place or (cited.fichier if cited else "contrat.toml")
    said = f"{several if champ.plusieurs else one} de {where}"
    return f"{renvoi.ou.attendu}, ou {said}" if renvoi.ou else said


def _labels(known: Collection[str]) -> Mapping[str, Collection[str]]:
    """What ``contrat.toml`` calls each of what it lists, where it gives them names."""
    return {fold(name): (key,) for key, name in known.items()} if isinstance(known, Mapping) else {}


def _meant(
    item: str, known: Collection[str], called: Mapping[str, Collection[str]] = MappingProxyType({}), *, several: bool
) -> str | None:
    """What an unknown value is likely to mean: several that are not separated by a bar, the name of a row, or a near
    identifier or name."""
    if several and fold(item) not in called:
        parts = [_identifier(part, known, called) for part in _SEPARATORS.split(item) if part]
        if len(parts) > 1 and all(parts):
            return f"Sans doute « {f' {BARRE} '.join(filter(None, parts))} »."
    if len(same := called.get(fold(item), ())) > 1:
        return f"Plusieurs ont ce nom : {', '.join([*same][:_MOST])}."
    near = _identifier(item, known, called)
    return f"Sans doute « {near} »." if near else None


def _identifier(text: str, known: Collection[str], called: Mapping[str, Collection[str]]) -> str | None:
    """The identifier that a text is the name of, or is near, or is near a name of."""
    same = called.get(fold(text), ())
    if len(same) == 1:
        return next(iter(same))
    own = {name: ids for name, ids in called.items() if len(ids) == 1}
    near = nearest(text, [*known, *own])
    return near if near is None or near in known else next(iter(own[near]))

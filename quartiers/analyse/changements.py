"""What has changed between an edition, kept when it was presented to a committee, and the contract as it is now.

Rows are the same by what identifies them, whatever their order and that of the words of a list; texts are compared as
reading has cleaned them. Each change comes once, and is shared out to the quartiers and communes that it is about, in
either of the two contracts: a quartier that was split, joined or given another identifier is followed by its
``anciens``.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

from quartiers.analyse.changements_entendus import Entendu, heard_since
from quartiers.analyse.liens import quartiers_of_actions, quartiers_of_decision
from quartiers.analyse.socle import once
from quartiers.analyse.suivi import is_overdue, replacements
from quartiers.brefs import Bref
from quartiers.donnees.description import table_of
from quartiers.donnees.mesures import is_later
from quartiers.donnees.modele import (
    Action,
    ActionPriorite,
    Affirmation,
    Comite,
    Constat,
    Contrat,
    Decision,
    Financement,
    Mesure,
    Priorite,
    Quartier,
    Resultat,
    Retrait,
)
from quartiers.donnees.tables.projets import CLOSE
from quartiers.donnees.tables.suivi import CONFIRME, ETATS_FINIS, SUIVIS_FINIS

L = TypeVar("L")


class Genre(StrEnum):
    """What became of a row."""

    AJOUT = "ajout"
    CHANGEMENT = "changement"
    RETRAIT = "retrait"


class Diffusion(StrEnum):
    """What became of a published figure."""

    NOUVELLE = "plus récente que ce qui était connu"
    AUTRE = "d'une diffusion qui manquait"
    CORRIGEE = "corrigée"
    RETIREE = "retirée"


@dataclass(frozen=True)
class Changement(Generic[L]):
    """A row that was added, removed or changed; ``champs`` are the attributes that changed."""

    genre: Genre
    avant: L | None
    apres: L | None
    champs: tuple[str, ...] = ()

    @property
    def ligne(self) -> L:
        """The row as it is, or as it was last seen."""
        found = self.apres if self.apres is not None else self.avant
        assert found is not None
        return found


@dataclass(frozen=True)
class ChangementDAction(Changement[Action]):
    @property
    def etat_change(self) -> bool:
        return "etat" in self.champs

    @property
    def terminee(self) -> bool:
        """Whether it has ended since: done or given up."""
        return self.etat_change and self.ligne.etat in ETATS_FINIS

    @property
    def disparue(self) -> bool:
        """Identifiers are permanent: an action that is no more wanted is given up, not removed."""
        return self.genre is Genre.RETRAIT


@dataclass(frozen=True)
class ChangementDePriorite(Changement[Priorite]):
    @property
    def etat_change(self) -> bool:
        return "etat" in self.champs

    @property
    def close(self) -> bool:
        return self.etat_change and self.ligne.etat == CLOSE


@dataclass(frozen=True)
class ChangementDeFinancement(Changement[Financement]):
    @property
    def accorde(self) -> Decimal:
        """What is granted more than before, exact; less, if it is negative."""
        return _amount(self.apres, "accorde") - _amount(self.avant, "accorde")

    @property
    def depense(self) -> Decimal:
        return _amount(self.apres, "depense") - _amount(self.avant, "depense")


@dataclass(frozen=True)
class ChangementDeDecision(Changement[Decision]):
    """A decision taken since (or written down since), what has become of it, or one that should not have changed."""

    comite: Comite | None = None


@dataclass(frozen=True)
class ChangementDeChiffre:
    """A published figure; ``avant`` is the one of the same edition or, for a newer one, the newest that was known."""

    diffusion: Diffusion
    avant: Mesure | None
    apres: Mesure | None

    @property
    def mesure(self) -> Mesure:
        found = self.apres if self.apres is not None else self.avant
        assert found is not None
        return found


@dataclass(frozen=True)
class Suite:
    """What has become of a decision that was taken and open when the edition was kept.

    ``en_retard``: its term is past, and it is neither done, given up nor replaced.
    """

    decision: Decision
    comite: Comite | None
    change: bool
    en_retard: bool
    remplacee_par: str | None


@dataclass(frozen=True)
class Lot:
    """What has changed for a quartier, a commune or the contract. ``suites`` are no changes, and not counted."""

    quartiers: tuple[Changement[Quartier], ...] = ()
    chiffres: tuple[ChangementDeChiffre, ...] = ()
    enonces: tuple[Changement[Affirmation], ...] = ()
    constats: tuple[Changement[Constat], ...] = ()
    priorites: tuple[ChangementDePriorite, ...] = ()
    actions: tuple[ChangementDAction, ...] = ()
    liens: tuple[Changement[ActionPriorite], ...] = ()
    financements: tuple[ChangementDeFinancement, ...] = ()
    resultats: tuple[Changement[Resultat], ...] = ()
    decisions: tuple[ChangementDeDecision, ...] = ()
    validations: tuple[Entendu, ...] = ()
    demarches: tuple[Entendu, ...] = ()
    contributions: tuple[Entendu, ...] = ()
    avis: tuple[Entendu, ...] = ()
    retraits: tuple[Retrait, ...] = ()
    suites: tuple[Suite, ...] = ()

    @property
    def nombre(self) -> int:
        return sum(len(getattr(self, f.name)) for f in fields(self) if f.name != "suites")

    @property
    def accorde(self) -> Decimal:
        """Granted since, in euros."""
        return sum((f.accorde for f in self.financements), Decimal(0))

    @property
    def depense(self) -> Decimal:
        return sum((f.depense for f in self.financements), Decimal(0))

    @property
    def en_retard(self) -> tuple[Suite, ...]:
        return tuple(s for s in self.suites if s.en_retard)


@dataclass(frozen=True)
class Depuis:
    """What a report says since an edition; ``comite``: a committee met on its day, or none is known at all."""

    jour: date
    comite: bool
    lot: Lot


@dataclass(frozen=True)
class Changements(Bref):
    """What has changed since the edition of a day, each change once in ``contrat``; nothing for who is not there."""

    jour: date
    comite: bool
    contrat: Lot
    communes: Mapping[str, Lot]
    quartiers: Mapping[str, Lot]

    @property
    def du_contrat(self) -> Depuis:
        return Depuis(self.jour, self.comite, self.contrat)

    def de_la_commune(self, commune: str) -> Depuis:
        return Depuis(self.jour, self.comite, self.communes.get(commune, Lot()))

    def du_quartier(self, quartier: str) -> Depuis:
        return Depuis(self.jour, self.comite, self.quartiers.get(quartier, Lot()))


@once
def changes_since(contrat: Contrat) -> Changements | None:
    """What has changed since the edition that the contract comes with; None without one."""
    return next((compare(edition, contrat, date.fromisoformat(day)) for day, edition in contrat.editions.items()), None)


def compare(edition: Contrat, contrat: Contrat, jour: date) -> Changements:
    """What has changed from the edition of a day to the contract."""
    return _Comparaison(edition, contrat).run(jour)


def heirs(contrat: Contrat, quartier: str) -> tuple[str, ...]:
    """The quartiers of the contract that are what had this identifier: itself, and those that it was one of."""
    return tuple(name for name, q in contrat.quartiers.items() if name == quartier or quartier in q.anciens)


# What is compared of a quartier; of other rows, all but what follows. When a state was seen, who says so and in which
# lines are no changes.
_OF_QUARTIERS: Final = ("nom", "communes", "validation", "couverture", "perimetre", "population_2024", "vote_le")
_BESIDE: Final[Mapping[type, frozenset[str]]] = {
    Affirmation: frozenset({"lignes", "note"}),
    Constat: frozenset({"lignes", "demarche"}),
    Priorite: frozenset({"lignes", "etat_depuis", "decision"}),
    Action: frozenset({"etat_au", "source"}),
    ActionPriorite: frozenset({"note"}),
    Financement: frozenset({"source"}),
    Resultat: frozenset({"commentaire"}),
    Decision: frozenset({"suivi_au"}),
}
_KINDS: Final[Mapping[type, Callable[..., Changement[Any]]]] = {
    Action: ChangementDAction,
    Priorite: ChangementDePriorite,
    Financement: ChangementDeFinancement,
    Decision: ChangementDeDecision,
}


class _Comparaison:
    """An edition and a contract, and the changes found, each with whose it is."""

    def __init__(self, edition: Contrat, contrat: Contrat):
        self.edition, self.contrat = edition, contrat
        self._heirs = {name: heirs(contrat, name) for name in {*edition.quartiers, *contrat.quartiers}}
        self._found: defaultdict[str, list[Any]] = defaultdict(list)
        self._by_quartier: defaultdict[str, defaultdict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        self._by_commune: defaultdict[str, defaultdict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))

    def run(self, jour: date) -> Changements:
        before, now = self.edition, self.contrat
        self._add_quartiers()
        self._add_figures()
        self._add_rows("enonces", before.affirmations, now.affirmations, _own)
        self._add_rows("constats", before.constats, now.constats, _own)
        self._add_rows("priorites", before.priorites, now.priorites, _own)
        self._add_rows("actions", before.actions.values(), now.actions.values(), _of_action)
        self._add_links()
        self._add_rows("financements", before.financements, now.financements, _of_action)
        self._add_rows("resultats", before.resultats, now.resultats, _of_result)
        self._add_decisions()
        for what, change, quartiers, communes in heard_since(before, now, jour):
            self._add(what, change, quartiers & now.quartiers.keys(), communes)
        days = {c.date for c in (*before.comites.values(), *now.comites.values())}
        return Changements(
            jour,
            jour in days or not days,
            _lot(self._found),
            {name: _lot(own) for name, own in self._by_commune.items()},
            {name: _lot(own) for name, own in self._by_quartier.items()},
        )

    # -- whose it is --------------------------------------------------------------------------------------

    def _add(self, what: str, change: Any, quartiers: Iterable[str], communes: Iterable[str] = ()) -> None:
        own = sorted(set(quartiers))
        places = sorted({c for q in own for c in self.contrat.quartiers[q].communes} | set(communes))
        self._found[what].append(change)
        for name in own:
            self._by_quartier[name][what].append(change)
        for name in places:
            self._by_commune[name][what].append(change)

    def _owners(self, change: Changement[Any], owners: "_Owners") -> tuple[set[str], set[str]]:
        """The quartiers and the communes of a change: those of the row as it is, and those that it has left."""
        nobody: tuple[set[str], set[str]] = set(), set()
        former, left = owners(self.edition, change.avant) if change.avant is not None else nobody
        current, communes = owners(self.contrat, change.apres) if change.apres is not None else nobody
        own = set(current)
        for name in former:
            known = self._heirs.get(name, ())
            if current.isdisjoint(known):  # of a quartier that was split, the part that has the row is the one
                own |= set(known)
        return own, communes | left

    # -- rows ---------------------------------------------------------------------------------------------

    def _add_rows(self, what: str, before: Iterable[Any], now: Iterable[Any], owners: "_Owners") -> None:
        for change in self._changes(before, now):
            self._add(what, change, *self._owners(change, owners))

    def _changes(self, before: Iterable[Any], now: Iterable[Any]) -> Iterator[Changement[Any]]:
        """Rows that changed, in the order of the contract, then those that are no more there."""
        after = {_key(row): row for row in now}
        former = {self._key_now(row, after): row for row in before}
        for key, row in after.items():
            was = former.get(key)
            kind = _KINDS.get(type(row), Changement)
            if was is None:
                yield kind(Genre.AJOUT, None, row)
            elif changed := self._changed(was, row):
                yield kind(Genre.CHANGEMENT, was, row, changed)
        for key, row in former.items():
            if key not in after:
                yield _KINDS.get(type(row), Changement)(Genre.RETRAIT, row, None)

    def _key_now(self, row: Any, after: Mapping[tuple[Any, ...], Any]) -> tuple[Any, ...]:
        """What identifies a row of the edition in the contract: its quartier may have another identifier there."""
        key = _key(row)
        if key in after or not isinstance(row, ActionPriorite | Quartier):
            return key
        known = self._heirs.get(row.quartier, ())
        if isinstance(row, Quartier):  # one that was merely given another identifier, neither split nor joined
            is_one = len(known) == 1 and len(self.contrat.quartiers[known[0]].anciens) == 1
            return (known[0],) if is_one else key
        others = (_key(replace(row, quartier=heir)) for heir in known)
        return next((other for other in others if other in after), key)

    def _changed(self, before: Any, after: Any) -> tuple[str, ...]:
        """The attributes in which two rows differ."""
        beside = _BESIDE.get(type(after), frozenset())
        names = _OF_QUARTIERS if isinstance(after, Quartier) else tuple(f.name for f in fields(after))
        return tuple(
            name
            for name in names
            if name not in beside and not self._is_same(name, getattr(before, name), getattr(after, name))
        )

    def _is_same(self, name: str, before: Any, after: Any) -> bool:
        if name == "quartier" and before is not None:
            return after == before or after in self._heirs.get(before, ())
        if isinstance(before, tuple) and isinstance(after, tuple):  # a list of words, or forms, which have a rank
            return sorted(before, key=repr) == sorted(after, key=repr)
        return bool(before == after)

    def _add_quartiers(self) -> None:
        after = self.contrat.quartiers
        for change in self._changes(self.edition.quartiers.values(), after.values()):
            q = change.ligne
            if change.genre is Genre.RETRAIT and self._heirs[q.quartier]:
                continue  # it goes on, under other identifiers
            own = (q.quartier,) if q.quartier in after else ()
            self._add("quartiers", change, own, q.communes)

    def _add_links(self) -> None:
        """Links of actions that were there, and are: those of the others come and go with them."""
        for change in self._changes(self.edition.actions_priorites, self.contrat.actions_priorites):
            link = change.ligne
            is_told = link.action in self.edition.actions and link.action in self.contrat.actions
            if is_told and CONFIRME in {row.lien for row in (change.avant, change.apres) if row is not None}:
                self._add("liens", change, *self._owners(change, _own))

    # -- decisions ----------------------------------------------------------------------------------------

    def _add_decisions(self) -> None:
        changed: set[str] = set()
        for change in self._changes(self.edition.decisions.values(), self.contrat.decisions.values()):
            assert isinstance(change, ChangementDeDecision)
            changed.add(change.ligne.decision)
            told = replace(change, comite=self._committee(change.ligne))
            self._add("decisions", told, *self._owners(change, _of_decision))
        replaced = replacements(self.contrat)
        for name, before in self.edition.decisions.items():
            now = self.contrat.decisions.get(name)
            if now is None or (before.suivi in SUIVIS_FINIS and name not in changed):
                continue
            late, by = is_overdue(self.contrat, now), replaced.get(name)
            suite = Suite(now, self._committee(now), name in changed, late, by.decision if by is not None else None)
            self._add("suites", suite, *self._owners(Changement(Genre.CHANGEMENT, before, now), _of_decision))

    def _committee(self, decision: Decision) -> Comite | None:
        return self.contrat.comites.get(decision.comite) or self.edition.comites.get(decision.comite)

    # -- published figures ----------------------------------------------------------------------------------

    def _add_figures(self) -> None:
        before, now = ({_key_of_figure(m): m for m in c.mesures} for c in (self.edition, self.contrat))
        places = self._places()
        for key, m in now.items():
            was, last = before.get(key), next(reversed(self.edition.mesures_de(m.territoire, m.indicateur)), None)
            if was is None:
                is_newer = last is None or is_later(m, last)
                change = ChangementDeChiffre(
                    Diffusion.NOUVELLE if is_newer else Diffusion.AUTRE, last if is_newer else None, m
                )
                self._add("chiffres", change, *places(m.territoire))
            elif (was.valeur, was.statut) != (m.valeur, m.statut):
                self._add("chiffres", ChangementDeChiffre(Diffusion.CORRIGEE, was, m), *places(m.territoire))
        for key, m in before.items():
            if key not in now:
                self._add("chiffres", ChangementDeChiffre(Diffusion.RETIREE, m, None), *places(m.territoire))

    def _places(self) -> Callable[[str], tuple[set[str], set[str]]]:
        """The quartiers and communes that a territory is one of the codes of."""
        quartiers: defaultdict[str, set[str]] = defaultdict(set)
        communes: defaultdict[str, set[str]] = defaultdict(set)
        for name, q in self.contrat.quartiers.items():
            for code in q.tous_les_codes:
                quartiers[code].add(name)
            for code, commune in zip(q.codes_insee, q.communes, strict=False):
                communes[code].add(commune)
        return lambda code: (quartiers.get(code, set()), communes.get(code, set()))


_Owners = Callable[[Contrat, Any], tuple[set[str], set[str]]]


def _own(_: Contrat, row: Any) -> tuple[set[str], set[str]]:
    return {row.quartier}, set()


def _of_action(contrat: Contrat, row: Any) -> tuple[set[str], set[str]]:
    """Those of an action, or of what is said of one."""
    action = contrat.actions.get(row.action)
    return set(quartiers_of_actions(contrat).get(row.action, ())), set(action.communes) if action is not None else set()


def _of_result(contrat: Contrat, row: Resultat) -> tuple[set[str], set[str]]:
    quartiers, communes = _of_action(contrat, row)
    return quartiers | {p.quartier for p in contrat.priorites if p.priorite == row.priorite}, communes


def _of_decision(contrat: Contrat, row: Decision) -> tuple[set[str], set[str]]:
    """The quartiers of its subject; the commune of the committee that takes it."""
    committee = contrat.comites.get(row.comite)
    commune = committee.commune if committee is not None else None
    return quartiers_of_decision(contrat, row), {commune} if commune is not None else set()


def _key(row: Any) -> tuple[Any, ...]:
    """What makes a row, by the description of its table."""
    table = table_of(type(row))
    assert table is not None
    return tuple(getattr(row, name) for name in table.cle)


def _key_of_figure(m: Mesure) -> tuple[Any, ...]:
    return m.territoire, m.indicateur, m.theme, m.edition, m.geographie


def _amount(row: Financement | None, name: str) -> Decimal:
    amount: Decimal | None = getattr(row, name) if row is not None else None
    return amount if amount is not None else Decimal(0)


def _lot(found: Mapping[str, list[Any]]) -> Lot:
    return Lot(**{name: tuple(changes) for name, changes in found.items()})

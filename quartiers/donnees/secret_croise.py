"""What several counts of one question would give back by subtraction, though each of them may be shown.

A démarche of a commune may hold those of its quartiers: the whole less all that is known of its parts is those whom no
part shows, or a few of them. A questionnaire that goes on after a committee has seen it, less what the edition shows,
is those who answered since. What is left is looked for among everybody, and in each group that all of them show; it may
be shown, or the question is withheld in one of the démarches. Any démarche of a same quartier, whose numbers allow it,
may hold another; to hold several, it has to be of more quartiers than each: else sums that come near would withhold.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, TypeAlias

from quartiers.donnees.decomptes import Decompte, Decomptes, Groupe, count_answers, fold_words
from quartiers.donnees.tables.concertation import Reponse

Cle: TypeAlias = tuple[str, str]  # a démarche and one of its questions
Lieux: TypeAlias = Mapping[str, frozenset[str]]  # the quartiers of each démarche
_MAX: Final = 20_000  # sums that are looked at; past that, the whole is withheld: it may hold what nobody looked for
_Comparables: TypeAlias = Mapping[Groupe, Decompte]  # by groups, and answers, whatever their case and signs


def given_back(asked: Mapping[Cle, Decomptes], seuil: int, lieux: Lieux) -> set[Cle]:
    """The questions to withhold so that no démarche, less others that ask the same, gives a few people back."""
    alike: defaultdict[str, dict[Cle, _Comparables]] = defaultdict(dict)
    for key, groups in asked.items():
        alike[fold_words(key[1])][key] = _comparable(groups)
    return {key for own in alike.values() if len(own) > 1 for key in _closed_among(own, seuil, lieux)}


def _closed_among(asked: Mapping[Cle, _Comparables], seuil: int, lieux: Lieux) -> set[Cle]:
    closed: set[Cle] = set()
    while (found := _first_leak({k: g for k, g in asked.items() if k not in closed}, seuil, lieux)) is not None:
        closed.add(found)
    return closed


def _first_leak(asked: Mapping[Cle, _Comparables], seuil: int, lieux: Lieux) -> Cle | None:
    """The question to withhold first: the smallest of the parts that give something back."""

    def rank(key: Cle) -> tuple[int, Cle]:
        return -asked[key][None].base, key

    for whole in sorted(asked, key=rank):
        others = sorted((k for k in asked if k[0] != whole[0] and _may_meet(lieux, k[0], whole[0])), key=rank)
        within = [k for k in others if lieux.get(k[0], frozenset()) < lieux.get(whole[0], frozenset())]
        sums = chain(_sums(asked, whole, others, 1, seuil), _sums(asked, whole, within, len(within), seuil))
        for looked, parts in enumerate(sums):
            if looked > _MAX:
                return whole
            if _leaks(asked[whole], [asked[key] for key in parts], seuil):
                return max(parts, key=rank)
    return None


def _may_meet(lieux: Lieux, one: str, other: str) -> bool:
    """Whether somebody may be in both démarches: of quartiers in common, or that are not known."""
    return one not in lieux or other not in lieux or not lieux[one].isdisjoint(lieux[other])


def _sums(
    asked: Mapping[Cle, _Comparables], whole: Cle, others: Sequence[Cle], most: int, seuil: int
) -> Iterator[tuple[Cle, ...]]:
    """Sets of ``most`` démarches at most that the whole may hold together: they say no more than it does.

    Those that would leave enough people, whatever is taken off next, are not looked for.
    """

    def grow(chosen: tuple[Cle, ...], left: _Comparables, start: int) -> Iterator[tuple[Cle, ...]]:
        if len(chosen) == most:
            return
        for number, key in enumerate(others[start:], start):
            if most > 1 and _leave_enough(left, [asked[k] for k in others[number:]], seuil):
                return
            rest = {group: _less(own, [asked[key]], group) for group, own in left.items()}
            if _may_hold(rest[None]) and key[0] not in {k[0] for k in chosen}:
                yield (*chosen, key)
                yield from grow((*chosen, key), rest, number + 1)

    yield from grow((), asked[whole], 0)


def _less(own: Decompte, parts: Sequence[_Comparables], group: Groupe) -> Decompte:
    """A group less those of the same name in the parts that have one."""
    return own.minus(part[group] for part in parts if group in part)


def _leave_enough(left: _Comparables, parts: Sequence[_Comparables], seuil: int) -> bool:
    """Whether any of these parts taken off leaves, in each group, people enough who do not answer alike: at least two
    answers have some left once all the parts are off, where each person gave one."""
    for group, own in left.items():
        least = _less(own, parts, group)
        one_each = sum(own.choix.values()) == own.base
        if not one_each or least.base < seuil or sum(number > 0 for number in least.choix.values()) < 2:
            return False
    return True


def _may_hold(rest: Decompte) -> bool:
    return rest.base >= 0 and all(number >= 0 for number in rest.choix.values())


def _leaks(whole: _Comparables, parts: Sequence[_Comparables], seuil: int) -> bool:
    """Whether what is left of everybody, or of a group that all show, may not be shown."""
    common = [group for group in whole if all(group in part for part in parts)]
    rests = {group: whole[group].minus(part[group] for part in parts) for group in common}
    if not all(map(_may_hold, rests.values())):
        return False  # in some group they say more than the whole does: it does not hold them
    return any(not rest.is_told(seuil) for rest in rests.values())


def moved_since(asked: Mapping[Cle, Decomptes], told: Sequence[Reponse], seuil: int) -> set[Cle]:
    """The questions that what was shown once tells a few people of: those who came or left since, or were corrected."""
    by_demarche: defaultdict[str, list[Reponse]] = defaultdict(list)
    for row in told:
        if row.effectif is not None:
            by_demarche[row.demarche].append(row)
    found = set()
    for demarche, rows in by_demarche.items():
        for question, before in count_answers(rows).items():
            now = asked.get((demarche, question))
            if now is not None and _tells_of_few(_comparable(before), _comparable(now), seuil):
                found.add((demarche, question))
    return found


def _tells_of_few(before: _Comparables, now: _Comparables, seuil: int) -> bool:
    return any(_is_of_few(now[group].minus([before[group]]), seuil) for group in before if group in now)


def _is_of_few(moved: Decompte, seuil: int) -> bool:
    """Whether what moved between two counts is of a few people: come, gone, or who answer otherwise."""
    if moved.is_nobody:
        return False
    gone = Decompte(-moved.base, {answer: -number for answer, number in moved.choix.items()})
    for rest in (moved, gone):
        if _may_hold(rest):
            return not rest.is_told(seuil)
    return sum(abs(number) for number in moved.choix.values()) < seuil


def _comparable(groups: Decomptes) -> _Comparables:
    """Groups and answers by their words alone; those that are then the same are none of these."""
    plain: dict[Groupe, Decompte] = {None: groups[None] if None in groups else Decompte(0, {})}
    for group, own in groups.items():
        if group is not None:
            plain[fold_words(group[0]), fold_words(group[1])] = own
    return {
        group: Decompte(own.base, {fold_words(answer): number for answer, number in own.choix.items()})
        for group, own in plain.items()
    }

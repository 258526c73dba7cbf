"""What was done of what was said in forums, and which version of each document is in force at a date."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from quartiers.analyse.liens import quartiers_of_contribution, quartiers_of_vote
from quartiers.analyse.socle import once
from quartiers.donnees.modele import Contrat, Contribution, Validation
from quartiers.donnees.tables.forums import SUITES

Suite = str | None  # None: nothing has been answered yet


@once
def by_suite(contrat: Contrat) -> Mapping[Suite, tuple[Contribution, ...]]:
    """The contributions by what was done of them, in the order of the words; without any suite last."""
    found = {suite: tuple(c for c in contrat.contributions.values() if c.suite == suite) for suite in (*SUITES, None)}
    return {suite: own for suite, own in found.items() if own}


def count_suites(contributions: Iterable[Contribution]) -> Counter[Suite]:
    """How many contributions had each suite, in the order of the words."""
    counted = Counter(c.suite for c in contributions)
    return Counter({suite: counted[suite] for suite in (*SUITES, None) if counted[suite]})


@dataclass(frozen=True)
class SuitesDuQuartier:
    """The contributions about a quartier. One about several is whole in each."""

    quartier: str
    contributions: tuple[Contribution, ...]


@once
def suites_by_quartier(contrat: Contrat) -> tuple[SuitesDuQuartier, ...]:
    """The quartiers about which something was said, in the contract's order."""
    owners = {name: quartiers_of_contribution(contrat, c) for name, c in contrat.contributions.items()}
    found = (
        SuitesDuQuartier(q, tuple(c for name, c in contrat.contributions.items() if q in owners[name]))
        for q in contrat.quartiers
    )
    return tuple(own for own in found if own.contributions)


# -- votes ------------------------------------------------------------------------------------------------


def votes_of(contrat: Contrat, quartiers: Iterable[str]) -> tuple[Validation, ...]:
    """The votes about any of these quartiers, the oldest first."""
    wanted = set(quartiers)
    own = (v for v in contrat.validations.values() if quartiers_of_vote(contrat, v) & wanted)
    return tuple(sorted(own, key=lambda v: v.date))


def in_force(contrat: Contrat, quartier: str, day: date) -> tuple[Validation, ...]:
    """The vote that makes each document of a quartier be what it is on a day, by document; none of one that no vote
    has put in force by then."""
    found: dict[str, Validation] = {}
    for vote in votes_of(contrat, [quartier]):
        start = vote.en_vigueur_le
        if start is None or start > day:
            continue
        known = found.get(vote.document)
        if known is None or known.en_vigueur_le is None or start >= known.en_vigueur_le:
            found[vote.document] = vote
    return tuple(found.values())

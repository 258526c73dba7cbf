"""Jumps between two editions that no neighbour shows: too large, too sudden to be read as a slope.

What makes them is not known here: a whole census of a small commune that comes in, a few people who come or leave, an
error. Whatever it is, a line through them would say something else.

Two near editions of an indicator (those whose fluctuations are known) are compared for every QPV of the contract. One
that moves apart from what they all do breaks its series, by either rule:

- it moves by ``ECARTS_TYPES`` standard deviations at least, and half as much again as any other QPV;
- it moves by ``ECARTS_TYPES_SEULS``, whatever the others do: one figure in 400 does, by chance.

A change that one step makes nearly all of is weighed by that step (:func:`steps_apart`): ``ECARTS_TYPES`` from what the
others do are enough, since nothing before nor after shows a slope.
"""

from collections.abc import Mapping
from statistics import median
from typing import Final

from quartiers.analyse.incertitude import fluctuation
from quartiers.analyse.socle import once_for_all
from quartiers.donnees.modele import Contrat, Indicateur, Mesure

ECARTS_TYPES: Final = 2.0
ECARTS_TYPES_SEULS: Final = 3.0
FOIS_LES_AUTRES: Final = 1.5
MIN_QPV: Final = 5  # fewer neighbours do not show what is usual

Cle = tuple[str, str, str, str]  # QPV, indicator, theme, geography
Saut = tuple[tuple[int, float], tuple[int, float]]  # edition and value, before and after


@once_for_all
def breaks(contrat: Contrat) -> Mapping[Cle, tuple[Saut, ...]]:
    """The breaks of each published series of the contract's QPV, in the order of their editions."""
    found: dict[Cle, list[Saut]] = {}
    codes = {g: {c for q in contrat.quartiers.values() for c in q.codes(g)} for g in ("2015", "2024")}
    for f in contrat.fluctuations:
        indicateur = contrat.indicateurs[f.indicateur]
        for text in f.diffusions:
            start, end = (_values(contrat, f.indicateur, f.theme, int(e), f.geographie) for e in text.split("-"))
            pairs = {c: (start[c], end[c]) for c in sorted(codes[f.geographie]) if c in start and c in end}
            for code in _apart(contrat, indicateur, pairs):
                before, after = pairs[code]
                saut = (before.edition, before.valeur or 0.0), (after.edition, after.valeur or 0.0)
                found.setdefault((code, f.indicateur, f.theme, f.geographie), []).append(saut)
    return {key: tuple(sauts) for key, sauts in found.items()}


def _values(contrat: Contrat, indicateur: str, theme: str, edition: int, geographie: str) -> dict[str, Mesure]:
    measures = contrat.mesures_publiees((indicateur, theme, edition, geographie))
    return {code: m for code, m in measures.items() if m.valeur is not None}


def _apart(contrat: Contrat, indicateur: Indicateur, pairs: Mapping[str, tuple[Mesure, Mesure]]) -> list[str]:
    """The QPV that move apart from the others between two editions."""
    moves = _moves(contrat, indicateur, pairs)
    found = []
    for code, move in moves.items():
        alone = all(move >= FOIS_LES_AUTRES * other for name, other in moves.items() if name != code)
        if move >= ECARTS_TYPES_SEULS or (alone and move >= ECARTS_TYPES):
            found.append(code)
    return found


def _moves(contrat: Contrat, indicateur: Indicateur, pairs: Mapping[str, tuple[Mesure, Mesure]]) -> dict[str, float]:
    """How far each QPV moves from what they all do, in standard deviations: a small QPV moves more than a large one.

    Nothing where too few have both editions.
    """
    if len(pairs) < MIN_QPV:
        return {}
    changes = {code: _change(indicateur, *pair) for code, pair in pairs.items()}
    usual = median(changes.values())
    moves: dict[str, float] = {}
    for code, change in changes.items():
        before, after = pairs[code]
        diffusion = after.theme, after.edition, after.geographie
        sigma = fluctuation(contrat, indicateur, (code,), diffusion, before.valeur or 0.0)
        if sigma:
            relative = 1.0 if indicateur.unite == "%" else 100 / abs(before.valeur or 1.0)
            moves[code] = abs(change - usual) / (sigma * relative)
    return moves


def steps_apart(
    contrat: Contrat, indicateur: Indicateur, theme: str, geographie: str, editions: tuple[int, int]
) -> frozenset[str]:
    """The QPV whose step between two editions is ``ECARTS_TYPES`` at least from what the others do."""
    known, key = _known_steps(contrat), (indicateur.indicateur, theme, geographie, editions)
    if key not in known:
        codes = {c for q in contrat.quartiers.values() for c in q.codes(geographie)}
        start, end = (_values(contrat, indicateur.indicateur, theme, edition, geographie) for edition in editions)
        pairs = {c: (start[c], end[c]) for c in sorted(codes) if c in start and c in end}
        moves = _moves(contrat, indicateur, pairs)
        known[key] = frozenset(code for code, move in moves.items() if move >= ECARTS_TYPES)
    return known[key]


@once_for_all
def _known_steps(_: Contrat) -> dict[tuple[str, str, str, tuple[int, int]], frozenset[str]]:
    """What :func:`steps_apart` has found, each pair of editions once for all the QPV."""
    return {}


def _change(indicateur: Indicateur, before: Mesure, after: Mesure) -> float:
    start, end = before.valeur or 0.0, after.valeur or 0.0
    if indicateur.unite == "%":
        return end - start
    return (end - start) / start * 100 if start else 0.0

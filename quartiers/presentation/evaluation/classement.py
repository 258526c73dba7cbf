"""The widest gaps of each indicator, in their true order: what is too rough to read is marked, and not left out."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from quartiers.analyse.anciens import name_of_figure
from quartiers.analyse.comparaisons import Fondement
from quartiers.analyse.doutes import when as date_of
from quartiers.analyse.evaluation_ecarts import Ecart, rank_gaps, undivided
from quartiers.analyse.synthese import name_group
from quartiers.donnees.modele import Contrat, Indicateur
from quartiers.presentation.blocs import Bloc, Contenu, Discret, Fort, Liste, Paragraphe, Suite
from quartiers.typographie import NARROW_SPACE, format_gap, in_letters, join_words, ordinal

MAX_NAMED: Final = 6
AGGLOMERATION: Final = "Quels quartiers avaient le plus fort écart à l'agglomération ?"
MEDIANE: Final = "Faute de valeur de l'agglomération : quels QPV étaient les plus loin du QPV médian de France ?"
LES_DEUX: Final = (
    "Quels quartiers avaient le plus fort écart, à l'agglomération ou, à défaut, au QPV médian de France ?"
)


def by_indicator(gaps: Sequence[Ecart]) -> list[tuple[Indicateur, tuple[Ecart, ...]]]:
    return [(i, tuple(own)) for i, own in groupby(gaps, key=lambda g: g.indicateur)]


def yardstick_of(g: Ecart) -> tuple[Fondement, str] | None:
    """To what a gap is, and of which date; None where there is no gap."""
    if g.chiffre is None or g.chiffre.publication is None or g.comparaison.ecart is None:
        return None
    return g.comparaison.fondement, date_of(g.chiffre.publication)


def by_yardstick(gaps: Sequence[Ecart]) -> list[tuple[Ecart, ...]]:
    """The gaps of an indicator, apart where they are not to one same thing of one same date: they have no order then.

    Those without gap go with the most numerous, which come first.
    """
    found: dict[tuple[Fondement, str] | None, list[Ecart]] = {}
    for g in gaps:
        found.setdefault(yardstick_of(g), []).append(g)
    bare = found.pop(None, [])
    groups = sorted(found.values(), key=len, reverse=True) or [[]]
    return [tuple(groups[0] + bare), *map(tuple, groups[1:])]


def title_of_ranking(gaps: Sequence[Ecart]) -> str:
    """What the gaps are to, before any of them."""
    to_agglomeration = [g.a_l_agglomeration for g in gaps]
    if all(to_agglomeration):
        return AGGLOMERATION
    return LES_DEUX if any(to_agglomeration) else MEDIANE


def show_ranking(contrat: Contrat, gaps: Sequence[Ecart], everywhere: Sequence[Ecart]) -> Bloc:
    """``gaps`` are those of the perimeter, ``everywhere`` those of the contract, among which they have their place."""
    own = {g.groupe for g in gaps}
    whole = own >= {g.groupe for g in everywhere}
    items: list[Contenu] = []
    for indicateur, among in by_indicator(everywhere):
        for found in by_yardstick(among):
            here = [g for g in found if g.groupe in own]
            if whole or here:
                told = _whole(contrat, found) if whole else _placed(contrat, found, here)
                items.append([_head(indicateur, found), told])
    blocks: list[Bloc] = [Liste(tuple(items))]
    if aside := _aside(gaps):
        blocks.append(Paragraphe(Discret(aside)))
    return Suite(tuple(blocks))


def _head(indicateur: Indicateur, found: Sequence[Ecart]) -> Fort:
    dated = [g.chiffre.publication for g in found if g.chiffre is not None and g.chiffre.publication is not None]
    to = "à l'agglomération" if any(g.a_l_agglomeration for g in found) else "au QPV médian de France"
    day = f" ({date_of(dated[0])}, écart {to})" if dated else ""
    return Fort(f"{indicateur.libelle_court}{day}{NARROW_SPACE}: ")


def _whole(contrat: Contrat, found: Sequence[Ecart]) -> str:
    ranked = rank_gaps(contrat, found)
    if not ranked:
        return "aucun écart défavorable ne dépasse le seuil de lecture."
    told = join_words([_one(g) for g in ranked[:MAX_NAMED]])
    left = len(ranked) - MAX_NAMED
    more = f", puis {left} de plus" if left > 0 else ""
    return f"{told}{more}.{_not_apart(contrat, ranked)}"


def _placed(contrat: Contrat, found: Sequence[Ecart], own: Sequence[Ecart]) -> str:
    """Of a part of the contract: the place of each of its quartiers, which may be none."""
    ranked = rank_gaps(contrat, found)
    total = sum(g.comparaison.ecart is not None for g in found)
    told = [f"{_one(g)}, {ordinal(ranked.index(g) + 1)} écart défavorable sur {total} QPV" for g in own if g in ranked]
    near = [g for g in own if g not in ranked and g.comparaison.ecart is not None]
    if near:
        told.append(f"{join_words([_one(g) for g in near])}, pas d'écart défavorable au-delà du seuil")
    among = _not_apart(contrat, ranked) if any(g in ranked for g in own) else ""
    return f"{' ; '.join(told)}.{among}"


def _one(g: Ecart) -> str:
    mark = ""
    if g.chiffre is not None and g.chiffre.saute:
        mark = ", à confirmer : saut"
    elif not g.sur:
        mark = ", écart non concluant"
    return f"{name_of_figure(g.groupe, g.chiffre.publication if g.chiffre else None)} ({_gap(g)}{mark})"


def _gap(g: Ecart) -> str:
    return format_gap(g.comparaison.ecart or 0.0, g.indicateur.unite)


def _not_apart(contrat: Contrat, ranked: Sequence[Ecart]) -> str:
    number = undivided(contrat, ranked)
    return f" L'incertitude ne permet pas d'ordonner entre eux les {in_letters(number)} premiers." if number else ""


def _aside(gaps: Sequence[Ecart]) -> str:
    """The quartiers that no order has, and why."""
    known = {g.groupe for g in gaps if g.comparaison.ecart is not None}
    bare = {g.groupe: None for g in gaps if g.groupe not in known}
    joined = {g.groupe: None for g in gaps if g.parties}
    told = []
    if joined:
        names = join_words([name_group(g) for g in joined])
        told.append(f"{names}, faute de valeur d'ensemble : les deux QPV réunis sont dans le tableau")
    if silent := [name_group(g) for g in bare if g not in joined]:
        told.append(f"{join_words(silent)}, faute de chiffre importé")
    return f"Hors classement : {' ; '.join(told)}." if told else ""

"""The two questions of the territory: the widest gaps, and who catches up or falls behind."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from quartiers.analyse.comparaisons import Fondement
from quartiers.analyse.doutes import when as date_of
from quartiers.analyse.evaluation import Etendue, Perimetre
from quartiers.analyse.evaluation_ecarts import Ecart, Trajectoire, all_before, widest
from quartiers.analyse.synthese import name_group
from quartiers.donnees.modele import Contrat, Indicateur
from quartiers.presentation import mots
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Discret,
    Encadre,
    Fort,
    Fragment,
    Liste,
    Nature,
    Paragraphe,
    Saut,
    Signal,
    Suite,
    Tableau,
    Titre,
)
from quartiers.typographie import NARROW_SPACE, format_gap, format_value, join_words, lower_first

PLUS_FORT = "Quels quartiers connaissent le plus fort écart à l'agglomération ?"
RATTRAPAGE = "Rattrapent-ils ou décrochent-ils ?"
_NATURES: dict[Trajectoire, Nature] = {
    Trajectoire.RATTRAPE: "favorable",
    Trajectoire.DECROCHE: "fragile",
    Trajectoire.RUPTURE: "alerte",
}
_CHANGES = (
    (Trajectoire.RATTRAPE, "Rattrapent"),
    (Trajectoire.DECROCHE, "Décrochent"),
    (Trajectoire.SANS_RETARD_MIEUX, "S'améliorent, sans retard au départ"),
    (Trajectoire.SANS_RETARD_MOINS, "Se dégradent, sans être en retard"),
)


def show_gaps(contrat: Contrat, perimetre: Perimetre, gaps: tuple[Ecart, ...], everywhere: tuple[Ecart, ...]) -> Bloc:
    """``gaps`` are those of the perimeter, ``everywhere`` those of the contract, among which they are the widest or
    not."""
    known = tuple(g for g in gaps if g.chiffre is not None and g.chiffre.valeur is not None)
    if not known:
        return Paragraphe("Aucun chiffre publié récent ne permet de répondre : voir ce qu'il faut noter, plus haut.")
    blocks: list[Bloc] = [Paragraphe(_yardstick(contrat, known))]
    if all_before(contrat, known):
        first = contrat.premiere_annee
        told = (
            f"Ces chiffres décrivent des années antérieures à {first}, ou viennent de diffusions antérieures : écarts "
            "et évolutions sont ceux d'avant le contrat. Ils disent d'où il part, pas ce qu'il a fait."
        )
        blocks.append(Encadre("Avant de lire", (told,)))
    blocks += [Titre(PLUS_FORT), _widest(contrat, gaps, everywhere), Titre(RATTRAPAGE), _changes(known)]
    blocks.append(
        _table_of_quartier(contrat, gaps) if perimetre.etendue is Etendue.QUARTIER else _table_of_all(contrat, gaps)
    )
    return Suite(tuple(blocks))


def _yardstick(contrat: Contrat, gaps: Sequence[Ecart]) -> Contenu:
    """To what each indicator is compared, which the tables hold."""
    own = list(dict.fromkeys(g.indicateur.libelle_court for g in gaps if g.a_l_agglomeration))
    other = list(dict.fromkeys(g.indicateur.libelle_court for g in gaps if not g.a_l_agglomeration))
    told: list[Fragment] = []
    if own:
        name = contrat.territoires[contrat.agglomeration]
        told.append(f"Étalon : {name}, même année ({join_words([lower_first(n) for n in own])}). ")
    if other:
        named = f" ({join_words([lower_first(n) for n in other])})" if own else ""
        told += [
            Fort(f"Aucune valeur de l'agglomération n'est dans les tables{named} : "),
            "l'écart donné est celui au QPV médian de France, dans la même diffusion. Il classe les quartiers entre "
            "eux ; il ne dit pas leur écart à l'agglomération.",
        ]
    return told


def _by_indicator(gaps: Sequence[Ecart]) -> list[tuple[Indicateur, tuple[Ecart, ...]]]:
    return [(i, tuple(own)) for i, own in groupby(gaps, key=lambda g: g.indicateur)]


def _widest(contrat: Contrat, gaps: Sequence[Ecart], everywhere: Sequence[Ecart]) -> Bloc:
    own = {g.groupe for g in gaps}
    whole = own >= {g.groupe for g in everywhere}
    items: list[Contenu] = []
    for indicateur, found in _by_indicator(everywhere):
        first = widest(contrat, found)
        if not whole and not any(g.groupe in own for g in first):
            continue  # of a part of the contract, what is elsewhere is said once
        head = Fort(f"{indicateur.libelle_court}{NARROW_SPACE}: ")
        if not first:
            items.append([head, "aucun écart ne dépasse l'incertitude."])
        elif whole:
            items.append([head, _named(first)])
        else:
            items.append([head, _placed([g for g in first if g.groupe in own], first)])
    if not items:
        return Paragraphe("Sur les indicateurs de la première page, aucun des plus forts écarts du contrat n'est ici.")
    return Liste(tuple(items))


def _named(first: tuple[Ecart, ...]) -> str:
    names = join_words([f"{_name_of(g)} ({_gap(g)})" for g in first])
    if len(first) == 1:
        return f"le plus fort écart : {names}."
    return f"les plus forts écarts, que l'incertitude ne sépare pas : {names}."


def _placed(own: list[Ecart], first: tuple[Ecart, ...]) -> str:
    """Of a part of the contract: which of its quartiers are among the widest gaps of it."""
    names = join_words([f"{_name_of(g)} ({_gap(g)})" for g in own])
    if len(first) == 1:
        return f"le plus fort écart du contrat : {names}."
    return f"parmi les {len(first)} plus forts écarts du contrat, que l'incertitude ne sépare pas : {names}."


def _changes(gaps: Sequence[Ecart]) -> Bloc:
    """The changes that are changes, named; the others, counted by why they are none."""
    items: list[Contenu] = []
    for way, word in _CHANGES:
        if found := [g for g in gaps if g.chemin.trajectoire is way]:
            told = " ; ".join(f"{_name_of(g)} ({lower_first(g.indicateur.libelle_court)}{_change(g)})" for g in found)
            items.append([Fort(f"{word}{NARROW_SPACE}: "), f"{told}."])
    named = {way for way, _ in _CHANGES}
    rest = Counter(g.chemin.trajectoire for g in gaps if g.chemin.trajectoire not in named)
    if not items:
        items.append(
            "Aucun quartier ne rattrape ni ne décroche d'une façon que les chiffres publiés permettent d'affirmer."
        )
    if rest:
        told = ", ".join(f"{way.value} ({number})" for way, number in rest.most_common())
        items.append([Fort("Les autres"), f", {rest.total()} chiffres sur {len(gaps)} : {told}."])
    return Liste(tuple(items))


def _table_of_all(contrat: Contrat, gaps: Sequence[Ecart]) -> Bloc:
    indicators = _by_indicator(gaps)
    groups = list(dict.fromkeys(g.groupe for g in gaps))
    found = {(g.groupe, g.indicateur.indicateur): g for g in gaps}
    rows: tuple[tuple[Contenu, ...], ...] = tuple(
        (Fort(name_group(group)), *(_cell(found[group, i.indicateur]) for i, _ in indicators)) for group in groups
    )
    heads = [_head(contrat, i, own) for i, own in indicators]
    width = 78 / max(1, len(heads))
    return Tableau(
        "Chaque QPV : valeur, écart à l'étalon, lecture, puis trajectoire",
        ("Quartier", *heads),
        rows,
        (22, *(width for _ in heads)),
        dense=True,
    )


def _head(contrat: Contrat, indicateur: Indicateur, gaps: Sequence[Ecart]) -> list[Fragment]:
    dated = [g for g in gaps if g.chiffre is not None and g.chiffre.publication is not None]
    parts: list[Fragment] = [indicateur.libelle_court]
    if dated and (p := dated[0].chiffre) is not None and p.publication is not None:
        parts += [Saut(), Discret(date_of(p.publication)), Saut(), Discret(_reference(contrat, dated[0]))]
    return parts


def _cell(g: Ecart) -> Contenu:
    if g.chiffre is None or g.chiffre.valeur is None:
        return Discret("non publié" if g.chiffre is None else "non diffusé")
    parts: list[Fragment] = [
        mots.value_text(g.chiffre),
        Discret(f" ({_gap(g)})" if g.comparaison.ecart is not None else ""),
    ]
    return [*parts, Saut(), _reading(g), Saut(), _trajectory(g)]


def _table_of_quartier(contrat: Contrat, gaps: Sequence[Ecart]) -> Bloc:
    rows: list[tuple[Contenu, ...]] = []
    for g in gaps:
        head: list[Fragment] = [Fort(g.indicateur.libelle_court)]
        if g.chiffre is None or g.chiffre.publication is None or g.chiffre.valeur is None:
            rows.append((head, Discret("non publié" if g.chiffre is None else "non diffusé"), "—", "—", "—"))
            continue
        since = _since(g) if g.chemin.debut is not None else g.chemin.pourquoi
        way: list[Fragment] = [_trajectory(g)] + ([Saut(), Discret(since)] if since else [])
        rows.append(
            (
                [*head, Saut(), Discret(date_of(g.chiffre.publication))],
                mots.value_text(g.chiffre),
                _reference(contrat, g),
                [_gap(g) if g.comparaison.ecart is not None else "—", Saut(), _reading(g)],
                way,
            )
        )
    return Tableau(
        "Les indicateurs de la première page : valeur, étalon, écart, trajectoire",
        ("Indicateur", "Valeur", "Étalon", "Écart et lecture", "Trajectoire"),
        tuple(rows),
        (26, 12, 22, 18, 22),
    )


def _reference(contrat: Contrat, g: Ecart) -> str:
    value, unit = g.comparaison.valeur_reference, g.indicateur.unite
    if value is None:
        return "—"
    name = "QPV médian de France"
    if g.a_l_agglomeration:
        name = contrat.territoires[contrat.agglomeration]
    elif g.comparaison.fondement is not Fondement.MEDIANE_FRANCE:
        name = contrat.territoires.get(g.comparaison.territoire or "", "QPV de France")
    return f"{name} : {format_value(value, unit)}"


def _reading(g: Ecart) -> Fragment:
    situation = g.comparaison.situation
    if g.chiffre is not None and g.chiffre.saute:
        return Signal("alerte", f"{situation.value}, à confirmer : saut")
    return Signal(mots.NATURE_OF_SITUATION.get(situation, "neutre"), situation.value)


def _trajectory(g: Ecart) -> Fragment:
    way = g.chemin.trajectoire
    if way in _NATURES:
        return Signal(_NATURES[way], f"{way.value}{_change(g)}")
    return Discret(f"{way.value}{_change(g)}" if way in {w for w, _ in _CHANGES} else way.value)


def _change(g: Ecart) -> str:
    return f", {format_gap(round(g.chemin.points, 1), g.indicateur.unite)}" if g.chemin.points is not None else ""


def _gap(g: Ecart) -> str:
    return format_gap(g.comparaison.ecart, g.indicateur.unite) if g.comparaison.ecart is not None else "écart inconnu"


def _since(g: Ecart) -> str:
    day = date_of(g.chemin.debut) if g.chemin.debut is not None else ""
    return f"depuis {'la ' if day.startswith('diffusion') else ''}{day}"


def _name_of(g: Ecart) -> str:
    return name_group(g.groupe)

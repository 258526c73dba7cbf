"""The two questions of the territory: the widest gaps, and whether they had narrowed or widened."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from quartiers.analyse.anciens import name_of_figure
from quartiers.analyse.communes import Groupe
from quartiers.analyse.comparaisons import Fondement
from quartiers.analyse.doutes import when as date_of
from quartiers.analyse.evaluation import Etendue, Perimetre
from quartiers.analyse.evaluation_ecarts import Ecart, all_before, newer_statements
from quartiers.analyse.evaluation_trajectoires import DITES, Trajectoire
from quartiers.analyse.perimetres import communes_by_side
from quartiers.analyse.reperes import reference_communes
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
from quartiers.presentation.evaluation.classement import (
    by_indicator,
    by_yardstick,
    show_ranking,
    title_of_ranking,
    yardstick_of,
)
from quartiers.presentation.mots_dates import step_text
from quartiers.typographie import NARROW_SPACE, format_gap, format_value, join_words, lower_first

RATTRAPAGE: Final = "L'écart s'était-il réduit ou creusé ?"
AVANT_LE_CONTRAT: Final = "Avant le contrat, l'écart s'était-il réduit ou creusé ?"
_NATURES: dict[Trajectoire, Nature] = {
    Trajectoire.RATTRAPE: "favorable",
    Trajectoire.DECROCHE: "fragile",
    Trajectoire.RUPTURE: "alerte",
    Trajectoire.MARCHE: "alerte",
}
_CHANGES = (
    (Trajectoire.RATTRAPE, "S'étaient rapprochés"),
    (Trajectoire.DECROCHE, "S'étaient éloignés"),
    (Trajectoire.SANS_RETARD_MIEUX, "S'étaient améliorés, sans retard au départ"),
    (Trajectoire.SANS_RETARD_MOINS, "S'étaient dégradés, sans être en retard"),
    (Trajectoire.MARCHE, "Ont changé d'un seul pas, ce qui ne montre ni rapprochement, ni éloignement"),
)


def show_gaps(contrat: Contrat, perimetre: Perimetre, gaps: tuple[Ecart, ...], everywhere: tuple[Ecart, ...]) -> Bloc:
    """``gaps`` are those of the perimeter, ``everywhere`` those of the contract, among which they have their place."""
    known = tuple(g for g in gaps if g.chiffre is not None and g.chiffre.valeur is not None)
    if not known:
        return Paragraphe("Aucun chiffre récent importé ne permet de répondre : voir ce qu'il faut noter, plus haut.")
    blocks: list[Bloc] = [Paragraphe(_yardstick(contrat, known))]
    before = all_before(contrat, known)
    if before:
        told = (
            f"Tous ces chiffres précèdent {contrat.premiere_annee} : {_dates(known)}. Ils disent d'où part le contrat, "
            "pas ce qu'il a fait."
        )
        blocks.append(Encadre("Avant de lire", (told,)))
    alone = perimetre.etendue is Etendue.QUARTIER
    blocks += [
        Titre(title_of_ranking(known)),
        show_ranking(contrat, gaps, everywhere),
        Titre(AVANT_LE_CONTRAT if before else RATTRAPAGE),
        _changes(known, alone=alone),
        _table_of_quartier(contrat, gaps) if alone else _table_of_all(contrat, gaps),
    ]
    if note := _newer(contrat, known):
        blocks.append(Paragraphe([Fort("Plus récent, et non comparé : "), note]))
    if note := _whole_qpv(contrat, gaps):
        blocks.append(Paragraphe(Discret(note)))
    return Suite(tuple(blocks))


def _newer(contrat: Contrat, gaps: Sequence[Ecart]) -> str:
    """What the document states of a later year: nothing that was imported allows to check it, nor to compare it."""
    told = []
    for g, stated in newer_statements(contrat, gaps):
        assert g.chiffre is not None
        assert g.chiffre.publication is not None
        values = format_value(stated.valeur, g.indicateur.unite), mots.value_text(g.chiffre)
        where = contrat.quartiers[stated.quartier].nom_court
        name = lower_first(g.indicateur.libelle_court)
        told.append(
            f"{where}, {name} {values[0]} en {stated.annee} (ici : {values[1]} en {g.chiffre.publication.annee})"
        )
    if not told:
        return ""
    return (
        f"énoncé par le document pour une année postérieure, sans publication importée qui le vérifie : "
        f"{' ; '.join(told)}."
    )


def _dates(gaps: Sequence[Ecart]) -> str:
    """``2018 (taux de pauvreté et …) ; diffusion 2022, année des données non indiquée (…)``."""
    found: dict[str, dict[str, None]] = {}
    for g in gaps:
        assert g.chiffre is not None
        p = g.chiffre.publication
        if p is not None:
            day = date_of(p) + (", dont l'année des données n'est pas indiquée" if p.annee is None else "")
            found.setdefault(day, {})[lower_first(g.indicateur.libelle_court)] = None
    return " ; ".join(f"{day} ({join_words(list(names))})" for day, names in found.items())


def _yardstick(contrat: Contrat, gaps: Sequence[Ecart]) -> Contenu:
    """To what each indicator is compared, which the tables hold."""
    own = list(dict.fromkeys(lower_first(g.indicateur.libelle_court) for g in gaps if g.a_l_agglomeration))
    other = list(dict.fromkeys(lower_first(g.indicateur.libelle_court) for g in gaps if not g.a_l_agglomeration))
    told: list[Fragment] = []
    if own:
        told.append(f"Écart à l'agglomération ({contrat.territoires[contrat.agglomeration]}, même année) : ")
        told.append(f"{join_words(own)}. ")
    if other:
        which = (
            f"Pour {join_words(other)}, l'agglomération n'est pas connue" if own else "L'agglomération n'est pas connue"
        )
        told += [
            Fort(f"{which} : "),
            "l'écart donné est celui au QPV médian de France, dans la même diffusion. Ce n'est pas l'écart à "
            "l'agglomération.",
        ]
    return told


def _changes(gaps: Sequence[Ecart], *, alone: bool) -> Bloc:
    """The changes that are changes, by their two values and dates, and what the yardstick did; the others, counted."""
    items: list[Contenu] = []
    for way, word in _CHANGES:
        if found := [g for g in gaps if g.chemin.trajectoire is way]:
            told = " ; ".join(change_in_words(g) for g in found)
            items.append([Fort(f"{word}{NARROW_SPACE}: "), f"{told}."])
    named = {way for way, _ in _CHANGES}
    rest = Counter(_why(g) for g in gaps if g.chemin.trajectoire not in named)
    if not items:
        head = "Pour ce quartier, aucun" if alone else "Aucun"
        items.append(f"{head} rapprochement ni éloignement que les chiffres publiés permettent d'affirmer.")
    if rest:
        told = ", ".join(f"{way} ({number})" for way, number in rest.most_common())
        items.append([Fort("Les autres chiffres"), f", {rest.total()} sur {len(gaps)} : {told}."])
    if named & {g.chemin.trajectoire for g in gaps}:
        items.append(Discret(_caution(gaps)))
    return Liste(tuple(items))


def _caution(gaps: Sequence[Ecart]) -> str:
    """What the tables say of such changes, and what chance alone would give."""
    told = {g.indicateur: g.indicateur.reserve or "" for g in gaps if g.chemin.trajectoire in DITES}
    parts = [(i, part) for i, reserve in told.items() for part in reserve.rstrip(".").split(" ; ")]
    reserves = [f"{i.libelle_court} : {lower_first(part)}. " for i, part in parts if "évolution" in part]
    return "".join(reserves) + "Sur vingt évolutions lues, l'une peut dépasser l'incertitude par hasard."


def change_in_words(g: Ecart) -> str:
    """``Dutemple, taux de pauvreté de 54,4 % (2013) à 47,6 % (2018), soit −6,8 points, quand …``."""
    c, unit = g.chemin, g.indicateur.unite
    name = name_of_figure(g.groupe, g.chiffre.publication if g.chiffre else None)
    head = f"{name}, {lower_first(g.indicateur.libelle_court)}"
    if c.debut is None or c.fin is None or c.variation is None:
        return head
    ends = [f"{format_value(p.valeur, unit)} ({date_of(p)})" for p in (c.debut, c.fin)]
    own = format_gap(round(c.variation, 1), unit)
    if g.chiffre is not None and g.chiffre.tendance is not None and (step := step_text(g.chiffre.tendance)):
        own += f", {step}"
    if c.etalon is None:
        return f"{head} : de {ends[0]} à {ends[1]}, soit {own}"
    who = "l'agglomération" if c.a_l_agglomeration else "évolution médiane des QPV de France"
    return f"{head} : de {ends[0]} à {ends[1]}, soit {own} ({who} : {format_gap(round(c.etalon, 1), unit)})"


def _why(g: Ecart) -> str:
    return g.chemin.pourquoi or g.chemin.trajectoire.value


def _table_of_all(contrat: Contrat, gaps: Sequence[Ecart]) -> Bloc:
    indicators = by_indicator(gaps)
    groups = list(dict.fromkeys(g.groupe for g in gaps))
    found = {(g.groupe, g.indicateur.indicateur): g for g in gaps}
    heads = {i: by_yardstick(own)[0] for i, own in indicators}  # of several yardsticks in a column, the usual one
    rows: tuple[tuple[Contenu, ...], ...] = tuple(
        (Fort(_name(group, gaps)), *(_cell(contrat, found[group, i.indicateur], heads[i]) for i, _ in indicators))
        for group in groups
    )
    width = 80 / max(1, len(heads))
    return Tableau(
        "Chaque QPV : valeur, écart à l'étalon, lecture, puis évolution avant ces dates",
        ("Quartier", *(_head(contrat, i, own) for i, own in heads.items())),
        rows,
        (20, *(width for _ in heads)),
        dense=True,
    )


def _name(group: Groupe, gaps: Sequence[Ecart]) -> str:
    """As its figures are named; all of a row are of the same QPV, or the former one is not named."""
    names = {
        name_of_figure(group, g.chiffre.publication)
        for g in gaps
        if g.groupe == group and g.chiffre and g.chiffre.publication
    }
    return names.pop() if len(names) == 1 else name_group(group)


def _head(contrat: Contrat, indicateur: Indicateur, gaps: Sequence[Ecart]) -> list[Fragment]:
    dated = [g for g in gaps if g.chiffre is not None and g.chiffre.publication is not None]
    parts: list[Fragment] = [indicateur.libelle_court]
    if dated and (p := dated[0].chiffre) is not None and p.publication is not None:
        parts += [Saut(), Discret(date_of(p.publication)), Saut(), Discret(_reference(contrat, dated[0]))]
    return parts


def _cell(contrat: Contrat, g: Ecart, usual: Sequence[Ecart]) -> Contenu:
    """``usual`` are the gaps that the head of the column speaks of; another date or yardstick is told in the cell."""
    if g.chiffre is None or g.chiffre.valeur is None:
        return _without_value(g)
    parts: list[Fragment] = [
        mots.value_text(g.chiffre),
        Discret(f" ({_gap(g)})" if g.comparaison.ecart is not None else ""),
    ]
    own = yardstick_of(g)
    if own is not None and own != yardstick_of(usual[0]):
        parts += [Saut(), Discret(f"{own[1]} ; {_reference(contrat, g)}")]
    return [*parts, Saut(), _reading(g), Saut(), *_trajectory(g)]


def _without_value(g: Ecart) -> list[Fragment]:
    """What is published of the former QPV that it joins; else that nothing was imported, or is not disclosed."""
    if g.parties:
        values = [
            format_value(p.valeur, g.indicateur.unite) if p.valeur is not None else "non diffusé" for p in g.parties
        ]
        return [join_words(values), Saut(), Discret("deux QPV de 2015, pas de valeur d'ensemble")]
    return [Discret("non importé" if g.chiffre is None else "non diffusé")]


def _table_of_quartier(contrat: Contrat, gaps: Sequence[Ecart]) -> Bloc:
    rows: list[tuple[Contenu, ...]] = []
    for g in gaps:
        head: list[Fragment] = [Fort(g.indicateur.libelle_court)]
        if g.chiffre is None or g.chiffre.publication is None or g.chiffre.valeur is None:
            rows.append((head, _without_value(g), "—", "—", "—"))
            continue
        rows.append(
            (
                [*head, Saut(), Discret(date_of(g.chiffre.publication))],
                mots.value_text(g.chiffre),
                [_reference(contrat, g), *_communes(contrat, g)],
                [_gap(g) if g.comparaison.ecart is not None else "—", Saut(), _reading(g)],
                _trajectory(g),
            )
        )
    return Tableau(
        "Les indicateurs de la première page : valeur, étalon, écart, évolution avant ces dates",
        ("Indicateur", "Valeur", "Étalon", "Écart et lecture", "Évolution"),
        tuple(rows),
        (23, 11, 25, 18, 23),
    )


def _communes(contrat: Contrat, g: Ecart) -> list[Fragment]:
    """The value of its communes, of another year: beside, and never a yardstick."""
    found = [r for r in reference_communes(contrat, g.groupe[0], g.indicateur.indicateur) if r.valeur is not None]
    told = [f"{r.commune} {r.mesure.annee or ''} : {format_value(r.valeur, g.indicateur.unite)}" for r in found]
    return [Saut(), Discret("à titre indicatif, " + " ; ".join(told))] if told else []


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


def _trajectory(g: Ecart) -> list[Fragment]:
    """The way that the gap went; the dates, and what the figure itself did, wherever something is said of it."""
    way, c = g.chemin.trajectoire, g.chemin
    word: Fragment = Signal(_NATURES[way], way.value) if way in _NATURES else Discret(_why(g))
    silent = (Trajectoire.SANS_DATES, Trajectoire.INCERTAINE, Trajectoire.RUPTURE, Trajectoire.DIVERGENTE)
    if way in (*silent, Trajectoire.STABLE) or c.debut is None or c.variation is None:
        return [word]
    own = format_gap(round(c.variation, 1), g.indicateur.unite)
    yardstick = "agglomération" if c.a_l_agglomeration else "QPV de France"
    beside = f" ({yardstick} : {format_gap(round(c.etalon, 1), g.indicateur.unite)})" if c.etalon is not None else ""
    return [word, Saut(), Discret(f"{own} depuis {_since(g)}{beside}")]


def _since(g: Ecart) -> str:
    day = date_of(g.chemin.debut) if g.chemin.debut is not None else ""
    return f"{'la ' if day.startswith('diffusion') else ''}{day}"


def _gap(g: Ecart) -> str:
    return format_gap(g.comparaison.ecart, g.indicateur.unite) if g.comparaison.ecart is not None else "écart inconnu"


def _whole_qpv(contrat: Contrat, gaps: Sequence[Ecart]) -> str:
    """The QPV whose figures are of more than the projects here: shared, or on communes that the contract has not."""
    told = []
    for group in dict.fromkeys(g.groupe for g in gaps if g.comparaison.ecart is not None):
        outside = communes_by_side(contrat, group[0])[1]
        names = [commune.split(" ", 1)[-1] for commune in group[0].communes_qpv]
        if len(group) > 1 or group[0].couverture == "partie":
            told.append(f"{name_group(group)}, sur {join_words(names)}")
        elif outside:
            told.append(f"{name_group(group)}, aussi sur {join_words(outside)}, sans projet de ce contrat")
    return f"Chiffres du QPV entier : {' ; '.join(told)}." if told else ""

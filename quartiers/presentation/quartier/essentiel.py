"""Page 1 of a quartier report: key figures, three sentences, the priorities in a list, what is in doubt.

The sentences are written by rules, from the readings of ``quartiers.analyse``: what weighs most (the widest
gaps to the reference, sure and dated figures first), what improves or worsens (the largest changes between
comparable dates), what residents and actors say (the themes with most findings, with a finding of each).
"""

from collections import Counter
from textwrap import shorten
from typing import Final

from quartiers.analyse.appuis import Soutien
from quartiers.analyse.comparaisons import Evolution, Situation
from quartiers.analyse.diagnostic import ChiffreLu, key_figures, most_favorable, most_fragile, moving
from quartiers.analyse.doutes import TITRES
from quartiers.donnees.modele import Priorite
from quartiers.presentation import mots
from quartiers.presentation.blocs import (
    Bloc,
    ChiffreCle,
    ChiffresCles,
    Colonnes,
    Contenu,
    Discret,
    Encadre,
    Fort,
    Fragment,
    Liste,
    Paragraphe,
    Signal,
    Suite,
    Titre,
)
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import count, format_gap, join_words, lower_first

KEY_FIGURES: Final = 6
NAMED: Final = 2  # figures named after the first of a sentence, changes each way, themes, findings
DOUBTS: Final = 3
FINDING_CHARACTERS: Final = 130
COMPARED: Final = (Situation.FRAGILE, Situation.FAVORABLE, Situation.COMPARABLE)
SCALES: Final = (
    ("intercommunale", "Au sein des priorités intercommunales"),
    ("propre", "Propres au quartier"),
)


def show_key_figures(lu: QuartierLu) -> Bloc:
    cards = tuple(_card(lu, f) for f in key_figures(lu.chiffres, KEY_FIGURES) if f.valeur is not None)
    return ChiffresCles(cards) if cards else Suite(())


def _card(lu: QuartierLu, figure: ChiffreLu) -> ChiffreCle:
    detail = mots.when(figure)
    if figure.publie and lu.partage:
        detail += ", QPV entier"
    if compared := mots.card_references(figure, lu.contrat):
        detail += f" · {compared}"
    return ChiffreCle(
        mots.value_text(figure),
        figure.indicateur.libelle_court,
        detail,
        tuple(_readings(figure)),
        lu.notes[figure.indicateur.indicateur],
    )


def _readings(figure: ChiffreLu) -> list[Contenu]:
    """How the figure stands, then which way it moves."""
    if figure.douteux:
        return [Signal("alerte", "à vérifier")]
    readings: list[Contenu] = []
    c, unit = figure.comparaison, figure.indicateur.unite
    if c.situation not in (Situation.NON_COMPAREE, Situation.IMPRECISE):
        gap = [Discret(f" {format_gap(c.ecart, unit)}")] if c.ecart is not None else []
        readings.append([mots.situation_signal(c.situation), *gap])
    if (t := figure.tendance) is not None:
        span = mots.period(t)
        change = format_gap(t.variation, unit) if t.variation is not None else ""
        told = " ".join(filter(None, (change, span)))
        nature = mots.NATURE_OF_EVOLUTION.get(t.evolution, "neutre")
        readings.append([Signal(nature, t.evolution.value), Discret(f" {told}")])
    return readings


def write_sentences(lu: QuartierLu) -> tuple[Contenu, ...]:
    """The three sentences; each says so when the data has nothing to tell."""
    return (
        [Fort("Ce qui pèse le plus. "), *_what_weighs(lu)],
        [Fort("Ce qui évolue. "), *_what_moves(lu)],
        [Fort("Ce que disent les habitants et les acteurs. "), *_what_people_say(lu)],
    )


def _what_weighs(lu: QuartierLu) -> list[Fragment]:
    if not lu.chiffres:
        return ["Rien n'est publié pour ce QPV, et le diagnostic partagé n'énonce aucun chiffre."]
    fragile = _once(list(most_fragile(lu.chiffres)))
    numbered = [f for f in fragile if f.comparaison.ecart is not None]
    strong = _once([f for f in most_favorable(lu.chiffres) if f.comparaison.ecart is not None and not f.douteux])
    if numbered:
        parts = _widest_gaps(lu, numbered[0], [f for f in numbered[1:] if not f.douteux][:NAMED])
    elif fragile:
        name = fragile[0].indicateur.libelle_court
        parts = [f"{name}, {mots.value_text(fragile[0])}, que le document dit plus fragile, sans valeur de référence"]
        parts += [lu.renvoi(fragile[0]), "."]
    elif any(f.comparaison.situation in COMPARED for f in lu.chiffres):
        parts = ["Aucun chiffre comparé n'est plus fragile que sa référence."]
    else:
        parts = ["Aucun chiffre n'a de référence qui permette de le situer."]
    if strong:
        parts += [" Point d'appui : ", *_with_gap(lu, strong[0], None), "."]
    return parts


def _widest_gaps(lu: QuartierLu, first: ChiffreLu, others: list[ChiffreLu]) -> list[Fragment]:
    """``Emploi des femmes, 33,8 % contre 39,6 % pour… (−5,8 points) ; puis emplois précaires (+3,8 points).``"""
    parts: list[Fragment] = [mots.comparison_sentence(first, lu.contrat), lu.renvoi(first)]
    for position, figure in enumerate(others):
        parts += [" ; puis " if position == 0 else " et ", *_with_gap(lu, figure, first.comparaison.territoire)]
    return [*parts, "."]


def _with_gap(lu: QuartierLu, figure: ChiffreLu, already: str | None) -> list[Fragment]:
    """A figure and its gap, with what it is the gap to unless the reader has ``already`` been told."""
    name, c = lower_first(figure.indicateur.libelle_court), figure.comparaison
    assert c.ecart is not None  # the callers keep the figures that have one
    beside = ""
    if c.territoire is not None and c.territoire != already:
        beside = f" par rapport {mots.to(c.territoire, lu.contrat)}"
    return [f"{name} ({format_gap(c.ecart, figure.indicateur.unite)}{beside})", lu.renvoi(figure)]


def _once(figures: list[ChiffreLu]) -> list[ChiffreLu]:
    """The first figure of each indicator."""
    return list({f.indicateur.indicateur: f for f in reversed(figures)}.values())[::-1]


def _what_moves(lu: QuartierLu) -> list[Fragment]:
    parts: list[Fragment] = []
    for evolution, lead in ((Evolution.DEGRADATION, "Se dégrade : "), (Evolution.AMELIORATION, "S'améliore : ")):
        figures = _once([f for f in moving(lu.chiffres, evolution) if not f.douteux])[:NAMED]
        if not figures:
            continue
        parts.append(f" {lead}" if parts else lead)
        for position, figure in enumerate(figures):
            parts += [" ; "] if position else []
            parts += [lower_first(mots.trend_sentence(figure)), lu.renvoi(figure)]
        parts.append(".")
    if parts:
        return parts
    if any(f.tendance is not None for f in lu.chiffres):
        return ["Aucune évolution nette entre deux dates comparables."]
    return ["Aucune évolution ne se mesure : il n'y a pas deux dates comparables."]


def _what_people_say(lu: QuartierLu) -> list[Fragment]:
    if not lu.constats:
        return ["Le document ne rapporte aucun constat de terrain."]
    findings = Counter(c.thematique for c in lu.constats)
    top = findings.most_common(NAMED)
    themes = join_words([f"« {lu.contrat.thematiques[theme].libelle} » ({number})" for theme, number in top])
    said = [next(c.constat for c in lu.constats_sur(theme)) for theme, _ in top]
    quoted = " ; ".join(f"« {shorten(text, FINDING_CHARACTERS, placeholder='…')} »" for text in said)
    return [f"{count(len(lu.constats), 'constat')}, d'abord sur {themes} : {quoted}."]


def list_priorities(lu: QuartierLu) -> Bloc:
    """The priorities in one list, each with what it rests on."""
    if not lu.priorites:
        return Paragraphe("Aucune priorité n'est saisie pour ce quartier.")
    columns: list[Bloc] = []
    for scale, heading in SCALES:
        chosen = [p for p in lu.priorites if p.echelle == scale]
        if chosen:
            items: tuple[Contenu, ...] = tuple(_priority_item(lu, p) for p in chosen)
            columns.append(Suite((Titre(heading), Liste(items))))
    return Colonnes(columns[0], columns[1]) if len(columns) == 2 else columns[0]


def _priority_item(lu: QuartierLu, priorite: Priorite) -> Contenu:
    return [Fort(priorite.intitule), " ", Discret(f"({_support_text(lu.correspondance.soutien_de(priorite))})")]


def _support_text(soutien: Soutien) -> str:
    """``3 chiffres fragiles, 1 constat``; figures answered indirectly count too."""
    figures = len(soutien.directs) + len(soutien.indirects)
    parts = [count(figures, "chiffre fragile", "chiffres fragiles")] if figures else []
    parts += [count(len(soutien.constats), "constat")] if soutien.constats else []
    return ", ".join(parts) or "sans appui relevé"


def answered_sentence(lu: QuartierLu) -> str:
    """Whether every fragility finds a priority."""
    m = lu.correspondance
    if left := len(m.sans_priorite):
        return f"{count(left, 'fragilité relevée reste', 'fragilités relevées restent')} sans priorité correspondante."
    if m.chiffres or m.constats:
        return "Toutes les fragilités relevées trouvent une priorité."
    return "Le document n'énonce ni chiffre fragile ni constat à rapprocher des priorités."


def show_doubts(lu: QuartierLu) -> Bloc:
    """What to correct or to verify before quoting the figures, and what no priority answers; else nothing."""
    lines: list[Contenu] = []
    if lu.doutes:
        told = [f"{d.objet} ({lower_first(TITRES[d.regle])})" for d in lu.doutes[:DOUBTS]]
        if more := len(lu.doutes) - len(told):
            told.append(count(more, "autre point", "autres points"))
        lines.append([f"{' ; '.join(told)}. ", Discret("Le détail est dans « Fiabilité des chiffres ».")])
    if lu.avec_priorites and lu.correspondance.sans_priorite:
        lines.append(answered_sentence(lu))
    if not lines:
        return Suite(())
    title = count(len(lu.doutes), "point à corriger ou à vérifier", "points à corriger ou à vérifier")
    return Encadre(title if lu.doutes else "À discuter", tuple(lines), "alerte")

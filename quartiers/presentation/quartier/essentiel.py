"""Page 1 of a quartier report: a headline and a few sentences, the core figures, the priorities in a list, what is to
be decided and what is to be corrected."""

import re
from collections.abc import Sequence
from typing import Final

from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu, key_figures
from quartiers.analyse.incertitude import base_of
from quartiers.analyse.perimetres import communes_outside
from quartiers.analyse.regles_reserves import caution
from quartiers.analyse.reperes import is_worse_than_communes
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Contrat, Indicateur, Priorite, Quartier
from quartiers.donnees.tables.importees import ANCIENNE, NOUVELLE
from quartiers.presentation import mots, mots_evolutions, mots_references
from quartiers.presentation.blocs import (
    Bloc,
    ChiffreCle,
    ChiffresCles,
    Colonnes,
    Contenu,
    Discret,
    Fort,
    Fragment,
    Liste,
    Paragraphe,
    Signal,
    Suite,
    Titre,
)
from quartiers.presentation.echelles import ECHELLES
from quartiers.presentation.mots_dates import step_text
from quartiers.presentation.quartier import evolutions, ouverture, phrases
from quartiers.presentation.quartier.diagnostic import later_figures
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.soutiens import support_text, who_links
from quartiers.typographie import format_number, in_letters, join_words, lower_first

# What nearly every figure is counted among, and goes without saying.
WITH_CARE: Final = "à lire avec prudence"
# Whose the margins are: INSEE publishes none of these.
WHOSE_MARGINS: Final = "Marge : variation habituelle d'un chiffre, dans un QPV de cette taille (estimation)."
PAR_UNITE: Final = "par unité de consommation"
_ANYBODY: Final = ("Personnes", "Habitants", "Population du quartier")


def show_key_figures(lu: QuartierLu) -> Bloc:
    figures = key_figures(lu.contrat, lu.chiffres, ouverture.APART)
    if not figures:
        return Suite(())
    published = (p for f in figures for p in (f.publication, *f.parties) if p is not None)
    text = mots_references.short_sources(p.source for p in published)
    calls = "[n] : notes."
    said = [" ".join([text, *_of_what(lu, figures), calls])] if text else []
    line = tuple(Paragraphe(Discret(sentence)) for sentence in (*said, *_core_without_figure(lu)))
    return Suite((ChiffresCles(cards(lu)), *line))


def _of_what(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> list[str]:
    """What the cards do not repeat: which limits the former perimeter is, what it has outside the contract, and what is
    not to be done of a figure of another year."""
    published = [p for f in figures for p in (f.publication, *f.parties) if p is not None]
    told = []
    if any(p.diffusion.geographie == ANCIENNE for p in published):
        told.append(f"Périmètre {ANCIENNE} : limites d'avant {NOUVELLE}.")
    codes = dict.fromkeys(code for p in published for code in p.territoires)
    if outside := communes_outside(lu.contrat, codes):
        told.append(f"QPV entier, dont {join_words(outside)}, hors du contrat.")
    if any(mots.margin_text(f) for figure in figures for f in (figure, *ouverture.read_parts(lu, figure))):
        told.append(WHOSE_MARGINS)
    if any(mots_references.has_other_year(f, lu.contrat, lu.quartier) for f in figures):
        told.append("Commune d'une autre année : ne pas soustraire.")
    if lu.avec_document and (later := later_figures(lu)):  # a portrait says it where it begins, overleaf
        told.append(later)
    return told


def _core_without_figure(lu: QuartierLu) -> list[str]:
    """Which of the figures that every report opens with this one has not: they are not left out without a word."""
    known = {figure.indicateur.indicateur for figure in lu.chiffres}
    core = (lu.contrat.indicateurs[name] for name in lu.contrat.essentiel if name in lu.contrat.indicateurs)
    lacking = [lower_first(i.libelle_court) for i in core if i.indicateur not in known]
    if not lacking:
        return []
    why = f"faute d'être publiés pour {lu.quartier.noms.ce} dans les fichiers repris"
    return [f"Sans chiffre ici, {why} : {join_words(lacking)}."]


def cards(lu: QuartierLu) -> tuple[ChiffreCle, ...]:
    return tuple(_card(lu, figure) for figure in key_figures(lu.contrat, lu.chiffres, ouverture.APART))


def _card(lu: QuartierLu, figure: ChiffreLu) -> ChiffreCle:
    euros = mots_references.euros_of(figure, lu.contrat, lu.quartier)
    if figure.publication is not None:
        parts = len(figure.publication.territoires)
        made = f"calculé ici sur {in_letters(parts)} anciens QPV, " if parts > 1 else ""
        detail = f"{made}{euros or ouverture.dated(figure.publication)}, {mots.perimeter(figure.publication)}"
    elif figure.parties:
        first = figure.parties[0]
        names = dict(zip(lu.quartier.codes_qpv_2015, lu.quartier.libelles_qpv_2015, strict=False))
        former = " et ".join(names.get(p.territoires[0], p.territoires[0]) for p in figure.parties)
        detail = f"{former}, {euros or ouverture.dated(first)}, {mots.perimeter(first)}"
    else:
        detail = (euros or mots.when(figure)) + (", énoncé par le diagnostic" if figure.affirmation is not None else "")
    if figure.publie and lu.partage:
        detail += ", QPV entier"
    if out_of := _out_of(lu, figure):
        detail = f"{out_of}, {detail}"
    if among := _counted_among(figure.indicateur):
        detail = f"{among}, {detail}"
    if later := mots.later_statement(figure, lu.enonces_voisins):
        detail += f" · {later}"
    beside = [*_of_parts(lu, figure)]
    told = _tells_communes(lu, figure)
    beside += [Discret(text) for text in mots_references.card_references(figure, *_who(lu), known=not told)]
    if other := mots_references.beside_on_card(figure, lu.chiffres):
        beside.append(Discret(other))
    return ChiffreCle(
        mots.values_text(figure),
        figure.indicateur.libelle_court,
        detail,
        (*_readings(lu, figure), *beside),
        lu.notes[figure.indicateur.indicateur],
    )


def _of_parts(lu: QuartierLu, figure: ChiffreLu) -> list[Contenu]:
    """How each former QPV stands where nothing allows to take them together: two values beside a median call for a
    subtraction that would not be a reading. Of a gap that is not read, its size and its margin, in the order of the
    values."""
    read = [(f, ouverture.former_qpv(lu, f)) for f in ouverture.read_parts(lu, figure)]
    read = [(f, name) for f, name in read if f.comparaison.situation is not Situation.NON_COMPAREE]
    states = [*dict.fromkeys(f.comparaison.situation for f, _ in read)]
    told: list[Contenu] = []
    for state in states:
        own = [(f, name) for f, name in read if f.comparaison.situation is state]
        whose = "chacun" if len(states) == 1 else join_words([name for _, name in own])
        gaps = [mots.unsure_text(f, lu.contrat) for f, _ in own] if state is Situation.IMPRECISE else []
        sizes = f" : {' ; '.join(gaps)}" if gaps and all(gaps) else ""
        told.append([mots.situation_signal(state), Discret(f" ({whose}){sizes}")])
    return told


def _counted_among(indicateur: Indicateur) -> str:
    """``allocataires de la CAF``, ``niveau de vie``: of what a figure is, where its label does
    not say it; a third of those who receive benefits is not a third of the inhabitants."""
    population = indicateur.population
    if PAR_UNITE in population:  # a household's income shared among who lives of it: INSEE's name for it is shorter
        return "niveau de vie"
    label = fold(indicateur.libelle_court)
    told = "parmi" in label or all(word in label for word in re.findall(r"[^\W\d]{4,}", fold(population))[:2])
    if indicateur.unite != "%" or population in _ANYBODY or told:
        return ""
    return lower_first(population)


def _out_of(lu: QuartierLu, figure: ChiffreLu) -> str:
    """``environ 61 sur 151``, of a share whose label begins with its whole: « 40,4 % Demandeurs d'emploi depuis 2 ans »
    would be heard of the inhabitants."""
    p, weight = figure.publication, lu.contrat.indicateurs.get(figure.indicateur.poids or "")
    if p is None or p.valeur is None or weight is None or figure.indicateur.unite != "%":
        return ""
    if not fold(figure.indicateur.libelle_court).startswith(fold(weight.libelle_court).split(" ", 1)[0]):
        return ""
    base = base_of(lu.contrat, weight.indicateur, p.territoires, p.diffusion.edition)
    counted = (base or 0) * p.valeur / 100
    if base is None or counted < lu.contrat.seuil_personnes:
        return ""
    return f"environ {format_number(round(counted))} sur {format_number(base)}"


def _readings(lu: QuartierLu, figure: ChiffreLu) -> list[Contenu]:
    """How the figure stands, then which way it moves, where that is sure."""
    if figure.douteux:
        return [Signal("alerte", "à vérifier")]
    readings: list[Contenu] = []
    c = figure.comparaison
    if c.situation is not Situation.NON_COMPAREE:
        told = _place(lu, figure)
        signal = mots.situation_signal(c.situation)
        if c.situation is Situation.IMPRECISE:
            return [_unsure(lu, figure), *_movement(figure)]
        if _tells_communes(lu, figure):
            # A poverty of 41 % is no good news in a town at 25 %: the yardstick is one of poor quarters. The sign is
            # of that yardstick all the same, as on every card.
            told = ", ".join(filter(None, (told, f"mais {mots_references.beside_communes(figure, *_who(lu))}")))
        readings.append([signal, *([Discret(f" ({told})")] if told else [])])
    return [*readings, *_movement(figure)]


def _unsure(lu: QuartierLu, figure: ChiffreLu) -> list[Fragment]:
    """``écart non concluant : 5,8 points de moins, marge ± 6,9``: it is the gap that is not read, not the figure beside
    it; the margin is large, where the gap is not small; ``déjà au-dessus aux 3 mesures d'avant``, where it was: a hint,
    and no reading."""
    signal, told = mots.situation_signal(Situation.IMPRECISE), mots.unsure_text(figure, lu.contrat)
    if times := figure.comparaison.repetee:
        side = "au-dessus" if (figure.comparaison.ecart or 0.0) > 0 else "au-dessous"
        told = " ; ".join(filter(None, (told, f"déjà {side} aux {times - 1} mesures d'avant")))
    return [signal, *([Discret(f" : {told}")] if told else [])]


def _movement(figure: ChiffreLu) -> list[Contenu]:
    """``▲ amélioration (54,4 % en 2013 ; QPV de France : +2,1 points ; à lire avec prudence)``, where that is sure: in
    the words of the table, with the reserve of an indicator whose local changes INSEE has read with caution. The
    sentences of the page do not tell it again."""
    t = figure.tendance
    if t is None or not evolutions.is_on_card(figure):
        return []
    since = ", ".join(text for text in (mots_evolutions.since(figure), step_text(t, figure.indicateur.unite)) if text)
    signal = Signal(mots_evolutions.NATURE_OF_EVOLUTION.get(t.evolution, "neutre"), t.evolution.value)
    care = WITH_CARE if caution(figure.indicateur.reserve) else ""
    about = " ; ".join(filter(None, (since, evolutions.of_france(figure), care)))
    return [[signal, *([Discret(f" ({about})")] if about else [])]]


def _who(lu: QuartierLu) -> tuple[Contrat, Quartier]:
    return lu.contrat, lu.quartier


def _tells_communes(lu: QuartierLu, figure: ChiffreLu) -> bool:
    """Whether the reading of a card has the figures of the communes: they are not said twice."""
    good = figure.comparaison.situation is Situation.FAVORABLE and not figure.douteux
    return good and is_worse_than_communes(lu.contrat, lu.quartier, figure)


def _place(lu: QuartierLu, figure: ChiffreLu) -> str | None:
    """``10 % les plus fragiles``, among the QPV of France; else ``le plus fragile des 15 QPV de 2015 du contrat``."""
    c = figure.comparaison
    if c.place is None or c.situation not in mots.NATURE_OF_SITUATION:
        return None
    worst = mots_references.worst_of_contract(figure, lu.contrat) if c.situation is Situation.FRAGILE else ""
    if worst and not figure.extreme:  # the headline tells of a tenth: so does the card, first
        return worst
    return mots.place_text(c.place)


def write_sentences(lu: QuartierLu) -> tuple[Bloc, ...]:
    """The headline, how the figures stand, what moves, what was heard; what the data does not tell is left out.

    Without any figure, what was heard is told first.
    """
    heard, told = phrases.findings(lu)
    said = (*((Paragraphe(heard),) if heard else ()), *((Liste(told),) if told else ()))
    headline = ouverture.headline(lu)
    if told and not lu.chiffres:
        return (*said, Paragraphe(headline))
    blocks: list[Bloc] = [Paragraphe([Fort(part) if isinstance(part, str) else part for part in headline])]
    if counted := phrases.count_readings(lu):
        blocks.append(Paragraphe(Discret(counted)))
    if strong := ouverture.strengths_sentence(lu):
        blocks.append(Paragraphe(strong))
    if lu.chiffres and (moved := evolutions.changes(lu)):
        blocks.append(Paragraphe(moved))
    return (*blocks, *said)


def list_priorities(lu: QuartierLu) -> Bloc:
    """The priorities in one list, each with what it rests on."""
    if not lu.priorites:
        return Paragraphe("Aucune priorité n'est saisie pour ce quartier.") if lu.avec_document else Suite(())
    columns: list[Bloc] = []
    for scale in ECHELLES.values():
        chosen = [p for p in lu.priorites if p.echelle == scale.echelle]
        if chosen:
            items: tuple[Contenu, ...] = tuple(_priority_item(lu, p) for p in chosen)
            columns.append(Suite((Titre(scale.titre), Liste(items))))
    block = Colonnes(columns[0], columns[1]) if len(columns) == 2 else columns[0]
    told = who_links(lu)
    return Suite((block, Paragraphe(Discret(told)))) if told else block


def _priority_item(lu: QuartierLu, priorite: Priorite) -> Contenu:
    return [Fort(priorite.intitule), " ", Discret(f"({support_text(lu, priorite)})")]

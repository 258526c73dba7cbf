"""How each priority is supported: by a reading of the document, by what a rule brings near it, or by nothing.

A theme is wide: « vivre ensemble » holds both speeding and the isolation of the old. What a reading confirmed (table
``appuis``) supports a priority; all the rest is near it at most: what shares a subject or a public with it, what has
its theme, what is in doubt. What is no more fragile than what it is compared with supports nothing, were it confirmed,
nor does a bare count of people, nor what has neither the theme nor a subject of the priority.

A support may be of some of what a title names only: the priority is supported in part. What the section has on the
rest is near (``pour_le_reste``); that there is nothing on it is told (``sans_appui``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from quartiers.analyse.appuis import (
    Reponse,
    answer_to_indicator,
    is_denied,
    is_near,
    words_of_theme,
)
from quartiers.analyse.comparaisons import Evolution, Situation, situation
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.etude import Etude
from quartiers.analyse.proches import near_findings, near_statements, shared_subjects
from quartiers.analyse.renommes import is_of_others
from quartiers.analyse.socle import once_each
from quartiers.analyse.sujets import subjects_of
from quartiers.analyse.volets import is_about, names_public_of, needs_of, parts_without_support, words_of
from quartiers.donnees.modele import Affirmation, Constat, Priorite
from quartiers.donnees.tables.projets import DIFFICULTE
from quartiers.unites import COUNT


class Etat(Enum):
    """What there is of a priority, the best first."""

    CONFIRMEE = "a reading of the document says what supports it"
    EN_DOUTE = "what a reading says to support it are figures in doubt"
    RAPPROCHEE = "a rule brings findings or figures near it"
    A_VERIFIER = "only figures in doubt would support it"
    ENONCEE = "figures are stated of its public, and show no fragility"
    THEME = "findings or figures have its theme only"
    VOISINE = "something of another theme comes near it"
    INDIRECTE = "findings or figures are of a linked theme, or of other people"
    DECLINEE = "figures or findings have the theme of one of its forms"
    PROPRE = "its own text only"
    SANS = "nothing"
    NON_LUE = "the diagnostic was not read whole"


@dataclass(frozen=True)
class Appuyee:
    """A priority, what supports it or comes near, and how.

    ``publics`` are what is stated of its publics without a fragility, ``lus_en_doute`` which of those in doubt a
    reading says to support it: a link that is sure, of a figure that is not. ``en_partie``: its title names something
    that no support is about. ``pour_le_reste`` is what comes near it; ``sans_appui``, that nothing of the section is
    about it; ``infirmes``, what of it only
    figures are about that a reading denies, with these. What was not read whole is not told to lack it.
    """

    priorite: Priorite
    etat: Etat
    confirmes: tuple[ChiffreLu, ...]
    entendus: tuple[Constat, ...]
    proches: tuple[ChiffreLu, ...]
    du_sujet: tuple[Constat, ...]
    a_verifier: tuple[ChiffreLu, ...]
    publics: tuple[ChiffreLu, ...]
    de_theme: tuple[ChiffreLu, ...]
    constats: tuple[Constat, ...]
    indirects: tuple[ChiffreLu, ...]
    lies: tuple[Constat, ...]
    propres: tuple[Constat, ...]
    lus_en_doute: tuple[ChiffreLu, ...]
    en_partie: bool
    sans_appui: tuple[str, ...]
    infirmes: tuple[tuple[str, tuple[ChiffreLu, ...]], ...]
    pour_le_reste: tuple[ChiffreLu | Constat, ...]


@once_each
def read_support(etude: Etude, priorite: Priorite) -> Appuyee:
    """A stated figure in doubt supports nothing, whatever links it. What a reading says neither to support a priority
    nor to come near it is beside it nowhere."""
    s = etude.correspondance.soutien_de(priorite)
    held = [f for f in s.confirmes if not is_doubted(etude, f)]
    sure = [f for f in held if not _is_sound(etude, f) and not _is_a_bare_count(f) and _is_of(etude, priorite, f)]
    weak = [f for f in held if f not in sure and not _is_sound(etude, f)]
    linked = [f for f in (*s.directs, *s.de_theme) if not is_doubted(etude, f)]
    close = [*weak, *(f for f in linked if f in s.directs or _bears_on(etude, priorite, f))]
    close += [f for f in _published_of_public(etude, priorite) if f not in (*sure, *close)]
    stated = [f for f in s.du_meme_public if answer_to_indicator(priorite, f.indicateur) is Reponse.DIRECTE]
    by_reading = read_as_near(etude, priorite)[0]
    linked_somehow = (*s.confirmes, *s.directs, *s.de_theme, *s.en_doute, *stated, *by_reading)
    in_doubt = [f for f in dict.fromkeys(linked_somehow) if is_doubted(etude, f)]
    doubted = [f for f in in_doubt if not is_of_others(etude.contrat, f)]
    public = [*(f for f in held if f not in (*sure, *weak)), *(f for f in stated if f not in in_doubt)]
    read_in_doubt = [f for f in (*s.confirmes, *s.en_doute) if f in doubted]
    held_by = sure if sure or s.entendus else read_in_doubt
    lacking = parts_without_support(etude.contrat, priorite, held_by, s.entendus) if held_by or s.entendus else ()
    rest, nowhere, denied = _look_for(etude, priorite, lacking, sure, (*s.confirmes, *s.en_doute, *by_reading))
    found = Appuyee(
        priorite,
        Etat.NON_LUE,
        confirmes=tuple(sure),
        entendus=s.entendus,
        proches=tuple(close),
        du_sujet=s.du_sujet,
        a_verifier=tuple(doubted),
        publics=tuple(public),
        de_theme=tuple(f for f in linked if f not in close),
        constats=s.constats,
        indirects=s.indirects,
        lies=s.lies,
        propres=s.propres,
        lus_en_doute=tuple(read_in_doubt),
        en_partie=bool(lacking),
        sans_appui=nowhere if etude.complet else (),
        infirmes=denied if etude.complet else (),
        pour_le_reste=rest,
    )
    return replace(found, etat=_state_of(etude, found))


def _has_own_subject(etude: Etude, priorite: Priorite) -> bool:
    """Whether the title of a priority has a subject, and no word of its theme: « la revitalisation des commerces »."""
    about = subjects_of(etude.contrat, (priorite.intitule,))
    return bool(about) and not words_of_theme(etude.contrat, priorite.thematique, priorite.intitule)


def _look_for(
    etude: Etude, priorite: Priorite, parts: Sequence[str], sure: Sequence[ChiffreLu], read: Sequence[ChiffreLu]
) -> tuple[tuple[ChiffreLu | Constat, ...], tuple[str, ...], tuple[tuple[str, tuple[ChiffreLu, ...]], ...]]:
    """What the section has, under any theme, on parts of a title: what the document states, then what was found; then
    the parts on which it has nothing, were it but findings that a reading says to be about something else, and those on
    which it only has figures that a reading denies, with these. A bare count of people says nothing of them, unless it
    is ``read`` to support the priority or to come near it."""
    sources: list[ChiffreLu | Constat] = [f for f in _stated(etude) if f.indicateur.sens != "contexte" or f in read]
    sources += [c for c in etude.constats if c.nature == DIFFICULTE]
    told: list[ChiffreLu | Constat] = []
    nowhere: list[str] = []
    denied: list[tuple[str, tuple[ChiffreLu, ...]]] = []
    for part in parts:
        found = [source for source in sources if is_about(etude.contrat, priorite, part, source)]
        near = [s for s in found if not _is_denied(etude, priorite, s)]
        told += [s for s in near if s not in told and s not in sure]
        figured = tuple(s for s in found if isinstance(s, ChiffreLu))
        nowhere += [] if near or figured else [part]
        denied += [(part, figured)] if figured and not near else []
    return tuple(told), tuple(nowhere), tuple(denied)


def _stated(etude: Etude) -> list[ChiffreLu]:
    """What the document states of the people that its labels name."""
    stated = (f for figure in etude.chiffres for f in (figure, *figure.enonces) if f.affirmation is not None)
    return [f for f in stated if not is_of_others(etude.contrat, f)]


def silent_needs(etude: Etude, priorite: Priorite) -> tuple[str, ...]:
    """The needs that a title names and that the section says nothing about, whatever readings make of what it says;
    none of a diagnostic that was not read whole."""
    sources: list[ChiffreLu | Constat] = [*_stated(etude), *(c for c in etude.constats if not etude.est_propre(c))]
    needs = needs_of(etude.contrat, priorite) if etude.complet else ()
    return tuple(n for n in needs if not any(is_about(etude.contrat, priorite, n, source) for source in sources))


def found_around(etude: Etude, priorite: Priorite) -> tuple[list[ChiffreLu], list[Constat]]:
    """What the section has on the theme of a priority, whatever it shows and whatever readings make of it, then what is
    published of the theme, where all that is sure is on the better side; else what it has on its people. Who hears that
    nothing shows a need would oppose it. Of a title with its own subject (shops, filed with employment), on that."""
    contrat, theme = etude.contrat, priorite.thematique
    own = subjects_of(contrat, (priorite.intitule,)) if _has_own_subject(etude, priorite) else frozenset[str]()
    heard = [c for c in etude.constats if c.nature == DIFFICULTE and not etude.est_propre(c)]
    heard = [c for c in heard if not own or own & subjects_of(contrat, (c.constat,))]
    stated = [f for f in _stated(etude) if f.indicateur.unite != COUNT]
    stated = [f for f in stated if not own or own & subjects_of(contrat, (words_of(f),))]
    findings = [c for c in heard if c.thematique == theme]
    figures = [f for f in stated if f.indicateur.thematique == theme]
    figures += [f for f in _sound_of_theme(etude, theme) if not own]
    if not (findings or figures):
        findings = [c for c in heard if names_public_of(priorite, c.constat)]
        figures = [f for f in stated if answer_to_indicator(priorite, f.indicateur) is Reponse.DIRECTE]
        figures = [f for f in figures if f.indicateur.sens != "contexte"]
    return [*{f.indicateur.indicateur: f for f in reversed(figures)}.values()][::-1], findings


def stated_better(etude: Etude, priorite: Priorite) -> list[ChiffreLu]:
    """What the document itself says to be less fragile, of the theme of a priority and of people that its title names:
    whoever has the document would oppose it."""
    titled = set(needs_of(etude.contrat, priorite))
    return [
        f
        for f in _stated(etude)
        if f.indicateur.thematique == priorite.thematique
        and titled & set(f.indicateur.publics)
        and standing(etude, f) is Situation.FAVORABLE
        and not is_doubted(etude, f)
    ]


def _sound_of_theme(etude: Etude, theme: str) -> list[ChiffreLu]:
    """What is published on a theme and surely is less fragile, the contract's core first, where nothing is more."""
    own = [f for f in etude.chiffres if f.publie and f.indicateur.thematique == theme]
    if any(f.comparaison.situation is Situation.FRAGILE for f in own):
        return []
    sound = [f for f in own if f.comparaison.situation is Situation.FAVORABLE]
    return sorted(sound, key=lambda f: f.indicateur.indicateur not in etude.contrat.essentiel)


def is_on_the_good_side(figure: ChiffreLu) -> bool:
    """Whether what is published is less fragile than the median QPV, were it not surely so: the best rate of women at
    work of a contract is no need of its women."""
    where = figure.comparaison.position
    return figure.publie and where is not None and situation(where, figure.indicateur.sens) is Situation.FAVORABLE


def _is_a_bare_count(figure: ChiffreLu) -> bool:
    """Whether a figure only says how many of some people there are, and not that they are more than elsewhere."""
    return figure.indicateur.sens == "contexte" and figure.comparaison.situation is not Situation.AU_DESSUS


def _is_of(etude: Etude, priorite: Priorite, figure: ChiffreLu) -> bool:
    """Whether a figure has the theme of a priority, or one that is linked to it, a public or a subject of it: a long
    unemployment does not show that households grow poorer."""
    i = figure.indicateur
    if priorite.thematique in (i.thematique, *i.thematiques_liees) or set(i.publics) & set(priorite.publics):
        return True
    return _bears_on(etude, priorite, figure)


def _state_of(etude: Etude, a: Appuyee) -> Etat:
    """The best of what there is of a priority."""
    near = near_found(etude, a.priorite) or near_figures(etude, a.priorite)
    known = (
        (Etat.CONFIRMEE, a.confirmes or a.entendus),
        (Etat.EN_DOUTE, a.lus_en_doute),
        (Etat.RAPPROCHEE, a.proches or a.du_sujet),
        (Etat.ENONCEE, a.publics),
        (Etat.A_VERIFIER, a.a_verifier),
        (Etat.THEME, a.de_theme or a.constats),
        (Etat.VOISINE, near),
        (Etat.INDIRECTE, a.indirects or a.lies),
        (Etat.PROPRE, a.propres or (a.priorite.affirme and etude.complet)),
        (Etat.DECLINEE, etude.complet and any(of_forms(etude, a.priorite))),
        (Etat.SANS, etude.complet),
    )
    return next((state for state, there in known if there), Etat.NON_LUE)


def standing(etude: Etude, figure: ChiffreLu) -> Situation:
    """How a figure stands: as published, where the document only states what is."""
    published = published_of(etude, figure)
    return (published or figure).comparaison.situation


def published_of(etude: Etude, figure: ChiffreLu) -> ChiffreLu | None:
    """The published figure of what the document states, where it is read against something."""
    if figure.publie:
        return None
    same = (f for f in etude.chiffres if f.publie and f.indicateur == figure.indicateur)
    return next((f for f in same if f.comparaison.situation is not Situation.NON_COMPAREE), None)


def _is_sound(etude: Etude, figure: ChiffreLu) -> bool:
    """Whether a figure is less fragile than what it is compared with, or as fragile and not worsening."""
    found = standing(etude, figure)
    worsens = figure.tendance is not None and figure.tendance.evolution is Evolution.DEGRADATION
    return found is Situation.FAVORABLE or (found is Situation.COMPARABLE and not worsens)


def _published_of_public(etude: Etude, priorite: Priorite) -> list[ChiffreLu]:
    """Published shares that a priority's people have in those whom its theme is about, surely above the median QPV's:
    neither good nor bad of the quartier, they weigh for a priority that is for them."""
    return [
        f
        for f in etude.chiffres
        if f.publie
        and f.indicateur.sens == "contexte"
        and f.indicateur.thematique == priorite.thematique
        and f.comparaison.situation is Situation.AU_DESSUS
        and not f.saute
        and answer_to_indicator(priorite, f.indicateur) is Reponse.DIRECTE
        and not any(_is_denied(etude, priorite, stated) for stated in f.enonces)
    ]


def _is_denied(etude: Etude, priorite: Priorite, source: ChiffreLu | Constat) -> bool:
    """Whether a reading says that a finding, or a statement, neither supports a priority nor comes near it."""
    if isinstance(source, Constat):
        return is_denied(etude.contrat, priorite, source.constat_id)
    stated = source.affirmation
    return stated is not None and is_denied(etude.contrat, priorite, stated.affirmation)


def read_as_near(etude: Etude, priorite: Priorite) -> tuple[list[ChiffreLu], list[Constat]]:
    """The statements and the findings that readings say to come near a priority without supporting it; no statement
    that is less fragile than what it is compared with, which argues for nothing, nor that is in fact of others."""
    stated = (f for figure in etude.chiffres for f in (figure, *figure.enonces) if f.affirmation is not None)
    figures = [
        f
        for f in stated
        if f.affirmation is not None
        and is_near(etude.contrat, priorite, f.affirmation.affirmation)
        and standing(etude, f) is not Situation.FAVORABLE
        and not is_of_others(etude.contrat, f)
    ]
    return figures, [c for c in etude.constats if is_near(etude.contrat, priorite, c.constat_id)]


def is_doubted(etude: Etude, figure: ChiffreLu) -> bool:
    """Whether a doubt that the report prints is about that very statement. What is published instead of it is not."""
    if figure.publie:
        return False
    return figure.douteux or (figure.affirmation is not None and figure.affirmation.affirmation in etude.en_doute)


def _bears_on(etude: Etude, priorite: Priorite, figure: ChiffreLu) -> bool:
    """Whether a figure speaks of the subject of a priority: by its label or whom it counts."""
    i = figure.indicateur
    return shared_subjects(etude.contrat, priorite, " ".join((i.libelle, i.libelle_court, *i.publics))) is not None


def of_forms(etude: Etude, priorite: Priorite) -> tuple[list[ChiffreLu], list[Constat]]:
    """What the document states and what was found on the themes that the forms of a priority speak of: « les leviers de
    l'insertion professionnelle », against poverty. Neither what is sound, nor in doubt, nor denied; nothing of a
    priority whose title has its own subject."""
    contrat = etude.contrat
    if _has_own_subject(etude, priorite):
        return [], []
    forms = " . ".join(d.declinaison for d in priorite.declinaisons)
    themes = {t for t in contrat.thematiques if t != priorite.thematique and words_of_theme(contrat, t, forms)}
    stated = (f for figure in etude.chiffres for f in (figure, *figure.enonces) if f.affirmation is not None)
    figures = [
        f
        for f in stated
        if f.indicateur.thematique in themes
        and not set(f.indicateur.publics) - set(priorite.publics)
        and not (is_doubted(etude, f) or _is_sound(etude, f) or _is_denied(etude, priorite, f))
    ]
    findings = [c for c in etude.constats if c.thematique in themes and c.nature == DIFFICULTE]
    return figures, [c for c in findings if not _is_denied(etude, priorite, c)]


def near_found(etude: Etude, priorite: Priorite) -> tuple[Constat, ...]:
    """What readings say to come near a priority, in their order; else what was found under another theme and comes the
    nearest to it by its words, unless a reading denied it."""
    contrat = etude.contrat
    if read := [c for c in etude.constats if is_near(contrat, priorite, c.constat_id)]:
        rank = {a.constat: n for n, a in enumerate(contrat.appuis) if a.priorite == priorite.priorite}
        return tuple(sorted(read, key=lambda c: rank[c.constat_id]))
    return tuple(c for c in near_findings(contrat, priorite) if not is_denied(contrat, priorite, c.constat_id))[:1]


def near_figures(etude: Etude, priorite: Priorite) -> list[Affirmation]:
    """The figures that readings say to come near a priority; else those that the document states on its subject, but
    for those that are less fragile than what they are compared with: they argue for nothing."""
    contrat = etude.contrat
    read = [f for figure in etude.chiffres for f in (figure, *figure.enonces)]
    out = {f.affirmation for f in read if f.comparaison.situation is Situation.FAVORABLE}
    stated = [a for a in contrat.affirmations_de(priorite.quartier) if a not in out]
    if told := [a for a in stated if is_near(contrat, priorite, a.affirmation)]:
        return told
    return [
        a
        for a in near_statements(contrat, priorite)
        if a not in out and not _is_a_size(etude, priorite, a) and not is_denied(contrat, priorite, a.affirmation)
    ]


def _is_a_size(etude: Etude, priorite: Priorite, stated: Affirmation) -> bool:
    """Whether a figure only says how many of a public there are, of no theme of the priority."""
    i = etude.contrat.indicateurs[stated.indicateur]
    return i.sens == "contexte" and answer_to_indicator(priorite, i) is Reponse.AUCUNE

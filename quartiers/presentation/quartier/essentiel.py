"""Page 1 of a quartier report: a headline and a few sentences, the core figures, the priorities in a list, what is to
be decided and what is to be corrected."""

from collections.abc import Mapping, Sequence
from typing import Final

from quartiers.analyse.appuis import Appui, Reponse, names_its_theme
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu, key_figures
from quartiers.analyse.doutes import TITRES, year_of
from quartiers.analyse.origines import attributed
from quartiers.analyse.perimetres import communes_outside
from quartiers.analyse.proches import near_findings, near_statements
from quartiers.donnees.modele import Constat, Priorite
from quartiers.donnees.tables.importees import ANCIENNE, NOUVELLE
from quartiers.donnees.tables.projets import CLOSE
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
    Liste,
    Paragraphe,
    Signal,
    Suite,
    Titre,
)
from quartiers.presentation.mots_dates import step_text, years_of
from quartiers.presentation.quartier import evolutions, phrases
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import COUNT, count, join_words, lower_first

APART: Final = 2  # figures that set the quartier apart, after the core
DOUBTS: Final = 3
FILED: Final = 1  # findings whose own text does not speak of the theme that they are filed under
ALONE: Final = 2  # priorities that nothing was linked to that the box names: more are counted
# What there is of a priority that no fragile figure supports, nor any finding of others' words.
UNLINKED: Final = "Priorités sans constat de difficulté ni chiffre fragile de la même thématique"
OWN_TEXT_ONLY: Final = "Priorités que seul leur propre texte motive"
STATED_ONLY: Final = "Priorités reliées à des chiffres énoncés seulement, non fragiles ou à vérifier"
OWN_TEXT: Final = "motivée par son propre texte"
NEAR_ONLY: Final = "Priorités dont un constat ou un chiffre du diagnostic s'approche, sous un autre thème"
UNREAD: Final = "début du diagnostic manquant : appui inconnu"
# What is not there, in the list: nothing at all of the theme, or nothing that shows a fragility.
NOTHING: Final = "aucun constat ni chiffre de la même thématique"
NOTHING_FRAGILE: Final = "ni difficulté constatée ni chiffre fragile de la même thématique"
# The same in the list of page 1, which has little room.
IN_LIST: Final = {
    NOTHING: "le diagnostic n'en parle pas sous ce thème",
    NOTHING_FRAGILE: "ni difficulté ni chiffre fragile du thème",
}
SCALES: Final = (
    ("intercommunale", "Au sein des priorités intercommunales"),
    ("propre", "Propres au quartier"),
)


def show_key_figures(lu: QuartierLu) -> Bloc:
    figures = key_figures(lu.contrat, lu.chiffres, APART)
    if not figures:
        return Suite(())
    published = (p for f in figures for p in (f.publication, *f.parties) if p is not None)
    text = mots.short_sources(p.source for p in published)
    calls = "Entre crochets : notes, en fin de rapport."
    said = [" ".join([text, *_of_what(lu, figures), calls])] if text else []
    line = tuple(Paragraphe(Discret(sentence)) for sentence in (*said, *_core_without_figure(lu)))
    return Suite((ChiffresCles(tuple(_card(lu, f) for f in figures)), *line))


def _of_what(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> list[str]:
    """What the cards do not repeat: which limits the former perimeter is, what it has outside the contract, and that
    figures of two years are not to be subtracted."""
    published = [p for f in figures for p in (f.publication, *f.parties) if p is not None]
    told = []
    if any(p.diffusion.geographie == ANCIENNE for p in published):
        told.append(f"Périmètre {ANCIENNE} : limites d'avant {NOUVELLE}.")
    codes = dict.fromkeys(code for p in published for code in p.territoires)
    if outside := communes_outside(lu.contrat, codes):
        told.append(f"QPV entier, dont {join_words(outside)}, hors du contrat.")
    if any(mots.has_other_year(f, lu.contrat, lu.quartier) for f in figures):
        told.append("Commune d'une autre année : ne pas soustraire.")
    return told


def _core_without_figure(lu: QuartierLu) -> list[str]:
    """Which of the figures that every report opens with this one has not: they are not left out without a word."""
    known = {figure.indicateur.indicateur for figure in lu.chiffres}
    core = (lu.contrat.indicateurs[name] for name in lu.contrat.essentiel if name in lu.contrat.indicateurs)
    lacking = [lower_first(i.libelle_court) for i in core if i.indicateur not in known]
    if not lacking:
        return []
    why = f"faute d'être publiés pour {lu.quartier.noms.ce} dans les fichiers importés"
    return [f"Sans chiffre ici, {why} : {join_words(lacking)}."]


def _card(lu: QuartierLu, figure: ChiffreLu) -> ChiffreCle:
    euros = mots.euros_of(figure, lu.contrat, lu.quartier)
    if figure.publication is not None:
        detail = f"{euros or year_of(figure.publication)}, {mots.perimeter(figure.publication)}"
    elif figure.parties:
        first = figure.parties[0]
        codes = " et ".join(p.territoires[0] for p in figure.parties)
        detail = f"{codes}, {euros or year_of(first)}, {mots.perimeter(first)}"
    else:
        detail = (euros or mots.when(figure)) + (", énoncé par le diagnostic" if figure.affirmation is not None else "")
    if figure.publie and lu.partage:
        detail += ", QPV entier"
    if later := mots.later_statement(figure, lu.en_doute):
        detail += f" · {later}"
    beside = [Discret(text) for text in mots.card_references(figure, lu.contrat, lu.quartier)]
    return ChiffreCle(
        mots.values_text(figure),
        figure.indicateur.libelle_court,
        detail,
        (*_readings(lu, figure), *beside),
        lu.notes[figure.indicateur.indicateur],
    )


def _readings(lu: QuartierLu, figure: ChiffreLu) -> list[Contenu]:
    """How the figure stands, then which way it moves, where that is sure."""
    if figure.douteux:
        return [Signal("alerte", "à vérifier")]
    readings: list[Contenu] = []
    c = figure.comparaison
    if c.situation is not Situation.NON_COMPAREE:
        told = mots.repeated_text(figure) or _place(lu, figure)
        readings.append([mots.situation_signal(c.situation), *([Discret(f" ({told})")] if told else [])])
    t = figure.tendance
    if t is not None and t.reguliere and not figure.saute and evolutions.is_told(figure, t):
        since = ", ".join(text for text in (mots.since(figure), step_text(t)) if text)
        signal = Signal(mots.NATURE_OF_EVOLUTION.get(t.evolution, "neutre"), t.evolution.value)
        readings.append([signal, *([Discret(f" ({since})")] if since else [])])
    return readings


def _place(lu: QuartierLu, figure: ChiffreLu) -> str | None:
    """``10 % les plus fragiles``, among the QPV of France; else ``le plus fragile des 15 QPV de 2015 du contrat``."""
    c = figure.comparaison
    if c.place is None or c.situation not in mots.NATURE_OF_SITUATION:
        return None
    worst = mots.worst_of_contract(figure, lu.contrat) if c.situation is Situation.FRAGILE else ""
    if worst and not figure.extreme:  # the headline tells of a tenth: so does the card, first
        return worst
    return mots.PLACES.get(c.place.palier)


def write_sentences(lu: QuartierLu) -> tuple[Bloc, ...]:
    """The headline, how the figures stand, what moves, what was heard; what the data does not tell is left out.

    Without any figure, what was heard is told first.
    """
    heard, told = phrases.findings(lu)
    said = (*((Paragraphe(heard),) if heard else ()), *((Liste(told),) if told else ()))
    headline = phrases.headline(lu)
    if told and not lu.chiffres:
        return (*said, Paragraphe(headline))
    blocks: list[Bloc] = [Paragraphe([Fort(part) if isinstance(part, str) else part for part in headline])]
    if counted := phrases.count_readings(lu):
        blocks.append(Paragraphe(Discret(counted)))
    if strong := phrases.strengths(lu):
        blocks.append(Paragraphe(strong))
    if lu.chiffres:
        blocks.append(Paragraphe(evolutions.changes(lu)))
    return (*blocks, *said)


def list_priorities(lu: QuartierLu) -> Bloc:
    """The priorities in one list, each with what it rests on."""
    if not lu.priorites:
        return Paragraphe("Aucune priorité n'est saisie pour ce quartier.") if lu.avec_document else Suite(())
    columns: list[Bloc] = []
    for scale, heading in SCALES:
        chosen = [p for p in lu.priorites if p.echelle == scale]
        if chosen:
            items: tuple[Contenu, ...] = tuple(_priority_item(lu, p) for p in chosen)
            columns.append(Suite((Titre(heading), Liste(items))))
    return Colonnes(columns[0], columns[1]) if len(columns) == 2 else columns[0]


def _priority_item(lu: QuartierLu, priorite: Priorite) -> Contenu:
    return [Fort(priorite.intitule), " ", Discret(f"({_support_text(lu, priorite)})")]


def _support_text(lu: QuartierLu, priorite: Priorite) -> str:
    """``appuyée par : emploi des femmes``: figures of its theme and public; else what else bears on its theme."""
    soutien = lu.correspondance.soutien_de(priorite)
    published = [f for f in soutien.directs if f.publie]  # what the document alone states is no evidence
    if published:
        names = dict.fromkeys(lower_first(f.indicateur.libelle_court) for f in published)
        return f"appuyée par : {join_words([*names])}"
    parts = []
    parts += _figures_in_words(lu, [*soutien.directs, *soutien.de_theme])
    if soutien.constats:
        parts.append(count(len(soutien.constats), "constat"))
    if parts:
        return f"même thème : {', '.join(parts)}"
    if soutien.indirects:
        return "thème lié, ou autre public"
    if soutien.propres:
        return OWN_TEXT
    if soutien.du_meme_public:
        return f"même public : {stated_of_public(lu, soutien.du_meme_public)}"
    if near := what_comes_near(lu, priorite):
        return near
    return IN_LIST[nothing_of_theme(lu, priorite)] if lu.complet else UNREAD


def what_comes_near(lu: QuartierLu, priorite: Priorite) -> str:
    """``constat qui s'en approche : …``: what the diagnostic says under another theme; empty where it says nothing."""
    if findings := near_findings(lu.contrat, priorite):
        return f"constat qui s'en approche : {attributed(findings[0])}"
    if stated := near_statements(lu.contrat, priorite):
        names = dict.fromkeys(lower_first(lu.contrat.indicateurs[a.indicateur].libelle_court) for a in stated)
        plural = len(names) > 1
        return f"chiffre{'s' if plural else ''} qui s'en approche{'nt' if plural else ''} : {join_words([*names])}"
    return ""


def nothing_of_theme(lu: QuartierLu, priorite: Priorite) -> str:
    """What the diagnostic lacks on the theme of a priority that nothing is linked to: that no figure of it shows a
    fragility is not that there is none. The priority's own text may well argue."""
    theme = priorite.thematique
    figures = (f.indicateur for figure in lu.chiffres for f in (figure, *figure.enonces) if f.indicateur.unite != COUNT)
    spoken = lu.constats_sur(theme) or any(theme in (i.thematique, *i.thematiques_liees) for i in figures)
    return NOTHING_FRAGILE if spoken else NOTHING


def stated_of_public(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> str:
    """``2 chiffres énoncés, à vérifier``: what the document states of a public, and that supports nothing as it is."""
    told = count(len(figures), "chiffre énoncé", "chiffres énoncés")
    doubted = any(
        f.douteux or (f.affirmation is not None and f.affirmation.affirmation in lu.en_doute) for f in figures
    )
    if doubted:
        return f"{told}, à vérifier"
    sound = all(f.comparaison.situation is Situation.FAVORABLE for f in figures)
    return f"{told}, {'moins fragile' if sound else 'sans fragilité lue'}{'s' if sound and len(figures) > 1 else ''}"


def answered_sentence(lu: QuartierLu) -> str:
    """Whether every fragility finds a priority on its theme."""
    m = lu.correspondance
    if left := len(m.sans_priorite):
        return f"{count(left, 'fragilité relevée reste', 'fragilités relevées restent')} sans priorité sur son thème."
    if m.chiffres or m.constats:
        return "Chaque fragilité relevée trouve une priorité sur son thème, ou sur un thème lié."
    return "Le document n'énonce ni chiffre fragile ni constat à rapprocher des priorités."


def show_boxes(lu: QuartierLu) -> Bloc:
    """What is to be decided beside what is to be corrected; nothing where there is neither."""
    decide, correct = _to_decide(lu), _to_correct(lu)
    boxes = tuple(box for box in (decide, correct) if box is not None)
    if len(boxes) == 2:
        return Colonnes(*boxes)
    return boxes[0] if boxes else Suite(())


def _to_decide(lu: QuartierLu) -> Encadre | None:
    """The themes that fragilities are of and no priority, and the open priorities that nothing was linked to."""
    if not lu.avec_priorites:
        return None
    lines: list[Contenu] = []
    by_theme: dict[tuple[str, ...], list[Appui]] = {}
    taken = {p.thematique for p in lu.priorites}
    filed: list[Constat] = []
    for support in (*lu.correspondance.chiffres, *lu.correspondance.constats):
        themes, source = _themes_of(lu, support), support.source
        if taken & set(themes):
            continue  # a priority on a linked theme is not one on this
        if isinstance(source, Constat) and not names_its_theme(lu.contrat, source):
            filed.append(source)
        else:
            by_theme.setdefault(themes, []).append(support)
    touched = {themes for themes, group in by_theme.items() if any(s.reponse is Reponse.EVOQUEE for s in group)}
    answered = (Reponse.DIRECTE, Reponse.THEME, Reponse.INDIRECTE)
    linked = {themes for themes, group in by_theme.items() if any(s.reponse in answered for s in group)}
    for head, chosen in (
        ("Thèmes sans priorité : ", by_theme.keys() - touched - linked),
        ("Thèmes abordés seulement par un thème lié : ", linked),
        ("Thèmes abordés seulement à travers d'autres priorités : ", touched - linked),
    ):
        if chosen:
            lines.append([Fort(head), f"{_themes_in_words(lu, {t: by_theme[t] for t in by_theme if t in chosen})}."])
    for finding in filed[:FILED]:  # its own words do not say the theme: it is told, and not counted as of the theme
        theme = lu.contrat.thematiques[finding.thematique].libelle
        head = f"Constat sans priorité, classé sous « {theme} » sans que son texte en parle : "
        lines.append([Fort(head), f"{attributed(finding)}."])
    if (more := len(filed) - FILED) > 0:
        lines.append(f"{count(more, 'autre constat', 'autres constats')} de même : voir « Constats de terrain ».")
    for head, group in unsupported(lu):
        alone = [p for p in group if p.etat != CLOSE]
        if alone and head not in (STATED_ONLY, NEAR_ONLY):  # the list above says what there is of these
            few = len(alone) <= ALONE  # else the list above says which they are
            told = " ; ".join(p.intitule for p in alone) if few else f"{len(alone)}, dans la liste ci-dessus"
            lines.append([Fort(f"{head} : "), f"{told}."])
    return Encadre("À décider", tuple(lines)) if lines else None


def unsupported(lu: QuartierLu) -> list[tuple[str, list[Priorite]]]:
    """The priorities that nothing of the diagnostic supports, by what there is all the same; none of a text that was
    not read whole."""
    groups: dict[str, list[Priorite]] = {head: [] for head in (UNLINKED, OWN_TEXT_ONLY, STATED_ONLY, NEAR_ONLY)}
    for priority in lu.correspondance.priorites_sans_appui if lu.complet else ():
        support = lu.correspondance.soutien_de(priority)
        near = near_findings(lu.contrat, priority) or near_statements(lu.contrat, priority)
        head = OWN_TEXT_ONLY if support.propres else STATED_ONLY if support.du_meme_public else UNLINKED
        head = NEAR_ONLY if head == UNLINKED and near else head
        groups[head].append(priority)
    return [(head, group) for head, group in groups.items() if group]


def _themes_in_words(lu: QuartierLu, by_theme: Mapping[tuple[str, ...], Sequence[Appui]]) -> str:
    """``Mobilité (1 constat) ; Logement (2 chiffres fragiles)``: those with most to say first."""
    labels = lu.contrat.thematiques
    ranked = sorted(by_theme.items(), key=lambda item: -len(item[1]))
    return " ; ".join(
        f"{' ou '.join(labels[t].libelle for t in themes)} ({_what(lu, group)})" for themes, group in ranked
    )


def _themes_of(lu: QuartierLu, support: Appui) -> tuple[str, ...]:
    source = support.source
    return (source.thematique,) if isinstance(source, Constat) else lu.contrat.themes_of(source.indicateur)


def _what(lu: QuartierLu, group: Sequence[Appui]) -> str:
    """``5 chiffres fragiles, 1 constat``."""
    findings = sum(isinstance(support.source, Constat) for support in group)
    figures = [support.source for support in group if isinstance(support.source, ChiffreLu)]
    parts = _figures_in_words(lu, figures)
    if parts and (dates := years_of([f for f in figures if f.publie])):  # one decides today: of which years they are
        parts[0] += f" {dates}"
    parts += [count(findings, "constat")] if findings else []
    return ", ".join(parts)


def _figures_in_words(lu: QuartierLu, figures: Sequence[ChiffreLu]) -> list[str]:
    """``2 chiffres fragiles``, ``1 chiffre énoncé à vérifier``: what the document alone states is apart, and what a
    rule doubts of it more so."""
    published = sum(f.publie for f in figures)
    stated = [f.affirmation.affirmation for f in figures if f.affirmation is not None and not f.publie]
    doubted = sum(name in lu.en_doute for name in stated)
    counted = (
        (published, "chiffre fragile", "chiffres fragiles"),
        (len(stated) - doubted, "chiffre énoncé", "chiffres énoncés"),
        (doubted, "chiffre énoncé à vérifier", "chiffres énoncés à vérifier"),
    )
    return [count(number, one, several) for number, one, several in counted if number]


def _to_correct(lu: QuartierLu) -> Encadre | None:
    """What to correct or to verify before quoting the stated figures."""
    if not lu.doutes:
        return None
    told = [f"{d.objet} ({lower_first(TITRES[d.regle])})" for d in lu.doutes[:DOUBTS]]
    if more := len(lu.doutes) - len(told):
        told.append(count(more, "autre point", "autres points"))
    title = count(len(lu.doutes), "point à corriger ou à vérifier", "points à corriger ou à vérifier")
    line: Contenu = [f"{' ; '.join(told)}. ", Discret("Le détail est dans « Fiabilité des chiffres ».")]
    return Encadre(title, (line,), "alerte")

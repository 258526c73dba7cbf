"""What page 1 puts to a committee: the fragilities that no priority answers, and the priorities that nothing in the
diagnostic supports. The same as page 4 lists, in fewer words: sentences that one can read aloud, with values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from quartiers.analyse.appuis import Appui, Reponse, answer_to_indicator
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.decompte import count_figures
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.origines import OF_RESIDENTS, finding_heard
from quartiers.analyse.publications import CONTEXTE
from quartiers.analyse.soutiens import Etat, is_doubted, read_support
from quartiers.analyse.sujets import of_form, of_priority, subjects_of
from quartiers.donnees.modele import Constat, Priorite
from quartiers.donnees.tables.projets import CLOSE
from quartiers.presentation.blocs import Contenu, Discret, Encadre, Fort, fragments
from quartiers.presentation.mots import TO_CONFIRM, value_text
from quartiers.presentation.mots_constats import in_few_words, without_colon
from quartiers.presentation.quartier.a_justifier import titled, to_settle, unanswered_parts
from quartiers.presentation.quartier.chiffres_dits import name_figure
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.ouverture import has_two_rows, heaviest, is_set_apart, with_article
from quartiers.presentation.quartier.reponses import (
    OF_ANYBODY,
    Portee,
    evoking,
    in_a_sentence,
    is_for_others,
    nearest,
    theme_of,
)
from quartiers.presentation.quartier.soutiens import around, lacking, near_titles
from quartiers.typographie import count, format_value, join_words, lower_first

BOXES: Final = 120  # characters of a line of both boxes
BOLD: Final = 6  # characters that take the width of one more, where they are bold
SHARES: Final = range(36, 65, 2)  # % of the page, of the first of two boxes
EVOKING: Final = 2  # priorities that it names for a word that they have
FIGURES: Final = 2  # that it names of the first theme that has no priority
HEAD: Final = "Faut-il une priorité ? "
# What was looked for, and no more: that a fragility has a priority of its theme is not that it is answered.
NOTHING_LEFT: Final = (
    "Rien de repéré, thème par thème : chaque chiffre nettement plus fragile et chaque difficulté rapportée a une "
    "priorité de son thème ou d'un thème voisin"
)
IN_PART_ONLY: Final = "À étayer en partie"
NOTHING_ELSE: Final = ", aucune autre question n'étant repérée"
NOR_OTHERWISE: Final = " ; chaque priorité, un constat ou un chiffre qui s'en approche"
NO_ANSWER: Final = "Cela ne dit pas qu'elle y réponde"
ONLY_IN_FORMS: Final = "Dans le détail d'une priorité, non dans son titre"
TO_WEIGH: Final = "À apprécier"


@dataclass(frozen=True)
class Longueur:
    """How much the boxes name: figures of a second theme, findings, and points, of which the others are counted.
    Priorities and publics are all named."""

    chiffres: int
    constats: int
    points: int


# From the richest: page 1 takes the first that it has room for.
LONGUEURS: Final = (Longueur(2, 3, 3), Longueur(2, 3, 2), Longueur(2, 2, 1), Longueur(1, 2, 1), Longueur(1, 1, 1))
BREVE: Final = LONGUEURS[-2]  # what the boxes are taken to say, before it is known what room they have


def to_decide(lu: QuartierLu, taille: Longueur = LONGUEURS[0]) -> Encadre | None:
    """Whether a priority is wanted where there is none, and what to do of the priorities without support; that nothing
    is left is said too: no box would read as one that was forgotten. A figure of the theme of a priority, or of a
    linked one, is not asked about, whomever that priority names."""
    if not lu.avec_priorites:
        return None
    without = lu.correspondance.sans_priorite
    lines = [*_themes_without(lu, without, taille), *_findings_without(lu, without, taille)]
    lines += [*_only_in_forms(lu, taille), *_of_priorities(lu)]
    weighed = _to_weigh(lu)
    lines += [] if lines else _partly_supported(lu, alone=not weighed)
    if not lines and not lu.priorites:
        return None
    nothing: list[Contenu] = [] if lines else [nothing_left(lu)]
    return Encadre("À décider", (*nothing, *lines, *weighed))


def nothing_left(lu: QuartierLu) -> str:
    """What was looked for and found answered by theme; and that neither answers, nor what is not sure, were read."""
    unsure = count_figures(lu.chiffres).situations[Situation.IMPRECISE]
    which = "de l'écart qui reste" if unsure == 1 else f"des {unsure} écarts qui restent"
    left = f", ni rien {which} dans la marge" if unsure else ""
    return f"{NOTHING_LEFT}{NOR_OTHERWISE if lu.complet else ''}. {NO_ANSWER}{left}."


def _only_in_forms(lu: QuartierLu, taille: Longueur) -> list[Contenu]:
    """The findings that the detail of a priority alone has a subject of: whom its title would not lead there."""
    found = [
        (a.source, p)
        for a in lu.correspondance.constats
        if isinstance(a.source, Constat) and a.reponse is Reponse.SUJET
        for p in a.priorites[:1]
        if not any(_is_titled(lu, other, a.source) for other in a.priorites)
    ]
    if not found:
        return []
    told = [
        f"{in_few_words(lu.contrat, c)} ({finding_heard(c)} ; {p.intitule})"
        for c, p in found[: max(taille.constats, 1)]
    ]
    told += [f"et {left} autres, dans « Constats de terrain »"] if (left := len(found) - len(told)) > 0 else []
    return [[Fort(f"{ONLY_IN_FORMS} : "), f"{' ; '.join(told)}."]]


def _is_titled(lu: QuartierLu, priorite: Priorite, finding: Constat) -> bool:
    """Whether the title of a priority has a subject of a finding; of one without any subject, its theme does."""
    subjects = subjects_of(lu.contrat, (finding.constat,))
    return priorite.thematique == finding.thematique or bool(subjects & subjects_of(lu.contrat, (priorite.intitule,)))


def _to_weigh(lu: QuartierLu) -> list[Contenu]:
    """``aucune priorité ne nomme les personnes en situation de handicap (AAH parmi les allocataires : 16,4 % ; QPV
    médian : 11,3 %)``: the people that figures of context surely are of more than elsewhere. Such a figure is neither
    good nor bad, and asks for no priority by itself: who decides may be of another opinion. Before them, the themes of
    the core that no priority is of."""
    grave = [f for f in lu.chiffres if f.comparaison.situation is Situation.FRAGILE and _is_sure(f) and lu.priorites]
    grave = [f for f in grave if _is_of_a_public(f) and _is_for_others(lu, f)]
    above = [f for f in lu.chiffres if f.comparaison.situation is Situation.AU_DESSUS and _is_sure(f)]
    found: dict[tuple[str, ...], ChiffreLu] = {}
    for f in (*grave, *(f for f in above if f.indicateur.sens == CONTEXTE)):
        if f.indicateur.publics:
            found.setdefault(f.indicateur.publics, f)
    named = frozenset(public for p in lu.priorites for public in p.publics)
    about = frozenset[str]().union(*(of_priority(lu.contrat, p) for p in lu.priorites))
    told = [
        f"les {' ou les '.join(publics)} ({_beside_median(f)})"
        for publics, f in found.items()
        if not named & {*publics} and not about & subjects_of(lu.contrat, publics)
    ]
    lacking = [*_only_near(lu), *([f"ne nomme {' ni '.join(told)}"] if told else [])]
    return [[Fort(f"{TO_WEIGH} : "), f"aucune priorité {' ; aucune '.join(lacking)}."]] if lacking else []


def _only_near(lu: QuartierLu) -> list[str]:
    """``ne porte sur les revenus (taux de pauvreté : 54,1 % ; QPV médian : 43,9 %)``: a figure of the contract's core,
    in the most fragile quarter of France and no headline, that priorities of a linked theme only are near."""
    first = {theme_of(lu, f.indicateur) for f in heaviest(lu)[:1]}
    core = [f for f in heaviest(lu) if f.indicateur.indicateur in lu.contrat.essentiel and is_set_apart(f)]
    told: dict[str, ChiffreLu] = {}
    for f in core:
        theme, near = theme_of(lu, f.indicateur), nearest(lu, f)
        if theme not in first and near is not None and near.portee is Portee.PROCHE:
            told.setdefault(theme, f)
    return [f"ne porte sur {in_a_sentence(lu, theme)} ({_beside_median(f)})" for theme, f in told.items()]


def _is_of_a_public(figure: ChiffreLu) -> bool:
    """Whether a figure is of people whom a priority for others may leave out: a household of low income, or somebody
    without a job, is of any."""
    return bool(figure.indicateur.publics) and not set(figure.indicateur.publics) & OF_ANYBODY


def _is_for_others(lu: QuartierLu, figure: ChiffreLu) -> bool:
    """Whether each priority that answers a figure is by its title for people that the figure is not of."""
    near = [p for p in lu.priorites if answer_to_indicator(p, figure.indicateur) is not Reponse.AUCUNE]
    return bool(near) and all(is_for_others(p, figure.indicateur) for p in near)


def _is_sure(figure: ChiffreLu) -> bool:
    """Whether a published figure is read; not a share of incomes, which others make, nor what a jump came to."""
    return figure.publie and not figure.douteux and not figure.saute and not figure.indicateur.est_part_de_revenu


def _beside_median(figure: ChiffreLu) -> str:
    """``AAH parmi les allocataires : 16,4 % ; QPV médian : 11,3 %``."""
    i = figure.indicateur
    label = i.libelle_court if i.libelle_court[:2].isupper() else lower_first(i.libelle_court)
    median = format_value(figure.comparaison.valeur_reference, i.unite)
    return f"{label} : {value_text(figure)} ; QPV médian : {median}"


def _themes_without(lu: QuartierLu, without: Iterable[Appui], taille: Longueur) -> list[Contenu]:
    """By their own theme, the figures that no priority answers, were it of a linked one. A figure that a reading says
    not to support the priority of its theme has one all the same; what this report puts in doubt asks for nothing."""
    by_theme: dict[str, list[ChiffreLu]] = {}
    own = {p.thematique for p in lu.priorites}
    for a in without:
        f = a.source
        if isinstance(f, Constat) or is_doubted(lu, f) or own & {*lu.themes_du_cadre(f.indicateur)}:
            continue
        by_theme.setdefault(theme_of(lu, f.indicateur), []).append(f)
    opened = {theme_of(lu, f.indicateur) for f in heaviest(lu)[:1]}
    ranked = sorted(by_theme.items(), key=lambda item: (item[0] not in opened, -len(item[1])))
    return [
        _question(lu, theme, figures, taille.chiffres if rank else FIGURES)
        for rank, (theme, figures) in enumerate(ranked)
    ]


def _question(lu: QuartierLu, theme: str, figures: Sequence[ChiffreLu], most: int) -> Contenu:
    """``Faut-il une priorité sur l'emploi ? Aucune n'y est consacrée, quand l'écart au QPV médian est net : emploi des
    femmes, 19,4 % contre 39,6 %. En parle : Épauler les parents.``; to be weighed rather than asked where a card of
    the theme says the QPV less fragile."""
    sound = _sound_core(lu, theme)
    if sound:
        about, names = in_a_sentence(lu, theme), join_words([lower_first(f.indicateur.libelle_court) for f in sound])
        told = f"aucune priorité ne porte sur {about}, quand {_reasons(lu, figures, most)}"
        return [Fort(f"{TO_WEIGH} : "), f"{told} ; en revanche, moins fragile que le QPV médian : {names}."]
    evoked = [p.intitule for p in evoking(lu, theme)[:EVOKING]]
    also = f" En parle{'nt' * (len(evoked) > 1)} : {' ; '.join(evoked)}." if evoked else ""
    told = f"Aucune n'y est consacrée, quand {_reasons(lu, figures, most)}.{also}"
    return [Fort(f"Faut-il une priorité sur {in_a_sentence(lu, theme)} ? "), told]


def _sound_core(lu: QuartierLu, theme: str) -> list[ChiffreLu]:
    """The figures of a theme, of the contract's core, that are surely less fragile than the median QPV's."""
    core = (f for f in lu.chiffres if f.publie and f.indicateur.indicateur in lu.contrat.essentiel)
    sound = (f for f in core if f.comparaison.situation is Situation.FAVORABLE)
    return [f for f in sound if theme_of(lu, f.indicateur) == theme]


def _reasons(lu: QuartierLu, figures: Sequence[ChiffreLu], most: int) -> str:
    """The values that a question is asked by, of the contract's core in its order, then the gravest: those that surely
    are more fragile than the median QPV's; else those that worsen, or that the document alone gives."""
    worse = [f for f in figures if f.publie and f.comparaison.situation is Situation.FRAGILE]
    if not worse:
        others = sorted(figures, key=lambda f: not f.publie)[:most]
        return f"le diagnostic relève : {' ; '.join(name_figure(lu, f) for f in others)}"
    core = lu.contrat.essentiel
    worse.sort(key=lambda f: f.gravite, reverse=True)
    worse.sort(key=lambda f: core.index(name) if (name := f.indicateur.indicateur) in core else len(core))
    return f"l'écart au QPV médian est net : {' ; '.join(map(_against_median, worse[:most]))}"


def _against_median(figure: ChiffreLu) -> str:
    """``emploi des femmes, 19,4 % contre 39,6 %``; by its whole label where the short one says nothing alone."""
    i = figure.indicateur
    label = lower_first(i.libelle_court)
    name = label if with_article(label) != label or label[:1].isupper() else lower_first(i.libelle)
    median = format_value(figure.comparaison.valeur_reference, i.unite)
    doubt = f" ({TO_CONFIRM})" if figure.niveau_a_confirmer else ""
    return f"{name}, {value_text(figure)} contre {median}{doubt}"


def _findings_without(lu: QuartierLu, without: Iterable[Appui], taille: Longueur) -> list[Contenu]:
    """The findings that none answers, those of residents first, each with what the priority that it comes near plans;
    then those that one of another theme has a word of."""
    alone: list[Constat] = []
    groups: dict[tuple[str, ...], tuple[tuple[Priorite, ...], list[Constat]]] = {}
    for a in without:
        if not isinstance(a.source, Constat):
            continue
        evoked = a.priorites if a.reponse is Reponse.EVOQUEE else _evoked_whole(lu, a.source)
        if evoked and not near_titles(lu, a.source):
            groups.setdefault(tuple(p.priorite for p in evoked), (evoked, []))[1].append(a.source)
        else:
            alone.append(a.source)
    left = [*_findings_in_words(lu, alone, taille), *unanswered_parts(lu)]
    told = [f"Aucune ne vise : {' ; '.join(left)}."] if left else []
    told += [
        f"Seulement évoqué, par {join_words([p.intitule for p in priorities[:EVOKING]])} : "
        f"{' ; '.join(_findings_in_words(lu, found, taille))}."
        for priorities, found in groups.values()
    ]
    return [[Fort(HEAD), " ".join(told)]] if told else []


def _findings_in_words(lu: QuartierLu, findings: Sequence[Constat], taille: Longueur) -> list[str]:
    """``insalubrité ressentie… (auprès d'habitants)``, those of residents first; those that a priority plans something
    on, last, as what it plans follows."""
    known = sorted(findings, key=lambda c: (c.origine not in OF_RESIDENTS, bool(near_titles(lu, c))))
    told = [
        f"{without_colon(in_few_words(lu.contrat, c))} ({finding_heard(c)}{_of_priorities_near(lu, c)})"
        for c in known[: taille.constats]
    ]
    if (left := len(known) - taille.constats) > 0:
        told.append(f"{count(left, 'autre constat', 'autres constats')}, dans « Constats de terrain »")
    return told


def _of_priorities_near(lu: QuartierLu, finding: Constat) -> str:
    """What priorities say near a finding that none answers; else `` ; même thème : Aménager les espaces`` of the one
    that the list names it beside: who works on it would oppose that nobody aims at it."""
    if told := f"{_in_forms(lu, finding)}{near_titles(lu, finding)}":
        return told
    same = (p for p in lu.priorites if p.thematique == finding.thematique and finding in around(lu, p))
    return next((f" ; même thème : {p.intitule}" for p in same), "")


def _evoked_in_forms(lu: QuartierLu, finding: Constat) -> dict[str, tuple[Priorite, ...]]:
    """Which of the subjects of a finding the forms of priorities speak of, though none answers it."""
    found: dict[str, tuple[Priorite, ...]] = {}
    for p in lu.priorites:
        forms = frozenset[str]().union(*(of_form(lu.contrat, d) for d in p.declinaisons))
        for subject in sorted(subjects_of(lu.contrat, (finding.constat,)) & forms):
            found[subject] = (*found.get(subject, ()), p)
    return found


def _evoked_whole(lu: QuartierLu, finding: Constat) -> tuple[Priorite, ...]:
    """The priorities whose forms speak of every subject of a finding; none where one is left without."""
    evoked = _evoked_in_forms(lu, finding)
    if not evoked or subjects_of(lu.contrat, (finding.constat,)) - evoked.keys():
        return ()
    return tuple(dict.fromkeys(p for priorities in evoked.values() for p in priorities))


def _in_forms(lu: QuartierLu, finding: Constat) -> str:
    """`` ; égalité et stéréotypes de genre : évoqué par Renforcer l'insertion``, of a part of a finding."""
    if _evoked_whole(lu, finding) or near_titles(lu, finding):
        return ""
    evoked = _evoked_in_forms(lu, finding).items()
    return "".join(f" ; {lower_first(s)} : évoqué par {priorities[0].intitule}" for s, priorities in evoked)


def _of_priorities(lu: QuartierLu) -> list[Contenu]:
    lines: list[Contenu] = []
    for head, group in to_settle(lu):
        if told := [titled(lu, a) for a in group if a.priorite.etat != CLOSE]:
            lines.append([Fort(f"{head} : "), f"{' ; '.join(told)}."])
    return lines


def _partly_supported(lu: QuartierLu, *, alone: bool) -> list[Contenu]:
    """The priorities of which a part has no support, where nothing else is asked: « Aucune question » would be heard as
    that all of them have one. ``alone``: the box has no other line, and says so."""
    found = [(a, lacking(lu, a)) for a in (read_support(lu, p) for p in lu.priorites if p.etat != CLOSE)]
    told = [f"{a.priorite.intitule} ({text})" for a, text in found if text and a.etat is Etat.CONFIRMEE]
    head = IN_PART_ONLY + (NOTHING_ELSE if alone else "")
    return [[Fort(f"{head} : "), f"{' ; '.join(told)}."]] if told else []


def to_correct(lu: QuartierLu, taille: Longueur = LONGUEURS[0]) -> Encadre | None:
    """What to correct or to verify before quoting the stated figures; where there is nothing, how many of them could
    not be checked: no box would read as « all is right »."""
    if not lu.doutes:
        return _none_to_correct(lu)
    told = [d.bref for d in lu.doutes[: taille.points - (has_two_rows(lu) and taille.points == LONGUEURS[0].points)]]
    if more := len(lu.doutes) - len(told):
        told.append(count(more, "autre point", "autres points"))
    title = _title_of_points(lu)
    line: Contenu = [
        f"{' ; '.join(told)}. ",
        Discret(f"{_how_many_unchecked(lu)}Le détail est dans « Fiabilité des chiffres »."),
    ]
    return Encadre(title, (line,), "alerte")


def _how_many_unchecked(lu: QuartierLu) -> str:
    """``5 chiffres énoncés sur 8 non vérifiés ici.``: few points to correct are no proof that the others are right. As
    « Fiabilité des chiffres » counts them: what a rule doubts, that no publication judges, is not verified either."""
    bilan = lu.fiabilite.bilan({lu.quartier.quartier})
    left, which = bilan.non_verifies, "non vérifiés ici" if bilan.non_verifies > 1 else "non vérifié ici"
    return f"{count(left, 'chiffre énoncé', 'chiffres énoncés')} sur {bilan.total} {which}. " if left else ""


def _title_of_points(lu: QuartierLu) -> str:
    """What is lost between the file and its text is no fault of the document."""
    number = len(lu.doutes)
    if not lu.complet:
        return count(number, "point à compléter", "points à corriger, à vérifier ou à compléter")
    title = count(number, "point à corriger ou à vérifier", "points à corriger ou à vérifier")
    return title + (" dans le document" if lu.avec_document else "")


def _none_to_correct(lu: QuartierLu) -> Encadre | None:
    bilan = lu.fiabilite.bilan({lu.quartier.quartier})
    left = bilan.non_verifies
    if not left:
        return None
    what = "chiffre énoncé n'a pas pu être vérifié" if left == 1 else "chiffres énoncés n'ont pas pu être vérifiés"
    return Encadre("Aucun point à corriger", (f"{left} {what}, sur {bilan.total} : voir « Fiabilité des chiffres ».",))


def share_width(decide: Encadre, correct: Encadre) -> tuple[int, int]:
    """How wide two boxes side by side are, %: what makes the higher of them the lowest, half and half if it may be."""

    def height(left: int) -> int:
        return max(height_of(decide, left), height_of(correct, 100 - left))

    left = min(SHARES, key=lambda share: (height(share), abs(share - 50)))
    return left, 100 - left


def height_of_both(decide: Encadre | None, correct: Encadre | None) -> int:
    """The lines of the higher of the two boxes of page 1, side by side where both are there."""
    shares = share_width(decide, correct) if decide is not None and correct is not None else (100, 100)
    boxes = zip((decide, correct), shares, strict=True)
    return max((height_of(box, share) for box, share in boxes if box is not None), default=0)


def height_of(box: Encadre, share: int) -> int:
    """The lines that a box takes in so many % of the page, roughly: its title, then each of its paragraphs."""
    width = BOXES * share // 100
    return sum(-(-_wide(line) // width) for line in ((box.titre or "",), *box.paragraphes))


def _wide(content: Contenu) -> int:
    """As :func:`length_of`, what is bold being wider."""
    bold = sum(len(part.texte) for part in fragments(content) if isinstance(part, Fort))
    return length_of(content) + bold // BOLD


def length_of(content: Contenu) -> int:
    """Characters of a text, without its notes."""
    return sum(len(part) if isinstance(part, str) else len(getattr(part, "texte", "")) for part in fragments(content))

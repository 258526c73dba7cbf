"""What page 1 puts to a committee: the fragilities that no priority answers, and the priorities that nothing in the
diagnostic supports. The same as page 4 lists, in fewer words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from quartiers.analyse.appuis import Appui, Reponse, answer_to_indicator, is_reserved
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
from quartiers.presentation.mots_dates import years_of
from quartiers.presentation.quartier.a_justifier import settled_title, to_settle, unanswered_parts
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.ouverture import has_two_rows
from quartiers.presentation.quartier.reponses import evoking
from quartiers.presentation.quartier.soutiens import lacking, near_titles
from quartiers.typographie import count, format_value, join_words, lower_first

BOXES: Final = 120  # characters of a line of both boxes
BOLD: Final = 6  # characters that take the width of one more, where they are bold
SHARES: Final = range(36, 65, 2)  # % of the page, of the first of two boxes
EVOKING: Final = 2  # priorities that it names for a word that they have
HEAD: Final = "Faut-il une priorité ? "
# What was looked for, and no more: that a fragility has a priority of its theme is not that it is answered.
NOTHING_LEFT: Final = (
    "Rien de repéré, thème par thème : chaque chiffre sûrement plus fragile et chaque difficulté rapportée a une "
    "priorité de son thème ou d'un thème voisin"
)
IN_PART_ONLY: Final = "À étayer en partie"
NOTHING_ELSE: Final = ", aucune autre question n'étant repérée"
NOR_OTHERWISE: Final = " ; chaque priorité, un constat ou un chiffre qui s'en approche"
NO_ANSWER: Final = "Cela ne dit pas qu'elle y réponde"
WHERE_FIGURES: Final = "au tableau"  # of figures, which the sentences above send to: it names what is only counted
WHERE_PRIORITIES: Final = "marquées ainsi dans la liste ci-dessus"
ONLY_IN_FORMS: Final = "Dans le détail d'une priorité, non dans son titre"
TO_WEIGH: Final = "À apprécier"
_OF_ANYBODY: Final = frozenset({"ménages modestes", "demandeurs d'emploi", "populations fragiles"})
_HELD: Final = {"parents": ("familles monoparentales", "familles")}


@dataclass(frozen=True)
class Longueur:
    """How much the boxes name before they count: figures, findings, priorities of a kind, points, and the publics to be
    weighed, which are left first."""

    chiffres: int
    constats: int
    priorites: int
    points: int
    publics: int = 0


# From the richest: page 1 takes the first that it has room for.
LONGUEURS: Final = (
    Longueur(6, 3, 4, 3, 2),
    Longueur(6, 3, 4, 3, 1),
    Longueur(6, 3, 4, 3),
    Longueur(4, 3, 3, 3),
    Longueur(3, 3, 3, 2),
    Longueur(2, 3, 3, 2),
    Longueur(2, 2, 2, 1),
    Longueur(1, 1, 1, 1),
)
BREVE: Final = LONGUEURS[-2]  # what the boxes are taken to say, before it is known what room they have


def to_decide(lu: QuartierLu, taille: Longueur = LONGUEURS[0]) -> Encadre | None:
    """Whether a priority is wanted where there is none, and what to do of the priorities without support; that nothing
    is left is said too: no box would read as one that was forgotten. A figure of the theme of a priority, or of a
    linked one, is not asked about, whomever that priority names."""
    if not lu.avec_priorites:
        return None
    without = lu.correspondance.sans_priorite
    asked = [*_themes_without(lu, without, taille), *_findings_without(lu, without, taille)]
    lines: list[Contenu] = [[Fort(HEAD), " ".join(asked)]] if asked else []
    lines += [*_only_in_forms(lu, taille), *_of_priorities(lu, taille)]
    weighed = _to_weigh(lu, taille.publics)
    lines += [] if lines else _partly_supported(lu, taille, alone=not weighed)
    if not lines and not lu.priorites:
        return None
    nothing: list[Contenu] = [] if lines else [nothing_left(lu)]
    return Encadre("À décider", (*nothing, *lines, *(weighed if lines else _to_weigh(lu, max(taille.publics, 1)))))


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


def _to_weigh(lu: QuartierLu, most: int) -> list[Contenu]:
    """``aucune priorité ne nomme les personnes en situation de handicap (AAH parmi les allocataires : 16,4 % ; QPV
    médian : 11,3 %)``: the people that figures of context surely are of more than elsewhere. Such a figure is neither
    good nor bad, and asks for no priority by itself: who decides may be of another opinion."""
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
    ][: max(most, len({f.indicateur.publics for f in grave}))]
    return [[Fort(f"{TO_WEIGH} : "), f"aucune priorité ne nomme {' ni '.join(told)}."]] if told else []


def _is_of_a_public(figure: ChiffreLu) -> bool:
    """Whether a figure is of people whom a priority for others may leave out: a household of low income, or somebody
    without a job, is of any."""
    return bool(figure.indicateur.publics) and not set(figure.indicateur.publics) & _OF_ANYBODY


def _is_for_others(lu: QuartierLu, figure: ChiffreLu) -> bool:
    """Whether each priority that answers a figure is by its title for people that the figure is not of."""
    near = [p for p in lu.priorites if answer_to_indicator(p, figure.indicateur) is not Reponse.AUCUNE]
    publics = set(figure.indicateur.publics)
    return bool(near) and all(is_reserved(p) and not publics & set(_with_those_held(p.publics)) for p in near)


def _with_those_held(publics: Iterable[str]) -> list[str]:
    """With those that a public holds: a lone parent is a parent."""
    return [held for public in publics for held in (public, *_HELD.get(public, ()))]


def _is_sure(figure: ChiffreLu) -> bool:
    """Whether a published figure is read; not a share of incomes, which others make, nor what a jump came to."""
    return figure.publie and not figure.douteux and not figure.saute and not figure.indicateur.est_part_de_revenu


def _beside_median(figure: ChiffreLu) -> str:
    """``AAH parmi les allocataires : 16,4 % ; QPV médian : 11,3 %``."""
    i = figure.indicateur
    label = i.libelle_court if i.libelle_court[:2].isupper() else lower_first(i.libelle_court)
    median = format_value(figure.comparaison.valeur_reference, i.unite)
    return f"{label} : {value_text(figure)} ; QPV médian : {median}"


def _themes_without(lu: QuartierLu, without: Iterable[Appui], taille: Longueur) -> list[str]:
    """By theme of the contract, the figures that no priority answers, were it of a linked theme, then the priorities of
    others that have a word of it: the theme is the one that the headline names. A figure that a reading says not to
    support the priority of its theme has one all the same."""
    by_theme: dict[tuple[str, ...], list[ChiffreLu]] = {}
    own = {p.thematique for p in lu.priorites}
    for a in without:
        if not isinstance(a.source, Constat) and not own & {*(themes := lu.themes_du_cadre(a.source.indicateur))}:
            by_theme.setdefault(themes, []).append(a.source)
    told = []
    for themes, figures in sorted(by_theme.items(), key=lambda item: -len(item[1])):
        labels = " ni ".join(f"« {lu.contrat.thematiques[t].libelle} »" for t in themes)
        evoked = _evoked_by(list(dict.fromkeys(p for theme in themes for p in evoking(lu, theme))), taille)
        told.append(f"Aucune n'a pour thème {labels}{evoked} : {_by_own_theme(lu, themes, figures, taille)}.")
    return told


def _evoked_by(priorities: Sequence[Priorite], taille: Longueur) -> str:
    """`` (évoqué par : Épauler les parents)``: the priorities of other themes that have a word of one; their titles are
    reworded, and marks would quote them."""
    if not priorities:
        return ""
    if taille == LONGUEURS[-1] and len(priorities) > 1:
        return f" (évoqué par {count(len(priorities), 'autre')})"
    titles = [p.intitule for p in priorities[:EVOKING]]
    titles += [f"et {count(left, 'autre')}"] if (left := len(priorities) - EVOKING) > 0 else []
    return f" (évoqué par : {' ; '.join(titles)})"


def _by_own_theme(lu: QuartierLu, themes: Sequence[str], figures: Sequence[ChiffreLu], taille: Longueur) -> str:
    """``2 chiffres plus fragiles (…) ; pour « Revenus et pauvreté », que ce rapport y rattache, 6 chiffres (…)``:
    figures of poverty that a theme would answer are not counted as its own, and who links both is said."""
    own = [f for f in figures if f.indicateur.thematique in themes]
    linked: dict[str, list[ChiffreLu]] = {}
    for f in figures:
        if f not in own:
            linked.setdefault(lu.contrat.thematiques[f.indicateur.thematique].libelle, []).append(f)
    told = [_figures_in_words(lu, own, taille)] if own else []
    if not own and (stated := _stated_of(lu, themes)):
        told.append(f"{_listed(stated, taille)}, selon le document")
    for label, group in linked.items():
        what = _figures_in_words(lu, group, taille, bref=bool(own))
        told.append(f"pour « {label} », que ce rapport y rattache, {what}")
    return " ; ".join(told)


def _stated_of(lu: QuartierLu, themes: Sequence[str]) -> list[ChiffreLu]:
    """What the document states of some themes, where no figure of them surely is more fragile: a committee that is
    asked for a priority hears of more than what another theme brings."""
    stated = (f for figure in lu.chiffres for f in (figure, *figure.enonces) if f.affirmation is not None)
    return [f for f in stated if f.indicateur.thematique in themes and f.valeur is not None]


def _findings_without(lu: QuartierLu, without: Iterable[Appui], taille: Longueur) -> list[str]:
    """The findings that none answers, those of residents first, each with the priority that it comes near; then those
    that one of another theme has a word of."""
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
    left = [*([_findings_in_words(lu, alone, taille)] if alone else ()), *unanswered_parts(lu)]
    told = [f"Aucune ne nomme : {' ; '.join(left)}."] if left else []
    return told + [
        f"Évoqué dans {_by(priorities)} : {_findings_in_words(lu, found, taille)}."
        for priorities, found in groups.values()
    ]


def _findings_in_words(lu: QuartierLu, findings: Sequence[Constat], taille: Longueur) -> str:
    """``insalubrité ressentie… (auprès d'habitants)``, those of residents first."""
    known = sorted(findings, key=lambda c: c.origine not in OF_RESIDENTS)
    told = [
        f"{without_colon(in_few_words(lu.contrat, c))} ({finding_heard(c)}{_in_forms(lu, c)}){near_titles(lu, c)}"
        for c in known[: taille.constats]
    ]
    if (left := len(known) - taille.constats) > 0:
        told.append(f"{count(left, 'autre constat', 'autres constats')}, dans « Constats de terrain »")
    return " ; ".join(told)


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
    """`` ; égalité et stéréotypes de genre : évoqué dans une autre priorité``, of a part of a finding."""
    if _evoked_whole(lu, finding) or near_titles(lu, finding):
        return ""
    return "".join(f" ; {lower_first(s)} : évoqué dans une autre priorité" for s in _evoked_in_forms(lu, finding))


def _figures_in_words(lu: QuartierLu, figures: Sequence[ChiffreLu], taille: Longueur, *, bref: bool = False) -> str:
    """``2 chiffres plus fragiles que le QPV médian (emploi des femmes et revenus d'activité, de 2018), 1 chiffre du
    document (…)``: « chiffre fragile » was read as one that cannot be relied upon. ``bref``: what they are more fragile
    than was just said."""
    than = "" if bref else " que le QPV médian"
    published = [f for f in figures if f.publie]
    worse = [f for f in published if f.comparaison.situation is Situation.FRAGILE]
    stated = [f for f in figures if not f.publie]
    groups = (
        (worse, f"chiffre plus fragile{than}", f"chiffres plus fragiles{than}"),
        ([f for f in published if f not in worse], "chiffre qui se dégrade", "chiffres qui se dégradent"),
        ([f for f in stated if not is_doubted(lu, f)], "chiffre du document", "chiffres du document"),
        ([f for f in stated if is_doubted(lu, f)], "chiffre du document à vérifier", "chiffres du document à vérifier"),
    )
    told = []
    for group, one, several in groups:
        if group:
            dated = group[0].publie and taille != LONGUEURS[-1]  # the table dates them
            when = years_of(group).removeprefix("de ").removeprefix("la ") if dated else ""
            names = f" ({', '.join(filter(None, (_listed(group, taille), when)))})"
            least = taille == LONGUEURS[-1] and bool(published) and not group[0].publie
            told.append(f"{count(len(group), one, several)}{'' if least else names}")
    return ", ".join(told)


def _listed(figures: Sequence[ChiffreLu], taille: Longueur) -> str:
    """``emploi des femmes, RSA socle parmi les allocataires et 2 autres``."""
    names = (
        lower_first(f.indicateur.libelle_court) + (f" ({TO_CONFIRM})" if f.niveau_a_confirmer else "") for f in figures
    )
    return _named([*dict.fromkeys(names)], taille)


def _named(names: list[str], taille: Longueur) -> str:
    if (left := len(names) - taille.chiffres) > 1:
        return join_words([*names[: taille.chiffres], f"{left} autres, {WHERE_FIGURES}"])
    return join_words(names)


def _by(priorities: Sequence[Priorite]) -> str:
    """The titles are set apart in parentheses: they are reworded, and marks would quote them."""
    titles = [p.intitule for p in priorities[:EVOKING]]
    if (left := len(priorities) - EVOKING) > 0:
        titles.append(f"et {count(left, 'autre')}")
    where = "une priorité d'un autre thème" if len(priorities) == 1 else f"{len(priorities)} priorités d'autres thèmes"
    return f"{where} ({' ; '.join(titles)})"


def _of_priorities(lu: QuartierLu, taille: Longueur) -> list[Contenu]:
    lines: list[Contenu] = []
    for head, group in to_settle(lu):
        alone = [a for a in group if a.priorite.etat != CLOSE]
        most = taille.priorites + (len(alone) == taille.priorites + 1)  # a title is as short as « et 1 autre »
        told = [settled_title(lu, a) for a in alone[:most]]
        told += [f"et {left} autres, {WHERE_PRIORITIES}"] if (left := len(alone) - most) > 0 else []
        if told:
            lines.append([Fort(f"{head} : "), f"{' ; '.join(told)}."])
    return lines


def _partly_supported(lu: QuartierLu, taille: Longueur, *, alone: bool) -> list[Contenu]:
    """The priorities of which a part has no support, where nothing else is asked: « Aucune question » would be heard as
    that all of them have one. ``alone``: the box has no other line, and says so."""
    found = [(a, lacking(a)) for a in (read_support(lu, p) for p in lu.priorites if p.etat != CLOSE)]
    told = [f"{a.priorite.intitule} ({text})" for a, text in found if text and a.etat is Etat.CONFIRMEE]
    more = [f"et {left} autres"] if (left := len(told) - taille.priorites) > 1 else []
    shown = told[: taille.priorites] if more else told
    head = IN_PART_ONLY + (NOTHING_ELSE if alone else "")
    return [[Fort(f"{head} : "), f"{' ; '.join([*shown, *more])}."]] if told else []


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

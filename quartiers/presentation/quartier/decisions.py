"""What page 1 puts to a committee: the fragilities that no priority answers, and the priorities that nothing in the
diagnostic supports. The same as page 4 lists, in fewer words."""

from collections.abc import Iterable, Sequence
from typing import Final

from quartiers.analyse.appuis import Appui, Reponse
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.origines import OF_RESIDENTS, finding_heard
from quartiers.donnees.modele import Constat, Priorite
from quartiers.donnees.tables.projets import CLOSE
from quartiers.presentation.blocs import Contenu, Discret, Encadre, Fort, fragments
from quartiers.presentation.mots_constats import in_few_words
from quartiers.presentation.mots_dates import years_of
from quartiers.presentation.quartier.a_justifier import settled_title, to_settle, unanswered_parts
from quartiers.presentation.quartier.chiffres_dits import count_figures
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.ouverture import has_two_rows
from quartiers.typographie import count

NAMED: Final = 3  # findings that the box names: more are counted
DOUBTS: Final = 3  # that it tells: more are counted
BOXES: Final = 120  # characters of a line of both boxes
SHARES: Final = range(36, 65, 2)  # % of the page, of the first of two boxes
ALONE: Final = 3  # priorities of a kind that it names
CROWDED: Final = 2  # that it names in all, where a second row of key figures takes room
HEAD: Final = "Faut-il une priorité ? "


def to_decide(lu: QuartierLu) -> Encadre | None:
    """Whether a priority is wanted where there is none, and what to do of the priorities without support."""
    if not lu.avec_priorites:
        return None
    without = lu.correspondance.sans_priorite
    none = _told(lu, [a for a in without if a.reponse is Reponse.AUCUNE])
    alone = " ; ".join([*([none] if none else []), *unanswered_parts(lu)])
    asked = [f"Aucune ne porte sur : {alone}."] if alone else []
    asked += [f"{_by(priorities)} : {_told(lu, found, named=True)}." for priorities, found in _evoked(without)]
    lines: list[Contenu] = [[Fort(HEAD), " ".join(asked)]] if asked else []
    lines += _of_priorities(lu)
    return Encadre("À décider", tuple(lines)) if lines else None


def _told(lu: QuartierLu, found: Sequence[Appui], *, named: bool = False) -> str:
    """``« Mobilité », 2 chiffres fragiles de 2018 ; insalubrité ressentie… (auprès d'habitants)``: figures by theme,
    findings by their words, those of residents first."""
    by_theme: dict[tuple[str, ...], list[ChiffreLu]] = {}
    findings: list[Constat] = []
    for a in found:
        if isinstance(a.source, Constat):
            findings.append(a.source)
        else:
            by_theme.setdefault(lu.contrat.themes_of(a.source.indicateur), []).append(a.source)
    labels = lu.contrat.thematiques
    told = [
        f"« {' ou '.join(labels[t].libelle for t in themes)} », {_counted(lu, figures, named=named)}"
        for themes, figures in sorted(by_theme.items(), key=lambda item: -len(item[1]))
    ]
    findings.sort(key=lambda c: c.origine not in OF_RESIDENTS)
    told += [f"{in_few_words(lu.contrat, c)} ({finding_heard(c)})" for c in findings[:NAMED]]
    if (left := len(findings) - NAMED) > 0:
        told.append(f"{count(left, 'autre constat', 'autres constats')}, dans « Constats de terrain »")
    return " ; ".join(told)


def _counted(lu: QuartierLu, figures: Sequence[ChiffreLu], *, named: bool) -> str:
    """``5 chiffres fragiles de 2018, 1 chiffre énoncé``: one decides today, of which years they are is said; few of
    them are named, where they are."""
    dates = years_of([f for f in figures if f.publie])
    return ", ".join(count_figures(lu, figures, dates, named=named))


def _evoked(without: Iterable[Appui]) -> list[tuple[tuple[Priorite, ...], list[Appui]]]:
    """What priorities of another theme have a word of, by these."""
    groups: dict[tuple[str, ...], tuple[tuple[Priorite, ...], list[Appui]]] = {}
    for a in without:
        if a.reponse is Reponse.EVOQUEE:
            groups.setdefault(tuple(p.priorite for p in a.priorites), (a.priorites, []))[1].append(a)
    return list(groups.values())


def _by(priorities: Sequence[Priorite]) -> str:
    """The title is set apart in parentheses: it is reworded, and marks would quote it."""
    more = len(priorities) - 1
    title = priorities[0].intitule + (f", et {count(more, 'autre')}" if more else "")
    return f"Évoqué seulement, dans une priorité d'un autre thème ({title})"


def _of_priorities(lu: QuartierLu) -> list[Contenu]:
    lines: list[Contenu] = []
    groups = to_settle(lu)
    most = max(CROWDED // max(len(groups), 1), 1) if has_two_rows(lu) else ALONE
    for head, group in groups:
        alone = [a for a in group if a.priorite.etat != CLOSE]
        told = [settled_title(lu, a) for a in alone[:most]]
        if (left := len(alone) - most) > 0:
            told.append(f"et {count(left, 'autre')}, dans la liste ci-dessus")
        if told:
            lines.append([Fort(f"{head} : "), f"{' ; '.join(told)}."])
    return lines


def to_correct(lu: QuartierLu) -> Encadre | None:
    """What to correct or to verify before quoting the stated figures."""
    if not lu.doutes:
        return None
    told = [d.bref for d in lu.doutes[: DOUBTS - has_two_rows(lu)]]
    if more := len(lu.doutes) - len(told):
        told.append(count(more, "autre point", "autres points"))
    title = count(len(lu.doutes), "point à corriger ou à vérifier", "points à corriger ou à vérifier")
    title += " dans le document" if lu.avec_document else ""
    line: Contenu = [f"{' ; '.join(told)}. ", Discret("Le détail est dans « Fiabilité des chiffres ».")]
    return Encadre(title, (line,), "alerte")


def share_width(decide: Encadre, correct: Encadre) -> tuple[int, int]:
    """How wide two boxes side by side are, %: what makes the higher of them the lowest, half and half if it may be."""

    def height(left: int) -> int:
        return max(height_of(decide, left), height_of(correct, 100 - left))

    left = min(SHARES, key=lambda share: (height(share), abs(share - 50)))
    return left, 100 - left


def height_of(box: Encadre, share: int) -> int:
    """The lines that a box takes in so many % of the page, roughly: its title, then each of its paragraphs."""
    width = BOXES * share // 100
    return sum(-(-length_of(line) // width) for line in ((box.titre or "",), *box.paragraphes))


def length_of(content: Contenu) -> int:
    """Characters of a text, without its notes."""
    return sum(len(part) if isinstance(part, str) else len(getattr(part, "texte", "")) for part in fragments(content))

"""What page 1 puts to a committee: the fragilities that no priority answers, and the priorities that nothing in the
diagnostic supports. The same as page 4 lists, in fewer words."""

from collections.abc import Iterable, Sequence
from typing import Final

from quartiers.analyse.appuis import Appui, Reponse
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.origines import OF_RESIDENTS, finding_heard
from quartiers.donnees.modele import Constat, Priorite
from quartiers.donnees.tables.projets import CLOSE
from quartiers.presentation.blocs import Contenu, Encadre, Fort
from quartiers.presentation.mots_constats import in_few_words
from quartiers.presentation.mots_dates import years_of
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.soutiens import figures_in_words, settled_title, to_settle
from quartiers.typographie import count

NAMED: Final = 3  # findings that the box names: more are counted
ALONE: Final = 3  # priorities of a kind that it names
HEAD: Final = "Faut-il une priorité ? "


def to_decide(lu: QuartierLu) -> Encadre | None:
    """Whether a priority is wanted where there is none, and what to do of the priorities without support."""
    if not lu.avec_priorites:
        return None
    without = lu.correspondance.sans_priorite
    none = _told(lu, [a for a in without if a.reponse is Reponse.AUCUNE])
    asked = [f"Aucune ne porte sur : {none}."] if none else []
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
    return ", ".join(figures_in_words(lu, figures, dates, named=named))


def _evoked(without: Iterable[Appui]) -> list[tuple[tuple[Priorite, ...], list[Appui]]]:
    """What priorities of another theme have a word of, by these."""
    groups: dict[tuple[str, ...], tuple[tuple[Priorite, ...], list[Appui]]] = {}
    for a in without:
        if a.reponse is Reponse.EVOQUEE:
            groups.setdefault(tuple(p.priorite for p in a.priorites), (a.priorites, []))[1].append(a)
    return list(groups.values())


def _by(priorities: Sequence[Priorite]) -> str:
    """The marks set a title apart in a sentence: they quote nobody."""
    more = len(priorities) - 1
    where = f"la priorité « {priorities[0].intitule} »"
    others = f" et {count(more, 'autre')}" if more else ""
    return f"Évoqué seulement, dans {where}{others}"


def _of_priorities(lu: QuartierLu) -> list[Contenu]:
    lines: list[Contenu] = []
    for head, group in to_settle(lu):
        alone = [a for a in group if a.priorite.etat != CLOSE]
        told = [settled_title(a) for a in alone[:ALONE]]
        if (left := len(alone) - ALONE) > 0:
            told.append(f"et {count(left, 'autre')}, dans la liste ci-dessus")
        if told:
            lines.append([Fort(f"{head} : "), f"{' ; '.join(told)}."])
    return lines

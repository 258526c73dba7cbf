"""What page 1 puts to a committee: the themes that fragilities are of and no priority, and the priorities that nothing
in the diagnostic supports."""

from collections.abc import Mapping, Sequence
from typing import Final

from quartiers.analyse.appuis import Appui, names_its_theme
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.origines import attributed
from quartiers.donnees.modele import Constat, Priorite
from quartiers.donnees.tables.projets import CLOSE
from quartiers.presentation.blocs import Contenu, Encadre, Fort
from quartiers.presentation.mots_dates import years_of
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.reponses import in_title, speaking_of
from quartiers.presentation.quartier.soutiens import NEAR_ONLY, figures_in_words, unsupported
from quartiers.typographie import count

FILED: Final = 1  # findings that no theme of the contract's priorities is told of, by their own words
ALONE: Final = 2  # priorities that nothing was linked to that the box names: more are counted
Themes = tuple[str, ...]


def to_decide(lu: QuartierLu) -> Encadre | None:
    """Whether a priority is wanted on themes that have none, and what the priorities without support rest on."""
    if not lu.avec_priorites:
        return None
    by_theme, apart = _without_priority(lu)
    touched = {themes: found for themes in by_theme if (found := speaking_of(lu, themes))}
    lines: list[Contenu] = []
    if none := {t: by_theme[t] for t in by_theme if t not in touched}:
        lines.append([Fort("Faut-il une priorité ? "), f"Aucune ne porte sur : {_themes_in_words(lu, none)}."])
    if some := {t: by_theme[t] for t in by_theme if t in touched}:
        head = "Abordés" if len(some) > 1 else "Abordé"
        told = f"{head} par une priorité d'un autre thème : {_themes_in_words(lu, some, touched)}."
        lines.append([Fort("" if none else "Faut-il une priorité ? "), told])
    for finding in apart[:FILED]:
        lines.append([Fort("Constat sans priorité : "), f"{attributed(finding)}."])
    if (more := len(apart) - FILED) > 0:
        lines.append(f"{count(more, 'autre constat', 'autres constats')} de même : voir « Constats de terrain ».")
    lines += _without_support(lu)
    return Encadre("À décider", tuple(lines)) if lines else None


def _without_priority(lu: QuartierLu) -> tuple[dict[Themes, list[Appui]], list[Constat]]:
    """The fragilities of themes that no priority is of, by theme; and the findings that say nothing of their theme, or
    whose theme is none of the contract's: they are told by their own words."""
    taken, by_theme, apart = {p.thematique for p in lu.priorites}, dict[Themes, list[Appui]](), list[Constat]()
    for support in (*lu.correspondance.chiffres, *lu.correspondance.constats):
        source = support.source
        if isinstance(source, Constat):
            themes: Themes = (source.thematique,)
            own = source.thematique in lu.cadre and names_its_theme(lu.contrat, source)
            if not own and not taken & set(themes):
                apart.append(source)
                continue
        else:
            themes = lu.themes_du_cadre(source.indicateur)
        if not taken & set(themes):
            by_theme.setdefault(themes, []).append(support)
    return by_theme, apart


def _without_support(lu: QuartierLu) -> list[Contenu]:
    lines: list[Contenu] = []
    for head, group in unsupported(lu):
        alone = [p for p in group if p.etat != CLOSE]
        if alone and head != NEAR_ONLY:  # the list above says what there is of these
            few = len(alone) <= ALONE  # else the list above says which they are
            told = " ; ".join(p.intitule for p in alone) if few else f"{len(alone)}, dans la liste ci-dessus"
            lines.append([Fort(f"{head} : "), f"{told}."])
    return lines


def _themes_in_words(
    lu: QuartierLu,
    by_theme: Mapping[Themes, Sequence[Appui]],
    touched: Mapping[Themes, Sequence[Priorite]] | None = None,
) -> str:
    """``Mobilité (1 constat) ; Logement (2 chiffres fragiles)``: those with most to say first, and which priority of
    another theme speaks of them."""
    labels = lu.contrat.thematiques
    ranked = sorted(by_theme.items(), key=lambda item: -len(item[1]))
    return " ; ".join(
        f"{' ou '.join(labels[t].libelle for t in themes)} ({_what(lu, group)})"
        f"{_by_whom(lu, themes, touched[themes]) if touched else ''}"
        for themes, group in ranked
    )


def _by_whom(lu: QuartierLu, themes: Themes, priorities: Sequence[Priorite]) -> str:
    """``, dans le titre de la priorité Améliorer le cadre de vie…``: a title binds more than one of its forms.

    Without quotation marks: titles are reworded.
    """
    first, more = priorities[0], len(priorities) - 1
    where = "le titre" if in_title(lu, themes, first) else "le détail"
    others = f" et {count(more, 'autre')}" if more else ""
    return f", dans {where} de la priorité {first.intitule}{others}"


def _what(lu: QuartierLu, group: Sequence[Appui]) -> str:
    """``5 chiffres fragiles, 1 constat``."""
    findings = sum(isinstance(support.source, Constat) for support in group)
    figures = [support.source for support in group if isinstance(support.source, ChiffreLu)]
    parts = figures_in_words(lu, figures)
    if parts and (dates := years_of([f for f in figures if f.publie])):  # one decides today: of which years they are
        parts[0] += f" {dates}"
    parts += [count(findings, "constat")] if findings else []
    return ", ".join(parts)

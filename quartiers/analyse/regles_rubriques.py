"""The end of rule 11: one kind of action that the synthesis has under another heading than for most quartiers.

Who reads it heading by heading does not find theirs.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines
from quartiers.analyse.notes import omissions
from quartiers.analyse.regles_priorites import SYNTHESE, form_is_of, title_names
from quartiers.analyse.synthese import differences_with_published
from quartiers.donnees.modele import Contrat, Declinaison, LignePubliee, Priorite
from quartiers.typographie import count

# So many quartiers under one heading make it the usual one of a kind of action.
MIN_QUARTIERS: Final = 3
# A kind of action under more headings than that is a way of working, of all of them.
MAX_RUBRIQUES: Final = 3


class _Publiee(NamedTuple):
    """A form of action, and the row of the synthesis that publishes its priority."""

    priorite: Priorite
    forme: Declinaison
    ligne: LignePubliee


class _Ailleurs(NamedTuple):
    """A published form, and where so many quartiers have those of its kind."""

    publiee: _Publiee
    rubrique: str
    quartiers: int


def rule_forms_apart(c: Contexte) -> Iterator[Doute]:
    """One doubt a quartier: its forms that are under another heading than those of the same kind are as a rule."""
    apart: defaultdict[str, list[_Ailleurs]] = defaultdict(list)
    for by_theme in _published_forms(c.contrat).values():
        usual = _usual(by_theme)
        there = {f.priorite.quartier for f in by_theme.get(usual or "", ())}
        for f in (f for theme, found in by_theme.items() if theme != usual for f in found):
            if usual is not None and f.priorite.quartier not in there and _may_be_there(c.contrat, f, usual):
                apart[f.priorite.quartier].append(_Ailleurs(f, usual, len(there)))
    for quartier in c.in_order(apart):
        yield _told(c, quartier, apart[quartier])


def _published_forms(contrat: Contrat) -> Mapping[str, Mapping[str, list[_Publiee]]]:
    """By kind of action, then by heading: not of a row that leaves something out, which may be the form, nor of a
    priority that is itself under another heading than its own, which is told."""
    found: defaultdict[str, defaultdict[str, list[_Publiee]]] = defaultdict(lambda: defaultdict(list))
    moved = {d.priorite.priorite for d in differences_with_published(contrat) if d.priorite is not None}
    kept = {p.priorite: p for p in contrat.priorites if p.priorite not in moved}
    for row in contrat.synthese_publiee:
        for p in (kept[name] for name in row.priorites if name in kept and not omissions(row.note)):
            for d in (d for d in p.declinaisons if d.forme):
                found[d.forme or ""][row.thematique].append(_Publiee(p, d, row))
    return found


def _usual(by_theme: Mapping[str, list[_Publiee]]) -> str | None:
    """The heading of most quartiers; None where there is none."""
    sizes = {theme: len({f.priorite.quartier for f in found}) for theme, found in by_theme.items()}
    most = max(sizes.values())
    first = [theme for theme, size in sizes.items() if size == most]
    return first[0] if len(first) == 1 and most >= MIN_QUARTIERS and len(sizes) <= MAX_RUBRIQUES else None


def _may_be_there(contrat: Contrat, f: _Publiee, usual: str) -> bool:
    """Whether the usual heading is of the scale of the priority, and is not told to lack it already."""
    if contrat.thematiques[usual].echelle != f.priorite.echelle:
        return False
    filed = {row.thematique for row in contrat.synthese_publiee if row.quartier == f.priorite.quartier}
    return usual in filed or not (form_is_of(contrat, f.forme, usual) or title_names(contrat, f.priorite, usual))


def _told(c: Contexte, quartier: str, found: list[_Ailleurs]) -> Doute:
    themes = c.contrat.thematiques
    told = [
        f"{f.forme.declinaison}, sous « {themes[f.ligne.thematique].libelle} »"
        f"{f' (l. {f.ligne.lignes})' if f.ligne.lignes else ''}, quand « {f.forme.forme} », dans notre classement, est "
        f"sous « {themes[usual].libelle} » pour {count(others, 'quartier')}"
        for f, usual, others in found
    ]
    return Doute(
        Regle.SYNTHESE,
        Gravite.INFORMATION,
        (quartier,),
        SYNTHESE,
        f"La synthèse publiée range ici sous un thème ce qu'elle range le plus souvent sous un autre : "
        f"{' ; '.join(told)}.",
        "Renvoyer d'un thème à l'autre dans la synthèse.",
        lignes=join_lines(lines for f, _, _ in found for lines in (f.priorite.lignes, f.ligne.lignes)),
    )

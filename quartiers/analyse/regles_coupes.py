"""The end of rule 14, of published series that no statement follows: those of the census that jump where no neighbour's
does.

Two near editions of the census share most of the years when people were asked: the quartier cannot have changed by as
much in between. A register counts everyone, and its jumps are what happened. Rule 14 tells of the statements whose
series jumps; this tells of the others, for who looks there for how a figure moved.
"""

from collections.abc import Iterator
from typing import Final

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, when
from quartiers.analyse.incertitude import RECENSEMENT
from quartiers.analyse.publications import Publication, series
from quartiers.analyse.regles_parties import name_of_part
from quartiers.analyse.regles_ruptures import rule_unreadable_change
from quartiers.analyse.regles_series import rule_jump
from quartiers.analyse.ruptures import breaks
from quartiers.analyse.sauts import Pas, neighbours, step_change, usual_change
from quartiers.donnees.modele import Indicateur
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.typographie import count, format_gap, format_value

SERIES: Final = "Séries publiées"


def rule_broken_series(c: Contexte) -> Iterator[Doute]:
    """One doubt a former QPV, for the projects that it is of."""
    if not c.contrat.a_un_document:
        return
    told = {
        (p.territoires, p.indicateur)
        for rule in (rule_jump, rule_unreadable_change)
        for d in rule(c)
        for p in d.publications
    }
    for code in dict.fromkeys(code for q in c.contrat.quartiers.values() for code in q.codes(ANCIENNE)):
        found = [
            (i, steps)
            for i in c.contrat.indicateurs.values()
            if i.evolution == RECENSEMENT and ((code,), i.indicateur) not in told and (steps := _steps(c, code, i))
        ]
        if found:
            yield _told(c, code, found)


def _steps(c: Contexte, code: str, i: Indicateur) -> tuple[Pas, ...]:
    """The jumps of a published series: by many points, or by more than its figures move by themselves."""
    published = [p for p in series(c.contrat, (code,), i.indicateur) if p.valeur is not None]
    return tuple(
        step for step in neighbours(published) if _is_apart(c, step) or usual_change(c.contrat, *step) is not None
    )


def _is_apart(c: Contexte, step: Pas) -> bool:
    one, two = step
    known = breaks(c.contrat).get(
        (two.territoires[0], two.indicateur, two.diffusion.theme, two.diffusion.geographie), ()
    )
    return any((one.diffusion.edition, two.diffusion.edition) == (before[0], after[0]) for before, after in known)


def _told(c: Contexte, code: str, found: list[tuple[Indicateur, tuple[Pas, ...]]]) -> Doute:
    listed = " ; ".join(f"{i.libelle_court}, {' ; '.join(_step_text(i, step) for step in steps)}" for i, steps in found)
    what = count(len(found), "série publiée change", "séries publiées changent")
    owners = [q for q in c.contrat.quartiers.values() if code in q.codes(ANCIENNE)]
    part = f" de {name_of_part(owners[0], code)}, une partie du QPV," if len(owners[0].codes(ANCIENNE)) > 1 else ""
    shown: dict[Publication, None] = dict.fromkeys(p for _, steps in found for step in steps for p in step)
    last = any(_is_newest(c, code, i, steps[-1]) for i, steps in found)
    return Doute(
        Regle.SAUT,
        Gravite.INFORMATION,
        c.in_order(q.quartier for q in owners),
        SERIES,
        f"{what}{part} d'un coup, d'une diffusion du recensement à la suivante, quand celles des autres QPV du contrat "
        f"ne bougent guère : {listed}. C'est une rupture de la série, plus qu'un changement du quartier : deux "
        "diffusions voisines ont des années d'enquête en commun.",
        "Ne pas en tirer d'évolution" + (", et dire la dernière valeur à confirmer." if last else "."),
        publications=tuple(shown),
    )


def _is_newest(c: Contexte, code: str, i: Indicateur, step: Pas) -> bool:
    """Whether a series ends on a jump: no later edition says whether it stays there."""
    return step[1] == [p for p in series(c.contrat, (code,), i.indicateur) if p.valeur is not None][-1]


def _step_text(i: Indicateur, step: Pas) -> str:
    one, two = step
    values = (f"{format_value(p.valeur, i.unite)} ({when(p)})" for p in step)
    return f"{' puis '.join(values)}, soit {format_gap(step_change(one, two), i.unite)}"

"""What the published figures that the tables hold do not tell: the agglomeration, today's perimeter, a part of a QPV.

What INSEE publishes and what was imported are two things: a figure that is not here is « not imported », unless the
tables say that its producer does not publish it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from quartiers.analyse.communes import Groupe
from quartiers.analyse.evaluation import Etendue, Perimetre
from quartiers.analyse.evaluation_ecarts import Ecart, all_before, changed_perimeters
from quartiers.analyse.evaluation_manques import AGGLOMERATION, INSEE, SERVICE, Lacune
from quartiers.analyse.reperes import reference_communes
from quartiers.analyse.synthese import name_group
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Contrat, Quartier
from quartiers.donnees.tables.cadre import INCOMPLET, VALIDATIONS
from quartiers.donnees.tables.importees import NOUVELLE
from quartiers.typographie import count, join_words, lower_first

SOUS_RESERVE: Final = VALIDATIONS[1]
# docs/methode.md, part 1: what is published on the perimeter of 2024, whether it was imported or not.
PUBLIE_EN_2024: Final = (
    "l'Insee publie depuis août 2024 des populations et des revenus de 2021 dans le périmètre de 2024, qui ne sont pas "
    "importés ici"
)


def lacks_of_context(contrat: Contrat, perimetre: Perimetre, ecarts: Sequence[Ecart]) -> Iterator[Lacune]:
    read = [g for g in ecarts if g.chiffre is not None and g.chiffre.valeur is not None]
    yield from _of_agglomeration(contrat, perimetre, [g for g in read if not g.a_l_agglomeration])
    if all_before(contrat, read):
        new = "" if has_new_perimeter(contrat) else f" ; {PUBLIE_EN_2024} (et précèdent aussi le contrat)"
        yield Lacune(
            "Ce qui a changé dans les quartiers depuis le début du contrat",
            f"les derniers chiffres repris ici sont antérieurs à {contrat.premiere_annee}{new}",
            "importer insee",
            ("les diffusions suivantes, à mesure qu'elles paraissent",)
            if has_new_perimeter(contrat)
            else ("fichiers du périmètre de 2024", "diffusions suivantes à mesure qu'elles paraissent"),
            INSEE,
        )
    yield from _of_perimeters(contrat, perimetre, read)
    yield from _of_projects(perimetre)
    if not contrat.questions_evaluatives:
        yield Lacune(
            "Les questions évaluatives du contrat",
            "aucune n'est écrite",
            "contrat.toml",
            ("[evaluation] questions",),
            SERVICE,
        )


def _of_projects(perimetre: Perimetre) -> Iterator[Lacune]:
    """The projects that are not voted for good, or that were read in part."""
    reserved = [q for q in perimetre.quartiers if q.validation == SOUS_RESERVE]
    partial = [q for q in perimetre.quartiers if q.texte == INCOMPLET]
    told = [f"projet validé sous réserve pour {_names(reserved)}"] if reserved else []
    told += [f"section du document lue en partie pour {_names(partial)}"] if partial else []
    if told:
        yield Lacune(
            "Si les priorités sont toutes là, et votées",
            f"{' ; '.join(told)} : leurs priorités sont comptées telles quelles",
            "quartiers",
            ("validation", "texte"),
            SERVICE,
        )


def has_new_perimeter(contrat: Contrat) -> bool:
    """Whether anything was imported on the perimeter of 2024."""
    return any(m.geographie == NOUVELLE for m in contrat.mesures)


def _of_agglomeration(contrat: Contrat, perimetre: Perimetre, without: Sequence[Ecart]) -> Iterator[Lacune]:
    if not without:
        return
    names = list(dict.fromkeys(lower_first(g.indicateur.libelle_court) for g in without))
    reason = "les tables n'ont pas de valeur de l'agglomération elle-même" + _communes(contrat, perimetre, without)
    if contrat.agglomeration:
        reason = f"pas de valeur de l'agglomération de la même année, pour : {join_words(names)}"
    yield Lacune(
        "L'écart à l'agglomération",
        f"{reason} ; l'écart donné à sa place est celui au QPV médian de France",
        "references" if contrat.agglomeration else "references, contrat.toml",
        ("territoire", "indicateur", "annee", "valeur", *([] if contrat.agglomeration else ["agglomeration"])),
        AGGLOMERATION,
    )


def _communes(contrat: Contrat, perimetre: Perimetre, gaps: Iterable[Ecart]) -> str:
    """Whether the communes' figures could stand for it: not where they are of another year."""
    if perimetre.etendue is not Etendue.CONTRAT:
        return ""
    years: set[int] = set()
    own: set[int] = set()
    names: dict[str, None] = {}
    for g in gaps:
        found = [r for r in reference_communes(contrat, g.groupe[0], g.indicateur.indicateur) if r.valeur is not None]
        if not found:
            continue
        years |= {r.mesure.annee for r in found if r.mesure.annee is not None}
        names[lower_first(g.indicateur.libelle_court)] = None
        if g.chiffre is not None and g.chiffre.annee is not None:
            own.add(g.chiffre.annee)
    if not years or years & own:
        return ""
    communes, qpv = (join_words([str(y) for y in sorted(found)]) for found in (years, own))
    return f" ({join_words(list(names))} : communes {communes}, QPV {qpv} ; rien d'autre n'est repris des communes)"


def _of_perimeters(contrat: Contrat, perimetre: Perimetre, read: Sequence[Ecart]) -> Iterator[Lacune]:
    own = {q.quartier for q in perimetre.quartiers}
    sure, unsure = ([q for q in found if q.quartier in own] for found in changed_perimeters(contrat, read))
    if sure or unsure:
        told = [f"il a changé pour {_names(sure)}"] if sure else []
        told += [f"il peut avoir changé pour {_names(unsure)} (communes ou nom différents)"] if unsure else []
        yield Lacune(
            "La situation dans le périmètre d'aujourd'hui",
            f"chiffres du périmètre de 2015 ; {' ; '.join(told)}",
            "importer insee",
            ("fichiers du périmètre de 2024",),
            INSEE,
        )
    known = {q.quartier for g in read for q in g.groupe}
    if silent := [q for q in perimetre.quartiers if q.est_qpv and q.quartier not in known]:
        new = [q for q in silent if q.est_nouveau]
        told = [f"aucun chiffre n'est importé pour {_names(silent)}"]
        told += [f"QPV {'nouveau' if len(new) == 1 else 'nouveaux'} en 2024"] if len(new) == len(silent) else []
        yield Lacune(
            "La situation des quartiers sans chiffre importé",
            ", ".join(told) + ("" if has_new_perimeter(contrat) or read else f" ; {PUBLIE_EN_2024}"),
            "importer insee",
            ("fichiers du périmètre de 2024",),
            INSEE,
        )
    groups = [g for g in dict.fromkeys(g.groupe for g in read) if own & {q.quartier for q in g} and covers_more(g)]
    if groups:
        told = [f"{name_group(g)} ({beyond(g, perimetre)})" for g in groups]
        yield Lacune(
            "La situation du projet seul, ou de la commune seule",
            f"les chiffres publiés sont ceux du QPV entier : {' ; '.join(told)}",
            "constats, paroles",
            ("ce que les acteurs locaux savent de cette partie",),
            SERVICE,
        )


def _names(quartiers: Sequence[Quartier]) -> str:
    return join_words([q.nom_court for q in quartiers])


def covers_more(group: Groupe) -> bool:
    """Whether the QPV is more than one project: shared, or declared so."""
    return len(group) > 1 or group[0].couverture == "partie"


def beyond(group: Groupe, perimetre: Perimetre) -> str:
    """Of how many projects, and on which communes, the QPV is."""
    names = [commune.split(" ", 1)[-1] for commune in group[0].communes_qpv]
    own = {fold(c) for q in perimetre.quartiers for c in q.communes}
    others = [n for n in names if fold(n) not in own] if perimetre.etendue is not Etendue.CONTRAT else names
    told = [count(len(group), "projet")] if len(group) > 1 else []
    where = "aussi sur" if perimetre.etendue is not Etendue.CONTRAT else "sur"
    told += [f"{where} {join_words(others)}"] if others else []
    return ", ".join(told) or "projet partiel"

"""How rules tell of a QPV that joins several former ones: which part a published figure is of, and what of the others.

The value of a part is not the quartier's: nothing asks to write it in the place of the whole.
"""

from collections.abc import Iterable

from quartiers.analyse.publications import Publication, latest_of_parts, series, series_of
from quartiers.donnees.modele import NON_DIFFUSE, Affirmation, Contrat, Indicateur, Quartier
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.typographie import format_value, join_words
from quartiers.unites import COUNT


def ask_for_the_whole(i: Indicateur, parts: Iterable[Publication]) -> str:
    """What to ask INSEE for; and between what a share, or a median, of the whole is: no part's value is the whole's."""
    asked = "demander à l'Insee la valeur de l'ensemble"
    if i.unite != COUNT and all(p.valeur is not None for p in parts):
        return f"{asked}, qui est entre celles de ses parties."
    return f"{asked} : celle d'une partie n'est pas celle du quartier."


def only_of_parts(contrat: Contrat, a: Affirmation) -> tuple[Publication, ...]:
    """The newest figure published of each former QPV of a statement's quartier, where none is of the whole."""
    q = contrat.quartiers[a.quartier]
    if any(p.valeur is not None for p in series_of(contrat, q, a.indicateur)):
        return ()
    return latest_of_parts(contrat, q, a.indicateur)


def told_of_parts(contrat: Contrat, quartier: str, parts: tuple[Publication, ...]) -> str:
    """``Pour X, l'Insee ne publie que ses parties de 2015 : 38,9 % pour A (QP1) et 34,3 % pour B (QP2), diffusion``."""
    q, edition = contrat.quartiers[quartier], parts[0].diffusion.edition
    return (
        f"Pour {q.nom_court}, l'Insee ne publie pas l'ensemble du QPV, seulement ses parties de 2015 : "
        f"{join_words([_value_of_part(contrat, q, p) for p in parts])} (diffusion {edition})."
    )


def of_which_part(contrat: Contrat, a: Affirmation, p: Publication) -> str:
    """``, pour A (QP1), une partie du QPV``, where a publication is of a part; empty for the whole."""
    q = contrat.quartiers[a.quartier]
    codes = q.codes(ANCIENNE)
    if len(codes) < 2 or len(p.territoires) > 1 or p.territoires[0] not in codes:
        return ""
    return f", pour {name_of_part(q, p.territoires[0])}, une partie seulement du QPV"


def other_parts(contrat: Contrat, a: Affirmation, p: Publication) -> tuple[Publication, ...]:
    """What the publication of one part gives for the others; empty for the whole."""
    q = contrat.quartiers[a.quartier]
    if not of_which_part(contrat, a, p):
        return ()
    return tuple(
        same
        for code in q.codes(ANCIENNE)
        if code != p.territoires[0]
        for same in series(contrat, (code,), p.indicateur)
        if same.diffusion == p.diffusion and same.annee == p.annee
    )


def _value_of_part(contrat: Contrat, q: Quartier, p: Publication) -> str:
    i = contrat.indicateurs[p.indicateur]
    value = format_value(p.valeur, i.unite) if p.valeur is not None else NON_DIFFUSE
    return f"{value} pour {name_of_part(q, p.territoires[0])}"


def name_of_part(q: Quartier, code: str) -> str:
    names = dict(zip(q.codes_qpv_2015, q.libelles_qpv_2015, strict=False))
    return f"{names.get(code, code)} ({code})"

"""What the synthesis opens with: how many QPV are worse off than the median QPV of France, for the core figures."""

from collections.abc import Callable, Sequence
from typing import Final

from quartiers.analyse.doutes import when
from quartiers.analyse.mediane import FaceMediane, count_each, most_one_sided
from quartiers.analyse.revenus_parus import published_since
from quartiers.donnees.modele import Contrat
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.presentation import mots
from quartiers.presentation.blocs import Bloc, Contenu, Discret, Fort, Fragment, Paragraphe, Saut, Suite, Tableau
from quartiers.presentation.synthese.chiffres import Compares
from quartiers.presentation.synthese.etendues import say_former, say_outside
from quartiers.typographie import count, join_words, lower_first

NAMED: Final = 5  # QPV that a figure names: of more, the first ones
FIRST: Final = 3
ADDED: Final = 2  # indicators that the table has after the core, for how one-sided they are
TOLD: Final = 3  # others, as one-sided, that a sentence names
_ESTABLISHED: Final = " (« dont » : l'écart est établi)"


def against_median(contrat: Contrat, indicateurs: Compares) -> tuple[Bloc, list[Contenu]]:
    """A table of the figures that every report opens with, QPV by QPV, and of the two that put most QPV on one side;
    then the others that do, as a sentence. What chance would often do comes last.

    Both are empty where no figure is beside a median.
    """
    counts = count_each(contrat, indicateurs)
    core = [read for name, read in counts.items() if name in contrat.essentiel]
    if not core:
        return Suite(()), []
    core.sort(key=lambda read: (-read.surs, -read.defavorables))
    others = [read for read in most_one_sided(counts) if read not in core]
    found = sorted([*core, *others[:ADDED]], key=lambda read: read.par_hasard)
    where = join_words(sorted({mots.perimeter(read.publication) for read in found}))
    known = {read.connus for read in found}
    who = f"Les {known.pop()} QPV du contrat" if len(known) == 1 and known != {1} else "Les QPV du contrat"
    table = Tableau(
        f"{who} qui ont un chiffre ({where}), de part et d'autre du QPV médian de France",
        (
            "Indicateur",
            "Côté défavorable",
            "dont l'écart est établi",
            "Côté favorable",
            "dont l'écart est établi",
        ),
        tuple(_row(read) for read in found),
        (21.5, 10, 35.5, 9, 24),
        dense=True,
    )
    notes = (
        Paragraphe(Discret(told))
        for told in (_reading(found), _of_whom(contrat, found), _since(contrat, found))
        if told
    )
    return Suite((table, *notes)), _also(others[ADDED:])


def _row(read: FaceMediane) -> tuple[Contenu, ...]:
    """A share of one half or so is what QPV of France drawn at random would give: it is said beside the number."""
    level: list[Fragment] = [Saut(), Discret(f"{read.egaux} à égalité")] if read.egaux else []
    return (
        [read.indicateur.libelle_court, " ", Discret(when(read.publication))],
        [Fort(f"{read.defavorables} sur {read.connus}"), *([" *"] if read.par_hasard else [])],
        _surely(read.noms_surs),
        [f"{read.favorables} sur {read.connus}", *level],
        _surely(read.noms_favorables),
    )


def _reading(found: Sequence[FaceMediane]) -> str:
    """How the table is read: under it, that it be seen first; what a star says, where there is one."""
    star = " * : ce partage peut venir du hasard ; seuls les QPV nommés sont nettement d'un côté."
    return (
        "Écart établi : au-delà de la marge estimée ; le plus grand est nommé d'abord. Un QPV plus petit, dont la "
        "marge est plus large, peut avoir un écart plus grand sans être nommé."
        f"{star if any(read.par_hasard for read in found) else ''}"
    )


def _of_whom(contrat: Contrat, found: Sequence[FaceMediane]) -> str:
    """Which QPV these are, where they are not those that the map shows; whose figures are of other communes too."""
    former = say_former(contrat) if _are_former(found) else ""
    told = f"Ce sont les QPV de {ANCIENNE}, non ceux de la carte : {former}." if former else ""
    return f"{told}{say_outside(contrat, found[0].publication.diffusion.geographie)}".strip()


def _since(contrat: Contrat, found: Sequence[FaceMediane]) -> str:
    """Which incomes are published since those of the table."""
    since = published_since(contrat, [read.publication for read in found])
    if not since:
        return ""
    told = [f"{join_words([str(y) for y in years])} (périmètre {g})" for g, years in since.items()]
    return f"Revenus plus récents publiés par l'Insee, non repris ici : {', '.join(told)}."


def _surely(names: Sequence[str]) -> Contenu:
    """``2 : Verrerie – Anzin et Centre – Fresnes``; of many, ``9, dont Verrerie – Anzin…``."""
    if not names:
        return "aucun"
    if len(names) > NAMED:
        return f"{len(names)}, dont {join_words([*names[:FIRST]])}"
    return f"{len(names)} : {join_words([*names])}"


def _also(reads: Sequence[FaceMediane]) -> list[Contenu]:
    """What else puts most QPV on one side, that the table has no row of, with how many surely are: a line a side."""
    worse = [read for read in reads if read.defavorables > read.favorables]
    better = [read for read in reads if read not in worse]
    lines: list[Contenu] = []
    sides: tuple[tuple[str, list[FaceMediane], Callable[[FaceMediane], int]], ...] = (
        ("défavorable", worse, lambda read: read.surs),
        ("favorable", better, lambda read: len(read.noms_favorables)),
    )
    for side, found, sure in sides:
        told = [
            f"{lower_first(read.indicateur.libelle_court)} ({when(read.publication)} : "
            f"{max(read.defavorables, read.favorables)} sur {read.connus}, dont {sure(read) or 'aucun'})"
            for read in found[:TOLD]
        ]
        told += [count(left, "autre indicateur", "autres indicateurs")] if (left := len(found) - TOLD) > 0 else []
        lines += (
            [[Fort(f"Du côté {side} aussi, plus que par hasard"), f"{_ESTABLISHED} : {join_words(told)}."]]
            if told
            else []
        )
    return lines


def _are_former(found: Sequence[FaceMediane]) -> bool:
    return all(read.publication.diffusion.geographie == ANCIENNE for read in found)

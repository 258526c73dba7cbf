"""What the synthesis opens with: how many QPV are worse off than the median QPV of France, for the core figures."""

from collections.abc import Sequence
from typing import Final

from quartiers.analyse.doutes import when
from quartiers.analyse.mediane import FaceMediane, count_against_median
from quartiers.analyse.synthese import name_group, newest_publication, quartiers_by_qpv
from quartiers.donnees.modele import Contrat, Indicateur
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.presentation import mots
from quartiers.presentation.blocs import Bloc, Contenu, Discret, Fort, Fragment, Saut, Suite, Tableau
from quartiers.presentation.synthese.chiffres import Compares, most_often_worse
from quartiers.typographie import in_letters, join_words, lower_first

NAMED: Final = 6  # QPV that a figure names: more are counted


def against_median(contrat: Contrat, indicateurs: Compares) -> tuple[Bloc, list[Contenu]]:
    """A table of the figures that every report opens with, QPV by QPV; then the widest gaps, as a sentence.

    Both are empty where no figure is beside a median.
    """
    core = [(i, lines) for i, lines in indicateurs.items() if i.indicateur in contrat.essentiel]
    found = [read for i, lines in core if (read := count_against_median(contrat, i, lines)) is not None]
    found.sort(key=lambda read: (-read.surs, -read.defavorables))
    if not found:
        return Suite(()), []
    where = join_words(sorted({mots.perimeter(read.publication) for read in found}))
    table = Tableau(
        f"Les QPV du contrat ({where}), face au QPV médian de France.{_which(contrat, found)}",
        (
            "Indicateur",
            "Côté défavorable",
            "dont sûrement plus fragiles",
            "Côté favorable",
            "dont sûrement moins fragiles",
        ),
        tuple(_row(read) for read in found),
        (19, 11.5, 33, 8.5, 28),
        dense=True,
    )
    return table, _widest(indicateurs, [read.indicateur for read in found])


def _row(read: FaceMediane) -> tuple[Contenu, ...]:
    """A share of one half or so is what QPV of France drawn at random would give: it is said beside the number."""
    chance: list[Fragment] = [Saut(), Discret("comme au hasard")] if read.par_hasard else []
    return (
        [read.indicateur.libelle_court, Saut(), Discret(when(read.publication))],
        [Fort(f"{read.defavorables} sur {read.connus}"), *chance],
        _surely(read.noms_surs),
        f"{read.favorables} sur {read.connus}",
        _surely(read.noms_favorables),
    )


def _surely(names: Sequence[str]) -> Contenu:
    """``2 : Verrerie – Anzin et Centre – Fresnes``."""
    if not names:
        return "aucun"
    return f"{len(names)} : {join_words([*names])}" if len(names) <= NAMED else str(len(names))


def _widest(indicateurs: Compares, told: Sequence[Indicateur]) -> list[Contenu]:
    """What most QPV are surely worse off for, as the charts say it, where the core figures do not."""
    published = {i: lines for i, lines in indicateurs.items() if lines[0].chiffre.publie}
    parts = []
    for i, number in most_often_worse(published).items():
        newest = newest_publication(published[i])
        if i not in told and newest is not None:
            parts.append(f"{lower_first(i.libelle_court)} ({when(newest)}), {number} QPV sur {len(published[i])}")
    return [[Fort("Le plus souvent plus fragiles que le QPV médian : "), f"{join_words(parts)}."]] if parts else []


def _which(contrat: Contrat, found: Sequence[FaceMediane]) -> str:
    """Which QPV these are, where they are not those that the contract has now: as many may be others."""
    if any(read.publication.diffusion.geographie != ANCIENNE for read in found):
        return ""
    parts = []
    for group in quartiers_by_qpv(contrat).values():
        former = len(group[0].codes_qpv_2015)
        if former > 1:
            parts.append(f"{in_letters(former)} pour {name_group(group)}")
        elif group[0].est_qpv and group[0].est_nouveau:
            parts.append(f"aucun pour {name_group(group)}")
    return f" Ces QPV sont ceux de {ANCIENNE} : {join_words(parts)}." if parts else ""

"""What the synthesis opens with: how many QPV are worse off than the median QPV of France, for the core figures."""

from collections.abc import Sequence
from typing import Final

from quartiers.analyse.doutes import when
from quartiers.analyse.mediane import FaceMediane, count_against_median
from quartiers.analyse.synthese import name_group, newest_publication, quartiers_by_qpv
from quartiers.donnees.modele import Contrat, Indicateur
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.presentation import mots
from quartiers.presentation.blocs import Contenu, Fort
from quartiers.presentation.synthese.chiffres import Compares, most_often_worse
from quartiers.typographie import in_letters, join_words, lower_first

NAMED: Final = 6  # QPV that a figure names: more are counted


def against_median(contrat: Contrat, indicateurs: Compares) -> list[Contenu]:
    """Two sentences: the widest gaps, then the figures that every report opens with; empty where none is beside a
    median."""
    core = [(i, lines) for i, lines in indicateurs.items() if i.indicateur in contrat.essentiel]
    found = [read for i, lines in core if (read := count_against_median(contrat, i, lines)) is not None]
    found.sort(key=lambda read: (-read.surs, -read.defavorables))
    if not found:
        return []
    where = join_words(sorted({mots.perimeter(read.publication) for read in found}))
    told = " ; ".join(_told(read, first=rank == 0) for rank, read in enumerate(found))
    line: Contenu = [Fort("Face au QPV médian de France"), f" ({where}) : {told}.{_which(contrat, found)}"]
    return [*_widest(indicateurs, [read.indicateur for read in found]), line]


def _widest(indicateurs: Compares, told: Sequence[Indicateur]) -> list[Contenu]:
    """What most QPV are surely worse off for, as the charts say it, where the core figures do not."""
    published = {i: lines for i, lines in indicateurs.items() if lines[0].chiffre.publie}
    parts = []
    for i, number in most_often_worse(published).items():
        newest = newest_publication(published[i])
        if i not in told and newest is not None:
            parts.append(f"{lower_first(i.libelle_court)} ({when(newest)}), {number} QPV sur {len(published[i])}")
    return [[Fort("Le plus souvent plus fragiles que le QPV médian : "), f"{join_words(parts)}."]] if parts else []


def _told(read: FaceMediane, *, first: bool) -> str:
    """``emploi des 15-64 ans (diffusion 2022), 13 QPV sur 15 du côté défavorable, dont 5 plus fragiles au-delà de
    l'incertitude (…)``; shorter after the first. Where chance makes as much, the other side is told too."""
    label, date = lower_first(read.indicateur.libelle_court), when(read.publication)
    sure = f" plus fragile{'s' if read.surs > 1 else ''} au-delà de l'incertitude" if first else " sûrement"
    whom = f"{read.defavorables}{' QPV' if first else ''} sur {read.connus} du côté défavorable"
    told = f"{label} ({date}), {whom}{_surely(read.noms_surs, sure)}"
    if not read.par_hasard:
        return told
    return f"{told}, et {read.favorables} du côté favorable{_surely(read.noms_favorables, ' sûrement')}"


def _surely(names: Sequence[str], sure: str) -> str:
    told = f", dont {len(names) or 'aucun'}{sure}"
    return f"{told} ({join_words([*names])})" if 0 < len(names) <= NAMED else told


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

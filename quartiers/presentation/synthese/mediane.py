"""What the synthesis opens with: how many QPV are worse off than the median QPV of France, for the core figures."""

from collections.abc import Mapping, Sequence
from typing import Final

from quartiers.analyse.doutes import when
from quartiers.analyse.mediane import FaceMediane, count_against_median
from quartiers.analyse.synthese import LigneComparee
from quartiers.donnees.modele import Contrat, Indicateur
from quartiers.presentation import mots
from quartiers.presentation.blocs import Contenu, Fort
from quartiers.typographie import join_words, lower_first

NAMED: Final = 6  # QPV that a figure names: more are counted


def against_median(contrat: Contrat, indicateurs: Mapping[Indicateur, Sequence[LigneComparee]]) -> list[Contenu]:
    """One sentence for the figures that every report opens with; empty where none is beside a median."""
    core = [(i, lines) for i, lines in indicateurs.items() if i.indicateur in contrat.essentiel]
    found = [read for i, lines in core if (read := count_against_median(contrat, i, lines)) is not None]
    found.sort(key=lambda read: (-read.surs, -read.defavorables))
    if not found:
        return []
    where = join_words(sorted({mots.perimeter(read.publication) for read in found}))
    told = " ; ".join(_told(read, first=rank == 0) for rank, read in enumerate(found))
    return [[Fort("Face au QPV médian de France"), f" ({where}) : {told}."]]


def _told(read: FaceMediane, *, first: bool) -> str:
    """``emploi des 15-64 ans (diffusion 2022), 13 QPV sur 15 du côté défavorable, dont 5 plus fragiles au-delà de
    l'incertitude (…)``; shorter after the first. That half of them are on a side is not counted: chance does it."""
    label, date = lower_first(read.indicateur.libelle_court), when(read.publication)
    if read.par_hasard:
        told = f"{label} ({date}), de part et d'autre, "
    else:
        told = f"{label} ({date}), {read.defavorables}{' QPV' if first else ''} sur {read.connus} du côté défavorable, "
    told += f"{'' if read.par_hasard else 'dont '}{read.surs or 'aucun'}"
    told += f" plus fragile{'s' if read.surs > 1 else ''} au-delà de l'incertitude" if first else " sûrement"
    return f"{told} ({join_words(read.noms_surs)})" if 0 < read.surs <= NAMED else told

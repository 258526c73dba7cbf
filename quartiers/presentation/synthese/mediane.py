"""What the synthesis opens with: how many QPV are worse off than the median QPV of France, for the core figures."""

from collections.abc import Mapping, Sequence
from typing import Final

from quartiers.analyse.doutes import when
from quartiers.analyse.mediane import FaceMediane, count_each, most_often_worse
from quartiers.donnees.modele import Contrat, Indicateur
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.presentation import mots
from quartiers.presentation.blocs import Bloc, Contenu, Discret, Fort, Fragment, Saut, Suite, Tableau
from quartiers.presentation.synthese.chiffres import Compares, say_counts
from quartiers.presentation.synthese.etendues import say_former, say_outside
from quartiers.typographie import join_words

NAMED: Final = 6  # QPV that a figure names: more are counted


def against_median(contrat: Contrat, indicateurs: Compares) -> tuple[Bloc, list[Contenu]]:
    """A table of the figures that every report opens with, QPV by QPV; then the widest gaps, as a sentence.

    Both are empty where no figure is beside a median.
    """
    counts = count_each(contrat, indicateurs)
    found = [read for name, read in counts.items() if name in contrat.essentiel]
    found.sort(key=lambda read: (-read.surs, -read.defavorables))
    if not found:
        return Suite(()), []
    where = join_words(sorted({mots.perimeter(read.publication) for read in found}))
    table = Tableau(
        f"Les QPV du contrat qui ont un chiffre ({where}{_which(contrat, found)}), face au QPV médian de France."
        f"{say_outside(contrat, found[0].publication.diffusion.geographie)} Nettement : au-delà de la marge que ce "
        "rapport estime, plus large pour un petit QPV : un QPV non nommé peut avoir un plus grand écart. Le plus grand "
        f"est nommé d'abord.{_chance(found)}",
        (
            "Indicateur",
            "Côté défavorable",
            "dont nettement plus fragiles",
            "Côté favorable",
            "dont nettement moins fragiles",
        ),
        tuple(_row(read) for read in found),
        (20, 10, 35, 9.5, 25.5),
        dense=True,
    )
    return table, _widest(counts, [read.indicateur for read in found])


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


def _chance(found: Sequence[FaceMediane]) -> str:
    """What the star says, where there is one."""
    if not any(read.par_hasard for read in found):
        return ""
    return " * : partage que le hasard donnerait souvent."


def _surely(names: Sequence[str]) -> Contenu:
    """``2 : Verrerie – Anzin et Centre – Fresnes``."""
    if not names:
        return "aucun"
    return f"{len(names)} : {join_words([*names])}" if len(names) <= NAMED else str(len(names))


def _widest(counts: Mapping[str, FaceMediane], told: Sequence[Indicateur]) -> list[Contenu]:
    """What most QPV are surely worse off for, as the charts say it, where the core figures do not."""
    reads = [read for read in most_often_worse(counts) if read.indicateur not in told]
    head = Fort("Le plus souvent nettement plus fragiles que le QPV médian : ")
    return [[head, f"{say_counts(reads, dated=True)}."]] if reads else []


def _which(contrat: Contrat, found: Sequence[FaceMediane]) -> str:
    """Which QPV these are, where they are not those that the contract has now."""
    told = say_former(contrat) if _are_former(found) else ""
    return f" : {told}" if told else ""


def _are_former(found: Sequence[FaceMediane]) -> bool:
    return all(read.publication.diffusion.geographie == ANCIENNE for read in found)

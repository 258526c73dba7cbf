"""Families of QPV whose situations are alike; in an annex, how they were sought and why none is shown."""

from collections.abc import Sequence

from quartiers.analyse.familles import (
    MAX_FAMILLES,
    MIN_INDICATEURS,
    MIN_MEMBRES,
    MIN_QPV,
    PART_PUBLIEE,
    SILHOUETTE_MIN,
    STABILITE_MIN,
    Famille,
    Familles,
    Motif,
)
from quartiers.donnees.modele import Quartier
from quartiers.presentation.blocs import Bloc, Contenu, Fort, Paragraphe, Suite, Tableau, Titre
from quartiers.presentation.synthese.nombreux import name_places
from quartiers.typographie import count, format_gap, format_number, join_words, lower_first

MAX_ECARTS = 5
MAX_NOMMES = 40  # QPV that a family names
MAX_CLASSES = 400  # QPV among which families are sought: they are a second or two for so many, minutes for the country


def families_block(found: Familles) -> Bloc:
    """The families and those in none, under a heading of their own; nothing where none is shown."""
    if not found.familles:
        return Suite(())
    blocks: list[Bloc] = [Titre("Familles de quartiers"), Paragraphe(_verdict(found))]
    blocks.append(
        Tableau(
            "Familles de QPV, et ce qui les distingue de l'ensemble des QPV classés",
            ("Famille", "QPV et projets", "Écart moyen à l'ensemble"),
            tuple(_row(number, family) for number, family in enumerate(found.familles, start=1)),
            (12, 46, 42),
        )
    )
    if found.isoles:
        blocks.append(Paragraphe([Fort("Sans famille nette"), f" : {_listed(found.isoles)}."]))
    return Suite(tuple(blocks))


def none_block(found: Familles) -> Bloc:
    """Why no family is shown, in a sentence."""
    return Paragraphe(_verdict(found))


def method_block(found: Familles) -> Bloc:
    """How families were sought: for an annex."""
    blocks: list[Bloc] = []
    if found.incomplets:
        why = "Non classés, faute de tous leurs chiffres pour le QPV entier, dans son périmètre"
        blocks.append(Paragraphe([Fort(why), f" : {_listed(found.incomplets)}."]))
    return Suite((*blocks, Paragraphe(_method(found))))


def _row(number: int, family: Famille) -> tuple[Contenu, ...]:
    gaps = [
        f"{lower_first(i.libelle_court)} : {format_gap(gap if i.unite == '%' else round(gap), i.unite)}"
        for i, gap in family.ecarts[:MAX_ECARTS]
    ]
    return (
        f"Famille {number} ({count(len(family.qpv), 'QPV', 'QPV')})",
        _listed(family.qpv),
        " ; ".join(gaps) or "proche de l'ensemble sur chaque indicateur",
    )


def _listed(groups: Sequence[tuple[Quartier, ...]]) -> str:
    """Each QPV as its projects; of many, how many each commune or département has."""
    if len(groups) <= MAX_NOMMES:
        return " ; ".join(_names(g) for g in groups)
    return f"{count(len(groups), 'QPV', 'QPV')} ({name_places([g[0] for g in groups])})"


def _names(group: tuple[Quartier, ...]) -> str:
    return join_words([q.nom_court for q in group])


def _verdict(found: Familles) -> Contenu:
    classified = len(found.isoles) + sum(len(f.qpv) for f in found.familles)
    what = f"{count(classified, 'QPV', 'QPV')} et {count(len(found.indicateurs), 'indicateur')}"
    match found.motif:
        case Motif.PEU_D_INDICATEURS:
            return (
                f"Aucune famille n'est cherchée : il faut {MIN_INDICATEURS} indicateurs publiés, lus et d'une même "
                f"diffusion, pour {format_number(100 * PART_PUBLIEE)} % des QPV ; il y en a {len(found.indicateurs)}."
            )
        case Motif.PEU_DE_QPV:
            return (
                f"Aucune famille n'est cherchée : il faut {MIN_QPV} QPV dont tous ces chiffres sont publiés ; il y "
                f"en a {classified}."
            )
        case Motif.SANS_STRUCTURE:
            assert found.partition is not None
            others = " (les autres QPV n'ont pas tous ces chiffres)" if found.incomplets else ""
            return [
                Fort("Pas de familles nettes"),
                f" de quartiers, sur {what}{others} : le meilleur partage des QPV a une netteté (indice de silhouette) "
                f"de {format_number(found.partition.silhouette, 2)}, au-dessous du seuil de "
                f"{format_number(SILHOUETTE_MIN, 2)}.",
            ]
        case Motif.INSTABLE:
            return [
                Fort("Pas de familles stables"),
                f" de quartiers : sur {what}, elles changent dès qu'un indicateur ou un QPV est retiré.",
            ]
    return [
        Fort(count(len(found.familles), "famille nette", "familles nettes")),
        f", sur {what} (diffusion {found.edition}).",
    ]


def _method(found: Familles) -> Contenu:
    indicators = join_words([lower_first(i.libelle_court) for i in found.indicateurs])
    chosen = f" Indicateurs retenus : {indicators}." if indicators else ""
    return [
        Fort("Méthode. "),
        "Indicateurs publiés qui se lisent (favorables ou non), de la diffusion la plus récente, connus de "
        f"{format_number(100 * PART_PUBLIEE)} % des QPV au moins ; seuls les QPV dont tous les chiffres sont publiés "
        "sont classés, aucun chiffre n'est remplacé. Chaque indicateur est centré et réduit, puis les QPV sont "
        f"regroupés par la méthode de Ward ; le nombre de familles (de 2 à {MAX_FAMILLES}) est celui dont la netteté "
        "(indice de silhouette moyen, 1 au mieux) est la plus grande. Le calcul est refait sans chaque indicateur, "
        f"puis sans chaque QPV : une famille n'est montrée que si {MIN_MEMBRES} QPV au moins y restent ensemble, et à "
        f"part des autres, dans {format_number(100 * STABILITE_MIN)} % des essais de chaque sorte.{chosen}",
    ]

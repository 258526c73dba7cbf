"""What may be proposed of a priority, by written rules: *maintenir*, *renforcer*, *réorienter*, *clore*, or nothing.

A rule reads what was recorded of the priority (its actions, what they made, what they gave against a target), and
whether its need still shows. A figure of the context never says that an action has failed, nor that it worked: it says
only whether there still is something to do. The first rule of :data:`REGLES` that applies is the one; there always is
one. The decision is a person's: it is read in ``decisions``, and no rule reads it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Mot(StrEnum):
    MAINTENIR = "maintenir"
    RENFORCER = "renforcer"
    REORIENTER = "réorienter"
    CLORE = "clore"


class Besoin(StrEnum):
    """Whether the need that a priority answers shows in what is published of its theme and publics."""

    PRESENT = "le besoin se lit dans les chiffres publiés"
    ABSENT = "les chiffres publiés qui se lisent ne montrent pas un besoin plus marqué que dans le QPV médian"
    INCONNU = "aucun chiffre publié repris ici ne dit si le besoin demeure"


@dataclass(frozen=True)
class Faits:
    """What a proposal stands on. Targets are counted by indicator, at its latest value.

    ``actions`` are those whose link is confirmed, ``ouvertes`` those that are neither done nor given up;
    ``propres_atteints`` are the results of the priority itself, not of one of its actions, that are at their target;
    ``a_mi_chemin`` those that are not, and have gone half the way from where they started at least;
    ``realisations_depassees`` are beyond their target; ``demande_non_couverte``: less was granted than asked;
    ``avis_sans_reponse`` are those given on the priority that nobody has answered.
    """

    close: bool = False
    actions: int = 0
    ouvertes: int = 0
    resultats_atteints: int = 0
    propres_atteints: int = 0
    resultats_manques: int = 0
    a_mi_chemin: int = 0
    realisations_atteintes: int = 0
    realisations_depassees: int = 0
    realisations_manquees: int = 0
    resultats_sans_cible: int = 0
    besoin: Besoin = Besoin.INCONNU
    demande_non_couverte: bool = False
    avis_sans_reponse: int = 0

    @property
    def resultats_lus(self) -> int:
        """The results that have a target."""
        return self.resultats_atteints + self.resultats_manques


@dataclass(frozen=True)
class Regle:
    """``mot`` is None where nothing is proposed; ``motif`` says why, in words for the staff."""

    code: str
    mot: Mot | None
    motif: str
    vaut: Callable[[Faits], bool]


def _all_reached(f: Faits) -> bool:
    return f.resultats_atteints > 0 and not f.resultats_manques


REGLES: Final = (
    Regle("E1", None, "la priorité est close", lambda f: f.close),
    Regle(
        "E2",
        None,
        "ni action confirmée, ni résultat n'est saisi pour elle",
        lambda f: not (f.actions or f.resultats_lus or f.resultats_sans_cible),
    ),
    Regle(
        "E3",
        None,
        "aucun résultat n'est suivi avec une cible : ce qui a été fait ne dit pas ce qui en a résulté",
        lambda f: not f.resultats_lus,
    ),
    Regle(
        "E4",
        None,
        "des cibles de résultat sont atteintes, d'autres non : c'est à des personnes de peser",
        lambda f: f.resultats_atteints > 0 and f.resultats_manques > 0,
    ),
    Regle(
        "E5",
        Mot.CLORE,
        "l'objectif fixé à la priorité elle-même est atteint, plus aucune action n'est en cours, aucun chiffre publié "
        "qui se lise ne montre le besoin, et aucun avis n'attend de réponse",
        lambda f: (
            _all_reached(f)
            and f.propres_atteints > 0
            and not (f.ouvertes or f.avis_sans_reponse)
            and f.besoin is not Besoin.PRESENT
        ),
    ),
    Regle(
        "E6",
        Mot.RENFORCER,
        "chaque cible de résultat suivie est atteinte, le besoin se lit encore, et la demande dépasse ce qui était "
        "prévu (réalisation au-delà de sa cible, ou montant accordé inférieur au montant demandé)",
        lambda f: (
            _all_reached(f) and f.besoin is Besoin.PRESENT and (f.realisations_depassees > 0 or f.demande_non_couverte)
        ),
    ),
    Regle("E7", Mot.MAINTENIR, "chaque cible de résultat suivie est atteinte", _all_reached),
    Regle(
        "E8",
        Mot.MAINTENIR,
        "aucune cible de résultat n'est atteinte, mais chacune est au moins à mi-chemin depuis son départ",
        lambda f: f.a_mi_chemin == f.resultats_manques,
    ),
    Regle(
        "E9",
        Mot.REORIENTER,
        "ce qui était prévu a été fait (cibles de réalisation atteintes), et les cibles de résultat ne le sont pas",
        lambda f: f.realisations_atteintes > 0 and not f.realisations_manquees,
    ),
    Regle(
        "E10",
        None,
        "les cibles de résultat ne sont pas atteintes, mais des actions n'ont pas eu lieu comme prévu : leur effet ne "
        "peut pas être jugé",
        lambda f: f.realisations_manquees > 0,
    ),
    Regle(
        "E11",
        None,
        "les cibles de résultat ne sont pas atteintes, et aucune réalisation n'est suivie avec une cible : on ne sait "
        "pas si les actions ont eu lieu comme prévu",
        lambda _: True,
    ),
)


@dataclass(frozen=True)
class Proposition:
    """What a rule proposes; ``mot`` is None where what is known is not enough, or where there is nothing to propose."""

    regle: Regle

    @property
    def mot(self) -> Mot | None:
        return self.regle.mot

    @property
    def motif(self) -> str:
        return self.regle.motif


def propose(faits: Faits) -> Proposition:
    """The proposal of the first rule that applies."""
    return Proposition(next(regle for regle in REGLES if regle.vaut(faits)))

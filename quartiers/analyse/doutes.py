"""What the check of figures finds: rules, gravities, doubts, and the words that all rules share."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from quartiers.analyse.publications import Publication
from quartiers.analyse.rapprochement import Nombre, Verification
from quartiers.donnees.modele import Affirmation, Contrat, Indicateur
from quartiers.typographie import format_gap, format_value


class Regle(StrEnum):
    """The rules, by identifier; :data:`TITRES` says each in words."""

    MOTS = "R1"
    TERRITOIRE = "R2"
    REFERENCE = "R3"
    COPIE = "R4"
    PUBLICATION = "R5"
    INTITULE = "R6"
    DEFINITION = "R7"
    ANNEE = "R8"
    PERIMETRE = "R9"
    AMPLEUR = "R10"
    SYNTHESE = "R11"
    SANS_PRIORITE = "R12"
    LIBELLE = "R13"


TITRES: Final = {
    Regle.MOTS: "Les mots contredisent les nombres",
    Regle.TERRITOIRE: "Un même QPV, plusieurs valeurs",
    Regle.REFERENCE: "Une même référence, plusieurs valeurs",
    Regle.COPIE: "Les mêmes chiffres pour deux QPV",
    Regle.PUBLICATION: "La valeur publiée est différente",
    Regle.INTITULE: "La valeur publiée concorde, mais sous un autre intitulé",
    Regle.DEFINITION: "Le départ et l'arrivée ne mesurent pas la même chose",
    Regle.ANNEE: "Une année absente, ou qui n'est pas celle de la source",
    Regle.PERIMETRE: "Des chiffres de l'ancien périmètre",
    Regle.AMPLEUR: "Une ampleur inhabituelle",
    Regle.SYNTHESE: "Les priorités et la synthèse publiée ne correspondent pas",
    Regle.SANS_PRIORITE: "Un chiffre très défavorable, sans priorité sur son thème",
    Regle.LIBELLE: "Deux libellés presque identiques, comptés à part",
}


class Gravite(StrEnum):
    """How much a doubt matters: an error that the data shows, something to look at, something to know."""

    ERREUR = "à corriger"
    DOUTE = "à vérifier"
    INFORMATION = "à savoir"


@dataclass(frozen=True)
class Doute:
    """What a rule found: where, what it compared, one sentence, and what to do about it.

    ``affirmations`` are identifiers of ``diagnostic.csv``, ``publications`` the published figures compared,
    ``lignes`` the lines of the source document.
    """

    regle: Regle
    gravite: Gravite
    quartiers: tuple[str, ...]
    objet: str
    phrase: str
    proposition: str
    affirmations: tuple[str, ...] = ()
    publications: tuple[Publication, ...] = ()
    lignes: str | None = None


@dataclass(frozen=True)
class Contexte:
    """What the rules share: the contract and its statements, each checked once."""

    contrat: Contrat
    verifications: dict[str, Verification]

    def indicateur(self, a: Affirmation) -> Indicateur:
        return self.contrat.indicateurs[a.indicateur]

    def name(self, quartier: str) -> str:
        return self.contrat.quartiers[quartier].nom_court

    def in_order(self, quartiers: Iterable[str]) -> tuple[str, ...]:
        """Identifiers of quartiers, each once, in the contract's order."""
        wanted = set(quartiers)
        return tuple(name for name in self.contrat.quartiers if name in wanted)

    def doubt(
        self,
        regle: Regle,
        gravite: Gravite,
        rows: tuple[Affirmation, ...],
        phrase: str,
        proposition: str,
        *,
        publications: tuple[Publication, ...] = (),
        objet: str | None = None,
    ) -> Doute:
        """A doubt about statements; ``objet`` is their indicator unless said otherwise."""
        return Doute(
            regle,
            gravite,
            self.in_order(a.quartier for a in rows),
            objet or self.indicateur(rows[0]).libelle_court,
            phrase,
            proposition,
            tuple(dict.fromkeys(a.affirmation for a in rows)),
            publications,
            join_lines(a.lignes for a in rows),
        )


def when(p: Publication) -> str:
    """``2019``, or ``diffusion 2022`` where the year of the data is not known."""
    return str(p.annee) if p.annee is not None else f"diffusion {p.diffusion.edition}"


def published_text(c: Contexte, p: Publication) -> str:
    return f"{format_value(p.valeur, c.contrat.indicateurs[p.indicateur].unite)} ({when(p)})"


def number_text(n: Nombre, i: Indicateur) -> str:
    return f"{format_value(n.valeur, i.unite, n.precision)} ({year_text(n.annee)})"


def stated_text(a: Affirmation, i: Indicateur) -> str:
    text = format_value(a.valeur, i.unite, a.precision) if a.valeur is not None else "une évolution"
    change = ""
    if a.variation is not None:
        change = f", {format_gap(a.variation, i.unite)}"
    elif a.tendance in ("hausse", "baisse"):
        change = f", en {a.tendance}"
    return f"{text} en {a.annee}{change}" if a.annee is not None else f"{text} sans année{change}"


def year_text(year: int | None) -> str:
    return str(year) if year is not None else "sans année"


def join_lines(lines: Iterable[str | None]) -> str | None:
    """Lines of the document, each once, in order.

    >>> join_lines(["437, 12", None, "34-36", "12"])
    '12, 34-36, 437'
    """
    parts = {part for line in lines if line for part in line.replace(" ", "").split(",")}
    return ", ".join(sorted(parts, key=lambda part: (int(part.split("-")[0]), part))) or None

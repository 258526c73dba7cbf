"""The sections and keys of ``contrat.toml``, each described once: what is read, checked and documented follows.

``[document]`` and ``[lecture]`` are described where they are kept, in :mod:`quartiers.donnees.modele`; what is kept in
the :class:`~quartiers.donnees.modele.Contrat` itself, here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, get_args, get_origin, get_type_hints

from quartiers.donnees import modele
from quartiers.donnees.reglages.forme import CODE_CV, MAX_YEAR, MIN_YEAR, PERIODE, SIREN, Reglage
from quartiers.donnees.reglages.valeurs import Cle

TERRITOIRES: Final = "territoires"  # the section whose keys are the contract's own: identifiant = "nom affiché"


class _Contrat:
    nom: Annotated[str, Reglage("nom du contrat", '"Contrat Quartiers 2030 de Valenciennes Métropole"')]
    epci: Annotated[str, Reglage("nom de l'intercommunalité", '"Valenciennes Métropole"')]
    siren_epci: Annotated[
        str,
        Reglage(
            "son numéro SIREN, de neuf chiffres ; pas de ligne : il n'y en a pas (outre-mer), ou plusieurs",
            '"245901160"',
            forme=SIREN,
            facultatif=True,
        ),
    ]
    periode: Annotated[str, Reglage("première et dernière années du contrat", '"2024-2030"', forme=PERIODE)]
    horizon: Annotated[int, Reglage("année de l'évaluation à mi-parcours, dans la période", "2027", MIN_YEAR, MAX_YEAR)]
    edition: Annotated[
        date,
        Reglage(
            "date des données, imprimée sur chaque rapport : **à changer à chaque mise à jour**",
            "2026-11-23",
            MIN_YEAR,
            MAX_YEAR,
        ),
    ]
    code_cv: Annotated[
        str,
        Reglage(
            "le code du contrat de ville dans les fichiers de l'ANCT, qu'`importer postes` demande",
            '"CV193"',
            forme=CODE_CV,
            facultatif=True,
        ),
    ]


class _Publics:
    liste: Annotated[
        tuple[str, ...],
        Reglage("les publics que priorités et indicateurs peuvent nommer", '["jeunes", "enfants", "parents"]'),
    ]


class _Essentiel:
    indicateurs: Annotated[
        tuple[str, ...],
        Reglage(
            "les indicateurs que la première page de chaque rapport montre toujours, dans l'ordre (quatre au mieux)",
            '["taux_pauvrete_pct", "emploi_15_64_pct"]',
        ),
    ]


class _Concertation:
    seuil_personnes: Annotated[
        int,
        Reglage(
            "un groupe de moins de personnes n'est montré dans aucun rapport ; pas de ligne : 11, le seuil de l'Insee",
            "11",
            5,
            1000,
        ),
    ]
    contact: Annotated[
        str,
        Reglage(
            "où les habitants peuvent donner leur avis : un lieu, un service, jamais une personne ; imprimé tel quel "
            "sur leur page ; vide, ou pas de ligne : elle n'en dit rien",
            '"Mairie, service politique de la ville"',
            vide=True,
            facultatif=True,
        ),
    ]


class _Evaluation:
    questions: Annotated[
        tuple[str, ...],
        Reglage(
            "les questions de l'évaluation à mi-parcours ; à la fin de chacune, entre crochets, les thèmes, "
            "indicateurs et tables qui y répondent",
            '["Se soigne-t-on mieux ? [sante]", "Est-on mieux logé ? [logement]", "Et les parents ? [parentalite]"]',
            3,
            5,
        ),
    ]
    adoptees_le: Annotated[
        date,
        Reglage(
            "le jour où un comité a adopté ces questions ; pas de ligne : le dossier les dit proposées, et qu'aucun "
            "comité n'a adoptées",
            "2026-12-10",
            MIN_YEAR,
            MAX_YEAR,
            facultatif=True,
        ),
    ]
    agglomeration: Annotated[
        str,
        Reglage(
            "le territoire de `[territoires]` qui est l'agglomération, dont `references` a les valeurs",
            '"agglo"',
            vide=True,
            facultatif=True,
        ),
    ]


@dataclass(frozen=True)
class SectionDecrite:
    """A section of ``contrat.toml``; ``cles`` is None where they are the contract's own, ``facultative`` says that a
    contract may have none."""

    nom: str
    cles: Mapping[str, Cle] | None
    facultative: bool = False


def _described(nom: str, source: type, *, facultative: bool = False) -> SectionDecrite:
    hints = get_type_hints(source, include_extras=True)
    return SectionDecrite(nom, {name: _key(nom, name, hint) for name, hint in hints.items()}, facultative)


def _key(section: str, name: str, hint: object) -> Cle:
    kind, reglage = get_args(hint)
    assert isinstance(reglage, Reglage)
    return Cle(section, name, get_origin(kind) or kind, reglage)


SECTIONS: Final[Mapping[str, SectionDecrite]] = {
    section.nom: section
    for section in (
        _described("contrat", _Contrat),
        _described("document", modele.Document),
        SectionDecrite(TERRITOIRES, None),
        _described("publics", _Publics),
        _described("lecture", modele.Lecture),
        _described("essentiel", _Essentiel, facultative=True),
        _described("concertation", _Concertation, facultative=True),
        _described("evaluation", _Evaluation, facultative=True),
    )
}


def cle(section: str, nom: str) -> Cle | None:
    """The description of a key, None if it is unknown."""
    found = SECTIONS.get(section)
    return found.cles.get(nom) if found and found.cles else None


def settings_table() -> str:
    """The table of ``data/LISEZMOI.md``, in Markdown."""
    head = ["| Section | Clé | Ce qu'on écrit | Valeur | Exemple |", "|---|---|---|---|---|"]
    return "\n".join([*head, *(line for section in SECTIONS.values() for line in _lines(section))])


def _lines(section: SectionDecrite) -> Iterator[str]:
    if section.cles is None:
        example = '`qpv-agglo = "QPV de l\'agglomération"`'
        yield f"| `[{section.nom}]` | identifiant | un territoire par ligne : son nom affiché | texte | {example} |"
        return
    for key in section.cles.values():
        where = f"`[{section.nom}]`" + (" (facultative)" if section.facultative else "")
        name = f"`{key.nom}`" + (" (facultative)" if key.reglage.facultatif else "")
        yield f"| {where} | {name} | {key.reglage.aide} | {key.valeur} | `{key.reglage.exemple}` |"

"""The typed contract that everything else works on: immutable, complete, cross-checked."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

import pandas as pd


def fold(name: str) -> str:
    """A name without case, accents or hyphens: what a hurried hand types.

    >>> fold("Condé-sur-l'Escaut") == fold("conde sur l’escaut")
    True
    """
    bare = "".join(c for c in unicodedata.normalize("NFD", name.strip().casefold()) if not unicodedata.combining(c))
    return bare.replace("-", " ").replace("’", "'")


class Introuvable(LookupError):
    """An identifier that the contract does not have, with the nearest ones that it has."""

    def __init__(self, quoi: str, demande: str, connus: Iterable[str]):
        names = {fold(name): name for name in connus}
        wanted = fold(demande)
        near = [n for n in names if wanted and n.startswith(wanted)]
        near += [n for n in get_close_matches(wanted, list(names), n=3, cutoff=0.5) if n not in near]
        self.proches = tuple(names[n] for n in near[:3])
        hint = f" Proches : {', '.join(self.proches)}." if near else ""
        super().__init__(f"{quoi} : « {demande} ».{hint}")


@dataclass(frozen=True)
class Lecture:
    """Thresholds of the readings (``[lecture]`` of ``contrat.toml``)."""

    reference: str
    ecart_points: float
    ecart_relatif_pct: float
    tendance_points: float
    tendance_relative_pct: float
    marge_environ_points: float
    marge_environ_relative_pct: float


@dataclass(frozen=True)
class Document:
    """The document that the tables were taken from."""

    titre: str
    auteur: str


@dataclass(frozen=True)
class Thematique:
    thematique: str
    libelle: str
    echelle: str
    ordre: int


@dataclass(frozen=True)
class Quartier:
    """A *projet de quartier*: one row of ``quartiers.csv``; a QPV may be shared by several of them."""

    quartier: str
    ordre: int
    nom: str
    nom_court: str
    communes: tuple[str, ...]
    codes_insee: tuple[str, ...]
    code_qpv_2024: str
    libelle_qpv_2024: str
    codes_qpv_2015: tuple[str, ...]
    libelles_qpv_2015: tuple[str, ...]
    communes_qpv: tuple[str, ...]
    couverture: str
    validation: str
    longitude: float
    latitude: float
    note: str | None
    lignes: str | None

    @property
    def commune(self) -> str:
        return " et ".join(self.communes)


@dataclass(frozen=True)
class Indicateur:
    indicateur: str
    libelle: str
    libelle_court: str
    thematique: str
    thematiques_liees: tuple[str, ...]
    publics: tuple[str, ...]
    unite: str
    sens: str
    population: str
    definition: str
    producteur: str


@dataclass(frozen=True)
class Affirmation:
    """One figure as the shared diagnostic states it; None is what the document does not state.

    Values are in the indicator's unit; ``variation`` and ``ecart_reference`` in points for percentages.
    """

    affirmation: str
    quartier: str
    indicateur: str
    population: str | None
    annee: int | None
    valeur: float | None
    annee_initiale: int | None
    valeur_initiale: float | None
    variation: float | None
    tendance: str | None
    reference: str | None
    valeur_reference: float | None
    ecart_reference: float | None
    position: str | None
    precision: str
    note: str | None
    lignes: str | None


@dataclass(frozen=True)
class Reference:
    territoire: str
    indicateur: str
    annee: int | None
    valeur: float
    source: str
    lignes: str | None


@dataclass(frozen=True)
class Constat:
    """A field finding; ``nature`` says whether it is a difficulty, a strength or mere context."""

    constat_id: str
    quartier: str
    thematique: str
    origine: str
    nature: str
    constat: str
    lignes: str | None


@dataclass(frozen=True)
class Declinaison:
    """One form of a priority; ``forme`` is the short label shared from one quartier to the next."""

    declinaison: str
    forme: str | None


@dataclass(frozen=True)
class Priorite:
    priorite: str
    quartier: str
    echelle: str
    thematique: str
    intitule: str
    publics: tuple[str, ...]
    lignes: str | None
    declinaisons: tuple[Declinaison, ...]


@dataclass(frozen=True)
class LignePubliee:
    """A row of the published synthesis, filed as it was published."""

    thematique: str
    quartier: str
    lignes: str | None
    priorites: tuple[str, ...]
    note: str | None


@dataclass(frozen=True)
class Contrat:
    """A whole *contrat de ville*, read and checked.

    ``tables`` holds the same rows as typed DataFrames, under the names of the files, for ad hoc analysis.
    """

    nom: str
    epci: str
    siren_epci: str
    periode: str
    horizon: int
    edition: date
    document: Document
    territoires: Mapping[str, str]
    publics: tuple[str, ...]
    lecture: Lecture
    thematiques: Mapping[str, Thematique]
    quartiers: Mapping[str, Quartier]
    indicateurs: Mapping[str, Indicateur]
    affirmations: tuple[Affirmation, ...]
    references: tuple[Reference, ...]
    constats: tuple[Constat, ...]
    priorites: tuple[Priorite, ...]
    synthese_publiee: tuple[LignePubliee, ...]
    tables: Mapping[str, pd.DataFrame] = field(repr=False, compare=False)

    def quartier(self, identifiant: str) -> Quartier:
        """The quartier of that identifier; :class:`Introuvable` names the nearest ones."""
        try:
            return self.quartiers[identifiant]
        except KeyError:
            raise Introuvable("quartier inconnu", identifiant, self.quartiers) from None

    def quartiers_de(self, commune: str) -> tuple[Quartier, ...]:
        """Quartiers of a commune, whatever the case and the accents; :class:`Introuvable` if it has none."""
        names = {fold(c): c for q in self.quartiers.values() for c in q.communes}
        if fold(commune) not in names:
            raise Introuvable("commune inconnue", commune, names.values())
        wanted = names[fold(commune)]
        return tuple(q for q in self.quartiers.values() if wanted in q.communes)

    def affirmations_de(self, quartier: str) -> tuple[Affirmation, ...]:
        """Stated figures of a quartier, in the order of the indicator catalogue."""
        rank = {name: i for i, name in enumerate(self.indicateurs)}
        own = (a for a in self.affirmations if a.quartier == quartier)
        return tuple(sorted(own, key=lambda a: rank[a.indicateur]))

    def constats_de(self, quartier: str) -> tuple[Constat, ...]:
        return tuple(c for c in self.constats if c.quartier == quartier)

    def priorites_de(self, quartier: str) -> tuple[Priorite, ...]:
        return tuple(p for p in self.priorites if p.quartier == quartier)

    def projets_du_meme_qpv(self, quartier: Quartier) -> tuple[Quartier, ...]:
        """The other projects that share the quartier's QPV."""
        return tuple(
            q
            for q in self.quartiers.values()
            if q.code_qpv_2024 == quartier.code_qpv_2024 and q.quartier != quartier.quartier
        )

    @property
    def thematiques_de_priorite(self) -> tuple[Thematique, ...]:
        """Themes that priorities may be filed under, in order."""
        return tuple(t for t in self.thematiques.values() if t.echelle != "diagnostic")

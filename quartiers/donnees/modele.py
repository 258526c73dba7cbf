"""The typed contract that everything else works on: immutable, complete, cross-checked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Final, Protocol, TypeAlias, TypeVar

from quartiers.donnees.description import Portee
from quartiers.donnees.erreurs import Introuvable
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.mesures import Edition, Mesures
from quartiers.donnees.reglages.forme import Reglage, percent, points
from quartiers.donnees.reglages.questions import QuestionEvaluative
from quartiers.donnees.retraits import Retrait
from quartiers.donnees.tables.appuis import AppuiLu
from quartiers.donnees.tables.cadre import Indicateur, Quartier, Thematique
from quartiers.donnees.tables.concertation import Avis, Demarche, Parole, Reponse
from quartiers.donnees.tables.enonces import Affirmation, Reference
from quartiers.donnees.tables.forums import Contribution, Validation
from quartiers.donnees.tables.importees import (
    CALCULE,
    COMMUNE,
    NON_DIFFUSE,
    PUBLIE,
    EvolutionNationale,
    Fluctuation,
    Mesure,
    Qpv,
    Repartition,
)
from quartiers.donnees.tables.langage import MotFacile
from quartiers.donnees.tables.projets import Constat, Declinaison, LignePubliee, Priorite
from quartiers.donnees.tables.relecture import Defaut
from quartiers.donnees.tables.suivi import Action, ActionPriorite, Comite, Decision, Financement, Resultat
from quartiers.donnees.tables.sujets import Sujet
from quartiers.donnees.tables.territoires import ChiffreTerritoire

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CALCULE",
    "COMMUNE",
    "ESSENTIEL",
    "NON_DIFFUSE",
    "PUBLIE",
    "QPV_FRANCE",
    "QPV_FRANCE_MEDIAN",
    "TERRITOIRES_PUBLICS",
    "Action",
    "ActionPriorite",
    "Affirmation",
    "Anneau",
    "AppuiLu",
    "Avis",
    "Comite",
    "Constat",
    "Contour",
    "Contrat",
    "Contribution",
    "Decision",
    "Declinaison",
    "Defaut",
    "Demarche",
    "Document",
    "EvolutionNationale",
    "Financement",
    "Fluctuation",
    "Indicateur",
    "Introuvable",
    "Lecture",
    "LignePubliee",
    "Mesure",
    "MotFacile",
    "Parole",
    "Priorite",
    "Qpv",
    "Quartier",
    "QuestionEvaluative",
    "Reference",
    "Repartition",
    "Reponse",
    "Resultat",
    "Retrait",
    "Sujet",
    "Thematique",
    "Validation",
    "by_quartier",
    "fold",
]

# Aggregates that public files give for every contract, beside those of its contrat.toml.
QPV_FRANCE: Final = "qpv-france"
QPV_FRANCE_MEDIAN: Final = "qpv-france-median"
# The indicators of page 1, the same in every report, of a contract that does not choose its own.
ESSENTIEL: Final = ("taux_pauvrete_pct", "revenu_median_mensuel_eur", "emploi_15_64_pct", "allocataires_mono_pct")
# A group of fewer people is not shown: INSEE's threshold for persons.
SEUIL_PERSONNES: Final = 11
TERRITOIRES_PUBLICS: Final = {QPV_FRANCE: "QPV de France", QPV_FRANCE_MEDIAN: "QPV médian de France"}


@dataclass(frozen=True)
class Lecture:
    """Thresholds of the readings and of the checks (``[lecture]`` of ``contrat.toml``).

    ``tolerance_*`` is what still counts as the same figure when its date is known; ``ecart_publie_*`` what
    still does when it is not. ``ecart_recensement_ans`` separates two census editions that may be compared;
    ``population`` is the indicator that counts inhabitants, or an empty text.
    """

    reference: Annotated[str, Reglage("territoire auquel comparer un chiffre qui n'en cite pas", '"qpv-agglo"')]
    ecart_points: Annotated[float, points("en deçà de cet écart, un pourcentage est dit comparable", "2.0")]
    ecart_relatif_pct: Annotated[
        float, percent("en deçà de cet écart, un montant en euros est dit comparable", "3.0", "de la référence")
    ]
    tendance_points: Annotated[float, points("en deçà de cette évolution, un pourcentage est dit stable", "1.0")]
    tendance_relative_pct: Annotated[
        float, percent("en deçà de cette évolution, un montant est dit stable", "3.0", "de la valeur de départ")
    ]
    marge_environ_points: Annotated[float, points("marge d'un pourcentage énoncé « environ »", "2.5")]
    marge_environ_relative_pct: Annotated[float, percent("marge d'un montant énoncé « environ »", "3.0", "du montant")]
    tolerance_points: Annotated[
        float, points("année connue : en deçà, un pourcentage énoncé et un pourcentage publié concordent", "0.3")
    ]
    tolerance_relative_pct: Annotated[
        float, percent("année connue : en deçà, un montant énoncé et un montant publié concordent", "0.5", "du montant")
    ]
    ecart_publie_points: Annotated[
        float,
        points(
            "année des données inconnue : en deçà, l'écart de deux pourcentages peut venir du millésime",
            "3.0",
            au_moins="tolerance_points",
        ),
    ]
    ecart_publie_relatif_pct: Annotated[
        float,
        percent(
            "année des données inconnue : en deçà, l'écart de deux montants peut venir du millésime",
            "5.0",
            "du montant",
            au_moins="tolerance_relative_pct",
        ),
    ]
    tres_defavorable_points: Annotated[
        float,
        points(
            "au-delà de cet écart, un pourcentage plus fragile est dit très défavorable (règle R12)",
            "5.0",
            minimum=0.1,
            au_moins="ecart_points",
        ),
    ]
    tres_defavorable_relatif_pct: Annotated[
        float,
        percent(
            "au-delà de cet écart, un montant plus fragile est dit très défavorable",
            "10.0",
            "de la référence",
            minimum=0.1,
            au_moins="ecart_relatif_pct",
        ),
    ]
    ecart_recensement_ans: Annotated[
        int,
        Reglage("deux diffusions du recensement plus proches ne sont pas comparées", "5", 1, 30, unite="en années"),
    ]
    population: Annotated[str, Reglage("indicateur qui compte les habitants (règle R9)", '"population_nb"', vide=True)]

    def ecart(self, reference: float, unite: str) -> float:
        """Under this gap, a figure is comparable to its reference."""
        return _threshold(reference, unite, self.ecart_points, self.ecart_relatif_pct)

    def tendance(self, depart: float, unite: str) -> float:
        """Under this change, a figure is stable."""
        return _threshold(depart, unite, self.tendance_points, self.tendance_relative_pct)

    def marge_environ(self, valeur: float, unite: str) -> float:
        """How far a figure stated roughly may be from what it says."""
        return _threshold(valeur, unite, self.marge_environ_points, self.marge_environ_relative_pct)

    def tolerance(self, valeur: float, unite: str) -> float:
        """Within this, two figures of one date are the same."""
        return _threshold(valeur, unite, self.tolerance_points, self.tolerance_relative_pct)

    def ecart_publie(self, valeur: float, unite: str) -> float:
        """Within this, the gap may come from the unknown year of an edition."""
        return _threshold(valeur, unite, self.ecart_publie_points, self.ecart_publie_relatif_pct)


def _threshold(base: float, unite: str, points: float, relative_pct: float) -> float:
    """A threshold in the indicator's unit: points for a percentage, else a share of ``base``."""
    return points if unite == "%" else abs(base) * relative_pct / 100


@dataclass(frozen=True)
class Document:
    """The document that the tables were taken from."""

    titre: Annotated[str, Reglage("nom du document dont les tables sont tirées", '"Projets de quartier"')]
    auteur: Annotated[str, Reglage("qui l'a écrit", '"Valenciennes Métropole et communes du contrat"')]
    relecture: Annotated[
        str,
        Reglage(
            "qui l'a relu pour dire ce qui appuie chaque priorité (`appuis.csv`) ; imprimé sous les priorités. Pas de "
            "ligne : les rapports disent que ce n'est pas précisé",
            '"la direction de projet, en mars 2027"',
            facultatif=True,
        ),
    ] = ""


Anneau: TypeAlias = tuple[tuple[float, float], ...]  # closed: longitudes and latitudes in degrees, WGS84


@dataclass(frozen=True)
class Contour:
    """The perimeter of a QPV: polygons, each an outer ring then its holes; ``simplifie``: not fit for measuring."""

    qpv: str
    geographie: str
    polygones: tuple[tuple[Anneau, ...], ...]
    simplifie: bool = False


@dataclass(frozen=True)
class Contrat:
    """A whole *contrat de ville*, read and checked.

    ``mesures`` are those of the contract's own QPV, of their communes and of the territories it names; ``tables`` holds
    all rows as typed DataFrames, under the names of the files, for ad hoc analysis. ``contours`` holds the perimeters
    of its own QPV, of 2024 and of 2015, by code: those that were imported. ``essentiel`` are the indicators of page 1.
    ``code_cv`` is the contract's in the files of the ANCT, "" where it is not told.
    ``editions`` holds what the contract was when it was presented to a committee, by that day (ISO): the one that
    reports say what has changed since, if there is one (:mod:`quartiers.donnees.editions`).

    Each field says whose report depends on it (:class:`~quartiers.donnees.description.Portee`), those that hold the
    rows of a table by that table's description: :mod:`quartiers.donnees.portees` reads it.

    What is computed of a contract may be kept in its ``__dict__``: ``dataclasses.replace`` leaves that behind,
    ``pickle`` takes it along.
    """

    nom: Annotated[str, Portee.COMMUNE]
    epci: Annotated[str, Portee.COMMUNE]
    periode: Annotated[str, Portee.COMMUNE]
    horizon: Annotated[int, Portee.COMMUNE]
    edition: Annotated[date, Portee.COMMUNE]
    document: Annotated[Document, Portee.COMMUNE]
    territoires: Annotated[Mapping[str, str], Portee.COMMUNE]
    publics: Annotated[tuple[str, ...], Portee.CONTRAT]
    lecture: Annotated[Lecture, Portee.COMMUNE]
    thematiques: Mapping[str, Thematique]
    quartiers: Mapping[str, Quartier]
    indicateurs: Mapping[str, Indicateur]
    affirmations: tuple[Affirmation, ...]
    references: tuple[Reference, ...]
    mesures: tuple[Mesure, ...]
    repartitions: tuple[Repartition, ...]
    qpv: Mapping[str, Qpv]
    constats: tuple[Constat, ...]
    priorites: tuple[Priorite, ...]
    synthese_publiee: tuple[LignePubliee, ...]
    tables: Annotated["Mapping[str, pd.DataFrame]", Portee.CONTRAT] = field(repr=False, compare=False)
    # Those of 2024 are on every map, those of 2015 on that of their quartier.
    contours: Annotated[Mapping[str, Contour], Portee.MIXTE] = field(default_factory=dict, repr=False)
    fluctuations: tuple[Fluctuation, ...] = ()
    evolutions: tuple[EvolutionNationale, ...] = ()
    relecture: tuple[Defaut, ...] = ()
    sujets: tuple[Sujet, ...] = ()
    essentiel: Annotated[tuple[str, ...], Portee.COMMUNE] = ()
    code_cv: Annotated[str, Portee.COMMUNE] = ""
    siren_epci: Annotated[str, Portee.COMMUNE] = ""  # some communes are in no EPCI
    chiffres_territoires: tuple[ChiffreTerritoire, ...] = ()
    actions: Mapping[str, Action] = field(default_factory=dict)
    actions_priorites: tuple[ActionPriorite, ...] = ()
    financements: tuple[Financement, ...] = ()
    resultats: tuple[Resultat, ...] = ()
    comites: Mapping[str, Comite] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    # What may be shown of them: see quartiers.donnees.secret.
    demarches: Mapping[str, Demarche] = field(default_factory=dict)
    reponses: tuple[Reponse, ...] = ()
    paroles: Mapping[str, Parole] = field(default_factory=dict)
    avis: Mapping[str, Avis] = field(default_factory=dict)
    contributions: Mapping[str, Contribution] = field(default_factory=dict)
    validations: Mapping[str, Validation] = field(default_factory=dict)
    mots_faciles: tuple[MotFacile, ...] = ()
    appuis: tuple[AppuiLu, ...] = ()
    retraits: Annotated[tuple[Retrait, ...], Portee.LIEE] = ()  # rows that no more count, and why
    seuil_personnes: Annotated[int, Portee.COMMUNE] = SEUIL_PERSONNES
    contact: Annotated[str, Portee.CONTRAT] = ""  # where residents may say what they think
    questions_evaluatives: Annotated[tuple[QuestionEvaluative, ...], Portee.CONTRAT] = ()
    questions_adoptees_le: Annotated[date | None, Portee.CONTRAT] = None  # None: no committee has adopted them
    agglomeration: Annotated[str, Portee.COMMUNE] = ""  # the territory whose values ``references`` has, if any is told
    editions: Annotated["Mapping[str, Contrat]", Portee.MIXTE] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.mesures, Mesures):
            object.__setattr__(self, "mesures", Mesures(self.mesures))

    def __repr__(self) -> str:
        told = f"{len(self.quartiers)} quartiers, {len(self.indicateurs)} indicateurs, {len(self.priorites)} priorités"
        return f"<Contrat « {self.nom} » : {told}>"

    def __getstate__(self) -> dict[str, Any]:
        # A read-only view of a mapping cannot be pickled: the mapping is, and is made read-only again on return.
        return {name: dict(v) if isinstance(v, MappingProxyType) else v for name, v in vars(self).items()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        fields = self.__dataclass_fields__
        frozen = {n: MappingProxyType(v) if n in fields and isinstance(v, dict) else v for n, v in state.items()}
        vars(self).update(frozen)

    @property
    def a_un_document(self) -> bool:
        """Whether a diagnostic or priorities were entered: else reports are portraits of the quartiers.

        Findings alone may be what staff heard, and nothing says that a document has them.
        """
        return bool(self.affirmations or self.priorites)

    @property
    def _indexees(self) -> Mesures:
        assert isinstance(self.mesures, Mesures)  # since __post_init__
        return self.mesures

    @property
    def premiere_annee(self) -> int:
        """The first year of the contract's period."""
        return int(self.periode[:4])

    @property
    def derniere_edition(self) -> int:
        """The newest edition among the measures of the QPV; 0 without measures."""
        return self._indexees.derniere_edition

    def mesures_de(self, territoire: str, indicateur: str) -> tuple[Mesure, ...]:
        """Published measures of a territory (a QPV code, or an aggregate), oldest edition first."""
        return self._indexees.par_serie.get((territoire, indicateur), ())

    def mesures_publiees(self, edition: Edition) -> Mapping[str, Mesure]:
        """The measures of one publication of an indicator, by territory."""
        return self._indexees.par_edition.get(edition, {})

    def quartier(self, identifiant: str) -> Quartier:
        """The quartier of that identifier; :class:`Introuvable` names the nearest ones."""
        try:
            return self.quartiers[identifiant]
        except KeyError:
            raise Introuvable("quartier inconnu", identifiant, self.quartiers) from None

    def in_order(self, quartiers: Iterable[str]) -> tuple[str, ...]:
        """Identifiers of quartiers, each once, in the contract's order."""
        wanted = set(quartiers)
        return tuple(name for name in self.quartiers if name in wanted)

    def commune(self, nom: str) -> str:
        """The commune's name as the tables write it, whatever the case and the accents; else :class:`Introuvable`."""
        names = {fold(c): c for q in self.quartiers.values() for c in q.communes}
        if fold(nom) not in names:
            raise Introuvable("commune inconnue", nom, names.values())
        return names[fold(nom)]

    def quartiers_de(self, commune: str) -> tuple[Quartier, ...]:
        """Quartiers of a commune, whatever the case and the accents; :class:`Introuvable` if it has none."""
        wanted = self.commune(commune)
        return tuple(q for q in self.quartiers.values() if wanted in q.communes)

    @cached_property
    def _affirmations(self) -> Mapping[str, tuple[Affirmation, ...]]:
        rank = {name: i for i, name in enumerate(self.indicateurs)}
        return by_quartier(sorted(self.affirmations, key=lambda a: rank[a.indicateur]))

    @cached_property
    def _constats(self) -> Mapping[str, tuple[Constat, ...]]:
        return by_quartier(self.constats)

    @cached_property
    def _priorites(self) -> Mapping[str, tuple[Priorite, ...]]:
        return by_quartier(self.priorites)

    def affirmations_de(self, quartier: str) -> tuple[Affirmation, ...]:
        """Stated figures of a quartier, in the order of the indicator catalogue."""
        return self._affirmations.get(quartier, ())

    def retrait_de(self, table: str, identifiant: str | None) -> Retrait | None:
        """What is said of a row that is withdrawn; None for one that counts."""
        return next((r for r in self.retraits if (r.table, r.identifiant) == (table, identifiant)), None)

    def constats_de(self, quartier: str) -> tuple[Constat, ...]:
        return self._constats.get(quartier, ())

    def priorites_de(self, quartier: str) -> tuple[Priorite, ...]:
        return self._priorites.get(quartier, ())

    def projets_du_meme_qpv(self, quartier: Quartier) -> tuple[Quartier, ...]:
        """The other projects that share the quartier's QPV."""
        return tuple(
            q
            for q in self.quartiers.values()
            if q.territoire == quartier.territoire and q.quartier != quartier.quartier
        )

    @property
    def thematiques_de_priorite(self) -> tuple[Thematique, ...]:
        """Themes that priorities may be filed under, in order."""
        return tuple(t for t in self.thematiques.values() if t.echelle != "diagnostic")

    def themes_of(self, indicateur: Indicateur) -> tuple[str, ...]:
        """The themes under which a priority would answer an indicator: its own, or those linked to it where its own is
        of the diagnostic only."""
        own = indicateur.thematique
        if self.thematiques[own].echelle != "diagnostic" or not indicateur.thematiques_liees:
            return (own,)
        return indicateur.thematiques_liees


_Ligne = TypeVar("_Ligne", bound="DuQuartier")


class DuQuartier(Protocol):
    """A row that names the quartier that it is of."""

    @property
    def quartier(self) -> str: ...


def by_quartier(rows: Iterable[_Ligne]) -> Mapping[str, tuple[_Ligne, ...]]:
    """Rows by the quartier that they are of, in their order."""
    found: defaultdict[str, list[_Ligne]] = defaultdict(list)
    for row in rows:
        found[row.quartier].append(row)
    return {quartier: tuple(own) for quartier, own in found.items()}

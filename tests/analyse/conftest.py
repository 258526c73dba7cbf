"""A contract as small as a test needs: its quartiers, measures and statements, one short line each."""

from datetime import date
from typing import Any

import pytest
from seuils import SEUILS

from quartiers.analyse.fiabilite import Fiabilite, check_contract
from quartiers.donnees.modele import (
    TERRITOIRES_PUBLICS,
    Affirmation,
    Constat,
    Contrat,
    Declinaison,
    Document,
    EvolutionNationale,
    Fluctuation,
    Indicateur,
    LignePubliee,
    Mesure,
    Priorite,
    Quartier,
    Reference,
    Repartition,
    Thematique,
)

collect_ignore = ["conftest.py"]  # --doctest-modules would import it again, under a name that others have

THEMES = ("insertion", "sante", "jeunesse", "revenus")


class SmallContract:
    """Rows added one by one; :meth:`build` gives the contract, :meth:`check` the doubts about it.

    Quartiers and indicators that a row names are declared on the way, as a QPV of one former QPV and as an
    unfavourable percentage of the census. A quartier ``a`` has the QPV ``QPa``, ``QNa`` in 2024.
    """

    def __init__(self) -> None:
        self.quartiers: dict[str, Quartier] = {}
        self.indicateurs: dict[str, Indicateur] = {}
        self.affirmations: list[Affirmation] = []
        self.references: list[Reference] = []
        self.mesures: list[Mesure] = []
        self.repartitions: list[Repartition] = []
        self.fluctuations: list[Fluctuation] = []
        self.evolutions: list[EvolutionNationale] = []
        self.essentiel: tuple[str, ...] = ()
        self.priorites: list[Priorite] = []
        self.publiees: list[LignePubliee] = []
        self.constats: list[Constat] = []
        self.echelles: dict[str, str] = dict.fromkeys(THEMES, "propre")
        self.mots: dict[str, tuple[str, ...]] = {}

    # -- what is described --------------------------------------------------------------------------------

    def quartier(self, name: str, *codes_2015: str, **fields: Any) -> "SmallContract":
        codes = codes_2015 or (f"QP{name}",)
        order = len(self.quartiers) + 1
        basis: dict[str, Any] = {
            "quartier": name, "ordre": order, "nom": f"Quartier {name}", "nom_court": f"Quartier {name}",
            "communes": ("Commune",), "codes_insee": ("59000",), "code_qpv_2024": f"QN{name}",
            "libelle_qpv_2024": f"Quartier {name}", "codes_qpv_2015": codes,
            "libelles_qpv_2015": tuple(f"Quartier {name}" if len(codes) == 1 else f"Ancien {code}" for code in codes),
            "communes_qpv": ("59000 Commune",), "couverture": "entier", "validation": "validé", "longitude": 3.5,
            "latitude": 50.4, "perimetre": None, "population_2024": None, "note": None, "lignes": None,
        }  # fmt: skip
        self.quartiers[name] = Quartier(**{**basis, **fields})
        return self

    def indicator(self, name: str, **fields: Any) -> "SmallContract":
        basis: dict[str, Any] = {
            "indicateur": name, "libelle": f"Part {name}", "libelle_court": name, "thematique": "insertion",
            "thematiques_liees": (), "publics": (), "unite": "%", "sens": "defavorable", "population": "Habitants",
            "definition": "d", "producteur": "p", "evolution": "recensement", "poids": None, "reserve": None,
            "confusions": (), "premiere_annee": None,
        }  # fmt: skip
        self.indicateurs[name] = Indicateur(**{**basis, **fields})
        return self

    def count(self, name: str) -> "SmallContract":
        """An indicator that is a mere number of people or households."""
        return self.indicator(name, unite="nombre", sens="contexte")

    def _declare(self, quartier: str | None, indicator: str) -> None:
        if quartier is not None and quartier not in self.quartiers:
            self.quartier(quartier)
        if indicator not in self.indicateurs:
            self.indicator(indicator)

    # -- what is published --------------------------------------------------------------------------------

    def measure(
        self,
        territory: str,
        indicator: str,
        edition: int,
        value: float | None,
        *,
        year: int | None = None,
        theme: str = "DEMO",
        geography: str = "2015",
    ) -> "SmallContract":
        """A published figure; None: not published."""
        self._declare(None, indicator)
        status = "publié" if value is not None else "non diffusé"
        source = f"{theme} {edition}"
        self.mesures.append(Mesure(territory, indicator, theme, edition, year, geography, value, status, source))
        return self

    def spread(self, indicator: str, edition: int, *centiles: float, year: int | None = None) -> "SmallContract":
        """How the QPV of France spread: 1st, 10th, 25th, 50th, 75th, 90th and 99th centiles."""
        self._declare(None, indicator)
        self.repartitions.append(Repartition(indicator, "DEMO", edition, year, "2015", 1295, *centiles, source="s"))
        return self

    def france_moved(self, indicator: str, start: int, end: int, median: float) -> "SmallContract":
        """The median change of the QPV of France between two editions."""
        self._declare(None, indicator)
        self.evolutions.append(EvolutionNationale(indicator, "DEMO", start, "DEMO", end, "2015", 1295, median, "s"))
        return self

    def fluctuation(self, indicator: str, sigma: float, base: str, *editions: str) -> "SmallContract":
        """How much the indicator moves from one edition to the next, for a base of 1,000."""
        self._declare(None, indicator)
        self.fluctuations.append(Fluctuation(indicator, "DEMO", "2015", base, sigma, editions, 1300, "s"))
        return self

    # -- what is stated -----------------------------------------------------------------------------------

    def state(self, quartier: str, indicator: str, valeur: float | None = None, **fields: Any) -> "SmallContract":
        """A statement of the document: ``q-d1`` for the first of quartier ``q``."""
        self._declare(quartier, indicator)
        number = sum(a.quartier == quartier for a in self.affirmations) + 1
        basis: dict[str, Any] = {
            **dict.fromkeys(Affirmation.__dataclass_fields__),
            "affirmation": f"{quartier}-d{number}", "quartier": quartier, "indicateur": indicator, "valeur": valeur,
            "precision": "exacte",
        }  # fmt: skip
        self.affirmations.append(Affirmation(**{**basis, **fields}))
        return self

    def reference(self, indicator: str, value: float, year: int | None = None) -> "SmallContract":
        self._declare(None, indicator)
        self.references.append(Reference("agglo", indicator, year, value, "doc", None))
        return self

    def finding(self, quartier: str, theme: str, text: str = "Difficulté", **fields: Any) -> "SmallContract":
        """A difficulty found: ``q-c1`` for the first of quartier ``q``."""
        if quartier not in self.quartiers:
            self.quartier(quartier)
        name = f"{quartier}-c{sum(c.quartier == quartier for c in self.constats) + 1}"
        basis: dict[str, Any] = {"origine": "habitants", "nature": "difficulté", "lignes": None, **fields}
        self.constats.append(Constat(name, quartier, theme, constat=text, **basis))
        return self

    def priority(self, quartier: str, theme: str, *publics: str, **fields: Any) -> "SmallContract":
        """A priority: ``q-p1`` for the first of quartier ``q``."""
        number = sum(p.quartier == quartier for p in self.priorites) + 1
        basis: dict[str, Any] = {
            "priorite": f"{quartier}-p{number}", "quartier": quartier, "echelle": "propre", "thematique": theme,
            "intitule": f"Priorité {number}", "publics": publics, "lignes": None,
            "declinaisons": (Declinaison("p", 1, "Agir", None),),
        }  # fmt: skip
        self.priorites.append(Priorite(**{**basis, **fields}))
        return self

    def priority_elsewhere(self) -> "SmallContract":
        """A quartier ``z`` with a priority: the contract has some."""
        return self.quartier("z").priority("z", "insertion")

    def published_row(self, quartier: str, theme: str, *priorities: str, note: str | None = None) -> "SmallContract":
        """A row of the published synthesis."""
        self.publiees.append(LignePubliee(theme, quartier, None, priorities, note))
        return self

    # -- the result ---------------------------------------------------------------------------------------

    def build(self) -> Contrat:
        themes = [
            Thematique(name, name.capitalize(), self.echelles[name], n, self.mots.get(name, ()))
            for n, name in enumerate(THEMES, start=1)
        ]
        return Contrat(
            nom="Contrat", epci="EPCI", siren_epci="0", periode="2024-2030", horizon=2027, edition=date(2026, 1, 2),
            document=Document("Document", "Auteur"),
            territoires={"agglo": "QPV de l'agglomération", **TERRITOIRES_PUBLICS}, publics=(), lecture=SEUILS,
            thematiques={t.thematique: t for t in themes}, quartiers=dict(self.quartiers),
            indicateurs=dict(self.indicateurs), affirmations=tuple(self.affirmations),
            references=tuple(self.references), mesures=tuple(self.mesures), repartitions=tuple(self.repartitions),
            qpv={}, constats=tuple(self.constats),
            fluctuations=tuple(self.fluctuations), evolutions=tuple(self.evolutions), essentiel=self.essentiel,
            priorites=tuple(self.priorites), synthese_publiee=tuple(self.publiees), tables={},
        )  # fmt: skip

    def check(self) -> Fiabilite:
        return check_contract(self.build())

    def found(self, rule: str) -> list[Any]:
        """The doubts of one rule (``"R1"``)."""
        return [d for d in self.check().doutes if d.regle.value == rule]


@pytest.fixture(scope="session")
def small() -> type[SmallContract]:
    """``small()`` is an empty contract: of the session, so that property tests may call it again and again."""
    return SmallContract

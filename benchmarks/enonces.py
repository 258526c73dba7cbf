"""Synthetic contracts: true statements about QPV drawn at random, worded as planning documents word them.

A statement is drawn from what is published for its QPV: right label, right year (where the year of an
edition is not known, one that it can have), rounded to 0 or 1 decimal or stated roughly, sometimes with
the start of a change, sometimes with a correct reference or position. Nothing here calls the rules that
are measured; what may be compared, and averages, are worked out again.
"""

import math
import random
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

import pandas as pd

from quartiers.donnees.modele import QPV_FRANCE, Affirmation, Contrat, Mesure, Quartier, Reference

Forme: TypeAlias = Literal["valeur", "série", "variation", "évolution seule", "sens seul"]

QPV_PAR_CONTRAT: Final = 13
PROJETS_PARTAGES: Final = 2  # more projects, each on a QPV that another project describes too
ENONCES_PAR_PROJET: Final = (6, 9)
# Chances, out of one, of what a statement holds.
P_EVOLUTION: Final = 0.4
P_SANS_ANNEE: Final = 0.15
P_ENTIER: Final = 0.3
P_APPROCHE: Final = 0.12
P_REFERENCE: Final = 0.35
# Years between the census and the edition that publishes it; the editions of other sources say their own.
RETARDS_RECENSEMENT: Final = (3, 4, 5)
ECART_RECENSEMENT_ANS: Final = 5
PAS: Final = (1000, 500, 100, 50, 10, 5)


@dataclass(frozen=True)
class Enonce:
    """A statement, with the published figures that it was made from."""

    affirmation: Affirmation
    forme: Forme
    arrivee: Mesure
    depart: Mesure | None
    decimales: int


@dataclass
class Document:
    """A synthetic contract being written: its projects, its statements, its references."""

    projets: tuple[Quartier, ...]
    enonces: list[Enonce] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)

    def states(self, quartier: str, indicateur: str) -> bool:
        """Whether the project already states a figure of the indicator."""
        return any((e.affirmation.quartier, e.affirmation.indicateur) == (quartier, indicateur) for e in self.enonces)

    def project(self, e: Enonce) -> Quartier:
        return next(q for q in self.projets if q.quartier == e.affirmation.quartier)


@dataclass(frozen=True)
class Publie:
    """Everything published of the country's QPV, beside the contract that lends its catalogue and thresholds."""

    modele: Contrat
    mesures: Mapping[str, tuple[Mesure, ...]]

    def values(self, territoire: str, indicateur: str) -> list[Mesure]:
        """Published values of a territory, oldest edition first."""
        rows = self.mesures.get(territoire, ())
        return sorted((m for m in rows if m.indicateur == indicateur and m.valeur is not None), key=lambda m: m.edition)

    def same_edition(self, territoire: str, indicateur: str, like: Mesure) -> Mesure | None:
        """The value of another territory or indicator in the very publication of ``like``."""
        found = self.values(territoire, indicateur)
        return next((m for m in found if (m.theme, m.edition) == (like.theme, like.edition)), None)

    def codes(self, sauf: str) -> list[str]:
        """QPV with a published value, but those of département ``sauf``."""
        found = (
            c for c, rows in self.mesures.items() if c.startswith("QP") and any(m.valeur is not None for m in rows)
        )
        return sorted(c for c in found if c[2:5] != sauf.zfill(3))

    @cached_property
    def newest(self) -> int:
        return max(m.edition for rows in self.mesures.values() for m in rows)

    @cached_property
    def delays(self) -> Mapping[str, int]:
        """Years between data and edition, for the yearly indicators of which some edition is dated."""
        rows = (m for found in self.mesures.values() for m in found if m.annee is not None)
        census = {i.indicateur for i in self.modele.indicateurs.values() if i.evolution == "recensement"}
        return {m.indicateur: m.edition - (m.annee or 0) for m in rows if m.indicateur not in census}


def published(modele: Contrat, table: pd.DataFrame) -> Publie:
    """The published figures of a whole ``mesures`` table."""
    rows: defaultdict[str, list[Mesure]] = defaultdict(list)
    for row in table.astype(object).where(table.notna(), None).to_dict("records"):
        year = None if row["annee"] is None else int(row["annee"])
        cells: dict[str, Any] = {**{str(k): v for k, v in row.items()}, "annee": year, "edition": int(row["edition"])}
        rows[row["territoire"]].append(Mesure(**cells))
    return Publie(modele, MappingProxyType({code: tuple(found) for code, found in rows.items()}))


@dataclass(frozen=True)
class Tirage:
    """What one synthetic contract is drawn with."""

    publie: Publie
    hasard: random.Random
    retard_recensement: int
    codes: tuple[str, ...]

    def year(self, m: Mesure) -> int:
        """The year of a published figure, or one that its edition can have (the same all over the document)."""
        if m.annee is not None:
            return m.annee
        return m.edition - self.publie.delays.get(m.indicateur, self.retard_recensement)

    def chance(self, probability: float) -> bool:
        return self.hasard.random() < probability

    def average(self, m: Mesure) -> float | None:
        """The weighted average of the contract's QPV in the publication of ``m``."""
        weight = self.publie.modele.indicateurs[m.indicateur].poids
        if weight is None:
            return None
        pairs = [
            (value.valeur or 0.0, count.valeur)
            for code in self.codes
            if (value := self.publie.same_edition(code, m.indicateur, m)) is not None
            and (count := self.publie.same_edition(code, weight, m)) is not None
            and count.valeur
        ]
        return sum(v * w for v, w in pairs) / sum(w for _, w in pairs) if len(pairs) > 1 else None


def draw_document(publie: Publie, hasard: random.Random, sauf: str) -> tuple[Tirage, Document]:
    """A synthetic contract of true statements, on QPV outside the département ``sauf``."""
    codes = tuple(hasard.sample(publie.codes(sauf), QPV_PAR_CONTRAT))
    t = Tirage(publie, hasard, hasard.choice(RETARDS_RECENSEMENT), codes)
    document = Document(_projects(publie.modele, (*codes, *codes[:PROJETS_PARTAGES])))
    for project in document.projets:
        available = sorted({m.indicateur for m in publie.mesures[project.codes_qpv_2015[0]] if m.valeur is not None})
        wanted = min(hasard.randint(*ENONCES_PAR_PROJET), len(available))
        for indicator in hasard.sample(available, wanted):
            document.enonces.append(draw_statement(t, document, project, indicator))
    return t, document


def _projects(modele: Contrat, codes: Sequence[str]) -> tuple[Quartier, ...]:
    template = next(iter(modele.quartiers.values()))
    return tuple(
        replace(
            template,
            quartier=f"p{order:02d}",
            ordre=order,
            nom=f"Projet {order} ({code})",
            nom_court=f"Projet {order} ({code})",
            code_qpv_2024=f"2024-{code}",
            libelle_qpv_2024=code,
            codes_qpv_2015=(code,),
            libelles_qpv_2015=(code,),
            perimetre="inchangé",
            population_2024=None,
            note=None,
            lignes=None,
        )
        for order, code in enumerate(codes, start=1)
    )


def draw_statement(t: Tirage, document: Document, project: Quartier, indicator: str) -> Enonce:
    """A true statement about a project's QPV; it may add a reference to the document."""
    editions = t.publie.values(project.codes_qpv_2015[0], indicator)
    undated = editions[-1].edition == t.publie.newest and t.chance(P_SANS_ANNEE)
    end = editions[-1] if undated else t.hasard.choice(editions)
    unit = t.publie.modele.indicateurs[indicator].unite
    decimals = 0 if unit != "%" or t.chance(P_ENTIER) else 1
    bare = Affirmation(
        affirmation=f"a{len(document.enonces) + 1:03d}",
        quartier=project.quartier,
        indicateur=indicator,
        population=t.publie.modele.indicateurs[indicator].population if t.chance(0.5) else None,
        annee=None if undated else t.year(end),
        valeur=round(end.valeur or 0.0, decimals),
        annee_initiale=None,
        valeur_initiale=None,
        variation=None,
        tendance=None,
        reference=None,
        valeur_reference=None,
        ecart_reference=None,
        position=None,
        precision="exacte",
        note=None,
        lignes=None,
    )
    starts = comparable_starts(t, editions, end)
    e = Enonce(bare, "valeur", end, None, decimals)
    if starts and t.chance(P_EVOLUTION):
        e = _with_change(t, e, t.hasard.choice(starts))
    elif t.chance(P_APPROCHE):
        e = replace(e, affirmation=_roughly(t, bare, end.valeur or 0.0, unit))
    if e.forme in ("valeur", "sens seul") and e.affirmation.precision == "exacte" and t.chance(P_REFERENCE):
        e = _with_reference(t, document, e)
    return e


def comparable_starts(t: Tirage, editions: Collection[Mesure], end: Mesure) -> list[Mesure]:
    """Earlier publications that a change up to ``end`` may start from."""
    kind = t.publie.modele.indicateurs[end.indicateur].evolution
    earlier = [m for m in editions if m.theme == end.theme and m.edition < end.edition and t.year(m) < t.year(end)]
    if kind == "recensement":
        return [m for m in earlier if end.edition - m.edition >= ECART_RECENSEMENT_ANS]
    return earlier if kind == "annuelle" else []


def word_of(variation: float, start: float, unit: str) -> str:
    """The word that a writer would choose for a change."""
    negligible = 0.5 if unit == "%" else abs(start) / 100
    if abs(variation) < negligible or variation == 0:
        return "stable"
    return "hausse" if variation > 0 else "baisse"


def _with_change(t: Tirage, e: Enonce, start: Mesure) -> Enonce:
    a, unit = e.affirmation, t.publie.modele.indicateurs[e.affirmation.indicateur].unite
    dated = a.annee is not None
    forms: list[Forme] = ["série", "série", "variation", "sens seul"]
    if dated:
        forms.append("évolution seule")
    form = t.hasard.choice(forms)
    exact = (e.arrivee.valeur or 0.0) - (start.valeur or 0.0)
    variation = round(exact, e.decimales)
    first = round(start.valeur or 0.0, e.decimales)
    word = word_of(variation, first, unit)
    changed = replace(
        a,
        valeur=None if form == "évolution seule" else a.valeur,
        annee_initiale=t.year(start) if dated and (form != "sens seul" or t.chance(0.5)) else None,
        valeur_initiale=first if form == "série" else None,
        variation=variation
        if form in ("variation", "évolution seule") or (form == "série" and t.chance(0.2))
        else None,
        tendance=word_of(exact, first, unit) if form == "sens seul" else word if t.chance(0.8) else None,
    )
    return replace(e, affirmation=changed, forme=form, depart=start)


def _roughly(t: Tirage, a: Affirmation, exact: float, unit: str) -> Affirmation:
    """The value as "about", "more than" or "less than" a round number."""
    step = 5.0 if unit == "%" else float(next((s for s in PAS if s <= abs(exact) / 25), 1))
    precision = t.hasard.choice(("environ", "plus de", "moins de"))
    ratio = exact / step
    steps = {"environ": round(ratio), "plus de": math.floor(ratio), "moins de": math.ceil(ratio)}[precision]
    return replace(a, precision=precision, valeur=steps * step) if steps else a


def _with_reference(t: Tirage, document: Document, e: Enonce) -> Enonce:
    """The statement with a true reference: its value, the gap, a row of the references, or a position alone."""
    a = e.affirmation
    average = t.average(e.arrivee)
    country = t.publie.same_edition(QPV_FRANCE, a.indicateur, e.arrivee)
    if average is not None and (country is None or t.chance(0.7)):
        place, exact = t.publie.modele.lecture.reference, average
    elif country is not None and country.valeur is not None:
        place, exact = QPV_FRANCE, country.valeur
    else:
        return e
    if t.publie.modele.indicateurs[a.indicateur].unite == "nombre":
        return e
    gap = (e.arrivee.valeur or 0.0) - exact
    how = t.hasard.choice(("valeur", "écart", "table", "position"))
    if how == "table":
        row = Reference(place, a.indicateur, a.annee, round(exact, 1), "document de synthèse", None)
        if row not in document.references:
            document.references.append(row)
    stated = replace(
        a,
        reference=place,
        valeur_reference=round(exact, e.decimales) if how == "valeur" else None,
        ecart_reference=round(gap, e.decimales) if how == "écart" else None,
        position=_position_of(gap) if how == "position" or t.chance(0.6) else None,
    )
    return replace(e, affirmation=stated)


def _position_of(gap: float) -> str:
    if abs(gap) < 1:
        return "comparable"
    return "au-dessus" if gap > 0 else "au-dessous"


def contract_of(publie: Publie, document: Document, codes: Collection[str]) -> Contrat:
    """The contract that the rules read: the document's, on what ``publie`` holds of its QPV."""
    rows = [m for code in (*codes, QPV_FRANCE) for m in publie.mesures.get(code, ())]
    return replace(
        publie.modele,
        quartiers=MappingProxyType({q.quartier: q for q in document.projets}),
        affirmations=tuple(e.affirmation for e in document.enonces),
        references=tuple(document.references),
        mesures=tuple(rows),
        constats=(),
        priorites=(),
        synthese_publiee=(),
        relecture=(),
    )

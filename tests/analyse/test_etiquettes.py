"""Precision and recall of the rules, against a sample labelled by hand.

``etiquettes.csv`` has a row for each statement of ``data/diagnostic.csv`` and each row of
``data/references.csv`` (``ref:…``). It was filled before the rules were read, by a test engineer who worked from the
source document and from INSEE's raw files only, without ``quartiers/analyse`` or ``data/mesures.csv``:

- ``regles`` and ``confiance``, in the same order: which rules should speak of the row, and how sure that is (``sure``,
  ``probable``, ``unsure``); R8 is split in R8a (no year) and R8b (a year that is not the source's);
- ``verification``: what the published figures say of the row; ``explication``: the figures it was judged by.

The rules of ``LATER`` look for kinds that this sample was not labelled for (a mean that publications contradict, an
edition dated in two ways, a whole QPV for a part, the worst quarter of France): what they only inform of is not counted
against them here. ``benchmarks/etiquettes`` has labels of these kinds.

R11 is about priorities, not statements: ``test_synthese.py`` has its list. The statements alone are counted here.

The rules were corrected afterwards with these labels in view, so that the two figures are those of a sample
that also tuned them; ``benchmarks/fiabilite.py`` measures the rules on other QPV. When the tables change, the
labels of the rows that changed are to be looked at again, by hand.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle
from quartiers.analyse.fiabilite import Fiabilite, check_contract
from quartiers.analyse.rapprochement import Accord
from quartiers.analyse.regles import rules
from quartiers.analyse.regles_annees import rule_two_dates
from quartiers.analyse.regles_appuis import rule_without_priority
from quartiers.analyse.regles_moyennes import rule_published_mean, rule_published_stability
from quartiers.analyse.regles_perimetres import rule_whole_qpv
from quartiers.analyse.regles_portee import rule_other_territory
from quartiers.analyse.regles_sources import rule_near_a_publication, rule_published_neighbour
from quartiers.donnees import Contrat

LABELS = Path(__file__).parent / "etiquettes.csv"
LABELLED = ("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8a", "R8b", "R9", "R10", "R12")
LATER = (
    *(rule_published_mean, rule_published_stability, rule_two_dates, rule_whole_qpv, rule_without_priority),
    *(rule_near_a_publication, rule_published_neighbour, rule_other_territory),
)
UNDATED = "sans année"

By = Mapping[str, set[str]]


@pytest.fixture(scope="module")
def labels() -> dict[str, dict[str, str]]:
    with LABELS.open(encoding="utf-8", newline="") as file:
        return {row["ligne_id"]: row for row in csv.DictReader(file, delimiter=";")}


@pytest.fixture(scope="module")
def expected(contrat: Contrat, labels: dict[str, dict[str, str]]) -> By:
    """Statements that each rule should speak of."""
    dated = {a.lignes for a in contrat.affirmations if a.annee is not None}
    by_its_bullet = {a.affirmation for a in contrat.affirmations if a.lignes in dated}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, row in labels.items():
        for rule in row["regles"].split("|") if not name.startswith("ref:") else ():
            if rule.strip():
                found[rule.strip()].add(name)
    found["R8a"] -= by_its_bullet
    return found


@pytest.fixture(scope="module")
def fiabilite(contrat: Contrat) -> Fiabilite:
    return check_contract(contrat)


@pytest.fixture(scope="module")
def found(fiabilite: Fiabilite) -> By:
    """Statements that each rule speaks of."""
    return _spoken(fiabilite.doutes)


@pytest.fixture(scope="module")
def doubted(contrat: Contrat, fiabilite: Fiabilite) -> By:
    """Those that count for precision: of all rules, but for what the later ones only inform of."""
    context = Contexte(contrat, fiabilite.verifications)
    return _spoken(
        doubt
        for rule in rules()
        for doubt in rule(context)
        if rule not in LATER or doubt.gravite is not Gravite.INFORMATION
    )


def _spoken(doubts: Iterable[Doute]) -> By:
    def name(doubt: Doute) -> str:
        if doubt.regle is Regle.ANNEE:
            return "R8a" if UNDATED in doubt.phrase else "R8b"
        return doubt.regle.value

    spoken: defaultdict[str, set[str]] = defaultdict(set)
    for doubt in doubts:
        spoken[name(doubt)] |= set(doubt.affirmations)
        if doubt.regle is Regle.DEFINITION:
            spoken["R8b"] |= set(doubt.affirmations)
    return spoken


def shares(expected: By, found: By, doubted: By) -> tuple[float, float, str]:
    """Precision of what is doubted, recall of all that is found, and the table they come from."""
    right = wrong = missed = 0
    lines = ["rule  expected found right  extra / missed"]
    for rule in LABELLED:
        e, f = expected.get(rule, set()), found.get(rule, set())
        extra = doubted.get(rule, set()) - e
        right, wrong, missed = right + len(e & f), wrong + len(extra), missed + len(e - f)
        details = f"{sorted(extra)} / {sorted(e - f)}"
        lines.append(f"{rule:5} {len(e):8} {len(f):5} {len(e & f):5}  {details}")
    precision, recall = right / (right + wrong), right / (right + missed)
    lines.append(f"precision {precision:.3f}, recall {recall:.3f}")
    return precision, recall, "\n".join(lines)


def test_every_statement_and_reference_is_labelled(contrat: Contrat, labels: dict[str, dict[str, str]]) -> None:
    assert {name for name in labels if not name.startswith("ref:")} == {a.affirmation for a in contrat.affirmations}
    assert sum(name.startswith("ref:") for name in labels) == len(contrat.references)
    for row in labels.values():
        assert row["regles"].count("|") == row["confiance"].count("|")


def test_rules_find_what_is_wrong_and_little_else(expected: By, found: By, doubted: By) -> None:
    precision, recall, table = shares(expected, found, doubted)
    assert precision >= 0.95, table
    assert recall >= 0.90, table


def test_what_is_labelled_as_sure_is_found_but_for_what_is_known(
    labels: dict[str, dict[str, str]], expected: By, found: By
) -> None:
    """Those that are missed: each has a graver doubt on the same figure, which takes the conclusion away, or says as
    rule 14 does which jump makes the change large."""
    sure = {
        (rule.strip(), name)
        for name, row in labels.items()
        for rule, how in zip(row["regles"].split("|"), row["confiance"].split("|"), strict=True)
        if how.strip() == "sure" and name in expected.get(rule.strip(), set())
    }
    missed = {(rule, name) for rule, name in sure if name not in found.get(rule, set())}
    assert missed <= {
        ("R10", "fresnes-le-trieu-d4"),
        ("R10", "fresnes-le-trieu-d1"),
        ("R12", "vieux-conde-solitude-d6"),
    }
    doubted = {name for rule in ("R1", "R6", "R7") for name in found[rule]}
    assert {name for _, name in missed} <= doubted


def test_every_statement_is_checked_as_the_labels_say(fiabilite: Fiabilite, labels: dict[str, dict[str, str]]) -> None:
    """A figure that is labelled as confirmed is never denied; one labelled as denied is never confirmed, save where
    the value is right and its population wrong (R6 says so)."""
    denied = (Accord.DIFFERE, Accord.AUTRE_INTITULE, Accord.AUTRE_PERIMETRE, Accord.DEPASSE)
    for name, checked in fiabilite.verifications.items():
        label = labels[name]["verification"]
        if label == "confirmé":
            assert checked.accord is Accord.CONCORDE, name
        elif label == "non vérifiable":
            assert checked.accord not in (*denied, Accord.CONCORDE), name
        elif label in ("diffère", "autre intitulé") and checked.accord is Accord.CONCORDE:
            doubts = [d for d in fiabilite.doutes_sur(name) if d.regle is Regle.INTITULE]
            assert any("Écrire que c'est une part" in d.proposition for d in doubts), name

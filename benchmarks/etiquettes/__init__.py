"""What the check finds of a document read by somebody who has not seen its rules: ``python -m benchmarks.etiquettes``.

``etiquettes.csv`` has 420 labels of the source document: 327 defects of 28 kinds, and 93 statements that are right in
one respect. They were written from the document and INSEE's files alone, by a reader who had seen neither the rules nor
the reports; ``GENRES.md`` defines the kinds. **The rules are never tuned to them**: they were written at the same time,
apart.

A defect is *found* when a doubt of a rule meant for its kind is about one of its statements or lines (or, for what
priorities lack, when a box of the report names it); *told* when any doubt is, which makes somebody look there. A doubt
is *right* when it is about a labelled defect. What this does not tell: whether a doubt says what the label says.
"""

import csv
from collections import defaultdict
from pathlib import Path
from typing import Final

from quartiers.analyse.appuis import match_priorities
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.doutes import Doute, Gravite
from quartiers.analyse.fiabilite import check_contract
from quartiers.donnees import Contrat, load_contrat

LABELS: Final = Path(__file__).parent / "etiquettes.csv"
SOUND: Final = "sans défaut"
# The rules that are meant for each kind.
RULES: Final[dict[str, tuple[str, ...]]] = {
    "mots-contre-chiffre": ("R1", "R5", "R7"),
    "qualificatif-contre-moyenne": ("R1", "R16"),
    "jugement-oppose": ("R2", "R16"),
    "superlatif": ("R17",),
    "source-contredit": ("R1", "R4", "R5", "R6", "R7"),
    "autre-libelle": ("R6", "R7", "R18"),
    "definition-changee": ("R7",),
    "autre-annee": ("R7", "R8"),
    "sans-annee": ("R8",),
    "rupture-de-serie": ("R14",),
    "valeur-d-un-autre-quartier": ("R4", "R5", "R15"),
    "valeur-repetee": ("R4", "R15"),
    "meme-qpv-deux-enonces": ("R2", "R6", "R18"),
    "moyenne-incoherente": ("R3", "R6", "R18"),
    "population-denominateur": ("R6", "R18", "R19"),
    "age-incoherent": ("R6", "R18"),
    "perimetre": ("R9",),
    "defavorable-sans-priorite": ("R12",),
    "priorite-sans-constat": ("R23",),
    "synthese-perte": ("R11",),
    "synthese-ajout": ("R11",),
    "synthese-deplacement": ("R11",),
    "synthese-doublon": ("R11",),
    "graphie": ("R13",),
    "coupure": ("R20",),
    "coquille": ("R20",),
    "niveau-non-dit": ("R21",),
    "texte-recopie": ("R22",),
}
BOXES: Final = ("defavorable-sans-priorite", "priorite-sans-constat")

Label = dict[str, str]


def read_labels() -> list[Label]:
    with LABELS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def lines_of(text: str | None) -> set[int]:
    """Numbers of the lines that a cell names.

    >>> sorted(lines_of("35, 40-42"))
    [35, 40, 41, 42]
    """
    parts = (part.strip().split("-") for part in (text or "").split(",") if part.strip())
    return {line for part in parts for line in range(int(part[0]), int(part[-1]) + 1)}


def names_of(label: Label) -> set[str]:
    return {name.strip() for name in label["ligne_id"].split("|") if name.strip()}


def about(label: Label, doubts: tuple[Doute, ...]) -> list[Doute]:
    """Doubts about a statement of the label, or about one of its lines."""
    names, lines = names_of(label), lines_of(label["lignes"])
    return [d for d in doubts if names & set(d.affirmations) or lines & lines_of(d.lignes)]


def boxed(contrat: Contrat) -> set[str]:
    """Statements, findings and priorities that page 1 says are without an answer, or without a support."""
    found: set[str] = set()
    for quartier in contrat.quartiers:
        match = match_priorities(contrat, quartier)
        found |= {p.priorite for p in match.priorites_sans_appui}
        for support in match.sans_priorite:
            source = support.source
            if isinstance(source, ChiffreLu):
                read = (source, *source.enonces)
                found |= {f.affirmation.affirmation for f in read if f.affirmation is not None}
            else:
                found.add(source.constat_id)
    return found


def main() -> int:
    contrat = load_contrat()
    doubts, boxes = check_contract(contrat).doutes, boxed(contrat)
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    right: set[int] = set()
    false: list[str] = []
    for label in read_labels():
        hits, kind = about(label, doubts), label["genre"]
        if label["gravite"] == SOUND:
            false += [f"{label['etiquette']} {d.regle.value}" for d in hits if d.gravite is Gravite.ERREUR]
            continue
        right |= {id(d) for d in hits}
        in_box = kind in BOXES and bool(names_of(label) & boxes)
        meant = in_box or any(d.regle.value in RULES.get(kind, ()) for d in hits)
        counts[kind] = [a + b for a, b in zip(counts[kind], (1, meant, bool(hits) or in_box), strict=True)]
    print(f"{'kind':30}{'labels':>8}{'found':>8}{'told':>8}")
    for kind, (total, found, told) in sorted(counts.items(), key=lambda item: -item[1][0]):
        print(f"{kind:30}{total:8}{found:8}{told:8}" + ("" if kind in RULES or kind in BOXES else "  no rule"))
    for title, kinds in (("all kinds", set(counts)), ("kinds with a rule", {*RULES, *BOXES})):
        total, found, told = (sum(counts[kind][n] for kind in kinds if kind in counts) for n in range(3))
        print(f"{title:30}{total:8}{found:8}{told:8}   found {found / total:.0%}, told {told / total:.0%}")
    serious = [d for d in doubts if d.gravite is not Gravite.INFORMATION]
    known = [d for d in serious if id(d) in right]
    print(f"doubts to correct or to verify: {len(serious)}, of which about a labelled defect {len(known)}")
    for d in serious:
        if id(d) not in right:
            print(f"  not labelled: {d.regle.value} {', '.join(d.quartiers)} {d.objet} (l. {d.lignes})")
    print(f"errors told of statements labelled as right in one respect: {', '.join(false) or 'none'}")
    return 0

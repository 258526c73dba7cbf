"""What the check of figures is worth on QPV it was not tuned on: ``python -m benchmarks.fiabilite DOSSIER_INSEE``.

The rules of :mod:`quartiers.analyse.fiabilite` were written while looking at one contract. Here they read
synthetic contracts, about QPV drawn at random in the rest of the country: statements drawn from what INSEE
publishes (:mod:`benchmarks.enonces`), of which a known share is then made wrong (:mod:`benchmarks.erreurs`).

- *found*: the wrong statement has a doubt of a rule meant for its kind;
- *any rule*: it has a doubt of some rule, which would make somebody look at it too;
- *false*: a doubt that names no wrong statement; precision is one minus their share among the doubts. It
  depends on the share of errors (``--part``), recall does not.

Doubts that only inform (gravity *à savoir*) are no detection and no false alarm. Two more lines check true
values while what gives them is withheld: the newest edition (a document whose source is more recent than
the import), or the whole indicator (a label that INSEE does not publish). What this cannot tell: how often
real documents hold each kind of error, nor what a person would make of a doubt.
"""

import argparse
import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from benchmarks.enonces import Document, Enonce, Publie, Tirage, contract_of, draw_document, published
from benchmarks.erreurs import GENRES, Erreur, Genre, inject
from benchmarks.pays import import_country
from quartiers import DEFAULT_DATA
from quartiers.analyse.doutes import Doute, Gravite, Regle, when
from quartiers.analyse.fiabilite import Fiabilite, check_contract
from quartiers.analyse.rapprochement import Rapprochement, Verification
from quartiers.donnees import load_contrat
from quartiers.donnees.modele import Contrat, Quartier

# Rules about figures that are wrong; R14 speaks of true ones, the others of perimeters, priorities, names and texts.
REGLES: Final = (
    Regle.MOTS,
    Regle.TERRITOIRE,
    Regle.REFERENCE,
    Regle.COPIE,
    Regle.PUBLICATION,
    Regle.INTITULE,
    Regle.DEFINITION,
    Regle.ANNEE,
    Regle.AMPLEUR,
    Regle.REPETITION,
    Regle.JUGEMENT,
    Regle.SUPERLATIF,
    Regle.POPULATION,
    Regle.EFFECTIF,
)
# A true statement must raise no doubt of these.
SURES: Final = REGLES[:7]
SERIEUSES: Final = (Gravite.ERREUR, Gravite.DOUTE)
DEPARTEMENT: Final = "59"
EDITION_ABSENTE: Final = "true, edition not imported"
INTITULE_ABSENT: Final = "true, label not published"


@dataclass(frozen=True)
class Exemple:
    """One false alarm, or one miss, told so that it can be looked at again."""

    contrat: int
    qpv: str
    enonce: str
    publie: str
    regle: str
    raison: str


@dataclass
class Compte:
    """How many errors of one kind, and what became of them."""

    injectees: int = 0
    trouvees: int = 0
    toute_regle: int = 0
    par_regle: Counter[str] = field(default_factory=Counter)  # of any rule; one error may be seen by several

    def add(self, rules: set[Regle], expected: tuple[Regle, ...]) -> None:
        self.injectees += 1
        self.trouvees += bool(rules & set(expected))
        self.toute_regle += bool(rules)
        self.par_regle.update(r.value for r in rules)

    def row(self) -> dict[str, Any]:
        return {**vars(self), "par_regle": dict(sorted(self.par_regle.items()))}


@dataclass
class Mesures:
    """Everything counted over the contracts."""

    enonces: int = 0
    vrais: int = 0
    vrais_douteux: int = 0
    genres: defaultdict[str, Compte] = field(default_factory=lambda: defaultdict(Compte))
    details: defaultdict[tuple[str, str], Compte] = field(default_factory=lambda: defaultdict(Compte))
    doutes: Counter[tuple[Regle, Gravite]] = field(default_factory=Counter)
    faux: Counter[tuple[Regle, Gravite]] = field(default_factory=Counter)
    absents: Counter[str] = field(default_factory=Counter)
    absents_douteux: Counter[tuple[str, Regle]] = field(default_factory=Counter)
    faux_exemples: defaultdict[str, list[Exemple]] = field(default_factory=lambda: defaultdict(list))
    manques: defaultdict[str, list[Exemple]] = field(default_factory=lambda: defaultdict(list))


# -- running ---------------------------------------------------------------------------------------------


def measure(publie: Publie, *, seed: int, contracts: int, part: float) -> Mesures:
    """Both experiments on ``contracts`` synthetic contracts."""
    total = Mesures()
    for number in range(1, contracts + 1):
        chance = random.Random(f"{seed}/{number}")
        draw, document = draw_document(publie, chance, DEPARTEMENT)
        errors = inject(draw, document, part)
        checked = check_contract(contract_of(publie, document, draw.codes))
        _score(total, number, document, errors, checked)
        _score_absent(total, number, draw, document, errors)
    return total


def _score(total: Mesures, number: int, document: Document, errors: dict[str, Erreur], checked: Fiabilite) -> None:
    doubts = [d for d in checked.doutes if d.regle in REGLES and d.gravite is not Gravite.INFORMATION]
    # A word that a document measures against nothing is only to be known: it is found all the same, and accuses nobody.
    told = [*doubts, *(d for d in checked.doutes if d.regle is Regle.JUGEMENT and d not in doubts)]
    statements = {e.affirmation.affirmation: e for e in document.enonces}
    total.enonces += len(statements)
    for name, error in errors.items():
        rules = {d.regle for d in told if name in d.affirmations}
        total.genres[error.genre.cle].add(rules, error.genre.regles)
        total.details[error.genre.cle, error.detail].add(rules, error.genre.regles)
        if not rules & set(error.genre.regles):
            project = document.project(statements[name])
            found_by = ", ".join(sorted(r.value for r in rules)) or "none"
            reason = f"{_accords(checked.verifications[name])}; other rules: {found_by}"
            total.manques[error.genre.cle].append(
                _example(number, project, statements[name], f"{error.genre.cle}, {error.detail}", reason)
            )
    doubtful: set[str] = set()
    for d in doubts:
        total.doutes[d.regle, d.gravite] += 1
        if not any(name in errors for name in d.affirmations):
            total.faux[d.regle, d.gravite] += 1
            doubtful |= set(d.affirmations) if d.regle in SURES else set()
            total.faux_exemples[d.regle.value].append(_false_alarm(number, document, d))
    total.vrais += len(statements) - len(errors)
    total.vrais_douteux += len(doubtful)


def _score_absent(total: Mesures, number: int, draw: Tirage, document: Document, errors: dict[str, Erreur]) -> None:
    """Bare true values, each checked alone while what it was drawn from is withheld."""
    for e in document.enonces:
        a = e.affirmation
        if a.affirmation in errors or e.forme != "valeur" or a.precision != "exacte" or a.reference is not None:
            continue
        alone = Document((document.project(e),), [e])
        contract = contract_of(draw.publie, alone, [e.arrivee.territoire])
        if e.arrivee.edition == draw.publie.newest and a.annee is not None:
            kept = [m for m in contract.mesures if m.edition != e.arrivee.edition]
            census = contract.indicateurs[a.indicateur].evolution == "recensement"
            kind = "year known" if e.arrivee.annee else "census" if census else "yearly, year unknown"
            _count_absent(total, f"{EDITION_ABSENTE}: {kind}", number, document, replace(contract, mesures=tuple(kept)))
        confused = contract.indicateurs[a.indicateur].confusions
        if any(draw.publie.values(e.arrivee.territoire, name) for name in confused):
            kept = [m for m in contract.mesures if m.indicateur != a.indicateur]
            kind = "whole numbers" if e.decimales == 0 else "one decimal"
            _count_absent(total, f"{INTITULE_ABSENT}: {kind}", number, document, replace(contract, mesures=tuple(kept)))


def _count_absent(total: Mesures, what: str, number: int, document: Document, contract: Contrat) -> None:
    total.absents[what] += 1
    for d in check_contract(contract).doutes:
        if d.regle in SURES and d.gravite is not Gravite.INFORMATION:
            total.absents_douteux[what, d.regle] += 1
            total.faux_exemples[what].append(_false_alarm(number, document, d))


# -- examples --------------------------------------------------------------------------------------------


def _false_alarm(number: int, document: Document, d: Doute) -> Exemple:
    named = [e for e in document.enonces if e.affirmation.affirmation in d.affirmations]
    return Exemple(
        number,
        " | ".join(dict.fromkeys(document.project(e).codes_qpv_2015[0] for e in named)),
        " | ".join(_stated(e) for e in named) or d.objet,
        " | ".join(_published(e) for e in named),
        f"{d.regle.value} ({d.gravite.value})",
        d.phrase,
    )


def _example(number: int, project: Quartier, e: Enonce, rule: str, reason: str) -> Exemple:
    return Exemple(number, project.codes_qpv_2015[0], _stated(e), _published(e), rule, reason)


def _accords(v: Verification) -> str:
    """What each number of a statement was found to be, and beside which publications."""
    parts = {"value": v.valeur, "start": v.depart, "change": v.evolution}
    return "; ".join(f"{what}: {r.accord.value} {_beside(r)}" for what, r in parts.items() if r is not None)


def _beside(r: Rapprochement) -> str:
    return ", ".join(f"{p.indicateur} {p.valeur} ({when(p)})" for p in r.publications)


def _stated(e: Enonce) -> str:
    skipped = ("affirmation", "quartier", "population", "note", "lignes")
    cells = {k: v for k, v in asdict(e.affirmation).items() if k not in skipped and v not in (None, "exacte")}
    return ", ".join(f"{k}={v}" for k, v in cells.items())


def _published(e: Enonce) -> str:
    ends = [m for m in (e.depart, e.arrivee) if m is not None]
    return " → ".join(f"{m.indicateur} {m.valeur} ({m.annee or '?'}, {m.theme} {m.edition})" for m in ends)


# -- printing --------------------------------------------------------------------------------------------


def interval(successes: int, trials: int) -> tuple[float, float]:
    """Wilson's interval at 95 % of a proportion.

    >>> [round(bound, 2) for bound in interval(9, 10)]
    [0.6, 0.98]
    """
    if not trials:
        return 0.0, 1.0
    z, p = 1.96, successes / trials
    centre = p + z * z / (2 * trials)
    spread = z * math.sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


COLUMNS: Final = (
    f"{'kind of error':<46}{'rule':<11}{'put in':>7}{'found':>7}  {'recall (95 %)':<18}{'any rule':>8}  by rule"
)


def table_lines(total: Mesures) -> Iterator[str]:
    """The table, line by line."""
    yield COLUMNS
    for genre in GENRES:
        rules = "/".join(r.value for r in genre.regles)
        yield _line(f"{genre.cle}  {genre.libelle}", rules, total.genres[genre.cle])
        details = sorted((detail, count) for (key, detail), count in total.details.items() if key == genre.cle)
        yield from (_line(f"     {detail}", "", count) for detail, count in details if len(details) > 1)
    yield ""
    yield f"{'rule':<57}{'doubts':>7}{'false':>7}  {'precision (95 %)':<20}"
    for rule in REGLES:
        yield _precision_line(total, rule.value, [(rule, g) for g in SERIEUSES])
    for gravity in SERIEUSES:
        yield _precision_line(total, f"R1 to R7, « {gravity.value} »", [(r, gravity) for r in SURES])
    yield _precision_line(total, "R1 to R7", [(r, g) for r in SURES for g in SERIEUSES])
    yield ""
    yield f"{'true statements':<57}{'checked':>7}{'doubts':>7}  {'doubted by R1 to R7 (95 %)':<20}"
    yield f"{'true, its publication imported':<57}{total.vrais:>7}{total.vrais_douteux:>7}  " + (
        _share(total.vrais_douteux, total.vrais)
    )
    for what, n in sorted(total.absents.items()):
        by_rule = {r: k for (w, r), k in sorted(total.absents_douteux.items()) if w == what}
        told = ", ".join(f"{r.value}: {k}" for r, k in by_rule.items())
        false = sum(by_rule.values())
        yield f"{what:<57}{n:>7}{false:>7}  {_share(false, n):<20}  {told}"


def _precision_line(total: Mesures, name: str, cells: Sequence[tuple[Regle, Gravite]]) -> str:
    n, false = sum(total.doutes[c] for c in cells), sum(total.faux[c] for c in cells)
    return f"{name:<57}{n:>7}{false:>7}  {_share(n - false, n):<20}"


def _line(name: str, rules: str, count: Compte) -> str:
    recall = _share(count.trouvees, count.injectees)
    told = ", ".join(f"{rule} {n}" for rule, n in count.par_regle.most_common()) if rules else ""
    shown = f"{count.injectees:>7}{count.trouvees:>7}  {recall:<18}{count.toute_regle:>8}"
    return f"{name:<46}{rules:<11}{shown}  {told}".rstrip()


def _share(successes: int, trials: int) -> str:
    if not trials:
        return "–"
    low, high = interval(successes, trials)
    return f"{100 * successes / trials:.1f} % ({100 * low:.0f}–{100 * high:.0f})"


def as_json(total: Mesures, options: argparse.Namespace) -> dict[str, Any]:
    """Everything counted, with every example."""

    def genre_row(genre: Genre) -> dict[str, Any]:
        details = {d: c.row() for (key, d), c in sorted(total.details.items()) if key == genre.cle}
        rules = [r.value for r in genre.regles]
        return {"kind": genre.libelle, "rules": rules, **total.genres[genre.cle].row(), "details": details}

    return {
        "graine": options.graine,
        "contrats": options.contrats,
        "part": options.part,
        "genres": {g.cle: genre_row(g) for g in GENRES},
        "regles": {
            r.value: {g.value: {"doutes": total.doutes[r, g], "faux": total.faux[r, g]} for g in SERIEUSES}
            for r in REGLES
        },
        "enonces": total.enonces,
        "vrais": total.vrais,
        "vrais_douteux": total.vrais_douteux,
        "publication_absente": {
            what: {"enonces": n, "doutes": {r.value: k for (w, r), k in total.absents_douteux.items() if w == what}}
            for what, n in sorted(total.absents.items())
        },
        "faux": {k: [asdict(x) for x in found] for k, found in sorted(total.faux_exemples.items())},
        "manques": {k: [asdict(x) for x in found] for k, found in sorted(total.manques.items())},
    }


def example_lines(title: str, groups: dict[str, list[Exemple]], number: int) -> Iterator[str]:
    """Up to ``number`` examples, taken from each group in turn."""
    rows = [(i, key, x) for key, found in groups.items() for i, x in enumerate(found)]
    for _, key, x in sorted(rows, key=lambda row: (row[0], row[1]))[:number]:
        yield f"{title} [{key}] contract {x.contrat}, {x.qpv}: {x.regle}"
        yield f"    stated:    {x.enonce}"
        yield f"    published: {x.publie}"
        yield f"    why:       {x.raison}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Precision and recall of the check of figures, out of sample.")
    parser.add_argument("dossier_insee", type=Path, help="folder of INSEE's files on the QPV")
    parser.add_argument("--graine", type=int, default=2030, help="seed (default: %(default)s)")
    parser.add_argument("--contrats", type=int, default=40, help="number of synthetic contracts (default: %(default)s)")
    parser.add_argument("--part", type=float, default=0.2, help="share of wrong statements (default: %(default)s)")
    parser.add_argument("--exemples", type=int, default=0, help="false alarms and misses to print (default: none)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything counted, and every example")
    options = parser.parse_args(arguments)
    total = measure(
        published(load_contrat(DEFAULT_DATA), import_country(options.dossier_insee)),
        seed=options.graine,
        contracts=options.contrats,
        part=options.part,
    )
    print("\n".join(table_lines(total)))
    for line in example_lines("false alarm", total.faux_exemples, options.exemples):
        print(line)
    for line in example_lines("miss", total.manques, options.exemples):
        print(line)
    if options.json:
        options.json.write_text(json.dumps(as_json(total, options), ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

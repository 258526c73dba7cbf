"""Projects invented for the QPV of a folder that ``commencer --csv`` made: a contract as full as a real one.

What is stated, said, chosen and done in each QPV is drawn from what the contract of ``data/`` has, a row here and a row
there, figures moved a little: words of the right length and closed words that exist, of no real quartier. Each draw
depends on the code of the QPV alone, so that a size more leaves those there are as they were, and two runs give
the same bytes.

    python -m benchmarks.invention FOLDER
"""

import csv
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from quartiers import DEFAULT_DATA

Row = dict[str, str]
Drawn = TypeVar("Drawn")
CONSTATS: Final = (4, 8)
PRIORITES: Final = (4, 8)
DECLINAISONS: Final = (1, 4)
AFFIRMATIONS: Final = (4, 8)
PART_AVEC_ACTION: Final = 0.5  # of the priorities
ANNEES: Final = (2025, 2026)
MOVED: Final = 0.2  # share by which a stated value may be moved
NOT_KEPT: Final = ("annee_initiale", "valeur_initiale", "variation", "tendance", "reference", "valeur_reference",
                   "ecart_reference", "position", "note", "lignes")  # fmt: skip


def read_rows(path: Path) -> list[Row]:
    """The rows of a table as they are written."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def invent_projects(data: Path) -> dict[str, int]:
    """Write the tables of a project for each quartier of ``data``; how many rows each has."""
    models = _Models()
    tables: defaultdict[str, list[Row]] = defaultdict(list)
    for quartier in read_rows(data / "quartiers.csv"):
        _invent_quartier(quartier, models, tables)
    for name, rows in tables.items():
        _write(data / f"{name}.csv", rows)
    return {name: len(rows) for name, rows in tables.items()}


class _Models:
    """What is drawn from: the rows of ``data/``, priorities by theme with their forms of action."""

    def __init__(self) -> None:
        found = {(row["thematique"], row["constat"]): row for row in read_rows(DEFAULT_DATA / "constats.csv")}
        self.constats = list(found.values())
        self.affirmations = [row for row in read_rows(DEFAULT_DATA / "diagnostic.csv") if row["valeur"]]
        self.themes: defaultdict[str, list[Row]] = defaultdict(list)
        forms: defaultdict[str, list[Row]] = defaultdict(list)
        for row in read_rows(DEFAULT_DATA / "declinaisons.csv"):
            forms[row["priorite"]].append(row)
        self.forms: defaultdict[str, list[Row]] = defaultdict(list)
        for row in read_rows(DEFAULT_DATA / "priorites.csv"):
            self.themes[row["thematique"]].append(row)
            self.forms[row["thematique"]] += forms[row["priorite"]]


def _invent_quartier(row: Row, models: _Models, tables: Mapping[str, list[Row]]) -> None:
    # By the code: identifiers of quartiers may be as long as one may be.
    quartier, code = row["quartier"], row["code_qpv_2024"].lower()
    draw = random.Random(code)
    for n, said in enumerate(_some(draw, models.constats, CONSTATS), start=1):
        tables["constats"].append({**said, "constat_id": f"{code}-c{n}", "quartier": quartier, "lignes": ""})
    stated = {model["indicateur"]: model for model in _some(draw, models.affirmations, AFFIRMATIONS)}
    for n, model in enumerate(stated.values(), start=1):
        tables["diagnostic"].append(
            {
                **model,
                "affirmation": f"{code}-d{n}",
                "quartier": quartier,
                "valeur": _move(draw, model["valeur"]),
                # What was said of the value would no more be true of one that was moved.
                **dict.fromkeys(NOT_KEPT, ""),
            }
        )
    for n, theme in enumerate(_some(draw, sorted(models.themes), PRIORITES), start=1):
        model = draw.choice(models.themes[theme])
        scale = "i" if model["echelle"] == "intercommunale" else "p"  # identifiers say it
        priority = {**model, "priorite": f"{code}-{scale}{n}", "quartier": quartier, "lignes": ""}
        tables["priorites"].append(priority)
        _invent_answer(priority, draw, models.forms[theme], tables)


def _invent_answer(priority: Row, draw: random.Random, among: Sequence[Row], tables: Mapping[str, list[Row]]) -> None:
    """The forms of a priority and, of one in two, an action with its money."""
    name = priority["priorite"]
    forms = {row["declinaison"]: row for row in _some(draw, among, DECLINAISONS)}
    for n, row in enumerate(forms.values(), start=1):
        tables["declinaisons"].append({**row, "priorite": name, "ordre": str(n)})
    if draw.random() >= PART_AVEC_ACTION:
        return
    action = f"{name}-a"
    year = draw.choice(ANNEES)
    tables["actions"].append(
        {
            "action": action,
            "intitule": next(iter(forms), priority["intitule"]),
            "porteur": f"Association inventée {draw.randrange(1, 60)}",
            "publics": priority["publics"],
            "thematique": priority["thematique"],
            "debut": f"{year}-01-15",
            "fin": f"{year}-12-31",
            "etat": draw.choice(("à venir", "en cours", "en retard", "réalisée")),
            "etat_au": f"{year}-10-01",
        }
    )
    tables["actions_priorites"].append(
        {"action": action, "quartier": priority["quartier"], "priorite": name, "lien": "confirmé"}
    )
    granted = 500 * draw.randrange(2, 40)
    tables["financements"].append(
        {
            "action": action,
            "financeur": draw.choice(("État", "Commune", "Agglomération", "CAF")),
            "annee": str(year),
            "credits": draw.choice(("crédits spécifiques", "droit commun")),
            "demande": str(granted + 500 * draw.randrange(0, 6)),
            "accorde": str(granted),
        }
    )


def _some(draw: random.Random, among: Sequence[Drawn], bounds: tuple[int, int]) -> list[Drawn]:
    return draw.sample(among, min(len(among), draw.randint(*bounds)))


def _move(draw: random.Random, value: str) -> str:
    """The value, a little more or less, with its decimals: a share stays one."""
    amount, decimals = float(value.replace(",", ".")), len(value.partition(",")[2])
    moved = amount * draw.uniform(1 - MOVED, 1 + MOVED)
    return f"{min(moved, 100.0) if amount <= 100 else moved:.{decimals}f}".replace(".", ",")


def _write(path: Path, rows: Iterable[Row]) -> None:
    written = list(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(written[0]), delimiter=";", restval="", extrasaction="raise")
        writer.writeheader()
        writer.writerows(written)


def main(arguments: Sequence[str]) -> int:
    """Invent the projects of the folder named, and say how many rows there are."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    for name, number in invent_projects(Path(arguments[0])).items():
        print(f"{name}: {number}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

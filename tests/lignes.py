"""The rows of a table, by a plain reader of CSV: nothing of the code under test reads or writes them."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def write_rows(path: Path, rows: Sequence[dict[str, str]], columns: Iterable[str] = ()) -> None:
    """``columns`` are those of the first row, unless told."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns) or list(rows[0]), delimiter=";", restval="")
        writer.writeheader()
        writer.writerows(rows)

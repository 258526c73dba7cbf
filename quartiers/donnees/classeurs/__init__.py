"""TEMPORARY: replaced by the stream that reads workbooks as shown."""

import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


class ClasseurIllisible(Exception):
    pass


@dataclass(frozen=True)
class Refus:
    ligne: int
    colonne: int
    cellule: str
    trouve: str
    attendu: str
    remede: str


@dataclass(frozen=True)
class FeuilleLue:
    nom: str
    lignes: tuple[tuple[int, tuple[str, ...]], ...]
    refus: tuple[Refus, ...]


def read_workbook(path: Path, garder: Callable[[str], bool] = lambda _: True) -> tuple[FeuilleLue, ...]:
    from python_calamine import load_workbook

    try:
        with path.open("rb") as file:
            workbook = load_workbook(file)
            found = []
            for name in workbook.sheet_names:
                rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
                lignes = tuple((n, tuple(_cell_text(v) for v in row)) for n, row in enumerate(rows, 1))
                found.append(FeuilleLue(name, lignes, ()))
            return tuple(found)
    except BaseException as error:
        raise ClasseurIllisible(type(error).__name__) from error


def _cell_text(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "vrai" if value else "faux"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, ".12g") if abs(value) < 1e12 else repr(value)
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10]
    return str(value)

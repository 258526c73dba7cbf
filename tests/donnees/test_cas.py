"""Small files of kinds that people really save, in the place of the table of the same content."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from quartiers import PROJECT_ROOT
from quartiers.donnees import Contrat, load_contrat

CAS = PROJECT_ROOT.parent / "shared" / "cas"


@pytest.mark.skipif(not CAS.is_dir(), reason="the small files (../shared/cas) are not on this machine")
@pytest.mark.parametrize(
    ("case", "table"),
    [
        ("constats_accents_decomposes.csv", "constats"),
        ("constats_sep.csv", "constats"),
        ("thematiques_ms-dos.csv", "thematiques"),
    ],
)
def test_what_says_the_same_is_read_as_the_same(dossier: Path, contrat: Contrat, case: str, table: str) -> None:
    shutil.copy(CAS / case, dossier / f"{table}.csv")
    assert load_contrat(dossier) == contrat


Respell = Callable[[str], str]


@pytest.mark.parametrize(
    "respell",
    [
        lambda t: t.replace(" ", "\u00a0"),
        lambda t: t.replace("'", "’"),
        lambda t: t.replace(" ", "  "),
        lambda t: t.replace("a", "a\u200b"),
    ],
    ids=["no-break spaces", "curly apostrophes", "doubled spaces", "zero-width marks"],
)
def test_a_form_of_action_in_two_writings_is_counted_once(
    dossier: Path,
    contrat: Contrat,
    respell: Respell,
    rows_of: Callable[[str], list[list[str]]],
    write: Callable[..., None],
) -> None:
    header, *rows = rows_of("declinaisons")
    for row in rows[::2]:
        row[3] = respell(row[3])
    write("declinaisons", [header, *rows])
    assert load_contrat(dossier) == contrat

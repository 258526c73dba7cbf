"""A contract of one QPV and of a territory that is none, as a data folder: that of ``exemples/suivi``, changed."""

import shutil
from pathlib import Path

from lignes import read_rows, write_rows

from quartiers import PROJECT_ROOT
from quartiers.donnees.natures import VEILLE

SUIVI = PROJECT_ROOT / "exemples" / "suivi"
QPV, AUTRE = "tilleuls", "grand-large"
OF_A_QPV = ("code_qpv_2024", "libelle_qpv_2024", "code_qpv_2015", "libelle_qpv_2015", "perimetre")
# What a document states of it: below its reference, above it, without any.
ENONCES = (
    {"indicateur": "taux_pauvrete_pct", "annee": "2020", "valeur": "38,5", "reference": "qpv-agglo",
     "valeur_reference": "31,2", "position": "au-dessus"},
    {"indicateur": "emploi_15_64_pct", "annee": "2019", "valeur": "43", "annee_initiale": "2011",
     "valeur_initiale": "47,5"},
)  # fmt: skip


def make_folder(folder: Path, nature: str = VEILLE, *, enonces: bool = True) -> Path:
    shutil.copytree(SUIVI, folder)
    change(folder, QPV, nature="")
    change(folder, AUTRE, **dict.fromkeys((*OF_A_QPV, "note"), ""), nature=nature)
    if enonces:
        path = folder / "diagnostic.csv"
        header = path.read_text(encoding="utf-8-sig").strip().split(";")
        blank = dict.fromkeys(header, "") | {"quartier": AUTRE, "precision": "exacte"}
        write_rows(path, [blank | {"affirmation": f"a{n}"} | stated for n, stated in enumerate(ENONCES, start=1)])
    return folder


# What is published of it: two figures of one territory, two of another date, so that rows differ.
PUBLIES = tuple(
    {"quartier": AUTRE, "indicateur": name, "annee": str(year), "valeur": value, "source": "Insee, données carroyées"}
    for name, value in (("taux_pauvrete_pct", "38,5"), ("population_femmes_pct", "52"))
    for year in (2017, 2021)
)


def give_figures(folder: Path) -> Path:
    """The folder, with published figures of its territory that is no QPV."""
    write_rows(folder / "chiffres_territoires.csv", [*PUBLIES])
    return folder


def change(folder: Path, quartier: str, **cells: str) -> None:
    path = folder / "quartiers.csv"
    rows = [row | cells if row["quartier"] == quartier else row for row in read_rows(path)]
    added = [name for name in cells if name not in rows[0]]
    write_rows(path, [dict.fromkeys(added, "") | row for row in rows])

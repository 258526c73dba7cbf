"""Published figures of a territory that is no QPV: typed with their source, shown so, never set beside those of QPV."""

from pathlib import Path

import pytest
from lignes import write_rows
from territoires import AUTRE, QPV, make_folder

from quartiers.donnees import DonneesInvalides, load_contrat
from quartiers.donnees.natures import POCHE
from quartiers.execution.index import make_index
from quartiers.presentation import RapportQuartier, RapportSynthese
from quartiers.presentation.tableur import build_workbook

ROWS = (
    {
        "quartier": AUTRE,
        "indicateur": "taux_pauvrete_pct",
        "annee": "2021",
        "valeur": "38,5",
        "source": "Insee, carreaux",
    },
    {
        "quartier": AUTRE,
        "indicateur": "population_nb",
        "annee": "2020",
        "valeur": "1240",
        "source": "Insee, <b>IRIS</b>",
    },
)


def make(tmp_path: Path, *rows: dict[str, str], enonces: bool = False) -> Path:
    folder = make_folder(tmp_path / "d", POCHE, enonces=enonces)
    write_rows(folder / "chiffres_territoires.csv", rows, ["quartier", "indicateur", "annee", "valeur", "source"])
    return folder


def plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").replace("’", "'").split())


@pytest.mark.parametrize("enonces", [False, True])
def test_they_are_shown_with_their_source_and_compared_with_nothing(tmp_path: Path, enonces: bool) -> None:
    contrat = load_contrat(make(tmp_path, *ROWS, enonces=enonces))
    report = RapportQuartier(AUTRE, contrat=contrat)
    html, text = report.diagnostic().to_html(), plain(report.diagnostic().to_text())
    assert "2 chiffres publiés sont repris pour cette poche de pauvreté, chacun avec sa source" in text
    assert "38,5 %" in text and "1 240" in text and "Insee, carreaux" in text
    assert "<b>IRIS" not in html and "&lt;b&gt;IRIS" in html
    said = plain(report.essentiel().to_text() + report.identite().to_text() + report.sources().to_text())
    assert "Aucun chiffre publié n'est repris" not in said + text
    # What is read of it, and of the QPV of the contract, is what it was without them.
    bare = load_contrat(make(tmp_path / "sans", enonces=enonces))
    for name in (QPV, AUTRE):
        one, other = (RapportQuartier(name, contrat=c) for c in (contrat, bare))
        assert one.lu.chiffres == other.lu.chiffres
    assert (
        RapportQuartier(QPV, contrat=contrat).diagnostic().to_text()
        == RapportQuartier(QPV, contrat=bare).diagnostic().to_text()
    )
    one, other = (RapportSynthese(contrat=c) for c in (contrat, bare))
    assert one.tableaux_publies().to_text() == other.tableaux_publies().to_text()


def test_the_workbook_and_the_index_have_them(tmp_path: Path) -> None:
    contrat = load_contrat(make(tmp_path, *ROWS))
    [sheet] = [f for f in build_workbook(contrat).feuilles if f.nom == "Territoires hors QPV"]
    assert len(sheet.lignes) == 2 and "Insee, carreaux" in sheet.lignes[0]
    assert "2 chiffres publiés, avec leur source" in plain(make_index(contrat, tmp_path).decode())
    bare = build_workbook(load_contrat(make(tmp_path / "sans")))
    assert "Territoires hors QPV" not in {f.nom for f in bare.feuilles}


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        ({"quartier": QPV}, "quartier", "un territoire qui n'est pas un QPV"),
        ({"source": ""}, "source", "une valeur"),
        ({"annee": ""}, "annee", "une valeur"),
        ({"valeur": ""}, "valeur", "une valeur"),
        ({"valeur": "385"}, "valeur", "100"),
        ({"indicateur": "Taux de pauvreté"}, "indicateur", "taux_pauvrete_pct"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(tmp_path: Path, change: dict[str, str], column: str, says: str) -> None:
    with pytest.raises(DonneesInvalides) as caught:
        load_contrat(make(tmp_path, {**ROWS[0], **change}))
    [found] = caught.value.anomalies
    assert (found.fichier, found.ligne, found.colonne) == ("chiffres_territoires.csv", 2, column)
    assert says in str(found)

"""The index of an output folder: files are made by hand, nothing is built."""

import dataclasses
import os
import subprocess
import sys
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from lignes import read_rows

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.donnees import Contrat, load_contrat
from quartiers.execution.index import write_index
from quartiers.marques import bears_mark


def write(path: Path, size: int, day: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    at = datetime.fromisoformat(day + "T12:00").timestamp()
    os.utime(path, (at, at))


def read(contrat: Contrat, output: Path) -> BeautifulSoup:
    return BeautifulSoup(write_index(contrat, output).read_bytes(), "html.parser", from_encoding="utf-8")


@cache
def rows_of(table: str) -> list[dict[str, str]]:
    return read_rows(next(DEFAULT_DATA.rglob(f"{table}.csv")))


def plain(text: str) -> str:
    return " ".join(text.split())


def card(index: BeautifulSoup, quartier: str) -> str:
    return plain(index.find(id=f"quartier-{quartier}").get_text(" "))


def documents(index: BeautifulSoup) -> dict[str, str]:
    return {plain(li.h3.get_text()): plain(li.get_text(" ")) for li in index.select(".documents > ul > li")}


def test_one_quartier_has_no_synthesis_and_the_index_says_why(contrat: Contrat, tmp_path: Path) -> None:
    write(tmp_path / "synthese.html", 10, "2026-11-23")  # of before, when the contract had others
    name, own = next(iter(contrat.quartiers.items()))
    alone = read(dataclasses.replace(contrat, quartiers={name: own}), tmp_path)
    assert documents(alone)["Synthèse intercommunale"].startswith(
        "Synthèse intercommunale Sans objet : le contrat n’a qu’un"
    )
    assert not alone.select('.documents a[href="synthese.html"]')
    assert read(contrat, tmp_path).select('.documents a[href="synthese.html"]')


def test_each_file_has_its_weight_and_its_day(contrat: Contrat, tmp_path: Path) -> None:
    first, second, *_ = contrat.quartiers
    write(tmp_path / f"quartiers/{first}.html", 482_018, "2026-03-01")
    write(tmp_path / f"quartiers/{first}.pdf", 1_260_000, "2026-03-01")
    write(tmp_path / f"quartiers/{second}.html", 300, "2026-03-02")
    write(tmp_path / f"quartiers/{second}.pdf", 3_000, "2026-11-23")
    index = read(contrat, tmp_path)
    text = card(index, first)
    assert "482 Ko" in text
    assert "1,3 Mo" in text
    assert "fabriqué le 1er mars 2026" in text
    # A page left from another day must not pass for today's.
    assert "fabriqué le 2 mars 2026 (HTML) ; le 23 novembre 2026 (PDF)" in card(index, second)
    assert f"2 sur {len(contrat.quartiers)}" in plain(index.main.get_text(" "))


def test_the_map_has_the_outline_of_each_qpv_and_says_what_it_is(contrat: Contrat, tmp_path: Path) -> None:
    """Once, whatever number of projects share it; without contours, a mark is where its QPV is."""
    index = read(contrat, tmp_path)
    codes = {row["code_qpv_2024"] for row in rows_of("quartiers")}
    assert len(index.select("figure.carte path.contour")) == len(codes)
    caption = plain(index.select_one("figure.carte figcaption").get_text())
    assert "En teinte, les QPV entiers ; un trait relie chaque numéro au centre du sien." in caption.replace(
        "\u202f", " "
    )
    assert "Contours simplifiés de 2024" in caption and "ANCT, Licence Ouverte" in caption
    assert len(index.select("figure.carte path.trait")) == len(contrat.quartiers)
    bare = read(dataclasses.replace(contrat, contours={}), tmp_path)
    assert not bare.select("path.contour")
    assert "Position : le centre du périmètre" in plain(bare.select_one("figcaption").get_text())


def test_each_card_says_what_its_report_holds(contrat: Contrat, tmp_path: Path) -> None:
    """Counted in the tables, read here by other means."""
    index = read(contrat, tmp_path)
    for row in rows_of("quartiers"):
        quartier = row["quartier"]
        text = card(index, quartier)
        for table, one in (("priorites", "priorité"), ("constats", "constat")):
            number = sum(1 for r in rows_of(table) if r["quartier"] == quartier)
            assert (f"{number} {one}" if number else f"aucun{'e' * (one == 'priorité')} {one}") in text
        stated = sum(1 for r in rows_of("diagnostic") if r["quartier"] == quartier)
        assert (f"{stated} chiffre" if stated else "aucun chiffre énoncé") in text
        codes = {row["code_qpv_2024"], *row["code_qpv_2015"].split(" | ")}
        published = [int(r["edition"]) for r in rows_of("mesures") if r["territoire"] in codes and r["valeur"]]
        said = f"jusqu’à la diffusion {max(published)}" if published else "aucun chiffre publié"
        assert said in text, quartier


def test_every_priority_form_and_finding_is_in_the_page(contrat: Contrat, tmp_path: Path) -> None:
    """Without JavaScript, the page is the whole list."""
    text = plain(read(contrat, tmp_path).main.get_text(" ")).replace("’", "'")
    for table, column in (("priorites", "intitule"), ("declinaisons", "declinaison"), ("constats", "constat")):
        for row in rows_of(table):
            assert plain(row[column]).replace("’", "'") in text, row
    # Who says it, even where nobody knows.
    unknown = [row for row in rows_of("constats") if row["origine"] == "non précisée"]
    assert text.count("origine non précisée") == len(unknown) > 0


def test_actions_are_found_by_their_words_their_holder_and_their_state(suivi: Contrat, tmp_path: Path) -> None:
    page = read(suivi, tmp_path)
    tilleuls = plain(page.select_one("#quartier-tilleuls").text)
    assert "Navette du soir vers la zone d’activités" in tilleuls
    assert "Régie de transport de Valrive (inventée)" in tilleuls
    assert "en retard" in tilleuls
    assert "Café des parents" not in tilleuls


def test_the_page_says_from_which_data(contrat: Contrat, tmp_path: Path) -> None:
    editions = [int(r["edition"]) for r in rows_of("mesures")]
    text = plain(read(contrat, tmp_path).main.get_text(" "))
    assert "Projets de quartier du Contrat Quartiers 2030" in text
    assert "Données au 23 novembre 2026" in text
    assert f"Insee, diffusions {min(editions)} à {max(editions)}" in text


def test_what_is_not_there_is_not_shown(contrat: Contrat, tmp_path: Path) -> None:
    write(tmp_path / "echecs/quartiers-x.txt", 10, "2026-11-23")
    index = read(contrat, tmp_path)
    assert list(documents(index)) == ["Synthèse intercommunale"]
    assert "echecs" not in str(index)
    assert not index.select(".liens a")


def test_what_else_was_made_of_a_quartier_is_linked_with_it(contrat: Contrat, tmp_path: Path) -> None:
    first, second, *_ = contrat.quartiers
    for suffix in ("html", "pdf"):
        write(tmp_path / f"evaluations/evaluation-{first}.{suffix}", 900, "2026-11-23")
        write(tmp_path / f"guides/guide-{first}.{suffix}", 900, "2026-11-23")
    write(tmp_path / f"guides/habitants-{first}.pdf", 900, "2026-11-23")
    index = read(contrat, tmp_path)

    def links(quartier: str) -> list[tuple[str, str]]:
        found = index.find(id=f"quartier-{quartier}").select(".liens a")
        return [(a["href"], plain(a.get_text(" ")).partition(" (")[0]) for a in found]

    assert [href for href, _ in links(first)] == [
        f"evaluations/evaluation-{first}.html",
        f"evaluations/evaluation-{first}.pdf",
        f"guides/guide-{first}.html",
        f"guides/habitants-{first}.pdf",
    ]
    assert "Guide des acteurs" in links(first)[2][1]
    assert links(second) == []


def test_workbook_and_committee_files_are_linked(contrat: Contrat, tmp_path: Path) -> None:
    write(tmp_path / "donnees.xlsx", 210_400, "2026-11-23")
    hostile = "note #2 & 100% <b>.pdf" if os.name != "nt" else "note #2 & 100%.pdf"
    names = ("dossier-valenciennes-2026-12-10.pdf", "dossier-conde-sur-l-escaut-2027-01-05.pdf", hostile)
    for name in (*names, "dossier-anzin.pdf", "dossier-marly-2026-99-99.pdf", ".dossier-x.pdf"):
        write(tmp_path / "dossiers" / name, 5_000, "2026-11-23")
    index = read(contrat, tmp_path)
    found = documents(index)
    assert list(found) == [
        "Synthèse intercommunale",
        "Classeur des données",
        "Dossier du comité – Condé-sur-l’Escaut",  # latest session first
        "Dossier du comité – Valenciennes",
        "Dossier du comité – Anzin",  # whose session has no date
        "dossier-marly-2026-99-99",
        hostile.removesuffix(".pdf"),
    ]
    assert "Séance du 10 décembre 2026" in found["Dossier du comité – Valenciennes"]
    assert "210 Ko" in found["Classeur des données"]
    links = [a["href"] for a in index.select(".documents .liens a")]
    assert "dossiers/note%20%232%20%26%20100%25" in links[-1]
    assert not index.find_all("b")


@pytest.mark.parametrize("without", ["priorites", "constats", "mesures", "affirmations"])
def test_a_contract_that_lacks_a_table_has_an_index(contrat: Contrat, tmp_path: Path, without: str) -> None:
    poorer = dataclasses.replace(contrat, **{without: ()})
    index = read(poorer, tmp_path)
    assert len(index.select(".entree")) == len(contrat.quartiers)
    if without == "priorites":
        assert [s["name"] for s in index.find_all("select")] == ["commune"]
        assert "aucune priorité" in index.main.get_text()
    if without == "mesures":
        assert "aucun chiffre publié" in index.main.get_text()
        assert "aucun n’a été repris" in index.main.get_text()


def test_the_same_folder_gives_the_same_bytes(contrat: Contrat, tmp_path: Path) -> None:
    write(tmp_path / "synthese.html", 10, "2026-11-23")
    assert write_index(contrat, tmp_path).read_bytes() == write_index(contrat, tmp_path).read_bytes()
    assert bears_mark(tmp_path / "index.html")


def test_writing_the_index_needs_no_chart_library() -> None:
    """It is written after every run, even of one report: seconds of imports would show."""
    heavy = "{'matplotlib', 'papermill'}"
    code = f"import sys, quartiers.execution.index; print(sorted({heavy} & sys.modules.keys()))"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=PROJECT_ROOT)
    assert (result.stdout.strip(), result.stderr) == ("[]", "")


def test_what_was_said_is_found_by_its_words(tmp_path: Path) -> None:
    """What nobody has read is not there, nor is what was said of another quartier."""
    index = read(load_contrat(PROJECT_ROOT / "exemples" / "suivi"), tmp_path)
    text = card(index, "tilleuls")
    assert "Priorités, constats, actions, dit dans les forums et paroles" in text
    assert "Fermer la place aux voitures toute l’année écartée" in text
    assert "« Le soir, il n’y a plus que nous et le distributeur. »" in text.replace("\u202f", " ")
    assert "personne n’a relue" not in text
    assert "chaudières" not in text
    assert "chaudières" in card(index, "grand-large")

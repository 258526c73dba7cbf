"""The comparison in an output folder: made with the index, listed there, as fresh as what it is made from."""

import dataclasses
import json
from pathlib import Path

from bs4 import BeautifulSoup

from quartiers.donnees import Contrat
from quartiers.execution.comparer import write_comparison
from quartiers.execution.index import make_index
from quartiers.execution.passage.perimes import digest_comparison
from quartiers.execution.plan import MAX_COMPARES, are_comparable, plan_reports
from quartiers.execution.sorties import built_pages
from quartiers.export.comparer import pack_cells
from quartiers.marques import bears_mark


def few(contrat: Contrat, number: int) -> Contrat:
    return dataclasses.replace(contrat, quartiers=dict(list(contrat.quartiers.items())[:number]))


def test_it_leads_to_the_reports_that_are_there_and_to_no_other(contrat: Contrat, tmp_path: Path) -> None:
    first, second, *_ = contrat.quartiers
    (tmp_path / "quartiers").mkdir()
    for name in (first, "ailleurs"):
        (tmp_path / f"quartiers/{name}.html").write_text("x")
    page = write_comparison(contrat, tmp_path)
    assert bears_mark(page)
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    assert [a["href"] for a in soup.select(".rapports a")] == [f"quartiers/{first}.html"]
    assert [o["value"] for o in soup.select("#choix-2 option")] == ["", *contrat.quartiers]
    before = page.read_bytes()
    assert write_comparison(contrat, tmp_path).read_bytes() == before
    (tmp_path / f"quartiers/{second}.html").write_text("x")
    assert write_comparison(contrat, tmp_path).read_bytes() != before


def test_its_fingerprint_follows_the_contract_and_the_reports(tmp_path: Path) -> None:
    before = digest_comparison("contrat", built_pages(tmp_path))
    assert digest_comparison("contrat", built_pages(tmp_path)) == before
    assert digest_comparison("un autre", built_pages(tmp_path)) != before
    (tmp_path / "quartiers").mkdir()
    report = tmp_path / "quartiers/a.html"
    report.write_text("x")
    listed = digest_comparison("contrat", built_pages(tmp_path))
    assert listed != before
    report.write_text("une autre version")  # it leads there all the same
    assert digest_comparison("contrat", built_pages(tmp_path)) == listed


def test_the_index_lists_it_where_there_is_one(contrat: Contrat, tmp_path: Path) -> None:
    def links(some: Contrat) -> list[str]:
        soup = BeautifulSoup(make_index(some, tmp_path), "html.parser")
        return [a["href"] for a in soup.select(".documents a") if "comparer" in a["href"]]

    assert links(contrat) == []
    write_comparison(contrat, tmp_path)
    assert links(contrat) == ["comparer.html"]
    assert links(few(contrat, 1)) == []  # of before, when the contract had others


def test_two_quartiers_are_needed_and_a_page_holds_so_many(contrat: Contrat) -> None:
    assert [are_comparable(few(contrat, n)) for n in (0, 1, 2, 18)] == [False, False, True, True]
    name, own = next(iter(contrat.quartiers.items()))
    many = {f"{name}-{n}": own for n in range(MAX_COMPARES + 1)}
    assert not are_comparable(dataclasses.replace(contrat, quartiers=many))


def test_of_many_the_page_has_data_once_and_stays_light(contrat: Contrat, tmp_path: Path) -> None:
    more = list(contrat.quartiers.values()) * 12
    copies = {f"q{n}": dataclasses.replace(q, quartier=f"q{n}", ordre=n + 100) for n, q in enumerate(more)}
    many = {**contrat.quartiers, **copies}
    page = write_comparison(dataclasses.replace(contrat, quartiers=many), tmp_path)
    assert page.stat().st_size < 3_000_000
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    [data] = soup.select('script[type="application/json"]')
    held = json.loads(str(data.string))
    rows = [row for row in soup.select(".comparees tbody tr") if not row.select("[scope=rowgroup]")]
    assert len(held["colonnes"]) == len(many) and {len(own) for own in held["colonnes"]} == {len(rows)}
    assert len(held["lignes"]) == len(set(held["lignes"]))
    assert [o["label"] for o in soup.select("#choix-1 optgroup")] == list(
        dict.fromkeys(q.commune.replace("'", "’") for q in many.values())
    )
    assert len(soup.select("#choix-1 option")) == len(many) + 1
    assert "Sans, leurs chiffres sont dans leurs rapports" in soup.select_one("#objet").get_text()  # type: ignore[union-attr]


def test_what_is_hostile_does_not_leave_the_data() -> None:
    cells = (("<strong>41 %</strong><br>&lt;/script&gt;", "</script><script>x"), ("a<br>a", "a"))
    packed = pack_cells(cells)
    assert "<" not in packed
    held = json.loads(packed)
    back = tuple(tuple("<br>".join(held["lignes"][n] for n in cell) for cell in own) for own in held["colonnes"])
    assert back == cells
    assert pack_cells(()) == ""


def test_a_report_leads_to_itself_compared(contrat: Contrat) -> None:
    small = few(contrat, 2)
    tasks = plan_reports(small, list(small.quartiers), with_synthese=True)
    led = [task.neighbours(("html",)).get("comparer") for task in tasks]
    first, second = small.quartiers
    assert led == [f"../comparer.html#{first}", f"../comparer.html#{second}", "comparer.html"]
    [alone] = plan_reports(few(contrat, 1), [first], with_synthese=True)
    assert "comparer" not in alone.neighbours(("html",))

"""``pipeline.py guide``, as the staff type it: what it writes, what it refuses, what the index lists."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from papier import read_pages

from quartiers.commande import programme as command
from quartiers.marques import bears_mark, signature

Run = Callable[..., "subprocess.CompletedProcess[str]"]
QUARTIER = "bruay-centre"
NAMES = sorted(
    f"guides/{kind}-{QUARTIER}.{suffix}" for kind in ("guide", "habitants") for suffix in ("html", "ipynb", "pdf")
)


@pytest.fixture(scope="module")
def made(pipeline: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("guides")
    (folder / "index.html").write_text(signature(".html"))
    result = pipeline("guide", "--quartier", QUARTIER, "--sortie", folder)
    assert (result.returncode, result.stderr) == (0, ""), result.stdout + result.stderr
    return folder, result.stdout


def page_of(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_bytes(), "html.parser", from_encoding="utf-8")


def test_a_guide_a_page_of_residents_and_the_search(made: tuple[Path, str]) -> None:
    folder, said = made
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("[!.]*") if p.is_file())
    assert files == sorted([*NAMES, "guides/guide.html", "index.html"])
    assert all(bears_mark(folder / name) for name in files)
    assert said.splitlines()[-1].endswith(f"À ouvrir : {folder / 'guides/guide.html'}")


def test_the_search_has_every_quartier_and_links_to_what_is_there(made: tuple[Path, str]) -> None:
    page = page_of(made[0] / "guides/guide.html")
    assert len(page.select(".proposition")) == 109
    links = {a["href"] for a in page.select(".liens a")}
    assert links == {f"{kind}-{QUARTIER}.{suffix}" for kind in ("guide", "habitants") for suffix in ("html", "pdf")}
    assert all((made[0] / "guides" / link).is_file() for link in links)


@pytest.mark.parametrize("name", [f"guide-{QUARTIER}", f"habitants-{QUARTIER}", "guide"])
def test_each_page_leads_back_to_the_index_that_is_there(made: tuple[Path, str], name: str) -> None:
    """By a named link, the first after the one that skips to the content; to nothing else that was not made."""
    at = made[0] / f"guides/{name}.html"
    page = page_of(at)
    [nav] = page.select('nav[aria-label="Autres documents"]')
    assert [(a.get_text(), a["href"]) for a in nav.select("a")] == [("Tous les rapports", "../index.html")]
    assert page.select("a")[1] == nav.a
    assert (at.parent / str(nav.a and nav.a["href"])).is_file()


@pytest.mark.parametrize("kind", ["guide", "habitants"])
def test_no_character_of_a_guide_is_under_8_points(made: tuple[Path, str], kind: str) -> None:
    sizes = read_pages((made[0] / f"guides/{kind}-{QUARTIER}.pdf").read_bytes()).corps
    assert len(sizes) > 2
    assert {size: sample for size, sample in sizes.items() if size < 8} == {}


def test_the_index_lists_the_search(made: tuple[Path, str]) -> None:
    index = page_of(made[0] / "index.html")
    assert "guides/guide.html" in [a["href"] for a in index.select(".documents .liens a")]


@pytest.mark.usefixtures("no_nursery")
def test_an_unknown_quartier_is_said_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["guide", "--quartier", "bruay-centr", f"--sortie={tmp_path / 'sortie'}"]) == 2
    said = capsys.readouterr().err
    assert "bruay-centr" in said
    assert "bruay-centre" in said
    assert not (tmp_path / "sortie").exists()


@pytest.mark.usefixtures("no_nursery")
def test_somebody_s_file_in_the_place_of_the_search_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "guides").mkdir()
    (tmp_path / "guides/guide.html").write_text("à moi")
    assert command.main(["guide", "--quartier", QUARTIER, f"--sortie={tmp_path}"]) == 2
    assert "guides/guide.html" in capsys.readouterr().err
    assert (tmp_path / "guides/guide.html").read_text() == "à moi"

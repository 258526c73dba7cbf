"""A real browser: the one of the machine, driven by Playwright; without one, these tests are skipped."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from quartiers.donnees import Contrat
from quartiers.export import ReportHTMLExporter
from quartiers.presentation import RapportQuartier

collect_ignore = ["conftest.py"]  # --doctest-modules would import it again, under a name that others have

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)

OpenPage = Callable[..., Page]


def find_browser() -> str | None:
    """``CHROME_PATH`` if it is set, else the first Chromium, Chrome or Edge that is found."""
    if chosen := os.environ.get("CHROME_PATH"):
        return chosen
    found = (shutil.which(name) for name in NAMES)
    return next((f for f in found if f), next((p for p in PLACES if Path(p).is_file()), None))


@pytest.fixture(scope="module")  # not the session's: while Playwright runs, nothing else may run an event loop
def browser() -> Iterator[Browser]:
    path = find_browser()
    if path is None:
        pytest.skip("no Chromium, Chrome or Edge on this machine (CHROME_PATH may name one)")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = ["--disable-gpu", *(["--no-sandbox", "--disable-dev-shm-usage"] if root else [])]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=arguments)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core. It is evaluated, not put into the page: the index's policy would refuse it."""
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def rapport(contrat: Contrat, run_cells: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of one quartier, made in this process."""
    path = tmp_path_factory.mktemp("page") / "rapport.html"
    notebook = run_cells(RapportQuartier("anzin-verrerie", contrat=contrat))
    neighbours = {"sommaire": "../index.html", "pdf": "anzin-verrerie.pdf", "classeur": "../donnees.xlsx"}
    page, _ = ReportHTMLExporter().from_notebook_node(notebook, {"voisins": neighbours})
    path.write_text(page, encoding="utf-8")
    return path


class Onglets:
    """Pages of a browser, each lent to one test after the other: a new one takes longer than loading a report.

    The network is cut in all of them. Nothing goes from a test to the next: a page is left before it is lent again,
    which ends its scripts and its focus, and these pages store nothing.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: dict[str, list[Page]] = {}
        self._lent: list[tuple[str, Page]] = []
        self._troubles: list[str] = []

    def lend(self, width: int, height: int, options: dict[str, Any]) -> Page:
        kind = repr(sorted(options.items()))
        idle = self._idle.setdefault(kind, [])
        page = idle.pop() if idle else self._make(options)
        self._lent.append((kind, page))
        page.set_viewport_size({"width": width, "height": height})
        return page

    def _make(self, options: dict[str, Any]) -> Page:
        context = self._browser.new_context(offline=True, locale="fr-FR", **options)
        context.set_default_timeout(10_000)
        page, troubles = context.new_page(), self._troubles
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("console", lambda m: troubles.append(m.text) if m.type in ("error", "warning") else None)
        page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else troubles.append(r.url))
        return page

    def take_back(self) -> list[str]:
        """Leave the pages of a test; gives the errors that they have had, and what they have asked for elsewhere."""
        for kind, page in self._lent:
            try:
                page.emulate_media(media="null")
                page.mouse.move(0, 0)
                page.goto("about:blank")
            except Error:  # it has crashed
                page.context.close()
            else:
                self._idle[kind].append(page)
        found = [*self._troubles]
        self._lent.clear()
        self._troubles.clear()
        return found


@pytest.fixture(scope="module")
def onglets(browser: Browser) -> Onglets:
    return Onglets(browser)


@pytest.fixture
def open_page(onglets: Onglets) -> Iterator[OpenPage]:
    """Open a file at a width, the network cut; any error of the page, or request elsewhere, fails the test."""

    def open_one(path: Path, fragment: str = "", *, width: int = 1280, height: int = 900, **options: Any) -> Page:
        page = onglets.lend(width, height, options)
        page.goto(path.as_uri() + fragment)
        return page

    yield open_one
    assert onglets.take_back() == []

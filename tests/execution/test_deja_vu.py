"""Places that were found sound are not looked at again; others always are, whatever the cache holds."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from quartiers.donnees import DonneesInvalides, load_contrat
from quartiers.donnees.lieux import contours, controle
from quartiers.donnees.vus import check_once, seen_before
from quartiers.execution import deja_vu
from quartiers.execution.deja_vu import DejaVus

CONTOURS = "importees/perimetres.geojson"


@pytest.fixture
def cache(user_cache: Path) -> Path:
    return user_cache / deja_vu._FILE


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each check of surfaces, of positions beside contours."""
    made: list[str] = []

    def spy(module: object, name: str) -> None:
        check = getattr(module, name)

        def told(*arguments: object) -> object:
            made.append(name)
            return check(*arguments)

        monkeypatch.setattr(module, name, told)

    spy(contours, "find_faults")
    spy(controle, "compare_places")
    return made


def load(folder: Path) -> None:
    with seen_before(DejaVus()):
        load_contrat(folder)


def move(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.usefixtures("cache")
def test_sound_places_are_looked_at_once(donnees: Path, checks: list[str]) -> None:
    load(donnees)
    assert sorted(checks) == ["compare_places", "find_faults"]
    move(donnees, "constats.csv", "pour les jeunes", "pour tous")
    load(donnees)
    assert len(checks) == 2


@pytest.mark.usefixtures("cache")
def test_a_contour_that_is_no_more_that_one_is_looked_at(donnees: Path, checks: list[str]) -> None:
    load(donnees)
    path = donnees / CONTOURS
    content = json.loads(path.read_text(encoding="utf-8"))
    for feature in content["features"]:  # all that is drawn, a degree farther east
        polygons = feature["geometry"]["coordinates"]
        parts = polygons if feature["geometry"]["type"] == "MultiPolygon" else [polygons]
        feature["geometry"]["coordinates"] = [[[[x + 1, y] for x, y in ring] for ring in part] for part in parts]
        feature["geometry"]["type"] = "MultiPolygon"
    path.write_text(json.dumps(content), encoding="utf-8")
    for _ in range(2):  # what is wrong is said each time
        with pytest.raises(DonneesInvalides):
            load(donnees)
    assert checks.count("find_faults") == 3


@pytest.mark.usefixtures("cache")
def test_a_position_that_is_no_more_that_one_is_looked_at(donnees: Path, checks: list[str]) -> None:
    load(donnees)
    table = (donnees / "quartiers.csv").read_text(encoding="utf-8-sig").splitlines()
    column = table[0].split(";").index("latitude")
    latitude = table[1].split(";")[column]
    move(donnees, "quartiers.csv", latitude, latitude.replace("50,", "50,9"))
    for _ in range(2):
        with pytest.raises(DonneesInvalides, match="contour"):
            load(donnees)
    assert checks.count("compare_places") == 3


@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: kept[:-5],
        lambda _: b"",
        lambda _: b"{}",
        lambda _: b"[[1], null, 3]",
        lambda _: b"[" * 100_000,
        lambda kept: kept + b" " * 20_000,
        lambda _: b"\xff",
    ],
    ids=["cut short", "empty", "other JSON", "no texts", "deep", "long", "no text"],
)
def test_what_is_not_whole_is_as_if_it_were_not_there(
    spoil: Callable[[bytes], bytes], donnees: Path, cache: Path, checks: list[str]
) -> None:
    load(donnees)
    cache.write_bytes(spoil(cache.read_bytes()))
    load(donnees)
    assert len(checks) == 4
    load(donnees)
    assert len(checks) == 4, "it was put right"


def test_where_nothing_can_be_kept_all_is_looked_at(donnees: Path, cache: Path, checks: list[str]) -> None:
    cache.parent.parent.write_text("a file, where the folder would be")
    load(donnees)
    load(donnees)
    assert len(checks) == 4


def test_another_program_looks_again(
    donnees: Path, cache: Path, checks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(donnees)
    kept = json.loads(cache.read_text())
    monkeypatch.setattr(deja_vu, "digest_code", lambda: "another")
    load(donnees)
    assert len(checks) == 4
    assert json.loads(cache.read_text())[:2] == kept


def test_who_reads_by_itself_keeps_nothing(donnees: Path, cache: Path, checks: list[str]) -> None:
    load_contrat(donnees)
    load_contrat(donnees)
    assert len(checks) == 4
    assert not cache.exists()


@pytest.mark.usefixtures("cache")
def test_the_latest_alone_are_kept() -> None:
    vus = DejaVus()
    with seen_before(vus):
        for number in range(deja_vu._MOST + 1):
            assert check_once(number, list) == []
        assert check_once(0, lambda: ["wrong"]) == ["wrong"]
        assert check_once(1, lambda: ["wrong"]) == []
    assert DejaVus().knows("1")

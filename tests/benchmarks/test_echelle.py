"""Which QPV of the country a size takes."""

from pathlib import Path

from formes_geojson import collection, feature, multipolygon, square

from benchmarks.echelle import list_codes, take


def test_a_few_are_taken_evenly() -> None:
    codes = [f"QN0590{n}M" for n in range(10)]
    assert take(codes, 3) == [codes[0], codes[3], codes[6]]
    assert take(codes, 10) == take(codes, 99) == codes


def test_those_that_cannot_be_placed_are_left(tmp_path: Path) -> None:
    path = tmp_path / "contours.geojson"
    drawn, lost = feature("QN05902M", multipolygon([square(3.0, 50.6)])), feature("QN05901M", None)
    path.write_text(collection(drawn, lost), encoding="utf-8")
    assert list_codes(path) == ["QN05902M"]

"""GeoJSON of contours, as tests write it: squares where the project's QPV are."""

import json
from typing import Any, Final

from lignes import read_rows

from quartiers import DEFAULT_DATA

Feature = dict[str, Any]
Ring = list[list[float]]

# Of the contract: a QPV that three projects share, with the one that it comes from; one without a former QPV.
RIVES, RIVES_2015, CENTRE = "QN05921M", "QP059021", "QN05992N"
# Neighbours, 800 m apart; one that comes from two.
VERRERIE, THIERS, THIERS_2015, BRUNEHAUT_2015 = "QN05920M", "QN05922M", "QP059022", "QP059056"
ELSEWHERE = "QN00101M"  # of the Ain


def _places() -> dict[str, tuple[float, float]]:
    found = {ELSEWHERE: (5.23, 46.2)}
    for row in read_rows(DEFAULT_DATA / "quartiers.csv"):
        place = (float(row["longitude"].replace(",", ".")), float(row["latitude"].replace(",", ".")))
        codes = [row["code_qpv_2024"], *filter(None, row["code_qpv_2015"].split(" | "))]
        found |= dict.fromkeys(codes, place)
    return found


PLACES: Final = _places()  # longitude and latitude of each QPV, of both geographies


def square(longitude: float, latitude: float, side: float = 0.006) -> Ring:
    """A closed ring about a position; 0.006 degrees of side are some 28 hectares."""
    west, south, east, north = (round(v, 5) for v in around(longitude, latitude, side / 2))
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def around(longitude: float, latitude: float, radius: float) -> tuple[float, float, float, float]:
    return longitude - radius, latitude - radius, longitude + radius, latitude + radius


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def multipolygon(*polygons: Any) -> dict[str, Any]:
    return {"type": "MultiPolygon", "coordinates": list(polygons)}


def feature(code: str, geometry: Any = "its square", **properties: Any) -> Feature:
    """A contour with more properties than are kept, as the ANCT's have."""
    found = {"fid": 1.0, "code_qp": code, "lib_qp": "Les Rives", "lib_dep": "Nord"}
    found |= {"insee_com": "59014, 59491", "lib_com": "Anzin, Raismes", "siren_epci": "200042190, 245901160"}
    if geometry == "its square":
        geometry = multipolygon([square(*PLACES[code])]) if code in PLACES else None
    return {"type": "Feature", "properties": found | properties, "geometry": geometry}


def collection(*features: Any, **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", **more, "features": features}, ensure_ascii=False)

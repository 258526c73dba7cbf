"""Maps: what they show and say, for contracts and contours of every kind."""

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from types import MappingProxyType

import numpy as np
import pytest

from quartiers.donnees import Contrat
from quartiers.donnees.modele import Anneau, Contour, Qpv, Quartier
from quartiers.geometrie import simplify
from quartiers.presentation.cartes import chart_map, map_of_contract, map_of_quartier
from quartiers.presentation.cartes.etiquettes import Boite, Placement
from quartiers.presentation.cartes.fond import FINE, TEXT_PT, Panneau, lines_of, new_figure, round_length
from quartiers.presentation.cartes.lieux import Lieu
from quartiers.presentation.cartes.situation import _place_badges
from quartiers.presentation.rapport_quartier import MAP_CM, SMALL_MAP_CM

PLACES = [
    Lieu("Centre", ("Nord",), 3.50, 50.45, "1"),
    Lieu("Gare", ("Sud", "Est"), 3.52, 50.35, "2"),
]


def circle(x: float, y: float, metres: float, vertices: int = 60) -> Anneau:
    """A ring about a point, as round as its vertices make it; closed exactly."""
    angles = [2 * math.pi * n / vertices for n in range(vertices)]
    east = 111_320 * math.cos(math.radians(y))
    ring = [(x + metres * math.cos(a) / east, y + metres * math.sin(a) / 111_200) for a in angles]
    return (*ring, ring[0])


def made(contrat: Contrat, places: Mapping[str, tuple[float, float, str]], radius: float | None = 400.0) -> Contrat:
    """A contract of quartiers at these places (longitude, latitude, commune), with a disc of that radius, or none."""
    model = next(iter(contrat.quartiers.values()))
    quartiers: dict[str, Quartier] = {}
    contours: dict[str, Contour] = {}
    for number, (name, (x, y, commune)) in enumerate(places.items(), start=1):
        code, former = f"QN059{number:02}M", f"QP059{number:03}"
        quartiers[name] = replace(
            model, quartier=name, ordre=number, nom=name, nom_court=name, communes=(commune,), code_qpv_2024=code,
            codes_qpv_2015=(former,), communes_qpv=(f"59000 {commune}",), longitude=x, latitude=y,
        )  # fmt: skip
        if radius is not None:
            contours[code] = Contour(code, "2024", ((circle(x, y, radius),),))
    known = {
        q.code_qpv_2024: Qpv(q.code_qpv_2024, "2024", f"QPV {q.nom}", q.communes, "ANCT") for q in quartiers.values()
    }
    return replace(
        contrat,
        quartiers=MappingProxyType(quartiers),
        contours=MappingProxyType(contours),
        qpv=MappingProxyType(known),
    )


def with_former(contrat: Contrat, name: str, *polygons: tuple[Anneau, ...], simplifie: bool = False) -> Contrat:
    former = contrat.quartiers[name].codes_qpv_2015[0]
    added = {**contrat.contours, former: Contour(former, "2015", polygons, simplifie)}
    return replace(contrat, contours=MappingProxyType(added))


AGGLOMERATION = {
    "centre": (3.50, 50.36, "Anzin"),
    "voisin": (3.511, 50.3565, "Beuvrages"),
    "loin": (3.60, 50.45, "Condé-sur-l'Escaut"),
}

Written = list[tuple[str, Boite]]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Written:
    """Every text that maps write, with the box it was given; none is smaller than eight points."""
    texts: Written = []
    write = Panneau.write

    def spy(self: Panneau, box: Boite, lines: list[str], **style: object) -> None:
        texts.append((" ".join(lines), box))
        assert float(str(style.get("fontsize", TEXT_PT))) >= 8, lines
        write(self, box, lines, **style)

    monkeypatch.setattr(Panneau, "write", spy)
    return texts


def squash(text: str) -> str:
    """A text without its spaces and line ends, as it was before it was typeset."""
    return "".join(text.split()).replace("’", "'")


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u2212", "-")


# -- the perimeter --------------------------------------------------------------------------------------


def test_the_perimeters_of_both_years_are_named_on_the_map_and_measured(contrat: Contrat, written: Written) -> None:
    """A disc of 400 m is 50 ha; one of 300 m, 28 ha."""
    two = with_former(made(contrat, AGGLOMERATION), "centre", (circle(3.50, 50.36, 300),))
    chart = map_of_quartier(two, two.quartiers["centre"])
    texts = [text for text, _ in written]
    assert {"2024", "2015", "Anzin", "N"} <= set(texts)
    assert "50 ha en 2024, +22 ha par rapport à 2015 (28 ha)" in plain(chart.alternative)
    assert "en 2024 : 50 ha ; en 2015 (tireté) : 28 ha" in plain(chart.source)
    assert "stroke-dasharray" in chart.svg


def test_without_the_former_contour_nothing_is_said_of_2015(contrat: Contrat, written: Written) -> None:
    chart = map_of_quartier(made(contrat, AGGLOMERATION), made(contrat, AGGLOMERATION).quartiers["centre"])
    assert "2015" not in chart.alternative + chart.source + " ".join(text for text, _ in written)
    assert "stroke-dasharray" not in chart.svg


def test_the_same_perimeter_is_named_once(contrat: Contrat, written: Written) -> None:
    same = with_former(made(contrat, AGGLOMERATION), "centre", (circle(3.50, 50.36, 400),))
    chart = map_of_quartier(same, same.quartiers["centre"])
    assert [text for text, _ in written if "20" in text and "m" not in text] == ["2015 et 2024"]
    assert "autant qu'en 2015" in chart.alternative


def test_an_area_from_a_simplified_contour_is_said_to_be_so(contrat: Contrat) -> None:
    rough = with_former(made(contrat, AGGLOMERATION), "centre", (circle(3.50, 50.36, 300),), simplifie=True)
    chart = map_of_quartier(rough, rough.quartiers["centre"])
    assert "environ" in chart.alternative
    assert "d'après des contours simplifiés" in chart.alternative
    assert "simplifiés" in chart.source


def test_neighbours_are_drawn_and_their_communes_named_where_they_are_seen(contrat: Contrat, written: Written) -> None:
    near = made(contrat, AGGLOMERATION)
    map_of_quartier(near, near.quartiers["centre"])
    texts = [text for text, _ in written]
    assert "Beuvrages" in texts
    assert not [text for text in texts if text.startswith("Condé")]  # ten kilometres away


def path_of(svg: str, style: str) -> str:
    found = re.search(rf'<path d="([^"]*)"[^>]*style="[^"]*{style}', svg)
    assert found
    return found[1]


def area_of(ring: str) -> float:
    xy = np.array([[float(v) for v in pair.split()] for pair in re.findall(r"[ML] ([-\d.]+ [-\d.]+)", ring)])
    x, y = xy.T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) / 2)


def test_a_hole_turns_the_other_way_in_one_path(contrat: Contrat) -> None:
    """So that it is a hole by either rule of filling; all parts are in the same path."""
    base = made(contrat, AGGLOMERATION)
    code = base.quartiers["centre"].code_qpv_2024
    rings = (circle(3.5, 50.36, 400), circle(3.5, 50.36, 200))  # both anticlockwise in the data
    parts = Contour(code, "2024", (rings, (circle(3.515, 50.36, 150),)))
    holed = replace(base, contours=MappingProxyType({code: parts}))
    svg = map_of_quartier(holed, holed.quartiers["centre"]).svg
    outer, hole, other = (area_of(ring) for ring in path_of(svg, "fill-opacity: 0.22").split("z")[:3])
    assert outer * hole < 0 < outer * other
    assert hole / outer == pytest.approx(-(200**2) / 400**2, rel=0.05)


# -- every kind of contract -----------------------------------------------------------------------------

CONTRACTS: Mapping[str, Mapping[str, tuple[float, float, str]]] = {
    "agglomeration": AGGLOMERATION,
    "one": {"seul": (3.5, 50.36, "Anzin")},
    "same place": {"un": (3.5, 50.36, "Anzin"), "deux": (3.5, 50.36, "Anzin"), "trois": (3.5, 50.36, "Marly")},
    "overseas": {"Vauban": (55.45, -20.88, "Saint-Denis"), "Sud": (55.48, -21.34, "Saint-Pierre")},
    "antimeridian": {"est": (-179.99, -16, "Mata-Utu"), "ouest": (179.99, -16, "Hihifo")},
    "many": {f"q{n}": (3.5 + 0.01 * (n % 8), 50.3 + 0.01 * (n // 8), f"Commune-{n % 11}") for n in range(60)},
    "hostile": {
        "<b>&": (3.5, 50.36, "$x_1^2$ & <script>"),
        "l": (3.6, 50.4, "Saint-Germain-de-Tallevende-la-Lande-Vaumont et environs"),
    },
}


def overlapping(texts: Written) -> list[tuple[str, str]]:
    return [(a, b) for (a, box), (b, other) in combinations(texts, 2) if box.shared_area(other) > 0.5]


@pytest.mark.parametrize("radius", [None, 400.0])
@pytest.mark.parametrize("kind", CONTRACTS)
def test_any_contract_is_drawn_with_names_apart_and_inside(
    contrat: Contrat, written: Written, kind: str, radius: float | None
) -> None:
    other = made(contrat, CONTRACTS[kind], radius)
    for quartier in list(other.quartiers.values())[:3]:
        written.clear()
        chart = map_of_quartier(other, quartier)
        own = " ".join("".join(text for text, _ in written).split()).replace("’", "'").replace(" ", "")
        assert quartier.communes[0].replace("'", "").replace(" ", "") in own.replace("'", "")
        on_map = [item for item in written if not item[0].startswith("Les ")]  # the inset's own panel
        assert overlapping(on_map) == []
        width, height = (float(v) for v in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', chart.svg)[0])
        assert all(Boite(0, 0, width, height).holds(box) for _, box in on_map)
        assert 4.5 <= height / 72 * 2.54 <= 5.7
        assert len(chart.svg) < 60_000
        assert quartier.nom in chart.alternative


@pytest.mark.parametrize("radius", [None, 400.0])
@pytest.mark.parametrize("kind", CONTRACTS)
def test_every_qpv_has_its_number_apart_from_the_others(
    contrat: Contrat, written: Written, kind: str, radius: float | None
) -> None:
    other = made(contrat, CONTRACTS[kind], radius)
    chart, places = map_of_contract(other)
    numbers = [item for item in written if item[0].isdigit()]
    assert [text for text, _ in numbers] == [p.numero for p in places] == [str(n + 1) for n in range(len(places))]
    assert overlapping(written) == []
    assert plain(chart.alternative).endswith("leurs noms sont dans le tableau suivant.")


def test_a_number_stands_on_its_qpv_or_right_beside_where_another_is_there() -> None:
    """Not beside its own contour, with a line to it, for the sake of showing the contour."""
    figure, frame = new_figure(200, 200)
    panel = Panneau(figure, frame, Boite(0, 0, 200, 200), frame)
    points = np.array([[50.0, 50.0], [120.0, 50.0], [52.0, 51.0], [120.0, 150.0]])
    spread = np.arange(-10.0, 11.0, 2.0)
    panel.placement.avoid_points(np.array([(x + dx, y + dy) for x, y in points for dx in spread for dy in spread]))
    badges = _place_badges(panel, points, 13)
    assert [badges[n] for n in (0, 1, 3)] == [tuple(points[n]) for n in (0, 1, 3)]
    assert 13 <= np.hypot(*(np.array(badges[2]) - badges[0])) < 2 * 13


def test_two_projects_of_a_qpv_are_one_place(contrat: Contrat) -> None:
    _, places = map_of_contract(contrat)
    codes = [q.code_qpv_2024 for q in contrat.quartiers.values()]
    assert [p.code for p in places] == list(dict.fromkeys(codes))
    assert len(places) < len(codes)


# -- more QPV than a map can tell apart ------------------------------------------------------------------

# 70 places from west to east, a kilometre and a half apart, each of its own commune.
ROW = {f"q{n}": (3.0 + 0.02 * n, 50.3, f"Commune-{n}") for n in range(70)}


@pytest.mark.parametrize("radius", [None, 400.0])
def test_the_map_of_one_of_many_shows_the_nearest_and_says_so(
    contrat: Contrat, written: Written, radius: float | None
) -> None:
    """Those around the 11th are the first 41; the bearing is still among all."""
    many = made(contrat, ROW, radius)
    chart = map_of_quartier(many, many.quartiers["q10"])
    texts = [text for text, _ in written]
    assert "vers l'ouest de l'ensemble des 70 QPV" in chart.alternative
    assert not {f"Commune-{n}" for n in range(41, 70)} & set(texts)
    assert "Commune-10" in texts
    if radius is not None:
        assert "Les 40 QPV les plus proches" in texts
    else:
        assert "40 QPV les plus proches" in chart.source
        assert sum(text.startswith("Commune-") for text in texts) <= 13  # its own, and the nearest twelve
    # One mark, used once for each of the others.
    assert max(chart.svg.count(f'href="#{name}"') for name in set(re.findall(r'href="#(m[^"]*)"', chart.svg))) == 40


def test_sixty_are_all_shown(contrat: Contrat) -> None:
    sixty = made(contrat, dict(list(ROW.items())[:60]), None)
    chart = map_of_quartier(sixty, sixty.quartiers["q10"])
    assert "un point sur chacun des autres" in chart.source
    assert "60 QPV" in chart.alternative


# -- drawing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("place", "direction"), [(PLACES[0], "vers le nord"), (PLACES[1], "vers le sud")])
def test_a_map_says_in_words_where_the_quartier_lies(place: Lieu, direction: str) -> None:
    assert direction in chart_map(PLACES, place, "Où ?", "Source").alternative


def test_same_data_same_bytes_and_it_stands_alone(contrat: Contrat) -> None:
    two = with_former(made(contrat, AGGLOMERATION), "centre", (circle(3.50, 50.36, 300),))
    for draw in (lambda: map_of_quartier(two, two.quartiers["centre"]).svg, lambda: map_of_contract(two)[0].svg):
        svg = draw()
        assert svg == draw()
        assert not re.search(r"<dc:date>|\d{4}-\d{2}-\d{2}T", svg)
        assert "<text" not in svg  # letters are outlines: no font to find
        assert not re.search(r'href="(?!#)', svg)


def test_the_scale_is_true(contrat: Contrat, written: Written) -> None:
    """The bar is as long, beside a disc of 800 m across, as its label says."""
    one = made(contrat, CONTRACTS["one"])
    svg = map_of_quartier(one, one.quartiers["seul"]).svg
    disc = path_of(svg, "fill-opacity: 0.22")
    xs = [float(x) for x in re.findall(r"[ML] ([-\d.]+) ", disc)]
    bar = path_of(svg, "stroke-width: 1.8")
    x0, x1 = (float(x) for x in re.findall(r"[ML] ([-\d.]+) ", bar))
    (label,) = [plain(text) for text, _ in written if plain(text).endswith(" m")]
    assert (x1 - x0) / (max(xs) - min(xs)) * 800 == pytest.approx(float(label.split()[0]), rel=0.02)


@pytest.mark.parametrize(("longest", "length"), [(1.2, 1), (49, 20), (50, 50), (4999, 2000), (12_000, 10_000)])
def test_scale_bars_are_round(longest: float, length: float) -> None:
    assert round_length(longest) == length


def test_a_simplified_ring_keeps_its_corners_only() -> None:
    steps = np.linspace(0, 100, 41)
    sides = [(steps, 0 * steps), (0 * steps + 100, steps), (steps[::-1], 0 * steps + 100), (0 * steps, steps[::-1])]
    ring = np.concatenate([np.column_stack(side) for side in sides])
    assert {tuple(p) for p in simplify(ring, FINE)} == {(0, 0), (100, 0), (100, 100), (0, 100)}


def test_a_contour_too_small_to_be_seen_is_left_out(contrat: Contrat) -> None:
    small = made(contrat, {"a": (3.5, 50.3, "Nord"), "b": (4.9, 51.3, "Sud")}, radius=5)
    assert map_of_contract(small)[0].svg
    assert map_of_quartier(small, small.quartiers["a"]).svg


@pytest.mark.parametrize("width_cm", [MAP_CM, SMALL_MAP_CM])
def test_the_contours_of_the_contract_are_drawn_and_named_for_every_quartier(
    contrat: Contrat, written: Written, width_cm: float
) -> None:
    """Whatever their shapes: names apart and whole on the map, the name of each QPV seen on it or under it."""
    for quartier in contrat.quartiers.values():
        written.clear()
        chart = map_of_quartier(contrat, quartier, largeur_cm=width_cm)
        on_map = [(text, box) for text, box in written if not text.startswith("Les ")]
        texts = [text for text, _ in on_map]
        assert overlapping(on_map) == [], quartier.quartier
        width, height = (float(v) for v in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', chart.svg)[0])
        assert all(Boite(0, 0, width, height).holds(box) for _, box in on_map), quartier.quartier
        around = chart.alternative.partition("; autour, ")[2].partition(". Superficie")[0]
        told = set(map(squash, filter(None, re.split(r"^les? QPV |, | et ", around))))
        under = re.findall(r"\b[a-z] : ([^,()]+)", chart.source)
        labels = {squash(re.sub(r" ?\([^)]*\)$", "", text)) for text in (*texts, *under)}
        own = squash(contrat.qpv[quartier.code_qpv_2024].libelle)
        assert own in labels or width_cm == SMALL_MAP_CM
        assert told == {squash(contrat.qpv[code].libelle) for code in contrat.contours} & labels - {own}
        assert "ha en 2024, d'après des contours simplifiés." in plain(chart.alternative)
        assert "Contours simplifiés de 2024 : ANCT, Licence Ouverte." in chart.source
        assert "2015" not in chart.alternative + chart.source + "".join(texts)
        assert len(re.findall(r"[.](?: |$)", chart.alternative)) <= 2, "two sentences at most"
        assert len(chart.svg) < 60_000
    assert len(map_of_contract(contrat)[0].svg) < 60_000


# -- whose perimeter it is ------------------------------------------------------------------------------


def test_a_part_of_a_qpv_is_shown_by_the_whole_of_it_and_said_so(contrat: Contrat, written: Written) -> None:
    """Three projects share it: which part of it is in which commune is not known, and not shown."""
    shared = [q for q in contrat.quartiers.values() if q.code_qpv_2024 == "QN05921M"]
    assert len(shared) == 3
    for quartier in shared:
        written.clear()
        chart = map_of_quartier(contrat, quartier)
        assert plain(chart.source).startswith(
            "Le QPV (2024) s'étend sur Anzin, Beuvrages, Bruay-sur-l'Escaut, Raismes et Valenciennes ; le projet n'en "
            "couvre qu'une partie."
        )
        assert "Beuvrages" not in {text for text, _ in written}  # which has no QPV of its own
        assert chart.alternative.startswith(
            "Carte du périmètre du QPV entier : Zone Intercommunale Rives De L'Escaut ("
        )
        assert "(Anzin, Beuvrages, Bruay-sur-l'Escaut, Raismes et Valenciennes)" in chart.alternative
        assert chart.svg == map_of_quartier(contrat, shared[0]).svg


def test_a_qpv_that_leaves_the_contract_is_shown_whole_and_said_so(contrat: Contrat) -> None:
    chart = map_of_quartier(contrat, contrat.quartiers["anzin-verrerie"])
    # Nobody says that the project stops at the limits of its commune.
    assert plain(chart.source).startswith("Le QPV (2024) s'étend sur Anzin et Raismes. ")
    chart = map_of_quartier(contrat, contrat.quartiers["valenciennes-dutemple"])  # Anzin, of the contract, is there too
    assert "s'étend sur Anzin, La Sentinelle et Valenciennes. " in plain(chart.source)
    part = map_of_quartier(contrat, contrat.quartiers["marly-briquette"])  # which another project has the rest of
    assert "s'étend sur Marly et Valenciennes ; le projet n'en couvre qu'une partie." in plain(part.source)
    whole = map_of_quartier(contrat, contrat.quartiers["onnaing-quatre-chasses"])
    assert plain(whole.source).startswith("Le QPV (2024) s'étend sur Onnaing et Vicq. "), "and the project is of both"
    alone = map_of_quartier(contrat, contrat.quartiers["fresnes-le-trieu"])
    assert alone.source.startswith("Le QPV en 2024.")  # simplified contours do not measure


def test_a_neighbour_whose_name_has_no_room_has_a_letter(contrat: Contrat, written: Written) -> None:
    """« a » on the map, and its name under it."""
    long = "Un nom si long qu'il ne tient pas sur la carte, " * 3 + "où l'on voit pourtant ce QPV"
    near = made(contrat, AGGLOMERATION)
    code = near.quartiers["voisin"].code_qpv_2024
    named = replace(near, qpv=MappingProxyType({**near.qpv, code: replace(near.qpv[code], libelle=long)}))
    chart = map_of_quartier(named, named.quartiers["centre"])
    assert "a" in [text for text, _ in written]
    assert f"En gris, le QPV voisin (a : {long} (Beuvrages))." in chart.source
    written.clear()
    chart = map_of_quartier(near, near.quartiers["centre"])
    assert "QPV voisin (Beuvrages)" in [text for text, _ in written]
    assert "En gris, le QPV voisin." in chart.source


def test_what_is_not_on_the_map_is_not_in_its_legend(contrat: Contrat) -> None:
    one = made(contrat, CONTRACTS["one"])
    chart = map_of_quartier(one, one.quartiers["seul"])
    assert "En gris" not in chart.source and "En gras" not in chart.source
    assert "autour" not in chart.alternative
    both = replace(one.quartiers["seul"], communes=("Onnaing", "Vicq"))
    assert "En gras" not in map_of_quartier(one, both).source  # nobody says which part is whose: none is named


def test_a_little_more_is_shown_where_that_brings_a_neighbour_in(contrat: Contrat, written: Written) -> None:
    """A disc of 400 m, and one a kilometre from its centre: out of the first frame."""
    far = made(contrat, {"a": (3.50, 50.36, "Anzin"), "b": (3.50, 50.36 - 0.0093, "Marly")})
    map_of_quartier(far, far.quartiers["a"])
    assert "QPV b (Marly)" in [text for text, _ in written]


def test_a_qpv_of_several_communes_has_none_of_their_names_beside_it(contrat: Contrat) -> None:
    """Nobody says which part is whose: four names on one side of it would say that they are there."""
    one = made(contrat, {"a": (3.5, 50.4, "Roubaix"), "b": (3.52, 50.4, "Tourcoing")})
    own = replace(one.quartiers["a"], communes=("Roubaix", "Croix"), codes_insee=("59001", "59002"))
    shared = replace(one, quartiers={**one.quartiers, "a": own})
    words = map_of_quartier(shared, own, largeur_cm=MAP_CM).svg
    assert "Roubaix" not in words and "Croix" not in words
    assert "Roubaix" in map_of_quartier(one, one.quartiers["a"], largeur_cm=MAP_CM).svg


@pytest.mark.parametrize("name", ["Castelsarrasin", "Schiltigheim", "Illkirch-Graffenstaden", "Romorantin-Lanthenay"])
def test_the_name_of_a_commune_is_not_cut_within_a_word(name: str) -> None:
    for width in (13, 20, 22):
        lines = lines_of(name, width)
        assert "".join(lines) == name
        assert all(line.endswith("-") for line in lines[:-1])
    assert all(len(line) <= 24 for line in lines_of("x" * 500, 13))


@pytest.mark.parametrize(("weight", "over"), [(0.0, True), (8.0, False)])
def test_a_name_stands_off_the_surfaces_of_others_and_a_letter_on_its_own(weight: float, over: bool) -> None:
    placement = Placement(Boite(0, 0, 100, 100))
    surface = np.array([[x, y] for x in range(0, 40, 3) for y in range(0, 40, 3)], dtype=float)
    placement.avoid_points(surface)
    near, far = Boite.centred(20, 20, 12, 8), Boite.centred(70, 70, 12, 8)
    between = [Boite.centred(20 + step, 20 + step, 12, 8) for step in range(1, 50, 4)]
    chosen = placement.place([near, *between, far], fond=weight)
    assert chosen is not None
    assert bool(chosen.mask(surface).any()) is over

"""A new data folder from small invented files: what is chosen, where it comes from, how it is named."""

import json
import re
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from formes_geojson import collection, feature, multipolygon, square
from lignes import read_rows

from quartiers import PROJECT_ROOT
from quartiers.chemins import CheminInvalide
from quartiers.donnees import DonneesInvalides, load_contrat
from quartiers.donnees.debut.filiations import AncienQpv, by_contours, by_names
from quartiers.donnees.debut.lignes import shorten
from quartiers.donnees.debut.mise_en_place import BilanDebut, Fichiers, begin_folder
from quartiers.donnees.debut.sources import qpv_of
from quartiers.donnees.fichiers.textes import fold

FRANCE = PROJECT_ROOT.parent / "shared" / "perimetres" / "qpv2024_france_simplifie.geojson"
TODAY = date(2026, 11, 29)
CENTRE, RIVE, BOURG, LES_ILETS = "QN03401M", "QN03402M", "QN06601M", "QN97101M"
PLACES = {CENTRE: (4.13, 43.67), RIVE: (4.18, 43.67), BOURG: (2.9, 42.7), LES_ILETS: (-61.5, 16.25)}
LISTE = (
    "code_qp;lib_qp;insee_reg;lib_reg;insee_dep;lib_dep;insee_com;lib_com;siren_epci;lib_epci\n"
    "QN03401M;Centre;76;Occitanie;34;Hérault;34145;Lunel;243400520;CA Lunel Agglomération\n"
)
PARENTS = (
    "QP2024;Label_QP2024;Statut;QP2015_1;Label_QP2015_1;QP2015_2;Label_QP2015_2\n"
    "QN03401M;Centre;Regroupé;QP034001;Centre;QP034009;Le Port\n"
    "QN03402M;Rive;Nouveau;;;;\n"
)
DEMO = "CODGEO;LIBGEO;POP_MUN;LIB_COM;TX_F\nQP034007;CENTRE;1 200;Lunel;51,5\nQP034008;Ailleurs;900;Lunel;50,5\n"


def qpv(code: str, name: str, insee: str = "34145", commune: str = "Lunel", siren: str = "243400520") -> dict[str, Any]:
    shape = multipolygon([square(*PLACES[code])])
    return feature(code, shape, lib_qp=name, insee_com=insee, lib_com=commune, siren_epci=siren)


FEATURES = (
    qpv(CENTRE, "Centre"),
    qpv(RIVE, "Rive", "34145, 34154", "Lunel, Mauguio"),
    qpv(BOURG, "Bourg", "66136", "Perpignan", "200027183"),
    qpv(LES_ILETS, "Les Îlets", "97101", "Les Abymes", "200018653"),
)

Begin = Callable[..., BilanDebut]


@pytest.fixture
def begin(tmp_path: Path) -> Begin:
    """Make ``tmp_path/contrat`` of an option, of contours, and of the texts of other files by name."""

    def make(
        option: str,
        *wanted: str,
        features: Any = FEATURES,
        anciens: Any = (),
        target: str = "contrat",
        **texts: str,
    ) -> BilanDebut:
        paths = {"contours": tmp_path / "contours.geojson"}
        contours = [paths["contours"]]
        if anciens:
            contours.append(tmp_path / "contours2015.geojson")
            contours[1].write_text(collection(*anciens), encoding="utf-8")
        paths["contours"].write_text(collection(*features), encoding="utf-8")
        for name, text in texts.items():
            paths[name] = tmp_path / ("DEMO_2022.csv" if name == "insee" else f"{name}.csv")
            paths[name].write_text(text, encoding="utf-8-sig")
        files = Fichiers(
            tuple(contours), paths.get("liste"), paths.get("parents"), tuple(filter(None, [paths.get("insee")]))
        )
        return begin_folder(tmp_path / target, option, wanted, files, TODAY)

    return make


def rows(folder: Path) -> list[dict[str, str]]:
    return read_rows(folder / "quartiers.csv")


# -- what is chosen -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "wanted", "codes"),
    [
        ("--communes", ["lunel"], [CENTRE, RIVE]),
        ("--communes", ["MAUGUIO", "les abymes"], [LES_ILETS, RIVE]),
        ("--communes", ["34154"], [RIVE]),
        ("--epci", ["243 400 520"], [CENTRE, RIVE]),
        ("--qpv", ["qn06601m", CENTRE], [CENTRE, BOURG]),
    ],
)
def test_what_is_asked_for_is_what_there_is(
    begin: Begin, tmp_path: Path, option: str, wanted: list[str], codes: list[str]
) -> None:
    begin(option, *wanted)
    contrat = load_contrat(tmp_path / "contrat")
    assert [q.code_qpv_2024 for q in contrat.quartiers.values()] == codes
    assert contrat.contours.keys() == set(codes)
    assert not contrat.a_un_document


def test_france_is_all_that_the_contours_have(begin: Begin, tmp_path: Path) -> None:
    """Overseas too; in no EPCI, and compared with no agglomeration."""
    bilan = begin("--france", insee=DEMO)
    contrat = load_contrat(tmp_path / "contrat")
    assert {q.code_qpv_2024 for q in contrat.quartiers.values()} == set(PLACES)
    assert (contrat.nom, contrat.epci, contrat.siren_epci) == (
        "Quartiers prioritaires de France", "Ensemble du pays", "",
    )  # fmt: skip
    assert contrat.lecture.reference == "qpv-france"
    assert set(contrat.territoires) == {"qpv-france", "qpv-france-median"}
    assert [q.code_qpv_2024 for q in bilan.par_nom] == [CENTRE]


@pytest.mark.skipif(not FRANCE.is_file(), reason="the contours of the country (../shared) are not at hand")
def test_every_qpv_of_the_country_has_a_name_of_its_own(tmp_path: Path) -> None:
    bilan = begin_folder(tmp_path / "france", "--france", (), Fichiers((FRANCE,)), TODAY)
    features = json.loads(FRANCE.read_text(encoding="utf-8"))["features"]
    codes = {f["properties"]["code_qp"] for f in features if f["properties"]["code_qp"].startswith("QN")}
    made = rows(tmp_path / "france")
    assert {row["code_qpv_2024"] for row in made} | {qpv.code for qpv in bilan.sans_place} == codes
    assert len(codes) > 1500 and len(bilan.sans_place) < 10
    for column, longest in (("quartier", 60), ("nom", 200), ("nom_court", 40)):
        assert len({fold(row[column]) for row in made}) == len(made)
        assert max(len(row[column]) for row in made) <= longest
    assert {row["code_qpv_2024"][2:5] for row in made} >= {"971", "972", "973", "974", "976", "987", "02A", "02B"}


def test_an_epci_is_known_by_its_name_with_the_list(begin: Begin, tmp_path: Path) -> None:
    assert len(begin("--epci", "ca lunel agglomeration", liste=LISTE).contrat.quartiers) == 2
    settings = tomllib.loads((tmp_path / "contrat" / "contrat.toml").read_text(encoding="utf-8"))
    assert settings["contrat"] == {
        "nom": "Quartiers prioritaires – CA Lunel Agglomération",
        "epci": "CA Lunel Agglomération",
        "siren_epci": "243400520",
        "periode": "2024-2030",
        "horizon": 2027,
        "edition": TODAY,
    }
    assert settings["lecture"]["reference"] in settings["territoires"]


def test_qpv_of_no_common_epci_have_none(begin: Begin) -> None:
    bilan = begin("--communes", "Lunel", "Perpignan")
    assert (bilan.epci.nom, bilan.contrat.siren_epci) == ("Lunel, Mauguio et Perpignan", "")


@pytest.mark.parametrize(
    ("option", "wanted", "words"),
    [
        ("--communes", ["Lunelle", "Perpinian"], ["« Lunelle »", "Lunel (34145)", "Perpignan (66136)"]),
        ("--communes", ["zzz"], ["« zzz »"]),
        ("--epci", ["243400521"], ["« 243400521 »", "243400520 (Lunel, Mauguio)", "changer son SIREN", "--communes"]),
        ("--epci", ["Lunel Agglo"], ["Sans --liste-qpv", "SIREN"]),
        ("--qpv", ["QN03409M", "QP034001"], ["« QN03409M »", "« QP034001 »", CENTRE]),
        ("--qpv", [], ["--qpv"]),
    ],
)
def test_what_is_unknown_is_all_said_at_once(
    begin: Begin, tmp_path: Path, option: str, wanted: list[str], words: list[str]
) -> None:
    with pytest.raises(DonneesInvalides) as error:
        begin(option, *wanted)
    assert [word for word in words if word not in str(error.value)] == []
    assert not (tmp_path / "contrat").exists()


def test_two_communes_of_one_name_are_asked_for_by_code(begin: Begin, tmp_path: Path) -> None:
    same = (qpv(CENTRE, "Centre", "34145", "Saint-Denis"), qpv(LES_ILETS, "Centre", "97101", "Saint-Denis", "NA"))
    with pytest.raises(DonneesInvalides, match="Plusieurs ont ce nom, en donner le code : 34145, 97101"):
        begin("--communes", "Saint-Denis", features=same)
    begin("--communes", "34145", "97101", features=same)
    assert [row["commune"] for row in rows(tmp_path / "contrat")] == ["Saint-Denis (34)", "Saint-Denis (971)"]


def test_its_indicators_speak_of_no_document(begin: Begin) -> None:
    """They are the project's own, whose contract has a document and an office that quotes the producers."""
    contrat = begin("--communes", "Lunel").contrat
    assert contrat.indicateurs.keys() == load_contrat().indicateurs.keys()
    for i in contrat.indicateurs.values():
        said = f"{i.libelle} {i.libelle_court} {i.population} {i.definition} {i.producteur} {i.reserve}"
        assert not re.search(r"document|énonc|diagnostic|COMPAS|Valenciennes", said, re.IGNORECASE), said
        assert i.definition and i.producteur and i.population
    older = contrat.indicateurs["population_60_plus_pct"]
    assert older.libelle == "Part des 60 ans ou plus dans la population"
    assert older.producteur == "Insee (recensement)"


# -- where each comes from ----------------------------------------------------------------------------------


def test_the_official_table_comes_first(begin: Begin) -> None:
    bilan = begin("--communes", "Lunel", "Perpignan", parents=PARENTS, insee=DEMO)
    found = {q.code_qpv_2024: q for q in bilan.contrat.quartiers.values()}
    assert found[CENTRE].codes_qpv_2015 == ("QP034001", "QP034009")
    assert (bilan.par_nom, bilan.nouveaux, bilan.sans_filiation) == ((), (found[RIVE],), (found[BOURG],))


def test_else_the_same_name_in_insee_s_files(begin: Begin) -> None:
    bilan = begin("--communes", "Lunel", insee=DEMO)
    centre, rive = bilan.contrat.quartiers.values()
    assert (centre.codes_qpv_2015, centre.libelles_qpv_2015) == (("QP034007",), ("CENTRE",))
    assert {m.territoire for m in bilan.contrat.mesures} == {"QP034007"}
    assert (bilan.par_nom, bilan.sans_filiation, bilan.sans_chiffre) == ((centre,), (rive,), (rive,))
    assert rive.filiation == "inconnue" and not rive.est_nouveau


def test_a_name_that_is_another_s_too_tells_nothing() -> None:
    twice = qpv_of([qpv(CENTRE, "Centre"), qpv(RIVE, "Centre")], {})
    assert by_names(twice, [AncienQpv("QP034007", "Centre", ("Lunel",))]) == {}
    assert by_names(twice[:1], [AncienQpv("QP034007", "Centre", ("Lunel",))])[CENTRE] == (("QP034007", "Centre"),)


def test_contours_tell_what_each_covers() -> None:
    longitude, latitude = PLACES[CENTRE]
    half = feature("QP034001", multipolygon([square(longitude - 0.003, latitude)]), lib_qp="Ouest")
    sliver = feature("QP034002", multipolygon([square(longitude + 0.0058, latitude)]), lib_qp="Est")
    new = [qpv(CENTRE, "Centre"), qpv(RIVE, "Rive")]
    # A file of the country would say that the other is new; one of two QPV says nothing.
    assert by_contours(new, [half, sliver]) == {CENTRE: (("QP034001", "Ouest"),)}


def test_contours_of_2015_are_kept_where_they_tell_something(begin: Begin) -> None:
    old = feature("QP034001", multipolygon([square(*PLACES[CENTRE])]), lib_qp="Ancien centre")
    far = feature("QP034002", multipolygon([square(4.0, 43.5)]), lib_qp="Ailleurs")
    contrat = begin("--communes", "Lunel", anciens=[old, far], insee=DEMO).contrat
    centre, rive = contrat.quartiers.values()
    assert (centre.codes_qpv_2015, centre.libelles_qpv_2015) == (("QP034001",), ("Ancien centre",))
    assert rive.filiation == "inconnue"
    assert contrat.contours.keys() == {CENTRE, RIVE, "QP034001"}


def test_an_unknown_past_is_not_said_of_what_has_one(begin: Begin, tmp_path: Path) -> None:
    begin("--communes", "Lunel", insee=DEMO)
    path = tmp_path / "contrat" / "quartiers.csv"
    header, first, *others = path.read_text(encoding="utf-8-sig").splitlines()
    cells = dict(zip(header.split(";"), first.split(";"), strict=True)) | {"filiation": "inconnue"}
    path.write_text("\n".join([header, ";".join(cells.values()), *others, ""]), encoding="utf-8-sig")
    with pytest.raises(
        DonneesInvalides, match="colonne « filiation » : trouvé « inconnue » ; attendu : une cellule vide"
    ):
        load_contrat(tmp_path / "contrat")


# -- how each is named --------------------------------------------------------------------------------------

HOSTILE = (
    '=HYPERLINK("http://exemple.invalid";"cliquer")',
    'Le "Grand" ; Parc | Les Ï\u202els',
    "@SOMME(A1) – " + "une barre sans fin " * 6,
    "一二三",
)


def test_no_name_is_refused(begin: Begin, tmp_path: Path) -> None:
    named = [qpv(code, name) | {} for code, name in zip((CENTRE, RIVE), HOSTILE[:2], strict=True)]
    named += [qpv(BOURG, HOSTILE[2], "66136", "Perpi|gnan; Sud"), qpv(LES_ILETS, HOSTILE[3], "97101", '="Abymes"')]
    begin("--qpv", *PLACES, features=named)
    found = rows(tmp_path / "contrat")
    texts = [row[name] for row in found for name in row.keys() - {"longitude", "latitude"}]
    assert len(found) == 4 and not any(text.startswith(tuple("=+-@")) for text in texts)
    assert all(len(row["nom_court"]) <= 40 and len(row["quartier"]) <= 60 for row in found)
    assert "lunel-le-grand-parc-les-ils" in {row["quartier"] for row in found}


def test_what_would_be_the_same_is_told_apart(begin: Begin, tmp_path: Path) -> None:
    long = "Quartier Intercommunal Blanc Seau – Croix Bas Saint Pierre"
    begin(
        "--qpv", *PLACES, features=[qpv(CENTRE, "Centre"), qpv(RIVE, "CENTRE"), *map(_long(long), (BOURG, LES_ILETS))]
    )
    found = rows(tmp_path / "contrat")
    for column in ("quartier", "nom", "nom_court"):
        assert len({row[column].casefold() for row in found}) == 4, column
    assert max(len(row["nom_court"]) for row in found) <= 40


def test_a_qpv_of_several_communes_is_named_after_none(begin: Begin, tmp_path: Path) -> None:
    """Their order in the files says nothing of which has most of it, nor is the same in all files."""
    long = "Quartier Intercommunal Hautchamps Longchamp - Lionderie - 3 Baudets"
    both = [
        qpv(CENTRE, "Secteur Sud", "34154, 34145", "Mauguio, Lunel"),
        qpv(RIVE, long, "34145, 34154", "Lunel, Mauguio"),
        qpv(BOURG, "Secteur sud", "66136, 66137", "Perpignan, Bompas"),
        qpv(LES_ILETS, "Secteur Sud", "97101", "Les Abymes"),
    ]
    begin("--qpv", *PLACES, features=both)
    begin(
        "--qpv",
        CENTRE,
        RIVE,
        features=[qpv(CENTRE, "Secteur Sud", "34145, 34154", "Lunel, Mauguio"), both[1]],
        target="b",
    )
    found, fewer = ({row["code_qpv_2024"]: row["quartier"] for row in rows(tmp_path / n)} for n in ("contrat", "b"))
    assert found == {
        CENTRE: "intercommunal-secteur-sud-qn03401m",
        RIVE: "intercommunal-hautchamps-longchamp-lionderie-3-baudets",
        BOURG: "intercommunal-secteur-sud-qn06601m",
        LES_ILETS: "les-abymes-secteur-sud",
    }
    assert fewer == {CENTRE: "intercommunal-secteur-sud", RIVE: found[RIVE]}


def _long(name: str) -> Callable[[str], dict[str, Any]]:
    communes = {BOURG: ("66136", "Perpignan"), LES_ILETS: ("97101", "Les Abymes")}
    return lambda code: qpv(code, name, *communes[code])


def test_a_short_name_ends_at_a_word() -> None:
    assert shorten("Un nom de quarante caractères, ni plus.") == "Un nom de quarante caractères, ni plus."
    assert shorten("Pont-de-Bondy – La Sablière – Secteur Sud") == "Pont-de-Bondy – La Sablière – Secteur…"
    assert shorten("x" * 50) == "x" * 39 + "…"
    assert shorten("Pont-de-Bondy – La Sablière – Secteur Sud", " QN03401M") == "Pont-de-Bondy – La Sablière… QN03401M"


# -- what is there stays ------------------------------------------------------------------------------------


def test_what_is_there_stays(begin: Begin, tmp_path: Path) -> None:
    folder = tmp_path / "contrat"
    folder.mkdir()
    begin("--communes", "Lunel")  # an empty folder is as good as none
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(CheminInvalide, match="n'est pas vide"):
        begin("--communes", "Perpignan")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    (tmp_path / "fichier").write_text("à garder")
    with pytest.raises(CheminInvalide, match="existe déjà"):
        begin("--communes", "Lunel", target="fichier")


def test_the_same_files_give_the_same_bytes(begin: Begin, tmp_path: Path) -> None:
    for name in ("un", "deux"):
        begin("--communes", "Lunel", target=name, insee=DEMO, liste=LISTE)
    one, two = (
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in (tmp_path / name).rglob("*")
            if path.is_file()
        }
        for name in ("un", "deux")
    )
    assert one == two


def test_nothing_is_left_of_what_failed(begin: Begin, tmp_path: Path) -> None:
    with pytest.raises(DonneesInvalides):
        begin("--communes", "Lunel", insee="CODGEO;POP_MUN\nQP034007;beaucoup\n")
    assert {path.name for path in tmp_path.iterdir()} == {"contours.geojson", "DEMO_2022.csv"}


def test_a_list_alone_does_not_say_where(tmp_path: Path) -> None:
    with pytest.raises(DonneesInvalides, match=r"--contours.*La liste seule ne dit pas où"):
        begin_folder(tmp_path / "contrat", "--communes", ["Lunel"], Fichiers((), tmp_path / "liste.csv"), TODAY)


def test_a_contour_that_cannot_be_drawn_is_left_and_said(begin: Begin) -> None:
    bilan = begin("--communes", "Lunel", features=[FEATURES[0], {**FEATURES[1], "geometry": None}])
    assert ([q.code for q in bilan.sans_place], len(bilan.contrat.quartiers)) == ([RIVE], 1)

"""Import of the posts that the State pays: made-up files with every trap known, and the real ones where present."""

import json
import shutil
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lignes import read_rows

from quartiers import DEFAULT_DATA, PROJECT_ROOT
from quartiers.donnees import Contrat, DonneesInvalides, load_contrat
from quartiers.donnees.importation.communes_nommees import find_communes
from quartiers.donnees.importation.postes import BilanImportPostes, import_posts
from quartiers.donnees.importation.siret import read_siret
from quartiers.donnees.importation.titulaires import is_person

REAL = PROJECT_ROOT.parent / "shared" / "actions"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="the real files (../shared) are not on this machine")
WRITTEN = ("actions.csv", "financements.csv")

Row = dict[str, Any]


def relais(numero: str = "59V18R000800", annee: int = 2023, **others: Any) -> Row:
    row = {
        "id_poste": numero,
        "code_tiers": "78386425900198",
        "raison_sociale": "ASSOC DES MAISONS",
        "annee": annee,
        "montant": 22555.73,
        "code_cv": "CV193",
        "insee_dep": "59",
    }
    return {name: value for name, value in {**row, **others}.items() if value is not ...}


def fonjep(numero: str = "D01626", annee: Any = "2023", **others: Any) -> Row:
    return relais(
        numero, annee, **{"code_tiers": "LE BOULON", "raison_sociale": "LE BOULON", "montant": 7164, **others}
    )


@pytest.fixture
def folder(sans_actions: Path) -> Path:
    return sans_actions


@pytest.fixture
def importer(folder: Path) -> Callable[..., BilanImportPostes]:
    return lambda files, to=folder: run(files, to)


def run(files: "dict[str, Any]", folder: Path) -> BilanImportPostes:
    """Import files, given as rows or as texts by name."""
    paths = []
    for name, content in files.items():
        path = folder.parent / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        paths.append(path)
    return import_posts(paths, folder)


def rows(folder: Path, name: str = "actions") -> list[Row]:
    return read_rows(folder / f"{name}.csv")


def content(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def refusal(files: "dict[str, Any]", folder: Path) -> str:
    before = content(folder)
    with pytest.raises(DonneesInvalides) as caught:
        run(files, folder)
    assert content(folder) == before
    return str(caught.value)


# -- what is written --------------------------------------------------------------------------------------


def test_a_post_is_an_action_and_its_amount_a_funding(importer: Callable[..., BilanImportPostes], folder: Path) -> None:
    bilan = importer({"adulte-relais-2023.json": [relais(), relais("97420R048801", code_cv="CV386")]})
    [file] = bilan.fichiers
    assert (file.lignes, file.gardes, file.ailleurs, file.sans_code, file.nouveaux) == (2, 1, 1, 0, 1)
    [action], [funding] = rows(folder), rows(folder, "financements")
    assert {name: cell for name, cell in action.items() if cell} == {
        "action": "adulte-relais-59v18r0008",
        "intitule": "Poste d'adulte-relais",
        "porteur": "ASSOC DES MAISONS",
        "siret": "78386425900198",
        "source": "ANCT, adultes-relais 2023",
    }
    assert {name: cell for name, cell in funding.items() if cell} == {
        "action": "adulte-relais-59v18r0008",
        "financeur": "État",
        "annee": "2023",
        "credits": "crédits spécifiques",
        "accorde": "22555,73",
        "source": "ANCT, adultes-relais 2023 : montant théorique, le poste n'est pas toujours pourvu",
    }
    contrat = load_contrat(folder)
    assert contrat.financements[0].accorde == Decimal("22555.73")
    assert contrat.actions_priorites == ()


def test_a_post_keeps_its_identifier_from_one_convention_to_the_next(folder: Path) -> None:
    """« 59V18R0008 » with « 00 » in 2020, « 01 » since."""
    old, new = [relais(annee=2020, montant=19875.06)], [relais("59V18R000801", raison_sociale="LES MAISONS")]
    bilan = run({"adulte-relais-2023.json": new, "adulte-relais-2020.json": old}, folder)
    assert [f.annee for f in bilan.fichiers] == [2020, 2023]
    [action] = rows(folder)
    assert (action["porteur"], action["source"]) == ("LES MAISONS", "ANCT, adultes-relais 2023")
    assert [f["accorde"] for f in rows(folder, "financements")] == ["19875,06", "22555,73"]
    assert [(c.colonne, c.avant, c.apres) for c in bilan.changements] == [
        ("porteur", "ASSOC DES MAISONS", "LES MAISONS")
    ]
    before = content(folder)
    run({"adulte-relais-2020.json": old}, folder)
    assert content(folder) == before, "an older file has not the last word"


def test_what_the_name_says_of_its_commune(folder: Path) -> None:
    """Words of the example's communes, as administrations write them."""
    names = ("COM DE VALRIVE", "CCAS MONTIGNY PRE", "ASS VALRIVAINE", "REGION DE VALRIVE")
    posts = [relais(f"59V18R000{n}00", raison_sociale=name) for n, name in enumerate(names)]
    run({"adulte-relais-2023.json": posts}, folder)
    assert [row["commune"] for row in rows(folder)] == ["Valrive", "Montigny-le-Pré", "", ""]
    load_contrat(folder)


def test_communes_are_whole_words() -> None:
    communes = ["Condé-sur-l'Escaut", "Vieux-Condé", "Saint-Saulve", "Marly", "Onnaing", "Vicq"]
    for name, found in {
        "COM DE CONDE SUR ESCAUT": ["Condé-sur-l'Escaut"],
        "COM VIEUX CONDE": ["Vieux-Condé"],
        "MJC DE ST-SAULVE": ["Saint-Saulve"],
        "CCAS ONNAING ET VICQ": ["Onnaing", "Vicq"],
        "MARLYENNE": [],
        "CONDE": [],
        "": [],
        "MARLY METROPOLE": [],
    }.items():
        assert list(find_communes(name, communes)) == found, name


def test_numbers_are_mended_or_left_empty_and_said(folder: Path) -> None:
    texts = ["78386425900198.0", "5420021000125", "ASSOC X", "", "2,45901E+13"]
    posts = [relais(f"59V18R000{n}00", code_tiers=text) for n, text in enumerate(texts)]
    [file] = run({"adulte-relais-2023.json": posts}, folder).fichiers
    told = [row["siret"] for row in rows(folder)]
    assert told == ["78386425900198", read_siret("5420021000125").siret or "", "", "", ""]
    assert any("SIRET réparé, 78386425900198" in said for said in file.remarques)
    assert any("sans SIRET dans le fichier, laissé vide : ASSOC DES MAISONS" in said for said in file.remarques)


@given(st.integers(0, 10**14 - 1).map("{:014d}".format))
def test_a_number_that_lost_its_zeros_is_given_them_back_or_is_none(siret: str) -> None:
    assert read_siret(siret).siret == (siret if int(siret) else None)
    assert read_siret(f"{siret}.0").siret == read_siret(siret).siret
    assert read_siret(siret.lstrip("0")).siret in (siret, None)


# -- which rows are the contract's ------------------------------------------------------------------------


def test_codes_that_are_glued_count_for_each_contract_and_rows_without_are_counted(folder: Path) -> None:
    posts = [
        relais("59V18R000100", code_cv="CV380CV193"),
        relais("59V18R000200", code_cv="cv193 / CV384"),
        relais("59V18R000300", code_cv="CV380CV384"),
        relais("59V18R000400", code_cv=...),
        relais("59V18R000500", code_cv=None),
        relais("59V18R000600", code_cv="CV1934"),
        relais("59V18R000700", code_cv=""),
    ]
    [file] = run({"adulte-relais-2023.json": posts}, folder).fichiers
    assert (file.gardes, file.ailleurs, file.sans_code) == (2, 1, 4)
    assert [row["action"][-4:] for row in rows(folder)] == ["0001", "0002"]
    assert rows(folder, "financements")[0]["source"].endswith(" ; poste partagé avec CV380")
    assert any(said.startswith("partagés avec d'autres contrats") for said in file.remarques)


def test_the_code_of_the_contract_is_asked_for(folder: Path) -> None:
    toml = folder / "contrat.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('code_cv = "CV193"\n', ""), encoding="utf-8")
    load_contrat(folder)  # a folder without it is valid
    said = refusal({"adulte-relais-2023.json": [relais()]}, folder)
    assert "contrat.toml : attendu : contrat.code_cv" in said
    assert 'code_cv = "CV193"' in said


@pytest.mark.parametrize(("typed", "said"), [('"193"', "CV, puis trois chiffres"), ("193", "entre guillemets")])
def test_a_code_that_is_none_is_refused(folder: Path, typed: str, said: str) -> None:
    toml = folder / "contrat.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('"CV193"', typed), encoding="utf-8")
    assert said in refusal({"adulte-relais-2023.json": [relais()]}, folder)


def test_a_code_is_read_whatever_its_case(folder: Path) -> None:
    toml = folder / "contrat.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('"CV193"', '"cv 193"'), encoding="utf-8")
    assert load_contrat(folder).code_cv == "CV193"
    assert run({"adulte-relais-2023.json": [relais()]}, folder).fichiers[0].gardes == 1


def test_a_row_that_is_repeated_counts_once(folder: Path) -> None:
    posts = [fonjep(), fonjep(), fonjep("D00001", montant=1000), fonjep("D00001", montant=2000)]
    [file] = run({"postes-fonjep-2023.json": posts}, folder).fichiers
    assert (file.gardes, file.montant) == (1, 7164)
    assert file.remarques[0] == "poste D01626 : 2 lignes (enregistrements 1 et 2), une seule est reprise"
    assert file.laisses == ["poste D00001 (enregistrements 3 et 4) : deux montants différents, aucun n'est repris"]


def test_two_conventions_in_a_year_are_one_post(folder: Path) -> None:
    posts = [relais("59V18R000801", montant=20000), relais("59V18R000800", montant=10000)]
    [file] = run({"adulte-relais-2023.json": posts}, folder).fichiers
    assert (file.gardes, file.montant) == (1, 20000)
    assert "dernière convention" in file.remarques[0]


# -- people -----------------------------------------------------------------------------------------------


def test_nobody_s_name_gets_in(folder: Path) -> None:
    names = ["M. Jean DUPONT", "DURAND Sophie", "MME MARTIN", "ASSOC X, 06 12 34 56 78", "LE BOULON"]
    posts = [relais(f"59V18R000{n}00", raison_sociale=name) for n, name in enumerate(names)]
    [file] = run({"adulte-relais-2023.json": posts}, folder).fichiers
    assert [row["porteur"] for row in rows(folder)] == ["LE BOULON"]
    assert len(file.laisses) == 4
    assert all("semble être une personne" in said for said in file.laisses)
    assert not any(name in said for said in (*file.laisses, *file.remarques) for name in names[:4])


def test_organisations_that_honour_somebody_are_none() -> None:
    for name in ("ESPACE GUY BEDOS", "M.J.C. LOUIS ARAGON", "M J C ÉTOILE", "CENTRE SOCIAL AMILCAR REGHEM", "AVENIR"):
        assert not is_person(name), name
    for name in ("Monsieur Durand", "Mme. Durand", "Jean-Pierre Martin", "PETIT Marie", "Durand (EI)", "M Durand Paul"):
        assert is_person(name), name


# -- what a file is ---------------------------------------------------------------------------------------


def test_a_name_that_says_nothing_is_no_matter(folder: Path) -> None:
    bilan = run({"export.json": [fonjep()], "autre.json": [relais()]}, folder)
    assert [(f.sorte, f.annee) for f in bilan.fichiers] == [("adultes-relais", 2023), ("postes Fonjep", 2023)]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"adulte-relais-2022.json": [relais()]}, ["des postes de 2022, comme son nom le dit", "Ils sont de 2023"]),
        ({"postes-fonjep-2023.json": [relais()]}, ["des postes Fonjep, comme son nom", "ceux des adultes-relais"]),
        ({"adulte-relais-2023.json": [relais(), relais(annee=2022)]}, ["d'une seule année", "« 2022 » et « 2023 »"]),
        ({"adulte-relais-2023.json": [relais(annee="bientôt")]}, ["d'une seule année", "« bientôt »"]),
        ({"adulte-relais-2023.json": [relais("?")]}, ["un fichier JSON des adultes-relais", "« ? »"]),
        ({"adulte-relais-2023.json": "<!DOCTYPE html><p>404"}, ["une page web"]),
        ({"adulte-relais-2023.json": '[{"id_poste": "59V'}, ["n'est pas du JSON, ou le fichier est coupé"]),
        ({"adulte-relais-2023.json": "[" * 100_000}, ["n'est pas du JSON"]),
        ({"adulte-relais-2023.json": '[{"id_poste": NaN}]'}, ["n'est pas du JSON"]),
        ({"adulte-relais-2023.json": "[]"}, ["pas une liste de postes"]),
        ({"adulte-relais-2023.json": '{"a": 1}'}, ["pas une liste de postes"]),
        ({"adulte-relais-2023.json": "[1, 2]"}, ["L'enregistrement 1 n'est pas celui d'un poste"]),
        ({"adulte-relais-2023.json": '[{"a": 1}]'}, ["n'a de numéro de poste"]),
        ({"schema.json": '{"fields": []}'}, ["au moins un fichier de postes", "schema.json : ni son nom"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_file_that_is_not_what_it_says_is_refused(folder: Path, files: Row, words: Sequence[str]) -> None:
    said = refusal(files, folder)
    assert [word for word in words if word not in said] == []


def test_every_wrong_cell_is_said_at_once(folder: Path) -> None:
    posts = [
        relais("59V18R000100", montant="beaucoup"),
        relais("59V18R000200", montant=-1),
        relais("59V18R000300", montant=1.234),
        relais("59V18R000400", montant=1e400),
        relais("59V18R000500", raison_sociale=""),
        relais("59V18R000600", raison_sociale="n.c."),
        relais("59V18R000700", raison_sociale="SantÃ©"),
        relais("../../etc"),
        relais("59V18R000800", montant={"a": 1}, raison_sociale=["x"]),
        relais("59V18R000900", montant="beaucoup", code_cv="CV001"),  # nobody's business here
        *(relais(f"59V18R00{n}00") for n in range(20, 40)),
    ]
    text = json.dumps(posts).replace("Infinity", "1e400")
    said = refusal({"adulte-relais-2023.json": text, "postes-fonjep-2023.json": "["}, folder)
    assert said.startswith("11 anomalies")
    for rank in range(1, 10):
        assert f"adulte-relais-2023.json, enregistrement {rank}, colonne" in said
    assert "trouvé « beaucoup » ; attendu : un montant en euros, positif ou nul." in said


def test_two_files_of_a_year(folder: Path) -> None:
    again = {"adulte-relais-2023.json": [relais()], "copie.json": [relais()]}
    assert run(again, folder).ignores == (("copie.json", "mêmes postes que adulte-relais-2023.json"),)
    other = {"adulte-relais-2023.json": [relais()], "copie.json": [relais(montant=1)]}
    assert "un seul fichier des adultes-relais de 2023" in refusal(other, folder)


# -- what staff typed -------------------------------------------------------------------------------------

STAFF = "action;intitule;porteur;pilote;etat;source;note\n"


def test_what_staff_typed_beside_is_kept(folder: Path) -> None:
    (folder / "actions.csv").write_text(
        STAFF
        + "2026-fete;Fête  du parc;Centre social;;en cours;;À dire\n"
        + "adulte-relais-59v18r0008;Poste d'adulte-relais;ANCIEN NOM;Service emploi;en cours;"
        + "ANCT, adultes-relais 2022;Vu\n",
        encoding="utf-8",
    )
    bilan = run({"adulte-relais-2023.json": [relais("59V18R000700"), relais()]}, folder)
    first, mine, old = rows(folder)
    assert (first["action"], first["note"], first["porteur"]) == ("2026-fete", "À dire", "Centre social")
    assert mine["action"] == "adulte-relais-59v18r0007", "in order among the import's"
    assert (old["pilote"], old["etat"], old["note"]) == ("Service emploi", "en cours", "Vu")
    assert (old["porteur"], old["siret"]) == ("ASSOC DES MAISONS", "78386425900198")
    assert [(c.avant, c.apres) for c in bilan.changements] == [("ANCIEN NOM", "ASSOC DES MAISONS")]
    assert (bilan.tables[0].ajoutees, bilan.tables[0].modifiees, bilan.tables[0].inchangees) == (1, 1, 1)


def test_a_row_that_is_not_the_import_s_is_never_touched(folder: Path) -> None:
    text = STAFF + "adulte-relais-59v18r0008;Médiation du soir;Régie;;;;\n"
    (folder / "actions.csv").write_text(text, encoding="utf-8")
    (folder / "financements.csv").write_text(
        "action;financeur;annee;credits;accorde;source\n"
        "adulte-relais-59v18r0008;État;2023;crédits spécifiques;5;Délibération\n",
        encoding="utf-8",
    )
    before = content(folder)
    [file] = run({"adulte-relais-2023.json": [relais()]}, folder).fichiers
    assert content(folder) == before
    assert "saisi à la main (adulte-relais-59v18r0008), qui reste" in file.laisses[0]


def test_an_amount_that_staff_typed_is_kept(folder: Path) -> None:
    run({"adulte-relais-2023.json": [relais()]}, folder)
    path = folder / "financements.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("ANCT, adultes-relais 2023", "Convention"), encoding="utf-8"
    )
    before = content(folder)
    [file] = run({"adulte-relais-2023.json": [relais(montant=1)]}, folder).fichiers
    assert content(folder) == before
    assert file.laisses == ["montant du poste 59V18R000800 : celui de financements.csv, saisi à la main, reste"]
    assert file.montant == 0


def test_what_a_spreadsheet_saved_again_is_the_same(folder: Path) -> None:
    """Another encoding, other line ends, amounts as they are shown: nothing to write."""
    run({"adulte-relais-2023.json": [relais()]}, folder)
    for name in WRITTEN:
        text = (folder / name).read_text(encoding="utf-8-sig").replace(";22555,73;", ";22 555,73 €;")
        (folder / name).write_bytes(text.replace("\n", "\r\n").encode("cp1252"))
    before = content(folder)
    bilan = run({"adulte-relais-2023.json": [relais()]}, folder)
    assert content(folder) == before
    assert (bilan.fichiers[0].inchanges, bilan.changements) == (1, ())


def test_a_post_that_is_no_more_in_the_file_of_its_year_stays_and_is_said(folder: Path) -> None:
    run({"adulte-relais-2023.json": [relais(), relais("59V18R000900")]}, folder)
    [file] = run({"adulte-relais-2023.json": [relais()]}, folder).fichiers
    assert len(rows(folder)) == 2
    assert "n'y sont plus, et restent dans financements.csv : adulte-relais-59v18r0009" in file.remarques


def test_a_table_that_is_wrong_already_is_said_first(folder: Path) -> None:
    (folder / "actions.csv").write_text("action;intitule;debut\na;Une;hier\n", encoding="utf-8")
    assert "actions.csv, ligne 2, colonne « debut »" in refusal({"adulte-relais-2023.json": [relais()]}, folder)


@settings(max_examples=3)
@given(
    st.permutations([2020, 2022, 2023]),
    st.lists(st.tuples(st.sampled_from([2020, 2022, 2023]), st.integers(0, 6), st.integers(0, 90_000)), max_size=12),
)
def test_the_order_of_files_and_rows_is_no_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], drawn: list[tuple[int, int, int]]
) -> None:
    """All at once, or one after the other in any order: the same bytes; and nothing new the second time."""
    by_year: dict[int, dict[int, Row]] = {year: {} for year in order}
    for year, number, amount in drawn:
        by_year[year][number] = relais(f"59V18R000{number}0{year % 10}", year, montant=amount)
    files = {f"adulte-relais-{y}.json": list(by_year[y].values()) for y in order if by_year[y]}
    results = []
    for names in (list(files), sorted(files)):
        base = tmp_path_factory.mktemp("ordre")
        folder = base / "d"
        folder.mkdir()
        for name in ("contrat.toml", "quartiers.csv"):
            shutil.copy(DEFAULT_DATA / name, folder / name)
        for name in names:
            run({name: files[name][::-1]}, folder)
        if files:
            before = content(folder)
            bilan = run(files, folder)
            assert content(folder) == before
            assert all(f.nouveaux == f.modifies == 0 for f in bilan.fichiers)
        results.append(content(folder))
    assert results[0] == results[1]


# -- the real files, and what is committed of them ----------------------------------------------------------

COUNTED = {
    ("adultes-relais", 2020): (36, 715_502),
    ("adultes-relais", 2022): (40, 850_160),
    ("adultes-relais", 2023): (30, 676_672),
    ("postes Fonjep", 2020): (3, 17_910),
    ("postes Fonjep", 2022): (3, 21_492),
    ("postes Fonjep", 2023): (4, 28_656),
}


@needs_real
def test_the_real_files_give_what_was_counted_in_them_and_what_is_committed(folder: Path) -> None:
    for name in (*WRITTEN, "quartiers.csv"):
        shutil.copy(DEFAULT_DATA / name, folder / name)
    (folder / "actions.csv").unlink()
    (folder / "financements.csv").unlink()
    files = sorted([*REAL.glob("adulte-relais-*.json"), *REAL.glob("postes-fonjep-*.json")])
    bilan = import_posts(files, folder)
    assert {(f.sorte, f.annee): (f.gardes, round(f.montant)) for f in bilan.fichiers} == COUNTED
    assert {(f.sorte, f.annee): f.sans_code for f in bilan.fichiers if f.sans_code} == {
        ("adultes-relais", 2023): 52,
        ("postes Fonjep", 2023): 25,
    }
    assert [f.laisses for f in bilan.fichiers] == [[]] * 6
    for name in WRITTEN:
        assert (folder / name).read_bytes() == (DEFAULT_DATA / name).read_bytes()


def test_what_is_committed_adds_up(contrat: Contrat) -> None:
    found: dict[tuple[str, int], tuple[int, Decimal]] = {}
    for funding in contrat.financements:
        sort = "postes Fonjep" if funding.action.startswith("fonjep") else "adultes-relais"
        number, total = found.get((sort, funding.annee), (0, Decimal(0)))
        found[sort, funding.annee] = number + 1, total + (funding.accorde or 0)
    assert {key: (number, round(total)) for key, (number, total) in found.items()} == COUNTED
    assert not any(is_person(action.porteur or "") for action in contrat.actions.values())
    assert contrat.code_cv == "CV193"

"""Import of actions and subsidies: made-up files with every trap known, and the real ones where present."""

import csv
import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_import_postes import REAL, content, needs_real, relais, rows
from test_import_postes import run as run_posts

from quartiers import DEFAULT_DATA
from quartiers.donnees import DonneesInvalides, load_contrat
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.importation.actions import BilanImportActions, import_actions
from quartiers.donnees.importation.actions_catalogue import fold_header, load_catalogue
from quartiers.donnees.importation.actions_lignes import identify
from quartiers.donnees.tables import TABLES

SCDL = "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,objet,montant,nature"
VILLE = "Ville de Valrive,21599980000012,2026-05-12,2026-07,{nom},78386425900198,{objet},{montant},aide en numéraire"
PLATEFORME = ["Numéro de l'action", "Intitulé de l'action", "Demandeur", "code_cv", "Année", "Montant engagé", "Thème"]


@pytest.fixture
def folder(sans_actions: Path) -> Path:
    return sans_actions


def scdl(*lines: dict[str, str]) -> str:
    made = ({"nom": "Un club", "objet": "Fête", "montant": "1500"} | line for line in lines)
    return "\n".join([SCDL, *(VILLE.format(**line) for line in made)])


def table(*lines: list[Any]) -> bytes:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in lines:
        book.active.append(line)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def text(*lines: str) -> str:
    return "\n".join(lines)


def run(files: dict[str, Any], folder: Path) -> BilanImportActions:
    paths = []
    for name, made in files.items():
        path = folder.parent / name
        path.write_bytes(made if isinstance(made, bytes) else made.encode())
        paths.append(path)
    return import_actions(paths, folder)


def refusal(files: dict[str, Any], folder: Path) -> str:
    before = content(folder)
    with pytest.raises(DonneesInvalides) as caught:
        run(files, folder)
    assert content(folder) == before
    return str(caught.value)


def filled(row: dict[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in row.items() if cell}


# -- what is written --------------------------------------------------------------------------------------


def test_a_published_subsidy_is_an_action_and_its_money(folder: Path) -> None:
    bilan = run({"scdl.csv": scdl({})}, folder)
    [file] = bilan.fichiers
    assert (file.sorte, file.lignes, file.gardees, file.nouvelles) == ("scdl", 1, 1, 1)
    [action], [money] = rows(folder), rows(folder, "financements")
    assert re.fullmatch(r"decision-2026-07-[a-p]{8}", action.pop("action"))
    assert filled(action) == {
        "intitule": "Fête",
        "porteur": "Un club",
        "siret": "78386425900198",
        "source": "Subventions publiées (SCDL)",
    }
    assert filled(money)["financeur"] == "Ville de Valrive"
    assert (money["annee"], money["accorde"], money["credits"]) == ("2026", "1500", "")
    assert load_contrat(folder).financements[0].accorde == Decimal(1500)


def test_one_decision_is_that_of_many_subsidies(folder: Path) -> None:
    run({"scdl.csv": scdl({}, {"nom": "Un autre"}, {"objet": "Autre chose"})}, folder)
    assert len({row["action"] for row in rows(folder)}) == 3


def test_an_export_of_the_state_has_two_rows_of_headers(folder: Path) -> None:
    head = ["Numero Action Osiris", "N° Siret", "Nom", "Intitulé", "Proposé", "Demandé", "Accordé", "Réalisé", "Noms"]
    data = table(
        ["", "Bénéficiaire", "", "Action", "Montants"],
        head,
        ["DD59-25-0012-1", "0", "Centre social", "Ateliers", 9, "2 000,00", 1500.5, 1200, "Ville"],
        ["", "Consolidation", "", "", 9, 2000, 1500.5, 1200],
    )
    [file] = run({"export.xlsx": data}, folder).fichiers
    assert (file.sorte, file.gardees, file.laisses) == ("suivi-etat", 1, ["ligne 4 : un total"])
    assert file.remarques == ["ligne 3, SIRET « 0 » : il n'a pas quatorze chiffres, laissé vide"]
    [money] = rows(folder, "financements")
    assert rows(folder)[0]["action"] == "action-dd59-25-0012-1"
    assert [money[name] for name in ("financeur", "annee", "demande", "accorde", "depense")] == [
        "État", "2025", "2000", "1500,50", "1200",
    ]  # fmt: skip


def test_of_the_platform_only_the_contract_s_rows_are_kept(folder: Path) -> None:
    lines = [[f"A{n}", "Atelier", "Régie", code, 2025, 100, "1 Cohésion"] for n, code in enumerate(("CV193", "CV194"))]
    [file] = run({"export.xlsx": table(PLATEFORME, *lines)}, folder).fichiers
    assert (file.sorte, file.gardees, file.laisses) == ("plateforme", 1, ["ligne 3 : d'un autre contrat de ville"])
    [money] = rows(folder, "financements")
    assert (money["financeur"], money["credits"]) == ("État (programme 147)", "crédits spécifiques")
    toml = folder / "contrat.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('code_cv = "CV193"\n', ""), encoding="utf-8")
    assert "contrat.code_cv" in refusal({"export.xlsx": table(PLATEFORME, *lines)}, folder)


def test_a_table_of_one_s_own(folder: Path) -> None:
    """Titles above, an Excel date without its format, names that the contract knows or not, notes that are left."""
    contrat = load_contrat(folder)
    theme = next(iter(contrat.thematiques.values()))
    data = table(
        ["Programmation 2026"],
        [
            "Action",
            "Porteur",
            "Thème",
            "Commune",
            "Publics",
            "Début",
            "Fin",
            "État",
            "Financeur",
            "Année",
            "Accordé",
            "Mail",
        ],
        [
            *("Jardin", "Régie", theme.libelle.upper(), "valrive", contrat.publics[0], 46266, date(2026, 12, 31)),
            *("EN COURS", "Ville", 2026, 1000, "a@b.fr"),
        ],
        ["Sport", "Club", "Autre", "Lille", "tous", "", "", "en attente", "Ville", 2026, 500, ""],
        ["TOTAL", "", "", "", "", "", "", "", "", "", 1500, ""],
    )
    [file] = run({"programmation.xlsx": data}, folder).fichiers
    first, second = sorted(rows(folder), key=lambda row: row["intitule"])
    assert filled(first) | {"action": ""} == {
        "action": "", "intitule": "Jardin", "porteur": "Régie", "thematique": theme.thematique, "commune": "Valrive",
        "publics": contrat.publics[0], "debut": "2026-09-01", "fin": "2026-12-31", "etat": "en cours",
        "source": "Classeur d'actions",
    }  # fmt: skip
    assert filled(second).keys() == {"action", "intitule", "porteur", "source"}
    assert [said for said in file.remarques if "inconnu du contrat, laissé vide" in said] == file.remarques
    assert len(file.remarques) == 4
    assert file.laisses == ["ligne 5 : un total"]
    load_contrat(folder)


@pytest.mark.parametrize(
    ("written", "read"),
    [("31 000,00", "31000"), ("31\u00a0000,00", "31000"), ("31\u202f000,5 €", "31000,50"), ("0.5", "0,50"), ("0", "0")],
)
def test_amounts_however_they_are_written(folder: Path, written: str, read: str) -> None:
    run({"scdl.csv": scdl({"montant": f'"{written}"'})}, folder)
    assert rows(folder, "financements")[0]["accorde"] == read


# -- headers ----------------------------------------------------------------------------------------------


def test_headers_are_known_in_whatever_hand(folder: Path) -> None:
    """Padded, starred, in capitals, with damaged accents; semicolons, in an old encoding."""
    head = " Nom attributaire* ;DATE DE CONVENTION*;R\ufffdf\ufffdrence de la d\ufffdcision;Nom du bÃ©nÃ©ficiaire*;"
    made = text(
        f"{head} Objet de la convention ; Montant total de la subvention* ;Autre", "Ville;12/05/2026;7;Club;Été;5;x"
    )
    [file] = run({"scdl.csv": made}, folder).fichiers
    assert file.colonnes_inconnues == ("Autre",)
    assert (rows(folder)[0]["porteur"], rows(folder)[0]["intitule"]) == ("Club", "Été")
    old = made.replace("\ufffd", "é").replace("Ã©", "é").replace("Club", "Théâtre")
    run({"vieux.csv": old.encode("cp1252")}, folder)
    assert "Théâtre" in {row["porteur"] for row in rows(folder)}


def test_what_a_header_is_is_data(folder: Path) -> None:
    made = text("Dispositif;Bailleur;Quoi;Euros", "D1;Logis;Jardin;5")
    assert "aucune sorte de catalogue_actions.csv" in refusal({"bailleur.csv": made}, folder)
    path = folder / TABLES["catalogue_actions"].chemin
    path.parent.mkdir()
    lines = (
        *("bailleur;;source;Bailleur", "bailleur;;financeur;Bailleur", "bailleur;;annee;2026"),
        *("bailleur;Quoi;intitule;", "bailleur;Bailleur;porteur;", "bailleur;EUROS *;accorde;"),
        "bailleur;dispositif;laissée;",
    )
    path.write_text(
        text("sorte;entete;colonne;valeur;extrait;note", *(f"{line};;" for line in lines)), encoding="utf-8"
    )
    [file] = run({"bailleur.csv": made}, folder).fichiers
    assert (file.sorte, file.gardees, file.colonnes_laissees, file.colonnes_inconnues) == ("bailleur", 1, 1, ())
    assert rows(folder, "financements")[0]["annee"] == "2026"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("scdl;nature;intitule;;;", "un en-tête qui ne veut dire qu'une chose (scdl)"),
        ("scdl;***;laissée;;;", "un texte, avec des mots"),
        ("scdl;Autre;annee;;([0-9;", "une expression régulière, avec une parenthèse"),
        ("scdl;;annee;;;", "un en-tête, ou une valeur"),
        ("neuf;Objet;intitule;;;", "une ligne sans en-tête pour la colonne « source » de « neuf »"),
        ("scdl;Objet;titre;;;", "laissée"),
    ],
)
def test_a_catalogue_that_is_wrong_is_said(folder: Path, line: str, said: str) -> None:
    path = folder / TABLES["catalogue_actions"].chemin
    path.parent.mkdir()
    own = (DEFAULT_DATA / TABLES["catalogue_actions"].chemin).read_text(encoding="utf-8")
    path.write_text(own + line + "\n", encoding="utf-8")
    message = refusal({"scdl.csv": scdl({})}, folder)
    assert "catalogue_actions.csv, ligne" in message
    assert said in message


def test_two_columns_for_one_thing_are_said(folder: Path) -> None:
    made = text("Action;Objet;Porteur;Accordé", "a;b;c;5")
    said = refusal({"double.csv": made}, folder)
    assert (
        "double.csv, ligne 1 : trouvé « Objet » ; attendu : une seule colonne pour « intitule ». « Action » en est"
        in said
    )


def test_every_header_of_the_catalogue_is_known_by_its_sort() -> None:
    dossier = Dossier(DEFAULT_DATA)
    catalogue = load_catalogue(dossier)
    assert catalogue is not None and dossier.anomalies == []
    for sorte in catalogue.sortes:
        for header in sorte.cibles:
            assert sorte.targets_of(f"  {header.upper()} *") is not None
    assert fold_header("Numéro d’Action* ") == "numerodaction"


# -- what cannot be read ------------------------------------------------------------------------------------


def test_every_cell_that_cannot_be_read_is_said_at_once(folder: Path) -> None:
    made = scdl({"montant": "beaucoup"}, {"objet": "SantÃ©", "nom": "b"}, {"montant": "-5", "nom": "c"}, {"nom": "d"})
    made = made.replace("2026-05-12,2026-07,d", "31/02/2026,2026-07,d")
    said = refusal({"scdl.csv": made, "vide.csv": "", "page.csv": "<html>"}, folder)
    assert said.startswith("2 anomalies")  # broken files first: their rows cannot be judged with the others'
    said = refusal({"scdl.csv": made}, folder)
    assert said.startswith("4 anomalies")
    for place in ("ligne 2, colonne « montant »", "ligne 3, colonne « objet »", "ligne 4, colonne « montant »"):
        assert f"scdl.csv, {place}" in said
    assert "scdl.csv, ligne 5, colonne « dateConvention » : trouvé « 31/02/2026 »" in said


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (text("Action;Porteur;Accordé", 'a;"b;5'), "une ligne de CSV bien formée"),
        (text("Action;Porteur;Accordé", "a;b;5;reste"), "3 cellules au plus"),
        (text("Action;Porteur;Accordé;Année", "a;b;5;2024-2025"), "une année sur quatre chiffres"),
        (text("Action;Porteur;Accordé;Début", "a;b;5;45000"), "une date, comme"),
        (b"PK\x03\x04 abime", "un classeur lisible"),
        (b"a\0b", "un fichier d'actions ou de subventions"),
        ("pain;lait\n1;2", "au moins un fichier d'actions ou de subventions"),
    ],
    ids=["guillemet", "cellules", "annee", "date", "classeur", "nul", "autre"],
)
def test_a_broken_file_is_refused(folder: Path, made: Any, said: str) -> None:
    assert said in refusal({"fichier.csv": made}, folder)


def test_a_sheet_that_is_not_read_as_it_is_shown_is_refused(folder: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["Action", "Porteur", "Accordé"], ["a", "b", "=1/0"], ["c", "d", 5]):
        sheet.append(line)
    sheet.merge_cells("A2:A3")
    data = io.BytesIO()
    book.save(data)
    said = refusal({"fusion.xlsx": data.getvalue()}, folder)
    assert "Cellule A2:A3" in said and "Cellule C2" in said


# -- rows that are left ---------------------------------------------------------------------------------------


def test_rows_that_are_no_public_action_are_left_and_said(folder: Path) -> None:
    made = scdl(
        {}, {"nom": "Mme Durand"}, {"objet": ""}, {"objet": "Appeler 06 12 34 56 78"}, {"nom": "x", "montant": ""},
        {"nom": "", "objet": "Total général"},
    )  # fmt: skip
    [file] = run({"scdl.csv": made}, folder).fichiers
    assert file.gardees == 2
    assert [said.partition(" : ")[0] for said in file.laisses] == ["ligne 3", "ligne 4", "ligne 5", "ligne 7"]
    assert file.remarques == ["ligne 6 : sans montant, l'action seule est reprise"]
    assert "Durand" not in (folder / "actions.csv").read_text(encoding="utf-8")


def test_money_of_nobody_or_of_no_year_is_left_and_said(folder: Path) -> None:
    [file] = run({"libre.csv": text("Action;Porteur;Accordé", "a;b;5")}, folder).fichiers
    assert file.remarques == ["ligne 2, montant laissé : le fichier n'en dit pas qui finance ni l'année"]
    assert not (folder / "financements.csv").exists()


def test_rows_that_collide_are_left_and_said(folder: Path) -> None:
    [file] = run({"scdl.csv": scdl({}, {"montant": "1600"}, {"nom": "b"}, {"nom": "b"})}, folder).fichiers
    assert (
        "lignes 2 et 3 : montant laissé, « accorde » y a deux valeurs, « 1500 » (scdl.csv, ligne 2)" in file.laisses[0]
    )
    assert file.remarques == ["ligne 5, comme la ligne 4 : reprise une seule fois"]
    assert [row["accorde"] for row in rows(folder, "financements")] == ["1500"]
    number = [["A1", "Atelier", "Régie", "CV193", 2025, 100, ""], ["A1", "Concert", "Régie", "CV193", 2025, 100, ""]]
    [file] = run({"export.xlsx": table(PLATEFORME, *number)}, folder).fichiers
    assert (file.gardees, len(file.laisses)) == (0, 1)
    assert "« intitule » y a deux valeurs, « Atelier » (export.xlsx" in file.laisses[0]


def test_an_action_of_two_files_is_one_and_is_said(folder: Path) -> None:
    """One tells what was asked, the other what was granted."""
    asked = table([*PLATEFORME[:5], "Montant demandé"], ["A1", "Atelier", "RÉGIE", "CV193", 2025, 900])
    granted = table(PLATEFORME, ["A1", "Atelier", "Régie", "CV193", 2025, 700, ""])
    bilan = run({"demande.xlsx": asked, "accorde.xlsx": granted}, folder)
    assert bilan.fichiers[0].remarques == ["ligne 2 : l'action est aussi dans demande.xlsx, feuille Sheet"]
    [money] = rows(folder, "financements")
    assert (money["demande"], money["accorde"]) == ("900", "700")
    assert rows(folder)[0]["porteur"] == "Régie"


# -- what staff typed -----------------------------------------------------------------------------------------


def test_what_staff_typed_beside_is_kept(folder: Path) -> None:
    run({"scdl.csv": scdl({"nom": "UN CLUB"})}, folder)
    path = folder / "actions.csv"
    old = path.read_text(encoding="utf-8-sig")
    mine = (
        old.replace("UN CLUB", "Un Club")
        .replace(";;;Subventions", ";en cours;;Subventions")
        .replace("(SCDL);", "(SCDL);Vu")
    )
    head, row, _ = mine.split("\n")
    path.write_text(f"{head}\n2026-fete;Fête;;;;;;;;;;;;;;\n{row}\n", encoding="utf-8")
    before = content(folder)
    run({"scdl.csv": scdl({"nom": "UN CLUB"})}, folder)
    assert content(folder) == before
    bilan = run({"scdl.csv": scdl({"nom": "UN CLUB", "montant": "1800"})}, folder)
    assert [(c.colonne, c.avant, c.apres) for c in bilan.changements] == [("accorde", "1500", "1800")]
    own, kept = rows(folder)
    assert own["action"] == "2026-fete"
    assert (kept["porteur"], kept["etat"], kept["note"]) == ("Un Club", "en cours", "Vu")


def test_a_row_that_is_not_the_import_s_is_never_touched(folder: Path) -> None:
    run({"scdl.csv": scdl({})}, folder)
    for name in ("actions.csv", "financements.csv"):
        path = folder / name
        path.write_text(
            path.read_text(encoding="utf-8").replace("Subventions publiées (SCDL)", "Convention"), encoding="utf-8"
        )
    before = content(folder)
    [file] = run({"scdl.csv": scdl({"montant": "3"})}, folder).fichiers
    assert content(folder) == before
    assert "saisie à la main, elle reste" in file.laisses[0]


def test_posts_and_actions_leave_each_other_alone(folder: Path) -> None:
    found = []
    for order in (0, 1):
        for step in (0, 1):
            if step == order:
                run({"scdl.csv": scdl({})}, folder)
            else:
                run_posts({"adulte-relais-2023.json": [relais()]}, folder)
        found.append((folder / "actions.csv").read_bytes())
        for name in ("actions.csv", "financements.csv"):
            (folder / name).unlink()
    assert found[0] == found[1]


# -- the same, whatever the order -------------------------------------------------------------------------------

Line = st.tuples(st.sampled_from(["a", "b", "É"]), st.sampled_from(["x", "y"]), st.sampled_from(["5", "7,5"]))


@settings(max_examples=3)
@given(st.lists(Line, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_files_is_no_matter(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, str, str]], random: Any
) -> None:
    """The same bytes, twice too; what is written is valid for those who read the folder."""
    made = [{"nom": nom, "objet": objet, "montant": f'"{amount}"'} for nom, objet, amount in lines]
    results = []
    for _ in range(2):
        folder = tmp_path_factory.mktemp("ordre") / "d"
        folder.mkdir()
        for name in ("contrat.toml", "quartiers.csv", "thematiques.csv"):
            (folder / name).write_bytes((DEFAULT_DATA / name).read_bytes())
        random.shuffle(made)
        half = len(made) // 2
        files = {"un.csv": scdl(*made[:half]), "deux.csv": scdl(*made[half:])}
        run(files, folder)
        before = content(folder)
        run(files, folder)
        assert content(folder) == before
        results.append(before)
    assert results[0] == results[1]


def test_an_identifier_is_that_of_the_content() -> None:
    one = {"porteur": "Théâtre d'Anzin", "intitule": "Fête"}
    other = {"porteur": "THEATRE D ANZIN", "intitule": "FETE"}
    assert identify(one, "2026", "Ville") == identify(other, "2026", "VILLE") != identify(one, "2027", "Ville")
    long = {**one, "reference": "Délibération n° 12 " * 9}
    assert TABLES["actions"].champs["action"].colonne.forme.accepts(identify(long, "2026", "Ville"))  # type: ignore[union-attr]
    assert identify({**one, "numero": "x" * 99}, "", "") != identify({**one, "numero": "x" * 98}, "", "")


# -- the real files -----------------------------------------------------------------------------------------------


@needs_real
@pytest.mark.parametrize(
    ("name", "read", "kept", "total"),
    [
        ("scdl_exemple_valide.csv", 29, 29, None),
        ("scdl_exemple_erreurs_cellules.csv", 29, 29, None),
        ("scdl_entetes_libres_2019.csv", 4, 4, "110000"),
        ("scdl_classeur.xlsx", 15, 15, None),
        ("suivi_evaluation_etat.xlsx", 2, 1, "2000"),
    ],
)
def test_real_files_are_read(folder: Path, name: str, read: int, kept: int, total: str | None) -> None:
    [file] = import_actions([REAL / name], folder).fichiers
    assert (file.lignes, file.gardees, file.colonnes_inconnues) == (read, kept, ())
    amounts = [Decimal(money["accorde"].replace(",", ".")) for money in rows(folder, "financements")]
    if name == "scdl_exemple_valide.csv":
        with (REAL / name).open(encoding="utf-8", newline="") as table:
            total = str(sum(Decimal(row["montant"]) for row in csv.DictReader(table) if row["montant"]))
    assert total is None or sum(amounts) == Decimal(total)
    before = content(folder)
    import_actions([REAL / name], folder)
    assert content(folder) == before


@needs_real
def test_real_files_together_are_valid(folder: Path) -> None:
    files = [path for path in sorted(REAL.iterdir()) if path.suffix in (".csv", ".xlsx")]
    bilan = import_actions(files, folder)
    assert (len(bilan.fichiers), bilan.ignores) == (5, ())
    load_contrat(folder)

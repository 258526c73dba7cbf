"""The ANCT's list and the official table of 2015 and 2024: small files in the shape that public uses show."""

import io
import zipfile
from pathlib import Path

import pytest

from quartiers.donnees import DonneesInvalides
from quartiers.donnees.importation.liste_qpv import Filiation, Nomme, QpvListe, read_list, read_parents

HEAD = "code_qp;lib_qp;insee_reg;lib_reg;insee_dep;lib_dep;insee_com;lib_com;siren_epci;lib_epci"
LIST = "\r\n".join(
    [
        f"{HEAD};;;",
        'QN00199M;Les Essais;84;Auvergne-Rhône-Alpes;1;Ain;1053;Bourg-en-Bresse;200071751;"CA ""du Bassin""";;;',
        'QN01399I;Les  Rives;93;PACA;13;Bouches-du-Rhône;"=""13055;13070""";"Marseille; La Penne";200054807;AMP;;;',
        'QN00299M;À cheval;32;Hauts-de-France;02;Aisne;"02571; 02691";"Ohis; Tergnier";"200071892; 240200501";A; B;;',
        ";;;;;;;;;;;;",
        "",
    ]
).replace("A; B;;", '"CA A; CC B";;;')
TABLE = "\r\n".join(
    [
        "QP2024;Label_QP2024;Statut;QP2015_1;Label_QP2015_1;QP2015_2;Label_QP2015_2;QP2015_3;Label_QP2015_3",
        "QN00199M;Les Essais;Maintenu;QP001099;Les Essais;;;;",
        "QN01399I;Les Rives;Regroupé;QP013097;Rive Nord;QP013098;Rive Sud;QP013099;Îlot",
        "QN00299M;À cheval;Nouveau;néant;;;;;",
    ]
)


def written(folder: Path, text: str, name: str = "liste.csv", encoding: str = "utf-8-sig") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_the_list_gives_names_communes_and_epci(tmp_path: Path) -> None:
    found = read_list(written(tmp_path, LIST))
    assert list(found) == ["QN00199M", "QN01399I", "QN00299M"]
    # A zero that a spreadsheet took from a code is given back.
    assert found["QN00199M"] == QpvListe(
        "QN00199M", "Les Essais", (Nomme("01053", "Bourg-en-Bresse"),), (Nomme("200071751", 'CA "du Bassin"'),)
    )
    assert found["QN01399I"].nom == "Les Rives"
    assert found["QN01399I"].communes == (("13055", "Marseille"), ("13070", "La Penne"))
    assert found["QN00299M"].epci == (("200071892", "CA A"), ("240200501", "CC B"))


def test_quotes_that_nobody_doubled_do_not_cut_a_cell(tmp_path: Path) -> None:
    text = LIST.replace('"=""13055;13070"""', '="13055;13070"')
    assert read_list(written(tmp_path, text)) == read_list(written(tmp_path, LIST, "autre.csv"))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_the_encoding_changes_nothing(tmp_path: Path, encoding: str) -> None:
    assert read_list(written(tmp_path, LIST, encoding=encoding))["QN00299M"].nom == "À cheval"


def test_the_list_is_found_in_the_archive(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("x/notice.csv", "a;b\n1;2\n")
        archive.writestr("x/listeqp2024-cog2024.csv", LIST.encode("utf-8-sig"))
    path = tmp_path / "liste.zip"
    path.write_bytes(data.getvalue())
    assert len(read_list(path)) == 3


def test_names_that_do_not_go_with_codes_are_left(tmp_path: Path) -> None:
    """Two communes and three names: which is whose is not guessed."""
    found = read_list(written(tmp_path, LIST.replace("Marseille; La Penne", "Marseille; La Penne; Aubagne")))
    assert found["QN01399I"].communes == (("13055", ""), ("13070", ""))


def test_the_table_gives_up_to_three_parents(tmp_path: Path) -> None:
    found = read_parents(written(tmp_path, TABLE))
    assert found["QN00199M"] == Filiation("QN00199M", "Les Essais", "Maintenu", (Nomme("QP001099", "Les Essais"),))
    assert [p.code for p in found["QN01399I"].parents] == ["QP013097", "QP013098", "QP013099"]
    assert found["QN00299M"].parents == ()


def test_spaces_around_the_names_of_columns_change_nothing(tmp_path: Path) -> None:
    text = TABLE.replace("Statut;", " Statut ;").replace("QP2015_1;", "QP2015_1 ;")
    assert read_parents(written(tmp_path, text)) == read_parents(written(tmp_path, TABLE, "autre.csv"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("QN00199M;", "QP001099;"), "ligne 2, colonne « code_qp » : trouvé « QP001099 »"),
        (("QN01399I;", "QN00199M;"), "un QPV une seule fois (voir la ligne 2)"),
        ((";1053;", ";Bourg;"), "colonne « insee_com » : trouvé « Bourg »"),
        (("200054807", "20005480"), "colonne « siren_epci » : trouvé « 20005480 » ; attendu : des SIREN de 9 chiffres"),
        (("lib_epci", "nom_epci"), "attendu : la liste des QPV de l'ANCT. Colonnes qui manquent : lib_epci."),
        ((LIST[len(HEAD) :], "\r\n"), "attendu : au moins un QPV"),
    ],
)
def test_what_is_wrong_in_the_list_is_said(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    assert LIST.count(change[0]) == 1
    with pytest.raises(DonneesInvalides) as refusal:
        read_list(written(tmp_path, LIST.replace(*change)))
    assert message in str(refusal.value)


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = TABLE.replace("QP001099", "QP1099").replace("QN00299M", "QN299M")
    with pytest.raises(DonneesInvalides) as refusal:
        read_parents(written(tmp_path, text))
    assert [(a.ligne, a.colonne, a.trouve) for a in refusal.value.anomalies] == [
        (2, "qp2015_1", "QP1099"),
        (4, "qp2024", "QN299M"),
    ]


def test_one_file_is_not_taken_for_the_other(tmp_path: Path) -> None:
    with pytest.raises(DonneesInvalides, match="la table de correspondance des QPV"):
        read_parents(written(tmp_path, LIST))
    with pytest.raises(DonneesInvalides, match="Il n'existe pas"):
        read_list(tmp_path / "rien.csv")

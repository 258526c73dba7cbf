"""A territory that is no QPV: read without a code, and refused where it says what only a QPV has."""

from pathlib import Path

import pytest
from lignes import read_rows, write_rows
from territoires import AUTRE, QPV, change, make_folder

from quartiers.donnees import DonneesInvalides, list_quartiers, load_contrat
from quartiers.donnees.natures import NATURES, POCHE, VEILLE, count_natures
from quartiers.donnees.tables.cadre import Quartier


def faults(folder: Path) -> dict[str, tuple[str, str | None]]:
    """What is expected and what to do, by column, of the only line that is wrong."""
    with pytest.raises(DonneesInvalides) as error:
        load_contrat(folder)
    assert len({a.ligne for a in error.value.anomalies}) == 1
    return {a.colonne or "": (a.attendu, a.remede) for a in error.value.anomalies}


@pytest.mark.parametrize("nature", NATURES[1:])
def test_it_is_read_without_code_nor_figures(nature: str, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "d", nature)
    contrat = load_contrat(folder)
    other, qpv = contrat.quartiers[AUTRE], contrat.quartiers[QPV]
    assert (other.est_qpv, other.tous_les_codes, other.est_nouveau) == (False, (), False)
    assert (qpv.est_qpv, qpv.territoire) == (True, "QN05927M")
    assert other.territoire == AUTRE
    assert [(q.quartier, q.territoire) for q in list_quartiers(folder)] == [(QPV, "QN05927M"), (AUTRE, nature)]


def test_two_of_them_are_two_territories(tmp_path: Path) -> None:
    """Neither has a code: that is nothing that they share."""
    folder = make_folder(tmp_path / "d", POCHE)
    rows = read_rows(folder / "quartiers.csv")
    rows.append(rows[1] | {"quartier": "autre", "ordre": "3", "nom": "Autre", "nom_court": "Autre"})
    write_rows(folder / "quartiers.csv", rows)
    contrat = load_contrat(folder)
    assert contrat.projets_du_meme_qpv(contrat.quartiers[AUTRE]) == ()
    assert count_natures(q.nature or "QPV" for q in contrat.quartiers.values()) == "1 QPV et 2 poches de pauvreté"


def test_what_only_a_qpv_has_is_refused_all_at_once(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "d")
    change(
        folder, AUTRE, code_qpv_2024="QN05929M", libelle_qpv_2024="Le Grand Large", population_2024="1200",
        couverture="partie",
    )  # fmt: skip
    found = faults(folder)
    assert set(found) == {"code_qpv_2024", "libelle_qpv_2024", "population_2024", "couverture"}
    assert found["code_qpv_2024"] == (
        "une cellule vide, puisque la colonne nature dit que c'est un quartier de veille active",
        "Si c'est un QPV, vider la colonne nature.",
    )
    assert "diagnostic" in (found["population_2024"][1] or "")
    assert found["couverture"][0] == "entier, puisque le projet est celui du quartier de veille active"


def test_a_qpv_without_its_code_is_told_of_the_column(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "d")
    change(folder, QPV, code_qpv_2024="", libelle_qpv_2024="")
    found = faults(folder)
    assert set(found) == {"code_qpv_2024", "libelle_qpv_2024"}
    assert found["code_qpv_2024"][0] == "une valeur"
    assert VEILLE in (found["code_qpv_2024"][1] or "") and "nature" in (found["code_qpv_2024"][1] or "")


def test_another_word_gets_the_nearest_one_and_nothing_else(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "d")
    change(folder, AUTRE, nature="quartier de veille")
    assert faults(folder) == {
        "nature": ("QPV, quartier de veille active ou poche de pauvreté", "Sans doute « quartier de veille active ».")
    }


def test_it_is_in_the_departement_of_its_commune(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "d")
    change(folder, AUTRE, longitude="50,3720", latitude="3,5530")
    expected, remedy = faults(folder)["longitude"]
    assert "département 059 (Nord" in expected and "pour 59999" in expected
    assert remedy == "La longitude et la latitude sont sans doute échangées."


def test_what_was_a_qpv_in_2015_keeps_its_figures(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "d")
    change(folder, AUTRE, code_qpv_2015="QP059029", libelle_qpv_2015="Le Grand Large")
    other: Quartier = load_contrat(folder).quartiers[AUTRE]
    assert (other.codes("2024"), other.codes("2015")) == ((), ("QP059029",))

"""What a reading of the document says of a priority and of a finding, or of a stated figure: rows of one quartier."""

from collections import defaultdict
from pathlib import Path

import pytest

from quartiers.analyse.vues import view_of
from quartiers.donnees import DonneesInvalides, load_contrat
from quartiers.donnees.lignes import lines_of
from quartiers.donnees.modele import AppuiLu, Contrat
from quartiers.donnees.tables.suivi import INFIRME

HEADER = "priorite;constat;affirmation;lien;note\n"
RIGHT = "anzin-verrerie-i2;anzin-verrerie-c2;;confirmé;"


@pytest.mark.parametrize(
    ("rows", "line", "expected"),
    [
        ("anzin-verrerie-i2;;;confirmé;", 2, "une seule des colonnes constat et affirmation"),
        ("anzin-verrerie-i2;anzin-verrerie-c2;anzin-verrerie-d1;confirmé;", 2, "Une ligne par appui"),
        ("anzin-verrerie-i99;anzin-verrerie-c2;;confirmé;", 2, "anzin-verrerie-i99"),
        ("anzin-verrerie-i2;anzin-verrerie-c99;;confirmé;", 2, "anzin-verrerie-c99"),
        ("anzin-verrerie-i2;;anzin-verrerie-d99;confirmé;", 2, "anzin-verrerie-d99"),
        ("anzin-verrerie-i2;anzin-verrerie-c2;;peut-être;", 2, "peut-être"),
        ("anzin-verrerie-i2;anzin-verrerie-c2;;;", 2, "lien"),
        ("anzin-verrerie-i2;marly-briquette-c1;;confirmé;", 2, "marly-briquette-c1 est de marly-briquette"),
        ("anzin-verrerie-i2;;marly-briquette-d1;infirmé;", 2, "un identifiant de anzin-verrerie, comme la priorité"),
        (f"{RIGHT}\nanzin-verrerie-i2;anzin-verrerie-c2;;infirmé;", 3, "un appui saisi une seule fois"),
        ("conde-centre-i3;conde-centre-c6;;confirmé;", 2, "non la phrase même de la priorité"),
    ],
    ids=[
        "nothing supports",
        "two supports",
        "unknown priority",
        "unknown finding",
        "unknown figure",
        "unknown verdict",
        "no verdict",
        "a finding of another quartier",
        "a figure of another quartier",
        "a pair twice",
        "its own sentence",
    ],
)
def test_what_agrees_with_nothing_is_refused_with_how_to_mend_it(
    dossier: Path, rows: str, line: int, expected: str
) -> None:
    (dossier / "appuis.csv").write_text(f"{HEADER}{rows}\n", encoding="utf-8")
    with pytest.raises(DonneesInvalides) as found:
        load_contrat(dossier)
    said = str(found.value)
    assert f"appuis.csv, ligne {line}" in said
    assert expected in said


def test_a_priority_s_own_sentence_may_be_said_not_to_support_it(dossier: Path) -> None:
    (dossier / "appuis.csv").write_text(f"{HEADER}conde-centre-i3;conde-centre-c6;;infirmé;\n", encoding="utf-8")
    assert load_contrat(dossier).appuis == (AppuiLu("conde-centre-i3", "conde-centre-c6", None, "infirmé", None),)


def test_the_table_is_optional_and_so_are_its_empty_columns(dossier: Path) -> None:
    (dossier / "appuis.csv").unlink()
    assert load_contrat(dossier).appuis == ()
    text = "priorite;constat;lien\nanzin-verrerie-i2;anzin-verrerie-c2;confirmé\n"
    (dossier / "appuis.csv").write_text(text, encoding="utf-8")
    assert load_contrat(dossier).appuis == (AppuiLu("anzin-verrerie-i2", "anzin-verrerie-c2", None, "confirmé", None),)


def test_what_cites_a_withdrawn_finding_no_more_counts(dossier: Path) -> None:
    path = dossier / "constats.csv"
    header, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    gone = [f"{row};10/11/2026;saisi deux fois" if row.startswith("anzin-verrerie-c2;") else f"{row};;" for row in rows]
    path.write_text("\n".join([f"{header};retire_le;retire_motif", *gone]) + "\n", encoding="utf-8")
    (dossier / "appuis.csv").write_text(
        f"{HEADER}{RIGHT}\nanzin-verrerie-i2;anzin-verrerie-c1;;infirmé;\n", encoding="utf-8"
    )
    assert [a.constat for a in load_contrat(dossier).appuis] == ["anzin-verrerie-c1"]


def test_a_report_is_given_the_supports_of_its_own_priorities(contrat: Contrat) -> None:
    own = {p.priorite: p.quartier for p in contrat.priorites}
    seen = [row for name in contrat.quartiers for row in view_of(contrat, name).contrat.appuis]
    assert sorted(seen, key=repr) == sorted(contrat.appuis, key=repr)
    for name in contrat.quartiers:
        assert {own[row.priorite] for row in view_of(contrat, name).contrat.appuis} <= {name}


def test_the_same_finding_and_the_same_priority_have_the_same_verdict_in_two_quartiers(contrat: Contrat) -> None:
    """Word for word the same, they say the same: a committee of one quartier reads the report of the other."""
    verdicts = {(a.priorite, a.constat): a.lien for a in contrat.appuis}
    found: defaultdict[tuple[str, str], dict[str, str | None]] = defaultdict(dict)
    for p in contrat.priorites:
        for c in contrat.constats_de(p.quartier):
            if not lines_of(c.lignes) & lines_of(p.lignes):
                found[c.constat, p.intitule][p.quartier] = verdicts.get((p.priorite, c.constat_id))
    twice = {pair: read for pair, read in found.items() if len(read) > 1}
    assert len(twice) > 3
    assert {pair: read for pair, read in twice.items() if len(set(read.values())) > 1} == {}


def test_what_a_reading_denies_has_no_words_to_be_named_by(contrat: Contrat) -> None:
    assert [a for a in contrat.appuis if a.lien == INFIRME and (a.en_court or a.reste)] == []


@pytest.mark.parametrize(
    ("cell", "expected"), [("38", {38}), ("35, 40-42", {35, 40, 41, 42}), ("", set()), (None, set())]
)
def test_the_lines_that_a_cell_names(cell: str | None, expected: set[int]) -> None:
    assert lines_of(cell) == expected

"""Comments and meetings of a Decidim platform: verbatims that nobody has read, démarches; nothing of who wrote."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from lignes import read_rows, write_rows

from quartiers.donnees import DonneesInvalides, load_contrat
from quartiers.donnees.importation.decidim import import_platform
from quartiers.donnees.importation.decidim_autres import BilanAutres, Nature
from quartiers.presentation.console.decidim import show_others
from quartiers.presentation.console.ecran import make_console

DEMARCHE = "2026-plateforme"
# The headings of the platform's own serializers, flattened as it writes them.
COMMENT = (
    "id", "created_at", "body/fr", "author/id", "author/name", "alignment", "depth", "user_group/id", "user_group/name",
    "commentable_id", "commentable_type", "root_commentable_url",
)  # fmt: skip
MEETING = (
    "id", "author/id", "author/name", "scope/id", "scope/name/fr", "component/id", "title/fr", "description/fr",
    "start_time", "end_time", "attendees", "contributions", "organizations", "address", "location/fr", "reference",
    "comments", "url", "published", "withdrawn",
)  # fmt: skip
TODAY = date(2026, 11, 29)


@pytest.fixture
def folder(folder: Path) -> Path:
    table = folder / "demarches.csv"
    row = f"{DEMARCHE};consultation en ligne;Plateforme;Valrive;tilleuls;;2026-09-01;;;;;;;\n"
    table.write_text(table.read_text(encoding="utf-8-sig") + row, encoding="utf-8")
    return folder


def run(folder: Path, heads: Sequence[str], *rows: dict[str, str]) -> BilanAutres:
    path = folder.parent / "export.csv"
    write_rows(path, rows, heads)
    found = import_platform(path, folder, DEMARCHE, TODAY)
    assert isinstance(found, BilanAutres)
    return found


def comment(number: int | str, text: str) -> dict[str, str]:
    own = {"commentable_type": "Decidim::Proposals::Proposal", "author/name": "Zoé Untel", "author/id": "778899"}
    return {"id": str(number), "body/fr": text, **own}


def meeting(number: int | str, title: str = "Atelier de la place", **cells: str) -> dict[str, str]:
    own = {"start_time": "2026-09-12 18:00:00 UTC", "end_time": "2026-09-12 20:00:00 UTC", "attendees": "0"}
    own |= {"id": str(number), "title/fr": title, "published": "true", "author/name": "Zoé Untel"}
    return own | {key.replace("__", "/"): value for key, value in cells.items()}


def rows_of(folder: Path, table: str, key: str) -> dict[str, dict[str, str]]:
    rows = read_rows(folder / f"{table}.csv")
    prefix = f"{DEMARCHE}-decidim-"
    return {r[key].removeprefix(prefix): r for r in rows if r[key].startswith(prefix)}


def test_a_comment_is_a_verbatim_that_nobody_has_read(folder: Path) -> None:
    bilan = run(folder, COMMENT, comment(7, "<p>Un banc, et de l&#39;ombre.</p>"), comment(8, "=1+1 oui"))
    assert (bilan.nature, bilan.lignes) == (Nature.COMMENTAIRES, 2)
    told = rows_of(folder, "paroles", "parole")
    assert [(r["texte"], r["relue"], r["demarche"]) for r in told.values()] == [
        ("Un banc, et de l'ombre.", "non", DEMARCHE),
        ("1+1 oui", "non", DEMARCHE),
    ]
    whole = (folder / "paroles.csv").read_text(encoding="utf-8-sig")
    assert "Untel" not in whole
    assert "778899" not in whole
    assert not any(p.demarche == DEMARCHE for p in load_contrat(folder).paroles.values()), "printed before it is read"


def test_what_names_somebody_or_is_no_verbatim_stays_on_the_platform(folder: Path) -> None:
    bilan = run(
        folder,
        COMMENT,
        comment(1, "Appelez-moi au 06 12 34 56 78"),
        comment(2, "Mme Durand a raison"),
        comment(3, "long " * 200),
        comment(4, " "),
    )
    assert (bilan.tues, bilan.longues, bilan.retirees) == (2, 1, 1)
    assert rows_of(folder, "paroles", "parole") == {}


def test_what_somebody_has_read_stays_as_it_is(folder: Path) -> None:
    run(folder, COMMENT, comment(7, "Un banc"))
    path = folder / "paroles.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("Un banc;non", "Un banc ici;oui"), encoding="utf-8")
    bilan = run(folder, COMMENT, comment(7, "Autre chose"), comment(9, "Une fontaine"))
    assert bilan.connues == 1
    told = rows_of(folder, "paroles", "parole")
    assert (told["7"]["texte"], told["9"]["texte"]) == ("Un banc ici", "Une fontaine")
    assert [p.texte for p in load_contrat(folder).paroles.values() if p.demarche == DEMARCHE] == ["Un banc ici"]


def test_a_meeting_is_a_demarche_of_the_same_commune(folder: Path) -> None:
    bilan = run(
        folder,
        MEETING,
        meeting(3, attendees="23", location__fr="Salle des fêtes", scope__name__fr="Les Tilleuls (exemple inventé)"),
        meeting(4, end_time="2026-09-14 12:00:00 UTC", location__fr="12 rue des Lilas"),
    )
    assert (bilan.nature, bilan.lignes) == (Nature.REUNIONS, 2)
    own = rows_of(folder, "demarches", "demarche")
    first, second = own["3"], own["4"]
    assert (first["nature"], first["intitule"], first["debut"], first["fin"]) == (
        "réunion publique", "Atelier de la place", "2026-09-12", "",
    )  # fmt: skip
    assert (first["participants"], first["lieu"], first["commune"]) == ("23", "Salle des fêtes", "Valrive")
    assert first["quartiers"] == second["quartiers"] == "tilleuls"
    assert (second["participants"], second["lieu"], second["fin"]) == ("", "", "2026-09-14")
    assert load_contrat(folder).demarches[f"{DEMARCHE}-decidim-3"].participants == 23
    assert "Untel" not in (folder / "demarches.csv").read_text(encoding="utf-8-sig")


def test_a_meeting_that_was_not_held_or_names_somebody_is_left(folder: Path) -> None:
    bilan = run(
        folder,
        MEETING,
        meeting(1, start_time="2026-12-24 18:00:00 UTC", end_time=""),
        meeting(2, published="false"),
        meeting(3, withdrawn="true"),
        meeting(4, start_time="bientôt"),
        meeting(5, "Chez Mme Durand"),
    )
    assert (bilan.retirees, bilan.tues) == (4, 1)
    assert rows_of(folder, "demarches", "demarche") == {}
    run(folder, MEETING, meeting(6))
    assert run(folder, MEETING, meeting(6, "Autre nom")).connues == 1


@pytest.mark.parametrize(
    ("heads", "rows", "said"),
    [
        (tuple(h for h in COMMENT if h != "body/fr"), [{"id": "1"}], "une colonne « body/fr »"),
        (tuple(h for h in MEETING if h != "title/fr"), [{"id": "1"}], "une colonne « title/fr »"),
        (COMMENT, [comment("un", "Un banc"), comment("", "Une table")], "le numéro de la ligne"),
        (COMMENT, [comment(1, "Un banc"), comment(1, "Une table")], "une seule fois"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_and_nothing_is_written(
    folder: Path, heads: tuple[str, ...], rows: list[dict[str, str]], said: str
) -> None:
    before = {p.name: p.read_bytes() for p in folder.glob("*.csv")}
    with pytest.raises(DonneesInvalides) as found:
        run(folder, heads, *rows)
    assert said in str(found.value)
    assert {p.name: p.read_bytes() for p in folder.glob("*.csv")} == before


def test_what_is_said_of_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show_others(make_console(), run(folder, COMMENT, comment(1, "Un banc"), comment(2, "Mme Durand a raison")))
    told = capsys.readouterr().out
    assert "2 commentaires lus." in told
    assert "1 dont le texte semble désigner quelqu'un" in told
    assert "écrire « oui » dans « relue »" in told
    show_others(make_console(), run(folder, MEETING, meeting(1)))
    assert "1 réunion lue." in capsys.readouterr().out

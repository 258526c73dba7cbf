"""Proposals of a Decidim platform become contributions to read: what is kept, what is not, and what is asked first."""

from pathlib import Path

import pytest
from lignes import read_rows, write_rows

from quartiers.donnees import DonneesInvalides, load_contrat
from quartiers.donnees.importation.decidim import BilanDecidim, import_platform, plain_text
from quartiers.presentation.console.decidim import show_decidim
from quartiers.presentation.console.ecran import make_console

DEMARCHE = "2026-plateforme"
# The headings of the platform's own serializer, flattened as it writes them.
HEADS = (
    "id", "author/id", "author/name", "author/url", "category/id", "category/name/fr", "scope/name/fr", "component/id",
    "title/fr", "body/fr", "address", "latitude", "longitude", "state", "answer/fr", "supports",
    "endorsements/total_count", "comments", "published_at", "url",
)  # fmt: skip
QUESTIONS = (
    "id;identifiant;", "title/fr;titre;", "body/fr;texte;", "supports;soutiens;",
    "category/name/fr;thème;Santé = sante",
    "scope/name/fr;quartier;Tilleuls = tilleuls | Centre = tilleuls",
    "state;suite;accepted = retenue | rejected = écartée | evaluating = à l'étude", "answer/fr;réponse;",
    *(f"{name};ignorer;" for name in HEADS if name.startswith(("author/", "component", "l", "url"))),
)  # fmt: skip


@pytest.fixture
def folder(folder: Path) -> Path:
    append(folder / "demarches.csv", f"{DEMARCHE};consultation en ligne;Plateforme;Valrive;tilleuls;;2026-09-01;;;;;;;")
    return folder


def append(path: Path, *lines: str) -> None:
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(text + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def describe(folder: Path, *lines: str) -> None:
    """Rows of ``questions``: a column, its role, its regrouping."""
    rows = (line.split(";") for line in lines or QUESTIONS)
    append(folder / "questions.csv", *(f"{DEMARCHE};{name};{role};;;;{groups}" for name, role, groups in rows))


def proposal(number: int | str, title: str = "Des bancs", **cells: str) -> dict[str, str]:
    own = {"id": str(number), "title/fr": title, "author/name": "Zoé Untel", "author/id": "778899"}
    return {**dict.fromkeys(HEADS, ""), **own, **{key.replace("__", "/"): value for key, value in cells.items()}}


def run(folder: Path, *rows: dict[str, str], heads: tuple[str, ...] = HEADS) -> BilanDecidim:
    path = folder.parent / "proposals.csv"
    write_rows(path, rows, heads)
    found = import_platform(path, folder, DEMARCHE)
    assert isinstance(found, BilanDecidim)
    return found


def written(folder: Path) -> dict[str, dict[str, str]]:
    rows = read_rows(folder / "contributions.csv")
    prefix = f"{DEMARCHE}-decidim-"
    return {r["contribution"].removeprefix(prefix): r for r in rows if r["contribution"].startswith(prefix)}


def mark_read(folder: Path, number: int, texte: str) -> None:
    path = folder / "contributions.csv"
    rows = read_rows(path)
    for row in rows:
        if row["contribution"] == f"{DEMARCHE}-decidim-{number}":
            row |= {"relue": "oui", "texte": texte}
    write_rows(path, rows)


def test_what_the_columns_are_is_proposed_first_and_nothing_is_written(folder: Path) -> None:
    before = (folder / "contributions.csv").read_bytes()
    row = proposal(1, category__name__fr="Santé", scope__name__fr="Ailleurs", state="accepted")
    proposed = {p.colonne: p for p in run(folder, row).propositions}
    roles = {name: p.role for name, p in proposed.items() if p.role != "ignorer"}
    assert roles == {
        "id": "identifiant", "title/fr": "titre", "body/fr": "texte", "supports": "soutiens",
        "category/name/fr": "thème", "scope/name/fr": "quartier", "state": "suite", "answer/fr": "réponse",
    }  # fmt: skip
    assert proposed["category/name/fr"].regroupe == "Santé = sante"
    assert proposed["scope/name/fr"].regroupe == "Ailleurs = (à compléter)"
    assert proposed["state"].regroupe == "accepted = retenue"
    assert (folder / "contributions.csv").read_bytes() == before


def test_a_proposal_becomes_a_contribution_that_nobody_has_read(folder: Path) -> None:
    describe(folder)
    row = proposal(
        12, "Un médecin le samedi", body__fr="<p>Il n&#39;y en a plus</p>", category__name__fr="Santé",
        scope__name__fr="Centre", state="accepted", answer__fr="Une permanence par mois", supports="37",
    )  # fmt: skip
    bilan = run(folder, row)
    assert bilan.tables[0].ajoutees == 1
    found = written(folder)["12"]
    assert {name: cell for name, cell in found.items() if cell} == {
        "contribution": f"{DEMARCHE}-decidim-12", "demarche": DEMARCHE, "quartiers": "tilleuls", "thematique": "sante",
        "texte": "Un médecin le samedi. Il n'y en a plus", "soutiens": "37", "suite": "retenue",
        "reponse": "Une permanence par mois", "relue": "non",
    }  # fmt: skip
    assert f"{DEMARCHE}-decidim-12" not in load_contrat(folder).contributions  # it is valid, and not shown


def test_nothing_is_kept_of_who_wrote(folder: Path) -> None:
    describe(folder)
    run(folder, proposal(1, author__url="https://exemple.fr/profiles/zoe", address="12 rue des Lilas", latitude="50,4"))
    text = "".join(path.read_text(encoding="utf-8-sig") for path in folder.glob("*.csv"))
    for trace in ("Untel", "778899", "profiles", "Lilas", "50,4"):
        assert trace not in text


@pytest.mark.parametrize(
    ("title", "body", "texte"),
    [
        ("Des bancs", "Appelez-moi au 06 12 34 56 78", "Des bancs"),
        ("Merci à Mme Durand", "", "Proposition 5 : à lire sur la plateforme, et à résumer dans nos mots"),
    ],
)
def test_a_text_that_names_someone_is_not_written(folder: Path, title: str, body: str, texte: str) -> None:
    describe(folder)
    assert run(folder, proposal(5, title, body__fr=body)).tues == 1
    assert written(folder)["5"]["texte"] == texte
    load_contrat(folder)


def test_a_long_text_is_for_whoever_says_it_shorter(folder: Path) -> None:
    describe(folder)
    run(folder, proposal(5, body__fr="Il en manque partout. " * 40))
    assert written(folder)["5"]["texte"] == "Des bancs"


def test_what_is_rejected_without_a_reason_has_no_suite(folder: Path) -> None:
    describe(folder)
    told = proposal(2, "Un stade", state="rejected", answer__fr="Le terrain manque")
    assert run(folder, proposal(1, state="rejected"), told).sans_raison == 1
    assert (written(folder)["1"]["suite"], written(folder)["2"]["suite"]) == ("", "écartée")


def test_what_its_author_took_back_is_not_taken(folder: Path) -> None:
    describe(folder)
    assert run(folder, proposal(1, state="withdrawn"), proposal(2)).retirees == 1
    assert set(written(folder)) == {"2"}


def test_what_somebody_has_read_stays_and_the_rest_is_kept_up(folder: Path) -> None:
    describe(folder)
    run(folder, proposal(1, supports="5"), proposal(2, supports="5"))
    mark_read(folder, 1, "Mettre des bancs à l'ombre")
    bilan = run(folder, proposal(1, supports="50"), proposal(2, supports="50"))
    assert (bilan.relues, bilan.tables[0].ajoutees, bilan.tables[0].modifiees) == (1, 0, 1)
    found = written(folder)
    assert (found["1"]["texte"], found["1"]["soutiens"]) == ("Mettre des bancs à l'ombre", "5")
    assert found["2"]["soutiens"] == "50"
    assert load_contrat(folder).contributions[f"{DEMARCHE}-decidim-1"].peu_de_soutiens


def test_what_staff_typed_under_a_number_is_theirs(folder: Path) -> None:
    describe(folder)
    append(folder / "contributions.csv", f"{DEMARCHE}-1;{DEMARCHE};;;;Saisi à la main;;;;;;non")
    run(folder, proposal(1))
    assert "Saisi à la main" in (folder / "contributions.csv").read_text(encoding="utf-8-sig")
    assert written(folder)["1"]["texte"] == "Des bancs"


def test_the_same_file_again_changes_nothing(folder: Path) -> None:
    describe(folder)
    run(folder, proposal(1), proposal(2))
    before = (folder / "contributions.csv").read_bytes()
    run(folder, proposal(1), proposal(2))
    assert (folder / "contributions.csv").read_bytes() == before


def test_what_is_not_described_is_said(folder: Path) -> None:
    describe(folder)
    bilan = run(folder, proposal(1, category__name__fr="Mobilité"))
    assert bilan.hors_liste == {"category/name/fr": ["Mobilité"]}
    assert bilan.inconnues == ("category/id", "address", "endorsements/total_count", "comments", "published_at")
    assert written(folder)["1"]["thematique"] == ""


def test_what_cannot_be_taken_is_refused_and_nothing_is_written(folder: Path) -> None:
    before = (folder / "contributions.csv").read_bytes()
    describe(folder, "id;identifiant;", "title/fr;titre;", "category/name/fr;thème;Mobilité = transports")
    with pytest.raises(DonneesInvalides, match="le numéro de la proposition"):
        run(folder, proposal("12b"))
    with pytest.raises(DonneesInvalides, match="une thématique de thematiques"):
        run(folder, proposal(1, category__name__fr="Mobilité"))
    assert (folder / "contributions.csv").read_bytes() == before


def test_a_formula_is_a_text(folder: Path) -> None:
    describe(folder)
    run(folder, proposal(1, '=HYPERLINK("http://x";"y")'))
    assert written(folder)["1"]["texte"].startswith("HYPERLINK")


def test_an_unknown_demarche_and_a_table_without_a_number_are_said(folder: Path) -> None:
    with pytest.raises(DonneesInvalides, match="une démarche de cette table"):
        import_platform(folder / "questions.csv", folder, "inconnue")
    describe(folder, "title/fr;titre;")
    with pytest.raises(DonneesInvalides, match="une colonne de rôle « identifiant »"):
        run(folder, proposal(1))


def test_what_became_of_them_is_told_with_the_rows_to_add(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No word of a proposal is: it may name somebody."""
    first = run(folder, proposal(1))
    show_decidim(make_console(), first, DEMARCHE)
    assert f"{DEMARCHE};title/fr;titre;;;;" in capsys.readouterr().out
    describe(folder)
    show_decidim(make_console(), run(folder, proposal(1, category__name__fr="Mobilité")), DEMARCHE)
    said = capsys.readouterr().out
    assert "1 proposition lue." in said
    assert "« category/name/fr » : Mobilité" in said.replace("\u202f", " ")
    assert f"{DEMARCHE};published_at;ignorer;;;;" in said
    assert "Des bancs" not in said and "Untel" not in said


def test_long_runs_of_signs_are_read_at_once() -> None:
    assert plain_text("<" * 20_000).startswith("<")

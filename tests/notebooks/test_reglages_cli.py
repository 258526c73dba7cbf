"""``python pipeline.py`` on a ``contrat.toml`` that cannot be, as a process: what the staff read, and what stays."""

from collections.abc import Callable
from pathlib import Path

import pytest
from test_pipeline import Run, assert_user_error

from quartiers import DEFAULT_DATA

OWN = (DEFAULT_DATA / "contrat.toml").read_bytes()


def replaced(start: bytes, new: bytes) -> bytes:
    """The project's own file with another line in place of the one that begins so."""
    lines = OWN.split(b"\n")
    [place] = [i for i, line in enumerate(lines) if line.startswith(start)]
    lines[place] = new
    return b"\n".join(lines)


# Some of the kinds of tests/donnees/test_reglages.py.
KINDS = {
    "an unknown section": (replaced(b"[lecture]", b"[lectures]"), "Sans doute [lecture]."),
    "a decimal comma": (replaced(b"ecart_points", b"ecart_points = 2,0"), "Écrire 2.0"),
    "a number of 5,000 digits": (replaced(b"horizon", b"horizon = " + b"9" * 5000), "entre 1990 et 2100"),
    "deep tables": (replaced(b"[contrat]", b"[" + b"a." * 5000 + b"a]\n[contrat]"), "trop de listes"),
    "a file that is no text": (b"PK\x03\x04\x00\x00", "sans caractère nul"),
}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A report of an earlier day."""
    (tmp_path / "sortie").mkdir()
    (tmp_path / "sortie" / "synthese.html").write_text("rapport d'hier")
    return tmp_path / "sortie"


@pytest.fixture
def refused(pipeline: Run, dossier: Path, output: Path) -> Callable[[str], None]:
    """Run the command on the copied data: it must end without having touched anything."""

    def run(says: str) -> None:
        before = {path: path.read_bytes() for path in dossier.iterdir() if path.is_file()}
        result = pipeline("--donnees", dossier, "--sortie", output)
        assert_user_error(result, "1 anomalie dans les données :", "- contrat.toml", says, "Rien n'a été écrit")
        assert [path.read_text() for path in output.rglob("*")] == ["rapport d'hier"]
        assert {path: path.read_bytes() for path in dossier.iterdir() if path.is_file()} == before

    return run


@pytest.mark.parametrize("kind", KINDS)
def test_a_contract_that_cannot_be_stops_everything(dossier: Path, refused: Callable[[str], None], kind: str) -> None:
    content, says = KINDS[kind]
    (dossier / "contrat.toml").write_bytes(content)
    refused(says)


@pytest.mark.parametrize("name", ["contrat.toml.txt", "contrat (1).toml"])
def test_a_contract_under_another_name(dossier: Path, refused: Callable[[str], None], name: str) -> None:
    (dossier / "contrat.toml").rename(dossier / name)
    refused(f"« {name} » est dans le dossier")


def test_a_folder_in_its_place(dossier: Path, refused: Callable[[str], None]) -> None:
    (dossier / "contrat.toml").unlink()
    (dossier / "contrat.toml").mkdir()
    refused("Ce nom est celui d'un dossier")

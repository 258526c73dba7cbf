"""One run at a time in an output folder, whatever was there under the lock's name."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quartiers.ecriture import write_atomic
from quartiers.execution.echecs import EcritureImpossible
from quartiers.execution.verrou import VERROU, DossierOccupe, alone_in, importing_in
from quartiers.marques import temporary_name
from tests.conftest import Link

ENTER = """\
import sys
from pathlib import Path
from quartiers.execution.verrou import DossierOccupe, alone_in
try:
    with alone_in(Path(sys.argv[1])):
        print("seul")
except DossierOccupe as error:
    print(error)
"""


def enter(folder: Path) -> str:
    """What another process says that would be alone in the folder."""
    done = subprocess.run([sys.executable, "-c", ENTER, str(folder)], capture_output=True, check=True)
    return done.stdout.decode(errors="replace")


def test_another_process_waits_its_turn(tmp_path: Path) -> None:
    with alone_in(tmp_path):
        assert "Une autre fabrication est en cours" in enter(tmp_path)
    assert enter(tmp_path).strip() == "seul"


def test_a_file_of_that_name_is_held_and_not_changed(tmp_path: Path) -> None:
    """It is somebody's: a run may hold it, and neither writes in it nor removes it."""
    path = tmp_path / VERROU
    path.write_text("précieux")
    before = path.stat()
    with alone_in(tmp_path):
        assert "Une autre fabrication" in enter(tmp_path)
    assert path.read_text() == "précieux"
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


@pytest.mark.parametrize("target", ["ailleurs", "absent"])
def test_a_link_of_that_name_is_not_followed(tmp_path: Path, link: Link, target: str) -> None:
    (tmp_path / "ailleurs").write_text("précieux")
    folder = tmp_path / "sortie"
    folder.mkdir()
    link(folder / VERROU, f"../{target}")
    with alone_in(folder):
        assert "Une autre fabrication" in enter(folder)
    assert {p.name for p in tmp_path.iterdir()} == {"ailleurs", "sortie"}
    assert (tmp_path / "ailleurs").read_text() == "précieux"


def test_the_other_name_of_the_file_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "ailleurs").write_text("précieux")
    os.link(tmp_path / "ailleurs", tmp_path / VERROU)
    with alone_in(tmp_path):
        pass
    assert (tmp_path / "ailleurs").read_text() == "précieux"


def test_a_folder_of_that_name_is_said(tmp_path: Path) -> None:
    (tmp_path / VERROU).mkdir()
    with pytest.raises(EcritureImpossible, match=r"\.verrou"), alone_in(tmp_path):
        pass
    assert (tmp_path / VERROU).is_dir()


def test_it_may_be_held_again(tmp_path: Path) -> None:
    for _ in range(2):
        with alone_in(tmp_path):
            pass
    with pytest.raises(DossierOccupe), alone_in(tmp_path), alone_in(tmp_path):
        pass


def test_two_imports_in_one_folder_wait_for_one_another(dossier: Path) -> None:
    before = sorted(dossier.iterdir())
    busy = pytest.raises(DossierOccupe, match="Une autre importation est en cours")
    with importing_in(dossier), busy, importing_in(dossier):
        pass
    with importing_in(dossier):
        pass
    assert sorted(dossier.iterdir()) == before


def test_an_import_removes_what_a_killed_one_left_and_keeps_a_file_of_somebody(dossier: Path) -> None:
    (dossier / VERROU).write_text("précieux")
    (dossier / "importees" / temporary_name()).write_text("à moitié")
    (dossier / "importees/.en-cours-moi.tmp").write_text("à moi")
    with importing_in(dossier):
        assert [p.name for p in (dossier / "importees").glob(".en-cours-*")] == [".en-cours-moi.tmp"]
    assert (dossier / VERROU).read_text() == "précieux"


@pytest.mark.skipif(sys.platform != "linux", reason="locks of Unix")
@pytest.mark.parametrize("code", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def test_where_there_are_no_locks_a_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """And an old lock of ours, that lies there, holds nobody up."""
    (tmp_path / VERROU).touch()

    def refuse(*_: object) -> None:
        raise OSError(code, "no locks")

    monkeypatch.setattr("fcntl.flock", refuse)
    with alone_in(tmp_path), alone_in(tmp_path):
        pass


def test_rights_that_a_share_refuses_to_set_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "no rights here")

    monkeypatch.setattr(Path, "chmod", refuse)
    write_atomic(tmp_path / "a", "contenu")
    assert (tmp_path / "a").read_text() == "contenu"

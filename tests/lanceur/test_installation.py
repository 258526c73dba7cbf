"""What the installation does, says and notes; what it says when pip, or the system, refuses."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from quartiers import PROJECT_ROOT
from quartiers.lanceur.complet import find_missing
from quartiers.lanceur.echec import Cause, Echec, explain_failure
from quartiers.lanceur.environnement import Ask, Environnement, Etat, Vu, digest_requirements, judge, python_of
from quartiers.lanceur.installation import Horloge, adopt, install, run_and_listen

Command = Sequence[str | Path]


class Fausse:
    """Commands that are noted; ``venv`` writes what it would, pip says ``said`` and fails as often as it is told to."""

    def __init__(self, make: Callable[..., Path], said: str = "", failures: int = 0, interrupted: bool = False):
        self.commands: list[list[str]] = []
        self._make, self._said, self._failures, self._interrupted = make, said, failures, interrupted

    def __call__(self, command: Command, folder: Path, hear: Callable[[str], None]) -> tuple[int, str]:
        words = [str(word) for word in command]
        self.commands.append(words)
        if words[1:3] == ["-m", "venv"]:
            (Path(words[3]) / "quartiers.json").replace(folder / "de-cote")  # it makes its folder itself
            Path(words[3]).rmdir()
            self._make(Path(words[3]), f"{sys.version_info[0]}.{sys.version_info[1]}.0")
            (folder / "de-cote").replace(Path(words[3]) / "quartiers.json")
        elif "pip" in words:
            if self._interrupted:
                raise KeyboardInterrupt
            for line in self._said.splitlines():
                hear(line)
            self._failures -= 1
            return int(self._failures >= 0), self._said
        return 0, ""

    @property
    def pip(self) -> list[list[str]]:
        return [command for command in self.commands if "pip" in command]


@pytest.fixture
def here(project: Path) -> Ask:
    """An environment of this Python, that starts."""
    (project / "bibliotheques").mkdir()
    return lambda _: Vu(sys.version_info[:2], "essai", True, project / "bibliotheques")


Make = Callable[..., Path]


def absent(project: Path) -> Environnement:
    return Environnement(project / ".venv", Etat.ABSENT)


def test_the_first_time_all_is_made_and_said(project: Path, make_environment: Make, here: Ask) -> None:
    run, shown = (
        Fausse(make_environment, "Collecting pandas>=2\nCollecting typst\nInstalling collected packages: x\n"),
        [],
    )
    install(project, absent(project), shown.append, run=run, ask=here)
    [pip] = run.pip
    assert pip[0] == str(python_of(project / ".venv"))  # no pip.exe, of which the paths do not follow a move
    assert pip[-2:] == ["-r", str(project / "requirements.txt")]
    assert "Téléchargement : 2 bibliothèques" in shown
    assert judge(project / ".venv", digest_requirements(project), here).etat is Etat.PRET


def test_libraries_find_the_project_wherever_it_is_moved(project: Path, make_environment: Make, here: Ask) -> None:
    install(project, absent(project), print, run=Fausse(make_environment), ask=here)
    [note] = (project / "bibliotheques").glob("*.pth")
    assert (note.parent / note.read_text().strip()).resolve() == project.resolve()
    assert note.read_text().strip() == ".."


def test_a_failure_leaves_what_the_next_opening_takes_up(project: Path, make_environment: Make, here: Ask) -> None:
    run = Fausse(make_environment, "ERROR: Could not find a version (from versions: none)", failures=1)
    with pytest.raises(Echec) as failed:
        install(project, absent(project), print, run=run, ask=here)
    assert failed.value.cause is Cause.RESEAU
    found = judge(project / ".venv", digest_requirements(project), here)
    assert (found.etat, found.interrompu) == (Etat.A_COMPLETER, True)
    assert "from versions: none" in (project / ".venv" / "installation.txt").read_text()
    install(project, found, print, run=run, ask=here)
    assert judge(project / ".venv", digest_requirements(project), here).etat is Etat.PRET
    assert sum(command[1:3] == ["-m", "venv"] for command in run.commands) == 1


def test_ctrl_c_leaves_what_the_next_opening_takes_up(project: Path, make_environment: Make, here: Ask) -> None:
    run = Fausse(make_environment, interrupted=True)
    with pytest.raises(KeyboardInterrupt):
        install(project, absent(project), print, run=run, ask=here)
    assert judge(project / ".venv", digest_requirements(project), here).interrompu


def test_the_library_that_was_being_installed_is_installed_again(
    project: Path, make_environment: Make, here: Ask
) -> None:
    """pip would believe one whose metadata are there; it writes RECORD last."""
    whole, half = (project / "bibliotheques" / f"{name}-1.0.dist-info" for name in ("entiere", "moitie"))
    for folder in (whole, half):
        folder.mkdir()
        (folder / "METADATA").write_text("")
    (whole / "RECORD").write_text("")
    make_environment(project / ".venv", f"{sys.version_info[0]}.{sys.version_info[1]}.0")
    found = judge(project / ".venv", "", here)
    install(project, found, print, run=Fausse(make_environment), ask=here)
    assert (whole.exists(), half.exists()) == (True, False)


def test_a_spent_environment_gives_way_whole(project: Path, make_environment: Make, here: Ask) -> None:
    folder = make_environment(project / ".venv")
    (folder / "ancienne").write_text("")
    spent = Environnement(folder, Etat.A_REFAIRE, "il est vieux")
    install(project, spent, print, run=Fausse(make_environment), ask=here)
    assert not (folder / "ancienne").exists()
    assert [path.name for path in project.iterdir() if path.name.startswith(".en-cours")] == []


def test_one_that_cannot_be_moved_away_is_said_to_be_in_use(
    project: Path, make_environment: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses, while a window runs its Python."""

    def refuse(self: Path, _: Path) -> Path:
        raise PermissionError(13, "Access is denied", str(self))

    folder = make_environment(project / ".venv")
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(Echec, match="Fermer les autres fenêtres"):
        install(project, Environnement(folder, Etat.A_REFAIRE, "vieux"), print, run=Fausse(make_environment))
    assert (folder / "pyvenv.cfg").exists()


def test_a_network_that_deciphers_is_tried_with_the_certificates_of_the_system(
    project: Path, make_environment: Make, here: Ask
) -> None:
    run = Fausse(make_environment, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed", failures=1)
    install(project, absent(project), print, run=run, ask=here)
    first, second = run.pip
    assert ("--use-feature=truststore" in first, "--use-feature=truststore" in second) == (False, True)


def test_the_proxy_that_was_typed_goes_to_pip(project: Path, make_environment: Make, here: Ask) -> None:
    run = Fausse(make_environment)
    install(project, absent(project), print, relais="http://relais:3128", run=run, ask=here)
    assert run.pip[0][run.pip[0].index("--proxy") + 1] == "http://relais:3128"


def test_a_library_that_does_not_load_is_said(project: Path, make_environment: Make, here: Ask) -> None:
    def run(command: Command, folder: Path, hear: Callable[[str], None]) -> tuple[int, str]:
        if "-c" in command:
            return 1, "Traceback\nImportError: DLL load failed while importing _multiarray_umath\n"
        return Fausse(make_environment)(command, folder, hear)

    with pytest.raises(Echec, match=r"DLL load failed[\s\S]*antivirus"):
        install(project, absent(project), print, run=run, ask=here)
    assert judge(project / ".venv", digest_requirements(project), here).etat is not Etat.PRET


@pytest.mark.parametrize(
    ("log", "cause"),
    [
        ("ERROR: Could not find a version that satisfies the requirement pandas (from versions: none)", Cause.RESEAU),
        ("NewConnectionError: Failed to establish a new connection: [Errno 11001] getaddrinfo failed", Cause.RESEAU),
        (
            "WARNING: Retrying after ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407",
            Cause.RELAIS,
        ),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", Cause.CERTIFICAT),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", Cause.PLACE),
        ("OSError: [WinError 112] Espace insuffisant sur le disque", Cause.PLACE),
        (
            "HINT: This error might have occurred since this system does not have Windows Long Path support",
            Cause.CHEMIN,
        ),
        ("PermissionError: [WinError 5] Accès refusé: 'C:\\x'\nCheck the permissions.", Cause.DROITS),
        ("ERROR: quelque chose d'autre", Cause.INCONNUE),
        ("", Cause.INCONNUE),
    ],
)
def test_why_it_failed_is_said_with_what_to_do(log: str, cause: Cause) -> None:
    failure = explain_failure(log, "C:\\p\\.venv\\installation.txt")
    assert failure.cause is cause
    reason, remedy = str(failure).split("\n")
    assert reason
    assert remedy
    assert ("installation.txt" in remedy) is (cause is Cause.INCONNUE)


# -- what the README's commands have made ------------------------------------------------------------------


def test_what_pip_has_filled_is_complete() -> None:
    """This very environment: the tests are run in one that has what is required."""
    assert find_missing(PROJECT_ROOT) == []


def test_what_is_missing_or_of_another_version_is_named(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[project]\ndependencies = ['pandas>=2', 'une-absente>=1', 'autre ; sys_platform == \"nulle-part\"']\n"
        "optional-dependencies.plus = ['une-autre']\n"
    )
    (tmp_path / "constraints.txt").write_text("# écrit par uv\npandas==0.1  # via x\nnumpy==0.2\n")
    assert sorted(find_missing(tmp_path)) == ["numpy==0.2", "pandas==0.1", "une-absente"]


@pytest.mark.parametrize("trust", [True, False])
def test_one_that_works_is_adopted_unless_interrupted(project: Path, here: Ask, trust: bool) -> None:
    """Asked of a real Python: this one, in the place of the environment's."""
    script = project / "quartiers" / "lanceur" / "complet.py"
    script.write_bytes((PROJECT_ROOT / "quartiers" / "lanceur" / "complet.py").read_bytes())
    folder = project / ".venv"
    python_of(folder).parent.mkdir(parents=True)
    if sys.platform == "win32":
        pytest.skip("links ask for a right there")
    python_of(folder).write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python_of(folder).chmod(0o755)
    found = Environnement(folder, Etat.A_COMPLETER, vu=here(python_of(folder)), interrompu=not trust)
    assert adopt(project, found) is trust
    assert (folder / "quartiers.json").exists() is trust


def test_one_that_lacks_something_is_not_adopted(project: Path, here: Ask) -> None:
    found = Environnement(project / ".venv", Etat.A_COMPLETER, vu=here(project))
    python_of(found.dossier).parent.mkdir(parents=True)
    python_of(found.dossier).write_text("#!/bin/sh\nexit 1\n")
    python_of(found.dossier).chmod(0o755)
    assert not adopt(project, found)


# -- a command that is listened to -------------------------------------------------------------------------


def test_each_line_is_heard_and_all_is_kept(tmp_path: Path) -> None:
    heard: list[str] = []
    program = "import sys; print('un é'); print('deux', file=sys.stderr); sys.exit(3)"
    code, said = run_and_listen([sys.executable, "-c", program], tmp_path, heard.append)
    assert code == 3
    assert sorted(said.splitlines()) == ["deux", "un é"] == sorted(filter(None, heard))


def test_what_is_interrupted_is_ended(tmp_path: Path) -> None:
    program = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    pids: list[int] = []

    def hear(line: str) -> None:
        pids.append(int(line))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_and_listen([sys.executable, "-c", program], tmp_path, hear)
    import psutil

    assert not psutil.pid_exists(pids[0])


def test_the_clock_replaces_its_line_or_says_each_step_once() -> None:
    written: list[str] = []
    clock = Horloge(written.append, en_place=True)
    clock.show("Téléchargement : 10 bibliothèques")
    clock.show("Fin")
    assert all(text.startswith("\r") for text in written)
    assert len(written[1]) == len(written[0])  # nothing of the longer one is left
    written.clear()
    piped = Horloge(written.append, en_place=False)
    for count in range(3):
        piped.show(f"Téléchargement : {count} bibliothèques")
    assert written == ["Téléchargement : 0 bibliothèques\n"]


def test_what_venv_said_is_kept_for_whoever_helps(project: Path, here: Ask) -> None:
    def run(_: Command, _folder: Path, _hear: Callable[[str], None]) -> tuple[int, str]:
        return 1, "Error: Command '-m ensurepip' returned non-zero exit status 1.\n"

    with pytest.raises(Echec, match="ensurepip") as failed:
        install(project, absent(project), print, run=run, ask=here)
    kept = project / ".venv" / "installation.txt"
    assert str(kept) in str(failed.value)
    assert "ensurepip" in kept.read_text(encoding="utf-8")
    found = judge(project / ".venv", digest_requirements(project), here)
    assert (found.etat, found.raison) == (Etat.A_REFAIRE, "sa création avait été interrompue")

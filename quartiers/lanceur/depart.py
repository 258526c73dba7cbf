"""Where the double-clicked scripts arrive, with any Python that suits: the environment first, then the menu."""

import contextlib
import sys
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # as a script, it has its own folder there

from quartiers.lanceur import console  # noqa: E402
from quartiers.lanceur.contrats import find_tables  # noqa: E402
from quartiers.lanceur.echec import Cause, Echec  # noqa: E402
from quartiers.lanceur.environnement import Environnement, Etat, choose, digest_requirements, is_own_disk  # noqa: E402
from quartiers.lanceur.installation import DURATION, ROOM, Horloge, adopt, install  # noqa: E402
from quartiers.lanceur.menu import Menu  # noqa: E402
from quartiers.lanceur.seul import alone_with  # noqa: E402

LOCK = ".lanceur.verrou"
ERROR = "lanceur-erreur.txt"
_PATIENCE_S = 2.0


def main(root: Path = ROOT) -> int:
    """A session, from the double-click to the end; nothing that goes wrong closes the window before it was read."""
    try:
        environment = prepare(root)
        tables = find_tables(root)
        if not tables:
            console.say(f"Il n'y a pas de tables : le dossier {root / 'data'} manque, ou n'a pas de contrat.toml.")
            return _wait(1)
        Menu(root, environment.python, tables[0]).run()
    except console.Fini:
        pass
    except KeyboardInterrupt:
        console.say("\nArrêté. Relancer reprend ce qui n'était pas fini.")
        return _wait(0)
    except Echec as error:
        console.say(f"\n{error}")
        return _wait(1)
    except Exception as error:
        _say_unexpected(root, error)
        return _wait(1)
    return 0


def prepare(root: Path) -> Environnement:
    """The environment, made or completed if need be; raises :class:`Echec`."""
    own_disk = is_own_disk(root)
    found = choose(root, digest_requirements(root), own_disk=own_disk)
    if found.etat is Etat.PRET or adopt(root, found):
        return found
    waited = False

    def wait() -> None:
        nonlocal waited
        if not waited:
            console.say("Une autre fenêtre, ou un autre ordinateur, installe déjà dans ce dossier : attente…")
        waited = True
        time.sleep(_PATIENCE_S)

    try:
        with alone_with(root / LOCK, wait):
            found = choose(root, digest_requirements(root), own_disk=own_disk)
            if found.etat is not Etat.PRET:
                _install(root, found)
    except OSError as error:
        raise Echec(
            Cause.DROITS,
            f"Rien ne peut être écrit dans {root} : ce dossier est en lecture seule, ou les droits manquent.",
            "Copier tout le dossier du projet sur le disque de l'ordinateur, et l'ouvrir de là.",
        ) from error
    return choose(root, digest_requirements(root), own_disk=own_disk)


def _install(root: Path, found: Environnement) -> None:
    if found.etat is Etat.ETRANGER:
        raise Echec(
            Cause.INCONNUE,
            f"« {found.dossier} » n'est pas un environnement Python, et ce programme ne l'a pas fait.",
            "Le déplacer ou le renommer, puis relancer.",
        )
    console.say(_announce(found))
    relais = ""
    while True:
        clock = Horloge(_write, en_place=sys.stdout.isatty())
        try:
            install(root, found, clock.show, relais=relais)
            clock.end()
            console.say("L'installation est terminée.")
            return
        except Echec as error:
            clock.end()
            if error.cause not in (Cause.RESEAU, Cause.RELAIS):
                raise
            console.say(f"\n{error}")
            relais = console.ask("Adresse du relais (Entrée : abandonner) : ")
            if not relais:
                raise console.Fini from None
            found = choose(root, digest_requirements(root), own_disk=is_own_disk(root))
        finally:
            clock.end()


def _announce(found: Environnement) -> str:
    """What is about to be done, why, and how long it takes."""
    what = {
        Etat.ABSENT: "Première ouverture sur cet ordinateur : les bibliothèques vont être installées dans le dossier "
        f"du projet ({found.dossier.name}).",
        Etat.A_REFAIRE: f"L'environnement Python ({found.dossier.name}) est à refaire : {found.raison}.",
        Etat.A_COMPLETER: "Le programme a changé, ou son installation n'était pas finie : il manque peut-être des "
        "bibliothèques.",
    }[found.etat]
    how = f"Il faut internet, {ROOM} sur le disque, et {DURATION}. Ensuite, internet ne sert plus."
    stop = "Pour arrêter : Ctrl+C, ou fermer la fenêtre ; la prochaine ouverture reprendra."
    return f"{what}\n{how}\n{stop}\n"


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _say_unexpected(root: Path, error: Exception) -> None:
    from quartiers.ecriture import write_atomic

    whole = "".join(traceback.format_exception(error))
    try:
        write_atomic(root / ERROR, whole)
        where = f"À transmettre : {root / ERROR}"
    except OSError:
        where = whole
    console.say(f"\nErreur du programme, et non de votre fait ({type(error).__name__}). {where}")


def _wait(code: int) -> int:
    """Leave the window open until somebody has read it."""
    with contextlib.suppress(console.Fini):
        console.ask("\nEntrée pour fermer la fenêtre. ")
    return code


if __name__ == "__main__":
    from quartiers.execution.terminal import run_command

    sys.exit(run_command(main))

"""What a worker of a Dask cluster does: make reports as one machine alone does, on folders that all share.

A worker process keeps, for each run, one :class:`~quartiers.execution.noyaux.atelier.Atelier` that holds the contract:
the data are read once, and its kernels are warm. It refuses to work for a run whose program, data or output folder
are not those that it sees: a report would be written that the run takes for another.
"""

import asyncio
import contextlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartiers import PROJECT_ROOT
from quartiers.chemins import CheminInvalide, fetched, parse_folder
from quartiers.execution.empreintes import describe_code
from quartiers.execution.manifeste import digest_file
from quartiers.execution.plan import ReportTask
from quartiers.marques import temporary_name

if TYPE_CHECKING:
    from quartiers.execution.noyaux.atelier import Atelier
    from quartiers.execution.rapports import ReportResult

_NAMED_LIBRARIES = 3


@dataclass(frozen=True)
class Commande:
    """What a run asks of every worker, in words that any machine reads.

    ``passage`` names the run, ``racine`` is where the project is on the machine that gives it; ``programme`` is
    :func:`~quartiers.execution.empreintes.describe_code`, ``carnets`` the fingerprints of the notebooks by their path
    there, ``contrat`` that of the data; ``delai`` is the seconds that a report may take, None for ever; ``depuis`` is
    the day of the edition that it says what has changed since, if it does.
    """

    passage: str
    racine: str
    programme: Mapping[str, Any]
    carnets: Mapping[str, str | None]
    contrat: str
    donnees: str
    sortie: str
    formats: tuple[str, ...]
    delai: float | None
    depuis: str | None = None

    def witness(self, sortie: Path) -> Path:
        """The file by which a worker knows that it sees the same output folder."""
        return sortie / temporary_name(self.passage)

    def notebook(self, there: str | Path) -> Path:
        """The notebook of that path on the machine that gives the order: its twin here, if it is the project's."""
        path = Path(there)
        return PROJECT_ROOT / path.relative_to(self.racine) if path.is_relative_to(self.racine) else path


class Refus(Exception):
    """This worker must not work for the run; its text says why."""


def build_there(task: ReportTask, commande: Commande) -> "ReportResult":
    """Build a report on this worker, as :func:`~quartiers.execution.rapports.build` does."""
    from quartiers.execution.rapports import ReportResult, build

    try:
        with _post_of(commande) as post:
            here = replace(task, notebook=commande.notebook(task.notebook))
            return build(here, post.sortie, commande.formats, post.atelier)
    except Refus as refusal:
        return ReportResult(task, 0.0, (), str(refusal))


async def check_there(commande: Commande) -> str | None:
    """Make this worker ready for a run; why it cannot be, otherwise."""

    def check() -> str | None:
        try:
            with _post_of(commande):
                return None
        except Refus as refusal:
            return str(refusal)

    return await asyncio.to_thread(check)  # reading the data takes long, and a worker that does not answer is lost


async def close_there(passage: str) -> None:
    """Have this worker forget a run: its kernels are killed, its reports left."""
    await asyncio.to_thread(_close, passage)


# -- the runs that this process works for ------------------------------------------------------------------


@dataclass
class _Post:
    """What the process keeps for a run, and how many reports use it now."""

    atelier: "Atelier"
    sortie: Path
    users: int = 0


_posts: dict[str, _Post] = {}
_lock = threading.Lock()


@contextlib.contextmanager
def _post_of(commande: Commande) -> Iterator[_Post]:
    """The post of a run, opened at its first report; :class:`Refus` when this worker cannot serve it."""
    with _lock:
        if commande.passage not in _posts:
            for passage in [name for name, post in _posts.items() if not post.users]:
                _posts.pop(passage).atelier.close()  # of a run that was killed: it could not say that it was over
            _posts[commande.passage] = _open(commande)
        post = _posts[commande.passage]
        post.users += 1
    try:
        yield post
    finally:
        with _lock:
            post.users -= 1


def _close(passage: str) -> None:
    with _lock:
        post = _posts.pop(passage, None)
    if post is not None:
        post.atelier.close()


def _open(commande: Commande) -> _Post:
    _check_program(commande)
    from quartiers.analyse.empreintes import digest_contrat
    from quartiers.donnees import DonneesInvalides, Introuvable, load_contrat
    from quartiers.donnees.editions import AUCUNE, with_edition
    from quartiers.execution.noyaux.atelier import Atelier

    atelier = Atelier(commande.delai)
    try:
        sortie = parse_folder(commande.sortie)
        if not commande.witness(sortie).is_file():
            raise Refus(f"le dossier de sortie {commande.sortie} n'y est pas celui de la commande")
        with fetched(parse_folder(commande.donnees), atelier.dossier) as folder:
            contrat = with_edition(load_contrat(folder), folder, commande.depuis or AUCUNE)
        if digest_contrat(contrat) != commande.contrat:
            raise Refus(f"les données de {commande.donnees} n'y sont pas les mêmes, ou viennent de changer")
        atelier.publish(contrat)
    except BaseException as error:
        atelier.close()
        if isinstance(error, CheminInvalide | DonneesInvalides | Introuvable | OSError):
            raise Refus(f"les données ou le dossier de sortie ne s'y lisent pas : {error}") from error
        raise
    return _Post(atelier, sortie)


def _check_program(commande: Commande) -> None:
    own, wanted = describe_code(), commande.programme
    if own["python"] != wanted["python"]:
        raise Refus(f"Python y est « {own['python']} » au lieu de « {wanted['python']} »")
    if own["bibliotheques"] != wanted["bibliotheques"]:
        differing = sorted(set(own["bibliotheques"]) ^ set(wanted["bibliotheques"]))
        named = ", ".join(name.removesuffix(".dist-info") for name in differing[:_NAMED_LIBRARIES])
        more = len(differing) - _NAMED_LIBRARIES
        raise Refus(f"les bibliothèques n'y sont pas les mêmes ({named}{f' et {more} de plus' if more > 0 else ''})")
    if own["paquet"] != wanted["paquet"]:
        raise Refus("le programme y est d'une autre version, ou a changé depuis que l'ouvrier a démarré")
    if any(digest_file(commande.notebook(path)) != digest for path, digest in commande.carnets.items()):
        raise Refus("les carnets n'y sont pas les mêmes")

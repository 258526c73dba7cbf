"""What a run of the reports does not make again, and no more fits the tables: guides, evaluations, yearly reports.

Each of their files is noted in the manifest with the fingerprint of the whole contract that it was made of, without the
edition that reports compare it with. A file of which none is noted may be of other tables: it is told too.
"""

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from quartiers import DEFAULT_DATA, DEFAULT_REPORTS
from quartiers.execution.manifeste import Manifeste, digest_file
from quartiers.execution.sorties import BILANS, EVALUATIONS, GUIDES
from quartiers.typographie import count

if TYPE_CHECKING:
    from quartiers.donnees import Contrat

_FOLDERS: Final = (GUIDES, EVALUATIONS, BILANS)
_SUFFIXES: Final = (".html", ".pdf")
_BILAN: Final = re.compile(r"bilan-([0-9]{4})")


@dataclass(frozen=True)
class ARefaire:
    """Something to make again: what it is, in French, and the command that makes it."""

    quoi: str
    commande: str


def digest_tables(contrat: "Contrat", whole: str | None = None) -> str:
    """The fingerprint of the tables; ``whole`` is that of the contract with its editions, where it is known."""
    from quartiers.analyse.empreintes import digest_contrat

    if not contrat.editions:
        return whole or digest_contrat(contrat)
    return digest_contrat(replace(contrat, editions=MappingProxyType({})))


def note_made(sortie: Path, names: Iterable[str], tables: str) -> None:
    """Note of which tables files were made; of one that is not there, nothing."""
    manifeste = Manifeste.read(sortie)
    contents = {name: digest_file(sortie / name) for name in names}
    manifeste.record(tables, {name: content for name, content in contents.items() if content is not None})


def find_outdated(manifeste: Manifeste, tables: str) -> tuple[ARefaire, ...]:
    """What of a folder no more fits the tables of that fingerprint."""
    return tuple(_told(_outdated_names(manifeste, tables)))


def describe_outdated(outdated: Iterable[ARefaire], options: Mapping[str, Path]) -> list[str]:
    """A line for each, with the command to type; ``options`` are the folders of the run, if not the usual ones."""
    usual = {"--donnees": DEFAULT_DATA, "--sortie": DEFAULT_REPORTS}
    told = [part for name, path in options.items() if path != usual[name] for part in (name, str(path))]
    more = f" {shlex.join(told)}" if told else ""
    return [
        f"À refaire, les tables ont pu changer depuis : {o.quoi} (pipeline.py {o.commande}{more})" for o in outdated
    ]


def _outdated_names(manifeste: Manifeste, tables: str) -> dict[str, list[str]]:
    """The reports to make again, by folder: their names without folder and suffix."""
    found: dict[str, list[str]] = {}
    for folder in _FOLDERS:
        paths = (p for p in sorted((manifeste.dossier / folder).glob("[!.]*.*")) if p.suffix in _SUFFIXES)
        for path in paths:
            known = manifeste.sorties.get(f"{folder}/{path.name}")
            if known is None or known.empreinte != tables:
                found.setdefault(folder, []).append(path.stem)
    return {folder: list(dict.fromkeys(stems)) for folder, stems in found.items()}


def _told(names: Mapping[str, list[str]]) -> Iterator[ARefaire]:
    if guides := names.get(GUIDES):
        pages = count(len(guides), "page à donner", "pages à donner")
        yield ARefaire(f"{pages}, dans {GUIDES}/", "guide")
    for name in names.get(EVALUATIONS, ()):
        yield ARefaire(f"{EVALUATIONS}/{name}", _command_of(name))
    for name in names.get(BILANS, ()):
        year = _BILAN.fullmatch(name)
        yield ARefaire(f"{BILANS}/{name}", f"bilan --annee {year[1]}" if year else "bilan")


def _command_of(evaluation: str) -> str:
    """The command of an evaluation, by the name that :func:`~quartiers.execution.plan.plan_evaluation` gives it."""
    if evaluation.startswith("evaluation-"):
        return f"evaluer --quartier {evaluation.removeprefix('evaluation-')}"
    return "evaluer" if evaluation == "evaluation" else "evaluer --commune NOM"

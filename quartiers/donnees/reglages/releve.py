"""Every section and key of ``contrat.toml``, known or not, with its line."""

from dataclasses import dataclass, field
from typing import Any, Final

from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.textes import clean_text
from quartiers.donnees.reglages.description import cle
from quartiers.donnees.reglages.remedes import explain
from quartiers.donnees.reglages.syntaxe import Illisible, Instruction, split
from quartiers.donnees.reglages.texte import Rapporteur

NULLE_PART: Final = ""  # before the first section
_MAX_FAULTS: Final = 20  # with more, the file is no contrat.toml


@dataclass(frozen=True)
class Entree:
    """A key's value as TOML reads it, and the statement that it is in; ``lisible``: whether it could be read."""

    instruction: Instruction
    valeur: Any = None
    lisible: bool = True

    @property
    def ligne(self) -> int:
        return self.instruction.ligne


@dataclass
class Section:
    """A section: the line of its name, and its keys; ``lisible``: whether its name could be read."""

    ligne: int
    entrees: dict[str, Entree] = field(default_factory=dict)
    lisible: bool = True


def read_sections(text: str, anomalies: list[Anomalie]) -> dict[str, Section]:
    """The sections of a text by name, that of the keys that stand before the first one included.

    What TOML does not read, and what is written twice, is added to ``anomalies``. A key or section that could not be
    read is there, so that it is not said to be missing.
    """
    found = _Releve()
    for instruction in split(text):
        found.take(instruction)
        if len(found.anomalies) > _MAX_FAULTS:
            remedy = "Les lignes suivantes n'ont pas été lues : reprendre le fichier d'avant."
            found.report("moins de lignes mal formées", instruction.ligne, remedy=remedy)
            break
    anomalies += found.anomalies
    return found.sections


class _Releve(Rapporteur):
    """What has been found so far, one statement after the other."""

    def __init__(self) -> None:
        super().__init__([])
        self.sections = {NULLE_PART: Section(1)}
        self._current = NULLE_PART

    def take(self, instruction: Instruction) -> None:
        """Add a statement to what has been found."""
        try:
            content = instruction.contenu
        except Illisible as error:
            self._refuse(instruction, error.ligne)
            return
        if instruction.est_section:
            self._open(instruction, content)
        elif self._current == NULLE_PART:
            self._put_outside(content, instruction)
        else:
            self._put_all(self._current, content, instruction)

    def _refuse(self, instruction: Instruction, line: int) -> None:
        """Say what is wrong in a statement."""
        known = None if instruction.est_section else cle(self._current, instruction.nom)
        remedy = explain(instruction, known.type if known else None)
        if line > instruction.ligne:
            remedy += f" Cela commence à la ligne {instruction.ligne}."
        shown = instruction.valeur if known and instruction.valeur else instruction.texte.strip()
        self.report(known.attendu if known else "une ligne de TOML bien formée", line, shown, remedy)
        if instruction.est_section:
            self._declare(instruction.nom or instruction.texte.strip(), instruction.ligne, lisible=False)
        else:
            self._put(self._current, instruction.nom, Entree(instruction, lisible=False))

    def _open(self, instruction: Instruction, content: dict[str, Any]) -> None:
        """Begin the section of a header, which TOML reads as tables one in another, or as a list of one."""
        names: list[str] = []
        value: Any = content
        while isinstance(value, dict) and value:
            [(name, value)] = value.items()
            names.append(_name(name))
        if isinstance(value, list):
            self.report("une section entre crochets simples", instruction.ligne, instruction.texte.strip())
        self._declare(".".join(names), instruction.ligne)

    def _declare(self, name: str, line: int, *, lisible: bool = True) -> None:
        self._current = name
        first = self.sections.setdefault(name, Section(line, lisible=lisible)).ligne
        if first < line:
            remedy = f"Elle est déjà à la ligne {first} : réunir les deux, ou retirer celle de trop."
            self.report("une section écrite une seule fois", line, f"[{name}]", remedy)

    def _put_outside(self, content: dict[str, Any], instruction: Instruction) -> None:
        """Keys before any section: those written ``contrat.nom = …`` or ``contrat = { nom = … }`` have theirs."""
        for name, value in content.items():
            if isinstance(value, dict):
                self.sections.setdefault(_name(name), Section(instruction.ligne))
                self._put_all(_name(name), value, instruction)
            else:
                self._put(NULLE_PART, _name(name), Entree(instruction, value))

    def _put_all(self, section: str, content: dict[str, Any], instruction: Instruction) -> None:
        for name, value in content.items():
            self._put(section, _name(name), Entree(instruction, value))

    def _put(self, section: str, name: str, entry: Entree) -> None:
        known = self.sections[section].entrees.setdefault(name, entry)
        if known is not entry and name:
            remedy = f"Elle est déjà à la ligne {known.ligne} : n'en garder qu'une."
            self.report("une clé écrite une seule fois", entry.ligne, name, remedy)


def _name(name: str) -> str:
    """The name of a section or key, as cells of a table are read."""
    return clean_text(name) or '""'

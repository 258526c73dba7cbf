"""The sections and keys that ``contrat.toml`` holds, put where they belong; each one that is elsewhere is said."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import islice
from typing import Final

from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.reglages.description import SECTIONS, TERRITOIRES, cle
from quartiers.donnees.reglages.releve import NULLE_PART, Entree, Section
from quartiers.donnees.reglages.texte import Rapporteur

MAX_FAULTS: Final = 40  # of one sort: the others are of the same


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant, whatever the case and the accents."""
    folded = {_plain(known): known for known in names}
    near = get_close_matches(_plain(name)[:60], list(folded), n=1)
    return folded[near[0]] if near else None


def _plain(name: str) -> str:
    return fold(name).replace(" ", "_")


class Rangement(Rapporteur):
    """What is to do with the ``sections`` of a file, so that known ones hold known keys; what is wrong is added to
    ``anomalies``, each mistake once."""

    def __init__(self, sections: dict[str, Section], anomalies: list[Anomalie]):
        super().__init__(anomalies)
        self._sections = sections

    def place(self) -> None:
        """Rename sections and keys of a near name, move those that stand elsewhere, drop those that are unknown."""
        said = set(self._place_values_of_sections())
        self._place_unknown_sections()
        for name in SECTIONS:
            if name not in self._sections and name not in said:
                self._place_strays(name)
        for name, key, entry in list(islice(self._unknown_keys(), MAX_FAULTS)):
            del self._sections[name].entrees[key]
            self._place_key(name, key, entry)

    def _place_values_of_sections(self) -> Iterator[str]:
        """Drop what is no section though it has the name of one."""
        outside = self._sections[NULLE_PART].entrees
        for name in [name for name in outside if name in SECTIONS]:
            entry = outside.pop(name)
            if entry.lisible:
                expected = f"une section [{name}], seule sur sa ligne, et ses clés en dessous"
                self.report(expected, entry.ligne, entry.instruction.texte.strip())
            yield name

    def _place_unknown_sections(self) -> None:
        unknown = [name for name in self._sections if name != NULLE_PART and name not in SECTIONS]
        listed = ", ".join(f"[{known}]" for known in SECTIONS)
        for name in unknown[:MAX_FAULTS]:
            section = self._sections.pop(name)
            near = nearest(name, [known for known in SECTIONS if known not in self._sections])
            if near:
                self._sections[near] = section
            if section.lisible:
                remedy = f"Sans doute [{near}]." if near else f"Sections connues : {listed}."
                self.report("une section connue", section.ligne, f"[{name}]", remedy)

    def _place_strays(self, name: str) -> None:
        """A section that is missing: its keys may be there all the same, under another that comes before."""
        keys = SECTIONS[name].cles or {}
        strays = [(s, k, e) for s, k, e in self._unknown_keys(everywhere=True) if k in keys]
        if not strays:
            if not SECTIONS[name].facultative:
                self.report(f"une section [{name}]")
            return
        line = min(entry.ligne for _, _, entry in strays)
        self.report(f"une section [{name}]", line, remedy="L'écrire seule sur une ligne, avant celle-ci.")
        for section, key, _ in strays:
            del self._sections[section].entrees[key]
        self._sections[name] = Section(line, {key: entry for _, key, entry in strays})

    def _unknown_keys(self, *, everywhere: bool = False) -> Iterator[tuple[str, str, Entree]]:
        """Keys that their section does not have; ``everywhere``: in [territoires], which takes any, too."""
        for name, section in self._sections.items():
            if name in (NULLE_PART, *SECTIONS) and (everywhere or name != TERRITOIRES):
                yield from ((name, key, entry) for key, entry in section.entrees.items() if cle(name, key) is None)

    def _place_key(self, name: str, key: str, entry: Entree) -> None:
        near = nearest(key, self._missing_keys(name))
        home = next((s for s in self._sections if key in self._missing_keys(s)), None)
        if near:
            self._sections[name].entrees[near] = entry
            remedy = f"Sans doute « {near} »."
        elif home:
            self._sections[home].entrees[key] = entry
            remedy = f"La mettre sous [{home}]."
        else:
            remedy = self._known_keys(name, key)
        if entry.lisible:
            expected = f"une clé connue de [{name}]" if name else "une section avant cette clé"
            self.report(expected, entry.ligne, key, remedy)

    def _missing_keys(self, name: str) -> list[str]:
        keys = SECTIONS[name].cles or {} if name in SECTIONS else {}
        return [key for key in keys if key not in self._sections[name].entrees]

    def _known_keys(self, name: str, key: str) -> str:
        """What to do with a key that nothing lacks."""
        keys = SECTIONS[name].cles or {} if name in SECTIONS else {}
        if near := nearest(key, keys):
            return f"Sans doute « {near} », qui est déjà à la ligne {self._sections[name].entrees[near].ligne}."
        for home, section in self._sections.items():
            if cle(home, key):  # it is there, since no section lacks it
                return f"Elle est déjà sous [{home}], à la ligne {section.entrees[key].ligne} : n'en garder qu'une."
        return f"Clés connues : {', '.join(keys)}." if keys else "La retirer, ou voir LISEZMOI.md."

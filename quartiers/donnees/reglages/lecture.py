"""``contrat.toml``: what the contract is, and the settings of the readings and of the checks.

Each key is described once (:mod:`quartiers.donnees.reglages.description`). Whatever the file holds, it gives settings,
or anomalies that name its lines, all at once.
"""

import math
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from quartiers.donnees.erreurs import Anomalie, quoted
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import TERRITOIRES_PUBLICS
from quartiers.donnees.reglages.description import SECTIONS, TERRITOIRES
from quartiers.donnees.reglages.forme import Refus
from quartiers.donnees.reglages.releve import Entree, Section, read_sections
from quartiers.donnees.reglages.structure import Rangement, nearest
from quartiers.donnees.reglages.syntaxe import error_line
from quartiers.donnees.reglages.texte import Rapporteur, read_contract_file
from quartiers.donnees.reglages.valeurs import Cle, check_identifier, read_name

_LISTED: Final = 10  # names in a message
_MARGIN_YEARS: Final = 5  # figures may be gathered before a contract begins, and looked at after it ends


class Reglages(dict[str, dict[str, Any]]):
    """Values by section and key; ``lignes``: where each key is written."""

    def __init__(self, sections: Mapping[str, dict[str, Any]], lignes: Mapping[tuple[str, str], int]):
        super().__init__(sections)
        self.lignes = lignes


@dataclass(frozen=True)
class Contenu:
    """What ``contrat.toml`` gives: its settings, None if anything is wrong; and what tables may cite of it.

    ``noms`` are known by ``contrat.publics`` and ``contrat.territoires``, each where it could be read whole: whatever
    else is wrong, the tables are checked against it in the same round.
    """

    reglages: Reglages | None
    noms: Mapping[str, Collection[str]]


def read_settings(folder: Path, anomalies: list[Anomalie]) -> Reglages | None:
    """The settings of the contract of ``folder``; None if anything is wrong, which is added to ``anomalies``."""
    return read_contract(folder, anomalies).reglages


def read_contract(folder: Path, anomalies: list[Anomalie]) -> Contenu:
    """What the file of ``folder`` gives; what is wrong is added to ``anomalies``."""
    before = len(anomalies)
    text = read_contract_file(folder, anomalies)
    if text is None:
        return Contenu(None, {})
    found = read_sections(text, anomalies)
    malformed = {anomaly.ligne for anomaly in anomalies[before:] if anomaly.ligne is not None}
    Rangement(found, anomalies).place()
    reader = _Lecteur(found, anomalies)
    reader.read()
    reader.check_together()
    if len(anomalies) == before:
        _check_whole(text, anomalies)
    return Contenu(reader.settings() if len(anomalies) == before else None, reader.names(malformed))


def check_indicators(settings: Reglages, indicators: Collection[str], anomalies: list[Anomalie]) -> None:
    """Report what ``lecture.population`` and ``essentiel.indicateurs`` name that is none of the contract's."""
    population = settings["lecture"]["population"]
    told = [(("lecture", "population"), population, " (ou un texte vide)")] if population else []
    told += [(("essentiel", "indicateurs"), name, "") for name in settings["essentiel"].get("indicateurs", ())]
    for place, name, more in told:
        if name not in indicators:
            near = nearest(name, indicators)
            expected = f"{'.'.join(place)}, un indicateur de indicateurs.csv{more}"
            remedy = f"Sans doute « {near} »." if near else None
            Rapporteur(anomalies).report(expected, settings.lignes[place], name, remedy)


def _check_whole(text: str, anomalies: list[Anomalie]) -> None:
    """A file of which every statement is read may still be no TOML: a table defined in two ways, say."""
    try:
        tomllib.loads(text)
    except ValueError as error:
        remedy = (
            "Une clé ou une section est définie de deux façons : écrire une fois [section], puis ses clés en dessous."
        )
        Rapporteur(anomalies).report("un fichier TOML bien formé", error_line(error), remedy=remedy)


class _Lecteur(Rapporteur):
    """Reads the values of known keys, then what they say of each other."""

    def __init__(self, sections: Mapping[str, Section], anomalies: list[Anomalie]):
        super().__init__(anomalies)
        self._sections = sections
        self._values: dict[tuple[str, str], Any] = {}

    def settings(self) -> Reglages:
        values: dict[str, dict[str, Any]] = {name: {} for name in SECTIONS}
        for (section, name), value in self._values.items():
            values[section][name] = value
        own = values[TERRITOIRES]
        values[TERRITOIRES] = {**own, **TERRITOIRES_PUBLICS, **own}
        return Reglages(values, {key: self._entry(*key).ligne for key in self._values})

    def names(self, malformed: Collection[int]) -> dict[str, Collection[str]]:
        """What tables may cite, of what could be read whole; ``malformed`` are the lines that could not."""
        found: dict[str, Collection[str]] = {}
        if ("publics", "liste") in self._values:
            found["contrat.publics"] = self._values["publics", "liste"]
        section = self._sections.get(TERRITOIRES)
        if section is not None and all((TERRITOIRES, name) in self._values for name in section.entrees):
            end = min((s.ligne for s in self._sections.values() if s.ligne > section.ligne), default=math.inf)
            if not any(section.ligne <= line <= end for line in malformed):
                found["contrat.territoires"] = {*section.entrees, *TERRITOIRES_PUBLICS}
        return found

    def _entry(self, section: str, name: str) -> Entree:
        return self._sections[section].entrees[name]

    def read(self) -> None:
        for name, described in SECTIONS.items():
            section = self._sections.get(name)
            if section is None:
                continue
            if described.cles is None:
                self._read_territories(section)
            elif not section.entrees:
                self.report(f"les clés de [{name}]", section.ligne, remedy="La section est vide.")
            else:
                for key in described.cles.values():
                    self._read_key(key, section)

    def _read_key(self, key: Cle, section: Section) -> None:
        entry = section.entrees.get(key.nom)
        if entry is None:
            if key.reglage.facultatif:
                return
            remedy = f"La clé manque sous [{key.section}] ; exemple : {key.nom} = {key.reglage.exemple}"
            self.report(key.attendu, section.ligne, remedy=remedy)
        elif entry.lisible:
            try:
                self._values[key.section, key.nom] = key.lire(entry.valeur, entry.instruction.valeur)
            except Refus as refusal:
                self._refuse(refusal, key.chemin, key.attendu, entry)

    def _refuse(self, refusal: Refus, place: str, expected: str, entry: Entree) -> None:
        for fault in refusal.fautes:
            found = entry.valeur if isinstance(entry.valeur, str) else entry.instruction.valeur
            shown = found if fault.trouve is None else fault.trouve
            line = entry.instruction.line_of(shown)
            wanted = f"{place}, {fault.attendu}" if fault.attendu else expected
            self.report(wanted, line, shown if shown.strip() else f'"{shown}"', fault.remede)

    def _read_territories(self, section: Section) -> None:
        shown = {fold(name): identifier for identifier, name in TERRITOIRES_PUBLICS.items()}
        for identifier, entry in section.entrees.items():
            if not entry.lisible:
                continue
            try:
                check_identifier(identifier)
                name = read_name(entry.valeur, entry.instruction.valeur)
            except Refus as refusal:
                place = f"{TERRITOIRES}.{quoted(identifier)}"
                self._refuse(refusal, place, f"{place}, un nom entre guillemets", entry)
                continue
            self._values[TERRITOIRES, identifier] = name
            other = shown.setdefault(fold(name), identifier)
            if other != identifier and not (other in TERRITOIRES_PUBLICS and other in section.entrees):
                expected = f"{TERRITOIRES}.{identifier}, un nom qui n'est qu'à lui"
                self.report(expected, entry.ligne, name, f"« {other} » a le même.")

    def check_together(self) -> None:
        """Report the values that contradict one another; those that could not be read contradict none."""
        for described in SECTIONS.values():
            for key in (described.cles or {}).values():
                self._check_order(key)
        if (period := self._values.get(("contrat", "periode"))) is not None:
            self._check_years(*map(int, period.split("-")))
        if TERRITOIRES in self._sections:
            known = [*self._sections[TERRITOIRES].entrees, *TERRITOIRES_PUBLICS]
            for place in (("lecture", "reference"), ("evaluation", "agglomeration")):
                self._check_territory(place, known)

    def _check_order(self, key: Cle) -> None:
        least, place = key.reglage.au_moins, (key.section, key.nom)
        floor = self._values.get((key.section, least)) if least else None
        if floor is not None and place in self._values and self._values[place] < floor:
            line = self._entry(key.section, str(least)).ligne
            expected = f"{key.section}.{key.nom}, au moins {least} ({floor:g})"
            entry = self._entry(*place)
            self.report(expected, entry.ligne, entry.instruction.valeur, f"Voir aussi la ligne {line}.")

    def _check_years(self, start: int, end: int) -> None:
        """The evaluation is within the period, and the data are of about then: a year too far is a slip."""
        margin = _MARGIN_YEARS
        horizon: int | None = self._values.get(("contrat", "horizon"))
        if horizon is not None and not start <= horizon <= end:
            expected = f"contrat.horizon, une année de la période ({start} à {end})"
            self.report(expected, self._entry("contrat", "horizon").ligne, str(horizon))
        edition: date | None = self._values.get(("contrat", "edition"))
        if edition is not None and not start - margin <= edition.year <= end + margin:
            expected = f"contrat.edition, une date à {margin} ans au plus de la période ({start} à {end})"
            self.report(expected, self._entry("contrat", "edition").ligne, edition.isoformat())

    def _check_territory(self, place: tuple[str, str], territories: Sequence[str]) -> None:
        named = self._values.get(place)
        if named and named not in territories:
            near = nearest(named, territories)
            remedy = f"Sans doute « {near} »." if near else f"Identifiants connus : {', '.join(territories[:_LISTED])}."
            expected = f"{'.'.join(place)}, un identifiant de [territoires]"
            self.report(expected, self._entry(*place).ligne, named, remedy)

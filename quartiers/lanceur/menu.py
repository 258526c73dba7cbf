"""The menu: what it offers, what it asks, and what it then has ``pipeline.py`` do."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from quartiers.lanceur import console
from quartiers.lanceur.chemins_glisses import read_paths
from quartiers.lanceur.contrats import CONTRACT, Tables, describe_tables, find_tables
from quartiers.lanceur.copie import copy_folder
from quartiers.lanceur.frappes import parse_choice, parse_day, parse_year
from quartiers.lanceur.imports import IMPORTS, commands_of, run_all

QUIT: Final = "0"
USUAL: Final = "1"
_USAGE: Final = 2


@dataclass
class Menu:
    """A session: the project, the Python of its environment, the tables that are worked on."""

    racine: Path
    python: Path
    tables: Tables
    dire: Callable[[str], None] = console.say
    demander: Callable[[str], str] = console.ask
    lancer: Callable[[Sequence[str | Path], Path], int] = console.run_in_turn
    lire: Callable[[Sequence[str | Path], Path], tuple[int, list[str]]] = console.read_lines
    maintenant: Callable[[], datetime] = datetime.now

    def run(self) -> None:
        """Show the menu until somebody leaves; raises :class:`~quartiers.lanceur.console.Fini` at Ctrl-C."""
        while True:
            self._show()
            typed = self.demander("Votre choix (Entrée : 1) : ") or USUAL
            if typed == QUIT:
                return
            if typed not in _CHOICES:
                self.dire(f"« {typed[:40]} » n'est pas dans la liste : taper un nombre, de 0 à {len(_CHOICES)}.")
                continue
            self.dire("")
            _CHOICES[typed].faire(self)
            self.demander("\nEntrée pour revenir au menu. ")

    def _show(self) -> None:
        self.dire(f"\n{self.tables.nom}\n  tables   : {self.tables.dossier}\n  rapports : {self.tables.rapports}\n")
        for number, choice in _CHOICES.items():
            self.dire(f"  {number:>2}  {choice.titre}")
        self.dire(f"  {QUIT:>2}  Quitter\n")

    def _pipeline(self, *words: str | Path, sortie: bool = False) -> int:
        """``pipeline.py`` on these tables; its exit code. It has said itself what went wrong."""
        code = self.lancer(self._command(*words, sortie=sortie), self.racine)
        if code == _USAGE:
            self.dire("Le message ci-dessus dit ce qui l'empêche, et quoi faire.")
        return code

    def _command(self, *words: str | Path, sortie: bool = False) -> list[str | Path]:
        # « = » : whatever the folder's name begins with, it is no option.
        where = [f"--donnees={self.tables.dossier}", *([f"--sortie={self.tables.rapports}"] if sortie else [])]
        return [self.python, self.racine / "pipeline.py", *words, *where]

    # -- what is offered ------------------------------------------------------------------------------------

    def reports(self) -> None:
        """Build, show, follow."""
        self.dire(
            "Les rapports s'ouvriront dans le navigateur dès qu'ils seront faits : une minute environ la première "
            "fois, quelques secondes ensuite. La fenêtre reste à l'écoute : quand une table est enregistrée, les "
            "rapports concernés sont refaits ; actualiser la page (F5) les montre.\n"
            "Pour revenir au menu : Ctrl+C. Rien n'est jamais laissé à moitié écrit.\n"
        )
        self._pipeline("rapports", "--suivre", "--ouvrir", sortie=True)

    def committee_file(self) -> None:
        """The file of a committee: which commune, which day."""
        commune = self._ask_commune()
        if commune is None:
            return
        day = self._ask_day("Jour du Comité, comme 10/12/2026 (Entrée : sans date) : ")
        when = [f"--date={day.isoformat()}"] if day else []
        self.dire("Fabrication du dossier : une minute environ. Ctrl+C l'arrête, sans rien laisser à moitié écrit.\n")
        self._pipeline("dossier", f"--commune={commune}", *when, "--ouvrir", sortie=True)

    def check(self) -> None:
        """What is wrong in the tables, and what is doubtful."""
        self._pipeline("verifier")

    def workbook(self) -> None:
        """The tables as a workbook: written, or taken back."""
        file = self.tables.classeur
        self.dire(f"Le classeur : {file}\n")
        self.dire("  1  L'écrire avec ce que disent les tables, et l'ouvrir")
        self.dire("  2  Le reprendre dans les tables, une fois rempli, enregistré et fermé")
        typed = self.demander("Votre choix (Entrée : ni l'un ni l'autre) : ")
        if typed == "1":
            if self._pipeline("classeur", file, "--ouvrir") == _USAGE and file.exists():
                self.dire("Ici : le reprendre d'abord (choix 2), ou le renommer dans l'Explorateur s'il ne sert plus.")
        elif typed == "2":
            self._take_back(file)

    def copy(self) -> None:
        """An archive of the folder, beside it."""
        try:
            path, count = copy_folder(self.tables.dossier, self.maintenant())
        except (OSError, ValueError) as error:
            what = getattr(error, "filename2", None) or getattr(error, "filename", None) or self.tables.dossier
            self.dire(f"La copie n'a pas été faite ; rien n'a été écrit. En cause : {what}")
            self.dire(
                "S'il est ouvert dans un tableur, le fermer ; sinon, vérifier les droits et la place sur le disque."
            )
            return
        self.dire(f"Copie faite : {path} ({count} fichiers). Aucune copie d'avant n'est remplacée.")

    def begin(self) -> None:
        """The folder of another contract, from public files."""
        self.dire(
            "Il faut les contours des QPV de 2024 (GeoJSON de l'ANCT) et les fichiers de l'Insee, déjà téléchargés : "
            "voir docs/autre-contrat.md. Entrée sans rien taper abandonne.\n"
        )
        name = self.demander("Nom du nouveau dossier, comme lunel : ")
        if not name:
            return
        folder = self.racine / name
        if Path(name).name != name or name.startswith(("-", ".")) or os.path.lexists(folder):
            self.dire(f"« {name[:80]} » : choisir un nom simple, que rien ne porte déjà dans {self.racine}.")
            return
        communes = self.demander("Communes, séparées par des virgules : ")
        contours = self._ask_files("Fichier des contours (le glisser dans cette fenêtre) : ")
        insee = self._ask_files("Dossier des fichiers de l'Insee (le glisser aussi ; Entrée : aucun) : ")
        if not (communes and contours):
            self.dire("Il manque les communes ou les contours : rien n'a été fait.")
            return
        files = [f"--contours={path}" for path in contours] + [f"--insee={path}" for path in insee]
        command: list[str | Path] = [
            self.python,
            self.racine / "pipeline.py",
            "commencer",
            folder,
            f"--communes={communes}",
            *files,
        ]
        if self.lancer(command, self.racine) == 0 and (folder / CONTRACT).is_file():
            self.tables = describe_tables(self.racine, folder)
            self.dire(f"Le menu travaille maintenant sur {folder}.")

    def year(self) -> None:
        """The yearly report."""
        typed = self.demander("Année, comme 2026 (Entrée : la dernière qui a des actions) : ")
        year = parse_year(typed)
        which = [f"--annee={year}"] if year else []
        if typed and year is None:
            self.dire(f"« {typed[:40]} » n'est pas une année.")
            return
        self._pipeline("bilan", *which, "--ouvrir", sortie=True)

    def guides(self) -> None:
        """What is given to local actors and to residents."""
        self.dire("Fabrication des guides : une minute environ. Ctrl+C l'arrête, sans rien laisser à moitié écrit.\n")
        self._pipeline("guide", "--ouvrir", sortie=True)

    def evaluation(self) -> None:
        """The file of the mid-term evaluation: of the contract, a commune or a quartier."""
        self.dire("  1  De tout le contrat\n  2  D'une commune\n  3  D'un quartier")
        typed = self.demander("Votre choix (Entrée : tout le contrat) : ")
        if typed not in ("", "1", "2", "3"):
            self.dire(f"« {typed[:40]} » n'est pas dans la liste.")
            return
        which: list[str] = []
        if typed == "2":
            if (commune := self._ask_commune()) is None:
                return
            which = [f"--commune={commune}"]
        elif typed == "3":
            name = self.demander("Identifiant du quartier, comme anzin-verrerie (Entrée : aucun) : ")
            if not name:
                return
            which = [f"--quartier={name}"]
        self.dire(
            "Fabrication de l'évaluation : une minute au plus. Ctrl+C l'arrête, sans rien laisser à moitié écrit.\n"
        )
        self._pipeline("evaluer", *which, "--ouvrir", sortie=True)

    def close(self) -> None:
        """Keep the tables as a committee saw them."""
        self.dire(
            "Les tables sont gardées telles que ce Comité les a vues ; les rapports diront ensuite ce qui a changé."
        )
        day = self._ask_day("Jour du Comité, comme 10/12/2026 (Entrée : abandonner) : ")
        if day is not None:
            self._pipeline("clore", f"--comite={day.isoformat()}")

    def take_in(self) -> None:
        """Files of others, into the tables: which kind, then the files themselves."""
        self.dire("Ce que les tables ont déjà du même fichier est remplacé ; importer deux fois ne change rien.\n")
        for number, kind in enumerate(IMPORTS, 1):
            self.dire(f"  {number}  {kind.titre}")
        chosen = parse_choice(self.demander("Votre choix (Entrée : abandonner) : "), [k.titre for k in IMPORTS])
        if chosen is None:
            return
        kind, demarche = IMPORTS[chosen], ""
        if kind.source == "questionnaire":
            demarche = self._ask_demarche()
            if not demarche:
                return
        if kind.source == "classeur":
            self.dire("Le fermer d'abord, s'il est ouvert dans un tableur.")
        files = self._ask_files(f"{kind.question} (glisser dans cette fenêtre ; Entrée : abandonner) : ")
        if len(files) == 1 and kind.source == "classeur":
            self._take_back(files[0])
        elif files and run_all(commands_of(kind, files, demarche), self._pipeline):
            self.dire("Le choix 1 refait les rapports que cela change.")

    def change(self) -> None:
        """Work on another folder of tables."""
        others = [tables for tables in find_tables(self.racine) if tables.dossier != self.tables.dossier]
        if not others:
            self.dire("Il n'y a pas d'autre dossier de tables dans le projet, ni à côté.")
            return
        for number, tables in enumerate(others, 1):
            self.dire(f"  {number}  {tables.nom} ({tables.dossier})")
        chosen = parse_choice(self.demander("Lequel (Entrée : ne pas changer) : "), [tables.nom for tables in others])
        if chosen is not None:
            self.tables = others[chosen]

    # -- questions --------------------------------------------------------------------------------------------

    def _ask_commune(self) -> str | None:
        code, communes = self.lire(self._command("lister", "--communes"), self.racine)
        if code or not communes:
            self.dire("Le message ci-dessus dit ce qui l'empêche, et quoi faire.")
            return None
        chosen = self._choose("Commune", communes, "n'est pas une commune de ce contrat")
        return communes[chosen] if chosen is not None else None

    def _ask_demarche(self) -> str:
        """The identifier of the démarche that a questionnaire is of; empty where there is none to choose."""
        code, lines = self.lire(self._command("lister", "--demarches"), self.racine)
        if code:
            self.dire("Le message ci-dessus dit ce qui l'empêche, et quoi faire.")
            return ""
        if not lines:
            self.dire("La table demarches n'a pas de ligne : y décrire d'abord ce questionnaire (identifiant, date…).")
            return ""
        names = [line.partition("  ")[0] for line in lines]
        chosen = self._choose("Démarche", names, "n'est pas une démarche de ce contrat", lines)
        return names[chosen] if chosen is not None else ""

    def _choose(self, what: str, names: Sequence[str], refusal: str, shown: Sequence[str] = ()) -> int | None:
        """The place of one of the names, asked for until it is one of them; None if nothing is typed."""
        for number, line in enumerate(shown or names, 1):
            self.dire(f"  {number:>2}  {line}")
        while typed := self.demander(f"\n{what}, son nombre ou son nom (Entrée : abandonner) : "):
            chosen = parse_choice(typed, names)
            if chosen is not None:
                return chosen
            self.dire(f"« {typed[:60]} » {refusal}.")
        return None

    def _ask_day(self, question: str) -> date | None:
        while typed := self.demander(question):
            if day := parse_day(typed):
                return day
            self.dire(f"« {typed[:40]} » n'est pas une date ; attendu : JJ/MM/AAAA.")
        return None

    def _ask_files(self, question: str) -> list[Path]:
        while typed := self.demander(question):
            paths = read_paths(typed, windows=os.name == "nt")
            absent = [path for path in paths if not console.is_there(path)]
            if paths and not absent:
                return paths
            self.dire(f"Introuvable : {', '.join(map(str, absent)) or typed}")
        return []

    def _take_back(self, file: Path) -> None:
        if not file.exists():
            self.dire("Ce classeur n'existe pas encore : l'écrire d'abord (choix 1).")
            return
        file = file.absolute()
        emptied: list[str] = []
        while self._pipeline("importer", "classeur", file, *emptied) == _USAGE:
            table = self.demander("Si une feuille a été vidée exprès, le nom de sa table (sinon Entrée) : ")
            if not table:
                return
            emptied.append(f"--vider={table}")


@dataclass(frozen=True)
class _Choix:
    titre: str
    faire: Callable[[Menu], None]


_CHOICES: Final = {
    "1": _Choix("Faire les rapports, les ouvrir, et suivre les tables", Menu.reports),
    "2": _Choix("Le dossier d'un Comité Territorial", Menu.committee_file),
    "3": _Choix("Vérifier les tables, et les chiffres du document", Menu.check),
    "4": _Choix("Le classeur à remplir : l'écrire, ou le reprendre", Menu.workbook),
    "5": _Choix("Une copie du dossier des tables", Menu.copy),
    "6": _Choix("Commencer le dossier d'un autre contrat de ville", Menu.begin),
    "7": _Choix("Le rapport annuel", Menu.year),
    "8": _Choix("Garder les tables telles qu'un Comité les a vues", Menu.close),
    "9": _Choix("Travailler sur un autre dossier de tables", Menu.change),
    "10": _Choix("Importer : chiffres de l'Insee, contours, postes, actions, questionnaire, classeur", Menu.take_in),
    "11": _Choix("Les guides des acteurs locaux et les pages des habitants", Menu.guides),
    "12": _Choix("L'évaluation à mi-parcours", Menu.evaluation),
}

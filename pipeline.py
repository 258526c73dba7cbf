"""Command line: parse, call, exit code. ``python pipeline.py --help`` says the rest, in French."""

import argparse
import errno
import gc
import re
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartiers import DEFAULT_DATA, DEFAULT_REPORTS, PROJECT_ROOT, __version__
from quartiers.chemins import CheminInvalide, is_local, leave_lost_folder, parse_folder, parse_local, try_writing
from quartiers.execution.francais import FrenchHelp, FrenchParser, speak_french
from quartiers.execution.interruptions import Terminated, hear_interruptions
from quartiers.execution.terminal import run_command

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from rich.console import Console

    from quartiers.donnees import Contrat
    from quartiers.execution.affichage import Follower
    from quartiers.execution.atelier import Atelier
    from quartiers.execution.passage import AFaire, Demande, Read
    from quartiers.execution.plan import ReportTask

ENTRY = "saisie.xlsx"
DONE, FAILED, USAGE, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143

DESCRIPTION = """\
Rapports des projets de quartier d'un contrat de ville.

Sans commande, « python pipeline.py » fabrique tous les rapports, et le classeur des données, dans reports/.
Codes de sortie : 0 tout est fait ; 1 un rapport ou le classeur a échoué (nommé, les autres sont écrits),
ou l'affichage n'a pas pu être écrit ; 2 données ou options à corriger (rien n'est écrit)."""

EXAMPLES = """\
exemples :
  python pipeline.py                                        tous les rapports
  python pipeline.py --quartier IDENTIFIANT --sans-synthese
  python pipeline.py --commune "NOM DE LA COMMUNE" --formats pdf
  python pipeline.py dossier --commune "NOM" --date 2026-12-10
  python pipeline.py clore --comite 2026-12-10              garde les tables telles que ce comité les a vues
  python pipeline.py bilan --annee 2026                     le rapport annuel
  python pipeline.py guide                                  les guides des acteurs et des habitants
  python pipeline.py evaluer --quartier IDENTIFIANT         le dossier d'évaluation d'un quartier
  python pipeline.py --suivre                               refait ce qu'il faut à chaque enregistrement
  python pipeline.py importer insee DOSSIER                 les chiffres publiés par l'Insee
  python pipeline.py importer actions FICHIER               des actions et leurs financements
  python pipeline.py classeur                               les tables à remplir, dans un classeur
  python pipeline.py importer classeur FICHIER              le classeur rempli, dans les tables
  python pipeline.py commencer DOSSIER --communes "NOM" --contours FICHIER --insee DOSSIER_INSEE
                                                            un dossier pour un autre contrat de ville
  python pipeline.py rapports --help                        toutes les options des rapports"""

DOSSIER = """\
Fabrique le dossier d'un Comité Territorial : un seul PDF accessible, dans reports/dossiers/.

Il s'ouvre sur ce que ce comité a décidé la dernière fois, ce qui a changé et ce qui est à décider ;
puis un sommaire, la commune en un coup d'œil, le rapport de chacun de ses quartiers. Si l'un échoue,
rien n'est écrit."""

CLOSE = """\
Garde les tables telles qu'un comité les a vues, dans le dossier des tables : editions/2026-12-10/.

Les rapports disent ensuite ce qui a changé depuis ce jour. Une édition gardée ne change plus : si les tables
ne sont plus les siennes, la commande le dit et n'écrit rien. S'il y a une faute dans les tables, de même."""

BILAN = """\
Fabrique le rapport annuel « politique de la ville » dans reports/bilans/ : HTML, PDF accessible.

Il dit les actions de l'année et leurs montants (par thème, financeur, quartier), leurs résultats,
les décisions des comités, ce qui reste sans réponse, et ce qui n'est pas connu."""

GUIDE = """\
Fabrique, dans reports/guides/, ce qui se donne aux acteurs locaux et aux habitants.

Pour chaque quartier : un guide (chiffres à citer, priorités, ce qui existe, ce qui manque) et une page en
français facile, en HTML et PDF accessible. Pour tous : guide.html, où décrire une action avec ses mots et
trouver les priorités auxquelles elle répond."""


EVALUATION = """\
Fabrique le dossier de l'évaluation à mi-parcours dans reports/evaluations/ : HTML, PDF accessible.

D'un quartier, d'une commune, ou de tout le contrat sans option. Il dit d'abord ce à quoi les tables ne
permettent pas de répondre, et quoi noter pour cela ; puis les écarts, les actions, les résultats, les
questions évaluatives, une page par priorité suivie. Ses propositions viennent de règles écrites ; la
décision est lue dans la table decisions."""

WORKBOOK = """\
Écrit un classeur à remplir : une feuille par table que vous écrivez, ses listes, ses explications.

Une table qui n'existe pas encore y est une feuille vide. « importer classeur » le reprend ensuite
dans les tables. Un classeur rempli et pas encore repris n'est jamais remplacé, sauf avec
--remplacer ; un fichier qui n'est pas un tel classeur, jamais. reports/donnees.xlsx est autre chose :
il se lit, il ne se reprend pas."""

BEGIN = """\
Fait un dossier de tables pour un contrat de ville, des fichiers publics que vous avez téléchargés.

DOSSIER : un dossier nouveau. Dire ce qu'il couvre : --communes, --epci, --qpv ou --france. Il faut les contours de
2024 de l'ANCT, qui disent où sont les quartiers ; la liste de l'ANCT donne en plus le nom des
intercommunalités. Les QPV de 2015, dont viennent les chiffres d'avant 2024, sont ceux que dit la table de
correspondance, sinon les contours de 2015, sinon le même nom dans les fichiers de l'Insee ; à défaut,
ils restent inconnus, et les rapports le disent. Où trouver ces fichiers : docs/autre-contrat.md.
Les tables que vous écrivez y sont un seul classeur, donnees.xlsx : on le modifie là où il est.
Le dossier est fait en entier, ou pas du tout ; rien n'est jamais remplacé."""

IMPORTS = """\
Reprend des fichiers publics, ou le classeur rempli, dans le dossier des tables (data/ par défaut).

Ce qui est repris remplace ce que le dossier avait déjà du même fichier : importer deux fois
ne change rien. Si un fichier est abîmé, tout est refusé et rien n'est écrit."""

IMPORT_INSEE = """\
Reprend les chiffres de l'Insee sur les QPV dans mesures.csv, repartitions.csv et qpv.csv.

FICHIER : un fichier DEMO, IPRO ou REVN (DEMO_2022.csv, tel que téléchargé : le thème et l'année
de diffusion sont dans son nom), le classeur du recensement 2010, une archive .zip telle que
téléchargée (QPV de 2024 : revenus, population…), un dossier qui les contient, ou un motif comme
"*.csv". Les fichiers et les colonnes inconnus sont dits et laissés, avec la ligne à ajouter à
correspondances/catalogue_insee.csv pour chaque colonne."""

IMPORT_POSTES = """\
Reprend les postes d'adultes-relais et Fonjep du contrat dans les tables actions et financements.

FICHIER : un fichier JSON de l'ANCT (data.gouv.fr), comme adulte-relais-2023.json ou
postes-fonjep-2023.json, un dossier qui en contient, ou un motif comme "*.json". Les postes gardés
sont ceux du code de contrat que donne contrat.toml (code_cv). Ce que vous avez saisi à côté reste ;
aucun poste n'est rattaché à un quartier ni à une priorité."""

IMPORT_ACTIONS = """\
Reprend des actions et leurs financements dans les tables actions et financements.

FICHIER : subventions publiées (SCDL, en CSV ou en classeur), export « suivi et évaluation »
de l'État, export de la plateforme nationale, ou un tableau à vous ; un dossier, ou un motif.
Ce que veut dire chaque en-tête est dans correspondances/catalogue_actions.csv, à compléter.
Ce que vous avez saisi à côté reste ; ce qui ne se lit pas, ou se contredit, est dit."""

IMPORT_SURVEY = """\
Compte les réponses d'un questionnaire dans la table reponses, pour une démarche de la table demarches.

FICHIER : une ligne par personne, tel que Google Forms, Framaforms ou LimeSurvey l'exportent, ou un
tableau à vous (CSV ou classeur). Ce que sont ses colonnes est dans la table questions ; si elle n'en
dit rien, une proposition est affichée, et rien n'est écrit. Le fichier n'est pas gardé : seuls les
nombres le sont, par question, réponse et groupe."""

IMPORT_DECIDIM = """\
Reprend les propositions d'une plateforme Decidim dans la table contributions, pour une démarche.

FICHIER : les propositions, telles que les données ouvertes de la plateforme les donnent (CSV, une
ligne chacune). Ce que sont ses colonnes est dans la table questions ; si elle n'en dit rien, une
proposition est affichée, et rien n'est écrit. Rien n'est gardé de qui a écrit. Aucune n'est imprimée
tant qu'une personne ne l'a pas lue (relue)."""

IMPORT_WORKBOOK = """\
Reprend dans les tables le classeur que « pipeline.py classeur » a écrit, une fois rempli.

FICHIER : le classeur, .xlsx ou enregistré en .ods. Tout est vérifié comme le dossier : s'il y a
une faute, elle est dite avec sa feuille et sa ligne, et rien n'est écrit. Une table qui dit la même
chose reste telle quelle, à l'octet près. Une feuille absente laisse sa table ; une feuille vidée
est refusée, sauf avec --vider."""

IMPORT_PERIMETRES = """\
Reprend les contours des QPV, allégés, dans importees/perimetres.geojson, et leurs noms dans
qpv.csv.

FICHIER : le GeoJSON de l'ANCT « Quartiers prioritaires de la politique de la ville »
(data.gouv.fr), en degrés (WGS84) : celui de 2024, celui de 2015, ou l'un après l'autre."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    speak_french()
    typed = _with_default_command(sys.argv[1:] if arguments is None else arguments)
    parser = _parser()
    if empty := next((word for word in typed if word.startswith("--") and word.endswith("=--")), None):
        parser.error(f"une valeur est attendue après {empty.removesuffix('--')}")  # argparse would give none, untyped
    options = parser.parse_args(typed)
    leave_lost_folder(PROJECT_ROOT)

    from quartiers.donnees import DonneesInvalides, Introuvable
    from quartiers.execution.echecs import EcritureImpossible
    from quartiers.execution.grappe import GrappeIndisponible
    from quartiers.execution.verrou import DossierOccupe

    have_ended = hear_interruptions()
    # What is imported stays: looking for what could go among it takes a tenth of the time, and more at the end.
    gc.set_threshold(50_000, 20, 20)
    try:
        return _run(options)
    except (DonneesInvalides, Introuvable) as error:
        if options.commande in (
            "rapports",
            "dossier",
            "importer",
            "bilan",
            "evaluer",
            "guide",
            "clore",
            "classeur",
            "commencer",
        ):
            _say_invalid(error)
        else:
            print(error, file=sys.stderr)
        return USAGE
    except (DossierOccupe, CheminInvalide, GrappeIndisponible) as error:
        print(error, file=sys.stderr)
        return USAGE
    except EcritureImpossible as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt as stop:
        what = {"importer": "les tables en place sont entières", "dossier": "le dossier n'a pas été écrit"}
        what["commencer"] = "un dossier est entier, ou n'est pas"
        what["clore"] = "une édition est entière, ou n'est pas"
        what |= dict.fromkeys(("bilan", "evaluer", "guide", "classeur"), "aucun fichier n'est écrit à moitié")
        what |= dict.fromkeys(("verifier", "lister"), "rien n'a été écrit")
        said = what.get(options.commande, "les rapports déjà écrits sont complets")
        print(f"Interrompu : {said}.", file=sys.stderr)
        return TERMINATED if isinstance(stop, Terminated) else INTERRUPTED
    finally:
        have_ended()
        gc.freeze()


def _run(options: argparse.Namespace) -> int:
    folders = [folder for name in ("donnees", "sortie", "dossier") if (folder := getattr(options, name, None))]
    if options.commande != "rapports" and not all(map(is_local, folders)):
        raise CheminInvalide(f"« {options.commande} » ne travaille que sur les dossiers de cette machine.")
    if options.commande == "lister":  # at once: it needs neither tables of pandas nor a console's decorations
        return _list(options)
    commands = {
        "rapports": _reports,
        "dossier": _dossier,
        "bilan": _bilan,
        "guide": _guide,
        "evaluer": _evaluate,
        "verifier": _check,
        "importer": _import,
        "clore": _close,
        "classeur": _workbook,
        "commencer": _begin,
    }
    return commands[options.commande](options)


def _with_default_command(arguments: list[str]) -> list[str]:
    first = arguments[0] if arguments else ""
    if first in ("-h", "--help", "--version") or (first and not first.startswith("-")):
        return arguments
    return ["rapports", *arguments]


def _parser() -> argparse.ArgumentParser:
    parser = FrenchParser(
        prog="pipeline.py", description=DESCRIPTION, epilog=EXAMPLES, formatter_class=FrenchHelp, allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"quartiers {__version__}", help="dit la version")
    commands = parser.add_subparsers(dest="commande", required=True, metavar="commande")
    data = FrenchParser(add_help=False)
    data.add_argument(
        "--donnees",
        type=_folder,
        default=DEFAULT_DATA,
        metavar="DOSSIER",
        help="dossier des tables (par défaut : data/)",
    )

    def add(name: str, purpose: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=[data], formatter_class=FrenchHelp, allow_abbrev=False, help=purpose)

    reports = add("rapports", "fabrique les rapports (commande par défaut)")
    _add_choice(reports)
    reports.add_argument("--sans-synthese", action="store_true", help="ne fabrique pas la synthèse intercommunale")
    reports.add_argument(
        "--formats", type=_formats, default=("html", "pdf"), metavar="LISTE", help="html, pdf ou html,pdf (par défaut)"
    )
    reports.add_argument(
        "--forcer", action="store_true", help="refait tout, même ce qui n'a pas changé depuis la dernière fois"
    )
    how = reports.add_mutually_exclusive_group()
    how.add_argument(
        "--suivre",
        action="store_true",
        help="reste là, et refait ce qu'il faut chaque fois qu'une table est enregistrée (Ctrl-C pour finir)",
    )
    how.add_argument(
        "--dask",
        default=None,
        metavar="ADRESSE",
        help="confie les rapports à cette grappe Dask, comme tcp://machine:8786 ; elle décide combien à la fois "
        "(--jobs ne sert plus), et les dossiers peuvent être ceux qu'elle partage, comme s3://… (docs/france.md)",
    )
    _add_since(reports, "la dernière gardée avant la date des données")
    _add_output(reports)
    _add_dossier(commands.add_parser, data)
    _add_close(commands.add_parser, data)
    _add_bilan(commands.add_parser, data)
    _add_guide(commands.add_parser, data)
    _add_evaluation(commands.add_parser, data)
    check = add("verifier", "vérifie les tables et les chiffres énoncés, sans rien fabriquer")
    check.add_argument(
        "--quartier", action="append", default=[], metavar="ID", help="seulement ce quartier (option répétable)"
    )
    check.add_argument("--tout", action="store_true", help="montre aussi ce qui est à savoir ou non vérifiable")
    quartiers = add("lister", "liste les quartiers du contrat (ne vérifie pas les autres tables)")
    what = quartiers.add_mutually_exclusive_group()
    what.add_argument("--communes", action="store_true", help="liste ses communes, une par ligne")
    what.add_argument(
        "--demarches", action="store_true", help="liste ses démarches de concertation : l'identifiant, puis l'intitulé"
    )
    _add_workbook(commands.add_parser, data)
    _add_imports(commands.add_parser, data)
    _add_begin(commands.add_parser)
    return parser


def _add_choice(command: argparse.ArgumentParser) -> None:
    """Which quartiers."""
    command.add_argument(
        "--quartier", action="append", default=[], metavar="ID", help="seulement ce quartier (option répétable)"
    )
    command.add_argument(
        "--commune",
        action="append",
        default=[],
        metavar="NOM",
        help="seulement les quartiers de cette commune (répétable)",
    )


def _add_since(command: argparse.ArgumentParser, default: str) -> None:
    command.add_argument(
        "--depuis",
        type=_since,
        default=None,
        metavar="DATE",
        help=f"dit ce qui a changé depuis cette édition, gardée par « clore » (par défaut : {default} ; aucune : rien)",
    )


def _add_output(command: argparse.ArgumentParser, *, several: bool = True) -> None:
    """Where to write, how many reports at once where there are ``several``, and for how long."""
    command.add_argument(
        "--sortie",
        type=_folder,
        default=DEFAULT_REPORTS,
        metavar="DOSSIER",
        help="dossier des rapports (par défaut : reports/)",
    )
    if several:
        command.add_argument(
            "--jobs",
            type=_jobs,
            default=None,
            metavar="N",
            help="rapports fabriqués à la fois (par défaut : un de plus que de cœurs)",
        )
    command.add_argument(
        "--delai",
        type=_seconds,
        default=600.0,
        metavar="SECONDES",
        help="temps laissé à chaque rapport (par défaut : 600 ; 0 : sans limite)",
    )
    _add_opening(command)


def _add_opening(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--ouvrir", action="store_true", help="ouvre ce qui a été fait, comme le ferait un double-clic"
    )


def _add_dossier(add: "Callable[..., argparse.ArgumentParser]", data: argparse.ArgumentParser) -> None:
    how: dict[str, Any] = {"formatter_class": FrenchHelp, "allow_abbrev": False}
    purpose = "fabrique le dossier d'un Comité Territorial : un PDF par commune"
    dossier = add("dossier", parents=[data], help=purpose, description=DOSSIER, **how)
    dossier.add_argument("--commune", required=True, metavar="NOM", help="la commune du Comité")
    dossier.add_argument(
        "--date", type=_day, default=None, metavar="DATE", help="jour du Comité : 2026-12-10 ou 10/12/2026"
    )
    _add_since(dossier, "la dernière gardée avant ce Comité")
    _add_output(dossier)


def _add_close(add: "Callable[..., argparse.ArgumentParser]", data: argparse.ArgumentParser) -> None:
    how: dict[str, Any] = {"formatter_class": FrenchHelp, "allow_abbrev": False}
    purpose = "garde les tables telles qu'un comité les a vues"
    close = add("clore", parents=[data], help=purpose, description=CLOSE, **how)
    close.add_argument(
        "--comite", type=_day, required=True, metavar="DATE", help="jour du comité : 2026-12-10 ou 10/12/2026"
    )


def _add_bilan(add: "Callable[..., argparse.ArgumentParser]", data: argparse.ArgumentParser) -> None:
    how: dict[str, Any] = {"formatter_class": FrenchHelp, "allow_abbrev": False}
    purpose = "fabrique le rapport annuel : actions, moyens, résultats, décisions"
    bilan = add("bilan", parents=[data], help=purpose, description=BILAN, **how)
    bilan.add_argument(
        "--annee",
        type=_year,
        default=None,
        metavar="ANNÉE",
        help="l'année du rapport (par défaut : la dernière commencée qui a des financements ou des actions)",
    )
    _add_output(bilan, several=False)


def _add_guide(add: "Callable[..., argparse.ArgumentParser]", data: argparse.ArgumentParser) -> None:
    how: dict[str, Any] = {"formatter_class": FrenchHelp, "allow_abbrev": False}
    purpose = "fabrique les guides des acteurs locaux, leur recherche et les pages des habitants"
    guide = add("guide", parents=[data], help=purpose, description=GUIDE, **how)
    _add_choice(guide)
    _add_output(guide)


def _add_evaluation(add: "Callable[..., argparse.ArgumentParser]", data: argparse.ArgumentParser) -> None:
    how: dict[str, Any] = {"formatter_class": FrenchHelp, "allow_abbrev": False}
    purpose = "fabrique le dossier de l'évaluation à mi-parcours : ce qui peut être dit, ce qui manque"
    evaluation = add("evaluer", parents=[data], help=purpose, description=EVALUATION, **how)
    of = evaluation.add_mutually_exclusive_group()
    of.add_argument("--quartier", default=None, metavar="ID", help="le dossier de ce quartier")
    of.add_argument("--commune", default=None, metavar="NOM", help="celui des quartiers de cette commune")
    _add_output(evaluation, several=False)


def _add_workbook(add: "Callable[..., argparse.ArgumentParser]", data: argparse.ArgumentParser) -> None:
    how: dict[str, Any] = {"formatter_class": FrenchHelp, "allow_abbrev": False}
    purpose = "écrit un classeur où remplir les tables"
    workbook = add("classeur", parents=[data], help=purpose, description=WORKBOOK, **how)
    workbook.add_argument_group("fichiers").add_argument(
        "fichier",
        type=_path,
        nargs="?",
        default=Path(ENTRY),
        metavar="FICHIER",
        help=f"le classeur à écrire (par défaut : {ENTRY}, dans le dossier courant)",
    )
    workbook.add_argument(
        "--remplacer", action="store_true", help="remplace aussi un classeur rempli et pas encore repris : il est perdu"
    )
    _add_opening(workbook)


def _add_imports(add: "Callable[..., argparse.ArgumentParser]", data: argparse.ArgumentParser) -> None:
    how: dict[str, Any] = {"formatter_class": FrenchHelp, "allow_abbrev": False}
    purpose = "reprend des fichiers publics (chiffres de l'Insee, contours, postes, actions), ou le classeur rempli"
    sources = add("importer", help=purpose, description=IMPORTS, **how).add_subparsers(
        dest="source", required=True, metavar="SOURCE"
    )
    for name, help_line, description, number in (
        ("insee", "chiffres de l'Insee sur les QPV (CSV, archives, classeur de 2010)", IMPORT_INSEE, "+"),
        ("perimetres", "contours des QPV (GeoJSON de l'ANCT)", IMPORT_PERIMETRES, None),
        ("postes", "postes d'adultes-relais et Fonjep (JSON de l'ANCT)", IMPORT_POSTES, "+"),
        ("actions", "actions et subventions (SCDL, exports de l'État, tableaux)", IMPORT_ACTIONS, "+"),
        ("questionnaire", "réponses à un questionnaire (une ligne par personne)", IMPORT_SURVEY, None),
        ("decidim", "propositions d'une plateforme Decidim (données ouvertes)", IMPORT_DECIDIM, None),
        ("classeur", "le classeur à remplir, une fois rempli", IMPORT_WORKBOOK, None),
    ):
        source = sources.add_parser(name, parents=[data], help=help_line, description=description, **how)
        files = source.add_argument_group("fichiers")
        files.add_argument("fichier", type=_path, nargs=number, metavar="FICHIER", help="ce qui est à importer")
        if name in ("insee", "perimetres"):
            source.add_argument(
                "--territoire",
                choices=("contrat", "france"),
                default="contrat",
                help="contrat : les QPV de quartiers.csv (par défaut) ; france : tous ceux du pays",
            )
        if name in ("questionnaire", "decidim"):
            source.add_argument(
                "--demarche", required=True, metavar="IDENTIFIANT", help="la démarche, telle que demarches l'écrit"
            )
        if name == "classeur":
            source.add_argument(
                "--vider",
                action="append",
                default=[],
                metavar="TABLE",
                help="accepte que la feuille de cette table soit vide, et vide la table (option répétable)",
            )


def _add_begin(add: "Callable[..., argparse.ArgumentParser]") -> None:
    how: dict[str, Any] = {"formatter_class": FrenchHelp, "allow_abbrev": False}
    purpose = "fait le dossier d'un autre contrat de ville, de fichiers publics"
    begin = add("commencer", help=purpose, description=BEGIN, **how)
    begin.add_argument_group("dossier").add_argument(
        "dossier", type=_folder, metavar="DOSSIER", help="le dossier à faire : nouveau, ou vide"
    )
    what = begin.add_argument_group("ce qu'il couvre (un des quatre)").add_mutually_exclusive_group(required=True)
    for option, metavar, help_line in (
        ("--communes", "NOMS", "ces communes, par leur nom ou leur code Insee (virgules, ou option répétée)"),
        ("--epci", "SIREN", "cette intercommunalité, par son SIREN, ou par son nom avec --liste-qpv"),
        ("--qpv", "CODES", "ces QPV de 2024, comme QN05921M (virgules, ou option répétée)"),
    ):
        what.add_argument(option, action="append", type=_names, default=[], metavar=metavar, help=help_line)
    what.add_argument("--france", action="store_true", help="tous les QPV du fichier des contours (docs/france.md)")
    files = begin.add_argument_group("fichiers téléchargés")
    for option, metavar, help_line in (
        ("--contours", "FICHIER", "contours des QPV de 2024 (GeoJSON de l'ANCT), et ceux de 2015 (option répétable)"),
        ("--liste-qpv", "FICHIER", "liste des QPV de 2024 de l'ANCT (CSV)"),
        ("--parents", "FICHIER", "table de correspondance des QPV de 2024 et de 2015 (CSV)"),
        ("--insee", "DOSSIER", "dossier, ou fichier, des chiffres de l'Insee sur les QPV (option répétable)"),
    ):
        several = option in ("--contours", "--insee")
        shape: dict[str, Any] = {"action": "append", "default": []} if several else {"default": None}
        files.add_argument(option, type=_path, metavar=metavar, help=help_line, **shape)
    begin.add_argument(
        "--csv", action="store_true", help="un fichier CSV par table, plutôt qu'un classeur (donnees.xlsx)"
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(part for part in map(str.strip, text.split(",")) if part)


def _formats(text: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    if not chosen or set(chosen) - {"html", "pdf"}:
        raise argparse.ArgumentTypeError(
            f"« {text} » n'est pas une liste de formats ; possibles : html, pdf ou html,pdf"
        )
    return chosen


def _folder(text: str) -> Path:
    return _parsed(parse_folder, text)


def _path(text: str) -> Path:
    return _parsed(parse_local, text)


def _parsed(parse: "Callable[[str], Path]", text: str) -> Path:
    try:
        return parse(text)
    except CheminInvalide as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas un nombre entre 1 et 64")
    return int(text)


def _seconds(text: str) -> float | None:
    """A time limit; None for none."""
    if not re.fullmatch(r"[0-9]{1,6}([.,][0-9]+)?", text):
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas un nombre de secondes, comme 600")
    return float(text.replace(",", ".")) or None


def _day(text: str) -> date:
    numbers = re.fullmatch(r"(?P<y>20[0-9]{2})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})", text.strip()) or re.fullmatch(
        r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>20[0-9]{2})", text.strip()
    )
    try:
        if numbers:
            return date(int(numbers["y"]), int(numbers["m"]), int(numbers["d"]))
    except ValueError:  # the 31st of February
        pass
    raise argparse.ArgumentTypeError(
        f"« {text} » n'est pas une date ; attendu : AAAA-MM-JJ ou JJ/MM/AAAA, comme 2026-12-10 ou 10/12/2026"
    )


def _since(text: str) -> str:
    """The day of an edition, or the word for none."""
    return text.strip().lower() if text.strip().lower() == "aucune" else _day(text).isoformat()


def _year(text: str) -> int:
    if not re.fullmatch(r"(19|20)[0-9]{2}", text.strip()):
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas une année ; attendu : quatre chiffres, comme 2026")
    return int(text)


def _reports(options: argparse.Namespace) -> int:
    from quartiers.execution.passage import Demande

    demande = Demande(
        options.donnees.absolute(),  # not resolved: a link may lead elsewhere one day
        _resolved(options.sortie),
        tuple(options.quartier),
        tuple(options.commune),
        not options.sans_synthese,
        options.formats,
        options.jobs,
        options.delai,
        options.forcer,
        options.dask,
        options.depuis,
    )
    if options.suivre:
        return _follow_tables(demande, ouvrir=options.ouvrir)
    return _make(demande, ouvrir=options.ouvrir)


def _make(
    demande: "Demande", atelier: "Atelier | None" = None, read: "Read | None" = None, *, ouvrir: bool = False
) -> int:
    """One run, with what it says; its exit code. ``ouvrir``: the index is shown, also when a report has failed."""
    from quartiers.execution.passage import find_unchanged, run

    start = time.perf_counter()

    def show_progress(todo: "AFaire") -> "AbstractContextManager[Follower]":
        from quartiers.execution.affichage import count_reports, follow, make_console

        out = make_console()
        since = f", depuis l'édition du {todo.depuis}" if todo.depuis is not None else ""
        out.print(f"{todo.contrat} : {count_reports(todo)} dans {demande.sortie}{since}", markup=False)
        return follow(out, len(todo.perimes))

    bilan = find_unchanged(demande)
    if bilan is None:
        if not _is_writable(demande.sortie):
            return USAGE
        bilan = run(demande, show_progress, atelier, read)

    from quartiers.execution.affichage import closing_table, describe_run, make_console, seconds, show_others

    out = make_console()
    if bilan.faits:
        out.print(closing_table(bilan.faits))
    show_others(out, bilan)
    took, index = seconds(time.perf_counter() - start), demande.sortie / "index.html"
    opening = f" À ouvrir : {index}" if index.exists() else ""
    out.print(f"{describe_run(bilan)} en {took}.{opening}", markup=False)
    if bilan.echecs:
        out.print(f"{len(bilan.echecs)} en échec : {', '.join(bilan.echecs)}", markup=False)
    if ouvrir and opening:
        _open(index)
    return FAILED if bilan.echecs else DONE


def _open(path: Path) -> None:
    """Show what was made, where this machine can: its name was said in any case."""
    from quartiers.ouverture import open_file

    if is_local(path):
        open_file(path)


def _follow_tables(demande: "Demande", *, ouvrir: bool) -> int:
    """A run each time a table is saved. What goes wrong with one is said, and waits for the next time.

    ``ouvrir``: the index is shown once, after the first that goes through.
    """
    from quartiers.donnees import load_contrat
    from quartiers.donnees.fichiers.lecture import is_folder
    from quartiers.execution.affichage import make_console, show_watch
    from quartiers.execution.veille import ProgrammeChange, follow_tables

    if not (is_local(demande.donnees) and is_local(demande.sortie)):
        raise CheminInvalide("--suivre ne travaille que sur les dossiers de cette machine.")
    # What no saved table will mend is said at once, rather than waited for.
    if not _is_writable(demande.sortie):
        return USAGE
    if not is_folder(demande.donnees):
        load_contrat(demande.donnees)

    begun = False

    def make(demande: "Demande", atelier: "Atelier", read: "Read") -> bool:
        nonlocal begun
        made = _make_or_say(demande, atelier, read, begun=begun, ouvrir=ouvrir and not begun)
        begun = begun or made
        return made

    out = make_console()
    try:
        follow_tables(demande, make, lambda changed: show_watch(out, changed))
    except ProgrammeChange as error:
        print(error, file=sys.stderr)
    return USAGE


def _make_or_say(demande: "Demande", atelier: "Atelier", read: "Read", *, begun: bool, ouvrir: bool) -> bool:
    """One run of a watch; False when it did not go through, which has been said to whoever has to mend it.

    What the options name and the tables do not have is a wrong option, until a run has ``begun`` with them.
    """
    from quartiers.donnees import DonneesInvalides, Introuvable
    from quartiers.execution.appartenance import FichiersDAutrui
    from quartiers.execution.echecs import EcritureImpossible, forget_unexpected, say_unexpected
    from quartiers.execution.veille import Remuees
    from quartiers.execution.verrou import DossierOccupe

    try:
        if _make(demande, atelier, read, ouvrir=ouvrir) == USAGE:
            return False
    except Remuees:
        raise
    except (DonneesInvalides, Introuvable) as error:
        if isinstance(error, Introuvable) and not begun:
            raise
        _say_invalid(error)
        return False
    except (DossierOccupe, EcritureImpossible, FichiersDAutrui) as error:
        print(error, file=sys.stderr)
        return False
    except Exception as error:
        print(say_unexpected(demande.sortie, error), file=sys.stderr)
        return False
    forget_unexpected(demande.sortie)
    return True


def _say_invalid(error: Exception) -> None:
    print(error, file=sys.stderr)
    print("Rien n'a été écrit.", file=sys.stderr)


def _resolved(path: Path) -> Path:
    """The folder that a path leads to."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # before Python 3.13, of a link that leads to itself
        raise CheminInvalide(f"Impossible d'aller à {path} : c'est un lien qui tourne en rond.") from None


def _is_writable(output: Path) -> bool:
    """Whether the folder can be written, which is better known now than after each report has failed."""
    if not is_local(output):
        try_writing(output)
        return True
    try:
        existing = next(folder for folder in (output, *output.parents) if folder.exists())
        with tempfile.TemporaryFile(dir=existing):
            return True
    except OSError as error:
        reasons = {errno.EROFS: "il est en lecture seule", errno.ENAMETOOLONG: "son chemin est trop long"}
        reasons[errno.ELOOP] = "c'est un lien qui tourne en rond"
        reason = reasons.get(error.errno or 0, "ce chemin passe par un fichier, ou les droits manquent")
        print(f"Impossible d'écrire dans le dossier de sortie {output} : {reason}.", file=sys.stderr)
        return False


def _dossier(options: argparse.Namespace) -> int:
    from quartiers.donnees import load_contrat
    from quartiers.donnees.editions import with_edition
    from quartiers.execution.appartenance import refuse_foreign
    from quartiers.execution.plan import plan_dossier
    from quartiers.execution.verrou import alone_in

    start = time.perf_counter()
    output = _resolved(options.sortie)
    if not _is_writable(output):
        return USAGE

    from quartiers.execution.atelier import Atelier

    with Atelier(options.delai) as atelier:
        contrat = with_edition(load_contrat(options.donnees), options.donnees, options.depuis, options.date)
        plan = plan_dossier(contrat, options.commune, options.date)
        refuse_foreign(output, [f"{plan.ouverture.nom}.pdf"])
        atelier.publish(contrat)

        from quartiers.execution.affichage import follow, make_console, seconds
        from quartiers.execution.dossier import build_dossier
        from quartiers.execution.rapports import default_jobs
        from quartiers.typographie import count

        output.mkdir(parents=True, exist_ok=True)
        reports = count(len(plan.rapports), "rapport")
        out = make_console()
        out.print(f"{plan.ouverture.titre} : dossier à fabriquer, {reports}, dans {output}", markup=False)
        with alone_in(output), follow(out, len(plan.taches), "prêt") as finished:
            result = build_dossier(plan, output, options.jobs or default_jobs(), finished, atelier)
    if result.pdf is None:
        for failed in result.echecs:
            out.print(f"{failed.task.nom} : ÉCHEC {failed.error}", markup=False)
        out.print(f"{len(result.echecs)} en échec : le dossier n'a pas été écrit.", markup=False)
        return FAILED
    _list_in_index(contrat, output)
    out.print(f"Dossier écrit en {seconds(time.perf_counter() - start)}. À ouvrir : {result.pdf}", markup=False)
    if options.ouvrir:
        _open(result.pdf)
    return DONE


def _list_in_index(contrat: "Contrat", output: Path) -> None:
    """Write again the page that lists what the folder holds, where there is one of ours."""
    from quartiers.execution.appartenance import Appartenance
    from quartiers.execution.sorties import SOMMAIRE

    if Appartenance(output).holds(SOMMAIRE):
        from quartiers.execution.index import write_index

        write_index(contrat, output)


def _bilan(options: argparse.Namespace) -> int:
    from quartiers.execution.plan import plan_bilan

    return _make_one(options, lambda contrat: plan_bilan(contrat, options.annee), "rapport annuel")


def _evaluate(options: argparse.Namespace) -> int:
    from quartiers.execution.plan import plan_evaluation

    quartier, commune = options.quartier, options.commune
    return _make_one(options, lambda contrat: plan_evaluation(contrat, quartier, commune), "dossier d'évaluation")


def _make_one(options: argparse.Namespace, plan: "Callable[[Contrat], ReportTask]", what: str) -> int:
    """Make the only report of a command, ``what`` it is in words, made again each time."""
    from quartiers.donnees import load_contrat
    from quartiers.execution.appartenance import refuse_foreign
    from quartiers.execution.plan import FORMATS
    from quartiers.execution.verrou import alone_in

    start = time.perf_counter()
    output = _resolved(options.sortie)
    if not _is_writable(output):
        return USAGE

    from quartiers.execution.atelier import Atelier

    with Atelier(options.delai) as atelier:
        contrat = load_contrat(options.donnees)
        task = plan(contrat)

        from quartiers.execution.affichage import follow, make_console, seconds
        from quartiers.execution.rapports import build_all, files_of

        refuse_foreign(output, files_of(task, FORMATS))
        atelier.publish(contrat)
        output.mkdir(parents=True, exist_ok=True)
        out = make_console()
        out.print(f"{contrat.nom} : {task.titre}, dans {output}", markup=False)
        with alone_in(output), follow(out, 1) as finished:
            [result] = build_all([task], output, FORMATS, 1, finished, atelier=atelier)
    if not result.ok:
        out.print(f"{task.nom} : ÉCHEC {result.error}", markup=False)
        out.print(f"1 en échec : le {what} n'a pas été écrit.", markup=False)
        return FAILED
    _list_in_index(contrat, output)
    page = output / f"{task.nom}.html"
    took = seconds(time.perf_counter() - start)
    out.print(f"{what[:1].upper()}{what[1:]} écrit en {took}. À ouvrir : {page}", markup=False)
    if options.ouvrir:
        _open(page)
    return DONE


def _guide(options: argparse.Namespace) -> int:
    from quartiers.donnees import load_contrat
    from quartiers.execution.appartenance import refuse_foreign
    from quartiers.execution.plan import FORMATS, plan_guides, select_quartiers
    from quartiers.execution.sorties import GUIDE as SEARCH
    from quartiers.execution.verrou import alone_in

    start = time.perf_counter()
    output = _resolved(options.sortie)
    if not _is_writable(output):
        return USAGE

    from quartiers.execution.atelier import Atelier

    with Atelier(options.delai) as atelier:
        contrat = load_contrat(options.donnees)
        tasks = plan_guides(contrat, select_quartiers(contrat, options.quartier, options.commune))

        from quartiers.execution.affichage import follow, make_console, seconds
        from quartiers.execution.echecs import write_file
        from quartiers.execution.guide import make_search
        from quartiers.execution.rapports import build_all, default_jobs, files_of
        from quartiers.typographie import count

        refuse_foreign(output, [SEARCH, *(name for task in tasks for name in files_of(task, FORMATS))])
        atelier.publish(contrat)
        output.mkdir(parents=True, exist_ok=True)
        out = make_console()
        pages = count(len(tasks) // 2, "guide")
        out.print(f"{contrat.nom} : {pages}, et autant de pages des habitants, dans {output}", markup=False)
        with alone_in(output), follow(out, len(tasks)) as finished:
            jobs = options.jobs or default_jobs()
            results = build_all(tasks, output, FORMATS, jobs, finished, atelier=atelier)
            _, trouble = write_file(output, SEARCH, lambda: make_search(contrat, output))
    failed = {result.task.nom: result.error for result in results if not result.ok}
    if trouble is not None:
        failed[SEARCH] = trouble
    _list_in_index(contrat, output)
    for name, error in failed.items():
        out.print(f"{name} : ÉCHEC {error}", markup=False)
    page = output / SEARCH
    if failed:
        out.print(f"{len(failed)} en échec ; le reste est écrit.", markup=False)
        return FAILED
    out.print(f"Guides écrits en {seconds(time.perf_counter() - start)}. À ouvrir : {page}", markup=False)
    if options.ouvrir:
        _open(page)
    return DONE


def _check(options: argparse.Namespace) -> int:
    from quartiers.donnees import load_contrat
    from quartiers.donnees.a_remplir import next_tables
    from quartiers.donnees.codes_qpv import unknown_codes
    from quartiers.donnees.coherences_editions import check_editions
    from quartiers.donnees.editions import strays
    from quartiers.donnees.fichiers.dossier import Dossier
    from quartiers.execution.affichage import make_console
    from quartiers.execution.affichage_debut import show_next_tables, show_unknown_codes
    from quartiers.typographie import count

    out, folder = make_console(), Dossier(options.donnees)
    for left in folder.laisses():
        out.print(left, markup=False)
    for left in strays(options.donnees):
        out.print(left, markup=False)
    if folder.est_ouvert:
        warning = "semble ouvert dans un tableur ; ce qui n'y est pas enregistré n'est pas lu"
        out.print(f"À savoir : {folder.classeur} {warning}.", markup=False)
    contrat = load_contrat(options.donnees)
    editions = check_editions(options.donnees, contrat)
    out.print(f"{contrat.nom} : aucune anomalie dans les tables.", markup=False)
    for name, table in contrat.tables.items():
        out.print(f"  {name} : {count(len(table), 'ligne')}", markup=False)
    if editions:
        out.print(f"  éditions gardées : {', '.join(map(str, editions))}", markup=False)
    show_next_tables(out, next_tables(contrat.tables))
    show_unknown_codes(out, unknown_codes(contrat))

    from quartiers.analyse.fiabilite import check_contract
    from quartiers.execution.affichage import show_doubts, show_missing

    chosen = {contrat.quartier(name).quartier for name in options.quartier} or set(contrat.quartiers)
    show_doubts(out, contrat, check_contract(contrat), chosen, everything=options.tout)
    show_missing(out, contrat, chosen, everything=options.tout)
    return DONE


def _close(options: argparse.Namespace) -> int:
    from quartiers.donnees import Contrat
    from quartiers.donnees.coherences_editions import check_editions
    from quartiers.donnees.editions import keep_edition
    from quartiers.execution.affichage import make_console
    from quartiers.execution.echecs import EcritureImpossible, describe_error
    from quartiers.execution.verrou import importing_in
    from quartiers.typographie import format_date, format_number

    committees: set[date] = set()

    def check(contrat: Contrat) -> None:
        committees.update(c.date for c in contrat.comites.values())
        check_editions(options.donnees, contrat)

    with importing_in(options.donnees):
        try:
            path, is_new = keep_edition(options.donnees, options.comite, check)
        except OSError as error:
            raise EcritureImpossible(f"l'édition dans {options.donnees}", describe_error(error)) from error
    out, day = make_console(), format_date(options.comite)
    files = [file for file in path.rglob("*") if file.is_file()]
    size = format_number(sum(file.stat().st_size for file in files) / 1000, 0)
    if is_new:
        out.print(f"Édition du {day} gardée dans {path} : {len(files)} fichiers, {size} ko.", markup=False)
    else:
        out.print(f"Rien n'a changé depuis l'édition du {day}, déjà gardée dans {path}.", markup=False)
    if options.comite not in committees:
        out.print(f"À savoir : aucun comité du {day} n'est dans la table comites.", markup=False)
    return DONE


def _list(options: argparse.Namespace) -> int:
    from quartiers.donnees import list_quartiers
    from quartiers.donnees.fichiers.textes import fold

    if options.demarches:  # they are checked with all the rest: a questionnaire is imported into sound tables
        from quartiers.donnees import load_contrat
        from quartiers.echappement import on_one_line

        for name, demarche in load_contrat(options.donnees).demarches.items():
            print(f"{name}  {on_one_line(demarche.intitule)}")
        return DONE
    quartiers = list_quartiers(options.donnees)
    if options.communes:
        print(*sorted({commune for q in quartiers for commune in q.communes}, key=fold), sep="\n")
        return DONE
    width, wide = (
        max(len(text) for text in column)
        for column in zip(*((q.quartier, q.territoire) for q in quartiers), strict=True)
    )
    for q in quartiers:
        print(f"{q.quartier:<{width}}  {q.territoire:<{wide}}  {q.nom} ({q.commune})")
    return DONE


def _workbook(options: argparse.Namespace) -> int:
    from quartiers.execution.affichage import make_console
    from quartiers.execution.saisie import write_entry_workbook
    from quartiers.typographie import count

    bilan = write_entry_workbook(options.donnees, options.fichier, remplacer=options.remplacer)
    out = make_console()
    what = f"{count(bilan.feuilles, 'table')}, {count(bilan.lignes, 'ligne')}"
    out.print(f"Classeur écrit : {options.fichier} ({what}).", markup=False)
    if bilan.classeur is not None:
        out.print(
            f"Ce dossier tient ses tables dans {bilan.classeur} : pour se servir de celui-ci, le mettre à sa place.",
            markup=False,
        )
    else:
        out.print(f"Une fois rempli : pipeline.py importer classeur {options.fichier}", markup=False)
    if options.ouvrir:
        _open(options.fichier)
    return DONE


def _begin(options: argparse.Namespace) -> int:
    from quartiers.donnees.debut.dossier import Fichiers, begin_folder
    from quartiers.execution.affichage import make_console
    from quartiers.execution.affichage_debut import show_beginning
    from quartiers.execution.echecs import EcritureImpossible, describe_error
    from quartiers.execution.saisie import DU_DOSSIER, gather_tables

    option = next(f"--{name}" for name in ("communes", "epci", "qpv", "france") if getattr(options, name))
    wanted = [] if options.france else [name for names in getattr(options, option[2:]) for name in names]
    files = Fichiers(tuple(options.contours), options.liste_qpv, options.parents, tuple(options.insee))
    try:
        bilan = begin_folder(
            options.dossier, option, wanted, files, date.today(), arrange=None if options.csv else gather_tables
        )
    except OSError as error:
        raise EcritureImpossible(f"le dossier {options.dossier}", describe_error(error)) from error
    show_beginning(make_console(), bilan, options.dossier, None if options.csv else DU_DOSSIER)
    return DONE


def _import(options: argparse.Namespace) -> int:
    from quartiers.execution import affichage
    from quartiers.execution.verrou import importing_in

    out = affichage.make_console()
    with importing_in(options.donnees):
        return _import_files(options, out)


def _import_files(options: argparse.Namespace, out: "Console") -> int:
    from quartiers.execution import affichage

    if options.source == "insee":
        from quartiers.donnees.importation.insee import import_insee
        from quartiers.donnees.importation.insee_archives import DOWNLOADED
        from quartiers.donnees.importation.insee_lecture import find_files

        files = find_files(options.fichier, DOWNLOADED)
        figures = import_insee(files, options.donnees, territoire=options.territoire)
        affichage.show_import(out, figures)
        return DONE if figures.fichiers else USAGE
    if options.source == "postes":
        from quartiers.donnees.importation.insee_lecture import find_files
        from quartiers.donnees.importation.postes import import_posts

        affichage.show_posts(out, import_posts(find_files(options.fichier, (".json",)), options.donnees))
    elif options.source == "actions":
        from quartiers.donnees.importation.actions import import_actions
        from quartiers.donnees.importation.actions_lecture import SUFFIXES
        from quartiers.donnees.importation.insee_lecture import find_files

        affichage.show_actions(out, import_actions(find_files(options.fichier, SUFFIXES), options.donnees))
    elif options.source == "questionnaire":
        from quartiers.donnees.importation.questionnaire import import_questionnaire
        from quartiers.execution.affichage_questionnaire import show_questionnaire

        survey = import_questionnaire(options.fichier, options.donnees, options.demarche)
        show_questionnaire(out, survey, options.demarche)
        return USAGE if survey.propositions else DONE
    elif options.source == "decidim":
        from quartiers.donnees.importation.decidim import import_decidim
        from quartiers.execution.affichage_decidim import show_decidim

        proposals = import_decidim(options.fichier, options.donnees, options.demarche)
        show_decidim(out, proposals, options.demarche)
        return USAGE if proposals.propositions else DONE
    elif options.source == "classeur":
        from quartiers.donnees.importation.classeur import import_workbook

        affichage.show_workbook(out, import_workbook(options.fichier, options.donnees, options.vider))
    else:
        from quartiers.donnees.importation.perimetres import import_perimetres

        balance = import_perimetres(options.fichier, options.donnees, territoire=options.territoire)
        affichage.show_perimeters(out, balance)
    return DONE


if __name__ == "__main__":
    try:
        sys.exit(run_command(main))
    except KeyboardInterrupt:  # while the libraries are imported: nothing has begun
        sys.exit(INTERRUPTED)

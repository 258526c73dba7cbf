"""Command line: parse, call, exit code. ``python pipeline.py --help`` says the rest, in French."""

import argparse
import re
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartiers import DEFAULT_DATA, DEFAULT_REPORTS
from quartiers.execution.francais import FrenchHelp, speak_french

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130

DESCRIPTION = """\
Rapports des projets de quartier d'un contrat de ville.

Sans commande, « python pipeline.py » fabrique tous les rapports, et le classeur des données, dans reports/.
Codes de sortie : 0 tout est fait ; 1 un rapport ou le classeur a échoué (nommé, les autres sont écrits) ;
2 données ou options à corriger (rien n'est écrit)."""

EXAMPLES = """\
exemples :
  python pipeline.py                                        tous les rapports
  python pipeline.py --quartier IDENTIFIANT --sans-synthese
  python pipeline.py --commune "NOM DE LA COMMUNE" --formats pdf
  python pipeline.py dossier --commune "NOM" --date 2026-12-10
  python pipeline.py importer insee DOSSIER                 les chiffres publiés par l'Insee
  python pipeline.py rapports --help                        toutes les options des rapports"""

DOSSIER = """\
Fabrique le dossier d'un Comité Territorial : un seul PDF accessible, dans reports/dossiers/.

Il contient une couverture, un sommaire, la commune en un coup d'œil, des questions à discuter,
puis le rapport de chacun de ses quartiers. Si l'un échoue, rien n'est écrit."""

IMPORTS = """\
Reprend des fichiers publics dans le dossier des tables (par défaut : data/).

Ce qui est repris remplace ce que le dossier avait déjà du même fichier : importer deux fois
ne change rien. Si un fichier est abîmé, tout est refusé et rien n'est écrit."""

IMPORT_INSEE = """\
Reprend les chiffres de l'Insee sur les QPV dans mesures.csv, repartitions.csv et qpv.csv.

FICHIER : un fichier DEMO, IPRO ou REVN (DEMO_2022.csv, tel que téléchargé : le thème et l'année
de diffusion sont dans son nom), le classeur du recensement 2010, un dossier qui les
contient, ou un motif comme "*.csv". Les fichiers et les colonnes inconnus sont dits et laissés."""

IMPORT_PERIMETRES = """\
Reprend les contours des QPV dans perimetres.geojson, et leurs noms dans qpv.csv.

FICHIER : le GeoJSON de l'ANCT « Quartiers prioritaires de la politique de la ville »
(data.gouv.fr), en degrés (WGS84) : celui de 2024, celui de 2015, ou l'un après l'autre."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    speak_french()
    options = _parser().parse_args(_with_default_command(sys.argv[1:] if arguments is None else arguments))

    from quartiers.donnees import DonneesInvalides, Introuvable
    from quartiers.execution.affichage import consoles

    out, err = consoles()
    try:
        commands = {"rapports": _reports, "dossier": _dossier, "verifier": _check, "lister": _list, "importer": _import}
        return commands[options.commande](options, out)
    except (DonneesInvalides, Introuvable) as error:
        err.print(str(error), markup=False)
        if options.commande in ("rapports", "dossier", "importer"):
            err.print("Rien n'a été écrit.", markup=False)
        return USAGE
    except KeyboardInterrupt:
        what = {"importer": "les tables en place sont entières", "dossier": "le dossier n'a pas été écrit"}
        err.print(f"Interrompu : {what.get(options.commande, 'les rapports déjà écrits sont complets')}.", markup=False)
        return INTERRUPTED


def _with_default_command(arguments: list[str]) -> list[str]:
    first = arguments[0] if arguments else ""
    if first in ("-h", "--help") or (first and not first.startswith("-")):
        return arguments
    return ["rapports", *arguments]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pipeline.py", description=DESCRIPTION, epilog=EXAMPLES, formatter_class=FrenchHelp, allow_abbrev=False
    )
    commands = parser.add_subparsers(dest="commande", required=True, metavar="commande")
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument(
        "--donnees", type=Path, default=DEFAULT_DATA, metavar="DOSSIER", help="dossier des tables (par défaut : data/)"
    )

    def add(name: str, purpose: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=[data], formatter_class=FrenchHelp, allow_abbrev=False, help=purpose)

    reports = add("rapports", "fabrique les rapports (commande par défaut)")
    reports.add_argument(
        "--quartier", action="append", default=[], metavar="ID", help="seulement ce quartier (option répétable)"
    )
    reports.add_argument(
        "--commune",
        action="append",
        default=[],
        metavar="NOM",
        help="seulement les quartiers de cette commune (répétable)",
    )
    reports.add_argument("--sans-synthese", action="store_true", help="ne fabrique pas la synthèse intercommunale")
    reports.add_argument(
        "--formats", type=_formats, default=("html", "pdf"), metavar="LISTE", help="html, pdf ou html,pdf (par défaut)"
    )
    _add_output(reports)
    _add_dossier(commands.add_parser, data)
    check = add("verifier", "vérifie les tables et les chiffres énoncés, sans rien fabriquer")
    check.add_argument(
        "--quartier", action="append", default=[], metavar="ID", help="seulement ce quartier (option répétable)"
    )
    check.add_argument("--tout", action="store_true", help="montre aussi ce qui est à savoir ou non vérifiable")
    add("lister", "liste les quartiers du contrat")
    _add_imports(commands.add_parser, data)
    return parser


def _add_output(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--sortie",
        type=Path,
        default=DEFAULT_REPORTS,
        metavar="DOSSIER",
        help="dossier des rapports (par défaut : reports/)",
    )
    command.add_argument(
        "--jobs", type=_jobs, default=None, metavar="N", help="rapports fabriqués à la fois (par défaut : un par cœur)"
    )


def _add_dossier(add: "Callable[..., argparse.ArgumentParser]", data: argparse.ArgumentParser) -> None:
    how: dict[str, Any] = {"formatter_class": FrenchHelp, "allow_abbrev": False}
    purpose = "fabrique le dossier d'un Comité Territorial : un PDF par commune"
    dossier = add("dossier", parents=[data], help=purpose, description=DOSSIER, **how)
    dossier.add_argument("--commune", required=True, metavar="NOM", help="la commune du Comité")
    dossier.add_argument(
        "--date", type=_day, default=None, metavar="DATE", help="jour du Comité : 2026-12-10 ou 10/12/2026"
    )
    _add_output(dossier)


def _add_imports(add: "Callable[..., argparse.ArgumentParser]", data: argparse.ArgumentParser) -> None:
    how: dict[str, Any] = {"formatter_class": FrenchHelp, "allow_abbrev": False}
    purpose = "reprend des fichiers publics : chiffres de l'Insee, contours de l'ANCT"
    sources = add("importer", help=purpose, description=IMPORTS, **how).add_subparsers(
        dest="source", required=True, metavar="SOURCE"
    )
    for name, help_line, description, number in (
        ("insee", "chiffres de l'Insee sur les QPV (CSV, classeur de 2010)", IMPORT_INSEE, "+"),
        ("perimetres", "contours des QPV (GeoJSON de l'ANCT)", IMPORT_PERIMETRES, None),
    ):
        source = sources.add_parser(name, parents=[data], help=help_line, description=description, **how)
        files = source.add_argument_group("fichiers")
        files.add_argument("fichier", type=Path, nargs=number, metavar="FICHIER", help="ce qui est à importer")
        source.add_argument(
            "--territoire",
            choices=("contrat", "france"),
            default="contrat",
            help="contrat : les QPV de quartiers.csv (par défaut) ; france : tous ceux du pays",
        )


def _formats(text: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    if not chosen or set(chosen) - {"html", "pdf"}:
        raise argparse.ArgumentTypeError(
            f"« {text} » n'est pas une liste de formats ; possibles : html, pdf ou html,pdf"
        )
    return chosen


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas un nombre entre 1 et 64")
    return int(text)


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


def _reports(options: argparse.Namespace, out: "Console") -> int:
    from quartiers.donnees import load_contrat
    from quartiers.execution.plan import plan_reports, select_quartiers

    start = time.perf_counter()
    contrat = load_contrat(options.donnees)
    chosen = select_quartiers(contrat, options.quartier, options.commune)
    tasks = plan_reports(contrat, options.donnees, chosen, with_synthese=not options.sans_synthese)
    output = options.sortie.resolve()
    if not _is_writable(output):
        return USAGE

    # Jupyter's libraries take seconds to import: not before the data and the options are known to be right.
    from quartiers.execution.affichage import closing_table, follow, seconds
    from quartiers.execution.classeur import write_workbook
    from quartiers.execution.fichiers import CLASSEUR
    from quartiers.execution.index import write_index
    from quartiers.execution.rapports import build_all, default_jobs
    from quartiers.typographie import count

    wanted = count(len(tasks), "rapport")
    out.print(f"{contrat.nom} : {wanted} à fabriquer dans {output}", markup=False)
    with follow(out, len(tasks)) as finished:
        results = build_all(tasks, output, options.formats, options.jobs or default_jobs(), finished)
    trouble = write_workbook(contrat, output)
    index = write_index(contrat, output)
    out.print(closing_table(results))
    out.print(f"{CLASSEUR} : {f'ÉCHEC, {trouble}' if trouble else 'écrit'}", markup=False)
    failed = [r.task.nom for r in results if not r.ok]
    done = count(len(results) - len(failed), "rapport écrit", "rapports écrits")
    out.print(f"{done} en {seconds(time.perf_counter() - start)}. À ouvrir : {index}", markup=False)
    if trouble:
        failed.append(CLASSEUR)
    if failed:
        out.print(f"{len(failed)} en échec : {', '.join(failed)}", markup=False)
        return FAILED
    return DONE


def _is_writable(output: Path) -> bool:
    """Whether the folder can be written, which is better known now than after each report has failed."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=output):
            return True
    except OSError:
        reason = "ce chemin passe par un fichier, ou les droits manquent"
        print(f"Impossible d'écrire dans le dossier de sortie {output} : {reason}.", file=sys.stderr)
        return False


def _dossier(options: argparse.Namespace, out: "Console") -> int:
    from quartiers.donnees import load_contrat
    from quartiers.execution.plan import plan_dossier

    start = time.perf_counter()
    contrat = load_contrat(options.donnees)
    plan = plan_dossier(contrat, options.donnees, options.commune, options.date)
    output = options.sortie.resolve()
    if not _is_writable(output):
        return USAGE

    from quartiers.execution.affichage import follow, seconds
    from quartiers.execution.dossier import build_dossier
    from quartiers.execution.rapports import default_jobs
    from quartiers.typographie import count

    reports = count(len(plan.rapports), "rapport")
    out.print(f"{plan.ouverture.titre} : dossier à fabriquer, {reports}, dans {output}", markup=False)
    with follow(out, len(plan.taches), "prêt") as finished:
        result = build_dossier(plan, output, options.jobs or default_jobs(), finished)
    if result.pdf is None:
        for failed in result.echecs:
            out.print(f"{failed.task.nom} : ÉCHEC {failed.error}", markup=False)
        out.print(f"{len(result.echecs)} en échec : le dossier n'a pas été écrit.", markup=False)
        return FAILED
    if (output / "index.html").exists():  # the page that lists what the folder holds
        from quartiers.execution.index import write_index

        write_index(contrat, output)
    out.print(f"Dossier écrit en {seconds(time.perf_counter() - start)}. À ouvrir : {result.pdf}", markup=False)
    return DONE


def _check(options: argparse.Namespace, out: "Console") -> int:
    from quartiers.donnees import load_contrat

    contrat = load_contrat(options.donnees)
    out.print(f"{contrat.nom} : aucune anomalie dans les tables.", markup=False)
    for name, table in contrat.tables.items():
        out.print(f"  {name} : {len(table)} lignes", markup=False)

    from quartiers.analyse.fiabilite import check_contract
    from quartiers.execution.affichage import show_doubts

    chosen = {contrat.quartier(name).quartier for name in options.quartier} or set(contrat.quartiers)
    show_doubts(out, contrat, check_contract(contrat), chosen, everything=options.tout)
    return DONE


def _list(options: argparse.Namespace, out: "Console") -> int:
    from quartiers.donnees import load_contrat

    contrat = load_contrat(options.donnees)
    width = max(len(q) for q in contrat.quartiers)
    for q in contrat.quartiers.values():
        out.print(f"{q.quartier:<{width}}  {q.code_qpv_2024}  {q.nom} ({q.commune})", markup=False)
    return DONE


def _import(options: argparse.Namespace, out: "Console") -> int:
    from quartiers.execution import affichage

    if options.source == "insee":
        from quartiers.donnees.insee import import_insee
        from quartiers.donnees.insee_lecture import find_files

        files = find_files(options.fichier)
        affichage.show_import(out, import_insee(files, options.donnees, territoire=options.territoire))
    else:
        from quartiers.donnees.perimetres import import_perimetres

        balance = import_perimetres(options.fichier, options.donnees, territoire=options.territoire)
        affichage.show_perimeters(out, balance)
    return DONE


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # while the libraries are imported: nothing has begun
        sys.exit(INTERRUPTED)

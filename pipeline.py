"""Command line: parse, call, exit code. ``python pipeline.py --help`` says the rest, in French."""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from quartiers import DEFAULT_DATA, DEFAULT_REPORTS
from quartiers.execution.francais import FrenchHelp, speak_french

if TYPE_CHECKING:
    from rich.console import Console

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130

DESCRIPTION = """\
Rapports des projets de quartier d'un contrat de ville.

Sans commande, « python pipeline.py » fabrique tous les rapports dans reports/.
Codes de sortie : 0 tout est fait ; 1 un rapport a échoué (nommé, les autres sont écrits) ;
2 données ou options à corriger (rien n'est écrit)."""

EXAMPLES = """\
exemples :
  python pipeline.py                                        tous les rapports
  python pipeline.py --quartier IDENTIFIANT --sans-synthese
  python pipeline.py --commune "NOM DE LA COMMUNE" --formats pdf
  python pipeline.py rapports --help                        toutes les options des rapports"""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    speak_french()
    options = _parser().parse_args(_with_default_command(sys.argv[1:] if arguments is None else arguments))

    from quartiers.donnees import DonneesInvalides, Introuvable
    from quartiers.execution.affichage import consoles

    out, err = consoles()
    try:
        return {"rapports": _reports, "verifier": _check, "lister": _list}[options.commande](options, out)
    except (DonneesInvalides, Introuvable) as error:
        err.print(str(error), markup=False)
        if options.commande == "rapports":
            err.print("Rien n'a été écrit.", markup=False)
        return USAGE
    except KeyboardInterrupt:
        err.print("Interrompu : les rapports déjà écrits sont complets.", markup=False)
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
    reports.add_argument(
        "--sortie",
        type=Path,
        default=DEFAULT_REPORTS,
        metavar="DOSSIER",
        help="dossier des rapports (par défaut : reports/)",
    )
    reports.add_argument(
        "--jobs", type=_jobs, default=None, metavar="N", help="rapports fabriqués à la fois (par défaut : un par cœur)"
    )
    add("verifier", "vérifie les données, sans rien fabriquer")
    add("lister", "liste les quartiers du contrat")
    return parser


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


def _reports(options: argparse.Namespace, out: "Console") -> int:
    from quartiers.donnees import load_contrat
    from quartiers.execution.plan import plan_reports, select_quartiers

    start = time.perf_counter()
    contrat = load_contrat(options.donnees)
    chosen = select_quartiers(contrat, options.quartier, options.commune)
    tasks = plan_reports(contrat, options.donnees, chosen, with_synthese=not options.sans_synthese)
    output = options.sortie.resolve()
    try:
        output.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=output):
            pass  # the folder can be written: better known now than after each report has failed
    except OSError:
        reason = "ce chemin passe par un fichier, ou les droits manquent"
        print(f"Impossible d'écrire dans le dossier de sortie {output} : {reason}.", file=sys.stderr)
        return USAGE

    # Jupyter's libraries take seconds to import: not before the data and the options are known to be right.
    from quartiers.execution.affichage import closing_table, follow, seconds
    from quartiers.execution.index import write_index
    from quartiers.execution.rapports import build_all, default_jobs
    from quartiers.typographie import count

    wanted = count(len(tasks), "rapport")
    out.print(f"{contrat.nom} : {wanted} à fabriquer dans {output}", markup=False)
    with follow(out, len(tasks)) as finished:
        results = build_all(tasks, output, options.formats, options.jobs or default_jobs(), finished)
    index = write_index(contrat, output)
    out.print(closing_table(results))
    failed = [r for r in results if not r.ok]
    done = count(len(results) - len(failed), "rapport écrit", "rapports écrits")
    out.print(f"{done} en {seconds(time.perf_counter() - start)}. À ouvrir : {index}", markup=False)
    if failed:
        out.print(f"{len(failed)} en échec : {', '.join(r.task.nom for r in failed)}", markup=False)
        return FAILED
    return DONE


def _check(options: argparse.Namespace, out: "Console") -> int:
    from quartiers.donnees import load_contrat

    contrat = load_contrat(options.donnees)
    out.print(f"{contrat.nom} : aucune anomalie.", markup=False)
    for name, table in contrat.tables.items():
        out.print(f"  {name} : {len(table)} lignes", markup=False)
    return DONE


def _list(options: argparse.Namespace, out: "Console") -> int:
    from quartiers.donnees import load_contrat

    contrat = load_contrat(options.donnees)
    width = max(len(q) for q in contrat.quartiers)
    for q in contrat.quartiers.values():
        out.print(f"{q.quartier:<{width}}  {q.code_qpv_2024}  {q.nom} ({q.commune})", markup=False)
    return DONE


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # while the libraries are imported: nothing has begun
        sys.exit(INTERRUPTED)

"""``verifier``: checks the tables and every stated figure, and builds nothing."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from quartiers.commande.forme import DONE, Commande
from quartiers.commande.options import add_data, add_quartiers

if TYPE_CHECKING:
    from rich.console import Console


def _add_options(command: ArgumentParser) -> None:
    add_data(command)
    add_quartiers(command)
    command.add_argument("--tout", action="store_true", help="montre aussi ce qui est à savoir ou non vérifiable")


def _run(options: Namespace) -> int:
    from quartiers.donnees.editions import strays
    from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
    from quartiers.execution.deja_dit import Propos
    from quartiers.presentation.console.ecran import make_console

    out, folder = make_console(), Dossier(options.donnees)
    for left in folder.laisses():
        out.print(left, markup=False)
    for left in strays(options.donnees):
        out.print(left, markup=False)
    if folder.est_ouvert:
        warning = "semble ouvert dans un tableur ; ce qui n'y est pas enregistré n'est pas lu"
        out.print(f"À savoir : {folder.classeur} {warning}.", markup=False)
    propos = Propos(options.donnees, {"quartiers": sorted(options.quartier), "tout": options.tout}, out)
    if folder.anomalies or not propos.say_again():
        with propos.kept():
            _check(options, out)
    return DONE


def _check(options: Namespace, out: "Console") -> None:
    from quartiers.donnees import load_contrat
    from quartiers.donnees.a_remplir import next_tables
    from quartiers.donnees.codes_qpv import unknown_codes
    from quartiers.donnees.coherences_editions import check_editions
    from quartiers.donnees.trames import count_rows
    from quartiers.donnees.vus import seen_before
    from quartiers.execution.deja_vu import DejaVus
    from quartiers.presentation.console.debut import show_next_tables, show_unknown_codes
    from quartiers.typographie import count

    with seen_before(DejaVus()):
        contrat = load_contrat(options.donnees)
    editions = check_editions(options.donnees, contrat)
    out.print(f"{contrat.nom} : aucune anomalie dans les tables.", markup=False)
    for name, rows in count_rows(contrat.tables).items():
        out.print(f"  {name} : {count(rows, 'ligne')}", markup=False)
    if editions:
        out.print(f"  éditions gardées : {', '.join(map(str, editions))}", markup=False)
    show_next_tables(out, next_tables(contrat.tables))
    show_unknown_codes(out, unknown_codes(contrat))

    from quartiers.analyse.fiabilite import check_contract
    from quartiers.presentation.console.doutes import show_doubts, show_missing

    chosen = {contrat.quartier(name).quartier for name in options.quartier} or set(contrat.quartiers)
    show_doubts(out, contrat, check_contract(contrat), chosen, everything=options.tout)
    show_missing(out, contrat, chosen, everything=options.tout)


COMMANDE = Commande(
    "verifier",
    "vérifie les tables et les chiffres énoncés, sans rien fabriquer",
    _add_options,
    _run,
    interrompue="rien n'a été écrit",
    ecrit=False,
)

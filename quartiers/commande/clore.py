"""``clore``: keeps the tables as a committee saw them."""

from argparse import ArgumentParser, Namespace
from datetime import date

from quartiers.commande import valeurs
from quartiers.commande.forme import DONE, Commande
from quartiers.commande.options import add_data

DESCRIPTION = """\
Garde les tables telles qu'un comité les a vues, dans le dossier des tables : editions/2026-12-10/.

Les rapports disent ensuite ce qui a changé depuis ce jour. Une édition gardée ne change plus : si les tables
ne sont plus les siennes, la commande le dit et n'écrit rien. S'il y a une faute dans les tables, de même."""


def _add_options(command: ArgumentParser) -> None:
    add_data(command)
    command.add_argument(
        "--comite", type=valeurs.day, required=True, metavar="DATE", help="jour du comité : 2026-12-10 ou 10/12/2026"
    )


def _run(options: Namespace) -> int:
    from quartiers.donnees import Contrat
    from quartiers.donnees.coherences_editions import check_editions
    from quartiers.donnees.editions import keep_edition
    from quartiers.execution.echecs import EcritureImpossible, describe_error
    from quartiers.execution.verrou import importing_in
    from quartiers.presentation.console.ecran import make_console
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


COMMANDE = Commande(
    "clore",
    "garde les tables telles qu'un comité les a vues",
    _add_options,
    _run,
    DESCRIPTION,
    exemples=(("clore --comite 2026-12-10", "garde les tables telles que ce comité les a vues"),),
    interrompue="une édition est entière, ou n'est pas",
)

"""``lister``: the quartiers, at once: it needs neither tables of pandas nor a console's decorations."""

from argparse import ArgumentParser, Namespace

from quartiers.commande.forme import DONE, Commande
from quartiers.commande.options import add_data


def _add_options(command: ArgumentParser) -> None:
    add_data(command)
    what = command.add_mutually_exclusive_group()
    what.add_argument("--communes", action="store_true", help="liste ses communes, une par ligne")
    what.add_argument(
        "--demarches", action="store_true", help="liste ses démarches de concertation : l'identifiant, puis l'intitulé"
    )


def _run(options: Namespace) -> int:
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


COMMANDE = Commande(
    "lister",
    "liste les quartiers du contrat (ne vérifie pas les autres tables)",
    _add_options,
    _run,
    interrompue="rien n'a été écrit",
    ecrit=False,
)

"""``importer questionnaire``: the answers to a questionnaire, as counts."""

from argparse import Namespace
from typing import TYPE_CHECKING

from quartiers.commande.forme import DONE, USAGE, Source
from quartiers.commande.options import add_consultation

if TYPE_CHECKING:
    from rich.console import Console

DESCRIPTION = """\
Compte les réponses d'un questionnaire dans la table reponses, pour une démarche de la table demarches.

FICHIER : une ligne par personne, tel que Google Forms, Framaforms ou LimeSurvey l'exportent, ou un
tableau à vous (CSV ou classeur). Ce que sont ses colonnes est dans la table questions ; si elle n'en
dit rien, une proposition est affichée, et rien n'est écrit. Le fichier n'est pas gardé : seuls les
nombres le sont, par question, réponse et groupe."""


def _run(options: Namespace, out: "Console") -> int:
    from quartiers.donnees.importation.questionnaire import import_questionnaire
    from quartiers.presentation.console.questionnaire import show_questionnaire

    survey = import_questionnaire(options.fichier, options.donnees, options.demarche)
    show_questionnaire(out, survey, options.demarche)
    return USAGE if survey.propositions else DONE


SOURCE = Source(
    "questionnaire",
    "réponses à un questionnaire (une ligne par personne)",
    DESCRIPTION,
    _run,
    add_options=add_consultation,
)

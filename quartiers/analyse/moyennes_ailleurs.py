"""The mean that a document gives of a figure on another line than where it places that figure beside it.

A section that says « in the mean » without a mean, while another of the same QPV has the same value with one, maybe
under a wrong label, does give it: who is told that it is nowhere would look for it in vain, or find it.
"""

from quartiers.analyse.rapprochement import half_unit
from quartiers.donnees.modele import Affirmation, Contrat
from quartiers.typographie import format_value


def mean_of_same_value(contrat: Contrat, a: Affirmation) -> Affirmation | None:
    """The statement that gives the same value of the same QPV with the mean that this one lacks: under the same label,
    or under one of those that are mistaken for each other."""
    qpv = contrat.quartiers[a.quartier].territoire
    for b in contrat.affirmations:
        same = b.valeur == a.valeur is not None and contrat.quartiers[b.quartier].territoire == qpv
        if not same or b is a or b.valeur_reference is None or b.reference != a.reference:
            continue
        if {a.precision, b.precision} == {"exacte"} and _may_be_one_figure(contrat, a, b):
            return b
    return None


def _may_be_one_figure(contrat: Contrat, a: Affirmation, b: Affirmation) -> bool:
    """Whether two statements of one value may be of one measure: a whole number is that of too many to tell."""
    one, other = contrat.indicateurs[a.indicateur], contrat.indicateurs[b.indicateur]
    mistaken = one.indicateur in other.confusions or other.indicateur in one.confusions
    same_label = one is other or (mistaken and half_unit(a.valeur or 0.0) < half_unit(1.0))
    return same_label and (a.annee is None or b.annee is None or a.annee == b.annee)


def without_the_mean(contrat: Contrat, a: Affirmation) -> str:
    """``sans la donner``; ``sans la donner ici. La moyenne est l. 68 : 40,1 %, à côté de la même valeur (40,8 %), sous
    « … »``."""
    b = mean_of_same_value(contrat, a)
    if b is None:
        return "sans la donner"
    label = contrat.indicateurs[b.indicateur]
    under = f", sous « {label.libelle} »" if b.indicateur != a.indicateur else ""
    where = f"l. {b.lignes}" if b.lignes else "ailleurs dans le document"
    mean, value = (format_value(x, label.unite) for x in (b.valeur_reference, b.valeur))
    return f"sans la donner ici. La moyenne est {where} : {mean}, à côté de la même valeur ({value}){under}"

"""The end of rule 5: what is published under the label that the document gives, where its value is another label's.

Rule 6 tells of which label the value is; a reader also has to know what the right figure of the stated label would be.
"""

from collections.abc import Iterator

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, published_text
from quartiers.analyse.publications import series
from quartiers.analyse.rapprochement import Accord, dated_as
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.typographie import format_value


def rule_under_its_own_label(c: Contexte) -> Iterator[Doute]:
    for a in c.contrat.affirmations:
        i, number = c.indicateur(a), c.verifications[a.affirmation].valeur
        if number is None or number.accord is not Accord.AUTRE_INTITULE or a.annee is None:
            continue
        codes = c.contrat.quartiers[a.quartier].codes(ANCIENNE)
        dated = dated_as([p for p in series(c.contrat, codes, a.indicateur) if p.valeur is not None], a.annee)
        if not dated:
            continue
        nearest = min(dated, key=lambda p: number.nombre.distance(p.valeur or 0.0))
        known = nearest.valeur or 0.0
        if number.nombre.distance(known) <= c.contrat.lecture.ecart_publie(known, i.unite):
            continue
        yield c.doubt(
            Regle.PUBLICATION,
            Gravite.INFORMATION,  # rule 6 says what is to be verified
            (a,),
            f"Sous l'intitulé du document, « {i.libelle} », la valeur publiée est {published_text(c, nearest)}, et non "
            f"{format_value(a.valeur, i.unite, a.precision)}.",
            "Donner l'intitulé de la valeur, ou la valeur de cet intitulé.",
            publications=(nearest,),
        )

"""Of which QPV the figures of the synthesis are, where these are not the projects that stand for them."""

from quartiers.analyse.anciens import name_before, name_former
from quartiers.analyse.perimetres import communes_outside
from quartiers.analyse.synthese import name_group, quartiers_by_qpv
from quartiers.donnees.modele import Contrat, Quartier
from quartiers.donnees.tables.importees import NOUVELLE
from quartiers.typographie import join_words

NAMED = 6  # QPV that a sentence names: more are counted


def say_former(contrat: Contrat) -> str:
    """Which of the former QPV are not those that the contract has now: as many may be others."""
    parts = [told for group in quartiers_by_qpv(contrat).values() if (told := _former(group))]
    if len(parts) > NAMED:
        return f"{len(parts)} ne sont pas ceux de {NOUVELLE}"
    return " ; ".join(parts)


def _former(group: tuple[Quartier, ...]) -> str:
    q, former = group[0], name_former(group)
    if len(former) > 1:
        return f"{join_words([*former.values()])} n'en font qu'un en {NOUVELLE}"
    if before := name_before(group):
        wider = f", {q.perimetre} depuis," if q.perimetre in ("étendu", "réduit") else ""
        return f"{before}{wider} est {(q.libelle_qpv_2024 or name_group(group)).replace(' - ', ' – ')} en {NOUVELLE}"
    return f"{name_group(group)} n'en était pas un" if q.est_qpv and q.est_nouveau else ""


def say_outside(contrat: Contrat, geographie: str) -> str:
    """Which QPV reach communes that the contract has not: their figures are of those too."""
    found = {
        name_group(group): outside
        for group in quartiers_by_qpv(contrat).values()
        if (outside := communes_outside(contrat, group[0].codes(geographie)))
    }
    if not found:
        return ""
    who = f"{len(found)} QPV" if len(found) > NAMED else " ; ".join(f"{join_words(c)} ({n})" for n, c in found.items())
    return f" Les chiffres sont du QPV entier, communes hors du contrat comprises : {who}."

"""Rules 11 and 12: the priorities against the published synthesis, and against the figures."""

from collections import defaultdict
from collections.abc import Iterator

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines
from quartiers.analyse.notes import omissions
from quartiers.analyse.synthese import EcartPublication, TypeEcart, differences_with_published
from quartiers.donnees.modele import Contrat, LignePubliee
from quartiers.typographie import join_words

# -- R11: the published synthesis -------------------------------------------------------------------------


def rule_synthesis(c: Contexte) -> Iterator[Doute]:
    for d in differences_with_published(c.contrat):
        yield Doute(
            Regle.SYNTHESE,
            Gravite.INFORMATION if d.type is TypeEcart.DOUBLON else Gravite.DOUTE,
            (d.quartier.quartier,),
            "Synthèse publiée",
            _difference_sentence(c.contrat, d),
            "Reprendre la synthèse publiée d'après la section du quartier.",
            lignes=join_lines([d.lignes, d.priorite.lignes if d.priorite is not None else None]),
        )
    yield from _left_out(c)


def _left_out(c: Contexte) -> Iterator[Doute]:
    """What the rows of the published synthesis leave out of the section, by what is noted of them: one a quartier."""
    found: defaultdict[str, list[tuple[LignePubliee, str]]] = defaultdict(list)
    for row in c.contrat.synthese_publiee:
        for left in omissions(row.note):
            found[row.quartier].append((row, left))
    for quartier, rows in found.items():
        listed = " ; ".join(
            f"{left} (« {c.contrat.thematiques[row.thematique].libelle} »{f', l. {row.lignes}' if row.lignes else ''})"
            for row, left in rows
        )
        yield Doute(
            Regle.SYNTHESE,
            Gravite.DOUTE,
            (quartier,),
            "Synthèse publiée",
            f"La synthèse publiée laisse de côté ce que la section prévoit : {listed}.",
            "Compléter ces lignes de la synthèse d'après la section.",
            lignes=join_lines(row.lignes for row, _ in rows),
        )


def _difference_sentence(contrat: Contrat, d: EcartPublication) -> str:
    themes = join_words([f"« {t.libelle} »" for t in d.publiees])
    if d.priorite is None:
        return f"La synthèse publiée a une ligne sous {themes} qui ne reprend aucune priorité de la section."
    title = d.priorite.intitule  # our wording of it, hence no guillemets
    match d.type:
        case TypeEcart.MANQUANTE:
            return f"Une priorité de la section n'est pas dans la synthèse publiée{_theme_lost(contrat, d)} : {title}."
        case TypeEcart.AILLEURS:
            own = d.thematique.libelle if d.thematique else ""
            return f"Une priorité est publiée sous {themes}, alors que son thème est « {own} » : {title}."
        case _:
            return f"Une priorité est publiée {len(d.publiees)} fois, sous {themes} : {title}."


def _theme_lost(contrat: Contrat, d: EcartPublication) -> str:
    """That the whole theme is lost for this quartier, where no other row of it is filed there."""
    if d.thematique is None or any(
        (row.quartier, row.thematique) == (d.quartier.quartier, d.thematique.thematique)
        for row in contrat.synthese_publiee
    ):
        return ""
    return f", qui n'a aucune ligne « {d.thematique.libelle} » pour ce quartier"

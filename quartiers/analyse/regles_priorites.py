"""Rules 11 and 12: the priorities against the published synthesis, and against the figures."""

from collections import defaultdict
from collections.abc import Iterator

from quartiers.analyse.appuis import Reponse, answer_to_indicator
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu, retained_figures
from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines
from quartiers.analyse.notes import omissions
from quartiers.analyse.paliers import Palier
from quartiers.analyse.synthese import EcartPublication, TypeEcart, differences_with_published
from quartiers.donnees.modele import Affirmation, Contrat, LignePubliee
from quartiers.typographie import format_gap, format_value, join_words

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


# -- R12: very unfavourable, no priority ------------------------------------------------------------------


def rule_without_priority(c: Contexte) -> Iterator[Doute]:
    if not c.contrat.priorites:
        return  # figures alone were entered: what they lack a priority for cannot be said
    for q in c.contrat.quartiers.values():
        priorities = c.contrat.priorites_de(q.quartier)
        groups: defaultdict[str, list[tuple[ChiffreLu, str]]] = defaultdict(list)
        for figure in retained_figures(c.contrat, q.quartier):
            if figure.douteux:
                continue
            why = _very_unfavourable(c.contrat, figure)
            if why and not any(answer_to_indicator(p, figure.indicateur) is not Reponse.AUCUNE for p in priorities):
                groups[figure.indicateur.thematique].append((figure, why))
        for theme, found in groups.items():
            listed = " ; ".join(
                f"{f.indicateur.libelle_court}, {format_value(f.valeur, f.indicateur.unite, f.precision)} ({why})"
                for f, why in found
            )
            label = c.contrat.thematiques[theme].libelle
            yield Doute(
                Regle.SANS_PRIORITE,
                Gravite.INFORMATION,
                (q.quartier,),
                label,
                f"Le quartier n'a pas de priorité sur « {label} » ni sur un thème lié, alors que : {listed}.",
                "En parler au comité : priorité à ajouter, ou réponse apportée ailleurs.",
                tuple(a.affirmation for f, _ in found for a in _statements(f)),
                tuple(f.publication for f, _ in found if f.publication is not None),
            )


def _very_unfavourable(contrat: Contrat, figure: ChiffreLu) -> str | None:
    """Why a figure is very unfavourable, in a few words; None if it is not."""
    i, rule, compared = figure.indicateur, contrat.lecture, figure.comparaison
    if i.sens == "contexte" or figure.valeur is None:
        return None
    if figure.extreme:
        return str(Palier.DIXIEME_FRAGILE)
    if compared.place is not None:
        return None
    limit = rule.tres_defavorable_points if i.unite == "%" else rule.tres_defavorable_relatif_pct
    if compared.situation is Situation.FRAGILE and compared.ecart is not None and figure.poids >= limit:
        name = contrat.territoires[compared.territoire] if compared.territoire else "la référence"
        return f"{format_gap(compared.ecart, i.unite)} par rapport à : {name}"
    return None


def _statements(figure: ChiffreLu) -> Iterator[Affirmation]:
    """What the document states of the figure's indicator."""
    for read in (figure, *figure.enonces):
        if read.affirmation is not None:
            yield read.affirmation

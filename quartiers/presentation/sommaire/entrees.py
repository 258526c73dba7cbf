"""One quartier in the contents page: where it is, what the contract holds of it, and the words that find it."""

from collections.abc import Mapping
from typing import Final

from quartiers.analyse.changements import changes_since
from quartiers.analyse.forums import suites_by_quartier
from quartiers.analyse.liens import linked_rows
from quartiers.analyse.socle import once
from quartiers.analyse.suivi import follow_actions
from quartiers.donnees.modele import NON_DIFFUSE, Constat, Contrat, Parole, Priorite, Quartier
from quartiers.presentation.echelles import ECHELLES
from quartiers.presentation.mots_forums import SANS_SUITE
from quartiers.presentation.sommaire.filtres import in_letters
from quartiers.repertoire import Element, Forme, Groupe, Nom
from quartiers.typographie import count, format_date

UNKNOWN_ORIGIN: Final = "non précisée"


def locate_quartier(quartier: Quartier) -> str:
    """``Anzin · QPV QN05921M``: the commune, and the territory's code where it has one."""
    territory = f"QPV {quartier.code_qpv_2024}" if quartier.est_qpv else quartier.noms.nom
    return in_letters(f"{quartier.commune} · {territory}")


def summarize_quartier(contrat: Contrat, quartier: Quartier) -> str:
    """``7 priorités · 6 constats · 17 chiffres énoncés · chiffres publiés jusqu'à la diffusion 2022``."""
    priorites, constats = len(contrat.priorites_de(quartier.quartier)), len(contrat.constats_de(quartier.quartier))
    return in_letters(_contents(contrat, quartier, priorites, constats))


def group_rows(contrat: Contrat, quartier: Quartier) -> tuple[Groupe, ...]:
    """What a quartier has, by kind, as a search finds it; kinds that have nothing are left out."""
    q = quartier.quartier
    groups = (
        Groupe(
            Nom("priorité", "priorités"),
            "Priorités",
            tuple(_priority(contrat, p) for p in contrat.priorites_de(q)),
            principal=True,
        ),
        Groupe(Nom("constat", "constats"), "Constats", tuple(_finding(contrat, c) for c in contrat.constats_de(q))),
        Groupe(Nom("action", "actions"), "Actions", _actions(contrat, q)),
        Groupe(Nom("contribution", "contributions"), "Dit dans les forums", _contributions(contrat, q)),
        Groupe(Nom("parole", "paroles"), "Paroles", _verbatims(contrat, q)),
    )
    return tuple(g for g in groups if g.elements)


@once
def _last_editions(contrat: Contrat) -> dict[str, int]:
    """The newest edition in which something is published, by territory."""
    last: dict[str, int] = {}
    for m in contrat.mesures:
        if m.statut != NON_DIFFUSE:
            last[m.territoire] = max(m.edition, last.get(m.territoire, 0))
    return last


def _contents(contrat: Contrat, quartier: Quartier, priorites: int, constats: int) -> str:
    stated = len(contrat.affirmations_de(quartier.quartier))
    codes = quartier.tous_les_codes
    last = _last_editions(contrat)
    editions = [last[code] for code in codes if code in last]
    typed = sum(c.quartier == quartier.quartier for c in contrat.chiffres_territoires)
    given = count(typed, "chiffre publié, avec sa source", "chiffres publiés, avec leur source") if typed else ""
    parts = (
        count(priorites, "priorité") if priorites else "aucune priorité",
        count(constats, "constat") if constats else "aucun constat",
        count(stated, "chiffre énoncé", "chiffres énoncés") if stated else "aucun chiffre énoncé",
        f"chiffres publiés jusqu'à la diffusion {max(editions)}" if editions else given or "aucun chiffre publié",
    )
    changes = changes_since(contrat)
    if changes is not None and (number := changes.du_quartier(quartier.quartier).lot.nombre):
        since = f"{count(number, 'changement')} depuis le {format_date(changes.jour)}"
        return " · ".join((*parts, since))
    return " · ".join(parts)


def _priority(contrat: Contrat, priorite: Priorite) -> Element:
    labels = (
        contrat.thematiques[priorite.thematique].libelle,
        ECHELLES[priorite.echelle].axe,
        ", ".join(priorite.publics),
    )
    return Element(
        in_letters(priorite.intitule),
        tuple(in_letters(label) for label in labels if label),
        {"theme": (priorite.thematique,), "public": priorite.publics},
        tuple(Forme(in_letters(d.declinaison), in_letters(d.forme or "")) for d in priorite.declinaisons),
    )


def _actions(contrat: Contrat, quartier: str) -> tuple[Element, ...]:
    """The actions of a quartier, found by their words, their holder and their state."""
    found = []
    for suivie in follow_actions(contrat).values():
        if quartier in suivie.quartiers:
            a = suivie.action
            theme = contrat.thematiques[a.thematique].libelle if a.thematique is not None else ""
            labels = (a.etat or "état non renseigné", a.porteur or "", theme)
            facets = {"theme": (a.thematique,)} if a.thematique is not None else {}
            found.append(Element(in_letters(a.intitule), tuple(in_letters(label) for label in labels if label), facets))
    return tuple(found)


def _contributions(contrat: Contrat, quartier: str) -> tuple[Element, ...]:
    """What was said of a quartier in forums, found by its words, by what was done of it, by who speaks."""
    found = (own.contributions for own in suites_by_quartier(contrat) if own.quartier == quartier)
    return tuple(
        Element(
            in_letters(c.texte),
            tuple(in_letters(label) for label in (c.suite or SANS_SUITE, c.partenaire or "", c.reponse or "") if label),
            _facets_of_theme(c.thematique),
        )
        for c in next(found, ())
    )


def _verbatims(contrat: Contrat, quartier: str) -> tuple[Element, ...]:
    """The words heard of a quartier; where and when is for its report to say, as far as it may be told."""
    rows: Mapping[str, Parole] = linked_rows(contrat)["paroles"].get(quartier, {})
    return tuple(
        Element(
            in_letters(f"« {p.texte} »"),
            (in_letters(contrat.thematiques[p.thematique].libelle),) if p.thematique is not None else (),
            _facets_of_theme(p.thematique),
        )
        for p in rows.values()
    )


def _facets_of_theme(thematique: str | None) -> dict[str, tuple[str, ...]]:
    return {"theme": (thematique,)} if thematique is not None else {}


def _finding(contrat: Contrat, constat: Constat) -> Element:
    origin = f"origine {constat.origine}" if constat.origine == UNKNOWN_ORIGIN else constat.origine
    labels = (contrat.thematiques[constat.thematique].libelle, constat.nature, origin)
    return Element(
        in_letters(constat.constat),
        tuple(in_letters(label) for label in labels if label),
        {"theme": (constat.thematique,)},
    )

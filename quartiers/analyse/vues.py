"""What the report of one quartier is given: all that it reads, and nothing else.

A report that reads its view only cannot depend on anything else of the data: the fingerprint of the view
(:mod:`quartiers.analyse.empreintes`) is that of the report's data, by construction.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from quartiers.analyse.changements import Depuis, changes_since
from quartiers.analyse.doutes import Doute
from quartiers.analyse.fiabilite import Fiabilite, check_contract
from quartiers.analyse.liens import linked_rows
from quartiers.analyse.rapprochement import Verification
from quartiers.analyse.socle import once, set_socle, socle_of
from quartiers.brefs import Bref
from quartiers.donnees.description import Portee
from quartiers.donnees.modele import Affirmation, Contrat, Quartier, by_quartier
from quartiers.donnees.portees import PARTIES


@dataclass(frozen=True)
class VueQuartier(Bref):
    """A quartier, and what its report may know of the contract.

    ``contrat`` has the statements, findings, priorities, actions and decisions of this quartier alone; the others are
    there with their identifier, codes, communes and place, and those that share its QPV with their short name.
    ``fiabilite`` has the doubts and the checks about this quartier, whatever they were found by comparing with;
    ``quartiers_par_theme`` says how many quartiers have priorities on each theme that this one has some on,
    ``avec_priorites`` whether any quartier has one, ``avec_document`` whether anything of a document was entered.
    ``cadre`` are the themes under which the contract has priorities, as it published them where that was entered: a
    theme that only these tables have is held against no project.
    ``voisines`` are the statements of the other projects of its QPV: what one of them states of a later year than what
    is published, the others tell too.
    ``depuis`` is what has changed of this quartier since an edition, None where the report is not to tell.
    """

    contrat: Contrat
    quartier: Quartier
    fiabilite: Fiabilite
    quartiers_par_theme: Mapping[str, int]
    avec_priorites: bool
    avec_document: bool
    cadre: tuple[str, ...] = ()
    depuis: Depuis | None = None
    voisines: tuple[Affirmation, ...] = ()


def view_of(contrat: Contrat, quartier: str) -> VueQuartier:
    """Raises :class:`~quartiers.donnees.Introuvable` for a quartier that the contract lacks."""
    own, socle = contrat.quartier(quartier), socle_of(contrat)
    priorities, counts = contrat.priorites_de(quartier), _quartiers_by_theme(contrat)
    named = {q.quartier: replace(socle.quartiers[q.quartier], nom_court=q.nom_court) for q in _neighbours(contrat, own)}
    rows: dict[str, Any] = {part: found.get(quartier, PARTIES[part].vide) for part, found in _own_rows(contrat).items()}
    former = {code: contrat.contours[code] for code in own.codes_qpv_2015 if code in contrat.contours}
    reduced = replace(
        socle,
        quartiers=MappingProxyType({**socle.quartiers, **named, quartier: own}),
        **rows,
        contours=MappingProxyType({**socle.contours, **former}),
    )
    return VueQuartier(
        set_socle(reduced, socle),
        own,
        _checks_by_quartier(contrat).get(quartier, Fiabilite((), {})),
        {theme: counts[theme] for theme in sorted({p.thematique for p in priorities})},
        bool(contrat.priorites),
        contrat.a_un_document,
        frame_of(contrat),
        changes.du_quartier(quartier) if (changes := changes_since(contrat)) is not None else None,
        tuple(a for q in _neighbours(contrat, own) for a in contrat.affirmations_de(q.quartier)),
    )


def share_out(contrat: Contrat) -> None:
    """Compute, once for the contract object, all that its views take from it."""
    socle_of(contrat)
    _own_rows(contrat)
    _quartiers_by_theme(contrat)
    frame_of(contrat)
    _checks_by_quartier(contrat)
    _by_qpv(contrat)
    changes_since(contrat)


@once
def frame_of(contrat: Contrat) -> tuple[str, ...]:
    """The themes under which the contract published its priorities; those of the priorities where none was entered."""
    rows = contrat.synthese_publiee or contrat.priorites
    return tuple(sorted({row.thematique for row in rows}))


def _neighbours(contrat: Contrat, quartier: Quartier) -> tuple[Quartier, ...]:
    """The other projects of the quartier's QPV."""
    return tuple(q for q in _by_qpv(contrat)[quartier.territoire] if q.quartier != quartier.quartier)


@once
def _own_rows(contrat: Contrat) -> Mapping[str, Mapping[str, Any]]:
    """Rows that are a quartier's, by part of the contract then by quartier, in their order."""
    parts = (part.nom for part in PARTIES.values() if part.portee is Portee.PROPRE)
    return {**{name: by_quartier(getattr(contrat, name)) for name in parts}, **linked_rows(contrat)}


@once
def _by_qpv(contrat: Contrat) -> Mapping[str, tuple[Quartier, ...]]:
    groups: dict[str, list[Quartier]] = {}
    for q in contrat.quartiers.values():
        groups.setdefault(q.territoire, []).append(q)
    return {code: tuple(group) for code, group in groups.items()}


@once
def _quartiers_by_theme(contrat: Contrat) -> Mapping[str, int]:
    """How many quartiers have priorities on each theme."""
    return Counter(theme for theme, _ in {(p.thematique, p.quartier) for p in contrat.priorites})


@once
def _checks_by_quartier(contrat: Contrat) -> Mapping[str, Fiabilite]:
    """What the check of the whole contract found, shared out; a doubt about several quartiers goes to each."""
    checked = check_contract(contrat)
    doubts: dict[str, list[Doute]] = {}
    for doubt in checked.doutes:
        for name in dict.fromkeys(doubt.quartiers):
            doubts.setdefault(name, []).append(doubt)
    checks: dict[str, dict[str, Verification]] = {}
    for identifier, found in checked.verifications.items():
        checks.setdefault(found.affirmation.quartier, {})[identifier] = found
    return {
        name: Fiabilite(tuple(doubts.get(name, ())), checks.get(name, {})) for name in dict.fromkeys((*doubts, *checks))
    }

"""``contrat.toml`` of a new folder: what is known of the contract, and the settings of the project's own."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from quartiers.donnees.debut.choix import EPCI, FRANCE, Choix
from quartiers.donnees.importation.liste_qpv import Nomme
from quartiers.donnees.modele import QPV_FRANCE
from quartiers.donnees.reglages.forme import has_luhn_key
from quartiers.typographie import join_words

_KEPT: Final = (
    "publics",
    "lecture",
    "essentiel",
    "concertation",
    "evaluation",
)  # sections that are the same for every contract
_HEADER: Final = re.compile(r"(?m)^(?=\[)")
_REFERENCE: Final = re.compile(r'(?m)^reference\s*=\s*"[^"\n]*"')
_NAMED: Final = 3  # communes in the title of a contract

_TEXT: Final = """\
# Le contrat : ce qui vaut pour tous les quartiers et tous les rapports. Écrit par « pipeline.py commencer ».
# Un texte s'écrit entre guillemets droits ("…"), un nombre et une date sans guillemets.
# Une ligne qui commence par # est un commentaire. Voir data/LISEZMOI.md du projet.

[contrat]
nom = {nom}
epci = {epci}
{siren}periode = "2024-2030"
horizon = 2027            # année de l'évaluation à mi-parcours
edition = {edition}      # date des données : imprimée sur les rapports, à changer à chaque mise à jour

[document]                # « le document » des rapports, dès qu'une priorité ou un chiffre en est saisi :
titre = "Projets de quartier"    # son titre
auteur = {epci}    # et qui l'a écrit

[territoires]             # territoires auxquels un chiffre peut être comparé : identifiant = "nom affiché"
{territoire}
"""
_OWN: Final = "qpv-agglo"  # the QPV of a contract, to which its document compares one of them


@dataclass(frozen=True)
class Intercommunalite:
    """The contract's EPCI, as reports name it; without a SIREN where the QPV are not all of the same one."""

    nom: str
    siren: str
    nommee: bool  # whether a file names it


def epci_of(choice: Choix) -> Intercommunalite:
    """The EPCI asked for, else the only one that all the QPV are of: on an edge, a QPV is of two."""
    if choice.option == FRANCE:
        return Intercommunalite("Ensemble du pays", "", nommee=True)
    named = {epci.code: epci.nom for qpv in choice.qpv for epci in qpv.epci}
    times = Counter(epci.code for qpv in choice.qpv for epci in qpv.epci if has_luhn_key(epci.code))
    of_all = [code for code in times if times[code] == len(choice.qpv)]
    codes = [epci.code for epci in choice.demandes] if choice.option == EPCI else of_all
    if len(codes) != 1:
        places = (
            choice.demandes if choice.option == EPCI and all(d.nom for d in choice.demandes) else communes_of(choice)
        )
        return Intercommunalite(_joined([place.nom for place in places]), "", nommee=False)
    nom = named[codes[0]]
    return Intercommunalite(nom or f"Intercommunalité de SIREN {codes[0]}", codes[0], nommee=bool(nom))


def communes_of(choice: Choix) -> tuple[Nomme, ...]:
    """The communes of the QPV, each once: those that have the most of them first."""
    times = Counter(commune.code for qpv in choice.qpv for commune in qpv.communes)
    found = {commune.code: commune for qpv in choice.qpv for commune in qpv.communes}
    return tuple(found[code] for code, _ in times.most_common())


def contract_text(choice: Choix, epci: Intercommunalite, today: date, model: str) -> str:
    """The file, of which the settings are those of ``model``."""
    places = choice.demandes if choice.option == "--communes" else communes_of(choice)
    title = (
        epci.nom if choice.option == EPCI and any(d.nom for d in choice.demandes) else _joined([p.nom for p in places])
    )
    title = f"Quartiers prioritaires – {title}"
    reference, territory = _OWN, f'{_OWN} = "QPV de l\'agglomération"\n'
    if choice.option == FRANCE:  # there is no agglomeration to compare a QPV to
        title, reference, territory = "Quartiers prioritaires de France", QPV_FRANCE, ""
    siren = f"siren_epci = {_quoted(epci.siren)}\n" if epci.siren else ""
    head = _TEXT.format(
        nom=_quoted(title),
        epci=_quoted(epci.nom),
        siren=siren,
        edition=today.isoformat(),
        territoire=territory,
    )
    return head + "".join(_settings(model, reference))


def _settings(model: str, reference: str) -> Iterator[str]:
    for section in _HEADER.split(model):
        name = re.match(r"\[\s*(\w+)\s*\]", section)
        if name and name[1] in _KEPT:
            yield _REFERENCE.sub(f'reference = "{reference}"', section)


def _joined(names: list[str]) -> str:
    """The first names, and how many others there are."""
    if len(names) <= _NAMED:
        return join_words(names)
    return f"{', '.join(names[:_NAMED])} et {len(names) - _NAMED} autre{'s' if len(names) - _NAMED > 1 else ''}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

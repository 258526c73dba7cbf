"""Which QPV a contract has, from what was asked for: communes, EPCI or QPV, each by its code or its name; or all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from quartiers.donnees.debut.sources import Qpv
from quartiers.donnees.erreurs import Anomalie, DonneesInvalides, Introuvable
from quartiers.donnees.fichiers.textes import clean_text, fold
from quartiers.donnees.importation.liste_qpv import Nomme

COMMUNES, EPCI, QPV, FRANCE = "--communes", "--epci", "--qpv", "--france"
_WHAT: Final = {COMMUNES: "une commune qui a un QPV", EPCI: "une intercommunalité qui a un QPV", QPV: "un QPV de 2024"}


@dataclass(frozen=True)
class Choix:
    """The QPV chosen, and what was asked for as the files name it."""

    option: str
    demandes: tuple[Nomme, ...]
    qpv: tuple[Qpv, ...]


def choose(known: Sequence[Qpv], option: str, wanted: Sequence[str]) -> Choix:
    """The QPV of ``known`` that an option asks for; raises DonneesInvalides with every name that is of none."""
    if option == FRANCE:
        if unplaced := list(_unplaced(known)):
            raise DonneesInvalides(unplaced)
        return Choix(option, (), tuple(known))
    by_code: dict[str, str] = {}
    of_code: defaultdict[str, list[Qpv]] = defaultdict(list)
    for qpv in known:
        for code, nom in _names(qpv, option):
            by_code[code] = by_code.get(code) or nom
            of_code[code].append(qpv)
    wrong: list[Anomalie] = []
    asked: dict[str, Nomme] = {}
    for text in map(clean_text, wanted):
        found = _find(text, by_code)
        if len(found) == 1:
            asked[found[0]] = Nomme(found[0], by_code[found[0]])
        else:
            wrong.append(Anomalie(option, _WHAT[option], trouve=text, remede=_remedy(text, option, found, by_code)))
    if not asked and not wrong:
        wrong.append(Anomalie(option, _WHAT[option]))
    chosen = {qpv.code for code in asked for qpv in of_code[code]}
    kept = tuple(qpv for qpv in known if qpv.code in chosen)
    wrong += _unplaced(kept)
    if wrong:
        raise DonneesInvalides(wrong)
    return Choix(option, tuple(asked.values()), kept)


def _names(qpv: Qpv, option: str) -> Iterable[Nomme]:
    match option:
        case "--communes":
            return qpv.communes
        case "--epci":
            return qpv.epci
        case _:
            return (Nomme(qpv.code, qpv.nom),)


def _find(text: str, by_code: Mapping[str, str]) -> list[str]:
    """The codes that a text is, or is the name of."""
    code = "".join(text.split()).upper()
    return [code] if code in by_code else [c for c, nom in by_code.items() if nom and fold(nom) == fold(text)]


def _remedy(text: str, option: str, found: Sequence[str], by_code: Mapping[str, str]) -> str | None:
    if found:
        return f"Plusieurs ont ce nom, en donner le code : {', '.join(found[:10])}."
    if option == EPCI and not any(by_code.values()) and not text.isdecimal():
        return "Sans --liste-qpv, une intercommunalité n'est connue que par son SIREN."
    shown = {f"{nom} ({code})": nom for code, nom in by_code.items() if nom}
    near = Introuvable("", text, dict.fromkeys((*shown.values(), *by_code))).proches
    by_name = {nom: label for label, nom in shown.items()}
    told = [f"Proches : {', '.join(by_name.get(name, name) for name in near)}."] if near else []
    if option == EPCI and text.isdecimal():
        told.append(
            "Une fusion a pu changer son SIREN ; à défaut, donner ses communes (--communes), séparées par des virgules."
        )
    return " ".join(told) or None


def _unplaced(chosen: Iterable[Qpv]) -> Iterator[Anomalie]:
    """QPV whose communes nothing tells: a project is of one, at least."""
    for qpv in chosen:
        if not qpv.communes:
            remedy = "Donner aussi --liste-qpv, qui les dit."
            yield Anomalie("--contours", f"les communes de {qpv.code}, et leurs codes", remede=remedy)

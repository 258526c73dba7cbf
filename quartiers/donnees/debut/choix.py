"""Which QPV a contract has, from what was asked for: communes, EPCI or QPV, each by its code or its name; or all."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from quartiers.donnees.debut.sources import Qpv
from quartiers.donnees.erreurs import Anomalie, DonneesInvalides, Introuvable
from quartiers.donnees.fichiers.textes import clean_text, fold
from quartiers.donnees.importation.liste_qpv import Nomme

COMMUNES, EPCI, QPV, FRANCE = "--communes", "--epci", "--qpv", "--france"
_COMMUNES: Final = 2  # that tell which EPCI a SIREN is
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
    shown = _shown(by_code, of_code)
    wrong: list[Anomalie] = []
    asked: dict[str, Nomme] = {}
    for text in map(clean_text, wanted):
        found = _find(text, by_code)
        if len(found) == 1:
            asked[found[0]] = Nomme(found[0], by_code[found[0]])
        else:
            wrong.append(Anomalie(option, _WHAT[option], trouve=text, remede=_remedy(text, option, found, shown)))
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


def _shown(by_code: Mapping[str, str], of_code: Mapping[str, Sequence[Qpv]]) -> dict[str, tuple[str, str]]:
    """Of each code, its name, and it as a message shows it: an EPCI that no file names, by communes that are in it."""
    shown = {}
    for code, nom in by_code.items():
        communes = Counter(c.nom for qpv in of_code[code] for c in qpv.communes if c.nom)
        told = nom or ", ".join(name for name, _ in communes.most_common(_COMMUNES))
        if not nom and len(communes) > _COMMUNES:
            told += "…"
        shown[code] = (nom, f"{nom} ({code})" if nom else f"{code} ({told})" if told else code)
    return shown


def _remedy(text: str, option: str, found: Sequence[str], shown: Mapping[str, tuple[str, str]]) -> str | None:
    if found:
        return f"Plusieurs ont ce nom, en donner le code : {', '.join(found[:10])}."
    if option == EPCI and not any(nom for nom, _ in shown.values()) and not text.isdecimal():
        return "Sans --liste-qpv, une intercommunalité n'est connue que par son SIREN."
    labels = {nom: label for nom, label in shown.values() if nom} | {code: label for code, (_, label) in shown.items()}
    near = Introuvable("", text, labels).proches
    told = [f"Proches : {', '.join(dict.fromkeys(labels[name] for name in near))}."] if near else []
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

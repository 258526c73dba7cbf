"""The ANCT's list of the QPV of 2024, and the official table of the QPV of 2015 that each comes from.

Both are published on data.gouv.fr (« Quartiers prioritaires de la politique de la ville »). Neither was at hand: their
shape is what public uses of them show.

- the list (``listeqp2024-cog2024.csv``): ``code_qp;lib_qp;insee_reg;lib_reg;insee_dep;lib_dep;insee_com;lib_com;
  siren_epci;lib_epci``, with a mark, an empty tail, several communes or EPCI in a cell (``13055;13070``), codes that a
  spreadsheet must not take for numbers (``="13055;13070"``) or that it took for some (``1053``);
- the table (``liste-correspondance-qp2024-qp2015.csv``): ``QP2024;Label_QP2024;Statut;QP2015_1;Label_QP2015_1;…``, up
  to three parents, none for a QPV that is new.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple, TypeVar

from quartiers.donnees.erreurs import Anomalie, DonneesInvalides
from quartiers.donnees.fichiers.recus import FichierRefuse
from quartiers.donnees.fichiers.textes import clean_text
from quartiers.donnees.formes import COMMUNE_CODE, QPV_2015, QPV_2024
from quartiers.donnees.importation.insee_archives import open_contents
from quartiers.donnees.importation.insee_lecture import RangeesCsv, read_text

_LISTE: Final = ("code_qp", "lib_qp", "insee_com", "lib_com", "siren_epci", "lib_epci")
_TABLE: Final = ("qp2024", "label_qp2024", "statut", "qp2015_1", "label_qp2015_1")
_PARENT: Final = re.compile(r"qp2015_(\d+)")
_SIREN: Final = re.compile(r"\d{9}")
_TEXTE: Final = re.compile(r'="(.*)"')  # how a cell tells a spreadsheet that it is a text
# The same, by a program that does not know that quotes are doubled in a cell: what is in it holds separators.
_TEXTE_NU: Final = re.compile(r'(?:(?<=;)|(?<=\n))="([^"\r\n]*)"(?=[;\r\n]|$)')


class Nomme(NamedTuple):
    """A code, and the name that goes with it (empty where the file has none)."""

    code: str
    nom: str


@dataclass(frozen=True)
class QpvListe:
    """A QPV of 2024 as the ANCT lists it: its name, its communes, its EPCI by their SIREN."""

    code: str
    nom: str
    communes: tuple[Nomme, ...]
    epci: tuple[Nomme, ...]


@dataclass(frozen=True)
class Filiation:
    """A QPV of 2024, what became of it in the official words, and the QPV of 2015 that it comes from: none if new."""

    code: str
    nom: str
    statut: str
    parents: tuple[Nomme, ...]


def read_list(path: Path) -> Mapping[str, QpvListe]:
    """The QPV of the ANCT's list, by code; raises DonneesInvalides with every reason found."""
    rows = _Lignes(path, _LISTE, "la liste des QPV de l'ANCT")
    found = {}
    for line, cells in rows.each("code_qp"):
        communes = _paired(cells["insee_com"], cells["lib_com"], digits=5)
        epci = _paired(cells["siren_epci"], cells["lib_epci"])
        if not communes or any(not COMMUNE_CODE.fullmatch(c.code) for c in communes):
            rows.report(line, "insee_com", "des codes de commune, comme 59014", cells["insee_com"])
        if any(not _SIREN.fullmatch(e.code) for e in epci):
            rows.report(line, "siren_epci", "des SIREN de 9 chiffres", cells["siren_epci"])
        found[cells["code_qp"]] = QpvListe(cells["code_qp"], cells["lib_qp"], communes, epci)
    return rows.close(found)


def read_parents(path: Path) -> Mapping[str, Filiation]:
    """The official table from 2024 to 2015, by code of 2024; raises DonneesInvalides with every reason found."""
    rows = _Lignes(path, _TABLE, "la table de correspondance des QPV de 2024 et de 2015")
    ranks = sorted((int(m[1]), name) for name in rows.colonnes if (m := _PARENT.fullmatch(name)))
    found = {}
    for line, cells in rows.each("qp2024"):
        named = [(name, Nomme(cells[name].upper(), cells.get(f"label_{name}", ""))) for _, name in ranks]
        parents = [(name, parent) for name, parent in named if re.search(r"\d", parent.code)]  # « néant » is none
        for name, parent in parents:
            if not QPV_2015.fullmatch(parent.code):
                rows.report(line, name, "un code de QPV de 2015, comme QP059021, ou rien", parent.code)
        once = dict.fromkeys(parent for _, parent in parents)
        found[cells["qp2024"]] = Filiation(cells["qp2024"], cells["label_qp2024"], cells["statut"], tuple(once))
    return rows.close(found)


_Lu = TypeVar("_Lu", QpvListe, Filiation)


class _Lignes:
    """Rows of the file that has the columns wanted, alone or in an archive, and what is wrong in them."""

    def __init__(self, path: Path, wanted: Collection[str], what: str):
        self._anomalies: list[Anomalie] = []
        try:
            self.nom, self._rows = _find(path, wanted, what)
        except FichierRefuse as refusal:
            raise DonneesInvalides(refusal.anomalies) from refusal
        self.colonnes = [name.lower() for name in self._rows.columns]

    def each(self, code: str) -> Iterator[tuple[int, dict[str, str]]]:
        """Line and cells of each QPV, whose code is in that column; what has a wrong one, or one seen, is left."""
        try:
            body = self._rows.read()
        except FichierRefuse as refusal:
            raise DonneesInvalides(refusal.anomalies) from refusal
        lines: dict[str, int] = {}
        for line, row in body:
            cells = dict(zip_longest(self.colonnes, map(_plain, row), fillvalue=""))
            qpv = cells[code] = cells[code].upper()
            if not QPV_2024.fullmatch(qpv):
                self.report(line, code, "un code de QPV de 2024, comme QN05921M", qpv)
            elif lines.setdefault(qpv, line) != line:
                self.report(line, code, f"un QPV une seule fois (voir la ligne {lines[qpv]})", qpv)
            else:
                yield line, cells

    def report(self, line: int, column: str, expected: str, found: str) -> None:
        self._anomalies.append(Anomalie(self.nom, expected, line, column, found))

    def close(self, found: dict[str, _Lu]) -> Mapping[str, _Lu]:
        """What was read, unless something is wrong, or nothing was there."""
        if not found and not self._anomalies:
            self._anomalies.append(Anomalie(self.nom, "au moins un QPV"))
        if self._anomalies:
            raise DonneesInvalides(self._anomalies)
        return MappingProxyType(found)


def _find(path: Path, wanted: Collection[str], what: str) -> tuple[str, RangeesCsv]:
    missing: list[str] = list(wanted)
    for content in open_contents(path, what):
        text = _TEXTE_NU.sub(r'"\1"', read_text(content.affiche, content.octets))
        rows = RangeesCsv(content.affiche, text)
        lacking = [name for name in wanted if name not in {column.lower() for column in rows.columns}]
        if not lacking:
            return content.affiche, rows
        missing = min(missing, lacking, key=len)
    remedy = f"Colonnes qui manquent : {', '.join(missing)}."
    raise FichierRefuse([Anomalie(path.name, what, 1, remede=remedy)])


def _plain(cell: str) -> str:
    """What a cell holds, without what keeps a spreadsheet from taking it for a number.

    >>> _plain('="13055;13070"'), _plain(' QN05921M ')
    ('13055;13070', 'QN05921M')
    """
    text = clean_text(cell)
    return clean_text(found[1]) if (found := _TEXTE.fullmatch(text)) else text


def _paired(codes: str, names: str, digits: int = 0) -> tuple[Nomme, ...]:
    """Each code with its name; no name where there are not as many as codes: nothing tells which is whose.

    >>> _paired("1053; 02691", "Bourg-en-Bresse; Saint-Quentin", digits=5)
    (Nomme(code='01053', nom='Bourg-en-Bresse'), Nomme(code='02691', nom='Saint-Quentin'))
    """
    found = [code.zfill(digits) for code in re.split(r"[;,]\s*", codes) if code.strip()]
    called = [name.strip() for name in names.split(";") if name.strip()]
    if len(found) == 1:
        called = [names.strip()]
    elif len(called) != len(found):
        called = [""] * len(found)
    return tuple(map(Nomme, found, called))

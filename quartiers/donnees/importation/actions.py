"""Import of actions and of their money, from the files that those who finance them publish or export.

Rows of every file are gathered under the identifier that their content gives, whatever their order and that of the
files. Where they contradict each other, nothing is guessed: they are left, and said. What staff typed is not touched.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from quartiers.donnees.erreurs import Anomalie, DonneesInvalides, quoted
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.recus import FichierRefuse
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.importation.actions_catalogue import Catalogue, load_catalogue
from quartiers.donnees.importation.actions_lecture import Rang, Tableau, read_tables
from quartiers.donnees.importation.actions_lignes import Contexte, Financement, Laissee, Lecteur, Lue
from quartiers.donnees.importation.insee_catalogue import read_table
from quartiers.donnees.importation.laisses import FichierInconnu, nothing_read
from quartiers.donnees.importation.postes import contract_code, known_communes
from quartiers.donnees.importation.tables_importees import BilanTable
from quartiers.donnees.importation.tables_saisies import (
    SOURCE,
    Changement,
    Sort,
    TableSaisie,
    join_sources,
    plain,
    read_typed,
    split_sources,
    write_typed,
)
from quartiers.donnees.reglages.lecture import read_settings
from quartiers.donnees.tables.correspondances import CODE_CV
from quartiers.typographie import count, join_words

_CITED: Final = 5  # rows that a sentence names


@dataclass
class BilanActions:
    """What became of a table of a file; ``laisses`` and ``remarques`` are French sentences."""

    nom: str
    sorte: str
    lignes: int
    colonnes_prises: tuple[str, ...]
    colonnes_laissees: int
    colonnes_inconnues: tuple[str, ...]
    gardees: int = 0
    nouvelles: int = 0
    modifiees: int = 0
    inchangees: int = 0
    laisses: list[str] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class BilanImportActions:
    """What an import of actions read, left, changed in rows that it had, and wrote."""

    fichiers: tuple[BilanActions, ...]
    ignores: tuple[tuple[str, str], ...]
    changements: tuple[Changement, ...]
    tables: tuple[BilanTable, ...]


def import_actions(fichiers: Sequence[Path], dossier: Path) -> BilanImportActions:
    """Import files of actions and subsidies into ``actions`` and ``financements`` of a data folder.

    Raises DonneesInvalides with every reason found, in the files or in the folder; nothing is written then.
    """
    folder = Dossier(dossier)
    catalogue = load_catalogue(folder)
    contexte = _context(folder)
    actions, fundings = read_typed(folder, "actions"), read_typed(folder, "financements")
    if folder.anomalies or catalogue is None or contexte is None or actions is None or fundings is None:
        raise DonneesInvalides(folder.anomalies)
    tables, left = _read_all(fichiers, catalogue)
    if contexte.code_cv is None and any(CODE_CV in table.entetes for table in tables):
        contract_code(folder)  # which rows are the contract's cannot be told without it
        raise DonneesInvalides(folder.anomalies)
    reprise = _Reprise(catalogue, actions, fundings)
    anomalies: list[Anomalie] = []
    for table in tables:
        reprise.read(table, contexte, anomalies)
    if anomalies:
        raise DonneesInvalides(anomalies, [path.name for path in fichiers])
    reprise.merge()
    written = write_typed(folder, (actions, fundings))
    changes = (*actions.changements, *fundings.changements)
    return BilanImportActions(tuple(reprise.bilans.values()), tuple(left), changes, written)


def _context(folder: Dossier) -> Contexte | None:
    settings = read_settings(folder.chemin, folder.anomalies)
    themes = read_table(folder, "thematiques")
    if settings is None or themes is None:
        return None
    names = themes[0][["thematique", "libelle"]].dropna().itertuples(index=False)
    by_name = {fold(name): identifier for identifier, libelle in names for name in (identifier, libelle)}
    publics = {fold(name): name for name in settings["publics"]["liste"]}
    communes = {fold(name): name for name in known_communes(folder)}
    return Contexte(by_name, publics, communes, settings["contrat"].get("code_cv"))


def _read_all(paths: Sequence[Path], catalogue: Catalogue) -> tuple[list[Tableau], list[tuple[str, str]]]:
    """Tables by name, and the files left with the reason; raises DonneesInvalides with every anomaly."""
    tables: list[Tableau] = []
    left: list[tuple[str, str]] = []
    anomalies: list[Anomalie] = []
    for path in paths:
        try:
            tables += read_tables(path, catalogue)
        except FichierInconnu as reason:
            left.append((path.name, str(reason)))
        except FichierRefuse as refusal:
            anomalies += refusal.anomalies
    names = [table.source for table in tables]
    for name in sorted({name for name in names if names.count(name) > 1}):
        anomalies.append(Anomalie(name, "un seul fichier de ce nom", remede="En renommer un : les messages le citent."))
    if not tables and not anomalies:
        anomalies.append(nothing_read("au moins un fichier d'actions ou de subventions", left))
    if anomalies:
        raise DonneesInvalides(anomalies, [path.name for path in paths])
    return sorted(tables, key=lambda table: table.source), left


class _Reprise:
    """Gathers the rows of every table by action, then puts what they agree on into the tables of the folder."""

    def __init__(self, catalogue: Catalogue, actions: TableSaisie, fundings: TableSaisie) -> None:
        self.bilans: dict[str, BilanActions] = {}
        self._sources = catalogue.sources
        self._actions, self._fundings = actions, fundings
        self._lues: dict[str, list[Lue]] = defaultdict(list)

    def read(self, table: Tableau, contexte: Contexte, anomalies: list[Anomalie]) -> None:
        bilan = self.bilans[table.source] = BilanActions(
            table.source,
            table.sorte.nom,
            len(table.rangs),
            tuple(sorted(table.entetes)),
            len(table.laisses),
            table.inconnus,
        )
        reader = Lecteur(table, contexte, anomalies, bilan.remarques)
        reasons: dict[str, list[int]] = defaultdict(list)
        for rang in table.rangs:
            try:
                lue = reader.read(rang)
            except Laissee as reason:
                reasons[str(reason)].append(rang.ligne)
            else:
                self._lues[lue.action].append(lue)
        if reader.sans_montant:
            bilan.remarques.append(f"{_lines(reader.sans_montant)} : sans montant, l'action seule est reprise")
        bilan.laisses += [f"{_lines(lines)} : {reason}" for reason, lines in reasons.items()]

    def merge(self) -> None:
        shared: dict[tuple[str, str], list[int]] = defaultdict(list)
        for action, rows in sorted(self._lues.items()):
            rows.sort(key=lambda lue: (lue.rang.source, lue.rang.ligne))
            self._say_repeated(rows, shared)
            self._put(action, rows)
        for (source, other), lines in shared.items():
            self.bilans[source].remarques.append(f"{_lines(lines)} : l'action est aussi dans {other}")

    def _say_repeated(self, rows: Sequence[Lue], shared: dict[tuple[str, str], list[int]]) -> None:
        """Note which rows describe an action that another file describes, or the same one twice."""
        first: dict[tuple[object, ...], Rang] = {}
        sources = sorted({lue.rang.source for lue in rows})
        for lue in rows:
            money = lue.financement
            said = (lue.rang.source, money.cle, tuple(money.montants.items())) if money else (lue.rang.source,)
            former = first.setdefault(said, lue.rang)
            if former is not lue.rang:
                sentence = f"ligne {lue.rang.ligne}, comme la ligne {former.ligne} : reprise une seule fois"
                self.bilans[lue.rang.source].remarques.append(sentence)
            for other in sources:
                if other != lue.rang.source:
                    shared[lue.rang.source, other].append(lue.rang.ligne)

    def _put(self, action: str, rows: Sequence[Lue]) -> None:
        cells, contradiction = _agreed([(lue.rang, lue.cellules) for lue in rows])
        if contradiction is not None:
            self._leave(rows, contradiction)
            return
        source = join_sources(*(lue.source for lue in rows))
        there = self._actions.find({"action": action})
        known = there[SOURCE] if there is not None and self._is_own(there[SOURCE]) else ""
        sorts = {self._actions.put({"action": action, **cells, SOURCE: join_sources(known, source)}, self._is_own)}
        if Sort.D_AUTRUI in sorts:
            self._leave(rows, f"{self._actions.place} a une action {action} saisie à la main, elle reste")
            return
        by_key: dict[tuple[str, str, str], list[Lue]] = defaultdict(list)
        for lue in rows:
            if lue.financement is not None:
                by_key[lue.financement.cle].append(lue)
        for _, same in sorted(by_key.items()):
            sorts |= self._put_money(action, same)
        for lue in rows:
            bilan = self.bilans[lue.rang.source]
            bilan.gardees += 1
            bilan.nouvelles += Sort.NOUVELLE in sorts
            bilan.modifiees += Sort.MODIFIEE in sorts and Sort.NOUVELLE not in sorts
            bilan.inchangees += not sorts & {Sort.NOUVELLE, Sort.MODIFIEE}

    def _put_money(self, action: str, rows: Sequence[Lue]) -> set[Sort]:
        money = [(lue.rang, lue.financement) for lue in rows if lue.financement is not None]
        amounts, contradiction = _agreed([(rang, funding.montants) for rang, funding in money])
        if contradiction is not None:
            self._leave(rows, f"montant laissé, {contradiction}")
            return set()
        cells = {
            "action": action,
            "financeur": self._financer(action, [funding for _, funding in money]),
            "annee": money[0][1].annee,
            "credits": money[0][1].credits,
            **amounts,
        }
        there = self._fundings.find(cells)
        known = there[SOURCE] if there is not None and self._is_own(there[SOURCE]) else ""
        cells[SOURCE] = join_sources(known, *(lue.source for lue in rows))
        sort = self._fundings.put(cells, self._is_own)
        if sort is Sort.D_AUTRUI:
            self._leave(rows, f"montant laissé : celui de {self._fundings.place}, saisi à la main, reste")
        return {sort}

    def _financer(self, action: str, fundings: Sequence[Financement]) -> str:
        """A financer as the table writes it already, so that it is not there twice, in two hands."""
        names = [row["financeur"] for row in self._fundings.rangees if row["action"] == action]
        wanted = plain(fundings[0].financeur)
        return next((name for name in names if plain(name) == wanted), _best(f.financeur for f in fundings))

    def _leave(self, rows: Sequence[Lue], reason: str) -> None:
        lines: dict[str, list[int]] = defaultdict(list)
        for lue in rows:
            lines[lue.rang.source].append(lue.rang.ligne)
        for source, found in lines.items():
            self.bilans[source].laisses.append(f"{_lines(found)} : {reason}")

    def _is_own(self, source: str) -> bool:
        parts = split_sources(source)
        return bool(parts) and all(part in self._sources for part in parts)


def _agreed(rows: Sequence[tuple[Rang, Mapping[str, str]]]) -> tuple[dict[str, str], str | None]:
    """What rows say together, column by column, and the first contradiction, in French; None if they agree."""
    kept: dict[str, str] = {}
    for name in sorted({name for _, cells in rows for name in cells}):
        said = [(rang, cells[name]) for rang, cells in rows if cells.get(name)]
        if len({plain(text) for _, text in said}) > 1:
            first = said[0]
            other = next(found for found in said if plain(found[1]) != plain(first[1]))
            values = " et ".join(f"« {quoted(text)} » ({_place(rang)})" for rang, text in (first, other))
            return {}, f"« {name} » y a deux valeurs, {values} : les départager, ou ne donner que le bon fichier"
        kept[name] = _best(text for _, text in said)
    return kept, None


def _best(texts: Iterable[str]) -> str:
    """Of writings of one text, that which has capitals and small letters; whatever came first."""
    return min(texts, key=lambda text: (text.isupper(), text))


def _place(rang: Rang) -> str:
    return f"{rang.source}, ligne {rang.ligne}"


def _lines(lines: Sequence[int]) -> str:
    shown = [str(line) for line in sorted(set(lines))]
    if len(shown) > _CITED:
        return f"{count(len(shown), 'ligne')} ({', '.join(shown[:_CITED])}…)"
    return f"{'ligne' if len(shown) == 1 else 'lignes'} {join_words(shown)}"

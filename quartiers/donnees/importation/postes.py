"""Import of the posts that the State pays in a contract: adultes-relais and Fonjep.

A post is an action, under an identifier that it keeps from year to year; what it costs in a year is a funding. Neither
is linked to a quartier or to a priority: the files say of which contract a post is, never where it works.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

from quartiers.donnees.erreurs import Anomalie, DonneesInvalides
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.lecture import split_list
from quartiers.donnees.fichiers.recus import FichierRefuse
from quartiers.donnees.importation.communes_nommees import find_communes
from quartiers.donnees.importation.insee_catalogue import read_table
from quartiers.donnees.importation.laisses import FichierInconnu, nothing_read
from quartiers.donnees.importation.postes_lecture import FichierPostes, Poste, holders_without_siret, read_posts
from quartiers.donnees.importation.tables_importees import BilanTable
from quartiers.donnees.importation.tables_saisies import (
    SOURCE,
    Changement,
    Sort,
    TableSaisie,
    as_amount,
    as_cell,
    read_typed,
    write_typed,
)
from quartiers.donnees.importation.titulaires import is_person
from quartiers.donnees.personnes import REACHES_SOMEONE
from quartiers.donnees.reglages.lecture import read_settings
from quartiers.donnees.reglages.texte import CONTRACT_FILE
from quartiers.donnees.tables.suivi import CREDITS
from quartiers.typographie import join_words

FINANCEUR: Final = "État"
_THEORETICAL: Final = "montant théorique, le poste n'est pas toujours pourvu"


@dataclass
class BilanPostes:
    """What became of a file: rows, posts of the contract and their amount, rows left and why, in French sentences."""

    nom: str
    sorte: str
    annee: int
    lignes: int
    gardes: int
    montant: Decimal
    ailleurs: int
    sans_code: int
    nouveaux: int = 0
    modifies: int = 0
    inchanges: int = 0
    laisses: list[str] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class BilanImportPostes:
    """What an import of posts read (files by sort and year), left, changed in rows that it had, and wrote."""

    code_cv: str
    fichiers: tuple[BilanPostes, ...]
    ignores: tuple[tuple[str, str], ...]
    changements: tuple[Changement, ...]
    tables: tuple[BilanTable, ...]


def import_posts(fichiers: Sequence[Path], dossier: Path) -> BilanImportPostes:
    """Import files of posts into ``actions`` and ``financements`` of a data folder.

    Raises DonneesInvalides with every reason found, in the files or in the folder; nothing is written then.
    """
    folder = Dossier(dossier)
    code = contract_code(folder)
    communes = known_communes(folder)
    actions, fundings = read_typed(folder, "actions"), read_typed(folder, "financements")
    if folder.anomalies or code is None or actions is None or fundings is None:
        raise DonneesInvalides(folder.anomalies)
    read, left = _read_all(fichiers, code)
    balances = tuple(_Reprise(file, communes, actions, fundings).run() for file in read)
    written = write_typed(folder, (actions, fundings))
    return BilanImportPostes(code, balances, tuple(left), (*actions.changements, *fundings.changements), written)


def contract_code(folder: Dossier) -> str | None:
    """The code of the contract; None, with what to add to contrat.toml in ``folder.anomalies``, if it is not told."""
    before = len(folder.anomalies)
    settings = read_settings(folder.chemin, folder.anomalies)
    code: str | None = settings["contrat"].get("code_cv") if settings else None
    if code is None and len(folder.anomalies) == before:
        remedy = (
            'Ajouter sous [contrat] une ligne comme code_cv = "CV193", avec le code de votre contrat : celui que les '
            "fichiers donnent (code_cv) aux lignes des organismes de votre territoire."
        )
        folder.anomalies.append(Anomalie(CONTRACT_FILE, "contrat.code_cv, le code du contrat de ville", remede=remedy))
    return code


def known_communes(folder: Dossier) -> tuple[str, ...]:
    """Communes of the projects and of their QPV, as ``quartiers`` writes them."""
    found = read_table(folder, "quartiers")
    if found is None:
        return ()
    own = (name for cell in found[0]["commune"].dropna() for name in split_list(cell))
    wider = (item.partition(" ")[2] for cell in found[0]["communes_qpv"].dropna() for item in split_list(cell))
    return tuple(dict.fromkeys((*own, *wider)))


def _read_all(paths: Sequence[Path], code: str) -> tuple[list[FichierPostes], list[tuple[str, str]]]:
    """Files by year then sort, and those left with the reason; raises DonneesInvalides with every anomaly."""
    found: dict[tuple[str, int], FichierPostes] = {}
    left: list[tuple[str, str]] = []
    anomalies: list[Anomalie] = []
    for path in paths:
        try:
            read = read_posts(path, code)
        except FichierRefuse as refusal:
            anomalies += refusal.anomalies
            continue
        except FichierInconnu as reason:
            left.append((path.name, str(reason)))
            continue
        other = found.setdefault(read.cle, read)
        if other.postes != read.postes:
            expected = f"un seul fichier des {read.sorte.nom} de {read.annee}"
            remedy = f"{other.nom} en est un, avec d'autres postes du contrat : garder le bon."
            anomalies.append(Anomalie(path.name, expected, remede=remedy))
        elif other is not read:
            left.append((path.name, f"mêmes postes que {other.nom}"))
    if not found and not anomalies:
        anomalies.append(nothing_read("au moins un fichier de postes de l'ANCT", left))
    if anomalies:
        raise DonneesInvalides(anomalies, [path.name for path in paths])
    # The oldest first: what a later file says of a post replaces it.
    return sorted(found.values(), key=lambda file: (file.annee, file.sorte.nom)), left


class _Reprise:
    """Puts the posts of a file into the tables, and counts what becomes of them."""

    def __init__(
        self, file: FichierPostes, communes: Sequence[str], actions: TableSaisie, fundings: TableSaisie
    ) -> None:
        self._file, self._communes = file, communes
        self._actions, self._fundings = actions, fundings
        self._bilan = BilanPostes(
            file.nom, file.sorte.nom, file.annee, file.lignes, 0, Decimal(0), file.ailleurs, file.sans_code
        )

    def run(self) -> BilanPostes:
        posts = [post for post in self._once_each() if self._is_public(post)]
        for post in posts:
            self._put(post)
        self._say_what_is_odd(posts)
        return self._bilan

    def _once_each(self) -> Iterable[Poste]:
        """The posts of the file, each once: the row of its last convention where it has several."""
        by_post: dict[str, list[Poste]] = defaultdict(list)
        for post in self._file.postes:
            by_post[self._file.sorte.identifier_of(post.numero)].append(post)
        for _, rows in sorted(by_post.items()):
            last = max(row.numero for row in rows)
            current = sorted((row for row in rows if row.numero == last), key=lambda row: (row.titulaire, row.rang))
            where = join_words([str(row.rang) for row in sorted(rows, key=lambda row: row.rang)])
            if len({row.montant for row in current}) > 1:
                self._bilan.laisses.append(
                    f"poste {last} (enregistrements {where}) : deux montants différents, aucun n'est repris"
                )
                continue
            if len(rows) > 1:
                said = "une seule est reprise" if len(current) == len(rows) else "celle de la dernière convention l'est"
                self._bilan.remarques.append(f"poste {last} : {len(rows)} lignes (enregistrements {where}), {said}")
            yield current[0]

    def _is_public(self, post: Poste) -> bool:
        """Whether the post may be written: its holder is no person, nor gives an address."""
        if not (is_person(post.titulaire) or REACHES_SOMEONE.search(post.titulaire)):
            return True
        self._bilan.laisses.append(
            f"poste {post.numero} (enregistrement {post.rang}) : son titulaire semble être une personne, et les tables "
            "sont diffusées ; si c'est un organisme, saisir l'action à la main, sous un autre identifiant"
        )
        return False

    def _put(self, post: Poste) -> None:
        file, bilan = self._file, self._bilan
        action = file.sorte.identifier_of(post.numero)
        there = self._actions.find({"action": action})
        former = file.sorte.year_in(there[SOURCE]) if there is not None else None
        cells = {
            "action": action,
            "intitule": file.sorte.intitule,
            "porteur": as_cell(post.titulaire),
            "siret": post.siret.siret or "",
            "commune": " | ".join(find_communes(post.titulaire, self._communes)),
            SOURCE: file.sorte.source_of(file.annee),
        }
        # A later file has had the last word on the holder: an older one only adds what it did not say.
        sorts = {self._actions.put(cells, self._is_own, completer=former is not None and former > file.annee)}
        if Sort.D_AUTRUI in sorts:
            bilan.laisses.append(
                f"poste {post.numero} : {self._actions.place} en a un, saisi à la main ({action}), qui reste"
            )
            return
        shared = f" ; poste partagé avec {join_words(post.autres)}" if post.autres else ""
        sorts.add(
            self._fundings.put(
                {
                    "action": action,
                    "financeur": FINANCEUR,
                    "annee": str(file.annee),
                    "credits": CREDITS[0],
                    "accorde": as_amount(post.montant),
                    SOURCE: f"{file.sorte.source_of(file.annee)} : {_THEORETICAL}{shared}",
                },
                self._is_own,
            )
        )
        if Sort.D_AUTRUI in sorts:
            bilan.laisses.append(
                f"montant du poste {post.numero} : celui de {self._fundings.place}, saisi à la main, reste"
            )
        else:
            bilan.montant += post.montant
        bilan.gardes += 1
        bilan.nouveaux += Sort.NOUVELLE in sorts
        bilan.modifies += Sort.MODIFIEE in sorts and Sort.NOUVELLE not in sorts
        bilan.inchanges += sorts <= {Sort.INCHANGEE, Sort.D_AUTRUI}

    def _is_own(self, source: str) -> bool:
        return self._file.sorte.year_in(source) is not None

    def _say_what_is_odd(self, posts: Sequence[Poste]) -> None:
        said = self._bilan.remarques
        said += [f"poste {p.numero} : SIRET réparé, {p.siret.siret}" for p in posts if p.siret.repare]
        if without := holders_without_siret(posts):
            said.append(f"sans SIRET dans le fichier, laissé vide : {', '.join(without)}")
        shared = [post.numero for post in posts if post.autres]
        if shared:
            said.append(f"partagés avec d'autres contrats, comptés en entier : {', '.join(shared)}")
        kept = {self._file.sorte.identifier_of(post.numero) for post in self._file.postes}
        gone = [
            row["action"]
            for row in self._fundings.rangees
            if self._file.sorte.year_in(row[SOURCE]) == self._file.annee and row["action"] not in kept
        ]
        if gone:
            said.append(f"n'y sont plus, et restent dans {self._fundings.place} : {', '.join(gone)}")

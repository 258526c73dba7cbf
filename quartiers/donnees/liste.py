"""The quartiers of a data folder, read without what checking a whole contract takes.

Staff ask for this list to copy an identifier from it: it has to come at once, so nothing of pandas is
imported, and one table only is read.
"""

from dataclasses import dataclass
from pathlib import Path

from quartiers import DEFAULT_DATA
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.lecture import TableBrute, parse_number, split_list
from quartiers.donnees.formes import QPV_2024, is_identifier
from quartiers.donnees.natures import NATURES, QPV


@dataclass(frozen=True)
class QuartierListe:
    """What the list says of a quartier; ``territoire`` is the code of its QPV, or what it is where it is none."""

    quartier: str
    territoire: str
    nom: str
    communes: tuple[str, ...]

    @property
    def commune(self) -> str:
        """As it is read: a project may be that of two communes."""
        return " et ".join(self.communes)


def list_quartiers(dossier: Path | str | None = None) -> list[QuartierListe]:
    """Quartiers of ``dossier`` (the project's ``data/`` by default), in the contract's order.

    What the list shows is checked, the rest of the contract is not. Where a cell of it is not plainly
    right the contract is loaded, which raises :class:`~quartiers.donnees.erreurs.DonneesInvalides` with
    everything that is wrong, in every table.
    """
    folder = Dossier(Path(dossier) if dossier else DEFAULT_DATA)
    table = folder.read("quartiers")
    listed = _at_face_value(table) if table and not folder.anomalies else None
    if listed:
        return listed
    from quartiers.donnees.chargement import load_contrat

    quartiers = load_contrat(dossier).quartiers.values()
    return [QuartierListe(q.quartier, q.code_qpv_2024 or q.noms.nom, q.nom, q.communes) for q in quartiers]


def _at_face_value(table: TableBrute) -> list[QuartierListe] | None:
    """The rows as the schemas would take them, or None if a column is missing or a cell may be wrong."""
    if not {"quartier", "ordre", "nom", "commune", "code_qpv_2024"} <= set(table.colonnes):
        return None
    rows = [dict(zip(table.colonnes, cells, strict=True)) for cells in table.rangees]
    ranks = [_rank(row["ordre"]) for row in rows]
    for keys in (ranks, [row["quartier"] for row in rows], [row["nom"] for row in rows]):
        if not all(keys) or len(set(keys)) < len(keys):
            return None
    for row in rows:
        code, kind = row["code_qpv_2024"], row.get("nature", "")
        named = QPV_2024.fullmatch(code) if kind in ("", QPV) else kind in NATURES and not code
        if not (is_identifier(row["quartier"]) and named and row["commune"]):
            return None
    ordered = [row for _, row in sorted(zip(ranks, rows, strict=True), key=lambda ranked: ranked[0])]
    return [
        QuartierListe(r["quartier"], r["code_qpv_2024"] or r["nature"], r["nom"], split_list(r["commune"]))
        for r in ordered
    ]


def _rank(cell: str) -> int:
    """A rank from 1 on, or 0 if the cell has none."""
    try:
        number = parse_number(cell)
    except ValueError:
        return 0
    return int(number) if number.is_integer() and 1 <= number < 1e9 else 0

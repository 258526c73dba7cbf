"""Import of a workbook that staff have filled: its sheets become the tables of the folder, or none of them does.

The folder as it would be is read and checked as any folder is: every anomaly at once, by sheet and row. A table that
says the same stays byte for byte as it is, whatever its encoding and separator; one that changed is written as imports
write. A table without a sheet stays; one whose sheet was emptied is refused, unless it is named as to be emptied.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from quartiers.donnees.chargement import check_tables, read_tables
from quartiers.donnees.coherences_editions import check_editions
from quartiers.donnees.description import Lieu
from quartiers.donnees.erreurs import Anomalie, DonneesInvalides, Introuvable
from quartiers.donnees.fichiers.classeurs import ClasseurIllisible
from quartiers.donnees.fichiers.dossier_de_donnees import Dossier
from quartiers.donnees.fichiers.inventaire import is_open
from quartiers.donnees.fichiers.lecture import TableBrute
from quartiers.donnees.importation.reprise import TableReprise, merge_table
from quartiers.donnees.importation.tables_importees import write_changed
from quartiers.donnees.memoire_classeur import AUTRES, Marques, marks_of, read_marks
from quartiers.donnees.tables import TABLES
from quartiers.marques import bears_mark


@dataclass(frozen=True)
class BilanClasseur:
    """What became of the tables of a workbook, which have no sheet in it, and which of its sheets are no table.

    ``ouvert``: a spreadsheet seems to have it open, and may have more to say than was saved.
    """

    nom: str
    tables: tuple[TableReprise, ...]
    absentes: tuple[str, ...]
    autres: tuple[str, ...]
    ouvert: bool


@dataclass
class ClasseurLu:
    """A workbook over a data folder: what would become of its tables. ``lu.anomalies`` says what could not be read."""

    lu: Dossier
    trouvees: dict[str, TableBrute]
    absentes: list[str]
    reprises: list[TableReprise]
    marques: dict[str, Marques]


def import_workbook(classeur: Path, dossier: Path, vider: Collection[str] = ()) -> BilanClasseur:
    """Put the sheets of a workbook into the tables of a data folder; ``vider`` are those that may be emptied.

    Raises DonneesInvalides with every reason found, in the workbook or in the folder; nothing is written then.
    """
    for nom in vider:
        if nom not in TABLES or TABLES[nom].lieu is not Lieu.SAISIE:
            raise Introuvable("table que l'on ne peut pas vider", nom, TABLES)
    found = read_over(classeur, dossier, vider)
    found.lu.anomalies += _emptied(found, vider)
    tables = {**found.trouvees, **{reprise.table.nom: reprise.brute for reprise in found.reprises}}
    contrat = check_tables(found.lu, tables, found.absentes)
    check_editions(dossier, contrat, found.lu)
    _write(Dossier(dossier), found.reprises)
    return BilanClasseur(
        classeur.name,
        tuple(found.reprises),
        tuple(nom for nom in found.trouvees if TABLES[nom].lieu is Lieu.SAISIE and nom not in found.lu.feuilles),
        tuple(name for name in found.lu.autres_feuilles if name not in AUTRES),
        is_open(classeur),
    )


def read_over(classeur: Path, dossier: Path, vider: Collection[str] = ()) -> ClasseurLu:
    """A workbook as it is read over a data folder; raises DonneesInvalides where that makes no sense."""
    before = Dossier(dossier)
    if before.classeur is not None:
        expected, remedy = (
            "un dossier dont les tables sont des CSV",
            f"Ce dossier tient ses tables dans {before.classeur}, qui se modifie directement. Pour reprendre celui-ci "
            f"à la place : le mettre dans le dossier, et en sortir {before.classeur}.",
        )
        if classeur.resolve() == (dossier / before.classeur).resolve():
            expected = "un classeur qui n'est pas dans le dossier des tables"
            remedy = "Le déplacer ailleurs, puis relancer ; ou ne garder que lui : il se modifie alors directement."
        raise DonneesInvalides([Anomalie(classeur.name, expected, remede=remedy)])
    return _compare(classeur, dossier, before, vider)


def _compare(classeur: Path, dossier: Path, before: Dossier, vider: Collection[str] = ()) -> ClasseurLu:
    after = Dossier(dossier, saisie=classeur)
    after.anomalies += (anomaly for anomaly in before.anomalies if anomaly not in after.anomalies)
    if not (after.anomalies or after.feuilles):
        remedy = "Le faire avec « pipeline.py classeur », ou nommer ses feuilles comme les tables (LISEZMOI.md)."
        after.anomalies.append(Anomalie(classeur.name, "un classeur dont une feuille est une table", remede=remedy))
    found, absent = read_tables(after)
    marks = _marks(classeur)
    if after.anomalies and not marks and bears_mark(classeur):
        remedy = (
            "C'est le classeur qui accompagne les rapports, il se lit. Celui qui se remplit : « pipeline.py classeur »."
        )
        raise DonneesInvalides([Anomalie(classeur.name, "un classeur à remplir", remede=remedy)])
    reprises = []
    for nom in (nom for nom in found if nom in after.feuilles):
        said = len(before.anomalies)
        current = before.read(nom, optional=True)
        after.anomalies += before.anomalies[said:]  # it cannot be compared with what cannot be read
        empty = nom in vider and not found[nom].rangees
        reprises.append(merge_table(TABLES[nom], current, found[nom], marks.get(nom, ()), vider=empty))
    return ClasseurLu(after, found, absent, reprises, marks)


def _marks(classeur: Path) -> dict[str, Marques]:
    try:
        return read_marks(classeur)
    except ClasseurIllisible:  # said already, if it is so of the tables
        return {}


def _emptied(found: ClasseurLu, vider: Collection[str]) -> Iterator[Anomalie]:
    for reprise in found.reprises:
        nom = reprise.table.nom
        if reprise.retirees and not found.trouvees[nom].rangees and nom not in vider:
            expected = f"au moins une ligne : la table {nom} en a {len(reprise.avant)}"
            remedy = (
                "Remettre les lignes, ou supprimer la feuille pour laisser la table comme elle est. Si elle est "
                f"vraiment à vider : --vider {nom}."
            )
            yield Anomalie(reprise.source, expected, remede=remedy)


def _write(folder: Dossier, reprises: list[TableReprise]) -> None:
    """Write the tables that changed, and those that a folder may not lack, all or none."""
    texts = {}
    for reprise in reprises:
        path = folder.place(reprise.table.nom)
        if reprise.est_changee or not (reprise.table.facultative or path.exists()):
            texts[path] = reprise.text
    write_changed(texts)


def is_to_fill(classeur: Path) -> bool:
    """Whether a file is a workbook that the program made for staff to fill, filled or not."""
    return bears_mark(classeur) and bool(_marks(classeur))


def is_mirrored(classeur: Path, dossier: Path) -> bool:
    """Whether nothing would be lost with a workbook: it is as it was made, or the tables hold all that it says.

    Sheets of one's own are something to lose.
    """
    try:
        found = _compare(classeur, dossier, Dossier(dossier))
    except DonneesInvalides:
        return False
    if found.lu.anomalies or set(found.lu.autres_feuilles) - set(AUTRES):
        return False
    as_made = found.marques and all(
        marks_of(TABLES[nom], found.trouvees.get(nom)) == found.marques.get(nom) for nom in found.marques
    )
    return bool(as_made) or not any(reprise.est_changee for reprise in found.reprises)

"""Files as they are downloaded: one by one, or in an archive that is read without being extracted.

Nothing of an archive is written to the disk, and the folders that its names speak of are not looked at: neither a name
such as ``../../x.csv`` nor a link leads anywhere. What it holds is read up to a size, whatever it says of itself.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.recus import MAX_BYTES, FichierRefuse, read_bytes
from quartiers.donnees.importation.insee_lecture import SUFFIXES

ARCHIVE: Final = ".zip"
DOWNLOADED: Final = (*SUFFIXES, ARCHIVE)
MAX_FICHIERS: Final = 500  # a hundred times what INSEE puts in one
_BLOC: Final = 1024 * 1024


@dataclass(frozen=True)
class Contenu:
    """A file: its name, its bytes, and the name of the archive that it is in, if any."""

    nom: str
    octets: bytes
    archive: str = ""

    @property
    def affiche(self) -> str:
        """How messages name it."""
        return f"{self.archive}, {self.nom}" if self.archive else self.nom


def open_contents(path: Path, expected: str = "un fichier de l'Insee sur les QPV") -> list[Contenu]:
    """The file, or those of the archive that it is, but for what is neither a table nor a workbook.

    ``expected`` completes "attendu : ". Raises :class:`FichierRefuse` where it cannot be read, or is too large.
    """
    octets = read_bytes(path, expected)
    if path.suffix.lower() != ARCHIVE:
        return [Contenu(path.name, octets)]
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            found = list(_read_members(path.name, archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        raise _refuse(path.name, "une archive .zip entière", "Elle est abîmée : la télécharger de nouveau.") from error
    except (RuntimeError, NotImplementedError) as error:  # a password, a method of compression of its own
        remedy = "Elle a un mot de passe, ou une compression inconnue : en extraire les fichiers, et les donner."
        raise _refuse(path.name, "une archive .zip ordinaire", remedy) from error
    if not found:
        raise _refuse(path.name, "une archive qui contient des fichiers CSV", "Elle n'en contient aucun.")
    return found


def _read_members(nom: str, archive: zipfile.ZipFile) -> Iterator[Contenu]:
    members = [member for member in archive.infolist() if _is_table(member)]
    if len(members) > MAX_FICHIERS:
        remedy = f"Elle en contient {len(members)} : ce n'est sans doute pas la bonne."
        raise _refuse(nom, f"une archive de {MAX_FICHIERS} fichiers au plus", remedy)
    left = MAX_BYTES
    for member in members:
        octets = bytearray()
        with archive.open(member) as stream:
            while block := stream.read(min(_BLOC, left + 1)):
                octets += block
                left -= len(block)
                if left < 0:
                    remedy = "Elle contient bien plus qu'elle ne pèse : ce n'est sans doute pas un fichier de l'Insee."
                    raise _refuse(nom, f"une archive de {MAX_BYTES // 1024**2} Mo au plus, une fois ouverte", remedy)
        yield Contenu(_name_of(member), bytes(octets), nom)


def _is_table(member: zipfile.ZipInfo) -> bool:
    name = _name_of(member)
    return not member.is_dir() and not name.startswith((".", "~$")) and PurePosixPath(name).suffix.lower() in SUFFIXES


def _name_of(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename.replace("\\", "/")).name


def _refuse(nom: str, expected: str, remedy: str) -> FichierRefuse:
    return FichierRefuse([Anomalie(nom, expected, remede=remedy)])

"""Files that an import leaves, with the reason, and what is said where it leaves them all."""

from collections.abc import Sequence

from quartiers.donnees.erreurs import Anomalie


class FichierInconnu(Exception):
    """A readable file that is none of those expected; its text says how that was seen."""


def nothing_read(attendu: str, laisses: Sequence[tuple[str, str]]) -> Anomalie:
    """There is nothing to import: what was expected, then why each file was left."""
    return Anomalie("import", attendu, remede=" ".join(f"{nom} : {raison}." for nom, raison in laisses))

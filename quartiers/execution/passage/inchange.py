"""The short way: not one byte that a run reads has changed since the last whole run, and nothing is read at all."""

from quartiers.chemins import is_local
from quartiers.ecriture import has_leftovers
from quartiers.execution.a_refaire import find_outdated
from quartiers.execution.manifeste import Manifeste
from quartiers.execution.passage.demande import Bilan, Demande
from quartiers.execution.passage.perimes import digest_comparison, digest_index, digest_request
from quartiers.execution.sorties import CLASSEUR, COMPARER, SOMMAIRE, built_pages, own_folders


def find_unchanged(demande: Demande) -> Bilan | None:
    """The run that has nothing to do, because nothing of what it would read has changed; None if something has."""
    if not (is_local(demande.donnees) and is_local(demande.sortie)):
        return None  # reading all of it from elsewhere is no short way
    manifeste = Manifeste.read(demande.sortie)
    passage = manifeste.passage
    try:
        if demande.forcer or passage["entrees"] != digest_request(demande, demande.donnees):
            return None
        made = {f"{nom}.{suffix}": digest for nom, digest in passage["rapports"].items() for suffix in demande.suffixes}
        made |= {CLASSEUR: passage["classeur"], SOMMAIRE: digest_index(passage["contrat"], demande.sortie)}
        if passage["compare"]:
            made[COMPARER] = digest_comparison(passage["contrat"], built_pages(demande.sortie))
        current = all(manifeste.is_current(name, digest) for name, digest in made.items())
        if any(map(has_leftovers, own_folders(demande.sortie))):  # of a run that was killed: removed in a whole run
            return None
        outdated = find_outdated(manifeste, passage["tables"])
        return Bilan(len(passage["rapports"]), a_refaire=outdated) if current else None
    except (KeyError, AttributeError, TypeError):  # there was no whole run, or somebody wrote in the manifest
        return None

"""The filters of a list of places: those that have a choice to offer."""

from collections.abc import Iterable

from quartiers.donnees.modele import Contrat
from quartiers.echappement import printable
from quartiers.repertoire import Filtre
from quartiers.typographie import typeset

# Key of the facet, label, what it says when it is open, and its values with their names.
_Offre = tuple[str, str, str, list[tuple[str, str]]]


def in_letters(text: str) -> str:
    """A text of the data, or ours, as a page takes it: set in type, and nothing that cannot be printed."""
    return printable(typeset(text))


def make_filters(offered: Iterable[_Offre]) -> tuple[Filtre, ...]:
    """The filters, without those that offer nothing: they would find nothing."""
    return tuple(
        Filtre(key, in_letters(label), everything, tuple((value, in_letters(name)) for value, name in values))
        for key, label, everything, values in offered
        if values
    )


def name_publics(contrat: Contrat, named: set[str]) -> list[tuple[str, str]]:
    """The publics that are named, in the contract's order, with a capital."""
    return [(p, p[:1].upper() + p[1:]) for p in contrat.publics if p in named]

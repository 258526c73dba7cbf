"""The parts of a contract, and whose report depends on each, as the fields of the model declare it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Annotated, Any, Final, get_args, get_origin

from quartiers.donnees.description import Portee, Table, table_of
from quartiers.donnees.modele import Contrat


@dataclass(frozen=True)
class Partie:
    """A field of the contract; ``table`` is the one whose rows it holds, if it does; ``indexee``: by identifier."""

    nom: str
    portee: Portee
    table: Table | None
    indexee: bool

    @property
    def vide(self) -> Any:
        """What stands for nothing of it."""
        return MappingProxyType({}) if self.indexee else ()


def read_parts(contrat: type) -> Iterator[Partie]:
    """The parts of a class of contracts; TypeError for a field that declares no reach."""
    for f in fields(contrat):
        hint: Any = f.type
        declared = [extra for extra in get_args(hint)[1:] if isinstance(extra, Portee)] if _is_annotated(hint) else []
        held = get_args(hint)[0] if _is_annotated(hint) else hint
        table = next(filter(None, (table_of(kind) for kind in get_args(held) if isinstance(kind, type))), None)
        reach = [*declared, *([table.portee] if table else [])]
        if len(reach) != 1:
            raise TypeError(f"{contrat.__name__}.{f.name}: one reach is to be declared, {len(reach)} were")
        yield Partie(f.name, reach[0], table, get_origin(held) is not tuple)


def _is_annotated(hint: Any) -> bool:
    return get_origin(hint) is Annotated


PARTIES: Final[Mapping[str, Partie]] = {part.nom: part for part in read_parts(Contrat)}

"""XML parts read as they come, in bounded memory: nothing is kept but what a cell holds.

Trees are made of the elements that are asked for and of no other, and none of an empty one: a sheet formatted to its
last row has ten million empty cells. What would take the memory or the afternoon is refused: entities, depth, a name or
an attribute of megabytes, more elements than any sheet.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Final, NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from quartiers.donnees.fichiers.classeurs.archive import ZIP_DAMAGES
from quartiers.donnees.fichiers.classeurs.commun import DAMAGED, MAX_TEXT, ClasseurIllisible

MAX_ELEMENTS: Final = 12_000_000  # of a workbook
MAX_DEPTH: Final = 200
MAX_NAMES: Final = 20_000  # different names of elements and attributes
MAX_INSIDE: Final = 250_000  # elements inside one that is kept whole: Excel takes 65,490 styles of cells
MAX_TOKEN: Final = 4 * 1024 * 1024  # bytes of a tag with its attributes
_CHUNK: Final = 64 * 1024

_DAMAGES: Final = (expat.ExpatError, LookupError, *ZIP_DAMAGES)  # LookupError: of an unknown encoding

DEBUT, FIN, ENTIER = "debut", "fin", "entier"


class Evenement(NamedTuple):
    """The start or the end of an element, or a whole element (``arbre``: None where there is nothing inside)."""

    sorte: str
    nom: str
    attributs: Mapping[str, str]
    profondeur: int
    arbre: Element | None


@dataclass
class Compte:
    """What was read of a workbook."""

    elements: int = 0

    def add(self, elements: int) -> None:
        """Raises ClasseurIllisible past the limit."""
        self.elements += elements
        if self.elements > MAX_ELEMENTS:
            raise ClasseurIllisible(
                "Une feuille y est remplie ou mise en forme bien au-delà du tableau : supprimer les lignes et les "
                "colonnes qui le suivent, puis l'enregistrer."
            )


class _Noms(dict[str, str]):
    """Names as the parser gives them (namespace, brace, name) to those of the readers (prefix, name)."""

    def __init__(self, prefixes: Mapping[str, str]):
        super().__init__()
        self._prefixes = prefixes

    def __missing__(self, name: str) -> str:
        namespace, _, local = name.rpartition("}")
        return self.setdefault(name, self._prefixes.get(namespace, f"{{{namespace}}}" if namespace else "") + local)


class _Lecteur:
    """What the parser calls, and the events that come of it."""

    def __init__(
        self, prefixes: Mapping[str, str], reperes: Collection[str], entiers: Collection[str], situe_par: str | None
    ):
        self.events: list[Evenement] = []
        self.elements = 0
        self._names = _Noms(prefixes)
        self._prefixed = any(prefix.endswith(":") for prefix in prefixes.values())
        self._marks, self._whole = frozenset(reperes), frozenset(entiers)
        self._depth = 0
        self._open: tuple[str, dict[str, str], int] | None = None  # the whole element that is being read
        self._builder: TreeBuilder | None = None  # of it, once something is inside
        self._inside = self._length = 0
        self._situated = situe_par
        self._empty: Evenement | None = None
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_entities
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self.elements += 1
        if self._open is not None:
            self._start_inside(name, attributes)
            return
        known = self._names[name]
        if known in self._whole:
            self._open = (known, self._named(attributes), self._depth)
        elif known in self._marks:
            self._empty = None
            self.events.append(Evenement(DEBUT, known, self._named(attributes), self._depth, None))
        elif self._depth > MAX_DEPTH:
            raise ClasseurIllisible(DAMAGED)

    def _start_inside(self, name: str, attributes: dict[str, str]) -> None:
        if self._builder is None:
            self._builder = TreeBuilder()
            self._builder.start(*self._open[:2])  # type: ignore[index]
            self._inside = self._length = 0
            self.parser.CharacterDataHandler = self._text
        self._inside += 1
        if self._inside > MAX_INSIDE or self._depth > MAX_DEPTH:
            raise ClasseurIllisible(DAMAGED)
        self._builder.start(self._names[name], self._named(attributes))

    def _text(self, text: str) -> None:
        self._length += len(text)
        if self._builder is not None and self._length - len(text) <= MAX_TEXT:  # the reader sees that it is too long
            self._builder.data(text)

    def _end(self, name: str) -> None:
        depth = self._depth
        self._depth -= 1
        if self._open is None:
            known = self._names[name]
            if known in self._marks:
                self.events.append(Evenement(FIN, known, {}, depth, None))
            return
        if self._builder is not None:
            self._builder.end(self._names[name])
        if depth == self._open[2]:
            self._close(depth)

    def _close(self, depth: int) -> None:
        """The whole element is read. An empty one that says where it stands is told with the next, if it is at all."""
        known, attributes, _ = self._open  # type: ignore[misc]
        self._open = None
        if self._builder is None and self._situated in attributes:
            self._empty = Evenement(ENTIER, known, attributes, depth, None)
            return
        self._tell_empty()
        tree = self._builder.close() if self._builder else None
        self.events.append(Evenement(ENTIER, known, attributes, depth, tree))
        if tree is not None:
            self._builder, self.parser.CharacterDataHandler = None, None

    def _tell_empty(self) -> None:
        if self._empty:
            self.events.append(self._empty)
            self._empty = None

    def _named(self, attributes: dict[str, str]) -> dict[str, str]:
        names = self._names
        return {names[name]: value for name, value in attributes.items()} if self._prefixed else attributes

    def _refuse_entities(self, *_: object) -> None:
        raise ClasseurIllisible(DAMAGED)


def read_events(
    source: IO[bytes],
    prefixes: Mapping[str, str],
    *,
    reperes: Collection[str],
    entiers: Collection[str],
    situe_par: str | None = None,
    compte: Compte,
) -> Iterator[Evenement]:
    """Starts and ends of the elements ``reperes``, and the elements ``entiers`` whole, in their order.

    ``prefixes`` gives, for each namespace, what stands before the names of its elements (and of its attributes,
    where it ends with a colon). Of empty elements that follow one another and have the attribute ``situe_par``,
    the last is told before the next that is filled. Raises ClasseurIllisible.
    """
    reader, fed = _Lecteur(prefixes, reperes, entiers, situe_par), 0
    while True:
        try:
            chunk = source.read(_CHUNK)
            reader.parser.Parse(chunk, not chunk)
        except _DAMAGES as error:
            raise ClasseurIllisible(DAMAGED) from error
        fed += len(chunk)
        compte.add(reader.elements)
        reader.elements = 0
        if fed - reader.parser.CurrentByteIndex > MAX_TOKEN or len(reader.parser.intern) > MAX_NAMES:
            raise ClasseurIllisible(DAMAGED)
        yield from reader.events
        reader.events.clear()
        if not chunk:
            return

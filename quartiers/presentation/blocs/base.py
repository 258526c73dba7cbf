"""What every block is: three forms of one thing, in the bundle that Jupyter and the exporters take theirs from."""

from typing import Any, ClassVar, Final

from quartiers.brefs import Bref
from quartiers.echappement import printable
from quartiers.supports import REPORT_METADATA, TYPST_MIME
from quartiers.typographie import typeset

# What stays on one page: a note of so many characters, a table row whose cells would take as many if they
# were as wide as the page. Longer ones may be split, rather than run off it.
WHOLE: Final = 2500


class Bloc(Bref):
    """Base of the display objects; subclasses give the three forms.

    ``annonce``: a paragraph before it says what it is, and is not left behind on the page of the PDF before.
    """

    annonce: ClassVar[bool] = False

    def to_html(self) -> str:
        raise NotImplementedError

    def to_typst(self) -> str:
        raise NotImplementedError

    def to_text(self) -> str:
        raise NotImplementedError

    def metadata(self) -> dict[str, Any]:
        """What the exporters should know of the block (the report's title, for one)."""
        return {}

    def _repr_mimebundle_(
        self,
        include: object = None,  # noqa: ARG002 - Jupyter's signature
        exclude: object = None,  # noqa: ARG002
    ) -> tuple[dict[str, str], dict[str, Any]]:
        data = {"text/html": self.to_html(), TYPST_MIME: self.to_typst(), "text/plain": self.to_text()}
        return data, self.metadata()


FOOT: Final = 150  # characters of a running foot: its place under a page is of two lines, where pages are set closer


def report_metadata(titre: str, description: str, date_iso: str, pied: str) -> dict[str, Any]:
    """What a document says of itself, for the exporters: title, description, date (ISO) and running foot."""
    foot = pied if len(pied) <= FOOT else pied[: FOOT - 1].rstrip() + "…"
    texts = {"titre": titre, "description": description, "pied": foot}
    return {REPORT_METADATA: {name: printable(typeset(text)) for name, text in texts.items()} | {"date": date_iso}}

"""One block alone, on a page of its size: a picture to put in a document, or a PDF."""

from typing import Final, Literal, TypeAlias

import typst

from quartiers.export.typst import _fonts, displayable, prelude

Format: TypeAlias = Literal["png", "svg", "pdf"]
POINTS_PER_INCH: Final = 200  # of a PNG: sharp on paper at the width of a page

_PAGE: Final = """
#set page(width: 18.8cm, height: auto, margin: 0.5cm)
#set text(lang: "fr", region: "FR", font: police, size: tailles.corps, fill: couleurs.encre)
#set par(leading: 0.56em, spacing: 0.8em, justify: false)
#set figure(supplement: none, numbering: none)
#show figure.caption: it => block(width: 100%, align(left, it.body))
"""


def render_picture(body: str, kind: Format) -> bytes:
    """The Typst form of a block as ``png``, ``svg`` or ``pdf``."""
    compiler = typst.Compiler(font_paths=_fonts(), ignore_system_fonts=True)
    source = displayable(f"{prelude()}\n{_PAGE}\n{body}")
    made = compiler.compile(input=source.encode(), format=kind, ppi=POINTS_PER_INCH if kind == "png" else None)
    assert isinstance(made, bytes)
    return made

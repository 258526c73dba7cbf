"""What dresses every page of the program: its style, its script, and what the browser is told to refuse."""

import base64
import hashlib
from functools import cache
from typing import Final

from quartiers import polices
from quartiers.export.gabarits import TEMPLATES
from quartiers.style import COLORS, SIZES

_SCRIPTS: Final = TEMPLATES / "scripts"
_ANY_STYLE: Final = "'unsafe-inline'"


@cache
def stylesheet(*more: str) -> str:
    """The pages' CSS, with colours and sizes from the tokens and the typeface embedded; ``more``: files of a page."""
    return f"{font_faces()}:root{{{tokens()}}}\n{page_css(*more)}"


def font_faces() -> str:
    """The typeface, embedded."""
    return "".join(
        "@font-face{font-family:'Source Sans 3';font-style:normal;font-display:swap;"
        f"font-weight:{weight};src:url(data:font/woff;base64,"
        f"{base64.b64encode(polices.web_font(weight)).decode()}) format('woff')}}\n"
        for weight in (polices.REGULAR, polices.BOLD)
    )


def tokens() -> str:
    """Colours and sizes, as CSS declarations."""
    values = COLORS | {f"taille_{name}": f"{ratio}rem" for name, ratio in SIZES.items()}
    return "".join(f"--{name.replace('_', '-')}:{value};" for name, value in values.items())


def page_css(*more: str) -> str:
    """The pages' CSS alone: it asks for the tokens."""
    files = (TEMPLATES / "rapport_html" / "style.css", *(TEMPLATES / name for name in more))
    return "".join(file.read_text(encoding="utf-8") for file in files)


@cache
def page_script(*names: str) -> str:
    """The one script of a page: what all share, then its own parts, in a function that leaves no name behind."""
    parts = ((_SCRIPTS / name).read_text(encoding="utf-8") for name in ("commun.js", *names))
    return '(() => {\n"use strict";\n' + "".join(parts) + "})();\n"


def page_policy(style: str | None, script: str) -> str:
    """Content-Security-Policy: this very script and style, embedded fonts and images, and nothing else.

    ``style`` is None for a page whose elements have styles of their own: any is let in then.
    """

    def digest(text: str) -> str:
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    return (
        f"default-src 'none'; script-src {digest(script)}; "
        f"style-src {digest(style) if style is not None else _ANY_STYLE}; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )

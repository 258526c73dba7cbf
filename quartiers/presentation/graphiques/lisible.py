"""A chart on a page: its SVG inline, its words as text that is selected, searched and read.

The drawing is the one of the PDF, in which matplotlib has drawn each letter. Here each line of text takes the place of
its letters, at the same place and as wide, whatever typeface the reader has; outlines of letters are most of the weight
of a chart, and go. What is left of identifiers is unique in a page.
"""

import html
import re
from collections.abc import Sequence
from hashlib import blake2b
from itertools import groupby
from typing import TYPE_CHECKING, Final

from quartiers.polices import BOLD, REGULAR
from quartiers.presentation.blocs import Repere, escape_html
from quartiers.presentation.graphiques.dessin import text_width

if TYPE_CHECKING:
    from quartiers.presentation.blocs import Graphique

# A line of text as matplotlib writes it: what it says in a comment, then its letters, each used at its place.
_LINE: Final = re.compile(
    r'<!-- (?P<said>.*?) -->\s*<g(?: style="(?P<style>[^"]*)")? transform="translate\((?P<x>\S+) (?P<y>\S+)\)'
    r'(?: rotate\((?P<turn>\S+)\))? scale\((?P<scale>\S+) \S+\)">(?P<letters>.*?)</g>',
    re.DOTALL,
)
_LETTER: Final = re.compile(r'<use xlink:href="#(?P<name>[^"]*)"(?: transform="translate\((?P<x>\S+) [^"]*)?')
_IDENTIFIER: Final = re.compile(r' id="([^"]*)"')
_REFERENCE: Final = re.compile(r'href="#([^"]*)"|url\(#([^)]*)\)')
_PREAMBLE: Final = re.compile(r"<metadata>.*?</metadata>|<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_ALIKE: Final = re.compile(r"<g (clip-path=\"[^\"]*\")>((?:\s*<use [^>]*/>){2,}\s*)</g>")
_STYLE: Final = re.compile(r' style="([^"]*)"')
_ASIDE: Final = re.compile(r"<t(\d+)/>")
_SIZE: Final = re.compile(r'viewBox="([^"]*)"')
_FONT_SCALE: Final = 100.0  # matplotlib's letters are drawn at that size
_RADIUS: Final = 6  # points: of what answers the pointer about a mark


def show_inline(chart: "Graphique", style: str) -> str:
    """The ``<svg>`` of a chart, with that style; its alternative is what a screen reader says of it.

    Its identifiers begin with a fingerprint of the whole chart.
    """
    drawing = _PREAMBLE.sub("", chart.svg)
    box = _SIZE.search(drawing)
    texts: list[str] = []

    def set_aside(line: re.Match[str]) -> str:
        texts.append(_as_text(line))
        return f"<t{len(texts) - 1}/>"

    # What is to be read is set aside while the drawing is rewritten: it may look like any of it.
    drawing = _LINE.sub(set_aside, drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")])
    drawing = _ALIKE.sub(_share_style, drawing)
    drawing = re.sub(r"\s*\n\s*", " ", drawing).replace("> <", "><").replace("xlink:href", "href")
    drawing = _prefix(drawing, _fingerprint(chart))
    drawing = _ASIDE.sub(lambda m: texts[int(m[1])], drawing)
    return (
        f'<svg role="img" aria-label="{escape_html(chart.alternative)}" viewBox="{box[1] if box else ""}" '
        f'xml:space="preserve" style="stroke-linejoin:round;stroke-linecap:butt;{style}">'
        f"{drawing.strip()}{_answers(chart.reperes)}</svg>"
    )


def _fingerprint(chart: "Graphique") -> str:
    whole = "\0".join((chart.titre, chart.svg, chart.alternative, chart.source, *(r.texte for r in chart.reperes)))
    return blake2b(whole.encode(errors="replace"), digest_size=4).hexdigest()


def _as_text(line: re.Match[str]) -> str:
    letters = list(_LETTER.finditer(line["letters"]))
    if not letters:
        return ""
    said = _unescape(line["said"], len(letters))
    size = float(line["scale"]) * _FONT_SCALE
    bold = "Bold" in letters[0]["name"]
    starts = max(float(letter["x"] or 0) for letter in letters) * float(line["scale"])
    width = starts + text_width([said[-1:]], size, BOLD if bold else REGULAR)
    x, y = round(float(line["x"]), 1), round(float(line["y"]), 1)
    turn = f' transform="rotate({line["turn"]} {x:g} {y:g})"' if line["turn"] else ""
    style = f"font-size:{size:g}px;{'font-weight:700;' if bold else ''}{(line['style'] or '').replace(': ', ':')}"
    return f'<text x="{x:g}" y="{y:g}" textLength="{width:.1f}"{turn} style="{style}">{html.escape(said)}</text>'


def _share_style(marks: re.Match[str]) -> str:
    """Marks of one style say it once."""
    styles = set(_STYLE.findall(marks[2]))
    if len(styles) != 1:
        return marks[0]
    return f'<g {marks[1]} style="{styles.pop()}">{_STYLE.sub("", marks[2])}</g>'


def _unescape(said: str, letters: int) -> str:
    """What a comment says: two hyphens, which it may not hold, are parted there."""
    text = html.unescape(said)
    return re.sub(r"- (?=-)", "-", text) if len(text) > letters else text


def _prefix(drawing: str, prefix: str) -> str:
    """Identifiers of this chart alone, those that nothing refers to left out."""
    used = {own or other for own, other in _REFERENCE.findall(drawing)}
    drawing = _IDENTIFIER.sub(lambda m: f' id="g{prefix}-{m[1]}"' if m[1] in used else "", drawing)
    return _REFERENCE.sub(lambda m: m[0].replace("#", f"#g{prefix}-", 1), drawing)


def _answers(reperes: Sequence[Repere]) -> str:
    """What is said of each mark to who points at it: an area about it, row by row; a row's first is its main one."""
    rows = []
    for row, marks in groupby(reperes, key=lambda mark: mark.ligne):
        areas = (
            f'<circle cx="{m.x:.1f}" cy="{m.y:.1f}" r="{_RADIUS}"><title>{escape_html(m.texte)}</title></circle>'
            for m in marks
        )
        rows.append(f'<g data-ligne="{escape_html(row)}">{"".join(areas)}</g>')
    return f'<g class="reperes" fill="none" pointer-events="all">{"".join(rows)}</g>' if rows else ""

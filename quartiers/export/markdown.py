"""Markdown cells as HTML and as Typst, by the Markdown parser that nbconvert itself uses.

The Typst writer covers what notebooks hold: headings, paragraphs, emphasis, lists, links, code, rules
and quotes. Text reaches Typst only inside string literals. Raw HTML in a cell is shown as text, and an image
as its alternative text: a page asks nothing of anywhere. French typography is applied to the text, as to what
comes from the data.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import mistune

from quartiers.echappement import typst_string
from quartiers.typographie import typeset

_parse = mistune.create_markdown(renderer=None, plugins=["strikethrough", "table"])
_addresses = mistune.HTMLRenderer()


def parse(source: str) -> list[dict[str, Any]]:
    """The Markdown's blocks, as mistune's syntax tree."""
    tokens = _parse(source)
    assert isinstance(tokens, list)
    return tokens


def headings(source: str) -> list[tuple[int, str]]:
    """Levels and texts of the headings of a cell, in order, those inside quotes and lists included."""
    return [(t["attrs"]["level"], plain_text(t["children"])) for t in _heading_tokens(parse(source))]


def _heading_tokens(tokens: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for token in tokens:
        if token["type"] == "heading":
            yield token
        else:
            yield from _heading_tokens(token.get("children", ()))


def plain_text(tokens: Iterable[dict[str, Any]]) -> str:
    parts = []
    for token in tokens:
        if "children" in token:
            parts.append(plain_text(token["children"]))
        elif token["type"] in ("softbreak", "linebreak"):
            parts.append(" ")
        elif token["type"] == "codespan":
            parts.append(token["raw"])
        else:
            parts.append(typeset(token.get("raw", "")))
    return "".join(parts)


class _Renderer(mistune.HTMLRenderer):
    def __init__(self, ancres: Sequence[tuple[str, str]]):
        super().__init__(escape=True)
        self._ancres = iter(ancres)

    def text(self, text: str) -> str:
        return super().text(typeset(text))

    def heading(self, text: str, level: int, **attrs: Any) -> str:  # noqa: ARG002 - mistune's signature
        identifier, former = next(self._ancres, ("", ""))
        before = f'<span id="{former}"></span>' if former else ""
        return (
            f'<h{level} id="{identifier}">{before}{text}</h{level}>\n'
            if identifier
            else f"<h{level}>{text}</h{level}>\n"
        )

    def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002 - mistune's signature
        return text

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        tag, scope = ("th", ' scope="col"') if head else ("td", "")
        style = f' style="text-align:{align}"' if align else ""
        return f"<{tag}{scope}{style}>{text}</{tag}>"


def to_html(source: str, ancres: Sequence[tuple[str, str]] = ()) -> str:
    """HTML of a Markdown cell; its headings carry the ids given, in order: that of each, and one that it had before."""
    renderer = _Renderer(ancres)
    text = mistune.create_markdown(renderer=renderer, plugins=["strikethrough", "table"])(source)
    assert isinstance(text, str)
    return text


def to_typst(source: str) -> str:
    """Typst markup of a Markdown cell."""
    return "\n\n".join(filter(None, (_block(token) for token in parse(source))))


def _block(token: dict[str, Any]) -> str:
    match token["type"]:
        case "heading":
            return f"#heading(level: {token['attrs']['level']}, {_inlines(token['children'])})"
        case "paragraph" | "block_text":
            return f"#par({_inlines(token['children'])})"
        case "list":
            items = "".join(f"[{' '.join(_block(c) for c in item['children'])}], " for item in token["children"])
            if token["attrs"].get("ordered"):
                return f"#enum(start: {token['attrs'].get('start', 1)}, {items})"
            return f"#list({items})"
        case "block_code":
            return f"#raw(block: true, {typst_string(token['raw'].rstrip())})"
        case "block_quote":
            return f"#quote(block: true)[{' '.join(_block(c) for c in token['children'])}]"
        case "thematic_break":
            return "#line(length: 100%, stroke: 0.5pt)"
        case "table":
            return _table(token)
        case "blank_line":
            return ""
    return f"#par({typst_string(token.get('raw', ''))})"


def _table(token: dict[str, Any]) -> str:
    head, *rest = token["children"]
    cells = "".join(f"{_inlines(c['children'])}, " for c in head["children"])
    rows = "".join(f"{_inlines(c['children'])}, " for body in rest for row in body["children"] for c in row["children"])
    return f"#table(columns: {len(head['children'])}, table.header({cells}), {rows})"


def _inlines(tokens: Iterable[dict[str, Any]]) -> str:
    """A Typst expression (code mode)."""
    return " + ".join(_inline(token) for token in tokens) or '""'


def _inline(token: dict[str, Any]) -> str:
    match token["type"]:
        case "strong":
            return f"strong({_inlines(token['children'])})"
        case "emphasis":
            return f"emph({_inlines(token['children'])})"
        case "strikethrough":
            return f"strike({_inlines(token['children'])})"
        case "link":
            return _link(token["attrs"]["url"], _inlines(token["children"]))
        case "codespan":
            return f"raw({typst_string(token['raw'])})"
        case "softbreak":
            return '" "'
        case "linebreak":
            return "linebreak()"
        case "image":
            return typst_string(plain_text(token["children"]))
    return typst_string(typeset(token.get("raw", "")))


def _link(url: str, text: str) -> str:
    """A link, if it leads anywhere from a PDF: the addresses that pages refuse and those within a page do not."""
    url = _addresses.sanitize_url(url)
    return text if not url or url.startswith("#") else f"link({typst_string(url)}, {text})"


__all__ = ["headings", "parse", "plain_text", "to_html", "to_typst"]

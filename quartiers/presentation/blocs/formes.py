"""The three forms of a text: HTML, Typst, and plain.

Text is data: it is escaped in HTML, and reaches Typst only inside string literals, as arguments of the functions that
``export/templates/typst`` defines.
"""

import html
from collections.abc import Iterator, Sequence

from quartiers.echappement import anchor, breakable, printable, section_name, typst_string
from quartiers.presentation.blocs.contenu import (
    SYMBOLS,
    Ancre,
    Contenu,
    Detail,
    Discret,
    Fort,
    Fragment,
    Lien,
    Pages,
    Puces,
    Renvoi,
    RenvoiPartie,
    Saut,
    Signal,
    fragments,
)
from quartiers.typographie import NARROW_SPACE, typeset


def escape_html(text: str) -> str:
    return html.escape(printable(typeset(text)), quote=True)


def heading_html(level: int, text: str, name: str = "") -> str:
    """A heading with its address, ``name`` or what the text makes; what texts made before still leads there."""
    name, former = section_name(name or text), anchor(text)
    before = f'<span id="{former}"></span>' if former != name else ""
    return f'<h{level} id="{name}">{before}{escape_html(text)}</h{level}>'


def inline_html(contenu: Contenu) -> str:
    parts = []
    for fragment in fragments(contenu):
        match fragment:
            case str(texte) | RenvoiPartie(_, texte):
                parts.append(escape_html(texte))
            case Fort(texte):
                parts.append(f"<strong>{escape_html(texte)}</strong>")
            case Discret(texte):
                parts.append(f'<span class="discret">{escape_html(texte)}</span>')
            case Signal(nature, texte):
                symbol = f'<span aria-hidden="true">{SYMBOLS[nature]}</span>'
                parts.append(f'<span class="signal {nature}">{symbol} {escape_html(texte)}</span>')
            case Saut():
                parts.append("<br>")
            case Puces(items):
                parts.append("<ul>" + "".join(f"<li>{inline_html(i)}</li>" for i in items) + "</ul>")
            case Renvoi(numero):
                parts.append(
                    f'{NARROW_SPACE}<sup class="renvoi"><a href="#note-{numero}" aria-label="note {numero}">'
                    f"{fragment.texte}</a></sup>"
                )
            case Ancre(nom):
                parts.append(f'<span id="{anchor(nom)}"></span>')
            case Lien(cible, texte):
                parts.append(f'<a href="#{anchor(cible)}">{escape_html(texte)}</a>')
            case Pages():
                pass
            case Detail(contenu):
                parts.append(f'<span class="detail">{inline_html(contenu)}</span>')
    return "".join(parts)


def _unfolded(contenu: Contenu) -> Iterator[Fragment]:
    for fragment in fragments(contenu):
        yield from fragment.contenu if isinstance(fragment, Detail) else (fragment,)


def typst_text(text: str) -> str:
    """A Typst string literal of a text that is to be read: typeset, and split where it would run off its cell."""
    return typst_string(breakable(typeset(text)))


def inline_typst(contenu: Contenu) -> str:
    """A Typst expression (code mode)."""
    parts = []
    for fragment in _unfolded(contenu):
        match fragment:
            case str():
                parts.append(typst_text(fragment))
            case Fort(texte):
                parts.append(f"strong({typst_text(texte)})")
            case Discret(texte):
                parts.append(f"discret({typst_text(texte)})")
            case Signal(nature, texte):
                parts.append(f"signal({typst_string(nature)}, {typst_text(texte)})")
            case Saut():
                parts.append("linebreak()")
            case Puces(items):
                parts.append(f"puces({typst_array([inline_typst(i) for i in items])})")
            case Renvoi(numero):
                parts.append(f"renvoi({numero})")
            case RenvoiPartie(partie, texte):
                parts.append(f"renvoi-partie({typst_string(partie)}, {typst_string(typeset(texte))})")
            case Ancre(nom, titre):
                parts.append(f"ancre({typst_string(anchor(nom))}, {typst_string(printable(typeset(titre)))})")
            case Lien(cible, texte):
                parts.append(f"lien({typst_string(anchor(cible))}, {typst_text(texte)})")
            case Pages(cibles):
                parts.append(f"pages({typst_array([typst_string(anchor(c)) for c in cibles])})")
    return " + ".join(parts) if parts else '""'


def inline_text(contenu: Contenu) -> str:
    parts = []
    for fragment in _unfolded(contenu):
        match fragment:
            case str():
                parts.append(typeset(fragment))
            case Fort(texte) | Discret(texte) | Signal(_, texte) | RenvoiPartie(_, texte) | Lien(_, texte):
                parts.append(typeset(texte))
            case Saut():
                parts.append("\n")
            case Puces(items):
                parts.append("\n" + "\n".join(f"- {inline_text(i)}" for i in items))
            case Renvoi():
                parts.append(f"{NARROW_SPACE}{fragment.texte}")
            case Ancre() | Pages():
                pass
    return "".join(parts)


def typst_array(expressions: Sequence[str]) -> str:
    return "(" + "".join(f"{e}, " for e in expressions) + ")"


def typst_bool(value: bool) -> str:
    return "true" if value else "false"

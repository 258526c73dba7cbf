"""Display objects: one thing to show, with an HTML and a Typst form side by side.

A block is what a notebook cell returns. Jupyter shows its HTML; the exporters take the form that they
need from the output's MIME bundle, as Jupyter itself does for LaTeX. Text is data: it is escaped in
HTML, and reaches Typst only inside string literals, as arguments of the functions that
``export/templates/typst`` defines.
"""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal, TypeAlias

from quartiers.brefs import Bref
from quartiers.echappement import anchor, breakable, printable, typst_string
from quartiers.presentation.nombres import cut_number
from quartiers.supports import REPORT_METADATA, TYPST_MIME
from quartiers.typographie import NARROW_SPACE, typeset

Nature = Literal["fragile", "favorable", "neutre", "alerte"]
# What stays on one page: a note of so many characters, a table row whose cells would take as many if they
# were as wide as the page. Longer ones may be split, rather than run off it.
_WHOLE = 2500

_NUMBER: Final = ' class="nombre"'  # on a page, of a column of numbers: its cells and its header
_COMMA_CH: Final = 0.5  # width of a comma, in figures: in the pages' typeface these are all as wide

SYMBOLS: dict[str, str] = {"fragile": "▼", "favorable": "▲", "neutre": "●", "alerte": "!"}


@dataclass(frozen=True)
class Fort:
    """Strong text."""

    texte: str


@dataclass(frozen=True)
class Discret:
    """Secondary text: year, origin, note."""

    texte: str


@dataclass(frozen=True)
class Signal:
    """A reading: a symbol, a word, and a colour that repeats what they say."""

    nature: Nature
    texte: str


@dataclass(frozen=True)
class Saut:
    """A line break."""


@dataclass(frozen=True)
class Puces:
    """A short list inside a cell."""

    items: tuple["Contenu", ...]


@dataclass(frozen=True)
class Renvoi:
    """A call to a numbered note: a link where the report has that note.

    It is written ``[4]``, after a space that does not break: were it a mere raised digit, « 1 810 » and its note 4
    would be copied, searched and extracted as 18 104.
    """

    numero: int

    @property
    def texte(self) -> str:
        return f"[{self.numero}]"


@dataclass(frozen=True)
class RenvoiPartie:
    """A link to a part of a document that joins several reports, with its page; elsewhere, the text alone."""

    partie: str
    texte: str


@dataclass(frozen=True)
class Ancre:
    """A place that :class:`Lien` may lead to, named by what is there: it is shown by nothing.

    ``titre`` says what is there, to who hears a link of the PDF and not what is around it; else the link's text does.
    """

    nom: str
    titre: str = ""


@dataclass(frozen=True)
class Lien:
    """A link to an :class:`Ancre` of the same report; the text alone where the PDF does not have it."""

    cible: str
    texte: str


@dataclass(frozen=True)
class Pages:
    """The pages of the PDF where some anchors are: ``, p. 3 et 5``. Nothing on the screen, where links are enough."""

    cibles: tuple[str, ...]


Fragment: TypeAlias = str | Fort | Discret | Signal | Saut | Puces | Renvoi | RenvoiPartie | Ancre | Lien | Pages
Contenu: TypeAlias = Fragment | Sequence[Fragment]


def fragments(contenu: Contenu) -> list[Fragment]:
    """The fragments of a content, one or several."""
    return [contenu] if isinstance(contenu, Fragment) else list(contenu)


def escape_html(text: str) -> str:
    return html.escape(printable(typeset(text)), quote=True)


def inline_html(contenu: Contenu) -> str:
    parts = []
    for fragment in fragments(contenu):
        match fragment:
            case str():
                parts.append(escape_html(fragment))
            case Fort(texte):
                parts.append(f"<strong>{escape_html(texte)}</strong>")
            case RenvoiPartie(_, texte):
                parts.append(escape_html(texte))
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
    return "".join(parts)


def typst_text(text: str) -> str:
    """A Typst string literal of a text that is to be read: typeset, and split where it would run off its cell."""
    return typst_string(breakable(typeset(text)))


def inline_typst(contenu: Contenu) -> str:
    """A Typst expression (code mode)."""
    parts = []
    for fragment in fragments(contenu):
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
    for fragment in fragments(contenu):
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


def numeric_columns(rows: Sequence[Sequence[Contenu]], told: Sequence[int] = ()) -> dict[int, dict[str, int]]:
    """The columns whose cells are numbers, or say that there is none, and how long the decimals of a unit are at most.

    ``told`` are numeric whatever else they hold; the first column heads its row, and is none.
    """
    found: dict[int, dict[str, int]] = {}
    for position, cells in enumerate(zip(*rows, strict=True)):
        cut = [cut_number(_first_line(cell)) for cell in cells]
        blank = [inline_text(cell).strip() in ("", "—", "non diffusé", "non renseigné") for cell in cells]
        whole = all(c is not None or empty for c, empty in zip(cut, blank, strict=True))
        if position and (position in told or (whole and any(cut))):
            found[position] = {}
            for _, after, unit in filter(None, cut):
                found[position][unit] = max(len(after), found[position].get(unit, 0))
    return found


def _first_line(cell: Contenu) -> str:
    """The text of a cell's first line, where it is one plain or strong text; else nothing."""
    first, *others = fragments(cell) or [""]
    if others and not isinstance(others[0], Saut):
        return ""
    return first if isinstance(first, str) else first.texte if isinstance(first, Fort) else ""


def aligned_typst(cell: Contenu, decimals: Mapping[str, int]) -> str:
    """The cell of a column of numbers: the number has the room of the decimals that others have, and it has not."""
    first, *others = fragments(cell) or [""]
    cut = cut_number(_first_line(cell))
    if cut is None or len(cut[1]) == decimals[cut[2]]:
        return inline_typst(cell)
    whole, after, rest = cut
    lacking = ",".ljust(decimals[rest], "0")[len(after) :]
    told = f"nombre({typst_text(whole + after)}, {typst_string(lacking)}, {typst_text(rest)})"
    told = f"strong({told})" if isinstance(first, Fort) else told
    return " + ".join([told, *([inline_typst(others)] if others else [])])


def aligned_html(cell: Contenu, decimals: Mapping[str, int]) -> str:
    """The same on a page, where the room comes after the unit, which stays beside its number."""
    first, *others = fragments(cell) or [""]
    cut = cut_number(_first_line(cell))
    if cut is None or len(cut[1]) == decimals[cut[2]]:
        return inline_html(cell)
    lacking = ",".ljust(decimals[cut[2]], "0")[len(cut[1]) :]
    room = sum(_COMMA_CH if c == "," else 1 for c in lacking)
    return f'{inline_html(first)}<span class="manque" style="width:{room:g}ch"></span>{inline_html(others)}'


def typst_array(expressions: Sequence[str]) -> str:
    return "(" + "".join(f"{e}, " for e in expressions) + ")"


def _typst_bool(value: bool) -> str:
    return "true" if value else "false"


class Bloc(Bref):
    """Base of the display objects; subclasses give the three forms."""

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


def report_metadata(titre: str, description: str, date_iso: str, pied: str) -> dict[str, Any]:
    """What a document says of itself, for the exporters: title, description, date (ISO) and running foot."""
    texts = {"titre": titre, "description": description, "pied": pied}
    return {REPORT_METADATA: {name: printable(typeset(text)) for name, text in texts.items()} | {"date": date_iso}}


@dataclass(frozen=True)
class Entete(Bloc):
    """Title of a report: the page's only h1, and what the document says of itself."""

    titre: str
    surtitre: str
    sous_titre: str
    titre_document: str
    description: str
    date_iso: str
    pied: str

    def to_html(self) -> str:
        return (
            f'<header class="entete"><p class="surtitre">{escape_html(self.surtitre)}</p>'
            f"<h1>{escape_html(self.titre)}</h1>"
            f'<p class="sous-titre">{escape_html(self.sous_titre)}</p></header>'
        )

    def to_typst(self) -> str:
        arguments = ", ".join(typst_text(t) for t in (self.titre, self.surtitre, self.sous_titre))
        return f"#entete({arguments})"

    def to_text(self) -> str:
        return f"{self.titre}\n{self.sous_titre}"

    def metadata(self) -> dict[str, Any]:
        return report_metadata(self.titre_document, self.description, self.date_iso, self.pied)


@dataclass(frozen=True)
class Titre(Bloc):
    """A heading whose text comes from the data; fixed headings are the notebook's own."""

    texte: str
    niveau: int = 3

    def to_html(self) -> str:
        return f'<h{self.niveau} id="{anchor(self.texte)}">{escape_html(self.texte)}</h{self.niveau}>'

    def to_typst(self) -> str:
        return f"#heading(level: {self.niveau}, {typst_text(self.texte)})"

    def to_text(self) -> str:
        return f"{'#' * self.niveau} {typeset(self.texte)}"


@dataclass(frozen=True)
class Paragraphe(Bloc):
    contenu: Contenu

    def to_html(self) -> str:
        return f"<p>{inline_html(self.contenu)}</p>"

    def to_typst(self) -> str:
        tight = "leading: 0.42em, " if isinstance(self.contenu, Discret) else ""  # smaller text, closer lines
        return f"#par({tight}{inline_typst(self.contenu)})"

    def to_text(self) -> str:
        return inline_text(self.contenu)


@dataclass(frozen=True)
class Liste(Bloc):
    items: tuple[Contenu, ...]

    def to_html(self) -> str:
        return "<ul>" + "".join(f"<li>{inline_html(i)}</li>" for i in self.items) + "</ul>"

    def to_typst(self) -> str:
        return f"#list(..{typst_array([f'[#({inline_typst(i)})]' for i in self.items])})"

    def to_text(self) -> str:
        return "\n".join(f"- {inline_text(i)}" for i in self.items)


@dataclass(frozen=True)
class Fiche(Bloc):
    """Label and value pairs, one after the other: the identity of a quartier."""

    lignes: tuple[tuple[str, Contenu], ...]

    def to_html(self) -> str:
        rows = "".join(
            f"<div><dt>{escape_html(label)}</dt><dd>{inline_html(value)}</dd></div>" for label, value in self.lignes
        )
        return f'<dl class="fiche">{rows}</dl>'

    def to_typst(self) -> str:
        pairs = [f"({typst_text(label)}, {inline_typst(value)})" for label, value in self.lignes]
        lengths = [len(label) + len(inline_text(value)) for label, value in self.lignes]
        left = min(range(1, len(lengths) + 1), key=lambda n: max(sum(lengths[:n]), sum(lengths[n:])), default=0)
        return f"#fiche({typst_array(pairs)}, {left})"

    def to_text(self) -> str:
        return "\n".join(f"{typeset(label)}\u202f: {inline_text(value)}" for label, value in self.lignes)


@dataclass(frozen=True)
class ChiffreCle:
    """A figure to be seen first: the value, what it is, what it compares with, how it stands and moves.

    The call to its note follows what it is, never the value.
    """

    valeur: str
    libelle: str
    detail: str
    lectures: tuple[Contenu, ...] = ()
    note: int | None = None

    @property
    def appel(self) -> tuple[Fragment, ...]:
        return (Renvoi(self.note),) if self.note is not None else ()


@dataclass(frozen=True)
class ChiffresCles(Bloc):
    chiffres: tuple[ChiffreCle, ...]

    def to_html(self) -> str:
        items = []
        for c in self.chiffres:
            readings = "".join(f"<p>{inline_html(reading)}</p>" for reading in c.lectures)
            items.append(
                f'<li><p class="valeur">{escape_html(c.valeur)}</p>'
                f'<p class="libelle">{inline_html([c.libelle, *c.appel])}</p>'
                f'<p class="discret">{escape_html(c.detail)}</p>{readings}</li>'
            )
        return f'<ul class="chiffres-cles">{"".join(items)}</ul>'

    def to_typst(self) -> str:
        cards = [
            f"({typst_text(c.valeur)}, {inline_typst([Fort(c.libelle), *c.appel])}, "
            f"{typst_text(c.detail)}, {typst_array([inline_typst(r) for r in c.lectures])})"
            for c in self.chiffres
        ]
        return f"#chiffres-cles({typst_array(cards)})"

    def to_text(self) -> str:
        return "\n".join(
            f"{c.valeur} {inline_text([c.libelle, *c.appel])} ({c.detail})"
            + "".join(f" ; {inline_text(r)}" for r in c.lectures)
            for c in self.chiffres
        )


@dataclass(frozen=True)
class Encadre(Bloc):
    """A note set apart: something to know before reading on."""

    titre: str
    paragraphes: tuple[Contenu, ...]
    nature: Literal["note", "alerte"] = "note"

    def to_html(self) -> str:
        body = "".join(f"<p>{inline_html(p)}</p>" for p in self.paragraphes)
        return (
            f'<aside class="encadre {self.nature}" aria-label="{escape_html(self.titre)}">'
            f'<p class="encadre-titre">{escape_html(self.titre)}</p>{body}</aside>'
        )

    def to_typst(self) -> str:
        body = typst_array([inline_typst(p) for p in self.paragraphes])
        whole = sum(len(inline_text(p)) for p in self.paragraphes) <= _WHOLE
        title = typst_text(self.titre)
        return f"#encadre({typst_string(self.nature)}, {title}, {body}, solidaire: {_typst_bool(whole)})"

    def to_text(self) -> str:
        return "\n".join([typeset(self.titre), *(inline_text(p) for p in self.paragraphes)])


@dataclass(frozen=True)
class Tableau(Bloc):
    """A table: caption, header row, the first column heading each row.

    ``largeurs`` are relative column widths: fixed, so that Typst need not measure every cell.
    ``groupes`` names groups of rows, by the number of their first row. ``dense`` brings rows closer in the PDF.
    """

    legende: str
    entetes: tuple[Contenu, ...]
    lignes: tuple[tuple[Contenu, ...], ...]
    largeurs: tuple[float, ...]
    numeriques: tuple[int, ...] = ()
    groupes: tuple[tuple[int, str], ...] = ()
    dense: bool = False

    def __post_init__(self) -> None:
        widths = {len(self.entetes), len(self.largeurs), *(len(row) for row in self.lignes)}
        if len(widths) != 1:
            raise ValueError(f"table « {self.legende} »: rows, headers and widths differ in length ({widths})")

    def to_html(self) -> str:
        total = sum(self.largeurs)
        columns = "".join(f'<col style="width:{100 * w / total:.1f}%">' for w in self.largeurs)
        decimals = numeric_columns(self.lignes, self.numeriques)
        heads = [f'<th scope="col"{_NUMBER if n in decimals else ""}>' for n in range(len(self.entetes))]
        head = "".join(f"{opening}{inline_html(e)}</th>" for opening, e in zip(heads, self.entetes, strict=True))
        names = dict(self.groupes)
        rows = []
        for number, row in enumerate(self.lignes):
            if number in names:
                span = len(self.entetes)
                rows.append(
                    f'<tr class="groupe"><th scope="rowgroup" colspan="{span}">'
                    f"<span>{escape_html(names[number])}</span></th></tr>"
                )
            rows.append(f"<tr>{_html_cells(row, decimals)}</tr>")
        body = "</tbody><tbody>".join(
            "".join(rows[start:end]) for start, end in pairwise([*self._group_starts(), len(rows)])
        )
        label = escape_html(self.legende)
        return (
            f'<div class="defilant" role="region" aria-label="{label}" tabindex="0"><table>'
            f"<caption><span>{label}</span></caption><colgroup>{columns}</colgroup>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def _group_starts(self) -> list[int]:
        """Where the bodies of the table start, counted with the rows that name the groups."""
        starts = [first + rank for rank, (first, _) in enumerate(self.groupes)]
        return starts if starts and starts[0] == 0 else [0, *starts]

    def to_typst(self) -> str:
        decimals = numeric_columns(self.lignes, self.numeriques)
        rows = typst_array(
            [
                typst_array(
                    [aligned_typst(c, decimals[n]) if n in decimals else inline_typst(c) for n, c in enumerate(row)]
                )
                for row in self.lignes
            ]
        )
        headers = typst_array([inline_typst(e) for e in self.entetes])
        widths = typst_array([f"{w:g}fr" for w in self.largeurs])
        numeric = typst_array([str(n) for n in sorted(decimals)])
        shares = [width / sum(self.largeurs) for width in self.largeurs]
        longest = [
            max(len(inline_text(c)) / share for c, share in zip(row, shares, strict=True)) for row in self.lignes
        ]
        whole = typst_array([_typst_bool(length <= _WHOLE) for length in longest])
        groups = typst_array([f"({first}, {typst_text(name)})" for first, name in self.groupes])
        return (
            f"#tableau({typst_text(self.legende)}, {headers}, {rows}, {widths}, "
            f"numeriques: {numeric}, solidaires: {whole}, groupes: {groups}, dense: {_typst_bool(self.dense)})"
        )

    def to_text(self) -> str:
        lines = [typeset(self.legende), " | ".join(inline_text(e) for e in self.entetes)]
        names = dict(self.groupes)
        for number, row in enumerate(self.lignes):
            lines += [typeset(names[number])] if number in names else []
            lines.append(" | ".join(inline_text(c).replace("\n", " ") for c in row))
        return "\n".join(lines)


def _html_cells(row: Sequence[Contenu], decimals: Mapping[int, Mapping[str, int]]) -> str:
    """The cells of a row, its head first; ``decimals`` are those of the columns of numbers."""
    first, *others = row
    cells = [f'<th scope="row">{inline_html(first)}</th>']
    for position, cell in enumerate(others, start=1):
        if position in decimals:
            cells.append(f"<td{_NUMBER}>{aligned_html(cell, decimals[position])}</td>")
        else:
            cells.append(f"<td>{inline_html(cell)}</td>")
    return "".join(cells)


@dataclass(frozen=True)
class Repere:
    """A mark of a chart: the row that it is of, where it is (points from the top left), and what it says."""

    ligne: str
    x: float
    y: float
    texte: str


@dataclass(frozen=True)
class Graphique(Bloc):
    """A chart: its SVG, what it shows as a title, and in words what is to be seen.

    On a page, ``reperes`` say the value of each mark to who points at it, ``donnees`` are its numbers, folded, and
    ``etroit`` is the HTML that takes the chart's place on a telephone, where it has one.
    """

    titre: str
    svg: str
    alternative: str
    source: str
    largeur_cm: float = 17.6  # as charts are drawn: their texts are printed at the size that they have
    donnees: Tableau | None = None
    reperes: tuple[Repere, ...] = ()
    etroit: str = ""

    def to_html(self) -> str:
        # Here: only what draws charts needs what measures their texts.
        from quartiers.presentation.graphiques.lisible import show_inline

        title = escape_html(self.titre)
        return (
            f'<figure class="graphique"><figcaption><strong>{title}</strong></figcaption>'
            f'<div class="defilant" role="region" aria-label="{title}" tabindex="0">'
            f"{show_inline(self, f'width:{self.largeur_cm * 2.53:.1f}rem')}</div>{self.etroit}"
            f'<p class="discret">{escape_html(self.source)}</p>{self._folded_data()}</figure>'
        )

    def _folded_data(self) -> str:
        if self.donnees is None:
            return ""
        summary = f'Données du graphique<span class="cache"> – {escape_html(self.titre)}</span>'
        return f'<details class="donnees"><summary>{summary}</summary>{self.donnees.to_html()}</details>'

    def to_typst(self) -> str:
        return (
            f"#graphique({typst_text(self.titre)}, bytes({typst_string(self.svg)}), "
            f"{typst_text(self.alternative)}, {typst_text(self.source)}, {self.largeur_cm}cm)"
        )

    def to_text(self) -> str:
        return f"[{typeset(self.titre)}] {typeset(self.alternative)}"


@dataclass(frozen=True)
class Colonnes(Bloc):
    """Two blocks side by side; one under the other where there is no room."""

    gauche: Bloc
    droite: Bloc
    parts: tuple[int, int] = (1, 1)

    def to_html(self) -> str:
        left, right = self.parts
        return (
            f'<div class="colonnes" style="--gauche:{left}fr;--droite:{right}fr">'
            f"<div>{self.gauche.to_html()}</div><div>{self.droite.to_html()}</div></div>"
        )

    def to_typst(self) -> str:
        left, right = self.parts
        return (
            f"#grid(columns: ({left}fr, {right}fr), column-gutter: 14pt, "
            f"[{self.gauche.to_typst()}], [{self.droite.to_typst()}])"
        )

    def to_text(self) -> str:
        return f"{self.gauche.to_text()}\n\n{self.droite.to_text()}"

    def metadata(self) -> dict[str, Any]:
        return self.gauche.metadata() | self.droite.metadata()


@dataclass(frozen=True)
class Suite(Bloc):
    """Several blocks, one after the other."""

    blocs: tuple[Bloc, ...]

    def to_html(self) -> str:
        return "\n".join(b.to_html() for b in self.blocs)

    def to_typst(self) -> str:
        return "\n\n".join(b.to_typst() for b in self.blocs)

    def to_text(self) -> str:
        return "\n\n".join(b.to_text() for b in self.blocs)

    def metadata(self) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for bloc in self.blocs:
            merged |= bloc.metadata()
        return merged

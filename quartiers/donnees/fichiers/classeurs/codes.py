r"""Number formats as Excel writes them: ``0.0%``, ``[Red]-0;;"nul"``, ``dd/mm/yyyy``.

>>> read_code("0%").show_number(0.41), read_code('0" %"').show_number(41), read_code("00000").show_number(1001)
('41%', '41 %', '01001')
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from quartiers.donnees.fichiers.classeurs import dates
from quartiers.donnees.fichiers.classeurs.formats import (
    CELLULE,
    DECIMALES,
    ENTIER,
    NOMBRE,
    TEXTE,
    Condition,
    Format,
    Section,
)

_LONGEST: Final = 1000  # characters of a code; Excel takes 255
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    r"|\\(?P<escaped>.)"
    r"|(?P<blank>_.|\*.)"  # a blank as wide as a character; a character repeated up to the border
    r"|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>General|Standard)"
    r"|(?P<ampm>AM/PM|A/P)"
    r"|(?P<exponent>E[+-][0#?]+)"
    r"|(?P<moment>(?P<letter>[ymdhs])(?P=letter)*)"
    r"|(?P<fraction>(?<=[0#?])\s*/\s*[0-9#?]+)"
    r"|(?P<digits>[0#?][0#?,]*)"
    r"|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_ELAPSED: Final = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)\s*([+-]?[0-9]+(?:[.,][0-9]+)?)")
_CURRENCY: Final = re.compile(r"\$([^-]*)(?:-.*)?")
_IMPLIED: Final[tuple[tuple[Condition | None, ...], ...]] = (
    (None,),
    ((">=", 0), None),
    ((">", 0), ("<", 0), None),
)
_MOMENTS: Final = {"y": dates.ANNEE, "d": dates.JOUR, "h": dates.HEURE, "s": dates.SECONDE}


@lru_cache(maxsize=1024)
def read_code(code: str) -> Format:
    """The format that a code writes; a code that no spreadsheet takes is no format."""
    if not code or len(code) > _LONGEST:
        code = "General"
    sections = [_section(tokens) for tokens in _split(code)]
    text = sections[3] if len(sections) > 3 else None
    if text is None and len(sections) > 1 and _is_for_text(sections[-1]):
        text = sections.pop()
    elif text is None and len(sections) == 1 and _is_for_text(sections[0]):
        text, sections = sections[0], [Section(((NOMBRE, ""),))]
    return Format(tuple(_with_conditions(sections[:3])), text)


def _split(code: str) -> Iterator[list[re.Match[str]]]:
    """Tokens of each section."""
    tokens: list[re.Match[str]] = []
    for token in _TOKEN.finditer(code):
        if token["plain"] == ";":
            yield tokens
            tokens = []
        else:
            tokens.append(token)
    yield tokens


def _is_for_text(section: Section) -> bool:
    return any(kind == CELLULE for kind, _ in section.morceaux)


def _with_conditions(sections: list[Section]) -> list[Section]:
    """Sections with the conditions that a code leaves unsaid: positive; negative; the others."""
    implied = _IMPLIED[len(sections) - 1]
    return [
        Section(s.morceaux, s.cents, s.milliers, s.fraction, s.date, s.condition or unsaid)
        for s, unsaid in zip(sections, implied, strict=True)
    ]


def _section(tokens: list[re.Match[str]]) -> Section:
    pieces, is_date = [], any(t["moment"] or t["ampm"] or _is_elapsed(t) for t in tokens)
    condition, cents, thousands, after_mark = None, 0, 0, False
    for position, token in enumerate(tokens):
        if token["bracket"] is not None and (found := _CONDITION.fullmatch(token["bracket"].strip())):
            condition = (found[1], float(found[2].replace(",", ".")))
        elif is_date:
            pieces.append(_moment(tokens, position))
        elif token["digits"]:
            digits = token["digits"].replace(",", "")
            thousands = len(token["digits"]) - len(token["digits"].rstrip(","))
            pieces.append((DECIMALES if after_mark else ENTIER, digits))
        elif token["plain"] == ".":
            after_mark = True
        else:
            cents += token["plain"] == "%"
            pieces.append(_piece(token))
    if after_mark and not any(kind == ENTIER for kind, _ in pieces):
        first = next((n for n, (kind, _) in enumerate(pieces) if kind == DECIMALES), len(pieces))
        pieces.insert(first, (ENTIER, "#"))
    fraction = any(t["fraction"] for t in tokens) and not is_date
    return Section(tuple(p for p in pieces if p[0] != TEXTE or p[1]), cents, thousands, fraction, is_date, condition)


def _piece(token: re.Match[str]) -> tuple[str, str]:
    """A piece of a section that is no date: its text, or the cell's own."""
    if token["general"]:
        return NOMBRE, ""
    if token["plain"] == "@":
        return CELLULE, ""
    return TEXTE, _literal(token)


def _literal(token: re.Match[str]) -> str:
    if token["blank"]:
        return " " if token["blank"].startswith("_") else ""
    if token["bracket"] is not None:
        currency = _CURRENCY.fullmatch(token["bracket"])
        return currency[1] if currency else ""
    return token["quoted"] or token["escaped"] or token["plain"] or ""


def _is_elapsed(token: re.Match[str]) -> bool:
    return token["bracket"] is not None and bool(_ELAPSED.fullmatch(token["bracket"]))


def _moment(tokens: list[re.Match[str]], position: int) -> tuple[str, str]:
    """A piece of a date; "m" is the month, or minutes after hours or before seconds."""
    token = tokens[position]
    if _is_elapsed(token):
        return dates.DUREE, token["bracket"]
    if token["ampm"]:
        return dates.MATIN, token["ampm"]
    if not token["moment"]:
        is_fraction = position > 0 and tokens[position - 1]["plain"] == "."  # of a second: "ss.00"
        return dates.TEXTE, ("" if is_fraction else token["digits"]) or _literal(token)
    letter, written = token["letter"].lower(), token["moment"]
    if letter == "d" and len(written) > 2:
        return dates.SEMAINE, written
    if letter == "m":
        return dates.MINUTE if len(written) < 3 and _beside_time(tokens, position) else dates.MOIS, written
    return _MOMENTS[letter], written


def _beside_time(tokens: list[re.Match[str]], position: int) -> bool:
    def letter(around: list[re.Match[str]]) -> str:
        found = (t["letter"] or t["bracket"][0] for t in around if t["moment"] or _is_elapsed(t))
        return next(found, "").lower()

    return letter(tokens[position - 1 :: -1] if position else []) == "h" or letter(tokens[position + 1 :]) == "s"

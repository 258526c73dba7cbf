"""How to mend what was typed in ``contrat.toml``, said to who typed it."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from quartiers.donnees.erreurs import quoted
from quartiers.donnees.fichiers.lecture import parse_number
from quartiers.donnees.reglages.syntaxe import Instruction

_LOOKED_AT: Final = 500  # characters: what is longer is as well explained by its beginning
_MALFORMED: Final = "Un guillemet, un crochet ou un signe = manque sans doute, ici ou juste avant."
_QUOTES: Final = "\"'“”„‟«»‘’‚‛ \t\n\u00a0\u202f"
_PART: Final = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_KEY: Final = re.compile(rf"{_PART}(?:\s*\.\s*{_PART})*")
_UNIT: Final = re.compile(r"\s*[^\W\d_]+\.?$")  # 2,0 points, 5 ans
_TEXT: Final = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'', re.DOTALL)
_DATES: Final = (
    re.compile(r"(?P<jour>\d{1,2})[/. -](?P<mois>\d{1,2})[/. -](?P<an>\d{4})"),
    re.compile(r"(?P<an>\d{4})[/. -](?P<mois>\d{1,2})[/. -](?P<jour>\d{1,2})"),
)


def rewrite(kind: type, source: str) -> str:
    """How a value of that kind is written, from what was typed for it."""
    return _WRITERS[kind](source[:_LOOKED_AT].strip(_QUOTES))


def _write_text(bare: str) -> str:
    return f'Un texte s\'écrit entre guillemets droits : "{quoted(bare)}".'


def _write_list(_bare: str) -> str:
    return (
        "Une liste s'écrit entre crochets, ses textes entre guillemets droits, séparés par des virgules : "
        '["jeunes", "femmes"].'
    )


def _write_date(bare: str) -> str:
    rule = "une date s'écrit année-mois-jour, sans guillemets ni heure"
    for form in _DATES:
        if found := form.match(bare):
            try:
                day = date(*(int(found[part]) for part in ("an", "mois", "jour")))
            except ValueError:
                return f"Ce jour n'existe pas ; {rule}."
            return f"Écrire {day.isoformat()} : {rule}."
    return rule[0].upper() + rule[1:] + "."


def _write_whole(bare: str) -> str:
    return _write_number(
        bare, "un nombre entier s'écrit en chiffres, sans guillemets, sans espace ni unité", whole=True
    )


def _write_decimal(bare: str) -> str:
    return _write_number(bare, "un nombre s'écrit avec un point, sans guillemets, sans espace ni unité", whole=False)


def _write_number(bare: str, rule: str, *, whole: bool) -> str:
    try:
        number = parse_number(_UNIT.sub("", bare))
    except ValueError:
        number = float("inf")
    if abs(number) < 1e12 and (number.is_integer() or not whole):
        return f"Écrire {int(number) if whole else number} : {rule}."
    return rule[0].upper() + rule[1:] + "."


_WRITERS: Final[Mapping[type, Callable[[str], str]]] = {
    str: _write_text,
    tuple: _write_list,
    date: _write_date,
    int: _write_whole,
    float: _write_decimal,
}


def explain(statement: Instruction, kind: type | None) -> str:
    """How to mend a statement that TOML does not read; ``kind`` is that of its key, None if it is unknown."""
    if statement.est_trop_imbriquee:
        return "Il y a trop de listes, de tableaux ou de points l'un dans l'autre."
    if statement.est_section:
        return "Le nom d'une section est seul sur sa ligne, entre crochets : [lecture]."
    if statement.egal is None:
        return _without_equals(statement.texte.strip()[:_LOOKED_AT])
    return (
        _about_key(statement.cle[:_LOOKED_AT])
        or _about_value(statement.valeur)
        or (rewrite(kind, statement.valeur) if kind else _MALFORMED)
    )


def _without_equals(text: str) -> str:
    if text.startswith(("//", ";", "--", "/*")):
        return "Un commentaire commence par #."
    if re.match(r"[\w\"'-]+\s*:", text):
        return "Écrire = à la place du signe « : »."
    return "Le signe = manque entre une clé et sa valeur, ou une ligne de trop est restée là."


def _about_key(key: str) -> str | None:
    if not key:
        return "Il manque une clé avant le signe =."
    return None if _KEY.fullmatch(key) else "Une clé s'écrit sans espace, sans accent et sans guillemets courbes."


def _about_value(value: str) -> str | None:
    """What is wrong with it, whatever its kind."""
    if not value:
        return "La valeur manque après le signe =."
    if value.startswith("[") and not value.endswith("]"):
        return "Le crochet ] de la fin manque."
    value = value[:_LOOKED_AT]
    bare = _TEXT.sub('""', value)
    if re.fullmatch(r'(?:""|[\w.+-]+|\[.*\])\s*[,;]', bare, re.DOTALL):
        return "Retirer la virgule ou le point-virgule de la fin."
    if re.search(r"\s[\w-]+\s*=\s*\S", bare) or value.startswith("="):
        return "Une seule clé et un seul signe = par ligne."
    if value.startswith('"""') or value.startswith("'''"):
        return "Un texte ouvert par trois guillemets se ferme par trois guillemets."
    if value.startswith('"') and "\\" in value:
        return "Une barre oblique inverse \\ s'écrit \\\\ dans un texte."
    if value.startswith('"') and value.count('"') > 2:
        return "À l'intérieur d'un texte, écrire « » plutôt que des guillemets droits."
    return None

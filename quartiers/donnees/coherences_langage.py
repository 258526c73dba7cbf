"""What must agree in the tables of words: easy sentences are about one thing, and leave room for its number."""

from collections.abc import Mapping
from typing import Final

from quartiers.donnees.controles import Controle
from quartiers.donnees.tables.langage import NOMBRE

_SUJETS: Final = ("indicateur", "priorite", "public")


def check_words(controles: Mapping[str, Controle]) -> None:
    """Add what the easy sentences say of none, or of several, or without the number that they are to tell."""
    if (controle := controles.get("mots_faciles")) is None:
        return
    for line, row in controle.rows:
        if any(controle.is_reported(line, column) for column in (*_SUJETS, "texte")):
            continue
        told = [column for column in _SUJETS if row[column] is not None]
        if len(told) != 1:
            found = " et ".join(told) if told else "aucune n'est remplie"
            controle.report(line, "indicateur", "une seule des colonnes indicateur, priorite et public", found)
        elif told == ["indicateur"] and row["texte"].count(NOMBRE) != 1:
            expected = f"une phrase où {NOMBRE} tient lieu du nombre, une fois"
            controle.report(line, "texte", expected, row["texte"])

"""Easy French: words of the tables, a share as so many people of ten and its drawing, larger type."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.donnees.modele import Contrat, MotFacile
from quartiers.donnees.tables.langage import NOMBRE
from quartiers.echappement import typst_string
from quartiers.presentation.blocs import Bloc, Fort, Paragraphe, escape_html, typst_text
from quartiers.style import COLORS
from quartiers.typographie import format_number, typeset

SUR: Final = 10
TAILLE_PT: Final = 14
_FEWEST: Final = 2  # people of ten: a sentence about one, or none, is another sentence
_PAS: Final = 40  # from one drawn person to the next
_PART: Final = re.compile(rf"\b(\d+) [^.\d]{{1,40}} sur {SUR}\b")  # « 5 personnes sur 10 »: a share, that is drawn


def words_for(contrat: Contrat, **sujet: str) -> MotFacile | None:
    """The easy words of an indicator, a priority or a public: ``words_for(contrat, public="jeunes")``."""
    [(kind, name)] = sujet.items()
    return next((m for m in contrat.mots_faciles if getattr(m, kind) == name), None)


def easy_or_not(contrat: Contrat, text: str, **sujet: str) -> str:
    """The easy words of a priority or a public; its own ``text`` where the tables have none."""
    words = words_for(contrat, **sujet)
    return words.texte if words is not None else text


def split_sentences(text: str) -> list[str]:
    """The sentences of an easy text: each is an idea, and has its line.

    >>> split_sentences("Aider les jeunes. Aider les parents.")
    ['Aider les jeunes.', 'Aider les parents.']
    """
    return [part.strip() for part in text.replace(". ", ".\n").split("\n") if part.strip()]


@dataclass(frozen=True)
class NombreFacile:
    """A figure in easy words, of a year that is over; ``sur_dix`` is how many people of ten the sentence speaks of,
    None for a mere number."""

    phrase: str
    explication: str | None
    annee: int | None
    sur_dix: int | None


def tell_easily(contrat: Contrat, figure: ChiffreLu) -> NombreFacile | None:
    """The figure in the words of the tables; None where they have none for it, or where it is no easy number."""
    words = words_for(contrat, indicateur=figure.indicateur.indicateur)
    value, unit = figure.valeur, figure.indicateur.unite
    if words is None or value is None or NOMBRE not in words.texte:
        return None
    if unit == "%":
        tenths = int(value / SUR + 0.5)
        if not _FEWEST <= tenths < SUR:
            return None
        number = str(tenths) if value == tenths * SUR else f"environ {tenths}"
    else:
        number = format_number(value, 0)
    phrase = _sentence(words.texte, number, figure.annee)
    return NombreFacile(phrase, words.explication, figure.annee, _tenths_told(phrase))


def _sentence(template: str, number: str, year: int | None) -> str:
    """The sentence with its number; its year comes first, for its verb is in the past."""
    text = template.replace(NOMBRE, number, 1)
    return text[:1].upper() + text[1:] if year is None else f"En {year}, {text[:1].lower()}{text[1:]}"


def _tenths_told(phrase: str) -> int | None:
    """How many of ten a sentence speaks of, whatever its figure: a median's « 5 personnes sur 10 » is a share too."""
    found = _PART.search(phrase)
    return int(found[1]) if found and int(found[1]) <= SUR else None


@dataclass(frozen=True)
class Dessin(Bloc):
    """A sentence about so many people of ten, and their drawing: the filled ones, the others in outline.

    No meaning is in the colour alone, and the explanations are paragraphs of full size, which a chart's source is not.
    """

    phrase: str
    coloriees: int

    @property
    def svg(self) -> str:
        people = "".join(_person(number, filled=number < self.coloriees) for number in range(SUR))
        width, height = SUR * _PAS, 80
        size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{people}</svg>'

    @property
    def alternative(self) -> str:
        return f"Dessin de {SUR} personnes : {self.coloriees} sont coloriées."

    def to_html(self) -> str:
        encoded = base64.b64encode(self.svg.encode()).decode()
        return (
            f"<p><strong>{escape_html(self.phrase)}</strong></p>"
            f'<p><img src="data:image/svg+xml;base64,{encoded}" alt="{escape_html(self.alternative)}" '
            'style="width:22rem;max-width:100%"></p>'
        )

    def to_typst(self) -> str:
        image = (
            f'image(bytes({typst_string(self.svg)}), format: "svg", width: 11cm, alt: {typst_text(self.alternative)})'
        )
        return f"#block(breakable: false, {{ par(strong({typst_text(self.phrase)})); figure({image}) }})"

    def to_text(self) -> str:
        return f"{typeset(self.phrase)} [{typeset(self.alternative)}]"


def tell_in_blocks(told: Sequence[NombreFacile]) -> list[Bloc]:
    """Each number, with its drawing where it is a share, then what its words mean: each meaning once."""
    blocks: list[Bloc] = []
    explained: set[str] = set()
    for one in told:
        blocks.append(Dessin(one.phrase, one.sur_dix) if one.sur_dix is not None else Paragraphe(Fort(one.phrase)))
        meanings = split_sentences(one.explication or "")
        blocks += [Paragraphe(text) for text in meanings if text not in explained]
        explained.update(meanings)
    return blocks


def _person(number: int, *, filled: bool) -> str:
    x = number * _PAS + _PAS / 2
    colour = COLORS["accent"]
    fill = colour if filled else "#ffffff"
    style = f'fill="{fill}" stroke="{colour}" stroke-width="2"'
    body = f"M{x - 13:g} 72v-24q0-14 13-14t13 14v24z"
    return f'<circle cx="{x:g}" cy="17" r="11" {style}/><path d="{body}" {style}/>'


@dataclass(frozen=True)
class GrandsCaracteres(Bloc):
    """From here on, the document is in the size that easy French asks for."""

    def to_html(self) -> str:
        return '<div class="facile"></div>'

    def to_typst(self) -> str:
        return (
            f"#set text(size: {TAILLE_PT}pt)\n#set par(leading: 0.75em, spacing: 1.1em)\n"
            f"#set list(spacing: 0.9em)\n#show heading.where(level: 2): set text(size: {TAILLE_PT + 4}pt)"
        )

    def to_text(self) -> str:
        return ""

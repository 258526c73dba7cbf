"""The chart, and its marks."""

from dataclasses import dataclass
from typing import ClassVar

from quartiers.echappement import typst_string
from quartiers.presentation.blocs.base import Bloc
from quartiers.presentation.blocs.formes import escape_html, typst_text
from quartiers.presentation.blocs.tableau import Tableau
from quartiers.typographie import typeset


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
    annonce: ClassVar[bool] = True

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

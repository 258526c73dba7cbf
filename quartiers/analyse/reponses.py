"""How a priority answers an indicator or a finding, by what the tables say of each: themes, publics, lines.

How much a link says depends on what is shared:

- *confirmée*: a reading of the document says that the finding, or the stated figure, supports the priority (table
  ``appuis``);
- *directe*: the theme (the indicator's, or one that ``indicateurs.csv`` links to it) and a public;
- *par sujet*: a subject of ``sujets``, whichever themes a finding and a priority are filed under; or, of one theme, a
  word of the title;
- *par thème*: the very theme, and nothing to tell more;
- *indirecte*: a linked theme, or the very theme while the priority is for other people, or for some of them only;
- *évoquée*: another theme, but the priority or one of its forms has a word of this one (``mots`` of ``thematiques``):
  no answer, and one does not say that nothing is said.
"""

from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from quartiers.analyse.mots import word_finder
from quartiers.analyse.socle import once_for_all
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.lignes import lines_of
from quartiers.donnees.modele import Constat, Contrat, Indicateur, Priorite

# Words by which a title says that it is for all, and for some people above all.
_SURTOUT: Final = ("surtout", "notamment", "en particulier", "en priorité")


class Reponse(StrEnum):
    CONFIRMEE = "appui confirmé"
    DIRECTE = "même thème et même public"
    SUJET = "même sujet"
    THEME = "même thème"
    INDIRECTE = "thème lié"
    PROCHE = "à rapprocher, à la relecture"
    EVOQUEE = "évoqué par une priorité d'un autre thème"
    PROPRE = "dit par la priorité elle-même"
    AUCUNE = "sans priorité"


def is_reserved(priorite: Priorite) -> bool:
    """Whether the title of a priority says that it is for the publics of its row: not for them above all, nor for them
    in a list of other things (« la mobilité, les compétences et l'emploi des femmes »)."""
    title = fold(priorite.intitule)
    listed = "," in priorite.intitule
    return word_finder(priorite.publics)(title) and not listed and not word_finder(_SURTOUT)(title)


def title_without_emphasis(priorite: Priorite) -> str:
    """The title of a priority up to the words by which it is for some people above all."""
    title = fold(priorite.intitule)
    ends = [place for words in _SURTOUT if (place := title.find(fold(words))) >= 0]
    return priorite.intitule[: min(ends)] if ends and len(title) == len(priorite.intitule) else priorite.intitule


def answer_to_indicator(priorite: Priorite, indicateur: Indicateur) -> Reponse:
    """How a priority answers an indicator, by the rule of this module: one for the young does not answer a figure of
    all."""
    same, linked = priorite.thematique == indicateur.thematique, priorite.thematique in indicateur.thematiques_liees
    if not same and not linked:
        return Reponse.AUCUNE
    if set(priorite.publics) & set(indicateur.publics):
        return Reponse.DIRECTE
    others = bool(indicateur.publics and priorite.publics) or is_reserved(priorite)
    return Reponse.THEME if same and not others else Reponse.INDIRECTE


def answer_to_finding(priorite: Priorite, constat: Constat) -> Reponse:
    """How a priority answers a finding: by their theme, unless the finding was taken from the priority's own lines."""
    if priorite.thematique != constat.thematique:
        return Reponse.AUCUNE
    return Reponse.PROPRE if lines_of(priorite.lignes) & lines_of(constat.lignes) else Reponse.THEME


@once_for_all
def linked_themes(contrat: Contrat) -> Mapping[str, frozenset[str]]:
    """The themes that each theme is linked to: those that all its indicators are, but for those of mere context. What
    is said of poverty is answered as the figures of poverty are."""
    links: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for i in contrat.indicateurs.values():
        if i.sens != "contexte":
            links[i.thematique].append(frozenset(i.thematiques_liees))
    return {theme: frozenset.intersection(*found) for theme, found in links.items()}

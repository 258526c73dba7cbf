"""Rule 20: texts and rows that a page cuts, words and signs that are missing or one too many."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle
from quartiers.analyse.notes import is_cut
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.tables.cadre import INCOMPLET

# What is read is a text drawn from a file, of cells and bullets: a cut may be its own.
FIRST_IN_THE_FILE: Final = (
    "Regarder d'abord le document lui-même ; si la phrase y est coupée, en demander la fin à ses auteurs."
)

_BRACKETS: Final = re.compile(r"\s*\([^()]*\)\s*$")
# A text that stops on one of these stops in the middle.
_OPEN_END: Final = re.compile(
    r"(?:[,:\-–(]|\b(?:de|du|des|la|le|les|l'|d'|à|au|aux|et|ou|en|par|pour|avec|sur|dans|un|une|qui|que|dont))\s*$",
    re.IGNORECASE,
)


def rule_cut(c: Contexte) -> Iterator[Doute]:
    yield from _rows_over_two_pages(c)
    yield from _sections_not_whole(c)
    for where, quartier, text, lines in _written(c):
        if slip := doubled(text):
            yield Doute(
                Regle.COUPURE,
                Gravite.INFORMATION,
                (quartier,),
                where,
                f"Un mot ou un signe est doublé, ou un guillemet ou une parenthèse reste ouvert : « {slip} ».",
                "Corriger la saisie, ou noter que le document l'imprime ainsi."
                if c.contrat.a_un_document
                else "Corriger la saisie.",
                lignes=lines,
            )
    for written in _written(c) if c.contrat.a_un_document else ():
        yield from _cut_in_the_document(*written)


def _rows_over_two_pages(c: Contexte) -> Iterator[Doute]:
    for row in c.contrat.synthese_publiee:
        parts = [part.strip() for part in (row.lignes or "").split(",")]
        if len(parts) > 1:
            yield Doute(
                Regle.COUPURE,
                Gravite.INFORMATION,
                (row.quartier,),
                "Synthèse publiée",
                f"La ligne de ce quartier sous « {c.contrat.thematiques[row.thematique].libelle} » est coupée par un "
                f"changement de page : elle commence l. {parts[0]} et finit l. {parts[-1]}.",
                "Relire la ligne en entier, et la réunir dans la prochaine édition de la synthèse.",
                lignes=row.lignes,
            )


def _sections_not_whole(c: Contexte) -> Iterator[Doute]:
    for q in c.contrat.quartiers.values():
        if q.texte == INCOMPLET and c.contrat.a_un_document:
            first = (q.lignes or "").split("-")[0] or None
            yield Doute(
                Regle.COUPURE,
                Gravite.DOUTE,
                (q.quartier,),
                "Section du quartier",
                "Le texte extrait du document ne donne pas toute la section de ce quartier : il y manque au moins une "
                "partie du diagnostic. On ne sait pas si elle énonce des chiffres.",
                "Retrouver cette partie dans le document avant toute conclusion.",
                lignes=first,
                bref="une partie du diagnostic a été perdue en tirant le texte du fichier",
            )


def _cut_in_the_document(where: str, quartier: str, text: str, lines: str | None) -> Iterator[Doute]:
    if is_cut(text):
        yield Doute(
            Regle.COUPURE,
            Gravite.DOUTE,
            (quartier,),
            where,
            f"Dans le texte tiré du document, une phrase est coupée, là où il est écrit : {_BRACKETS.sub('', text)}.",
            FIRST_IN_THE_FILE,
            lignes=lines,
        )
    if _OPEN_END.search(text):
        yield Doute(
            Regle.COUPURE,
            Gravite.DOUTE,
            (quartier,),
            where,
            f"Le texte s'arrête au milieu : « …{text[-40:]} ».",
            "Retrouver la fin dans le document, ou dire qu'elle y manque.",
            lignes=lines,
        )


_DOUBLED: Final = re.compile(r"\b(\w{2,}) \1\b|([,;:%»«])\s*\2|  +", re.IGNORECASE)
# Words that French writes twice in a row.
_TWICE: Final = frozenset({"nous", "vous"})
_PAIRS: Final = (("«", "»"), ("(", ")"))


@lru_cache(maxsize=4096)
def doubled(text: str) -> str | None:
    """The piece of a text where a word or a sign is doubled, or a quotation or a bracket that is not closed.

    >>> doubled("42 % % de la population"), doubled("parler de de la santé"), doubled("des « porteurs de paroles")
    ('% %', 'de de', '« porteurs de paroles')
    >>> doubled("Nous nous retrouvons (le soir)")
    """
    for found in _DOUBLED.finditer(text):
        if found[0].strip() and fold(found[1] or "") not in _TWICE:
            return found[0]
    for opening, closing in _PAIRS:
        if text.count(opening) != text.count(closing):
            at = text.rfind(opening) if text.count(opening) > text.count(closing) else text.find(closing)
            return text[at : at + 40]
    return None


def _written(c: Contexte) -> Iterator[tuple[str, str, str, str | None]]:
    for constat in c.contrat.constats:
        yield "Constat de terrain", constat.quartier, constat.constat, constat.lignes
    for priorite in c.contrat.priorites:
        yield "Priorité", priorite.quartier, priorite.intitule, priorite.lignes
        for form in priorite.declinaisons:
            yield "Déclinaison", priorite.quartier, form.declinaison, priorite.lignes

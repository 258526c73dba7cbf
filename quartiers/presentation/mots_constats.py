"""A finding in a few words: its own, cut where a clause ends. A subject, or a theme, would say more than it does."""

import re
from collections.abc import Sequence
from typing import Final

from quartiers.analyse.socle import once
from quartiers.donnees.modele import Constat, Contrat
from quartiers.typographie import count, lower_first

COURT: Final = 24  # characters that say too little to stand alone: « Enjeu fort : », « Handicap : »
LONG: Final = 66
SERRE: Final = 48  # where there is less room
# Where what follows explains, or adds.
_COUPES: Final = re.compile(r"\s*(?:[:;,(]|\b(?:qui|dont|d'où|où|ce qui|que|quand|auxquel(?:le)?s)\b)")
# What cannot end a clause: signs, and the small words that call for what is left out.
_SUSPENDU: Final = re.compile(
    r"(?:[\s:;,(]|\s(?:et|ou|ni|de|du|des|le|la|les|un|une|à|au|aux|sur|en|par|pour|plus|trop|dans|vers|chez|entre|avec|"
    r"sans|comme|selon|ses|son|sa|leurs?|ces?|cette|se|ne|y|est|sont|d'|l'))*$"
)
_MOT: Final = re.compile(r"[\w'’-]+")


def in_few_words(contrat: Contrat, constat: Constat, long: int = LONG) -> str:
    """``accès difficile aux soins comme aux droits…``: the beginning of a finding, and that it goes on."""
    text = constat.constat
    end = next((cut.start() for cut in _COUPES.finditer(text) if cut.start() > COURT), len(text))
    if end > long:
        end = text[: long + 1].rfind(" ")
    kept = _SUSPENDU.sub("", text[:end])
    first = _MOT.match(kept)
    if first is None or first[0] not in _names(contrat):
        kept = lower_first(kept)
    return kept if len(text) - end < 2 else f"{kept}…"


def list_findings(contrat: Contrat, constats: Sequence[Constat], most: int, long: int = LONG) -> str:
    """Some findings in a few words, and how many others there are."""
    told = [in_few_words(contrat, c, long) for c in constats[:most]]
    left = len(constats) - len(told)
    told += [f"et {count(left, 'autre', 'autres')}"] if left and told else [count(left, "constat")] if left else []
    return " ; ".join(told)


def close_sentence(text: str) -> str:
    """With its full stop, unless what it ends with goes on."""
    return text if text.endswith("…") else f"{text}."


@once
def _names(contrat: Contrat) -> frozenset[str]:
    """The words that are written with a capital inside a sentence: these are names."""
    texts = [*(c.constat for c in contrat.constats), *(p.intitule for p in contrat.priorites)]
    texts += [f"– {q.nom}" for q in contrat.quartiers.values()]
    return frozenset(
        word[0]
        for text in texts
        for word in list(_MOT.finditer(text))[1:]
        if word[0][:1].isupper() and text[: word.start()].rstrip()[-1:] not in (".", "«")
    )

"""A finding in a few words: those of a reading, else its own, cut where a clause ends. A subject, or a theme, would say
more than it does."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from quartiers.analyse.socle import once
from quartiers.donnees.modele import Constat, Contrat, Priorite
from quartiers.typographie import count, lower_first

COURT: Final = 24  # characters that say too little to stand alone: « Enjeu fort : », « Handicap : »
LONG: Final = 120  # of a clause: a longer one is cut all the same
# Where what follows explains, or adds.
_COUPES: Final = re.compile(r"\s*(?:[:;,(]|\b(?:qui|dont|d'où|où|ce qui|que|quand|auxquel(?:le)?s)\b)")
# What calls for what is left out.
_SUSPENDU: Final = re.compile(r"(?:[\s:;,(]|\s(?:et|ou|ni|mais))*$")
_MOT: Final = re.compile(r"[\w'’-]+")
_OUVRE, _FERME = "(«", ")»"


def in_few_words(contrat: Contrat, constat: Constat, priorite: Priorite | None = None) -> str:
    """What a reading wrote for a priority, or for any; else the beginning of a finding, where a clause ends, and that
    it goes on: ``accès difficile aux soins comme aux droits…``. Never a part of a clause, unless it is endless."""
    written = _written(contrat)
    for reader in (priorite.priorite if priorite else None, None):
        if (reader, constat.constat_id) in written:
            return written[reader, constat.constat_id]
    text = constat.constat
    end = next((cut.start() for cut in _COUPES.finditer(text) if _ends(text, cut.start())), len(text))
    if end > LONG:
        end = text[: LONG + 1].rfind(" ")
    kept = _SUSPENDU.sub("", text[:end])
    first = _MOT.match(kept)
    if first is None or first[0] not in _names(contrat):
        kept = lower_first(kept)
    return kept if len(text) - end < 2 else f"{kept}…"


def _ends(text: str, place: int) -> bool:
    """Whether a clause that says enough ends at that place: not inside parentheses, nor marks."""
    before = text[:place]
    return place > COURT and all(before.count(a) == before.count(b) for a, b in zip(_OUVRE, _FERME, strict=True))


@once
def _written(contrat: Contrat) -> Mapping[tuple[str | None, str], str]:
    """The few words of readings, by priority and finding; under no priority, those that all its readings share, or that
    one of them adds to, unless they leave some of the finding out."""
    rows = [(a, a.constat, a.en_court) for a in contrat.appuis if a.constat is not None and a.en_court is not None]
    found: dict[tuple[str | None, str], str] = {(a.priorite, constat): words for a, constat, words in rows}
    for constat in {constat for _, constat, _ in rows}:
        told = {words for _, other, words in rows if other == constat}
        fullest = max(told, key=len)
        if all(map(fullest.startswith, told)) and not any(a.reste for a, other, _ in rows if other == constat):
            found[None, constat] = fullest
    return found


def list_findings(contrat: Contrat, constats: Sequence[Constat], most: int, priorite: Priorite | None = None) -> str:
    """Some findings in a few words, and how many others there are."""
    told = [in_few_words(contrat, c, priorite) for c in constats[:most]]
    left = len(constats) - len(told)
    told += [f"et {count(left, 'autre', 'autres')}"] if left and told else [count(left, "constat")] if left else []
    return " ; ".join(told)


def without_colon(words: str) -> str:
    """``espaces publics – qualité et partage difficiles``: what follows a colon has none of its own."""
    return words.replace(" : ", " – ")


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

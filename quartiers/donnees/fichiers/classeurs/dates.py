"""Dates, times and durations of a spreadsheet: a number of days, and a format that shows all of it or a part."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from quartiers.donnees.fichiers.classeurs.divergences import DateAvecMots, DatePartielle, ErreurDeFormule

# What a format shows of a date, in order: a kind, and how long it is written or the text between.
Morceau: TypeAlias = tuple[str, str]
ANNEE, MOIS, JOUR, SEMAINE, HEURE, MINUTE, SECONDE = "annee", "mois", "jour", "semaine", "heure", "minute", "seconde"
DUREE, MATIN, TEXTE = "duree", "matin", "texte"

_MONTHS: Final = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_WORD: Final = re.compile(r"\w+")
_WORDS_OF_DATES: Final = frozenset({"h", "min", "mn", "m", "s", "à", "t", "z", "le", "de", "du"})
_DAYS: Final = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


@dataclass(frozen=True)
class Calendrier:
    """The day 0 of a workbook, and the first number that it shows as a date.

    Excel's own counts a 29 February 1900 that never was.
    """

    zero: datetime.datetime
    premier: float
    fevrier_1900: bool = False

    def moment(self, jours: float) -> datetime.datetime:
        """Date and time of a number of days, to the second; raises OverflowError beyond the year 9999."""
        if self.fevrier_1900 and jours < 60:
            jours += 1
        try:
            exact = self.zero + datetime.timedelta(days=jours)
            return (exact + datetime.timedelta(microseconds=500_000)).replace(microsecond=0)
        except (OverflowError, ValueError) as error:
            raise OverflowError(jours) from error

    def jours(self, moment: datetime.datetime) -> float:
        """Number of days of a date and time."""
        days = (moment - self.zero) / datetime.timedelta(days=1)
        return days - 1 if self.fevrier_1900 and 0 < days < 61 else days


DEPUIS_1900: Final = Calendrier(datetime.datetime(1899, 12, 30), premier=1, fevrier_1900=True)
DEPUIS_1904: Final = Calendrier(datetime.datetime(1904, 1, 1), premier=0)


def show_moment(jours: float, morceaux: Sequence[Morceau], calendrier: Calendrier) -> str:
    """A date as ISO writes it, with its time where the format shows it; a time, a duration, or a year alone.

    Raises Ecart where the format shows a part of the date only ("24-févr"), or where the spreadsheet shows "####".
    """
    shown = {kind for kind, _ in morceaux}
    words = {word for kind, text in morceaux if kind == TEXTE for word in _WORD.findall(text)}
    if any(word.lower() not in _WORDS_OF_DATES for word in words):
        raise DateAvecMots(" ".join(sorted(words)))
    if DUREE in shown:
        return _duration(jours)
    has_date = bool(shown & {ANNEE, MOIS, JOUR, SEMAINE})
    if not has_date and 0 <= jours < 1:
        return _time(_second_of_day(jours), shown)
    try:
        moment = calendrier.moment(jours)
    except OverflowError:
        raise ErreurDeFormule("####") from None
    if has_date and jours < calendrier.premier:
        raise ErreurDeFormule("####")
    if {ANNEE, MOIS, JOUR} <= shown:
        date = moment.date().isoformat()
        return f"{date} {_time(moment, shown)}" if HEURE in shown else date
    if shown & {MOIS, JOUR, SEMAINE, HEURE, MINUTE, SECONDE}:
        raise DatePartielle(_as_displayed(moment, morceaux))
    return str(moment.year)


def _second_of_day(jours: float) -> datetime.datetime:
    return datetime.datetime(2000, 1, 1) + datetime.timedelta(seconds=min(round(jours * 86400), 86399))


def _time(moment: datetime.datetime, shown: set[str]) -> str:
    return moment.strftime("%H:%M:%S" if SECONDE in shown or moment.second else "%H:%M")


def _duration(jours: float) -> str:
    """A duration in hours, minutes and seconds.

    >>> _duration(1.5), _duration(-1 / 24)
    ('36:00:00', '-1:00:00')
    """
    minutes, seconds = divmod(round(abs(jours) * 86400), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{'-' if jours < 0 else ''}{hours}:{minutes:02}:{seconds:02}"


def _as_displayed(moment: datetime.datetime, morceaux: Sequence[Morceau]) -> str:
    """About what the cell shows, for a message."""
    return "".join(_piece(moment, kind, written) for kind, written in morceaux).strip()


def _piece(moment: datetime.datetime, kind: str, written: str) -> str:
    if kind == MOIS and len(written) > 2:
        return _MONTHS[moment.month - 1]
    if kind == SEMAINE:
        return _DAYS[moment.weekday()]
    if kind == ANNEE:
        return str(moment.year) if len(written) > 2 else f"{moment.year % 100:02}"
    if kind in (TEXTE, MATIN):
        return written if kind == TEXTE else ""
    names = {MOIS: "month", JOUR: "day", HEURE: "hour", MINUTE: "minute", SECONDE: "second"}
    value: int = getattr(moment, names[kind])
    return f"{value:02}" if len(written) > 1 else str(value)

"""Words that date what is said: figures of years ago are not told as today's, and a change is told by its dates."""

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from quartiers.analyse.comparaisons import Date, Evolution, Tendance
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.publications import Publication
from quartiers.donnees.modele import Contrat
from quartiers.typographie import format_gap, join_words

# Figures that are so many years older than the tables are told in the past.
ANCIEN_ANS: Final = 5
# Years that a sentence names one by one; more are told by the first and the last.
NAMED_YEARS: Final = 2
# Changes that stand on their steps: the others are not said to be one.
_MOVED: Final = (
    Evolution.DEGRADATION,
    Evolution.AMELIORATION,
    Evolution.HAUSSE,
    Evolution.BAISSE,
)


Datee: TypeAlias = ChiffreLu | Publication


def are_past(figures: Iterable[Datee], year: int) -> bool:
    """Whether one of the figures is five years old or more in that year.

    The data of an edition are of the year before it at the latest; of what has no date at all, nothing is known.
    """
    known = [(found, edition - 1 if edition is not None else None) for found, edition in map(_when, figures)]
    latest = [one if one is not None else other for one, other in known]
    return any(found is not None and year - found >= ANCIEN_ANS for found in latest)


def _when(figure: Datee) -> tuple[int | None, int | None]:
    """The year of the data and the edition, where there are."""
    publication = figure if isinstance(figure, Publication) else figure.publication
    return figure.annee, publication.diffusion.edition if publication is not None else None


def head_of(figures: Sequence[Datee], *, source: str = "") -> str:
    """``En 2018, ``; ``D'après des chiffres de 2017 et d'autres diffusés en 2022, ``; with ``source`` inserted after a
    single year (``d'après les valeurs publiées, ``)."""
    years, editions, undated = _dates(figures)
    if len(years) == 1 and not editions and not undated:
        return f"En {years[0]}, {source}"
    told = _told(years, editions, undated)
    return f"D'après des chiffres {told}, " if told else ""


def in_brief(figures: Sequence[Datee]) -> str:
    """``de 2017 et 2018 et d'autres diffusés en 2022``: when figures are from, after « chiffres »."""
    return _told(*_dates(figures))


def in_few_words(figures: Sequence[Datee]) -> str:
    """``2017-2021 ; d'autres publiés en 2022``: as :func:`in_brief`, between parentheses; of those that
    have an edition only, that they are published in it: « diffusion 2022 » beside a year is heard as one."""
    years, editions, undated = _dates(figures)
    told = [f"{years[0]}-{years[-1]}" if len(years) > 1 else str(years[0])] if years else []
    told += [f"publiés en {_listed(editions)}"] if editions else []
    told += ["sans date"] if undated else []
    return " ; d'autres ".join(told)


def _dates(figures: Iterable[Datee]) -> tuple[list[int], list[int], bool]:
    """The years and, of what has none, the editions that figures are of; whether one has neither."""
    years: set[int] = set()
    editions: set[int] = set()
    undated = False
    for year, edition in map(_when, figures):
        if year is not None:
            years.add(year)
        elif edition is not None:
            editions.add(edition)
        else:
            undated = True
    return sorted(years), sorted(editions), undated


def _told(years: Sequence[int], editions: Sequence[int], undated: bool) -> str:
    groups = []
    if years:
        groups.append(f"de {_listed(years)}")
    if editions:
        groups.append(f"diffusés en {_listed(editions)}")
    if undated:
        groups.append("sans année")
    return " et d'autres ".join(groups)


def _listed(years: Sequence[int]) -> str:
    if len(years) > NAMED_YEARS:
        return f"{years[0]} à {years[-1]}"
    return join_words([str(year) for year in years])


def years_of(figures: Iterable[Datee]) -> str:
    """``de 2017 à la diffusion 2022``: from the oldest to the newest; empty where none has a date."""
    known = [(year or edition, year is None) for year, edition in map(_when, figures) if year or edition]
    if not known:
        return ""
    (first, coarse), (last, issued) = min(known, key=_in_time), max(known, key=_in_time)
    begin, end = (f"{'la diffusion ' if of else ''}{year}" for year, of in ((first, coarse), (last, issued)))
    return f"de {begin}" if begin == end else f"de {begin} à {end}"


def _in_time(date: tuple[int | None, bool]) -> tuple[int, bool]:
    return date[0] or 0, date[1]


def closed_on(contrat: Contrat) -> str:
    """``informations arrêtées au 23/11/2026``: the date of the tables, which is not that of the figures."""
    return f"informations arrêtées au {contrat.edition:%d/%m/%Y}"


# -- changes ------------------------------------------------------------------------------------------------


def date_text(date: Date, *, article: bool = False) -> str:
    """``2010``; ``diffusion 2020``, or ``la diffusion 2020``, where the year of the data is not known."""
    if date.annee is not None:
        return str(date.annee)
    return f"{'la ' if article else ''}diffusion {date.edition}"


def step_text(t: Tendance, unite: str = "%") -> str | None:
    """``l'essentiel entre 2010 et la diffusion 2020``: that a change stands on a single step; with what changed since,
    where that step is more than the whole change. None where there is no such step, or where nothing is read."""
    step = t.marche
    if step is None or t.evolution not in _MOVED:
        return None
    if step.seule:
        return "entre deux diffusions seulement" if step.proche else "entre deux dates seulement"
    told = f"l'essentiel {between(step.debut, step.fin)}"
    turned = step.atteint is not None and step.depuis
    return f"{told}, {format_gap(step.depuis, unite)} depuis" if turned else told


def between(debut: Date, fin: Date) -> str:
    """``entre 2015 et 2017``; ``entre les diffusions 2021 et 2022``, where the year of the first is not known: « entre
    la diffusion 2017 et 2017 » would read as one date."""
    if debut.annee is None:
        return f"entre les diffusions {debut.edition} et {fin.edition}"
    return f"entre {date_text(debut, article=True)} et {date_text(fin, article=True)}"

"""Rule 18 on what is measured: one series under two labels, and a share of one whole where only that of another is
published.

Rule 6 tells statement by statement that a figure is published under another label. A reader of several sections takes
the two labels for two things, or compares what does not compare.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from quartiers.analyse.comparaisons import difference
from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines, published_text
from quartiers.analyse.publications import Publication, series_of
from quartiers.analyse.rapprochement import CONFIRMES, Accord, dated_as
from quartiers.analyse.regles_denominateurs import one_name
from quartiers.analyse.regles_populations import ages
from quartiers.analyse.regles_sources import same_people
from quartiers.donnees.modele import Affirmation, Indicateur
from quartiers.typographie import format_value, lower_first

# So many statements under the other label, and it is a usage: fewer are slips, which rule 6 tells.
MIN_USAGE: Final = 3
# What a reserve says of the name that the producer gives a figure since an edition.
_RENAMED: Final = re.compile(r"« ([^»]+?) » depuis la diffusion (\d{4})")


def rule_one_measure_two_labels(c: Contexte) -> Iterator[Doute]:
    """A published series that the document gives now under its own label, and now, time and again, under another."""
    renamed: defaultdict[tuple[str, str], list[Affirmation]] = defaultdict(list)
    named: defaultdict[str, list[Affirmation]] = defaultdict(list)
    for a in c.contrat.affirmations:
        v = c.verifications[a.affirmation]
        number = v.valeur or v.evolution
        if number is None or not number.publications:
            continue
        published = number.publications[-1].indicateur
        if number.accord is Accord.AUTRE_INTITULE:
            renamed[a.indicateur, published].append(a)
        elif number.accord in CONFIRMES:
            named[published].append(a)
    for (label, published), rows in renamed.items():
        rightly = named[published]
        if len(rows) < MIN_USAGE or not rightly:
            continue
        other, own = c.contrat.indicateurs[label], c.contrat.indicateurs[published]
        yield c.doubt(
            Regle.POPULATION,
            Gravite.INFORMATION,
            (*rightly, *rows),
            f"Le document donne une même mesure sous deux intitulés : « {own.libelle} »{_at(rightly)} et "
            f"« {other.libelle} »{_at(rows)}. C'est, dans les deux cas, ce que l'Insee publie sous le premier.",
            "Écrire partout l'intitulé de la source : d'une section à l'autre, on croit lire deux choses.",
        )


def renamed_since(i: Indicateur) -> tuple[str, int] | None:
    """The name that the producer gives an indicator, and since which edition, by its reserve."""
    named = _RENAMED.search(i.reserve or "")
    return (named[1], int(named[2])) if named is not None else None


def rule_renamed(c: Contexte) -> Iterator[Doute]:
    """A figure that the document names as its producer did before the edition that it comes from, by the reserve of its
    indicator."""
    for i in c.contrat.indicateurs.values():
        named = renamed_since(i)
        rows = [a for a in c.contrat.affirmations if a.indicateur == i.indicateur]
        late = [a for a in rows if named is not None and _last_edition(c, a) >= named[1]]
        if named is not None and late:
            yield c.doubt(
                Regle.POPULATION,
                Gravite.INFORMATION,
                tuple(late),
                f"Le document écrit « {lower_first(i.libelle_court)} »{_at(late)}. Depuis la diffusion {named[1]}, "
                f"l'Insee publie ce chiffre sous un autre nom, « {named[0]} », et ces valeurs viennent de là.",
                "Donner aussi le nom de la source, sous lequel le chiffre se retrouve.",
            )


def _last_edition(c: Contexte, a: Affirmation) -> int:
    """The edition that a stated value is found in; 0 where it is in none."""
    number = c.verifications[a.affirmation].valeur
    found = number is not None and number.accord in CONFIRMES and number.publications
    return number.publications[-1].diffusion.edition if number is not None and found else 0


def rule_other_whole(c: Contexte) -> Iterator[Doute]:
    """Shares that the document relates to a whole of which nothing is published, and that are near what is published of
    the same people in another whole: the whole that is stated may not be that of the figure."""
    groups: defaultdict[tuple[str, str], list[Affirmation]] = defaultdict(list)
    for a in c.contrat.affirmations:
        if a.population and not ages(a.population) and a.valeur is not None and a.precision == "exacte":
            groups[a.indicateur, one_name(a.population)].append(a)
    for (name, whole), rows in groups.items():
        i = c.contrat.indicateurs[name]
        others = [o for o in same_people(c.contrat, i) if _is_published(c, o)]
        if i.unite != "%" or _is_published(c, i) or any(whole in one_name(o.population) for o in others):
            continue
        near = [(a, o, p) for a in rows for o in others if (p := _nearest(c, a, o)) is not None]
        other = near[0][1] if near else None
        if other is None or len({a.affirmation for a, _, _ in near}) < len(rows):
            continue
        told = " ; ".join(
            f"{format_value(a.valeur, i.unite)}{_at([a])}, pour {published_text(c, p)}"
            for a, o, p in near
            if o is other
        )
        yield c.doubt(
            Regle.POPULATION,
            Gravite.INFORMATION,
            tuple(rows),
            f"Le document rapporte cette part à : {rows[0].population}{_at(rows)}. L'Insee ne la publie que rapportée "
            f"à : {lower_first(other.population)} (« {other.libelle} »), et les valeurs sont proches : {told}. "
            "Il se peut que l'une soit donnée pour l'autre.",
            "Vérifier à la source à quoi le chiffre se rapporte, et l'écrire.",
        )


def _is_published(c: Contexte, i: Indicateur) -> bool:
    return any(m.indicateur == i.indicateur and m.valeur is not None for m in c.contrat.mesures)


def _nearest(c: Contexte, a: Affirmation, other: Indicateur) -> Publication | None:
    """What is published of the other whole at that date, or last, nearest to the stated value if it is comparable."""
    quartier = c.contrat.quartiers[a.quartier]
    published = [p for p in series_of(c.contrat, quartier, other.indicateur) if p.valeur is not None]
    dated = dated_as(published, a.annee) if a.annee is not None else []
    found = min(dated or published[-1:], key=lambda p: _gap(a, p), default=None)
    near = found is not None and _gap(a, found) < c.contrat.lecture.ecart(a.valeur or 0.0, other.unite)
    return found if near else None


def _gap(a: Affirmation, p: Publication) -> float:
    return abs(difference(a.valeur or 0.0, p.valeur or 0.0))


def _at(rows: list[Affirmation]) -> str:
    return f" (l. {lines})" if (lines := join_lines(a.lignes for a in rows)) else ""

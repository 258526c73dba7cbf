"""Rule 8, figure by figure: no year, another year than the source's, a year that the source cannot have."""

from collections import defaultdict
from collections.abc import Iterator

from quartiers.analyse.doutes import ANNEES, Contexte, Doute, Gravite, Regle, lines_of, published_text
from quartiers.analyse.notes import says_undated
from quartiers.analyse.rapprochement import CONFIRMES, Accord, Rapprochement
from quartiers.analyse.regles_parties import only_of_parts
from quartiers.analyse.regles_publications import is_deduced
from quartiers.donnees.modele import Affirmation
from quartiers.typographie import count, format_gap, format_value, join_words, lower_first


def rule_year(c: Contexte) -> Iterator[Doute]:
    dated = {line for a in c.contrat.affirmations if a.annee is not None for line in lines_of(a)}
    for quartier in c.contrat.quartiers:
        rows = c.contrat.affirmations_de(quartier)
        # A bullet that dates one of its figures dates the others as well, unless its reader noted that it does not.
        undated = tuple(a for a in rows if a.annee is None and (says_undated(a.note) or not lines_of(a) & dated))
        if undated:
            names = join_words(
                [f"{c.indicateur(a).libelle_court}{f' (l. {a.lignes})' if a.lignes else ''}" for a in undated]
            )
            known = _years_published(c, undated)
            stated = _years_stated(c, tuple(a for a in undated if a.affirmation not in known))
            known |= {name: (a, b.annee or 0) for name, (a, b) in stated.items()}
            yield c.doubt(
                Regle.ANNEE,
                Gravite.INFORMATION,
                undated,
                f"{count(len(undated), 'chiffre est énoncé', 'chiffres sont énoncés')} sans année : {names}."
                f"{_told_years(c, known, stated, several=len(undated) > 1)}{_told_newest(c, undated)}",
                _what_to_date(c, undated, known),
                objet=ANNEES,
            )
        yield from _misdated(c, rows)
        for a in rows:
            first = c.indicateur(a).premiere_annee
            years = [y for y in (a.annee_initiale, a.annee) if y is not None]
            impossible = [y for y in years if y > c.contrat.edition.year or (first is not None and y < first)]
            if impossible:
                yield c.doubt(
                    Regle.ANNEE,
                    Gravite.ERREUR,
                    (a,),
                    f"La source de cet indicateur ne peut pas porter sur {join_words([str(y) for y in impossible])}.",
                    "Corriger l'année.",
                )


def _years_published(c: Contexte, undated: tuple[Affirmation, ...]) -> dict[str, tuple[Affirmation, int]]:
    """The year that INSEE gives, where it publishes the very value for one that is known; by statement."""
    known = {}
    for a in undated:
        number = c.verifications[a.affirmation].valeur
        if number is None or number.accord is not Accord.CONCORDE or a.precision != "exacte":
            continue
        years = {p.annee for p in number.publications}
        if len(years) == 1 and (year := years.pop()) is not None:
            known[a.affirmation] = a, year
    return known


def _told_years(
    c: Contexte,
    known: dict[str, tuple[Affirmation, int]],
    stated: dict[str, tuple[Affirmation, Affirmation]],
    *,
    several: bool,
) -> str:
    told = [
        f"{c.indicateur(a).libelle_court}, {format_value(a.valeur, c.indicateur(a).unite)} ({year})"
        for a, year in known.values()
        if a.affirmation not in stated
    ]
    here = [
        f"la l. {b.lignes} donne la même valeur{f' ({_figure(c, a)})' if several else ''} pour {b.annee}"
        for a, b in stated.values()
    ]
    return (f" L'Insee publie la même valeur : {' ; '.join(told)}." if told else "") + (
        f" Pour le même QPV, {' ; '.join(here)}." if here else ""
    )


def _figure(c: Contexte, a: Affirmation) -> str:
    i = c.indicateur(a)
    return f"{lower_first(i.libelle_court)}, {format_value(a.valeur, i.unite)}"


def _years_stated(c: Contexte, undated: tuple[Affirmation, ...]) -> dict[str, tuple[Affirmation, Affirmation]]:
    """The statement of another line that gives the very value, for the same QPV, with its year; by statement without.
    A line is needed to be sent to, and one year."""
    found = {}
    for a in undated:
        qpv = c.contrat.quartiers[a.quartier].territoire
        same = [
            b
            for b in c.contrat.affirmations
            if b.annee is not None
            and b.lignes is not None
            and (b.valeur, b.precision) == (a.valeur, "exacte")
            and a.precision == "exacte"
            and a.valeur is not None
            and c.contrat.quartiers[b.quartier].territoire == qpv
            and _may_be_one(c, a, b)
        ]
        if len({b.annee for b in same}) == 1:
            found[a.affirmation] = a, same[0]
    return found


def _may_be_one(c: Contexte, a: Affirmation, b: Affirmation) -> bool:
    """Whether two statements are of one figure: by their indicator, or by that under which both are published."""
    names = []
    for x in (a, b):
        number = c.verifications[x.affirmation].valeur
        agrees = number is not None and number.accord in (*CONFIRMES, Accord.AUTRE_INTITULE) and number.publications
        names.append(number.publications[-1].indicateur if number is not None and agrees else x.indicateur)
    return names[0] == names[1]


def _told_newest(c: Contexte, undated: tuple[Affirmation, ...]) -> str:
    """What is published last of those that no publication gives: a reader sees how far the two are."""
    told = []
    for a in undated:
        number, i = c.verifications[a.affirmation].valeur, c.indicateur(a)
        if number is None or number.accord is not Accord.NON_RETROUVE or only_of_parts(c.contrat, a):
            continue
        told.append(
            f"{i.libelle_court}, {published_text(c, number.publications[-1])}, pour {format_value(a.valeur, i.unite)} "
            "dans le document"
        )
    return f" La dernière valeur reprise ici est autre : {' ; '.join(told)}." if told else ""


def _what_to_date(c: Contexte, undated: tuple[Affirmation, ...], known: dict[str, tuple[Affirmation, int]]) -> str:
    """The years to write, then those to look for."""
    if len(undated) == len(known) == 1:
        return f"Écrire {next(iter(known.values()))[1]}."
    written = [f"{year} pour {format_value(a.valeur, c.indicateur(a).unite)}" for a, year in known.values()]
    told = [f"Écrire {join_words(written)}."] if written else []
    left = len(undated) - len(known)
    if left:
        what = "rien ne dit à quelle publication comparer " + ("ce chiffre" if left == 1 else "ces chiffres")
        others = "Pour le reste, retrouver" if written else "Retrouver"
        told.append(f"{others} l'année à la source : sans elle, {what}.")
    return " ".join(told)


def _misdated(c: Contexte, rows: tuple[Affirmation, ...]) -> Iterator[Doute]:
    """Values that are published to the decimal, but for another year: one doubt per pair of years."""
    groups: defaultdict[tuple[int, int], list[tuple[Affirmation, Rapprochement]]] = defaultdict(list)
    for a in rows:
        v = c.verifications[a.affirmation]
        for number in (v.valeur, v.depart):
            if number is None or number.accord not in (Accord.AUTRE_ANNEE, Accord.AUTRE_INTITULE):
                continue
            if number is v.depart and v.sans_definition_commune:
                continue  # rule 7 says not to keep this start at all, and of which year it is
            said, year = number.nombre.annee, number.publications[0].annee
            if said is not None and year is not None and said != year:
                groups[said, year].append((a, number))
        if v.evolution is not None and v.evolution.publications:
            said, year = a.annee_initiale, v.evolution.publications[0].annee
            if said is not None and year is not None and said != year:
                groups[said, year].append((a, v.evolution))
    for (said, published), found in groups.items():
        listed = " ; ".join(f"{_published_name(c, n)}, {_what(c, a, n)}" for a, n in found)
        yield c.doubt(
            Regle.ANNEE,
            Gravite.INFORMATION if abs(said - published) == 1 else Gravite.DOUTE,
            tuple(a for a, _ in found),
            f"Le document date de {said} ce que l'Insee publie pour {published} : {listed}.",
            f"Écrire {published}, ou citer la source qui donne la même valeur pour {said}.",
            publications=tuple(n.publications[0] for _, n in found),
            objet=ANNEES if len(found) > 1 else None,
            bref=f"{said} est écrit pour {published}",
        )


def _published_name(c: Contexte, n: Rapprochement) -> str:
    """The name that the figure is published under, which may not be the one that it is stated under."""
    return c.contrat.indicateurs[n.publications[0].indicateur].libelle_court


def _what(c: Contexte, a: Affirmation, n: Rapprochement) -> str:
    """The misdated number: a value, or the start of a change stated alone."""
    if len(n.publications) > 1 and c.verifications[a.affirmation].evolution is n:
        return f"point de départ de l'évolution de {format_gap(n.nombre.valeur, c.indicateur(a).unite)}"
    value = format_value(n.nombre.valeur, c.indicateur(a).unite)
    return f"{value} au départ (la valeur énoncée moins son évolution)" if is_deduced(c, a, n) else value

"""Rules 5 to 10: what the document says against what is published, and against its own dates and places."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from quartiers.analyse.comparaisons import difference, trend
from quartiers.analyse.doutes import (
    ANNEES,
    PERIMETRE_DU_QPV,
    Contexte,
    Doute,
    Gravite,
    Regle,
    join_lines,
    lines_of,
    number_text,
    published_text,
    when,
    year_of,
    year_text,
)
from quartiers.analyse.notes import is_of_the_former_perimeter, stated_words
from quartiers.analyse.perimetres import Changement, perimeter_change
from quartiers.analyse.publications import (
    Publication,
    contract_average,
    contract_codes,
    is_recent,
    series,
    series_of,
)
from quartiers.analyse.rapprochement import (
    Accord,
    Nombre,
    Rapprochement,
    bounds,
    dated_as,
    half_unit,
    stated_value,
)
from quartiers.analyse.regles_parties import beside_part, name_of_part, of_which_part
from quartiers.analyse.regles_series import rule_jump
from quartiers.donnees.modele import NON_DIFFUSE, Affirmation, Contrat, Indicateur, Quartier, Reference
from quartiers.donnees.tables.importees import ANCIENNE, NOUVELLE
from quartiers.typographie import COUNT, count, format_gap, format_value, join_words, lower_first

# A share that changes by this much between two dates is unusual, whatever it measures.
AMPLEUR_POINTS: Final = 15.0

# -- R5, R6, R7, R8b: against publications ----------------------------------------------------------------


def rule_published(c: Contexte) -> Iterator[Doute]:
    for a in c.contrat.affirmations:
        v, i = c.verifications[a.affirmation], c.indicateur(a)
        start = "Le point de départ énoncé"
        if v.depart is not None and is_deduced(c, a, v.depart):
            start = "Le point de départ, déduit de l'évolution énoncée"
        for number, what in ((v.valeur, "La valeur énoncée"), (v.depart, start)):
            if number is None or number.accord is not Accord.DIFFERE:
                continue
            said = f"{what}, {number_text(number.nombre, i)},"
            known = join_words([published_text(c, p) for p in number.publications])
            nearest = number.publications[0]  # of the perimeter of 2024, it denies no document of the former one
            part = of_which_part(c.contrat, a, nearest)
            sure = nearest.annee is not None and nearest.diffusion.geographie == ANCIENNE
            yield c.doubt(
                Regle.PUBLICATION,
                Gravite.ERREUR if sure else Gravite.DOUTE,
                (a,),
                f"{said} n'est pas la valeur publiée : {known}{part}."
                if sure
                else f"{said} s'écarte de ce qui est publié autour de cette date ; le plus proche est {known}{part}.",
                "Retirer cette valeur, ou citer la source qui la donne pour l'ensemble du QPV."
                if part
                else "Remplacer par la valeur publiée, ou citer la source qui donne l'autre.",
                publications=number.publications,
            )


def rule_outdated(c: Contexte) -> Iterator[Doute]:
    """Undated values that are older than the newest publication, since they lie among the older ones."""
    for a in c.contrat.affirmations:
        v, i = c.verifications[a.affirmation], c.indicateur(a)
        if v.valeur is None or v.valeur.accord is not Accord.DEPASSE:
            continue
        last = v.valeur.publications[-1]
        yield c.doubt(
            Regle.PUBLICATION,
            Gravite.DOUTE,
            (a,),
            f"La valeur énoncée, {number_text(v.valeur.nombre, i)}, s'écarte de la dernière reprise, "
            f"{published_text(c, last)}, et aucune publication reprise ne la donne : elle est plus ancienne, ou décrit "
            "un autre territoire.",
            "Retrouver sa source ; à défaut, reprendre la valeur publiée.",
            publications=v.valeur.publications,
        )


def rule_label(c: Contexte) -> Iterator[Doute]:
    for a in c.contrat.affirmations:
        v, i = c.verifications[a.affirmation], c.indicateur(a)
        yield from _wrong_population(c, a, i)
        if v.evolution is not None and v.evolution.accord is Accord.AUTRE_INTITULE:
            start, end = v.evolution.publications
            other = c.contrat.indicateurs[end.indicateur]
            yield c.doubt(
                Regle.INTITULE,
                Gravite.DOUTE,
                (a,),
                f"L'évolution de {format_gap(v.evolution.nombre.valeur, i.unite)} est énoncée sous « {i.libelle} ». "
                f"C'est celle qui est publiée sous « {other.libelle} » : {format_value(start.valeur, other.unite)} "
                f"({when(start)}), puis {format_value(end.valeur, other.unite)} ({when(end)}).",
                f"Corriger l'intitulé en « {other.libelle} », ou citer la source de l'autre définition.",
                publications=(start, end),
            )
        if v.valeur is None or v.valeur.accord is not Accord.AUTRE_INTITULE:
            continue
        other = c.contrat.indicateurs[v.valeur.publications[0].indicateur]
        if (own := _more_precise(c, a, v.valeur.nombre, other)) is not None:
            yield _rounded_label(c, a, own, other)
            continue
        found = list(v.valeur.publications[-1:])
        both = v.depart is not None and v.depart.accord is Accord.AUTRE_INTITULE
        if both and v.depart is not None:
            found = [*v.depart.publications[:1], *found]
        known = join_words([f"{format_value(p.valeur, other.unite)} ({when(p)})" for p in found])
        whose = "C'est" if both or v.valeur.nombre.haut - v.valeur.nombre.bas < 0.5 else "Ce serait"
        yield c.doubt(
            Regle.INTITULE,
            Gravite.DOUTE,
            (a,),
            f"{number_text(v.valeur.nombre, i)} est énoncé sous « {i.libelle} ». {whose} ce qui est publié sous "
            f"« {other.libelle} » : {known}.{_under_its_own_label(c, a, v.valeur.nombre)}",
            f"Corriger l'intitulé en « {other.libelle} », ou citer la source de l'autre définition.",
            publications=tuple(found),
        )
    yield from _references_under_another_label(c)


def _under_its_own_label(c: Contexte, a: Affirmation, number: Nombre) -> str:
    """What is published of that year under the label that the document gives, where it is plainly another value."""
    i, codes = c.indicateur(a), c.contrat.quartiers[a.quartier].codes(ANCIENNE)
    published = [p for p in series(c.contrat, codes, a.indicateur) if p.valeur is not None]
    dated = dated_as(published, a.annee) if a.annee is not None else []
    if not dated:
        return ""
    nearest = min(dated, key=lambda p: number.distance(p.valeur or 0.0))
    if number.distance(nearest.valeur or 0.0) <= c.contrat.lecture.ecart_publie(nearest.valeur or 0.0, i.unite):
        return ""
    return f" Sous l'intitulé énoncé, la valeur publiée est {published_text(c, nearest)}."


def _more_precise(c: Contexte, a: Affirmation, number: Nombre, other: Indicateur) -> Rapprochement | None:
    """The same figure where the document gives it to the decimal, for the same QPV: as published under ``other``.

    A whole number may agree with several editions; the document's own value says which one it is.
    """
    if number.haut - number.bas < 2 * half_unit(1.0):
        return None
    qpv = c.contrat.quartiers[a.quartier].territoire
    for b in c.contrat.affirmations:
        if b.valeur is None or b.precision != "exacte" or c.contrat.quartiers[b.quartier].territoire != qpv:
            continue
        found = c.verifications[b.affirmation].valeur
        if found is None or found.accord not in (Accord.CONCORDE, Accord.AUTRE_INTITULE):
            continue
        published = found.publications[-1].indicateur
        same = b.indicateur in (a.indicateur, other.indicateur) and published == other.indicateur
        if same and half_unit(b.valeur) < half_unit(1.0) and abs(difference(b.valeur, number.valeur)) < 1:
            return found
    return None


def _rounded_label(c: Contexte, a: Affirmation, own: Rapprochement, other: Indicateur) -> Doute:
    i, known, number = c.indicateur(a), own.publications[-1], c.verifications[a.affirmation].valeur
    qpv = c.contrat.quartiers[a.quartier].territoire
    places = [
        b.lignes
        for b in c.contrat.affirmations
        if b.valeur == own.nombre.valeur
        and b.indicateur in (a.indicateur, other.indicateur)
        and c.contrat.quartiers[b.quartier].territoire == qpv
    ]
    where = f" (l. {lines})" if (lines := join_lines(places)) else ""
    return c.doubt(
        Regle.INTITULE,
        Gravite.DOUTE,
        (a,),
        f"{number_text(number.nombre, i) if number else ''} "
        f"est énoncé sous « {i.libelle} ». Pour {c.names(a).meme}, le "
        f"document écrit ailleurs {format_value(own.nombre.valeur, i.unite)}{where} : c'est ce qui est publié sous "
        f"« {other.libelle} », {format_value(known.valeur, other.unite)} ({when(known)}).",
        f"Corriger l'intitulé en « {other.libelle} », ou citer la source de l'autre définition.",
        publications=(known,),
    )


# How statements and indicators word the three populations that are mistaken for one another.
_POPULATIONS: Final = {
    "ménages": "ménages",
    "population": "habitants",
    "habitants": "habitants",
    "personnes": "habitants",
}


def _population_of(text: str | None) -> str | None:
    """``ménages`` or ``habitants`` when a population is plainly one of them, else None."""
    words = (text or "").casefold().split()
    if not words or (len(words) > 1 and words[1:3] != ["du", "quartier"]):
        return None
    return _POPULATIONS.get(words[0])


def _wrong_population(c: Contexte, a: Affirmation, i: Indicateur) -> Iterator[Doute]:
    """The value is published, but as a share of something else than what the statement says."""
    said, real = _population_of(a.population), _population_of(i.population)
    if said is None or real is None or said == real:
        return
    v = c.verifications[a.affirmation]
    found = next((n for n in (v.valeur, v.depart) if n is not None and n.accord is Accord.CONCORDE), None)
    if found is None:
        return
    known = found.publications[-1]
    printed = found.nombre if found is v.valeur else stated_value(a, i, c.contrat.lecture)
    told = number_text(printed, i) if printed is not None else "son chiffre"
    if printed is found.nombre and (words := stated_words(a.note)):
        told = f"{words} ({year_text(a.annee)})"
    real_one = f"La valeur publiée, {published_text(c, known)},"
    if found is v.depart and a.valeur_initiale is None and a.variation is not None:
        # The document prints no start: it is the value minus the change, and that alone is published.
        start = format_value(found.nombre.valeur, i.unite)
        real_one = (
            f"Avec l'évolution énoncée ({format_gap(a.variation, i.unite)}), il vient de {start} en "
            f"{year_text(found.nombre.annee)} : c'est la valeur publiée ({when(known)}), qui"
        )
    elif found is v.depart:
        told = number_text(found.nombre, i)
    yield c.doubt(
        Regle.INTITULE,
        Gravite.DOUTE,
        (a,),
        f"Le document rapporte {told} à : {a.population}. {real_one} se rapporte à : {lower_first(i.population)}.",
        f"Corriger la population : {lower_first(i.population)}.",
        publications=(known,),
    )


def _references_under_another_label(c: Contexte) -> Iterator[Doute]:
    for r in c.contrat.references:
        if r.territoire != c.contrat.lecture.reference:
            continue
        i = c.contrat.indicateurs[r.indicateur]
        if i.poids is None or _average_agrees(c.contrat, i, r):
            continue
        other = next(
            (o for name in i.confusions if _average_agrees(c.contrat, o := c.contrat.indicateurs[name], r)), None
        )
        if other is None:
            continue
        users = [
            a
            for a in c.contrat.affirmations
            if (a.indicateur, a.reference, a.annee) == (r.indicateur, r.territoire, r.annee)
        ]
        yield Doute(
            Regle.INTITULE,
            Gravite.DOUTE,
            c.in_order(a.quartier for a in users),
            i.libelle_court,
            f"La référence énoncée, {format_value(r.valeur, i.unite)} pour les {c.contrat.territoires[r.territoire]} "
            f"({year_text(r.annee)}), est proche de la moyenne publiée sous « {other.libelle} », non sous "
            f"« {i.libelle} ».",
            f"Corriger l'intitulé en « {other.libelle} ».",
            tuple(a.affirmation for a in users),
            lignes=r.lignes,
        )


def _average_agrees(contrat: Contrat, i: Indicateur, r: Reference) -> bool:
    """Whether the contract's average, in an edition that may be of that year, is the stated reference."""
    low, high = bounds(r.valeur, "exacte", i.unite, contrat.lecture)
    tolerance = contrat.lecture.tolerance(r.valeur, i.unite)
    editions = {p.diffusion for code in contract_codes(contrat, "2015") for p in _possible(contrat, code, i, r.annee)}
    averages = [contract_average(contrat, i, diffusion) for diffusion in editions]
    return any(a is not None and low - tolerance <= a.valeur <= high + tolerance for a in averages)


def _possible(contrat: Contrat, code: str, i: Indicateur, annee: int | None) -> Sequence[Publication]:
    """The publications of an indicator for one QPV that may be of that year; all of them for no year."""
    published = series(contrat, (code,), i.indicateur)
    return published if annee is None else dated_as(published, annee)


def rule_definition(c: Contexte) -> Iterator[Doute]:
    for a in c.contrat.affirmations:
        v, i = c.verifications[a.affirmation], c.indicateur(a)
        if v.depart is None or not v.sans_definition_commune:
            continue
        start = v.depart.publications[0]
        other = c.contrat.indicateurs[start.indicateur]
        comparable = [
            p
            for p in series(c.contrat, start.territoires, a.indicateur)
            if p.annee == start.annee and p.valeur is not None
        ]
        said = v.depart.nombre.annee
        misdated = said is not None and start.annee is not None and abs(said - start.annee) > 1
        sentence = (
            f"Le départ, {_start_text(c, a, v.depart)}, est ce qui est publié pour "
            f"{f'{when(start)}, et non pour {said},' if misdated else when(start)} sous "
            f"« {other.libelle} » ; l'arrivée, {format_value(a.valeur, i.unite)}, est énoncée sous « {i.libelle} »."
        )
        if comparable:
            then = comparable[0]
            sentence += (
                f" Sous cet intitulé, {when(then)} donne {format_value(then.valeur, i.unite)} : l'évolution serait de "
                f"{format_gap(round(difference(a.valeur or 0, then.valeur or 0), 1), i.unite)}."
            )
        yield c.doubt(
            Regle.DEFINITION,
            Gravite.ERREUR,
            (a,),
            sentence + beside_part(c.contrat, a, comparable[0] if comparable else start),
            "Ne pas reprendre cette évolution ; comparer deux dates sous la même définition.",
            publications=(start, *comparable[:1]),
        )


def _start_text(c: Contexte, a: Affirmation, start: Rapprochement) -> str:
    told = number_text(start.nombre, c.indicateur(a))
    return f"soit {told} par déduction" if is_deduced(c, a, start) else told


# -- R8: years --------------------------------------------------------------------------------------------


def rule_year(c: Contexte) -> Iterator[Doute]:
    dated = {line for a in c.contrat.affirmations if a.annee is not None for line in lines_of(a)}
    for quartier in c.contrat.quartiers:
        rows = c.contrat.affirmations_de(quartier)
        # A bullet that dates one of its figures dates the others as well.
        undated = tuple(a for a in rows if a.annee is None and not lines_of(a) & dated)
        if undated:
            names = join_words(
                [f"{c.indicateur(a).libelle_court}{f' (l. {a.lignes})' if a.lignes else ''}" for a in undated]
            )
            known = _years_published(c, undated)
            yield c.doubt(
                Regle.ANNEE,
                Gravite.INFORMATION,
                undated,
                f"{count(len(undated), 'chiffre est énoncé', 'chiffres sont énoncés')} sans année : {names}."
                f"{_told_years(c, known)}",
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


def _told_years(c: Contexte, known: dict[str, tuple[Affirmation, int]]) -> str:
    told = [
        f"{c.indicateur(a).libelle_court}, {format_value(a.valeur, c.indicateur(a).unite)} ({year})"
        for a, year in known.values()
    ]
    return f" L'Insee publie la même valeur : {' ; '.join(told)}." if told else ""


def _what_to_date(c: Contexte, undated: tuple[Affirmation, ...], known: dict[str, tuple[Affirmation, int]]) -> str:
    """The years to write, then those to look for."""
    written = [f"{year} pour {format_value(a.valeur, c.indicateur(a).unite)}" for a, year in known.values()]
    told = [f"Écrire {join_words(written)}."] if written else []
    left = len(undated) - len(known)
    if left:
        what = "ce chiffre ne se vérifie pas" if left == 1 else "ces chiffres ne se vérifient pas"
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
            objet=ANNEES,
        )


def _published_name(c: Contexte, n: Rapprochement) -> str:
    """The name that the figure is published under, which may not be the one that it is stated under."""
    return c.contrat.indicateurs[n.publications[0].indicateur].libelle_court


def _what(c: Contexte, a: Affirmation, n: Rapprochement) -> str:
    """The misdated number: a value, or the start of a change stated alone."""
    if len(n.publications) > 1 and c.verifications[a.affirmation].evolution is n:
        return f"point de départ de l'évolution de {format_gap(n.nombre.valeur, c.indicateur(a).unite)}"
    value = format_value(n.nombre.valeur, c.indicateur(a).unite)
    return f"soit {value} au départ, par déduction" if is_deduced(c, a, n) else value


def is_deduced(c: Contexte, a: Affirmation, n: Rapprochement) -> bool:
    """Whether a start is no number of the document's: the value minus the change that it states."""
    return c.verifications[a.affirmation].depart is n and a.valeur_initiale is None


# -- R9: perimeter ----------------------------------------------------------------------------------------


def rule_perimeter(c: Contexte) -> Iterator[Doute]:
    for q in c.contrat.quartiers.values():
        rows = c.contrat.affirmations_de(q.quartier)
        for a in rows:
            number = c.verifications[a.affirmation].valeur
            if number is not None and number.accord is Accord.AUTRE_PERIMETRE:
                yield _of_a_part(c, q, a, number)
        change = perimeter_change(c.contrat, q)
        if change is not None and (rows or _population(c.contrat, q.codes(ANCIENNE))):
            yield _of_former_perimeter(c, q, rows, change)


def _of_a_part(c: Contexte, q: Quartier, a: Affirmation, number: Rapprochement) -> Doute:
    """The stated value is that of one of the former QPV that the quartier's QPV joins."""
    part, i = number.publications[-1], c.indicateur(a)
    whole = [p for p in series(c.contrat, q.codes(ANCIENNE), a.indicateur) if p.diffusion == part.diffusion]
    value = format_value(whole[0].valeur, i.unite) if whole and whole[0].valeur is not None else NON_DIFFUSE
    total = f" Pour l'ensemble du QPV : {value}." if whole else ""
    return c.doubt(
        Regle.PERIMETRE,
        Gravite.DOUTE,
        (a,),
        f"{number_text(number.nombre, i)} ne concorde qu'avec une partie du QPV, "
        f"{name_of_part(q, part.territoires[0])}, où la valeur publiée est {published_text(c, part)}.{total}",
        "Dire à quelle partie du quartier le chiffre se rapporte, ou donner celui de l'ensemble.",
        publications=number.publications,
    )


def _of_former_perimeter(c: Contexte, q: Quartier, rows: tuple[Affirmation, ...], change: Changement) -> Doute:
    """All figures are of the QPV of 2015, which is not, or may not be, that of 2024."""
    differs = "est différent" if change.certain else "peut être différent"
    said = is_of_the_former_perimeter(q.note)  # then a reader of the document knows: it is told, not found
    told = ", comme le document le dit en note" if said else ""
    return Doute(
        Regle.PERIMETRE,
        Gravite.DOUTE if change.certain and not said else Gravite.INFORMATION,
        (q.quartier,),
        PERIMETRE_DU_QPV,
        f"Les chiffres portent sur le périmètre de 2015{told} ; celui de 2024 {differs} : "
        f"{join_words(change.signes)}. "
        f"{_populations(c.contrat, q)}",
        f"Ne pas les lire comme ceux du quartier actuel. {_where_the_new_figures_are(c.contrat, q)}",
        tuple(a.affirmation for a in rows),
    )


def _where_the_new_figures_are(contrat: Contrat, q: Quartier) -> str:
    """What exists on the perimeter of 2024: since August 2024, INSEE gives populations and Filosofi 2021 on it."""
    if any(contrat.mesures_de(code, name) for code in q.codes("2024") for name in contrat.indicateurs):
        return "Reprendre ceux qui sont importés pour la géographie 2024."
    return (
        "L'Insee publie depuis août 2024 la population et les revenus de 2021 (Filosofi) dans la géographie 2024 ; ils "
        "ne sont pas importés ici : les importer, puis reprendre ces chiffres."
    )


def _populations(contrat: Contrat, q: Quartier) -> str:
    """How many people each perimeter has, as published, or as the tables say of that of 2024."""
    old, new = (_inhabitants(_population(contrat, q.codes(geography))) for geography in (ANCIENNE, NOUVELLE))
    if not new and q.population_2024:
        new = f"{format_value(q.population_2024, COUNT)} habitants"
    unknown = "population non renseignée"
    return f"Périmètre de 2015 : {old or unknown} ; périmètre de 2024 : {new or unknown}."


def _population(contrat: Contrat, codes: tuple[str, ...]) -> Publication | None:
    """How many people the QPV ``codes`` have, in the newest edition if that is recent."""
    published = series(contrat, codes, contrat.lecture.population)
    return published[-1] if published and is_recent(contrat, published[-1]) else None


def _inhabitants(p: Publication | None) -> str:
    return f"{format_value(p.valeur, COUNT)} habitants ({year_of(p)})" if p is not None and p.valeur else ""


# -- R10: magnitude ---------------------------------------------------------------------------------------


def rule_magnitude(c: Contexte) -> Iterator[Doute]:
    for a in c.contrat.affirmations:
        v, i = c.verifications[a.affirmation], c.indicateur(a)
        if v.valeur is None or v.valeur.accord is Accord.AUTRE_INTITULE:
            continue
        spreads = [r for r in c.contrat.repartitions if r.indicateur == a.indicateur]
        if not spreads or not c.contrat.quartiers[a.quartier].est_qpv:
            continue  # what QPV have says nothing of what is none
        # That of the perimeter that the statement is known to be of; documents are of that of 2015 as a rule.
        of = {p.diffusion.geographie for p in v.valeur.publications} or {ANCIENNE}
        spread = max(spreads, key=lambda r: (r.geographie in of, r.edition))
        number, qpv = v.valeur.nombre, f"{format_value(spread.effectif, COUNT)} QPV de France"
        if not (number.haut < spread.c01 or number.bas > spread.c99):
            continue
        side = "moins" if number.haut < spread.c01 else "plus"
        bound = spread.c01 if side == "moins" else spread.c99
        year = f"en {spread.annee}" if spread.annee else f"dans la diffusion {spread.edition}"
        confirmed = v.valeur.accord is Accord.CONCORDE
        past = None if confirmed else _own_past(c, a)
        usual = past is not None and number.distance(past.valeur or 0.0) <= c.contrat.lecture.ecart_publie(
            past.valeur or 0.0, i.unite
        )
        tail = " Pour ce quartier, l'Insee publie bien une telle valeur." if confirmed else ""
        if past is not None:
            level = format_value(past.valeur, i.unite)
            tail = (
                f" Le quartier était déjà proche de ce niveau : {level} ({when(past)})."
                if usual
                else f" Pour ce même quartier, l'Insee publiait {level} ({when(past)})."
            )
        yield c.doubt(
            Regle.AMPLEUR,
            Gravite.INFORMATION if confirmed or usual else Gravite.DOUTE,
            (a,),
            f"{number_text(number, i)} est inhabituel : {year}, 99 % des {qpv} "
            f"ont {'plus' if side == 'moins' else 'moins'} de {format_value(bound, i.unite)}.{tail}",
            "Dire à quoi tient ce niveau."
            if confirmed or usual
            else "Vérifier la valeur, son unité et la population à laquelle elle se rapporte.",
            publications=(past,) if past is not None else (),
        )


def _own_past(c: Contexte, a: Affirmation) -> Publication | None:
    """The newest figure published of the quartier's own QPV, however old: its own past says more than the others'."""
    published = [p for p in series_of(c.contrat, c.contrat.quartiers[a.quartier], a.indicateur) if p.valeur is not None]
    earlier = [p for p in published if p.annee is None or a.annee is None or p.annee <= a.annee]
    return earlier[-1] if earlier else None


def rule_large_change(c: Contexte) -> Iterator[Doute]:
    jumps = {name for d in rule_jump(c) if d.gravite is Gravite.DOUTE for name in d.affirmations}
    for a in c.contrat.affirmations:
        if a.affirmation in jumps:
            continue  # rule 14 says which jump the change is
        v, i = c.verifications[a.affirmation], c.indicateur(a)
        change = trend(a, i, c.contrat.lecture)
        if change is None or change.variation is None or i.unite != "%" or v.sans_definition_commune:
            continue
        if abs(change.variation) < AMPLEUR_POINTS:
            continue
        sure = (
            v.depart is not None
            and v.valeur is not None
            and v.valeur.accord in (Accord.CONCORDE, Accord.AUTRE_INTITULE)
        )
        tail = " Les valeurs publiées donnent bien cette évolution." if sure else ""
        yield c.doubt(
            Regle.AMPLEUR,
            Gravite.INFORMATION if sure else Gravite.DOUTE,
            (a,),
            f"Une évolution de {format_gap(change.variation, i.unite)} est inhabituelle pour une part.{tail}",
            "Dire à quoi tient cette évolution."
            if sure
            else "Vérifier les deux valeurs, et qu'elles mesurent la même chose.",
        )

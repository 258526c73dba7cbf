"""Rule 9 on the perimeter of published figures: whom they are about, beside whom the project is about.

The QPV of 2015 that is not that of 2024; the QPV that is larger than the project (one of several that share it, or of
the communes that it reaches); the QPV that had no former one; the figure of a part only.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final

from quartiers.analyse.comparaisons import difference
from quartiers.analyse.doutes import (
    AUTRES_LIMITES,
    PERIMETRE_DU_QPV,
    Contexte,
    Doute,
    Gravite,
    Regle,
    join_lines,
    lines_of,
    number_text,
    published_text,
    when_among,
    year_of,
)
from quartiers.analyse.notes import added_since, is_of_the_former_perimeter, is_of_the_whole
from quartiers.analyse.perimetres import Changement, perimeter_change
from quartiers.analyse.publications import Publication, is_recent, series, series_of
from quartiers.analyse.rapprochement import CONFIRMES, Accord, Rapprochement
from quartiers.analyse.regles_parties import name_of_part
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import NON_DIFFUSE, Affirmation, Contrat, Quartier
from quartiers.donnees.tables.importees import ANCIENNE, NOUVELLE
from quartiers.donnees.tables.relecture import INTERCALE
from quartiers.typographie import count, format_gap, format_value, join_words
from quartiers.unites import COUNT

# What a footnote begins with, where it stands between two paragraphs of the text.
_NOTE_MARK: Final = re.compile(r"\s*(?:[¹²³⁴⁵⁶⁷⁸⁹*†]|[(\[]\d[)\]])")


def rule_whole_qpv(c: Contexte) -> Iterator[Doute]:
    if not c.contrat.a_un_document:
        return  # a portrait says of which QPV it is: there is no diagnostic to read otherwise
    for q in c.contrat.quartiers.values():
        if not q.est_qpv:
            continue
        rows = c.contrat.affirmations_de(q.quartier)
        sharing = list(c.contrat.projets_du_meme_qpv(q))
        elsewhere = _communes_elsewhere(q)
        if sharing or q.couverture == "partie":
            yield _of_the_whole(c, q, rows, sharing, elsewhere)
        elif (beyond := _not_told(c, q, elsewhere)) and _has_document(c, q):
            yield _beyond_the_commune(q, rows, beyond)
        if q.est_nouveau and _has_document(c, q):
            yield _without_series(c, q, rows)


def head_of(q: Quartier) -> str | None:
    """The first line of the section: where the document says, or should say, of which perimeter it speaks.

    >>> from types import SimpleNamespace
    >>> head_of(SimpleNamespace(lignes="21-57"))
    '21'
    """
    found = re.match(r"\d+", (q.lignes or "").strip())
    return found[0] if found else None


def lines_of_note(c: Contexte, q: Quartier) -> str | None:
    """Where the footnotes of a section are, by what a reader noted of its text."""
    rows = (row for row in c.contrat.relecture if row.quartier == q.quartier and row.nature == INTERCALE)
    return join_lines(row.lignes for row in rows if _NOTE_MARK.match(row.imprime or ""))


def _has_document(c: Contexte, q: Quartier) -> bool:
    name = q.quartier
    return bool(c.contrat.affirmations_de(name) or c.contrat.constats_de(name) or c.contrat.priorites_de(name))


def _communes_elsewhere(q: Quartier) -> list[str]:
    """Communes that the QPV reaches, and that the project is not of."""
    own = {fold(name) for name in q.communes}
    names = [commune.split(" ", 1)[-1] for commune in q.communes_qpv]
    return [name for name in names if fold(name) not in own]


def _not_told(c: Contexte, q: Quartier, elsewhere: list[str]) -> list[str]:
    """Those communes that rule 9 does not already tell as reached since 2015."""
    change = perimeter_change(c.contrat, q)
    told = " ".join(change.signes) if change is not None else ""
    return [name for name in elsewhere if name not in told]


def _of_the_whole(
    c: Contexte, q: Quartier, rows: tuple[Affirmation, ...], sharing: list[Quartier], elsewhere: list[str]
) -> Doute:
    """Figures of a whole QPV, for a project that covers a part of it."""
    said = is_of_the_whole(q.note)
    note = _in_note(c, q) if said else ""
    whole = rows if said else tuple(a for a in rows if _is_of_the_whole(c, a))
    shared = f", que se partagent {join_words([o.nom_court for o in (q, *sharing)])}" if sharing else ""
    everywhere = join_words([commune.split(" ", 1)[-1] for commune in q.communes_qpv])
    reach = f" ({everywhere})" if elsewhere else shared
    return Doute(
        Regle.PERIMETRE,
        Gravite.INFORMATION,
        (q.quartier,),
        PERIMETRE_DU_QPV,
        f"Le projet ne couvre qu'une partie du QPV « {q.libelle_qpv_2024} »{reach}. "
        f"{_whose_figures(c, rows, whole, note)}",
        "Le dire dans le diagnostic, et chercher pour cette partie ce que les acteurs locaux en savent.",
        tuple(a.affirmation for a in rows),
        lignes=join_lines((head_of(q), lines_of_note(c, q) if said else None, *(a.lignes for a in rows))),
        titre="Des chiffres du QPV entier, dont le projet ne couvre qu'une partie",
    )


def _in_note(c: Contexte, q: Quartier) -> str:
    """``en note (l. 12)``."""
    return "en note" + (f" (l. {lines})" if (lines := lines_of_note(c, q)) else "")


def _whose_figures(c: Contexte, rows: tuple[Affirmation, ...], whole: tuple[Affirmation, ...], note: str) -> str:
    """Which of the stated figures are known to be of the whole QPV, and which may be; ``note`` is where the document
    says it of all."""
    told = "Les chiffres publiés sont ceux du QPV entier"
    nothing = "ils ne disent rien de cette partie seule"
    if note and whole:
        return f"{told}, et le document dit {note} que tous les siens le sont aussi : {nothing}."
    if not whole:
        return f"{told} : {nothing}." + (f" Le document ne dit pas de qui sont les siens{_at(rows)}." if rows else "")
    begun = tuple(a for a in rows if a not in whole and _begins_as_the_whole(c, a))
    others = tuple(a for a in rows if a not in whole and a not in begun)
    shared = {line for a in whole for line in lines_of(a)} & {line for a in others for line in lines_of(a)}
    agree = "en a la valeur" if len(whole) == 1 else "en ont la valeur"
    stated = count(len(whole), "chiffre énoncé", "chiffres énoncés")
    told += f", et {stated} ici {agree}, ou son arrondi{_which(c, whole, shared)}"
    if begun:
        of_others = "d'un autre" if len(begun) == 1 else "d'autres"
        told += f" ; {of_others}, le départ seul{_at(begun)}"
    told += f" : {nothing}."
    what = "l'autre" if len(others) == 1 else "les autres"
    return told + (f" Pour {what}{_which(c, others, shared)}, le document ne le dit pas." if others else "")


def _which(c: Contexte, rows: tuple[Affirmation, ...], shared: Collection[str]) -> str:
    """Where figures are, and which they are in a line that has some of both kinds."""
    alone = tuple(a for a in rows if not lines_of(a) & set(shared))
    named = [f"{c.indicateur(a).libelle_court}, l. {a.lignes}" for a in rows if a not in alone]
    at = [f"l. {lines}"] if (lines := join_lines(a.lignes for a in alone)) else []
    return f" ({' ; '.join([*at, *named])})" if at or named else ""


def _at(rows: tuple[Affirmation, ...]) -> str:
    return f" (l. {lines})" if (lines := join_lines(a.lignes for a in rows)) else ""


def _is_of_the_whole(c: Contexte, a: Affirmation) -> bool:
    """Whether the stated value is what is published for the whole QPV, under this label or another: its start alone
    tells nothing of it."""
    v = c.verifications[a.affirmation]
    agreeing = (*CONFIRMES, Accord.AUTRE_INTITULE)
    return any(n is not None and n.accord in agreeing for n in (v.valeur, v.evolution))


def _begins_as_the_whole(c: Contexte, a: Affirmation) -> bool:
    """Whether the start that the document states, to the decimal, is what is published of the whole QPV: its end may be
    of the same, and nothing tells so."""
    start = c.verifications[a.affirmation].depart
    known = start is not None and start.accord in (Accord.CONCORDE, Accord.AUTRE_INTITULE)
    return a.valeur_initiale is not None and known


def _beyond_the_commune(q: Quartier, rows: tuple[Affirmation, ...], elsewhere: list[str]) -> Doute:
    """A QPV that reaches communes that its project does not name as its own."""
    return Doute(
        Regle.PERIMETRE,
        Gravite.INFORMATION,
        (q.quartier,),
        PERIMETRE_DU_QPV,
        f"Le QPV « {q.libelle_qpv_2024} » s'étend aussi sur {join_words(elsewhere)} ; le projet, lui, est rattaché à "
        f"{join_words(list(q.communes))}. Un chiffre publié compte tous les habitants du QPV.",
        "Dire si le projet s'adresse aussi à ces habitants, et si leur commune y est associée.",
        tuple(a.affirmation for a in rows),
        lignes=head_of(q),
        titre="Un QPV qui s'étend au-delà de la commune du projet",
    )


def _without_series(c: Contexte, q: Quartier, rows: tuple[Affirmation, ...]) -> Doute:
    """A QPV that no QPV of 2015 became: no series is published of it."""
    known = any(p.valeur is not None for i in c.contrat.indicateurs for p in series_of(c.contrat, q, i))
    published = (
        "seuls des chiffres récents sont publiés, dans la géographie 2024"
        if known
        else "aucun chiffre n'en est publié parmi les fichiers repris"
    )
    stated = "" if rows else ", et le document n'en énonce aucun"
    return Doute(
        Regle.PERIMETRE,
        Gravite.INFORMATION,
        (q.quartier,),
        PERIMETRE_DU_QPV,
        f"Ce QPV est nouveau en 2024 : il n'a pas de QPV de 2015, {published}{stated}. Aucune évolution ne peut se "
        "lire.",
        "Compléter par les chiffres de la géographie 2024, que l'Insee publie depuis août 2024.",
        tuple(a.affirmation for a in rows),
        lignes=join_lines((head_of(q), *(a.lignes for a in rows))),
        titre="Un QPV nouveau, sans série" if known or rows else "Un QPV nouveau, sans chiffre ni série",
    )


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
    total = f" Pour l'ensemble du QPV : {value}{_change_of_whole(c, q, a, whole[0])}." if whole else ""
    return c.doubt(
        Regle.PERIMETRE,
        Gravite.DOUTE,
        (a,),
        f"{number_text(number.nombre, i)} ne concorde qu'avec une partie du QPV, "
        f"{name_of_part(q, part.territoires[0])}, où la valeur publiée est {published_text(c, part)}.{total}",
        "Dire à quelle partie du quartier le chiffre se rapporte, ou donner celui de l'ensemble.",
        publications=number.publications,
        bref=f"{format_value(a.valeur, i.unite)} est la valeur d'une partie du QPV",
    )


def _change_of_whole(c: Contexte, q: Quartier, a: Affirmation, end: Publication) -> str:
    """What the whole QPV did since the edition that the stated change starts from, where that is of the part too."""
    start, i = c.verifications[a.affirmation].depart, c.indicateur(a)
    if start is None or start.accord is not Accord.AUTRE_PERIMETRE or a.variation is None or end.valeur is None:
        return ""
    since = start.publications[0].diffusion
    for p in series(c.contrat, q.codes(ANCIENNE), a.indicateur):
        if p.diffusion == since and p.valeur is not None:
            change, stated = (format_gap(x, i.unite) for x in (difference(end.valeur, p.valeur), a.variation))
            began = f"{format_value(p.valeur, i.unite)} ({when_among(p, (p, end))})"
            return f", soit {change} depuis {began} ; {stated} n'est vrai que de cette partie"
    return ""


def _of_former_perimeter(c: Contexte, q: Quartier, rows: tuple[Affirmation, ...], change: Changement) -> Doute:
    """All figures are of the QPV of 2015, which is not, or may not be, that of 2024."""
    differs = "est différent" if change.certain else "peut être différent"
    signs = list(change.signes)
    if more := added_since(q.note):  # which says it better than that it is larger
        larger = f"il ajoute {more}, dont ces chiffres ne disent rien"
        signs = [larger, *(sign for sign in signs if sign != f"il a été {q.perimetre}")]
    said = is_of_the_former_perimeter(q.note)  # then a reader of the document knows: it is told, not found
    told = f", comme le document le dit {_in_note(c, q)}" if said else ""
    return Doute(
        Regle.PERIMETRE,
        Gravite.DOUTE if change.certain and not said else Gravite.INFORMATION,
        (q.quartier,),
        PERIMETRE_DU_QPV,
        f"Les chiffres portent sur le périmètre de 2015{told} ; celui de 2024 {differs} : "
        f"{' ; '.join(signs)}. {_populations(c.contrat, q)}",
        f"{_what_to_write(q, rows)} {_where_the_new_figures_are(c.contrat, q)}",
        tuple(a.affirmation for a in rows),
        lignes=join_lines((head_of(q), lines_of_note(c, q) if said else None)),
        bref="les chiffres sont ceux des limites de 2015, non de 2024",
        titre=AUTRES_LIMITES
        if change.certain
        else "Des chiffres dans les limites de 2015, peut-être pas celles de 2024",
    )


def _what_to_write(q: Quartier, rows: tuple[Affirmation, ...]) -> str:
    """Of which former QPV each figure is, where the new one joins several: « 2015 » alone would not say it."""
    if len(q.codes_qpv_2015) > 1 and rows:
        names = join_words([*q.libelles_qpv_2015, "les deux" if len(q.codes_qpv_2015) == 2 else "tous"], "ou")
        return f"Pour chaque chiffre gardé, écrire de quel ancien QPV il est : {names}."
    return "Écrire « limites de 2015 » à côté de ces chiffres."


def _where_the_new_figures_are(contrat: Contrat, q: Quartier) -> str:
    """What exists on the perimeter of 2024: since August 2024, INSEE gives populations and Filosofi 2021 on it."""
    if any(contrat.mesures_de(code, name) for code in q.codes("2024") for name in contrat.indicateurs):
        return "Citer à côté ceux de la géographie 2024, repris ici."
    return (
        "Ajouter la population et les revenus de 2021 (Filosofi) que l'Insee publie, depuis août 2024, dans les "
        "limites de 2024."
    )


def _populations(contrat: Contrat, q: Quartier) -> str:
    """How many people each perimeter has, as published, or as the tables say of that of 2024."""
    old, new = (_inhabitants(_population(contrat, q.codes(geography))) for geography in (ANCIENNE, NOUVELLE))
    if not new and q.population_2024:
        new = f"{format_value(q.population_2024, COUNT)} habitants"
    if old and len(q.codes_qpv_2015) > 1:  # a sum is the population of no QPV
        parts = [_population(contrat, (code,)) for code in q.codes_qpv_2015]
        known = [format_value(p.valeur if p else None, COUNT) for p in parts]
        each = [f"{n} pour {name}" for n, name in zip(known, q.libelles_qpv_2015, strict=False)]
        old = f"{join_words(each)}, {'à eux deux' if len(parts) == 2 else 'en tout'} {old}"
    unknown = "population non reprise ici"
    return f"Périmètre de 2015 : {old or unknown} ; périmètre de 2024 : {new or unknown}."


def _population(contrat: Contrat, codes: tuple[str, ...]) -> Publication | None:
    """How many people the QPV ``codes`` have, in the newest edition if that is recent."""
    published = series(contrat, codes, contrat.lecture.population)
    return published[-1] if published and is_recent(contrat, published[-1]) else None


def _inhabitants(p: Publication | None) -> str:
    return f"{format_value(p.valeur, COUNT)} habitants ({year_of(p)})" if p is not None and p.valeur else ""

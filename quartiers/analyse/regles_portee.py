"""Rule 9, of what is said in the section of a quartier and is not about it: findings about the commune, or about a part
of the quartier; figures of another quartier; a mean, or a superlative, of other territories than the document's usual.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from quartiers.analyse.comparaisons import compare
from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines, lines_of, stated_text
from quartiers.analyse.notes import stated_reference, superlative_among
from quartiers.analyse.origines import NON_PRECISEE, attributed, attributed_apart
from quartiers.analyse.reponses import Reponse, answer_to_finding
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Affirmation, Constat, Contrat, Quartier
from quartiers.typographie import join_words

CONSTATS: Final = "Constats"
TEXTE_DE_PRIORITE: Final = "Texte d'une priorité"
COMPOSITION: Final = "Composition du quartier"
PARTIES: Final = "Parties du quartier"
MOYENNE: Final = "Moyenne citée"
ENSEMBLE: Final = "Ensemble comparé"
_COMMUNE: Final = "Un constat sur la commune ou le territoire, non sur le quartier seul"
# A place inside a quartier: what its name follows, in a finding or in a priority.
_PLACE: Final = re.compile(
    r"\b(?:[Rr]ésidence|[Cc]ité|[Pp]lace|[Rr]ue|[Ff]aubourg|[Îîi]lot|[Hh]ameau|[Tt]our|[Ss]ecteur)"
    r"(?: (?:de|du|des|la|le|les))* [A-ZÀ-Ý][\w'’-]*(?: [A-ZÀ-Ý][\w'’-]*)*"
)
_AT: Final = re.compile(r"(?:\bà|\(|,|\bet) (?P<name>[A-ZÀ-Ý][\w'’-]{3,})")
# What says that a quartier is several that are not alike.
_SEVERAL: Final = re.compile(
    r"\b(?:sous[- ]quartiers|(?:plusieurs|differents) (?:secteurs|ensembles|quartiers)"
    r"|(?:realites|besoins|situations|problemes|profils|secteurs)\b.*\b(?:differe|diverg|dispara|inegal|contrast)\w*)"
)
# A text that says itself to be about a part, or that only gives the place as an instance.
_SAID: Final = ("une partie", "certaines residences", "certains secteurs", "notamment", "surtout", "en particulier")
# A place larger than the quartier, as what a finding is about: not what it is compared or joined to.
_LARGER: Final = re.compile(
    r"\b(?:dans la commune|sur la commune|dans la ville|sur le territoire|a l'echelle communale|"
    r"emplois locaux|bassin d'emploi|bassin de vie)\b"
)


def rule_other_territory(c: Contexte) -> Iterator[Doute]:
    for q in c.contrat.quartiers.values():
        yield from _of_the_commune(c, q)
        yield from _of_a_part(c, q)
        yield from _of_several(c, q)
        yield from _of_another_section(c, q)
    yield from _other_mean(c)
    yield from _superlative_of_what(c)


def _of_the_commune(c: Contexte, q: Quartier) -> Iterator[Doute]:
    every = [k for k in c.contrat.constats_de(q.quartier) if _is_of_the_commune(k.constat)]
    own = [k for k in every if _is_of_a_priority(c, q, k)]
    if own:
        yield Doute(
            Regle.PERIMETRE,
            Gravite.INFORMATION,
            (q.quartier,),
            TEXTE_DE_PRIORITE,
            f"Le texte d'une priorité, non le diagnostic, parle de la commune ou du territoire : "
            f"{' ; '.join(k.constat for k in own)}.",
            "Citer la source, et dire si elle porte sur le quartier.",
            lignes=join_lines(k.lignes for k in own),
            titre=_COMMUNE,
        )
    found = [k for k in every if k not in own]
    if found:
        one = len(found) == 1
        yield Doute(
            Regle.PERIMETRE,
            Gravite.INFORMATION,
            (q.quartier,),
            CONSTATS,
            f"{'Un constat décrit' if one else f'{len(found)} constats décrivent'} la commune ou le territoire, non le "
            f"quartier seul : {' ; '.join(map(attributed_apart, found))}.",
            "Citer la source, et dire ce qu'il en est dans le quartier.",
            lignes=join_lines(k.lignes for k in found),
            titre=_COMMUNE,
        )


def _is_of_a_priority(c: Contexte, q: Quartier, k: Constat) -> bool:
    """Whether a finding was taken from the text of a priority, not from the diagnostic."""
    priorities = c.contrat.priorites_de(q.quartier)
    return any(answer_to_finding(p, k) is Reponse.PROPRE for p in priorities)


def _is_of_the_commune(text: str) -> bool:
    """Whether a finding is about a larger place, and not of the quartier as well.

    >>> _is_of_the_commune("Part élevée de primo-arrivants dans la commune")
    True
    >>> _is_of_the_commune("Emplois locaux plutôt industriels")
    True
    >>> _is_of_the_commune("Mobilité difficile dans le quartier et, plus largement, dans la commune")
    False
    """
    return bool(_LARGER.search(fold(text))) and "dans le quartier" not in fold(text)


def _of_a_part(c: Contexte, q: Quartier) -> Iterator[Doute]:
    """Findings and priorities that name a place inside the quartier: they are not about all of it."""
    findings = [(k.constat, attributed_apart(k), k.lignes) for k in c.contrat.constats_de(q.quartier)]
    priorities = [(p.intitule, p.intitule, p.lignes) for p in c.contrat.priorites_de(q.quartier)]
    names = {name for text, _, _ in (*findings, *priorities) for name in places(text, q)}
    told = [(said, lines) for text, said, lines in (*findings, *priorities) if _is_of_a_part(text, names)]
    if told:
        one = len(told) == 1
        yield Doute(
            Regle.PERIMETRE,
            Gravite.INFORMATION,
            (q.quartier,),
            PARTIES,
            f"{'Un texte ne porte' if one else f'{len(told)} textes ne portent'} que sur une partie du quartier, qu'"
            f"{'il nomme' if one else 'ils nomment'} : {' ; '.join(_placed(*t) for t in told)}.",
            "Nommer cette partie chaque fois qu'on le cite : il ne vaut pas pour tout le quartier."
            if one
            else "Nommer cette partie chaque fois qu'on les cite : ils ne valent pas pour tout le quartier.",
            lignes=join_lines(lines for _, lines in told),
            titre="Un texte qui ne porte que sur une partie du quartier",
        )


def _placed(said: str, lines: str | None) -> str:
    return f"{said} (l. {lines})" if lines else said


def places(text: str, q: Quartier) -> set[str]:
    """Places inside a quartier that a text names: not its communes, nor those that its QPV reaches.

    >>> from types import SimpleNamespace
    >>> q = SimpleNamespace(nom="Rives – Anzin", communes=("Anzin",), communes_qpv=("59014 Anzin", "59079 Beuvrages"))
    >>> sorted(places("Insécurité à Fénelon, Chardonnerets et Anzin", q))
    ['Chardonnerets', 'Fénelon']
    >>> places("Poursuivre avec la Cité éducative et l'OPAH", q)
    set()
    """
    found = {match[0] for match in _PLACE.finditer(text)}
    if re.search(r"\bà [A-ZÀ-Ý][\w'’-]{3,}", text):
        found |= {match["name"] for match in _AT.finditer(text)}
    whole = {fold(q.nom), *(fold(name) for name in q.communes), *(fold(k.split(" ", 1)[-1]) for k in q.communes_qpv)}
    return {name for name in found if fold(name) not in whole}


def _is_of_a_part(text: str, names: set[str]) -> bool:
    """Whether a text names one of these places; one that says to be about a part needs no telling."""
    return any(re.search(rf"\b{re.escape(name)}\b", text) for name in names) and not any(
        words in fold(text) for words in _SAID
    )


def _superlative_of_what(c: Contexte) -> Iterator[Doute]:
    """Superlatives among another set than the one that the document compares its figures to."""
    usual = c.contrat.territoires.get(c.contrat.lecture.reference)
    groups: defaultdict[str, list[Affirmation]] = defaultdict(list)
    for a in c.contrat.affirmations:
        among = superlative_among(a.note)
        if among is not None and usual is not None and not _is_of_quartiers(among):
            groups[among].append(a)
    for among, rows in groups.items():
        named = join_words(list(dict.fromkeys(c.indicateur(a).libelle_court for a in rows)))
        yield c.doubt(
            Regle.PERIMETRE,
            Gravite.INFORMATION,
            tuple(rows),
            f"{named} : le superlatif porte sur « {among} », alors que les moyennes citées sont celles des {usual}. On "
            "ne sait pas s'il est vrai de tout ce territoire, ou seulement de ses quartiers prioritaires.",
            f"Écrire parmi quels quartiers : par exemple, « des {usual} ».",
            objet=ENSEMBLE,
            titre="Un superlatif dont l'ensemble n'est pas sûr",
        )


def _is_of_quartiers(among: str) -> bool:
    return any(word in fold(among) for word in ("qpv", "quartier"))


def _of_several(c: Contexte, q: Quartier) -> Iterator[Doute]:
    """Findings that the quartier is made of parts that differ, beside figures that are one for all."""
    found = [k for k in c.contrat.constats_de(q.quartier) if is_of_several(k.constat)]
    if found:
        yield Doute(
            Regle.PERIMETRE,
            Gravite.INFORMATION,
            (q.quartier,),
            COMPOSITION,
            f"Le document dit lui-même que le quartier réunit des parties différentes : "
            f"{' ; '.join(k.constat if k.origine == NON_PRECISEE else attributed(k) for k in found)}. Un chiffre "
            "énoncé ou publié est une moyenne de ces parties, et peut n'être vrai d'aucune.",
            "Dire quelles parties, et chercher pour chacune ce que les acteurs locaux en savent.",
            lignes=join_lines(k.lignes for k in found),
            titre="Un quartier fait de parties différentes",
        )


def is_of_several(text: str) -> bool:
    """Whether a finding says that the quartier is several that are not alike.

    >>> is_of_several("Vaste quartier, où les besoins diffèrent"), is_of_several("Quartier fait de sous-quartiers")
    (True, True)
    >>> is_of_several("Les besoins des jeunes"), is_of_several("Âges différents")
    (False, False)
    """
    return bool(_SEVERAL.search(fold(text)))


def _of_another_section(c: Contexte, q: Quartier) -> Iterator[Doute]:
    """Figures of the quartier that the document states in the section of another."""
    for a in stated_elsewhere(c.contrat, q):
        yield c.doubt(
            Regle.PERIMETRE,
            Gravite.INFORMATION,
            (a,),
            f"Le document donne un chiffre de ce quartier hors de sa section (l. {q.lignes}) : "
            f"{stated_text(a, c.indicateur(a))}, l. {a.lignes}.",
            "Le reprendre dans la section du quartier, avec sa source.",
            titre="Un chiffre de ce quartier, donné dans une autre section",
        )


def stated_elsewhere(contrat: Contrat, q: Quartier) -> list[Affirmation]:
    """The figures of a quartier that are not in its section, by the lines of both, where these are known."""
    span = _span(q.lignes)
    return [a for a in contrat.affirmations_de(q.quartier) if span and _first(a.lignes) not in (None, *span)]


def _span(lines: str | None) -> range | None:
    found = re.fullmatch(r"(\d+)-(\d+)", (lines or "").strip())
    return range(int(found[1]), int(found[2]) + 1) if found else None


def _first(lines: str | None) -> int | None:
    found = re.match(r"\d+", (lines or "").strip())
    return int(found[0]) if found else None


def _is_a_usual_mean(c: Contexte, a: Affirmation) -> bool:
    """Whether a mean that is named otherwise is, by its value, one that is given elsewhere under the usual name."""
    stated, usual = compare(a, c.indicateur(a), c.contrat).valeur_reference, c.contrat.lecture.reference
    return stated is not None and any(
        compare(b, c.indicateur(b), c.contrat).valeur_reference == stated
        for b in c.contrat.affirmations
        if b is not a and b.indicateur == a.indicateur and b.reference == usual and not stated_reference(b.note)
    )


def _is_short_for_the_usual(c: Contexte, a: Affirmation) -> bool:
    """Whether the same sentence compares another figure with the usual mean, under its name: « la moyenne des
    quartiers » is short for it there."""
    return any(
        b is not a
        and b.quartier == a.quartier
        and b.reference == c.contrat.lecture.reference
        and not stated_reference(b.note)
        and lines_of(a) & lines_of(b)
        for b in c.contrat.affirmations
    )


def _other_mean(c: Contexte) -> Iterator[Doute]:
    """Means of other territories than the one that figures are usually compared to, or that it names otherwise."""
    usual = c.contrat.lecture.reference
    groups: defaultdict[tuple[str, str], list[Affirmation]] = defaultdict(list)  # each section is told of its own
    for a in c.contrat.affirmations:
        if a.reference is not None and a.reference != usual:
            groups[a.quartier, c.contrat.territoires.get(a.reference, a.reference)].append(a)
        elif (words := stated_reference(a.note)) and not (_is_a_usual_mean(c, a) or _is_short_for_the_usual(c, a)):
            groups[a.quartier, words].append(a)
    if not any(a.reference == usual for a in c.contrat.affirmations):
        return
    for (_, territory), rows in groups.items():
        named = join_words(list(dict.fromkeys(c.indicateur(a).libelle_court for a in rows)))
        other = all(a.reference not in (None, usual) for a in rows)
        compared = "un autre ensemble" if other else "un ensemble qu'il nomme autrement"
        yield c.doubt(
            Regle.PERIMETRE,
            Gravite.INFORMATION,
            tuple(rows),
            f"{named} : le document compare à {compared} (« {territory} »). Il compare en général à la moyenne des "
            f"{c.contrat.territoires[usual]}.",
            "Comparer au même ensemble partout, sous le même nom, ou dire pourquoi.",
            objet=MOYENNE,
            titre="Une moyenne d'un autre ensemble, ou sous un autre nom",
        )

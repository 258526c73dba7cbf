"""Rules 21 and 22: what the document does not say of a figure (level, start, mean, exact value), and what it says of
several quartiers alike.

None of them says that the document is wrong: they say what a reader would have to ask.
"""

from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from quartiers.analyse.comparaisons import Fondement, compare, matching_references
from quartiers.analyse.diagnostic import EXACTE
from quartiers.analyse.doutes import PRIORITES, Contexte, Doute, Gravite, Regle, join_lines, published_text
from quartiers.analyse.moyennes_ailleurs import mean_of_same_value
from quartiers.analyse.notes import stated_words
from quartiers.analyse.publications import Publication, comparable_before, latest, series
from quartiers.analyse.rapprochement import Accord
from quartiers.analyse.regles_moyennes import bounds_of_mean, hardly_moving, rule_published_position
from quartiers.analyse.regles_positions import rule_neighbour_position
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Affirmation, Constat, Priorite, Quartier, Reference
from quartiers.donnees.tables.cadre import INCOMPLET
from quartiers.typographie import count, format_value, join_words, lower_first

DIAGNOSTIC: Final = "Diagnostic"
CONSTATS: Final = "Constats de terrain"
DEPART: Final = "Points de départ"
REPERE: Final = "Repères"
ORDRES: Final = "Ordres de grandeur"
# So much of the words of two texts in common, and they were written once.
RESSEMBLANCE: Final = 0.85
MIN_MOTS: Final = 6
_SITUES: Final = {"au-dessus": "dit au-dessus", "au-dessous": "dit au-dessous", "comparable": "dit proche"}
_MOUVEMENT: Final = {"hausse": 1, "baisse": -1}

# -- R21: no level ----------------------------------------------------------------------------------------


def rule_level(c: Contexte) -> Iterator[Doute]:
    """Changes stated without the level that is reached, and quartiers of which the document states no figure."""
    stable = {a.affirmation for a in c.contrat.affirmations if hardly_moving(c, a) is not None}
    for a in c.contrat.affirmations:
        if a.valeur is not None or not _direction(a):
            continue
        change = c.verifications[a.affirmation].evolution
        known, other = latest(c.contrat, c.contrat.quartiers[a.quartier], a.indicateur), ""
        if change is not None and change.accord is Accord.AUTRE_INTITULE:  # rule 6 says under which label it is
            known = change.publications[-1]
            other = c.contrat.indicateurs[known.indicateur].libelle
        given = known is not None and known.valeur is not None
        before = (
            given and known is not None and known.annee is not None and a.annee is not None and known.annee < a.annee
        )
        last = " pour une année antérieure : " if before else " "
        yield c.doubt(
            Regle.NIVEAU,
            Gravite.INFORMATION,
            (a,),
            "Le document énonce une évolution sans le niveau atteint"
            + (
                f" ; l'Insee publie{last}{published_text(c, known)}{f', sous « {other} »' if other else ''}."
                if known and given
                else " ; aucune publication reprise ne le donne."
            ),
            "Donner le niveau et son année à côté de l'évolution.",
            publications=(known,) if known and given else (),
        )
    beside = {
        name
        for rule in (rule_neighbour_position, rule_published_position)
        for d in c.found_by(rule)
        for name in d.affirmations
    }
    for quartier in c.contrat.quartiers:
        rows = c.contrat.affirmations_de(quartier)
        # Of a figure that rule 5 says to hardly move, it says from where, and what to write instead.
        unsaid = tuple(a for a in rows if _lacks_start(a) and a.affirmation not in stable)
        yield from _without_start(c, unsaid)
        yield from _without_reference(c, rows)
        yield from _beside_no_mean(c, tuple(a for a in rows if a.affirmation not in beside))
        yield from _rough(c, tuple(a for a in rows if a.valeur is not None and a.precision != EXACTE))
    if c.contrat.affirmations:
        for q in c.contrat.quartiers.values():
            if not c.contrat.affirmations_de(q.quartier) and q.texte != INCOMPLET:
                yield from _without_figures(c, q)


def _lacks_start(a: Affirmation) -> bool:
    """Whether a direction is stated of a level, without where it comes from nor by how much."""
    return a.valeur is not None and a.tendance in _MOUVEMENT and a.valeur_initiale is None and a.variation is None


def _without_start(c: Contexte, rows: tuple[Affirmation, ...]) -> Iterator[Doute]:
    """One doubt a quartier: the figures said to rise or to fall, and what is published to say by how much."""
    if not rows:
        return
    told = []
    for a in rows:
        i, known = c.indicateur(a), _published_start(c, a)
        published = f" ; l'Insee publiait {published_text(c, known)}" if known is not None else ""
        told.append(f"{i.libelle_court}, en {a.tendance}{f' (l. {a.lignes})' if a.lignes else ''}{published}")
    what = count(len(rows), "chiffre est dit", "chiffres sont dits")
    yield c.doubt(
        Regle.NIVEAU,
        Gravite.INFORMATION,
        rows,
        f"{what} en hausse ou en baisse sans point de départ ni ampleur : {' ; '.join(told)}.",
        "Donner le point de départ et son année, ou l'évolution en points.",
        objet=DEPART,
    )


def _published_start(c: Contexte, a: Affirmation) -> Publication | None:
    """What was published where the change may start from, if the stated level is published too."""
    number = c.verifications[a.affirmation].valeur
    if number is None or number.accord is not Accord.CONCORDE:
        return None
    end = number.publications[-1]
    earlier = comparable_before(c.contrat, series(c.contrat, end.territoires, end.indicateur), end)
    return earlier[0] if earlier else None


def _without_reference(c: Contexte, rows: tuple[Affirmation, ...]) -> Iterator[Doute]:
    """One doubt a quartier: the figures that the document compares with nothing, though it gives their mean elsewhere.

    Only a mean of the same year counts, and not where a doubt says that it has several values.
    """
    found: list[tuple[Affirmation, Reference]] = []
    for a in rows:
        if a.valeur is None or a.position is not None or a.reference is not None or a.annee is None:
            continue
        known = matching_references(c.contrat, c.contrat.lecture.reference, a.indicateur, a.annee)
        if len({r.valeur for r in known}) == 1:
            found.append((a, known[0]))
    if not found:
        return
    told = [
        f"{c.indicateur(a).libelle_court}, {format_value(a.valeur, c.indicateur(a).unite, a.precision)}"
        f"{f' (l. {a.lignes})' if a.lignes else ''}, quand le document donne ailleurs "
        f"{format_value(r.valeur, c.indicateur(a).unite)}{f' (l. {r.lignes})' if r.lignes else ''}"
        for a, r in found
    ]
    what = count(len(found), "chiffre est énoncé", "chiffres sont énoncés")
    yield c.doubt(
        Regle.NIVEAU,
        Gravite.INFORMATION,
        tuple(a for a, _ in found),
        f"{what} sans la moyenne des {c.contrat.territoires[c.contrat.lecture.reference]} : {' ; '.join(told)}.",
        "Citer la moyenne à côté du chiffre.",
        objet=REPERE,
    )


def _beside_no_mean(c: Contexte, rows: tuple[Affirmation, ...]) -> Iterator[Doute]:
    """One doubt a quartier: the figures that the document places over, under or near a mean that it gives nowhere for
    their year, and that the published figures of these QPV do not give either: they check the others."""
    found = [a for a in rows if a.valeur is not None and _has_a_place_alone(c, a)]
    if not found:
        return
    told = [
        f"{c.indicateur(a).libelle_court}, {format_value(a.valeur, c.indicateur(a).unite, a.precision)}, "
        f"{_SITUES[a.position or '']}{f' (l. {a.lignes})' if a.lignes else ''}"
        for a in found
    ]
    what = count(len(found), "chiffre est situé", "chiffres sont situés")
    yield c.doubt(
        Regle.NIVEAU,
        Gravite.INFORMATION,
        tuple(found),
        f"{what} par rapport à une moyenne que le document ne donne nulle part pour cette année : {' ; '.join(told)}.",
        "Donner la moyenne à côté du chiffre : elle seule dit si le mot est juste.",
        objet=REPERE,
    )


def _has_a_place_alone(c: Contexte, a: Affirmation) -> bool:
    alone = compare(a, c.indicateur(a), c.contrat).fondement is Fondement.POSITION_ENONCEE
    if not alone or mean_of_same_value(c.contrat, a) is not None:
        return False
    return bounds_of_mean(c.contrat, c.indicateur(a), a.annee) is None


def _rough(c: Contexte, rows: tuple[Affirmation, ...]) -> Iterator[Doute]:
    """One doubt a quartier: levels that are given as an order of magnitude, and the published ones that would do."""
    if not rows:
        return
    told = []
    for a in rows:
        i, known = c.indicateur(a), latest(c.contrat, c.contrat.quartiers[a.quartier], a.indicateur)
        published = f" ; l'Insee publie {published_text(c, known)}" if known and known.valeur is not None else ""
        where = f" (l. {a.lignes})" if a.lignes else ""
        stated = stated_words(a.note) or format_value(a.valeur, i.unite, a.precision)
        told.append(f"{i.libelle_court}, {stated}{where}{published}")
    what = count(len(rows), "chiffre n'est donné", "chiffres ne sont donnés")
    yield c.doubt(
        Regle.NIVEAU,
        Gravite.INFORMATION,
        rows,
        f"{what} qu'en ordre de grandeur : {' ; '.join(told)}.",
        "Donner la valeur et son année.",
        objet=ORDRES,
    )


def _without_figures(c: Contexte, q: Quartier) -> Iterator[Doute]:
    read = [p for i in c.contrat.indicateurs if (p := latest(c.contrat, q, i)) is not None and p.valeur is not None]
    if not read:
        return
    core = [p for name in c.contrat.essentiel for p in read if p.indicateur == name]
    named = join_words(
        [f"{lower_first(c.contrat.indicateurs[p.indicateur].libelle_court)}, {published_text(c, p)}" for p in core]
    )
    yield Doute(
        Regle.NIVEAU,
        Gravite.INFORMATION,
        (q.quartier,),
        DIAGNOSTIC,
        f"Le document n'énonce aucun chiffre pour ce quartier, alors que {count(len(read), 'indicateur')} "
        f"{'est publié' if len(read) == 1 else 'sont publiés'} pour {q.noms.ce}{f' ({named})' if named else ''}.",
        "Compléter le diagnostic du projet avec les chiffres publiés.",
        publications=tuple(core),
    )


def _direction(a: Affirmation) -> int:
    """1 for a stated rise, −1 for a stated fall, 0 where neither is stated."""
    if a.variation:
        return 1 if a.variation > 0 else -1
    return _MOUVEMENT.get(a.tendance or "", 0)


# -- R22: one text, several quartiers ---------------------------------------------------------------------


def rule_repeated_finding(c: Contexte) -> Iterator[Doute]:
    """Findings that have the same words, or nearly, in several quartiers, and priorities that do: they tell none of
    them apart."""
    groups: defaultdict[str, list[Constat]] = defaultdict(list)
    for constat in c.contrat.constats:
        groups[fold(constat.constat).rstrip(". ")].append(constat)
    for key, rows in _merge_alike(groups):
        quartiers = c.in_order(constat.quartier for constat in rows)
        if len(quartiers) < 2:
            continue
        exact = len({fold(constat.constat).rstrip(". ") for constat in rows}) == 1
        how = "dans les mêmes termes" if exact else "à quelques mots près"
        yield Doute(
            Regle.RECOPIE,
            Gravite.INFORMATION,
            quartiers,
            CONSTATS,
            f"Le même constat est saisi, {how}, pour {join_words([c.name(q) for q in quartiers])} : "
            f"{groups[key][0].constat} (origine : {join_words(sorted({constat.origine for constat in rows}))}).",
            "Dire ce qui est propre à chaque quartier, ou que le constat leur est commun.",
            lignes=join_lines(constat.lignes for constat in rows),
        )
    yield from _repeated_priorities(c)


def _merge_alike(groups: dict[str, list[Constat]]) -> Iterator[tuple[str, list[Constat]]]:
    """Findings by text, those of nearly the same text with the first of them."""
    texts = list(groups)
    taken: set[str] = set()
    for n, text in enumerate(texts):
        if text in taken:
            continue
        near = [other for other in texts[n + 1 :] if other not in taken and nearly_same(text, other)]
        taken.update(near)
        yield text, [row for key in (text, *near) for row in groups[key]]


def nearly_same(one: str, other: str) -> bool:
    """Whether two texts of some length have nearly the same words in the same order.

    >>> nearly_same(
    ...     "la mobilite limite les opportunites de chacun et renforce l'enclavement psychologique",
    ...     "la mobilite limite les opportunites de chacun et renforce l'enclavement surtout psychologique",
    ... )
    True
    >>> nearly_same("bus rares le matin", "bus rares le soir")
    False
    """
    (a, words), (b, others) = _words(one), _words(other)
    # No fewer words than can be matched: counting them sets most pairs aside before they are compared in order.
    shared = len(words & others) + len(a) - len(words)
    if min(len(a), len(b)) < MIN_MOTS or 2 * shared < RESSEMBLANCE * (len(a) + len(b)):
        return False
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.quick_ratio() >= RESSEMBLANCE and matcher.ratio() >= RESSEMBLANCE


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[list[str], frozenset[str]]:
    words = text.split()
    return words, frozenset(words)


def _repeated_priorities(c: Contexte) -> Iterator[Doute]:
    """Priorities of one theme that have the same title and the same forms of action in several quartiers."""
    groups: defaultdict[tuple[str, str, tuple[str, ...]], list[Priorite]] = defaultdict(list)
    for p in c.contrat.priorites:
        if p.declinaisons:
            forms = tuple(sorted(fold(d.declinaison) for d in p.declinaisons))
            groups[p.thematique, fold(p.intitule), forms].append(p)
    for same in groups.values():
        quartiers = c.in_order(p.quartier for p in same)
        if len(quartiers) < 2:
            continue
        yield Doute(
            Regle.RECOPIE,
            Gravite.INFORMATION,
            quartiers,
            PRIORITES,
            f"La même priorité, avec les mêmes déclinaisons telles qu'elles sont saisies, revient pour "
            f"{join_words([c.name(q) for q in quartiers])} : {same[0].intitule}.",
            "Dire ce qui est propre à chaque quartier, ou porter la priorité ensemble.",
            lignes=join_lines(p.lignes for p in same),
        )

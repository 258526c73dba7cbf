"""Rules 21 and 22: what the document does not say of a figure, its level, and what it says of several quartiers alike.

None of them says that the document is wrong: they say what a reader would have to ask.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines, published_text
from quartiers.analyse.publications import latest
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Affirmation, Constat, Quartier
from quartiers.donnees.tables.cadre import INCOMPLET
from quartiers.typographie import count, join_words, lower_first

DIAGNOSTIC: Final = "Diagnostic"
CONSTATS: Final = "Constats de terrain"
_MOUVEMENT: Final = {"hausse": 1, "baisse": -1}

# -- R21: no level ----------------------------------------------------------------------------------------


def rule_level(c: Contexte) -> Iterator[Doute]:
    """Changes stated without the level that is reached, and quartiers of which the document states no figure."""
    for a in c.contrat.affirmations:
        if a.valeur is not None or not _direction(a):
            continue
        known = latest(c.contrat, c.contrat.quartiers[a.quartier], a.indicateur)
        given = known is not None and known.valeur is not None
        yield c.doubt(
            Regle.NIVEAU,
            Gravite.INFORMATION,
            (a,),
            "Le document énonce une évolution sans le niveau atteint"
            + (
                f" ; l'Insee publie {published_text(c, known)}."
                if known and given
                else " ; aucune publication reprise ne le donne."
            ),
            "Donner le niveau et son année à côté de l'évolution.",
            publications=(known,) if known and given else (),
        )
    if c.contrat.affirmations:
        for q in c.contrat.quartiers.values():
            if not c.contrat.affirmations_de(q.quartier) and q.texte != INCOMPLET:
                yield from _without_figures(c, q)


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


# -- R22: one finding, several quartiers ------------------------------------------------------------------


def rule_repeated_finding(c: Contexte) -> Iterator[Doute]:
    """Findings that have the same words in several quartiers: they tell none of them apart."""
    groups: defaultdict[str, list[Constat]] = defaultdict(list)
    for constat in c.contrat.constats:
        groups[fold(constat.constat).rstrip(". ")].append(constat)
    for same in groups.values():
        quartiers = c.in_order(constat.quartier for constat in same)
        if len(quartiers) < 2:
            continue
        yield Doute(
            Regle.RECOPIE,
            Gravite.INFORMATION,
            quartiers,
            CONSTATS,
            f"Le même constat est saisi, dans les mêmes termes, pour {join_words([c.name(q) for q in quartiers])} : "
            f"{same[0].constat}.",
            "Dire ce qui est propre à chaque quartier, ou que le constat leur est commun.",
            lignes=join_lines(constat.lignes for constat in same),
        )

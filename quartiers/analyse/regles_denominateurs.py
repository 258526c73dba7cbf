"""The end of rule 18: one indicator that the document relates to several populations, in several words, or without the
unit that it is counted by.

Some are one population in other words, and those that are known to be are taken for one; others are not, and their
shares do not compare. Only the source tells.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines
from quartiers.analyse.regles_populations import ages
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Affirmation
from quartiers.typographie import join_words

# Names of one population, each as the producers define it: who lives alone is a household of one person (Insee), job
# seekers are counted at the end of a month (France Travail), those paid by a CAF are its « allocataires ».
MEMES: Final = (
    ("ménages d'une personne", "ménages d'une seule personne", "personnes seules", "personnes vivant seules"),
    ("demandeurs d'emploi", "demandeurs d'emploi en fin de mois", "demandeurs d'emploi inscrits"),
    ("allocataires", "allocataires de la caf", "allocataires caf"),
    ("actifs occupés", "actifs ayant un emploi", "personnes en emploi", "personnes ayant un emploi"),
)
_ONE_NAME: Final = {fold(name): fold(names[0]) for names in MEMES for name in names}
# The unit that a population is counted by, as its row says it: « Habitants (par unité de consommation) ».
_UNIT: Final = re.compile(r"\((par [^)]+)\)")


def one_name(population: str) -> str:
    """A population by one of its names, capitals and accents set aside.

    >>> one_name("Allocataires de la CAF"), one_name("Ménages")
    ('allocataires', 'menages')
    """
    name = fold(population)
    return _ONE_NAME.get(name, name)


def rule_several_populations(c: Contexte) -> Iterator[Doute]:
    groups: defaultdict[str, list[Affirmation]] = defaultdict(list)
    for a in c.contrat.affirmations:
        groups[a.indicateur].append(a)
    for rows in groups.values():
        i = c.indicateur(rows[0])
        named: defaultdict[str, list[Affirmation]] = defaultdict(list)
        for a in rows:
            if a.population:
                named[one_name(a.population)].append(a)
        if i.unite != "%" or len(named) < 2 or any(ages(a.population) for a in rows):
            continue  # ages are told apart
        told = join_words([f"{found[0].population}{_at(found)}" for found in named.values()])
        bare = [a for a in rows if not a.population]
        silent = f" ; ailleurs, il ne dit pas à quoi{_at(bare)}" if bare else ""
        yield c.doubt(
            Regle.POPULATION,
            Gravite.INFORMATION,
            tuple(rows),
            f"Le document rapporte cet indicateur à : {told}{silent}. Il se rapporte en principe à : "
            f"{i.population[:1].lower()}{i.population[1:]}.",
            "Écrire la même population partout, celle de la source.",
        )


def rule_unit_of_account(c: Contexte) -> Iterator[Doute]:
    """What the producer counts by a unit that the document never names: an income by consumption unit is not what each
    person has."""
    for i in c.contrat.indicateurs.values():
        unit = _UNIT.search(i.population)
        rows = [a for a in c.contrat.affirmations if a.indicateur == i.indicateur and a.population]
        bare = [a for a in rows if unit is not None and fold(unit[1]) not in fold(a.population or "")]
        if unit is None or not bare:
            continue
        named = join_words(list(dict.fromkeys(f"« {a.population} »" for a in bare)))
        yield c.doubt(
            Regle.POPULATION,
            Gravite.INFORMATION,
            tuple(bare),
            f"Le document donne ce chiffre pour : {named}{_at(bare)}. La source compte {unit[1]} : c'est ce qui rend "
            "comparables des ménages de tailles différentes, et ce n'est pas ce que chacun a.",
            f"Écrire « {unit[1]} » à côté du chiffre.",
        )


def _at(rows: list[Affirmation]) -> str:
    return f" (l. {lines})" if (lines := join_lines(a.lignes for a in rows)) else ""

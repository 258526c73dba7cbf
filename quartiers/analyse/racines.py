"""Words that two texts share, whatever their endings: how one text speaks of what another does."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from quartiers.donnees.fichiers.textes import fold

# A word is known by its first letters: « logements » and « relogement » share « logem ».
LONGUEUR: Final = 5
_PREFIXES: Final = "re|des?|in"
# Words that any text about a quartier has, and that say nothing of its subject.
_COMMUNS: Final = (
    *("accompagne", "action", "acteur", "ainsi", "alors", "appui", "aupres", "autour", "autre", "avec", "besoin"),
    *("chacun", "comme", "conforte", "contre", "creer", "dans", "depuis", "developpe", "dispositif", "difficil"),
    *("difficulte", "encourage", "enjeu", "entre", "epauler", "faciliter", "faire", "favoriser", "forte", "habitant"),
    *("leurs", "mieux", "moins", "moyen", "notamment", "part", "partenaire", "plus", "poursuivre", "prevenir"),
    *("prevention", "probleme", "problematique", "projet", "propre", "public", "quartier", "renforce", "renouvel"),
    *("situation", "soutenir", "sous", "specifique", "surtout", "territoire", "toujours", "travail", "trop", "vers"),
    *("adapte", "aider", "agir", "ameliorer", "apport", "certain", "commun", "contexte", "cadre", "donner", "encore"),
    *(
        "ensemble",
        "existant",
        "global",
        "grand",
        "groupe",
        "local",
        "nouveau",
        "nouvel",
        "niveau",
        "offre",
        "permettre",
    ),
    *("personne", "population", "premier", "presence", "proche", "promouvoir", "proximite", "qualite", "rendre"),
    *("reussite", "service", "social", "stimuler", "structure", "tous", "toutes", "travers", "valoriser", "visant"),
    *(
        "particulier",
        "notable",
        "theme",
        "element",
        "ensembl",
        "rapport",
        "mensuel",
        "quart",
        "menage",
        "taux",
        "total",
    ),
)


_HOLLOW: Final = tuple(word for word in _COMMUNS if len(word) >= LONGUEUR)


def stems(texts: Iterable[str]) -> frozenset[str]:
    """The beginnings of the words of texts that say something of their subject.

    >>> sorted(stems(["Agir sur les stéréotypes de genre"]))
    ['genre', 'stere']
    """
    return frozenset[str]().union(*map(_stems_of, texts))


@lru_cache(maxsize=4096)
def _stems_of(text: str) -> frozenset[str]:
    """Kept: rules compare the same few texts with one another."""
    words = re.findall(r"[a-z]+", fold(text))
    return frozenset(w[:LONGUEUR] for w in words if len(w) >= LONGUEUR and not w.startswith(_HOLLOW))


def shared(known: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """Which of some beginnings a word of the texts has, at its own beginning or after a prefix.

    >>> sorted(shared({"logem", "baill"}, ["Contexte complexe (relogements, travaux)"]))
    ['logem']
    >>> shared({"reven"}, ["Prévention"])
    frozenset()
    """
    text = " ".join(fold(t) for t in texts)
    return frozenset(stem for stem in known if stem in text and _finder(stem).search(text))


@lru_cache(maxsize=4096)
def _finder(stem: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_PREFIXES})?{stem}")

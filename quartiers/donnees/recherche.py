"""Finding a quartier or an indicator by what a hand types: its identifier or its name."""

import re
from collections.abc import Mapping
from typing import Final, TypeVar

from quartiers.donnees.erreurs import Introuvable
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Contrat, Indicateur, Quartier

_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")

T = TypeVar("T")


def find_quartier(contrat: Contrat, text: str) -> Quartier:
    """The quartier of that identifier, former identifier, name or short name, case, accents and signs set aside.

    Raises :class:`~quartiers.donnees.Introuvable`, which names the nearest ones.
    """
    forms = {q: (q.quartier, q.nom_court, q.nom, *q.anciens) for q in contrat.quartiers.values()}
    return _find("quartier inconnu", text, forms)


def find_indicateur(contrat: Contrat, text: str) -> Indicateur:
    """The indicator of that identifier, label or short label; as :func:`find_quartier`."""
    forms = {i: (i.indicateur, i.libelle_court, i.libelle) for i in contrat.indicateurs.values()}
    return _find("indicateur inconnu", text, forms)


def _find(quoi: str, text: str, forms: Mapping[T, tuple[str, ...]]) -> T:
    """What has that form: of each thing its identifier, a name, then the others."""
    known: dict[str, T] = {}
    for rank in range(max(map(len, forms.values()), default=0)):  # identifiers first: no name of another hides one
        for thing, own in forms.items():
            if rank < len(own):
                known.setdefault(_words(own[rank]), thing)
    wanted = _words(str(text))
    if wanted in known:
        return known[wanted]
    labels = {form: f"{forms[thing][0]} ({forms[thing][1]})" for form, thing in known.items()}
    for form, label in list(labels.items()):  # a slip in one word of a long name is far from the name
        for word in form.split():
            labels.setdefault(word, label)
    raise Introuvable(quoi, str(text), labels, labels)


def _words(text: str) -> str:
    """Words without case, accents or signs.

    >>> _words("Verrerie – Anzin"), _words("taux_pauvrete_pct")
    ('verrerie anzin', 'taux pauvrete pct')
    """
    return _BETWEEN_WORDS.sub(" ", fold(text)).strip()

"""The page of the interface, made of docstrings and descriptions: ``python -m quartiers.interface.documentation``."""

import inspect
import re
from collections.abc import Iterator
from typing import Any, Final

from quartiers import PROJECT_ROOT
from quartiers import interface as public
from quartiers.ecriture import write_atomic
from quartiers.interface.contrat import TABLES_DITES
from quartiers.interface.tables import TableDite

PAGE: Final = PROJECT_ROOT / "docs" / "interface.md"
_PARTS: Final = {
    "ouvrir": ("Ouvrir un contrat", ""),
    "ContratOuvert": ("Le contrat", "Ce que donne `ouvrir()`, et lui seul."),
    "QuartierOuvert": ("Un quartier", "Ce que donne `contrat.quartier(…)`, et lui seul."),
    "TablesOuvertes": (
        "Les tables",
        "Du contrat entier (`contrat.chiffres()`), ou d'un quartier (`contrat.quartier(…).chiffres()`) : les mêmes "
        "colonnes. Chacune est un DataFrame pandas, une ligne par fait.",
    ),
    "tableau": ("Ajouter à un rapport, garder une image", ""),
}
_OPENING: Final = """# Analyser : ce qu'on peut appeler

Pour qui analyse dans un carnet (`notebooks/exploration.ipynb` est un point de départ). Page écrite par
`python -m quartiers.interface.documentation`, à partir du code : chaque exemple est exécuté par les tests.

```python
from quartiers import ouvrir

contrat = ouvrir()
exemple = ouvrir("exemples/suivi")  # un contrat inventé, avec des actions et des décisions
```

Ces noms, leurs colonnes et leurs unités ne changent pas d'une version à l'autre sans que
[NOUVEAUTES.md](../NOUVEAUTES.md) le dise ; le reste du code peut changer. Les calculs sont ceux des rapports
([la méthode](methode.md)).

- **Une cellule vide n'est jamais zéro.** La colonne `statut` dit pourquoi elle l'est : `non diffusé` (secret
  statistique : l'Insee a la valeur et ne la publie pas), `non renseigné` (personne ne la donne), `par ancien QPV` (elle
  existe pour chacun des QPV de 2015, et ne s'additionne pas). Ne pas retrouver par différence une valeur non diffusée.
- **Ne pas moyenner les pourcentages** de plusieurs quartiers : leurs dénominateurs diffèrent. Deux projets d'un même
  QPV portent les mêmes chiffres publiés.
- **Ce qui ne se diffuse pas n'est pas là** : ni petits effectifs, ni paroles qui n'ont pas été relues.
- Un bloc (graphique, carte, tableau) se montre dans Jupyter comme dans les rapports, dès que le contrat a été ouvert
  par `ouvrir()` ; dans `quartier.ipynb` ouvert à la main aussi.
"""


def write_page() -> None:
    """Write the page again."""
    write_atomic(PAGE, page())


def page() -> str:
    """The page, in Markdown."""
    parts = [_OPENING]
    for name in public.PUBLICS:
        owner, _, member = name.rpartition(".")
        if (part := owner or name) in _PARTS and f"## {_PARTS[part][0]}\n" not in parts:
            title, said = _PARTS[part]
            parts += [f"## {title}\n", f"{said}\n"] if said else [f"## {title}\n"]
        parts += _entry(owner, member)
    return "\n".join(parts)


def _entry(owner: str, member: str) -> Iterator[str]:
    """A name: how it is called, what it says, its example, its columns."""
    thing = inspect.getattr_static(getattr(public, owner), member) if owner else getattr(public, member)
    yield f"### `{_call(owner, member, thing)}`\n"
    yield from _told(inspect.getdoc(thing) or "")
    if member in TABLES_DITES and (owner == "TablesOuvertes" or member in ("quartiers", "indicateurs", "themes")):
        yield from _columns(TABLES_DITES[member])


def _call(owner: str, member: str, thing: Any) -> str:
    """``contrat.quartier(nom)``, without types."""
    before = {"": "", "QuartierOuvert": "quartier."}.get(owner, "contrat.")
    if isinstance(thing, property):
        return f"{before}{member}"
    given = [p for p in inspect.signature(thing).parameters.values() if p.name != "self"]
    told = ", ".join(p.name if p.default is p.empty else f"{p.name}={p.default!r}" for p in given)
    return f"{before}{member}({told})"


def _told(doc: str) -> Iterator[str]:
    """The docstring: what it says, then its example as code."""
    said, mark, example = doc.partition(">>> ")
    yield f"{said.strip()}\n"
    if mark:
        yield f"```python\n{re.sub(r'  # doctest:.*', '', mark + example).strip()}\n```\n"


def _columns(table: TableDite[Any]) -> Iterator[str]:
    yield f"Une ligne : {table.ligne}.\n"
    yield "| colonne | ce que c'est | type | unité |\n|---|---|---|---|"
    for c in table.colonnes:
        cells = (f"`{c.nom}`", c.sens.replace("|", "\\|"), c.type.value, c.unite)
        yield f"| {' | '.join(cells)} |"
    yield ""


if __name__ == "__main__":
    write_page()

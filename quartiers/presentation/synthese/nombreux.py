"""A synthesis of more QPV, or quartiers, than there is room for a row each: counted by commune or by département, and
said so."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Final

from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.doutes import when as date_of
from quartiers.analyse.synthese import LigneComparee, newest_publication, quartiers_by_qpv
from quartiers.donnees.lieux.departements import departement_of, number_of
from quartiers.donnees.modele import Contrat, Indicateur, Quartier
from quartiers.presentation.blocs import Bloc, Contenu, Renvoi, Suite, Tableau
from quartiers.presentation.matrice import Cellule, Matrice, Rangee, keep_together
from quartiers.typographie import count, join_words
from quartiers.unites import COUNT

MAX_LIGNES: Final = 150  # QPV that have a row, or a number on the map, each
MAX_PROJETS: Final = 60  # quartiers whose priorities, money and doubts are told one by one
MAX_COMMUNES: Final = 60  # groups: beyond, départements are
NOMMEES: Final = 6  # communes that a row of a département names
NOMMES: Final = 12  # quartiers, or communes, or départements, that a cell names
_COLONNES: Final = 14

Groupe = tuple[Quartier, ...]


def are_many(contrat: Contrat) -> bool:
    return len(quartiers_by_qpv(contrat)) > MAX_LIGNES


def are_projects_many(contrat: Contrat) -> bool:
    return len(contrat.quartiers) > MAX_PROJETS


def group_many(contrat: Contrat) -> tuple[str, Mapping[str, Sequence[Groupe]]]:
    """What the QPV are grouped by, ``commune`` or ``département``, and those of each, in order."""
    groups = tuple(quartiers_by_qpv(contrat).values())
    by_commune = _gathered((join_words(_communes([group])), group) for group in groups)
    if len(by_commune) <= MAX_COMMUNES:
        return "commune", by_commune
    return "département", _gathered(sorted(((_departement(group[0]), group) for group in groups), key=lambda i: i[0]))


def group_projects(contrat: Contrat) -> tuple[str, Mapping[str, tuple[Quartier, ...]]]:
    """As :func:`group_many`, the quartiers of each group."""
    what, groups = group_many(contrat)
    return what, {name: tuple(chain.from_iterable(members)) for name, members in groups.items()}


def say_grouped(contrat: Contrat, what: str, where: str) -> str:
    """Why quartiers are not shown one by one, and ``where`` each is."""
    return (
        f"Au-delà de {MAX_PROJETS} quartiers ({len(contrat.quartiers)} ici), ils sont comptés par {what} : chacun est "
        f"dans {where}."
    )


def name_places(quartiers: Sequence[Quartier]) -> str:
    """The names of a few; of more, how many each commune has, then each département, those that have the most first."""
    if len(quartiers) <= NOMMES:
        return " · ".join(q.nom_court for q in quartiers)
    by_commune = Counter(" – ".join(q.communes) for q in quartiers)
    if len(by_commune) <= NOMMES:
        return _counted(by_commune)
    by_departement = Counter(map(_departement, quartiers))
    return _counted(by_departement if len(by_departement) > 1 else by_commune)


def _counted(places: Counter[str]) -> str:
    told = [f"{name} ({count(n, 'quartier')})" if n > 1 else name for name, n in places.most_common(NOMMES)]
    left = places.most_common()[NOMMES:]
    more = [f"et {sum(n for _, n in left)} dans {len(left)} autres"] if len(left) > 1 else []
    return " · ".join([*told, *(more or [f"{name} ({count(n, 'quartier')})" for name, n in left])])


def _gathered(named: Iterable[tuple[str, Groupe]]) -> dict[str, list[Groupe]]:
    found: dict[str, list[Groupe]] = {}
    for name, group in named:
        found.setdefault(name, []).append(group)
    return found


def _departement(quartier: Quartier) -> str:
    """``59 Nord``."""
    code = quartier.code_qpv_2024 or quartier.codes_insee[0]
    known = departement_of(code)
    number = number_of(code).removeprefix("0")
    return f"{number} {known.nom}" if known else number


def _communes(groups: Iterable[Groupe]) -> list[str]:
    """The communes of QPV, those that have the most of them first."""
    times = Counter(name for group in groups for name in dict.fromkeys(c for q in group for c in q.communes))
    return [name for name, _ in times.most_common()]


def list_groups(contrat: Contrat) -> Tableau:
    """How many QPV each group has, and in which communes: what numbers on a map would otherwise be listed as."""
    what, groups = group_many(contrat)
    named = what == "département"
    rows: list[tuple[Contenu, ...]] = []
    for name, members in groups.items():
        communes = _communes(members)
        told = ", ".join(communes[:NOMMEES])
        if more := len(communes) - NOMMEES:
            told += f" et {count(more, 'autre')}" if more > 0 else ""
        rows.append((name, str(len(members)), *([told] if named else [])))
    headings = (what.capitalize(), "QPV", *(["Communes"] if named else []))
    widths = (30, 10, 60) if named else (80, 20)
    legend = f"Les QPV, comptés par {what} : au-delà de {MAX_LIGNES}, ils ne sont ni numérotés ni nommés un à un"
    return Tableau(legend, headings, tuple(rows), widths, numeriques=(1,), dense=True)


def count_fragile(
    contrat: Contrat, indicateurs: Mapping[Indicateur, tuple[LigneComparee, ...]], notes: Mapping[str, int]
) -> Bloc:
    """Of each group, how many QPV are more fragile than the median one, of those of which the figure is published."""
    read = {
        i: lines
        for i, lines in indicateurs.items()
        if lines[0].chiffre.publie and i.unite != COUNT and i.sens != "contexte"
    }
    if not read:
        return Suite(())
    what, groups = group_many(contrat)
    columns = list(read)
    parts = [columns[start : start + _COLONNES] for start in range(0, len(columns), _COLONNES)]
    return Suite(tuple(keep_together(_counts(what, groups, {i: read[i] for i in part}, notes)) for part in parts))


def _by_group(lines: Iterable[LigneComparee]) -> dict[Groupe, list[Situation]]:
    """How each figure of a QPV is read: that of each of the former ones that it joins."""
    found: dict[Groupe, list[Situation]] = {}
    for line in lines:
        found.setdefault(line.quartiers, []).append(line.chiffre.comparaison.situation)
    return found


def _counts(
    what: str,
    groups: Mapping[str, Sequence[Groupe]],
    chosen: Mapping[Indicateur, tuple[LigneComparee, ...]],
    notes: Mapping[str, int],
) -> Matrice:
    figures = {i: _by_group(lines) for i, lines in chosen.items()}
    newest = {i: newest_publication(lines) for i, lines in chosen.items()}

    def cell(i: Indicateur, members: Iterable[Groupe]) -> Cellule:
        read = [situation for group in members for situation in figures[i].get(group, ())]
        compared = sum(situation is not Situation.NON_COMPAREE for situation in read)
        return f"{sum(s is Situation.FRAGILE for s in read)} / {compared}" if compared else "—"

    rows = [Rangee(name, tuple(cell(i, members) for i in chosen)) for name, members in groups.items()]
    every = [group for members in groups.values() for group in members]
    rows.append(Rangee("Ensemble", tuple(cell(i, every) for i in chosen), debut=True, forte=True))
    legend = (
        f"Combien de QPV de chaque {what} sont plus fragiles que le QPV médian de France, sur ceux dont le chiffre "
        f"est publié et se compare. Au-delà de {MAX_LIGNES} QPV, ils ne sont pas montrés un à un : leurs chiffres sont "
        "dans leurs rapports et dans donnees.xlsx."
    )
    headers: tuple[Contenu, ...] = tuple(
        [f"{i.libelle_court}{f' ({date_of(n)})' if n else ''}", Renvoi(notes[i.indicateur])] for i, n in newest.items()
    )
    return Matrice(
        legend,
        what.capitalize(),
        headers,
        tuple(rows),
        titre_cm=5.4,
        colonne_max_cm=2.4,
        entete_cm=4.2,
        corps_pt=8.2,
    )

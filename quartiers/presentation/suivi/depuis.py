"""What has changed since an edition, in words: for a quartier, for a committee, for the contract.

Without an edition, nothing is said: the blocks are empty.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, Final, TypeAlias

from quartiers.analyse.changements import (
    Changement,
    ChangementDAction,
    ChangementDeChiffre,
    ChangementDeDecision,
    ChangementDeFinancement,
    ChangementDePriorite,
    Changements,
    Depuis,
    Diffusion,
    Genre,
    Lot,
    Suite,
)
from quartiers.analyse.publications import is_of_denominator
from quartiers.analyse.suivi import decisions_taken, is_overdue, last_committees, replacements
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Action, Decision, Mesure, Priorite, Quartier, Resultat
from quartiers.donnees.tables import TABLES
from quartiers.donnees.tables.importees import NOUVELLE, THEMES_PAR_SOURCE
from quartiers.donnees.tables.suivi import ABANDONNE, CONFIRME, FAIT
from quartiers.presentation import blocs
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Discret,
    Fort,
    Fragment,
    Liste,
    Paragraphe,
    Saut,
    Signal,
    Tableau,
    Titre,
)
from quartiers.presentation.mots_retraits import since_and_why
from quartiers.presentation.mots_suivi import decision_signal, euros, state_of
from quartiers.presentation.suivi.depuis_entendus import ENTENDU, VOTES, count_heard, sorts_heard
from quartiers.typographie import NARROW_SPACE, count, format_date, format_number, format_value, join_words, lower_first

MAX_NAMED: Final = 4  # of a kind: the tables have them all
_EMPTY: Final = blocs.Suite(())


def title_since(depuis: Depuis | Changements) -> str:
    """``Depuis le comité du 12 mars 2026``; of a day on which none met, the edition is named."""
    what = "le comité" if depuis.comite else "l'édition"
    return f"Depuis {what} du {format_date(depuis.jour)}"


# -- a quartier ---------------------------------------------------------------------------------------------


def show_since(depuis: Depuis | None, contrat: Contrat) -> Bloc:
    """The section of a quartier's report; empty without an edition."""
    if depuis is None:
        return _EMPTY
    words = MotsDepuis(contrat, depuis.jour)
    items = words.items(depuis.lot)
    title = Titre(title_since(depuis), niveau=2, ancre="depuis")
    if depuis.lot.nombre == 0:
        nothing = Paragraphe("Rien n'a changé pour ce quartier dans les tables.")
        return blocs.Suite((title, nothing, Liste(tuple(items))) if items else (title, nothing))
    return blocs.Suite((title, Liste(tuple(items))))


class MotsDepuis:
    """What is said of changes: in a section, an item a kind; in a sheet, each."""

    def __init__(self, contrat: Contrat, jour: date):
        self._contrat, self._jour = contrat, jour

    def items(self, lot: Lot) -> list[Contenu]:
        """An item a kind, which names the first few changes of each sort."""
        said: dict[str, list[list[Fragment]]] = {label: [] for label in _KINDS}
        for label, rows, say in self._sorts(lot):
            said[label] += [_several(rows, say)] if rows else []
        said["Argent"] += [money] if (money := self._money(lot)) else []
        said["Chiffres publiés"] += [figures] if (figures := self._figures(lot.chiffres)) else []
        return [[Fort(f"{label} : "), *_joined(groups)] for label, groups in said.items() if groups]

    def rows(self, lot: Lot) -> Iterator[tuple[str, Any, list[Fragment]]]:
        """Every change, with its kind and what is said of it."""
        each: tuple[_Sort, ...] = (
            *self._sorts(lot),
            ("Argent", lot.financements, self._funding),
            ("Chiffres publiés", lot.chiffres, self._figure),
        )
        for label, changes, say in sorted(each, key=lambda sort: _KINDS.index(sort[0])):
            yield from ((label, change, say(change)) for change in changes)

    def _sorts(self, lot: Lot) -> tuple["_Sort", ...]:
        """What is said of each change by itself: its kind, the changes, the words."""
        linked = [c for c in lot.liens if c.apres is not None and c.apres.lien == CONFIRME]
        return (
            ("Décisions d'alors", lot.suites, self._suite),
            ("Décisions prises", [c for c in lot.decisions if c.genre is Genre.AJOUT], self._decision),
            *sorts_heard(lot),
            ("Le projet", lot.quartiers, _quartier),
            ("Priorités", lot.priorites, self._priority),
            *(("Actions", [c for c in lot.actions if test(c)], self._action) for test in _RANKS),
            ("Actions", linked, lambda c: [f"« {self._title(c.ligne.action)} »{NARROW_SPACE}: rattachée"]),
            (
                "Actions",
                [c for c in lot.liens if c not in linked],
                lambda c: [f"« {self._title(c.ligne.action)} »{NARROW_SPACE}: détachée"],
            ),
            ("Résultats", lot.resultats, self._result),
            ("Chiffres énoncés", lot.enonces, self._statement),
            (
                "Constats",
                lot.constats,
                lambda c: [f"« {c.ligne.constat} »{NARROW_SPACE}: {_GENRES[c.genre]}"],
            ),
        )

    # -- decisions

    def _suite(self, suite: Suite) -> list[Fragment]:
        decision = suite.decision
        said: list[Fragment] = [f"« {decision.objet} »{NARROW_SPACE}: {state_of(decision)}"]
        if suite.remplacee_par is not None:
            said.append(", remplacée depuis")
        elif suite.en_retard and decision.echeance is not None:
            said += [", ", Signal("alerte", f"échéance du {format_date(decision.echeance)} dépassée")]
        return said

    def _decision(self, change: ChangementDeDecision) -> list[Fragment]:
        decision, committee = change.ligne, change.comite
        when = f", {format_date(committee.date)}" if committee is not None else ""
        late = ", saisie depuis" if committee is not None and committee.date < self._jour else ""
        return [f"« {decision.objet} » ", Discret(f"({decision.sens}{when}{late})")]

    # -- priorities and actions

    def _priority(self, change: ChangementDePriorite) -> list[Fragment]:
        row = change.ligne
        gone = self._contrat.retrait_de("priorites", row.priorite) if change.genre is Genre.RETRAIT else None
        said = since_and_why(gone) if gone is not None else f"{_GENRES[change.genre]}e"
        if change.genre is Genre.CHANGEMENT:
            parts = [row.etat or "comme au document"] if change.etat_change else []
            parts += ["déclinaisons revues"] if "declinaisons" in change.champs else []
            said = ", ".join([*parts, *_columns(Priorite, change, "modifiée", but=("etat", "declinaisons"))])
        return [f"« {row.intitule} »{NARROW_SPACE}: {said}"]

    def _action(self, change: ChangementDAction) -> list[Fragment]:
        row, name = change.ligne, f"« {change.ligne.intitule} »{NARROW_SPACE}: "
        if change.disparue:
            return [name, Signal("alerte", "n'est plus dans les tables")]
        if change.genre is Genre.AJOUT:
            return [name + "nouvelle" + (f", {row.etat}" if row.etat else "")]
        parts = []
        if change.etat_change:
            was = change.avant.etat if change.avant is not None else None
            parts.append((row.etat or "état non renseigné") + (f" ({was} alors)" if was else ""))
        return [name + ", ".join([*parts, *_columns(Action, change, "modifiée", but=("etat",))])]

    def _title(self, action: str) -> str:
        known = self._contrat.actions.get(action)
        return known.intitule if known is not None else action

    def _money(self, lot: Lot) -> list[Fragment]:
        said = money_sentence(lot)
        refused = [
            f"« {self._title(c.ligne.action)} » ({c.ligne.financeur})" for c in lot.financements if _is_refused(c)
        ]
        if refused:
            said += (" ; " if said else "") + f"refusé{NARROW_SPACE}: {_named(refused)}"
        if lot.financements and not said:
            said = count(len(lot.financements), "ligne de financement revue", "lignes de financement revues")
        return _text(said)

    def _funding(self, change: ChangementDeFinancement) -> list[Fragment]:
        row = change.ligne
        said = "refusé" if _is_refused(change) else money_sentence(Lot(financements=(change,))) or "ligne revue"
        return [f"« {self._title(row.action)} » ({row.financeur}, {row.annee}){NARROW_SPACE}: {said}"]

    def _result(self, change: Changement[Resultat]) -> list[Fragment]:
        row = change.ligne
        unit = f" {row.unite}" if row.unite else ""
        beside = [format_date(row.date)]
        beside += [f"cible{NARROW_SPACE}: {format_number(row.cible)}"] if row.cible is not None else []
        beside += [word] if (word := _OF_RESULT.get(change.genre)) else []
        value = f"{lower_first(row.indicateur_suivi)}{NARROW_SPACE}: {format_number(row.valeur)}{unit}"
        return [f"{value} ", Discret(f"({' ; '.join(beside)})")]

    # -- figures

    def _figures(self, changes: Sequence[ChangementDeChiffre]) -> list[Fragment]:
        """Of each indicator, the newest figure; what was corrected; how many were added to the past, or withdrawn."""
        newest: dict[str, ChangementDeChiffre] = {}
        for c in changes:
            name = c.mesure.indicateur
            if c.diffusion is Diffusion.NOUVELLE and (name not in newest or _age(c.mesure) > _age(newest[name].mesure)):
                newest[name] = c
        corrected = [c for c in changes if c.diffusion is Diffusion.CORRIGEE]
        others = [
            count(number, one, several)
            for kind, one, several in (
                (Diffusion.AUTRE, "d'une autre diffusion", "d'autres diffusions"),
                (Diffusion.RETIREE, "retiré", "retirés"),
            )
            if (number := sum(c.diffusion is kind for c in changes))
        ]
        groups = (
            _several(list(newest.values()), self._figure),
            _several(corrected, self._figure),
            _text(join_words(others)),
        )
        return _joined([group for group in groups if group])

    def _figure(self, change: ChangementDeChiffre) -> list[Fragment]:
        m, before = change.mesure, change.avant
        name = lower_first(self._contrat.indicateurs[m.indicateur].libelle_court)
        if before is None or change.apres is None:
            gone = ", retiré" if change.apres is None else ""
            return [f"{name} {self._value(m)} ", Discret(f"({_dated(m)}{gone})")]
        if change.diffusion is Diffusion.CORRIGEE:
            was = f"corrigé, {self._value(before)} alors, {_dated(m)}"
        elif m.theme == before.theme:
            was = f"{_dated(m)}{NARROW_SPACE}; {self._value(before)} à celle de {before.edition}"
        else:
            was = f"{_dated(m)}{NARROW_SPACE}; {self._value(before)}, {_dated(before)}"
        return [f"{name} {self._value(m)} ", Discret(f"({was}{self._counts(before, m)})")]

    def _counts(self, before: Mesure, m: Mesure) -> str:
        """The people that a share counts at both dates, where they do not go its way: it moves as its denominator."""
        indicator, counts = self._contrat.indicateurs[m.indicateur], (self._people(before), self._people(m))
        if indicator.poids is None or None in counts or before.valeur is None or m.valeur is None:
            return ""
        start, end = (float(number or 0) for number in counts)
        if not is_of_denominator(m.valeur - before.valeur, (start, end)):
            return ""
        people = lower_first(self._contrat.indicateurs[indicator.poids].libelle_court)
        return f"{NARROW_SPACE}; le nombre ne suit pas, {format_number(start)} puis {format_number(end)} {people}"

    def _people(self, m: Mesure) -> int | None:
        """How many people the share of a measure counts; None where its denominator is not published."""
        weight = self._contrat.indicateurs[m.indicateur].poids
        key = (weight or "", m.theme, m.edition, m.geographie)
        base = self._contrat.mesures_publiees(key).get(m.territoire) if weight is not None else None
        if base is None or base.valeur is None or m.valeur is None:
            return None
        return round(m.valeur / 100 * base.valeur)

    def _value(self, m: Mesure) -> str:
        if m.valeur is None:
            return m.statut
        return format_value(m.valeur, self._contrat.indicateurs[m.indicateur].unite)

    def _statement(self, change: Changement[Any]) -> list[Fragment]:
        row, before = change.ligne, change.avant
        indicator = self._contrat.indicateurs.get(row.indicateur)
        if indicator is None:  # one that is no more in the catalogue
            return [f"{row.indicateur}{NARROW_SPACE}: {_GENRES[change.genre]}"]
        said = f"{lower_first(indicator.libelle_court)}{NARROW_SPACE}: {_GENRES[change.genre]}"
        if "valeur" in change.champs and before is not None:
            values = (format_value(x.valeur, indicator.unite) for x in (before, row))
            said = f"{lower_first(indicator.libelle_court)}{NARROW_SPACE}: {' → '.join(values)}"
        return [said]


# The kinds, in the order in which a committee asks.
_KINDS: Final = (
    "Décisions d'alors",
    "Décisions prises",
    VOTES,
    "Le projet",
    "Priorités",
    ENTENDU,
    "Actions",
    "Argent",
    "Résultats",
    "Chiffres publiés",
    "Chiffres énoncés",
    "Constats",
)
_Sort: TypeAlias = tuple[str, Sequence[Any], Callable[[Any], list[Fragment]]]
_OF_RESULT: Final = {Genre.CHANGEMENT: "corrigé", Genre.RETRAIT: "retiré"}
_GENRES: Final = {Genre.AJOUT: "ajouté", Genre.CHANGEMENT: "revu", Genre.RETRAIT: "retiré"}
# Actions in their order: what has ended, what is new, what goes on otherwise, what should not have gone.
_RANKS: Final[tuple[Callable[[ChangementDAction], bool], ...]] = (
    lambda c: c.terminee,
    lambda c: c.genre is Genre.AJOUT,
    lambda c: c.genre is Genre.CHANGEMENT and not c.terminee,
    lambda c: c.disparue,
)


def _age(m: Mesure) -> tuple[bool, int]:
    """Of the figures of an indicator, that of the newest perimeter is told, then that of the newest edition."""
    return m.geographie == NOUVELLE, m.edition


def _dated(m: Mesure) -> str:
    """``diffusion 2022``; the year that a file by source is of; and the perimeter, if that of 2024."""
    said = str(m.edition) if m.theme in THEMES_PAR_SOURCE else f"diffusion {m.edition}"
    return f"{said}, périmètre {NOUVELLE}" if m.geographie == NOUVELLE else said


def money_sentence(lot: Lot) -> str:
    """``6 000 € accordés et 3 412,75 € dépensés de plus``; empty where no amount moved."""
    amounts = ((lot.accorde, "accordés"), (lot.depense, "dépensés"))
    more = [f"{euros(amount)} {word}" for amount, word in amounts if amount > 0]
    less = [f"{euros(-amount)} {word}" for amount, word in amounts if amount < 0]
    parts = [f"{join_words(found)} de {word}" for found, word in ((more, "plus"), (less, "moins")) if found]
    return ", ".join(parts)


def _is_refused(change: ChangementDeFinancement) -> bool:
    after, before = change.apres, change.avant
    return after is not None and after.accorde == 0 and (before is None or before.accorde is None)


def _text(said: str) -> list[Fragment]:
    return [said] if said else []


def _quartier(change: Changement[Quartier]) -> list[Fragment]:
    if change.genre is not Genre.CHANGEMENT:
        return ["nouveau dans le contrat" if change.genre is Genre.AJOUT else f"« {change.ligne.nom} » n'y est plus"]
    return [", ".join(_columns(Quartier, change, "modifié"))]


def _columns(row: type, change: Changement[Any], what: str, but: Iterable[str] = ()) -> list[str]:
    """The columns that changed, as they are headed; for a title or a day, what it was."""
    table = next(t for t in TABLES.values() if t.modele is row)
    titles = {champ.attribut: lower_first(champ.colonne.titre) for champ in table.champs.values()}
    said = []
    for name in change.champs:
        if name in but or name not in titles:
            continue
        before = getattr(change.avant, name)
        was = f", « {before} » alors" if name in ("intitule", "nom") else ""
        was = f", {format_date(before)} alors" if isinstance(before, date) else was
        said.append(("intitulé" if name == "intitule" else titles[name]) + was)
    return [f"{what} ({' ; '.join(said)})"] if said else []


def _several(rows: Sequence[Any], say: Callable[[Any], list[Fragment]]) -> list[Fragment]:
    """What is said of each, separated; of the first few where there are many."""
    shown = [say(row) for row in rows[:MAX_NAMED]]
    if more := len(rows) - MAX_NAMED:
        shown += [[f"et {more} de plus"]] if more > 0 else []
    return _joined(shown)


def _joined(parts: Sequence[list[Fragment]]) -> list[Fragment]:
    return [f for n, part in enumerate(parts) for f in ([f"{NARROW_SPACE}; "] if n else []) + part]


def _named(names: Sequence[str]) -> str:
    more = len(names) - MAX_NAMED
    return ", ".join(names[:MAX_NAMED]) + (f" et {more} de plus" if more > 0 else "")


# -- a committee --------------------------------------------------------------------------------------------


def show_changes(changes: Changements | None, contrat: Contrat, commune: str) -> tuple[Bloc, ...]:
    """What has changed for each quartier of a commune, in numbers; nothing without an edition."""
    if changes is None:
        return ()
    quartiers = contrat.quartiers_de(commune)
    rows: list[Contenu] = []
    for q in quartiers:
        said = count_changes(changes.du_quartier(q.quartier).lot)
        rows.append([Fort(f"{q.nom_court} : "), f"{' ; '.join(said)}." if said else "rien n'a changé dans les tables."])
    whole = changes.de_la_commune(commune).lot
    if rest := count_changes(_beside(whole, [changes.du_quartier(q.quartier).lot for q in quartiers])):
        rows.append([Fort("Pour toute la commune : "), f"{' ; '.join(rest)}."])
    return Titre(f"Ce qui a changé {lower_first(title_since(changes))}", niveau=2), Liste(tuple(rows))


def show_last_time(contrat: Contrat, commune: str, seance: date | None) -> tuple[Bloc, ...]:
    """The decisions of the committee that met last before this one, in the commune or for the whole contract.

    What has become of each is beside it; nothing where none has met.
    """
    met = last_committees(contrat, commune, seance or contrat.edition)
    if not met:
        return ()
    day = met[0].date
    decisions = [d for c in met for d in decisions_taken(contrat, c)]
    title = Titre(f"Ce qui a été décidé le {format_date(day)}, et ce qu'il en est", niveau=2)
    if not decisions:
        return title, Paragraphe("Aucune décision de ce comité n'est dans les tables.")
    rows = tuple(_decision_row(contrat, d, seance) for d in decisions)
    caption = f"Décisions du {format_date(day)} : {join_words(sorted({c.instance for c in met}))}"
    return title, Tableau(
        caption, ("Décision", "Suite attendue", "Échéance", "Ce qu'il en est"), rows, (40, 26, 15, 19)
    )


def _decision_row(contrat: Contrat, decision: Decision, seance: date | None) -> tuple[Contenu, ...]:
    where = contrat.quartiers[decision.quartier].nom_court if decision.quartier is not None else None
    about: list[Fragment] = [Saut(), Discret(f"{decision.sens}{f' · {where}' if where else ''}")]
    state: list[Fragment] = [decision_signal(contrat, decision)]
    if decision.decision in replacements(contrat):
        state += [Saut(), Discret("remplacée depuis")]
    elif is_overdue(contrat, decision, seance) and not is_overdue(contrat, decision):
        state += [Saut(), "échéance avant ce comité"]
    wanted = [text for text in (decision.suite, decision.responsable) if text]
    term = format_date(decision.echeance) if decision.echeance is not None else "—"
    return [decision.objet, *about], [p for text in wanted for p in (text, Saut())][:-1] or "—", term, state


def _beside(whole: Lot, parts: Sequence[Lot]) -> Lot:
    """What of a lot is in none of its parts."""
    return Lot(
        **{
            f.name: tuple(c for c in getattr(whole, f.name) if all(c not in getattr(part, f.name) for part in parts))
            for f in fields(Lot)
        }
    )


# -- counts -------------------------------------------------------------------------------------------------


def show_counts(changes: Changements | None, contrat: Contrat) -> Bloc:
    """A short paragraph for the synthesis; empty without an edition."""
    if changes is None:
        return _EMPTY
    said = count_changes(changes.contrat)
    moved = sum(lot.nombre > 0 for lot in changes.quartiers.values())
    if not said:
        return Paragraphe([Fort(f"{title_since(changes)} : "), "rien n'a changé dans les tables."])
    where = f" ({count(moved, 'quartier')} sur {len(contrat.quartiers)}) : " if moved else " : "
    return Paragraphe([Fort(f"{title_since(changes)}{where}"), f"{' ; '.join(said)}."])


def count_changes(lot: Lot) -> list[str]:
    """What has changed, in numbers: ``2 priorités revues, dont 1 close``, ``3 actions terminées``…"""
    newer = sum(c.diffusion is Diffusion.NOUVELLE for c in lot.chiffres)
    closed = sum(c.close for c in lot.priorites)
    taken = sum(c.genre is Genre.AJOUT for c in lot.decisions)
    ended = sum(c.terminee for c in lot.actions)
    added = sum(c.genre is Genre.AJOUT for c in lot.actions)
    gone = sum(c.disparue for c in lot.actions)
    counted = (
        (taken, "décision prise", "décisions prises", ""),
        (
            len(lot.priorites),
            "priorité revue",
            "priorités revues",
            f", dont {closed} close{'s' * (closed > 1)}" * (closed > 0),
        ),
        (ended, "action terminée", "actions terminées", ""),
        (added, "action nouvelle", "actions nouvelles", ""),
        (len(lot.actions) - ended - added - gone, "autre action revue", "autres actions revues", ""),
        (gone, "action disparue des tables", "actions disparues des tables", ""),
        (len(lot.resultats), "résultat", "résultats", ""),
        (newer, "chiffre publié plus récent", "chiffres publiés plus récents", ""),
        (len(lot.chiffres) - newer, "autre chiffre publié revu", "autres chiffres publiés revus", ""),
        (len(lot.enonces), "chiffre énoncé revu", "chiffres énoncés revus", ""),
        (len(lot.constats), "constat revu", "constats revus", ""),
    )
    said = [count(number, one, several) + more for number, one, several, more in counted if number]
    if money := money_sentence(lot):
        said.append(money)
    said += count_heard(lot)
    return [*said, *_count_suites(lot.suites)]


def _count_suites(suites: Sequence[Suite]) -> list[str]:
    """``sur 6 décisions d'alors, 3 faites et 1 en retard``; nothing where none moved or is late."""
    parts = (
        (sum(s.change and s.decision.suivi == FAIT for s in suites), "faite", "faites"),
        (sum(s.change and s.decision.suivi == ABANDONNE for s in suites), "abandonnée", "abandonnées"),
        (sum(s.en_retard for s in suites), "en retard", "en retard"),
    )
    said = [count(number, one, several) for number, one, several in parts if number]
    alone = "sur 1 décision d'alors"
    several = f"sur {len(suites)} décisions d'alors"
    return [f"{alone if len(suites) == 1 else several}, {join_words(said)}"] if said else []

"""Errors of known kinds, put into a synthetic contract of true statements.

Each injector chooses a statement that the error can be put into, and puts it there; the others stay true.
A statement that the error leans on (the series that is copied, the other project's value) is kept true.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from benchmarks.enonces import Document, Enonce, Tirage, word_of
from quartiers.analyse.doutes import Regle
from quartiers.donnees.modele import QPV_FRANCE, Affirmation, Quartier, Reference

TAILLES: Final = ((0.3, 1.0), (1.0, 3.0), (3.0, 10.0))
OPPOSES: Final = {"hausse": "baisse", "baisse": "hausse", "au-dessus": "au-dessous", "au-dessous": "au-dessus"}
ANNEE_DU_RECENSEMENT: Final = 2010
ANNEE_ERRONEE: Final = 2013


@dataclass(frozen=True)
class Genre:
    """A kind of error: what it is, the rules that should see it, and how often it is drawn."""

    cle: str
    libelle: str
    regles: tuple[Regle, ...]
    poids: int = 1


@dataclass(frozen=True)
class Erreur:
    """What was put into a statement: its kind, its variant, and its size in points where it has one."""

    genre: Genre
    detail: str
    taille: float | None


GENRES: Final = (
    Genre("a", "words contradict the numbers", (Regle.MOTS,)),
    Genre("b", "series of another QPV copied", (Regle.COPIE,)),
    Genre("c", "value altered", (Regle.COPIE, Regle.PUBLICATION, Regle.AMPLEUR), poids=4),
    Genre("d", "right value, wrong label", (Regle.INTITULE,), poids=2),
    Genre("e", "start of another definition", (Regle.DEFINITION,)),
    Genre("f", "start of 2010 dated 2013", (Regle.ANNEE,)),
    Genre("g", "one QPV, two values", (Regle.TERRITOIRE,)),
    Genre("h", "one reference, two values", (Regle.REFERENCE,)),
    Genre("i", "superlative that is not true", (Regle.SUPERLATIF,), poids=0),
    Genre("j", "level judged the wrong way", (Regle.JUGEMENT,), poids=0),
)
# Of each kind that is not drawn with the others (words about a true figure), how many are put into a document: the
# draws of the others stay what they were before there were such kinds.
MOTS_PAR_DOCUMENT: Final = 2


@dataclass(frozen=True)
class Chantier:
    """A document, the errors put into it by identifier of the statement, and the statements not to touch."""

    tirage: Tirage
    document: Document
    erreurs: dict[str, Erreur]
    reserves: set[str]

    def free(self) -> list[Enonce]:
        """Statements that may still be changed, in random order."""
        found = [e for e in self.document.enonces if e.affirmation.affirmation not in self.reserves | set(self.erreurs)]
        self.tirage.hasard.shuffle(found)
        return found

    def put(
        self,
        e: Enonce,
        stated: Affirmation,
        genre: Genre,
        detail: str,
        *,
        size: float | None = None,
        source: Enonce | None = None,
    ) -> None:
        """Write ``stated`` in place of the statement ``e``; ``source`` is the one it was taken from, if another."""
        self.document.enonces[self.document.enonces.index(e)] = replace(source or e, affirmation=stated)
        self.erreurs[stated.affirmation] = Erreur(genre, detail, size)

    def unit(self, e: Enonce) -> str:
        return self.tirage.publie.modele.indicateurs[e.affirmation.indicateur].unite

    def confusions(self, indicateur: str) -> tuple[str, ...]:
        return self.tirage.publie.modele.indicateurs[indicateur].confusions


Injecteur: TypeAlias = Callable[[Chantier, Genre], bool]


def inject(tirage: Tirage, document: Document, part: float) -> dict[str, Erreur]:
    """Put errors into a share of the statements; gives them by identifier of the statement."""
    work = Chantier(tirage, document, {}, set())
    wanted = round(part * len(document.enonces))
    bag = [g for g in GENRES for _ in range(g.poids)]
    tries = 0
    while len(work.erreurs) < wanted and tries < 20 * wanted:
        genre = tirage.hasard.choice(bag)
        _INJECTEURS[genre.cle](work, genre)
        tries += 1
    for genre in GENRES:
        for _ in range(MOTS_PAR_DOCUMENT if not genre.poids else 0):
            _INJECTEURS[genre.cle](work, genre)
    return work.erreurs


# -- a: words --------------------------------------------------------------------------------------------


def _inject_words(work: Chantier, genre: Genre) -> bool:
    for e in work.free():
        a = e.affirmation
        numbered = a.variation is not None or (a.valeur is not None and a.valeur_initiale is not None)
        if a.tendance in OPPOSES and (numbered or a.valeur is not None):
            detail = "trend, with numbers" if numbered else "trend, without numbers"
            work.put(e, replace(a, tendance=OPPOSES[a.tendance]), genre, detail)
            return True
        if a.position in OPPOSES and (a.valeur_reference is not None or a.ecart_reference is not None):
            work.put(e, replace(a, position=OPPOSES[a.position]), genre, "position, with numbers")
            return True
    return False


# -- b: copies -------------------------------------------------------------------------------------------


def _inject_copy(work: Chantier, genre: Genre) -> bool:
    for donor in work.free():
        a = donor.affirmation
        if a.valeur is None or (a.valeur_initiale is None and a.variation is None):
            continue
        here = work.document.project(donor)
        for victim in work.free():
            there, own = work.document.project(victim), victim.affirmation
            if there.code_qpv_2024 == here.code_qpv_2024 or work.document.states(there.quartier, a.indicateur):
                continue
            copied = replace(a, affirmation=own.affirmation, quartier=own.quartier)
            work.put(victim, copied, genre, _decimals_text(donor), source=donor)
            work.reserves.add(a.affirmation)
            return True
    return False


# -- c: values -------------------------------------------------------------------------------------------


def _inject_value(work: Chantier, genre: Genre) -> bool:
    low, high = work.tirage.hasard.choice(TAILLES)
    for e in work.free():
        if not _is_plain_share(work, e):
            continue
        altered = _altered(work.tirage, e, low, high)
        if altered is None:
            continue
        year = (
            "undated" if e.affirmation.annee is None else "year known" if e.arrivee.annee else "edition of unknown year"
        )
        size = abs(altered - (e.arrivee.valeur or 0.0))
        work.put(e, replace(e.affirmation, valeur=altered), genre, f"{low:g}–{high:g} points, {year}", size=size)
        return True
    return False


def _is_plain_share(work: Chantier, e: Enonce) -> bool:
    """A percentage stated exactly, with nothing in the sentence that could betray a change of it."""
    a = e.affirmation
    return e.forme == "valeur" and work.unit(e) == "%" and a.precision == "exacte" and a.reference is None


def _altered(t: Tirage, e: Enonce, low: float, high: float) -> float | None:
    """A wrong value, between ``low`` and ``high`` points from the published one once rounded as stated."""
    exact = e.arrivee.valeur or 0.0
    for _ in range(20):
        value = round(exact + t.hasard.choice((-1, 1)) * t.hasard.uniform(low, high), e.decimales)
        if low <= abs(value - exact) < high and 0 < value < 100 and value != e.affirmation.valeur:
            return value
    return None


# -- d, e: labels ----------------------------------------------------------------------------------------


def _inject_label(work: Chantier, genre: Genre) -> bool:
    catalogue = work.tirage.publie.modele.indicateurs
    for e in work.free():
        a = e.affirmation
        wrong = sorted(x.indicateur for x in catalogue.values() if a.indicateur in x.confusions)
        wrong = [x for x in wrong if not work.document.states(a.quartier, x)]
        if not wrong or e.forme != "valeur" or a.precision != "exacte" or a.reference is not None:
            continue
        label = work.tirage.hasard.choice(wrong)
        own = work.tirage.publie.same_edition(work.document.project(e).codes_qpv_2015[0], label, e.arrivee)
        detail = f"{'label published too' if own else 'label not published'}, {_decimals_text(e)}"
        gap = abs((own.valeur or 0.0) - (a.valeur or 0.0)) if own else None
        work.put(e, replace(a, indicateur=label, population=None), genre, detail, size=gap)
        return True
    return False


def _inject_definition(work: Chantier, genre: Genre) -> bool:
    for e in work.free():
        a, start = e.affirmation, e.depart
        if start is None or a.valeur is None or e.forme not in ("série", "variation"):
            continue
        code = work.document.project(e).codes_qpv_2015[0]
        others = (work.tirage.publie.same_edition(code, name, start) for name in work.confusions(a.indicateur))
        other = next((m for m in others if m is not None), None)
        if other is None or other.valeur is None:
            continue
        first = round(other.valeur, e.decimales)
        change = round(a.valeur - first, e.decimales)
        stated = replace(
            a,
            valeur_initiale=first if a.valeur_initiale is not None else None,
            variation=change if a.variation is not None else None,
            tendance=word_of(change, first, work.unit(e)) if a.tendance else None,
        )
        work.put(e, stated, genre, _decimals_text(e), size=abs(other.valeur - (start.valeur or 0.0)))
        return True
    return False


# -- f: years --------------------------------------------------------------------------------------------


def _inject_year(work: Chantier, genre: Genre) -> bool:
    for e in work.free():
        a = e.affirmation
        old = e.depart is not None and e.depart.annee == ANNEE_DU_RECENSEMENT == a.annee_initiale
        if old and e.forme in ("série", "variation"):
            work.put(e, replace(a, annee_initiale=ANNEE_ERRONEE), genre, _decimals_text(e))
            return True
    return False


# -- g, h: contradictions --------------------------------------------------------------------------------


def _inject_territory(work: Chantier, genre: Genre) -> bool:
    """The value of a project, altered, stated for another project of the same QPV."""
    for e in work.free():
        if not _is_plain_share(work, e) or e.affirmation.annee is None:
            continue
        partner = _free_partner(work, work.document.project(e), e.affirmation.indicateur)
        low, high = work.tirage.hasard.choice(TAILLES)
        altered = _altered(work.tirage, e, low, high)
        if partner is None or altered is None:
            continue
        undated = work.tirage.chance(0.3)
        own = partner.affirmation
        stated = replace(
            e.affirmation,
            affirmation=own.affirmation,
            quartier=own.quartier,
            valeur=altered,
            annee=None if undated else e.affirmation.annee,
        )
        size = abs(altered - (e.arrivee.valeur or 0.0))
        detail = f"{low:g}–{high:g} points, {'one undated' if undated else 'same year'}"
        work.put(partner, stated, genre, detail, size=size, source=e)
        work.reserves.add(e.affirmation.affirmation)
        return True
    return False


def _free_partner(work: Chantier, project: Quartier, indicateur: str) -> Enonce | None:
    """A statement, free to be replaced, of another project of the same QPV that says nothing of the indicator."""
    for other in work.free():
        there = work.document.project(other)
        shared = there.code_qpv_2024 == project.code_qpv_2024 and there.quartier != project.quartier
        if shared and not work.document.states(there.quartier, indicateur):
            return other
    return None


def _inject_reference(work: Chantier, genre: Genre) -> bool:
    """A wrong reference with a statement, beside a row that gives the true one."""
    for e in work.free():
        a = e.affirmation
        gap = a.ecart_reference is not None
        if a.reference is None or (a.valeur_reference is None and not gap) or work.unit(e) != "%":
            continue
        country = work.tirage.publie.same_edition(QPV_FRANCE, a.indicateur, e.arrivee)
        true = work.tirage.average(e.arrivee) if a.reference != QPV_FRANCE else country.valeur if country else None
        if true is None:
            continue
        low, high = work.tirage.hasard.choice(TAILLES)
        size = work.tirage.hasard.choice((-1, 1)) * work.tirage.hasard.uniform(low, high)
        wrong = true + size
        distance = (e.arrivee.valeur or 0.0) - wrong
        stated = replace(
            a,
            valeur_reference=None if gap else round(wrong, 1),
            ecart_reference=round(distance, 1) if gap else None,
            position=("au-dessus" if distance > 0 else "au-dessous") if a.position else None,
        )
        row = Reference(a.reference, a.indicateur, a.annee, round(true, 1), "document de synthèse", None)
        if row not in work.document.references:
            work.document.references.append(row)
        work.put(e, stated, genre, f"{low:g}–{high:g} points, {'as a gap' if gap else 'as a value'}", size=abs(size))
        return True
    return False


# -- i, j: words about a figure --------------------------------------------------------------------------


def _inject_superlative(work: Chantier, genre: Genre) -> bool:
    """« La plus élevée », of a figure that two QPV of the contract exceed by what is no rounding."""
    for e in work.free():
        if not _is_plain_share(work, e):
            continue
        exact = e.arrivee.valeur or 0.0
        codes = (q.codes_qpv_2015[0] for q in work.document.projets)
        there = {c: work.tirage.publie.same_edition(c, e.affirmation.indicateur, e.arrivee) for c in codes}
        if sum(m is not None and (m.valeur or 0.0) > exact + 1 for m in there.values()) < 2:
            continue
        work.put(e, replace(e.affirmation, note="Présentée comme la plus élevée"), genre, _year_text(e))
        return True
    return False


def _inject_judgement(work: Chantier, genre: Genre) -> bool:
    """« Élevé » or « faible », of a figure well on the other side of the contract's average."""
    for e in work.free():
        average = work.tirage.average(e.arrivee)
        if not _is_plain_share(work, e) or average is None or abs((e.arrivee.valeur or 0.0) - average) < 3:
            continue
        word = "faible" if (e.arrivee.valeur or 0.0) > average else "élevé"
        work.put(e, replace(e.affirmation, note=f"Qualifié de {word}"), genre, _year_text(e))
        return True
    return False


def _year_text(e: Enonce) -> str:
    return "undated" if e.affirmation.annee is None else "dated"


def _decimals_text(e: Enonce) -> str:
    return "whole numbers" if e.decimales == 0 else "one decimal"


_INJECTEURS: Final[Mapping[str, Injecteur]] = {
    "a": _inject_words,
    "b": _inject_copy,
    "c": _inject_value,
    "d": _inject_label,
    "e": _inject_definition,
    "f": _inject_year,
    "g": _inject_territory,
    "h": _inject_reference,
    "i": _inject_superlative,
    "j": _inject_judgement,
}

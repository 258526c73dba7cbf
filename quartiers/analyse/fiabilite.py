"""The check of every stated figure: runs the rules, and says what could not be checked.

A rule is a pure function of the contract that gives :class:`~quartiers.analyse.doutes.Doute` objects: the
rows that it compared, what that means in one sentence, and what to do. A rule speaks only when the data
shows it: a figure that cannot be checked is no doubt, :func:`unchecked` lists it with its reason.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Final

from quartiers.analyse.doutes import (
    PERIMETRE_DU_QPV,
    Contexte,
    Doute,
    Gravite,
    Point,
    Regle,
    gather,
    is_of_a_quartier,
    is_of_mean,
    neighbours_of,
    when,
)
from quartiers.analyse.memes_faits import join_sections
from quartiers.analyse.notes import is_ceiling, stated_meaning
from quartiers.analyse.publications import Publication, series
from quartiers.analyse.rapprochement import (
    CONFIRMES,
    DEMENTIS,
    TO_LOOK_FOR,
    Accord,
    Verification,
    check_statement,
    dated_as,
)
from quartiers.analyse.regles import rules
from quartiers.analyse.regles_denominateurs import one_name
from quartiers.analyse.regles_tranches import published_together
from quartiers.analyse.revenus_parus import where_to_look
from quartiers.analyse.socle import once
from quartiers.brefs import Bref
from quartiers.donnees.modele import Affirmation, Contrat, Indicateur
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.typographie import format_value, join_words, lower_first

# How the reserve of an indicator begins, that documents seldom relate to anything: some do.
_SANS_DENOMINATEUR: Final = "Dénominateur non énoncé"
_NEAR: Final = "aucune publication reprise n'est sûrement de cette année ; les plus proches donnent une valeur voisine"


# The rules that doubt a number: the others are about the word that goes with it, or about what is beside it.
_CONTESTENT: Final = (
    *(Regle.MOTS, Regle.TERRITOIRE, Regle.COPIE, Regle.PUBLICATION, Regle.INTITULE, Regle.DEFINITION, Regle.ANNEE),
    *(Regle.AMPLEUR, Regle.REPETITION, Regle.SUPERLATIF, Regle.POPULATION, Regle.EFFECTIF),
)


@dataclass(frozen=True)
class NonVerifie:
    """A statement that no publication at hand can confirm or deny, and why; ``derniere`` is the last value at hand of
    its QPV, of one that is to be looked for in what is not."""

    affirmation: Affirmation
    motif: str
    derniere: Publication | None = None


@dataclass(frozen=True)
class Partage:
    """The statements in three: those that agree with a publication, ``proches`` of them being only near it; those that
    the list of what is to correct or to verify names, ``moyennes`` of them for the mean that they are compared to and
    nothing else; and the others, that nothing at hand tells anything of."""

    concordent: int
    a_revoir: int
    non_verifiables: int
    proches: int = 0
    moyennes: int = 0

    @property
    def total(self) -> int:
        return self.concordent + self.a_revoir + self.non_verifiables


@dataclass(frozen=True)
class Fiabilite(Bref):
    """Everything that the check of a contract gives."""

    doutes: tuple[Doute, ...]
    verifications: dict[str, Verification]

    def doutes_de(self, quartier: str) -> tuple[Doute, ...]:
        """Doubts about a quartier, the gravest first."""
        return tuple(d for d in self.doutes if quartier in d.quartiers)

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """What there is to look at, one point a figure, the gravest first."""
        return gather(self.doutes)

    def points_de(self, quartier: str) -> tuple[Point, ...]:
        """What there is to look at in a quartier, one point a figure of its own, the gravest first."""
        own = {name for name, v in self.verifications.items() if v.affirmation.quartier == quartier}
        return gather(self.doutes_de(quartier), own)

    def verifications_de(self, quartiers: Collection[str]) -> tuple[Verification, ...]:
        """The checks of the statements about these quartiers."""
        return tuple(v for v in self.verifications.values() if v.affirmation.quartier in quartiers)

    @cached_property
    def a_revoir(self) -> frozenset[str]:
        """The statements that are to correct or to verify, be it for their value, their label, their mean or their
        change; what is said of all those of a quartier is about none of them."""
        told = (d for d in self.doutes if d.gravite is not Gravite.INFORMATION and not is_of_a_quartier(d))
        return frozenset(name for d in told for name in d.affirmations)

    def partage(self, quartiers: Collection[str]) -> Partage:
        """The statements about these quartiers in three, each in one."""
        left = [v for v in self.verifications_de(quartiers) if v.affirmation.affirmation not in self.a_revoir]
        agreeing = [v for v in left if v.accord in CONFIRMES]
        denied = sum(v.accord in DEMENTIS for v in left)
        listed = len(self.verifications_de(quartiers)) - len(left)
        near = sum(v.est_proche for v in agreeing)
        means = sum(self._of_its_mean_alone(v) for v in self.verifications_de(quartiers))
        return Partage(len(agreeing), listed + denied, len(left) - len(agreeing) - denied, near, means)

    def _of_its_mean_alone(self, v: Verification) -> bool:
        """Whether a number agrees, and what is to be corrected is the mean that it is compared to."""
        told = (d for d in self.doutes_sur(v.affirmation.affirmation) if d.gravite is not Gravite.INFORMATION)
        about = [d for d in told if not is_of_a_quartier(d)]
        return bool(about) and v.accord in CONFIRMES and all(map(is_of_mean, about))

    @cached_property
    def autre_population(self) -> frozenset[str]:
        """The statements whose value is published, but of other people or households than they say, by R6 or R19, or as
        something else than what the document says it is: none agrees with a publication."""
        apart = (Regle.INTITULE, Regle.EFFECTIF)
        found = {
            name
            for d in self.doutes
            if d.regle in apart and d.gravite is not Gravite.INFORMATION
            for name in d.affirmations
        }
        told = {n for n, v in self.verifications.items() if stated_meaning(v.affirmation.note)}
        return frozenset(n for n in found | told if n in self.verifications and self.agrees(n))

    @cached_property
    def contestes(self) -> frozenset[str]:
        """The statements that no publication confirms nor denies, and whose number a rule doubts by other means: two
        values of one QPV, one value of three, a level that hardly any QPV has."""
        found = {name for d in self.doutes if _contests(d) for name in d.affirmations}
        known = (n for n in found if n in self.verifications)  # a doubt may bear on another section too
        return frozenset(
            n
            for n in known
            # A number given as what people have, and that they have less than, is wrongly told, and not in doubt.
            if not is_ceiling(self.verifications[n].affirmation.note)
            if self.verifications[n].accord not in (*CONFIRMES, *DEMENTIS)
        )

    @cached_property
    def contestes_publies(self) -> frozenset[str]:
        """Of :attr:`contestes`, those that a rule sets a publication against."""
        against = {name for d in self.doutes if _contests(d) and d.publications for name in d.affirmations}
        return self.contestes & against

    @cached_property
    def autre_intitule_probable(self) -> frozenset[str]:
        """The statements whose value may be what is published under another label, and is not surely, by R6."""
        found = {n for d in self.doutes if d.regle is Regle.INTITULE and not is_of_mean(d) for n in d.affirmations}
        sure = {
            n for d in self.doutes if d.regle is Regle.INTITULE and d.gravite is Gravite.ERREUR for n in d.affirmations
        }
        known = (n for n in found - sure if n in self.verifications)
        return frozenset(n for n in known if self.verifications[n].accord is Accord.AUTRE_INTITULE)

    @cached_property
    def evolutions_contredites(self) -> frozenset[str]:
        """The statements whose change the publications deny, by R5 or R7, be their value checked or not."""
        found = (d for d in self.doutes if d.regle in (Regle.DEFINITION, Regle.PUBLICATION) and not is_of_mean(d))
        named = {name for d in found if d.gravite is not Gravite.INFORMATION for name in d.affirmations}
        return frozenset(n for n in named if n in self.verifications and _changes(self.verifications[n].affirmation))

    def bilan(self, quartiers: Collection[str] | None = None) -> "Bilan":
        """All statements, or those about these quartiers, counted by what is said of them."""
        checked = self.verifications.values() if quartiers is None else self.verifications_de(quartiers)
        found = summarize(
            checked, self.autre_population, self.contestes, self.evolutions_contredites, self.contestes_publies
        )
        probable = sum(v.affirmation.affirmation in self.autre_intitule_probable for v in checked)
        return replace(found, autre_intitule_probable=probable)

    @cached_property
    def references_contestees(self) -> frozenset[str]:
        """The statements whose mean of comparison a rule doubts: nothing is read against it."""
        return frozenset(name for d in self.doutes if is_of_mean(d) for name in d.affirmations)

    def agrees(self, affirmation: str) -> bool:
        """Whether a publication gives the value of a statement, be it for another year than it says."""
        return self.verifications[affirmation].accord in CONFIRMES

    def gravite_de(self, affirmation: str) -> Gravite | None:
        """What is to be done of the number of a statement, by the gravest doubt on it; None: nothing. What is only in
        doubt of its change (R7) is not in doubt of its level."""
        found = (d for d in self.doutes_sur(affirmation) if _contests(d) and d.regle is not Regle.DEFINITION)
        return min((d.gravite for d in found), key=list(Gravite).index, default=None)

    def est_autre_mesure(self, affirmation: str) -> bool:
        """Whether a statement's number surely is that of another indicator (R6): it has no place among its own's."""
        return any(
            d.regle is Regle.INTITULE and d.gravite is Gravite.ERREUR and not is_of_mean(d)
            for d in self.doutes_sur(affirmation)
        )

    def doutes_sur(self, affirmation: str) -> tuple[Doute, ...]:
        """Doubts about one statement."""
        return tuple(d for d in self.doutes if affirmation in d.affirmations)


@once
def check_contract(contrat: Contrat) -> Fiabilite:
    """Every rule on every statement of the contract; doubts by gravity, then rule, then quartier.

    It is done once for a contract object.
    """
    context = Contexte(contrat, {a.affirmation: check_statement(contrat, a) for a in contrat.affirmations})
    doubts = join_sections(contrat, (doubt for rule in rules() for doubt in context.found_by(rule)))
    gravities, numbers = list(Gravite), list(Regle)

    def order(doubt: Doute) -> tuple[int, int, int]:
        first = min((contrat.quartiers[q].ordre for q in doubt.quartiers), default=0)
        return gravities.index(doubt.gravite), numbers.index(doubt.regle), first

    return Fiabilite(tuple(sorted(doubts, key=order)), context.verifications)


@dataclass(frozen=True)
class Bilan:
    """How many statements agree with a publication, are denied by one, or can be neither; ``autre_population``: their
    value is published, of another population; ``contestes``: no publication tells, and a rule doubts their number,
    ``contestes_publies`` of them by what is published.
    Among those denied, ``autre_intitule`` and ``partie_du_qpv``: their value is published under another label, or of a
    part of the QPV; ``autre_intitule_probable`` of the first only may be so. Among those that agree, ``proches`` are
    near a publication and not its value; among those that cannot be checked, ``contredits`` have a change that is
    denied."""

    concordent: int
    dementis: int
    non_verifiables: int
    autre_population: int = 0
    autre_intitule: int = 0
    partie_du_qpv: int = 0
    contestes: int = 0
    proches: int = 0
    contredits: int = 0
    contestes_publies: int = 0
    autre_intitule_probable: int = 0

    @property
    def total(self) -> int:
        return self.concordent + self.dementis + self.non_verifiables + self.autre_population + self.contestes

    @property
    def non_verifies(self) -> int:
        """Those that no publication confirms nor denies, whether a rule doubts them or not."""
        return self.non_verifiables + self.contestes


def summarize(
    verifications: Iterable[Verification],
    autre_population: Collection[str] = (),
    contestes: Collection[str] = (),
    contredites: Collection[str] = (),
    contestes_publies: Collection[str] = (),
) -> Bilan:
    """The statements counted by what the publications say of them; ``autre_population`` are those whose value is
    published of another population (:attr:`Fiabilite.autre_population`), ``contestes`` those that rules alone doubt,
    ``contredites`` those whose change is denied (:attr:`Fiabilite.evolutions_contredites`), ``contestes_publies`` those
    of ``contestes`` that a publication is set against."""
    checked = list(verifications)
    doubted = sum(v.affirmation.affirmation in contestes for v in checked)
    apart = sum(v.affirmation.affirmation in autre_population for v in checked)
    confirmed = [v for v in checked if v.accord in CONFIRMES and v.affirmation.affirmation not in autre_population]
    agreeing = len(confirmed)
    denied = sum(v.accord in DEMENTIS for v in checked)
    unknown = [v for v in checked if v.accord not in (*CONFIRMES, *DEMENTIS)]
    return Bilan(
        agreeing,
        denied,
        len(checked) - agreeing - denied - apart - doubted,
        apart,
        sum(v.accord is Accord.AUTRE_INTITULE for v in checked),
        sum(v.accord is Accord.AUTRE_PERIMETRE for v in checked),
        doubted,
        sum(v.est_proche for v in confirmed),
        sum(v.affirmation.affirmation in contredites and v.affirmation.affirmation not in contestes for v in unknown),
        sum(v.affirmation.affirmation in contestes_publies for v in checked),
    )


def _contests(d: Doute) -> bool:
    """Whether a doubt is about the number of a statement."""
    told = d.regle in _CONTESTENT and d.gravite is not Gravite.INFORMATION
    return told and d.objet != PERIMETRE_DU_QPV and not is_of_mean(d)


def _changes(a: Affirmation) -> bool:
    return a.variation is not None or a.valeur_initiale is not None or a.tendance in ("hausse", "baisse")


def unchecked(contrat: Contrat, fiabilite: Fiabilite, quartier: str) -> tuple[NonVerifie, ...]:
    """Statements of a quartier whose number could be neither confirmed nor denied, in the order of the catalogue: one
    that a rule doubts, or whose change is denied, is not checked either."""
    found = []
    for a in contrat.affirmations_de(quartier):
        v = fiabilite.verifications[a.affirmation]
        if v.accord not in (*CONFIRMES, *DEMENTIS):
            together = published_together(contrat, a)
            why = together or _why_unchecked(contrat, fiabilite, v)
            found.append(NonVerifie(a, why, _last_at_hand(contrat, a) if TO_LOOK_FOR in why else None))
    return tuple(found)


def _last_at_hand(contrat: Contrat, a: Affirmation) -> Publication | None:
    """What the figure of another year is to be beside, once it is found."""
    published = series(contrat, contrat.quartiers[a.quartier].codes(ANCIENNE), a.indicateur)
    return next((p for p in reversed(published) if p.valeur is not None), None)


def _why_unchecked(contrat: Contrat, fiabilite: Fiabilite, v: Verification) -> str:
    number = v.valeur or v.evolution
    if number is None:
        return "le document n'énonce pas de niveau"
    if number.accord in (Accord.NON_RETROUVE, Accord.DEPASSE):
        a = v.affirmation
        where = where_to_look(contrat, contrat.quartiers[a.quartier], contrat.indicateurs[a.indicateur], None)
        if between := _year_between(contrat, v):
            return f"sans année ; {between}{f', sinon {where}' if where else ''}"
        look = f" ; {TO_LOOK_FOR} {where}" if where else ""
        return f"sans année ; aucune publication reprise ne donne cette valeur{look}"
    if number.accord is Accord.PROCHE:
        return _between_editions(contrat, v) or _NEAR
    denied = any(
        d.regle is Regle.PUBLICATION and d.gravite is not Gravite.INFORMATION
        for d in fiabilite.doutes_sur(v.affirmation.affirmation)
    )
    if v.valeur is None and denied:
        return "le niveau n'est pas énoncé ; l'évolution énoncée dépasse ce que l'Insee publie"
    population = v.affirmation.population
    if population and number.motif and number.motif.startswith(_SANS_DENOMINATEUR):
        told = f"le document donne une part {_of(population)}"
        return f"{told} ; {_published_as_stated(contrat, v) or 'les fichiers repris ne la donnent pas'}"
    if number.motif and number.motif.startswith(_SANS_DENOMINATEUR):
        which = number.motif.removeprefix(_SANS_DENOMINATEUR).strip(" :")
        return "le document ne dit pas à quoi cette part se rapporte" + (f" ({which})" if which else "")
    return number.motif or "aucune publication reprise"


def _year_between(contrat: Contrat, v: Verification) -> str:
    """``entre 850 € (2015) et 896 € (2017) : à chercher d'abord pour 2016, année non reprise ici``: where an undated
    value is in the series of its QPV, if a year is missing there; the newest years come after it."""
    a = v.affirmation
    i = contrat.indicateurs[a.indicateur]
    published = series(contrat, contrat.quartiers[a.quartier].codes(ANCIENNE), a.indicateur)
    pair = neighbours_of(published, a.valeur) if a.valeur is not None and a.annee is None else None
    if pair is None or pair[0].annee is None or pair[1].annee is None:
        return ""
    missing = [str(year) for year in range(pair[0].annee + 1, pair[1].annee)]
    if not missing:
        return ""
    absent = "année non reprise" if len(missing) == 1 else "années non reprises"
    between = " et ".join(_dated_value(p, i) for p in pair)
    return f"entre {between} : {TO_LOOK_FOR} d'abord pour {join_words(missing)}, {absent} ici"


def _of(population: str) -> str:
    """What a share is of, after « part ».

    >>> _of("ménages"), _of("population du quartier")
    ('des ménages', 'de la population du quartier')
    """
    words = lower_first(population)
    return f"de la {words}" if words.startswith("population") else f"des {words}"


def _published_as_stated(contrat: Contrat, v: Verification) -> str | None:
    """What is published of another date under the label that relates the figure to what the document does."""
    a = v.affirmation
    for name in contrat.indicateurs[a.indicateur].confusions:
        i = contrat.indicateurs[name]
        if one_name(i.population) != one_name(a.population or ""):
            continue
        published = series(contrat, contrat.quartiers[a.quartier].codes(ANCIENNE), name)
        known = [_dated_value(p, i) for p in published if p.valeur is not None]
        if known:
            stated = f" ; celle de {a.annee} n'est pas vérifiée" if a.annee is not None else ""
            return f"les fichiers repris ne la donnent que pour une autre date : {join_words(known)}{stated}"
    return None


def _dated_value(p: Publication, i: Indicateur) -> str:
    return f"{format_value(p.valeur, i.unite)} ({when(p)})"


def _between_editions(contrat: Contrat, v: Verification) -> str | None:
    """Two editions in a row that may be of the stated year, and between whose values the stated one lies."""
    number, a = v.valeur, v.affirmation
    if number is None or a.annee is None:
        return None
    i, codes = contrat.indicateurs[a.indicateur], number.publications[0].territoires
    published = [p for p in series(contrat, codes, a.indicateur) if p.valeur is not None]
    for one, two in pairwise(p for p in dated_as(published, a.annee) if p.annee is None):
        low, high = sorted((one.valeur or 0.0, two.valeur or 0.0))
        if low <= number.nombre.valeur <= high:
            values = join_words([format_value(p.valeur, i.unite) for p in (one, two)])
            editions = join_words([str(p.diffusion.edition) for p in (one, two)])
            return (
                f"{format_value(number.nombre.valeur, i.unite)} ({a.annee}) est entre les valeurs des diffusions "
                f"{editions} ({values}), dont l'année n'est pas donnée : vraisemblable, sans plus"
            )
    return None

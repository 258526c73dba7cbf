"""What the check of figures finds: rules, gravities, doubts, and the words that all rules share."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from typing import Final, Self

from quartiers.analyse.notes import stated_words
from quartiers.analyse.publications import Publication
from quartiers.analyse.rapprochement import Nombre, Verification
from quartiers.donnees.modele import Affirmation, Contrat, Indicateur
from quartiers.donnees.natures import Noms, noun_of_all
from quartiers.donnees.tables.importees import NOUVELLE
from quartiers.typographie import format_gap, format_value, join_words, lower_first


class Regle(StrEnum):
    """The rules, by identifier; ``titre`` says each in words. What applies them: :mod:`quartiers.analyse.regles`."""

    _value_: str
    titre: str

    def __new__(cls, identifiant: str, titre: str) -> Self:
        """A member is its identifier, and its title beside."""
        member = str.__new__(cls, identifiant)
        member._value_, member.titre = identifiant, titre
        return member

    MOTS = "R1", "Les mots contredisent les nombres"
    TERRITOIRE = "R2", "Un même QPV, plusieurs valeurs"
    REFERENCE = "R3", "Une même référence, plusieurs valeurs"
    COPIE = "R4", "Les mêmes chiffres pour deux QPV"
    PUBLICATION = "R5", "Les chiffres publiés disent autre chose"
    INTITULE = "R6", "Un chiffre publié concorde, mais sous un autre intitulé"
    DEFINITION = "R7", "Le départ et l'arrivée ne mesurent pas la même chose"
    ANNEE = "R8", "Une année absente, ou qui n'est pas celle de la source"
    PERIMETRE = "R9", "Des chiffres d'un autre périmètre que celui du projet"
    AMPLEUR = "R10", "Une ampleur inhabituelle"
    SYNTHESE = "R11", "Les priorités et la synthèse publiée ne correspondent pas"
    SANS_PRIORITE = "R12", "Un chiffre ou un constat défavorable, sans priorité sur son thème"
    LIBELLE = "R13", "Un même libellé ou un même nom, écrit de plusieurs façons"
    SAUT = "R14", "Une évolution difficile à lire : saut, retour ou petits effectifs"
    REPETITION = "R15", "Une même valeur pour plusieurs QPV"
    JUGEMENT = "R16", "Un jugement à confronter à d'autres chiffres"
    SUPERLATIF = "R17", "Un superlatif à confronter à d'autres chiffres"
    POPULATION = "R18", "Un âge ou une population qui change, ou qui manque"
    EFFECTIF = "R19", "Une grandeur donnée pour une autre : part et nombre, plafond et revenu"
    COUPURE = "R20", "Un texte coupé, ou fautif"
    NIVEAU = "R21", "Un niveau, un départ ou un repère qui n'est pas donné"
    RECOPIE = "R22", "Un même texte pour plusieurs quartiers"
    SANS_APPUI = "R23", "Une priorité que le diagnostic du document n'appuie pas"


# The objects of doubts that are not about one figure, although they may name a single statement.
ANNEES: Final = "Années"
PERIMETRE_DU_QPV: Final = "Périmètre du QPV"
# How a doubt on the perimeter is headed where the limits of 2024 surely are others: it bears on every figure.
AUTRES_LIMITES: Final = "Des chiffres dans les limites de 2015, non de 2024"
PRIORITES: Final = "Priorités"
# What the text drawn from the file has, and the page itself may not: no defect to tell its authors of.
TEXTE_EXTRAIT: Final = "Texte extrait"
# What is to be done of what was looked at, and is right: reports do not tell of it.
RIEN: Final = "Rien à corriger."
RIEN_ICI: Final = "Rien à corriger ici."
# How the remedy begins of what a committee is to speak of.
A_DISCUTER: Final = ("En parler au comité", "Dire d'où vien")


_MOYENNE: Final = " : moyenne de comparaison"


def mean_of(i: Indicateur) -> str:
    """The object of a doubt about a mean: it is not about the figures that are compared with it."""
    return f"{i.libelle_court}{_MOYENNE}"


class Gravite(StrEnum):
    """How much a doubt matters: an error that the data shows, something to look at, something to know."""

    ERREUR = "à corriger"
    DOUTE = "à vérifier"
    INFORMATION = "à savoir"


@dataclass(frozen=True)
class Doute:
    """What a rule found: where, what it compared, one sentence, and what to do about it.

    ``affirmations`` are identifiers of ``diagnostic.csv``, ``publications`` the published figures compared,
    ``lignes`` the lines of the source document; ``bref`` is the fact in few words, after the name of the figure;
    ``laisse`` are the rules of :data:`COUVRE` whose doubts its correction does not mend after all, ``couvre`` others
    whose doubts its own words already say; ``titre`` says the case, where that of the rule names several; what is
    ``classeur`` is in the workbook only: there is nothing to do of it that a report does not say elsewhere.
    """

    regle: Regle
    gravite: Gravite
    quartiers: tuple[str, ...]
    objet: str
    phrase: str
    proposition: str
    affirmations: tuple[str, ...] = ()
    publications: tuple[Publication, ...] = ()
    lignes: str | None = None
    bref: str = ""
    laisse: frozenset[Regle] = frozenset()
    titre: str = ""
    couvre: frozenset[Regle] = frozenset()
    classeur: bool = False


def is_of_mean(doute: Doute) -> bool:
    """Whether a doubt is about a mean (:func:`mean_of`)."""
    return doute.objet.endswith(_MOYENNE)


@dataclass(frozen=True)
class Point:
    """One thing to do: a doubt, and those about the same figure that leave nothing more to do once it is mended.

    What it says of itself is what its first doubt says.
    """

    doutes: tuple[Doute, ...]

    @property
    def regle(self) -> Regle:
        return self.doutes[0].regle

    @property
    def regles(self) -> tuple[Regle, ...]:
        """The rules that speak, each once, that of the gravest doubt first."""
        return tuple(dict.fromkeys(d.regle for d in self.doutes))

    @property
    def titre(self) -> str:
        """What is wrong, in words: the case, where the rule is of several."""
        return self.doutes[0].titre or self.regle.titre

    @property
    def gravite(self) -> Gravite:
        return self.doutes[0].gravite

    @property
    def objet(self) -> str:
        """The figure: a reason that is about a year or a row names it less well."""
        return next((d.objet for d in self.doutes if d.objet != ANNEES), self.doutes[0].objet)

    @property
    def quartiers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(q for d in self.dits for q in d.quartiers))

    @property
    def affirmations(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(a for d in self.doutes for a in d.affirmations))

    @property
    def publications(self) -> tuple[Publication, ...]:
        return tuple(dict.fromkeys(p for d in self.doutes for p in d.publications))

    @property
    def lignes(self) -> str | None:
        """Where the document says what is told."""
        return join_lines(d.lignes for d in self.dits)

    @property
    def dits(self) -> tuple[Doute, ...]:
        """The doubts that a reader is told: those of the first rule, each with another sentence."""
        return tuple(d for d in self.doutes if d.regle is self.regle and d.gravite is self.gravite)

    @property
    def est_a_dire(self) -> bool:
        """Whether a report tells of it: there is something to do, and of the document itself."""
        told = self.objet != TEXTE_EXTRAIT and self.propositions not in ((RIEN,), (RIEN_ICI,))
        return told and not all(d.classeur for d in self.dits)

    @property
    def bref(self) -> str:
        """The fact in few words; what the rule checks, where the rule gives none."""
        what = self.objet.replace(" : ", ", ")  # the object of a mean has a colon of its own
        return f"{what} : {told}" if (told := self._en_peu_de_mots) else f"{what} ({lower_first(self.titre)})"

    @property
    def fait(self) -> str:
        """As :attr:`bref`, without the name of the figure."""
        return self._en_peu_de_mots or lower_first(self.titre)

    @property
    def _en_peu_de_mots(self) -> str:
        return next((d.bref for d in self.dits if d.bref), "")

    @property
    def phrases(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(d.phrase for d in self.dits))

    def raisons(self, nom: Callable[[str], str]) -> tuple[str, ...]:
        """Every reason, those that are not about all its quartiers with the names of theirs."""
        return self._each_once(((d.phrase, d.quartiers) for d in self.doutes), nom)

    def consignes(self, nom: Callable[[str], str]) -> tuple[str, ...]:
        """What to do, for the same quartiers as each reason."""
        kept = self.propositions
        return self._each_once(((d.proposition, d.quartiers) for d in self.dits if d.proposition in kept), nom)

    def _each_once(self, texts: Iterable[tuple[str, tuple[str, ...]]], nom: Callable[[str], str]) -> tuple[str, ...]:
        """``Le Trieu : `` before what is not about all the quartiers of the point; what is said of several, once."""
        whose: dict[str, dict[str, None]] = {}
        for text, quartiers in texts:
            whose.setdefault(text, {}).update(dict.fromkeys(quartiers))
        every = set(self.quartiers)
        return tuple(
            text if set(names) == every else f"{join_words([nom(q) for q in names])} : {lower_first(text)}"
            for text, names in whose.items()
        )

    @property
    def propositions(self) -> tuple[str, ...]:
        """What to do, each once: one that another says with more words is not said apart."""
        return without_beginnings(d.proposition for d in self.dits)

    @property
    def est_a_discuter(self) -> bool:
        """Whether what to do is to speak of it, or to say why it was decided: no text is wrong."""
        return any(text.startswith(A_DISCUTER) for text in self.propositions)


def without_beginnings(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts, each once, without those that are only how another begins.

    >>> without_beginnings(["Corriger le mot, ou le nombre.", "Corriger le mot."])
    ('Corriger le mot, ou le nombre.',)
    """
    found = list(dict.fromkeys(texts))
    return tuple(t for t in found if not any(o != t and o.startswith(t.rstrip(".")) for o in found))


# Once what the first rule says of a figure is mended, nothing is left to do of what the others find of it: a mean whose
# right value is told, a value that is to be taken back to its source, a word on what is not the figure that it names.
COUVRE: Final[Mapping[Regle, frozenset[Regle]]] = {
    Regle.TERRITOIRE: frozenset({Regle.REPETITION}),
    Regle.REFERENCE: frozenset({Regle.PUBLICATION}),
    Regle.COPIE: frozenset({Regle.PUBLICATION}),
    Regle.INTITULE: frozenset({Regle.JUGEMENT, Regle.POPULATION}),
    Regle.DEFINITION: frozenset({Regle.JUGEMENT}),
    Regle.REPETITION: frozenset({Regle.PUBLICATION}),
}


@dataclass
class _Groupe:
    """Doubts about one figure, as they are found, and the statements that they name; ``rang``: how many came before."""

    rang: int
    affirmations: set[str]
    doutes: list[Doute]

    def add(self, doubt: Doute) -> None:
        """The one that covers the others first."""
        leads = bool(self.doutes) and _covers(doubt, self.doutes[0])
        self.doutes.insert(0 if leads else len(self.doutes), doubt)


def gather(doutes: Iterable[Doute], of: Collection[str] | None = None) -> tuple[Point, ...]:
    """Doubts about one figure that one correction mends as one point, in the order of the gravest of each.

    ``of`` are the statements that count: those of the quartier that is read, or all. Two doubts are about one figure
    when they name the same statements; of one object, when one names some of those of the other, and brings no other
    quartier, or when one rule compares figures of several sections with the very same publications. Any other doubt is
    a point of its own: a reader is told one fact, and what to do about it.
    """
    kept = None if of is None else set(of)
    groups: list[_Groupe] = []
    naming: defaultdict[str, list[_Groupe]] = defaultdict(list)  # the groups that name a statement
    published: dict[tuple[object, ...], _Groupe] = {}  # those that compare with some publications
    for doubt in doutes:
        named = set(doubt.affirmations) if kept is None else set(doubt.affirmations) & kept
        near = {id(group): group for name in named for group in naming[name]}
        in_order = sorted(near.values(), key=attrgetter("rang"))
        home = next((g for g in in_order if _leave_nothing_else(g, doubt) and _same_figure(g, doubt, named)), None)
        same_source = (doubt.regle, doubt.objet, doubt.publications)
        if home is None and doubt.publications and doubt.gravite is not Gravite.INFORMATION:
            home = published.get(same_source)
        if home is None:
            home = _Groupe(len(groups), set(), [])
            groups.append(home)
        for name in named - home.affirmations:
            naming[name].append(home)
        home.affirmations |= named
        home.add(doubt)
        published.setdefault(same_source, home)
    return tuple(Point(tuple(group.doutes)) for group in groups)


def _leave_nothing_else(group: _Groupe, doubt: Doute) -> bool:
    """Whether one correction mends what both say: what only informs is covered, and covers nothing."""
    first = group.doutes[0]
    if first.gravite is Gravite.INFORMATION:
        return False
    if _covers(first, doubt):
        return True
    told = doubt.gravite is not Gravite.INFORMATION
    one_remedy = doubt.regle is first.regle and len(without_beginnings((first.proposition, doubt.proposition))) == 1
    return told and (one_remedy or _covers(doubt, first))


def _covers(one: Doute, other: Doute) -> bool:
    return other.regle in (COUVRE.get(one.regle, frozenset()) | one.couvre) - one.laisse


def _same_figure(group: _Groupe, doubt: Doute, named: set[str]) -> bool:
    statements, first = group.affirmations, group.doutes[0]
    if not named or not statements or is_of_a_quartier(doubt) or is_of_a_quartier(first):
        return False
    if named == statements:
        return True
    one_object = doubt.objet == first.objet
    own = {q for found in group.doutes for q in found.quartiers}
    widens = statements < named and doubt.gravite is not Gravite.INFORMATION and set(doubt.quartiers) <= own
    return one_object and (named < statements or widens)


def is_of_a_quartier(doubt: Doute) -> bool:
    """Whether a doubt is about what a quartier has or lacks: it names figures, and is about none of them."""
    return doubt.regle is Regle.SANS_PRIORITE or doubt.objet == PERIMETRE_DU_QPV


def by_figure(points: Iterable[Point], enonces: Collection[str]) -> list[list[Point]]:
    """Points, those about one of these statements together: the first of them has the place."""
    groups: dict[object, list[Point]] = {}
    for p in points:
        own = [a for a in p.affirmations if a in enonces]
        apart = len(own) != 1 or any(is_of_mean(d) for d in p.doutes) or p.objet == PERIMETRE_DU_QPV
        groups.setdefault(id(p) if apart else own[0], []).append(p)
    return list(groups.values())


@dataclass(frozen=True)
class Contexte:
    """What the rules share: the contract and its statements, each checked once."""

    contrat: Contrat
    verifications: dict[str, Verification]

    @cached_property
    def _found(self) -> dict[Callable[["Contexte"], Iterable[Doute]], tuple[Doute, ...]]:
        return {}

    def found_by(self, rule: Callable[["Contexte"], Iterable[Doute]]) -> tuple[Doute, ...]:
        """What a rule finds: it is asked once, by whom leaves it what it tells too."""
        if rule not in self._found:
            self._found[rule] = tuple(rule(self))
        return self._found[rule]

    def indicateur(self, a: Affirmation) -> Indicateur:
        return self.contrat.indicateurs[a.indicateur]

    def name(self, quartier: str) -> str:
        return self.contrat.quartiers[quartier].nom_court

    def names(self, a: Affirmation) -> Noms:
        """What the territory of a statement is called."""
        return self.contrat.quartiers[a.quartier].noms

    def noun_of(self, rows: Iterable[Affirmation]) -> str:
        """What the territories of several statements are called together."""
        return noun_of_all(self.names(a).nom for a in rows)

    def in_order(self, quartiers: Iterable[str]) -> tuple[str, ...]:
        """Identifiers of quartiers, each once, in the contract's order."""
        return self.contrat.in_order(quartiers)

    def doubt(
        self,
        regle: Regle,
        gravite: Gravite,
        rows: tuple[Affirmation, ...],
        phrase: str,
        proposition: str,
        *,
        publications: tuple[Publication, ...] = (),
        objet: str | None = None,
        bref: str = "",
        titre: str = "",
        couvre: frozenset[Regle] = frozenset(),
        classeur: bool = False,
    ) -> Doute:
        """A doubt about statements; ``objet`` is their indicator unless said otherwise."""
        return Doute(
            regle,
            gravite,
            self.in_order(a.quartier for a in rows),
            objet or self.indicateur(rows[0]).libelle_court,
            phrase,
            proposition,
            tuple(dict.fromkeys(a.affirmation for a in rows)),
            publications,
            join_lines(a.lignes for a in rows),
            bref,
            titre=titre,
            couvre=couvre,
            classeur=classeur,
        )


def when(p: Publication) -> str:
    """``2019``, or ``diffusion 2022`` where the year of the data is not known; and the perimeter, if that of 2024.

    What is said without a perimeter is of 2015: the first that there was, and that of the documents.
    """
    return year_of(p) + (f", périmètre {NOUVELLE}" if p.diffusion.geographie == NOUVELLE else "")


def year_of(p: Publication) -> str:
    """``2019``, or ``diffusion 2022`` where the year of the data is not known."""
    return str(p.annee) if p.annee is not None else f"diffusion {p.diffusion.edition}"


def when_among(p: Publication, others: Iterable[Publication]) -> str:
    """As :func:`when`, but for a year of publication that would pass, beside years of data, for one of these."""
    if p.annee is None and any(o.annee is not None for o in others):
        return f"diffusion {p.diffusion.edition}, année non donnée"
    return when(p)


def whole_series(published: Iterable[Publication], i: Indicateur) -> str:
    """``50,8 % (2010), 45,9 % (diffusion 2019) puis 47 % (diffusion 2022)``: all that is published from one end to the
    other, so that neither a start nor a turn is chosen."""
    shown = tuple(published)
    told = dict.fromkeys(
        f"{format_value(p.valeur, i.unite)} ({date_in_series(p, shown)})" for p in shown
    )  # two files of one
    return join_words(list(told), "puis")


def neighbours_of(published: Iterable[Publication], value: float) -> tuple[Publication, Publication] | None:
    """Two figures in a row of a series that an undated value lies between: it may be of a year that is not at hand."""
    known = [p for p in published if p.valeur is not None]
    for one, two in pairwise(known):
        if min(one.valeur or 0.0, two.valeur or 0.0) <= value <= max(one.valeur or 0.0, two.valeur or 0.0):
            return one, two
    return None


def date_in_series(p: Publication, shown: Collection[Publication]) -> str:
    """As :func:`when`; where years of data would not be in the order of the editions beside them, every edition, and
    the year where it is known."""
    years = [o.annee for o in shown if o.annee is not None]
    if not any(o.annee is None and o.diffusion.edition <= max(years, default=0) for o in shown):
        return when(p)
    return f"diffusion {p.diffusion.edition}" + (f", année {p.annee}" if p.annee is not None else "")


def published_text(c: Contexte, p: Publication) -> str:
    return f"{format_value(p.valeur, c.contrat.indicateurs[p.indicateur].unite)} ({when(p)})"


def number_text(n: Nombre, i: Indicateur) -> str:
    return f"{format_value(n.valeur, i.unite, n.precision)} ({year_text(n.annee)})"


def stated_text(a: Affirmation, i: Indicateur) -> str:
    text = format_value(a.valeur, i.unite, a.precision) if a.valeur is not None else "une évolution"
    text = f"« {words} »" if (words := stated_words(a.note)) else text
    change = ""
    if a.variation is not None:
        change = f", {format_gap(a.variation, i.unite)}"
    elif a.tendance in ("hausse", "baisse"):
        change = f", en {a.tendance}"
    return f"{text} en {a.annee}{change}" if a.annee is not None else f"{text} sans année{change}"


# Where a document places a figure, in our words: the closed words of a table are not its own.
PLACES: Final = {"au-dessus": "au-dessus de", "au-dessous": "au-dessous de", "comparable": "près de"}


def stated_trend(a: Affirmation) -> str:
    """The direction that the document states: ``en hausse``, ``en baisse``, ``stable``."""
    return f"en {a.tendance}" if a.tendance in ("hausse", "baisse") else str(a.tendance)


def year_text(year: int | None) -> str:
    return str(year) if year is not None else "sans année"


def lines_of(a: Affirmation) -> set[str]:
    """The lines of the document that state a figure, each bullet being one."""
    return {part.strip() for part in (a.lignes or "").split(",") if part.strip()}


def join_lines(lines: Iterable[str | None]) -> str | None:
    """Lines of the document, each once, in order.

    >>> join_lines(["437, 12", None, "34-36", "12"])
    '12, 34-36, 437'
    """
    parts = {part for line in lines if line for part in line.replace(" ", "").split(",")}
    return ", ".join(sorted(parts, key=lambda part: (int(part.split("-")[0]), part))) or None

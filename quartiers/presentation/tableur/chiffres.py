"""Sheets of figures: those that the reports retain, those that the document states, those that are published."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from quartiers.analyse.comparaisons import Situation, difference
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.doutes import stated_trend
from quartiers.analyse.fiabilite import unchecked
from quartiers.analyse.mesures_du_contrat import MesureDuContrat, own_measures
from quartiers.analyse.notes import stated_meaning
from quartiers.analyse.publications import Publication, References, references_of
from quartiers.analyse.rapprochement import CONFIRMES, DEMENTIS, Rapprochement, Verification
from quartiers.donnees.modele import COMMUNE as COMMUNE_ENTIERE
from quartiers.donnees.modele import Affirmation, Indicateur, Mesure, Quartier
from quartiers.feuilles import YEAR, Cellule, Champ, Colonne, Contenu, Feuille, make_sheet
from quartiers.presentation import mots, mots_evolutions
from quartiers.presentation.mots_dates import step_text
from quartiers.presentation.mots_origine import STATED, codes_of, source_of, status_of
from quartiers.presentation.tableur.commun import (
    COMMUNE,
    NO,
    QUARTIER,
    THEME,
    UNIT,
    YES,
    Analyse,
    column,
    flag_cell,
    gap_cell,
    gap_unit,
    stated_cell,
    status_cell,
    value_cell,
)
from quartiers.typographie import NON_RENSEIGNE

AGREES, DENIED, UNCHECKED = "concorde", "démenti", "non vérifiable"
OTHER_PEOPLE, DOUBTED = "autre population", "mis en doute"


# -- retained figures ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Chiffre:
    """A retained figure with what the columns ask of it."""

    analyse: Analyse
    quartier: Quartier
    chiffre: ChiffreLu

    @property
    def indicateur(self) -> Indicateur:
        return self.chiffre.indicateur

    @property
    def unite(self) -> str:
        return self.chiffre.indicateur.unite

    @property
    def publication(self) -> Publication | None:
        return self.chiffre.publication

    @property
    def affirmation(self) -> Affirmation | None:
        return self.chiffre.affirmation

    @cached_property
    def references(self) -> References:
        """What the published value may be compared with: nothing for a value that is not published."""
        if self.publication is None or self.publication.valeur is None:
            return References(None, None, None, None)
        return references_of(self.analyse.contrat, self.publication)

    def as_told(self, value: float | None) -> Cellule:
        """A number with the decimals of its origin, a publication or the document."""
        cell = value_cell if self.publication is not None else stated_cell
        return cell(value, self.unite)

    @property
    def lecture(self) -> Cellule:
        situation = self.chiffre.comparaison.situation
        quiet = "gris" if situation is Situation.NON_COMPAREE else None
        return Cellule(situation.value, couleur=mots.NATURE_OF_SITUATION.get(situation, quiet))

    @property
    def evolution(self) -> Contenu:
        """What the change means, or why there is none."""
        t = self.chiffre.tendance
        if t is None:
            why = mots_evolutions.why_no_trend(self.analyse.contrat, self.quartier, self.chiffre)
            return Cellule(why, couleur="gris")
        if self.chiffre.dementi:
            return Cellule("énoncée, non lue : chiffre à vérifier", couleur="alerte")
        step = step_text(t, self.chiffre.indicateur.unite)
        told = f"{t.evolution.value}, {step}" if step is not None else t.evolution.value
        return Cellule(told, couleur=mots_evolutions.NATURE_OF_EVOLUTION.get(t.evolution))

    @property
    def couverture(self) -> str:
        if self.affirmation is not None:
            return "ce que le document énonce"
        return "QPV entier" if self.quartier.couverture == "partie" else "QPV"

    @property
    def fondement(self) -> str | None:
        c = self.chiffre.comparaison
        return None if c.situation is Situation.NON_COMPAREE else c.fondement.value

    @property
    def enonces(self) -> Cellule:
        beside = self.chiffre.enonces
        apart = self.analyse.fiabilite.autre_population
        doubtful = any(mots.has_doubtful_value(stated, apart) for stated in beside)
        told = "\n".join(self._beside(stated, apart) for stated in beside)
        return Cellule(told, couleur="alerte" if doubtful else None)

    @staticmethod
    def _beside(stated: ChiffreLu, apart: Collection[str]) -> str:
        told = mots.stated_beside(stated, apart)
        meaning = stated_meaning(stated.affirmation.note if stated.affirmation else None)
        return f"{told}, donné comme {meaning}" if meaning else told


def _number(
    titre: str, lire: Callable[[_Chiffre], Contenu], largeur: int = 12, *, paper: bool = True
) -> Champ[_Chiffre]:
    return Champ(Colonne(titre, largeur, YEAR, imprimee=paper), lire)


def _aside(titre: str | Colonne, largeur: int, lire: Callable[[_Chiffre], Contenu]) -> Champ[_Chiffre]:
    """A column that is read on a screen only."""
    named = titre if isinstance(titre, str) else titre.titre
    return Champ(Colonne(named, largeur, YEAR, imprimee=False), lire)


_CHIFFRES: tuple[Champ[_Chiffre], ...] = (
    Champ(QUARTIER, lambda r: r.quartier.nom_court),
    Champ(column(Indicateur, "libelle", 40), lambda r: r.indicateur.libelle),
    _number("Valeur", lambda r: r.as_told(r.chiffre.valeur)),
    Champ(UNIT, lambda r: r.unite),
    Champ(Colonne("Statut", 15), lambda r: status_cell(status_of(r.chiffre))),
    Champ(Colonne("Précision", 10), lambda r: r.chiffre.precision if r.chiffre.valeur is not None else None),
    _number("Année des données", lambda r: r.chiffre.annee),
    _number("Périmètre", lambda r: int(r.publication.diffusion.geographie) if r.publication else None),
    _number("Diffusion", lambda r: r.publication.diffusion.edition if r.publication else None),
    _number("Valeur de référence", lambda r: r.as_told(r.chiffre.comparaison.valeur_reference)),
    Champ(
        Colonne("Référence", 18),
        lambda r: r.analyse.contrat.territoires[t] if (t := r.chiffre.comparaison.territoire) else None,
    ),
    _number("Écart", lambda r: gap_cell(r.chiffre.comparaison.ecart, r.unite)),
    Champ(Colonne("Lecture", 14), lambda r: r.lecture),
    _number("Évolution", lambda r: gap_cell(r.chiffre.tendance.variation if r.chiffre.tendance else None, r.unite)),
    Champ(Colonne("Période", 16), lambda r: mots_evolutions.period(r.chiffre.tendance) if r.chiffre.tendance else None),
    Champ(Colonne("Lecture de l’évolution", 22), lambda r: r.evolution),
    Champ(Colonne("À vérifier", 10), lambda r: flag_cell(r.chiffre.douteux)),
    _aside(THEME, 30, lambda r: r.analyse.theme(r.indicateur.thematique)),
    _aside(COMMUNE, 24, lambda r: r.quartier.commune),
    _aside("Unité des écarts", 10, lambda r: gap_unit(r.indicateur)),
    _aside(
        "Moyenne des QPV du contrat",
        14,
        lambda r: value_cell(c.valeur if (c := r.references.contrat) else None, r.unite),
    ),
    _aside("QPV dans la moyenne", 12, lambda r: c.effectif if (c := r.references.contrat) else None),
    _aside("QPV de France", 12, lambda r: value_cell(r.references.france, r.unite)),
    _aside(
        "QPV médian de France", 12, lambda r: value_cell(s.c50 if (s := r.references.repartition) else None, r.unite)
    ),
    _aside(
        "Place parmi les QPV de France", 32, lambda r: p.palier.value if (p := r.chiffre.comparaison.place) else None
    ),
    _aside(
        "Rang dans le contrat, du plus fragile",
        16,
        lambda r: r.references.rang.rang if r.references.rang else None,
    ),
    _aside("QPV classés", 12, lambda r: r.references.rang.total if r.references.rang else None),
    _aside("Ce qui fonde la comparaison", 32, lambda r: r.fondement),
    _aside("Énoncé à côté", 32, lambda r: r.enonces),
    _aside(
        "Publié par ancien QPV, ou non diffusé",
        36,
        lambda r: "\n".join(mots.part_text(part, r.unite) for part in r.chiffre.parties),
    ),
    _aside("Ce que le chiffre couvre", 18, lambda r: r.couverture),
    _aside("QPV du chiffre", 20, lambda r: codes_of(r.chiffre)),
    _aside(
        "Rapporté à", 28, lambda r: (r.affirmation.population if r.affirmation else None) or r.indicateur.population
    ),
    _aside(column(Indicateur, "definition"), 100, lambda r: r.indicateur.definition),
    _aside(column(Indicateur, "reserve"), 80, lambda r: r.indicateur.reserve),
    _aside(column(Affirmation, "note"), 80, lambda r: r.affirmation.note if r.affirmation else None),
    _aside("Source", 100, lambda r: source_of(r.analyse.contrat, r.chiffre)),
)


def figures_sheet(analyse: Analyse) -> Feuille:
    """One row a figure that a report retains: published, or else stated."""
    rows = [
        _Chiffre(analyse, quartier, figure)
        for name, quartier in analyse.contrat.quartiers.items()
        for figure in analyse.chiffres[name]
    ]
    return make_sheet(
        "Chiffres",
        "Les chiffres que retiennent les rapports : une ligne par quartier et par indicateur, publiée ou, à défaut, "
        "énoncée, avec ses références, son rang, sa lecture, son évolution, sa définition et sa source.",
        _CHIFFRES,
        rows,
        figees=2,
    )


# -- statements ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Enonce:
    """A statement with its check."""

    analyse: Analyse
    affirmation: Affirmation
    verification: Verification
    motif: str | None
    retenu: bool

    @property
    def indicateur(self) -> Indicateur:
        return self.analyse.contrat.indicateurs[self.affirmation.indicateur]

    @property
    def unite(self) -> str:
        return self.indicateur.unite

    @property
    def bilan(self) -> Cellule:
        accord = self.verification.accord
        if self.affirmation.affirmation in self.analyse.fiabilite.autre_population:
            return Cellule(OTHER_PEOPLE, couleur="alerte", fond="fond_alerte")
        if accord in CONFIRMES:
            return Cellule(AGREES, couleur="favorable")
        if accord in DEMENTIS:
            return Cellule(DENIED, couleur="alerte", fond="fond_alerte")
        if self.affirmation.affirmation in self.analyse.fiabilite.contestes:
            return Cellule(DOUBTED, couleur="alerte", fond="fond_alerte")
        return Cellule(UNCHECKED, couleur="gris")

    @property
    def comparee(self) -> Publication | None:
        """The publication that the stated value was compared with, the newest if several."""
        found = self.verification.valeur
        return found.publications[-1] if found is not None and found.publications else None

    @property
    def evolution_publiee(self) -> float | None:
        """The published change, for a change that is stated alone."""
        found: Rapprochement | None = self.verification.evolution
        if found is None or len(found.publications) != 2:
            return None
        start, end = (p.valeur for p in found.publications)
        return None if start is None or end is None else difference(end, start)

    @property
    def autre_intitule(self) -> str | None:
        """The indicator of the publications, where it is not the stated one."""
        found = self.verification.valeur or self.verification.evolution
        names = dict.fromkeys(p.indicateur for p in found.publications) if found is not None else {}
        others = [name for name in names if name != self.affirmation.indicateur]
        return " ; ".join(self.analyse.contrat.indicateurs[name].libelle for name in others) or None

    @property
    def doutes(self) -> str:
        found = self.analyse.fiabilite.doutes_sur(self.affirmation.affirmation)
        return ", ".join(dict.fromkeys(f"{d.regle.value} {d.gravite.value}" for d in found))


_ENONCES: tuple[Champ[_Enonce], ...] = (
    Champ(QUARTIER, lambda r: r.analyse.quartier(r.affirmation.quartier).nom_court),
    Champ(column(Indicateur, "libelle", 40), lambda r: r.indicateur.libelle),
    Champ(Colonne("Valeur énoncée", 12), lambda r: stated_cell(r.affirmation.valeur, r.unite)),
    Champ(UNIT, lambda r: r.unite),
    Champ(Colonne("Statut", 15), lambda r: status_cell(STATED if r.affirmation.valeur is not None else NON_RENSEIGNE)),
    Champ(column(Affirmation, "precision", 10), lambda r: r.affirmation.precision),
    Champ(Colonne("Année énoncée", 10, YEAR), lambda r: r.affirmation.annee),
    Champ(column(Affirmation, "annee_initiale", 10, YEAR), lambda r: r.affirmation.annee_initiale),
    Champ(column(Affirmation, "valeur_initiale", 12), lambda r: stated_cell(r.affirmation.valeur_initiale, r.unite)),
    Champ(Colonne("Évolution énoncée", 12), lambda r: gap_cell(r.affirmation.variation, r.unite)),
    Champ(Colonne("Tendance énoncée", 12), lambda r: stated_trend(r.affirmation) if r.affirmation.tendance else None),
    Champ(Colonne("Vérification", 14), lambda r: r.bilan),
    Champ(Colonne("Détail de la vérification", 22), lambda r: r.verification.accord.value),
    Champ(
        Colonne("Valeur publiée comparée", 12),
        lambda r: value_cell(r.comparee.valeur if r.comparee else None, r.unite),
    ),
    Champ(Colonne("Année publiée", 10, YEAR), lambda r: r.comparee.annee if r.comparee else None),
    Champ(Colonne("Diffusion", 10, YEAR), lambda r: r.comparee.diffusion.edition if r.comparee else None),
    Champ(Colonne("Doutes", 20), lambda r: r.doutes or None),
    Champ(column(Affirmation, "lignes", 12), lambda r: r.affirmation.lignes),
    Champ(Colonne("Pourquoi non vérifiable", 60, imprimee=False), lambda r: r.motif),
    Champ(Colonne("Publié sous l’intitulé", 36, imprimee=False), lambda r: r.autre_intitule),
    Champ(Colonne("Évolution publiée comparée", 12, imprimee=False), lambda r: gap_cell(r.evolution_publiee, r.unite)),
    Champ(
        Colonne("Pourquoi l’évolution ne tient pas", 32, imprimee=False), lambda r: r.verification.evolution_contestee
    ),
    Champ(
        Colonne("Territoire de comparaison énoncé", 24, imprimee=False),
        lambda r: r.analyse.contrat.territoires[r.affirmation.reference] if r.affirmation.reference else None,
    ),
    Champ(
        Colonne("Valeur de référence énoncée", 12, imprimee=False),
        lambda r: stated_cell(r.affirmation.valeur_reference, r.unite),
    ),
    Champ(
        column(Affirmation, "ecart_reference", 12, imprimee=False),
        lambda r: gap_cell(r.affirmation.ecart_reference, r.unite),
    ),
    Champ(column(Affirmation, "position", 14, imprimee=False), lambda r: r.affirmation.position),
    Champ(column(Affirmation, "population", 28, imprimee=False), lambda r: r.affirmation.population),
    Champ(Colonne("Chiffre retenu par le rapport", 12, imprimee=False), lambda r: YES if r.retenu else NO),
    Champ(column(Indicateur, "thematique", 24, imprimee=False), lambda r: r.analyse.theme(r.indicateur.thematique)),
    Champ(COMMUNE, lambda r: r.analyse.quartier(r.affirmation.quartier).commune),
    Champ(column(Affirmation, "note", 80, imprimee=False), lambda r: r.affirmation.note),
    Champ(column(Affirmation, "affirmation", 28, imprimee=False), lambda r: r.affirmation.affirmation),
)


def statements_sheet(analyse: Analyse) -> Feuille:
    """One row a statement of the document, with what the publications say of it."""

    def rows() -> Iterator[_Enonce]:
        for name in analyse.contrat.quartiers:
            reasons = {
                item.affirmation.affirmation: item.motif for item in unchecked(analyse.contrat, analyse.fiabilite, name)
            }
            retained = {f.affirmation for f in analyse.chiffres[name]}
            for a in analyse.contrat.affirmations_de(name):
                checked = analyse.fiabilite.verifications[a.affirmation]
                yield _Enonce(analyse, a, checked, reasons.get(a.affirmation), a in retained)

    return make_sheet(
        "Énoncés",
        "Tous les chiffres que le diagnostic énonce, tels quels, et ce que les publications en disent : concorde, "
        "démenti, d’une autre population ou non vérifiable.",
        _ENONCES,
        rows(),
        figees=2,
    )


# -- published series ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Mesure:
    analyse: Analyse
    du_contrat: MesureDuContrat

    @property
    def mesure(self) -> Mesure:
        return self.du_contrat.mesure

    @property
    def projets(self) -> str:
        return " · ".join(q.nom_court for q in self.du_contrat.quartiers)

    @property
    def indicateur(self) -> Indicateur:
        return self.analyse.contrat.indicateurs[self.mesure.indicateur]

    @property
    def perimetre(self) -> Contenu:
        """The year of the perimeter of a QPV; of a commune, the word."""
        geography = self.mesure.geographie
        return geography if geography == COMMUNE_ENTIERE else int(geography)


_MESURES: tuple[Champ[_Mesure], ...] = (
    Champ(Colonne("QPV ou commune", 12), lambda r: r.mesure.territoire),
    Champ(Colonne("Nom", 30), lambda r: r.du_contrat.nom),
    Champ(column(Indicateur, "libelle", 64), lambda r: r.indicateur.libelle),
    Champ(column(Indicateur, "thematique", 38), lambda r: r.analyse.theme(r.indicateur.thematique)),
    Champ(column(Mesure, "valeur", 12), lambda r: value_cell(r.mesure.valeur, r.indicateur.unite, full=True)),
    Champ(UNIT, lambda r: r.indicateur.unite),
    Champ(column(Mesure, "statut", 13), lambda r: status_cell(r.mesure.statut)),
    Champ(Colonne("Année des données", 10, YEAR), lambda r: r.mesure.annee),
    Champ(column(Mesure, "edition", 10, YEAR), lambda r: r.mesure.edition),
    Champ(column(Mesure, "geographie", 11, YEAR), lambda r: r.perimetre),
    Champ(Colonne("Fichier de l’Insee", 10), lambda r: r.mesure.theme),
    Champ(Colonne("Quartiers", 80, imprimee=False), lambda r: r.projets),
    Champ(column(Indicateur, "definition", 100, imprimee=False), lambda r: r.indicateur.definition),
    Champ(column(Mesure, "source", 80, imprimee=False), lambda r: r.mesure.source),
)


def series_sheet(analyse: Analyse) -> Feuille:
    """Every published measure of the contract's own QPV and of their communes, those that are withheld too."""
    rows = (_Mesure(analyse, m) for m in own_measures(analyse.contrat))
    return make_sheet(
        "Série publiée",
        "Tout ce que l’Insee publie des QPV du contrat et de leurs communes, et que les tables ont repris, diffusion "
        "par diffusion, non diffusé compris.",
        _MESURES,
        rows,
        figees=3,
    )

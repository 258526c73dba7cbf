"""The tidy tables of figures: those that reports retain, those that the document states, those that are published."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu, retained_figures
from quartiers.analyse.fiabilite import check_contract
from quartiers.analyse.mesures_du_contrat import MesureDuContrat, own_measures
from quartiers.analyse.notes import named_in_document
from quartiers.analyse.rapprochement import Verification
from quartiers.donnees.modele import Affirmation, Contrat, Indicateur, Quartier
from quartiers.donnees.tables.territoires import ChiffreTerritoire
from quartiers.interface.tables import TableDite, flag, number, several, texts, whole
from quartiers.presentation.mots_origine import STATUS_NOTES, TYPED, codes_of, source_of, status_of
from quartiers.typographie import NON_RENSEIGNE

UNIT_OF_ROW: Final = "celle de la colonne `unite`"
UNIT_OF_GAPS: Final = "points pour un pourcentage, sinon celle de la colonne `unite`"


@dataclass(frozen=True)
class LigneChiffre:
    """A quartier, an indicator and what is known: a figure of the reports, or one that was typed as published of a
    territory that is no QPV; neither: nothing is."""

    contrat: Contrat
    quartier: Quartier
    indicateur: Indicateur
    chiffre: ChiffreLu | None
    donne: ChiffreTerritoire | None = None

    @property
    def statut(self) -> str:
        if self.donne is not None:
            return TYPED
        return status_of(self.chiffre) if self.chiffre is not None else NON_RENSEIGNE

    @property
    def valeur(self) -> float | None:
        found = self.donne or self.chiffre
        return found.valeur if found is not None else None

    @property
    def annee(self) -> int | None:
        found = self.donne or self.chiffre
        return found.annee if found is not None else None

    @property
    def source(self) -> str | None:
        if self.donne is not None:
            return self.donne.source
        return source_of(self.contrat, self.chiffre) if self.chiffre is not None else None

    @property
    def reference(self) -> str | None:
        territory = self.chiffre.comparaison.territoire if self.chiffre is not None else None
        return self.contrat.territoires.get(territory) if territory is not None else None

    @property
    def perimetre(self) -> int | None:
        published = self.chiffre.publication if self.chiffre is not None else None
        return int(published.diffusion.geographie) if published is not None else None

    @property
    def edition(self) -> int | None:
        published = self.chiffre.publication if self.chiffre is not None else None
        return published.diffusion.edition if published is not None else None

    @property
    def lecture(self) -> str | None:
        if self.chiffre is None or self.chiffre.comparaison.situation is Situation.NON_COMPAREE:
            return None
        return self.chiffre.comparaison.situation.value

    @property
    def evolution(self) -> str | None:
        """What the change means; nothing of one that the publications deny."""
        c = self.chiffre
        return c.tendance.evolution.value if c is not None and c.tendance is not None and not c.dementi else None


CHIFFRES: Final = TableDite[LigneChiffre](
    "chiffres",
    "un chiffre que retient un rapport : un quartier, un indicateur",
    (
        texts("quartier", "Identifiant du quartier", lambda r: r.quartier.quartier),
        texts("nom", "Nom court du quartier", lambda r: r.quartier.nom_court),
        texts("qpv", "Code du QPV 2024 ; vide : ce n'est pas un QPV", lambda r: r.quartier.code_qpv_2024),
        texts("indicateur", "Identifiant de l'indicateur", lambda r: r.indicateur.indicateur),
        texts("libelle", "Libellé de l'indicateur", lambda r: r.indicateur.libelle),
        texts("theme", "Thème de l'indicateur", lambda r: r.contrat.thematiques[r.indicateur.thematique].libelle),
        number("valeur", "La valeur ; vide : voir `statut`, jamais zéro", lambda r: r.valeur, UNIT_OF_ROW),
        texts("unite", "%, € ou nombre", lambda r: r.indicateur.unite),
        texts(
            "statut",
            "publié, calculé, énoncé ; publié, saisi (hors QPV) ; non diffusé (secret), non renseigné, par ancien QPV",
            lambda r: r.statut,
        ),
        texts("note", "Ce que veut dire le statut", lambda r: STATUS_NOTES[r.statut]),
        whole("annee", "Année des données ; vide : non précisée", lambda r: r.annee),
        whole("edition", "Diffusion de l'Insee", lambda r: r.edition),
        whole("perimetre", "Géographie du QPV décrit : 2015 ou 2024", lambda r: r.perimetre),
        texts("territoires", "Codes des QPV que le chiffre décrit", lambda r: codes_of(r.chiffre) if r.chiffre else ""),
        texts(
            "precision",
            "exacte, environ, plus de, moins de",
            lambda r: r.chiffre.precision if r.chiffre and r.chiffre.valeur is not None else None,
        ),
        texts("reference", "Territoire de comparaison", lambda r: r.reference),
        number(
            "valeur_reference",
            "Sa valeur, même diffusion",
            lambda r: r.chiffre.comparaison.valeur_reference if r.chiffre else None,
            UNIT_OF_ROW,
        ),
        number(
            "ecart",
            "Valeur moins référence, telles qu'imprimées",
            lambda r: r.chiffre.comparaison.ecart if r.chiffre else None,
            UNIT_OF_GAPS,
        ),
        texts("lecture", "plus fragile, moins fragile, comparable, écart non concluant…", lambda r: r.lecture),
        number(
            "variation",
            "Évolution du chiffre",
            lambda r: r.chiffre.tendance.variation if r.chiffre and r.chiffre.tendance else None,
            UNIT_OF_GAPS,
        ),
        texts("evolution", "Ce que veut dire l'évolution ; vide : non lue", lambda r: r.evolution),
        flag(
            "a_verifier",
            "Les mots du document contredisent ses nombres, ou une publication les dément",
            lambda r: r.chiffre is not None and r.chiffre.douteux,
        ),
        texts("source", "D'où vient le chiffre", lambda r: r.source),
    ),
)


def figures_of(contrat: Contrat, quartiers: Iterable[Quartier]) -> Iterator[LigneChiffre]:
    """The figures that reports retain, then those that were typed."""
    for q in quartiers:
        for figure in retained_figures(contrat, q.quartier):
            yield LigneChiffre(contrat, q, figure.indicateur, figure)
        yield from _typed(contrat, q)


def figures_on(contrat: Contrat, indicateur: Indicateur) -> Iterator[LigneChiffre]:
    """Those of an indicator in every quartier; a row without a figure for those of which nothing is known."""
    for q in contrat.quartiers.values():
        found = [line for line in figures_of(contrat, (q,)) if line.indicateur == indicateur]
        yield from found or [LigneChiffre(contrat, q, indicateur, None)]


def _typed(contrat: Contrat, quartier: Quartier) -> Iterator[LigneChiffre]:
    for given in contrat.chiffres_territoires:
        if given.quartier == quartier.quartier:
            yield LigneChiffre(contrat, quartier, contrat.indicateurs[given.indicateur], None, given)


@dataclass(frozen=True)
class LigneMesure:
    contrat: Contrat
    ligne: MesureDuContrat

    @property
    def indicateur(self) -> Indicateur:
        return self.contrat.indicateurs[self.ligne.mesure.indicateur]


SERIE: Final = TableDite[LigneMesure](
    "serie",
    "ce qui est publié d'un QPV ou d'une commune, pour un indicateur, dans une diffusion",
    (
        texts("territoire", "Code du QPV ou de la commune", lambda r: r.ligne.mesure.territoire),
        texts("nom", "Nom du QPV ou de la commune", lambda r: r.ligne.nom),
        several("quartiers", "Identifiants des projets qui y sont", lambda r: (q.quartier for q in r.ligne.quartiers)),
        texts("indicateur", "Identifiant de l'indicateur", lambda r: r.ligne.mesure.indicateur),
        texts("libelle", "Libellé de l'indicateur", lambda r: r.indicateur.libelle),
        number("valeur", "La valeur ; vide : voir `statut`, jamais zéro", lambda r: r.ligne.mesure.valeur, UNIT_OF_ROW),
        texts("unite", "%, € ou nombre", lambda r: r.indicateur.unite),
        texts("statut", "publié, calculé ou non diffusé (secret statistique)", lambda r: r.ligne.mesure.statut),
        texts("note", "Ce que veut dire le statut", lambda r: STATUS_NOTES[r.ligne.mesure.statut]),
        whole("annee", "Année des données ; vide : non précisée", lambda r: r.ligne.mesure.annee),
        whole("edition", "Diffusion de l'Insee", lambda r: r.ligne.mesure.edition),
        texts("perimetre", "Géographie du QPV : 2015 ou 2024 ; ou commune", lambda r: r.ligne.mesure.geographie),
        texts("fichier", "Fichier de l'Insee", lambda r: r.ligne.mesure.theme),
        texts("source", "D'où vient le chiffre", lambda r: r.ligne.mesure.source),
    ),
)


def measures_of(contrat: Contrat, quartiers: Iterable[Quartier]) -> Iterator[LigneMesure]:
    """What is published of the QPV and communes of these quartiers, oldest edition first."""
    wanted = {q.quartier for q in quartiers}
    for line in own_measures(contrat):
        if any(q.quartier in wanted for q in line.quartiers):
            yield LigneMesure(contrat, line)


@dataclass(frozen=True)
class LigneEnonce:
    contrat: Contrat
    verification: Verification

    @property
    def a(self) -> Affirmation:
        return self.verification.affirmation

    @property
    def indicateur(self) -> Indicateur:
        return self.contrat.indicateurs[self.a.indicateur]

    @property
    def regles(self) -> Iterable[str]:
        found = check_contract(self.contrat).doutes_sur(self.a.affirmation)
        return dict.fromkeys(d.regle.value for d in found)


ENONCES: Final = TableDite[LigneEnonce](
    "enonces",
    "un chiffre que le diagnostic énonce, tel quel",
    (
        texts("affirmation", "Identifiant de l'énoncé", lambda r: r.a.affirmation),
        texts("quartier", "Identifiant du quartier", lambda r: r.a.quartier),
        texts("nom", "Nom court du quartier", lambda r: r.contrat.quartiers[r.a.quartier].nom_court),
        texts("indicateur", "Identifiant de l'indicateur", lambda r: r.a.indicateur),
        texts("libelle", "Libellé de l'indicateur", lambda r: r.indicateur.libelle),
        number("valeur", "Ce que le document écrit ; vide : il ne le dit pas", lambda r: r.a.valeur, UNIT_OF_ROW),
        texts("unite", "%, € ou nombre", lambda r: r.indicateur.unite),
        texts("precision", "exacte, environ, plus de, moins de", lambda r: r.a.precision),
        whole("annee", "Année énoncée ; vide : non renseignée", lambda r: r.a.annee),
        number("variation", "Évolution énoncée", lambda r: r.a.variation, UNIT_OF_GAPS),
        texts("tendance", "Sens énoncé : hausse, baisse, stable", lambda r: r.a.tendance),
        texts("verification", "Ce que les publications en disent", lambda r: r.verification.accord.value),
        flag(
            "autre_population",
            "Elles donnent cette valeur, mais d'autres personnes ou ménages",
            lambda r: r.a.affirmation in check_contract(r.contrat).autre_population,
        ),
        several("regles", "Règles qui le mettent en doute", lambda r: r.regles),
        texts("lignes", "Lignes du document", lambda r: r.a.lignes),
        texts("source", "Producteur, selon le document", lambda r: named_in_document(r.indicateur.producteur)),
        texts("note", "Ce qu'il faut en savoir", lambda r: r.a.note),
    ),
)


def statements_of(contrat: Contrat, quartiers: Iterable[Quartier]) -> Iterator[LigneEnonce]:
    """What the document states, in the order of the indicators."""
    checked = check_contract(contrat).verifications
    for q in quartiers:
        for a in contrat.affirmations_de(q.quartier):
            yield LigneEnonce(contrat, checked[a.affirmation])

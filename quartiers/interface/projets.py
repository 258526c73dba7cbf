"""The tidy tables of the projects: quartiers, indicators, themes; what is found, decided, and in doubt."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from quartiers.analyse.appuis import Correspondance, Soutien, match_priorities
from quartiers.analyse.doutes import Point
from quartiers.analyse.tableau import ColonneLarge, wide_table
from quartiers.donnees.modele import Constat, Contrat, Declinaison, Indicateur, Priorite, Quartier, Thematique
from quartiers.interface.tables import TableDite, as_entered, flag, number, several, texts, whole

# -- what there is ------------------------------------------------------------------------------------------

QUARTIERS: Final = TableDite[Quartier](
    "quartiers",
    "un projet de quartier",
    (
        texts("quartier", "Identifiant du quartier", lambda q: q.quartier),
        texts("nom", "Nom court", lambda q: q.nom_court),
        texts("nom_complet", "Nom complet", lambda q: q.nom),
        several("commune", "Commune", lambda q: q.communes),
        several("code_insee", "Code de la commune", lambda q: q.codes_insee),
        texts("nature", "QPV, ou ce qu'est le territoire", lambda q: q.noms.nom),
        texts("qpv", "Code du QPV 2024", lambda q: q.code_qpv_2024),
        several("qpv_2015", "Codes des QPV de 2015 d'où il vient", lambda q: q.codes_qpv_2015),
        texts("couverture", "Le QPV entier, ou une partie", lambda q: q.couverture),
        texts("validation", "validé, ou sous réserve", lambda q: q.validation),
        whole("population_2024", "Habitants du périmètre de 2024", lambda q: q.population_2024, "habitants"),
        number("longitude", "Du centre du QPV (WGS 84)", lambda q: q.longitude, "degrés"),
        number("latitude", "De même", lambda q: q.latitude, "degrés"),
    ),
)


@dataclass(frozen=True)
class LigneIndicateur:
    """An indicator, and the column that it has in the wide table if something of it is published."""

    contrat: Contrat
    indicateur: Indicateur
    colonne: ColonneLarge | None


INDICATEURS: Final = TableDite[LigneIndicateur](
    "indicateurs",
    "un indicateur du catalogue",
    (
        texts("indicateur", "Identifiant de l'indicateur", lambda r: r.indicateur.indicateur),
        texts("libelle", "Libellé", lambda r: r.indicateur.libelle),
        texts("libelle_court", "Libellé court", lambda r: r.indicateur.libelle_court),
        texts("unite", "%, € ou nombre", lambda r: r.indicateur.unite),
        texts("sens", "Une valeur élevée est favorable, defavorable, ou contexte", lambda r: r.indicateur.sens),
        texts("theme", "Thème", lambda r: r.contrat.thematiques[r.indicateur.thematique].libelle),
        flag("publie", "Quelque chose de récent en est publié", lambda r: r.colonne is not None),
        whole("annee", "Année des dernières données publiées", lambda r: r.colonne.datee.annee if r.colonne else None),
        whole("edition", "Leur diffusion", lambda r: r.colonne.datee.diffusion.edition if r.colonne else None),
        whole(
            "perimetre",
            "Leur géographie : 2015 ou 2024",
            lambda r: int(r.colonne.datee.diffusion.geographie) if r.colonne else None,
        ),
        texts("population", "Sur qui il porte", lambda r: r.indicateur.population),
        texts("definition", "Ce qui est rapporté à quoi", lambda r: r.indicateur.definition),
        texts("reserve", "Ce qu'il ne dit pas", lambda r: r.indicateur.reserve),
        texts("source", "Producteur", lambda r: r.indicateur.producteur),
    ),
)


def indicators_of(contrat: Contrat) -> Iterator[LigneIndicateur]:
    columns = {c.indicateur.indicateur: c for c in wide_table(contrat).colonnes}
    for name, i in contrat.indicateurs.items():
        yield LigneIndicateur(contrat, i, columns.get(name))


THEMES: Final = TableDite[Thematique](
    "themes",
    "un thème",
    (
        texts("theme", "Identifiant du thème", lambda t: t.thematique),
        texts("libelle", "Nom du thème", lambda t: t.libelle),
        texts("echelle", "intercommunale, propre ; diagnostic : thème sans priorités", lambda t: t.echelle),
    ),
)

# -- what is found and decided ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _DuQuartier:
    contrat: Contrat
    identifiant: str
    correspondance: Correspondance

    @property
    def nom(self) -> str:
        return self.contrat.quartiers[self.identifiant].nom_court

    def theme(self, thematique: str) -> str:
        return self.contrat.thematiques[thematique].libelle


@dataclass(frozen=True)
class LignePriorite:
    lieu: _DuQuartier
    priorite: Priorite

    @cached_property
    def soutien(self) -> Soutien:
        return self.lieu.correspondance.soutien_de(self.priorite)


PRIORITES: Final = TableDite[LignePriorite](
    "priorites",
    "une priorité d'un quartier",
    (
        as_entered(Priorite, "priorite", lambda r: r.priorite),
        texts("quartier", "Identifiant du quartier", lambda r: r.priorite.quartier),
        texts("nom", "Nom court du quartier", lambda r: r.lieu.nom),
        texts("intitule", "La priorité, reformulée", lambda r: r.priorite.intitule),
        texts("echelle", "intercommunale, ou propre au quartier", lambda r: r.priorite.echelle),
        texts("theme", "Thème", lambda r: r.lieu.theme(r.priorite.thematique)),
        several("publics", "Publics nommés ; vide : tous", lambda r: r.priorite.publics),
        whole("declinaisons", "Combien de déclinaisons", lambda r: len(r.priorite.declinaisons), "déclinaisons"),
        whole(
            "chiffres_fragiles",
            "Combien de chiffres fragiles s'y rattachent",
            lambda r: len(r.soutien.chiffres),
            "chiffres",
        ),
        whole(
            "constats",
            "Combien de constats l'appuient, ou en sont rapprochés",
            lambda r: len(r.soutien.tous_constats),
            "constats",
        ),
        texts("lignes", "Lignes du document", lambda r: r.priorite.lignes),
    ),
)


@dataclass(frozen=True)
class LigneDeclinaison:
    lieu: _DuQuartier
    priorite: Priorite
    declinaison: Declinaison


DECLINAISONS: Final = TableDite[LigneDeclinaison](
    "declinaisons",
    "une déclinaison d'une priorité",
    (
        as_entered(Priorite, "priorite", lambda r: r.priorite),
        texts("quartier", "Identifiant du quartier", lambda r: r.priorite.quartier),
        texts("nom", "Nom court du quartier", lambda r: r.lieu.nom),
        texts("theme", "Thème de la priorité", lambda r: r.lieu.theme(r.priorite.thematique)),
        whole("ordre", "Rang dans la priorité", lambda r: r.declinaison.ordre),
        texts("declinaison", "Ce que la priorité prévoit", lambda r: r.declinaison.declinaison),
        texts("forme", "Forme d'action, libellé commun à plusieurs quartiers", lambda r: r.declinaison.forme),
    ),
)


@dataclass(frozen=True)
class LigneConstat:
    lieu: _DuQuartier
    constat: Constat

    @property
    def reponse(self) -> str | None:
        """What answers a difficulty; a strength asks for no answer."""
        own = (a for a in self.lieu.correspondance.constats if a.source == self.constat)
        return next((a.reponse.value for a in own), None)


CONSTATS: Final = TableDite[LigneConstat](
    "constats",
    "un constat de terrain, reformulé",
    (
        as_entered(Constat, "constat_id", lambda r: r.constat),
        texts("quartier", "Identifiant du quartier", lambda r: r.constat.quartier),
        texts("nom", "Nom court du quartier", lambda r: r.lieu.nom),
        texts("theme", "Thème", lambda r: r.lieu.theme(r.constat.thematique)),
        texts("constat", "Le constat", lambda r: r.constat.constat),
        texts("nature", "difficulté, atout ou contexte", lambda r: r.constat.nature),
        texts("origine", "Auprès de qui il a été recueilli", lambda r: r.constat.origine),
        texts("reponse", "Ce qui répond à une difficulté", lambda r: r.reponse),
        texts("lignes", "Lignes du document", lambda r: r.constat.lignes),
    ),
)


def _place(contrat: Contrat, quartier: str) -> _DuQuartier:
    return _DuQuartier(contrat, quartier, match_priorities(contrat, quartier))


def priorities_of(contrat: Contrat, quartiers: Iterable[Quartier]) -> Iterator[LignePriorite]:
    for q in quartiers:
        place = _place(contrat, q.quartier)
        yield from (LignePriorite(place, p) for p in contrat.priorites_de(q.quartier))


def forms_of(contrat: Contrat, quartiers: Iterable[Quartier]) -> Iterator[LigneDeclinaison]:
    for line in priorities_of(contrat, quartiers):
        yield from (LigneDeclinaison(line.lieu, line.priorite, d) for d in line.priorite.declinaisons)


def findings_of(contrat: Contrat, quartiers: Iterable[Quartier]) -> Iterator[LigneConstat]:
    for q in quartiers:
        place = _place(contrat, q.quartier)
        yield from (LigneConstat(place, c) for c in contrat.constats_de(q.quartier))


# -- what is in doubt ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LigneDoute:
    """A figure, and every reason to look at it."""

    contrat: Contrat
    point: Point

    def nom(self, quartier: str) -> str:
        return self.contrat.quartiers[quartier].nom_court


DOUTES: Final = TableDite[LigneDoute](
    "doutes",
    "un chiffre ou une priorité à regarder, avec toutes les raisons de le faire, du plus grave au moins grave",
    (
        texts("regle", "Règle de vérification", lambda r: r.point.regle.value),
        texts("titre", "Ce que vérifie la règle", lambda r: r.point.titre),
        texts("gravite", "à corriger, à vérifier ou à savoir", lambda r: r.point.gravite.value),
        several("quartiers", "Identifiants des quartiers ; vide : tout le contrat", lambda r: r.point.quartiers),
        several("noms", "Leurs noms courts", lambda r: map(r.nom, r.point.quartiers)),
        texts("objet", "Le chiffre, ou ce qui est en cause", lambda r: r.point.objet),
        texts("constat", "Ce qui est constaté, une raison par ligne", lambda r: "\n".join(r.point.raisons(r.nom))),
        texts("que_faire", "Ce qu'on propose", lambda r: "\n".join(r.point.consignes(r.nom))),
        several("regles", "Toutes les règles qui parlent", lambda r: (rule.value for rule in r.point.regles)),
        several("affirmations", "Identifiants des énoncés en cause", lambda r: r.point.affirmations),
        texts("lignes", "Lignes du document", lambda r: r.point.lignes),
    ),
)

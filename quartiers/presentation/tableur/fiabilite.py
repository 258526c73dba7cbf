"""Sheets of what is in doubt: the figures stated, and the published synthesis."""

from dataclasses import dataclass
from typing import Final

from quartiers.analyse.doutes import Gravite, Point
from quartiers.analyse.doutes import when as date_of
from quartiers.analyse.synthese import EcartPublication, differences_with_published
from quartiers.feuilles import Cellule, Champ, Colonne, Feuille, make_sheet
from quartiers.presentation.tableur.commun import COMMUNE, QUARTIER, Analyse
from quartiers.typographie import format_value

ALL: Final = "tout le contrat"


@dataclass(frozen=True)
class _Doute:
    """A row: a figure, and every reason to look at it."""

    analyse: Analyse
    doute: Point

    @property
    def quartiers(self) -> str:
        return " · ".join(self.analyse.quartier(q).nom_court for q in self.doute.quartiers) or ALL

    @property
    def verifie(self) -> tuple[str, ...]:
        """What the rule checks, then what the other rules that speak of the same figure do."""
        first, *others = self.doute.regles
        return (first.titre, *(f"{rule.value} : {rule.titre}" for rule in others))

    @property
    def raisons(self) -> tuple[str, ...]:
        return self.doute.raisons(lambda q: self.analyse.quartier(q).nom_court)

    @property
    def consignes(self) -> tuple[str, ...]:
        return self.doute.consignes(lambda q: self.analyse.quartier(q).nom_court)

    @property
    def gravite(self) -> Cellule:
        shown = {Gravite.ERREUR: ("alerte", "fond_alerte"), Gravite.DOUTE: ("alerte", None)}
        couleur, fond = shown.get(self.doute.gravite, ("gris", None))
        return Cellule(self.doute.gravite.value, couleur=couleur, fond=fond)

    @property
    def publications(self) -> str:
        """The published figures that were compared, with their date and QPV."""
        indicateurs = self.analyse.contrat.indicateurs
        return "\n".join(
            f"{indicateurs[p.indicateur].libelle_court} : {format_value(p.valeur, indicateurs[p.indicateur].unite)} "
            f"({date_of(p)}, {' + '.join(p.territoires)})"
            for p in self.doute.publications
        )


_DOUTES: tuple[Champ[_Doute], ...] = (
    Champ(Colonne("Règle", 8), lambda r: r.doute.regle.value),
    Champ(Colonne("Ce que vérifie la règle", 28), lambda r: "\n".join(r.verifie)),
    Champ(Colonne("Gravité", 12), lambda r: r.gravite),
    Champ(Colonne("Quartiers", 28), lambda r: r.quartiers),
    Champ(Colonne("Chiffre ou objet", 28), lambda r: r.doute.objet),
    Champ(Colonne("Ce qui est constaté", 60), lambda r: "\n".join(r.raisons)),
    Champ(Colonne("Que faire", 44), lambda r: "\n".join(r.consignes)),
    Champ(Colonne("Lignes du document", 12), lambda r: r.doute.lignes),
    Champ(Colonne("Nombre de quartiers", 11, imprimee=False), lambda r: len(r.doute.quartiers)),
    Champ(Colonne("Énoncés en cause", 30, imprimee=False), lambda r: "\n".join(r.doute.affirmations)),
    Champ(Colonne("Publications comparées", 60, imprimee=False), lambda r: r.publications),
)


def doubts_sheet(analyse: Analyse) -> Feuille:
    return make_sheet(
        "Doutes",
        "Ce que relèvent les règles de vérification dans les chiffres énoncés et les priorités, un chiffre par ligne, "
        "du plus grave au moins grave, et ce qu’on propose d’en faire.",
        _DOUTES,
        (_Doute(analyse, d) for d in analyse.fiabilite.points),
    )


_ECARTS: tuple[Champ[EcartPublication], ...] = (
    Champ(QUARTIER, lambda d: d.quartier.nom_court),
    Champ(Colonne("Différence", 30), lambda d: d.type.value[0].upper() + d.type.value[1:]),
    Champ(Colonne("Priorité de la section", 50), lambda d: d.priorite.intitule if d.priorite else None),
    Champ(Colonne("Thème de la section", 26), lambda d: d.thematique.libelle if d.thematique else None),
    Champ(
        Colonne("Publiée sous", 26),
        lambda d: " · ".join(t.libelle for t in d.publiees) or Cellule("absente", couleur="alerte"),
    ),
    Champ(Colonne("Notes", 40), lambda d: "\n".join(d.notes)),
    Champ(Colonne("Lignes de la synthèse publiée", 14), lambda d: d.lignes),
    Champ(COMMUNE, lambda d: d.quartier.commune),
)


def differences_sheet(analyse: Analyse) -> Feuille:
    return make_sheet(
        "Écarts de publication",
        "Les différences entre les priorités des sections du document et sa synthèse publiée.",
        _ECARTS,
        differences_with_published(analyse.contrat),
    )

"""Sheets of the projects: the quartiers, what is said there, what is decided, and the matrix of both."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from quartiers.analyse.appuis import NO_SUPPORT, Appui, Reponse
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu, count_situations
from quartiers.analyse.doutes import Gravite, Point
from quartiers.analyse.fiabilite import Bilan
from quartiers.analyse.origines import attributed, origins_counted
from quartiers.analyse.perimetres import communes_by_side
from quartiers.analyse.synthese import Case, matrix
from quartiers.donnees.modele import Constat, Declinaison, Priorite, Quartier
from quartiers.feuilles import DEGREES, Cellule, Champ, Colonne, Contenu, Feuille, as_typed, make_sheet
from quartiers.presentation import mots
from quartiers.presentation.echelles import ECHELLES, LEGENDE
from quartiers.presentation.tableur.commun import COMMUNE, QUARTIER, THEME, Analyse, column
from quartiers.typographie import NON_RENSEIGNE, join_words

NATURE_OF_ANSWER = {Reponse.CONFIRMEE: "favorable", Reponse.DIRECTE: "favorable", Reponse.AUCUNE: "fragile"}
UNSUPPORTED = "ni difficulté constatée ni chiffre fragile de la même thématique"


# -- quartiers ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Quartier:
    analyse: Analyse
    quartier: Quartier

    @property
    def chiffres(self) -> tuple[ChiffreLu, ...]:
        return self.analyse.chiffres[self.quartier.quartier]

    @property
    def bilan(self) -> Bilan:
        return self.analyse.fiabilite.bilan({self.quartier.quartier})

    def situations(self, situation: Situation) -> int:
        return count_situations(self.chiffres)[situation]

    def priorites(self, echelle: str) -> int:
        return sum(p.echelle == echelle for p in self.analyse.contrat.priorites_de(self.quartier.quartier))

    def doutes(self, gravite: Gravite) -> int:
        return sum(d.gravite is gravite for d in self._points)

    @cached_property
    def _points(self) -> tuple[Point, ...]:
        return self.analyse.fiabilite.points_de(self.quartier.quartier)

    @property
    def couverture(self) -> str:
        others = self.analyse.contrat.projets_du_meme_qpv(self.quartier)
        _, outside = communes_by_side(self.analyse.contrat, self.quartier)
        noms = self.quartier.noms
        whole = f"{noms.nom} {noms.accord('entier')}" if self.quartier.couverture == "entier" else "une partie du QPV"
        if outside:
            whole = f"une partie {noms.du}, qui s'étend aussi sur {join_words(outside)}, hors du contrat"
        return f"{whole}, partagé avec {' · '.join(o.nom_court for o in others)}" if others else whole


_QUARTIERS: tuple[Champ[_Quartier], ...] = (
    Champ(QUARTIER, lambda r: r.quartier.nom_court),
    Champ(column(Quartier, "communes", 24), lambda r: r.quartier.commune),
    Champ(
        column(Quartier, "code_qpv_2024", 12),
        lambda r: r.quartier.code_qpv_2024 or Cellule(r.quartier.noms.nom, couleur="gris"),
    ),
    Champ(
        column(Quartier, "codes_qpv_2015", 20),
        lambda r: (
            " + ".join(r.quartier.codes_qpv_2015)
            or ("aucun : entré en 2024" if r.quartier.est_nouveau else "non connu" if r.quartier.est_qpv else None)
        ),
    ),
    Champ(column(Quartier, "couverture", 30), lambda r: r.couverture),
    Champ(column(Quartier, "validation", 14), lambda r: r.quartier.validation),
    Champ(Colonne("Chiffres publiés", 10), lambda r: sum(f.publie and f.valeur is not None for f in r.chiffres)),
    Champ(Colonne("Chiffres seulement énoncés", 12), lambda r: sum(f.affirmation is not None for f in r.chiffres)),
    Champ(Colonne("Plus fragiles", 10), lambda r: r.situations(Situation.FRAGILE)),
    Champ(Colonne("Comparables", 12), lambda r: r.situations(Situation.COMPARABLE)),
    Champ(Colonne("Plus favorables", 11), lambda r: r.situations(Situation.FAVORABLE)),
    Champ(Colonne("Constats de terrain", 10), lambda r: len(r.analyse.contrat.constats_de(r.quartier.quartier))),
    Champ(Colonne("Priorités intercommunales", 16), lambda r: r.priorites("intercommunale")),
    Champ(Colonne("Priorités propres", 11), lambda r: r.priorites("propre")),
    Champ(
        Colonne("Fragilités sans priorité", 12),
        lambda r: len(r.analyse.correspondances[r.quartier.quartier].sans_priorite),
    ),
    *(
        Champ[_Quartier](Colonne(f"Points {g.value}", 11), lambda r, gravite=g: r.doutes(gravite))  # type: ignore[misc]
        for g in Gravite
    ),
    Champ(Colonne("Énoncés par le diagnostic", 12, imprimee=False), lambda r: r.bilan.total),
    Champ(Colonne("Concordent", 12, imprimee=False), lambda r: r.bilan.concordent),
    Champ(Colonne("D’une autre population", 12, imprimee=False), lambda r: r.bilan.autre_population),
    Champ(Colonne("Démentis", 11, imprimee=False), lambda r: r.bilan.dementis),
    Champ(Colonne("Mis en doute", 12, imprimee=False), lambda r: r.bilan.contestes),
    Champ(Colonne("Non vérifiables", 13, imprimee=False), lambda r: r.bilan.non_verifiables),
    Champ(column(Quartier, "nom", 44, imprimee=False), lambda r: r.quartier.nom),
    Champ(column(Quartier, "codes_insee", 14, imprimee=False), lambda r: " + ".join(r.quartier.codes_insee)),
    Champ(column(Quartier, "nature", 24, imprimee=False), lambda r: r.quartier.noms.nom),
    Champ(column(Quartier, "libelle_qpv_2024", 36, imprimee=False), lambda r: r.quartier.libelle_qpv_2024),
    Champ(
        column(Quartier, "libelles_qpv_2015", 36, imprimee=False), lambda r: " + ".join(r.quartier.libelles_qpv_2015)
    ),
    Champ(column(Quartier, "communes_qpv", 40, imprimee=False), lambda r: " · ".join(r.quartier.communes_qpv)),
    Champ(
        column(Quartier, "perimetre", 18, imprimee=False),
        lambda r: r.quartier.perimetre or Cellule(NON_RENSEIGNE, couleur="gris"),
    ),
    Champ(column(Quartier, "population_2024", 15, "#,##0", imprimee=False), lambda r: r.quartier.population_2024),
    Champ(column(Quartier, "longitude", 11, DEGREES, imprimee=False), lambda r: r.quartier.longitude),
    Champ(column(Quartier, "latitude", 11, DEGREES, imprimee=False), lambda r: r.quartier.latitude),
    Champ(column(Quartier, "note", 100, imprimee=False), lambda r: r.quartier.note),
    Champ(column(Quartier, "lignes", 12, imprimee=False), lambda r: r.quartier.lignes),
    Champ(column(Quartier, "quartier", 28, imprimee=False), lambda r: r.quartier.quartier),
)


def quartiers_sheet(analyse: Analyse) -> Feuille:
    return make_sheet(
        "Quartiers",
        "Les projets de quartier : commune, codes du QPV, validation, et combien de chiffres, de constats, de "
        "priorités et de points en doute chacun compte.",
        _QUARTIERS,
        (_Quartier(analyse, q) for q in analyse.contrat.quartiers.values()),
    )


# -- findings -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Constat:
    analyse: Analyse
    constat: Constat

    @property
    def appui(self) -> Appui | None:
        return self.analyse.appuis_par_constat.get(self.constat.constat_id)

    @property
    def reponse(self) -> Contenu:
        """What answers a difficulty; a strength or a piece of context asks for no answer."""
        if self.appui is None:
            return None
        return Cellule(self.appui.reponse.value, couleur=NATURE_OF_ANSWER.get(self.appui.reponse))


_CONSTATS: tuple[Champ[_Constat], ...] = (
    Champ(QUARTIER, lambda r: r.analyse.quartier(r.constat.quartier).nom_court),
    Champ(THEME, lambda r: r.analyse.theme(r.constat.thematique)),
    Champ(column(Constat, "constat", 60), lambda r: r.constat.constat),
    Champ(column(Constat, "origine", 20), lambda r: mots.ORIGINES[r.constat.origine]),
    Champ(
        column(Constat, "nature", 12),
        lambda r: Cellule(r.constat.nature, couleur="favorable" if r.constat.nature == "atout" else None),
    ),
    Champ(Colonne("Réponse", 16), lambda r: r.reponse),
    Champ(
        Colonne("Priorités rapprochées", 50),
        lambda r: "\n".join(p.intitule for p in r.appui.priorites) if r.appui else None,
    ),
    Champ(column(Constat, "lignes", 12), lambda r: r.constat.lignes),
    Champ(COMMUNE, lambda r: r.analyse.quartier(r.constat.quartier).commune),
    Champ(column(Constat, "constat_id", 28, imprimee=False), lambda r: r.constat.constat_id),
)


def findings_sheet(analyse: Analyse) -> Feuille:
    c = analyse.contrat
    rows = (
        _Constat(analyse, found)
        for name in c.quartiers
        for theme in c.thematiques
        for found in c.constats_de(name)
        if found.thematique == theme
    )
    counted = f" {origins_counted(c.constats)}." if c.constats else ""
    reworded = ", reformulés d’après le document, qui les dit" if c.a_un_document else ""
    return make_sheet(
        "Constats",
        f"Les constats de terrain, thème par thème{reworded}, et les priorités qui en sont rapprochées.{counted}",
        _CONSTATS,
        rows,
    )


# -- priorities ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Priorite:
    analyse: Analyse
    priorite: Priorite

    @property
    def appuis(self) -> list[tuple[Appui, Reponse]]:
        found = self.analyse.appuis_par_priorite[self.priorite.priorite]
        return [(appui, answer) for appui, answer in found if answer not in NO_SUPPORT]

    @property
    def chiffres(self) -> list[str]:
        found = ((a.source, answer) for a, answer in self.appuis)
        return [
            f"{source.indicateur.libelle_court} ({answer.value})"
            for source, answer in found
            if isinstance(source, ChiffreLu)
        ]

    @property
    def constats(self) -> list[str]:
        return [f"{attributed(a.source)} ({r.value})" for a, r in self.appuis if isinstance(a.source, Constat)]


_PRIORITES: tuple[Champ[_Priorite], ...] = (
    Champ(QUARTIER, lambda r: r.analyse.quartier(r.priorite.quartier).nom_court),
    Champ(column(Priorite, "intitule", 50), lambda r: r.priorite.intitule),
    Champ(column(Priorite, "echelle", 18), lambda r: ECHELLES[r.priorite.echelle].nom),
    Champ(THEME, lambda r: r.analyse.theme(r.priorite.thematique)),
    Champ(column(Priorite, "publics", 24), lambda r: ", ".join(r.priorite.publics) or "tous"),
    Champ(Colonne("Déclinaisons", 14), lambda r: len(r.priorite.declinaisons)),
    Champ(Colonne("Chiffres fragiles rattachés", 11), lambda r: len(r.chiffres)),
    Champ(Colonne("Constats rapprochés", 11), lambda r: len(r.constats)),
    Champ(
        Colonne("Ce qui s’y rattache", 60),
        lambda r: "\n".join((*r.chiffres, *r.constats)) or Cellule(UNSUPPORTED, couleur="alerte"),
    ),
    Champ(column(Priorite, "lignes", 12, imprimee=False), lambda r: r.priorite.lignes),
    Champ(COMMUNE, lambda r: r.analyse.quartier(r.priorite.quartier).commune),
    Champ(column(Priorite, "priorite", 28, imprimee=False), lambda r: r.priorite.priorite),
)


def _priorities(analyse: Analyse) -> Iterator[Priorite]:
    """Every priority, quartier by quartier, shared axes first, as in the reports."""
    for name in analyse.contrat.quartiers:
        own = analyse.contrat.priorites_de(name)
        yield from sorted(own, key=lambda p: p.echelle != "intercommunale")


def priorities_sheet(analyse: Analyse) -> Feuille:
    return make_sheet(
        "Priorités",
        "Une ligne par priorité : échelle, thème, publics, et les chiffres fragiles et constats qui s’y rattachent.",
        _PRIORITES,
        (_Priorite(analyse, p) for p in _priorities(analyse)),
    )


@dataclass(frozen=True)
class _Declinaison:
    analyse: Analyse
    priorite: Priorite
    rang: int
    declinaison: Declinaison
    reprises: int | None


_DECLINAISONS: tuple[Champ[_Declinaison], ...] = (
    Champ(QUARTIER, lambda r: r.analyse.quartier(r.priorite.quartier).nom_court),
    Champ(column(Priorite, "intitule", 44), lambda r: r.priorite.intitule),
    Champ(column(Declinaison, "ordre", 8), lambda r: r.rang),
    Champ(column(Declinaison, "declinaison", 60), lambda r: r.declinaison.declinaison),
    Champ(column(Declinaison, "forme", 32), lambda r: r.declinaison.forme or Cellule(NON_RENSEIGNE, couleur="gris")),
    Champ(Colonne("Quartiers qui ont cette forme", 12), lambda r: r.reprises),
    Champ(THEME, lambda r: r.analyse.theme(r.priorite.thematique)),
    Champ(column(Priorite, "echelle", 18), lambda r: ECHELLES[r.priorite.echelle].nom),
    Champ(COMMUNE, lambda r: r.analyse.quartier(r.priorite.quartier).commune),
    Champ(Colonne("Identifiant de la priorité", 28, imprimee=False), lambda r: r.priorite.priorite),
)


def forms_sheet(analyse: Analyse) -> Feuille:
    who: dict[str, set[str]] = {}
    for p in analyse.contrat.priorites:
        for d in p.declinaisons:
            who.setdefault(d.forme or "", set()).add(p.quartier)
    rows = (
        _Declinaison(analyse, p, rank, d, len(who[d.forme]) if d.forme else None)
        for p in _priorities(analyse)
        for rank, d in enumerate(p.declinaisons, start=1)
    )
    return make_sheet(
        "Déclinaisons",
        "Une ligne par déclinaison d’une priorité ; la forme d’action est un libellé commun, pour compter ce qui "
        "revient d’un quartier à l’autre.",
        _DECLINAISONS,
        rows,
    )


# -- matrix -------------------------------------------------------------------------------------------


def matrix_sheet(analyse: Analyse) -> Feuille:
    """Quartiers × themes of priorities; a cell is a number, shown with its two scales."""
    cells = matrix(analyse.contrat)
    themes = [t for t in analyse.contrat.thematiques_de_priorite if any(row[t] for row in cells.values())]
    columns = (
        QUARTIER,
        *(Colonne(t.libelle, 14) for t in themes),
        Colonne("Thèmes", 10),
        Colonne("Priorités", 10),
    )
    lines: tuple[tuple[Contenu, ...], ...] = tuple(
        (
            as_typed(q.nom_court),
            *(_matrix_cell(row[t]) for t in themes),
            sum(bool(row[t]) for t in themes),
            sum(_total(row[t]) for t in themes),
        )
        for q, row in cells.items()
    )
    counted = [sum(bool(row[t]) for row in cells.values()) for t in themes]
    totals = [sum(_total(row[t]) for row in cells.values()) for t in themes]
    centred = [[Cellule(n, cadre="center") for n in numbers] for numbers in (counted, totals)]
    return Feuille(
        "Matrice",
        f"Quartiers et thèmes : le nombre de priorités, puis combien de chaque échelle ({LEGENDE}) ; un tiret vaut "
        "zéro. Totaux sous le tableau.",
        columns,
        lines if themes else (),
        pied=(
            ("Nombre de quartiers", *centred[0], None, None),
            ("Nombre de priorités", *centred[1], None, sum(totals)),
        ),
    )


def _total(case: Case) -> int:
    return case.intercommunales + case.propres


def _matrix_cell(case: Case) -> Cellule:
    """The number of priorities; its format adds how many are shared (I) and how many are the quartier's own (P)."""
    if not case:
        return Cellule(0, '"–"', couleur="gris", cadre="center")
    scales = (("I", case.intercommunales), ("P", case.propres))
    said = " ".join(f"{letter}{number}" for letter, number in scales if number)
    return Cellule(_total(case), f'0" · {said}"', couleur="accent", fond="fond", cadre="center")

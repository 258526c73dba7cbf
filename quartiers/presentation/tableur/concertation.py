"""Sheets of what residents were asked and answered. What may not be shown is not in the contract: a cell says so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from quartiers.donnees.modele import NON_DIFFUSE, Avis, Demarche, Parole, Reponse
from quartiers.feuilles import Cellule, Champ, Colonne, Contenu, Feuille, make_sheet
from quartiers.presentation.quartier.concertation import NO_SAMPLE, people_of
from quartiers.presentation.tableur.commun import THEME, Analyse, column
from quartiers.typographie import NON_RENSEIGNE


@dataclass(frozen=True)
class _Demarche:
    analyse: Analyse
    demarche: Demarche

    @property
    def quartiers(self) -> str:
        return " · ".join(self.analyse.quartier(q).nom_court for q in self.demarche.quartiers)

    @property
    def participants(self) -> Contenu:
        d = self.demarche
        return (
            d.participants
            if d.participants is not None
            else Cellule(people_of(self.analyse.contrat, d), couleur="gris")
        )


_DEMARCHES: tuple[Champ[_Demarche], ...] = (
    Champ(column(Demarche, "intitule", 36), lambda r: r.demarche.intitule),
    Champ(column(Demarche, "nature", 20), lambda r: r.demarche.nature),
    Champ(column(Demarche, "commune", 20), lambda r: r.demarche.commune),
    Champ(Colonne("Quartiers", 30), lambda r: r.quartiers or None),
    Champ(column(Demarche, "debut", 12), lambda r: r.demarche.debut),
    Champ(column(Demarche, "participants", 14), lambda r: r.participants),
    Champ(column(Demarche, "moyen", 40), lambda r: r.demarche.moyen),
    Champ(column(Demarche, "question", 40, imprimee=False), lambda r: r.demarche.question),
    Champ(column(Demarche, "organisateur", 30, imprimee=False), lambda r: r.demarche.organisateur),
    Champ(column(Demarche, "lieu", 24, imprimee=False), lambda r: r.demarche.lieu),
    Champ(column(Demarche, "fin", 12, imprimee=False), lambda r: r.demarche.fin),
    Champ(column(Demarche, "note", 40, imprimee=False), lambda r: r.demarche.note),
    Champ(column(Demarche, "demarche", 28, imprimee=False), lambda r: r.demarche.demarche),
)


def demarches_sheet(analyse: Analyse) -> Feuille:
    rows = [_Demarche(analyse, d) for d in analyse.contrat.demarches.values()]
    return make_sheet("Concertation", f"Une ligne par démarche. {NO_SAMPLE}", _DEMARCHES, rows)


@dataclass(frozen=True)
class _Reponse:
    analyse: Analyse
    reponse: Reponse

    @property
    def effectif(self) -> Contenu:
        number = self.reponse.effectif
        return number if number is not None else Cellule(NON_DIFFUSE, couleur="gris")


_REPONSES: tuple[Champ[_Reponse], ...] = (
    Champ(column(Demarche, "intitule", 30), lambda r: r.analyse.contrat.demarches[r.reponse.demarche].intitule),
    Champ(column(Reponse, "question", 50), lambda r: r.reponse.question),
    Champ(column(Reponse, "critere", 14), lambda r: r.reponse.critere),
    Champ(column(Reponse, "groupe", 20), lambda r: r.reponse.groupe),
    Champ(column(Reponse, "reponse", 36), lambda r: r.reponse.reponse or None),
    Champ(column(Reponse, "effectif", 12), lambda r: r.effectif),
    Champ(column(Reponse, "repondants", 12), lambda r: r.reponse.repondants),
)


def answers_sheet(analyse: Analyse) -> Feuille:
    described = (
        "Une ligne par question, groupe et réponse ; sans groupe : tous les répondants. « non diffusé » : on pourrait "
        f"y reconnaître quelqu’un. {NO_SAMPLE}"
    )
    return make_sheet("Réponses", described, _REPONSES, [_Reponse(analyse, r) for r in analyse.contrat.reponses])


@dataclass(frozen=True)
class _Parole:
    analyse: Analyse
    parole: Parole


_PAROLES: tuple[Champ[_Parole], ...] = (
    Champ(column(Demarche, "intitule", 30), lambda r: r.analyse.contrat.demarches[r.parole.demarche].intitule),
    Champ(column(Parole, "texte", 70), lambda r: r.parole.texte),
    Champ(THEME, lambda r: r.analyse.theme(r.parole.thematique) if r.parole.thematique else None),
)


def verbatims_sheet(analyse: Analyse) -> Feuille:
    rows = [_Parole(analyse, p) for p in analyse.contrat.paroles.values()]
    return make_sheet("Paroles", "Les paroles qu’une personne a relues.", _PAROLES, rows)


@dataclass(frozen=True)
class _Avis:
    analyse: Analyse
    avis: Avis


_AVIS: tuple[Champ[_Avis], ...] = (
    Champ(column(Avis, "instance", 32), lambda r: r.avis.instance),
    Champ(column(Avis, "date", 12), lambda r: r.avis.date),
    Champ(column(Avis, "texte", 60), lambda r: r.avis.texte),
    Champ(column(Avis, "reponse", 60), lambda r: r.avis.reponse or Cellule(NON_RENSEIGNE, couleur="gris")),
    Champ(column(Avis, "reponse_le", 12), lambda r: r.avis.reponse_le),
    Champ(column(Avis, "priorite", 24, imprimee=False), lambda r: r.avis.priorite),
)


def advice_sheet(analyse: Analyse) -> Feuille:
    rows = [_Avis(analyse, a) for a in analyse.contrat.avis.values()]
    return make_sheet("Avis", "Les avis des conseils citoyens, et la réponse donnée.", _AVIS, rows)


SHEETS: Final[tuple[Callable[[Analyse], Feuille], ...]] = (
    demarches_sheet,
    answers_sheet,
    verbatims_sheet,
    advice_sheet,
)

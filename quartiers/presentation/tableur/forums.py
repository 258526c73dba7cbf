"""Sheets of what was said in forums and what was done of it, and of the votes. A sheet without rows is left out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from quartiers.analyse.liens import quartiers_of_contribution, quartiers_of_vote, quartiers_of_withdrawal
from quartiers.donnees.modele import Constat, Contribution, Demarche, Priorite, Retrait, Validation
from quartiers.donnees.tables.forums import ECARTEE
from quartiers.feuilles import Cellule, Champ, Colonne, Contenu, Feuille, make_sheet
from quartiers.presentation.mots_forums import SANS_SUITE, supports_of
from quartiers.presentation.mots_retraits import kind_of
from quartiers.presentation.tableur.commun import THEME, Analyse, column
from quartiers.typographie import NON_RENSEIGNE


def _grey(text: str) -> Cellule:
    return Cellule(text, couleur="gris")


@dataclass(frozen=True)
class _Contribution:
    analyse: Analyse
    contribution: Contribution

    @property
    def quartiers(self) -> str:
        return _names(self.analyse, quartiers_of_contribution(self.analyse.contrat, self.contribution))

    @property
    def demarche(self) -> str | None:
        found = self.analyse.contrat.demarches.get(self.contribution.demarche)
        return found.intitule if found is not None else None

    @property
    def priorite(self) -> str | None:
        own = (p.intitule for p in self.analyse.contrat.priorites if p.priorite == self.contribution.priorite)
        return next(own, None)

    @property
    def suite(self) -> Contenu:
        suite = self.contribution.suite
        return Cellule(suite, couleur="alerte" if suite == ECARTEE else None) if suite else _grey(SANS_SUITE)

    @property
    def soutiens(self) -> Contenu:
        number = self.contribution.soutiens
        return number if number is not None else _grey(supports_of(self.analyse.contrat, self.contribution) or "—")


def _names(analyse: Analyse, quartiers: set[str]) -> str:
    return " · ".join(q.nom_court for name, q in analyse.contrat.quartiers.items() if name in quartiers)


_CONTRIBUTIONS: tuple[Champ[_Contribution], ...] = (
    Champ(column(Contribution, "texte", 54), lambda r: r.contribution.texte),
    Champ(column(Contribution, "suite", 16), lambda r: r.suite),
    Champ(column(Contribution, "reponse", 54), lambda r: r.contribution.reponse),
    Champ(column(Contribution, "partenaire", 16), lambda r: r.contribution.partenaire or _grey(NON_RENSEIGNE)),
    Champ(Colonne("Quartiers", 28), lambda r: r.quartiers or None),
    Champ(column(Demarche, "intitule", 30), lambda r: r.demarche),
    Champ(column(Priorite, "intitule", 40), lambda r: r.priorite),
    Champ(column(Contribution, "suite_le", 12, imprimee=False), lambda r: r.contribution.suite_le),
    Champ(column(Contribution, "soutiens", 14, imprimee=False), lambda r: r.soutiens),
    Champ(
        THEME, lambda r: r.analyse.theme(r.contribution.thematique) if r.contribution.thematique is not None else None
    ),
    Champ(column(Contribution, "contribution", 28, imprimee=False), lambda r: r.contribution.contribution),
)


def contributions_sheet(analyse: Analyse) -> Feuille:
    rows = [_Contribution(analyse, c) for c in analyse.contrat.contributions.values()]
    described = (
        "Une ligne par contribution relue : ce qui a été dit, dans nos mots, et ce que le projet en a fait. Les "
        "soutiens sont des nombres de personnes, jamais une part des habitants."
    )
    return make_sheet("Contributions", described, _CONTRIBUTIONS, rows)


@dataclass(frozen=True)
class _Vote:
    analyse: Analyse
    vote: Validation

    @property
    def quartiers(self) -> str:
        return _names(self.analyse, quartiers_of_vote(self.analyse.contrat, self.vote))

    @property
    def demarches(self) -> str:
        known = self.analyse.contrat.demarches
        return "\n".join(known[d].intitule for d in self.vote.demarches if d in known)


_VOTES: tuple[Champ[_Vote], ...] = (
    Champ(column(Validation, "date", 12), lambda r: r.vote.date),
    Champ(column(Validation, "instance", 32), lambda r: r.vote.instance),
    Champ(column(Validation, "nature", 22), lambda r: r.vote.nature),
    Champ(column(Validation, "document", 40), lambda r: r.vote.document),
    Champ(column(Validation, "version", 14), lambda r: r.vote.version),
    Champ(column(Validation, "issue", 24), lambda r: r.vote.issue),
    Champ(column(Validation, "en_vigueur_le", 14), lambda r: r.vote.en_vigueur_le),
    Champ(Colonne("Quartiers", 30), lambda r: r.quartiers or None),
    Champ(column(Validation, "demarches", 36), lambda r: r.demarches or None),
    Champ(column(Validation, "reference", 24, imprimee=False), lambda r: r.vote.reference),
    Champ(column(Validation, "note", 40, imprimee=False), lambda r: r.vote.note),
    Champ(column(Validation, "validation", 28, imprimee=False), lambda r: r.vote.validation),
)


def votes_sheet(analyse: Analyse) -> Feuille:
    rows = [_Vote(analyse, v) for v in sorted(analyse.contrat.validations.values(), key=lambda v: v.date)]
    described = "Une ligne par vote ; une version est en vigueur depuis le jour dit, jusqu’à la suivante."
    return make_sheet("Votes", described, _VOTES, rows)


@dataclass(frozen=True)
class _Retrait:
    analyse: Analyse
    retrait: Retrait

    @property
    def quartiers(self) -> str:
        return _names(self.analyse, quartiers_of_withdrawal(self.analyse.contrat, self.retrait))


_RETRAITS: tuple[Champ[_Retrait], ...] = (
    Champ(Colonne("Ce qui est retiré", 60), lambda r: r.retrait.titre),
    Champ(Colonne("Nature", 16), lambda r: kind_of(r.retrait)),
    Champ(column(Constat, "retire_le", 12), lambda r: r.retrait.le),
    Champ(column(Constat, "retire_motif", 60), lambda r: r.retrait.motif),
    Champ(Colonne("Quartiers", 30), lambda r: r.quartiers or None),
    Champ(Colonne("Identifiant", 28, imprimee=False), lambda r: r.retrait.identifiant),
)


def withdrawals_sheet(analyse: Analyse) -> Feuille:
    rows = [_Retrait(analyse, r) for r in sorted(analyse.contrat.retraits, key=lambda r: r.le)]
    described = (
        "Une ligne par démarche, constat, priorité ou contribution retirée : aucune autre feuille ne les compte."
    )
    return make_sheet("Retraits", described, _RETRAITS, rows)


SHEETS: Final[tuple[Callable[[Analyse], Feuille], ...]] = (contributions_sheet, votes_sheet, withdrawals_sheet)

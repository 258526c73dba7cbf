"""The tidy tables of those who were heard. What may not be shown is not in the contract: a status says so."""

from dataclasses import dataclass
from typing import Final

from quartiers.analyse.liens import quartiers_of_contribution, quartiers_of_vote
from quartiers.donnees.modele import NON_DIFFUSE, Avis, Contrat, Contribution, Demarche, Parole, Reponse, Validation
from quartiers.interface.tables import TableDite, Type, as_entered, several, texts, whole
from quartiers.typographie import NON_RENSEIGNE

TOLD: Final = "connu"


def _status(number: int | None, *, withheld: bool) -> str:
    """Whether a number of people is known, not entered, or too small to be told."""
    if number is not None:
        return TOLD
    return NON_DIFFUSE if withheld else NON_RENSEIGNE


DEMARCHES: Final = TableDite[Demarche](
    "demarches",
    "une démarche de concertation",
    (
        as_entered(Demarche, "demarche", lambda d: d),
        as_entered(Demarche, "intitule", lambda d: d),
        as_entered(Demarche, "nature", lambda d: d),
        as_entered(Demarche, "commune", lambda d: d),
        several("quartiers", "Quartiers nommés ; vide : ceux de la commune, ou tous", lambda d: d.quartiers),
        as_entered(Demarche, "debut", lambda d: d, Type.DATE),
        as_entered(Demarche, "fin", lambda d: d, Type.DATE),
        as_entered(Demarche, "question", lambda d: d),
        whole("participants", "Personnes ; vide : voir `statut`", lambda d: d.participants, "personnes"),
        texts(
            "statut",
            "connu, non renseigné, non diffusé (petit effectif)",
            lambda d: _status(d.participants, withheld=d.sous_seuil),
        ),
    ),
)

REPONSES: Final = TableDite[Reponse](
    "reponses",
    "une question, un groupe et une réponse ; sans groupe : tous les répondants",
    (
        as_entered(Reponse, "demarche", lambda r: r),
        as_entered(Reponse, "question", lambda r: r),
        as_entered(Reponse, "critere", lambda r: r),
        as_entered(Reponse, "groupe", lambda r: r),
        texts("reponse", "La réponse ; vide : le groupe n'est pas diffusé", lambda r: r.reponse),
        whole("effectif", "Personnes qui l'ont donnée ; vide : non diffusé", lambda r: r.effectif, "personnes"),
        whole("repondants", "Personnes qui ont répondu", lambda r: r.repondants, "personnes"),
        texts(
            "statut",
            "connu, ou non diffusé : on pourrait y reconnaître quelqu'un",
            lambda r: _status(r.effectif, withheld=True),
        ),
    ),
)

PAROLES: Final = TableDite[Parole](
    "paroles",
    "une parole qu'une personne a relue",
    (
        as_entered(Parole, "demarche", lambda p: p),
        as_entered(Parole, "quartier", lambda p: p),
        as_entered(Parole, "thematique", lambda p: p),
        texts("texte", "La parole", lambda p: p.texte),
    ),
)

AVIS: Final = TableDite[Avis](
    "avis",
    "un avis d'un conseil citoyen",
    (
        as_entered(Avis, "avis", lambda a: a),
        as_entered(Avis, "instance", lambda a: a),
        as_entered(Avis, "date", lambda a: a, Type.DATE),
        several("quartiers", "Quartiers nommés ; vide : ceux de la commune, ou tous", lambda a: a.quartiers),
        as_entered(Avis, "priorite", lambda a: a),
        as_entered(Avis, "texte", lambda a: a),
        as_entered(Avis, "reponse", lambda a: a),
        as_entered(Avis, "reponse_le", lambda a: a, Type.DATE),
    ),
)


@dataclass(frozen=True)
class LigneContribution:
    contrat: Contrat
    contribution: Contribution

    @property
    def quartiers(self) -> tuple[str, ...]:
        return self.contrat.in_order(quartiers_of_contribution(self.contrat, self.contribution))


CONTRIBUTIONS: Final = TableDite[LigneContribution](
    "contributions",
    "ce qui a été dit dans un forum, relu, et ce qui en a été fait",
    (
        as_entered(Contribution, "contribution", lambda r: r.contribution),
        as_entered(Contribution, "demarche", lambda r: r.contribution),
        several("quartiers", "Quartiers concernés", lambda r: r.quartiers),
        as_entered(Contribution, "thematique", lambda r: r.contribution),
        as_entered(Contribution, "partenaire", lambda r: r.contribution),
        as_entered(Contribution, "texte", lambda r: r.contribution),
        as_entered(Contribution, "priorite", lambda r: r.contribution),
        as_entered(Contribution, "suite", lambda r: r.contribution),
        as_entered(Contribution, "reponse", lambda r: r.contribution),
        whole("soutiens", "Personnes ; vide : voir `statut`", lambda r: r.contribution.soutiens, "personnes"),
        texts(
            "statut",
            "connu, non renseigné, non diffusé (petit effectif)",
            lambda r: _status(r.contribution.soutiens, withheld=r.contribution.peu_de_soutiens),
        ),
    ),
)


@dataclass(frozen=True)
class LigneVote:
    contrat: Contrat
    vote: Validation

    @property
    def quartiers(self) -> tuple[str, ...]:
        return self.contrat.in_order(quartiers_of_vote(self.contrat, self.vote))


VOTES: Final = TableDite[LigneVote](
    "votes",
    "un vote sur le projet",
    (
        as_entered(Validation, "validation", lambda r: r.vote),
        as_entered(Validation, "date", lambda r: r.vote, Type.DATE),
        as_entered(Validation, "instance", lambda r: r.vote),
        several("quartiers", "Quartiers concernés", lambda r: r.quartiers),
        as_entered(Validation, "nature", lambda r: r.vote),
        as_entered(Validation, "document", lambda r: r.vote),
        as_entered(Validation, "version", lambda r: r.vote),
        as_entered(Validation, "issue", lambda r: r.vote),
        as_entered(Validation, "en_vigueur_le", lambda r: r.vote, Type.DATE),
    ),
)

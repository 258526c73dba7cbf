"""The words of forums and votes: suites, kinds of partners, supports, versions."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from quartiers.donnees.modele import Contrat, Contribution, Validation
from quartiers.donnees.tables.forums import A_L_ETUDE, ECARTEE, EN_PARTIE, HABITANTS, RETENUE
from quartiers.presentation.blocs import Contenu, Discret, Fort, Fragment, Saut
from quartiers.typographie import count, format_date, join_words

SANS_SUITE: Final = "sans suite à ce jour"
INCONNU: Final = "non renseigné"
# Several contributions that had one suite, as a heading and as they are counted.
RUBRIQUES: Final = {
    RETENUE: "Retenu",
    EN_PARTIE: "Retenu en partie",
    ECARTEE: "Écarté, et pourquoi",
    A_L_ETUDE: "À l'étude",
    None: "Sans suite à ce jour",
}
_PLURIELS: Final = {
    RETENUE: "retenues",
    EN_PARTIE: "retenues en partie",
    ECARTEE: "écartées",
    A_L_ETUDE: "à l'étude",
    None: SANS_SUITE,
}
_PARTENAIRES: Final = {
    HABITANTS: "des habitants",
    "association": "une association",
    "collectivité": "une collectivité",
    "État": "l'État",
    "bailleur": "un bailleur",
    "école": "une école",
    "santé": "un acteur de la santé",
    "emploi": "un acteur de l'emploi",
    "entreprise": "une entreprise",
    "autre": "un autre partenaire",
    None: "partenaire non renseigné",
}


def suites_in_words(counted: Counter[str | None]) -> str:
    """``2 retenues, 1 écartée``."""
    return ", ".join(
        f"{number} {_PLURIELS[suite] if number > 1 else suite or SANS_SUITE}" for suite, number in counted.items()
    )


def partner_of(contribution: Contribution) -> str:
    """Who speaks, by kind."""
    return _PARTENAIRES[contribution.partenaire]


def supports_of(contrat: Contrat, contribution: Contribution) -> str:
    """How many people supported it, where they were counted: a count, never a share of the residents."""
    if contribution.peu_de_soutiens:
        return f"moins de {contrat.seuil_personnes} soutiens"
    if contribution.soutiens is None:
        return ""
    return count(contribution.soutiens, "soutien") if contribution.soutiens else "aucun soutien"


def where_said(contrat: Contrat, contribution: Contribution) -> str:
    """The démarche in which it was said, and its day."""
    demarche = contrat.demarches.get(contribution.demarche)
    if demarche is None:
        return "démarche d'un autre quartier"
    return demarche.intitule + (f", {format_date(demarche.debut)}" if demarche.debut is not None else "")


def answer_of(contribution: Contribution) -> Contenu:
    """What was done of it, and when it was said."""
    if contribution.suite is None:
        return Discret(SANS_SUITE)
    told: list[Fragment] = (
        [contribution.reponse] if contribution.reponse else [Discret("ce qui a changé n'est pas dit")]
    )
    if contribution.suite_le is not None:
        told.append(Discret(f" ({format_date(contribution.suite_le)})"))
    return told


def version_of(vote: Validation) -> str:
    return f"{vote.document}, version {vote.version}"


def version_cell(contrat: Contrat, vote: Validation) -> Contenu:
    """What was voted, what it takes into account, where it can be found."""
    told: list[Fragment] = [Fort(version_of(vote))]
    heard = [contrat.demarches[d].intitule for d in vote.demarches if d in contrat.demarches]
    more = [f"tient compte de : {join_words(heard)}" if heard else "", vote.reference or "", vote.note or ""]
    for text in filter(None, more):
        told += [Saut(), Discret(text)]
    return told


def in_force_sentence(votes: Iterable[Validation], day_in_words: str) -> str:
    """``En vigueur au 10 décembre 2026 : Projet de quartier, version 2024 (depuis le 1er juillet 2024).``"""
    told = [f"{version_of(v)} (depuis le {format_date(v.en_vigueur_le)})" for v in votes if v.en_vigueur_le is not None]
    if not told:
        return f"Aucun vote saisi ne dit quelle version est en vigueur au {day_in_words}."
    return f"En vigueur au {day_in_words} : {' ; '.join(told)}."

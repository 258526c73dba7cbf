"""Whether the holder of a subsidy or of a post is somebody rather than an organisation.

The tables are printed and handed out: nobody's name goes into them. Public files hold none as a rule, since they are
to be without names; some do all the same.
"""

import re
from typing import Final

from quartiers.donnees.fichiers.textes import fold

_CIVILITES: Final = re.compile(
    r"(?:m|mr|mme|mmes|mlle|monsieur|madame|mademoiselle|me|maitre|dr|docteur)(?:\.\s*|\s+)(?=[^\W\d_]{2})(?!j\.|p\.)"
)
_EXERCE_SEUL: Final = re.compile(r"\b(?:entrepreneur individuel|entreprise individuelle|auto ?entrepreneur)|\(ei\)")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The first names that most people in France bear, which the two or three words of a person's name begin or end with.
_PRENOMS: Final = _words(
    "abdel abdelkader agnes ahmed alain alexandra alexandre ali alice amandine amina andre anne annie anthony antoine "
    "arnaud audrey aurelie benjamin benoit bernadette bernard brigitte bruno camille caroline catherine celine chantal "
    "charles charlotte christelle christian christiane christine christophe claire claude claudine clement colette "
    "corinne cyril damien daniel danielle david delphine denis denise didier dominique elisabeth elodie emilie emma "
    "emmanuel eric evelyne fabien fabienne fabrice farid fatiha fatima florence florian francis francois francoise "
    "franck frederic genevieve georges gerard ghislaine gilbert gilles gregory guillaume guy hakim hassan helene henri "
    "herve hugo ibrahim isabelle jacqueline jacques jean jeanne jeannine jennifer jeremy jerome jocelyne joel jonathan "
    "joseph josette josiane julie julien karim karine kevin khadija laetitia laura laurence laurent leila lionel "
    "louis louise luc lucas lucie ludovic malika manon marc marcel marguerite marie marine marion martine mathieu "
    "maurice maxime mehdi melanie michel michele micheline mickael mireille mohamed mohammed monique mourad mustapha "
    "nadia nadine nathalie nicolas nicole odette odile olivier pascal pascale patricia patrick paul paulette philippe "
    "pierre rachid raymond regine rene renee richard robert roger romain sabrina samia samira samuel sandra sandrine "
    "sarah sebastien serge severine simone solange sonia sophie stephane stephanie suzanne sylvain sylvie theo therese "
    "thierry thomas valerie vanessa veronique vincent virginie xavier yamina yann yves yvette yvonne zohra"
)
# What the name of an organisation has besides that of whom it honours.
_ORGANISMES: Final = _words(
    "aide amicale amis asso assoc association ass atelier ateliers ccas centre club collectif collectivite college com "
    "comite commune compagnie cooperative ctre culture ecole editions eglise ensemble enfance entreprise espace etudes "
    "famille familles femmes fondation fonds formation foyer groupe hopital institut jeunes jeunesse ligue lycee "
    "mairie maison mission mjc mutuelle office orchestre quartier regie relais residence salle sante sarl sas scop "
    "social sociale sociaux societe solidarite solidarites sport sports st sainte saint theatre union universite ville"
)


def is_person(name: str) -> bool:
    """Whether a holder's name is likely to be somebody's.

    A title before it tells, and so do two or three words, one of them a first name, of which none is an organisation's.
    One that is honoured by an organisation may be taken for its holder: the row is then left, and said.

    >>> [is_person(name) for name in ("M. Jean Dupont", "MME DURAND", "DUPONT Jean-Pierre", "Sophie Martin")]
    [True, True, True, True]
    >>> [is_person(name) for name in ("M.J.C. DU PLATEAU", "ESPACE GUY BEDOS", "LE BOULON", "COM DU ROBERT")]
    [False, False, False, False]
    """
    folded = fold(name)
    if _CIVILITES.match(folded) or _EXERCE_SEUL.search(folded):
        return True
    words = re.findall(r"[^\W\d_]+", folded)
    is_plain = re.fullmatch(r"[^\W\d_]+(?:[ '][^\W\d_]+){1,2}", folded.strip()) is not None
    return is_plain and not _ORGANISMES.intersection(words) and bool(_PRENOMS.intersection((words[0], words[-1])))

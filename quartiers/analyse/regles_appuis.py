"""Rules 12 and 23: what the diagnostic says and no priority answers, and the priorities that it says nothing for.

Rule 12 reads all that is known of a quartier, published figures first; rule 23 what the document itself says, since it
is the document that a reader of it has. Both only inform: what a priority answers is for people to decide.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from quartiers.analyse.appuis import Reponse, answer_to_finding, answer_to_indicator, words_of_theme
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu, retained_figures
from quartiers.analyse.doutes import (
    PRIORITES,
    Contexte,
    Doute,
    Gravite,
    Regle,
    join_lines,
    stated_trend,
    when,
)
from quartiers.analyse.notes import judgement, judges, side_of, told_judgement
from quartiers.analyse.origines import attributed_apart
from quartiers.analyse.paliers import Palier
from quartiers.analyse.rapprochement import Accord
from quartiers.analyse.regles_publics import publics_without_support
from quartiers.analyse.regles_reponses import evoking, stated_without_answer
from quartiers.analyse.regles_sujets import findings_without_answer, forms_without_support
from quartiers.analyse.sujets import of_diagnostic, of_priority
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Affirmation, Constat, Contrat, Priorite, Quartier
from quartiers.donnees.tables.cadre import INCOMPLET
from quartiers.donnees.tables.projets import DIFFICULTE
from quartiers.typographie import count, format_gap, format_value, join_words, lower_first

# A sentence names so many figures, the gravest, and counts the others: a list of nine is read by nobody.
NOMMES: Final = 4
_HEAVY: Final = (Palier.DIXIEME_FRAGILE, Palier.QUART_FRAGILE)
_UNDER_THE_MEDIAN: Final = "plus fragile que le QPV médian de France"

_Grave: TypeAlias = tuple[ChiffreLu, str]  # a figure, and why it is grave

# -- R12: unfavourable, no priority ------------------------------------------------------------------------


def rule_without_priority(c: Contexte) -> Iterator[Doute]:
    if not c.contrat.priorites:
        return  # figures alone were entered: what they lack a priority for cannot be said
    told: set[str] = set()
    for q in c.contrat.quartiers.values():
        for doubt in _of_quartier(c, q):
            told.update(doubt.affirmations)
            yield doubt
    yield from stated_without_answer(c, told)
    yield from findings_without_answer(c)


def _of_quartier(c: Contexte, q: Quartier) -> Iterator[Doute]:
    """One doubt a theme: its figures and its difficulties without any answer, or else with that of a linked theme."""
    priorities = c.contrat.priorites_de(q.quartier)
    bare: defaultdict[str, list[_Grave]] = defaultdict(list)
    linked: defaultdict[str, list[_Grave]] = defaultdict(list)
    for figure in retained_figures(c.contrat, q.quartier):
        answers = {answer_to_indicator(p, figure.indicateur) for p in priorities}
        theme = figure.indicateur.thematique
        why = None if figure.douteux else _unfavourable(c.contrat, figure) or _judged_grave(figure)
        if why is None:
            if answers <= {Reponse.AUCUNE}:
                bare[theme] += _stated_worsening(c, figure)
            continue
        if answers <= {Reponse.AUCUNE}:
            bare[theme].append((figure, why))
        elif answers <= {Reponse.AUCUNE, Reponse.INDIRECTE} and all(p.thematique != theme for p in priorities):
            linked[theme].append((figure, why))
    findings: defaultdict[str, list[Constat]] = defaultdict(list)
    for found in c.contrat.constats_de(q.quartier):
        if found.nature == "difficulté" and not any(
            answer_to_finding(p, found) is not Reponse.AUCUNE for p in priorities
        ):
            findings[found.thematique].append(found)
    for theme in c.contrat.thematiques:
        if bare[theme] or findings[theme]:
            yield _without_answer(c, q, theme, _each_once(bare[theme]), findings[theme])
        if linked[theme]:
            yield _with_linked_answer(c, q, theme, linked[theme])


def _without_answer(c: Contexte, q: Quartier, theme: str, figures: list[_Grave], findings: list[Constat]) -> Doute:
    label = c.contrat.thematiques[theme].libelle
    head = f"Le quartier n'a pas de priorité sur « {label} »"
    heard = " ; ".join(map(attributed_apart, findings))
    if figures:
        phrase = f"{head} ni sur un thème lié, alors que : {_listed(figures)}."
        phrase += f" Le document y relève aussi : {heard}." if findings else ""
    else:
        phrase = f"{head}, alors que le document y relève : {heard}."
    phrase += evoking(c, c.contrat.priorites_de(q.quartier), theme, [found.constat for found in findings])
    return _doubt(c, q, phrase, figures, findings)


def _with_linked_answer(c: Contexte, q: Quartier, theme: str, figures: list[_Grave]) -> Doute:
    """Figures whose own theme has no priority, where priorities are on a linked theme only."""
    label = c.contrat.thematiques[theme].libelle
    priorities = [
        p
        for p in c.contrat.priorites_de(q.quartier)
        if any(answer_to_indicator(p, f.indicateur) is Reponse.INDIRECTE for f, _ in figures)
    ]
    themes = join_words(
        [f"« {c.contrat.thematiques[t].libelle} »" for t in dict.fromkeys(p.thematique for p in priorities)]
    )
    publics = list(dict.fromkeys(public for f, _ in figures for public in f.indicateur.publics))
    told = f" ({', '.join(publics)})" if publics else ""
    head = f"Aucune priorité ne répond directement à « {label} »" + (f", ni ne nomme ce public{told}" if told else "")
    if c.contrat.thematiques[theme].echelle == "diagnostic":  # no priority may be filed under it
        head = f"Aucune priorité ne nomme ce public{told}" if told else "Aucune priorité ne répond directement"
    phrase = f"{head} ; les plus proches sont sous {themes}. Pourtant : {_listed(figures)}."
    return _doubt(c, q, phrase, figures, [])


def _doubt(c: Contexte, q: Quartier, phrase: str, figures: list[_Grave], findings: list[Constat]) -> Doute:
    rows = tuple(dict.fromkeys(a for f, _ in figures for a in _statements(c, q, f)))
    theme = figures[0][0].indicateur.thematique if figures else findings[0].thematique
    return Doute(
        Regle.SANS_PRIORITE,
        Gravite.INFORMATION,
        (q.quartier,),
        c.contrat.thematiques[theme].libelle,
        phrase,
        "En parler au comité : priorité à ajouter, ou réponse apportée ailleurs.",
        tuple(a.affirmation for a in rows),
        tuple(f.publication for f, _ in figures if f.publication is not None),
        join_lines([*(a.lignes for a in rows), *(found.lignes for found in findings)]),
    )


def _listed(figures: list[_Grave]) -> str:
    """The gravest figures, those that are grave for one reason together."""
    gravest = sorted(figures, key=lambda found: found[0].gravite, reverse=True)
    reasons: defaultdict[str, list[str]] = defaultdict(list)
    for f, why in gravest[:NOMMES]:
        reasons[why].append(
            f"{f.indicateur.libelle_court}, {_value(f)}{_whose_value(f) if why == _judged_grave(f) else ''}"
        )
    told = [f"{' ; '.join(named)} ({why})" for why, named in reasons.items()]
    left = len(gravest) - NOMMES
    return " ; ".join([*told, *([f"et {count(left, 'autre chiffre', 'autres chiffres')}"] if left > 0 else [])])


def _unfavourable(contrat: Contrat, figure: ChiffreLu) -> str | None:
    """Why a figure is surely unfavourable, in a few words; None if it is not.

    Among the QPV of France, surely under the median, and in which part of them; only the most fragile quarter of a
    theme that no priority may be filed under. Elsewhere, a large gap.
    """
    i, rule, compared = figure.indicateur, contrat.lecture, figure.comparaison
    if i.sens == "contexte" or figure.valeur is None or compared.situation is not Situation.FRAGILE:
        return None
    if compared.place is not None:
        if compared.place.palier in _HEAVY:
            return str(compared.place.palier)
        return None if contrat.thematiques[i.thematique].echelle == "diagnostic" else _UNDER_THE_MEDIAN
    limit = rule.tres_defavorable_points if i.unite == "%" else rule.tres_defavorable_relatif_pct
    if compared.ecart is not None and figure.poids >= limit:
        name = contrat.territoires[compared.territoire] if compared.territoire else "la référence"
        return f"{format_gap(compared.ecart, i.unite)} par rapport à : {name}"
    return None


def _stated_worsening(c: Contexte, figure: ChiffreLu) -> Iterator[_Grave]:
    """The document's own figures of an indicator that it says to have worsened by much; not those that INSEE denies."""
    i, rule = figure.indicateur, c.contrat.lecture
    worse = {"defavorable": 1, "favorable": -1}.get(i.sens, 0)
    for read in (figure, *figure.enonces):
        a, change = read.affirmation, read.tendance
        if a is None or a.valeur is None or change is None or change.variation is None or i.unite != "%":
            continue
        denied = read.verification is not None and read.verification.accord in (Accord.DIFFERE, Accord.DEPASSE)
        if not denied and not change.contredite and worse * change.variation >= rule.tres_defavorable_points:
            since = f" de {a.annee_initiale} à {a.annee}" if a.annee_initiale and a.annee else ""
            yield read, f"{format_gap(change.variation, i.unite)}{since}, selon le document"


def _each_once(figures: list[_Grave]) -> list[_Grave]:
    """Without the statements of another label whose own figure is there under its own."""
    own = {f.indicateur.indicateur for f, _ in figures}

    def told_twice(f: ChiffreLu) -> bool:
        number = f.verification.valeur if f.verification is not None else None
        under_another = number is not None and number.accord is Accord.AUTRE_INTITULE
        return under_another and number is not None and number.publications[-1].indicateur in own

    return [(f, why) for f, why in figures if not told_twice(f)]


def _judged_grave(figure: ChiffreLu) -> str | None:
    """That the document itself judges the figure unfavourable, in its own words: the figure that it states, which may
    not be the published one."""
    a = _judged(figure)
    if a is None:
        return None
    if not _whose_value(figure):
        return f"le document {judges(told_judgement(a.note))}"
    i = figure.indicateur
    stated, where = format_value(a.valeur, i.unite, a.precision), f", l. {a.lignes}" if a.lignes else ""
    moves = f", {stated_trend(a)}," if a.tendance in ("hausse", "baisse") else ""
    return f"le document énonce {stated}{moves} et {judges(told_judgement(a.note))}{where}"


def _judged(figure: ChiffreLu) -> Affirmation | None:
    """The statement that the document judges unfavourable, of those of a figure."""
    for read in (figure, *figure.enonces):
        a = read.affirmation
        judged = None if a is None or read.dementi else side_of(judgement(a.note), read.indicateur)
        if a is not None and judged == (1 if read.indicateur.sens == "defavorable" else -1):
            return a
    return None


def _whose_value(f: ChiffreLu) -> str:
    """`` selon l'Insee, 2018`` after a value that is INSEE's, where the document judges another one; else nothing."""
    a, unit = _judged(f), f.indicateur.unite
    if f.publication is None or a is None or a.valeur is None or _value(f) == format_value(a.valeur, unit, a.precision):
        return ""
    return f" selon l'Insee, {when(f.publication)}"


def _statements(c: Contexte, q: Quartier, figure: ChiffreLu) -> Iterator[Affirmation]:
    """What the document states of the figure's indicator, be it under another label."""
    for a in c.contrat.affirmations_de(q.quartier):
        number = c.verifications[a.affirmation].valeur
        other = number is not None and number.accord is Accord.AUTRE_INTITULE and number.publications[-1].indicateur
        if figure.indicateur.indicateur in (a.indicateur, other):
            yield a


# -- R23: a priority, nothing in the diagnostic ------------------------------------------------------------


def rule_without_support(c: Contexte) -> Iterator[Doute]:
    """Priorities on whose theme the document's own diagnostic finds no difficulty and states no figure, and those that
    all figures of their theme speak against: one doubt a quartier for each."""
    all_silent: set[str] = set()
    for q in c.contrat.quartiers.values():
        stated, findings = c.contrat.affirmations_de(q.quartier), c.contrat.constats_de(q.quartier)
        if not stated and not findings:
            continue  # no diagnostic was entered: rule 21 says what the document lacks
        figures = retained_figures(c.contrat, q.quartier)
        silent: list[Priorite] = []
        against: list[tuple[Priorite, ChiffreLu]] = []
        for p in c.contrat.priorites_de(q.quartier):
            heard = any(_speaks_of(c.contrat, p, found) for found in findings)
            about = any(_is_about(p, c.indicateur(a).indicateur, c.contrat) for a in stated)
            if not heard and not about:
                if not _in_its_words(c.contrat, p, findings, stated):
                    silent.append(p)
            elif not heard and (sound := _all_sound(p, figures)) is not None:
                against.append((p, sound))
        all_silent.update(p.priorite for p in silent)
        if silent:
            yield _told(q, silent, _silence(c.contrat, q, silent, figures))
        if against:
            listed = " ; ".join(
                f"{_named(p)}, mais {lower_first(f.indicateur.libelle_court)} {_value(f)} ({f.comparaison.situation})"
                f"{_worsens(c, p, stated)}"
                for p, f in against
            )
            sentence = (
                f"{count(len(against), 'priorité porte', 'priorités portent')} sur un thème dont les chiffres comparés "
                f"sont moins fragiles que leur référence, et où le diagnostic ne relève pas de difficulté : {listed}."
            )
            yield _told(q, [p for p, _ in against], sentence)
    yield from publics_without_support(c, all_silent)
    yield from forms_without_support(c, all_silent)


def _speaks_of(contrat: Contrat, p: Priorite, found: Constat) -> bool:
    """Whether a finding is a difficulty of the priority's theme, filed there or named by its words; that which was
    taken from the priority's own lines only says it twice."""
    if found.nature != "difficulté" or answer_to_finding(p, found) is Reponse.PROPRE:
        return False
    return found.thematique == p.thematique or words_of_theme(contrat, p.thematique, found.constat)


def _in_its_words(
    contrat: Contrat, p: Priorite, findings: tuple[Constat, ...], stated: tuple[Affirmation, ...]
) -> bool:
    """Whether the diagnostic speaks of a subject of the priority, or finds a difficulty for a public that it names."""
    if of_priority(contrat, p) & of_diagnostic(contrat, p, findings, stated):
        return True
    heard = [f.constat for f in findings if f.nature == DIFFICULTE and answer_to_finding(p, f) is not Reponse.PROPRE]
    return any(re.search(rf"\b{re.escape(fold(public))}\b", fold(text)) for public in p.publics for text in heard)


def _is_about(p: Priorite, indicateur: str, contrat: Contrat) -> bool:
    i = contrat.indicateurs[indicateur]
    of_all = i.thematique == p.thematique and not i.publics  # those whom the priority is for are among them
    return of_all or answer_to_indicator(p, i) in (Reponse.DIRECTE, Reponse.THEME)


def _all_sound(p: Priorite, figures: Iterable[ChiffreLu]) -> ChiffreLu | None:
    """The soundest of the figures about a priority's publics, if all of those that are read are less fragile than their
    reference; None otherwise."""
    about = [f for f in figures if not f.douteux and answer_to_indicator(p, f.indicateur) is Reponse.DIRECTE]
    read = [f for f in about if f.comparaison.situation not in (Situation.NON_COMPAREE, Situation.IMPRECISE)]
    if not read or any(f.comparaison.situation is not Situation.FAVORABLE for f in read):
        return None
    return max(read, key=lambda f: f.poids)


def _worsens(c: Contexte, p: Priorite, stated: Iterable[Affirmation]) -> str:
    """The figures of a priority's theme or publics that the document says to move the wrong way."""
    found = []
    for a in stated:
        i = c.indicateur(a)
        bad = {"favorable": "baisse", "defavorable": "hausse"}.get(i.sens)
        if bad is not None and a.tendance == bad and _is_about(p, a.indicateur, c.contrat):
            where = f" (l. {a.lignes})" if a.lignes else ""
            found.append(f"{lower_first(i.libelle_court)} {stated_trend(a)}{where}")
    return f" ; le document dit pourtant : {join_words(found)}" if found else ""


def _silence(contrat: Contrat, q: Quartier, silent: list[Priorite], figures: Iterable[ChiffreLu]) -> str:
    """That nothing is said, but for what a priority's own lines say; and which published figures would support these
    priorities. Of a section whose beginning is missing, it is what is left that says nothing."""
    fragile = [f for f in figures if f.publie and f.fragile and not f.saute]
    known = {
        f.indicateur.indicateur: f for p in silent for f in fragile if _is_about(p, f.indicateur.indicateur, contrat)
    }
    gravest = sorted(known.values(), key=lambda f: f.gravite, reverse=True)[:2]
    told = join_words([f"{lower_first(f.indicateur.libelle_court)}, {_value(f)}" for f in gravest])
    tail = f" Des chiffres publiés les appuieraient : {told}." if gravest else ""
    cut = q.texte == INCOMPLET
    where = "ce que l'on a du diagnostic du document, dont le début manque" if cut else "le diagnostic du document"
    tail += " Le début manquant peut en parler : rien ne permet de dire le contraire." if cut else ""
    what = count(len(silent), "priorité n'a", "priorités n'ont")
    theme, its = ("son thème", "son") if len(silent) == 1 else ("leur thème", "leur")
    findings = contrat.constats_de(q.quartier)
    listed = " ; ".join(f"{_named(p)}{_in_its_lines(p, findings)}" for p in silent)
    return (
        f"{what}, dans {where}, ni difficulté ni chiffre classé sous {theme}, ou qui parle de {its} sujet : "
        f"{listed}.{tail}"
    )


def _in_its_lines(p: Priorite, findings: tuple[Constat, ...]) -> str:
    """The difficulty that the priority's own lines tell, where its diagnostic does not."""
    own = [f for f in findings if f.nature == DIFFICULTE and answer_to_finding(p, f) is Reponse.PROPRE]
    return f", sauf dans ses propres lignes : {join_words([attributed_apart(f) for f in own])}" if own else ""


def _told(q: Quartier, priorities: list[Priorite], sentence: str) -> Doute:
    where = "D'où vient cette priorité" if len(priorities) == 1 else "D'où viennent ces priorités"
    before = "Retrouver le début du diagnostic ; à défaut, dire" if q.texte == INCOMPLET else "Dire"
    return Doute(
        Regle.SANS_APPUI,
        Gravite.INFORMATION,
        (q.quartier,),
        PRIORITES,
        sentence,
        f"{before} {lower_first(where)} : un constat, un chiffre, une décision prise ailleurs.",
        lignes=join_lines(p.lignes for p in priorities),
        titre="Une priorité dont l'appui est inconnu, le début du diagnostic manquant" if q.texte == INCOMPLET else "",
    )


def _named(p: Priorite) -> str:
    return f"{p.intitule} (l. {p.lignes})" if p.lignes else p.intitule


def _value(f: ChiffreLu) -> str:
    return format_value(f.valeur, f.indicateur.unite, f.precision)

"""The end of rule 12: what the document itself states as unfavourable, and that no priority names.

Rule 12 begins with what is known of a quartier, published figures first, theme by theme. This reads the document alone,
statement by statement: its own words, its own means, its own changes; and which priority comes nearest.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Final

from quartiers.analyse.appuis import Reponse, answer_in, mentions, words_of_theme
from quartiers.analyse.comparaisons import Comparaison, Position, Situation, compare
from quartiers.analyse.diagnostic import ChiffreLu, retained_figures
from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, stated_trend
from quartiers.analyse.mots import word_finder
from quartiers.analyse.notes import Jugement, judgement, judges, side_of, superlative, told_judgement
from quartiers.analyse.paliers import Palier
from quartiers.analyse.racines import shared, stems
from quartiers.analyse.rapprochement import CONFIRMES, Accord
from quartiers.analyse.sujets import of_form, subjects_of
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Affirmation, Indicateur, Priorite
from quartiers.typographie import count, format_gap, format_value, join_words

CHIFFRES: Final = "Chiffres du document"
_HEAVY: Final = (Palier.DIXIEME_FRAGILE, Palier.QUART_FRAGILE)
# So many priorities that only speak of a theme are named: those that do most.
EVOQUEES: Final = 3
# What one priority lacks to answer a figure, then what several do.
_LACKS: Final = {
    "publics": ("vise d'autres publics", "visent d'autres publics"),
    "theme": ("est d'un autre thème", "sont d'un autre thème"),
    "mots": ("n'en parle pas", "n'en parlent pas"),
}
_NEAREST: Final = (Reponse.THEME, Reponse.INDIRECTE, Reponse.EVOQUEE)


def stated_without_answer(c: Contexte, told: Collection[str]) -> Iterator[Doute]:
    """One doubt a quartier; ``told`` are the statements that another doubt of the rule already says this of."""
    for q in c.contrat.quartiers.values():
        priorities = c.contrat.priorites_de(q.quartier)
        read = {f.indicateur.indicateur: f for f in retained_figures(c.contrat, q.quartier)}
        found: list[tuple[Affirmation, str]] = []
        near: defaultdict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
        plain: list[tuple[Affirmation, str]] = []
        for a in c.contrat.affirmations_de(q.quartier):
            i = c.indicateur(a)
            answers = {p.priorite: answer_in(c.contrat, p, i) for p in priorities}
            if a.affirmation in told or Reponse.DIRECTE in answers.values():
                continue
            about = subjects_of(c.contrat, (i.libelle, i.libelle_court))
            spoken = bool(about) and any(about & _spoken_for(c, p, i) for p in priorities)
            filed = Reponse.THEME in answers.values()
            if spoken or (filed and not about) or (not filed and _answered_by_its_words(c, i, priorities)):
                continue
            why = _why(c, a, read.get(a.indicateur))
            if why is not None:
                found.append((a, f"{_figure(c, a)} ({why})"))
                if (nearest := _nearest(i, priorities, answers)) is not None:
                    near[nearest].append(f"« {i.libelle_court} »")
            elif _of_a_bare_theme(c, a, priorities):
                plain.append((a, _figure(c, a) + (f" ({stated_trend(a)})" if _improves(a, i) else "")))
        if found or plain:
            yield c.doubt(
                Regle.SANS_PRIORITE,
                Gravite.INFORMATION,
                tuple(a for a, _ in (*found, *plain)),
                _sentence(c, found, near, plain),
                "En parler au comité : priorité à ajouter, public à nommer, ou réponse apportée ailleurs.",
                objet=CHIFFRES,
            )


def _spoken_for(c: Contexte, p: Priorite, i: Indicateur) -> frozenset[str]:
    """The subjects of a priority, without those of the forms that it keeps for other publics than a figure's own: what
    is done against the isolation of some does nothing for that of others."""
    forms = (d for d in p.declinaisons if not _is_for_others(c, d.declinaison, i))
    return subjects_of(c.contrat, (p.intitule, *p.publics)).union(*(of_form(c.contrat, d) for d in forms))


def _is_for_others(c: Contexte, text: str, i: Indicateur) -> bool:
    named = _publics_named(tuple(c.contrat.publics), text) if i.publics else frozenset[str]()
    return bool(named) and not named & set(i.publics)


@lru_cache(maxsize=4096)
def _publics_named(publics: tuple[str, ...], text: str) -> frozenset[str]:
    """Kept by its texts: a form is read again for each figure."""
    return frozenset(public for public in publics if word_finder((public,))(fold(text)))


def _sentence(
    c: Contexte,
    found: list[tuple[Affirmation, str]],
    nearest: Mapping[tuple[str, tuple[str, ...]], list[str]],
    plain: list[tuple[Affirmation, str]],
) -> str:
    parts = []
    if found:
        what = "qui ressort, et dont" if len(found) == 1 else "qui ressortent, et dont"
        parts.append(
            f"Le document énonce {count(len(found), 'chiffre')} {what} aucune priorité ne fait son sujet : "
            f"{' ; '.join(text for _, text in found)}."
        )
    for (lack, titles), figures in nearest.items():
        whose = f"Pour {join_words(figures)}, l" if len(found) > 1 else "L"
        one = len(titles) == 1
        who = "a priorité la plus proche" if one else "es priorités les plus proches"
        parts.append(f"{whose}{who} {_LACKS[lack][0 if one else 1]} : {join_words(titles)}.")
    if plain:
        themes = {c.indicateur(a).thematique for a, _ in plain}
        labels = join_words([f"« {t.libelle} »" for t in c.contrat.thematiques.values() if t.thematique in themes])
        also = "Il énonce aussi" if found else "Le document énonce"
        parts.append(f"{also}, sans aucune priorité sur {labels} : {' ; '.join(text for _, text in plain)}.")
    return " ".join(parts)


def _of_a_bare_theme(c: Contexte, a: Affirmation, priorities: Collection[Priorite]) -> bool:
    """Whether a level that the document does not show to be a good one is of a theme that has no priority here: one
    that moves the right way by a little is where it was."""
    i = c.indicateur(a)
    if a.valeur is None or i.sens == "contexte" or c.contrat.thematiques[i.thematique].echelle == "diagnostic":
        return False
    favourable = compare(a, i, c.contrat).situation is Situation.FAVORABLE or _improves_by_much(c, a, i)
    return not favourable and all(p.thematique != i.thematique for p in priorities)


def _improves(a: Affirmation, i: Indicateur) -> bool:
    """Whether the document says that it moves the right way."""
    move = {"hausse": 1, "baisse": -1}.get(a.tendance or "", 0)
    return move == {"favorable": 1, "defavorable": -1}.get(i.sens)


def _improves_by_much(c: Contexte, a: Affirmation, i: Indicateur) -> bool:
    """Whether it moves the right way by what is read as a gap, or by what the document does not say."""
    change = _stated_change(a)
    return _improves(a, i) and (change is None or abs(change) >= c.contrat.lecture.ecart(a.valeur or 0.0, i.unite))


def _stated_change(a: Affirmation) -> float | None:
    """The change that the document gives, or that its two values give."""
    if a.variation is None and a.valeur is not None and a.valeur_initiale is not None:
        return round(a.valeur - a.valeur_initiale, 1)
    return a.variation


def _figure(c: Contexte, a: Affirmation) -> str:
    i = c.indicateur(a)
    value = format_value(a.valeur, i.unite, a.precision) if a.valeur is not None else "évolution seule"
    return f"{i.libelle_court}, {value}{f', l. {a.lignes}' if a.lignes else ''}"


def _why(c: Contexte, a: Affirmation, figure: ChiffreLu | None) -> str | None:
    """Why a statement is unfavourable, by the document's words or numbers, or by where INSEE places the same figure."""
    i, v = c.indicateur(a), c.verifications[a.affirmation]
    if (judged := _judged(a, i)) is not None:
        return f"{judged}, mais {stated_trend(a)}" if _improves(a, i) else judged
    compared = compare(a, i, c.contrat)
    if (beyond := _beyond_mean(c, compared, i)) is not None:
        return beyond
    denied = v.sans_definition_commune or v.accord is Accord.AUTRE_INTITULE
    denied = denied or (v.depart is not None and v.depart.accord is Accord.DIFFERE)
    if i.unite == "%" and not denied and (worse := _worsening(c, a, i)) is not None:
        sound = compared.situation is Situation.FAVORABLE and compared.valeur_reference is not None
        return f"{worse}, mais moins fragile que la moyenne énoncée" if sound else worse
    place = figure.comparaison.place if figure is not None and figure.publie else None
    if place is not None and place.palier in _HEAVY and v.accord in CONFIRMES:
        return str(place.palier)
    return None


def _judged(a: Affirmation, i: Indicateur) -> str | None:
    bad = {"defavorable": 1, "favorable": -1}.get(i.sens)
    judged = judgement(a.note)
    if judged is not None and (
        side_of(judged, i) == bad if bad is not None else judged in (Jugement.ELEVE, Jugement.MAUVAIS)
    ):
        return f"le document {judges(told_judgement(a.note))}"
    claim = superlative(a.note)
    if claim is not None and (bad is None or claim[1] is (bad > 0)):
        alone, high = claim
        word = "élevé" if high else "bas"
        return f"présenté comme le plus {word}" if alone else f"présenté comme l'un des plus {word}s"
    return None


def _beyond_mean(c: Contexte, compared: Comparaison, i: Indicateur) -> str | None:
    """That the document's own numbers, or words, put it on the wrong side of its mean; or, of what is context, above
    it by what is not read as comparable: it is the document that brings the gap up."""
    far = compared.ecart is not None and compared.ecart >= c.contrat.lecture.ecart_points
    if compared.situation is not Situation.FRAGILE and not (i.sens == "contexte" and i.unite == "%" and far):
        return None
    if compared.ecart is not None:
        return f"{format_gap(compared.ecart, i.unite)} par rapport à la moyenne énoncée"
    side = "au-dessus" if compared.position is Position.AU_DESSUS else "au-dessous"
    return f"dit {side} de la moyenne"


def _worsening(c: Contexte, a: Affirmation, i: Indicateur) -> str | None:
    """A stated change the wrong way; of what is context, a rise of a public's share: the document brings it up."""
    if i.sens == "contexte" and not i.publics:
        return None
    change = _stated_change(a)
    bad = -1 if i.sens == "favorable" else 1
    if change is None:
        return f"dit {stated_trend(a)}" if {"hausse": 1, "baisse": -1}.get(a.tendance or "") == bad else None
    if bad * change < c.contrat.lecture.tendance_points:
        return None
    since = f" de {a.annee_initiale} à {a.annee}, selon le document" if a.annee_initiale and a.annee else ""
    return f"{format_gap(change, i.unite)}{since}"


def _answered_by_its_words(c: Contexte, i: Indicateur, priorities: Collection[Priorite]) -> bool:
    """Whether a priority, whatever its theme, has two words of the figure's label, or one and its public, whose
    own name is no other word; of a theme that no priority may be filed under, the public is enough."""
    subject, people = stems([i.libelle]), stems(i.publics)
    diagnostic = c.contrat.thematiques[i.thematique].echelle == "diagnostic"
    for p in priorities:
        named, found = bool(set(p.publics) & set(i.publics)), shared(subject, texts_of(p))
        if len(found) > 1 or (named and (diagnostic or found - people)):
            return True
    return False


def texts_of(p: Priorite) -> tuple[str, ...]:
    """The title of a priority, its forms and their labels."""
    return (p.intitule, *(text for d in p.declinaisons for text in (d.declinaison, d.forme) if text))


def _nearest(
    i: Indicateur, priorities: Collection[Priorite], answers: dict[str, Reponse]
) -> tuple[str, tuple[str, ...]] | None:
    """What the priorities that come nearest lack, the public, the theme or the words, and their titles."""
    for answer in _NEAREST:
        near = [p for p in priorities if answers[p.priorite] is answer]
        if near:
            own = i.publics or all(p.thematique == i.thematique for p in near)  # of all, and they are for some
            others = own and all(p.publics for p in near) and answer is Reponse.INDIRECTE
            lack = "publics" if others else "theme"
            return "mots" if answer is Reponse.THEME else lack, tuple(p.intitule for p in near[:2])
    return None


def evoking(c: Contexte, priorities: Collection[Priorite], theme: str, texts: Collection[str]) -> str:
    """Which priority of another theme speaks of a theme, or of what was found on it: the one that does most, and by
    which of its forms. Empty where none does.
    """
    subject = stems(texts)
    found: list[tuple[int, Priorite, str | None]] = []
    for p in priorities:
        words = len(shared(subject, texts_of(p)))
        if p.thematique == theme or not (mentions(c.contrat, p, theme) or words > 1):
            continue
        by_title = words_of_theme(c.contrat, theme, p.intitule) or len(shared(subject, [p.intitule])) > 1
        best = max(
            p.declinaisons,
            key=lambda d: (
                len(shared(subject, [d.declinaison, d.forme or ""])),
                words_of_theme(c.contrat, theme, d.declinaison),
            ),
            default=None,
        )
        found.append((words, p, None if by_title or best is None else best.declinaison))
    most = max((words for words, _, _ in found), default=0)
    told = [f"{p.intitule}{f' (sa déclinaison : {form})' if form else ''}" for n, p, form in found if n == most]
    if not told:
        return ""
    who, verb = ("Une priorité", "l'évoque") if len(told) == 1 else ("Des priorités", "l'évoquent")
    return f" {who} d'un autre thème {verb} : {' ; '.join(told[:EVOQUEES])}."

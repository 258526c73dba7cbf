"""The needs that published figures show or not, by name; what was found in the field, and by whom."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from quartiers.analyse.appuis import Reponse
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.evaluation import Etendue, Perimetre, PrioriteEvaluee
from quartiers.analyse.evaluation_besoins import Lecture, read_need, unanswered
from quartiers.donnees.modele import Contrat, Quartier
from quartiers.donnees.tables.cadre import INCOMPLET
from quartiers.presentation import mots
from quartiers.presentation.blocs import Contenu, Discret, Fort
from quartiers.typographie import count, format_value, join_words, lower_first

MAX_NAMED: Final = 6  # priorities, or quartiers, that a line names
MAX_FIGURES: Final = 4


def need_items(contrat: Contrat, perimetre: Perimetre, evaluees: Sequence[PrioriteEvaluee]) -> list[Contenu]:
    """By what the figures of their theme say: the priorities whose need shows, those where it shows less, by name; how
    many have no figure; then the figures that no priority answers."""
    several = len(perimetre.quartiers) > 1
    by_need: dict[Lecture, list[PrioriteEvaluee]] = {need: [] for need in Lecture}
    for e in evaluees:
        by_need[read_need(e.chiffres)].append(e)
    items: list[Contenu] = []
    if found := by_need[Lecture.PRESENT]:
        items.append(
            [Fort("Besoin lisible dans les chiffres publiés de leur thème : "), f"{_named(contrat, found, several)}."]
        )
    if found := by_need[Lecture.MOINS_MARQUE]:
        items.append(
            [
                Fort("Besoin pas plus marqué que dans le QPV médian de France"),
                f", d'après les chiffres qui se lisent : {_named(contrat, found, several, figures=True)}.",
                Discret(" Ce n'est pas une absence de besoin."),
            ]
        )
    none, rough = len(by_need[Lecture.SANS_CHIFFRE]), len(by_need[Lecture.IMPRECIS])
    told = [f"aucun chiffre publié repris ici ne le mesure : {count(none, 'priorité')}"] if none else []
    told += [f"écarts non concluants, ou venus d'un saut : {count(rough, 'priorité')}"] if rough else []
    if told:
        items.append([Fort("Besoin que les chiffres ne disent pas : "), f"{' ; '.join(told)}, sur {len(evaluees)}."])
    if alone := _unanswered(contrat, perimetre):
        items.append(alone)
    return items


def _named(contrat: Contrat, found: Sequence[PrioriteEvaluee], several: bool, *, figures: bool = False) -> str:
    told = []
    for e in found[:MAX_NAMED]:
        more = [e.quartier.nom_court] if several else []
        if figures:
            known = [f for f in e.chiffres if f.comparaison.situation in (Situation.COMPARABLE, Situation.FAVORABLE)]
            read = sorted(known, key=lambda f: f.indicateur.indicateur not in contrat.essentiel)[:1]
            more += [f"{lower_first(f.indicateur.libelle_court)} {mots.value_text(f)}" for f in read]
        told.append(e.suivi.priorite.intitule + (f" ({', '.join(more)})" if more else ""))
    left = len(found) - len(told)
    return f"{count(len(found), 'priorité')} : {' ; '.join(told)}" + (f" ; et {left} de plus" if left else "")


def _unanswered(contrat: Contrat, perimetre: Perimetre) -> Contenu | None:
    """The figures that no priority answers: those of a quartier by name, those of the first page of several."""
    whole = perimetre.etendue is not Etendue.QUARTIER
    told = [text for q in perimetre.quartiers if (text := _of_quartier(contrat, q, whole=whole))]
    if not told:
        return None
    left = len(told) - MAX_NAMED
    more = f" ; et {left} autres quartiers" if left > 0 else ""
    return [
        Fort("Chiffres plus fragiles que le QPV médian, sans priorité sur leur thème ni thème lié : "),
        f"{' ; '.join(told[:MAX_NAMED])}{more}.",
        Discret(" À dire au comité : une autre politique peut y répondre."),
    ]


def _of_quartier(contrat: Contrat, quartier: Quartier, *, whole: bool) -> str:
    found = [
        (a.source, a.reponse)
        for a in unanswered(contrat, quartier)
        if isinstance(a.source, ChiffreLu) and (not whole or a.source.indicateur.indicateur in contrat.essentiel)
    ]
    if not found:
        return ""
    figures = [f"{lower_first(f.indicateur.libelle_court)} {mots.value_text(f)}{_against(f)}" for f, _ in found]
    left = len(figures) - MAX_FIGURES
    text = join_words(figures[:MAX_FIGURES]) if left <= 0 else f"{', '.join(figures[:MAX_FIGURES])} et {left} de plus"
    notes = ["une priorité d'un autre thème en a un mot"] if any(a is Reponse.EVOQUEE for _, a in found) else []
    notes += ["document lu en partie"] if quartier.texte == INCOMPLET else []
    head = f"{quartier.nom_court} : " if whole else ""
    return f"{head}{text}" + (f" [{' ; '.join(notes)}]" if notes else "")


def _against(f: ChiffreLu) -> str:
    value = f.comparaison.valeur_reference
    return f" (QPV médian : {format_value(value, f.indicateur.unite)})" if value is not None else ""


def findings_item(evaluees: Sequence[PrioriteEvaluee]) -> Contenu:
    """How many priorities have a finding of their theme, by whom it was heard from: an origin that nobody wrote is no
    « no »."""
    counted = Counter(_origin_of(e) for e in evaluees)
    words = {
        "habitants": "recueilli auprès d'habitants",
        "habitants et acteurs": "auprès d'habitants et d'acteurs, sans distinction",
        "acteurs": "auprès d'acteurs seulement",
        "non précisée": "d'origine non précisée seulement",
        None: "aucun constat",
    }
    told = [f"{word} : {counted[origin]}" for origin, word in words.items() if counted[origin]]
    return [Fort("Constats du diagnostic, par priorité : "), f"{' ; '.join(told)} (sur {len(evaluees)})."]


def _origin_of(e: PrioriteEvaluee) -> str | None:
    """The best known origin of the findings of its theme."""
    heard = [c for v in (e.ecoute.avant, e.ecoute.depuis, e.ecoute.sans_date) for c in v.constats]
    origins = {c.origine for c in (*heard, *e.constats)}
    return next((o for o in ("habitants", "habitants et acteurs", "acteurs", "non précisée") if o in origins), None)

"""From what was said to what is decided, priority by priority: each link leads to its source, or to its page.

A priority, a finding, a verbatim, a contribution, an action are anchored by their permanent identifiers: an address
that ends with one of them (``#priorite-anzin-verrerie-i1``) still leads there in the next edition.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from quartiers.analyse.appuis import Reponse
from quartiers.analyse.chaine import Chaine, Devenir, trace_priorities
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.soutiens import Appuyee, is_doubted, read_support
from quartiers.analyse.suivi import ActionSuivie, Suivi, latest_results, replacements
from quartiers.donnees.modele import Constat, Decision, Priorite
from quartiers.presentation import mots_suivi
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Discret,
    Fort,
    Fragment,
    Lien,
    Pages,
    Paragraphe,
    Puces,
    Saut,
    Suite,
    Tableau,
    Titre,
)
from quartiers.presentation.echelles import ECHELLES
from quartiers.presentation.mots import TO_CONFIRM
from quartiers.presentation.mots_forums import SANS_SUITE
from quartiers.presentation.quartier.chiffres_dits import DOUBTED
from quartiers.presentation.quartier.concertation import anchor_of_advice, anchor_of_verbatim
from quartiers.presentation.quartier.forums import anchor_of_contribution, shown_contributions
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.soutiens import NEAR, capitalized, how_supported, lacking, supporters_of
from quartiers.presentation.suivi.quartier import anchor_of_action
from quartiers.typographie import count, join_words, lower_first

CHAINE: Final = "De ce qui a été dit à ce qui est décidé"
RIEN: Final = "Ni parole, ni forum, ni action, ni décision n'est encore relié à ces priorités."
OWN: Final = "Son propre texte"
MAX_QUOTED: Final = 70  # characters of what is quoted whole elsewhere
# Of one kind, a priority: beyond, they are counted, and stand in the section or the annex of their own.
MAX_ACTIONS: Final = 3
MAX_RESULTS: Final = 2
MAX_SAID: Final = 4
MAX_DECISIONS: Final = 3
# How a priority answers a finding, in the words of the list of priorities: what was read supports it, all the rest is
# near it at most.
_HEADS: Final = {
    Reponse.CONFIRMEE: "appuie ",
    Reponse.PROPRE: "dit par ",
    Reponse.EVOQUEE: "évoqué par ",
}


def anchor_of_finding(constat: Constat) -> str:
    return f"constat-{constat.constat_id}"


def anchor_of_priority(priorite: Priorite) -> str:
    return f"priorite-{priorite.priorite}"


def findings_in_order(lu: QuartierLu) -> list[Constat]:
    """Findings by theme: their rank is the number that the priorities quote."""
    return [finding for theme in lu.contrat.thematiques.values() for finding in lu.constats_sur(theme.thematique)]


def number_findings(lu: QuartierLu) -> dict[Constat, str]:
    return {finding: f"C{n}" for n, finding in enumerate(findings_in_order(lu), start=1)}


def number_priorities(lu: QuartierLu) -> dict[str, str]:
    """By identifier, in the order of the section of priorities."""
    ordered = [p for scale in ECHELLES for p in lu.priorites if p.echelle == scale]
    return {p.priorite: f"P{n}" for n, p in enumerate(ordered, start=1)}


def link_findings(findings: Iterable[Constat], numbers: Mapping[Constat, str]) -> list[Fragment]:
    """``C1, C3 et C4``, each a link."""
    return _joined([Lien(anchor_of_finding(c), numbers[c]) for c in findings])


def link_priorities(priorites: Iterable[Priorite], numbers: Mapping[str, str]) -> list[Fragment]:
    return _joined([Lien(anchor_of_priority(p), numbers[p.priorite]) for p in priorites])


def _joined(links: Sequence[Fragment]) -> list[Fragment]:
    told: list[Fragment] = []
    for rank, link in enumerate(links):
        told += ([" et "] if rank == len(links) - 1 else [", "]) if rank else []
        told.append(link)
    return told


def link_figures(lu: QuartierLu, figures: Iterable[ChiffreLu]) -> list[Fragment]:
    """The names of figures, each with the note that says its source, its year and its definition; and that a doubt of
    the report is about it."""
    own = {f.indicateur.indicateur: f for f in figures}
    told: list[Fragment] = []
    for rank, figure in enumerate(own.values()):
        told += ([" et "] if rank == len(own) - 1 else [", "]) if rank else []
        told += [lower_first(figure.indicateur.libelle_court), lu.renvoi(figure)]
        told += [Discret(f" ({DOUBTED})")] if is_doubted(lu, figure) else []
        told += [Discret(f" ({TO_CONFIRM})")] if figure.niveau_a_confirmer else []
    return told


def devenir(found: Devenir, numbers: Mapping[str, str], complet: bool, near: Sequence[Priorite] = ()) -> list[Fragment]:
    """What became of a finding: the priorities that answer it, and how many actions are done of these; else those that
    it is only ``near``."""
    if not found.attendu:
        return [Discret("n'appelle pas de priorité")]
    if not found.priorites and near:
        return [Discret("à rapprocher de "), *link_priorities(near, numbers)]
    if not found.priorites:
        return [Discret("aucune priorité" if complet else "texte incomplet")]
    head = _HEADS.get(found.reponse, f"{NEAR} ")
    told: list[Fragment] = [Discret(head), *link_priorities(found.priorites, numbers)]
    return [*told, Discret(f" ; {count(found.actions, 'action')}")] if found.actions else told


# -- the chain --------------------------------------------------------------------------------------------


def show_chain(lu: QuartierLu, suivi: Suivi) -> Bloc:
    """A row a priority that something is linked to; one line for the others."""
    chains = trace_priorities(lu.contrat, lu.correspondance, suivi)
    if not chains:
        return Suite(())
    linked = [c for c in chains if c]
    if not linked:
        return Paragraphe(Discret(RIEN))
    numbers = number_priorities(lu)
    shown = shown_contributions(lu.contrat)
    order = sorted(linked, key=lambda c: list(numbers).index(c.priorite.priorite))
    table = Tableau(
        "Chaque priorité : ce qui a été mesuré et dit, fait, décidé",
        ("Priorité", "Mesuré et dit", "Fait, avec quel argent et quel résultat", "Décidé"),
        tuple(_row(lu, c, numbers, shown) for c in order),
        (17, 33, 28, 22),
    )
    blocks: list[Bloc] = [Titre(CHAINE, niveau=2, ancre="chaine"), table]
    if bare := [numbers[c.priorite.priorite] for c in chains if not c]:
        told = f"Ni parole, ni forum, ni action, ni décision n'est relié à {join_words(bare)}."
        blocks.append(Paragraphe(Discret(told)))
    return Suite(tuple(blocks))


def _row(lu: QuartierLu, c: Chaine, numbers: Mapping[str, str], shown: frozenset[str]) -> tuple[Contenu, ...]:
    head: list[Fragment] = [
        Lien(anchor_of_priority(c.priorite), numbers[c.priorite.priorite]),
        Pages((anchor_of_priority(c.priorite),)),
        Saut(),
        Fort(c.priorite.intitule),
    ]
    return head, _said(lu, c, shown), _done(c), _decided(lu, c)


def _said(lu: QuartierLu, c: Chaine, shown: frozenset[str]) -> Contenu:
    items: list[Contenu] = [_supported(lu, *link) for link in _links(lu, read_support(lu, c.priorite)) if any(link[1:])]
    if nothing := lacking(lu, read_support(lu, c.priorite)):
        items.append(Discret(capitalized(nothing)))
    for parole in c.paroles[:MAX_SAID]:
        quoted = f"« {_short(parole.texte)} »"
        items.append([Fort("Parole, même thème : "), *_link(anchor_of_verbatim(parole), quoted)])
    items += _others(c.paroles, MAX_SAID, "autre parole", "autres paroles")
    for contribution in c.contributions[:MAX_SAID]:
        suite = Discret(f" ({contribution.suite or SANS_SUITE})")
        text = _short(contribution.texte)
        place = anchor_of_contribution(contribution)
        told = _link(place, text) if contribution.contribution in shown else [text]
        items.append([Fort("Forum : "), *told, suite])
    items += _others(c.contributions, MAX_SAID, "autre contribution", "autres contributions")
    for avis in c.avis[:MAX_SAID]:
        answer = "" if avis.reponse else " (sans réponse à ce jour)"
        items.append([Fort("Avis : "), *_link(anchor_of_advice(avis), _short(avis.texte)), Discret(answer)])
    items += _others(c.avis, MAX_SAID, "autre avis", "autres avis")
    return [Puces(tuple(items))] if items else "—"


def _links(lu: QuartierLu, a: Appuyee) -> list[tuple[str, Sequence[ChiffreLu], Sequence[Constat]]]:
    """What supports a priority, what comes near it, and what only its own text says: as the list of priorities."""
    figures = [*a.pour_le_reste, *a.proches, *a.a_verifier, *a.publics, *a.de_theme, *a.indirects]
    findings = [*a.pour_le_reste, *a.du_sujet, *a.constats, *a.lies]
    held, heard = supporters_of(a)
    near_figures = [f for f in dict.fromkeys(figures) if isinstance(f, ChiffreLu) and f not in held]
    near_findings = [c for c in dict.fromkeys(findings) if isinstance(c, Constat) and c not in heard]
    return [
        (capitalized(how_supported(lu, a)), held, heard),
        (capitalized(NEAR), near_figures, near_findings),
        (OWN, (), a.propres),
    ]


def _supported(lu: QuartierLu, head: str, figures: Sequence[ChiffreLu], findings: Sequence[Constat]) -> list[Fragment]:
    """``À rapprocher de : emploi des femmes ; constats C1 et C3 (Porteur de paroles)``, each a link."""
    told: list[Fragment] = [Fort(f"{head} : "), *link_figures(lu, figures)]
    if findings:
        told += [" ; "] if figures else []
        told += ["constats " if len(findings) > 1 else "constat ", *link_findings(findings, number_findings(lu))]
        told += [Pages(tuple(anchor_of_finding(f) for f in findings)), *_places(lu, findings)]
    return told


def _others(found: Sequence[object], shown: int, one: str, several: str, where: str = "") -> list[Contenu]:
    """How many are not shown; nothing if all are."""
    return [Discret(f"et {count(len(found) - shown, one, several)}{where}")] if len(found) > shown else []


def _places(lu: QuartierLu, findings: Iterable[Constat]) -> list[Fragment]:
    """The démarches that findings come from, where they are known."""
    cited = dict.fromkeys(f.demarche for f in findings if f.demarche in lu.contrat.demarches)
    names = [lu.contrat.demarches[d].intitule for d in cited if d is not None]
    return [Discret(f" ({join_words(names)})")] if names else []


def _link(place: str, text: str) -> list[Fragment]:
    return [Lien(place, text), Pages((place,))]


def _short(text: str) -> str:
    """The beginning of a text that is whole where the link leads."""
    if len(text) <= MAX_QUOTED:
        return text
    return text[:MAX_QUOTED].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _done(c: Chaine) -> Contenu:
    items: list[Contenu] = [_action(a) for a in c.suivie.actions[:MAX_ACTIONS]]
    items += _others(c.suivie.actions, MAX_ACTIONS, "autre action", "autres actions", ", en annexe")
    results = [r for a in c.suivie.actions for r in a.derniers_resultats] + list(latest_results(c.suivie.resultats))
    results.sort(key=lambda r: r.date, reverse=True)
    for r in results[:MAX_RESULTS]:
        items.append([Fort(f"{r.nature[:1].upper()}{r.nature[1:]} : "), mots_suivi.result_text(r)])
    items += _others(results, MAX_RESULTS, "autre résultat", "autres résultats", ", en annexe")
    return [Puces(tuple(items))] if items else Discret("aucune action ni résultat")


def _action(a: ActionSuivie) -> Contenu:
    granted = a.montants.accorde
    money = f"{mots_suivi.euros(granted)} accordés" if granted is not None else "montant accordé non renseigné"
    told = f" – {a.action.etat or mots_suivi.SANS_ETAT} ; {money}"
    return [Fort("Action : "), *_link(anchor_of_action(a.action), a.action.intitule), Discret(told)]


def _decided(lu: QuartierLu, c: Chaine) -> Contenu:
    items: list[Contenu] = [_decision(lu, d) for d in c.decisions[-MAX_DECISIONS:]]
    items += _others(c.decisions, MAX_DECISIONS, "décision antérieure", "décisions antérieures")
    return [Puces(tuple(items))] if items else Discret("aucune décision")


def _decision(lu: QuartierLu, d: Decision) -> Contenu:
    when = mots_suivi.committee_name(lu.contrat.comites[d.comite])
    replaced = replacements(lu.contrat).get(d.decision)
    state = f"remplacée par {replaced.decision}" if replaced is not None else mots_suivi.state_of(d)
    told: list[Fragment] = [Fort(f"{d.sens[:1].upper()}{d.sens[1:]} : "), d.objet, Discret(f" – {when} ; {state}")]
    return told

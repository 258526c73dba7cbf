"""Findings and priorities of a quartier, and whether they answer each other."""

from collections.abc import Sequence

from quartiers.analyse.appuis import Appui, Reponse
from quartiers.analyse.chaine import follow_findings
from quartiers.analyse.comparaisons import Evolution, Situation
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.origines import finding_from, origins_sentence
from quartiers.analyse.soutiens import Appuyee, Etat, read_support
from quartiers.analyse.suivi import Suivi
from quartiers.donnees.modele import Constat, Priorite
from quartiers.presentation import mots
from quartiers.presentation.blocs import (
    Ancre,
    Bloc,
    Contenu,
    Discret,
    Encadre,
    Fort,
    Fragment,
    Lien,
    Pages,
    Paragraphe,
    Puces,
    Saut,
    Signal,
    Suite,
    Tableau,
)
from quartiers.presentation.echelles import ECHELLES
from quartiers.presentation.mots_retraits import cited_withdrawn
from quartiers.presentation.quartier.a_justifier import settled_title, to_settle, unanswered_parts
from quartiers.presentation.quartier.chaine import (
    OWN,
    anchor_of_finding,
    anchor_of_priority,
    devenir,
    link_figures,
    link_findings,
    number_findings,
    number_priorities,
)
from quartiers.presentation.quartier.concertation import anchor_of_demarche
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.quartier.soutiens import (
    NEAR,
    UNREAD,
    all_near,
    answered_sentence,
    capitalized,
    how_supported,
    lacking,
    near_priorities,
    near_titles,
    nothing_of_theme,
    supporters_of,
    who_links,
)
from quartiers.typographie import count, format_gap, join_words


def show_findings(lu: QuartierLu, suivi: Suivi) -> Bloc:
    """How many findings come from whom, then each of them with who says it and what became of it."""
    if not lu.constats:
        none = Paragraphe("Le document ne rapporte aucun constat de terrain pour ce quartier.")
        return none if lu.avec_document else Suite(())
    rows: list[tuple[Contenu, ...]] = []
    became = follow_findings(lu.contrat, lu.correspondance, suivi)
    priorities = number_priorities(lu)
    for finding, number in number_findings(lu).items():
        text: list[Fragment] = [finding.constat]
        if finding.nature == "atout":
            text += [" ", Signal("favorable", "atout")]
        theme = lu.contrat.thematiques[finding.thematique]
        source = lu.contrat.demarches.get(finding.demarche or "")
        heard: list[Fragment] = [mots.ORIGINES[finding.origine]]
        if source is not None:
            place = anchor_of_demarche(source)
            heard += [Saut(), Lien(place, source.intitule), Pages((place,))]
        elif gone := cited_withdrawn(lu.contrat, "demarches", finding.demarche):
            heard += [Saut(), Discret(gone)]
        about: list[Fragment] = [theme.libelle]
        if lu.avec_priorites:
            near = near_priorities(lu, finding)
            about += [Discret(" · "), *devenir(became[finding], priorities, lu.complet, near)]
        rows.append(
            ([Ancre(anchor_of_finding(finding), f"Constat {number} : {finding.constat}"), number], text, about, heard)
        )
    # Pages are told once, in the heading: those of each row would make rows longer.
    pages = Pages(tuple(anchor_of_priority(p) for p in lu.priorites))
    what: Contenu = ["Thème · priorité rapprochée", pages] if lu.avec_priorites else "Thème"
    table = Tableau(
        "Constats de terrain, par thème",
        ("N°", "Constat", what, "Recueilli auprès de"),
        tuple(rows),
        (4, 45, 35, 16),
    )
    return Suite((Paragraphe(origins_sentence(lu.constats, reformules=lu.avec_document)), table))


def show_priorities(lu: QuartierLu) -> Bloc:
    """Each priority with its forms, and what it rests on."""
    rows: list[tuple[Contenu, ...]] = []
    groups: list[tuple[int, str]] = []
    numbers, ranks = number_findings(lu), number_priorities(lu)
    for scale in ECHELLES.values():
        chosen = [p for p in lu.priorites if p.echelle == scale.echelle]
        if chosen:
            groups.append((len(rows), scale.titre))
            rows += [_priority_row(lu, p, ranks[p.priorite], numbers) for p in chosen]
    if not rows:
        return Paragraphe("Aucune priorité n'est saisie pour ce quartier.") if lu.avec_document else Suite(())
    table = Tableau(
        "Priorités, déclinaisons et ce qui les appuie",
        ("Priorité", "Déclinaisons", _head_of_support(lu)),
        tuple(rows),
        (27, 43, 30),
        groupes=tuple(groups),
    )
    told = who_links(lu)
    return Suite((table, Paragraphe(Discret(told)))) if told else table


def _head_of_support(lu: QuartierLu) -> Contenu:
    """The heading of what supports priorities, with the pages of the findings that its cells quote by number."""
    places = tuple(anchor_of_finding(c) for c in lu.constats)
    return ["Ce qui l'appuie", Discret(" (constats"), Pages(places), Discret(")")] if places else "Ce qui l'appuie"


def _priority_row(lu: QuartierLu, p: Priorite, rank: str, numbers: dict[Constat, str]) -> tuple[Contenu, ...]:
    publics = f"publics : {join_words(p.publics)}" if p.publics else "tous publics"
    shared = f"{count(lu.quartiers_par_theme[p.thematique], 'quartier')} sur {len(lu.contrat.quartiers)}"
    about = f"{lu.contrat.thematiques[p.thematique].libelle} ({shared}) ; {publics}"
    forms: Contenu = [Puces(tuple(d.declinaison for d in p.declinaisons))] if p.declinaisons else "—"
    head: list[Fragment] = [
        Ancre(anchor_of_priority(p), f"Priorité {rank} : {p.intitule}"),
        *(Discret(f"{rank} "), Fort(p.intitule), Saut(), Discret(about)),
    ]
    return (head, forms, _support(lu, p, numbers))


def _support(lu: QuartierLu, p: Priorite, numbers: dict[Constat, str]) -> Contenu:
    """What supports the priority, by who or what says so: figures by name, findings by number; else what there is."""
    a = read_support(lu, p)
    lines = [
        (head, [*link_figures(lu, figures), *([" ; "] if figures and findings else []), *_cited(findings, numbers)])
        for head, figures, findings in _links(lu, a)
        if figures or findings
    ]
    if a.etat is Etat.PROPRE and not a.propres:
        lines.append((OWN, ["il affirme le besoin"]))
    if not lines:
        return Signal("alerte", nothing_of_theme(lu, p)) if lu.complet else Discret(UNREAD)
    parts: list[Fragment] = []
    for head, told in lines:
        parts += [Saut()] if parts else []
        parts += [Fort(f"{head} : "), *told]
    if nothing := lacking(lu, a):
        parts += [Saut(), Discret(capitalized(nothing))]
    return parts


def _links(lu: QuartierLu, a: Appuyee) -> list[tuple[str, Sequence[ChiffreLu], Sequence[Constat]]]:
    """What supports a priority, then all that comes near it, each once: page 1 names the nearest of it."""
    head = capitalized(how_supported(lu, a))
    return [(head, *supporters_of(a)), (capitalized(NEAR), *all_near(lu, a)), (OWN, (), a.propres)]


def _cited(findings: Sequence[Constat], numbers: dict[Constat, str]) -> list[Fragment]:
    return ["constats " if len(findings) > 1 else "constat ", *link_findings(findings, numbers)] if findings else []


def show_matching(lu: QuartierLu) -> Bloc:
    """What the diagnostic and the priorities leave without an answer, on both sides."""
    m = lu.correspondance
    if not lu.avec_priorites:
        return Suite(())
    alone = to_settle(lu)
    left = unanswered_parts(lu)
    if not (m.sans_priorite or alone or left):
        return Paragraphe(answered_sentence(lu))
    parts: list[Contenu] = []
    if m.sans_priorite:
        for head, answers in (
            ("Constats et chiffres sans priorité qui leur réponde", (Reponse.AUCUNE, Reponse.PROCHE)),
            ("Constats et chiffres que seuls des mots d'une priorité évoquent", (Reponse.EVOQUEE,)),
        ):
            if found := tuple(a for a in m.sans_priorite if a.reponse in answers):
                parts.append([Fort(f"{head} : "), *_unanswered(lu, found)])
    if left:
        parts.append([Fort("Parties de constats sans priorité : "), f"{' ; '.join(left)}."])
    for head, priorities in alone:
        parts.append([Fort(f"{head} : "), f"{' ; '.join(settled_title(lu, a) for a in priorities)}."])
    return Encadre("Ce qui reste sans réponse, d'un côté ou de l'autre", tuple(parts), "alerte")


def _unanswered(lu: QuartierLu, supports: tuple[Appui, ...]) -> list[Fragment]:
    parts: list[Fragment] = []
    for support in supports:
        parts += [" ; "] if parts else []
        if isinstance(support.source, Constat):
            # As it is: its first word may be a name.
            near = near_titles(lu, support.source)
            parts += [support.source.constat, Discret(f" ({finding_from(support.source)}{near})")]
        else:
            parts += [support.source.indicateur.libelle_court, Discret(f" ({_why_fragile(support.source)})")]
    return [*parts, "."]


def _why_fragile(figure: ChiffreLu) -> str:
    reasons = []
    if figure.comparaison.situation is Situation.FRAGILE:
        gap = figure.comparaison.ecart
        reasons.append("plus fragile" + (f", {format_gap(gap, figure.indicateur.unite)}" if gap is not None else ""))
    if figure.tendance is not None and figure.tendance.evolution is Evolution.DEGRADATION:
        change = figure.tendance.variation
        told = f", {format_gap(change, figure.indicateur.unite)}" if change is not None else ""
        reasons.append(f"{Evolution.DEGRADATION.value}{told}")
    return " ; ".join(reasons)

"""Findings and priorities of a quartier, and whether they answer each other."""

from quartiers.analyse.appuis import Appui, Reponse
from quartiers.analyse.comparaisons import Evolution, Situation
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.origines import finding_from, origins_sentence
from quartiers.donnees.modele import Constat, Priorite
from quartiers.presentation import mots
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Discret,
    Encadre,
    Fort,
    Fragment,
    Paragraphe,
    Puces,
    Saut,
    Signal,
    Suite,
    Tableau,
)
from quartiers.presentation.quartier.essentiel import (
    SCALES,
    answered_sentence,
    nothing_of_theme,
    stated_of_public,
    unsupported,
)
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.typographie import count, format_gap, join_words, lower_first


def _findings_in_order(lu: QuartierLu) -> list[Constat]:
    """Findings by theme: their rank is the number that the priorities quote."""
    return [finding for theme in lu.contrat.thematiques.values() for finding in lu.constats_sur(theme.thematique)]


def show_findings(lu: QuartierLu) -> Bloc:
    """How many findings come from whom, then each of them with who says it."""
    if not lu.constats:
        none = Paragraphe("Le document ne rapporte aucun constat de terrain pour ce quartier.")
        return none if lu.avec_document else Suite(())
    rows: list[tuple[Contenu, ...]] = []
    for number, finding in enumerate(_findings_in_order(lu), start=1):
        text: list[Fragment] = [finding.constat]
        if finding.nature == "atout":
            text += [" ", Signal("favorable", "atout")]
        theme = lu.contrat.thematiques[finding.thematique]
        source = lu.contrat.demarches.get(finding.demarche or "")
        heard: list[Fragment] = [mots.ORIGINES[finding.origine]]
        if source is not None:
            heard += [Saut(), Discret(source.intitule)]
        rows.append((f"C{number}", text, theme.libelle, heard))
    table = Tableau(
        "Constats de terrain, par thème",
        ("N°", "Constat", "Thème", "Recueilli auprès de"),
        tuple(rows),
        (4, 53, 27, 16),
    )
    return Suite((Paragraphe(origins_sentence(lu.constats)), table))


def show_priorities(lu: QuartierLu) -> Bloc:
    """Each priority with its forms, and what it rests on."""
    rows: list[tuple[Contenu, ...]] = []
    groups: list[tuple[int, str]] = []
    numbers = {finding: f"C{n}" for n, finding in enumerate(_findings_in_order(lu), start=1)}
    for scale, heading in SCALES:
        chosen = [p for p in lu.priorites if p.echelle == scale]
        if chosen:
            groups.append((len(rows), heading))
            rows += [_priority_row(lu, p, numbers) for p in chosen]
    if not rows:
        return Paragraphe("Aucune priorité n'est saisie pour ce quartier.") if lu.avec_document else Suite(())
    return Tableau(
        "Priorités, déclinaisons et ce qui les appuie",
        ("Priorité", "Déclinaisons", "Ce qui l'appuie"),
        tuple(rows),
        (27, 43, 30),
        groupes=tuple(groups),
    )


def _priority_row(lu: QuartierLu, p: Priorite, numbers: dict[Constat, str]) -> tuple[Contenu, ...]:
    publics = f"publics : {join_words(p.publics)}" if p.publics else "tous publics"
    shared = f"{count(lu.quartiers_par_theme[p.thematique], 'quartier')} sur {len(lu.contrat.quartiers)}"
    about = f"{lu.contrat.thematiques[p.thematique].libelle} ({shared}) ; {publics}"
    forms: Contenu = [Puces(tuple(d.declinaison for d in p.declinaisons))] if p.declinaisons else "—"
    return ([Fort(p.intitule), Saut(), Discret(about)], forms, _support(lu, p, numbers))


def _support(lu: QuartierLu, p: Priorite, numbers: dict[Constat, str]) -> Contenu:
    """The figures that the priority answers, by how they are linked to it, and the numbers of the findings."""
    soutien = lu.correspondance.soutien_de(p)
    if not soutien:
        if soutien.propres:
            listed = join_words([numbers[finding] for finding in soutien.propres])
            return [Fort("Son propre texte : "), f"constat {listed}"]
        if soutien.du_meme_public:
            return [Fort("Même public : "), stated_of_public(lu, soutien.du_meme_public)]
        return Signal("alerte", nothing_of_theme(lu, p)) if lu.complet else Discret("texte incomplet")
    lines = []
    for figures, head in (
        (soutien.directs, "Même public"),
        (soutien.de_theme, "Même thème"),
        (soutien.indirects, "Thème lié, évoqué, ou autre public"),
    ):
        if figures:
            lines.append((head, _names(figures)))
    if soutien.constats:
        plural = "s" if len(soutien.constats) > 1 else ""
        listed = join_words([numbers[finding] for finding in soutien.constats])
        lines.append((f"Constat{plural} du même thème", listed))
    parts: list[Fragment] = []
    for head, text in lines:
        parts += [Saut()] if parts else []
        parts += [Fort(f"{head} : "), text]
    return parts


def _names(figures: tuple[ChiffreLu, ...]) -> str:
    return join_words([lower_first(name) for name in dict.fromkeys(f.indicateur.libelle_court for f in figures)])


def show_matching(lu: QuartierLu) -> Bloc:
    """What the diagnostic and the priorities leave without an answer, on both sides."""
    m = lu.correspondance
    if not lu.avec_priorites:
        return Suite(())
    alone = unsupported(lu)
    if not m.sans_priorite and not alone:
        return Paragraphe(answered_sentence(lu))
    parts: list[Contenu] = []
    if m.sans_priorite:
        for head, answer in (
            ("Fragilités sans priorité, même d'un thème lié", Reponse.AUCUNE),
            ("Fragilités sans priorité, que seuls des mots d'une autre évoquent", Reponse.EVOQUEE),
        ):
            if found := tuple(a for a in m.sans_priorite if a.reponse is answer):
                parts.append([Fort(f"{head} : "), *_unanswered(found)])
    for head, priorities in alone:
        parts.append([Fort(f"{head} : "), f"{' ; '.join(p.intitule for p in priorities)}."])
    return Encadre("Ce qui reste sans réponse, d'un côté ou de l'autre", tuple(parts), "alerte")


def _unanswered(supports: tuple[Appui, ...]) -> list[Fragment]:
    parts: list[Fragment] = []
    for support in supports:
        parts += [" ; "] if parts else []
        if isinstance(support.source, Constat):
            # As it is: its first word may be a name.
            parts += [support.source.constat, Discret(f" ({finding_from(support.source)})")]
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

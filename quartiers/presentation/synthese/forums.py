"""What was done of what was said in forums, and what is in force, over several quartiers: the synthesis, a
committee's file."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from quartiers.analyse.forums import SuitesDuQuartier, count_suites, in_force, suites_by_quartier, votes_of
from quartiers.donnees.modele import Contrat, Contribution, Quartier
from quartiers.donnees.tables.forums import ECARTEE, SUITES
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Discret,
    Fort,
    Fragment,
    Liste,
    Paragraphe,
    Saut,
    Suite,
    Tableau,
    Titre,
)
from quartiers.presentation.mots_forums import RUBRIQUES, partner_of, suites_in_words, version_of, where_said
from quartiers.presentation.quartier.forums import CE_QUE_NOUS_AVONS_FAIT, VOTES
from quartiers.presentation.synthese.nombreux import MAX_PROJETS, group_projects
from quartiers.typographie import count, format_date, format_number

MAX_SET_ASIDE: Final = 8  # contributions: the workbook has them all


def answers_block(contrat: Contrat, quartiers: Sequence[Quartier]) -> Bloc:
    """How many contributions had which suite, by quartier, and what was set aside; nothing where there is none."""
    wanted = {q.quartier for q in quartiers}
    found = tuple(own for own in suites_by_quartier(contrat) if own.quartier in wanted)
    if not found:
        return Suite(())
    all_of_them = tuple({c.contribution: c for own in found for c in own.contributions}.values())
    blocks: list[Bloc] = [Titre(CE_QUE_NOUS_AVONS_FAIT, niveau=2, ancre="suites"), Paragraphe(_sentence(all_of_them))]
    if len(found) > 1:
        blocks.append(_table(contrat, found))
    aside = tuple(c for c in all_of_them if c.suite == ECARTEE)
    if aside:
        blocks += [Titre("Ce qui est écarté, et pourquoi"), Liste(tuple(_aside(contrat, c) for c in _few(aside)))]
        if len(aside) > MAX_SET_ASIDE:
            more = count(len(aside) - MAX_SET_ASIDE, "autre est", "autres sont")
            blocks.append(Paragraphe(Discret(f"{more} dans la feuille « Contributions » du classeur.")))
    return Suite(tuple(blocks))


def _few(contributions: tuple[Contribution, ...]) -> tuple[Contribution, ...]:
    return contributions[:MAX_SET_ASIDE]


def _sentence(contributions: Sequence[Contribution]) -> Contenu:
    return [
        Fort(count(len(contributions), "contribution")),
        f" : {suites_in_words(count_suites(contributions))}. ",
        Discret("Le rapport de chaque quartier les donne une à une."),
    ]


def _table(contrat: Contrat, found: Sequence[SuitesDuQuartier]) -> Tableau:
    columns = (*SUITES, None)
    rows: list[tuple[Contenu, ...]] = []
    what, named = _by_place(contrat, found)
    for name, contributions in named.items():
        counted = count_suites(contributions)
        rows.append((name, str(len(contributions)), *(str(counted[suite]) for suite in columns)))
    heads = (what.capitalize(), "Contributions", *(RUBRIQUES[suite].split(",")[0] for suite in columns))
    legend = f"Contributions par {what} et par suite ; une contribution sur plusieurs {what}s est comptée dans chacun"
    return Tableau(legend, heads, tuple(rows), (30, 16, *([11.0] * len(columns))), tuple(range(1, len(heads))))


def _by_place(
    contrat: Contrat, found: Sequence[SuitesDuQuartier]
) -> tuple[str, Mapping[str, tuple[Contribution, ...]]]:
    """The contributions of each quartier; of many, those of each commune or département, each once."""
    by_quartier = {own.quartier: own.contributions for own in found}
    if len(found) <= MAX_PROJETS:
        return "quartier", {contrat.quartiers[q].nom_court: own for q, own in by_quartier.items()}
    what, groups = group_projects(contrat)
    gathered = {
        name: tuple({c.contribution: c for q in members for c in by_quartier.get(q.quartier, ())}.values())
        for name, members in groups.items()
    }
    return what, {name: own for name, own in gathered.items() if own}


def _aside(contrat: Contrat, c: Contribution) -> Contenu:
    told: list[Fragment] = [f"{c.texte} ", Discret(f"({partner_of(c)} ; {where_said(contrat, c)})"), Saut()]
    return [*told, f"{c.reponse}"]


def votes_block(contrat: Contrat, quartiers: Sequence[Quartier], day: date) -> Bloc:
    """What is in force of each quartier on a day, and its last vote; nothing where no vote is entered."""
    rows = [row for q in quartiers if (row := _row(contrat, q, day)) is not None]
    if not rows:
        return Suite(())
    untold = [q.nom_court for q in quartiers if not votes_of(contrat, [q.quartier])]
    if len(rows) > MAX_PROJETS:
        return Suite((Titre(VOTES, niveau=2, ancre="votes"), _count_votes(contrat, quartiers, day)))
    table = Tableau(
        f"Le document en vigueur au {format_date(day)}, et le dernier vote",
        ("Quartier", "En vigueur", "Dernier vote"),
        tuple(rows),
        (24, 38, 38),
    )
    note = (Paragraphe(Discret(f"Aucun vote n'est saisi pour : {', '.join(untold)}.")),) if untold else ()
    return Suite((Titre(VOTES, niveau=2, ancre="votes"), table, *note))


def _count_votes(contrat: Contrat, quartiers: Sequence[Quartier], day: date) -> Bloc:
    """How many quartiers have a document in force, and what their last votes said, where they are too many to list."""
    voted = [own for q in quartiers if (own := [v for v in votes_of(contrat, [q.quartier]) if v.date <= day])]
    current = sum(bool(in_force(contrat, q.quartier, day)) for q in quartiers)
    last = Counter(own[-1].issue for own in voted)
    told = " ; ".join(f"{issue} ({format_number(n)})" for issue, n in last.most_common())
    return Paragraphe(
        [
            Fort(f"Au {format_date(day)}, un document est en vigueur dans {count(current, 'quartier')}"),
            f" sur {format_number(len(quartiers))}. Dernier vote de {count(len(voted), 'quartier')} : {told}. ",
            Discret("La feuille « Votes » de donnees.xlsx les donne un à un."),
        ]
    )


def _row(contrat: Contrat, quartier: Quartier, day: date) -> tuple[Contenu, ...] | None:
    votes = [v for v in votes_of(contrat, [quartier.quartier]) if v.date <= day]
    if not votes:
        return None
    current: list[Fragment] = []
    for vote in in_force(contrat, quartier.quartier, day):
        since = f" depuis le {format_date(vote.en_vigueur_le)}" if vote.en_vigueur_le is not None else ""
        current += [*([Saut()] if current else []), version_of(vote), Discret(since)]
    last = votes[-1]
    told: list[Fragment] = [
        f"{last.instance}, {format_date(last.date)} : {last.issue}",
        Saut(),
        Discret(version_of(last)),
    ]
    return quartier.nom_court, current or Discret("aucun vote saisi ne le dit"), told

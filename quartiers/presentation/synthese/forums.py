"""What was done of what was said in forums, and what is in force, over several quartiers: the synthesis, a
committee's file."""

from collections.abc import Sequence
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
from quartiers.typographie import count, format_date

MAX_SET_ASIDE: Final = 8  # contributions: the workbook has them all


def answers_block(contrat: Contrat, quartiers: Sequence[Quartier]) -> Bloc:
    """How many contributions had which suite, by quartier, and what was set aside; nothing where there is none."""
    wanted = {q.quartier for q in quartiers}
    found = tuple(own for own in suites_by_quartier(contrat) if own.quartier in wanted)
    if not found:
        return Suite(())
    all_of_them = tuple({c.contribution: c for own in found for c in own.contributions}.values())
    blocks: list[Bloc] = [Titre(CE_QUE_NOUS_AVONS_FAIT, niveau=2), Paragraphe(_sentence(all_of_them))]
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
    for own in found:
        counted = count_suites(own.contributions)
        name = contrat.quartiers[own.quartier].nom_court
        rows.append((name, str(len(own.contributions)), *(str(counted[suite]) for suite in columns)))
    heads = ("Quartier", "Contributions", *(RUBRIQUES[suite].split(",")[0] for suite in columns))
    legend = (
        "Contributions par quartier et par suite ; une contribution sur plusieurs quartiers est comptée dans chacun"
    )
    return Tableau(legend, heads, tuple(rows), (30, 16, *([11.0] * len(columns))), tuple(range(1, len(heads))))


def _aside(contrat: Contrat, c: Contribution) -> Contenu:
    told: list[Fragment] = [f"{c.texte} ", Discret(f"({partner_of(c)} ; {where_said(contrat, c)})"), Saut()]
    return [*told, f"{c.reponse}"]


def votes_block(contrat: Contrat, quartiers: Sequence[Quartier], day: date) -> Bloc:
    """What is in force of each quartier on a day, and its last vote; nothing where no vote is entered."""
    rows = [row for q in quartiers if (row := _row(contrat, q, day)) is not None]
    if not rows:
        return Suite(())
    untold = [q.nom_court for q in quartiers if not votes_of(contrat, [q.quartier])]
    table = Tableau(
        f"Le document en vigueur au {format_date(day)}, et le dernier vote",
        ("Quartier", "En vigueur", "Dernier vote"),
        tuple(rows),
        (24, 38, 38),
    )
    note = (Paragraphe(Discret(f"Aucun vote n'est saisi pour : {', '.join(untold)}.")),) if untold else ()
    return Suite((Titre(VOTES, niveau=2), table, *note))


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

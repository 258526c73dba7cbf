"""What was done of what was said in forums, and the votes: two sections of a quartier's report."""

from collections.abc import Sequence
from typing import Final

from quartiers.analyse.forums import by_suite, count_suites, in_force, votes_of
from quartiers.donnees.modele import Contrat, Contribution, Validation
from quartiers.presentation.blocs import (
    Ancre,
    Bloc,
    Contenu,
    Discret,
    Fort,
    Fragment,
    Paragraphe,
    Saut,
    Suite,
    Tableau,
    Titre,
)
from quartiers.presentation.mots_forums import (
    RUBRIQUES,
    answer_of,
    in_force_sentence,
    partner_of,
    suites_in_words,
    supports_of,
    version_cell,
    where_said,
)
from quartiers.presentation.mots_retraits import cited_withdrawn
from quartiers.typographie import count, format_date

CE_QUE_NOUS_AVONS_FAIT: Final = "Ce que nous avons fait de ce que vous avez dit"
VOTES: Final = "Les votes, et le document en vigueur"
MAX_OF_A_SUITE: Final = 6  # contributions: the workbook has them all


def show_answers(contrat: Contrat) -> Bloc:
    """What was kept, what was set aside and why; nothing where no contribution is entered."""
    if not contrat.contributions:
        return Suite(())
    rows: list[tuple[Contenu, ...]] = []
    groups: list[tuple[int, str]] = []
    left = 0
    for suite, own in by_suite(contrat).items():
        shown = own[:MAX_OF_A_SUITE]
        left += len(own) - len(shown)
        groups.append((len(rows), f"{RUBRIQUES[suite]} ({len(own)})"))
        rows += [_row(contrat, c) for c in shown]
    blocks: list[Bloc] = [
        Titre(CE_QUE_NOUS_AVONS_FAIT, niveau=2, ancre="suites"),
        Paragraphe(_sentence(tuple(contrat.contributions.values()))),
        Tableau(
            "Ce qui a été dit, et la suite donnée",
            ("Ce qui a été dit", "Qui, et où", "Ce que le projet en a fait"),
            tuple(rows),
            (38, 24, 38),
            groupes=tuple(groups),
        ),
    ]
    if left:
        told = count(left, "autre contribution est", "autres contributions sont")
        blocks.append(Paragraphe(Discret(f"{told} dans la feuille « Contributions » du classeur.")))
    return Suite(tuple(blocks))


def anchor_of_contribution(contribution: Contribution) -> str:
    return f"contribution-{contribution.contribution}"


def shown_contributions(contrat: Contrat) -> frozenset[str]:
    """Those that the report shows, by identifier: links may lead to them."""
    return frozenset(c.contribution for own in by_suite(contrat).values() for c in own[:MAX_OF_A_SUITE])


def _sentence(contributions: Sequence[Contribution]) -> Contenu:
    return [
        Fort(count(len(contributions), "contribution")),
        f" : {suites_in_words(count_suites(contributions))}. ",
        Discret("Chacune est notée dans nos mots, et n'engage que qui l'a dite."),
    ]


def _row(contrat: Contrat, c: Contribution) -> tuple[Contenu, ...]:
    titles = {p.priorite: p.intitule for p in contrat.priorites}
    said: list[Fragment] = [Ancre(anchor_of_contribution(c), f"Contribution : {c.texte}"), c.texte]
    if c.priorite in titles:
        said += [Saut(), Discret(f"Priorité : {titles[c.priorite]}")]
    elif gone := cited_withdrawn(contrat, "priorites", c.priorite):
        said += [Saut(), Discret(f"Priorité : {gone}")]
    who: list[Fragment] = [partner_of(c)]
    if supports := supports_of(contrat, c):
        who.append(f" ; {supports}")
    who += [Saut(), Discret(where_said(contrat, c))]
    return said, who, answer_of(c)


def show_votes(contrat: Contrat, quartier: str) -> Bloc:
    """The votes about a quartier, and what is in force at the date of the data; nothing where none is entered."""
    votes = votes_of(contrat, [quartier])
    if not votes:
        return Suite(())
    sentence = in_force_sentence(in_force(contrat, quartier, contrat.edition), format_date(contrat.edition))
    return Suite((Titre(VOTES, niveau=2, ancre="votes"), Paragraphe(Fort(sentence)), votes_table(contrat, votes)))


def votes_table(contrat: Contrat, votes: Sequence[Validation]) -> Tableau:
    """A row a vote, the oldest first."""
    return Tableau(
        "Les votes, du plus ancien au plus récent",
        ("Date", "Instance", "Document et version", "Issue"),
        tuple(_vote_row(contrat, v) for v in votes),
        (16, 24, 40, 20),
    )


def _vote_row(contrat: Contrat, v: Validation) -> tuple[Contenu, ...]:
    issue: list[Fragment] = [v.issue[:1].upper() + v.issue[1:]]
    if v.en_vigueur_le is not None:
        issue += [Saut(), Discret(f"en vigueur à compter du {format_date(v.en_vigueur_le)}")]
    return format_date(v.date), v.instance, version_cell(contrat, v), issue

"""What residents were asked, what they answered and said, and the advice of their councils.

Beside every number stands who answered and how they were reached: none of it is a sample. What may not be shown is not
in the contract that this reads (:mod:`quartiers.donnees.secret`).
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from quartiers.donnees.decomptes import Decompte, Groupe, count_answers
from quartiers.donnees.modele import Avis, Contrat, Demarche, Parole, Reponse
from quartiers.donnees.tables.concertation import PORTEUR, QUESTIONNAIRE
from quartiers.presentation.blocs import (
    Ancre,
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
from quartiers.presentation.mots_retraits import cited_withdrawn
from quartiers.typographie import count, format_date, format_number, join_words, lower_first

CONCERTATION: Final = "Ce que les habitants ont dit"
MAX_GROUPS: Final = 5  # columns of a table, beside everybody's
MIN_FOR_A_SHARE: Final = 100  # people: of fewer, counts alone
NO_SAMPLE: Final = (
    "Ceux qui répondent ne sont pas un échantillon des habitants : ces nombres parlent d'eux, et de personne d'autre."
)


def anchor_of_demarche(demarche: Demarche) -> str:
    return f"demarche-{demarche.demarche}"


def anchor_of_verbatim(parole: Parole) -> str:
    return f"parole-{parole.parole}"


def anchor_of_advice(avis: Avis) -> str:
    return f"avis-{avis.avis}"


def show_consultation(contrat: Contrat) -> Bloc:
    """The démarches of a quartier, answers, words and advice; nothing where there is none."""
    if not (contrat.demarches or contrat.avis):
        return Suite(())
    blocks: list[Bloc] = [Titre(CONCERTATION, niveau=2, ancre="concertation")]
    if contrat.demarches:
        blocks += [Paragraphe([_sentence(contrat), " ", NO_SAMPLE]), _demarches(contrat)]
    for demarche in contrat.demarches.values():
        own = [row for row in contrat.reponses if row.demarche == demarche.demarche]
        blocks += [_question(contrat, demarche, question, own) for question in dict.fromkeys(r.question for r in own)]
    if contrat.paroles:
        blocks += [Titre("Paroles recueillies"), Liste(tuple(_verbatim(contrat, p) for p in contrat.paroles.values()))]
    if contrat.avis:
        blocks += [Titre("Avis, et réponses données"), _advice(contrat, tuple(contrat.avis.values()))]
    return Suite(tuple(blocks))


def _sentence(contrat: Contrat) -> str:
    kinds = Counter(d.nature for d in contrat.demarches.values())
    named = join_words([f"{n} {kind}" if n > 1 else kind for kind, n in kinds.items()])
    return f"{count(len(contrat.demarches), 'démarche')} de concertation : {named}."


def _demarches(contrat: Contrat) -> Bloc:
    rows: tuple[tuple[Contenu, ...], ...] = tuple(
        (
            [Ancre(anchor_of_demarche(d), f"Démarche : {d.intitule}"), Fort(d.intitule), Saut(), Discret(d.nature)],
            _when_and_where(d),
            _asked(d),
            _who(contrat, d),
        )
        for d in sorted(contrat.demarches.values(), key=lambda d: (d.debut is None, d.debut))
    )
    heads = ("Démarche", "Quand et où", "Ce qui était demandé", "Qui a pris part")
    return Tableau("Les démarches de concertation", heads, rows, (26, 22, 24, 28))


def _when_and_where(d: Demarche) -> Contenu:
    days = [format_date(day) for day in (d.debut, d.fin) if day is not None]
    when = " – ".join(days) or "date non renseignée"
    return [when, Saut(), Discret(d.lieu)] if d.lieu else when


def _asked(d: Demarche) -> Contenu:
    told: list[Fragment] = [d.question] if d.question else ["—"]
    if d.organisateur:
        told += [Saut(), Discret(f"par : {d.organisateur}")]
    return told


def _who(contrat: Contrat, d: Demarche) -> Contenu:
    told: list[Fragment] = [people_of(contrat, d)]
    more = [d.moyen or "", f"publics : {join_words(d.publics)}" if d.publics else "", d.note or ""]
    for text in filter(None, more):
        told += [Saut(), Discret(text)]
    return told


def people_of(contrat: Contrat, d: Demarche) -> str:
    """How many took part, as far as it may be told."""
    if d.sous_seuil:
        return f"moins de {contrat.seuil_personnes} personnes"
    return count(d.participants, "personne") if d.participants is not None else "nombre non renseigné"


def _question(contrat: Contrat, demarche: Demarche, question: str, rows: Sequence[Reponse]) -> Bloc:
    """The answers to a question, of everybody and of the groups that may be shown."""
    own = [row for row in rows if row.question == question]
    shown = count_answers(row for row in own if row.effectif is not None).get(question, {})
    if None not in shown:
        why = (
            f"« {question} » : les réponses ne sont pas diffusées (moins de {contrat.seuil_personnes} personnes ont "
            "répondu, ou toutes de la même façon ; ou ce qui est montré d'une autre démarche, ou l'a été lors d'un "
            "comité, permettrait d'en retrouver quelques-unes)."
        )
        return Paragraphe(why)
    groups: list[Groupe] = [None, *[g for g in shown if g is not None][:MAX_GROUPS]]
    answers = list(shown[None].choix)
    table = Tableau(
        f"{question} – {_of_whom(demarche, shown[None])}",
        ("Réponse", *(_head(group, shown[group]) for group in groups)),
        tuple((answer, *(_cell(demarche, shown[group], answer) for group in groups)) for answer in answers),
        (40, *(60 / len(groups) for _ in groups)),
        numeriques=tuple(range(1, len(groups) + 1)),
    )
    several = sum(shown[None].choix.values()) > shown[None].base
    notes = ["Plusieurs choix étaient permis : les réponses font plus que les répondants."] if several else []
    notes += _withheld(contrat, own)
    if len(shown) - 1 > MAX_GROUPS:
        notes.append("Les autres groupes sont dans le classeur.")
    return Suite((table, *([Paragraphe(Discret(" ".join(notes)))] if notes else [])))


def _of_whom(demarche: Demarche, everybody: Decompte) -> str:
    """``87 répondants, touchés par : boîtes aux lettres``: beside every figure."""
    told = count(everybody.base, "répondant")
    how = f", touchés par : {lower_first(demarche.moyen)}" if demarche.moyen else ""
    place = " ; porteur de paroles, non un échantillon" if demarche.nature == PORTEUR else ""
    return f"{told}{how}{place}"


def _head(group: Groupe, counted: Decompte) -> Contenu:
    name = "Tous" if group is None else group[1]
    return [name, Saut(), Discret(f"{format_number(counted.base)} rép.")]


def _cell(demarche: Demarche, counted: Decompte, answer: str) -> str:
    number = counted.choix.get(answer, 0)
    if counted.base < MIN_FOR_A_SHARE or demarche.nature != QUESTIONNAIRE:
        return format_number(number)
    return f"{format_number(number)} ({format_number(round(100 * number / counted.base))} %)"


def _withheld(contrat: Contrat, rows: Sequence[Reponse]) -> list[str]:
    """The groups that are not shown, named with the reason that holds for one of them at least."""
    lost = list(dict.fromkeys(f"{r.groupe} ({r.critere})" for r in rows if r.groupe and r.effectif is None))
    if not lost:
        return []
    verb = "n'est pas diffusé" if len(lost) == 1 else "ne sont pas diffusés"
    return [
        f"{join_words(lost)} : {verb}, pour limiter le risque de reconnaître quelqu'un (groupe de moins de "
        f"{contrat.seuil_personnes} personnes ou de réponses identiques, ou qui permettrait d'en calculer un)."
    ]


def _verbatim(contrat: Contrat, parole: Parole) -> Contenu:
    demarche = contrat.demarches.get(parole.demarche)
    theme = contrat.thematiques[parole.thematique].libelle if parole.thematique else None
    day = format_date(demarche.debut) if demarche and demarche.debut else None
    few = demarche is None or demarche.sous_seuil  # so few people: neither the place nor the day
    where = [
        demarche.intitule if demarche else None,
        None if few or not demarche else demarche.lieu,
        None if few else day,
    ]
    where.append(theme)
    return [
        Ancre(anchor_of_verbatim(parole), f"Parole : {parole.texte}"),
        f"« {parole.texte} »",
        Discret(f" – {', '.join(filter(None, where))}"),
    ]


def _advice(contrat: Contrat, avis: Sequence[Avis]) -> Bloc:
    titles = {p.priorite: p.intitule for p in contrat.priorites}
    rows: list[tuple[Contenu, ...]] = []
    for a in sorted(avis, key=lambda a: a.date):
        about: list[Fragment] = [a.texte]
        if a.priorite in titles:
            about += [Saut(), Discret(f"Priorité : {titles[a.priorite]}")]
        elif gone := cited_withdrawn(contrat, "priorites", a.priorite):
            about += [Saut(), Discret(f"Priorité : {gone}")]
        day = f" ({format_date(a.reponse_le)})" if a.reponse_le is not None else ""
        answer: Contenu = [a.reponse, Discret(day)] if a.reponse else Discret("sans réponse à ce jour")
        rows.append(
            (
                [
                    Ancre(anchor_of_advice(a), f"Avis : {a.instance}, {format_date(a.date)}"),
                    a.instance,
                    Saut(),
                    Discret(format_date(a.date)),
                ],
                about,
                answer,
            )
        )
    return Tableau(
        "Les avis donnés, et ce qui leur a été répondu", ("Instance", "Avis", "Réponse"), tuple(rows), (26, 40, 34)
    )

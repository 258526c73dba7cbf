"""Rules 13, 16, 18 and 20, of what a reader noted of the document's text: misprints, spellings, pieces that are cut, a
word in another sense than elsewhere, a passage that another one denies.

Nothing is guessed here: the document itself is not read by the software, the rows of ``relecture`` say what is printed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from quartiers.analyse.doutes import TEXTE_EXTRAIT, Contexte, Doute, Gravite, Regle, join_lines
from quartiers.analyse.notes import as_printed
from quartiers.analyse.regles_coupures import FIRST_IN_THE_FILE
from quartiers.donnees.modele import Defaut
from quartiers.donnees.tables.relecture import (
    AUTRE_SENS,
    CONTREDIT,
    COQUILLE,
    GRAPHIE,
    INTERCALE,
    LISTE_ROMPUE,
    PHRASE_COUPEE,
    TITRE_ABSENT,
)
from quartiers.typographie import count, join_words

COQUILLES: Final = "Coquilles"
OF_THE_EXTRACTION: Final = (
    "Rien à demander à ses auteurs tant que la page elle-même n'a pas été regardée : l'extraction du texte le fait "
    "souvent."
)
GRAPHIES: Final = "Graphies"
SENS: Final = "Sens d'un mot"
PASSAGES: Final = "Passages qui se contredisent"
SECTION: Final = "Texte de la section"
# What a sign or a bullet becomes in the text drawn from a file, and how that text renders a bullet of the second level.
_SIGNES: Final = re.compile(r"^(?:o |[-–•○▪]\s*)+|[<>«»\s]+")


def _rows(c: Contexte) -> Iterator[Defaut]:
    """Those of the quartiers that are read: a part of the contract may be."""
    yield from (row for row in c.contrat.relecture if row.quartier in c.contrat.quartiers)


def _of(c: Contexte, *natures: str) -> dict[str, list[Defaut]]:
    """The faults of some natures, by quartier."""
    found: defaultdict[str, list[Defaut]] = defaultdict(list)
    for row in _rows(c):
        if row.nature in natures:
            found[row.quartier].append(row)
    return found


def rule_misprints(c: Contexte) -> Iterator[Doute]:
    """One doubt a quartier: what is printed with a fault, by the notes of figures and by the rows of ``relecture``."""
    noted = _of(c, COQUILLE)
    for quartier in c.contrat.quartiers:
        printed = [(a, words) for a in c.contrat.affirmations_de(quartier) if (words := as_printed(a.note))]
        rows = noted.get(quartier, [])
        apart = [d for d in rows if d.imprime and _is_of_the_extraction(d)]
        rows = [d for d in rows if d not in apart]
        told = [f"« {words} »{_at(a.lignes)}" for a, words in printed]
        told += [f"« {d.imprime} »{_meant(d)}{_at(d.lignes)}" for d in rows if d.imprime]
        if told:
            yield Doute(
                Regle.COUPURE,
                Gravite.INFORMATION,
                (quartier,),
                COQUILLES,
                f"Fautes d'impression relevées dans le document : {join_words(told)}.",
                "Corriger ces mots dans la prochaine édition du document.",
                tuple(a.affirmation for a, _ in printed),
                lignes=join_lines([*(a.lignes for a, _ in printed), *(d.lignes for d in rows)]),
            )
        if apart:
            signs = join_words([f"« {d.imprime} »{_meant(d)}{_at(d.lignes)}" for d in apart])
            yield Doute(
                Regle.COUPURE,
                Gravite.INFORMATION,
                (quartier,),
                TEXTE_EXTRAIT,
                f"Dans le texte tiré du document, un signe est rendu autrement : {signs}.",
                OF_THE_EXTRACTION,
                lignes=join_lines(d.lignes for d in apart),
            )


def _is_of_the_extraction(d: Defaut) -> bool:
    """Whether what is printed differs from what is meant by a bullet or a sign only: the file may print it right."""
    return bool(d.attendu) and _SIGNES.sub(" ", d.imprime or "").strip() == _SIGNES.sub(" ", d.attendu or "").strip()


def rule_layout(c: Contexte) -> Iterator[Doute]:
    """One doubt a quartier: the title that is not there, what stands between two paragraphs, lists that are broken."""
    for quartier, rows in _of(c, TITRE_ABSENT, INTERCALE, LISTE_ROMPUE).items():
        yield Doute(
            Regle.COUPURE,
            Gravite.INFORMATION,
            (quartier,),
            TEXTE_EXTRAIT,
            f"Dans le texte tiré du document, {' ; '.join(_layout(rows))}.",
            OF_THE_EXTRACTION,
            lignes=join_lines(row.lignes for row in rows),
        )
    for quartier, rows in _of(c, PHRASE_COUPEE).items():
        for row in rows:
            ends = f", sur « {row.imprime} »" if row.imprime else ""
            yield Doute(
                Regle.COUPURE,
                Gravite.DOUTE,
                (quartier,),
                SECTION,
                f"Dans le texte tiré du document, une phrase s'arrête au milieu{_at(row.lignes)}{ends}.",
                FIRST_IN_THE_FILE,
                lignes=row.lignes,
                bref="une phrase s'arrête au milieu",
            )


def _layout(rows: Iterable[Defaut]) -> Iterator[str]:
    by_nature: defaultdict[str, list[Defaut]] = defaultdict(list)
    for row in rows:
        by_nature[row.nature].append(row)
    if found := by_nature[TITRE_ABSENT]:
        yield f"le titre de la section manque{_at(join_lines(row.lignes for row in found))}"
    for row in by_nature[INTERCALE]:
        words = f" : « {row.imprime} »" if row.imprime else ""
        yield f"un titre courant, une note ou une légende s'intercale entre deux alinéas{_at(row.lignes)}{words}"
    if found := by_nature[LISTE_ROMPUE]:
        lists = (
            "une liste est rompue" if len(found) == 1 else f"{count(len(found), 'liste est', 'listes sont')} rompues"
        )
        yield (
            f"{lists}{_at(join_lines(row.lignes for row in found))}, et l'on ne voit plus de quelle phrase dépendent "
            "ses alinéas"
        )


def rule_spellings(c: Contexte) -> Iterator[Doute]:
    """One doubt a spelling: the quartiers whose section or row has it, and how it is written elsewhere."""
    groups: defaultdict[tuple[str, str], list[Defaut]] = defaultdict(list)
    for row in _rows(c):
        if row.nature == GRAPHIE and row.imprime:
            groups[row.imprime, row.attendu or ""].append(row)
    for (printed, other), rows in groups.items():
        lines = join_lines(row.lignes for row in rows)
        where = next((row.ailleurs for row in rows if row.ailleurs), None)
        tail = f" ; autre graphie : « {other} »{f' ({where})' if where else ''}" if other else ""
        if other and where and where.startswith("«"):  # the document writes it in a third way: not in that one
            tail = f", et ailleurs {where} ; la graphie attendue est « {other} »"
        yield Doute(
            Regle.LIBELLE,
            Gravite.INFORMATION,
            c.in_order(row.quartier for row in rows),
            GRAPHIES,
            f"Le document écrit « {printed} »{_at(lines)}{tail}.",
            "Retenir une graphie, et l'écrire partout : une recherche ne retrouve pas les autres.",
            lignes=lines,
        )


def rule_meanings(c: Contexte) -> Iterator[Doute]:
    """One doubt a row: a word that has another sense elsewhere, or what another passage of the document denies."""
    for row in (row for row in _rows(c) if row.nature in (AUTRE_SENS, CONTREDIT) and row.imprime):
        other = row.nature == AUTRE_SENS
        where = f" : {row.ailleurs}" if row.ailleurs else ""
        how = "prend un autre sens qu'ailleurs dans le document" if other else "ne va pas avec un autre passage"
        yield Doute(
            Regle.POPULATION if other else Regle.JUGEMENT,
            Gravite.INFORMATION,
            (row.quartier,),
            SENS if other else PASSAGES,
            f"« {row.imprime} »{_at(row.lignes)} {how}{where}.",
            f"Écrire « {row.attendu} »." if row.attendu else "Dire lequel des deux est à garder.",
            lignes=row.lignes,
        )


def _at(lines: str | None) -> str:
    return f" (l. {lines})" if lines else ""


def _meant(row: Defaut) -> str:
    return f", pour « {row.attendu} »" if row.attendu else ""

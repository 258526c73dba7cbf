"""Rule 13: names and labels written in several ways."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import combinations
from os.path import commonprefix
from typing import Final

from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines
from quartiers.analyse.notes import printed_name
from quartiers.analyse.regles_noms import where_named
from quartiers.donnees.fichiers.textes import fold
from quartiers.typographie import join_words

# A name shorter than this has too many neighbours by one letter.
MIN_NOM: Final = 6
# Of the words of a commune's name, the part that another writing of it keeps.
RESSEMBLANCE: Final = 0.75
_WORD: Final = r"[A-ZÀ-ÖØ-Þ][\w'’]*"
# Words with a capital, joined by hyphens, spaces and small words: « Faubourg Ste Catherine », « Cité des Eaux ».
_NAME: Final = re.compile(rf"{_WORD}(?:(?:[ \-]|[ \-](?:de|du|des|la|le|les|sur|et)[ \-]|[ \-](?:l|d)['’]){_WORD})*")
_SENTENCE: Final = re.compile(r"(?:^|[.!?:;«(]\s*)$")


def rule_labels(c: Contexte) -> Iterator[Doute]:
    yield from _forms(c)
    yield from _names(c)
    yield from _official_names(c)
    yield from _printed_names(c)


def _forms(c: Contexte) -> Iterator[Doute]:
    """Two forms of action that are almost the same text: they are counted apart, and were likely meant as one."""
    users: defaultdict[str, set[str]] = defaultdict(set)
    for priority in c.contrat.priorites:
        for form in priority.declinaisons:
            if form.forme:
                users[form.forme].add(priority.quartier)
    for one, other in combinations(users, 2):
        if almost_same(one, other):
            rarer, usual = sorted((one, other), key=lambda label: len(users[label]))
            yield Doute(
                Regle.LIBELLE,
                Gravite.DOUTE,
                c.in_order(users[one] | users[other]),
                "Formes d'action",
                f"« {rarer} » et « {usual} » sont presque le même libellé, et sont comptés à part.",
                f"Si c'est le même, écrire partout « {usual} » dans declinaisons.csv.",
            )


def _names(c: Contexte) -> Iterator[Doute]:
    """Names of places and organisations that texts write in several ways: case, accents, hyphens, one letter."""
    users: defaultdict[str, set[str]] = defaultdict(set)
    for quartier, text in _texts(c):
        for name in proper_names(text):
            users[name].add(quartier)
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for name in users:
        groups[_skeleton(name)].add(name)
    alike: defaultdict[str, list[str]] = defaultdict(list)  # by how a name begins, or ends: one letter differs at most
    for key in sorted(groups):
        ends = (key[: MIN_NOM // 2], key[-(MIN_NOM // 2) :] + "$")
        same = next((k for end in ends for k in alike[end] if almost_same(k, key)), None)
        if same is not None:
            groups[same] |= groups.pop(key)
        else:
            for end in ends:
                alike[end].append(key)
    for names in groups.values():
        if len(names) > 1:
            listed = sorted(names, key=lambda n: (-len(users[n]), n))
            yield Doute(
                Regle.LIBELLE,
                Gravite.INFORMATION,
                c.in_order(q for n in names for q in users[n]),
                "Noms propres",
                f"Un même nom, semble-t-il, est écrit de {len(listed)} façons : "
                f"{join_words([f'« {n} »' for n in listed])}.",
                "Retenir une graphie, et l'écrire partout.",
            )


def _texts(c: Contexte) -> Iterator[tuple[str, str]]:
    """Every text of the tables that may name a place or an organisation, with the quartier that it is about."""
    for constat in c.contrat.constats:
        yield constat.quartier, constat.constat
    for priorite in c.contrat.priorites:
        yield priorite.quartier, priorite.intitule
        for form in priorite.declinaisons:
            yield priorite.quartier, form.declinaison


def _official_names(c: Contexte) -> Iterator[Doute]:
    """Words of a quartier's name that its QPV's official name writes otherwise; capitals and hyphens do not count."""
    if not (c.contrat.affirmations or c.contrat.priorites or c.contrat.constats):
        return  # nothing of a document was entered: names alone are no document
    for q in c.contrat.quartiers.values():
        if q.libelle_qpv_2024 is None:
            continue
        official = {w for text in (q.libelle_qpv_2024, *q.libelles_qpv_2015) for w in _words(text)}
        pairs = [
            (own, other)
            for own in sorted(_words(q.nom))
            for other in sorted(official)
            if own.casefold() != other.casefold() and almost_same(own, other)
        ]
        if pairs:
            told = " ; ".join(f"« {own} » et « {other} »" for own, other in pairs)
            yield Doute(
                Regle.LIBELLE,
                Gravite.INFORMATION,
                (q.quartier,),
                "Nom du quartier",
                f"Le document et le nom officiel du QPV (« {q.libelle_qpv_2024} ») n'ont pas la même graphie : {told}.",
                "Prendre la graphie du nom officiel, ou dire pourquoi le projet s'en écarte.",
                lignes=where_named(c, q),
            )


def _words(text: str) -> set[str]:
    return {word for word in re.split(r"[^\w]+", text) if len(word) >= MIN_NOM - 1}


def proper_names(text: str) -> list[str]:
    """Names in a text; a capital that only begins a sentence makes none.

    >>> proper_names("Mobiliser les habitants de Faubourg Ste Catherine et de la place Taffin")
    ['Faubourg Ste Catherine', 'Taffin']
    >>> proper_names("Sensibiliser aux écrans")
    []
    """
    found = []
    for match in _NAME.finditer(text):
        name = match[0]
        if _SENTENCE.search(text[: match.start()]):
            first, _, rest = name.partition(" ")
            if not rest and "-" not in first:
                continue
            if "-" not in first:
                name = re.sub(r"^(?:(?:de|du|des|la|le|les|sur|et) )+", "", rest)
        if len(name) >= MIN_NOM:
            found.append(name)
    return found


def _skeleton(name: str) -> str:
    """What is left of a name whatever the case, accents, hyphens and apostrophes; « St » and « Ste » are in full.

    >>> _skeleton("Faubourg Ste-Catherine"), _skeleton("faubourg Sainte Catherine")
    ('faubourg sainte catherine', 'faubourg sainte catherine')
    """
    bare = re.sub(r"[^a-z0-9]+", " ", fold(name)).strip()
    return re.sub(r"\b(st|ste)\b", lambda found: {"st": "saint", "ste": "sainte"}[found[1]], bare)


def _printed_names(c: Contexte) -> Iterator[Doute]:
    """Quartiers that the published synthesis writes in several ways, by what is noted of its rows."""
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for row in c.contrat.synthese_publiee:
        if name := printed_name(row.note):
            # Of a row that a page cuts, the name is on its first line.
            found[row.quartier].setdefault(name, []).append(re.split(r"[,-]", row.lignes or "")[0].strip())
    for quartier, names in found.items():
        if len(names) < 2:
            continue
        told = join_words([f"« {n} » (l. {', '.join(lines)})" for n, lines in names.items()])
        yield Doute(
            Regle.LIBELLE,
            Gravite.INFORMATION,
            (quartier,),
            "Nom du quartier",
            f"La synthèse publiée écrit ce quartier de {len(names)} façons au moins : {told}{_how_far(names)}."
            f"{_official(c, quartier, names)}",
            "Retenir une graphie, et l'écrire partout : une recherche ne retrouve pas les autres.",
            lignes=join_lines(line for lines in names.values() for line in lines),
        )


def _how_far(names: Iterable[str]) -> str:
    """That only hyphens, spaces and capitals differ, where it is so."""
    return " (seuls changent tirets, espaces ou majuscules)" if len({_skeleton(n) for n in names}) == 1 else ""


def _official(c: Contexte, quartier: str, names: Iterable[str]) -> str:
    """The official name of a commune of the quartier, where a printed name holds it otherwise written."""
    for commune in c.contrat.quartiers[quartier].communes:
        wanted = _skeleton(commune).split()
        for name in names:
            words = _skeleton(name).split()
            if len(wanted) < 2 or commune in name or wanted[0] not in words:
                continue
            written = words[words.index(wanted[0]) :]
            if written != wanted and SequenceMatcher(None, written, wanted).ratio() >= RESSEMBLANCE:
                return f" La commune s'appelle officiellement {commune}."
            if written == wanted:
                return f" Le nom officiel de la commune s'écrit {commune}."
    return ""


def almost_same(one: str, other: str) -> bool:
    """Whether two texts are the same but for one letter, or for capitals and accents; a figure makes two things.

    >>> almost_same("Accès aux droits", "Acces aux droit"), almost_same("Plan 2024", "Plan 2025")
    (True, False)
    >>> almost_same("Santé", "Santé mentale")
    False
    """
    a, b = fold(one), fold(other)
    if abs(len(a) - len(b)) > 1:
        return False
    start = len(commonprefix([a, b]))  # noqa: RUF071 - by letter, as is wanted here
    a, b = a[start:], b[start:]
    end = len(commonprefix([a[::-1], b[::-1]]))  # noqa: RUF071
    rest = a[: len(a) - end], b[: len(b) - end]
    return all(len(part) <= 1 and not part.isdigit() for part in rest)
